//! What people say, at the level where it stands, against what is counted on the ground.

use super::facts::{Fact, Facts};
use super::figures::short;
use super::{Ranking, pick};
use crate::base::{Lang, Level, Missing, Text, count, number, percent};
use crate::carto::brief::{Bar, Group, Panel, Track};
use crate::carto::charts::{Axis, Unit as AxisUnit, Value};
use crate::text;

/// Questions shown at most, those with the highest shares.
const QUESTIONS: usize = 6;
/// Things of a ranking shown at most.
const RANKED: usize = 5;
/// Lists of facilities shown at most.
const SERVICES: usize = 4;

/// What those who were asked put first, and the shares of their answers; `None` without questions.
pub fn said(facts: &Facts) -> Option<Panel> {
    let lang = facts.lang();
    let mut groups: Vec<Group> = facts.source.rankings.iter().filter_map(|r| ranking(r, facts)).take(1).collect();
    let mut asked: Vec<Fact> = facts.source.questions.iter().filter_map(|id| facts.get(id)).collect();
    // Highest first; those without a number last, in the order of the project.
    asked.sort_by(|a, b| b.cell.ok().unwrap_or(-1.0).total_cmp(&a.cell.ok().unwrap_or(-1.0)));
    asked.truncate(QUESTIONS);
    if !asked.is_empty() {
        let place = asked.iter().find_map(Fact::place);
        let of_one_place = asked.iter().filter(|f| f.missing().is_none()).all(|f| f.place() == place);
        let indicative = asked.iter().any(|f| f.column.indicative && f.missing().is_none());
        let mut note = vec![pick(lang, Text::new("en % des personnes ayant répondu", "in % of those who answered"))];
        note.extend(place.filter(|_| of_one_place));
        if indicative {
            note.push(pick(lang, Text::new("indicatif", "indicative")));
        }
        note.push(pick(lang, Text::new("trait noir : pays", "black mark: country")));
        groups.push(Group {
            title: pick(lang, Text::new("Réponses à l’enquête", "Answers to the survey")),
            note: format!("{}.", super::capital(&note.join(if lang == Lang::Fr { " ; " } else { "; " }))),
            bars: asked.iter().map(|fact| bar(fact, fact.label().to_owned(), !of_one_place)).collect(),
        });
    }
    let heading = pick(lang, Text::new("Ce que disent les personnes interrogées", "What the people asked say"));
    (!groups.is_empty()).then_some(Panel { heading, groups })
}

/// A value with its n and that of the country.
fn bar(fact: &Fact, label: String, with_place: bool) -> Bar {
    let lang = fact.lang;
    let known = fact.missing().is_none();
    let country = fact.country.filter(|c| c.ok().is_some()).map(|_| {
        let country = fact.of_country();
        pick(lang, text!("pays {country}", "country {country}"))
    });
    let place = fact.place().filter(|_| with_place && known);
    let more: Vec<String> = [fact.n().filter(|_| known), place, country].into_iter().flatten().collect();
    let track = Track { value: fact.share(Some(fact.cell)), country: fact.share(fact.country) };
    let percent = fact.column.unit == crate::base::Unit::Percent;
    Bar { label, value: fact.value(), quiet: !known, more: more.join(" · "), track: percent.then_some(track) }
}

/// The first things of the area that the region lies in; `None` where that area has none.
fn ranking(ranking: &Ranking, facts: &Facts) -> Option<Group> {
    let (lang, boundaries) = (facts.lang(), facts.source.boundaries);
    let area = boundaries.ancestor(Level::Region, facts.region, ranking.level)?;
    let area = &boundaries.level(ranking.level)[area];
    let same = |known: &str| known == area.code.as_str() || known.to_lowercase() == area.name.to_lowercase();
    let (_, things) = ranking.areas.iter().find(|(known, _)| same(known))?;
    let known: Vec<&(String, Value)> = things.iter().filter(|(_, v)| v.value.is_ok()).take(RANKED).collect();
    if known.is_empty() {
        return None;
    }
    let place = match ranking.level {
        Level::Region => None,
        level => Some(format!("{} {}", level.label().get(lang), area.name)),
    };
    let indicative = ranking.indicative.then(|| pick(lang, Text::new("indicatif", "indicative")));
    let note: Vec<String> = [Some(ranking.axis.label.clone()), place, indicative].into_iter().flatten().collect();
    let bars = known.iter().enumerate().map(|(i, (label, value))| Bar {
        label: format!("{}. {label}", i + 1),
        value: value.value.map_or_else(|why: Missing| why.label().get(lang).to_owned(), |v| shown(&ranking.axis, v, lang)),
        quiet: false,
        more: value.n.map_or_else(String::new, |n| format!("n = {}", count(n as usize, lang))),
        track: None,
    });
    Some(Group {
        title: ranking.title.clone(),
        note: format!("{}.", super::capital(&note.join(if lang == Lang::Fr { " ; " } else { "; " }))),
        bars: bars.collect(),
    })
}

fn shown(axis: &Axis, value: f64, lang: Lang) -> String {
    match axis.unit {
        AxisUnit::Percent => percent(value, axis.decimals, lang),
        _ => number(value, axis.decimals, lang),
    }
}

/// How near services are, how many work, and for how many people; `None` without facilities.
pub fn measured(facts: &Facts) -> Option<Panel> {
    let lang = facts.lang();
    let group = |(id, label): &(String, Text)| {
        let get = |tail: &str| facts.get(&format!("{id}_{tail}"));
        let total = get("total")?;
        let near = get("within_5km");
        let closed = get("closed_share");
        // Those that work, where anything is known of that.
        let people = get("functioning_per_10000").filter(|f| f.missing().is_none()).or_else(|| get("per_10000"));
        let bars = [near, closed, people].into_iter().flatten().map(|fact| {
            let unit = fact.unit();
            let label = short(fact.label(), label.get(lang));
            bar(&fact, if unit.is_empty() { label } else { format!("{label}, {unit}") }, false)
        });
        let total = total.value();
        let note = text!("{total} dans la région ; trait noir : pays.", "{total} in the region; black mark: country.");
        Some(Group { title: label.get(lang).to_owned(), note: pick(lang, note), bars: bars.collect() })
    };
    let groups: Vec<Group> = facts.source.services.iter().filter_map(group).take(SERVICES).collect();
    let heading = pick(lang, Text::new("Ce que comptent les listes de services", "What the lists of services count"));
    (!groups.is_empty()).then_some(Panel { heading, groups })
}

/// A sentence for each need and the response to it.
pub fn facing(facts: &Facts) -> Vec<String> {
    let lang = facts.lang();
    let sentence = |(need, response): &(String, String)| {
        let (need, response) = (facts.get(need)?, facts.get(response)?);
        let indicative = need.column.indicative && need.missing().is_none();
        let indicative = indicative.then(|| pick(lang, Text::new("indicatif", "indicative")));
        let behind: Vec<String> =
            [need.place(), need.n().filter(|_| need.missing().is_none()), indicative].into_iter().flatten().collect();
        let behind = if behind.is_empty() { String::new() } else { format!(" ({})", behind.join(", ")) };
        let country = response.of_country();
        let country = match country.as_str() {
            "" => String::new(),
            _ => pick(lang, text!(" (pays : {country})", " (country: {country})")),
        };
        let unit = match response.unit().as_str() {
            unit if unit.is_empty() || response.missing().is_some() => String::new(),
            unit => format!(" {unit}"),
        };
        let (asked, share, there, value) = (need.label(), need.value(), response.label(), response.value());
        Some(pick(
            lang,
            text!(
                "Besoin et réponse — {asked} : {share}{behind}. En face, {there} : {value}{unit}{country}.",
                "Need and response — {asked}: {share}{behind}. Against it, {there}: {value}{unit}{country}."
            ),
        ))
    };
    facts.source.needs.iter().filter_map(sentence).collect()
}
