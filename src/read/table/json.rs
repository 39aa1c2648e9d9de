//! JSON: an array of flat records. GeoJSON is a vector layer, see `features`.

use super::{Grid, Row};
use crate::base::{Case, Error, Problem, Result, Text};
use crate::read::vector::text_of;
use crate::text;
use serde_json::Value;
use std::collections::HashMap;

/// Records are numbered from 1. The header is the union of all keys in the order of their first
/// appearance.
pub fn read(text: &str, shown: &str) -> Result<Grid> {
    let records: Vec<Value> = serde_json::from_str(text).map_err(|cause| {
        Error::input(
            text!("`{shown}` n'est pas du JSON valide : {cause}", "`{shown}` is not valid JSON: {cause}"),
            Text::new(
                "Le fichier est peut-être coupé ; reprenez l'original.",
                "The file may be cut short; take the original again.",
            ),
        )
    })?;
    let mut grid = Grid::new(shown);
    let mut header: Vec<String> = Vec::new();
    let mut index: HashMap<String, usize> = HashMap::new();
    let mut skipped = Problem::warning(
        "record-not-an-object",
        shown,
        Text::new("éléments qui ne sont pas des enregistrements : ignorés", "elements that are no records: left out"),
        Text::new(
            "Chaque élément doit être un objet { \"champ\": valeur }.",
            "Each element must be an object { \"field\": value }.",
        ),
    );
    for (number, record) in (1..).zip(records) {
        let Value::Object(fields) = record else {
            skipped.push(Case::row(number, "", record.to_string().chars().take(60).collect::<String>()));
            continue;
        };
        let mut cells = vec![String::new(); header.len()];
        for (name, value) in fields {
            let column = *index.entry(name).or_insert_with_key(|name| {
                header.push(name.clone());
                header.len() - 1
            });
            cells.resize(cells.len().max(column + 1), String::new());
            cells[column] = text_of(value).unwrap_or_default();
        }
        grid.rows.push(Row { number, cells: cells.iter().collect() });
    }
    grid.problems.add(skipped);
    if header.is_empty() {
        return Err(super::empty(shown));
    }
    grid.rows.iter_mut().for_each(|row| row.cells.resize(header.len()));
    grid.rows.insert(0, Row { number: 0, cells: header.iter().collect() });
    Ok(grid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_become_rows_under_the_union_of_their_keys() {
        let grid = read(r#"[{"a":1.0,"b":null},{"c":"x","a":2.5},7]"#, "t.json").unwrap();
        let cells: Vec<Vec<&str>> = grid.rows.iter().map(|r| r.cells.iter().collect()).collect();
        assert_eq!(cells, [["a", "b", "c"], ["1", "", ""], ["2.5", "", "x"]]);
        assert_eq!(grid.rows[2].number, 2);
        assert!(grid.problems.iter().any(|p| p.kind == "record-not-an-object" && p.cases[0].row == Some(3)));
    }

    #[test]
    fn what_is_no_list_is_refused() {
        for text in ["[", "[]", "7", "<html>"] {
            assert!(read(text, "t.json").is_err(), "{text}");
        }
    }
}
