//! The surface that each area of one set shares with each area of another, without building a single polygon.
//!
//! Not for the shapes of the pieces, only for their size.

use super::Locator;
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
    let sets = [Set::new(first), Set::new(second)];
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
        Set { locator: Locator::of_polygons(areas), edges }
    }

    fn bounds(&self) -> Option<[Coord<f64>; 2]> {
        self.edges
            .iter()
            .map(|e| [Coord { x: e.low.x.min(e.high.x), y: e.low.y }, Coord { x: e.low.x.max(e.high.x), y: e.high.y }])
            .reduce(|[a, b], [c, d]| [Coord { x: a.x.min(c.x), y: a.y.min(c.y) }, Coord { x: b.x.max(d.x), y: b.y.max(d.y) }])
    }
}

/// Cells over the box that both sets reach.
struct Grid {
    min: Coord<f64>,
    width: f64,
    height: f64,
    columns: usize,
    rows: usize,
}

impl Grid {
    /// Edges for each cell, about, where edges are spread evenly; and the most cells.
    const EDGES_PER_CELL: usize = 2;
    const MOST: usize = 1 << 19;

    fn over(sets: &[Set; 2]) -> Option<Grid> {
        let [[a, b], [c, d]] = [sets[0].bounds()?, sets[1].bounds()?];
        let min = Coord { x: a.x.max(c.x), y: a.y.max(c.y) };
        let max = Coord { x: b.x.min(d.x), y: b.y.min(d.y) };
        if min.x >= max.x || min.y >= max.y {
            return None;
        }
        let edges = sets[0].edges.len() + sets[1].edges.len();
        let cells = (edges / Self::EDGES_PER_CELL).clamp(1, Self::MOST) as f64;
        let (width, height) = (max.x - min.x, max.y - min.y);
        let side = (width * height / cells).sqrt();
        let along = |length: f64| ((length / side).ceil() as usize).clamp(1, 4096);
        let (columns, rows) = (along(width), along(height));
        Some(Grid { min, width: width / columns as f64, height: height / rows as f64, columns, rows })
    }

    fn x(&self, column: usize) -> f64 {
        self.min.x + self.width * column as f64
    }

    fn y(&self, row: usize) -> f64 {
        self.min.y + self.height * row as f64
    }

    /// The cell along one axis that a position lies in; positions outside get the nearest.
    fn along(position: f64, from: f64, size: f64, count: usize) -> usize {
        (((position - from) / size).max(0.0) as usize).min(count - 1)
    }

    /// The edges of both sets that reach each row.
    fn edges_by_row(&self, sets: &[Set; 2]) -> Vec<Vec<Edge>> {
        let mut rows = vec![Vec::new(); self.rows];
        let top = self.y(self.rows);
        for (set, edge) in sets.iter().enumerate().flat_map(|(set, s)| s.edges.iter().map(move |edge| (set, edge))) {
            if edge.high.y < self.min.y || edge.low.y > top {
                continue;
            }
            // One row more on either side, for the rounding; edges that do not reach it are passed over there.
            let first = Self::along(edge.low.y, self.min.y, self.height, self.rows).saturating_sub(1);
            let last = (Self::along(edge.high.y, self.min.y, self.height, self.rows) + 1).min(self.rows - 1);
            for (row, edges) in rows.iter_mut().enumerate().take(last + 1).skip(first) {
                if edge.low.y < self.y(row + 1) && edge.high.y > self.y(row) {
                    edges.push(Edge { set: set as u8, ..*edge });
                }
            }
        }
        rows
    }

    /// One row of cells, west to east.
    fn row(&self, row: usize, edges: Vec<Edge>, sets: &[Set; 2]) -> Overlay {
        let (bottom, top) = (self.y(row), self.y(row + 1));
        let mut cells: Vec<(u32, u32)> = Vec::new();
        for (i, edge) in (0..).zip(&edges) {
            let (a, b) = (edge.x_at(bottom), edge.x_at(top));
            let (west, east) = (a.min(b), a.max(b));
            if east < self.min.x || west > self.x(self.columns) {
                continue;
            }
            let first = Self::along(west, self.min.x, self.width, self.columns).saturating_sub(1);
            let last = (Self::along(east, self.min.x, self.width, self.columns) + 1).min(self.columns - 1);
            let reached = (first..=last).filter(|&c| west < self.x(c + 1) && east >= self.x(c));
            cells.extend(reached.map(|column| (column as u32, i)));
        }
        cells.sort_unstable();

        let mut found = Overlay::default();
        let mut work = Work::default();
        let mut next = 0;
        for here in cells.chunk_by(|a, b| a.0 == b.0) {
            let column = here[0].0 as usize;
            self.empty(next..column, bottom, top, sets, &mut work, &mut found);
            work.edges.clear();
            work.edges.extend(here.iter().map(|&(_, i)| edges[i as usize]));
            work.cell([self.x(column), self.x(column + 1)], [bottom, top], sets, &mut found);
            next = column + 1;
        }
        self.empty(next..self.columns, bottom, top, sets, &mut work, &mut found);
        found
    }

    /// A run of cells without any border.
    fn empty(
        &self,
        columns: std::ops::Range<usize>,
        bottom: f64,
        top: f64,
        sets: &[Set; 2],
        work: &mut Work,
        found: &mut Overlay,
    ) {
        if columns.is_empty() {
            return;
        }
        let (west, east) = (self.x(columns.start), self.x(columns.end));
        work.look(Coord { x: (west + east) / 2.0, y: (bottom + top) / 2.0 }, sets);
        work.count((east - west) * (top - bottom), found);
    }
}

/// Room for one cell after the other.
#[derive(Default)]
struct Work {
    edges: Vec<Edge>,
    cuts: Vec<f64>,
    /// Borders between two cuts: where they stand half-way, at the lower cut and at the upper one.
    standing: Vec<(f64, f64, f64, u32)>,
    /// The areas of each set that hold the place looked at.
    inside: [Vec<u32>; 2],
}

impl Work {
    fn cell(&mut self, [west, east]: [f64; 2], [bottom, top]: [f64; 2], sets: &[Set; 2], found: &mut Overlay) {
        self.cuts.clear();
        self.cuts.extend([bottom, top]);
        let (edges, cuts) = (&self.edges, &mut self.cuts);
        for edge in edges {
            cuts.extend([edge.low.y, edge.high.y]);
            let (a, b) = (edge.low.x.min(edge.high.x), edge.low.x.max(edge.high.x));
            cuts.extend([west, east].into_iter().filter(|x| a < *x && *x < b).map(|x| edge.y_at(x)));
        }
        for (i, a) in edges.iter().enumerate() {
            for b in &edges[i + 1..] {
                cuts.extend(crossing(a, b));
            }
        }
        cuts.retain(|y| *y >= bottom && *y <= top);
        cuts.sort_unstable_by(f64::total_cmp);
        cuts.dedup();

        for strip in 1..self.cuts.len() {
            let (low, high) = (self.cuts[strip - 1], self.cuts[strip]);
            let middle = low + (high - low) / 2.0;
            if middle <= low || middle >= high {
                // Thinner than numbers can tell.
                continue;
            }
            self.standing.clear();
            for (i, edge) in (0..).zip(&self.edges) {
                if edge.low.y <= middle && middle < edge.high.y {
                    let half = edge.x_at(middle);
                    if half >= west && half < east {
                        self.standing.push((half, edge.x_at(low).clamp(west, east), edge.x_at(high).clamp(west, east), i));
                    }
                }
            }
            self.standing.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.3.cmp(&b.3)));
            self.look(Coord { x: west, y: middle }, sets);
            let (mut left, height) = ((west, west), high - low);
            for i in 0..self.standing.len() {
                let (_, below, above, edge) = self.standing[i];
                self.count((below - left.0 + above - left.1) / 2.0 * height, found);
                let Edge { area, set, .. } = self.edges[edge as usize];
                let inside = &mut self.inside[set as usize];
                match inside.iter().position(|a| *a == area) {
                    Some(at) => drop(inside.swap_remove(at)),
                    None => inside.push(area),
                }
                left = (below, above);
            }
            self.count((east - left.0 + east - left.1) / 2.0 * height, found);
        }
    }

    /// Finds the areas that hold a place, counting borders strictly to its left.
    fn look(&mut self, place: Coord<f64>, sets: &[Set; 2]) {
        for (inside, set) in self.inside.iter_mut().zip(sets) {
            set.locator.parity(place, inside);
        }
    }

    /// Gives a surface to all pairs of areas that hold it.
    fn count(&self, size: f64, found: &mut Overlay) {
        let [first, second] = &self.inside;
        if size == 0.0 {
            return;
        }
        for &a in first {
            second.iter().for_each(|&b| *found.shared.entry((a, b)).or_default() += size);
        }
        for (inside, doubled) in [(first, &mut found.doubled_first), (second, &mut found.doubled_second)] {
            if inside.len() > 1 {
                for (i, &a) in inside.iter().enumerate() {
                    inside[i + 1..].iter().for_each(|&b| *doubled.entry((a.min(b), a.max(b))).or_default() += size);
                }
            }
        }
    }
}

/// The height at which two edges cross between their ends, if they do.
fn crossing(a: &Edge, b: &Edge) -> Option<f64> {
    let (low, high) = (a.low.y.max(b.low.y), a.high.y.min(b.high.y));
    if low >= high {
        return None;
    }
    let (below, above) = (a.x_at(low) - b.x_at(low), a.x_at(high) - b.x_at(high));
    ((below < 0.0 && above > 0.0) || (below > 0.0 && above < 0.0)).then(|| low + (high - low) * (below / (below - above)))
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
