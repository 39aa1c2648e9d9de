//! What people ask for beside what there is, as a project declares it.

use super::OneOrTwo;
use schemars::JsonSchema;
use serde::Deserialize;

/// One need and the response to it, as one map of three by three classes.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Need {
    /// Short name, `snake_case`; begins the ids of the columns.
    pub id: String,
    pub label: OneOrTwo,
    /// Id of the column of the need: `survey_care_grave`. More is more need.
    pub question: String,
    /// Id of the column of the response: `health_functioning_per_10000`. More is more response.
    pub coverage: String,
    /// The two values that part low, middle and high need, each in the class below it; terciles of the areas
    /// when absent.
    pub need_bounds: Option<[f64; 2]>,
    /// The same of the response.
    pub coverage_bounds: Option<[f64; 2]>,
}
