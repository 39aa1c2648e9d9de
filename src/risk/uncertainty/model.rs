//! The tree made flat, so that it can be computed many times over.

use super::Draws;
use crate::base::{Cell, Column, Interval, Random, Unit};
use crate::risk::aggregation::Aggregation;
use crate::risk::branch::{Branch, Leaf};
use crate::risk::normalise::Scale;
use crate::risk::reliability::Evidence;
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
    errors: Vec<Error>,
    places: Vec<Place>,
    groups: usize,
    /// Which values there can be.
    range: (f64, f64),
    /// Areas whose value nobody knows and that may take one drawn from those that are known.
    gaps: Vec<usize>,
    /// By normalisation.
    scores: Vec<Scores>,
}

/// Scores without any doubt.
struct Scores {
    /// Of every area; NaN where there is none.
    all: Vec<f64>,
    /// Of the values that are known, as often as they are there.
    known: Vec<f64>,
}

/// The error of a value, in standard deviations down and up. Areas that carry the value of the same unit above them
/// share a group, and move together.
struct Error {
    area: usize,
    group: usize,
    value: f64,
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

/// What events that are known only to a coarser unit may add to the value of an area.
struct Place {
    /// Position among the errors.
    error: usize,
    /// How many there may have been.
    events: f64,
    /// What one adds.
    each: f64,
}

impl Model {
    pub fn new(branches: &[Branch], top: Aggregation, areas: usize, draws: &Draws, evidence: &Evidence) -> Model {
        let mut model = Model {
            leaves: Vec::new(),
            nodes: Vec::new(),
            areas,
            concentration: draws.concentration,
            normalisations: 1 + draws.normalisations.len(),
            aggregations: draws.aggregations.clone(),
        };
        let parts = branches.iter().map(|b| (b.weight, Part::Node(model.add(b, draws, evidence)))).collect();
        model.nodes.push(NodeModel { aggregation: top, parts });
        model
    }

    fn add(&mut self, branch: &Branch, draws: &Draws, evidence: &Evidence) -> usize {
        let mut parts = Vec::new();
        for leaf in &branch.leaves {
            parts.push((leaf.weight, Part::Leaf(self.leaves.len())));
            self.leaves.push(LeafModel::new(leaf, draws, evidence));
        }
        for below in &branch.branches {
            parts.push((below.weight, Part::Node(self.add(below, draws, evidence))));
        }
        self.nodes.push(NodeModel { aggregation: branch.aggregation, parts });
        self.nodes.len() - 1
    }

    /// Scores for each of some draws: a draw is a seed for each doubt, in the order of [`Doubt::ALL`](super::Doubt::ALL). NaN where an area has
    /// nothing. What draws share is made once.
    pub fn scores(&self, draws: &[Vec<u64>]) -> Vec<Vec<f64>> {
        let mut made: Vec<([u64; 4], Vec<Vec<f64>>)> = Vec::new();
        let of = |draw: &Vec<u64>| {
            let [values, places, gaps, weights, normalisation, aggregation] = std::array::from_fn(|i| draw[i]);
            let key = [values, places, gaps, normalisation];
            let at = made.iter().position(|(known, _)| *known == key).unwrap_or_else(|| {
                made.push((key, self.drawn(key)));
                made.len() - 1
            });
            self.together(&made[at].1, weights, aggregation)
        };
        draws.iter().map(of).collect()
    }

    /// The scores of all indicators with errors, places of events, gaps and normalisation drawn.
    fn drawn(&self, seeds: [u64; 4]) -> Vec<Vec<f64>> {
        let [mut values, mut places, mut gaps, mut normalisation] = seeds.map(Random::new);
        let choice = normalisation.below(self.normalisations);
        self.leaves.iter().map(|leaf| leaf.drawn(choice, &mut values, &mut places, &mut gaps)).collect()
    }

    /// The index out of the scores of indicators, with weights and mean drawn.
    fn together(&self, leaves: &[Vec<f64>], weights: u64, aggregation: u64) -> Vec<f64> {
        let chosen = match Random::new(aggregation).below(1 + self.aggregations.len()) {
            0 => None,
            i => Some(self.aggregations[i - 1]),
        };
        let mut random = Random::new(weights);
        let mut nodes: Vec<Vec<f64>> = Vec::with_capacity(self.nodes.len());
        for node in &self.nodes {
            let weights = node.weights(self.concentration, &mut random);
            let scores = |part: Part| match part {
                Part::Leaf(i) => &leaves[i],
                Part::Node(i) => &nodes[i],
            };
            let parts: Vec<(f64, &[f64])> = weights.into_iter().zip(&node.parts).map(|(w, p)| (w, &scores(p.1)[..])).collect();
            nodes.push(chosen.unwrap_or(node.aggregation).of_all(&parts, self.areas));
        }
        nodes.pop().unwrap_or_default()
    }
}

impl NodeModel {
    /// Weights drawn from a Dirichlet distribution around those given.
    fn weights(&self, concentration: f64, random: &mut Random) -> Vec<f64> {
        let total: f64 = self.parts.iter().map(|p| p.0).sum();
        // Never quite zero: a part that is alone in an area still counts there.
        self.parts.iter().map(|p| random.gamma(concentration * p.0 / total).max(1e-12)).collect()
    }
}

/// How events without a place weigh on one column.
struct Placing<'a> {
    column: &'a Column,
    evidence: &'a Evidence,
    /// Share of all events that the column counts.
    share: f64,
    /// What one of them is in the mean.
    each: f64,
}

/// The upper Garwood bound of no event at all, 95 %.
const UPPER_OF_NONE: f64 = 3.688_879_454_113_936;

impl<'a> Placing<'a> {
    /// `None` for a column that does not count events or what they did, or where all events have their place.
    fn of(column: &'a Column, evidence: &'a Evidence) -> Option<Placing<'a>> {
        let counts = column.interval == Interval::Poisson95 || column.unit == Unit::Count;
        let events: f64 = column.cells.iter().filter_map(|c| c.n).map(f64::from).sum();
        let usable = counts && evidence.is_of_events(column) && evidence.in_communes > 0 && events > 0.0;
        let share = (events / evidence.in_communes as f64).min(1.0);
        let each = column.cells.iter().filter_map(Cell::ok).sum::<f64>() / events;
        usable.then_some(Placing { column, evidence, share, each })
    }

    fn place(&self, error: usize, area: usize, cell: &Cell) -> Option<Place> {
        let events = self.share * self.evidence.unplaced.get(area).copied().filter(|&events| events > 0.0)?;
        let value = cell.ok()?;
        let each = match (cell.n.filter(|&n| n > 0), cell.interval) {
            (Some(n), _) => value / f64::from(n),
            // The bound says what an event would add where there was none.
            (None, Some((_, upper))) if self.column.interval == Interval::Poisson95 => upper / UPPER_OF_NONE,
            _ if self.column.unit == Unit::Count => self.each,
            _ => return None,
        };
        Some(Place { error, events, each })
    }
}

impl LeafModel {
    fn new(leaf: &Leaf, draws: &Draws, evidence: &Evidence) -> LeafModel {
        let direction = leaf.indicator.direction_of(leaf.column);
        let own = leaf.indicator.normalisation;
        // Bounds say what the scale means: an indicator that has them keeps them.
        let choices = draws.normalisations.iter().map(|&n| if leaf.indicator.bounds.is_some() { own } else { n });
        let scales: Vec<Scale> = std::iter::once(own)
            .chain(choices)
            .filter_map(|n| Scale::set(n, &leaf.treated, leaf.indicator.bounds, direction))
            .collect();
        let values = &leaf.filled;
        let mut groups: BTreeMap<[u64; 4], usize> = BTreeMap::new();
        let (mut errors, mut places) = (Vec::new(), Vec::new());
        let placing = Placing::of(leaf.column, evidence);
        for (area, cell) in leaf.column.cells.iter().enumerate() {
            let Some(value) = cell.ok() else { continue };
            let place = placing.as_ref().and_then(|p| p.place(errors.len(), area, cell));
            let Some((lower, upper)) = cell.interval.or(place.is_some().then_some((value, value))) else { continue };
            // Two areas under one unit carry its value to the last digit.
            let shared = cell.stands_at.map_or(area as u64, |_| u64::MAX);
            let next = groups.len();
            let group = *groups.entry([shared, value.to_bits(), lower.to_bits(), upper.to_bits()]).or_insert(next);
            let deviations = |far: f64| (far / DEVIATIONS).max(0.0);
            errors.push(Error { area, group, value, down: deviations(value - lower), up: deviations(upper - value) });
            places.extend(place);
        }
        let known: Vec<f64> = (0..values.len()).filter(|&i| leaf.is_present(i)).filter_map(|i| values[i]).collect();
        let least = known.iter().copied().fold(f64::INFINITY, f64::min);
        let range = (
            if least >= 0.0 { 0.0 } else { f64::NEG_INFINITY },
            if leaf.column.unit == Unit::Percent { 100.0 } else { f64::INFINITY },
        );
        let scores = |scale: &Scale| Scores {
            all: leaf.treated.iter().map(|v| v.map_or(f64::NAN, |v| scale.score(v))).collect(),
            known: known.iter().map(|&v| scale.score(leaf.fitted.of(v))).collect(),
        };
        LeafModel {
            fitted: leaf.fitted,
            scores: scales.iter().map(scores).collect(),
            scales,
            errors,
            places,
            groups: groups.len(),
            range,
            gaps: (0..values.len()).filter(|&i| !leaf.is_present(i)).collect(),
        }
    }

    fn drawn(&self, choice: usize, values: &mut Random, places: &mut Random, gaps: &mut Random) -> Vec<f64> {
        let Scores { all, known } = &self.scores[choice];
        let mut scores = all.clone();
        let mut moves = vec![0.0; self.groups];
        values.normals(&mut moves);
        let moved = |error: &Error| {
            let z = moves[error.group];
            error.value + z.max(0.0) * error.up + z.min(0.0) * error.down
        };
        let mut moved: Vec<f64> = self.errors.iter().map(moved).collect();
        self.places.iter().for_each(|place| moved[place.error] += place.each * places.poisson(place.events) as f64);
        moved.iter_mut().for_each(|value| *value = self.fitted.of(value.clamp(self.range.0, self.range.1)));
        self.scales[choice].score_all(&mut moved);
        self.errors.iter().zip(moved).for_each(|(error, score)| scores[error.area] = score);
        for &i in &self.gaps {
            scores[i] = known[gaps.below(known.len())];
        }
        scores
    }
}
