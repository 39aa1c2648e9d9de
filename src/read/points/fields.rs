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

/// Calls `each` with the line and two fields of every record. `bytes` begins with a record, in line
/// `line` of the file. A record too short gives empty fields; empty lines are no records.
pub(super) fn each_row<'a>(
    bytes: &'a [u8],
    mut line: u64,
    form: Form,
    columns: [usize; 2],
    mut each: impl FnMut(u64, [&'a [u8]; 2]),
) {
    let quoted = memchr(QUOTE, bytes).is_some();
    let last_column = columns[0].max(columns[1]);
    let mut start = 0;
    while start < bytes.len() {
        let mut found: [&[u8]; 2] = [&[]; 2];
        let mut at = start;
        let mut column = 0;
        let next = loop {
            let field = field(bytes, at, form);
            if column == columns[0] {
                found[0] = field.value;
            }
            if column == columns[1] {
                found[1] = field.value;
            }
            if field.ends_record {
                break field.next;
            }
            if column == last_column && !quoted {
                break memchr(form.terminator, &bytes[field.next..]).map_or(bytes.len(), |i| field.next + i + 1);
            }
            at = field.next;
            column += 1;
        };
        if !bytes[start..next].trim_ascii().is_empty() {
            each(line, found);
        }
        line += if quoted { memchr::memchr_iter(form.terminator, &bytes[start..next]).count() as u64 } else { 1 };
        start = next;
    }
}

/// The fields of a header, trimmed.
pub(super) fn names(header: &[u8], form: Form) -> Vec<String> {
    let mut names = Vec::new();
    let mut at = 0;
    loop {
        let field = field(header, at, form);
        names.push(String::from_utf8_lossy(field.value).trim().replace("\"\"", "\""));
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
