//! What the draws say, as columns.

use super::{Doubt, Spread};
use crate::base::{Cell, Column, Direction, Interval, Missing, Text, Unit};
use crate::risk::priority::Priority;
use crate::text;

/// Puts the intervals of scores and ranks on index and rank, and makes from the draws
/// `risk_worst_ten`, `risk_worst_tenth`, `risk_class_certainty` and for each class `risk_in_class_K` (percent of
/// the draws), and for each doubt `risk_doubt_ID` (percent of what moves the rank, with all that
/// the doubt does together with others: they may add up to more than a hundred) and `risk_doubt_ID_alone`.
pub(in crate::risk) fn columns(
    index: &mut Column,
    rank: &mut Column,
    spreads: &[Option<Spread>],
    classes: &[f64],
) -> Vec<Column> {
    index.interval = Interval::Simulated95;
    for (cell, spread) in index.cells.iter_mut().zip(spreads) {
        // The interval of the draws need not hold the score of the declared tree; what is shown must.
        cell.interval = cell.ok().zip(spread.as_ref()).map(|(v, s)| (s.score.0.min(v), s.score.1.max(v)));
    }
    rank.interval = Interval::Simulated95;
    for (cell, spread) in rank.cells.iter_mut().zip(spreads) {
        let ranks = |s: &Spread| (f64::from(s.rank.0), f64::from(s.rank.1));
        cell.interval = cell.ok().zip(spread.as_ref().map(ranks)).map(|(v, (low, high))| (low.min(v), high.max(v)));
    }
    let scores: Vec<f64> = index.cells.iter().map(|c| c.ok().unwrap_or(f64::NAN)).collect();
    let make = |id: &str, label: Text, unit: Unit, method: Text, value: &dyn Fn(usize, &Spread) -> f64| {
        let cells = spreads
            .iter()
            .enumerate()
            .map(|(i, s)| {
                s.as_ref().map_or(Cell::missing(Missing::NoData), |s| Cell { n: index.cells[i].n, ..Cell::value(value(i, s)) })
            })
            .collect();
        Column {
            indicative: index.indicative,
            ..Column::new(id, label, unit, Direction::Neutral, index.level, cells)
                .with_method(method)
                .with_sources(index.sources.clone())
        }
    };
    let of_draws = |fr: &str, en: &str| Text::new(format!("Part des tirages {fr}."), format!("Share of the draws {en}."));
    let mut out = vec![
        make(
            "risk_worst_ten",
            Text::new("Probabilité d’être parmi les dix plus exposées", "Probability of being among the ten worst"),
            Unit::Percent,
            of_draws("où l’unité est parmi les dix plus exposées", "in which the area is among the ten worst"),
            &|_, s| 100.0 * s.worst_ten,
        ),
        make(
            "risk_worst_tenth",
            Text::new("Probabilité d’être dans le dixième le plus exposé", "Probability of being in the worst tenth"),
            Unit::Percent,
            {
                let (drawn, read) = (
                    of_draws("où l’unité est dans le dixième le plus exposé", "in which the area is in the worst tenth"),
                    Priority::said(),
                );
                Text::new(format!("{} {}", drawn.fr, read.fr), format!("{} {}", drawn.en, read.en))
            },
            &|_, s| 100.0 * s.worst_tenth,
        ),
        make(
            "risk_class_certainty",
            Text::new("Certitude de la classe de risque", "Certainty of the risk class"),
            Unit::Percent,
            of_draws("qui donnent la classe que montre la carte", "that give the class which the map shows"),
            &|i, s| 100.0 * s.classes[class_of(scores[i], classes)],
        ),
    ];
    for class in 1..classes.len() {
        out.push(make(
            &format!("risk_in_class_{class}"),
            text!("Probabilité de la classe de risque {class}", "Probability of risk class {class}"),
            Unit::Percent,
            of_draws("qui donnent cette classe, 1 étant la meilleure", "that give this class, 1 being the best"),
            &|_, s| 100.0 * s.classes[class - 1],
        ));
    }
    for (k, doubt) in Doubt::ALL.into_iter().enumerate() {
        let (id, label) = (doubt.id(), doubt.label());
        out.push(make(
            &format!("risk_doubt_{id}"),
            Text::new(format!("Ce qui fait varier le rang : {}", label.fr), format!("What moves the rank: {}", label.en)),
            Unit::Percent,
            Text::new(
                "Indice de Sobol total : part de la variance du rang, effets conjoints compris.",
                "Total Sobol index: share of the variance of the rank, joint effects included.",
            ),
            &|_, s| 100.0 * s.doubts[k].total,
        ));
        out.push(make(
            &format!("risk_doubt_{id}_alone"),
            Text::new(
                format!("Ce qui fait varier le rang, à soi seul : {}", label.fr),
                format!("What moves the rank, by itself: {}", label.en),
            ),
            Unit::Percent,
            Text::new(
                "Indice de Sobol de premier ordre : part de la variance du rang que cette cause porte à elle seule.",
                "First-order Sobol index: share of the variance of the rank that this cause carries by itself.",
            ),
            &|_, s| 100.0 * s.doubts[k].first,
        ));
    }
    out
}

/// The class of a score: `(lower, upper]`, the first holding its lower bound. `bounds` are those of all classes.
pub fn class_of(score: f64, bounds: &[f64]) -> usize {
    let inner = &bounds[1..bounds.len().max(2) - 1];
    inner.partition_point(|&b| b < score)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_on_a_bound_belongs_to_the_class_below() {
        let bounds = [0.0, 2.0, 4.0, 10.0];
        assert_eq!([0.0, 2.0, 2.1, 4.0, 10.0].map(|s| class_of(s, &bounds)), [0, 0, 1, 1, 2]);
    }
}
