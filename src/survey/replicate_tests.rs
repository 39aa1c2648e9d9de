//! Replicates of small designs, worked out by hand.

use super::*;
use crate::survey::Plan;
use crate::survey::plan::{Codes, Stage};

/// As many strata as given, of so many respondents each.
fn design(strata: &[usize], lonely: LonelyPsu) -> Design {
    let codes: Vec<u16> = strata.iter().enumerate().flat_map(|(s, n)| vec![s as u16; *n]).collect();
    let rows: Vec<u64> = (0..codes.len() as u64).collect();
    let stages = [Stage { strata: Some(Codes { column: "", codes: &codes, labels: vec![] }), ..Stage::default() }];
    Design::new(&Plan { rows: &rows, stages: &stages, lonely, ..Plan::default() }).0
}

fn total(weights: &[f64]) -> Vec<f64> {
    vec![weights.iter().enumerate().map(|(i, w)| w * (i * i) as f64).sum()]
}

#[test]
fn balanced_halves_and_the_jackknife_agree_with_linearisation_for_totals() {
    for strata in [vec![2; 3], vec![2; 7], vec![2; 27], vec![4, 2, 6]] {
        let design = design(&strata, LonelyPsu::Fail);
        let influence: Vec<f64> = (0..design.len()).map(|i| (i * i) as f64).collect();
        let linear = design.variance(&influence).unwrap();
        let jackknife = Replicates::jackknife(&design).unwrap().replicate(total);
        assert!((jackknife.covariance.at(0, 0) / linear - 1.0).abs() < 1e-10);
        if strata.iter().all(|n| *n == 2) {
            let halves = Replicates::balanced(&design, 0.5).unwrap().replicate(total);
            assert!((halves.covariance.at(0, 0) / linear - 1.0).abs() < 1e-10, "{strata:?}");
        }
    }
}

#[test]
fn the_bootstrap_is_the_same_every_time_and_near_the_linearised_variance() {
    let design = design(&[5, 8, 1], LonelyPsu::Remove);
    let bootstrap = Replicates::bootstrap(&design, 2000, 1).unwrap();
    assert_eq!(bootstrap, Replicates::bootstrap(&design, 2000, 1).unwrap());
    assert_ne!(bootstrap.weights(0), Replicates::bootstrap(&design, 2000, 2).unwrap().weights(0));
    for r in 0..5 {
        let weights = bootstrap.weights(r);
        assert!((weights[..5].iter().sum::<f64>() - 5.0).abs() < 1e-12, "each stratum keeps its weight");
        assert_eq!(weights[13], 1.0);
    }
    let influence: Vec<f64> = (0..design.len()).map(|i| (i * i) as f64).collect();
    let ratio = bootstrap.replicate(total).covariance.at(0, 0) / design.variance(&influence).unwrap();
    assert!((0.85..1.15).contains(&ratio), "{ratio}");
}

#[test]
fn what_cannot_be_replicated_is_an_error() {
    assert!(Replicates::balanced(&design(&[2, 3], LonelyPsu::Fail), 0.0).is_err());
    assert!(Replicates::balanced(&design(&[2, 2], LonelyPsu::Fail), 1.0).is_err());
    assert!(Replicates::jackknife_unstratified(&design(&[2, 2], LonelyPsu::Fail)).is_err());
    assert!(Replicates::jackknife(&design(&[2, 1], LonelyPsu::Fail)).is_err());
    assert!(Replicates::bootstrap(&design(&[2, 1], LonelyPsu::Fail), 10, 1).is_err());
    assert!(Replicates::bootstrap(&design(&[2, 2], LonelyPsu::Fail), 1, 1).is_err());
    let bad = |columns: &[Vec<f64>], rscales: &[f64]| {
        Replicates::given(&Given { weights: &[1.0, 2.0], columns, combined: true, scale: 1.0, rscales }).is_err()
    };
    assert!(bad(&[], &[]) && bad(&[vec![1.0]], &[]) && bad(&[vec![1.0, f64::NAN]], &[]) && bad(&[vec![1.0, 2.0]], &[1.0, 1.0]));
}

#[test]
fn replicates_without_a_statistic_are_left_out_and_counted() {
    let columns = [vec![2.0, 0.0], vec![0.0, 2.0], vec![1.0, 1.0]];
    let given = Given { weights: &[1.0, 1.0], columns: &columns, combined: false, scale: 1.0, rscales: &[] };
    let replicates = Replicates::given(&given).unwrap();
    // A mean among the first respondent only: nobody is left in the second replicate.
    let done = replicates.replicate(|w| vec![w[0] / w[0] + w[1]]);
    assert_eq!((done.left_out, done.values[0]), (1, 2.0));
    assert_eq!(done.covariance.at(0, 0), 0.5);
}
