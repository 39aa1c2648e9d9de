//! What is drawn over the areas: towns, roads, waters, circles of events.

use super::subject::Subject;
use crate::base::{Lang, Pcode};
use crate::carto::content::{Circles, ClassedLine, ClassedPoint, Course, EventPlace, Surroundings, Town};
use crate::carto::form::Form;
use crate::carto::words::{filled, words};
use crate::layers::layer::{FieldValue, GeometryKind, Layer};
use geo_types::{Coord, Geometry};
use std::collections::{BTreeMap, BTreeSet};

/// Towns named on one sheet at most; the first of the layer by population.
const TOWNS: usize = 24;

/// Radius of the circle of the place with most events, millimetres.
const LARGEST_CIRCLE: f64 = 5.0;
/// The same on a sheet of the country, where places lie closer.
const LARGEST_CIRCLE_COUNTRY: f64 = 3.0;

/// The circle of all events of the country, if they were all in one.
const LARGEST_GATHERED: f64 = 11.0;

/// The same of an amount that a map is about.
const LARGEST_SIZE: f64 = 6.0;

/// Whether a point is on the earth: others cannot be projected.
pub(super) fn on_earth(c: Coord<f64>) -> bool {
    c.x.abs() <= 180.0 && c.y.abs() <= 90.0
}

/// What the sheets of a region (or the country, `None`) may draw over their areas.
pub(super) fn surroundings(layers: &[Layer], region: Option<&Pcode>) -> Surroundings {
    let named = |name: &str| layers.iter().find(|l| l.name == name);
    Surroundings {
        towns: named("towns").map_or_else(Vec::new, |layer| towns(layer, region)),
        roads: named("roads").map_or_else(Vec::new, |layer| courses_of(layer, "number")),
        rivers: named("rivers").map_or_else(Vec::new, |layer| courses_of(layer, "name")),
        lakes: named("lakes").map_or_else(Vec::new, |layer| layer.features.iter().flat_map(|f| shores(&f.geometry)).collect()),
    }
}

/// The rings of surfaces, as far as they can be projected.
fn shores(geometry: &Option<Geometry<f64>>) -> Vec<Vec<Coord<f64>>> {
    let polygons = match geometry {
        Some(Geometry::Polygon(polygon)) => std::slice::from_ref(polygon),
        Some(Geometry::MultiPolygon(polygons)) => &polygons.0,
        _ => &[],
    };
    let rings = polygons.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
    rings.map(|ring| ring.0.iter().copied().filter(|&c| on_earth(c)).collect()).collect()
}

/// The main towns, by the fields `rank` (1 first) and `population` where there are any; on the sheet of
/// a region, those of the region and those around.
fn towns(layer: &Layer, region: Option<&Pcode>) -> Vec<Town> {
    // Seats and cities first, then by people.
    let rank = |i: usize| layer.value(i, "rank").as_f64().unwrap_or(f64::MAX);
    let people = |i: usize| layer.value(i, "population").as_f64().unwrap_or(0.0);
    let mut ranked: Vec<usize> = (0..layer.features.len()).collect();
    ranked.sort_by(|&a, &b| rank(a).total_cmp(&rank(b)).then(people(b).total_cmp(&people(a))).then(a.cmp(&b)));
    let named = |i: usize| match (&layer.features[i].geometry, layer.value(i, "name")) {
        (Some(Geometry::Point(p)), FieldValue::Text(name)) if on_earth(p.0) => Some(Town {
            at: p.0,
            name: name.clone(),
            chief: rank(i) <= 2.0,
            small: layer.value(i, "rank").as_f64().is_some_and(|r| r >= 4.0),
        }),
        _ => None,
    };
    let away = |i: &usize| region.is_some_and(|code| !layer.features[*i].regions.contains(code));
    let (around, inside): (Vec<usize>, Vec<usize>) = ranked.into_iter().partition(away);
    let pick = |rows: Vec<usize>| rows.into_iter().filter_map(named).take(TOWNS).collect::<Vec<_>>();
    [pick(inside), pick(around)].concat()
}

/// The lines of a layer, under what a field calls them; those with a true `proposed` do not exist and are left out.
fn courses_of(layer: &Layer, name: &str) -> Vec<Course> {
    let built = (0..layer.features.len()).filter(|&i| !layer.value(i, "proposed").is_yes());
    let of = |i: usize| {
        let name = layer.value(i, name).as_str().map(str::to_owned);
        courses(&layer.features[i].geometry).into_iter().map(move |line| Course { name: name.clone(), line })
    };
    built.flat_map(of).collect()
}

/// The parts of a line, as far as they can be projected; nothing of any other shape.
fn courses(geometry: &Option<Geometry<f64>>) -> Vec<Vec<Coord<f64>>> {
    let lines = match geometry {
        Some(Geometry::LineString(line)) => std::slice::from_ref(line),
        Some(Geometry::MultiLineString(lines)) => &lines.0,
        _ => &[],
    };
    lines.iter().map(|l| l.0.iter().copied().filter(|&c| on_earth(c)).collect()).collect()
}

/// The places of a point or of several; nothing of any other shape.
fn places(geometry: &Option<Geometry<f64>>) -> Vec<Coord<f64>> {
    let points = match geometry {
        Some(Geometry::Point(point)) => std::slice::from_ref(point),
        Some(Geometry::MultiPoint(points)) => &points.0,
        _ => &[],
    };
    points.iter().map(|p| p.0).filter(|&c| on_earth(c)).collect()
}

impl Subject<'_> {
    /// Whether the theme draws that layer over the areas.
    pub(super) fn draws(&self, name: &str) -> bool {
        self.theme.overlays.iter().any(|o| o == name)
    }

    /// The lines of the sheet's layer by their classes; `None` where it is made of areas. Lines of other regions are drawn too
    /// where the map shows them.
    pub(super) fn lines(&self) -> Option<Vec<ClassedLine>> {
        if self.layer.geometry != GeometryKind::Line {
            return None;
        }
        let line = |i: usize| {
            let (class, in_sight) = self.classed(i);
            let parts = courses(&self.layer.features[i].geometry);
            (!parts.is_empty()).then_some(ClassedLine { parts, class, in_sight })
        };
        Some((0..self.layer.features.len()).filter_map(line).collect())
    }

    /// The points of the sheet's layer by their classes; `None` where it is not made of points.
    pub(super) fn points(&self) -> Option<Vec<ClassedPoint>> {
        if self.layer.geometry != GeometryKind::Point {
            return None;
        }
        let point = |i: usize| {
            let (class, in_sight) = self.classed(i);
            let places = places(&self.layer.features[i].geometry);
            (!places.is_empty()).then_some(ClassedPoint { places, class, in_sight })
        };
        Some((0..self.layer.features.len()).filter_map(point).collect())
    }

    /// The class of a feature, and whether the sheet is about its region.
    fn classed(&self, i: usize) -> (Option<usize>, bool) {
        let here = self.region.map(|r| &self.set.boundaries.regions[r].code);
        let class = self.layer.value(i, &self.field.id).as_f64().and_then(|value| self.style.class_of(value));
        (class, here.is_none_or(|code| self.layer.features[i].regions.contains(code)))
    }

    /// The points of the layer as circles whose area is their value; those without one, or of zero, have no circle.
    pub(super) fn sized(&self) -> Circles {
        let value = |i: usize| self.layer.value(i, &self.field.id).as_f64().map_or(0, |value| value.max(0.0) as usize);
        let here = self.region.map(|r| &self.set.boundaries.regions[r].code);
        let features = (0..self.layer.features.len()).filter(|&i| value(i) > 0);
        let place = |i: usize| {
            let at = places(&self.layer.features[i].geometry);
            let elsewhere = here.is_some_and(|code| !self.layer.features[i].regions.contains(code));
            at.into_iter().map(move |at| EventPlace { at, count: value(i), approximate: false, elsewhere })
        };
        let places: Vec<EventPlace> = features.flat_map(place).collect();
        let largest = places.iter().map(|place| place.count).max().unwrap_or(0);
        Circles {
            label: words().circle_sizes.get(self.lang()).to_owned(),
            places,
            gathered: false,
            largest,
            radius: LARGEST_SIZE,
        }
    }

    /// The events of the theme. Those of other regions are drawn too where the map shows them, and
    /// sizes are those of the whole country.
    pub(super) fn events(&self) -> Option<Events> {
        let theme = self.theme.circles.as_ref()?;
        let layer = self.set.layers.iter().find(|l| l.name == theme.layer)?;
        let here = self.region.map(|r| &self.set.boundaries.regions[r].code);
        // Counted on a grid of about a hundred metres, in whole numbers so that order is stable.
        let mut places: BTreeMap<(i64, i64, bool, bool), usize> = BTreeMap::new();
        let of_year = self.field.id.rsplit_once('_').and_then(|(_, tail)| tail.parse().ok());
        let (mut unplaced, mut of_country, mut years) = (0, 0, BTreeSet::new());
        for (i, feature) in layer.features.iter().enumerate() {
            if theme.only.as_ref().is_some_and(|only| layer.value(i, only).as_f64() != Some(1.0)) {
                continue;
            }
            let happened = layer.value(i, "date").as_str().and_then(year);
            if theme.of_year && happened != of_year {
                continue;
            }
            let precision = layer.value(i, "precision").as_str().unwrap_or_default();
            let listed = |known: &[String]| known.iter().any(|k| k == precision);
            years.extend(happened);
            match &feature.geometry {
                Some(Geometry::Point(p)) if listed(&theme.precise) && on_earth(p.0) => {
                    let (x, y) = ((p.x() * 1e3).round() as i64, (p.y() * 1e3).round() as i64);
                    let elsewhere = here.is_some_and(|code| !feature.regions.contains(code));
                    *places.entry((x, y, listed(&theme.approximate), elsewhere)).or_default() += 1;
                }
                _ if here.is_none_or(|code| feature.regions.contains(code)) => unplaced += 1,
                _ if feature.regions.is_empty() => of_country += 1,
                _ => {}
            }
        }
        let gathered = self.theme.form == Form::Gathered;
        let counts = places.values().copied();
        let largest = if gathered { counts.sum() } else { counts.max().unwrap_or(0) };
        let place = |((x, y, approximate, elsewhere), count): ((i64, i64, bool, bool), usize)| EventPlace {
            at: Coord { x: x as f64 / 1e3, y: y as f64 / 1e3 },
            count,
            approximate,
            elsewhere,
        };
        let places = places.into_iter().map(place).collect();
        let radius = match self.region {
            _ if gathered => LARGEST_GATHERED,
            Some(_) => LARGEST_CIRCLE,
            None => LARGEST_CIRCLE_COUNTRY,
        };
        let circles = Circles { label: theme.label.get(self.lang()).to_owned(), places, gathered, largest, radius };
        Some(Events { circles, unplaced, of_country, years: years.first().copied().zip(years.last().copied()) })
    }
}

/// The events of a sheet.
pub(super) struct Events {
    pub(super) circles: Circles,
    /// Events of the region, or of the country on its own sheet, that are not precise enough to be placed.
    pub(super) unplaced: usize,
    /// On the sheet of a region: events of which no region is known.
    pub(super) of_country: usize,
    /// The first and the last year of all events.
    pub(super) years: Option<(u16, u16)>,
}

/// The first and the last year of events, as notes say it.
pub(super) fn years_said((from, to): (u16, u16), lang: Lang) -> String {
    match from == to {
        true => filled(&words().events_of_year, lang, &[("year", &from.to_string())]),
        false => filled(&words().events_between, lang, &[("from", &from.to_string()), ("to", &to.to_string())]),
    }
}

/// The year at the beginning of a date as layers write it.
pub(super) fn year(date: &str) -> Option<u16> {
    date.get(..4)?.parse().ok()
}
