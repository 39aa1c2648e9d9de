//! A raster of any system seen from the cells of a grid.

use crate::access::friction::{Grid, Window};
use crate::base::{Error, Result, Text, transform};
use crate::read::raster::Raster;
use crate::text;
use geo_types::Coord;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// Places between two that are projected; those between are interpolated, which errs by metres.
const KNOTS: usize = 16;
/// Cells of the raster read for each place, along one side: finer ones are thinned out.
const FINER: usize = 4;

/// The nearest cell of a raster for places of a grid.
pub struct Sampler {
    raster: Mutex<Raster>,
    crs: String,
    transform: [f64; 6],
    size: (usize, usize),
}

impl Sampler {
    /// Opens the first band.
    ///
    /// # Errors
    /// What [`Raster::open`] and [`Sampler::new`] refuse.
    pub fn open(path: &Path, grid: &Grid) -> Result<Sampler> {
        Sampler::new(Raster::open(path, 1)?, &path.display().to_string(), grid)
    }

    /// Over an open raster, called `shown` in errors.
    ///
    /// # Errors
    /// A raster that is turned against the axes of its system; one that meets no cell of the grid.
    pub fn new(raster: Raster, shown: &str, grid: &Grid) -> Result<Sampler> {
        if raster.transform[2] != 0.0 || raster.transform[4] != 0.0 {
            return Err(Error::input(
                text!("`{shown}` est tourné par rapport à ses axes", "`{shown}` is turned against its axes"),
                Text::new("Reprojetez-le avec gdalwarp.", "Reproject it with gdalwarp."),
            ));
        }
        let sampler =
            Sampler { crs: raster.crs.clone(), transform: raster.transform, size: raster.size, raster: Mutex::new(raster) };
        let whole = Window { column: 0, row: 0, width: grid.columns, height: grid.rows };
        let places = sampler.places(grid, &whole, (33, 33))?;
        if !places.iter().any(|p| sampler.cell_at(*p).is_some()) {
            return Err(Error::input(
                text!("`{shown}` ne couvre aucune partie du pays", "`{shown}` covers no part of the country"),
                Text::new(
                    "Vérifiez son système de coordonnées et son emprise dans QGIS.",
                    "Check its coordinate system and its extent in QGIS.",
                ),
            ));
        }
        Ok(sampler)
    }

    /// Km² of the raster's cell at a place of the raster, when it is in degrees; else of its plane.
    pub fn cell_km2(&self, latitude: f64) -> f64 {
        let plane = (self.transform[1] * self.transform[5]).abs();
        let degree = 111.32;
        let degrees = self.transform[1].abs() < 5.0 && self.transform[0].abs() <= 360.0 && self.transform[3].abs() <= 90.0;
        if degrees { plane * degree * degree * latitude.to_radians().cos() } else { plane / 1e6 }
    }

    /// Metres of a raster cell's side, about.
    pub fn cell_metres(&self) -> f64 {
        self.cell_km2(0.0).sqrt() * 1000.0
    }

    /// The value at `per` × `per` evenly spaced places of every cell of a window, row by row of places; NaN
    /// off the raster and where it is missing.
    pub fn sample(&self, grid: &Grid, window: &Window, per: usize) -> Result<Vec<f64>> {
        let size = (window.width * per, window.height * per);
        let places = self.places(grid, window, size)?;
        let cells: Vec<Option<(usize, usize)>> = places.iter().map(|p| self.cell_at(*p)).collect();
        let inside = || cells.iter().flatten();
        let (Some(west), Some(east)) = (inside().map(|c| c.0).min(), inside().map(|c| c.0).max()) else {
            return Ok(vec![f64::NAN; places.len()]);
        };
        let (north, south) = (inside().map(|c| c.1).min().unwrap_or(0), inside().map(|c| c.1).max().unwrap_or(0));
        let read = (east - west + 1, south - north + 1);
        let into = (read.0.min(size.0 * FINER), read.1.min(size.1 * FINER));
        let values = {
            let raster = self.raster.lock().unwrap_or_else(PoisonError::into_inner);
            raster.window((west, north), read, into)?
        };
        let at =
            |(column, row): (usize, usize)| values[(row - north) * into.1 / read.1 * into.0 + (column - west) * into.0 / read.0];
        Ok(cells.into_iter().map(|cell| cell.map_or(f64::NAN, at)).collect())
    }

    /// Which of some places, in metres of the grid, lie on the raster.
    pub fn covers(&self, grid: &Grid, places: &[Coord<f64>]) -> Result<Vec<bool>> {
        let mut places = places.to_vec();
        transform(&grid.frame.definition(), &self.crs, &mut places)?;
        Ok(places.into_iter().map(|place| self.cell_at(place).is_some()).collect())
    }

    fn cell_at(&self, place: Coord<f64>) -> Option<(usize, usize)> {
        let (column, row) =
            ((place.x - self.transform[0]) / self.transform[1], (place.y - self.transform[3]) / self.transform[5]);
        let inside = column >= 0.0 && row >= 0.0 && column < self.size.0 as f64 && row < self.size.1 as f64;
        inside.then_some((column as usize, row as usize))
    }

    /// Evenly spaced places of a window in the raster's system.
    fn places(&self, grid: &Grid, window: &Window, size: (usize, usize)) -> Result<Vec<Coord<f64>>> {
        let knots = (size.0.div_ceil(KNOTS) + 1, size.1.div_ceil(KNOTS) + 1);
        let [west, _, _, north] = window.bounds(grid);
        let step = (window.width as f64 * grid.cell / size.0 as f64, window.height as f64 * grid.cell / size.1 as f64);
        let place = |c: f64, r: f64| Coord { x: west + (c + 0.5) * step.0, y: north - (r + 0.5) * step.1 };
        let mut net: Vec<Coord<f64>> =
            (0..knots.1).flat_map(|r| (0..knots.0).map(move |c| place((c * KNOTS) as f64, (r * KNOTS) as f64))).collect();
        transform(&grid.frame.definition(), &self.crs, &mut net)?;
        let mut out = Vec::with_capacity(size.0 * size.1);
        for row in 0..size.1 {
            for column in 0..size.0 {
                let (r, c) = (row / KNOTS, column / KNOTS);
                let (v, u) = ((row % KNOTS) as f64 / KNOTS as f64, (column % KNOTS) as f64 / KNOTS as f64);
                let knot = |r: usize, c: usize| net[r * knots.0 + c];
                out.push(
                    knot(r, c) * ((1.0 - u) * (1.0 - v))
                        + knot(r, c + 1) * (u * (1.0 - v))
                        + knot(r + 1, c) * ((1.0 - u) * v)
                        + knot(r + 1, c + 1) * (u * v),
                );
            }
        }
        Ok(out)
    }
}
