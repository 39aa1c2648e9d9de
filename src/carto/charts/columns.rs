//! Rows below each other; where they are higher than the room there is, in two columns.

use super::canvas::Canvas;
use crate::carto::scene::Frame;
use std::ops::Range;

/// Space between two columns.
const GUTTER: f64 = 8.0;

/// Rows measured for one place.
pub trait Column {
    /// Height of some rows with everything around them, millimetres.
    fn height(&self, rows: Range<usize>) -> f64;

    /// Draws some rows. Returns the height used.
    fn draw(&self, canvas: &mut Canvas, rows: Range<usize>) -> f64;
}

/// Draws `count` rows from the top of the frame, in two columns of about equal height where one
/// is higher than the frame. What does not fit even then makes the sheet higher: rows are never
/// left out. Returns the height used.
pub fn flow<C: Column>(canvas: &mut Canvas, frame: Frame, count: usize, column: impl Fn(Frame) -> C) -> f64 {
    let whole = column(frame);
    if count < 2 || whole.height(0..count) <= frame.height {
        return whole.draw(canvas, 0..count);
    }
    let half = Frame { width: (frame.width - GUTTER) / 2.0, ..frame };
    let (left, right) = (column(half), column(Frame { x: half.right() + GUTTER, ..half }));
    let higher = |at: &usize| left.height(0..*at).max(right.height(*at..count));
    let cut = (1..count).min_by(|a, b| higher(a).total_cmp(&higher(b))).unwrap_or(1);
    left.draw(canvas, 0..cut).max(right.draw(canvas, cut..count))
}
