//! One name, one answer or none: steps from strict to loose, inside the parent first.
//!
//! 1. A decision of a person stands above everything.
//! 2. A code that exists answers, unless the names beside it clearly say another place.
//! 3. The parents are found first, the same way; a parent recognised only by likeness, or not
//!    uniquely, counts as unknown.
//! 4. Inside the finest parent that is named: `Exact`, `Folded`, `Stripped`, `Variant`,
//!    `Phonetic`, then `Fuzzy`. The first step with one answer decides; with several it is
//!    `Ambiguous`. `Fuzzy` needs a parent (for regions, the country).
//! 5. Where the parent is unknown or does not hold the name (boundaries change), wider parents
//!    and then the country are searched, at the steps up to `Variant` **taken together**. The
//!    answer is accepted only when it is the only one there, when no other name there sounds the
//!    same or (communes) differs by a single letter, and, beyond a known parent, when its
//!    bounding box meets that of the parent: a reform moves a commune next door, not across the
//!    country. It then carries [`Match::parent_differs`].
//!    A region that the boundaries know as a cercle was made from that cercle (as in the reform
//!    of 2023), so the cercle is searched first.

use super::gazetteer::{Gazetteer, Scope, Step};
use super::likeness::Likeness;
use super::normalise::Keys;
use super::review::{Decision, Review};
use crate::base::{Level, Pcode, Place, PlaceName, Text};

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

/// Likeness thresholds of `Fuzzy`, all of them to be met. Chosen so that on the labelled sample
/// (tests/reference/names) no wrong place is accepted; Jaro–Winkler alone accepts too many
/// names that begin alike, Damerau–Levenshtein alone too many short ones.
const FUZZY_JARO_WINKLER: f64 = 0.85;
const FUZZY_DAMERAU: f64 = 0.80;
/// By how much the score must exceed that of the next name.
const FUZZY_MARGIN: f64 = 0.08;
/// Shorter names differ too little from one another.
const FUZZY_MIN_LETTERS: usize = 5;
/// Candidates offered to a person.
const CANDIDATES: usize = 5;
/// Names less alike are no help to a person.
const CANDIDATE_FLOOR: f64 = 0.60;

/// Finds the area of level `level` that a record names.
///
/// `level` is region, cercle or commune; records never name zones or the country, so those give
/// [`How::NotNamed`]. Decisions in `review` that do not fit the gazetteer are passed over here
/// and reported by [`Review::check`].
pub fn match_place(name: &PlaceName, level: Level, gazetteer: &Gazetteer, review: &Review) -> Match {
    let search = Search { name, gazetteer };
    match review.decision(name, level) {
        Some(Decision::NoSuchPlace) => return Match { score: 1.0, ..Match::none(How::Reviewed) },
        Some(Decision::Place(code)) => {
            if let Some((_, i)) = gazetteer.position_of(code.as_str()).filter(|(found, _)| *found == level) {
                return search.answer(level, Found { i, how: How::Reviewed, differs: false });
            }
        }
        None => {}
    }
    search.by_code(level).unwrap_or_else(|| match search.by_name(level, true) {
        Outcome::Found(found) => search.answer(level, found),
        Outcome::Several(positions) => search.several(level, &positions),
        Outcome::Nothing => search.nothing(level),
        Outcome::NotNamed => Match::none(How::NotNamed),
    })
}

struct Search<'a> {
    name: &'a PlaceName,
    gazetteer: &'a Gazetteer,
}

struct Found {
    i: usize,
    how: How,
    differs: bool,
}

enum Outcome {
    Found(Found),
    Several(Vec<usize>),
    Nothing,
    NotNamed,
}

/// The parents of a query: the finest that is known, whether the finest that is named is that
/// one, and whether any of them is unknown or contradicts another.
#[derive(Default)]
struct Parents {
    /// Coarse to fine.
    known: Vec<(Level, usize)>,
    any_named: bool,
    finest_is_known: bool,
    differ: bool,
    /// The cercle that bears the name of an unknown region.
    promoted: Option<usize>,
}

impl Search<'_> {
    /// The answer a given code allows; `None` where there is no code, it is not of this boundary
    /// set, or it is of a coarser level (it then serves as the parent).
    fn by_code(&self, level: Level) -> Option<Match> {
        let (coded_level, coded) = self.gazetteer.position_of(self.name.code.as_deref()?)?;
        let i = self.gazetteer.ancestor(coded_level, coded, level)?;
        let mut parent_differs = false;
        let mut named_so = false;
        for named in Level::ADMINISTRATIVE.into_iter().rev().filter(|&l| l <= coded_level) {
            let own = self.gazetteer.ancestor(coded_level, coded, named);
            if let Outcome::Found(found) = self.by_name(named, false) {
                if Some(found.i) == own {
                    named_so = true;
                } else if named_so {
                    // The finer name agrees with the code: only the parent has moved.
                    parent_differs = true;
                } else {
                    // Two schemes can share a code. Code and name contradict each other.
                    let mut both = vec![i];
                    if named >= level {
                        both.extend(self.gazetteer.ancestor(named, found.i, level).filter(|&j| j != i));
                    }
                    return Some(self.several(level, &both));
                }
            }
        }
        let place = Some(Place { level, code: self.gazetteer.entry(level, i).code.clone() });
        Some(Match { place, how: How::Code, score: 1.0, runner_up: None, parent_differs })
    }

    fn parents(&self, level: Level) -> Parents {
        let mut parents = Parents { finest_is_known: true, ..Parents::default() };
        let coded = self.name.code.as_deref().and_then(|code| self.gazetteer.position_of(code));
        for up in Level::ADMINISTRATIVE.into_iter().filter(|&l| l < level) {
            let outcome = self.by_name(up, false);
            let named = !matches!(outcome, Outcome::NotNamed);
            let by_name = match outcome {
                Outcome::Found(found) => {
                    parents.differ |= found.differs;
                    Some(found.i)
                }
                _ => None,
            };
            let by_code = coded.filter(|(l, _)| *l < level).and_then(|(l, i)| self.gazetteer.ancestor(l, i, up));
            let known = match (by_name, by_code) {
                (Some(a), Some(b)) if a != b => None,
                (a, b) => a.or(b),
            };
            if named || by_code.is_some() {
                parents.any_named = true;
                parents.finest_is_known = known.is_some();
                parents.differ |= known.is_none();
                parents.known.extend(known.map(|i| (up, i)));
            }
            if up == Level::Region && known.is_none() {
                parents.promoted = self.name.region.as_deref().and_then(|text| {
                    let keys = Keys::new(text, Level::Region);
                    match self.strict_hits(Level::Cercle, &keys, None).as_slice() {
                        &[(i, _)] => Some(i),
                        _ => None,
                    }
                });
            }
        }
        parents
    }

    /// The cascade over names. Without `likeness` it stops at `Phonetic`.
    fn by_name(&self, level: Level, likeness: bool) -> Outcome {
        let Some(text) = self.name.at(level) else { return Outcome::NotNamed };
        let keys = Keys::new(text, level);
        if keys.folded.is_empty() {
            return Outcome::NotNamed;
        }
        let parents = self.parents(level);
        let finest = parents.known.last().copied();
        let mut fuzzy = None;
        if parents.finest_is_known {
            for step in Step::ALL {
                match self.gazetteer.look_up(level, &keys, step, finest).as_slice() {
                    [] => {}
                    &[i] => return Outcome::Found(Found { i, how: step.into(), differs: parents.differ }),
                    several => return Outcome::Several(several.to_vec()),
                }
            }
            if likeness && (finest.is_some() || level == Level::Region) {
                fuzzy = self.fuzzy(level, &keys, finest);
            }
        }
        let elsewhere = if parents.any_named { self.elsewhere(level, &keys, &parents) } else { Outcome::Nothing };
        match (fuzzy, elsewhere) {
            (None, elsewhere) => elsewhere,
            (Some(i), Outcome::Found(other)) => Outcome::Several(vec![i, other.i]),
            (Some(i), Outcome::Several(others)) => Outcome::Several([vec![i], others].concat()),
            (Some(i), Outcome::Nothing | Outcome::NotNamed) => {
                Outcome::Found(Found { i, how: How::Fuzzy, differs: parents.differ })
            }
        }
    }

    /// Outside the named parent: strict steps only, and nothing else near. See the module's head.
    fn elsewhere(&self, level: Level, keys: &Keys, parents: &Parents) -> Outcome {
        let promoted = parents.promoted.filter(|_| level == Level::Commune).map(|i| (Level::Cercle, i));
        if let Some(&[(i, step)]) = promoted.map(|_| self.strict_hits(level, keys, promoted)).as_deref() {
            return Outcome::Found(Found { i, how: step.into(), differs: true });
        }
        let inside = if parents.finest_is_known { parents.known.last().copied() } else { None };
        let wider = parents.known.iter().rev().copied().filter(|p| Some(*p) != inside).map(Some);
        for scope in wider.chain([None]) {
            match self.strict_hits(level, keys, scope).as_slice() {
                [] => {}
                &[(i, step)] => {
                    let next_door = scope.is_some()
                        || parents.known.last().is_none_or(|&finest| self.gazetteer.boxes_meet((level, i), finest));
                    if !next_door {
                        return Outcome::Nothing;
                    }
                    let rivals = self.gazetteer.rivals(level, keys, i, scope);
                    if !rivals.is_empty() {
                        return Outcome::Several([vec![i], rivals].concat());
                    }
                    return Outcome::Found(Found { i, how: step.into(), differs: true });
                }
                several => return Outcome::Several(several.iter().map(|(i, _)| *i).collect()),
            }
        }
        Outcome::Nothing
    }

    /// Everything the strict steps find inside `scope`, each area once with its strictest step.
    fn strict_hits(&self, level: Level, keys: &Keys, scope: Scope) -> Vec<(usize, Step)> {
        let mut hits: Vec<(usize, Step)> = Vec::new();
        for step in Step::STRICT {
            for i in self.gazetteer.look_up(level, keys, step, scope) {
                if !hits.iter().any(|(j, _)| *j == i) {
                    hits.push((i, step));
                }
            }
        }
        hits
    }

    fn fuzzy(&self, level: Level, keys: &Keys, scope: Scope) -> Option<usize> {
        if keys.of_another_level || keys.stripped.chars().count() < FUZZY_MIN_LETTERS {
            return None;
        }
        let alike = self.gazetteer.most_alike(level, keys, scope, 3);
        let &(i, best) = alike.first()?;
        let next = alike.get(1).map_or(0.0, |(_, next)| next.score());
        let near = best.jaro_winkler >= FUZZY_JARO_WINKLER && best.damerau >= FUZZY_DAMERAU;
        let clear = best.score() - next >= FUZZY_MARGIN;
        (near && clear && self.gazetteer.entry(level, i).keys.marks == keys.marks).then_some(i)
    }

    fn answer(&self, level: Level, found: Found) -> Match {
        let place = Some(Place { level, code: self.gazetteer.entry(level, found.i).code.clone() });
        let keys = self.keys(level);
        let (score, runner_up) = match (&found.how, keys) {
            (How::Phonetic | How::Fuzzy, Some(keys)) => {
                let scope = if found.differs { None } else { self.parents(level).known.last().copied() };
                let next = self.gazetteer.most_alike(level, &keys, scope, 2).into_iter().find(|(j, _)| *j != found.i);
                let runner_up = next.map(|(j, l)| (self.gazetteer.entry(level, j).code.clone(), l.score()));
                (self.likeness(level, &keys, found.i), runner_up)
            }
            _ => (1.0, None),
        };
        Match { place, how: found.how, score, runner_up, parent_differs: found.differs }
    }

    fn several(&self, level: Level, positions: &[usize]) -> Match {
        let keys = self.keys(level);
        let candidates = positions.iter().map(|&i| self.candidate(level, keys.as_ref(), i)).collect();
        Match::none(How::Ambiguous { candidates: best(candidates) })
    }

    fn nothing(&self, level: Level) -> Match {
        let Some(keys) = self.keys(level) else { return Match::none(How::NotNamed) };
        let near = self.parents(level).known.last().copied();
        // Inside the parent, and anywhere if much alike: a person sees both.
        let mut found = self.gazetteer.most_alike(level, &keys, near, CANDIDATES);
        if near.is_some() {
            found.extend(self.gazetteer.most_alike(level, &keys, None, CANDIDATES));
        }
        let mut positions: Vec<usize> = found.into_iter().map(|(i, _)| i).collect();
        positions.sort_unstable();
        positions.dedup();
        let mut candidates: Vec<Candidate> = positions.into_iter().map(|i| self.candidate(level, Some(&keys), i)).collect();
        candidates.retain(|c| c.score >= CANDIDATE_FLOOR);
        Match::none(How::Unmatched { candidates: best(candidates) })
    }

    fn candidate(&self, level: Level, keys: Option<&Keys>, i: usize) -> Candidate {
        let score = keys.map_or(0.0, |keys| self.likeness(level, keys, i));
        Candidate { code: self.gazetteer.entry(level, i).code.clone(), score }
    }

    fn likeness(&self, level: Level, keys: &Keys, i: usize) -> f64 {
        Likeness::between(&keys.stripped, &self.gazetteer.entry(level, i).keys.stripped).score()
    }

    fn keys(&self, level: Level) -> Option<Keys> {
        self.name.at(level).map(|text| Keys::new(text, level))
    }
}

fn best(mut candidates: Vec<Candidate>) -> Vec<Candidate> {
    candidates.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.code.cmp(&b.code)));
    candidates.truncate(CANDIDATES);
    candidates
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
