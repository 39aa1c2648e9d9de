//! Exact inference for counts of rare, independent events: intervals of a count or rate, and the
//! comparison of two rates. `confidence` is 0.95 for 95 %.
//!
//! Events that come in clusters (attacks that answer one another) vary more than a Poisson count:
//! the intervals are then too narrow, which no formula for one count alone can mend.

use crate::base::distribution::{beta_quantile, gamma_quantile};
use statrs::function::beta::beta_reg;
use statrs::function::factorial::ln_binomial;

/// The exact interval of the expected count behind `count` events.
///
/// Covers at least as often as it says. No event at all has the lower end 0 and, at 95 %, the
/// upper end 3.69. Equal to R `poisson.test(count)`.
///
/// Source: Garwood (1936), *Biometrika* 28:437–442.
pub fn poisson_interval(count: u64, confidence: f64) -> (f64, f64) {
    let (tail, count) = ((1.0 - confidence) / 2.0, count as f64);
    (gamma_quantile(tail, count), gamma_quantile(1.0 - tail, count + 1.0))
}

/// Two rates, each a count over an exposure (people, km², months), compared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RateRatio {
    /// The first rate over the second: infinite where only the second has no event, `None` where
    /// neither has one.
    pub ratio: Option<f64>,
    /// The upper end is infinite where the second has no event.
    pub interval: (f64, f64),
    /// Probability, if both rates were one, of a split of the events at most as likely as this
    /// one; 1 without any event.
    pub p_value: f64,
}

/// Compares the rates `first.0 / first.1` and `second.0 / second.1` by the exact conditional test:
/// given all events, those of the first are binomial.
///
/// `None` when an exposure is not a positive number. Equal to R `poisson.test(c(x, y), c(t, u))`:
/// interval of Clopper and Pearson, two-sided p that adds up every split as unlikely as the one
/// found.
///
/// Source: Przyborowski and Wilenski (1940), *Biometrika* 31:313–323.
pub fn rate_ratio(first: (u64, f64), second: (u64, f64), confidence: f64) -> Option<RateRatio> {
    let ((x, t), (y, u)) = (first, second);
    if !(t > 0.0 && u > 0.0 && t.is_finite() && u.is_finite()) {
        return None;
    }
    let (a, b) = (x as f64, y as f64);
    let tail = (1.0 - confidence) / 2.0;
    // A share of all events says: odds × exposures the other way round.
    let as_ratio = |share: f64| if share >= 1.0 { f64::INFINITY } else { share / (1.0 - share) * u / t };
    Some(RateRatio {
        ratio: (x + y > 0).then(|| if y == 0 { f64::INFINITY } else { a / t / (b / u) }),
        interval: match x + y {
            0 => (0.0, f64::INFINITY),
            _ => (as_ratio(beta_quantile(tail, a, b + 1.0)), as_ratio(beta_quantile(1.0 - tail, a + 1.0, b))),
        },
        p_value: binomial_two_sided(x, x + y, t / (t + u)),
    })
}

/// Probability of all outcomes of `n` trials that are at most as likely as `x` successes. Equal to
/// R `binom.test(x, n, p)$p.value`, with its tolerance for ties. 1 without a trial.
fn binomial_two_sided(x: u64, n: u64, p: f64) -> f64 {
    let (mean, n_real) = (n as f64 * p, n as f64);
    let log_probability = |k: u64| ln_binomial(n, k) + k as f64 * p.ln() + (n_real - k as f64) * (-p).ln_1p();
    let at_most = |k: u64| if k >= n { 1.0 } else { beta_reg(n_real - k as f64, k as f64 + 1.0, 1.0 - p) };
    let at_least = |k: u64| if k == 0 { 1.0 } else { beta_reg(k as f64, n_real - k as f64 + 1.0, p) };
    let limit = log_probability(x) + 1e-7;
    let as_unlikely = |k: u64| log_probability(k) <= limit;
    let both = if x as f64 == mean {
        1.0
    } else if (x as f64) < mean {
        // Beyond the mean outcomes only get less likely.
        let from = first_of(mean.ceil() as u64, n + 1, as_unlikely);
        at_most(x) + if from <= n { at_least(from) } else { 0.0 }
    } else {
        let likely_from = first_of(0, mean.floor() as u64 + 1, |k| !as_unlikely(k));
        at_least(x) + if likely_from > 0 { at_most(likely_from - 1) } else { 0.0 }
    };
    both.min(1.0)
}

/// The first of `start..end` for which `is` holds, `end` when none: once it holds, it holds on.
fn first_of(start: u64, end: u64, is: impl Fn(u64) -> bool) -> u64 {
    let (mut low, mut high) = (start, end);
    while low < high {
        let middle = low + (high - low) / 2;
        if is(middle) { high = middle } else { low = middle + 1 }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::reference::{close, rows};
    use proptest::prelude::*;

    #[test]
    fn intervals_of_counts_equal_r() {
        for row in rows("rates/poisson_intervals.csv") {
            let (lower, upper) = poisson_interval(row.number(0) as u64, row.number(1));
            assert!(close(lower, row.number(2), 1e-9) && close(upper, row.number(3), 1e-9), "{row:?}: {lower} {upper}");
        }
    }

    #[test]
    fn comparisons_of_rates_equal_r() {
        for row in rows("rates/rate_ratios.csv") {
            let [x, t, y, u] = [0, 1, 2, 3].map(|i| row.number(i));
            let found = rate_ratio((x as u64, t), (y as u64, u), 0.95).unwrap();
            let same = |found: f64, i: usize| match row.text(i) {
                "Inf" => found == f64::INFINITY,
                _ => close(found, row.number(i), 1e-8),
            };
            match row.text(4) {
                "NaN" => assert_eq!(found.ratio, None),
                _ => assert!(same(found.ratio.unwrap(), 4), "{row:?}: {found:?}"),
            }
            assert!(same(found.interval.0, 5) && same(found.interval.1, 6) && same(found.p_value, 7), "{row:?}: {found:?}");
        }
    }

    #[test]
    fn a_rate_without_exposure_is_not_compared() {
        for bad in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(rate_ratio((3, bad), (3, 1.0), 0.95), None);
            assert_eq!(rate_ratio((3, 1.0), (3, bad), 0.95), None);
        }
    }

    #[test]
    fn a_doubling_is_found_and_no_change_is_not() {
        assert!(rate_ratio((80, 1.0), (40, 1.0), 0.95).unwrap().p_value < 0.001);
        assert_eq!(rate_ratio((40, 1.0), (40, 1.0), 0.95).unwrap().p_value, 1.0);
    }

    proptest! {
        #[test]
        fn exchanging_the_periods_turns_the_ratio_over(x in 0u64..400, y in 0u64..400, t in 0.1f64..50.0, u in 0.1f64..50.0) {
            let (ab, ba) = (rate_ratio((x, t), (y, u), 0.95).unwrap(), rate_ratio((y, u), (x, t), 0.95).unwrap());
            prop_assert!((ab.p_value - ba.p_value).abs() < 1e-9, "{ab:?} {ba:?}");
            let over = |v: f64, w: f64| (v.is_infinite() && w == 0.0) || (w.is_infinite() && v == 0.0) || (v * w - 1.0).abs() < 1e-8;
            prop_assert!(over(ab.interval.0, ba.interval.1) && over(ab.interval.1, ba.interval.0), "{ab:?} {ba:?}");
            if let (Some(r), Some(s)) = (ab.ratio, ba.ratio) {
                prop_assert!(over(r, s) && ab.interval.0 <= r && r <= ab.interval.1);
            }
        }

        #[test]
        fn an_interval_holds_its_count_and_grows_with_it(count in 0u64..100_000, confidence in 0.5f64..0.999) {
            let ((a, b), (c, d)) = (poisson_interval(count, confidence), poisson_interval(count + 1, confidence));
            let k = count as f64;
            prop_assert!(a <= k && k < b && a < c && b < d);
        }
    }
}
