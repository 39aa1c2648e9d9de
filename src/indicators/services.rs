//! Facilities: how many, in what state, and how many people live near one.

use super::rates::rate;
use crate::base::{Boundaries, Cell, Column, Direction, Level, Missing, Text, Unit};
use crate::table::{FacilityKind, Site, Status, tally};
use std::collections::BTreeSet;

/// One list of facilities: what its columns are called.
#[derive(Debug, Clone)]
pub struct Service<'a> {
    /// Id of the input; begins the ids of the columns.
    pub id: &'a str,
    /// What the facilities are called: "Centres de santé".
    pub label: &'a Text,
}

/// Columns `ID_total`, `ID_functioning`, `ID_partly`, `ID_closed`, `ID_unknown`,
/// `ID_closed_share`, `ID_per_10000`, `ID_functioning_per_10000`, where the list holds several kinds `ID_per_10000_KIND` for each, and
/// where it knows capacities (beds, staff, classrooms) `ID_capacity` and `ID_capacity_per_10000`.
///
/// States are kept apart; where there are facilities but the state of none is known, what is
/// said of states is missing ([`Missing::UnknownStatus`]). `ID_per_10000` counts every facility
/// that is not known to be closed; `ID_closed_share` is the share of closed ones among those
/// whose state is known, missing where there is none. An area without a facility has 0, not missing:
/// the list covers the country. An empty list gives no column.
pub fn columns(service: &Service, sites: &[Site], population: &Column, boundaries: &Boundaries) -> Vec<Column> {
    if sites.is_empty() {
        return Vec::new();
    }
    let level = population.level;
    let count = |id: &str, what: Text, direction, keep: &dyn Fn(&Site) -> bool| {
        let placed = sites.iter().filter(|s| keep(s)).filter_map(|s| Some((s.place.as_ref()?, 1.0)));
        let cells = tally(placed, level, boundaries).into_iter().map(|t| Cell::with_n(t.sum, t.n)).collect();
        let label = Text::new(format!("{} : {}", service.label.fr, what.fr), format!("{}: {}", service.label.en, what.en));
        Column::new(format!("{}_{id}", service.id), label, Unit::Count, direction, level, cells)
            .with_method(Text::new("Nombre de structures situées dans l'unité.", "Number of facilities in the unit."))
            .with_sources([service.id])
    };
    let with_status = |status: Status| move |s: &Site| s.status == status;
    let (better, worse, neutral) = (Direction::HigherIsBetter, Direction::HigherIsWorse, Direction::Neutral);
    let total = count("total", Text::new("total", "total"), better, &|_| true);
    let unknown = count("unknown", Text::new("état inconnu", "state unknown"), neutral, &with_status(Status::Unknown));
    let known = |id, what, direction, status| said(count(id, what, direction, &with_status(status)), &total, &unknown);
    let functioning = known("functioning", Text::new("fonctionnelles", "functioning"), better, Status::Functioning);
    let partly = known("partly", Text::new("en partie fonctionnelles", "partly functioning"), neutral, Status::Partly);
    let closed = known("closed", Text::new("fermées", "closed"), worse, Status::Closed);
    let open = count("open", Text::new("non fermées", "not closed"), better, &|s| s.status != Status::Closed);
    let mut out = vec![
        total.clone(),
        closed_share(service, &closed, &[&functioning, &partly, &closed]),
        per_10000(service, "per_10000", Text::new("non fermées", "not closed"), &open, population),
        per_10000(service, "functioning_per_10000", Text::new("fonctionnelles", "functioning"), &functioning, population),
    ];
    let kinds: BTreeSet<FacilityKind> = sites.iter().map(|s| s.kind).collect();
    for kind in kinds.iter().copied().filter(|_| kinds.len() > 1) {
        let of_kind = count(kind.id(), kind.label(), better, &|s| s.kind == kind && s.status != Status::Closed);
        out.push(per_10000(service, &format!("per_10000_{}", kind.id()), kind.label(), &of_kind, population));
    }
    if sites.iter().any(|s| s.capacity.is_some()) {
        out.extend(capacity(service, sites, population, boundaries));
    }
    out.splice(1..1, [functioning, partly, closed, unknown]);
    out
}

/// A count of one state, missing where there are facilities but the state of none is known:
/// "none closed" cannot be said of them.
fn said(mut count: Column, total: &Column, unknown: &Column) -> Column {
    for (i, cell) in count.cells.iter_mut().enumerate() {
        if total.cells[i].n > Some(0) && total.cells[i].n == unknown.cells[i].n {
            *cell = Cell { n: Some(0), ..Cell::missing(Missing::UnknownStatus) };
        }
    }
    count
}

fn per_10000(service: &Service, id: &str, what: Text, count: &Column, population: &Column) -> Column {
    let label = Text::new(format!("{} ({})", service.label.fr, what.fr), format!("{} ({})", service.label.en, what.en));
    let id = format!("{}_{id}", service.id);
    Column { decimals: 2, ..rate(id, label, count, population, 10_000.0, Unit::Per10000People, Direction::HigherIsBetter) }
}

/// Capacity of the facilities not known to be closed, and per 10 000 people. Missing where there are such
/// facilities but the capacity of none is known; `n` counts those of known capacity.
fn capacity(service: &Service, sites: &[Site], population: &Column, boundaries: &Boundaries) -> [Column; 2] {
    let open = || sites.iter().filter(|s| s.status != Status::Closed);
    let known = tally(open().filter_map(|s| Some((s.place.as_ref()?, s.capacity?))), population.level, boundaries);
    let all = tally(open().filter_map(|s| Some((s.place.as_ref()?, 1.0))), population.level, boundaries);
    let cells = known.iter().zip(&all).map(|(known, all)| match (known.n, all.n) {
        (0, n) if n > 0 => Cell { n: Some(0), ..Cell::missing(Missing::NoData) },
        (n, _) => Cell::with_n(known.sum, n),
    });
    let label = Text::new(format!("{} : capacité", service.label.fr), format!("{}: capacity", service.label.en));
    let id = format!("{}_capacity", service.id);
    let (unit, better) = (Unit::Count, Direction::HigherIsBetter);
    let sum = Column::new(id, label.clone(), unit, better, population.level, cells.collect())
        .with_method(Text::new(
            "Somme des capacités connues des structures non fermées ; n = structures à capacité connue.",
            "Sum of the known capacities of facilities not closed; n = facilities of known capacity.",
        ))
        .with_sources([service.id]);
    let id = format!("{}_capacity_per_10000", service.id);
    let per = rate(id, label, &sum, population, 10_000.0, Unit::Per10000People, Direction::HigherIsBetter);
    [sum, Column { decimals: 2, ..per }]
}

/// Column `ID_nearest_km`: geodesic kilometres from the centre of each commune to the nearest facility that is
/// not closed; coarser levels are the mean of their communes weighted by people. `None` in `km` and an area
/// without known people are missing.
pub fn nearest_column(
    service: &Service,
    km: &[Option<f64>],
    population: &Column,
    level: Level,
    boundaries: &Boundaries,
) -> Column {
    let mut weighted = vec![(0.0, 0.0); boundaries.level(level).len()];
    for (i, km) in km.iter().enumerate() {
        let people = if level == Level::Commune { 1.0 } else { population.cells[i].ok().unwrap_or(0.0) };
        if let (Some(km), Some(area)) = (km, boundaries.ancestor(Level::Commune, i, level)) {
            weighted[area].0 += km * people;
            weighted[area].1 += people;
        }
    }
    let cells = weighted.into_iter().map(|(sum, people)| match people > 0.0 {
        true => Cell::value(sum / people),
        false => Cell::missing(Missing::NoBase),
    });
    let label = Text::new(format!("{} : la plus proche", service.label.fr), format!("{}: the nearest", service.label.en));
    let id = format!("{}_nearest_km", service.id);
    Column::new(id, label, Unit::Kilometres, Direction::HigherIsWorse, level, cells.collect())
        .with_method(Text::new(
            "Distance géodésique du centre de la commune à la structure non fermée la plus proche ; au-dessus, moyenne pondérée par la population.",
            "Geodesic distance from the centre of the commune to the nearest facility not closed; above, mean weighted by people.",
        ))
        .with_sources([service.id])
}

fn closed_share(service: &Service, closed: &Column, known: &[&Column]) -> Column {
    let cells = (0..closed.cells.len())
        .map(|i| {
            let base: f64 = known.iter().filter_map(|c| c.cells[i].ok()).sum();
            match closed.cells[i].value {
                Ok(shut) if base > 0.0 => Cell::with_n(100.0 * shut / base, base as u32),
                Ok(_) => Cell::missing(Missing::NoData),
                Err(why) => Cell::missing(why),
            }
        })
        .collect();
    let label = Text::new(format!("{} : part fermée", service.label.fr), format!("{}: share closed", service.label.en));
    Column::new(format!("{}_closed_share", service.id), label, Unit::Percent, Direction::HigherIsWorse, closed.level, cells)
        .with_method(Text::new(
            "Part fermée parmi les structures dont l'état est connu ; n = structures à l'état connu.",
            "Share closed among facilities whose state is known; n = facilities of known state.",
        ))
        .with_sources([service.id])
}

/// Columns `ID_within_5km` and `ID_within_15km` at `level` from the shares of the communes.
///
/// `shares` holds for every commune the share (0–1) of its people within each distance of
/// [`THRESHOLDS_KM`] of a facility that is not closed, in a straight line; `None` where there is
/// nothing to take a share of. Coarser levels are the mean of their communes weighted by
/// people; communes without a known population have no part in it, and an area without any is
/// missing. `n` is the number of facilities measured to.
pub fn within_columns(
    service: &Service,
    shares: &[Option<Vec<f64>>],
    population: &Column,
    level: Level,
    facilities: u32,
    boundaries: &Boundaries,
) -> Vec<Column> {
    (0..THRESHOLDS_KM.len())
        .map(|t| {
            let km = THRESHOLDS_KM[t];
            let mut weighted = vec![(0.0, 0.0); boundaries.level(level).len()];
            for (i, share) in shares.iter().enumerate() {
                let people = match level {
                    Level::Commune => 1.0,
                    _ => population.cells[i].ok().unwrap_or(0.0),
                };
                if let (Some(share), Some(area)) = (share, boundaries.ancestor(Level::Commune, i, level)) {
                    weighted[area].0 += share[t] * people;
                    weighted[area].1 += people;
                }
            }
            let cells = weighted
                .into_iter()
                .map(|(sum, people)| match people > 0.0 {
                    true => Cell::with_n(100.0 * sum / people, facilities),
                    false => Cell::missing(Missing::NoBase),
                })
                .collect();
            let label = Text::new(
                format!("{} : population à moins de {km} km", service.label.fr),
                format!("{}: people within {km} km", service.label.en),
            );
            Column::new(format!("{}_within_{km}km", service.id), label, Unit::Percent, Direction::HigherIsBetter, level, cells)
                .with_method(Text::new(
                    "Distance à vol d'oiseau à la structure non fermée la plus proche ; population supposée répartie également sur la commune.",
                    "Straight-line distance to the nearest facility not closed; people assumed evenly spread over the commune.",
                ))
                .with_sources([service.id].into_iter().map(String::from).chain(population.sources.clone()))
        })
        .collect()
}

/// Column `ID_beyond_5km` at the level of `within`, which is its `ID_within_5km`: how many people live
/// farther than that from every facility that is not closed.
///
/// `shares` are those of [`within_columns`]. A commune of which the share or the people are not known
/// is missing ([`Missing::NoBase`]). Coarser levels are the sums of the communes of which both are known,
/// as those of the population are, and missing where there is none. `n` is that of `within`: the number of facilities measured to.
pub fn beyond_column(
    service: &Service,
    within: &Column,
    shares: &[Option<Vec<f64>>],
    population: &Column,
    boundaries: &Boundaries,
) -> Column {
    let (level, km) = (within.level, THRESHOLDS_KM[0]);
    let mut sums: Vec<Option<f64>> = vec![None; boundaries.level(level).len()];
    for (i, share) in shares.iter().enumerate() {
        let area = boundaries.ancestor(Level::Commune, i, level);
        if let (Some(share), Some(people), Some(area)) = (share, population.cells[i].ok(), area) {
            *sums[area].get_or_insert(0.0) += people * (1.0 - share[0]);
        }
    }
    let cells = sums
        .into_iter()
        .zip(&within.cells)
        .map(|(sum, within)| match (sum, within.value) {
            (Some(sum), Ok(_)) => Cell { n: within.n, ..Cell::value(sum) },
            (None, Ok(_)) => Cell::missing(Missing::NoBase),
            (_, Err(why)) => Cell::missing(why),
        })
        .collect();
    let label = Text::new(
        format!("{} : habitants à plus de {km} km", service.label.fr),
        format!("{}: people beyond {km} km", service.label.en),
    );
    Column::new(format!("{}_beyond_{km}km", service.id), label, Unit::People, Direction::HigherIsWorse, level, cells)
        .with_method(Text::new(
            format!(
                "Habitants fois la part qui vit à plus de {km} km ; au-dessus, somme des communes dont les deux sont connus. {}",
                within.method.fr
            ),
            format!(
                "People times the share that lives beyond {km} km; above, the sum of the communes of which both are known. {}",
                within.method.en
            ),
        ))
        .with_sources(within.sources.clone())
}

/// Distances within which people are counted, km.
pub const THRESHOLDS_KM: [f64; 2] = [5.0, 15.0];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Area, Areas, Place};
    use geo_types::MultiPolygon;

    fn boundaries() -> Boundaries {
        let area =
            |code: &str, parent: Option<&str>| Area::new(code.into(), code, parent.map(|p| p.into()), MultiPolygon(vec![]));
        let communes = ["R11", "R12", "R13"].map(|c| area(c, Some("R1"))).to_vec();
        Boundaries {
            country: Areas::new(Level::Country, vec![area("C", None)]),
            zones: Areas::new(Level::Zone, vec![]),
            regions: Areas::new(Level::Region, vec![area("R", None)]),
            cercles: Areas::new(Level::Cercle, vec![area("R1", Some("R"))]),
            communes: Areas::new(Level::Commune, communes),
            vintage: String::new(),
        }
    }

    fn site(commune: &str, kind: FacilityKind, status: Status) -> Site {
        let place = Some(Place { level: Level::Commune, code: commune.into() });
        Site { row: 2, name: String::new(), place, point: None, kind, status, capacity: None, source: "health".into() }
    }

    fn people() -> Column {
        let cells = [10_000.0, 20_000.0, 5_000.0].map(Cell::value).to_vec();
        Column::new("population", Text::default(), Unit::People, Direction::Neutral, Level::Commune, cells)
    }

    fn value(columns: &[Column], id: &str, i: usize) -> Result<f64, Missing> {
        columns.iter().find(|c| c.id == id).expect(id).cells[i].value
    }

    #[test]
    fn states_are_kept_apart_and_an_unknown_state_is_not_a_zero() {
        let sites = [
            site("R11", FacilityKind::Clinic, Status::Closed),
            site("R11", FacilityKind::Clinic, Status::Functioning),
            site("R11", FacilityKind::Hospital, Status::Unknown),
            site("R12", FacilityKind::Clinic, Status::Unknown),
        ];
        let label = Text::same("Santé");
        let made = columns(&Service { id: "health", label: &label }, &sites, &people(), &boundaries());
        let of = |id: &str| [0, 1, 2].map(|i| value(&made, id, i));
        assert_eq!(of("health_total"), [Ok(3.0), Ok(1.0), Ok(0.0)]);
        assert_eq!(of("health_closed"), [Ok(1.0), Err(Missing::UnknownStatus), Ok(0.0)]);
        assert_eq!(of("health_closed_share"), [Ok(50.0), Err(Missing::UnknownStatus), Err(Missing::NoData)]);
        assert_eq!(of("health_per_10000"), [Ok(2.0), Ok(0.5), Ok(0.0)], "what is not known to be closed");
        assert_eq!(of("health_per_10000_hospital"), [Ok(1.0), Ok(0.0), Ok(0.0)]);
    }

    #[test]
    fn capacity_counts_what_is_open_and_known() {
        let bed = |commune, status, capacity| Site { capacity, ..site(commune, FacilityKind::Clinic, status) };
        let sites = [
            bed("R11", Status::Partly, Some(8.0)),
            bed("R11", Status::Closed, Some(90.0)),
            bed("R11", Status::Functioning, None),
            bed("R12", Status::Functioning, None),
        ];
        let label = Text::same("Santé");
        let made = columns(&Service { id: "health", label: &label }, &sites, &people(), &boundaries());
        let of = |id: &str| [0, 1, 2].map(|i| value(&made, id, i));
        assert_eq!(of("health_capacity"), [Ok(8.0), Err(Missing::NoData), Ok(0.0)]);
        assert_eq!(of("health_capacity_per_10000"), [Ok(8.0), Err(Missing::NoData), Ok(0.0)]);
        assert_eq!(of("health_partly"), [Ok(1.0), Ok(0.0), Ok(0.0)]);
    }

    #[test]
    fn the_nearest_is_weighted_by_people_above_the_commune() {
        let label = Text::same("Santé");
        let at = |level| {
            nearest_column(
                &Service { id: "health", label: &label },
                &[Some(2.0), Some(8.0), None],
                &people(),
                level,
                &boundaries(),
            )
        };
        assert_eq!(at(Level::Commune).cells[2].value, Err(Missing::NoBase));
        assert_eq!(at(Level::Region).cells[0].value, Ok(6.0), "(10 000 · 2 + 20 000 · 8) / 30 000");
    }

    #[test]
    fn shares_near_a_facility_are_weighted_by_people_above_the_commune() {
        let label = Text::same("Santé");
        let shares = [Some(vec![1.0, 1.0]), Some(vec![0.25, 0.5]), None];
        let at = |level| within_columns(&Service { id: "health", label: &label }, &shares, &people(), level, 7, &boundaries());
        let communes = at(Level::Commune);
        assert_eq!([0, 1, 2].map(|i| value(&communes, "health_within_5km", i)), [Ok(100.0), Ok(25.0), Err(Missing::NoBase)]);
        assert_eq!(value(&at(Level::Region), "health_within_5km", 0), Ok(50.0), "(10 000 · 1 + 20 000 · 0.25) / 30 000");
    }

    #[test]
    fn people_beyond_are_counted_where_both_are_known_and_added_up() {
        let label = Text::same("Santé");
        let service = Service { id: "health", label: &label };
        let at = |shares: [Option<f64>; 3], population: &Column, level| {
            let shares = shares.map(|share| share.map(|s| vec![s, s]));
            let within = &within_columns(&service, &shares, population, level, 7, &boundaries())[0];
            let beyond = beyond_column(&service, within, &shares, population, &boundaries());
            assert!(beyond.method.fr.ends_with(&within.method.fr) && beyond.unit == Unit::People);
            beyond.cells
        };
        let values = |cells: Vec<Cell>| cells.iter().map(|c| c.value).collect::<Vec<_>>();
        let shares = [Some(1.0), Some(0.25), None];
        let communes = at(shares, &people(), Level::Commune);
        assert_eq!(communes[1].n, Some(7), "facilities, as of the share");
        assert_eq!(values(communes), [Ok(0.0), Ok(15_000.0), Err(Missing::NoBase)], "all within is a zero");
        assert_eq!(values(at(shares, &people(), Level::Region)), [Ok(15_000.0)], "the third commune has no part in it");

        let mut uncounted = people();
        uncounted.cells[1] = Cell::missing(Missing::NoData);
        assert_eq!(values(at(shares, &uncounted, Level::Commune)), [Ok(0.0), Err(Missing::NoBase), Err(Missing::NoBase)]);
        assert_eq!(values(at(shares, &uncounted, Level::Country)), [Ok(0.0)]);
        let none = [None, Some(0.25), None];
        assert_eq!(values(at(none, &uncounted, Level::Cercle)), [Err(Missing::NoBase)], "nothing is known of any commune");
    }
}
