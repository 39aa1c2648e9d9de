//! Rows with a bar or a point for each series, the value in words behind each.

use super::axis::ends;
use super::canvas::{Canvas, GRID, Labels};
use super::columns::{Column, flow};
use super::content::{Row, Rows};
use super::look::{self, Look};
use super::surround::{Key, Sample, axis_label};
use super::value::Value;
use super::value_mark::{self, Mark, ValueMark};
use crate::base::{Lang, Result};
use crate::carto::fonts::Cut;
use crate::carto::furniture::{GREY, INK};
use crate::carto::scene::{Anchor, Frame, Type};
use std::ops::Range;

/// Space between a label and the scale.
const PAD: f64 = 2.0;

/// The legend: series where there are several, then what else is drawn.
pub fn keys(rows: &Rows, mark: Mark, lang: Lang) -> Result<Vec<Key>> {
    let mut keys = Vec::new();
    if rows.series.len() > 1 {
        for (i, (label, look)) in rows.series.iter().zip(look::series(rows.series.len())?).enumerate() {
            let sample = match mark {
                Mark::Bar => Sample::Fill(look),
                Mark::Point => Sample::Point(i, look.colour),
            };
            keys.push(Key::new(sample, label));
        }
    }
    keys.extend(value_mark::keys(rows.rows.iter().flat_map(|r| &r.values), &rows.interval, lang));
    Ok(keys)
}

/// Draws from the top of the frame. Returns the height used, millimetres.
pub fn draw(canvas: &mut Canvas, frame: Frame, rows: &Rows, mark: Mark, stretch: f64) -> Result<f64> {
    let looks = look::series(rows.series.len().max(1))?;
    let lang = canvas.lang;
    Ok(flow(canvas, frame, rows.rows.len(), |frame| Place::new(frame, rows, mark, stretch, &looks, lang)))
}

/// A column of rows, measured.
struct Place<'a> {
    frame: Frame,
    rows: &'a Rows,
    looks: &'a [Look],
    labels: Labels,
    mark: ValueMark<'a>,
    /// Height of one bar with its space, and space between rows.
    lane: f64,
    gap: f64,
    lanes: usize,
    ticks: Vec<(f64, String)>,
}

impl<'a> Place<'a> {
    fn new(frame: Frame, rows: &'a Rows, mark: Mark, stretch: f64, looks: &'a [Look], lang: Lang) -> Place<'a> {
        let lanes = rows.series.len().max(1);
        let style = Type::new(Cut::Regular, 8.0, INK);
        let labels = Labels::new(rows.rows.iter().map(|r| r.label.as_str()), style, frame.width * 0.34);
        let values: Vec<Value> = rows.rows.iter().flat_map(|r| (0..lanes).map(|i| r.value(i))).collect();
        let ends = ends(&rows.axis, values.iter(), mark == Mark::Bar);
        let x = frame.x + labels.width + PAD;
        let mark = ValueMark::fitted(&rows.axis, ends, &values, mark, x, frame.right() - x, lang);
        let lane = match lanes {
            1 => 5.2,
            2 => 4.2,
            _ => 3.5,
        };
        let gap = if lanes > 1 { 2.2 } else { 1.2 };
        let ticks = mark.scale.ticks(&rows.axis, 13.0, lang);
        Place { frame, rows, looks, labels, mark, lane: lane * stretch, gap: gap * stretch, lanes, ticks }
    }

    fn row_height(&self, row: usize) -> f64 {
        (self.lane * self.lanes as f64).max(self.labels.height(row)) + self.gap
    }

    fn lanes(&self, canvas: &mut Canvas, row: &Row, middle: f64) {
        let top = middle - self.lane * self.lanes as f64 / 2.0;
        for (i, look) in self.looks.iter().enumerate().take(self.lanes) {
            let y = top + self.lane * (i as f64 + 0.5);
            if self.mark.mark == Mark::Point {
                canvas.rule((self.mark.scale.start, self.mark.scale.end), y, GRID);
            }
            let thickness = if self.lanes == 1 { self.lane * 0.72 } else { self.lane * 0.86 };
            self.mark.draw(canvas, &row.value(i), y, thickness, (i, look));
        }
    }
}

impl Column for Place<'_> {
    fn height(&self, rows: Range<usize>) -> f64 {
        rows.map(|i| self.row_height(i)).sum::<f64>() + 10.0
    }

    fn draw(&self, canvas: &mut Canvas, rows: Range<usize>) -> f64 {
        let mut y = self.frame.y;
        for i in rows {
            let height = self.row_height(i);
            let middle = y + height / 2.0;
            self.labels.draw_level(canvas, i, self.frame.x + self.labels.width, middle, Anchor::End);
            self.lanes(canvas, &self.rows.rows[i], middle);
            y += height;
        }
        y += 0.6;
        let scale = canvas.scale_below(&self.ticks, (self.frame.y, y));
        if self.mark.mark == Mark::Bar {
            canvas.post(self.mark.scale.zero(), (self.frame.y, y), GREY);
        }
        y += scale;
        y += axis_label(canvas, self.mark.scale.start, y, &self.rows.axis.label, self.frame.right() - self.mark.scale.start);
        y - self.frame.y
    }
}
