//! Check `zone-called-region`: does the report say "région" where it means one of its zones? Looks
//! for "les trois régions" where there are three zones and no list has three regions, and for "la
//! région du Sud" where Sud is a zone. French and English.

use super::{Finding, Verdict, places};
use crate::base::{Text, plain_letters};
use crate::read::report::{Mention, Report};
use crate::text;
use std::collections::BTreeSet;

const FRENCH: [&str; 13] =
    ["zero", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze"];
const ENGLISH: [&str; 13] =
    ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

/// At most one finding, with all its places.
pub fn check(report: &Report) -> Vec<Finding> {
    let words = |text: &str| -> Vec<String> {
        let plain: String = plain_letters(text).collect();
        plain.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect()
    };
    let zones: BTreeSet<Vec<String>> = report.units.iter().filter_map(|u| u.zone.as_deref()).map(words).collect();
    if zones.is_empty() {
        return Vec::new();
    }
    let sets: BTreeSet<&str> = report.units.iter().map(|u| u.set.as_str()).collect();
    let sizes: BTreeSet<usize> = sets.iter().map(|set| report.units.iter().filter(|u| u.set == *set).count()).collect();
    let units: BTreeSet<Vec<String>> = report.units.iter().map(|u| words(&u.unit)).collect();
    let is_zone = |after: &[String]| zones.iter().any(|zone| after.starts_with(zone) && !units.contains(zone));
    let confused = |mention: &Mention| {
        let words = words(&mention.text);
        (0..words.len()).any(|i| match words[i].as_str() {
            "regions" if i > 0 => as_number(&words[i - 1]).is_some_and(|n| n == zones.len() && !sizes.contains(&n)),
            "region" => {
                let after = &words[i + 1..];
                let linked = after.split_first().filter(|(w, _)| ["du", "de", "of"].contains(&w.as_str())).map(|(_, rest)| rest);
                linked.is_some_and(is_zone)
            }
            _ => false,
        })
    };
    let found: Vec<&Mention> = report.mentions.iter().filter(|m| confused(m)).collect();
    if found.is_empty() {
        return Vec::new();
    }
    let (zones, places) = (zones.len(), places(found.iter().map(|m| m.place.as_str())));
    vec![Finding {
        verdict: Verdict::Ambiguous,
        check: "zone-called-region",
        subject: Text::new("le mot « région »", "the word `region`"),
        said: text!(
            "il désigne ici une des {zones} zones, qui réunissent plusieurs régions : {places}",
            "it stands for one of the {zones} zones, which hold several regions: {places}"
        ),
        rows: found.iter().map(|m| m.at.clone()).collect(),
        section: places,
    }]
}

fn as_number(word: &str) -> Option<usize> {
    let named = |list: [&str; 13]| list.iter().position(|w| *w == word);
    word.parse().ok().or_else(|| named(FRENCH)).or_else(|| named(ENGLISH))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{mention, unit};
    use super::*;

    fn found(texts: &[&str]) -> usize {
        let units = [("Nord", "Gao"), ("Nord", "Kidal"), ("Centre", "Mopti"), ("Sud", "Kayes")];
        let report = Report {
            units: units.map(|(zone, name)| unit("zones", Some(zone), name)).to_vec(),
            mentions: texts.iter().map(|t| mention("", "", "", t)).collect(),
            ..Report::default()
        };
        check(&report).iter().map(|f| f.rows.len()).sum()
    }

    #[test]
    fn zones_called_regions_are_counted() {
        assert_eq!(found(&["Dans chacune des trois régions, la majorité", "the 3 regions", "la région du Sud"]), 3);
        assert_eq!(found(&["les quatre régions", "les régions du Nord", "la région de Mopti", "trois zones", "régions"]), 0);
    }
}
