//! Numbers of people as registers tell them: exact, "at least", or in words.

use crate::base::{Case, Problem, Text};
use crate::read::parse::numbers::{self, Told};
use crate::read::records::{Record, Records};

/// A number of people, perhaps a lower bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Count {
    pub number: Option<u32>,
    /// Only beside a number.
    pub at_least: bool,
}

impl Count {
    pub fn or_else(self, other: impl FnOnce() -> Count) -> Count {
        if self.number.is_some() { self } else { other() }
    }
}

/// Reads counts, and gathers what was odd about them.
pub(super) struct Counts {
    unreadable: Problem,
    negative: Problem,
    in_words: Problem,
    at_least: Problem,
}

impl Counts {
    pub fn new(file: &str) -> Self {
        let empty = Text::new(
            "Laissez vide ce qui n'est pas connu ; écrivez les nombres sans texte, ou « au moins 23 ».",
            "Leave empty what is not known; write numbers without text, or “at least 23”.",
        );
        Counts {
            unreadable: Problem::warning(
                "number-unreadable",
                file,
                Text::new("nombres illisibles : comptés comme absents", "numbers unreadable: counted as missing"),
                empty.clone(),
            ),
            negative: Problem::warning(
                "count-negative",
                file,
                Text::new(
                    "nombres de personnes négatifs : comptés comme absents",
                    "negative numbers of people: counted as missing",
                ),
                empty.clone(),
            ),
            in_words: Problem::note(
                "count-in-words",
                file,
                Text::new(
                    "nombres dits en mots (« des dizaines », « plusieurs ») : comptés comme inconnus, jamais comme zéro",
                    "numbers told in words (“dozens”, “several”): counted as unknown, never as zero",
                ),
                empty,
            ),
            at_least: Problem::note(
                "count-at-least",
                file,
                Text::new(
                    "nombres minimaux (« au moins 23 ») : comptés ainsi, les totaux sont des minimums",
                    "lower bounds (“at least 23”): counted as such, totals are lower bounds",
                ),
                Text::new("Rien à faire.", "Nothing to do."),
            ),
        }
    }

    /// The number in one field of a record; missing is not zero.
    pub fn read(&mut self, records: &Records, record: Record<'_>, field: &str) -> Count {
        let Some(text) = record.get(field) else { return Count::default() };
        let case = || Case::row(record.number(), records.header(field), text);
        let people = |number: f64| Some(number.round() as u32);
        match numbers::told(text) {
            Told::Exactly(number) | Told::AtLeast(number) if number < 0.0 => {
                self.negative.push(case());
                Count::default()
            }
            Told::Exactly(number) => Count { number: people(number), at_least: false },
            Told::AtLeast(number) => {
                self.at_least.push(case());
                Count { number: people(number), at_least: true }
            }
            Told::Vaguely => {
                self.in_words.push(case());
                Count::default()
            }
            Told::Nothing => {
                self.unreadable.push(case());
                Count::default()
            }
        }
    }

    pub fn into_problems(self) -> [Problem; 4] {
        [self.unreadable, self.negative, self.in_words, self.at_least]
    }
}
