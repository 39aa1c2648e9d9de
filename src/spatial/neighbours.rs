//! Who lies beside whom.
//!
//! Positions stand for areas, in the order in which they were given. Not here: what is done with
//! neighbours, nor how much each of them counts ([`super::weights`]).
//!
//! Borders make them in [`super::contiguity`], distances in [`super::proximity`].

use std::collections::BTreeMap;

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

    /// From pairs (area, neighbour) in any order, doubles allowed, as [`from_lists`](Self::from_lists).
    pub fn from_pairs(len: usize, pairs: impl IntoIterator<Item = (usize, usize)>) -> Neighbours {
        let mut lists = vec![Vec::new(); len];
        pairs.into_iter().filter(|&(i, _)| i < len).for_each(|(i, j)| lists[i].push(j));
        Neighbours::from_lists(lists)
    }

    /// Everybody of the same block (region, zone) is a neighbour. `None` belongs to no block and is an island, as
    /// is whoever is alone in a block. Equal to `libpysal.weights.block_weights`.
    pub fn blocks<T: Ord>(of: &[Option<T>]) -> Neighbours {
        let mut members: BTreeMap<&T, Vec<usize>> = BTreeMap::new();
        of.iter()
            .enumerate()
            .filter_map(|(i, block)| Some((block.as_ref()?, i)))
            .for_each(|(b, i)| members.entry(b).or_default().push(i));
        Neighbours::from_lists(
            of.iter().map(|block| block.as_ref().and_then(|b| members.get(b)).cloned().unwrap_or_default()).collect(),
        )
    }

    /// Who is exactly `order` steps away and no fewer; order 1 is this itself, order 0 nobody.
    /// Equal to `libpysal.weights.higher_order` and R `spdep::nblag`.
    pub fn of_order(&self, order: usize) -> Neighbours {
        self.by_steps(order..=order)
    }

    /// Who is at most `order` steps away. Equal to `higher_order(…, lower_order=True)`.
    pub fn up_to_order(&self, order: usize) -> Neighbours {
        self.by_steps(1..=order)
    }

    /// Those whose number of steps, one or more, is in the range.
    fn by_steps(&self, wanted: std::ops::RangeInclusive<usize>) -> Neighbours {
        let mut seen = vec![usize::MAX; self.len()];
        let lists = (0..self.len()).map(|start| {
            let (mut list, mut ring, mut steps) = (Vec::new(), vec![start], 0);
            seen[start] = start;
            while !ring.is_empty() && steps < *wanted.end() {
                let mut next = Vec::new();
                for &area in &ring {
                    for &other in self.of(area) {
                        if seen[other] != start {
                            seen[other] = start;
                            next.push(other);
                        }
                    }
                }
                steps += 1;
                if wanted.contains(&steps) {
                    list.extend(&next);
                }
                ring = next;
            }
            list
        });
        Neighbours::from_lists(lists.collect())
    }

    /// Who is a neighbour by either. Areas of the longer list that the other lacks keep theirs.
    /// Equal to `libpysal.weights.w_union`.
    pub fn union(&self, other: &Neighbours) -> Neighbours {
        let of = |n: &'_ Neighbours, i: usize| if i < n.len() { n.of(i).to_vec() } else { Vec::new() };
        Neighbours::from_lists((0..self.len().max(other.len())).map(|i| [of(self, i), of(other, i)].concat()).collect())
    }

    /// The same, with each neighbour taken as one from the other side too.
    pub fn mutual(&self) -> Neighbours {
        Neighbours::from_pairs(self.len(), self.pairs().flat_map(|(i, j)| [(i, j), (j, i)]))
    }

    /// Whether whoever is somebody's neighbour has them as neighbour.
    pub fn is_mutual(&self) -> bool {
        self.pairs().all(|(i, j)| self.of(j).binary_search(&i).is_ok())
    }

    /// Every area with each of its neighbours.
    pub fn pairs(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        (0..self.len()).flat_map(|i| self.of(i).iter().map(move |&j| (i, j)))
    }

    /// Of an area, where its neighbours stand among all pairs.
    pub(super) fn span(&self, area: usize) -> std::ops::Range<usize> {
        self.starts[area]..self.starts[area + 1]
    }

    /// How many neighbours the areas have together.
    pub fn links(&self) -> usize {
        self.others.len()
    }

    /// Areas without a neighbour. Whoever uses neighbours says what happens to them.
    pub fn islands(&self) -> Vec<usize> {
        (0..self.len()).filter(|&i| self.of(i).is_empty()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lists(n: &Neighbours) -> Vec<Vec<usize>> {
        (0..n.len()).map(|i| n.of(i).to_vec()).collect()
    }

    /// 0 – 1 – 2 – 3 – 4, and 5 alone.
    fn chain() -> Neighbours {
        Neighbours::from_lists(vec![vec![1], vec![0, 2], vec![1, 3], vec![2, 4], vec![3], vec![]])
    }

    #[test]
    fn lists_are_put_in_order() {
        let n = Neighbours::from_lists(vec![vec![2, 1, 1, 0, 7], vec![], vec![0]]);
        assert_eq!((n.of(0), n.islands()), (&[1, 2][..], vec![1]));
        assert_eq!(n.with_itself(0).collect::<Vec<_>>(), [0, 1, 2]);
        assert!(!n.is_mutual() && chain().is_mutual());
        assert!(Neighbours::from_lists(vec![]).is_empty());
    }

    #[test]
    fn orders_are_steps_away() {
        let n = chain();
        assert_eq!(lists(&n.of_order(2)), [vec![2], vec![3], vec![0, 4], vec![1], vec![2], vec![]]);
        assert_eq!(lists(&n.of_order(4)), [vec![4], vec![], vec![], vec![], vec![0], vec![]]);
        assert_eq!(n.of_order(1), n);
        assert_eq!(n.of_order(0).islands().len(), 6);
        assert_eq!(lists(&n.up_to_order(2))[2], [0, 1, 3, 4]);
    }

    #[test]
    fn blocks_are_everybody_of_one_kind() {
        let n = Neighbours::blocks(&[Some("a"), Some("b"), Some("a"), None, Some("a"), None]);
        assert_eq!(lists(&n), [vec![2, 4], vec![], vec![0, 4], vec![], vec![0, 2], vec![]]);
    }

    proptest! {
        #[test]
        fn a_union_is_what_either_says(pairs in prop::collection::vec((0usize..12, 0usize..12, any::<bool>()), 0..60)) {
            let mut both = [vec![vec![]; 12], vec![vec![]; 12]];
            pairs.iter().for_each(|&(a, b, first)| both[usize::from(first)][a].push(b));
            let all = (0..12).map(|i| [both[0][i].clone(), both[1][i].clone()].concat()).collect();
            let [first, second] = both.map(Neighbours::from_lists);
            prop_assert_eq!(first.union(&second), Neighbours::from_lists(all));
            let mutual = first.mutual();
            prop_assert!(mutual.is_mutual() && (0..12).all(|i| first.of(i).iter().all(|j| mutual.of(i).contains(j))));
        }
    }
}
