//! What people answered, on the map: shares with their n and interval, each at the finest level
//! whose sample carries it.

use crate::base::{Boundaries, Cell, Column, Direction, Interval, Level, Missing, Text, Unit};
use crate::survey::climb::{Minimum, climb};
use crate::survey::interval::{CONFIDENCE, wilson};

/// One answer to one question.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Answer {
    /// Level and position of the area where the respondent is known to live; `None` when not known.
    pub area: Option<(Level, usize)>,
    /// Whether the answer is one of those that count.
    pub counts: bool,
    /// Sampling weight, above zero.
    pub weight: f64,
}

/// What a question is called and what its share means.
#[derive(Debug, Clone)]
pub struct Asked<'a> {
    pub id: &'a str,
    pub label: &'a Text,
    pub direction: Direction,
    pub source: &'a str,
    /// Drawn at random; a purposive sample is always *indicatif*.
    pub random_sample: bool,
    /// What the bounds of the estimates are.
    pub interval: Interval,
}

/// What the sample says of the areas of one level, in their order: percent, n and bounds, however
/// few the answers; [`Missing::NotSampled`] without any.
#[derive(Debug, Clone, PartialEq)]
pub struct AtLevel {
    pub level: Level,
    pub cells: Vec<Cell>,
}

/// Columns `survey_ID`, one for each level of `estimates`: every area with the value of the finest
/// of these levels that has answers enough, see [`climb`](crate::survey::climb::climb).
///
/// A column is *indicatif* when the sample is purposive or any shown value has fewer than
/// `minimum.firm` answers.
pub fn columns(asked: &Asked, estimates: &[AtLevel], boundaries: &Boundaries, minimum: Minimum) -> Vec<Column> {
    let found: Vec<Column> = estimates
        .iter()
        .map(|e| {
            let id = format!("survey_{}", asked.id);
            let column = Column::new(id, asked.label.clone(), Unit::Percent, asked.direction, e.level, e.cells.clone());
            Column { interval: asked.interval, indicative: !asked.random_sample, ..column }
                .with_method(method(asked, minimum))
                .with_sources([asked.source])
        })
        .collect();
    found.iter().filter_map(|c| climb(c.level, &found, boundaries, minimum)).collect()
}

fn method(asked: &Asked, minimum: Minimum) -> Text {
    let (bounds, shown) = (asked.interval.label(), minimum.shown);
    let sample = match asked.random_sample {
        true => Text::default(),
        false => Text::new(", à titre indicatif : échantillon raisonné", ", indicative only: purposive sample"),
    };
    Text::new(
        format!(
            "Part des personnes ayant répondu ; n = réponses ; bornes : {}{}. Moins de {shown} réponses : valeur du niveau supérieur.",
            bounds.fr, sample.fr
        ),
        format!(
            "Share of those who answered; n = answers; bounds: {}{}. Fewer than {shown} answers: value of the level above.",
            bounds.en, sample.en
        ),
    )
}

/// The share of the answers that count, by area of one level, with Wilson's interval at Kish's
/// effective n: for a sample of which no more than the weights is known.
///
/// The base is everybody with an answer, its own for each question.
pub fn shares(answers: &[Answer], level: Level, boundaries: &Boundaries) -> AtLevel {
    let mut by_area = vec![Sums::default(); boundaries.level(level).len()];
    for answer in answers {
        if let Some(area) = answer.area.and_then(|(at, i)| boundaries.ancestor(at, i, level)) {
            by_area[area].add(answer);
        }
    }
    AtLevel { level, cells: by_area.iter().map(Sums::cell).collect() }
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
        let share = self.counting / self.weight;
        let effective_n = self.weight * self.weight / self.weight_squared;
        let (lower, upper) = wilson(share, effective_n, CONFIDENCE);
        Cell { interval: Some((100.0 * lower, 100.0 * upper)), ..Cell::with_n(100.0 * share, self.n) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Area, Areas, Pcode};
    use geo_types::MultiPolygon;

    fn sums(weights: &[f64]) -> Cell {
        let mut s = Sums::default();
        weights.iter().enumerate().for_each(|(i, &weight)| s.add(&Answer { area: None, counts: i % 2 == 0, weight }));
        s.cell()
    }

    #[test]
    fn weights_widen_the_interval() {
        assert_eq!(sums(&[]).value, Err(Missing::NotSampled));
        let (flat, scaled, uneven) = (sums(&[1.0; 40]), sums(&[7.0; 40]), sums(&[[1.0, 1.0, 5.0, 5.0]; 10].concat()));
        assert!((flat.interval.unwrap().0 - scaled.interval.unwrap().0).abs() < 1e-9, "a constant factor changes nothing");
        let width = |c: Cell| c.interval.map(|(a, b)| b - a).unwrap();
        assert!((uneven.ok().unwrap() - 50.0).abs() < 1e-9 && width(uneven) > width(flat));
    }

    #[test]
    fn few_answers_climb_and_a_purposive_sample_says_so_without_a_margin() {
        let area =
            |code: &str, parent: Option<&str>| Area::new(code.into(), code, parent.map(Pcode::from), MultiPolygon(Vec::new()));
        let empty = |level| Areas::new(level, Vec::new());
        let boundaries = Boundaries {
            country: Areas::new(Level::Country, vec![area("C", None)]),
            zones: Areas::new(Level::Zone, vec![area("Z1", Some("C")), area("Z2", Some("C"))]),
            regions: empty(Level::Region),
            cercles: empty(Level::Cercle),
            communes: empty(Level::Commune),
            vintage: "test".into(),
        };
        let answers: Vec<Answer> =
            (0..44).map(|i| Answer { area: Some((Level::Zone, usize::from(i >= 35))), counts: i < 7, weight: 1.0 }).collect();
        let label = Text::same("q");
        let asked = Asked {
            id: "q",
            label: &label,
            direction: Direction::Neutral,
            source: "s",
            random_sample: false,
            interval: Interval::Wilson95,
        };
        let estimates = [Level::Zone, Level::Country].map(|level| shares(&answers, level, &boundaries));
        let made = columns(&asked, &estimates, &boundaries, Minimum::default());
        let zones = &made[0];
        assert_eq!((zones.id.as_str(), made.len()), ("survey_q", 2));
        assert_eq!((zones.cells[0].value, zones.cells[0].n, zones.cells[0].stands_at), (Ok(20.0), Some(35), None));
        assert_eq!((zones.cells[1].n, zones.cells[1].stands_at), (Some(44), Some(Level::Country)), "nine answers are too few");
        assert!(zones.indicative && zones.method.fr.contains("à titre indicatif") && !zones.method.fr.contains("marge"));
        let random = columns(&Asked { random_sample: true, ..asked }, &estimates, &boundaries, Minimum::default());
        assert!(!random[0].indicative && random[0].method.en.contains("Wilson (1927)"));
    }
}
