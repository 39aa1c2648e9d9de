use super::{PointRow, TextRows, fold_rows};
use crate::base::{Error, Silent};
use proptest::prelude::*;
use std::io::Write;

type Row = (u64, String, String);

fn rows_in_blocks(text: &[u8], size: usize) -> Result<Vec<Row>, Error> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text).unwrap();
    let shown = |field: &[u8]| String::from_utf8_lossy(field).trim().to_owned();
    let each = |rows: &mut Vec<Row>, row: PointRow| rows.push((row.row, shown(row.longitude), shown(row.latitude)));
    let rows = TextRows::open_in_blocks(file.path(), size)?;
    let sums = fold_rows(rows, file.path(), ["lon", "lat"], &Silent, Vec::new, each)?;
    let mut rows = sums.concat();
    rows.sort();
    Ok(rows)
}

fn rows(text: &str) -> Vec<Row> {
    let whole = rows_in_blocks(text.as_bytes(), 1 << 20).unwrap();
    for size in [1, 2, 3, 7, 16] {
        assert_eq!(rows_in_blocks(text.as_bytes(), size).unwrap(), whole, "in blocks of {size}");
    }
    whole
}

fn row(row: u64, lon: &str, lat: &str) -> Row {
    (row, lon.into(), lat.into())
}

#[test]
fn line_ends_of_every_system_and_none_at_the_end() {
    let expected = [row(2, "1", "2"), row(3, "3", "4")];
    for end in ["\n", "\r\n", "\r"] {
        let text = ["lon,lat", "1,2", "3,4"].join(end);
        assert_eq!(rows(&text), expected);
        assert_eq!(rows(&(text + end)), expected);
    }
}

#[test]
fn any_delimiter_and_any_order_of_columns() {
    for d in [",", ";", "\t", "|"] {
        assert_eq!(rows(&["lat", "x", "lon\n2", "", "1\n"].join(d)), [row(2, "1", "2")], "{d:?}");
    }
}

#[test]
fn a_byte_order_mark_empty_lines_and_short_rows() {
    assert_eq!(rows("\u{feff}\nlon,x,lat\n\n1\n1,2\n\n1,2,3,4\n"), [row(4, "1", ""), row(5, "1", ""), row(7, "1", "3")]);
}

#[test]
fn quoted_fields_hide_delimiters_and_lines() {
    let text = "name,\"lon\",lat\n\"Gao, \"\"ville\"\"\nsud\",\"1\",2\nTin-\"A\",3,\"4\" \n";
    assert_eq!(rows(text), [row(2, "1", "2"), row(4, "3", "4")]);
}

#[test]
fn a_quote_that_nothing_closes_is_a_character() {
    assert_eq!(rows("lon,lat,name\n1,2,\"Gao\n3,4,Ansongo\n"), [row(2, "1", "2"), row(3, "3", "4")]);
    assert_eq!(rows("lon,lat\n1,\"2\n"), [row(2, "1", "\"2")]);
    assert_eq!(rows("lon,lat\n1,\"2\"3\n"), [row(2, "1", "\"2\"3")]);
}

#[test]
fn records_come_whole_and_in_their_order() {
    let text = "id;name;lon\r\n1;\"a; \"\"b\"\"\";2,5\r\n\r\n2;c;\r\n";
    for size in [1, 5, 1 << 20] {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        let rows = TextRows::open_in_blocks(file.path(), size).unwrap();
        assert_eq!((rows.header.as_slice(), rows.delimiter()), (&["id", "name", "lon"].map(String::from)[..], b';'));
        assert_eq!(rows.header_record, b"id;name;lon");
        let mut seen = Vec::new();
        let each = |sum: &mut Vec<_>, row: super::TextRow| {
            sum.push((row.row, String::from_utf8(row.record.to_vec()).unwrap(), row.text(1), row.number(0)));
        };
        let take = |block: Vec<_>| {
            seen.extend(block);
            Ok(())
        };
        rows.in_order(&[2, 1], &Silent, Vec::new, each, take).unwrap();
        let expected = [
            (2, "1;\"a; \"\"b\"\"\";2,5".to_owned(), "a; \"b\"".to_owned(), Some(2.5)),
            (4, "2;c;".to_owned(), "c".to_owned(), None),
        ];
        assert_eq!(seen, expected, "in blocks of {size}");
    }
}

#[test]
fn files_that_are_no_such_table_say_what_they_have() {
    let error = rows_in_blocks(b"x;y;name\n1;2;a\n", 64).unwrap_err();
    assert!(error.what.fr.contains("`lon`") && error.what.fr.contains("`x`, `y`, `name`"), "{}", error.what.fr);
    assert!(rows_in_blocks(b"", 64).is_err());
    assert!(rows_in_blocks(b"\xff\xfel\0o\0n\0", 64).unwrap_err().what.en.contains("UTF-16"));
    assert!(super::fold_points("no/such.csv".as_ref(), "lon", "lat", &Silent, || (), |_, _| ()).is_err());
}

proptest! {
    /// Whatever the csv crate writes, it and we read alike, lines included.
    #[test]
    fn equals_the_csv_crate(
        table in prop::collection::vec(prop::array::uniform4("[a1,\"\n .-]{0,6}"), 0..12),
        always in any::<bool>(),
        crlf in any::<bool>(),
        size in 1usize..40,
    ) {
        let mut writer = csv::WriterBuilder::new()
            .quote_style(if always { csv::QuoteStyle::Always } else { csv::QuoteStyle::Necessary })
            .terminator(if crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') })
            .from_writer(Vec::new());
        writer.write_record(["a", "lon", "b", "lat"]).unwrap();
        table.iter().for_each(|record| writer.write_record(record).unwrap());
        let text = writer.into_inner().unwrap();

        let mut reader = csv::Reader::from_reader(text.as_slice());
        let expected: Vec<Row> = reader.records().map(|record| {
            let record = record.unwrap();
            let shown = |i: usize| record[i].trim().replace('"', "\"\"");
            // With CRLF the csv crate gives the line of the line feed before the record.
            (record.position().unwrap().line() + u64::from(crlf), shown(1), shown(3))
        }).collect();
        let doubled = |field: String| if field.contains("\"\"") { field } else { field.replace('"', "\"\"") };
        let found: Vec<Row> = rows_in_blocks(&text, size).unwrap().into_iter().map(|(row, lon, lat)| (row, doubled(lon), doubled(lat))).collect();
        prop_assert_eq!(found, expected);
    }
}
