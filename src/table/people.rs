//! How densely people live where, held in memory from a raster of any size.

use super::zonal::{CellAreas, Grid};
use crate::base::{Result, Silent, transform};
use crate::read::raster::{Doubts, Raster, RasterUnit, Values};
use geo_types::{Coord, Rect};

/// Cells kept; finer rasters are put together in squares of cells.
const CELLS_AT_MOST: usize = 1 << 24;
const DEGREES: &str = "OGC:CRS84";

/// People per km² on the squares of a grid.
pub struct PeopleGrid {
    grid: Grid,
    crs: String,
    /// Cells of the raster along each side of a square.
    factor: usize,
    /// First column and row, in squares.
    first: (usize, usize),
    columns: usize,
    /// Per km²; 0 where nothing is known.
    density: Vec<f32>,
}

impl PeopleGrid {
    /// From the part of a raster within a box in degrees, everything without one.
    pub fn read(raster: &Raster, unit: RasterUnit, within: Option<Rect<f64>>) -> Result<Self> {
        let (width, height) = raster.size;
        let Some(grid) = Grid::new(width, height, raster.transform) else {
            return Ok(PeopleGrid::nobody(raster.crs.clone()));
        };
        let (columns, rows) = match within {
            None => (0..width, 0..height),
            Some(bounds) => {
                let (low, high) = (bounds.min(), bounds.max());
                // Along the sides too: a projection bends them.
                let along = |i: usize| (0..=16).map(move |j| (i as f64 / 16.0, f64::from(j) / 16.0));
                let mut places: Vec<Coord<f64>> = (0..=16)
                    .flat_map(along)
                    .map(|(a, b)| Coord { x: low.x + a * (high.x - low.x), y: low.y + b * (high.y - low.y) })
                    .collect();
                transform(DEGREES, &raster.crs, &mut places)?;
                let places: Vec<Coord<f64>> = places.into_iter().map(|place| grid.place(place)).collect();
                let range = |of: fn(&Coord<f64>) -> f64, size: usize| {
                    let (low, high) =
                        places.iter().map(of).fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
                    let from = (low - 1.0).clamp(0.0, size as f64) as usize;
                    from..((high + 2.0).clamp(0.0, size as f64) as usize).max(from)
                };
                (range(|c| c.x, width), range(|c| c.y, height))
            }
        };
        if columns.is_empty() || rows.is_empty() {
            return Ok(PeopleGrid::nobody(raster.crs.clone()));
        }
        let factor = ((columns.len() as f64 * rows.len() as f64 / CELLS_AT_MOST as f64).sqrt().ceil() as usize).max(1);
        let areas = match raster.in_degrees && grid.is_straight() {
            true => CellAreas::of_degrees(&grid),
            false => CellAreas::of_window(&grid, &raster.crs, DEGREES, columns.clone(), rows.clone())?,
        };
        let first = (columns.start / factor, rows.start / factor);
        let (across, down) = ((columns.end - 1) / factor - first.0 + 1, (rows.end - 1) / factor - first.1 + 1);
        let mut sums = vec![(0.0f64, 0.0f64); across * down];
        let doubts = Doubts { codes: true, negative: true };
        let work = |block: &crate::read::raster::Block| {
            let rows = match &block.values {
                Values::Single(cells) => cells.len(),
                Values::Double(cells) => cells.len(),
            } / block.width;
            let mut km2 = vec![0.0; block.width];
            let top = block.row / factor;
            let mut sums = vec![(0.0f64, 0.0f64); ((block.row + rows - 1) / factor - top + 1) * across];
            for row in 0..rows {
                areas.fill(block.row + row, block.column, &mut km2);
                for (i, km2) in km2.iter().enumerate() {
                    let value = match &block.values {
                        Values::Single(cells) => f64::from(cells[row * block.width + i]),
                        Values::Double(cells) => cells[row * block.width + i],
                    };
                    if !value.is_nan() {
                        let people = if unit == RasterUnit::Density { value * km2 } else { value };
                        let square = ((block.row + row) / factor - top) * across + (block.column + i) / factor - first.0;
                        sums[square].0 += people;
                        sums[square].1 += km2;
                    }
                }
            }
            (top, sums)
        };
        raster.fold((columns.clone(), rows), raster.band_rows(columns.len()), doubts, &Silent, work, |(top, of_block)| {
            for (i, (people, km2)) in of_block.into_iter().enumerate() {
                // Blocks are whole bands of the file: the first may begin above the window.
                let Some(row) = (top + i / across).checked_sub(first.1) else { continue };
                if let Some(sum) = sums.get_mut(row * across + i % across) {
                    sum.0 += people;
                    sum.1 += km2;
                }
            }
        })?;
        let density = sums.into_iter().map(|(people, km2)| if km2 > 0.0 { (people / km2) as f32 } else { 0.0 }).collect();
        Ok(PeopleGrid { grid, crs: raster.crs.clone(), factor, first, columns: across, density })
    }

    fn nobody(crs: String) -> Self {
        let grid = Grid::new(0, 0, [0.0, 1.0, 0.0, 0.0, 0.0, -1.0]).expect("cells of one unit have a surface");
        PeopleGrid { grid, crs, factor: 1, first: (0, 0), columns: 0, density: Vec::new() }
    }

    /// People per km² at a longitude and latitude; 0 where nothing is known.
    pub fn density(&self, lon: f64, lat: f64) -> f64 {
        let mut place = [Coord { x: lon, y: lat }];
        if !matches!(self.crs.as_str(), "EPSG:4326" | DEGREES) && transform(DEGREES, &self.crs, &mut place).is_err() {
            return 0.0;
        }
        let at = self.grid.place(place[0]);
        if !(at.x >= 0.0 && at.y >= 0.0) {
            return 0.0;
        }
        let square = |v: f64, first: usize| (v as usize / self.factor).checked_sub(first);
        let (Some(column), Some(row)) = (square(at.x, self.first.0), square(at.y, self.first.1)) else { return 0.0 };
        if column >= self.columns {
            return 0.0;
        }
        self.density.get(row * self.columns + column).map_or(0.0, |&density| f64::from(density))
    }
}
