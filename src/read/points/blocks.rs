//! Cuts a file into blocks of whole records.

use super::fields::{self, Form};
use crate::base::{Error, Result, Text};
use crate::text;
use std::fs::File;
use std::io::{Chain, Cursor, Read};
use std::path::{Path, PathBuf};

/// Bytes that show what kind of text a file is.
const START: u64 = 64 << 10;
/// No record of a table is longer. Beyond it a quote was opened and never closed, or the file is no text.
const LONGEST_RECORD: usize = 64 << 20;

pub(super) struct Blocks {
    file: Chain<Cursor<Vec<u8>>, File>,
    path: PathBuf,
    /// Bytes asked for at once.
    size: usize,
    pub form: Form,
    /// What was read beyond the last whole record.
    rest: Vec<u8>,
    /// Line of the file at which `rest` begins.
    row: u64,
    ended: bool,
}

impl Blocks {
    /// Looks at the beginning of the file for its encoding and how its lines end.
    pub fn new(mut file: File, path: &Path, size: usize) -> Result<Self> {
        let mut start = Vec::new();
        file.by_ref().take(START).read_to_end(&mut start).map_err(|cause| Error::reading(path, &cause))?;
        let utf16 = start.starts_with(&[0xff, 0xfe]) || start.starts_with(&[0xfe, 0xff]);
        if start.starts_with(b"\xef\xbb\xbf") {
            start.drain(..3);
        }
        let only_returns = memchr::memchr(b'\n', &start).is_none() && memchr::memchr(b'\r', &start).is_some();
        let form = Form { delimiter: b',', terminator: if only_returns { b'\r' } else { b'\n' } };
        let file = Cursor::new(start).chain(file);
        let blocks = Blocks { file, path: path.to_owned(), size, form, rest: Vec::new(), row: 1, ended: false };
        if utf16 { Err(blocks.no_table(Text::new("il est en UTF-16", "it is UTF-16"))) } else { Ok(blocks) }
    }

    /// The first record that is not an empty line, under the delimiter as it stands; empty for an empty file.
    pub fn header(&mut self) -> Result<Vec<u8>> {
        loop {
            let end = match fields::first_record_end(&self.rest, self.form) {
                Some(end) => end,
                None if self.ended => self.rest.len(),
                None => {
                    let mut more = std::mem::take(&mut self.rest);
                    self.fill(&mut more)?;
                    self.rest = more;
                    continue;
                }
            };
            let header: Vec<u8> = self.rest.drain(..end).collect();
            self.row += self.lines(&header);
            if !header.trim_ascii().is_empty() || (self.ended && self.rest.is_empty()) {
                return Ok(header);
            }
        }
    }

    /// Fills `block` with whole records and returns the line at which they begin; `None` at the end.
    pub fn next_into(&mut self, block: &mut Vec<u8>) -> Result<Option<u64>> {
        block.clear();
        block.append(&mut self.rest);
        let whole = loop {
            self.fill(block)?;
            if self.ended {
                break block.len();
            }
            if let Some(end) = fields::last_record_end(block, self.form) {
                break end;
            }
        };
        self.rest.extend_from_slice(&block[whole..]);
        block.truncate(whole);
        let first = self.row;
        self.row += self.lines(block);
        Ok((!block.is_empty()).then_some(first))
    }

    fn lines(&self, bytes: &[u8]) -> u64 {
        memchr::memchr_iter(self.form.terminator, bytes).count() as u64
    }

    /// Appends up to `size` bytes of the file.
    fn fill(&mut self, buffer: &mut Vec<u8>) -> Result<()> {
        if buffer.len() > LONGEST_RECORD {
            let row = self.row;
            return Err(self.no_table(text!(
                "l'enregistrement qui commence à la ligne {row} ne finit pas (guillemet jamais refermé ?)",
                "the record that begins in line {row} does not end (a quote never closed?)"
            )));
        }
        let read = self.file.by_ref().take(self.size as u64).read_to_end(buffer);
        let read = read.map_err(|cause| Error::reading(&self.path, &cause))?;
        self.ended |= read < self.size;
        Ok(())
    }

    fn no_table(&self, why: Text) -> Error {
        let (shown, Text { fr, en }) = (self.path.display(), why);
        Error::input(
            text!("`{shown}` n'est pas un tableau de texte lisible : {fr}", "`{shown}` is not a readable text table: {en}"),
            Text::new(
                "Enregistrez le tableau en CSV, encodage UTF-8, et relancez.",
                "Save the table as CSV, encoding UTF-8, and run again.",
            ),
        )
    }
}
