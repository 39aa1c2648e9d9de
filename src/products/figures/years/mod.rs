//! Deaths by year: stacked by zone or region, as one map a year, and the share of one area over the
//! years.
//!
//! Not for rates, and never for a whole year guessed from a part of one.

mod maps;
mod share;

pub use maps::maps_by_year;
pub use share::share_by_year;

use super::{Body, dates};
use crate::base::{Boundaries, Lang, Level, Missing, Text, count};
use crate::carto::charts::{Axis, ChartKind, Line, Period, Periods, Value};
use crate::table::Event;
use crate::text;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// What is asked of the events.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// [`Level::Zone`] or [`Level::Region`].
    pub level: Level,
    /// Name or code of the area whose share of all deaths is drawn as a line.
    pub share_of: Option<&'a str>,
    /// Nothing before this day counts.
    pub from: Option<Date>,
    /// Nothing after this day counts.
    pub until: Option<Date>,
    /// Areas counted as one, as older lists of units have them: a name and their positions. Totals
    /// stay what they are. The others stand for themselves.
    pub merged: &'a [(String, Vec<usize>)],
}

impl Asked<'_> {
    /// For every area of the level the position of the one it is counted with: its own, or the
    /// first of those it is merged with.
    fn leaders(&self, areas: usize) -> Vec<usize> {
        let mut leaders: Vec<usize> = (0..areas).collect();
        for (_, members) in self.merged {
            let first = members.iter().min().copied();
            members.iter().filter(|m| **m < areas).for_each(|&m| leaders[m] = first.unwrap_or(m));
        }
        leaders
    }

    /// What an area that leads is called.
    fn name(&self, boundaries: &Boundaries, leader: usize) -> String {
        let merged = self.merged.iter().find(|(_, members)| members.contains(&leader)).map(|(name, _)| name.clone());
        merged.unwrap_or_else(|| boundaries.level(self.level)[leader].name.clone())
    }

    /// Position of the area, or of the areas counted as one, of that name or code. The text says
    /// that there is none.
    fn position(&self, name: &str, boundaries: &Boundaries) -> Result<usize, Text> {
        let areas = boundaries.level(self.level);
        let same = |other: &str| other.to_lowercase() == name.to_lowercase();
        let merged = self.merged.iter().find(|(merged, _)| same(merged)).and_then(|(_, members)| members.iter().min().copied());
        let alone = || areas.iter().position(|a| same(&a.name) || a.code.as_str() == name);
        merged.or_else(|| alone().map(|i| self.leaders(areas.len())[i])).ok_or_else(|| {
            let Text { fr, en } = self.level.label();
            text!("« {name} » n'est pas une {fr} de ces limites", "`{name}` is no {en} of these boundaries")
        })
    }
}

/// Deaths by year from the first to the last year of the events.
///
/// - Only stated numbers are added. Where events are recorded in an area and year but none states a
///   number, the value is missing; how many events lack it stands in a note. A year or area without
///   any event in between is a true 0: the record covers it and holds nothing.
/// - The first year is not whole when the record begins after January, the last when it ends
///   before December: they are marked with their months and never scaled up. The record begins and
///   ends with the month of its first and last event, or with `from` and `until` where it goes
///   beyond them.
/// - Events in a region of no zone, and those known only to a coarser level, are series of their
///   own, where there are any. They count in the whole of which the line is a share.
/// - Events without a date, or with one too vague to stand on one side of `from` or `until`, do
///   not count; a note says how many.
///
/// Without a dated event, or when `share_of` is no area of the level, there is no chart, and the
/// text says why.
pub fn deaths_by_year(events: &[Event], boundaries: &Boundaries, asked: &Asked, lang: Lang) -> Result<Body, Text> {
    let share_of = asked.share_of.map(|name| asked.position(name, boundaries)).transpose()?;
    let record = Record::new(events, boundaries, asked);
    let Some((begin, end)) = record.span() else {
        return Err(Text::new("aucun événement daté dans la période", "no dated event in the period"));
    };

    let groups = record.groups(boundaries, asked, lang);
    let mut periods = Vec::new();
    let mut shares = Vec::new();
    let mut partial_years = Vec::new();
    for year in begin.year()..=end.year() {
        let tallies: Vec<Tally> = groups.iter().map(|(group, _)| record.tally(year, *group)).collect();
        let partial = part_of_year(year, begin, end).map(|(from, to)| dates::within_year(from, to, lang));
        partial_years.extend(partial.iter().map(|months| format!("{year} ({months})")));
        if let Some(i) = share_of {
            let all: u64 = tallies.iter().map(|t| t.killed).sum();
            let own = record.tally(year, Group::Area(i));
            let share = own.value().value.ok().filter(|_| all > 0).map(|killed| 100.0 * killed / all as f64);
            shares.push(share.map_or(Value::missing(Missing::NoData), Value::new));
        }
        periods.push(Period { label: year.to_string(), partial, values: tallies.iter().map(Tally::value).collect() });
    }
    let line = share_of.map(|i| {
        let (name, Text { fr, en }) = (asked.name(boundaries, i), asked.level.label());
        let label = text!("Part de la {fr} {name}", "Share of the {en} {name}").get(lang).to_owned();
        Line { label, values: shares }
    });
    let say = |fr: &str, en: &str| Text::new(fr, en).get(lang).to_owned();
    let kind = ChartKind::Periods(Periods {
        periods,
        series: groups.into_iter().map(|(_, label)| label).collect(),
        axis: Axis::plain(say("Personnes tuées", "People killed"), 0),
        lines: line.into_iter().collect(),
        line_axis: Axis::percent(say("en % des morts de l’année", "% of the deaths of the year")),
    });
    Ok(Body { kind, notes: record.notes(&partial_years, lang) })
}

/// Where an event is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    Area(usize),
    /// In a region of no zone.
    NoZone,
    /// Known to a coarser level only, or not at all.
    Unknown,
}

/// The events of one group and year.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    killed: u64,
    /// Squares of the deaths of single events, added up: they say how surely the sum is known.
    squares: u64,
    stated: usize,
    /// Events with at least one death.
    deadly: usize,
    unstated: usize,
}

impl Tally {
    fn value(&self) -> Value {
        if self.stated == 0 && self.unstated > 0 { Value::missing(Missing::NoData) } else { Value::new(self.killed as f64) }
    }
}

/// The events that count, and what is known of those that do not.
#[derive(Default)]
struct Record {
    /// With which area each one is counted.
    leaders: Vec<usize>,
    cells: BTreeMap<(i16, Group), Tally>,
    /// Positions of the regions of no zone that have events.
    loose: BTreeSet<usize>,
    /// First and last day of what counts: of events known to the month, and of all.
    months: Option<(Date, Date)>,
    years: Option<(Date, Date)>,
    /// `from` and `until`, where the record goes beyond them.
    cut: (Option<Date>, Option<Date>),
    undated: usize,
    vague: usize,
}

impl Record {
    fn new(events: &[Event], boundaries: &Boundaries, asked: &Asked) -> Record {
        let leaders = asked.leaders(boundaries.level(asked.level).len());
        let mut record = Record { leaders, ..Record::default() };
        for event in events {
            let Some((first, last)) = event.days() else {
                record.undated += 1;
                continue;
            };
            let before = asked.from.filter(|from| first < *from);
            let after = asked.until.filter(|until| last > *until);
            let outside = before.is_some_and(|from| last < from) || after.is_some_and(|until| first > until);
            match (before, after) {
                (None, None) => record.add(event, (first, last), boundaries, asked.level),
                _ if !outside => record.vague += 1,
                _ => record.cut = (record.cut.0.or(before), record.cut.1.or(after)),
            }
        }
        record
    }

    fn add(&mut self, event: &Event, (first, last): (Date, Date), boundaries: &Boundaries, level: Level) {
        let wider = |span: Option<(Date, Date)>| Some(span.map_or((first, last), |(a, b)| (a.min(first), b.max(last))));
        self.years = wider(self.years);
        if first.month() == last.month() {
            self.months = wider(self.months);
        }
        let at = |to| {
            let place = event.place.as_ref()?;
            boundaries.ancestor(place.level, boundaries.level(place.level).position(&place.code)?, to)
        };
        let group = match (at(level), at(Level::Region)) {
            (Some(area), _) => Group::Area(self.leaders[area]),
            (None, Some(region)) if level == Level::Zone => {
                self.loose.insert(region);
                Group::NoZone
            }
            (None, _) => Group::Unknown,
        };
        let tally = self.cells.entry((first.year(), group)).or_default();
        match event.killed {
            Some(killed) => {
                tally.killed += u64::from(killed);
                tally.squares += u64::from(killed).pow(2);
                tally.stated += 1;
                tally.deadly += usize::from(killed > 0);
            }
            None => tally.unstated += 1,
        }
    }

    /// First and last day that the record covers.
    fn span(&self) -> Option<(Date, Date)> {
        let (first, last) = self.years?;
        // A bare year says nothing of its months where others tell them.
        let begin = self.months.filter(|m| m.0.year() == first.year()).map_or(first, |m| m.0.first_of_month());
        let end = self.months.filter(|m| m.1.year() == last.year()).map_or(last, |m| m.1.last_of_month());
        Some((self.cut.0.unwrap_or(begin), self.cut.1.unwrap_or(end)))
    }

    fn tally(&self, year: i16, group: Group) -> Tally {
        self.cells.get(&(year, group)).copied().unwrap_or_default()
    }

    /// The areas that stand for themselves or lead others, then the series that are no area.
    fn groups(&self, boundaries: &Boundaries, asked: &Asked, lang: Lang) -> Vec<(Group, String)> {
        let leads = |i: &usize| self.leaders[*i] == *i;
        let areas = (0..self.leaders.len()).filter(leads).map(|i| (Group::Area(i), asked.name(boundaries, i)));
        areas.chain(self.others(boundaries, asked.level, lang)).collect()
    }

    /// The series that are no area, where they have events.
    fn others(&self, boundaries: &Boundaries, level: Level, lang: Lang) -> Vec<(Group, String)> {
        let has = |group| self.cells.keys().any(|(_, g)| *g == group);
        let loose: Vec<&str> = self.loose.iter().map(|&r| boundaries.regions[r].name.as_str()).collect();
        let (names, Text { fr, en }) = (loose.join(", "), level.label());
        let all = [
            (Group::NoZone, text!("Hors zone ({names})", "In no zone ({names})")),
            (Group::Unknown, text!("Sans {fr} connue", "No {en} known")),
        ];
        all.into_iter().filter(|(group, _)| has(*group)).map(|(group, label)| (group, label.get(lang).to_owned())).collect()
    }

    fn notes(&self, partial_years: &[String], lang: Lang) -> Vec<String> {
        let mut notes = Vec::new();
        if !partial_years.is_empty() {
            let years = partial_years.join(", ");
            notes.push(text!(
                "Année incomplète : {years} ; ses nombres ne sont pas extrapolés à douze mois.",
                "Incomplete year: {years}; its numbers are not scaled up to twelve months."
            ));
        }
        let unstated: usize = self.cells.values().map(|t| t.unstated).sum();
        let n = |number: usize| count(number, lang);
        if unstated > 0 {
            let n = n(unstated);
            notes.push(text!(
                "Événements dont le nombre de morts n’est pas connu : {n} ; les totaux sont des minimums.",
                "Events whose number of deaths is not known: {n}; totals are minimums."
            ));
        }
        if self.undated + self.vague > 0 {
            let n = n(self.undated + self.vague);
            notes.push(text!(
                "Événements sans date assez précise, non comptés : {n}.",
                "Events without a precise enough date, not counted: {n}."
            ));
        }
        notes.into_iter().map(|note| note.get(lang).to_owned()).collect()
    }
}

/// The days of a year that the record covers; `None` where it covers the whole.
fn part_of_year(year: i16, begin: Date, end: Date) -> Option<(Date, Date)> {
    let (new_year, last_day) = (Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?);
    let part = (begin.max(new_year), end.min(last_day));
    (part != (new_year, last_day)).then_some(part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Area, Areas, Pcode, Place};
    use geo_types::MultiPolygon;
    use jiff::civil::date;

    fn boundaries() -> Boundaries {
        let area = |code: &str, name: &str, parent: Option<&str>| {
            Area::new(code.into(), name, parent.map(Pcode::from), MultiPolygon(Vec::new()))
        };
        Boundaries {
            country: Areas::new(Level::Country, vec![area("ML", "Mali", None)]),
            zones: Areas::new(Level::Zone, vec![area("CENTRE", "Centre", Some("ML")), area("NORD", "Nord", Some("ML"))]),
            regions: Areas::new(
                Level::Region,
                vec![area("R5", "Mopti", Some("CENTRE")), area("R7", "Gao", Some("NORD")), area("R9", "Taoudénit", None)],
            ),
            cercles: Areas::new(Level::Cercle, Vec::new()),
            communes: Areas::new(Level::Commune, Vec::new()),
            vintage: String::new(),
        }
    }

    fn event(date_text: &str, region: &str, killed: Option<u32>) -> Event {
        let place = (!region.is_empty()).then(|| Place { level: Level::Region, code: region.into() });
        Event {
            id: String::new(),
            place,
            point: None,
            precision: "region",
            date: None,
            date_text: date_text.into(),
            kind: "armed_attack",
            explosive: false,
            killed,
            injured: None,
            source: "i".into(),
            ..Event::default()
        }
    }

    const BY_ZONE: Asked = Asked { level: Level::Zone, share_of: Some("centre"), from: None, until: None, merged: &[] };

    fn of(events: &[Event], asked: &Asked, lang: Lang) -> (Periods, Vec<String>) {
        let body = deaths_by_year(events, &boundaries(), asked, lang).unwrap();
        let ChartKind::Periods(periods) = body.kind else { panic!("periods") };
        (periods, body.notes)
    }

    fn numbers(values: &[Value]) -> Vec<Option<f64>> {
        values.iter().map(|v| v.value.ok()).collect()
    }

    #[test]
    fn known_deaths_are_added_by_zone_and_gaps_are_zero() {
        let events = [
            event("2015-01-03", "R5", Some(6)),
            event("2015-06", "R7", Some(2)),
            event("2015", "R7", None),
            event("2017-02-01", "R7", None),
            event("2017-12-31", "R9", Some(5)),
            event("2017-05-05", "", Some(1)),
            event("", "R5", Some(99)),
        ];
        let (chart, notes) = of(&events, &BY_ZONE, Lang::Fr);
        assert_eq!(chart.series, ["Centre", "Nord", "Hors zone (Taoudénit)", "Sans zone connue"]);
        let years: Vec<&str> = chart.periods.iter().map(|p| p.label.as_str()).collect();
        assert_eq!(years, ["2015", "2016", "2017"]);
        assert_eq!(numbers(&chart.periods[0].values), [Some(6.0), Some(2.0), Some(0.0), Some(0.0)]);
        assert_eq!(numbers(&chart.periods[1].values), [Some(0.0); 4], "nothing recorded between two records");
        assert_eq!(numbers(&chart.periods[2].values), [Some(0.0), None, Some(5.0), Some(1.0)], "unknown is not zero");
        assert_eq!(numbers(&chart.lines[0].values), [Some(75.0), None, Some(0.0)]);
        assert_eq!(chart.lines[0].label, "Part de la zone Centre");
        assert!(chart.periods.iter().all(|p| p.partial.is_none()));
        assert_eq!(notes.len(), 2);
        assert!(notes[0].contains(": 2 ;") && notes[1].ends_with(": 1."), "{notes:?}");
    }

    #[test]
    fn a_cut_series_ends_in_a_part_of_a_year() {
        let events = [
            event("2008-05-01", "R5", Some(50)),
            event("2017-12-01", "R5", Some(10)),
            event("2018-06-23", "R5", Some(20)),
            event("2018-07", "R7", Some(5)),
            event("2018", "R7", Some(3)),
            event("2018-08-01", "R5", Some(40)),
        ];
        let asked = Asked { from: Some(date(2017, 1, 1)), until: Some(date(2018, 7, 31)), ..BY_ZONE };
        let (chart, notes) = of(&events, &asked, Lang::Fr);
        let labels: Vec<_> = chart.periods.iter().map(|p| (p.label.as_str(), p.partial.as_deref())).collect();
        assert_eq!(labels, [("2017", None), ("2018", Some("janv.–juil."))]);
        assert_eq!(numbers(&chart.periods[1].values), [Some(20.0), Some(5.0)], "what was counted, nothing more");
        assert!(notes[0].contains("2018 (janv.–juil.)") && notes[1].ends_with(": 1."), "{notes:?}");
        assert_eq!(of(&events, &asked, Lang::En).0.periods[1].partial.as_deref(), Some("Jan–Jul"));
    }

    #[test]
    fn a_record_that_begins_and_ends_within_a_year_says_so() {
        let events = [event("2016-03-09", "R5", Some(1)), event("2018-11-02", "R5", Some(1)), event("2018", "R5", Some(1))];
        let by_region = Asked { level: Level::Region, share_of: None, ..BY_ZONE };
        let (chart, _) = of(&events, &by_region, Lang::En);
        let partial: Vec<_> = chart.periods.iter().map(|p| p.partial.as_deref()).collect();
        assert_eq!(partial, [Some("Mar–Dec"), None, Some("Jan–Nov")]);
        assert_eq!(chart.series, ["Mopti", "Gao", "Taoudénit"]);
        assert!(chart.lines.is_empty());
    }

    #[test]
    fn an_older_list_of_units_keeps_the_totals() {
        let events = [event("2017-01-01", "R7", Some(4)), event("2017-02-01", "R9", Some(5)), event("2017-12-31", "R5", Some(1))];
        let merged = [("Grand Nord".to_owned(), vec![1, 2])];
        let asked = Asked { level: Level::Region, share_of: Some("Grand Nord"), merged: &merged, ..BY_ZONE };
        let (chart, _) = of(&events, &asked, Lang::Fr);
        assert_eq!(chart.series, ["Mopti", "Grand Nord"]);
        assert_eq!(numbers(&chart.periods[0].values), [Some(1.0), Some(9.0)]);
        assert_eq!(numbers(&chart.lines[0].values), [Some(90.0)]);
    }

    #[test]
    fn what_cannot_be_drawn_says_why() {
        let why = |events: &[Event], share_of| {
            deaths_by_year(events, &boundaries(), &Asked { share_of, ..BY_ZONE }, Lang::Fr).unwrap_err().fr
        };
        assert!(why(&[event("2018-01-01", "R5", Some(1))], Some("Est")).contains("« Est » n'est pas une zone"));
        assert!(why(&[event("", "R5", Some(1))], None).contains("aucun événement daté"));
    }
}
