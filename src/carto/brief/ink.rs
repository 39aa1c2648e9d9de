//! Writing on a page: text in boxes that are remembered, so that it can be seen that none overlap.

use super::{GAP, MARGIN, PAGE, inner};
use crate::base::{Lang, NARROW_SPACE, count};
use crate::carto::brief::Brief;
use crate::carto::fonts::{Cut, wrap};
use crate::carto::furniture::{ACCENT, GREY, HAIRLINE, INK, WARNING, WHITE};
use crate::carto::scene::{Anchor, Frame, Paint, Scene, Type};
use crate::carto::words::{filled, words};
use geo_types::Coord;

/// Height and depth of letters with their accents, share of the size of type.
const ASCENT: f64 = 0.92;
const DEPTH: f64 = 0.2;

/// A page in the making.
pub struct Ink {
    pub scene: Scene,
    pub lang: Lang,
    /// By which everything is smaller than usual.
    pub size: f64,
    words: Vec<(Frame, String)>,
}

impl Ink {
    pub fn new(lang: Lang, size: f64) -> Ink {
        Ink { scene: Scene::default(), lang, size, words: Vec::new() }
    }

    pub fn into_parts(self) -> (Scene, Vec<(Frame, String)>) {
        (self.scene, self.words)
    }

    /// Type of this size on this page.
    pub fn set(&self, cut: Cut, size_pt: f64, colour: crate::layers::style::Rgb) -> Type {
        Type::new(cut, size_pt * self.size, colour)
    }

    /// One line of text with its base line at `at`. Nothing for an empty text.
    pub fn text(&mut self, at: Coord<f64>, text: &str, style: &Type) {
        if text.is_empty() {
            return;
        }
        let width = style.width(text);
        let left = match style.anchor {
            Anchor::Start => at.x,
            Anchor::Middle => at.x - width / 2.0,
            Anchor::End => at.x - width,
        };
        let em = style.size_pt * crate::carto::fonts::MM_PER_PT;
        self.words.push((Frame::new(left, at.y - ASCENT * em, width, (ASCENT + DEPTH) * em), text.to_owned()));
        self.scene.text(at, text, style);
    }

    /// Lines below each other from the top of the frame, broken at its width; a word that is wider makes all
    /// of them smaller. Returns the height used.
    pub fn paragraph(&mut self, frame: Frame, text: &str, style: &Type) -> f64 {
        let (style, lines) = broken(text, style, frame.width);
        let x = match style.anchor {
            Anchor::Start => frame.x,
            Anchor::Middle => frame.centre().x,
            Anchor::End => frame.right(),
        };
        let line = style.line_height();
        for (i, text) in lines.iter().enumerate() {
            self.text(Coord { x, y: frame.y + line * (i as f64 + 0.78) }, text, &style);
        }
        line * lines.len() as f64
    }

    /// The heading of a block over its rule. Returns the height used.
    pub fn heading(&mut self, frame: Frame, text: &str) -> f64 {
        let style = self.set(Cut::Bold, 9.5, ACCENT);
        let height = self.paragraph(frame, text, &style);
        self.rule(frame, frame.y + height + 0.5, ACCENT, 0.3);
        height + 2.0
    }

    pub fn rule(&mut self, frame: Frame, y: f64, colour: crate::layers::style::Rgb, width: f64) {
        self.scene.lines([&vec![Coord { x: frame.x, y }, Coord { x: frame.right(), y }]], &Paint::line(colour, width));
    }

    /// Mark of synthetic data at the top edge, and at the foot the title, the project and the number of the page.
    pub fn edges(&mut self, brief: &Brief, page: usize) {
        if brief.synthetic {
            self.scene.rect(Frame { height: 6.5, ..PAGE }, &Paint::fill(WARNING));
            let style = Type::new(Cut::Bold, 8.5, WHITE).anchored(Anchor::Middle);
            self.text(Coord { x: PAGE.centre().x, y: 4.4 }, words().synthetic_band.get(brief.lang), &style);
        }
        let (frame, y) = (inner(), PAGE.bottom() - 6.5);
        self.rule(frame, y - 3.6, HAIRLINE, 0.2);
        let style = Type::new(Cut::Regular, 6.8, GREY);
        let written = |n: usize| count(n, brief.lang);
        let number = filled(&words().page_of, brief.lang, &[("page", &written(page)), ("pages", &written(2))]);
        let room = frame.width - style.width(&number) - GAP;
        let foot = if page == 1 { &brief.made_on } else { &brief.title };
        let fitted = Type { size_pt: style.size_pt * (room / style.width(foot).max(1e-9)).min(1.0), ..style };
        self.text(Coord { x: MARGIN, y }, foot, &fitted);
        self.text(Coord { x: frame.right(), y }, &number, &style.anchored(Anchor::End));
    }
}

/// The lines of a text in a column, and the type in which its widest word fits.
pub fn broken(text: &str, style: &Type, width: f64) -> (Type, Vec<String>) {
    let text = &held(text);
    let widest = text.split([' ', '\n']).map(|word| style.width(word)).fold(0.0, f64::max);
    let style = if widest > width { Type { size_pt: style.size_pt * width / widest, ..*style } } else { *style };
    // A hair more, so that a word just made to fit does.
    (style, wrap(text, style.cut, style.size_pt, width + 0.01))
}

/// The text with its spaces that no line may break at: before the high signs and within the quotes of French, and
/// between the digits of one number.
fn held(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let hold = |i: usize| {
        let before = i.checked_sub(1).and_then(|i| letters.get(i)).copied().unwrap_or(' ');
        let after = letters.get(i + 1).copied().unwrap_or(' ');
        match (before, after) {
            (_, ':' | '»' | '%') | ('«', _) => '\u{a0}',
            (_, ';' | '?' | '!') => NARROW_SPACE,
            (before, after) if before.is_ascii_digit() && after.is_ascii_digit() => NARROW_SPACE,
            _ => ' ',
        }
    };
    letters.iter().enumerate().map(|(i, &c)| if c == ' ' { hold(i) } else { c }).collect()
}

/// Dark text of this size.
pub fn plain(ink: &Ink, size_pt: f64) -> Type {
    ink.set(Cut::Regular, size_pt, INK)
}

/// Small print.
pub fn small(ink: &Ink) -> Type {
    ink.set(Cut::Regular, 6.8, GREY)
}

#[cfg(test)]
mod tests {
    use super::held;

    #[test]
    fn lines_do_not_break_before_french_signs_nor_within_numbers() {
        assert_eq!(
            held("« oui » : 3 pour 100 000 ; non ?"),
            "«\u{a0}oui\u{a0}»\u{a0}: 3 pour 100\u{202f}000\u{202f}; non\u{202f}?"
        );
        assert_eq!(held(" a: b "), " a: b ");
    }
}
