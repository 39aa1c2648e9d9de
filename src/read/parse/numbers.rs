//! Numbers as people type them, in French, English and machine spelling.
//! Not for coordinates, which have their own faults (see `coordinates`).

use super::words::tokens;

/// A count of people or things: `25 198 830`, `25,198,830`, `25.198.830`, `12`, `12.0`, `3,5`.
///
/// A single comma before exactly three digits groups thousands (`1,234` is 1234: nobody counts
/// thousandths of people); a single point is always a decimal point, because that is how
/// programs write fractions. `None` for empty text, words, or signs of a formula gone wrong.
pub fn count(text: &str) -> Option<f64> {
    parse(text, true)
}

/// A measure or weight: as [`count`], but a single comma is always a decimal comma.
pub fn decimal(text: &str) -> Option<f64> {
    parse(text, false)
}

/// What a text says about a number of people.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Told {
    /// A number, as [`count`] reads it.
    Exactly(f64),
    /// A lower bound: `au moins 23`, `≥ 23`, `23+`, `plus de 50`, `at least 23`. "More than 50"
    /// counts as 50: what is sure, and what others print.
    AtLeast(f64),
    /// Some, but how many is not said: `des dizaines`, `several`.
    Vaguely,
    /// Nothing that can be understood.
    Nothing,
}

/// Reads a count that may be a lower bound, in French or English.
pub fn told(text: &str) -> Told {
    const BEFORE: [&str; 12] =
        ["au moins", "at least", "plus de", "more than", "over", "minimum", "min.", "min", "au minimum", ">=", "≥", ">"];
    const AFTER: [&str; 9] = ["+", "ou plus", "or more", "et plus", "and more", "au moins", "au minimum", "minimum", "at least"];
    const VAGUE: [&str; 19] = [
        "dizaine",
        "dizaines",
        "centaine",
        "centaines",
        "plusieurs",
        "quelques",
        "nombreux",
        "nombreuses",
        "beaucoup",
        "dozen",
        "dozens",
        "scores",
        "hundreds",
        "several",
        "many",
        "some",
        "few",
        "multiple",
        "numerous",
    ];
    if let Some(number) = count(text) {
        return Told::Exactly(number);
    }
    let plain = text.trim().to_lowercase();
    let bound = (BEFORE.iter().find_map(|word| plain.strip_prefix(word)))
        .or_else(|| AFTER.iter().find_map(|word| plain.strip_suffix(word)))
        // "au moins 23 morts": the unit says nothing new.
        .map(|rest| rest.trim_matches(|c: char| c.is_alphabetic() || c.is_whitespace() || c == ':'))
        .and_then(count);
    match bound {
        Some(number) => Told::AtLeast(number),
        None if !plain.contains(|c: char| c.is_ascii_digit()) && tokens(&plain).iter().any(|w| VAGUE.contains(&w.as_str())) => {
            Told::Vaguely
        }
        None => Told::Nothing,
    }
}

fn parse(text: &str, grouped: bool) -> Option<f64> {
    let bare: String =
        text.trim().chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '’')).collect();
    let bare = bare.replace('\u{2212}', "-");
    let (commas, points) = (bare.matches(',').count(), bare.matches('.').count());
    let plain = match (commas, points) {
        (0, 0 | 1) => bare,
        (0, _) => without_groups(&bare, '.')?,
        (1, 0) if grouped && groups_of_three(&bare, ',') => without_groups(&bare, ',')?,
        (1, 0) => bare.replace(',', "."),
        (_, 0) => without_groups(&bare, ',')?,
        // Both: the last one written is the decimal mark.
        _ if bare.rfind(',') > bare.rfind('.') => with_decimal(&bare, '.', ',')?,
        _ => with_decimal(&bare, ',', '.')?,
    };
    // `parse` also takes "inf" and "nan", which no table means.
    let starts_well = plain.trim_start_matches(['-', '+']).starts_with(|c: char| c.is_ascii_digit() || c == '.');
    plain.parse().ok().filter(|v: &f64| starts_well && v.is_finite())
}

fn groups_of_three(text: &str, mark: char) -> bool {
    let mut groups = text.trim_start_matches(['-', '+']).split(mark);
    let first = groups.next().unwrap_or("");
    (1..=3).contains(&first.len()) && first != "0" && groups.all(|g| g.len() == 3 && g.bytes().all(|b| b.is_ascii_digit()))
}

fn without_groups(text: &str, mark: char) -> Option<String> {
    groups_of_three(text, mark).then(|| text.replace(mark, ""))
}

fn with_decimal(text: &str, group: char, decimal: char) -> Option<String> {
    let (whole, fraction) = text.rsplit_once(decimal)?;
    Some(format!("{}.{fraction}", without_groups(whole, group)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ladder_of_spellings() {
        for (text, value) in [
            ("0", Some(0.0)),
            (" 42 ", Some(42.0)),
            ("42.0", Some(42.0)),
            ("25 198 830", Some(25_198_830.0)),
            ("25\u{202f}198\u{a0}830", Some(25_198_830.0)),
            ("25,198,830", Some(25_198_830.0)),
            ("25.198.830", Some(25_198_830.0)),
            ("1,234", Some(1234.0)),
            ("0,234", Some(0.234)),
            ("1,5", Some(1.5)),
            ("1.234,5", Some(1234.5)),
            ("1,234.5", Some(1234.5)),
            ("−3", Some(-3.0)),
            ("1e3", Some(1000.0)),
            ("", None),
            ("-", None),
            ("N/A", None),
            ("nan", None),
            ("inf", None),
            ("12 people", None),
            ("#REF!", None),
            ("16.247.14", None),
        ] {
            assert_eq!(count(text), value, "{text:?}");
        }
        assert_eq!(decimal("1,234"), Some(1.234), "a weight");
    }

    #[test]
    fn a_lower_bound_stays_one() {
        for text in ["au moins 23", "Au moins 23 morts", "≥ 23", ">=23", "> 23", "23+", "23 +", "plus de 23", "at least 23"] {
            assert_eq!(told(text), Told::AtLeast(23.0), "{text:?}");
        }
        for text in ["23 ou plus", "23 or more", "more than 23", "over 23 people", "minimum 23", "23 au moins"] {
            assert_eq!(told(text), Told::AtLeast(23.0), "{text:?}");
        }
        assert_eq!(told("plus de 1 200"), Told::AtLeast(1200.0));
        assert_eq!((told("23"), told("-4"), told("0")), (Told::Exactly(23.0), Told::Exactly(-4.0), Told::Exactly(0.0)));
        for text in ["des dizaines", "Plusieurs", "dozens", "several people"] {
            assert_eq!(told(text), Told::Vaguely, "{text:?}");
        }
        for text in ["", "x", "au moins", "entre 3 et 5", "oui", "dizaines (30?)"] {
            assert_eq!(told(text), Told::Nothing, "{text:?}");
        }
    }
}
