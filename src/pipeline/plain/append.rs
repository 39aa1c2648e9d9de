//! Delimited text of any length, written again with more cells at the end of every record. What stood there
//! stays as it is, byte for byte; memory does not grow with the file.

use crate::base::{Error, Features, FieldKind, Progress, Result};
use crate::layers::beside;
use crate::layers::csv::append_cell;
use crate::read::{TextRow, TextRows};
use std::io::Write;
use std::path::{Path, PathBuf};

/// The columns to be added to a text file, and how its records are delimited.
pub struct Added {
    head: Vec<u8>,
    width: usize,
    pub delimiter: u8,
}

impl Added {
    /// Columns of these names; one that is taken gets a number.
    pub fn new(rows: &TextRows, names: &[impl AsRef<str>]) -> Self {
        let mut all = Features::default();
        rows.header.iter().for_each(|name| drop(all.add(name, FieldKind::Text, [])));
        let mut head = rows.header_record.clone();
        let delimiter = rows.delimiter();
        names.iter().for_each(|name| append_cell(&mut head, &all.add(name.as_ref(), FieldKind::Text, []), delimiter));
        Added { head, width: rows.header.len(), delimiter }
    }

    /// Cells as they stand at the end of a record.
    pub fn cells(&self, values: impl Iterator<Item = String>) -> Vec<u8> {
        let mut text = Vec::new();
        values.for_each(|value| append_cell(&mut text, &value, self.delimiter));
        text
    }
}

/// Writes the file again: `each` puts cells (see [`append_cell`]) behind every record, all threads at work, and
/// `take` is handed what it noted, block by block in the order of the file. `columns` are the fields `each` may
/// ask for. A record with too few fields is filled up first. Returns the files written.
#[allow(clippy::too_many_arguments, reason = "one place that knows them all, called twice")]
pub fn append<S: Send>(
    rows: TextRows,
    columns: &[usize],
    added: &Added,
    output: &Path,
    progress: &dyn Progress,
    new: impl Fn() -> S + Sync,
    each: impl Fn(&mut S, &TextRow, &mut Vec<u8>) + Sync,
    mut take: impl FnMut(S),
) -> Result<Vec<PathBuf>> {
    beside(output, |temporary| {
        let failed = |cause: std::io::Error| Error::writing(output, &cause);
        let mut out = std::fs::File::create(temporary).map_err(failed)?;
        out.write_all(&[&added.head[..], b"\r\n"].concat()).map_err(failed)?;
        let work = |(text, noted): &mut (Vec<u8>, S), row: TextRow| {
            text.extend_from_slice(row.record);
            // A record too short would move what comes after it.
            text.extend(std::iter::repeat_n(added.delimiter, added.width.saturating_sub(row.columns())));
            each(noted, &row, text);
            text.extend_from_slice(b"\r\n");
        };
        rows.in_order(
            columns,
            progress,
            || (Vec::with_capacity(TextRows::BLOCK * 2), new()),
            work,
            |(text, noted)| {
                take(noted);
                out.write_all(&text).map_err(failed)
            },
        )
    })
}
