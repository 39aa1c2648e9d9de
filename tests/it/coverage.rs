//! The white paper's tables of studies and of its steps, and the survey localities and events of the
//! demonstration, on the demonstration's boundaries. `LAKANA_GALLERY=DIR` leaves pictures there.

use jiff::civil::date;
use lakana::base::{Boundaries, Column, Lang, Level, Problems, Text};
use lakana::carto::charts::{ChartKind, Cover, CoverageTable, Until, draw};
use lakana::carto::theme::Theme;
use lakana::indicators;
use lakana::layers::Layer;
use lakana::names::{Review, zones_from};
use lakana::products::area_layers::{Labelling, area_layer};
use lakana::products::figures::coverage::coverage;
use lakana::products::figures::timeline::timeline;
use lakana::products::figures::years::{Asked, deaths_by_year};
use lakana::products::figures::{Body, Surround};
use lakana::products::record_layers::sampled_localities_layer;
use lakana::products::sheets::{SheetContext, SheetPlan, SheetSet, facts_of};
use lakana::read::boundaries::{BoundaryFiles, read_boundaries};
use lakana::read::records::Input;
use lakana::read::report::{read_studies, read_timeline};
use lakana::read::{incidents, localities as read_localities};
use lakana::table::places::Places;
use lakana::table::{Method, PlacedStudy, join, localities, studies};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(name)
}

fn demonstration() -> Boundaries {
    let files = BoundaryFiles { communes: data("demo/communes.geojson"), ..BoundaryFiles::default() };
    let boundaries = read_boundaries(&files, &mut Problems::new()).unwrap();
    let list = |zone: &str, regions: &[&str]| (zone.to_owned(), regions.iter().map(|r| (*r).to_owned()).collect());
    let lists = [
        list("Nord", &["Kidal", "Tombouctou", "Gao", "Ménaka"]),
        list("Centre", &["Mopti", "Ségou"]),
        list("Sud", &["Kayes", "Koulikoro", "Sikasso", "Bamako"]),
    ];
    let (zones, _) = zones_from(&lists, &boundaries);
    boundaries.with_zones(&zones)
}

fn placed(boundaries: &Boundaries) -> Vec<PlacedStudy> {
    let (list, problems) = read_studies(&Input::new(data("livre-blanc/studies.csv"), "studies.csv")).unwrap();
    assert!(problems.is_empty(), "{problems:?}");
    let review = Review::default();
    let join = studies(&list, "studies.csv", &Places::new(boundaries, &review), Lang::Fr);
    let matter: Vec<&str> = join.problems.iter().filter(|p| p.count > 0).map(|p| p.kind).collect();
    assert_eq!(matter, ["study-told-again"], "Q1 in another publication: {:?}", join.problems);
    join.records
}

fn by_region(column: &Column, boundaries: &Boundaries) -> BTreeMap<String, Option<f64>> {
    boundaries.regions.iter().map(|r| r.name.clone()).zip(column.cells.iter().map(|c| c.ok())).collect()
}

fn numbers(of: &[(&str, f64)]) -> BTreeMap<String, Option<f64>> {
    of.iter().map(|(name, n)| ((*name).to_owned(), Some(*n))).collect()
}

const QUALITATIVE: [(&str, f64); 11] = [
    ("Mopti", 6.0),
    ("Ségou", 6.0),
    ("Gao", 5.0),
    ("Tombouctou", 2.0),
    ("Kayes", 2.0),
    ("Sikasso", 2.0),
    ("Koulikoro", 1.0),
    ("Bamako", 1.0),
    ("Ménaka", 1.0),
    ("Taoudénit", 1.0),
    ("Kidal", 0.0),
];

#[test]
fn studies_by_region_are_those_of_the_white_paper() {
    let boundaries = demonstration();
    let studies = placed(&boundaries);
    assert_eq!(studies.len(), 13, "no total, and Q1 once");
    let columns = indicators::studies::columns(&studies, &boundaries, "studies");
    let column = |id: &str| by_region(columns.iter().find(|c| c.id == id).unwrap(), &boundaries);
    assert_eq!(column("studies_qualitative"), numbers(&QUALITATIVE));
    let quantitative = QUALITATIVE.map(|(name, _)| (name, if name == "Taoudénit" { 2.0 } else { 3.0 }));
    assert_eq!(column("studies_quantitative"), numbers(&quantitative));
    let apart = QUALITATIVE.map(|(name, _)| (name, f64::from(u8::from(["Ségou", "Koulikoro"].contains(&name)))));
    assert_eq!(column("studies_qualitative_partial"), numbers(&apart), "E0 went to two communes");
    assert_eq!(columns.len(), 3);
}

#[test]
fn a_region_that_the_boundaries_lack_is_said_and_kidal_stays_zero() {
    let mut boundaries = demonstration();
    let rows = boundaries.regions.iter().filter(|r| r.name != "Taoudénit").cloned().collect();
    boundaries.regions = lakana::base::Areas::new(Level::Region, rows);
    let (list, _) = read_studies(&Input::new(data("livre-blanc/studies.csv"), "studies.csv")).unwrap();
    let review = Review::default();
    let join = studies(&list, "studies.csv", &Places::new(&boundaries, &review), Lang::Fr);
    assert!(join.problems.iter().any(|p| p.cases.iter().any(|c| c.found.contains("Taoudéni"))));
    let columns = indicators::studies::columns(&join.records, &boundaries, "studies");
    assert_eq!(by_region(&columns[0], &boundaries)["Kidal"], Some(0.0));
    assert!(columns[0].method.fr.contains("Taoudéni") && columns[0].method.en.contains("Taoudéni"));
    let body = coverage(&join.records, &boundaries, None, Lang::Fr).unwrap();
    assert!(body.notes.iter().any(|n| n.starts_with("E4 : Taoudéni")), "{:?}", body.notes);
}

fn around(lang: Lang, title: &str) -> Surround {
    Surround {
        lang,
        overline: "Mali".into(),
        title: title.into(),
        subtitle: String::new(),
        notes: Vec::new(),
        credits: Vec::new(),
        synthetic: true,
        indicative: false,
        interval: String::new(),
    }
}

/// Draws, so that every figure is seen to be drawn at all.
fn picture(body: Body, lang: Lang, name: &str) {
    let png = draw(&body.framed(around(lang, name))).unwrap().png().unwrap();
    keep(&png, name);
}

fn keep(png: &[u8], name: &str) {
    assert!(png.starts_with(b"\x89PNG"), "{name}");
    if let Some(folder) = std::env::var_os("LAKANA_GALLERY") {
        std::fs::write(Path::new(&folder).join(format!("{name}.png")), png).unwrap();
    }
}

#[test]
fn the_coverage_table_shows_what_was_printed_and_names_kidal() {
    let boundaries = demonstration();
    let studies = placed(&boundaries);
    let body = coverage(&studies, &boundaries, None, Lang::Fr).unwrap();
    let ChartKind::CoverageTable(CoverageTable { rows, columns, totals, .. }) = &body.kind else { panic!("a table") };
    let row = |code: &str| rows.iter().find(|r| r.label == code).unwrap();
    assert_eq!(row("E7").details[1..], ["448 (12H et 36F)", "avr. 2018"]);
    assert_eq!(row("E0").details[1..], ["Deux communes", "nov.–déc. 2016"]);
    assert_eq!(row("E1").details[2], "août–sept. 2017");
    let cell = |code: &str, region: &str| row(code).cells[columns.iter().position(|c| c == region).unwrap()];
    assert_eq!((cell("E0", "Ségou"), cell("E1", "Ségou"), cell("E0", "Kidal")), (Cover::Part, Cover::Whole, Cover::None));
    assert_eq!(totals.len(), 3, "quantitative, qualitative, and E0 apart");
    let kidal = columns.iter().position(|c| c == "Kidal").unwrap();
    assert_eq!(totals.iter().map(|t| t.counts[kidal]).collect::<Vec<_>>(), [3, 0, 0]);
    assert!(body.notes.contains(&"Aucune étude qualitative : Kidal.".to_owned()), "{:?}", body.notes);
    picture(body, Lang::Fr, "coverage-fr");
    let only = coverage(&studies, &boundaries, Some(Method::Qualitative), Lang::En).unwrap();
    let ChartKind::CoverageTable(table) = &only.kind else { panic!("a table") };
    assert_eq!(table.rows.len(), 10);
    picture(only, Lang::En, "coverage-qualitative-en");
    assert!(coverage(&[], &boundaries, None, Lang::Fr).is_err());
}

#[test]
fn the_timeline_is_that_of_figure_2() {
    let (steps, problems) = read_timeline(&Input::new(data("livre-blanc/timeline.csv"), "timeline.csv")).unwrap();
    assert!(problems.is_empty(), "{problems:?}");
    let body = timeline(&steps, Lang::Fr).unwrap();
    let ChartKind::Timeline(chart) = &body.kind else { panic!("a timeline") };
    let of = |label: &str| chart.events.iter().find(|e| e.label.starts_with(label)).unwrap();
    assert_eq!((of("Lancement").when.as_str(), of("Lancement").until), ("mars 2016", Until::Day(date(2016, 3, 31))));
    assert_eq!((of("Rédaction").when.as_str(), of("Rédaction").until), ("à partir de mai 2018", Until::Open));
    assert_eq!(chart.events.iter().filter(|e| e.label.ends_with('*')).count(), 4);
    picture(body, Lang::Fr, "timeline-fr");
    picture(timeline(&steps, Lang::En).unwrap(), Lang::En, "timeline-en");
}

#[test]
fn deaths_by_year_end_in_july_2018_as_figure_4_does() {
    let boundaries = demonstration();
    let (list, _) = incidents::read(&Input::new(data("demo/incidents.csv"), "incidents.csv")).unwrap();
    let review = Review::default();
    let events = join::events(&list, "incidents", "incidents.csv", &Places::new(&boundaries, &review), Lang::Fr).records;
    let asked = Asked {
        level: Level::Zone,
        share_of: Some("Centre"),
        from: Some(date(2009, 1, 1)),
        until: Some(date(2018, 7, 31)),
        merged: &[],
    };
    for (lang, partial, name) in [(Lang::Fr, "janv.–juil.", "years-fr"), (Lang::En, "Jan–Jul", "years-en")] {
        let body = deaths_by_year(&events, &boundaries, &asked, lang).unwrap();
        let ChartKind::Periods(chart) = &body.kind else { panic!("periods") };
        assert_eq!(chart.periods.len(), 10);
        assert_eq!(chart.periods[9].partial.as_deref(), Some(partial));
        assert!(chart.periods[..9].iter().all(|p| p.partial.is_none()));
        // Counted here by hand, from the text of the dates.
        let of_year = |year: &str| -> u32 {
            let until = |e: &&lakana::table::Event| e.date_text.starts_with(year) && e.date_text.as_str() <= "2018-07-31";
            events.iter().filter(until).filter_map(|e| e.killed).sum()
        };
        for period in &chart.periods {
            let sum: f64 = period.values.iter().filter_map(|v| v.value.ok()).sum();
            assert_eq!(sum, f64::from(of_year(&period.label)), "{}", period.label);
        }
        picture(body, lang, name);
    }
    let by_region = Asked { level: Level::Region, share_of: None, ..asked };
    picture(deaths_by_year(&events, &boundaries, &by_region, Lang::Fr).unwrap(), Lang::Fr, "years-regions-fr");
}

#[test]
fn maps_of_studies_and_localities_are_drawn_with_their_zeros() {
    let boundaries = demonstration();
    let (list, problems) = read_localities::read(&Input::new(data("demo/localities.csv"), "localities.csv")).unwrap();
    assert!(problems.is_empty(), "{problems:?}");
    let review = Review::default();
    let join = localities(&list, "localities", "localities.csv", &Places::new(&boundaries, &review), Lang::Fr);
    assert!(join.records.len() == 36 && join.records.iter().all(|l| l.place.is_some() && l.point.is_some()));
    let mut columns = indicators::studies::columns(&placed(&boundaries), &boundaries, "studies");
    columns.extend(indicators::localities::columns(&join.records, &boundaries));
    let counts = by_region(columns.last().unwrap(), &boundaries);
    assert_eq!(counts.values().flatten().sum::<f64>(), 36.0);
    assert_eq!(counts["Taoudénit"], Some(1.0));
    let unplaced: Vec<_> = join
        .records
        .iter()
        .cloned()
        .map(|mut l| {
            l.place = l.place.filter(|_| l.name != "Taoudénit");
            l
        })
        .collect();
    let column = &indicators::localities::columns(&unplaced, &boundaries)[0];
    let lost = unplaced.iter().filter(|l| l.place.is_none()).count();
    assert_eq!((lost, by_region(column, &boundaries)["Taoudénit"]), (1, None), "unknown is not zero");

    let labelling = Labelling { credits: Vec::new(), synthetic: true };
    let regions = area_layer(Level::Region, &columns, &boundaries, &labelling);
    let points = sampled_localities_layer(&join.records, &boundaries, &labelling);
    assert_eq!((points.features.len(), points.features.iter().filter(|f| f.geometry.is_some()).count()), (36, 36));
    let themes: Vec<Theme> =
        Theme::all().unwrap().into_iter().filter(|t| ["coverage", "localities"].contains(&t.id.as_str())).collect();
    let of_country = |layers: &[Layer]| -> Vec<(String, usize, Vec<String>)> {
        let context = SheetContext {
            lang: Lang::Fr,
            title: Text::same("Mali"),
            synthetic: true,
            date: None,
            facts: facts_of(&columns, &[]),
            areas: None,
            page: Default::default(),
            logos: Vec::new(),
        };
        let set = SheetSet::new(layers, &boundaries, &themes, context).unwrap();
        let plans: Vec<SheetPlan> = set.plan().into_iter().filter(|p| p.region.is_none()).collect();
        plans
            .iter()
            .map(|plan| {
                let (content, _) = set.compose(plan).unwrap();
                keep(&set.draw(plan).unwrap().png, &format!("map-{}-{}", plan.stem, layers.len()));
                let circles = content.circles.map_or(0, |c| c.places.iter().map(|p| p.count).sum());
                (plan.stem.clone(), circles, content.classes.iter().map(|c| c.label.clone()).collect())
            })
            .collect()
    };
    let bare = of_country(std::slice::from_ref(&regions));
    let stems: Vec<(&str, usize)> = bare.iter().map(|(stem, circles, _)| (stem.as_str(), *circles)).collect();
    assert_eq!(stems, [("coverage", 0), ("localities", 0)], "no point without their layer");
    assert_eq!(bare[0].2[0], "0", "no study is a class of its own: {:?}", bare[0].2);
    let whole = of_country(&[regions, points]);
    assert_eq!(whole[1].1, 36);
}
