//! SPSS system files (`.sav`), plain and with bytecode compression, written from the description
//! of the format in the PSPP developers' guide (<https://www.gnu.org/software/pspp/>). Not for
//! `.zsav`, nor for multiple response sets: their columns are read one by one.

use super::{File, ValueLabel, Variable, broken, written};
use crate::base::{Error, Result};
use crate::read::parse::encoding;
use crate::text;
use encoding_rs::{Encoding, UTF_8};
use std::collections::HashMap;

pub fn parse(bytes: &[u8], shown: &str) -> Result<File> {
    let header = header(bytes).ok_or_else(|| broken(shown, "SPSS"))?;
    if header.compression == 2 {
        return Err(Error::input(
            text!("`{shown}` est compressé au format .zsav", "`{shown}` is compressed in the .zsav format"),
            text!(
                "Dans SPSS : Fichier, Enregistrer sous, type .sav sans « ZSAV » ; ou exportez-le en CSV.",
                "In SPSS: File, Save As, type .sav without `ZSAV`; or export it as CSV."
            ),
        ));
    }
    contents(bytes, &header).ok_or_else(|| broken(shown, "SPSS"))
}

struct Header {
    big_endian: bool,
    compression: i32,
    bias: f64,
}

/// A cursor that knows the byte order; every read is `None` past the end.
struct Bytes<'a> {
    rest: &'a [u8],
    big_endian: bool,
}

impl<'a> Bytes<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(taken)
    }

    fn int(&mut self) -> Option<i32> {
        let four: [u8; 4] = self.take(4)?.try_into().ok()?;
        Some(if self.big_endian { i32::from_be_bytes(four) } else { i32::from_le_bytes(four) })
    }

    fn size(&mut self) -> Option<usize> {
        usize::try_from(self.int()?).ok()
    }

    fn float(&mut self) -> Option<f64> {
        Some(float(self.take(8)?, self.big_endian))
    }
}

fn float(eight: &[u8], big_endian: bool) -> f64 {
    let eight: [u8; 8] = eight.try_into().unwrap_or_default();
    if big_endian { f64::from_be_bytes(eight) } else { f64::from_le_bytes(eight) }
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

/// A variable record of the dictionary, continuation records included.
struct Entry {
    short: Vec<u8>,
    label: Vec<u8>,
    /// 0 for numbers, else the length of the string.
    width: usize,
    /// Print format: what kind of date, if any.
    format: u8,
    missing: Missing,
    /// Eight-byte cells it takes.
    cells: usize,
}

#[derive(Default)]
struct Missing {
    values: Vec<[u8; 8]>,
    range: Option<(f64, f64)>,
}

/// A value as stored, and its label.
type ShortLabel = ([u8; 8], Vec<u8>);
/// A variable, and its values with their labels.
type LongLabels = (Vec<u8>, Vec<(Vec<u8>, Vec<u8>)>);

/// What the records after the variables say.
#[derive(Default)]
struct Extras {
    /// Value and label, and the positions (in cells, from 0) of the variables they are for.
    labels: Vec<(Vec<ShortLabel>, Vec<usize>)>,
    long_names: Vec<u8>,
    very_long: Vec<u8>,
    encoding: Option<&'static Encoding>,
    /// Labels of strings longer than eight bytes, by variable.
    long_labels: Vec<LongLabels>,
    measures: Vec<i32>,
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
    let mut cases = Cases { bytes: at, header, commands: [0; 8], next: 8 };
    let formats: Vec<(u8, bool)> = first_of(&entries, &very_long, &decode);
    if width == 0 {
        return Some(File { variables, rows });
    }
    while let Some(case) = cases.next(width)? {
        let cells = pieces.iter().zip(&formats).map(|(pieces, (format, is_text))| {
            if *is_text {
                let bytes: Vec<u8> =
                    pieces.iter().filter_map(|&(at, length)| case.get(at * 8..)?.get(..length)).flatten().copied().collect();
                return decode(&bytes);
            }
            let value = float(&case[pieces[0].0 * 8..][..8], header.big_endian);
            let date = is_date(*format).then(|| date(1582, (value / 86_400.0).floor())).flatten();
            match value {
                // The system-missing value is the lowest number there is.
                _ if !value.is_finite() || value == -f64::MAX => String::new(),
                _ => date.unwrap_or_else(|| written(value)),
            }
        });
        rows.push(cells.collect());
    }
    Some(File { variables, rows })
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

fn dictionary(at: &mut Bytes) -> Option<(Vec<Entry>, Extras)> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut extras = Extras::default();
    loop {
        match at.int()? {
            2 => match variable(at)? {
                Some(entry) => entries.push(entry),
                None => entries.last_mut()?.cells += 1,
            },
            3 => {
                let count = at.size()?;
                let mut labels = Vec::new();
                for _ in 0..count {
                    let value: [u8; 8] = at.take(8)?.try_into().ok()?;
                    let length = usize::from(*at.take(1)?.first()?);
                    // Length byte and text together fill multiples of eight.
                    let label = at.take((length + 1).div_ceil(8) * 8 - 1)?.get(..length)?.to_vec();
                    labels.push((value, label));
                }
                if at.int()? != 4 {
                    return None;
                }
                let count = at.size()?;
                let mut variables = Vec::new();
                for _ in 0..count {
                    variables.push(at.size()?.checked_sub(1)?);
                }
                extras.labels.push((labels, variables));
            }
            6 => {
                let lines = at.size()?;
                at.take(lines.checked_mul(80)?)?;
            }
            7 => {
                let (subtype, size, count) = (at.int()?, at.size()?, at.size()?);
                let data = at.take(size.checked_mul(count)?)?;
                extension(subtype, data, at.big_endian, &mut extras);
            }
            999 => {
                at.int()?;
                return Some((entries, extras));
            }
            _ => return None,
        }
    }
}

/// A variable record; `None` inside for the continuation of a string.
fn variable(at: &mut Bytes) -> Option<Option<Entry>> {
    let kind = at.int()?;
    let has_label = at.int()? == 1;
    let missing_values = at.int()?;
    let format = (at.int()? >> 16) as u8;
    at.int()?;
    let short = at.take(8)?.to_vec();
    let mut label = Vec::new();
    if has_label {
        let length = at.size()?;
        label = at.take(length.checked_add(3)? / 4 * 4)?.get(..length)?.to_vec();
    }
    let mut missing = Missing::default();
    let mut single = missing_values.unsigned_abs();
    if missing_values < 0 {
        missing.range = Some((at.float()?, at.float()?));
        single = single.checked_sub(2)?;
    }
    for _ in 0..single.min(3) {
        missing.values.push(at.take(8)?.try_into().ok()?);
    }
    Some(usize::try_from(kind).ok().map(|width| Entry { short, label, width, format, missing, cells: 1 }))
}

fn extension(subtype: i32, data: &[u8], big_endian: bool, extras: &mut Extras) {
    let mut at = Bytes { rest: data, big_endian };
    match subtype {
        3 => {
            // The eighth number is a code page; a named encoding (subtype 20) goes before it.
            let code = at.take(28).and_then(|_| at.int());
            let page = match code {
                Some(65001) => Some(UTF_8),
                Some(1250..=1258) => code.and_then(|c| Encoding::for_label(format!("windows-{c}").as_bytes())),
                _ => None,
            };
            extras.encoding = extras.encoding.or(page);
        }
        11 => {
            let numbers: Vec<i32> = std::iter::from_fn(|| at.int()).collect();
            // Measure, width and alignment of each variable; old files leave the width out, and
            // then nothing is said here.
            extras.measures = numbers.chunks_exact(3).map(|chunk| chunk[0]).collect();
        }
        13 => extras.long_names = data.to_vec(),
        14 => extras.very_long = data.to_vec(),
        20 => {
            let known = Encoding::for_label(data);
            extras.encoding = known.or(extras.encoding);
        }
        21 => {
            while let Some(entry) = long_labels(&mut at) {
                extras.long_labels.push(entry);
            }
        }
        _ => {}
    }
}

fn long_labels(at: &mut Bytes) -> Option<LongLabels> {
    let length = at.size()?;
    let name = at.take(length)?.to_vec();
    at.int()?;
    let count = at.size()?;
    let mut labels = Vec::new();
    for _ in 0..count {
        let length = at.size()?;
        let value = at.take(length)?.to_vec();
        let length = at.size()?;
        labels.push((value, at.take(length)?.to_vec()));
    }
    Some((name, labels))
}

/// The data, case by case.
struct Cases<'a> {
    bytes: Bytes<'a>,
    header: &'a Header,
    commands: [u8; 8],
    /// Position in `commands`.
    next: usize,
}

impl Cases<'_> {
    /// The next case as `cells` × 8 bytes; `None` inside at the end, outside when cut short.
    fn next(&mut self, cells: usize) -> Option<Option<Vec<u8>>> {
        let mut case = Vec::with_capacity(cells * 8);
        while case.len() < cells * 8 {
            let whole = case.is_empty();
            if self.header.compression == 0 {
                match self.bytes.take(8) {
                    Some(cell) => case.extend_from_slice(cell),
                    None => return whole.then_some(None),
                }
                continue;
            }
            if self.next == 8 {
                match self.bytes.take(8) {
                    Some(commands) => self.commands.copy_from_slice(commands),
                    None => return whole.then_some(None),
                }
                self.next = 0;
            }
            let command = self.commands[self.next];
            self.next += 1;
            let number = |value: f64| if self.header.big_endian { value.to_be_bytes() } else { value.to_le_bytes() };
            match command {
                0 => {}
                252 => return whole.then_some(None),
                253 => case.extend_from_slice(self.bytes.take(8)?),
                254 => case.extend_from_slice(b"        "),
                255 => case.extend_from_slice(&number(-f64::MAX)),
                code => case.extend_from_slice(&number(f64::from(code) - self.header.bias)),
            }
        }
        Some(Some(case))
    }
}

/// DATE, DATETIME, ADATE, JDATE, EDATE, SDATE, YMDHMS: seconds since 14 October 1582.
fn is_date(format: u8) -> bool {
    matches!(format, 20 | 22 | 23 | 24 | 38 | 39 | 41)
}

/// A number of days after the epoch of SPSS (1582) or Stata (1960) as an ISO date; `None` outside
/// the calendar.
pub(super) fn date(epoch: i16, days: f64) -> Option<String> {
    let start = if epoch == 1582 { jiff::civil::date(1582, 10, 14) } else { jiff::civil::date(epoch, 1, 1) };
    let days = days.is_finite().then_some(days).filter(|d| d.abs() < 3_000_000.0)? as i64;
    Some(start.checked_add(jiff::Span::new().try_days(days).ok()?).ok()?.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_dates() {
        assert_eq!(date(1582, 0.0).as_deref(), Some("1582-10-14"));
        assert_eq!(date(1960, 21_000.0).as_deref(), Some("2017-06-30"));
        assert_eq!(date(1960, f64::NAN), None);
        assert_eq!(date(1960, 1e18), None);
    }

    #[test]
    fn a_zsav_file_says_how_to_save_it() {
        let mut bytes = vec![0; HEADER];
        bytes[..4].copy_from_slice(b"$FL3");
        bytes[64..68].copy_from_slice(&2i32.to_le_bytes());
        bytes[72..76].copy_from_slice(&2i32.to_le_bytes());
        assert!(parse(&bytes, "x.zsav").unwrap_err().hint.fr.contains("sans « ZSAV »"));
    }
}
