//! How much of a hill lies inside a window, exactly.
//!
//! # Method
//!
//! With `F(r)` the volume of a kernel per radian up to distance r, the volume inside a border is the
//! integral along it of `F(r)/r²` times the area swept, by Green's theorem. Taking `F(r) − F(∞)` instead
//! leaves the winding number apart and makes every piece of border further away than the kernel
//! reaches count nothing, so only pieces nearby are visited. For polynomial kernels the integral over a piece
//! is that of a polynomial, which three nodes of Gauss give exactly; for the others pieces are short.

use super::Kernel;
use geo::BoundingRect;
use geo_types::{Coord, LineString, MultiPolygon, Rect};
use std::f64::consts::PI;

/// Polygons with their borders at hand by place. Metric coordinates.
pub struct Window {
    lines: Vec<[Coord<f64>; 2]>,
    bounds: Rect<f64>,
    /// Pieces of border by square bucket, and by band of buckets for the winding number.
    side: f64,
    columns: usize,
    rows: usize,
    near: Vec<Vec<u32>>,
    bands: Vec<Vec<u32>>,
}

impl Window {
    /// `None` for polygons without surface. Rings may turn either way; parts must not overlap. `reach` is how far
    /// [`Window::volume`] will be asked to look, and only decides how fast it answers.
    pub fn new(shape: &MultiPolygon<f64>, reach: f64) -> Option<Self> {
        use geo::orient::{Direction, Orient};
        let shape = shape.orient(Direction::Default);
        let bounds = shape.bounding_rect().filter(|b| b.width() > 0.0 && b.height() > 0.0)?;
        let rings = shape.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
        let lines: Vec<[Coord<f64>; 2]> =
            rings.flat_map(LineString::lines).map(|line| [line.start, line.end]).filter(|l| l[0] != l[1]).collect();
        let side = reach.max(bounds.width().max(bounds.height()) / 1024.0);
        let (columns, rows) = ((bounds.width() / side) as usize + 1, (bounds.height() / side) as usize + 1);
        let mut window =
            Window { lines, bounds, side, columns, rows, near: vec![vec![]; columns * rows], bands: vec![vec![]; rows] };
        for (i, [a, b]) in (0..).zip(window.lines.clone()) {
            let (x0, y0) = window.bucket(Coord { x: a.x.min(b.x), y: a.y.min(b.y) });
            let (x1, y1) = window.bucket(Coord { x: a.x.max(b.x), y: a.y.max(b.y) });
            for row in y0..=y1 {
                window.bands[row].push(i);
                (x0..=x1).for_each(|column| window.near[row * columns + column].push(i));
            }
        }
        Some(window)
    }

    fn bucket(&self, place: Coord<f64>) -> (usize, usize) {
        let at = |v: f64, low: f64, count: usize| ((v - low) / self.side).clamp(0.0, count as f64 - 1.0) as usize;
        (at(place.x, self.bounds.min().x, self.columns), at(place.y, self.bounds.min().y, self.rows))
    }

    /// Whether a place lies inside.
    pub fn contains(&self, place: Coord<f64>) -> bool {
        self.crossings(place.y).iter().filter(|&&x| x > place.x).count() % 2 == 1
    }

    /// Where the borders cross a line from west to east, in that order: in and out by turns.
    pub fn crossings(&self, y: f64) -> Vec<f64> {
        if y < self.bounds.min().y || y > self.bounds.max().y {
            return Vec::new();
        }
        let band = &self.bands[self.bucket(Coord { x: self.bounds.min().x, y }).1];
        let crossing = band.iter().map(|&i| self.lines[i as usize]).filter(|[a, b]| (a.y <= y) != (b.y <= y));
        let mut xs: Vec<f64> = crossing.map(|[a, b]| a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x)).collect();
        xs.sort_by(f64::total_cmp);
        xs
    }

    /// The volume inside the window of a kernel of volume 1 around a place, 0 to 1.
    pub fn volume(&self, place: Coord<f64>, kernel: Kernel, radius: f64) -> f64 {
        let reach = kernel.reach() * radius;
        let (x0, y0) = self.bucket(Coord { x: place.x - reach, y: place.y - reach });
        let (x1, y1) = self.bucket(Coord { x: place.x + reach, y: place.y + reach });
        let mut near: Vec<u32> = (y0..=y1)
            .flat_map(|row| (x0..=x1).map(move |column| row * self.columns + column))
            .flat_map(|i| self.near[i].iter().copied())
            .collect();
        near.sort_unstable();
        near.dedup();
        // On the border itself inside and outside are not told apart; the volume right beside it is the same.
        let touched = near.iter().any(|&i| {
            let [a, b] = self.lines[i as usize];
            let (p, d) = (place - a, b - a);
            let along = ((p.x * d.x + p.y * d.y) / (d.x * d.x + d.y * d.y)).clamp(0.0, 1.0);
            (p.x - along * d.x).hypot(p.y - along * d.y) < 1e-9 * radius
        });
        let place = if touched { Coord { x: place.x + 0.6e-8 * radius, y: place.y + 0.8e-8 * radius } } else { place };
        let scaled = |c: Coord<f64>| Coord { x: (c.x - place.x) / radius, y: (c.y - place.y) / radius };
        let mut volume = if self.contains(place) { 1.0 } else { 0.0 };
        for i in near {
            let [a, b] = self.lines[i as usize].map(scaled);
            volume += piece(a, b, kernel);
        }
        volume.clamp(0.0, 1.0)
    }
}

/// The integral along one piece of border of `(F(r) − F(∞))/r²`, times the area swept, around the
/// origin, lengths in radii.
fn piece(a: Coord<f64>, b: Coord<f64>, kernel: Kernel) -> f64 {
    let d = b - a;
    let cross = a.x * b.y - a.y * b.x;
    let (length2, along) = (d.x * d.x + d.y * d.y, a.x * d.x + a.y * d.y);
    // Where the piece is within reach: |a + t·d| ≤ reach.
    let reach = kernel.reach();
    let inside = along * along - length2 * (a.x * a.x + a.y * a.y - reach * reach);
    if inside <= 0.0 || cross == 0.0 {
        return 0.0;
    }
    let (from, to) = ((-along - inside.sqrt()) / length2, (-along + inside.sqrt()) / length2);
    let (from, to) = (from.max(0.0), to.min(1.0));
    if from >= to {
        return 0.0;
    }
    let at = |t: f64| Coord { x: a.x + t * d.x, y: a.y + t * d.y };
    let (p, q) = (at(from), at(to));
    let angle = (p.x * q.y - p.y * q.x).atan2(p.x * q.x + p.y * q.y);
    let steps = match kernel {
        Kernel::Quartic | Kernel::Epanechnikov | Kernel::Uniform => vec![from, to],
        Kernel::Gaussian => steps(from, to, length2.sqrt(), 0.5),
        // Not smooth next to the origin: begins anew at the nearest place.
        Kernel::Triangular => {
            let nearest = (-along / length2).clamp(from, to);
            let mut both = graded(nearest, from);
            both.reverse();
            both.extend(graded(nearest, to).into_iter().skip(1));
            both
        }
    };
    let mut sum = 0.0;
    for pair in steps.windows(2) {
        let (middle, half) = ((pair[0] + pair[1]) / 2.0, (pair[1] - pair[0]) / 2.0);
        for (node, weight) in GAUSS {
            let c = at(middle + half * node);
            sum += half * weight * swept(kernel, c.x * c.x + c.y * c.y);
        }
    }
    cross * sum - angle / (2.0 * PI)
}

/// Nodes and weights of Gauss and Legendre on −1 to 1, exact up to degree 5.
const GAUSS: [(f64, f64); 3] = [(-0.774_596_669_241_483_4, 5.0 / 9.0), (0.0, 8.0 / 9.0), (0.774_596_669_241_483_4, 5.0 / 9.0)];

/// `F(r)/r²` of a squared distance in radii, within reach.
fn swept(kernel: Kernel, r2: f64) -> f64 {
    match kernel {
        Kernel::Quartic => (3.0 - 3.0 * r2 + r2 * r2) / (2.0 * PI),
        Kernel::Epanechnikov => (2.0 - r2) / (2.0 * PI),
        Kernel::Uniform => 1.0 / (2.0 * PI),
        Kernel::Triangular => (3.0 - 2.0 * r2.sqrt()) / (2.0 * PI),
        Kernel::Gaussian if r2 < 1e-8 => 0.5 / (2.0 * PI),
        Kernel::Gaussian => -(-r2 / 2.0).exp_m1() / (r2 * 2.0 * PI),
    }
}

/// Even steps no longer than `longest`, of a piece `length` long.
fn steps(from: f64, to: f64, length: f64, longest: f64) -> Vec<f64> {
    let count = ((to - from) * length / longest).ceil().clamp(1.0, 1000.0) as usize;
    (0..=count).map(|i| from + (to - from) * i as f64 / count as f64).collect()
}

/// Steps from one end to another that begin small and double.
fn graded(from: f64, to: f64) -> Vec<f64> {
    let mut out = vec![from];
    out.extend((0..12).rev().map(|i| from + (to - from) * 0.5f64.powi(i)));
    out
}
