//! Cases and people of each area: fields of the areas, or points of another file counted in them, by steps of time.

use super::Against;
use crate::base::{Area, Case, Error, FeatureRow, Features, Problem, Problems, Result, Text};
use crate::pipeline::account::InputAccount;
use crate::pipeline::plain::{PlainInput, place_of};
use crate::read::parse::dates::{DayOrder, parse};
use crate::table::Locator;
use crate::text;
use jiff::civil::Date;
use std::ops::Range;

/// Which points, and when they count.
#[derive(Debug, Clone)]
pub struct EventsAsked {
    pub file: PlainInput,
    /// The field of dates; without it time is not looked at.
    pub date: Option<String>,
    pub step: Step,
    /// Nothing before or after these days counts; without them all days that occur.
    pub from: Option<Date>,
    pub until: Option<Date>,
}

/// Length of a step of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Day,
    Month,
    Quarter,
    Year,
}

impl Step {
    pub fn label(self) -> Text {
        match self {
            Step::Day => Text::new("jours", "days"),
            Step::Month => Text::new("mois", "months"),
            Step::Quarter => Text::new("trimestres", "quarters"),
            Step::Year => Text::new("années", "years"),
        }
    }

    /// The number of the step that holds a day, steps of the calendar counted from some beginning.
    fn of(self, day: Date) -> i32 {
        let months = i32::from(day.year()) * 12 + i32::from(day.month()) - 1;
        match self {
            Step::Day => (day - Date::ZERO).get_days(),
            Step::Month => months,
            Step::Quarter => months.div_euclid(3),
            Step::Year => i32::from(day.year()),
        }
    }

    /// The first day of a step; `None` past the end of the calendar.
    fn first_day(self, step: i32) -> Option<Date> {
        let of_month =
            |months: i32| Date::new(i16::try_from(months.div_euclid(12)).ok()?, months.rem_euclid(12) as i8 + 1, 1).ok();
        match self {
            Step::Day => Date::ZERO.checked_add(jiff::Span::new().try_days(i64::from(step)).ok()?).ok(),
            Step::Month => of_month(step),
            Step::Quarter => of_month(step.checked_mul(3)?),
            Step::Year => of_month(step.checked_mul(12)?),
        }
    }
}

/// The steps of a scan as days.
#[derive(Debug, Clone, Copy)]
pub struct Periods {
    pub step: Step,
    /// First and last day that count.
    span: (Date, Date),
}

impl Periods {
    pub fn count(&self) -> usize {
        (self.step.of(self.span.1) - self.step.of(self.span.0)).unsigned_abs() as usize + 1
    }

    /// First and last day of a run of steps, within the days that count.
    pub fn days(&self, run: &Range<usize>) -> (Date, Date) {
        let first = |step: usize| self.step.first_day(self.step.of(self.span.0).saturating_add(step as i32));
        let begin = first(run.start).map_or(self.span.0, |day| day.max(self.span.0));
        let last = first(run.end).and_then(|day| day.yesterday().ok());
        (begin, last.map_or(self.span.1, |day| day.min(self.span.1)))
    }
}

/// Cases of each area by steps.
pub struct Counted {
    pub cases: Vec<Vec<u32>>,
    pub steps: usize,
    known: Vec<bool>,
}

impl Counted {
    /// Whole numbers from a field; others are problems, and their areas have no known cases.
    pub fn of_field(features: &Features, field: &str, problems: &mut Problems) -> Result<Counted> {
        let numbers = numbers(features, field, "cases", problems)?;
        let cases = numbers.iter().map(|n| vec![n.map_or(0, |n| n as u32)]).collect();
        Ok(Counted { cases, steps: 1, known: numbers.iter().map(Option::is_some).collect() })
    }

    /// Whether each area has cases and people both known.
    pub fn usable(&self, people: &[Option<f64>]) -> Vec<bool> {
        self.known.iter().zip(people).map(|(known, people)| *known && people.is_some()).collect()
    }
}

/// People, or controls, of each area; `None` where they are not known.
pub fn people(features: &Features, against: &Against, problems: &mut Problems) -> Result<Vec<Option<f64>>> {
    match against {
        Against::Controls(field) => numbers(features, field, "controls", problems),
        Against::People(field) => amounts(features, field, problems),
    }
}

fn field_of(features: &Features, name: &str, option: &str) -> Result<usize> {
    let field = features.field(name)?;
    let (file, name) = (&features.file, &features.fields[field].name);
    match features.fields[field].kind.is_number() {
        true => Ok(field),
        false => Err(Error::usage(
            text!("`{file}` : le champ `{name}` ne contient pas de nombres", "`{file}`: field `{name}` does not hold numbers"),
            text!("Choisissez un champ de nombres avec --{option}.", "Choose a field of numbers with --{option}."),
        )),
    }
}

/// The usable numbers of a field; others are told.
fn usable(
    features: &Features,
    field: usize,
    what: Text,
    problems: &mut Problems,
    fits: impl Fn(f64) -> bool,
) -> Vec<Option<f64>> {
    let mut wrong = Problem::warning(
        "number-unusable",
        &features.file,
        what,
        Text::new("Corrigez ces lignes ; leurs unités sont laissées de côté.", "Correct these rows; their areas are left out."),
    );
    let name = &features.fields[field].name;
    let one = |row: &FeatureRow| {
        let value = row.values[field].as_f64().filter(|v| fits(*v));
        if value.is_none() {
            wrong.push(Case::row(row.row, name.clone(), row.values[field].shown()));
        }
        value
    };
    let all = features.rows.iter().map(one).collect();
    problems.add(wrong);
    all
}

fn numbers(features: &Features, name: &str, option: &str, problems: &mut Problems) -> Result<Vec<Option<f64>>> {
    let field = field_of(features, name, option)?;
    let what = Text::new("nombres absents, négatifs ou non entiers", "numbers that are missing, below zero or not whole");
    Ok(usable(features, field, what, problems, |v| v >= 0.0 && v.fract() == 0.0 && v <= f64::from(u32::MAX)))
}

fn amounts(features: &Features, name: &str, problems: &mut Problems) -> Result<Vec<Option<f64>>> {
    let field = field_of(features, name, "population")?;
    let what = Text::new("population absente ou nulle", "people missing or zero");
    Ok(usable(features, field, what, problems, |v| v > 0.0 && v.is_finite()))
}

/// Events counted in areas.
pub struct EventsInAreas {
    pub counted: Counted,
    pub periods: Option<Periods>,
    pub input: InputAccount,
}

/// Counts the points of a file in areas, by steps where there are dates. What cannot be counted is left out by reason and
/// told. A date that is known to a month counts in steps of months and longer.
///
/// # Errors
/// A file that cannot be read, a field that is not there, no event with a usable date, a period that ends before it begins.
pub fn of_events(asked: &EventsAsked, areas: &[Area], problems: &mut Problems) -> Result<EventsInAreas> {
    let events = asked.file.read(problems)?;
    let field = asked.date.as_deref().map(|name| events.field(name)).transpose()?;
    let shown: Vec<String> = events.rows.iter().map(|row| field.map_or_else(String::new, |f| row.values[f].shown())).collect();
    let order = DayOrder::shown_by(shown.iter().map(String::as_str)).unwrap_or(DayOrder::DayFirst);
    let days: Vec<Option<(Date, Date)>> = shown.iter().map(|text| parse(text, order)?.days()).collect();
    let mut input = InputAccount::new(Text::new("événements", "events"), &events.file, events.rows.len() as u64);
    let mut undated = Problem::warning(
        "date-unusable",
        &events.file,
        Text::new(
            "dates absentes, illisibles ou trop vagues pour le pas de temps",
            "dates missing, unreadable or too vague for the step of time",
        ),
        Text::new("Corrigez-les, ou prenez un pas plus long avec --step.", "Correct them, or take a longer step with --step."),
    );
    // The step of each event; all in one where time is not looked at.
    let exact = |i: usize| days[i].filter(|(a, b)| asked.step.of(*a) == asked.step.of(*b));
    let periods = match field {
        None => None,
        Some(_) => {
            let known = || (0..events.rows.len()).filter_map(exact);
            let begin = asked.from.or_else(|| known().map(|d| d.0).min());
            let end = asked.until.or_else(|| known().map(|d| d.1).max());
            let span = begin.zip(end).filter(|(a, b)| a <= b).ok_or_else(|| nothing_dated(&events.file))?;
            Some(Periods { step: asked.step, span })
        }
    };
    let steps = periods.map_or(1, |p| p.count());
    let locator = Locator::of_polygons(&areas.iter().map(|a| &a.geometry).collect::<Vec<_>>());
    let mut cases = vec![vec![0u32; steps]; areas.len()];
    let (mut outside, mut nowhere, mut before) = (0, 0, 0);
    for (i, row) in events.rows.iter().enumerate() {
        let step = match periods {
            None => 0,
            Some(periods) => match exact(i) {
                None => {
                    let name = field.map_or("", |f| events.fields[f].name.as_str());
                    undated.push(Case::row(row.row, name, shown[i].clone()));
                    continue;
                }
                Some((a, b)) if a < periods.span.0 || b > periods.span.1 => {
                    before += 1;
                    continue;
                }
                Some((a, _)) => (periods.step.of(a) - periods.step.of(periods.span.0)).unsigned_abs() as usize,
            },
        };
        match row.geometry.as_ref().and_then(place_of) {
            None => nowhere += 1,
            Some(at) => match locator.locate(at) {
                None => outside += 1,
                Some(area) => cases[area][step] += 1,
            },
        }
    }
    input.leave_out("undated", Text::new("sans date utilisable", "without a usable date"), undated.count as u64);
    input.leave_out("outside-period", Text::new("hors de la période", "outside the period"), before);
    input.leave_out("no-coordinates", Text::new("sans coordonnées", "without coordinates"), nowhere);
    input.leave_out("outside", Text::new("hors de toutes les unités", "outside every area"), outside);
    problems.add(undated);
    let counted = Counted { known: areas.iter().map(|a| !a.geometry.0.is_empty()).collect(), cases, steps };
    Ok(EventsInAreas { counted, periods, input })
}

fn nothing_dated(file: &str) -> Error {
    Error::input(
        text!("`{file}` : aucun événement daté dans la période", "`{file}`: no dated event in the period"),
        Text::new("Vérifiez --date, --from et --until.", "Check --date, --from and --until."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn steps_of_the_calendar_have_their_days() {
        for (step, count, second) in [
            (Step::Day, 60, (date(2020, 1, 31), date(2020, 1, 31))),
            (Step::Month, 3, (date(2020, 2, 1), date(2020, 2, 29))),
            (Step::Quarter, 1, (date(2020, 1, 30), date(2020, 3, 29))),
            (Step::Year, 1, (date(2020, 1, 30), date(2020, 3, 29))),
        ] {
            let periods = Periods { step, span: (date(2020, 1, 30), date(2020, 3, 29)) };
            assert_eq!(periods.count(), count, "{step:?}");
            let run = if count > 1 { 1..2 } else { 0..1 };
            assert_eq!(periods.days(&run), second, "{step:?}");
        }
        for day in [date(1999, 12, 31), date(2024, 2, 29)] {
            for step in [Step::Day, Step::Month, Step::Quarter, Step::Year] {
                let first = step.first_day(step.of(day)).unwrap();
                assert!(first <= day && step.first_day(step.of(day) + 1).unwrap() > day, "{step:?} {day}");
            }
        }
    }
}
