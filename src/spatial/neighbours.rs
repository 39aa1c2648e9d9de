//! Who lies beside whom.
//!
//! Positions stand for areas, in the order in which they were given. Not here: what is done with
//! neighbours.

use geo::CoordsIter;
use geo_types::{Coord, MultiPolygon};
use std::collections::BTreeSet;

/// For every area the positions of its neighbours, sorted, without itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Neighbours {
    /// Where the neighbours of each area begin in `others`, and one more: the end.
    starts: Vec<usize>,
    others: Vec<usize>,
}

impl Neighbours {
    /// From one list for each area. Lists are sorted; an area itself, a double and a position past
    /// the last area are left out. What is said of one side need not be said of the other.
    pub fn from_lists(lists: Vec<Vec<usize>>) -> Neighbours {
        let (mut starts, mut others) = (vec![0], Vec::new());
        for (i, mut list) in lists.iter().cloned().enumerate() {
            list.retain(|&j| j != i && j < lists.len());
            list.sort_unstable();
            list.dedup();
            others.extend(list);
            starts.push(others.len());
        }
        Neighbours { starts, others }
    }

    /// Areas, with neighbours or without.
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The neighbours of an area.
    pub fn of(&self, area: usize) -> &[usize] {
        &self.others[self.starts[area]..self.starts[area + 1]]
    }

    /// An area and its neighbours, the area first.
    pub fn with_itself(&self, area: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::once(area).chain(self.of(area).iter().copied())
    }

    /// Areas without a neighbour. Whoever uses neighbours says what happens to them.
    pub fn islands(&self) -> Vec<usize> {
        (0..self.len()).filter(|&i| self.of(i).is_empty()).collect()
    }
}

/// Queen contiguity: areas that share a vertex, to the last digit.
///
/// Right for boundaries cut from one set of lines, as COD-AB files are. Where borders were
/// digitised twice, or a corner of one area touches the middle of another's edge, areas that meet
/// share no vertex; they then lack each other, and an area that lacks all is an island.
/// An empty geometry is an island too. Equal to `libpysal.weights.Queen`.
pub fn queen(areas: &[&MultiPolygon<f64>]) -> Neighbours {
    let mut corners: Vec<([u64; 2], usize)> =
        areas.iter().enumerate().flat_map(|(i, area)| area.coords_iter().map(move |c| (bits(c), i))).collect();
    corners.sort_unstable();
    corners.dedup();
    let mut lists = vec![BTreeSet::new(); areas.len()];
    for meeting in corners.chunk_by(|a, b| a.0 == b.0) {
        for &(_, a) in meeting {
            lists[a].extend(meeting.iter().map(|&(_, b)| b));
        }
    }
    Neighbours::from_lists(lists.into_iter().map(|list| list.into_iter().collect()).collect())
}

/// A coordinate as a key; −0 is 0.
fn bits(c: Coord<f64>) -> [u64; 2] {
    [(c.x + 0.0).to_bits(), (c.y + 0.0).to_bits()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::{Polygon, polygon};

    fn square(x: f64, y: f64) -> Polygon<f64> {
        polygon![(x: x, y: y), (x: x + 1.0, y: y), (x: x + 1.0, y: y + 1.0), (x: x, y: y + 1.0)]
    }

    fn queens(areas: Vec<Vec<Polygon<f64>>>) -> Neighbours {
        let areas: Vec<_> = areas.into_iter().map(MultiPolygon).collect();
        queen(&areas.iter().collect::<Vec<_>>())
    }

    #[test]
    fn an_edge_and_a_corner_make_neighbours_and_a_gap_does_not() {
        let n = queens(vec![vec![square(0.0, 0.0)], vec![square(1.0, 0.0)], vec![square(2.0, 1.0)], vec![square(5.0, 5.0)]]);
        assert_eq!([n.of(0), n.of(1), n.of(2), n.of(3)], [&[1][..], &[0, 2], &[1], &[]]);
        assert_eq!((n.islands(), n.len()), (vec![3], 4));
        assert_eq!(n.with_itself(1).collect::<Vec<_>>(), [1, 0, 2]);
    }

    #[test]
    fn every_part_of_an_area_has_neighbours() {
        let n = queens(vec![vec![square(0.0, 0.0), square(9.0, 0.0)], vec![square(10.0, 0.0)], vec![square(-1.0, 0.0)]]);
        assert_eq!((n.of(0), n.of(1), n.of(2)), (&[1, 2][..], &[0][..], &[0][..]));
    }

    #[test]
    fn an_enclave_is_the_neighbour_of_what_surrounds_it() {
        let hole = geo_types::LineString::from(vec![(1.0, 1.0), (2.0, 1.0), (2.0, 2.0), (1.0, 2.0), (1.0, 1.0)]);
        let ring = geo_types::LineString::from(vec![(0.0, 0.0), (3.0, 0.0), (3.0, 3.0), (0.0, 3.0), (0.0, 0.0)]);
        let n = queens(vec![vec![Polygon::new(ring, vec![hole])], vec![square(1.0, 1.0)]]);
        assert_eq!((n.of(0), n.of(1)), (&[1][..], &[0][..]));
    }

    #[test]
    fn nothing_a_negative_zero_and_a_meeting_off_the_vertices() {
        assert!(queens(vec![]).is_empty());
        let n = queens(vec![vec![], vec![square(0.0, 0.0)], vec![square(-1.0, -0.0)], vec![square(1.0, 0.5)]]);
        assert_eq!((n.of(1), n.islands()), (&[2][..], vec![0, 3]));
    }

    #[test]
    fn lists_are_put_in_order() {
        let n = Neighbours::from_lists(vec![vec![2, 1, 1, 0, 7], vec![], vec![0]]);
        assert_eq!((n.of(0), n.islands()), (&[1, 2][..], vec![1]));
    }
}
