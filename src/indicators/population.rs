//! People, area and density.

use super::rates::rate;
use crate::base::{Boundaries, Case, Cell, Column, Direction, Level, Missing, Place, Problem, Text, Unit};
use crate::table::tally;

/// People known for one area, from one input.
#[derive(Debug, Clone, PartialEq)]
pub struct Headcount {
    /// Row in the file, for messages.
    pub row: u64,
    pub place: Place,
    pub people: f64,
}

/// Columns `population`, `area_km2` and `density_per_km2` at one level.
///
/// Coarser levels are the sums of the finest level that the input gives, so that levels agree
/// with each other and with the map; `n` counts the areas added. Where no finer figure exists
/// the figure given for the level itself stands. An area with neither is missing.
pub fn columns(people: &[Headcount], level: Level, boundaries: &Boundaries, source: &str) -> Vec<Column> {
    let finest = people.iter().map(|h| h.place.level).max().unwrap_or(level);
    let sums = tally(people.iter().filter(|h| h.place.level == finest).map(|h| (&h.place, h.people)), level, boundaries);
    let given = tally(people.iter().filter(|h| h.place.level == level).map(|h| (&h.place, h.people)), level, boundaries);
    let cells = sums
        .iter()
        .zip(&given)
        .map(|(sum, given)| match (sum.n, given.n) {
            (0, 0) => Cell::missing(Missing::NoData),
            (0, n) => Cell::with_n(given.sum, n),
            (n, _) => Cell::with_n(sum.sum, n),
        })
        .collect();
    let population = Column::new("population", Text::same("Population"), Unit::People, Direction::Neutral, level, cells)
        .with_method(Text::new("Somme des unités les plus fines de la source.", "Sum of the finest units of the source."))
        .with_sources([source]);
    let area = area_km2(level, boundaries);
    let density = rate(
        "density_per_km2",
        Text::new("Densité de population", "Population density"),
        &population,
        &area,
        1.0,
        Unit::PeoplePerKm2,
        Direction::Neutral,
    );
    vec![population, area, density]
}

/// Geodesic area on WGS84; missing for an area without geometry.
pub fn area_km2(level: Level, boundaries: &Boundaries) -> Column {
    let cells = boundaries
        .level(level)
        .iter()
        .map(|a| if a.area_km2 > 0.0 { Cell::value(a.area_km2) } else { Cell::missing(Missing::NoBase) })
        .collect();
    Column::new("area_km2", Text::new("Superficie", "Area"), Unit::Km2, Direction::Neutral, level, cells)
        .with_method(Text::new("Superficie géodésique sur WGS84.", "Geodesic area on WGS84."))
}

/// Where the figures of a level differ from the sums of a finer one by more than half a
/// percent, and areas for which nothing is known.
pub fn check(people: &[Headcount], boundaries: &Boundaries, file: &str) -> Vec<Problem> {
    let Some(finest) = people.iter().map(|h| h.place.level).max() else { return Vec::new() };
    let mut differs = Problem::warning(
        "population-sums-differ",
        file,
        Text::new(
            "la population d'une unité n'est pas la somme de celles qu'elle contient",
            "the population of a unit is not the sum of those inside it",
        ),
        Text::new(
            "Les sommes du niveau le plus fin sont employées partout ; demandez à la source lequel des deux chiffres est le bon.",
            "The sums of the finest level are used everywhere; ask the source which of the two figures is right.",
        ),
    );
    for level in Level::ADMINISTRATIVE.into_iter().filter(|&l| l < finest) {
        let sums = tally(people.iter().filter(|h| h.place.level == finest).map(|h| (&h.place, h.people)), level, boundaries);
        for head in people.iter().filter(|h| h.place.level == level) {
            let Some(i) = boundaries.level(level).position(&head.place.code) else { continue };
            let sum = sums[i].sum;
            if sums[i].n > 0 && (sum - head.people).abs() > 0.005 * head.people.abs().max(1.0) {
                let (name, code) = (&boundaries.level(level)[i].name, &head.place.code);
                differs.push(Case::row(head.row, level.id(), format!("{name} ({code}): {} ≠ {}", head.people, sum.round())));
            }
        }
    }
    let known = tally(people.iter().map(|h| (&h.place, 0.0)), finest, boundaries);
    let unknown = boundaries
        .level(finest)
        .iter()
        .zip(&known)
        .filter(|(_, k)| k.n == 0)
        .map(|(a, _)| Case::found(format!("{} ({})", a.name, a.code)));
    let level = finest.label();
    let missing = Problem::warning(
        "population-unknown",
        file,
        Text::new(
            format!("aucune population connue pour cette unité ({})", level.fr),
            format!("no population known for this unit ({})", level.en),
        ),
        Text::new(
            "Les taux y sont « sans donnée », et les sommes des niveaux supérieurs ne la comptent pas ; ajoutez une ligne pour elle.",
            "Rates are missing there, and the sums of coarser levels do not count it; add a row for it.",
        ),
    )
    .with_all(unknown);
    vec![differs, missing]
}
