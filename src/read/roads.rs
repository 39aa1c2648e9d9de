//! Roads: lines with a name and a class. Links that are only planned are kept apart from roads
//! that exist.
//!
//! Not for building a network: lines stay as they are drawn.

use super::parse::words::fold;
use super::vector::{VectorOptions, kind_name, lines_of, read_vector};
use crate::base::{Case, Error, Problem, Problems, Result, Text};
use crate::text;
use geo_types::MultiLineString;
use std::path::Path;

/// One road of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Road {
    /// Number of the feature in the file, the first is 1.
    pub row: u64,
    /// WGS84 longitude, latitude; heights are dropped.
    pub line: MultiLineString<f64>,
    pub name: Option<String>,
    /// What stands on its signs: "RN16".
    pub number: Option<String>,
    /// As the file words it: "primary", "RN", "bitumée".
    pub class: Option<String>,
    /// Marked by the file as a link that does not exist yet. Never count it as a road.
    pub proposed: bool,
}

/// Headings of names, of numbers, of classes and of the mark for planned links, best first.
const NAMES: [&str; 6] = ["name", "nom", "namefr", "nomroute", "roadname", "ref"];
const NUMBERS: [&str; 5] = ["ref", "numero", "number", "roadno", "numroute"];
const CLASSES: [&str; 7] = ["fclass", "highway", "class", "classe", "roadclass", "type", "category"];
const PROPOSED: [&str; 3] = ["add", "proposed", "planned"];

/// Reads the lines of a vector file.
///
/// Features of other kinds, and lines of fewer than two different points, are reported and left
/// out. An error when the file holds no line at all.
pub fn read_roads(path: &Path, options: &VectorOptions, problems: &mut Problems) -> Result<Vec<Road>> {
    let file = path.display().to_string();
    let layer = read_vector(path, options, problems)?;
    let folded: Vec<String> = layer.fields.iter().map(|field| fold(field)).collect();
    let find = |wanted: &[&str]| wanted.iter().find_map(|wanted| folded.iter().position(|field| field == wanted));
    let (name, number, class, add) = (find(&NAMES), find(&NUMBERS), find(&CLASSES), find(&PROPOSED));
    let first = layer.features.iter().find_map(|f| f.geometry.as_ref()).map_or("–", kind_name);
    let mut roads = Vec::new();
    let mut other = other_kind(&file);
    let mut planned = planned(&file);
    let mut short = too_short(&file);
    for feature in layer.features {
        let Some(geometry) = feature.geometry else { continue };
        let kind = kind_name(&geometry);
        let Some(line) = lines_of(geometry) else {
            other.push(Case::row(feature.row, "geometry", kind));
            continue;
        };
        let line = MultiLineString(line.0.into_iter().filter(|part| part.lines().any(|l| l.start != l.end)).collect());
        let value = |i: Option<usize>| i.and_then(|i| feature.values[i].as_deref()).map(|v| v.trim().to_owned());
        if line.0.is_empty() {
            short.push(Case::row(feature.row, "geometry", value(name).unwrap_or_default()));
            continue;
        }
        let proposed = value(add).is_some_and(|mark| matches!(fold(&mark).as_str(), "true" | "1" | "yes" | "oui" | "t"));
        if proposed {
            planned.push(Case::row(feature.row, add.map_or("", |i| &layer.fields[i]), value(name).unwrap_or_default()));
        }
        let number = value(number).filter(|number| !number.is_empty());
        roads.push(Road { row: feature.row, line, name: value(name), number, class: value(class), proposed });
    }
    if roads.is_empty() {
        return Err(Error::input(
            text!(
                "`{file}` ne contient aucune ligne (première géométrie : {first})",
                "`{file}` holds no line (first geometry: {first})"
            ),
            Text::new(
                "Une couche de routes est faite de lignes : donnez celle-là.",
                "A layer of roads is made of lines: give that one.",
            ),
        ));
    }
    problems.extend([other, short, planned]);
    Ok(roads)
}

fn other_kind(file: &str) -> Problem {
    Problem::warning(
        "road-not-a-line",
        file,
        Text::new("géométrie qui n'est pas une ligne, laissée de côté", "geometry that is not a line, left out"),
        Text::new(
            "Séparez lignes, points et surfaces en couches différentes.",
            "Keep lines, points and surfaces in separate layers.",
        ),
    )
}

fn too_short(file: &str) -> Problem {
    Problem::warning(
        "road-without-length",
        file,
        Text::new("route sans longueur, laissée de côté", "road without length, left out"),
        Text::new("Redessinez ces lignes ou retirez-les.", "Redraw these lines or remove them."),
    )
}

fn planned(file: &str) -> Problem {
    Problem::note(
        "road-proposed",
        file,
        Text::new("liaison seulement proposée, qui n'existe pas", "link that is only proposed and does not exist"),
        Text::new(
            "Gardée à part : elle ne compte dans aucun trajet ni aucune distance.",
            "Kept apart: it counts in no route and no distance.",
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(features: &str) -> (Result<Vec<Road>>, Vec<Problem>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("roads.geojson");
        std::fs::write(&path, format!(r#"{{"type":"FeatureCollection","features":[{features}]}}"#)).unwrap();
        let mut problems = Problems::new();
        let roads = read_roads(&path, &VectorOptions::default(), &mut problems);
        (roads, problems.sorted())
    }

    fn feature(properties: &str, kind: &str, coordinates: &str) -> String {
        format!(
            r#"{{"type":"Feature","properties":{{{properties}}},"geometry":{{"type":"{kind}","coordinates":{coordinates}}}}}"#
        )
    }

    #[test]
    fn names_numbers_classes_and_planned_links_are_recognised() {
        let (roads, problems) = read(
            &[
                feature(
                    r#""NOM":"Route de Gao","REF":"RN16","fclass":"trunk","add":false"#,
                    "LineString",
                    "[[0,15,300],[1,16,310]]",
                ),
                feature(r#""NOM":null,"fclass":"trunk","add":true"#, "MultiLineString", "[[[0,15],[1,16]]]"),
            ]
            .join(","),
        );
        let roads = roads.unwrap();
        assert_eq!(
            (roads[0].name.as_deref(), roads[0].class.as_deref(), roads[0].proposed),
            (Some("Route de Gao"), Some("trunk"), false)
        );
        assert_eq!((roads[0].number.as_deref(), &roads[1].number), (Some("RN16"), &None));
        assert_eq!((&roads[1].name, roads[1].proposed, roads[1].line.0.len()), (&None, true, 1));
        assert_eq!((problems[0].kind, problems[0].cases[0].row), ("road-proposed", Some(2)));
    }

    #[test]
    fn what_is_not_a_line_is_left_out_and_a_layer_of_surfaces_is_an_error() {
        let surface = feature("", "Polygon", "[[[0,0],[1,0],[1,1],[0,0]]]");
        let point = feature("", "LineString", "[[0,15],[0,15]]");
        let (roads, problems) =
            read(&[&surface, &point, &feature("", "LineString", "[[0,15],[1,16]]")].map(String::as_str).join(","));
        assert_eq!(roads.unwrap().iter().map(|r| r.row).collect::<Vec<_>>(), [3]);
        assert_eq!(problems.iter().map(|p| p.kind).collect::<Vec<_>>(), ["road-not-a-line", "road-without-length"]);
        assert!(read(&surface).0.unwrap_err().what.fr.contains("Polygon"));
    }
}
