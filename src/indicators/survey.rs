//! What people answered, on the map: shares with their n and interval, each at the finest level
//! whose sample carries it.

use crate::base::{Boundaries, Cell, Column, Direction, Interval, Level, Missing, Text, Unit};
use crate::survey::climb::{Minimum, climb};
use crate::survey::small_area::{Fit, Modelled};

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

/// Column `survey_model_ID`: what a model says of each area, named as a model in its label. `n` is the
/// number of answers in each area. Where few answered and the model mostly repeats them, the value
/// is withheld like the answers themselves.
pub fn model_column(asked: &Asked, fit: &Fit, n: &[Option<u32>], level: Level, minimum: Minimum) -> Column {
    let cell = |(modelled, n): (&Option<Modelled>, &Option<u32>)| {
        let Some(m) = modelled else { return Cell { n: *n, ..Cell::missing(Missing::NoData) } };
        if m.own_weight > 0.5 && n.is_some_and(|n| n < minimum.shown) {
            return Cell { n: *n, ..Cell::missing(Missing::BelowMinimumN) };
        }
        Cell { n: *n, interval: Some((100.0 * m.lower, 100.0 * m.upper)), ..Cell::value(100.0 * m.share) }
    };
    let cells = fit.areas.iter().zip(n).map(cell).collect();
    let label = Text::new(format!("{} (modèle)", asked.label.fr), format!("{} (model)", asked.label.en));
    let cautions = fit.cautions();
    let join = |of: fn(&Text) -> &str| cautions.iter().map(|c| format!(" ; {}", of(c))).collect::<String>();
    let id = format!("survey_model_{}", asked.id);
    Column { interval: Interval::Model, indicative: true, ..Column::new(id, label, Unit::Percent, asked.direction, level, cells) }
        .with_method(Text::new(
            format!(
                "Modèle de Fay et Herriot (1979) sur les log-cotes, erreur de Prasad et Rao (1990) : une estimation, pas une mesure{}.",
                join(|t| &t.fr)
            ),
            format!(
                "Model of Fay and Herriot (1979) on log-odds, error of Prasad and Rao (1990): an estimate, not a measurement{}.",
                join(|t| &t.en)
            ),
        ))
        .with_sources([asked.source])
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
    fn a_model_is_called_one_and_does_not_repeat_a_handful_of_answers() {
        let modelled = |own_weight| Modelled { share: 0.4, lower: 0.3, upper: 0.5, standard_error: 0.05, mse: 0.1, own_weight };
        let fit = Fit {
            areas: vec![Some(modelled(0.9)), Some(modelled(0.2)), None],
            coefficients: vec![0.0],
            model_variance: 0.1,
            moved_inside: Vec::new(),
        };
        let label = Text::same("q");
        let asked = Asked {
            id: "q",
            label: &label,
            direction: Direction::Neutral,
            source: "s",
            random_sample: true,
            interval: Interval::Wilson95,
        };
        let column = model_column(&asked, &fit, &[Some(4), Some(4), Some(0)], Level::Commune, Minimum::default());
        let values: Vec<_> = column.cells.iter().map(|c| c.value).collect();
        assert_eq!(values, [Err(Missing::BelowMinimumN), Ok(40.0), Err(Missing::NoData)]);
        assert_eq!(
            (column.id.as_str(), column.label.fr.as_str(), column.interval),
            ("survey_model_q", "q (modèle)", Interval::Model)
        );
        assert!(column.method.fr.contains("pas une mesure"));
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
        assert_eq!(zones.cells[1].value, Err(Missing::BelowMinimumN), "nine answers are too few, and the country is not a zone");
        assert!(zones.indicative && zones.method.fr.contains("à titre indicatif") && !zones.method.fr.contains("marge"));
        let random = columns(&Asked { random_sample: true, ..asked }, &estimates, &boundaries, Minimum::default());
        assert!(!random[0].indicative && random[0].method.en.contains("Wilson (1927)"));
    }
}
