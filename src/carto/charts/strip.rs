//! A road drawn straight: towns above it, what was recorded along it, and the areas it runs through below.

use super::axis::{Scale, ends};
use super::canvas::{Canvas, Labels, small, spanning};
use super::content::{Band, Strip, StripBar};
use super::look::{self, Look};
use super::surround::{Key, Sample, axis_label};
use super::value::Value;
use crate::base::{Lang, Result};
use crate::carto::fonts::Cut;
use crate::carto::furniture::{ACCENT, GREY, HAIRLINE, INK, WARNING, WHITE};
use crate::carto::scene::{Anchor, Frame, Paint, Type};
use crate::layers::style::Rgb;
use geo_types::Coord;

/// Room for the numbers of the scale, left of the road.
const LEFT: f64 = 13.0;
const PANEL: f64 = 36.0;
const BAND: f64 = 4.2;
/// Ordinary segments, and the two grounds of areas in turn.
const BAR: Rgb = Rgb(150, 176, 196);
const GROUNDS: [Rgb; 2] = [Rgb(236, 234, 228), Rgb(212, 209, 200)];
/// Below this size names are no longer read; they are set smaller only down to it.
const LEAST_PT: f64 = 3.6;

pub fn keys(strip: &Strip) -> Vec<Key> {
    let said = &strip.said;
    let fill = |colour| Sample::Fill(Look::plain(colour));
    let hot = strip.bars.iter().any(|bar| bar.stands_out);
    let rows = [
        (!strip.bars.is_empty(), fill(BAR), &said.bar),
        (hot, fill(WARNING), &said.stands_out),
        (strip.bars.iter().any(|bar| bar.value.bounds().is_some()), Sample::Interval, &said.interval),
        (!strip.curve.is_empty(), Sample::Line(0, ACCENT), &said.curve),
        (!strip.marks.is_empty(), Sample::Point(0, INK), &said.mark),
        (!strip.gaps.is_empty(), fill(WHITE), &said.gap),
    ];
    rows.into_iter().filter(|(shown, ..)| *shown).map(|(_, sample, label)| Key::new(sample, label)).collect()
}

/// Draws from the top of the frame. Returns the height used, millimetres.
pub fn draw(canvas: &mut Canvas, frame: Frame, strip: &Strip, stretch: f64) -> Result<f64> {
    let road = Scale { low: 0.0, high: strip.length.max(1e-9), start: frame.x + LEFT, end: frame.right() - 3.0 };
    let mut y = frame.y + names_above(canvas, &road, frame.y, &strip.towns);
    draw_road(canvas, &road, y, strip);
    y += 4.5;
    let height = PANEL * stretch;
    y += axis_label(canvas, frame.x, y, &strip.axis.label, frame.width) + 1.0;
    panel(canvas, &road, (y, y + height), strip);
    y += height;
    let ticks = road.ticks(&strip.distance, 16.0, canvas.lang);
    y += canvas.scale_below(&ticks, (y - height, y)) + 1.5;
    for band in &strip.bands {
        y += areas_below(canvas, &road, frame.x, y, band) + 1.5;
    }
    Ok(y - frame.y)
}

/// The road itself with its towns, its gaps and a mark for each event.
fn draw_road(canvas: &mut Canvas, road: &Scale, y: f64, strip: &Strip) {
    let level = |from: f64, to: f64| vec![Coord { x: from, y }, Coord { x: to, y }];
    canvas.marks.lines([&level(road.start, road.end)], &Paint::line(INK, 1.1));
    for &(from, to) in &strip.gaps {
        canvas.marks.lines([&level(road.at(from), road.at(to))], &Paint::line(WHITE, 0.7).dashed("1.2 1.2"));
    }
    for (km, _) in &strip.towns {
        canvas.marks.circle(Coord { x: road.at(*km), y }, 1.15, &Paint::fill(WHITE).outlined(INK, 0.4));
    }
    for &km in &strip.marks {
        canvas.marks.circle(Coord { x: road.at(km), y: y + 2.6 }, 0.6, &Paint::fill(INK).faded(0.45));
    }
}

/// Rates of the segments as columns, with the curve over them.
fn panel(canvas: &mut Canvas, road: &Scale, y: (f64, f64), strip: &Strip) {
    let curve: Vec<Value> = strip.curve.iter().map(|(_, value)| Value::new(*value)).collect();
    let (low, high) = ends(&strip.axis, strip.bars.iter().map(|bar| &bar.value).chain(&curve), true);
    let scale = Scale { low, high, start: y.1, end: y.0 };
    let style = small(GREY).anchored(Anchor::End);
    for (at, text) in scale.ticks(&strip.axis, 6.0, canvas.lang) {
        canvas.rule((road.start, road.end), at, super::canvas::GRID);
        canvas.level(road.start - 1.2, at, &text, &style);
    }
    for bar in &strip.bars {
        let x = (road.at(bar.from), road.at(bar.to));
        match bar.value.checked() {
            Err(why) => look::missing(canvas, spanning(x, (y.1 - 3.0, y.1)), why),
            Ok(value) => {
                let colour = if bar.stands_out { WARNING } else { BAR };
                let paint = Paint::fill(colour).outlined(WHITE, 0.1);
                canvas.marks.rect(spanning(x, (scale.at(value), y.1)), &paint);
                if let Some((lower, upper)) = bar.value.bounds() {
                    let middle = (x.0 + x.1) / 2.0;
                    let line = vec![Coord { x: middle, y: scale.at(lower) }, Coord { x: middle, y: scale.at(upper) }];
                    canvas.marks.lines([&line], &Paint::line(INK, 0.16).faded(0.55));
                }
            }
        }
    }
    let line: Vec<Coord<f64>> = strip.curve.iter().map(|&(km, value)| Coord { x: road.at(km), y: scale.at(value) }).collect();
    canvas.marks.lines([&line], &Paint::line(WHITE, 0.9));
    canvas.marks.lines([&line], &Paint::line(ACCENT, 0.5));
    canvas.rule((road.start, road.end), y.1, INK);
}

/// A band of areas with their names below it, or within it where all of them fit.
fn areas_below(canvas: &mut Canvas, road: &Scale, left: f64, y: f64, band: &Band) -> f64 {
    let style = Type::new(Cut::Regular, 6.5, INK);
    let heading = Labels::one(&band.label, Type::new(Cut::Bold, 6.0, GREY), LEFT - 1.5);
    heading.draw_level(canvas, 0, left, y + BAND / 2.0, Anchor::Start);
    for (i, (from, to, _)) in band.parts.iter().enumerate() {
        let place = spanning((road.at(*from), road.at(*to)), (y, y + BAND));
        canvas.marks.rect(place, &Paint::fill(GROUNDS[i % 2]).outlined(HAIRLINE, 0.12));
    }
    let within = band.parts.iter().all(|(from, to, name)| style.width(name) + 1.0 <= road.at(*to) - road.at(*from));
    if within {
        for (from, to, name) in &band.parts {
            let middle = (road.at(*from) + road.at(*to)) / 2.0;
            canvas.level(middle, y + BAND / 2.0, name, &style.anchored(Anchor::Middle));
        }
        return BAND.max(heading.highest());
    }
    let named = band.parts.iter().filter(|(.., name)| !name.is_empty());
    let names: Vec<(f64, &str)> = named.map(|(from, to, name)| ((road.at(*from) + road.at(*to)) / 2.0, name.as_str())).collect();
    let placed = Names::new(&names, (road.start, road.end), style);
    let top = y + BAND + 3.0;
    for (&(at, name), &x) in names.iter().zip(&placed.places) {
        canvas.grid.lines([&vec![Coord { x: at, y: y + BAND }, Coord { x, y: top - 0.4 }]], &Paint::line(HAIRLINE, 0.15));
        canvas.upright(x, top, name, &placed.style.anchored(Anchor::End));
    }
    BAND + 3.0 + placed.height
}

/// Names of towns, read upwards, above the road. Returns the height down to the road.
fn names_above(canvas: &mut Canvas, road: &Scale, top: f64, towns: &[(f64, String)]) -> f64 {
    let names: Vec<(f64, &str)> = towns.iter().map(|(km, name)| (road.at(*km), name.as_str())).collect();
    let placed = Names::new(&names, (road.start, road.end), Type::new(Cut::Bold, 7.5, INK));
    let foot = top + placed.height;
    for (&(at, name), &x) in names.iter().zip(&placed.places) {
        canvas.upright(x, foot, name, &placed.style);
        canvas.grid.lines([&vec![Coord { x, y: foot + 0.5 }, Coord { x: at, y: foot + 3.4 }]], &Paint::line(GREY, 0.18));
    }
    placed.height + 4.2
}

/// Upright names side by side, each as near to its place as its neighbours allow.
struct Names {
    style: Type,
    places: Vec<f64>,
    height: f64,
}

impl Names {
    /// `names` stand in the order of their places.
    fn new(names: &[(f64, &str)], room: (f64, f64), style: Type) -> Names {
        let pitch = |style: &Type| style.line_height() * 1.02;
        let width = room.1 - room.0;
        let size_pt = match names.len() {
            0 | 1 => style.size_pt,
            many => style.size_pt.min(style.size_pt * width / (pitch(&style) * (many - 1) as f64)).max(LEAST_PT),
        };
        let style = Type { size_pt, ..style };
        let gap = pitch(&style);
        let mut places: Vec<f64> = Vec::with_capacity(names.len());
        for &(at, _) in names {
            places.push(places.last().map_or(at, |last| at.max(last + gap)));
        }
        // Pushed beyond the end, they move back together.
        let mut limit = room.1;
        for place in places.iter_mut().rev() {
            *place = place.min(limit);
            limit = *place - gap;
        }
        let height = names.iter().map(|(_, name)| style.width(name)).fold(0.0, f64::max);
        Names { style, places, height }
    }
}

/// The strip in words: the length, the towns, and the segments with events.
pub fn described(strip: &Strip, lang: Lang) -> Vec<String> {
    let km = |v: f64| strip.distance.rounded(v, 0, lang);
    let towns: Vec<String> = strip.towns.iter().map(|(at, name)| format!("{name} ({})", km(*at))).collect();
    let segment = |bar: &StripBar| {
        let (main, rest) = bar.value.said(&strip.axis, lang);
        format!("{}–{} : {main} {rest}", km(bar.from), km(bar.to))
    };
    let busy = strip.bars.iter().filter(|bar| bar.value.checked() != Ok(0.0)).map(segment);
    std::iter::once(towns.join(", ")).chain(busy).collect()
}
