//! Cutting shapes to a frame, so that a sheet holds only what shows.

use super::scene::Frame;
use geo_types::Coord;

type Points = Vec<Coord<f64>>;

/// The part of a closed ring inside the frame (Sutherland & Hodgman 1974). Parts that the frame
/// separates stay joined along its edge, which fills hide and strokes would not: draw borders
/// with [`line`]. Empty when nothing is inside.
pub fn ring(points: &[Coord<f64>], frame: &Frame) -> Points {
    type Side = fn(&Frame, Coord<f64>) -> f64;
    // How far inside each side a point is.
    let sides: [Side; 4] = [|f, p| p.x - f.x, |f, p| f.right() - p.x, |f, p| p.y - f.y, |f, p| f.bottom() - p.y];
    sides.iter().fold(points.to_vec(), |ring, inside| {
        let mut out = Vec::with_capacity(ring.len());
        for (i, &here) in ring.iter().enumerate() {
            let before = ring[(i + ring.len() - 1) % ring.len()];
            let (a, b) = (inside(frame, before), inside(frame, here));
            if (a < 0.0) != (b < 0.0) {
                let t = a / (a - b);
                out.push(Coord { x: before.x + (here.x - before.x) * t, y: before.y + (here.y - before.y) * t });
            }
            if b >= 0.0 {
                out.push(here);
            }
        }
        out
    })
}

/// The runs of a line whose segments come near the frame. Ends may stick out of it: the
/// drawing clips them.
pub fn line(points: &[Coord<f64>], frame: &Frame) -> Vec<Points> {
    let mut runs: Vec<Points> = Vec::new();
    let mut open = false;
    for pair in points.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        let misses =
            a.x.max(b.x) < frame.x || a.x.min(b.x) > frame.right() || a.y.max(b.y) < frame.y || a.y.min(b.y) > frame.bottom();
        if misses {
            open = false;
            continue;
        }
        match runs.last_mut() {
            Some(run) if open => run.push(b),
            _ => runs.push(vec![a, b]),
        }
        open = true;
    }
    runs
}

/// Whether `p` lies inside the rings by the even-odd rule.
pub fn inside(rings: &[Points], p: Coord<f64>) -> bool {
    let mut odd = false;
    for ring in rings {
        let mut before = ring.len().saturating_sub(1);
        for i in 0..ring.len() {
            let (a, b) = (ring[before], ring[i]);
            if (a.y > p.y) != (b.y > p.y) && p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x {
                odd = !odd;
            }
            before = i;
        }
    }
    odd
}

#[cfg(test)]
mod tests {
    use super::*;

    fn c(x: f64, y: f64) -> Coord<f64> {
        Coord { x, y }
    }

    #[test]
    fn a_ring_is_cut_to_the_frame() {
        let cut = ring(&[c(-5.0, -5.0), c(5.0, -5.0), c(5.0, 5.0), c(-5.0, 5.0)], &Frame::new(0.0, 0.0, 10.0, 10.0));
        let area =
            (0..cut.len()).map(|i| (cut[i], cut[(i + 1) % cut.len()])).map(|(a, b)| a.x * b.y - b.x * a.y).sum::<f64>() / 2.0;
        assert_eq!(area, 25.0);
        assert!(ring(&[c(20.0, 0.0), c(30.0, 0.0), c(30.0, 9.0)], &Frame::new(0.0, 0.0, 10.0, 10.0)).is_empty());
        assert!(ring(&[], &Frame::new(0.0, 0.0, 1.0, 1.0)).is_empty());
    }

    #[test]
    fn a_line_leaves_and_comes_back() {
        let runs = line(&[c(1.0, 1.0), c(20.0, 1.0), c(20.0, 9.0), c(1.0, 9.0)], &Frame::new(0.0, 0.0, 10.0, 10.0));
        assert_eq!(runs, [vec![c(1.0, 1.0), c(20.0, 1.0)], vec![c(20.0, 9.0), c(1.0, 9.0)]]);
    }

    #[test]
    fn a_hole_is_outside() {
        let square = |a: f64, b: f64| vec![c(a, a), c(b, a), c(b, b), c(a, b)];
        let rings = [square(0.0, 10.0), square(4.0, 6.0)];
        assert!(inside(&rings, c(2.0, 2.0)) && !inside(&rings, c(5.0, 5.0)) && !inside(&rings, c(11.0, 5.0)));
    }
}
