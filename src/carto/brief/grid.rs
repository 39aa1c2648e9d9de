//! Tables: columns of set widths, rows as high as their highest cell.

use super::content::{Entry, Head, Set, Table};
use super::ink::{Ink, broken, small};
use crate::carto::fonts::Cut;
use crate::carto::furniture::{GREY, HAIRLINE, INK};
use crate::carto::scene::{Anchor, Frame, Type};

/// Between columns.
const GUTTER: f64 = 3.0;
/// Above and below the text of a row.
const PAD: f64 = 0.75;

/// Draws the heading, the note and the first `rows` rows from the top of the frame. Returns the height used.
pub fn table(ink: &mut Ink, frame: Frame, table: &Table, rows: usize) -> f64 {
    let mut y = frame.y + ink.heading(frame, &table.heading);
    if !table.note.is_empty() {
        let style = small(ink);
        y += ink.paragraph(Frame { y, ..frame }, &table.note, &style) + 0.6;
    }
    let columns = columns(frame, &table.heads);
    if table.heads.iter().any(|head| !head.title.is_empty()) {
        let height = |ink: &Ink, i: usize| {
            let (style, lines) = broken(&table.heads[i].title, &head_type(ink, table.heads[i].set), columns[i].width);
            style.line_height() * lines.len() as f64
        };
        let highest = (0..columns.len()).map(|i| height(ink, i)).fold(0.0, f64::max);
        for (i, head) in table.heads.iter().enumerate() {
            let top = y + highest - height(ink, i);
            let style = head_type(ink, head.set);
            ink.paragraph(Frame { y: top, ..columns[i] }, &head.title, &style);
        }
        y += highest + 0.6;
        ink.rule(frame, y, GREY, 0.2);
    }
    for row in table.rows.iter().take(rows) {
        y += PAD;
        let mut highest: f64 = 0.0;
        for ((entry, head), column) in row.iter().zip(&table.heads).zip(&columns) {
            highest = highest.max(cell(ink, Frame { y, ..*column }, entry, head.set));
        }
        y += highest + PAD;
        ink.rule(frame, y, HAIRLINE, 0.15);
    }
    y - frame.y
}

fn columns(frame: Frame, heads: &[Head]) -> Vec<Frame> {
    let all: f64 = heads.iter().map(|h| h.share).sum::<f64>().max(1e-9);
    let room = frame.width - GUTTER * heads.len().saturating_sub(1) as f64;
    let mut x = frame.x;
    let column = |head: &Head| {
        let width = room * head.share / all;
        let column = Frame { x, width, ..frame };
        x += width + GUTTER;
        column
    };
    heads.iter().map(column).collect()
}

fn head_type(ink: &Ink, set: Set) -> Type {
    let style = ink.set(Cut::Regular, 6.8, GREY);
    if matches!(set, Set::Main | Set::Number) { style.anchored(Anchor::End) } else { style }
}

/// Draws one cell, its first line on the level of the row's. Returns the height used.
fn cell(ink: &mut Ink, frame: Frame, entry: &Entry, set: Set) -> f64 {
    let style = match set {
        Set::Words => ink.set(Cut::Regular, 8.0, INK),
        Set::Name => ink.set(Cut::Bold, 8.0, INK),
        Set::Small => ink.set(Cut::Regular, 7.2, INK),
        Set::Main => ink.set(Cut::Bold, 8.6, INK).anchored(Anchor::End),
        Set::Number => ink.set(Cut::Regular, 8.0, INK).anchored(Anchor::End),
    };
    let style = if entry.quiet { Type { cut: Cut::Oblique, size_pt: 7.4 * ink.size, colour: GREY, ..style } } else { style };
    // Smaller type stands on the same base line.
    let shift = (ink.set(Cut::Regular, 8.0, INK).line_height() - style.line_height()) * 0.78;
    let mut height = shift.max(0.0) + ink.paragraph(Frame { y: frame.y + shift, ..frame }, &entry.text, &style);
    if !entry.more.is_empty() {
        let more = ink.set(Cut::Regular, 6.8, GREY);
        let more = if style.anchor == Anchor::End { more.anchored(Anchor::End) } else { more };
        let beside = style.width(&entry.text) + 1.4;
        let fits = more.anchor == Anchor::Start && !entry.text.is_empty() && beside + more.width(&entry.more) <= frame.width;
        if fits {
            let at = Frame { x: frame.x + beside, width: frame.width - beside + 0.1, ..frame };
            let level = (style.line_height() - more.line_height()) * 0.78;
            ink.paragraph(Frame { y: frame.y + shift + level, ..at }, &entry.more, &more);
        } else {
            height += ink.paragraph(Frame { y: frame.y + height, ..frame }, &entry.more, &more);
        }
    }
    height
}
