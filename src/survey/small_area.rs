//! What a survey and facts known of every area say together about areas with few answers: the
//! model of Fay and Herriot (1979) on log-odds. A model, not a measurement: its results are told
//! apart from what respondents said. Not for areas so small that the covariates are guesses.

use super::distribution::normal_quantile;
use super::interval::{expit, logit};
use super::matrix::{Cholesky, dot};
use crate::base::{Error, Result, Text};
use crate::text;

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

/// A fact about every area.
#[derive(Debug, Clone, PartialEq)]
pub struct Covariate {
    pub label: Text,
    /// One per area; `None` where it is not known.
    pub values: Vec<Option<f64>>,
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

/// Brings a covariate to mean 0 and spread 1 over the sampled areas, so that one in metres and
/// one in shares stand in the same equations without loss of digits.
struct Scale {
    mean: f64,
    spread: f64,
}

impl Scale {
    fn of(covariate: &Covariate, sampled: &[usize]) -> Result<Scale> {
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

fn design_row(area: usize, covariates: &[Covariate], scales: &[Scale]) -> Option<Vec<f64>> {
    let values = covariates.iter().zip(scales).map(|(c, s)| Some((known(c, area)? - s.mean) / s.spread));
    std::iter::once(Some(1.0)).chain(values).collect()
}

/// Coefficients in the units of the covariates.
fn unscaled(coefficients: &[f64], scales: &[Scale]) -> Vec<f64> {
    let slopes: Vec<f64> = coefficients[1..].iter().zip(scales).map(|(b, s)| b / s.spread).collect();
    let constant = coefficients[0] - slopes.iter().zip(scales).map(|(b, s)| b * s.mean).sum::<f64>();
    std::iter::once(constant).chain(slopes).collect()
}

/// The sampled areas: rows of the design, log-odds, sampling variances.
struct Sample {
    x: Vec<Vec<f64>>,
    y: Vec<f64>,
    variance: Vec<f64>,
}

/// Generalised least squares at one model variance.
struct Weighted {
    coefficients: Vec<f64>,
    /// Of `Xᵀ·V⁻¹·X`.
    factor: Cholesky,
}

impl Sample {
    /// `None` where the columns depend on each other.
    fn weighted(&self, model_variance: f64) -> Option<Weighted> {
        self.least_squares(&self.variance.iter().map(|v| 1.0 / (model_variance + v)).collect::<Vec<_>>())
    }

    fn least_squares(&self, weights: &[f64]) -> Option<Weighted> {
        let size = self.x[0].len();
        let mut normal = vec![0.0; size * size];
        let mut right = vec![0.0; size];
        for ((row, y), w) in self.x.iter().zip(&self.y).zip(weights) {
            for i in 0..size {
                right[i] += w * row[i] * y;
                for j in 0..size {
                    normal[i * size + j] += w * row[i] * row[j];
                }
            }
        }
        let factor = Cholesky::of(&normal, size)?;
        Some(Weighted { coefficients: factor.solve(&right), factor })
    }

    /// Restricted log-likelihood, up to a constant.
    fn restricted_likelihood(&self, model_variance: f64) -> f64 {
        let Some(fit) = self.weighted(model_variance) else { return f64::NEG_INFINITY };
        let each = self.x.iter().zip(&self.y).zip(&self.variance).map(|((row, y), v)| {
            let (total, residual) = (model_variance + v, y - dot(row, &fit.coefficients));
            total.ln() + residual * residual / total
        });
        -0.5 * (each.sum::<f64>() + fit.factor.log_determinant())
    }

    /// Its slope: `−tr(P)/2 + yᵀPPy/2`.
    fn score(&self, model_variance: f64) -> f64 {
        let Some(fit) = self.weighted(model_variance) else { return f64::NEG_INFINITY };
        let each = self.x.iter().zip(&self.y).zip(&self.variance).map(|((row, y), v)| {
            let total = model_variance + v;
            let weighted_residual = (y - dot(row, &fit.coefficients)) / total;
            weighted_residual * weighted_residual - 1.0 / total + fit.factor.quadratic_form(row) / (total * total)
        });
        0.5 * each.sum::<f64>()
    }

    /// The model variance at which the restricted likelihood is highest. A grid first, because it
    /// can have two tops; then halving where the slope changes its sign.
    fn reml(&self) -> f64 {
        let mean = self.y.iter().sum::<f64>() / self.y.len() as f64;
        let spread = self.y.iter().map(|y| (y - mean).powi(2)).sum::<f64>() / self.y.len() as f64;
        let largest = 4.0 * spread.max(self.variance.iter().copied().fold(0.0, f64::max));
        // From a millionth of the largest upward, 40 steps for each tenfold.
        let step = |k: i32| if k == 0 { 0.0 } else { largest * 10f64.powf(f64::from(k - 241) / 40.0) };
        let best = (0..=241).max_by(|&a, &b| self.restricted_likelihood(step(a)).total_cmp(&self.restricted_likelihood(step(b))));
        let best = best.unwrap_or(0);
        let (mut low, mut high) = (step((best - 1).max(0)), step(best + 1));
        if self.score(low) <= 0.0 {
            return low;
        }
        for _ in 0..200 {
            let middle = 0.5 * (low + high);
            if middle <= low || middle >= high {
                break;
            }
            if self.score(middle) > 0.0 {
                low = middle;
            } else {
                high = middle;
            }
        }
        0.5 * (low + high)
    }

    /// Prasad and Rao's moments; zero where the residuals vary less than sampling alone would.
    fn moments(&self) -> f64 {
        let ones = vec![1.0; self.y.len()];
        let Some(fit) = self.least_squares(&ones) else { return 0.0 };
        let each = self
            .x
            .iter()
            .zip(&self.y)
            .zip(&self.variance)
            .map(|((row, y), v)| (y - dot(row, &fit.coefficients)).powi(2) - v * (1.0 - fit.factor.quadratic_form(row)));
        (each.sum::<f64>() / (self.y.len() - self.x[0].len()) as f64).max(0.0)
    }

    /// Asymptotic variance of the estimated model variance.
    fn variance_of_variance(&self, model_variance: f64, method: VarianceMethod) -> f64 {
        let totals = self.variance.iter().map(|v| (model_variance + v).powi(2));
        match method {
            VarianceMethod::Reml => 2.0 / totals.map(f64::recip).sum::<f64>(),
            VarianceMethod::PrasadRao => 2.0 * totals.sum::<f64>() / (self.y.len() as f64).powi(2),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::reference::{close, rows};

    fn covariate(name: &str, values: impl IntoIterator<Item = f64>) -> Covariate {
        Covariate { label: Text::same(name), values: values.into_iter().map(Some).collect() }
    }

    fn fixture() -> (Vec<Option<Direct>>, Vec<Covariate>) {
        let rows = rows("fay_herriot_areas.csv");
        let direct = |r: &crate::survey::reference::Row| {
            (r.number(0) == 1.0).then(|| Direct { share: r.number(1), variance: r.number(2), effective_n: r.number(3) })
        };
        let covariates = [(4, "poverty"), (5, "distance")].map(|(i, name)| covariate(name, rows.iter().map(|r| r.number(i))));
        (rows.iter().map(direct).collect(), covariates.to_vec())
    }

    #[test]
    fn both_methods_equal_the_formulas_in_r() {
        let (direct, covariates) = fixture();
        for (name, method) in [("reml", VarianceMethod::Reml), ("moments", VarianceMethod::PrasadRao)] {
            let fit = fay_herriot(&direct, &covariates, &Options { method, ..Options::default() }).expect("a fit");
            assert!(fit.cautions().is_empty());
            for row in rows("fay_herriot.csv").iter().filter(|r| r.text(0) == name) {
                assert!(close(fit.model_variance, row.number(1), 1e-9), "{name}: {}", fit.model_variance);
                assert!(fit.coefficients.iter().zip(row.numbers(2)).all(|(a, b)| close(*a, b, 1e-8)), "{:?}", fit.coefficients);
                let area = fit.areas[row.number(3) as usize - 1].expect("a value");
                for (found, i) in [(area.mse, 5), (area.share, 6), (area.lower, 7), (area.upper, 8)] {
                    assert!(close(found, row.number(i), 1e-8), "{name}, area {}: {area:?}", row.text(3));
                }
            }
        }
    }

    #[test]
    fn few_answers_lean_on_the_others_and_nobody_asked_leans_wholly() {
        let (direct, mut covariates) = fixture();
        covariates[0].values[10] = None;
        let fit = fay_herriot(&direct, &covariates, &Options::default()).expect("a fit");
        assert!(fit.areas[10].is_none(), "not sampled, covariate not known");
        assert_eq!(fit.areas[4].map(|a| a.own_weight), Some(0.0));
        for (d, a) in direct.iter().zip(&fit.areas).filter_map(|(d, a)| Some((d.as_ref()?, a.as_ref()?))) {
            assert!(
                a.own_weight > 0.0
                    && a.own_weight < 1.0
                    && 0.0 < a.lower
                    && a.lower < a.share
                    && a.share < a.upper
                    && a.upper < 1.0
            );
            let sampling = on_log_odds(d).1;
            assert!(close(a.own_weight, fit.model_variance / (fit.model_variance + sampling), 1e-12));
        }
    }

    #[test]
    fn shares_of_nobody_are_moved_inside_and_no_variance_between_areas_is_said() {
        let direct: Vec<Option<Direct>> = (0..12)
            .map(|i| {
                let share = if i == 3 { 0.0 } else { 0.10 + 0.002 * f64::from(i) };
                Some(Direct { share, variance: 0.01, effective_n: 9.0 })
            })
            .collect();
        let fit = fay_herriot(&direct, &[], &Options::default()).expect("a fit");
        assert_eq!((fit.model_variance, fit.moved_inside.as_slice()), (0.0, &[3][..]));
        let cautions = fit.cautions();
        assert!(cautions[0].fr.contains("estimée à 0") && cautions[1].en.ends_with(": 1"), "{cautions:?}");
        assert!(fit.areas.iter().flatten().all(|a| a.share > 0.0 && a.own_weight == 0.0));
    }

    #[test]
    fn a_sample_that_carries_no_model_is_refused_with_a_reason() {
        let (direct, covariates) = fixture();
        let refusal = |direct: &[Option<Direct>], covariates: &[Covariate]| {
            fay_herriot(direct, covariates, &Options::default()).expect_err("refused").what.en
        };
        assert!(refusal(&direct[..8], &covariates).contains("7 sampled areas for 3 coefficients"));
        assert!(refusal(&[], &[]).contains("0 sampled areas"));
        assert!(refusal(&direct, &[covariate("altitude", vec![300.0; 24])]).contains("“altitude” has the same value"));
        let mut missing = covariates.clone();
        missing[1].values[0] = None;
        assert!(refusal(&direct, &missing).contains("“distance” is missing in 1"));
        assert!(refusal(&direct, &[covariate("short", [1.0, 2.0])]).contains("missing"), "a list that is too short");
        let doubled = covariate("twice", covariates[0].values.iter().map(|v| 3.0 * v.unwrap_or(0.0) + 1.0));
        assert!(refusal(&direct, &[covariates[0].clone(), doubled]).contains("the same thing"));
        let flat = vec![Some(Direct { share: 1.0, variance: 0.0, effective_n: 10.0 }); 12];
        assert!(refusal(&flat, &[]).contains("every direct share"));
        let mut sure = direct.clone();
        sure[0] = Some(Direct { share: 0.4, variance: 0.0, effective_n: 1.0 });
        assert!(refusal(&sure, &covariates).contains("no sampling variance"));
    }
}
