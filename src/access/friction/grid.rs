//! The raster that travel is computed on: square cells in one metric projection.

use crate::base::{Error, MetricFrame, Result, Text};
use crate::text;
use geo_types::{Coord, Rect};

/// A cell by its column from the west and its row from the north.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GridCell {
    pub column: usize,
    pub row: usize,
}

/// Square cells in metres, row 0 in the north.
///
/// The projection is the equal-area one of [`MetricFrame`], centred on the grid: one cell size and
/// one length of step for the whole country, as WHO AccessMod wants it, and cells of equal area over
/// which people may be spread. The price is the projection's distortion of distances: below 0.3 % up
/// to 1 000 km from the centre (Snyder 1987).
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    pub frame: MetricFrame,
    /// Upper left corner in metres.
    pub origin: Coord<f64>,
    /// Side of a cell in metres.
    pub cell: f64,
    pub columns: usize,
    pub rows: usize,
}

/// Cells a grid may have: places in it are counted in 32 bits.
const CELLS_AT_MOST: f64 = 4e9;
/// Points on each side of an extent whose projections bound the grid.
const OUTLINE: usize = 64;

impl Grid {
    /// The grid that covers an extent in degrees, its corner on a whole multiple of the cell.
    ///
    /// # Errors
    /// A cell size that is not above zero, or so small that the grid has more than four thousand
    /// million cells; an extent that cannot be projected.
    pub fn over(extent: Rect<f64>, cell: f64) -> Result<Grid> {
        if cell.is_nan() || cell <= 0.0 {
            return Err(Error::usage(
                text!("une cellule de {cell} m n'a pas de surface", "a cell of {cell} m has no surface"),
                Text::new("Donnez une taille au-dessus de zéro, par exemple 1000.", "Give a size above zero, for example 1000."),
            ));
        }
        let frame = MetricFrame::centred_on(extent);
        let (min, size) = (extent.min(), (extent.width(), extent.height()));
        let at = |x: usize, y: usize| Coord {
            x: min.x + size.0 * x as f64 / OUTLINE as f64,
            y: min.y + size.1 * y as f64 / OUTLINE as f64,
        };
        let mut outline: Vec<Coord<f64>> =
            (0..=OUTLINE).flat_map(|i| [at(i, 0), at(i, OUTLINE), at(0, i), at(OUTLINE, i)]).collect();
        frame.project(&mut outline)?;
        let bounds = outline
            .iter()
            .fold((f64::MAX, f64::MAX, f64::MIN, f64::MIN), |b, c| (b.0.min(c.x), b.1.min(c.y), b.2.max(c.x), b.3.max(c.y)));
        let down = |v: f64| (v / cell).floor() * cell;
        let origin = Coord { x: down(bounds.0), y: -down(-bounds.3) };
        let columns = ((bounds.2 - origin.x) / cell).ceil().max(1.0);
        let rows = ((origin.y - bounds.1) / cell).ceil().max(1.0);
        if columns * rows > CELLS_AT_MOST {
            let million = (columns * rows / 1e6).round();
            return Err(Error::usage(
                text!("des cellules de {cell} m seraient {million} millions", "cells of {cell} m would number {million} million"),
                Text::new("Prenez des cellules plus grandes.", "Take larger cells."),
            ));
        }
        Ok(Grid { frame, origin, cell, columns: columns as usize, rows: rows as usize })
    }

    /// Number of cells.
    pub fn cells(&self) -> usize {
        self.columns * self.rows
    }

    /// Km² of one cell.
    pub fn cell_km2(&self) -> f64 {
        self.cell * self.cell / 1e6
    }

    /// The cell that holds a place in metres; one on a shared edge belongs to the cell east or south of
    /// it. `None` off the grid.
    pub fn cell_at(&self, place: Coord<f64>) -> Option<GridCell> {
        let (x, y) = self.in_cells(place);
        let inside = x >= 0.0 && y >= 0.0 && x < self.columns as f64 && y < self.rows as f64;
        inside.then_some(GridCell { column: x as usize, row: y as usize })
    }

    /// Centre of a cell in metres. Rows and columns may lie off the grid.
    pub fn centre(&self, column: i64, row: i64) -> Coord<f64> {
        Coord { x: self.origin.x + (column as f64 + 0.5) * self.cell, y: self.origin.y - (row as f64 + 0.5) * self.cell }
    }

    /// A place in metres as columns from the west and rows from the north, with fractions.
    pub fn in_cells(&self, place: Coord<f64>) -> (f64, f64) {
        ((place.x - self.origin.x) / self.cell, (self.origin.y - place.y) / self.cell)
    }
}

/// Some whole cells of a grid; may reach over its edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    pub column: i64,
    pub row: i64,
    pub width: usize,
    pub height: usize,
}

impl Window {
    /// Position in the window of a cell of the grid, row by row; `None` outside.
    pub fn position(&self, column: i64, row: i64) -> Option<usize> {
        let (x, y) = (column - self.column, row - self.row);
        let inside = x >= 0 && y >= 0 && (x as usize) < self.width && (y as usize) < self.height;
        inside.then(|| y as usize * self.width + x as usize)
    }

    /// Number of cells.
    pub fn cells(&self) -> usize {
        self.width * self.height
    }

    /// West, south, east and north in metres.
    pub fn bounds(&self, grid: &Grid) -> [f64; 4] {
        let west = grid.origin.x + self.column as f64 * grid.cell;
        let north = grid.origin.y - self.row as f64 * grid.cell;
        [west, north - self.height as f64 * grid.cell, west + self.width as f64 * grid.cell, north]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::coord;

    #[test]
    fn a_grid_covers_its_extent() {
        let extent = Rect::new(coord! {x: -5.0, y: 13.0}, coord! {x: -3.0, y: 16.0});
        let grid = Grid::over(extent, 1000.0).unwrap();
        let mut corners =
            [(-5.0, 13.0), (-3.0, 13.0), (-5.0, 16.0), (-3.0, 16.0), (-4.0, 16.0)].map(|(x, y)| coord! {x: x, y: y});
        grid.frame.project(&mut corners).unwrap();
        assert!(corners.iter().all(|&c| grid.cell_at(c).is_some()));
        let km2 = grid.cells() as f64 * grid.cell_km2();
        assert!((71_000.0..75_000.0).contains(&km2), "two degrees by three at 14.5° N: {km2}");
        let at = grid.cell_at(grid.centre(7, 3)).unwrap();
        assert_eq!(at, GridCell { column: 7, row: 3 });
    }

    #[test]
    fn a_cell_without_size_and_cells_without_number_are_refused() {
        let extent = Rect::new(coord! {x: -5.0, y: 13.0}, coord! {x: -3.0, y: 16.0});
        for cell in [0.0, -1.0, f64::NAN, 1e-3] {
            assert_eq!(Grid::over(extent, cell).unwrap_err().kind, crate::base::ErrorKind::Usage);
        }
    }
}
