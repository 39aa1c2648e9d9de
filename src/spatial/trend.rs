//! Does a series grow or shrink, and how fast: Mann–Kendall test and Sen's slope.
//!
//! Both look at the order of values alone, so that one bloody month does not make a trend. They
//! take values as independent: a series in which one month carries into the next shows a trend
//! too easily. Where most values are zero the slope is zero even when the test finds a trend.

use crate::base::distribution::{chi_square_upper, normal_quantile};

/// What the order of a series says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trend {
    /// Pairs that grow less pairs that shrink.
    pub s: i64,
    /// Of `s`, were there no trend; ties are taken off.
    pub variance: f64,
    /// Kendall's tau-b, −1 to 1; `None` where all values are equal.
    pub tau_b: Option<f64>,
    /// Two-sided, normal, with continuity correction; 1 where all values are equal.
    pub p_value: f64,
    /// Median growth from one step to the next.
    pub slope: f64,
    /// `None` where the series is too short, or too even, to bound the slope.
    pub interval: Option<(f64, f64)>,
}

/// The trend of values at equal steps of time, oldest first.
///
/// `seasons` is how many steps make a cycle: 12 compares each January only with other Januaries,
/// and so on, and adds up; 1 compares every pair. `None` when a value is no number, when `seasons`
/// is 0, or when no three values may be compared with one another. `confidence` is 0.95 for 95 %.
///
/// Sources: Mann (1945), *Econometrica* 13:245–259; Kendall (1975), *Rank Correlation Methods*;
/// Sen (1968), *JASA* 63:1379–1389; with seasons Hirsch, Slack and Smith (1982), *Water Resources
/// Research* 18:107–121. Equal to `pymannkendall`, R `cor.test(method = "kendall")` (tau-b) and
/// `scipy.stats.theilslopes` (interval).
pub fn trend(values: &[f64], seasons: usize, confidence: f64) -> Option<Trend> {
    if seasons == 0 || values.iter().any(|v| !v.is_finite()) || values.len().div_ceil(seasons) < 3 {
        return None;
    }
    let (mut s, mut variance, mut denominator) = (0, 0.0, 0.0);
    let mut slopes = Vec::new();
    for season in 0..seasons.min(values.len()) {
        let series: Vec<f64> = values.iter().skip(season).step_by(seasons).copied().collect();
        for (i, a) in series.iter().enumerate() {
            for (j, b) in series.iter().enumerate().skip(i + 1) {
                s += i64::from(b > a) - i64::from(b < a);
                slopes.push((b - a) / ((j - i) * seasons) as f64);
            }
        }
        let (spread, untied) = spread(&series);
        variance += spread;
        denominator += untied;
    }
    slopes.sort_unstable_by(f64::total_cmp);
    let z = if variance > 0.0 { (s - s.signum()) as f64 / variance.sqrt() } else { 0.0 };
    Some(Trend {
        s,
        variance,
        tau_b: (denominator > 0.0).then(|| s as f64 / denominator),
        p_value: chi_square_upper(z * z, 1.0),
        slope: (slopes[(slopes.len() - 1) / 2] + slopes[slopes.len() / 2]) / 2.0,
        interval: interval(&slopes, variance, confidence),
    })
}

/// Variance of the sum of signs of one series without a trend, and the geometric mean of its pairs
/// and of those that are not tied.
fn spread(series: &[f64]) -> (f64, f64) {
    let mut sorted = series.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let weight = |n: f64| n * (n - 1.0) * (2.0 * n + 5.0);
    let pairs = |n: f64| n * (n - 1.0) / 2.0;
    let (mut variance, n) = (weight(series.len() as f64), series.len() as f64);
    let mut untied = pairs(n);
    for tied in sorted.chunk_by(|a, b| a == b) {
        variance -= weight(tied.len() as f64);
        untied -= pairs(tied.len() as f64);
    }
    (variance / 18.0, (pairs(n) * untied).sqrt())
}

/// The slopes that lie as many ranks from the middle as the sum of signs may by chance.
fn interval(slopes: &[f64], variance: f64, confidence: f64) -> Option<(f64, f64)> {
    let away = normal_quantile((1.0 + confidence) / 2.0) * variance.sqrt();
    let n = slopes.len() as f64;
    let lower = ((n - away) / 2.0).round_ties_even() - 1.0;
    let upper = ((n + away) / 2.0).round_ties_even();
    (away > 0.0 && lower >= 0.0 && upper < n).then(|| (slopes[lower as usize], slopes[upper as usize]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::reference::{close, rows};

    #[test]
    fn trends_equal_other_programs() {
        for row in rows("rates/trends.csv") {
            let values = row.numbers(2);
            let found = trend(&values, row.number(1) as usize, 0.95).unwrap();
            assert_eq!(found.s, row.number(3) as i64, "{row:?}");
            assert!(close(found.variance, row.number(4), 1e-12), "{row:?}: {found:?}");
            // The other program takes 1 − p away from 1.
            assert!((found.p_value - row.number(5)).abs() < 1e-14, "{row:?}: {found:?}");
            assert!((found.slope - row.number(6)).abs() < 1e-12, "{row:?}: {found:?}");
            if !row.text(7).is_empty() {
                assert!(close(found.tau_b.unwrap(), row.number(7), 1e-12), "{row:?}: {found:?}");
            }
            if !row.text(8).is_empty() {
                let (lower, upper) = found.interval.unwrap();
                assert!((lower - row.number(8)).abs() < 1e-12 && (upper - row.number(9)).abs() < 1e-12, "{row:?}: {found:?}");
            }
        }
    }

    #[test]
    fn a_flat_series_has_no_trend() {
        for flat in [vec![0.0; 30], vec![7.0; 30]] {
            let found = trend(&flat, 1, 0.95).unwrap();
            assert_eq!((found.s, found.variance, found.tau_b, found.p_value, found.slope), (0, 0.0, None, 1.0, 0.0));
            assert_eq!(found.interval, None);
        }
    }

    #[test]
    fn a_season_is_not_a_trend() {
        // Three equal years that rise from January to December: all pairs say growth, seasons do not.
        let values: Vec<f64> = (0..36).map(|month| f64::from(month % 12)).collect();
        let seasonal = trend(&values, 12, 0.95).unwrap();
        assert_eq!((seasonal.s, seasonal.slope, seasonal.p_value), (0, 0.0, 1.0));
        assert!(trend(&values, 1, 0.95).unwrap().s > 0);
        let growing: Vec<f64> = values.iter().enumerate().map(|(i, v)| v + 2.0 * (i / 12) as f64).collect();
        let found = trend(&growing, 12, 0.95).unwrap();
        assert!((found.slope * 12.0 - 2.0).abs() < 1e-12 && found.p_value < 0.001, "two more a year: {found:?}");
    }

    #[test]
    fn too_short_or_no_number_says_nothing() {
        assert_eq!(trend(&[], 1, 0.95), None);
        assert_eq!(trend(&[1.0, 2.0], 1, 0.95), None);
        assert_eq!(trend(&[1.0; 24], 12, 0.95), None, "two years of months");
        assert_eq!(trend(&[1.0, f64::NAN, 2.0], 1, 0.95), None);
        assert_eq!(trend(&[1.0, 2.0, 3.0], 0, 0.95), None);
        assert_eq!(trend(&[1.0, 2.0, 3.0], 1, 0.95).unwrap().interval, None, "three values bound no slope");
    }

    #[test]
    fn turning_the_series_round_turns_the_trend() {
        let values = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0, 5.0, 3.0, 5.0];
        let back: Vec<f64> = values.iter().rev().copied().collect();
        let (a, b) = (trend(&values, 1, 0.95).unwrap(), trend(&back, 1, 0.95).unwrap());
        assert_eq!((a.s, a.slope, a.p_value), (-b.s, -b.slope, b.p_value));
    }
}
