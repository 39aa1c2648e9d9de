//! Replicate weights that a survey file brings.

use schemars::JsonSchema;
use serde::Deserialize;

/// Columns of replicate weights, and how they make a variance: the arguments of `svrepdesign` in the
/// R package `survey`, with its defaults.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
pub struct ReplicateWeights {
    /// Their names, with `*` for the number: `rep_*`.
    pub columns: String,
    pub kind: ReplicateKind,
    /// How many there are; checked where it is given.
    pub count: Option<usize>,
    /// What all squared deviations count. By default (R − 1)/R for jk1, 1 for jkn, 1/R for brr,
    /// 1/(R(1 − rho)²) for fay, 1/(R − 1) for bootstrap.
    pub scale: Option<f64>,
    /// What the squared deviation of each replicate counts, in the order of their numbers; 1 by
    /// default. Needed for jkn unless `factors` is set.
    #[serde(default)]
    pub rscales: Vec<f64>,
    /// The columns are factors that multiply the weight, not whole weights.
    #[serde(default)]
    pub factors: bool,
    /// Deviations are from the estimate of the whole sample, not from the mean of the replicates:
    /// `mse = TRUE` in R.
    #[serde(default)]
    pub mse: bool,
}

/// How replicate weights were made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReplicateKind {
    /// Jackknife of an unstratified sample.
    Jk1,
    /// Jackknife by strata.
    Jkn,
    /// Balanced repeated replication.
    Brr,
    /// The same by Fay's method; `fay_rho` says how much weight the other half keeps.
    Fay,
    Bootstrap,
}
