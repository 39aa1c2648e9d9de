//! A delimited text file of any length, opened: its header is known, and its records pass through in blocks.

use super::blocks::Blocks;
use super::fields::{self, Form, Wanted, unquoted};
use super::{NoPoint, decimal, place};
use crate::base::{Error, Progress, Result};
use crate::text;
use geo_types::Coord;
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// One record, as written.
pub struct TextRow<'a> {
    /// Line of the file where it begins; the first line is 1.
    pub row: u64,
    /// The whole record without its line end.
    pub record: &'a [u8],
    fields: &'a [&'a [u8]],
    form: Form,
}

impl<'a> TextRow<'a> {
    /// Field `i` of those asked for, without blanks around it; empty where the record is too short.
    pub fn bytes(&self, i: usize) -> &'a [u8] {
        self.fields.get(i).map_or(&[], |field| field.trim_ascii())
    }

    /// How many fields the record has.
    pub fn columns(&self) -> usize {
        fields::count(self.record, self.form)
    }

    /// The same as text; what is not UTF-8 becomes a replacement sign.
    pub fn text(&self, i: usize) -> String {
        unquoted(self.bytes(i))
    }

    /// The same as a number; `None` where it is empty or none. A decimal comma is understood where
    /// commas do not separate the columns.
    pub fn number(&self, i: usize) -> Option<f64> {
        decimal::read(self.bytes(i), self.form.delimiter != b',')
    }

    /// Longitude and latitude in degrees from two of the fields.
    pub fn point(&self, longitude: usize, latitude: usize) -> Result<Coord<f64>, NoPoint> {
        place(self.bytes(longitude), self.bytes(latitude), self.form.delimiter != b',')
    }
}

/// A file opened, its records still to come.
pub struct TextRows {
    /// The names of the columns, trimmed.
    pub header: Vec<String>,
    /// The header as written, without its line end.
    pub header_record: Vec<u8>,
    blocks: Blocks,
    path: PathBuf,
    bytes: Option<u64>,
}

impl TextRows {
    /// Bytes of the file handled at once. Large enough that the turn at the file does not matter, small
    /// enough to stay near the processor.
    pub const BLOCK: usize = 2 << 20;

    /// Opens a file and reads its header: the first line that is not empty. Columns are separated by comma,
    /// semicolon, tab or bar, whichever gives the most names. See [`super::fold_points`] for
    /// which files can be read. Errors: the file cannot be read, or is no delimited text.
    pub fn open(path: &Path) -> Result<Self> {
        Self::open_in_blocks(path, Self::BLOCK)
    }

    pub(super) fn open_in_blocks(path: &Path, size: usize) -> Result<Self> {
        let file = std::fs::File::open(path).map_err(|cause| Error::reading(path, &cause))?;
        let bytes = file.metadata().ok().map(|m| m.len());
        let blocks = Blocks::new(file, path, size)?;
        let mut rows = TextRows { header: Vec::new(), header_record: Vec::new(), blocks, path: path.to_owned(), bytes };
        let record = rows.blocks.header()?;
        let form = rows.blocks.form;
        let tried = [b',', b';', b'\t', b'|'].map(|delimiter| Form { delimiter, ..form });
        // The first of the list where two give as many.
        for form in tried.into_iter() {
            let names = fields::names(&record, form);
            if names.len() > rows.header.len() {
                (rows.header, rows.blocks.form) = (names, form);
            }
        }
        let record = record.strip_suffix(&[form.terminator]).unwrap_or(&record);
        rows.header_record = record.strip_suffix(b"\r").unwrap_or(record).to_vec();
        Ok(rows)
    }

    /// The separator between columns.
    pub fn delimiter(&self) -> u8 {
        self.blocks.form.delimiter
    }

    /// Takes the delimiter under which all these names are columns, if there is one.
    pub(super) fn with_columns(mut self, columns: &[&str]) -> Self {
        let forms = [b',', b';', b'\t', b'|'].map(|delimiter| Form { delimiter, ..self.blocks.form });
        for form in forms {
            let names = fields::names(&self.header_record, form);
            if columns.iter().all(|column| names.iter().any(|name| name == column)) {
                (self.header, self.blocks.form) = (names, form);
                break;
            }
        }
        self
    }

    /// Gives every record to `each` with the sum of the thread it runs on, and returns the sums in no
    /// particular order. The sum of one thread sees records in the order of the file. `columns` are the
    /// positions of the fields handed out. Memory: a few blocks of 2 MB per thread.
    ///
    /// Errors: the file cannot be read further; the person has asked to stop.
    pub fn fold<S: Send>(
        self,
        columns: &[usize],
        progress: &dyn Progress,
        new: impl Fn() -> S + Sync,
        each: impl Fn(&mut S, TextRow) + Sync,
    ) -> Result<Vec<S>> {
        self.announce(progress);
        let (form, wanted) = (self.blocks.form, Wanted::new(columns));
        let blocks = Mutex::new(self.blocks);
        let work = || -> Result<S> {
            let mut sum = new();
            let mut block = Vec::new();
            loop {
                progress.go_on()?;
                let first = blocks.lock().unwrap_or_else(PoisonError::into_inner).next_into(&mut block)?;
                let Some(first) = first else { break };
                rows_of(&block, first, form, &wanted, |row| each(&mut sum, row));
                progress.advance(block.len() as u64);
            }
            Ok(sum)
        };
        rayon::broadcast(|_| work()).into_iter().collect()
    }

    /// Gives every record to `each` with the result of its block, on all threads, and every block's result
    /// to `take`, in the order of the file. Memory: two blocks and results for each thread.
    ///
    /// Errors: as [`TextRows::fold`], and those of `take`, which end the work.
    pub fn in_order<S: Send>(
        mut self,
        columns: &[usize],
        progress: &dyn Progress,
        new: impl Fn() -> S + Sync,
        each: impl Fn(&mut S, TextRow) + Sync,
        mut take: impl FnMut(S) -> Result<()>,
    ) -> Result<()> {
        self.announce(progress);
        let (form, wanted) = (self.blocks.form, Wanted::new(columns));
        let mut batch: Vec<(u64, Vec<u8>)> = vec![Default::default(); 2 * rayon::current_num_threads()];
        loop {
            progress.go_on()?;
            let mut filled = 0;
            while filled < batch.len() {
                let Some(first) = self.blocks.next_into(&mut batch[filled].1)? else { break };
                batch[filled].0 = first;
                filled += 1;
            }
            let results: Vec<S> = batch[..filled]
                .par_iter()
                .map(|(first, block)| {
                    let mut sum = new();
                    rows_of(block, *first, form, &wanted, |row| each(&mut sum, row));
                    sum
                })
                .collect();
            results.into_iter().try_for_each(&mut take)?;
            batch[..filled].iter().for_each(|(_, block)| progress.advance(block.len() as u64));
            if filled < batch.len() {
                return Ok(());
            }
        }
    }

    fn announce(&self, progress: &dyn Progress) {
        let name = self.path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        progress.step(&text!("Lecture de {name}", "Reading {name}"), self.bytes);
    }
}

fn rows_of(block: &[u8], first: u64, form: Form, wanted: &Wanted, mut each: impl FnMut(TextRow)) {
    fields::each_row(block, first, form, wanted, |row, record, fields| each(TextRow { row, record, fields, form }));
}

/// Whether a file can pass through in blocks: text by its ending, and UTF-8 or plain as far as one sees.
pub fn is_plain_text(path: &Path) -> bool {
    use std::io::Read;
    let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    if !["csv", "tsv", "txt", "tab"].contains(&ending.as_str()) {
        return false;
    }
    let mut start = Vec::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(1 << 16).read_to_end(&mut start));
    // A sign cut in two at the very end is no fault.
    let utf8 = std::str::from_utf8(&start).err().is_none_or(|e| e.error_len().is_none());
    read.is_ok() && utf8 && !start.contains(&0)
}
