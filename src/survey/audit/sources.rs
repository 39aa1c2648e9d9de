//! Check `sources-differ`: do all publications give one sample the same size?

use super::{Finding, Verdict, places, study_named};
use crate::base::{Lang, Text, count};
use crate::read::report::{Report, Study};
use std::collections::BTreeMap;

/// One finding per sample that more than one publication gives a size.
pub fn check(report: &Report) -> Vec<Finding> {
    let mut samples: BTreeMap<String, Vec<&Study>> = BTreeMap::new();
    for study in report.studies.iter().filter(|s| s.n.is_some()) {
        samples.entry(study.code.to_lowercase()).or_default().push(study);
    }
    samples.into_values().filter(|studies| studies.iter().any(|s| s.source != studies[0].source)).map(|s| judge(&s)).collect()
}

fn judge(studies: &[&Study]) -> Finding {
    let said = |lang| {
        let one = |s: &&Study| {
            let source = if s.source.is_empty() { &s.section } else { &s.source };
            format!("{} ({source})", count(s.n.unwrap_or(0) as usize, lang))
        };
        studies.iter().map(one).collect::<Vec<_>>().join(" ; ")
    };
    let differ = studies.iter().any(|s| s.n != studies[0].n);
    Finding {
        verdict: if differ { Verdict::Contradictory } else { Verdict::Confirmed },
        check: "sources-differ",
        subject: Text::new(
            format!("{}, taille de l'échantillon", study_named(studies[0], Lang::Fr)),
            format!("{}, size of the sample", study_named(studies[0], Lang::En)),
        ),
        said: Text::new(said(Lang::Fr), said(Lang::En)),
        rows: studies.iter().map(|s| s.at.clone()).collect(),
        section: places(studies.iter().map(|s| s.section.as_str())),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::study;
    use super::*;

    #[test]
    fn one_sample_two_publications() {
        let of = |n, source: &str| Study { source: source.into(), ..study("Q1", n, None) };
        let report = |second| Report { studies: vec![of(93, "paper"), second], ..Report::default() };
        let found = check(&report(of(105, "insights")));
        assert_eq!((found[0].verdict, found[0].said.en.as_str()), (Verdict::Contradictory, "93 (paper) ; 105 (insights)"));
        assert_eq!(check(&report(of(93, "insights")))[0].verdict, Verdict::Confirmed);
        assert_eq!(check(&report(of(93, "paper"))), []);
    }
}
