//! From a declared tree to columns.

use super::branch::{Branch, Leaf};
use super::gaps::Surroundings;
use super::normalise::Normalisation;
use super::scored::Scored;
use super::treatment::Treatment;
use super::tree::Tree;
use super::uncertainty;
use crate::base::{Cell, Column, Direction, Level, Missing, Problem, Text, Unit};

/// Computes every step from the indicators to the index.
///
/// Columns, each 0 (best) to 10 (worst) unless said otherwise: `INDICATOR_score` for each
/// indicator, and `INDICATOR_treated` in its own unit where outliers were treated or gaps filled;
/// `risk_NODE` for each component and dimension, those below before those above; `risk_index`;
/// `risk_reliability`, the share (0–100 %) of the whole weight for which a source gives a value;
/// and `risk_own_level`, the share for which that value is the area's own, not that of a unit
/// above it; and what [`Draws`](super::Draws) say of scores and ranks. Below the minimum reliability there is no index. `n` counts the indicators that were there.
///
/// `columns` all stand at `level` and have equal length. Gaps are filled first, then outliers
/// treated, then values normalised over all areas. A declared indicator that is not among the
/// columns, is constant, has no value at all, stands twice, or has a weight that is not above
/// zero or bounds in the wrong order is left out and reported; the rest is computed. An empty
/// tree, or a country without areas, gives no columns.
pub fn index(tree: &Tree, columns: &[Column], level: Level, around: &Surroundings) -> (Vec<Column>, Vec<Problem>) {
    let mut problems = Vec::new();
    let Some(scored) = Scored::new(tree, columns, around, &mut problems) else { return (Vec::new(), problems) };
    let steps = Steps { tree, scored: &scored, level };
    let mut out: Vec<Column> = scored.leaves().into_iter().flat_map(|leaf| steps.of_leaf(leaf)).collect();
    out.extend(scored.branches.iter().flat_map(Branch::and_below).map(|branch| steps.of_branch(branch)));
    let [mut index, reliability, own] = steps.whole();
    let eligible: Vec<bool> = index.cells.iter().map(|c| c.ok().is_some()).collect();
    let spreads = tree.draws.spreads(&scored.branches, tree.aggregation, &eligible);
    let sureness =
        if tree.draws.count > 0 { uncertainty::columns(&mut index, &spreads, &tree.draws.classes) } else { Vec::new() };
    out.extend([index, reliability, own].into_iter().chain(sureness));
    (out, problems)
}

struct Steps<'a> {
    tree: &'a Tree,
    scored: &'a Scored<'a>,
    level: Level,
}

impl Steps<'_> {
    /// What an indicator became on its way.
    fn of_leaf(&self, leaf: &Leaf) -> Vec<Column> {
        let (indicator, column) = (leaf.indicator, leaf.column);
        let cell = |value: Option<f64>, i: usize| {
            let source = column.cells[i];
            Cell { value: value.ok_or(source.value.err().unwrap_or(Missing::NoData)), interval: None, ..source }
        };
        let cells = |values: &[Option<f64>]| values.iter().enumerate().map(|(i, &v)| cell(v, i)).collect();
        let changes = [indicator.gaps.label(), indicator.treatment.label(), indicator.normalisation.label()];
        let method = listed(&changes.iter().filter(|t| !t.fr.is_empty()).collect::<Vec<_>>());
        let score = Column {
            indicative: column.indicative,
            ..Column::new(
                format!("{}_score", column.id),
                Text::new(format!("{} : score", column.label.fr), format!("{}: score", column.label.en)),
                Unit::Score10,
                Direction::HigherIsWorse,
                self.level,
                cells(&leaf.scores),
            )
            .with_method(method)
            .with_sources(column.sources.clone())
        };
        let changed = indicator.treatment != Treatment::None
            || (0..self.scored.areas).any(|i| leaf.treated[i].is_some() && !leaf.is_present(i));
        let treated = changed.then(|| Column {
            id: format!("{}_treated", column.id),
            label: Text::new(format!("{} : valeur traitée", column.label.fr), format!("{}: treated value", column.label.en)),
            method: listed(
                &[&indicator.gaps.label(), &indicator.treatment.label()]
                    .into_iter()
                    .filter(|t| !t.fr.is_empty())
                    .collect::<Vec<_>>(),
            ),
            interval: crate::base::Interval::None,
            cells: cells(&leaf.treated),
            ..column.clone()
        });
        treated.into_iter().chain([score]).collect()
    }

    fn of_branch(&self, branch: &Branch) -> Column {
        let leaves = branch.all_leaves();
        let cells = (0..self.scored.areas).map(|i| counted(branch.score(i), &leaves, i)).collect();
        let parts: Vec<&Text> =
            branch.leaves.iter().map(|l| &l.column.label).chain(branch.branches.iter().map(|b| b.label)).collect();
        let (parts, how) = (listed(&parts), branch.aggregation.label());
        let column = Column::new(
            format!("risk_{}", branch.id),
            branch.label.clone(),
            Unit::Score10,
            Direction::HigherIsWorse,
            self.level,
            cells,
        )
        .with_method(Text::new(
            format!("{} ; {}. {}", parts.fr, how.fr, branch.purpose.fr).trim_end(),
            format!("{}; {}. {}", parts.en, how.en, branch.purpose.en).trim_end(),
        ))
        .with_sources(leaves.iter().flat_map(|l| l.column.sources.clone()));
        Column { indicative: leaves.iter().any(|l| l.column.indicative), ..column }
    }

    /// The index and how far it can be relied on.
    fn whole(&self) -> [Column; 3] {
        let (scored, leaves) = (self.scored, self.scored.leaves());
        let sources: Vec<String> = leaves.iter().flat_map(|l| l.column.sources.clone()).collect();
        let areas = 0..scored.areas;
        let cells = areas.map(|i| counted(scored.index(i), &leaves, i)).collect();
        let (dimensions, how) = (listed(&scored.branches.iter().map(|b| b.label).collect::<Vec<_>>()), self.method(&leaves));
        let index = Column::new(
            "risk_index",
            Text::new("Indice de risque", "Risk index"),
            Unit::Score10,
            Direction::HigherIsWorse,
            self.level,
            cells,
        )
        .with_method(Text::new(
            format!("Dimensions : {}. {}", dimensions.fr, how.fr),
            format!("Dimensions: {}. {}", dimensions.en, how.en),
        ))
        .with_sources(sources.clone());
        let percent = |id: &str, label: Text, method: Text, share: &dyn Fn(usize) -> f64| {
            let cells = (0..self.scored.areas).map(|i| counted(Some(100.0 * share(i)), &leaves, i)).collect();
            Column::new(id, label, Unit::Percent, Direction::HigherIsBetter, self.level, cells)
                .with_method(method)
                .with_sources(sources.clone())
        };
        let reliability = percent(
            "risk_reliability",
            Text::new("Part des données présentes dans l'indice", "Share of data present in the index"),
            Text::new(
                "Part du poids total des indicateurs pour laquelle une source donne une valeur.",
                "Share of the total weight of the indicators for which a source gives a value.",
            ),
            &|i| scored.share(&|l| l.is_present(i)),
        );
        let own = percent(
            "risk_own_level",
            Text::new("Part des données propres à l'unité dans l'indice", "Share of the index's data that is the area's own"),
            Text::new(
                "Part du poids total pour laquelle la valeur est celle de l'unité même, et non d'une unité au-dessus.",
                "Share of the total weight for which the value is the area's own, not that of a unit above it.",
            ),
            &|i| scored.share(&|l| l.is_own(i)),
        );
        [Column { indicative: leaves.iter().any(|l| l.column.indicative), ..index }, reliability, own]
    }

    fn method(&self, leaves: &[&Leaf]) -> Text {
        let mut normalisations: Vec<Normalisation> = Vec::new();
        for leaf in leaves {
            if !normalisations.contains(&leaf.indicator.normalisation) {
                normalisations.push(leaf.indicator.normalisation);
            }
        }
        let labels: Vec<Text> = normalisations.iter().map(|n| n.label()).collect();
        let (normalised, how) = (listed(&labels.iter().collect::<Vec<_>>()), self.tree.aggregation.label());
        Text::new(
            format!("Normalisation : {} ; agrégation : {}.", normalised.fr, how.fr),
            format!("Normalisation: {}; aggregation: {}.", normalised.en, how.en),
        )
    }
}

/// A cell whose `n` counts the indicators that are there.
fn counted(score: Option<f64>, leaves: &[&Leaf], area: usize) -> Cell {
    let n = leaves.iter().filter(|l| l.is_present(area)).count() as u32;
    score.map_or(Cell::missing(Missing::NoData), |s| Cell::with_n(s, n))
}

fn listed(texts: &[&Text]) -> Text {
    let list = |lang: fn(&Text) -> &str| texts.iter().map(|t| lang(t)).collect::<Vec<_>>().join(", ");
    Text::new(list(|t| &t.fr), list(|t| &t.en))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::risk::{Aggregation, Draws, Gaps, Indicator, Node};

    fn indicator(column: &str, weight: f64) -> Indicator {
        Indicator {
            column: column.to_owned(),
            weight,
            direction: None,
            treatment: Treatment::None,
            normalisation: Normalisation::MinMax,
            bounds: None,
            gaps: Gaps::Exclude,
            optional: false,
        }
    }

    fn node(id: &str, indicators: Vec<Indicator>, nodes: Vec<Node>) -> Node {
        Node {
            id: id.into(),
            label: Text::same(id),
            purpose: Text::default(),
            weight: 1.0,
            aggregation: Aggregation::Arithmetic,
            indicators,
            nodes,
        }
    }

    fn none() -> Draws {
        draws(0)
    }

    fn draws(count: usize) -> Draws {
        Draws {
            count,
            seed: 5,
            concentration: 20.0,
            normalisations: vec![Normalisation::Rank],
            aggregations: vec![Aggregation::Geometric],
            classes: vec![0.0, 2.0, 4.0, 6.0, 8.0, 10.0],
        }
    }

    fn computed(tree: &Tree, columns: &[Column]) -> (Vec<Column>, Vec<Problem>) {
        index(tree, columns, Level::Commune, &Surroundings::default())
    }

    fn column(id: &str, direction: Direction, values: &[Option<f64>]) -> Column {
        let cells = values.iter().map(|v| v.map_or(Cell::missing(Missing::NoData), Cell::value)).collect();
        Column::new(id, Text::same(id), Unit::Count, direction, Level::Commune, cells)
    }

    fn tree(aggregation: Aggregation, dimensions: &[(&str, &[(&str, f64)])]) -> Tree {
        let nodes = dimensions.iter().map(|(id, leaves)| {
            let node = node(id, leaves.iter().map(|(c, w)| indicator(c, *w)).collect(), vec![]);
            Node { aggregation, ..node }
        });
        Tree { aggregation, minimum_reliability: 0.5, draws: none(), nodes: nodes.collect() }
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
        let tree = Tree {
            aggregation: Aggregation::Arithmetic,
            minimum_reliability: 0.5,
            draws: none(),
            nodes: vec![node("d", vec![indicator("c", 1.0)], vec![x])],
        };
        let (out, problems) = computed(&tree, &[a, b, c]);
        assert!(problems.is_empty());
        let ids: Vec<&str> = out.iter().map(|c| c.id.as_str()).collect();
        assert_eq!(
            ids,
            ["c_score", "a_score", "b_score", "risk_x", "risk_d", "risk_index", "risk_reliability", "risk_own_level"]
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
        let tree = |gaps| Tree {
            aggregation: Aggregation::Arithmetic,
            minimum_reliability: 0.0,
            draws: none(),
            nodes: vec![node("d", vec![Indicator { gaps, ..indicator("a", 1.0) }], vec![])],
        };
        let neighbours = vec![vec![1], vec![0, 2], vec![1]];
        let around = &Surroundings { neighbours, parents: vec![Some(0), Some(0), Some(1)] };
        let at = |gaps, id: &str| values(&index(&tree(gaps), std::slice::from_ref(&a), Level::Commune, around).0, id)[1];
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
        let tree = Tree {
            aggregation: Aggregation::Arithmetic,
            minimum_reliability: 0.5,
            draws: none(),
            nodes: vec![node("d", vec![wrong, of_ranks, fixed, absent.clone()], vec![node("e", vec![absent], vec![])])],
        };
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
}
