use super::*;
use crate::base::{Cell, Direction};
use crate::risk::testing::{self, indicator};
use crate::risk::{Aggregation, Draws, Gaps, Indicator, Node, Normalisation};

fn computed(tree: &Tree, columns: &[Column]) -> (Vec<Column>, Vec<Problem>) {
    index(tree, columns, Level::Commune, &Surroundings::default(), &Evidence::default())
}

fn node(id: &str, indicators: Vec<Indicator>, nodes: Vec<Node>) -> Node {
    testing::node(id, Aggregation::Arithmetic, indicators, nodes)
}

fn draws(count: usize) -> Draws {
    Draws { count, ..testing::tree(Aggregation::Arithmetic, 0.5, vec![]).draws }
}

fn column(id: &str, direction: Direction, values: &[Option<f64>]) -> Column {
    Column { direction, ..testing::column(id, values) }
}

fn tree(aggregation: Aggregation, dimensions: &[(&str, &[(&str, f64)])]) -> Tree {
    let leaves = |leaves: &[(&str, f64)]| leaves.iter().map(|(c, w)| indicator(c, *w)).collect();
    let nodes = dimensions.iter().map(|(id, below)| testing::node(id, aggregation, leaves(below), vec![]));
    testing::tree(aggregation, 0.5, nodes.collect())
}

fn values(columns: &[Column], id: &str) -> Vec<Option<f64>> {
    columns.iter().find(|c| c.id == id).unwrap().cells.iter().map(Cell::ok).collect()
}

#[test]
fn a_worked_example_by_hand() {
    // a: 0, 5, 10 → 0, 5, 10; b (higher is better): 0, 50, 100 → 10, 5, 0.
    let a = column("a", Direction::HigherIsWorse, &[Some(0.0), Some(5.0), Some(10.0)]);
    let b = column("b", Direction::HigherIsBetter, &[Some(0.0), Some(50.0), Some(100.0)]);
    let one = tree(Aggregation::Arithmetic, &[("d", &[("a", 3.0), ("b", 1.0)])]);
    let (out, problems) = computed(&one, &[a.clone(), b.clone()]);
    assert!(problems.is_empty());
    assert_eq!(values(&out, "risk_index"), [Some(2.5), Some(5.0), Some(7.5)]);
    let two = tree(Aggregation::Geometric, &[("x", &[("a", 1.0)]), ("y", &[("b", 1.0)])]);
    let (out, _) = computed(&two, &[a, b]);
    // sqrt(1 · 10) = 3.1623 → (3.1623 − 1) / 0.9 = 2.4025; equal scores stay what they are.
    let got = values(&out, "risk_index");
    assert!((got[0].unwrap() - 2.402_530_733_520_42).abs() < 1e-12);
    assert!((got[1].unwrap() - 5.0).abs() < 1e-12);
}

#[test]
fn what_is_missing_gives_its_weight_to_the_rest_and_lowers_reliability() {
    let a = column("a", Direction::HigherIsWorse, &[Some(0.0), None, Some(10.0)]);
    let b = column("b", Direction::HigherIsWorse, &[Some(0.0), Some(10.0), None]);
    let one = tree(Aggregation::Arithmetic, &[("d", &[("a", 3.0), ("b", 1.0)])]);
    let (out, _) = computed(&one, &[a, b]);
    assert_eq!(values(&out, "risk_reliability"), [Some(100.0), Some(25.0), Some(75.0)]);
    assert_eq!(values(&out, "risk_index"), [Some(0.0), None, Some(10.0)], "a quarter of the weight is not enough");
}

#[test]
fn what_cannot_be_used_is_reported_and_the_rest_computed() {
    let a = column("a", Direction::HigherIsWorse, &[Some(0.0), Some(1.0)]);
    let flat = column("flat", Direction::HigherIsWorse, &[Some(4.0), Some(4.0)]);
    let odd = tree(
        Aggregation::Arithmetic,
        &[("d", &[("a", 1.0), ("flat", 1.0), ("gone", 1.0), ("a", 1.0), ("flat2", 0.0)]), ("e", &[("gone", 1.0)])],
    );
    let (out, problems) = computed(&odd, &[a, flat]);
    assert_eq!(values(&out, "risk_index"), [Some(0.0), Some(10.0)]);
    let found: Vec<_> = problems.iter().map(|p| p.cases[0].found.as_str()).collect();
    assert_eq!(found, ["gone", "a", "flat2", "gone", "e", "flat"]);
}

#[test]
fn an_empty_tree_or_country_gives_nothing() {
    assert!(computed(&tree(Aggregation::Arithmetic, &[]), &[]).0.is_empty());
    let none = column("a", Direction::HigherIsWorse, &[]);
    assert!(computed(&tree(Aggregation::Arithmetic, &[("d", &[("a", 1.0)])]), &[none]).0.is_empty());
}

#[test]
fn a_tree_of_three_levels_keeps_every_step() {
    // a: 0, 10, 5; b: 10, 0, 5; both in component x, beside c in dimension d.
    let a = column("a", Direction::HigherIsWorse, &[Some(0.0), Some(100.0), Some(50.0)]);
    let b = column("b", Direction::HigherIsWorse, &[Some(10.0), Some(0.0), Some(5.0)]);
    let c = column("c", Direction::HigherIsWorse, &[Some(3.0), Some(3.0), Some(4.0)]);
    let x = Node {
        weight: 3.0,
        aggregation: Aggregation::Worst,
        ..node("x", vec![indicator("a", 1.0), indicator("b", 1.0)], vec![])
    };
    let tree = testing::tree(Aggregation::Arithmetic, 0.5, vec![node("d", vec![indicator("c", 1.0)], vec![x])]);
    let (out, problems) = computed(&tree, &[a, b, c]);
    assert!(problems.is_empty());
    let ids: Vec<&str> = out.iter().map(|c| c.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "c_score",
            "a_score",
            "b_score",
            "risk_x",
            "risk_d",
            "risk_index",
            "risk_class",
            "risk_rank",
            "risk_reliability",
            "risk_reliability_weight",
            "risk_reliability_age",
            "risk_reliability_precision",
            "risk_reliability_level"
        ]
    );
    assert_eq!(values(&out, "risk_x"), [Some(10.0), Some(10.0), Some(5.0)]);
    assert_eq!(values(&out, "risk_d"), [Some(7.5), Some(7.5), Some(6.25)]);
}

#[test]
fn a_pattern_shares_its_weight_among_the_columns_that_fit() {
    let near = |id: &str, v: [f64; 2]| column(id, Direction::HigherIsWorse, &[Some(v[0]), Some(v[1])]);
    let columns = [near("health_near", [0.0, 1.0]), near("school_near", [0.0, 1.0]), near("z", [1.0, 0.0])];
    let one = tree(Aggregation::Arithmetic, &[("d", &[("*_near", 1.0), ("z", 1.0)])]);
    assert_eq!(values(&computed(&one, &columns).0, "risk_index"), [Some(5.0), Some(5.0)]);
}

#[test]
fn a_gap_that_is_filled_gives_a_score_and_no_reliability() {
    let a = column("a", Direction::HigherIsWorse, &[Some(0.0), None, Some(10.0)]);
    let tree = |gaps| {
        testing::tree(Aggregation::Arithmetic, 0.0, vec![node("d", vec![Indicator { gaps, ..indicator("a", 1.0) }], vec![])])
    };
    let neighbours = vec![vec![1], vec![0, 2], vec![1]];
    let around = &Surroundings { neighbours, parents: vec![Some(0), Some(0), Some(1)] };
    let at = |gaps, id: &str| {
        values(&index(&tree(gaps), std::slice::from_ref(&a), Level::Commune, around, &Evidence::default()).0, id)[1]
    };
    assert_eq!(at(Gaps::Neighbours, "risk_index"), Some(5.0));
    assert_eq!(at(Gaps::Neighbours, "a_treated"), Some(5.0));
    assert_eq!(at(Gaps::Neighbours, "risk_reliability"), Some(0.0));
    assert_eq!(at(Gaps::Parent, "risk_index"), Some(0.0));
    assert_eq!(at(Gaps::Exclude, "risk_index"), None);
    assert_eq!(at(Gaps::Required, "risk_index"), None);
}

#[test]
fn bounds_the_wrong_way_round_and_bounds_of_ranks_are_refused_and_absent_options_are_not() {
    let a = column("a", Direction::HigherIsWorse, &[Some(0.0), Some(50.0)]);
    let b = column("b", Direction::HigherIsWorse, &[Some(1.0), Some(2.0)]);
    let wrong = Indicator { bounds: Some((100.0, 0.0)), ..indicator("b", 1.0) };
    let of_ranks = Indicator { bounds: Some((0.0, 1.0)), normalisation: Normalisation::Rank, ..indicator("b", 1.0) };
    let fixed = Indicator { bounds: Some((0.0, 200.0)), ..indicator("a", 1.0) };
    let absent = Indicator { optional: true, ..indicator("gone", 1.0) };
    let tree = testing::tree(
        Aggregation::Arithmetic,
        0.5,
        vec![node("d", vec![wrong, of_ranks, fixed, absent.clone()], vec![node("e", vec![absent], vec![])])],
    );
    let (out, problems) = computed(&tree, &[a, b]);
    assert_eq!(values(&out, "risk_index"), [Some(0.0), Some(2.5)]);
    assert_eq!(problems.len(), 2, "{problems:?}");
}

/// Twenty areas: a clear worst one, a clear best one, and many alike between them, one of
/// which lacks an indicator.
fn twenty() -> [Column; 2] {
    let value = |i: usize, of: f64| {
        Some(if i == 0 {
            100.0
        } else if i == 19 {
            0.0
        } else {
            40.0 + of * (i as f64 % 7.0)
        })
    };
    let mut a: Vec<_> = (0..20).map(|i| value(i, 1.0)).collect();
    a[7] = None;
    let b: Vec<_> = (0..20).map(|i| value(i, -1.5)).collect();
    [column("a", Direction::HigherIsWorse, &a), column("b", Direction::HigherIsWorse, &b)]
}

#[test]
fn what_is_sure_is_sure_and_what_is_alike_is_not() {
    let tree = Tree { draws: draws(400), ..tree(Aggregation::Arithmetic, &[("x", &[("a", 1.0)]), ("y", &[("b", 1.0)])]) };
    let (out, _) = computed(&tree, &twenty());
    let rank = out.iter().find(|c| c.id == "risk_rank").expect("ranks");
    assert_eq!((rank.cells[0].ok(), rank.cells[0].interval), (Some(1.0), Some((1.0, 1.0))));
    assert_eq!((rank.cells[19].ok(), rank.cells[19].interval), (Some(20.0), Some((20.0, 20.0))));
    let (low, high) = rank.cells[7].interval.expect("an interval");
    assert!(high - low >= 5.0, "an area with a gap may stand in many places: {low} to {high}");
    assert_eq!(values(&out, "risk_worst_tenth")[0], Some(100.0));
    assert_eq!(values(&out, "risk_worst_ten")[19], Some(0.0));
    assert_eq!(values(&out, "risk_class_certainty")[0], Some(100.0));
    assert_eq!(values(&out, "risk_in_class_5")[0], Some(100.0));
    let whole = (1..=5).map(|class| values(&out, &format!("risk_in_class_{class}"))[7].expect("a share")).sum::<f64>();
    assert!((whole - 100.0).abs() < 1e-9, "every draw is in one class");
    let doubts = |id: &str| values(&out, &format!("risk_doubt_{id}"))[7].expect("a share");
    assert_eq!(doubts("values"), 0.0, "nothing has an interval");
    assert!(doubts("gaps") > 50.0 && doubts("gaps") > doubts("weights"), "{} {}", doubts("gaps"), doubts("weights"));
    let index = out.iter().find(|c| c.id == "risk_index").expect("an index");
    for cell in &index.cells {
        let (value, (low, high)) = (cell.ok().expect("a score"), cell.interval.expect("an interval"));
        assert!(low <= value && value <= high);
    }
}

#[test]
fn the_same_seed_gives_the_same_digits_on_any_number_of_threads() {
    let tree = Tree { draws: draws(64), ..tree(Aggregation::Arithmetic, &[("x", &[("a", 1.0), ("b", 2.0)])]) };
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| computed(&tree, &twenty()).0.iter().map(|c| format!("{:?}", c.cells)).collect::<Vec<_>>())
    };
    assert_eq!(on(1), on(3));
}

#[test]
fn a_survey_value_of_a_zone_moves_all_its_communes_together() {
    let mut s = column("s", Direction::HigherIsWorse, &[Some(40.0), Some(40.0), Some(45.0), Some(90.0)]);
    for (i, cell) in s.cells.iter_mut().enumerate() {
        let zone = i < 2;
        *cell = Cell { interval: Some((20.0, 60.0)).filter(|_| i < 3), stands_at: zone.then_some(Level::Zone), ..*cell };
    }
    let only_values = Draws { normalisations: vec![], aggregations: vec![], concentration: 1e9, ..draws(200) };
    let tree = Tree { draws: only_values, ..tree(Aggregation::Arithmetic, &[("d", &[("s", 1.0)])]) };
    let (out, _) = computed(&tree, &[s]);
    let rank = out.iter().find(|c| c.id == "risk_rank").expect("ranks");
    assert_eq!(rank.cells[0], rank.cells[1], "tied in every draw");
    assert_eq!(rank.cells[2].interval, Some((2.0, 4.0)), "now before both, now behind both");
}

#[test]
fn events_without_a_place_make_those_who_may_have_had_them_unsure() {
    let mut attacks = column("attacks", Direction::HigherIsWorse, &[Some(0.0), Some(1.0), Some(2.0), Some(3.0), Some(9.0)]);
    attacks.sources = vec!["acled".into()];
    attacks.cells.iter_mut().for_each(|cell| cell.n = cell.ok().map(|v| v as u32));
    let only = Draws { normalisations: vec![], aggregations: vec![], concentration: 1e9, ..draws(400) };
    let tree = Tree { draws: only, ..tree(Aggregation::Arithmetic, &[("d", &[("attacks", 1.0)])]) };
    let ranks = |unplaced: Vec<f64>| {
        let events = ["acled".to_owned()].into();
        let evidence = Evidence { events, unplaced, in_communes: 15, ..Evidence::default() };
        let (out, _) = index(&tree, &[attacks.clone()], Level::Commune, &Surroundings::default(), &evidence);
        let doubts = values(&out, "risk_doubt_places");
        let rank = out.into_iter().find(|c| c.id == "risk_rank").expect("ranks");
        (rank.cells.iter().map(|c| c.interval.expect("an interval")).collect::<Vec<_>>(), doubts)
    };
    // A cercle of the first two communes has four more.
    let (found, doubts) = ranks(vec![2.0, 2.0, 0.0, 0.0, 0.0]);
    assert!(found[0].0 <= 2.0 && found[0].1 == 5.0, "{found:?}: the quiet one may be among the worst");
    assert_eq!(found[4], (1.0, 1.0), "nine are more than any draw gives");
    assert!(doubts[0] > Some(60.0) && doubts[4] == Some(0.0), "{doubts:?}");
    let (found, doubts) = ranks(vec![]);
    assert_eq!((found[0], doubts[0]), ((5.0, 5.0), Some(0.0)), "all have their place");
}

#[test]
fn a_class_and_a_rank_go_with_every_index() {
    let a = column("a", Direction::HigherIsWorse, &[Some(0.0), Some(2.0), Some(2.1), Some(10.0), None, Some(10.0)]);
    let (out, _) = computed(&tree(Aggregation::Arithmetic, &[("d", &[("a", 1.0)])]), &[a]);
    assert_eq!(values(&out, "risk_class"), [Some(1.0), Some(1.0), Some(2.0), Some(5.0), None, Some(5.0)], "upper bounds belong");
    assert_eq!(values(&out, "risk_rank"), [Some(5.0), Some(4.0), Some(3.0), Some(1.0), None, Some(1.0)]);
}

#[test]
fn an_index_is_no_indicator_of_itself() {
    let a = column("a", Direction::HigherIsWorse, &[Some(0.0), Some(1.0)]);
    let before = ["risk_index", "risk_e", "risk_flood"].map(|id| column(id, Direction::HigherIsWorse, &[Some(1.0), Some(0.0)]));
    let columns: Vec<Column> = std::iter::once(a).chain(before).collect();
    let own = tree(Aggregation::Arithmetic, &[("d", &[("a", 1.0), ("risk_index", 1.0)]), ("e", &[("a_", 1.0), ("risk_e", 9.0)])]);
    let (out, problems) = computed(&own, &columns);
    assert_eq!(values(&out, "risk_index"), [Some(0.0), Some(10.0)]);
    let cycles = problems.iter().filter(|p| p.what.en.starts_with("cycle")).map(|p| p.cases[0].found.as_str());
    assert_eq!(cycles.collect::<Vec<_>>(), ["risk_index", "risk_e"]);
    let pattern = tree(Aggregation::Arithmetic, &[("d", &[("risk_*", 1.0)])]);
    assert_eq!(
        values(&computed(&pattern, &columns).0, "risk_index"),
        [Some(10.0), Some(0.0)],
        "the field of another index alone"
    );
}

#[test]
fn what_makes_no_scale_says_why_and_a_tree_of_which_nothing_is_left_is_told() {
    let why = |values: &[Option<f64>]| {
        let columns = [column("a", Direction::HigherIsWorse, values)];
        let (out, problems) = computed(&tree(Aggregation::Arithmetic, &[("d", &[("a", 1.0)])]), &columns);
        assert!(out.is_empty() && problems.last().is_some_and(|p| p.kind == "risk-without-indicators"), "{problems:?}");
        problems[0].what.en.clone()
    };
    assert!(why(&[None, None]).contains("without values"));
    assert!(why(&[Some(4.0), None]).contains("one area alone"));
    assert!(why(&[Some(4.0)]).contains("one area alone"));
    assert!(why(&[Some(4.0), Some(4.0)]).contains("equal everywhere"));
    let fixed = Indicator { bounds: Some((0.0, 8.0)), ..indicator("a", 1.0) };
    let one = testing::tree(Aggregation::Arithmetic, 0.5, vec![node("d", vec![fixed], vec![])]);
    let (out, problems) = computed(&one, &[column("a", Direction::HigherIsWorse, &[Some(4.0)])]);
    assert_eq!((values(&out, "risk_index"), problems.len()), (vec![Some(5.0)], 0), "bounds give one area a scale");
}

#[test]
fn an_indicator_that_three_areas_in_ten_lack_is_told_and_stays() {
    let a = column("a", Direction::HigherIsWorse, &(0..10).map(|i| (i > 2).then_some(f64::from(i))).collect::<Vec<_>>());
    let b = column("b", Direction::HigherIsWorse, &(0..10).map(|i| (i > 1).then_some(f64::from(i))).collect::<Vec<_>>());
    let (out, problems) = computed(&tree(Aggregation::Arithmetic, &[("d", &[("a", 1.0), ("b", 3.0)])]), &[a, b]);
    assert_eq!(
        problems.iter().map(|p| (p.kind, p.cases[0].found.as_str())).collect::<Vec<_>>(),
        [("risk-many-missing", "a (3/10)")]
    );
    assert_eq!(values(&out, "risk_index")[9], Some(10.0));
    assert_eq!(values(&out, "risk_reliability")[2], Some(75.0));
}
