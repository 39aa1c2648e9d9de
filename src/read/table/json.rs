//! JSON: an array of flat records, or GeoJSON features by their properties.

use super::{Grid, Row};
use crate::base::{Case, Error, Problem, Result, Text};
use crate::text;
use serde_json::{Map, Value};
use std::collections::HashMap;

/// Columns a point geometry adds to its feature's properties. They stand first, so that they
/// win over coordinates repeated among the properties.
pub(super) const POINT_COLUMNS: [&str; 2] = ["@longitude", "@latitude"];

/// Records are numbered from 1. The header is the union of all keys in the order of their first
/// appearance. Points become two more columns; other geometries are not looked at here.
pub fn read(bytes: &[u8], shown: &str) -> Result<Grid> {
    let decoded = super::encoding::decode(bytes, None, shown)?;
    let value: Value = serde_json::from_str(&decoded.text).map_err(|cause| {
        Error::input(
            text!("`{shown}` n'est pas du JSON valide : {cause}", "`{shown}` is not valid JSON: {cause}"),
            Text::new(
                "Le fichier est peut-être coupé ; reprenez l'original.",
                "The file may be cut short; take the original again.",
            ),
        )
    })?;
    let mut grid = Grid::new(shown);
    let (records, points) = match value {
        Value::Array(items) => (items, false),
        Value::Object(mut object) => match object.remove("features") {
            Some(Value::Array(features)) => {
                let points = features.iter().any(|f| point_of(f).is_some());
                (features, points)
            }
            _ => return Err(not_records(shown)),
        },
        _ => return Err(not_records(shown)),
    };

    let mut header: Vec<String> = if points { POINT_COLUMNS.map(str::to_owned).into() } else { Vec::new() };
    let mut index: HashMap<String, usize> = header.iter().cloned().enumerate().map(|(i, name)| (name, i)).collect();
    let mut skipped = Problem::warning(
        "record-not-an-object",
        shown,
        Text::new("éléments qui ne sont pas des enregistrements : ignorés", "elements that are no records: left out"),
        Text::new(
            "Chaque élément doit être un objet { \"champ\": valeur }.",
            "Each element must be an object { \"field\": value }.",
        ),
    );
    for (i, record) in records.iter().enumerate() {
        let number = i as u64 + 1;
        let point = point_of(record);
        let nothing = Map::new();
        let fields = match record {
            Value::Object(object) if object.contains_key("geometry") || object.get("type").is_some_and(|t| t == "Feature") => {
                object.get("properties").and_then(Value::as_object).unwrap_or(&nothing)
            }
            Value::Object(object) => object,
            other => {
                skipped.push(Case::row(number, "", other.to_string().chars().take(60).collect::<String>()));
                continue;
            }
        };
        let mut cells = vec![String::new(); header.len()];
        if let (true, Some([longitude, latitude])) = (points, point) {
            cells[0] = longitude.to_string();
            cells[1] = latitude.to_string();
        }
        for (name, value) in fields {
            let column = *index.entry(name.clone()).or_insert_with(|| {
                header.push(name.clone());
                header.len() - 1
            });
            cells.resize(cells.len().max(column + 1), String::new());
            cells[column] = written(value);
        }
        grid.rows.push(Row { number, cells });
    }
    grid.problems.add(skipped);
    if header.is_empty() {
        return Err(super::empty(shown));
    }
    grid.rows.iter_mut().for_each(|row| row.cells.resize(header.len(), String::new()));
    grid.rows.insert(0, Row { number: 0, cells: header });
    Ok(grid)
}

fn point_of(feature: &Value) -> Option<[f64; 2]> {
    let geometry = feature.get("geometry").filter(|g| g.get("type").is_some_and(|t| t == "Point"))?;
    let coordinates = geometry.get("coordinates")?;
    Some([coordinates.get(0)?.as_f64()?, coordinates.get(1)?.as_f64()?])
}

fn written(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        // Whole numbers without ".0", as in spreadsheets.
        Value::Number(number) => {
            number.as_f64().filter(|v| v.fract() == 0.0 && v.abs() < 1e15).map_or(number.to_string(), |v| v.to_string())
        }
        other => other.to_string(),
    }
}

fn not_records(shown: &str) -> Error {
    Error::input(
        text!("`{shown}` ne contient pas de liste d'enregistrements", "`{shown}` holds no list of records"),
        Text::new(
            "Attendu : un tableau JSON d'objets plats, ou une collection GeoJSON.",
            "Expected: a JSON array of flat objects, or a GeoJSON collection.",
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_become_rows_under_the_union_of_their_keys() {
        let grid = read(br#"[{"a":1.0,"b":null},{"c":"x","a":2.5},7]"#, "t.json").unwrap();
        let cells: Vec<Vec<&str>> = grid.rows.iter().map(|r| r.cells.iter().map(String::as_str).collect()).collect();
        assert_eq!(cells, [["a", "b", "c"], ["1", "", ""], ["2.5", "", "x"]]);
        assert_eq!(grid.rows[2].number, 2);
        assert!(grid.problems.iter().any(|p| p.kind == "record-not-an-object" && p.cases[0].row == Some(3)));
    }

    #[test]
    fn points_become_columns_and_a_feature_without_geometry_keeps_its_row() {
        let text = br#"{"type":"FeatureCollection","features":[
            {"type":"Feature","geometry":{"type":"Point","coordinates":[-8.0,12.65]},"properties":{"name":"Bamako"}},
            {"type":"Feature","geometry":null,"properties":{"name":"?"}}]}"#;
        let grid = read(text, "t.geojson").unwrap();
        assert_eq!(grid.rows[0].cells, ["@longitude", "@latitude", "name"]);
        assert_eq!(grid.rows[1].cells, ["-8", "12.65", "Bamako"]);
        assert_eq!(grid.rows[2].cells, ["", "", "?"]);
    }

    #[test]
    fn what_is_no_list_is_refused() {
        assert!(read(b"{\"a\":1}", "t.json").is_err());
        assert!(read(b"[", "t.json").is_err());
        assert!(read(b"[]", "t.json").is_err());
    }
}
