//! Countries as files name them: by ISO code of two or three letters, or by name.

use crate::read::parse::words::fold;

/// Two letters and three letters for each country, see `data/countries/README.md`.
const CODES: &str = include_str!("../../../data/countries/iso-3166-1.csv");

/// What a text says about a country. Two texts of one sort name the same country when they are
/// equal; a code and a name cannot be compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Country {
    /// ISO 3166-1, three letters.
    Code(&'static str),
    /// Without case, accents and punctuation.
    Name(String),
}

impl Country {
    /// Any text that is no code of ISO 3166-1, in any case of letters, is a name.
    pub fn of(text: &str) -> Self {
        let text = text.trim();
        let pairs = CODES.lines().skip(1).filter_map(|line| line.split_once(','));
        let code = pairs.into_iter().find(|(two, three)| text.eq_ignore_ascii_case(two) || text.eq_ignore_ascii_case(three));
        code.map_or_else(|| Country::Name(fold(text)), |(_, three)| Country::Code(three))
    }

    pub fn is_code(&self) -> bool {
        matches!(self, Country::Code(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn both_codes_are_one_country_and_the_rest_are_names() {
        assert_eq!(Country::of(" mli "), Country::of("ML"));
        assert_eq!(Country::of("NER"), Country::of("NE"));
        assert_ne!(Country::of("NER"), Country::of("NG"), "Niger is not Nigeria");
        assert_eq!(Country::of("SEN"), Country::of("SN"), "no prefix of each other");
        assert_eq!(Country::of("Côte d’Ivoire"), Country::of("COTE D'IVOIRE"));
        assert!(!Country::of("Mali").is_code() && !Country::of("").is_code());
    }

    #[test]
    fn the_list_is_whole_and_without_repetition() {
        let pairs: Vec<(&str, &str)> = CODES.lines().skip(1).filter_map(|line| line.split_once(',')).collect();
        assert_eq!(pairs.len(), 249);
        assert!(pairs.iter().all(|(two, three)| two.len() == 2 && three.len() == 3));
        let all: BTreeSet<&str> = pairs.iter().flat_map(|(two, three)| [*two, *three]).collect();
        assert_eq!(all.len(), 498);
    }
}
