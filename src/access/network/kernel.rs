//! Density of events along a network: equal-split kernels (Okabe & Sugihara 2012, chapter 9).

use super::graph::{Network, Position};
use super::ways::Ways;
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;

/// How a kernel goes on at a junction of `n` edges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum KernelSplit {
    /// What arrives is divided equally among the other edges: 1 / (n − 1). Keeps the total except
    /// at dead ends; jumps at junctions.
    Discontinuous,
    /// Every other edge receives 2 / n, and 2 / n − 1 goes back where it came from. Keeps the total,
    /// dead ends included, and is continuous.
    #[default]
    Continuous,
}

/// A short piece of an edge on which density is given at its middle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lixel {
    pub edge: u32,
    pub from_m: f64,
    pub to_m: f64,
}

/// Edges cut into equal pieces of about `length_m`, at least one each, edge by edge.
///
/// Nothing for a length that is not above 0.
pub fn lixels(network: &Network, edges: &[u32], length_m: f64) -> Vec<Lixel> {
    let mut out = Vec::new();
    for &edge in edges.iter().filter(|_| length_m > 0.0) {
        let whole = network.edges()[edge as usize].length_m;
        let count = (whole / length_m).round().max(1.0) as usize;
        let at = |i: usize| whole * i as f64 / count as f64;
        out.extend((0..count).map(|i| Lixel { edge, from_m: at(i), to_m: at(i + 1) }));
    }
    out
}

/// Shares of a kernel below which a way is not followed further: a ten-thousandth.
const FAINT: f64 = 1e-4;

/// Events per metre of road at the middle of each lixel, from events on the network.
///
/// A quartic kernel, 15/16 · (1 − (d/h)²)² / h, runs from each event along every way without
/// turning back (with the reflections of [`KernelSplit::Continuous`]) up to the bandwidth `h`. Ways
/// whose share has fallen below a ten-thousandth are not followed. `ways` says which edges are
/// open: an edge closed there carries nothing. An event at a node of `n` edges spreads 2 / n into
/// each. Events on closed edges are left out. Everything is 0 for a bandwidth that is not above 0.
///
/// The order of events does not change a digit.
pub fn network_density(
    network: &Network,
    ways: &Ways,
    events: &[Position],
    lixels: &[Lixel],
    bandwidth_m: f64,
    split: KernelSplit,
) -> Vec<f64> {
    let mut of_edge: Vec<(u32, u32)> = vec![(0, 0); network.edges().len()];
    for (i, lixel) in lixels.iter().enumerate() {
        let range = &mut of_edge[lixel.edge as usize];
        if range.1 == 0 {
            range.0 = i as u32;
        }
        range.1 = i as u32 + 1;
    }
    let mut sorted = events.to_vec();
    sorted.sort_by(|a, b| a.edge.cmp(&b.edge).then(a.along_m.total_cmp(&b.along_m)));
    let spread = Spread { network, ways, lixels, of_edge, bandwidth_m, split };
    // Fixed groups, added in order: the number of threads does not change a digit.
    let parts: Vec<Vec<f64>> = sorted
        .par_chunks(64)
        .filter(|_| bandwidth_m > 0.0)
        .map(|chunk| {
            let mut density = vec![0.0; lixels.len()];
            chunk.iter().for_each(|&event| spread.from(event, &mut density));
            density
        })
        .collect();
    let mut density = vec![0.0; lixels.len()];
    for part in parts {
        density.iter_mut().zip(part).for_each(|(sum, add)| *sum += add);
    }
    density
}

struct Spread<'a> {
    network: &'a Network,
    ways: &'a Ways,
    lixels: &'a [Lixel],
    /// Lixels of each edge; an edge's lixels stand together.
    of_edge: Vec<(u32, u32)>,
    bandwidth_m: f64,
    split: KernelSplit,
}

/// A wave on its way into an edge.
struct Wave {
    edge: u32,
    /// Entered at the edge's `from`.
    forward: bool,
    /// Metres from the event to the end by which the edge is entered.
    travelled_m: f64,
    share: f64,
}

impl Spread<'_> {
    fn from(&self, event: Position, density: &mut [f64]) {
        let edge = self.network.edges()[event.edge as usize];
        if !self.ways.arcs(edge.from).iter().any(|arc| arc.edge == event.edge) {
            return;
        }
        let along = event.along_m.clamp(0.0, edge.length_m);
        let mut waves = Vec::new();
        let node = [(edge.from, along <= 0.0), (edge.to, along >= edge.length_m)].into_iter().find(|(_, at)| *at);
        match node {
            Some((node, _)) => {
                let ends = self.edge_ends(node);
                let share = 2.0 / ends.len() as f64;
                waves.extend(ends.into_iter().map(|(edge, forward)| Wave { edge, forward, travelled_m: 0.0, share }));
            }
            None => {
                let (first, last) = self.of_edge[event.edge as usize];
                for i in first..last {
                    let lixel = self.lixels[i as usize];
                    density[i as usize] += self.kernel(((lixel.from_m + lixel.to_m) / 2.0 - along).abs());
                }
                // To both ends, as if the edge had been entered beyond them.
                for (forward, way) in [(false, along), (true, edge.length_m - along)] {
                    let leaving = Wave { edge: event.edge, forward, travelled_m: way - edge.length_m, share: 1.0 };
                    self.cross(&leaving, &mut waves);
                }
            }
        }
        while let Some(wave) = waves.pop() {
            let (first, last) = self.of_edge[wave.edge as usize];
            let length = self.network.edges()[wave.edge as usize].length_m;
            for i in first..last {
                let lixel = self.lixels[i as usize];
                let middle = (lixel.from_m + lixel.to_m) / 2.0;
                let inside = if wave.forward { middle } else { length - middle };
                density[i as usize] += wave.share * self.kernel(wave.travelled_m + inside);
            }
            self.cross(&wave, &mut waves);
        }
    }

    /// What leaves at the far end of a wave's edge.
    fn cross(&self, wave: &Wave, waves: &mut Vec<Wave>) {
        let edge = self.network.edges()[wave.edge as usize];
        let travelled_m = wave.travelled_m + edge.length_m;
        if travelled_m >= self.bandwidth_m {
            return;
        }
        let ends = self.edge_ends(if wave.forward { edge.to } else { edge.from });
        let n = ends.len() as f64;
        for (next, forward) in ends {
            let back = (next, forward) == (wave.edge, !wave.forward);
            let factor = match (self.split, back) {
                (KernelSplit::Discontinuous, true) => 0.0,
                (KernelSplit::Discontinuous, false) => 1.0 / (n - 1.0),
                (KernelSplit::Continuous, true) => 2.0 / n - 1.0,
                (KernelSplit::Continuous, false) => 2.0 / n,
            };
            let share = wave.share * factor;
            if share.abs() >= FAINT {
                waves.push(Wave { edge: next, forward, travelled_m, share });
            }
        }
    }

    /// The open edges at a node, each with whether it begins there; a loop begins and ends there.
    fn edge_ends(&self, node: u32) -> Vec<(u32, bool)> {
        let mut ends = Vec::new();
        for arc in self.ways.arcs(node) {
            let edge = self.network.edges()[arc.edge as usize];
            if edge.from == node {
                ends.push((arc.edge, true));
            }
            if edge.to == node {
                ends.push((arc.edge, false));
            }
        }
        ends
    }

    fn kernel(&self, distance_m: f64) -> f64 {
        let share = distance_m / self.bandwidth_m;
        if share >= 1.0 {
            return 0.0;
        }
        15.0 / 16.0 * (1.0 - share * share).powi(2) / self.bandwidth_m
    }
}

#[cfg(test)]
mod tests {
    use super::super::graph::{Edge, RoadLabel, Vertex};
    use super::super::testing::network;
    use super::*;
    use crate::base::MetricFrame;
    use geo_types::{Coord, Rect};

    /// A junction at (0.1, 15.0) of three roads; lengths differ.
    fn fork() -> Network {
        network(&[&[(0.0, 15.0), (0.1, 15.0)], &[(0.1, 15.0), (0.2, 15.05)], &[(0.1, 15.0), (0.15, 14.9)]])
    }

    fn density(network: &Network, events: &[Position], bandwidth_m: f64, split: KernelSplit) -> (Vec<Lixel>, Vec<f64>) {
        let edges: Vec<u32> = (0..network.edges().len() as u32).collect();
        let lixels = lixels(network, &edges, 20.0);
        let found = network_density(network, &network.ways_by_length(), events, &lixels, bandwidth_m, split);
        (lixels, found)
    }

    fn total(lixels: &[Lixel], density: &[f64]) -> f64 {
        lixels.iter().zip(density).map(|(l, d)| (l.to_m - l.from_m) * d).sum()
    }

    #[test]
    fn a_kernel_holds_one_event_in_all() {
        let network = fork();
        let whole = network.edges()[0].length_m;
        for split in [KernelSplit::Discontinuous, KernelSplit::Continuous] {
            for along_m in [whole / 2.0, whole - 500.0, whole] {
                let (lixels, found) = density(&network, &[Position { edge: 0, along_m }], 4000.0, split);
                assert!((total(&lixels, &found) - 1.0).abs() < 1e-4, "{split:?} at {along_m}: {}", total(&lixels, &found));
            }
        }
    }

    #[test]
    fn dead_ends_send_the_continuous_kernel_back_and_swallow_the_other() {
        let network = fork();
        let event = [Position { edge: 0, along_m: 500.0 }];
        let (lixels, kept) = density(&network, &event, 3000.0, KernelSplit::Continuous);
        assert!((total(&lixels, &kept) - 1.0).abs() < 1e-4);
        let (lixels, lost) = density(&network, &event, 3000.0, KernelSplit::Discontinuous);
        assert!(total(&lixels, &lost) < 0.85);
    }

    #[test]
    fn the_continuous_kernel_does_not_jump_at_a_junction_and_the_other_does() {
        let network = fork();
        let whole = network.edges()[0].length_m;
        let event = [Position { edge: 0, along_m: whole - 1000.0 }];
        let around = |split| {
            let (lixels, found) = density(&network, &event, 4000.0, split);
            let last_of_first = lixels.iter().rposition(|l| l.edge == 0).unwrap();
            (found[last_of_first], found[last_of_first + 1])
        };
        let (before, after) = around(KernelSplit::Continuous);
        assert!((before / after - 1.0).abs() < 0.02, "{before} {after}");
        let (before, after) = around(KernelSplit::Discontinuous);
        assert!((before / after - 2.0).abs() < 0.05, "halved: {before} {after}");
    }

    /// The network of `tests/reference/network/kernel.R`, lengths in metres.
    fn triangle() -> Network {
        let edge = |from, to, length_m, i: u32| Edge { from, to, road: 0, length_m, first: 2 * i, last: 2 * i + 2 };
        let origin = Coord { x: 0.0, y: 0.0 };
        let edges =
            vec![edge(0, 1, 800.0, 0), edge(1, 2, 600.0, 1), edge(0, 2, 1000.0, 2), edge(1, 3, 900.0, 3), edge(2, 4, 900.0, 4)];
        let vertex = |along_m| Vertex { degrees: origin, metres: origin, along_m };
        Network {
            frame: MetricFrame::centred_on(Rect::new(origin, origin)),
            roads: vec![RoadLabel { row: 1, name: None, class: None, proposed: false }],
            nodes: vec![origin; 5],
            vertices: edges.iter().flat_map(|e| [vertex(0.0), vertex(e.length_m)]).collect(),
            edges,
        }
    }

    #[test]
    fn densities_are_those_of_spatstat() {
        let network = triangle();
        let events = [(0, 300.0), (1, 450.0), (3, 700.0)].map(|(edge, along_m)| Position { edge, along_m });
        let ways = network.ways_by_length();
        let mut rows = 0;
        for line in include_str!("../../../tests/reference/network/kernel.csv").lines().skip(2) {
            let cells: Vec<f64> = line.split(',').map(|cell| cell.parse().unwrap()).collect();
            let here = [Lixel { edge: cells[0] as u32, from_m: cells[1], to_m: cells[1] }];
            for (split, expected) in [(KernelSplit::Continuous, cells[2]), (KernelSplit::Discontinuous, cells[3])] {
                let found = network_density(&network, &ways, &events, &here, 1000.0, split)[0];
                assert!((found - expected).abs() < 1e-9, "{line}, {split:?}: {found}");
            }
            rows += 1;
        }
        assert_eq!(rows, 30);
    }

    #[test]
    fn nothing_comes_of_no_bandwidth_no_events_and_closed_roads() {
        let network = fork();
        let event = [Position { edge: 0, along_m: 100.0 }];
        assert!(density(&network, &event, 0.0, KernelSplit::Continuous).1.iter().all(|d| *d == 0.0));
        assert!(density(&network, &[], 1000.0, KernelSplit::Continuous).1.iter().all(|d| *d == 0.0));
        let closed = network.ways(|edge, e| (edge != 0).then_some(e.length_m));
        let lixels = lixels(&network, &[0, 1, 2], 100.0);
        assert!(network_density(&network, &closed, &event, &lixels, 1000.0, KernelSplit::Continuous).iter().all(|d| *d == 0.0));
    }
}
