//! Tables as a workbook (Office Open XML): numbers are numbers, so that every language's spreadsheet
//! shows them its own way, and text is never a formula.

use super::csv::spreadsheet_text;
use crate::base::{Error, Result, Text};
use crate::text;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

/// A cell of a sheet.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    Text(String),
    /// What is not finite is left empty.
    Number(f64),
    Empty,
}

/// A table with its headings, on a sheet of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// At most 31 characters, without `[ ] : * ? / \`.
    pub name: String,
    pub header: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
}

/// The bytes of a workbook: bold headings that stay in sight, columns as wide as their cells. `date`
/// is written into it, never the clock. An error when a sheet has more rows than a workbook holds
/// or a name that is none.
pub fn workbook(sheets: &[Sheet], date: jiff::Timestamp) -> Result<Vec<u8>> {
    let made = || -> std::result::Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        book.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_timestamp(date.as_second())?));
        let bold = Format::new().set_bold();
        for sheet in sheets {
            let page = book.add_worksheet();
            page.set_name(&sheet.name)?.set_freeze_panes(1, 0)?;
            for (c, heading) in sheet.header.iter().enumerate() {
                page.write_string_with_format(0, c as u16, heading, &bold)?;
            }
            for (r, row) in sheet.rows.iter().enumerate() {
                for (c, cell) in row.iter().enumerate() {
                    match cell {
                        Cell::Text(said) => page.write_string(r as u32 + 1, c as u16, spreadsheet_text(said))?,
                        Cell::Number(value) if value.is_finite() => page.write_number(r as u32 + 1, c as u16, *value)?,
                        _ => continue,
                    };
                }
            }
            page.autofit();
        }
        book.save_to_buffer()
    };
    made().map_err(|cause| {
        Error::output(
            text!("le classeur ne peut pas être écrit : {cause}", "the workbook cannot be written: {cause}"),
            Text::new("Demandez plutôt un fichier CSV.", "Ask for a CSV file instead."),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{Data, Reader, Xlsx};

    #[test]
    fn numbers_stay_numbers_and_text_is_no_formula() {
        let sheet = Sheet {
            name: "Résultats".into(),
            header: vec!["zone".into(), "valeur".into()],
            rows: vec![
                vec![Cell::Text("=Ségou".into()), Cell::Number(3.46)],
                vec![Cell::Text("Gao".into()), Cell::Number(f64::NAN)],
                vec![Cell::Empty, Cell::Number(0.0)],
            ],
        };
        let date = jiff::Timestamp::from_second(1_700_000_000).unwrap();
        let bytes = workbook(std::slice::from_ref(&sheet), date).unwrap();
        assert_eq!(bytes, workbook(&[sheet], date).unwrap(), "the same bytes again");
        let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
        let page = book.worksheet_range("Résultats").unwrap();
        let cell = |r, c| page.get_value((r, c)).cloned().unwrap_or(Data::Empty);
        assert_eq!((cell(1, 0), cell(1, 1)), (Data::String("'=Ségou".into()), Data::Float(3.46)));
        assert_eq!((cell(2, 1), cell(3, 0), cell(3, 1)), (Data::Empty, Data::Empty, Data::Float(0.0)));
    }

    #[test]
    fn a_name_that_is_none_is_an_error_with_a_way_out() {
        let sheet = Sheet { name: "a/b".into(), header: Vec::new(), rows: Vec::new() };
        assert!(workbook(&[sheet], jiff::Timestamp::UNIX_EPOCH).unwrap_err().hint.fr.contains("CSV"));
    }
}
