//! Where to look first: communes with their reasons, and roads.

use super::facts::{Facts, day_in_words};
use super::pick;
use crate::base::{Lang, Text, count, number, percent};
use crate::carto::brief::{Entry, Head, Set, Table};
use crate::products::axes::{AxisSheet, Segment, stands_out};
use crate::text;

/// Communes that are always listed, and those listed at most.
const COMMUNES: (usize, usize) = (3, 10);
/// The same for axes.
const AXES: (usize, usize) = (3, 6);
/// Stretches named for each axis at most.
const STRETCHES: usize = 2;

/// The first communes of the region; `None` where it has none with an index.
pub fn priority(facts: &Facts) -> Option<Table> {
    let lang = facts.lang();
    let own = facts.source.priority.iter().filter(|row| row.region.0 == facts.code());
    let rows: Vec<Vec<Entry>> = own
        .take(COMMUNES.1)
        .map(|row| {
            let rank = count(row.rank, lang);
            let tenth = row.worst_tenth.map_or_else(|| "–".to_owned(), |p| percent(p, 0, lang));
            let reading = row.priority.as_ref().map_or_else(String::new, |(_, label)| label.get(lang).to_owned());
            vec![
                Entry::new(count(row.rank_in_region, lang)),
                Entry::new(row.commune.1.clone())
                    .with(pick(lang, text!("rang {rank} dans le pays", "rank {rank} in the country"))),
                Entry::new(number(row.index, 1, lang)).with(row.class.get(lang)),
                Entry::new(tenth).with(reading),
                Entry::new(row.reasons.get(lang)),
            ]
        })
        .collect();
    if rows.is_empty() {
        return None;
    }
    let head = |fr: &str, en: &str, share, set| Head { title: pick(lang, Text::new(fr, en)), share, set };
    Some(Table {
        heading: pick(lang, Text::new("Communes prioritaires", "Priority communes")),
        note: pick(
            lang,
            Text::new(
                "Les plus exposées selon l’indice ; toutes sont dans tables/priority.csv. Points : part de l’indice.",
                "The most exposed by the index; all are in tables/priority.csv. Points: part of the index.",
            ),
        ),
        heads: vec![
            head("", "", 0.45, Set::Number),
            head("Commune", "Commune", 2.9, Set::Name),
            head("Indice", "Index", 1.3, Set::Main),
            head("Dans le dixième le plus exposé du pays", "In the worst tenth of the country", 2.7, Set::Number),
            head("Raisons", "Reasons", 9.2, Set::Small),
        ],
        least: COMMUNES.0,
        rows,
    })
}

/// The axes that pass through the region, most incidents per kilometre first; `None` where none does.
pub fn axes(facts: &Facts) -> Option<Table> {
    let lang = facts.lang();
    let inside = |s: &&Segment| s.regions.iter().any(|code| code.as_str() == facts.code());
    let per_100_km = |segments: &[&Segment]| {
        let km: f64 = segments.iter().map(|s| s.to_km - s.from_km).sum();
        let incidents: u32 = segments.iter().map(|s| s.incidents).sum();
        (km, incidents, if km > 0.0 { 100.0 * f64::from(incidents) / km } else { 0.0 })
    };
    let mut found: Vec<(&AxisSheet, Vec<&Segment>)> =
        facts.source.axes.axes.iter().map(|a| (a, a.segments.iter().filter(inside).collect())).collect();
    found.retain(|(_, segments): &(&AxisSheet, Vec<&Segment>)| !segments.is_empty());
    found.sort_by(|(a, x), (b, y)| per_100_km(y).2.total_cmp(&per_100_km(x).2).then_with(|| a.id.cmp(&b.id)));
    if found.is_empty() {
        return None;
    }
    let rows = found.iter().take(AXES.1).map(|(axis, segments)| {
        let (km, incidents, rate) = per_100_km(segments);
        let (_, _, whole) = per_100_km(&axis.segments.iter().collect::<Vec<_>>());
        let out: Vec<String> = segments
            .iter()
            .filter(|s| stands_out(s))
            .take(STRETCHES)
            .map(|s| format!("{}–{}", number(s.from_km, 0, lang), number(s.to_km, 0, lang)))
            .collect();
        let out = out.join(", ");
        let out =
            if out.is_empty() { String::new() } else { pick(lang, text!("se détache : km {out}", "stands out: km {out}")) };
        vec![
            Entry::new(axis.label.get(lang)).with(out),
            Entry::new(number(km, 0, lang)),
            Entry::new(count(incidents as usize, lang)),
            Entry::new(number(rate, 1, lang)),
            Entry::new(number(whole, 1, lang)),
        ]
    });
    let head = |fr: &str, en: &str, share, set| Head { title: pick(lang, Text::new(fr, en)), share, set };
    let days: Vec<String> = facts.source.axes.period.split(" – ").map(|day| day_in_words(day, lang)).collect();
    let between = match (days.as_slice(), lang) {
        ([from, to], Lang::Fr) => format!("du {from} au {to}"),
        ([from, to], Lang::En) => format!("{from} to {to}"),
        _ => days.join(" – "),
    };
    Some(Table {
        heading: pick(lang, Text::new("Axes routiers", "Road axes")),
        note: match between.as_str() {
            "" => String::new(),
            _ => pick(
                lang,
                text!(
                    "Incidents sur les segments qui touchent la région, {between}.",
                    "Incidents on the segments that touch the region, {between}."
                ),
            ),
        },
        heads: vec![
            head("Axe", "Axis", 5.4, Set::Words),
            head("km ici", "km here", 1.2, Set::Number),
            head("Incidents", "Incidents", 1.7, Set::Number),
            head("pour 100 km", "per 100 km", 1.4, Set::Main),
            head("axe entier", "whole axis", 1.4, Set::Number),
        ],
        least: AXES.0,
        rows: rows.collect(),
    })
}
