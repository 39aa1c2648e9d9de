//! Differences that a project asks about.

use schemars::JsonSchema;
use serde::Deserialize;

/// Groups of one question against each other, or one question against an earlier wave of it. Told in
/// `tables/comparisons.csv`, with interval and a plain sentence.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Comparison {
    /// Short name, `snake_case`.
    pub id: String,
    /// Id of a [[question]].
    pub question: String,
    /// Id of the [[question]] of another wave, asked of other people; the same answer of both is
    /// compared, group by group. Without it the groups of `by` are held against each other.
    pub against: Option<String>,
    /// The grouping: zone, region, sexe, age, milieu, or the code of a question. Everybody when
    /// absent.
    pub by: Option<String>,
}
