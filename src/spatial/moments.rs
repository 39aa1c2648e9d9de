//! A statistic of a whole map and what chance alone would make of it.

use super::permutation::Permuted;
use crate::base::distribution::normal_upper;

/// What a statistic would be on average, and its variance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moments {
    pub expected: f64,
    pub variance: f64,
}

impl Moments {
    /// How many standard deviations `found` lies above what is expected; 0 where nothing can vary.
    pub fn z(&self, found: f64) -> f64 {
        if self.variance > 0.0 { (found - self.expected) / self.variance.sqrt() } else { 0.0 }
    }

    /// Chance, by the normal distribution, of being as far from what is expected on either side.
    pub fn p_two_sided(&self, found: f64) -> f64 {
        (2.0 * normal_upper(self.z(found).abs())).min(1.0)
    }
}

/// One number for a whole map.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Global {
    pub value: f64,
    /// If values came from one normal distribution; `None` where the statistic has no such form.
    pub normality: Option<Moments>,
    /// If the values found were dealt out to areas by chance; `None` where no formula is known, and with fewer
    /// than four areas.
    pub randomisation: Option<Moments>,
    /// `None` without permutations.
    pub permuted: Option<Permuted>,
}

/// Values around their mean.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Centred {
    pub deviations: Vec<f64>,
    /// Sum of squares of the deviations.
    pub squares: f64,
    pub mean: f64,
}

impl Centred {
    /// `None` where a value is no number, where there are fewer than two, and where all are equal (up to rounding).
    pub fn of(values: &[f64]) -> Option<Centred> {
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let deviations: Vec<f64> = values.iter().map(|v| v - mean).collect();
        let squares: f64 = deviations.iter().map(|d| d * d).sum();
        let largest = values.iter().fold(0.0f64, |a, v| a.max(v.abs()));
        (values.len() > 1 && squares.is_finite() && squares > (1e-14 * largest).powi(2) * n).then_some(Centred {
            deviations,
            squares,
            mean,
        })
    }

    /// Kurtosis: the fourth moment over the square of the second.
    pub fn kurtosis(&self) -> f64 {
        self.deviations.iter().map(|d| d.powi(4)).sum::<f64>() * self.deviations.len() as f64 / self.squares.powi(2)
    }

    /// Divided by the population standard deviation.
    pub fn standardised(&self) -> Vec<f64> {
        let sd = (self.squares / self.deviations.len() as f64).sqrt();
        self.deviations.iter().map(|d| d / sd).collect()
    }
}

/// Exact moments over all ways to deal values out, for tests: mean and variance of `statistic`.
#[cfg(test)]
pub(super) fn over_all_orders(len: usize, statistic: impl Fn(&[usize]) -> f64) -> Moments {
    fn visit(order: &mut Vec<usize>, at: usize, seen: &mut dyn FnMut(&[usize])) {
        if at == order.len() {
            return seen(order);
        }
        for k in at..order.len() {
            order.swap(at, k);
            visit(order, at + 1, seen);
            order.swap(at, k);
        }
    }
    let (mut count, mut sum, mut squares) = (0.0, 0.0, 0.0);
    visit(&mut (0..len).collect(), 0, &mut |order| {
        let value = statistic(order);
        (count, sum, squares) = (count + 1.0, sum + value, squares + value * value);
    });
    let expected = sum / count;
    Moments { expected, variance: squares / count - expected * expected }
}
