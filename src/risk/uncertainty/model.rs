//! The tree made flat, so that it can be computed many times over.

use super::{Draws, Seeds};
use crate::base::{Cell, Column, Interval, Random, Unit};
use crate::risk::aggregation::{Aggregation, Means};
use crate::risk::branch::{Branch, Leaf};
use crate::risk::normalise::Scale;
use crate::risk::reliability::Evidence;
use crate::risk::treatment::Fitted;
use std::collections::BTreeMap;

/// Half the width of an interval of 95 % in standard deviations.
const DEVIATIONS: f64 = 1.959_963_984_540_054;

pub(super) struct Model {
    leaves: Vec<LeafModel>,
    /// The first is the index itself; those above stand before those below.
    nodes: Vec<NodeModel>,
    areas: usize,
    concentration: f64,
    /// Normalisations to choose from, the indicators' own included.
    normalisations: usize,
    aggregations: Vec<Aggregation>,
}

struct LeafModel {
    into: Slot,
    fitted: Fitted,
    /// One for each normalisation to choose from; the first is the indicator's own.
    scales: Vec<Scale>,
    errors: Vec<Error>,
    places: Vec<Place>,
    groups: usize,
    /// Which values there can be.
    range: (f64, f64),
    /// Areas whose value nobody knows and that may take one drawn from those that are known.
    gaps: Vec<u32>,
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
    area: u32,
    group: u32,
    value: f64,
    down: f64,
    up: f64,
}

struct NodeModel {
    aggregation: Aggregation,
    /// Of its parts.
    weights: Vec<f64>,
    into: Slot,
}

/// Which part of which node something is; the index itself is none.
#[derive(Clone, Copy, Default)]
struct Slot {
    node: usize,
    part: usize,
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
        let weights = branches.iter().map(|b| b.weight).collect();
        model.nodes.push(NodeModel { aggregation: top, weights, into: Slot::default() });
        let add = |(part, branch)| model.add(branch, Slot { node: 0, part }, draws, evidence);
        branches.iter().enumerate().for_each(add);
        model
    }

    fn add(&mut self, branch: &Branch, into: Slot, draws: &Draws, evidence: &Evidence) {
        let node = self.nodes.len();
        let weights = branch.leaves.iter().map(|l| l.weight).chain(branch.branches.iter().map(|b| b.weight)).collect();
        self.nodes.push(NodeModel { aggregation: branch.aggregation, weights, into });
        let mut slots = (0..).map(|part| Slot { node, part });
        for (leaf, into) in branch.leaves.iter().zip(&mut slots) {
            self.leaves.push(LeafModel::new(leaf, into, draws, evidence));
        }
        for (below, into) in branch.branches.iter().zip(slots) {
            self.add(below, into, draws, evidence);
        }
    }

    /// The scores of each of some draws, NaN where an area has nothing; what draws share is made once. Leaf by leaf, so that
    /// all that is at work at a time is small.
    pub fn scores(&self, draws: &[Draw]) -> Vec<Vec<f64>> {
        let (leaves, of_draw) = distinct(draws.iter().map(|d| (d.errors, d.gaps, d.normalisation)));
        let (errors, errors_of) = distinct(leaves.iter().map(|&(errors, _, normalisation)| (errors, normalisation)));
        let (gaps, gaps_of) = distinct(leaves.iter().map(|&(_, gaps, normalisation)| (gaps, normalisation)));
        let mut errors: Vec<_> = errors.into_iter().map(|(seeds, choice)| (seeds.map(Random::new), choice, Vec::new())).collect();
        let mut gaps: Vec<_> = gaps.into_iter().map(|(seed, choice)| (Random::new(seed), choice, Vec::new())).collect();
        let mut scores = vec![vec![0.0; self.areas]; leaves.len()];
        let weights: Vec<Vec<Vec<f64>>> = draws.iter().map(|draw| self.weights(draw.weights)).collect();
        let means = |draw: &Draw| {
            let chosen = draw.aggregation.checked_sub(1).map(|i| self.aggregations[i]);
            self.nodes.iter().map(|node| Means::new(chosen.unwrap_or(node.aggregation), self.areas)).collect()
        };
        let mut nodes: Vec<Vec<Means>> = draws.iter().map(means).collect();
        for leaf in &self.leaves {
            errors.iter_mut().for_each(|(randoms, choice, scores)| leaf.draw_errors(*choice, randoms, scores));
            gaps.iter_mut().for_each(|(random, choice, scores)| leaf.draw_gaps(*choice, random, scores));
            for (i, scores) in scores.iter_mut().enumerate() {
                scores.copy_from_slice(&leaf.scores[leaves[i].2].all);
                leaf.errors.iter().zip(&errors[errors_of[i]].2).for_each(|(error, &score)| scores[error.area as usize] = score);
                leaf.gaps.iter().zip(&gaps[gaps_of[i]].2).for_each(|(&area, &score)| scores[area as usize] = score);
            }
            let Slot { node, part } = leaf.into;
            let all = nodes.iter_mut().zip(&weights).zip(&of_draw);
            all.for_each(|((nodes, weights), &i)| nodes[node].add(weights[node][part], &scores[i]));
        }
        let index = |(mut nodes, weights): (Vec<Means>, Vec<Vec<f64>>)| {
            while let Some(means) = nodes.pop() {
                let scores = means.scores();
                let Slot { node, part } = self.nodes[nodes.len()].into;
                match nodes.get_mut(node) {
                    Some(above) => above.add(weights[node][part], &scores),
                    None => return scores,
                }
            }
            Vec::new()
        };
        nodes.into_iter().zip(weights).map(index).collect()
    }

    /// Weights of the parts of all nodes, drawn from Dirichlet distributions around those given.
    fn weights(&self, seed: u64) -> Vec<Vec<f64>> {
        let mut random = Random::new(seed);
        let of = |node: &NodeModel| {
            let total: f64 = node.weights.iter().sum();
            // Never quite zero: a part that is alone in an area still counts there.
            node.weights.iter().map(|w| random.gamma(self.concentration * w / total).max(1e-12)).collect()
        };
        self.nodes.iter().map(of).collect()
    }

    /// What these seeds choose.
    pub fn draw(&self, [values, places, gaps, weights, normalisation, aggregation]: Seeds) -> Draw {
        // What has nothing to move is the same whatever its seed.
        let seed = |moves: fn(&LeafModel) -> bool, seed: u64| if self.leaves.iter().any(moves) { seed } else { 0 };
        let choice = |seed: u64, of: usize| Random::new(seed).below(of);
        Draw {
            errors: [seed(|leaf| !leaf.errors.is_empty(), values), seed(|leaf| !leaf.places.is_empty(), places)],
            gaps: seed(|leaf| !leaf.gaps.is_empty(), gaps),
            normalisation: choice(normalisation, self.normalisations),
            weights,
            aggregation: choice(aggregation, 1 + self.aggregations.len()),
        }
    }
}

/// What is drawn: seeds, and choices among a few.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Draw {
    /// For values and for places.
    errors: [u64; 2],
    gaps: u64,
    normalisation: usize,
    weights: u64,
    /// 0 for each node's own.
    aggregation: usize,
}

/// Each key once, in the order of its first, and which of them each is.
pub(super) fn distinct<K: PartialEq>(keys: impl Iterator<Item = K>) -> (Vec<K>, Vec<usize>) {
    let mut once: Vec<K> = Vec::new();
    let place = |key: K| {
        once.iter().position(|known| *known == key).unwrap_or_else(|| {
            once.push(key);
            once.len() - 1
        })
    };
    let places = keys.map(place).collect();
    (once, places)
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
    fn new(leaf: &Leaf, into: Slot, draws: &Draws, evidence: &Evidence) -> LeafModel {
        let direction = leaf.indicator.direction_of(leaf.column);
        let own = leaf.indicator.normalisation;
        // Bounds say what the scale means: an indicator that has them keeps them.
        let choices = draws.normalisations.iter().map(|&n| if leaf.indicator.bounds.is_some() { own } else { n });
        let scales: Vec<Scale> = std::iter::once(own)
            .chain(choices)
            .filter_map(|n| Scale::set(n, &leaf.treated, leaf.indicator.bounds, direction))
            .collect();
        let values = &leaf.filled;
        let mut groups: BTreeMap<[u64; 4], u32> = BTreeMap::new();
        let (mut errors, mut places) = (Vec::new(), Vec::new());
        let placing = Placing::of(leaf.column, evidence);
        for (area, cell) in leaf.column.cells.iter().enumerate() {
            let Some(value) = cell.ok() else { continue };
            let place = placing.as_ref().and_then(|p| p.place(errors.len(), area, cell));
            let Some((lower, upper)) = cell.interval.or(place.is_some().then_some((value, value))) else { continue };
            // Two areas under one unit carry its value to the last digit.
            let shared = cell.stands_at.map_or(area as u64, |_| u64::MAX);
            let next = groups.len() as u32;
            let group = *groups.entry([shared, value.to_bits(), lower.to_bits(), upper.to_bits()]).or_insert(next);
            let deviations = |far: f64| (far / DEVIATIONS).max(0.0);
            errors.push(Error {
                area: area as u32,
                group,
                value,
                down: deviations(value - lower),
                up: deviations(upper - value),
            });
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
            into,
            fitted: leaf.fitted,
            scores: scales.iter().map(scores).collect(),
            scales,
            errors,
            places,
            groups: groups.len(),
            range,
            gaps: (0..values.len()).filter(|&i| !leaf.is_present(i)).map(|i| i as u32).collect(),
        }
    }

    /// Scores of the values that are not certain, drawn.
    fn draw_errors(&self, normalisation: usize, [values, places]: &mut [Random; 2], scores: &mut Vec<f64>) {
        let mut moves = vec![0.0; self.groups];
        values.normals(&mut moves);
        let moved = |error: &Error| {
            let z = moves[error.group as usize];
            error.value + z.max(0.0) * error.up + z.min(0.0) * error.down
        };
        scores.clear();
        scores.extend(self.errors.iter().map(moved));
        self.places.iter().for_each(|place| scores[place.error] += place.each * places.poisson(place.events) as f64);
        scores.iter_mut().for_each(|value| *value = self.fitted.of(value.clamp(self.range.0, self.range.1)));
        self.scales[normalisation].score_all(scores);
    }

    /// Scores for its gaps, drawn from those of values that are known.
    fn draw_gaps(&self, normalisation: usize, random: &mut Random, scores: &mut Vec<f64>) {
        let known = &self.scores[normalisation].known;
        scores.clear();
        scores.extend(self.gaps.iter().map(|_| known[random.below(known.len())]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Column, Missing};
    use crate::risk::gaps::Surroundings;
    use crate::risk::scored::Scored;
    use crate::risk::testing::{column, indicator, node, tree};
    use crate::risk::tree::Tree;
    use crate::risk::uncertainty::Doubt;

    /// A component beside an indicator, and a dimension of its own; five areas.
    fn of_depth() -> (Tree, Vec<Column>) {
        let below = node("below", Aggregation::Geometric, vec![indicator("b", 1.0), indicator("c", 3.0)], vec![]);
        let one = node("one", Aggregation::Arithmetic, vec![indicator("a", 2.0)], vec![below]);
        let two = node("two", Aggregation::Worst, vec![indicator("d", 1.0)], vec![]);
        let values = |shift: u32| (0..5).map(|i| Some(f64::from((i * 3 + shift) % 7))).collect::<Vec<_>>();
        let columns = ["a", "b", "c", "d"].into_iter().zip(0..).map(|(id, shift)| column(id, &values(shift))).collect();
        (tree(Aggregation::Harmonic, 0.0, vec![one, two]), columns)
    }

    #[test]
    fn without_doubt_a_draw_is_the_index_itself() {
        let (mut tree, columns) = of_depth();
        tree.draws = Draws { normalisations: vec![], aggregations: vec![], concentration: 1e14, ..tree.draws };
        let scored = Scored::new(&tree, &columns, &Surroundings::default(), &mut Vec::new()).expect("an index");
        let model = Model::new(&scored.branches, tree.aggregation, 5, &tree.draws, &Evidence::default());
        let scores = model.scores(&[model.draw([1; 6])]);
        for (area, score) in scores[0].iter().enumerate() {
            assert!((score - scored.index(area).expect("a score")).abs() < 1e-5, "{area}: {score}");
        }
    }

    #[test]
    fn draws_made_together_are_those_made_alone() {
        let (tree, mut columns) = of_depth();
        columns[0].cells[1] = Cell::missing(Missing::NoData);
        columns[3].cells.iter_mut().for_each(|cell| cell.interval = cell.ok().map(|v| (0.5 * v, 2.0 * v + 1.0)));
        let scored = Scored::new(&tree, &columns, &Surroundings::default(), &mut Vec::new()).expect("an index");
        let model = Model::new(&scored.branches, tree.aggregation, 5, &tree.draws, &Evidence::default());
        // All mixtures of two inputs that choose differently: all that can be shared is.
        let mixed = |mixture: u64| Doubt::ALL.map(|doubt| 2 + 8 * (mixture >> doubt as u64 & 1));
        let draws: Vec<Draw> = (0..64).map(|mixture| model.draw(mixed(mixture))).collect();
        let alone: Vec<Vec<f64>> = draws.iter().flat_map(|draw| model.scores(std::slice::from_ref(draw))).collect();
        assert_eq!(model.scores(&draws), alone);
        let (different, _) = distinct(alone.iter());
        assert!(different.len() > 16, "{}: values, gaps, weights and choices all matter", different.len());
    }
}
