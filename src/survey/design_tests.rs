//! Designs of a few people, and what is wrong with some.

use super::*;
use crate::read::survey::responses::NO_ANSWER;
use crate::survey::plan::Codes;

const ROWS: [u64; 6] = [2, 3, 4, 5, 6, 7];

fn codes<'a>(column: &'a str, codes: &'a [u16]) -> Option<Codes<'a>> {
    Some(Codes { column, codes, labels: vec!["Nord", "Sud"] })
}

fn cases(problems: &Problems, kind: &str) -> Vec<(Option<u64>, String)> {
    let of_kind = problems.iter().filter(|p| p.kind == kind);
    of_kind.flat_map(|p| &p.cases).map(|c| (c.row, c.found.clone())).collect()
}

#[test]
fn unusable_rows_leave_the_sample_and_a_weight_of_zero_stays() {
    let weights = [Some(1.0), None, Some(-2.0), Some(0.0), Some(f64::INFINITY), Some(3.0)];
    let strata = [0, 0, 0, 0, 0, NO_ANSWER];
    let stages = [Stage { strata: codes("strate", &strata), ..Stage::default() }];
    let plan = Plan { rows: &ROWS, weights: Some(&weights), stages: &stages, ..Plan::default() };
    let (design, problems) = Design::new(&plan);
    assert_eq!(design.weights(), [1.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
    assert_eq!(design.order, [0, 3]);
    let unusable: Vec<_> = cases(&problems, "weight-unusable").into_iter().map(|c| c.0).collect();
    assert_eq!(unusable, [Some(3), Some(4), Some(6)]);
    assert_eq!(cases(&problems, "weight-zero"), [(Some(5), "0".to_owned())]);
    assert_eq!(cases(&problems, "stratum-or-cluster-missing"), [(Some(7), String::new())]);
    assert_eq!(design.degrees_of_freedom(|_| true), 0, "a cluster of weight zero is none, as in R");
}

#[test]
fn a_cluster_in_two_strata_is_two_clusters_and_said_unless_it_is_meant() {
    let (strata, clusters) = ([0, 0, 1, 1, 1, 1], [0, 1, 1, 1, 2, 3]);
    let stages = [Stage { strata: codes("strate", &strata), clusters: codes("grappe", &clusters), population: None }];
    let plan = Plan { rows: &ROWS, stages: &stages, ..Plan::default() };
    let (design, problems) = Design::new(&plan);
    assert_eq!(cases(&problems, "cluster-in-two-strata"), [(Some(4), "Sud".to_owned())]);
    assert_eq!(design.degrees_of_freedom(|_| true), 3);
    assert_eq!(design.degrees_of_freedom(|i| i < 4), 1);
    assert!(Design::new(&Plan { nested: true, ..plan }).1.is_empty());
}

#[test]
fn a_stratum_of_one_cluster_follows_the_policy() {
    let (strata, clusters) = ([0, 0, 0, 0, 1, 1], [0, 0, 1, 1, 2, 2]);
    let stages = [Stage { strata: codes("strate", &strata), clusters: codes("grappe", &clusters), population: None }];
    let plan = Plan { rows: &ROWS, stages: &stages, ..Plan::default() };
    // Cluster totals 1 and 3 in the first stratum, 2 in the second.
    let z = [1.0, 0.0, 3.0, 0.0, 1.0, 1.0];
    let variance = |lonely| {
        let (design, problems) = Design::new(&Plan { lonely, ..plan.clone() });
        assert_eq!(cases(&problems, "stratum-of-one-cluster"), [(Some(6), "Sud".to_owned())]);
        design.variance(&z)
    };
    assert_eq!(variance(LonelyPsu::Fail), None);
    assert_eq!(variance(LonelyPsu::Remove), Some(4.0));
    assert_eq!(variance(LonelyPsu::Average), Some(8.0));
    assert_eq!(variance(LonelyPsu::Adjust), Some(8.0));
}

#[test]
fn a_population_smaller_than_the_sample_gives_no_correction() {
    let sizes = |size| [Some(size); 6];
    let design = |values: &[Option<f64>; 6]| {
        let stages = [Stage { population: Some(Population::guess("N", values)), ..Stage::default() }];
        let (design, problems) = Design::new(&Plan { rows: &ROWS, stages: &stages, ..Plan::default() });
        let variance = design.variance(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]).expect("a variance");
        (variance, cases(&problems, "population-below-sample").len())
    };
    // Six times the variance of 1 to 6.
    let without = 21.0;
    assert_eq!(design(&sizes(5.0)), (without, 1));
    assert_eq!(design(&sizes(0.5)), (without / 2.0, 0));
    assert_eq!(design(&sizes(12.0)), (without / 2.0, 0));
    assert_eq!(design(&sizes(6.0)), (0.0, 0), "everybody was asked");
    assert_eq!(design(&[Some(12.0), Some(13.0), None, None, None, None]).0, without / 2.0);
}

#[test]
fn one_cluster_or_nobody_says_nothing_of_variance() {
    let clusters = [0; 6];
    let stages = [Stage { clusters: codes("grappe", &clusters), ..Stage::default() }];
    let one = Design::new(&Plan { rows: &ROWS, stages: &stages, ..Plan::default() }).0;
    assert_eq!(one.variance(&[1.0; 6]), None);
    let nobody = Design::new(&Plan::default()).0;
    assert!(nobody.is_empty() && nobody.variance(&[]).is_none());
}
