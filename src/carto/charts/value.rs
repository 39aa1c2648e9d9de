//! One value of a chart, and the axis it stands on.

use crate::base::{Lang, Missing, NARROW_SPACE, number, percent};
use crate::carto::words::{filled, words};

/// One number as it is shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Value {
    /// In the unit of the axis, or why there is none. What is not finite counts as no data.
    pub value: Result<f64, Missing>,
    /// Answers behind it.
    pub n: Option<u32>,
    /// Lower and upper bound.
    pub interval: Option<(f64, f64)>,
    /// What a report printed for the same thing.
    pub printed: Option<f64>,
}

impl Value {
    pub fn new(value: f64) -> Self {
        Value { value: Ok(value), n: None, interval: None, printed: None }
    }

    pub fn missing(why: Missing) -> Self {
        Value { value: Err(why), n: None, interval: None, printed: None }
    }

    pub fn with_n(self, n: u32) -> Self {
        Value { n: Some(n), ..self }
    }

    pub fn between(self, lower: f64, upper: f64) -> Self {
        Value { interval: Some((lower, upper)), ..self }
    }

    pub fn printed_as(self, printed: f64) -> Self {
        Value { printed: Some(printed), ..self }
    }

    /// The number, or why there is none.
    pub(super) fn checked(&self) -> Result<f64, Missing> {
        self.value.and_then(|v| if v.is_finite() { Ok(v) } else { Err(Missing::NoData) })
    }

    pub(super) fn bounds(&self) -> Option<(f64, f64)> {
        self.interval.filter(|(low, high)| low.is_finite() && high.is_finite() && low <= high)
    }

    pub(super) fn in_report(&self) -> Option<f64> {
        self.printed.filter(|v| v.is_finite())
    }

    /// `n = 39`; empty when unknown.
    pub(super) fn n_text(&self, lang: Lang) -> String {
        self.n.map_or_else(String::new, |n| n_text(n, lang))
    }

    /// The value in words: what is bold, and what follows it.
    pub(super) fn said(&self, axis: &Axis, lang: Lang) -> (String, String) {
        let main = match self.checked() {
            Ok(value) => axis.shown(value, lang),
            Err(why) => why.label().get(lang).to_owned(),
        };
        let n = if self.n.is_some() { format!("({})", self.n_text(lang)) } else { String::new() };
        (main, [n, self.report_text(axis, lang)].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" · "))
    }

    /// `report: 20 %`, where that is not what the value itself reads; else empty.
    pub(super) fn report_text(&self, axis: &Axis, lang: Lang) -> String {
        let shown = |v: f64| axis.shown(v, lang);
        match self.in_report().map(shown) {
            Some(printed) if self.checked().map(shown).as_ref() != Ok(&printed) => {
                filled(&words().chart_report, lang, &[("value", &printed)])
            }
            _ => String::new(),
        }
    }
}

/// `n = 39`.
pub(super) fn n_text(n: u32, lang: Lang) -> String {
    filled(&words().chart_n, lang, &[("n", &number(f64::from(n), 0, lang))])
}

/// What the values are counted in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Unit {
    /// 0 to 100.
    #[default]
    Percent,
    Plain,
    /// Written after every number: `km`.
    Named(String),
}

/// The scale of the values.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Axis {
    /// What is shown: « en % des répondants ».
    pub label: String,
    pub unit: Unit,
    pub decimals: usize,
    /// The ends. `None`: 0 to 100 for percent, else from 0 to a round number. Values beyond the
    /// ends move them; intervals beyond them are cut off with an arrow.
    pub range: Option<(f64, f64)>,
}

impl Axis {
    /// Whole percent from 0 to 100.
    pub fn percent(label: impl Into<String>) -> Self {
        Axis { label: label.into(), ..Axis::default() }
    }

    /// Numbers without a unit.
    pub fn plain(label: impl Into<String>, decimals: usize) -> Self {
        Axis { label: label.into(), unit: Unit::Plain, decimals, range: None }
    }

    pub fn ranging(self, low: f64, high: f64) -> Self {
        Axis { range: Some((low, high)), ..self }
    }

    pub(super) fn shown(&self, value: f64, lang: Lang) -> String {
        self.rounded(value, self.decimals, lang)
    }

    pub(super) fn rounded(&self, value: f64, decimals: usize, lang: Lang) -> String {
        match &self.unit {
            Unit::Percent => percent(value, decimals, lang),
            Unit::Plain => number(value, decimals, lang),
            Unit::Named(unit) => format!("{}{NARROW_SPACE}{unit}", number(value, decimals, lang)),
        }
    }
}
