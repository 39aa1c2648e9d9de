//! Survey answers, without anything that could say who gave them.
//!
//! Columns that may identify a person are dropped while reading: they never reach memory as
//! part of a record, whatever the project asks for.

pub mod questionnaire;
pub mod responses;

use crate::base::{Case, PlaceName, Problem, Problems, Result, Text};
use crate::read::parse::numbers;
use crate::read::parse::words::{fold, tokens};
use crate::read::records::{Input, Records, is_something};
use crate::read::schema::Kind;
use std::collections::HashSet;

/// The answers of one interview.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    pub row: u64,
    pub place: PlaceName,
    pub zone: Option<String>,
    /// Survey round, as written.
    pub wave: Option<String>,
    /// Design weight, above zero. `None` where the survey has none or it cannot be read.
    pub weight: Option<f64>,
    /// `f` or `m`; another word as written.
    pub sex: Option<String>,
    pub age_group: Option<String>,
    pub milieu: Option<String>,
    /// One entry per question, `None` where nothing was answered.
    pub answers: Vec<Option<String>>,
}

/// All answers of one survey. `answers[i]` of each row answers `questions[i]`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Responses {
    pub rows: Vec<Response>,
    /// Column names as written, in the order of the file.
    pub questions: Vec<String>,
}

impl Responses {
    /// Position of a question by its column name, ignoring case, accents and punctuation.
    pub fn question(&self, column: &str) -> Option<usize> {
        let folded = fold(column);
        self.questions.iter().position(|q| q == column).or_else(|| self.questions.iter().position(|q| fold(q) == folded))
    }
}

/// Reads a survey export. Columns that are neither background (place, weight, sex …) nor
/// personal are questions.
///
/// Errors: the file cannot be used, or no column remains as a question.
pub fn read(input: &Input) -> Result<(Responses, Problems)> {
    let (records, mut problems) = Records::open(input, Kind::Survey)?;
    let background: HashSet<usize> = Kind::Survey.fields().iter().filter_map(|field| records.column(field)).collect();
    let mut dropped = Problem::note(
        "personal-column",
        records.file(),
        Text::new(
            "colonnes personnelles, techniques ou de texte libre : écartées dès la lecture",
            "personal, technical or free-text columns: dropped while reading",
        ),
        Text::new("Rien à faire : elles ne figureront dans aucune sortie.", "Nothing to do: they will be in no output."),
    );
    let mut questions = Vec::new();
    for (i, name) in records.table.header.iter().enumerate().filter(|(i, _)| !background.contains(i)) {
        match why_personal(&records, i, name) {
            // The name of the column only: what it holds is exactly what must not be shown.
            Some(why) => dropped.push(Case { row: None, field: Some(name.clone()), found: why.to_owned() }),
            None => questions.push(i),
        }
    }
    problems.add(dropped);
    if questions.is_empty() {
        records.require(&["question"])?;
    }

    let mut weights = Problem::warning(
        "weight-unusable",
        records.file(),
        Text::new(
            "poids illisibles ou non positifs : comptés comme absents",
            "weights unreadable or not above zero: counted as missing",
        ),
        Text::new("Un poids est un nombre plus grand que zéro.", "A weight is a number above zero."),
    );
    let rows = records.at_home(input, &mut problems).into_iter().map(|record| {
        let owned = |field: &str| record.get(field).map(str::to_owned);
        let weight = record.get("weight").and_then(|text| {
            let weight = numbers::decimal(text).filter(|w| *w > 0.0);
            if weight.is_none() {
                weights.push(Case::row(record.number(), records.header("weight"), text));
            }
            weight
        });
        let answer = |&i: &usize| {
            Some(records.table.header.get(i).and(record.cells().get(i))?.trim()).filter(|a| is_something(a, records.schema))
        };
        Response {
            row: record.number(),
            place: record.place(),
            zone: owned("zone"),
            wave: owned("wave"),
            weight,
            sex: record.value("sex").map(str::to_owned).or_else(|| owned("sex")),
            age_group: owned("age_group"),
            milieu: owned("milieu"),
            answers: questions.iter().map(|i| answer(i).map(str::to_owned)).collect(),
        }
    });
    let rows: Vec<Response> = rows.collect();
    problems.add(weights);
    let unplaced = rows.iter().filter(|r| r.zone.is_none() && r.place.code.is_none() && r.place.finest().is_none());
    problems.add(
        Problem::warning(
            "place-missing",
            records.file(),
            Text::new(
                "réponses sans zone ni lieu : comptées seulement pour l'ensemble du pays",
                "answers without zone or place: counted for the whole country only",
            ),
            Text::new(
                "Dites quelle colonne porte le lieu, par exemple fields = { region = \"…\" }.",
                "Say which column holds the place, for example fields = { region = \"…\" }.",
            ),
        )
        .with_all(unplaced.map(|r| Case { row: Some(r.row), ..Case::default() })),
    );
    let questions = questions.into_iter().map(|i| records.table.header[i].clone()).collect();
    Ok((Responses { rows, questions }, problems))
}

/// Words of a column name that mark it as personal, whatever it holds.
const PERSONAL: [&str; 51] = [
    "nom",
    "noms",
    "prenom",
    "prenoms",
    "name",
    "surname",
    "firstname",
    "lastname",
    "phone",
    "telephone",
    "tel",
    "mobile",
    "contact",
    "cell",
    "email",
    "mail",
    "courriel",
    "username",
    "adresse",
    "address",
    "gps",
    "geopoint",
    "latitude",
    "longitude",
    "altitude",
    "lat",
    "lon",
    "deviceid",
    "device",
    "imei",
    "simserial",
    "simid",
    "subscriberid",
    "phonenumber",
    "uuid",
    "instanceid",
    "instance",
    "respondent",
    "repondant",
    "enumerator",
    "enqueteur",
    "enum",
    "signature",
    "photo",
    "image",
    "audio",
    "video",
    "passport",
    "ethnie",
    "ethnicity",
    "nina",
];

/// Words that mark free text.
const FREE_TEXT: [&str; 14] = [
    "comment",
    "comments",
    "commentaire",
    "commentaires",
    "observation",
    "observations",
    "remarque",
    "remarques",
    "note",
    "preciser",
    "specify",
    "spec",
    "temoignage",
    "verbatim",
];

/// Whole names of technical columns that survey tools add and that help to find a person.
const TECHNICAL: [&str; 13] = [
    "key",
    "id",
    "index",
    "start",
    "end",
    "today",
    "submissiontime",
    "submittedby",
    "parentindex",
    "validationstatus",
    "status",
    "tags",
    "version",
];

/// Answers longer than this are somebody's words, not a choice.
const LONGEST_CHOICE: usize = 80;

fn why_personal(records: &Records, column: usize, name: &str) -> Option<&'static str> {
    let words = tokens(name);
    let has = |list: &[&str]| words.iter().any(|w| list.contains(&w.as_str()));
    let names_a_place = has(&["region", "cercle", "commune", "zone", "admin", "admin1", "admin2", "admin3"]);
    let values = || records.iter().filter_map(move |r| r.cells().get(column)).map(|c| c.trim()).filter(|c| !c.is_empty());
    // "Autre : précisez" is free text, but the yes/no column of the choice "autre" is not.
    let other_in_words = || has(&["autre", "autres", "other"]) && values().any(|v| numbers::decimal(v).is_none());
    match () {
        _ if has(&PERSONAL) && !names_a_place => Some("personal"),
        _ if TECHNICAL.contains(&fold(name).as_str()) || name.starts_with("column_") => Some("technical"),
        _ if has(&FREE_TEXT) || other_in_words() => Some("free text"),
        _ if values().any(|v| v.chars().count() > LONGEST_CHOICE) => Some("free text"),
        _ if values().filter(|v| is_phone_or_position(v)).count() * 2 > values().count() => Some("personal"),
        _ => None,
    }
}

/// Eight digits or more with nothing but spaces or a plus sign, as phone and device numbers have;
/// or several fine decimals in one cell, as a position from a phone has.
fn is_phone_or_position(value: &str) -> bool {
    let number = value.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '+'))
        && value.bytes().filter(u8::is_ascii_digit).count() >= 8;
    let fine = |part: &str| part.parse::<f64>().is_ok() && part.split_once('.').is_some_and(|(_, decimals)| decimals.len() >= 4);
    number || value.split([' ', ',']).filter(|part| fine(part)).count() >= 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::testing::input;

    #[test]
    fn answers_stay_and_persons_go() {
        let (_folder, input) = input(
            "respondent,wave,zone,region,sexe,weight,q17,q18,nom_enquete,tel,_gps_latitude,commentaires,autre_q17,q18_autre\n\
             r1,1,Nord,Gao,F,\"1,5\",dégradée,oui,Awa,76000000,16.2,merci,le couvre-feu,0\n\
             r2,1,Nord,Gao,H,0,,non,,,,,,1\n",
        );
        let (survey, problems) = read(&input).unwrap();
        assert_eq!(survey.questions, ["q17", "q18", "q18_autre"]);
        assert_eq!(survey.rows[0].answers, [Some("dégradée".into()), Some("oui".into()), Some("0".to_owned())]);
        assert_eq!(survey.rows[1].answers[0], None, "no answer is no category");
        assert_eq!((survey.rows[0].weight, survey.rows[1].weight), (Some(1.5), None));
        assert_eq!((survey.rows[0].sex.as_deref(), survey.rows[1].sex.as_deref()), (Some("f"), Some("m")));
        assert_eq!(survey.question("Q 17"), Some(0));
        let dropped = problems.iter().find(|p| p.kind == "personal-column").unwrap();
        let names: Vec<&str> = dropped.cases.iter().filter_map(|c| c.field.as_deref()).collect();
        assert_eq!(names, ["respondent", "nom_enquete", "tel", "_gps_latitude", "commentaires", "autre_q17"]);
        assert!(dropped.cases.iter().all(|c| !c.found.contains("Awa") && !c.found.contains("76")), "the note shows no content");
        assert!(problems.iter().any(|p| p.kind == "weight-unusable" && p.count == 1));
    }

    #[test]
    fn numbers_of_phones_and_positions_are_personal_whatever_their_column_is_called() {
        let (_folder, input) = input(
            "respondent,wave,region,sexe,q1,q2,q3,q4\n1,1,Gao,F,76 00 00 00,16.27001 -0.04001 0 0,2021-10-18,150000\n2,1,Gao,F,+22376000000,16.27001 -0.04001 0 0,2021-10-18,\n",
        );
        assert_eq!(read(&input).unwrap().0.questions, ["q3", "q4"]);
    }

    #[test]
    fn long_answers_are_words_of_a_person() {
        let long = "x".repeat(LONGEST_CHOICE + 1);
        let (_folder, input) = input(&format!("respondent,wave,region,sexe,q1,q2\n1,1,Gao,F,oui,{long}\n"));
        assert_eq!(read(&input).unwrap().0.questions, ["q1"]);
    }
}
