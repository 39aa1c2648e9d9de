//! Where a number comes from.

use super::text::Text;
use serde::Serialize;

/// One input of a run, as provenance and map credits name it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Source {
    /// The id the project gives it; columns point to it.
    pub id: String,
    /// Credit line: "OIM DTM, ronde 64, avril 2020".
    pub credit: Text,
    /// Path as the project writes it.
    pub file: String,
    /// BLAKE3 of the bytes, hexadecimal.
    pub hash: String,
    pub bytes: u64,
    /// Records read, before anything was dropped.
    pub records: usize,
}
