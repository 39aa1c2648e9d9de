//! Check `parts-of-sample`: do women and men add up to the sample?

use super::{Finding, Verdict, study_named};
use crate::base::{Lang, Text, count};
use crate::read::report::{Report, Study};
use crate::text;

/// One finding per sample whose size and sexes are all given.
pub fn check(report: &Report) -> Vec<Finding> {
    report.studies.iter().filter_map(judge).collect()
}

fn judge(study: &Study) -> Option<Finding> {
    let (n, women, men, sum) = (study.n?, study.women?, study.men?, study.sum_of_sexes()?);
    let slip = if n > sum && one_slip(n, sum) {
        text!(" ; {n} est sans doute une faute de frappe pour {sum}", "; {n} is probably a misprint for {sum}")
    } else if n > sum {
        let rest = n - sum;
        text!(" ; le sexe de {rest} personnes n'est pas donné", "; the sex of {rest} people is not given")
    } else {
        Text::default()
    };
    let (verdict, said) = if n == sum {
        (Verdict::Confirmed, text!("{women} femmes et {men} hommes font {sum}", "{women} women and {men} men make {sum}"))
    } else {
        let said = Text::new(
            format!("{women} femmes et {men} hommes font {sum}, pas {n}{}", slip.fr),
            format!("{women} women and {men} men make {sum}, not {n}{}", slip.en),
        );
        (Verdict::Contradictory, said)
    };
    let shown = |lang| count(n as usize, lang);
    Some(Finding {
        verdict,
        check: "parts-of-sample",
        subject: Text::new(
            format!("{} : n = {}", study_named(study, Lang::Fr), shown(Lang::Fr)),
            format!("{}: n = {}", study_named(study, Lang::En), shown(Lang::En)),
        ),
        said,
        rows: vec![study.at.clone()],
        section: study.section.clone(),
    })
}

/// Whether one digit too many, or two neighbouring digits exchanged, turns the right number into
/// the printed one.
fn one_slip(printed: u32, right: u32) -> bool {
    let (printed, right) = (printed.to_string().into_bytes(), right.to_string().into_bytes());
    let dropped = |i: usize| [&printed[..i], &printed[i + 1..]].concat();
    let exchanged = |i: usize| {
        let mut digits = printed.clone();
        digits.swap(i, i + 1);
        digits
    };
    (0..printed.len()).any(|i| dropped(i) == right) || (1..printed.len()).any(|i| exchanged(i - 1) == right)
}

#[cfg(test)]
mod tests {
    use super::super::testing::study;
    use super::*;

    #[test]
    fn sexes_that_do_not_add_up_are_told_with_the_likely_reason() {
        let of = |n, sexes| judge(&study("E7", n, sexes)).map(|f| (f.verdict, f.said.en));
        assert_eq!(of(110, Some((40, 70))).map(|f| f.0), Some(Verdict::Confirmed));
        assert_eq!(of(110, None), None);
        let (verdict, said) = of(448, Some((36, 12))).unwrap();
        assert_eq!(verdict, Verdict::Contradictory);
        assert!(said.contains("misprint for 48"), "{said}");
        assert!(of(387, Some((281, 102))).unwrap().1.contains("sex of 4 people"));
        assert_eq!(of(40, Some((30, 20))).unwrap().1, "30 women and 20 men make 50, not 40");
    }

    #[test]
    fn slips_of_one_digit() {
        assert!(one_slip(448, 48) && one_slip(448, 44) && one_slip(120, 210));
        assert!(!one_slip(387, 383) && !one_slip(5, 6));
    }
}
