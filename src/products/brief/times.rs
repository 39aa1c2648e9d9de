//! Incidents over time, counted in the layer that the run writes.

use super::facts::Facts;
use super::pick;
use crate::base::{Lang, Text, count};
use crate::carto::brief::{Slot, Times};
use crate::carto::words::words;
use crate::layers::{FieldValue, Layer};
use crate::text;
use std::collections::BTreeMap;

/// Longest records that are shown by month and by quarter, months.
const BY_MONTH: i32 = 14;
const BY_QUARTER: i32 = 40;
/// Years shown, the last of the record.
const YEARS: i32 = 12;

/// From when to when incidents were recorded anywhere: months counted from year 0, and whether
/// the months are known or the years alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub first: i32,
    pub last: i32,
    months_known: bool,
}

/// The chart, and what it does not show.
pub struct Shown {
    /// `None` where nothing was recorded in the region, or nothing dated.
    pub chart: Option<Times>,
    /// Events of the region that are not known so finely as to stand in a commune.
    pub coarse: usize,
    /// Events of which only the country is known.
    pub of_country: usize,
    /// Events of the region whose number of people killed is a lower bound.
    pub at_least: usize,
    /// Whether the project has incidents at all.
    pub any: bool,
}

/// Year and month of a date as layers write it.
fn year_and_month(date: &str) -> Option<(i32, Option<i32>)> {
    let year = date.get(..4)?.parse().ok()?;
    let month = date.get(5..7).and_then(|m| m.parse().ok()).filter(|m| (1..=12).contains(m));
    Some((year, month))
}

fn layer<'a>(facts: &Facts<'a>) -> Option<&'a Layer> {
    facts.source.layers.iter().find(|l| l.name == "incidents")
}

impl Span {
    /// Of all dated events of the project; `None` without any.
    pub fn of(facts: &Facts) -> Option<Span> {
        let layer = layer(facts)?;
        let dates: Vec<(i32, Option<i32>)> =
            (0..layer.features.len()).filter_map(|i| year_and_month(layer.value(i, "date").as_str()?)).collect();
        let (first, last) = (dates.iter().map(|d| d.0).min()?, dates.iter().map(|d| d.0).max()?);
        // A bare year counts where no event of it tells its month.
        let months = |year: i32| dates.iter().filter(move |d| d.0 == year).filter_map(|d| d.1);
        let begin = months(first).min();
        let end = months(last).max();
        Some(Span {
            first: first * 12 + begin.unwrap_or(1) - 1,
            last: last * 12 + end.unwrap_or(12) - 1,
            months_known: begin.is_some() && end.is_some(),
        })
    }

    /// « de janvier 2016 à juillet 2018 », « de 2009 à 2018 ».
    pub fn between(&self, lang: Lang) -> String {
        let said = |month: i32| if self.months_known { month_and_year(month, lang) } else { (month / 12).to_string() };
        let (from, to) = (said(self.first), said(self.last));
        if from == to {
            return pick(lang, text!("en {from}", "in {from}"));
        }
        // « d’avril », « d’août », « d’octobre ».
        let of = if from.starts_with(['a', 'o']) { "d’" } else { "de " };
        pick(lang, text!("{of}{from} à {to}", "from {from} to {to}"))
    }
}

fn month_and_year(month: i32, lang: Lang) -> String {
    // The month of a whole date without its day.
    let day = jiff::civil::Date::new((month / 12) as i16, (month % 12 + 1) as i8, 2);
    let said = day.map_or_else(|_| (month / 12).to_string(), |day| crate::base::long_date(day, lang));
    said.strip_prefix("2 ").map_or(said.clone(), str::to_owned)
}

/// How many months make a period.
fn step_of(span: &Span) -> i32 {
    let months = span.last - span.first + 1;
    match span.months_known {
        true if months <= BY_MONTH => 1,
        true if months <= BY_QUARTER => 3,
        _ => 12,
    }
}

/// Incidents and people killed of the region in each period.
pub fn times(facts: &Facts) -> Shown {
    let (code, Some(layer)) = (facts.code(), layer(facts)) else {
        return Shown { chart: None, coarse: 0, of_country: 0, at_least: 0, any: false };
    };
    let here: Vec<usize> =
        (0..layer.features.len()).filter(|&i| layer.features[i].regions.iter().any(|r| r.as_str() == code)).collect();
    let level = |i: usize| layer.value(i, "area_level").as_str().unwrap_or_default();
    Shown {
        chart: Span::of(facts).filter(|_| !here.is_empty()).and_then(|span| chart(facts, layer, &here, span)),
        coarse: here.iter().filter(|&&i| level(i) != "commune").count(),
        of_country: layer.features.iter().filter(|f| f.regions.is_empty()).count(),
        at_least: here.iter().filter(|&&i| *layer.value(i, "killed_at_least") == FieldValue::Integer(1)).count(),
        any: !layer.features.is_empty(),
    }
}

fn chart(facts: &Facts, layer: &Layer, here: &[usize], span: Span) -> Option<Times> {
    let (lang, step) = (facts.lang(), step_of(&span));
    let last = span.last / step;
    let first = (span.first / step).max(if step == 12 { last - YEARS + 1 } else { i32::MIN });
    // Incidents, those that state how many were killed, and how many were.
    let mut counted: BTreeMap<i32, (u32, u32, f64)> = BTreeMap::new();
    let (mut before, mut undated) = (0, 0);
    for &i in here {
        let date = layer.value(i, "date").as_str().and_then(year_and_month);
        let period = date.and_then(|(year, month)| match (step, month) {
            (12, _) => Some(year),
            (_, month) => Some((year * 12 + month? - 1) / step),
        });
        let Some(period) = period else {
            undated += 1;
            continue;
        };
        if period < first {
            before += 1;
            continue;
        }
        let (events, told, killed) = counted.entry(period).or_default();
        *events += 1;
        if let Some(number) = layer.value(i, "killed").as_f64() {
            *told += 1;
            *killed += number;
        }
    }
    if counted.is_empty() {
        return None;
    }
    let at = |period: i32| counted.get(&period).copied().unwrap_or_default();
    let partial = |period: i32| span.first > period * step || span.last < (period + 1) * step - 1;
    let periods: Vec<Slot> = (first..=last).map(|period| slot(period, step, first, &span, partial(period), lang)).collect();
    let events = (first..=last).map(|p| Some(f64::from(at(p).0))).collect();
    let killed: Vec<Option<f64>> =
        (first..=last).map(|p| if at(p).0 > 0 && at(p).1 == 0 { None } else { Some(at(p).2) }).collect();
    let mut series = vec![(series_label("Incidents enregistrés", "Recorded incidents", step, lang), events)];
    if counted.values().any(|c| c.1 > 0) {
        series.push((series_label("Personnes tuées", "People killed", step, lang), killed.clone()));
    }
    let mut notes = Vec::new();
    if periods.iter().any(|p| p.partial) {
        let between = span.between(lang);
        notes.push(pick(
            lang,
            text!("Colonne pâle : période incomplète ; relevé {between}.", "Pale column: incomplete period; record {between}."),
        ));
    }
    if series.len() > 1 && killed.iter().any(Option::is_none) {
        notes.push(pick(lang, Text::new("? : aucun nombre de tués déclaré.", "?: no number of killed stated.")));
    }
    if before > 0 {
        let (n, year) = (count(before, lang), first);
        notes.push(pick(lang, text!("Incidents avant {year}, non montrés : {n}.", "Incidents before {year}, not shown: {n}.")));
    }
    if undated > 0 {
        let n = count(undated, lang);
        notes.push(pick(
            lang,
            text!("Incidents de date inconnue, non montrés : {n}.", "Incidents of unknown date, not shown: {n}."),
        ));
    }
    Some(Times {
        heading: pick(lang, Text::new("Incidents dans le temps", "Incidents over time")),
        periods,
        series,
        note: notes.join(" "),
    })
}

fn series_label(fr: &str, en: &str, step: i32, lang: Lang) -> String {
    let by = match step {
        1 => Text::new("par mois", "by month"),
        3 => Text::new("par trimestre", "by quarter"),
        _ => Text::new("par an", "by year"),
    };
    let by = by.get(lang).to_owned();
    pick(lang, text!("{fr}, {by}", "{en}, {by}"))
}

/// A period with its labels. A year that is cut off says where.
fn slot(period: i32, step: i32, first: i32, span: &Span, partial: bool, lang: Lang) -> Slot {
    let names: Vec<&str> = words().chart_months.get(lang).split(' ').collect();
    let month = |m: i32| names.get((m % 12) as usize).copied().unwrap_or_default();
    let begins_year = period == first || (period * step) % 12 == 0;
    let year = || if begins_year { (period * step / 12).to_string() } else { String::new() };
    let (label, under) = match step {
        1 => (month(period).to_owned(), year()),
        3 => {
            let quarter = period % 4 + 1;
            (pick(lang, text!("T{quarter}", "Q{quarter}")), year())
        }
        _ => {
            let (begins, ends) = (span.first > period * 12, span.last < period * 12 + 11);
            let from = if begins { month(span.first) } else { "" };
            let to = if ends { month(span.last) } else { "" };
            let under = if partial { format!("{from} → {to}").trim().to_owned() } else { String::new() };
            (period.to_string(), under)
        }
    };
    Slot { label, under, partial }
}
