//! Shares as bars, each below its label and value, with a mark for the country.

use super::content::{Bar, Panel, Track};
use super::ink::{Ink, broken, plain, small};
use crate::carto::fonts::Cut;
use crate::carto::furniture::{ACCENT, GREY, Hatching, INK, WHITE, hatched};
use crate::carto::scene::{Anchor, Frame, Paint, Type};
use crate::layers::style::Rgb;
use geo_types::Coord;

const TRACK: Rgb = Rgb(232, 232, 228);
const BAR: f64 = 1.9;
/// Most of the width that the label takes.
const LABEL: f64 = 0.56;

/// Draws a panel from the top of the frame. Returns the height used.
pub fn panel(ink: &mut Ink, frame: Frame, panel: &Panel) -> f64 {
    let mut y = frame.y + ink.heading(frame, &panel.heading);
    for (i, group) in panel.groups.iter().enumerate() {
        if i > 0 {
            y += 1.6;
        }
        let title = ink.set(Cut::Bold, 7.8, INK);
        if !group.title.is_empty() {
            y += ink.paragraph(Frame { y, ..frame }, &group.title, &title);
        }
        if !group.note.is_empty() {
            let style = small(ink);
            y += ink.paragraph(Frame { y, ..frame }, &group.note, &style);
        }
        y += 1.0;
        for row in &group.bars {
            y += bar(ink, Frame { y, ..frame }, row);
        }
    }
    y - frame.y
}

/// Draws one value. Returns the height used.
fn bar(ink: &mut Ink, frame: Frame, row: &Bar) -> f64 {
    let label = plain(ink, 7.6);
    let value = if row.quiet { ink.set(Cut::Oblique, 7.4, GREY) } else { ink.set(Cut::Bold, 8.4, INK) };
    let more = small(ink);
    // The value and what is behind it on the last line of the label, or on a line of their own.
    let right = value.width(&row.value) + if row.more.is_empty() { 0.0 } else { 1.6 + more.width(&row.more) };
    let whole = label.width(&row.label) + 3.0 + right <= frame.width;
    let room = if whole { frame.width } else { (frame.width - right - 3.0).max(frame.width * LABEL) };
    let (style, lines) = broken(&row.label, &label, room);
    let beside = lines.iter().map(|l| style.width(l)).fold(0.0, f64::max) + 3.0 + right <= frame.width;
    let line = label.line_height();
    let height = ink.paragraph(Frame { width: room, ..frame }, &row.label, &label);
    // On the level of the first line.
    let base = frame.y + if beside { line * 0.78 } else { height + line * 0.78 };
    let mut x = frame.right();
    if !row.more.is_empty() {
        let fitted = Type {
            size_pt: more.size_pt * ((frame.width - value.width(&row.value) - 1.6) / more.width(&row.more)).min(1.0),
            ..more
        };
        ink.text(Coord { x, y: base }, &row.more, &fitted.anchored(Anchor::End));
        x -= fitted.width(&row.more) + 1.6;
    }
    ink.text(Coord { x, y: base }, &row.value, &value.anchored(Anchor::End));
    let mut y = frame.y + height + if beside { 0.0 } else { line };
    if let Some(track) = row.track {
        y += 0.5;
        draw_track(ink, Frame { y, height: BAR, ..frame }, track);
        y += BAR;
    }
    y + 1.5 - frame.y
}

fn draw_track(ink: &mut Ink, frame: Frame, track: Track) {
    match track.value {
        Some(share) => {
            ink.scene.rect(frame, &Paint::fill(TRACK));
            let width = frame.width * share.clamp(0.0, 1.0);
            if width > 0.0 {
                ink.scene.rect(Frame { width, ..frame }, &Paint::fill(ACCENT));
            }
        }
        None => hatched(&mut ink.scene, &[frame.ring()], Hatching::NoData),
    }
    if let Some(share) = track.country {
        let x = frame.x + frame.width * share.clamp(0.0, 1.0);
        let mark = vec![Coord { x, y: frame.y - 0.55 }, Coord { x, y: frame.bottom() + 0.55 }];
        ink.scene.lines([&mark], &Paint::line(WHITE, 1.1));
        ink.scene.lines([&mark], &Paint::line(INK, 0.55));
    }
}
