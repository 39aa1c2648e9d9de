//! From a declared tree to columns.

use super::normalise::Normalisation;
use crate::base::{Case, Cell, Column, Direction, Level, Missing, Problem, Text, Unit};
use schemars::JsonSchema;
use serde::Deserialize;

/// How scores are brought together, in a dimension and between dimensions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Aggregation {
    /// Weighted arithmetic mean: a good score makes up for a bad one.
    #[default]
    Arithmetic,
    /// Weighted geometric mean of `1 + 9/10 · score`, brought back to 0–10: a good score makes
    /// up less for a bad one, and a score of zero does not wipe out the others.
    Geometric,
}

/// An indicator in the tree.
#[derive(Debug, Clone)]
pub struct Leaf {
    /// Id of a column.
    pub column: String,
    /// Relative to its siblings; must be above zero.
    pub weight: f64,
}

/// A dimension of the tree.
#[derive(Debug, Clone)]
pub struct Dimension {
    pub id: String,
    pub label: Text,
    pub weight: f64,
    pub leaves: Vec<Leaf>,
}

/// The declared tree and how it is computed.
#[derive(Debug, Clone)]
pub struct Tree {
    pub normalisation: Normalisation,
    pub aggregation: Aggregation,
    /// Share of the total weight that must be present, 0 to 1.
    pub minimum_reliability: f64,
    pub dimensions: Vec<Dimension>,
}

/// Computes `risk_DIMENSION` for each dimension, then `risk_index` and `risk_reliability`.
///
/// Each indicator is normalised over all areas to 0–10, 10 being worst (its direction decides
/// which end that is; a neutral one counts as higher-is-worse). Where an indicator is missing
/// its weight goes to its siblings; `risk_reliability` is the share (0–100 %) of the whole
/// weight that was there, and below the minimum there is no index. `n` of the index counts the
/// indicators that were there.
///
/// `columns` all stand at one level and have equal length. A declared indicator that is not
/// among them, is constant, has no value at all, stands twice, or has a weight that is not
/// above zero is left out and reported; the rest is computed. An empty tree gives no columns.
pub fn index(tree: &Tree, columns: &[Column], level: Level) -> (Vec<Column>, Vec<Problem>) {
    let mut problems = Vec::new();
    let dimensions: Vec<(&Dimension, Vec<Scored>)> = usable(tree, columns, &mut problems);
    let areas = columns.first().map_or(0, |c| c.cells.len());
    if dimensions.is_empty() || areas == 0 {
        return (Vec::new(), problems);
    }
    let total: f64 = dimensions.iter().map(|(d, _)| d.weight).sum();
    let mut out: Vec<Column> =
        dimensions.iter().map(|(d, leaves)| dimension_column(d, leaves, areas, level, tree.aggregation)).collect();

    let (mut index, mut reliability) = (Vec::with_capacity(areas), Vec::with_capacity(areas));
    for i in 0..areas {
        let present: f64 = dimensions
            .iter()
            .map(|(d, leaves)| {
                let all: f64 = leaves.iter().map(|l| l.weight).sum();
                d.weight / total * leaves.iter().filter(|l| l.scores[i].is_some()).map(|l| l.weight).sum::<f64>() / all
            })
            .sum();
        let n = dimensions.iter().flat_map(|(_, leaves)| leaves).filter(|l| l.scores[i].is_some()).count() as u32;
        let scores = dimensions.iter().zip(&out).map(|((d, _), column)| (d.weight, column.cells[i].ok()));
        let score = mean(scores, tree.aggregation).filter(|_| present + 1e-12 >= tree.minimum_reliability);
        index.push(score.map_or(Cell::missing(Missing::NoData), |s| Cell::with_n(s, n)));
        reliability.push(Cell::with_n(present * 100.0, n));
    }
    let sources: Vec<String> = out.iter().flat_map(|c| c.sources.clone()).collect();
    let list = |lang: fn(&Text) -> &str| dimensions.iter().map(|(d, _)| lang(&d.label)).collect::<Vec<_>>().join(", ");
    let (fr, en) = (list(|t| &t.fr), list(|t| &t.en));
    let indicative = out.iter().any(|c| c.indicative);
    let how = tree.method();
    let index = Column::new(
        "risk_index",
        Text::new("Indice de risque", "Risk index"),
        Unit::Score10,
        Direction::HigherIsWorse,
        level,
        index,
    )
    .with_method(Text::new(format!("Dimensions : {fr}. {}", how.fr), format!("Dimensions: {en}. {}", how.en)))
    .with_sources(sources.clone());
    out.push(Column { indicative, ..index });
    out.push(
        Column::new(
            "risk_reliability",
            Text::new("Part des données présentes dans l'indice", "Share of data present in the index"),
            Unit::Percent,
            Direction::HigherIsBetter,
            level,
            reliability,
        )
        .with_method(Text::new(
            "Part du poids total des indicateurs pour laquelle une valeur existe.",
            "Share of the total weight of the indicators for which there is a value.",
        ))
        .with_sources(sources),
    );
    (out, problems)
}

impl Tree {
    fn method(&self) -> Text {
        let normalised = self.normalisation.label();
        let (fr, en) = match self.aggregation {
            Aggregation::Arithmetic => ("moyenne arithmétique pondérée", "weighted arithmetic mean"),
            Aggregation::Geometric => ("moyenne géométrique pondérée", "weighted geometric mean"),
        };
        Text::new(
            format!("Normalisation : {} ; agrégation : {fr}.", normalised.fr),
            format!("Normalisation: {}; aggregation: {en}.", normalised.en),
        )
    }
}

/// An indicator with its scores, 0 (best) to 10 (worst), in area order.
struct Scored<'a> {
    column: &'a Column,
    weight: f64,
    scores: Vec<Option<f64>>,
}

/// The part of the tree that can be computed; reports the rest.
fn usable<'a>(tree: &'a Tree, columns: &'a [Column], problems: &mut Vec<Problem>) -> Vec<(&'a Dimension, Vec<Scored<'a>>)> {
    let mut seen: Vec<&str> = Vec::new();
    let mut kept = Vec::new();
    for dimension in &tree.dimensions {
        let mut leaves = Vec::new();
        for leaf in &dimension.leaves {
            let column = columns.iter().find(|c| c.id == leaf.column);
            let refusal = if leaf.weight <= 0.0 || !leaf.weight.is_finite() {
                Some(Text::new("poids nul, négatif ou infini", "weight zero, negative or infinite"))
            } else if seen.contains(&leaf.column.as_str()) {
                Some(Text::new("indicateur présent deux fois dans l'indice", "indicator stands twice in the index"))
            } else if column.is_none() {
                Some(Text::new("indicateur absent des données", "indicator not in the data"))
            } else {
                None
            };
            seen.push(&leaf.column);
            match (refusal, column) {
                (None, Some(column)) => match tree.normalisation.scores(column) {
                    Some(scores) => leaves.push(Scored { column, weight: leaf.weight, scores }),
                    None => problems.push(left_out(
                        &leaf.column,
                        Text::new("indicateur sans valeur ou partout égal", "indicator without values or equal everywhere"),
                    )),
                },
                (Some(why), _) => problems.push(left_out(&leaf.column, why)),
                (None, None) => {}
            }
        }
        if dimension.weight <= 0.0 || !dimension.weight.is_finite() {
            problems.push(left_out(
                &dimension.id,
                Text::new("poids de dimension nul, négatif ou infini", "dimension weight zero, negative or infinite"),
            ));
        } else if leaves.is_empty() {
            problems.push(left_out(
                &dimension.id,
                Text::new("dimension sans aucun indicateur utilisable", "dimension without a usable indicator"),
            ));
        } else {
            kept.push((dimension, leaves));
        }
    }
    kept
}

fn left_out(id: &str, why: Text) -> Problem {
    let way_out = Text::new(
        "L'indice est calculé sans lui ; corrigez [risk] dans le fichier projet ou ajoutez la donnée.",
        "The index is computed without it; correct [risk] in the project file or add the data.",
    );
    Problem::warning("risk-left-out", "", why, way_out).with(Case { row: None, field: Some("risk".into()), found: id.into() })
}

fn dimension_column(dimension: &Dimension, leaves: &[Scored], areas: usize, level: Level, how: Aggregation) -> Column {
    let cells = (0..areas)
        .map(|i| {
            let n = leaves.iter().filter(|l| l.scores[i].is_some()).count() as u32;
            mean(leaves.iter().map(|l| (l.weight, l.scores[i])), how)
                .map_or(Cell::missing(Missing::NoData), |s| Cell::with_n(s, n))
        })
        .collect();
    let list = |lang: fn(&Text) -> &str| leaves.iter().map(|l| lang(&l.column.label)).collect::<Vec<_>>().join(", ");
    let column = Column::new(
        format!("risk_{}", dimension.id),
        dimension.label.clone(),
        Unit::Score10,
        Direction::HigherIsWorse,
        level,
        cells,
    )
    .with_method(Text::new(format!("Indicateurs : {}.", list(|t| &t.fr)), format!("Indicators: {}.", list(|t| &t.en))))
    .with_sources(leaves.iter().flat_map(|l| l.column.sources.clone()));
    Column { indicative: leaves.iter().any(|l| l.column.indicative), ..column }
}

/// Mean of the scores that are there, their weights summing to one; `None` when none is.
fn mean(scores: impl Iterator<Item = (f64, Option<f64>)>, how: Aggregation) -> Option<f64> {
    let (mut weight, mut sum) = (0.0, 0.0);
    for (w, score) in scores {
        let Some(score) = score else { continue };
        weight += w;
        sum += w * match how {
            Aggregation::Arithmetic => score,
            Aggregation::Geometric => (1.0 + 0.9 * score).ln(),
        };
    }
    (weight > 0.0).then(|| match how {
        Aggregation::Arithmetic => sum / weight,
        Aggregation::Geometric => (((sum / weight).exp() - 1.0) / 0.9).clamp(0.0, 10.0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(id: &str, direction: Direction, values: &[Option<f64>]) -> Column {
        let cells = values.iter().map(|v| v.map_or(Cell::missing(Missing::NoData), Cell::value)).collect();
        Column::new(id, Text::same(id), Unit::Count, direction, Level::Commune, cells)
    }

    fn tree(aggregation: Aggregation, dimensions: &[(&str, &[(&str, f64)])]) -> Tree {
        Tree {
            normalisation: Normalisation::MinMax,
            aggregation,
            minimum_reliability: 0.5,
            dimensions: dimensions
                .iter()
                .map(|(id, leaves)| Dimension {
                    id: id.to_string(),
                    label: Text::same(*id),
                    weight: 1.0,
                    leaves: leaves.iter().map(|(c, w)| Leaf { column: c.to_string(), weight: *w }).collect(),
                })
                .collect(),
        }
    }

    fn values(columns: &[Column], id: &str) -> Vec<Option<f64>> {
        columns.iter().find(|c| c.id == id).unwrap().cells.iter().map(Cell::ok).collect()
    }

    #[test]
    fn a_worked_example_by_hand() {
        // a: 0, 5, 10 → 0, 5, 10; b (higher is better): 0, 50, 100 → 10, 5, 0.
        let a = column("a", Direction::HigherIsWorse, &[Some(0.0), Some(5.0), Some(10.0)]);
        let b = column("b", Direction::HigherIsBetter, &[Some(0.0), Some(50.0), Some(100.0)]);
        let one = tree(Aggregation::Arithmetic, &[("d", &[("a", 3.0), ("b", 1.0)])]);
        let (out, problems) = index(&one, &[a.clone(), b.clone()], Level::Commune);
        assert!(problems.is_empty());
        assert_eq!(values(&out, "risk_index"), [Some(2.5), Some(5.0), Some(7.5)]);
        let two = tree(Aggregation::Geometric, &[("x", &[("a", 1.0)]), ("y", &[("b", 1.0)])]);
        let (out, _) = index(&two, &[a, b], Level::Commune);
        // sqrt(1 · 10) = 3.1623 → (3.1623 − 1) / 0.9 = 2.4025; equal scores stay what they are.
        let got = values(&out, "risk_index");
        assert!((got[0].unwrap() - 2.402_530_733_520_42).abs() < 1e-12);
        assert!((got[1].unwrap() - 5.0).abs() < 1e-12);
    }

    #[test]
    fn what_is_missing_gives_its_weight_to_the_rest_and_lowers_reliability() {
        let a = column("a", Direction::HigherIsWorse, &[Some(0.0), None, Some(10.0)]);
        let b = column("b", Direction::HigherIsWorse, &[Some(0.0), Some(10.0), None]);
        let one = tree(Aggregation::Arithmetic, &[("d", &[("a", 3.0), ("b", 1.0)])]);
        let (out, _) = index(&one, &[a, b], Level::Commune);
        assert_eq!(values(&out, "risk_reliability"), [Some(100.0), Some(25.0), Some(75.0)]);
        assert_eq!(values(&out, "risk_index"), [Some(0.0), None, Some(10.0)], "a quarter of the weight is not enough");
    }

    #[test]
    fn what_cannot_be_used_is_reported_and_the_rest_computed() {
        let a = column("a", Direction::HigherIsWorse, &[Some(0.0), Some(1.0)]);
        let flat = column("flat", Direction::HigherIsWorse, &[Some(4.0), Some(4.0)]);
        let odd = tree(
            Aggregation::Arithmetic,
            &[("d", &[("a", 1.0), ("flat", 1.0), ("gone", 1.0), ("a", 1.0), ("flat2", 0.0)]), ("e", &[("gone", 1.0)])],
        );
        let (out, problems) = index(&odd, &[a, flat], Level::Commune);
        assert_eq!(values(&out, "risk_index"), [Some(0.0), Some(10.0)]);
        let found: Vec<_> = problems.iter().map(|p| p.cases[0].found.as_str()).collect();
        assert_eq!(found, ["flat", "gone", "a", "flat2", "gone", "e"]);
    }

    #[test]
    fn an_empty_tree_or_country_gives_nothing() {
        assert!(index(&tree(Aggregation::Arithmetic, &[]), &[], Level::Commune).0.is_empty());
        let none = column("a", Direction::HigherIsWorse, &[]);
        assert!(index(&tree(Aggregation::Arithmetic, &[("d", &[("a", 1.0)])]), &[none], Level::Commune).0.is_empty());
    }
}
