//! Check `granularity`: can so many respondents give this percentage or mean? GRIM, see
//! [`super::arithmetic`]. Where the report gives the size of the sample and not the base of the
//! question, a few missing answers are allowed.

use super::arithmetic::{Rounding, count_for_share, sum_for_mean};
use super::bases::{Base, base};
use super::{Finding, Verdict, named};
use crate::base::{Lang, Text, count};
use crate::read::report::{AnswerKind, Printed, PublishedResult, PublishedStatistic, Qualifier, Report};
use crate::text;

/// Missing answers allowed where the base of a question is not printed.
pub const MISSING_ALLOWED: u32 = 2;
/// Highest step of a scale that is not named: enough for any questionnaire.
const GREATEST_STEP: u32 = 10;

/// One finding per result that is a share of respondents, or a mean of one question on a scale.
pub fn check(report: &Report) -> Vec<Finding> {
    report.results.iter().filter_map(|result| judge(report, result)).collect()
}

fn judge(report: &Report, result: &PublishedResult) -> Option<Finding> {
    let value = result.value.filter(|_| result.qualifier == Qualifier::Exact)?;
    // The mean of several items has another base.
    let mean_of_item =
        result.statistic == PublishedStatistic::Mean && result.kind == Some(AnswerKind::Scale) && !result.items.is_empty();
    if !mean_of_item && !result.statistic.is_percent() {
        return None;
    }
    let (sizes, allowed) = match base(report, result) {
        Base::Printed(n) => (vec![n], 0),
        Base::Declared(sizes) => (sizes, MISSING_ALLOWED),
        Base::Unknown => {
            let said = Text::new("le rapport n'en donne pas la base", "the report does not give its base");
            return Some(finding(result, Verdict::Untested, said));
        }
    };
    let found = Rounding::ALL.into_iter().find_map(|rounding| {
        let of_size = |missing: u32| sizes.iter().filter_map(move |n| n.checked_sub(missing).filter(|n| *n > 0));
        (0..=allowed)
            .find_map(|missing| of_size(missing).find(|n| gives(result, value, *n, rounding)).map(|n| (n, missing, rounding)))
    });
    let all = sizes.iter().map(|n| count(*n as usize, Lang::Fr)).collect::<Vec<_>>().join(" / ");
    Some(match found {
        Some((n, _, Rounding::Truncated)) => finding(
            result,
            Verdict::OffByRounding,
            text!("avec n = {n}, seulement si les décimales ont été coupées", "at n = {n}, only if decimals were cut off"),
        ),
        Some((n, 0, _)) => finding(result, Verdict::Possible, text!("possible avec n = {n}", "possible at n = {n}")),
        Some((n, missing, _)) => finding(
            result,
            Verdict::Possible,
            text!(
                "possible avec n = {n}, soit {missing} sans réponse",
                "possible at n = {n}, that is {missing} without an answer"
            ),
        ),
        None if allowed == 0 => finding(
            result,
            Verdict::Impossible,
            text!("aucun effectif sur n = {all} ne donne ce nombre", "no count out of n = {all} gives this number"),
        ),
        None => finding(
            result,
            Verdict::Impossible,
            text!(
                "aucun effectif sur n = {all} ne donne ce nombre, même avec {allowed} sans réponse",
                "no count out of n = {all} gives this number, even with {allowed} without an answer"
            ),
        ),
    })
}

fn gives(result: &PublishedResult, value: Printed, n: u32, rounding: Rounding) -> bool {
    match result.statistic.is_percent() {
        true => count_for_share(value, n, rounding).is_some(),
        false => sum_for_mean(value, n, 0, GREATEST_STEP, rounding).is_some(),
    }
}

fn finding(result: &PublishedResult, verdict: Verdict, said: Text) -> Finding {
    let (rows, section) = (vec![result.at.clone()], result.section.clone());
    Finding { verdict, check: "granularity", subject: named(result), said, rows, section }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{in_zone, number, result, study};
    use super::*;

    fn verdict(report: &Report, result: PublishedResult) -> Option<Verdict> {
        judge(report, &result).map(|f| f.verdict)
    }

    #[test]
    fn a_printed_base_allows_no_missing_answer_and_a_declared_one_does() {
        let report = Report { studies: vec![study("Q2", 32, None)], ..Report::default() };
        let with_n = |n| PublishedResult { n: Some(n), ..result("Q2", "q1", 20.0) };
        assert_eq!(verdict(&report, with_n(30)), Some(Verdict::Possible));
        assert_eq!(verdict(&report, with_n(32)), Some(Verdict::Impossible));
        assert_eq!(verdict(&report, result("Q2", "q1", 20.0)), Some(Verdict::Possible), "6 of 30, two did not answer");
        assert_eq!(
            verdict(&Report { studies: vec![study("Q2", 8, None)], ..Report::default() }, result("Q2", "q1", 20.0)),
            Some(Verdict::Impossible)
        );
        assert_eq!(verdict(&report, in_zone("Q2", "q1", "Sud", 20.0)), Some(Verdict::Untested));
    }

    #[test]
    fn digits_that_were_cut_off_are_a_matter_of_rounding() {
        let report = Report::default();
        assert_eq!(verdict(&report, PublishedResult { n: Some(3), ..result("", "q", 66.0) }), Some(Verdict::OffByRounding));
    }

    #[test]
    fn words_are_no_digits_and_means_of_scales_are_tested() {
        let report = Report::default();
        let in_words = PublishedResult { qualifier: Qualifier::InWords, n: Some(7), ..result("", "q", 50.0) };
        assert_eq!(verdict(&report, in_words), None);
        let mean = |text: &str| PublishedResult {
            statistic: PublishedStatistic::Mean,
            kind: Some(AnswerKind::Scale),
            items: vec!["a".into()],
            n: Some(28),
            value: Some(number(text)),
            ..result("", "q", 0.0)
        };
        assert_eq!(verdict(&report, mean("5.18")), Some(Verdict::Possible));
        assert_eq!(verdict(&report, mean("5.19")), Some(Verdict::Impossible));
    }
}
