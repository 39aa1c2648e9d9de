//! Whether two groups or two waves differ, and by how much. For whole tables see
//! [`rao_scott`](super::rao_scott); for many comparisons at once [`adjust`](super::adjust); for words
//! [`sentence`](super::sentence).

use super::distribution::{satterthwaite, t_two_sided};
use super::interval::{Proportion, student, wilson};

/// How two estimates hang together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Link {
    /// Two samples that have nothing to do with each other: two zones drawn apart, two waves
    /// with new respondents.
    Independent,
    /// One design: groups that share primary units or respondents, or a part and its whole.
    /// The covariance of the two estimates, and the degrees of freedom of the design.
    OneDesign { covariance: f64, df: f64 },
}

impl Link {
    fn covariance(self) -> f64 {
        match self {
            Link::Independent => 0.0,
            Link::OneDesign { covariance, .. } => covariance,
        }
    }
}

/// The first estimate minus the second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    pub gap: f64,
    pub lower: f64,
    pub upper: f64,
    /// Chance of a gap at least as far from zero if there were none. For shares: one minus the
    /// confidence at which the interval just touches zero, so that the two never disagree.
    pub p_value: f64,
}

/// What may be said of a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The first is clearly higher.
    Higher,
    /// The first is clearly lower.
    Lower,
    /// None that this sample can show; there may well be one.
    NoneShown,
}

impl Difference {
    /// The verdict at a confidence. Of several comparisons the p-value comes from
    /// [`Adjustment::of`](crate::base::Adjustment::of), of a single one it is its own.
    pub fn verdict(&self, p_value: f64, confidence: f64) -> Verdict {
        match p_value < 1.0 - confidence {
            true if self.gap > 0.0 => Verdict::Higher,
            true if self.gap < 0.0 => Verdict::Lower,
            _ => Verdict::NoneShown,
        }
    }
}

/// A mean and how surely it is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mean {
    pub mean: f64,
    pub variance: f64,
    pub df: f64,
}

/// Smallest p-value told; what is rarer is as good as certain.
const SMALLEST_P: f64 = 1e-12;

/// Difference of two shares, −1 to 1: Newcombe's hybrid score interval at the effective n of
/// each, and with the correlation of the two where they share a design.
///
/// Right where a share is 0 or 1. A share of which nothing is known (no answers, no degrees of
/// freedom) leaves open all that the other permits.
///
/// Sources: Newcombe (1998), *Statistics in Medicine* 17:873–890, method 10; for estimates that
/// hang together Zou and Donner (2008), *Statistics in Medicine* 27:1693–1702.
pub fn shares(a: &Proportion, b: &Proportion, link: Link, confidence: f64) -> Difference {
    let gap = a.share - b.share;
    let (lower, upper) = newcombe(a, b, link, confidence);
    let holds_zero = |alpha: f64| {
        let (lower, upper) = newcombe(a, b, link, 1.0 - alpha);
        lower <= 0.0 && 0.0 <= upper
    };
    Difference { gap, lower, upper, p_value: if gap == 0.0 { 1.0 } else { touching_zero(holds_zero) } }
}

fn newcombe(a: &Proportion, b: &Proportion, link: Link, confidence: f64) -> (f64, f64) {
    let gap = a.share - b.share;
    let (lower_a, upper_a) = wilson(a.share, a.effective_n(confidence), confidence);
    let (lower_b, upper_b) = wilson(b.share, b.effective_n(confidence), confidence);
    let spread = (a.variance * b.variance).sqrt();
    let correlation = if spread > 0.0 { (link.covariance() / spread).clamp(-1.0, 1.0) } else { 0.0 };
    let side = |x: f64, y: f64| (x * x + y * y - 2.0 * correlation * x * y).max(0.0).sqrt();
    let lower = gap - side(a.share - lower_a, upper_b - b.share);
    let upper = gap + side(upper_a - a.share, b.share - lower_b);
    (lower.clamp(-1.0, gap), upper.clamp(gap, 1.0))
}

/// The alpha at which an interval that shrinks as alpha grows just touches zero.
fn touching_zero(holds_zero: impl Fn(f64) -> bool) -> f64 {
    if !holds_zero(SMALLEST_P) {
        return SMALLEST_P;
    }
    let (mut inside, mut outside) = (SMALLEST_P.ln(), 0.0);
    for _ in 0..60 {
        let middle = 0.5 * (inside + outside);
        if holds_zero(f64::exp(middle)) {
            inside = middle;
        } else {
            outside = middle;
        }
    }
    inside.exp()
}

/// Difference of two means in their unit, with Student's interval: at the design's degrees of
/// freedom, or at Satterthwaite's where the samples are independent (Welch 1947).
///
/// Two means without variance differ surely, or not at all.
pub fn means(a: &Mean, b: &Mean, link: Link, confidence: f64) -> Difference {
    let gap = a.mean - b.mean;
    let variance = (a.variance + b.variance - 2.0 * link.covariance()).max(0.0);
    let df = match link {
        Link::Independent => satterthwaite(&[(a.variance, a.df), (b.variance, b.df)]),
        Link::OneDesign { df, .. } => df,
    };
    let (lower, upper) = student(gap, variance, df, confidence);
    let p_value = if gap == 0.0 || df.is_nan() || df <= 0.0 { 1.0 } else { t_two_sided(gap / variance.sqrt(), df) };
    Difference { gap, lower, upper, p_value }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::interval::CONFIDENCE;
    use crate::survey::reference::{close, rows};
    use proptest::prelude::*;

    fn of(x: u32, n: u32) -> Proportion {
        Proportion::simple(f64::from(x) / f64::from(n), f64::from(n))
    }

    #[test]
    fn newcombe_equals_table_2_of_the_paper() {
        for (x, m, y, n, lower, upper) in [
            (56, 70, 48, 80, 0.0524, 0.3339),
            (9, 10, 3, 10, 0.1705, 0.8090),
            (6, 7, 2, 7, 0.0582, 0.8062),
            (5, 56, 0, 29, -0.0381, 0.1926),
            (0, 10, 0, 20, -0.1611, 0.2775),
            (0, 10, 0, 10, -0.2775, 0.2775),
            (10, 10, 0, 20, 0.6791, 1.0),
            (10, 10, 0, 10, 0.6075, 1.0),
        ] {
            let d = shares(&of(x, m), &of(y, n), Link::Independent, CONFIDENCE);
            assert!((d.lower - lower).abs() < 5e-5 && (d.upper - upper).abs() < 5e-5, "{x}/{m}, {y}/{n}: {d:?}");
        }
    }

    /// Victims of insecurity in three zones, as the white paper prints them.
    #[test]
    fn sud_and_centre_differ_and_centre_and_nord_may_not() {
        let (sud, centre, nord) = (of(6, 30), of(35, 39), of(30, 39));
        let far = shares(&centre, &sud, Link::Independent, CONFIDENCE);
        assert!((far.gap - 0.6974).abs() < 5e-5 && far.lower > 0.4 && far.p_value < 1e-6, "{far:?}");
        let near = shares(&centre, &nord, Link::Independent, CONFIDENCE);
        assert!(near.lower < 0.0 && near.upper > 0.0 && near.p_value > 0.05, "{near:?}");
    }

    #[test]
    fn what_hangs_together_is_compared_more_surely() {
        let (a, b) = (of(40, 80), of(30, 80));
        let link = |share: f64| Link::OneDesign { covariance: share * (a.variance * b.variance).sqrt(), df: 79.0 };
        let width = |link| {
            let d = shares(&a, &b, link, CONFIDENCE);
            d.upper - d.lower
        };
        assert!(width(link(0.6)) < 0.75 * width(Link::Independent) && width(link(-0.6)) > width(Link::Independent));
        assert_eq!(width(link(0.0)), width(Link::Independent));
        let clustered = Proportion { variance: 2.0 * a.variance, df: 12.0, ..a };
        assert!(
            shares(&clustered, &b, Link::Independent, CONFIDENCE).lower < shares(&a, &b, Link::Independent, CONFIDENCE).lower
        );
    }

    #[test]
    fn nothing_known_is_nothing_shown() {
        let unknown = Proportion { df: 0.0, ..of(3, 10) };
        let d = shares(&of(9, 10), &unknown, Link::Independent, CONFIDENCE);
        assert!(d.lower <= 0.0 && d.upper >= 0.0 && d.p_value > 0.05, "{d:?}");
        let mean = |mean, variance, df| Mean { mean, variance, df };
        let d = means(&mean(3.0, 1.0, 0.0), &mean(1.0, 1.0, 0.0), Link::Independent, CONFIDENCE);
        assert_eq!((d.lower, d.upper, d.p_value), (f64::NEG_INFINITY, f64::INFINITY, 1.0));
        let sure = means(&mean(3.0, 0.0, 9.0), &mean(1.0, 0.0, 9.0), Link::Independent, CONFIDENCE);
        assert_eq!((sure.lower, sure.upper, sure.p_value), (2.0, 2.0, 0.0));
    }

    #[test]
    fn differences_of_means_equal_r() {
        let check = |d: Difference, gap: f64, lower: f64, upper: f64, p: f64| {
            let equal = close(d.gap, gap, 1e-10) && close(d.lower, lower, 1e-9) && close(d.upper, upper, 1e-9);
            assert!(equal && close(d.p_value, p, 1e-8), "{d:?}");
        };
        for row in rows("mean_differences.csv") {
            let [a, va, b, vb, covariance, df, gap, lower, upper, p] = [2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map(|i| row.number(i));
            let (a, b) = (Mean { mean: a, variance: va, df }, Mean { mean: b, variance: vb, df });
            check(means(&a, &b, Link::OneDesign { covariance, df }, CONFIDENCE), gap, lower, upper, p);
        }
        for row in rows("welch.csv") {
            let [a, va, da, b, vb, db, _, lower, upper, p] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map(|i| row.number(i));
            let (a, b) = (Mean { mean: a, variance: va, df: da }, Mean { mean: b, variance: vb, df: db });
            check(means(&a, &b, Link::Independent, CONFIDENCE), a.mean - b.mean, lower, upper, p);
        }
    }

    proptest! {
        #[test]
        fn a_difference_turns_with_its_groups_and_agrees_with_its_p(
            x in 0u32..60, m in 60u32..120, y in 0u32..60, n in 60u32..120, share in -0.9f64..0.9,
        ) {
            let (a, b) = (of(x, m), of(y, n));
            let link = Link::OneDesign { covariance: share * (a.variance * b.variance).sqrt(), df: 99.0 };
            let (d, e) = (shares(&a, &b, link, CONFIDENCE), shares(&b, &a, link, CONFIDENCE));
            prop_assert!(-1.0 <= d.lower && d.lower <= d.gap && d.gap <= d.upper && d.upper <= 1.0);
            prop_assert!((d.lower + e.upper).abs() < 1e-12 && (d.p_value - e.p_value).abs() < 1e-9);
            prop_assert_eq!(d.lower > 0.0 || d.upper < 0.0, d.p_value < 0.05);
        }
    }
}
