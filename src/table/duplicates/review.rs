//! What a person decided about pairs of reports: read from the review file of an earlier run.

use crate::base::{Case, Error, Problem, Problems, Result, Text, plain_letters};
use crate::text;
use std::collections::BTreeMap;

/// One decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    Same,
    Different,
}

impl Decision {
    /// As the review file writes it.
    pub fn id(self) -> &'static str {
        match self {
            Decision::Same => "same",
            Decision::Different => "different",
        }
    }
}

/// All decisions so far, by the ids of the two events in order. Empty by default.
#[derive(Debug, Clone, Default)]
pub struct DuplicateReview(BTreeMap<(String, String), Decision>);

impl DuplicateReview {
    /// Reads a review file: columns `id_a`, `id_b` and `decision` (same or different, même or
    /// différent), separated by `;`, `,` or tab. Lines without a decision are none. A word that is no
    /// decision is a problem; of two decisions on one pair the later counts, and the pair is reported.
    ///
    /// # Errors
    /// One of the three columns is missing.
    pub fn parse(text: &str, file: &str) -> Result<(DuplicateReview, Problems)> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let header = text.lines().next().unwrap_or_default();
        let delimiter = [';', ',', '\t'].into_iter().max_by_key(|d| header.matches(*d).count()).unwrap_or(';');
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter as u8).flexible(true).from_reader(text.as_bytes());
        let columns: Vec<String> =
            reader.headers().map(|h| h.iter().map(|c| c.trim().to_lowercase()).collect()).unwrap_or_default();
        let mut at = [0; 3];
        for (place, field) in at.iter_mut().zip(["id_a", "id_b", "decision"]) {
            *place = columns.iter().position(|c| c == field).ok_or_else(|| {
                Error::input(
                    text!("`{file}` n'a pas de colonne « {field} »", "`{file}` has no column \"{field}\""),
                    Text::new(
                        "Gardez la première ligne du fichier telle qu'elle a été écrite, ou retirez review de [incidents].",
                        "Keep the first line of the file as it was written, or remove review from [incidents].",
                    ),
                )
            })?;
        }
        let mut review = DuplicateReview::default();
        let mut problems = Problems::new();
        for record in reader.records() {
            let Ok(record) = record else {
                problems.add(unreadable(file).with(Case::found("")));
                continue;
            };
            let line = record.position().map_or(0, csv::Position::line);
            let [a, b, said] = at.map(|i| record.get(i).map(|c| c.trim().trim_start_matches('\'')).unwrap_or_default());
            let word: String = plain_letters(said).filter(|c| c.is_alphabetic()).collect();
            let decision = match word.as_str() {
                "" => continue,
                "same" | "meme" | "memes" | "oui" | "yes" => Decision::Same,
                "different" | "differents" | "differente" | "non" | "no" => Decision::Different,
                _ => {
                    problems.add(unreadable(file).with(Case::row(line, "decision", said)));
                    continue;
                }
            };
            if review.0.insert(key(a, b), decision).is_some_and(|earlier| earlier != decision) {
                problems.add(
                    Problem::warning(
                        "decision-given-twice",
                        file,
                        Text::new(
                            "deux décisions contraires pour une paire : la dernière compte",
                            "two opposite decisions for one pair: the last one counts",
                        ),
                        Text::new("Supprimez la ligne en trop.", "Delete the line too many."),
                    )
                    .with(Case::row(line, "decision", format!("{a}, {b}"))),
                );
            }
        }
        Ok((review, problems))
    }

    /// What was decided about two events, in whatever order.
    pub fn decision(&self, a: &str, b: &str) -> Option<Decision> {
        if self.0.is_empty() { None } else { self.0.get(&key(a, b)).copied() }
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All decisions, by the ids of their events.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str, Decision)> {
        self.0.iter().map(|((a, b), decision)| (a.as_str(), b.as_str(), *decision))
    }
}

fn key(a: &str, b: &str) -> (String, String) {
    let (first, second) = if a <= b { (a, b) } else { (b, a) };
    (first.to_owned(), second.to_owned())
}

fn unreadable(file: &str) -> Problem {
    Problem::warning(
        "decision-unreadable",
        file,
        Text::new("décision illisible : ignorée", "decision that cannot be read: ignored"),
        Text::new("Écrivez same (même événement) ou different.", "Write same (one event) or different."),
    )
}
