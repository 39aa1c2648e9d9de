//! The sampled areas of a small-area model: least squares at one variance between areas, and that
//! variance estimated.

use super::VarianceMethod;
use crate::survey::matrix::{Cholesky, dot};

/// The sampled areas: rows of the design, log-odds, sampling variances.
pub struct Sample {
    pub x: Vec<Vec<f64>>,
    pub y: Vec<f64>,
    pub variance: Vec<f64>,
}

/// Generalised least squares at one model variance.
pub struct Weighted {
    pub coefficients: Vec<f64>,
    /// Of `Xᵀ·V⁻¹·X`.
    pub factor: Cholesky,
}

impl Sample {
    /// `None` where the columns depend on each other.
    pub fn weighted(&self, model_variance: f64) -> Option<Weighted> {
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
    pub fn reml(&self) -> f64 {
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
    pub fn moments(&self) -> f64 {
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
    pub fn variance_of_variance(&self, model_variance: f64, method: VarianceMethod) -> f64 {
        let totals = self.variance.iter().map(|v| (model_variance + v).powi(2));
        match method {
            VarianceMethod::Reml => 2.0 / totals.map(f64::recip).sum::<f64>(),
            VarianceMethod::PrasadRao => 2.0 * totals.sum::<f64>() / (self.y.len() as f64).powi(2),
        }
    }
}
