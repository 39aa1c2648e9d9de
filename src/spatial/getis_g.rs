//! Getis and Ord's general G: do high values stand beside high ones (large G) or low beside low (small G)?
//!
//! For values of zero and above. Where both are so, they cancel out: ask [`super::moran`] too.
//!
//! Source: Getis & Ord (1992), *Geographical Analysis* 24:189–206.

use super::moments::{Centred, Global, Moments};
use super::permutation::{Permutations, shuffled};
use super::weights::{Standardisation, Weights};

/// General G of `values` with every neighbour counting 1, whatever the weights.
///
/// `None` where a value is below zero or no number, where values are all equal or only one is above zero, or where no area has
/// a neighbour. Equal to `esda.G` and R `spdep::globalG.test`.
pub fn general_g(values: &[f64], weights: &Weights, permutations: Permutations) -> Option<Global> {
    let weights = weights.standardised(Standardisation::Binary);
    let sums = weights.sums();
    if values.len() != weights.len() || sums.s0 <= 0.0 || values.iter().any(|v| *v < 0.0) {
        return None;
    }
    Centred::of(values)?;
    let (n, s0, s1, s2) = (values.len() as f64, sums.s0, sums.s1, sums.s2);
    let power = |k: i32| values.iter().map(|v| v.powi(k)).sum::<f64>();
    let (m1, m2, m3, m4) = (power(1), power(2), power(3), power(4));
    let pairs = m1 * m1 - m2;
    if pairs <= 1e-14 * m1 * m1 {
        return None;
    }
    let products = |of: &dyn Fn(usize) -> f64| {
        let row = |i: usize| of(i) * weights.of(i).0.iter().map(|&j| of(j)).sum::<f64>();
        (0..weights.len()).map(row).sum::<f64>() / pairs
    };
    let value = products(&|i| values[i]);
    let expected = s0 / (n * (n - 1.0));
    let by_chance = || {
        let b0 = (n * n - 3.0 * n + 3.0) * s1 - n * s2 + 3.0 * s0 * s0;
        let b1 = -((n * n - n) * s1 - 2.0 * n * s2 + 6.0 * s0 * s0);
        let b2 = -(2.0 * n * s1 - (n + 3.0) * s2 + 6.0 * s0 * s0);
        let b3 = 4.0 * (n - 1.0) * s1 - 2.0 * (n + 1.0) * s2 + 8.0 * s0 * s0;
        let b4 = s1 - s2 + s0 * s0;
        let square = b0 * m2 * m2 + b1 * m4 + b2 * m1 * m1 * m2 + b3 * m1 * m3 + b4 * m1.powi(4);
        square / (pairs * pairs * n * (n - 1.0) * (n - 2.0) * (n - 3.0)) - expected * expected
    };
    Some(Global {
        value,
        normality: None,
        randomisation: (n > 3.0).then(|| Moments { expected, variance: by_chance() }),
        permuted: shuffled(values.len(), permutations, value, 1.0, |order| products(&|i| values[order[i]])),
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
    fn what_cannot_be_said_is_not() {
        let weights = Weights::binary(Neighbours::from_lists(vec![vec![1], vec![0, 2], vec![1], vec![2]]));
        assert!(general_g(&[5.0, 4.0, 0.0, 1.0], &weights, NONE).is_some());
        assert_eq!(general_g(&[5.0, 4.0, 0.0, -1.0], &weights, NONE), None);
        assert_eq!(general_g(&[5.0, 0.0, 0.0, 0.0], &weights, NONE), None, "one value has no pair");
        assert_eq!(general_g(&[5.0; 4], &weights, NONE), None);
    }

    proptest! {
        #[test]
        fn moments_are_those_of_all_orders(values in prop::collection::vec(0.0f64..9.0, 6), links in prop::collection::vec((0usize..6, 0usize..6), 3..20)) {
            let weights = Weights::binary(Neighbours::from_pairs(6, links));
            let Some(found) = general_g(&values, &weights, NONE) else { return Ok(()) };
            let dealt = |order: &[usize]| {
                let values: Vec<f64> = order.iter().map(|&i| values[i]).collect();
                general_g(&values, &weights, NONE).map_or(0.0, |g| g.value)
            };
            let (all, told) = (over_all_orders(6, dealt), found.randomisation.unwrap());
            prop_assert!((all.expected - told.expected).abs() < 1e-9 && (all.variance - told.variance).abs() < 1e-9, "{:?} {:?}", all, told);
        }
    }
}
