//! What it does to people when roads are closed.

use super::components::Components;
use super::search::Reach;
use super::ways::Ways;

/// What a closure does to one place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Effect {
    /// As far as before.
    Same,
    /// Farther by this cost.
    Later(f64),
    /// Within reach before, no longer.
    CutOff,
    /// Out of reach before already.
    NeverReached,
}

/// The effect on each node of a change from one search to the other, both from the same
/// destinations.
pub fn effects(before: &Reach, after: &Reach, nodes: &[u32]) -> Vec<Effect> {
    let effect = |&node: &u32| match (before.cost(node), after.cost(node)) {
        (None, _) => Effect::NeverReached,
        (Some(_), None) => Effect::CutOff,
        (Some(a), Some(b)) if b > a => Effect::Later(b - a),
        _ => Effect::Same,
    };
    nodes.iter().map(effect).collect()
}

/// For each node whether it belonged before to the part of its network with the most weight, and does
/// no longer after: what is cut off from the rest.
///
/// `weights` has one entry per node. A part that was apart before is not cut off by the closure. Of
/// parts with equal weight the one of the first node is the rest.
pub fn cut_off(before: &Ways, after: &Ways, weights: &[f64]) -> Vec<bool> {
    let (then, now) = (Components::new(before), Components::new(after));
    let mut weight = vec![0.0; now.count];
    now.of_node.iter().zip(weights).for_each(|(&part, w)| weight[part as usize] += w);
    // For each part before, the heaviest of the parts it fell into.
    let mut rest: Vec<Option<u32>> = vec![None; then.count];
    for (node, &part) in now.of_node.iter().enumerate() {
        let best = &mut rest[then.of_node[node] as usize];
        if best.is_none_or(|best| weight[part as usize] > weight[best as usize]) {
            *best = Some(part);
        }
    }
    (0..now.of_node.len()).map(|node| rest[then.of_node[node] as usize] != Some(now.of_node[node])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn closed(edges: &[(u32, u32, f64)], which: &[usize]) -> Ways {
        let mut edges = edges.to_vec();
        which.iter().for_each(|&i| edges[i].2 = f64::INFINITY);
        Ways::new(5, &edges)
    }

    /// A ring 0–1–2 with a road over a bridge 2–3 to a village 3, and 4 an island.
    const ROADS: [(u32, u32, f64); 4] = [(0, 1, 1.0), (1, 2, 1.0), (2, 0, 5.0), (2, 3, 1.0)];

    #[test]
    fn closing_the_bridge_isolates_exactly_the_village() {
        let people = [100.0, 50.0, 30.0, 7.0, 9.0];
        let isolated = cut_off(&closed(&ROADS, &[]), &closed(&ROADS, &[3]), &people);
        assert_eq!(isolated, [false, false, false, true, false]);
        let people_cut_off: f64 = isolated.iter().zip(people).filter(|(cut, _)| **cut).map(|(_, p)| p).sum();
        assert_eq!(people_cut_off, 7.0);
    }

    #[test]
    fn a_ring_keeps_everyone_connected_but_some_are_later() {
        let (before, after) = (closed(&ROADS, &[]), closed(&ROADS, &[0]));
        assert!(!cut_off(&before, &after, &[1.0; 5]).contains(&true));
        let reach = |ways: &Ways| ways.reach(&[(0, 0.0)], f64::INFINITY);
        let found = effects(&reach(&before), &reach(&after), &[0, 1, 2, 3, 4]);
        assert_eq!(found, [Effect::Same, Effect::Later(5.0), Effect::Later(3.0), Effect::Later(3.0), Effect::NeverReached]);
        let cut = effects(&reach(&before), &reach(&closed(&ROADS, &[3])), &[3]);
        assert_eq!(cut, [Effect::CutOff]);
    }
}
