//! How slow the ground is, tile by tile.

use super::grid::{Grid, GridCell, Window};
use super::store::{Store, get_u32, put_u32};
use crate::base::{Progress, Result};
use rayon::prelude::*;

/// Cells on the side of a tile.
pub const TILE: usize = 256;
/// Cells beyond a tile's edge that a step may start from: knight's moves reach two cells.
pub const HALO: usize = 2;
/// Side of a tile with what lies around it.
pub const SIDE: usize = TILE + 2 * HALO;

/// Bytes of one tile with its halo.
const ROOM: usize = SIDE * SIDE * 4;

/// How a grid is cut into square tiles, row by row from the north-west.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tiles {
    pub across: usize,
    pub down: usize,
}

impl Tiles {
    pub fn of(grid: &Grid) -> Tiles {
        Tiles { across: grid.columns.div_ceil(TILE), down: grid.rows.div_ceil(TILE) }
    }

    pub fn count(&self) -> usize {
        self.across * self.down
    }

    /// The tile of a cell, and the row and column of the cell in it.
    pub fn holding(&self, cell: GridCell) -> (usize, usize, usize) {
        ((cell.row / TILE) * self.across + cell.column / TILE, cell.row % TILE, cell.column % TILE)
    }

    /// The tile of a window of [`Tiles::window`].
    pub fn of_window(&self, window: &Window) -> usize {
        let around = ((window.width - TILE) / 2) as i64;
        ((window.row + around) as usize / TILE) * self.across + (window.column + around) as usize / TILE
    }

    /// The tile so many tiles south and east of another; `None` beyond the edge.
    pub fn beside(&self, tile: usize, south: isize, east: isize) -> Option<usize> {
        let row = (tile / self.across).checked_add_signed(south).filter(|&row| row < self.down)?;
        let column = (tile % self.across).checked_add_signed(east).filter(|&column| column < self.across)?;
        Some(row * self.across + column)
    }

    /// The cells of a tile, with `around` cells on every side.
    pub fn window(&self, tile: usize, around: usize) -> Window {
        let (row, column) = (tile / self.across * TILE, tile % self.across * TILE);
        let side = TILE + 2 * around;
        Window { column: column as i64 - around as i64, row: row as i64 - around as i64, width: side, height: side }
    }
}

/// Minutes per metre on every cell of a grid; infinite where nobody passes. Heights, where slopes count.
pub struct Surface {
    pub grid: Grid,
    pub tiles: Tiles,
    friction: Store,
    heights: Option<Store>,
}

impl Surface {
    /// `paint` fills a window, row by row, with minutes per metre; it may be asked about cells off the
    /// grid, and its answers there are not used. What is not above zero is impassable. Called from
    /// several threads.
    ///
    /// Cells are kept as 32-bit floats: 4.1 bytes a cell, in memory up to `memory` bytes, else in a
    /// temporary file.
    pub fn build(
        grid: Grid,
        memory: u64,
        progress: &dyn Progress,
        paint: impl Fn(&Window, &mut [f32]) -> Result<()> + Sync,
    ) -> Result<Surface> {
        let friction = Store::new(Tiles::of(&grid).count(), ROOM, memory)?;
        Surface { tiles: Tiles::of(&grid), grid, friction, heights: None }
            .painted(progress, |window, into, _| paint(window, into))
    }

    /// As [`Surface::build`], with a second slice for the heights in metres; NaN where a height is not known, or where
    /// slopes do not matter. Twice the room.
    pub fn sloping(
        grid: Grid,
        memory: u64,
        progress: &dyn Progress,
        paint: impl Fn(&Window, &mut [f32], &mut [f32]) -> Result<()> + Sync,
    ) -> Result<Surface> {
        let store = || Store::new(Tiles::of(&grid).count(), ROOM, memory / 2);
        let (friction, heights) = (store()?, Some(store()?));
        Surface { tiles: Tiles::of(&grid), grid, friction, heights }.painted(progress, paint)
    }

    fn painted(
        self,
        progress: &dyn Progress,
        paint: impl Fn(&Window, &mut [f32], &mut [f32]) -> Result<()> + Sync,
    ) -> Result<Surface> {
        (0..self.tiles.count()).into_par_iter().try_for_each(|tile| {
            progress.go_on()?;
            let window = self.tiles.window(tile, HALO);
            let mut friction = vec![f32::INFINITY; window.cells()];
            let mut heights = vec![f32::NAN; if self.heights.is_some() { window.cells() } else { 0 }];
            paint(&window, &mut friction, &mut heights)?;
            for (i, value) in friction.iter_mut().enumerate() {
                let (column, row) = (window.column + (i % SIDE) as i64, window.row + (i / SIDE) as i64);
                let on_grid = column >= 0 && row >= 0 && (column as usize) < self.grid.columns && (row as usize) < self.grid.rows;
                // Written so that NaN is impassable too.
                if !(on_grid && *value > 0.0) {
                    *value = f32::INFINITY;
                }
            }
            let mut bytes = vec![0; ROOM];
            put_u32(&mut bytes, friction.iter().map(|v| v.to_bits()));
            self.friction.write(tile, &bytes)?;
            if let Some(store) = &self.heights {
                put_u32(&mut bytes, heights.iter().map(|v| v.to_bits()));
                store.write(tile, &bytes)?;
            }
            Ok(())
        })?;
        Ok(self)
    }

    /// Minutes per metre of a tile with [`HALO`] cells around it, [`SIDE`] squared, row by row.
    pub fn friction(&self, tile: usize) -> Result<Vec<f32>> {
        read(&self.friction, tile)
    }

    /// Heights in metres, as [`Surface::friction`]; `None` where slopes do not count.
    pub fn heights(&self, tile: usize) -> Result<Option<Vec<f32>>> {
        self.heights.as_ref().map(|store| read(store, tile)).transpose()
    }

    /// The cell nearest to `cell` where one can pass, itself first, then those that touch it by a side,
    /// then by a corner; `None` where none of the nine can be passed.
    pub fn passable_at(&self, cell: GridCell) -> Result<Option<GridCell>> {
        const AROUND: [(i64, i64); 9] = [(0, 0), (-1, 0), (0, -1), (0, 1), (1, 0), (-1, -1), (-1, 1), (1, -1), (1, 1)];
        let (tile, row, column) = self.tiles.holding(cell);
        let friction = self.friction(tile)?;
        let open = |(south, east): &&(i64, i64)| {
            let (row, column) = (row as i64 + HALO as i64 + south, column as i64 + HALO as i64 + east);
            friction[row as usize * SIDE + column as usize].is_finite()
        };
        Ok(AROUND.iter().find(open).map(|(south, east)| GridCell {
            column: (cell.column as i64 + east) as usize,
            row: (cell.row as i64 + south) as usize,
        }))
    }
}

fn read(store: &Store, tile: usize) -> Result<Vec<f32>> {
    let mut bytes = vec![0; ROOM];
    store.read(tile, &mut bytes)?;
    Ok(get_u32(&bytes).map(f32::from_bits).collect())
}
