//! What a text in a cell says about the choices of its question: by code or by label, in any
//! language of the form.

use super::questionnaire::{Form, Question};
use crate::read::parse::words::{fold, tokens};
use std::collections::HashMap;

/// The choices of one question, to be found by what cells say.
pub struct Choices {
    /// As written, and in lower case. `None` where two choices share it.
    written: HashMap<String, Option<usize>>,
    /// Without case, accents and punctuation.
    folded: HashMap<String, Option<usize>>,
    /// Codes and labels as words, longest first, for lists of labels with nothing but blanks between.
    phrases: Vec<(Vec<String>, usize)>,
}

impl Choices {
    pub fn new(question: &Question, form: &Form) -> Self {
        let mut choices = Choices { written: HashMap::new(), folded: HashMap::new(), phrases: Vec::new() };
        let labels_of = |code: &str| {
            let key = (question.code.clone(), code.to_owned());
            form.further_labels.get(&key).into_iter().flatten().map(String::as_str)
        };
        // Codes before labels: where a label looks like another choice's code, the code is meant.
        for (i, choice) in question.choices.iter().enumerate() {
            choices.written.entry(choice.code.trim().to_owned()).or_insert(Some(i));
        }
        for (i, choice) in question.choices.iter().enumerate() {
            choices.written.entry(choice.code.trim().to_lowercase()).or_insert(Some(i));
        }
        let of_codes = choices.written.clone();
        for (i, choice) in question.choices.iter().enumerate() {
            choices.phrases.push((tokens(&choice.code), i));
            for label in [choice.label.fr.as_str(), choice.label.en.as_str()].into_iter().chain(labels_of(&choice.code)) {
                let label = label.trim();
                if label.is_empty() {
                    continue;
                }
                if !of_codes.contains_key(&label.to_lowercase()) {
                    share(&mut choices.written, label.to_lowercase(), i);
                }
                share(&mut choices.folded, fold(label), i);
                choices.phrases.push((tokens(label), i));
            }
        }
        for (i, choice) in question.choices.iter().enumerate() {
            let key = fold(&choice.code);
            if !choices.folded.contains_key(&key) {
                share(&mut choices.folded, key, i);
            }
        }
        choices.phrases.retain(|(words, _)| !words.is_empty());
        choices.phrases.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        choices
    }

    /// The choice a cell means; `None` where it means none, or two.
    pub fn one(&self, cell: &str) -> Option<usize> {
        let by_number = || self.written.get(cell.strip_suffix(".0")?);
        let found = self.written.get(cell).or_else(|| self.written.get(&cell.to_lowercase())).or_else(by_number);
        match found {
            Some(choice) => *choice,
            None => self.folded.get(&fold(cell)).filter(|_| !fold(cell).is_empty()).copied().flatten(),
        }
    }

    /// Whether a text is one slip away from a code or label.
    pub fn nearly(&self, cell: &str) -> bool {
        let cell = fold(cell);
        self.folded.keys().any(|known| known.len() > 2 && strsim::osa_distance(known, &cell) <= 1 + usize::from(known.len() > 6))
    }

    /// The choices a list of codes or labels means, in its order, and whether some of it meant
    /// nothing. Separated by blanks, as codes are, or by `;`, `,` or `|`, as labels often are.
    pub fn several(&self, cell: &str) -> (Vec<usize>, bool) {
        if let Some(choice) = self.one(cell) {
            return (vec![choice], false);
        }
        let mut best: Option<(Vec<usize>, usize)> = None;
        for separators in [&[' ', '\t', '\n'][..], &[';'], &['|'], &[',']] {
            let parts: Vec<&str> = cell.split(separators).map(str::trim).filter(|part| !part.is_empty()).collect();
            let known: Vec<usize> = parts.iter().filter_map(|part| self.one(part)).collect();
            let missed = parts.len() - known.len();
            if missed == 0 && !parts.is_empty() {
                return (known, false);
            }
            if best.as_ref().is_none_or(|(_, least)| missed < *least) {
                best = Some((known, missed));
            }
        }
        match self.phrases_in(cell) {
            Some(choices) => (choices, false),
            None => (best.map(|(known, _)| known).unwrap_or_default(), true),
        }
    }

    /// Labels one after the other with blanks between: the longest that fits at each place.
    fn phrases_in(&self, cell: &str) -> Option<Vec<usize>> {
        let words = tokens(cell);
        let (mut at, mut found) = (0, Vec::new());
        while at < words.len() {
            let (phrase, choice) = self.phrases.iter().find(|(phrase, _)| words[at..].starts_with(phrase))?;
            at += phrase.len();
            found.push(*choice);
        }
        (!found.is_empty()).then_some(found)
    }
}

fn share(map: &mut HashMap<String, Option<usize>>, key: String, choice: usize) {
    if key.is_empty() {
        return;
    }
    let owner = map.entry(key).or_insert(Some(choice));
    if *owner != Some(choice) {
        *owner = None;
    }
}

/// Whether a cell of a yes/no column says that the choice was taken. `None`: it says neither.
pub fn mark(cell: &str) -> Option<bool> {
    match fold(cell.strip_suffix(".0").unwrap_or(cell)).as_str() {
        "1" | "oui" | "yes" | "true" | "vrai" | "x" | "o" | "y" | "selected" | "checked" => Some(true),
        "0" | "non" | "no" | "false" | "faux" | "n" | "notselected" | "unchecked" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::survey::dictionary;

    fn choices(list: &str) -> Choices {
        let source = format!("[[question]]\ncode = \"q\"\nkind = \"multiple\"\nlabel = \"x\"\nchoices = [{list}]\n");
        let questionnaire = dictionary::parse(&source, "d").unwrap();
        let form =
            Form { further_labels: [(("q".to_owned(), "radio".to_owned()), vec!["Arajo".to_owned()])].into(), ..Form::default() };
        Choices::new(&questionnaire.questions[0], &form)
    }

    #[test]
    fn cells_hold_codes_or_labels_of_any_language() {
        let of = choices(
            r#"{ code = "radio", label = { fr = "La radio", en = "Radio set" } }, { code = "tv", label = "Télévision" }, { code = "0_1" }, { code = "01" }, { code = "-99", label = "NSP" }, { code = "99" }"#,
        );
        for (cell, choice) in [
            ("radio", Some(0)),
            ("RADIO", Some(0)),
            ("la radio", Some(0)),
            ("Radio set", Some(0)),
            ("arajo", Some(0)),
            ("television", Some(1)),
            ("0_1", Some(2)),
            ("01", Some(3)),
            ("-99", Some(4)),
            ("99.0", Some(5)),
            ("journal", None),
            ("—", None),
        ] {
            assert_eq!(of.one(cell), choice, "{cell}");
        }
        assert_eq!(of.several("tv radio"), (vec![1, 0], false));
        assert_eq!(of.several("La radio; Télévision"), (vec![0, 1], false));
        assert_eq!(of.several("Télévision La radio"), (vec![1, 0], false), "labels with blanks between");
        assert_eq!(of.several("tv journal"), (vec![1], true));
    }

    #[test]
    fn a_label_of_two_codes_means_neither() {
        let of = choices(r#"{ code = "1", label = "Oui" }, { code = "2", label = "oui" }, { code = "a", label = "1" }"#);
        assert_eq!((of.one("Oui"), of.one("oui"), of.one("OUI")), (None, None, None));
        assert_eq!(of.one("1"), Some(0), "the code is meant");
    }

    #[test]
    fn marks() {
        assert_eq!(
            (mark("1"), mark("1.0"), mark("OUI"), mark("Faux"), mark("0")),
            (Some(true), Some(true), Some(true), Some(false), Some(false))
        );
        assert_eq!((mark(""), mark("2")), (None, None));
    }
}
