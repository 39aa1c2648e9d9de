//! Who was asked: the conditions of questions held against the answers of everybody.
//!
//! As in ODK, an answer that is not there is the empty text: it equals no code, is unequal to every
//! code, and is neither more nor less than a number. Unlike there, an answer may stand in the file
//! and not be understood, or its column be missing; then only what the rest decides is decided
//! (the three-valued logic of Kleene, 1938), and who stays undecided counts as asked.

use super::layout::{bare, key};
use super::questionnaire::{Condition, Question, Questionnaire, Sign, Term};
use super::responses::{Answers, NOT_ASKED, Variable};
use super::sheet::Sheet;
use crate::base::{Case, Problem, Text};
use crate::read::parse::numbers;
use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// Marks as not asked whom the condition of a question leaves out and who indeed said nothing.
/// Answers of people whom the condition leaves out are kept and reported. `columns` are those of
/// each variable. A question left out of somebody's path is empty for the conditions after it.
pub fn apply_conditions(
    questionnaire: &Questionnaire,
    variables: &mut [Variable],
    columns: &[Vec<usize>],
    sheet: &Sheet,
) -> [Problem; 3] {
    let [mut despite, mut without, mut undecided] = problems(sheet.file);
    for v in 0..variables.len() {
        let question = &questionnaire.questions[variables[v].question];
        let Some(condition) = &question.asked_of else { continue };
        let mut survey = Survey { questionnaire, variables, columns, sheet, question, own: v, absent: BTreeSet::new() };
        let test = survey.test(condition);
        let decided: Vec<Option<bool>> = (0..sheet.len()).map(|row| survey.holds(&test, row)).collect();
        let absent = survey.absent;
        // Of a column that is not there it is said once, not for each person.
        let decidable = absent.is_empty() && test.is_decidable();
        let column = variables[v].column.clone();
        without =
            without.with_all(absent.iter().map(|name| Case { row: None, field: Some(column.clone()), found: name.clone() }));
        for (row, holds) in decided.into_iter().enumerate() {
            match (holds, variables[v].answers.answered(row)) {
                (Some(false), true) => despite.push(Case::row(sheet.rows[row], &column, "")),
                (Some(false), false) => variables[v].answers.take_back(row, NOT_ASKED),
                (None, false) if decidable => undecided.push(Case::row(sheet.rows[row], &column, "")),
                _ => {}
            }
        }
    }
    [despite, without, undecided]
}

fn problems(file: &str) -> [Problem; 3] {
    let despite = Problem::warning(
        "answered-though-not-asked",
        file,
        Text::new(
            "réponses de personnes que le filtre de la question écarte : gardées",
            "answers of people whom the question's filter leaves out: kept",
        ),
        Text::new(
            "Vérifiez asked_of (ou relevant) et la réponse à la question filtre.",
            "Check asked_of (or relevant) and the answer to the filter question.",
        ),
    );
    let without = Problem::warning(
        "filter-without-column",
        file,
        Text::new(
            "filtres sur une question que le fichier n'a pas, ou qui est écartée comme personnelle : sauf si le reste du filtre en décide, tout le monde est compté comme interrogé",
            "filters on a question the file does not have, or that is dropped as personal: unless the rest of the filter decides, everybody is counted as asked",
        ),
        Text::new("Ajoutez la colonne de la question filtre.", "Add the column of the filter question."),
    );
    let undecided = Problem::note(
        "filter-undecided",
        file,
        Text::new(
            "personnes sans réponse dont on ne sait si la question leur a été posée, la réponse qui en décide étant illisible : comptées comme interrogées",
            "people without an answer of whom it is not known whether they were asked, the answer that decides it being unreadable: counted as asked",
        ),
        Text::new(
            "Corrigez la réponse à la question filtre ; elle est signalée à part.",
            "Correct the answer to the filter question; it is reported apart.",
        ),
    );
    [despite, without, undecided]
}

/// A condition with its questions found.
enum Test<'a> {
    All(Vec<Test<'a>>),
    Any(Vec<Test<'a>>),
    Not(Box<Test<'a>>),
    /// Variable, choice.
    Took(usize, usize),
    Compare(Side<'a>, Sign, Side<'a>),
    /// On what the file does not have, or a choice that does not exist.
    Unknown,
}

impl Test<'_> {
    /// Whether any of it can be decided for anybody.
    fn is_decidable(&self) -> bool {
        match self {
            Test::All(parts) | Test::Any(parts) => parts.iter().any(Test::is_decidable),
            Test::Not(part) => part.is_decidable(),
            Test::Took(..) | Test::Compare(..) => true,
            Test::Unknown => false,
        }
    }
}

enum Side<'a> {
    /// The answer to a variable.
    Answer(usize),
    /// How many choices of it were taken.
    Count(usize),
    Fixed(Value<'a>),
}

#[derive(Clone)]
enum Value<'a> {
    Text(Cow<'a, str>),
    Number(f64),
}

impl Value<'_> {
    /// NaN where it is none, as in XPath.
    fn number(&self) -> f64 {
        match self {
            Value::Number(number) => *number,
            Value::Text(text) => text.trim().parse().unwrap_or(f64::NAN),
        }
    }
}

/// The answers of everybody, seen from one question.
struct Survey<'a> {
    questionnaire: &'a Questionnaire,
    variables: &'a [Variable],
    columns: &'a [Vec<usize>],
    sheet: &'a Sheet<'a>,
    question: &'a Question,
    own: usize,
    /// Questions that the condition speaks of and the file does not have.
    absent: BTreeSet<String>,
}

impl<'a> Survey<'a> {
    fn test(&mut self, condition: &'a Condition) -> Test<'a> {
        match condition {
            Condition::All(parts) => Test::All(parts.iter().map(|part| self.test(part)).collect()),
            Condition::Any(parts) => Test::Any(parts.iter().map(|part| self.test(part)).collect()),
            Condition::Not(part) => Test::Not(Box::new(self.test(part))),
            Condition::Took { question, choice } => {
                let Some(variable) = self.variable(question) else { return Test::Unknown };
                match self.choice(variable, choice) {
                    Some(choice) => Test::Took(variable, choice),
                    None if matches!(self.variables[variable].answers, Answers::Number(_)) => {
                        let choice = Side::Fixed(Value::Text(Cow::Borrowed(choice)));
                        Test::Compare(Side::Answer(variable), Sign::Equal, choice)
                    }
                    None => Test::Unknown,
                }
            }
            Condition::Compare(left, sign, right) => {
                // A code that the list does not have would decide nothing but that it is misspelt.
                let misspelt = condition.mentions().into_iter().any(|(question, choice)| {
                    let lists = |v: usize| !matches!(self.variables[v].answers, Answers::Number(_));
                    let variable = self.found(question).filter(|v| lists(*v));
                    variable.zip(choice).is_some_and(|(v, choice)| self.choice(v, choice).is_none())
                });
                match (self.side(left), self.side(right)) {
                    (Some(left), Some(right)) if !misspelt => Test::Compare(left, *sign, right),
                    _ => Test::Unknown,
                }
            }
        }
    }

    fn side(&mut self, term: &'a Term) -> Option<Side<'a>> {
        Some(match term {
            Term::Answer(question) => Side::Answer(self.variable(question)?),
            Term::Count(question) => Side::Count(self.variable(question)?),
            Term::Word(word) => Side::Fixed(Value::Text(Cow::Borrowed(word))),
            Term::Number(number) => Side::Fixed(Value::Number(*number)),
        })
    }

    /// The variable that answers a question; where there is none, that is kept in mind.
    fn variable(&mut self, name: &str) -> Option<usize> {
        let found = self.found(name);
        // Names that no one knows were told with the questionnaire.
        if found.is_none() && self.questionnaire.names(&self.question.wave, name) {
            self.absent.insert(name.to_owned());
        }
        found.filter(|variable| *variable != self.own)
    }

    fn found(&self, name: &str) -> Option<usize> {
        let whole = || self.variables.iter().enumerate().filter(|(_, v)| v.item.is_none());
        match self.questionnaire.find(&self.question.wave, name) {
            Some(question) => whole().find(|(_, v)| v.question == question),
            None => whole().find(|(_, v)| key(bare(&v.column)) == key(name)),
        }
        .map(|(position, _)| position)
    }

    fn choices(&self, variable: usize) -> &'a [super::questionnaire::Choice] {
        &self.questionnaire.questions[self.variables[variable].question].choices
    }

    fn choice(&self, variable: usize, code: &str) -> Option<usize> {
        self.choices(variable).iter().position(|choice| choice.code == code)
    }

    /// `None` where it is not known.
    fn holds(&self, test: &Test, row: usize) -> Option<bool> {
        match test {
            Test::All(parts) => self.first(parts, row, false),
            Test::Any(parts) => self.first(parts, row, true),
            Test::Not(part) => self.holds(part, row).map(|holds| !holds),
            Test::Took(variable, choice) => match self.is_understood(*variable, row) {
                true => Some(self.variables[*variable].answers.took(row, *choice)),
                false => None,
            },
            Test::Compare(left, sign, right) => Some(compare(&self.value(left, row)?, *sign, &self.value(right, row)?)),
            Test::Unknown => None,
        }
    }

    /// `wanted` as soon as one of the parts says so; not known as soon as one is not.
    fn first(&self, parts: &[Test], row: usize, wanted: bool) -> Option<bool> {
        let mut known = true;
        for part in parts {
            match self.holds(part, row) {
                Some(holds) if holds == wanted => return Some(wanted),
                Some(_) => {}
                None => known = false,
            }
        }
        known.then_some(!wanted)
    }

    /// Whether an answer was understood, or nothing was said.
    fn is_understood(&self, variable: usize, row: usize) -> bool {
        let answers = &self.variables[variable].answers;
        // A choice of a numeric question is a figure that stands for "does not know".
        let special = |word: &str| matches!(answers, Answers::Number(_)) && self.choice(variable, word).is_some();
        answers.answered(row) || !answers.was_asked(row) || self.word(variable, row).is_none_or(special)
    }

    /// The first text that says anything in the columns of a variable.
    fn word(&self, variable: usize, row: usize) -> Option<&'a str> {
        let mut words = self.columns[variable].iter().filter_map(|&c| self.sheet.columns[c].word(row));
        words.find(|word| self.sheet.says(word))
    }

    fn value(&self, side: &Side<'a>, row: usize) -> Option<Value<'a>> {
        let nothing = || Value::Text(Cow::Borrowed(""));
        let variable = match side {
            Side::Fixed(value) => return Some(value.clone()),
            Side::Answer(variable) | Side::Count(variable) => *variable,
        };
        self.is_understood(variable, row).then_some(())?;
        let answers = &self.variables[variable].answers;
        let code = |choice: usize| self.choices(variable).get(choice).map_or("", |c| c.code.as_str());
        let taken: Vec<usize> = match answers {
            Answers::Number(values) if !values[row].is_nan() => return Some(Value::Number(values[row])),
            // "Does not know" in figures is a number for the form too.
            Answers::Number(_) => {
                return Some(self.word(variable, row).and_then(numbers::decimal).map_or_else(nothing, Value::Number));
            }
            _ if !answers.answered(row) => Vec::new(),
            Answers::Choice(codes) => {
                return self.counted(side, 1).or(Some(Value::Text(Cow::Borrowed(code(usize::from(codes[row]))))));
            }
            Answers::Choices(sets) => sets.taken(row).collect(),
            Answers::Ranks(ranks) => {
                let mut ranked: Vec<(u8, usize)> =
                    (0..self.choices(variable).len()).filter_map(|c| Some((ranks.rank(row, c)?, c))).collect();
                ranked.sort_unstable();
                ranked.into_iter().map(|(_, choice)| choice).collect()
            }
        };
        let codes: Vec<&str> = taken.iter().map(|&choice| code(choice)).collect();
        self.counted(side, taken.len()).or(Some(Value::Text(Cow::Owned(codes.join(" ")))))
    }

    fn counted(&self, side: &Side, taken: usize) -> Option<Value<'a>> {
        matches!(side, Side::Count(_)).then_some(Value::Number(taken as f64))
    }
}

/// By number where the sign asks for it or one side is a number, else by text; codes between blanks
/// in any order.
fn compare(left: &Value, sign: Sign, right: &Value) -> bool {
    let same = match (left, right) {
        (Value::Text(left), Value::Text(right)) => {
            let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<BTreeSet<_>>();
            left == right || left.contains(' ') && words(left) == words(right)
        }
        _ => left.number() == right.number(),
    };
    let order = left.number().partial_cmp(&right.number());
    match sign {
        Sign::Equal => same,
        Sign::Unequal => !same,
        Sign::Less => order == Some(Ordering::Less),
        Sign::AtMost => matches!(order, Some(Ordering::Less | Ordering::Equal)),
        Sign::More => order == Some(Ordering::Greater),
        Sign::AtLeast => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
    }
}
