//! Which of several independent sources of doubt a result depends on.
//!
//! Source: Saltelli et al. (2010), *Variance based sensitivity analysis of model output*, Computer
//! Physics Communications 181, with their estimator of first-order indices and that of Jansen
//! (1999) for total ones.

use crate::base::Random;
use rayon::prelude::*;

/// How much of the variance of a result one source carries.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// By itself: what knowing it alone would take away, 0 to 1.
    pub first: f64,
    /// With all it does together with others: what would be left if it alone were not known.
    pub total: f64,
}

/// Indices by result and source: `out[result][source]`.
///
/// `model` turns inputs, each of one seed for each of `sources` sources, into the results of each, always as many, and
/// the same for the same seeds. It is given `count` times the `sources + 2` inputs of one draw, which share most of
/// their seeds. Estimates lie within
/// about `2 / √count` of the truth and are cut at 0 and 1. A result that never changes has zeros.
pub fn indices(count: usize, sources: usize, seed: u64, model: impl Fn(&[Vec<u64>]) -> Vec<Vec<f64>> + Sync) -> Vec<Vec<Share>> {
    let mut random = Random::new(seed);
    let mut draws = || -> Vec<Vec<u64>> { (0..count).map(|_| (0..sources).map(|_| random.bits()).collect()).collect() };
    let (a, b) = (draws(), draws());
    let inputs = |i: usize| -> Vec<Vec<u64>> {
        let mixed = (0..sources).map(|k| {
            let mut seeds = a[i].clone();
            seeds[k] = b[i][k];
            seeds
        });
        [a[i].clone(), b[i].clone()].into_iter().chain(mixed).collect()
    };
    if count == 0 {
        return Vec::new();
    }
    // Sums round a result lose fewer digits than round zero.
    let around = model(&a[..1]).swap_remove(0);
    // Blocks of draws that are added up in order: the sum does not depend on the threads.
    let block = |start: usize| {
        let mut sums = vec![Sums::new(sources); around.len()];
        (start..count.min(start + BLOCK)).for_each(|i| sums_of(&mut sums, &around, &model(&inputs(i))));
        sums
    };
    let blocks: Vec<Vec<Sums>> = (0..count).into_par_iter().step_by(BLOCK).map(block).collect();
    let whole = blocks.into_iter().reduce(|mut all, block| {
        all.iter_mut().zip(&block).for_each(|(sums, more)| sums.add(more));
        all
    });
    whole.unwrap_or_default().iter().map(|sums| sums.shares(count as f64)).collect()
}

/// Draws that are added up together.
const BLOCK: usize = 32;

/// Sums over draws of one result.
#[derive(Debug, Clone)]
struct Sums {
    sum: f64,
    squares: f64,
    /// For each source: products of what a result is with all drawn anew and what the source alone changes; squares of that change.
    parts: Vec<(f64, f64)>,
}

/// Adds one draw: `results` are those of its two inputs, then of the first with each source from the second.
fn sums_of(sums: &mut [Sums], around: &[f64], results: &[Vec<f64>]) {
    for (r, sums) in sums.iter_mut().enumerate() {
        let (a, b) = (results[0][r] - around[r], results[1][r] - around[r]);
        sums.sum += a + b;
        sums.squares += a * a + b * b;
        for (part, mixed) in sums.parts.iter_mut().zip(&results[2..]) {
            let change = mixed[r] - around[r] - a;
            part.0 += b * change;
            part.1 += change * change;
        }
    }
}

impl Sums {
    fn new(sources: usize) -> Sums {
        Sums { sum: 0.0, squares: 0.0, parts: vec![(0.0, 0.0); sources] }
    }

    fn add(&mut self, other: &Sums) {
        self.sum += other.sum;
        self.squares += other.squares;
        self.parts.iter_mut().zip(&other.parts).for_each(|(a, b)| *a = (a.0 + b.0, a.1 + b.1));
    }

    fn shares(&self, count: f64) -> Vec<Share> {
        let mean = self.sum / (2.0 * count);
        let variance = self.squares / (2.0 * count) - mean * mean;
        let share = |part: f64| if variance > 0.0 { (part / variance).clamp(0.0, 1.0) } else { 0.0 };
        let of = |&(product, square): &(f64, f64)| Share { first: share(product / count), total: share(square / count / 2.0) };
        self.parts.iter().map(of).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::PI;

    /// sin x₁ + 7 sin² x₂ + 0.1 x₃⁴ sin x₁, each between −π and π: Ishigami & Homma (1990).
    fn ishigami(seeds: &[u64]) -> Vec<f64> {
        let x: Vec<f64> = seeds.iter().map(|&s| PI * (2.0 * Random::new(s).unit() - 1.0)).collect();
        vec![x[0].sin() + 7.0 * x[1].sin().powi(2) + 0.1 * x[2].powi(4) * x[0].sin(), 3.0]
    }

    #[test]
    fn the_indices_of_a_function_whose_indices_are_known() {
        let found = indices(40_000, 3, 11, |inputs| inputs.iter().map(|seeds| ishigami(seeds)).collect());
        // Closed form for a = 7, b = 0.1.
        let known = [(0.3139, 0.5576), (0.4424, 0.4424), (0.0, 0.2437)];
        for (share, (first, total)) in found[0].iter().zip(known) {
            assert!((share.first - first).abs() < 0.02 && (share.total - total).abs() < 0.02, "{share:?} {first} {total}");
        }
        assert!(found[1].iter().all(|s| *s == Share { first: 0.0, total: 0.0 }), "a constant depends on nothing");
    }
}
