//! Places on roads made into nodes, so that every search runs from node to node and a part of an
//! edge can be closed.

use super::graph::{Edge, Network, Position, Vertex};

/// A network with more nodes, and how it goes back to the one it was made from.
#[derive(Debug, Clone)]
pub struct Split {
    pub network: Network,
    /// Node of each position that was asked for.
    pub nodes: Vec<u32>,
    /// For each edge, the edge it is a piece of and the metres at which it begins there.
    pub pieces: Vec<Position>,
}

/// Positions closer than this to a node or to each other are one: a millimetre.
pub(super) const SAME_M: f64 = 0.001;

impl Network {
    /// Cuts edges at these positions. Nodes keep their numbers, new ones follow them; pieces of
    /// an edge keep its order and direction. A position at the end of an edge is the node there.
    pub fn split_at(&self, positions: &[Position]) -> Split {
        let mut cuts: Vec<(u32, f64, usize)> = positions.iter().enumerate().map(|(i, p)| (p.edge, p.along_m, i)).collect();
        cuts.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)));
        let mut split = Split {
            network: Network {
                frame: self.frame.clone(),
                roads: self.roads.clone(),
                nodes: self.nodes.clone(),
                edges: Vec::with_capacity(self.edges.len() + cuts.len()),
                vertices: Vec::with_capacity(self.vertices.len() + 2 * cuts.len()),
            },
            nodes: vec![0; positions.len()],
            pieces: Vec::with_capacity(self.edges.len() + cuts.len()),
        };
        let mut rest = cuts.as_slice();
        for (i, edge) in self.edges.iter().enumerate() {
            let here = rest.partition_point(|cut| cut.0 == i as u32);
            let (cuts, later) = rest.split_at(here);
            rest = later;
            let (mut from, mut start) = (edge.from, 0.0);
            for &(_, along, position) in cuts {
                split.nodes[position] = if along <= start + SAME_M {
                    from
                } else if along >= edge.length_m - SAME_M {
                    edge.to
                } else {
                    let place = self.vertex_at(Position { edge: i as u32, along_m: along });
                    let node = split.network.nodes.len() as u32;
                    split.network.nodes.push(place.degrees);
                    split.piece(self, i as u32, (start, along), (from, node));
                    (from, start) = (node, along);
                    node
                };
            }
            split.piece(self, i as u32, (start, edge.length_m), (from, edge.to));
        }
        split
    }
}

impl Split {
    fn piece(&mut self, whole: &Network, edge: u32, (start, end): (f64, f64), (from, to): (u32, u32)) {
        let to_network = &mut self.network;
        let first = to_network.vertices.len() as u32;
        let moved = |v: Vertex| Vertex { along_m: v.along_m - start, ..v };
        let inside = whole.course(edge).iter().filter(|v| v.along_m > start && v.along_m < end).copied();
        let ends = [start, end].map(|along_m| whole.vertex_at(Position { edge, along_m }));
        to_network.vertices.extend(std::iter::once(ends[0]).chain(inside).chain([ends[1]]).map(moved));
        let last = to_network.vertices.len() as u32;
        let road = whole.edges[edge as usize].road;
        to_network.edges.push(Edge { from, to, road, length_m: end - start, first, last });
        self.pieces.push(Position { edge, along_m: start });
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::network;
    use super::*;

    #[test]
    fn positions_become_nodes_and_lengths_add_up() {
        let network = network(&[&[(0.0, 15.0), (0.1, 15.0), (0.2, 15.0)], &[(0.2, 15.0), (0.3, 15.0)]]);
        let length = network.edges()[0].length_m;
        let at = |edge, along_m| Position { edge, along_m };
        let split = network.split_at(&[at(0, 0.75 * length), at(1, 0.0), at(0, 0.25 * length), at(0, 0.25 * length), at(0, 0.0)]);
        assert_eq!(split.nodes, [4, 1, 3, 3, 0]);
        let ends: Vec<_> = split.network.edges().iter().map(|e| (e.from, e.to)).collect();
        assert_eq!(ends, [(0, 3), (3, 4), (4, 1), (1, 2)]);
        assert_eq!(split.pieces[1], at(0, 0.25 * length));
        let sum: f64 = split.network.edges()[..3].iter().map(|e| e.length_m).sum();
        assert!((sum - length).abs() < 1e-6);
        assert_eq!(split.network.course(1).len(), 3, "the vertex in the middle is kept");
        assert_eq!(split.network.nodes()[3], network.point_at(at(0, 0.25 * length)));
    }

    #[test]
    fn a_stretch_may_be_read_backwards() {
        let network = network(&[&[(0.0, 15.0), (0.1, 15.0), (0.2, 15.0)]]);
        let length = network.edges()[0].length_m;
        let (there, mut back) = (network.stretch(0, 100.0, length), network.stretch(0, length, 100.0));
        back.reverse();
        assert_eq!((there.len(), &there), (3, &back));
    }
}
