//! A whole file of names at once: each distinct query is answered once, and what did not go
//! smoothly is grouped into problems.

use super::answer::{How, Match};
use super::cascade::match_place;
use super::gazetteer::Gazetteer;
use super::review::Review;
use crate::base::{Case, Level, PlaceName, Problem, Problems, Text};
use crate::text;
use std::collections::HashMap;

/// How many rows of a batch were answered in one way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// Id of the [`How`].
    pub id: &'static str,
    pub label: Text,
    pub parent_differs: bool,
    pub rows: usize,
}

/// Matches every row `(row number as in the file, names)` at one level.
///
/// Returns one match per row in the order of the rows, and the problems of the batch with `file`
/// as their file: codes of another scheme, codes that contradict names, names without match or
/// with several, similar names to confirm, moved parents, unusable decisions. The answer to a row
/// does not depend on the other rows.
pub fn match_all(
    rows: &[(u64, PlaceName)],
    level: Level,
    gazetteer: &Gazetteer,
    review: &Review,
    file: &str,
) -> (Vec<Match>, Vec<Problem>) {
    let mut answered: HashMap<[Option<&str>; 4], usize> = HashMap::new();
    let mut distinct: Vec<Match> = Vec::new();
    let mut matches = Vec::with_capacity(rows.len());
    let mut groups = Groups::new(level, file);
    for (row, name) in rows {
        let query = [&name.code, &name.region, &name.cercle, &name.commune].map(Option::as_deref);
        let at = *answered.entry(query).or_insert_with(|| {
            distinct.push(match_place(name, level, gazetteer, review));
            distinct.len() - 1
        });
        groups.add(*row, name, &distinct[at], gazetteer);
        matches.push(distinct[at].clone());
    }
    let mut problems = Problems::new();
    problems.extend(groups.problems);
    problems.extend(review.check(gazetteer));
    (matches, problems.sorted())
}

/// Counts matches by the way they were found, strict to loose, ways without rows left out.
pub fn tally(matches: &[Match]) -> Vec<Tally> {
    const ORDER: [&str; 11] = [
        "code",
        "reviewed",
        "exact",
        "folded",
        "stripped",
        "variant",
        "phonetic",
        "fuzzy",
        "not_named",
        "unmatched",
        "ambiguous",
    ];
    let mut counts: HashMap<(&'static str, bool), Tally> = HashMap::new();
    for m in matches {
        let key = (m.how.id(), m.parent_differs && m.place.is_some());
        let entry = counts.entry(key);
        entry.or_insert_with(|| Tally { id: key.0, label: m.label(), parent_differs: key.1, rows: 0 }).rows += 1;
    }
    let mut tallies: Vec<Tally> = counts.into_values().collect();
    tallies.sort_by_key(|t| (ORDER.iter().position(|id| *id == t.id), t.parent_differs));
    tallies
}

/// The problems of one batch, one slot per kind.
struct Groups {
    level: Level,
    problems: [Problem; 7],
}

const FOREIGN: usize = 0;
const CONTRADICTION: usize = 1;
const UNMATCHED: usize = 2;
const AMBIGUOUS: usize = 3;
const FUZZY: usize = 4;
const MOVED: usize = 5;
const UNNAMED: usize = 6;

impl Groups {
    fn new(level: Level, file: &str) -> Self {
        let Text { fr, en } = level.label();
        let review_way_out = || {
            text!(
                "Remplissez la colonne « decision » du fichier de vérification avec le code du bon lieu, ou « - » s'il n'existe pas, puis relancez.",
                "Fill in the \"decision\" column of the review file with the code of the right place, or \"-\" if there is none, then run again."
            )
        };
        let problems = [
            Problem::note(
                "code-of-another-scheme",
                file,
                text!("codes d'un autre référentiel que les limites", "codes of another scheme than the boundaries"),
                text!(
                    "Les noms ont servi à leur place. Rien à faire si les correspondances sont bonnes ; sinon, donnez les codes du fichier de limites.",
                    "The names were used instead. Nothing to do if the matches are right; else give the codes of the boundary file."
                ),
            ),
            Problem::warning(
                "code-and-name-disagree",
                file,
                text!("le code et le nom désignent deux lieux différents", "code and name say two different places"),
                text!(
                    "Vérifiez si les codes viennent d'un autre référentiel ; corrigez le fichier, ou décidez dans le fichier de vérification.",
                    "Check whether the codes come from another scheme; correct the file, or decide in the review file."
                ),
            ),
            Problem::warning(
                "place-unmatched",
                file,
                text!("nom de {fr} sans correspondance dans les limites", "{en} name not found in the boundaries"),
                review_way_out(),
            ),
            Problem::warning(
                "place-ambiguous",
                file,
                text!("nom de {fr} que portent plusieurs lieux", "{en} name that several places could have"),
                review_way_out(),
            ),
            Problem::note(
                "place-similar",
                file,
                text!("nom de {fr} accepté par ressemblance", "{en} name accepted because it is similar"),
                text!(
                    "Confirmez-le dans le fichier de vérification ; « - » l'écarte.",
                    "Confirm it in the review file; \"-\" discards it."
                ),
            ),
            Problem::note(
                "place-parent-differs",
                file,
                text!(
                    "lieu trouvé hors de la région ou du cercle indiqués (découpage différent)",
                    "place found outside the region or cercle given (different boundaries)"
                ),
                text!(
                    "Vérifiez que le fichier et les limites datent du même découpage ; sinon, contrôlez ces lieux dans matches.csv.",
                    "Check that file and boundaries are of the same date; else look at these places in matches.csv."
                ),
            ),
            Problem::note(
                "place-not-named",
                file,
                text!("ligne sans nom de {fr}", "row without a {en} name"),
                text!(
                    "Rien à faire si le lieu n'est connu qu'à un niveau plus large ; sinon, complétez la colonne.",
                    "Nothing to do if the place is known only at a coarser level; else fill in the column."
                ),
            ),
        ];
        Groups { level, problems }
    }

    fn add(&mut self, row: u64, name: &PlaceName, found: &Match, gazetteer: &Gazetteer) {
        let code = name.code.as_deref().filter(|c| !c.trim().is_empty());
        let coded = code.and_then(|c| gazetteer.find_code(c));
        if let (Some(code), None) = (code, coded) {
            self.problems[FOREIGN].push(Case::row(row, "code", code));
        }
        let slot = match &found.how {
            How::Unmatched { .. } => UNMATCHED,
            How::Ambiguous { .. } if coded.is_some_and(|(level, _)| level >= self.level) => CONTRADICTION,
            How::Ambiguous { .. } => AMBIGUOUS,
            How::Fuzzy => FUZZY,
            How::NotNamed => UNNAMED,
            _ if found.parent_differs => MOVED,
            _ => return,
        };
        self.problems[slot].push(Case::row(row, "name", written(name)));
    }
}

/// The names as written, fine to coarse: `Bougoula, Kati, Koulikoro`.
pub(super) fn written(name: &PlaceName) -> String {
    let parts: Vec<&str> = Level::ADMINISTRATIVE.into_iter().rev().filter_map(|l| name.at(l)).map(str::trim).collect();
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{country, place};
    use super::*;

    #[test]
    fn every_row_is_answered_and_every_trouble_grouped() {
        let gazetteer = Gazetteer::new(&country());
        let coded = |code: &str, name: PlaceName| PlaceName { code: Some(code.into()), ..name };
        let rows = vec![
            (2, place("Tombouctou", "Koro", "Koro")),
            (3, coded("MLI001", place("Tombouctou", "Koro", "KORO"))),
            (4, place("", "", "Benkadi")),
            (5, place("Kayes", "", "Zzz")),
            (6, place("Kayes", "", "")),
            (7, place("Gao", "", "Sébékoro")),
            (8, place("Kayes", "Nioro", "Ouélessébouga")),
            (9, coded("C102", place("", "", "Koro"))),
            (10, place("Kayes", "", "Zzz")),
        ];
        let (matches, problems) = match_all(&rows, Level::Commune, &gazetteer, &Review::default(), "f.csv");
        assert_eq!(matches.len(), rows.len());
        assert_eq!(matches[3], matches[8]);
        let counts: Vec<(&str, usize)> = problems.iter().map(|p| (p.kind, p.count)).collect();
        assert_eq!(
            counts,
            [
                ("code-and-name-disagree", 1),
                ("place-ambiguous", 1),
                ("place-unmatched", 2),
                ("code-of-another-scheme", 1),
                ("place-not-named", 1),
                ("place-parent-differs", 1),
                ("place-similar", 1),
            ]
        );
        assert!(problems.iter().all(|p| p.file == "f.csv"));
        assert_eq!(problems[2].cases[0].found, "Zzz, Kayes");
        let tallies: Vec<(&str, bool, usize)> = tally(&matches).iter().map(|t| (t.id, t.parent_differs, t.rows)).collect();
        assert_eq!(tallies.iter().map(|t| t.2).sum::<usize>(), rows.len(), "counts in = counts out");
        assert_eq!(tallies[..3], [("exact", false, 1), ("exact", true, 1), ("folded", false, 1)]);
    }
}
