//! Project, title and subtitle.

use super::{ACCENT, GREY, INK};
use crate::carto::content::Content;
use crate::carto::fonts::{Cut, width, wrap};
use crate::carto::scene::{Frame, Paint, Scene, Type};
use geo_types::Coord;

/// Draws the heading into `frame`. A long title gets smaller, then takes two lines; what is
/// longer still is set small, never cut.
pub fn header(scene: &mut Scene, frame: Frame, content: &Content) {
    scene.rect(Frame { width: 1.4, ..frame }, &Paint::fill(ACCENT));
    let (x, room) = (frame.x + 4.0, frame.width - 4.0);
    scene.text(Coord { x, y: frame.y + 2.7 }, &content.overline, &fitted(&content.overline, Cut::Bold, 7.5, room, ACCENT));
    let size = [17.0, 16.0, 15.0, 14.0, 13.0].into_iter().find(|&s| width(&content.title, Cut::Bold, s) <= room);
    match size {
        Some(size) => scene.text(Coord { x, y: frame.y + 10.2 }, &content.title, &Type::new(Cut::Bold, size, INK)),
        None => {
            let size =
                (4..=11).rev().map(f64::from).find(|&s| wrap(&content.title, Cut::Bold, s, room).len() <= 2).unwrap_or(4.0);
            let style = Type::new(Cut::Bold, size, INK);
            for (i, line) in wrap(&content.title, Cut::Bold, size, room).iter().enumerate() {
                scene.text(Coord { x, y: frame.y + 7.6 + style.line_height() * i as f64 }, line, &style);
            }
        }
    }
    scene.text(Coord { x, y: frame.y + 16.4 }, &content.subtitle, &fitted(&content.subtitle, Cut::Regular, 9.0, room, GREY));
}

/// Type of `size_pt` points, or as much smaller as the room asks.
fn fitted(text: &str, cut: Cut, size_pt: f64, room: f64, colour: crate::layers::style::Rgb) -> Type {
    let full = width(text, cut, size_pt);
    Type::new(cut, if full > room { size_pt * room / full } else { size_pt }, colour)
}
