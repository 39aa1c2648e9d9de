//! How much travel between people runs over each edge (Brandes 2001, weighted by people at both ends).

use super::search::tie;
use super::ways::Ways;
use rayon::prelude::*;

/// Sources worked on together. Fixed, so that the number of threads changes no digit.
const TOGETHER: usize = 16;

/// For each edge, the share of all pairs of people in reach of each other whose shortest way runs
/// over it, 0 to 1; where several ways are equally short, each pair is shared among them.
///
/// `weights` has one entry per node; `edges` is the number of edges. Pairs at one node travel nowhere and are
/// left out. Without two weighted nodes in reach of each other everything is 0. Exact: one search
/// from every node with a weight above 0.
pub fn betweenness(ways: &Ways, weights: &[f64], edges: usize) -> Vec<f64> {
    let sources: Vec<u32> = (0..ways.len() as u32).filter(|&node| weights[node as usize] > 0.0).collect();
    let parts: Vec<(Vec<f64>, f64)> = sources
        .par_chunks(TOGETHER)
        .map(|chunk| {
            let (mut over, mut pairs) = (vec![0.0; edges], 0.0);
            chunk.iter().for_each(|&source| pairs += from_one(ways, weights, source, &mut over));
            (over, pairs)
        })
        .collect();
    let (mut over, mut pairs) = (vec![0.0; edges], 0.0);
    for (part, some) in parts {
        over.iter_mut().zip(part).for_each(|(sum, add)| *sum += add);
        pairs += some;
    }
    if pairs > 0.0 {
        over.iter_mut().for_each(|sum| *sum /= pairs);
    }
    over
}

/// Adds the travel that begins at one node to each edge; returns how many pairs travel.
fn from_one(ways: &Ways, weights: &[f64], source: u32, over: &mut [f64]) -> f64 {
    let (reach, order) = ways.reach_in_order(source);
    let mut rank = vec![u32::MAX; ways.len()];
    order.iter().enumerate().for_each(|(i, &node)| rank[node as usize] = i as u32);
    let cost = |node: u32| reach.cost(node).unwrap_or(f64::INFINITY);
    // An arc back to a node from which this one is reached on a shortest way.
    let from_before =
        |node: u32, to: u32, arc_cost: f64| rank[to as usize] < rank[node as usize] && tie(cost(to) + arc_cost, cost(node));
    let mut ways_to = vec![0.0f64; ways.len()];
    ways_to[source as usize] = 1.0;
    for &node in &order[1..] {
        let before = ways.arcs(node).iter().filter(|arc| from_before(node, arc.to, arc.cost));
        ways_to[node as usize] = before.map(|arc| ways_to[arc.to as usize]).sum();
    }
    let start = weights[source as usize];
    let mut beyond = vec![0.0f64; ways.len()];
    let mut pairs = 0.0;
    for &node in order[1..].iter().rev() {
        let here = weights[node as usize].max(0.0);
        pairs += start * here;
        let through = (here + beyond[node as usize]) / ways_to[node as usize];
        for arc in ways.arcs(node).iter().filter(|arc| from_before(node, arc.to, arc.cost)) {
            let share = through * ways_to[arc.to as usize];
            beyond[arc.to as usize] += share;
            over[arc.edge as usize] += start * share;
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn travel_runs_over_the_shortest_ways_and_splits_where_they_are_equal() {
        // A square 0–1–2–3 of equal sides with people at 0 and 2, and a village 4 at 2.
        let ways = Ways::new(5, &[(0, 1, 1.0), (1, 2, 1.0), (2, 3, 1.0), (3, 0, 1.0), (2, 4, 1.0)]);
        let shares = betweenness(&ways, &[10.0, 0.0, 5.0, 0.0, 1.0], 5);
        // Pairs: 0–2 50, 0–4 10, 2–4 5, of 65.
        let expected = [30.0, 30.0, 30.0, 30.0, 15.0].map(|v| v / 65.0);
        assert!(shares.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12), "{shares:?}");
    }

    #[test]
    fn parallel_roads_of_one_length_share_and_nobody_means_nothing() {
        let ways = Ways::new(2, &[(0, 1, 2.0), (0, 1, 2.0), (0, 1, 3.0)]);
        assert_eq!(betweenness(&ways, &[1.0, 1.0], 3), [0.5, 0.5, 0.0]);
        assert_eq!(betweenness(&ways, &[1.0, 0.0], 3), [0.0, 0.0, 0.0]);
    }
}
