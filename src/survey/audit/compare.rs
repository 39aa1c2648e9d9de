//! Check `against-answers`: printed numbers against the same numbers computed from the answers.

use super::{Finding, Verdict, named};
use crate::base::{Lang, Text, number, percent};
use crate::read::parse::words::fold;
use crate::read::report::{Printed, PublishedResult, Qualifier};
use crate::survey::published::statistic;
use crate::survey::{Estimate, Statistic};
use crate::text;

/// How far a number "near" another, or said in words ("la moitié", "un tiers"), may lie from it:
/// in points for percentages, as a share of it for other numbers.
const NEAR_POINTS: f64 = 5.0;
const NEAR_SHARE: f64 = 0.05;

/// One finding per published result: confirmed, off by rounding or contradictory against the
/// computed estimate of the same wave, question, item, choices, statistic and group; untested
/// where there is none, or where it may not be shown. A number printed for several items must
/// hold for each of them.
///
/// Groups compare by variable and value (`zone`, `Sud`), without case and accents; a computed
/// estimate of a further breakdown is not the same number.
pub fn against_computed(published: &[PublishedResult], computed: &[Estimate]) -> Vec<Finding> {
    published.iter().map(|result| judge(result, computed)).collect()
}

fn judge(result: &PublishedResult, computed: &[Estimate]) -> Finding {
    let items: Vec<Option<&str>> = match result.items.is_empty() {
        true => vec![None],
        false => result.items.iter().map(|i| Some(i.as_str())).collect(),
    };
    let verdicts: Vec<(Verdict, Text)> = items
        .into_iter()
        .map(|item| match computed.iter().find(|e| is_same(result, item, e)) {
            None => (Verdict::Untested, Text::new("rien de calculé à quoi le comparer", "nothing computed to compare it with")),
            Some(estimate) => compare(result, item, estimate),
        })
        .collect();
    let verdict = verdicts.iter().map(|(v, _)| *v).max().unwrap_or(Verdict::Untested);
    let said = |lang| verdicts.iter().map(|(_, t)| t.get(lang)).collect::<Vec<_>>().join(" ; ");
    Finding {
        verdict,
        check: "against-answers",
        subject: named(result),
        said: Text::new(said(Lang::Fr), said(Lang::En)),
        rows: vec![result.at.clone()],
        section: result.section.clone(),
    }
}

fn is_same(result: &PublishedResult, item: Option<&str>, estimate: &Estimate) -> bool {
    let choices = |list: &mut dyn Iterator<Item = &str>| {
        let mut folded: Vec<String> = list.map(fold).collect();
        folded.sort();
        folded
    };
    let group = |list: &[(String, String)]| list.iter().map(|(k, v)| (fold(k), fold(v))).collect::<Vec<_>>();
    let wanted: Vec<(String, String)> = result.group.iter().cloned().collect();
    fold(&result.wave) == fold(&estimate.wave)
        && fold(&result.question) == fold(&estimate.question)
        && item.map(fold) == estimate.item.as_deref().map(fold)
        && statistic(result.statistic) == estimate.statistic
        && (estimate.statistic == Statistic::TopTwo && estimate.choice.is_none()
            || choices(&mut result.choices.iter().map(String::as_str))
                == choices(&mut estimate.choice.iter().flat_map(|c| c.split('+'))))
        && group(&wanted) == group(&estimate.group)
}

fn compare(result: &PublishedResult, item: Option<&str>, estimate: &Estimate) -> (Verdict, Text) {
    let Ok(value) = estimate.value else {
        return (
            Verdict::Untested,
            Text::new("la valeur calculée ne peut pas être montrée", "the computed value may not be shown"),
        );
    };
    let verdict = match (result.value, result.lower, result.upper) {
        (Some(printed), ..) => against(printed, result, value),
        (None, Some(lower), Some(upper)) => {
            let inside = (lower.value - lower.half_unit()..=upper.value + upper.half_unit()).contains(&value);
            if inside { Verdict::Confirmed } else { Verdict::Contradictory }
        }
        _ => Verdict::Untested,
    };
    // A printed base must be the one computed.
    let other_base = result.n.zip(estimate.n).filter(|(printed, own)| printed != own);
    let verdict = if other_base.is_some() { verdict.max(Verdict::Contradictory) } else { verdict };
    let decimals = result.value.or(result.lower).map_or(0, |p| p.decimals as usize) + 2;
    let shown = |lang| if result.statistic.is_percent() { percent(value, decimals, lang) } else { number(value, decimals, lang) };
    let of = item.map_or(String::new(), |i| format!("{i} : "));
    let (n_fr, n_en) = match (estimate.n, other_base) {
        (Some(n), Some((printed, _))) => (format!(" (n = {n}, et non {printed})"), format!(" (n = {n}, not {printed})")),
        (Some(n), None) => (format!(" (n = {n})"), format!(" (n = {n})")),
        (None, _) => (String::new(), String::new()),
    };
    let (fr, en) = (shown(Lang::Fr), shown(Lang::En));
    (verdict, text!("{of}calculé : {fr}{n_fr}", "{of}computed: {en}{n_en}"))
}

fn against(printed: Printed, result: &PublishedResult, value: f64) -> Verdict {
    let near = if result.statistic.is_percent() { NEAR_POINTS } else { NEAR_SHARE * printed.value.abs() };
    let distance = (value - printed.value).abs();
    // A percentage such as 12.5 comes out of a division a hair beside its half.
    let (half, hair) = (printed.half_unit(), 1e-9 * value.abs().max(1.0));
    let holds = match result.qualifier {
        Qualifier::Exact => distance <= half + hair,
        Qualifier::MoreThan | Qualifier::AtLeast => value >= printed.value - half - hair,
        Qualifier::About | Qualifier::InWords | Qualifier::Between => distance <= near + hair,
    };
    match holds {
        true => Verdict::Confirmed,
        // Cut off, or rounded up: within one unit of the last digit.
        false if result.qualifier == Qualifier::Exact && distance < 2.0 * half + hair => Verdict::OffByRounding,
        false => Verdict::Contradictory,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{in_zone, result};
    use super::*;
    use crate::base::Missing;
    use crate::survey::published::estimates;

    fn verdict(published: PublishedResult, value: Result<f64, Missing>, n: u32) -> Verdict {
        let computed = estimates(&published, "x").into_iter().map(|e| Estimate { value, n: Some(n), ..e }).collect::<Vec<_>>();
        against_computed(&[published], &computed)[0].verdict
    }

    #[test]
    fn printed_against_computed() {
        let of = |value| verdict(in_zone("Q2", "q18", "Sud", 20.0), Ok(value), 30);
        assert_eq!(
            [of(20.0), of(19.5), of(20.5), of(20.9), of(21.0), of(25.0)],
            [
                Verdict::Confirmed,
                Verdict::Confirmed,
                Verdict::Confirmed,
                Verdict::OffByRounding,
                Verdict::OffByRounding,
                Verdict::Contradictory,
            ]
        );
        assert_eq!(verdict(result("Q2", "q18", 20.0), Err(Missing::Withheld), 3), Verdict::Untested);
        assert_eq!(verdict(PublishedResult { n: Some(31), ..result("Q2", "q18", 20.0) }, Ok(20.0), 30), Verdict::Contradictory);
    }

    #[test]
    fn words_are_taken_as_people_mean_them() {
        let of = |qualifier, value| verdict(PublishedResult { qualifier, ..result("Q2", "q20", 60.0) }, Ok(value), 110);
        assert_eq!(of(Qualifier::InWords, 57.0), Verdict::Confirmed);
        assert_eq!(of(Qualifier::About, 66.0), Verdict::Contradictory);
        assert_eq!(of(Qualifier::AtLeast, 99.0), Verdict::Confirmed);
        assert_eq!(of(Qualifier::MoreThan, 58.0), Verdict::Contradictory);
    }

    #[test]
    fn only_the_same_number_is_compared() {
        let published = in_zone("Q2", "q18", "Sud", 20.0);
        let same = estimates(&published, "x").remove(0);
        let found = |estimate: Estimate| against_computed(std::slice::from_ref(&published), &[estimate])[0].verdict;
        assert_eq!(found(same.clone()), Verdict::Confirmed);
        let others = [
            Estimate { wave: "Q1".into(), ..same.clone() },
            Estimate { question: "q19".into(), ..same.clone() },
            Estimate { choice: Some("non".into()), ..same.clone() },
            Estimate { item: Some("a".into()), ..same.clone() },
            Estimate { group: vec![], ..same.clone() },
            Estimate { statistic: Statistic::Mean, ..same },
        ];
        for other in others {
            assert_eq!(found(other.clone()), Verdict::Untested, "{other:?}");
        }
    }

    #[test]
    fn a_number_for_two_items_must_hold_for_both() {
        let published = PublishedResult { items: vec!["sante".into(), "eau".into()], ..result("Q2", "q28", 65.0) };
        let mut computed = estimates(&published, "x");
        computed[1].value = Ok(40.0);
        assert_eq!(against_computed(&[published], &computed)[0].verdict, Verdict::Contradictory);
    }
}
