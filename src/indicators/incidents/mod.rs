//! How much happens, to whom, and whether it grows: counts, rates, change, trend, victims, each in a file.
//!
//! Not here: where incidents lie on average (`spatial::centre`) and along roads.

mod change;
mod clusters;
mod counts;
mod hot_spots;
mod rates;
mod steps;
#[cfg(test)]
mod testing;
mod trend;
mod victims;
mod yearly;

pub use clusters::{IncidentClusters, clusters};
use steps::Steps;

use crate::base::{Boundaries, Column, Level, Text};
use crate::spatial::contiguity::queen;
use crate::table::Event;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// A register as a whole: what the columns of every level share.
pub struct Record<'a> {
    events: &'a [Event],
    /// First and last day of each event, where it has a date.
    days: Vec<Option<(Date, Date)>>,
}

impl<'a> Record<'a> {
    pub fn new(events: &'a [Event]) -> Self {
        Record { events, days: events.iter().map(Event::days).collect() }
    }

    /// The first day of the first month with an event and the last day of the last. A bare year
    /// counts where no event of that year tells its month. `None` without a dated event.
    pub fn span(&self) -> Option<(Date, Date)> {
        let around = |wanted: &dyn Fn(&(Date, Date)) -> bool| {
            let dated = || self.days.iter().flatten().filter(|days| wanted(days));
            dated().map(|d| d.0).min().zip(dated().map(|d| d.1).max())
        };
        let (first, last) = around(&|_| true)?;
        let known = around(&|(a, b)| (a.year(), a.month()) == (b.year(), b.month()));
        let begin = known.filter(|m| m.0.year() == first.year()).map_or(first, |m| m.0.first_of_month());
        let end = known.filter(|m| m.1.year() == last.year()).map_or(last, |m| m.1.last_of_month());
        Some((begin, end))
    }

    /// First and last of the years that [`Record::span`] covers from end to end; `None` where it covers none.
    fn whole_years(&self) -> Option<(i16, i16)> {
        let (begin, end) = self.span()?;
        let first = begin.year() + i16::from(begin != begin.first_of_year());
        let last = end.year() - i16::from(end != end.last_of_year());
        (first <= last).then_some((first, last))
    }

    fn days(&self, event: usize) -> Option<(Date, Date)> {
        self.days[event]
    }

    fn sources(&self) -> BTreeSet<&str> {
        self.events.iter().map(|e| e.source.as_str()).collect()
    }
}

/// What incidents are counted over, all at one level.
#[derive(Clone, Copy)]
pub struct Bases<'a> {
    pub people: &'a Column,
    pub area: &'a Column,
    /// Kilometres of road, where roads were given.
    pub roads: Option<&'a Column>,
}

/// Columns for all incidents and, apart, for those with explosive devices: counts, people
/// killed and injured, single years, rates with their exact intervals, people killed by population, the rate of a year,
/// smoothed rates, the last twelve months against the twelve before, the trend of the months, hot spots below the region, and,
/// from the region upwards, victims per incident and the share of them that were killed.
///
/// An area where nothing was recorded has 0: the log covers the country, and 0 means "nothing
/// recorded", not "nothing happened". Events known only to a coarser level than that of the bases
/// are counted at that coarser level alone. Victims that are not stated are not counted
/// as zero: `n` of their columns is the number of events that state them, and where events are
/// recorded but none states a number the cell is missing. No event at
/// all gives no column.
pub fn columns(record: &Record, bases: &Bases, boundaries: &Boundaries) -> Vec<Column> {
    if record.events.is_empty() {
        return Vec::new();
    }
    let level = bases.people.level;
    let family = Family { record, level, boundaries };
    let all = family.count("incidents_count", Text::new("Incidents enregistrés", "Recorded incidents"), |_, _| true);
    let explosive = family.count(
        "explosive_count",
        Text::new("Incidents avec engin explosif", "Incidents with an explosive device"),
        |_, e| e.explosive,
    );
    let (any, explosive_only) = (|_: usize, _: &Event| true, |_: usize, e: &Event| e.explosive);
    let (killed, injured) = (|e: &Event| e.killed, |e: &Event| e.injured);
    let by_device = |fr: &str, en: &str| Text::new(format!("{fr} par engin explosif"), format!("{en} by an explosive device"));
    let victims = [
        family.victims("incidents_killed", Text::new("Personnes tuées", "People killed"), any, killed),
        family.victims("incidents_injured", Text::new("Personnes blessées", "People injured"), any, injured),
        family.victims("explosive_killed", by_device("Personnes tuées", "People killed"), explosive_only, killed),
        family.victims("explosive_injured", by_device("Personnes blessées", "People injured"), explosive_only, injured),
    ];
    let mut out = rates::rates(&all, &explosive, bases);
    out.push(family.deaths(&victims[0], bases.people));
    out.push(family.yearly_rate(bases.people));
    // Of a handful of areas nothing can be borrowed.
    if Level::ADMINISTRATIVE.contains(&level) {
        let shapes: Vec<_> = boundaries.level(level).iter().map(|area| &area.geometry).collect();
        out.extend(rates::smoothed(&all, &explosive, bases.people, &queen(&shapes)));
    }
    out.splice(0..0, [all, explosive].into_iter().chain(victims));
    out.extend(family.years());
    out.extend(family.last_year_against_the_one_before());
    out.extend(family.trend());
    // Of a dozen regions nothing stands out against its neighbours.
    if level > Level::Region && Level::ADMINISTRATIVE.contains(&level) {
        out.extend(family.hot_spots());
    }
    if level <= Level::Region {
        out.extend(family.severity());
    }
    out
}

/// The columns of one level.
struct Family<'a> {
    record: &'a Record<'a>,
    level: Level,
    boundaries: &'a Boundaries,
}

impl Family<'_> {
    /// Position of the area of the level in which an event lies; `None` where it is not known so finely.
    fn area_of(&self, event: &Event) -> Option<usize> {
        let place = event.place.as_ref()?;
        let at = self.boundaries.level(place.level).position(&place.code)?;
        self.boundaries.ancestor(place.level, at, self.level)
    }
}
