//! Pieces of a bar end to end, each with its number in it. A number that its piece is too narrow
//! for stands in a strip below, joined to it by a thin line: no number is left out.

use super::canvas::{Canvas, spanning};
use super::content::Row;
use super::look::{self, Look};
use super::value::{Axis, Value};
use crate::base::{Lang, Missing};
use crate::carto::fonts::Cut;
use crate::carto::furniture::{GREY, INK, WHITE};
use crate::carto::scene::{Anchor, Frame, Paint, Type};
use geo_types::Coord;

/// Height of the strip below a bar.
pub const STRIP: f64 = 4.2;

/// How a piece is filled.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Filling {
    Look(Look),
    Missing(Missing),
}

/// A piece of a bar, from left to right.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    pub x: (f64, f64),
    pub filling: Filling,
    pub text: String,
}

/// The number of a piece, with its n where the row has none for all.
pub fn text(row: &Row, value: &Value, axis: &Axis, lang: Lang) -> String {
    let n = if row.shared_n().is_none() && value.n.is_some() { format!("({})", value.n_text(lang)) } else { String::new() };
    let main = value.said(axis, lang).0;
    [main, n, value.report_text(axis, lang)].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" ")
}

fn inside() -> Type {
    Type::new(Cut::Bold, 7.5, INK).anchored(Anchor::Middle)
}

fn fits(segment: &Segment) -> bool {
    segment.text.is_empty() || inside().width(&segment.text) + 1.6 <= segment.x.1 - segment.x.0
}

/// Whether a bar of these pieces has a strip below.
pub fn needs_strip(segments: &[Segment]) -> bool {
    !segments.iter().all(fits)
}

/// Draws a bar between two heights. Words of the strip stay between the limits; they get smaller
/// where they are too many.
pub fn draw(canvas: &mut Canvas, segments: &[Segment], y: (f64, f64), limits: (f64, f64)) {
    let middle = (y.0 + y.1) / 2.0;
    for segment in segments {
        let frame = spanning(segment.x, y);
        let (ink, halo) = match segment.filling {
            Filling::Look(look) => {
                if frame.width > 0.005 {
                    look.fill(canvas, frame);
                }
                (look.ink(), look.colour)
            }
            Filling::Missing(why) => {
                look::missing(canvas, frame, why);
                (GREY, WHITE)
            }
        };
        if fits(segment) {
            let style = Type { colour: ink, ..inside() };
            let (width, height) = (style.width(&segment.text) + 1.2, style.line_height());
            let words = Frame::around(frame.centre(), width, height.min(frame.height));
            match segment.filling {
                Filling::Look(look) if look.has_pattern() => look.plate(canvas, words),
                Filling::Look(_) => {}
                Filling::Missing(_) => look::plate(canvas, words),
            }
            canvas.level(frame.centre().x, middle, &segment.text, &style.haloed(halo));
        }
    }
    let outside: Vec<&Segment> = segments.iter().filter(|s| !fits(s)).collect();
    strip(canvas, &outside, y.1, limits);
}

/// The words below a bar, in the order of their pieces.
fn strip(canvas: &mut Canvas, segments: &[&Segment], top: f64, limits: (f64, f64)) {
    const GAP: f64 = 1.2;
    let full = Type::new(Cut::Regular, 6.5, INK).anchored(Anchor::Middle).haloed(WHITE);
    let needed = segments.iter().map(|s| full.width(&s.text) + GAP).sum::<f64>();
    let style = Type { size_pt: full.size_pt * ((limits.1 - limits.0) / needed.max(0.01)).min(1.0), ..full };
    let gap = GAP * style.size_pt / full.size_pt;
    let wanted: Vec<(f64, f64)> = segments.iter().map(|s| ((s.x.0 + s.x.1) / 2.0, style.width(&s.text) + gap)).collect();
    for (segment, centre) in segments.iter().zip(spread(&wanted, limits)) {
        let from = (segment.x.0 + segment.x.1) / 2.0;
        let joint = vec![Coord { x: from, y: top }, Coord { x: centre, y: top + 1.2 }];
        canvas.marks.lines([&joint], &Paint::line(GREY, 0.15));
        canvas.level(centre, top + 1.4 + style.line_height() / 2.0, &segment.text, &style);
    }
}

/// Moves centres as little as needed so that things of these widths do not overlap. The things
/// must fit between the limits.
pub fn spread(wanted: &[(f64, f64)], limits: (f64, f64)) -> Vec<f64> {
    let mut centres = Vec::with_capacity(wanted.len());
    let mut free = limits.0;
    for &(centre, width) in wanted {
        let place = centre.max(free + width / 2.0);
        free = place + width / 2.0;
        centres.push(place);
    }
    let mut free = limits.1;
    for (centre, &(_, width)) in centres.iter_mut().zip(wanted).rev() {
        *centre = centre.min(free - width / 2.0);
        free = *centre - width / 2.0;
    }
    centres
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_strip_keep_their_order_and_stay_within() {
        let wanted = [(9.0, 4.0), (9.5, 4.0), (9.6, 2.0), (1.0, 3.0)];
        let centres = spread(&wanted, (0.0, 14.0));
        let edges: Vec<_> = centres.iter().zip(&wanted).map(|(c, w)| (c - w.1 / 2.0, c + w.1 / 2.0)).collect();
        assert!(edges.windows(2).all(|p| p[0].1 <= p[1].0 + 1e-9), "{edges:?}");
        assert!(edges[0].0 >= 0.0 && edges[3].1 <= 14.0, "{edges:?}");
        assert_eq!(spread(&[(5.0, 2.0)], (0.0, 10.0)), [5.0]);
    }
}
