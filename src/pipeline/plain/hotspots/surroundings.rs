//! Who lies beside whom, as the command line says it.

use crate::base::{Error, Features, MetricFrame, Problems, Result, Text};
use crate::pipeline::plain::density::Length;
use crate::pipeline::plain::{extent, place_of, surfaces_of};
use crate::spatial::contiguity::{Contiguity, queen, rook, within};
use crate::spatial::gal::{read_gal, read_gwt};
use crate::spatial::neighbours::Neighbours;
use crate::spatial::proximity::{band, nearest};
use crate::spatial::weights::Weights;
use crate::text;
use geo::BoundingRect;
use geo_types::{Coord, Geometry, LineString, MultiPolygon, Rect};
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// What makes two areas neighbours.
#[derive(Debug, Clone, PartialEq)]
pub enum Surroundings {
    Border(Contiguity),
    /// So many nearest others.
    Nearest(usize),
    /// All within so many metres.
    Band(Length),
    /// A `.gal` or `.gwt` file.
    File(PathBuf),
}

impl FromStr for Surroundings {
    type Err = String;

    /// `queen`, `rook`, `nearest:8`, `band:50km`, `file.gal`, `file.gwt`.
    fn from_str(typed: &str) -> std::result::Result<Self, String> {
        let ending = Path::new(typed).extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
        let wrong = || "queen, rook, nearest:8, band:50km, file.gal, file.gwt".to_owned();
        match (typed, typed.split_once(':')) {
            ("queen", _) => Ok(Surroundings::Border(Contiguity::Queen)),
            ("rook", _) => Ok(Surroundings::Border(Contiguity::Rook)),
            (_, Some(("nearest", k))) => k.parse().ok().filter(|k| *k > 0).map(Surroundings::Nearest).ok_or_else(wrong),
            (_, Some(("band", length))) => length.parse().map(Surroundings::Band).map_err(|_| wrong()),
            _ if ending == "gal" || ending == "gwt" => Ok(Surroundings::File(typed.into())),
            _ => Err(wrong()),
        }
    }
}

impl Surroundings {
    pub fn label(&self) -> Text {
        match self {
            Surroundings::Border(Contiguity::Queen) => {
                Text::new("un point de la limite commun (reine)", "a point of the border in common (queen)")
            }
            Surroundings::Border(Contiguity::Rook) => {
                Text::new("un segment de la limite commun (tour)", "a stretch of the border in common (rook)")
            }
            Surroundings::Nearest(k) => text!("les {k} plus proches", "the {k} nearest"),
            Surroundings::Band(Length(metres)) => {
                let km = metres / 1000.0;
                text!("à {km} km au plus", "at most {km} km away")
            }
            Surroundings::File(path) => Text::same(path.display().to_string()),
        }
    }

    /// The weights of every row. `codes` name the rows for a file of neighbours.
    pub fn weights(
        &self,
        features: &Features,
        tolerance: Option<Length>,
        codes: &[String],
        problems: &mut Problems,
    ) -> Result<Weights> {
        match self {
            Surroundings::Border(kind) => {
                let shapes = surfaces_of(features, problems)?;
                Ok(Weights::binary(match tolerance {
                    None if *kind == Contiguity::Queen => queen(&shapes.iter().collect::<Vec<_>>()),
                    None => rook(&shapes.iter().collect::<Vec<_>>()),
                    Some(Length(metres)) => {
                        let flat = in_metres(&shapes, extent(&shapes))?;
                        within(&flat.iter().collect::<Vec<_>>(), *kind, metres)
                    }
                }))
            }
            Surroundings::Nearest(k) => Ok(Weights::binary(nearest(&places(features)?, *k))),
            Surroundings::Band(Length(metres)) => Ok(Weights::binary(band(&places(features)?, *metres))),
            Surroundings::File(path) => {
                let shown = path.display().to_string();
                let text = std::fs::read_to_string(path).map_err(|cause| Error::reading(path, &cause))?;
                let gal = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("gal"));
                let (weights, found) = match gal {
                    true => read_gal(&shown, &text, codes).map(|(n, found): (Neighbours, _)| (Weights::binary(n), found))?,
                    false => read_gwt(&shown, &text, codes)?,
                };
                problems.extend(found);
                Ok(weights)
            }
        }
    }
}

/// Where each row stands, in metres; what has no one place is no number.
fn places(features: &Features) -> Result<Vec<Coord<f64>>> {
    let nowhere = Coord { x: f64::NAN, y: f64::NAN };
    let mut at: Vec<Option<Coord<f64>>> = features.rows.iter().map(|row| row.geometry.as_ref().and_then(place_of)).collect();
    let mut known: Vec<Coord<f64>> = at.iter().flatten().copied().collect();
    let Some(bounds) = LineString(known.clone()).bounding_rect() else {
        let file = &features.file;
        return Err(Error::input(
            text!("`{file}` ne contient ni point ni polygone", "`{file}` holds neither points nor polygons"),
            Text::new("Donnez une couche de polygones ou de points.", "Give a layer of polygons or of points."),
        ));
    };
    MetricFrame::centred_on(bounds).project(&mut known)?;
    at.iter_mut().flatten().zip(known).for_each(|(at, metric)| *at = metric);
    Ok(at.into_iter().map(|at| at.unwrap_or(nowhere)).collect())
}

fn in_metres(shapes: &[MultiPolygon<f64>], bounds: Option<Rect<f64>>) -> Result<Vec<MultiPolygon<f64>>> {
    let Some(bounds) = bounds else { return Ok(shapes.to_vec()) };
    let frame = MetricFrame::centred_on(bounds);
    let flat = |shape: &MultiPolygon<f64>| match frame.project_geometry(&Geometry::MultiPolygon(shape.clone()))? {
        Geometry::MultiPolygon(flat) => Ok(flat),
        _ => Ok(MultiPolygon(Vec::new())),
    };
    shapes.iter().map(flat).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_understood_or_refused() {
        assert_eq!("queen".parse(), Ok(Surroundings::Border(Contiguity::Queen)));
        assert_eq!("nearest:8".parse(), Ok(Surroundings::Nearest(8)));
        assert_eq!("band:50km".parse(), Ok(Surroundings::Band(Length(50_000.0))));
        assert_eq!("c/w.GAL".parse(), Ok(Surroundings::File("c/w.GAL".into())));
        for wrong in ["king", "nearest:0", "nearest", "band:50", "w.txt", ""] {
            assert!(wrong.parse::<Surroundings>().is_err(), "{wrong}");
        }
    }
}
