//! Bytes to text: which encoding a file without a label is in.

use crate::base::{Case, Error, Problem, Problems, Result, Text};
use crate::text;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, MACINTOSH, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;

/// Text and the encoding it was read in.
pub struct Decoded<'a> {
    /// Borrowed where the bytes are the text already.
    pub text: Cow<'a, str>,
    pub encoding: &'static Encoding,
    /// Neither a byte-order mark nor valid UTF-8 nor the user said so.
    pub guessed: bool,
}

/// Decodes by the label the user gives, else the byte-order mark, else UTF-8 if it is valid,
/// else UTF-16 if every other byte is zero, else the likeliest single-byte encoding.
///
/// Mac Roman, which no detector names, is chosen when it gives more plausible French letters
/// than Windows-1252. Errors: an unknown label, and bytes that are no text.
pub fn decode<'a>(bytes: &'a [u8], label: Option<&str>, shown: &str) -> Result<Decoded<'a>> {
    if let Some(label) = label {
        let name = if label.to_lowercase().contains("mac") { "macintosh" } else { label };
        let encoding = Encoding::for_label(name.as_bytes()).ok_or_else(|| {
            Error::usage(
                text!("encodage inconnu : « {label} »", "unknown encoding: `{label}`"),
                Text::new("Essayez utf-8, windows-1252 ou macintosh.", "Try utf-8, windows-1252 or macintosh."),
            )
        })?;
        return Ok(read(bytes, encoding, false));
    }
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return Ok(read(bytes, encoding, false));
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        return Ok(read(bytes, encoding, true));
    }
    if bytes.contains(&0) {
        return Err(Error::input(
            text!("`{shown}` n'est pas un texte : son contenu est binaire", "`{shown}` is not text: its content is binary"),
            Text::new(
                "Donnez un fichier CSV, Excel, OpenDocument, JSON ou GeoPackage ; au besoin, ouvrez le fichier dans son logiciel et exportez-le en CSV.",
                "Give a CSV, Excel, OpenDocument, JSON or GeoPackage file; if need be open the file in its own program and export it as CSV.",
            ),
        ));
    }
    let encoding = judged(bytes);
    Ok(read(bytes, encoding, encoding != UTF_8))
}

/// The encoding of bytes that nothing declares, from the bytes alone: UTF-8 where they are
/// valid, else the likeliest single-byte encoding.
pub fn judged(bytes: &[u8]) -> &'static Encoding {
    if std::str::from_utf8(bytes).is_ok() { UTF_8 } else { single_byte(bytes) }
}

impl<'a> Decoded<'a> {
    /// The text, with a note where its encoding had to be guessed and a warning where letters
    /// were lost on the way.
    pub fn told(self, shown: &str, problems: &mut Problems) -> Cow<'a, str> {
        if !self.guessed {
            return self.text;
        }
        problems.add(assumed(shown, self.encoding.name()).with(Case::found(samples_beyond_ascii(&self.text))));
        let lost = self.text.matches('\u{fffd}').count();
        if lost > 0 {
            problems.add(
                Problem::warning(
                    "characters-unreadable",
                    shown,
                    Text::new("caractères illisibles dans cet encodage", "characters unreadable in this encoding"),
                    Text::new("Déclarez l'encodage avec encoding = \"…\".", "Declare the encoding with encoding = \"…\"."),
                )
                .with(Case::found(lost.to_string())),
            );
        }
        self.text
    }
}

/// The note that an encoding was guessed; a case shows some words for a person to check.
pub fn assumed(shown: &str, encoding: &str) -> Problem {
    Problem::note(
        "encoding-assumed",
        shown,
        text!("encodage non déclaré : lu comme {encoding}", "encoding not declared: read as {encoding}"),
        Text::new(
            "Vérifiez quelques accents ; au besoin, ajoutez encoding = \"…\" à cette entrée (utf-8, windows-1252, macintosh).",
            "Check a few accents; if need be add encoding = \"…\" to this input (utf-8, windows-1252, macintosh).",
        ),
    )
}

fn read<'a>(bytes: &'a [u8], encoding: &'static Encoding, guessed: bool) -> Decoded<'a> {
    let (text, encoding, _) = encoding.decode(bytes);
    Decoded { text, encoding, guessed }
}

/// Plain Latin text in UTF-16 has a zero in every other byte.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(4096)];
    let pairs = head.len() / 2;
    let zeros = |offset: usize| head.iter().skip(offset).step_by(2).filter(|&&b| b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    match () {
        _ if pairs < 2 => None,
        _ if odd * 10 > pairs * 8 && even == 0 => Some(UTF_16LE),
        _ if even * 10 > pairs * 8 && odd == 0 => Some(UTF_16BE),
        _ => None,
    }
}

fn single_byte(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    let (windows, mac) = (plausibility(bytes, WINDOWS_1252), plausibility(bytes, MACINTOSH));
    match () {
        _ if mac > windows && mac > 0 => MACINTOSH,
        _ if windows > 0 => WINDOWS_1252,
        _ => guess,
    }
}

/// How French the letters beyond ASCII look: one point for each letter or mark that French text
/// uses, one off for each other sign, and one off for a letter in the wrong case for its
/// neighbours ("TIMTAGHéNE", "bafoulabÈ").
fn plausibility(bytes: &[u8], encoding: &'static Encoding) -> i64 {
    const FRENCH: &str = "éèêëàâäùûüôöîïçœæÿÉÈÊËÀÂÄÙÛÜÔÖÎÏÇŒÆ’‘“”«»–—…°€\u{a0}";
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let mut score = 0;
    let (mut before, mut letters) = (' ', text.chars().peekable());
    while let Some(c) = letters.next() {
        if !c.is_ascii() {
            score += if FRENCH.contains(c) { 1 } else { -1 };
            let after = letters.peek().copied().unwrap_or(' ');
            let clash = |neighbour: char| {
                neighbour.is_ascii_alphabetic() && c.is_alphabetic() && neighbour.is_uppercase() != c.is_uppercase()
            };
            // "É" may begin a word written small ("École"), so only what stands before counts for it.
            let wrong = if c.is_uppercase() { clash(before) } else { clash(before) && clash(after) };
            score -= i64::from(wrong);
        }
        before = c;
    }
    score
}

/// Up to five words that hold letters beyond ASCII, for a person to judge the encoding by.
fn samples_beyond_ascii(text: &str) -> String {
    let mut words: Vec<&str> = Vec::new();
    for word in text.split(|c: char| !c.is_alphanumeric() && !c.is_ascii_punctuation() || matches!(c, ',' | ';' | '"')) {
        if !word.is_ascii() && !words.contains(&word) {
            words.push(word);
            if words.len() == 5 {
                break;
            }
        }
    }
    words.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name_of(bytes: &[u8]) -> &'static str {
        decode(bytes, None, "t.csv").unwrap().encoding.name()
    }

    #[test]
    fn the_ladder_of_encodings() {
        assert_eq!(name_of("nom;Ségou".as_bytes()), "UTF-8");
        assert_eq!(name_of(b"\xEF\xBB\xBFnom"), "UTF-8");
        assert_eq!(decode(b"\xEF\xBB\xBFnom", None, "t").unwrap().text, "nom", "the mark is no text");
        assert_eq!(name_of(b"nom;S\xE9gou;H\xF4pital"), "windows-1252");
        assert_eq!(name_of(b"nom;S\x8Egou;H\x99pital"), "macintosh");
        assert_eq!(name_of(b"TIMTAGH\xE9NE;SALAKO\xECRA"), "macintosh", "capitals: \u{c8} and not \u{e9}");
        assert_eq!(name_of(b"n\0o\0m\0;\0"), "UTF-16LE");
        assert_eq!(name_of(b"\0n\0o\0m\0;"), "UTF-16BE");
        assert_eq!(name_of(b"\xFF\xFEn\0"), "UTF-16LE");
        assert_eq!(name_of(b""), "UTF-8");
    }

    #[test]
    fn a_label_wins_and_an_unknown_one_is_refused() {
        assert_eq!(decode(b"H\x99pital", Some("Mac Roman"), "t").unwrap().text, "Hôpital");
        assert_eq!(decode(b"x", Some("klingon"), "t").err().unwrap().kind, crate::base::ErrorKind::Usage);
    }

    #[test]
    fn binary_is_refused() {
        let error = decode(&[7, 0, 0, 1, 0, 200, 3, 0, 0, 0, 0, 9], None, "x.bin").err().unwrap();
        assert!(error.what.fr.contains("binaire"));
    }
}
