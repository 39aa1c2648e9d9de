//! Builds the cells of a [`Locator`]: each row of the grid on its own, from the edges that reach it.

use super::grid::Grid;
use super::{Block, CellEdge, Locator, Row, Toggle};
use crate::base::is_finite;
use geo::CoordsIter;
use geo_types::{Coord, LineString, MultiPolygon};
use rayon::prelude::*;
use std::cmp::Ordering;
use std::ops::Range;

/// Grid cells for each vertex. Measured: fewer make longer lists of edges, more leave the cache.
pub(super) const FOR_MANY_POINTS: f64 = 4.0;
/// The same where about as many points are asked for as there are vertices, so that building takes most of the time.
pub(super) const FOR_FEW_POINTS: f64 = 0.1;
/// Bounds of the number of cells. The upper one keeps the cells at 1 MB, near the processor.
const CELLS: Range<usize> = 1 << 10..1 << 18;
/// Edges in cells beyond which the grid is made coarser, per edge and in all. Real borders have
/// about three cells per edge; only long edges by the thousand, as of a comb, come near.
const CELLS_PER_EDGE: usize = 8;
const CELL_EDGES_ALLOWED: usize = 1 << 21;

/// Areas whose edges are brought into rows by one task.
const AREAS_PER_PIECE: usize = 256;

/// Some areas that follow each other, as single polygons in their order.
struct Piece {
    edges: Vec<Edge>,
    /// The edges that reach each row, in their order: `members[starts[row]..starts[row + 1]]`.
    starts: Vec<usize>,
    members: Vec<u32>,
}

/// `low` is below `high`, or west of it at the same height.
#[derive(Clone, Copy)]
struct Edge {
    low: Coord<f64>,
    high: Coord<f64>,
    /// Position of the single polygon within its piece.
    shape: u32,
    area: u32,
}

/// What one shape does in one cell.
struct Part {
    column: usize,
    area: u32,
    inside: bool,
    /// Into [`Sweep::toggles`].
    toggles: Range<usize>,
    /// Into [`Sweep::edges`].
    edges: Range<usize>,
}

pub(super) fn build(areas: &[&MultiPolygon<f64>], cells_per_vertex: f64) -> Locator {
    let pieces = (0..areas.len()).into_par_iter().step_by(AREAS_PER_PIECE);
    let pieces: Vec<Vec<Edge>> =
        pieces.map(|first| edges_of(first, &areas[first..areas.len().min(first + AREAS_PER_PIECE)])).collect();
    let grid = grid_for(&pieces, cells_per_vertex);
    let pieces: Vec<Piece> = pieces.into_par_iter().map(|edges| Piece::of(&grid, edges)).collect();
    let rows = (0..grid.rows).into_par_iter().map(|row| build_row(&grid, row, &pieces, areas.len())).collect();
    Locator { grid, areas: areas.len(), rows }
}

/// The edges of areas, of which the first has this position. A polygon with a coordinate that is not a finite number has none.
fn edges_of(first: usize, areas: &[&MultiPolygon<f64>]) -> Vec<Edge> {
    let mut edges = Vec::with_capacity(areas.iter().map(|area| area.coords_count()).sum());
    let polygons = (first..).zip(areas).flat_map(|(area, geometry)| geometry.iter().map(move |polygon| (area, polygon)));
    for (shape, (area, polygon)) in polygons.filter(|(_, polygon)| is_finite(polygon)).enumerate() {
        let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
        edges.extend(rings.flat_map(LineString::lines).map(|line| {
            let upwards = (line.start.y, line.start.x) < (line.end.y, line.end.x);
            let (low, high) = if upwards { (line.start, line.end) } else { (line.end, line.start) };
            Edge { low, high, shape: shape as u32, area: area as u32 }
        }));
    }
    edges
}

fn grid_for(pieces: &[Vec<Edge>], cells_per_vertex: f64) -> Grid {
    // Without edges a box that holds no point.
    let nothing = (Coord { x: f64::INFINITY, y: f64::INFINITY }, Coord { x: f64::NEG_INFINITY, y: f64::NEG_INFINITY });
    let wider = |(min, max): (Coord<f64>, Coord<f64>), (low, high): (Coord<f64>, Coord<f64>)| {
        (Coord { x: min.x.min(low.x), y: min.y.min(low.y) }, Coord { x: max.x.max(high.x), y: max.y.max(high.y) })
    };
    let ends = |piece: &Vec<Edge>| piece.iter().flat_map(|e| [e.low, e.high]).map(|c| (c, c)).fold(nothing, wider);
    let (min, max) = pieces.par_iter().map(ends).reduce(|| nothing, wider);
    let edges: usize = pieces.iter().map(Vec::len).sum();
    let cells = (edges as f64 * cells_per_vertex) as usize;
    let mut grid = Grid::new(min, max, cells.clamp(CELLS.start, CELLS.end));
    while grid.rows * grid.columns > 1 && cell_edges(&grid, pieces) > edges * CELLS_PER_EDGE + CELL_EDGES_ALLOWED {
        grid = grid.coarser();
    }
    grid
}

/// About how many times an edge stands in a cell.
fn cell_edges(grid: &Grid, pieces: &[Vec<Edge>]) -> usize {
    let crossed = |e: &Edge| 1 + grid.row(e.high.y) - grid.row(e.low.y) + grid.column(e.low.x).abs_diff(grid.column(e.high.x));
    pieces.par_iter().map(|edges| edges.iter().map(crossed).sum::<usize>()).sum()
}

impl Piece {
    fn of(grid: &Grid, edges: Vec<Edge>) -> Piece {
        let rows_of = |e: &Edge| grid.row(e.low.y)..=grid.row(e.high.y);
        let mut starts = vec![0; grid.rows + 1];
        edges.iter().flat_map(rows_of).for_each(|row| starts[row + 1] += 1);
        for row in 0..grid.rows {
            starts[row + 1] += starts[row];
        }
        let mut next = starts.clone();
        let mut members = vec![0; starts[grid.rows]];
        for (i, edge) in (0..).zip(&edges) {
            for row in rows_of(edge) {
                members[next[row]] = i;
                next[row] += 1;
            }
        }
        Piece { edges, starts, members }
    }

    /// The edges that reach a row, shape by shape.
    fn reaching(&self, row: usize) -> impl Iterator<Item = &[u32]> {
        let members = &self.members[self.starts[row]..self.starts[row + 1]];
        members.chunk_by(|&a, &b| self.edges[a as usize].shape == self.edges[b as usize].shape)
    }
}

fn build_row(grid: &Grid, row: usize, pieces: &[Piece], areas: usize) -> Row {
    let mut sweep = Sweep::new(grid, row);
    pieces.iter().for_each(|piece| piece.reaching(row).for_each(|members| sweep.shape(&piece.edges, members)));
    // Stable: the shapes of one cell stay in their order.
    sweep.parts.sort_by_key(|p| p.column);

    let mut out = Row { cells: Vec::with_capacity(grid.columns), ..Row::default() };
    let mut parts = sweep.parts.as_slice();
    for column in 0..grid.columns {
        let (here, rest) = parts.split_at(parts.partition_point(|p| p.column == column));
        parts = rest;
        let cell = match here {
            [] => 0,
            // A cell that several areas hold entirely keeps them all, for `locate_all`.
            [first, others @ ..] if here.iter().all(|p| p.edges.is_empty()) && others.iter().all(|p| p.area == first.area) => {
                first.area + 1
            }
            _ => {
                let first = out.blocks.len();
                let chunks = here.chunks(64);
                let last = chunks.len() - 1;
                chunks.enumerate().for_each(|(i, chunk)| out.push_block(&sweep, chunk, i < last));
                (areas + 1 + first) as u32
            }
        };
        out.cells.push(cell);
    }
    out.blocks.push(out.next_block(0, false));
    out
}

/// Walks through the cells of one row, west to east, shape by shape.
struct Sweep<'a> {
    grid: &'a Grid,
    row: usize,
    parts: Vec<Part>,
    toggles: Vec<f64>,
    edges: Vec<Edge>,
    /// Of the shape at hand: first and last column of each edge, and the edge.
    arriving: Vec<(usize, usize, u32)>,
    /// Last column of each edge in the cell at hand, and the edge.
    active: Vec<(usize, u32)>,
}

impl<'a> Sweep<'a> {
    fn new(grid: &'a Grid, row: usize) -> Sweep<'a> {
        let (arriving, active) = (Vec::new(), Vec::new());
        Sweep { grid, row, parts: Vec::new(), toggles: Vec::new(), edges: Vec::new(), arriving, active }
    }

    /// `members` are the edges of one shape that reach this row, of the `edges` of its piece.
    ///
    /// At height y the point is inside if an odd number of edges with `low.y <= y < high.y` pass
    /// left of it. For the edges wholly left of a cell that number has the parity of the number
    /// of their ends with `end.y <= y`: ends below the row always count, ends above it never, and
    /// an end inside the row is a toggle, unless the next edge of the ring is left of the cell
    /// as well and cancels it. So away from the border no toggle is left over.
    fn shape(&mut self, edges: &[Edge], members: &[u32]) {
        let Sweep { grid, row, arriving, active, .. } = self;
        let area = edges[members[0] as usize].area;
        arriving.clear();
        arriving.extend(members.iter().map(|&i| {
            let edge = &edges[i as usize];
            let (first, last) = grid.columns_in_row(edge.low, edge.high, *row);
            (first, last, i)
        }));
        arriving.sort_unstable();

        let mut arriving = arriving.iter().copied().peekable();
        let mut inside = false;
        let mut toggles: Vec<f64> = Vec::new();
        let mut column = 0;
        loop {
            if active.is_empty() {
                let Some(&(next, ..)) = arriving.peek() else { break };
                if inside {
                    self.parts.extend((column..next).map(|column| Part { column, area, inside, toggles: 0..0, edges: 0..0 }));
                }
                column = next;
            }
            while let Some((_, last, edge)) = arriving.next_if(|&(first, ..)| first == column) {
                active.push((last, edge));
            }
            let (first_toggle, first_edge) = (self.toggles.len(), self.edges.len());
            self.toggles.extend(&toggles);
            self.edges.extend(active.iter().map(|&(_, edge)| edges[edge as usize]));
            self.parts.push(Part {
                column,
                area,
                inside,
                toggles: first_toggle..self.toggles.len(),
                edges: first_edge..self.edges.len(),
            });
            active.retain(|&(last, edge)| {
                if last == column {
                    let edge = &edges[edge as usize];
                    for y in [edge.low.y, edge.high.y] {
                        match grid.row(y).cmp(row) {
                            Ordering::Less => inside = !inside,
                            Ordering::Equal => match toggles.iter().position(|&t| t == y) {
                                Some(cancelled) => drop(toggles.swap_remove(cancelled)),
                                None => toggles.push(y),
                            },
                            Ordering::Greater => {}
                        }
                    }
                }
                last > column
            });
            column += 1;
        }
    }
}

impl Row {
    /// A block that begins behind what there is.
    fn next_block(&self, inside: u64, continued: bool) -> Block {
        let (first_area, first_toggle) = (self.block_areas.len() as u32, self.toggles.len() as u32);
        Block { inside, first_area, first_toggle, first_edge: self.edges.len() as u32, continued }
    }

    /// Appends a block of at most 64 shapes.
    fn push_block(&mut self, sweep: &Sweep, parts: &[Part], continued: bool) {
        let bits = || parts.iter().enumerate().map(|(i, part)| (1u64 << i, part));
        let inside = bits().filter(|(_, part)| part.inside).fold(0, |all, (bit, _)| all | bit);
        self.blocks.push(self.next_block(inside, continued));
        self.block_areas.extend(parts.iter().map(|p| p.area));

        let first = self.toggles.len();
        let toggles =
            bits().flat_map(|(shapes, part)| sweep.toggles[part.toggles.clone()].iter().map(move |&y| Toggle { y, shapes }));
        self.toggles.extend(toggles);
        self.toggles[first..].sort_by(|a, b| a.y.total_cmp(&b.y));
        dedup_from(&mut self.toggles, first, |next, kept| next.y == kept.y && merge(&mut kept.shapes, next.shapes));

        let first = self.edges.len();
        let edges = bits().flat_map(|(shapes, part)| sweep.edges[part.edges.clone()].iter().map(move |edge| (shapes, edge)));
        self.edges.extend(edges.map(|(shapes, edge)| CellEdge { low: edge.low, high: edge.high, shapes }));
        let key = |e: &CellEdge| [e.low.y, e.low.x, e.high.y, e.high.x];
        self.edges[first..].sort_by(|a, b| {
            let pairs = key(a).into_iter().zip(key(b));
            pairs.map(|(a, b)| a.total_cmp(&b)).find(|o| o.is_ne()).unwrap_or(Ordering::Equal)
        });
        dedup_from(&mut self.edges, first, |next, kept| key(next) == key(kept) && merge(&mut kept.shapes, next.shapes));
    }
}

/// [`Vec::dedup_by`] for the end of a list.
fn dedup_from<T: Copy>(list: &mut Vec<T>, first: usize, mut same: impl FnMut(&T, &mut T) -> bool) {
    let mut kept = first;
    for next in first..list.len() {
        let item = list[next];
        if kept > first && same(&item, &mut list[kept - 1]) {
            continue;
        }
        list[kept] = item;
        kept += 1;
    }
    list.truncate(kept);
}

/// Puts two equal things into one. A shape that has the same thing twice keeps both: they cancel.
fn merge(kept: &mut u64, next: u64) -> bool {
    let new = *kept & next == 0;
    if new {
        *kept |= next;
    }
    new
}
