//! Notes, sources, boundary vintage, date and disclaimer, and the number of the sheet.

use super::{GREY, HAIRLINE, INK};
use crate::carto::content::Content;
use crate::carto::fonts::{Cut, wrap};
use crate::carto::scene::{Anchor, Frame, Paint, Scene, Type};
use geo_types::Coord;

/// Draws into `frame`. The type gets smaller until everything fits; nothing is left out.
pub fn footer(scene: &mut Scene, frame: Frame, content: &Content) {
    scene.lines([&vec![Coord { x: frame.x, y: frame.y }, Coord { x: frame.right(), y: frame.y }]], &Paint::line(HAIRLINE, 0.2));
    let mut frame = frame;
    if let Some(number) = &content.number {
        let style = Type::new(Cut::Bold, 7.0, GREY);
        scene.text(Coord { x: frame.right(), y: frame.y + 3.9 }, number, &style.anchored(Anchor::End));
        frame.width -= style.width(number) + 5.0;
    }
    let (notes, credits) = (content.notes.join(" "), content.credits.join(" "));
    let set = |size: f64| {
        let lines = |text: &str| wrap(text, Cut::Regular, size, frame.width);
        (lines(&notes), lines(&credits))
    };
    let line = |size: f64| Type::new(Cut::Regular, size, GREY).line_height();
    let room = frame.height - 1.6;
    let sizes = (6..=28).rev().map(|quarter| f64::from(quarter) / 4.0);
    let (size, (notes, credits)) = sizes
        .map(|size| (size, set(size)))
        .find(|(size, (notes, credits))| (notes.len() + credits.len()) as f64 * line(*size) <= room)
        .unwrap_or((1.5, set(1.5)));
    let mut y = frame.y + 1.4;
    let colours = std::iter::repeat_n(INK, notes.len()).chain(std::iter::repeat_n(GREY, credits.len()));
    for (text, colour) in notes.iter().chain(&credits).zip(colours) {
        y += line(size);
        scene.text(Coord { x: frame.x, y }, text, &Type::new(Cut::Regular, size, colour));
    }
}
