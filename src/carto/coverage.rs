//! How much of each pixel a shape covers, row by row: sixteen samples to a pixel, four rows of four, as
//! the renderer of SVG files counts them, so that a picture and its drawing do not differ. The
//! work grows with the length of the outline, not with the area inside, and no canvas is needed but for cubic curves.
//!
//! Not for colours or for the order of painting: see `painter`.

use resvg::tiny_skia::{FillRule, Mask, Path, PathSegment, Point, Rect, Transform};
use std::collections::HashMap;
use std::hash::{Hash, Hasher};

/// Samples of a pixel in each direction.
const SAMPLES: i32 = 4;

/// Samples of a whole pixel.
pub const STEPS: u8 = (SAMPLES * SAMPLES) as u8;

/// Parts of a sample in which ends of edges are measured, and of one in which edges run on from them.
const PARTS: i32 = 64;
const FRACTION: i64 = 1 << 16;

/// By how much finer the steps along curves are.
const FINER: i64 = FRACTION / PARTS as i64;

/// Pixels around a shape with curves up to which it is taken for letters or a small sign, which sheets repeat.
const SMALL: f32 = 100_000.0;

/// Runs that are kept of letters and small signs. Sheets say many of the same words in the same places.
const KEPT: usize = 1 << 20;

/// Neighbouring pixels of a row that a shape covers equally.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Covered {
    pub row: u32,
    /// Position of the first pixel in its row.
    pub start: u32,
    pub count: u32,
    /// Samples inside, from 1 to [`STEPS`].
    pub steps: u8,
}

/// Where an edge crosses a row of samples.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Crossing {
    /// The first sample right of the edge.
    sample: i32,
    /// 1 for an edge that goes down, -1 for one that goes up.
    turn: i32,
}

/// Finds what shapes cover of a sheet of some size. Kept from shape to shape for its memory.
#[derive(Debug, Default)]
pub struct Coverage {
    width: i32,
    height: i32,
    /// Each with its row of samples, in the order of the edges.
    found: Vec<(i32, Crossing)>,
    /// The same by row, and where those of each row end.
    crossings: Vec<Crossing>,
    ends: Vec<u32>,
    /// Of a row of pixels: how many samples begin (or, below 0, end) to be covered at each, and how many of those
    /// lie left of it; and a bit for each pixel that has any.
    row: Vec<(i32, i32)>,
    touched: Vec<u64>,
    /// What letters and small signs cover, and of how many runs that is.
    letters: HashMap<Letters, Vec<Covered>>,
    kept: usize,
}

/// The outline of some letters where they stand.
#[derive(Debug, PartialEq)]
struct Letters(Path, FillRule);

/// No coordinate of a path is NaN.
impl Eq for Letters {}

impl Hash for Letters {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.points().iter().for_each(|at| state.write_u64(u64::from(at.x.to_bits()) << 32 | u64::from(at.y.to_bits())));
    }
}

impl Coverage {
    /// For sheets of this many pixels.
    pub fn new(width: u32, height: u32) -> Coverage {
        let side = |pixels: u32| i32::try_from(pixels).unwrap_or(i32::MAX).min(1 << 20);
        let (width, height) = (side(width), side(height));
        let (row, touched) = (vec![(0, 0); width as usize], vec![0; width as usize / 64 + 1]);
        Coverage { width, height, row, touched, ..Coverage::default() }
    }

    /// What the inside of `path` covers, rows from the top, each from the left. Open
    /// lines are closed; what lies beyond the sheet is left out.
    pub fn of(&mut self, path: &Path, rule: FillRule, transform: Transform, each: impl FnMut(Covered)) {
        let Some(path) = path.clone().transform(transform) else { return };
        let curved = |segment| matches!(segment, PathSegment::QuadTo(..) | PathSegment::CubicTo(..));
        let cubic = |segment| matches!(segment, PathSegment::CubicTo(..));
        let is_small = path.bounds().width() * path.bounds().height() < SMALL;
        let is_cubic = path.segments().any(cubic);
        if !(is_cubic || is_small && path.segments().any(curved)) {
            return self.inside(&path, rule, each);
        }
        // The renderer cuts curves at the rim of the sheet, and takes other steps along what is left.
        let is_cut = !self.holds(path.bounds());
        let letters = Letters(path, rule);
        if let Some(known) = self.letters.get(&letters) {
            return known.iter().copied().for_each(each);
        }
        let mut found = Vec::new();
        if is_cubic || is_cut {
            self.mask(&letters, |covered| found.push(covered));
        } else {
            self.inside(&letters.0, rule, |covered| found.push(covered));
        }
        found.iter().copied().for_each(each);
        if self.kept + found.len() > KEPT {
            self.letters.clear();
            self.kept = 0;
        }
        self.kept += found.len();
        self.letters.insert(letters, found);
    }

    fn holds(&self, bounds: Rect) -> bool {
        let (right, bottom) = (self.width as f32, self.height as f32);
        bounds.left() >= 0.0 && bounds.top() >= 0.0 && bounds.right() <= right && bounds.bottom() <= bottom
    }

    /// Of lines and quadratic curves.
    fn inside(&mut self, path: &Path, rule: FillRule, each: impl FnMut(Covered)) {
        self.found.clear();
        let (mut first, mut here) = (Point::zero(), Point::zero());
        for segment in path.segments() {
            let to = match segment {
                PathSegment::LineTo(to) => to,
                PathSegment::QuadTo(a, to) => {
                    self.quadratic([here, a, to]);
                    here = to;
                    continue;
                }
                PathSegment::MoveTo(to) => {
                    self.edge(here, first);
                    (first, here) = (to, to);
                    continue;
                }
                _ => first,
            };
            self.edge(here, to);
            here = to;
        }
        self.edge(here, first);
        self.sweep(rule, each);
    }

    /// A quadratic curve in pieces that go only up or only down.
    fn quadratic(&mut self, [start, a, end]: [Point; 3]) {
        let t = (start.y - a.y) / (start.y - a.y - a.y + end.y);
        // Also where there is no such place: then it is not a number, or not inside.
        if !(t > 0.0 && t < 1.0) {
            return self.monotonic([start, a, end]);
        }
        let mix = |p: Point, q: Point| Point::from_xy(p.x + t * (q.x - p.x), p.y + t * (q.y - p.y));
        let (before, after) = (mix(start, a), mix(a, end));
        let turn = mix(before, after);
        self.monotonic([start, Point::from_xy(before.x, turn.y), turn]);
        self.monotonic([turn, Point::from_xy(after.x, turn.y), end]);
    }

    /// A curve as the lines that the renderer draws for it: the same steps, in the same whole numbers.
    fn monotonic(&mut self, [start, a, end]: [Point; 3]) {
        let (turn, top, bottom) = if start.y < end.y { (1, start, end) } else { (-1, end, start) };
        let [top, a, bottom] = [top, a, bottom].map(|at| [parts(at.x), parts(at.y)]);
        let bend = |axis: usize| ((2 * a[axis] - top[axis] - bottom[axis]) >> 2).unsigned_abs();
        let (x, y) = (bend(0), bend(1));
        // Each halving of the lines leaves a quarter of the distance to the curve.
        let distance = (x.max(y) + x.min(y) / 2 + 16) / 32;
        let halvings = (distance.checked_ilog2().map_or(0, |bits| bits + 1) / 2).clamp(1, 6);
        // Forward differences: half the first step, and by how much it changes.
        let steps = |axis: usize| {
            let curve = (top[axis] - 2 * a[axis] + bottom[axis]) * (FINER / 2);
            ((a[axis] - top[axis]) * FINER + (curve >> halvings), curve >> (halvings - 1))
        };
        let (mut step, change) = ([steps(0).0, steps(1).0], [steps(0).1, steps(1).1]);
        let mut here = top.map(|place| place * FINER);
        let pieces = 1 << halvings;
        for piece in 1..=pieces {
            // The end itself, so that the next edge starts where this one ends.
            let to = match piece == pieces {
                true => bottom.map(|place| place * FINER),
                false => std::array::from_fn(|axis| here[axis] + (step[axis] >> (halvings - 1))),
            };
            self.line(turn, here.map(coarse), to.map(coarse));
            here = to;
            step = std::array::from_fn(|axis| step[axis] + change[axis]);
        }
    }

    /// Of any path: the renderer itself fills a mask around it.
    fn mask(&self, Letters(path, rule): &Letters, mut each: impl FnMut(Covered)) {
        let bounds = path.bounds();
        let inside = |from: f32, to: f32, end: i32| {
            let start = (from.floor() - 1.0).clamp(0.0, end as f32) as u32;
            (start, ((to.ceil() + 1.0).clamp(0.0, end as f32) as u32).saturating_sub(start))
        };
        let (left, width) = inside(bounds.left(), bounds.right(), self.width);
        let (top, height) = inside(bounds.top(), bounds.bottom(), self.height);
        let Some(mut mask) = Mask::new(width, height) else { return };
        mask.fill_path(path, *rule, true, Transform::from_translate(-(left as f32), -(top as f32)));
        for (row, pixels) in (top..).zip(mask.data().chunks_exact(width as usize)) {
            let mut start = 0;
            while let Some(&first) = pixels.get(start) {
                let count = same(&pixels[start..], first);
                // Sixteen for each sample, the last of them less one.
                let steps = (u32::from(first) + 8) / 16;
                if steps > 0 {
                    each(Covered { row, start: left + start as u32, count: count as u32, steps: steps as u8 });
                }
                start += count;
            }
        }
    }

    fn edge(&mut self, from: Point, to: Point) {
        let (turn, top, bottom) = if from.y < to.y { (1, from, to) } else { (-1, to, from) };
        self.line(turn, [parts(top.x), parts(top.y)], [parts(bottom.x), parts(bottom.y)]);
    }

    /// From the upper end to the lower one, in parts.
    fn line(&mut self, turn: i32, [x0, y0]: [i64; 2], [x1, y1]: [i64; 2]) {
        // Rows whose middle lies between the ends.
        let row = |y: i64| (y + PARTS as i64 / 2) >> PARTS.trailing_zeros();
        let (first, end) = (row(y0), row(y1));
        if first >= end {
            return;
        }
        // What x grows from row to row, and x plus half a sample in the middle of the first row.
        let slope = (x1 - x0) * FRACTION / (y1 - y0);
        let to_middle = first * PARTS as i64 + PARTS as i64 / 2 - y0;
        let mut x = (x0 + ((slope * to_middle) >> FRACTION.trailing_zeros())) * FRACTION / PARTS as i64 + FRACTION / 2;
        let (width, height) = (i64::from(self.width * SAMPLES), i64::from(self.height * SAMPLES));
        if first < 0 {
            x -= slope * first;
        }
        for row in first.max(0)..end.min(height) {
            let sample = (x >> FRACTION.trailing_zeros()).clamp(0, width) as i32;
            self.found.push((row as i32, Crossing { sample, turn }));
            x += slope;
        }
    }

    /// Crossings into runs.
    fn sweep(&mut self, rule: FillRule, mut each: impl FnMut(Covered)) {
        let Some(first) = self.sort() else { return };
        let (mut start, mut line) = (0, 0);
        while line < self.ends.len() {
            let pixel = (first + line as i32) / SAMPLES;
            // The lines of samples in this row of pixels; the first row may begin in its middle.
            let below = (((pixel + 1) * SAMPLES - first) as usize).min(self.ends.len());
            let (mut low, mut high) = (self.width, 0);
            for &end in &self.ends[line..below] {
                let crossings = &mut self.crossings[start as usize..end as usize];
                start = end;
                // Mostly two or four, and mostly in order.
                crossings.sort_unstable();
                let (mut winding, mut from) = (0, 0);
                for crossing in crossings {
                    let was = is_inside(winding, rule);
                    winding += crossing.turn;
                    match (was, is_inside(winding, rule)) {
                        (false, true) => from = crossing.sample,
                        (true, false) if crossing.sample > from => {
                            for (sample, turn) in [(from, 1), (crossing.sample, -1)] {
                                let column = sample / SAMPLES;
                                if column < self.width {
                                    let at = &mut self.row[column as usize];
                                    at.0 += turn * SAMPLES;
                                    at.1 += turn * (sample % SAMPLES);
                                    self.touched[column as usize / 64] |= 1 << (column % 64);
                                }
                                (low, high) = (low.min(column), high.max(column));
                            }
                        }
                        _ => {}
                    }
                }
            }
            line = below;
            if low < self.width {
                self.row_of_pixels(pixel as u32, low, high.min(self.width - 1), &mut each);
            }
        }
    }

    /// Hands over the runs of a row that begins and ends between two columns, and clears it.
    fn row_of_pixels(&mut self, row: u32, low: i32, high: i32, each: &mut impl FnMut(Covered)) {
        let mut run = Covered { row, start: 0, count: 0, steps: 0 };
        let mut extend = |column: i32, count: i32, steps: i32| {
            if steps as u8 == run.steps && run.start + run.count == column as u32 {
                run.count += count as u32;
                return;
            }
            if run.steps > 0 {
                each(run);
            }
            run = Covered { row, start: column as u32, count: count as u32, steps: steps as u8 };
        };
        let (mut covered, mut next) = (0, low);
        for word in low as usize / 64..=high as usize / 64 {
            let mut left = std::mem::take(&mut self.touched[word]);
            while left != 0 {
                let column = (word * 64) as i32 + left.trailing_zeros() as i32;
                left &= left - 1;
                let (change, beside) = std::mem::take(&mut self.row[column as usize]);
                if column > next {
                    extend(next, column - next, covered);
                }
                covered += change;
                extend(column, 1, covered - beside);
                next = column + 1;
            }
        }
        // What ends beyond the sheet.
        if next < self.width {
            extend(next, self.width - next, covered);
        }
        // Hands over the last.
        extend(self.width, 0, 0);
    }

    /// Puts the crossings in the order of their rows. Returns the first row; `None` without any.
    fn sort(&mut self) -> Option<i32> {
        let (first, last) = self.found.iter().fold((i32::MAX, i32::MIN), |(low, high), f| (low.min(f.0), high.max(f.0)));
        if first > last {
            return None;
        }
        self.ends.clear();
        self.ends.resize((last - first) as usize + 1, 0);
        self.found.iter().for_each(|found| self.ends[(found.0 - first) as usize] += 1);
        // From how many there are to where they start; placing them moves that to where they end.
        let mut before = 0;
        for end in &mut self.ends {
            before += std::mem::replace(end, before);
        }
        self.crossings.clear();
        self.crossings.resize(self.found.len(), Crossing::default());
        for &(row, crossing) in &self.found {
            let slot = &mut self.ends[(row - first) as usize];
            self.crossings[*slot as usize] = crossing;
            *slot += 1;
        }
        Some(first)
    }
}

/// From [`FINER`] than parts to parts.
fn coarse(place: i64) -> i64 {
    place >> FINER.trailing_zeros()
}

/// A place in parts of a sample; far beyond any sheet at most.
fn parts(place: f32) -> i64 {
    (place.clamp(-1e6, 1e6) * (SAMPLES * PARTS) as f32) as i64
}

/// How many at the beginning are like `first`: sixteen at a time, then one by one.
fn same(pixels: &[u8], first: u8) -> usize {
    let start = 16 * pixels.as_chunks::<16>().0.iter().take_while(|block| **block == [first; 16]).count();
    start + pixels[start..].iter().take_while(|pixel| **pixel == first).count()
}

fn is_inside(winding: i32, rule: FillRule) -> bool {
    match rule {
        FillRule::Winding => winding != 0,
        FillRule::EvenOdd => winding % 2 != 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use resvg::tiny_skia::PathBuilder;

    fn covered(path: &Path, rule: FillRule) -> Vec<Vec<u8>> {
        let mut out = vec![vec![0; 8]; 6];
        Coverage::new(8, 6).of(path, rule, Transform::identity(), |c| {
            out[c.row as usize][c.start as usize..(c.start + c.count) as usize].fill(c.steps);
        });
        out
    }

    fn ring(path: &mut PathBuilder, points: &[(f32, f32)]) {
        path.move_to(points[0].0, points[0].1);
        points[1..].iter().for_each(|p| path.line_to(p.0, p.1));
        path.close();
    }

    #[test]
    fn pixels_are_covered_by_their_share() {
        let rect = PathBuilder::from_rect(Rect::from_ltrb(1.25, 1.5, 5.5, 4.0).unwrap());
        let half = [0, 6, 8, 8, 8, 4, 0, 0];
        let whole = [0, 12, 16, 16, 16, 8, 0, 0];
        assert_eq!(covered(&rect, FillRule::Winding), [[0; 8], half, whole, whole, [0; 8], [0; 8]]);

        let mut triangle = PathBuilder::new();
        ring(&mut triangle, &[(0.0, 0.0), (3.9, 0.0), (0.0, 3.9)]);
        let rows = covered(&triangle.finish().unwrap(), FillRule::EvenOdd);
        // Of the middles of the samples of the last pixel, six lie inside.
        assert_eq!(rows[0], [16, 16, 16, 6, 0, 0, 0, 0]);
        assert_eq!(rows[3], [6, 0, 0, 0, 0, 0, 0, 0]);
    }

    proptest! {
        /// Whether edges are straight or curved.
        #[test]
        fn samples_are_those_of_the_renderer(
            rings in prop::collection::vec(prop::collection::vec((0.0..40.0f32, 0.0..30.0f32, any::<bool>()), 3..12), 1..4),
            curved in any::<bool>(),
            even_odd in any::<bool>(),
        ) {
            let mut path = PathBuilder::new();
            for points in &rings {
                path.move_to(points[0].0, points[0].1);
                for pair in points.windows(2) {
                    match curved && pair[0].2 {
                        true => path.quad_to(pair[0].1, pair[0].0, pair[1].0, pair[1].1),
                        false => path.line_to(pair[1].0, pair[1].1),
                    }
                }
                path.close();
            }
            let path = path.finish().unwrap();
            let rule = if even_odd { FillRule::EvenOdd } else { FillRule::Winding };
            let mut mask = Mask::new(40, 30).unwrap();
            mask.fill_path(&path, rule, true, Transform::identity());
            let mut ours = vec![0i32; 40 * 30];
            Coverage::new(40, 30).of(&path, rule, Transform::identity(), |c| {
                let start = (c.row * 40 + c.start) as usize;
                ours[start..start + c.count as usize].fill(i32::from(c.steps));
            });
            let apart: Vec<i32> = ours.iter().zip(mask.data()).map(|(&a, &b)| (a - (i32::from(b) + 8) / 16).abs()).collect();
            // The mask of a curve that leaves the sheet begins elsewhere: a rounding may move one sample.
            let leaves = !Coverage::new(40, 30).holds(path.bounds());
            prop_assert!(apart.iter().sum::<i32>() <= if curved && leaves { 2 } else { 0 }, "{:?}", apart.iter().max());
        }
    }

    #[test]
    fn neighbours_cover_a_shared_pixel_together_whichever_way_they_turn() {
        let (mut left, mut right) = (PathBuilder::new(), PathBuilder::new());
        ring(&mut left, &[(0.0, 0.0), (2.3, 0.0), (5.1, 6.0), (0.0, 6.0)]);
        ring(&mut right, &[(2.3, 0.0), (5.1, 6.0), (8.0, 6.0), (8.0, 0.0)]);
        let (left, right) = (left.finish().unwrap(), right.finish().unwrap());
        let sums = covered(&left, FillRule::EvenOdd).concat().into_iter().zip(covered(&right, FillRule::Winding).concat());
        assert!(sums.map(|(a, b)| a + b).all(|sum| sum == STEPS));
    }

    #[test]
    fn holes_are_left_out_and_overlaps_count_once() {
        let mut path = PathBuilder::new();
        ring(&mut path, &[(0.0, 0.0), (8.0, 0.0), (8.0, 6.0), (0.0, 6.0)]);
        ring(&mut path, &[(2.0, 2.0), (4.0, 2.0), (4.0, 4.0), (2.0, 4.0)]);
        let path = path.finish().unwrap();
        assert!(covered(&path, FillRule::Winding).concat().iter().all(|&steps| steps == STEPS));
        assert_eq!(covered(&path, FillRule::EvenOdd)[2], [16, 16, 0, 0, 16, 16, 16, 16]);
    }

    #[test]
    fn shapes_beyond_the_sheet_are_cut() {
        let mut path = PathBuilder::new();
        ring(&mut path, &[(-1e9, -50.0), (4.5, -50.0), (4.5, 1e9), (-1e9, 1e9)]);
        assert_eq!(covered(&path.finish().unwrap(), FillRule::Winding), vec![[16, 16, 16, 16, 8, 0, 0, 0]; 6]);
        let mut slanted = PathBuilder::new();
        ring(&mut slanted, &[(-4.0, 1.0), (12.0, 3.0), (12.0, 5.0), (-4.0, 5.0)]);
        let rows = covered(&slanted.finish().unwrap(), FillRule::Winding);
        assert_eq!((rows[0].as_slice(), rows[3].as_slice()), ([0; 8].as_slice(), [16; 8].as_slice()));
        assert!(rows[1].is_sorted_by(|a, b| a >= b) && (6..9).contains(&rows[1][0]) && rows[1][7] == 0, "{:?}", rows[1]);
        let away = PathBuilder::from_rect(Rect::from_ltrb(20.0, 1.0, 30.0, 4.0).unwrap());
        assert_eq!(covered(&away, FillRule::Winding), [[0; 8]; 6]);
    }

    #[test]
    fn a_circle_is_that_of_the_renderer() {
        let circle = PathBuilder::from_circle(4.1, 2.9, 2.6).unwrap();
        let mut mask = Mask::new(8, 6).unwrap();
        mask.fill_path(&circle, FillRule::Winding, true, Transform::identity());
        let known: Vec<u8> = mask.data().iter().map(|&alpha| (alpha as u16).div_ceil(16) as u8).collect();
        assert_eq!(covered(&circle, FillRule::Winding).concat(), known);
    }
}
