//! Repeat groups: rows about members of a household, exported apart from the rows about the
//! household, and joined to them again by the keys that survey tools write.

use super::questionnaire::Questionnaire;
use super::responses::{Factor, Level, NO_ANSWER, NOT_ASKED, Responses};
use super::sheet::Sheet;
use super::variables;
use crate::base::{Case, Error, Problem, Problems, Result, Text};
use crate::read::parse::words::fold;
use crate::read::records::{Input, Records, numbered};
use crate::read::schema::Kind;
use crate::read::table::Table;
use crate::text;
use std::collections::HashMap;

/// Column of the repeat, column of the parent, best first.
const KEYS: [(&str, &str); 6] = [
    ("PARENT_KEY", "KEY"),
    ("_submission__uuid", "_uuid"),
    ("_submission__id", "_id"),
    ("_parent_index", "_index"),
    ("_parent_uuid", "_uuid"),
    ("KEY", "KEY"),
];

/// The two files with the columns that a person names for fields at the one that has them: a weight may
/// be that of the household.
fn named_where_they_are(repeat: &Input, parent: &Input) -> Result<(Input, Input)> {
    if repeat.fields.is_empty() {
        return Ok((repeat.clone(), parent.clone()));
    }
    let (table, _) = Table::read(&repeat.path, &repeat.shown, &repeat.options)?;
    let (here, above) = repeat.fields.clone().into_iter().partition(|(_, column)| !numbered(&table, column).is_empty());
    Ok((Input { fields: here, ..repeat.clone() }, Input { fields: above, ..parent.clone() }))
}

/// Reads a repeat group, one respondent per row of it, with the columns of the parent row beside
/// its own. `repeat` and `parent` are two files, or two sheets of one workbook.
///
/// Where nothing else says how people were drawn, those of one parent row are one cluster: they
/// were not drawn one by one. Rows without a parent are read and reported; the keys themselves are
/// dropped. One level of repeats: a repeat within a repeat joins the one above it.
///
/// Errors: a file cannot be used, or the two share no key.
pub fn read_repeat(repeat: &Input, parent: &Input, questionnaire: Option<&Questionnaire>) -> Result<(Responses, Problems)> {
    let (repeat, parent) = &named_where_they_are(repeat, parent)?;
    let (records, mut problems) = Records::open(repeat, Kind::Survey)?;
    let (above, found) = Records::open(parent, Kind::Survey)?;
    problems.extend(found);
    let (rows, parents) = (records.at_home(repeat, &mut problems), above.at_home(parent, &mut problems));
    let (mut sheet, above) = (Sheet::new(&records, &rows), Sheet::new(&above, &parents));
    let find = |sheet: &Sheet, name: &str| sheet.columns.iter().position(|c| fold(&c.name) == fold(name));
    let keys = KEYS.iter().find_map(|(below, above_name)| Some((find(&sheet, below)?, find(&above, above_name)?)));
    let Some((key, parent_key)) = keys else { return Err(no_key(sheet.file, above.file)) };

    let mut rows_of: HashMap<&str, usize> = HashMap::new();
    let mut twice = Problem::warning(
        "parent-key-twice",
        above.file,
        Text::new("clés données à deux lignes : la première compte", "keys given to two rows: the first counts"),
        Text::new("Retirez les lignes en double.", "Remove the doubled rows."),
    );
    for row in 0..above.len() {
        let Some(word) = above.columns[parent_key].word(row) else { continue };
        if rows_of.contains_key(word) {
            // Not the key: it may find a person again.
            twice.push(Case::row(above.rows[row], &above.columns[parent_key].name, ""));
        } else {
            rows_of.insert(word, row);
        }
    }
    let joined: Vec<Option<usize>> = (0..sheet.len()).map(|row| rows_of.get(sheet.columns[key].word(row)?).copied()).collect();
    let mut orphans = Problem::warning(
        "parent-missing",
        sheet.file,
        Text::new(
            "lignes d'un groupe répété sans ligne parente : lues sans ce que dit celle-ci",
            "rows of a repeat group without a parent row: read without what that one says",
        ),
        Text::new("Exportez les deux tableaux en même temps.", "Export both tables at the same time."),
    );
    let orphan = |(row, _): (usize, &Option<usize>)| Case::row(sheet.rows[row], &sheet.columns[key].name, "");
    orphans = orphans.with_all(joined.iter().enumerate().filter(|(_, p)| p.is_none()).map(orphan));
    problems.extend([twice, orphans]);

    let column = above.columns[parent_key].name.clone();
    sheet.join(&above, &joined);
    let nothing = Questionnaire::default();
    let mut responses = variables::responses(&sheet, questionnaire.unwrap_or(&nothing), &mut problems);
    if responses.sampling.clusters.is_none() && above.len() < usize::from(NOT_ASKED) {
        let levels = (1..=above.len()).map(|i| Level { code: i.to_string(), label: Text::same(i.to_string()) }).collect();
        let code = |parent: &Option<usize>| parent.and_then(|p| u16::try_from(p).ok()).unwrap_or(NO_ANSWER);
        responses.sampling.clusters = Some(Factor { column, levels, codes: joined.iter().map(code).collect() });
    }
    Ok((responses, problems))
}

fn no_key(repeat: &str, parent: &str) -> Error {
    let keys = KEYS.map(|(below, above)| format!("{below} → {above}")).join(", ");
    Error::input(
        text!("`{repeat}` et `{parent}` n'ont pas de clé commune", "`{repeat}` and `{parent}` share no key"),
        text!("Exportez les deux avec leurs clés : {keys}.", "Export both with their keys: {keys}."),
    )
}
