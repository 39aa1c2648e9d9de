//! How unusual a statistic is if values were dealt out to areas by chance: conditional permutation for one area,
//! and shuffling of all for a whole map.
//!
//! Every area, and every shuffle, has a stream of chance of its own made from the seed, so results do not depend
//! on the number of threads.

use super::weights::Weights;
use crate::base::Random;
use rayon::prelude::*;

/// How often, and from which seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Permutations {
    /// 999 gives p-values down to 0.001. 0 gives none.
    pub count: usize,
    pub seed: u64,
}

impl Default for Permutations {
    fn default() -> Self {
        Permutations { count: 999, seed: 20_120_322 }
    }
}

/// A statistic among those of its permutations.
///
/// Values that differ by rounding alone (10⁻¹² of the largest) count as equal, and equal ones count on both sides: an
/// area of zeros among zeros has p = 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Permuted {
    /// Permutations, those with at least the statistic found, and those with at most that.
    pub count: usize,
    pub at_least: usize,
    pub at_most: usize,
    /// Of the permuted statistics.
    pub mean: f64,
    /// Population standard deviation of the permuted statistics.
    pub sd: f64,
}

impl Permuted {
    /// Chance of a statistic as large or larger. Without ties `p_greater + p_lesser` is 1 + 1/(R + 1).
    pub fn p_greater(&self) -> f64 {
        (self.at_least + 1) as f64 / (self.count + 1) as f64
    }

    /// Chance of one as small or smaller.
    pub fn p_lesser(&self) -> f64 {
        (self.at_most + 1) as f64 / (self.count + 1) as f64
    }

    /// The smaller of both, as `esda` folds it (`directed`): one-sided, on the side found. Equal to it where there are no
    /// ties; with ties `esda` counts those below alone on the lower side, which calls a zero among zeros unusual.
    pub fn p_folded(&self) -> f64 {
        self.p_greater().min(self.p_lesser())
    }

    /// Twice that, at most 1: for a question that did not name a side.
    pub fn p_two_sided(&self) -> f64 {
        (2.0 * self.p_folded()).min(1.0)
    }

    /// How many standard deviations `found` lies above the mean of the permutations; 0 where they do not vary.
    pub fn z(&self, found: f64) -> f64 {
        if self.sd > 0.0 { (found - self.mean) / self.sd } else { 0.0 }
    }
}

/// Counts permuted statistics as they come.
struct Tally {
    found: f64,
    slack: f64,
    count: usize,
    at_least: usize,
    at_most: usize,
    sum: f64,
    squares: f64,
}

impl Tally {
    /// `scale` is a size that the statistic may reach.
    fn new(found: f64, scale: f64) -> Tally {
        Tally { found, slack: 1e-12 * scale.abs().max(found.abs()), count: 0, at_least: 0, at_most: 0, sum: 0.0, squares: 0.0 }
    }

    #[inline]
    fn add(&mut self, drawn: f64) {
        let above = drawn - self.found;
        self.count += 1;
        self.at_least += usize::from(above >= -self.slack);
        self.at_most += usize::from(above <= self.slack);
        // Around the statistic found, so that a small spread keeps its digits.
        self.sum += above;
        self.squares += above * above;
    }

    fn done(&self) -> Permuted {
        let n = self.count.max(1) as f64;
        let mean = self.sum / n;
        let variance = (self.squares / n - mean * mean).max(0.0);
        let sd = if variance.sqrt() <= self.slack { 0.0 } else { variance.sqrt() };
        Permuted { count: self.count, at_least: self.at_least, at_most: self.at_most, mean: self.found + mean, sd }
    }
}

/// Conditional permutation: each area keeps its place, and its neighbours are drawn from all others, none
/// twice, `count` times. `statistic` is given an area, those drawn in the order of its neighbours, and says what
/// would have been; `scale` is a size that it may reach.
///
/// `None` for an island and with no permutations. Needs one area more than the most neighbours any has, which holds
/// of any [`Weights`].
///
/// Source: Anselin (1995), *Geographical Analysis* 27:93–115.
pub fn conditional(
    weights: &Weights,
    permutations: Permutations,
    found: &[f64],
    scale: f64,
    statistic: impl Fn(usize, &[usize]) -> f64 + Sync,
) -> Vec<Option<Permuted>> {
    let len = weights.len();
    let own = |hat: &mut Hat, i: usize| {
        let k = weights.of(i).0.len();
        if k == 0 || permutations.count == 0 {
            return None;
        }
        let mut random = Random::stream(permutations.seed, i as u64);
        let (mut drawn, mut tally) = (vec![0; k], Tally::new(found[i], scale));
        for _ in 0..permutations.count {
            hat.draw(&mut drawn, i, &mut random);
            tally.add(statistic(i, &drawn));
        }
        Some(tally.done())
    };
    (0..len).into_par_iter().map_init(|| Hat::new(len), own).collect()
}

/// Shuffles all values over all areas, `count` times; `statistic` is given the values in their new order (as positions of
/// the old). `None` with no permutations.
pub fn shuffled(
    len: usize,
    permutations: Permutations,
    found: f64,
    scale: f64,
    statistic: impl Fn(&[usize]) -> f64 + Sync,
) -> Option<Permuted> {
    if permutations.count == 0 {
        return None;
    }
    let drawn: Vec<f64> = (0..permutations.count)
        .into_par_iter()
        .map_init(
            || vec![0; len],
            |order, shuffle| {
                let mut random = Random::stream(permutations.seed, shuffle as u64);
                order.iter_mut().enumerate().for_each(|(i, slot)| *slot = i);
                (1..len).rev().for_each(|i| order.swap(i, random.below(i + 1)));
                statistic(order)
            },
        )
        .collect();
    let mut tally = Tally::new(found, scale);
    drawn.into_iter().for_each(|value| tally.add(value));
    Some(tally.done())
}

/// Draws others without putting back.
struct Hat {
    /// Every area once, always in order between two draws.
    all: Vec<usize>,
    swaps: Vec<(usize, usize)>,
}

/// Up to so many are drawn by chance and drawn again when they are there already.
const FEW: usize = 24;

impl Hat {
    fn new(len: usize) -> Hat {
        Hat { all: (0..len).collect(), swaps: Vec::new() }
    }

    /// Fills `drawn` with different areas other than `but`.
    #[inline]
    fn draw(&mut self, drawn: &mut [usize], but: usize, random: &mut Random) {
        let others = self.all.len() - 1;
        if drawn.len() <= FEW && drawn.len() * 4 <= others {
            for k in 0..drawn.len() {
                drawn[k] = loop {
                    let other = random.below(others);
                    let other = other + usize::from(other >= but);
                    if !drawn[..k].contains(&other) {
                        break other;
                    }
                };
            }
            return;
        }
        self.swaps.clear();
        self.swap(but, others);
        for (k, slot) in drawn.iter_mut().enumerate() {
            self.swap(k, k + random.below(others - k));
            *slot = self.all[k];
        }
        while let Some((a, b)) = self.swaps.pop() {
            self.all.swap(a, b);
        }
    }

    fn swap(&mut self, a: usize, b: usize) {
        self.all.swap(a, b);
        self.swaps.push((a, b));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spatial::neighbours::Neighbours;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn those_drawn_are_different_others(len in 2usize..80, share in 0.0f64..1.0, seed in any::<u64>()) {
            let mut hat = Hat::new(len);
            let mut random = Random::new(seed);
            let but = random.below(len);
            let mut drawn = vec![0; 1 + (share * (len - 2) as f64) as usize];
            for _ in 0..5 {
                hat.draw(&mut drawn, but, &mut random);
                let mut sorted = drawn.clone();
                sorted.sort_unstable();
                sorted.dedup();
                prop_assert!(sorted.len() == drawn.len() && !sorted.contains(&but) && sorted.iter().all(|i| *i < len));
                prop_assert!(hat.all.iter().enumerate().all(|(i, j)| i == *j), "put back in order");
            }
        }
    }

    #[test]
    fn every_other_is_drawn_as_often_at_every_place() {
        for (len, k) in [(6, 5), (30, 3)] {
            let (mut hat, mut random) = (Hat::new(len), Random::new(1));
            let mut times = vec![vec![0u32; len]; k];
            let mut drawn = vec![0; k];
            for _ in 0..30_000 {
                hat.draw(&mut drawn, 2, &mut random);
                drawn.iter().zip(&mut times).for_each(|(other, times)| times[*other] += 1);
            }
            let expected = 30_000.0 / (len - 1) as f64;
            let near =
                |(i, n): (usize, &u32)| if i == 2 { *n == 0 } else { (f64::from(*n) - expected).abs() < 5.0 * expected.sqrt() };
            assert!(times.iter().all(|times| times.iter().enumerate().all(near)), "{times:?}");
        }
    }

    #[test]
    fn ties_count_on_both_sides_and_sides_add_up() {
        let n = Neighbours::from_lists((0..10).map(|i| vec![(i + 1) % 10, (i + 9) % 10]).collect());
        let weights = Weights::binary(n);
        let way = Permutations { count: 199, seed: 5 };
        let sum_of = |values: &[f64]| {
            let found = weights.lag(values);
            conditional(&weights, way, &found, 1.0, |_, drawn| drawn.iter().map(|&j| values[j]).sum())
        };
        for p in sum_of(&[0.0; 10]).into_iter().flatten() {
            assert_eq!((p.p_folded(), p.p_two_sided(), p.sd, p.z(0.0)), (1.0, 1.0, 0.0, 0.0));
        }
        // Powers of two: every sum is another.
        let values: Vec<f64> = (0..10).map(|i| f64::from(1 << i)).collect();
        for p in sum_of(&values).into_iter().flatten() {
            let ties = p.at_least + p.at_most - p.count;
            assert!((p.p_greater() + p.p_lesser() - 1.0 - (1 + ties) as f64 / 200.0).abs() < 1e-12, "{p:?}");
        }
        assert_eq!(conditional(&weights, Permutations { count: 0, seed: 5 }, &[0.0; 10], 1.0, |_, _| 0.0), [None; 10]);
    }

    #[test]
    fn threads_change_nothing() {
        let n = Neighbours::from_lists((0..200).map(|i| vec![(i + 1) % 200, (i * 7) % 200]).collect());
        let weights = Weights::binary(n);
        let values: Vec<f64> = (0..200).map(|i| f64::from(i * i % 17)).collect();
        let run = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let statistic = |_: usize, drawn: &[usize]| drawn.iter().map(|&j| values[j]).sum::<f64>();
            let whole = |order: &[usize]| order.iter().enumerate().map(|(i, &j)| i as f64 * values[j]).sum::<f64>();
            let way = Permutations::default();
            pool.install(|| {
                (conditional(&weights, way, &weights.lag(&values), 17.0, statistic), shuffled(200, way, 0.0, 1e5, whole))
            })
        };
        assert_eq!(run(1), run(3));
    }
}
