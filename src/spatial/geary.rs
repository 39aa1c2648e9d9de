//! Geary's c: how much neighbours differ, against how much any two areas do.
//!
//! 1 without pattern, towards 0 where neighbours are alike, above 1 where they differ. Sees differences
//! between neighbours where [`super::moran`] sees broad slopes.
//!
//! Source: Geary (1954), *The Incorporated Statistician* 5:115–145; moments by Cliff & Ord (1981).

use super::moments::{Centred, Global, Moments};
use super::permutation::{Permutations, shuffled};
use super::weights::Weights;

/// Geary's c of `values`, one for each area; islands and `None` as for [`super::moran::moran`].
/// Equal to `esda.Geary` and R `spdep::geary.test`.
pub fn geary(values: &[f64], weights: &Weights, permutations: Permutations) -> Option<Global> {
    let sums = weights.sums();
    if values.len() != weights.len() || sums.s0 <= 0.0 {
        return None;
    }
    let centred = Centred::of(values)?;
    let (n, s0, s1, s2) = (values.len() as f64, sums.s0, sums.s1, sums.s2);
    let z = &centred.deviations;
    let scale = (n - 1.0) / (2.0 * s0 * centred.squares);
    let differences = |of: &dyn Fn(usize) -> f64| {
        let row = |i: usize| {
            let (others, row) = weights.of(i);
            others.iter().zip(row).map(|(&j, w)| w * (of(i) - of(j)).powi(2)).sum::<f64>()
        };
        scale * (0..weights.len()).map(row).sum::<f64>()
    };
    let value = differences(&|i| z[i]);
    let normal = ((2.0 * s1 + s2) * (n - 1.0) - 4.0 * s0 * s0) / (2.0 * (n + 1.0) * s0 * s0);
    let by_chance = || {
        let k = centred.kurtosis();
        let a = (n - 1.0) * s1 * (n * n - 3.0 * n + 3.0 - (n - 1.0) * k);
        let b = 0.25 * (n - 1.0) * s2 * (n * n + 3.0 * n - 6.0 - (n * n - n + 2.0) * k);
        let c = s0 * s0 * (n * n - 3.0 - (n - 1.0).powi(2) * k);
        (a - b + c) / (n * (n - 2.0) * (n - 3.0) * s0 * s0)
    };
    Some(Global {
        value,
        normality: Some(Moments { expected: 1.0, variance: normal }),
        randomisation: (n > 3.0).then(|| Moments { expected: 1.0, variance: by_chance() }),
        permuted: shuffled(values.len(), permutations, value, 1.0, |order| differences(&|i| z[order[i]])),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spatial::moments::over_all_orders;
    use crate::spatial::neighbours::Neighbours;
    use proptest::prelude::*;

    const NONE: Permutations = Permutations { count: 0, seed: 0 };

    #[test]
    fn likes_together_are_below_one() {
        let ring = Neighbours::from_lists((0..12).map(|i| vec![(i + 1) % 12, (i + 11) % 12]).collect());
        let weights = Weights::binary(ring);
        let halves: Vec<f64> = (0..12).map(|i| f64::from(i / 6)).collect();
        let turns: Vec<f64> = (0..12).map(|i| f64::from(i % 2)).collect();
        let found = geary(&halves, &weights, Permutations::default()).unwrap();
        assert!(found.value < 0.4 && found.permuted.unwrap().p_lesser() < 0.02, "{found:?}");
        assert!(geary(&turns, &weights, NONE).unwrap().value > 1.5);
        assert_eq!(geary(&[2.0; 12], &weights, NONE), None);
    }

    proptest! {
        #[test]
        fn moments_are_those_of_all_orders(values in prop::collection::vec(0.0f64..9.0, 6), links in prop::collection::vec((0usize..6, 0usize..6), 3..20)) {
            let neighbours = Neighbours::from_pairs(6, links);
            prop_assume!(neighbours.links() > 0);
            let weights = Weights::binary(neighbours);
            let Some(found) = geary(&values, &weights, NONE) else { return Ok(()) };
            let dealt = |order: &[usize]| {
                let values: Vec<f64> = order.iter().map(|&i| values[i]).collect();
                geary(&values, &weights, NONE).map_or(0.0, |g| g.value)
            };
            let (all, told) = (over_all_orders(6, dealt), found.randomisation.unwrap());
            prop_assert!((all.expected - 1.0).abs() < 1e-9 && (all.variance - told.variance).abs() < 1e-8, "{:?} {:?}", all, told);
        }
    }
}
