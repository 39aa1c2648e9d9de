//! What was answered: one record type for the answers of everybody to everything, by column, so
//! that a survey of a hundred thousand people stays small. Holds nobody's name, number or place
//! finer than what the survey room is asked to estimate for.

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

/// Asked, and nothing usable was answered.
pub const NO_ANSWER: u16 = u16::MAX;
/// The question's filter left this person out: not in the base.
pub const NOT_ASKED: u16 = u16::MAX - 1;

/// The answers of everybody to one question or item.
#[derive(Debug, Clone, PartialEq)]
pub enum Answers {
    /// For single choices and scales: position among the choices, [`NO_ANSWER`] or [`NOT_ASKED`].
    Choice(Vec<u16>),
    /// For multiple choices.
    Choices(ChoiceSets),
    /// For rankings.
    Ranks(Ranks),
    /// For numbers; NaN where there is no answer.
    Number(Vec<f64>),
}

impl Answers {
    /// Whether the respondent answered.
    pub fn answered(&self, respondent: usize) -> bool {
        match self {
            Answers::Choice(codes) => codes[respondent] < NOT_ASKED,
            Answers::Choices(sets) => sets.answered(respondent),
            Answers::Ranks(ranks) => ranks.answered(respondent),
            Answers::Number(values) => !values[respondent].is_nan(),
        }
    }

    /// Whether the respondent was asked. Of numbers that is not known: always true.
    pub fn was_asked(&self, respondent: usize) -> bool {
        match self {
            Answers::Choice(codes) => codes[respondent] != NOT_ASKED,
            Answers::Choices(sets) => sets.was_asked(respondent),
            Answers::Ranks(ranks) => ranks.was_asked(respondent),
            Answers::Number(_) => true,
        }
    }

    /// Whether the respondent took one of the choices, first or at all; false for numbers.
    pub fn took(&self, respondent: usize, choice: usize) -> bool {
        match self {
            Answers::Choice(codes) => usize::from(codes[respondent]) == choice,
            Answers::Choices(sets) => sets.answered(respondent) && sets.took(respondent, choice),
            Answers::Ranks(ranks) => ranks.rank(respondent, choice).is_some(),
            Answers::Number(_) => false,
        }
    }

    /// Takes an answer back: `why` is [`NO_ANSWER`] or [`NOT_ASKED`].
    pub fn take_back(&mut self, respondent: usize, why: u16) {
        match self {
            Answers::Choice(codes) => codes[respondent] = why,
            Answers::Choices(sets) => sets.take_back(respondent, why),
            Answers::Ranks(ranks) => ranks.take_back(respondent, why),
            Answers::Number(values) => values[respondent] = f64::NAN,
        }
    }
}

/// Which of the choices each respondent took.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChoiceSets {
    /// 64-bit words per respondent.
    words: usize,
    bits: Vec<u64>,
    /// 0 answered, else [`NO_ANSWER`] or [`NOT_ASKED`].
    state: Vec<u16>,
}

impl ChoiceSets {
    /// For `choices` choices and no respondent yet.
    pub fn new(choices: usize) -> Self {
        ChoiceSets { words: choices.div_ceil(64).max(1), ..ChoiceSets::default() }
    }

    /// A respondent who took these choices; an empty list is an answer too ("none of them").
    pub fn push(&mut self, taken: impl IntoIterator<Item = usize>) {
        let start = self.bits.len();
        self.bits.resize(start + self.words, 0);
        taken.into_iter().filter(|c| *c < self.words * 64).for_each(|c| self.bits[start + c / 64] |= 1 << (c % 64));
        self.state.push(0);
    }

    /// A respondent without an answer: `why` is [`NO_ANSWER`] or [`NOT_ASKED`].
    pub fn push_absent(&mut self, why: u16) {
        self.bits.resize(self.bits.len() + self.words, 0);
        self.state.push(why);
    }

    pub fn len(&self) -> usize {
        self.state.len()
    }

    pub fn is_empty(&self) -> bool {
        self.state.is_empty()
    }

    pub fn answered(&self, respondent: usize) -> bool {
        self.state[respondent] == 0
    }

    pub fn was_asked(&self, respondent: usize) -> bool {
        self.state[respondent] != NOT_ASKED
    }

    pub fn took(&self, respondent: usize, choice: usize) -> bool {
        self.bits[respondent * self.words + choice / 64] >> (choice % 64) & 1 == 1
    }

    /// Takes the answer back: `why` is [`NO_ANSWER`] or [`NOT_ASKED`].
    pub fn take_back(&mut self, respondent: usize, why: u16) {
        self.bits[respondent * self.words..][..self.words].fill(0);
        self.state[respondent] = why;
    }

    /// The choices the respondent took, in order.
    pub fn taken(&self, respondent: usize) -> impl Iterator<Item = usize> {
        let words = self.bits[respondent * self.words..][..self.words].iter().enumerate();
        words.flat_map(|(at, &word)| {
            let rest = std::iter::successors(Some(word), |w| Some(w & w.wrapping_sub(1))).take_while(|w| *w != 0);
            rest.map(move |w| at * 64 + w.trailing_zeros() as usize)
        })
    }

    /// How many choices the respondent took.
    pub fn count(&self, respondent: usize) -> u32 {
        self.bits[respondent * self.words..][..self.words].iter().map(|w| w.count_ones()).sum()
    }
}

/// The rank each respondent gave to each choice.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ranks {
    choices: usize,
    /// 1 is the first preference, 0 not ranked; one per respondent and choice.
    ranks: Vec<u8>,
    /// 0 answered, else [`NO_ANSWER`] or [`NOT_ASKED`].
    state: Vec<u16>,
}

impl Ranks {
    /// For `choices` choices and no respondent yet.
    pub fn new(choices: usize) -> Self {
        Ranks { choices, ..Ranks::default() }
    }

    /// A respondent who named these choices, best first. A choice named twice keeps its first rank.
    pub fn push(&mut self, best_first: impl IntoIterator<Item = usize>) {
        let start = self.ranks.len();
        self.ranks.resize(start + self.choices, 0);
        let mut rank = 0;
        for choice in best_first.into_iter().filter(|c| *c < self.choices) {
            if self.ranks[start + choice] == 0 && rank < u8::MAX {
                rank += 1;
                self.ranks[start + choice] = rank;
            }
        }
        self.state.push(0);
    }

    /// A respondent without an answer: `why` is [`NO_ANSWER`] or [`NOT_ASKED`].
    pub fn push_absent(&mut self, why: u16) {
        self.ranks.resize(self.ranks.len() + self.choices, 0);
        self.state.push(why);
    }

    pub fn len(&self) -> usize {
        self.state.len()
    }

    pub fn is_empty(&self) -> bool {
        self.state.is_empty()
    }

    pub fn answered(&self, respondent: usize) -> bool {
        self.state[respondent] == 0
    }

    pub fn was_asked(&self, respondent: usize) -> bool {
        self.state[respondent] != NOT_ASKED
    }

    /// Takes the answer back: `why` is [`NO_ANSWER`] or [`NOT_ASKED`].
    pub fn take_back(&mut self, respondent: usize, why: u16) {
        self.ranks[respondent * self.choices..][..self.choices].fill(0);
        self.state[respondent] = why;
    }

    /// The rank given, from 1; `None` when the choice was not ranked.
    pub fn rank(&self, respondent: usize, choice: usize) -> Option<u8> {
        Some(self.ranks[respondent * self.choices + choice]).filter(|r| *r > 0)
    }
}
