//! A painted part of a sheet, kept small: runs of equal pixels in the order of painting, what is
//! empty left out. A sheet is put together from its parts row by row, so that a whole sheet in
//! full colour never exists.

/// Red, green, blue and opacity; the first three multiplied by the last.
pub type Pixel = [u8; 4];

const WHITE: u32 = u32::MAX;

/// Neighbouring pixels of one colour in a row.
#[derive(Debug, Clone, Copy, Default)]
pub struct Run {
    /// Position of the first pixel in its row.
    pub start: u32,
    pub count: u32,
    pub colour: Pixel,
}

/// Pixels that are not empty.
#[derive(Debug, Clone)]
pub struct Picture {
    /// By row; those of one row in the order of painting.
    runs: Vec<Run>,
    /// Where the runs of each row end.
    ends: Vec<u32>,
}

impl Picture {
    /// Of runs in the order of painting, each with its row. Those beyond `height` rows are left out.
    pub fn of_runs(painted: &[(u32, Run)], height: u32) -> Picture {
        let mut ends = vec![0; height as usize];
        let inside = || painted.iter().filter(|(row, _)| *row < height);
        inside().for_each(|(row, _)| ends[*row as usize] += 1);
        let mut before = 0;
        for end in &mut ends {
            before += std::mem::replace(end, before);
        }
        // Each end stands where its row starts, and moves on as the row fills.
        let mut runs = vec![Run::default(); before as usize];
        for &(row, run) in inside() {
            let end = &mut ends[row as usize];
            runs[*end as usize] = run;
            *end += 1;
        }
        Picture { runs, ends }
    }

    fn row(&self, row: usize) -> &[Run] {
        let start = row.checked_sub(1).and_then(|above| self.ends.get(above)).copied().unwrap_or(0);
        let end = self.ends.get(row).copied().unwrap_or(start);
        &self.runs[start as usize..end as usize]
    }
}

/// The rows of a white sheet under pictures painted one over the other ("source over", Porter & Duff
/// 1984), from the top: lengths and colours of runs of equal pixels. Pixels beyond the end of the
/// sheet are left out.
pub fn composed(pictures: &[impl AsRef<Picture>], width: u32, height: u32, mut each_row: impl FnMut(&[(u32, Pixel)])) {
    let mut sheet = Row::new(width as usize);
    let mut runs = Vec::new();
    for row in 0..height as usize {
        sheet.clear();
        pictures.iter().flat_map(|picture| picture.as_ref().row(row)).for_each(|run| sheet.paint(run));
        sheet.runs(&mut runs);
        each_row(&runs);
    }
}

/// A row of a sheet in the making.
struct Row {
    /// Each a [`Pixel`], red in the lowest byte.
    pixels: Vec<u32>,
    /// A bit for each pixel that may differ from the one left of it.
    changes: Vec<u64>,
}

impl Row {
    fn new(width: usize) -> Row {
        Row { pixels: vec![WHITE; width], changes: vec![0; width / 64 + 1] }
    }

    fn clear(&mut self) {
        self.pixels.fill(WHITE);
        self.changes.fill(0);
    }

    fn paint(&mut self, run: &Run) {
        let (start, width) = (run.start as usize, self.pixels.len());
        let end = (start + run.count as usize).min(width);
        let Some(under) = self.pixels.get_mut(start..end) else { return };
        let (colour, through) = (u32::from_le_bytes(run.colour), u32::from(u8::MAX - run.colour[3]));
        if through == 0 {
            under.fill(colour);
        } else {
            under.iter_mut().for_each(|pixel| *pixel = over(colour, *pixel, through));
        }
        for at in [start, end] {
            self.changes[at / 64] |= 1 << (at % 64);
        }
    }

    /// Lengths and colours of the runs of equal pixels.
    fn runs(&self, out: &mut Vec<(u32, Pixel)>) {
        out.clear();
        let mut from = 0;
        let mut until = |end: usize| {
            let Some(&colour) = self.pixels[..end].get(from) else { return };
            match out.last_mut() {
                Some((count, last)) if *last == colour.to_le_bytes() => *count += (end - from) as u32,
                _ => out.push(((end - from) as u32, colour.to_le_bytes())),
            }
            from = end;
        };
        for (word, &marks) in self.changes.iter().enumerate() {
            let mut left = marks;
            while left != 0 {
                until(word * 64 + left.trailing_zeros() as usize);
                left &= left - 1;
            }
        }
        until(self.pixels.len());
    }
}

/// One pixel over an opaque one, of which so much shines through, of 255; two channels at a time.
fn over(above: u32, below: u32, through: u32) -> u32 {
    const EVEN: u32 = 0x00ff_00ff;
    // v / 255, rounded, for any product v of two bytes.
    let divided = |v: u32| ((v + 0x0080_0080 + (((v + 0x0080_0080) >> 8) & EVEN)) >> 8) & EVEN;
    let under = divided((below & EVEN) * through) | divided(((below >> 8) & EVEN) * through) << 8;
    // No channel is above its opacity, so that none runs over.
    above.wrapping_add(under)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    const WHITE: Pixel = [255; 4];
    const RED: Pixel = [200, 0, 0, 255];
    /// Half blue.
    const BLUE: Pixel = [0, 0, 128, 128];

    fn picture(runs: &[(u32, u32, u32, Pixel)], height: u32) -> Arc<Picture> {
        let runs: Vec<_> = runs.iter().map(|&(row, start, count, colour)| (row, Run { start, count, colour })).collect();
        Arc::new(Picture::of_runs(&runs, height))
    }

    fn sheet(pictures: &[Arc<Picture>], width: u32, height: u32) -> Vec<Vec<Pixel>> {
        let mut out = Vec::new();
        composed(pictures, width, height, |row| {
            out.push(row.iter().flat_map(|&(count, pixel)| std::iter::repeat_n(pixel, count as usize)).collect());
        });
        out
    }

    #[test]
    fn later_runs_lie_over_earlier_ones_and_the_sheet_is_white_below() {
        let (purple, pale) = ([100, 0, 128, 255], [127, 127, 255, 255]);
        let below = picture(&[(1, 0, 2, BLUE), (0, 1, 3, RED), (1, 1, 2, RED)], 2);
        let above = picture(&[(0, 2, 3, BLUE)], 2);
        assert_eq!(
            sheet(&[below.clone(), above.clone()], 6, 2),
            [[WHITE, RED, purple, purple, pale, WHITE], [pale, RED, RED, WHITE, WHITE, WHITE]]
        );
        assert_eq!(sheet(&[above, below], 6, 1)[0], [WHITE, RED, RED, RED, pale, WHITE]);
    }

    #[test]
    fn long_rows_are_whole() {
        let width = 200;
        let runs: Vec<_> = (0..width).step_by(3).map(|x| (0, x, 1, RED)).collect();
        let row = &sheet(&[picture(&runs, 1)], width, 1)[0];
        assert!((0..200).all(|x| row[x] == if x % 3 == 0 { RED } else { WHITE }) && row.len() == 200);
    }

    #[test]
    fn a_sheet_of_another_size_is_no_crash() {
        let picture = picture(&[(0, 1, 9, RED), (3, 0, 10, RED), (7, 0, 1, RED)], 4);
        assert_eq!(sheet(std::slice::from_ref(&picture), 3, 2), [[WHITE, RED, RED], [WHITE; 3]]);
        assert_eq!(sheet(&[picture], 30, 20)[19], [WHITE; 30]);
    }
}
