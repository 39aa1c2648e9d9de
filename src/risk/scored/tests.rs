use super::*;
use crate::risk::testing::{self, indicator, tree};
use crate::risk::{Gaps, Indicator, Node, Target};
use proptest::prelude::*;

fn column(id: &str, values: Vec<Option<f64>>) -> Column {
    testing::column(id, &values)
}

fn node(id: &str, weight: f64, aggregation: Aggregation, indicators: Vec<Indicator>, nodes: Vec<Node>) -> Node {
    Node { weight, ..testing::node(id, aggregation, indicators, nodes) }
}

fn scored<'a>(tree: &'a Tree, columns: &'a [Column]) -> Scored<'a> {
    Scored::new(tree, columns, &Surroundings::default(), &mut Vec::new()).expect("a tree")
}

fn added_up(scored: &Scored, area: usize) -> f64 {
    let amounts = scored.amounts(area).expect("an index");
    let parts = scored.parts();
    assert_eq!(parts.len(), amounts.len());
    parts.iter().zip(&amounts).filter(|(p, _)| p.kind != PartKind::Node).map(|(_, a)| a.points).sum()
}

/// Threat (weight 2): attacks ×2, mines; services (weight 1): distance alone. Three areas.
///
/// The second area has scores 5 and 10 in threat, (2·5 + 10) / 3 = 6.667, and 2 in services:
/// index (2 · 6.667 + 2) / 3 = 5.111 = attacks 2/3 · 2/3 · 5 = 2.222, mines 2/3 · 1/3 · 10 = 2.222, distance 1/3 · 2 = 0.667.
#[test]
fn worked_by_hand() {
    let columns = [
        column("attacks", vec![Some(0.0), Some(50.0), Some(100.0)]),
        column("mines", vec![Some(0.0), Some(8.0), Some(4.0)]),
        column("distance", vec![Some(0.0), Some(6.0), Some(30.0)]),
    ];
    let threat = node("threat", 2.0, Aggregation::Arithmetic, vec![indicator("attacks", 2.0), indicator("mines", 1.0)], vec![]);
    let services = node("services", 1.0, Aggregation::Arithmetic, vec![indicator("distance", 1.0)], vec![]);
    let tree = tree(Aggregation::Arithmetic, 0.5, vec![threat, services]);
    let scored = scored(&tree, &columns);
    let ids: Vec<(&str, usize)> = scored.parts().iter().map(|p| (p.id, p.depth)).collect();
    assert_eq!(ids, [("threat", 0), ("attacks", 1), ("mines", 1), ("services", 0), ("distance", 1)]);
    let points: Vec<f64> = scored.amounts(1).unwrap().iter().map(|a| a.points).collect();
    for (found, expected) in points.iter().zip([4.0 / 0.9, 2.0 / 0.9, 2.0 / 0.9, 2.0 / 3.0, 2.0 / 3.0]) {
        assert!((found - expected).abs() < 1e-12, "{points:?}");
    }
    assert!((scored.index(1).unwrap() - 46.0 / 9.0).abs() < 1e-12);

    // To 4 or below: by attacks, from 5 to 2.5 (5.111 − 2/3 · 2/3 · 2.5 = 4); by mines 2/9 · x = 1.111, x = 5, from 8 to 4.
    // Distance gives 0.667 at the most. Attacks need the smaller move.
    let down = scored.changes(1, Target::AtMost(4.0));
    let said: Vec<(&str, f64, f64)> = down.iter().map(|c| (c.column.id.as_str(), c.from, c.to)).collect();
    assert_eq!(said, [("attacks", 50.0, 25.0), ("mines", 8.0, 4.0)]);
    // Above 6: attacks 5 → 7 exactly gives 6, so the next whole number; the mines are at their worst; distance 2 → 4.67 of 10.
    let up = scored.changes(1, Target::Above(6.0));
    let said: Vec<(&str, f64)> = up.iter().map(|c| (c.column.id.as_str(), c.to)).collect();
    assert_eq!(said, [("attacks", 71.0), ("distance", 15.0)]);
    assert!(up.iter().all(|c| c.index > 6.0) && down.iter().all(|c| c.index <= 4.0));
    assert!(scored.changes(1, Target::AtMost(9.0)).is_empty(), "there already");
    assert!(scored.changes(0, Target::Above(9.0)).is_empty(), "no single indicator can");
}

/// A product is split against the mean area: scores 0 and 10 are the mean area's 5 and 5 and what differs from them.
#[test]
fn a_strict_mean_is_told_against_the_mean_area() {
    let columns = [column("a", vec![Some(0.0), Some(1.0)]), column("b", vec![Some(1.0), Some(0.0)])];
    let one = |id: &str| node(id, 1.0, Aggregation::Arithmetic, vec![indicator(id, 1.0)], vec![]);
    let tree = tree(Aggregation::Product, 0.5, vec![one("a"), one("b")]);
    let scored = scored(&tree, &columns);
    let amounts = scored.amounts(0).unwrap();
    assert!(scored.parts()[0].kind == PartKind::MeanArea && (amounts[0].points - 5.0).abs() < 1e-12);
    // v(∅) = 5, v(a) = 0, v(b) = √50, v(ab) = 0: a takes (5 + √50) / 2, b gives (√50 − 5) / 2.
    let root = 50.0_f64.sqrt();
    assert!((amounts[1].points + (5.0 + root) / 2.0).abs() < 1e-12 && (amounts[3].points - (root - 5.0) / 2.0).abs() < 1e-12);
    assert!((amounts[1].points - amounts[2].points).abs() < 1e-12, "a node is its one indicator");
    assert!(added_up(&scored, 0).abs() < 1e-12);
}

#[test]
fn an_area_without_an_index_says_why() {
    let columns = [column("a", vec![None, Some(1.0), Some(2.0)]), column("b", vec![Some(1.0), None, Some(3.0)])];
    let with = |gaps| {
        let needed = Indicator { gaps, ..indicator("a", 1.0) };
        tree(
            Aggregation::Arithmetic,
            0.6,
            vec![node("d", 1.0, Aggregation::Arithmetic, vec![needed, indicator("b", 1.0)], vec![])],
        )
    };
    let (open, strict) = (with(Gaps::Exclude), with(Gaps::Required));
    assert!(matches!(scored(&open, &columns).no_index(0), Some(NoIndex::TooLittle { known: 0.5, asked: 0.6 })));
    let strict = scored(&strict, &columns);
    assert!(matches!(strict.no_index(0), Some(NoIndex::Required(lacking)) if lacking[0].id == "a"));
    assert!(strict.no_index(2).is_none() && strict.amounts(0).is_none() && strict.changes(0, Target::Above(1.0)).is_empty());
}

/// A tree of any depth: how many indicators each node has itself, and the nodes below.
#[derive(Debug, Clone)]
struct Shape {
    how: Aggregation,
    weight: f64,
    indicators: Vec<f64>,
    below: Vec<Shape>,
}

fn shapes() -> impl Strategy<Value = Shape> {
    let how = || proptest::sample::select(Aggregation::ALL.to_vec());
    let leaf = (how(), 0.1..4.0f64, proptest::collection::vec(0.1..4.0f64, 1..4)).prop_map(|(how, weight, indicators)| Shape {
        how,
        weight,
        indicators,
        below: vec![],
    });
    leaf.prop_recursive(4, 24, 3, move |inner| {
        (how(), 0.1..4.0f64, proptest::collection::vec(0.1..4.0f64, 0..3), proptest::collection::vec(inner, 1..4))
            .prop_map(|(how, weight, indicators, below)| Shape { how, weight, indicators, below })
    })
}

fn grown(shape: &Shape, columns: &mut usize, nodes: &mut usize) -> Node {
    let next = |count: &mut usize| {
        *count += 1;
        *count
    };
    let id = format!("n{}", next(nodes));
    let indicators = shape.indicators.iter().map(|w| indicator(&format!("c{}", next(columns)), *w)).collect();
    let below = shape.below.iter().map(|s| grown(s, columns, nodes)).collect();
    node(&id, shape.weight, shape.how, indicators, below)
}

proptest! {
    #[test]
    fn contributions_add_up_to_the_score_in_trees_of_any_depth_and_mean(
        shapes in proptest::collection::vec(shapes(), 1..4),
        top in proptest::sample::select(Aggregation::ALL.to_vec()),
        values in proptest::collection::vec(prop_oneof![1 => Just(None), 1 => Just(Some(0.0)), 6 => (0.0..100.0f64).prop_map(Some)], 7..60),
    ) {
        let (mut count, mut nodes) = (0, 0);
        let tree = tree(top, 0.0, shapes.iter().map(|s| grown(s, &mut count, &mut nodes)).collect());
        // Areas take their values from one list, each indicator beginning elsewhere.
        let at = |c: usize, i: usize| values[(c * 5 + i * 3 + c * i) % values.len()];
        let columns: Vec<Column> = (1..=count).map(|c| column(&format!("c{c}"), (0..6).map(|i| at(c, i)).collect())).collect();
        if let Some(scored) = Scored::new(&tree, &columns, &Surroundings::default(), &mut Vec::new()) {
            for area in 0..6 {
                let Some(index) = scored.index(area) else { continue };
                prop_assert!((added_up(&scored, area) - index).abs() < 1e-9);
                let (parts, amounts) = (scored.parts(), scored.amounts(area).unwrap());
                let top: f64 = parts.iter().zip(&amounts).filter(|(p, _)| p.depth == 0).map(|(_, a)| a.points).sum();
                prop_assert!((top - index).abs() < 1e-9, "dimensions alone too");
            }
        }
    }
}

/// What each fault says, and what becomes of an index that rests on a good indicator beside it.
#[test]
fn every_fault_of_an_indicator_is_named_and_the_rest_is_computed() {
    let good = column("good", vec![Some(0.0), Some(5.0), Some(10.0)]);
    let odd = |values: [Option<f64>; 3]| column("odd", values.to_vec());
    let varied = || odd([Some(1.0), Some(3.0), Some(2.0)]);
    let with = |change: fn(&mut Indicator)| {
        let mut made = indicator("odd", 1.0);
        change(&mut made);
        made
    };
    let plain = || indicator("odd", 1.0);
    let faults: [(Column, Indicator, &str); 9] = [
        (odd([Some(4.0); 3]), plain(), "equal everywhere"),
        (odd([None; 3]), plain(), "without values"),
        (odd([Some(f64::NAN), Some(f64::INFINITY), None]), plain(), "without values"),
        (column("other", vec![Some(1.0); 3]), plain(), "not in the data"),
        (varied(), with(|i| i.weight = 0.0), "weight zero"),
        (varied(), with(|i| i.weight = -2.0), "negative"),
        (varied(), with(|i| i.weight = f64::NAN), "infinite"),
        (varied(), with(|i| i.bounds = Some((9.0, 1.0))), "wrong way round"),
        (varied(), with(|i| i.column = "good".into()), "stands twice"),
    ];
    for (odd, faulty, said) in faults {
        let tree = tree(
            Aggregation::Arithmetic,
            0.5,
            vec![node("d", 1.0, Aggregation::Arithmetic, vec![indicator("good", 1.0), faulty], vec![])],
        );
        let columns = [good.clone(), odd];
        let mut problems = Vec::new();
        let scored = Scored::new(&tree, &columns, &Surroundings::default(), &mut problems).expect("the good one is left");
        assert_eq!(problems.len(), 1, "{said}: {problems:?}");
        assert!(problems[0].kind == "risk-left-out" && problems[0].what.en.contains(said), "{said}: {}", problems[0].what.en);
        assert!(!problems[0].what.fr.is_empty() && !problems[0].way_out.fr.is_empty());
        assert_eq!([0, 1, 2].map(|i| scored.index(i)), [Some(0.0), Some(5.0), Some(10.0)], "{said}");
    }
}

#[test]
fn one_area_has_an_index_only_on_fixed_bounds() {
    let one = [column("a", vec![Some(30.0)])];
    let of = |bounds| {
        let leaf = Indicator { bounds, ..indicator("a", 1.0) };
        tree(Aggregation::Arithmetic, 0.5, vec![node("d", 1.0, Aggregation::Arithmetic, vec![leaf], vec![])])
    };
    let mut problems = Vec::new();
    assert!(Scored::new(&of(None), &one, &Surroundings::default(), &mut problems).is_none());
    assert_eq!(problems.len(), 1, "one area is the same as itself");
    assert_eq!(scored(&of(Some((0.0, 40.0))), &one).index(0), Some(7.5));
}

#[test]
fn with_a_third_missing_the_rest_of_the_weight_decides() {
    let a = column("a", (0..10).map(|i| (i % 3 != 0).then_some(f64::from(i))).collect());
    let b = column("b", (0..10).map(|i| Some(f64::from(i))).collect());
    let of = |minimum| {
        let leaves = vec![indicator("a", 2.0), indicator("b", 1.0)];
        tree(Aggregation::Arithmetic, minimum, vec![node("d", 1.0, Aggregation::Arithmetic, leaves, vec![])])
    };
    let columns = [a, b];
    let known = |minimum| {
        let tree = of(minimum);
        let scored = scored(&tree, &columns);
        (0..10).filter(|&i| scored.index(i).is_some()).count()
    };
    assert_eq!((known(0.3), known(0.5)), (10, 6));
    let tree = of(0.3);
    let scored = scored(&tree, &columns);
    assert!((scored.index(9).unwrap() - 10.0).abs() < 1e-12, "its one indicator alone");
}
