//! Hatching as real lines: sharp at any size and the same in every program, which pattern
//! fills are not.

use geo_types::Coord;

/// Parallel lines inside closed rings (even-odd), `gap` millimetres apart, turned by `angle`
/// degrees. The lines of neighbouring areas continue each other.
pub fn lines(rings: &[Vec<Coord<f64>>], angle: f64, gap: f64) -> Vec<Vec<Coord<f64>>> {
    let (sin, cos) = angle.to_radians().sin_cos();
    // Turned so that the hatching is level.
    let level: Vec<Vec<Coord<f64>>> =
        rings.iter().map(|r| r.iter().map(|p| Coord { x: p.x * cos + p.y * sin, y: p.y * cos - p.x * sin }).collect()).collect();
    let heights = || level.iter().flatten().map(|p| p.y);
    let (low, high) = (heights().fold(f64::MAX, f64::min), heights().fold(f64::MIN, f64::max));
    let mut out = Vec::new();
    let mut row = (low / gap).ceil();
    while row * gap < high {
        let y = row * gap;
        let mut cuts: Vec<f64> = Vec::new();
        for ring in &level {
            for (i, a) in ring.iter().enumerate() {
                let b = ring[(i + 1) % ring.len()];
                if (a.y > y) != (b.y > y) {
                    cuts.push(a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y));
                }
            }
        }
        cuts.sort_by(f64::total_cmp);
        let back = |x: f64| Coord { x: x * cos - y * sin, y: x * sin + y * cos };
        out.extend(cuts.chunks_exact(2).map(|c| vec![back(c[0]), back(c[1])]));
        row += 1.0;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hatching_stays_inside_and_out_of_holes() {
        let square = |a: f64, b: f64| [(a, a), (b, a), (b, b), (a, b)].map(|(x, y)| Coord { x, y }).to_vec();
        let level = lines(&[square(0.0, 10.0), square(4.0, 6.0)], 0.0, 2.5);
        let ends: Vec<_> = level.iter().map(|l| (l[0].x, l[1].x, l[0].y)).collect();
        assert_eq!(ends, [(0.0, 10.0, 0.0), (0.0, 10.0, 2.5), (0.0, 4.0, 5.0), (6.0, 10.0, 5.0), (0.0, 10.0, 7.5)]);
        let slanted = lines(&[square(0.0, 10.0)], 45.0, 1.0);
        assert!(slanted.len() > 12 && slanted.iter().flatten().all(|p| p.x > -1e-9 && p.x < 10.0 + 1e-9));
        assert!(lines(&[], 45.0, 1.0).is_empty());
    }
}
