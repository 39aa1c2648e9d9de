//! Facts about areas, as the model of small areas takes them.

use super::refused;
use crate::base::{Result, Text};
use crate::text;

/// A fact about every area.
#[derive(Debug, Clone, PartialEq)]
pub struct Covariate {
    pub label: Text,
    /// One per area; `None` where it is not known.
    pub values: Vec<Option<f64>>,
}

/// Brings a covariate to mean 0 and spread 1 over the sampled areas, so that one in metres and
/// one in shares stand in the same equations without loss of digits.
pub struct Scale {
    mean: f64,
    spread: f64,
}

impl Scale {
    pub fn of(covariate: &Covariate, sampled: &[usize]) -> Result<Scale> {
        let (fr, en) = (&covariate.label.fr, &covariate.label.en);
        let known: Vec<f64> = sampled.iter().filter_map(|&i| known(covariate, i)).collect();
        let absent = sampled.len() - known.len();
        if absent > 0 {
            return Err(refused(
                text!("« {fr} » manque dans {absent} territoires enquêtés", "“{en}” is missing in {absent} sampled areas"),
                text!("Complétez la variable ou retirez-la.", "Complete the covariate or drop it."),
            ));
        }
        let count = known.len() as f64;
        let mean = known.iter().sum::<f64>() / count;
        let spread = (known.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / count).sqrt();
        if spread <= 1e-9 * mean.abs() {
            return Err(refused(
                text!("« {fr} » a la même valeur partout", "“{en}” has the same value everywhere"),
                text!("Retirez cette variable : elle n'explique rien.", "Drop this covariate: it explains nothing."),
            ));
        }
        Ok(Scale { mean, spread })
    }
}

fn known(covariate: &Covariate, area: usize) -> Option<f64> {
    covariate.values.get(area).copied().flatten().filter(|v| v.is_finite())
}

/// The constant and the scaled covariates of an area; `None` where one is not known.
pub fn design_row(area: usize, covariates: &[Covariate], scales: &[Scale]) -> Option<Vec<f64>> {
    let values = covariates.iter().zip(scales).map(|(c, s)| Some((known(c, area)? - s.mean) / s.spread));
    std::iter::once(Some(1.0)).chain(values).collect()
}

/// Coefficients in the units of the covariates.
pub fn unscaled(coefficients: &[f64], scales: &[Scale]) -> Vec<f64> {
    let slopes: Vec<f64> = coefficients[1..].iter().zip(scales).map(|(b, s)| b / s.spread).collect();
    let constant = coefficients[0] - slopes.iter().zip(scales).map(|(b, s)| b * s.mean).sum::<f64>();
    std::iter::once(constant).chain(slopes).collect()
}
