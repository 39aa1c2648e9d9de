//! A north arrow that points to true north at the middle of the sheet.

use super::INK;
use crate::base::Result;
use crate::carto::fonts::Cut;
use crate::carto::scene::{Anchor, Paint, Scene, Type};
use crate::carto::viewport::Viewport;
use geo_types::Coord;

/// Draws the arrow around `centre`, 11 mm high.
pub fn north(scene: &mut Scene, centre: Coord<f64>, viewport: &Viewport) -> Result<()> {
    let angle = viewport.north()?;
    let (sin, cos) = angle.to_radians().sin_cos();
    let turned = |x: f64, y: f64| Coord { x: centre.x + x * cos - y * sin, y: centre.y + x * sin + y * cos };
    let left = vec![turned(0.0, -3.2), turned(-2.2, 4.6), turned(0.0, 3.0)];
    let right = vec![turned(0.0, -3.2), turned(2.2, 4.6), turned(0.0, 3.0)];
    scene.rings([&left], &Paint::fill(INK));
    scene.rings([&left, &right], &Paint::line(INK, 0.2));
    let style = Type::new(Cut::Bold, 8.0, INK).anchored(Anchor::Middle);
    scene.turned_text(turned(0.0, -4.0), angle, "N", &style, 1.0);
    Ok(())
}
