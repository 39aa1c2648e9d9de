//! One value on a level scale: bar or point, interval, printed value, and the words behind them.
//! Words begin where the last mark ends, and the room they need is measured before the scale is
//! made, so that nothing is cut off.

use super::axis::Scale;
use super::canvas::{Canvas, ValueText, spanning};
use super::look::{self, Look};
use super::surround::{Key, Sample};
use super::value::{Axis, Value};
use crate::base::Lang;
use crate::carto::words::words;
use geo_types::Coord;

/// What stands for a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    Bar,
    Point,
}

/// Space before the words.
const PAD: f64 = 1.6;
/// The hatched box that stands for a missing value.
const STUB: f64 = 5.0;

/// Keys for intervals and printed values, where there are any. `interval` is what the intervals
/// are, empty for the plain word.
pub fn keys<'a>(values: impl Iterator<Item = &'a Value> + Clone, interval: &str, lang: Lang) -> Vec<Key> {
    let mut keys = Vec::new();
    if values.clone().any(|v| v.checked().is_ok() && v.bounds().is_some()) {
        let label = if interval.is_empty() { words().chart_interval.get(lang) } else { interval };
        keys.push(Key::new(Sample::Interval, label));
    }
    if values.clone().any(|v| v.in_report().is_some()) {
        keys.push(Key::new(Sample::Printed, words().chart_printed.get(lang)));
    }
    keys
}

/// How values are drawn on one scale.
#[derive(Debug, Clone, Copy)]
pub struct ValueMark<'a> {
    pub axis: &'a Axis,
    pub scale: Scale,
    pub mark: Mark,
    /// Size of the words, points.
    pub size_pt: f64,
}

/// The words of one value.
fn text(value: &Value, axis: &Axis, lang: Lang, size_pt: f64) -> ValueText {
    ValueText::new(value.said(axis, lang), value.checked().is_err(), size_pt)
}

impl<'a> ValueMark<'a> {
    /// Finds the place of the scale in `width` millimetres from `x`: what the words of the values
    /// leave. Long words get smaller before they take more than three fifths of it.
    pub fn fitted(axis: &'a Axis, ends: (f64, f64), values: &[Value], mark: Mark, x: f64, width: f64, lang: Lang) -> Self {
        const SIZE: f64 = 7.5;
        // Words that stand behind a mark somewhere on the scale, and those behind the hatched box.
        let widest = |alone: bool| {
            let those = values.iter().filter(|v| (v.checked().is_err() && v.in_report().is_none()) == alone);
            those.map(|v| text(v, axis, lang, SIZE).width()).fold(0.0, f64::max)
        };
        let beside = look::PRINTED + PAD;
        let (marked, alone) = (widest(false), widest(true));
        let fit = |needed: f64, room: f64| if needed > room { room / needed } else { 1.0 };
        let factor = fit(marked, width * 0.6 - beside).min(fit(alone, width - STUB - PAD - look::PRINTED));
        let room = (marked * factor + beside).max(4.0);
        let scale = Scale { low: ends.0, high: ends.1, start: x, end: x + width - room };
        ValueMark { axis, scale, mark, size_pt: SIZE * factor }
    }

    /// Draws a value with its middle at `y`; a bar is `thickness` millimetres thick.
    pub fn draw(&self, canvas: &mut Canvas, value: &Value, y: f64, thickness: f64, (series, look): (usize, &Look)) {
        let mut reach = self.scale.start;
        match value.checked() {
            Ok(number) => {
                let (zero, end) = (self.scale.zero(), self.scale.at(number));
                if self.mark == Mark::Bar {
                    if (end - zero).abs() > 0.005 {
                        look.fill(canvas, spanning((zero, end), (y - thickness / 2.0, y + thickness / 2.0)));
                    }
                    reach = zero.max(end);
                }
                if let Some((low, high)) = value.bounds() {
                    let cut = (low < self.scale.low, high > self.scale.high);
                    let (from, to) = (self.scale.at(low), self.scale.at(high));
                    look::interval(canvas, (from, to), y, cut);
                    reach = reach.max(to);
                }
                if self.mark == Mark::Point {
                    look::point(canvas, Coord { x: end, y }, series, look.colour);
                    reach = reach.max(end + look::POINT);
                }
            }
            Err(why) => {
                reach = self.scale.start + STUB;
                look::missing(canvas, spanning((self.scale.start, reach), (y - thickness / 2.0, y + thickness / 2.0)), why);
            }
        }
        if let Some(printed) = value.in_report() {
            let x = self.scale.at(printed);
            look::printed(canvas, Coord { x, y });
            reach = reach.max(x + look::PRINTED);
        }
        text(value, self.axis, canvas.lang, self.size_pt).draw(canvas, reach + PAD, y);
    }
}
