//! Stacked columns over periods, and in a panel of their own above them lines over the same
//! periods: two scales never share a panel.

use super::axis::{Scale, ends};
use super::canvas::{Canvas, GRID, Labels, Upright, small, spanning};
use super::content::{Period, Periods};
use super::look::{self, Look};
use super::surround::{Key, Sample, axis_label};
use super::value::{Axis, Unit, Value};
use crate::base::{Lang, Missing, Result};
use crate::carto::fonts::Cut;
use crate::carto::furniture::{GREY, INK};
use crate::carto::scene::{Anchor, Frame, Paint, Type};
use crate::carto::words::{filled, words};
use geo_types::Coord;

/// Heights of the panels, millimetres.
const COLUMNS: f64 = 58.0;
const LINES: f64 = 27.0;
/// Hatched box for a missing value.
const STUB: f64 = 4.0;

pub fn keys(periods: &Periods, lang: Lang) -> Result<Vec<Key>> {
    let mut keys = Vec::new();
    if periods.series.len() > 1 {
        let looks = look::series(periods.series.len())?;
        keys.extend(periods.series.iter().zip(looks).map(|(label, look)| Key::new(Sample::Fill(look), label)));
    }
    if periods.lines.len() > 1 {
        let looks = look::series(periods.lines.len())?;
        let key = |(i, (line, look)): (usize, (&super::content::Line, Look))| Key::new(Sample::Line(i, look.colour), &line.label);
        keys.extend(periods.lines.iter().zip(looks).enumerate().map(key));
    }
    if periods.periods.iter().any(|p| p.partial.is_some()) && !periods.series.is_empty() {
        let look = look::series(1)?[0];
        keys.push(Key::new(Sample::Partial(look), words().chart_partial.get(lang)));
    }
    Ok(keys)
}

/// Draws from the top of the frame. Returns the height used, millimetres.
pub fn draw(canvas: &mut Canvas, frame: Frame, periods: &Periods, stretch: f64) -> Result<f64> {
    let place = Place::new(frame, periods, canvas.lang);
    let mut y = frame.y;
    if !periods.lines.is_empty() {
        y += place.lines(canvas, y, LINES * stretch * if periods.series.is_empty() { 2.2 } else { 1.0 })?;
    }
    if !periods.series.is_empty() {
        y += place.columns(canvas, y, COLUMNS * stretch)?;
    }
    y += place.names(canvas, y) + 0.6;
    for text in gaps(periods, canvas.lang) {
        y += axis_label(canvas, frame.x, y, &text, frame.width);
    }
    Ok(y - frame.y)
}

/// The periods along the width of the frame.
struct Place<'a> {
    periods: &'a Periods,
    frame: Frame,
    left: f64,
    right: f64,
    /// Width for one period.
    slot: f64,
    lang: Lang,
}

impl<'a> Place<'a> {
    fn new(frame: Frame, periods: &'a Periods, lang: Lang) -> Place<'a> {
        // Room for the numbers of the scales: measured on their ends.
        let widest = |axis: &Axis, values: &[Value]| {
            let (low, high) = ends(axis, values.iter(), true);
            [low, high].into_iter().map(|v| small(GREY).width(&axis.shown(v, lang))).fold(0.0, f64::max)
        };
        let lines: Vec<Value> = periods.lines.iter().flat_map(|l| l.values.iter().copied()).collect();
        let totals: Vec<Value> = periods.periods.iter().map(|p| Value::new(total(p, periods.series.len()).0)).collect();
        let left = frame.x + widest(&periods.axis, &totals).max(widest(&periods.line_axis, &lines)) + 3.0;
        let right = frame.right() - 1.0;
        let slot = (right - left) / periods.periods.len().max(1) as f64;
        Place { periods, frame, left, right, slot, lang }
    }

    fn x(&self, period: usize) -> f64 {
        self.left + self.slot * (period as f64 + 0.5)
    }

    /// Whether the period at this place is not whole.
    fn partial_at(&self, x: f64) -> bool {
        let period = ((x - self.left) / self.slot).floor() as usize;
        self.periods.periods.get(period).is_some_and(|p| p.partial.is_some())
    }

    /// The heading of a panel and its level grid lines.
    fn panel(&self, canvas: &mut Canvas, axis: &Axis, heading: &str, scale: Scale, y: f64) {
        let style = Type::new(Cut::Bold, 7.5, INK);
        Labels::one(heading, style, self.frame.width).draw(canvas, 0, self.frame.x, y);
        for (at, text) in scale.ticks(axis, 8.0, self.lang) {
            canvas.rule((self.left, self.right), at, GRID);
            canvas.level(self.left - 1.5, at, &text, &small(GREY).anchored(Anchor::End));
        }
        canvas.rule((self.left, self.right), scale.zero(), GREY);
    }

    fn heading_height(&self, heading: &str) -> f64 {
        Labels::one(heading, Type::new(Cut::Bold, 7.5, INK), self.frame.width).highest() + 1.5
    }

    /// The panel of lines. Returns the height used.
    fn lines(&self, canvas: &mut Canvas, y: f64, height: f64) -> Result<f64> {
        let axis = &self.periods.line_axis;
        let single = (self.periods.lines.len() == 1).then(|| self.periods.lines[0].label.as_str());
        let heading =
            [single.unwrap_or(""), axis.label.as_str()].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(", ");
        let top = y + self.heading_height(&heading);
        let values = self.periods.lines.iter().flat_map(|l| &l.values);
        let (low, high) = ends(axis, values, true);
        // Numbers of the highest points stand above them.
        let scale = Scale { low, high, start: top + 3.5 + height, end: top + 3.5 };
        self.panel(canvas, axis, &heading, scale, y);
        let looks = look::series(self.periods.lines.len())?;
        let mut marks: Vec<(Coord<f64>, Coord<f64>)> = Vec::new();
        let mut points = Vec::new();
        for (i, line) in self.periods.lines.iter().enumerate() {
            let place = |k: usize| {
                let value = line.values.get(k)?.checked().ok()?;
                Some(Coord { x: self.x(k), y: scale.at(value) })
            };
            let places: Vec<_> = (0..self.periods.periods.len()).map(place).collect();
            let known = |part: &[Option<Coord<f64>>]| part.iter().copied().collect::<Option<Vec<_>>>();
            let pieces: Vec<Vec<Coord<f64>>> = places.windows(2).filter_map(known).collect();
            // Dashed to and from a period that is not whole.
            let whole = |p: &&Vec<Coord<f64>>| !self.partial_at(p[0].x) && !self.partial_at(p[1].x);
            let stroke = Paint::line(looks[i].colour, 0.6);
            canvas.marks.lines(pieces.iter().filter(whole), &stroke);
            canvas.marks.lines(pieces.iter().filter(|p| !whole(p)), &stroke.dashed("1.6 1.2"));
            marks.extend(pieces.iter().map(|p| (p[0], p[1])));
            for (k, at) in places.iter().enumerate().filter_map(|(k, at)| at.map(|at| (k, at))) {
                points.push((i, k, at));
            }
        }
        for &(i, _, at) in &points {
            look::point(canvas, at, i, looks[i].colour);
            marks.push((Coord { x: at.x - look::POINT, y: at.y }, Coord { x: at.x + look::POINT, y: at.y }));
            marks.push((Coord { x: at.x, y: at.y - look::POINT }, Coord { x: at.x, y: at.y + look::POINT }));
        }
        self.numbers(canvas, &points, &marks, (top, scale.start));
        Ok(scale.start - y + 5.0)
    }

    /// A number at each point where there is room for it that meets neither a line nor another
    /// number; where there is none, the point stands for itself.
    fn numbers(
        &self,
        canvas: &mut Canvas,
        points: &[(usize, usize, Coord<f64>)],
        marks: &[(Coord<f64>, Coord<f64>)],
        (top, bottom): (f64, f64),
    ) {
        let style = Type::new(Cut::Bold, 6.5, INK).anchored(Anchor::Middle);
        let panel = spanning((self.left, self.right + 1.0), (top, bottom));
        let mut taken: Vec<Frame> = Vec::new();
        for &(line, period, at) in points {
            let text = self.periods.lines[line].values[period].said(&self.periods.line_axis, self.lang).0;
            let (width, height) = (style.width(&text), style.line_height() * 0.85);
            let away = look::POINT + height / 2.0 + 0.5;
            let aside = look::POINT + width / 2.0 + 0.8;
            let places = [(0.0, -away), (0.0, away), (aside, 0.0), (-aside, 0.0), (aside, -away * 0.7), (-aside, -away * 0.7)];
            let free =
                places.iter().map(|(dx, dy)| Frame::around(Coord { x: at.x + dx, y: at.y + dy }, width, height)).find(|f| {
                    panel.holds(f) && !taken.iter().any(|t| t.overlaps(f)) && !marks.iter().any(|m| crosses(&f.grown(0.2), *m))
                });
            if let Some(frame) = free {
                canvas.level(frame.centre().x, frame.centre().y, &text, &style);
                taken.push(frame.grown(0.3));
            }
        }
    }

    /// The panel of columns. Returns the height used.
    fn columns(&self, canvas: &mut Canvas, y: f64, height: f64) -> Result<f64> {
        let axis = &self.periods.axis;
        let series = self.periods.series.len();
        let looks = look::series(series)?;
        let sums: Vec<(f64, bool)> = self.periods.periods.iter().map(|p| total(p, series)).collect();
        let totals: Vec<String> = self.periods.periods.iter().zip(&sums).map(|(p, s)| self.total_text(p, *s)).collect();
        let style = Type::new(Cut::Bold, 7.0, INK);
        let widest = totals.iter().map(|t| style.width(t)).fold(0.0, f64::max);
        let upright = widest > self.slot - 1.0;
        // Beyond forty periods or so upright numbers get smaller.
        let style = Type { size_pt: style.size_pt * (self.slot / style.line_height()).min(1.0), ..style };
        let room = if upright { widest + 1.5 } else { 4.0 };
        let values: Vec<Value> = sums.iter().map(|s| Value::new(s.0)).collect();
        let heading = axis.label.as_str();
        let top = y + self.heading_height(heading);
        // Not beyond what there is: the shares of a part need not reach 100 %.
        let bare = Axis { unit: if axis.range.is_none() { Unit::Plain } else { axis.unit.clone() }, ..axis.clone() };
        let (low, high) = ends(&bare, values.iter(), true);
        let scale = Scale { low, high, start: top + room + height, end: top + room };
        self.panel(canvas, axis, heading, scale, y);
        let width = (self.slot * 0.72).min(16.0);
        for (k, period) in self.periods.periods.iter().enumerate() {
            let x = self.x(k);
            let peak = self.column(canvas, period, (x, width), scale, &looks);
            if upright {
                canvas.upright(x, peak - 1.0, &totals[k], &style);
            } else {
                canvas.level(x, peak - 2.0, &totals[k], &style.anchored(Anchor::Middle));
            }
        }
        Ok(scale.start - y)
    }

    /// One column of pieces. Returns its upper end.
    fn column(&self, canvas: &mut Canvas, period: &Period, (x, width): (f64, f64), scale: Scale, looks: &[Look]) -> f64 {
        let across = (x - width / 2.0, x + width / 2.0);
        let mut sum = 0.0;
        let mut known = false;
        for (i, look) in looks.iter().enumerate() {
            let Some(value) = period.values.get(i) else { continue };
            let Ok(number) = value.checked() else { continue };
            known = true;
            let frame = spanning(across, (scale.at(sum), scale.at(sum + number.max(0.0))));
            sum += number.max(0.0);
            if frame.height > 0.005 {
                look.fill(canvas, frame);
                if period.partial.is_some() {
                    look::not_whole(canvas, frame);
                }
            }
            // The number of a piece where it is large enough; that of the only one is the total.
            let style = Type::new(Cut::Regular, 6.2, look.ink()).anchored(Anchor::Middle).haloed(look.colour);
            let text = self.periods.axis.shown(number, self.lang);
            if looks.len() > 1 && frame.height >= style.line_height() + 0.4 && width >= style.width(&text) + 1.0 {
                if look.has_pattern() || period.partial.is_some() {
                    look.plate(canvas, Frame::around(frame.centre(), style.width(&text) + 0.8, style.line_height()));
                }
                canvas.level(x, frame.centre().y, &text, &style);
            }
        }
        if known {
            return scale.at(sum);
        }
        let why = period.values.iter().find_map(|v| v.checked().err()).unwrap_or(Missing::NoData);
        look::missing(canvas, spanning(across, (scale.at(0.0) - STUB, scale.at(0.0))), why);
        scale.at(0.0) - STUB
    }

    /// The total, `≥` where a part of it is missing; dash where all is.
    fn total_text(&self, period: &Period, (sum, whole): (f64, bool)) -> String {
        let shown = self.periods.axis.shown(sum, self.lang);
        match (whole, period.values.iter().any(|v| v.checked().is_ok())) {
            (true, _) => shown,
            (false, true) => filled(&words().chart_at_least, self.lang, &[("value", &shown)]),
            (false, false) => "–".to_owned(),
        }
    }

    /// The names of the periods below. Returns the height used.
    fn names(&self, canvas: &mut Canvas, y: f64) -> f64 {
        let style = Type::new(Cut::Regular, 7.0, INK).anchored(Anchor::Middle);
        let oblique = Type { cut: Cut::Oblique, size_pt: 6.5, ..style };
        let names = || self.periods.periods.iter().map(|p| p.label.as_str());
        let partial = || self.periods.periods.iter().map(|p| p.partial.as_deref().unwrap_or(""));
        let widest = names().chain(partial()).flat_map(|t| t.split(' ')).map(|w| style.width(w)).fold(0.0, f64::max);
        let top = y + 1.2;
        if widest <= self.slot - 1.0 {
            let (names, partial) =
                (Labels::new(names(), style, self.slot - 1.0), Labels::new(partial(), oblique, self.slot - 1.0));
            for k in 0..self.periods.periods.len() {
                let height = names.draw(canvas, k, self.x(k), top);
                partial.draw(canvas, k, self.x(k), top + height);
            }
            return 1.2 + (0..names.lines.len()).map(|k| names.height(k) + partial.height(k)).fold(0.0, f64::max);
        }
        let whole = |period: &Period| match &period.partial {
            Some(part) => format!("{} ({part})", period.label),
            None => period.label.clone(),
        };
        let texts: Vec<String> = self.periods.periods.iter().map(whole).collect();
        let names = Upright::new(&texts, style.anchored(Anchor::End), self.slot);
        for (k, lines) in names.lines.iter().enumerate() {
            names.draw(canvas, lines, self.x(k), top);
        }
        1.2 + names.height
    }
}

/// What is missing and why, a sentence for each series and reason: « Sud : effectif insuffisant
/// (mars 2017, oct. 2017) ».
fn gaps(periods: &Periods, lang: Lang) -> Vec<String> {
    let stacked = periods
        .series
        .iter()
        .enumerate()
        .map(|(i, name)| (name, periods.periods.iter().map(|p| p.values.get(i).copied()).collect::<Vec<_>>()));
    let lines = periods.lines.iter().map(|l| (&l.label, (0..periods.periods.len()).map(|k| l.values.get(k).copied()).collect()));
    let mut out = Vec::new();
    for (name, values) in stacked.chain(lines) {
        for why in Missing::ALL {
            let missing = |v: &Option<Value>| v.map_or(Err(Missing::NoData), |v| v.checked()).err() == Some(why);
            let those = periods.periods.iter().zip(&values).filter(|(_, v)| missing(v));
            let names: Vec<&str> = those.map(|(p, _)| p.label.as_str()).collect();
            if !names.is_empty() {
                let (why, names) = (why.label(), names.join(", "));
                let blanks = [("series", name.as_str()), ("why", why.get(lang)), ("periods", names.as_str())];
                out.push(filled(&words().chart_gap, lang, &blanks));
            }
        }
    }
    out
}

/// The sum of what is known, and whether that is everything.
fn total(period: &Period, series: usize) -> (f64, bool) {
    let known: Vec<f64> = period.values.iter().take(series).filter_map(|v| v.checked().ok()).map(|v| v.max(0.0)).collect();
    (known.iter().sum(), known.len() == series)
}

/// Whether a straight line meets the inside of a box (Liang and Barsky 1984).
pub fn crosses(frame: &Frame, (a, b): (Coord<f64>, Coord<f64>)) -> bool {
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    let (mut from, mut to) = (0.0_f64, 1.0_f64);
    for (p, q) in [(-dx, a.x - frame.x), (dx, frame.right() - a.x), (-dy, a.y - frame.y), (dy, frame.bottom() - a.y)] {
        if p == 0.0 {
            if q <= 0.0 {
                return false;
            }
        } else if p < 0.0 {
            from = from.max(q / p);
        } else {
            to = to.min(q / p);
        }
    }
    from < to
}
