//! What it does to people when roads are closed.

use super::components::Components;
use super::ways::Ways;

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
        let cost = |ways: &Ways| {
            let reach = ways.reach(&[(0, 0.0)], f64::INFINITY);
            [0, 1, 2, 3, 4].map(|node| reach.cost(node))
        };
        assert_eq!(cost(&before), [Some(0.0), Some(1.0), Some(2.0), Some(3.0), None]);
        assert_eq!(cost(&after), [Some(0.0), Some(6.0), Some(5.0), Some(6.0), None]);
    }
}
