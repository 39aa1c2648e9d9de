//! Whether incidents grow, month by month over the whole record.

use super::Family;
use crate::base::{Cell, Column, Direction, Interval, Missing, Text, Unit};
use crate::spatial::trend::{Trend, trend};
use crate::survey::interval::CONFIDENCE;
use jiff::civil::Date;

/// Fewest months that tell a trend.
const MONTHS: usize = 12;
/// Fewest events of an area that tell one: with fewer nearly all months are ties at zero.
const EVENTS: u32 = 10;

impl Family<'_> {
    /// Sen's slope of the monthly number of incidents, per year, and the p of the Mann–Kendall
    /// test. Months without an incident are zeros. From three years on each calendar month is
    /// compared only with its like, so that seasons make no trend. Events not known to the
    /// month do not count. A record of less than [`MONTHS`] months has no column, an area with less than
    /// [`EVENTS`] events no value.
    pub(super) fn trend(&self) -> Vec<Column> {
        let Some((begin, months)) = self.months().filter(|(_, months)| *months >= MONTHS) else { return Vec::new() };
        let seasons = if months >= 36 { 12 } else { 1 };
        let mut series = vec![vec![0.0; months]; self.boundaries.level(self.level).len()];
        for (i, event) in self.record.events.iter().enumerate() {
            if let (Some(area), Some(month)) = (self.area_of(event), self.month(i, begin)) {
                series[area][month] += 1.0;
            }
        }
        let found: Vec<(u32, Option<Trend>)> = series
            .iter()
            .map(|values| {
                let n = values.iter().sum::<f64>() as u32;
                (n, (n >= EVENTS).then(|| trend(values, seasons, CONFIDENCE)).flatten())
            })
            .collect();
        let column = |id: &str, label: Text, unit: Unit, method: Text, make: &dyn Fn(&Trend) -> Cell| {
            let cell = |(n, found): &(u32, Option<Trend>)| {
                let cell = found.as_ref().map_or(Cell::missing(Missing::BelowMinimumN), make);
                Cell { n: Some(*n), ..cell }
            };
            let cells = found.iter().map(cell).collect();
            Column::new(id, label, unit, Direction::HigherIsWorse, self.level, cells)
                .with_method(method)
                .with_sources(self.record.sources())
        };
        let like = match seasons {
            12 => Text::new(
                "chaque mois comparé au même mois des autres années",
                "each month compared with its like of other years",
            ),
            _ => Text::new("tous les mois comparés entre eux", "all months compared with each other"),
        };
        let slope = column(
            "incidents_trend",
            Text::new("Tendance des incidents mensuels", "Trend of monthly incidents"),
            Unit::PerMonthPerYear,
            Text::new(
                format!("Pente de Sen (1968), par an, sur {months} mois, {} ; n = événements connus au mois.", like.fr),
                format!("Sen's slope (1968), per year, over {months} months, {}; n = events known to the month.", like.en),
            ),
            &|t| Cell { interval: t.interval.map(|(a, b)| (12.0 * a, 12.0 * b)), ..Cell::value(12.0 * t.slope) },
        );
        let probability = column(
            "incidents_trend_p",
            Text::new("Tendance des incidents : probabilité du hasard", "Trend of incidents: probability of chance"),
            Unit::Probability,
            Text::new(
                format!("Test de Mann–Kendall, bilatéral, sur {months} mois, {}.", like.fr),
                format!("Mann–Kendall test, two-sided, over {months} months, {}.", like.en),
            ),
            &|t| Cell::value(t.p_value),
        );
        vec![Column { interval: Interval::Sen95, ..slope }, Column { direction: Direction::Neutral, ..probability }]
    }

    /// The first month of the record, and how many there are.
    pub(super) fn months(&self) -> Option<(Date, usize)> {
        let (begin, end) = self.record.span()?;
        Some((begin, months_between(begin, end)? + 1))
    }

    pub(super) fn month(&self, event: usize, begin: Date) -> Option<usize> {
        let (first, last) = self.record.days(event)?;
        (first.month() == last.month()).then(|| months_between(begin, first))?
    }
}

fn months_between(begin: Date, end: Date) -> Option<usize> {
    let number = |d: Date| i32::from(d.year()) * 12 + i32::from(d.month());
    usize::try_from(number(end) - number(begin)).ok()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{at, cell, columns_at};
    use super::*;
    use crate::base::Level;
    use crate::table::Event;

    /// As many events in each month from January 2014 as `number` says.
    fn monthly(months: usize, number: impl Fn(usize) -> usize) -> Vec<Event> {
        (0..months).flat_map(|m| vec![at("R11", &format!("{}-{:02}", 2014 + m / 12, m % 12 + 1)); number(m)]).collect()
    }

    #[test]
    fn one_more_a_month_each_year_is_found() {
        let columns = columns_at(Level::Commune, &monthly(48, |m| 1 + m / 12));
        let slope = cell(&columns, "incidents_trend", 0);
        assert!((slope.value.unwrap() - 1.0).abs() < 1e-9 && slope.n == Some(120), "{slope:?}");
        assert!(cell(&columns, "incidents_trend_p", 0).value.unwrap() < 0.001);
        assert_eq!(cell(&columns, "incidents_trend", 1).value, Err(Missing::BelowMinimumN), "no event, no trend");
    }

    #[test]
    fn a_rainy_season_is_no_trend() {
        // Every year from calm to violent.
        let columns = columns_at(Level::Commune, &monthly(48, |m| m % 12 / 3));
        assert_eq!(cell(&columns, "incidents_trend", 0).value, Ok(0.0));
        assert_eq!(cell(&columns, "incidents_trend_p", 0).value, Ok(1.0));
    }

    #[test]
    fn a_short_record_has_no_trend_and_months_without_events_are_zeros() {
        assert!(columns_at(Level::Commune, &monthly(11, |_| 3)).iter().all(|c| c.id != "incidents_trend"));
        // Nothing for a year, then two a month.
        let columns = columns_at(Level::Commune, &monthly(24, |m| if m == 0 { 1 } else { 2 * usize::from(m >= 12) }));
        assert!(cell(&columns, "incidents_trend_p", 0).value.unwrap() < 0.001);
    }
}
