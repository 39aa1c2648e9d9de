//! The towns of several lists, each once.

use crate::base::{Case, Problem, Text};
use crate::names::fold;
use crate::products::record_layers::TownMark;
use geo::{Distance, Geodesic, Point};
use std::collections::HashMap;

/// Places of one name no farther apart are one town, metres: each list takes another spot for its middle.
const SAME_TOWN: f64 = 15_000.0;

/// The towns of all lists, in the order in which they come; one that two lists know stands once.
#[derive(Default)]
pub struct TownList {
    towns: Vec<TownMark>,
    /// Positions of towns by folded name.
    by_name: HashMap<String, Vec<usize>>,
}

impl TownList {
    /// Adds a list. A town that an earlier list has keeps name and place of that one, with the higher rank and the people that
    /// either knows. Two places of one name in the same list are two. Says which towns were known; `None` for none.
    pub fn add(&mut self, list: Vec<TownMark>, file: &str) -> Option<Problem> {
        let before = self.towns.len();
        let mut known = Problem::note(
            "towns-twice",
            file,
            Text::new("villes déjà dans une autre liste : dessinées une fois", "towns that another list has, too: drawn once"),
            Text::new("Rien à faire.", "Nothing to do."),
        );
        for town in list {
            let named = self.by_name.entry(fold(&town.name)).or_default();
            let near =
                |i: &&usize| **i < before && Geodesic.distance(Point(self.towns[**i].point), Point(town.point)) <= SAME_TOWN;
            match named.iter().find(near) {
                Some(&i) => {
                    known.push(Case::found(&town.name));
                    let twin = &mut self.towns[i];
                    twin.rank = twin.rank.min(town.rank);
                    twin.population = twin.population.or(town.population);
                }
                None => {
                    named.push(self.towns.len());
                    self.towns.push(town);
                }
            }
        }
        (known.count > 0).then_some(known)
    }

    pub fn into_towns(self) -> Vec<TownMark> {
        self.towns
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::Coord;

    fn town(name: &str, x: f64, rank: u8, population: Option<u64>) -> TownMark {
        TownMark { name: name.into(), point: Coord { x, y: 16.0 }, rank, population, region: None }
    }

    #[test]
    fn a_town_of_two_lists_stands_once_with_what_either_knows() {
        let mut all = TownList::default();
        assert!(
            all.add(vec![town("Gao", 0.0, 4, None), town("Gao", 0.01, 4, None), town("Gao", 3.0, 4, Some(9))], "a").is_none()
        );
        let told = all.add(vec![town("GAO", 0.1, 1, Some(50_000)), town("Kidal", 1.0, 2, None), town("Gao", 9.0, 3, None)], "b");
        assert_eq!(told.unwrap().count, 1);
        let towns = all.into_towns();
        let told: Vec<_> = towns.iter().map(|t| (t.name.as_str(), t.point.x, t.rank, t.population)).collect();
        assert_eq!(
            told,
            [
                ("Gao", 0.0, 1, Some(50_000)),
                ("Gao", 0.01, 4, None),
                ("Gao", 3.0, 4, Some(9)),
                ("Kidal", 1.0, 2, None),
                ("Gao", 9.0, 3, None)
            ]
        );
    }
}
