//! How many incidents, and how many victims they state.

use super::Family;
use crate::base::{Cell, Column, Direction, Lang, Missing, Text, Unit, long_date};
use crate::table::{Event, tally};
use jiff::civil::Date;

/// Years that get a column of their own: the last of the record.
const YEARS: i16 = 10;

impl Family<'_> {
    /// Incidents for which `keep` holds.
    pub(super) fn count(&self, id: &str, label: Text, keep: impl Fn(usize, &Event) -> bool) -> Column {
        self.column(id, label, |i, e| keep(i, e).then_some(1.0)).with_method(Text::new(
            "Nombre d'événements localisés dans l'unité ; 0 = aucun enregistré.",
            "Number of events placed in the unit; 0 = none recorded.",
        ))
    }

    /// Victims of the events that `concerned` names. Where there are such events but none states
    /// a number, nothing is known.
    pub(super) fn victims(
        &self,
        id: &str,
        label: Text,
        concerned: impl Fn(usize, &Event) -> bool,
        stated: impl Fn(&Event) -> Option<u32>,
    ) -> Column {
        let happened = self.column(id, label.clone(), |i, e| concerned(i, e).then_some(1.0));
        let mut victims = self.column(id, label, |i, e| stated(e).filter(|_| concerned(i, e)).map(f64::from));
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

    fn column(&self, id: &str, label: Text, amount: impl Fn(usize, &Event) -> Option<f64>) -> Column {
        let placed = self.record.events.iter().enumerate().filter_map(|(i, e)| Some((e.place.as_ref()?, amount(i, e)?)));
        let cells = tally(placed, self.level, self.boundaries).into_iter().map(|t| Cell::with_n(t.sum, t.n)).collect();
        Column::new(id, label, Unit::Count, Direction::HigherIsWorse, self.level, cells).with_sources(self.record.sources())
    }

    /// Incidents, those with explosive devices and people killed in each of the last ten years of the record. A year
    /// that the record does not cover from end to end says so in its label, and is never scaled up. An event whose
    /// days may lie in two years counts in neither.
    pub(super) fn years(&self) -> Vec<Column> {
        let Some((begin, end)) = self.record.span() else { return Vec::new() };
        let first = begin.year().max(end.year().saturating_sub(YEARS - 1));
        (first..=end.year())
            .flat_map(|year| {
                let within = |i: usize, _: &Event| self.record.days(i).is_some_and(|(a, b)| a.year() == year && b.year() == year);
                let label = |fr: &str, en: &str| year_label(fr, en, year, begin, end);
                [
                    self.count(&format!("incidents_in_{year}"), label("Incidents", "Incidents"), within),
                    self.count(
                        &format!("explosive_in_{year}"),
                        label("Incidents avec engin explosif", "Incidents with an explosive device"),
                        |i, e| e.explosive && within(i, e),
                    ),
                    self.victims(
                        &format!("incidents_killed_in_{year}"),
                        label("Personnes tuées", "People killed"),
                        within,
                        |e| e.killed,
                    ),
                ]
            })
            .collect()
    }
}

/// « Incidents en 2018 (jusqu'au 31 juillet 2018) ».
fn year_label(fr: &str, en: &str, year: i16, begin: Date, end: Date) -> Text {
    let year = year_and_part(year, begin, end);
    Text::new(format!("{fr} en {}", year.fr), format!("{en} in {}", year.en))
}

/// « 2018 (jusqu'au 31 juillet 2018) »: the part that the record covers stands behind a year that is not whole.
pub(super) fn year_and_part(year: i16, begin: Date, end: Date) -> Text {
    let part = |lang| {
        let day = |date| long_date(date, lang);
        let begins = (begin.year() == year && begin != begin.first_of_year()).then(|| day(begin));
        let ends = (end.year() == year && end != end.last_of_year()).then(|| day(end));
        match (lang, begins, ends) {
            (_, None, None) => String::new(),
            (Lang::Fr, Some(from), Some(to)) => format!(" (du {from} au {to})"),
            (Lang::Fr, Some(from), None) => format!(" (à partir du {from})"),
            (Lang::Fr, None, Some(to)) => format!(" (jusqu'au {to})"),
            (Lang::En, Some(from), Some(to)) => format!(" ({from} to {to})"),
            (Lang::En, Some(from), None) => format!(" (from {from})"),
            (Lang::En, None, Some(to)) => format!(" (until {to})"),
        }
    };
    Text::new(format!("{year}{}", part(Lang::Fr)), format!("{year}{}", part(Lang::En)))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{at, boundaries, cell, columns_at};
    use super::*;
    use crate::base::Level;
    use jiff::civil::date;

    #[test]
    fn an_event_known_to_the_region_counts_there_and_in_no_commune() {
        let events = [at("R11", "2018-06-30").explosive(), at("R11", "2017-06-30"), at("R", "2018-01-01").explosive()];
        let (communes, regions) = (columns_at(Level::Commune, &events), columns_at(Level::Region, &events));
        assert_eq!(cell(&communes, "incidents_count", 0).value, Ok(2.0));
        assert_eq!(cell(&communes, "incidents_count", 1).value, Ok(0.0), "nothing recorded is a zero");
        assert_eq!(cell(&regions, "incidents_count", 0).value, Ok(3.0));
        assert_eq!(cell(&regions, "explosive_count", 0).value, Ok(2.0));
    }

    #[test]
    fn victims_that_are_not_stated_are_not_zero() {
        let events = [at("R11", "2018-06-30").killed(3), at("R11", "2017-06-30"), at("R11", "2016-06-30").killed(9)];
        let communes = columns_at(Level::Commune, &events);
        let killed = cell(&communes, "incidents_killed", 0);
        assert_eq!((killed.value, killed.n), (Ok(12.0), Some(2)));
        assert_eq!(cell(&communes, "incidents_injured", 0).value, Err(Missing::NoData));
        assert_eq!(cell(&communes, "incidents_injured", 1).value, Ok(0.0), "no event, nobody injured");
    }

    #[test]
    fn a_year_that_is_not_whole_says_so_and_is_not_scaled_up() {
        let events =
            [at("R11", "2016-03-05"), at("R11", "2017-12-31").killed(4), at("R11", "2018-07-09").explosive(), at("R11", "2018")];
        let columns = columns_at(Level::Commune, &events);
        let label = |id: &str| columns.iter().find(|c| c.id == id).unwrap().label.clone();
        assert_eq!(label("incidents_in_2016").fr, "Incidents en 2016 (à partir du 1er mars 2016)");
        assert_eq!(label("incidents_in_2017").fr, "Incidents en 2017");
        assert_eq!(label("incidents_killed_in_2018").fr, "Personnes tuées en 2018 (jusqu'au 31 juillet 2018)");
        assert_eq!(label("incidents_in_2018").en, "Incidents in 2018 (until 31 July 2018)");
        assert_eq!(cell(&columns, "incidents_in_2018", 0).value, Ok(2.0), "a bare year counts in its year");
        assert_eq!(cell(&columns, "explosive_in_2018", 0).value, Ok(1.0));
        assert_eq!(cell(&columns, "explosive_in_2017", 0).value, Ok(0.0));
        assert_eq!(cell(&columns, "incidents_killed_in_2017", 0).value, Ok(4.0));
        assert_eq!(
            year_label("I", "I", 2018, date(2018, 2, 1), date(2018, 7, 31)).fr,
            "I en 2018 (du 1er février 2018 au 31 juillet 2018)"
        );
    }

    #[test]
    fn no_more_than_ten_years_have_columns() {
        let columns = columns_at(Level::Region, &[at("R", "1990-01-01"), at("R", "2018-12-31")]);
        let years: Vec<&str> = columns.iter().filter_map(|c| c.id.strip_prefix("incidents_in_")).collect();
        assert_eq!((years.len(), years[0], years[9]), (10, "2009", "2018"));
        assert_eq!(boundaries().regions.len(), 1);
    }
}
