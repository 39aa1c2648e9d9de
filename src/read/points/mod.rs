//! Points from a table of any length: the file passes through in blocks, on all threads, and only
//! what the caller adds up stays in memory.
//!
//! For two numbers per row out of millions. Records with more to them, and files in other
//! encodings than UTF-8 and its kin, have their own readers.

mod blocks;
mod decimal;
mod fields;

use crate::base::{Error, Progress, Result, Text};
use crate::text;
use blocks::Blocks;
use fields::Form;
use geo_types::{Coord, coord};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// One row of the table, as written.
pub struct PointRow<'a> {
    /// Line of the file where the row begins; the first line is 1.
    pub row: u64,
    /// Empty where the row is too short to have one.
    pub longitude: &'a [u8],
    pub latitude: &'a [u8],
    decimal_comma: bool,
}

/// Why a row gives no point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoPoint {
    /// Longitude or latitude is empty.
    Missing,
    /// Not a number.
    Unreadable,
    /// Longitude beyond ±180 or latitude beyond ±90.
    OffTheEarth,
}

impl PointRow<'_> {
    /// The coordinates in degrees. A decimal comma is understood where commas do not separate the columns.
    pub fn point(&self) -> Result<Coord<f64>, NoPoint> {
        let (longitude, latitude) = (self.longitude.trim_ascii(), self.latitude.trim_ascii());
        if longitude.is_empty() || latitude.is_empty() {
            return Err(NoPoint::Missing);
        }
        let read = |digits| decimal::read(digits, self.decimal_comma).ok_or(NoPoint::Unreadable);
        let point = coord! { x: read(longitude)?, y: read(latitude)? };
        let on_earth = point.x.abs() <= 180.0 && point.y.abs() <= 90.0;
        if on_earth { Ok(point) } else { Err(NoPoint::OffTheEarth) }
    }
}

/// Bytes of the file handled at once. Large enough that the turn at the file does not matter, small
/// enough to stay near the processor.
const BLOCK: usize = 2 << 20;

/// Gives every row of a delimited text file to `each`, together with the sum of the thread it runs
/// on, and returns the sums in no particular order. The sum of one thread sees rows in the order of the file.
///
/// The file is UTF-8 or an 8-bit encoding, with a header; columns are found by their name, separated by
/// comma, semicolon, tab or bar, whichever makes both names columns. Quoting follows RFC 4180; line
/// ends may be of any system. Empty lines are no rows. Memory: a few blocks of 2 MB per thread.
///
/// # Errors
///
/// When the file cannot be read, lacks one of the columns, or is not delimited text; when the
/// person has asked to stop.
pub fn fold_points<S: Send>(
    path: &Path,
    longitude: &str,
    latitude: &str,
    progress: &dyn Progress,
    new: impl Fn() -> S + Sync,
    each: impl Fn(&mut S, PointRow) + Sync,
) -> Result<Vec<S>> {
    fold_blocks(path, BLOCK, [longitude, latitude], progress, new, each)
}

fn fold_blocks<S: Send>(
    path: &Path,
    size: usize,
    columns: [&str; 2],
    progress: &dyn Progress,
    new: impl Fn() -> S + Sync,
    each: impl Fn(&mut S, PointRow) + Sync,
) -> Result<Vec<S>> {
    let file = std::fs::File::open(path).map_err(|cause| Error::reading(path, &cause))?;
    let bytes = file.metadata().ok().map(|m| m.len());
    let mut blocks = Blocks::new(file, path, size)?;
    let header = blocks.header()?;
    let (form, columns) = columns_of(&header, blocks.form, path, columns)?;
    blocks.form = form;

    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    progress.step(&text!("Lecture de {name}", "Reading {name}"), bytes);
    let blocks = Mutex::new(blocks);
    let work = || -> Result<S> {
        let mut sum = new();
        let mut block = Vec::new();
        loop {
            progress.go_on()?;
            let first = blocks.lock().unwrap_or_else(PoisonError::into_inner).next_into(&mut block)?;
            let Some(first) = first else { break };
            fields::each_row(&block, first, form, columns, |row, [longitude, latitude]| {
                each(&mut sum, PointRow { row, longitude, latitude, decimal_comma: form.delimiter != b',' });
            });
            progress.advance(block.len() as u64);
        }
        Ok(sum)
    };
    rayon::broadcast(|_| work()).into_iter().collect()
}

/// The delimiter under which both columns are there, and their positions.
fn columns_of(header: &[u8], form: Form, path: &Path, [longitude, latitude]: [&str; 2]) -> Result<(Form, [usize; 2])> {
    let forms = [b',', b';', b'\t', b'|'].map(|delimiter| Form { delimiter, ..form });
    let mut most = Vec::new();
    for form in forms {
        let names = fields::names(header, form);
        let position = |name: &str| names.iter().position(|n| n == name);
        if let (Some(longitude), Some(latitude)) = (position(longitude), position(latitude)) {
            return Ok((form, [longitude, latitude]));
        }
        if names.len() > most.len() {
            most = names;
        }
    }
    let (shown, found) = (path.display(), most.join("`, `"));
    Err(Error::input(
        text!(
            "`{shown}` n'a pas les deux colonnes `{longitude}` et `{latitude}` ; ses colonnes sont `{found}`",
            "`{shown}` does not have both columns `{longitude}` and `{latitude}`; its columns are `{found}`"
        ),
        Text::new(
            "Indiquez les colonnes de longitude et de latitude par leur nom exact, tel que dans la première ligne du fichier.",
            "Name the columns of longitude and latitude exactly as the first line of the file writes them.",
        ),
    ))
}

#[cfg(test)]
mod tests;
