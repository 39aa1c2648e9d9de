//! Classes with their counts, and the hatches for areas without a value.

use super::matrix::matrix;
use super::{GREY, GROUND, INK, WHITE};
use crate::base::count;
use crate::carto::content::{Content, Fill};
use crate::carto::dots;
use crate::carto::fonts::{Cut, wrap};
use crate::carto::hatch;
use crate::carto::scene::{Anchor, Frame, Paint, Scene, Type};
use crate::carto::strokes;
use crate::carto::words::words;
use crate::layers::style::Rgb;
use geo_types::Coord;

const ROW: f64 = 4.7;
const SWATCH: (f64, f64) = (7.0, 3.6);
const HATCHED_GROUND: Rgb = Rgb(250, 250, 250);

/// How an area without a value is hatched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hatching {
    NoData,
    Withheld,
    TooFew,
    Unreliable,
}

/// Fills an area with the colour of its class, or with the hatching that says why there is
/// none.
pub fn fill_area(scene: &mut Scene, rings: &[Vec<Coord<f64>>], fill: Fill, content: &Content) {
    match fill {
        Fill::Class(i) => {
            let colour = content.classes.get(i).map_or(HATCHED_GROUND, |class| class.colour);
            scene.rings(rings, &Paint::fill(colour).even_odd());
        }
        Fill::Ground => scene.rings(rings, &Paint::fill(GROUND).even_odd()),
        Fill::NoData => hatched(scene, rings, Hatching::NoData),
        Fill::Withheld => hatched(scene, rings, Hatching::Withheld),
        Fill::TooFew => hatched(scene, rings, Hatching::TooFew),
        Fill::Unreliable => hatched(scene, rings, Hatching::Unreliable),
    }
}

/// Fills an area with the hatching of a missing value, the same on maps and charts.
pub fn hatched(scene: &mut Scene, rings: &[Vec<Coord<f64>>], why: Hatching) {
    let (angles, gap, line): (&[f64], _, _) = match why {
        Hatching::NoData => (&[45.0], 1.4, Rgb(150, 150, 150)),
        Hatching::Withheld => (&[-45.0], 0.9, Rgb(95, 95, 95)),
        Hatching::TooFew => (&[0.0], 1.1, Rgb(140, 140, 140)),
        Hatching::Unreliable => (&[45.0, -45.0], 1.3, Rgb(125, 125, 125)),
    };
    scene.rings(rings, &Paint::fill(HATCHED_GROUND).even_odd());
    let lines: Vec<_> = angles.iter().flat_map(|&angle| hatch::lines(rings, angle, gap)).collect();
    scene.lines(&lines, &Paint::line(line, 0.22));
}

/// Draws into `frame`, highest class first. Returns the height used, millimetres: 0 where there are neither classes nor hatches.
pub fn legend(scene: &mut Scene, frame: Frame, content: &Content) -> f64 {
    let mut y = frame.y;
    // A map of borders and names alone.
    if content.classes.is_empty() && content.missing.is_empty() {
        return 0.0;
    }
    // Long headings get smaller before they take a third line.
    let sizes = [8.5, 8.0, 7.5, 7.0, 6.5, 6.0];
    let size = sizes.into_iter().find(|&s| wrap(&content.legend, Cut::Bold, s, frame.width).len() <= 2).unwrap_or(6.0);
    let heading = Type::new(Cut::Bold, size, INK);
    for line in wrap(&content.legend, Cut::Bold, size, frame.width) {
        scene.text(Coord { x: frame.x, y: y + 3.0 }, &line, &heading);
        y += heading.line_height();
    }
    let small = Type::new(Cut::Oblique, 6.2, GREY);
    scene.text(Coord { x: frame.right(), y: y + 2.6 }, &content.counted, &small.anchored(Anchor::End));
    y += 3.8;
    let row = |scene: &mut Scene, y: f64, fill: Fill, label: &str, counted: Option<usize>| {
        let swatch = Frame::new(frame.x, y, SWATCH.0, SWATCH.1);
        match fill {
            Fill::Class(class) if content.lines.is_some() => {
                // Round ends stand out by half the width.
                let middle = [swatch.x + 1.2, swatch.right() - 1.2].map(|x| Coord { x, y: swatch.centre().y }).to_vec();
                strokes::classed(scene, &[middle], class, content, false);
            }
            Fill::NoData if content.lines.is_some() => {
                let middle = [swatch.x, swatch.right()].map(|x| Coord { x, y: swatch.centre().y }).to_vec();
                strokes::unclassed(scene, &[middle], false);
            }
            Fill::Class(_) | Fill::NoData if content.points.is_some() => {
                let class = if let Fill::Class(class) = fill { Some(class) } else { None };
                strokes::dot(scene, swatch.centre(), class, content, false);
            }
            _ => {
                fill_area(scene, &[swatch.ring()], fill, content);
                scene.rect(swatch, &Paint::line(INK, 0.12));
            }
        }
        let colour = if counted == Some(0) { GREY } else { INK };
        let style = Type::new(Cut::Regular, 7.5, colour);
        let number = counted.map_or_else(|| "–".to_owned(), |n| count(n, content.lang));
        let left = SWATCH.0 + 2.0;
        let room = frame.width - left - style.width(&number) - 2.0;
        let fitted = Type { size_pt: style.size_pt * (room / style.width(label)).min(1.0), ..style };
        scene.text(Coord { x: frame.x + left, y: y + 2.75 }, label, &fitted);
        scene.text(Coord { x: frame.right(), y: y + 2.75 }, &number, &style.anchored(Anchor::End));
    };
    if let Some(words) = &content.matrix {
        y += matrix(scene, Frame { y, ..frame }, content, words);
    }
    if let Some(dots) = &content.dots {
        dots::dot(scene, Coord { x: frame.x + SWATCH.0 / 2.0, y: y + SWATCH.1 / 2.0 }, dots.radius);
        scene.text(Coord { x: frame.x + SWATCH.0 + 2.0, y: y + 2.75 }, &dots.label, &Type::new(Cut::Bold, 7.5, INK));
        y += ROW;
    }
    let mut order: Vec<usize> = (0..content.classes.len()).filter(|_| content.matrix.is_none()).collect();
    if content.graduated {
        order.reverse();
    }
    for i in order {
        let class = &content.classes[i];
        row(scene, y, Fill::Class(i), &class.label, Some(class.count));
        y += ROW;
    }
    if !content.missing.is_empty() {
        y += 1.0;
    }
    for line in &content.missing {
        row(scene, y, line.fill, &line.label, line.count);
        y += ROW;
    }
    if content.classes.len() > 1 && content.matrix.is_none() && content.graduated {
        scene.text(Coord { x: frame.x, y: y + 2.4 }, words().upper_bounds.get(content.lang), &small);
        y += 4.0;
    }
    if content.indicative {
        for line in wrap(words().indicative_note.get(content.lang), Cut::Bold, 6.5, frame.width) {
            scene.text(Coord { x: frame.x, y: y + 2.4 }, &line, &Type::new(Cut::Bold, 6.5, Rgb(150, 70, 10)).haloed(WHITE));
            y += 3.0;
        }
    }
    y - frame.y
}
