//! The declared tree, and the part of it that the data can carry.

use super::aggregation::Aggregation;
use super::gaps::Gaps;
use super::normalise::Normalisation;
use super::treatment::Treatment;
use super::uncertainty::Draws;
use crate::base::{Case, Column, Direction, Problem, Text, fits};
use serde::{Deserialize, Serialize};

/// The whole tree.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub struct Tree {
    /// How the nodes at the top make the index.
    pub aggregation: Aggregation,
    /// Share of the total weight that must be present for an area to have an index, 0 to 1.
    pub minimum_reliability: f64,
    /// How sure the index is; no draws, nothing is said of it.
    pub draws: Draws,
    /// Dimensions.
    pub nodes: Vec<Node>,
}

/// A dimension, or a component below one, at any depth.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub struct Node {
    /// Its score becomes the column `risk_ID`.
    pub id: String,
    pub label: Text,
    /// What it is for; empty where nobody said.
    pub purpose: Text,
    /// Relative to its siblings, nodes and indicators alike; must be above zero.
    pub weight: f64,
    pub aggregation: Aggregation,
    pub indicators: Vec<Indicator>,
    pub nodes: Vec<Node>,
}

/// A leaf of the tree.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub struct Indicator {
    /// Id of a column, or a pattern (`*_within_5km`): the columns that fit share the weight.
    pub column: String,
    pub weight: f64,
    /// Instead of the column's own.
    pub direction: Option<Direction>,
    pub treatment: Treatment,
    pub normalisation: Normalisation,
    /// Fixed ends of the scale, for [`Normalisation::MinMax`] alone.
    pub bounds: Option<(f64, f64)>,
    pub gaps: Gaps,
    /// A column that is not there is nothing to report.
    pub optional: bool,
}

impl Indicator {
    /// Which end is worse.
    pub(super) fn direction_of(&self, column: &Column) -> Direction {
        self.direction.unwrap_or(column.direction)
    }
}

impl Tree {
    /// Whether an indicator has this way with gaps.
    pub fn asks(&self, gaps: Gaps) -> bool {
        fn below(node: &Node, gaps: Gaps) -> bool {
            node.indicators.iter().any(|i| i.gaps == gaps) || node.nodes.iter().any(|n| below(n, gaps))
        }
        self.nodes.iter().any(|n| below(n, gaps))
    }

    /// Whether an indicator asks for this column.
    pub fn uses(&self, column: &str) -> bool {
        fn below(node: &Node, column: &str) -> bool {
            node.indicators.iter().any(|i| fits(&i.column, column)) || node.nodes.iter().any(|n| below(n, column))
        }
        self.nodes.iter().any(|n| below(n, column))
    }

    /// Ids of the columns that the index itself makes, but those of its indicators.
    fn results(&self) -> Vec<String> {
        fn below(node: &Node, ids: &mut Vec<String>) {
            ids.push(format!("risk_{}", node.id));
            node.nodes.iter().for_each(|n| below(n, ids));
        }
        let mut ids = ["risk_index", "risk_class", "risk_rank", "risk_reliability"].map(str::to_owned).to_vec();
        self.nodes.iter().for_each(|n| below(n, &mut ids));
        ids
    }

    /// Every indicator with its column: patterns are resolved, and what cannot be used is
    /// reported and left out. Nodes without anything below go too.
    pub(super) fn rooted<'a>(&'a self, columns: &'a [Column], problems: &mut Vec<Problem>) -> Vec<Rooted<'a>> {
        let mut work = Rooting { columns, results: self.results(), seen: Vec::new(), problems };
        self.nodes.iter().filter_map(|node| work.node(node)).collect()
    }
}

/// A node of which everything below is there.
pub(super) struct Rooted<'a> {
    pub node: &'a Node,
    /// Indicators with their column and the weight of each.
    pub leaves: Vec<(&'a Indicator, &'a Column, f64)>,
    pub nodes: Vec<Rooted<'a>>,
}

struct Rooting<'a, 'p> {
    columns: &'a [Column],
    results: Vec<String>,
    seen: Vec<&'a str>,
    problems: &'p mut Vec<Problem>,
}

impl<'a> Rooting<'a, '_> {
    fn node(&mut self, node: &'a Node) -> Option<Rooted<'a>> {
        let leaves: Vec<_> = node.indicators.iter().flat_map(|indicator| self.indicator(indicator)).collect();
        let nodes: Vec<_> = node.nodes.iter().filter_map(|below| self.node(below)).collect();
        if !is_weight(node.weight) {
            self.leave_out(&node.id, Text::new("poids nul, négatif ou infini", "weight zero, negative or infinite"));
            None
        } else if leaves.is_empty() && nodes.is_empty() {
            if !node.is_optional() {
                self.leave_out(&node.id, Text::new("aucun indicateur utilisable", "no usable indicator"));
            }
            None
        } else {
            Some(Rooted { node, leaves, nodes })
        }
    }

    fn indicator(&mut self, indicator: &'a Indicator) -> Vec<(&'a Indicator, &'a Column, f64)> {
        if !is_weight(indicator.weight) {
            self.leave_out(&indicator.column, Text::new("poids nul, négatif ou infini", "weight zero, negative or infinite"));
            return Vec::new();
        }
        if self.results.contains(&indicator.column) {
            let cycle = Text::new(
                "cycle : cet indicateur est un résultat de l'indice lui-même",
                "cycle: this indicator is a result of the index itself",
            );
            self.leave_out(&indicator.column, cycle);
            return Vec::new();
        }
        if let Some((low, high)) = indicator.bounds {
            let refused = if low >= high {
                Some(Text::new("bornes dans le mauvais ordre", "bounds the wrong way round"))
            } else if indicator.normalisation != Normalisation::MinMax {
                Some(Text::new("des bornes ne vont qu’avec min_max", "bounds go with min_max alone"))
            } else {
                None
            };
            if let Some(why) = refused {
                self.leave_out(&indicator.column, why);
                return Vec::new();
            }
        }
        let is_result = |c: &Column| self.results.contains(&c.id);
        let found: Vec<&Column> = self.columns.iter().filter(|c| fits(&indicator.column, &c.id) && !is_result(c)).collect();
        if found.is_empty() && !indicator.optional {
            self.leave_out(&indicator.column, Text::new("indicateur absent des données", "indicator not in the data"));
        }
        let share = indicator.weight / found.len().max(1) as f64;
        let mut leaves = Vec::new();
        for column in found {
            if self.seen.contains(&column.id.as_str()) {
                self.leave_out(
                    &column.id,
                    Text::new("indicateur présent deux fois dans l'indice", "indicator stands twice in the index"),
                );
            } else {
                self.seen.push(&column.id);
                leaves.push((indicator, column, share));
            }
        }
        leaves
    }

    fn leave_out(&mut self, id: &str, why: Text) {
        self.problems.push(left_out(id, why));
    }
}

impl Node {
    /// Everything below may be absent.
    fn is_optional(&self) -> bool {
        self.indicators.iter().all(|i| i.optional) && self.nodes.iter().all(Node::is_optional)
    }
}

fn is_weight(weight: f64) -> bool {
    weight > 0.0 && weight.is_finite()
}

pub(super) fn left_out(id: &str, why: Text) -> Problem {
    let way_out = Text::new(
        "L'indice est calculé sans lui, et son poids va aux autres ; corrigez [risk] ou complétez la donnée.",
        "The index is computed without it, and its weight goes to the others; correct [risk] or complete the data.",
    );
    Problem::warning("risk-left-out", "", why, way_out).with(Case { row: None, field: Some("risk".into()), found: id.into() })
}
