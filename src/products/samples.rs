//! A country of a few names and a column over it, for the tests of tables.

use crate::base::{Area, Areas, Boundaries, Cell, Column, Direction, Interval, Level, Pcode, Text, Unit};
use geo_types::MultiPolygon;

/// Two regions, one commune: quotes in a name, a formula for another.
pub fn boundaries() -> Boundaries {
    let areas = |level, rows: &[(&str, &str)]| {
        let area = |&(code, name): &(&str, &str)| Area::new(Pcode::from(code), name, None, MultiPolygon(Vec::new()));
        Areas::new(level, rows.iter().map(area).collect())
    };
    Boundaries {
        country: areas(Level::Country, &[("ML", "Mali")]),
        zones: areas(Level::Zone, &[]),
        regions: areas(Level::Region, &[("ML08", "Kidal"), ("ML05", "Mopti, \"Centre\"")]),
        cercles: areas(Level::Cercle, &[]),
        communes: areas(Level::Commune, &[("ML0501", "=Sio")]),
        vintage: "test".into(),
    }
}

/// A share with everything a column may say.
pub fn column(id: &str, level: Level, cells: Vec<Cell>) -> Column {
    Column {
        id: id.into(),
        label: Text::new("Part", "Share"),
        method: Text::new("Compté.", "Counted."),
        unit: Unit::Percent,
        direction: Direction::HigherIsWorse,
        decimals: 1,
        level,
        sources: vec!["dtm".into(), "survey".into()],
        interval: Interval::Wilson95,
        indicative: true,
        cells,
    }
}
