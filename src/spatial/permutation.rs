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

/// How many areas are held against the same draws: their p-values are no more alike than those of areas with values alike,
/// and drawing takes little of the time.
const TOGETHER: usize = 16;

/// Conditional permutation of statistics that are a sum over the neighbours: each area keeps its place, and its
/// neighbours are drawn from all others, none twice, `count` times. `term` is given an area, one drawn and the weight of the
/// neighbour in whose place it stands; `scale` is a size that a sum may reach.
///
/// `None` for an island and with no permutations.
///
/// Source: Anselin (1995), *Geographical Analysis* 27:93–115.
pub fn conditional(
    weights: &Weights,
    permutations: Permutations,
    scale: f64,
    term: impl Fn(usize, usize, f64) -> f64 + Sync,
) -> Vec<Option<Permuted>> {
    let len = weights.len();
    let tallied = |i: usize| {
        let (others, row) = weights.of(i);
        let found = others.iter().zip(row).map(|(&j, &w)| term(i, j, w)).sum();
        (i, Tally::new(found, scale))
    };
    let together = |hat: &mut Hat, block: usize| -> Vec<Option<Permuted>> {
        let areas = block * TOGETHER..len.min((block + 1) * TOGETHER);
        let most = areas.clone().map(|i| weights.of(i).0.len()).max().unwrap_or(0);
        let mut random = Random::stream(permutations.seed, block as u64);
        // One more than there are neighbours, to stand in for the area itself.
        let mut drawn = vec![0u32; most + 1];
        let mut tallies: Vec<(usize, Tally)> = areas.map(tallied).collect();
        for _ in 0..permutations.count {
            hat.draw(&mut drawn, &mut random);
            for (i, tally) in &mut tallies {
                let row = weights.of(*i).1;
                let (of_others, spare) = (&drawn[..row.len()], drawn[row.len()] as usize);
                let other = |j: usize| if j == *i { spare } else { j };
                tally.add(of_others.iter().zip(row).map(|(&j, &w)| term(*i, other(j as usize), w)).sum());
            }
        }
        let done = |(i, tally): (usize, Tally)| (permutations.count > 0 && !weights.of(i).0.is_empty()).then(|| tally.done());
        tallies.into_iter().map(done).collect()
    };
    (0..len.div_ceil(TOGETHER)).into_par_iter().map_init(|| Hat::new(len), together).flatten_iter().collect()
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

/// Draws areas without putting back.
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

    /// Fills `drawn` with different areas: no more than there are.
    #[inline]
    fn draw(&mut self, drawn: &mut [u32], random: &mut Random) {
        let len = self.all.len();
        if drawn.len() <= FEW && drawn.len() * 4 <= len {
            for k in 0..drawn.len() {
                drawn[k] = loop {
                    let area = random.below(len) as u32;
                    if !drawn[..k].contains(&area) {
                        break area;
                    }
                };
            }
            return;
        }
        self.swaps.clear();
        for (k, slot) in drawn.iter_mut().enumerate() {
            self.swap(k, k + random.below(len - k));
            *slot = self.all[k] as u32;
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
        fn those_drawn_are_different(len in 1usize..80, share in 0.0f64..1.0, seed in any::<u64>()) {
            let (mut hat, mut random) = (Hat::new(len), Random::new(seed));
            let mut drawn = vec![0u32; 1 + (share * (len - 1) as f64) as usize];
            for _ in 0..5 {
                hat.draw(&mut drawn, &mut random);
                let mut sorted = drawn.clone();
                sorted.sort_unstable();
                sorted.dedup();
                prop_assert!(sorted.len() == drawn.len() && sorted.iter().all(|i| (*i as usize) < len));
                prop_assert!(hat.all.iter().enumerate().all(|(i, j)| i == *j), "put back in order");
            }
        }
    }

    #[test]
    fn every_other_is_drawn_as_often_at_every_place_and_never_the_area_itself() {
        use std::sync::atomic::{AtomicU32, Ordering};
        for (len, k) in [(6, 5), (30, 3)] {
            // Weights are the places of the neighbours: 0, 1, 2, …
            let neighbours = Neighbours::from_lists((0..len).map(|i| (1..=k).map(|n| (i + n) % len).collect()).collect());
            let place = |i: usize, j: usize| neighbours.of(i).iter().position(|&other| other == j).unwrap() as f64;
            let weights = Weights::weighed(neighbours.clone(), place);
            let times: Vec<AtomicU32> = (0..len * len * k).map(|_| AtomicU32::new(0)).collect();
            let counted = |i: usize, j: usize, place: f64| {
                times[(i * k + place as usize) * len + j].fetch_add(1, Ordering::Relaxed);
                0.0
            };
            conditional(&weights, Permutations { count: 30_000, seed: 1 }, 1.0, counted);
            let expected = 30_000.0 / (len - 1) as f64;
            for (at, n) in times.iter().enumerate() {
                let (area, drawn, n) = (at / len / k, at % len, f64::from(n.load(Ordering::Relaxed)));
                // The neighbours themselves are asked for once.
                let near = if area == drawn { n == 0.0 } else { (n - expected).abs() < 6.0 * expected.sqrt() };
                assert!(near, "{area} {drawn}: {n} of {expected}");
            }
        }
    }

    #[test]
    fn ties_count_on_both_sides_and_sides_add_up() {
        let n = Neighbours::from_lists((0..10).map(|i| vec![(i + 1) % 10, (i + 9) % 10]).collect());
        let weights = Weights::binary(n);
        let way = Permutations { count: 199, seed: 5 };
        let sum_of = |values: &[f64]| conditional(&weights, way, 1.0, |_, j, _| values[j]);
        for p in sum_of(&[0.0; 10]).into_iter().flatten() {
            assert_eq!((p.p_folded(), p.p_two_sided(), p.sd, p.z(0.0)), (1.0, 1.0, 0.0, 0.0));
        }
        // Powers of two: every sum is another.
        let values: Vec<f64> = (0..10).map(|i| f64::from(1 << i)).collect();
        for p in sum_of(&values).into_iter().flatten() {
            let ties = p.at_least + p.at_most - p.count;
            assert!((p.p_greater() + p.p_lesser() - 1.0 - (1 + ties) as f64 / 200.0).abs() < 1e-12, "{p:?}");
        }
        assert_eq!(conditional(&weights, Permutations { count: 0, seed: 5 }, 1.0, |_, _, _| 0.0), [None; 10]);
    }

    #[test]
    fn threads_change_nothing() {
        let n = Neighbours::from_lists((0..200).map(|i| vec![(i + 1) % 200, (i * 7) % 200]).collect());
        let weights = Weights::binary(n);
        let values: Vec<f64> = (0..200).map(|i| f64::from(i * i % 17)).collect();
        let run = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let whole = |order: &[usize]| order.iter().enumerate().map(|(i, &j)| i as f64 * values[j]).sum::<f64>();
            let way = Permutations::default();
            pool.install(|| (conditional(&weights, way, 17.0, |_, j, w| w * values[j]), shuffled(200, way, 0.0, 1e5, whole)))
        };
        assert_eq!(run(1), run(3));
    }
}
