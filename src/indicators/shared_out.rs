//! Events known only to a cercle, a region or the country, shared out over the areas beneath: an
//! estimate of its own, on request, beside the count and never in it.

use crate::base::{Boundaries, Case, Cell, Column, Direction, Interval, Level, Missing, Place, Problem, Text, Unit};
use crate::table::{Event, tally};
use std::collections::BTreeMap;

/// Column `incidents_shared_out` of one level: the events placed in each area, plus the part of the
/// coarser ones that falls to it in proportion to `weights` (people, or kilometres of road, of every
/// commune). The interval is what is possible: none of the coarser events happened here, or all. `n` counts the
/// events placed here.
///
/// The values of the areas of a region add up to all its events. Where the weight of an area of a unit is
/// not known, or all weigh nothing, the coarser events of that unit cannot be shared out: its areas are
/// missing, and the problem names the unit. No event gives no column.
pub fn column(events: &[Event], weights: &Column, level: Level, boundaries: &Boundaries) -> (Option<Column>, Problem) {
    let mut baseless = without_base();
    if events.is_empty() {
        return (None, baseless);
    }
    let placed = || events.iter().filter_map(|e| e.place.as_ref());
    let mut cells: Vec<Cell> =
        tally(placed().map(|p| (p, 1.0)), level, boundaries).into_iter().map(|t| Cell::with_n(t.sum, t.n)).collect();
    for cell in &mut cells {
        cell.interval = cell.ok().map(|counted| (counted, counted));
    }
    let mut coarse: BTreeMap<&Place, u32> = BTreeMap::new();
    for place in placed().filter(|p| p.level < level) {
        *coarse.entry(place).or_default() += 1;
    }
    let weighed = weights_at(weights, level, boundaries);
    for (place, count) in coarse {
        let Some(unit) = boundaries.level(place.level).position(&place.code) else { continue };
        let areas = boundaries.descendants(place.level, unit, level);
        let parts: Option<Vec<f64>> = areas.iter().map(|&i| weighed[i]).collect();
        let parts = parts.filter(|parts| parts.iter().sum::<f64>() > 0.0);
        if parts.is_none() {
            baseless.push(Case::found(format!("{} ({count})", place.code)));
        }
        let all: f64 = parts.iter().flatten().sum();
        for (at, &i) in areas.iter().enumerate() {
            let cell = &mut cells[i];
            match (&parts, cell.value, cell.interval) {
                (Some(parts), Ok(value), Some((lower, upper))) => {
                    cell.value = Ok(value + f64::from(count) * parts[at] / all);
                    cell.interval = Some((lower, upper + f64::from(count)));
                }
                _ => *cell = Cell { n: cell.n, ..Cell::missing(Missing::NoBase) },
            }
        }
    }
    let by = Text::new(weights.label.fr.to_lowercase(), weights.label.en.to_lowercase());
    let mut column = Column::new(
        "incidents_shared_out",
        Text::new("Incidents, avec ceux connus plus largement, répartis", "Incidents, with those known more coarsely shared out"),
        Unit::Count,
        Direction::HigherIsWorse,
        level,
        cells,
    )
    .with_method(Text::new(
        format!(
            "Événements localisés dans l'unité, plus la part de ceux connus seulement au-dessus, selon : {}. Bornes : aucun de ces derniers ici, ou tous.",
            by.fr
        ),
        format!(
            "Events placed in the unit, plus its part of those known above it alone, by: {}. Bounds: none of the latter here, or all.",
            by.en
        ),
    ))
    .with_sources(events.iter().map(|e| e.source.as_str()).chain(weights.sources.iter().map(String::as_str)));
    (column.interval, column.decimals) = (Interval::Possible, 1);
    (Some(column), baseless)
}

/// The weight of each area of `level`: that of its communes together; `None` where one is not known.
fn weights_at(weights: &Column, level: Level, boundaries: &Boundaries) -> Vec<Option<f64>> {
    let mut sums = vec![Some(0.0); boundaries.level(level).len()];
    for (commune, cell) in weights.cells.iter().enumerate() {
        if let Some(area) = boundaries.ancestor(Level::Commune, commune, level) {
            sums[area] = sums[area].zip(cell.ok()).map(|(sum, weight)| sum + weight);
        }
    }
    sums
}

fn without_base() -> Problem {
    Problem::warning(
        "share-out-without-base",
        "",
        Text::new(
            "unités dont les événements ne peuvent pas être répartis : poids inconnus ou nuls pour leurs communes",
            "units whose events cannot be shared out: weights of their communes unknown or zero",
        ),
        Text::new(
            "Complétez la population (ou les routes) de ces communes, ou retirez share_out de [incidents].",
            "Complete the population (or the roads) of these communes, or remove share_out from [incidents].",
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::super::incident_classes::tests::{boundaries, event};
    use super::*;

    fn people(values: [Option<f64>; 3]) -> Column {
        let cells = values.map(|v| v.map_or(Cell::missing(Missing::NoData), Cell::value)).to_vec();
        Column::new("population", Text::same("Population"), Unit::People, Direction::Neutral, Level::Commune, cells)
    }

    type Bounds = Option<(f64, f64)>;

    fn shared(level: Level, values: [Option<f64>; 3]) -> (Vec<Result<f64, Missing>>, Vec<Bounds>, usize) {
        let events = [
            event(Level::Commune, "R11", "ied"),
            event(Level::Cercle, "R1", "ied"),
            event(Level::Region, "R", "ied"),
            event(Level::Region, "R", "ied"),
        ];
        let (column, problem) = column(&events, &people(values), level, &boundaries());
        let column = column.unwrap();
        (column.cells.iter().map(|c| c.value).collect(), column.cells.iter().map(|c| c.interval).collect(), problem.count)
    }

    #[test]
    fn parts_add_up_and_bounds_are_what_is_possible() {
        let (values, bounds, problems) = shared(Level::Commune, [Some(10.0), Some(30.0), Some(60.0)]);
        assert_eq!(values, [Ok(1.0 + 0.25 + 0.2), Ok(0.75 + 0.6), Ok(1.2)]);
        assert_eq!(bounds, [Some((1.0, 4.0)), Some((0.0, 3.0)), Some((0.0, 2.0))]);
        assert_eq!(problems, 0);
        let (values, bounds, _) = shared(Level::Cercle, [Some(10.0), Some(30.0), Some(60.0)]);
        assert_eq!((values, bounds), (vec![Ok(2.8), Ok(1.2)], vec![Some((2.0, 4.0)), Some((0.0, 2.0))]));
    }

    #[test]
    fn without_weights_nothing_is_shared_out() {
        let (values, bounds, problems) = shared(Level::Commune, [Some(10.0), Some(30.0), None]);
        assert_eq!(values, [Err(Missing::NoBase); 3]);
        assert_eq!((bounds[0], problems), (None, 1), "the cercle could be shared out, its region not");
        let (values, _, problems) = shared(Level::Commune, [Some(0.0), Some(0.0), Some(5.0)]);
        assert_eq!((values[2], problems), (Ok(2.0), 1));
        assert!(column(&[], &people([None; 3]), Level::Commune, &boundaries()).0.is_none());
    }
}
