use super::*;
use crate::base::Problem;
use crate::risk::testing::{column, indicator, node, tree};
use crate::risk::{Aggregation, Surroundings, index};

fn values(columns: &[Column], id: &str) -> Vec<Option<f64>> {
    columns.iter().find(|c| c.id == id).expect("a column").cells.iter().map(Cell::ok).collect()
}

fn near(found: &[Option<f64>], expected: &[Option<f64>]) {
    let close = |(f, e): (&Option<f64>, &Option<f64>)| match (f, e) {
        (Some(f), Some(e)) => (f - e).abs() < 1e-9,
        (f, e) => f == e,
    };
    assert!(found.len() == expected.len() && found.iter().zip(expected).all(close), "{found:?} {expected:?}");
}

/// Attacks (weight 3, events 5 years old, half of which are known to a commune around the second area) and a survey (weight 1, 10 years
/// old, the third area's from its zone; nothing in the second). Half-life 5 years.
#[test]
fn worked_by_hand() {
    let attacks =
        Column { sources: vec!["acled".into(), "people".into()], ..column("attacks", &[Some(0.0), Some(1.0), Some(2.0)]) };
    let mut survey = Column { sources: vec!["survey".into()], ..column("survey", &[Some(0.0), None, Some(2.0)]) };
    survey.cells[2].stands_at = Some(Level::Zone);
    let leaves = vec![indicator("attacks", 3.0), indicator("survey", 1.0)];
    let tree = tree(Aggregation::Arithmetic, 0.5, vec![node("d", Aggregation::Arithmetic, leaves, vec![])]);
    let evidence = Evidence {
        years: [("acled".to_owned(), 5.0), ("survey".to_owned(), 10.0), ("people".to_owned(), -1.0)].into(),
        half_life: 5.0,
        events: ["acled".to_owned()].into(),
        placed: vec![1.0, 0.5, 1.0],
        ..Evidence::default()
    };
    let made = |evidence: &Evidence| -> (Vec<Column>, Vec<Problem>) {
        index(&tree, &[attacks.clone(), survey.clone()], Level::Commune, &Surroundings::default(), evidence)
    };
    let (out, _) = made(&evidence);
    near(&values(&out, "risk_reliability_weight"), &[100.0, 75.0, 100.0].map(Some));
    near(&values(&out, "risk_reliability_age"), &[(3.0 * 50.0 + 25.0) / 4.0, 50.0, (3.0 * 50.0 + 25.0) / 4.0].map(Some));
    near(&values(&out, "risk_reliability_precision"), &[100.0, 50.0, 100.0].map(Some));
    near(&values(&out, "risk_reliability_level"), &[100.0, 100.0, (3.0 * 100.0 + 40.0) / 4.0].map(Some));
    // 3 · 0.5 + 0.25; 3 · 0.5 · 0.5; 3 · 0.5 + 0.25 · 0.4: each of 4.
    near(&values(&out, "risk_reliability"), &[175.0 / 4.0, 75.0 / 4.0, 160.0 / 4.0].map(Some));
    let (out, _) = made(&Evidence::default());
    near(&values(&out, "risk_reliability"), &[100.0, 75.0, (300.0 + 40.0) / 4.0].map(Some));
}

#[test]
fn where_nothing_is_there_only_the_weight_says_so() {
    let a = column("a", &[Some(0.0), None, Some(1.0)]);
    let tree = tree(Aggregation::Arithmetic, 0.5, vec![node("d", Aggregation::Arithmetic, vec![indicator("a", 1.0)], vec![])]);
    let (out, _) = index(&tree, &[a], Level::Commune, &Surroundings::default(), &Evidence::default());
    assert_eq!(values(&out, "risk_reliability")[1], Some(0.0));
    assert_eq!(values(&out, "risk_reliability_age")[1], None);
}

/// Country 0 with region 0 (cercles 0, 1) and region 1 (cercle 2); communes 0 and 1 in cercle 0, 2 in cercle 1, 3 in cercle 2.
#[test]
fn events_known_to_a_coarser_unit_weigh_on_all_its_communes() {
    let above =
        [[Some(0), Some(0), Some(0)], [Some(0), Some(0), Some(0)], [Some(1), Some(0), Some(0)], [Some(2), Some(1), Some(0)]];
    // Cercle 0: 6 in communes, 2 in the cercle alone. Region 0: those 8 and 2 of cercle 1, and 10 known to the region alone.
    let (communes, cercles, regions) = ([4, 2, 2, 0], [2, 0, 0], [10, 0]);
    let found = placed([&[0], &regions, &cercles, &communes], &above);
    near(&found.iter().copied().map(Some).collect::<Vec<_>>(), &[0.75 * 0.5, 0.75 * 0.5, 0.5, 1.0].map(Some));
    // 2 of the cercle over two communes, 10 of the region over three.
    let found = unplaced([&[0], &regions, &cercles, &communes], &above);
    let third = 10.0 / 3.0;
    near(&found.iter().copied().map(Some).collect::<Vec<_>>(), &[1.0 + third, 1.0 + third, third, 0.0].map(Some));
    // 20 more of which only the country is known: 20 of 40.
    let found = placed([&[20], &regions, &cercles, &communes], &above);
    near(&found.iter().copied().map(Some).collect::<Vec<_>>(), &[0.1875, 0.1875, 0.25, 0.5].map(Some));
    assert_eq!(placed([&[0], &[0], &[3], &[0]], &[[Some(0), Some(0), None]]), [0.0], "nothing is known to a commune");
    assert_eq!(placed([&[], &[], &[], &[0]], &[[None, None, None]]), [1.0]);
}
