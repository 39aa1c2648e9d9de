//! One indicator brought to a common scale.

use crate::base::{Column, Direction, Text};
use schemars::JsonSchema;
use serde::Deserialize;

/// How raw values become scores of 0 (best) to 10 (worst).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Normalisation {
    /// Linear between the smallest and the largest value of all areas.
    #[default]
    MinMax,
    /// By rank among all areas, ties at their mean rank: one extreme value does not flatten
    /// all the others, but distances between values are lost.
    Rank,
}

impl Normalisation {
    pub fn label(self) -> Text {
        match self {
            Normalisation::MinMax => Text::new("minimum–maximum", "minimum–maximum"),
            Normalisation::Rank => Text::new("rang", "rank"),
        }
    }

    /// Scores in area order, missing where the value is. `None` when fewer than two different
    /// values are there: such a column tells no area from another.
    pub fn scores(self, column: &Column) -> Option<Vec<Option<f64>>> {
        let mut sorted: Vec<f64> = column.values().filter(|v| v.is_finite()).collect();
        sorted.sort_by(f64::total_cmp);
        let (&low, &high) = (sorted.first()?, sorted.last()?);
        if low == high {
            return None;
        }
        let score = |v: f64| {
            let up = match self {
                Normalisation::MinMax => (v - low) / (high - low),
                Normalisation::Rank => {
                    let below = sorted.partition_point(|&s| s < v);
                    let not_above = sorted.partition_point(|&s| s <= v);
                    (below + not_above - 1) as f64 / 2.0 / (sorted.len() - 1) as f64
                }
            };
            10.0 * match column.direction {
                Direction::HigherIsBetter => 1.0 - up,
                Direction::HigherIsWorse | Direction::Neutral => up,
            }
        };
        Some(column.cells.iter().map(|c| c.ok().filter(|v| v.is_finite()).map(score)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Cell, Level, Unit};
    use proptest::prelude::*;

    fn column(direction: Direction, values: &[f64]) -> Column {
        let cells = values.iter().map(|&v| Cell::value(v)).collect();
        Column::new("c", Text::default(), Unit::Count, direction, Level::Commune, cells)
    }

    #[test]
    fn ranks_share_ties() {
        let scores = Normalisation::Rank.scores(&column(Direction::HigherIsWorse, &[7.0, 1.0, 7.0, 100.0, 7.0])).unwrap();
        assert_eq!(scores, [Some(5.0), Some(0.0), Some(5.0), Some(10.0), Some(5.0)]);
    }

    proptest! {
        #[test]
        fn scores_keep_the_order_and_turn_with_the_direction(values in proptest::collection::vec(-1e6..1e6f64, 2..40)) {
            for how in [Normalisation::MinMax, Normalisation::Rank] {
                let Some(worse) = how.scores(&column(Direction::HigherIsWorse, &values)) else { continue };
                let better = how.scores(&column(Direction::HigherIsBetter, &values)).unwrap();
                for i in 0..values.len() {
                    let (w, b) = (worse[i].unwrap(), better[i].unwrap());
                    prop_assert!((-1e-9..=10.0 + 1e-9).contains(&w));
                    prop_assert!((w + b - 10.0).abs() < 1e-9);
                    for j in 0..values.len() {
                        prop_assert!(values[i] > values[j] || w <= worse[j].unwrap() + 1e-9);
                    }
                }
            }
        }
    }
}
