//! Points from a table of any length: the file passes through in blocks, on all threads, and only
//! what the caller adds up stays in memory.
//!
//! For a few fields per row out of millions. Records with more to them, and files in other
//! encodings than UTF-8 and its kin, have their own readers.

mod blocks;
mod decimal;
mod fields;
mod rows;

use crate::base::{Error, Progress, Result, Text};
use crate::text;
use geo_types::{Coord, coord};
use std::path::Path;

pub use rows::{TextRow, TextRows, is_plain_text};

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
        place(self.longitude, self.latitude, self.decimal_comma)
    }
}

fn place(longitude: &[u8], latitude: &[u8], decimal_comma: bool) -> Result<Coord<f64>, NoPoint> {
    let (longitude, latitude) = (longitude.trim_ascii(), latitude.trim_ascii());
    if longitude.is_empty() || latitude.is_empty() {
        return Err(NoPoint::Missing);
    }
    let read = |digits| decimal::read(digits, decimal_comma).ok_or(NoPoint::Unreadable);
    let point = coord! { x: read(longitude)?, y: read(latitude)? };
    let on_earth = point.x.abs() <= 180.0 && point.y.abs() <= 90.0;
    if on_earth { Ok(point) } else { Err(NoPoint::OffTheEarth) }
}

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
    fold_rows(TextRows::open(path)?, path, [longitude, latitude], progress, new, each)
}

fn fold_rows<S: Send>(
    rows: TextRows,
    path: &Path,
    columns: [&str; 2],
    progress: &dyn Progress,
    new: impl Fn() -> S + Sync,
    each: impl Fn(&mut S, PointRow) + Sync,
) -> Result<Vec<S>> {
    let rows = rows.with_columns(&columns);
    let position = |name: &str| rows.header.iter().position(|n| n == name);
    let [longitude, latitude] = columns;
    let positions = position(longitude).zip(position(latitude)).ok_or_else(|| {
        let (shown, found) = (path.display(), rows.header.join("`, `"));
        Error::input(
            text!(
                "`{shown}` n'a pas les deux colonnes `{longitude}` et `{latitude}` ; ses colonnes sont `{found}`",
                "`{shown}` does not have both columns `{longitude}` and `{latitude}`; its columns are `{found}`"
            ),
            Text::new(
                "Indiquez les colonnes de longitude et de latitude par leur nom exact, tel que dans la première ligne du fichier.",
                "Name the columns of longitude and latitude exactly as the first line of the file writes them.",
            ),
        )
    })?;
    let decimal_comma = rows.delimiter() != b',';
    rows.fold(&[positions.0, positions.1], progress, new, |sum, row| {
        each(sum, PointRow { row: row.row, longitude: row.bytes(0), latitude: row.bytes(1), decimal_comma });
    })
}

#[cfg(test)]
mod tests;
