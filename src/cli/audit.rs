//! `lakana audit`: can the numbers a report prints be true together?

use super::{Context, Outcome, summary};
use crate::base::{Lang, Result, count};
use crate::pipeline::audit::{AuditOptions, Audited, Finding, Verdict, audit_report, rows};
use clap::Args;
use std::path::PathBuf;

/// Shown at the end of the help.
pub const EXAMPLE: &str = "lakana audit data/livre-blanc -o constats.csv";

#[derive(Debug, Args)]
pub struct AuditArgs {
    /// Tableaux recopiés du rapport, ou dossier qui les contient.
    #[arg(required = true, value_name = "RAPPORT")]
    pub report: Vec<PathBuf>,
    /// Projet dont les enquêtes ont donné ces nombres.
    #[arg(long, value_name = "PROJET")]
    pub data: Option<PathBuf>,
    /// Tableau de tous les constats.
    #[arg(long, short, value_name = "FICHIER")]
    pub output: Option<PathBuf>,
}

/// Letters in a line of text.
const WIDTH: usize = 100;

pub fn run(args: &AuditArgs, context: &Context) -> Result<Outcome> {
    let lang = context.lang.unwrap_or(context.talk);
    let options = AuditOptions { tables: args.report.clone(), data: args.data.clone(), output: args.output.clone(), lang };
    let audited = audit_report(&options)?;
    if context.json {
        println!("{}", as_json(&audited, lang));
    } else {
        print!("{}", as_table(&audited.findings, lang));
    }
    let folder = args.output.as_deref().and_then(|p| p.parent()).map(|p| if p.as_os_str().is_empty() { ".".as_ref() } else { p });
    // The findings are the data; what is left to say is talk.
    let outcome = summary::print(&audited.summary, lang, &Context { json: false, ..*context }, folder);
    Ok(if audited.findings.iter().any(|f| f.verdict.is_error()) { Outcome::DoneWithProblems } else { outcome })
}

/// What a reader should look at, worst first, and below it how many numbers each verdict has.
fn as_table(findings: &[Finding], lang: Lang) -> String {
    let mut out = String::new();
    let mut number = 0;
    for finding in findings.iter().filter(|f| f.verdict.is_remark()) {
        number += 1;
        let (verdict, subject, said) = (finding.verdict.label(), &finding.subject, &finding.said);
        out += &format!("{number:>3}. {} – {}\n", verdict.get(lang), subject.get(lang));
        out += &wrapped(said.get(lang));
        let place = [finding.section.as_str(), &rows(&finding.rows), finding.check].map(str::to_owned);
        let place: Vec<String> = place.into_iter().filter(|p| !p.is_empty()).collect();
        out += &wrapped(&format!("[{}]", place.join(" | ")));
    }
    if number == 0 {
        out += match lang {
            Lang::Fr => "Rien à signaler.\n",
            Lang::En => "Nothing to report.\n",
        };
    }
    out.push('\n');
    for verdict in Verdict::ALL.into_iter().rev() {
        let many = findings.iter().filter(|f| f.verdict == verdict).count();
        if many > 0 {
            out += &format!("{:>5}  {}\n", count(many, lang), verdict.label().get(lang));
        }
    }
    out
}

/// Lines of [`WIDTH`] letters, set in under the number.
fn wrapped(text: &str) -> String {
    let mut out = String::new();
    let mut line = String::new();
    for word in text.split(' ') {
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > WIDTH {
            out += &format!("     {line}\n");
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line += word;
    }
    out + &format!("     {line}\n")
}

fn as_json(audited: &Audited, lang: Lang) -> serde_json::Value {
    let one = |f: &Finding| {
        let rows: Vec<_> = f.rows.iter().map(|at| serde_json::json!({ "file": at.file, "row": at.row })).collect();
        serde_json::json!({
            "verdict": f.verdict.id(), "check": f.check, "subject": f.subject.get(lang), "finding": f.said.get(lang),
            "section": f.section, "rows": rows,
        })
    };
    let problems = audited.summary.problems.iter().map(|p| {
        serde_json::json!({ "kind": p.kind, "file": p.file, "count": p.count, "what": p.what.get(lang), "way_out": p.way_out.get(lang) })
    });
    serde_json::json!({
        "findings": audited.findings.iter().map(one).collect::<Vec<_>>(),
        "problems": problems.collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Text;

    #[test]
    fn remarks_are_numbered_and_verdicts_counted() {
        let finding = |verdict| Finding {
            verdict,
            check: "a-check",
            subject: Text::new("sujet", "subject"),
            said: Text::new("dit", "said"),
            rows: Vec::new(),
            section: "1.1".into(),
        };
        let found = [Verdict::Contradictory, Verdict::Possible].map(finding);
        assert_eq!(
            as_table(&found, Lang::Fr),
            "  1. contradictoire – sujet\n     dit\n     [1.1 | a-check]\n\n    1  contradictoire\n    1  possible\n"
        );
        assert!(as_table(&found[1..], Lang::En).starts_with("Nothing to report.\n"));
    }
}
