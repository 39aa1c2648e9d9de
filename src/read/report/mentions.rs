//! The places where a report speaks of a question.

use super::{At, at, owned};
use crate::base::{Problems, Result};
use crate::read::records::{Input, Records};
use crate::read::schema::Kind;

/// One sentence of a report, about a question or about none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    pub at: At,
    pub wave: String,
    /// Code of the question in the dictionary; `None` for a sentence about no question.
    pub question: Option<String>,
    /// Code as printed at this place.
    pub printed_code: Option<String>,
    /// `légende de la Fig. 17`, `texte, 2.2.1`.
    pub place: String,
    /// Key of what this place says was asked; two places with one key say the same.
    pub subject: Option<String>,
    /// Quoted.
    pub text: String,
}

/// Reads a table of mentions; nothing in it can be wrong by itself.
///
/// Errors: the file cannot be used, or has no places or texts.
pub fn read(input: &Input) -> Result<(Vec<Mention>, Problems)> {
    let (records, problems) = Records::open(input, Kind::Mentions)?;
    records.require(&["place"])?;
    records.require(&["text"])?;
    let mentions = records
        .iter()
        .map(|record| Mention {
            at: at(&records, record),
            wave: owned(record, "wave"),
            question: record.get("question").map(str::to_owned),
            printed_code: record.get("printed_code").map(str::to_owned),
            place: owned(record, "place"),
            subject: record.get("subject").map(str::to_owned),
            text: owned(record, "text"),
        })
        .collect();
    Ok((mentions, problems))
}
