//! What a join leaves: records with their place found, and no more of their file than outputs need.

use crate::base::Place;
use crate::read::facilities::{FacilityKind, Status};
use crate::read::incidents::{Activation, Actor, VictimCount};
use crate::read::parse::dates::{self, DayOrder, PartialDate};
use geo_types::Coord;
use jiff::civil::Date;

/// An incident that has been looked up. The default is an event of which nothing is known.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Event {
    /// Id in its source.
    pub id: String,
    /// Row in its file.
    pub row: u64,
    /// The finest area that the record's precision allows; `None` where nothing is known.
    pub place: Option<Place>,
    /// WGS84 longitude, latitude; only where the source knows the spot or a place near it.
    pub point: Option<Coord<f64>>,
    /// How well the place is known: `exact`, `near_place`, `commune`, `cercle`, `region`, `country`.
    pub precision: &'static str,
    /// Day, or the middle of the month where only the month is known; `None` for a bare year.
    pub date: Option<Date>,
    /// The date as the source knows it: `2018`, `2018-06`, `2018-06-23`; empty when unknown.
    pub date_text: String,
    /// Kind id: `ied`, `armed_attack`.
    pub kind: &'static str,
    /// Mine, improvised device or other explosive left or placed on the ground or road.
    pub explosive: bool,
    /// How the device was set off, where the source says so.
    pub activation: Option<Activation>,
    /// The sorts of groups that took part, sorted; groups, never persons.
    pub actors: Vec<Actor>,
    pub killed: Option<u32>,
    /// `killed` is a lower bound: the source says "at least".
    pub killed_at_least: bool,
    pub injured: Option<u32>,
    /// `injured` is a lower bound.
    pub injured_at_least: bool,
    /// Victims by status, sex and age, as far as the source tells them apart; sorted by group.
    pub victims: Vec<VictimCount>,
    /// The village or town the source names; for comparing reports, not for outputs.
    pub locality: Option<String>,
    /// Id of the input.
    pub source: String,
    /// Ids of the reports of the same event in other inputs that were merged into this one, sorted.
    pub also: Vec<String>,
}

impl Event {
    /// The first and the last day on which it can have happened; `None` without a date.
    pub fn days(&self) -> Option<(Date, Date)> {
        dates::parse(&self.date_text, DayOrder::DayFirst).and_then(PartialDate::days)
    }
}

/// A facility that has been looked up.
#[derive(Debug, Clone, PartialEq)]
pub struct Site {
    /// Row in its file.
    pub row: u64,
    pub name: String,
    pub place: Option<Place>,
    /// WGS84 longitude, latitude.
    pub point: Option<Coord<f64>>,
    pub kind: FacilityKind,
    pub status: Status,
    /// Beds, staff, classrooms: whatever the list counts.
    pub capacity: Option<f64>,
    /// Id of the input.
    pub source: String,
}
