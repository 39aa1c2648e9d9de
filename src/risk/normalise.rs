//! One indicator brought to a common scale.

use crate::base::{Direction, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How values become scores of 0 (best) to 10 (worst).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Normalisation {
    /// Linear between the smallest and the largest value of all areas, or between fixed bounds
    /// (goalposts), beyond which a value counts as the bound.
    #[default]
    MinMax,
    /// By rank among all areas, ties at their mean rank: one extreme value does not flatten
    /// all the others, but distances between values are lost.
    Rank,
    /// Five at the mean, two points for each standard deviation, cut at 0 and 10.
    ZScore,
}

impl Normalisation {
    pub fn label(self) -> Text {
        match self {
            Normalisation::MinMax => Text::new("minimum–maximum", "minimum–maximum"),
            Normalisation::Rank => Text::new("rang", "rank"),
            Normalisation::ZScore => Text::new("écart à la moyenne (score z)", "distance from the mean (z-score)"),
        }
    }
}

/// A scale that values are read on. It is set by the values of all areas and then stays, so that
/// a value that is moved a little moves its own score alone.
#[derive(Debug, Clone)]
pub struct Scale {
    spread: Spread,
    direction: Direction,
}

#[derive(Debug, Clone)]
enum Spread {
    Between { low: f64, high: f64 },
    Ranks { sorted: Vec<f64> },
    Around { mean: f64, deviation: f64 },
}

impl Scale {
    /// The scale that the known values set; values that are not finite do not count.
    ///
    /// `bounds` replace the smallest and the largest value for [`Normalisation::MinMax`] and are
    /// ignored otherwise. `None` where fewer than two different values are there, or the bounds
    /// are not in order: such a scale tells no area from another.
    pub fn set(how: Normalisation, values: &[Option<f64>], bounds: Option<(f64, f64)>, direction: Direction) -> Option<Scale> {
        let mut sorted: Vec<f64> = values.iter().copied().flatten().filter(|v| v.is_finite()).collect();
        sorted.sort_by(f64::total_cmp);
        let (&first, &last) = (sorted.first()?, sorted.last()?);
        let spread = match how {
            Normalisation::MinMax => {
                let (low, high) = bounds.unwrap_or((first, last));
                (low < high).then_some(Spread::Between { low, high })?
            }
            _ if first == last => return None,
            Normalisation::Rank => Spread::Ranks { sorted },
            Normalisation::ZScore => {
                let n = sorted.len() as f64;
                let mean = sorted.iter().sum::<f64>() / n;
                let deviation = (sorted.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
                Spread::Around { mean, deviation }
            }
        };
        Some(Scale { spread, direction })
    }

    /// The score of a value, 0 to 10, 10 being worst; a neutral direction counts as higher-is-worse.
    pub fn score(&self, value: f64) -> f64 {
        let up = match &self.spread {
            Spread::Between { low, high } => (value - low) / (high - low),
            Spread::Ranks { sorted } => {
                let below = sorted.partition_point(|&s| s < value);
                let not_above = sorted.partition_point(|&s| s <= value);
                ((below + not_above) as f64 - 1.0) / 2.0 / (sorted.len() - 1) as f64
            }
            Spread::Around { mean, deviation } => 0.5 + 0.2 * (value - mean) / deviation,
        };
        let up = up.clamp(0.0, 1.0);
        10.0 * match self.direction {
            Direction::HigherIsBetter => 1.0 - up,
            Direction::HigherIsWorse | Direction::Neutral => up,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn scores(how: Normalisation, direction: Direction, values: &[f64]) -> Option<Vec<f64>> {
        let known: Vec<_> = values.iter().copied().map(Some).collect();
        let scale = Scale::set(how, &known, None, direction)?;
        Some(values.iter().map(|&v| scale.score(v)).collect())
    }

    #[test]
    fn ranks_share_ties() {
        let scores = scores(Normalisation::Rank, Direction::HigherIsWorse, &[7.0, 1.0, 7.0, 100.0, 7.0]).unwrap();
        assert_eq!(scores, [5.0, 0.0, 5.0, 10.0, 5.0]);
    }

    #[test]
    fn a_standard_deviation_is_two_points() {
        // Mean 4, standard deviation 2 (n − 1).
        let scores = scores(Normalisation::ZScore, Direction::HigherIsWorse, &[2.0, 4.0, 6.0]).unwrap();
        assert_eq!(scores, [3.0, 5.0, 7.0]);
    }

    #[test]
    fn beyond_the_goalposts_a_value_counts_as_the_post() {
        let set = |bounds| Scale::set(Normalisation::MinMax, &[Some(3.0), None], Some(bounds), Direction::HigherIsBetter);
        let scale = set((0.0, 200.0)).expect("fixed bounds need one value");
        assert_eq!([scale.score(-5.0), scale.score(50.0), scale.score(900.0)], [10.0, 7.5, 0.0]);
        assert!(set((200.0, 0.0)).is_none(), "the wrong way round");
        assert!(Scale::set(Normalisation::MinMax, &[None], None, Direction::HigherIsWorse).is_none());
    }

    proptest! {
        #[test]
        fn scores_keep_the_order_and_turn_with_the_direction(values in proptest::collection::vec(-1e6..1e6f64, 2..40)) {
            for how in [Normalisation::MinMax, Normalisation::Rank, Normalisation::ZScore] {
                let Some(worse) = scores(how, Direction::HigherIsWorse, &values) else { continue };
                let better = scores(how, Direction::HigherIsBetter, &values).unwrap();
                for i in 0..values.len() {
                    prop_assert!((0.0..=10.0).contains(&worse[i]));
                    prop_assert!((worse[i] + better[i] - 10.0).abs() < 1e-9);
                    for j in 0..values.len() {
                        prop_assert!(values[i] > values[j] || worse[i] <= worse[j] + 1e-9);
                    }
                }
            }
        }
    }
}
