//! Survey estimates as tables: for people in their own words and numbers, for programs with ids and
//! all digits.

use crate::base::{Lang, Missing, Text, number, percent};
use crate::layers::csv::{spreadsheet_text, write_table};
use crate::layers::xlsx::{Cell, Sheet};
use crate::survey::{Estimate, Origin, Statistic};
use serde_json::{Value, json};

/// Columns of the table of estimates. `value`, bounds and standard error are in percent or in the
/// question's own unit; where there is no value, `missing` says why.
const FIELDS: [&str; 21] = [
    "wave",
    "question",
    "item",
    "choice",
    "statistic",
    "by_1",
    "group_1",
    "by_2",
    "group_2",
    "n",
    "value",
    "missing",
    "lower",
    "upper",
    "interval",
    "standard_error",
    "design_effect",
    "effective_n",
    "indicative",
    "input",
    "section",
];

/// One line per estimate, in the order given, as CSV.
pub fn estimates_csv(estimates: &[Estimate]) -> String {
    let header = FIELDS.map(String::from).to_vec();
    let written = |cell: Cell| match cell {
        Cell::Text(text) => spreadsheet_text(&text).into_owned(),
        Cell::Number(value) => value.to_string(),
        Cell::Empty => String::new(),
    };
    let rows = estimates.iter().map(|e| cells(e).into_iter().map(written).collect());
    let mut out = Vec::new();
    write_table(&mut out, std::iter::once(header).chain(rows)).expect("memory takes every write");
    String::from_utf8(out).expect("cells are text")
}

/// The same lines as a sheet.
pub fn estimates_sheet(estimates: &[Estimate], name: &str) -> Sheet {
    Sheet { name: name.into(), header: FIELDS.map(String::from).to_vec(), rows: estimates.iter().map(cells).collect() }
}

/// The same lines as JSON objects; what is empty in the table is null.
pub fn estimates_json(estimates: &[Estimate]) -> Value {
    let value = |cell: Cell| match cell {
        Cell::Text(text) => json!(text),
        Cell::Number(number) => json!(number),
        Cell::Empty => Value::Null,
    };
    let object = |e: &Estimate| {
        let fields = FIELDS.iter().map(|f| (*f).to_owned());
        let mut object: serde_json::Map<String, Value> = fields.zip(cells(e).into_iter().map(value)).collect();
        // People are counted in whole numbers.
        object.insert("n".into(), json!(e.n));
        Value::Object(object)
    };
    Value::Array(estimates.iter().map(object).collect())
}

fn cells(e: &Estimate) -> Vec<Cell> {
    let text = |text: &str| if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) };
    let maybe = |value: Option<f64>| value.filter(|v| v.is_finite()).map_or(Cell::Empty, Cell::Number);
    let group = |i: usize| e.group.get(i).map_or((Cell::Empty, Cell::Empty), |(by, value)| (text(by), text(value)));
    let ((by_1, group_1), (by_2, group_2)) = (group(0), group(1));
    let (input, section) = match &e.origin {
        Origin::Computed { input } => (input.as_str(), ""),
        Origin::Published { input, section } => (input.as_str(), section.as_str()),
    };
    let interval = serde_json::to_value(e.interval_kind).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default();
    vec![
        text(&e.wave),
        text(&e.question),
        text(e.item.as_deref().unwrap_or_default()),
        text(e.choice.as_deref().unwrap_or_default()),
        Cell::Text(e.statistic.id()),
        by_1,
        group_1,
        by_2,
        group_2,
        maybe(e.n.map(f64::from)),
        maybe(e.value.ok()),
        text(e.value.err().map_or("", Missing::id)),
        maybe(e.interval.map(|b| b.0)),
        maybe(e.interval.map(|b| b.1)),
        text(if e.interval.is_some() { &interval } else { "" }),
        maybe(e.standard_error),
        maybe(e.design_effect),
        maybe(e.n.zip(e.design_effect).filter(|(_, d)| *d > 0.0).map(|(n, d)| f64::from(n) / d)),
        Cell::Text(e.indicative.to_string()),
        text(input),
        text(section),
    ]
}

/// A value as people read it: `77 %`, `3,46`, or why there is none.
fn value_text(e: &Estimate, lang: Lang) -> String {
    match e.value {
        Ok(value) if e.statistic.is_percent() => percent(value, 0, lang),
        Ok(value) => number(value, 2, lang),
        Err(why) => why.label().get(lang).to_owned(),
    }
}

/// The bounds as people read them: `62 – 87`; empty where there are none.
fn bounds_text(e: &Estimate, lang: Lang) -> String {
    let decimals = if e.statistic.is_percent() { 0 } else { 2 };
    e.interval
        .map_or_else(String::new, |(low, high)| format!("{} – {}", number(low, decimals, lang), number(high, decimals, lang)))
}

/// A table for the eye: a line for each statistic, item and answer, a column for each group, the
/// answers behind them first. `groups` holds the values and the label of each column, `label` is
/// what the item and choice of an estimate are called.
pub fn text_table(
    estimates: &[Estimate],
    groups: &[(Vec<String>, Text)],
    label: impl Fn(&Estimate) -> Text,
    lang: Lang,
) -> (Vec<String>, Vec<Vec<String>>) {
    let header = std::iter::once(String::new()).chain(groups.iter().map(|(_, label)| label.get(lang).to_owned())).collect();
    let same_line = |a: &Estimate, b: &Estimate| (&a.item, &a.choice, a.statistic) == (&b.item, &b.choice, b.statistic);
    let mut lines: Vec<&Estimate> = Vec::new();
    for e in estimates {
        if !lines.iter().any(|l| same_line(l, e)) {
            lines.push(e);
        }
    }
    let find = |line: &Estimate, values: &[String]| {
        let here = |e: &&Estimate| same_line(e, line) && e.group.iter().map(|(_, v)| v).eq(values);
        estimates.iter().find(here)
    };
    let mut rows = Vec::new();
    let mut last: Option<(&Option<String>, Vec<String>)> = None;
    for line in lines {
        let counts: Vec<String> = (groups.iter())
            .map(|(values, _)| find(line, values).and_then(|e| e.n).map_or_else(String::new, |n| number(f64::from(n), 0, lang)))
            .collect();
        let known = counts.iter().any(|n| !n.is_empty());
        if known && last.as_ref().is_none_or(|(item, shown)| **item != line.item || *shown != counts) {
            rows.push(std::iter::once("n".to_owned()).chain(counts.iter().cloned()).collect());
            last = Some((&line.item, counts));
        }
        let name = match (label(line).get(lang), line.statistic) {
            (said, Statistic::Share) if !said.is_empty() => said.to_owned(),
            ("", statistic) => statistic_label(&statistic.id()).get(lang).to_owned(),
            (said, statistic) => format!("{said} ({})", statistic_label(&statistic.id()).get(lang)),
        };
        let cell = |values: &[String]| {
            find(line, values).map_or_else(String::new, |e| match bounds_text(e, lang) {
                bounds if bounds.is_empty() => value_text(e, lang),
                bounds => format!("{} [{bounds}]", value_text(e, lang)),
            })
        };
        rows.push(std::iter::once(name).chain(groups.iter().map(|(values, _)| cell(values))).collect());
    }
    (header, rows)
}

/// What a statistic is called.
fn statistic_label(id: &str) -> Text {
    match id {
        "share" => Text::new("part des répondants", "share of respondents"),
        "share_of_answers" => Text::new("part des réponses", "share of answers"),
        "top_two" => Text::new("deux plus hauts degrés", "two highest steps"),
        "mean" => Text::new("moyenne", "mean"),
        "median" => Text::new("médiane", "median"),
        "mean_rank" => Text::new("rang moyen", "mean rank"),
        "first_choice" => Text::new("premier choix", "first choice"),
        "borda" => Text::new("points de Borda", "Borda points"),
        "total" => Text::same("total"),
        "count" => Text::new("effectif", "count"),
        other => Text::new(other.replace("quantile_", "quantile "), other.replace("quantile_", "quantile ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Interval;

    fn estimate(value: Result<f64, Missing>) -> Estimate {
        Estimate {
            wave: "Q2".into(),
            question: "q18".into(),
            item: None,
            choice: Some("oui".into()),
            statistic: Statistic::Share,
            group: vec![("zone".into(), "Sud".into())],
            n: Some(30),
            value,
            standard_error: None,
            interval: value.ok().map(|_| (9.51, 37.31)),
            interval_kind: Interval::Wilson95,
            design_effect: None,
            indicative: true,
            origin: Origin::Computed { input: "survey_q2".into() },
        }
    }

    #[test]
    fn the_three_forms_say_the_same() {
        let estimates = [estimate(Ok(20.0)), estimate(Err(Missing::BelowMinimumN))];
        let csv = estimates_csv(&estimates);
        let lines: Vec<&str> = csv.lines().collect();
        assert_eq!(lines[1], "Q2,q18,,oui,share,zone,Sud,,,30,20,,9.51,37.31,wilson95,,,,true,survey_q2,");
        assert_eq!(lines[2], "Q2,q18,,oui,share,zone,Sud,,,30,,below_minimum_n,,,,,,,true,survey_q2,");
        let json = estimates_json(&estimates);
        assert_eq!(
            (&json[0]["value"], &json[1]["value"], &json[1]["missing"]),
            (&json!(20.0), &Value::Null, &json!("below_minimum_n"))
        );
        assert_eq!(estimates_sheet(&estimates, "q18").rows[0][10], Cell::Number(20.0));
        assert_eq!(
            (value_text(&estimates[0], Lang::Fr), bounds_text(&estimates[0], Lang::Fr)),
            ("20\u{202f}%".into(), "10 – 37".into())
        );
    }
}
