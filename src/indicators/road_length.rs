//! How much road there is.

use crate::base::{Boundaries, Cell, Column, Direction, Level, Text, Unit};

/// Column `road_km`: kilometres of road in each area of `level`, from those of every commune.
///
/// The network is that of the file: an area without any has 0, whether it has no road or
/// nobody drew one.
pub fn column(communes: &[f64], level: Level, boundaries: &Boundaries, source: &str) -> Column {
    let mut km = vec![0.0; boundaries.level(level).len()];
    for (i, length) in communes.iter().enumerate() {
        if let Some(area) = boundaries.ancestor(Level::Commune, i, level) {
            km[area] += length;
        }
    }
    let cells = km.into_iter().map(Cell::value).collect();
    Column::new("road_km", Text::new("Routes", "Roads"), Unit::Kilometres, Direction::Neutral, level, cells)
        .with_method(Text::new(
            "Longueur des routes du fichier dans l'unité, sans les projets ; une route à deux chaussées dessinées compte deux fois.",
            "Length of the roads of the file in the unit, without planned ones; a road drawn with two carriageways counts twice.",
        ))
        .with_sources([source])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Area, Areas, Pcode};
    use geo_types::MultiPolygon;

    #[test]
    fn coarser_levels_are_sums_of_their_communes() {
        let area = |code: &str, parent: Option<&str>| Area::new(code.into(), code, parent.map(Pcode::from), MultiPolygon(vec![]));
        let boundaries = Boundaries {
            country: Areas::new(Level::Country, vec![area("C", None)]),
            zones: Areas::new(Level::Zone, vec![]),
            regions: Areas::new(Level::Region, vec![area("R", None), area("S", None)]),
            cercles: Areas::new(Level::Cercle, vec![area("R1", Some("R")), area("S1", Some("S"))]),
            communes: Areas::new(Level::Commune, vec![area("R11", Some("R1")), area("R12", Some("R1")), area("S11", Some("S1"))]),
            vintage: String::new(),
        };
        let at = |level| column(&[10.0, 2.5, 0.0], level, &boundaries, "osm").values().collect::<Vec<f64>>();
        assert_eq!(at(Level::Commune), [10.0, 2.5, 0.0]);
        assert_eq!((at(Level::Region), at(Level::Country)), (vec![12.5, 0.0], vec![12.5]));
    }
}
