//! Outliers of an indicator, before it is brought to a common scale.

use crate::base::Text;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is done so that a few extreme areas do not press all others together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Treatment {
    /// Nothing.
    #[default]
    None,
    /// The most extreme values are set to the next one, at most five, until the values are no
    /// longer both skewed (|skewness| ≥ 2) and heavy-tailed (kurtosis ≥ 3.5).
    Winsorise,
    /// Box and Cox (1964), with the exponent of greatest likelihood.
    BoxCox,
    /// Logarithm of the distance from the smallest value, plus a hundredth of the range.
    Log,
}

/// Bounds of the joint test for outliers: OECD–JRC (2008), as Groeneveld and Meeden (1984) and
/// the COIN practice of the European Commission set them.
const SKEWNESS: f64 = 2.0;
const KURTOSIS: f64 = 3.5;

/// Values that are winsorised at the most.
const AT_MOST: usize = 5;

impl Treatment {
    pub fn label(self) -> Text {
        match self {
            Treatment::None => Text::default(),
            Treatment::Winsorise => Text::new("valeurs extrêmes ramenées à la suivante", "extreme values set to the next one"),
            Treatment::BoxCox => Text::new("transformation de Box–Cox", "Box–Cox transformation"),
            Treatment::Log => Text::new("logarithme", "logarithm"),
        }
    }

    /// Sets the treatment by the values of all areas; it then holds for any value.
    ///
    /// Fewer than three values, or all equal: nothing is done.
    pub fn fit(self, values: &[Option<f64>]) -> Fitted {
        let known: Vec<f64> = values.iter().copied().flatten().collect();
        let low = known.iter().copied().fold(f64::INFINITY, f64::min);
        let high = known.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if known.len() < 3 || low == high {
            return Fitted::Unchanged;
        }
        match self {
            Treatment::None => Fitted::Unchanged,
            Treatment::Winsorise => {
                let (low, high) = winsorised_bounds(known);
                Fitted::Between { low, high }
            }
            Treatment::Log => Fitted::Log { low, above: 0.01 * (high - low) },
            Treatment::BoxCox => {
                // Likelihood exists for values above zero alone.
                let shift = if low > 0.0 { 0.0 } else { 0.01 * (high - low) - low };
                let shifted: Vec<f64> = known.iter().map(|v| v + shift).collect();
                Fitted::BoxCox { low, shift, exponent: best_exponent(&shifted) }
            }
        }
    }
}

/// A treatment with its numbers: a function that never turns the order of two values round.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fitted {
    Unchanged,
    Between { low: f64, high: f64 },
    Log { low: f64, above: f64 },
    BoxCox { low: f64, shift: f64, exponent: f64 },
}

impl Fitted {
    /// The treated value. Logarithms and powers take a value below the smallest one seen for that one.
    pub fn of(self, value: f64) -> f64 {
        match self {
            Fitted::Unchanged => value,
            Fitted::Between { low, high } => value.clamp(low, high),
            Fitted::Log { low, above } => (value.max(low) - low + above).ln(),
            Fitted::BoxCox { low, shift, exponent } => box_cox(value.max(low) + shift, exponent),
        }
    }
}

/// The smallest and the largest value that stay after winsorising.
fn winsorised_bounds(mut values: Vec<f64>) -> (f64, f64) {
    values.sort_by(f64::total_cmp);
    let last = values.len() - 1;
    let (mut below, mut above) = (0, 0);
    while below + above < AT_MOST {
        let (skewness, kurtosis) = shape(&values);
        if !(skewness.abs() >= SKEWNESS && kurtosis >= KURTOSIS) {
            break;
        }
        if skewness > 0.0 {
            above += 1;
            let next = values[last - above];
            values[last - above + 1..].fill(next);
        } else {
            below += 1;
            let next = values[below];
            values[..below].fill(next);
        }
    }
    (values[0], values[last])
}

/// Skewness and excess kurtosis as statistical packages give them for samples (G1 and G2 of
/// Joanes and Gill, 1998). Zero spread gives zeros; kurtosis needs four values, else it is zero.
fn shape(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let moment = |k: i32| values.iter().map(|v| (v - mean).powi(k)).sum::<f64>() / n;
    let variance = moment(2);
    if variance <= 0.0 || n < 3.0 {
        return (0.0, 0.0);
    }
    let skewness = moment(3) / variance.powf(1.5) * (n * (n - 1.0)).sqrt() / (n - 2.0);
    let excess = moment(4) / (variance * variance) - 3.0;
    let kurtosis = if n > 3.0 { ((n + 1.0) * excess + 6.0) * (n - 1.0) / ((n - 2.0) * (n - 3.0)) } else { 0.0 };
    (skewness, kurtosis)
}

fn box_cox(value: f64, exponent: f64) -> f64 {
    if exponent.abs() < 1e-9 { value.ln() } else { (value.powf(exponent) - 1.0) / exponent }
}

/// The exponent between −5 and 5 of greatest profile likelihood, to 1e-8: golden section, the
/// likelihood having one peak. `values` are above zero and not all equal.
fn best_exponent(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let logs: f64 = values.iter().map(|v| v.ln()).sum();
    let likelihood = |exponent: f64| {
        let mean = values.iter().map(|&v| box_cox(v, exponent)).sum::<f64>() / n;
        let variance = values.iter().map(|&v| (box_cox(v, exponent) - mean).powi(2)).sum::<f64>() / n;
        (exponent - 1.0) * logs - n / 2.0 * variance.ln()
    };
    let golden = (5.0_f64.sqrt() - 1.0) / 2.0;
    let (mut low, mut high) = (-5.0, 5.0);
    let (mut a, mut b) = (high - golden * (high - low), low + golden * (high - low));
    let (mut at_a, mut at_b) = (likelihood(a), likelihood(b));
    while high - low > 1e-8 {
        if at_a > at_b {
            (high, b, at_b) = (b, a, at_a);
            a = high - golden * (high - low);
            at_a = likelihood(a);
        } else {
            (low, a, at_a) = (a, b, at_b);
            b = low + golden * (high - low);
            at_b = likelihood(b);
        }
    }
    f64::midpoint(low, high)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::reference;
    use proptest::prelude::*;

    fn apply(how: Treatment, values: &[Option<f64>]) -> Vec<Option<f64>> {
        let fitted = how.fit(values);
        values.iter().map(|v| v.map(|v| fitted.of(v))).collect()
    }

    fn some(values: &[f64]) -> Vec<Option<f64>> {
        values.iter().copied().map(Some).collect()
    }

    #[test]
    fn two_extremes_are_set_to_the_next_value_and_no_more() {
        let mut values: Vec<f64> = (1..=30).map(f64::from).collect();
        values.extend([500.0, 900.0]);
        let treated = apply(Treatment::Winsorise, &some(&values));
        // 900 becomes 500: still skewed by two points; both become 30.
        assert_eq!(treated[30..], [Some(30.0), Some(30.0)]);
        assert_eq!(treated[..30], some(&values[..30]));
        let calm = some(&values[..30]);
        assert_eq!(apply(Treatment::Winsorise, &calm), calm);
    }

    #[test]
    fn what_is_missing_stays_missing_and_few_values_stay_as_they_are() {
        for how in [Treatment::None, Treatment::Winsorise, Treatment::BoxCox, Treatment::Log] {
            assert_eq!(apply(how, &[None, Some(3.0), Some(9.0)]), [None, Some(3.0), Some(9.0)]);
            assert_eq!(apply(how, &some(&[2.0, 2.0, 2.0, 2.0])), some(&[2.0, 2.0, 2.0, 2.0]));
            assert_eq!(apply(how, &[]), []);
            assert_eq!(apply(how, &[Some(1.0), None, Some(2.0), Some(4.0)])[1], None);
        }
    }

    #[test]
    fn shapes_and_exponents_are_those_of_scipy() {
        for row in reference::rows("risk/treatments.csv") {
            let values = row.numbers(0);
            let (skewness, kurtosis) = shape(&values);
            assert!(reference::close(skewness, row.number(1), 1e-10) && reference::close(kurtosis, row.number(2), 1e-10));
            // The likelihood is flat at its peak: neither program knows the exponent better.
            assert!((best_exponent(&values) - row.number(3)).abs() < 1e-5, "{row:?}");
        }
    }

    proptest! {
        #[test]
        fn the_order_of_areas_is_kept(values in proptest::collection::vec(-1e3..1e5f64, 3..60)) {
            for how in [Treatment::Winsorise, Treatment::BoxCox, Treatment::Log] {
                let treated = apply(how, &some(&values));
                for i in 0..values.len() {
                    prop_assert!(treated[i].unwrap().is_finite());
                    for j in 0..values.len() {
                        prop_assert!(values[i] > values[j] || treated[i] <= treated[j], "{how:?}");
                    }
                }
            }
        }
    }
}
