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

use crate::base::{Error, Result};
use crate::read::parse::words::fold;
use crate::read::records::{Record, Records};
use crate::read::schema::{Kind, Schema};
use crate::read::table::{Table, TableOptions};
use std::io::Read;
use std::path::Path;

/// All that is known of one report. Any list may be empty.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Report {
    pub results: Vec<PublishedResult>,
    pub studies: Vec<Study>,
    pub units: Vec<ListedUnit>,
    pub mentions: Vec<Mention>,
    pub facts: Vec<Fact>,
}

/// Whether a file is a table of printed results: whether it has the columns of one. Of text only the
/// first line is looked at, since tables of answers may be long; other files that are no table of cells
/// hold none.
///
/// Errors: the file cannot be read.
pub fn holds_results(path: &Path, options: &TableOptions) -> Result<bool> {
    let extension = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    match extension.as_str() {
        "csv" | "tsv" | "txt" | "tab" => {
            let unread = |cause| Error::reading(path, &cause);
            let mut start = Vec::new();
            std::fs::File::open(path).map_err(unread)?.take(HEADER_BYTES).read_to_end(&mut start).map_err(unread)?;
            let start = String::from_utf8_lossy(&start);
            let header = start.trim_start_matches('\u{feff}').lines().next().unwrap_or("");
            let names: Vec<String> = header.split([',', ';', '\t', '|']).map(fold).collect();
            let all = Schema::named("lakana-results")?;
            let known = |field: &str| all.fields.get(field).into_iter().flatten().any(|name| names.contains(&fold(name)));
            Ok(NEEDED.iter().all(|field| known(field)))
        }
        "xlsx" | "xlsm" | "xls" | "xlsb" | "ods" | "json" => {
            let (table, _) = Table::read(path, &path.display().to_string(), options)?;
            Ok(Schema::recognised(&table).is_some_and(|schema| schema.kind == Kind::Results))
        }
        _ => Ok(false),
    }
}

/// Fields without which a table holds no results.
const NEEDED: [&str; 3] = ["question", "stat", "value"];
/// A header line ends before this.
const HEADER_BYTES: u64 = 1 << 16;

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
