//! Map sheets on the real boundaries of Mali, with an invented but fixed indicator.
//! `LAKANA_MAPS_OUT=DIR` leaves the sheets there to be looked at.

use crate::support::{judged, lakana, real_data, say};
use geo_types::{Geometry, MultiPolygon, Point};
use lakana::base::{Area, Areas, Boundaries, Direction, Lang, Level, Pcode, Text};
use lakana::carto::layout::{Orientation, PageSetup, Paper};
use lakana::carto::logo::Logo;
use lakana::carto::scene::Frame;
use lakana::carto::theme::Theme;
use lakana::layers::{Feature, Field, FieldKind, FieldValue, GeometryKind, Layer};
use lakana::products::sheets::{FieldFacts, SheetContext, SheetPlan, SheetSet, styles_for};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

type Rows = Vec<(serde_json::Map<String, serde_json::Value>, Geometry<f64>)>;

fn features(path: &Path) -> Rows {
    let text = std::fs::read_to_string(path).unwrap();
    let collection: geojson::FeatureCollection = text.parse::<geojson::GeoJson>().unwrap().try_into().unwrap();
    collection.features.into_iter().filter_map(|f| Some((f.properties?, Geometry::try_from(f.geometry?).ok()?))).collect()
}

fn areas(level: Level, file: &str, n: u8) -> Option<Areas> {
    let rows = features(&real_data(file)?);
    let text = |p: &serde_json::Map<String, serde_json::Value>, key: String| p[&key].as_str().unwrap().to_owned();
    let make = |(p, g): (serde_json::Map<String, serde_json::Value>, Geometry<f64>)| {
        let shape = match g {
            Geometry::Polygon(p) => MultiPolygon(vec![p]),
            Geometry::MultiPolygon(m) => m,
            other => panic!("{other:?}"),
        };
        let name = text(&p, format!("adm{n}_name"));
        let parent = if n == 1 { zone_of(&name).map(str::to_owned) } else { Some(text(&p, format!("adm{}_pcode", n - 1))) };
        Area::new(Pcode(text(&p, format!("adm{n}_pcode"))), name, parent.map(Pcode), shape)
    };
    Some(Areas::new(level, rows.into_iter().map(make).collect()))
}

fn zone_of(region: &str) -> Option<&'static str> {
    match region {
        "Kidal" | "Tombouctou" | "Gao" => Some("NORD"),
        "Mopti" | "Ségou" => Some("CENTRE"),
        "Kayes" | "Koulikoro" | "Sikasso" | "Bamako" => Some("SUD"),
        _ => None,
    }
}

fn mali() -> Option<Boundaries> {
    let regions = areas(Level::Region, "cod-ab-mli/regions_mali.geojson", 1)?;
    let whole = |code: &str, name: &str, parent: Option<&str>, of: Vec<&Area>| {
        let parts = of.iter().flat_map(|a| a.geometry.0.clone()).collect();
        Area::new(code.into(), name, parent.map(Pcode::from), MultiPolygon(parts))
    };
    let zone = |code: &str, name: &str| {
        whole(code, name, Some("ML"), regions.iter().filter(|r| zone_of(&r.name) == Some(code)).collect())
    };
    Some(Boundaries {
        country: Areas::new(Level::Country, vec![whole("ML", "Mali", None, regions.iter().collect())]),
        zones: Areas::new(Level::Zone, vec![zone("NORD", "Nord"), zone("CENTRE", "Centre"), zone("SUD", "Sud")]),
        cercles: areas(Level::Cercle, "cod-ab-mli/cercles_mali.geojson", 2)?,
        communes: areas(Level::Commune, "cod-ab-mli/communes_mali.geojson", 3)?,
        regions,
        vintage: "OCHA / DNCT, COD-AB v02, 2021-12-20".into(),
    })
}

fn field(id: &str, label: Text, unit: Text, kind: FieldKind) -> Field {
    Field { id: id.into(), label, unit, kind, decimals: 1, domain: None, indicative: false }
}

fn layer(name: &str, geometry: GeometryKind, level: Option<Level>, fields: Vec<Field>, features: Vec<Feature>) -> Layer {
    let credit = Text::new("valeurs inventées pour l’essai", "values invented for the test");
    Layer {
        name: name.into(),
        title: Text::same(name),
        geometry,
        level,
        fields,
        features,
        styles: vec![],
        credits: vec![credit],
        synthetic: false,
    }
}

/// A smooth field over the country with some noise, 0 to 1.
fn invented(area: &Area, seed: u32) -> f64 {
    let noise = area.code.as_str().bytes().fold(seed, |h, b| h.wrapping_mul(16_777_619) ^ u32::from(b)) % 1000;
    let wave = (area.centre.x * 0.9 + f64::from(seed)).sin() * (area.centre.y * 0.7).cos();
    (0.5 + 0.35 * wave + 0.3 * (f64::from(noise) / 1000.0 - 0.5)).clamp(0.0, 1.0)
}

fn area_layer(b: &Boundaries, level: Level, name: &str, columns: &[(&str, Text, Text, f64)]) -> Layer {
    let text = |id: &str| field(id, Text::same(id), Text::default(), FieldKind::Text);
    let mut fields = vec![text("code"), text("name")];
    for (id, label, unit, _) in columns {
        fields.push(field(id, label.clone(), unit.clone(), FieldKind::Real));
        fields.push(text(&format!("{id}_missing")));
        fields.push(field(&format!("{id}_n"), Text::same("n"), Text::default(), FieldKind::Integer));
    }
    let rows = b.level(level).iter().enumerate().map(|(i, area)| {
        let mut values = vec![FieldValue::Text(area.code.0.clone()), FieldValue::Text(area.name.clone())];
        for (c, (_, _, _, scale)) in columns.iter().enumerate() {
            // Kidal has no risk at all; elsewhere some communes lack a value, for different reasons.
            let why = match i * 7 + c {
                _ if c == 0 && level == Level::Commune && area.code.as_str().starts_with("ML10") => Some("no_base"),
                k if level == Level::Commune && k % 41 == 0 => Some("withheld"),
                k if level == Level::Commune && k % 23 == 0 => Some("no_data"),
                k if level == Level::Commune && k % 67 == 0 => Some("below_minimum_n"),
                _ => None,
            };
            let x = invented(area, c as u32 + 1);
            let x = if *scale > 10.0 { x.powi(3) } else { x };
            let x = if *scale > 100.0 && x < 0.05 { 0.0 } else { x };
            values.push(if why.is_some() { FieldValue::Null } else { FieldValue::Real(x * scale) });
            values.push(why.map_or(FieldValue::Null, |w| FieldValue::Text(w.into())));
            values.push(FieldValue::Integer(30 + i as i64));
        }
        let regions = b.ancestor(level, i, Level::Region).map(|r| b.regions[r].code.clone()).into_iter().collect();
        Feature { geometry: Some(area.geometry.clone().into()), values, regions }
    });
    let rows = rows.collect();
    layer(name, GeometryKind::Polygon, Some(level), fields, rows)
}

fn layers(b: &Boundaries) -> Option<Vec<Layer>> {
    let t = Text::new;
    let communes = area_layer(
        b,
        Level::Commune,
        "communes",
        &[
            ("risk_index", t("Indice de risque", "Risk index"), t("note de 0 à 10", "score 0 to 10"), 10.0),
            (
                "explosive_per_100k",
                t("Incidents liés aux engins explosifs", "Explosive incidents"),
                t("pour 100 000 habitants", "per 100,000 people"),
                180.0,
            ),
            (
                "health_within_5km",
                t("Population à moins de 5 km d’un centre de santé", "People within 5 km of a health centre"),
                Text::same("%"),
                100.0,
            ),
        ],
    );
    let cercles = area_layer(
        b,
        Level::Cercle,
        "cercles",
        &[("food_insecure_share", t("Population en phase 3 ou plus", "People in phase 3 or above"), Text::same("%"), 60.0)],
    );
    let zones = area_layer(
        b,
        Level::Zone,
        "zones",
        &[(
            "survey_victim",
            t("Victime de l’insécurité, directe ou indirecte", "Victim of insecurity, direct or indirect"),
            Text::same("%"),
            100.0,
        )],
    );
    let text = |id: &str| field(id, Text::same(id), Text::default(), FieldKind::Text);
    let inside = |p: Point<f64>| {
        use geo::Contains;
        b.regions.iter().filter(|r| r.geometry.contains(&p)).map(|r| r.code.clone()).collect::<Vec<_>>()
    };
    let towns =
        features(&real_data("natural-earth/ne_10m_populated_places_wafrica.geojson")?).into_iter().filter_map(|(p, g)| {
            let Geometry::Point(at) = g else { return None };
            let regions = inside(at);
            let people = p["POP_MAX"].as_f64().unwrap_or(0.0);
            let name = p["NAME"].as_str()?.to_owned();
            (!regions.is_empty()).then(|| Feature {
                geometry: Some(g),
                values: vec![FieldValue::Text(name), FieldValue::Real(people)],
                regions,
            })
        });
    let towns = layer(
        "towns",
        GeometryKind::Point,
        None,
        vec![text("name"), field("population", Text::same("p"), Text::default(), FieldKind::Real)],
        towns.collect(),
    );
    let roads = features(&real_data("roads/africa_network_mali_bbox.geojson")?).into_iter().map(|(p, g)| {
        let proposed = p["add"].as_bool().unwrap_or(false);
        Feature { geometry: Some(g), values: vec![FieldValue::Integer(i64::from(proposed))], regions: vec![] }
    });
    let roads = layer(
        "roads",
        GeometryKind::Line,
        None,
        vec![field("proposed", Text::same("proposed"), Text::default(), FieldKind::Integer)],
        roads.collect(),
    );
    let incidents = b.communes.iter().enumerate().filter(|(i, _)| i % 5 == 0).flat_map(|(i, area)| {
        let precision = if i % 15 == 0 { "region" } else { "exact" };
        let region = b.ancestor(Level::Commune, i, Level::Region).map(|r| b.regions[r].code.clone());
        std::iter::repeat_n(
            Feature {
                geometry: Some(Point(area.centre).into()),
                values: vec![FieldValue::Text(precision.into()), FieldValue::Integer(i64::from(i % 2 == 0))],
                regions: region.into_iter().collect(),
            },
            1 + (i * 13) % 17,
        )
    });
    // Three of which only the country is known.
    let nowhere =
        Feature { geometry: None, values: vec![FieldValue::Text("country".into()), FieldValue::Integer(1)], regions: vec![] };
    let incidents = incidents.chain(std::iter::repeat_n(nowhere, 3)).collect();
    let explosive = field("explosive", Text::same("e"), Text::default(), FieldKind::Integer);
    let incidents = layer("incidents", GeometryKind::Point, None, vec![text("precision"), explosive], incidents);
    Some(vec![communes, cercles, zones, towns, roads, incidents])
}

fn facts() -> BTreeMap<String, FieldFacts> {
    let credits = vec![Text::new("valeurs inventées pour l’essai", "values invented for the test")];
    let facts = |direction, indicative| FieldFacts { direction, indicative, credits: credits.clone() };
    BTreeMap::from([
        ("risk_index".to_owned(), facts(Direction::HigherIsWorse, false)),
        ("survey_victim".to_owned(), facts(Direction::HigherIsWorse, true)),
    ])
}

struct Country {
    boundaries: Boundaries,
    layers: Vec<Layer>,
    themes: Vec<Theme>,
}

fn country() -> Option<&'static Country> {
    static COUNTRY: OnceLock<Option<Country>> = OnceLock::new();
    COUNTRY
        .get_or_init(|| {
            let boundaries = mali()?;
            let layers = layers(&boundaries)?;
            Some(Country { boundaries, layers, themes: Theme::all().unwrap() })
        })
        .as_ref()
}

fn sheets(country: &Country, lang: Lang, synthetic: bool) -> SheetSet<'_> {
    sheets_on(country, lang, synthetic, PageSetup::default(), Vec::new())
}

fn sheets_on(country: &Country, lang: Lang, synthetic: bool, page: PageSetup, logos: Vec<Logo>) -> SheetSet<'_> {
    let context = SheetContext {
        lang,
        title: Text::new("Mali : sécurité et services", "Mali: security and services"),
        synthetic,
        date: Some(jiff::civil::date(2026, 11, 22)),
        facts: facts(),
        areas: None,
        page,
        logos,
    };
    SheetSet::new(&country.layers, &country.boundaries, &country.themes, context).unwrap()
}

fn of(plans: &[SheetPlan], region: Option<&str>, stem: &str) -> SheetPlan {
    plans.iter().find(|p| p.region.as_ref().map(Pcode::as_str) == region && p.stem == stem).unwrap().clone()
}

#[test]
fn labels_never_collide_and_counts_add_up() {
    let Some(country) = country() else { return };
    for lang in [Lang::Fr, Lang::En] {
        let set = sheets(country, lang, true);
        let plans = set.plan();
        assert_eq!(plans.len(), 11 * 6, "a country sheet and ten regions, five fields with a theme and the map of reference");
        for plan in &plans {
            let (content, sheet) = set.compose(plan).unwrap();
            for (i, a) in sheet.labels.iter().enumerate() {
                assert!(sheet.map.holds(a), "{plan:?}: a label leaves the map");
                assert!(sheet.labels[i + 1..].iter().all(|b| !a.overlaps(b)), "{plan:?}: labels overlap");
            }
            let counted: usize =
                content.classes.iter().map(|c| c.count).chain(content.missing.iter().filter_map(|m| m.count)).sum();
            let coloured = if plan.theme == "reference" { 0 } else { content.fills.iter().flatten().count() };
            assert_eq!(counted, coloured, "{plan:?}");
            assert!(!sheet.drawing.svg().contains('{'), "{plan:?}: a blank is not filled");
        }
    }
}

/// Every region and theme on every paper, either way up.
#[test]
fn nothing_overlaps_or_is_cut_on_any_paper() {
    let Some(country) = country() else { return };
    let ways = [
        (Paper::A4, Orientation::Portrait),
        (Paper::A4, Orientation::Landscape),
        (Paper::A3, Orientation::Auto),
        (Paper::A3, Orientation::Landscape),
        (Paper::Slide, Orientation::Auto),
    ];
    for (paper, orientation) in ways {
        let set = sheets_on(country, Lang::Fr, true, PageSetup::new(paper, orientation).unwrap(), Vec::new());
        for plan in set.plan() {
            let sheet = set.compose(&plan).unwrap().1;
            let (page, told) = (sheet.drawing.page, format!("{paper:?} {orientation:?}: {plan:?}"));
            let (long, short) = paper.sides();
            let (width, height) = page.millimetres();
            assert!((width.max(height) - long).abs() < 1e-9 && (width.min(height) - short).abs() < 1e-9, "{told}");
            // Between header and footer, inside the rim.
            let inner = Frame::new(10.0, 28.0, page.width - 20.0, page.height - 52.0).grown(1e-6);
            let frames: Vec<Frame> = std::iter::once(sheet.map).chain(sheet.panel.iter().copied()).collect();
            for (i, a) in frames.iter().enumerate() {
                assert!(inner.holds(a), "{told}: {a:?} leaves {inner:?}");
                let apart = |b: &Frame| !a.grown(-1e-6).overlaps(b);
                assert!(frames[i + 1..].iter().all(apart), "{told}: {frames:?}");
            }
            for (i, a) in sheet.labels.iter().enumerate() {
                assert!(sheet.map.holds(a), "{told}: a label leaves the map");
                assert!(sheet.labels[i + 1..].iter().all(|b| !a.overlaps(b)), "{told}: labels overlap");
                assert!(sheet.insets.iter().all(|b| !a.overlaps(b)), "{told}: a label on an inset");
            }
            assert!(sheet.insets.iter().all(|i| sheet.map.holds(i)), "{told}");
            let svg = sheet.drawing.svg();
            let said = [Paper::A4, Paper::A3, Paper::Slide].map(|p| svg.contains(&format!("({})<", p.name().fr)));
            assert_eq!(said, [Paper::A4, Paper::A3, Paper::Slide].map(|p| p == paper), "{told}: the scale is of its paper");
        }
    }
}

#[test]
fn larger_paper_is_larger_in_every_form_and_has_more_names() {
    let Some(country) = country() else { return };
    let draw = |paper| {
        let set = sheets_on(country, Lang::Fr, false, PageSetup::new(paper, Orientation::Auto).unwrap(), Vec::new());
        let plan = of(&set.plan(), Some("ML05"), "risk");
        let (composed, drawn) = (set.compose(&plan).unwrap().1, set.draw(&plan).unwrap());
        let info = png::Decoder::new(std::io::Cursor::new(&drawn.png)).read_info().unwrap().info().clone();
        let file = lopdf::Document::load_mem(&drawn.pdf).unwrap();
        let page = file.get_dictionary(file.get_pages()[&1]).unwrap();
        let sides = page.get(b"MediaBox").unwrap().as_array().unwrap();
        let points = [2, 3].map(|i| sides[i].as_float().unwrap().round());
        let head = drawn.svg.lines().nth(1).unwrap().to_owned();
        (composed.labels.len(), (info.width, info.height), points, head)
    };
    let (a4, a3, slide) = (draw(Paper::A4), draw(Paper::A3), draw(Paper::Slide));
    assert!(a3.0 > a4.0 && slide.0 > 0, "{} names on A3, {} on A4", a3.0, a4.0);
    assert_eq!((a4.1, a3.1, slide.1), ((3508, 2480), (4961, 3508), (4000, 2250)));
    assert_eq!((a4.2, a3.2, slide.2), ([842.0, 595.0], [1191.0, 842.0], [960.0, 540.0]));
    assert!(a3.3.contains(r#"width="420mm" height="297mm" viewBox="0 0 350 247.5""#), "{}", a3.3);
}

#[test]
fn the_three_forms_are_the_same_bytes_twice() {
    let Some(country) = country() else { return };
    let draw = || {
        let set = sheets(country, Lang::Fr, false);
        set.draw(&of(&set.plan(), Some("ML09"), "risk")).unwrap()
    };
    let (once, twice) = (draw(), draw());
    assert!(once.svg == twice.svg && once.png == twice.png && once.pdf == twice.pdf);
    assert!(once.png.starts_with(b"\x89PNG") && once.pdf.starts_with(b"%PDF"));
}

/// Where the drawing as a whole has an area of one colour, the picture has exactly that colour; on rims and
/// letters it may be off by what the table of colours allows.
#[test]
fn the_picture_is_the_drawing() {
    use resvg::{tiny_skia, usvg};
    let Some(country) = country() else { return };
    let set = sheets_on(country, Lang::Fr, true, PageSetup::default(), vec![sign()]);
    let sheet = set.draw(&of(&set.plan(), Some("ML05"), "risk")).unwrap();
    assert_eq!(sheet.svg.matches("data:image/png;base64,").count(), 1);
    let file = lopdf::Document::load_mem(&sheet.pdf).unwrap();
    let images = file.objects.values().filter_map(|o| o.as_stream().ok()).filter(|s| s.dict.has_type(b"XObject"));
    let images = images.filter(|s| s.dict.get(b"Subtype").and_then(|k| k.as_name()).is_ok_and(|k| k == b"Image"));
    assert!(images.count() > 0, "the sign is in the page too");
    let mut decoder = png::Decoder::new(std::io::Cursor::new(&sheet.png));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().unwrap();
    let mut picture = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut picture).unwrap();
    let (width, height) = (reader.info().width, reader.info().height);
    let options = usvg::Options {
        fontdb: lakana::carto::fonts::database(),
        font_family: "DejaVu Sans Condensed".into(),
        ..usvg::Options::default()
    };
    let tree = usvg::Tree::from_str(&sheet.svg, &options).unwrap();
    let mut whole = tiny_skia::Pixmap::new(width, height).unwrap();
    let scale = 300.0 / 96.0;
    resvg::render(&tree, tiny_skia::Transform::from_scale(scale, scale), &mut whole.as_mut());
    let at = |i: usize| [whole.data()[4 * i], whole.data()[4 * i + 1], whole.data()[4 * i + 2]];
    let row = width as usize;
    let mut pixels_of: std::collections::HashMap<[u8; 3], usize> = Default::default();
    (0..row * height as usize).for_each(|i| *pixels_of.entry(at(i)).or_default() += 1);
    let mut areas = 0;
    for i in row + 1..row * (height as usize - 1) - 1 {
        let (drawn, shown) = (at(i), &picture[3 * i..3 * i + 3]);
        let apart = drawn.iter().zip(shown).map(|(a, b)| a.abs_diff(*b)).max();
        assert!(apart <= Some(24 + 2), "pixel {i}: {drawn:?} became {shown:?}");
        // In the middle of a piece of five by five pixels.
        if i % 7 == 0 && i > 2 * row + 2 && i + 2 * row + 2 < whole.data().len() / 4 {
            let flat = pixels_of[&drawn] > 2000 && (0..25).all(|k| at(i + (k / 5) * row + k % 5 - 2 * row - 2) == drawn);
            areas += usize::from(flat);
            assert!(!flat || apart <= Some(1), "pixel {i}: {drawn:?} became {shown:?}");
        }
    }
    assert!(areas > 500_000, "{areas}");
}

/// Another program draws the page as we draw the picture: by places of four millimetres, too.
#[test]
fn the_page_is_the_picture() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let said = say(lakana().args(["demo", "--quiet", "--only", "maps", "--out"]).arg(&out));
    assert_eq!(said.code, Some(0), "{}", said.err);
    let sheets = [
        "regions/ML05-mopti/risk",
        "regions/ML05-mopti/incidents",
        "regions/ML05-mopti/need-care_pair",
        "regions/ML05-mopti/road_segments",
        "regions/ML05-mopti/population",
        "regions/ML05-mopti/survey-victim",
        "regions/ML01-kayes/displaced",
        "regions/ML08-kidal/risk",
        "regions/ML09-bamako/risk",
        "country/risk",
        "country/coverage",
    ];
    let copied = |folder: &Path, i: usize, [picture, page]: [&str; 2]| {
        std::fs::create_dir_all(folder).unwrap();
        std::fs::copy(out.join(format!("{picture}.png")), folder.join(format!("{i}.png"))).unwrap();
        std::fs::copy(out.join(format!("{page}.pdf")), folder.join(format!("{i}.pdf"))).unwrap();
    };
    let (chosen, mixed) = (folder.path().join("chosen"), folder.path().join("mixed"));
    sheets.iter().enumerate().for_each(|(i, sheet)| copied(&chosen, i, [sheet, sheet]));
    let Some(seen) = judged("compare_pictures.py", &chosen) else { return };
    assert!(seen.code == Some(0) && seen.out.contains("11 sheets, 0 problems"), "{}\n{}", seen.out, seen.err);
    copied(&mixed, 0, [sheets[5], "regions/ML05-mopti/survey-left_work"]);
    assert_eq!(
        judged("compare_pictures.py", &mixed).unwrap().code,
        Some(1),
        "two sheets alike but for their words and one class"
    );
}

/// A sign with a gradient and an opacity of its own.
fn sign() -> Logo {
    Logo::read(
        br##"<svg xmlns="http://www.w3.org/2000/svg" width="300" height="120"><defs><linearGradient id="g">
        <stop offset="0" stop-color="#0a5"/><stop offset="1" stop-color="#05a"/></linearGradient></defs>
        <rect width="300" height="120" rx="20" fill="url(#g)"/><g opacity="0.5"><circle cx="60" cy="60" r="50" fill="#fff"/>
        <circle cx="90" cy="60" r="50" fill="#fd0"/></g></svg>"##,
    )
    .unwrap()
}

#[test]
fn a_capital_too_small_to_be_seen_is_drawn_again() {
    let Some(country) = country() else { return };
    let set = sheets(country, Lang::Fr, true);
    let sheet = |region, stem: &str| set.compose(&of(&set.plan(), region, stem)).unwrap().1;
    let whole = sheet(None, "risk");
    let svg = whole.drawing.svg();
    assert_eq!(whole.insets.len(), 1);
    let inset = svg.split(r#"<g id="inset">"#).nth(1).unwrap().split("</g>").next().unwrap();
    assert!(inset.contains("Bamako (×"), "{inset}");
    let (content, _) = set.compose(&of(&set.plan(), None, "risk")).unwrap();
    let colours = content.classes.iter().filter(|class| inset.contains(&class.colour.hex())).count();
    assert!(colours >= 1, "the communes of the capital have the colours of the sheet: {inset}");
    assert!(sheet(None, "survey-victim").insets.is_empty(), "one colour of a zone needs no larger map");
    assert!(sheet(Some("ML09"), "risk").insets.is_empty());
}

#[test]
fn a_sheet_says_its_page_in_the_atlas() {
    let Some(country) = country() else { return };
    let set = sheets(country, Lang::Fr, false);
    let plans = set.plan();
    for (i, plan) in plans.iter().enumerate().step_by(17) {
        let said = format!(">Feuille {}/{}<", i + 2, plans.len() + 1);
        assert!(set.compose(plan).unwrap().1.drawing.svg().contains(&said), "{said}");
    }
    let drawn: Vec<_> = plans.iter().take(2).map(|plan| set.draw(plan).unwrap().page).collect();
    let atlas = lopdf::Document::load_mem(&set.atlas(&plans[..2], drawn).unwrap()).unwrap();
    let titles: Vec<String> =
        atlas.get_toc().unwrap().toc.into_iter().filter(|e| e.level == 2).map(|e| e.page.to_string()).collect();
    assert_eq!(titles, ["2", "3"], "the cover is the first page");
    let alone = SheetPlan { number: None, ..plans[0].clone() };
    assert!(!set.compose(&alone).unwrap().1.drawing.svg().contains("Feuille"));
}

#[test]
fn threads_do_not_change_a_sheet() {
    use rayon::prelude::*;
    let Some(country) = country() else { return };
    let compose = |set: &SheetSet, plan: &SheetPlan| set.compose(plan).unwrap().1.drawing.svg();
    let (one, many) = (sheets(country, Lang::Fr, false), sheets(country, Lang::Fr, false));
    let plans: Vec<SheetPlan> = one.plan().into_iter().filter(|p| p.theme == "incidents").collect();
    let alone: Vec<String> = plans.iter().map(|p| compose(&one, p)).collect();
    let together: Vec<String> = plans.par_iter().map(|p| compose(&many, p)).collect();
    assert!(alone == together);
}

#[test]
fn a_sheet_says_what_it_must() {
    let Some(country) = country() else { return };
    let must = |lang: Lang, synthetic, region, stem: &str, texts: &[&str]| {
        let set = sheets(country, lang, synthetic);
        let svg = set.compose(&of(&set.plan(), region, stem)).unwrap().1.drawing.svg();
        for text in texts {
            assert!(svg.contains(text), "{stem} of {region:?} does not say {text:?}");
        }
        svg
    };
    let fr = must(
        Lang::Fr,
        true,
        Some("ML05"),
        "risk",
        &[
            "Mopti — indice de risque par commune",
            "très élevé",
            "Sans donnée",
            "DONNÉES SYNTHÉTIQUES — démonstration",
            "Limites administratives : OCHA / DNCT, COD-AB v02, 2021-12-20.",
            "22 novembre 2026",
            "reconnaissance ou",
            "TOMBOUCTOU",
        ],
    );
    assert!(!fr.contains("INDICATIF"), "a firm column is not marked");
    must(Lang::En, false, Some("ML05"), "survey-victim", &["INDICATIVE", "Zone Centre", "value of the whole zone Centre"]);
    must(Lang::Fr, false, Some("ML10"), "survey-victim", &["n’est rattachée à aucune zone", "Hors zone : Menaka"]);
    must(Lang::En, false, None, "survey-victim", &["In no zone: Menaka", "Zone boundary"]);
    let en = must(Lang::En, false, Some("ML10"), "risk", &["No commune has an index", "population or area unknown"]);
    assert!(!en.contains("SYNTHETIC"));
}

#[test]
fn a_sheet_counts_the_events_of_its_own_region() {
    let Some(country) = country() else { return };
    let set = sheets(country, Lang::En, false);
    let layer = country.layers.iter().find(|l| l.name == "incidents").unwrap();
    let counted = |here: Option<&str>, precise: bool| {
        let fits = |i: &usize| {
            let of = |code: &str| layer.features[*i].regions.iter().any(|r| r.as_str() == code);
            let exact = layer.value(*i, "precision").as_str() == Some("exact");
            layer.value(*i, "explosive").as_f64() == Some(1.0) && exact == precise && here.is_none_or(of)
        };
        (0..layer.features.len()).filter(fits).count()
    };
    let content = |region| set.compose(&of(&set.plan(), region, "incidents")).unwrap().0;
    let (here, all) = (content(Some("ML05")), content(None));
    let says = |notes: &[String], text: String| assert!(notes.contains(&text), "{text}: {notes:?}");
    says(&here.notes, format!("Events of the region without a precise location, not placed: {}.", counted(Some("ML05"), false)));
    says(&here.notes, "Events of which only the country is known, on no region’s map: 3.".into());
    says(&all.notes, format!("Events without a precise location, not placed: {}.", counted(None, false)));
    let placed: usize = all.circles.unwrap().places.iter().map(|p| p.count).sum();
    assert_eq!(placed, counted(None, true), "only explosive events are circles of that theme");
}

#[test]
fn a_value_from_a_coarser_level_is_said_to_be_one() {
    let Some(country) = country() else { return };
    let mut layers = country.layers.clone();
    layers[0].fields.push(field("risk_index_stands_at", Text::same("l"), Text::default(), FieldKind::Text));
    for feature in &mut layers[0].features {
        feature.values.push(FieldValue::Text("zone".into()));
    }
    let context = SheetContext {
        lang: Lang::Fr,
        title: Text::default(),
        synthetic: false,
        date: None,
        facts: facts(),
        areas: None,
        page: Default::default(),
        logos: Vec::new(),
    };
    let set = SheetSet::new(&layers, &country.boundaries, &country.themes, context).unwrap();
    let (content, _) = set.compose(&of(&set.plan(), Some("ML05"), "risk")).unwrap();
    assert!(
        content.notes.iter().any(|n| n == "Les valeurs sont celles du niveau « zone », répétées pour chaque commune."),
        "{:?}",
        content.notes
    );
    assert!(content.credits.iter().all(|c| !c.contains("établie")), "no date is printed when there is none");
}

#[test]
fn sheets_to_look_at() {
    let (Some(country), Some(out)) = (country(), std::env::var_os("LAKANA_MAPS_OUT")) else { return };
    let wanted = std::env::var("LAKANA_MAPS").unwrap_or_default();
    for (lang, tag) in [(Lang::Fr, "fr"), (Lang::En, "en")] {
        let set = sheets(country, lang, lang == Lang::En);
        for plan in set.plan() {
            let region = plan.region.as_ref().map_or("country", Pcode::as_str);
            let name = format!("{region}-{}-{tag}", plan.stem);
            if !wanted.split(',').any(|w| name.starts_with(w)) {
                continue;
            }
            let start = std::time::Instant::now();
            set.compose(&plan).unwrap();
            let composed = start.elapsed();
            let sheet = set.draw(&plan).unwrap();
            println!(
                "{name}: composed in {composed:?}, all {:?}, {} kB svg, {} kB png, {} kB pdf",
                start.elapsed() - composed,
                sheet.svg.len() / 1000,
                sheet.png.len() / 1000,
                sheet.pdf.len() / 1000
            );
            let at = |ext: &str| Path::new(&out).join(format!("{name}.{ext}"));
            std::fs::create_dir_all(&out).unwrap();
            std::fs::write(at("svg"), &sheet.svg).unwrap();
            std::fs::write(at("png"), &sheet.png).unwrap();
            std::fs::write(at("pdf"), &sheet.pdf).unwrap();
        }
    }
}

#[test]
fn styles_hold_every_value_of_the_country() {
    let Some(country) = country() else { return };
    let styles = styles_for(&country.layers[0], &country.themes, &facts()).unwrap();
    assert_eq!(styles.iter().map(|s| s.name.as_str()).collect::<Vec<_>>(), ["risk", "incidents", "services_health_within_5km"]);
    for style in styles {
        for i in 0..country.layers[0].features.len() {
            if let Some(value) = country.layers[0].value(i, &style.field).as_f64() {
                assert!(style.class_of(value).is_some(), "{}: {value}", style.name);
            }
        }
    }
}

/// Two regions, three communes, names that are hard on a drawing.
fn tiny(names: [&str; 3]) -> Boundaries {
    let square = |x: f64, y: f64| MultiPolygon(vec![geo_types::Rect::new((x, y), (x + 1.0, y + 1.0)).to_polygon()]);
    let area =
        |code: &str, name: &str, parent: Option<&str>, x, y| Area::new(code.into(), name, parent.map(Pcode::from), square(x, y));
    let both = MultiPolygon([square(0.0, 10.0).0, square(0.0, 11.0).0].concat());
    Boundaries {
        country: Areas::new(Level::Country, vec![]),
        zones: Areas::new(Level::Zone, vec![]),
        regions: Areas::new(
            Level::Region,
            vec![Area::new("R1".into(), "A & <B>", None, both.clone()), area("R2", "", None, 1.0, 10.0)],
        ),
        cercles: Areas::new(
            Level::Cercle,
            vec![Area::new("R1C".into(), "Cercle", Some("R1".into()), both), area("R2C", "Autre", Some("R2"), 1.0, 10.0)],
        ),
        communes: Areas::new(
            Level::Commune,
            vec![
                area("R1C1", names[0], Some("R1C"), 0.0, 10.0),
                area("R1C2", names[1], Some("R1C"), 0.0, 11.0),
                area("R2C1", names[2], Some("R2C"), 1.0, 10.0),
            ],
        ),
        vintage: String::new(),
    }
}

#[test]
fn hard_names_absent_areas_and_places_off_the_earth_stop_nothing() {
    let long = "Un nom de commune beaucoup trop long pour tenir sur quelque carte que ce soit, même en deux lignes".repeat(3);
    let boundaries = tiny(["N'<Gouma> & \"fils\"", &long, ""]);
    let t = |text: &str| Text::same(text);
    let mut communes = area_layer(&boundaries, Level::Commune, "communes", &[("risk_index", t(&long), t(""), 10.0)]);
    communes.features.remove(2);
    let town = |x, y| Feature {
        geometry: Some(Point::new(x, y).into()),
        values: vec![FieldValue::Text("Ville".into())],
        regions: vec!["R1".into()],
    };
    let name = field("name", t("name"), Text::default(), FieldKind::Text);
    let towns =
        layer("towns", GeometryKind::Point, None, vec![name], vec![town(f64::NAN, 10.0), town(1e9, 1e9), town(0.5, 10.5)]);
    let roads = layer(
        "roads",
        GeometryKind::Line,
        None,
        vec![],
        vec![Feature {
            geometry: Some(
                geo_types::LineString::from(vec![(f64::NAN, 0.0), (0.2, 10.1), (f64::INFINITY, 3.0), (0.9, 10.9)]).into(),
            ),
            values: vec![],
            regions: vec![],
        }],
    );
    let layers = [communes, towns, roads];
    let themes = Theme::all().unwrap();
    let context = SheetContext {
        lang: Lang::Fr,
        title: t(&long),
        synthetic: true,
        date: None,
        facts: BTreeMap::new(),
        areas: None,
        page: Default::default(),
        logos: Vec::new(),
    };
    let set = SheetSet::new(&layers, &boundaries, &themes, context).unwrap();
    let plans = set.plan();
    assert_eq!(plans.len(), 2 * 3, "of risk and of reference");
    for plan in &plans {
        let sheet = set.draw(plan).unwrap();
        // The town lies outside the map of the second region.
        let second = plan.region.as_ref().map(Pcode::as_str) == Some("R2");
        assert!(sheet.svg.contains("Ville") != second && sheet.pdf.len() > 1000);
        let (content, _) = set.compose(plan).unwrap();
        let counted: usize = content.classes.iter().map(|c| c.count).chain(content.missing.iter().filter_map(|m| m.count)).sum();
        let coloured = if plan.theme == "reference" { 0 } else { content.fills.iter().flatten().count() };
        assert_eq!(counted, coloured, "the commune without a row counts as without data");
    }
}

#[test]
fn boundaries_without_areas_are_an_error_and_not_a_crash() {
    let none = |level| Areas::new(level, vec![]);
    let boundaries = Boundaries {
        country: none(Level::Country),
        zones: none(Level::Zone),
        regions: none(Level::Region),
        cercles: none(Level::Cercle),
        communes: none(Level::Commune),
        vintage: String::new(),
    };
    let layers = [area_layer(&boundaries, Level::Commune, "communes", &[("risk_index", Text::same("r"), Text::default(), 10.0)])];
    let themes = Theme::all().unwrap();
    let context = SheetContext {
        lang: Lang::En,
        title: Text::default(),
        synthetic: false,
        date: None,
        facts: BTreeMap::new(),
        areas: None,
        page: Default::default(),
        logos: Vec::new(),
    };
    let set = SheetSet::new(&layers, &boundaries, &themes, context).unwrap();
    assert!(set.plan().is_empty(), "a field without a value gives no sheet");
    let plan = SheetPlan {
        region: None,
        theme: "risk".into(),
        field: "risk_index".into(),
        stem: "risk".into(),
        title: String::new(),
        notes: Vec::new(),
        number: None,
    };
    assert!(set.draw(&plan).unwrap_err().what.en.contains("nothing to map"));
}
