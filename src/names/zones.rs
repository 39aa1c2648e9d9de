//! The zones of a project: lists of regions by name or code, resolved against the boundaries.
//! A region that is in no list, or in two, is reported and put in none: zones are never guessed.

use super::answer::How;
use super::cascade::match_place;
use super::gazetteer::Gazetteer;
use super::normalise::fold;
use super::review::Review;
use crate::base::{Boundaries, Case, Level, Pcode, PlaceName, Problem, Problems};
use crate::text;
use std::collections::BTreeMap;

/// Code, name as the project writes it, and positions of its regions, ascending.
pub type Zone = (Pcode, String, Vec<usize>);

/// The position of each named region among `boundaries.regions`; `None` for a name that is no
/// region of this boundary set or could be several. Names or codes; never by mere likeness.
pub fn find_regions(names: &[String], boundaries: &Boundaries) -> Vec<Option<usize>> {
    find(names, &Gazetteer::new(boundaries), boundaries)
}

fn find(names: &[String], gazetteer: &Gazetteer, boundaries: &Boundaries) -> Vec<Option<usize>> {
    let none = Review::default();
    names
        .iter()
        .map(|name| {
            let by_code = gazetteer.position_of(name).filter(|(level, _)| *level == Level::Region).map(|(_, i)| i);
            let query = PlaceName { region: Some(name.clone()), ..PlaceName::default() };
            by_code.or_else(|| {
                let found = match_place(&query, Level::Region, gazetteer, &none);
                let place = found.place.filter(|_| found.how != How::Fuzzy)?;
                boundaries.regions.position(&place.code)
            })
        })
        .collect()
}

/// Resolves the zones of a project, in the order given. The code of a zone is its name in
/// capitals without accents (`NORD`, `DELTA_INTERIEUR`); zones of one code are one zone.
///
/// Problems: a listed name that is no region of the boundaries (Taoudénit in a set of ten
/// regions), a region in two zones (put in neither), a region in no zone, a zone left without
/// regions (left out), a zone name without letters (left out). No zones at all is no problem.
pub fn zones_from(lists: &[(String, Vec<String>)], boundaries: &Boundaries) -> (Vec<Zone>, Vec<Problem>) {
    if lists.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let gazetteer = Gazetteer::new(boundaries);
    let mut problems = Problems::new();
    let mut zones: Vec<Zone> = Vec::new();
    let mut zone_of: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (name, listed) in lists {
        let code = Pcode(fold(name).to_uppercase().replace(' ', "_"));
        let z = match zones.iter().position(|(c, ..)| *c == code) {
            Some(z) => z,
            None => {
                zones.push((code, name.clone(), Vec::new()));
                zones.len() - 1
            }
        };
        for (text, found) in listed.iter().zip(find(listed, &gazetteer, boundaries)) {
            let Some(region) = found else {
                problems.add(unknown_region().with(Case { row: None, field: Some(name.clone()), found: text.clone() }));
                continue;
            };
            let zones_of_region = zone_of.entry(region).or_default();
            if !zones_of_region.contains(&z) {
                zones_of_region.push(z);
            }
        }
    }
    for (region, area) in boundaries.regions.iter().enumerate() {
        match zone_of.get(&region).map(Vec::as_slice) {
            None | Some([]) => problems.add(in_no_zone().with(Case::found(area.name.clone()))),
            Some(&[z]) => zones[z].2.push(region),
            Some(several) => {
                let named: Vec<&str> = several.iter().map(|&z| zones[z].1.as_str()).collect();
                problems.add(in_two_zones().with(Case { row: None, field: Some(area.name.clone()), found: named.join(", ") }));
            }
        }
    }
    zones.retain(|(code, name, regions)| {
        let usable = !regions.is_empty() && !code.as_str().is_empty();
        if !usable {
            problems.add(unusable_zone().with(Case::found(name.clone())));
        }
        usable
    });
    (zones, problems.sorted())
}

fn unknown_region() -> Problem {
    Problem::warning(
        "zone-region-unknown",
        "",
        text!("région d'une zone absente du fichier de limites", "region of a zone that the boundary file does not have"),
        text!(
            "Corrigez le nom dans [zones], retirez-le, ou prenez des limites qui ont cette région.",
            "Correct the name in [zones], take it out, or use boundaries that have this region."
        ),
    )
}

fn in_no_zone() -> Problem {
    Problem::warning(
        "region-in-no-zone",
        "",
        text!(
            "région dans aucune zone : elle n'entre dans aucun chiffre par zone",
            "region in no zone: no figure by zone includes it"
        ),
        text!(
            "Ajoutez-la à une zone dans [zones], si elle en fait partie.",
            "Add it to a zone in [zones], if it belongs to one."
        ),
    )
}

fn in_two_zones() -> Problem {
    Problem::warning(
        "region-in-two-zones",
        "",
        text!("région dans deux zones : elle n'a été mise dans aucune", "region in two zones: it was put in neither"),
        text!("Gardez-la dans une seule liste de [zones].", "Keep it in one list of [zones] only."),
    )
}

fn unusable_zone() -> Problem {
    Problem::warning(
        "zone-without-regions",
        "",
        text!("zone sans région ou sans nom lisible : laissée de côté", "zone without a region or a readable name: left out"),
        text!(
            "Donnez à la zone un nom et au moins une région des limites.",
            "Give the zone a name and at least one region of the boundaries."
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::super::fixture::country;
    use super::*;

    fn list(name: &str, regions: &[&str]) -> (String, Vec<String>) {
        (name.to_owned(), regions.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn zones_take_regions_by_name_spelling_or_code() {
        let (zones, problems) = zones_from(&[list("Nord", &["Timbuktu", "b"]), list("Côté sud", &["KAYES"])], &country());
        assert!(problems.is_empty(), "{problems:?}");
        assert_eq!(zones[0], ("NORD".into(), "Nord".into(), vec![0, 1]));
        assert_eq!(zones[1], ("COTE_SUD".into(), "Côté sud".into(), vec![2]));
        assert_eq!(zones_from(&[], &country()), (Vec::new(), Vec::new()));
    }

    #[test]
    fn nothing_is_dropped_or_guessed() {
        let lists = [list("Nord", &["Gao", "Taoudénit", "Kayess-Sud"]), list("Sud", &["Gao"]), list("…", &["Kayes"])];
        let (zones, problems) = zones_from(&lists, &country());
        assert!(zones.is_empty(), "Gao is in two, Kayes in a zone without a name: {zones:?}");
        let counts: Vec<(&str, usize)> = problems.iter().map(|p| (p.kind, p.count)).collect();
        assert_eq!(
            counts,
            [("region-in-no-zone", 1), ("region-in-two-zones", 1), ("zone-region-unknown", 2), ("zone-without-regions", 3)]
        );
    }

    #[test]
    fn regions_are_found_one_by_one() {
        let names = ["gao", "C", "Taoudénit"].map(str::to_owned);
        assert_eq!(find_regions(&names, &country()), [Some(1), Some(2), None]);
    }
}
