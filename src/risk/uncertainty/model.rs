//! The tree made flat, so that it can be computed many times over.

use super::{Doubt, Draws};
use crate::base::{Random, Unit};
use crate::risk::aggregation::Aggregation;
use crate::risk::branch::{Branch, Leaf};
use crate::risk::normalise::Scale;
use crate::risk::treatment::Fitted;
use std::collections::BTreeMap;

/// Half the width of an interval of 95 % in standard deviations.
const DEVIATIONS: f64 = 1.959_963_984_540_054;

pub(super) struct Model {
    leaves: Vec<LeafModel>,
    /// Those below before those above; the last is the index itself.
    nodes: Vec<NodeModel>,
    areas: usize,
    concentration: f64,
    /// Normalisations to choose from, the indicators' own included.
    normalisations: usize,
    aggregations: Vec<Aggregation>,
}

struct LeafModel {
    fitted: Fitted,
    /// One for each normalisation to choose from; the first is the indicator's own.
    scales: Vec<Scale>,
    values: Vec<Option<f64>>,
    /// Standard deviations down and up; areas that carry the value of the same unit above them
    /// share a group, and move together.
    errors: Vec<Option<Error>>,
    groups: usize,
    /// Which values there can be.
    range: (f64, f64),
    /// Areas whose value nobody knows and that may take one drawn from those that are known.
    gaps: Vec<usize>,
    known: Vec<f64>,
    /// Scores without any doubt, by normalisation; NaN where there is none.
    scores: Vec<Vec<f64>>,
}

#[derive(Clone, Copy)]
struct Error {
    group: usize,
    down: f64,
    up: f64,
}

struct NodeModel {
    aggregation: Aggregation,
    parts: Vec<(f64, Part)>,
}

#[derive(Clone, Copy)]
enum Part {
    Leaf(usize),
    Node(usize),
}

impl Model {
    pub fn new(branches: &[Branch], top: Aggregation, areas: usize, draws: &Draws) -> Model {
        let mut model = Model {
            leaves: Vec::new(),
            nodes: Vec::new(),
            areas,
            concentration: draws.concentration,
            normalisations: 1 + draws.normalisations.len(),
            aggregations: draws.aggregations.clone(),
        };
        let parts = branches.iter().map(|b| (b.weight, Part::Node(model.add(b, draws)))).collect();
        model.nodes.push(NodeModel { aggregation: top, parts });
        model
    }

    fn add(&mut self, branch: &Branch, draws: &Draws) -> usize {
        let mut parts = Vec::new();
        for leaf in &branch.leaves {
            parts.push((leaf.weight, Part::Leaf(self.leaves.len())));
            self.leaves.push(LeafModel::new(leaf, draws));
        }
        for below in &branch.branches {
            parts.push((below.weight, Part::Node(self.add(below, draws))));
        }
        self.nodes.push(NodeModel { aggregation: branch.aggregation, parts });
        self.nodes.len() - 1
    }

    /// Scores with each doubt drawn by its seed, in the order of [`Doubt::ALL`]; `None` leaves it
    /// as declared. NaN where an area has nothing.
    pub fn scores(&self, seeds: [Option<u64>; Doubt::ALL.len()]) -> Vec<f64> {
        let [values, gaps, weights, normalisation, aggregation] = seeds;
        let choice = normalisation.map_or(0, |seed| Random::new(seed).below(self.normalisations));
        let chosen = aggregation.and_then(|seed| match Random::new(seed).below(1 + self.aggregations.len()) {
            0 => None,
            i => Some(self.aggregations[i - 1]),
        });
        let mut values = values.map(Random::new);
        let mut gaps = gaps.map(Random::new);
        let mut weights = weights.map(Random::new);
        let leaves: Vec<Vec<f64>> = self.leaves.iter().map(|l| l.drawn(choice, values.as_mut(), gaps.as_mut())).collect();
        let mut nodes: Vec<Vec<f64>> = Vec::with_capacity(self.nodes.len());
        for node in &self.nodes {
            let weights = node.weights(self.concentration, weights.as_mut());
            let scores = |part: Part| match part {
                Part::Leaf(i) => &leaves[i],
                Part::Node(i) => &nodes[i],
            };
            let parts: Vec<(f64, &[f64])> = weights.into_iter().zip(&node.parts).map(|(w, p)| (w, &scores(p.1)[..])).collect();
            let made = together(chosen.unwrap_or(node.aggregation), &parts, self.areas);
            nodes.push(made);
        }
        nodes.pop().unwrap_or_default()
    }
}

/// The mean of the parts of every area; NaN where none is there.
fn together(how: Aggregation, parts: &[(f64, &[f64])], areas: usize) -> Vec<f64> {
    (0..areas)
        .map(|i| how.of(parts.iter().map(|&(w, scores)| (w, scores[i])).filter(|(_, s)| !s.is_nan())).unwrap_or(f64::NAN))
        .collect()
}

impl NodeModel {
    /// Weights drawn from a Dirichlet distribution around those given.
    fn weights(&self, concentration: f64, random: Option<&mut Random>) -> Vec<f64> {
        let total: f64 = self.parts.iter().map(|p| p.0).sum();
        match random {
            None => self.parts.iter().map(|p| p.0).collect(),
            // Never quite zero: a part that is alone in an area still counts there.
            Some(random) => self.parts.iter().map(|p| random.gamma(concentration * p.0 / total).max(1e-12)).collect(),
        }
    }
}

impl LeafModel {
    fn new(leaf: &Leaf, draws: &Draws) -> LeafModel {
        let direction = leaf.indicator.direction_of(leaf.column);
        let own = leaf.indicator.normalisation;
        // Bounds say what the scale means: an indicator that has them keeps them.
        let choices = draws.normalisations.iter().map(|&n| if leaf.indicator.bounds.is_some() { own } else { n });
        let scales: Vec<Scale> = std::iter::once(own)
            .chain(choices)
            .filter_map(|n| Scale::set(n, &leaf.treated, leaf.indicator.bounds, direction))
            .collect();
        let values = leaf.filled.clone();
        let mut groups: BTreeMap<[u64; 4], usize> = BTreeMap::new();
        let errors = (0..values.len())
            .map(|i| {
                let cell = leaf.column.cells[i];
                let (value, (lower, upper)) = (cell.ok()?, cell.interval?);
                // Two areas under one unit carry its value to the last digit.
                let shared = cell.stands_at.map_or(i as u64, |_| u64::MAX);
                let next = groups.len();
                let group = *groups.entry([shared, value.to_bits(), lower.to_bits(), upper.to_bits()]).or_insert(next);
                Some(Error { group, down: ((value - lower) / DEVIATIONS).max(0.0), up: ((upper - value) / DEVIATIONS).max(0.0) })
            })
            .collect();
        let known: Vec<f64> = (0..values.len()).filter(|&i| leaf.is_present(i)).filter_map(|i| values[i]).collect();
        let least = known.iter().copied().fold(f64::INFINITY, f64::min);
        let range = (
            if least >= 0.0 { 0.0 } else { f64::NEG_INFINITY },
            if leaf.column.unit == Unit::Percent { 100.0 } else { f64::INFINITY },
        );
        let scores =
            scales.iter().map(|scale| leaf.treated.iter().map(|v| v.map_or(f64::NAN, |v| scale.score(v))).collect()).collect();
        LeafModel {
            fitted: leaf.fitted,
            scales,
            errors,
            groups: groups.len(),
            range,
            gaps: (0..values.len()).filter(|&i| !leaf.is_present(i)).collect(),
            known,
            scores,
            values,
        }
    }

    fn drawn(&self, choice: usize, values: Option<&mut Random>, gaps: Option<&mut Random>) -> Vec<f64> {
        let score = |value: f64| self.scales[choice].score(self.fitted.of(value));
        let mut scores = self.scores[choice].clone();
        if let Some(random) = values.filter(|_| self.groups > 0) {
            let moves: Vec<f64> = (0..self.groups).map(|_| random.normal()).collect();
            for (i, error) in self.errors.iter().enumerate() {
                if let (Some(error), Some(value)) = (error, self.values[i]) {
                    let z = moves[error.group];
                    let moved = value + z * if z > 0.0 { error.up } else { error.down };
                    scores[i] = score(moved.clamp(self.range.0, self.range.1));
                }
            }
        }
        if let Some(random) = gaps {
            for &i in &self.gaps {
                scores[i] = score(self.known[random.below(self.known.len())]);
            }
        }
        scores
    }
}
