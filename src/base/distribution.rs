//! Quantiles and tails of the distributions that inference needs, over the crate `statrs`.
//! Held against R within 1e-8 (relative) over the range that surveys and counts use. Not a library
//! of distributions: only what the rooms call.

use statrs::distribution::{ContinuousCDF, Normal};
use statrs::function::beta::{beta_reg, ln_beta};
use statrs::function::gamma::{gamma_lr, gamma_ur, ln_gamma};

/// Value below which the standard normal lies with probability `p`, 0 < p < 1.
pub fn normal_quantile(p: f64) -> f64 {
    Normal::standard().inverse_cdf(p)
}

/// Probability that the standard normal exceeds `z`; keeps its digits far out.
pub fn normal_upper(z: f64) -> f64 {
    if z.is_nan() { 1.0 } else { Normal::standard().sf(z) }
}

/// Value below which Student's t with `df` degrees of freedom lies with probability `p`, 0 < p < 1.
/// Infinite `df` gives the normal; `df` of zero or less gives an infinity: nothing can be said.
pub fn t_quantile(p: f64, df: f64) -> f64 {
    if p == 0.5 {
        return 0.0;
    }
    // NaN degrees of freedom say as little as none.
    if df.is_nan() || df <= 0.0 {
        return if p < 0.5 { f64::NEG_INFINITY } else { f64::INFINITY };
    }
    if df.is_infinite() {
        return normal_quantile(p);
    }
    // df / (df + t²) follows a beta distribution; its log-odds give t² without loss of digits.
    let t = (df * (-beta_log_odds(2.0 * p.min(1.0 - p), 0.5 * df, 0.5)).exp()).sqrt();
    if p < 0.5 { -t } else { t }
}

/// Probability that Student's t lies further from zero than `t` does.
pub fn t_two_sided(t: f64, df: f64) -> f64 {
    f_upper(t * t, 1.0, df)
}

/// Value below which the beta distribution lies with probability `p`. A shape of zero puts all
/// of it at 0 (first shape) or 1 (second shape), as the exact interval wants at 0 and 100 %.
pub fn beta_quantile(p: f64, a: f64, b: f64) -> f64 {
    if a <= 0.0 {
        0.0
    } else if b <= 0.0 {
        1.0
    } else {
        expit(beta_log_odds(p, a, b))
    }
}

/// Log-odds of the value below which the beta distribution lies with probability `p`; shapes above
/// zero.
fn beta_log_odds(p: f64, a: f64, b: f64) -> f64 {
    // On the side where the value is below a half, which keeps its digits.
    let (p, a, b, sign) = if p > beta_reg(a, b, 0.5) { (1.0 - p, b, a, -1.0) } else { (p, a, b, 1.0) };
    let below = |u: f64| {
        let (x, rest) = (expit(u), expit(-u));
        (beta_reg(a, b, x), (a * x.ln() + b * rest.ln() - ln_beta(a, b)).exp())
    };
    sign * inverse(p, (a / b).ln(), below)
}

/// Value below which the gamma distribution of this shape and rate 1 lies with probability `p`,
/// 0 < p < 1. A shape of zero puts all of it at 0.
pub fn gamma_quantile(p: f64, shape: f64) -> f64 {
    if shape <= 0.0 {
        return 0.0;
    }
    let below = |u: f64| {
        let x = u.exp();
        (gamma_lr(shape, x), (shape * u - x - ln_gamma(shape)).exp())
    };
    inverse(p, shape.ln(), below).exp()
}

/// Where `below`, which gives a probability that grows from 0 to 1 and its slope, reaches `p`.
/// Newton's steps on logarithms, where the lower tail is a straight line, held between bounds that
/// close in: the inverses of the library do not end for some shapes.
fn inverse(p: f64, start: f64, below: impl Fn(f64) -> (f64, f64)) -> f64 {
    let (mut low, mut high) = (-700.0, 700.0);
    let mut u = start;
    for _ in 0..200 {
        let (found, slope) = below(u);
        if found < p {
            low = u;
        } else {
            high = u;
        }
        let newton = u + (p / found).ln() * found / slope;
        let next = if newton > low && newton < high { newton } else { 0.5 * (low + high) };
        let step = (next - u).abs();
        u = next;
        if step <= 1e-15 * u.abs().max(1.0) {
            break;
        }
    }
    u
}

/// The share, 0 to 1, that has these log-odds.
pub fn expit(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

/// Probability that chi-square with `df` degrees of freedom exceeds `x`. 1 at `x` ≤ 0, and where
/// `x` or `df` is no number or `df` not above zero: nothing is shown.
pub fn chi_square_upper(x: f64, df: f64) -> f64 {
    if !(x > 0.0 && df > 0.0) {
        1.0
    } else if x.is_infinite() {
        0.0
    } else {
        gamma_ur(0.5 * df, 0.5 * x)
    }
}

/// Probability that F with `df1` and `df2` degrees of freedom exceeds `x`; the same edges as
/// [`chi_square_upper`]. Infinite `df2` gives chi-square divided by its degrees of freedom.
pub fn f_upper(x: f64, df1: f64, df2: f64) -> f64 {
    if !(x > 0.0 && df1 > 0.0 && df2 > 0.0) {
        1.0
    } else if x.is_infinite() {
        0.0
    } else if df2.is_infinite() {
        chi_square_upper(x * df1, df1)
    } else {
        beta_reg(0.5 * df2, 0.5 * df1, df2 / (df2 + df1 * x))
    }
}

/// Satterthwaite's (1946) degrees of freedom of a sum of independent variances, each with its
/// own. Variances of zero add nothing; all zero, or none given, is infinite.
pub fn satterthwaite(parts: &[(f64, f64)]) -> f64 {
    let sum: f64 = parts.iter().map(|(variance, _)| variance).sum();
    let spread: f64 = parts.iter().filter(|(v, _)| *v > 0.0).map(|(v, df)| v * v / df).sum();
    if spread > 0.0 { sum * sum / spread } else { f64::INFINITY }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::reference::{close, rows};
    use proptest::prelude::*;

    #[test]
    fn quantiles_and_tails_equal_r() {
        for row in rows("survey_inference/distributions.csv") {
            let [x, a, b, expected] = [1, 2, 3, 4].map(|i| row.number(i));
            let found = match row.text(0) {
                "normal_quantile" => normal_quantile(x),
                "t_quantile" => t_quantile(x, a),
                "beta_quantile" => beta_quantile(x, a, b),
                "chi_square_upper" => chi_square_upper(x, a),
                "t_two_sided" => t_two_sided(x, a),
                "f_upper" => f_upper(x, a, b),
                other => panic!("{other}"),
            };
            assert!(close(found, expected, 1e-8), "{row:?}: {found}");
        }
    }

    proptest! {
        /// Whole and broken shapes, as effective sizes give them; the point is that all of them end.
        #[test]
        fn a_beta_quantile_is_where_the_probability_is(p in 0.001f64..0.999, a in 0.1f64..300.0, b in 0.1f64..300.0) {
            let x = beta_quantile(p, a, b);
            // Near 1 the numbers stand too far apart for the smallest shapes.
            let told = (1e-300..1.0 - 1e-9).contains(&x);
            prop_assert!(!told || (beta_reg(a, b, x) - p).abs() < 1e-9, "{x} {}", beta_reg(a, b, x));
        }
    }

    #[test]
    fn the_edges_are_what_they_mean() {
        assert_eq!((t_quantile(0.975, f64::INFINITY), t_quantile(0.5, 3.0)), (normal_quantile(0.975), 0.0));
        assert_eq!((t_quantile(0.975, 0.0), t_quantile(0.025, f64::NAN)), (f64::INFINITY, f64::NEG_INFINITY));
        assert_eq!((beta_quantile(0.3, 0.0, 5.0), beta_quantile(0.3, 5.0, 0.0)), (0.0, 1.0));
        assert_eq!(
            (f_upper(f64::NAN, 2.0, 9.0), f_upper(3.0, 2.0, 0.0), f_upper(f64::INFINITY, 2.0, f64::INFINITY)),
            (1.0, 1.0, 0.0)
        );
        assert_eq!((f_upper(0.0, 2.0, 9.0), f_upper(f64::INFINITY, 2.0, 9.0), chi_square_upper(-1.0, 2.0)), (1.0, 0.0, 1.0));
        assert!(close(f_upper(2.5, 3.0, f64::INFINITY), f_upper(2.5, 3.0, 1e6), 1e-4));
        assert_eq!(satterthwaite(&[(0.0, 3.0)]), f64::INFINITY);
        assert!(close(satterthwaite(&[(2.0, 10.0), (2.0, 10.0)]), 20.0, 1e-12), "equal parts: their df add up");
    }
}
