//! Counts over periods as columns with their numbers. A period that the record covers in part is pale.

use super::content::Times;
use super::ink::{Ink, small};
use crate::base::number;
use crate::carto::fonts::Cut;
use crate::carto::furniture::{ACCENT, GREY, HAIRLINE, INK};
use crate::carto::scene::{Anchor, Frame, Paint, Type};
use crate::layers::style::Rgb;
use geo_types::Coord;

/// Of a column for a part of a period.
const PALE: Rgb = Rgb(150, 174, 196);
/// Height of the highest column of the first row, and of those below it.
const COLUMN: [f64; 2] = [21.0, 12.0];

/// Draws from the top of the frame. Returns the height used.
pub fn times(ink: &mut Ink, frame: Frame, times: &Times) -> f64 {
    let mut y = frame.y + ink.heading(frame, &times.heading);
    let step = frame.width / times.periods.len().max(1) as f64;
    let middle = |i: usize| frame.x + step * (i as f64 + 0.5);
    for (row, (label, values)) in times.series.iter().enumerate() {
        let title = ink.set(Cut::Bold, 7.6, INK);
        y += ink.paragraph(Frame { y, ..frame }, label, &title);
        let high = COLUMN[row.min(1)];
        let shown: Vec<String> = values.iter().map(|v| v.map_or_else(|| "?".to_owned(), |v| number(v, 0, ink.lang))).collect();
        let style = ink.set(Cut::Bold, 7.4, INK).anchored(Anchor::Middle);
        let style = in_steps(style, shown.iter(), step);
        let most = values.iter().flatten().copied().fold(0.0, f64::max).max(1e-9);
        // Numbers stand over the columns.
        let foot = y + style.line_height() + 0.8 + high;
        for (i, value) in values.iter().enumerate() {
            let height = value.map_or(0.0, |v| high * v / most);
            let colour = if times.periods[i].partial { PALE } else { ACCENT };
            if height > 0.0 {
                let column = Frame::around(Coord { x: middle(i), y: foot - height / 2.0 }, step * 0.66, height);
                ink.scene.rect(column, &Paint::fill(colour));
            }
            let quiet = Type { cut: Cut::Regular, colour: GREY, ..style };
            let style = if value.is_none_or(|v| v == 0.0) { quiet } else { style };
            ink.text(Coord { x: middle(i), y: foot - height - 0.9 }, &shown[i], &style);
        }
        ink.rule(frame, foot, GREY, 0.25);
        y = foot + 1.2;
    }
    let labels = in_steps(small(ink).anchored(Anchor::Middle), times.periods.iter().map(|p| &p.label), step);
    let under = in_steps(small(ink).anchored(Anchor::Middle), times.periods.iter().map(|p| &p.under), step);
    for (i, period) in times.periods.iter().enumerate() {
        ink.text(Coord { x: middle(i), y: y + labels.line_height() * 0.7 }, &period.label, &Type { colour: INK, ..labels });
        ink.text(Coord { x: middle(i), y: y + labels.line_height() * 0.7 + under.line_height() }, &period.under, &under);
    }
    y += labels.line_height();
    if times.periods.iter().any(|p| !p.under.is_empty()) {
        y += under.line_height();
    }
    if !times.note.is_empty() {
        y += 0.6;
        ink.rule(frame, y, HAIRLINE, 0.15);
        y += 0.6;
        let style = small(ink);
        y += ink.paragraph(Frame { y, ..frame }, &times.note, &style);
    }
    y - frame.y
}

/// The type in which each of the texts fits into a step.
fn in_steps<'a>(style: Type, texts: impl Iterator<Item = &'a String>, step: f64) -> Type {
    let widest = texts.map(|t| style.width(t)).fold(0.0, f64::max);
    let size_pt = style.size_pt * ((step - 0.6) / widest.max(1e-9)).min(1.0);
    Type { size_pt, ..style }
}
