//! Which columns of a table hold which field.

use crate::base::{Error, Result};
use crate::read::schema::{Kind, REPLICATE_WEIGHTS, Schema};
use crate::read::table::{POINT_COLUMNS, Table};
use crate::text;
use std::collections::BTreeMap;

/// The columns of each field, best first. The points of a vector layer come before coordinates
/// among its attributes, which may be in another system or out of date.
pub(super) fn columns_of(
    table: &Table,
    schema: &Schema,
    kind: Kind,
    overrides: &BTreeMap<String, String>,
) -> Result<BTreeMap<&'static str, Vec<usize>>> {
    if let Some(unknown) = overrides.keys().find(|field| !kind.fields().contains(&field.as_str())) {
        let known = kind.fields().join(", ");
        return Err(Error::usage(
            text!("champ inconnu dans fields : « {unknown} »", "unknown field in fields: `{unknown}`"),
            text!("Champs possibles : {known}.", "Possible fields: {known}."),
        ));
    }
    let mut columns = BTreeMap::new();
    for &field in kind.fields() {
        let found = match overrides.get(field) {
            Some(pattern) if field == REPLICATE_WEIGHTS => match numbered(table, pattern) {
                found if found.is_empty() => return Err(unknown_column(table, pattern)),
                found => found,
            },
            Some(column) => vec![table.column(column).ok_or_else(|| unknown_column(table, column))?],
            None => {
                let own = schema.fields.get(field).into_iter().flatten().filter_map(|name| table.column(name));
                let mut found: Vec<usize> = point_column(table, field).into_iter().chain(own).collect();
                found.dedup();
                found
            }
        };
        if !found.is_empty() {
            columns.insert(field, found);
        }
    }
    Ok(columns)
}

/// The columns whose names have a number where the pattern has `*`, in the order of the numbers; the one
/// column of that name where it has none.
pub fn numbered(table: &Table, pattern: &str) -> Vec<usize> {
    let Some((before, after)) = pattern.split_once('*') else { return table.column(pattern).into_iter().collect() };
    let number = |name: &str| name.strip_prefix(before)?.strip_suffix(after)?.parse::<u32>().ok();
    let mut found: Vec<(u32, usize)> =
        table.header.iter().enumerate().filter_map(|(i, name)| Some((number(name.trim())?, i))).collect();
    found.sort_unstable();
    found.into_iter().map(|(_, i)| i).collect()
}

/// Where the points of a vector layer put longitude and latitude.
fn point_column(table: &Table, field: &str) -> Option<usize> {
    let [longitude, latitude] = POINT_COLUMNS;
    let name = match field {
        "longitude" => longitude,
        "latitude" => latitude,
        _ => return None,
    };
    table.header.iter().position(|column| column == name)
}

/// The error for a column that the project names and the file lacks.
pub(super) fn unknown_column(table: &Table, column: &str) -> Error {
    let (file, found) = (&table.file, table.header.join(", "));
    Error::usage(
        text!("`{file}` n'a pas de colonne « {column} »", "`{file}` has no column `{column}`"),
        text!("Colonnes trouvées : {found}.", "Columns found: {found}."),
    )
}
