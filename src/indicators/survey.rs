//! What people answered: shares with their n and interval, where the sample carries them.

use crate::base::{Boundaries, Cell, Column, Direction, Interval, Level, Missing, Text, Unit};

/// One answer to one question.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Answer {
    /// Position of the respondent's area at the level asked for; `None` when not known.
    pub area: Option<usize>,
    /// Whether the answer is one of those that count.
    pub counts: bool,
    /// Sampling weight, above zero.
    pub weight: f64,
}

/// Fewest answers for a share to be shown at all.
pub const MINIMUM_N: u32 = 10;
/// Fewest answers for a share to be shown without the mark *indicatif*.
pub const FIRM_N: u32 = 30;

/// What a question is called and what its share means.
#[derive(Debug, Clone)]
pub struct Asked<'a> {
    pub id: &'a str,
    pub label: &'a Text,
    pub direction: Direction,
    pub source: &'a str,
    /// Drawn at random; a purposive sample is always *indicatif*.
    pub random_sample: bool,
}

/// Column `survey_ID`: share of those who answered, in percent, at one level.
///
/// The base is everybody with an answer, its own for each question. Below [`MINIMUM_N`]
/// answers the share is [`Missing::BelowMinimumN`]; an area without answers was not sampled.
/// Weighted shares take the interval at Kish's effective n.
///
/// The column is *indicatif* when the sample is purposive or any shown area has fewer than
/// [`FIRM_N`] answers.
pub fn column(asked: &Asked, answers: &[Answer], level: Level, boundaries: &Boundaries) -> Column {
    let mut by_area = vec![Sums::default(); boundaries.level(level).len()];
    for answer in answers {
        if let Some(area) = answer.area {
            by_area[area].add(answer);
        }
    }
    let cells: Vec<Cell> = by_area.iter().map(Sums::cell).collect();
    let small = cells.iter().any(|c| c.value.is_ok() && c.n.is_some_and(|n| n < FIRM_N));
    Column {
        interval: Interval::Wilson95,
        indicative: small || !asked.random_sample,
        ..Column::new(format!("survey_{}", asked.id), asked.label.clone(), Unit::Percent, asked.direction, level, cells)
    }
    .with_method(Text::new(
        format!(
            "Part des personnes ayant répondu ; n = réponses ; bornes : Wilson (1927) à 95 %{}. Moins de {MINIMUM_N} réponses : non montré.",
            if asked.random_sample { "" } else { ", à titre indicatif : échantillon raisonné, sans marge d'erreur" }
        ),
        format!(
            "Share of those who answered; n = answers; bounds: Wilson (1927) at 95%{}. Fewer than {MINIMUM_N} answers: not shown.",
            if asked.random_sample { "" } else { ", indicative only: purposive sample, no margin of error" }
        ),
    ))
    .with_sources([asked.source])
}

#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    n: u32,
    weight: f64,
    weight_squared: f64,
    counting: f64,
}

impl Sums {
    fn add(&mut self, answer: &Answer) {
        self.n += 1;
        self.weight += answer.weight;
        self.weight_squared += answer.weight * answer.weight;
        self.counting += if answer.counts { answer.weight } else { 0.0 };
    }

    fn cell(&self) -> Cell {
        if self.n == 0 {
            return Cell::missing(Missing::NotSampled);
        }
        if self.n < MINIMUM_N {
            return Cell { n: Some(self.n), ..Cell::missing(Missing::BelowMinimumN) };
        }
        let share = self.counting / self.weight;
        let effective_n = self.weight * self.weight / self.weight_squared;
        let (lower, upper) = wilson(share, effective_n);
        Cell { value: Ok(100.0 * share), n: Some(self.n), interval: Some((100.0 * lower, 100.0 * upper)), stands_at: None }
    }
}

/// Quantile of the standard normal distribution at 0.975.
const Z_95: f64 = 1.959_963_984_540_054;

/// Wilson's score interval of a share at 95 %, both in 0–1; `n` may be an effective n.
///
/// Holds its share, lies in [0, 1], and is right at shares of 0 and 1. `n` of zero or less
/// gives (0, 1): nothing is known.
///
/// Source: Wilson (1927), *JASA* 22:209–212.
pub fn wilson(share: f64, n: f64) -> (f64, f64) {
    if n.is_nan() || n <= 0.0 {
        return (0.0, 1.0);
    }
    let z2 = Z_95 * Z_95;
    let middle = (share + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = Z_95 / (1.0 + z2 / n) * (share * (1.0 - share) / n + z2 / (4.0 * n * n)).sqrt();
    ((middle - half).clamp(0.0, share), (middle + half).clamp(share, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Printed to two decimals of a percent, made independently of this code.
    #[test]
    fn wilson_equals_published_and_independent_values() {
        for (x, n, lower, upper) in [
            (6, 30, 9.51, 37.31),
            (35, 39, 76.42, 95.94),
            (30, 39, 61.66, 87.35),
            (88, 110, 71.57, 86.40),
            (10, 110, 5.01, 15.93),
            (205, 281, 67.48, 77.81),
            (68, 102, 57.06, 75.06),
            (14, 281, 2.99, 8.19),
            (20, 102, 13.07, 28.35),
            (0, 12, 0.0, 24.25),
            (12, 12, 75.75, 100.0),
            (3, 3, 43.85, 100.0),
        ] {
            let (a, b) = wilson(f64::from(x) / f64::from(n), f64::from(n));
            assert!((100.0 * a - lower).abs() < 0.005 && (100.0 * b - upper).abs() < 0.005, "{x}/{n}: {a} {b}");
        }
    }

    proptest! {
        #[test]
        fn an_interval_holds_its_share_and_lies_in_the_unit(x in 0u32..200, more in 0u32..200) {
            let n = f64::from(x + more).max(1.0);
            let share = (f64::from(x) / n).min(1.0);
            let (a, b) = wilson(share, n);
            prop_assert!(0.0 <= a && a <= share && share <= b && b <= 1.0);
        }
    }

    #[test]
    fn few_answers_are_held_back_and_weights_widen_the_interval() {
        let sums = |weights: &[f64]| {
            let mut s = Sums::default();
            weights.iter().enumerate().for_each(|(i, &weight)| s.add(&Answer { area: Some(0), counts: i % 2 == 0, weight }));
            s.cell()
        };
        assert_eq!(sums(&[1.0; 9]).value, Err(Missing::BelowMinimumN));
        assert_eq!(sums(&[]).value, Err(Missing::NotSampled));
        let (flat, scaled, uneven) = (sums(&[1.0; 40]), sums(&[7.0; 40]), sums(&[[1.0, 1.0, 5.0, 5.0]; 10].concat()));
        assert!((flat.interval.unwrap().0 - scaled.interval.unwrap().0).abs() < 1e-9, "a constant factor changes nothing");
        let width = |c: Cell| c.interval.map(|(a, b)| b - a).unwrap();
        assert!((uneven.ok().unwrap() - 50.0).abs() < 1e-9 && width(uneven) > width(flat));
    }
}
