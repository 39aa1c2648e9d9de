//! How sure scores and ranks are: the index computed again and again with everything that is
//! not certain drawn anew.
//!
//! Source: Saisana, Saltelli & Tarantola (2005), *Uncertainty and sensitivity analysis techniques
//! as tools for the quality assessment of composite indicators*, JRSS A 168. Not here: how the
//! index itself is made.

mod columns;
mod model;
mod sobol;

pub use columns::class_of;
pub(super) use columns::columns;
pub use sobol::Share;

use super::aggregation::Aggregation;
use super::branch::Branch;
use super::normalise::Normalisation;
use super::reliability::Evidence;
use crate::base::{Random, Text};
use model::{Model, distinct};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// What is not certain. Each is drawn apart from the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// Errors of surveys and counts, within the interval of each value.
    Values,
    /// Where events were that are known only to a coarser unit: each may have been in any of its communes.
    Places,
    /// Values that nobody knows, drawn from those that are known.
    Gaps,
    /// Weights, around those given.
    Weights,
    /// The normalisation of indicators without fixed bounds.
    Normalisation,
    /// How parts are brought together.
    Aggregation,
}

impl Doubt {
    pub const ALL: [Doubt; 6] =
        [Doubt::Values, Doubt::Places, Doubt::Gaps, Doubt::Weights, Doubt::Normalisation, Doubt::Aggregation];

    pub fn id(self) -> &'static str {
        match self {
            Doubt::Values => "values",
            Doubt::Places => "places",
            Doubt::Gaps => "gaps",
            Doubt::Weights => "weights",
            Doubt::Normalisation => "normalisation",
            Doubt::Aggregation => "aggregation",
        }
    }

    pub fn label(self) -> Text {
        match self {
            Doubt::Values => Text::new("erreurs d’enquête et de comptage", "errors of surveys and counts"),
            Doubt::Places => Text::new("lieu des événements mal situés", "place of events known only roughly"),
            Doubt::Gaps => Text::new("valeurs manquantes", "missing values"),
            Doubt::Weights => Text::new("poids", "weights"),
            Doubt::Normalisation => Text::new("choix de la normalisation", "choice of normalisation"),
            Doubt::Aggregation => Text::new("choix de la moyenne", "choice of mean"),
        }
    }
}

/// A seed for each doubt, in the order of [`Doubt::ALL`].
type Seeds = sobol::Seeds<{ Doubt::ALL.len() }>;

/// Draws that are made together.
const TOGETHER: usize = 8;

/// What is drawn, and how often.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub struct Draws {
    /// Draws for intervals and probabilities.
    pub count: usize,
    pub seed: u64,
    /// How close drawn weights stay to those given: a weight that is the share `w` of its siblings
    /// varies with the standard deviation `√(w(1−w) / (concentration + 1))`.
    pub concentration: f64,
    /// Normalisations to choose from beside each indicator's own.
    pub normalisations: Vec<Normalisation>,
    /// Means to choose from beside each node's own; the chosen one holds for all nodes.
    pub aggregations: Vec<Aggregation>,
    /// Bounds of the classes, ascending; `(lower, upper]`, the first holds its lower bound.
    pub classes: Vec<f64>,
}

/// What the draws say of one area.
#[derive(Debug, Clone, PartialEq)]
pub struct Spread {
    /// Middle 95 % of its scores.
    pub score: (f64, f64),
    /// Middle 95 % of its ranks, 1 being the worst.
    pub rank: (u32, u32),
    /// Share of draws in which it is among the ten worst, 0 to 1.
    pub worst_ten: f64,
    /// Share of draws in which it is in the worst tenth of all areas.
    pub worst_tenth: f64,
    /// Share of draws in each class.
    pub classes: Vec<f64>,
    /// What its rank depends on, by [`Doubt::ALL`].
    pub doubts: [Share; Doubt::ALL.len()],
}

impl Draws {
    /// What every area's score and rank may be. `eligible` areas have an index; the others have
    /// no rank, take no place and give `None`, as everybody does where `count` is 0.
    pub(super) fn spreads(
        &self,
        branches: &[Branch],
        top: Aggregation,
        eligible: &[bool],
        evidence: &Evidence,
    ) -> Vec<Option<Spread>> {
        let areas = eligible.len();
        if self.count == 0 {
            return vec![None; areas];
        }
        let model = Model::new(branches, top, areas, self, evidence);
        // Draws that choose the same are one.
        let results = |seeds: &[Seeds]| -> Vec<(Vec<f64>, Vec<u32>)> {
            let (draws, which) = distinct(seeds.iter().map(|&seeds| model.draw(seeds)));
            let ranked = |scores: Vec<f64>| {
                let ranks = ranks(&scores, eligible);
                (scores, ranks)
            };
            let results: Vec<_> = model.scores(&draws).into_iter().map(ranked).collect();
            which.into_iter().map(|i| results[i].clone()).collect()
        };
        let mut random = Random::new(self.seed);
        let mut seeds = || Doubt::ALL.map(|_| random.bits());
        // Half of the draws, in pairs, are enough for shares that are printed without decimals.
        let pairs: Vec<[Seeds; 2]> = (0..self.count.div_ceil(4)).map(|_| [seeds(), seeds()]).collect();
        let numbers = |(_, ranks): &(Vec<f64>, Vec<u32>)| ranks.iter().copied().map(f64::from).collect();
        let (mut drawn, doubts) = sobol::indices(&pairs, results, numbers);
        let others: Vec<Seeds> = (drawn.len()..self.count).map(|_| seeds()).collect();
        drawn.par_extend(others.par_chunks(TOGETHER).flat_map_iter(results));
        drawn.truncate(self.count);
        let tenth = eligible.iter().filter(|&&e| e).count().div_ceil(10) as u32;
        (0..areas)
            .into_par_iter()
            .map(|i| eligible[i].then(|| self.spread(drawn.iter().map(|d| (d.0[i], d.1[i])), tenth, doubts[i])))
            .collect()
    }

    fn spread(&self, drawn: impl Iterator<Item = (f64, u32)>, tenth: u32, doubts: [Share; Doubt::ALL.len()]) -> Spread {
        let (mut scores, mut ranks): (Vec<f64>, Vec<u32>) = drawn.unzip();
        let count = scores.len();
        let share = |n: usize| n as f64 / count as f64;
        let up_to = |rank: u32| share(ranks.iter().filter(|&&r| r <= rank).count());
        let (worst_ten, worst_tenth) = (up_to(10), up_to(tenth));
        let mut classes = vec![0; self.classes.len().max(2) - 1];
        scores.iter().for_each(|&score| classes[class_of(score, &self.classes)] += 1);
        let at = |share: f64| (share * (count - 1) as f64).round() as usize;
        let ends = (at(0.025), at(0.975));
        Spread {
            score: middle(&mut scores, ends, f64::total_cmp),
            rank: middle(&mut ranks, ends, u32::cmp),
            worst_ten,
            worst_tenth,
            classes: classes.into_iter().map(share).collect(),
            doubts,
        }
    }
}

/// What would stand at two positions if the values were in order.
fn middle<T: Copy>(values: &mut [T], (low, high): (usize, usize), order: impl Fn(&T, &T) -> Ordering) -> (T, T) {
    let highest = *values.select_nth_unstable_by(high, &order).1;
    let lowest = *values.select_nth_unstable_by(low, &order).1;
    (lowest, highest)
}

/// 1 for the highest score, none of which is below zero; equal scores share the better of their ranks. 0 for areas that are not eligible.
pub(super) fn ranks(scores: &[f64], eligible: &[bool]) -> Vec<u32> {
    // Bits of numbers that are not below zero stand in the order of the numbers, and whole numbers are quickly put in order.
    let key = |(&score, i): (&f64, u32)| u128::from((score + 0.0).to_bits()) << 32 | u128::from(i);
    let mut order: Vec<u128> = scores.iter().zip(0..).filter(|(_, i)| eligible[*i as usize]).map(key).collect();
    order.sort_unstable_by(|a, b| b.cmp(a));
    let mut ranks = vec![0; scores.len()];
    let mut place = 1;
    for equal in order.chunk_by(|a, b| a >> 32 == b >> 32) {
        equal.iter().for_each(|key| ranks[*key as u32 as usize] = place);
        place += equal.len() as u32;
    }
    ranks
}
