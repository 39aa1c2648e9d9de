//! The last table: what was read, placed, left out, written, and how long it took.

use super::{Context, Outcome};
use crate::base::{Lang, Problem, Severity, Text, count, number};
use crate::pipeline::summary::Summary;

/// Samples of found values shown with each problem; all of them stand in `problems.csv`.
const SAMPLES: usize = 3;

/// Prints the summary as the context wants it, and says how the command ended.
pub fn print(summary: &Summary, lang: Lang, context: &Context, where_to: Option<&std::path::Path>) -> Outcome {
    if context.json {
        println!("{}", as_json(summary, lang));
    }
    if !context.quiet {
        eprint!("{}", inputs(summary, lang));
        eprint!("{}", problems(&summary.problems, lang));
        eprint!("{}", closing(summary, lang, where_to));
    }
    match summary.problems.iter().any(|p| p.severity > Severity::Note) {
        true => Outcome::DoneWithProblems,
        false => Outcome::Done,
    }
}

fn inputs(summary: &Summary, lang: Lang) -> String {
    if summary.inputs.is_empty() {
        return String::new();
    }
    let heads = match lang {
        Lang::Fr => ["entrée", "contenu", "lus", "placés", "non placés"],
        Lang::En => ["input", "holds", "read", "placed", "not placed"],
    };
    let rows = summary.inputs.iter().map(|i| {
        let number = |n| count(n, lang);
        [i.source.id.clone(), i.kind.get(lang).into(), number(i.source.records), number(i.placed), number(i.unplaced)]
    });
    table(&heads, &rows.collect::<Vec<_>>(), 2)
}

/// One paragraph per kind of problem: how many, where, samples, what to do.
pub(super) fn problems(problems: &[Problem], lang: Lang) -> String {
    let mut out = String::new();
    for problem in problems {
        let mark = match (problem.severity, lang) {
            (Severity::Error, Lang::Fr) => "erreur",
            (Severity::Error, Lang::En) => "error",
            (Severity::Warning, Lang::Fr) => "problème",
            (Severity::Warning, Lang::En) => "problem",
            (Severity::Note, _) => "note",
        };
        let file = if problem.file.is_empty() { String::new() } else { format!("{} : ", problem.file) };
        out += &format!("{mark} × {} – {file}{}\n", count(problem.count, lang), problem.what.get(lang));
        let samples: Vec<String> = problem.cases.iter().take(SAMPLES).map(|c| sample(c, lang)).collect();
        if !samples.is_empty() {
            let more = if problem.count > samples.len() { " …" } else { "" };
            out += &format!("    {}{more}\n", samples.join(" ; "));
        }
        out += &format!("    → {}\n", problem.way_out.get(lang));
    }
    if !out.is_empty() {
        out.insert(0, '\n');
    }
    out
}

fn sample(case: &crate::base::Case, lang: Lang) -> String {
    let row = case.row.map(|r| match lang {
        Lang::Fr => format!("ligne {r}"),
        Lang::En => format!("row {r}"),
    });
    let found: String = case.found.chars().take(80).collect();
    let found = (!found.is_empty()).then(|| format!("« {found} »"));
    [row, case.field.clone(), found].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn closing(summary: &Summary, lang: Lang, where_to: Option<&std::path::Path>) -> String {
    let seconds = |d: std::time::Duration| format!("{} s", number(d.as_secs_f64(), 2, lang));
    let steps = summary.steps.iter().map(|s| [s.name.get(lang).to_owned(), seconds(s.took)]);
    let mut out = match lang {
        Lang::Fr => table(&["étape", "durée"], &steps.collect::<Vec<_>>(), 1),
        Lang::En => table(&["step", "time"], &steps.collect::<Vec<_>>(), 1),
    };
    let total = seconds(summary.steps.iter().map(|s| s.took).sum());
    let files = count(summary.written.len(), lang);
    let line = match where_to {
        Some(folder) => {
            let folder = folder.display();
            Text::new(
                format!("{files} fichiers écrits dans {folder} en {total}"),
                format!("{files} files written to {folder} in {total}"),
            )
        }
        None => Text::new(format!("vérifié en {total} ; rien n'a été écrit"), format!("checked in {total}; nothing was written")),
    };
    out += &format!("\n{}\n", line.get(lang));
    out
}

/// Aligned columns under their heads; columns from `right_from` on are right-aligned.
pub(super) fn table(heads: &[impl AsRef<str>], rows: &[impl AsRef<[String]>], right_from: usize) -> String {
    let lines: Vec<Vec<String>> = std::iter::once(heads.iter().map(|h| h.as_ref().to_owned()).collect())
        .chain(rows.iter().map(|r| r.as_ref().to_vec()))
        .collect();
    let width = |i: usize| lines.iter().filter_map(|l| l.get(i)).map(|c| c.chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..heads.len()).map(width).collect();
    let mut out = String::from("\n");
    for line in &lines {
        let padded = line.iter().zip(&widths).enumerate().map(|(i, (cell, width))| {
            let fill = " ".repeat(width - cell.chars().count());
            if i >= right_from { format!("{fill}{cell}") } else { format!("{cell}{fill}") }
        });
        out += padded.collect::<Vec<_>>().join("  ").trim_end();
        out.push('\n');
    }
    out
}

/// Problems for programs, with their words in one language.
pub(super) fn problems_json(problems: &[Problem], lang: Lang) -> Vec<serde_json::Value> {
    let object = |p: &Problem| {
        serde_json::json!({
            "severity": p.severity, "kind": p.kind, "file": p.file, "count": p.count,
            "what": p.what.get(lang), "way_out": p.way_out.get(lang), "cases": p.cases,
        })
    };
    problems.iter().map(object).collect()
}

fn as_json(summary: &Summary, lang: Lang) -> serde_json::Value {
    serde_json::json!({
        "inputs": summary.inputs,
        "written": summary.written,
        "problems": problems_json(&summary.problems, lang),
        "seconds": summary.steps.iter().map(|s| (s.name.get(lang).to_owned(), s.took.as_secs_f64().into())).collect::<serde_json::Map<_, _>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Case;

    #[test]
    fn a_table_lines_up_accents_and_numbers() {
        let rows = vec![["santé".to_string(), "1\u{202f}478".to_string()], ["é".into(), "7".into()]];
        assert_eq!(table(&["entrée", "lus"], &rows, 1), "\nentrée    lus\nsanté   1\u{202f}478\né           7\n");
    }

    #[test]
    fn a_problem_shows_its_count_samples_and_way_out() {
        let problem = Problem::warning("k", "a.csv", Text::new("hors du pays", "outside"), Text::new("Corrigez.", "Correct."))
            .with_all((2..9).map(|row| Case::row(row, "lat", "99")));
        let said = problems(&[problem], Lang::Fr);
        assert_eq!(
            said,
            "\nproblème × 7 – a.csv : hors du pays\n    ligne 2, lat, « 99 » ; ligne 3, lat, « 99 » ; ligne 4, lat, « 99 » …\n    → Corrigez.\n"
        );
    }
}
