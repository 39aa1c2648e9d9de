//! Checks `code-differs` and `wording-differs`: does the report print one code for a question, and
//! say everywhere that the same thing was asked?

use super::{Finding, Verdict, code_of};
use crate::base::Text;
use crate::read::report::{Mention, Report};

/// Letters of a quotation that are shown.
const QUOTED: usize = 160;

/// One finding per question whose code is printed more than once.
pub fn check_codes(report: &Report) -> Vec<Finding> {
    let what = Text::new("code de la question", "code of the question");
    let said = |mention: &Mention, code: &str| format!("{code} ({})", mention.place);
    compare(report, "code-differs", &what, |mention| mention.printed_code.as_deref(), said)
}

/// One finding per question of which more than one place says what was asked.
pub fn check_subjects(report: &Report) -> Vec<Finding> {
    let what = Text::new("ce qui a été demandé", "what was asked");
    let said = |mention: &Mention, subject: &str| format!("{subject} ({} : « {} »)", mention.place, shortened(&mention.text));
    compare(report, "wording-differs", &what, |mention| mention.subject.as_deref(), said)
}

fn shortened(text: &str) -> String {
    let short: String = text.chars().take(QUOTED).collect();
    if short.len() < text.len() { format!("{}…", short.trim_end()) } else { short }
}

/// A mention, and what it prints of the question.
type Place<'a> = (&'a Mention, &'a str);

fn compare<'a>(
    report: &'a Report,
    check: &'static str,
    what: &Text,
    key: impl Fn(&'a Mention) -> Option<&'a str>,
    said: impl Fn(&Mention, &str) -> String,
) -> Vec<Finding> {
    let same = |a: &str, b: &str| a.eq_ignore_ascii_case(b);
    let mut questions: Vec<(&str, &str, Vec<Place>)> = Vec::new();
    for mention in &report.mentions {
        let (Some(question), Some(key)) = (mention.question.as_deref(), key(mention)) else { continue };
        match questions.iter_mut().find(|(wave, code, _)| same(wave, &mention.wave) && same(code, question)) {
            Some((.., places)) => places.push((mention, key)),
            None => questions.push((&mention.wave, question, vec![(mention, key)])),
        }
    }
    questions.retain(|(.., places)| places.len() > 1);
    let judge = |(wave, question, places): (&str, &str, Vec<Place>)| {
        let mut different: Vec<Place> = Vec::new();
        for (mention, key) in &places {
            if different.iter().all(|(_, other)| !same(key, other)) {
                different.push((mention, key));
            }
        }
        let name = code_of(wave, question);
        Finding {
            verdict: if different.len() > 1 { Verdict::Contradictory } else { Verdict::Confirmed },
            check,
            subject: Text::new(format!("{name}, {}", what.fr), format!("{name}, {}", what.en)),
            said: Text::same(different.iter().map(|(m, key)| said(m, key)).collect::<Vec<_>>().join(" ; ")),
            rows: places.iter().map(|(m, _)| m.at.clone()).collect(),
            section: super::places(places.iter().map(|(m, _)| m.place.as_str())),
        }
    };
    questions.into_iter().map(judge).collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::mention;
    use super::*;

    #[test]
    fn two_codes_or_two_subjects_for_one_question() {
        let verdicts = |mentions: Vec<Mention>| {
            let report = Report { mentions, ..Report::default() };
            let of = |found: Vec<Finding>| found.iter().map(|f| f.verdict).collect::<Vec<_>>();
            (of(check_codes(&report)), of(check_subjects(&report)))
        };
        let caption = mention("q23", "q13", "forces", "");
        assert_eq!(
            verdicts(vec![caption.clone(), mention("Q23", "q23", "forces", "")]),
            (vec![Verdict::Contradictory], vec![Verdict::Confirmed])
        );
        assert_eq!(
            verdicts(vec![caption.clone(), mention("q23", "Q13", "trust", "")]),
            (vec![Verdict::Confirmed], vec![Verdict::Contradictory])
        );
        assert_eq!(verdicts(vec![caption.clone(), mention("q24", "q24", "forces", "")]), (vec![], vec![]));
        assert_eq!(verdicts(vec![caption, mention("q23", "", "", ""), mention("", "q1", "x", "")]), (vec![], vec![]));
    }
}
