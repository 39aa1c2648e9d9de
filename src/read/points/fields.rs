//! Records and fields of delimited text by RFC 4180, on bytes and in place.
//!
//! A quote opens a quoted field only as its first byte, and only if another one closes it; any other
//! quote is a character like any other.

use memchr::{memchr, memchr2, memrchr};

/// How the text is delimited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Form {
    pub delimiter: u8,
    /// Last byte of a line end: line feed, or carriage return where no line feed is used.
    pub terminator: u8,
}

const QUOTE: u8 = b'"';

/// A field and where the next one, or the next record, begins.
struct Field<'a> {
    /// Without its quotes; doubled quotes are left doubled.
    value: &'a [u8],
    next: usize,
    ends_record: bool,
}

/// The field that begins at `start`.
#[inline]
fn field(bytes: &[u8], start: usize, form: Form) -> Field<'_> {
    let quotes_end = if bytes.get(start) == Some(&QUOTE) { after_quotes(bytes, start) } else { None };
    let search = quotes_end.unwrap_or(start);
    let end = memchr2(form.delimiter, form.terminator, &bytes[search..]).map_or(bytes.len(), |i| search + i);
    let value = match quotes_end {
        Some(quotes_end) if bytes[quotes_end..end].trim_ascii().is_empty() => &bytes[start + 1..quotes_end - 1],
        _ => &bytes[start..end],
    };
    Field { value, next: (end + 1).min(bytes.len()), ends_record: bytes.get(end) != Some(&form.delimiter) }
}

/// The position behind the quote that closes the one at `open`; `None` when it is not closed.
fn after_quotes(bytes: &[u8], open: usize) -> Option<usize> {
    let mut from = open + 1;
    loop {
        let quote = from + memchr(QUOTE, bytes.get(from..)?)?;
        if bytes.get(quote + 1) != Some(&QUOTE) {
            return Some(quote + 1);
        }
        from = quote + 2;
    }
}

/// Fields wanted of every record: their positions, ascending, each with its place among those handed out.
#[derive(Debug, Clone)]
pub(super) struct Wanted(Vec<(usize, usize)>);

impl Wanted {
    /// Fields are handed out in the order of `columns`; one may be asked for twice.
    pub fn new(columns: &[usize]) -> Self {
        let mut wanted: Vec<(usize, usize)> = columns.iter().copied().zip(0..).collect();
        wanted.sort_unstable();
        Wanted(wanted)
    }
}

/// Calls `each` with the line, the whole record without its line end, and the wanted fields of every record.
/// `bytes` begins with a record, in line `line` of the file. A record too short gives empty fields;
/// empty lines are no records.
pub(super) fn each_row<'a>(
    bytes: &'a [u8],
    mut line: u64,
    form: Form,
    wanted: &Wanted,
    mut each: impl FnMut(u64, &'a [u8], &[&'a [u8]]),
) {
    let quoted = memchr(QUOTE, bytes).is_some();
    let mut found: Vec<&[u8]> = vec![&[]; wanted.0.len()];
    let mut start = 0;
    while start < bytes.len() {
        found.fill(&[]);
        let mut at = start;
        let mut column = 0;
        let mut still = wanted.0.as_slice();
        let next = loop {
            if still.is_empty() && !quoted {
                break memchr(form.terminator, &bytes[at..]).map_or(bytes.len(), |i| at + i + 1);
            }
            let field = field(bytes, at, form);
            while let [(position, place), rest @ ..] = still
                && *position == column
            {
                found[*place] = field.value;
                still = rest;
            }
            if field.ends_record {
                break field.next;
            }
            at = field.next;
            column += 1;
        };
        let record = &bytes[start..next];
        if !record.trim_ascii().is_empty() {
            let record = record.strip_suffix(&[form.terminator]).unwrap_or(record);
            each(line, record.strip_suffix(b"\r").unwrap_or(record), &found);
        }
        line += if quoted { memchr::memchr_iter(form.terminator, &bytes[start..next]).count() as u64 } else { 1 };
        start = next;
    }
}

/// A field with its doubled quotes undone.
pub(super) fn unquoted(value: &[u8]) -> String {
    String::from_utf8_lossy(value).trim().replace("\"\"", "\"")
}

/// How many fields one record has.
pub(super) fn count(record: &[u8], form: Form) -> usize {
    if memchr(QUOTE, record).is_none() {
        return memchr::memchr_iter(form.delimiter, record).count() + 1;
    }
    let (mut fields, mut at) = (1, 0);
    loop {
        let field = field(record, at, form);
        if field.ends_record {
            return fields;
        }
        fields += 1;
        at = field.next;
    }
}

/// The fields of a header, trimmed.
pub(super) fn names(header: &[u8], form: Form) -> Vec<String> {
    let mut names = Vec::new();
    let mut at = 0;
    loop {
        let field = field(header, at, form);
        names.push(unquoted(field.value));
        if field.ends_record {
            return names;
        }
        at = field.next;
    }
}

/// Where the second record begins; `None` when the first has no visible end.
pub(super) fn first_record_end(bytes: &[u8], form: Form) -> Option<usize> {
    ends(bytes, form).next()
}

/// Where the record after the last whole one begins; `None` when there is no whole one.
pub(super) fn last_record_end(bytes: &[u8], form: Form) -> Option<usize> {
    match memchr(QUOTE, bytes) {
        None => memrchr(form.terminator, bytes).map(|i| i + 1),
        Some(_) => ends(bytes, form).last(),
    }
}

/// The ends of the whole records. A quote as the very last byte may be half of a doubled one: not an end.
fn ends(bytes: &[u8], form: Form) -> impl Iterator<Item = usize> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let i = at + memchr2(QUOTE, form.terminator, &bytes[at..])?;
            if bytes[i] == form.terminator {
                at = i + 1;
                return Some(at);
            }
            let opens = i == 0 || bytes[i - 1] == form.delimiter || bytes[i - 1] == form.terminator;
            at = if opens { after_quotes(bytes, i)? } else { i + 1 };
        }
    })
}
