//! The legend of two things at once: a square of three by three colours.

use super::{GREY, INK};
use crate::base::count;
use crate::carto::content::{Content, Square};
use crate::carto::fonts::Cut;
use crate::carto::palette::luminance;
use crate::carto::scene::{Anchor, Frame, Paint, Scene, Type};
use crate::layers::style::Rgb;
use geo_types::Coord;

/// Side of one colour, millimetres.
const SIDE: f64 = 8.6;
/// Room for the words beside the square.
const LEFT: f64 = 17.0;

/// Draws the square with its words into `frame`, with the number of areas in each colour. Returns the height
/// used, millimetres. The first nine classes are the colours, need rising upwards, response to the right.
pub fn square(scene: &mut Scene, frame: Frame, content: &Content, square: &Square) -> f64 {
    let small = Type::new(Cut::Regular, 6.6, INK);
    let bold = Type::new(Cut::Bold, 7.0, INK);
    let mut y = frame.y + 3.0;
    scene.text(Coord { x: frame.x, y }, &format!("{} ↑", square.up), &bold);
    y += 1.8;
    for (i, class) in content.classes.iter().take(9).enumerate() {
        let (row, column) = (2 - i / 3, i % 3);
        let cell = Frame::new(frame.x + LEFT + column as f64 * SIDE, y + row as f64 * SIDE, SIDE, SIDE);
        scene.rect(cell, &Paint::fill(class.colour).outlined(INK, 0.12));
        if class.count > 0 {
            let colour = if luminance(class.colour) > 0.3 { INK } else { Rgb(255, 255, 255) };
            let style = Type::new(Cut::Bold, 7.5, colour).anchored(Anchor::Middle);
            scene.text(Coord { x: cell.centre().x, y: cell.centre().y + 1.0 }, &count(class.count, content.lang), &style);
        }
    }
    for (step, word) in square.steps.iter().enumerate() {
        let beside = Coord { x: frame.x + LEFT - 1.5, y: y + (2 - step) as f64 * SIDE + SIDE / 2.0 + 1.0 };
        scene.text(beside, word, &small.anchored(Anchor::End));
        let below = Coord { x: frame.x + LEFT + (step as f64 + 0.5) * SIDE, y: y + 3.0 * SIDE + 3.0 };
        let fitted = Type { size_pt: small.size_pt.min(small.size_pt * (SIDE - 0.4) / small.width(word)), ..small };
        scene.text(below, word, &fitted.anchored(Anchor::Middle));
    }
    y += 3.0 * SIDE + 3.8;
    scene.text(Coord { x: frame.x + LEFT, y: y + 3.0 }, &format!("{} →", square.across), &bold);
    let note = Type::new(Cut::Oblique, 6.2, GREY);
    scene.text(Coord { x: frame.x, y: y + 6.6 }, &square.note, &note);
    y + 8.4 - frame.y
}
