//! The studies of a report, with the regions they went to.
//!
//! Not for how many people answered where: a study covers a region or it does not.

use super::join::Join;
use super::places::Places;
use crate::base::{Case, Lang, Level, Place, PlaceName, Problem, Problems, Text};
use crate::read::parse::dates::PartialDate;
use crate::read::parse::words::fold;
use crate::read::report::{Method, Study};
use std::collections::BTreeMap;

/// How much of a region a study covered, from less to more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Extent {
    /// Some communes or cercles of it.
    Part,
    Whole,
}

/// A study with its regions found.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacedStudy {
    pub code: String,
    /// What it was about.
    pub label: Text,
    pub method: Option<Method>,
    /// People, as declared.
    pub n: Option<u32>,
    /// The number of people in the words of the report; empty where it has none.
    pub printed: String,
    pub from: Option<PartialDate>,
    pub to: Option<PartialDate>,
    /// Positions among the regions, each once.
    pub regions: BTreeMap<usize, Extent>,
    /// Places it names that these boundaries do not have.
    pub unfound: Vec<String>,
}

impl PlacedStudy {
    /// Whether the list says nothing of where it went: then it may have been anywhere.
    pub fn is_nowhere(&self) -> bool {
        self.regions.is_empty() && self.unfound.is_empty()
    }
}

/// Finds the regions of studies, in the order of the list.
///
/// Left out are totals, which other studies of the same source are part of, and further accounts
/// of one study: of several rows with one code the first that says where it went counts, and the
/// others are noted. A unit is looked up as a code, else as a region; a place as a commune inside
/// the units in brackets. A study without units and places is reported and stays.
pub fn studies(list: &[Study], file: &str, places: &Places, lang: Lang) -> Join<PlacedStudy> {
    let mut problems = Problems::new();
    let counted = counted(list, file, &mut problems);
    let mut asked: Vec<(u64, PlaceName, Option<Level>)> = Vec::new();
    for study in &counted {
        let units = study.units.iter().map(|unit| unit_name(unit, places));
        let parts = study.places.iter().map(|place| (commune_name(place), Level::Commune));
        asked.extend(units.chain(parts).map(|(name, level)| (study.at.row, name, Some(level))));
    }
    let named = places.named(&asked, file, lang);
    problems.extend(named.problems);
    let mut found = named.places.into_iter();
    let mut nowhere = Problem::warning(
        "study-without-place",
        file,
        Text::new(
            "études dont on ne sait pas où elles ont été menées : une région sans étude connue est alors sans donnée",
            "studies of which nobody knows where they went: a region without a known study then has no data",
        ),
        Text::new("Complétez la colonne units ou places.", "Complete the column units or places."),
    );
    let records: Vec<PlacedStudy> = counted
        .into_iter()
        .map(|study| {
            let mut regions = BTreeMap::new();
            let mut unfound = Vec::new();
            for text in study.units.iter().chain(&study.places) {
                match found.next().flatten().and_then(|place| covered(&place, places)) {
                    Some((region, extent)) => {
                        let known = regions.entry(region).or_insert(extent);
                        *known = extent.max(*known);
                    }
                    None => unfound.push(text.clone()),
                }
            }
            let placed = PlacedStudy {
                code: study.code.clone(),
                label: study.label.clone(),
                method: study.method,
                n: study.n,
                printed: study.printed.clone(),
                from: study.from,
                to: study.to,
                regions,
                unfound,
            };
            if placed.is_nowhere() {
                nowhere.push(Case::row(study.at.row, "units", &study.code));
            }
            placed
        })
        .collect();
    problems.add(nowhere);
    Join { records, problems: problems.sorted(), matches: named.rows }
}

/// The studies that count, each once.
fn counted<'a>(list: &'a [Study], file: &str, problems: &mut Problems) -> Vec<&'a Study> {
    let is_total = |total: &Study| {
        let part =
            |s: &Study| s.source == total.source && s.part_of.as_deref().is_some_and(|code| fold(code) == fold(&total.code));
        list.iter().any(part)
    };
    let says_where = |study: &Study| !study.units.is_empty() || !study.places.is_empty();
    let studies: Vec<&Study> = list.iter().filter(|s| !is_total(s)).collect();
    let mut again = Problem::note(
        "study-told-again",
        file,
        Text::new(
            "autres mentions d'une étude déjà comptée : non comptées",
            "further accounts of a study that is counted already: not counted",
        ),
        Text::new(
            "Rien à faire ; si ce sont deux études, donnez-leur des codes différents.",
            "Nothing to do; if these are two studies, give them different codes.",
        ),
    );
    let kept = studies.iter().enumerate().filter(|&(i, study)| {
        let same = || studies.iter().enumerate().filter(|(_, s)| fold(&s.code) == fold(&study.code));
        let best = same().find(|(_, s)| says_where(s)).or_else(|| same().next());
        let keeps = best.is_some_and(|(first, _)| first == i);
        if !keeps {
            again.push(Case::row(study.at.row, "study", &study.code));
        }
        keeps
    });
    let kept = kept.map(|(_, study)| *study).collect();
    problems.add(again);
    kept
}

/// A code at its own level, else the name of a region.
fn unit_name(unit: &str, places: &Places) -> (PlaceName, Level) {
    match places.gazetteer.find_code(unit) {
        Some((level, code)) => (PlaceName { code: Some(code.to_string()), ..PlaceName::default() }, level),
        None => (PlaceName { region: Some(unit.to_owned()), ..PlaceName::default() }, Level::Region),
    }
}

/// `Niono (Ségou)` or `Bougoula (Kati, Koulikoro)`: a commune, and the units above it.
fn commune_name(text: &str) -> PlaceName {
    let (name, above) = match text.split_once('(') {
        Some((name, rest)) => (name, rest.trim_end().trim_end_matches(')')),
        None => (text, ""),
    };
    let mut above = above.rsplit(',').map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
    let (region, cercle) = (above.next(), above.next());
    PlaceName { code: None, region, cercle, commune: Some(name.trim().to_owned()) }
}

/// The region that holds a place, and whether the place is the whole of it.
fn covered(place: &Place, places: &Places) -> Option<(usize, Extent)> {
    let boundaries = places.boundaries;
    let i = boundaries.level(place.level).position(&place.code)?;
    let region = boundaries.ancestor(place.level, i, Level::Region)?;
    Some((region, if place.level == Level::Region { Extent::Whole } else { Extent::Part }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Area, Areas, Boundaries};
    use crate::names::Review;
    use crate::read::report::At;
    use geo_types::MultiPolygon;

    fn boundaries() -> Boundaries {
        let areas = |level, rows: &[(&str, &str, Option<&str>)]| {
            let area = |&(code, name, parent): &(&str, &str, Option<&str>)| {
                Area::new(code.into(), name, parent.map(Into::into), MultiPolygon(Vec::new()))
            };
            Areas::new(level, rows.iter().map(area).collect())
        };
        Boundaries {
            country: areas(Level::Country, &[("ML", "Mali", None)]),
            zones: areas(Level::Zone, &[]),
            regions: areas(Level::Region, &[("ML04", "Ségou", None), ("ML05", "Mopti", None), ("ML08", "Kidal", None)]),
            cercles: areas(Level::Cercle, &[("ML0404", "Niono", Some("ML04")), ("ML0506", "Mopti", Some("ML05"))]),
            communes: areas(Level::Commune, &[("ML040401", "Niono", Some("ML0404")), ("ML050601", "Mopti", Some("ML0506"))]),
            vintage: "test".into(),
        }
    }

    fn study(row: u64, code: &str, part_of: Option<&str>, units: &[&str], places: &[&str]) -> Study {
        let list = |texts: &[&str]| texts.iter().map(|t| (*t).to_owned()).collect();
        Study {
            at: At { file: "s.csv".into(), row },
            code: code.into(),
            source: "livre".into(),
            part_of: part_of.map(str::to_owned),
            method: Some(Method::Qualitative),
            n: None,
            women: None,
            men: None,
            printed: String::new(),
            units: list(units),
            places: list(places),
            from: None,
            to: None,
            section: String::new(),
            label: Text::default(),
        }
    }

    #[test]
    fn regions_are_found_and_what_is_not_a_study_is_left_out() {
        let (boundaries, review) = (boundaries(), Review::default());
        let places = Places::new(&boundaries, &review);
        let elsewhere = Study { source: "Insights".into(), ..study(8, "e1", None, &[], &[]) };
        let list = [
            study(2, "all", None, &[], &[]),
            elsewhere,
            study(3, "E0", None, &[], &["Niono (Ségou)"]),
            study(4, "E1", Some("ALL"), &["Segou", "ML05", "Taoudéni"], &["Niono (Ségou)"]),
            study(5, "E2", Some("all"), &[], &[]),
        ];
        let join = studies(&list, "s.csv", &places, Lang::Fr);
        let codes: Vec<&str> = join.records.iter().map(|s| s.code.as_str()).collect();
        assert_eq!(codes, ["E0", "E1", "E2"], "no total, and E1 where it says where it went");
        assert_eq!(join.records[0].regions, BTreeMap::from([(0, Extent::Part)]));
        assert_eq!(join.records[1].regions, BTreeMap::from([(0, Extent::Whole), (1, Extent::Whole)]));
        assert_eq!(join.records[1].unfound, ["Taoudéni"]);
        assert!(join.records[2].is_nowhere() && !join.records[1].is_nowhere());
        let kinds: Vec<&str> = join.problems.iter().map(|p| p.kind).collect();
        assert!(kinds.contains(&"study-told-again") && kinds.contains(&"study-without-place"), "{kinds:?}");
        assert!(join.problems.iter().any(|p| p.cases.iter().any(|c| c.found.contains("Taoudéni"))), "{:?}", join.problems);
        assert_eq!(join.matches.len(), 5, "a line for each name, several in one row");
    }

    #[test]
    fn brackets_name_what_lies_above() {
        let name = commune_name("Bougoula (Kati, Koulikoro)");
        assert_eq!(
            (name.commune.as_deref(), name.cercle.as_deref(), name.region.as_deref()),
            (Some("Bougoula"), Some("Kati"), Some("Koulikoro"))
        );
        assert_eq!(commune_name("Niono").region, None);
    }
}
