//! Check `joint-granularity`: is there one set of group sizes that gives all the percentages of a
//! wave at once? Ours, after GRIM (Brown & Heathers 2017): each percentage of a group allows only
//! some sizes of that group, and the sizes may not add up to more than the sample.
//!
//! The sizes of groups are independent but for their sum, so the search keeps one set of sizes
//! per group and counts combinations by their sum: no combination is ever written out.

use super::arithmetic::{Rounding, count_for_share};
use super::bases::{sample, sizes};
use super::{Finding, Verdict, code_of, places};
use crate::base::{Lang, NARROW_SPACE, Text, count};
use crate::read::parse::words::fold;
use crate::read::report::{Printed, PublishedResult, Qualifier, Report};
use crate::text;
use std::collections::{BTreeMap, BTreeSet};

/// Missing answers per question and group that are tried when fixed sizes do not fit.
const MISSING_TRIED: [u32; 2] = [1, 2];

/// One finding per wave and breakdown with percentages whose base is not printed.
pub fn check(report: &Report) -> Vec<Finding> {
    let mut sets: BTreeMap<(&str, &str), Vec<&PublishedResult>> = BTreeMap::new();
    for result in report.results.iter().filter(|r| can_be_joined(r)) {
        let (variable, _) = result.group.as_ref().expect("checked above");
        sets.entry((&result.wave, variable)).or_default().push(result);
    }
    sets.into_iter().filter_map(|((wave, variable), results)| judge(report, wave, variable, &results)).collect()
}

/// A percentage of one group, printed in digits, without its base.
fn can_be_joined(result: &PublishedResult) -> bool {
    let one_group = result.group.as_ref().is_some_and(|(_, value)| !value.contains('+'));
    one_group
        && result.statistic.is_percent()
        && result.qualifier == Qualifier::Exact
        && result.value.is_some()
        && result.n.is_none()
}

/// Percentages by group, in the order of the table.
type Shares<'a> = Vec<(&'a str, Vec<Printed>)>;

fn judge(report: &Report, wave: &str, variable: &str, results: &[&PublishedResult]) -> Option<Finding> {
    let total = sizes(sample(report, wave)?).into_iter().max()?;
    let mut shares: Shares = Vec::new();
    for result in results {
        let (Some((_, group)), Some(value)) = (&result.group, result.value) else { continue };
        match shares.iter_mut().find(|(name, _)| name == group) {
            Some((_, list)) => list.push(value),
            None => shares.push((group, vec![value])),
        }
    }
    let fits = |rounding, missing| combinations(&shares, total, rounding, missing);
    let rounding = Rounding::ALL.into_iter().find(|rounding| fits(*rounding, 0).iter().any(|c| *c > 0));
    let groups = shares.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    let numbers = results.len();
    let (verdict, said) = match rounding {
        Some(Rounding::Truncated) => (
            Verdict::OffByRounding,
            text!(
                "des effectifs fixes de {groups} donnent ces {numbers} pourcentages, seulement si les décimales ont été coupées",
                "fixed sizes of {groups} give these {numbers} percentages, only if decimals were cut off"
            ),
        ),
        Some(_) => (
            Verdict::Possible,
            text!(
                "des effectifs fixes de {groups}, {total} au plus ensemble, donnent ces {numbers} pourcentages",
                "fixed sizes of {groups}, {total} together at most, give these {numbers} percentages"
            ),
        ),
        None => (Verdict::Impossible, impossible(report, variable, &shares, total, numbers)),
    };
    Some(Finding {
        verdict,
        check: "joint-granularity",
        subject: Text::same(format!("{} × {variable}, n = {total}", code_of(wave, &questions(results)))),
        said,
        rows: results.iter().map(|r| r.at.clone()).collect(),
        section: places(results.iter().map(|r| r.section.as_str())),
    })
}

fn questions(results: &[&PublishedResult]) -> String {
    let mut codes: Vec<&str> = Vec::new();
    results.iter().map(|r| r.question.as_str()).for_each(|q| {
        if !codes.contains(&q) {
            codes.push(q);
        }
    });
    codes.join(", ")
}

/// What is impossible, and what a few missing answers would make of it. Where the groups are all
/// the groups there are, their sizes must add up to the sample itself.
fn impossible(report: &Report, variable: &str, shares: &Shares, total: u32, numbers: usize) -> Text {
    let exhaustive = covers_all_zones(report, variable, shares);
    let with = MISSING_TRIED.map(|missing| {
        let by_sum = combinations(shares, total, Rounding::HalfUp, missing);
        if exhaustive { by_sum[total as usize] } else { by_sum.iter().fold(0u128, |a, b| a.saturating_add(*b)) }
    });
    let groups = shares.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    let [one, two] = with;
    let shown = |n: u128, lang| usize::try_from(n).map_or_else(|_| n.to_string(), |n| count(n, lang));
    let (fr, en) = match exhaustive {
        true => (format!("de somme {total}"), format!("that add up to {total}")),
        false => (format!("de somme {total} ou moins"), format!("that add up to {total} or fewer")),
    };
    Text::new(
        format!(
            "aucuns effectifs fixes de {groups}, de somme {total} ou moins, ne donnent ces {numbers} pourcentages, quel que soit l'arrondi{NARROW_SPACE}; avec une réponse manquante au plus par question et par groupe, {} combinaisons {fr} conviennent, avec deux, {}. Chaque question a donc sa propre base",
            shown(one, Lang::Fr),
            shown(two, Lang::Fr)
        ),
        format!(
            "no fixed sizes of {groups} that add up to {total} or fewer give these {numbers} percentages, whatever the rounding; with at most one missing answer per question and group {} combinations {en} do, with two {}. So each question has a base of its own",
            shown(one, Lang::En),
            shown(two, Lang::En)
        ),
    )
}

/// Whether the groups are the zones of a list of zones, all of them.
fn covers_all_zones(report: &Report, variable: &str, shares: &Shares) -> bool {
    let zones: BTreeSet<String> = report.units.iter().filter_map(|u| u.zone.as_deref()).map(fold).collect();
    let groups: BTreeSet<String> = shares.iter().map(|(name, _)| fold(name)).collect();
    variable == "zone" && !zones.is_empty() && zones == groups
}

/// How many combinations of group sizes give all percentages, by the sum of the sizes: the list
/// has `total + 1` entries. At most `missing` people of a group did not answer a question.
pub fn combinations(shares: &[(&str, Vec<Printed>)], total: u32, rounding: Rounding, missing: u32) -> Vec<u128> {
    let total = total as usize;
    let mut by_sum = vec![0u128; total + 1];
    by_sum[0] = 1;
    for (_, list) in shares {
        let sizes = fitting_sizes(list, total as u32, rounding, missing);
        let mut next = vec![0u128; total + 1];
        for (sum, ways) in by_sum.iter().enumerate().filter(|(_, ways)| **ways > 0) {
            for size in sizes.iter().take_while(|size| sum + **size as usize <= total) {
                let cell = &mut next[sum + *size as usize];
                *cell = cell.saturating_add(*ways);
            }
        }
        by_sum = next;
    }
    by_sum
}

/// The sizes of one group, from 1 to `total`, at which every percentage is possible.
fn fitting_sizes(list: &[Printed], total: u32, rounding: Rounding, missing: u32) -> Vec<u32> {
    let mut fitting = vec![true; total as usize + 1];
    for share in list {
        let possible: Vec<bool> = (0..=total).map(|n| count_for_share(*share, n, rounding).is_some()).collect();
        for size in 0..=total as usize {
            fitting[size] &= (0..=missing as usize).any(|gone| size > gone && possible[size - gone]);
        }
    }
    (1..=total).filter(|size| fitting[*size as usize]).collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{in_zone, number, study, unit};
    use super::*;

    /// The ten percentages of the white paper's second survey by zone.
    fn paper() -> Shares<'static> {
        let list = |texts: &[&str]| texts.iter().map(|t| number(t)).collect();
        vec![("Sud", list(&["20", "77", "48"])), ("Centre", list(&["90", "61", "54"])), ("Nord", list(&["77", "86", "74", "68"]))]
    }

    fn ways(rounding: Rounding, missing: u32) -> (u128, u128) {
        let by_sum = combinations(&paper(), 110, rounding, missing);
        (by_sum.iter().sum(), by_sum[110])
    }

    #[test]
    fn the_paper_needs_missing_answers() {
        for rounding in Rounding::ALL {
            assert_eq!(ways(rounding, 0), (0, 0), "{rounding:?}");
        }
        assert_eq!(ways(Rounding::HalfUp, 1), (67, 3), "counted one by one with exact fractions");
        assert_eq!(ways(Rounding::HalfUp, 2), (884, 81));
        assert_eq!(ways(Rounding::HalfEither, 2), (937, 85));
        assert_eq!(ways(Rounding::Truncated, 1), (41, 4));
    }

    #[test]
    fn combinations_are_those_that_trying_all_finds() {
        let shares = paper();
        let sizes: Vec<Vec<u32>> = shares.iter().map(|(_, l)| fitting_sizes(l, 110, Rounding::HalfUp, 1)).collect();
        let mut found = 0;
        for a in &sizes[0] {
            for b in &sizes[1] {
                found += sizes[2].iter().filter(|c| a + b + **c <= 110).count();
            }
        }
        assert_eq!(found, 67);
    }

    #[test]
    fn sizes_that_fit_are_found_and_words_left_out() {
        let results = [("a", "Sud", 20.0), ("b", "Sud", 50.0), ("a", "Nord", 90.0)].map(|(q, z, v)| in_zone("Q2", q, z, v));
        let units = vec![unit("zones", Some("Sud"), "Kayes"), unit("zones", Some("Nord"), "Gao")];
        let mut report = Report { results: results.to_vec(), studies: vec![study("Q2", 20, None)], units, ..Report::default() };
        let found = check(&report);
        assert_eq!((found.len(), found[0].verdict), (1, Verdict::Possible), "10 of each");
        report.studies = vec![study("Q2", 12, None)];
        let found = check(&report);
        assert_eq!(found[0].verdict, Verdict::Impossible, "10 of each are more than 12");
        report.results.iter_mut().for_each(|r| r.qualifier = Qualifier::InWords);
        assert_eq!(check(&report), []);
    }
}
