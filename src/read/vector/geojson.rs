//! GeoJSON (RFC 7946 and the older form with a `crs` member), read by the depth of its
//! coordinates, so that a feature whose type and coordinates disagree is still read.
//!
//! One pass of serde over the bytes: several times faster than GDAL's driver, and a bad feature
//! does not stop the rest, as it would in a strictly typed reader. Not for TopoJSON.

use super::{RawLayer, VectorFeature, close};
use crate::base::{Case, Error, FieldKind, Problem, Problems, Result, Text};
use crate::text;
use geo_types::{Coord, Geometry, GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon};
use memchr::memmem;
use rayon::prelude::*;
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::fmt;

#[derive(Deserialize)]
struct Document {
    #[serde(rename = "type")]
    kind: Option<String>,
    crs: Option<Value>,
    features: Option<Vec<Feature>>,
    properties: Option<Value>,
    geometry: Option<Shape>,
    #[serde(default)]
    coordinates: Nest,
    geometries: Option<Vec<Shape>>,
}

#[derive(Deserialize)]
struct Feature {
    properties: Option<Value>,
    geometry: Option<Shape>,
}

#[derive(Deserialize)]
struct Shape {
    #[serde(rename = "type")]
    kind: Option<String>,
    #[serde(default)]
    coordinates: Nest,
    geometries: Option<Vec<Shape>>,
}

/// Coordinates as deep as they stand in the file.
#[derive(Default)]
enum Nest {
    #[default]
    Empty,
    Number(f64),
    Position(Coord<f64>),
    Line(Vec<Coord<f64>>),
    Rings(Vec<Vec<Coord<f64>>>),
    Polygons(Vec<Vec<Vec<Coord<f64>>>>),
    /// Anything else, in words.
    Odd(&'static str),
}

impl<'de> Deserialize<'de> for Nest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NestVisitor)
    }
}

struct NestVisitor;

impl<'de> Visitor<'de> for NestVisitor {
    type Value = Nest;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("coordinates")
    }

    fn visit_f64<E>(self, v: f64) -> Result<Nest, E> {
        Ok(Nest::Number(v))
    }

    fn visit_i64<E>(self, v: i64) -> Result<Nest, E> {
        Ok(Nest::Number(v as f64))
    }

    fn visit_u64<E>(self, v: u64) -> Result<Nest, E> {
        Ok(Nest::Number(v as f64))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Nest, E> {
        Ok(Nest::Odd("true/false"))
    }

    fn visit_str<E>(self, _: &str) -> Result<Nest, E> {
        Ok(Nest::Odd("text"))
    }

    fn visit_unit<E>(self) -> Result<Nest, E> {
        Ok(Nest::Odd("null"))
    }

    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Nest, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Nest::Odd("{…}"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Nest, A::Error> {
        // Empty lists say nothing about the depth.
        let first = loop {
            match seq.next_element::<Nest>()? {
                None => return Ok(Nest::Empty),
                Some(Nest::Empty) => {}
                Some(first) => break first,
            }
        };
        match first {
            Nest::Number(x) => {
                let y = seq.next_element::<Nest>()?;
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(match y {
                    Some(Nest::Number(y)) => Nest::Position(Coord { x, y }),
                    Some(Nest::Odd(found)) => Nest::Odd(found),
                    _ => Nest::Odd("[x]"),
                })
            }
            Nest::Position(p) => collect(seq, p, |nest| if let Nest::Position(p) = nest { Ok(p) } else { Err(nest) }, Nest::Line),
            Nest::Line(l) => collect(seq, l, |nest| if let Nest::Line(l) = nest { Ok(l) } else { Err(nest) }, Nest::Rings),
            Nest::Rings(r) => collect(seq, r, |nest| if let Nest::Rings(r) = nest { Ok(r) } else { Err(nest) }, Nest::Polygons),
            Nest::Polygons(_) => drain(seq, Nest::Odd("[[[[[…]]]]]")),
            odd => drain(seq, odd),
        }
    }
}

fn drain<'de, A: SeqAccess<'de>>(mut seq: A, result: Nest) -> Result<Nest, A::Error> {
    while seq.next_element::<IgnoredAny>()?.is_some() {}
    Ok(result)
}

/// The rest of a list whose elements must all be as deep as the first.
fn collect<'de, A: SeqAccess<'de>, T>(
    mut seq: A,
    first: T,
    same: impl Fn(Nest) -> Result<T, Nest>,
    wrap: impl Fn(Vec<T>) -> Nest,
) -> Result<Nest, A::Error> {
    let mut list = vec![first];
    while let Some(element) = seq.next_element::<Nest>()? {
        match same(element) {
            Ok(element) => list.push(element),
            Err(Nest::Empty) => {}
            Err(Nest::Odd(found)) => return drain(seq, Nest::Odd(found)),
            Err(_) => return drain(seq, Nest::Odd("[…, [[…]]]")),
        }
    }
    Ok(wrap(list))
}

/// Reads a GeoJSON document. `text` is UTF-8 without byte-order mark.
///
/// A bare feature or geometry is a layer of one. `None` when the document is TopoJSON; an error
/// when it is JSON of another kind, and one with line and column when it is not JSON.
pub(super) fn read(text: &str, file: &str, problems: &mut Problems) -> Result<Option<RawLayer>> {
    let document = match in_pieces(text) {
        Some(document) => document,
        None => serde_json::from_str(text).map_err(|cause| not_json(file, &cause))?,
    };
    let features = match (document.kind.as_deref(), document.features) {
        (_, Some(features)) => features,
        (Some("Feature"), None) => vec![Feature { properties: document.properties, geometry: document.geometry }],
        (Some("Topology"), None) => return Ok(None),
        (None, None) => return Err(not_geojson(file)),
        (kind, None) => {
            let shape =
                Shape { kind: kind.map(str::to_owned), coordinates: document.coordinates, geometries: document.geometries };
            vec![Feature { properties: None, geometry: Some(shape) }]
        }
    };
    let mut layer = RawLayer { format: "GeoJSON".into(), crs: document.crs.as_ref().and_then(crs_name), ..RawLayer::default() };
    layer.crs.get_or_insert_with(|| "OGC:CRS84".into());
    let shaped = |(row, feature): (usize, Feature)| {
        let (row, mut found) = (row as u64 + 1, Problems::new());
        let geometry = feature.geometry.and_then(|shape| {
            let geometry = shape.geometry(row, file, &mut found);
            let unusable = |cause| found.add(unusable(file).with(Case::row(row, "coordinates", cause)));
            geometry.map_err(unusable).ok().flatten()
        });
        (row, feature.properties, geometry, found)
    };
    let mut columns = Columns::default();
    for (row, properties, geometry, found) in features.into_par_iter().enumerate().map(shaped).collect::<Vec<_>>() {
        let values = columns.attributes(properties);
        layer.features.push(VectorFeature { row, geometry, values });
        problems.extend(found);
    }
    let width = columns.fields.len();
    layer.fields = columns.fields;
    layer.kinds = columns.kinds.into_iter().map(|kind| kind.unwrap_or(FieldKind::Text)).collect();
    layer.features.iter_mut().for_each(|feature| feature.values.resize(width, None));
    Ok(Some(layer))
}

/// A piece of a long document in which features are read by one thread.
const PIECE: usize = 1 << 20;

/// How features begin, as GDAL, Python and others write them.
const BEGINNINGS: [&[u8]; 3] = [br#"{ "type": "Feature","#, br#"{"type": "Feature","#, br#"{"type":"Feature","#];

/// A long collection of features, read in pieces side by side. `None` for anything else or in doubt, and for what is no JSON:
/// it must be read as a whole.
///
/// No text value can hold what features begin with, for its quotes would stand behind a backslash. Features that stand in
/// another one let its piece end too early, and so the reading in pieces.
fn in_pieces(text: &str) -> Option<Document> {
    if text.len() < 2 * PIECE {
        return None;
    }
    let begins = BEGINNINGS.iter().filter_map(|begins| Some((memmem::find(text.as_bytes(), begins)?, begins))).min();
    let (first, begins) = begins?;
    let begins = memmem::Finder::new(begins);
    let mut starts = vec![first];
    while let Some(rest) = text.as_bytes().get(starts[starts.len() - 1] + PIECE..) {
        let Some(next) = begins.find(rest) else { break };
        starts.push(text.len() - rest.len() + next);
    }
    let pieces = (0..starts.len()).into_par_iter().map(|i| features_from(text, starts[i], starts.get(i + 1).copied()));
    let pieces = pieces.collect::<Option<Vec<_>>>()?;
    let end = pieces.last()?.1;
    // What stands around the features, with a list that must have become empty.
    let around = format!("{}{}", &text[..first], &text[end..]);
    let mut document: Document = serde_json::from_str(&around).ok()?;
    if !document.features.as_ref()?.is_empty() {
        return None;
    }
    document.features = Some(pieces.into_iter().flat_map(|piece| piece.0).collect());
    Some(document)
}

/// The features from one that begins at `start` up to the one at `end`, or to the end of their list; and where that is.
fn features_from(text: &str, start: usize, end: Option<usize>) -> Option<(Vec<Feature>, usize)> {
    let (mut features, mut at) = (Vec::new(), start);
    loop {
        let mut values = serde_json::Deserializer::from_str(&text[at..]).into_iter::<Feature>();
        features.push(values.next()?.ok()?);
        at += values.byte_offset();
        at += blanks(&text[at..]);
        match (text.as_bytes().get(at)?, end) {
            (b']', None) => return Some((features, at)),
            (b',', _) => at += 1 + blanks(&text[at + 1..]),
            _ => return None,
        }
        match end {
            Some(end) if at == end => return Some((features, at)),
            Some(end) if at > end => return None,
            _ => {}
        }
    }
}

fn blanks(text: &str) -> usize {
    text.len() - text.trim_start_matches([' ', '\t', '\n', '\r']).len()
}

fn not_json(file: &str, cause: &serde_json::Error) -> Error {
    let (line, column) = (cause.line(), cause.column());
    Error::input(
        text!(
            "`{file}` n'est pas du GeoJSON lisible : ligne {line}, colonne {column} ({cause})",
            "`{file}` is not readable GeoJSON: line {line}, column {column} ({cause})"
        ),
        Text::new(
            "Le fichier est peut-être coupé : téléchargez-le à nouveau, ou exportez-le encore depuis QGIS.",
            "The file may be cut short: download it again, or export it again from QGIS.",
        ),
    )
}

fn not_geojson(file: &str) -> Error {
    Error::input(
        text!(
            "`{file}` est du JSON, mais ni du GeoJSON ni une liste d'enregistrements",
            "`{file}` is JSON, but neither GeoJSON nor a list of records"
        ),
        Text::new(
            "Attendu : une collection GeoJSON, ou un tableau JSON d'objets plats.",
            "Expected: a GeoJSON collection, or a JSON array of flat objects.",
        ),
    )
}

fn unusable(file: &str) -> Problem {
    Problem::warning(
        "geometry-unreadable",
        file,
        Text::new("coordonnées qui ne forment pas une géométrie", "coordinates that do not form a geometry"),
        Text::new(
            "Corrigez ces lignes à la source ; elles restent sans géométrie.",
            "Correct these rows at the source; they stay without geometry.",
        ),
    )
}

/// The name in an old-style `crs` member: `{"type": "name", "properties": {"name": …}}` or
/// `{"type": "EPSG", "properties": {"code": …}}`.
fn crs_name(crs: &Value) -> Option<String> {
    let properties = crs.get("properties")?;
    let name = properties.get("name").and_then(Value::as_str).map(str::to_owned);
    name.or_else(|| properties.get("code").map(|code| format!("EPSG:{}", code.to_string().trim_matches('"'))))
}

/// The columns that the features' properties have together.
#[derive(Default)]
struct Columns {
    fields: Vec<String>,
    /// `None` while every value was null.
    kinds: Vec<Option<FieldKind>>,
    places: HashMap<String, usize>,
}

impl Columns {
    /// The values of one feature in the order of the fields so far.
    fn attributes(&mut self, properties: Option<Value>) -> Vec<Option<String>> {
        let properties = match properties {
            Some(Value::Object(properties)) => properties,
            _ => Map::new(),
        };
        let mut values = vec![None; self.fields.len()];
        for (field, value) in properties {
            let place = *self.places.entry(field).or_insert_with_key(|field| {
                self.fields.push(field.clone());
                self.kinds.push(None);
                values.push(None);
                self.fields.len() - 1
            });
            let kind = match &value {
                Value::Null => None,
                Value::Number(number) if number.is_i64() => Some(FieldKind::Integer),
                Value::Number(_) => Some(FieldKind::Real),
                _ => Some(FieldKind::Text),
            };
            self.kinds[place] = match (self.kinds[place], kind) {
                (None, kind) | (kind, None) => kind,
                (Some(a), Some(b)) if a == b => Some(a),
                (Some(a), Some(b)) if a.is_number() && b.is_number() => Some(FieldKind::Real),
                _ => Some(FieldKind::Text),
            };
            values[place] = text_of(value);
        }
        values
    }
}

/// A JSON value as a cell shows it: `None` for null and blank text, whole numbers without ".0",
/// as in spreadsheets; lists and objects as JSON.
pub(in crate::read) fn text_of(value: Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text).filter(|text| !text.trim().is_empty()),
        Value::Number(number) => {
            let whole = number.as_f64().filter(|v| v.fract() == 0.0 && v.abs() < 1e15);
            Some(whole.map_or(number.to_string(), |v| v.to_string()))
        }
        other => Some(other.to_string()),
    }
}

impl Shape {
    /// The geometry by the depth of its coordinates; `Ok(None)` when it is empty. A type that
    /// does not fit the depth, and a ring that is not closed, are noted.
    fn geometry(self, row: u64, file: &str, problems: &mut Problems) -> Result<Option<Geometry<f64>>, String> {
        let kind = self.kind.unwrap_or_default();
        if let Some(parts) = self.geometries {
            let parts: Result<Vec<_>, String> = parts.into_iter().map(|part| part.geometry(row, file, problems)).collect();
            return Ok(Some(Geometry::GeometryCollection(GeometryCollection(parts?.into_iter().flatten().collect()))));
        }
        let mut polygon = |rings: Vec<Vec<Coord<f64>>>| {
            let mut rings = rings.into_iter().map(|ring| close(ring, row, file, problems));
            let shell = rings.next().unwrap_or(LineString(vec![]));
            Polygon::new(shell, rings.collect())
        };
        let lines =
            |lines: Vec<Vec<Coord<f64>>>| Geometry::MultiLineString(MultiLineString(lines.into_iter().map(LineString).collect()));
        let (geometry, actual) = match (kind.as_str(), self.coordinates) {
            (_, Nest::Empty) => return Ok(None),
            (_, Nest::Odd(found)) => return Err(found.to_owned()),
            ("Point" | "MultiPoint", Nest::Position(p)) => (Geometry::Point(Point(p)), "Point"),
            ("Point" | "MultiPoint", Nest::Line(l)) => {
                (Geometry::MultiPoint(MultiPoint(l.into_iter().map(Point).collect())), "MultiPoint")
            }
            ("LineString" | "MultiLineString", Nest::Line(l)) => (Geometry::LineString(LineString(l)), "LineString"),
            ("LineString" | "MultiLineString", Nest::Rings(l)) => (lines(l), "MultiLineString"),
            ("Polygon" | "MultiPolygon", Nest::Rings(rings)) => (Geometry::Polygon(polygon(rings)), "Polygon"),
            ("Polygon" | "MultiPolygon", Nest::Polygons(polygons)) => {
                (Geometry::MultiPolygon(MultiPolygon(polygons.into_iter().map(polygon).collect())), "MultiPolygon")
            }
            (kind, _) => return Err(format!("type \"{kind}\"")),
        };
        if kind != actual {
            let problem = Problem::note(
                "geojson-type",
                file,
                Text::new(
                    "type de géométrie et profondeur des coordonnées ne vont pas ensemble (GeoJSON invalide)",
                    "geometry type and depth of coordinates do not agree (invalid GeoJSON)",
                ),
                Text::new(
                    "Lu d'après les coordonnées. D'autres logiciels perdent ces géométries sans le dire : demandez un fichier corrigé, ou utilisez les couches écrites ici.",
                    "Read by the coordinates. Other software loses these geometries silently: ask for a corrected file, or use the layers written here.",
                ),
            );
            problems.add(problem.with(Case::row(row, "type", format!("{kind}, {actual}"))));
        }
        Ok(Some(geometry))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(text: &str) -> (RawLayer, Vec<Problem>) {
        let mut problems = Problems::new();
        let layer = read(text, "a.geojson", &mut problems).unwrap().unwrap();
        (layer, problems.sorted())
    }

    fn with_geometry(geometry: &str) -> (Option<Geometry<f64>>, Vec<Problem>) {
        let text = format!(
            r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":null,"geometry":{geometry}}}]}}"#
        );
        let (mut layer, problems) = layer(&text);
        (layer.features.remove(0).geometry, problems)
    }

    #[test]
    fn null_and_empty_geometries_are_none() {
        for geometry in ["null", r#"{"type":"Polygon","coordinates":[]}"#, r#"{"type":"Polygon","coordinates":[[]]}"#] {
            assert_eq!(with_geometry(geometry).0, None, "{geometry}");
        }
    }

    #[test]
    fn a_polygon_as_deep_as_a_multipolygon_is_read_as_one() {
        let (geometry, problems) =
            with_geometry(r#"{"type":"Polygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]],[[[5,5],[6,5],[6,6],[5,5]]]]}"#);
        assert!(matches!(geometry, Some(Geometry::MultiPolygon(m)) if m.0.len() == 2));
        assert_eq!((problems[0].kind, problems[0].cases[0].row), ("geojson-type", Some(1)));
    }

    #[test]
    fn an_unclosed_ring_is_closed_and_noted_and_altitude_is_dropped() {
        let (geometry, problems) = with_geometry(r#"{"coordinates":[[[0,0,350],[1,0,350.5],[1,1,1e2]]],"type":"Polygon"}"#);
        assert!(matches!(geometry, Some(Geometry::Polygon(p)) if p.exterior().0.len() == 4));
        assert_eq!(problems[0].kind, "ring-unclosed");
    }

    #[test]
    fn odd_coordinates_cost_one_feature_only() {
        for odd in [r#""x""#, r#"[null,1]"#, r#"[1]"#, r#"[[0,0],[[1,1]]]"#, r#"{"x":1}"#, r#"[[["12","3"]]]"#] {
            let (geometry, problems) = with_geometry(&format!(r#"{{"type":"LineString","coordinates":{odd}}}"#));
            assert_eq!((geometry, problems[0].kind), (None, "geometry-unreadable"), "{odd}");
        }
    }

    #[test]
    fn fields_are_those_of_all_features_in_order_of_appearance() {
        let (layer, _) = layer(
            r#"{"type":"FeatureCollection","features":[
                {"type":"Feature","geometry":null,"properties":{"name":"Gao","n":1.50}},
                {"type":"Feature","geometry":null,"properties":{"open":true,"name":" "}}]}"#,
        );
        assert_eq!(layer.fields, ["name", "n", "open"]);
        assert_eq!(layer.features[0].values, [Some("Gao".into()), Some("1.5".into()), None]);
        assert_eq!(layer.features[1].values, [None, None, Some("true".into())]);
    }

    /// Long documents are read in pieces, whatever is written around and inside the features.
    #[test]
    fn in_pieces_as_on_the_whole() {
        let feature = |i: usize, more: &str| {
            format!(
                r#"{{"type":"Feature","properties":{{"n":{i},"t":"]}}, {{\"type\":\"Feature\", é{}"{more}}},"geometry":{{"type":"Point","coordinates":[{}.5,1e1]}}}}"#,
                "x".repeat(i % 900),
                i % 90
            )
        };
        let whole = |more: &str, between: &str| {
            let features: Vec<String> = (0..9000).map(|i| feature(i, if i == 7000 { more } else { "" })).collect();
            let features = features.join(between);
            format!(
                r#"{{"type":"FeatureCollection","features": [{features} ] , "crs":{{"type":"name","properties":{{"name":"EPSG:4326"}}}}}}"#
            )
        };
        for between in [",", " ,\n"] {
            let text = whole("", between);
            let (pieces, once) = (in_pieces(&text).unwrap(), serde_json::from_str::<Document>(&text).unwrap());
            assert!(text.len() > 3 * PIECE && pieces.crs.is_some() && pieces.crs == once.crs && pieces.kind == once.kind);
            let (pieces, once) = (pieces.features.unwrap(), once.features.unwrap());
            assert_eq!(pieces.len(), 9000);
            let point = |f: &Feature| f.geometry.as_ref().map(|g| matches!(g.coordinates, Nest::Position(_)));
            assert!(pieces.iter().zip(&once).all(|(a, b)| a.properties == b.properties && point(a) == point(b)));
        }
        // A feature in a feature may be read either way; what is cut short never is.
        let nested: String = (0..9000).map(|i| feature(i, "")).collect::<Vec<_>>().join(",");
        let nested = whole(&format!(r#","inner":[{nested}]"#), ",");
        assert!(in_pieces(&nested).is_none_or(|d| d.features.unwrap().len() == 9000));
        let text = whole("", ",");
        assert!(in_pieces(&text[..text.len() - 1]).is_none() && in_pieces(&text[..text.len() / 2]).is_none());
        assert!(in_pieces(&format!("{text} x")).is_none() && in_pieces("{}").is_none());
    }

    #[test]
    fn old_crs_members_are_honoured() {
        let crs = |member: &str| layer(&format!(r#"{{"type":"FeatureCollection","crs":{member},"features":[]}}"#)).0.crs.unwrap();
        assert_eq!(crs(r#"{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::32630"}}"#), "urn:ogc:def:crs:EPSG::32630");
        assert_eq!(crs(r#"{"type":"EPSG","properties":{"code":32630}}"#), "EPSG:32630");
        assert_eq!(crs("null"), "OGC:CRS84");
    }

    #[test]
    fn a_bare_geometry_is_a_layer_and_a_cut_file_is_an_error_with_its_place() {
        assert!(matches!(layer(r#"{"type":"Point","coordinates":[1,2]}"#).0.features[0].geometry, Some(Geometry::Point(_))));
        let error = read("{\"type\":\"FeatureCollection\",\n\"features\":[{", "a.geojson", &mut Problems::new()).unwrap_err();
        assert!(error.what.fr.contains("ligne 2"), "{}", error.what.fr);
        assert!(read(r#"{"type":"Topology","objects":{}}"#, "a.json", &mut Problems::new()).unwrap().is_none());
    }
}
