//! A tree with the numbers of every area, to be asked what each part adds to an area's index.

use super::aggregation::Aggregation;
use super::branch::{Branch, Leaf, share_of};
use super::gaps::Surroundings;
use super::shares::Portion;
use super::tree::{Indicator, Tree};
use crate::base::{Case, Column, Direction, Problem, Text};

/// The whole tree, scored.
pub struct Scored<'a> {
    tree: &'a Tree,
    pub(super) branches: Vec<Branch<'a>>,
    /// How many areas there are.
    pub areas: usize,
}

/// What a [`Part`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartKind {
    /// A dimension or component; what it adds is what the parts below it add together.
    Node,
    /// A column.
    Indicator,
    /// What the node above would be if the area were the mean area, where its mean is split by [Shapley
    /// values](Aggregation::split_label): those say what the area differs by from it.
    MeanArea,
}

/// One line of an account of the index: those of every area stand in the same order, each node before what is below it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part<'a> {
    pub kind: PartKind,
    /// Of the node or the column; for the mean area that of the node, empty for the whole index.
    pub id: &'a str,
    pub label: &'a Text,
    /// 0 for dimensions.
    pub depth: usize,
    /// Of the node itself; of the one above for others.
    pub aggregation: Aggregation,
    /// Share of the weight among its siblings, 0 to 1, before any goes over for want of data. 1 for the mean area.
    pub weight: f64,
}

/// What one part is and does in one area.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Amount {
    /// 0 to 10; `None` where nothing is known.
    pub score: Option<f64>,
    /// Points of the index; zero where nothing is known. Indicators and mean areas add up to the index.
    pub points: f64,
}

/// What an indicator became on its way to its score in one area.
#[derive(Debug, Clone, Copy)]
pub struct Way<'a> {
    pub column: &'a Column,
    pub indicator: &'a Indicator,
    /// Which end is worse.
    pub direction: Direction,
    /// What stands in for a missing value; `None` where a source gives one, or nothing does.
    pub filled: Option<f64>,
    /// After outliers were treated; of the same unit only where they were set to the next one.
    pub treated: Option<f64>,
    /// 0 (best) to 10 (worst).
    pub score: Option<f64>,
}

/// Why an area has no index.
#[derive(Debug, Clone)]
pub enum NoIndex<'a> {
    /// Required indicators that nobody knows there.
    Required(Vec<&'a Column>),
    /// The share of the weight that is known, and the least that is asked for, 0 to 1.
    TooLittle { known: f64, asked: f64 },
}

/// Below this two scores are one: what they differ by is nobody's.
const SAME: f64 = 1e-12;

impl<'a> Scored<'a> {
    /// Scores the tree over all areas of the columns; `None` without areas or usable indicators.
    /// What cannot be used is left out and reported, as [`index`](super::index()) does.
    pub fn new(tree: &'a Tree, columns: &'a [Column], around: &Surroundings, problems: &mut Vec<Problem>) -> Option<Scored<'a>> {
        let rooted = tree.rooted(columns, problems);
        let branches: Vec<Branch> = rooted.iter().filter_map(|r| Branch::new(r, around, problems)).collect();
        let areas = columns.first().map_or(0, |c| c.cells.len());
        (areas > 0 && !branches.is_empty()).then_some(Scored { tree, branches, areas })
    }

    /// How the dimensions make the index.
    pub fn top(&self) -> Aggregation {
        self.tree.aggregation
    }

    /// Mean, by the whole weight, of what `kept` says of each indicator, 0 to 1.
    pub(super) fn share(&self, kept: &dyn Fn(&Leaf) -> f64) -> f64 {
        share_of(self.branches.iter().map(|b| (b.weight, b.share(kept))))
    }

    /// All indicators, in order.
    pub(super) fn leaves(&self) -> Vec<&Leaf<'a>> {
        self.branches.iter().flat_map(Branch::all_leaves).collect()
    }

    /// Indicators that three areas in ten, or more, lack. They stay in the index.
    pub(super) fn sparse(&self) -> Option<Problem> {
        let lacking = |leaf: &Leaf| (0..self.areas).filter(|&i| !leaf.is_present(i)).count();
        let cases: Vec<Case> = self
            .leaves()
            .into_iter()
            .map(|leaf| (leaf, lacking(leaf)))
            .filter(|(_, lacking)| 10 * lacking >= 3 * self.areas)
            .map(|(leaf, lacking)| Case {
                row: None,
                field: Some("risk".into()),
                found: format!("{} ({lacking}/{})", leaf.column.id, self.areas),
            })
            .collect();
        let way_out = Text::new(
            "Là où il manque, son poids va aux autres et la fiabilité baisse ; complétez la donnée, ou dites dans [risk] ce qui en tient lieu : missing = \"neighbours\", \"parent\" ou \"required\".",
            "Where it is missing its weight goes to the others and reliability falls; complete the data, or say in [risk] what stands in for it: missing = \"neighbours\", \"parent\" or \"required\".",
        );
        let what = Text::new("indicateur absent de 30 % des unités ou plus", "indicator missing in 30% of the areas or more");
        (!cases.is_empty()).then(|| Problem::note("risk-many-missing", "", what, way_out).with_all(cases))
    }

    /// The index of an area.
    pub fn index(&self, area: usize) -> Option<f64> {
        self.no_index(area).is_none().then(|| self.index_by(&|leaf| leaf.scores[area])).flatten()
    }

    /// The index that other scores of the indicators would give.
    pub(super) fn index_by(&self, score: &dyn Fn(&Leaf) -> Option<f64>) -> Option<f64> {
        self.tree.aggregation.of(self.branches.iter().filter_map(|b| Some((b.weight, b.score_by(score)?))))
    }

    /// Why an area has no index; `None` where it has one.
    pub fn no_index(&self, area: usize) -> Option<NoIndex<'a>> {
        let leaves = self.leaves();
        let required: Vec<&Column> = leaves.iter().filter(|l| l.is_lacking(area)).map(|l| l.column).collect();
        let there = |l: &Leaf| f64::from(u8::from(l.is_present(area)));
        let (known, asked) = (self.share(&there), self.tree.minimum_reliability);
        if !required.is_empty() {
            Some(NoIndex::Required(required))
        } else if known + 1e-12 < asked || leaves.iter().all(|l| l.scores[area].is_none()) {
            Some(NoIndex::TooLittle { known, asked })
        } else {
            None
        }
    }

    /// The way of every indicator in an area, in the order in which [`Scored::parts`] names them.
    pub fn ways(&self, area: usize) -> Vec<Way<'a>> {
        let way = |leaf: &Leaf<'a>| Way {
            column: leaf.column,
            indicator: leaf.indicator,
            direction: leaf.indicator.direction_of(leaf.column),
            filled: leaf.filled[area].filter(|_| !leaf.is_present(area)),
            treated: leaf.treated[area],
            score: leaf.scores[area],
        };
        self.leaves().into_iter().map(way).collect()
    }

    /// The lines of the account, the same for every area.
    pub fn parts(&self) -> Vec<Part<'a>> {
        let mut parts = Vec::new();
        let top = self.tree.aggregation;
        if !top.is_sum() {
            parts.push(Part { kind: PartKind::MeanArea, id: "", label: NO_LABEL, depth: 0, aggregation: top, weight: 1.0 });
        }
        let all: f64 = self.branches.iter().map(|b| b.weight).sum();
        self.branches.iter().for_each(|b| b.parts(0, b.weight / all, top.is_sum(), &mut parts));
        parts
    }

    /// What each of the [parts](Self::parts) is in an area and adds to its index; `None` where it has none.
    ///
    /// Nodes that are [sums](Aggregation::split_label) share out the points they were given as their parts make
    /// them up. Below another mean the parts account for what the area differs by from the mean area, in
    /// which every indicator has its mean score over all areas. Indicators and mean areas together are
    /// the index, to the rounding of the machine.
    pub fn amounts(&self, area: usize) -> Option<Vec<Amount>> {
        self.index(area)?;
        let mut amounts = Vec::new();
        let parts: Vec<Below> = self.branches.iter().map(Below::Node).collect();
        share_out(self.tree.aggregation, &parts, area, Given { whole: true, rate: 1.0 }, &mut amounts);
        Some(amounts)
    }
}

static NO_LABEL: &Text = &Text { fr: String::new(), en: String::new() };

impl<'a> Branch<'a> {
    fn parts(&self, depth: usize, weight: f64, whole: bool, parts: &mut Vec<Part<'a>>) {
        let aggregation = self.aggregation;
        parts.push(Part { kind: PartKind::Node, id: self.id, label: self.label, depth, aggregation, weight });
        let depth = depth + 1;
        if whole && !aggregation.is_sum() {
            parts.push(Part { kind: PartKind::MeanArea, id: self.id, label: self.label, depth, aggregation, weight: 1.0 });
        }
        let all = self.leaves.iter().map(|l| l.weight).chain(self.branches.iter().map(|b| b.weight)).sum::<f64>();
        for leaf in &self.leaves {
            let (id, label, weight) = (leaf.column.id.as_str(), &leaf.column.label, leaf.weight / all);
            parts.push(Part { kind: PartKind::Indicator, id, label, depth, aggregation, weight });
        }
        for below in &self.branches {
            below.parts(depth, below.weight / all, whole && aggregation.is_sum(), parts);
        }
    }
}

/// A child of a node.
enum Below<'b, 'a> {
    Leaf(&'b Leaf<'a>),
    Node(&'b Branch<'a>),
}

/// What the children of a node share among themselves: its whole score, or what it differs by from the mean area.
#[derive(Clone, Copy)]
struct Given {
    whole: bool,
    /// Points of the index for each point of the node.
    rate: f64,
}

impl Below<'_, '_> {
    fn weight(&self) -> f64 {
        match self {
            Below::Leaf(leaf) => leaf.weight,
            Below::Node(node) => node.weight,
        }
    }

    /// Its score in the area, and the one that the mean area would have with the same gaps.
    fn scores(&self, area: usize) -> Option<(f64, f64)> {
        match self {
            Below::Leaf(leaf) => Some((leaf.scores[area]?, leaf.mean)),
            Below::Node(node) => {
                let mean = node.score_by(&|leaf| leaf.scores[area].map(|_| leaf.mean));
                node.score(area).zip(mean)
            }
        }
    }
}

/// Shares what a node was given out among its children, and so on down, in the order of [`Scored::parts`].
fn share_out(how: Aggregation, children: &[Below], area: usize, given: Given, amounts: &mut Vec<Amount>) {
    let scores: Vec<Option<(f64, f64)>> = children.iter().map(|c| c.scores(area)).collect();
    let portions: Vec<Portion> = children
        .iter()
        .zip(&scores)
        .filter_map(|(c, scores)| scores.map(|(score, mean)| Portion { weight: c.weight(), score, mean }))
        .collect();
    let whole = given.whole && how.is_sum();
    if given.whole && !whole {
        let mean = how.of(portions.iter().map(|p| (p.weight, p.mean)));
        amounts.push(Amount { score: mean, points: mean.unwrap_or(0.0) * given.rate });
    }
    let shares = if whole { how.sums(&portions) } else { how.differences(&portions) };
    let mut shares = shares.into_iter().map(|share| share * given.rate);
    for (child, scores) in children.iter().zip(&scores) {
        let points = scores.and_then(|_| shares.next()).unwrap_or(0.0);
        amounts.push(Amount { score: scores.map(|s| s.0), points });
        if let Below::Node(node) = child {
            let below: Vec<Below> = node.leaves.iter().map(Below::Leaf).chain(node.branches.iter().map(Below::Node)).collect();
            let (score, mean) = scores.unwrap_or((0.0, 0.0));
            let of = if whole { score } else { score - mean };
            let rate = if of.abs() < SAME { 0.0 } else { points / of };
            let given = Given { whole, rate };
            share_out(node.aggregation, &below, area, given, amounts);
        }
    }
}

#[cfg(test)]
mod tests;
