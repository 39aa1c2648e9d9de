//! Survey answers, without anything that could say who gave them: exports of KoboToolbox and ODK,
//! plain tables, SPSS and Stata files, read through a question dictionary, an XLSForm, the labels
//! in the file itself, or with nothing but the answers.
//!
//! Columns that may identify a person are dropped while reading: they never reach memory as part
//! of a record, whatever the project asks for. Not here: estimates, see the room `survey`.

// The records.
mod answers;
pub mod questionnaire;
pub mod responses;

// What was asked.
mod conditions;
mod contradictions;
pub mod dictionary;
mod dictionary_table;
mod infer;
mod labelled;
mod source;
mod xlsform;

// What was answered.
mod asked;
mod background;
mod checks;
mod choices;
mod encode;
mod layout;
mod personal;
mod repeats;
mod sheet;
mod variables;

pub use contradictions::contradictions;
pub use repeats::read_repeat;
pub use source::questionnaire_from;

use crate::base::{Problems, Result};
use crate::read::records::{Input, Records};
use crate::read::schema::Kind;
use questionnaire::Questionnaire;
pub use responses::Responses;
use sheet::Sheet;

/// Reads a survey export.
///
/// Columns that are neither background (place, weight, sex …) nor personal are answers: to the
/// questions of `questionnaire` where it knows them, else to questions inferred from the cells.
/// Without one, the labels of an SPSS or Stata file, or the form in the same workbook, stand in.
/// Whatever does not fit is a problem with its rows, and the rest is read.
///
/// Errors: the file cannot be used, or no column remains as a question.
pub fn read(input: &Input, questionnaire: Option<&Questionnaire>) -> Result<(Responses, Problems)> {
    let (records, mut problems) = Records::open(input, Kind::Survey)?;
    let rows = records.at_home(input, &mut problems);
    let sheet = Sheet::new(&records, &rows);
    let own = if questionnaire.is_none() { source::inside(input, &mut problems)? } else { None };
    let known = questionnaire.or(own.as_ref());
    let responses = variables::responses(&sheet, known.unwrap_or(&Questionnaire::default()), &mut problems);
    if responses.variables.is_empty() {
        records.require(&["question"])?;
    }
    Ok((responses, problems))
}

#[cfg(test)]
mod tests;
