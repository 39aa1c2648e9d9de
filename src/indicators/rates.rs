//! A count over a base, the same way for every family.

use crate::base::{Cell, Column, Direction, Missing, Text, Unit};

/// `count / base · factor` for every area, keeping the n of the count.
///
/// A missing count stays missing for its own reason; a base that is missing, zero or negative
/// gives [`Missing::NoBase`]. Both columns stand at the same level in the same order.
pub fn rate(
    id: impl Into<String>,
    label: Text,
    count: &Column,
    base: &Column,
    factor: f64,
    unit: Unit,
    direction: Direction,
) -> Column {
    let cells = count
        .cells
        .iter()
        .zip(&base.cells)
        .map(|(count, base)| match (count.value, base.ok()) {
            (Err(why), _) => Cell::missing(why),
            (Ok(v), Some(b)) if b > 0.0 => Cell { value: Ok(v / b * factor), ..*count },
            (Ok(_), _) => Cell::missing(Missing::NoBase),
        })
        .collect();
    Column::new(id, label, unit, direction, count.level, cells)
        .with_method(Text::new(
            format!("{} rapporté à : {}.", count.label.fr, base.label.fr),
            format!("{} relative to: {}.", count.label.en, base.label.en),
        ))
        .with_sources(count.sources.iter().chain(&base.sources))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Level;

    #[test]
    fn a_rate_without_a_base_is_missing_and_never_infinite() {
        let column = |cells| Column::new("c", Text::default(), Unit::Count, Direction::Neutral, Level::Commune, cells);
        let count =
            column(vec![Cell::with_n(3.0, 3), Cell::with_n(3.0, 3), Cell::missing(Missing::NoCoordinates), Cell::with_n(0.0, 0)]);
        let base = column(vec![Cell::value(1500.0), Cell::value(0.0), Cell::value(10.0), Cell::missing(Missing::NoData)]);
        let r = rate("r", Text::default(), &count, &base, 1000.0, Unit::Per1000People, Direction::HigherIsWorse);
        let got: Vec<_> = r.cells.iter().map(|c| c.value).collect();
        assert_eq!(got, [Ok(2.0), Err(Missing::NoBase), Err(Missing::NoCoordinates), Err(Missing::NoBase)]);
        assert_eq!(r.cells[0].n, Some(3));
    }
}
