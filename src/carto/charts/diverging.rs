//! Bad answers to the left of a line, good ones to the right, and those that are neither apart
//! with a base line of their own: every length can be compared from where it begins.

use super::axis::{decimals_of, round_step};
use super::canvas::{Canvas, Labels, small};
use super::columns::{Column, flow};
use super::content::{DivergingBars, Side};
use super::look::{self, Look};
use super::segments::{self, Filling, STRIP, Segment};
use super::surround::{Key, Sample, axis_label};
use super::value::{Value, n_text};
use crate::base::{Lang, Result};
use crate::carto::fonts::Cut;
use crate::carto::furniture::{GREY, INK};
use crate::carto::scene::{Anchor, Frame, Type};
use std::ops::Range;

const PAD: f64 = 2.0;
/// Space before the answers that are neither.
const APART: f64 = 7.0;
const STUB: f64 = 5.0;

pub fn keys(bars: &DivergingBars) -> Result<Vec<Key>> {
    Ok(bars.answers.iter().zip(looks(bars)?).map(|((label, _), look)| Key::new(Sample::Fill(look), label)).collect())
}

fn looks(bars: &DivergingBars) -> Result<Vec<Look>> {
    look::answers(&bars.answers.iter().map(|a| a.1).collect::<Vec<_>>())
}

/// Draws from the top of the frame. Returns the height used, millimetres.
pub fn draw(canvas: &mut Canvas, frame: Frame, bars: &DivergingBars, stretch: f64) -> Result<f64> {
    let looks = looks(bars)?;
    let lang = canvas.lang;
    Ok(flow(canvas, frame, bars.rows.len(), |frame| Place::new(frame, bars, &looks, stretch, lang)))
}

struct Place<'a> {
    frame: Frame,
    bars: &'a DivergingBars,
    labels: Labels,
    /// Where the bars of each side begin.
    zero: f64,
    apart: f64,
    segments: Vec<Vec<Segment>>,
    bar: f64,
    gap: f64,
    ticks: Vec<(f64, String)>,
    right: f64,
}

impl<'a> Place<'a> {
    fn new(frame: Frame, bars: &'a DivergingBars, looks: &[Look], stretch: f64, lang: Lang) -> Place<'a> {
        let style = Type::new(Cut::Regular, 8.0, INK);
        let labels = Labels::new(bars.rows.iter().map(|r| r.label.as_str()), style, frame.width * 0.34);
        let n_width = |n: u32| small(GREY).width(&n_text(n, lang)) + PAD;
        let counts = bars.rows.iter().filter_map(|r| r.shared_n()).map(n_width).fold(0.0, f64::max);
        let (left, right) = (frame.x + labels.width + PAD, frame.right() - counts.max(3.0));

        // One length for a percent on all sides, whatever is longest.
        let number = |row: usize, i: usize| bars.rows[row].value(i).checked().map(|v| v.max(0.0));
        let of_side = |row: usize, side: Side| -> f64 {
            let those = bars.answers.iter().enumerate().filter(|(_, a)| a.1 == side);
            those.filter_map(|(i, _)| number(row, i).ok()).sum()
        };
        let longest = |side: Side| (0..bars.rows.len()).map(|row| of_side(row, side)).fold(0.0, f64::max);
        let all = longest(Side::Worse) + longest(Side::Better) + longest(Side::Neither);
        let step = round_step(all / 12.0);
        // A side that nobody chose still shows that nobody did.
        let room = |side: Side| (longest(side) / step - 1e-9).ceil().max(1.0) * step;
        let has_apart = bars.answers.iter().any(|a| a.1 == Side::Neither);
        let (worse, better) = (room(Side::Worse), room(Side::Better));
        let neither = if has_apart { room(Side::Neither) } else { 0.0 };
        let holes = (0..bars.rows.len()).any(|row| (0..bars.answers.len()).any(|i| number(row, i).is_err()));
        let margin = if holes { STUB } else { 0.0 };
        let between = if has_apart { APART + margin } else { 0.0 };
        let each = (right - left - between - 2.0 * margin) / (worse + better + neither);
        let zero = left + margin + worse * each;
        let apart = zero + better * each + between;

        let pieces = |row: usize| {
            let values: Vec<(Value, Side, Look)> =
                bars.answers.iter().zip(looks).enumerate().map(|(i, (a, look))| (bars.rows[row].value(i), a.1, *look)).collect();
            let mut out = Vec::new();
            if let Some((Value { value: Err(why), .. }, ..)) =
                values.first().filter(|_| values.iter().all(|v| v.0.checked().is_err()))
            {
                let text = segments::text(&bars.rows[row], &values[0].0, &bars.axis, lang);
                return vec![Segment { x: (zero, zero + STUB.min(margin)), filling: Filling::Missing(*why), text }];
            }
            for side in [Side::Worse, Side::Better, Side::Neither] {
                let (start, sign) = match side {
                    Side::Worse => (zero, -1.0),
                    Side::Better => (zero, 1.0),
                    Side::Neither => (apart, 1.0),
                };
                let mut at = start;
                let mut hole = false;
                let mut those: Vec<_> = values.iter().filter(|v| v.1 == side).collect();
                if side == Side::Worse {
                    // From the line outwards.
                    those.reverse();
                }
                for (value, _, look) in those {
                    // One box is enough to say that something is missing on a side.
                    if value.checked().is_err() && std::mem::replace(&mut hole, true) {
                        continue;
                    }
                    let (length, filling) = match value.checked() {
                        Ok(v) => (v.max(0.0) * each, Filling::Look(*look)),
                        Err(why) => (STUB.min(margin), Filling::Missing(why)),
                    };
                    let end = at + sign * length;
                    let text = segments::text(&bars.rows[row], value, &bars.axis, lang);
                    out.push(Segment { x: (at.min(end), at.max(end)), filling, text });
                    at = end;
                }
            }
            out.sort_by(|a, b| a.x.0.total_cmp(&b.x.0).then(a.x.1.total_cmp(&b.x.1)));
            out
        };
        let segments = (0..bars.rows.len()).map(pieces).collect();

        // One step for all sides.
        let step = round_step(11.0 / each);
        let text = |k: usize| bars.axis.rounded(step * k as f64, decimals_of(step), lang);
        let steps = |side: f64| (side / step + 1e-9).floor() as usize;
        let mut ticks: Vec<(f64, String)> = (0..=steps(better)).map(|k| (zero + step * k as f64 * each, text(k))).collect();
        ticks.extend((1..=steps(worse)).map(|k| (zero - step * k as f64 * each, text(k))));
        if has_apart {
            ticks.extend((0..=steps(neither)).map(|k| (apart + step * k as f64 * each, text(k))));
        }
        // Where there is little room the zeros stay.
        ticks.sort_by_key(|(x, _)| *x != zero && *x != apart);
        Place { frame, bars, labels, zero, apart, segments, bar: 6.0 * stretch, gap: 2.0 * stretch, ticks, right }
    }

    fn row_height(&self, row: usize) -> f64 {
        let strip = if segments::needs_strip(&self.segments[row]) { STRIP } else { 0.0 };
        self.bar.max(self.labels.height(row)) + strip + self.gap
    }
}

impl Column for Place<'_> {
    fn height(&self, rows: Range<usize>) -> f64 {
        rows.map(|i| self.row_height(i)).sum::<f64>() + 10.0
    }

    fn draw(&self, canvas: &mut Canvas, rows: Range<usize>) -> f64 {
        let mut y = self.frame.y;
        for i in rows {
            let middle = y + self.gap / 2.0 + self.bar.max(self.labels.height(i)) / 2.0;
            self.labels.draw_level(canvas, i, self.frame.x + self.labels.width, middle, Anchor::End);
            let bar = (middle - self.bar / 2.0, middle + self.bar / 2.0);
            segments::draw(canvas, &self.segments[i], bar, (self.frame.x + self.labels.width + PAD, self.right));
            if let Some(n) = self.bars.rows[i].shared_n() {
                let text = n_text(n, canvas.lang);
                canvas.level(self.frame.right(), middle, &text, &small(GREY).anchored(Anchor::End));
            }
            y += self.row_height(i);
        }
        y += 0.6;
        let scale = canvas.scale_below(&self.ticks, (self.frame.y, y));
        for (x, used) in [(self.zero, true), (self.apart, self.bars.answers.iter().any(|a| a.1 == Side::Neither))] {
            if used {
                canvas.post(x, (self.frame.y, y), GREY);
            }
        }
        y += scale;
        let start = self.frame.x + self.labels.width + PAD;
        y += axis_label(canvas, start, y, &self.bars.axis.label, self.frame.right() - start);
        y - self.frame.y
    }
}
