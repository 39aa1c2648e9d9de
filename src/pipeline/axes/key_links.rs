//! Which pieces of road matter most.

use super::AxesInputs;
use super::closures::Places;
use crate::access::network::{Network, Position, betweenness, bridges};
use crate::products::axes::KeyLink;
use std::collections::BTreeMap;

/// Pieces of road told as decisive, at most.
const AT_MOST: usize = 50;

/// The pieces of road that most travel between people uses, and those whose closure cuts people off.
pub fn key_links(inputs: &AxesInputs, places: &Places, network: &Network) -> Vec<KeyLink> {
    let positions: Vec<Position> = places.on_road.iter().flatten().copied().collect();
    let split = network.split_at(&positions);
    let mut weights = vec![0.0; split.network.nodes().len()];
    let people = (0..places.on_road.len()).filter(|&i| places.on_road[i].is_some());
    for (i, &node) in people.zip(&split.nodes) {
        weights[node as usize] += inputs.people.and_then(|column| column.cells.get(i)?.ok()).unwrap_or(0.0);
    }
    let ways = split.network.ways_by_length();
    let edges = split.network.edges();
    let travel = betweenness(&ways, &weights, edges.len());
    let cut: BTreeMap<u32, f64> = bridges(&ways, &weights).into_iter().map(|b| (b.edge, b.cut_off)).collect();
    let mut order: Vec<u32> = (0..edges.len() as u32).filter(|&e| travel[e as usize] > 0.0).collect();
    order.sort_by(|&a, &b| travel[b as usize].total_cmp(&travel[a as usize]).then(a.cmp(&b)));
    let link = |edge: u32| KeyLink {
        road: split.network.road(edge).name.clone(),
        row: split.network.road(edge).row,
        course: split.network.line(edge).0,
        length_km: edges[edge as usize].length_m / 1000.0,
        travel: travel[edge as usize],
        cut_off: cut.get(&edge).copied(),
    };
    order.into_iter().take(AT_MOST).map(link).collect()
}
