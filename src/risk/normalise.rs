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
    Ranks(Ranks),
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
            Normalisation::Rank => Spread::Ranks(Ranks::new(&sorted)),
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
        let mut values = [value];
        self.score_all(&mut values);
        values[0]
    }

    /// Puts scores in the place of values.
    pub fn score_all(&self, values: &mut [f64]) {
        match &self.spread {
            Spread::Between { low, high } => values.iter_mut().for_each(|v| *v = (*v - low) / (high - low)),
            Spread::Ranks(ranks) => values.iter_mut().for_each(|v| *v = ranks.of(*v)),
            Spread::Around { mean, deviation } => values.iter_mut().for_each(|v| *v = 0.5 + 0.2 * (*v - mean) / deviation),
        }
        match self.direction {
            Direction::HigherIsBetter => values.iter_mut().for_each(|v| *v = 10.0 * (1.0 - v.clamp(0.0, 1.0))),
            Direction::HigherIsWorse | Direction::Neutral => values.iter_mut().for_each(|v| *v = 10.0 * v.clamp(0.0, 1.0)),
        }
    }
}

/// Ranks among known values, found quickly: draws ask for them by the million.
#[derive(Debug, Clone)]
struct Ranks {
    /// Each value once, in order, and then infinities.
    distinct: Vec<Ranked>,
    /// How many of these lie below each of equal steps from the first to the last.
    steps: Vec<u32>,
    first: f64,
    per_unit: f64,
    /// The most in one step.
    in_step: usize,
}

/// One of the known values.
#[derive(Debug, Clone, Copy)]
struct Ranked {
    value: f64,
    /// Its rank, the middle one of those that it takes: 0 at the smallest, 1 at the largest.
    rank: f64,
    /// That of a value between it and the one before.
    before: f64,
}

impl Ranks {
    /// Of at least two different values.
    fn new(sorted: &[f64]) -> Ranks {
        let rank = |below: usize, not_above: usize| ((below + not_above) as f64 - 1.0) / 2.0 / (sorted.len() - 1) as f64;
        let (mut distinct, mut below) = (Vec::new(), 0);
        for equal in sorted.chunk_by(|a, b| a == b) {
            distinct.push(Ranked { value: equal[0], rank: rank(below, below + equal.len()), before: rank(below, below) });
            below += equal.len();
        }
        let (first, last) = (sorted[0], sorted[sorted.len() - 1]);
        // So many that mostly no more than one value lies in a step.
        let count = 8 * distinct.len();
        let per_unit = count as f64 / (last - first);
        let mut steps: Vec<u32> = Vec::with_capacity(count + 2);
        for (below, known) in (0..).zip(&distinct) {
            let step = (((known.value - first) * per_unit) as usize).min(count);
            steps.resize(steps.len().max(step + 1), below);
        }
        steps.push(distinct.len() as u32);
        let in_step = steps.windows(2).map(|w| (w[1] - w[0]) as usize).max().unwrap_or(0);
        let beyond = Ranked { value: f64::INFINITY, rank: 1.0, before: 1.0 };
        distinct.resize(distinct.len() + in_step + 1, beyond);
        Ranks { distinct, steps, first, per_unit, in_step }
    }

    fn of(&self, value: f64) -> f64 {
        let step = ((value - self.first) * self.per_unit) as usize;
        let from = self.steps[step.min(self.steps.len() - 2)] as usize;
        // Always as many are looked at: it can be foreseen how the search goes.
        let below: usize = self.distinct[from..from + self.in_step].iter().map(|known| usize::from(known.value < value)).sum();
        let next = self.distinct[from + below];
        if next.value == value { next.rank } else { next.before }
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
        fn a_rank_is_the_middle_of_those_that_equal_values_take(values in proptest::collection::vec(-9i8..9, 2..60), far in 1e-9f64..1e9, asked in proptest::collection::vec(-10i8..10, 9)) {
            let mut sorted: Vec<f64> = values.iter().map(|&v| f64::from(v).powi(3) * far).collect();
            sorted.sort_by(f64::total_cmp);
            prop_assume!(sorted[0] != sorted[sorted.len() - 1]);
            let ranks = Ranks::new(&sorted);
            for value in asked.into_iter().map(|v| f64::from(v).powi(3) * far).chain([f64::NEG_INFINITY, f64::INFINITY]) {
                let below = sorted.iter().filter(|&&s| s < value).count() as f64;
                let not_above = sorted.iter().filter(|&&s| s <= value).count() as f64;
                let rank = (below + not_above - 1.0) / 2.0 / (sorted.len() - 1) as f64;
                prop_assert!((ranks.of(value).clamp(0.0, 1.0) - rank.clamp(0.0, 1.0)).abs() < 1e-12, "{} {:?}", value, sorted);
            }
        }

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
