//! The whole way from an open raster and polygons in degrees to statistics.

use super::{CellAreas, Grid, Outlines, Part, Wanted, ZoneStatistics, Zones};
use crate::base::{Error, Progress, Result, Text, transform};
use crate::read::raster::{Doubts, Oddities, Raster, RasterUnit};
use crate::text;
use geo::{BoundingRect, CoordsIter, MapCoordsInPlace};
use geo_types::{Coord, LineString, MultiPolygon, Polygon};
use rayon::prelude::*;
use std::cell::Cell;

const DEGREES: &str = "OGC:CRS84";
/// Straight borders in degrees are bent by a projection: they are followed in pieces of this length, about
/// two kilometres, which stray from the true line by centimetres.
const PIECE_DEGREES: f64 = 0.02;

/// What to make of a raster.
#[derive(Debug, Clone, Default)]
pub struct ZonalOptions {
    /// What the numbers mean. Densities are multiplied by the true surface of their cells. `None`
    /// takes them as they are, as counts are taken.
    pub unit: Option<RasterUnit>,
    /// Lowest and highest value.
    pub extremes: bool,
    pub parts: Vec<Part>,
    /// 0 to 1.
    pub quantiles: Vec<f64>,
    /// Take numbers that people use for "no data" for it. Below zero there are no people: with a unit,
    /// negative numbers are missing too.
    pub doubt: bool,
    /// The system in which the polygons' borders are straight, where it is not that of degrees.
    pub straight_in: Option<String>,
}

/// What the cells under every polygon say.
#[derive(Debug, Clone)]
pub struct Zonal {
    /// In the order of the polygons.
    pub zones: Vec<ZoneStatistics>,
    /// Numbers that were taken for missing, in the window that the polygons span.
    pub found: Oddities,
    /// Whether the polygons were brought into another system than their own.
    pub reprojected: bool,
}

/// Statistics of the raster under polygons in WGS84 longitude and latitude, each cell counted by the
/// share of it that lies inside. See [`Zones`] for the method and its limits.
///
/// A polygon without surface, or beside the raster, has statistics without values. Cells of rasters
/// in degrees that count longitudes from 0 to 360 are found for western longitudes too.
///
/// # Errors
/// Cells that cannot be read, polygons that the raster's system cannot hold, an interruption.
pub fn zonal_statistics(
    raster: &Raster,
    shapes: &[MultiPolygon<f64>],
    options: &ZonalOptions,
    progress: &dyn Progress,
) -> Result<Zonal> {
    let grid = Grid::new(raster.size.0, raster.size.1, raster.transform).ok_or_else(|| flat(raster))?;
    let reprojected = !raster.in_degrees;
    let system = System {
        crs: &raster.crs,
        in_degrees: raster.in_degrees,
        straight_in: options.straight_in.as_deref().unwrap_or(DEGREES),
        grid: &grid,
    };
    let placed: Vec<MultiPolygon<f64>> = shapes.par_iter().map(|shape| system.place(shape)).collect::<Result<_>>()?;
    let wanted =
        Wanted { areas: None, extremes: options.extremes, parts: options.parts.clone(), quantiles: options.quantiles.clone() };
    // The height of blocks follows from the width of the window, and the window from the polygons.
    let outlines = Outlines::new(&placed, grid.clone());
    let window = outlines.window();
    let width = window.as_ref().map_or(1, |(columns, _)| columns.len());
    let band_rows = raster.band_rows(width);
    let areas = match (&window, options.unit) {
        (Some(_), Some(RasterUnit::Density)) if raster.in_degrees && grid.is_straight() => Some(CellAreas::of_degrees(&grid)),
        (Some((columns, rows)), Some(RasterUnit::Density)) => {
            Some(CellAreas::of_window(&grid, &raster.crs, DEGREES, columns.clone(), rows.clone())?)
        }
        _ => None,
    };
    let zones = Zones::new(&outlines, band_rows, Wanted { areas, ..wanted });
    let mut sums = zones.start();
    let mut found = Oddities::default();
    if let Some((columns, rows)) = window {
        let doubts = Doubts { codes: options.doubt, negative: options.doubt && options.unit.is_some() };
        progress.step(&Text::new("Lecture du raster", "Reading the raster"), Some(rows.len().div_ceil(band_rows) as u64));
        let work = |block: &crate::read::raster::Block| (zones.block(block), block.found.clone());
        raster.fold((columns, rows), band_rows, doubts, progress, work, |(block, odd)| {
            sums.add(&block);
            found.merge(&odd);
        })?;
    }
    Ok(Zonal { zones: zones.statistics(sums), found, reprojected })
}

/// The raster's own system.
struct System<'a> {
    crs: &'a str,
    in_degrees: bool,
    /// Where the polygons' borders are straight.
    straight_in: &'a str,
    grid: &'a Grid,
}

impl System<'_> {
    /// A polygon in degrees, brought into the system.
    fn place(&self, shape: &MultiPolygon<f64>) -> Result<MultiPolygon<f64>> {
        let mut placed = shape.clone();
        if !self.in_degrees && self.straight_in != self.crs {
            placed = MultiPolygon(placed.0.iter().map(followed).collect());
        }
        if !matches!(self.crs, "EPSG:4326" | DEGREES) {
            let mut places: Vec<Coord<f64>> = placed.coords_iter().collect();
            transform(DEGREES, self.crs, &mut places)?;
            // Both walks visit coordinates in the same order.
            let next = Cell::new(0);
            placed.map_coords_in_place(|_| places[next.replace(next.get() + 1)]);
        }
        if self.in_degrees {
            let (columns, rows) = (self.grid.columns as f64, self.grid.rows as f64);
            let corners = [(0.0, 0.0), (columns, 0.0), (0.0, rows), (columns, rows)].map(|(c, r)| self.grid.unplace(c, r).x);
            let (west, east) = corners.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(w, e), &x| (w.min(x), e.max(x)));
            if east > 180.0 && placed.bounding_rect().is_some_and(|bounds| bounds.max().x <= west.max(0.0)) {
                placed.map_coords_in_place(|c| Coord { x: c.x + 360.0, ..c });
            }
        }
        Ok(placed)
    }
}

/// The polygon with corners along its borders, close enough to be projected: what is straight in degrees is bent
/// by a projection.
pub fn followed(polygon: &Polygon<f64>) -> Polygon<f64> {
    let ring = |line: &LineString<f64>| {
        let mut out = Vec::with_capacity(line.0.len());
        for edge in line.lines() {
            let length = edge.dx().abs().max(edge.dy().abs());
            let pieces = (length / PIECE_DEGREES).ceil().clamp(1.0, 1e6);
            out.extend((0..pieces as usize).map(|i| edge.start + (edge.end - edge.start) * (i as f64 / pieces)));
        }
        out.extend(line.0.last());
        LineString(out)
    };
    Polygon::new(ring(polygon.exterior()), polygon.interiors().iter().map(ring).collect())
}

fn flat(raster: &Raster) -> Error {
    let crs = &raster.crs;
    Error::input(
        text!("les cellules du raster ({crs}) n'ont pas de surface", "the cells of the raster ({crs}) have no surface"),
        Text::new("Reprenez le fichier d'origine.", "Go back to the original file."),
    )
}
