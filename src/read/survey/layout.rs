//! Which column answers which question: the layouts in which survey tools lay out one question.

use super::choices::mark;
use super::questionnaire::{Question, QuestionKind, Questionnaire};
use super::sheet::Column;
use crate::base::plain_letters;
use std::collections::HashMap;

/// A question, or one item of a battery: by position.
pub type Target = (usize, Option<usize>);

/// What a column says about a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The answer.
    Whole,
    /// Whether one choice was taken, or which rank it got.
    Choice(usize),
    /// The choice that a ranking puts at this place, from 0.
    Place(usize),
    /// The words of those who answered "other".
    OtherWords,
}

/// Finds the questions that a column name stands for.
pub struct Layout {
    names: HashMap<String, Vec<Meaning>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct Meaning {
    /// A code goes before an alias, an alias before a label.
    rank: u8,
    part: Part,
    target: Target,
}

/// Between group, question and choice: `group/q15/radio`, `q15.radio`, `group-q15`, `q15:radio`.
const SEPARATORS: [char; 4] = ['/', '.', '-', ':'];
/// What tools and people put before or after the name of a question for the words of "other".
const OTHER: [&str; 8] = ["other", "autre", "autres", "specify", "preciser", "autre_preciser", "other_specify", "spec"];

impl Layout {
    pub fn new(questionnaire: &Questionnaire) -> Self {
        let mut layout = Layout { names: HashMap::new() };
        for (q, question) in questionnaire.questions.iter().enumerate() {
            for (rank, name) in names_of(question) {
                if question.items.is_empty() {
                    layout.add_target(&name, rank, (q, None), question);
                }
                for (i, item) in question.items.iter().enumerate() {
                    for between in ["_", "/"] {
                        let name = format!("{name}{between}{}", key(&item.code));
                        layout.add_target(&name, rank, (q, Some(i)), question);
                    }
                }
            }
        }
        layout
    }

    fn add_target(&mut self, name: &str, rank: u8, target: Target, question: &Question) {
        let mut add = |name: String, part: Part| {
            let all = self.names.entry(name).or_default();
            let meaning = Meaning { rank, part, target };
            if !all.contains(&meaning) {
                all.push(meaning);
            }
        };
        add(name.to_owned(), Part::Whole);
        if matches!(question.kind, QuestionKind::Multiple | QuestionKind::Ranking) {
            for (c, choice) in question.choices.iter().enumerate() {
                let labels = [key(&choice.code), key(&choice.label.fr), key(&choice.label.en)];
                for label in labels.iter().filter(|label| !label.is_empty()) {
                    add(format!("{name}/{label}"), Part::Choice(c));
                }
                add(format!("{name}_{}", labels[0]), Part::Choice(c));
            }
        }
        if question.kind == QuestionKind::Ranking {
            for place in 0..question.choices.len() {
                add(format!("{name}_{}", place + 1), Part::Place(place));
                add(format!("{name}/{}", place + 1), Part::Place(place));
            }
        }
        for word in OTHER {
            for name in [format!("{name}_{word}"), format!("{word}_{name}"), format!("{name}/{word}")] {
                add(name, Part::OtherWords);
            }
        }
    }

    /// The questions a column stands for: under its whole name, else without the groups before it.
    /// Where a name means several parts of a question, the first in the order of [`Part`] that the
    /// content allows.
    pub fn find(&self, column: &Column) -> Vec<(Target, Part)> {
        let name = key(&column.name);
        let starts = std::iter::once(0).chain(name.match_indices('/').map(|(i, _)| i + 1));
        let marks_only = || column.words.iter().all(|w| mark(w).is_some() || w.parse::<u8>().is_ok());
        for start in starts {
            let Some(meant) = self.names.get(&name[start..]) else { continue };
            // `q15_other` is a yes/no column or somebody's words: what stands in it tells.
            let words_of_other = meant.iter().any(|m| m.part == Part::OtherWords) && !marks_only();
            let allowed = |m: &&Meaning| !(words_of_other && matches!(m.part, Part::Choice(_)));
            if let Some(best) = meant.iter().filter(allowed).map(|m| (m.rank, m.part)).min() {
                return meant.iter().filter(|m| (m.rank, m.part) == best).map(|m| (m.target, m.part)).collect();
            }
        }
        Vec::new()
    }
}

/// Under which names data may print a question: code, aliases, and what it was called or asked.
fn names_of(question: &Question) -> Vec<(u8, String)> {
    let labels = [&question.label.fr, &question.label.en].into_iter().chain(question.wordings.iter().map(|w| &w.text));
    let ranked =
        std::iter::once((0, &question.code)).chain(question.aliases.iter().map(|a| (1, a))).chain(labels.map(|l| (2, l)));
    let mut names: Vec<(u8, String)> = Vec::new();
    for (rank, name) in ranked.map(|(rank, name)| (rank, key(name))).filter(|(_, name)| !name.is_empty()) {
        if names.iter().all(|(_, known)| *known != name) {
            names.push((rank, name));
        }
    }
    names
}

/// A column name without the groups before it: `group/q18` → `q18`.
pub fn bare(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// A name in lower case without accents, its separators made one.
pub fn key(name: &str) -> String {
    plain_letters(name.trim()).map(|c| if SEPARATORS.contains(&c) { '/' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::survey::dictionary;

    fn layout() -> Layout {
        let source = r#"
[[question]]
code = "q15"
kind = "multiple"
label = { fr = "Sources d'information", en = "Sources of information" }
choices = [{ code = "radio", label = { fr = "La radio", en = "Radio" } }, { code = "autre" }]
[[question]]
code = "q28"
kind = "multiple"
label = "Qui finance ?"
choices = [{ code = "etat" }]
items = [{ code = "sante" }, { code = "eau_potable" }]
[[question]]
code = "q7"
aliases = ["q9"]
kind = "ranking"
label = "Problèmes"
choices = [{ code = "eau" }, { code = "route" }]
"#;
        Layout::new(&dictionary::parse(source, "d").unwrap())
    }

    fn find(name: &str, words: &[&str]) -> Vec<(Target, Part)> {
        let column = Column { name: name.into(), words: words.to_vec(), counts: vec![1; words.len()], codes: Vec::new() };
        layout().find(&column)
    }

    #[test]
    fn all_layouts_of_a_question_are_known() {
        for (name, target, part) in [
            ("q15", (0, None), Part::Whole),
            ("grp/sub/Q15", (0, None), Part::Whole),
            ("grp-q15", (0, None), Part::Whole),
            ("Sources d'information", (0, None), Part::Whole),
            ("q15/radio", (0, None), Part::Choice(0)),
            ("grp/q15/radio", (0, None), Part::Choice(0)),
            ("q15.radio", (0, None), Part::Choice(0)),
            ("q15_radio", (0, None), Part::Choice(0)),
            ("Sources d'information/La radio", (0, None), Part::Choice(0)),
            ("q28_sante", (1, Some(0)), Part::Whole),
            ("q28_eau_potable/etat", (1, Some(1)), Part::Choice(0)),
            ("q7_2", (2, None), Part::Place(1)),
            ("q9", (2, None), Part::Whole),
            ("q7/eau", (2, None), Part::Choice(0)),
        ] {
            assert_eq!(find(name, &["1"]), [(target, part)], "{name}");
        }
        assert!(find("radio", &["1"]).is_empty() && find("q28", &["1"]).is_empty());
    }

    #[test]
    fn other_is_a_choice_or_somebodys_words() {
        assert_eq!(find("q15_autre", &["1", "0"]), [((0, None), Part::Choice(1))]);
        assert_eq!(find("q15_autre", &["le griot"]), [((0, None), Part::OtherWords)]);
        assert_eq!(find("q15_other", &["le griot"]), [((0, None), Part::OtherWords)]);
        assert_eq!(find("autre_q15", &["le griot"]), [((0, None), Part::OtherWords)]);
    }
}
