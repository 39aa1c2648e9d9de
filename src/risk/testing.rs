//! Small trees and columns for tests.

use super::{Aggregation, Draws, Gaps, Indicator, Node, Normalisation, Treatment, Tree};
use crate::base::{Cell, Column, Direction, Level, Missing, Text, Unit};

/// A column of communes, higher being worse.
pub fn column(id: &str, values: &[Option<f64>]) -> Column {
    let cells = values.iter().map(|v| v.map_or(Cell::missing(Missing::NoData), Cell::value)).collect();
    let label = Text::new(format!("{id} fr"), format!("{id} en"));
    Column::new(id, label, Unit::Count, Direction::HigherIsWorse, Level::Commune, cells)
}

/// An indicator of which nothing but its weight is said.
pub fn indicator(column: &str, weight: f64) -> Indicator {
    Indicator {
        column: column.into(),
        weight,
        direction: None,
        treatment: Treatment::None,
        normalisation: Normalisation::MinMax,
        bounds: None,
        gaps: Gaps::Exclude,
        optional: false,
    }
}

/// A node that weighs one.
pub fn node(id: &str, aggregation: Aggregation, indicators: Vec<Indicator>, nodes: Vec<Node>) -> Node {
    let label = Text::new(format!("Dimension {id}"), format!("Part {id}"));
    Node { id: id.into(), label, purpose: Text::default(), weight: 1.0, aggregation, indicators, nodes }
}

/// A tree without draws.
pub fn tree(aggregation: Aggregation, minimum_reliability: f64, nodes: Vec<Node>) -> Tree {
    let draws = Draws {
        count: 0,
        seed: 5,
        concentration: 20.0,
        normalisations: vec![Normalisation::Rank],
        aggregations: vec![Aggregation::Geometric],
        classes: vec![0.0, 2.0, 4.0, 6.0, 8.0, 10.0],
    };
    Tree { aggregation, minimum_reliability, draws, nodes }
}
