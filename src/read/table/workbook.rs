//! Spreadsheets: XLSX, XLS, XLSB, ODS, told apart by content.

use super::{Grid, Row, TableOptions};
use crate::base::{Case, Error, Problem, Result, Text};
use crate::read::parse::words::fold;
use crate::text;
use calamine::{Data, Range, Reader, SheetVisible};
use std::io::Cursor;

/// Reads the sheet asked for, or the first visible one that has data.
pub fn read(bytes: &[u8], shown: &str, options: &TableOptions) -> Result<Grid> {
    let broken = |cause: calamine::Error| {
        Error::input(
            text!("`{shown}` ne s'ouvre pas comme classeur : {cause}", "`{shown}` does not open as a workbook: {cause}"),
            Text::new(
                "Ouvrez-le dans Excel ou LibreOffice, enregistrez-le sans mot de passe en .xlsx, et réessayez.",
                "Open it in Excel or LibreOffice, save it without a password as .xlsx, and try again.",
            ),
        )
    };
    let mut book = calamine::open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(broken)?;
    let sheets: Vec<(String, bool)> =
        book.sheets_metadata().iter().map(|s| (s.name.clone(), s.visible == SheetVisible::Visible)).collect();
    let names = sheets.iter().map(|s| s.0.as_str()).collect::<Vec<_>>().join(", ");
    let mut grid = Grid::new(shown);

    if let Some(wanted) = &options.sheet {
        let found = sheets.iter().find(|(name, _)| name == wanted || fold(name) == fold(wanted));
        let Some((name, _)) = found else {
            return Err(Error::input(
                text!("`{shown}` n'a pas de feuille « {wanted} »", "`{shown}` has no sheet `{wanted}`"),
                text!("Feuilles de ce classeur : {names}.", "Sheets of this workbook: {names}."),
            ));
        };
        grid.rows = rows(&book.worksheet_range(name).map_err(broken)?);
        grid.sheet = Some(name.clone());
        return if grid.rows.is_empty() { Err(super::empty(shown)) } else { Ok(grid) };
    }

    let visible_first = sheets.iter().filter(|s| s.1).chain(sheets.iter().filter(|s| !s.1));
    for (name, _) in visible_first {
        // A chart sheet has no cells.
        let Ok(range) = book.worksheet_range(name) else { continue };
        let rows = rows(&range);
        if !rows.is_empty() {
            grid.rows = rows;
            grid.sheet = Some(name.clone());
            break;
        }
    }
    let Some(taken) = &grid.sheet else { return Err(super::empty(shown)) };
    if sheets.len() > 1 {
        grid.problems.add(
            Problem::note(
                "sheet-assumed",
                shown,
                text!("plusieurs feuilles ({names}) : « {taken} » est lue", "several sheets ({names}): `{taken}` is read"),
                Text::new(
                    "Pour une autre, ajoutez sheet = \"…\" à cette entrée.",
                    "For another one add sheet = \"…\" to this input.",
                ),
            )
            .with(Case::found(taken.clone())),
        );
    }
    Ok(grid)
}

/// The rows that hold anything, with their numbers as the spreadsheet shows them.
fn rows(range: &Range<Data>) -> Vec<Row> {
    let (top, left) = range.start().unwrap_or((0, 0));
    range
        .rows()
        .enumerate()
        .map(|(i, cells)| {
            let indent = std::iter::repeat_n(String::new(), left as usize);
            Row { number: u64::from(top) + i as u64 + 1, cells: indent.chain(cells.iter().map(written)).collect() }
        })
        .filter(|row| !row.is_blank())
        .collect()
}

/// A cell as text: dates in ISO form, whole numbers without ".0", formula errors as shown.
fn written(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Int(value) => value.to_string(),
        Data::Float(value) => value.to_string(),
        Data::Bool(value) => value.to_string(),
        Data::Error(error) => error.to_string(),
        Data::DateTime(moment) if moment.is_duration() => moment.as_f64().to_string(),
        Data::DateTime(moment) => match moment.as_datetime() {
            None => moment.as_f64().to_string(),
            Some(time) => {
                let iso = time.to_string().replace(' ', "T");
                iso.strip_suffix("T00:00:00").map(str::to_owned).unwrap_or(iso)
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{Cell, ExcelDateTime, ExcelDateTimeType};

    #[test]
    fn cells_are_written_as_a_person_reads_them() {
        let date = |serial| Data::DateTime(ExcelDateTime::new(serial, ExcelDateTimeType::DateTime, false));
        assert_eq!(written(&date(43_951.0)), "2020-04-30");
        assert_eq!(written(&date(43_951.5)), "2020-04-30T12:00:00");
        assert_eq!(written(&Data::Float(45.0)), "45");
        assert_eq!(written(&Data::Float(0.25)), "0.25");
        assert_eq!(written(&Data::Empty), "");
    }

    #[test]
    fn rows_keep_the_numbers_of_the_spreadsheet_and_blank_ones_go() {
        let text = |t: &str| Data::String(t.into());
        let range = Range::from_sparse(vec![
            Cell::new((2, 1), text("head")),
            Cell::new((4, 1), text("x")),
            Cell::new((5, 1), text("  ")),
        ]);
        let rows = rows(&range);
        assert_eq!(rows.iter().map(|r| r.number).collect::<Vec<_>>(), [3, 5]);
        assert_eq!(rows[0].cells, ["", "head"], "an empty first column keeps its place");
    }

    #[test]
    fn the_first_sheet_with_data_is_read_and_the_choice_is_said() {
        let bytes = include_bytes!("../../../tests/fixtures/tables/displaced.ods");
        let grid = read(bytes, "d.ods", &TableOptions::default()).unwrap();
        assert_eq!(grid.sheet.as_deref(), Some("Déplacés"));
        assert_eq!(grid.rows.len(), 2, "two hundred blank rows are no rows");
        assert_eq!(grid.rows[1].cells, ["Konna", "2020-04-30", "45"]);
        assert!(grid.problems.iter().any(|p| p.kind == "sheet-assumed"));
        let wrong = read(bytes, "d.ods", &TableOptions { sheet: Some("x".into()), ..TableOptions::default() }).err().unwrap();
        assert!(wrong.hint.en.contains("Vide, Déplacés"));
        let empty = read(bytes, "d.ods", &TableOptions { sheet: Some("vide".into()), ..TableOptions::default() });
        assert!(empty.is_err());
    }

    #[test]
    fn a_broken_workbook_says_what_to_do() {
        let error = read(b"PK\x03\x04 not really", "x.xlsx", &TableOptions::default()).err().unwrap();
        assert!(error.what.en.contains("x.xlsx") && error.hint.fr.contains("LibreOffice"));
    }
}
