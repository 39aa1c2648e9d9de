//! How fast one goes, by mode and class of road.

use crate::base::{Error, Result, Text, plain_letters};
use crate::text;
use serde::Deserialize;
use std::collections::BTreeMap;

const SPEEDS: &str = include_str!("../../data/travel-speeds.toml");

/// How people travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// On foot everywhere.
    #[default]
    Walk,
    /// By motorcycle on roads, on foot off them.
    Moto,
    /// By car on roads, on foot off them.
    Car,
}

impl Mode {
    pub fn label(self) -> Text {
        match self {
            Mode::Walk => Text::new("à pied", "on foot"),
            Mode::Moto => Text::new("à moto sur les routes, à pied ailleurs", "by motorcycle on roads, on foot elsewhere"),
            Mode::Car => Text::new("en voiture sur les routes, à pied ailleurs", "by car on roads, on foot elsewhere"),
        }
    }
}

/// Minutes per metre at a speed in km/h; infinite at zero and below.
pub fn minutes_per_metre(kmh: f64) -> f64 {
    if kmh > 0.0 { 0.06 / kmh } else { f64::INFINITY }
}

/// Speeds of one mode, km/h, all above zero.
#[derive(Debug, Clone, PartialEq)]
pub struct Speeds {
    pub mode: Mode,
    /// Off the road, and on foot.
    pub off_road: f64,
    /// Class → speed.
    by_class: BTreeMap<String, f64>,
    /// Word of a file → class.
    words: BTreeMap<String, String>,
    other: f64,
}

#[derive(Deserialize)]
struct Shipped {
    walk: BTreeMap<String, f64>,
    moto: BTreeMap<String, f64>,
    car: BTreeMap<String, f64>,
    words: BTreeMap<String, Vec<String>>,
}

impl Speeds {
    /// The shipped speeds of a mode, with those of `given` in their place: by class of
    /// `data/travel-speeds.toml`, by a class as the file of roads words it, `off_road`, or `other`.
    ///
    /// # Errors
    /// A speed that is not above zero or not below 200 km/h.
    pub fn new(mode: Mode, given: &BTreeMap<String, f64>) -> Result<Speeds> {
        if let Some((class, speed)) = given.iter().find(|(_, speed)| !(**speed > 0.0 && **speed < 200.0)) {
            return Err(Error::usage(
                text!(
                    "la vitesse « {class} » ({speed} km/h) n'est pas possible",
                    "the speed `{class}` ({speed} km/h) is not possible"
                ),
                Text::new(
                    "Donnez des km/h entre 0 et 200 ; ce qui ne se passe pas se dit par une fermeture ou de l'eau.",
                    "Give km/h between 0 and 200; what cannot be passed is said by a closure or water.",
                ),
            ));
        }
        let shipped: Shipped = toml::from_str(SPEEDS).map_err(|cause| {
            let cause = cause.to_string();
            Error::usage(
                text!("data/travel-speeds.toml ne peut pas être lu : {cause}", "data/travel-speeds.toml cannot be read: {cause}"),
                Text::new("Corrigez le fichier et reconstruisez le programme.", "Mend the file and build the program again."),
            )
        })?;
        let mut by_class = match mode {
            Mode::Walk => shipped.walk,
            Mode::Moto => shipped.moto,
            Mode::Car => shipped.car,
        };
        let words = shipped.words.into_iter().flat_map(|(class, words)| words.into_iter().map(move |word| (word, class.clone())));
        let mut words: BTreeMap<String, String> = words.collect();
        for (class, speed) in given {
            if !by_class.contains_key(class) {
                words.insert(folded(class), class.clone());
            }
            by_class.insert(class.clone(), *speed);
        }
        let off_road = by_class.remove("off_road").unwrap_or(4.0);
        let other = by_class.remove("other").unwrap_or(off_road);
        Ok(Speeds { mode, off_road, by_class, words, other })
    }

    /// Speed on a road of a class as its file words it; `None` where the word says nothing.
    pub fn of_class(&self, class: &str) -> Option<f64> {
        self.by_class.get(self.words.get(&folded(class))?).copied()
    }

    /// Speed on roads whose class is not known.
    pub fn other(&self) -> f64 {
        self.other
    }
}

fn folded(word: &str) -> String {
    plain_letters(word).flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_known_by_many_words_and_given_speeds_win() {
        let given = BTreeMap::from([("trunk".to_owned(), 50.0), ("Digue".to_owned(), 15.0), ("off_road".to_owned(), 3.0)]);
        let speeds = Speeds::new(Mode::Car, &given).unwrap();
        assert_eq!((speeds.of_class("Route nationale"), speeds.of_class("trunk_link")), (Some(50.0), Some(50.0)));
        assert_eq!((speeds.of_class("digue"), speeds.of_class("Latérite"), speeds.of_class("?")), (Some(15.0), Some(20.0), None));
        assert_eq!((speeds.off_road, speeds.other()), (3.0, 45.0));
    }

    #[test]
    fn every_mode_knows_every_class_and_impossible_speeds_are_refused() {
        for mode in [Mode::Walk, Mode::Moto, Mode::Car] {
            let speeds = Speeds::new(mode, &BTreeMap::new()).unwrap();
            assert!(speeds.words.values().all(|class| speeds.by_class.contains_key(class)), "{mode:?}");
        }
        for speed in [0.0, -3.0, f64::NAN, 900.0] {
            let error = Speeds::new(Mode::Walk, &BTreeMap::from([("track".to_owned(), speed)])).unwrap_err();
            assert!(error.what.fr.contains("track"));
        }
    }
}
