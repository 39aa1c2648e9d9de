//! Stata `.dta`, through the crate `dta`. Long strings (`strL`) are somebody's words and stay
//! unread; extended missing values (`.a` … `.z`) are missing like the plain one.

use super::{File, ValueLabel, Variable, broken, written};
use crate::base::Result;
use dta::stata::dta::dta_reader::DtaReader;
use dta::stata::dta::value::Value;
use dta::stata::dta::value_label_table::ValueLabelTable;
use dta::stata::dta::variable_type::VariableType;
use dta::stata::stata_byte::StataByte;
use dta::stata::stata_double::StataDouble;
use dta::stata::stata_float::StataFloat;
use dta::stata::stata_int::StataInt;
use dta::stata::stata_long::StataLong;
use std::io::Cursor;

pub fn parse(bytes: &[u8], shown: &str) -> Result<File> {
    contents(bytes).map_err(|_| broken(shown, "Stata"))
}

fn contents(bytes: &[u8]) -> dta::stata::dta::dta_error::Result<File> {
    let mut before = DtaReader::new().from_reader(Cursor::new(bytes)).read_header()?.read_schema()?;
    before.skip_to_end()?;
    let mut records = before.into_record_reader()?;
    let schema = records.schema().clone();
    let formats: Vec<Dates> = schema.variables().iter().map(|v| Dates::of(v.format())).collect();
    let mut rows = Vec::new();
    while let Some(record) = records.read_record()? {
        rows.push(record.values().iter().zip(&formats).map(|(value, dates)| cell(value, *dates)).collect());
    }
    let mut long = records.into_long_string_reader()?;
    long.skip_to_end()?;
    let mut labels = long.into_value_label_reader()?;
    let mut table = ValueLabelTable::new();
    labels.read_remaining_into(&mut table)?;
    let variable = |v: &dta::stata::dta::variable::Variable| {
        let entries = table.get(v.value_label_name()).map(|set| set.entries()).unwrap_or_default();
        let label = |entry: &dta::stata::dta::value_label::ValueLabelEntry| ValueLabel {
            value: entry.value().to_string(),
            label: entry.label().to_owned(),
            is_missing: false,
        };
        // Labels of extended missing values stand above every number that can be stored.
        let present = |entry: &&dta::stata::dta::value_label::ValueLabelEntry| entry.value() <= 2_147_483_620;
        Variable {
            name: v.name().to_owned(),
            label: v.label().to_owned(),
            is_text: matches!(v.variable_type(), VariableType::FixedString(_) | VariableType::LongString),
            is_ordered: false,
            labels: entries.iter().filter(present).map(label).collect(),
        }
    };
    Ok(File { variables: schema.variables().iter().map(variable).collect(), rows })
}

/// What a display format makes of a number.
#[derive(Clone, Copy, PartialEq)]
enum Dates {
    None,
    /// Days since 1960.
    Days,
    /// Milliseconds since 1960.
    Milliseconds,
}

impl Dates {
    fn of(format: &str) -> Self {
        let format = format.trim_start_matches(['%', '-']);
        match () {
            _ if format.starts_with("td") || format.starts_with('d') => Dates::Days,
            _ if format.starts_with("tc") || format.starts_with("tC") => Dates::Milliseconds,
            _ => Dates::None,
        }
    }
}

fn cell(value: &Value, dates: Dates) -> String {
    let number = match value {
        Value::Byte(StataByte::Present(n)) => f64::from(*n),
        Value::Int(StataInt::Present(n)) => f64::from(*n),
        Value::Long(StataLong::Present(n)) => f64::from(*n),
        // Through its shortest decimal form: 0.1 stored in four bytes is meant as 0.1.
        Value::Float(StataFloat::Present(n)) => n.to_string().parse().unwrap_or(f64::from(*n)),
        Value::Double(StataDouble::Present(n)) => *n,
        Value::String(text) => return text.trim().to_owned(),
        _ => return String::new(),
    };
    let date = match dates {
        Dates::None => None,
        Dates::Days => super::spss::date(1960, number),
        Dates::Milliseconds => super::spss::date(1960, (number / 86_400_000.0).floor()),
    };
    date.unwrap_or_else(|| written(number))
}
