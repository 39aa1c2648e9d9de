//! The legend of two things at once: classes in rows and columns.

use super::{GREY, INK};
use crate::base::count;
use crate::carto::content::{Content, Matrix};
use crate::carto::fonts::Cut;
use crate::carto::palette::luminance;
use crate::carto::scene::{Anchor, Frame, Paint, Scene, Type};
use crate::layers::style::Rgb;
use geo_types::Coord;

/// Side of a cell of few rows, millimetres.
const SIDE: f64 = 8.6;
/// Width and height of a cell of many rows.
const FLAT: (f64, f64) = (11.0, 4.6);
/// Least room for the words beside the cells.
const LEFT: f64 = 17.0;

/// Draws the classes with their words into `frame`, with the number of areas in each. Returns the height
/// used, millimetres. Classes stand row by row, the first row at the bottom; those beyond the last row are left out.
pub fn matrix(scene: &mut Scene, frame: Frame, content: &Content, matrix: &Matrix) -> f64 {
    let (rows, columns) = (matrix.rows.len(), matrix.columns.len());
    let (width, height) = if rows > 3 { FLAT } else { (SIDE, SIDE) };
    let small = Type::new(Cut::Regular, 6.6, INK);
    let bold = Type::new(Cut::Bold, 7.0, INK);
    let widest = matrix.rows.iter().map(|word| small.width(word) + 1.6).fold(LEFT, f64::max);
    let left = widest.min((frame.width - width * columns as f64).max(LEFT));
    let mut y = frame.y + 3.0;
    scene.text(Coord { x: frame.x, y }, &format!("{} ↑", matrix.up), &bold);
    y += 1.8;
    for (i, class) in content.classes.iter().take(rows * columns).enumerate() {
        let (row, column) = (rows - 1 - i / columns, i % columns);
        let cell = Frame::new(frame.x + left + column as f64 * width, y + row as f64 * height, width, height);
        scene.rect(cell, &Paint::fill(class.colour).outlined(INK, 0.12));
        if class.count > 0 {
            let colour = if luminance(class.colour) > 0.3 { INK } else { Rgb(255, 255, 255) };
            let style = Type::new(Cut::Bold, 7.5, colour).anchored(Anchor::Middle);
            scene.text(Coord { x: cell.centre().x, y: cell.centre().y + 1.0 }, &count(class.count, content.lang), &style);
        }
    }
    let fitted = |word: &str, room: f64| Type { size_pt: small.size_pt.min(small.size_pt * room / small.width(word)), ..small };
    for (step, word) in matrix.rows.iter().enumerate() {
        let beside = Coord { x: frame.x + left - 1.5, y: y + (rows - 1 - step) as f64 * height + height / 2.0 + 1.0 };
        scene.text(beside, word, &fitted(word, left - 1.5).anchored(Anchor::End));
    }
    for (step, word) in matrix.columns.iter().enumerate() {
        let below = Coord { x: frame.x + left + (step as f64 + 0.5) * width, y: y + rows as f64 * height + 3.0 };
        scene.text(below, word, &fitted(word, width - 0.4).anchored(Anchor::Middle));
    }
    y += rows as f64 * height + 3.8;
    scene.text(Coord { x: frame.x + left, y: y + 3.0 }, &format!("{} →", matrix.across), &bold);
    let note = Type::new(Cut::Oblique, 6.2, GREY);
    scene.text(Coord { x: frame.x, y: y + 6.6 }, &matrix.note, &note);
    y + 8.4 - frame.y
}
