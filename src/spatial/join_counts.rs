//! Join counts: areas that have something (black) beside others that have it too, beside those that have not
//! (white), over the whole map and around each area.
//!
//! Sources: Moran (1948), *JRSS B* 10:243–251; Cliff & Ord (1981); local by Anselin & Li (2019), *Journal of Geographical
//! Systems* 21:189–210.

use super::moments::{Global, Moments};
use super::permutation::{Permutations, Permuted, conditional, shuffled};
use super::weights::{Standardisation, Weights};

/// How often each kind of neighbours meets; each pair that are neighbours of each other counts once.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct JoinCounts {
    pub black_black: Global,
    pub white_white: Global,
    pub black_white: Global,
}

/// Join counts of `black`, one for each area, with every neighbour counting 1 whatever the weights; a link
/// that goes one way counts one half. Moments are those without replacement (nonfree sampling).
///
/// `None` where all areas are alike or none has a neighbour.
/// Equal to `esda.Join_Counts` and R `spdep::joincount.multi`.
pub fn join_counts(black: &[bool], weights: &Weights, permutations: Permutations) -> Option<JoinCounts> {
    let weights = weights.standardised(Standardisation::Binary);
    let (sums, n) = (weights.sums(), black.len() as f64);
    let blacks = black.iter().filter(|b| **b).count() as f64;
    if black.len() != weights.len() || sums.s0 <= 0.0 || blacks == 0.0 || blacks == n {
        return None;
    }
    let whites = n - blacks;
    let (s0, s1, s2) = (sums.s0, sums.s1, sums.s2);
    let moments = |expected: f64, pairs: f64, threes: f64, fours: f64| {
        let all = pairs / (n * (n - 1.0)) * s1
            + threes / (n * (n - 1.0) * (n - 2.0)) * (s2 - 2.0 * s1)
            + fours / (n * (n - 1.0) * (n - 2.0) * (n - 3.0)) * (s0 * s0 + s1 - s2);
        (n > 3.0).then_some(Moments { expected, variance: 0.25 * all - expected * expected })
    };
    let alike = |m: f64| {
        let pairs = m * (m - 1.0);
        moments(0.5 * s0 * pairs / (n * (n - 1.0)), pairs, pairs * (m - 2.0), pairs * (m - 2.0) * (m - 3.0))
    };
    let pairs = blacks * whites;
    let unlike =
        moments(s0 * pairs / (n * (n - 1.0)), 2.0 * pairs, pairs * (n - 2.0), 4.0 * pairs * (blacks - 1.0) * (whites - 1.0));
    let global = |is: fn(bool, bool) -> bool, randomisation: Option<Moments>| {
        let count =
            |of: &dyn Fn(usize) -> bool| weights.neighbours().pairs().filter(|&(i, j)| is(of(i), of(j))).count() as f64 / 2.0;
        let value = count(&|i| black[i]);
        let permuted = shuffled(black.len(), permutations, value, 1.0, |order| count(&|i| black[order[i]]));
        Global { value, normality: None, randomisation, permuted }
    };
    Some(JoinCounts {
        black_black: global(|a, b| a && b, alike(blacks)),
        white_white: global(|a, b| !a && !b, alike(whites)),
        black_white: global(|a, b| a != b, unlike),
    })
}

/// How many neighbours of a black area are black.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LocalJoins {
    pub count: usize,
    /// [`Permuted::p_greater`] is the chance of so many or more; `None` without permutations.
    pub permuted: Option<Permuted>,
}

/// The local join count of every black area. `None` for white areas and islands.
/// Equal to `esda.Join_Counts_Local`, whose p is ours on the upper side.
pub fn local_join_counts(black: &[bool], weights: &Weights, permutations: Permutations) -> Vec<Option<LocalJoins>> {
    if black.len() != weights.len() {
        return vec![None; weights.len()];
    }
    let number = |others: &[usize]| others.iter().filter(|&&j| black[j]).count();
    let permuted = conditional(weights, permutations, 1.0, |_, j, _| f64::from(u8::from(black[j])));
    let local = |i: usize| {
        let others = weights.of(i).0;
        (black[i] && !others.is_empty()).then(|| LocalJoins { count: number(others), permuted: permuted[i] })
    };
    (0..black.len()).map(local).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spatial::moments::over_all_orders;
    use crate::spatial::neighbours::Neighbours;
    use proptest::prelude::*;

    const NONE: Permutations = Permutations { count: 0, seed: 0 };

    #[test]
    fn what_cannot_be_said_is_not() {
        let weights = Weights::binary(Neighbours::from_lists(vec![vec![1], vec![0], vec![]]));
        assert_eq!(join_counts(&[true; 3], &weights, NONE), None);
        assert_eq!(join_counts(&[true, false], &weights, NONE), None);
        let local = local_join_counts(&[true, true, true], &weights, Permutations::default());
        assert_eq!((local[0].map(|l| l.count), local[2]), (Some(1), None), "an island has no join");
        assert_eq!(local[0].and_then(|l| l.permuted).map(|p| p.p_greater()), Some(1.0), "all are black");
    }

    proptest! {
        #[test]
        fn moments_are_those_of_all_orders(black in prop::collection::vec(any::<bool>(), 7), links in prop::collection::vec((0usize..7, 0usize..7), 2..20)) {
            let weights = Weights::binary(Neighbours::from_pairs(7, links));
            let Some(found) = join_counts(&black, &weights, NONE) else { return Ok(()) };
            prop_assert_eq!(found.black_black.value + found.white_white.value + found.black_white.value, weights.sums().s0 / 2.0);
            let of: [fn(JoinCounts) -> Global; 3] = [|c| c.black_black, |c| c.white_white, |c| c.black_white];
            for of in of {
                let dealt = |order: &[usize]| {
                    let black: Vec<bool> = order.iter().map(|&i| black[i]).collect();
                    join_counts(&black, &weights, NONE).map_or(0.0, |c| of(c).value)
                };
                let (all, told) = (over_all_orders(7, dealt), of(found).randomisation.unwrap());
                prop_assert!((all.expected - told.expected).abs() < 1e-9 && (all.variance - told.variance).abs() < 1e-8, "{:?} {:?}", all, told);
            }
        }
    }
}
