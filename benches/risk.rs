//! The risk index with its uncertainty: 701 areas, 40 indicators in 4 dimensions, 10 000 draws.
//!
//! Run with `cargo bench --bench risk`. A fifth of the values is missing and half of the
//! indicators have intervals, so that every source of doubt is drawn.

use lakana::base::{Cell, Column, Direction, Interval, Level, Missing, Random, Text, Unit};
use lakana::risk::{Aggregation, Draws, Evidence, Gaps, Indicator, Node, Normalisation, Surroundings, Treatment, Tree, index};

fn main() {
    divan::main();
}

fn columns() -> Vec<Column> {
    let mut random = Random::new(2018);
    (0..40)
        .map(|c| {
            let cells = (0..701)
                .map(|_| {
                    let value = 10.0 * random.gamma(2.0);
                    let interval = (c % 2 == 0).then_some((0.8 * value, 1.3 * value));
                    if random.unit() < 0.2 { Cell::missing(Missing::NoData) } else { Cell { interval, ..Cell::value(value) } }
                })
                .collect();
            let column =
                Column::new(format!("i{c}"), Text::same("i"), Unit::Count, Direction::HigherIsWorse, Level::Commune, cells);
            Column { interval: Interval::Wilson95, ..column }
        })
        .collect()
}

fn tree(draws: usize) -> Tree {
    let indicator = |c: usize| Indicator {
        column: format!("i{c}"),
        weight: 1.0,
        direction: None,
        treatment: Treatment::Winsorise,
        normalisation: Normalisation::MinMax,
        bounds: None,
        gaps: Gaps::Exclude,
        optional: false,
    };
    let nodes = (0..4).map(|d| Node {
        id: format!("d{d}"),
        label: Text::same("d"),
        purpose: Text::default(),
        weight: 1.0,
        aggregation: Aggregation::Arithmetic,
        indicators: (10 * d..10 * d + 10).map(indicator).collect(),
        nodes: Vec::new(),
    });
    Tree {
        aggregation: Aggregation::Geometric,
        minimum_reliability: 0.5,
        draws: Draws {
            count: draws,
            seed: 1,
            concentration: 20.0,
            normalisations: vec![Normalisation::Rank],
            aggregations: vec![Aggregation::Arithmetic],
            classes: vec![0.0, 2.0, 4.0, 6.0, 8.0, 10.0],
        },
        nodes: nodes.collect(),
    }
}

#[divan::bench(args = [0, 1_000, 10_000], sample_count = 3, sample_size = 1)]
fn index_of_701_areas(bencher: divan::Bencher, draws: usize) {
    let (columns, tree) = (columns(), tree(draws));
    bencher.bench_local(|| index(&tree, &columns, Level::Commune, &Surroundings::default(), &Evidence::default()));
}
