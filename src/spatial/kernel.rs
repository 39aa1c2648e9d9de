//! Planar kernel density of weighted points on a grid of cells, with corrections for what a window
//! cuts off. Metric coordinates in, values per square unit out.
//!
//! Not for points on a network, and not in degrees.
//!
//! # Method
//!
//! Each row of cells is made by one thread from the points in the order of their places, so a result
//! does not depend on the number of threads. Kernels that are polynomials (quartic, Epanechnikov,
//! uniform) are added along a row as coefficients: a few where a point's circle begins,
//! at the borders of blocks about as wide as the circle (so that numbers stay near 1), and where it
//! ends; running sums give every cell. The work for a point and row does not grow with the number of cells.
//! Circles a few cells across, and the triangular kernel, are added cell by cell.

mod edge;
#[cfg(test)]
mod tests;

pub use edge::Window;

use geo_types::Coord;
use rayon::prelude::*;
use std::f64::consts::PI;

/// Shape of the hill that each point becomes; all have volume 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kernel {
    /// `3/π · (1 − d²)²` for distances d up to 1 radius (biweight; Silverman 1986, equation 4.5).
    Quartic,
    /// The radius is the standard deviation. Cut off at six of them, where 15 in 10⁹ of the volume remain.
    Gaussian,
    /// `2/π · (1 − d²)`.
    Epanechnikov,
    /// `3/π · (1 − d)`.
    Triangular,
    /// `1/π`.
    Uniform,
}

/// Circles up to so many cells across are added cell by cell, which is then as fast as the running sums.
const NARROW: f64 = 16.0;

/// Where the Gaussian ends, in standard deviations.
const GAUSSIAN_REACH: f64 = 6.0;

impl Kernel {
    /// How far it reaches, in radii.
    pub fn reach(self) -> f64 {
        if self == Kernel::Gaussian { GAUSSIAN_REACH } else { 1.0 }
    }

    /// Its height at a squared distance, both in radii.
    fn height(self, d2: f64) -> f64 {
        let inside = |height: f64| if d2 <= 1.0 { height } else { 0.0 };
        match self {
            Kernel::Quartic => inside(3.0 / PI * (1.0 - d2) * (1.0 - d2)),
            Kernel::Epanechnikov => inside(2.0 / PI * (1.0 - d2)),
            Kernel::Triangular => inside(3.0 / PI * (1.0 - d2.sqrt())),
            Kernel::Uniform => inside(1.0 / PI),
            Kernel::Gaussian if d2 <= GAUSSIAN_REACH * GAUSSIAN_REACH => (-d2 / 2.0).exp() / (2.0 * PI),
            Kernel::Gaussian => 0.0,
        }
    }
}

/// What to do about the part of a hill that lies outside the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Edge {
    /// Nothing: low along the border.
    #[default]
    None,
    /// Divide the density at each place by the volume inside the window of a hill at that place (Diggle
    /// 1985; `density.ppp(edge = TRUE)` of R's spatstat).
    Uniform,
    /// Divide each point's hill by its own volume inside the window, so that the whole adds up to the
    /// points (Jones 1993, Diggle 2010; `density.ppp(diggle = TRUE)`).
    JonesDiggle,
}

/// Square cells in rows from north to south. Densities hold at their centres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    /// The north-west corner.
    pub west: f64,
    pub north: f64,
    /// Side of a cell.
    pub cell: f64,
    pub columns: usize,
    pub rows: usize,
}

impl Frame {
    /// The centre of a cell.
    pub fn centre(&self, column: usize, row: usize) -> Coord<f64> {
        Coord { x: self.west + (column as f64 + 0.5) * self.cell, y: self.north - (row as f64 + 0.5) * self.cell }
    }
}

/// Points with weights, sorted by where they lie.
pub struct KernelDensity {
    kernel: Kernel,
    radius: f64,
    /// x, y, weight; from north to south.
    points: Vec<[f64; 3]>,
}

impl KernelDensity {
    /// From points in metric coordinates, and the weight of each. Points that are not finite, and those
    /// that weigh nothing (0, below, NaN), are passed over. `radius` is positive, in the unit of the coordinates.
    pub fn new(points: &[Coord<f64>], weights: &[f64], kernel: Kernel, radius: f64) -> Self {
        let usable = |p: &[f64; 3]| p.iter().all(|v| v.is_finite()) && p[2] > 0.0;
        let mut points: Vec<[f64; 3]> = points.iter().zip(weights).map(|(p, &w)| [p.x, p.y, w]).filter(usable).collect();
        points.par_sort_by(|a, b| b[1].total_cmp(&a[1]).then(a[0].total_cmp(&b[0])).then(a[2].total_cmp(&b[2])));
        KernelDensity { kernel, radius, points }
    }

    /// The same with every hill divided by its volume inside the window; points outside the window
    /// are left out, as no part of the density there is of the window.
    pub fn corrected_by_jones_diggle(mut self, window: &Window) -> Self {
        let (kernel, radius) = (self.kernel, self.radius);
        self.points = self
            .points
            .into_par_iter()
            .filter_map(|[x, y, weight]| {
                let place = Coord { x, y };
                window.contains(place).then(|| [x, y, weight / window.volume(place, kernel, radius)])
            })
            .collect();
        self
    }

    /// Weight of the points per square unit at a place, without haste.
    pub fn at(&self, place: Coord<f64>) -> f64 {
        let height = |[x, y, weight]: &[f64; 3]| {
            let (dx, dy) = ((x - place.x) / self.radius, (y - place.y) / self.radius);
            weight * self.kernel.height(dx * dx + dy * dy)
        };
        self.points.iter().map(height).sum::<f64>() / (self.radius * self.radius)
    }

    /// The density at every cell's centre, row by row, as [`KernelDensity::at`] but for rounding.
    /// `each` is given the number of a row and its values to change them: an edge correction, a factor.
    pub fn on(&self, frame: &Frame, each: impl Fn(usize, &mut [f64]) + Sync) -> Vec<f32> {
        const ROWS: usize = 16;
        let mut out = vec![0.0f32; frame.columns * frame.rows];
        if frame.columns == 0 {
            return out;
        }
        out.par_chunks_mut(ROWS * frame.columns).enumerate().for_each(|(band, out)| {
            let first = band * ROWS;
            let mut values = vec![0.0; out.len()];
            match self.kernel {
                Kernel::Gaussian => self.gaussian(frame, first, &mut values),
                Kernel::Triangular => self.cell_by_cell(frame, first, &mut values),
                _ if 2.0 * self.radius <= NARROW * frame.cell => self.cell_by_cell(frame, first, &mut values),
                Kernel::Quartic | Kernel::Epanechnikov | Kernel::Uniform => self.polynomial(frame, first, &mut values),
            }
            for (i, row) in values.chunks_mut(frame.columns).enumerate() {
                row.iter_mut().for_each(|value| *value /= self.radius * self.radius);
                each(first + i, row);
            }
            out.iter_mut().zip(values).for_each(|(out, value)| *out = value as f32);
        });
        out
    }

    /// Points whose hills reach between two heights, north first.
    fn between(&self, north: f64, south: f64) -> &[[f64; 3]] {
        let reach = self.kernel.reach() * self.radius;
        let from = self.points.partition_point(|p| p[1] > north + reach);
        let to = self.points.partition_point(|p| p[1] >= south - reach);
        &self.points[from.min(to)..to]
    }

    /// The columns whose centres lie within `half` radii of x; may be empty.
    fn columns(&self, frame: &Frame, x: f64, half: f64) -> std::ops::Range<usize> {
        let middle = (x - frame.west) / frame.cell - 0.5;
        let half = half * self.radius / frame.cell;
        let from = (middle - half).ceil().max(0.0);
        let to = (middle + half).floor().min(frame.columns as f64 - 1.0) + 1.0;
        if from < to { from as usize..to as usize } else { 0..0 }
    }

    fn polynomial(&self, frame: &Frame, first: usize, values: &mut [f64]) {
        let step = frame.cell / self.radius;
        let (per_cell, per_radius) = (1.0 / frame.cell, 1.0 / self.radius);
        let block = ((2.0 / step).ceil() as usize).min(1 << 20).next_power_of_two();
        let last = frame.columns as f64 - 1.0;
        let mut changes = vec![Change::default(); frame.columns + 1];
        for (i, out) in values.chunks_mut(frame.columns).enumerate() {
            let y = frame.centre(0, first + i).y;
            for &[x, point_y, weight] in self.between(y, y) {
                let dy = (point_y - y) * per_radius;
                let left = 1.0 - dy * dy;
                if left < 0.0 {
                    continue;
                }
                // Columns whose centres the circle holds; positions are not below 0, so a cast rounds down.
                let (middle, half) = ((x - frame.west) * per_cell - 0.5, left.sqrt() / step);
                let (west, east) = ((middle - half).max(0.0), (middle + half).min(last));
                if west > last || east < west {
                    continue;
                }
                let mut at = west as usize;
                at += usize::from((at as f64) < west);
                let end = east as usize + 1;
                if at >= end {
                    continue;
                }
                loop {
                    let start = at & !(block - 1);
                    // Distance of the block's first cell from the point, in radii.
                    let terms = self.terms(left, (start as f64 - middle) * step, weight);
                    changes[at].add(&terms, 1.0, 1.0);
                    let next = start + block;
                    if end < next {
                        changes[end].add(&terms, -1.0, -1.0);
                    }
                    if end <= next {
                        break;
                    }
                    at = next;
                }
            }
            let mut running = Change::default();
            for (column, (value, change)) in out.iter_mut().zip(&mut changes).enumerate() {
                if column & (block - 1) == 0 {
                    running = Change::default();
                }
                running.add(&change.terms, 1.0, change.hills);
                *change = Change::default();
                if running.hills < 0.5 {
                    // Nothing is exactly nothing, whatever rounding left.
                    running = Change::default();
                    continue;
                }
                let d = (column & (block - 1)) as f64 * step;
                let [a, b, c, e, f] = running.terms;
                *value = (a + d * (b + d * (c + d * (e + d * f)))).max(0.0);
            }
            changes[frame.columns] = Change::default();
        }
    }

    /// The height along a row as a polynomial of the distance d from a block's first cell: with
    /// `q = left − (from + d)²`, a multiple of q², q or 1.
    fn terms(&self, left: f64, from: f64, weight: f64) -> [f64; 5] {
        let (q0, q1) = (left - from * from, -2.0 * from);
        match self.kernel {
            Kernel::Quartic => {
                let k = weight * 3.0 / PI;
                [k * q0 * q0, k * 2.0 * q0 * q1, k * (q1 * q1 - 2.0 * q0), k * -2.0 * q1, k]
            }
            Kernel::Epanechnikov => {
                let k = weight * 2.0 / PI;
                [k * q0, k * q1, -k, 0.0, 0.0]
            }
            _ => [weight / PI, 0.0, 0.0, 0.0, 0.0],
        }
    }

    /// Every cell of every circle by itself.
    fn cell_by_cell(&self, frame: &Frame, first: usize, values: &mut [f64]) {
        for (i, out) in values.chunks_mut(frame.columns).enumerate() {
            let y = frame.centre(0, first + i).y;
            for &[x, point_y, weight] in self.between(y, y) {
                let dy = (point_y - y) / self.radius;
                let left = 1.0 - dy * dy;
                if left < 0.0 {
                    continue;
                }
                let columns = self.columns(frame, x, left.sqrt());
                let from = (frame.west + (columns.start as f64 + 0.5) * frame.cell - x) / self.radius;
                let step = frame.cell / self.radius;
                for (j, value) in out[columns].iter_mut().enumerate() {
                    let dx = from + j as f64 * step;
                    *value += weight * self.kernel.height(dx * dx + dy * dy);
                }
            }
        }
    }

    /// A Gaussian is the product of one along the row and one across.
    fn gaussian(&self, frame: &Frame, first: usize, values: &mut [f64]) {
        let rows = values.len() / frame.columns;
        let (north, south) = (frame.centre(0, first).y, frame.centre(0, first + rows - 1).y);
        let mut along = Vec::new();
        for &[x, y, weight] in self.between(north, south) {
            let widest = self.columns(frame, x, GAUSSIAN_REACH);
            along.clear();
            along.extend(widest.clone().map(|column| {
                let dx = (frame.centre(column, 0).x - x) / self.radius;
                (-dx * dx / 2.0).exp()
            }));
            for (i, out) in values.chunks_mut(frame.columns).enumerate() {
                let dy = (frame.centre(0, first + i).y - y) / self.radius;
                let left = GAUSSIAN_REACH * GAUSSIAN_REACH - dy * dy;
                if left < 0.0 {
                    continue;
                }
                let columns = self.columns(frame, x, left.sqrt());
                if columns.is_empty() {
                    continue;
                }
                let across = weight * (-dy * dy / 2.0).exp() / (2.0 * PI);
                let along = &along[columns.start - widest.start..columns.end - widest.start];
                out[columns].iter_mut().zip(along).for_each(|(value, along)| *value += across * along);
            }
        }
    }
}

/// What begins or ends at a cell: the terms of a polynomial, and how many hills.
#[derive(Debug, Clone, Copy, Default)]
struct Change {
    terms: [f64; 5],
    hills: f64,
}

impl Change {
    fn add(&mut self, terms: &[f64; 5], sign: f64, hills: f64) {
        self.terms.iter_mut().zip(terms).for_each(|(sum, term)| *sum += sign * term);
        self.hills += hills;
    }
}
