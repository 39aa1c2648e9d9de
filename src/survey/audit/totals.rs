//! Check `declared-total`: does a declared total equal the sum of the samples that are part of it?

use super::{Finding, Verdict, places, study_named};
use crate::base::{Lang, Text, count};
use crate::read::report::{Report, Study};
use crate::text;

/// One finding per sample that others are part of, in one publication.
pub fn check(report: &Report) -> Vec<Finding> {
    report.studies.iter().filter_map(|total| judge(report, total)).collect()
}

fn judge(report: &Report, total: &Study) -> Option<Finding> {
    let declared = u64::from(total.n?);
    let same = |a: &str, b: &str| a.eq_ignore_ascii_case(b);
    let is_part = |s: &&Study| s.source == total.source && s.part_of.as_deref().is_some_and(|code| same(code, &total.code));
    let parts: Vec<&Study> = report.studies.iter().filter(is_part).collect();
    if parts.is_empty() {
        return None;
    }
    let sum: u64 = parts.iter().filter_map(|p| p.n).map(u64::from).sum();
    // Where a part contradicts itself, the total may rest on its other number.
    let other: u64 = parts.iter().filter_map(|p| p.sum_of_sexes().or(p.n)).map(u64::from).sum();
    let unknown = parts.iter().filter(|p| p.n.is_none()).count();
    let shown = |n: u64, lang| count(n as usize, lang);
    let names = parts.iter().map(|p| p.code.as_str()).collect::<Vec<_>>().join(" + ");
    let (verdict, said) = if unknown > 0 && sum <= declared {
        let said = text!("la taille de {unknown} parties n'est pas donnée", "the size of {unknown} parts is not given");
        (Verdict::Untested, said)
    } else if sum == declared || other == declared {
        (Verdict::Confirmed, text!("{names} font ce total", "{names} make this total"))
    } else {
        let or = if other == sum {
            Text::default()
        } else {
            Text::new(
                format!(" (ou {} avec la somme des hommes et des femmes)", shown(other, Lang::Fr)),
                format!(" (or {} with the sum of men and women)", shown(other, Lang::En)),
            )
        };
        let said = Text::new(
            format!("{names} font {}{}, pas {}", shown(sum, Lang::Fr), or.fr, shown(declared, Lang::Fr)),
            format!("{names} make {}{}, not {}", shown(sum, Lang::En), or.en, shown(declared, Lang::En)),
        );
        (Verdict::Contradictory, said)
    };
    let all = || std::iter::once(&total).chain(&parts);
    Some(Finding {
        verdict,
        check: "declared-total",
        subject: Text::new(
            format!("{} : {}", study_named(total, Lang::Fr), shown(declared, Lang::Fr)),
            format!("{}: {}", study_named(total, Lang::En), shown(declared, Lang::En)),
        ),
        said,
        rows: all().map(|s| s.at.clone()).collect(),
        section: places(all().map(|s| s.section.as_str())),
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::study;
    use super::*;

    fn verdict(parts: Vec<Study>) -> (Verdict, String) {
        let parts = parts.into_iter().map(|p| Study { part_of: Some("ALL".into()), ..p });
        let report = Report { studies: std::iter::once(study("all", 100, None)).chain(parts).collect(), ..Report::default() };
        let found = check(&report);
        assert_eq!(found.len(), 1);
        (found[0].verdict, found[0].said.en.clone())
    }

    #[test]
    fn totals_are_held_against_their_parts() {
        assert_eq!(verdict(vec![study("a", 60, None), study("b", 40, None)]).0, Verdict::Confirmed);
        let (found, said) = verdict(vec![study("a", 60, None), study("b", 440, Some((20, 21)))]);
        assert_eq!(
            (found, said.as_str()),
            (Verdict::Contradictory, "a + b make 500 (or 101 with the sum of men and women), not 100")
        );
        assert_eq!(verdict(vec![study("a", 60, None), Study { n: None, ..study("b", 0, None) }]).0, Verdict::Untested);
        assert_eq!(verdict(vec![study("a", 160, None), Study { n: None, ..study("b", 0, None) }]).0, Verdict::Contradictory);
        assert_eq!(check(&Report { studies: vec![study("a", 5, None)], ..Report::default() }), []);
    }
}
