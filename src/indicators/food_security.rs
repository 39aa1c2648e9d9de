//! Cadre Harmonisé phases: how many people cannot feed themselves without help.

use crate::base::{Boundaries, Cell, Column, Direction, Level, Missing, Place, Text, Unit};
use crate::table::{Amount, latest, tally};

/// Column `food_insecure_share`: share of people in phase 3 (crisis) or worse, in percent.
///
/// `worse` and `all` hold, for the same places, the people in phases 3 to 5 and in all phases;
/// the latest date of each place counts. Where no row lies at or below an area it is missing.
/// `n` is the number of rows. The base is the source's own number of people analysed.
///
/// Source of the phases: CILSS (2014), *Cadre Harmonisé* manual.
pub fn columns(worse: &[Amount], all: &[Amount], level: Level, boundaries: &Boundaries, source: &str) -> Vec<Column> {
    let (worse, all) = (latest(worse), latest(all));
    if all.is_empty() {
        return Vec::new();
    }
    let by_area = |rows: &[Amount]| {
        let placed: Vec<(&Place, f64)> = rows.iter().map(|r| (&r.place, r.value)).collect();
        tally(placed.into_iter(), level, boundaries)
    };
    let cells = by_area(&worse)
        .into_iter()
        .zip(by_area(&all))
        .map(|(worse, all)| match all.sum > 0.0 {
            true => Cell::with_n(100.0 * worse.sum / all.sum, all.n),
            false => Cell::missing(Missing::NoData),
        })
        .collect();
    let when = all.iter().filter_map(|r| r.date.clone()).max().unwrap_or_default();
    vec![
        Column {
            decimals: 1,
            ..Column::new(
                "food_insecure_share",
                Text::new("Population en phase 3 ou pire", "People in phase 3 or worse"),
                Unit::Percent,
                Direction::HigherIsWorse,
                level,
                cells,
            )
        }
        .with_method(Text::new(
            format!("Cadre Harmonisé, dernière analyse par unité (au plus tard {when}) ; base : personnes analysées."),
            format!("Cadre Harmonisé, latest analysis of each unit (up to {when}); base: people analysed."),
        ))
        .with_sources([source]),
    ]
}
