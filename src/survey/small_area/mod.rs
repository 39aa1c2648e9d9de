//! What a survey and facts known of every area say together about areas with few answers: the
//! model of Fay and Herriot (1979) on log-odds. A model, not a measurement: its results are told
//! apart from what respondents said. Not for areas so small that the covariates are guesses.

mod covariate;
mod sample;
#[cfg(test)]
mod tests;

use super::distribution::normal_quantile;
use super::interval::{expit, logit};
use super::matrix::dot;
use crate::base::{Error, Result, Text};
use crate::text;
pub use covariate::Covariate;
use covariate::{Scale, design_row, unscaled};
use sample::Sample;

/// What the sample alone says of one area.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Direct {
    /// 0 to 1.
    pub share: f64,
    /// Design-based variance of the share.
    pub variance: f64,
    /// Effective number of answers; used where the share is 0 or 1.
    pub effective_n: f64,
}

/// How the variance between areas that the covariates do not explain is estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum VarianceMethod {
    /// Restricted maximum likelihood.
    #[default]
    Reml,
    /// Moments, Prasad and Rao (1990).
    PrasadRao,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    pub method: VarianceMethod,
    pub confidence: f64,
    /// Sampled areas that must be left after one is spent on each coefficient.
    pub minimum_degrees: usize,
}

impl Default for Options {
    fn default() -> Self {
        Options { method: VarianceMethod::default(), confidence: super::interval::CONFIDENCE, minimum_degrees: 5 }
    }
}

/// What the model says of one area; shares 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Modelled {
    /// The median of what the model holds possible.
    pub share: f64,
    pub lower: f64,
    pub upper: f64,
    /// Of the share, to first order.
    pub standard_error: f64,
    /// Mean squared error of the log-odds, Prasad and Rao (1990).
    pub mse: f64,
    /// How much of it is the area's own answers, 0 to 1; 0 where nobody was asked: the value is
    /// that of areas with the same covariates.
    pub own_weight: f64,
}

/// A fitted model.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// One per area; `None` where a covariate is not known and nobody was asked.
    pub areas: Vec<Option<Modelled>>,
    /// On the log-odds: the constant, then one per covariate in its unit.
    pub coefficients: Vec<f64>,
    /// Variance between areas, on the log-odds. Zero is an estimate that few areas often give: the
    /// sample shows no difference between areas but the covariates', and the intervals are too narrow.
    pub model_variance: f64,
    /// Positions of areas with a share of 0 or 1, brought inside by half an answer on each side.
    pub moved_inside: Vec<usize>,
}

impl Fit {
    /// What a reader must be told before using the figures.
    pub fn cautions(&self) -> Vec<Text> {
        let mut cautions = Vec::new();
        if self.model_variance <= 0.0 {
            cautions.push(text!(
                "variance entre territoires estimée à 0 : les valeurs suivent les seules variables auxiliaires et les bornes sont trop étroites",
                "variance between areas estimated at 0: the values follow the covariates alone and the bounds are too narrow"
            ));
        }
        let moved = self.moved_inside.len();
        if moved > 0 {
            cautions.push(text!(
                "parts de 0 ou 100 % ramenées vers l'intérieur d'une demi-réponse avant le calcul : {moved}",
                "shares of 0 or 100% moved inside by half an answer before the fit: {moved}"
            ));
        }
        cautions
    }
}

/// Fits the model to the sampled areas and predicts every area. `direct` is `None` where nobody
/// was asked; each covariate has one value per area.
///
/// Log-odds of the direct share = constant + covariates + area effect + sampling error, the last
/// of known variance `variance / (share (1 − share))²`. Sampled areas take the empirical best
/// linear unbiased predictor, others the synthetic value; the mean squared errors are those of
/// Prasad and Rao (1990), for REML with the term of Datta and Lahiri (2000). Bounds are normal on
/// the log-odds, so they lie in 0 to 1.
///
/// Refuses, saying why, where the sample cannot support a model: too few sampled areas, every
/// share at 0 or 100 %, an area without sampling variance, a covariate that is constant,
/// unknown in a sampled area, or told by the others.
///
/// Sources: Fay and Herriot (1979), *JASA* 74:269–277; Prasad and Rao (1990), *JASA* 85:163–171;
/// Datta and Lahiri (2000), *Statistica Sinica* 10:613–627; shares of 0 and 1: Gart and Zweifel
/// (1967), *Biometrika* 54:181–187.
pub fn fay_herriot(direct: &[Option<Direct>], covariates: &[Covariate], options: &Options) -> Result<Fit> {
    let sampled: Vec<usize> = (0..direct.len()).filter(|&i| direct[i].is_some()).collect();
    let size = covariates.len() + 1;
    if sampled.len() < size + options.minimum_degrees {
        let (found, needed) = (sampled.len(), size + options.minimum_degrees);
        return Err(refused(
            text!("{found} territoires enquêtés pour {size} coefficients", "{found} sampled areas for {size} coefficients"),
            text!(
                "Il en faut au moins {needed} : retirez des variables auxiliaires ou montez d'un niveau.",
                "At least {needed} are needed: drop covariates or go up a level."
            ),
        ));
    }
    let scales: Vec<Scale> = covariates.iter().map(|c| Scale::of(c, &sampled)).collect::<Result<_>>()?;
    let rows: Vec<Option<Vec<f64>>> = (0..direct.len()).map(|i| design_row(i, covariates, &scales)).collect();

    let mut sample = Sample { x: Vec::new(), y: Vec::new(), variance: Vec::new() };
    let mut moved_inside = Vec::new();
    for &i in &sampled {
        let (Some(d), Some(row)) = (&direct[i], &rows[i]) else { unreachable!("sampled areas have both: checked above") };
        let inside = d.share > 0.0 && d.share < 1.0;
        if !inside {
            moved_inside.push(i);
        }
        let (y, variance) = on_log_odds(d);
        if !(y.is_finite() && variance.is_finite() && variance > 0.0) {
            return Err(refused(
                text!("un territoire enquêté n'a pas de variance d'échantillonnage", "a sampled area has no sampling variance"),
                text!(
                    "Avec une seule réponse ou une seule grappe la variance n'est pas connue : retirez le territoire ou fournissez une variance lissée.",
                    "With one answer or one cluster the variance is not known: leave the area out or give a smoothed variance."
                ),
            ));
        }
        sample.x.push(row.clone());
        sample.y.push(y);
        sample.variance.push(variance);
    }
    if moved_inside.len() == sampled.len() {
        return Err(refused(
            text!("toutes les parts directes sont de 0 ou 100 %", "every direct share is 0 or 100%"),
            text!(
                "Rien ne distingue les territoires : montrez les chiffres du niveau supérieur.",
                "Nothing tells the areas apart: show the figures of the level above."
            ),
        ));
    }
    if sample.weighted(0.0).is_none() {
        return Err(refused(
            text!("les variables auxiliaires disent la même chose", "the covariates say the same thing"),
            text!("Retirez celle que les autres permettent de calculer.", "Drop the one that follows from the others."),
        ));
    }

    let model_variance = match options.method {
        VarianceMethod::Reml => sample.reml(),
        VarianceMethod::PrasadRao => sample.moments(),
    };
    let z = normal_quantile((1.0 + options.confidence) / 2.0);
    let Some(fit) = sample.weighted(model_variance) else { unreachable!("the same columns as at variance 0") };
    let variance_of_variance = sample.variance_of_variance(model_variance, options.method);
    let mut position = 0;
    let areas = rows
        .iter()
        .zip(direct)
        .map(|(row, direct)| {
            let row = row.as_ref()?;
            let own = direct.is_some().then(|| {
                position += 1;
                position - 1
            });
            let synthetic = dot(row, &fit.coefficients);
            let spread = fit.factor.quadratic_form(row);
            let (log_odds, mse, own_weight) = match own {
                None => (synthetic, model_variance + spread, 0.0),
                Some(k) => {
                    let sampling = sample.variance[k];
                    let own = model_variance / (model_variance + sampling);
                    let g3 = sampling * sampling / (model_variance + sampling).powi(3) * variance_of_variance;
                    let mse = own * sampling + (1.0 - own) * (1.0 - own) * spread + 2.0 * g3;
                    (own * sample.y[k] + (1.0 - own) * synthetic, mse, own)
                }
            };
            let (share, half) = (expit(log_odds), z * mse.sqrt());
            Some(Modelled {
                share,
                lower: expit(log_odds - half),
                upper: expit(log_odds + half),
                standard_error: share * (1.0 - share) * mse.sqrt(),
                mse,
                own_weight,
            })
        })
        .collect();
    Ok(Fit { areas, coefficients: unscaled(&fit.coefficients, &scales), model_variance, moved_inside })
}

fn refused(what: Text, hint: Text) -> Error {
    let (fr, en) = (&what.fr, &what.en);
    Error::input(text!("modèle pour petits territoires refusé : {fr}", "small-area model refused: {en}"), hint)
}

/// Log-odds of a direct share and their sampling variance.
fn on_log_odds(direct: &Direct) -> (f64, f64) {
    let Direct { share, variance, effective_n } = *direct;
    if share > 0.0 && share < 1.0 {
        return (logit(share), variance / (share * (1.0 - share)).powi(2));
    }
    let (with, without) = (effective_n * share + 0.5, effective_n * (1.0 - share) + 0.5);
    ((with / without).ln(), 1.0 / with + 1.0 / without)
}
