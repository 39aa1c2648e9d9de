//! Commands on plain files: any file in, any file out, nothing known about what it means.

mod append;
mod codes;
pub mod crosswalk;
pub mod density;
pub mod hotspots;
pub mod join;
pub mod map;
pub mod nearest;
pub mod risk;
pub mod scan;
pub mod zonal;

pub use crate::read::PlainOptions;

use super::account::Account;
use crate::base::{Case, Error, Features, Lang, Problem, Problems, Result, Text, write_file};
use crate::layers::{GeometryKind, Layer, PlainFormat, beside, qml};
use crate::read::boundaries::repair::{repair, surfaces};
use crate::read::{kind_name, read_plain};
use crate::text;
use geo::BoundingRect;
use geo_types::{Coord, Geometry, MultiPolygon, Point, Rect};
use rayon::prelude::*;
use std::io::Write;
use std::path::{Path, PathBuf};

/// A file and what the person says about it.
#[derive(Debug, Clone, Default)]
pub struct PlainInput {
    pub path: PathBuf,
    pub options: PlainOptions,
}

impl PlainInput {
    /// A file of which nothing is said.
    pub fn new(path: &Path) -> Self {
        PlainInput { path: path.to_owned(), options: PlainOptions::default() }
    }

    pub fn read(&self, problems: &mut Problems) -> Result<Features> {
        read_plain(&self.path, &self.options, problems)
    }

    pub fn shown(&self) -> String {
        self.path.display().to_string()
    }
}

/// An output that is one of the inputs would destroy it on the first mistake. Refused.
fn not_an_input(output: &Path, inputs: &[&Path]) -> Result<()> {
    let same = |a: &Path, b: &Path| a == b || a.canonicalize().ok().zip(b.canonicalize().ok()).is_some_and(|(a, b)| a == b);
    match inputs.iter().any(|input| same(input, output)) {
        false => Ok(()),
        true => {
            let shown = output.display();
            Err(Error::usage(
                text!("`{shown}` est à la fois entrée et sortie", "`{shown}` is both input and output"),
                Text::new("Donnez un autre nom à la sortie avec -o.", "Give the output another name with -o."),
            ))
        }
    }
}

/// Writes the QGIS styles of a layer beside its file where that has shapes: the first under its name, others under theirs besides.
fn write_styles(layer: &Layer, output: &Path, lang: Lang, account: &mut Account) -> Result<()> {
    if !PlainFormat::of(output)?.has_geometry() {
        return Ok(());
    }
    for (i, style) in qml::styles(layer, lang).iter().enumerate() {
        let ending = if i == 0 { "qml".to_owned() } else { format!("{}.qml", style.name) };
        let path = output.with_extension(ending);
        let files = beside(&path, |temporary| write_file(temporary, |out| out.write_all(style.qml().as_bytes())))?;
        account.passed(files, 0);
    }
    Ok(())
}

/// The surfaces of each row, repaired; empty where a row has none. Faults are problems.
///
/// Error: no row has a surface; says what shapes there are instead.
fn surfaces_of(features: &Features, problems: &mut Problems) -> Result<Vec<MultiPolygon<f64>>> {
    let repaired: Vec<_> = features
        .rows
        .par_iter()
        .map(|row| row.geometry.clone().and_then(surfaces).map(|shape| (row.row, repair(shape))))
        .collect();
    let file = &features.file;
    let faults = repaired.iter().flatten().flat_map(|(row, repair)| repair.faults.iter().map(move |fault| (*row, *fault)));
    faults.for_each(|(row, fault)| problems.add(fault.problem(file).with(fault.case(row))));
    let polygons: Vec<MultiPolygon<f64>> =
        repaired.into_iter().map(|repair| repair.map_or(MultiPolygon(vec![]), |(_, repair)| repair.geometry)).collect();
    if polygons.iter().all(|polygon| polygon.0.is_empty()) {
        let found = features.rows.iter().find_map(|row| row.geometry.as_ref()).map_or("–", kind_name);
        return Err(Error::input(
            text!("`{file}` ne contient aucun polygone (trouvé : {found})", "`{file}` holds no polygon (found: {found})"),
            Text::new(
                "Donnez une couche de polygones : communes, cercles, zones. Les points viennent en premier, les polygones ensuite.",
                "Give a layer of polygons: communes, districts, zones. Points come first, polygons after.",
            ),
        ));
    }
    let mut without = Problem::warning(
        "polygon-missing",
        file,
        Text::new("lignes sans polygone", "rows without a polygon"),
        Text::new(
            "Rien ne peut leur être attribué ; elles restent dans la sortie.",
            "Nothing can be given to them; they stay in the output.",
        ),
    );
    let missing = features.rows.iter().zip(&polygons).filter(|(_, polygon)| polygon.0.is_empty());
    missing.for_each(|(row, _)| without.push(Case::row(row.row, "geometry", row.geometry.as_ref().map_or("", kind_name))));
    problems.add(without);
    Ok(polygons)
}

/// The box around all polygons, degrees.
fn extent(polygons: &[MultiPolygon<f64>]) -> Option<Rect<f64>> {
    polygons.par_iter().filter_map(BoundingRect::bounding_rect).reduce_with(|a, b| {
        let (low, high) = ((a.min(), b.min()), (a.max(), b.max()));
        Rect::new(
            Coord { x: low.0.x.min(low.1.x), y: low.0.y.min(low.1.y) },
            Coord { x: high.0.x.max(high.1.x), y: high.0.y.max(high.1.y) },
        )
    })
}

/// Where a shape stands as one place: a point itself, a polygon by a point surely inside it. `None`
/// for lines and for several points together, which stand nowhere in particular.
fn place_of(geometry: &Geometry<f64>) -> Option<Coord<f64>> {
    use geo::InteriorPoint;
    match geometry {
        Geometry::Point(Point(at)) => Some(*at),
        Geometry::MultiPoint(points) if points.0.len() == 1 => points.0.first().map(|p| p.0),
        Geometry::Polygon(polygon) => polygon.interior_point().map(Coord::from),
        Geometry::MultiPolygon(polygons) => polygons.interior_point().map(Coord::from),
        _ => None,
    }
}

/// What shapes the layer holds, for its style.
fn geometry_kind(features: &Features) -> GeometryKind {
    match features.rows.iter().find_map(|row| row.geometry.as_ref()) {
        Some(Geometry::Point(_) | Geometry::MultiPoint(_)) => GeometryKind::Point,
        Some(Geometry::Line(_) | Geometry::LineString(_) | Geometry::MultiLineString(_)) => GeometryKind::Line,
        _ => GeometryKind::Polygon,
    }
}
