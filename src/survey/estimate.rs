//! One number about one group: the shape that everything made from surveys shares, whether it
//! was computed from answers or printed in a report.

use crate::base::{Interval, Missing};

/// What was estimated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Statistic {
    /// Percent of respondents who gave the choice; 0 to 100.
    Share,
    /// Percent of all answers given, for multiple choices; adds to 100.
    ShareOfAnswers,
    /// Percent of respondents on the two highest steps of a scale.
    TopTwo,
    Mean,
    /// Of a number or scale; the probability lies in 0 to 1, the median is 0.5.
    Quantile(f64),
    /// Mean rank among those who ranked the choice; 1 is the first preference.
    MeanRank,
    /// Percent of respondents who put the choice first.
    FirstChoice,
    /// Mean of the points `choices − rank`, 0 where the choice was not ranked.
    Borda,
    /// Sum over the population, by weights.
    Total,
    /// Respondents, unweighted.
    Count,
}

impl Statistic {
    /// Every statistic that a figure can ask for.
    pub const ALL: [Statistic; 8] = [
        Statistic::Share,
        Statistic::ShareOfAnswers,
        Statistic::TopTwo,
        Statistic::Mean,
        Statistic::Quantile(0.5),
        Statistic::MeanRank,
        Statistic::FirstChoice,
        Statistic::Borda,
    ];

    /// Stable id written in tables: `share`, `median`, `quantile_0.25`.
    pub fn id(self) -> String {
        match self {
            Statistic::Share => "share".into(),
            Statistic::ShareOfAnswers => "share_of_answers".into(),
            Statistic::TopTwo => "top_two".into(),
            Statistic::Mean => "mean".into(),
            Statistic::Quantile(0.5) => "median".into(),
            Statistic::Quantile(p) => format!("quantile_{p}"),
            Statistic::MeanRank => "mean_rank".into(),
            Statistic::FirstChoice => "first_choice".into(),
            Statistic::Borda => "borda".into(),
            Statistic::Total => "total".into(),
            Statistic::Count => "count".into(),
        }
    }

    /// Whether it is counted in percent.
    pub fn is_percent(self) -> bool {
        matches!(self, Statistic::Share | Statistic::ShareOfAnswers | Statistic::TopTwo | Statistic::FirstChoice)
    }
}

/// Where a number comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// From the answers of the survey input with this id.
    Computed { input: String },
    /// Printed in a report, at this place: "1.1.1, Fig. 6".
    Published { input: String, section: String },
}

/// One number about one group of respondents.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimate {
    /// Round of the survey; empty where there is one.
    pub wave: String,
    /// Code of the question.
    pub question: String,
    /// Code of the item, for a battery.
    pub item: Option<String>,
    /// Code of the choice, for shares; several joined by `+` where they count together.
    pub choice: Option<String>,
    pub statistic: Statistic,
    /// The group: variable and value, at most two; empty for everybody.
    pub group: Vec<(String, String)>,
    /// Those in the base, unweighted; `None` where a report does not say.
    pub n: Option<u32>,
    /// In percent or in the question's own unit, or why it may not be shown.
    pub value: Result<f64, Missing>,
    pub standard_error: Option<f64>,
    /// Bounds in the unit of the value, and what they are.
    pub interval: Option<(f64, f64)>,
    pub interval_kind: Interval,
    /// Variance against that of a simple random sample of the same n.
    pub design_effect: Option<f64>,
    /// The sample does not carry a firm statement.
    pub indicative: bool,
    pub origin: Origin,
}
