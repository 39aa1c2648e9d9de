//! Layers and themes to map sheets: which sheets there are, and what each shows.
//!
//! Class bounds come from the whole country's values, so that the sheets of all regions can be
//! laid side by side. Nothing is computed here but classes and counts.

use crate::base::{Boundaries, Column, Direction, Lang, Level, Missing, Pcode, Result, Source, Text, count, number};
use crate::carto::basemap::BaseMap;
use crate::carto::breaks::Breaks;
use crate::carto::content::{Circles, ClassLine, Content, Fill, MissingLine, Town};
use crate::carto::palette::Palette;
use crate::carto::render::{DPI, Drawing};
use crate::carto::sheet;
use crate::carto::theme::Theme;
use crate::carto::topology::Topology;
use crate::carto::words::{filled, plural, words};
use crate::layers::layer::{Field, FieldValue, Layer};
use crate::layers::style::{Class, Style};
use crate::text;
use geo_types::{Coord, Geometry};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// Towns named on one sheet at most; the first of the layer by population.
const TOWNS: usize = 24;

/// Radius of the circle of the place with most events, millimetres.
const LARGEST_CIRCLE: f64 = 5.0;
/// The same on a sheet of the country, where places lie closer.
const LARGEST_CIRCLE_COUNTRY: f64 = 3.0;

/// What a map must know of a column that its layer's field does not say.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldFacts {
    pub direction: Direction,
    pub indicative: bool,
    /// Credit lines of the column's sources.
    pub credits: Vec<Text>,
}

/// The facts of columns by field id.
pub fn facts_of<'a>(columns: impl IntoIterator<Item = &'a Column>, sources: &[Source]) -> BTreeMap<String, FieldFacts> {
    let credits = |ids: &[String]| sources.iter().filter(|s| ids.contains(&s.id)).map(|s| s.credit.clone()).collect();
    columns
        .into_iter()
        .map(|c| {
            let facts = FieldFacts { direction: c.direction, indicative: c.indicative, credits: credits(&c.sources) };
            (c.id.clone(), facts)
        })
        .collect()
}

/// What all sheets of a run share.
#[derive(Debug, Clone)]
pub struct SheetContext {
    pub lang: Lang,
    /// Title of the project.
    pub title: Text,
    /// Marks every sheet as synthetic, whatever its layers say.
    pub synthetic: bool,
    /// Printed on the sheets; `None` prints no date.
    pub date: Option<jiff::civil::Date>,
    pub facts: BTreeMap<String, FieldFacts>,
}

/// One sheet to be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetPlan {
    /// `None` for the country.
    pub region: Option<Pcode>,
    pub theme: String,
    pub field: String,
    /// File name without extension.
    pub stem: String,
}

/// One sheet in its three forms, all from the same drawing.
#[derive(Debug, Clone)]
pub struct Sheet {
    pub svg: String,
    pub png: Vec<u8>,
    pub pdf: Vec<u8>,
}

/// All sheets of a run. Can be shared between threads; a base map is made once for a region.
pub struct SheetSet<'a> {
    layers: &'a [Layer],
    boundaries: &'a Boundaries,
    themes: &'a [Theme],
    context: SheetContext,
    topology: Topology,
    /// One for each region, then one for the country.
    bases: Vec<OnceLock<Result<BaseMap>>>,
    /// By theme and field.
    styles: BTreeMap<(String, String), Style>,
}

/// The styles of a layer's fields that themes draw, in the order of the themes. `facts` give the direction of
/// a column, which chooses the colours where the theme does not. A field without values
/// gets a style without classes. An error when a theme names a palette that is not there.
pub fn styles_for(layer: &Layer, themes: &[Theme], facts: &BTreeMap<String, FieldFacts>) -> Result<Vec<Style>> {
    let mut out = Vec::new();
    for theme in themes {
        for field in theme.fields_in(layer) {
            out.push(style_of(layer, theme, field, facts)?);
        }
    }
    Ok(out)
}

fn style_of(layer: &Layer, theme: &Theme, field: &str, facts: &BTreeMap<String, FieldFacts>) -> Result<Style> {
    let values: Vec<f64> = (0..layer.features.len()).filter_map(|i| layer.value(i, field).as_f64()).collect();
    let breaks = Breaks::new(&values, &theme.classes);
    let direction = facts.get(field).map_or(Direction::Neutral, |f| f.direction);
    let palette = Palette::named(theme.palette.as_deref().unwrap_or(Palette::for_direction(direction)))?;
    let colours = palette.colours(breaks.classes.len());
    let decimals = decimals_of(&breaks);
    let classes = breaks.classes.iter().zip(colours).enumerate().map(|(i, (&(lower, upper), colour))| {
        let text = |lang| {
            let (low, high) = (number(lower, decimals, lang), number(upper, decimals, lang));
            let bounds = match i.checked_sub(1).map(|before| breaks.classes[before]) {
                _ if lower == upper => low,
                // After a class of one value, say that it is not in this one.
                Some((first, last)) if first == last => format!("> {low} – {high}"),
                _ => format!("{low} – {high}"),
            };
            match theme.class_names.get(i) {
                Some(name) => format!("{bounds} · {}", name.get(lang)),
                None => bounds,
            }
        };
        Class { lower, upper, colour, label: Text::new(text(Lang::Fr), text(Lang::En)) }
    });
    let title = layer.field(field).map_or_else(|| Text::same(field), |f| layer.fields[f].label.clone());
    let name = theme.stem(field).replace('-', "_");
    Ok(Style { name, title, field: field.to_owned(), classes: classes.collect() })
}

/// The fewest decimals that print every bound exactly, six at most.
fn decimals_of(breaks: &Breaks) -> usize {
    let bounds = || breaks.classes.iter().flat_map(|c| [c.0, c.1]);
    let exact = |d: usize| bounds().all(|b| (b * 10f64.powi(d as i32) - (b * 10f64.powi(d as i32)).round()).abs() < 1e-6);
    (0..6).find(|&d| exact(d)).unwrap_or(6)
}

impl<'a> SheetSet<'a> {
    /// Prepares borders and classes. An error when a theme is wrong.
    pub fn new(layers: &'a [Layer], boundaries: &'a Boundaries, themes: &'a [Theme], context: SheetContext) -> Result<Self> {
        let mut styles = BTreeMap::new();
        for layer in layers {
            for theme in themes {
                for field in theme.fields_in(layer) {
                    styles.insert((theme.id.clone(), field.to_owned()), style_of(layer, theme, field, &context.facts)?);
                }
            }
        }
        let bases = (0..=boundaries.regions.len()).map(|_| OnceLock::new()).collect();
        Ok(SheetSet { layers, boundaries, themes, context, topology: Topology::new(boundaries), bases, styles })
    }

    /// The sheets there are: for the country and each region, each theme and each field it
    /// finds, in that order. A theme whose layer or field is absent gives no sheet; one whose
    /// values are all missing does.
    pub fn plan(&self) -> Vec<SheetPlan> {
        let regions = self.boundaries.regions.iter().map(|r| Some(r.code.clone()));
        let mut out = Vec::new();
        for region in std::iter::once(None).chain(regions) {
            for theme in self.themes {
                for layer in self.layers {
                    out.extend(theme.fields_in(layer).into_iter().map(|field| SheetPlan {
                        region: region.clone(),
                        theme: theme.id.clone(),
                        field: field.to_owned(),
                        stem: theme.stem(field),
                    }));
                }
            }
        }
        out
    }

    /// Draws one sheet of [`SheetSet::plan`] as SVG, PNG and PDF. May be called from several
    /// threads; the bytes do not depend on it. An error for a plan of another set, or when
    /// the sheet cannot be projected or rendered.
    pub fn draw(&self, plan: &SheetPlan) -> Result<Sheet> {
        let (svg, title) = {
            let (content, sheet) = self.compose(plan)?;
            (sheet.svg, content.title)
        };
        let drawing = Drawing::parse(&svg)?;
        Ok(Sheet { png: drawing.png(DPI)?, pdf: drawing.pdf(&title, self.context.lang)?, svg })
    }

    /// The content of a sheet and its drawing, not yet rendered.
    pub fn compose(&self, plan: &SheetPlan) -> Result<(Content, sheet::Sheet)> {
        let unknown = || {
            let shown = &plan.stem;
            crate::base::Error::usage(
                text!("la carte `{shown}` n'est pas de ce jeu", "the map `{shown}` is not of this set"),
                Text::new("Prenez les cartes de la liste du plan.", "Take maps from the list of the plan."),
            )
        };
        let region = match &plan.region {
            Some(code) => Some(self.boundaries.regions.position(code).ok_or_else(unknown)?),
            None => None,
        };
        let theme = self.themes.iter().find(|t| t.id == plan.theme).ok_or_else(unknown)?;
        let layer = self.layers.iter().find(|l| theme.fields_in(l).contains(&plan.field.as_str())).ok_or_else(unknown)?;
        let style = self.styles.get(&(theme.id.clone(), plan.field.clone())).ok_or_else(unknown)?;
        let slot = region.unwrap_or(self.boundaries.regions.len());
        let base = self.bases[slot].get_or_init(|| BaseMap::new(self.boundaries, &self.topology, region));
        let base = base.as_ref().map_err(Clone::clone)?;
        let content = Subject {
            set: self,
            theme,
            layer,
            field: &layer.fields[layer.field(&plan.field).ok_or_else(unknown)?],
            style,
            region,
        }
        .content();
        let sheet = sheet::draw(base, self.boundaries, &content)?;
        Ok((content, sheet))
    }
}

/// One sheet's theme, layer, field and region.
struct Subject<'s> {
    set: &'s SheetSet<'s>,
    theme: &'s Theme,
    layer: &'s Layer,
    field: &'s Field,
    style: &'s Style,
    region: Option<usize>,
}

/// One area as the sheet shows it.
struct Shown {
    /// Position at the layer's level.
    area: usize,
    fill: Fill,
    missing: Option<Missing>,
    value: Option<f64>,
    n: Option<f64>,
    stands_at: Option<String>,
}

impl Subject<'_> {
    fn level(&self) -> Level {
        self.layer.level.unwrap_or(Level::Commune)
    }

    fn lang(&self) -> Lang {
        self.set.context.lang
    }

    fn content(&self) -> Content {
        let (lang, context, level) = (self.lang(), &self.set.context, self.level());
        let shown = self.shown();
        let mut fills = vec![None; self.set.boundaries.level(level).len()];
        let mut values = vec![None; fills.len()];
        for s in &shown {
            fills[s.area] = Some(s.fill);
            if self.theme.write_values {
                values[s.area] = Some(self.written(s));
            }
        }
        let of_class = |i| shown.iter().filter(|s| s.fill == Fill::Class(i)).count();
        let classes = self.style.classes.iter().enumerate();
        let facts = context.facts.get(&self.field.id);
        let circles = self.circles();
        let mut missing = missing_lines(&shown, lang);
        let loose = self.regions_in_no_zone();
        if !loose.is_empty() {
            let label = filled(&words().no_zone, lang, &[("regions", &loose.join(", "))]);
            missing.push(MissingLine { fill: Fill::NoData, label, count: None });
        }
        let empty = match (shown.iter().all(|s| s.value.is_none()), self.region.is_some() && !loose.is_empty()) {
            (true, true) => Some(words().region_in_no_zone.get(lang).to_owned()),
            (true, false) => Some(self.say(&self.theme.empty)),
            (false, _) => None,
        };
        Content {
            lang,
            overline: context.title.get(lang).to_owned(),
            title: self.say(&self.theme.title),
            subtitle: self.say(&self.theme.subtitle),
            legend: self.say(&self.theme.legend),
            level,
            fills,
            classes: classes
                .map(|(i, c)| ClassLine { colour: c.colour, label: c.label.get(lang).to_owned(), count: of_class(i) })
                .collect(),
            missing,
            values,
            towns: self.towns(),
            roads: self.roads(),
            notes: self.notes(&shown, circles.as_ref().map_or(0, |c| c.1)),
            circles: circles.map(|c| c.0),
            credits: self.credits(),
            empty,
            synthetic: context.synthetic || self.layers_used().any(|l| l.synthetic),
            indicative: facts.is_some_and(|f| f.indicative) && shown.iter().any(|s| s.value.is_some()),
        }
    }

    /// A text of the theme with its blanks filled.
    fn say(&self, text: &Text) -> String {
        let lang = self.lang();
        let region = match self.region {
            Some(i) => self.set.boundaries.regions[i].name.as_str(),
            None => self.set.boundaries.country.iter().next().map_or(words().country_label.get(lang), |c| c.name.as_str()),
        };
        let date = self.set.context.date.map_or_else(String::new, |d| long_date(d, lang));
        let values =
            [("region", region), ("label", self.field.label.get(lang)), ("unit", self.field.unit.get(lang)), ("date", &date)];
        filled(text, lang, &values)
    }

    /// The areas of the sheet, in order. An area that the layer does not hold has no data.
    fn shown(&self) -> Vec<Shown> {
        let (boundaries, level) = (self.set.boundaries, self.level());
        let rows: BTreeMap<&str, usize> =
            self.layer.features.iter().enumerate().filter_map(|(i, f)| Some((f.values.first()?.as_str()?, i))).collect();
        let in_sight = |area: usize| match self.region {
            None => true,
            // The zone that holds the region, or the areas inside the region.
            Some(region) if level < Level::Region => boundaries.ancestor(Level::Region, region, level) == Some(area),
            Some(region) => boundaries.ancestor(level, area, Level::Region) == Some(region),
        };
        let companion = |row: usize, tail: &str| self.layer.value(row, &format!("{}_{tail}", self.field.id));
        (0..boundaries.level(level).len())
            .filter(|&area| in_sight(area))
            .map(|area| {
                let row = rows.get(boundaries.level(level)[area].code.as_str()).copied();
                let value = row.and_then(|r| self.layer.value(r, &self.field.id).as_f64());
                let class = value.and_then(|v| self.style.class_of(v));
                let reason = row.and_then(|r| companion(r, "missing").as_str());
                let missing = Missing::ALL.into_iter().find(|m| reason == Some(m.id())).unwrap_or(Missing::NoData);
                let fill = match (class, missing) {
                    (Some(i), _) => Fill::Class(i),
                    (None, Missing::Withheld) => Fill::Withheld,
                    (None, Missing::BelowMinimumN) => Fill::TooFew,
                    (None, _) => Fill::NoData,
                };
                Shown {
                    area,
                    fill,
                    missing: class.is_none().then_some(missing),
                    value: value.filter(|_| class.is_some()),
                    n: row.and_then(|r| companion(r, "n").as_f64()),
                    stands_at: row.and_then(|r| companion(r, "stands_at").as_str()).map(str::to_owned),
                }
            })
            .collect()
    }

    /// Names of the regions of the sheet that a layer of zones cannot colour.
    fn regions_in_no_zone(&self) -> Vec<&str> {
        let boundaries = self.set.boundaries;
        let loose = |&r: &usize| {
            self.level() == Level::Zone
                && self.region.is_none_or(|region| region == r)
                && boundaries.ancestor(Level::Region, r, Level::Zone).is_none()
        };
        (0..boundaries.regions.len()).filter(loose).map(|r| boundaries.regions[r].name.as_str()).collect()
    }

    /// "90 % (n = 39)", or why there is none.
    fn written(&self, shown: &Shown) -> String {
        let lang = self.lang();
        let Some(value) = shown.value else {
            return shown.missing.unwrap_or(Missing::NoData).label().get(lang).to_owned();
        };
        let percent = self.field.unit.get(lang) == "%";
        let text = if percent {
            crate::base::percent(value, self.field.decimals, lang)
        } else {
            number(value, self.field.decimals, lang)
        };
        match shown.n {
            Some(n) => format!("{text} (n = {})", number(n, 0, lang)),
            None => text,
        }
    }

    fn notes(&self, shown: &[Shown], unplaced: usize) -> Vec<String> {
        let (lang, level) = (self.lang(), self.level());
        let mut out = Vec::new();
        if let (Some(region), true) = (self.region, level == Level::Zone)
            && let Some(zone) = self.set.boundaries.ancestor(Level::Region, region, Level::Zone)
        {
            out.push(filled(&words().zone_value, lang, &[("zone", &self.set.boundaries.zones[zone].name)]));
        }
        let coarse: BTreeSet<Level> = shown
            .iter()
            .filter_map(|s| s.stands_at.as_deref())
            .filter_map(|id| [Level::Country, Level::Zone, Level::Region, Level::Cercle].into_iter().find(|l| l.id() == id))
            .collect();
        if !coarse.is_empty() {
            let names: Vec<String> = coarse.iter().map(|l| l.label().get(lang).to_owned()).collect();
            let carried = shown.iter().filter(|s| s.stands_at.is_some() && s.value.is_some()).count();
            let with_value = shown.iter().filter(|s| s.value.is_some()).count();
            let text = if carried == with_value { &words().stands_at_all } else { &words().stands_at_some };
            let values = [
                ("level", names.join(", ")),
                ("unit", level.label().get(lang).to_owned()),
                ("units", plural(level).get(lang).to_owned()),
                ("count", count(carried, lang)),
            ];
            let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
            out.push(filled(text, lang, &values));
        }
        if unplaced > 0 {
            out.push(filled(&words().points_left_out, lang, &[("count", &count(unplaced, lang))]));
        }
        out.extend(self.theme.notes.iter().map(|n| self.say(n)));
        out
    }

    fn credits(&self) -> Vec<String> {
        let lang = self.lang();
        let facts = self.set.context.facts.get(&self.field.id);
        let own = facts.map(|f| f.credits.clone()).filter(|c| !c.is_empty()).unwrap_or_else(|| self.layer.credits.clone());
        let mut lines: Vec<String> = Vec::new();
        for credit in own.iter().chain(self.layers_used().skip(1).flat_map(|l| &l.credits)) {
            let line = credit.get(lang).trim_end_matches('.').to_owned();
            if !line.is_empty() && !lines.contains(&line) {
                lines.push(line);
            }
        }
        let mut out = Vec::new();
        if !lines.is_empty() {
            out.push(filled(&words().sources, lang, &[("credits", &lines.join(" ; "))]));
        }
        out.push(filled(&words().boundaries, lang, &[("vintage", &self.set.boundaries.vintage)]));
        out.push(words().projection.get(lang).to_owned());
        out.extend(self.set.context.date.map(|d| filled(&words().made_on, lang, &[("date", &long_date(d, lang))])));
        out.push(words().disclaimer.get(lang).to_owned());
        out
    }

    /// The coloured layer, then those drawn over it.
    fn layers_used(&self) -> impl Iterator<Item = &Layer> {
        let circles = self.theme.circles.as_ref().map(|c| c.layer.as_str());
        let over = self.theme.overlays.iter().map(String::as_str).chain(circles);
        std::iter::once(self.layer).chain(over.filter_map(|name| self.set.layers.iter().find(|l| l.name == name)))
    }

    fn overlay(&self, name: &str) -> Option<&Layer> {
        self.theme.overlays.iter().find(|o| o.as_str() == name)?;
        self.set.layers.iter().find(|l| l.name == name)
    }

    /// The towns with most people; on the sheet of a region, of that region and around.
    fn towns(&self) -> Vec<Town> {
        let Some(layer) = self.overlay("towns") else { return Vec::new() };
        let here = self.region.map(|r| &self.set.boundaries.regions[r].code);
        let mut ranked: Vec<(bool, f64, usize)> = (0..layer.features.len())
            .map(|i| {
                let away = here.is_some_and(|code| !layer.features[i].regions.contains(code));
                (away, -layer.value(i, "population").as_f64().unwrap_or(0.0), i)
            })
            .collect();
        ranked.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)));
        let named = |i: usize| match (&layer.features[i].geometry, layer.value(i, "name")) {
            (Some(Geometry::Point(p)), FieldValue::Text(name)) => Some(Town { at: p.0, name: name.clone() }),
            _ => None,
        };
        let (inside, around): (Vec<_>, Vec<_>) = ranked.into_iter().partition(|r| !r.0);
        let pick = |rows: Vec<(bool, f64, usize)>| rows.into_iter().filter_map(|r| named(r.2)).take(TOWNS).collect::<Vec<_>>();
        [pick(inside), pick(around)].concat()
    }

    /// Roads that exist: those with a true `proposed` are left out.
    fn roads(&self) -> Vec<Vec<Coord<f64>>> {
        let Some(layer) = self.overlay("roads") else { return Vec::new() };
        let proposed = |i: usize| match layer.value(i, "proposed") {
            FieldValue::Text(text) => matches!(text.as_str(), "true" | "1" | "yes" | "oui"),
            value => value.as_f64().is_some_and(|v| v != 0.0),
        };
        let lines = layer.features.iter().enumerate().filter(|(i, _)| !proposed(*i)).flat_map(|(_, f)| match &f.geometry {
            Some(Geometry::LineString(line)) => std::slice::from_ref(line),
            Some(Geometry::MultiLineString(lines)) => &lines.0,
            _ => &[],
        });
        lines.map(|l| l.0.clone()).collect()
    }

    /// Places of precise events with their number, and how many events of the sheet are not precise
    /// enough to be placed.
    fn circles(&self) -> Option<(Circles, usize)> {
        let theme = self.theme.circles.as_ref()?;
        let layer = self.set.layers.iter().find(|l| l.name == theme.layer)?;
        let here = self.region.map(|r| &self.set.boundaries.regions[r].code);
        // Counted on a grid of about a hundred metres, in whole numbers so that order is stable.
        let mut places: BTreeMap<(i64, i64), usize> = BTreeMap::new();
        let mut unplaced = 0;
        for (i, feature) in layer.features.iter().enumerate() {
            let precise = layer.value(i, "precision").as_str().is_some_and(|p| theme.precise.iter().any(|known| known == p));
            match &feature.geometry {
                Some(Geometry::Point(p)) if precise && p.x().is_finite() && p.y().is_finite() => {
                    *places.entry(((p.x() * 1e3).round() as i64, (p.y() * 1e3).round() as i64)).or_default() += 1;
                }
                _ => unplaced += usize::from(here.is_none_or(|code| feature.regions.contains(code))),
            }
        }
        let largest = places.values().copied().max().unwrap_or(0);
        let places = places.into_iter().map(|((x, y), n)| (Coord { x: x as f64 / 1e3, y: y as f64 / 1e3 }, n)).collect();
        let radius = if self.region.is_some() { LARGEST_CIRCLE } else { LARGEST_CIRCLE_COUNTRY };
        Some((Circles { label: theme.label.get(self.lang()).to_owned(), places, largest, radius }, unplaced))
    }
}

/// Hatched lines of the legend. Areas without data share one line; when all lack it for one
/// and the same reason, the line says so.
fn missing_lines(shown: &[Shown], lang: Lang) -> Vec<MissingLine> {
    let capital = |text: &str| {
        let mut chars = text.chars();
        chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
    };
    let mut out = Vec::new();
    for (fill, word) in [(Fill::NoData, &words().no_value), (Fill::Withheld, &words().withheld), (Fill::TooFew, &words().too_few)]
    {
        let reasons: Vec<Missing> = shown.iter().filter(|s| s.fill == fill).filter_map(|s| s.missing).collect();
        let Some(first) = reasons.first() else { continue };
        let one_reason = fill == Fill::NoData && *first != Missing::NoData && reasons.iter().all(|r| r == first);
        let label = match one_reason {
            true => format!("{} ({})", word.get(lang), first.label().get(lang)),
            false => capital(word.get(lang)),
        };
        out.push(MissingLine { fill, label, count: Some(reasons.len()) });
    }
    out
}

/// "22 novembre 2026", "22 November 2026".
fn long_date(date: jiff::civil::Date, lang: Lang) -> String {
    const FR: [&str; 12] =
        ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"];
    const EN: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let (day, month, year) = (date.day(), (date.month() - 1) as usize, date.year());
    match lang {
        Lang::Fr if day == 1 => format!("1er {} {year}", FR[month]),
        Lang::Fr => format!("{day} {} {year}", FR[month]),
        Lang::En => format!("{day} {} {year}", EN[month]),
    }
}
