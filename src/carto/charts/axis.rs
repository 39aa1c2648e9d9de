//! From values to millimetres, and round numbers to read them by.

use super::value::{Axis, Unit, Value};
use crate::base::Lang;

/// A level or upright scale. `low` stands at `start`, `high` at `end`, which may lie before it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    pub low: f64,
    pub high: f64,
    pub start: f64,
    pub end: f64,
}

impl Scale {
    /// The place of a value; beyond the ends, the end.
    pub fn at(&self, value: f64) -> f64 {
        self.start + (value.clamp(self.low, self.high) - self.low) / (self.high - self.low) * (self.end - self.start)
    }

    /// The place of zero, or of the end nearest to it.
    pub fn zero(&self) -> f64 {
        self.at(0.0)
    }

    /// Round values with their places and texts, at least `room` millimetres apart.
    pub fn ticks(&self, axis: &Axis, room: f64, lang: Lang) -> Vec<(f64, String)> {
        let most = ((self.end - self.start).abs() / room).floor().max(1.0);
        let step = round_step((self.high - self.low) / most);
        let decimals = decimals_of(step);
        let first = (self.low / step - 1e-9).ceil() as i64;
        let last = (self.high / step + 1e-9).floor() as i64;
        (first..=last).map(|i| i as f64 * step).map(|v| (self.at(v), axis.rounded(v, decimals, lang))).collect()
    }
}

/// The ends of a scale that holds the values, and zero when asked. Never empty.
pub fn ends<'a>(axis: &Axis, values: impl Iterator<Item = &'a Value>, with_zero: bool) -> (f64, f64) {
    let mut numbers = Vec::new();
    let mut bounds = Vec::new();
    for value in values {
        numbers.extend(value.checked().ok());
        numbers.extend(value.in_report());
        bounds.extend(value.bounds().filter(|_| value.checked().is_ok()));
    }
    let (mut low, mut high) = numbers.iter().fold((f64::MAX, f64::MIN), |(l, h), &v| (l.min(v), h.max(v)));
    if with_zero {
        (low, high) = (low.min(0.0), high.max(0.0));
    }
    let given = axis.range.filter(|(a, b)| a.is_finite() && b.is_finite() && a < b);
    if numbers.is_empty() {
        (low, high) = given.unwrap_or((0.0, 1.0));
    }
    match (given, &axis.unit) {
        (Some((a, b)), _) => return (low.min(a), high.max(b)),
        (None, Unit::Percent) => (low, high) = (low.min(0.0), high.max(100.0)),
        (None, _) => {
            // Wide intervals may not press the values together.
            let spread = if high > low { high - low } else { high.abs().max(1.0) };
            let (floor, ceiling) = (low, high);
            for (a, b) in bounds {
                low = low.min(a.max(floor - spread * 0.5));
                high = high.max(b.min(ceiling + spread * 0.5));
            }
            if with_zero && numbers.iter().all(|v| *v >= 0.0) {
                low = 0.0;
            }
            if high <= low {
                high = low + 1.0;
            }
            let step = round_step((high - low) / 5.0);
            (low, high) = ((low / step + 1e-9).floor() * step, (high / step - 1e-9).ceil() * step);
        }
    }
    if high > low { (low, high) } else { (low, low + 1.0) }
}

/// The smallest of 1, 2, 5 · 10ⁿ that is not below `step`; 1 for what is not above zero.
pub fn round_step(step: f64) -> f64 {
    if !(step > 0.0 && step.is_finite()) {
        return 1.0;
    }
    let decade = 10f64.powf(step.log10().floor());
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|m| m * decade).find(|&s| s >= step * (1.0 - 1e-9)).unwrap_or(10.0 * decade)
}

/// Decimals with which multiples of a round step are written.
pub fn decimals_of(step: f64) -> usize {
    (-step.log10() - 1e-9).ceil().clamp(0.0, 9.0) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round_and_written_with_the_decimals_they_need() {
        let steps: Vec<f64> = [0.03, 0.2, 1.1, 7.0, 10.0, 240.0, 0.0, f64::NAN].map(round_step).to_vec();
        assert!(steps.iter().zip([0.05, 0.2, 2.0, 10.0, 10.0, 500.0, 1.0, 1.0]).all(|(a, b): (&f64, f64)| (a - b).abs() < 1e-9));
        assert_eq!([0.05, 0.2, 2.0, 10.0].map(decimals_of), [2, 1, 0, 0]);
    }

    #[test]
    fn scales_hold_their_values_and_are_never_empty() {
        let values = [Value::new(12.0), Value::new(130.0).between(90.0, 900.0)];
        assert_eq!(ends(&Axis::percent(""), values.iter(), true), (0.0, 130.0));
        let (low, high) = ends(&Axis::plain("", 0), values.iter(), true);
        assert!(low == 0.0 && (130.0..=250.0).contains(&high), "a wide interval does not press the bars together: {high}");
        assert_eq!(ends(&Axis::plain("", 1).ranging(1.0, 4.0), [].iter(), false), (1.0, 4.0));
        for lonely in [vec![], vec![Value::new(0.0)], vec![Value::new(f64::NAN)], vec![Value::new(-3.0)]] {
            for zero in [true, false] {
                let (low, high) = ends(&Axis::plain("", 0), lonely.iter(), zero);
                assert!(low < high && high.is_finite(), "{lonely:?}");
            }
        }
    }

    #[test]
    fn ticks_are_within_the_scale_and_apart() {
        let scale = Scale { low: 1.0, high: 4.0, start: 50.0, end: 110.0 };
        let ticks = scale.ticks(&Axis::plain("", 2), 9.0, Lang::Fr);
        assert_eq!(ticks.iter().map(|t| t.1.as_str()).collect::<Vec<_>>(), ["1,0", "1,5", "2,0", "2,5", "3,0", "3,5", "4,0"]);
        assert!(ticks.windows(2).all(|p| p[1].0 - p[0].0 >= 9.0) && ticks[0].0 == 50.0);
    }
}
