//! How much happens, to whom, and whether it grows.

use super::rates::rate;
use crate::base::{Boundaries, Cell, Column, Direction, Level, Missing, Text, Unit};
use crate::table::{Event, tally};
use jiff::{ToSpan, civil::Date};

/// Columns for all incidents and, apart, for those with explosive devices: counts, people
/// killed and injured, rates per 100 000 people and per 1 000 km², and the last twelve months
/// against the twelve before.
///
/// An area where nothing was recorded has 0: the log covers the country, and 0 means "nothing
/// recorded", not "nothing happened". Events known only to a coarser level than `population`'s
/// are counted at that coarser level alone. Victims that are not stated are not counted
/// as zero: `n` of their columns is the number of events that state them, and where events are
/// recorded but none states a number the cell is missing. No event at
/// all gives no column.
///
/// `population` and `area` stand at one level; all columns are made at that level.
pub fn columns(events: &[Event], population: &Column, area: &Column, boundaries: &Boundaries) -> Vec<Column> {
    if events.is_empty() {
        return Vec::new();
    }
    let family = Family { events, level: population.level, boundaries };
    let all = family.count("incidents_count", Text::new("Incidents enregistrés", "Recorded incidents"), |_| true);
    let explosive =
        family.count("explosive_count", Text::new("Incidents avec engin explosif", "Incidents with an explosive device"), |e| {
            e.explosive
        });
    let (any, explosive_only) = (|_: &Event| true, |e: &Event| e.explosive);
    let (killed, injured) = (|e: &Event| e.killed, |e: &Event| e.injured);
    let by_device = |fr: &str, en: &str| Text::new(format!("{fr} par engin explosif"), format!("{en} by an explosive device"));
    let victims = [
        family.victims("incidents_killed", Text::new("Personnes tuées", "People killed"), any, killed),
        family.victims("incidents_injured", Text::new("Personnes blessées", "People injured"), any, injured),
        family.victims("explosive_killed", by_device("Personnes tuées", "People killed"), explosive_only, killed),
        family.victims("explosive_injured", by_device("Personnes blessées", "People injured"), explosive_only, injured),
    ];
    let worse = Direction::HigherIsWorse;
    let per_100k = |id: &str, label, count| rate(id, label, count, population, 100_000.0, Unit::Per100000People, worse);
    let mut out = vec![
        per_100k("incidents_per_100k", Text::new("Taux d'incidents", "Incident rate"), &all),
        per_100k("explosive_per_100k", Text::new("Taux d'incidents avec engin explosif", "Explosive incident rate"), &explosive),
        rate(
            "incidents_per_1000km2",
            Text::new("Densité d'incidents", "Incident density"),
            &all,
            area,
            1000.0,
            Unit::Per1000Km2,
            worse,
        ),
    ];
    out.splice(0..0, [all, explosive].into_iter().chain(victims));
    out.extend(family.last_year_against_the_one_before());
    out
}

struct Family<'a> {
    events: &'a [Event],
    level: Level,
    boundaries: &'a Boundaries,
}

impl Family<'_> {
    fn count(&self, id: &str, label: Text, keep: impl Fn(&Event) -> bool) -> Column {
        self.column(id, label, Unit::Count, |e| keep(e).then_some(1.0)).with_method(Text::new(
            "Nombre d'événements localisés dans l'unité ; 0 = aucun enregistré.",
            "Number of events placed in the unit; 0 = none recorded.",
        ))
    }

    /// Victims of the events that `concerned` names. Where there are such events but none states
    /// a number, nothing is known.
    fn victims(
        &self,
        id: &str,
        label: Text,
        concerned: impl Fn(&Event) -> bool,
        stated: impl Fn(&Event) -> Option<u32>,
    ) -> Column {
        let happened = self.column(id, label.clone(), Unit::Count, |e| concerned(e).then_some(1.0));
        let mut victims = self.column(id, label, Unit::Count, |e| stated(e).filter(|_| concerned(e)).map(f64::from));
        for (cell, events) in victims.cells.iter_mut().zip(&happened.cells) {
            if cell.n == Some(0) && events.n > Some(0) {
                *cell = Cell { n: Some(0), ..Cell::missing(Missing::NoData) };
            }
        }
        victims.with_method(Text::new(
            "Somme des victimes déclarées ; n = événements qui en donnent le nombre.",
            "Sum of stated victims; n = events that state them.",
        ))
    }

    fn column(&self, id: &str, label: Text, unit: Unit, amount: impl Fn(&Event) -> Option<f64>) -> Column {
        let placed = self.events.iter().filter_map(|e| Some((e.place.as_ref()?, amount(e)?)));
        let cells = tally(placed, self.level, self.boundaries).into_iter().map(|t| Cell::with_n(t.sum, t.n)).collect();
        let sources = self.events.iter().map(|e| e.source.as_str()).collect::<std::collections::BTreeSet<_>>();
        Column::new(id, label, unit, Direction::HigherIsWorse, self.level, cells).with_sources(sources)
    }

    /// The twelve months up to the last dated event, the twelve before, and the difference.
    /// Events with a bare year stand in neither. No dated event gives no column.
    fn last_year_against_the_one_before(&self) -> Vec<Column> {
        let Some(last) = self.events.iter().filter_map(|e| e.date).max() else { return Vec::new() };
        let (Ok(middle), Ok(first)) = (last.checked_sub(1.year()), last.checked_sub(2.years())) else { return Vec::new() };
        let within = |after: Date, until: Date| move |e: &Event| e.date.is_some_and(|d| after < d && d <= until);
        let recent = self.count(
            "incidents_last_12_months",
            Text::new(format!("Incidents, 12 mois jusqu'au {last}"), format!("Incidents, 12 months to {last}")),
            within(middle, last),
        );
        let before = self.count(
            "incidents_previous_12_months",
            Text::new(format!("Incidents, 12 mois jusqu'au {middle}"), format!("Incidents, 12 months to {middle}")),
            within(first, middle),
        );
        let cells = recent
            .cells
            .iter()
            .zip(&before.cells)
            .map(|(now, then)| match (now.value, then.value) {
                (Ok(a), Ok(b)) => Cell { value: Ok(a - b), n: now.n.zip(then.n).map(|(a, b)| a + b), ..*now },
                (Err(why), _) | (_, Err(why)) => Cell::missing(why),
            })
            .collect();
        let change = Column::new(
            "incidents_change",
            Text::new("Évolution des incidents sur 12 mois", "Change of incidents over 12 months"),
            Unit::Change,
            Direction::HigherIsWorse,
            self.level,
            cells,
        )
        .with_method(Text::new(
            "Douze derniers mois moins les douze précédents, en nombre d'événements.",
            "Last twelve months minus the twelve before, in events.",
        ))
        .with_sources(recent.sources.clone());
        vec![recent, before, change]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Area, Areas, Pcode, Place};
    use geo_types::{MultiPolygon, polygon};
    use jiff::civil::date;

    /// One region of two communes side by side.
    fn boundaries() -> Boundaries {
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

    fn event(level: Level, code: &str, day: Option<Date>, explosive: bool, killed: Option<u32>) -> Event {
        Event {
            id: "e".into(),
            place: Some(Place { level, code: code.into() }),
            point: None,
            precision: "exact",
            date: day,
            date_text: String::new(),
            kind: "ied",
            explosive,
            killed,
            injured: None,
            source: "s".into(),
            ..Event::default()
        }
    }

    fn made(level: Level) -> Vec<Column> {
        let b = boundaries();
        let events = [
            event(Level::Commune, "R11", Some(date(2018, 6, 30)), true, Some(3)),
            event(Level::Commune, "R11", Some(date(2017, 6, 30)), false, None),
            event(Level::Commune, "R11", Some(date(2016, 6, 30)), true, Some(9)),
            event(Level::Region, "R", Some(date(2018, 1, 1)), true, Some(1)),
        ];
        let column = |values: &[f64]| {
            let cells = values.iter().map(|&v| Cell::value(v)).collect();
            Column::new("population", Text::default(), Unit::People, Direction::Neutral, level, cells)
        };
        let people = column(if level == Level::Commune { &[50_000.0, 0.0] } else { &[50_000.0] });
        columns(&events, &people, &column(if level == Level::Commune { &[500.0, 500.0] } else { &[1000.0] }), &b)
    }

    fn cell(columns: &[Column], id: &str, i: usize) -> Cell {
        columns.iter().find(|c| c.id == id).expect("a column").cells[i]
    }

    #[test]
    fn an_event_known_to_the_region_counts_there_and_in_no_commune() {
        let (communes, regions) = (made(Level::Commune), made(Level::Region));
        assert_eq!(cell(&communes, "incidents_count", 0).value, Ok(3.0));
        assert_eq!(cell(&communes, "incidents_count", 1).value, Ok(0.0), "nothing recorded is a zero");
        assert_eq!(cell(&regions, "incidents_count", 0).value, Ok(4.0));
        assert_eq!(cell(&regions, "explosive_per_100k", 0).value, Ok(6.0));
        assert_eq!(cell(&communes, "explosive_per_100k", 1).value, Err(Missing::NoBase), "nobody lives there");
        assert_eq!(cell(&communes, "incidents_per_1000km2", 0).value, Ok(6.0));
    }

    #[test]
    fn victims_that_are_not_stated_are_not_zero() {
        let killed = cell(&made(Level::Commune), "incidents_killed", 0);
        assert_eq!((killed.value, killed.n), (Ok(12.0), Some(2)));
        assert_eq!(cell(&made(Level::Commune), "incidents_injured", 0).value, Err(Missing::NoData));
        assert_eq!(cell(&made(Level::Commune), "incidents_injured", 1).value, Ok(0.0), "no event, nobody injured");
    }

    #[test]
    fn twelve_months_end_with_the_last_event_and_leave_out_their_first_day() {
        let communes = made(Level::Commune);
        // 30 June 2017 is a year before the last event: it opens the twelve months before.
        assert_eq!(cell(&communes, "incidents_last_12_months", 0).value, Ok(1.0));
        assert_eq!(cell(&communes, "incidents_previous_12_months", 0).value, Ok(1.0));
        assert_eq!(cell(&communes, "incidents_change", 0).value, Ok(0.0));
    }
}
