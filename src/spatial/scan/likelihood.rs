//! How likely the cases of a window are, and cases dealt out by chance.

use crate::base::Random;

/// Likelihoods of windows of one data set.
pub struct Likelihood {
    bernoulli: bool,
    pub total: u64,
    /// People, or individuals, of all places.
    weight: f64,
    /// Running sums of the weights of places, for dealing out.
    running: Vec<f64>,
    /// n · ln n for every number of cases.
    logs: Vec<f64>,
    /// What no window at all has.
    without: f64,
}

/// x · ln x, 0 at 0.
fn x_ln_x(x: f64) -> f64 {
    if x > 0.0 { x * x.ln() } else { 0.0 }
}

impl Likelihood {
    pub fn new(bernoulli: bool, total: u64, weights: &[f64]) -> Likelihood {
        let mut running: Vec<f64> = weights.to_vec();
        (1..running.len()).for_each(|i| running[i] += running[i - 1]);
        let weight = running[running.len() - 1];
        let cases = total as f64;
        let without = match bernoulli {
            true => x_ln_x(cases) + x_ln_x(weight - cases) - x_ln_x(weight),
            false => 0.0,
        };
        Likelihood { bernoulli, total, weight, running, logs: (0..=total).map(|n| x_ln_x(n as f64)).collect(), without }
    }

    /// Cases expected in a window of this weight and so many of all steps.
    pub fn expected(&self, weight: f64, steps: usize, run: usize) -> f64 {
        self.total as f64 * weight / self.weight * run as f64 / steps as f64
    }

    /// Log of the likelihood ratio of a window: grows with the cases, falls with what is expected. 0 where there are no more
    /// cases than expected.
    pub fn log_ratio(&self, cases: u64, expected: f64) -> f64 {
        let (c, total) = (cases as f64, self.total as f64);
        if c <= expected {
            return 0.0;
        }
        let (inside, outside) = (self.logs[cases as usize], self.logs[(self.total - cases) as usize]);
        if self.bernoulli {
            let n = expected / total * self.weight;
            let rest = self.weight - n;
            return inside + x_ln_x(n - c) - x_ln_x(n) + outside + x_ln_x(rest - (total - c)) - x_ln_x(rest) - self.without;
        }
        let away = if self.total > cases { (total - c) * (total - expected).ln() } else { 0.0 };
        inside - c * expected.ln() + outside - away
    }

    /// Up to how many expected cases a window of so many has a greater log-ratio: found by halving, and rather too many by a little,
    /// which is quicker than the last digits. 0 where it never has.
    fn expected_for(&self, cases: u64, log_ratio: f64) -> f64 {
        if cases == 0 {
            return 0.0;
        }
        let (c, total) = (cases as f64, self.total as f64);
        let mut low = match self.bernoulli {
            // Every individual a case: there can be no fewer of them.
            true => c * total / self.weight,
            // Below, the ratio is greater in any case: ln x ≥ 1 - 1/x for the part outside.
            false => c * (-log_ratio / c - 1.0).exp(),
        };
        let mut high = c;
        if self.log_ratio(cases, low) <= log_ratio {
            return 0.0;
        }
        while high - low > 1e-4 * high {
            let middle = (low + high) / 2.0;
            *(if self.log_ratio(cases, middle) > log_ratio { &mut low } else { &mut high }) = middle;
        }
        high * (1.0 + 1e-9)
    }

    /// Cases dealt out if there were no cluster, place by place and step by step.
    pub fn dealt(&self, random: &mut Random, steps: usize) -> Vec<u32> {
        let mut cases = vec![0u32; self.running.len() * steps];
        if self.bernoulli {
            // Each individual in turn is a case with the chance of those left.
            let (mut left, mut individuals, mut before) = (self.total as f64, self.weight, 0.0);
            for (place, &until) in self.running.iter().enumerate() {
                for _ in 0..(until - before).round() as u64 {
                    if random.unit() * individuals < left {
                        cases[place] += 1;
                        left -= 1.0;
                    }
                    individuals -= 1.0;
                }
                before = until;
            }
            return cases;
        }
        for _ in 0..self.total {
            let at = random.unit() * self.weight;
            let place = self.running.partition_point(|&sum| sum <= at).min(self.running.len() - 1);
            cases[place * steps + random.below(steps)] += 1;
        }
        cases
    }
}

/// Up to how many expected cases a window has a greater log-ratio than `of`.
#[derive(Clone, Copy)]
struct Limit {
    expected: f64,
    of: f64,
}

/// Which windows are better than the best so far.
pub struct Limits<'a> {
    likelihood: &'a Likelihood,
    /// The greatest log-ratio so far, a hair above, so that equal windows do not take turns by rounding.
    most: f64,
    /// For each penalty, and each number of cases.
    limits: Vec<(f64, Vec<Limit>)>,
}

impl<'a> Limits<'a> {
    pub fn new(likelihood: &'a Likelihood, most: f64) -> Limits<'a> {
        Limits { likelihood, most, limits: Vec::new() }
    }

    /// The log-ratio of a window where it is better than all before; then it is the one to be beaten.
    pub fn raised(&mut self, cases: u64, expected: f64, penalty: Penalty) -> Option<f64> {
        if !self.within(cases, expected, penalty) {
            return None;
        }
        let log_ratio = self.limits[penalty.0].0 * self.likelihood.log_ratio(cases, expected);
        let better = log_ratio > self.most;
        if better {
            self.most = log_ratio * (1.0 + 1e-12);
        }
        better.then_some(log_ratio)
    }

    /// Whether a window of so many cases with so many expected is better than the best so far.
    #[inline]
    pub fn within(&mut self, cases: u64, expected: f64, penalty: Penalty) -> bool {
        let (penalty, limits) = &mut self.limits[penalty.0];
        let limit = &mut limits[cases as usize];
        // What was found for a lesser ratio is too many at worst.
        if limit.expected > expected && limit.of < self.most {
            *limit = Limit { expected: self.likelihood.expected_for(cases, self.most / *penalty), of: self.most };
        }
        limit.expected > expected
    }

    /// What windows of a penalty are asked for with.
    pub fn penalty(&mut self, penalty: f64) -> Penalty {
        Penalty(self.limits.iter().position(|(known, _)| *known == penalty).unwrap_or_else(|| {
            let unknown = Limit { expected: f64::INFINITY, of: f64::NEG_INFINITY };
            self.limits.push((penalty, vec![unknown; self.likelihood.total as usize + 1]));
            self.limits.len() - 1
        }))
    }
}

/// Position of a penalty among those of some [`Limits`].
#[derive(Debug, Clone, Copy)]
pub struct Penalty(usize);
