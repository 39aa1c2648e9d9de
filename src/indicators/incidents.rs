//! How much happens, to whom, and whether it grows.

use super::rates::rate;
use crate::base::Boundaries;
use crate::base::{Cell, Column, Direction, Level, Text, Unit};
use crate::table::{Event, tally};
use jiff::{ToSpan, civil::Date};

/// Columns for all incidents and, apart, for those with explosive devices: counts, people
/// killed, rates per 100 000 people and per 1 000 km², and the last twelve months against the
/// twelve before.
///
/// An area where nothing was recorded has 0: the log covers the country, and 0 means "nothing
/// recorded", not "nothing happened". Events known only to a coarser level than `population`'s
/// are counted at that coarser level alone. Deaths that are not stated are not counted as
/// zero: `n` of the columns of deaths is the number of events that state them. No event at
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
    let killed = family.killed("incidents_killed", Text::new("Personnes tuées", "People killed"), |_| true);
    let explosive_killed = family.killed(
        "explosive_killed",
        Text::new("Personnes tuées par engin explosif", "People killed by an explosive device"),
        |e| e.explosive,
    );
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
    out.splice(0..0, [all, killed, explosive, explosive_killed]);
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

    fn killed(&self, id: &str, label: Text, keep: impl Fn(&Event) -> bool) -> Column {
        self.column(id, label, Unit::Count, |e| e.killed.filter(|_| keep(e)).map(f64::from)).with_method(Text::new(
            "Somme des décès déclarés ; n = événements qui en donnent le nombre.",
            "Sum of stated deaths; n = events that state them.",
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
