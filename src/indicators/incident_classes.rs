//! What exploded and who was hit: incidents by device, victims by status, sex and age.
//!
//! Only what sources tell apart gets a column. Not here: all incidents together and their rates.

use crate::base::{Boundaries, Cell, Column, Direction, Level, Missing, Text, Unit};
use crate::table::{Event, IncidentKind, VictimCount, VictimGroup, tally};
use std::collections::BTreeSet;

/// One of the numbers of a group of victims.
type Part = fn(&VictimCount) -> Option<u32>;

/// Columns for the areas of one level: `ied_count`, `anti_vehicle_mine_count`, … for the devices that
/// occur, and `incidents_killed_civilian`, `incidents_injured_child`, … for the groups of victims that
/// some source tells apart.
///
/// A count of devices is 0 where none was recorded. Victims of a group are those stated: `n` is the number of
/// events that state them, and their sum is a lower bound for all others. Where events are recorded and
/// none states the group the cell is missing; where nothing is recorded it is 0. No event
/// gives no column.
pub fn columns(events: &[Event], level: Level, boundaries: &Boundaries) -> Vec<Column> {
    let devices = IncidentKind::ALL.iter().filter(|kind| kind.is_explosive());
    let occurring: BTreeSet<&str> = events.iter().map(|e| e.kind).collect();
    let mut columns: Vec<Column> =
        devices.filter(|kind| occurring.contains(kind.id())).map(|kind| device(*kind, events, level, boundaries)).collect();
    let told: BTreeSet<VictimGroup> = events.iter().flat_map(|e| &e.victims).map(|v| v.group).collect();
    for group in told {
        let label = group.label();
        let said = |fr: &str, en: &str| Text::new(format!("{fr} : {}", label.fr), format!("{en}: {}", label.en));
        let killed = |v: &VictimCount| v.killed;
        let injured = |v: &VictimCount| v.injured;
        let outcomes: [(&str, Text, Part); 2] = [
            ("killed", said("Personnes tuées", "People killed"), killed),
            ("injured", said("Personnes blessées", "People injured"), injured),
        ];
        for (outcome, label, part) in outcomes {
            let stated = |e: &Event| e.victims.iter().find(|v| v.group == group).and_then(part);
            if events.iter().any(|e| stated(e).is_some()) {
                let id = format!("incidents_{outcome}_{}", group.id());
                columns.push(victims(&id, label, stated, events, level, boundaries));
            }
        }
    }
    columns
}

/// Says in the labels of sums of victims that they are lower bounds, where any event behind them
/// tells "at least" so many. Concerns the columns `incidents_killed`, `deaths_per_100k`, `incidents_injured`,
/// `explosive_killed` and `explosive_injured`; at all levels alike, so that legends agree.
pub fn say_lower_bounds(columns: &mut [Column], events: &[Event]) {
    for column in columns {
        let bounded = match column.id.as_str() {
            "incidents_killed" | "deaths_per_100k" => events.iter().any(|e| e.killed_at_least),
            "incidents_injured" => events.iter().any(|e| e.injured_at_least),
            "explosive_killed" => events.iter().any(|e| e.explosive && e.killed_at_least),
            "explosive_injured" => events.iter().any(|e| e.explosive && e.injured_at_least),
            _ => false,
        };
        if bounded {
            column.label.fr.push_str(" (au moins)");
            column.label.en.push_str(" (at least)");
            column.method.fr.push_str(" Des sources disent « au moins » : un minimum.");
            column.method.en.push_str(" Some sources say “at least”: a lower bound.");
        }
    }
}

fn device(kind: IncidentKind, events: &[Event], level: Level, boundaries: &Boundaries) -> Column {
    let label = kind.label();
    let cells = counted(events.iter().filter(|e| e.kind == kind.id()), |_| Some(1), level, boundaries);
    let label = Text::new(format!("Incidents : {}", label.fr), format!("Incidents: {}", label.en));
    Column::new(format!("{}_count", kind.id()), label, Unit::Count, Direction::HigherIsWorse, level, cells)
        .with_method(Text::new(
            "Nombre d'événements avec cet engin localisés dans l'unité ; 0 = aucun enregistré.",
            "Number of events with this device placed in the unit; 0 = none recorded.",
        ))
        .with_sources(events.iter().map(|e| e.source.as_str()))
}

fn victims(
    id: &str,
    label: Text,
    stated: impl Fn(&Event) -> Option<u32>,
    events: &[Event],
    level: Level,
    boundaries: &Boundaries,
) -> Column {
    let mut cells = counted(events.iter(), &stated, level, boundaries);
    let happened = counted(events.iter(), |_| Some(1), level, boundaries);
    for (cell, all) in cells.iter_mut().zip(&happened) {
        if cell.n == Some(0) && all.n > Some(0) {
            *cell = Cell { n: Some(0), ..Cell::missing(Missing::NoData) };
        }
    }
    Column::new(id, label, Unit::Count, Direction::HigherIsWorse, level, cells)
        .with_method(Text::new(
            "Somme des victimes de ce groupe dans les n événements qui le distinguent : un minimum pour l'ensemble.",
            "Sum of the victims of this group in the n events that tell it apart: a lower bound for all.",
        ))
        .with_sources(events.iter().filter(|e| stated(e).is_some()).map(|e| e.source.as_str()))
}

fn counted<'a>(
    events: impl Iterator<Item = &'a Event>,
    amount: impl Fn(&Event) -> Option<u32>,
    level: Level,
    boundaries: &Boundaries,
) -> Vec<Cell> {
    let placed = events.filter_map(|e| Some((e.place.as_ref()?, f64::from(amount(e)?))));
    tally(placed, level, boundaries).into_iter().map(|t| Cell::with_n(t.sum, t.n)).collect()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::base::{Area, Areas, Pcode, Place};
    use geo_types::MultiPolygon;

    pub fn boundaries() -> Boundaries {
        let area = |code: &str, parent: Option<&str>| Area::new(code.into(), code, parent.map(Pcode::from), MultiPolygon(vec![]));
        Boundaries {
            country: Areas::new(Level::Country, vec![area("C", None)]),
            zones: Areas::new(Level::Zone, vec![]),
            regions: Areas::new(Level::Region, vec![area("R", None)]),
            cercles: Areas::new(Level::Cercle, vec![area("R1", Some("R")), area("R2", Some("R"))]),
            communes: Areas::new(Level::Commune, vec![area("R11", Some("R1")), area("R12", Some("R1")), area("R21", Some("R2"))]),
            vintage: String::new(),
        }
    }

    pub fn event(level: Level, code: &str, kind: &'static str) -> Event {
        Event {
            place: Some(Place { level, code: code.into() }),
            kind,
            explosive: kind == "ied",
            source: "s".into(),
            ..Event::default()
        }
    }

    #[test]
    fn devices_and_groups_that_occur_have_columns() {
        let mut hit = event(Level::Commune, "R11", "ied");
        hit.victims = vec![VictimCount { killed: Some(2), ..VictimCount::new(VictimGroup::Civilian) }];
        let events = [hit, event(Level::Commune, "R12", "ied"), event(Level::Commune, "R11", "banditry")];
        let made = columns(&events, Level::Commune, &boundaries());
        assert_eq!(made.iter().map(|c| c.id.as_str()).collect::<Vec<_>>(), ["ied_count", "incidents_killed_civilian"]);
        let values = |i: usize| made[i].cells.iter().map(|c| c.value).collect::<Vec<_>>();
        assert_eq!(values(0), [Ok(1.0), Ok(1.0), Ok(0.0)]);
        assert_eq!(values(1), [Ok(2.0), Err(Missing::NoData), Ok(0.0)], "not stated is not zero");
        assert!(columns(&[], Level::Commune, &boundaries()).is_empty());
    }

    #[test]
    fn a_sum_with_a_lower_bound_says_so() {
        let mut hit = event(Level::Commune, "R11", "armed_attack");
        (hit.killed, hit.killed_at_least) = (Some(23), true);
        let column = |id: &str| Column::new(id, Text::same("x"), Unit::Count, Direction::Neutral, Level::Commune, vec![]);
        let mut made = ["incidents_killed", "deaths_per_100k", "explosive_killed", "population"].map(column);
        say_lower_bounds(&mut made, &[hit]);
        assert_eq!(made.map(|c| c.label.fr), ["x (au moins)", "x (au moins)", "x", "x"]);
    }
}
