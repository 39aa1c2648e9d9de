//! What a person decides: the review file, and the table of all matches.
//!
//! The review file is for a spreadsheet in French: UTF-8 **with** byte-order mark and `;`
//! between fields, the only form that Excel in a French locale opens by double click with
//! accents and columns right. Read back with `;`, `,` or tab, with or without the mark, for
//! other programs save differently.

use super::answer::Match;
use super::batch::written;
use super::gazetteer::Gazetteer;
use super::normalise::fold;
use crate::base::{Case, Error, Lang, Level, Pcode, PlaceName, Problem, Problems, Result};
use crate::text;
use std::collections::BTreeMap;

/// What a person said about one query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    Place(Pcode),
    /// `-` in the file: the name is no place of this level.
    NoSuchPlace,
}

/// All decisions so far. Empty by default; read with [`Review::parse`].
#[derive(Debug, Clone, Default)]
pub struct Review(BTreeMap<Query, Entry>);

/// A query as decisions remember it: level, then folded names and code, so that a decision
/// survives a change of case, accents or spaces, and what a spreadsheet puts in front of a text.
type Query = (Level, [String; 4]);

#[derive(Debug, Clone)]
struct Entry {
    name: PlaceName,
    decision: Decision,
    /// Line in the review file.
    line: u64,
}

const FIELDS: [&str; 9] = ["level", "name", "cercle", "region", "code", "rows", "first_row", "reason", "decision"];
const CANDIDATES: usize = 5;

impl Review {
    /// Reads a review file that a person has filled in. Lines with an empty decision are not
    /// decisions. A decision may be a code, a whole candidate as offered ("ML020404 Bougoula …"),
    /// or `-`. A line of unknown level is a problem; existence of codes is checked by
    /// [`Review::check`]. Of two decisions on one query the later counts and the first is reported.
    ///
    /// # Errors
    /// The columns `level`, `name` or `decision` are missing.
    pub fn parse(text: &str) -> Result<(Review, Vec<Problem>)> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let header = text.lines().next().unwrap_or_default();
        let delimiter = [';', ',', '\t'].into_iter().max_by_key(|d| header.matches(*d).count()).unwrap_or(';');
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter as u8).flexible(true).from_reader(text.as_bytes());
        let columns: Vec<String> =
            reader.headers().map(|h| h.iter().map(|c| c.trim().to_lowercase()).collect()).unwrap_or_default();
        let at = |field: &str| columns.iter().position(|c| c == field);
        for field in ["level", "name", "decision"] {
            if at(field).is_none() {
                return Err(Error::input(
                    text!(
                        "le fichier de vérification n'a pas de colonne « {field} »",
                        "the review file has no column \"{field}\""
                    ),
                    text!(
                        "Gardez la première ligne du fichier telle qu'elle a été écrite, ou supprimez le fichier pour en refaire un.",
                        "Keep the first line of the file as it was written, or delete the file to have it made again."
                    ),
                ));
            }
        }
        let mut review = Review::default();
        let mut problems = Problems::new();
        for record in reader.records() {
            let record = match record {
                Ok(record) => record,
                Err(cause) => {
                    problems.add(unreadable().with(Case::found(cause.to_string())));
                    continue;
                }
            };
            let line = record.position().map_or(0, csv::Position::line);
            let cell = |field: &str| at(field).and_then(|i| record.get(i)).map(str::trim).unwrap_or_default();
            let decision = match cell("decision").split_whitespace().next() {
                None => continue,
                Some("-" | "–" | "—" | "'-") => Decision::NoSuchPlace,
                Some(code) => Decision::Place(code.into()),
            };
            let Some(level) = Level::ADMINISTRATIVE.into_iter().find(|l| l.id() == cell("level")) else {
                problems.add(unreadable().with(Case::row(line, "level", cell("level"))));
                continue;
            };
            let name = named(level, cell);
            if let Some(earlier) = review.0.insert(query(&name, level), Entry { name, decision, line }) {
                problems.add(decided_twice().with(Case::row(earlier.line, "decision", written(&earlier.name))));
            }
        }
        Ok((review, problems.sorted()))
    }

    /// What was decided for a query; the names count as the same when they fold to the same.
    pub fn decision(&self, name: &PlaceName, level: Level) -> Option<&Decision> {
        if self.0.is_empty() {
            return None;
        }
        self.0.get(&query(name, level)).map(|entry| &entry.decision)
    }

    /// Decisions that cannot be followed: the code is not in the boundaries, or is of another level.
    pub fn check(&self, gazetteer: &Gazetteer) -> Vec<Problem> {
        let mut problems = Problems::new();
        for ((level, _), entry) in &self.0 {
            let Decision::Place(code) = &entry.decision else { continue };
            if gazetteer.find_code(code.as_str()).is_none_or(|(found, _)| found != *level) {
                let problem = Problem::warning(
                    "decision-code-unknown",
                    "",
                    text!(
                        "décision avec un code qui n'existe pas à ce niveau dans les limites",
                        "decision with a code that the boundaries do not have at this level"
                    ),
                    text!(
                        "Corrigez la colonne « decision » du fichier de vérification : un code des limites, du niveau de la ligne, ou « - ».",
                        "Correct the \"decision\" column of the review file: a code of the boundaries, of the line's level, or \"-\"."
                    ),
                );
                problems.add(problem.with(Case::row(entry.line, "decision", format!("{} ({code})", written(&entry.name)))));
            }
        }
        problems.sorted()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The names of a review line. `name` stands at the level of the line; the coarser ones beside it.
fn named<'a>(level: Level, cell: impl Fn(&str) -> &'a str) -> PlaceName {
    let given = |field: &str| Some(unguarded(cell(field)).to_owned()).filter(|s| !s.is_empty());
    let mut name = PlaceName { code: given("code"), ..PlaceName::default() };
    match level {
        Level::Region => name.region = given("name"),
        Level::Cercle => (name.region, name.cercle) = (given("region"), given("name")),
        _ => (name.region, name.cercle, name.commune) = (given("region"), given("cercle"), given("name")),
    }
    name
}

fn query(name: &PlaceName, level: Level) -> Query {
    let at = |l: Level| if l <= level { name.at(l).map(fold).unwrap_or_default() } else { String::new() };
    let code = name.code.as_deref().map(fold).unwrap_or_default();
    (level, [at(Level::Region), at(Level::Cercle), at(Level::Commune), code])
}

fn unreadable() -> Problem {
    Problem::warning(
        "decision-unreadable",
        "",
        text!("ligne du fichier de vérification illisible", "line of the review file that cannot be read"),
        text!(
            "La colonne « level » doit dire region, cercle ou commune ; gardez les lignes telles qu'elles ont été écrites.",
            "The column \"level\" must say region, cercle or commune; keep the lines as they were written."
        ),
    )
}

fn decided_twice() -> Problem {
    Problem::warning(
        "decision-given-twice",
        "",
        text!("deux décisions pour le même lieu : la dernière compte", "two decisions for one place: the last one counts"),
        text!("Supprimez la ligne en trop du fichier de vérification.", "Delete the line too many from the review file."),
    )
}

/// The review file for the rows of one batch: one line per distinct query that is still open,
/// with up to five candidates, and every line already decided, whether it occurs in these rows or
/// not. Sorted by level and names. A name of persons or free text never gets here: only names and codes of places.
pub fn review_file(
    rows: &[(u64, PlaceName)],
    matches: &[Match],
    level: Level,
    gazetteer: &Gazetteer,
    review: &Review,
    lang: Lang,
) -> String {
    let mut lines: BTreeMap<Query, Line> = BTreeMap::new();
    for (key, entry) in &review.0 {
        let decided = match &entry.decision {
            Decision::Place(code) => code.to_string(),
            Decision::NoSuchPlace => "-".to_owned(),
        };
        lines.insert(key.clone(), Line { name: entry.name.clone(), decided, ..Line::default() });
    }
    for ((row, name), found) in rows.iter().zip(matches) {
        let key = query(name, level);
        if found.is_open() || lines.contains_key(&key) {
            let line = lines.entry(key).or_insert_with(|| Line { name: name.clone(), ..Line::default() });
            line.rows += 1;
            line.first_row = Some(line.first_row.map_or(*row, |first| first.min(*row)));
            line.reason = found.label().get(lang).to_owned();
            line.candidates = offered(found, level, gazetteer);
        }
    }
    let mut header: Vec<String> = FIELDS[..8].iter().map(ToString::to_string).collect();
    header.extend((1..=CANDIDATES).map(|i| format!("candidate_{i}")));
    header.push(FIELDS[8].to_owned());
    let mut out = String::from('\u{feff}');
    push_line(&mut out, &header);
    for ((level, _), line) in &lines {
        let parent = |up: Level| if up < *level { line.name.at(up).unwrap_or_default() } else { "" };
        let mut cells = vec![
            level.id().to_owned(),
            guarded(line.name.at(*level).unwrap_or_default()),
            guarded(parent(Level::Cercle)),
            guarded(parent(Level::Region)),
            guarded(line.name.code.as_deref().unwrap_or_default()),
            line.rows.to_string(),
            line.first_row.map(|row| row.to_string()).unwrap_or_default(),
            line.reason.clone(),
        ];
        cells.extend((0..CANDIDATES).map(|i| line.candidates.get(i).cloned().unwrap_or_default()));
        cells.push(line.decided.clone());
        push_line(&mut out, &cells);
    }
    out
}

#[derive(Default)]
struct Line {
    name: PlaceName,
    rows: usize,
    first_row: Option<u64>,
    reason: String,
    candidates: Vec<String>,
    decided: String,
}

fn offered(found: &Match, level: Level, gazetteer: &Gazetteer) -> Vec<String> {
    let chosen = found.place.iter().map(|p| &p.code);
    let next = found.place.as_ref().and(found.runner_up.as_ref()).map(|(code, _)| code);
    let codes = chosen.chain(next).chain(found.how.candidates().iter().map(|c| &c.code));
    codes.map(|code| format!("{code} {}", gazetteer.described(level, code))).collect()
}

/// A spreadsheet takes a text that begins so for a formula; an apostrophe keeps it a text.
fn guarded(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t']) { format!("'{text}") } else { text.to_owned() }
}

fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t']) => rest,
        _ => text,
    }
}

fn push_line(out: &mut String, cells: &[String]) {
    let quoted: Vec<String> = cells
        .iter()
        .map(
            |cell| {
                if cell.contains([';', '"', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.clone() }
            },
        )
        .collect();
    out.push_str(&quoted.join(";"));
    out.push_str("\r\n");
}

/// Columns of the table of all matches.
pub const MATCH_FIELDS: [&str; 10] =
    ["row", "name", "parent", "code", "matched_name", "how", "parent_differs", "score", "runner_up", "runner_up_score"];

/// The table of all matches, one line per row in the order of the rows, cells in the order of
/// [`MATCH_FIELDS`], scores with two decimals, empty where there is nothing to say.
pub fn match_rows(
    rows: &[(u64, PlaceName)],
    matches: &[Match],
    level: Level,
    gazetteer: &Gazetteer,
    lang: Lang,
) -> Vec<[String; 10]> {
    let score = |s: f64| format!("{s:.2}");
    rows.iter()
        .zip(matches)
        .map(|((row, name), found)| {
            let code = found.place.as_ref().map(|p| &p.code);
            let above = Level::ADMINISTRATIVE.into_iter().rev().filter(|&up| up < level).filter_map(|up| name.at(up));
            [
                row.to_string(),
                name.at(level).unwrap_or_default().trim().to_owned(),
                above.map(str::trim).collect::<Vec<_>>().join(", "),
                code.map(ToString::to_string).unwrap_or_default(),
                code.and_then(|c| gazetteer.name_of(level, c)).unwrap_or_default().to_owned(),
                found.label().get(lang).to_owned(),
                found.parent_differs.to_string(),
                code.map(|_| score(found.score)).unwrap_or_default(),
                found.runner_up.as_ref().map(|(c, _)| gazetteer.described(level, c)).unwrap_or_default(),
                found.runner_up.as_ref().map(|(_, s)| score(*s)).unwrap_or_default(),
            ]
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::answer::How;
    use super::super::batch::match_all;
    use super::super::cascade::match_place;
    use super::super::fixture::{country, place};
    use super::*;

    fn rows() -> Vec<(u64, PlaceName)> {
        let mut coded = place("", "", "=Koro?");
        coded.code = Some("X;9".into());
        vec![
            (2, place("Tombouctou", "Koro", "Koro")),
            (3, place("", "", "Benkadi")),
            (4, place("Kayes", "", "Zzz")),
            (5, place("", "", "BENKADI")),
            (6, coded),
        ]
    }

    fn file_for(review: &Review) -> String {
        let gazetteer = Gazetteer::new(&country());
        let (matches, _) = match_all(&rows(), Level::Commune, &gazetteer, review, "f");
        review_file(&rows(), &matches, Level::Commune, &gazetteer, review, Lang::Fr)
    }

    #[test]
    fn open_queries_are_listed_once_for_a_french_spreadsheet() {
        let file = file_for(&Review::default());
        assert!(file.starts_with("\u{feff}level;name;cercle;region;code;rows;first_row;reason;candidate_1;"));
        let lines: Vec<&str> = file.lines().collect();
        assert_eq!(lines.len(), 3, "{file}");
        assert_eq!(
            lines[1],
            "commune;Benkadi;;;;2;3;plusieurs lieux possibles;A102 Benkadi (Koro, Tombouctou);A202 Benkadi (Macina, Tombouctou);;;;"
        );
        assert!(file.contains("\r\n"));
    }

    #[test]
    fn decisions_are_replayed_and_survive_a_rewrite() {
        let file = file_for(&Review::default());
        let filled = file.replace("Tombouctou);;;;\r\n", "Tombouctou);;;;a202 Benkadi\r\n").replace(";;;;;\r\n", ";;;;;-\r\n");
        let (review, problems) = Review::parse(&filled).unwrap();
        assert!(problems.is_empty(), "{problems:?}");
        assert_eq!(review.len(), 2);
        let gazetteer = Gazetteer::new(&country());
        let benkadi = match_place(&place("", "", "benkadi "), Level::Commune, &gazetteer, &review);
        assert_eq!((benkadi.how, benkadi.place.map(|p| p.code)), (How::Reviewed, Some("A202".into())));
        let nowhere = match_place(&place("KAYES", "", "zzz"), Level::Commune, &gazetteer, &review);
        assert_eq!((nowhere.how, nowhere.place), (How::Reviewed, None));
        let again = file_for(&review);
        let (kept, _) = Review::parse(&again).unwrap();
        assert_eq!(kept.len(), 2, "{again}");
        assert_eq!(again, file_for(&kept), "rewriting changes nothing");
    }

    #[test]
    fn other_separators_and_stray_cells_are_understood() {
        let (review, problems) = Review::parse("level,name,decision\ncommune,'=Koro,A101\ncommune,Zzz,\n").unwrap();
        assert_eq!((review.len(), problems.len()), (1, 0));
        assert!(review.decision(&place("", "", "=koro"), Level::Commune).is_some());
        assert!(Review::parse("name;decision\n").is_err());
        assert!(Review::parse("").is_err());
        let (_, problems) = Review::parse("level;name;decision\nvillage;Zzz;A1\ncommune;A;-\ncommune;a;A101\n").unwrap();
        let kinds: Vec<&str> = problems.iter().map(|p| p.kind).collect();
        assert_eq!(kinds, ["decision-given-twice", "decision-unreadable"]);
    }

    #[test]
    fn a_decision_for_no_such_code_is_reported_and_not_followed() {
        let (review, _) = Review::parse("level;name;decision\ncommune;Koro;X1\ncommune;Benkadi;A1\n").unwrap();
        let gazetteer = Gazetteer::new(&country());
        let problems = review.check(&gazetteer);
        assert_eq!((problems.len(), problems[0].kind, problems[0].count), (1, "decision-code-unknown", 2));
        let koro = match_place(&place("", "", "Koro"), Level::Commune, &gazetteer, &review);
        assert_eq!(koro.how, How::Exact);
    }

    #[test]
    fn what_a_spreadsheet_would_compute_stays_a_text() {
        let name = place("", "", "=CMD()");
        let gazetteer = Gazetteer::new(&country());
        let rows = [(2, name.clone())];
        let (matches, _) = match_all(&rows, Level::Commune, &gazetteer, &Review::default(), "f");
        let file = review_file(&rows, &matches, Level::Commune, &gazetteer, &Review::default(), Lang::En);
        assert!(file.contains(";'=CMD();"), "{file}");
    }

    #[test]
    fn the_table_of_matches_has_a_line_per_row() {
        let gazetteer = Gazetteer::new(&country());
        let (matches, _) = match_all(&rows(), Level::Commune, &gazetteer, &Review::default(), "f");
        let table = match_rows(&rows(), &matches, Level::Commune, &gazetteer, Lang::En);
        assert_eq!(table.len(), 5);
        assert_eq!(table[0].join("|"), "2|Koro|Koro, Tombouctou|A101|Koro|same name|false|1.00||");
        assert_eq!(
            table[1].join("|"),
            "3|Benkadi||||several places possible|false||A202 Benkadi (Macina, Tombouctou)|1.00".replace("A202 ", "")
        );
    }
}
