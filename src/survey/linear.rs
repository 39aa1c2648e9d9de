//! Variances by Taylor linearisation: of any statistic that is, to first order, the sum over the
//! sample of one number per respondent, its influence.
//!
//! Source: Särndal, Swensson & Wretman (1992), *Model Assisted Survey Sampling*, 4.3 and 5.5;
//! stages add up as in Bellhouse (1985), *Journal of Official Statistics* 1, p. 323. The numbers
//! are those of R `survey`'s `svyrecvar`.
//!
//! A domain is never cut out of the sample: respondents outside it have influence 0 and their
//! clusters still count, which is what makes the number of respondents in a domain random.

use super::design::Design;

/// A symmetric matrix of covariances.
#[derive(Debug, Clone, PartialEq)]
pub struct Covariance {
    size: usize,
    values: Vec<f64>,
}

impl Covariance {
    pub fn zero(size: usize) -> Self {
        Covariance { size, values: vec![0.0; size * size] }
    }

    /// Rows and columns.
    pub fn size(&self) -> usize {
        self.size
    }

    pub fn at(&self, row: usize, column: usize) -> f64 {
        self.values[row * self.size + column]
    }

    /// The values row by row.
    pub fn as_slice(&self) -> &[f64] {
        &self.values
    }

    /// Adds `scale · v vᵀ`.
    pub(super) fn add_square(&mut self, v: &[f64], scale: f64) {
        for (a, row) in v.iter().zip(self.values.chunks_exact_mut(self.size)) {
            // In this order the matrix comes out symmetric to the last bit.
            if *a != 0.0 {
                row.iter_mut().zip(v).for_each(|(cell, b)| *cell += a * b * scale);
            }
        }
    }

    pub(super) fn add(&mut self, row: usize, column: usize, value: f64) {
        self.values[row * self.size + column] += value;
    }
}

impl Design {
    /// Variance of the sum of `influence`, one number per respondent with the weight inside (the
    /// weighted value itself for a total, `w(y − ȳ)/W` for a mean).
    ///
    /// `None` when the sample says nothing about its variance, see [`Design::has_variance`].
    ///
    /// # Panics
    /// When `influence` has not one number per respondent.
    pub fn variance(&self, influence: &[f64]) -> Option<f64> {
        Some(self.covariance(&[influence])?.at(0, 0))
    }

    /// Covariances of the sums of several influences, as [`Design::variance`].
    pub fn covariance(&self, influences: &[&[f64]]) -> Option<Covariance> {
        assert!(influences.iter().all(|z| z.len() == self.len()), "one influence per respondent");
        if !self.has_variance() {
            return None;
        }
        let residuals: Vec<Vec<f64>> = match self.calibrations.is_empty() {
            true => Vec::new(),
            false => influences.iter().map(|z| self.residuals(z)).collect(),
        };
        let residuals: Vec<&[f64]> = residuals.iter().map(Vec::as_slice).collect();
        let columns = if residuals.is_empty() { influences } else { &residuals };

        let mut covariance = Covariance::zero(columns.len());
        let mut totals: Vec<f64> = Vec::new();
        for (stage, units) in self.stages.iter().enumerate() {
            for stratum in units.strata.iter().filter(|s| s.scale > 0.0) {
                totals.clear();
                for cluster in stratum.clusters.clone() {
                    let rows = self.cluster(stage, cluster);
                    totals.extend(columns.iter().map(|z| rows.iter().map(|&i| z[i as usize]).sum::<f64>()));
                }
                if stratum.centred {
                    centre(&mut totals, columns.len());
                }
                totals.chunks_exact(columns.len().max(1)).for_each(|z| covariance.add_square(z, stratum.scale));
            }
        }
        Some(covariance)
    }

    /// What is left of an influence after everything the weights were calibrated to.
    fn residuals(&self, influence: &[f64]) -> Vec<f64> {
        let mut z = influence.to_vec();
        self.calibrations.iter().for_each(|calibration| calibration.take_out(&mut z));
        z
    }
}

/// Takes the mean out of each of `width` columns.
fn centre(totals: &mut [f64], width: usize) {
    for column in 0..width {
        let values = || totals.iter().skip(column).step_by(width);
        let mean = values().sum::<f64>() / values().count() as f64;
        totals.iter_mut().skip(column).step_by(width).for_each(|t| *t -= mean);
    }
}
