//! One survey question at a time: what `lakana survey` does, of answers, of two waves of them, or
//! of a table of printed results.

mod answers;
mod printed;
mod waves;

use super::project::{ReplicateWeights, Sample, VarianceBy};

use crate::base::{Case, Error, Lang, Problem, Problems, Result, Severity, Text, write_file};
use crate::carto::charts::{self, Chart};
use crate::layers::xlsx::workbook;
use crate::names::fold;
use crate::products::survey_tables::{estimates_csv, estimates_json, estimates_sheet, text_table};
use crate::protect::refuse_sensitive_question;
use crate::read::report::holds_results;
use crate::read::table::TableOptions;
use crate::survey::Estimate;
pub use crate::survey::table::ShareInterval;
use crate::text;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Which table, which question, and where the answer goes.
#[derive(Debug, Clone)]
pub struct SurveyOptions {
    /// Answers, or numbers that a report prints.
    pub table: PathBuf,
    pub sheet: Option<String>,
    /// Field to column, where the file has its own names: `weight` → `poids_final`.
    pub fields: Vec<(String, String)>,
    /// Files of the rows that the table's rows belong to, the nearest first.
    pub parents: Vec<PathBuf>,
    /// Question dictionary or XLSForm.
    pub questions: Option<PathBuf>,
    pub wave: String,
    /// Code of the question.
    pub question: String,
    /// Answers that count together in comparisons; the first choice when empty.
    pub answers: Vec<String>,
    /// Up to two groupings; one beside an earlier wave.
    pub by: Vec<String>,
    pub against: Option<Against>,
    pub sample: Sample,
    pub interval: ShareInterval,
    pub variance: VarianceBy,
    /// Fay's rho, of balanced replicates.
    pub fay_rho: f64,
    /// Columns of replicate weights that the table brings.
    pub replicates: Option<ReplicateWeights>,
    pub output: Option<PathBuf>,
    pub chart: Option<PathBuf>,
    pub lang: Lang,
    /// Written into workbooks.
    pub date: jiff::Timestamp,
}

/// Another wave of the survey, asked of other people.
#[derive(Debug, Clone)]
pub struct Against {
    pub table: PathBuf,
    pub wave: String,
    /// Code of the question there; the same when `None`.
    pub question: Option<String>,
}

/// What the survey says.
pub struct SurveyAnswer {
    /// What was asked.
    pub title: Text,
    /// Headings and lines of the table, in words.
    pub header: Vec<String>,
    pub rows: Vec<Vec<String>>,
    /// The same with ids and all digits.
    pub json: serde_json::Value,
    /// What differs, and whether anything does.
    pub sentences: Vec<Text>,
    /// Numbers printed in a report, not computed from answers.
    pub printed: bool,
    pub written: Vec<String>,
    pub problems: Vec<Problem>,
}

/// What was found, before it is written anywhere.
struct Found {
    title: Text,
    /// Values and label of each column of the table.
    columns: Vec<(Vec<String>, Text)>,
    /// What items and choices are called, by their codes.
    labels: Vec<(Option<String>, Option<String>, Text)>,
    estimates: Vec<Estimate>,
    sentences: Vec<Text>,
    printed: bool,
    /// Where one was asked for.
    chart: Option<std::result::Result<Chart, Box<Problem>>>,
    problems: Problems,
}

/// Reads the table, estimates, compares, and writes what was asked for.
///
/// # Errors
/// A file that cannot be read or written, a question or grouping that is not there, more than two
/// groupings, a question that is never shown, a format that is not known.
pub fn survey_table(options: &SurveyOptions) -> Result<SurveyAnswer> {
    refuse_sensitive_question(&options.question, &options.question)?;
    options.by.iter().try_for_each(|by| refuse_sensitive_question(by, by))?;
    if options.by.len() + usize::from(options.against.is_some()) > 2 {
        return Err(Error::usage(
            text!(
                "un tableau croise au plus deux groupements, un seul avec `--against`",
                "a table crosses two groupings at most, one with `--against`"
            ),
            text!("Retirez un `--by`.", "Remove one `--by`."),
        ));
    }
    let tables = TableOptions { sheet: options.sheet.clone(), ..TableOptions::default() };
    let mut found = match (holds_results(&options.table, &tables)?, &options.against) {
        (true, Some(_)) => return Err(no_wave_of_printed()),
        (true, None) => printed::found(options)?,
        (false, Some(against)) => waves::found(options, against)?,
        (false, None) => answers::found(options)?,
    };
    let mut written = Vec::new();
    if let Some(path) = &options.output {
        write_estimates(&found.estimates, path, options)?;
        written.push(path.display().to_string());
    }
    match (found.chart.take(), &options.chart) {
        (Some(Ok(chart)), Some(path)) => {
            draw(&chart, path)?;
            written.push(path.display().to_string());
        }
        (Some(Err(problem)), _) => found.problems.add(*problem),
        _ => {}
    }
    let label = |e: &Estimate| {
        let known = found.labels.iter().find(|(item, choice, _)| *item == e.item && *choice == e.choice);
        known.map_or_else(Text::default, |(_, _, label)| label.clone())
    };
    let (header, rows) = text_table(&found.estimates, &found.columns, label, options.lang);
    Ok(SurveyAnswer {
        header,
        rows,
        json: estimates_json(&found.estimates),
        title: found.title,
        sentences: found.sentences,
        printed: found.printed,
        written,
        problems: found.problems.sorted(),
    })
}

/// What a dictionary says of itself, as far as it is about what was asked: notes on other questions
/// are for `lakana check`.
fn about(found: Problems, options: &SurveyOptions) -> Vec<Problem> {
    let against = options.against.iter().filter_map(|a| a.question.as_ref());
    let asked: Vec<String> = std::iter::once(&options.question).chain(&options.by).chain(against).map(|w| fold(w)).collect();
    let is_asked = |case: &Case| {
        let code = case.field.as_deref().and_then(|field| field.split_whitespace().last()).map(fold).unwrap_or_default();
        asked.iter().any(|word| word.starts_with(&code))
    };
    let mut problems = found.sorted();
    for problem in problems.iter_mut().filter(|p| p.severity == Severity::Note) {
        problem.cases.retain(is_asked);
        problem.count = problem.cases.len();
    }
    problems.retain(|p| p.count > 0);
    problems
}

fn no_wave_of_printed() -> Error {
    Error::usage(
        text!(
            "`--against` compare des réponses, pas un tableau de résultats imprimés",
            "`--against` compares answers, not a table of printed results"
        ),
        text!(
            "Les vagues d'un même tableau de résultats se comparent par `--by vague`.",
            "Waves of one table of results are compared by `--by wave`."
        ),
    )
}

fn extension(path: &Path) -> String {
    path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default()
}

fn unknown_format(path: &Path, known: &str) -> Error {
    let shown = path.display();
    Error::usage(
        text!("`{shown}` : format inconnu", "`{shown}`: unknown format"),
        text!("Finissez le nom par {known}.", "End the name with {known}."),
    )
}

fn write_estimates(estimates: &[Estimate], path: &Path, options: &SurveyOptions) -> Result<()> {
    let bytes = match extension(path).as_str() {
        "csv" => estimates_csv(estimates).into_bytes(),
        "json" => format!("{:#}\n", estimates_json(estimates)).into_bytes(),
        "xlsx" => workbook(&[estimates_sheet(estimates, "lakana")], options.date)?,
        _ => return Err(unknown_format(path, ".csv, .json, .xlsx")),
    };
    write_file(path, |out| out.write_all(&bytes))
}

fn draw(chart: &Chart, path: &Path) -> Result<()> {
    let drawing = charts::draw(chart)?;
    let bytes = match extension(path).as_str() {
        "svg" => drawing.svg().into_bytes(),
        "png" => drawing.png()?,
        "pdf" => drawing.pdf()?,
        _ => return Err(unknown_format(path, ".svg, .png, .pdf")),
    };
    write_file(path, |out| out.write_all(&bytes))
}
