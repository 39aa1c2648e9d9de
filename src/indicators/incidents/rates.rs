//! Incidents per people, per area and per road, with exact intervals; and drawn towards the usual
//! where few people live.

use crate::base::{Cell, Column, Direction, Interval, Missing, Text, Unit};
use crate::indicators::incidents::Bases;
use crate::indicators::rates::rate;
use crate::spatial::empirical_bayes::{Observed, Smoothed, global, local};
use crate::spatial::neighbours::Neighbours;
use crate::spatial::poisson::poisson_interval;
use crate::survey::interval::CONFIDENCE;

/// The rates, each with the exact Poisson interval of its count.
pub(super) fn rates(all: &Column, explosive: &Column, bases: &Bases) -> Vec<Column> {
    let per = |id: &str, fr: &str, en: &str, count: &Column, base: &Column, (factor, unit): (f64, Unit)| {
        let plain = rate(id, Text::new(fr, en), count, base, factor, unit, Direction::HigherIsWorse);
        with_interval(plain, count, base, factor)
    };
    let (people, area) = ((100_000.0, Unit::Per100000People), (1000.0, Unit::Per1000Km2));
    let mut out = vec![
        per("incidents_per_100k", "Taux d'incidents", "Incident rate", all, bases.people, people),
        per(
            "explosive_per_100k",
            "Taux d'incidents avec engin explosif",
            "Explosive incident rate",
            explosive,
            bases.people,
            people,
        ),
        per("incidents_per_1000km2", "Densité d'incidents", "Incident density", all, bases.area, area),
    ];
    if let Some(roads) = bases.roads {
        let road = (100.0, Unit::Per100Km);
        out.push(per(
            "incidents_per_100km_road",
            "Incidents par longueur de route",
            "Incidents by road length",
            all,
            roads,
            road,
        ));
        out.push(per(
            "explosive_per_100km_road",
            "Incidents avec engin explosif par longueur de route",
            "Explosive incidents by road length",
            explosive,
            roads,
            road,
        ));
    }
    out
}

pub(super) fn with_interval(rate: Column, count: &Column, base: &Column, factor: f64) -> Column {
    let cells = rate
        .cells
        .iter()
        .zip(count.cells.iter().zip(&base.cells))
        .map(|(cell, (count, base))| match (cell.ok(), count.ok(), base.ok()) {
            (Some(_), Some(count), Some(base)) => {
                let (lower, upper) = poisson_interval(count as u64, CONFIDENCE);
                Cell { interval: Some((lower / base * factor, upper / base * factor)), ..*cell }
            }
            _ => *cell,
        })
        .collect();
    Column { interval: Interval::Poisson95, cells, ..rate }
}

/// Rates per 100 000 people by empirical Bayes, towards the whole level and towards neighbours.
pub(super) fn smoothed(all: &Column, explosive: &Column, people: &Column, neighbours: &Neighbours) -> Vec<Column> {
    let of = |id: &str, fr: &str, en: &str, count: &Column| {
        let observed: Vec<Option<Observed>> = count
            .cells
            .iter()
            .zip(&people.cells)
            .map(|(count, people)| Some(Observed { count: count.ok()? as u64, base: people.ok()? }))
            .collect();
        let column = |tail: &str, label: Text, method: Text, found: Vec<Option<Smoothed>>| {
            let cells = found.into_iter().zip(&count.cells).map(|(found, count)| cell(found, count)).collect();
            let id = format!("{id}_per_100k_{tail}");
            let column = Column::new(id, label, Unit::Per100000People, Direction::HigherIsWorse, count.level, cells)
                .with_method(method)
                .with_sources(count.sources.iter().chain(&people.sources));
            Column { interval: Interval::Model, ..column }
        };
        [
            column(
                "smoothed",
                Text::new(format!("{fr}, lissé"), format!("{en}, smoothed")),
                Text::new(
                    "Taux rapproché de celui de toutes les unités, d'autant plus que la population est petite (bayésien empirique, Marshall 1991).",
                    "Rate drawn towards that of all units, the more so the fewer people live there (empirical Bayes, Marshall 1991).",
                ),
                global(&observed, CONFIDENCE),
            ),
            column(
                "smoothed_local",
                Text::new(format!("{fr}, lissé avec les voisins"), format!("{en}, smoothed with neighbours")),
                Text::new(
                    "Taux rapproché de celui de l'unité et de ses voisines, qui partagent un point de la limite (bayésien empirique local, Marshall 1991).",
                    "Rate drawn towards that of the unit and its neighbours, which share a point of the border (local empirical Bayes, Marshall 1991).",
                ),
                local(&observed, neighbours, CONFIDENCE),
            ),
        ]
    };
    let explosive_rate = ("Taux d'incidents avec engin explosif", "Explosive incident rate");
    of("incidents", "Taux d'incidents", "Incident rate", all)
        .into_iter()
        .chain(of("explosive", explosive_rate.0, explosive_rate.1, explosive))
        .collect()
}

fn cell(found: Option<Smoothed>, count: &Cell) -> Cell {
    match (found, count.value) {
        (Some(s), _) => {
            let (lower, upper) = s.interval;
            Cell { interval: Some((lower * 1e5, upper * 1e5)), n: count.n, ..Cell::value(s.rate * 1e5) }
        }
        (None, Err(why)) => Cell::missing(why),
        (None, Ok(_)) => Cell::missing(Missing::NoBase),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{at, cell, columns_at, columns_with_roads};
    use super::*;
    use crate::base::Level;

    #[test]
    fn rates_have_exact_bounds_and_none_where_nobody_lives() {
        let events = vec![at("R11", "2018-06-30"); 3];
        let columns = columns_at(Level::Commune, &events);
        let rate = cell(&columns, "incidents_per_100k", 0);
        assert_eq!((rate.value, rate.n), (Ok(6.0), Some(3)));
        let (lower, upper) = rate.interval.unwrap();
        // Three events: 0.6187 to 8.7673 (Garwood), over 50 000 people.
        assert!((lower - 1.2374).abs() < 1e-3 && (upper - 17.5346).abs() < 1e-3, "{lower} {upper}");
        assert_eq!(cell(&columns, "incidents_per_100k", 1).value, Err(Missing::NoBase), "nobody lives there");
        assert_eq!(cell(&columns, "incidents_per_100k_smoothed", 1).value, Err(Missing::NoBase));
        assert_eq!(cell(&columns, "incidents_per_1000km2", 0).value, Ok(6.0));
        let none = cell(&columns, "incidents_per_1000km2", 1);
        assert_eq!((none.value, none.interval.map(|i| i.0)), (Ok(0.0), Some(0.0)), "none recorded is bounded above");
        assert!(none.interval.unwrap().1 > 7.0);
    }

    #[test]
    fn incidents_by_road_need_roads() {
        let events = vec![at("R11", "2018-06-30"); 3];
        assert!(columns_at(Level::Commune, &events).iter().all(|c| c.id != "incidents_per_100km_road"));
        let columns = columns_with_roads(Level::Commune, &events, &[150.0, 0.0]);
        assert_eq!(cell(&columns, "incidents_per_100km_road", 0).value, Ok(2.0));
        assert_eq!(cell(&columns, "incidents_per_100km_road", 1).value, Err(Missing::NoBase), "no road, no rate");
    }

    #[test]
    fn smoothing_stops_at_the_region() {
        let events = vec![at("R11", "2018-06-30"); 3];
        let has = |level| columns_at(level, &events).iter().any(|c| c.id == "explosive_per_100k_smoothed_local");
        assert!(has(Level::Commune) && has(Level::Region) && !has(Level::Country));
    }
}
