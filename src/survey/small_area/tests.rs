//! The model against other programs, and what it refuses.

use super::*;
use crate::base::reference::{Row, close, rows};

fn covariate(name: &str, values: impl IntoIterator<Item = f64>) -> Covariate {
    Covariate { label: Text::same(name), values: values.into_iter().map(Some).collect() }
}

fn fixture() -> (Vec<Option<Direct>>, Vec<Covariate>) {
    let rows = rows("small_area/areas.csv");
    let direct =
        |r: &Row| (r.number(0) == 1.0).then(|| Direct { share: r.number(1), variance: r.number(2), effective_n: r.number(3) });
    let covariates = [(4, "poverty"), (5, "distance")].map(|(i, name)| covariate(name, rows.iter().map(|r| r.number(i))));
    (rows.iter().map(direct).collect(), covariates.to_vec())
}

#[test]
fn both_methods_equal_the_formulas_in_r() {
    let (direct, covariates) = fixture();
    for (name, method) in [("reml", VarianceMethod::Reml), ("moments", VarianceMethod::PrasadRao)] {
        let fit = fay_herriot(&direct, &covariates, &Options { method, ..Options::default() }).expect("a fit");
        assert!(fit.cautions().is_empty());
        for row in rows("small_area/formulas.csv").iter().filter(|r| r.text(0) == name) {
            assert!(close(fit.model_variance, row.number(1), 1e-9), "{name}: {}", fit.model_variance);
            assert!(fit.coefficients.iter().zip(row.numbers(2)).all(|(a, b)| close(*a, b, 1e-8)), "{:?}", fit.coefficients);
            let area = fit.areas[row.number(3) as usize - 1].expect("a value");
            for (found, i) in [(area.mse, 5), (area.share, 6), (area.lower, 7), (area.upper, 8)] {
                assert!(close(found, row.number(i), 1e-8), "{name}, area {}: {area:?}", row.text(3));
            }
        }
    }
}

/// The fit of the areas in the reference folder.
fn fitted(method: VarianceMethod) -> Fit {
    let (direct, covariates) = fixture();
    fay_herriot(&direct, &covariates, &Options { method, ..Options::default() }).expect("a fit")
}

#[test]
fn both_methods_equal_the_package_metafor() {
    for (name, method) in [("reml", VarianceMethod::Reml), ("moments", VarianceMethod::PrasadRao)] {
        let fit = fitted(method);
        let mut compared = 0;
        for row in rows("small_area/metafor.csv").iter().filter(|r| r.text(0) == name) {
            assert!(close(fit.model_variance, row.number(1), 1e-9), "{name}: {}", fit.model_variance);
            assert!(fit.coefficients.iter().zip(row.numbers(2)).all(|(a, b)| close(*a, b, 1e-9)), "{:?}", fit.coefficients);
            let area = fit.areas[row.number(3) as usize - 1].expect("a value");
            assert!(close(area.share, row.number(4), 1e-9), "{name}, area {}: {area:?}", row.text(3));
            if !row.text(5).is_empty() {
                assert!(close(area.lower, row.number(5), 1e-9) && close(area.upper, row.number(6), 1e-9), "{name}: {area:?}");
                assert_eq!(area.own_weight, 0.0);
            }
            compared += 1;
        }
        assert_eq!(compared, 24, "21 sampled areas and 3 others");
    }
}

#[test]
fn predictors_and_their_errors_equal_the_package_samplics() {
    let fit = fitted(VarianceMethod::Reml);
    let rows = rows("small_area/samplics.csv");
    assert_eq!(rows.len(), 21, "the sampled areas");
    for row in rows {
        assert!(close(fit.model_variance, row.number(0), 1e-9), "{}", fit.model_variance);
        assert!(fit.coefficients.iter().zip(row.numbers(1)).all(|(a, b)| close(*a, b, 1e-9)), "{:?}", fit.coefficients);
        let area = fit.areas[row.number(2) as usize - 1].expect("a value");
        assert!(close(area.share, expit(row.number(3)), 1e-9), "area {}: {area:?}", row.text(2));
        assert!(close(area.mse, row.number(4), 1e-9), "area {}: {area:?}", row.text(2));
    }
}

#[test]
fn few_answers_lean_on_the_others_and_nobody_asked_leans_wholly() {
    let (direct, mut covariates) = fixture();
    covariates[0].values[10] = None;
    let fit = fay_herriot(&direct, &covariates, &Options::default()).expect("a fit");
    assert!(fit.areas[10].is_none(), "not sampled, covariate not known");
    assert_eq!(fit.areas[4].map(|a| a.own_weight), Some(0.0));
    for (d, a) in direct.iter().zip(&fit.areas).filter_map(|(d, a)| Some((d.as_ref()?, a.as_ref()?))) {
        assert!(
            a.own_weight > 0.0 && a.own_weight < 1.0 && 0.0 < a.lower && a.lower < a.share && a.share < a.upper && a.upper < 1.0
        );
        let sampling = on_log_odds(d).1;
        assert!(close(a.own_weight, fit.model_variance / (fit.model_variance + sampling), 1e-12));
    }
}

#[test]
fn shares_of_nobody_are_moved_inside_and_no_variance_between_areas_is_said() {
    let direct: Vec<Option<Direct>> = (0..12)
        .map(|i| {
            let share = if i == 3 { 0.0 } else { 0.10 + 0.002 * f64::from(i) };
            Some(Direct { share, variance: 0.01, effective_n: 9.0 })
        })
        .collect();
    let fit = fay_herriot(&direct, &[], &Options::default()).expect("a fit");
    assert_eq!((fit.model_variance, fit.moved_inside.as_slice()), (0.0, &[3][..]));
    let cautions = fit.cautions();
    assert!(cautions[0].fr.contains("estimée à 0") && cautions[1].en.ends_with(": 1"), "{cautions:?}");
    assert!(fit.areas.iter().flatten().all(|a| a.share > 0.0 && a.own_weight == 0.0));
}

#[test]
fn a_sample_that_carries_no_model_is_refused_with_a_reason() {
    let (direct, covariates) = fixture();
    let refusal = |direct: &[Option<Direct>], covariates: &[Covariate]| {
        fay_herriot(direct, covariates, &Options::default()).expect_err("refused").what.en
    };
    assert!(refusal(&direct[..8], &covariates).contains("7 sampled areas for 3 coefficients"));
    assert!(refusal(&[], &[]).contains("0 sampled areas"));
    assert!(refusal(&direct, &[covariate("altitude", vec![300.0; 24])]).contains("“altitude” has the same value"));
    let mut missing = covariates.clone();
    missing[1].values[0] = None;
    assert!(refusal(&direct, &missing).contains("“distance” is missing in 1"));
    assert!(refusal(&direct, &[covariate("short", [1.0, 2.0])]).contains("missing"), "a list that is too short");
    let doubled = covariate("twice", covariates[0].values.iter().map(|v| 3.0 * v.unwrap_or(0.0) + 1.0));
    assert!(refusal(&direct, &[covariates[0].clone(), doubled]).contains("the same thing"));
    let flat = vec![Some(Direct { share: 1.0, variance: 0.0, effective_n: 10.0 }); 12];
    assert!(refusal(&flat, &[]).contains("every direct share"));
    let mut sure = direct.clone();
    sure[0] = Some(Direct { share: 0.4, variance: 0.0, effective_n: 1.0 });
    assert!(refusal(&sure, &covariates).contains("no sampling variance"));
}
