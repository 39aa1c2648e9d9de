//! The localities of a survey, with their areas found.

use super::join::{Join, Wanted, place_all};
use super::places::Places;
use crate::base::{Lang, Level, Place};
use crate::read::localities::Locality;
use geo_types::Coord;

/// A locality of a survey that has been looked up.
#[derive(Debug, Clone, PartialEq)]
pub struct SampledPlace {
    /// Row in its file.
    pub row: u64,
    pub name: String,
    /// Its commune, or the finest area that its names tell; `None` where nothing is known.
    pub place: Option<Place>,
    /// WGS84 longitude, latitude.
    pub point: Option<Coord<f64>>,
    /// The first round held there, as the file names it.
    pub first_wave: Option<String>,
    /// Id of the input.
    pub source: String,
}

/// Localities to places, by point, else by code and names.
pub fn localities(list: &[Locality], source: &str, file: &str, places: &Places, lang: Lang) -> Join<SampledPlace> {
    let wanted: Vec<Wanted> = list
        .iter()
        .map(|l| Wanted { row: l.row, point: l.point, name: &l.place, level: Level::Commune, point_first: true })
        .collect();
    let (found, problems, matches) = place_all(&wanted, file, places, lang);
    let records = list
        .iter()
        .zip(found)
        .map(|(l, place)| SampledPlace {
            row: l.row,
            name: l.name.clone(),
            place,
            point: l.point,
            first_wave: l.first_wave.clone(),
            source: source.into(),
        })
        .collect();
    Join { records, problems, matches }
}
