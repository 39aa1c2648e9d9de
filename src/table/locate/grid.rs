//! Equal cells over a box. Every row and column number in the index comes from here.

use geo_types::Coord;

/// A grid of `columns` × `rows` cells over the box from `min` to `max`, both ends included.
#[derive(Debug, Clone)]
pub(super) struct Grid {
    min: Coord<f64>,
    max: Coord<f64>,
    pub columns: usize,
    pub rows: usize,
    width: f64,
    height: f64,
    columns_per_unit: f64,
    rows_per_unit: f64,
}

/// Slack around cells, in cells, for positions that were computed and not read. Far above the
/// rounding error of such a position, see [`Grid::SMALLEST_CELL`].
const SLACK: f64 = 1e-3;

impl Grid {
    /// Smallest side of a cell, relative to the largest coordinate: a thousandth of it is still
    /// thousands of times the spacing of floating-point numbers there.
    const SMALLEST_CELL: f64 = 1e-9;

    /// About `cells` cells, nearly square, at least one and at most 4096 along a side.
    pub fn new(min: Coord<f64>, max: Coord<f64>, cells: usize) -> Self {
        let largest = [min.x, min.y, max.x, max.y].into_iter().fold(1.0, |a: f64, b| a.max(b.abs()));
        let smallest = largest * Self::SMALLEST_CELL;
        let (width, height) = ((max.x - min.x).max(smallest), (max.y - min.y).max(smallest));
        let side = (width / cells as f64 * height).sqrt().max(smallest);
        let along = |length: f64| ((length / side).ceil() as usize).clamp(1, 4096);
        let (columns, rows) = (along(width), along(height));
        Self::cut(min, max, columns, rows, width / columns as f64, height / rows as f64)
    }

    /// The same box with half as many columns and rows.
    pub fn coarser(&self) -> Self {
        let (columns, rows) = (self.columns.div_ceil(2), self.rows.div_ceil(2));
        let width = self.width * self.columns as f64 / columns as f64;
        let height = self.height * self.rows as f64 / rows as f64;
        Self::cut(self.min, self.max, columns, rows, width, height)
    }

    fn cut(min: Coord<f64>, max: Coord<f64>, columns: usize, rows: usize, width: f64, height: f64) -> Self {
        Grid { min, max, columns, rows, width, height, columns_per_unit: 1.0 / width, rows_per_unit: 1.0 / height }
    }

    /// Row and column of a point; `None` outside the box or where not finite.
    #[inline]
    pub fn place(&self, point: Coord<f64>) -> Option<(usize, usize)> {
        let within = point.x >= self.min.x && point.x <= self.max.x && point.y >= self.min.y && point.y <= self.max.y;
        within.then(|| (self.row(point.y), self.column(point.x)))
    }

    /// Never decreases with x, rounding included: of two points in different columns the one
    /// with the higher column truly has the larger x. The index rests on this.
    #[inline]
    pub fn column(&self, x: f64) -> usize {
        (((x - self.min.x) * self.columns_per_unit) as usize).min(self.columns - 1)
    }

    /// Never decreases with y, as [`Grid::column`].
    #[inline]
    pub fn row(&self, y: f64) -> usize {
        (((y - self.min.y) * self.rows_per_unit) as usize).min(self.rows - 1)
    }

    /// First and last column of the part of a segment that lies in a row it reaches; `low` is the
    /// lower end. May be too wide by the slack, is never too narrow.
    pub fn columns_in_row(&self, low: Coord<f64>, high: Coord<f64>, row: usize) -> (usize, usize) {
        let bottom = self.min.y + self.height * (row as f64 - SLACK);
        let top = self.min.y + self.height * (row as f64 + 1.0 + SLACK);
        let x_at = |y: f64| match high.y - low.y {
            rise if rise > 0.0 => low.x + (y - low.y) / rise * (high.x - low.x),
            _ => low.x,
        };
        let from = if low.y >= bottom { low.x } else { x_at(bottom) };
        let to = if high.y <= top { high.x } else { x_at(top) };
        let slack = SLACK * self.width;
        (self.column(from.min(to) - slack), self.column(from.max(to) + slack))
    }
}
