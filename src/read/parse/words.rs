//! Words of headers and categories made comparable: case, accents and punctuation do not count.
//! Not for place names; those are matched in `names`.

use crate::base::plain_letters;

/// Lower case, no accents, letters and digits only: `Total No# of IDPs` → `totalnoofidps`.
/// Text without any letter or digit folds to the empty string.
pub fn fold(text: &str) -> String {
    plain_letters(text).filter(|c| c.is_alphanumeric()).collect()
}

/// The words of a header, folded one by one: `_gps_latitude` → `gps`, `latitude`; also split
/// where a small letter meets a capital one (`respondentName`).
pub fn tokens(text: &str) -> Vec<String> {
    let mut spaced = String::with_capacity(text.len() + 4);
    let mut before_is_small = false;
    for c in text.chars() {
        if before_is_small && c.is_uppercase() {
            spaced.push(' ');
        }
        before_is_small = c.is_lowercase();
        spaced.push(c);
    }
    let folded: String = plain_letters(&spaced).collect();
    folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_and_punctuation_do_not_count() {
        assert_eq!(fold("Total No# of IDPs HH"), "totalnoofidpshh");
        assert_eq!(fold("  Décès / Œdème_2 "), "decesoedeme2");
        assert_eq!(fold("—"), "");
    }

    #[test]
    fn headers_fall_into_words() {
        assert_eq!(tokens("_gps_latitude"), ["gps", "latitude"]);
        assert_eq!(tokens("nomEnquêteur"), ["nom", "enqueteur"]);
    }
}
