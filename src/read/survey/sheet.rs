//! The cells of a survey by column, every different text of a column held once: judging and
//! translating then cost as much as there are answers, not as many as there are cells.

use super::layout::bare;
use crate::read::parse::words::fold;
use crate::read::records::{Record, Records, is_something};
use crate::read::schema::Schema;
use rayon::prelude::*;
use std::collections::HashMap;

/// What an empty cell has in [`Column::codes`].
pub const EMPTY: u32 = u32::MAX;

/// One column.
#[derive(Debug, Clone)]
pub struct Column<'a> {
    pub name: String,
    /// Its different texts, trimmed, in the order met. Never the empty one.
    pub words: Vec<&'a str>,
    /// How often each stands.
    pub counts: Vec<usize>,
    /// Position in `words` by row, or [`EMPTY`].
    pub codes: Vec<u32>,
}

impl<'a> Column<'a> {
    fn new(name: &str, rows: usize) -> Self {
        Column { name: name.to_owned(), words: Vec::new(), counts: Vec::new(), codes: Vec::with_capacity(rows) }
    }

    /// The text in a row; `None` where the cell is empty.
    pub fn word(&self, row: usize) -> Option<&'a str> {
        self.words.get(self.codes[row] as usize).copied()
    }

    /// Cells that are not empty.
    pub fn filled(&self) -> usize {
        self.counts.iter().sum()
    }

    /// What `translate` makes of each different text, by its position.
    pub fn translated<T>(&self, translate: impl FnMut(&'a str) -> T) -> Vec<T> {
        self.words.iter().copied().map(translate).collect()
    }
}

/// Words looked through one by one before a table of them is made: most columns have few.
const FEW: usize = 12;
/// Columns filled in one walk over the rows: enough to make the walk pay, few enough to share out.
const AT_A_TIME: usize = 32;

/// Finds the position of a word, or gives it one.
#[derive(Default)]
struct Index<'a>(HashMap<&'a str, u32>);

impl<'a> Index<'a> {
    fn push(&mut self, column: &mut Column<'a>, cell: &'a str) {
        if cell.is_empty() {
            column.codes.push(EMPTY);
            return;
        }
        let known = match column.words.len() {
            ..=FEW => column.words.iter().position(|w| *w == cell).map(|i| i as u32),
            _ => {
                if self.0.is_empty() {
                    self.0.extend(column.words.iter().zip(0..).map(|(word, i)| (*word, i)));
                }
                self.0.get(cell).copied()
            }
        };
        let code = known.unwrap_or_else(|| {
            let code = column.words.len() as u32;
            column.words.push(cell);
            column.counts.push(0);
            if !self.0.is_empty() {
                self.0.insert(cell, code);
            }
            code
        });
        column.counts[code as usize] += 1;
        column.codes.push(code);
    }
}

/// A table by column, and which columns hold which field.
pub struct Sheet<'a> {
    pub file: &'a str,
    pub schema: &'static Schema,
    /// Row of each record in its file.
    pub rows: Vec<u64>,
    pub columns: Vec<Column<'a>>,
    /// Canonical field → columns, best first.
    fields: HashMap<&'static str, Vec<usize>>,
}

impl<'a> Sheet<'a> {
    /// The given rows of a table.
    pub fn new(records: &'a Records, rows: &[Record<'a>]) -> Self {
        let header = &records.table.header;
        let mut columns: Vec<Column> = header.iter().map(|name| Column::new(name, rows.len())).collect();
        columns.par_chunks_mut(AT_A_TIME).enumerate().for_each(|(chunk, columns)| {
            let mut indices: Vec<Index> = columns.iter().map(|_| Index::default()).collect();
            for cells in rows.iter().map(Record::cells) {
                for (at, (column, index)) in (chunk * AT_A_TIME..).zip(columns.iter_mut().zip(&mut indices)) {
                    index.push(column, cells.get(at).unwrap_or("").trim());
                }
            }
        });
        let in_group = |field: &str| -> Vec<usize> {
            let names = records.schema.fields.get(field).into_iter().flatten();
            names.filter_map(|name| columns.iter().position(|c| fold(bare(&c.name)) == fold(name))).collect()
        };
        let of_field = |field: &'static str| match records.columns(field) {
            // Exports put the name of the group before that of the question.
            [] => (field, in_group(field)),
            found => (field, found.to_vec()),
        };
        let fields = records.schema.kind.fields().iter().map(|field| of_field(field)).collect();
        Sheet { file: records.file(), schema: records.schema, rows: rows.iter().map(Record::number).collect(), columns, fields }
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// The columns that hold a field, best first.
    pub fn of_field(&self, field: &str) -> &[usize] {
        self.fields.get(field).map_or(&[], Vec::as_slice)
    }

    /// The text of a field in a row: the first of its columns that says anything.
    pub fn get(&self, row: usize, field: &str) -> Option<&'a str> {
        self.of_field(field).iter().find_map(|&c| self.columns[c].word(row).filter(|word| self.says(word)))
    }

    /// Whether a text means something; "NA" and its like do not.
    pub fn says(&self, word: &str) -> bool {
        is_something(word, self.schema)
    }

    /// Adds the columns of `parent` to this sheet, row `parents[i]` of it beside row `i`, or nothing.
    /// A column that this sheet has too, by name, is not added; a field keeps its own columns first.
    pub fn join(&mut self, parent: &Sheet<'a>, parents: &[Option<usize>]) {
        let mut moved = HashMap::new();
        for (i, column) in parent.columns.iter().enumerate() {
            if self.columns.iter().any(|own| own.name == column.name) {
                continue;
            }
            let mut joined = Column { codes: Vec::with_capacity(parents.len()), ..column.clone() };
            joined.counts.fill(0);
            for parent in parents {
                let code = parent.map_or(EMPTY, |p| column.codes[p]);
                joined.codes.push(code);
                if let Some(count) = joined.counts.get_mut(code as usize) {
                    *count += 1;
                }
            }
            moved.insert(i, self.columns.len());
            self.columns.push(joined);
        }
        for (field, columns) in &parent.fields {
            let columns = columns.iter().filter_map(|c| moved.get(c));
            self.fields.entry(field).or_default().extend(columns);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::schema::Kind;
    use crate::read::testing::input;

    #[test]
    fn texts_are_held_once_and_found_again() {
        let many: String = (0..40).map(|i| format!("r{},{}\n", i % 20, ["a", " b "][i % 2])).collect();
        let (_folder, input) = input(&format!("sexe,q1\n{many},\n"));
        let (records, _) = Records::open(&input, Kind::Survey).unwrap();
        let rows: Vec<_> = records.iter().collect();
        let sheet = Sheet::new(&records, &rows);
        assert_eq!((sheet.columns[0].words.len(), sheet.columns[1].words.len()), (20, 2));
        assert_eq!(sheet.columns[1].counts, [20, 20]);
        for i in 0..40 {
            assert_eq!(sheet.columns[0].word(i), Some(format!("r{}", i % 20).as_str()));
        }
        assert_eq!(sheet.len(), 40, "a blank line is no row");
        assert_eq!(sheet.get(3, "sex"), Some("r3"));
    }
}
