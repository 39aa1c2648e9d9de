//! Which cells a line touches and a polygon covers.
//!
//! Lines are traced so that consecutive cells share a side: a barrier one cell wide has no gap
//! through which a diagonal step could slip.

use super::grid::{Grid, Window};
use geo_types::{LineString, Polygon};

/// Calls `each` with the position in the window of every cell a line touches. Coordinates in
/// metres. A cell may be named more than once. A line through a corner takes one of the two cells
/// beside it too.
pub fn touched(line: &LineString<f64>, grid: &Grid, window: &Window, each: &mut impl FnMut(usize)) {
    let mut points = line.0.iter().map(|&c| grid.in_cells(c));
    let Some(mut from) = points.next() else { return };
    if line.0.len() == 1 {
        step(from, from, window, each);
    }
    for to in points {
        step(from, to, window, each);
        from = to;
    }
}

/// Walks from cell to cell along one segment (Amanatides and Woo 1987), cut to the window.
fn step(from: (f64, f64), to: (f64, f64), window: &Window, each: &mut impl FnMut(usize)) {
    let (west, north) = (window.column as f64, window.row as f64);
    let limits = [(from.0, to.0, west, west + window.width as f64), (from.1, to.1, north, north + window.height as f64)];
    let (mut enter, mut leave) = (0.0f64, 1.0f64);
    for (a, b, low, high) in limits {
        let along = b - a;
        if along == 0.0 {
            if a < low || a >= high {
                return;
            }
            continue;
        }
        let (near, far) = ((low - a) / along, (high - a) / along);
        enter = enter.max(near.min(far));
        leave = leave.min(near.max(far));
    }
    if enter > leave {
        return;
    }
    let at = |t: f64| (from.0 + (to.0 - from.0) * t, from.1 + (to.1 - from.1) * t);
    let (start, end) = (at(enter), at(leave));
    let cell = |v: f64, low: i64, size: usize| (v.floor() as i64).clamp(low, low + size as i64 - 1);
    let (mut column, mut row) = (cell(start.0, window.column, window.width), cell(start.1, window.row, window.height));
    let last = (cell(end.0, window.column, window.width), cell(end.1, window.row, window.height));
    let mut steps = (last.0 - column).unsigned_abs() + (last.1 - row).unsigned_abs();
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let edge = |c: i64, d: f64| if d > 0.0 { (c + 1) as f64 } else { c as f64 };
    let mut mark = |column, row| {
        if let Some(position) = window.position(column, row) {
            each(position);
        }
    };
    mark(column, row);
    while steps > 0 {
        // Where along the segment the next side of the cell is met; never, where it runs beside it.
        let next = |c: i64, start: f64, d: f64, done: bool| if done { f64::INFINITY } else { (edge(c, d) - start) / d };
        let (tx, ty) = (next(column, from.0, dx, column == last.0), next(row, from.1, dy, row == last.1));
        if tx <= ty {
            column += if dx > 0.0 { 1 } else { -1 };
        } else {
            row += if dy > 0.0 { 1 } else { -1 };
        }
        steps -= 1;
        mark(column, row);
    }
}

/// Calls `each` with the positions of the cells whose centre lies within `reach` metres of a line.
pub fn near(line: &LineString<f64>, reach: f64, grid: &Grid, window: &Window, each: &mut impl FnMut(usize)) {
    let radius = reach / grid.cell;
    for segment in line.lines() {
        let (a, b) = (grid.in_cells(segment.start), grid.in_cells(segment.end));
        let span = |a: f64, b: f64, low: i64, size: usize| {
            let first = ((a.min(b) - radius - 0.5).ceil() as i64).max(low);
            let last = ((a.max(b) + radius - 0.5).floor() as i64).min(low + size as i64 - 1);
            first..=last
        };
        for row in span(a.1, b.1, window.row, window.height) {
            for column in span(a.0, b.0, window.column, window.width) {
                let centre = (column as f64 + 0.5, row as f64 + 0.5);
                if distance(centre, a, b) <= radius
                    && let Some(position) = window.position(column, row)
                {
                    each(position);
                }
            }
        }
    }
}

fn distance(p: (f64, f64), a: (f64, f64), b: (f64, f64)) -> f64 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let length_2 = dx * dx + dy * dy;
    let t = if length_2 > 0.0 { (((p.0 - a.0) * dx + (p.1 - a.1) * dy) / length_2).clamp(0.0, 1.0) } else { 0.0 };
    (p.0 - a.0 - t * dx).hypot(p.1 - a.1 - t * dy)
}

/// Calls `each` with the first position and the number of cells of every stretch of a row whose
/// centres lie inside the polygon. A centre on the western or northern edge is inside, so that
/// polygons that share an edge never share a cell.
pub fn filled(polygon: &Polygon<f64>, grid: &Grid, window: &Window, each: &mut impl FnMut(usize, usize)) {
    let mut crossings: Vec<Vec<f64>> = vec![Vec::new(); window.height];
    let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
    for line in rings.flat_map(LineString::lines) {
        let (a, b) = (grid.in_cells(line.start), grid.in_cells(line.end));
        let (low, high) = (a.1.min(b.1), a.1.max(b.1));
        // Rows whose centre c has low < c <= high in rows counted southward.
        let first = ((low - 0.5).floor() as i64 + 1).max(window.row);
        let last = ((high - 0.5).floor() as i64).min(window.row + window.height as i64 - 1);
        for row in first..=last {
            let y = row as f64 + 0.5;
            crossings[(row - window.row) as usize].push(a.0 + (y - a.1) / (b.1 - a.1) * (b.0 - a.0));
        }
    }
    for (row, mut xs) in crossings.into_iter().enumerate() {
        xs.sort_by(f64::total_cmp);
        for stretch in xs.chunks_exact(2) {
            let first = ((stretch[0] - 0.5).ceil() as i64).max(window.column);
            let end = ((stretch[1] - 0.5).ceil() as i64).min(window.column + window.width as i64);
            if end > first {
                each(row * window.width + (first - window.column) as usize, (end - first) as usize);
            }
        }
    }
}

/// Calls `each` with the position of every cell that a polygon covers or its border touches.
pub fn covered(polygon: &Polygon<f64>, grid: &Grid, window: &Window, each: &mut impl FnMut(usize)) {
    filled(polygon, grid, window, &mut |first, count| (first..first + count).for_each(&mut *each));
    std::iter::once(polygon.exterior()).chain(polygon.interiors()).for_each(|ring| touched(ring, grid, window, each));
}
