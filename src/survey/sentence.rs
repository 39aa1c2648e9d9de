//! A difference in plain words, for people who read no tables: what is higher where, by how much,
//! and what this sample cannot show. Fragments without capital and full stop.

use super::compare::{Difference, Verdict};
use super::groups::{phrase, que};
use crate::base::{Lang, Text, number, percent};

/// What is compared.
#[derive(Debug, Clone, PartialEq)]
pub enum Measure {
    /// Shares; values and differences 0 to 1, told in percent and points.
    Share,
    /// Means, in their unit: "F CFA", or nothing for a score.
    Mean { decimals: usize, unit: Text },
}

/// One of the two sides.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Side<'a> {
    /// Variable and value, as in [`Estimate`](super::Estimate); empty for everybody.
    pub group: &'a [(String, String)],
    pub value: f64,
}

/// Two groups or waves, and what was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison<'a> {
    pub first: Side<'a>,
    pub second: Side<'a>,
    /// First minus second.
    pub difference: Difference,
    pub verdict: Verdict,
    pub measure: Measure,
    /// Drawn at random; of a purposive sample nothing is said but as indicative.
    pub random_sample: bool,
}

impl Comparison<'_> {
    /// « plus élevé dans le Centre que dans le Sud : écart 70 points [48 ; 82] ».
    ///
    /// Where no difference is shown the higher side comes first, so that the gap has no sign. A
    /// group whose article is not known is named with its value: « plus élevé : A (90 %) que
    /// B (20 %) ; écart … ». The gap takes more decimals where a clear one would round to zero.
    pub fn sentence(&self) -> Text {
        Text::new(self.told(Lang::Fr), self.told(Lang::En))
    }

    fn told(&self, lang: Lang) -> String {
        let (first, second) = match self.verdict {
            Verdict::NoneShown if self.difference.gap < 0.0 => (&self.second, &self.first),
            _ => (&self.first, &self.second),
        };
        let gap = self.gap(lang);
        let mut out = match (phrase(first.group), phrase(second.group)) {
            (Some(a), Some(b)) => self.with_phrases(a.get(lang), b.get(lang), &gap, lang),
            _ => self.with_names(&self.named(first, lang), &self.named(second, lang), &gap, lang),
        };
        let unadjusted = self.difference.lower > 0.0 || self.difference.upper < 0.0;
        if self.verdict == Verdict::NoneShown && unadjusted {
            out += pick(lang, ", une fois compté le nombre de comparaisons", ", once the number of comparisons is counted");
        }
        if !self.random_sample {
            out += pick(lang, ", à titre indicatif", ", indicative only");
        }
        out
    }

    fn with_phrases(&self, a: &str, b: &str, gap: &str, lang: Lang) -> String {
        match (self.direction(lang), lang) {
            (Some(word), Lang::Fr) => format!("{word} {a} {} : {gap}", que(b)),
            (Some(word), Lang::En) => format!("{word} {a} than {b}: {gap}"),
            (None, Lang::Fr) => format!("{a} et {b}, {} : {gap}", none_shown(lang)),
            (None, Lang::En) => format!("{a} and {b}, {}: {gap}", none_shown(lang)),
        }
    }

    fn with_names(&self, a: &str, b: &str, gap: &str, lang: Lang) -> String {
        match (self.direction(lang), lang) {
            (Some(word), Lang::Fr) => format!("{word} : {a} {} ; {gap}", que(b)),
            (Some(word), Lang::En) => format!("{word}: {a} than {b}; {gap}"),
            (None, Lang::Fr) => format!("{a} et {b} : {} ; {gap}", none_shown(lang)),
            (None, Lang::En) => format!("{a} and {b}: {}; {gap}", none_shown(lang)),
        }
    }

    fn direction(&self, lang: Lang) -> Option<&'static str> {
        match self.verdict {
            Verdict::Higher => Some(pick(lang, "plus élevé", "higher")),
            Verdict::Lower => Some(pick(lang, "plus bas", "lower")),
            Verdict::NoneShown => None,
        }
    }

    /// A group by its values alone, with what was found there: « Centre (90 %) ».
    fn named(&self, side: &Side, lang: Lang) -> String {
        let value = match &self.measure {
            Measure::Share => percent(100.0 * side.value, 0, lang),
            Measure::Mean { decimals, unit } => with_unit(number(side.value, *decimals, lang), unit.get(lang)),
        };
        let values: Vec<&str> = side.group.iter().map(|(_, value)| value.as_str()).collect();
        let name = if values.is_empty() { pick(lang, "ensemble", "everybody").to_owned() } else { values.join(", ") };
        format!("{name} ({value})")
    }

    /// « écart 70 points [48 ; 82] », always from the higher side.
    fn gap(&self, lang: Lang) -> String {
        let Difference { gap, lower, upper, .. } = self.difference;
        let (gap, lower, upper) = if gap < 0.0 { (-gap, -upper, -lower) } else { (gap, lower, upper) };
        let (scale, decimals) = match &self.measure {
            Measure::Share => (100.0, 0),
            Measure::Mean { decimals, .. } => (1.0, *decimals),
        };
        let (gap, lower, upper) = (scale * gap, scale * lower, scale * upper);
        let zero = |decimals| number(lower, decimals, Lang::En) == number(0.0, decimals, Lang::En);
        let decimals = match self.verdict {
            Verdict::NoneShown => decimals,
            _ => (decimals..decimals + 2).find(|&d| !zero(d)).unwrap_or(decimals + 2),
        };
        let amount = number(gap, decimals, lang);
        let amount = match &self.measure {
            Measure::Share => format!("{amount} {}", points(&amount, gap, lang)),
            Measure::Mean { unit, .. } => with_unit(amount, unit.get(lang)),
        };
        let [lower, upper] = [lower, upper].map(|v| number(v, decimals, lang));
        match lang {
            Lang::Fr => format!("écart {amount} [{lower} ; {upper}]"),
            Lang::En => format!("gap of {amount} [{lower}; {upper}]"),
        }
    }
}

fn pick<T>(lang: Lang, fr: T, en: T) -> T {
    match lang {
        Lang::Fr => fr,
        Lang::En => en,
    }
}

fn none_shown(lang: Lang) -> &'static str {
    pick(lang, "pas de différence que cet échantillon puisse montrer", "no difference that this sample can show")
}

fn with_unit(amount: String, unit: &str) -> String {
    if unit.is_empty() { amount } else { format!("{amount} {unit}") }
}

/// French counts in the plural from two on, English everything but one.
fn points(amount: &str, gap: f64, lang: Lang) -> &'static str {
    let plural = match lang {
        Lang::Fr => gap >= 2.0 || amount == "2",
        Lang::En => amount != "1",
    };
    if plural { "points" } else { "point" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::compare::{Link, Mean, means, shares};
    use crate::survey::interval::{CONFIDENCE, Proportion};
    use proptest::prelude::*;

    fn group(variable: &str, value: &str) -> Vec<(String, String)> {
        vec![(variable.into(), value.into())]
    }

    fn of(x: u32, n: u32) -> Proportion {
        Proportion::simple(f64::from(x) / f64::from(n), f64::from(n))
    }

    /// The sentence for two shares of simple random samples.
    fn told(a: &[(String, String)], p: Proportion, b: &[(String, String)], q: Proportion, random_sample: bool) -> Text {
        let difference = shares(&p, &q, Link::Independent, CONFIDENCE);
        Comparison {
            first: Side { group: a, value: p.share },
            second: Side { group: b, value: q.share },
            difference,
            verdict: difference.verdict(difference.p_value, CONFIDENCE),
            measure: Measure::Share,
            random_sample,
        }
        .sentence()
    }

    #[test]
    fn the_white_papers_zones_in_words() {
        let zone = |name| group("zone", name);
        let (sud, centre, nord) = (of(6, 30), of(35, 39), of(30, 39));
        let up = told(&zone("Centre"), centre, &zone("Sud"), sud, true);
        assert_eq!(up.fr, "plus élevé dans le Centre que dans le Sud : écart 70 points [48 ; 82]");
        assert_eq!(up.en, "higher in Centre than in Sud: gap of 70 points [48; 82]");
        let down = told(&zone("Sud"), sud, &zone("Centre"), centre, false);
        assert_eq!(down.fr, "plus bas dans le Sud que dans le Centre : écart 70 points [48 ; 82], à titre indicatif");
        assert_eq!(down.en, "lower in Sud than in Centre: gap of 70 points [48; 82], indicative only");
        let none = told(&zone("Nord"), nord, &zone("Centre"), centre, true);
        assert_eq!(
            none.fr,
            "dans le Centre et dans le Nord, pas de différence que cet échantillon puisse montrer : écart 13 points [−4 ; 29]"
        );
        assert_eq!(none.en, "in Centre and in Nord, no difference that this sample can show: gap of 13 points [−4; 29]");
    }

    #[test]
    fn people_surroundings_and_names_of_which_no_article_is_known() {
        let rural = told(&group("milieu", "urbain"), of(80, 100), &group("milieu", "rural"), of(40, 100), true);
        assert!(rural.fr.starts_with("plus élevé en milieu urbain qu'en milieu rural : écart 40 points"), "{}", rural.fr);
        let roles = told(&group("role", "Jeunesse"), of(90, 100), &group("role", "Femmes"), of(20, 100), true);
        assert!(
            roles.fr.starts_with("plus élevé : Jeunesse (90\u{202f}%) que Femmes (20\u{202f}%) ; écart 70 points"),
            "{}",
            roles.fr
        );
        assert!(roles.en.starts_with("higher: Jeunesse (90%) than Femmes (20%); gap of 70 points"), "{}", roles.en);
        let none = told(&group("role", "A"), of(9, 20), &group("role", "B"), of(8, 20), false);
        assert!(none.fr.starts_with("A (45\u{202f}%) et B (40\u{202f}%) : pas de différence") && none.fr.ends_with("indicatif"));
    }

    #[test]
    fn means_are_told_in_their_unit_and_a_clear_gap_is_never_zero() {
        let (nord, sud) = (group("zone", "Nord"), group("zone", "Sud"));
        let mean = |mean, variance| Mean { mean, variance, df: 60.0 };
        let say = |a: Mean, b: Mean, decimals, unit: Text| {
            let difference = means(&a, &b, Link::Independent, CONFIDENCE);
            let verdict = difference.verdict(difference.p_value, CONFIDENCE);
            let (first, second) = (Side { group: &nord, value: a.mean }, Side { group: &sud, value: b.mean });
            let measure = Measure::Mean { decimals, unit };
            Comparison { first, second, difference, verdict, measure, random_sample: true }.sentence().fr
        };
        let score = say(mean(2.4, 0.01), mean(1.8, 0.01), 1, Text::default());
        assert_eq!(score, "plus élevé dans le Nord que dans le Sud : écart 0,6 [0,3 ; 0,9]");
        let money = say(mean(12_000.0, 1e5), mean(9_500.0, 1e5), 0, Text::same("F CFA"));
        assert!(money.contains("écart 2\u{202f}500 F CFA [1\u{202f}615 ; 3\u{202f}385]"), "{money}");
        let fine = say(mean(2.40, 1e-5), mean(2.38, 1e-5), 1, Text::default());
        assert!(fine.ends_with("écart 0,02 [0,01 ; 0,03]"), "{fine}");
    }

    #[test]
    fn a_gap_lost_among_many_comparisons_says_why() {
        let (a, b) = (group("zone", "Nord"), group("zone", "Sud"));
        let difference = shares(&of(30, 50), &of(19, 50), Link::Independent, CONFIDENCE);
        assert!(difference.lower > 0.0);
        let verdict = difference.verdict(10.0 * difference.p_value, CONFIDENCE);
        let (first, second) = (Side { group: &a, value: 0.6 }, Side { group: &b, value: 0.38 });
        let said = Comparison { first, second, difference, verdict, measure: Measure::Share, random_sample: true }.sentence();
        assert!(
            said.fr.contains("pas de différence") && said.fr.ends_with("une fois compté le nombre de comparaisons"),
            "{}",
            said.fr
        );
    }

    proptest! {
        #[test]
        fn no_sentence_claims_what_a_purposive_sample_cannot(x in 0u32..40, y in 0u32..40) {
            let said = told(&group("sexe", "F"), of(x, 40), &group("sexe", "H"), of(y, 40), false);
            for text in [&said.fr, &said.en] {
                prop_assert!(!text.contains("marge") && !text.contains("margin") && !text.contains("signif"), "{}", text);
            }
            prop_assert!(said.fr.ends_with("à titre indicatif") && said.en.ends_with("indicative only"));
        }
    }
}
