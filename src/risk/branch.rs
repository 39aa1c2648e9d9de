//! The tree with its numbers: every indicator scored, every node ready to be read area by area.

use super::aggregation::Aggregation;
use super::gaps::{Gaps, Surroundings};
use super::normalise::Scale;
use super::treatment::Fitted;
use super::tree::{Indicator, Rooted, left_out};
use crate::base::{Column, Problem, Text};

/// A node with numbers.
pub(super) struct Branch<'a> {
    pub id: &'a str,
    pub label: &'a Text,
    pub purpose: &'a Text,
    pub weight: f64,
    pub aggregation: Aggregation,
    pub leaves: Vec<Leaf<'a>>,
    pub branches: Vec<Branch<'a>>,
}

/// An indicator with numbers, in area order.
pub(super) struct Leaf<'a> {
    pub indicator: &'a Indicator,
    pub column: &'a Column,
    pub weight: f64,
    /// After gaps were filled.
    pub filled: Vec<Option<f64>>,
    pub fitted: Fitted,
    /// After outliers were treated too.
    pub treated: Vec<Option<f64>>,
    pub scale: Scale,
    /// 0 (best) to 10 (worst).
    pub scores: Vec<Option<f64>>,
    /// Mean of the scores of all areas that have one.
    pub mean: f64,
}

impl<'a> Branch<'a> {
    /// Scores everything below a node. Indicators that tell no area from another are reported
    /// and left out; `None` where nothing is left.
    pub fn new(rooted: &Rooted<'a>, around: &Surroundings, problems: &mut Vec<Problem>) -> Option<Branch<'a>> {
        let node = rooted.node;
        let leaves: Vec<Leaf> = rooted
            .leaves
            .iter()
            .filter_map(|&(indicator, column, weight)| {
                let leaf = Leaf::new(indicator, column, weight, around);
                if leaf.is_none() {
                    problems.push(left_out(&column.id, no_scale(column)));
                }
                leaf
            })
            .collect();
        let branches: Vec<Branch> = rooted.nodes.iter().filter_map(|below| Branch::new(below, around, problems)).collect();
        if leaves.is_empty() && branches.is_empty() {
            return None;
        }
        Some(Branch {
            id: &node.id,
            label: &node.label,
            purpose: &node.purpose,
            weight: node.weight,
            aggregation: node.aggregation,
            leaves,
            branches,
        })
    }

    /// The score of an area; `None` where nothing below it is there or something required is not.
    pub fn score(&self, area: usize) -> Option<f64> {
        self.score_by(&|leaf| leaf.scores[area]).filter(|_| !self.is_blocked(area))
    }

    /// The score that other scores of the indicators would give.
    pub fn score_by(&self, score: &dyn Fn(&Leaf) -> Option<f64>) -> Option<f64> {
        let leaves = self.leaves.iter().filter_map(|l| Some((l.weight, score(l)?)));
        let branches = self.branches.iter().filter_map(|b| Some((b.weight, b.score_by(score)?)));
        self.aggregation.of(leaves.chain(branches))
    }

    /// Whether a required indicator is missing below.
    fn is_blocked(&self, area: usize) -> bool {
        self.leaves.iter().any(|l| l.is_lacking(area)) || self.branches.iter().any(|b| b.is_blocked(area))
    }

    /// Mean, by the weight below, of what `kept` says of each indicator, 0 to 1.
    pub fn share(&self, kept: &dyn Fn(&Leaf) -> f64) -> f64 {
        let leaves = self.leaves.iter().map(|l| (l.weight, kept(l)));
        share_of(leaves.chain(self.branches.iter().map(|b| (b.weight, b.share(kept)))))
    }

    /// All indicators below, in order.
    pub fn all_leaves(&self) -> Vec<&Leaf<'a>> {
        self.leaves.iter().chain(self.branches.iter().flat_map(Branch::all_leaves)).collect()
    }

    /// The node and all below, those that hold others after them.
    pub fn and_below(&self) -> Vec<&Branch<'a>> {
        self.branches.iter().flat_map(Branch::and_below).chain([self]).collect()
    }
}

impl<'a> Leaf<'a> {
    fn new(indicator: &'a Indicator, column: &'a Column, weight: f64, around: &Surroundings) -> Option<Leaf<'a>> {
        let raw: Vec<Option<f64>> = column.cells.iter().map(|c| c.ok().filter(|v| v.is_finite())).collect();
        let filled = indicator.gaps.fill(&raw, around);
        let fitted = indicator.treatment.fit(&filled);
        let treated: Vec<Option<f64>> = filled.iter().map(|v| v.map(|v| fitted.of(v))).collect();
        let scale = Scale::set(indicator.normalisation, &treated, indicator.bounds, indicator.direction_of(column))?;
        let scores: Vec<Option<f64>> = treated.iter().map(|v| v.map(|v| scale.score(v))).collect();
        let known: Vec<f64> = scores.iter().copied().flatten().collect();
        let mean = known.iter().sum::<f64>() / known.len() as f64;
        Some(Leaf { indicator, column, weight, filled, fitted, treated, scale, scores, mean })
    }

    /// Whether a source gives the area's value: one filled in from around is not there.
    pub fn is_present(&self, area: usize) -> bool {
        self.column.cells[area].ok().is_some_and(f64::is_finite)
    }

    /// Whether it is required and not there.
    pub fn is_lacking(&self, area: usize) -> bool {
        self.indicator.gaps == Gaps::Required && !self.is_present(area)
    }
}

/// Why the values of a column make no scale.
fn no_scale(column: &Column) -> Text {
    match column.values().filter(|v| v.is_finite()).count() {
        0 => Text::new("indicateur sans valeur", "indicator without values"),
        1 => Text::new(
            "une seule unité a une valeur : rien à quoi la comparer (donnez des bornes fixes)",
            "one area alone has a value: nothing to hold it against (give fixed bounds)",
        ),
        _ => Text::new(
            "indicateur partout égal : il ne distingue aucune unité",
            "indicator equal everywhere: it tells no area from another",
        ),
    }
}

/// Weighted mean of shares.
pub(super) fn share_of(parts: impl Iterator<Item = (f64, f64)>) -> f64 {
    let (weight, sum) = parts.fold((0.0, 0.0), |(weight, sum), (w, share)| (weight + w, sum + w * share));
    sum / weight
}
