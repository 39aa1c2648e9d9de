//! What was asked: questions with their wordings, kinds, choices and who was asked. Record types
//! only; where they are read from is in the readers beside.

use crate::base::{Direction, Text};
use std::collections::BTreeMap;

/// Every question known of one survey, in the order of the questionnaire.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Questionnaire {
    pub questions: Vec<Question>,
    pub form: Form,
}

/// What a form says beside its questions, for reading the exports made with it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Form {
    /// Names of fields that hold a person's own words, names, pictures or positions: never read.
    pub withheld: Vec<String>,
    /// Names of its calculations: no questions, but conditions may speak of them.
    pub calculated: Vec<String>,
    /// Question code, choice code → labels in languages other than French and English, in which
    /// cells may be written too.
    pub further_labels: BTreeMap<(String, String), Vec<String>>,
}

impl Questionnaire {
    /// The position of a question by its code or one of its aliases, ignoring case, within a wave
    /// or, when `wave` is empty, in any. `None` when no question or more than one answers to it.
    pub fn find(&self, wave: &str, code: &str) -> Option<usize> {
        let same = |a: &str, b: &str| a.eq_ignore_ascii_case(b);
        let of_wave = |q: &Question| wave.is_empty() || q.wave.is_empty() || same(&q.wave, wave);
        let unique = |test: &dyn Fn(&Question) -> bool| {
            let mut found = self.questions.iter().enumerate().filter(|(_, q)| of_wave(q) && test(q)).map(|(i, _)| i);
            found.next().filter(|_| found.next().is_none())
        };
        unique(&|q| same(&q.code, code)).or_else(|| unique(&|q| q.aliases.iter().any(|a| same(a, code))))
    }

    /// Whether a condition may speak of this name: a question, or another field of the form.
    pub fn names(&self, wave: &str, name: &str) -> bool {
        let fields = || self.form.withheld.iter().chain(&self.form.calculated);
        self.find(wave, name).is_some() || fields().any(|field| field.eq_ignore_ascii_case(name))
    }

    /// The questions of one wave, with those of no particular wave.
    pub fn of_wave(&self, wave: &str) -> Questionnaire {
        let asked = |q: &&Question| q.wave.is_empty() || q.wave.eq_ignore_ascii_case(wave);
        Questionnaire { questions: self.questions.iter().filter(asked).cloned().collect(), form: self.form.clone() }
    }
}

/// One question, or one battery of items that share its kind and choices.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// As the questionnaire numbers it: `q18`. Unique within its wave.
    pub code: String,
    /// Round of the survey that asked it: `Q2`. Empty where there is one round.
    pub wave: String,
    /// Other codes under which sources print it, kept and reported, never merged silently.
    pub aliases: Vec<String>,
    /// What it is about, short enough for a map title.
    pub label: Text,
    /// How it was worded, per language and source. Differing wordings stand side by side.
    pub wordings: Vec<Wording>,
    pub kind: QuestionKind,
    /// In the order of the questionnaire. Empty for numbers.
    pub choices: Vec<Choice>,
    /// The lines of a battery; empty for a plain question.
    pub items: Vec<Item>,
    /// Who was asked, where not everybody was.
    pub asked_of: Option<Condition>,
    /// Whether more of what it measures is worse.
    pub direction: Direction,
}

/// The words of a question in one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// `fr`, `en`, or as the source names it.
    pub lang: String,
    /// Where it is printed so: "légende de la Fig. 17", "XLSForm".
    pub source: String,
    pub text: String,
}

/// How a question is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum QuestionKind {
    /// One choice.
    Single,
    /// Any number of choices: shares do not add to 100.
    Multiple,
    /// One choice of an ordered scale; choices carry its [`Choice::value`].
    Scale,
    /// Choices in order of preference.
    Ranking,
    Numeric,
}

/// A possible answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// As data hold it.
    pub code: String,
    pub label: Text,
    /// Place on the scale, for [`QuestionKind::Scale`].
    pub value: Option<f64>,
    /// "Does not know", "refuses": an answer that is counted, and left out of bases.
    pub no_opinion: bool,
}

/// One line of a battery.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    pub code: String,
    pub label: Text,
}

/// What must hold of somebody's other answers for a question to be asked: as dictionaries say it,
/// "of those who answered so", and as forms do (`relevant`).
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
    /// The answer to this question is this choice, or has it among others.
    Took {
        question: String,
        choice: String,
    },
    Compare(Term, Sign, Term),
}

/// One side of a comparison.
#[derive(Debug, Clone, PartialEq)]
pub enum Term {
    /// The answer to a question, as a form sees it: a code, codes between blanks, a number, or the
    /// empty text.
    Answer(String),
    /// How many choices were taken of a question.
    Count(String),
    Word(String),
    Number(f64),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    Equal,
    Unequal,
    Less,
    AtMost,
    More,
    AtLeast,
}

impl Condition {
    /// The answer to a question is one of these choices.
    pub fn one_of(question: &str, choices: impl IntoIterator<Item = String>) -> Condition {
        let took = |choice| Condition::Took { question: question.to_owned(), choice };
        Condition::Any(choices.into_iter().map(took).collect())
    }

    /// The questions it speaks of, and the choice of each where it names one.
    pub fn mentions(&self) -> Vec<(&str, Option<&str>)> {
        match self {
            Condition::All(parts) | Condition::Any(parts) => parts.iter().flat_map(Condition::mentions).collect(),
            Condition::Not(part) => part.mentions(),
            Condition::Took { question, choice } => vec![(question, Some(choice))],
            Condition::Compare(left, _, right) => {
                // Only a code that an answer is held against by itself is surely meant as a choice.
                match (left, right) {
                    (Term::Answer(question), Term::Word(word)) | (Term::Word(word), Term::Answer(question)) => {
                        vec![(question, Some(word.as_str()).filter(|w| !w.is_empty() && !w.contains(' ')))]
                    }
                    _ => [left, right].into_iter().filter_map(Term::question).map(|q| (q, None)).collect(),
                }
            }
        }
    }
}

impl Term {
    /// The question it speaks of.
    pub fn question(&self) -> Option<&str> {
        match self {
            Term::Answer(question) | Term::Count(question) => Some(question),
            Term::Word(_) | Term::Number(_) => None,
        }
    }
}
