//! What a report prints, as tables typed from it: numbers of surveys, samples, lists of units,
//! mentions of questions, steps of the project, other numbers. One file per kind of table. What to think of the
//! numbers is for `survey::audit`.

mod facts;
mod mentions;
mod printed;
mod results;
mod span;
mod studies;
mod timeline;
mod unit_sets;

pub use facts::{Fact, read as read_facts};
pub use mentions::{Mention, read as read_mentions};
pub use printed::{Printed, Qualifier, printed};
pub use results::{AnswerKind, PublishedResult, PublishedStatistic, read as read_results};
pub use studies::{Method, Study, read as read_studies};
pub use timeline::{Milestone, read as read_timeline};
pub use unit_sets::{ListedUnit, read as read_unit_sets};

use crate::read::records::{Record, Records};

/// All that is known of one report. Any list may be empty.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Report {
    pub results: Vec<PublishedResult>,
    pub studies: Vec<Study>,
    pub units: Vec<ListedUnit>,
    pub mentions: Vec<Mention>,
    pub facts: Vec<Fact>,
}

/// A row of a table, so that a finding can be looked up.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct At {
    pub file: String,
    pub row: u64,
}

fn at(records: &Records, record: Record<'_>) -> At {
    At { file: records.file().to_owned(), row: record.number() }
}

/// The text of a field, empty where there is none.
fn owned(record: Record<'_>, field: &str) -> String {
    record.get(field).unwrap_or("").to_owned()
}

/// The parts of a cell that holds several: `a+b`, `Mopti; Gao`.
fn parts(text: Option<&str>, separator: char) -> Vec<String> {
    text.into_iter().flat_map(|t| t.split(separator)).map(|p| p.trim().to_owned()).filter(|p| !p.is_empty()).collect()
}
