//! Least-cost search (Dijkstra 1959) with a binary heap: from one node or from many at once.
//!
//! Roads are travelled both ways, so the cost from each node to its nearest of many is one
//! search from all of them.

use super::ways::Ways;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

/// No node, no edge, no source.
const NONE: u32 = u32::MAX;

/// What a search found out about one node.
#[derive(Debug, Clone, Copy)]
struct Label {
    cost: f64,
    before: u32,
    edge: u32,
    source: u32,
}

const UNREACHED: Label = Label { cost: f64::INFINITY, before: NONE, edge: NONE, source: NONE };

/// Costs from the nearest source to every node.
#[derive(Debug, Clone)]
pub struct Reach(Vec<Label>);

/// A way through the graph.
#[derive(Debug, Clone, PartialEq)]
pub struct Route {
    /// From the start to the end: one node more than edges.
    pub nodes: Vec<u32>,
    pub edges: Vec<u32>,
    pub cost: f64,
}

impl Reach {
    /// How many nodes there are, reached or not.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The cost of a node; `None` where no source is within reach.
    pub fn cost(&self, node: u32) -> Option<f64> {
        Some(self.0[node as usize].cost).filter(|cost| cost.is_finite())
    }

    /// Which source a node is reached from: its position in the list that was given.
    pub fn source(&self, node: u32) -> Option<usize> {
        Some(self.0[node as usize].source).filter(|&source| source != NONE).map(|source| source as usize)
    }

    /// The way from the source to a node; `None` where it was not reached.
    pub fn route(&self, node: u32) -> Option<Route> {
        let cost = self.cost(node)?;
        let (mut nodes, mut edges) = (vec![node], Vec::new());
        let mut label = &self.0[node as usize];
        while label.before != NONE {
            nodes.push(label.before);
            edges.push(label.edge);
            label = &self.0[label.before as usize];
        }
        nodes.reverse();
        edges.reverse();
        Some(Route { nodes, edges, cost })
    }
}

impl Ways {
    /// Costs from the sources (node, cost at the start) to every node within `cutoff`; give
    /// `f64::INFINITY` for no limit. A node that costs exactly `cutoff` is within.
    ///
    /// Of two sources at equal cost the search's order decides, always the same way. Sources
    /// whose cost at the start is not a finite number of 0 or more are passed over.
    pub fn reach(&self, sources: &[(u32, f64)], cutoff: f64) -> Reach {
        self.search(sources, cutoff, NONE, |_| ())
    }

    /// A search from one node, and the nodes it reaches in the order in which their costs were
    /// settled, the node itself first.
    pub(super) fn reach_in_order(&self, from: u32) -> (Reach, Vec<u32>) {
        let mut order = Vec::new();
        let reach = self.search(&[(from, 0.0)], f64::INFINITY, NONE, |node| order.push(node));
        (reach, order)
    }

    /// The cheapest way between two nodes; `None` where there is none.
    pub fn route(&self, from: u32, to: u32) -> Option<Route> {
        self.search(&[(from, 0.0)], f64::INFINITY, to, |_| ()).route(to)
    }

    /// Costs from one node to those within `cutoff`, the node itself among them, for many small
    /// searches in a large graph: takes no memory for the nodes it does not see.
    pub fn reach_nearby(&self, from: u32, cutoff: f64) -> HashMap<u32, f64> {
        let mut costs = HashMap::from([(from, 0.0)]);
        let mut heap = BinaryHeap::from([Reverse((key(0.0), from))]);
        while let Some(Reverse((found, node))) = heap.pop() {
            let cost = costs[&node];
            if found != key(cost) {
                continue;
            }
            for arc in self.arcs(node) {
                let reached = cost + arc.cost;
                if reached <= cutoff && costs.get(&arc.to).is_none_or(|&known| reached < known) {
                    costs.insert(arc.to, reached);
                    heap.push(Reverse((key(reached), arc.to)));
                }
            }
        }
        costs
    }

    fn search(&self, sources: &[(u32, f64)], cutoff: f64, target: u32, mut settled: impl FnMut(u32)) -> Reach {
        let mut labels = vec![UNREACHED; self.len()];
        let mut heap: BinaryHeap<Reverse<(u64, u32)>> = BinaryHeap::with_capacity(sources.len().max(1024));
        for (i, &(node, cost)) in sources.iter().enumerate() {
            let label = &mut labels[node as usize];
            // The comparison with the cutoff also leaves out what is not a number.
            if (0.0..=cutoff).contains(&cost) && cost.is_finite() && cost < label.cost {
                *label = Label { cost, source: i as u32, ..UNREACHED };
                heap.push(Reverse((key(cost), node)));
            }
        }
        while let Some(Reverse((found, node))) = heap.pop() {
            let Label { cost, source, .. } = labels[node as usize];
            // A better way was found after this entry went in.
            if found != key(cost) {
                continue;
            }
            settled(node);
            if node == target {
                break;
            }
            for arc in self.arcs(node) {
                let reached = cost + arc.cost;
                let label = &mut labels[arc.to as usize];
                if reached < label.cost && reached <= cutoff {
                    *label = Label { cost: reached, before: node, edge: arc.edge, source };
                    heap.push(Reverse((key(reached), arc.to)));
                }
            }
        }
        Reach(labels)
    }
}

/// Whether two ways cost the same, sums of the same lengths in another order included.
pub(super) fn tie(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs())
}

/// Numbers of 0 or more sort like their bits; −0 is made 0.
fn key(cost: f64) -> u64 {
    (cost + 0.0).to_bits()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Bellman–Ford: slow and plainly right.
    fn brute(nodes: usize, edges: &[(u32, u32, f64)], sources: &[(u32, f64)]) -> Vec<f64> {
        let mut cost = vec![f64::INFINITY; nodes];
        sources.iter().for_each(|&(node, start)| cost[node as usize] = cost[node as usize].min(start));
        for _ in 0..nodes {
            for &(a, b, c) in edges {
                let (a, b) = (a as usize, b as usize);
                cost[b] = cost[b].min(cost[a] + c);
                cost[a] = cost[a].min(cost[b] + c);
            }
        }
        cost
    }

    proptest! {
        #[test]
        fn costs_equal_brute_force(
            edges in prop::collection::vec((0u32..12, 0u32..12, 0u32..20), 0..40),
            sources in prop::collection::vec((0u32..12, 0u32..9), 0..4),
            cutoff in 0u32..30,
        ) {
            let edges: Vec<_> = edges.into_iter().map(|(a, b, c)| (a, b, f64::from(c))).collect();
            let sources: Vec<_> = sources.into_iter().map(|(n, c)| (n, f64::from(c))).collect();
            let ways = Ways::new(12, &edges);
            let expected = brute(12, &edges, &sources);
            let (all, near) = (ways.reach(&sources, f64::INFINITY), ways.reach(&sources, f64::from(cutoff)));
            for node in 0..12u32 {
                let wanted = Some(expected[node as usize]).filter(|c| c.is_finite());
                prop_assert_eq!(all.cost(node), wanted);
                prop_assert_eq!(near.cost(node), wanted.filter(|&c| c <= f64::from(cutoff)));
                let nearby = ways.reach_nearby(node, f64::from(cutoff));
                let alone = ways.reach(&[(node, 0.0)], f64::from(cutoff));
                prop_assert!((0..12).all(|n| nearby.get(&n).copied() == alone.cost(n)));
                if let Some(route) = all.route(node) {
                    let walked: f64 = route.edges.iter().map(|&e| edges[e as usize].2).sum();
                    let start = sources[all.source(node).unwrap()];
                    prop_assert_eq!((route.nodes[0], start.1 + walked), (start.0, route.cost));
                }
            }
        }
    }

    #[test]
    fn a_route_takes_the_cheaper_of_parallel_edges() {
        let ways = Ways::new(4, &[(0, 1, 5.0), (1, 0, 2.0), (1, 2, 1.0)]);
        let route = ways.route(0, 2).unwrap();
        assert_eq!((route.edges, route.nodes, route.cost), (vec![1, 2], vec![0, 1, 2], 3.0));
        assert_eq!(ways.route(0, 3), None, "an island");
        assert_eq!(ways.route(3, 3).unwrap().nodes, [3]);
    }

    #[test]
    fn sources_without_a_usable_cost_are_passed_over() {
        let ways = Ways::new(2, &[(0, 1, 1.0)]);
        let reach = ways.reach(&[(0, f64::NAN), (1, -1.0)], f64::INFINITY);
        assert_eq!((reach.cost(0), reach.source(1)), (None, None));
    }
}
