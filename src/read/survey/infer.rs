//! What was asked, guessed from the answers alone, for columns that no form or dictionary knows.
//! Codes stand in for labels. What may be somebody's own words is not guessed at but left out.

use super::layout::Part;
use super::questionnaire::{Choice, Question, QuestionKind};
use super::sheet::Sheet;
use crate::base::{Direction, Text};
use crate::read::parse::numbers;
use std::collections::{BTreeMap, BTreeSet};

/// More different answers than this are no choices.
const MOST_CHOICES: usize = 30;
/// A whole number that is a code is given at least this often on average.
const TIMES_A_CODE_IS_GIVEN: usize = 3;
/// With fewer answers nothing is said about how many are given only once.
const ENOUGH_ANSWERS: usize = 10;

/// A question made from columns.
pub struct Inferred {
    pub question: Question,
    pub columns: Vec<(usize, Part)>,
}

/// What the columns turned out to be.
#[derive(Default)]
pub struct Guess {
    /// In the order of the sheet.
    pub questions: Vec<Inferred>,
    /// Columns with so many different texts that they may be people's own words.
    pub free_text: Vec<usize>,
    /// Columns without any answer.
    pub empty: Vec<usize>,
}

/// Questions for `columns` of the sheet: one per column, or one for the yes/no columns that share
/// a name before `/`, `.` or, where the undivided column stands beside them, `_`.
pub fn questions(sheet: &Sheet, columns: &[usize]) -> Guess {
    let mut guess = Guess::default();
    let mut taken = BTreeSet::new();
    for (name, whole, marks) in divided(sheet, columns) {
        let members = marks.iter().map(|m| m.0).chain(whole);
        if members.clone().any(|c| taken.contains(&c)) {
            continue;
        }
        taken.extend(members);
        let parts = marks.iter().enumerate().map(|(i, (column, _))| (*column, Part::Choice(i)));
        guess.questions.push(Inferred {
            columns: whole.map(|w| (w, Part::Whole)).into_iter().chain(parts).collect(),
            question: question(&name, QuestionKind::Multiple, marks.iter().map(|(_, code)| choice(code)).collect()),
        });
    }
    for &column in columns.iter().filter(|c| !taken.contains(c)) {
        match one(sheet, column) {
            Kind::Question(kind, codes) => guess.questions.push(Inferred {
                question: question(&sheet.columns[column].name, kind, codes.iter().map(|code| choice(code)).collect()),
                columns: vec![(column, Part::Whole)],
            }),
            Kind::FreeText => guess.free_text.push(column),
            Kind::Empty => guess.empty.push(column),
        }
    }
    guess.questions.sort_by_key(|inferred| inferred.columns.iter().map(|c| c.0).min());
    guess
}

fn question(name: &str, kind: QuestionKind, choices: Vec<Choice>) -> Question {
    Question {
        code: name.to_owned(),
        wave: String::new(),
        aliases: Vec::new(),
        label: Text::same(name),
        wordings: Vec::new(),
        kind,
        choices,
        items: Vec::new(),
        asked_of: None,
        direction: Direction::Neutral,
    }
}

/// A choice of which only the code is known.
pub fn choice(code: &str) -> Choice {
    Choice { code: code.to_owned(), label: Text::same(code), value: None, no_opinion: false }
}

/// Name of a question, its undivided column, and its yes/no columns with the codes they stand for.
type Divided = (String, Option<usize>, Vec<(usize, String)>);

fn divided(sheet: &Sheet, columns: &[usize]) -> Vec<Divided> {
    let is_mark = |c: &usize| {
        let words = &sheet.columns[*c].words;
        !words.is_empty()
            && words
                .iter()
                .all(|w| matches!(*w, "0" | "1" | "0.0" | "1.0" | "TRUE" | "FALSE" | "True" | "False" | "true" | "false"))
    };
    let name = |c: usize| sheet.columns[c].name.as_str();
    let mut found: Vec<Divided> = Vec::new();
    for separator in ['/', '.'] {
        let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for &c in columns {
            if let Some((before, _)) = name(c).rsplit_once(separator) {
                groups.entry(before).or_default().push(c);
            }
        }
        // A group of questions, not of choices, has members that are no yes/no columns.
        for (before, members) in groups.into_iter().filter(|(_, members)| members.len() > 1 && members.iter().all(is_mark)) {
            let code = |c: &usize| (*c, name(*c)[before.len() + 1..].to_owned());
            let whole = columns.iter().copied().find(|c| name(*c) == before);
            found.push((before.to_owned(), whole, members.iter().map(code).collect()));
        }
    }
    for &whole in columns {
        let marks: Vec<(usize, String)> = columns
            .iter()
            .filter(|c| is_mark(c))
            .filter_map(|c| Some((*c, name(*c).strip_prefix(name(whole))?.strip_prefix('_')?.to_owned())))
            .collect();
        let codes: BTreeSet<&str> = marks.iter().map(|(_, code)| code.as_str()).collect();
        let words = &sheet.columns[whole].words;
        let known = words.iter().filter(|w| sheet.says(w)).all(|w| w.split_whitespace().all(|token| codes.contains(token)));
        if marks.len() > 1 && known && !words.is_empty() {
            found.push((name(whole).to_owned(), Some(whole), marks));
        }
    }
    found
}

enum Kind {
    Question(QuestionKind, Vec<String>),
    FreeText,
    Empty,
}

fn one(sheet: &Sheet, column: usize) -> Kind {
    let column = &sheet.columns[column];
    let said: Vec<(&str, usize)> =
        column.words.iter().copied().zip(column.counts.iter().copied()).filter(|(w, _)| sheet.says(w)).collect();
    let answered: usize = said.iter().map(|(_, n)| n).sum();
    if answered == 0 {
        return Kind::Empty;
    }
    let values: Option<Vec<f64>> = said.iter().map(|(w, _)| numbers::decimal(w)).collect();
    if let Some(values) = values {
        let codes = said.len() <= MOST_CHOICES
            && (answered >= said.len() * TIMES_A_CODE_IS_GIVEN || said.len() <= 2)
            && values.iter().all(|v| v.fract() == 0.0);
        if !codes {
            return Kind::Question(QuestionKind::Numeric, Vec::new());
        }
        let mut ordered: Vec<(f64, &str)> = values.into_iter().zip(said.iter().map(|(w, _)| *w)).collect();
        ordered.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(b.1)));
        return Kind::Question(QuestionKind::Single, ordered.into_iter().map(|(_, w)| w.to_owned()).collect());
    }
    let once = said.iter().filter(|(_, n)| *n == 1).count();
    if answered >= ENOUGH_ANSWERS && once * 2 > answered {
        return Kind::FreeText;
    }
    if said.len() <= MOST_CHOICES {
        let words: BTreeSet<&str> = said.iter().map(|(w, _)| *w).collect();
        return Kind::Question(QuestionKind::Single, words.into_iter().map(str::to_owned).collect());
    }
    // Many combinations of few codes.
    let is_code = |token: &str| token.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    let tokens: BTreeSet<&str> = said.iter().flat_map(|(w, _)| w.split_whitespace()).collect();
    if tokens.len() <= MOST_CHOICES && tokens.iter().all(|token| is_code(token)) {
        return Kind::Question(QuestionKind::Multiple, tokens.into_iter().map(str::to_owned).collect());
    }
    Kind::FreeText
}

/// The codes of a question that a dictionary lists without choices: the different texts of its
/// columns, in order. `None` when they are too many to be choices.
pub fn codes(sheet: &Sheet, columns: &[usize], several: bool) -> Option<Vec<String>> {
    let words = columns.iter().flat_map(|&c| sheet.columns[c].words.iter().copied()).filter(|w| sheet.says(w));
    let all: BTreeSet<&str> = words.flat_map(|w| if several { w.split_whitespace().collect() } else { vec![w] }).collect();
    let mut ordered: Vec<&str> = all.into_iter().collect();
    ordered.sort_by(|a, b| match (numbers::decimal(a), numbers::decimal(b)) {
        (Some(a), Some(b)) => a.total_cmp(&b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    });
    (ordered.len() <= MOST_CHOICES).then(|| ordered.into_iter().map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::records::Records;
    use crate::read::schema::Kind as Table;
    use crate::read::testing::input;

    fn guess(text: &str) -> Vec<(String, QuestionKind, Vec<String>)> {
        let (_folder, input) = input(text);
        let (records, _) = Records::open(&input, Table::Survey).unwrap();
        let rows: Vec<_> = records.iter().collect();
        let sheet = Sheet::new(&records, &rows);
        let guess = questions(&sheet, &(0..sheet.columns.len()).collect::<Vec<_>>());
        let told = |i: Inferred| (i.question.code, i.question.kind, i.question.choices.into_iter().map(|c| c.code).collect());
        let mut all: Vec<(String, QuestionKind, Vec<String>)> = guess.questions.into_iter().map(told).collect();
        let left = |c: usize, why: &str| (sheet.columns[c].name.clone(), QuestionKind::Numeric, vec![why.to_owned()]);
        all.extend(
            guess.free_text.into_iter().map(|c| left(c, "free text")).chain(guess.empty.into_iter().map(|c| left(c, "empty"))),
        );
        all
    }

    fn codes(list: &[&str]) -> Vec<String> {
        list.iter().map(|c| c.to_string()).collect()
    }

    #[test]
    fn yes_no_columns_of_one_name_are_one_question() {
        assert_eq!(
            guess("q15/radio,q15/tv,q2,g/q3,g/q4\n1,0,a,oui,0\n0,1,b,non,1\n"),
            [
                ("q15".to_owned(), QuestionKind::Multiple, codes(&["radio", "tv"])),
                ("q2".to_owned(), QuestionKind::Single, codes(&["a", "b"])),
                ("g/q3".to_owned(), QuestionKind::Single, codes(&["non", "oui"])),
                ("g/q4".to_owned(), QuestionKind::Single, codes(&["0", "1"])),
            ]
        );
        assert_eq!(
            guess("q1,q1_a,q1_b\na b,1,1\nb,0,1\n"),
            [("q1".to_owned(), QuestionKind::Multiple, codes(&["a", "b"]))],
            "an underscore counts beside the undivided column"
        );
    }

    #[test]
    fn numbers_codes_texts_and_nothing() {
        let rows: String = (0..40)
            .map(|i| {
                format!(
                    "{},{},{},{},a{} b{},\n",
                    i,
                    i % 3 + 8,
                    f64::from(i) / 7.0,
                    "mots ".repeat(i as usize % 40 + 1),
                    i % 6,
                    i % 7
                )
            })
            .collect();
        assert_eq!(
            guess(&format!("age,code,part,dit,liste,vide\n{rows}")),
            [
                ("age".to_owned(), QuestionKind::Numeric, codes(&[])),
                ("code".to_owned(), QuestionKind::Single, codes(&["8", "9", "10"])),
                ("part".to_owned(), QuestionKind::Numeric, codes(&[])),
                ("dit".to_owned(), QuestionKind::Numeric, codes(&["free text"])),
                ("liste".to_owned(), QuestionKind::Numeric, codes(&["free text"])),
                ("vide".to_owned(), QuestionKind::Numeric, codes(&["empty"])),
            ]
        );
    }
}
