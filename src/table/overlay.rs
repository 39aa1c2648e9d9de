//! The surface that each area of one set shares with each area of another, without building a single polygon.
//!
//! Not for the shapes of the pieces, only for their size.

mod cells;

use super::Locator;
use cells::Grid;
use geo_types::{Coord, LineString, MultiPolygon};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// WGS84: equatorial radius in metres, eccentricity.
const EQUATOR_RADIUS: f64 = 6_378_137.0;
const ECCENTRICITY: f64 = 0.081_819_190_842_621_5;

/// Longitude and latitude in degrees on the cylindrical equal-area projection of the WGS84 ellipsoid, metres: a
/// square metre there is a square metre on the ground, wherever it lies.
///
/// Source: Snyder (1987), *Map Projections: A Working Manual*, equations 3-12 and 10-15, standard parallel 0.
pub fn equal_area(place: Coord<f64>) -> Coord<f64> {
    let (e, sin) = (ECCENTRICITY, place.y.to_radians().sin());
    let q = (1.0 - e * e) * (sin / (1.0 - e * e * sin * sin) + (e * sin).atanh() / e);
    Coord { x: EQUATOR_RADIUS * place.x.to_radians(), y: EQUATOR_RADIUS * q / 2.0 }
}

/// What two sets of areas share, m² where the coordinates are metres of an equal-area projection.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Overlay {
    /// By position in the first set and in the second. Pieces of no size are left out.
    pub shared: BTreeMap<(u32, u32), f64>,
    /// Surface that two areas of the first set share: a fault where areas should divide a country.
    pub doubled_first: BTreeMap<(u32, u32), f64>,
    pub doubled_second: BTreeMap<(u32, u32), f64>,
}

/// Overlays two sets of areas, whose edges are straight in the plane of their coordinates.
///
/// # Method
///
/// The box that both sets reach is cut into cells. A run of cells that no border crosses lies in one area of each set,
/// and counts whole. In every other cell horizontal cuts go through all ends and crossings of the borders in
/// it, so that between two cuts the borders stand side by side and leave trapezoids between them; which areas a trapezoid
/// lies in follows from those at the left side of the cell, found in an index over the set, by
/// the borders passed since (even–odd rule). Every error of rounding stays where it is made, so the sizes hold to about
/// twelve digits, also where the borders of both sets run along each other.
///
/// Parallel over rows of cells; the result does not depend on the number of threads.
pub fn overlay(first: &[&MultiPolygon<f64>], second: &[&MultiPolygon<f64>]) -> Overlay {
    let (first, second) = rayon::join(|| Set::new(first), || Set::new(second));
    let sets = [first, second];
    let Some(grid) = Grid::over(&sets) else { return Overlay::default() };
    let rows = grid.edges_by_row(&sets);
    let parts: Vec<Overlay> = rows.into_par_iter().enumerate().map(|(row, edges)| grid.row(row, edges, &sets)).collect();
    // In the order of the rows, so that sums round the same way every time.
    parts.into_iter().fold(Overlay::default(), |mut all, part| {
        let pairs = [
            (&mut all.shared, part.shared),
            (&mut all.doubled_first, part.doubled_first),
            (&mut all.doubled_second, part.doubled_second),
        ];
        for (sum, part) in pairs {
            part.into_iter().for_each(|(pair, size)| *sum.entry(pair).or_default() += size);
        }
        all
    })
}

/// A border segment, its lower end first, and the area it belongs to.
#[derive(Debug, Clone, Copy)]
struct Edge {
    low: Coord<f64>,
    high: Coord<f64>,
    area: u32,
    /// 0 for the first set, 1 for the second.
    set: u8,
}

impl Edge {
    fn x_at(&self, y: f64) -> f64 {
        if y <= self.low.y {
            self.low.x
        } else if y >= self.high.y {
            self.high.x
        } else {
            self.low.x + (y - self.low.y) / (self.high.y - self.low.y) * (self.high.x - self.low.x)
        }
    }

    /// Where it crosses a vertical line.
    fn y_at(&self, x: f64) -> f64 {
        self.low.y + (x - self.low.x) / (self.high.x - self.low.x) * (self.high.y - self.low.y)
    }
}

/// One set of areas, ready to be asked which of them hold a point.
struct Set {
    locator: Locator,
    edges: Vec<Edge>,
}

impl Set {
    fn new(areas: &[&MultiPolygon<f64>]) -> Self {
        let mut edges = Vec::new();
        for (area, polygon) in (0..).zip(areas).flat_map(|(area, shape)| shape.iter().map(move |polygon| (area, polygon))) {
            let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
            // A level edge stands between no trapezoids, but the cut through it matters.
            edges.extend(rings.flat_map(LineString::lines).map(|line| {
                let (low, high) = if line.start.y <= line.end.y { (line.start, line.end) } else { (line.end, line.start) };
                Edge { low, high, area, set: 0 }
            }));
        }
        Set { locator: Locator::for_few_points(areas), edges }
    }

    fn bounds(&self) -> Option<[Coord<f64>; 2]> {
        self.edges
            .iter()
            .map(|e| [Coord { x: e.low.x.min(e.high.x), y: e.low.y }, Coord { x: e.low.x.max(e.high.x), y: e.high.y }])
            .reduce(|[a, b], [c, d]| [Coord { x: a.x.min(c.x), y: a.y.min(c.y) }, Coord { x: b.x.max(d.x), y: b.y.max(d.y) }])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Area, BooleanOps};
    use geo_types::{Polygon, polygon};
    use proptest::prelude::*;

    fn square(x: f64, y: f64, side: f64) -> MultiPolygon<f64> {
        polygon![(x: x, y: y), (x: x + side, y: y), (x: x + side, y: y + side), (x: x, y: y + side)].into()
    }

    fn shared(first: &[MultiPolygon<f64>], second: &[MultiPolygon<f64>]) -> Overlay {
        overlay(&first.iter().collect::<Vec<_>>(), &second.iter().collect::<Vec<_>>())
    }

    #[test]
    fn the_projection_keeps_areas() {
        use geo::GeodesicArea;
        let degree: Polygon<f64> = polygon![(x: -4.0, y: 14.0), (x: -3.9, y: 14.0), (x: -3.9, y: 14.1), (x: -4.0, y: 14.1)];
        let flat = Polygon::new(degree.exterior().coords().map(|&c| equal_area(c)).collect(), vec![]);
        let ratio = flat.unsigned_area() / degree.geodesic_area_unsigned();
        // The parallel is no geodesic: a few parts in a million.
        assert!((ratio - 1.0).abs() < 1e-5, "{ratio}");
        // The whole earth: 510 065 621 724 089 m² (NIMA TR8350.2).
        let half = equal_area(Coord { x: 180.0, y: 90.0 });
        assert!((4.0 * half.x * half.y / 510_065_621_724_089.0 - 1.0).abs() < 1e-9);
    }

    #[test]
    fn squares_by_hand_with_borders_on_each_other() {
        let first = [square(0.0, 0.0, 2.0), square(2.0, 0.0, 2.0)];
        let second = [square(1.0, 0.0, 2.0), square(0.0, 0.0, 1.0), square(9.0, 9.0, 1.0)];
        let found = shared(&first, &second);
        let sizes: Vec<_> = found
            .shared
            .iter()
            .filter(|(_, size)| **size > 1e-12)
            .map(|(pair, size)| (*pair, (*size * 1e9).round() / 1e9))
            .collect();
        assert_eq!(sizes, [((0, 0), 2.0), ((0, 1), 1.0), ((1, 0), 2.0)]);
        assert!(found.doubled_first.values().chain(found.doubled_second.values()).all(|size| size.abs() < 1e-12));
        assert_eq!(shared(&first, &[]), Overlay::default());
        assert_eq!(shared(&first, &[square(50.0, 50.0, 1.0)]), Overlay::default());
    }

    #[test]
    fn areas_on_each_other_are_found() {
        let found = shared(&[square(0.0, 0.0, 2.0), square(1.0, 1.0, 2.0)], &[square(0.0, 0.0, 5.0)]);
        assert!((found.doubled_first[&(0, 1)] - 1.0).abs() < 1e-12, "{found:?}");
        assert!((found.shared[&(1, 0)] - 4.0).abs() < 1e-12);
    }

    fn star() -> impl Strategy<Value = MultiPolygon<f64>> {
        let corners = prop::collection::vec(0.3..1.5f64, 3..30);
        (corners, -1.0..1.0f64, -1.0..1.0f64).prop_map(|(radii, x, y)| {
            let corner = |(i, r): (usize, &f64)| {
                let angle = i as f64 / radii.len() as f64 * std::f64::consts::TAU;
                Coord { x: x + r * angle.cos(), y: y + r * angle.sin() }
            };
            Polygon::new(radii.iter().enumerate().map(corner).collect(), vec![]).into()
        })
    }

    proptest! {
        #[test]
        fn equals_the_size_of_the_intersection(first in prop::collection::vec(star(), 1..4), second in prop::collection::vec(star(), 1..4), same: bool) {
            // Also a set against itself.
            let second = if same { first.clone() } else { second };
            let found = shared(&first, &second);
            for (i, a) in (0..).zip(&first) {
                for (j, b) in (0..).zip(&second) {
                    let exact = a.intersection(b).unsigned_area();
                    let size = found.shared.get(&(i, j)).copied().unwrap_or(0.0);
                    prop_assert!((size - exact).abs() < 1e-6, "{} {}: {} instead of {}", i, j, size, exact);
                }
            }
        }
    }
}
