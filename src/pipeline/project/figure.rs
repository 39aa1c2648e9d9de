//! Questions to estimate and figures to draw.

use super::OneOrTwo;
use crate::base::Direction;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// One question of one survey input, and the answers whose share is shown.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Question {
    pub id: String,
    /// Id of the survey, or of the results printed in a report.
    pub input: String,
    /// Code of the question, or column that holds the answers.
    pub column: String,
    /// Answers that count; the base is everybody who answered.
    pub answers: Vec<String>,
    pub label: OneOrTwo,
    #[serde(default = "higher_is_worse")]
    pub direction: Direction,
    /// Fill communes by a model, where the sample can carry one. Off unless asked for.
    pub model: Option<SmallAreaModel>,
}

/// A model that borrows strength for communes with few answers or none.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct SmallAreaModel {
    /// Ids of columns known of every commune that go with the answer.
    pub covariates: Vec<String>,
}

fn higher_is_worse() -> Direction {
    Direction::HigherIsWorse
}

/// One chart or map of the folder `figures`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Figure {
    /// Short name, `snake_case`; the name of its files.
    pub id: String,
    pub title: OneOrTwo,
    pub kind: FigureKind,
    /// Id of the input it shows.
    pub input: String,
    /// Of a survey: code of the question. Of a map: id of the column. Of deaths by year: the area
    /// whose share of all deaths is drawn.
    #[serde(default)]
    pub question: String,
    /// Lines of a battery that are shown; all when empty.
    #[serde(default)]
    pub items: Vec<String>,
    /// Choices that are shown, in this order; all when empty.
    #[serde(default)]
    pub answers: Vec<String>,
    /// Of diverging bars: the choices left and right of the line; the others stand apart.
    #[serde(default)]
    pub worse: Vec<String>,
    #[serde(default)]
    pub better: Vec<String>,
    /// Up to two groupings: zone, region, cercle, commune, sexe, age, milieu, or the code of a
    /// question. Everybody together when empty.
    #[serde(default)]
    pub by: Vec<String>,
    /// share, share_of_answers, mean, top_two, median, first_choice, mean_rank, borda; what suits
    /// the question when absent.
    pub statistic: Option<String>,
    /// Of ranked panels: how many lines.
    #[serde(default = "five")]
    pub top: usize,
    /// Id of printed results to show beside.
    pub printed: Option<String>,
    /// Of deaths by year: first and last day that count, `2018-07-31`.
    pub from: Option<String>,
    pub until: Option<String>,
    /// Of deaths by year: regions or zones counted as one, as an older list of units has them:
    /// `{ Gao = ["Gao", "Ménaka"] }`.
    #[serde(default)]
    pub merge: BTreeMap<String, Vec<String>>,
    /// Of values against distance: the town from which distances are measured.
    pub town: Option<String>,
    /// Id of a [[comparison]] whose sentences are said below.
    pub comparison: Option<String>,
    /// Said below.
    pub note: Option<OneOrTwo>,
}

fn five() -> usize {
    5
}

/// What a figure looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FigureKind {
    /// The map of a column for the whole country.
    Map,
    /// A small map for each item, answer or first grouping; the last grouping is zone or region.
    Maps,
    /// A map of what comes first in each zone or region.
    FirstMap,
    /// Means or shares of zones or regions against their distance from a town.
    Distance,
    /// Grouped bars.
    Bars,
    /// Points with their intervals.
    Dots,
    /// Shares of a whole.
    Stacked,
    /// Answers for and against.
    Diverging,
    /// The first things of each group.
    Ranked,
    /// A coloured table.
    Heat,
    /// Studies by region.
    Coverage,
    /// Dated events along a line.
    Timeline,
    /// Deaths by year and region.
    Years,
    /// The share of one area in the deaths of each year.
    YearsShare,
    /// Deaths by region, a small map for each year.
    YearsMaps,
}
