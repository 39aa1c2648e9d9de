//! Two languages everywhere: texts, and the way numbers are written in them.

use serde::{Deserialize, Serialize};

/// The language of outputs and messages. French is the default of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    #[default]
    Fr,
    En,
}

/// One text in both languages. There is no way to make one with a language missing.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Text {
    pub fr: String,
    pub en: String,
}

impl Text {
    pub fn new(fr: impl Into<String>, en: impl Into<String>) -> Self {
        Text { fr: fr.into(), en: en.into() }
    }

    /// The same words in both languages: proper names, file names, codes.
    pub fn same(text: impl Into<String>) -> Self {
        let text = text.into();
        Text { fr: text.clone(), en: text }
    }

    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Fr => &self.fr,
            Lang::En => &self.en,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.fr.is_empty() && self.en.is_empty()
    }
}

/// `text!("fr {x}", "en {x}")`: a [`Text`](crate::base::Text) from two format strings over the same variables.
#[macro_export]
macro_rules! text {
    ($fr:literal, $en:literal $(,)?) => {
        $crate::base::Text::new(format!($fr), format!($en))
    };
}

/// Narrow no-break space: groups thousands and stands before `%` in French.
pub const NARROW_SPACE: char = '\u{202f}';

/// A number as people read it: `3,46` and `77 046` in French, `3.46` and `77,046` in English.
///
/// Rounds half away from zero at `decimals`; never prints `-0`. NaN and infinities are the
/// caller's mistake and print as `–`.
pub fn number(value: f64, decimals: usize, lang: Lang) -> String {
    if !value.is_finite() {
        return "–".into();
    }
    let scale = 10f64.powi(decimals as i32);
    // Half away from zero on the printed decimal, not on its binary neighbour (0.545 → 0,55).
    let scaled = (value.abs() * scale * (1.0 + 4.0 * f64::EPSILON)).round();
    let digits = format!("{:.*}", decimals, scaled / scale);
    let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
    let (group, point) = match lang {
        Lang::Fr => (NARROW_SPACE, ','),
        Lang::En => (',', '.'),
    };
    let mut out = String::with_capacity(digits.len() + 6);
    if value < 0.0 && scaled > 0.0 {
        out.push('−');
    }
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(group);
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push(point);
        out.push_str(fraction);
    }
    out
}

/// A count: `77 046`, `77,046`.
pub fn count(value: usize, lang: Lang) -> String {
    number(value as f64, 0, lang)
}

/// A share given in percent: `8,8 %` in French, `8.8%` in English.
pub fn percent(value: f64, decimals: usize, lang: Lang) -> String {
    match lang {
        Lang::Fr => format!("{}{NARROW_SPACE}%", number(value, decimals, lang)),
        Lang::En => format!("{}%", number(value, decimals, lang)),
    }
}

/// What the parser of TOML files says of values and keys, in French; its words about syntax stay as they are.
pub fn toml_in_french(message: &str) -> String {
    let pairs = [
        ("missing field ", "il manque la clé "),
        ("unknown variant ", "valeur inconnue "),
        ("duplicate key", "clé donnée deux fois"),
        ("duplicate field ", "clé donnée deux fois : "),
        ("invalid type: ", "type inattendu : "),
        ("invalid value: ", "valeur impossible : "),
        (", expected one of ", " ; possibles : "),
        (", expected ", " ; attendu : "),
    ];
    pairs.into_iter().fold(message.to_owned(), |said, (english, french)| said.replacen(english, french, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_language_wants() {
        assert_eq!(number(3.46, 2, Lang::Fr), "3,46");
        assert_eq!(number(77_046.0, 0, Lang::Fr), "77\u{202f}046");
        assert_eq!(number(1_234_567.891, 1, Lang::En), "1,234,567.9");
        assert_eq!(percent(8.8, 1, Lang::Fr), "8,8\u{202f}%");
        assert_eq!(percent(8.8, 1, Lang::En), "8.8%");
    }

    #[test]
    fn rounding_is_half_up_and_zero_has_no_sign() {
        assert_eq!(number(0.545, 2, Lang::En), "0.55");
        assert_eq!(number(64.55, 1, Lang::En), "64.6");
        assert_eq!(number(-0.004, 2, Lang::En), "0.00");
        assert_eq!(number(-1234.5, 0, Lang::En), "−1,235");
        assert_eq!(number(f64::NAN, 0, Lang::Fr), "–");
    }
}
