//! The composite index, as a declared tree.

use super::OneOrTwo;
use schemars::JsonSchema;
use serde::Deserialize;

/// The composite index, as a declared tree.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Risk {
    #[serde(default)]
    pub normalisation: crate::risk::Normalisation,
    #[serde(default)]
    pub aggregation: crate::risk::Aggregation,
    /// Share of the weight that must be there for an area to have an index, 0 to 1.
    #[serde(default = "half")]
    pub minimum_reliability: f64,
    pub dimension: Vec<RiskDimension>,
}

fn half() -> f64 {
    0.5
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct RiskDimension {
    pub id: String,
    pub label: OneOrTwo,
    #[serde(default = "one")]
    pub weight: f64,
    pub indicators: Vec<RiskIndicator>,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct RiskIndicator {
    /// Id of the column.
    pub column: String,
    #[serde(default = "one")]
    pub weight: f64,
}

fn one() -> f64 {
    1.0
}
