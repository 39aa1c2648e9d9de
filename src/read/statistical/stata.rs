//! Stata `.dta`, through the crate `dta`. Long strings (`strL`) are read like short ones, but those
//! that hold bytes and no text are reported; extended missing values (`.a` … `.z`) are missing like
//! the plain one.

use super::{Epoch, File, ValueLabel, Variable, broken, date, written};
use crate::base::{Case, Problem, Result, Text};
use crate::read::Cells;
use dta::stata::dta::dta_reader::DtaReader;
use dta::stata::dta::long_string_ref::LongStringRef;
use dta::stata::dta::long_string_table::LongStringTable;
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
    contents(bytes, shown).map_err(|_| broken(shown, "Stata"))
}

fn contents(bytes: &[u8], shown: &str) -> dta::stata::dta::dta_error::Result<File> {
    let mut before = DtaReader::new().from_reader(Cursor::new(bytes)).read_header()?.read_schema()?;
    let schema = before.schema().clone();
    let words = if schema.variables().iter().any(|v| v.variable_type() == VariableType::LongString) {
        LongStrings::read(bytes)?
    } else {
        LongStrings::default()
    };
    before.skip_to_end()?;
    let mut records = before.into_record_reader()?;
    let formats: Vec<Dates> = schema.variables().iter().map(|v| Dates::of(v.format())).collect();
    let mut rows: Vec<Cells> = Vec::new();
    let mut wordless = wordless(shown);
    while let Some(record) = records.read_record()? {
        let number = rows.len() as u64 + 1;
        let cells = record.values().iter().zip(&formats).zip(schema.variables()).map(|((value, dates), variable)| {
            let Value::LongStringRef(place) = value else { return cell(value, *dates) };
            words.get(place).unwrap_or_else(|| {
                wordless.push(Case::row(number, variable.name(), ""));
                String::new()
            })
        });
        rows.push(cells.collect());
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
    Ok(File { variables: schema.variables().iter().map(variable).collect(), rows, problems: vec![wordless] })
}

fn wordless(shown: &str) -> Problem {
    Problem::warning(
        "long-text-unreadable",
        shown,
        Text::new(
            "cellules strL qui contiennent des octets et non du texte, ou rien de ce que le fichier annonce : laissées vides",
            "strL cells that hold bytes and no text, or nothing of what the file announces: left empty",
        ),
        Text::new(
            "Dans Stata, remplacez la variable par du texte (tostring, ou recast str), ou retirez-la si ce sont des images ou des documents.",
            "In Stata, replace the variable by text (tostring, or recast str), or drop it if it holds pictures or documents.",
        ),
    )
}

/// The texts that strL cells point to.
#[derive(Default)]
struct LongStrings(Option<(LongStringTable, &'static encoding_rs::Encoding)>);

impl LongStrings {
    /// They stand behind the records, so the file is walked twice.
    fn read(bytes: &[u8]) -> dta::stata::dta::dta_error::Result<Self> {
        let before = DtaReader::new().from_reader(Cursor::new(bytes)).read_header()?.read_schema()?;
        let mut reader = before.seek_long_strings()?;
        let encoding = reader.encoding();
        let mut table = LongStringTable::for_reading();
        reader.read_remaining_into(&mut table)?;
        Ok(LongStrings(Some((table, encoding))))
    }

    /// `None` where the cell points to bytes, or nowhere. Zero and zero is the empty text.
    fn get(&self, place: &LongStringRef) -> Option<String> {
        if place.variable() == 0 && place.observation() == 0 {
            return Some(String::new());
        }
        let (table, encoding) = self.0.as_ref()?;
        let text = table.get(place).filter(|text| text.is_text())?;
        Some(text.data_str(encoding)?.trim().to_owned())
    }
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
    let day = match dates {
        Dates::None => None,
        Dates::Days => date(Epoch::Stata, number),
        Dates::Milliseconds => date(Epoch::Stata, (number / 86_400_000.0).floor()),
    };
    day.unwrap_or_else(|| written(number))
}
