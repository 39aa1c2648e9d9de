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

/// The parts of a line inside the frame (Liang & Barsky 1984 for each segment).
pub fn line(points: &[Coord<f64>], frame: &Frame) -> Vec<Points> {
    joined(points.windows(2).filter_map(|pair| {
        let (a, b) = (pair[0], pair[1]);
        let (dx, dy) = (b.x - a.x, b.y - a.y);
        let (mut from, mut to) = (0.0f64, 1.0f64);
        for (step, room) in [(-dx, a.x - frame.x), (dx, frame.right() - a.x), (-dy, a.y - frame.y), (dy, frame.bottom() - a.y)] {
            if step == 0.0 && room < 0.0 {
                return None;
            } else if step < 0.0 {
                from = from.max(room / step);
            } else if step > 0.0 {
                to = to.min(room / step);
            }
        }
        (from < to).then(|| (along(a, b, from), along(a, b, to)))
    }))
}

/// The parts of a line inside closed rings (even-odd).
pub fn line_in_rings(points: &[Coord<f64>], rings: &[Points]) -> Vec<Points> {
    let edges: Vec<(Coord<f64>, Coord<f64>)> =
        rings.iter().flat_map(|r| (0..r.len()).map(|i| (r[i], r[(i + 1) % r.len()]))).collect();
    joined(points.windows(2).flat_map(|pair| {
        let (a, b) = (pair[0], pair[1]);
        let mut cuts: Vec<f64> = edges.iter().filter_map(|&(p, q)| crossing(a, b, p, q)).chain([0.0, 1.0]).collect();
        cuts.sort_by(f64::total_cmp);
        let parts: Vec<_> = cuts.windows(2).filter(|c| c[1] > c[0]).map(|c| (c[0], c[1])).collect();
        let within = |&(from, to): &(f64, f64)| inside(rings, along(a, b, (from + to) / 2.0));
        parts.into_iter().filter(within).map(|(from, to)| (along(a, b, from), along(a, b, to))).collect::<Vec<_>>()
    }))
}

/// Pieces that follow each other as one line.
fn joined(pieces: impl Iterator<Item = (Coord<f64>, Coord<f64>)>) -> Vec<Points> {
    let mut lines: Vec<Points> = Vec::new();
    for (a, b) in pieces {
        match lines.last_mut() {
            Some(line) if line.last() == Some(&a) => line.push(b),
            _ => lines.push(vec![a, b]),
        }
    }
    lines
}

/// Exact at both ends, so that neighbouring pieces meet.
fn along(a: Coord<f64>, b: Coord<f64>, t: f64) -> Coord<f64> {
    match t {
        0.0 => a,
        1.0 => b,
        t => Coord { x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t },
    }
}

/// Where on the way from `a` to `b`, from 0 to 1, the segment `p`–`q` is met.
fn crossing(a: Coord<f64>, b: Coord<f64>, p: Coord<f64>, q: Coord<f64>) -> Option<f64> {
    let (dx, dy, ex, ey) = (b.x - a.x, b.y - a.y, q.x - p.x, q.y - p.y);
    let across = dx * ey - dy * ex;
    if across == 0.0 {
        return None;
    }
    let t = ((p.x - a.x) * ey - (p.y - a.y) * ex) / across;
    let u = ((p.x - a.x) * dy - (p.y - a.y) * dx) / across;
    ((0.0..=1.0).contains(&t) && (0.0..=1.0).contains(&u)).then_some(t)
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
        assert_eq!(runs, [vec![c(1.0, 1.0), c(10.0, 1.0)], vec![c(10.0, 9.0), c(1.0, 9.0)]]);
        let frame = Frame::new(0.0, 0.0, 10.0, 10.0);
        assert_eq!(line(&[c(-5.0, 5.0), c(5.0, 5.0), c(15.0, 5.0)], &frame), [vec![c(0.0, 5.0), c(5.0, 5.0), c(10.0, 5.0)]]);
        assert!(line(&[c(-5.0, -1.0), c(15.0, -1.0)], &frame).is_empty());
    }

    #[test]
    fn a_road_is_cut_at_the_border_and_at_a_hole() {
        let square = |a: f64, b: f64| vec![c(a, a), c(b, a), c(b, b), c(a, b)];
        let parts = line_in_rings(&[c(-5.0, 5.0), c(2.0, 5.0), c(15.0, 5.0)], &[square(0.0, 10.0), square(4.0, 6.0)]);
        assert_eq!(parts, [vec![c(0.0, 5.0), c(2.0, 5.0), c(4.0, 5.0)], vec![c(6.0, 5.0), c(10.0, 5.0)]]);
    }

    #[test]
    fn a_hole_is_outside() {
        let square = |a: f64, b: f64| vec![c(a, a), c(b, a), c(b, b), c(a, b)];
        let rings = [square(0.0, 10.0), square(4.0, 6.0)];
        assert!(inside(&rings, c(2.0, 2.0)) && !inside(&rings, c(5.0, 5.0)) && !inside(&rings, c(11.0, 5.0)));
    }
}
