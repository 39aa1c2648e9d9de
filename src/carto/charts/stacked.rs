//! Shares of a whole end to end, a bar for each row.

use super::axis::{Scale, ends};
use super::canvas::{Canvas, Labels, small};
use super::columns::{Column, flow};
use super::content::StackedBars;
use super::look::{self, Look};
use super::segments::{self, Filling, STRIP, Segment};
use super::surround::{Key, Sample, axis_label};
use super::value::{Unit, Value, n_text};
use crate::base::{Lang, Result};
use crate::carto::fonts::Cut;
use crate::carto::furniture::{GREY, INK};
use crate::carto::scene::{Anchor, Frame, Type};
use std::ops::Range;

const PAD: f64 = 2.0;
/// The hatched box that stands for a missing share where nothing says how long it is.
const STUB: f64 = 5.0;

pub fn keys(bars: &StackedBars) -> Result<Vec<Key>> {
    let looks = look::shares(bars.shares.len(), bars.shades)?;
    Ok(bars.shares.iter().zip(looks).map(|(label, look)| Key::new(Sample::Fill(look), label)).collect())
}

/// Draws from the top of the frame. Returns the height used, millimetres.
pub fn draw(canvas: &mut Canvas, frame: Frame, bars: &StackedBars, stretch: f64) -> Result<f64> {
    let looks = look::shares(bars.shares.len(), bars.shades)?;
    let lang = canvas.lang;
    Ok(flow(canvas, frame, bars.rows.len(), |frame| Place::new(frame, bars, &looks, stretch, lang)))
}

struct Place<'a> {
    frame: Frame,
    bars: &'a StackedBars,
    labels: Labels,
    scale: Scale,
    segments: Vec<Vec<Segment>>,
    bar: f64,
    gap: f64,
    ticks: Vec<(f64, String)>,
}

impl<'a> Place<'a> {
    fn new(frame: Frame, bars: &'a StackedBars, looks: &[Look], stretch: f64, lang: Lang) -> Place<'a> {
        let style = Type::new(Cut::Regular, 8.0, INK);
        let labels = Labels::new(bars.rows.iter().map(|r| r.label.as_str()), style, frame.width * 0.36);
        let values = |i: usize| (0..bars.shares.len()).map(move |k| bars.rows[i].value(k));
        let total = |i: usize| values(i).filter_map(|v| v.checked().ok()).map(|v| v.max(0.0)).sum::<f64>();
        let totals: Vec<Value> = (0..bars.rows.len()).map(|i| Value::new(total(i))).collect();
        let (low, high) = ends(&bars.axis, totals.iter(), true);
        let n_width = |n: u32| small(GREY).width(&n_text(n, lang)) + PAD;
        let counts = bars.rows.iter().filter_map(|r| r.shared_n()).map(n_width).fold(0.0, f64::max);
        let holes = (0..bars.rows.len()).any(|i| values(i).any(|v| v.checked().is_err()));
        let right = frame.right() - counts.max(3.0) - if holes { STUB } else { 0.0 };
        let scale = Scale { low, high, start: frame.x + labels.width + PAD, end: right };
        let pieces = |i: usize| {
            // What is left of the whole belongs to the shares that are missing.
            let known = total(i);
            let rest = if bars.axis.unit == Unit::Percent && known < 100.0 { scale.at(100.0) - scale.at(known) } else { STUB };
            let missing = values(i).filter(|v| v.checked().is_err()).count();
            let mut end = scale.at(0.0);
            let mut piece = |length: f64, filling: Filling, value: &Value| {
                let start = end;
                end += length;
                Segment { x: (start, end), filling, text: segments::text(&bars.rows[i], value, &bars.axis, lang) }
            };
            let mut out = Vec::new();
            let mut hole = None;
            for (value, look) in values(i).zip(looks) {
                match value.checked() {
                    Ok(share) => {
                        let length = scale.at(share.max(0.0)) - scale.at(0.0);
                        out.push(piece(length, Filling::Look(*look), &value));
                    }
                    // A single one keeps its place, so that the others keep theirs.
                    Err(why) if missing == 1 => out.push(piece(rest, Filling::Missing(why), &value)),
                    Err(why) => hole = hole.or(Some((why, value))),
                }
            }
            if let Some((why, value)) = hole {
                out.push(piece(rest, Filling::Missing(why), &value));
            }
            out
        };
        let segments = (0..bars.rows.len()).map(pieces).collect();
        let ticks = scale.ticks(&bars.axis, 13.0, lang);
        Place { frame, bars, labels, scale, segments, bar: 5.4 * stretch, gap: 1.8 * stretch, ticks }
    }

    fn strip(&self, row: usize) -> f64 {
        if segments::needs_strip(&self.segments[row]) { STRIP } else { 0.0 }
    }

    fn row_height(&self, row: usize) -> f64 {
        // A label that is higher than its bar reaches below and above it by half each.
        self.bar.max(self.labels.height(row)) + self.strip(row) + self.gap
    }
}

impl Column for Place<'_> {
    fn height(&self, rows: Range<usize>) -> f64 {
        rows.map(|i| self.row_height(i)).sum::<f64>() + 10.0
    }

    fn draw(&self, canvas: &mut Canvas, rows: Range<usize>) -> f64 {
        let mut y = self.frame.y;
        for i in rows {
            let body = self.bar.max(self.labels.height(i));
            let middle = y + self.gap / 2.0 + body / 2.0;
            self.labels.draw_level(canvas, i, self.frame.x + self.labels.width, middle, Anchor::End);
            let bar = (middle - self.bar / 2.0, middle + self.bar / 2.0);
            segments::draw(canvas, &self.segments[i], bar, (self.scale.start, self.frame.right()));
            if let Some(n) = self.bars.rows[i].shared_n() {
                let text = n_text(n, canvas.lang);
                canvas.level(self.frame.right(), middle, &text, &small(GREY).anchored(Anchor::End));
            }
            y += self.row_height(i);
        }
        y += 0.6;
        let scale = canvas.scale_below(&self.ticks, (self.frame.y, y));
        canvas.post(self.scale.zero(), (self.frame.y, y), GREY);
        y += scale;
        y += axis_label(canvas, self.scale.start, y, &self.bars.axis.label, self.frame.right() - self.scale.start);
        y - self.frame.y
    }
}
