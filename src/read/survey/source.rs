//! Which sort of file says what was asked, told by its content.

use super::questionnaire::Questionnaire;
use super::{contradictions, dictionary, dictionary_table, labelled, xlsform};
use crate::base::{Case, Error, Problem, Problems, Result, Text};
use crate::read::parse::encoding;
use crate::read::records::Input;
use crate::read::statistical;
use crate::read::table::{Table, TableOptions};
use crate::text;
use std::path::{Path, PathBuf};

/// Reads what was asked: from a question dictionary, in TOML or as a table; an XLSForm, as a workbook or as the
/// CSV of its sheet `survey` with that of `choices` beside it (the same file name with that word);
/// or the labels in an SPSS or Stata file. Contradictions inside it are problems.
///
/// Errors: the file is missing, or none of these.
pub fn questionnaire_from(path: &Path) -> Result<(Questionnaire, Problems)> {
    let shown = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or("").to_lowercase();
    if path.is_dir() {
        return Err(Error::reading(path, &std::io::ErrorKind::IsADirectory.into()));
    }
    let (questionnaire, mut problems) = if extension == "toml" {
        let bytes = std::fs::read(path).map_err(|cause| Error::reading(path, &cause))?;
        let source = encoding::decode(&bytes, None, &shown)?;
        let mut problems = Problems::new();
        (dictionary::parse(&source.told(&shown, &mut problems), &shown)?, problems)
    } else if let Some(file) = statistical::read(path, &shown)? {
        (labelled::questionnaire(&file), Problems::new())
    } else {
        from_tables(path, &shown)?
    };
    problems.extend(contradictions(&questionnaire, &shown));
    Ok((questionnaire, problems))
}

/// What a file of answers says itself of its questions: by labels, or by the sheets of a form
/// beside the answers. `None` when it says nothing.
pub fn inside(input: &Input, problems: &mut Problems) -> Result<Option<Questionnaire>> {
    if let Some(file) = statistical::read(&input.path, &input.shown)? {
        return Ok(Some(labelled::questionnaire(&file)));
    }
    let sheet = |name: &str| {
        let options = TableOptions { sheet: Some(name.into()), ..TableOptions::default() };
        Table::read(&input.path, &input.shown, &options).ok().filter(|(table, _)| table.sheet.is_some())
    };
    let is_workbook = ["xlsx", "xls", "xlsm", "ods", "xlsb"].iter().any(|e| input.path.extension().is_some_and(|x| x == *e));
    let Some((survey, choices)) = is_workbook.then(|| sheet("survey").zip(sheet("choices"))).flatten() else { return Ok(None) };
    if !xlsform::is_survey(&survey.0) {
        return Ok(None);
    }
    let (questionnaire, found) = xlsform::form(&survey.0, Some(&choices.0));
    problems.extend(found);
    problems.extend(contradictions(&questionnaire, &input.shown));
    problems.add(
        Problem::note(
            "form-beside-answers",
            &input.shown,
            Text::new("formulaire trouvé dans le même classeur : utilisé", "form found in the same workbook: used"),
            Text::new("Rien à faire.", "Nothing to do."),
        )
        .with(Case::found(questionnaire.questions.len().to_string())),
    );
    Ok(Some(questionnaire))
}

/// A dictionary as a table, or a form as a workbook or as a pair of text files.
fn from_tables(path: &Path, shown: &str) -> Result<(Questionnaire, Problems)> {
    let sheet = |name: &str| Table::read(path, shown, &TableOptions { sheet: Some(name.into()), ..TableOptions::default() });
    let (first, found) = Table::read(path, shown, &TableOptions::default())?;
    if dictionary_table::is_dictionary(&first) {
        return Ok((dictionary_table::read(&first)?, found));
    }
    let is_workbook = first.sheet.is_some();
    let (survey, mut problems, choices) = if is_workbook {
        let (survey, problems) = sheet("survey").map_err(|_| not_a_form(shown))?;
        (survey, problems, sheet("choices").ok())
    } else {
        let choices = beside(path).filter(|p| p.exists());
        let choices = choices.map(|p| Table::read(&p, &shown_name(&p), &TableOptions::default())).transpose()?;
        (first, found, choices)
    };
    if !xlsform::is_survey(&survey) {
        return Err(not_a_form(shown));
    }
    if let Some((_, found)) = &choices {
        problems.extend(found.iter().cloned());
    }
    let (questionnaire, found) = xlsform::form(&survey, choices.as_ref().map(|(table, _)| table));
    problems.extend(found);
    Ok((questionnaire, problems))
}

/// `x_survey.csv` → `x_choices.csv`.
fn beside(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.to_str()?;
    let (before, after) = name.rsplit_once("survey")?;
    Some(path.with_file_name(format!("{before}choices{after}")))
}

fn shown_name(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

fn not_a_form(shown: &str) -> Error {
    Error::input(
        text!("`{shown}` ne dit pas quelles questions ont été posées", "`{shown}` does not say which questions were asked"),
        text!(
            "Donnez un dictionnaire TOML avec des [[question]], un XLSForm avec les feuilles survey et choices, ou un fichier SPSS ou Stata.",
            "Give a TOML dictionary with [[question]], an XLSForm with the sheets survey and choices, or an SPSS or Stata file."
        ),
    )
}
