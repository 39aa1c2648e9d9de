//! Totals, means and ratios of one group, by the general path: an influence for each respondent,
//! then [`Design::variance`]; quantiles of all groups of a breakdown. Whole tables of shares and
//! means are faster by [`cross`].
//!
//! A base is those of the domain with a number: NaN is no answer and leaves it, as R's
//! `na.rm = TRUE`. Numbers are those of R `survey`'s `svytotal`, `svymean`, `svyratio` and
//! `svyquantile` on `subset(design, domain)`.

use super::columns::{Groups, Marks};
use super::crossing::cross;
use super::design::Design;
use super::measure::Measure;
use crate::base::Missing;

/// Sum over the population, by weights.
pub fn total(design: &Design, values: &[f64], domain: impl Fn(usize) -> bool) -> Measure {
    Base::of(design, domain, |i| !values[i].is_nan()).map_or_else(Measure::nothing, |base| {
        let sum = base.sum(|i| values[i]);
        let mean = sum / base.population;
        base.measure(sum, |i| values[i], |i| values[i] - mean, |weights| base.sum_by(weights, |i| values[i]))
    })
}

/// Weighted mean.
pub fn mean(design: &Design, values: &[f64], domain: impl Fn(usize) -> bool) -> Measure {
    Base::of(design, domain, |i| !values[i].is_nan()).map_or_else(Measure::nothing, |base| {
        let mean = base.sum(|i| values[i]) / base.population;
        let deviation = |i: usize| (values[i] - mean) / base.population;
        let again = |weights: &[f64]| base.sum_by(weights, |i| values[i]) / base.sum_by(weights, |_| 1.0);
        base.measure(mean, deviation, deviation, again)
    })
}

/// Total of one variable over the total of another. The base are those who have both.
/// [`Missing::NoBase`] when the total below is zero.
pub fn ratio(design: &Design, numerator: &[f64], denominator: &[f64], domain: impl Fn(usize) -> bool) -> Measure {
    let both = |i: usize| !numerator[i].is_nan() && !denominator[i].is_nan();
    Base::of(design, domain, both).map_or_else(Measure::nothing, |base| {
        let below = base.sum(|i| denominator[i]);
        if below == 0.0 {
            return Measure::missing(base.inside.len() as u32, Missing::NoBase);
        }
        let ratio = base.sum(|i| numerator[i]) / below;
        let deviation = |i: usize| (numerator[i] - ratio * denominator[i]) / below;
        let again = |weights: &[f64]| base.sum_by(weights, |i| numerator[i]) / base.sum_by(weights, |i| denominator[i]);
        base.measure(ratio, deviation, deviation, again)
    })
}

/// A quantile with its Woodruff interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quantile {
    pub n: u32,
    pub value: Result<f64, Missing>,
    /// Each bound `None` where it lies beyond the smallest or largest answer.
    pub interval: (Option<f64>, Option<f64>),
    /// Width of the interval over twice the critical value; `None` without both bounds.
    pub standard_error: Option<f64>,
}

/// The smallest answer that at least the share `p` of the population does not exceed, for every
/// group: R's `qrule = "math"`, the inverse of the weighted distribution, so that the value is an
/// answer somebody gave. `p` lies in 0 to 1.
///
/// The interval is Woodruff's (1952, *JASA* 47, p. 635), R's `interval.type = "mean"`, with or
/// without replicates: the share
/// of those up to the quantile, plus and minus `critical` standard errors, read back as quantiles.
/// `critical` is given the degrees of freedom of the base, and is a Student or normal quantile.
pub fn quantiles(design: &Design, values: &[f64], groups: Groups, p: f64, critical: impl Fn(u32) -> f64) -> Vec<Quantile> {
    let weights = design.weights();
    let mut answers = vec![Vec::new(); groups.count];
    for (i, &value) in values.iter().enumerate().filter(|(i, value)| weights[*i] > 0.0 && !value.is_nan()) {
        if let Some(g) = groups.of(i) {
            answers[g].push((value, weights[i]));
        }
    }
    let distributions: Vec<Distribution> = answers.into_iter().map(Distribution::of).collect();
    let middles: Vec<f64> = distributions.iter().map(|d| d.at(p).unwrap_or(f64::NAN)).collect();
    // Groups share nobody: one table holds the shares of all.
    let up_to = |(i, value): (usize, &f64)| match groups.of(i) {
        Some(g) if !value.is_nan() => f64::from(u8::from(*value <= middles[g])),
        _ => f64::NAN,
    };
    let up_to: Vec<f64> = values.iter().enumerate().map(up_to).collect();
    let shares = cross(design, &Marks(&up_to), groups);
    let quantile = |(g, distribution): (usize, &Distribution)| {
        let share = &shares.group(g)[0];
        let critical = critical(share.degrees_of_freedom);
        let bounds = share.value.ok().zip(share.standard_error()).map(|(s, se)| (s - critical * se, s + critical * se));
        let lower = bounds.filter(|(low, _)| *low >= 0.0).and_then(|(low, _)| distribution.at(low));
        let upper = bounds.filter(|(_, high)| *high <= 1.0).and_then(|(_, high)| distribution.at(high));
        let standard_error = lower.zip(upper).map(|(low, high)| (high - low) / (2.0 * critical));
        Quantile { n: share.n, value: share.value.map(|_| middles[g]), interval: (lower, upper), standard_error }
    };
    distributions.iter().enumerate().map(quantile).collect()
}

/// The different answers of one group, from the smallest, with the weight up to each.
struct Distribution(Vec<(f64, f64)>);

impl Distribution {
    fn of(mut answers: Vec<(f64, f64)>) -> Self {
        answers.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        let mut sum = 0.0;
        answers.iter_mut().for_each(|(_, weight)| {
            sum += *weight;
            *weight = sum;
        });
        // The last of equal answers has the weight of all of them.
        answers.dedup_by(|later, first| {
            let same = later.0 == first.0;
            if same {
                first.1 = later.1;
            }
            same
        });
        Distribution(answers)
    }

    /// The smallest answer up to which at least the share `p` lies; `None` without answers.
    fn at(&self, p: f64) -> Option<f64> {
        let last = self.0.last()?;
        // A share that rounding keeps a hair below `p` has reached it.
        let wanted = p * last.1 * (1.0 - 1e-12);
        let reached = self.0.partition_point(|(_, weight)| *weight < wanted);
        Some(self.0.get(reached).unwrap_or(last).0)
    }
}

/// Those a statistic is about: never empty.
struct Base<'a> {
    design: &'a Design,
    weights: &'a [f64],
    inside: Vec<usize>,
    /// Sum of their weights.
    population: f64,
}

impl<'a> Base<'a> {
    /// Those of the domain who answered, or why there are none.
    fn of(design: &'a Design, domain: impl Fn(usize) -> bool, answered: impl Fn(usize) -> bool) -> Result<Self, Missing> {
        let weights = design.weights();
        let mut inside: Vec<usize> = (0..design.len()).filter(|&i| weights[i] > 0.0 && domain(i)).collect();
        if inside.is_empty() {
            return Err(Missing::NotSampled);
        }
        inside.retain(|&i| answered(i));
        let population = inside.iter().map(|&i| weights[i]).sum();
        if inside.is_empty() { Err(Missing::NoData) } else { Ok(Base { design, weights, inside, population }) }
    }

    fn sum(&self, value: impl Fn(usize) -> f64) -> f64 {
        self.sum_by(self.weights, value)
    }

    fn sum_by(&self, weights: &[f64], value: impl Fn(usize) -> f64) -> f64 {
        self.inside.iter().map(|&i| weights[i] * value(i)).sum()
    }

    /// A statistic by its influence without the weight, by the numbers whose spread a simple random
    /// sample is judged by, and how it is computed from the weights of a replicate.
    fn measure(
        &self,
        value: f64,
        influence: impl Fn(usize) -> f64,
        spread: impl Fn(usize) -> f64,
        again: impl Fn(&[f64]) -> f64,
    ) -> Measure {
        let variance = match self.design.replicates() {
            Some(replicates) => self.design.has_variance().then(|| replicates.variances(|weights| vec![again(weights)])[0]),
            None => {
                let mut weighted = vec![0.0; self.design.len()];
                self.inside.iter().for_each(|&i| weighted[i] = self.weights[i] * influence(i));
                self.design.variance(&weighted)
            }
        };
        let n = self.inside.len();
        // S²·N²/n with S² = Σwd²/N · n/(n − 1), as R's `svyvar` has it.
        let simple = self.sum(|i| spread(i).powi(2)) * self.population / (n as f64 - 1.0);
        Measure {
            n: n as u32,
            population: self.population,
            value: Ok(value),
            variance,
            simple_variance: (n > 1).then_some(simple),
            degrees_of_freedom: self.design.degrees_of_freedom(|i| self.inside.binary_search(&i).is_ok()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::Plan;

    #[test]
    fn a_quantile_is_the_smallest_answer_that_reaches_the_share() {
        let (rows, weights) = ([2, 3, 4, 5, 6], [2.0, 1.0, 0.0, 3.0, 4.0].map(Some));
        let design = Design::new(&Plan { rows: &rows, weights: Some(&weights), ..Plan::default() }).0;
        let values = [10.0, 30.0, -5.0, 20.0, f64::NAN];
        let quantile = |p, critical| quantiles(&design, &values, Groups::EVERYBODY, p, |_| critical)[0];
        let at = |p| quantile(p, 2.0).value.unwrap();
        // Of a weight of 6: 10 for two, 20 for three, 30 for one.
        assert_eq!([0.0, 0.3, 2.0 / 6.0, 0.34, 5.0 / 6.0, 0.9, 1.0].map(at), [10.0, 10.0, 10.0, 20.0, 20.0, 30.0, 30.0]);
        let wide = quantile(0.5, 100.0);
        assert_eq!((wide.n, wide.interval, wide.standard_error), (3, (None, None), None));
    }

    #[test]
    fn what_is_not_there_says_why() {
        let rows = [2, 3, 4];
        let design = Design::new(&Plan { rows: &rows, ..Plan::default() }).0;
        let values = [f64::NAN, 1.0, 2.0];
        assert_eq!(mean(&design, &values, |_| false).value, Err(Missing::NotSampled));
        assert_eq!(total(&design, &values, |i| i == 0).value, Err(Missing::NoData));
        let groups = Groups { codes: Some(&[0, 1, 1]), count: 3 };
        let found = quantiles(&design, &values, groups, 0.5, |_| 2.0);
        assert_eq!([0, 1, 2].map(|g| found[g].value), [Err(Missing::NoData), Ok(1.0), Err(Missing::NotSampled)]);
        let ratio = ratio(&design, &values, &[0.0; 3], |_| true);
        assert_eq!((ratio.value, ratio.n, ratio.variance), (Err(Missing::NoBase), 2, None));
        let one = mean(&design, &values, |i| i == 1);
        assert_eq!((one.value, one.simple_variance, one.degrees_of_freedom), (Ok(1.0), None, 0));
    }
}
