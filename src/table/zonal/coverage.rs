//! Which share of each cell a polygon covers, exactly.
//!
//! # Method
//!
//! Every edge is cut at the borders of the cells it crosses. Of each piece two numbers are kept for its
//! cell: the height it spans (what it adds to the coverage of every cell further right in the row)
//! and the part of its own cell that lies right of it. Their running sum from left to right is the
//! coverage, by Green's theorem; between the cells that a border touches it is constant, so the
//! interior is a few runs per row however many cells it has. Signed surfaces make holes,
//! islands, polygons inside one cell and borders along cell borders ordinary cases.
//!
//! The aim is that of *exactextract* (Baston 2020): no cell is counted whole or not at all.

use super::grid::Edge;
use geo_types::Coord;
use std::ops::Range;

/// Cells of one row covered alike.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Run {
    pub row: usize,
    pub from: usize,
    /// One past the last column.
    pub to: usize,
    /// Share of each cell, above 0, at most 1.
    pub share: f64,
}

/// What the border does in one cell.
#[derive(Debug, Clone, Copy)]
struct Mark {
    /// Row in the upper half, column in the lower.
    at: u64,
    /// Added to the coverage of this cell.
    here: f64,
    /// Added to the coverage of every cell right of it.
    beyond: f64,
}

/// Below this a share is what rounding leaves of 0, and as close to 1 it is 1.
const ROUNDING: f64 = 1e-10;

/// Finds runs; keeps its memory from one polygon to the next.
#[derive(Debug, Default)]
pub(super) struct Coverage {
    marks: Vec<Mark>,
}

impl Coverage {
    /// Calls `each` with the runs, row by row and left to right, of the polygon whose edges these are;
    /// only for `rows` and the first `columns` columns. All edges that reach into
    /// the rows must be there, also those left of the first column.
    pub fn runs(&mut self, edges: &[Edge], rows: Range<usize>, columns: usize, mut each: impl FnMut(Run)) {
        self.marks.clear();
        for edge in edges {
            self.mark_edge(edge, &rows, columns);
        }
        self.marks.sort_unstable_by_key(|mark| mark.at);
        let mut marks = self.marks.as_slice();
        while let Some(first) = marks.first() {
            let row = first.at >> 32;
            let length = marks.partition_point(|mark| mark.at >> 32 == row);
            let (of_row, rest) = marks.split_at(length);
            marks = rest;
            walk(of_row, row as usize, columns, &mut each);
        }
    }

    fn mark_edge(&mut self, edge: &Edge, rows: &Range<usize>, columns: usize) {
        let (from, to) = (edge.from, edge.to);
        let (top, bottom) = (edge.top().max(rows.start as f64), edge.bottom().min(rows.end as f64));
        if from.y == to.y {
            // Changes no sum, but ends the runs that it passes.
            let row = from.y.floor();
            if (rows.start as f64..rows.end as f64).contains(&row) {
                self.mark_piece(row as u64, from, to, columns);
            }
            return;
        }
        if top >= bottom {
            return;
        }
        let slope = (to.x - from.x) / (to.y - from.y);
        let (west, east) = (from.x.min(to.x), from.x.max(to.x));
        let at = |y: f64| {
            // The ends as they are, so that neighbouring edges meet.
            let x = if y == from.y {
                from.x
            } else if y == to.y {
                to.x
            } else {
                from.x + (y - from.y) * slope
            };
            Coord { x: x.clamp(west, east), y }
        };
        let down = to.y > from.y;
        let mut y = top;
        while y < bottom {
            let row = y.floor();
            let next = (row + 1.0).min(bottom);
            let (a, b) = (at(y), at(next));
            let (a, b) = if down { (a, b) } else { (b, a) };
            self.mark_piece(row as u64, a, b, columns);
            y = next;
        }
    }

    /// Marks a piece that lies in one row.
    fn mark_piece(&mut self, row: u64, a: Coord<f64>, b: Coord<f64>, columns: usize) {
        let height = a.y - b.y;
        let (west, east) = (a.x.min(b.x), a.x.max(b.x));
        let right = columns as f64;
        if west >= right {
            return;
        }
        let mut mark = |column: u64, here, beyond| self.marks.push(Mark { at: row << 32 | column, here, beyond });
        if east <= 0.0 {
            return mark(0, height, height);
        }
        let (first, last) = (west.max(0.0).floor(), east.min(right).floor());
        if first == last && west >= 0.0 && east < right {
            return mark(first as u64, height * (first + 1.0 - (a.x + b.x) / 2.0), height);
        }
        // Through several columns, or over the frame: each column has its part of the height.
        let per_column = height / (east - west);
        let mut x = west;
        if x < 0.0 {
            let outside = per_column * (0.0 - x);
            mark(0, outside, outside);
            x = 0.0;
        }
        let end = east.min(right);
        while x < end {
            let column = x.floor();
            let next = (column + 1.0).min(end);
            let part = per_column * (next - x);
            mark(column as u64, part * (column + 1.0 - (x + next) / 2.0), part);
            x = next;
        }
    }
}

/// The runs of one row from its marks, sorted by column.
fn walk(marks: &[Mark], row: usize, columns: usize, each: &mut impl FnMut(Run)) {
    let mut run = |from: usize, to: usize, coverage: f64| {
        let share = coverage.abs().min(1.0);
        if share > ROUNDING && from < to {
            each(Run { row, from, to, share: if share > 1.0 - ROUNDING { 1.0 } else { share } });
        }
    };
    let (mut coverage, mut done) = (0.0f64, 0);
    let mut marks = marks;
    while let Some(first) = marks.first() {
        let length = marks.iter().take_while(|mark| mark.at == first.at).count();
        let (cell, rest) = marks.split_at(length);
        marks = rest;
        let column = (first.at & u64::from(u32::MAX)) as usize;
        run(done, column, coverage);
        let (here, beyond) = cell.iter().fold((0.0, 0.0), |(h, b), mark| (h + mark.here, b + mark.beyond));
        run(column, column + 1, coverage + here);
        coverage += beyond;
        // Rounding does not walk along the row.
        if (coverage - coverage.round()).abs() < ROUNDING {
            coverage = coverage.round();
        }
        done = column + 1;
    }
    run(done, columns, coverage);
}
