//! Where the records of a table lie, and which belong to other countries.

use super::country::Country;
use super::{Input, Record, Records};
use crate::base::{Case, Problem, Problems, Severity, Text};
use crate::read::parse::coordinates::{self, Position, Written};
use std::collections::{BTreeMap, BTreeSet};

impl Records {
    /// The records of the country, with their coordinates judged together. One entry per record
    /// that stays, see [`at_home`](Self::at_home).
    pub fn located(&self, input: &Input, problems: &mut Problems) -> Vec<(Record<'_>, Position)> {
        let staying = self.at_home(input, problems);
        let degrees = self.has("longitude") && self.has("latitude");
        if !degrees && !self.has("mgrs") && !self.has("easting") {
            return staying.into_iter().map(|record| (record, Position::Missing)).collect();
        }
        let written: Vec<Written<'_>> = staying.iter().map(Record::coordinates).collect();
        let (positions, found) = coordinates::judge(&written, input.extent, self.file());
        problems.extend(found);
        staying.into_iter().zip(positions).collect()
    }

    /// The records that name no other country.
    ///
    /// What a record names is compared with `input.country`, codes with codes and names with
    /// names. Where the list has nothing to compare with, a country is home when at least half of
    /// its readable points lie in the extent; neighbours inside that box stay, and the outline
    /// rejects their points later. Without a list and an extent all records stay, and so does a
    /// record that names no country.
    pub fn at_home(&self, input: &Input, problems: &mut Problems) -> Vec<Record<'_>> {
        let home = self.home(input);
        let mut abroad = Problem::warning(
            "other-country",
            self.file(),
            Text::new("enregistrements d'un autre pays : laissés de côté", "records of another country: left out"),
            Text::new(
                "Rien à faire si le fichier couvre plusieurs pays ; sinon, corrigez le nom du pays.",
                "Nothing to do if the file covers several countries; else correct the country's name.",
            ),
        );
        let mut staying = Vec::with_capacity(self.len());
        for record in self.iter() {
            match (&home, record.get("country")) {
                (Some(home), Some(country)) if !home.contains(&Country::of(country)) => {
                    abroad.push(Case::row(record.number(), self.header("country"), country));
                }
                _ => staying.push(record),
            }
        }
        if staying.is_empty() && abroad.count > 0 {
            abroad.severity = Severity::Error;
            abroad.what = Text::new(
                "aucun enregistrement dans le pays : tous laissés de côté",
                "no record inside the country: all left out",
            );
            abroad.way_out = Text::new(
                "Donnez un fichier qui couvre le pays des limites administratives, ou vérifiez comment il écrit le nom du pays.",
                "Give a file that covers the country of the boundaries, or check how it spells the country's name.",
            );
        }
        problems.add(abroad);
        staying
    }

    /// The countries, of those that records name, whose records stay; `None` when nothing tells.
    fn home(&self, input: &Input) -> Option<BTreeSet<Country>> {
        self.column("country")?;
        let listed: BTreeSet<Country> = input.country.iter().map(|name| Country::of(name)).collect();
        if listed.is_empty() && input.extent.is_none() {
            return None;
        }
        let positions = match input.extent {
            Some(extent) => {
                let written: Vec<Written<'_>> = self.iter().map(|r| r.coordinates()).collect();
                coordinates::judge(&written, Some(extent), self.file()).0
            }
            None => vec![Position::Missing; self.len()],
        };
        let mut points: BTreeMap<Country, (usize, usize)> = BTreeMap::new();
        for (record, position) in self.iter().zip(positions) {
            let Some(country) = record.get("country") else { continue };
            let (inside, outside) = points.entry(Country::of(country)).or_default();
            match position {
                Position::At(_) => *inside += 1,
                Position::Outside(_) => *outside += 1,
                Position::Missing | Position::Unusable => {}
            }
        }
        let stays = |country: &Country, (inside, outside): (usize, usize)| {
            let comparable = listed.iter().any(|listed| listed.is_code() == country.is_code());
            // A country without any readable point may be home for all that is known.
            if comparable { listed.contains(country) } else { inside >= outside }
        };
        Some(points.into_iter().filter(|(country, counts)| stays(country, *counts)).map(|(country, _)| country).collect())
    }
}

#[cfg(test)]
mod tests {
    use crate::read::testing::input;
    use crate::read::{facilities, incidents};
    use geo_types::{Coord, Rect};

    const EVENTS: &str = "date,country,kind,longitude,latitude\n\
        2020,Mali,ied,-4,14\n2020,Burkina Faso,ied,-2,13\n2020,Burkina Faso,ied,-1,12\n2020,Syria,ied,36,35\n2020,Mali,ied,,\n2020,,ied,-5,14\n";

    #[test]
    fn neighbours_in_the_box_do_not_drive_out_the_country() {
        let (_folder, mut input) = input(EVENTS);
        assert_eq!(incidents::read(&input).unwrap().0.len(), 6, "nothing tells home from abroad");
        input.extent = Some(Rect::new(Coord { x: -12.24, y: 10.14 }, Coord { x: 4.25, y: 25.0 }));
        assert_eq!(incidents::read(&input).unwrap().0.len(), 5, "Syria goes");
        input.country = vec!["MALI".into()];
        let (events, problems) = incidents::read(&input).unwrap();
        assert_eq!(events.len(), 3);
        assert!(problems.iter().any(|p| p.kind == "other-country" && p.count == 3));
    }

    #[test]
    fn codes_are_compared_with_codes_and_names_with_names() {
        let kept = |country: &[&str]| {
            let (_folder, mut input) = input("name,region,country\nA,r,MLI\nB,r,ml\nC,r,Mali\nD,r,BFA\nE,r,Niger\nF,r,\n");
            input.country = country.iter().map(|c| (*c).to_owned()).collect();
            let (list, _) = facilities::read(&input).unwrap();
            list.iter().map(|f| f.name.clone()).collect::<String>()
        };
        assert_eq!(kept(&[]), "ABCDEF");
        assert_eq!(kept(&["ML", "Mali"]), "ABCF");
        assert_eq!(kept(&["MLI"]), "ABCEF", "a code alone says nothing about names");
        assert_eq!(kept(&["Mali"]), "ABCDF", "nor a name about codes");
    }
}
