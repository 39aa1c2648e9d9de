//! Layers as tables without geometry: CSV (RFC 4180), UTF-8 without byte-order mark, comma,
//! numbers with a decimal point and all their digits, empty for missing.
//!
//! People open these files in a spreadsheet, and a spreadsheet runs text that looks like a
//! formula. Such text gets an apostrophe in front, see [`spreadsheet_text`]; the GeoJSON and
//! the GeoPackage hold it unchanged.

use super::{FieldValue, Format, Layer, WriteOptions, hxl};
use crate::base::{Problem, Result, write_file};
use std::borrow::Cow;
use std::io::{self, Write};
use std::path::Path;

/// `NAME.csv` for each layer.
pub const FORMAT: Format = Format { id: "csv", write: write_all };

fn write_all(layers: &[Layer], folder: &Path, options: &WriteOptions) -> Result<Vec<Problem>> {
    for layer in layers {
        let tags = layer.fields.iter().map(|f| hxl::tag(&layer.name, &f.id)).collect();
        let tags = options.hxl.then_some(tags);
        write_file(&folder.join(format!("{}.csv", layer.name)), |out| write_rows(layer, tags, out))?;
    }
    Ok(Vec::new())
}

/// Writes one layer: a line of field ids, then a line per feature, also for those without a place.
pub fn write(layer: &Layer, out: &mut impl Write) -> io::Result<()> {
    write_rows(layer, None, out)
}

fn write_rows(layer: &Layer, tags: Option<Vec<String>>, out: &mut impl Write) -> io::Result<()> {
    let header = layer.fields.iter().map(|f| f.id.clone()).collect();
    let rows = layer.features.iter().map(|f| f.values.iter().map(|v| cell(v).into_owned()).collect());
    write_table(out, std::iter::once(header).chain(tags).chain(rows))
}

/// A value as a cell holds it.
pub(super) fn cell(value: &FieldValue) -> Cow<'_, str> {
    match value.written() {
        FieldValue::Null => Cow::Borrowed(""),
        FieldValue::Text(text) => spreadsheet_text(text),
        FieldValue::Integer(i) => i.to_string().into(),
        FieldValue::Real(x) => x.to_string().into(),
    }
}

/// Writes rows of cells as they are, quoted where RFC 4180 asks for it, lines ended by CR LF.
pub fn write_table(out: &mut impl Write, rows: impl IntoIterator<Item = Vec<String>>) -> io::Result<()> {
    let mut table = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(out);
    rows.into_iter().try_for_each(|row| table.write_record(row))?;
    table.flush()
}

/// Puts one more cell at the end of a record of delimited text: the delimiter, then the cell, quoted where
/// RFC 4180 asks for it, and no formula.
pub fn append_cell(record: &mut Vec<u8>, cell: &str, delimiter: u8) {
    record.push(delimiter);
    let cell = spreadsheet_text(cell);
    match cell.bytes().any(|b| b == delimiter || matches!(b, b'"' | b'\r' | b'\n')) {
        false => record.extend_from_slice(cell.as_bytes()),
        true => record.extend(format!("\"{}\"", cell.replace('"', "\"\"")).bytes()),
    }
}

/// Text that no spreadsheet takes for a formula: an apostrophe goes before a leading
/// `=`, `+`, `-`, `@`, tab or line end (OWASP, *CSV Injection*). A text that is a number, such as
/// `-5.2`, cannot do harm and stays as it is.
pub fn spreadsheet_text(text: &str) -> Cow<'_, str> {
    let suspicious = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    let is_number = text.trim().replacen(',', ".", 1).parse::<f64>().is_ok_and(f64::is_finite);
    if suspicious && !is_number { format!("'{text}").into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{hamlets, quarters};
    use super::*;

    fn text(layer: &Layer) -> String {
        let mut out = Vec::new();
        write(layer, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_layer_is_a_table_with_empty_cells_for_what_is_missing() {
        assert_eq!(
            text(&quarters()),
            "code,name,people,share\r\n\
             ML0101,\"N'Djaména \"\"Est\"\"\",1200,12.5\r\n\
             ML0102,\"Ɓaya, Nord\",0,\r\n\
             2020-01-02,'=1+1,,0\r\n\
             ML0104,'-,-3,50\r\n"
        );
        assert_eq!(text(&Layer { features: Vec::new(), ..hamlets() }), "id\r\n");
    }

    #[test]
    fn tags_stand_under_the_header_on_request() {
        let folder = tempfile::tempdir().unwrap();
        write_all(&[quarters()], folder.path(), &WriteOptions { hxl: true, ..WriteOptions::default() }).unwrap();
        let written = std::fs::read_to_string(folder.path().join("quarters.csv")).unwrap();
        assert!(written.starts_with("code,name,people,share\r\n#loc+code,#loc+name,#population,#indicator+share\r\nML0101,"));
        assert_eq!(written.lines().count(), text(&quarters()).lines().count() + 1);
    }

    #[test]
    fn formulas_are_disarmed_and_negative_numbers_are_not_touched() {
        let kept = ["-5", "-5.2", "-12,5", "+223", "Gao", "a=b", "", "  =not first"];
        assert_eq!(kept.map(spreadsheet_text), kept);
        let disarmed = ["=1+1", "+SUM(A1)", "-2+3", "@cmd", "\t=1", "-", "+inf"];
        disarmed.iter().for_each(|text| assert_eq!(spreadsheet_text(text), format!("'{text}")));
    }
}
