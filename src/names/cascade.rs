//! One name, one answer or none: steps from strict to loose, inside the parent first.
//!
//! 1. A decision of a person stands above everything.
//! 2. A code that exists answers, unless the names beside it clearly say another place.
//! 3. The parents are found first, the same way; a parent recognised only by likeness, or not
//!    uniquely, counts as unknown.
//! 4. Inside the finest parent that is named: `Exact`, `Folded`, `Stripped`, `Variant`,
//!    `Phonetic`, then `Fuzzy`. The first step with one answer decides; with several it is
//!    `Ambiguous`. `Fuzzy` needs a parent (for regions, the country), and refuses when the name
//!    stands as written somewhere next door.
//! 5. Where the parent is unknown or does not hold the name (boundaries change), wider parents
//!    and then the country are searched, at the steps up to `Variant` **taken together**. The
//!    answer is accepted only when it is the only one there, when no other name there sounds the
//!    same or (communes) differs by a single letter, and when its bounding box lies beside that
//!    of the finest known parent: a reform moves a commune next door, not across the country. It
//!    then carries [`Match::parent_differs`].
//!    A region that the boundaries know as a cercle was made from that cercle (as in the reform
//!    of 2023), so the cercle is searched first.

use super::answer::{Candidate, How, Match};
use super::gazetteer::{Gazetteer, Scope, Step};
use super::likeness::Likeness;
use super::normalise::Keys;
use super::review::{Decision, Review};
use crate::base::{Level, Place, PlaceName};

/// Likeness thresholds of `Fuzzy`, all of them to be met. Set by trial on the labelled sample and
/// on village names (tests/reference/names): looser ones found a few more communes and many more
/// villages. Jaro–Winkler alone accepts names that begin alike, Damerau–Levenshtein alone short ones.
const FUZZY_JARO_WINKLER: f64 = 0.90;
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
                    let finest = parents.known.last();
                    let next_door = finest.is_none_or(|&finest| self.gazetteer.next_door((level, i), finest));
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
                let scope = self.parents(level).known.last().copied();
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
        // Inside the parent, and anywhere if more alike: a person sees both.
        let mut found = self.gazetteer.most_alike(level, &keys, near, CANDIDATES);
        if near.is_some() {
            found.extend(self.gazetteer.most_alike(level, &keys, None, CANDIDATES));
        }
        found.sort_by_key(|(i, _)| *i);
        found.dedup_by_key(|(i, _)| *i);
        found.retain(|(_, likeness)| likeness.score() >= CANDIDATE_FLOOR);
        let named = |(i, likeness): (usize, Likeness)| Candidate {
            code: self.gazetteer.entry(level, i).code.clone(),
            score: likeness.score(),
        };
        Match::none(How::Unmatched { candidates: best(found.into_iter().map(named).collect()) })
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

#[cfg(test)]
mod tests {
    use super::super::fixture::{country, place};
    use super::*;
    use crate::base::Lang;

    fn find(name: &PlaceName, level: Level) -> Match {
        match_place(name, level, &Gazetteer::new(&country()), &Review::default())
    }

    fn commune(region: &str, cercle: &str, commune: &str) -> Match {
        find(&place(region, cercle, commune), Level::Commune)
    }

    fn code(found: &Match) -> Option<&str> {
        found.place.as_ref().map(|p| p.code.as_str())
    }

    #[test]
    fn the_first_step_with_one_answer_decides() {
        for (text, how, expected) in [
            ("Sébékoro", How::Exact, "A103"),
            ("SEBEKORO", How::Folded, "A103"),
            ("sébé-koro", How::Folded, "A103"),
            ("Commune rurale de Sébékoro", How::Stripped, "A103"),
            ("Sebecoro", How::Phonetic, "A103"),
            ("Sébélkoro", How::Fuzzy, "A103"),
        ] {
            let found = commune("Tombouctou", "Koro", text);
            assert_eq!((code(&found), &found.how), (Some(expected), &how), "{text}");
            assert!(!found.parent_differs);
        }
        let known = find(&place("Timbuktu", "", ""), Level::Region);
        assert_eq!((code(&known), &known.how), (Some("A"), &How::Variant));
    }

    #[test]
    fn the_level_asked_for_is_the_level_answered() {
        assert_eq!(code(&commune("Tombouctou", "Koro", "Koro")), Some("A101"));
        assert_eq!(code(&find(&place("Tombouctou", "Koro", ""), Level::Cercle)), Some("A1"));
        assert_eq!(commune("Tombouctou", "Koro", "").how, How::NotNamed);
        assert_eq!(commune("Tombouctou", "Koro", "Cercle de Koro").place, None);
        assert_eq!(commune("Tombouctou", "Koro", " … ").how, How::NotNamed);
        assert_eq!(find(&place("Tombouctou", "", ""), Level::Zone).how, How::NotNamed);
    }

    #[test]
    fn a_shared_name_needs_its_parent() {
        assert!(matches!(commune("", "", "Benkadi").how, How::Ambiguous { candidates } if candidates.len() == 2));
        assert!(matches!(commune("Tombouctou", "", "Benkadi").how, How::Ambiguous { .. }));
        assert_eq!(code(&commune("Tombouctou", "Macina", "Benkadi")), Some("A202"));
    }

    #[test]
    fn numbers_are_never_bridged_by_likeness() {
        assert_eq!(code(&commune("Tombouctou", "Macina", "Dougoutene 2")), Some("A204"));
        assert_eq!(commune("Tombouctou", "Macina", "Dougouténé III").place, None);
        assert_eq!(commune("Tombouctou", "Macina", "Dougouténé").place, None);
    }

    #[test]
    fn a_moved_place_is_accepted_next_door_and_strictly_only() {
        let next_door = find(&place("Gao region", "Koro cercle", ""), Level::Cercle);
        assert_eq!((code(&next_door), next_door.parent_differs), (Some("A1"), true));
        assert_eq!(next_door.label().get(Lang::Fr), "même nom, mot de niveau ou article à part, parent différent");
        assert_eq!(commune("Gao", "Abeibara", "Sebecoro").place, None, "by sound: only inside the parent");
        let far = commune("Gao", "", "Tamani");
        assert_eq!(far.place, None, "not across the country");
        assert_eq!(far.how.candidates()[0].code.as_str(), "C102", "but offered to a person");
        assert_eq!(code(&commune("Nowhere", "", "Tamani")), Some("C102"), "an unknown parent has no place to be far from");
        assert!(matches!(commune("Nowhere", "", "Kendé").how, How::Ambiguous { .. }), "one letter from Kendié");
    }

    #[test]
    fn a_region_made_from_a_cercle_is_looked_for_in_that_cercle() {
        let found = commune("KITA", "Somewhere", "KENDE");
        assert_eq!((code(&found), found.parent_differs), (Some("C101"), true));
        let shared = commune("Macina", "Somewhere", "Benkadi");
        assert_eq!(code(&shared), Some("A202"));
    }

    #[test]
    fn a_code_answers_unless_the_names_say_otherwise() {
        let coded = |code: &str, name: PlaceName| PlaceName { code: Some(code.into()), ..name };
        let found = find(&coded(" a102 ", place("", "", "")), Level::Commune);
        assert_eq!((code(&found), &found.how), (Some("A102"), &How::Code));
        let climbed = find(&coded("A102", place("", "", "")), Level::Cercle);
        assert_eq!(code(&climbed), Some("A1"));
        let foreign = find(&coded("MLI00100112", place("Tombouctou", "Koro", "Koro")), Level::Commune);
        assert_eq!((code(&foreign), &foreign.how), (Some("A101"), &How::Exact));
        let contradiction = find(&coded("C102", place("Tombouctou", "Koro", "Koro")), Level::Commune);
        assert!(matches!(contradiction.how, How::Ambiguous { candidates } if candidates.len() == 2));
        let region_only = find(&coded("C102", place("Gao", "", "")), Level::Commune);
        assert!(matches!(region_only.how, How::Ambiguous { .. }), "a region of another scheme");
        let moved = find(&coded("A103", place("Gao", "", "Sébékoro")), Level::Commune);
        assert_eq!((code(&moved), moved.parent_differs), (Some("A103"), true));
        let coarse = find(&coded("A2", place("", "", "Benkadi")), Level::Commune);
        assert_eq!(code(&coarse), Some("A202"), "a coarser code serves as the parent");
        let quarrel = find(&coded("C", place("Tombouctou", "Koro", "")), Level::Cercle);
        assert!(quarrel.parent_differs, "code and name of the region differ; the cercle is named only once");
    }

    #[test]
    fn fuzzy_tells_its_runner_up_and_open_matches_offer_candidates() {
        let fuzzy = commune("Tombouctou", "Koro", "Sébélkoro");
        assert_eq!((code(&fuzzy), &fuzzy.how), (Some("A103"), &How::Fuzzy));
        assert!(fuzzy.score > 0.9 && fuzzy.is_open());
        assert_eq!(fuzzy.runner_up.map(|(c, _)| c), Some("A101".into()), "Koro");
        let open = commune("Kayes", "Kita", "Tamaniko");
        assert_eq!(open.how.candidates().first().map(|c| c.code.as_str()), Some("C102"));
        assert!(open.is_open() && open.place.is_none());
    }
}
