//! The codes that the areas of a plain file are known by.

use crate::base::{Error, Features, Result, Text};
use crate::text;
use std::collections::HashSet;

/// A code for each row: the field named, else the first whose values are all there and all different, codes of
/// places before others; the number of the row where there is none.
pub fn codes(areas: &Features, named: Option<&str>) -> Result<Vec<String>> {
    let of = |field: usize| -> Vec<String> { areas.rows.iter().map(|row| row.values[field].shown()).collect() };
    let unique = |codes: &[String]| {
        let different: HashSet<&String> = codes.iter().collect();
        different.len() == codes.len() && !different.iter().any(|code| code.is_empty())
    };
    if let Some(name) = named {
        let codes = of(areas.field(name)?);
        return match unique(&codes) {
            true => Ok(codes),
            false => {
                let file = &areas.file;
                Err(Error::input(
                    text!(
                        "`{file}` : les codes du champ `{name}` manquent ou se répètent",
                        "`{file}`: codes of field `{name}` are missing or repeated"
                    ),
                    Text::new("Nommez un champ de codes uniques.", "Name a field of unique codes."),
                ))
            }
        };
    }
    let called_code = |i: &usize| areas.fields[*i].name.to_lowercase().contains("code");
    let (mut first, rest): (Vec<usize>, Vec<usize>) = (0..areas.fields.len()).partition(called_code);
    first.extend(rest);
    let found = first.into_iter().map(of).find(|codes| unique(codes));
    Ok(found.unwrap_or_else(|| areas.rows.iter().map(|row| row.row.to_string()).collect()))
}

/// The field of a table that holds the most of these codes, the first of equals; `None` where no field holds any.
pub fn field_of_codes(table: &Features, codes: &[String], but: &[usize]) -> Option<usize> {
    let hits = |field: usize| {
        let cells: HashSet<String> = table.rows.iter().map(|row| row.values[field].shown()).collect();
        codes.iter().filter(|code| cells.contains(*code)).count()
    };
    let counted = (0..table.fields.len()).filter(|field| !but.contains(field)).map(|field| (hits(field), field));
    let best = counted.max_by_key(|(hits, field)| (*hits, std::cmp::Reverse(*field)))?;
    (best.0 > 0).then_some(best.1)
}
