//! Crossings against the plain statistics, and at their edges.

use super::*;
use crate::read::survey::responses::{ChoiceSets, NO_ANSWER};
use crate::survey::columns::{Multiple, Numbers, OfChoicesTaken, Single};
use crate::survey::plan::{Codes, LonelyPsu, Plan, Population, Stage};
use crate::survey::{SimpleSample, statistics};
use proptest::prelude::*;

/// One invented respondent.
#[derive(Debug, Clone)]
struct Person {
    stratum: u16,
    cluster: u16,
    household: u16,
    weight: f64,
    group: u16,
    answer: u16,
    number: f64,
    taken: Option<[bool; 3]>,
}

fn person() -> impl Strategy<Value = Person> {
    let weight = prop_oneof![1 => Just(0.0), 6 => 0.5..3.0f64];
    let answer = prop_oneof![1 => Just(NO_ANSWER), 8 => 0..4u16];
    let number = prop_oneof![1 => Just(f64::NAN), 8 => -5.0..5.0f64];
    let place = (0..3u16, 0..4u16, 0..3u16);
    let taken = proptest::option::of(any::<[bool; 3]>());
    (place, weight, 0..3u16, answer, number, taken).prop_map(|(place, weight, group, answer, number, taken)| {
        let (stratum, cluster, household) = place;
        Person { stratum, cluster, household, weight, group, answer, number, taken }
    })
}

/// 0 drawn one by one, 1 with strata, 2 clusters in strata, 3 clusters and households from
/// finite populations.
fn design(people: &[Person], kind: u8, lonely: LonelyPsu) -> Design {
    let column = |of: fn(&Person) -> u16| people.iter().map(of).collect::<Vec<u16>>();
    let (strata, clusters, households) = (column(|p| p.stratum), column(|p| p.cluster), column(|p| p.household));
    let codes = |codes| Some(Codes { column: "", codes, labels: vec![] });
    let (many, more) = (vec![Some(9.0); people.len()], vec![Some(20.0); people.len()]);
    let sizes = |values, on: bool| on.then_some(Population::Sizes { column: "", values });
    let first = Stage {
        clusters: codes(clusters.as_slice()).filter(|_| kind >= 2),
        strata: codes(strata.as_slice()).filter(|_| kind >= 1),
        population: sizes(&many, kind == 3),
    };
    let second = Stage { clusters: codes(&households), strata: None, population: sizes(&more, true) };
    let stages = [first, second];
    let stages = &stages[..if kind == 3 { 2 } else { 1 }];
    let rows: Vec<u64> = (0..people.len() as u64).collect();
    let weights: Vec<Option<f64>> = people.iter().map(|p| Some(p.weight)).collect();
    let plan = Plan { rows: &rows, weights: Some(&weights), stages, nested: true, lonely, ..Plan::default() };
    Design::new(&plan).0
}

fn sets(people: &[Person]) -> ChoiceSets {
    let mut sets = ChoiceSets::new(3);
    for person in people {
        match person.taken {
            Some(taken) => sets.push((0..3).filter(|j| taken[*j])),
            None => sets.push_absent(NO_ANSWER),
        }
    }
    sets
}

fn close(a: Option<f64>, b: Option<f64>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * a.abs().max(b.abs()) + 1e-13,
        (a, b) => a.is_none() && b.is_none(),
    }
}

fn same(fast: &Measure, general: &Measure) -> bool {
    (fast.n, fast.degrees_of_freedom) == (general.n, general.degrees_of_freedom)
        && fast.value.err() == general.value.err()
        && close(fast.value.ok(), general.value.ok())
        && close(fast.variance, general.variance)
        && close(fast.simple_variance, general.simple_variance)
}

fn policy() -> impl Strategy<Value = LonelyPsu> {
    prop_oneof![Just(LonelyPsu::Fail), Just(LonelyPsu::Remove), Just(LonelyPsu::Average), Just(LonelyPsu::Adjust)]
}

proptest! {
    #[test]
    fn the_fast_path_gives_what_the_general_path_gives(
        people in proptest::collection::vec(person(), 1..60), kind in 0..4u8, lonely in policy(),
    ) {
        let design = design(&people, kind, lonely);
        let group: Vec<u16> = people.iter().map(|p| p.group).collect();
        let answer: Vec<u16> = people.iter().map(|p| p.answer).collect();
        let number: Vec<f64> = people.iter().map(|p| p.number).collect();
        let sets = sets(&people);
        let multiple = Multiple { sets: &sets, choices: 3 };
        let groups = Groups { codes: Some(&group), count: 4 };
        let shares = cross(&design, &Single { codes: &answer, choices: 4 }, groups);
        let numbers = cross(&design, &Numbers(&number), groups);
        let took = cross(&design, &multiple, groups);
        let of_taken = cross(&design, &OfChoicesTaken(multiple), groups);
        let indicator = |test: &dyn Fn(&Person) -> Option<bool>| -> Vec<f64> {
            people.iter().map(|p| test(p).map_or(f64::NAN, |yes| f64::from(u8::from(yes)))).collect()
        };
        let count: Vec<f64> = people.iter().map(|p| p.taken.map_or(f64::NAN, |t| t.iter().filter(|x| **x).count() as f64)).collect();
        for g in 0..4u16 {
            let domain = |i: usize| group[i] == g;
            for j in 0..4u16 {
                let general = indicator(&|p| (p.answer != NO_ANSWER).then_some(p.answer == j));
                let general = statistics::mean(&design, &general, domain);
                let fast = &shares.group(g.into())[usize::from(j)];
                prop_assert!(same(fast, &general), "{fast:?} {general:?}");
            }
            let general = statistics::mean(&design, &number, domain);
            prop_assert!(same(&numbers.group(g.into())[0], &general), "{general:?}");
            for j in 0..3 {
                let chosen = indicator(&|p| p.taken.map(|t| t[j]));
                let general = statistics::mean(&design, &chosen, domain);
                prop_assert!(same(&took.group(g.into())[j], &general), "{general:?}");
                let general = statistics::ratio(&design, &chosen, &count, domain);
                let fast = &of_taken.group(g.into())[j];
                prop_assert!(same(fast, &general), "{fast:?} {general:?}");
            }
        }
    }

    #[test]
    fn shares_add_to_one_and_neither_order_nor_scale_of_the_weights_matters(
        people in proptest::collection::vec(person(), 1..60), kind in 0..4u8, factor in 1e-3..1e3f64, turn in 0..60usize,
    ) {
        let shares = |people: &[Person]| {
            let group: Vec<u16> = people.iter().map(|p| p.group).collect();
            let answer: Vec<u16> = people.iter().map(|p| p.answer).collect();
            let groups = Groups { codes: Some(&group), count: 3 };
            cross(&design(people, kind, LonelyPsu::Adjust), &Single { codes: &answer, choices: 4 }, groups)
        };
        let mut others = people.clone();
        others.rotate_left(turn % people.len());
        others.reverse();
        others.iter_mut().for_each(|p| p.weight *= factor);
        let (one, other) = (shares(&people), shares(&others));
        for g in 0..3 {
            let sum: f64 = one.group(g).iter().filter_map(|m| m.value.ok()).sum();
            prop_assert!(one.group(g)[0].value.is_err() || (sum - 1.0).abs() < 1e-12);
            for (a, b) in one.group(g).iter().zip(other.group(g)) {
                prop_assert!(same(a, b), "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn a_simple_random_sample_has_a_design_effect_of_one(answers in proptest::collection::vec(0..3u16, 2..50)) {
        let rows: Vec<u64> = (0..answers.len() as u64).collect();
        let design = Design::new(&Plan { rows: &rows, ..Plan::default() }).0;
        for measure in cross(&design, &Single { codes: &answers, choices: 3 }, Groups::EVERYBODY).group(0) {
            let spread = measure.value.is_ok_and(|p| p > 0.0 && p < 1.0);
            let effect = measure.design_effect(SimpleSample::WithReplacement);
            prop_assert_eq!(effect.is_some(), spread);
            prop_assert!(effect.is_none_or(|e| (e - 1.0).abs() < 1e-9));
            prop_assert!(measure.effective_n().is_none_or(|n| (n - answers.len() as f64).abs() < 1e-6));
            prop_assert_eq!(measure.design_effect(SimpleSample::WithoutReplacement), None, "everybody is in the sample");
        }
    }
}

#[test]
fn empty_groups_say_why() {
    let rows = [2, 3, 4];
    let design = Design::new(&Plan { rows: &rows, ..Plan::default() }).0;
    let groups = Groups { codes: Some(&[0, 0, 1]), count: 3 };
    let table = cross(&design, &Single { codes: &[1, 0, NO_ANSWER], choices: 2 }, groups);
    assert_eq!(table.group(0)[1].value, Ok(0.5));
    assert_eq!(table.group(1)[1].value, Err(Missing::NoData), "asked, and silent");
    assert_eq!(table.group(2)[1].value, Err(Missing::NotSampled));
    let mut none = ChoiceSets::new(2);
    (0..3).for_each(|_| none.push([]));
    let table = cross(&design, &OfChoicesTaken(Multiple { sets: &none, choices: 2 }), Groups::EVERYBODY);
    assert_eq!((table.group(0)[0].value, table.group(0)[0].n), (Err(Missing::NoBase), 3));
}
