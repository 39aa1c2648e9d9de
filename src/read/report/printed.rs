//! A number as it stands in print: its value, how many decimals it shows, and the words before it.

use crate::base::{Case, Problem, Text};
use crate::read::parse::numbers;
use crate::read::records::{Record, Records};

/// A printed number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Printed {
    pub value: f64,
    /// Decimals shown; a number is known to half a unit of the last one.
    pub decimals: u32,
}

impl Printed {
    /// The value in units of its last decimal: 3,46 is 346. `None` for numbers too large to be
    /// counted so.
    pub fn units(self) -> Option<i64> {
        let scaled = (self.value * 10f64.powi(self.decimals as i32)).round();
        (scaled.abs() < 1e15).then_some(scaled as i64)
    }

    /// Half a unit of the last decimal.
    pub fn half_unit(self) -> f64 {
        0.5 * 10f64.powi(-(self.decimals as i32))
    }
}

/// The words around a printed number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Qualifier {
    /// Printed as it is: `77 %`.
    #[default]
    Exact,
    /// "Près de", "environ".
    About,
    /// "Plus de".
    MoreThan,
    /// "Au moins".
    AtLeast,
    /// Two bounds in place of a value.
    Between,
    /// "La moitié", "six sur dix", "aucun": a rounder number than digits would be.
    InWords,
}

impl Qualifier {
    fn named(id: &str) -> Self {
        match id {
            "more_than" => Qualifier::MoreThan,
            "at_least" => Qualifier::AtLeast,
            "between" => Qualifier::Between,
            "in_words" => Qualifier::InWords,
            _ => Qualifier::About,
        }
    }
}

/// Reads `3,46`, `77 046`, `8,8 %`, `7,3%`. A comma is a decimal comma. `None` for anything else.
pub fn printed(text: &str) -> Option<Printed> {
    let bare = text.trim().trim_end_matches('%').trim_end();
    let value = numbers::decimal(bare)?;
    let marks = bare.matches([',', '.']).count();
    let fraction = if marks == 1 || value.fract() != 0.0 { bare.rsplit_once([',', '.']).map(|(_, f)| f) } else { None };
    let decimals = fraction.map_or(0, |f| f.chars().filter(char::is_ascii_digit).count());
    Some(Printed { value, decimals: u32::try_from(decimals).ok().filter(|d| *d <= 9)? })
}

/// What a table says around its numbers, with the problems met.
pub(super) struct Numbers {
    unreadable: Problem,
    unknown_words: Problem,
}

impl Numbers {
    pub fn new(file: &str) -> Self {
        Numbers {
            unreadable: Problem::warning(
                "number-unreadable",
                file,
                Text::new("nombres illisibles : non utilisés", "numbers unreadable: not used"),
                Text::new(
                    "Recopiez le nombre comme il est imprimé : « 3,46 », « 77 046 » ou « 8,8 % ».",
                    "Copy the number as it is printed: `3,46`, `77 046` or `8,8 %`.",
                ),
            ),
            unknown_words: Problem::warning(
                "qualifier-unknown",
                file,
                Text::new(
                    "précisions inconnues dans qualifier : le nombre est pris pour approché",
                    "unknown words in qualifier: the number is taken as approximate",
                ),
                Text::new(
                    "Écrivez pres_de, environ, plus_de, au_moins, entre ou en_lettres ; laissez vide pour un nombre exact.",
                    "Write about, more_than, at_least, between or in_words; leave empty for an exact number.",
                ),
            ),
        }
    }

    pub fn printed(&mut self, records: &Records, record: Record<'_>, field: &str) -> Option<Printed> {
        let text = record.get(field)?;
        let number = printed(text);
        if number.is_none() {
            self.unreadable.push(Case::row(record.number(), records.header(field), text));
        }
        number
    }

    /// A whole number of respondents.
    pub fn count(&mut self, records: &Records, record: Record<'_>, field: &str) -> Option<u32> {
        let text = record.get(field)?;
        let whole = numbers::count(text).filter(|v| v.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(v));
        if whole.is_none() {
            self.unreadable.push(Case::row(record.number(), records.header(field), text));
        }
        whole.map(|v| v as u32)
    }

    pub fn qualifier(&mut self, records: &Records, record: Record<'_>) -> Qualifier {
        let Some(text) = record.get("qualifier") else { return Qualifier::Exact };
        let known = record.value("qualifier");
        if known.is_none() {
            self.unknown_words.push(Case::row(record.number(), records.header("qualifier"), text));
        }
        known.map_or(Qualifier::About, Qualifier::named)
    }

    pub fn problems(self) -> [Problem; 2] {
        [self.unreadable, self.unknown_words]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_french_and_english_print_them() {
        for (text, value, decimals) in [
            ("3,46", 3.46, 2),
            ("77 046", 77_046.0, 0),
            ("77\u{202f}046", 77_046.0, 0),
            ("8,8 %", 8.8, 1),
            ("7,3%", 7.3, 1),
            ("20\u{a0}%", 20.0, 0),
            ("3.50", 3.5, 2),
            ("2,0", 2.0, 1),
            ("1,234,567", 1_234_567.0, 0),
        ] {
            assert_eq!(printed(text), Some(Printed { value, decimals }), "{text}");
        }
        assert_eq!(["", "%", "la moitié", "20 % ou plus"].map(printed), [None; 4]);
        assert_eq!(printed("3,46").and_then(Printed::units), Some(346));
        assert_eq!(printed("2,50").map(Printed::half_unit), Some(0.005));
    }
}
