//! What a group of respondents is called inside a sentence: « dans le Centre », « chez les
//! femmes », « en milieu rural ». Says nothing of groups whose right form it does not know.

use crate::base::{Text, plain_letters};
use crate::text;

/// The words for a group, variable and value at most once each: people, then surroundings, then
/// place, then wave; « dans l'ensemble » for everybody.
///
/// `None` where a form is not known, or two values speak of people: the caller then needs a
/// sentence that is right for any name. Variables and values may be in French or English.
pub fn phrase(group: &[(String, String)]) -> Option<Text> {
    if group.is_empty() {
        return Some(text!("dans l'ensemble", "overall"));
    }
    let mut parts = group.iter().map(|(variable, value)| part(variable, value)).collect::<Option<Vec<_>>>()?;
    parts.sort_by_key(|(kind, _)| *kind);
    if parts.windows(2).any(|pair| pair[0].0 == pair[1].0) {
        return None;
    }
    let join = |of: fn(&Text) -> &str| parts.iter().map(|(_, text)| of(text)).collect::<Vec<_>>().join(" ");
    Some(Text::new(join(|t| &t.fr), join(|t| &t.en)))
}

/// « que » before a phrase: « qu'en milieu rural ».
pub fn que(phrase: &str) -> String {
    if begins_with_vowel(phrase) { format!("qu'{phrase}") } else { format!("que {phrase}") }
}

/// What a part of a phrase speaks of, in the order in which parts are said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    People,
    Surroundings,
    Place,
    Wave,
}

fn part(variable: &str, value: &str) -> Option<(Kind, Text)> {
    let plain = folded(value);
    let (variable, value) = (folded(variable), value.trim());
    if value.is_empty() {
        return None;
    }
    Some(match variable.as_str() {
        "sexe" | "sex" => (Kind::People, sex(&plain)?),
        "age" | "age group" | "groupe d'age" | "jeune" => (Kind::People, age(&plain)?),
        "milieu" | "residence" => (Kind::Surroundings, surroundings(&plain)?),
        "zone" => (Kind::Place, zone(value, &plain)),
        "region" => (Kind::Place, region(value, &plain)),
        "cercle" | "commune" => {
            let of = of_name(value);
            let article = if variable == "cercle" { "le" } else { "la" };
            (Kind::Place, text!("dans {article} {variable} {of}", "in the {variable} of {value}"))
        }
        "vague" | "wave" => (Kind::Wave, text!("à la vague {value}", "in wave {value}")),
        _ => return None,
    })
}

fn sex(plain: &str) -> Option<Text> {
    match plain {
        "f" | "femme" | "femmes" | "feminin" | "female" | "woman" | "women" => Some(text!("chez les femmes", "among women")),
        "h" | "m" | "homme" | "hommes" | "masculin" | "male" | "man" | "men" => Some(text!("chez les hommes", "among men")),
        _ => None,
    }
}

fn age(plain: &str) -> Option<Text> {
    match plain {
        "jeune" | "jeunes" | "young" | "youth" => Some(text!("chez les jeunes", "among young people")),
        "non jeune" | "non jeunes" | "not young" => Some(text!("chez les non-jeunes", "among people who are not young")),
        _ => None,
    }
}

fn surroundings(plain: &str) -> Option<Text> {
    match plain {
        "rural" | "rurale" => Some(text!("en milieu rural", "in rural areas")),
        "urbain" | "urbaine" | "urban" => Some(text!("en milieu urbain", "in urban areas")),
        _ => None,
    }
}

/// Points of the compass take an article, other names stand after the word "zone".
fn zone(value: &str, plain: &str) -> Text {
    let compass = |word: &str| matches!(word, "nord" | "sud" | "est" | "ouest" | "centre");
    if !plain.split(' ').all(compass) {
        return text!("dans la zone {value}", "in the {value} zone");
    }
    if begins_with_vowel(plain) { text!("dans l'{value}", "in {value}") } else { text!("dans le {value}", "in {value}") }
}

fn region(value: &str, plain: &str) -> Text {
    // A district, not a region.
    match plain {
        "bamako" => text!("à {value}", "in {value}"),
        "district de bamako" => text!("dans le district de Bamako", "in the district of Bamako"),
        _ => {
            let of = of_name(value);
            text!("dans la région {of}", "in the {value} region")
        }
    }
}

/// « de Mopti », « d'Abeïbara », « du Haut », « des Hérons ».
fn of_name(name: &str) -> String {
    match name.split_once(' ') {
        Some((article, rest)) if article.eq_ignore_ascii_case("le") => format!("du {rest}"),
        Some((article, rest)) if article.eq_ignore_ascii_case("les") => format!("des {rest}"),
        _ if begins_with_vowel(name) => format!("d'{name}"),
        _ => format!("de {name}"),
    }
}

/// Before these letters « de » and « que » lose their e. Names in h and y keep it: Hombori, Yélimané.
fn begins_with_vowel(word: &str) -> bool {
    plain_letters(word).next().is_some_and(|c| "aeiou".contains(c))
}

/// Lower case without accents, with spaces for `_` and hyphens.
fn folded(text: &str) -> String {
    let spaced: String = plain_letters(text)
        .map(|c| match c {
            '_' | '-' | '‑' | '–' => ' ',
            '’' => '\'',
            other => other,
        })
        .collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(group: &[(&str, &str)]) -> Option<(String, String)> {
        let group: Vec<(String, String)> = group.iter().map(|(a, b)| (a.to_string(), b.to_string())).collect();
        phrase(&group).map(|t| (t.fr, t.en))
    }

    #[test]
    fn groups_have_the_right_article() {
        for (variable, value, fr, en) in [
            ("zone", "Centre", "dans le Centre", "in Centre"),
            ("zone", "Ouest", "dans l'Ouest", "in Ouest"),
            ("zone", "Nord-Est", "dans le Nord-Est", "in Nord-Est"),
            ("zone", "Liptako-Gourma", "dans la zone Liptako-Gourma", "in the Liptako-Gourma zone"),
            ("région", "Mopti", "dans la région de Mopti", "in the Mopti region"),
            ("region", "Bamako", "à Bamako", "in Bamako"),
            ("commune", "Abeïbara", "dans la commune d'Abeïbara", "in the commune of Abeïbara"),
            ("commune", "Hombori", "dans la commune de Hombori", "in the commune of Hombori"),
            ("cercle", "Yélimané", "dans le cercle de Yélimané", "in the cercle of Yélimané"),
            ("region", "Le Haut", "dans la région du Haut", "in the Le Haut region"),
            ("sexe", "F", "chez les femmes", "among women"),
            ("sex", "male", "chez les hommes", "among men"),
            ("age_group", "non_jeune", "chez les non-jeunes", "among people who are not young"),
            ("milieu", "rural", "en milieu rural", "in rural areas"),
            ("wave", "Q3", "à la vague Q3", "in wave Q3"),
        ] {
            assert_eq!(said(&[(variable, value)]), Some((fr.into(), en.into())));
        }
    }

    #[test]
    fn parts_stand_in_their_order_and_what_is_not_known_is_not_guessed() {
        let both = Some(("chez les femmes dans le Nord".to_owned(), "among women in Nord".to_owned()));
        assert_eq!(said(&[("zone", "Nord"), ("sexe", "femmes")]), both);
        assert_eq!(said(&[]).map(|t| t.0), Some("dans l'ensemble".into()));
        assert_eq!(said(&[("sexe", "F"), ("age", "jeunes")]), None, "two groups of people");
        assert_eq!(said(&[("sexe", "autre")]), None);
        assert_eq!(said(&[("role_gsps", "point focal")]), None);
        assert_eq!(said(&[("zone", " ")]), None);
        assert_eq!((que("en milieu rural"), que("chez les femmes")), ("qu'en milieu rural".into(), "que chez les femmes".into()));
        assert_eq!(que("à Bamako"), "qu'à Bamako");
    }
}
