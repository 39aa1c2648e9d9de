//! What was answered: one record type for the answers of everybody to everything, by column, so
//! that a survey of a hundred thousand people stays small. Holds nobody's name, number or place
//! finer than what the survey room is asked to estimate for.

pub use super::answers::{Answers, ChoiceSets, NO_ANSWER, NOT_ASKED, Ranks};
use super::questionnaire::{Question, Questionnaire};
use crate::base::{PlaceName, Text};
use crate::read::parse::words::fold;

/// The answers of one survey. Every list by respondent has the length of `rows`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Responses {
    /// Row of each respondent in the file, for problems.
    pub rows: Vec<u64>,
    pub questionnaire: Questionnaire,
    /// One per column of answers: a question, or an item of a battery.
    pub variables: Vec<Variable>,
    /// Where respondents live, as far as the file says.
    pub places: Vec<PlaceName>,
    pub background: Background,
    pub sampling: Sampling,
}

impl Responses {
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The question or item a column name or code stands for: by column, else by code or alias,
    /// ignoring case, accents and punctuation. `None` too when several items or waves share it.
    pub fn variable(&self, name: &str) -> Option<usize> {
        let wanted = fold(name);
        let unique = |test: &dyn Fn(&Variable) -> bool| {
            let mut found = self.variables.iter().enumerate().filter(|(_, v)| test(v)).map(|(i, _)| i);
            found.next().filter(|_| found.next().is_none())
        };
        let question = |v: &Variable| &self.questionnaire.questions[v.question];
        unique(&|v| v.column == name)
            .or_else(|| unique(&|v| v.item.is_none() && fold(&question(v).code) == wanted))
            .or_else(|| unique(&|v| v.item.is_none() && question(v).aliases.iter().any(|a| fold(a) == wanted)))
            .or_else(|| unique(&|v| fold(&v.column) == wanted))
    }

    /// The question that a variable answers.
    pub fn question(&self, variable: usize) -> &Question {
        &self.questionnaire.questions[self.variables[variable].question]
    }
}

/// What every survey asks of everybody, as found in the file. Empty where it has no such column.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Background {
    pub wave: Option<Factor>,
    pub zone: Option<Factor>,
    pub sex: Option<Factor>,
    pub age_group: Option<Factor>,
    pub milieu: Option<Factor>,
}

/// How respondents were drawn, where the file says.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sampling {
    /// Above zero; `None` where it is missing or cannot be used. Empty when the file has none.
    pub weights: Vec<Option<f64>>,
    pub strata: Option<Factor>,
    /// Primary sampling units.
    pub clusters: Option<Factor>,
    /// Size of the stratum's population of clusters, by respondent.
    pub population_size: Vec<Option<f64>>,
    pub replicates: ReplicateColumns,
}

/// Replicate weights, where the file brings them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ReplicateColumns {
    /// In the order of their numbers.
    pub names: Vec<String>,
    /// By column and respondent; NaN where a cell is no number of zero or above.
    pub values: Vec<Vec<f64>>,
}

/// A grouping of respondents.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Factor {
    /// Column it came from.
    pub column: String,
    /// Its values, in the order of the questionnaire where there is one, else sorted.
    pub levels: Vec<Level>,
    /// Position in `levels`, or [`NO_ANSWER`].
    pub codes: Vec<u16>,
}

impl Factor {
    /// The value of a respondent; `None` where there is none.
    pub fn level(&self, respondent: usize) -> Option<&Level> {
        self.levels.get(usize::from(self.codes[respondent]))
    }
}

/// One value of a [`Factor`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Level {
    pub code: String,
    pub label: Text,
}

/// One column of answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Variable {
    /// Name of the column, or of the first of several columns.
    pub column: String,
    /// Position in [`Questionnaire::questions`].
    pub question: usize,
    /// Position in the question's items, for a battery.
    pub item: Option<usize>,
    pub answers: Answers,
}
