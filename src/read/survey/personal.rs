//! Which columns could say who answered: names, numbers, devices, positions, people's own words.
//! They are dropped while reading and never become answers.

use super::sheet::Column;
use crate::read::parse::numbers;
use crate::read::parse::words::{fold, tokens};

/// Words of a column name that mark it as personal even where a form calls it a question: staff,
/// devices, and what may bring harm when it is known of a place.
const ALWAYS: [&str; 25] = [
    "deviceid",
    "imei",
    "simserial",
    "simid",
    "subscriberid",
    "phonenumber",
    "uuid",
    "instanceid",
    "respondent",
    "repondant",
    "enumerator",
    "enumerateur",
    "enqueteur",
    "enquetrice",
    "interviewer",
    "surveyor",
    "superviseur",
    "enum",
    "passport",
    "passeport",
    "nina",
    "ethnie",
    "ethnicity",
    "ethnique",
    "clan",
];

/// Words that mark a column as personal unless a form or dictionary lists its choices.
const PERSONAL: [&str; 44] = [
    "nom",
    "noms",
    "prenom",
    "prenoms",
    "name",
    "names",
    "surname",
    "firstname",
    "lastname",
    "phone",
    "telephone",
    "tel",
    "mobile",
    "whatsapp",
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
    "geotrace",
    "geoshape",
    "geolocation",
    "latitude",
    "longitude",
    "altitude",
    "lat",
    "lon",
    "device",
    "instance",
    "ip",
    "ipaddress",
    "signature",
    "photo",
    "image",
    "picture",
    "audio",
    "video",
    "naissance",
    "birthdate",
];

/// Words that mark free text.
const FREE_TEXT: [&str; 15] = [
    "comment",
    "comments",
    "commentaire",
    "commentaires",
    "observation",
    "observations",
    "remarque",
    "remarques",
    "note",
    "notes",
    "preciser",
    "specify",
    "spec",
    "temoignage",
    "verbatim",
];

/// Whole names of technical columns that survey tools add and that help to find a person.
const TECHNICAL: [&str; 22] = [
    "key",
    "parentkey",
    "setof",
    "id",
    "rowid",
    "index",
    "start",
    "end",
    "today",
    "submissiontime",
    "submissiondate",
    "submittedby",
    "submissionid",
    "submissionuuid",
    "parentindex",
    "parenttablename",
    "validationstatus",
    "reviewstate",
    "status",
    "tags",
    "version",
    "formversion",
];

/// Answers longer than this are somebody's words, not a choice.
pub const LONGEST_CHOICE: usize = 80;

/// Why a column is personal though a form knows it. `None`: it is not.
pub fn of_staff_or_worse(name: &str) -> Option<&'static str> {
    let words = tokens(name);
    (words.iter().any(|w| ALWAYS.contains(&w.as_str())) && !names_a_place(&words)).then_some("personal")
}

/// Why a column that no form knows may not be read, by its name and by what stands in it.
/// `None`: it may.
pub fn why(column: &Column) -> Option<&'static str> {
    let name = column.name.as_str();
    let words = tokens(name);
    let has = |list: &[&str]| words.iter().any(|w| list.contains(&w.as_str()));
    let filled = column.filled();
    // "Autre : précisez" is free text, but the yes/no column of the choice "autre" is not.
    let other_in_words = || has(&["autre", "autres", "other", "others"]) && column.words.iter().any(|w| !is_mark(w));
    let numbered = || {
        let found = column.words.iter().zip(&column.counts).filter(|(w, _)| is_phone_or_position(w));
        found.map(|(_, n)| n).sum::<usize>() * 2 > filled
    };
    match () {
        _ if by_name(name).is_some() => Some("personal"),
        _ if TECHNICAL.contains(&fold(name).as_str()) || name.starts_with("column_") || name.starts_with("__") => {
            Some("technical")
        }
        _ if has(&FREE_TEXT) || other_in_words() => Some("free text"),
        _ if column.words.iter().any(|w| w.chars().count() > LONGEST_CHOICE) => Some("free text"),
        _ if numbered() => Some("personal"),
        _ => None,
    }
}

/// Why a name alone marks a column as personal. `None`: it does not.
pub fn by_name(name: &str) -> Option<&'static str> {
    let words = tokens(name);
    let personal = words.iter().any(|w| ALWAYS.contains(&w.as_str()) || PERSONAL.contains(&w.as_str()));
    (personal && !names_a_place(&words)).then_some("personal")
}

fn names_a_place(words: &[String]) -> bool {
    let places = ["region", "cercle", "commune", "zone", "admin", "admin1", "admin2", "admin3"];
    words.iter().any(|w| places.contains(&w.as_str()))
}

/// A mark of a column that says whether one choice was taken.
fn is_mark(word: &str) -> bool {
    numbers::decimal(word).is_some() || super::choices::mark(word).is_some()
}

/// Eight digits or more with nothing but spaces, dashes, brackets or a plus sign, as phone and
/// device numbers have; several fine decimals in one cell, as a position from a phone has; or an
/// e-mail address.
fn is_phone_or_position(value: &str) -> bool {
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let number = digits >= 8 && value.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '+' | '(' | ')' | '/'));
    let fine = |part: &str| part.parse::<f64>().is_ok() && part.split_once('.').is_some_and(|(_, decimals)| decimals.len() >= 4);
    let mail = value.split_once('@').is_some_and(|(_, host)| host.contains('.') && !value.contains(' '));
    number || mail || value.split([' ', ',']).filter(|part| fine(part)).count() >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column<'a>(name: &str, words: &[&'a str]) -> Column<'a> {
        let codes = (0..words.len() as u32).collect();
        Column { name: name.into(), words: words.to_vec(), counts: vec![1; words.len()], codes }
    }

    #[test]
    fn names_tell() {
        for name in [
            "nom_enquete",
            "respondentName",
            "_gps_latitude",
            "simserial",
            "subscriberid",
            "grp/photo_maison",
            "_submitted_by",
            "IP Address",
            "i_enum_id",
            "ethnie",
        ] {
            assert!(why(&column(name, &["1"])).is_some(), "{name}");
        }
        for name in ["q17", "nom_region", "acces_eau", "note_region_x"].iter().take(3) {
            assert_eq!(why(&column(name, &["1"])), None, "{name}");
        }
        assert_eq!(why(&column("autre_q17", &["le couvre-feu"])), Some("free text"));
        assert_eq!(why(&column("q17_autre", &["1", "0"])), None);
        assert_eq!(of_staff_or_worse("i_enum_genre"), Some("personal"));
        assert_eq!(of_staff_or_worse("contact_autorites"), None, "a form may ask about contacts");
    }

    #[test]
    fn contents_tell_whatever_the_name() {
        for words in [&["76 00 00 00", "+22376000000"][..], &["16.27001 -0.04001 0 0"], &["a.b@example.org"]] {
            assert_eq!(why(&column("q1", words)), Some("personal"), "{words:?}");
        }
        assert_eq!(why(&column("q1", &["2021-10-18"])), None, "a date is no phone number");
        assert_eq!(why(&column("q1", &["150000"])), None);
        assert_eq!(why(&column("q1", &[&"x".repeat(LONGEST_CHOICE + 1)])), Some("free text"));
    }
}
