//! Points and lines of a page: events, towns, roads, waters.

use super::borders::{STEPS, walked};
use super::columns::Table;
use super::themes::ThemeData;
use crate::base::Boundaries;
use crate::layers::layer::{Feature, GeometryKind, Layer};
use geo::SimplifyVw;
use geo_types::{Geometry, LineString, Polygon};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Fields of points that a page needs. Ids of records stay in the layers.
const POINT_FIELDS: [&str; 14] = [
    "name",
    "rank",
    "population",
    "date",
    "kind",
    "explosive",
    "killed",
    "killed_at_least",
    "injured",
    "injured_at_least",
    "precision",
    "area_level",
    "area_code",
    "first_wave",
];

/// Steps of the grid of points to a degree: about a metre.
const POINT_STEPS: f64 = 1e5;

/// A layer of points.
#[derive(Debug, Serialize)]
pub(super) struct Points {
    /// Steps of the grid to a degree.
    steps: f64,
    /// Longitude and latitude on the grid; null for a record without a place on the map.
    x: Vec<Option<i32>>,
    y: Vec<Option<i32>>,
    /// The region of each, by its place among the regions.
    region: Vec<Option<usize>>,
    #[serde(flatten)]
    table: Table,
}

/// A layer of lines.
#[derive(Debug, Serialize)]
pub(super) struct Lines {
    steps: f64,
    /// Parts of lines: the first point, then the way to each next one.
    parts: Vec<Vec<i32>>,
    /// The row of each part.
    row: Vec<usize>,
    /// The regions of each row.
    regions: Vec<Vec<usize>>,
    #[serde(flatten)]
    table: Table,
}

/// Layers of points that the themes name.
pub(super) fn points(layers: &[Layer], themes: &[ThemeData], boundaries: &Boundaries) -> BTreeMap<String, Points> {
    named(layers, themes, GeometryKind::Point).map(|layer| (layer.name.clone(), Points::new(layer, boundaries))).collect()
}

/// Layers of lines that the themes name, without roads that are only planned, and waters: rivers and the shores of lakes.
pub(super) fn lines(layers: &[Layer], themes: &[ThemeData], boundaries: &Boundaries, tolerance: f64) -> BTreeMap<String, Lines> {
    let made = |layer: &Layer| (layer.name.clone(), Lines::new(layer, boundaries, tolerance));
    let waters = layers.iter().filter(|layer| layer.is_water());
    named(layers, themes, GeometryKind::Line).chain(waters).map(made).collect()
}

fn named<'a>(layers: &'a [Layer], themes: &'a [ThemeData], kind: GeometryKind) -> impl Iterator<Item = &'a Layer> {
    let wanted: BTreeSet<&str> = themes.iter().flat_map(ThemeData::layers).collect();
    layers.iter().filter(move |l| l.geometry == kind && wanted.contains(l.name.as_str()))
}

impl Points {
    fn new(layer: &Layer, boundaries: &Boundaries) -> Points {
        let at = |feature: &Feature| match feature.written_geometry() {
            Some(Geometry::Point(p)) if p.x().abs() <= 180.0 && p.y().abs() <= 90.0 => Some(p.0),
            _ => None,
        };
        let rows: Vec<Option<usize>> = (0..layer.features.len()).map(Some).collect();
        let on_grid = |degrees: f64| (degrees * POINT_STEPS).round() as i32;
        Points {
            steps: POINT_STEPS,
            x: layer.features.iter().map(|f| at(f).map(|c| on_grid(c.x))).collect(),
            y: layer.features.iter().map(|f| at(f).map(|c| on_grid(c.y))).collect(),
            region: layer.features.iter().map(|f| regions_of(f, boundaries).first().copied()).collect(),
            table: Table::of_rows(layer, &rows, |id| POINT_FIELDS.contains(&id)),
        }
    }
}

impl Lines {
    fn new(layer: &Layer, boundaries: &Boundaries, tolerance: f64) -> Lines {
        let built = |row: &usize| !layer.value(*row, "proposed").is_yes();
        let rows: Vec<usize> = (0..layer.features.len()).filter(built).collect();
        let (mut parts, mut row) = (Vec::new(), Vec::new());
        for (place, &feature) in rows.iter().enumerate() {
            for line in courses(layer.features[feature].written_geometry()) {
                parts.push(walked(&line.simplify_vw(tolerance * tolerance).0));
                row.push(place);
            }
        }
        Lines {
            steps: STEPS,
            parts,
            row,
            regions: rows.iter().map(|&r| regions_of(&layer.features[r], boundaries)).collect(),
            table: Table::of_rows(layer, &rows.into_iter().map(Some).collect::<Vec<_>>(), |_| {
                layer.name != "roads" && !layer.is_water()
            }),
        }
    }
}

fn regions_of(feature: &Feature, boundaries: &Boundaries) -> Vec<usize> {
    feature.regions.iter().filter_map(|code| boundaries.regions.position(code)).collect()
}

/// Lines, or the rings of surfaces.
fn courses(geometry: Option<&Geometry<f64>>) -> Vec<&LineString<f64>> {
    match geometry {
        Some(Geometry::LineString(line)) => vec![line],
        Some(Geometry::MultiLineString(lines)) => lines.iter().collect(),
        Some(Geometry::Polygon(polygon)) => rings(polygon).collect(),
        Some(Geometry::MultiPolygon(polygons)) => polygons.iter().flat_map(rings).collect(),
        _ => Vec::new(),
    }
}

fn rings(polygon: &Polygon<f64>) -> impl Iterator<Item = &LineString<f64>> {
    std::iter::once(polygon.exterior()).chain(polygon.interiors())
}
