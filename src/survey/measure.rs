//! One statistic of one group with everything its precision is judged by.

use crate::base::Missing;

/// A statistic of one group and its sampling variance. Shares are 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measure {
    /// Respondents in the base with a weight above zero, unweighted.
    pub n: u32,
    /// Sum of their weights.
    pub population: f64,
    /// [`Missing::NotSampled`] when the group has no respondent, [`Missing::NoData`] when none of
    /// them answered, [`Missing::NoBase`] for a ratio to zero. Never NaN.
    pub value: Result<f64, Missing>,
    /// `None` when the value is missing or the sample says nothing about its variance.
    pub variance: Option<f64>,
    /// Variance under simple random sampling with replacement of the same n; `None` for n below 2.
    pub simple_variance: Option<f64>,
    /// Clusters less strata with respondents in the base, for Student intervals.
    pub degrees_of_freedom: u32,
}

/// The simple random sample that a design effect compares with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SimpleSample {
    /// R's `deff = "replace"`; meaningful whatever the scale of the weights.
    WithReplacement,
    /// R's `deff = TRUE`: reduced by n over the population. Needs weights that add up to the
    /// population; `None` when they add up to n or less, as normalised weights do.
    WithoutReplacement,
}

impl Measure {
    /// Nothing can be said of this group.
    pub fn missing(n: u32, why: Missing) -> Self {
        Measure { n, population: 0.0, value: Err(why), variance: None, simple_variance: None, degrees_of_freedom: 0 }
    }

    /// Of a group without any answer.
    pub(super) fn nothing(why: Missing) -> Self {
        Measure::missing(0, why)
    }

    pub fn standard_error(&self) -> Option<f64> {
        self.variance.map(f64::sqrt)
    }

    /// Variance against that of a simple random sample of the same n (Kish 1965). `None` where
    /// either is unknown, or where everybody answered the same and both are zero.
    pub fn design_effect(&self, compared_with: SimpleSample) -> Option<f64> {
        let factor = match compared_with {
            SimpleSample::WithReplacement => 1.0,
            SimpleSample::WithoutReplacement => 1.0 - f64::from(self.n) / self.population,
        };
        let simple = self.simple_variance? * factor;
        // Normalised weights add up to n but for rounding.
        (simple > 0.0 && factor > 1e-9).then_some(self.variance? / simple)
    }

    /// The simple random sample that would be as precise: n over the design effect with
    /// replacement. Not capped at n. `None` where the variance is zero or unknown.
    pub fn effective_n(&self) -> Option<f64> {
        Some(f64::from(self.n) / self.design_effect(SimpleSample::WithReplacement)?).filter(|n| n.is_finite())
    }
}
