//! The graph as searches want it: for each node its arcs, in one block of memory.

/// One step from a node to its neighbour.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Arc {
    pub to: u32,
    /// The edge that is travelled; both its directions carry the same number.
    pub edge: u32,
    pub cost: f64,
}

/// An undirected graph with costs, in compressed rows: the arcs of node `i` stand together.
#[derive(Debug, Clone)]
pub struct Ways {
    pub(super) starts: Vec<u32>,
    pub(super) arcs: Vec<Arc>,
}

impl Ways {
    /// A graph of `nodes` nodes. Edge `i` joins both ends at its cost, in any unit. An edge whose
    /// cost is not a finite number of 0 or more is closed; parallel edges stay apart.
    ///
    /// Every end must be less than `nodes`.
    pub fn new(nodes: usize, edges: &[(u32, u32, f64)]) -> Ways {
        let open = || edges.iter().enumerate().filter(|(_, edge)| edge.2.is_finite() && edge.2 >= 0.0);
        let mut starts = vec![0u32; nodes + 1];
        for (_, &(from, to, _)) in open() {
            starts[from as usize + 1] += 1;
            starts[to as usize + 1] += u32::from(to != from);
        }
        for i in 0..nodes {
            starts[i + 1] += starts[i];
        }
        let mut next = starts.clone();
        let mut arcs = vec![Arc { to: 0, edge: 0, cost: 0.0 }; starts[nodes] as usize];
        let mut put = |at: u32, arc: Arc| {
            arcs[next[at as usize] as usize] = arc;
            next[at as usize] += 1;
        };
        for (i, &(from, to, cost)) in open() {
            put(from, Arc { to, edge: i as u32, cost });
            if to != from {
                put(to, Arc { to: from, edge: i as u32, cost });
            }
        }
        Ways { starts, arcs }
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The arcs that leave a node, in the order of their edges. An edge from a node to itself
    /// stands once.
    pub fn arcs(&self, node: u32) -> &[Arc] {
        let node = node as usize;
        &self.arcs[self.starts[node] as usize..self.starts[node + 1] as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closed_edges_are_no_arcs_and_parallel_ones_stay_apart() {
        let ways = Ways::new(3, &[(0, 1, 2.0), (1, 2, f64::INFINITY), (1, 0, 5.0), (2, 2, 1.0), (0, 2, -1.0)]);
        let to = |node| ways.arcs(node).iter().map(|arc| (arc.to, arc.edge)).collect::<Vec<_>>();
        assert_eq!(to(0), [(1, 0), (1, 2)]);
        assert_eq!(to(1), [(0, 0), (0, 2)]);
        assert_eq!(to(2), [(2, 3)], "a loop stands once");
    }

    #[test]
    fn a_graph_may_be_empty() {
        assert!(Ways::new(0, &[]).is_empty());
        assert!(Ways::new(2, &[]).arcs(1).is_empty());
    }
}
