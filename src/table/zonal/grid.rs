//! A raster's cells as the unit squares of a plane, and polygons drawn on that plane.

use geo_types::{Coord, LineString, MultiPolygon};

/// Where the cells of a raster lie: cell (column, row) is the unit square with that corner after
/// the inverse of the raster's transform, whatever its rotation.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    pub columns: usize,
    pub rows: usize,
    transform: [f64; 6],
    determinant: f64,
}

impl Grid {
    /// From a size and GDAL's six numbers: `x = t[0] + column·t[1] + row·t[2]`,
    /// `y = t[3] + column·t[4] + row·t[5]`. `None` where the cells have no surface.
    pub fn new(columns: usize, rows: usize, transform: [f64; 6]) -> Option<Self> {
        let determinant = transform[1] * transform[5] - transform[2] * transform[4];
        (determinant != 0.0 && determinant.is_finite()).then_some(Grid { columns, rows, transform, determinant })
    }

    /// A place of the raster's own system, in columns and rows.
    pub fn place(&self, at: Coord<f64>) -> Coord<f64> {
        let t = &self.transform;
        let (x, y) = (at.x - t[0], at.y - t[3]);
        if t[2] == 0.0 && t[4] == 0.0 {
            // Without rounding by a product that a straight grid does not need.
            return Coord { x: x / t[1], y: y / t[5] };
        }
        Coord { x: (x * t[5] - y * t[2]) / self.determinant, y: (y * t[1] - x * t[4]) / self.determinant }
    }

    /// The place, in the raster's own system, of a column and row.
    pub fn unplace(&self, column: f64, row: f64) -> Coord<f64> {
        let t = &self.transform;
        Coord { x: t[0] + column * t[1] + row * t[2], y: t[3] + column * t[4] + row * t[5] }
    }

    /// Whether rows follow the x axis: on a raster in degrees, parallels.
    pub fn is_straight(&self) -> bool {
        self.transform[2] == 0.0 && self.transform[4] == 0.0
    }
}

/// One edge of a border, turned so that a walk to the right into the polygon counts as +1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Edge {
    pub from: Coord<f64>,
    pub to: Coord<f64>,
}

impl Edge {
    pub fn top(&self) -> f64 {
        self.from.y.min(self.to.y)
    }

    pub fn bottom(&self) -> f64 {
        self.from.y.max(self.to.y)
    }
}

/// The edges of a polygon on the plane of a grid. Shells and holes are told apart by their place
/// in the polygon, so the direction of their rings does not matter.
#[derive(Debug, Clone, Default)]
pub(super) struct Outline {
    pub edges: Vec<Edge>,
    /// In cells.
    pub surface: f64,
    /// Lowest and highest column and row touched; meaningless without edges.
    pub columns: (f64, f64),
    pub rows: (f64, f64),
}

impl Outline {
    /// From a polygon in the raster's own system. Rings with coordinates that are not finite, and
    /// rings without surface, are passed over.
    pub fn new(shape: &MultiPolygon<f64>, grid: &Grid) -> Self {
        let mut outline = Outline {
            columns: (f64::INFINITY, f64::NEG_INFINITY),
            rows: (f64::INFINITY, f64::NEG_INFINITY),
            ..Outline::default()
        };
        for polygon in shape {
            outline.add(polygon.exterior(), grid, 1.0);
            polygon.interiors().iter().for_each(|hole| outline.add(hole, grid, -1.0));
        }
        outline
    }

    fn add(&mut self, ring: &LineString<f64>, grid: &Grid, sign: f64) {
        let mut places: Vec<Coord<f64>> = ring.0.iter().map(|&c| grid.place(c)).collect();
        if places.iter().any(|c| !c.x.is_finite() || !c.y.is_finite()) {
            return;
        }
        if places.first() != places.last() {
            places.extend(places.first().copied());
        }
        let Some(&origin) = places.first() else { return };
        let twice: f64 =
            places.windows(2).map(|p| (p[0] - origin).x * (p[1] - origin).y - (p[1] - origin).x * (p[0] - origin).y).sum();
        if twice == 0.0 {
            return;
        }
        // A positive surface on this plane has its left borders going up, to lower rows.
        if twice * sign < 0.0 {
            places.reverse();
        }
        self.surface += sign * twice.abs() / 2.0;
        for c in &places {
            self.columns = (self.columns.0.min(c.x), self.columns.1.max(c.x));
            self.rows = (self.rows.0.min(c.y), self.rows.1.max(c.y));
        }
        self.edges.extend(places.windows(2).filter(|p| p[0] != p[1]).map(|p| Edge { from: p[0], to: p[1] }));
    }
}
