//! Several scores brought together into one.

use crate::base::Text;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the scores below a node make its own. 10 is worst; weights are relative to each other.
#[derive(Debug, Clone, Copy, PartialEq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Aggregation {
    /// Weighted mean: a good score makes up for a bad one.
    #[default]
    Arithmetic,
    /// Weighted geometric mean of `1 + 9/10 · score`, brought back to 0–10: a good score makes
    /// up less than its weight for a bad one's absence, and a score of zero does not wipe out the others.
    Geometric,
    /// Weighted geometric mean of the scores themselves: one score of zero gives zero. INFORM
    /// brings its three dimensions together so: no hazard, no risk.
    Product,
    /// The geometric mean of the distances from the worst, `10 − score`, on INFORM's scale of 1
    /// to 10: a bad score weighs more than its weight. INFORM brings components together so.
    BadWeighsMore,
    /// Weighted harmonic mean of `1 + 9/10 · score`, brought back to 0–10: low scores weigh most.
    Harmonic,
    /// Weighted mean of squares, and its root: high scores weigh more.
    Quadratic,
    /// The worst score alone.
    Worst,
}

impl Aggregation {
    pub const ALL: [Aggregation; 7] = [
        Aggregation::Arithmetic,
        Aggregation::Geometric,
        Aggregation::Product,
        Aggregation::BadWeighsMore,
        Aggregation::Harmonic,
        Aggregation::Quadratic,
        Aggregation::Worst,
    ];

    pub fn label(self) -> Text {
        match self {
            Aggregation::Arithmetic => Text::new("moyenne arithmétique pondérée", "weighted arithmetic mean"),
            Aggregation::Geometric => Text::new("moyenne géométrique pondérée", "weighted geometric mean"),
            Aggregation::Product => {
                Text::new("moyenne géométrique stricte (un zéro donne zéro)", "strict geometric mean (a zero gives zero)")
            }
            Aggregation::BadWeighsMore => Text::new(
                "moyenne géométrique inverse (le plus mauvais pèse plus)",
                "inverse geometric mean (the worst weighs more)",
            ),
            Aggregation::Harmonic => Text::new("moyenne harmonique pondérée", "weighted harmonic mean"),
            Aggregation::Quadratic => Text::new("moyenne quadratique pondérée", "weighted quadratic mean"),
            Aggregation::Worst => Text::new("le plus mauvais score", "the worst score"),
        }
    }

    /// The score of the parts `(weight, score)`, 0 to 10; the weights of the parts that are
    /// there count as if they summed to one. `None` without parts.
    ///
    /// All but `Product` lie between the smallest and the largest part and return the part's own
    /// score when all parts are equal; so does `Product`.
    pub fn of(self, parts: impl Iterator<Item = (f64, f64)>) -> Option<f64> {
        let (mut weight, mut sum, mut worst) = (0.0, 0.0, 0.0_f64);
        for (w, score) in parts {
            weight += w;
            sum += w * self.inward(score);
            worst = worst.max(score);
        }
        let score = match self {
            Aggregation::Worst => worst,
            _ => self.outward(sum / weight),
        };
        (weight > 0.0).then(|| score.clamp(0.0, 10.0))
    }

    /// What is averaged of a score.
    pub(super) fn inward(self, score: f64) -> f64 {
        match self {
            Aggregation::Arithmetic | Aggregation::Worst => score,
            Aggregation::Geometric => from_one(score).ln(),
            Aggregation::Product => score.ln(),
            Aggregation::BadWeighsMore => from_one(10.0 - score).ln(),
            Aggregation::Harmonic => 1.0 / from_one(score),
            Aggregation::Quadratic => score * score,
        }
    }

    /// From what was averaged back to a score.
    pub(super) fn outward(self, mean: f64) -> f64 {
        match self {
            Aggregation::Arithmetic | Aggregation::Worst => mean,
            Aggregation::Geometric => from_zero(mean.exp()),
            Aggregation::Product => mean.exp(),
            Aggregation::BadWeighsMore => 10.0 - from_zero(mean.exp()),
            Aggregation::Harmonic => from_zero(1.0 / mean),
            Aggregation::Quadratic => mean.sqrt(),
        }
    }
}

/// [`Aggregation::of`] for many areas at once, part by part.
pub(super) struct Means {
    how: Aggregation,
    weights: Vec<f64>,
    sums: Vec<f64>,
}

impl Means {
    pub fn new(how: Aggregation, areas: usize) -> Means {
        Means { how, weights: vec![0.0; areas], sums: vec![0.0; areas] }
    }

    /// Adds a part: its weight and its scores in all areas, NaN where it is not there.
    pub fn add(&mut self, weight: f64, scores: &[f64]) {
        let all = self.weights.iter_mut().zip(&mut self.sums).zip(scores);
        match self.how {
            Aggregation::Worst => all.for_each(|((weights, worst), score)| {
                *weights += if score.is_nan() { 0.0 } else { weight };
                *worst = score.max(*worst);
            }),
            // By itself, so that it is done for several areas in one step.
            Aggregation::Arithmetic => all.for_each(|((weights, sum), score)| {
                *weights += if score.is_nan() { 0.0 } else { weight };
                *sum += if score.is_nan() { 0.0 } else { weight * score };
            }),
            how => all.filter(|(_, score)| !score.is_nan()).for_each(|((weights, sum), &score)| {
                *weights += weight;
                *sum += weight * how.inward(score);
            }),
        }
    }

    /// The means, NaN where no part is there.
    pub fn scores(self) -> Vec<f64> {
        let outward = |(sum, weight): (f64, f64)| match self.how {
            _ if weight <= 0.0 => f64::NAN,
            Aggregation::Worst => sum,
            how => how.outward(sum / weight).clamp(0.0, 10.0),
        };
        self.sums.into_iter().zip(self.weights).map(outward).collect()
    }
}

/// From the scale of 0 to 10 to that of 1 to 10, where logarithms and inverses exist.
fn from_one(score: f64) -> f64 {
    1.0 + 0.9 * score
}

fn from_zero(score: f64) -> f64 {
    (score - 1.0) / 0.9
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::reference;
    use proptest::prelude::*;

    fn of(how: Aggregation, parts: &[(f64, f64)]) -> f64 {
        how.of(parts.iter().copied()).expect("parts")
    }

    #[test]
    fn worked_by_hand() {
        let parts = [(1.0, 2.0), (1.0, 8.0)];
        let close = |how, expected: f64| assert!((of(how, &parts) - expected).abs() < 1e-12, "{how:?} {}", of(how, &parts));
        close(Aggregation::Arithmetic, 5.0);
        close(Aggregation::Product, 4.0);
        // √(2.8 · 8.2) = 4.791 659 → (4.791 659 − 1) / 0.9.
        close(Aggregation::Geometric, ((2.8_f64 * 8.2).sqrt() - 1.0) / 0.9);
        // INFORM's sheet: (10 − GEOMEAN((10−A)/10·9+1; (10−B)/10·9+1)) / 9 · 10.
        close(Aggregation::BadWeighsMore, (10.0 - (8.2_f64 * 2.8).sqrt()) / 9.0 * 10.0);
        close(Aggregation::Harmonic, (2.0 / (1.0 / 2.8 + 1.0 / 8.2) - 1.0) / 0.9);
        close(Aggregation::Quadratic, 34.0_f64.sqrt());
        close(Aggregation::Worst, 8.0);
        assert_eq!(of(Aggregation::Product, &[(1.0, 0.0), (3.0, 9.0)]), 0.0, "no hazard, no risk");
        assert_eq!(Aggregation::Worst.of(std::iter::empty()), None);
    }

    #[test]
    fn means_are_those_of_scipy() {
        for row in reference::rows("risk/aggregations.csv") {
            let parts: Vec<_> = row.numbers(0).into_iter().zip(row.numbers(1)).collect();
            // One column for each, in their order; the worst needs no reference.
            for (column, how) in Aggregation::ALL.into_iter().filter(|how| *how != Aggregation::Worst).enumerate() {
                assert!(reference::close(of(how, &parts), row.number(2 + column), 1e-12), "{how:?} {row:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn a_mean_lies_between_its_parts_and_grows_with_each(
            parts in proptest::collection::vec((0.01..5.0f64, 0.0..10.0f64), 1..6),
            more in 0.0..1.0f64,
        ) {
            let low = parts.iter().map(|p| p.1).fold(10.0, f64::min);
            let high = parts.iter().map(|p| p.1).fold(0.0, f64::max);
            for how in Aggregation::ALL {
                let score = of(how, &parts);
                prop_assert!(low - 1e-9 <= score && score <= high + 1e-9, "{how:?} {score}");
                let mut raised = parts.clone();
                raised[0].1 += more * (10.0 - raised[0].1);
                prop_assert!(of(how, &raised) + 1e-9 >= score, "{how:?}");
                let scaled: Vec<_> = parts.iter().map(|&(w, s)| (7.0 * w, s)).collect();
                prop_assert!((of(how, &scaled) - score).abs() < 1e-9, "weights are relative");
            }
        }
    }
}
