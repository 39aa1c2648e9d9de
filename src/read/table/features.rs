//! The features of a vector layer as rows: attributes as cells, points as two columns more.

use super::{Grid, Row, TableOptions};
use crate::base::Result;
use crate::read::vector::{VectorOptions, kind_name, read_layer};
use geo_types::{Geometry, Point};
use std::path::Path;

/// Columns that points add to the attributes: WGS84 degrees, whatever system the file is in.
/// They stand first, and win over coordinates repeated among the attributes.
pub(in crate::read) const POINT_COLUMNS: [&str; 2] = ["@longitude", "@latitude"];

/// The shapes of a vector layer; all zero for a plain table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shapes {
    /// Rows whose shape is a point.
    pub points: usize,
    /// Row and GeoJSON name of each shape that is none: "Polygon", "LineString".
    pub others: Vec<(u64, &'static str)>,
}

impl Shapes {
    /// The kind most rows have; `None` where no row has a shape. Of other shapes the first speaks
    /// for all.
    pub fn main(&self) -> Option<&'static str> {
        let other = self.others.first().map(|(_, kind)| *kind);
        if self.points > self.others.len() { Some("Point") } else { other }
    }
}

/// Reads the layer named as a sheet would be, or the only one. Rows are numbered as features, the
/// first is 1. A multipoint of one point is a point. Rows without shape, and with other shapes,
/// have empty coordinates.
pub fn read(path: &Path, shown: &str, options: &TableOptions) -> Result<Grid> {
    let mut grid = Grid::new(shown);
    let wanted =
        VectorOptions { layer: options.sheet.clone(), crs: options.crs.clone(), encoding: options.encoding.clone(), near: None };
    let layer = read_layer(path, shown, &wanted, &mut grid.problems)?;
    let points: Vec<Option<Point<f64>>> = layer.features.iter().map(|f| f.geometry.as_ref().and_then(point)).collect();
    grid.shapes.points = points.iter().flatten().count();
    let with_points = grid.shapes.points > 0;
    let mut header: Vec<String> = if with_points { POINT_COLUMNS.map(str::to_owned).into() } else { Vec::new() };
    header.extend(layer.fields);
    if header.is_empty() {
        return Err(super::empty(shown));
    }
    grid.rows.push(Row { number: 0, cells: header.iter().collect() });
    for (feature, point) in layer.features.into_iter().zip(points) {
        let number = feature.row;
        if let (Some(geometry), None) = (&feature.geometry, point) {
            grid.shapes.others.push((number, kind_name(geometry)));
        }
        let coordinates = point.map_or([String::new(), String::new()], |p| [p.x().to_string(), p.y().to_string()]);
        let coordinates = coordinates.into_iter().filter(|_| with_points);
        let values = feature.values.into_iter().map(Option::unwrap_or_default);
        grid.rows.push(Row { number, cells: coordinates.chain(values).collect() });
    }
    Ok(grid)
}

fn point(geometry: &Geometry<f64>) -> Option<Point<f64>> {
    match geometry {
        Geometry::Point(point) => Some(*point),
        Geometry::MultiPoint(points) if points.0.len() == 1 => points.0.first().copied(),
        Geometry::GeometryCollection(parts) if parts.0.len() == 1 => point(parts.0.first()?),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(features: &str) -> Grid {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.geojson");
        std::fs::write(&path, format!(r#"{{"type":"FeatureCollection","features":[{features}]}}"#)).unwrap();
        read(&path, "t.geojson", &TableOptions::default()).unwrap()
    }

    #[test]
    fn points_become_columns_and_a_feature_without_geometry_keeps_its_row() {
        let grid = grid(
            r#"{"type":"Feature","geometry":{"type":"Point","coordinates":[-8.0,12.65]},"properties":{"name":"Bamako","n":3.0}},
               {"type":"Feature","geometry":null,"properties":{"name":"?"}},
               {"type":"Feature","geometry":{"type":"MultiPoint","coordinates":[[-4,14]]},"properties":{"n":2.5}}"#,
        );
        assert_eq!(grid.rows[0].cells, ["@longitude", "@latitude", "name", "n"]);
        assert_eq!(grid.rows[1].cells, ["-8", "12.65", "Bamako", "3"]);
        assert_eq!(grid.rows[2].cells, ["", "", "?", ""]);
        assert_eq!(grid.rows[3].cells, ["-4", "14", "", "2.5"]);
        assert_eq!((grid.rows[3].number, grid.shapes), (3, Shapes { points: 2, others: vec![] }));
    }

    #[test]
    fn other_shapes_keep_their_rows_and_are_told() {
        let line = r#"{"type":"Feature","geometry":{"type":"LineString","coordinates":[[0,0],[1,1]]},"properties":{"n":1}}"#;
        let lines = grid(line);
        assert_eq!(lines.rows[0].cells, ["n"], "no columns for points that are not there");
        assert_eq!(lines.shapes.others, [(1, "LineString")]);
        assert_eq!(lines.shapes.main(), Some("LineString"));
        assert_eq!(Shapes::default().main(), None);
    }
}
