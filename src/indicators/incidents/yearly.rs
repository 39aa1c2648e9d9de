//! What falls on a year: people killed by population over the whole record, and incidents by population and year.

use super::Family;
use super::counts::year_and_part;
use super::rates::with_interval;
use crate::base::{Cell, Column, Direction, Lang, Missing, Text, Unit, long_date};
use crate::indicators::rates::rate;
use jiff::civil::Date;

impl Family<'_> {
    /// People killed per 100 000 people over the whole record, from the column of them. Not
    /// annualised: the days of the record stand in the method.
    ///
    /// Without an interval: people killed in one incident are not independent of each other, and the exact one of
    /// Poisson would be too narrow.
    pub(super) fn deaths(&self, killed: &Column, people: &Column) -> Column {
        let label = Text::new("Taux de personnes tuées", "Rate of people killed");
        let unit = Unit::Per100000People;
        let when = |lang, span: Option<(Date, Date)>| {
            let days = |(begin, end)| (long_date(begin, lang), long_date(end, lang));
            span.map(days).map_or_else(String::new, |(begin, end)| match lang {
                Lang::Fr => format!(" (du {begin} au {end})"),
                Lang::En => format!(" ({begin} to {end})"),
            })
        };
        let span = self.record.span();
        rate("deaths_per_100k", label, killed, people, 100_000.0, unit, Direction::HigherIsWorse).with_method(Text::new(
            format!(
                "Victimes tuées déclarées sur toute la période du relevé{}, non ramenées à l'année ; n = événements qui en donnent le nombre. \
                 Sans intervalle : les morts d'un même incident ne sont pas indépendants.",
                when(Lang::Fr, span)
            ),
            format!(
                "Stated victims killed over the whole period of the record{}, not by year; n = events that state them. \
                 Without an interval: people killed in one incident are not independent.",
                when(Lang::En, span)
            ),
        ))
    }

    /// Incidents per 100 000 people and year over the years that the record covers from end to end, with the exact
    /// Poisson interval of their number. Those of the first and last year count only where these are whole; an event
    /// whose days may lie outside these years, or without a date, counts in none. Missing everywhere
    /// without a whole year.
    pub(super) fn yearly_rate(&self, people: &Column) -> Column {
        let (id, unit, worse) = ("incidents_per_100k_year", Unit::Per100000PeopleYear, Direction::HigherIsWorse);
        let label = Text::new("Taux annuel d'incidents", "Yearly incident rate");
        let apart = self.years_that_are_not_whole();
        let Some((first, last)) = self.record.whole_years() else {
            let cells = vec![Cell::missing(Missing::NoData); self.boundaries.level(self.level).len()];
            return Column::new(id, label, unit, worse, self.level, cells)
                .with_method(Text::new(
                    format!("Le relevé ne couvre aucune année entière.{}", apart.fr),
                    format!("The record covers no whole year.{}", apart.en),
                ))
                .with_sources(self.record.sources());
        };
        let within = |i: usize, _: &_| self.record.days(i).is_some_and(|(a, b)| first <= a.year() && b.year() <= last);
        let count = self.count(id, Text::default(), within);
        let (factor, years) = (
            100_000.0 / f64::from(last - first + 1),
            if first == last {
                Text::same(first.to_string())
            } else {
                Text::new(format!("{first} à {last}"), format!("{first} to {last}"))
            },
        );
        let label = Text::new(format!("{} ({})", label.fr, years.fr), format!("{} ({})", label.en, years.en));
        let plain = rate(id, label, &count, people, factor, unit, worse).with_method(Text::new(
            format!(
                "Incidents des années entières du relevé, {}, par habitant et par an ; n = ces incidents.{}",
                years.fr, apart.fr
            ),
            format!(
                "Incidents of the whole years of the record, {}, by population and year; n = these incidents.{}",
                years.en, apart.en
            ),
        ));
        with_interval(plain, &count, people, factor)
    }

    /// « Laissées de côté, car partielles : 2018 (jusqu'au 31 juillet 2018). » behind a space; empty where all years are whole.
    fn years_that_are_not_whole(&self) -> Text {
        let Some((begin, end)) = self.record.span() else { return Text::default() };
        let mut ends = vec![begin.year(), end.year()];
        ends.dedup();
        let whole = self.record.whole_years();
        let parts = ends.into_iter().filter(|&year| !whole.is_some_and(|(first, last)| (first..=last).contains(&year)));
        let parts: Vec<Text> = parts.map(|year| year_and_part(year, begin, end)).collect();
        if parts.is_empty() {
            return Text::default();
        }
        let listed = |lang| parts.iter().map(|part| part.get(lang)).collect::<Vec<_>>().join(", ");
        Text::new(
            format!(" Laissé de côté, car partiel : {}.", listed(Lang::Fr)),
            format!(" Left out, being partial: {}.", listed(Lang::En)),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{at, cell, columns_at};
    use super::*;
    use crate::base::Level;
    use crate::table::Event;

    fn column(level: Level, events: &[Event], id: &str) -> Column {
        columns_at(level, events).into_iter().find(|c| c.id == id).expect("a column")
    }

    #[test]
    fn deaths_are_of_the_whole_record_and_those_not_stated_are_not_zero() {
        let events = [at("R11", "2016-03-05").killed(3), at("R11", "2018-07-09").killed(9), at("R", "2017-01-01").killed(8)];
        let communes = columns_at(Level::Commune, &events);
        let found = cell(&communes, "deaths_per_100k", 0);
        assert_eq!((found.value, found.n, found.interval), (Ok(24.0), Some(2), None), "12 among 50 000 people");
        assert_eq!(cell(&communes, "deaths_per_100k", 1).value, Err(Missing::NoBase), "nobody lives there");
        let region = column(Level::Region, &events, "deaths_per_100k");
        assert_eq!(region.cells[0].value, Ok(40.0), "the event known to the region counts there");
        assert!(region.method.fr.contains("(du 1er mars 2016 au 31 juillet 2018)"), "{}", region.method.fr);
        let unstated = column(Level::Commune, &[at("R11", "2018-07-09")], "deaths_per_100k");
        assert_eq!(unstated.cells[0].value, Err(Missing::NoData));
    }

    #[test]
    fn a_yearly_rate_is_of_whole_years_alone() {
        let mut events = vec![at("R11", "2015-12-20"), at("R11", "2018-07-09"), at("R11", "2018")];
        events.extend([at("R11", "2016-01-01"), at("R11", "2016-08-03"), at("R11", "2017-12-31"), at("R", "2017-05-05")]);
        let communes = column(Level::Commune, &events, "incidents_per_100k_year");
        let found = communes.cells[0];
        assert_eq!((found.value, found.n), (Ok(3.0), Some(3)), "three in two years among 50 000 people");
        let (lower, upper) = found.interval.unwrap();
        // Three events: 0.6187 to 8.7673 (Garwood), over 50 000 people and two years.
        assert!((lower - 0.6187).abs() < 1e-3 && (upper - 8.7673).abs() < 1e-3, "{lower} {upper}");
        assert_eq!(communes.cells[1].value, Err(Missing::NoBase));
        assert_eq!(communes.label.fr, "Taux annuel d'incidents (2016 à 2017)");
        assert!(
            communes.method.en.ends_with("Left out, being partial: 2015 (from 1 December 2015), 2018 (until 31 July 2018)."),
            "{}",
            communes.method.en
        );
        assert_eq!(column(Level::Region, &events, "incidents_per_100k_year").cells[0].value, Ok(4.0));
    }

    #[test]
    fn all_years_whole_leave_nothing_out_and_no_whole_year_has_no_rate() {
        let whole = column(Level::Commune, &[at("R11", "2017-01-05"), at("R11", "2017-12-02")], "incidents_per_100k_year");
        assert_eq!((whole.cells[0].value, whole.label.en.as_str()), (Ok(4.0), "Yearly incident rate (2017)"));
        assert!(!whole.method.fr.contains("partiel"));
        let short = column(Level::Commune, &[at("R11", "2017-02-05"), at("R11", "2018-11-30")], "incidents_per_100k_year");
        assert_eq!(short.cells.iter().map(|c| c.value).collect::<Vec<_>>(), [Err(Missing::NoData); 2]);
        assert!(
            short.method.fr.starts_with("Le relevé ne couvre aucune année entière. Laissé de côté, car partiel : 2017 (à partir")
        );
    }
}
