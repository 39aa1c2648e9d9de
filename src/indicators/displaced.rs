//! People displaced, where they are now.

use super::rates::rate;
use crate::base::{Boundaries, Cell, Column, Direction, Missing, Text, Unit};
use crate::table::{Amount, latest_round, tally};

/// Columns `displaced_people` and `displaced_per_1000` from the latest round of the input.
///
/// An area that the round does not list is missing, not zero: such lists name the places that
/// were visited. Coarser levels are the sums of what is listed inside them. `n` is the number
/// of rows added. No row gives no column.
pub fn columns(rows: &[Amount], population: &Column, boundaries: &Boundaries, source: &str) -> Vec<Column> {
    let rows = latest_round(rows);
    if rows.is_empty() {
        return Vec::new();
    }
    let cells = tally(rows.iter().map(|r| (&r.place, r.value)), population.level, boundaries)
        .into_iter()
        .map(|t| if t.n > 0 { Cell::with_n(t.sum, t.n) } else { Cell::missing(Missing::NoData) })
        .collect();
    let when = rows.iter().filter_map(|r| r.date.clone()).max().unwrap_or_default();
    let people = Column::new(
        "displaced_people",
        Text::new("Personnes déplacées", "Displaced people"),
        Unit::People,
        Direction::HigherIsWorse,
        population.level,
        cells,
    )
    .with_method(Text::new(
        format!("Dernière ronde de la source ({when}) ; une unité non citée est sans donnée."),
        format!("Latest round of the source ({when}); a unit that is not listed has no data."),
    ))
    .with_sources([source]);
    let per_1000 = rate(
        "displaced_per_1000",
        Text::new("Part de personnes déplacées", "Share of displaced people"),
        &people,
        population,
        1000.0,
        Unit::Per1000People,
        Direction::HigherIsWorse,
    );
    vec![people, per_1000]
}
