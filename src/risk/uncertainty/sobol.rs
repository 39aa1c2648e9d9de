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
/// `model` turns one seed for each of `sources` sources into its results, always as many, and
/// the same for the same seeds. It runs `count · (sources + 2)` times. Estimates lie within
/// about `2 / √count` of the truth and are cut at 0 and 1. A result that never changes has zeros.
pub fn indices(count: usize, sources: usize, seed: u64, model: impl Fn(&[u64]) -> Vec<f64> + Sync) -> Vec<Vec<Share>> {
    let mut random = Random::new(seed);
    let mut draws = || -> Vec<Vec<u64>> { (0..count).map(|_| (0..sources).map(|_| random.bits()).collect()).collect() };
    let (a, b) = (draws(), draws());
    // Each draw alone, then added up in order: the sum does not depend on the threads.
    let parts: Vec<Vec<Vec<f64>>> = (0..count)
        .into_par_iter()
        .map(|i| {
            let mixed = (0..sources).map(|k| {
                let mut seeds = a[i].clone();
                seeds[k] = b[i][k];
                model(&seeds)
            });
            [model(&a[i]), model(&b[i])].into_iter().chain(mixed).collect()
        })
        .collect();
    let results = parts.first().map_or(0, |p| p[0].len());
    (0..results)
        .map(|r| {
            let both = parts.iter().flat_map(|p| [p[0][r], p[1][r]]);
            let mean = both.clone().sum::<f64>() / (2 * count) as f64;
            let variance = both.map(|v| (v - mean).powi(2)).sum::<f64>() / (2 * count) as f64;
            (0..sources)
                .map(|k| {
                    let mean_of = |f: &dyn Fn(&[Vec<f64>]) -> f64| parts.iter().map(|p| f(p)).sum::<f64>() / count as f64;
                    let first = mean_of(&|p| p[1][r] * (p[2 + k][r] - p[0][r]));
                    let total = mean_of(&|p| (p[0][r] - p[2 + k][r]).powi(2)) / 2.0;
                    let share = |part: f64| if variance > 0.0 { (part / variance).clamp(0.0, 1.0) } else { 0.0 };
                    Share { first: share(first), total: share(total) }
                })
                .collect()
        })
        .collect()
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
        let found = indices(40_000, 3, 11, ishigami);
        // Closed form for a = 7, b = 0.1.
        let known = [(0.3139, 0.5576), (0.4424, 0.4424), (0.0, 0.2437)];
        for (share, (first, total)) in found[0].iter().zip(known) {
            assert!((share.first - first).abs() < 0.02 && (share.total - total).abs() < 0.02, "{share:?} {first} {total}");
        }
        assert!(found[1].iter().all(|s| *s == Share { first: 0.0, total: 0.0 }), "a constant depends on nothing");
    }
}
