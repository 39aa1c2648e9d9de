//! How far the index of each area can be relied on: whether the data were there, how old they are, how well events know
//! where they were, and whether values are the area's own.
//!
//! Each indicator keeps a share of its worth, the product of these four; the reliability is the mean of the shares by the weights of the tree. After
//! the reliability index of INFORM (missing data, age of data), which knows neither of the last two. Not for how sure a score is: that
//! is for [`Draws`](super::Draws).

use super::branch::Leaf;
use super::scored::Scored;
use crate::base::{Cell, Column, Direction, Level, Missing, Text, Unit};
use std::collections::{BTreeMap, BTreeSet};

/// What is known of the inputs behind the columns. Says nothing by default: data of any age, and events that are all placed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Evidence {
    /// Years between the last date of an input and the day as of which the index is made; inputs without a known date are
    /// not there, and lose nothing.
    pub years: BTreeMap<String, f64>,
    /// Years in which data lose half their worth; not above zero, they lose nothing.
    pub half_life: f64,
    /// Inputs of events.
    pub events: BTreeSet<String>,
    /// Share (0–1) of the events around each area that are known to a commune; areas beyond the end have 1.
    pub placed: Vec<f64>,
    /// How many of the events known only to a coarser unit each area may have had, see [`unplaced`]; areas beyond the end none.
    pub unplaced: Vec<f64>,
    /// How many events are known to a commune.
    pub in_communes: usize,
}

/// What a value loses for each level by which it stands above the area: one of the region that a commune carries keeps
/// 0.6, one of the zone 0.4.
const LOST_BY_LEVEL: f64 = 0.2;

/// Levels, coarse to fine.
const LEVELS: [Level; 5] = [Level::Country, Level::Zone, Level::Region, Level::Cercle, Level::Commune];

/// One of the four.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Weight,
    Age,
    Precision,
    Level,
}

impl Evidence {
    /// The share of its worth that a column keeps: that of the oldest of its inputs.
    fn age(&self, column: &Column) -> f64 {
        let oldest = column.sources.iter().filter_map(|s| self.years.get(s)).copied().fold(0.0, f64::max);
        if self.half_life > 0.0 { 0.5_f64.powf(oldest / self.half_life) } else { 1.0 }
    }

    /// Whether a column comes from events.
    pub(super) fn is_of_events(&self, column: &Column) -> bool {
        column.sources.iter().any(|s| self.events.contains(s))
    }

    fn precision(&self, column: &Column, area: usize) -> f64 {
        self.placed.get(area).copied().filter(|_| self.is_of_events(column)).unwrap_or(1.0)
    }

    /// What an indicator that is there keeps for one of the four.
    fn kept(&self, part: Part, leaf: &Leaf, area: usize) -> f64 {
        match part {
            Part::Weight => 1.0,
            Part::Age => self.age(leaf.column),
            Part::Precision => self.precision(leaf.column, area),
            Part::Level => level(leaf.column, area),
        }
    }
}

fn level(column: &Column, area: usize) -> f64 {
    let place = |level: Level| LEVELS.iter().position(|&l| l == level).unwrap_or(0);
    let above = column.cells[area].stands_at.map_or(0, |stands| place(column.level).saturating_sub(place(stands)));
    1.0 - LOST_BY_LEVEL * above as f64
}

/// `risk_reliability` and its four parts, percent. The parts but the weight are means over the indicators that are there, and missing
/// where none is. `n` counts those indicators.
pub(super) fn columns(scored: &Scored, evidence: &Evidence, level: Level) -> Vec<Column> {
    let leaves = scored.leaves();
    let sources: Vec<String> = leaves.iter().flat_map(|l| l.column.sources.clone()).collect();
    let n = |i: usize| leaves.iter().filter(|l| l.is_present(i)).count() as u32;
    let there = |i: usize| scored.share(&|l| f64::from(u8::from(l.is_present(i))));
    let share = |i: usize, kept: &dyn Fn(&Leaf) -> f64| scored.share(&|l| if l.is_present(i) { kept(l) } else { 0.0 });
    let make = |id: &str, label: Text, method: Text, of: &dyn Fn(usize) -> Option<f64>| {
        let cell = |i| of(i).map_or(Cell::missing(Missing::NoData), |share| Cell::with_n(100.0 * share, n(i)));
        Column::new(id, label, Unit::Percent, Direction::HigherIsBetter, level, (0..scored.areas).map(cell).collect())
            .with_method(method)
            .with_sources(sources.clone())
    };
    let all = [Part::Weight, Part::Age, Part::Precision, Part::Level];
    let whole = make(
        "risk_reliability",
        Text::new("Fiabilité des données de l’indice", "Reliability of the index’s data"),
        Text::new(
            "Pour chaque indicateur : présent (1 ou 0) × âge × précision × niveau ; moyenne pondérée par le poids de tous les indicateurs.",
            "For each indicator: there (1 or 0) × age × precision × level; mean by the weight of all indicators.",
        ),
        &|i| Some(share(i, &|l| all.iter().map(|&part| evidence.kept(part, l, i)).product())),
    );
    let mut out = vec![whole];
    for part in all {
        let (id, label, method) = part.words(evidence.half_life);
        out.push(make(&format!("risk_reliability_{id}"), label, method, &|i| match part {
            Part::Weight => Some(there(i)),
            _ => Some(there(i)).filter(|&weight| weight > 0.0).map(|weight| share(i, &|l| evidence.kept(part, l, i)) / weight),
        }));
    }
    out
}

impl Part {
    /// Id, label and method.
    fn words(self, half_life: f64) -> (&'static str, Text, Text) {
        match self {
            Part::Weight => (
                "weight",
                Text::new("Fiabilité : part des données présentes", "Reliability: share of data present"),
                Text::new(
                    "Part du poids total des indicateurs pour laquelle une source donne une valeur.",
                    "Share of the total weight of the indicators for which a source gives a value.",
                ),
            ),
            Part::Age => (
                "age",
                Text::new("Fiabilité : âge des données", "Reliability: age of data"),
                Text::new(
                    format!(
                        "Une donnée perd la moitié de sa valeur en {} ans, comptés de la dernière date de son entrée la plus ancienne ; sans date connue, rien. Moyenne des indicateurs présents.",
                        crate::base::number(half_life, 1, crate::base::Lang::Fr)
                    ),
                    format!(
                        "Data lose half their worth in {} years, counted from the last date of their oldest input; without a known date, nothing. Mean of the indicators that are there.",
                        crate::base::number(half_life, 1, crate::base::Lang::En)
                    ),
                ),
            ),
            Part::Precision => (
                "precision",
                Text::new("Fiabilité : précision des événements", "Reliability: precision of events"),
                Text::new(
                    "Indicateurs d’événements : parmi ceux du pays, de la région et du cercle, part de ceux dont le niveau plus fin est connu, multipliées ; 1 pour les autres. Moyenne des indicateurs présents.",
                    "Indicators of events: among those of the country, the region and the cercle, the share of those known to a finer level, multiplied; 1 for others. Mean of the indicators that are there.",
                ),
            ),
            Part::Level => (
                "level",
                Text::new("Fiabilité : niveau des valeurs", "Reliability: level of values"),
                Text::new(
                    "Valeur propre à l’unité : 1 ; une valeur perd un cinquième par niveau au-dessus (cercle 0,8, région 0,6, zone 0,4, pays 0,2 pour une commune). Moyenne des indicateurs présents.",
                    "The area’s own value: 1; a value loses a fifth for each level above (cercle 0.8, region 0.6, zone 0.4, country 0.2 for a commune). Mean of the indicators that are there.",
                ),
            ),
        }
    }
}

/// Share of the events around each commune that are known to a commune.
///
/// `counts` are, for the country, its regions, cercles and communes, how many events are known to lie in each and to nothing finer;
/// `above` gives for each commune its cercle, region and country by position, where it has them. Of the events of the cercle the share that a
/// commune is known of, of those of the region the share that a cercle is known of, of those of the country the share that a region is
/// known of, multiplied: how likely an event there is to be on the map of communes. 1 where nothing is known to have happened.
pub fn placed(counts: [&[usize]; 4], above: &[[Option<usize>; 3]]) -> Vec<f64> {
    // Events of an area and of everything in it.
    let mut within: [Vec<usize>; 4] = counts.map(<[usize]>::to_vec);
    for (commune, above) in above.iter().enumerate() {
        for (level, area) in [2, 1, 0].into_iter().zip(above) {
            if let Some(area) = *area {
                within[level][area] += counts[3][commune];
            }
        }
    }
    // Which region and country a cercle lies in, its communes say; each is added once.
    let mut seen = [BTreeSet::new(), BTreeSet::new()];
    for above in above {
        let [cercle, region, country] = *above;
        if let Some(cercle) = cercle.filter(|&c| seen[0].insert(c)) {
            region.into_iter().for_each(|r| within[1][r] += counts[2][cercle]);
            country.into_iter().for_each(|c| within[0][c] += counts[2][cercle]);
        }
        if let Some(region) = region.filter(|&r| seen[1].insert(r)) {
            country.into_iter().for_each(|c| within[0][c] += counts[1][region]);
        }
    }
    let finer = |level: usize, area: usize| match within[level][area] {
        0 => 1.0,
        all => (all - counts[level][area]) as f64 / all as f64,
    };
    let of = |above: &[Option<usize>; 3]| [2, 1, 0].into_iter().zip(above).filter_map(|(l, a)| Some(finer(l, (*a)?))).product();
    above.iter().map(of).collect()
}

/// How many of the events known only to a cercle, a region or the country each commune may have had: each is as likely in all
/// communes of its unit. `counts` and `above` as for [`placed`].
pub fn unplaced(counts: [&[usize]; 4], above: &[[Option<usize>; 3]]) -> Vec<f64> {
    let mut communes = counts.map(|counts| vec![0usize; counts.len()]);
    let units = |above: &[Option<usize>; 3]| [2, 1, 0].into_iter().zip(*above).filter_map(|(level, unit)| Some((level, unit?)));
    let all: Vec<Vec<(usize, usize)>> = above.iter().map(|above| units(above).collect()).collect();
    all.iter().flatten().for_each(|&(level, unit)| communes[level][unit] += 1);
    let of = |units: &Vec<(usize, usize)>| units.iter().map(|&(l, unit)| counts[l][unit] as f64 / communes[l][unit] as f64).sum();
    all.iter().map(of).collect()
}

#[cfg(test)]
mod tests;
