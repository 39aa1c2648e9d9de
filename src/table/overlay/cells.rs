//! The cells of an overlay, each cut into trapezoids between the borders in it.

use super::{Edge, Overlay, Set};
use geo_types::Coord;

/// Cells over the box that both sets reach.
pub(super) struct Grid {
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

    pub fn over(sets: &[Set; 2]) -> Option<Grid> {
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
    pub fn edges_by_row(&self, sets: &[Set; 2]) -> Vec<Vec<Edge>> {
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
    pub fn row(&self, row: usize, edges: Vec<Edge>, sets: &[Set; 2]) -> Overlay {
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
    /// Those at the west side of the cell, where no border reaches it.
    at_west: [Vec<u32>; 2],
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

        let border_at_west = self.edges.iter().any(|edge| edge.low.x.min(edge.high.x) <= west);
        let mut looked = false;
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
            if looked && !border_at_west {
                self.inside.iter_mut().zip(&self.at_west).for_each(|(inside, at_west)| inside.clone_from(at_west));
            } else {
                self.look(Coord { x: west, y: middle }, sets);
                self.at_west.iter_mut().zip(&self.inside).for_each(|(at_west, inside)| at_west.clone_from(inside));
                looked = true;
            }
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
