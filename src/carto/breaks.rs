//! Class bounds for a graduated map. One set is made from the values of the whole country and
//! used on every sheet, so that sheets can be laid side by side.
//!
//! Classes are `(lower, upper]`, the first holds its lower bound too, as in
//! [`Style`](crate::layers::style::Style).

use serde::Deserialize;

/// How the bounds between classes are found.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "method", rename_all = "snake_case", deny_unknown_fields)]
pub enum Method {
    /// Classes of the same width between the smallest and the largest value.
    Equal { count: usize },
    /// Classes of about the same number of areas.
    Quantile { count: usize },
    /// Fisher–Jenks: the classes with the least sum of squared deviations from their means,
    /// exact. Source: Fisher (1958), *On grouping for maximum homogeneity*.
    Jenks {
        count: usize,
        /// Zero is a class of its own: "none" is not "few".
        #[serde(default)]
        zero_apart: bool,
    },
    /// Given bounds, outermost ones included.
    Manual { bounds: Vec<f64> },
}

impl std::str::FromStr for Method {
    type Err = String;

    /// `jenks:5`, `quantile:5`, `equal:5`, or bounds in rising order: `0,20,40`. The error names what is allowed.
    fn from_str(typed: &str) -> Result<Method, String> {
        let allowed = || "jenks:5, quantile:5, equal:5, 0,20,40".to_owned();
        if let Some((method, count)) = typed.split_once(':') {
            let count = count.trim().parse().ok().filter(|n| (1..=9).contains(n)).ok_or_else(allowed)?;
            return match method.trim() {
                "jenks" => Ok(Method::Jenks { count, zero_apart: false }),
                "quantile" => Ok(Method::Quantile { count }),
                "equal" => Ok(Method::Equal { count }),
                _ => Err(allowed()),
            };
        }
        let bounds: Vec<f64> =
            typed.split(',').map(|b| b.trim().parse::<f64>().map_err(|_| allowed())).collect::<Result<_, _>>()?;
        match bounds.len() >= 2 && bounds.iter().all(|b| b.is_finite()) && bounds.windows(2).all(|b| b[0] < b[1]) {
            true => Ok(Method::Manual { bounds }),
            false => Err(allowed()),
        }
    }
}

/// Class bounds and how many values fall in each class.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Breaks {
    /// Ascending; `counts.len()` pairs of lower and upper bound.
    pub classes: Vec<(f64, f64)>,
    /// Values in each class; they add up to the number of finite values.
    pub counts: Vec<usize>,
}

impl Breaks {
    /// Bounds for `values`; those that are not finite are left out. No values give no
    /// classes; values that are all equal give one class. Fewer different values than classes
    /// asked for give fewer classes. Given bounds are kept, the outer ones widened where
    /// values lie beyond them.
    pub fn new(values: &[f64], method: &Method) -> Breaks {
        let mut sorted: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
        sorted.sort_by(f64::total_cmp);
        let (Some(&least), Some(&most)) = (sorted.first(), sorted.last()) else { return Breaks::default() };
        let bounds = match method {
            Method::Manual { bounds } => widened(bounds, least, most),
            _ if least == most => vec![least, least],
            Method::Equal { count } => {
                let step = (most - least) / (*count).max(1) as f64;
                let inner = (1..(*count).max(1)).map(|i| least + step * i as f64).collect();
                pretty(&sorted, inner)
            }
            Method::Quantile { count } => {
                let count = (*count).clamp(1, sorted.len());
                let inner = (1..count).map(|i| sorted[(i * sorted.len()).div_ceil(count) - 1]).collect();
                pretty(&sorted, inner)
            }
            Method::Jenks { count, zero_apart } if *zero_apart && least == 0.0 => {
                let above = &sorted[sorted.partition_point(|&v| v == 0.0)..];
                let mut bounds = pretty(above, jenks(above, count.saturating_sub(1).max(1)));
                bounds[0] = 0.0;
                bounds.insert(0, 0.0);
                bounds
            }
            Method::Jenks { count, .. } => pretty(&sorted, jenks(&sorted, *count)),
        };
        let classes: Vec<(f64, f64)> = bounds.windows(2).map(|b| (b[0], b[1])).collect();
        let below = |bound: f64| sorted.partition_point(|&v| v <= bound);
        let counts = classes.iter().enumerate().map(|(i, c)| below(c.1) - if i == 0 { 0 } else { below(c.0) }).collect();
        Breaks { classes, counts }
    }
}

/// The given bounds in order, stretched so that every value has a class.
fn widened(bounds: &[f64], least: f64, most: f64) -> Vec<f64> {
    let mut out: Vec<f64> = bounds.iter().copied().filter(|b| b.is_finite()).collect();
    out.sort_by(f64::total_cmp);
    out.dedup();
    if out.len() < 2 {
        return vec![least, most];
    }
    let last = out.len() - 1;
    out[0] = out[0].min(least);
    out[last] = out[last].max(most);
    out
}

/// Inner bounds moved to a round number nearby, outer bounds moved outwards to round numbers.
/// "Nearby" is the gap between the values on both sides, or 4 % of the bound where that is more
/// (but never near the next bound): counts are made afterwards, so that they are those of the
/// bounds as printed. Classes without a value are dropped.
fn pretty(sorted: &[f64], inner: Vec<f64>) -> Vec<f64> {
    let (least, most) = (sorted[0], sorted[sorted.len() - 1]);
    let mut out: Vec<f64> = Vec::with_capacity(inner.len() + 2);
    let mut below = 0;
    for (i, &bound) in inner.iter().enumerate() {
        let above = sorted.partition_point(|&v| v <= bound);
        if above == 0 || above == sorted.len() {
            continue;
        }
        let before = out.last().copied().unwrap_or(least);
        let after = inner.get(i + 1).copied().unwrap_or(most);
        let leeway = (0.04 * bound.abs()).min(0.25 * (bound - before)).min(0.25 * (after - bound)).max(0.0);
        let round = roundest(sorted[above - 1].min(bound - leeway), sorted[above].max(bound + leeway));
        let held = sorted.partition_point(|&v| v <= round);
        if held > below && held < sorted.len() {
            out.push(round);
            below = held;
        }
    }
    let step = 10f64.powf((most - least).max(most.abs() * 1e-9).max(f64::MIN_POSITIVE).log10().floor() - 1.0);
    let outward = |v: f64, up: bool| {
        let steps = v / step;
        let whole = if (steps - steps.round()).abs() < 1e-9 {
            steps.round()
        } else if up {
            steps.ceil()
        } else {
            steps.floor()
        };
        tidy(whole * step)
    };
    let first = outward(least, false);
    // A small start is zero when there is nothing below.
    let first = if least >= 0.0 && least < 0.1 * most { 0.0 } else { first };
    out.insert(0, first.min(least));
    out.push(outward(most, true).max(most));
    out
}

/// The number with the fewest digits in `[low, high)`.
fn roundest(low: f64, high: f64) -> f64 {
    let widest = (high - low).max(f64::MIN_POSITIVE).log10().ceil() as i32 + 1;
    for exponent in (widest - 18..=widest).rev() {
        for factor in [5.0, 2.0, 1.0] {
            let step = factor * 10f64.powi(exponent);
            let candidate = tidy((low / step).ceil() * step);
            if candidate >= low && candidate < high {
                return candidate;
            }
        }
    }
    low
}

/// Takes away the noise of binary fractions in the 13th digit.
fn tidy(value: f64) -> f64 {
    if value == 0.0 {
        return 0.0;
    }
    format!("{value:.12e}").parse().unwrap_or(value)
}

/// Upper bounds of all but the last of at most `count` Fisher–Jenks classes of sorted values.
///
/// Dynamic programming over the different values; the best start of the last class moves
/// only forward as the end does, so each layer is solved by halving: O(k n log n).
fn jenks(sorted: &[f64], count: usize) -> Vec<f64> {
    // Different values with running weight, sum and sum of squares, around the mean for accuracy.
    let mean = sorted.iter().sum::<f64>() / sorted.len().max(1) as f64;
    let mut values: Vec<f64> = Vec::new();
    let mut sums = vec![(0.0, 0.0, 0.0)];
    for &v in sorted {
        let x = v - mean;
        let last = sums[sums.len() - 1];
        let next = (last.0 + 1.0, last.1 + x, last.2 + x * x);
        if values.last() == Some(&v) {
            *sums.last_mut().expect("starts with one entry") = next;
        } else {
            values.push(v);
            sums.push(next);
        }
    }
    let n = values.len();
    let count = count.clamp(1, n.max(1));
    if n < 2 {
        return Vec::new();
    }
    let spread = |from: usize, to: usize| {
        let (a, b) = (sums[from], sums[to]);
        let (w, s, q) = (b.0 - a.0, b.1 - a.1, b.2 - a.2);
        (q - s * s / w).max(0.0)
    };
    // cost[j]: least spread of the first j values in the classes so far; starts[k][j]: where
    // the last class begins.
    let mut cost: Vec<f64> = (0..=n).map(|j| if j == 0 { 0.0 } else { spread(0, j) }).collect();
    let mut starts = vec![vec![0usize; n + 1]];
    for k in 1..count {
        let mut next = vec![f64::INFINITY; n + 1];
        let mut start = vec![0usize; n + 1];
        let mut todo = vec![(k + 1, n, k, n - 1)];
        while let Some((low, high, from, to)) = todo.pop() {
            if low > high {
                continue;
            }
            let j = low.midpoint(high);
            let mut best = (f64::INFINITY, from);
            for (i, before) in cost.iter().enumerate().take(to.min(j - 1) + 1).skip(from) {
                let total = before + spread(i, j);
                if total < best.0 {
                    best = (total, i);
                }
            }
            (next[j], start[j]) = best;
            todo.push((low, j - 1, from, best.1));
            todo.push((j + 1, high, best.1, to));
        }
        cost = next;
        starts.push(start);
    }
    let mut bounds = Vec::with_capacity(count - 1);
    let mut end = n;
    for k in (1..count).rev() {
        end = starts[k][end];
        bounds.push(values[end - 1]);
    }
    bounds.reverse();
    bounds
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn jenks_breaks(values: &[f64], count: usize) -> Breaks {
        Breaks::new(values, &Method::Jenks { count, zero_apart: false })
    }

    #[test]
    fn no_values_one_value_and_equal_values() {
        assert_eq!(jenks_breaks(&[], 5), Breaks::default());
        assert_eq!(jenks_breaks(&[f64::NAN], 5), Breaks::default());
        for method in [Method::Equal { count: 4 }, Method::Quantile { count: 4 }, Method::Jenks { count: 4, zero_apart: true }] {
            let breaks = Breaks::new(&[3.0, 3.0], &method);
            assert_eq!((breaks.classes, breaks.counts), (vec![(3.0, 3.0)], vec![2]), "{method:?}");
        }
    }

    #[test]
    fn natural_groups_are_found_and_bounds_are_round() {
        let breaks = jenks_breaks(&[1.0, 1.2, 1.4, 10.3, 10.9, 11.0, 99.2, 101.7], 3);
        assert_eq!(breaks.classes, [(0.0, 10.0), (10.0, 50.0), (50.0, 110.0)]);
        assert_eq!(breaks.counts, [3, 3, 2]);
    }

    #[test]
    fn zero_can_stand_apart() {
        let breaks = Breaks::new(&[0.0, 0.0, 0.4, 7.0, 8.0], &Method::Jenks { count: 3, zero_apart: true });
        assert_eq!((breaks.classes[0], breaks.counts[0]), ((0.0, 0.0), 2));
        assert_eq!(breaks.counts.iter().sum::<usize>(), 5);
    }

    #[test]
    fn given_bounds_stay_and_widen_only_when_they_must() {
        let method = Method::Manual { bounds: vec![0.0, 2.0, 4.0] };
        assert_eq!(Breaks::new(&[1.0, 2.0], &method).counts, [2, 0]);
        assert_eq!(Breaks::new(&[-1.0, 5.0], &method).classes, [(-1.0, 2.0), (2.0, 5.0)]);
    }

    /// Every way to cut sorted different values into classes.
    fn least_spread(sorted: &[f64], count: usize) -> f64 {
        let spread = |part: &[f64]| {
            let mean = part.iter().sum::<f64>() / part.len() as f64;
            part.iter().map(|v| (v - mean).powi(2)).sum::<f64>()
        };
        if count == 1 {
            return spread(sorted);
        }
        (count - 1..sorted.len())
            .map(|i| least_spread(&sorted[..i], count - 1) + spread(&sorted[i..]))
            .fold(f64::INFINITY, f64::min)
    }

    proptest! {
        #[test]
        fn jenks_is_as_good_as_trying_everything(mut values in prop::collection::vec(0.0f64..100.0, 5..12), count in 2usize..5) {
            values.sort_by(f64::total_cmp);
            values.dedup();
            prop_assume!(values.len() > count);
            let bounds = jenks(&values, count);
            let mut total = 0.0;
            let mut from = 0;
            for bound in bounds.iter().chain([&f64::INFINITY]) {
                let to = values.partition_point(|v| v <= bound);
                let part = &values[from..to];
                let mean = part.iter().sum::<f64>() / part.len() as f64;
                total += part.iter().map(|v| (v - mean).powi(2)).sum::<f64>();
                from = to;
            }
            prop_assert!(total <= least_spread(&values, count) + 1e-6);
        }

        #[test]
        fn every_value_has_a_class_whatever_the_method(values in prop::collection::vec(-50.0f64..1e6, 1..60), count in 1usize..8) {
            for method in [Method::Equal { count }, Method::Quantile { count }, Method::Jenks { count, zero_apart: false },
                           Method::Manual { bounds: vec![0.0, 1.0, 2.0] }] {
                let breaks = Breaks::new(&values, &method);
                prop_assert_eq!(breaks.counts.iter().sum::<usize>(), values.len());
                prop_assert!(breaks.classes.windows(2).all(|c| c[0].1 == c[1].0 && c[0].0 <= c[0].1));
                let (first, last) = (breaks.classes[0].0, breaks.classes[breaks.classes.len() - 1].1);
                prop_assert!(values.iter().all(|&v| v >= first && v <= last));
            }
        }
    }
}
