//! The ground from which each facility is reached first, as polygons.

use super::surface::TILE;
use super::travel::Travel;
use crate::base::{Result, assemble};
use geo::MapCoords;
use geo_types::{Coord, Line, LineString, MultiPolygon, Polygon};
use std::collections::BTreeMap;

/// Polygons in longitude, latitude of the cells that belong to each source, along the sides of
/// cells, by the source; a source that is nowhere first is not there. `limit` leaves out what takes longer
/// (the limit itself is kept). Catchments do not overlap, and together cover what is reached.
pub fn catchments(travel: &Travel, limit: Option<f64>) -> Result<BTreeMap<u32, MultiPolygon<f64>>> {
    let grid = &travel.grid;
    let mut edges: BTreeMap<u32, Vec<Line<f64>>> = BTreeMap::new();
    // Owners of one row of tiles, with the last row of cells of the one before on top.
    let width = travel.tiles.across * TILE;
    let mut before = vec![u32::MAX; width];
    for band in 0..=travel.tiles.down {
        let mut owners = vec![u32::MAX; width * TILE];
        for tile in 0..if band < travel.tiles.down { travel.tiles.across } else { 0 } {
            let (minutes, source) = travel.tile(band * travel.tiles.across + tile)?;
            for (i, (&time, &source)) in minutes.iter().zip(&source).enumerate() {
                if time.is_finite() && limit.is_none_or(|limit| super::account::within(time, limit)) {
                    owners[i / TILE * width + tile * TILE + i % TILE] = source;
                }
            }
        }
        let rows = if band < travel.tiles.down { TILE } else { 1 };
        for row in 0..rows {
            let y = (band * TILE + row) as f64;
            for column in 0..width {
                let own = owners[row * width + column];
                let above = if row == 0 { before[column] } else { owners[(row - 1) * width + column] };
                let west = if column == 0 { u32::MAX } else { owners[row * width + column - 1] };
                let x = column as f64;
                // In cells, y southward: what is owned lies to the left once y is turned north.
                let mut edge = |owner: u32, a: (f64, f64), b: (f64, f64)| {
                    if owner != u32::MAX {
                        edges.entry(owner).or_default().push(Line::new(Coord { x: a.0, y: -a.1 }, Coord { x: b.0, y: -b.1 }));
                    }
                };
                if own != above {
                    edge(own, (x + 1.0, y), (x, y));
                    edge(above, (x, y), (x + 1.0, y));
                }
                if own != west {
                    edge(own, (x, y), (x, y + 1.0));
                    edge(west, (x, y + 1.0), (x, y));
                }
            }
        }
        before.copy_from_slice(&owners[(TILE - 1) * width..]);
    }
    let place = |c: Coord<f64>| Coord { x: grid.origin.x + c.x * grid.cell, y: grid.origin.y + c.y * grid.cell };
    let mut out = BTreeMap::new();
    for (source, edges) in edges {
        let polygons = assemble(edges).unwrap_or_else(|| MultiPolygon(Vec::new()));
        let polygons = straightened(polygons).map_coords(place);
        out.insert(source, grid.frame.unproject_polygons(&polygons)?);
    }
    Ok(out)
}

/// On straight sides one vertex in so many cells stays: what is straight in metres is a little bent
/// in degrees, and neighbours must bend alike.
const KEPT: f64 = 8.0;

/// The same polygons with fewer vertices on straight sides.
fn straightened(polygons: MultiPolygon<f64>) -> MultiPolygon<f64> {
    let ring = |ring: &LineString<f64>| {
        let open = &ring.0[..ring.0.len().saturating_sub(1)];
        let n = open.len();
        let needed = |i: usize| {
            let (a, b, c) = (open[(i + n - 1) % n], open[i], open[(i + 1) % n]);
            let along = if a.y == b.y { b.x } else { b.y };
            (b.x - a.x) * (c.y - b.y) != (b.y - a.y) * (c.x - b.x) || along % KEPT == 0.0
        };
        let mut kept: LineString<f64> = (0..n).filter(|&i| needed(i)).map(|i| open[i]).collect();
        kept.close();
        kept
    };
    let polygon = |p: Polygon<f64>| Polygon::new(ring(p.exterior()), p.interiors().iter().map(ring).collect());
    MultiPolygon(polygons.0.into_iter().map(polygon).collect())
}

#[cfg(test)]
mod tests {
    use super::super::tests::surface;
    use super::super::{GridCell, TravelOptions};
    use super::*;
    use crate::base::Silent;
    use geo::Area;

    #[test]
    fn catchments_share_out_what_is_reached() {
        let (columns, rows) = (TILE + 30, 40);
        let mut friction = vec![0.01f32; columns * rows];
        // A wall around a corner that nobody gets to, and a pond.
        for i in 0..6 {
            friction[5 * columns + i] = f32::INFINITY;
            friction[i * columns + 5] = f32::INFINITY;
        }
        friction[20 * columns + 60] = f32::INFINITY;
        let surface = surface(columns, rows, 100.0, &friction, 1 << 24);
        let sources = [(20, 20), (270, 30), (20, 20)].map(|(column, row)| Some(GridCell { column, row }));
        let travel = Travel::new(&surface, &sources, &TravelOptions::default(), &Silent).unwrap();
        let found = catchments(&travel, None).unwrap();
        assert_eq!(found.keys().copied().collect::<Vec<_>>(), [0, 1], "of two at one place the first");
        let km2 = |polygons: &MultiPolygon<f64>| {
            let plane = surface.grid.frame.project_geometry(&polygons.clone().into()).unwrap();
            plane.unsigned_area() / 1e6
        };
        let reached = (columns * rows - 25 - 11 - 1) as f64 * 0.01;
        let sum: f64 = found.values().map(km2).sum();
        assert!((sum / reached - 1.0).abs() < 1e-6, "{sum} of {reached}");
        assert_eq!(found[&0].0.iter().map(|p| p.interiors().len()).sum::<usize>(), 1, "the pond");
        let near = catchments(&travel, Some(10.0)).unwrap();
        assert!(km2(&near[&0]) < 3.2 && km2(&near[&0]) > 2.9, "about a circle of a kilometre: {}", km2(&near[&0]));
    }
}
