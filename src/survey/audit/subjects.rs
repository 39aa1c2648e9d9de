//! Check `same-subject`: numbers that say the same thing of the same people should be equal. Where
//! one of the questions let people take several answers, they need not be: who names the state
//! among others does not name it alone.

use super::{Finding, Verdict, named, places};
use crate::base::{Lang, Text};
use crate::read::report::{AnswerKind, PublishedResult, Qualifier, Report};

/// One finding per subject with two numbers or more, in one group.
pub fn check(report: &Report) -> Vec<Finding> {
    let mut subjects: Vec<(&str, Vec<&PublishedResult>)> = Vec::new();
    for result in report.results.iter().filter(|r| r.value.is_some() && r.qualifier == Qualifier::Exact) {
        let Some(subject) = result.subject.as_deref() else { continue };
        match subjects.iter_mut().find(|(s, list)| *s == subject && list[0].group == result.group) {
            Some((_, list)) => list.push(result),
            None => subjects.push((subject, vec![result])),
        }
    }
    subjects.into_iter().filter(|(_, list)| list.len() > 1).map(|(subject, list)| judge(subject, &list)).collect()
}

fn judge(subject: &str, results: &[&PublishedResult]) -> Finding {
    let value = |r: &PublishedResult| r.value.map_or(f64::NAN, |p| p.value);
    let tolerance = |r: &PublishedResult| r.value.map_or(0.0, |p| p.half_unit());
    let differ = results.iter().any(|r| (value(r) - value(results[0])).abs() > tolerance(r) + tolerance(results[0]));
    let several = results.iter().any(|r| r.kind == Some(AnswerKind::Multiple));
    let label = &results[0].label;
    let said = |lang: Lang| results.iter().map(|r| named(r).get(lang).to_owned()).collect::<Vec<_>>().join(" ; ");
    let (verdict, why) = match (differ, several) {
        (false, _) => (Verdict::Confirmed, Text::default()),
        (true, true) => (
            Verdict::Explained,
            Text::new(
                " – plusieurs réponses étaient possibles à l'une des questions : qui cite une réponse parmi d'autres ne la tient pas pour exclusive",
                " – one of the questions took several answers: who names an answer among others does not hold it to be the only one",
            ),
        ),
        (true, false) => (Verdict::Contradictory, Text::default()),
    };
    Finding {
        verdict,
        check: "same-subject",
        subject: if label.is_empty() { Text::same(subject) } else { label.clone() },
        said: Text::new(said(Lang::Fr) + &why.fr, said(Lang::En) + &why.en),
        rows: results.iter().map(|r| r.at.clone()).collect(),
        section: places(results.iter().map(|r| r.section.as_str())),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::result;
    use super::*;

    #[test]
    fn equal_different_and_explained() {
        let about = |question: &str, value: f64, kind| PublishedResult {
            subject: Some("state".into()),
            kind: Some(kind),
            ..result("Q2", question, value)
        };
        let verdict = |second| {
            let report = Report { results: vec![about("q28", 75.0, AnswerKind::Single), second], ..Report::default() };
            check(&report).iter().map(|f| f.verdict).collect::<Vec<_>>()
        };
        assert_eq!(verdict(about("q29", 9.0, AnswerKind::Single)), [Verdict::Contradictory]);
        assert_eq!(verdict(about("q29", 9.0, AnswerKind::Multiple)), [Verdict::Explained]);
        assert_eq!(verdict(about("q29", 75.4, AnswerKind::Single)), [Verdict::Confirmed], "75 is known to half a unit");
        assert_eq!(verdict(result("Q2", "q29", 9.0)), []);
    }
}
