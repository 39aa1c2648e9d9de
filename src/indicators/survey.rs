//! What people answered, on the map: shares with their n and interval, each at the finest level
//! whose sample carries it.

use crate::base::{Boundaries, Cell, Column, Direction, Interval, Level, Text, Unit};
use crate::survey::climb::{Minimum, climb};

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
/// few the answers; [`NotSampled`](crate::base::Missing::NotSampled) without any.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Area, Areas, Pcode};
    use geo_types::MultiPolygon;

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
        let label = Text::same("q");
        let asked = Asked {
            id: "q",
            label: &label,
            direction: Direction::Neutral,
            source: "s",
            random_sample: false,
            interval: Interval::Wilson95,
        };
        let estimates = [
            AtLevel { level: Level::Zone, cells: vec![Cell::with_n(20.0, 35), Cell::with_n(0.0, 9)] },
            AtLevel { level: Level::Country, cells: vec![Cell::with_n(15.9, 44)] },
        ];
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
