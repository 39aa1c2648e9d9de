//! How much of each pixel a shape covers, row by row: the exact area (Catmull 1978) summed from
//! the edges alone, as FreeType does. The work grows with the length of the outline, not with the
//! area inside, and no canvas is needed.
//!
//! Not for colours or for the order of painting: see `painter`.

use resvg::tiny_skia::{FillRule, Path, PathSegment, Point, Transform};

/// Parts of a pixel, in each direction, in which edges are measured.
const PARTS: i32 = 256;
const BITS: u32 = PARTS.trailing_zeros();

/// Steps of coverage from nothing to whole. Sixteen are smooth to the eye, and keep the mixed
/// colours of a sheet few enough for a table.
pub const STEPS: u8 = 16;

/// How far a curve may be from the lines that stand for it, pixels.
const FLATNESS: f32 = 0.1;

/// Neighbouring pixels of a row that a shape covers equally.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Covered {
    pub row: u32,
    /// Position of the first pixel in its row.
    pub start: u32,
    pub count: u32,
    /// From 1 to [`STEPS`].
    pub steps: u8,
}

/// What edges do to one pixel and those right of it.
#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    row: i32,
    column: i32,
    /// Height of the edges in this pixel, those that go up taken off.
    cover: i32,
    /// Twice the part of that height times width that lies left of them.
    area: i32,
}

/// Finds what shapes cover of a sheet of some size. Kept from shape to shape for its memory.
#[derive(Debug, Default)]
pub struct Coverage {
    width: i32,
    height: i32,
    cells: Vec<Cell>,
    /// The cells by row, and where those of each row end.
    by_row: Vec<Cell>,
    ends: Vec<u32>,
    /// Height and area of the edges in each pixel of a row, and a bit for each that has any.
    row: Vec<(i32, i32)>,
    touched: Vec<u64>,
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
        self.cells.clear();
        let placed = |mut point: Point| {
            transform.map_point(&mut point);
            point
        };
        let (mut first, mut here) = (Point::zero(), Point::zero());
        for segment in path.segments() {
            match segment {
                PathSegment::MoveTo(to) => {
                    self.edge(here, first);
                    (first, here) = (placed(to), placed(to));
                }
                PathSegment::LineTo(to) => {
                    let to = placed(to);
                    self.edge(here, to);
                    here = to;
                }
                PathSegment::QuadTo(a, to) => here = self.curve([here, placed(a), placed(a), placed(to)], true),
                PathSegment::CubicTo(a, b, to) => here = self.curve([here, placed(a), placed(b), placed(to)], false),
                PathSegment::Close => {
                    self.edge(here, first);
                    here = first;
                }
            }
        }
        self.edge(here, first);
        self.sweep(rule, each);
    }

    /// A curve as edges, of which there are as many as it bends (Wang's bound). Returns its end.
    fn curve(&mut self, [start, a, b, end]: [Point; 4], quadratic: bool) -> Point {
        let bend = |p: Point, q: Point, r: Point| (p.x - 2.0 * q.x + r.x).hypot(p.y - 2.0 * q.y + r.y);
        let bends = if quadratic { bend(start, a, end) / 4.0 } else { 0.75 * bend(start, a, b).max(bend(a, b, end)) };
        let pieces = (bends / FLATNESS).sqrt().ceil().clamp(1.0, 256.0);
        let mut here = start;
        for i in 1..=pieces as u32 {
            let t = i as f32 / pieces;
            let s = 1.0 - t;
            let [w, x, y, z] = match quadratic {
                true => [s * s, 2.0 * s * t, 0.0, t * t],
                false => [s * s * s, 3.0 * s * s * t, 3.0 * s * t * t, t * t * t],
            };
            let mix = |p: f32, q: f32, r: f32, e: f32| w * p + x * q + y * r + z * e;
            let to = Point::from_xy(mix(start.x, a.x, b.x, end.x), mix(start.y, a.y, b.y, end.y));
            // The end itself, so that the next edge starts where this one ends.
            let to = if i == pieces as u32 { end } else { to };
            self.edge(here, to);
            here = to;
        }
        end
    }

    fn edge(&mut self, from: Point, to: Point) {
        // Far beyond any sheet, and such that nothing overflows.
        let parts = |v: f32| (v.clamp(-1e6, 1e6) * PARTS as f32) as i32;
        let ((x0, y0), (x1, y1)) = ((parts(from.x), parts(from.y)), (parts(to.x), parts(to.y)));
        if y0 == y1 {
            return;
        }
        let (sign, top, bottom) = if y0 < y1 { (1, (x0, y0), (x1, y1)) } else { (-1, (x1, y1), (x0, y0)) };
        let slope = f64::from(bottom.0 - top.0) / f64::from(bottom.1 - top.1);
        let at = |y: i32| top.0 + (slope * f64::from(y - top.1)) as i32;
        let (mut y, end) = (top.1.max(0), bottom.1.min(self.height * PARTS));
        let mut x = at(y);
        while y < end {
            let row = y >> BITS;
            let below = ((row + 1) * PARTS).min(end);
            let next = at(below);
            self.in_row(row, sign, (x, next), below - y);
            (x, y) = (next, below);
        }
    }

    /// A piece of an edge that stays in a row: where it starts and ends, and its height.
    fn in_row(&mut self, row: i32, sign: i32, (from, to): (i32, i32), height: i32) {
        let (left, right) = (from.min(to), from.max(to));
        if left >> BITS == right >> BITS {
            return self.add(row, left >> BITS, sign * height, left + right);
        }
        // Which way it leans does not matter: only how high it is in each pixel.
        let rise = f64::from(height) / f64::from(right - left);
        let at = |x: i32| (rise * f64::from(x - left)) as i32;
        let (mut x, mut y) = (left.max(0), at(left.max(0).min(right)));
        if left < 0 {
            self.add(row, -1, sign * y, 0);
        }
        while x < right && x < self.width * PARTS {
            let column = x >> BITS;
            let next = ((column + 1) * PARTS).min(right);
            let above = if next == right { height } else { at(next) };
            self.add(row, column, sign * (above - y), x + next);
            (x, y) = (next, above);
        }
    }

    /// `across` is the sum of the positions of both ends.
    fn add(&mut self, row: i32, column: i32, cover: i32, across: i32) {
        if column >= self.width || cover == 0 {
            return;
        }
        // Left of the sheet: as if along its rim.
        let (column, area) = if column < 0 { (0, 0) } else { (column, cover * (across - 2 * column * PARTS)) };
        match self.cells.last_mut() {
            Some(last) if (last.row, last.column) == (row, column) => {
                last.cover += cover;
                last.area += area;
            }
            _ => self.cells.push(Cell { row, column, cover, area }),
        }
    }

    /// Cells into runs.
    fn sweep(&mut self, rule: FillRule, mut each: impl FnMut(Covered)) {
        let Some(first_row) = self.sort() else { return };
        let (low, high) =
            self.by_row.iter().fold((i32::MAX, 0), |(low, high), cell| (low.min(cell.column), high.max(cell.column)));
        let words = low as usize / 64..high as usize / 64 + 1;
        let mut start = 0;
        for (row, &end) in (first_row..).zip(&self.ends) {
            for cell in &self.by_row[start as usize..end as usize] {
                let column = cell.column as usize;
                self.row[column].0 += cell.cover;
                self.row[column].1 += cell.area;
                self.touched[column / 64] |= 1 << (column % 64);
            }
            start = end;
            let mut run = Covered { row: row as u32, start: 0, count: 0, steps: 0 };
            let mut extend = |column: i32, count: i32, twice_area: i32| {
                let steps = steps(twice_area, rule);
                if steps == run.steps && run.start + run.count == column as u32 {
                    run.count += count as u32;
                    return;
                }
                if run.steps > 0 {
                    each(run);
                }
                run = Covered { row: row as u32, start: column as u32, count: count as u32, steps };
            };
            let (mut cover, mut next) = (0, 0);
            for word in words.clone() {
                let mut left = std::mem::take(&mut self.touched[word]);
                while left != 0 {
                    let column = (word * 64) as i32 + left.trailing_zeros() as i32;
                    left &= left - 1;
                    let (height, area) = std::mem::take(&mut self.row[column as usize]);
                    if column > next {
                        extend(next, column - next, cover * 2 * PARTS);
                    }
                    cover += height;
                    extend(column, 1, cover * 2 * PARTS - area);
                    next = column + 1;
                }
            }
            // What an edge right of the sheet would end.
            if next < self.width {
                extend(next, self.width - next, cover * 2 * PARTS);
            }
            // Hands over the last.
            extend(self.width, 0, 0);
        }
    }

    /// Puts the cells in the order of their rows. Returns the first row; `None` without cells.
    fn sort(&mut self) -> Option<i32> {
        let first = self.cells.iter().map(|cell| cell.row).min()?;
        let last = self.cells.iter().map(|cell| cell.row).max()?;
        self.ends.clear();
        self.ends.resize((last - first) as usize + 1, 0);
        self.cells.iter().for_each(|cell| self.ends[(cell.row - first) as usize] += 1);
        // From how many there are to where they start; placing them moves that to where they end.
        let mut before = 0;
        for end in &mut self.ends {
            before += std::mem::replace(end, before);
        }
        self.by_row.clear();
        self.by_row.resize(self.cells.len(), Cell::default());
        for cell in &self.cells {
            let slot = &mut self.ends[(cell.row - first) as usize];
            self.by_row[*slot as usize] = *cell;
            *slot += 1;
        }
        Some(first)
    }
}

/// Steps of a pixel of which twice this area is covered, each winding of the outline counted.
fn steps(twice_area: i32, rule: FillRule) -> u8 {
    const WHOLE: i32 = 2 * PARTS * PARTS;
    let area = match rule {
        FillRule::Winding => twice_area.abs().min(WHOLE),
        // Up to the whole and down again.
        FillRule::EvenOdd => WHOLE - (twice_area.rem_euclid(2 * WHOLE) - WHOLE).abs(),
    };
    ((area * i32::from(STEPS) + WHOLE / 2) / WHOLE) as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use resvg::tiny_skia::{PathBuilder, Rect};

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
        ring(&mut triangle, &[(0.0, 0.0), (4.0, 0.0), (0.0, 4.0)]);
        let rows = covered(&triangle.finish().unwrap(), FillRule::EvenOdd);
        assert_eq!(rows[0], [16, 16, 16, 8, 0, 0, 0, 0]);
        assert_eq!(rows[3], [8, 0, 0, 0, 0, 0, 0, 0]);
    }

    #[test]
    fn neighbours_cover_a_shared_pixel_together_whichever_way_they_turn() {
        let (mut left, mut right) = (PathBuilder::new(), PathBuilder::new());
        ring(&mut left, &[(0.0, 0.0), (2.3, 0.0), (5.1, 6.0), (0.0, 6.0)]);
        ring(&mut right, &[(2.3, 0.0), (5.1, 6.0), (8.0, 6.0), (8.0, 0.0)]);
        let (left, right) = (left.finish().unwrap(), right.finish().unwrap());
        let sums = covered(&left, FillRule::EvenOdd).concat().into_iter().zip(covered(&right, FillRule::Winding).concat());
        assert!(sums.map(|(a, b)| a + b).all(|sum| (STEPS..=STEPS + 1).contains(&sum)));
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
        assert!(rows[1].is_sorted_by(|a, b| a >= b) && rows[1][0] == 7 && rows[1][7] == 0, "{:?}", rows[1]);
        let away = PathBuilder::from_rect(Rect::from_ltrb(20.0, 1.0, 30.0, 4.0).unwrap());
        assert_eq!(covered(&away, FillRule::Winding), [[0; 8]; 6]);
    }

    #[test]
    fn a_circle_has_its_area() {
        let circle = PathBuilder::from_circle(4.1, 2.9, 2.6).unwrap();
        let area = covered(&circle, FillRule::Winding).concat().into_iter().map(f32::from).sum::<f32>() / f32::from(STEPS);
        assert!((area / (std::f32::consts::PI * 2.6 * 2.6) - 1.0).abs() < 0.02, "{area}");
    }
}
