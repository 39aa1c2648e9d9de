//! Files of statistical programs, SPSS `.sav` and `.zsav`, Stata `.dta`: columns of codes with the
//! labels of columns and codes beside them. Cells become text as in any other table; the labels are for
//! those who ask what a code means.

mod spss;
mod stata;

use crate::base::{Error, Problem, Result};
use crate::read::Cells;
use crate::text;
use std::io::Read;
use std::path::Path;

/// One column.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Variable {
    pub name: String,
    /// What it is about; empty where the file does not say.
    pub label: String,
    pub is_text: bool,
    /// The file calls its codes ordered.
    pub is_ordered: bool,
    pub labels: Vec<ValueLabel>,
}

/// What one code means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueLabel {
    /// As cells hold it.
    pub value: String,
    pub label: String,
    /// Counted as missing by the program: "does not know", "refuses".
    pub is_missing: bool,
}

/// A whole file. Every row has a cell for every variable; missing ones are empty.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct File {
    pub variables: Vec<Variable>,
    pub rows: Vec<Cells>,
    /// What could not be read of it.
    pub problems: Vec<Problem>,
}

/// Reads an SPSS or Stata file, told by its first bytes. `None` when it is neither.
///
/// Errors: the file cannot be opened, or is cut short or broken.
pub fn read(path: &Path, shown: &str) -> Result<Option<File>> {
    let unread = |cause| Error::reading(path, &cause);
    let mut head = Vec::new();
    std::fs::File::open(path).map_err(unread)?.take(16).read_to_end(&mut head).map_err(unread)?;
    if is_statistical(&head) { parse(&std::fs::read(path).map_err(unread)?, shown) } else { Ok(None) }
}

/// As [`read`], from the bytes of the file.
pub fn parse(bytes: &[u8], shown: &str) -> Result<Option<File>> {
    match () {
        _ if is_spss(bytes) => spss::parse(bytes, shown).map(Some),
        _ if is_stata(bytes) => stata::parse(bytes, shown).map(Some),
        _ => Ok(None),
    }
}

/// Whether the bytes begin an SPSS or Stata file.
pub fn is_statistical(bytes: &[u8]) -> bool {
    is_spss(bytes) || is_stata(bytes)
}

fn is_spss(bytes: &[u8]) -> bool {
    bytes.starts_with(b"$FL2") || bytes.starts_with(b"$FL3")
}

/// Since release 117 a tag; before it release, byte order, file type 1 and a zero.
fn is_stata(bytes: &[u8]) -> bool {
    bytes.starts_with(b"<stata_dta>") || matches!(bytes, [102..=116, 1 | 2, 1, 0, ..])
}

fn broken(shown: &str, program: &str) -> Error {
    Error::input(
        text!("`{shown}` est un fichier {program} abîmé ou incomplet", "`{shown}` is a damaged or incomplete {program} file"),
        text!(
            "Ouvrez-le dans {program} et enregistrez-le à nouveau, ou exportez-le en CSV.",
            "Open it in {program} and save it again, or export it as CSV."
        ),
    )
}

/// A number as cells hold it: whole ones without a decimal point.
fn written(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e15 { format!("{}", value as i64) } else { value.to_string() }
}

/// The day from which a program counts.
#[derive(Clone, Copy)]
enum Epoch {
    /// 14 October 1582.
    Spss,
    /// 1 January 1960.
    Stata,
}

/// A number of days after the epoch as an ISO date; `None` outside the calendar.
fn date(epoch: Epoch, days: f64) -> Option<String> {
    let start = match epoch {
        Epoch::Spss => jiff::civil::date(1582, 10, 14),
        Epoch::Stata => jiff::civil::date(1960, 1, 1),
    };
    let days = days.is_finite().then_some(days).filter(|d| d.abs() < 3_000_000.0)? as i64;
    Some(start.checked_add(jiff::Span::new().try_days(days).ok()?).ok()?.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: [&[u8]; 3] = [
        include_bytes!("../../../tests/reference/survey_files/survey.sav"),
        include_bytes!("../../../tests/reference/survey_files/survey.zsav"),
        include_bytes!("../../../tests/reference/survey_files/survey.dta"),
    ];

    proptest::proptest! {
        #[test]
        fn any_bytes_after_the_mark_are_a_file_or_an_error(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..600)) {
            for mark in [&b"$FL2"[..], b"<stata_dta>", &[115, 2, 1, 0]] {
                let _ = parse(&[mark, &bytes].concat(), "x");
            }
        }

        #[test]
        fn a_damaged_file_is_a_file_or_an_error(at in 0usize..2000, byte in proptest::prelude::any::<u8>(), length in 0usize..4000) {
            for whole in WHOLE {
                let mut bytes = whole[..length.min(whole.len())].to_vec();
                if let Some(b) = bytes.get_mut(at) {
                    *b = byte;
                }
                let _ = parse(&bytes, "x");
            }
        }
    }

    #[test]
    fn numbers_are_written_as_codes() {
        assert_eq!([1.0, -99.0, 0.8, 1e20].map(written), ["1", "-99", "0.8", "100000000000000000000"]);
    }

    #[test]
    fn days_are_dates() {
        assert_eq!(date(Epoch::Spss, 0.0).as_deref(), Some("1582-10-14"));
        assert_eq!(date(Epoch::Stata, 21_000.0).as_deref(), Some("2017-06-30"));
        assert_eq!(date(Epoch::Stata, f64::NAN), None);
        assert_eq!(date(Epoch::Stata, 1e18), None);
    }
}
