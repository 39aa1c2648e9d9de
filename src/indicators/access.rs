//! Travel time to facilities, from people counted over a surface.

use super::services::Service;
use crate::access::friction::AreaReach;
use crate::base::{Boundaries, Cell, Column, Direction, Level, Missing, Text, Unit};

/// People of the communes by the time they need.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    /// One for each commune.
    pub areas: &'a [AreaReach],
    /// Minutes, in the order of [`AreaReach::within`].
    pub limits: &'a [f64],
    /// Without what is closed now: ids end in `_before`.
    pub before: bool,
}

/// Columns `ID_within_30min` … and `ID_median_minutes` at `level`, with `_before` for travel without
/// closures; `n` is the number of people. An area without people is missing ([`Missing::NoBase`]); the
/// median where half of them or more get to no facility at all too ([`Missing::OutOfReach`]), and those
/// people are within no limit.
pub fn columns(service: &Service, found: &Found, level: Level, boundaries: &Boundaries, method: &Text) -> Vec<Column> {
    let mut areas = vec![AreaReach::default(); boundaries.level(level).len()];
    for (i, reach) in found.areas.iter().enumerate() {
        if let Some(area) = boundaries.ancestor(Level::Commune, i, level) {
            areas[area].merge(reach);
        }
    }
    let (tail, fr, en) = if found.before { ("_before", ", avant les fermetures", ", before closures") } else { ("", "", "") };
    let label = |what_fr: String, what_en: String| {
        Text::new(format!("{} : {what_fr}{fr}", service.label.fr), format!("{}: {what_en}{en}", service.label.en))
    };
    let cells = |value: &dyn Fn(&AreaReach) -> Result<f64, Missing>| -> Vec<Cell> {
        areas
            .iter()
            .map(|area| match area.people > 0.0 {
                true => Cell { value: value(area), n: Some(area.people.round() as u32), interval: None, stands_at: None },
                false => Cell::missing(Missing::NoBase),
            })
            .collect()
    };
    let column = |id: String, label, unit, direction, cells| {
        Column::new(format!("{}_{id}{tail}", service.id), label, unit, direction, level, cells)
            .with_method(method.clone())
            .with_sources([service.id])
    };
    let mut out: Vec<Column> = found
        .limits
        .iter()
        .enumerate()
        .map(|(i, limit)| {
            let share = cells(&|area| Ok(100.0 * area.within.get(i).copied().unwrap_or(0.0) / area.people));
            let label = label(format!("population à moins de {limit} minutes"), format!("people within {limit} minutes"));
            column(format!("within_{limit}min"), label, Unit::Percent, Direction::HigherIsBetter, share)
        })
        .collect();
    let median = cells(&|area| area.median().filter(|m| m.is_finite()).ok_or(Missing::OutOfReach));
    let label = label("temps de trajet médian".into(), "median travel time".into());
    out.push(column("median_minutes".into(), label, Unit::Minutes, Direction::HigherIsWorse, median));
    out
}
