//! What `lakana audit` does: reads the tables typed from a report, checks its numbers, writes the
//! findings.

use super::date::today;
use super::join::join;
use super::load::load;
use super::project::{InputKind, Project};
use super::summary::{Stopwatch, Summary};
use crate::base::{Case, Error, Lang, Level, Pcode, Problem, Problems, Result, Silent, Text, write_file};
use crate::layers::csv::{spreadsheet_text, write_table};
use crate::read::parse::dates::PartialDate;
use crate::read::recognise::{FileKind, recognise};
use crate::read::records::Input;
use crate::read::report::{At, Report, read_facts, read_mentions, read_results, read_studies, read_unit_sets};
use crate::read::schema::Kind;
use crate::survey::Estimate;
pub use crate::survey::audit::{Finding, Verdict};
use crate::survey::audit::{against_computed, audit};
use crate::text;
use std::path::{Path, PathBuf};

/// Which tables, and where the findings go.
#[derive(Debug, Clone)]
pub struct AuditOptions {
    /// Tables, or folders of which every table is taken.
    pub tables: Vec<PathBuf>,
    /// Project whose surveys gave the numbers.
    pub data: Option<PathBuf>,
    /// Table of all findings; nothing is written without it.
    pub output: Option<PathBuf>,
    pub lang: Lang,
}

/// What was found.
pub struct Audited {
    /// Every number that could be judged, worst first.
    pub findings: Vec<Finding>,
    pub summary: Summary,
}

/// Names of the columns of the written table.
const FIELDS: [&str; 6] = ["verdict", "check", "subject", "finding", "section", "rows"];

/// Checks a report by itself and, where its project is given, against the answers.
///
/// # Errors
/// No table of a report among the files; a file that cannot be read or written.
pub fn audit_report(options: &AuditOptions) -> Result<Audited> {
    let mut watch = Stopwatch::new();
    watch.next(&Text::new("Lecture", "Reading"));
    let (report, mut problems) = read_report(&options.tables)?;
    let computed = match &options.data {
        Some(project) => {
            let (computed, found) = computed(project, &report, options.lang)?;
            problems.extend(found);
            computed
        }
        None => Vec::new(),
    };
    watch.next(&Text::new("Vérification", "Checking"));
    let mut findings = audit(&report);
    if options.data.is_some() {
        findings.extend(against_computed(&report.results, &computed));
        findings.sort_by_key(|f| std::cmp::Reverse(f.verdict));
    }
    let mut written = Vec::new();
    if let Some(path) = &options.output {
        watch.next(&Text::new("Écriture", "Writing"));
        write(path, &findings, options.lang)?;
        written.push(path.display().to_string());
    }
    Ok(Audited { findings, summary: Summary { inputs: Vec::new(), written, problems: problems.sorted(), steps: watch.finish() } })
}

/// Everything the surveys of a project say, and the shares of choices that the report counts together;
/// areas are called by their names, as reports do.
fn computed(project: &Path, report: &Report, lang: Lang) -> Result<(Vec<Estimate>, Problems)> {
    let folder = project.parent().unwrap_or(Path::new(""));
    let today = today();
    let as_of = PartialDate { year: today.year(), month: Some(today.month()), day: Some(today.day()) };
    let surveys_alone = Project::read(project)?.with_only(InputKind::Survey);
    let (loaded, mut problems) = load(&surveys_alone, folder, as_of, &Silent)?;
    let (joined, found) = join(&loaded, lang)?;
    problems.extend(found);
    let mut out = Vec::new();
    for survey in &joined.surveys {
        out.extend(survey.all_estimates());
        for result in report.results.iter().filter(|r| r.choices.len() > 1) {
            out.extend(survey.published(result));
        }
    }
    for (variable, value) in out.iter_mut().flat_map(|e| &mut e.group) {
        let level = Level::ADMINISTRATIVE.into_iter().chain([Level::Zone]).find(|l| l.id() == variable);
        if let Some(area) = level.and_then(|l| loaded.boundaries.level(l).get(&Pcode(value.clone()))) {
            value.clone_from(&area.name);
        }
    }
    Ok((out, problems))
}

/// Reads all tables of a report, told apart by their columns. Of a folder every CSV file and
/// workbook is looked at, and those of another kind are noted.
///
/// # Errors
/// A file that cannot be read; a file given by name that is no table of a report; no table at all.
pub fn read_report(tables: &[PathBuf]) -> Result<(Report, Problems)> {
    let mut report = Report::default();
    let mut problems = Problems::new();
    let mut read = 0;
    let mut others = Problem::note(
        "not-of-a-report",
        "",
        Text::new("tableaux qui ne sont pas de ceux d'un rapport : non lus", "tables that are not those of a report: not read"),
        Text::new("Rien à faire si c'est voulu.", "Nothing to do if this is meant."),
    );
    for given in tables {
        let files = if given.is_dir() { tables_in(given)? } else { vec![given.clone()] };
        for file in files {
            let shown = file.file_name().map_or_else(|| file.display().to_string(), |n| n.to_string_lossy().into_owned());
            if read_table(&file, &shown, &mut report, &mut problems)? {
                read += 1;
            } else if given.is_dir() {
                others.push(Case::found(shown));
            } else {
                return Err(not_a_report(&file.display().to_string()));
            }
        }
    }
    if read == 0 {
        return Err(not_a_report(&tables.first().map(|t| t.display().to_string()).unwrap_or_default()));
    }
    problems.add(others);
    Ok((report, problems))
}

/// Adds one file to the report; `false` when it is no table of a report.
fn read_table(file: &Path, shown: &str, report: &mut Report, problems: &mut Problems) -> Result<bool> {
    let FileKind::Table(kind) = recognise(file)?.kind else { return Ok(false) };
    let input = Input::new(file, shown);
    let found = match kind {
        Kind::Results => read_results(&input).map(|(rows, found)| (report.results.extend(rows), found))?.1,
        Kind::Studies => read_studies(&input).map(|(rows, found)| (report.studies.extend(rows), found))?.1,
        Kind::UnitSets => read_unit_sets(&input).map(|(rows, found)| (report.units.extend(rows), found))?.1,
        Kind::Mentions => read_mentions(&input).map(|(rows, found)| (report.mentions.extend(rows), found))?.1,
        Kind::Facts => read_facts(&input).map(|(rows, found)| (report.facts.extend(rows), found))?.1,
        _ => return Ok(false),
    };
    problems.extend(found);
    Ok(true)
}

fn tables_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).map_err(|cause| Error::reading(folder, &cause))?;
    let is_table = |path: &PathBuf| {
        let extension = path.extension().and_then(|e| e.to_str()).unwrap_or("").to_lowercase();
        matches!(extension.as_str(), "csv" | "tsv" | "xlsx" | "ods")
    };
    let mut files: Vec<PathBuf> = entries.flatten().map(|e| e.path()).filter(is_table).collect();
    files.sort();
    Ok(files)
}

fn not_a_report(shown: &str) -> Error {
    Error::input(
        text!("`{shown}` n'est pas un tableau de résultats publiés", "`{shown}` is no table of published results"),
        text!(
            "Il lui faut au moins les colonnes question, stat et value ; le dossier data/livre-blanc en donne un modèle.",
            "It needs at least the columns question, stat and value; the folder data/livre-blanc is a model."
        ),
    )
}

fn write(path: &Path, findings: &[Finding], lang: Lang) -> Result<()> {
    let header = FIELDS.map(String::from).to_vec();
    let lines = findings.iter().map(|f| {
        let texts = [f.verdict.id(), f.check, f.subject.get(lang), f.said.get(lang), &f.section];
        texts.into_iter().map(|t| spreadsheet_text(t).into_owned()).chain([rows(&f.rows)]).collect()
    });
    write_file(path, |out| write_table(out, std::iter::once(header).chain(lines)))
}

/// `results.csv 2, 5; studies.csv 7`.
pub fn rows(rows: &[At]) -> String {
    let mut files: Vec<(&str, Vec<String>)> = Vec::new();
    for at in rows {
        match files.iter_mut().find(|(file, _)| *file == at.file) {
            Some((_, list)) => list.push(at.row.to_string()),
            None => files.push((&at.file, vec![at.row.to_string()])),
        }
    }
    files.into_iter().map(|(file, list)| format!("{file} {}", list.join(", "))).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_told_by_file() {
        let at = |file: &str, row| At { file: file.into(), row };
        assert_eq!(rows(&[at("a.csv", 2), at("b.csv", 3), at("a.csv", 5)]), "a.csv 2, 5; b.csv 3");
        assert_eq!(rows(&[]), "");
    }

    #[test]
    fn what_is_no_report_is_refused_with_a_model() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        std::fs::write(&path, "x,y\n1,2\n").unwrap();
        for given in [path, folder.path().to_path_buf()] {
            assert!(read_report(&[given]).unwrap_err().hint.fr.contains("data/livre-blanc"));
        }
        assert!(read_report(&[]).is_err());
    }
}
