//! The fields of each point's polygon, put onto the point.

use super::JoinOptions;
use super::points::{Found, columns, place_or_note, point_of, read, streams};
use crate::base::{Features, FieldValue, Problems, Progress, Result};
use crate::layers::{PlainFormat, write_plain};
use crate::pipeline::account::Account;
use crate::pipeline::plain::PlainInput;
use crate::pipeline::plain::append::{Added, append};
use crate::read::{TextRow, TextRows};
use crate::table::Locator;

/// Writes every point with the fields of its polygon; those without one keep empty fields. Text to text
/// passes through; everything else is held whole.
pub fn write(
    options: &JoinOptions,
    input: &PlainInput,
    polygons: &Features,
    locator: &Locator,
    progress: &dyn Progress,
    problems: &mut Problems,
    account: &mut Account,
) -> Result<Found> {
    if PlainFormat::of(&options.output)? == PlainFormat::Csv && streams(input, options.stream_above) {
        return pass_through(options, input, polygons, locator, progress, account);
    }
    let mut points = read(input, problems)?;
    let mut found = Found::default();
    let near = input.options.near;
    let coordinates = points.coordinates;
    let home = |row| {
        let point = place_or_note(row, coordinates, &mut found)?;
        let place = locator.locate_shared(point);
        found.place(row.row, point, near, place.map(|(_, sharing)| sharing));
        place.map(|(area, _)| area)
    };
    let homes: Vec<Option<usize>> = points.rows.iter().map(home).collect();
    for (i, field) in polygons.fields.iter().enumerate() {
        let value = |home: &Option<usize>| home.map_or(FieldValue::Null, |home| polygons.rows[home].values[i].clone());
        points.add(&field.name, field.kind, homes.iter().map(value));
    }
    account.wrote(write_plain(&points, &options.output, &options.writing())?);
    Ok(found)
}

/// Every record as it is, with more cells at its end.
fn pass_through(
    options: &JoinOptions,
    input: &PlainInput,
    polygons: &Features,
    locator: &Locator,
    progress: &dyn Progress,
    account: &mut Account,
) -> Result<Found> {
    let rows = TextRows::open(&input.path)?;
    let wanted = columns(&rows, input, &[])?;
    let names: Vec<&str> = polygons.fields.iter().map(|field| field.name.as_str()).collect();
    let added = Added::new(&rows, &names);
    // What each polygon adds to a line, made once.
    let tails: Vec<Vec<u8>> = polygons.rows.iter().map(|row| added.cells(row.values.iter().map(FieldValue::shown))).collect();
    let nothing = added.cells(names.iter().map(|_| String::new()));
    let near = input.options.near;
    let each = |found: &mut Found, row: &TextRow, text: &mut Vec<u8>| {
        let home = match point_of(row) {
            Err(why) => {
                found.without_place(row.row, why, || format!("{}, {}", row.text(0), row.text(1)));
                None
            }
            Ok(point) => {
                let place = locator.locate_shared(point);
                found.place(row.row, point, near, place.map(|(_, sharing)| sharing));
                place.map(|(area, _)| area)
            }
        };
        text.extend_from_slice(home.map_or(&nothing, |home| &tails[home]));
    };
    let mut found = Found::default();
    let take = |part| found = std::mem::take(&mut found).merge(part);
    let files = append(rows, &wanted, &added, &options.output, progress, Found::default, each, take)?;
    account.passed(files, found.read);
    Ok(found)
}
