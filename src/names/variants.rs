//! Known spellings of places, from `data/place-names/variants.csv`, embedded in the program.

use super::normalise::Keys;
use crate::base::Level;
use std::collections::{BTreeMap, HashSet};

const FILE: &str = include_str!("../../data/place-names/variants.csv");

/// Groups of spellings that mean one place, for one level, as stripped keys; first the name that
/// the table gives them.
#[derive(Debug, Default)]
pub(super) struct Variants(Vec<Vec<String>>);

impl Variants {
    /// The groups of the embedded table that hold for a level.
    pub fn of(level: Level) -> Self {
        let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (variant, levels, name) in lines() {
            if levels.split(' ').any(|id| id == level.id()) {
                let name = Keys::new(name, level).stripped;
                groups.entry(name.clone()).or_insert_with(|| vec![name]).push(Keys::new(variant, level).stripped);
            }
        }
        Variants(groups.into_values().collect())
    }

    /// Every other spelling of an area's name in a boundary set whose names are `in_use`. A set
    /// that spells a place like one of the variants is understood too, but only when it does not
    /// also have the place under its name: a Diédougou elsewhere is not the Diébougou of Kati.
    pub fn others<'a>(&'a self, name: &'a str, in_use: &HashSet<&str>) -> Vec<&'a str> {
        let groups = self.0.iter().filter(|group| match group.iter().position(|key| key == name) {
            Some(0) => true,
            Some(_) => !in_use.contains(group[0].as_str()),
            None => false,
        });
        groups.flatten().map(String::as_str).filter(|key| *key != name).collect()
    }
}

/// Variant, levels, name of every line. The file has no quoted fields; its test keeps it so.
fn lines() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    FILE.lines().skip(1).filter_map(|line| {
        let mut fields = line.splitn(4, ',');
        Some((fields.next()?, fields.next()?, fields.next()?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_table_is_well_formed_and_says_nothing_twice() {
        assert_eq!(FILE.lines().next(), Some("variant,level,name,note"));
        let mut seen = BTreeSet::new();
        for (i, line) in FILE.lines().enumerate().skip(1) {
            assert_eq!(line.matches(',').count(), 3, "line {}: four fields, no commas inside: {line}", i + 1);
            assert!(!line.contains('"'), "line {}: no quotes", i + 1);
        }
        for (variant, levels, name) in lines() {
            for id in levels.split(' ') {
                let level = Level::ADMINISTRATIVE.into_iter().find(|l| l.id() == id);
                let level = level.unwrap_or_else(|| panic!("{variant}: unknown level {id}"));
                let (v, n) = (Keys::new(variant, level), Keys::new(name, level));
                assert!(!v.stripped.is_empty() && v.stripped != n.stripped, "{variant} folds to {name} anyway");
                assert!(seen.insert((v.stripped, id)), "{variant} twice at level {id}");
            }
        }
    }

    #[test]
    fn spellings_lead_to_each_other_in_both_directions() {
        let regions = Variants::of(Level::Region);
        let none = HashSet::new();
        assert!(regions.others("tombouctou", &none).contains(&"timbuktu"));
        assert!(regions.others("timbuktu", &none).contains(&"tombouctou"));
        assert!(regions.others("timbuktu", &HashSet::from(["tombouctou"])).is_empty(), "two areas, two names");
        assert!(regions.others("nowhere", &none).is_empty());
    }
}
