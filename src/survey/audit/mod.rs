//! Can the numbers a report prints be true together? Each check looks at the tables typed from a
//! report and says of every number it can judge: it holds, it is off by rounding, it contradicts
//! another one, or no number of respondents could have given it.
//!
//! Not here: whether the report is right about the world, or whether its sample carries its
//! conclusions. Nothing is corrected.

mod arithmetic;
mod bases;
mod codes;
mod compare;
mod granularity;
mod joint;
mod parts;
mod periods;
mod shared;
mod sources;
mod subjects;
mod times;
mod totals;
mod units;
mod vocabulary;
mod wholes;

pub use arithmetic::Rounding;
pub use compare::against_computed;

use crate::base::{Lang, Text, number, percent};
use crate::read::report::{At, Printed, PublishedResult, Report, Study};

/// What a check says of a number, from best to worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Another number says the same.
    Confirmed,
    /// Nothing speaks against it.
    Possible,
    /// Nothing in the tables can tell.
    Untested,
    /// It looks like a contradiction and is none.
    Explained,
    /// Right but for the rounding of its last digit.
    OffByRounding,
    /// It can be read in more than one way.
    Ambiguous,
    /// Something else in the report, or the answers, say otherwise.
    Contradictory,
    /// No count of respondents gives it.
    Impossible,
}

impl Verdict {
    pub const ALL: [Verdict; 8] = [
        Verdict::Confirmed,
        Verdict::Possible,
        Verdict::Untested,
        Verdict::Explained,
        Verdict::OffByRounding,
        Verdict::Ambiguous,
        Verdict::Contradictory,
        Verdict::Impossible,
    ];

    /// Stable id written in tables.
    pub fn id(self) -> &'static str {
        match self {
            Verdict::Confirmed => "confirmed",
            Verdict::Possible => "possible",
            Verdict::Untested => "untested",
            Verdict::Explained => "explained",
            Verdict::OffByRounding => "off_by_rounding",
            Verdict::Ambiguous => "ambiguous",
            Verdict::Contradictory => "contradictory",
            Verdict::Impossible => "impossible",
        }
    }

    pub fn label(self) -> Text {
        match self {
            Verdict::Confirmed => Text::new("confirmé", "confirmed"),
            Verdict::Possible => Text::new("possible", "possible"),
            Verdict::Untested => Text::new("non vérifiable", "cannot be tested"),
            Verdict::Explained => Text::new("expliqué", "explained"),
            Verdict::OffByRounding => Text::new("arrondi", "rounding"),
            Verdict::Ambiguous => Text::new("ambigu", "ambiguous"),
            Verdict::Contradictory => Text::new("contradictoire", "contradictory"),
            Verdict::Impossible => Text::new("impossible", "impossible"),
        }
    }

    /// Whether a reader should look at it.
    pub fn is_remark(self) -> bool {
        self >= Verdict::Explained
    }

    /// Whether something must be wrong.
    pub fn is_error(self) -> bool {
        self >= Verdict::Contradictory
    }
}

/// What one check says of one number, or of several that hang together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    pub verdict: Verdict,
    /// Stable kebab-case id of the check.
    pub check: &'static str,
    /// What it is about: `Q2 q18, Sud : 20 %`.
    pub subject: Text,
    /// What was found, in one sentence.
    pub said: Text,
    /// Rows of the tables it rests on.
    pub rows: Vec<At>,
    /// Where in the report.
    pub section: String,
}

/// The checks of a report by itself, in the order of its tables.
const CHECKS: [fn(&Report) -> Vec<Finding>; 13] = [
    parts::check,
    totals::check,
    sources::check,
    units::check,
    codes::check_codes,
    codes::check_subjects,
    vocabulary::check,
    shared::check,
    subjects::check,
    wholes::check,
    periods::check,
    times::check,
    granularity::check,
];

/// Everything the checks say of a report, worst first. Empty for an empty report.
pub fn audit(report: &Report) -> Vec<Finding> {
    let mut findings: Vec<Finding> = CHECKS.iter().flat_map(|check| check(report)).chain(joint::check(report)).collect();
    // Stable: within a verdict the order of the checks, within a check that of the tables.
    findings.sort_by_key(|f| std::cmp::Reverse(f.verdict));
    findings
}

/// The places of several rows, each once, in their order.
fn places<'a>(sections: impl IntoIterator<Item = &'a str>) -> String {
    let mut seen: Vec<&str> = Vec::new();
    sections.into_iter().filter(|s| !s.is_empty()).for_each(|s| {
        if !seen.contains(&s) {
            seen.push(s);
        }
    });
    seen.join(" ; ")
}

/// A printed number as it is printed.
fn shown(result: &PublishedResult, lang: Lang) -> String {
    let one = |p: Printed| match result.statistic.is_percent() {
        true => percent(p.value, p.decimals as usize, lang),
        false => number(p.value, p.decimals as usize, lang),
    };
    match (result.value, result.lower, result.upper) {
        (Some(value), ..) => one(value),
        (None, Some(lower), Some(upper)) => format!("{}–{}", one(lower), one(upper)),
        _ => "–".into(),
    }
}

/// A result named for people: `Victime directe ou indirecte, Sud (Q2 q18) : 20 %`.
fn named(result: &PublishedResult) -> Text {
    let code = code_of(&result.wave, &result.question);
    let of = |list: &[String]| if list.is_empty() { String::new() } else { format!(" {}", list.join("+")) };
    let name = |lang: Lang| match result.label.get(lang) {
        "" => format!("{code}{}{}{}", of(&result.items), of(&result.choices), group_of(result, lang)),
        label => format!("{label}{} ({code})", group_of(result, lang)),
    };
    let [fr, en] = [Lang::Fr, Lang::En].map(name);
    Text::new(format!("{fr} : {}", shown(result, Lang::Fr)), format!("{en}: {}", shown(result, Lang::En)))
}

/// `, Sud`, `, femmes`; empty for everybody.
fn group_of(result: &PublishedResult, lang: Lang) -> String {
    let Some((variable, value)) = &result.group else { return String::new() };
    let value = match (variable.as_str(), value.as_str(), lang) {
        ("sex", "f", Lang::Fr) => "femmes",
        ("sex", "f", Lang::En) => "women",
        ("sex", "m", Lang::Fr) => "hommes",
        ("sex", "m", Lang::En) => "men",
        (_, value, _) => value,
    };
    format!(", {value}")
}

/// `Q2 (Légitimité d'État)`.
fn study_named(study: &Study, lang: Lang) -> String {
    match study.label.get(lang) {
        "" => study.code.clone(),
        label => format!("{} ({label})", study.code),
    }
}

/// `Q2 q18`.
fn code_of(wave: &str, question: &str) -> String {
    if wave.is_empty() { question.to_owned() } else { format!("{wave} {question}") }
}

#[cfg(test)]
pub(super) mod testing;

#[cfg(test)]
mod tests {
    use super::testing::{result, study};
    use super::*;

    #[test]
    fn an_empty_report_says_nothing() {
        assert_eq!(audit(&Report::default()), []);
    }

    #[test]
    fn verdicts_are_ordered_from_best_to_worst() {
        assert!(Verdict::ALL.is_sorted());
        assert!(!Verdict::Possible.is_remark() && Verdict::Explained.is_remark() && !Verdict::Ambiguous.is_error());
    }

    #[test]
    fn findings_come_worst_first() {
        let report = Report {
            results: vec![result("Q9", "q1", 35.0)],
            studies: vec![study("Q9", 10, None), study("Q8", 12, Some((5, 6)))],
            ..Report::default()
        };
        let found: Vec<(&str, Verdict)> = audit(&report).iter().map(|f| (f.check, f.verdict)).collect();
        assert_eq!(found, [("granularity", Verdict::Impossible), ("parts-of-sample", Verdict::Contradictory)]);
    }
}
