//! A painted part of a sheet, kept small: runs of equal pixels, what is empty left out. Painting
//! it again is copying, where drawing it would be filling thousands of shapes; and a sheet is put
//! together from its parts row by row, so that a whole sheet in full colour never exists.

use resvg::tiny_skia::Pixmap;

/// Red, green, blue and opacity; the first three multiplied by the last.
pub type Pixel = [u8; 4];

const WHITE: Pixel = [u8::MAX; 4];

/// Neighbouring pixels of one colour in a row.
#[derive(Debug, Clone, Copy)]
struct Run {
    /// Position of the first pixel in its row.
    start: u32,
    count: u32,
    colour: Pixel,
}

/// Pixels that are not empty.
#[derive(Debug, Clone)]
pub struct Picture {
    /// By row.
    runs: Vec<Run>,
    /// Where the runs of each row end.
    ends: Vec<u32>,
}

impl Picture {
    /// Takes what was painted and leaves the canvas empty, ready for the next part.
    pub fn take(canvas: &mut Pixmap) -> Picture {
        let width = canvas.width() as usize;
        let (mut runs, mut ends) = (Vec::new(), Vec::with_capacity(canvas.height() as usize));
        let rows = canvas.data_mut().as_chunks_mut::<4>().0;
        for row in rows.chunks_exact_mut(width) {
            let before = runs.len();
            let mut start = 0;
            for (count, colour) in equal_runs(row) {
                if colour[3] > 0 {
                    runs.push(Run { start, count, colour });
                }
                start += count;
            }
            if runs.len() > before {
                row.fill(Pixel::default());
            }
            ends.push(runs.len() as u32);
        }
        Picture { runs, ends }
    }

    fn row(&self, row: usize) -> &[Run] {
        let start = row.checked_sub(1).and_then(|above| self.ends.get(above)).copied().unwrap_or(0);
        let end = self.ends.get(row).copied().unwrap_or(start);
        &self.runs[start as usize..end as usize]
    }

    /// Paints one row of it over the same row of a sheet ("source over", Porter & Duff 1984).
    /// Pixels beyond the end of the sheet are left out.
    fn paint_over(&self, row: usize, sheet: &mut [Pixel]) {
        for run in self.row(row) {
            let from = run.start as usize;
            let Some(under) = sheet.get_mut(from..from + run.count as usize) else { break };
            if run.colour[3] == u8::MAX {
                under.fill(run.colour);
            } else {
                under.iter_mut().for_each(|pixel| *pixel = over(run.colour, *pixel));
            }
        }
    }
}

/// The rows of a white sheet under pictures painted one over the other, from the top.
pub fn composed(pictures: &[impl AsRef<Picture>], width: u32, height: u32, mut each_row: impl FnMut(&[Pixel])) {
    let mut sheet = vec![WHITE; width as usize];
    for row in 0..height as usize {
        sheet.fill(WHITE);
        pictures.iter().for_each(|picture| picture.as_ref().paint_over(row, &mut sheet));
        each_row(&sheet);
    }
}

/// Lengths and colours of the runs of equal pixels.
pub fn equal_runs(pixels: &[Pixel]) -> impl Iterator<Item = (u32, Pixel)> {
    let mut rest = pixels;
    std::iter::from_fn(move || {
        let first = *rest.first()?;
        let count = same(rest, first);
        rest = &rest[count..];
        Some((count as u32, first))
    })
}

/// How many pixels at the beginning are like `first`: sixteen at a time, then one by one.
fn same(pixels: &[Pixel], first: Pixel) -> usize {
    let bits = u32::from_ne_bytes;
    let equal = |block: &[Pixel; 16]| block.iter().fold(0, |apart, pixel| apart | (bits(*pixel) ^ bits(first))) == 0;
    let start = 16 * pixels.as_chunks().0.iter().take_while(|block| equal(block)).count();
    start + pixels[start..].iter().take_while(|pixel| **pixel == first).count()
}

/// One pixel over an opaque one.
fn over(above: Pixel, below: Pixel) -> Pixel {
    let through = u32::from(u8::MAX - above[3]);
    // v / 255, rounded, for any product of two bytes.
    let divided = |v: u32| ((v + 128 + ((v + 128) >> 8)) >> 8) as u8;
    let mix = |i: usize| above[i].saturating_add(divided(u32::from(below[i]) * through));
    [mix(0), mix(1), mix(2), mix(3)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use resvg::tiny_skia::{Color, Paint, Rect, Transform};
    use std::sync::Arc;

    fn painted(ground: Option<Color>, colour: Color) -> Pixmap {
        let mut pixels = Pixmap::new(20, 10).unwrap();
        ground.into_iter().for_each(|g| pixels.fill(g));
        let mut paint = Paint::default();
        paint.set_color(colour);
        paint.anti_alias = true;
        pixels.fill_rect(Rect::from_xywh(2.3, 3.4, 11.5, 4.2).unwrap(), &paint, Transform::identity(), None);
        pixels
    }

    fn sheet(pictures: &[Arc<Picture>], width: u32, height: u32) -> Vec<Pixel> {
        let mut out = Vec::new();
        composed(pictures, width, height, |row| out.extend_from_slice(row));
        out
    }

    #[test]
    fn kept_pictures_paint_as_their_shapes_do() {
        let ground = Color::from_rgba8(200, 120, 40, 255);
        let mut whole = Pixmap::new(20, 10).unwrap();
        whole.fill(ground);
        let whole = Arc::new(Picture::take(&mut whole));
        for colour in [Color::from_rgba8(10, 60, 200, 255), Color::from_rgba8(10, 60, 200, 90)] {
            let mut canvas = painted(None, colour);
            let kept = Arc::new(Picture::take(&mut canvas));
            assert!(canvas.data().iter().all(|byte| *byte == 0), "the canvas is left empty");
            let composed = sheet(&[whole.clone(), kept], 20, 10);
            let drawn = painted(Some(ground), colour);
            let apart = composed.as_flattened().iter().zip(drawn.data()).map(|(a, b)| a.abs_diff(*b)).max();
            assert!(apart <= Some(1), "{apart:?}");
        }
    }

    #[test]
    fn a_sheet_of_another_size_is_no_crash() {
        let picture = Arc::new(Picture::take(&mut painted(None, Color::BLACK)));
        assert_eq!(sheet(std::slice::from_ref(&picture), 3, 2).len(), 6);
        assert_eq!(sheet(&[picture], 30, 20)[29], WHITE);
    }
}
