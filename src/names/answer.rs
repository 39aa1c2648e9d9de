//! What comes back for a name: the place or none, how it was found, and what else was possible.

use super::gazetteer::Step;
use crate::base::{Pcode, Place, Text};

/// A possible answer, with how much its name resembles what was written (0 to 1).
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    pub code: Pcode,
    pub score: f64,
}

/// How an answer was found, from strict to loose, or why there is none.
#[derive(Debug, Clone, PartialEq)]
pub enum How {
    /// The code in the file exists in the boundaries.
    Code,
    /// A person decided.
    Reviewed,
    /// The same name, letter by letter.
    Exact,
    /// The same but for accents, case, punctuation or the way a number is written.
    Folded,
    /// The same without a word for the level or an article.
    Stripped,
    /// A spelling from the table of known spellings.
    Variant,
    /// Another spelling of the same sound.
    Phonetic,
    /// A name that resembles it and clearly no other; to be confirmed by a person.
    Fuzzy,
    /// The record has no name at this level, only coarser ones or none.
    NotNamed,
    /// No name is near enough. The nearest, best first.
    Unmatched { candidates: Vec<Candidate> },
    /// Several places fit equally well, or code and name contradict each other.
    Ambiguous { candidates: Vec<Candidate> },
}

impl How {
    /// Stable id for tables.
    pub fn id(&self) -> &'static str {
        match self {
            How::Code => "code",
            How::Reviewed => "reviewed",
            How::Exact => "exact",
            How::Folded => "folded",
            How::Stripped => "stripped",
            How::Variant => "variant",
            How::Phonetic => "phonetic",
            How::Fuzzy => "fuzzy",
            How::NotNamed => "not_named",
            How::Unmatched { .. } => "unmatched",
            How::Ambiguous { .. } => "ambiguous",
        }
    }

    pub fn label(&self) -> Text {
        match self {
            How::Code => Text::new("code du fichier", "code in the file"),
            How::Reviewed => Text::new("décision d'une personne", "a person's decision"),
            How::Exact => Text::new("nom identique", "same name"),
            How::Folded => Text::new("même nom, accents ou majuscules à part", "same name but for accents or capitals"),
            How::Stripped => Text::new("même nom, mot de niveau ou article à part", "same name but for a level word or article"),
            How::Variant => Text::new("graphie connue", "known spelling"),
            How::Phonetic => Text::new("même prononciation", "same sound"),
            How::Fuzzy => Text::new("nom ressemblant, à confirmer", "similar name, to be confirmed"),
            How::NotNamed => Text::new("sans nom à ce niveau", "no name at this level"),
            How::Unmatched { .. } => Text::new("sans correspondance", "no match"),
            How::Ambiguous { .. } => Text::new("plusieurs lieux possibles", "several places possible"),
        }
    }

    /// What a person may choose from; empty where the answer is settled.
    pub fn candidates(&self) -> &[Candidate] {
        match self {
            How::Unmatched { candidates } | How::Ambiguous { candidates } => candidates,
            _ => &[],
        }
    }
}

/// The answer to one query.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// Of the level asked for, never of another. `None` also where a person decided that the
    /// name is no such place.
    pub place: Option<Place>,
    pub how: How,
    /// Likeness of the names, 0 to 1. 1 for every step stricter than `Phonetic`; of the best
    /// candidate where there is no answer.
    pub score: f64,
    /// The next best name where likeness decided (`Phonetic`, `Fuzzy`) or nothing did.
    pub runner_up: Option<(Pcode, f64)>,
    /// A named parent is unknown to the boundaries, or is not the parent of the answer.
    pub parent_differs: bool,
}

impl Match {
    /// The label of [`How`], with "parent differs" where it does.
    pub fn label(&self) -> Text {
        let Text { fr, en } = self.how.label();
        if self.parent_differs && self.place.is_some() {
            Text::new(format!("{fr}, parent différent"), format!("{en}, parent differs"))
        } else {
            Text { fr, en }
        }
    }

    /// Whether a person should look: nothing was found, or only something similar.
    pub fn is_open(&self) -> bool {
        matches!(self.how, How::Fuzzy | How::Unmatched { .. } | How::Ambiguous { .. })
    }

    pub(super) fn none(how: How) -> Self {
        let ranked = how.candidates();
        let score = ranked.first().map_or(0.0, |c| c.score);
        let runner_up = ranked.get(1).map(|c| (c.code.clone(), c.score));
        Match { place: None, how, score, runner_up, parent_differs: false }
    }
}

impl From<Step> for How {
    fn from(step: Step) -> Self {
        match step {
            Step::Exact => How::Exact,
            Step::Folded => How::Folded,
            Step::Stripped => How::Stripped,
            Step::Variant => How::Variant,
            Step::Phonetic => How::Phonetic,
        }
    }
}
