//! Rivers and lakes under their names, for maps to show.
//!
//! Not barriers of travel: how wide a river is, and what crosses it, is for travel times to ask.

use super::boundaries::repair::surfaces;
use super::parse::words::fold;
use super::vector::{VectorOptions, kind_name, lines_of, read_vector};
use crate::base::{Case, Error, Problem, Problems, Result, Text};
use crate::text;
use geo::{BoundingRect, Intersects};
use geo_types::{Coord, Geometry, Rect};
use std::path::Path;

/// A river or a lake of a file. WGS84 longitude, latitude.
#[derive(Debug, Clone, PartialEq)]
pub struct Water {
    /// Number of the feature in the file, the first is 1.
    pub row: u64,
    pub name: Option<String>,
    /// A MultiLineString for a river, a MultiPolygon for a lake.
    pub shape: Geometry<f64>,
}

/// Headings of names, best first.
const NAMES: [&str; 4] = ["namefr", "nomfr", "name", "nom"];

/// Reads the lines and surfaces of a vector file.
///
/// Points are reported and left out, and so is what no map can show: what lies further from the box `options.near` than that
/// is wide or high. Files of waters often cover a continent. An error when the file holds no line and no surface at all.
pub fn read_waters(path: &Path, options: &VectorOptions, problems: &mut Problems) -> Result<Vec<Water>> {
    let file = path.display().to_string();
    // Of a continent's rivers some always lie where those of this country would with their axes swapped.
    let layer = read_vector(path, &VectorOptions { near: None, ..options.clone() }, problems)?;
    let folded: Vec<String> = layer.fields.iter().map(|field| fold(field)).collect();
    let name = NAMES.iter().find_map(|wanted| folded.iter().position(|field| field == wanted));
    let first = layer.features.iter().find_map(|f| f.geometry.as_ref()).map_or("–", kind_name);
    let around = options.near.map(|near| {
        let (low, high, size) = (near.min(), near.max(), Coord { x: near.width(), y: near.height() });
        Rect::new(low - size, high + size)
    });
    let (mut waters, mut other, mut far) = (Vec::new(), other_kind(&file), far_away(&file));
    for feature in layer.features {
        let Some(geometry) = feature.geometry else { continue };
        let kind = kind_name(&geometry);
        let lake = surfaces(geometry.clone()).map(Geometry::from);
        let Some(shape) = lake.or_else(|| lines_of(geometry).map(Geometry::from)) else {
            other.push(Case::row(feature.row, "geometry", kind));
            continue;
        };
        let name = name.and_then(|i| feature.values[i].as_deref()).map(|name| name.trim().to_owned());
        let reaches = |around: Rect<f64>| shape.bounding_rect().is_some_and(|own| own.intersects(&around));
        if around.is_none_or(reaches) {
            waters.push(Water { row: feature.row, name: name.filter(|name| !name.is_empty()), shape });
        } else {
            far.push(Case::row(feature.row, "name", name.unwrap_or_default()));
        }
    }
    if waters.is_empty() && far.count == 0 {
        return Err(Error::input(
            text!(
                "`{file}` ne contient ni ligne ni surface (première géométrie : {first})",
                "`{file}` holds neither a line nor a surface (first geometry: {first})"
            ),
            Text::new(
                "Une couche d'eaux est faite de lignes (fleuves) ou de surfaces (lacs) : donnez celle-là.",
                "A layer of waters is made of lines (rivers) or surfaces (lakes): give that one.",
            ),
        ));
    }
    problems.extend([other, far]);
    Ok(waters)
}

fn other_kind(file: &str) -> Problem {
    Problem::warning(
        "water-without-extent",
        file,
        Text::new("ni ligne ni surface, laissée de côté", "neither a line nor a surface, left out"),
        Text::new(
            "Les fleuves sont des lignes, les lacs des surfaces ; donnez les points dans une autre couche.",
            "Rivers are lines, lakes are surfaces; give points in another layer.",
        ),
    )
}

fn far_away(file: &str) -> Problem {
    Problem::note(
        "water-elsewhere",
        file,
        Text::new("cours d'eau ou lac loin du pays, laissé de côté", "river or lake far from the country, left out"),
        Text::new("Rien à faire si le fichier couvre plusieurs pays.", "Nothing to do if the file covers several countries."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(features: &str, near: Option<Rect<f64>>) -> (Result<Vec<Water>>, Vec<Problem>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("waters.geojson");
        std::fs::write(&path, format!(r#"{{"type":"FeatureCollection","features":[{features}]}}"#)).unwrap();
        let mut problems = Problems::new();
        let waters = read_waters(&path, &VectorOptions { near, ..VectorOptions::default() }, &mut problems);
        (waters, problems.sorted())
    }

    fn feature(name: &str, kind: &str, coordinates: &str) -> String {
        format!(
            r#"{{"type":"Feature","properties":{{"name":{name}}},"geometry":{{"type":"{kind}","coordinates":{coordinates}}}}}"#
        )
    }

    #[test]
    fn rivers_and_lakes_are_told_apart_and_what_lies_elsewhere_is_counted() {
        let features = [
            feature(r#"" Niger ""#, "LineString", "[[-8,12],[-6,12]]"),
            feature("null", "Polygon", "[[[-7,15],[-6.6,15],[-6.6,16],[-7,15]]]"),
            feature(r#""Zambèze""#, "MultiLineString", "[[[20,-17],[24,-18]]]"),
            feature(r#""Source""#, "Point", "[-8,12]"),
        ];
        let (waters, problems) = read(&features.join(","), Some(Rect::new((-12.0, 10.0), (-6.5, 25.0))));
        let waters = waters.unwrap();
        assert_eq!(waters.iter().map(|w| w.name.as_deref()).collect::<Vec<_>>(), [Some("Niger"), None]);
        assert_eq!(waters.iter().map(|w| kind_name(&w.shape)).collect::<Vec<_>>(), ["MultiLineString", "MultiPolygon"]);
        let told: Vec<_> = problems.iter().map(|p| (p.kind, p.cases[0].row)).collect();
        assert!(told.contains(&("water-elsewhere", Some(3))) && told.contains(&("water-without-extent", Some(4))), "{told:?}");
    }

    #[test]
    fn a_file_of_points_is_an_error_and_one_of_another_country_is_empty() {
        let (waters, _) = read(&feature("null", "Point", "[0,1]"), None);
        assert!(waters.unwrap_err().what.fr.contains("Point"));
        let river = feature("null", "LineString", "[[20,-17],[24,-18]]");
        assert_eq!(read(&river, Some(Rect::new((-12.0, 10.0), (4.0, 25.0)))).0.unwrap(), []);
    }
}
