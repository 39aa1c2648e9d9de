//! The three layers of a chart, painted in this order: the ground with its grid, the marks that
//! stand for data, and words. A chart may draw them in any order.

use crate::base::Lang;
use crate::carto::fonts::{Cut, width, wrap};
use crate::carto::furniture::{GREY, INK, WHITE};
use crate::carto::pdf::Role;
use crate::carto::render::{Page, Part};
use crate::carto::scene::{Anchor, Frame, Paint, Scene, Type};
use crate::layers::style::Rgb;
use geo_types::Coord;
use std::sync::Arc;

/// Lines of the grid.
pub const GRID: Rgb = Rgb(222, 222, 218);

pub struct Canvas {
    pub lang: Lang,
    pub grid: Scene,
    pub marks: Scene,
    pub words: Scene,
}

impl Canvas {
    pub fn new(lang: Lang) -> Canvas {
        let mut canvas = Canvas { lang, grid: Scene::default(), marks: Scene::default(), words: Scene::default() };
        canvas.grid.begin_group("grid");
        canvas.marks.begin_group("marks");
        canvas.words.begin_group("words");
        canvas
    }

    pub fn into_parts(self, page: Page) -> Vec<Arc<Part>> {
        let layers = [self.grid, self.marks, self.words];
        layers
            .into_iter()
            .map(|mut scene| {
                scene.end_group();
                Part::own(page, Role::Figure, scene)
            })
            .collect()
    }

    /// One line of text whose capitals are centred on `y`.
    pub fn level(&mut self, x: f64, y: f64, text: &str, style: &Type) {
        if !text.is_empty() {
            self.words.text(Coord { x, y: y + style.cap_height() / 2.0 }, text, style);
        }
    }

    /// Lines below each other, the first with its top at `top`. Returns their height.
    pub fn lines(&mut self, x: f64, top: f64, lines: &[String], style: &Type) -> f64 {
        for (i, line) in lines.iter().enumerate() {
            self.level(x, top + style.line_height() * (i as f64 + 0.5), line, style);
        }
        style.line_height() * lines.len() as f64
    }

    /// Text read from below to above, its capitals centred on `x` and its beginning at `y`.
    pub fn upright(&mut self, x: f64, y: f64, text: &str, style: &Type) {
        self.words.turned_text(Coord { x: x + style.cap_height() / 2.0, y }, -90.0, text, style, 1.0);
    }

    /// A level line of the grid.
    pub fn rule(&mut self, x: (f64, f64), y: f64, colour: Rgb) {
        self.grid.lines([&vec![Coord { x: x.0, y }, Coord { x: x.1, y }]], &Paint::line(colour, 0.18));
    }

    /// An upright line of the grid.
    pub fn post(&mut self, x: f64, y: (f64, f64), colour: Rgb) {
        self.grid.lines([&vec![Coord { x, y: y.0 }, Coord { x, y: y.1 }]], &Paint::line(colour, 0.18));
    }

    /// Text of the scale along a level axis, its grid lines above it. A text that would meet an
    /// earlier one is left out. Returns the height of the text.
    pub fn scale_below(&mut self, ticks: &[(f64, String)], y: (f64, f64)) -> f64 {
        let style = small(GREY).anchored(Anchor::Middle);
        let mut taken: Vec<(f64, f64)> = Vec::new();
        for (x, text) in ticks {
            self.post(*x, y, GRID);
            let half = style.width(text) / 2.0 + 0.6;
            if taken.iter().any(|(from, to)| x - half < *to && *from < x + half) {
                continue;
            }
            taken.push((x - half, x + half));
            self.level(*x, y.1 + style.line_height() / 2.0 + 0.4, text, &style);
        }
        style.line_height() + 0.6
    }
}

/// Type of scales and small print.
pub fn small(colour: Rgb) -> Type {
    Type::new(Cut::Regular, 6.5, colour)
}

/// Text in a column as wide as its widest line, at most `limit` millimetres. A text with a single
/// word that is wider is set smaller: words are never cut.
pub struct Labels {
    pub styles: Vec<Type>,
    pub lines: Vec<Vec<String>>,
    pub width: f64,
}

impl Labels {
    pub fn new<'a>(texts: impl Iterator<Item = &'a str>, style: Type, limit: f64) -> Labels {
        let mut labels = Labels { styles: Vec::new(), lines: Vec::new(), width: 0.0 };
        for text in texts {
            let widest_word = text.split([' ', '\n']).map(|w| style.width(w)).fold(0.0, f64::max);
            let size_pt = style.size_pt * if widest_word > limit { limit / widest_word } else { 1.0 };
            let style = Type { size_pt, ..style };
            // Half a hair more than the limit, so that the word just made to fit does.
            let lines = wrap(text, style.cut, size_pt, limit + 0.01);
            labels.width = lines.iter().map(|l| style.width(l)).fold(labels.width, f64::max);
            labels.styles.push(style);
            labels.lines.push(lines);
        }
        labels
    }

    /// One text in `limit` millimetres.
    pub fn one(text: &str, style: Type, limit: f64) -> Labels {
        Labels::new(std::iter::once(text), style, limit)
    }

    pub fn height(&self, i: usize) -> f64 {
        self.styles[i].line_height() * self.lines[i].len() as f64
    }

    /// Height of the highest.
    pub fn highest(&self) -> f64 {
        (0..self.lines.len()).map(|i| self.height(i)).fold(0.0, f64::max)
    }

    /// Draws one text with its top at `top`. Returns its height.
    pub fn draw(&self, canvas: &mut Canvas, i: usize, x: f64, top: f64) -> f64 {
        canvas.lines(x, top, &self.lines[i], &self.styles[i])
    }

    /// Draws one text with its middle at `y`, anchored so.
    pub fn draw_level(&self, canvas: &mut Canvas, i: usize, x: f64, y: f64, anchor: Anchor) {
        canvas.lines(x, y - self.height(i) / 2.0, &self.lines[i], &self.styles[i].anchored(anchor));
    }
}

/// Highest text read from below to above, millimetres.
const UPRIGHT: f64 = 34.0;

/// Texts read from below to above, of one size, small enough for their columns.
pub struct Upright {
    pub style: Type,
    pub lines: Vec<Vec<String>>,
    /// Of the longest line.
    pub height: f64,
}

impl Upright {
    /// Texts of columns that are `pitch` millimetres apart.
    pub fn new(texts: &[String], style: Type, pitch: f64) -> Upright {
        let set = |share: f64| {
            let style = Type { size_pt: style.size_pt * share, ..style };
            let lines: Vec<Vec<String>> = texts.iter().map(|t| wrap(t, style.cut, style.size_pt, UPRIGHT)).collect();
            let height = lines.iter().flatten().map(|l| style.width(l)).fold(0.0, f64::max);
            Upright { style, lines, height }
        };
        let fits = |h: &Upright| {
            let most = h.lines.iter().map(Vec::len).max().unwrap_or(0);
            most as f64 * h.style.line_height() <= pitch && h.height <= UPRIGHT + 0.01
        };
        (4..=20).rev().map(|n| set(f64::from(n) / 20.0)).find(fits).unwrap_or_else(|| set(0.2))
    }

    /// Draws the lines of one text side by side around `x`, beginning or ending at `y` as the
    /// style is anchored.
    pub fn draw(&self, canvas: &mut Canvas, lines: &[String], x: f64, y: f64) {
        let line = self.style.line_height();
        let first = x - line * (lines.len() as f64 - 1.0) / 2.0;
        for (i, text) in lines.iter().enumerate() {
            canvas.upright(first + line * i as f64, y, text, &self.style);
        }
    }
}

/// A value in words on one line: the number bold, what follows plain; oblique where there is no
/// number.
#[derive(Debug, Clone, PartialEq)]
pub struct ValueText {
    main: String,
    rest: String,
    missing: bool,
    size_pt: f64,
}

impl ValueText {
    pub fn new((main, rest): (String, String), missing: bool, size_pt: f64) -> ValueText {
        ValueText { main, rest, missing, size_pt }
    }

    fn styles(&self) -> (Type, Type) {
        let main =
            if self.missing { Type::new(Cut::Oblique, self.size_pt, GREY) } else { Type::new(Cut::Bold, self.size_pt, INK) };
        (main.haloed(WHITE), Type::new(Cut::Regular, self.size_pt, GREY).haloed(WHITE))
    }

    fn gap(&self) -> f64 {
        if self.rest.is_empty() { 0.0 } else { width(" ", Cut::Regular, self.size_pt) }
    }

    pub fn width(&self) -> f64 {
        let (main, rest) = self.styles();
        main.width(&self.main) + self.gap() + rest.width(&self.rest)
    }

    /// Draws from `x` to the right.
    pub fn draw(&self, canvas: &mut Canvas, x: f64, y: f64) {
        let (main, rest) = self.styles();
        canvas.level(x, y, &self.main, &main);
        canvas.level(x + main.width(&self.main) + self.gap(), y, &self.rest, &rest);
    }
}

/// A box from two corners in any order.
pub fn spanning(x: (f64, f64), y: (f64, f64)) -> Frame {
    Frame::new(x.0.min(x.1), y.0.min(y.1), (x.1 - x.0).abs(), (y.1 - y.0).abs())
}
