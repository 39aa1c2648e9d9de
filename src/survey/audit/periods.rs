//! Check `partial-year`: is a part of a year set beside whole years as if it were one?

use super::{Finding, Verdict, places};
use crate::base::{Lang, Text, number};
use crate::read::report::{Fact, Report};
use crate::text;

/// One finding per number of a part of a year in a series that has whole years, in one group.
pub fn check(report: &Report) -> Vec<Finding> {
    let whole = |fact: &Fact| months(fact).is_some_and(|m| m % 12 == 0);
    let beside = |fact: &Fact| {
        report.facts.iter().filter(|f| f.series == fact.series && f.group == fact.group).any(|f| whole(f) && f.at != fact.at)
    };
    report.facts.iter().filter_map(|fact| judge(fact, months(fact)?).filter(|_| beside(fact) && !whole(fact))).collect()
}

/// Months from start to end, both included. `None` where the period is not known to the month or
/// does not run forward; a year without a month is a whole one.
fn months(fact: &Fact) -> Option<i32> {
    let (start, end) = (fact.start?, fact.end?);
    if start.day.is_some() || end.day.is_some() {
        return None;
    }
    let first = i32::from(start.year) * 12 + i32::from(start.month.unwrap_or(1));
    let last = i32::from(end.year) * 12 + i32::from(end.month.unwrap_or(12));
    Some(last - first + 1).filter(|m| *m > 0)
}

fn judge(fact: &Fact, months: i32) -> Option<Finding> {
    let (start, end) = (fact.start?, fact.end?);
    let (verdict, said) = if fact.partial == Some(true) {
        let said = text!(
            "{months} mois, ce que le rapport dit ; à ne pas comparer à une année entière",
            "{months} months, as the report says; not to be compared with a whole year"
        );
        (Verdict::Possible, said)
    } else {
        let said = text!(
            "{months} mois à côté d'années entières, sans que ce soit dit",
            "{months} months beside whole years, and it is not said"
        );
        (Verdict::Contradictory, said)
    };
    let shown = |lang: Lang| {
        format!("{}, {start} – {end} : {}", fact.label.get(lang), number(fact.value.value, fact.value.decimals as usize, lang))
    };
    Some(Finding {
        verdict,
        check: "partial-year",
        subject: Text::new(shown(Lang::Fr), shown(Lang::En)),
        said,
        rows: vec![fact.at.clone()],
        section: places([fact.section.as_str()]),
    })
}

#[cfg(test)]
mod tests {
    use super::super::times::tests::deaths;
    use super::*;

    #[test]
    fn a_part_of_a_year_among_years_must_be_called_so() {
        let verdicts =
            |facts: Vec<Fact>| check(&Report { facts, ..Report::default() }).iter().map(|f| f.verdict).collect::<Vec<_>>();
        let year = deaths(1, 949.0, "2017-01", "2017-12");
        let part = deaths(2, 1076.0, "2018-01", "2018-07");
        assert_eq!(verdicts(vec![year.clone(), part.clone()]), [Verdict::Contradictory]);
        assert_eq!(verdicts(vec![year.clone(), Fact { partial: Some(true), ..part.clone() }]), [Verdict::Possible]);
        assert_eq!(verdicts(vec![part.clone()]), [], "alone it is set beside nothing");
        assert_eq!(verdicts(vec![year, Fact { group: "women".into(), ..part }]), []);
    }
}
