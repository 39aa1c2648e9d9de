//! Builds the cells of a [`Locator`]: each row of the grid on its own, from the edges that reach it.

use super::grid::Grid;
use super::{Block, CellEdge, Locator, Toggle};
use geo_types::{Coord, LineString, MultiPolygon, Polygon};
use rayon::prelude::*;
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

/// All single polygons, in the order of their areas.
struct Shapes {
    edges: Vec<Edge>,
    /// Area of each shape.
    areas: Vec<u32>,
}

/// `low` is below `high`, or west of it at the same height.
#[derive(Clone, Copy)]
struct Edge {
    low: Coord<f64>,
    high: Coord<f64>,
    shape: u32,
}

/// What one shape does in one cell.
struct Part {
    column: usize,
    shape: u32,
    inside: bool,
    /// Into [`Row::toggles`].
    toggles: Range<usize>,
    /// Into [`Row::edges`].
    edges: Range<usize>,
}

enum RowCell {
    Outside,
    Inside(u32),
    /// Index of the first block within the row.
    Mixed(u32),
}

/// The finished cells of one row; ranges of blocks count from the beginning of the row.
#[derive(Default)]
struct Row {
    cells: Vec<RowCell>,
    blocks: Vec<Block>,
    block_areas: Vec<u32>,
    toggles: Vec<Toggle>,
    edges: Vec<CellEdge>,
}

pub(super) fn build(areas: &[&MultiPolygon<f64>], cells_per_vertex: f64) -> Locator {
    let shapes = Shapes::of(areas);
    let grid = grid_for(&shapes.edges, cells_per_vertex);
    let (starts, members) = edges_by_row(&grid, &shapes.edges);
    let rows: Vec<Row> = (0..grid.rows)
        .into_par_iter()
        .map(|row| build_row(&grid, row, &shapes, &members[starts[row]..starts[row + 1]]))
        .collect();
    assemble(grid, areas.len(), rows)
}

impl Shapes {
    fn of(areas: &[&MultiPolygon<f64>]) -> Self {
        let mut shapes = Shapes { edges: Vec::new(), areas: Vec::new() };
        for (area, geometry) in areas.iter().enumerate() {
            for polygon in geometry.iter().filter(|p| finite(p)) {
                let shape = shapes.areas.len() as u32;
                shapes.areas.push(area as u32);
                let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
                shapes.edges.extend(rings.flat_map(LineString::lines).map(|line| {
                    let upwards = (line.start.y, line.start.x) < (line.end.y, line.end.x);
                    let (low, high) = if upwards { (line.start, line.end) } else { (line.end, line.start) };
                    Edge { low, high, shape }
                }));
            }
        }
        shapes
    }
}

fn finite(polygon: &Polygon<f64>) -> bool {
    let mut rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
    rings.all(|ring| ring.coords().all(|c| c.x.is_finite() && c.y.is_finite()))
}

fn grid_for(edges: &[Edge], cells_per_vertex: f64) -> Grid {
    // Without edges a box that holds no point.
    let nothing = (Coord { x: f64::INFINITY, y: f64::INFINITY }, Coord { x: f64::NEG_INFINITY, y: f64::NEG_INFINITY });
    let (min, max) = edges.iter().flat_map(|e| [e.low, e.high]).fold(nothing, |(min, max), c| {
        (Coord { x: min.x.min(c.x), y: min.y.min(c.y) }, Coord { x: max.x.max(c.x), y: max.y.max(c.y) })
    });
    let cells = (edges.len() as f64 * cells_per_vertex) as usize;
    let mut grid = Grid::new(min, max, cells.clamp(CELLS.start, CELLS.end));
    while grid.rows * grid.columns > 1 && cell_edges(&grid, edges) > edges.len() * CELLS_PER_EDGE + CELL_EDGES_ALLOWED {
        grid = grid.coarser();
    }
    grid
}

/// About how many times an edge stands in a cell.
fn cell_edges(grid: &Grid, edges: &[Edge]) -> usize {
    let crossed = |e: &Edge| 1 + grid.row(e.high.y) - grid.row(e.low.y) + grid.column(e.low.x).abs_diff(grid.column(e.high.x));
    edges.par_iter().map(crossed).sum()
}

/// The edges that reach each row, in the order of their shapes: `members[starts[row]..starts[row + 1]]`.
fn edges_by_row(grid: &Grid, edges: &[Edge]) -> (Vec<usize>, Vec<u32>) {
    let rows_of = |e: &Edge| grid.row(e.low.y)..=grid.row(e.high.y);
    let mut starts = vec![0; grid.rows + 1];
    edges.iter().flat_map(rows_of).for_each(|row| starts[row + 1] += 1);
    for row in 0..grid.rows {
        starts[row + 1] += starts[row];
    }
    let mut next = starts.clone();
    let mut members = vec![0; starts[grid.rows]];
    for (i, edge) in edges.iter().enumerate() {
        for row in rows_of(edge) {
            members[next[row]] = i as u32;
            next[row] += 1;
        }
    }
    (starts, members)
}

fn build_row(grid: &Grid, row: usize, shapes: &Shapes, members: &[u32]) -> Row {
    let mut sweep = Sweep { grid, row, shapes, parts: Vec::new(), toggles: Vec::new(), edges: Vec::new() };
    members.chunk_by(|&a, &b| shapes.edges[a as usize].shape == shapes.edges[b as usize].shape).for_each(|m| sweep.shape(m));
    // Stable: the shapes of one cell stay in their order.
    sweep.parts.sort_by_key(|p| p.column);

    let mut out = Row::default();
    let mut parts = sweep.parts.as_slice();
    for column in 0..grid.columns {
        let (here, rest) = parts.split_at(parts.partition_point(|p| p.column == column));
        parts = rest;
        let area = |p: &Part| shapes.areas[p.shape as usize];
        let cell = match here {
            [] => RowCell::Outside,
            // A cell that several areas hold entirely keeps them all, for `locate_all`.
            [first, others @ ..] if here.iter().all(|p| p.edges.is_empty()) && others.iter().all(|p| area(p) == area(first)) => {
                RowCell::Inside(area(first))
            }
            _ => {
                let first = out.blocks.len() as u32;
                let chunks = here.chunks(64);
                let last = chunks.len() - 1;
                chunks.enumerate().for_each(|(i, chunk)| out.push_block(&sweep, chunk, i < last));
                RowCell::Mixed(first)
            }
        };
        out.cells.push(cell);
    }
    out
}

/// Walks through the cells of one row, west to east, shape by shape.
struct Sweep<'a> {
    grid: &'a Grid,
    row: usize,
    shapes: &'a Shapes,
    parts: Vec<Part>,
    toggles: Vec<f64>,
    edges: Vec<u32>,
}

impl Sweep<'_> {
    /// `members` are the edges of one shape that reach this row.
    ///
    /// At height y the point is inside if an odd number of edges with `low.y <= y < high.y` pass
    /// left of it. For the edges wholly left of a cell that number has the parity of the number
    /// of their ends with `end.y <= y`: ends below the row always count, ends above it never, and
    /// an end inside the row is a toggle, unless the next edge of the ring is left of the cell
    /// as well and cancels it. So away from the border no toggle is left over.
    fn shape(&mut self, members: &[u32]) {
        let shape = self.shapes.edges[members[0] as usize].shape;
        let mut arriving: Vec<(usize, usize, u32)> = members
            .iter()
            .map(|&i| {
                let edge = &self.shapes.edges[i as usize];
                let (first, last) = self.grid.columns_in_row(edge.low, edge.high, self.row);
                (first, last, i)
            })
            .collect();
        arriving.sort_unstable();

        let mut arriving = arriving.into_iter().peekable();
        let mut active: Vec<(usize, u32)> = Vec::new();
        let mut inside = false;
        let mut toggles: Vec<f64> = Vec::new();
        let mut column = 0;
        loop {
            if active.is_empty() {
                let Some(&(next, ..)) = arriving.peek() else { break };
                if inside {
                    self.parts.extend((column..next).map(|column| Part { column, shape, inside, toggles: 0..0, edges: 0..0 }));
                }
                column = next;
            }
            while let Some((_, last, edge)) = arriving.next_if(|&(first, ..)| first == column) {
                active.push((last, edge));
            }
            let (first_toggle, first_edge) = (self.toggles.len(), self.edges.len());
            self.toggles.extend(&toggles);
            self.edges.extend(active.iter().map(|&(_, edge)| edge));
            self.parts.push(Part {
                column,
                shape,
                inside,
                toggles: first_toggle..self.toggles.len(),
                edges: first_edge..self.edges.len(),
            });
            active.retain(|&(last, edge)| {
                if last == column {
                    let edge = &self.shapes.edges[edge as usize];
                    for y in [edge.low.y, edge.high.y] {
                        match self.grid.row(y).cmp(&self.row) {
                            std::cmp::Ordering::Less => inside = !inside,
                            std::cmp::Ordering::Equal => match toggles.iter().position(|&t| t == y) {
                                Some(cancelled) => drop(toggles.swap_remove(cancelled)),
                                None => toggles.push(y),
                            },
                            std::cmp::Ordering::Greater => {}
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
    /// Appends a block of at most 64 shapes.
    fn push_block(&mut self, sweep: &Sweep, parts: &[Part], continued: bool) {
        let bits = || parts.iter().enumerate().map(|(i, part)| (1u64 << i, part));
        self.blocks.push(Block {
            inside: bits().filter(|(_, part)| part.inside).fold(0, |all, (bit, _)| all | bit),
            first_area: self.block_areas.len() as u32,
            first_toggle: self.toggles.len() as u32,
            first_edge: self.edges.len() as u32,
            continued,
        });
        self.block_areas.extend(parts.iter().map(|p| sweep.shapes.areas[p.shape as usize]));

        let mut toggles: Vec<Toggle> = bits()
            .flat_map(|(shapes, part)| sweep.toggles[part.toggles.clone()].iter().map(move |&y| Toggle { y, shapes }))
            .collect();
        toggles.sort_by(|a, b| a.y.total_cmp(&b.y));
        toggles.dedup_by(|next, kept| next.y == kept.y && merge(&mut kept.shapes, next.shapes));
        self.toggles.append(&mut toggles);

        let mut edges: Vec<CellEdge> = bits()
            .flat_map(|(shapes, part)| {
                sweep.edges[part.edges.clone()].iter().map(move |&i| (shapes, &sweep.shapes.edges[i as usize]))
            })
            .map(|(shapes, edge)| CellEdge { low: edge.low, high: edge.high, shapes })
            .collect();
        let key = |e: &CellEdge| [e.low.y, e.low.x, e.high.y, e.high.x];
        edges.sort_by(|a, b| {
            let pairs = key(a).into_iter().zip(key(b));
            pairs.map(|(a, b)| a.total_cmp(&b)).find(|o| o.is_ne()).unwrap_or(std::cmp::Ordering::Equal)
        });
        edges.dedup_by(|next, kept| key(next) == key(kept) && merge(&mut kept.shapes, next.shapes));
        self.edges.append(&mut edges);
    }
}

/// Puts two equal things into one. A shape that has the same thing twice keeps both: they cancel.
fn merge(kept: &mut u64, next: u64) -> bool {
    let new = *kept & next == 0;
    if new {
        *kept |= next;
    }
    new
}

/// Puts the rows one after the other.
fn assemble(grid: Grid, areas: usize, rows: Vec<Row>) -> Locator {
    let mut out = Locator {
        cells: Vec::with_capacity(grid.rows * grid.columns),
        grid,
        areas,
        blocks: Vec::new(),
        block_areas: Vec::new(),
        toggles: Vec::new(),
        edges: Vec::new(),
    };
    for row in rows {
        let first_block = (out.blocks.len() + areas + 1) as u32;
        out.cells.extend(row.cells.iter().map(|cell| match *cell {
            RowCell::Outside => 0,
            RowCell::Inside(area) => area + 1,
            RowCell::Mixed(block) => first_block + block,
        }));
        let (areas, toggles, edges) = (out.block_areas.len() as u32, out.toggles.len() as u32, out.edges.len() as u32);
        out.blocks.extend(row.blocks.iter().map(|b| Block {
            first_area: b.first_area + areas,
            first_toggle: b.first_toggle + toggles,
            first_edge: b.first_edge + edges,
            ..*b
        }));
        out.block_areas.extend(row.block_areas);
        out.toggles.extend(row.toggles);
        out.edges.extend(row.edges);
    }
    out.blocks.push(Block {
        inside: 0,
        first_area: out.block_areas.len() as u32,
        first_toggle: out.toggles.len() as u32,
        first_edge: out.edges.len() as u32,
        continued: false,
    });
    out
}
