//! The account that every command on plain files gives: what was read, kept and left out and why, what
//! was written, and what it came to.

use crate::base::{Problem, Text};
use crate::layers::Written;
use serde::Serialize;

/// Records of one input that were left out for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// Stable `kebab-case` id of the reason, for scripts.
    pub reason: &'static str,
    pub label: Text,
    pub count: u64,
}

/// One input and its records. `read` is the sum of `kept` and of all that were left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InputAccount {
    /// What the command calls it: points, areas.
    pub role: Text,
    pub file: String,
    pub read: u64,
    pub kept: u64,
    pub left_out: Vec<LeftOut>,
}

impl InputAccount {
    /// An input of which nothing is left out so far.
    pub fn new(role: Text, file: impl Into<String>, read: u64) -> Self {
        InputAccount { role, file: file.into(), read, kept: read, left_out: Vec::new() }
    }

    /// Takes `count` records out of those kept. None is nothing to tell.
    pub fn leave_out(&mut self, reason: &'static str, label: Text, count: u64) {
        if count > 0 {
            self.kept = self.kept.saturating_sub(count);
            self.left_out.push(LeftOut { reason, label, count });
        }
    }
}

/// One number worth saying: the people carried over, the largest distance.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fact {
    /// Stable `snake_case` id, for scripts.
    pub id: String,
    pub label: Text,
    pub value: f64,
    /// Decimals with which people see it.
    pub decimals: usize,
}

/// A file that was written, with its rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OutputAccount {
    pub file: String,
    pub rows: u64,
}

/// Everything a command has to say.
#[derive(Debug, Clone, Default)]
pub struct Account {
    pub inputs: Vec<InputAccount>,
    pub outputs: Vec<OutputAccount>,
    pub facts: Vec<Fact>,
    /// What was decided where there was a choice: how ties and overlaps were settled.
    pub rules: Vec<Text>,
    pub problems: Vec<Problem>,
}

impl Account {
    pub fn fact(&mut self, id: impl Into<String>, label: Text, value: f64, decimals: usize) {
        self.facts.push(Fact { id: id.into(), label, value, decimals });
    }

    /// Takes in files that were written record by record.
    pub fn passed(&mut self, files: Vec<std::path::PathBuf>, rows: u64) {
        self.wrote(Written { files, rows: rows as usize, problems: Vec::new() });
    }

    /// Takes a written file in, with what its format could not hold.
    pub fn wrote(&mut self, written: Written) {
        let mut rows = written.rows as u64;
        for file in written.files {
            self.outputs.push(OutputAccount { file: file.display().to_string(), rows });
            // Those that belong to it (the .dbf of a .shp) hold no rows of their own.
            rows = 0;
        }
        self.problems.extend(written.problems);
    }
}
