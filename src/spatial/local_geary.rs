//! Local Geary: where neighbours hardly differ from an area, and where they differ much.
//!
//! Sources: Anselin (1995); classes by Anselin (2019), *Geographical Analysis* 51:133–150.

use super::moments::Centred;
use super::permutation::{Permutations, Permuted, conditional};
use super::weights::Weights;

/// How an area stands to those around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// Alike, and both above the mean.
    HighHigh,
    /// Alike, and both below it.
    LowLow,
    /// Alike, on both sides of the mean.
    OtherAlike,
    Unlike,
}

/// Local Geary of one area.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LocalGeary {
    /// Weighted sum of squared differences from the neighbours, values in standard deviations.
    pub value: f64,
    /// Judged by permutations, the lag by the mean of all; `None` without them.
    pub likeness: Option<Likeness>,
    pub permuted: Option<Permuted>,
}

/// Local Geary of `values`, one for each area; `None` as for [`super::local_moran::local_moran`].
/// Equal to `esda.Geary_Local`, but for islands, which have none here.
pub fn local_geary(values: &[f64], weights: &Weights, permutations: Permutations) -> Vec<Option<LocalGeary>> {
    let len = weights.len();
    let Some(centred) = (values.len() == len).then(|| Centred::of(values)).flatten() else { return vec![None; len] };
    let z = centred.standardised();
    let difference = |i: usize, j: usize, w: f64| w * (z[i] - z[j]).powi(2);
    let scale = z.iter().fold(0.0f64, |a, v| a.max(v * v));
    let permuted = conditional(weights, permutations, scale, difference);
    let local = |i: usize| {
        let (others, row) = weights.of(i);
        let lag = (!others.is_empty()).then(|| weights.lag_of(i, &z))?;
        let value = others.iter().zip(row).map(|(&j, &w)| difference(i, j, w)).sum();
        let likeness = permuted[i].map(|p| match value < p.mean {
            false => Likeness::Unlike,
            true if z[i] > 0.0 && lag > 0.0 => Likeness::HighHigh,
            true if z[i] < 0.0 && lag < 0.0 => Likeness::LowLow,
            true => Likeness::OtherAlike,
        });
        Some(LocalGeary { value, likeness, permuted: permuted[i] })
    };
    (0..len).map(local).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spatial::geary::geary;
    use crate::spatial::neighbours::Neighbours;
    use proptest::prelude::*;

    fn ring(len: usize) -> Weights {
        Weights::binary(Neighbours::from_lists((0..len).map(|i| vec![(i + 1) % len, (i + len - 1) % len]).collect()))
    }

    #[test]
    fn alike_and_unlike_are_told_apart() {
        let values = [9.0, 9.1, 9.0, 1.0, 9.0, 1.1, 1.0, 1.1, 1.0, 1.1, 1.0, 1.1];
        let found = local_geary(&values, &ring(12), Permutations::default());
        let of = |i: usize| found[i].unwrap().likeness.unwrap();
        assert_eq!([of(1), of(3), of(8)], [Likeness::HighHigh, Likeness::Unlike, Likeness::LowLow]);
        assert!(found[1].unwrap().permuted.unwrap().p_lesser() < 0.2);
        assert_eq!(local_geary(&[1.0; 12], &ring(12), Permutations::default()), [None; 12]);
    }

    proptest! {
        #[test]
        fn they_add_up_to_the_global(values in prop::collection::vec(0.0f64..9.0, 9)) {
            let none = Permutations { count: 0, seed: 0 };
            let Some(all) = geary(&values, &ring(9), none) else { return Ok(()) };
            let sum: f64 = local_geary(&values, &ring(9), none).iter().flatten().map(|l| l.value).sum();
            // c = (n − 1) Σ / (2 S0 n) with values in population standard deviations.
            prop_assert!((sum * 8.0 / (2.0 * 18.0 * 9.0) - all.value).abs() < 1e-9);
        }
    }
}
