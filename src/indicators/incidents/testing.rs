//! A small country and events for the tests of this room.

use super::{Bases, Record, columns};
use crate::base::{Area, Areas, Boundaries, Cell, Column, Direction, Level, Pcode, Place, Text, Unit};
use crate::table::{Event, PartialDate};
use geo_types::{MultiPolygon, polygon};
use jiff::civil::Date;

/// One region of two communes side by side: `R11` with 50 000 people, `R12` with none.
pub fn boundaries() -> Boundaries {
    let square =
        |x: f64| MultiPolygon(vec![polygon![(x: x, y: 0.0), (x: x + 1.0, y: 0.0), (x: x + 1.0, y: 1.0), (x: x, y: 1.0)]]);
    let area = |code: &str, parent: Option<&str>, x| Area::new(code.into(), code, parent.map(Pcode::from), square(x));
    Boundaries {
        country: Areas::new(Level::Country, vec![area("C", None, 0.0)]),
        zones: Areas::new(Level::Zone, vec![]),
        regions: Areas::new(Level::Region, vec![area("R", None, 0.0)]),
        cercles: Areas::new(Level::Cercle, vec![area("R1", Some("R"), 0.0)]),
        communes: Areas::new(Level::Commune, vec![area("R11", Some("R1"), 0.0), area("R12", Some("R1"), 1.0)]),
        vintage: String::new(),
    }
}

/// An event in the commune `R11` or `R12` or the region `R`, on a date of any precision, that states no victims.
pub fn at(code: &str, date: &str) -> Event {
    let parts: Vec<i16> = date.split('-').map(|part| part.parse().expect("a number")).collect();
    let part = |i: usize| parts.get(i).map(|&v| v as i8);
    let known = PartialDate::new(parts[0], part(1), part(2)).expect("a date");
    let day = known.month.map(|month| Date::new(known.year, month, known.day.unwrap_or(15)).expect("a day"));
    let level = if code.len() == 3 { Level::Commune } else { Level::Region };
    Event {
        id: "e".into(),
        place: Some(Place { level, code: code.into() }),
        precision: "exact",
        date: day,
        date_text: date.into(),
        kind: "ied",
        source: "s".into(),
        ..Event::default()
    }
}

impl Event {
    pub fn explosive(self) -> Event {
        Event { explosive: true, ..self }
    }

    pub fn killed(self, killed: u32) -> Event {
        Event { killed: Some(killed), ..self }
    }

    pub fn injured(self, injured: u32) -> Event {
        Event { injured: Some(injured), ..self }
    }
}

pub fn columns_at(level: Level, events: &[Event]) -> Vec<Column> {
    made(level, events, None)
}

pub fn columns_with_roads(level: Level, events: &[Event], km: &[f64]) -> Vec<Column> {
    made(level, events, Some(column(level, km)))
}

/// The people of the communes.
pub fn people(values: &[f64]) -> Column {
    column(Level::Commune, values)
}

fn made(level: Level, events: &[Event], roads: Option<Column>) -> Vec<Column> {
    let communes = level == Level::Commune;
    let people = column(level, if communes { &[50_000.0, 0.0] } else { &[50_000.0] });
    let area = column(level, if communes { &[500.0, 500.0] } else { &[1000.0] });
    let bases = Bases { people: &people, area: &area, roads: roads.as_ref() };
    columns(&Record::new(events), &bases, &boundaries())
}

fn column(level: Level, values: &[f64]) -> Column {
    let cells = values.iter().map(|&v| Cell::value(v)).collect();
    Column::new("base", Text::default(), Unit::Count, Direction::Neutral, level, cells)
}

pub fn cell(columns: &[Column], id: &str, i: usize) -> Cell {
    columns.iter().find(|c| c.id == id).unwrap_or_else(|| panic!("a column {id}")).cells[i]
}
