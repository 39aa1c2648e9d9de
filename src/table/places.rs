//! Looking up where records lie: by point where there is one, else by code and names.

use super::Locator;
use crate::base::{Boundaries, Case, Lang, Level, Place, PlaceName, Problem, Text};
use crate::names::{Gazetteer, Match, Review, match_all, match_rows};
use geo_types::Coord;
use std::collections::BTreeMap;

/// All that is needed to look places up, built once for a run.
pub struct Places<'a> {
    pub boundaries: &'a Boundaries,
    pub locator: Locator,
    pub gazetteer: Gazetteer,
    pub review: &'a Review,
}

/// A batch of names that was looked up: the places in the order asked, and the account.
pub struct Named {
    pub places: Vec<Option<Place>>,
    pub problems: Vec<Problem>,
    /// One row per name, cells as [`crate::names::MATCH_FIELDS`] says.
    pub rows: Vec<[String; 10]>,
}

impl<'a> Places<'a> {
    pub fn new(boundaries: &'a Boundaries, review: &'a Review) -> Self {
        let (locator, gazetteer) = rayon::join(|| Locator::new(&boundaries.communes), || Gazetteer::new(boundaries));
        Places { boundaries, locator, gazetteer, review }
    }

    /// The area of `level` that holds a point; `None` outside all communes, or where the
    /// commune has no ancestor at that level.
    pub fn at_point(&self, point: Coord<f64>, level: Level) -> Option<Place> {
        let commune = self.locator.locate(point)?;
        let i = self.boundaries.ancestor(Level::Commune, commune, level)?;
        Some(Place { level, code: self.boundaries.level(level)[i].code.clone() })
    }

    /// The area of `level` that holds a place; the place itself when it is coarser.
    pub fn raised(&self, place: Place, level: Level) -> Option<Place> {
        if place.level <= level {
            return Some(place);
        }
        let i = self.boundaries.level(place.level).position(&place.code)?;
        let up = self.boundaries.ancestor(place.level, i, level)?;
        Some(Place { level, code: self.boundaries.level(level)[up].code.clone() })
    }

    /// Looks names up, each at its own level; a row of level `None` (nothing named) and one
    /// above the region have no place. `lang` is that of the account.
    pub fn named(&self, rows: &[(u64, PlaceName, Option<Level>)], file: &str, lang: Lang) -> Named {
        let mut places = vec![None; rows.len()];
        let mut problems = Vec::new();
        // One row of a file may hold several names.
        let mut account: BTreeMap<(u64, usize), [String; 10]> = BTreeMap::new();
        for level in Level::ADMINISTRATIVE {
            let at: Vec<usize> = (0..rows.len()).filter(|&i| rows[i].2 == Some(level)).collect();
            if at.is_empty() {
                continue;
            }
            let batch: Vec<(u64, PlaceName)> = at.iter().map(|&i| (rows[i].0, rows[i].1.clone())).collect();
            let (matches, found) = match_all(&batch, level, &self.gazetteer, self.review, file);
            problems.extend(found);
            let written = match_rows(&batch, &matches, level, &self.gazetteer, lang);
            account.extend(at.iter().map(|&i| (rows[i].0, i)).zip(written));
            at.iter().zip(matches).for_each(|(&i, Match { place, .. })| places[i] = place);
        }
        Named { places, problems, rows: account.into_values().collect() }
    }

    /// Points that lie in another unit than the one named beside them; the point is believed.
    pub fn contradictions<'r>(&self, records: impl Iterator<Item = (u64, Coord<f64>, &'r PlaceName)>, file: &str) -> Problem {
        let mut problem = Problem::note(
            "point-contradicts-name",
            file,
            Text::new(
                "le point tombe dans une autre région que celle qui est nommée : le point est suivi",
                "the point lies in another region than the one named: the point is followed",
            ),
            Text::new(
                "Vérifiez ces lignes ; des limites d'une autre année peuvent l'expliquer.",
                "Check these rows; boundaries of another year may explain it.",
            ),
        );
        let mut batch = Vec::new();
        for (row, point, name) in records {
            if let (Some(place), Some(region)) = (self.at_point(point, Level::Region), &name.region) {
                let asked = PlaceName { region: Some(region.clone()), ..PlaceName::default() };
                batch.push((row, asked, place));
            }
        }
        let asked: Vec<(u64, PlaceName)> = batch.iter().map(|(row, name, _)| (*row, name.clone())).collect();
        let (matches, _) = match_all(&asked, Level::Region, &self.gazetteer, self.review, file);
        for ((row, name, place), found) in batch.iter().zip(matches) {
            if let Some(named) = found.place.filter(|named| named != place) {
                let (at, said) = (self.name(place), name.region.as_deref().unwrap_or_default());
                problem.push(Case::row(*row, "region", format!("{said} ({}) ≠ {at} ({})", named.code, place.code)));
            }
        }
        problem
    }

    fn name(&self, place: &Place) -> &str {
        self.boundaries.level(place.level).get(&place.code).map_or("", |a| &a.name)
    }
}
