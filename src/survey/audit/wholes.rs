//! Check `shares-of-whole`: do the shares of a single choice add up to 100, as far as their
//! rounding lets them? Shares that are not all printed may add up to less, never to more.

use super::{Finding, Verdict, code_of, group_of, places};
use crate::base::{Lang, Text, number, percent};
use crate::read::report::{AnswerKind, PublishedResult, PublishedStatistic, Qualifier, Report};

/// One finding per question, item and group with two shares or more of a single choice.
pub fn check(report: &Report) -> Vec<Finding> {
    let mut sets: Vec<Vec<&PublishedResult>> = Vec::new();
    let is_share = |r: &&PublishedResult| {
        r.kind == Some(AnswerKind::Single)
            && r.statistic == PublishedStatistic::Share
            && r.qualifier == Qualifier::Exact
            && r.value.is_some()
    };
    for result in report.results.iter().filter(is_share) {
        let same = |o: &PublishedResult| {
            (&o.wave, &o.question, &o.items, &o.group) == (&result.wave, &result.question, &result.items, &result.group)
        };
        match sets.iter_mut().find(|set| same(set[0])) {
            Some(set) => set.push(result),
            None => sets.push(vec![result]),
        }
    }
    sets.into_iter().filter_map(judge).collect()
}

fn judge(mut results: Vec<&PublishedResult>) -> Option<Finding> {
    // A choice that is counted by itself and again with others is counted by itself only.
    let single: Vec<String> = results.iter().filter(|r| r.choices.len() == 1).map(|r| r.choices[0].clone()).collect();
    results.retain(|r| r.choices.len() < 2 || !r.choices.iter().any(|c| single.contains(c)));
    if results.len() < 2 {
        return None;
    }
    let values = || results.iter().filter_map(|r| r.value);
    let (sum, slack) = (values().map(|p| p.value).sum::<f64>(), values().map(|p| p.half_unit()).sum::<f64>() + 1e-9);
    let whole = results.iter().all(|r| r.part_of_whole);
    let verdict = if sum > 100.0 + slack || (whole && sum < 100.0 - slack) {
        Verdict::Contradictory
    } else if whole {
        Verdict::Confirmed
    } else {
        Verdict::Possible
    };
    let first = results[0];
    let of = if first.items.is_empty() { String::new() } else { format!(" {}", first.items.join("+")) };
    let subject = |lang| format!("{}{of}{}", code_of(&first.wave, &first.question), group_of(first, lang));
    let decimals = values().map(|p| p.decimals).max().unwrap_or(0) as usize;
    let terms = |lang| values().map(|p| number(p.value, p.decimals as usize, lang)).collect::<Vec<_>>().join(" + ");
    let said = |lang| format!("{} = {}", terms(lang), percent(sum, decimals, lang));
    Some(Finding {
        verdict,
        check: "shares-of-whole",
        subject: Text::new(subject(Lang::Fr), subject(Lang::En)),
        said: Text::new(said(Lang::Fr), said(Lang::En)),
        rows: results.iter().map(|r| r.at.clone()).collect(),
        section: places(results.iter().map(|r| r.section.as_str())),
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::result;
    use super::*;

    fn verdict(shares: &[(&str, f64)], whole: bool) -> Option<Verdict> {
        let one = |(choice, value): &(&str, f64)| PublishedResult {
            choices: choice.split('+').map(str::to_owned).collect(),
            part_of_whole: whole,
            ..result("Q3", "q12", *value)
        };
        let report = Report { results: shares.iter().map(one).collect(), ..Report::default() };
        check(&report).first().map(|f| f.verdict)
    }

    #[test]
    fn shares_add_up_to_a_hundred_within_their_rounding() {
        assert_eq!(verdict(&[("a", 64.0), ("b", 25.0), ("c", 11.0)], true), Some(Verdict::Confirmed));
        assert_eq!(verdict(&[("a", 33.0), ("b", 33.0), ("c", 33.0)], true), Some(Verdict::Confirmed), "thirds");
        assert_eq!(verdict(&[("a", 64.0), ("b", 25.0), ("c", 1.0)], true), Some(Verdict::Contradictory));
        assert_eq!(verdict(&[("a", 66.0), ("b", 8.0)], false), Some(Verdict::Possible), "the third is not printed");
        assert_eq!(verdict(&[("a", 66.0), ("b", 38.0)], false), Some(Verdict::Contradictory));
        assert_eq!(verdict(&[("a", 66.0), ("a+b", 90.0)], false), None, "counted twice");
        assert_eq!(verdict(&[("a", 66.0)], true), None);
    }
}
