//! Local Moran: which areas are like those around them, and which stand out.
//!
//! High among high and low among low are clusters, high among low and low among high outliers. Not a measure of how high:
//! for that [`super::hot_spots`]. For rates of areas of unlike size give
//! [`super::empirical_bayes::standardised_rates`] as values (the EB version).
//!
//! Sources: Anselin (1995), *Geographical Analysis* 27:93–115; moments by Sokal, Oden & Thomson (1998), *Geographical
//! Analysis* 30:331–354.

use super::moments::{Centred, Moments};
use super::permutation::{Permutations, Permuted, conditional};
use super::weights::Weights;

/// An area against those around it, each above or below the mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quadrant {
    HighHigh,
    LowHigh,
    LowLow,
    HighLow,
}

/// Local Moran of one area.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LocalMoran {
    /// I_i, with (n − 1)/n as `esda` has it.
    pub value: f64,
    /// `None` where the area, or the lag, is exactly at the mean.
    pub quadrant: Option<Quadrant>,
    /// If all others were dealt out by chance (conditional); `None` with fewer than three areas and of two variables.
    pub conditional: Option<Moments>,
    /// If all values were dealt out by chance; `None` as above.
    pub total: Option<Moments>,
    /// `None` without permutations.
    pub permuted: Option<Permuted>,
}

/// Local Moran of `values`, one for each area.
///
/// `None` for an island (`esda` gives it 0), and everywhere where a value is no number or all are equal.
/// Equal to `esda.Moran_Local` and, but for its n, R `spdep::localmoran`.
pub fn local_moran(values: &[f64], weights: &Weights, permutations: Permutations) -> Vec<Option<LocalMoran>> {
    locals(values, values, weights, permutations)
}

/// Bivariate: `here` against what the neighbours have of `around`. Permutations deal out `around`, the area's own left
/// out. Otherwise as [`local_moran`]; equal to `esda.Moran_Local_BV`.
pub fn bivariate(here: &[f64], around: &[f64], weights: &Weights, permutations: Permutations) -> Vec<Option<LocalMoran>> {
    locals(here, around, weights, permutations)
        .into_iter()
        .map(|l| l.map(|l| LocalMoran { conditional: None, total: None, ..l }))
        .collect()
}

fn locals(here: &[f64], around: &[f64], weights: &Weights, permutations: Permutations) -> Vec<Option<LocalMoran>> {
    let len = weights.len();
    let both = (here.len() == len && around.len() == len).then(|| Centred::of(here).zip(Centred::of(around))).flatten();
    let Some((x, y)) = both else { return vec![None; len] };
    let (zx, zy, n) = (x.standardised(), y.standardised(), len as f64);
    let scale = (n - 1.0) / n;
    let lags = weights.lag(&zy);
    let largest = zy.iter().fold(0.0f64, |a, v| a.max(v.abs()));
    let permuted = conditional(weights, permutations, largest, |_, j, w| w * zy[j]);
    let kurtosis = x.kurtosis();
    let local = |i: usize| {
        let (others, row) = weights.of(i);
        if others.is_empty() {
            return None;
        }
        let (z, w, w2): (f64, f64, f64) = (zx[i], row.iter().sum(), row.iter().map(|w| w * w).sum());
        let sign = |v: f64| if v.abs() <= 1e-12 * largest { 0 } else { v.signum() as i32 };
        let quadrant = match (sign(z), sign(lags[i])) {
            (1, 1) => Some(Quadrant::HighHigh),
            (-1, 1) => Some(Quadrant::LowHigh),
            (-1, -1) => Some(Quadrant::LowLow),
            (1, -1) => Some(Quadrant::HighLow),
            _ => None,
        };
        let conditional = Moments {
            expected: -z * z * w / (n - 1.0),
            variance: z * z * n / (n - 2.0) * (w2 - w * w / (n - 1.0)) * (1.0 - z * z / (n - 1.0)),
        };
        let expected = -w / (n - 1.0);
        let variance =
            w2 * (n - kurtosis) / (n - 1.0) + (w * w - w2) * (2.0 * kurtosis - n) / ((n - 1.0) * (n - 2.0)) - expected * expected;
        Some(LocalMoran {
            value: scale * z * lags[i],
            quadrant,
            conditional: (len > 2).then_some(conditional),
            total: (len > 2).then_some(Moments { expected, variance }),
            permuted: permuted[i].map(|p| of_product(p, scale * z)),
        })
    };
    (0..len).map(local).collect()
}

/// The permutations of a lag as those of the lag times `factor`.
fn of_product(lag: Permuted, factor: f64) -> Permuted {
    let scaled = Permuted { mean: lag.mean * factor, sd: lag.sd * factor.abs(), ..lag };
    match factor {
        _ if factor < 0.0 => Permuted { at_least: lag.at_most, at_most: lag.at_least, ..scaled },
        // Whatever is dealt out, the product is zero.
        _ if factor == 0.0 => Permuted { at_least: lag.count, at_most: lag.count, ..scaled },
        _ => scaled,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spatial::moments::over_all_orders;
    use crate::spatial::moran::moran;
    use crate::spatial::neighbours::Neighbours;
    use crate::spatial::weights::Standardisation;
    use proptest::prelude::*;

    const NONE: Permutations = Permutations { count: 0, seed: 0 };

    fn ring(len: usize) -> Weights {
        let n = Neighbours::from_lists((0..len).map(|i| vec![(i + 1) % len, (i + len - 1) % len]).collect());
        Weights::binary(n).standardised(Standardisation::Row)
    }

    #[test]
    fn clusters_and_outliers_are_named_by_their_quadrant() {
        let values = [9.0, 9.0, 9.0, 1.0, 9.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 9.0, 1.0, 1.0];
        let found = local_moran(&values, &ring(14), Permutations::default());
        let quadrants = [1, 3, 8, 11].map(|i| found[i].unwrap().quadrant.unwrap());
        assert_eq!(quadrants, [Quadrant::HighHigh, Quadrant::LowHigh, Quadrant::LowLow, Quadrant::HighLow]);
        let p = found[1].unwrap().permuted.unwrap();
        assert_eq!(p.at_most, p.count, "no two neighbours can be higher");
    }

    #[test]
    fn what_cannot_be_said_is_not() {
        assert_eq!(local_moran(&[4.0; 5], &ring(5), NONE), [None; 5]);
        assert_eq!(local_moran(&[4.0; 4], &ring(5), NONE), [None; 5]);
        let island = Weights::binary(Neighbours::from_lists(vec![vec![1], vec![0], vec![]]));
        assert_eq!(local_moran(&[1.0, 2.0, 9.0], &island, Permutations::default())[2], None);
        let middle = local_moran(&[1.0, 2.0, 3.0, 2.0], &ring(4), Permutations::default())[1].unwrap();
        assert_eq!((middle.quadrant, middle.permuted.unwrap().p_folded()), (None, 1.0), "an area at the mean is in no cluster");
    }

    proptest! {
        #[test]
        fn they_add_up_to_the_global(values in prop::collection::vec(0.0f64..9.0, 9)) {
            let Some(all) = moran(&values, &ring(9), NONE) else { return Ok(()) };
            let sum: f64 = local_moran(&values, &ring(9), NONE).iter().flatten().map(|l| l.value).sum();
            prop_assert!((sum - 8.0 * all.value).abs() < 1e-9, "{} {}", sum, all.value);
        }

        #[test]
        fn moments_are_those_of_all_orders(values in prop::collection::vec(0.0f64..9.0, 6), links in prop::collection::vec((0usize..6, 0usize..6), 4..20)) {
            let weights = Weights::binary(Neighbours::from_pairs(6, links));
            let found = local_moran(&values, &weights, NONE);
            for i in (0..6).filter(|&i| found[i].is_some()) {
                let value = |order: &[usize]| {
                    let values: Vec<f64> = order.iter().map(|&k| values[k]).collect();
                    local_moran(&values, &weights, NONE)[i].map_or(0.0, |l| l.value)
                };
                // Sokal's total moments are of I_i without (n − 1)/n.
                let total = over_all_orders(6, value);
                let told = found[i].unwrap().total.unwrap();
                let scale = 5.0f64 / 6.0;
                prop_assert!((total.expected - scale * told.expected).abs() < 1e-9, "{:?} {:?}", total, told);
                prop_assert!((total.variance - scale * scale * told.variance).abs() < 1e-8, "{:?} {:?}", total, told);
                let held = |order: &[usize]| {
                    let others: Vec<usize> = (0..6).filter(|&k| k != i).collect();
                    let mut dealt: Vec<usize> = order.iter().map(|&k| others[k]).collect();
                    dealt.insert(i, i);
                    value(&dealt)
                };
                let conditional = over_all_orders(5, held);
                let told = found[i].unwrap().conditional.unwrap();
                prop_assert!((conditional.expected - scale * told.expected).abs() < 1e-9, "{:?} {:?}", conditional, told);
                prop_assert!((conditional.variance - scale * scale * told.variance).abs() < 1e-8, "{:?} {:?}", conditional, told);
            }
        }
    }
}
