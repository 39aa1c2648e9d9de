//! What to do with events as a whole: share-out, and duplicates across registers.

use schemars::JsonSchema;
use serde::Deserialize;
use std::path::PathBuf;

/// The table `[incidents]`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct IncidentOptions {
    /// Share events known only to a cercle or region out over the communes beneath, by people or by
    /// length of road, in a column of its own (`incidents_shared_out`). Off unless asked for.
    pub share_out: Option<ShareOut>,
    /// Score, 0 to 1, from which reports of several registers are merged into one event. 0.9 when
    /// absent; above 1 only what a person decided is merged.
    #[serde(default = "merge_above")]
    pub merge_above: f64,
    /// The file of decisions on duplicates that a person has edited; replayed at each run.
    pub review: Option<PathBuf>,
}

impl Default for IncidentOptions {
    fn default() -> Self {
        IncidentOptions { share_out: None, merge_above: merge_above(), review: None }
    }
}

/// What events are shared out by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ShareOut {
    People,
    RoadLength,
}

impl ShareOut {
    /// Id of the column of communes that gives the weights.
    pub fn column(self) -> &'static str {
        match self {
            ShareOut::People => "population",
            ShareOut::RoadLength => "road_km",
        }
    }
}

fn merge_above() -> f64 {
    0.9
}
