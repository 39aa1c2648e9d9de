//! One fact about every area: values with their n, interval, level and reason for being missing.

use super::areas::{Boundaries, Level};
use super::text::Text;
use serde::{Deserialize, Serialize};

/// Why there is no value. Never the same as zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// No source says anything about this area.
    NoData,
    /// The survey did not go there.
    NotSampled,
    /// Fewer answers than may be shown.
    BelowMinimumN,
    /// Known, but held back to protect people.
    Withheld,
    /// Records exist but cannot be put on the map.
    NoCoordinates,
    /// The source lists it with a state nobody knows.
    UnknownStatus,
    /// A rate without its base: no people, no area.
    NoBase,
    /// The source contradicts another one too much to be shown.
    Contradicted,
    /// Nothing can be got to from there.
    OutOfReach,
}

impl Missing {
    pub const ALL: [Missing; 9] = [
        Missing::NoData,
        Missing::NotSampled,
        Missing::BelowMinimumN,
        Missing::Withheld,
        Missing::NoCoordinates,
        Missing::UnknownStatus,
        Missing::NoBase,
        Missing::Contradicted,
        Missing::OutOfReach,
    ];

    /// The id written in layers: `not_sampled`.
    pub fn id(self) -> &'static str {
        match self {
            Missing::NoData => "no_data",
            Missing::NotSampled => "not_sampled",
            Missing::BelowMinimumN => "below_minimum_n",
            Missing::Withheld => "withheld",
            Missing::NoCoordinates => "no_coordinates",
            Missing::UnknownStatus => "unknown_status",
            Missing::NoBase => "no_base",
            Missing::Contradicted => "contradicted",
            Missing::OutOfReach => "out_of_reach",
        }
    }

    pub fn label(self) -> Text {
        match self {
            Missing::NoData => Text::new("aucune donnée", "no data"),
            Missing::NotSampled => Text::new("non enquêté", "not sampled"),
            Missing::BelowMinimumN => Text::new("effectif insuffisant", "too few answers"),
            Missing::Withheld => Text::new("non diffusé", "withheld"),
            Missing::NoCoordinates => Text::new("sans coordonnées", "no coordinates"),
            Missing::UnknownStatus => Text::new("état inconnu", "status unknown"),
            Missing::NoBase => Text::new("population ou surface inconnue", "population or area unknown"),
            Missing::Contradicted => Text::new("sources contradictoires", "contradictory sources"),
            Missing::OutOfReach => Text::new("hors d'atteinte", "out of reach"),
        }
    }
}

/// The value of one area.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cell {
    /// The value in the column's unit, or why there is none.
    pub value: Result<f64, Missing>,
    /// Records, answers or facilities behind the value.
    pub n: Option<u32>,
    /// Lower and upper bound, see [`Column::interval`].
    pub interval: Option<(f64, f64)>,
    /// The level at which the value was found, where it is coarser than the column's own:
    /// a commune that carries the value of its zone.
    pub stands_at: Option<Level>,
}

impl Cell {
    pub fn value(value: f64) -> Self {
        Cell { value: Ok(value), n: None, interval: None, stands_at: None }
    }

    pub fn with_n(value: f64, n: u32) -> Self {
        Cell { n: Some(n), ..Cell::value(value) }
    }

    pub fn missing(why: Missing) -> Self {
        Cell { value: Err(why), n: None, interval: None, stands_at: None }
    }

    pub fn ok(&self) -> Option<f64> {
        self.value.ok()
    }
}

/// Whether more is worse. Decides colours and the sign inside an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    HigherIsWorse,
    HigherIsBetter,
    Neutral,
}

/// What a value is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    People,
    Count,
    Km2,
    PeoplePerKm2,
    #[serde(rename = "per_10000_people")]
    Per10000People,
    #[serde(rename = "per_100000_people")]
    Per100000People,
    /// Per 100 000 people and year.
    #[serde(rename = "per_100000_people_year")]
    Per100000PeopleYear,
    #[serde(rename = "per_1000_people")]
    Per1000People,
    #[serde(rename = "per_1000_km2")]
    Per1000Km2,
    /// Percent, 0 to 100.
    Percent,
    /// Score, 0 to 10.
    Score10,
    /// Per 100 km of road.
    #[serde(rename = "per_100_km")]
    Per100Km,
    Kilometres,
    Minutes,
    /// Rank of a class.
    Class,
    /// Difference of two counts.
    Change,
    /// One number over another of its kind; 1 where they are equal.
    Ratio,
    /// Chance of what was found if nothing were going on, 0 to 1.
    Probability,
    PerIncident,
    /// Growth, each year, of the incidents of a month.
    PerMonthPerYear,
    /// Place in an order, 1 being the first.
    Rank,
}

impl Unit {
    /// Decimals that a value in this unit is shown with.
    pub fn decimals(self) -> usize {
        match self {
            Unit::People | Unit::Count | Unit::Km2 | Unit::Percent | Unit::Minutes | Unit::Class | Unit::Change | Unit::Rank => 0,
            Unit::PeoplePerKm2
            | Unit::Per10000People
            | Unit::Per100000People
            | Unit::Per100000PeopleYear
            | Unit::Per1000People
            | Unit::Per1000Km2
            | Unit::Score10
            | Unit::Per100Km
            | Unit::PerIncident
            | Unit::Kilometres => 1,
            Unit::Ratio | Unit::PerMonthPerYear => 2,
            Unit::Probability => 3,
        }
    }

    pub fn label(self) -> Text {
        match self {
            Unit::People => Text::new("habitants", "people"),
            Unit::Count => Text::new("nombre", "number"),
            Unit::Km2 => Text::same("km²"),
            Unit::PeoplePerKm2 => Text::new("hab. par km²", "people per km²"),
            Unit::Per10000People => Text::new("pour 10 000 habitants", "per 10,000 people"),
            Unit::Per100000People => Text::new("pour 100 000 habitants", "per 100,000 people"),
            Unit::Per100000PeopleYear => Text::new("pour 100 000 habitants et par an", "per 100,000 people and year"),
            Unit::Per1000People => Text::new("pour 1 000 habitants", "per 1,000 people"),
            Unit::Per1000Km2 => Text::new("pour 1 000 km²", "per 1,000 km²"),
            Unit::Percent => Text::same("%"),
            Unit::Score10 => Text::new("note de 0 à 10", "score 0 to 10"),
            Unit::Per100Km => Text::new("pour 100 km de route", "per 100 km of road"),
            Unit::Kilometres => Text::same("km"),
            Unit::Minutes => Text::same("minutes"),
            Unit::Class => Text::new("classe", "class"),
            Unit::Change => Text::new("différence", "difference"),
            Unit::Ratio => Text::new("rapport", "ratio"),
            Unit::Probability => Text::new("probabilité", "probability"),
            Unit::PerIncident => Text::new("par incident", "per incident"),
            Unit::PerMonthPerYear => Text::new("par mois et par an", "per month per year"),
            Unit::Rank => Text::new("rang", "rank"),
        }
    }
}

/// What the bounds of a cell mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Interval {
    /// No bounds.
    None,
    /// Wilson (1927) score interval, 95 %; at the effective n where answers are weighted.
    Wilson95,
    /// Korn and Graubard (1998): Clopper–Pearson at the effective n of the design, 95 %.
    KornGraubard95,
    /// Symmetric on the log-odds, 95 %.
    Logit95,
    /// Difference of two shares, Newcombe (1998), 95 %.
    Newcombe95,
    /// Quantile, Woodruff (1952), 95 %.
    Woodruff95,
    /// Mean or total with Student's t at the degrees of freedom of the design, 95 %.
    Student95,
    /// Count or rate of rare events, Garwood (1936), 95 %, exact.
    Poisson95,
    /// Ratio of two rates, exact given all events (Clopper–Pearson), 95 %.
    RateRatio95,
    /// Median slope, Sen (1968), 95 %.
    Sen95,
    /// Mean of counts that vary more than chance (quasi-Poisson, Student's t), 95 %.
    QuasiPoisson95,
    /// As printed in a report that may not say how they were made.
    Published,
    /// From a model that borrows strength from other areas, 95 %.
    Model,
    /// The least and the most that can be true; no statement of chance.
    Possible,
    /// Middle 95 % of seeded draws of all that is not certain.
    Simulated95,
}

impl Interval {
    /// What a legend or table says of the bounds; empty where there are none.
    pub fn label(self) -> Text {
        match self {
            Interval::None => Text::default(),
            Interval::Wilson95 => Text::new("intervalle de Wilson (1927) à 95 %", "Wilson (1927) interval at 95%"),
            Interval::KornGraubard95 => {
                Text::new("intervalle de Korn et Graubard (1998) à 95 %", "Korn and Graubard (1998) interval at 95%")
            }
            Interval::Logit95 => Text::new("intervalle logit à 95 %", "logit interval at 95%"),
            Interval::Newcombe95 => Text::new("intervalle de Newcombe (1998) à 95 %", "Newcombe (1998) interval at 95%"),
            Interval::Woodruff95 => Text::new("intervalle de Woodruff (1952) à 95 %", "Woodruff (1952) interval at 95%"),
            Interval::Student95 => Text::new("intervalle de Student à 95 %", "Student's t interval at 95%"),
            Interval::Poisson95 => {
                Text::new("intervalle exact de Poisson (Garwood 1936) à 95 %", "exact Poisson interval (Garwood 1936) at 95%")
            }
            Interval::RateRatio95 => Text::new("intervalle exact du rapport à 95 %", "exact interval of the ratio at 95%"),
            Interval::Sen95 => Text::new("intervalle de Sen (1968) à 95 %", "Sen (1968) interval at 95%"),
            Interval::QuasiPoisson95 => Text::new("intervalle quasi-Poisson à 95 %", "quasi-Poisson interval at 95%"),
            Interval::Published => Text::new("bornes imprimées dans le rapport", "bounds as printed in the report"),
            Interval::Possible => Text::new("minimum et maximum possibles", "possible minimum and maximum"),
            Interval::Model => Text::new("intervalle d'un modèle, à 95 %", "interval of a model, at 95%"),
            Interval::Simulated95 => Text::new("milieu de 95 % des tirages", "middle 95% of the draws"),
        }
    }
}

/// A fact about every area of one level, in the order of [`Areas`](super::Areas).
#[derive(Debug, Clone)]
pub struct Column {
    /// Stable `snake_case` id: field name in layers, key in the risk tree.
    pub id: String,
    pub label: Text,
    /// One sentence: how it was made, what was assumed.
    pub method: Text,
    pub unit: Unit,
    pub direction: Direction,
    /// Decimals with which values are shown.
    pub decimals: usize,
    pub level: Level,
    /// Ids of the inputs behind it, sorted.
    pub sources: Vec<String>,
    pub interval: Interval,
    /// The sample does not carry a firm statement (purposive or small): shown as *indicatif*.
    pub indicative: bool,
    /// One per area of `level`.
    pub cells: Vec<Cell>,
}

impl Column {
    /// A column without method, sources or interval; sources are sorted when given.
    pub fn new(id: impl Into<String>, label: Text, unit: Unit, direction: Direction, level: Level, cells: Vec<Cell>) -> Self {
        Column {
            id: id.into(),
            label,
            method: Text::default(),
            unit,
            direction,
            decimals: unit.decimals(),
            level,
            sources: Vec::new(),
            interval: Interval::None,
            indicative: false,
            cells,
        }
    }

    pub fn with_method(self, method: Text) -> Self {
        Column { method, ..self }
    }

    pub fn with_sources(self, sources: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let mut sources: Vec<String> = sources.into_iter().map(Into::into).collect();
        sources.sort();
        sources.dedup();
        Column { sources, ..self }
    }

    /// Values that are there, in area order.
    pub fn values(&self) -> impl Iterator<Item = f64> + '_ {
        self.cells.iter().filter_map(Cell::ok)
    }

    /// The column at a finer level: every area takes the value of the area that holds it and
    /// remembers the level at which that value stands. At its own level it is returned
    /// unchanged; an area with no ancestor there (a region in no zone) has no data.
    pub fn lowered_to(&self, level: Level, boundaries: &Boundaries) -> Column {
        if level == self.level {
            return self.clone();
        }
        let cells = (0..boundaries.level(level).len())
            .map(|i| match boundaries.ancestor(level, i, self.level) {
                Some(above) => {
                    let cell = self.cells[above];
                    Cell { stands_at: cell.stands_at.or(Some(self.level)), ..cell }
                }
                None => Cell::missing(Missing::NoData),
            })
            .collect();
        Column { level, cells, ..self.clone() }
    }
}

/// The columns as they stand at one level: each id once, from this level or the nearest above,
/// in the order in which ids first appear. A column that exists only below is left out.
pub fn columns_at(level: Level, columns: &[Column], boundaries: &Boundaries) -> Vec<Column> {
    let mut ids: Vec<&str> = Vec::new();
    for column in columns {
        if !ids.contains(&column.id.as_str()) {
            ids.push(&column.id);
        }
    }
    ids.into_iter()
        .filter_map(|id| columns.iter().filter(|c| c.id == id && c.level <= level).max_by_key(|c| c.level))
        .map(|c| c.lowered_to(level, boundaries))
        .collect()
}
