//! What an SPSS file says of its columns, before the answers.

use super::bytes::Bytes;
use encoding_rs::{Encoding, UTF_8};

/// A variable record of the dictionary, continuation records included.
pub struct Entry {
    pub short: Vec<u8>,
    pub label: Vec<u8>,
    /// 0 for numbers, else the length of the string.
    pub width: usize,
    /// Print format: what kind of date, if any.
    pub format: u8,
    pub missing: Missing,
    /// Eight-byte cells it takes.
    pub cells: usize,
}

#[derive(Default)]
pub struct Missing {
    pub values: Vec<[u8; 8]>,
    pub range: Option<(f64, f64)>,
}

/// A value as stored, and its label.
pub type ShortLabel = ([u8; 8], Vec<u8>);
/// A variable, and its values with their labels.
pub type LongLabels = (Vec<u8>, Vec<(Vec<u8>, Vec<u8>)>);

/// What the records after the variables say.
#[derive(Default)]
pub struct Extras {
    /// Value and label, and the positions (in cells, from 0) of the variables they are for.
    pub labels: Vec<(Vec<ShortLabel>, Vec<usize>)>,
    pub long_names: Vec<u8>,
    pub very_long: Vec<u8>,
    pub encoding: Option<&'static Encoding>,
    /// Labels of strings longer than eight bytes, by variable.
    pub long_labels: Vec<LongLabels>,
    pub measures: Vec<i32>,
}

/// Everything before the answers; `None` where it is cut short or broken.
pub fn dictionary(at: &mut Bytes) -> Option<(Vec<Entry>, Extras)> {
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
