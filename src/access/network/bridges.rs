//! Edges without which a network falls apart (Tarjan 1974).

use super::ways::Ways;

/// An edge whose closure cuts a connected part in two.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bridge {
    pub edge: u32,
    /// A node at the far end of the edge, on the lighter side.
    pub cut_off_from: u32,
    /// Weight of the lighter side, which the closure cuts off.
    pub cut_off: f64,
    /// Weight of the other side.
    pub rest: f64,
}

/// Every bridge, in the order of the edges, with the weights of the nodes (people, say) on both
/// sides. Parallel edges are no bridges. Of two sides of equal weight the one away from the part's
/// first node counts as cut off.
///
/// `weights` has one entry per node.
pub fn bridges(ways: &Ways, weights: &[f64]) -> Vec<Bridge> {
    const NEW: u32 = u32::MAX;
    let nodes = ways.len();
    // Order of first visit, the earliest visit a subtree reaches by one edge back, weight of the subtree.
    let (mut visited, mut low, mut below) = (vec![NEW; nodes], vec![NEW; nodes], weights.to_vec());
    let mut clock = 0;
    let mut found: Vec<Bridge> = Vec::new();
    // Node, the edge it was entered by, the next of its arcs to look at.
    let mut path: Vec<(u32, u32, usize)> = Vec::new();
    for root in 0..nodes as u32 {
        if visited[root as usize] != NEW {
            continue;
        }
        let first_here = found.len();
        let mut enter = |node: u32, path: &mut Vec<(u32, u32, usize)>, by: u32, visited: &mut [u32], low: &mut [u32]| {
            visited[node as usize] = clock;
            low[node as usize] = clock;
            clock += 1;
            path.push((node, by, 0));
        };
        enter(root, &mut path, NEW, &mut visited, &mut low);
        while let Some(&mut (node, by, ref mut next)) = path.last_mut() {
            let Some(arc) = ways.arcs(node).get(*next) else {
                path.pop();
                if let Some(&(above, ..)) = path.last() {
                    low[above as usize] = low[above as usize].min(low[node as usize]);
                    below[above as usize] += below[node as usize];
                    if low[node as usize] > visited[above as usize] {
                        found.push(Bridge { edge: by, cut_off_from: node, cut_off: below[node as usize], rest: f64::NAN });
                    }
                }
                continue;
            };
            *next += 1;
            if arc.edge == by {
                continue;
            }
            match visited[arc.to as usize] {
                NEW => enter(arc.to, &mut path, arc.edge, &mut visited, &mut low),
                seen => low[node as usize] = low[node as usize].min(seen),
            }
        }
        let whole = below[root as usize];
        for bridge in &mut found[first_here..] {
            bridge.rest = whole - bridge.cut_off;
            if bridge.cut_off > bridge.rest {
                let arcs = ways.arcs(bridge.cut_off_from).iter();
                let across = arcs.clone().find(|arc| arc.edge == bridge.edge).map_or(bridge.cut_off_from, |arc| arc.to);
                *bridge = Bridge { cut_off_from: across, cut_off: bridge.rest, rest: bridge.cut_off, ..*bridge };
            }
        }
    }
    found.sort_by_key(|bridge| bridge.edge);
    found
}

#[cfg(test)]
mod tests {
    use super::super::Components;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_ring_of_three_towns_has_no_bridge_and_a_side_road_is_one() {
        let ring = [(0, 1, 1.0), (1, 2, 1.0), (2, 0, 1.0)];
        assert_eq!(bridges(&Ways::new(3, &ring), &[5.0, 5.0, 5.0]), []);
        let with_village: Vec<_> = ring.into_iter().chain([(1, 3, 1.0)]).collect();
        let found = bridges(&Ways::new(4, &with_village), &[5.0, 5.0, 5.0, 2.0]);
        assert_eq!(found, [Bridge { edge: 3, cut_off_from: 3, cut_off: 2.0, rest: 15.0 }]);
        let heavy = bridges(&Ways::new(4, &with_village), &[5.0, 5.0, 5.0, 90.0]);
        assert_eq!((heavy[0].cut_off_from, heavy[0].cut_off), (1, 15.0), "the ring is the lighter side");
    }

    #[test]
    fn two_parallel_roads_back_each_other_up() {
        assert_eq!(bridges(&Ways::new(2, &[(0, 1, 1.0), (1, 0, 9.0)]), &[1.0, 1.0]), []);
    }

    proptest! {
        #[test]
        fn bridges_are_the_edges_whose_closure_makes_one_part_more(
            edges in prop::collection::vec((0u32..9, 0u32..9), 0..16),
        ) {
            let edges: Vec<_> = edges.into_iter().map(|(a, b)| (a, b, 1.0)).collect();
            let weights: Vec<f64> = (0..9).map(f64::from).collect();
            let found = bridges(&Ways::new(9, &edges), &weights);
            let parts = Components::new(&Ways::new(9, &edges)).count;
            for i in 0..edges.len() {
                let mut closed = edges.clone();
                closed[i].2 = f64::INFINITY;
                let after = Components::new(&Ways::new(9, &closed));
                let bridge = found.iter().find(|b| b.edge == i as u32);
                prop_assert_eq!(bridge.is_some(), after.count > parts);
                if let Some(bridge) = bridge {
                    let weight = |node: u32| (0..9u32).filter(|&n| after.joined(n, node)).map(f64::from).sum::<f64>();
                    prop_assert_eq!(weight(bridge.cut_off_from), bridge.cut_off);
                    prop_assert_eq!(weight(edges[i].0) + weight(edges[i].1), bridge.cut_off + bridge.rest);
                }
            }
        }
    }
}
