//! Any file of rows as one table of text: CSV and its kin, workbooks, JSON records, vector layers,
//! files of statistical programs.
//!
//! Cells are text as a person sees them; what they mean is for the record readers. Large point
//! files are streamed elsewhere: a [`Table`] is held in memory whole.

mod csv;
mod features;
mod json;
mod workbook;

pub(super) use features::POINT_COLUMNS;
pub use features::Shapes;

use crate::base::{Case, Error, Problem, Problems, Result, Text};
use crate::read::Cells;
use crate::read::parse::encoding;
use crate::read::parse::words::fold;
use crate::read::schema;
use crate::read::statistical;
use crate::read::vector::is_layer;
use crate::text;
use std::collections::HashSet;
use std::path::Path;

/// What the user may say about a file; everything is found by looking when absent.
#[derive(Debug, Clone, Default)]
pub struct TableOptions {
    /// Sheet of a workbook, by name. Default: the first with data. Or layer of a vector file;
    /// default: the only one.
    pub sheet: Option<String>,
    /// Encoding of a text file or Shapefile by its usual label: `utf-8`, `windows-1252`,
    /// `macintosh`.
    pub encoding: Option<String>,
    /// Coordinate system of a vector layer, over the one it declares: `EPSG:32630`.
    pub crs: Option<String>,
    /// Column separator of a text file.
    pub separator: Option<char>,
}

/// One record: its cells, as many as the header has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Line in a text file, row in a spreadsheet, counted from 1; ordinal in a JSON list, a vector
    /// layer or a file of a statistical program.
    pub number: u64,
    pub cells: Cells,
}

impl Row {
    fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }
}

/// What was found out about the form of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assumed {
    /// Encoding of a text file.
    pub encoding: Option<&'static str>,
    /// Separator of a text file.
    pub separator: Option<char>,
    /// The file had no header; names come from the published layout it has.
    pub headerless: bool,
}

/// A whole file as rows of text under a header. May have no rows: the caller decides whether
/// that matters.
#[derive(Debug, Clone)]
pub struct Table {
    /// The file as messages name it.
    pub file: String,
    pub sheet: Option<String>,
    /// Column names, trimmed; empty and repeated ones are made unique (`column_3`, `name_2`).
    pub header: Vec<String>,
    pub rows: Vec<Row>,
    /// The HXL tags under the header, if there are any. Never among the rows.
    pub hxl: Option<Vec<String>>,
    pub assumed: Assumed,
    pub shapes: Shapes,
}

impl Table {
    /// Reads a file whatever its format. `shown` is how problems and errors name it.
    ///
    /// Points of vector layers become the columns `@longitude` and `@latitude`, WGS84 degrees.
    ///
    /// Errors: the file is missing, a folder, forbidden, empty, binary, a broken workbook, JSON or
    /// vector file; or a sheet, layer, encoding or coordinate system that does not exist.
    /// Everything milder is a problem.
    pub fn read(path: &Path, shown: &str, options: &TableOptions) -> Result<(Table, Problems)> {
        Grid::read(path, shown, options)?.into_table()
    }

    /// Position of a column, ignoring case, accents and punctuation.
    pub fn column(&self, name: &str) -> Option<usize> {
        let folded = fold(name);
        self.header
            .iter()
            .position(|h| h == name)
            .or_else(|| self.header.iter().position(|h| fold(h) == folded && !folded.is_empty()))
    }

    /// A cell, trimmed; empty where the column is out of range.
    pub fn cell<'a>(&self, row: &'a Row, column: usize) -> &'a str {
        row.cells.get(column).map_or("", str::trim)
    }
}

/// A file cut into cells, before anybody has decided what is header and what is data.
pub(super) struct Grid {
    pub file: String,
    pub sheet: Option<String>,
    pub rows: Vec<Row>,
    pub assumed: Assumed,
    pub shapes: Shapes,
    pub problems: Problems,
}

impl Grid {
    fn new(file: &str) -> Self {
        Grid {
            file: file.to_owned(),
            sheet: None,
            rows: Vec::new(),
            assumed: Assumed::default(),
            shapes: Shapes::default(),
            problems: Problems::new(),
        }
    }

    fn read(path: &Path, shown: &str, options: &TableOptions) -> Result<Grid> {
        if is_layer(path) {
            return features::read(path, shown, options);
        }
        // On some systems reading a folder fails with a vague cause; ask first.
        if path.is_dir() {
            return Err(Error::reading(path, &std::io::ErrorKind::IsADirectory.into()));
        }
        let bytes = std::fs::read(path).map_err(|cause| Error::reading(path, &cause))?;
        if bytes.is_empty() {
            return Err(empty(shown));
        }
        let extension = path.extension().and_then(|e| e.to_str()).unwrap_or("").to_lowercase();
        match () {
            // A zip archive or an OLE file: all four workbook formats.
            _ if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xD0\xCF\x11\xE0") => {
                workbook::read(&bytes, shown, options)
            }
            _ if extension.contains("json") => {
                let decoded = encoding::decode(&bytes, options.encoding.as_deref(), shown)?;
                if decoded.text.trim_start().starts_with('{') {
                    return features::read(path, shown, options);
                }
                let mut found = Problems::new();
                let mut grid = json::read(&decoded.told(shown, &mut found), shown)?;
                grid.problems.extend(found);
                Ok(grid)
            }
            _ if statistical::is_statistical(&bytes) => Grid::of_statistical(&bytes, shown),
            _ => csv::read(&bytes, shown, options),
        }
    }

    /// A file of coded columns: the names of its columns are the header.
    fn of_statistical(bytes: &[u8], shown: &str) -> Result<Grid> {
        let mut grid = Grid::new(shown);
        let file = statistical::parse(bytes, shown)?.unwrap_or_default();
        grid.problems.extend(file.problems);
        let names = file.variables.into_iter().map(|v| v.name).collect();
        grid.rows = std::iter::once(names).chain(file.rows).zip(0..).map(|(cells, number)| Row { number, cells }).collect();
        Ok(grid)
    }

    fn into_table(mut self) -> Result<(Table, Problems)> {
        self.rows.retain(|row| !row.is_blank());
        let mut problems = self.problems;
        let (header, headerless) = match schema::layout_without_header(&self.rows) {
            Some(columns) => (columns.to_vec(), true),
            None if self.rows.is_empty() => return Err(empty(&self.file)),
            None => (named(self.rows.remove(0), &self.file, &mut problems), false),
        };
        if headerless {
            problems.add(
                Problem::note(
                    "header-absent",
                    &self.file,
                    Text::new(
                        "pas de ligne d'en-tête : colonnes reconnues par leur disposition",
                        "no header line: columns recognised by their layout",
                    ),
                    Text::new("Rien à faire.", "Nothing to do."),
                )
                .with(Case::found(header.join(", "))),
            );
        }
        self.assumed.headerless = headerless;
        let hxl = take_hxl(&mut self.rows, &self.file, &mut problems);
        even_out(&mut self.rows, header.len(), &self.file, &mut problems);
        if self.rows.is_empty() {
            problems.add(
                Problem::warning(
                    "no-rows",
                    &self.file,
                    Text::new("un en-tête, mais aucune ligne de données", "a header, but no rows of data"),
                    Text::new("Vérifiez que l'export est complet.", "Check that the export is complete."),
                )
                .with(Case::found(header.join(", "))),
            );
        }
        let (file, sheet, rows) = (self.file, self.sheet, self.rows);
        Ok((Table { file, sheet, header, rows, hxl, assumed: self.assumed, shapes: self.shapes }, problems))
    }
}

/// Names for the columns: trimmed, and unique where the file left them empty or repeated.
fn named(row: Row, file: &str, problems: &mut Problems) -> Vec<String> {
    let mut unnamed = Problem::note(
        "header-empty",
        file,
        Text::new("colonnes sans nom : nommées par leur position", "columns without a name: named by their position"),
        Text::new("Nommez-les dans le fichier si vous en avez besoin.", "Name them in the file if you need them."),
    );
    let mut repeated = Problem::note(
        "header-repeated",
        file,
        Text::new("noms de colonne répétés : un numéro leur est ajouté", "repeated column names: a number is added to them"),
        Text::new("Renommez-les dans le fichier si vous en avez besoin.", "Rename them in the file if you need them."),
    );
    let mut taken: HashSet<String> = row.cells.iter().map(|c| c.trim().to_owned()).collect();
    let mut seen = HashSet::new();
    let mut header = Vec::with_capacity(row.cells.len());
    for (i, cell) in row.cells.iter().enumerate() {
        let name = cell.trim();
        if !name.is_empty() && seen.insert(name.to_owned()) {
            header.push(name.to_owned());
            continue;
        }
        let stem = if name.is_empty() { "column" } else { name };
        let start = if name.is_empty() { i + 1 } else { 2 };
        let unique = (start..).map(|n| format!("{stem}_{n}")).find(|n| !taken.contains(n)).unwrap_or_default();
        let group = if name.is_empty() { &mut unnamed } else { &mut repeated };
        group.push(Case::row(row.number, unique.clone(), name));
        taken.insert(unique.clone());
        header.push(unique);
    }
    problems.extend([unnamed, repeated]);
    header
}

/// Takes the row of HXL tags (<https://hxlstandard.org>) out of the data, if the first row is one.
fn take_hxl(rows: &mut Vec<Row>, file: &str, problems: &mut Problems) -> Option<Vec<String>> {
    let cells = &rows.first()?.cells;
    let filled = cells.iter().filter(|c| !c.trim().is_empty()).count();
    let tags = cells
        .iter()
        .filter(|c| c.trim().strip_prefix('#').is_some_and(|t| t.starts_with(|c: char| c.is_ascii_alphabetic())))
        .count();
    (tags > 0 && tags * 2 >= filled).then_some(())?;
    let row = rows.remove(0);
    problems.add(
        Problem::note(
            "hxl-tags",
            file,
            Text::new("ligne d'étiquettes HXL sous l'en-tête : mise à part", "row of HXL tags under the header: set apart"),
            Text::new("Rien à faire.", "Nothing to do."),
        )
        .with(Case::row(row.number, "", row.cells.get(0).unwrap_or_default())),
    );
    Some(row.cells.iter().map(str::to_owned).collect())
}

/// Gives every row as many cells as the header, and reports those that had not.
fn even_out(rows: &mut [Row], width: usize, file: &str, problems: &mut Problems) {
    let mut ragged = Problem::warning(
        "row-ragged",
        file,
        text!("lignes qui n'ont pas {width} cellules comme l'en-tête", "rows without {width} cells as in the header"),
        Text::new(
            "Souvent un séparateur ou un guillemet de trop dans un texte : corrigez ces lignes. Elles sont lues quand même.",
            "Often a separator or quotation mark too many in a text: correct these rows. They are read all the same.",
        ),
    );
    for row in rows {
        let filled = row.cells.iter().rposition(|c| !c.trim().is_empty()).map_or(0, |i| i + 1);
        let cells = row.cells.len();
        // Spare separators at the end of a line say nothing.
        if cells < width || filled > width {
            ragged.push(Case::row(row.number, "", cells.to_string()));
        }
        row.cells.resize(width);
    }
    problems.add(ragged);
}

fn empty(shown: &str) -> Error {
    Error::input(
        text!("`{shown}` est vide", "`{shown}` is empty"),
        Text::new("Refaites l'export ou le téléchargement.", "Repeat the export or the download."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> (Table, Problems) {
        csv::read(text.as_bytes(), "t.csv", &TableOptions::default()).unwrap().into_table().unwrap()
    }

    fn kinds(problems: &Problems) -> Vec<&str> {
        problems.iter().map(|p| p.kind).collect()
    }

    #[test]
    fn empty_and_repeated_names_become_unique() {
        let (table, problems) = table("a,,a,column_2, a \n1,2,3,4,5\n");
        assert_eq!(table.header, ["a", "column_3", "a_2", "column_2", "a_3"]);
        assert_eq!(kinds(&problems), ["header-empty", "header-repeated"]);
        assert_eq!(problems.iter().last().map(|p| p.count), Some(2));
    }

    #[test]
    fn hxl_tags_are_never_data() {
        let (table, problems) = table("id,lat,note\n#event+id,#geo+lat,\n7,12.5,\n");
        assert_eq!(table.rows.len(), 1);
        assert_eq!(table.rows[0].number, 3);
        assert_eq!(table.hxl.as_deref(), Some(&["#event+id".to_owned(), "#geo+lat".into(), String::new()][..]));
        assert_eq!(kinds(&problems), ["hxl-tags"]);
        let (numbers, _) = self::table("id,rank\n#1,#2\n");
        assert_eq!(numbers.rows.len(), 1, "numbers with a hash are no tags");
    }

    #[test]
    fn ragged_rows_are_read_and_reported() {
        let (table, problems) = table("a,b\n1\n1,2,3\n1,2,\n1,2\n");
        assert!(table.rows.iter().all(|r| r.cells.len() == 2));
        let rows: Vec<Option<u64>> = problems.iter().flat_map(|p| p.cases.iter().map(|c| c.row)).collect();
        assert_eq!(rows, [Some(2), Some(3)], "an empty cell too many does no harm");
    }

    #[test]
    fn a_header_alone_is_an_empty_table() {
        let (table, problems) = table("a,b\n");
        assert!(table.rows.is_empty());
        assert_eq!(kinds(&problems), ["no-rows"]);
    }

    #[test]
    fn columns_are_found_whatever_their_spelling() {
        let (table, _) = table("Décès,Total No# of IDPs Ind#\n1,2\n");
        assert_eq!(table.column("deces"), Some(0));
        assert_eq!(table.column("total no of idps ind"), Some(1));
        assert_eq!(table.column("#"), None);
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_give_an_even_table_or_an_error(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..400)) {
            if let Ok((table, _)) = csv::read(&bytes, "t", &TableOptions::default()).and_then(Grid::into_table) {
                assert!(table.rows.iter().all(|row| row.cells.len() == table.header.len()));
                let unique: HashSet<&String> = table.header.iter().collect();
                assert_eq!(unique.len(), table.header.len());
            }
        }

        #[test]
        fn any_lines_keep_their_numbers(lines in proptest::collection::vec("[a-z0-9]{0,3}(,[a-z0-9]{0,3}){0,2}", 1..20)) {
            let text = lines.join("\n");
            if let Ok(grid) = csv::read(text.as_bytes(), "t", &TableOptions { separator: Some(','), ..TableOptions::default() }) {
                for row in &grid.rows {
                    assert_eq!(row.cells.iter().collect::<Vec<_>>().join(","), lines[row.number as usize - 1]);
                }
            }
        }
    }

    #[test]
    fn what_cannot_be_opened_says_why() {
        let folder = tempfile::tempdir().unwrap();
        let at = |path: &Path| Table::read(path, "x", &TableOptions::default()).err().unwrap();
        assert!(at(folder.path()).what.fr.contains("dossier"));
        assert!(at(&folder.path().join("none.csv")).what.fr.contains("n'existe pas"));
        let file = folder.path().join("empty.csv");
        std::fs::write(&file, "").unwrap();
        assert!(at(&file).what.fr.contains("vide"));
    }
}
