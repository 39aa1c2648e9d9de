//! Check `times-as-many`: "three times as many as the year before" – is it?

use super::{Finding, Verdict, places};
use crate::base::{Lang, Text, number};
use crate::read::report::{Fact, Report};

/// One finding per number that the report says is so many times the one before it in its series.
pub fn check(report: &Report) -> Vec<Finding> {
    report.facts.iter().filter_map(|fact| judge(report, fact)).collect()
}

fn judge(report: &Report, fact: &Fact) -> Option<Finding> {
    let (times, start) = (fact.times?, fact.start?);
    let same = |f: &&Fact| f.series == fact.series && f.group == fact.group && f.start.is_some_and(|s| s < start);
    let before = report.facts.iter().filter(same).max_by_key(|f| f.start).filter(|f| f.value.value > 0.0)?;
    let ratio = fact.value.value / before.value.value;
    let decimals = times.decimals as usize;
    let verdict = if (ratio - times.value).abs() <= times.half_unit() { Verdict::Confirmed } else { Verdict::Contradictory };
    let said = |lang| {
        let plain = |p: crate::read::report::Printed| number(p.value, p.decimals as usize, lang);
        format!("{} / {} = {}", plain(fact.value), plain(before.value), number(ratio, decimals + 2, lang))
    };
    let subject = |lang: Lang| format!("{}, {start} : × {}", fact.label.get(lang), number(times.value, decimals, lang));
    Some(Finding {
        verdict,
        check: "times-as-many",
        subject: Text::new(subject(Lang::Fr), subject(Lang::En)),
        said: Text::new(said(Lang::Fr), said(Lang::En)),
        rows: vec![before.at.clone(), fact.at.clone()],
        section: places([before.section.as_str(), fact.section.as_str()]),
    })
}

#[cfg(test)]
pub mod tests {
    use super::super::testing::number;
    use super::*;
    use crate::read::parse::dates::{DayOrder, parse};
    use crate::read::report::{At, Qualifier};

    pub fn deaths(row: u64, value: f64, start: &str, end: &str) -> Fact {
        Fact {
            at: At { file: "t.csv".into(), row },
            series: "deaths".into(),
            group: String::new(),
            value: number(&value.to_string()),
            qualifier: Qualifier::Exact,
            start: parse(start, DayOrder::DayFirst),
            end: parse(end, DayOrder::DayFirst),
            partial: None,
            times: None,
            section: "i".into(),
            label: Text::same("deaths"),
        }
    }

    #[test]
    fn three_times_as_many() {
        let claim = |times: &str| {
            let second = Fact { times: Some(number(times)), ..deaths(2, 949.0, "2017", "2017") };
            let report = Report {
                facts: vec![second, deaths(1, 318.0, "2016", "2016"), deaths(3, 9.0, "2015", "2015")],
                ..Report::default()
            };
            check(&report).iter().map(|f| f.verdict).collect::<Vec<_>>()
        };
        assert_eq!(claim("3"), [Verdict::Confirmed]);
        assert_eq!(claim("4"), [Verdict::Contradictory]);
        assert_eq!(claim("3,1"), [Verdict::Contradictory]);
    }
}
