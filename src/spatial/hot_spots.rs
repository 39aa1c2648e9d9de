//! Hot and cold spots: Gi and Gi* of Getis & Ord, the z-scores of sums around each area.
//!
//! Hot is where high values stand together, cold where low ones do. The statistic looks at the values themselves: for
//! areas of unlike size use rates, better smoothed ones.
//!
//! Sources: Getis & Ord (1992), *Geographical Analysis* 24:189–206; Ord & Getis (1995), *Geographical
//! Analysis* 27:286–306.

use super::permutation::{Permutations, Permuted, conditional};
use super::weights::Weights;
use crate::base::distribution::normal_upper;

/// The statistic of one area.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spot {
    /// Weighted share of the sum of all values that lies around the area (in it and around it for Gi*).
    /// Not a number where all values add up to zero; the z-score holds nevertheless.
    pub share: f64,
    /// What the share would be without hot and cold spots.
    pub expected: f64,
    /// Standard deviations above (hot) or below (cold) what chance gives on average; the statistic of ArcGIS and R `spdep`.
    pub z: f64,
    /// Of `z` by the normal distribution, both sides.
    pub p_normal: f64,
    /// Of the weighted sum around the area; `None` without permutations.
    pub permuted: Option<Permuted>,
}

/// Gi*: the area counts with its neighbours, itself by `own` (1 with binary weights).
///
/// `values` one for each area, all of them numbers; negative ones are allowed, the z-score then still means what it
/// says. `None` for an island, whose spot would be its own value alone, and everywhere where values are
/// all equal or an area and its neighbours are the whole map. The z-score does not change when a row of weights is multiplied.
///
/// Permutations hold the area and deal out the rest.
/// Equal to R `spdep::localG` of `include.self` and to `esda.G_Local(star=True)` with binary weights (whose
/// variance does not hold for others).
pub fn gi_star(values: &[f64], weights: &Weights, own: f64, permutations: Permutations) -> Vec<Option<Spot>> {
    spots(values, weights, Some(own), permutations)
}

/// Gi: the area itself does not count, neither around itself nor in the mean it is held against. Otherwise as
/// [`gi_star`]; equal to R `spdep::localG` and `esda.G_Local`.
pub fn gi(values: &[f64], weights: &Weights, permutations: Permutations) -> Vec<Option<Spot>> {
    spots(values, weights, None, permutations)
}

fn spots(values: &[f64], weights: &Weights, own: Option<f64>, permutations: Permutations) -> Vec<Option<Spot>> {
    let len = weights.len();
    if values.len() != len || len < 3 || values.iter().any(|v| !v.is_finite()) {
        return vec![None; len];
    }
    // Around the mean: sums of large numbers that hardly differ would lose their digits.
    let mean = values.iter().sum::<f64>() / len as f64;
    let centred: Vec<f64> = values.iter().map(|v| v - mean).collect();
    let (sum, squares): (f64, f64) = (centred.iter().sum(), centred.iter().map(|v| v * v).sum());
    let largest = values.iter().fold(0.0f64, |a, v| a.max(v.abs()));
    // What is left of equal values is rounding.
    if squares <= (1e-14 * largest).powi(2) * len as f64 {
        return vec![None; len];
    }
    let lags = weights.lag(&centred);
    let permuted = conditional(weights, permutations, largest, |_, j, w| w * centred[j]);
    let spot = |i: usize| {
        let row = weights.of(i).1;
        if row.iter().all(|w| *w == 0.0) {
            return None;
        }
        let (mut w1, mut w2) = (row.iter().sum::<f64>(), row.iter().map(|w| w * w).sum::<f64>());
        let (mut n, mut sum, mut squares, mut around) = (len as f64, sum, squares, lags[i]);
        match own {
            Some(own) => (w1, w2, around) = (w1 + own, w2 + own * own, around + own * centred[i]),
            None => (n, sum, squares) = (n - 1.0, sum - centred[i], squares - centred[i] * centred[i]),
        }
        let average = sum / n;
        let variance = squares / n - average * average;
        let spread = variance * (n * w2 - w1 * w1) / (n - 1.0);
        // The whole map around an area, or nothing that varies.
        if spread.is_nan() || spread <= 1e-14 * squares * w2 {
            return None;
        }
        let z = (around - w1 * average) / spread.sqrt();
        Some(Spot {
            share: (around + w1 * mean) / (sum + n * mean),
            expected: w1 / n,
            z,
            p_normal: (2.0 * normal_upper(z.abs())).min(1.0),
            permuted: permuted[i],
        })
    };
    (0..len).map(spot).collect()
}

/// What an area is, at a level of significance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Heat {
    Cold,
    Neither,
    Hot,
}

/// Hot where the sum around an area is significantly high, cold where it is low: by the sign of z, so
/// that a cold spot is never called hot. `p` is two-sided and already adjusted if it should be; one that is no
/// number is significant nowhere.
pub fn heat(z: f64, p: f64, level: f64) -> Heat {
    match p <= level {
        true if z > 0.0 => Heat::Hot,
        true if z < 0.0 => Heat::Cold,
        _ => Heat::Neither,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spatial::neighbours::Neighbours;
    use crate::spatial::weights::Standardisation;
    use proptest::prelude::*;

    pub fn grid(side: usize) -> Neighbours {
        let near = |a: usize, b: usize| a != b && (a / side).abs_diff(b / side) <= 1 && (a % side).abs_diff(b % side) <= 1;
        Neighbours::from_lists((0..side * side).map(|i| (0..side * side).filter(|&j| near(i, j)).collect()).collect())
    }

    const NONE: Permutations = Permutations { count: 0, seed: 0 };

    #[test]
    fn a_planted_spot_is_hot_and_its_mirror_cold() {
        let weights = Weights::binary(grid(9));
        let mut values: Vec<f64> = (0..81).map(|i| f64::from(i * 7 % 5)).collect();
        for i in [30, 31, 32, 39, 40, 41, 48, 49, 50] {
            values[i] += 20.0;
        }
        let found = gi_star(&values, &weights, 1.0, Permutations::default());
        let centre = found[40].unwrap();
        assert!(centre.z > 5.0 && centre.permuted.unwrap().p_folded() <= 0.002, "{centre:?}");
        assert_eq!(heat(centre.z, centre.p_normal, 0.05), Heat::Hot);
        let mirrored: Vec<f64> = values.iter().map(|v| -v).collect();
        let cold = gi_star(&mirrored, &weights, 1.0, NONE)[40].unwrap();
        assert!((cold.z + centre.z).abs() < 1e-9 && heat(cold.z, cold.p_normal, 0.05) == Heat::Cold);
        let chances = found.iter().flatten().map(|s| heat(s.z, s.p_normal, 0.01));
        assert!(chances.clone().all(|h| h != Heat::Cold) && chances.filter(|h| *h == Heat::Hot).count() >= 9);
    }

    #[test]
    fn what_cannot_be_said_is_not() {
        let weights = Weights::binary(grid(3));
        assert_eq!(gi_star(&[7.0; 9], &weights, 1.0, NONE), [None; 9]);
        assert_eq!(gi_star(&[0.1 + 0.2; 9], &weights, 1.0, NONE), [None; 9]);
        assert_eq!(gi(&[1.0, 2.0], &weights, NONE), [None; 9], "as many values as areas");
        let mut values: Vec<f64> = (0..9).map(f64::from).collect();
        assert_eq!(gi_star(&values, &weights, 1.0, NONE)[4], None, "the centre of nine has the whole map around it");
        assert!(gi_star(&values, &weights, 1.0, NONE)[0].is_some());
        values[3] = f64::NAN;
        assert_eq!(gi_star(&values, &weights, 1.0, NONE), [None; 9]);
        let island = Weights::binary(Neighbours::from_lists(vec![vec![1], vec![0], vec![], vec![0]]));
        assert_eq!(gi_star(&[1.0, 2.0, 9.0, 4.0], &island, 1.0, Permutations::default())[2], None);
        assert_eq!(
            (heat(3.0, f64::NAN, 0.05), heat(0.0, 0.0, 0.05), heat(2.0, 0.05, 0.05)),
            (Heat::Neither, Heat::Neither, Heat::Hot)
        );
    }

    proptest! {
        #[test]
        fn z_is_that_of_the_definition_and_units_do_not_matter(values in prop::collection::vec(0.0f64..50.0, 25), factor in 0.01f64..100.0, own in 0.1f64..2.0) {
            let weights = Weights::binary(grid(5));
            let found = gi_star(&values, &weights, own, NONE);
            let n = 25.0;
            let mean = values.iter().sum::<f64>() / n;
            let s = (values.iter().map(|v| v * v).sum::<f64>() / n - mean * mean).sqrt();
            prop_assume!(s > 1e-3);
            for (i, spot) in found.iter().enumerate() {
                let spot = spot.unwrap();
                let (w1, w2) = (weights.of(i).0.len() as f64 + own, weights.of(i).0.len() as f64 + own * own);
                let z = (weights.lag_of(i, &values) + own * values[i] - w1 * mean) / (s * ((n * w2 - w1 * w1) / (n - 1.0)).sqrt());
                prop_assert!((spot.z - z).abs() < 1e-7, "{} {}", spot.z, z);
            }
            let scaled: Vec<f64> = values.iter().map(|v| 3.0 + v * factor).collect();
            for (a, b) in found.iter().zip(gi_star(&scaled, &weights, own, NONE)) {
                prop_assert!((a.unwrap().z - b.unwrap().z).abs() < 1e-6);
            }
            for (a, b) in gi(&values, &weights, NONE).iter().zip(gi(&values, &weights.standardised(Standardisation::Row), NONE)) {
                prop_assert!((a.unwrap().z - b.unwrap().z).abs() < 1e-7, "rows may be multiplied");
            }
        }

        #[test]
        fn areas_in_another_order_have_the_same_spots(values in prop::collection::vec(0.0f64..9.0, 16), seed in any::<u64>()) {
            let weights = Weights::binary(grid(4));
            let mut random = crate::base::Random::new(seed);
            let mut order: Vec<usize> = (0..16).collect();
            (1..16).rev().for_each(|i| order.swap(i, random.below(i + 1)));
            let other: Vec<f64> = order.iter().map(|&i| values[i]).collect();
            let (a, b) = (gi_star(&values, &weights, 1.0, NONE), gi_star(&other, &weights.among(&order), 1.0, NONE));
            for (new, &old) in order.iter().enumerate() {
                prop_assert_eq!(a[old].is_some(), b[new].is_some());
                prop_assert!(a[old].zip(b[new]).is_none_or(|(a, b)| (a.z - b.z).abs() < 1e-9));
            }
        }
    }
}
