//! The last twelve months of a register against the twelve before.

use super::Family;
use crate::base::{Cell, Column, Direction, Interval, Missing, Text, Unit};
use crate::spatial::poisson::{RateRatio, rate_ratio};
use crate::survey::interval::CONFIDENCE;
use crate::table::Event;
use jiff::ToSpan;
use jiff::civil::Date;

/// Two periods of a year that follow one another; days on both ends of each count in it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Periods {
    pub before: (Date, Date),
    pub recent: (Date, Date),
}

impl Periods {
    pub(super) fn lies_in(period: (Date, Date)) -> impl Fn(usize, &Event) -> bool {
        move |_, e| e.date.is_some_and(|day| period.0 <= day && day <= period.1)
    }

    /// Days of a period, its exposure.
    fn days(period: (Date, Date)) -> f64 {
        f64::from(period.1.since(period.0).map_or(0, |span| span.get_days()) + 1)
    }
}

impl Family<'_> {
    /// The twelve months up to the last dated event and the twelve before. Events with a bare year
    /// stand in neither. `None` without a dated event, and when the record begins more than a month
    /// after the first period does: half a period would be a rise of its own making.
    pub(super) fn periods(&self) -> Option<Periods> {
        let dates = || self.record.events.iter().filter_map(|e| e.date);
        let (first, last) = (dates().min()?, dates().max()?);
        let (middle, start) = (last.checked_sub(1.year()).ok()?, last.checked_sub(2.years()).ok()?);
        (first.first_of_month() <= start.last_of_month().tomorrow().ok()?)
            .then_some(Periods { before: (start.tomorrow().ok()?, middle), recent: (middle.tomorrow().ok()?, last) })
    }

    /// Both counts, their difference, their ratio with its exact interval, and the chance of such a
    /// difference if nothing had changed.
    pub(super) fn last_year_against_the_one_before(&self) -> Vec<Column> {
        let Some(periods) = self.periods() else { return Vec::new() };
        let until = |id: &str, day: Date, period| {
            let label = Text::new(format!("Incidents, 12 mois jusqu'au {day}"), format!("Incidents, 12 months to {day}"));
            self.count(id, label, Periods::lies_in(period))
        };
        let recent = until("incidents_last_12_months", periods.recent.1, periods.recent);
        let before = until("incidents_previous_12_months", periods.before.1, periods.before);
        let exposure = (Periods::days(periods.recent), Periods::days(periods.before));
        let each = |make: &dyn Fn(f64, f64) -> Cell| -> Vec<Cell> {
            let both = recent.cells.iter().zip(&before.cells);
            both.map(|(now, then)| match (now.value, then.value) {
                (Ok(a), Ok(b)) => Cell { n: now.n.zip(then.n).map(|(a, b)| a + b), ..make(a, b) },
                (Err(why), _) | (_, Err(why)) => Cell::missing(why),
            })
            .collect()
        };
        let compared = |now: f64, then: f64| rate_ratio((now as u64, exposure.0), (then as u64, exposure.1), CONFIDENCE);
        let column = |id: &str, label: Text, unit: Unit, method: Text, cells: Vec<Cell>| {
            Column::new(id, label, unit, Direction::HigherIsWorse, self.level, cells)
                .with_method(method)
                .with_sources(recent.sources.clone())
        };
        let change = column(
            "incidents_change",
            Text::new("Évolution des incidents sur 12 mois", "Change of incidents over 12 months"),
            Unit::Change,
            Text::new(
                "Douze derniers mois moins les douze précédents, en nombre d'événements.",
                "Last twelve months minus the twelve before, in events.",
            ),
            each(&|now, then| Cell::value(now - then)),
        );
        let ratio = column(
            "incidents_ratio",
            Text::new("Incidents : 12 derniers mois rapportés aux 12 précédents", "Incidents: last 12 months over the 12 before"),
            Unit::Ratio,
            Text::new(
                "Rapport des nombres par jour ; 2 = deux fois plus. Sans incident dans les douze mois précédents, il n'y a pas de rapport.",
                "Ratio of the numbers per day; 2 = twice as many. Without an incident in the twelve months before there is no ratio.",
            ),
            each(&|now, then| ratio_cell(compared(now, then))),
        );
        let probability = column(
            "incidents_change_p",
            Text::new("Évolution sur 12 mois : probabilité du hasard", "Change over 12 months: probability of chance"),
            Unit::Probability,
            Text::new(
                "Test exact conditionnel de deux nombres de Poisson, bilatéral ; sous 0,05 le hasard seul l'explique mal.",
                "Exact conditional test of two Poisson counts, two-sided; below 0.05 chance alone explains it badly.",
            ),
            each(&|now, then| compared(now, then).map_or(Cell::missing(Missing::NoData), |c| Cell::value(c.p_value))),
        );
        let ratio = Column { interval: Interval::RateRatio95, ..ratio };
        let probability = Column { direction: Direction::Neutral, ..probability };
        vec![recent, before, change, ratio, probability]
    }
}

fn ratio_cell(compared: Option<RateRatio>) -> Cell {
    let found = compared.and_then(|c| Some((c.ratio.filter(|r| r.is_finite())?, c.interval)));
    match found {
        Some((ratio, interval)) => Cell { interval: Some(interval), ..Cell::value(ratio) },
        None => Cell::missing(Missing::BelowMinimumN),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{at, cell, columns_at};
    use super::*;
    use crate::base::Level;
    use crate::table::Event;

    #[test]
    fn twelve_months_end_with_the_last_event_and_leave_out_their_first_day() {
        let events = [at("R11", "2018-06-30"), at("R11", "2017-06-30"), at("R11", "2016-06-30")];
        let communes = columns_at(Level::Commune, &events);
        // 30 June 2017 is a year before the last event: it closes the twelve months before.
        assert_eq!(cell(&communes, "incidents_last_12_months", 0).value, Ok(1.0));
        assert_eq!(cell(&communes, "incidents_previous_12_months", 0).value, Ok(1.0));
        assert_eq!(cell(&communes, "incidents_change", 0).value, Ok(0.0));
        assert_eq!(cell(&communes, "incidents_ratio", 0).value, Ok(1.0));
        assert_eq!(cell(&communes, "incidents_ratio", 1).value, Err(Missing::BelowMinimumN));
        assert_eq!(cell(&communes, "incidents_change_p", 1).value, Ok(1.0));
    }

    /// As many events a month in each year as said, over two years.
    fn months(before: usize, recent: usize) -> Vec<Event> {
        (0..24)
            .flat_map(|m| {
                let day = format!("{}-{:02}-15", 2016 + m / 12, m % 12 + 1);
                vec![at("R11", &day); if m < 12 { before } else { recent }]
            })
            .collect()
    }

    #[test]
    fn a_doubling_is_found_and_no_change_is_not() {
        let doubled = columns_at(Level::Commune, &months(3, 6));
        let ratio = cell(&doubled, "incidents_ratio", 0);
        assert!((ratio.value.unwrap() - 2.0).abs() < 0.02, "{ratio:?}");
        assert!(ratio.interval.unwrap().0 > 1.0 && cell(&doubled, "incidents_change_p", 0).value.unwrap() < 0.01);
        let same = columns_at(Level::Commune, &months(3, 3));
        let interval = cell(&same, "incidents_ratio", 0).interval.unwrap();
        assert!(interval.0 < 1.0 && interval.1 > 1.0 && cell(&same, "incidents_change_p", 0).value.unwrap() > 0.5);
    }

    #[test]
    fn a_record_of_less_than_two_years_is_not_compared() {
        let columns = columns_at(Level::Commune, &[at("R11", "2018-06-30"), at("R11", "2017-02-01")]);
        assert!(columns.iter().all(|c| c.id != "incidents_change" && c.id != "incidents_last_12_months"));
    }
}
