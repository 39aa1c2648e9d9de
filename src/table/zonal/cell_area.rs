//! How much ground each cell covers, in km².

use super::grid::Grid;
use crate::base::{Result, transform};
use geo_types::Coord;
use std::ops::Range;

/// WGS84: polar radius in km, and eccentricity.
const POLAR_KM: f64 = 6_356.752_314_245_179;
const ECCENTRICITY: f64 = 0.081_819_190_842_621_49;
/// Steps of the lattice on which cells of projected rasters are measured.
const STEPS: usize = 256;

/// True surface of cells on WGS84.
///
/// On straight rasters in degrees it is exact, between meridians and parallels, and the same all
/// along a row. On others the corners of the cells of a lattice are brought to degrees, and between
/// the lattice's cells the surface is interpolated.
#[derive(Debug, Clone)]
pub enum CellAreas {
    /// One for each row of the raster.
    Rows(Vec<f64>),
    Lattice(Lattice),
}

/// Surfaces of some cells of a window, a row of columns after the other.
#[derive(Debug, Clone)]
pub struct Lattice {
    columns: Vec<usize>,
    rows: Vec<usize>,
    km2: Vec<f64>,
}

impl CellAreas {
    /// Of a raster in longitude and latitude whose rows are parallels.
    pub fn of_degrees(grid: &Grid) -> Self {
        let one = |row: usize| {
            let (a, b) = (grid.unplace(0.0, row as f64), grid.unplace(1.0, row as f64 + 1.0));
            (b.x - a.x).abs().to_radians() * (authalic_height(b.y) - authalic_height(a.y)).abs()
        };
        CellAreas::Rows((0..grid.rows).map(one).collect())
    }

    /// Of any other raster, in a window of columns and rows. `crs` is the raster's system and
    /// `degrees` a definition of WGS84 longitude and latitude.
    ///
    /// # Errors
    /// A window that reaches off the earth in that system.
    pub fn of_window(grid: &Grid, crs: &str, degrees: &str, columns: Range<usize>, rows: Range<usize>) -> Result<Self> {
        let (columns, rows) = (steps(columns), steps(rows));
        let corners = |column: usize, row: usize| {
            [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)].map(|(x, y)| grid.unplace(column as f64 + x, row as f64 + y))
        };
        let mut places: Vec<Coord<f64>> =
            rows.iter().flat_map(|&row| columns.iter().flat_map(move |&column| corners(column, row))).collect();
        transform(crs, degrees, &mut places)?;
        let km2 = places.chunks_exact(4).map(quadrilateral).collect();
        Ok(CellAreas::Lattice(Lattice { columns, rows, km2 }))
    }

    /// Surfaces of the cells of one row of a window, where they differ along it.
    pub fn fill(&self, row: usize, first: usize, out: &mut [f64]) {
        match self {
            CellAreas::Rows(rows) => out.fill(rows[row]),
            CellAreas::Lattice(lattice) => lattice.fill(row, first, out),
        }
    }
}

impl Lattice {
    fn fill(&self, row: usize, first: usize, out: &mut [f64]) {
        let (r, down) = between(&self.rows, row);
        let width = self.columns.len();
        let at = |r: usize, c: usize| self.km2[r.min(self.rows.len() - 1) * width + c.min(width - 1)];
        let mut c = between(&self.columns, first).0;
        let mut ends = (0.0, 0.0);
        let mut known = None;
        for (i, km2) in out.iter_mut().enumerate() {
            let column = first + i;
            while c + 2 < width && self.columns[c + 1] <= column {
                c += 1;
            }
            if known != Some(c) {
                let blend = |c| at(r, c) + (at(r + 1, c) - at(r, c)) * down;
                (ends, known) = ((blend(c), blend(c + 1)), Some(c));
            }
            let span = self.columns.get(c + 1).map_or(1, |next| next - self.columns[c]);
            let along = (column as f64 - self.columns[c] as f64) / span as f64;
            *km2 = ends.0 + (ends.1 - ends.0) * along;
        }
    }
}

/// The step at or before a position, and how far the position lies towards the next.
fn between(steps: &[usize], position: usize) -> (usize, f64) {
    let at = steps.partition_point(|&step| step <= position).clamp(1, steps.len().max(2) - 1) - 1;
    let span = steps.get(at + 1).map_or(1, |next| next - steps[at]);
    (at, (position as f64 - steps[at] as f64) / span as f64)
}

/// Positions from the first to the last of a range, evenly, at most [`STEPS`] and one.
fn steps(range: Range<usize>) -> Vec<usize> {
    let last = range.len().saturating_sub(1);
    let count = last.clamp(1, STEPS);
    let mut steps: Vec<usize> = (0..=count).map(|i| range.start + last * i / count).collect();
    steps.dedup();
    steps
}

/// The surface north of the equator up to a latitude, of a strip one radian wide, km²
/// (Snyder 1987, *Map Projections: A Working Manual*, equation 3-12).
fn authalic_height(latitude: f64) -> f64 {
    let sine = latitude.clamp(-90.0, 90.0).to_radians().sin();
    let e = ECCENTRICITY;
    POLAR_KM * POLAR_KM / 2.0 * (sine / (1.0 - e * e * sine * sine) + (e * sine).atanh() / e)
}

/// Surface of a small four-cornered cell: on the plane of longitude and authalic height, where
/// surfaces are true.
fn quadrilateral(corners: &[Coord<f64>]) -> f64 {
    let origin = corners[0];
    let flat: Vec<(f64, f64)> = corners
        .iter()
        .map(|c| {
            // Over longitude 180 the short way round.
            let east = (c.x - origin.x + 540.0).rem_euclid(360.0) - 180.0;
            (east.to_radians(), authalic_height(c.y) - authalic_height(origin.y))
        })
        .collect();
    let twice: f64 = (0..4).map(|i| (flat[i], flat[(i + 1) % 4])).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum();
    twice.abs() / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::GeodesicArea;
    use geo_types::polygon;

    #[test]
    fn rows_in_degrees_have_their_geodesic_surface() {
        let grid = Grid::new(10, 2000, [-4.0, 0.01, 0.0, 25.0, 0.0, -0.01]).unwrap();
        let CellAreas::Rows(rows) = CellAreas::of_degrees(&grid) else { panic!("straight") };
        for row in [0usize, 777, 1999] {
            let (top, left) = (25.0 - row as f64 * 0.01, -4.0);
            let cell =
                polygon![(x: left, y: top), (x: left, y: top - 0.01), (x: left + 0.01, y: top - 0.01), (x: left + 0.01, y: top)];
            let exact = cell.geodesic_area_unsigned() / 1e6;
            assert!((rows[row] / exact - 1.0).abs() < 1e-6, "{} instead of {exact}", rows[row]);
        }
        let earth = Grid::new(360, 180, [-180.0, 1.0, 0.0, 90.0, 0.0, -1.0]).unwrap();
        let CellAreas::Rows(rows) = CellAreas::of_degrees(&earth) else { panic!("straight") };
        let whole: f64 = rows.iter().map(|km2| km2 * 360.0).sum();
        assert!((whole / 510_065_621.724 - 1.0).abs() < 1e-9, "the whole ellipsoid: {whole}");
    }

    #[test]
    fn cells_of_a_mercator_raster_shrink_towards_the_pole() {
        // Cells of one kilometre on the map, at about 60° N: half as long on the ground both ways.
        let grid = Grid::new(700, 900, [0.0, 1000.0, 0.0, 8_800_000.0, 0.0, -1000.0]).unwrap();
        let areas = CellAreas::of_window(&grid, "EPSG:3857", "OGC:CRS84", 100..650, 200..800).unwrap();
        for (column, row) in [(100, 200), (649, 799), (333, 517), (101, 201)] {
            let mut found = [0.0];
            areas.fill(row, column, &mut found);
            let corners = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)];
            let mut ring = corners.map(|(x, y)| grid.unplace(column as f64 + x, row as f64 + y));
            transform("EPSG:3857", "OGC:CRS84", &mut ring).unwrap();
            let exact = geo_types::Polygon::new(geo_types::LineString(ring.to_vec()), vec![]).geodesic_area_signed().abs() / 1e6;
            assert!((found[0] / exact - 1.0).abs() < 1e-5, "({column}, {row}): {} instead of {exact}", found[0]);
        }
        let mut row = vec![0.0; 550];
        areas.fill(400, 100, &mut row);
        assert!(row.windows(2).all(|pair| (pair[0] / pair[1] - 1.0).abs() < 1e-9), "the same along a parallel");
    }

    #[test]
    fn a_window_of_one_cell_has_its_surface() {
        let grid = Grid::new(3, 3, [500_000.0, 1000.0, 0.0, 1_500_000.0, 0.0, -1000.0]).unwrap();
        let areas = CellAreas::of_window(&grid, "EPSG:32630", "OGC:CRS84", 1..2, 1..2).unwrap();
        let mut found = [0.0];
        areas.fill(1, 1, &mut found);
        assert!((found[0] - 1.0).abs() < 0.001, "{found:?}");
    }
}
