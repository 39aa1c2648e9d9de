//! Moran's I: do like values stand together over the whole map?
//!
//! About 0 without pattern (exactly −1/(n − 1) on average), towards 1 where neighbours are alike, below where they
//! differ. Not for where that is so ([`super::local_moran`]). For rates of areas of unlike size give
//! [`super::empirical_bayes::standardised_rates`] as values: the EB Moran of Assunção & Reis (1999).
//!
//! Source: Moran (1950), *Biometrika* 37:17–23; moments by Cliff & Ord (1981), *Spatial Processes*, ch. 2.

use super::moments::{Centred, Global, Moments};
use super::permutation::{Permutations, shuffled};
use super::weights::Weights;

/// Moran's I of `values`, one for each area.
///
/// An island adds nothing above the line but counts among the areas, as in `esda` (R `spdep` does so with
/// `adjust.n = FALSE`). `None` where a value is no number, values are all equal, or no area has a neighbour.
/// Equal to `esda.Moran`.
pub fn moran(values: &[f64], weights: &Weights, permutations: Permutations) -> Option<Global> {
    let sums = weights.sums();
    if values.len() != weights.len() || sums.s0 <= 0.0 {
        return None;
    }
    let centred = Centred::of(values)?;
    let (n, s0, s1, s2) = (values.len() as f64, sums.s0, sums.s1, sums.s2);
    let z = &centred.deviations;
    let scale = n / s0 / centred.squares;
    let of = |order: &[usize]| scale * crossed(weights, |i| z[order[i]], |j| z[order[j]]);
    let value = scale * crossed(weights, |i| z[i], |j| z[j]);

    let expected = -1.0 / (n - 1.0);
    let normal = (n * n * s1 - n * s2 + 3.0 * s0 * s0) / ((n * n - 1.0) * s0 * s0) - expected * expected;
    let by_chance = || {
        let k = centred.kurtosis();
        let a = n * ((n * n - 3.0 * n + 3.0) * s1 - n * s2 + 3.0 * s0 * s0);
        let b = k * ((n * n - n) * s1 - 2.0 * n * s2 + 6.0 * s0 * s0);
        (a - b) / ((n - 1.0) * (n - 2.0) * (n - 3.0) * s0 * s0) - expected * expected
    };
    Some(Global {
        value,
        normality: Some(Moments { expected, variance: normal }),
        randomisation: (n > 3.0).then(|| Moments { expected, variance: by_chance() }),
        permuted: shuffled(values.len(), permutations, value, 1.0, of),
    })
}

/// Bivariate Moran: does `here` go with what the neighbours have of `around`? Says nothing of how both go together
/// in one place.
///
/// Permutations deal out `around`. `None` as for [`moran`]. Equal to `esda.Moran_BV` where rows add up to
/// one: the sum of weights stands below the line, so that it does not depend on their measure.
/// Source: Anselin, Syabri & Smirnov (2002); no formula of moments.
pub fn bivariate(here: &[f64], around: &[f64], weights: &Weights, permutations: Permutations) -> Option<Global> {
    let s0 = weights.sums().s0;
    if here.len() != weights.len() || around.len() != weights.len() || s0 <= 0.0 {
        return None;
    }
    let (x, y) = (Centred::of(here)?, Centred::of(around)?);
    let scale = here.len() as f64 / s0 / (x.squares * y.squares).sqrt();
    let (zx, zy) = (&x.deviations, &y.deviations);
    let value = scale * crossed(weights, |i| zx[i], |j| zy[j]);
    let of = |order: &[usize]| scale * crossed(weights, |i| zx[i], |j| zy[order[j]]);
    Some(Global { value, normality: None, randomisation: None, permuted: shuffled(here.len(), permutations, value, 1.0, of) })
}

/// Sum over all links of the weight, what is here and what is there.
fn crossed(weights: &Weights, here: impl Fn(usize) -> f64, there: impl Fn(usize) -> f64) -> f64 {
    let of = |i: usize| {
        let (others, row) = weights.of(i);
        here(i) * others.iter().zip(row).map(|(&j, w)| w * there(j)).sum::<f64>()
    };
    (0..weights.len()).map(of).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spatial::moments::over_all_orders;
    use crate::spatial::neighbours::Neighbours;
    use proptest::prelude::*;

    const NONE: Permutations = Permutations { count: 0, seed: 0 };

    #[test]
    fn a_chessboard_is_minus_one_and_halves_are_near_one() {
        let near = |a: usize, b: usize| (a / 4).abs_diff(b / 4) + (a % 4).abs_diff(b % 4) == 1;
        let rooks = Neighbours::from_lists((0..16).map(|i| (0..16).filter(|&j| near(i, j)).collect()).collect());
        let weights = Weights::binary(rooks);
        let chess: Vec<f64> = (0..16).map(|i| f64::from((i / 4 + i % 4) % 2)).collect();
        let found = moran(&chess, &weights, Permutations::default()).unwrap();
        assert!((found.value + 1.0).abs() < 1e-12 && found.permuted.unwrap().p_folded() <= 0.002, "{found:?}");
        let halves: Vec<f64> = (0..16).map(|i| f64::from(i / 8)).collect();
        assert!(moran(&halves, &weights, NONE).unwrap().value > 0.6);
        assert!((bivariate(&chess, &chess, &weights, NONE).unwrap().value + 1.0).abs() < 1e-12);
    }

    #[test]
    fn what_cannot_be_said_is_not() {
        let weights = Weights::binary(Neighbours::from_lists(vec![vec![1], vec![0], vec![1]]));
        assert_eq!(moran(&[3.0; 3], &weights, NONE), None);
        assert_eq!(moran(&[1.0, f64::NAN, 2.0], &weights, NONE), None);
        assert_eq!(moran(&[1.0, 2.0], &weights, NONE), None);
        assert_eq!(moran(&[1.0, 2.0, 4.0], &Weights::binary(Neighbours::from_lists(vec![vec![]; 3])), NONE), None);
        assert_eq!(moran(&[1.0, 2.0, 4.0], &weights, NONE).unwrap().randomisation, None);
        assert_eq!(moran(&[], &Weights::binary(Neighbours::from_lists(vec![])), NONE), None);
    }

    proptest! {
        #[test]
        fn moments_are_those_of_all_orders(values in prop::collection::vec(0.0f64..9.0, 6), links in prop::collection::vec((0usize..6, 0usize..6, 0.1f64..3.0), 3..20)) {
            let neighbours = Neighbours::from_pairs(6, links.iter().map(|l| (l.0, l.1)));
            prop_assume!(neighbours.links() > 0);
            let weights = Weights::weighed(neighbours, |i, j| links.iter().find(|l| (l.0, l.1) == (i, j)).map_or(0.0, |l| l.2));
            let Some(found) = moran(&values, &weights, NONE) else { return Ok(()) };
            let dealt = |order: &[usize]| {
                let values: Vec<f64> = order.iter().map(|&i| values[i]).collect();
                moran(&values, &weights, NONE).map_or(0.0, |m| m.value)
            };
            let (all, told) = (over_all_orders(6, dealt), found.randomisation.unwrap());
            prop_assert!((all.expected - told.expected).abs() < 1e-9 && (all.variance - told.variance).abs() < 1e-8, "{:?} {:?}", all, told);
        }
    }
}
