//! What stands around every chart: project, title, warnings, legend, notes and sources. Each part
//! is as high as its words need.

use super::canvas::{Canvas, Labels, small};
use super::content::Chart;
use super::look::{self, Look};
use crate::base::Lang;
use crate::carto::fonts::{Cut, wrap};
use crate::carto::furniture::{ACCENT, GREY, HAIRLINE, INK, WARNING, WHITE};
use crate::carto::scene::{Anchor, Frame, Paint, Type};
use crate::carto::words::{filled, words};
use crate::layers::style::Rgb;
use geo_types::Coord;

/// What must be read as a caution, not as a warning.
const CAUTION: Rgb = Rgb(150, 70, 10);

/// Draws project, title, subtitle and warnings from the top of the frame. Returns the height
/// used, millimetres.
pub fn heading(canvas: &mut Canvas, frame: Frame, chart: &Chart) -> f64 {
    let badge = indicative_box(canvas, frame, chart);
    let (x, room) = (frame.x + 4.0, frame.width - 4.0 - badge);
    let mut y = frame.y;
    let parts = [
        (&chart.overline, Type::new(Cut::Bold, 7.5, ACCENT), 0.6),
        (&chart.title, Type::new(Cut::Bold, 14.0, INK), 0.6),
        (&chart.subtitle, Type::new(Cut::Regular, 9.0, GREY), 0.0),
    ];
    for (text, style, gap) in parts {
        if !text.is_empty() {
            let set = Labels::one(text, style, room);
            y += set.draw(canvas, 0, x, y) + gap;
        }
    }
    canvas.grid.rect(Frame { width: 1.4, height: y - frame.y, ..frame }, &Paint::fill(ACCENT));
    y += 2.5;
    if chart.synthetic {
        let text = words().synthetic_band.get(chart.lang);
        let set = Labels::one(text, Type::new(Cut::Bold, 9.0, WHITE).anchored(Anchor::Middle), frame.width - 6.0);
        let band = Frame { y, height: 1.6 + set.highest(), ..frame };
        canvas.grid.rect(band, &Paint::fill(WARNING));
        set.draw_level(canvas, 0, band.centre().x, band.centre().y, Anchor::Middle);
        y += band.height + 2.5;
    }
    y - frame.y
}

/// Draws the box at the upper right. Returns the width it takes, with the space beside it.
fn indicative_box(canvas: &mut Canvas, frame: Frame, chart: &Chart) -> f64 {
    if !chart.indicative {
        return 0.0;
    }
    let text = words().indicative_mark.get(chart.lang);
    let style = Type::new(Cut::Bold, 9.0, CAUTION).anchored(Anchor::Middle);
    let width = style.width(text) + 5.0;
    let place = Frame::new(frame.right() - width, frame.y, width, 5.6);
    canvas.grid.rect(place, &Paint::fill(WHITE).outlined(CAUTION, 0.4));
    canvas.level(place.centre().x, place.centre().y, text, &style);
    width + 3.0
}

/// Draws notes and sources from the top of the frame. Returns the height used, millimetres.
pub fn footing(canvas: &mut Canvas, frame: Frame, chart: &Chart) -> f64 {
    let mut texts: Vec<(String, Type)> = Vec::new();
    if chart.indicative {
        texts.push((words().indicative_note.get(chart.lang).to_owned(), Type::new(Cut::Bold, 7.0, CAUTION)));
    }
    texts.extend(chart.notes.iter().map(|note| (note.clone(), Type::new(Cut::Regular, 7.0, INK))));
    texts.push((credits(chart), small(GREY)));
    texts.retain(|(text, _)| !text.trim().is_empty());
    if texts.is_empty() {
        return 0.0;
    }
    canvas.rule((frame.x, frame.right()), frame.y, HAIRLINE);
    let mut y = frame.y + 1.4;
    for (text, style) in texts {
        let set = Labels::one(&text, style, frame.width);
        y += set.draw(canvas, 0, frame.x, y) + 0.3;
    }
    y - frame.y
}

/// « Sources : … ; …. » in one line; empty without any.
fn credits(chart: &Chart) -> String {
    let credits: Vec<&str> = chart.credits.iter().map(|c| c.trim_end_matches('.')).filter(|c| !c.is_empty()).collect();
    match credits.is_empty() {
        true => String::new(),
        false => {
            let joined = credits.join(if chart.lang == Lang::Fr { " ; " } else { "; " });
            filled(&words().sources, chart.lang, &[("credits", &joined)])
        }
    }
}

/// What a sample in the legend looks like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Sample {
    Fill(Look),
    /// A fill under the hatching of a period that is not whole.
    Partial(Look),
    /// The point of a series.
    Point(usize, Rgb),
    Line(usize, Rgb),
    Interval,
    Printed,
    /// A dot of a coverage table: filled or hollow.
    Dot(bool),
}

/// A line of the legend.
#[derive(Debug, Clone, PartialEq)]
pub struct Key {
    pub sample: Sample,
    pub label: String,
}

impl Key {
    pub fn new(sample: Sample, label: impl Into<String>) -> Key {
        Key { sample, label: label.into() }
    }
}

const SAMPLE: f64 = 6.0;

/// Draws the legend along the top of the frame, in as many rows as it needs. Returns the height
/// used, millimetres; 0 without keys.
pub fn legend(canvas: &mut Canvas, frame: Frame, keys: &[Key]) -> f64 {
    if keys.is_empty() {
        return 0.0;
    }
    const ROW: f64 = 4.6;
    let style = Type::new(Cut::Regular, 7.5, INK);
    let limit = frame.width - SAMPLE - 1.6;
    let (mut x, mut y, mut lowest) = (frame.x, frame.y, frame.y);
    for key in keys {
        let set = Labels::one(&key.label, style, limit);
        let width = SAMPLE + 1.6 + set.width;
        if x > frame.x && x + width > frame.right() {
            (x, y) = (frame.x, lowest);
        }
        let height = set.highest().max(ROW);
        sample(canvas, key.sample, Coord { x: x + SAMPLE / 2.0, y: y + ROW / 2.0 });
        set.draw(canvas, 0, x + SAMPLE + 1.6, y + (ROW - set.styles[0].line_height()) / 2.0);
        x += width + 5.0;
        lowest = lowest.max(y + height);
    }
    lowest - frame.y + 2.5
}

fn sample(canvas: &mut Canvas, sample: Sample, at: Coord<f64>) {
    let swatch = Frame::around(at, SAMPLE, 3.2);
    match sample {
        Sample::Fill(look) => look.fill(canvas, swatch),
        Sample::Partial(look) => {
            look.fill(canvas, swatch);
            look::not_whole(canvas, swatch);
        }
        Sample::Point(series, colour) => look::point(canvas, at, series, colour),
        Sample::Line(series, colour) => {
            canvas
                .marks
                .lines([&vec![Coord { x: swatch.x, y: at.y }, Coord { x: swatch.right(), y: at.y }]], &Paint::line(colour, 0.6));
            look::point(canvas, at, series, colour);
        }
        Sample::Interval => look::interval(canvas, (swatch.x, swatch.right()), at.y, (false, false)),
        Sample::Printed => look::printed(canvas, at),
        Sample::Dot(whole) => look::dot(canvas, at, whole),
    }
}

/// Words in as many lines as `limit` millimetres ask for, small and grey: the label of an axis.
/// Returns the height used.
pub fn axis_label(canvas: &mut Canvas, x: f64, y: f64, text: &str, limit: f64) -> f64 {
    let style = Type::new(Cut::Oblique, 6.5, GREY);
    let set = wrap(text, style.cut, style.size_pt, limit);
    canvas.lines(x, y, &set, &style)
}
