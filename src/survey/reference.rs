//! The numbers from R under `tests/reference/survey_inference`, for the tests of this room.

pub use crate::base::reference::{Row, close};

/// The rows of one reference table, without its header; never none.
pub fn rows(file: &str) -> Vec<Row> {
    crate::base::reference::rows(&format!("survey_inference/{file}"))
}
