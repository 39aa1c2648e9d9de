//! A painted part of a sheet, kept small: runs of equal pixels, what is empty left out. Painting
//! it again is copying, where drawing it would be filling thousands of shapes.

use resvg::tiny_skia::{Pixmap, PremultipliedColorU8 as Pixel};

/// Neighbouring pixels of one colour, along the rows.
#[derive(Debug, Clone, Copy)]
struct Run {
    /// Position of the first pixel, counted from the upper left corner.
    start: u32,
    count: u32,
    colour: Pixel,
}

/// Pixels that are not empty.
#[derive(Debug, Clone)]
pub struct Picture {
    runs: Vec<Run>,
}

impl Picture {
    pub fn new(pixels: &Pixmap) -> Picture {
        let mut runs = Vec::new();
        let mut start = 0;
        for same in pixels.pixels().chunk_by(|a, b| a == b) {
            if same[0].alpha() > 0 {
                runs.push(Run { start, count: same.len() as u32, colour: same[0] });
            }
            start += same.len() as u32;
        }
        Picture { runs }
    }

    /// Paints over a sheet of the same size ("source over", Porter & Duff 1984). Pixels beyond its
    /// end are left out.
    pub fn paint_over(&self, sheet: &mut Pixmap) {
        let pixels = sheet.pixels_mut();
        for run in &self.runs {
            let from = run.start as usize;
            let Some(under) = pixels.get_mut(from..from + run.count as usize) else { break };
            if run.colour.alpha() == u8::MAX {
                under.fill(run.colour);
            } else {
                under.iter_mut().for_each(|pixel| *pixel = over(run.colour, *pixel));
            }
        }
    }
}

/// One pixel over another, both multiplied by their alpha.
fn over(above: Pixel, below: Pixel) -> Pixel {
    let through = u32::from(u8::MAX - above.alpha());
    // v / 255, rounded, for any product of two bytes.
    let divided = |v: u32| ((v + 128 + ((v + 128) >> 8)) >> 8) as u8;
    let alpha = above.alpha().saturating_add(divided(u32::from(below.alpha()) * through));
    let mix = |a: u8, b: u8| a.saturating_add(divided(u32::from(b) * through)).min(alpha);
    let (red, green, blue) = (mix(above.red(), below.red()), mix(above.green(), below.green()), mix(above.blue(), below.blue()));
    Pixel::from_rgba(red, green, blue, alpha).unwrap_or(above)
}

#[cfg(test)]
mod tests {
    use super::*;
    use resvg::tiny_skia::{Color, Paint, Rect, Transform};

    fn painted(ground: Option<Color>, colour: Color) -> Pixmap {
        let mut pixels = Pixmap::new(20, 10).unwrap();
        ground.into_iter().for_each(|g| pixels.fill(g));
        let mut paint = Paint::default();
        paint.set_color(colour);
        paint.anti_alias = true;
        pixels.fill_rect(Rect::from_xywh(2.3, 3.4, 11.5, 4.2).unwrap(), &paint, Transform::identity(), None);
        pixels
    }

    #[test]
    fn a_kept_picture_paints_as_its_shapes_do() {
        let ground = Color::from_rgba8(200, 120, 40, 255);
        for colour in [Color::from_rgba8(10, 60, 200, 255), Color::from_rgba8(10, 60, 200, 90)] {
            let mut kept = Pixmap::new(20, 10).unwrap();
            kept.fill(ground);
            Picture::new(&painted(None, colour)).paint_over(&mut kept);
            let drawn = painted(Some(ground), colour);
            let apart = kept.data().iter().zip(drawn.data()).map(|(a, b)| a.abs_diff(*b)).max();
            assert!(apart <= Some(1), "{apart:?}");
        }
    }

    #[test]
    fn a_sheet_of_another_size_is_no_crash() {
        let mut small = Pixmap::new(3, 2).unwrap();
        Picture::new(&painted(None, Color::BLACK)).paint_over(&mut small);
    }
}
