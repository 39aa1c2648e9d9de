//! The towns an axis is given, found among the towns of the project: one each, or refused with candidates.

use crate::access::network::AxisTown;
use crate::base::{Boundaries, Case, Level, Problem, Text};
use crate::names::{fold, phonetic};
use crate::read::towns::Town;
use crate::table::Locator;
use crate::text;
use geo::{Distance, Geodesic};
use geo_types::{Coord, Point};

/// Towns and what lies around them.
pub struct Towns<'a> {
    towns: &'a [Town],
    around: Option<(&'a Boundaries, Locator)>,
    /// Folded names, in the order of the towns.
    folded: Vec<String>,
    file: &'a str,
}

/// Entries of one name closer than this are one town told twice, kilometres.
const SAME_TOWN_KM: f64 = 3.0;

/// Candidates told at most.
const CANDIDATES: usize = 8;

impl<'a> Towns<'a> {
    pub fn new(towns: &'a [Town], boundaries: Option<&'a Boundaries>, file: &'a str) -> Self {
        let around = boundaries.map(|b| (b, Locator::new(&b.communes)));
        Towns { towns, around, folded: towns.iter().map(|t| fold(&t.name)).collect(), file }
    }

    /// The town that is written as `Gao`, `Gao (Gao)` with the name of its region, cercle or commune, or
    /// `Gao @ 16.27, -0.04` with latitude and longitude. Accents, case and spelling variants of one sound do
    /// not matter. A town that does not exist or exists twice is a problem with candidates.
    pub fn find(&self, written: &str, axis: &str) -> Result<AxisTown, Box<Problem>> {
        if let Some((name, place)) = written.split_once('@') {
            let numbers: Vec<f64> = place.split([',', ' ']).filter_map(|n| n.trim().parse().ok()).collect();
            return match numbers.as_slice() {
                [lat, lon] if lat.abs() <= 90.0 && lon.abs() <= 180.0 => {
                    Ok(AxisTown { name: name.trim().to_owned(), point: Coord { x: *lon, y: *lat } })
                }
                _ => Err(self.refused("axis-town-unknown", axis, written, unreadable_place(), &[])),
            };
        }
        let (name, inside) = match written.split_once('(') {
            Some((name, rest)) => (name.trim(), Some(fold(rest.trim_end().trim_end_matches(')')))),
            None => (written.trim(), None),
        };
        let named = self.named(name);
        let mut found: Vec<usize> = match &inside {
            None => named.clone(),
            Some(area) => named.iter().copied().filter(|&i| self.areas(i).iter().any(|a| fold(a) == *area)).collect(),
        };
        found = self.once(found);
        match found.as_slice() {
            [one] => Ok(AxisTown { name: self.towns[*one].name.clone(), point: self.towns[*one].point }),
            [] if named.is_empty() => {
                let what = Text::new("ville d'un axe introuvable", "town of an axis not found");
                Err(self.refused("axis-town-unknown", axis, written, what, &self.alike(name)))
            }
            [] => {
                let what = Text::new("ville d'un axe introuvable dans cette unité", "town of an axis not found in that area");
                Err(self.refused("axis-town-unknown", axis, written, what, &named))
            }
            several => {
                let what = Text::new("nom que portent plusieurs villes", "name that several towns bear");
                Err(self.refused("axis-town-ambiguous", axis, written, what, several))
            }
        }
    }

    /// Towns of exactly this name, else those that sound the same.
    fn named(&self, name: &str) -> Vec<usize> {
        let (wanted, sound) = (fold(name), phonetic(name));
        let exact: Vec<usize> = (0..self.towns.len()).filter(|&i| self.folded[i] == wanted).collect();
        match exact.is_empty() {
            false => exact,
            true => (0..self.towns.len()).filter(|&i| !sound.is_empty() && phonetic(&self.towns[i].name) == sound).collect(),
        }
    }

    /// Without entries that repeat a town: the one with most people stays, else the first.
    fn once(&self, mut found: Vec<usize>) -> Vec<usize> {
        found.sort_by_key(|&i| (std::cmp::Reverse(self.towns[i].population), self.towns[i].rank, i));
        let mut kept: Vec<usize> = Vec::new();
        for i in found {
            let near = |&k: &usize| km(self.towns[k].point, self.towns[i].point) <= SAME_TOWN_KM;
            if !kept.iter().any(near) {
                kept.push(i);
            }
        }
        kept
    }

    /// Commune, cercle and region around a town.
    fn areas(&self, i: usize) -> Vec<&str> {
        let Some((boundaries, locator)) = &self.around else { return Vec::new() };
        let Some(commune) = locator.locate(self.towns[i].point) else { return Vec::new() };
        let at = |level| boundaries.ancestor(Level::Commune, commune, level).map(|a| boundaries.level(level)[a].name.as_str());
        [Level::Commune, Level::Cercle, Level::Region].into_iter().filter_map(at).collect()
    }

    fn alike(&self, name: &str) -> Vec<usize> {
        let wanted = fold(name);
        let mut scored: Vec<(usize, f64)> =
            self.folded.iter().enumerate().map(|(i, f)| (i, strsim::jaro_winkler(f, &wanted))).filter(|s| s.1 > 0.8).collect();
        scored.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        scored.into_iter().take(CANDIDATES).map(|s| s.0).collect()
    }

    /// `Gao (Gao) @ 16.27000, -0.04000`, ready to be copied into the project.
    fn described(&self, i: usize) -> String {
        let town = &self.towns[i];
        let area = self.areas(i).last().map_or(String::new(), |region| format!(" [{region}]"));
        format!("{} @ {:.5}, {:.5}{area}", town.name, town.point.y, town.point.x)
    }

    fn refused(&self, kind: &'static str, axis: &str, written: &str, what: Text, candidates: &[usize]) -> Box<Problem> {
        let list: Vec<String> = candidates.iter().take(CANDIDATES).map(|&i| self.described(i)).collect();
        let case = Case { row: None, field: Some(format!("axis.{axis}")), found: format!("{written} → {}", list.join(" ; ")) };
        let problem = Problem::error(
            kind,
            self.file,
            what,
            Text::new(
                "Dites laquelle : « Gao (Gao) » avec la région, le cercle ou la commune, ou « Gao @ 16.27, -0.04 » avec latitude et longitude. L'axe n'est pas tracé.",
                "Say which: “Gao (Gao)” with region, cercle or commune, or “Gao @ 16.27, -0.04” with latitude and longitude. The axis is not laid.",
            ),
        );
        Box::new(problem.with(case))
    }
}

fn unreadable_place() -> Text {
    text!(
        "position illisible après @ : latitude, longitude attendues",
        "unreadable position after @: latitude, longitude expected"
    )
}

fn km(a: Coord<f64>, b: Coord<f64>) -> f64 {
    Geodesic.distance(Point(a), Point(b)) / 1000.0
}

/// The towns of an axis as a person writes them: `Douentza–Boni–Hombori`, with dashes or ` - ` or `>`. A plain
/// hyphen parts only where nothing else does: `Kalaban-Coro` is one town.
pub fn split_towns(written: &str) -> Vec<String> {
    let strong = ['–', '—', '→', '>'];
    let parts: Vec<&str> = match (written.contains(strong), written.contains(" - ")) {
        (true, _) => written.split(strong).collect(),
        (false, true) => written.split(" - ").collect(),
        (false, false) => written.split('-').collect(),
    };
    parts.into_iter().map(|p| p.trim().to_owned()).filter(|p| !p.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn town(name: &str, x: f64, y: f64, population: Option<u64>) -> Town {
        Town { row: 1, name: name.into(), point: Coord { x, y }, population, rank: 4, country: None }
    }

    #[test]
    fn towns_are_found_by_name_or_place_and_refused_with_candidates() {
        let list = [
            town("Hombori", -1.7, 15.28, None),
            town("Gao", -0.04, 16.27, Some(90_000)),
            town("Gao", -0.03, 16.27, None),
            town("Boni", -2.22, 15.08, None),
            town("Boni", -7.0, 11.0, None),
        ];
        let towns = Towns::new(&list, None, "towns.csv");
        assert_eq!(towns.find("GAO", "a").unwrap().point.x, -0.04, "one town told twice is the one with people");
        assert_eq!(towns.find("Boni @ 15.1, -2.2", "a").unwrap().point, Coord { x: -2.2, y: 15.1 });
        let twice = towns.find("Boni", "a").unwrap_err();
        assert_eq!(twice.kind, "axis-town-ambiguous");
        assert!(twice.cases[0].found.contains("Boni @ 15.08000, -2.22000 ; Boni @ 11.00000, -7.00000"), "{twice:?}");
        let unknown = towns.find("Hombory-Sud", "a").unwrap_err();
        assert!(unknown.kind == "axis-town-unknown" && unknown.cases[0].found.contains("Hombori"), "{unknown:?}");
        assert!(towns.find("Boni @ north", "a").is_err());
    }

    #[test]
    fn axes_are_split_at_dashes_and_hyphens_only_where_nothing_else_parts() {
        assert_eq!(split_towns("Douentza–Boni – Hombori"), ["Douentza", "Boni", "Hombori"]);
        assert_eq!(split_towns("Bamako - Kalaban-Coro"), ["Bamako", "Kalaban-Coro"]);
        assert_eq!(split_towns("Gao-Kidal"), ["Gao", "Kidal"]);
    }
}
