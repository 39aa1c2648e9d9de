//! Cadre Harmonisé phases: how many people cannot feed themselves without help.

use crate::base::{Boundaries, Case, Cell, Column, Direction, Missing, Place, Problem, Text, Unit};
use crate::table::{Amount, latest, tally};

/// Between which ratios the people analysed and the people known may lie. The analysis takes
/// its own projection of a census; beyond a factor of two the two speak of different places.
const PLAUSIBLE: std::ops::RangeInclusive<f64> = 0.5..=2.0;

/// The people of one source in the phases of the Cadre Harmonisé, at the same places and dates.
#[derive(Debug, Clone)]
pub struct Phases {
    pub source: String,
    /// In phases 3 to 5: crisis, emergency, famine.
    pub worse: Vec<Amount>,
    /// In all phases.
    pub all: Vec<Amount>,
}

/// Share of areas that may contradict the population before the whole list is disbelieved: a
/// list whose figures stand on the wrong areas is right in some of them by chance alone.
const DOUBTFUL_AREAS: f64 = 0.25;

/// Whether a list can be believed at all, judged at the finest level it speaks of by the column
/// made there. Sums over scrambled areas look plausible, so the judgement holds for every level
/// above. The problem is empty when it can.
pub fn judge(column: &Column) -> (bool, Problem) {
    let contradicted = column.cells.iter().filter(|c| c.value == Err(Missing::Contradicted)).count();
    let checked = contradicted + column.values().count();
    let disbelieved = Problem::error(
        "phases-not-believed",
        "",
        Text::new(
            "trop d'unités contredisent leur population : aucune part de cette liste n'est montrée",
            "too many areas contradict their population: no share of this list is shown",
        ),
        Text::new(
            "Les lignes ont sans doute été mélangées : reprenez le fichier à la source.",
            "The rows were probably mixed up: take the file again from its source.",
        ),
    );
    if contradicted as f64 <= DOUBTFUL_AREAS * checked as f64 {
        return (true, disbelieved);
    }
    (false, disbelieved.with(Case::found(format!("{contradicted} / {checked}"))))
}

/// The column of a list that is not believed: nothing is shown anywhere.
pub fn withdrawn(column: Column) -> Column {
    let cells = column.cells.iter().map(|c| match c.value {
        Ok(_) => Cell { n: c.n, ..Cell::missing(Missing::Contradicted) },
        Err(_) => *c,
    });
    Column { cells: cells.collect(), ..column }
}

/// Column `food_insecure_share`: share of people in phase 3 (crisis) or worse, in percent, at
/// the level of `population`.
///
/// The latest date of each place counts. Where no row lies at or below an area it is missing.
/// Where the people analysed are less than half or more than twice the population known, the
/// figures belong to another place: the share is [`Missing::Contradicted`] and the areas are
/// reported. `n` is the number of rows; the base is the source's own number of people analysed.
///
/// Source of the phases: CILSS (2014), *Cadre Harmonisé* manual.
pub fn column(phases: &Phases, population: &Column, boundaries: &Boundaries) -> (Column, Problem) {
    let (worse, all) = (latest(&phases.worse), latest(&phases.all));
    let level = population.level;
    let by_area = |rows: &[Amount]| {
        let placed: Vec<(&Place, f64)> = rows.iter().map(|r| (&r.place, r.value)).collect();
        tally(placed.into_iter(), level, boundaries)
    };
    let mut contradicted = Problem::warning(
        "phases-contradict-population",
        "",
        Text::new(
            "le nombre de personnes analysées ne correspond pas à la population de l'unité : part non montrée",
            "the number of people analysed does not fit the population of the area: share not shown",
        ),
        Text::new(
            "Les chiffres sont sans doute ceux d'une autre unité : reprenez le fichier à la source.",
            "The figures are probably those of another area: take the file again from its source.",
        ),
    );
    let cells = by_area(&worse)
        .into_iter()
        .zip(by_area(&all))
        .enumerate()
        .map(|(i, (worse, all))| {
            if all.sum <= 0.0 {
                return Cell::missing(Missing::NoData);
            }
            if let Some(people) = population.cells[i].ok().filter(|p| !PLAUSIBLE.contains(&(all.sum / p))) {
                let area = &boundaries.level(level)[i];
                contradicted.push(Case::found(format!("{} ({}): {} ≠ {}", area.name, area.code, all.sum, people)));
                return Cell { n: Some(all.n), ..Cell::missing(Missing::Contradicted) };
            }
            Cell::with_n(100.0 * worse.sum / all.sum, all.n)
        })
        .collect();
    let when = all.iter().filter_map(|r| r.date.clone()).max().unwrap_or_default();
    let column = Column::new(
        "food_insecure_share",
        Text::new("Population en phase 3 ou pire", "People in phase 3 or worse"),
        Unit::Percent,
        Direction::HigherIsWorse,
        level,
        cells,
    )
    .with_method(Text::new(
        format!("Cadre Harmonisé, dernière analyse par unité (au plus tard {when}) ; base : personnes analysées."),
        format!("Cadre Harmonisé, latest analysis of each unit (up to {when}); base: people analysed."),
    ))
    .with_sources([phases.source.as_str()]);
    (Column { decimals: 1, ..column }, contradicted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Level;

    fn column(right: usize, wrong: usize) -> Column {
        let cells = vec![Cell::with_n(5.0, 1); right].into_iter().chain(vec![Cell::missing(Missing::Contradicted); wrong]);
        Column::new("c", Text::default(), Unit::Percent, Direction::HigherIsWorse, Level::Cercle, cells.collect())
    }

    #[test]
    fn a_list_that_contradicts_more_than_a_quarter_of_its_areas_is_shown_nowhere() {
        assert!(judge(&column(3, 1)).0, "one in four may be a mistake");
        assert!(judge(&column(0, 0)).0, "nothing to judge");
        let (believed, problem) = judge(&column(2, 1));
        assert_eq!((believed, problem.count), (false, 1));
        assert_eq!(withdrawn(column(2, 1)).values().count(), 0);
    }
}
