//! Where lines meet: shared vertices, ends close to each other, ends close to another line.

use super::chunks::Chunks;
use super::lines::Lines;
use geo_types::Coord;
use rayon::prelude::*;
use rstar::RTree;
use rstar::primitives::GeomWithData;
use std::collections::HashMap;

pub(super) const NONE: u32 = u32::MAX;

/// A node in the middle of a segment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Break {
    pub segment: u32,
    pub share: f64,
    pub node: u32,
}

/// The nodes of the lines. Numbered in the order of the first vertex of each; numbers that were
/// merged into another are skipped by [`Joints::root`].
pub(super) struct Joints {
    /// Node of each vertex, or [`NONE`].
    pub of_vertex: Vec<u32>,
    pub breaks: Vec<Break>,
    /// Metres and degrees of each node.
    pub places: Vec<(Coord<f64>, Coord<f64>)>,
    /// Whether a line ends there.
    ends: Vec<bool>,
    merged_into: Vec<u32>,
}

type Pin = GeomWithData<[f64; 2], u32>;

impl Joints {
    /// Nodes at the ends of lines and at vertices that two lines, or two places of one line,
    /// share to a hundredth of a millimetre on the ground.
    pub fn at_shared_vertices(lines: &Lines) -> Joints {
        let fine = |degrees: f64| (degrees * 1e10).round() as i64;
        let mut keyed: Vec<(i64, i64, u32)> =
            lines.degrees.iter().enumerate().map(|(v, c)| (fine(c.x), fine(c.y), v as u32)).collect();
        keyed.par_sort_unstable();
        // Each vertex of a group points at the group's first.
        let mut leader = vec![NONE; keyed.len()];
        for group in keyed.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            if group.len() > 1 || lines.is_end(group[0].2) {
                group.iter().for_each(|member| leader[member.2 as usize] = group[0].2);
            }
        }
        let mut joints = Joints {
            of_vertex: vec![NONE; leader.len()],
            breaks: Vec::new(),
            places: Vec::new(),
            ends: Vec::new(),
            merged_into: Vec::new(),
        };
        for (v, &first) in leader.iter().enumerate() {
            if first == NONE {
                continue;
            }
            joints.of_vertex[v] = match first as usize {
                first if first == v => joints.add((lines.metres[v], lines.degrees[v])),
                first => joints.of_vertex[first],
            };
            joints.ends[joints.of_vertex[v] as usize] |= lines.is_end(v as u32);
        }
        joints
    }

    /// A new node, which no line ends at.
    pub fn add(&mut self, place: (Coord<f64>, Coord<f64>)) -> u32 {
        let node = self.places.len() as u32;
        self.places.push(place);
        self.ends.push(false);
        self.merged_into.push(node);
        node
    }

    /// The node that a number stands for after merging.
    pub fn root(&self, mut node: u32) -> u32 {
        while self.merged_into[node as usize] != node {
            node = self.merged_into[node as usize];
        }
        node
    }

    /// The nodes that stand for themselves, in order.
    pub fn roots(&self) -> impl Iterator<Item = u32> {
        (0..self.places.len() as u32).filter(|&node| self.merged_into[node as usize] == node)
    }

    /// All of them by place.
    pub fn pins(&self) -> RTree<Pin> {
        RTree::bulk_load(self.roots().map(|n| Pin::new([self.places[n as usize].0.x, self.places[n as usize].0.y], n)).collect())
    }

    /// Merges ends with every node within `tolerance` metres, into the one that comes first.
    pub fn snap_ends(&mut self, tolerance: f64) {
        let pins = self.pins();
        for node in 0..self.places.len() as u32 {
            if !self.ends[node as usize] {
                continue;
            }
            let at = self.places[node as usize].0;
            for pin in pins.locate_within_distance([at.x, at.y], tolerance * tolerance) {
                let (a, b) = (self.root(node), self.root(pin.data));
                let (first, later) = (a.min(b), a.max(b));
                self.merged_into[later as usize] = first;
                self.ends[first as usize] |= self.ends[later as usize];
            }
        }
        for i in 0..self.of_vertex.len() {
            if self.of_vertex[i] != NONE {
                self.of_vertex[i] = self.root(self.of_vertex[i]);
            }
        }
    }

    /// Joins ends to lines that pass within `tolerance` metres without a vertex there.
    pub fn meet_lines(&mut self, lines: &Lines, chunks: &Chunks, tolerance: f64) {
        let held = self.vertices_of_nodes();
        let ends: Vec<u32> = self.roots().filter(|&n| self.ends[n as usize]).collect();
        let joined = ends.into_par_iter().flat_map_iter(|node| {
            let own = &held[&node];
            let at = self.places[node as usize].0;
            // The nearest place on each line that does not already run through the node there.
            let mut nearest: Vec<(u32, f64, u32, f64)> = chunks
                .near(&lines.metres, at, tolerance)
                .filter(|found| {
                    let line = lines.line[found.segment as usize];
                    let along = lines.along_at(found.segment, found.share);
                    let through =
                        |&v: &u32| lines.line[v as usize] == line && (lines.along[v as usize] - along).abs() <= 4.0 * tolerance;
                    !own.iter().any(through)
                })
                .map(|found| (lines.line[found.segment as usize], found.distance, found.segment, found.share))
                .collect();
            nearest.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)));
            nearest.dedup_by_key(|found| found.0);
            nearest.into_iter().map(move |(_, _, segment, share)| Break { segment, share, node })
        });
        let joined: Vec<Break> = joined.collect();
        self.breaks.extend(joined);
    }

    fn vertices_of_nodes(&self) -> HashMap<u32, Vec<u32>> {
        let mut held: HashMap<u32, Vec<u32>> = HashMap::new();
        for (v, &node) in self.of_vertex.iter().enumerate().filter(|(_, node)| **node != NONE) {
            held.entry(node).or_default().push(v as u32);
        }
        held
    }

    /// Which lines run through which node: sorted pairs of node and line.
    pub fn incidences(&self, lines: &Lines) -> Vec<(u32, u32)> {
        let at_vertices = self.of_vertex.iter().zip(&lines.line).filter(|(node, _)| **node != NONE).map(|(&n, &l)| (n, l));
        let at_breaks = self.breaks.iter().map(|b| (b.node, lines.line[b.segment as usize]));
        let mut pairs: Vec<(u32, u32)> = at_vertices.chain(at_breaks).collect();
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }
}
