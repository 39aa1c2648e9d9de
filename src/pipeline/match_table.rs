//! Names to codes for any table: what `lakana match` does.

use super::summary::{Stopwatch, Summary};
use crate::base::{Error, Lang, Level, PlaceName, Problems, Result, Text, write_file};
use crate::layers::csv::write_table;
use crate::names::{Gazetteer, MATCH_FIELDS, Review, Tally, match_all, match_rows, review_file, tally};
use crate::read::boundaries::{BoundaryFiles, read_boundaries};
use crate::read::records::{Input, Records};
use crate::read::schema::Schema;
use crate::read::table::{Table, TableOptions};
use crate::text;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Which table, which columns, and where the answers go.
#[derive(Debug, Clone)]
pub struct MatchOptions {
    pub table: PathBuf,
    pub boundaries: PathBuf,
    pub region: Option<String>,
    pub cercle: Option<String>,
    pub commune: Option<String>,
    pub code: Option<String>,
    pub sheet: Option<String>,
    pub review: PathBuf,
    pub output: PathBuf,
    pub lang: Lang,
}

/// What was matched, and how.
pub struct Matched {
    pub level: Level,
    pub tallies: Vec<Tally>,
    pub summary: Summary,
}

/// Matches every row at the finest level that a column names, replays the decisions of the
/// review file where it exists, and writes the table of matches and the review file.
///
/// # Errors
/// A file that cannot be read or written; a column that is not there; no column of names when
/// the layout of the table is not one that lakana knows.
pub fn match_table(options: &MatchOptions) -> Result<Matched> {
    let mut watch = Stopwatch::new();
    let mut problems = Problems::new();
    watch.next(&Text::new("Lecture", "Reading"));
    let files = BoundaryFiles { communes: options.boundaries.clone(), ..BoundaryFiles::default() };
    let boundaries = read_boundaries(&files, &mut problems)?;
    let shown = options.table.display().to_string();
    let rows = rows(options, &shown, &mut problems)?;
    let Some(level) = rows.iter().filter_map(|(_, name)| name.finest()).max() else {
        return Err(Error::input(
            text!("`{shown}` : aucune ligne ne porte de nom de lieu", "`{shown}`: no row bears a place name"),
            text!(
                "Nommez les colonnes avec --region, --cercle et --commune.",
                "Name the columns with --region, --cercle and --commune."
            ),
        ));
    };
    let review = read_review(&options.review, &mut problems)?;

    watch.next(&Text::new("Correspondance des noms", "Matching names"));
    let gazetteer = Gazetteer::new(&boundaries);
    let (matches, found) = match_all(&rows, level, &gazetteer, &review, &shown);
    problems.extend(found);

    watch.next(&Text::new("Écriture", "Writing"));
    let header = MATCH_FIELDS.map(String::from).to_vec();
    let lines = match_rows(&rows, &matches, level, &gazetteer, options.lang).into_iter().map(Vec::from);
    write_file(&options.output, |out| write_table(out, std::iter::once(header).chain(lines)))?;
    let to_review = review_file(&rows, &matches, level, &gazetteer, &review, options.lang);
    write_file(&options.review, |out| out.write_all(to_review.as_bytes()))?;
    let written = vec![options.output.display().to_string(), options.review.display().to_string()];
    let summary = Summary { inputs: Vec::new(), written, problems: problems.sorted(), steps: watch.finish() };
    Ok(Matched { level, tallies: tally(&matches), summary })
}

fn read_review(path: &Path, problems: &mut Problems) -> Result<Review> {
    if !path.exists() {
        return Ok(Review::default());
    }
    let text = std::fs::read_to_string(path).map_err(|cause| Error::reading(path, &cause))?;
    let (review, found) = Review::parse(&text)?;
    problems.extend(found);
    Ok(review)
}

/// The names of each row: from the columns asked for, else by the layout of the table.
fn rows(options: &MatchOptions, shown: &str, problems: &mut Problems) -> Result<Vec<(u64, PlaceName)>> {
    let reading = TableOptions { sheet: options.sheet.clone(), ..TableOptions::default() };
    let (table, found) = Table::read(&options.table, shown, &reading)?;
    let asked = [&options.region, &options.cercle, &options.commune];
    if asked.iter().all(|column| column.is_none()) {
        return rows_by_layout(options, &table, shown, problems);
    }
    problems.extend(found);
    let position = |column: &Option<String>| {
        column.as_ref().map(|name| table.column(name).ok_or_else(|| no_column(name, shown, &table))).transpose()
    };
    let [region, cercle, commune] = [position(asked[0])?, position(asked[1])?, position(asked[2])?];
    let code = position(&options.code)?;
    let cell = |row, column: Option<usize>| {
        let text = table.cell(row, column?);
        (!text.is_empty()).then(|| text.to_owned())
    };
    Ok(table
        .rows
        .iter()
        .map(|row| {
            let name = PlaceName {
                code: cell(row, code),
                region: cell(row, region),
                cercle: cell(row, cercle),
                commune: cell(row, commune),
            };
            (row.number, name)
        })
        .collect())
}

fn rows_by_layout(options: &MatchOptions, table: &Table, shown: &str, problems: &mut Problems) -> Result<Vec<(u64, PlaceName)>> {
    let Some(schema) = Schema::recognised(table) else {
        let found = table.header.join(", ");
        return Err(Error::usage(
            text!("`{shown}` n'a pas une forme connue de lakana", "`{shown}` has no layout that lakana knows"),
            text!(
                "Dites où sont les noms avec --region, --cercle et --commune. Colonnes trouvées : {found}",
                "Say where the names are with --region, --cercle and --commune. Columns found: {found}"
            ),
        ));
    };
    let input = Input {
        options: TableOptions { sheet: options.sheet.clone(), ..TableOptions::default() },
        ..Input::new(&options.table, shown)
    };
    let (records, found) = Records::open(&input, schema.kind)?;
    problems.extend(found);
    Ok(records.iter().map(|record| (record.number(), record.place())).collect())
}

fn no_column(name: &str, shown: &str, table: &Table) -> Error {
    let found = table.header.join(", ");
    Error::usage(
        text!("`{shown}` n'a pas de colonne « {name} »", "`{shown}` has no column `{name}`"),
        text!("Colonnes trouvées : {found}", "Columns found: {found}"),
    )
}
