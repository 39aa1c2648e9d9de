//! SPSS system files, plain, with bytecode compression (`.sav`) and with zlib blocks (`.zsav`),
//! written from the description of the format in the PSPP developers' guide
//! (<https://www.gnu.org/software/pspp/>). Not for multiple response sets: their columns are read
//! one by one.

mod bytes;
mod cases;
mod dictionary;

use super::{Epoch, File, ValueLabel, Variable, broken, date, written};
use crate::base::Result;
use crate::read::parse::encoding;
use bytes::{Bytes, float};
use cases::{Cases, inflated};
use dictionary::{Entry, Extras, dictionary};
use std::collections::HashMap;

pub fn parse(bytes: &[u8], shown: &str) -> Result<File> {
    let header = header(bytes).ok_or_else(|| broken(shown, "SPSS"))?;
    contents(bytes, &header).ok_or_else(|| broken(shown, "SPSS"))
}

struct Header {
    big_endian: bool,
    compression: i32,
    bias: f64,
}

/// Bytes of the header before the dictionary.
const HEADER: usize = 176;

fn header(bytes: &[u8]) -> Option<Header> {
    let layout: [u8; 4] = bytes.get(64..68)?.try_into().ok()?;
    let big_endian = !matches!(i32::from_le_bytes(layout), 2 | 3);
    let mut at = Bytes { rest: bytes.get(72..HEADER)?, big_endian };
    let compression = at.int()?;
    at.take(8)?;
    let bias = at.float()?;
    Some(Header { big_endian, compression, bias })
}

fn contents(bytes: &[u8], header: &Header) -> Option<File> {
    let mut at = Bytes { rest: bytes.get(HEADER..)?, big_endian: header.big_endian };
    let (entries, extras) = dictionary(&mut at)?;
    let encoding = extras.encoding.unwrap_or_else(|| encoding::judged(&texts_of(&entries, &extras)));
    let decode = |bytes: &[u8]| encoding.decode_without_bom_handling(bytes).0.trim_end_matches(['\0', ' ']).trim().to_owned();
    let long_names = pairs(&decode(&extras.long_names));
    let very_long: HashMap<String, usize> =
        pairs(&decode(&extras.very_long)).into_iter().filter_map(|(name, width)| Some((name, width.parse().ok()?))).collect();

    let mut variables = Vec::new();
    // Cell and length in bytes of each piece of each variable.
    let mut pieces: Vec<Vec<(usize, usize)>> = Vec::new();
    let (mut cell, mut i) = (0, 0);
    while let Some(entry) = entries.get(i) {
        let short = decode(&entry.short);
        let segments = very_long.get(&short).map_or(1, |width| width.div_ceil(252).max(1));
        let mut own = Vec::new();
        let first_cell = cell;
        for segment in entries.get(i..)?.iter().take(segments) {
            own.push((cell, segment.width));
            cell += segment.cells;
        }
        let labels = value_labels(entry, first_cell, &short, &extras, &long_names, header.big_endian, &decode);
        variables.push(Variable {
            name: long_names.get(&short).cloned().unwrap_or(short),
            label: decode(&entry.label),
            is_text: entry.width > 0,
            is_ordered: extras.measures.get(i) == Some(&2),
            labels,
        });
        pieces.push(own);
        i += segments;
    }

    let width = cell;
    let mut rows = Vec::new();
    let unpacked = if header.compression == 2 { Some(inflated(bytes, &mut at)?) } else { None };
    let data = unpacked.as_deref().map_or(at, |rest| Bytes { rest, big_endian: header.big_endian });
    let mut cases = Cases::new(data, header);
    let formats: Vec<(u8, bool)> = first_of(&entries, &very_long, &decode);
    if width == 0 {
        return Some(File { variables, ..File::default() });
    }
    while let Some(case) = cases.next(width)? {
        let cells = pieces.iter().zip(&formats).map(|(pieces, (format, is_text))| {
            if *is_text {
                let bytes: Vec<u8> =
                    pieces.iter().filter_map(|&(at, length)| case.get(at * 8..)?.get(..length)).flatten().copied().collect();
                return decode(&bytes);
            }
            let value = float(&case[pieces[0].0 * 8..][..8], header.big_endian);
            let day = is_date(*format).then(|| date(Epoch::Spss, (value / 86_400.0).floor())).flatten();
            match value {
                // The system-missing value is the lowest number there is.
                _ if !value.is_finite() || value == -f64::MAX => String::new(),
                _ => day.unwrap_or_else(|| written(value)),
            }
        });
        rows.push(cells.collect());
    }
    Some(File { variables, rows, problems: Vec::new() })
}

/// Format and type of each variable, the later segments of very long strings left out.
fn first_of(entries: &[Entry], very_long: &HashMap<String, usize>, decode: &impl Fn(&[u8]) -> String) -> Vec<(u8, bool)> {
    let (mut i, mut found) = (0, Vec::new());
    while let Some(entry) = entries.get(i) {
        found.push((entry.format, entry.width > 0));
        i += very_long.get(&decode(&entry.short)).map_or(1, |width| width.div_ceil(252).max(1));
    }
    found
}

fn texts_of(entries: &[Entry], extras: &Extras) -> Vec<u8> {
    let of_variables = entries.iter().map(|e| e.label.as_slice());
    let of_values = extras.labels.iter().flat_map(|(labels, _)| labels.iter().map(|(_, label)| label.as_slice()));
    of_variables.chain(of_values).collect::<Vec<_>>().join(&b'\n')
}

/// `A=long name`, separated by tabs.
fn pairs(text: &str) -> HashMap<String, String> {
    let pair = |part: &str| part.split_once('=').map(|(a, b)| (a.trim().to_owned(), b.trim_matches(['\0', ' ']).to_owned()));
    text.split('\t').filter_map(pair).collect()
}

fn value_labels(
    entry: &Entry,
    cell: usize,
    short: &str,
    extras: &Extras,
    long_names: &HashMap<String, String>,
    big_endian: bool,
    decode: &impl Fn(&[u8]) -> String,
) -> Vec<ValueLabel> {
    let is_missing = |value: &[u8; 8]| {
        let number = float(value, big_endian);
        let in_range = |(low, high): (f64, f64)| entry.width == 0 && (low..=high).contains(&number);
        entry.missing.values.contains(value) || entry.missing.range.is_some_and(in_range)
    };
    let of_short = extras.labels.iter().filter(|(_, variables)| variables.contains(&cell)).flat_map(|(labels, _)| labels);
    let short_labels = of_short.map(|(value, label)| ValueLabel {
        value: if entry.width == 0 { written(float(value, big_endian)) } else { decode(value) },
        label: decode(label),
        is_missing: is_missing(value),
    });
    let named = |name: &[u8]| {
        let name = decode(name);
        name == short || long_names.get(short) == Some(&name)
    };
    let of_long = extras.long_labels.iter().filter(|(name, _)| named(name)).flat_map(|(_, labels)| labels);
    let long_labels = of_long.map(|(value, label)| ValueLabel { value: decode(value), label: decode(label), is_missing: false });
    short_labels.chain(long_labels).collect()
}

/// DATE, DATETIME, ADATE, JDATE, EDATE, SDATE, YMDHMS: seconds since 14 October 1582.
fn is_date(format: u8) -> bool {
    matches!(format, 20 | 22 | 23 | 24 | 38 | 39 | 41)
}
