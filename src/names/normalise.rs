//! One name, several spellings: keys from strict to loose.
//!
//! Knows how Malian place names are written (French and Bambara spelling, level words, numbered
//! communes). Knows no place: that is the gazetteer's.

use crate::base::{Level, plain_letters};
use unicode_normalization::UnicodeNormalization;

/// The keys of one name at one level. Two names agree at a step of the cascade when their keys
/// of that step are equal and not empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Keys {
    /// As written, with blanks tidied.
    pub exact: String,
    /// Lower-case letters and digits only.
    pub folded: String,
    /// The same without level words and articles.
    pub stripped: String,
    pub phonetic: String,
    /// Numbers and compass words, which likeness must never bridge: `Kita Nord`, `Gadougou II`.
    pub marks: String,
    /// The text calls itself something of another level: "Cercle de Koro" where a commune is asked.
    pub of_another_level: bool,
}

impl Keys {
    pub fn new(text: &str, level: Level) -> Self {
        let words = words(text);
        let stripped = strip_words(&words, level);
        let folded = words.concat();
        let of_another_level = words.len() > 1
            && [&words[0], &words[words.len() - 1]].into_iter().any(|w| is_level_word(w) && !names_level(w, level));
        let marks: Vec<&str> = stripped.iter().map(String::as_str).filter(|w| is_mark(w)).collect();
        Keys {
            exact: text.split_whitespace().collect::<Vec<_>>().join(" ").nfc().collect(),
            folded,
            marks: marks.join(" "),
            phonetic: sound(&stripped.concat()),
            stripped: stripped.concat(),
            of_another_level,
        }
    }
}

/// The name in lower-case words of plain letters and digits, separated by one blank: accents,
/// case, hyphens, apostrophes and other punctuation gone, Bambara and ligature letters spelled
/// out, Roman numerals after the first word as digits. `Dougouténé II` gives `dougoutene 2`.
/// Idempotent; a text without letters or digits gives an empty string.
pub fn fold(text: &str) -> String {
    words(text).join(" ")
}

/// As [`fold`], without articles and without the words that only repeat the level:
/// `Commune rurale de Ségou` and `SEGOU COMMUNE` give `segou` at the level of communes.
/// `Commune IV` keeps its word, for nothing but a number would be left.
pub fn strip(text: &str, level: Level) -> String {
    strip_words(&words(text), level).join(" ")
}

/// The loosest key: French and Bambara spellings of one sound fall together (`ou`, `w`, `u`;
/// `dj`, `j`, `di`; `k`, `c`, `kh`; `gn`, `ny`, `ni`; `y`, `i`), doubled letters are single and
/// a mute ending is dropped. `Ouélessébougou` and `Welesebugu` give the same key.
pub fn phonetic(text: &str) -> String {
    sound(&words(text).concat())
}

fn words(text: &str) -> Vec<String> {
    // Modifier apostrophes count as letters for Unicode, so they are replaced before anything else;
    // and again after, since some signs decompose into one.
    let plain = |c: char| if is_apostrophe(c) { '\'' } else { c };
    let text: String = text.chars().map(plain).collect();
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    for c in plain_letters(&text).map(plain) {
        match c {
            // "l'" and "d'" are articles; "N'gara" is one word.
            '\'' if word == "l" || word == "d" => words.push(std::mem::take(&mut word)),
            '\'' => {}
            c if c.is_alphanumeric() => {
                // "COMMUNE4" is "commune 4".
                if word.chars().next_back().is_some_and(|last| last.is_numeric() != c.is_numeric()) {
                    words.push(std::mem::take(&mut word));
                }
                word.push(c);
            }
            _ if !word.is_empty() => words.push(std::mem::take(&mut word)),
            _ => {}
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    for (i, word) in words.iter_mut().enumerate() {
        if let Some(number) = number(word).or_else(|| if i > 0 { roman(word) } else { None }) {
            *word = number;
        }
    }
    words
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | '‛' | 'ʼ' | 'ʻ' | 'ʹ' | 'ʾ' | 'ʿ' | '′' | '`' | '´' | '＇' | 'ꞌ')
}

/// A number without its leading zeros; `None` for anything but ASCII digits.
fn number(word: &str) -> Option<String> {
    if word.is_empty() || !word.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let digits = word.trim_start_matches('0');
    Some(if digits.is_empty() { "0".to_owned() } else { digits.to_owned() })
}

/// Numbered communes and villages go no further than twenty.
fn roman(word: &str) -> Option<String> {
    const ROMAN: [&str; 20] = [
        "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv", "xvi", "xvii", "xviii",
        "xix", "xx",
    ];
    ROMAN.iter().position(|r| *r == word).map(|i| (i + 1).to_string())
}

const ARTICLES: [&str; 8] = ["le", "la", "les", "l", "d", "de", "du", "des"];
const REGION_WORDS: [&str; 4] = ["region", "district", "gouvernorat", "governorate"];
const CERCLE_WORDS: [&str; 3] = ["cercle", "circle", "district"];
const COMMUNE_WORDS: [&str; 8] = ["commune", "communes", "cr", "cu", "ville", "mairie", "municipalite", "municipality"];
/// Words of levels that no boundary set of ours has.
const OTHER_WORDS: [&str; 6] = ["arrondissement", "village", "quartier", "hameau", "zone", "pays"];
const AFTER_COMMUNE: [&str; 4] = ["rurale", "urbaine", "rural", "urban"];

fn names_level(word: &str, level: Level) -> bool {
    match level {
        Level::Region => REGION_WORDS.contains(&word),
        Level::Cercle => CERCLE_WORDS.contains(&word),
        Level::Commune => COMMUNE_WORDS.contains(&word),
        Level::Country | Level::Zone => false,
    }
}

fn is_level_word(word: &str) -> bool {
    OTHER_WORDS.contains(&word) || Level::ADMINISTRATIVE.iter().any(|&level| names_level(word, level))
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_digit())
}

fn is_mark(word: &str) -> bool {
    is_number(word) || matches!(word, "nord" | "sud" | "est" | "ouest" | "centre")
}

fn strip_words(words: &[String], level: Level) -> Vec<String> {
    let mut rest: Vec<&String> = words.iter().filter(|w| !ARTICLES.contains(&w.as_str())).collect();
    if rest.is_empty() {
        return words.to_vec();
    }
    // "Commune rurale de …" at the front; not before a number, which is then the name.
    if rest.len() > 1 && names_level(rest[0], level) && !is_number(rest[1]) {
        let words_off = if rest.len() > 2 && AFTER_COMMUNE.contains(&rest[1].as_str()) { 2 } else { 1 };
        rest.drain(..words_off);
    }
    // "… commune urbaine" at the end.
    let last = |rest: &[&String], back: usize| rest.len().checked_sub(back).map(|i| rest[i].clone()).unwrap_or_default();
    if rest.len() > 2 && AFTER_COMMUNE.contains(&last(&rest, 1).as_str()) && names_level(&last(&rest, 2), level) {
        rest.truncate(rest.len() - 2);
    } else if rest.len() > 1 && names_level(&last(&rest, 1), level) {
        rest.truncate(rest.len() - 1);
    }
    rest.into_iter().cloned().collect()
}

/// Spellings of one sound, applied in this order over the whole name.
const SOUNDS: [(&str, &str); 20] = [
    ("ou", "u"),
    ("w", "u"),
    ("gn", "ni"),
    ("ny", "ni"),
    ("dj", "di"),
    ("j", "di"),
    ("tch", "ti"),
    ("tj", "ti"),
    ("kh", "k"),
    ("gh", "g"),
    ("ph", "f"),
    ("th", "t"),
    ("ck", "k"),
    ("qu", "k"),
    ("q", "k"),
    ("ce", "se"),
    ("ci", "si"),
    ("c", "k"),
    ("x", "ks"),
    ("y", "i"),
];

fn sound(folded: &str) -> String {
    let spelled = SOUNDS.iter().fold(folded.to_owned(), |s, (from, to)| if s.contains(from) { s.replace(from, to) } else { s });
    let mut out = String::with_capacity(spelled.len());
    for c in spelled.chars() {
        if !out.ends_with(c) || c.is_numeric() {
            out.push(c);
        }
    }
    // Short names would lose too much: "Dire" and "Dirt" are not one name.
    if out.chars().count() > 4 && out.ends_with(['e', 't', 's', 'h']) {
        out.pop();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn case_accents_apostrophes_and_bambara_letters_fold_away() {
        assert_eq!(fold("  Ségou "), "segou");
        assert_eq!(fold("N’GARADOUGOU"), "ngaradougou");
        assert_eq!(fold("N´gara"), fold("N'gara"));
        assert_eq!(fold("Bladié-Tièmala"), "bladie tiemala");
        assert_eq!(fold("Cœur ɲɛŋɔ"), "coeur gnengo");
        assert_eq!(fold("…"), "");
    }

    #[test]
    fn numerals_are_digits_but_a_first_word_stays() {
        for text in ["Commune IV", "COMMUNE4", "commune 04", "Commune Ⅳ", "commune-iv"] {
            assert_eq!(fold(text), "commune 4", "{text}");
        }
        assert_eq!(fold("Dougouténé II"), "dougoutene 2");
        assert_eq!(fold("I"), "i");
    }

    #[test]
    fn level_words_and_articles_are_stripped_for_their_level_only() {
        assert_eq!(strip("Kayes Commune", Level::Commune), "kayes");
        assert_eq!(strip("Commune rurale de Logo", Level::Commune), "logo");
        assert_eq!(strip("C.R. Logo", Level::Commune), "c r logo");
        assert_eq!(strip("CR Logo", Level::Commune), "logo");
        assert_eq!(strip("Mopti commune urbaine", Level::Commune), "mopti");
        assert_eq!(strip("Commune IV", Level::Commune), "commune 4");
        assert_eq!(strip("District de Bamako", Level::Region), "bamako");
        assert_eq!(strip("Gao region", Level::Region), "gao");
        assert_eq!(strip("Cercle de Koro", Level::Commune), "cercle koro");
        assert!(Keys::new("Cercle de Koro", Level::Commune).of_another_level);
        assert!(Keys::new("Libe-Peuhl village", Level::Commune).of_another_level);
        assert!(!Keys::new("Cercle de Koro", Level::Cercle).of_another_level);
        assert!(!Keys::new("Commune", Level::Cercle).of_another_level);
        assert_eq!(strip("La", Level::Commune), "la");
    }

    #[test]
    fn spellings_of_one_sound_share_a_key() {
        for (a, b) in [
            ("Ouélessébougou", "Welesebugu"),
            ("Djenné", "DJENNEE"),
            ("Djélibougou", "Jelibougou"),
            ("Niamana", "Gnamana"),
            ("Nyamina", "Niamina"),
            ("Sitakily", "SITAKILLY"),
            ("Taoudénit", "Taoudenni"),
            ("Sokolo", "Socolo"),
            ("Khouloum", "Kouloum"),
        ] {
            assert_eq!(phonetic(a), phonetic(b), "{a} / {b}");
        }
        assert_ne!(phonetic("Koro"), phonetic("Gao"));
        assert_ne!(phonetic("Gadougou 1"), phonetic("Gadougou 11"));
    }

    /// The Greek numeral sign decomposes into an apostrophe that counts as a letter.
    #[test]
    fn a_sign_that_turns_into_an_apostrophe_is_one() {
        assert_eq!((fold("\u{374}"), fold("N\u{374}gara")), (String::new(), "ngara".to_owned()));
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,24}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once.clone());
            let stripped = strip(&text, Level::Commune);
            prop_assert_eq!(fold(&stripped), stripped);
        }
    }
}
