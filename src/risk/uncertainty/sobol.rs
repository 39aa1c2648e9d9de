//! Which of several independent sources of doubt a result depends on.
//!
//! Source: Saltelli et al. (2010), *Variance based sensitivity analysis of model output*, Computer
//! Physics Communications 181, with their estimator of first-order indices and that of Jansen
//! (1999) for total ones.

use rayon::prelude::*;

/// How much of the variance of a result one source carries.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// By itself: what knowing it alone would take away, 0 to 1.
    pub first: f64,
    /// With all it does together with others: what would be left if it alone were not known.
    pub total: f64,
}

/// A seed for each source.
pub type Seeds<const N: usize> = [u64; N];

/// The results of all `pairs` of independent inputs, in order, and the indices by number and source: `[number][source]`.
///
/// `model` turns inputs into results, always the same for the same seeds; `numbers` says what a result is, always as many.
/// The model is given the two inputs of a pair together with the first once more for each source, with that one seed from
/// the second: most of their seeds are the same. Indices lie within about `2 / √pairs` of the truth and are cut at 0 and 1.
/// A number that never changes has zeros; without pairs there are none.
pub fn indices<T: Send, const N: usize>(
    pairs: &[[Seeds<N>; 2]],
    model: impl Fn(&[Seeds<N>]) -> Vec<T> + Sync,
    numbers: impl Fn(&T) -> Vec<f64> + Sync,
) -> (Vec<T>, Vec<[Share; N]>) {
    let mixed = |&[a, b]: &[Seeds<N>; 2]| -> Vec<Seeds<N>> {
        let with = |source: usize| std::array::from_fn(|k| if k == source { b[k] } else { a[k] });
        [a, b].into_iter().chain((0..N).map(with)).collect()
    };
    // Sums round a result lose fewer digits than round zero.
    let around = pairs.first().map_or_else(Vec::new, |pair| numbers(&model(&pair[..1])[0]));
    // Blocks of pairs that are added up in order: the sum does not depend on the threads.
    let block = |pairs: &[[Seeds<N>; 2]]| {
        let mut sums = vec![Sums::default(); around.len()];
        let mut kept = Vec::with_capacity(2 * pairs.len());
        for pair in pairs {
            let mut results = model(&mixed(pair));
            add(&mut sums, &around, &results.iter().map(&numbers).collect::<Vec<_>>());
            kept.extend(results.drain(..2));
        }
        (kept, sums)
    };
    let blocks: Vec<(Vec<T>, Vec<Sums<N>>)> = pairs.par_chunks(BLOCK).map(block).collect();
    let (mut kept, mut whole) = (Vec::new(), vec![Sums::default(); around.len()]);
    for (results, sums) in blocks {
        kept.extend(results);
        whole.iter_mut().zip(&sums).for_each(|(all, more)| all.add(more));
    }
    (kept, whole.iter().map(|sums| sums.shares(pairs.len() as f64)).collect())
}

/// Pairs that are added up together.
const BLOCK: usize = 32;

/// Sums over pairs of one number.
#[derive(Debug, Clone, Copy)]
struct Sums<const N: usize> {
    sum: f64,
    squares: f64,
    /// For each source: products of what the number is with all drawn anew and what the source alone changes; squares of that change.
    parts: [(f64, f64); N],
}

/// Adds one pair: `results` are those of its two inputs, then of the first with each source from the second.
fn add<const N: usize>(sums: &mut [Sums<N>], around: &[f64], results: &[Vec<f64>]) {
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

impl<const N: usize> Default for Sums<N> {
    fn default() -> Self {
        Sums { sum: 0.0, squares: 0.0, parts: [(0.0, 0.0); N] }
    }
}

impl<const N: usize> Sums<N> {
    fn add(&mut self, other: &Self) {
        self.sum += other.sum;
        self.squares += other.squares;
        self.parts.iter_mut().zip(&other.parts).for_each(|(a, b)| *a = (a.0 + b.0, a.1 + b.1));
    }

    fn shares(&self, pairs: f64) -> [Share; N] {
        let mean = self.sum / (2.0 * pairs);
        let variance = self.squares / (2.0 * pairs) - mean * mean;
        let share = |part: f64| if variance > 0.0 { (part / variance).clamp(0.0, 1.0) } else { 0.0 };
        self.parts.map(|(product, square)| Share { first: share(product / pairs), total: share(square / pairs / 2.0) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Random;
    use std::f64::consts::PI;

    /// sin x₁ + 7 sin² x₂ + 0.1 x₃⁴ sin x₁, each between −π and π: Ishigami & Homma (1990).
    fn ishigami(seeds: &[u64]) -> Vec<f64> {
        let x: Vec<f64> = seeds.iter().map(|&s| PI * (2.0 * Random::new(s).unit() - 1.0)).collect();
        vec![x[0].sin() + 7.0 * x[1].sin().powi(2) + 0.1 * x[2].powi(4) * x[0].sin(), 3.0]
    }

    #[test]
    fn the_indices_of_a_function_whose_indices_are_known() {
        let mut random = Random::new(11);
        let pairs: Vec<[Seeds<3>; 2]> =
            (0..40_000).map(|_| std::array::from_fn(|_| std::array::from_fn(|_| random.bits()))).collect();
        let (results, found) = indices(&pairs, |inputs| inputs.iter().map(|seeds| ishigami(seeds)).collect(), Vec::clone);
        assert_eq!(results, pairs.as_flattened().iter().map(|seeds| ishigami(seeds)).collect::<Vec<_>>());
        // Closed form for a = 7, b = 0.1.
        let known = [(0.3139, 0.5576), (0.4424, 0.4424), (0.0, 0.2437)];
        for (share, (first, total)) in found[0].iter().zip(known) {
            assert!((share.first - first).abs() < 0.02 && (share.total - total).abs() < 0.02, "{share:?} {first} {total}");
        }
        assert!(found[1] == [Share { first: 0.0, total: 0.0 }; 3], "a constant depends on nothing");
    }
}
