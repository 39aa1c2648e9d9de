//! Dates as registers write them: whole, to the month, or only the year.

use super::words::fold;
use jiff::civil::Date;
use serde::Serialize;
use std::fmt;

/// A date known to the day, the month or the year. Orders as a calendar does; a coarser date
/// stands before the finer ones it contains.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct PartialDate {
    pub year: i16,
    pub month: Option<i8>,
    /// Never present without a month.
    pub day: Option<i8>,
}

impl PartialDate {
    /// `None` unless the calendar has such a date (29 February included where due).
    pub fn new(year: i16, month: Option<i8>, day: Option<i8>) -> Option<Self> {
        let exists = match (month, day) {
            (None, None) => true,
            (None, Some(_)) => false,
            (Some(month), day) => jiff::civil::Date::new(year, month, day.unwrap_or(1)).is_ok(),
        };
        exists.then_some(PartialDate { year, month, day })
    }

    /// The first day it can mean.
    pub fn first_day(self) -> (i16, i8, i8) {
        (self.year, self.month.unwrap_or(1), self.day.unwrap_or(1))
    }

    /// The first and the last day it can mean; `None` for a date that no calendar has.
    pub fn days(self) -> Option<(Date, Date)> {
        let (year, month, day) = self.first_day();
        let first = Date::new(year, month, day).ok()?;
        let last = match (self.month, self.day) {
            (_, Some(_)) => first,
            (Some(_), None) => first.last_of_month(),
            (None, None) => first.last_of_year(),
        };
        Some((first, last))
    }
}

/// ISO 8601, as far as it is known: `2018-03-04`, `2018-03`, `2018`.
impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }
}

/// Which number stands first in `03/04/2018`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayOrder {
    DayFirst,
    MonthFirst,
}

impl DayOrder {
    /// What a column of dates shows by itself: a number above 12 tells where the day stands.
    /// `None` when nothing tells, or when the column contradicts itself.
    pub fn shown_by<'a>(texts: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        let (mut day_first, mut month_first) = (false, false);
        for text in texts {
            if let Some((a, b, _)) = slashed(text) {
                day_first |= a > 12;
                month_first |= b > 12;
            }
        }
        match (day_first, month_first) {
            (true, false) => Some(DayOrder::DayFirst),
            (false, true) => Some(DayOrder::MonthFirst),
            _ => None,
        }
    }
}

/// Whether a date could be read with day and month in either place.
pub fn is_ambiguous(text: &str) -> bool {
    slashed(text).is_some_and(|(a, b, _)| a <= 12 && b <= 12 && a != b)
}

/// Reads ISO dates and times, `dd/mm/yyyy` (order as given, unless only the other order is
/// possible), `1-Jan-2010`, `1er janvier 2010`, `03/2018`, `mars 2018`, `2018`, `2018.0`.
/// A time of day is ignored. `None` for anything else, and for dates no calendar has.
pub fn parse(text: &str, order: DayOrder) -> Option<PartialDate> {
    let text = text.trim();
    if let Some((a, b, year)) = slashed(text) {
        let (day, month) = match order {
            DayOrder::DayFirst if b > 12 => (b, a),
            DayOrder::MonthFirst if a > 12 => (a, b),
            DayOrder::DayFirst => (a, b),
            DayOrder::MonthFirst => (b, a),
        };
        return PartialDate::new(year, Some(month), Some(day));
    }
    let date =
        text.split(['T', ' ']).next().filter(|d| d.len() >= 6 && d.starts_with(|c: char| c.is_ascii_digit())).unwrap_or(text);
    let parts: Vec<&str> = date.split(['-', '/', '.']).collect();
    match parts.as_slice() {
        [year] if is_year(year) => PartialDate::new(year.parse().ok()?, None, None),
        [year, "0"] if is_year(year) => PartialDate::new(year.parse().ok()?, None, None),
        [year, month] if is_year(year) && month.len() == 2 => {
            PartialDate::new(year.parse().ok()?, Some(month.parse().ok()?), None)
        }
        [month, year] if is_year(year) && month.len() <= 2 => {
            PartialDate::new(year.parse().ok()?, Some(month.parse().ok()?), None)
        }
        [year, month, day] if is_year(year) => {
            PartialDate::new(year.parse().ok()?, Some(month.parse().ok()?), Some(day.parse().ok()?))
        }
        _ => with_month_name(text),
    }
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit())
}

/// The three numbers of `03/04/2018`, `3-4-2018`, `03.04.2018 10:30`.
fn slashed(text: &str) -> Option<(i8, i8, i16)> {
    let date = text.trim().split(' ').next()?;
    let mark = date.chars().find(|c| !c.is_ascii_digit()).filter(|c| matches!(c, '/' | '-' | '.'))?;
    let mut parts = date.split(mark);
    let (a, b, year) = (parts.next()?, parts.next()?, parts.next()?);
    (parts.next().is_none() && is_year(year)).then_some(())?;
    Some((a.parse().ok()?, b.parse().ok()?, year.parse().ok()?))
}

fn with_month_name(text: &str) -> Option<PartialDate> {
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let day = |text: &str| text.trim_end_matches("er").parse::<i8>().ok();
    match words.as_slice() {
        [month, year] if is_year(year) => PartialDate::new(year.parse().ok()?, Some(month_number(month)?), None),
        [first, month, year] if is_year(year) => {
            PartialDate::new(year.parse().ok()?, Some(month_number(month)?), Some(day(first)?))
        }
        _ => None,
    }
}

/// A month by its French or English name or usual abbreviation (`juil.`, `Jul`, `août`), or number.
pub fn month_number(text: &str) -> Option<i8> {
    let word = fold(text);
    if let Ok(number) = word.parse::<i8>() {
        return (1..=12).contains(&number).then_some(number);
    }
    const MONTHS: [[&str; 2]; 12] = [
        ["janvier", "january"],
        ["fevrier", "february"],
        ["mars", "march"],
        ["avril", "april"],
        ["mai", "may"],
        ["juin", "june"],
        ["juillet", "july"],
        ["aout", "august"],
        ["septembre", "september"],
        ["octobre", "october"],
        ["novembre", "november"],
        ["decembre", "december"],
    ];
    // Three letters tell months apart, except French "jui(n)" and "jui(llet)", which need four.
    let enough = if word.starts_with("jui") { 4 } else { 3 };
    (word.len() >= enough).then_some(())?;
    MONTHS.iter().position(|names| names.iter().any(|name| name.starts_with(&word))).map(|i| i as i8 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ladder_of_spellings() {
        for (text, iso) in [
            ("2018-03-04", Some("2018-03-04")),
            ("1990-06-28 00:00:00.000", Some("1990-06-28")),
            ("2018-03-04T10:30:00Z", Some("2018-03-04")),
            ("2018/03/04", Some("2018-03-04")),
            ("04/03/2018", Some("2018-03-04")),
            ("03/25/2018", Some("2018-03-25")),
            ("01/05/2008 12:00:00 AM +0000", Some("2008-05-01")),
            ("1-Jan-2010", Some("2010-01-01")),
            ("1er août 2017", Some("2017-08-01")),
            ("12 juil. 2017", Some("2017-07-12")),
            ("mars 2018", Some("2018-03")),
            ("03/2018", Some("2018-03")),
            ("2018-03", Some("2018-03")),
            ("2018", Some("2018")),
            ("2014.0", Some("2014")),
            ("29/02/2019", None),
            ("2018-13-01", None),
            ("jui 2018", None),
            ("hier", None),
            ("", None),
        ] {
            assert_eq!(parse(text, DayOrder::DayFirst).map(|d| d.to_string()).as_deref(), iso, "{text:?}");
        }
    }

    #[test]
    fn a_column_tells_its_own_order() {
        assert_eq!(DayOrder::shown_by(["03/04/2018", "25/04/2018"]), Some(DayOrder::DayFirst));
        assert_eq!(DayOrder::shown_by(["03/04/2018", "04/25/2018"]), Some(DayOrder::MonthFirst));
        assert_eq!(DayOrder::shown_by(["03/04/2018"]), None);
        assert_eq!(DayOrder::shown_by(["13/04/2018", "04/13/2018"]), None, "it contradicts itself");
        assert!(is_ambiguous("03/04/2018") && !is_ambiguous("04/04/2018") && !is_ambiguous("25/04/2018"));
        assert_eq!(parse("03/04/2018", DayOrder::MonthFirst).map(|d| d.to_string()).as_deref(), Some("2018-03-04"));
    }

    #[test]
    fn a_coarse_date_lasts_as_long_as_it_may() {
        let days = |text| parse(text, DayOrder::DayFirst).and_then(PartialDate::days).map(|(a, b)| format!("{a} {b}"));
        assert_eq!(days("2016-02").as_deref(), Some("2016-02-01 2016-02-29"));
        assert_eq!(days("2017").as_deref(), Some("2017-01-01 2017-12-31"));
        assert_eq!(days("2018-07-31").as_deref(), Some("2018-07-31 2018-07-31"));
        assert_eq!(PartialDate { year: 2017, month: Some(13), day: None }.days(), None);
    }

    #[test]
    fn a_coarse_date_stands_before_its_days() {
        let year = PartialDate::new(2018, None, None);
        assert!(year < PartialDate::new(2018, Some(1), Some(1)) && year > PartialDate::new(2017, Some(12), Some(31)));
        assert_eq!(PartialDate::new(2018, None, Some(3)), None, "a day without a month is no date");
    }
}
