//! How series are told apart: colours that stay apart in grey, and beyond three series patterns;
//! for points, shapes.

use super::canvas::Canvas;
use super::content::{Shades, Side};
use crate::base::{Missing, Result};
use crate::carto::furniture::{ACCENT, Hatching, INK, WHITE, hatched};
use crate::carto::hatch;
use crate::carto::palette::{Palette, categories, luminance};
use crate::carto::scene::{Frame, Paint};
use crate::layers::style::Rgb;
use geo_types::Coord;

/// What lies between two opposed ends.
const MIDDLE: Rgb = Rgb(190, 190, 186);

/// Around pale fills.
const RIM: Rgb = Rgb(140, 140, 140);

/// Lines over a fill: their angles in degrees and the millimetres between them.
type Pattern = &'static [(f64, f64)];

const PATTERNS: [Pattern; 6] =
    [&[], &[(45.0, 1.3)], &[(90.0, 1.2)], &[(-45.0, 1.3)], &[(0.0, 1.2)], &[(45.0, 1.7), (-45.0, 1.7)]];

/// The fill of one series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look {
    pub colour: Rgb,
    pattern: Pattern,
}

impl Look {
    pub fn plain(colour: Rgb) -> Look {
        Look { colour, pattern: &[] }
    }

    /// The colour that reads on it.
    pub fn ink(&self) -> Rgb {
        let light = luminance(self.colour);
        // The larger of both contrasts (WCAG).
        if (light + 0.05) / (luminance(INK) + 0.05) > 1.05 / (light + 0.05) { INK } else { WHITE }
    }

    /// Fills a box of the marks.
    pub fn fill(&self, canvas: &mut Canvas, frame: Frame) {
        canvas.marks.rect(frame, &Paint::fill(self.colour));
        let strength = if self.ink() == WHITE { 0.55 } else { 0.45 };
        for &(angle, gap) in self.pattern {
            canvas.marks.lines(&hatch::lines(&[frame.ring()], angle, gap), &Paint::line(self.ink(), 0.2).faded(strength));
        }
        // A pale fill needs a rim on white paper.
        let rim = if luminance(self.colour) > 0.6 { RIM } else { self.colour };
        canvas.marks.rect(frame, &Paint::line(rim, 0.12));
    }
}

impl Look {
    /// Quiet ground for words on a pattern.
    pub fn plate(&self, canvas: &mut Canvas, frame: Frame) {
        canvas.marks.rect(frame, &Paint::fill(self.colour));
    }

    pub fn has_pattern(&self) -> bool {
        !self.pattern.is_empty()
    }
}

/// A look for each of `count` series without an order.
pub fn series(count: usize) -> Result<Vec<Look>> {
    let colours = categories()?;
    let look = |i: usize| {
        // Neighbours differ in colour and in pattern; a colour that returns has another pattern.
        let pattern = if count > 3 { PATTERNS[(i + 3 * (i / colours.len())) % PATTERNS.len()] } else { &[] };
        Look { colour: colours[i % colours.len()], pattern }
    };
    Ok((0..count).map(look).collect())
}

/// A look for each share of a whole.
pub fn shares(count: usize, shades: Shades) -> Result<Vec<Look>> {
    let ramp = |id: &str| Ok(Palette::named(id)?.colours(count).into_iter().map(Look::plain).collect());
    match shades {
        Shades::Categories => series(count),
        Shades::Ramp(direction) => ramp(Palette::for_direction(direction)),
        // The palette ends in what is worse.
        Shades::Opposed => ramp("diverging").map(|mut looks: Vec<Look>| {
            looks.reverse();
            looks
        }),
    }
}

/// A look for each answer from worst to best: red left, blue right, grey between.
pub fn answers(sides: &[Side]) -> Result<Vec<Look>> {
    let count = |side| sides.iter().filter(|s| **s == side).count();
    let most = count(Side::Worse).max(count(Side::Better));
    let colours = Palette::named("diverging")?.colours(2 * most + 1);
    let (mut worse, mut better) = (0, 0);
    let look = |side: &Side| match side {
        Side::Worse => {
            worse += 1;
            // Fewer answers on this side begin nearer to the middle, but not beside it.
            Look::plain(colours[2 * most + 1 - worse])
        }
        Side::Neither => Look::plain(MIDDLE),
        Side::Better => {
            better += 1;
            Look::plain(colours[count(Side::Better) - better])
        }
    };
    Ok(sides.iter().map(look).collect())
}

/// The hatching that says why a value is missing.
fn hatching(why: Missing) -> Hatching {
    match why {
        Missing::BelowMinimumN => Hatching::TooFew,
        Missing::Withheld => Hatching::Withheld,
        Missing::NoData
        | Missing::NotSampled
        | Missing::NoCoordinates
        | Missing::UnknownStatus
        | Missing::NoBase
        | Missing::Contradicted
        | Missing::OutOfReach => Hatching::NoData,
    }
}

/// A hatched box of the marks.
pub fn missing(canvas: &mut Canvas, frame: Frame, why: Missing) {
    hatched(&mut canvas.marks, &[frame.ring()], hatching(why));
    canvas.marks.rect(frame, &Paint::line(RIM, 0.12));
}

/// Quiet ground for words on a hatched box.
pub fn plate(canvas: &mut Canvas, frame: Frame) {
    canvas.marks.rect(frame, &Paint::fill(WHITE));
}

/// Half the size of a point, millimetres.
pub const POINT: f64 = 1.15;

/// A point of the marks: each series has its own shape.
pub fn point(canvas: &mut Canvas, at: Coord<f64>, series: usize, colour: Rgb) {
    let paint = Paint::fill(colour).outlined(INK, 0.15);
    let polygon = |corners: &[(f64, f64)]| {
        corners.iter().map(|(x, y)| Coord { x: at.x + x * POINT, y: at.y + y * POINT }).collect::<Vec<_>>()
    };
    let shape = match series % 6 {
        0 => return canvas.marks.circle(at, POINT * 0.95, &paint),
        1 => polygon(&[(0.0, -1.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0)]),
        2 => polygon(&[(-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)]),
        3 => polygon(&[(0.0, -0.95), (1.0, 0.8), (-1.0, 0.8)]),
        4 => polygon(&[(-1.0, -0.8), (1.0, -0.8), (0.0, 0.95)]),
        _ => polygon(&[
            (-1.0, -0.4),
            (-0.4, -0.4),
            (-0.4, -1.0),
            (0.4, -1.0),
            (0.4, -0.4),
            (1.0, -0.4),
            (1.0, 0.4),
            (0.4, 0.4),
            (0.4, 1.0),
            (-0.4, 1.0),
            (-0.4, 0.4),
            (-1.0, 0.4),
        ]),
    };
    canvas.marks.rings([&shape], &paint);
}

/// The mark of a value that a report printed: a hollow diamond.
pub fn printed(canvas: &mut Canvas, at: Coord<f64>) {
    let (dx, dy) = (1.25, 1.45);
    let corners = [(0.0, -dy), (dx, 0.0), (0.0, dy), (-dx, 0.0)];
    let ring: Vec<_> = corners.iter().map(|(x, y)| Coord { x: at.x + x, y: at.y + y }).collect();
    canvas.marks.rings([&ring], &Paint::fill(WHITE).outlined(INK, 0.35));
}

/// How far the mark of a printed value reaches to each side.
pub const PRINTED: f64 = 1.45;

/// Hatching over the fill of a period that is not whole.
pub fn not_whole(canvas: &mut Canvas, frame: Frame) {
    canvas.marks.lines(&hatch::lines(&[frame.ring()], -45.0, 1.6), &Paint::line(WHITE, 0.4));
    canvas.marks.rect(frame, &Paint::line(INK, 0.15).dashed("0.6 0.6"));
}

/// A dot of a coverage table: filled, or hollow for what is covered in part.
pub fn dot(canvas: &mut Canvas, at: Coord<f64>, whole: bool) {
    let paint = if whole { Paint::fill(ACCENT) } else { Paint::fill(WHITE) };
    canvas.marks.circle(at, 1.35, &paint.outlined(ACCENT, 0.45));
}

/// An interval from `x.0` to `x.1`; an end that is cut off has an arrow instead of a bar.
pub fn interval(canvas: &mut Canvas, x: (f64, f64), y: f64, cut: (bool, bool)) {
    const HALF: f64 = 0.75;
    let line = |a: (f64, f64), b: (f64, f64)| vec![Coord { x: a.0, y: a.1 }, Coord { x: b.0, y: b.1 }];
    let mut strokes = vec![line((x.0, y), (x.1, y))];
    for (end, cut, inwards) in [(x.0, cut.0, 1.0), (x.1, cut.1, -1.0)] {
        strokes.push(if cut {
            let tip = |dy: f64| Coord { x: end + inwards * 1.1, y: y + dy };
            vec![tip(-HALF), Coord { x: end, y }, tip(HALF)]
        } else {
            line((end, y - HALF), (end, y + HALF))
        });
    }
    canvas.marks.lines(&strokes, &Paint::line(WHITE, 0.75));
    canvas.marks.lines(&strokes, &Paint::line(INK, 0.28));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_series_never_share_colour_and_pattern() {
        let looks = series(40).unwrap();
        for (i, look) in looks.iter().enumerate() {
            assert!(looks[i + 1..].iter().all(|other| other != look), "{i}");
        }
        assert!(series(3).unwrap().iter().all(|l| l.pattern.is_empty()));
        assert!(series(4).unwrap().windows(2).all(|p| p[0].pattern != p[1].pattern));
    }

    #[test]
    fn bad_answers_are_red_and_good_ones_blue() {
        use Side::{Better, Neither, Worse};
        let looks = answers(&[Worse, Worse, Neither, Better]).unwrap();
        assert!(looks[0].colour.0 > looks[0].colour.2 && looks[1].colour.0 > looks[1].colour.2);
        assert!(luminance(looks[0].colour) < luminance(looks[1].colour), "the outer one is darker");
        assert!(looks[2].colour == MIDDLE && looks[3].colour.2 > looks[3].colour.0);
        assert!(answers(&[]).unwrap().is_empty());
    }
}
