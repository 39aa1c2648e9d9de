//! Which parts of a graph hang together.

use super::ways::Ways;

/// The connected parts of a graph, numbered in the order of their first node.
#[derive(Debug, Clone, PartialEq)]
pub struct Components {
    /// The part of each node.
    pub of_node: Vec<u32>,
    /// How many parts there are; a node without arcs is one.
    pub count: usize,
}

impl Components {
    pub fn new(ways: &Ways) -> Components {
        const NEW: u32 = u32::MAX;
        let mut of_node = vec![NEW; ways.len()];
        let (mut count, mut open) = (0, Vec::new());
        for start in 0..ways.len() as u32 {
            if of_node[start as usize] != NEW {
                continue;
            }
            of_node[start as usize] = count as u32;
            open.push(start);
            while let Some(node) = open.pop() {
                for arc in ways.arcs(node) {
                    if of_node[arc.to as usize] == NEW {
                        of_node[arc.to as usize] = count as u32;
                        open.push(arc.to);
                    }
                }
            }
            count += 1;
        }
        Components { of_node, count }
    }

    /// Whether a way leads from the one to the other.
    pub fn joined(&self, a: u32, b: u32) -> bool {
        self.of_node[a as usize] == self.of_node[b as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_numbered_by_their_first_node() {
        let parts = Components::new(&Ways::new(5, &[(0, 3, 1.0), (1, 4, 1.0), (2, 2, 1.0), (3, 4, f64::INFINITY)]));
        assert_eq!((parts.of_node.as_slice(), parts.count), ([0, 1, 2, 0, 1].as_slice(), 3));
        assert!(parts.joined(1, 4) && !parts.joined(0, 1));
    }
}
