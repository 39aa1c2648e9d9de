//! Check `one-number-for-several-items`: "santé, eau (65 %)" – of both together, or of each?

use super::{Finding, Verdict, named};
use crate::base::Text;
use crate::read::report::Report;

/// One finding per result that names several items.
pub fn check(report: &Report) -> Vec<Finding> {
    let shared = report.results.iter().filter(|r| r.items.len() > 1);
    shared
        .map(|result| {
            let items = result.items.join(", ");
            Finding {
                verdict: Verdict::Ambiguous,
                check: "one-number-for-several-items",
                subject: named(result),
                said: Text::new(
                    format!("un seul nombre pour {items} : rien ne dit s'il vaut pour chacun ou pour les deux ensemble"),
                    format!("one number for {items}: nothing says whether it holds for each or for all together"),
                ),
                rows: vec![result.at.clone()],
                section: result.section.clone(),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::result;
    use super::*;
    use crate::read::report::PublishedResult;

    #[test]
    fn two_items_and_one_number() {
        let with =
            |items: &[&str]| PublishedResult { items: items.iter().map(|i| i.to_string()).collect(), ..result("", "q", 65.0) };
        let report = Report { results: vec![with(&["sante", "eau"]), with(&["justice"]), with(&[])], ..Report::default() };
        let found = check(&report);
        assert_eq!((found.len(), found[0].verdict), (1, Verdict::Ambiguous));
    }
}
