//! A table seen through a schema: the common ground of all record readers.

mod columns;
mod country;
mod dating;
mod located;

use crate::base::{Case, Error, PlaceName, Problem, Problems, Result, Severity, Text};
use crate::read::Cells;
use crate::read::parse::coordinates::Written;
use crate::read::parse::dates::{DayOrder, PartialDate};
use crate::read::parse::numbers;
use crate::read::parse::words::fold;
use crate::read::schema::{Kind, Schema, word_key};
use crate::read::table::{Row, Table, TableOptions};
use crate::text;
pub use columns::numbered;
use columns::{columns_of, unknown_column};
use geo_types::Rect;
use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

/// One table of the project, with everything the project says about it.
#[derive(Debug, Clone, Default)]
pub struct Input {
    pub path: PathBuf,
    /// How messages name the file.
    pub shown: String,
    /// Sheet, encoding, separator.
    pub options: TableOptions,
    /// Id of a schema; recognised by the columns when absent.
    pub schema: Option<String>,
    /// Canonical field → column of this file. Wins over the schema.
    pub fields: BTreeMap<String, String>,
    /// Column → value: only these rows are read. Wins over the schema, column by column.
    pub filter: BTreeMap<String, String>,
    /// Box around the country, degrees. Without it no coordinate is called outside.
    pub extent: Option<Rect<f64>>,
    /// Name and code of the country; rows that name another are left out. Of ISO 3166-1 codes the
    /// two-letter and the three-letter one are the same.
    pub country: Vec<String>,
    /// Nothing later than this can have happened. Without it no date is called future.
    pub as_of: Option<PartialDate>,
    /// Which number stands first in `03/04/2018`; told by the file itself when absent.
    pub date_order: Option<DayOrder>,
}

impl Input {
    pub fn new(path: impl Into<PathBuf>, shown: impl Into<String>) -> Self {
        Input { path: path.into(), shown: shown.into(), ..Input::default() }
    }
}

/// A table, the schema it is read through, and the rows that pass its filters.
pub struct Records {
    pub table: Table,
    pub schema: &'static Schema,
    /// Canonical field → columns that may hold it, best first.
    columns: BTreeMap<&'static str, Vec<usize>>,
    /// Canonical field → word of the file, as its key → canonical value.
    words: BTreeMap<&'static str, HashMap<String, &'static str>>,
    /// Positions of the rows that pass.
    kept: Vec<usize>,
}

/// One row seen through a schema.
#[derive(Clone, Copy)]
pub struct Record<'a> {
    records: &'a Records,
    row: &'a Row,
}

impl Records {
    /// Reads the file and fits it to the schema named, or recognised among those of `kind`, or
    /// the plain one of `kind`.
    ///
    /// Errors: whatever [`Table::read`] refuses; an unknown schema, field or column.
    pub fn open(input: &Input, kind: Kind) -> Result<(Records, Problems)> {
        let (table, mut problems) = Table::read(&input.path, &input.shown, &input.options)?;
        let schema = match &input.schema {
            Some(id) => Schema::named(id)?,
            None => match Schema::recognised_as(&table, kind) {
                Some(schema) => schema,
                None => Schema::named(&format!("lakana-{}", kind.id().replace('_', "-")))?,
            },
        };
        if schema.kind != kind {
            let (id, wanted) = (&schema.id, kind.id());
            return Err(Error::usage(
                text!("le schéma « {id} » n'est pas de la sorte « {wanted} »", "schema `{id}` is not of kind `{wanted}`"),
                text!("Changez kind ou schema dans cette entrée.", "Change kind or schema in this input."),
            ));
        }
        let columns = columns_of(&table, schema, kind, &input.fields)?;
        let words = kind.fields().iter().map(|&field| (field, schema.vocabulary(field))).collect();
        let mut records = Records { table, schema, columns, words, kept: Vec::new() };
        records.kept = records.passing(&input.filter, &mut problems)?;
        records.check_limits(&mut problems);
        if kind.fields().contains(&"longitude") {
            problems.add(records.not_points());
        }
        Ok((records, problems))
    }

    pub fn file(&self) -> &str {
        &self.table.file
    }

    pub fn len(&self) -> usize {
        self.kept.len()
    }

    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = Record<'_>> {
        self.kept.iter().map(|&i| Record { records: self, row: &self.table.rows[i] })
    }

    /// Whether any column, or a constant of the schema, gives this field.
    pub fn has(&self, field: &str) -> bool {
        self.columns.contains_key(field) || self.schema.constants.contains_key(field)
    }

    /// The column a field is read from first.
    pub fn column(&self, field: &str) -> Option<usize> {
        self.columns.get(field)?.first().copied()
    }

    /// All the columns a field is read from, best first; none where no column gives it.
    pub fn columns(&self, field: &str) -> &[usize] {
        self.columns.get(field).map_or(&[], Vec::as_slice)
    }

    /// The name of that column, for messages; the field's own name when there is none.
    pub fn header<'a>(&'a self, field: &'a str) -> &'a str {
        self.column(field).map_or(field, |i| &self.table.header[i])
    }

    /// An error unless at least one of `fields` is there.
    pub fn require(&self, fields: &[&str]) -> Result<()> {
        if fields.iter().any(|field| self.has(field)) {
            return Ok(());
        }
        let (file, wanted, found) = (&self.table.file, fields.join(", "), self.table.header.join(", "));
        if let (true, Some((_, kind))) = (fields.contains(&"longitude"), self.table.shapes.others.first()) {
            return Err(Error::input(
                text!("`{file}` contient des formes ({kind}), pas des points", "`{file}` holds shapes ({kind}), not points"),
                not_points_hint(),
            ));
        }
        Err(Error::input(
            text!("`{file}` n'a aucune colonne pour : {wanted}", "`{file}` has no column for: {wanted}"),
            text!(
                "Colonnes trouvées : {found}. Dites laquelle convient avec fields = {{ champ = \"Colonne\" }}.",
                "Columns found: {found}. Say which one fits with fields = {{ field = \"Column\" }}."
            ),
        ))
    }

    /// Lines and surfaces where points are expected.
    fn not_points(&self) -> Problem {
        let cases = self.table.shapes.others.iter().map(|(row, kind)| Case::row(*row, "geometry", *kind));
        Problem::warning(
            "geometry-not-a-point",
            self.file(),
            Text::new(
                "formes qui ne sont pas des points : aucune position n'en est tirée",
                "shapes that are not points: no position is taken from them",
            ),
            not_points_hint(),
        )
        .with_all(cases)
    }

    /// Values of numeric fields; text that is no number is reported under `what` it should be.
    pub fn number(&self, record: Record<'_>, field: &str, unreadable: &mut Problem) -> Option<f64> {
        let text = record.get(field)?;
        let value = numbers::count(text).filter(|v| *v >= 0.0);
        if value.is_none() {
            unreadable.push(Case::row(record.number(), self.header(field), text));
        }
        value
    }

    /// The group that [`number`](Self::number) fills.
    pub fn unreadable_numbers(&self) -> Problem {
        Problem::warning(
            "number-unreadable",
            self.file(),
            Text::new(
                "nombres illisibles ou négatifs : comptés comme absents",
                "numbers unreadable or negative: counted as missing",
            ),
            Text::new(
                "Laissez vide ce qui n'est pas connu ; écrivez les nombres sans texte.",
                "Leave empty what is not known; write numbers without text.",
            ),
        )
    }

    /// Notes that the codes of this source name no unit of the boundary files.
    pub fn note_foreign_codes(&self, problems: &mut Problems) {
        if !self.schema.foreign_codes {
            return;
        }
        let cases = self.iter().filter_map(|r| Some(Case::row(r.number(), self.header("code"), r.get("code")?)));
        problems.add(
            Problem::note(
                "code-of-another-scheme",
                self.file(),
                Text::new(
                    "codes d'un autre système que celui des limites administratives : lieux retrouvés par leur nom",
                    "codes of another scheme than the boundaries': places are found by name",
                ),
                Text::new(
                    "Rien à faire ; vérifiez les noms non retrouvés.",
                    "Nothing to do; check the names that were not found.",
                ),
            )
            .with_all(cases),
        );
    }

    fn passing(&self, overrides: &BTreeMap<String, String>, problems: &mut Problems) -> Result<Vec<usize>> {
        let mut filters: Vec<(usize, &str)> = Vec::new();
        for (column, value) in overrides {
            let position = self.table.column(column).ok_or_else(|| unknown_column(&self.table, column))?;
            filters.push((position, value));
        }
        for (column, value) in &self.schema.filter {
            // A filter of the schema goes without saying: a file without that column has nothing to filter.
            if let Some(position) = self.table.column(column).filter(|p| filters.iter().all(|f| f.0 != *p)) {
                filters.push((position, value));
            }
        }
        let folded: Vec<(usize, String)> = filters.iter().map(|(column, value)| (*column, fold(value))).collect();
        let passes = |row: &Row| folded.iter().all(|(column, value)| fold(self.table.cell(row, *column)) == *value);
        let kept: Vec<usize> = (0..self.table.rows.len()).filter(|&i| passes(&self.table.rows[i])).collect();
        let left_out = self.table.rows.len() - kept.len();
        if left_out > 0 {
            let conditions =
                filters.iter().map(|(i, v)| format!("{} = {v}", self.table.header[*i])).collect::<Vec<_>>().join(", ");
            let severity = if kept.is_empty() { Severity::Warning } else { Severity::Note };
            let mut problem = Problem::new(
                severity,
                "filtered-out",
                self.file(),
                text!("lignes laissées de côté par le filtre {conditions}", "rows left out by the filter {conditions}"),
                Text::new(
                    "Rien à faire si c'est voulu ; sinon, changez where dans cette entrée.",
                    "Nothing to do if this is meant; else change where in this input.",
                ),
            )
            .with(Case::found(conditions));
            problem.count = left_out;
            problems.add(problem);
        }
        Ok(kept)
    }

    fn check_limits(&self, problems: &mut Problems) {
        for (name, [least, greatest]) in &self.schema.limits {
            let Some(column) = self.table.column(name) else { continue };
            let out = |row: &&Row| {
                numbers::decimal(self.table.cell(row, column)).is_some_and(|value| !(*least..=*greatest).contains(&value))
            };
            let cases = self
                .kept
                .iter()
                .map(|&i| &self.table.rows[i])
                .filter(out)
                .map(|row| Case::row(row.number, name, self.table.cell(row, column)));
            problems.add(
                Problem::warning(
                    "value-out-of-range",
                    self.file(),
                    text!(
                        "« {name} » hors de {least} à {greatest} : impossible",
                        "`{name}` not within {least} to {greatest}: impossible"
                    ),
                    Text::new(
                        "Corrigez ou videz ces valeurs ; 9999 veut souvent dire « inconnu ».",
                        "Correct or empty these values; 9999 often means `unknown`.",
                    ),
                )
                .with_all(cases),
            );
        }
    }
}

impl<'a> Record<'a> {
    /// Row as a person finds it in the file.
    pub fn number(&self) -> u64 {
        self.row.number
    }

    /// The cells of the row, as many as the table's header.
    pub fn cells(&self) -> &'a Cells {
        &self.row.cells
    }

    /// The text of a field, trimmed; `None` when empty, when the word means "nothing", or when
    /// no column gives it. A constant of the schema stands in for a missing column.
    pub fn get(&self, field: &str) -> Option<&'a str> {
        let records = self.records;
        let from_columns = records.columns.get(field).and_then(|columns| {
            columns.iter().map(|&i| records.table.cell(self.row, i)).find(|cell| is_something(cell, records.schema))
        });
        from_columns.or_else(|| records.schema.constants.get(field).map(String::as_str))
    }

    /// The canonical value of a field: the schema's constant, else its vocabulary's word for the
    /// text. `None` when the field is empty or the vocabulary does not know the word.
    pub fn value(&self, field: &str) -> Option<&'a str> {
        let schema = self.records.schema;
        let by_word = || self.records.words.get(field)?.get(&word_key(self.get(field)?)).copied();
        schema.constants.get(field).map(String::as_str).or_else(by_word)
    }

    /// Names and code of the place. No code where the schema's codes are of another scheme.
    pub fn place(&self) -> PlaceName {
        let owned = |field| self.get(field).map(str::to_owned);
        let code = owned("code").filter(|_| !self.records.schema.foreign_codes);
        PlaceName { code, region: owned("region"), cercle: owned("cercle"), commune: owned("commune") }
    }

    /// Longitude and latitude, or the place on a grid, as written; empty where absent.
    pub fn coordinates(&self) -> Written<'a> {
        let text = |field| self.get(field).unwrap_or("");
        Written {
            row: self.number(),
            longitude: text("longitude"),
            latitude: text("latitude"),
            mgrs: text("mgrs"),
            utm: ["utm_zone", "easting", "northing"].map(text),
        }
    }
}

/// Whether a cell says anything. "NA" only in capitals: Na is a place.
pub(super) fn is_something(cell: &str, schema: &Schema) -> bool {
    !matches!(cell, "" | "NA" | "N/A" | "n/a" | "#N/A" | "NULL" | "null" | "NaN" | "-" | "--")
        && !schema.missing.iter().any(|m| m == cell)
}

fn not_points_hint() -> Text {
    Text::new(
        "Donnez la couche de points ; sinon, faites un point par forme dans QGIS (« Centroïdes » ou « Point dans la surface »).",
        "Give the layer of points; else make a point of each shape in QGIS (“Centroids” or “Point on surface”).",
    )
}
