//! Where a record says it happened, in words and codes, before anybody has looked it up.

use super::areas::{Level, Pcode};

/// The names and the code a record carries for its place, as written in the file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlaceName {
    pub code: Option<String>,
    pub region: Option<String>,
    pub cercle: Option<String>,
    pub commune: Option<String>,
}

impl PlaceName {
    /// The name at one level.
    pub fn at(&self, level: Level) -> Option<&str> {
        match level {
            Level::Region => self.region.as_deref(),
            Level::Cercle => self.cercle.as_deref(),
            Level::Commune => self.commune.as_deref(),
            Level::Country | Level::Zone => None,
        }
    }

    /// The finest level that has a name.
    pub fn finest(&self) -> Option<Level> {
        Level::ADMINISTRATIVE.into_iter().rev().find(|&level| self.at(level).is_some())
    }
}

/// A place that was found: an area of one level.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    pub level: Level,
    pub code: Pcode,
}
