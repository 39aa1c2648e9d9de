//! Dated events along a line of time. Each event has its words beside it, and events whose words
//! would meet stand in different lanes.

use super::canvas::{Canvas, GRID, Labels, spanning};
use super::content::{Event, Timeline, Until};
use super::look::{self, Look};
use super::surround::{Key, Sample};
use crate::base::{Lang, Result};
use crate::carto::fonts::Cut;
use crate::carto::furniture::{GREY, INK, WHITE};
use crate::carto::scene::{Anchor, Frame, Paint, Type};
use crate::carto::words::words;
use geo_types::Coord;
use jiff::civil::{Date, date};

/// Widest words beside an event.
const WORDS: f64 = 56.0;
/// Thickness of an event that lasts.
const BAR: f64 = 3.0;
/// Space between words and marks, and between events of one lane.
const PAD: f64 = 1.4;
const APART: f64 = 4.0;

pub fn keys(timeline: &Timeline) -> Result<Vec<Key>> {
    if timeline.kinds.len() < 2 {
        return Ok(Vec::new());
    }
    let looks = look::series(timeline.kinds.len())?;
    Ok(timeline.kinds.iter().zip(looks).map(|(label, look)| Key::new(Sample::Fill(look), label)).collect())
}

/// From days to millimetres.
struct Time {
    first: Date,
    days: f64,
    start: f64,
    end: f64,
}

impl Time {
    fn new(events: &[Event], frame: Frame) -> Time {
        let last_day = |e: &Event| match e.until {
            Until::Day(day) => day.max(e.from),
            Until::Point | Until::Open => e.from,
        };
        let first = events.iter().map(|e| e.from).min().unwrap_or(date(2000, 1, 1));
        let last = events.iter().map(last_day).max().unwrap_or(first);
        // A month at least, and some room after the last day.
        let days = f64::from((last - first).get_days()).max(30.0) * 1.04;
        Time { first, days, start: frame.x + 2.0, end: frame.right() - 4.0 }
    }

    fn at(&self, day: Date) -> f64 {
        self.start + f64::from((day - self.first).get_days()) / self.days * (self.end - self.start)
    }

    /// Years, or months where the time is short: places and texts, each with its room.
    fn ticks(&self, lang: Lang) -> Vec<(f64, String)> {
        let months: Vec<&str> = words().chart_months.get(lang).split(' ').collect();
        let short = self.days < 430.0;
        let mut day = if short { date(self.first.year(), self.first.month(), 1) } else { date(self.first.year(), 1, 1) };
        let mut out = Vec::new();
        while self.at(day) <= self.end {
            let name = months.get(usize::from(day.month().unsigned_abs()) - 1).copied().unwrap_or("");
            let text = match (short, day.month() == 1 || out.is_empty()) {
                (false, _) => day.year().to_string(),
                (true, false) => name.to_owned(),
                (true, true) => format!("{name} {}", day.year()),
            };
            out.push((self.at(day), text));
            let (year, month) = (day.year(), day.month());
            let next = if !short || month == 12 { Date::new(year + 1, 1, 1) } else { Date::new(year, month + 1, 1) };
            match next {
                Ok(next) => day = next,
                Err(_) => break,
            }
        }
        out
    }
}

/// Where the words of an event stand.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Beside {
    Right(f64),
    Left(f64),
    Below(f64),
}

/// An event with its place in its lane.
struct Placed<'a> {
    event: &'a Event,
    mark: (f64, f64),
    words: Labels,
    when: Labels,
    beside: Beside,
}

impl<'a> Placed<'a> {
    fn new(event: &'a Event, time: &Time, frame: Frame) -> Placed<'a> {
        let from = time.at(event.from);
        let mark = match event.until {
            Until::Day(day) if day > event.from => (from, time.at(day).max(from + 1.2)),
            Until::Day(_) | Until::Point => (from - look::POINT, from + look::POINT),
            Until::Open => (from, time.end + 3.0),
        };
        let limit = WORDS.min(frame.width - 2.0);
        let words = Labels::one(&event.label, Type::new(Cut::Regular, 7.5, INK).haloed(WHITE), limit);
        let when = Labels::one(&event.when, Type::new(Cut::Bold, 7.0, GREY).haloed(WHITE), limit);
        let width = words.width.max(when.width);
        let beside = if mark.1 + PAD + width <= frame.right() {
            Beside::Right(mark.1 + PAD)
        } else if mark.0 - PAD - width >= frame.x {
            Beside::Left(mark.0 - PAD)
        } else {
            Beside::Below(mark.0.min(frame.right() - width).max(frame.x))
        };
        Placed { event, mark, words, when, beside }
    }

    fn text_height(&self) -> f64 {
        self.words.highest() + self.when.highest()
    }

    fn height(&self) -> f64 {
        match self.beside {
            Beside::Below(_) => BAR + 0.6 + self.text_height(),
            Beside::Right(_) | Beside::Left(_) => self.text_height().max(BAR),
        }
    }

    /// From its leftmost to its rightmost point.
    fn extent(&self) -> (f64, f64) {
        let width = self.words.width.max(self.when.width);
        match self.beside {
            Beside::Right(x) => (self.mark.0, x + width),
            Beside::Left(x) => (x - width, self.mark.1),
            Beside::Below(x) => (x.min(self.mark.0), (x + width).max(self.mark.1)),
        }
    }

    fn draw(&self, canvas: &mut Canvas, middle: f64, look: &Look) {
        let (y, text_top, x, anchor) = match self.beside {
            Beside::Right(x) => (middle, middle - self.text_height() / 2.0, x, Anchor::Start),
            Beside::Left(x) => (middle, middle - self.text_height() / 2.0, x, Anchor::End),
            Beside::Below(x) => {
                let top = middle - self.height() / 2.0;
                (top + BAR / 2.0, top + BAR + 0.6, x, Anchor::Start)
            }
        };
        match self.event.until {
            Until::Day(day) if day > self.event.from => look.fill(canvas, spanning(self.mark, (y - BAR / 2.0, y + BAR / 2.0))),
            Until::Day(_) | Until::Point => {
                look::point(canvas, Coord { x: (self.mark.0 + self.mark.1) / 2.0, y }, 1, look.colour);
            }
            Until::Open => {
                // An arrow: it goes on.
                let tip = 2.4;
                let ring = [
                    (self.mark.0, -BAR / 2.0),
                    (self.mark.1 - tip, -BAR / 2.0),
                    (self.mark.1, 0.0),
                    (self.mark.1 - tip, BAR / 2.0),
                    (self.mark.0, BAR / 2.0),
                ];
                let ring: Vec<_> = ring.into_iter().map(|(x, dy)| Coord { x, y: y + dy }).collect();
                canvas.marks.rings([&ring], &Paint::fill(look.colour).outlined(INK, 0.12));
            }
        }
        let height = canvas.lines(x, text_top, &self.when.lines[0], &self.when.styles[0].anchored(anchor));
        canvas.lines(x, text_top + height, &self.words.lines[0], &self.words.styles[0].anchored(anchor));
    }
}

/// Draws from the top of the frame. Returns the height used, millimetres.
pub fn draw(canvas: &mut Canvas, frame: Frame, timeline: &Timeline, stretch: f64) -> Result<f64> {
    let looks = look::series(timeline.kinds.len().max(1))?;
    let time = Time::new(&timeline.events, frame);
    let mut events: Vec<Placed> = timeline.events.iter().map(|e| Placed::new(e, &time, frame)).collect();
    events.sort_by_key(|p| p.event.from);

    // The first lane in which the event meets no other.
    let mut lanes: Vec<Vec<Placed>> = Vec::new();
    for event in events {
        let (from, to) = event.extent();
        let free = |lane: &&mut Vec<Placed>| lane.iter().map(Placed::extent).all(|(a, b)| to + APART <= a || b + APART <= from);
        match lanes.iter_mut().find(free) {
            Some(lane) => lane.push(event),
            None => lanes.push(vec![event]),
        }
    }

    let ticks = time.ticks(canvas.lang);
    let style = Type::new(Cut::Bold, 7.5, GREY);
    let top = frame.y + style.line_height() + 1.0;
    let mut y = top + 1.5;
    for lane in &lanes {
        let height = lane.iter().map(Placed::height).fold(0.0, f64::max) + 1.6 * stretch;
        for event in lane {
            event.draw(canvas, y + height / 2.0, &looks[event.event.kind.min(looks.len() - 1)]);
        }
        y += height;
    }
    y += 1.0;
    canvas.rule((frame.x, frame.right()), top, GREY);
    let mut free = frame.x;
    for (x, text) in &ticks {
        if *x >= time.start - 0.01 {
            canvas.post(*x, (top, y), GRID);
        }
        // A year that began before the first event is named where the line begins.
        let at = x.max(time.start);
        if at >= free && at + style.width(text) <= frame.right() {
            canvas.lines(at, frame.y, std::slice::from_ref(text), &style);
            free = at + style.width(text) + 2.0;
        }
    }
    canvas.rule((frame.x, frame.right()), y, GREY);
    Ok(y - frame.y)
}
