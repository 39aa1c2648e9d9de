//! How much two names resemble each other, on keys that are already folded.

/// Both measures of one pair, 0 (nothing in common) to 1 (equal).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Likeness {
    /// Jaro–Winkler (Winkler 1990): forgiving at the end of a name.
    pub jaro_winkler: f64,
    /// 1 − edits / longer length; an edit puts in, leaves out, replaces a letter or swaps two
    /// neighbours (Damerau 1964, in the form of optimal string alignment). Forgiving nowhere.
    pub damerau: f64,
}

impl Likeness {
    pub fn between(a: &str, b: &str) -> Self {
        let longer = a.chars().count().max(b.chars().count()).max(1);
        let damerau = 1.0 - strsim::osa_distance(a, b) as f64 / longer as f64;
        Likeness { jaro_winkler: strsim::jaro_winkler(a, b), damerau }
    }

    /// The mean of both: what is shown and ranked.
    pub fn score(self) -> f64 {
        (self.jaro_winkler + self.damerau) / 2.0
    }
}

/// Whether one letter put in, left out or replaced makes the one the other. Equal names are.
pub(super) fn within_one_edit(a: &str, b: &str) -> bool {
    if a.len().abs_diff(b.len()) > 4 {
        return false;
    }
    let same_front = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count();
    let rest_a: Vec<char> = a.chars().skip(same_front).collect();
    let rest_b: Vec<char> = b.chars().skip(same_front).collect();
    let (longer, shorter) = if rest_a.len() >= rest_b.len() { (&rest_a, &rest_b) } else { (&rest_b, &rest_a) };
    match longer.len() - shorter.len() {
        0 => longer.is_empty() || longer[1..] == shorter[1..],
        1 => longer[1..] == shorter[..],
        _ => false,
    }
}

/// The letter pairs of a name as a set of bits: a cheap first look before the exact measures.
#[derive(Debug, Clone)]
pub(super) struct Pairs {
    bits: [u64; 12],
    count: u32,
}

impl Pairs {
    pub fn new(folded: &str) -> Self {
        let mut bits = [0u64; 12];
        // Everything but a to z, and the ends of the name, counts as one letter.
        let mut previous = 26;
        let letters = folded.chars().map(|c| if c.is_ascii_lowercase() { c as usize - 'a' as usize } else { 26 });
        for letter in letters.chain([26]) {
            let pair = previous * 27 + letter;
            bits[pair / 64] |= 1 << (pair % 64);
            previous = letter;
        }
        Pairs { bits, count: bits.iter().map(|b| b.count_ones()).sum() }
    }

    /// Dice coefficient (Dice 1945) of the two sets, 0 to 1.
    pub fn dice(&self, other: &Pairs) -> f64 {
        let common: u32 = self.bits.iter().zip(&other.bits).map(|(a, b)| (a & b).count_ones()).sum();
        f64::from(2 * common) / f64::from((self.count + other.count).max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn pairs_rank_a_misspelling_above_another_name() {
        let q = Pairs::new("yelekebougou");
        assert!(q.dice(&Pairs::new("yelekedougou")) > q.dice(&Pairs::new("kalifabougou")));
        assert!((q.dice(&q) - 1.0).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn one_edit_agrees_with_levenshtein(a in "[abc]{0,6}", b in "[abc]{0,6}") {
            prop_assert_eq!(within_one_edit(&a, &b), strsim::levenshtein(&a, &b) <= 1);
        }
    }
}
