//! When events happened: dates in one column or three, and how well the source knows them.

use crate::base::{Case, Problem, Problems, Text};
use crate::read::parse::dates::{self, PartialDate};
use crate::read::records::{Input, Records};
use std::collections::HashMap;

/// The dates of all records that have one, by row. Where the source says that it knows the month or
/// the year only, the day it writes is made up and left away.
pub(super) fn dates(records: &Records, input: &Input, problems: &mut Problems) -> HashMap<u64, PartialDate> {
    let dates = match records.has("date") {
        true => records.dates("date", input, problems),
        false => split_dates(records, input, problems),
    };
    let mut by_week = Problem::note(
        "date-within-week",
        records.file(),
        Text::new(
            "dates connues à quelques jours ou à la semaine près : le jour écrit est gardé",
            "dates known to some days or the week only: the day written is kept",
        ),
        Text::new("Rien à faire.", "Nothing to do."),
    );
    let mut known = HashMap::new();
    for (record, date) in records.iter().zip(dates) {
        let Some(date) = date else { continue };
        let date = match record.value("date_precision") {
            Some("month") => PartialDate { day: None, ..date },
            Some("year") => PartialDate { month: None, day: None, ..date },
            Some("week") => {
                by_week.push(Case::row(record.number(), records.header("date"), date.to_string()));
                date
            }
            _ => date,
        };
        known.insert(record.number(), date);
    }
    problems.add(by_week);
    known
}

/// Dates split over columns year, month and day; month or day may be empty.
fn split_dates(records: &Records, input: &Input, problems: &mut Problems) -> Vec<Option<PartialDate>> {
    let mut impossible = Problem::warning(
        "date-unreadable",
        records.file(),
        Text::new("dates illisibles : comptées comme absentes", "dates unreadable: counted as missing"),
        Text::new(
            "Année sur quatre chiffres, mois de 1 à 12, jour du mois.",
            "Year with four digits, month 1 to 12, day of the month.",
        ),
    );
    let dates = records.iter().map(|record| {
        let whole = |field: &str| record.get(field).map(|text| text.strip_suffix(".0").unwrap_or(text));
        let year = whole("year")?;
        let (month, day) = (whole("month").filter(|m| *m != "0"), whole("day").filter(|d| *d != "0"));
        let date = year.parse().ok().and_then(|year| match (month, day) {
            (None, _) => PartialDate::new(year, None, None),
            (Some(month), None) => PartialDate::new(year, Some(dates::month_number(month)?), None),
            (Some(month), Some(day)) => PartialDate::new(year, Some(dates::month_number(month)?), Some(day.parse().ok()?)),
        });
        if date.is_none() {
            let written = [Some(year), month, day].into_iter().flatten().collect::<Vec<_>>().join(" ");
            impossible.push(Case::row(record.number(), records.header("year"), written));
        }
        date
    });
    let dates = dates.collect();
    problems.add(impossible);
    records.plausible(dates, "year", input.as_of, problems)
}
