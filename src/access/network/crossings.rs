//! Lines that cross without a vertex at the crossing: a junction that was not drawn, or a bridge.

use super::chunks::Chunks;
use super::joints::{Break, Joints};
use super::lines::Lines;
use geo_types::Coord;
use std::collections::HashMap;

/// Two lines that cross where neither has a node.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Crossing {
    /// Segment and place on it, for both.
    pub sides: [(u32, f64); 2],
    /// WGS84.
    pub degrees: Coord<f64>,
}

/// All crossings between lines that `real` lets pass, in the order of the lines. Crossings within
/// `tolerance` metres of a node of both lines are that node.
pub(super) fn crossings(
    lines: &Lines,
    chunks: &Chunks,
    joints: &Joints,
    tolerance: f64,
    real: impl Fn(u32) -> bool,
) -> Vec<Crossing> {
    let pins = joints.pins();
    let incidences = joints.incidences(lines);
    let runs_through = |node: u32, line: u32| incidences.binary_search(&(node, line)).is_ok();
    let mut found: Vec<Crossing> = chunks
        .pairs()
        .filter(|&(i, j)| j != i + 1 || lines.line[i as usize] != lines.line[j as usize])
        .filter(|&(i, j)| real(lines.line[i as usize]) && real(lines.line[j as usize]))
        .filter_map(|(i, j)| {
            let shares = meeting(&lines.metres, i, j)?;
            let (metres, degrees) = lines.place(i, shares.0);
            let (a, b) = (lines.line[i as usize], lines.line[j as usize]);
            let mut near = pins.locate_within_distance([metres.x, metres.y], tolerance * tolerance);
            let known = near.any(|pin| runs_through(pin.data, a) && runs_through(pin.data, b));
            (!known).then_some(Crossing { sides: [(i, shares.0), (j, shares.1)], degrees })
        })
        .collect();
    found.sort_by(|a, b| (a.sides[0].0, a.sides[1].0).cmp(&(b.sides[0].0, b.sides[1].0)));
    found
}

/// Puts a node at each crossing; crossings at one place share it.
pub(super) fn join(crossings: &[Crossing], lines: &Lines, joints: &mut Joints) {
    let mut at: HashMap<(i64, i64), u32> = HashMap::new();
    for crossing in crossings {
        let (segment, share) = crossing.sides[0];
        let place = lines.place(segment, share);
        let decimetre = ((place.0.x * 10.0).round() as i64, (place.0.y * 10.0).round() as i64);
        let node = *at.entry(decimetre).or_insert_with(|| joints.add(place));
        joints.breaks.extend(crossing.sides.map(|(segment, share)| Break { segment, share, node }));
    }
}

/// Where two segments meet, their ends left out; `None` where they run parallel or stay apart.
fn meeting(vertices: &[Coord<f64>], i: u32, j: u32) -> Option<(f64, f64)> {
    let (a, b) = (vertices[i as usize], vertices[i as usize + 1]);
    let (c, d) = (vertices[j as usize], vertices[j as usize + 1]);
    if a.x.max(b.x) < c.x.min(d.x) || c.x.max(d.x) < a.x.min(b.x) || a.y.max(b.y) < c.y.min(d.y) || c.y.max(d.y) < a.y.min(b.y) {
        return None;
    }
    let cross = |u: Coord<f64>, v: Coord<f64>| u.x * v.y - u.y * v.x;
    let (along, other) = (b - a, d - c);
    let turn = cross(along, other);
    if turn == 0.0 {
        return None;
    }
    let (s, t) = (cross(c - a, other) / turn, cross(c - a, along) / turn);
    // Half open, so that a line that crosses at one of its own vertices crosses once.
    let inside = |share: f64| (0.0..1.0).contains(&share);
    (inside(s) && inside(t)).then_some((s, t))
}
