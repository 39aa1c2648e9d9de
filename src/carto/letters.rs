//! What letters cover, kept for all the places where they stand: maps repeat the same ones in the same few sizes thousands of times,
//! and finding what a letter with its halo covers takes far longer than painting it.
//!
//! For letters that stand upright. Each is moved to the nearest sample, an eighth of a pixel at most: at 300 dots per inch a
//! hundredth of a millimetre.

use super::coverage::{Coverage, SAMPLES};
use super::fonts;
use resvg::tiny_skia::{FillRule, Path, PathBuilder, PathStroker, Stroke, Transform};
use resvg::usvg::fontdb::ID;
use std::collections::HashMap;
use ttf_parser::{GlyphId, OutlineBuilder};

/// A letter of some size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Letter {
    pub font: ID,
    pub glyph: GlyphId,
    /// Units of the drawing in one of the font.
    pub size: f32,
    /// Pixels in one unit of the drawing.
    pub scale: f32,
}

/// Neighbouring pixels of a row that a letter covers equally, from its origin.
#[derive(Debug, Clone, Copy)]
struct Inked {
    row: i16,
    start: i16,
    count: u16,
    steps: u8,
}

/// A letter, the width of its outline in bits, 0 for the letter itself, and the sample of the pixel on which its origin stands.
type Key = (ID, u16, [u32; 3], [i32; 2]);

/// What letters cover, as far as it was asked for.
#[derive(Default)]
pub struct Letters {
    known: HashMap<Key, Box<[Inked]>>,
}

impl Letters {
    /// What a letter covers whose origin stands at `x` and `y`, pixels; or its outline, with a `stroke` in units of the drawing.
    /// `each` gets row, first pixel, number of pixels and samples; rows and pixels may lie beyond the sheet.
    pub fn cover(
        &mut self,
        letter: &Letter,
        stroke: Option<&Stroke>,
        (x, y): (f32, f32),
        coverage: &mut Coverage,
        mut each: impl FnMut(i32, i32, u32, u8),
    ) {
        let samples = |place: f32| (place * SAMPLES as f32).round() as i32;
        let (x, y) = (samples(x), samples(y));
        let on = [x.rem_euclid(SAMPLES), y.rem_euclid(SAMPLES)];
        let sizes = [letter.size, letter.scale, stroke.map_or(0.0, |s| s.width)].map(f32::to_bits);
        let inked = self
            .known
            .entry((letter.font, letter.glyph.0, sizes, on))
            .or_insert_with(|| inked(letter, stroke, on, coverage).unwrap_or_default());
        let (left, top) = (x.div_euclid(SAMPLES), y.div_euclid(SAMPLES));
        for ink in inked.iter() {
            each(top + i32::from(ink.row), left + i32::from(ink.start), u32::from(ink.count), ink.steps);
        }
    }
}

/// `None` for what covers nothing, as a space does.
fn inked(letter: &Letter, stroke: Option<&Stroke>, on: [i32; 2], coverage: &mut Coverage) -> Option<Box<[Inked]>> {
    let outline = outline(letter)?.transform(Transform::from_scale(letter.size, -letter.size))?;
    let path = match stroke {
        Some(stroke) => {
            let scale = PathStroker::compute_resolution_scale(&Transform::from_scale(letter.scale, letter.scale));
            PathStroker::new().stroke(&outline, stroke, scale)?
        }
        None => outline,
    };
    // Far enough from the corner of the sheet that nothing is cut.
    let bounds = path.bounds();
    let away = |least: f32| (-least * letter.scale).max(0.0).ceil() as i32 + 1;
    let (right, down) = (away(bounds.left()), away(bounds.top()));
    let shift = |pixels: i32, sample: i32| pixels as f32 + sample as f32 / SAMPLES as f32;
    let place = Transform::from_row(letter.scale, 0.0, 0.0, letter.scale, shift(right, on[0]), shift(down, on[1]));
    let mut out = Vec::new();
    coverage.of(&path, FillRule::Winding, place, |c| {
        let (row, start) = (c.row as i32 - down, c.start as i32 - right);
        out.push(Inked { row: row as i16, start: start as i16, count: c.count as u16, steps: c.steps });
    });
    Some(out.into())
}

fn outline(letter: &Letter) -> Option<Path> {
    let mut pen = Pen(PathBuilder::new());
    fonts::outline(letter.font, letter.glyph, &mut pen);
    pen.0.finish()
}

struct Pen(PathBuilder);

impl OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.0.line_to(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.0.quad_to(x1, y1, x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.0.cubic_to(x1, y1, x2, y2, x, y);
    }

    fn close(&mut self) {
        self.0.close();
    }
}
