//! Survey answers, without anything that could say who gave them: exports of KoboToolbox and ODK,
//! plain tables, SPSS and Stata files, read through a question dictionary, an XLSForm, the labels
//! in the file itself, or with nothing but the answers.
//!
//! Columns that may identify a person are dropped while reading: they never reach memory as part
//! of a record, whatever the project asks for. Not here: estimates, see the room `survey`.

// The records.
pub mod questionnaire;
pub mod responses;

// What was asked.
mod contradictions;
pub mod dictionary;
mod infer;

// What was answered.
mod background;
mod checks;
mod choices;
mod encode;
mod layout;
mod personal;
mod sheet;
mod variables;

pub use contradictions::contradictions;

use crate::base::{Error, Problems, Result};
use crate::read::records::{Input, Records};
use crate::read::schema::Kind;
use crate::text;
use questionnaire::Questionnaire;
pub use responses::Responses;
use sheet::Sheet;
use std::path::Path;

/// Reads a survey export.
///
/// Columns that are neither background (place, weight, sex …) nor personal are answers: to the
/// questions of `questionnaire` where it knows them, else to questions inferred from the cells.
/// Whatever does not fit is a problem with its rows, and the rest is read.
///
/// Errors: the file cannot be used, or no column remains as a question.
pub fn read(input: &Input, questionnaire: Option<&Questionnaire>) -> Result<(Responses, Problems)> {
    let (records, mut problems) = Records::open(input, Kind::Survey)?;
    let rows = records.at_home(input, &mut problems);
    let sheet = Sheet::new(&records, &rows);
    let responses = variables::responses(&sheet, questionnaire.unwrap_or(&Questionnaire::default()), &mut problems);
    if responses.variables.is_empty() {
        records.require(&["question"])?;
    }
    Ok((responses, problems))
}

/// Reads what was asked, from a question dictionary in TOML. Contradictions inside it are problems.
///
/// Errors: the file is missing or cannot be read as one of these.
pub fn questionnaire_from(path: &Path) -> Result<(Questionnaire, Problems)> {
    let shown = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    let bytes = std::fs::read(path).map_err(|cause| Error::reading(path, &cause))?;
    let source = std::str::from_utf8(&bytes).map_err(|_| {
        Error::input(
            text!("`{shown}` n'est pas un texte UTF-8", "`{shown}` is not UTF-8 text"),
            text!("Enregistrez-le en UTF-8.", "Save it as UTF-8."),
        )
    })?;
    let questionnaire = dictionary::parse(source.trim_start_matches('\u{feff}'), &shown)?;
    let mut problems = Problems::new();
    problems.extend(contradictions(&questionnaire, &shown));
    Ok((questionnaire, problems))
}

#[cfg(test)]
mod tests;
