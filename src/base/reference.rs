//! Reads the numbers of other programs under `tests/reference`, for tests.

use std::path::Path;

/// One row of a reference table.
#[derive(Debug)]
pub struct Row(Vec<String>);

impl Row {
    pub fn text(&self, i: usize) -> &str {
        &self.0[i]
    }

    pub fn number(&self, i: usize) -> f64 {
        self.0[i].parse().unwrap_or_else(|_| panic!("a number in column {i} of {self:?}"))
    }

    /// A field that holds several numbers, separated by spaces.
    pub fn numbers(&self, i: usize) -> Vec<f64> {
        self.0[i].split(' ').map(|v| v.parse().unwrap_or_else(|_| panic!("numbers in column {i} of {self:?}"))).collect()
    }
}

/// The rows of one table of `tests/reference`, without its header; never none. Lines that begin
/// with `#` are passed over.
pub fn rows(file: &str) -> Vec<Row> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference").join(file);
    let mut table =
        csv::ReaderBuilder::new().comment(Some(b'#')).from_path(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let rows: Vec<Row> = table.records().map(|r| Row(r.expect("a readable row").iter().map(str::to_owned).collect())).collect();
    assert!(!rows.is_empty(), "{file} is empty");
    rows
}

/// Equal within a relative tolerance (absolute near zero).
pub fn close(found: f64, expected: f64, tolerance: f64) -> bool {
    (found - expected).abs() <= tolerance * expected.abs().max(1e-12)
}
