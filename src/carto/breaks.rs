//! Class bounds for a graduated map. One set is made from the values of the whole country and
//! used on every sheet, so that sheets can be laid side by side.
//!
//! Classes are `(lower, upper]`, the first holds its lower bound too, as in
//! [`Style`](crate::layers::style::Style).

mod jenks;
mod rounded;
#[cfg(test)]
mod tests;

use jenks::jenks;
use rounded::{pretty, widened};
use serde::Deserialize;

/// How the bounds between classes are found.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "method", rename_all = "snake_case", deny_unknown_fields)]
pub enum Method {
    /// Classes of the same width between the smallest and the largest value.
    Equal { count: usize },
    /// Classes of about the same number of areas; bounds between two values lie on the line between them (type 7 of Hyndman &
    /// Fan 1996, *The American Statistician* 50:361–365).
    Quantile { count: usize },
    /// Fisher–Jenks: the classes with the least sum of squared deviations from their means,
    /// exact. Source: Fisher (1958), *On grouping for maximum homogeneity*.
    Jenks {
        count: usize,
        /// Zero is a class of its own: "none" is not "few".
        #[serde(default)]
        zero_apart: bool,
    },
    /// For few large values among many small ones: a bound at the mean, then at the mean of those above it, until those above
    /// are all alike. As many classes as the values ask for. Source: Jiang (2013), *The Professional Geographer* 65:482–494.
    HeadTail,
    /// So many standard deviations from the mean.
    StandardDeviation {
        #[serde(default = "two_on_each_side")]
        multiples: Vec<f64>,
    },
    /// Bounds in the middle of the widest gaps between values; of gaps equally wide the upper one counts.
    Maximum { count: usize },
    /// Given bounds, outermost ones included. The lowest given twice is a class of its own: `[0.0, 0.0, 1.0, 5.0]`.
    Manual { bounds: Vec<f64> },
}

fn two_on_each_side() -> Vec<f64> {
    vec![-2.0, -1.0, 1.0, 2.0]
}

impl std::str::FromStr for Method {
    type Err = String;

    /// `jenks:5`, `quantile:5`, `equal:5`, `maximum:5`, `head_tail`, `standard_deviation`, or bounds in rising order: `0,20,40`. The
    /// error names what is allowed.
    fn from_str(typed: &str) -> Result<Method, String> {
        let allowed = || "jenks:5, quantile:5, equal:5, maximum:5, head_tail, standard_deviation, 0,20,40".to_owned();
        match typed.trim() {
            "head_tail" => return Ok(Method::HeadTail),
            "standard_deviation" => return Ok(Method::StandardDeviation { multiples: two_on_each_side() }),
            _ => {}
        }
        if let Some((method, count)) = typed.split_once(':') {
            let count = count.trim().parse().ok().filter(|n| (1..=9).contains(n)).ok_or_else(allowed)?;
            return match method.trim() {
                "jenks" => Ok(Method::Jenks { count, zero_apart: false }),
                "quantile" => Ok(Method::Quantile { count }),
                "equal" => Ok(Method::Equal { count }),
                "maximum" => Ok(Method::Maximum { count }),
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

/// Class bounds, how many values fall in each class, and how well classes tell values apart.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Breaks {
    /// Ascending; `counts.len()` pairs of lower and upper bound. Each class holds its upper bound, the first both.
    pub classes: Vec<(f64, f64)>,
    /// Values in each class; they add up to the number of finite values.
    pub counts: Vec<usize>,
    /// Goodness of variance fit: the share of the variance that lies between classes, 0 (one class) to 1 (each class one
    /// value). 1 where values do not vary. Source: Jenks & Caspall (1971), *Annals of the AAG* 61:217–244.
    pub fit: f64,
}

impl Breaks {
    /// Bounds for `values`, moved to round numbers nearby; those that are not finite are left out. No values give no
    /// classes; values that are all equal give one class. Fewer different values than classes
    /// asked for give fewer classes. Given bounds are kept, the outer ones widened where
    /// values lie beyond them.
    pub fn new(values: &[f64], method: &Method) -> Breaks {
        let sorted = sorted(values);
        let (Some(&least), Some(&most)) = (sorted.first(), sorted.last()) else { return Breaks::default() };
        let bounds = match method {
            Method::Manual { bounds } => widened(bounds, least, most),
            _ if least == most => vec![least, least],
            Method::Jenks { count, zero_apart: true } if least == 0.0 => {
                let above = &sorted[sorted.partition_point(|&v| v == 0.0)..];
                let mut bounds = pretty(above, jenks(above, count.saturating_sub(1).max(1)));
                bounds[0] = 0.0;
                bounds.insert(0, 0.0);
                bounds
            }
            _ => pretty(&sorted, inner(&sorted, method)),
        };
        Breaks::between(&bounds, &sorted)
    }

    /// The same with bounds as the method gives them, from the least value to the greatest: for comparing methods and programs. Zero
    /// apart and given bounds are as in [`Breaks::new`].
    pub fn exact(values: &[f64], method: &Method) -> Breaks {
        let sorted = sorted(values);
        let (Some(&least), Some(&most)) = (sorted.first(), sorted.last()) else { return Breaks::default() };
        let mut bounds = match method {
            Method::Manual { bounds } => return Breaks::between(&widened(bounds, least, most), &sorted),
            _ if least == most => Vec::new(),
            Method::Jenks { count, zero_apart: true } if least == 0.0 => {
                let above = &sorted[sorted.partition_point(|&v| v == 0.0)..];
                [vec![0.0], jenks(above, count.saturating_sub(1).max(1))].concat()
            }
            _ => inner(&sorted, method),
        };
        bounds.retain(|bound| (least..most).contains(bound));
        bounds.dedup();
        Breaks::between(&[&[least], &bounds[..], &[most]].concat(), &sorted)
    }

    /// How many values of a part (a region, a year) fall in each class; those outside all classes in none.
    pub fn counts_of(&self, values: &[f64]) -> Vec<usize> {
        counted(&self.classes, &sorted(values))
    }

    fn between(bounds: &[f64], sorted: &[f64]) -> Breaks {
        let classes: Vec<(f64, f64)> = bounds.windows(2).map(|b| (b[0], b[1])).collect();
        let counts = counted(&classes, sorted);
        let mut rest = sorted;
        let within: f64 = counts
            .iter()
            .map(|&count| {
                let (class, after) = rest.split_at(count.min(rest.len()));
                rest = after;
                spread(class)
            })
            .sum();
        let all = spread(sorted);
        Breaks { classes, counts, fit: if all > 0.0 { 1.0 - within / all } else { 1.0 } }
    }
}

fn sorted(values: &[f64]) -> Vec<f64> {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted
}

fn counted(classes: &[(f64, f64)], sorted: &[f64]) -> Vec<usize> {
    let below = |bound: f64| sorted.partition_point(|&v| v <= bound);
    let before = |i: usize, bound: f64| if i == 0 { sorted.partition_point(|&v| v < bound) } else { below(bound) };
    classes.iter().enumerate().map(|(i, c)| below(c.1).saturating_sub(before(i, c.0))).collect()
}

/// Sum of squared deviations from the mean.
fn spread(values: &[f64]) -> f64 {
    let mean = values.iter().sum::<f64>() / values.len().max(1) as f64;
    values.iter().map(|v| (v - mean).powi(2)).sum()
}

/// Ascending bounds between classes of sorted values that are not all equal.
fn inner(sorted: &[f64], method: &Method) -> Vec<f64> {
    let (least, most) = (sorted[0], sorted[sorted.len() - 1]);
    match method {
        Method::Equal { count } => {
            let step = (most - least) / (*count).max(1) as f64;
            (1..(*count).max(1)).map(|i| least + step * i as f64).collect()
        }
        Method::Quantile { count } => {
            let count = (*count).clamp(1, sorted.len());
            (1..count).map(|i| quantile(sorted, i as f64 / count as f64)).collect()
        }
        Method::Jenks { count, .. } => jenks(sorted, *count),
        Method::HeadTail => head_tail(sorted),
        Method::StandardDeviation { multiples } => {
            let n = sorted.len() as f64;
            let (mean, sd) = (sorted.iter().sum::<f64>() / n, (spread(sorted) / (n - 1.0)).sqrt());
            let mut bounds: Vec<f64> = multiples.iter().map(|m| mean + m * sd).filter(|b| b.is_finite()).collect();
            bounds.sort_by(f64::total_cmp);
            bounds
        }
        Method::Maximum { count } => {
            let mut gaps: Vec<usize> = (1..sorted.len()).filter(|&i| sorted[i] > sorted[i - 1]).collect();
            let width = |i: usize| sorted[i] - sorted[i - 1];
            gaps.sort_by(|&a, &b| width(b).total_cmp(&width(a)).then(b.cmp(&a)));
            gaps.truncate(count.saturating_sub(1));
            gaps.sort_unstable();
            gaps.into_iter().map(|i| f64::midpoint(sorted[i - 1], sorted[i])).collect()
        }
        Method::Manual { bounds } => bounds.clone(),
    }
}

fn quantile(sorted: &[f64], share: f64) -> f64 {
    let at = share * (sorted.len() - 1) as f64;
    let low = at.floor() as usize;
    let high = (low + 1).min(sorted.len() - 1);
    sorted[low] + (at - low as f64) * (sorted[high] - sorted[low])
}

/// The mean, the mean of those above it, and so on.
fn head_tail(sorted: &[f64]) -> Vec<f64> {
    let (mut bounds, mut head): (Vec<f64>, &[f64]) = (Vec::new(), sorted);
    while let (Some(first), Some(last)) = (head.first(), head.last())
        && first < last
    {
        let mean = head.iter().sum::<f64>() / head.len() as f64;
        let tail = head.partition_point(|&v| v <= mean);
        // Rounding may put the mean of values that hardly differ outside of them.
        if tail == 0 || tail == head.len() {
            break;
        }
        bounds.push(mean);
        head = &head[tail..];
    }
    bounds
}
