//! How surely a share or a mean is known: confidence intervals from what the design says of its
//! variance. For differences see [`compare`](super::compare). `confidence` is 0.95 for 95 %.
//!
//! Which one: [`Proportion::korn_graubard`] never promises too much and is what health surveys
//! publish; [`Proportion::wilson`] is narrower and right on average; [`Proportion::logit`] is for
//! comparison with other programs. `cargo bench --bench coverage` shows how each one keeps its word.

pub(super) use super::distribution::expit;
use super::distribution::{beta_quantile, normal_quantile, t_quantile};
use std::cell::Cell;

/// The confidence that all outputs use unless told otherwise.
pub const CONFIDENCE: f64 = 0.95;

/// A share of a sample and how surely the design carries it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Proportion {
    /// 0 to 1.
    pub share: f64,
    /// Design-based variance of the share.
    pub variance: f64,
    /// Answers, unweighted.
    pub n: f64,
    /// Degrees of freedom of the design: primary units less strata, at most n − 1.
    pub df: f64,
    /// Stands in at shares of 0 and 1, where any design gives a variance of zero: the design
    /// effect of comparable shares, 1 where none is known. Not used elsewhere.
    pub design_effect: f64,
}

impl Proportion {
    /// A share of a simple random sample; its intervals are the textbook ones at `n`.
    pub fn simple(share: f64, n: f64) -> Self {
        Proportion { share, variance: share * (1.0 - share) / n, n, df: n - 1.0, design_effect: 1.0 }
    }

    /// The size of the simple random sample that would carry the share as surely, made smaller
    /// where the variance itself is known from few primary units.
    ///
    /// Zero, "nothing is known", without answers or degrees of freedom; infinite where a share
    /// between 0 and 1 has no variance (everybody was asked).
    ///
    /// Source: Korn and Graubard (1998), *Survey Methodology* 24:193–201.
    pub fn effective_n(&self, confidence: f64) -> f64 {
        if self.n.is_nan() || self.n <= 0.0 {
            return 0.0;
        }
        let plain = if self.share <= 0.0 || self.share >= 1.0 {
            self.n / self.design_effect
        } else {
            self.share * (1.0 - self.share) / self.variance
        };
        // A simple random sample knows its variance as well as its size says: nothing to adjust.
        if self.df >= self.n - 1.0 {
            return plain;
        }
        let ratio = t_ratio(self.n, self.df, confidence);
        if ratio > 0.0 { plain * ratio * ratio } else { 0.0 }
    }

    /// [`wilson`] at the effective n.
    ///
    /// Source: Dean and Pagano (2015), *J. Survey Statistics and Methodology* 3:484–503.
    pub fn wilson(&self, confidence: f64) -> (f64, f64) {
        wilson(self.share, self.effective_n(confidence), confidence)
    }

    /// [`clopper_pearson`] at the effective n; equal to R `svyciprop(method = "beta")`, and defined
    /// at shares of 0 and 1 as well.
    ///
    /// Source: Korn and Graubard (1998), *Survey Methodology* 24:193–201.
    pub fn korn_graubard(&self, confidence: f64) -> (f64, f64) {
        clopper_pearson(self.share, self.effective_n(confidence), confidence)
    }

    /// Student's interval of the log-odds, turned back; equal to R `svyciprop(method = "xlogit")`
    /// and, but for the rounding of a fitted model, `method = "logit"`.
    ///
    /// Shares of 0 and 1 have no log-odds and take [`Proportion::korn_graubard`].
    pub fn logit(&self, confidence: f64) -> (f64, f64) {
        let odds = self.share * (1.0 - self.share);
        if self.n.is_nan() || self.n <= 0.0 || odds <= 0.0 {
            return self.korn_graubard(confidence);
        }
        let t = t_quantile((1.0 + confidence) / 2.0, self.df);
        if t.is_infinite() {
            return (0.0, 1.0);
        }
        let (middle, half) = (logit(self.share), t * self.variance.sqrt() / odds);
        (expit(middle - half).min(self.share), expit(middle + half).max(self.share))
    }
}

/// Student's t of n − 1 degrees of freedom over that of `df`, which is wider.
fn t_ratio(n: f64, df: f64, confidence: f64) -> f64 {
    thread_local! {
        // Shares of one group have the same n and df and come one after the other.
        static LAST: Cell<Option<([f64; 3], f64)>> = const { Cell::new(None) };
    }
    let asked = [n, df, confidence];
    match LAST.get() {
        Some((last, ratio)) if last == asked => ratio,
        _ => {
            let tail = (1.0 - confidence) / 2.0;
            let ratio = t_quantile(tail, n - 1.0) / t_quantile(tail, df);
            LAST.set(Some((asked, ratio)));
            ratio
        }
    }
}

/// Wilson's score interval of a share, both 0 to 1; `n` may be an effective n.
///
/// Holds its share, lies in [0, 1], and is right at shares of 0 and 1. `n` of zero or less
/// gives (0, 1): nothing is known. Infinite `n` gives the share itself.
///
/// Source: Wilson (1927), *JASA* 22:209–212.
pub fn wilson(share: f64, n: f64, confidence: f64) -> (f64, f64) {
    if n.is_nan() || n <= 0.0 {
        return (0.0, 1.0);
    }
    let z = normal_quantile((1.0 + confidence) / 2.0);
    let z2 = z * z;
    let middle = (share + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = z / (1.0 + z2 / n) * (share * (1.0 - share) / n + z2 / (4.0 * n * n)).sqrt();
    ((middle - half).clamp(0.0, share), (middle + half).clamp(share, 1.0))
}

/// The exact interval of a share, which covers at least as often as it says; `n` may be an
/// effective n, whole or not. The same edges as [`wilson`].
///
/// Source: Clopper and Pearson (1934), *Biometrika* 26:404–413.
pub fn clopper_pearson(share: f64, n: f64, confidence: f64) -> (f64, f64) {
    if n.is_nan() || n <= 0.0 {
        return (0.0, 1.0);
    }
    if n.is_infinite() {
        return (share, share);
    }
    let (tail, with, without) = ((1.0 - confidence) / 2.0, n * share, n * (1.0 - share));
    let lower = beta_quantile(tail, with, without + 1.0);
    let upper = beta_quantile(1.0 - tail, with + 1.0, without);
    (lower.clamp(0.0, share), upper.clamp(share, 1.0))
}

/// Student's interval of a mean or total, in its unit; without degrees of freedom it has no end.
pub fn student(estimate: f64, variance: f64, df: f64, confidence: f64) -> (f64, f64) {
    let t = t_quantile((1.0 + confidence) / 2.0, df);
    let half = if t.is_infinite() { t } else { t * variance.sqrt() };
    (estimate - half, estimate + half)
}

/// Log-odds of a share strictly between 0 and 1.
pub(super) fn logit(share: f64) -> f64 {
    (share / (1.0 - share)).ln()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::reference::{close, rows};
    use proptest::prelude::*;

    /// Printed to two decimals of a percent, made independently of this code.
    #[test]
    fn wilson_equals_published_and_independent_values() {
        for (x, n, lower, upper) in [
            (6, 30, 9.51, 37.31),
            (35, 39, 76.42, 95.94),
            (30, 39, 61.66, 87.35),
            (88, 110, 71.57, 86.40),
            (10, 110, 5.01, 15.93),
            (205, 281, 67.48, 77.81),
            (68, 102, 57.06, 75.06),
            (14, 281, 2.99, 8.19),
            (20, 102, 13.07, 28.35),
            (0, 12, 0.0, 24.25),
            (12, 12, 75.75, 100.0),
            (3, 3, 43.85, 100.0),
        ] {
            let (a, b) = wilson(f64::from(x) / f64::from(n), f64::from(n), CONFIDENCE);
            assert!((100.0 * a - lower).abs() < 0.005 && (100.0 * b - upper).abs() < 0.005, "{x}/{n}: {a} {b}");
        }
    }

    #[test]
    fn design_based_intervals_equal_r() {
        for row in rows("proportions.csv") {
            let [confidence, share, variance, n, df] = [2, 3, 4, 5, 6].map(|i| row.number(i));
            let p = Proportion { share, variance, n, df, design_effect: 1.0 };
            let (kg, logit) = (p.korn_graubard(confidence), p.logit(confidence));
            assert!(close(kg.0, row.number(7), 1e-8) && close(kg.1, row.number(8), 1e-8), "{row:?}: {kg:?}");
            assert!(close(logit.0, row.number(9), 1e-10) && close(logit.1, row.number(10), 1e-10), "{row:?}: {logit:?}");
            // R fits a model here and stops when its deviance moves by less than 1e-8.
            assert!(close(logit.0, row.number(11), 1e-7) && close(logit.1, row.number(12), 1e-7), "{row:?}: {logit:?}");
        }
    }

    #[test]
    fn the_edges_are_right() {
        // One answer: 0.025 and 0.975 are the exact bounds; zero of twelve: 1 − 0.025^(1/12).
        let one = Proportion::simple(1.0, 1.0);
        let (lower, upper) = one.korn_graubard(CONFIDENCE);
        assert!(close(lower, 0.025, 1e-8) && upper == 1.0);
        assert!(close(one.wilson(CONFIDENCE).0, 1.0 / (1.0 + 3.841_458_820_694_124), 1e-12));
        assert_eq!(one.logit(CONFIDENCE), one.korn_graubard(CONFIDENCE), "no log-odds of 1");
        let none = Proportion::simple(0.0, 12.0).korn_graubard(CONFIDENCE);
        assert!(none.0 == 0.0 && close(none.1, 1.0 - 0.025f64.powf(1.0 / 12.0), 1e-8));
        let doubled = Proportion { design_effect: 2.0, ..Proportion::simple(0.0, 24.0) };
        assert_eq!(doubled.korn_graubard(CONFIDENCE), none, "a design effect of 2 halves the n");
    }

    #[test]
    fn without_answers_or_degrees_of_freedom_nothing_is_known() {
        let village = Proportion { share: 0.5, variance: 0.01, n: 20.0, df: 0.0, design_effect: 1.0 };
        for p in [village, Proportion::simple(0.5, 0.0), Proportion { n: f64::NAN, ..village }] {
            assert_eq!([p.wilson(CONFIDENCE), p.korn_graubard(CONFIDENCE), p.logit(CONFIDENCE)], [(0.0, 1.0); 3], "{p:?}");
        }
        assert_eq!(student(3.0, 0.0, 0.0, CONFIDENCE), (f64::NEG_INFINITY, f64::INFINITY));
    }

    #[test]
    fn who_asked_everybody_knows() {
        let census = Proportion { variance: 0.0, ..Proportion::simple(0.25, 40.0) };
        assert_eq!([census.wilson(CONFIDENCE), census.korn_graubard(CONFIDENCE), census.logit(CONFIDENCE)], [(0.25, 0.25); 3]);
    }

    proptest! {
        #[test]
        fn an_interval_holds_its_share_lies_in_the_unit_and_grows_with_confidence(
            x in 0u32..200, more in 0u32..200, deff in 0.3f64..5.0, df in 1.0f64..60.0,
        ) {
            let n = f64::from(x + more).max(1.0);
            let simple = Proportion::simple((f64::from(x) / n).min(1.0), n);
            let p = Proportion { variance: deff * simple.variance, df: df.min(n), design_effect: deff, ..simple };
            for interval in [Proportion::wilson, Proportion::korn_graubard, Proportion::logit] {
                let ((a, b), (c, d)) = (interval(&p, 0.9), interval(&p, 0.99));
                prop_assert!(0.0 <= c && c <= a && a <= p.share && p.share <= b && b <= d && d <= 1.0, "{p:?} {a} {b} {c} {d}");
            }
        }
    }
}
