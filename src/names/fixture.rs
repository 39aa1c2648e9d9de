//! A country of three regions for the tests of this room: the first two touch, the third is far.

use crate::base::{Area, Areas, Boundaries, Level, Pcode, PlaceName};
use geo_types::{MultiPolygon, polygon};

/// Code, name, west edge of a square of one degree. Codes nest by their length: 1, 2, 4.
const AREAS: [(&str, &str, f64); 20] = [
    ("A", "Tombouctou", 0.0),
    ("B", "Gao", 1.0),
    ("C", "Kayes", 60.0),
    ("A1", "Koro", 0.0),
    ("A2", "Macina", 0.0),
    ("B1", "Abeibara", 1.0),
    ("C1", "Kita", 60.0),
    ("C2", "Nioro", 60.0),
    ("A101", "Koro", 0.0),
    ("A102", "Benkadi", 0.0),
    ("A103", "Sébékoro", 0.0),
    ("A201", "Macina", 0.0),
    ("A202", "Benkadi", 0.0),
    ("A203", "Dougouténé I", 0.0),
    ("A204", "Dougouténé II", 0.0),
    ("B101", "Tessit", 1.0),
    ("C101", "Kendé", 60.0),
    ("C102", "Tamani", 60.0),
    ("C201", "Kendié", 60.0),
    ("C202", "Ouélessébougou", 60.0),
];

pub fn country() -> Boundaries {
    let level = |level: Level, length: usize| {
        let rows = AREAS.iter().filter(|(code, ..)| code.len() == length).map(|&(code, name, x)| {
            let square = polygon![(x: x, y: 0.0), (x: x + 1.0, y: 0.0), (x: x + 1.0, y: 1.0), (x: x, y: 1.0)];
            let parent = (length > 1).then(|| Pcode::from(&code[..length / 2]));
            Area::new(code.into(), name, parent, MultiPolygon(vec![square]))
        });
        Areas::new(level, rows.collect())
    };
    Boundaries {
        country: Areas::new(Level::Country, Vec::new()),
        zones: Areas::new(Level::Zone, Vec::new()),
        regions: level(Level::Region, 1),
        cercles: level(Level::Cercle, 2),
        communes: level(Level::Commune, 4),
        vintage: "fixture".into(),
    }
}

/// Names coarse to fine; an empty text is no name.
pub fn place(region: &str, cercle: &str, commune: &str) -> PlaceName {
    let given = |s: &str| Some(s.to_owned()).filter(|s| !s.is_empty());
    PlaceName { code: None, region: given(region), cercle: given(cercle), commune: given(commune) }
}
