//! Published results as estimates, so that they stand in tables and charts beside computed ones.

use super::estimate::{Estimate, Origin, Statistic};
use crate::base::{Interval, Missing};
use crate::read::report::{Printed, PublishedResult, PublishedStatistic};

/// The statistic that a printed number is.
pub fn statistic(published: PublishedStatistic) -> Statistic {
    match published {
        PublishedStatistic::Share => Statistic::Share,
        PublishedStatistic::TopTwo => Statistic::TopTwo,
        PublishedStatistic::FirstChoice => Statistic::FirstChoice,
        PublishedStatistic::Mean => Statistic::Mean,
        PublishedStatistic::Median => Statistic::Quantile(0.5),
        PublishedStatistic::MeanRank => Statistic::MeanRank,
        PublishedStatistic::Total => Statistic::Total,
        PublishedStatistic::Count => Statistic::Count,
    }
}

/// One estimate per item of a published result, all with the number printed for them together.
///
/// A number printed only by its bounds has the value [`Missing::NoData`] and the bounds as its
/// interval. Bounds of a report are of no kind we know, and everything is indicative: nothing is
/// known of how it was computed.
pub fn estimates(result: &PublishedResult, input: &str) -> Vec<Estimate> {
    let bounds = |p: Option<Printed>| p.map(|p| p.value);
    let items: Vec<Option<String>> = match result.items.is_empty() {
        true => vec![None],
        false => result.items.iter().cloned().map(Some).collect(),
    };
    let one = |item| Estimate {
        wave: result.wave.clone(),
        question: result.question.clone(),
        item,
        choice: (!result.choices.is_empty()).then(|| result.choices.join("+")),
        statistic: statistic(result.statistic),
        group: result.group.iter().cloned().collect(),
        n: result.n,
        value: result.value.map(|p| p.value).ok_or(Missing::NoData),
        standard_error: None,
        interval: bounds(result.lower).zip(bounds(result.upper)),
        interval_kind: Interval::None,
        design_effect: None,
        indicative: true,
        origin: Origin::Published { input: input.to_owned(), section: result.section.clone() },
    };
    items.into_iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::super::audit::testing::{number, result};
    use super::*;

    #[test]
    fn one_printed_number_for_two_items_is_two_estimates() {
        let shared = PublishedResult { items: vec!["sante".into(), "eau".into()], ..result("Q2", "q28", 65.0) };
        let both = estimates(&shared, "paper");
        assert_eq!(both.iter().map(|e| e.item.as_deref()).collect::<Vec<_>>(), [Some("sante"), Some("eau")]);
        assert!(both.iter().all(|e| e.value == Ok(65.0) && e.indicative && e.interval.is_none()));
        assert_eq!(both[0].origin, Origin::Published { input: "paper".into(), section: "1".into() });
    }

    #[test]
    fn bounds_without_a_value_are_an_interval() {
        let bounds = (Some(number("65")), Some(number("66")));
        let range = PublishedResult { value: None, lower: bounds.0, upper: bounds.1, ..result("Q3", "q37", 0.0) };
        let found = &estimates(&range, "paper")[0];
        assert_eq!((found.value, found.interval), (Err(Missing::NoData), Some((65.0, 66.0))));
    }
}
