//! The index above the commune.

use crate::base::{Boundaries, Cell, Column, Level, Missing};

/// The mean of the communes inside each area of `level`, weighted by their people (equally
/// where `people` is `None`); `n` counts the communes with a score. Communes without a score
/// or without known people have no part in it; an area in which there is none is missing.
pub fn mean_by_people(communes: &Column, people: Option<&Column>, level: Level, boundaries: &Boundaries) -> Column {
    let mut sums = vec![(0.0, 0.0, 0u32); boundaries.level(level).len()];
    for (i, cell) in communes.cells.iter().enumerate() {
        let weight = people.map_or(Some(1.0), |p| p.cells[i].ok());
        if let (Some(score), Some(weight), Some(area)) = (cell.ok(), weight, boundaries.ancestor(Level::Commune, i, level)) {
            let sum = &mut sums[area];
            *sum = (sum.0 + weight * score, sum.1 + weight, sum.2 + 1);
        }
    }
    let cells = sums
        .into_iter()
        .map(|(sum, weight, n)| if weight > 0.0 { Cell::with_n(sum / weight, n) } else { Cell::missing(Missing::NoData) })
        .collect();
    Column { level, cells, ..communes.clone() }
}
