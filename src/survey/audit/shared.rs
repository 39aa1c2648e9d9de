//! Check `one-number-for-several-items`: "santé, eau (65 %)" – of both together, or of each?

use super::{Finding, Verdict, named};
use crate::base::{Lang, Text};
use crate::read::report::{PublishedResult, Report};
use crate::text;

/// One finding per question, group and set of items that share their numbers.
pub fn check(report: &Report) -> Vec<Finding> {
    let mut shared: Vec<Vec<&PublishedResult>> = Vec::new();
    for result in report.results.iter().filter(|r| r.items.len() > 1) {
        let same = |o: &PublishedResult| {
            (&o.wave, &o.question, &o.items, &o.group) == (&result.wave, &result.question, &result.items, &result.group)
        };
        match shared.iter_mut().find(|list| same(list[0])) {
            Some(list) => list.push(result),
            None => shared.push(vec![result]),
        }
    }
    shared.iter().map(|results| judge(results)).collect()
}

fn judge(results: &[&PublishedResult]) -> Finding {
    let items = results[0].items.join(", ");
    let subject = |lang| results.iter().map(|r| named(r).get(lang).to_owned()).collect::<Vec<_>>().join(" ; ");
    Finding {
        verdict: Verdict::Ambiguous,
        check: "one-number-for-several-items",
        subject: Text::new(subject(Lang::Fr), subject(Lang::En)),
        said: text!(
            "un seul nombre imprimé pour {items} : rien ne dit s'il vaut pour chacun ou pour l'ensemble",
            "one number printed for {items}: nothing says whether it holds for each or for all together"
        ),
        rows: results.iter().map(|r| r.at.clone()).collect(),
        section: super::places(results.iter().map(|r| r.section.as_str())),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::result;
    use super::*;

    #[test]
    fn two_items_and_one_number() {
        let with = |items: &[&str], choice: &str| PublishedResult {
            items: items.iter().map(|i| i.to_string()).collect(),
            choices: vec![choice.into()],
            ..result("", "q", 65.0)
        };
        let report = Report {
            results: vec![with(&["sante", "eau"], "a"), with(&["sante", "eau"], "b"), with(&["justice"], "a"), with(&[], "a")],
            ..Report::default()
        };
        let found = check(&report);
        assert_eq!((found.len(), found[0].verdict, found[0].rows.len()), (1, Verdict::Ambiguous, 2));
    }
}
