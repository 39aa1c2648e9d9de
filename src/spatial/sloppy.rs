//! Borders that come near each other without meeting: pairs of edges found over a grid of cells.

use super::neighbours::Neighbours;
use geo::{Distance, Euclidean, LinesIter};
use geo_types::{Coord, Line, MultiPolygon};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Areas whose borders come within `tolerance` of each other.
pub(super) fn near(areas: &[&MultiPolygon<f64>], tolerance: f64) -> Neighbours {
    let edges = Edges::new(areas, tolerance);
    let pairs = edges.pairs(|s, t| Euclidean.distance(&s.line, &t.line) <= tolerance, |s, t| (s.area, t.area));
    let both = pairs.into_iter().flat_map(|(a, b)| [(a as usize, b as usize), (b as usize, a as usize)]);
    Neighbours::from_pairs(areas.len(), both)
}

/// Areas of which one has a length of border, more than `least`, that lies within `tolerance` of the other's.
pub(super) fn alongside(areas: &[&MultiPolygon<f64>], tolerance: f64, least: f64) -> Neighbours {
    let edges = Edges::new(areas, tolerance);
    let near = edges.pairs(|s, t| Euclidean.distance(&s.line, &t.line) <= tolerance, |s, t| (s.number, t.number));
    // Of each area, edge by edge, the stretches that lie along another area.
    let mut stretches: BTreeMap<(u32, u32), Vec<Stretch>> = BTreeMap::new();
    for (s, t) in near {
        for (s, t) in [(s, t), (t, s)] {
            let (s, t) = (&edges.all[s as usize], &edges.all[t as usize]);
            if let Some((from, to)) = stretch(&s.line, &t.line, tolerance) {
                stretches.entry((s.area, t.area)).or_default().push((s.number, from, to));
            }
        }
    }
    let long = stretches.into_iter().filter_map(|((a, b), mut found)| {
        found.sort_by(|x, y| x.0.cmp(&y.0).then(x.1.total_cmp(&y.1)));
        let (mut length, mut reached) = (0.0, (u32::MAX, 0.0f64));
        for (edge, from, to) in found {
            let done = if reached.0 == edge { reached.1 } else { 0.0 };
            length += (to - from.max(done)).max(0.0);
            reached = (edge, to.max(done));
        }
        (length > least).then_some((a as usize, b as usize))
    });
    Neighbours::from_pairs(areas.len(), long.flat_map(|(a, b)| [(a, b), (b, a)]))
}

/// A part of an edge: its number, and from where to where in lengths from its start.
type Stretch = (u32, f64, f64);

/// From where to where, in lengths from its start, `s` lies within `reach` of `t`; `None` where it does not.
/// What lies near an edge is convex, so there is one stretch.
fn stretch(s: &Line<f64>, t: &Line<f64>, reach: f64) -> Option<(f64, f64)> {
    let length = s.dx().hypot(s.dy());
    if length == 0.0 {
        return None;
    }
    let (ux, uy) = (s.dx() / length, s.dy() / length);
    let (mut from, mut to) = (f64::INFINITY, f64::NEG_INFINITY);
    let mut take = |a: f64, b: f64| {
        let (a, b) = (a.max(0.0), b.min(length));
        if a <= b {
            (from, to) = (from.min(a), to.max(b));
        }
    };
    // Around both ends.
    for end in [t.start, t.end] {
        let (px, py) = (end.x - s.start.x, end.y - s.start.y);
        let (along, across) = (px * ux + py * uy, py * ux - px * uy);
        if across.abs() <= reach {
            let half = (reach * reach - across * across).sqrt();
            take(along - half, along + half);
        }
    }
    // Beside its length: |across| ≤ reach and 0 ≤ along ≤ its length, both linear along `s`.
    let other = t.dx().hypot(t.dy());
    if other > 0.0 {
        let (vx, vy) = (t.dx() / other, t.dy() / other);
        let (qx, qy) = (s.start.x - t.start.x, s.start.y - t.start.y);
        let (along, across) = ((qx * vx + qy * vy, ux * vx + uy * vy), (qy * vx - qx * vy, uy * vx - ux * vy));
        let part = |(at, slope): (f64, f64), low: f64, high: f64| match slope == 0.0 {
            true if (low..=high).contains(&at) => (f64::NEG_INFINITY, f64::INFINITY),
            true => (f64::INFINITY, f64::NEG_INFINITY),
            false => {
                let (a, b) = ((low - at) / slope, (high - at) / slope);
                (a.min(b), a.max(b))
            }
        };
        let ((a, b), (c, d)) = (part(along, 0.0, other), part(across, -reach, reach));
        take(a.max(c), b.min(d));
    }
    (from <= to).then_some((from, to))
}

struct Edge {
    line: Line<f64>,
    area: u32,
    number: u32,
}

/// All edges, and in which cells of a grid each may be near to another.
struct Edges {
    all: Vec<Edge>,
    /// Sorted by cell, then edge.
    cells: Vec<((i64, i64), u32)>,
    cell: f64,
    tolerance: f64,
}

/// Cells of one edge at most; longer ones make cells wider.
const CELLS_AT_MOST: f64 = 64.0;

impl Edges {
    fn new(areas: &[&MultiPolygon<f64>], tolerance: f64) -> Edges {
        let lines = areas.iter().enumerate().flat_map(|(area, shape)| shape.lines_iter().map(move |line| (area as u32, line)));
        let usable = |line: &Line<f64>| [line.start.x, line.start.y, line.end.x, line.end.y].iter().all(|v| v.is_finite());
        let all: Vec<Edge> = lines
            .filter(|(_, line)| usable(line))
            .enumerate()
            .map(|(number, (area, line))| Edge { line, area, number: number as u32 })
            .collect();
        let lengths = all.iter().map(|edge| edge.line.dx().abs().max(edge.line.dy().abs()));
        let (sum, longest) = lengths.fold((0.0, 0.0f64), |(sum, longest), length| (sum + length, longest.max(length)));
        let cell = (2.0 * sum / all.len().max(1) as f64).max(4.0 * tolerance).max(longest / CELLS_AT_MOST);
        let mut edges = Edges { all, cells: Vec::new(), cell, tolerance };
        let mut cells: Vec<((i64, i64), u32)> =
            edges.all.par_iter().flat_map_iter(|edge| edges.cells_of(&edge.line).map(|cell| (cell, edge.number))).collect();
        cells.par_sort_unstable();
        edges.cells = cells;
        edges
    }

    fn cells_of(&self, line: &Line<f64>) -> impl Iterator<Item = (i64, i64)> + use<> {
        let [x, y] = [(line.start.x, line.end.x), (line.start.y, line.end.y)].map(|(a, b)| {
            let index = |v: f64| (v / self.cell).floor() as i64;
            index(a.min(b) - self.tolerance)..=index(a.max(b) + self.tolerance)
        });
        x.flat_map(move |x| y.clone().map(move |y| (x, y)))
    }

    /// What `told` says of every pair of edges of different areas that `is` holds for, sorted, once each.
    fn pairs<T: Ord + Send>(&self, is: impl Fn(&Edge, &Edge) -> bool + Sync, told: impl Fn(&Edge, &Edge) -> T + Sync) -> Vec<T> {
        let apart = |a: (f64, f64), b: (f64, f64)| {
            a.0.min(a.1) - self.tolerance > b.0.max(b.1) || b.0.min(b.1) - self.tolerance > a.0.max(a.1)
        };
        let far = |s: &Line<f64>, t: &Line<f64>| {
            let axis = |of: fn(&Coord<f64>) -> f64| apart((of(&s.start), of(&s.end)), (of(&t.start), of(&t.end)));
            axis(|c| c.x) || axis(|c| c.y)
        };
        let groups: Vec<&[((i64, i64), u32)]> = self.cells.chunk_by(|a, b| a.0 == b.0).collect();
        let mut found: Vec<T> = groups
            .into_par_iter()
            .flat_map_iter(|group| {
                let mut own = Vec::new();
                for (k, &(_, s)) in group.iter().enumerate() {
                    for &(_, t) in &group[k + 1..] {
                        let (s, t) = (&self.all[s as usize], &self.all[t as usize]);
                        if s.area != t.area && !far(&s.line, &t.line) && is(s, t) {
                            own.push(told(s, t));
                        }
                    }
                }
                own.sort_unstable();
                own.dedup();
                own
            })
            .collect();
        found.par_sort_unstable();
        found.dedup();
        found
    }
}
