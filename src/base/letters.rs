//! Letters made plain, for comparing texts that people typed.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The characters of a text in lower case, without accents, and with the letters that Unicode
/// does not take apart (French ligatures, Bambara and a few others) spelled out: `Œdème` →
/// `oedeme`, `Ɲɔnɔ` → `gnono`. Blanks, digits and punctuation stay.
pub fn plain_letters(text: &str) -> impl Iterator<Item = char> + '_ {
    // Lower case can bring accents of its own ("İ"), hence the second round.
    let lower = text.nfkd().flat_map(char::to_lowercase).nfkd().filter(|&c| !is_combining_mark(c));
    lower.flat_map(|c| {
        let (first, second) = match c {
            'œ' => ('o', Some('e')),
            'æ' => ('a', Some('e')),
            'ŋ' => ('n', Some('g')),
            'ɲ' => ('g', Some('n')),
            'ß' => ('s', Some('s')),
            'ɛ' | 'ǝ' | 'ə' => ('e', None),
            'ɔ' | 'ø' => ('o', None),
            'ı' => ('i', None),
            other => (other, None),
        };
        std::iter::once(first).chain(second)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_and_case_go_and_ligatures_are_spelled_out() {
        let plain = |text: &str| plain_letters(text).collect::<String>();
        assert_eq!(plain("Œdème – 2"), "oedeme – 2");
        assert_eq!(plain("ƝƆNƆ, Ŋɛ"), "gnono, nge");
        assert_eq!(plain("İı"), "ii");
        assert_eq!(plain(""), "");
    }
}
