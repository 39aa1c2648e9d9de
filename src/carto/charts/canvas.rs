//! The three layers of a chart, painted in this order: the ground with its grid, the marks that
//! stand for data, and words. A chart may draw them in any order.

use crate::base::Lang;
use crate::carto::fonts::{Cut, width, wrap};
use crate::carto::furniture::{GREY, INK};
use crate::carto::render::{Page, Part};
use crate::carto::scene::{Frame, Paint, Scene, Type};
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
                Part::own(page, scene)
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

    /// Lines with their middle at `y`.
    pub fn centred_lines(&mut self, x: f64, y: f64, lines: &[String], style: &Type) {
        self.lines(x, y - style.line_height() * lines.len() as f64 / 2.0, lines, style);
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

    /// Text of the scale along a level axis, its grid lines above it. Returns the height of the
    /// text.
    pub fn scale_below(&mut self, ticks: &[(f64, String)], y: (f64, f64)) -> f64 {
        let style = small(GREY).anchored(crate::carto::scene::Anchor::Middle);
        for (x, text) in ticks {
            self.post(*x, y, GRID);
            self.level(*x, y.1 + style.line_height() / 2.0 + 0.4, text, &style);
        }
        style.line_height() + 0.6
    }
}

/// Type of scales and small print.
pub fn small(colour: Rgb) -> Type {
    Type::new(Cut::Regular, 6.5, colour)
}

/// Text in a column: one size for all, lines for each. A column is as wide as its widest line,
/// at most `limit`; where a single word is wider, the type gets smaller, words are never cut.
pub struct Labels {
    pub style: Type,
    pub width: f64,
    pub lines: Vec<Vec<String>>,
}

impl Labels {
    pub fn new<'a>(texts: impl Iterator<Item = &'a str> + Clone, style: Type, limit: f64) -> Labels {
        let widest_word = texts.clone().flat_map(|t| t.split([' ', '\n'])).map(|w| style.width(w)).fold(0.0, f64::max);
        let size_pt = style.size_pt * if widest_word > limit { limit / widest_word } else { 1.0 };
        let style = Type { size_pt, ..style };
        // Half a hair more than the limit, so that the word just made to fit does.
        let lines: Vec<_> = texts.map(|t| wrap(t, style.cut, size_pt, limit + 0.01)).collect();
        let width = lines.iter().flatten().map(|l| style.width(l)).fold(0.0, f64::max);
        Labels { style, width, lines }
    }

    /// One text in `limit` millimetres.
    pub fn one(text: &str, style: Type, limit: f64) -> Labels {
        Labels::new(std::iter::once(text), style, limit)
    }

    pub fn height(&self, i: usize) -> f64 {
        self.style.line_height() * self.lines[i].len() as f64
    }

    /// Height of the highest.
    pub fn highest(&self) -> f64 {
        (0..self.lines.len()).map(|i| self.height(i)).fold(0.0, f64::max)
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
        let main = if self.missing { Type::new(Cut::Oblique, self.size_pt, GREY) } else { Type::new(Cut::Bold, self.size_pt, INK) };
        (main, Type::new(Cut::Regular, self.size_pt, GREY))
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
