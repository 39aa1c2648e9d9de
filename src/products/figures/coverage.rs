//! What has been studied where: a line for each study, a column for each region.

use super::{Body, dates};
use crate::base::{Boundaries, Lang, Text, count};
use crate::carto::charts::{ChartKind, Cover, Coverage, CoverageTable, Totals};
use crate::table::{Extent, Method, PlacedStudy};
use crate::text;

/// Studies against the regions of the boundaries, in the order of the list; with `only` those of
/// one method. Below stand the studies of each method that covered the whole of a region, and
/// apart those held in a part of it, so that a region that no qualitative study reached shows a
/// zero even where questionnaires went. Notes name such regions, places that the boundaries do
/// not have, and studies of which nobody knows where they went: they have no dot, and where there
/// are any no region is said to be without a study. Without a study there is no chart, and the text says so.
pub fn coverage(studies: &[PlacedStudy], boundaries: &Boundaries, only: Option<Method>, lang: Lang) -> Result<Body, Text> {
    let shown: Vec<&PlacedStudy> = studies.iter().filter(|s| only.is_none() || s.method == only).collect();
    if shown.is_empty() {
        return Err(Text::new("aucune étude à montrer", "no study to show"));
    }
    let say = |fr: &str, en: &str| Text::new(fr, en).get(lang).to_owned();
    let columns: Vec<String> = boundaries.regions.iter().map(|r| r.name.clone()).collect();
    let cover = |study: &PlacedStudy, region: usize| match study.regions.get(&region) {
        Some(Extent::Whole) => Cover::Whole,
        Some(Extent::Part) => Cover::Part,
        None => Cover::None,
    };
    let row = |study: &&PlacedStudy| Coverage {
        label: study.code.clone(),
        details: vec![study.label.get(lang).to_owned(), people(study, lang), when(study, lang)],
        cells: (0..columns.len()).map(|region| cover(study, region)).collect(),
    };
    let mut notes = Vec::new();
    let mut totals = Vec::new();
    for (method, extent, label) in LINES {
        let of: Vec<&PlacedStudy> = shown.iter().copied().filter(|s| s.method == Some(method)).collect();
        let on = |region: usize| of.iter().filter(|s| s.regions.get(&region) == Some(&extent)).count();
        let counts: Vec<usize> = (0..columns.len()).map(on).collect();
        if of.is_empty() || (extent == Extent::Part && counts.iter().all(|&n| n == 0)) {
            continue;
        }
        if extent == Extent::Whole && !of.iter().any(|s| s.is_nowhere()) {
            notes.extend(without(method, &of, &columns, lang));
        }
        totals.push(Totals { label: say(label.0, label.1), counts, zero_is_a_gap: extent == Extent::Whole });
    }
    notes.extend(shown.iter().filter(|s| !s.unfound.is_empty()).map(|s| {
        let (code, names) = (&s.code, s.unfound.join(", "));
        text!("{code} : {names} n’est pas dans ces limites administratives.", "{code}: {names} is not in these boundaries.")
            .get(lang)
            .to_owned()
    }));
    let nowhere: Vec<&str> = shown.iter().filter(|s| s.is_nowhere()).map(|s| s.code.as_str()).collect();
    if !nowhere.is_empty() {
        let codes = nowhere.join(", ");
        notes.push(text!("Lieu des études inconnu : {codes}.", "Place of the studies unknown: {codes}.").get(lang).to_owned());
    }
    let rows = shown.iter().map(row).collect();
    let table = CoverageTable {
        corner: say("Étude", "Study"),
        details: vec![say("Thème", "Theme"), say("Effectif imprimé", "Number as printed"), say("Période", "Period")],
        columns,
        rows,
        totals,
    };
    Ok(Body { kind: ChartKind::CoverageTable(table), notes })
}

/// The lines below the table, French and English.
const LINES: [(Method, Extent, (&str, &str)); 4] = [
    (Method::Quantitative, Extent::Whole, ("Études quantitatives", "Quantitative studies")),
    (
        Method::Quantitative,
        Extent::Part,
        ("Études quantitatives dans une partie de la région", "Quantitative studies in a part of the region"),
    ),
    (Method::Qualitative, Extent::Whole, ("Études qualitatives", "Qualitative studies")),
    (
        Method::Qualitative,
        Extent::Part,
        ("Études qualitatives dans une partie de la région", "Qualitative studies in a part of the region"),
    ),
];

/// « Aucune étude qualitative : Kidal. » Regions with a study in a part of them are not said to
/// have none.
fn without(method: Method, of: &[&PlacedStudy], columns: &[String], lang: Lang) -> Option<String> {
    let bare = columns.iter().enumerate().filter(|(region, _)| of.iter().all(|s| !s.regions.contains_key(region)));
    let names: Vec<&str> = bare.map(|(_, name)| name.as_str()).collect();
    if names.is_empty() {
        return None;
    }
    let names = names.join(", ");
    let said = match method {
        Method::Quantitative => text!("Aucune étude quantitative : {names}.", "No quantitative study: {names}."),
        Method::Qualitative => text!("Aucune étude qualitative : {names}.", "No qualitative study: {names}."),
    };
    Some(said.get(lang).to_owned())
}

fn people(study: &PlacedStudy, lang: Lang) -> String {
    match study.n {
        _ if !study.printed.is_empty() => study.printed.clone(),
        Some(n) => count(n as usize, lang),
        None => "–".to_owned(),
    }
}

fn when(study: &PlacedStudy, lang: Lang) -> String {
    match (study.from, study.to) {
        (Some(from), to) => dates::span(from, to.or(Some(from)), lang),
        (None, Some(to)) => dates::date(to, lang),
        (None, None) => "–".to_owned(),
    }
}
