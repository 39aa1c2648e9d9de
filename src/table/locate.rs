//! Which area a point lies in: a uniform grid over the areas that answers most points at once.
//!
//! For very many points against one set of areas. It is not an overlay of polygons, and not a
//! search for the nearest area: a point outside every area gets none.

mod build;
mod grid;

use crate::base::Areas;
use build::{FOR_FEW_POINTS, FOR_MANY_POINTS};
use geo::algorithm::kernels::{Kernel, Orientation, RobustKernel};
use geo_types::{Coord, MultiPolygon};
use grid::Grid;
use rayon::prelude::*;

/// A point-in-polygon index over the areas of one level.
///
/// # Rule
///
/// Every border belongs to its area, outer borders and the borders of holes alike. A point on a
/// shared border, or where areas overlap, goes to the area with the lowest code. So each point
/// gets one area or none, whatever the order of the file.
///
/// # Method
///
/// The box around the areas is cut into equal cells. A cell that no border crosses answers at
/// once. In any other cell the parity of border crossings to the left of the point decides
/// (even–odd rule), and only the borders inside that cell are looked at; what lies further left
/// in the row is summed up when the index is built. Sides are decided with exact predicates
/// (Shewchuk 1997), so the answer equals that of a test against every polygon.
///
/// # Geometry
///
/// Coordinates are plain numbers in one system, here longitude and latitude; edges are straight
/// in that system. The parts of a multipolygon are independent, and may touch or overlap.
/// Rings that cross themselves, and holes that overlap or leave their polygon, follow the even–odd rule.
/// Empty areas hold no point; a polygon with a coordinate that is not a finite number is left out.
#[derive(Debug, Clone)]
pub struct Locator {
    grid: Grid,
    areas: usize,
    /// From the south.
    rows: Vec<Row>,
}

/// The cells of one row of the grid. Each row has its own lists, where the thread that made them left them.
#[derive(Debug, Clone, Default)]
struct Row {
    /// One per cell, from the west; see [`Row::cell`].
    cells: Vec<u32>,
    /// Followed by one sentinel that ends the ranges of the last block.
    blocks: Vec<Block>,
    /// The area of each shape of each block, ascending within a cell.
    block_areas: Vec<u32>,
    toggles: Vec<Toggle>,
    edges: Vec<CellEdge>,
}

/// Up to 64 shapes (single polygons) that a cell has to do with. Where a cell has more, further
/// blocks follow. Ranges end where those of the next block begin.
#[derive(Debug, Clone, Copy)]
struct Block {
    /// Bit `i` says whether shape `i` holds points of this cell before toggles and edges are looked at.
    inside: u64,
    first_area: u32,
    first_toggle: u32,
    first_edge: u32,
    /// The next block belongs to the same cell.
    continued: bool,
}

/// From this y upwards the shapes change sides, because of borders further left in the row.
#[derive(Debug, Clone, Copy)]
struct Toggle {
    y: f64,
    shapes: u64,
}

/// A border segment, its lower end first. One segment shared by several shapes stands once.
#[derive(Debug, Clone, Copy)]
struct CellEdge {
    low: Coord<f64>,
    high: Coord<f64>,
    shapes: u64,
}

enum Cell {
    Outside,
    /// Wholly inside this one area.
    Inside(u32),
    /// Index of the first block.
    Mixed(usize),
}

/// Points handled by one task of [`Locator::locate_many`].
const POINTS_PER_TASK: usize = 4096;

impl Locator {
    /// Builds the index in parallel; the result does not depend on the number of threads.
    pub fn new(areas: &Areas) -> Self {
        build::build(&areas.iter().map(|area| &area.geometry).collect::<Vec<_>>(), FOR_MANY_POINTS)
    }

    /// The same over polygons in any order: what is said of codes holds of positions, and the lowest wins.
    pub fn of_polygons(polygons: &[&MultiPolygon<f64>]) -> Self {
        build::build(polygons, FOR_MANY_POINTS)
    }

    /// The same, built faster and slower to ask: for no more points than the polygons have vertices.
    pub(super) fn for_few_points(polygons: &[&MultiPolygon<f64>]) -> Self {
        build::build(polygons, FOR_FEW_POINTS)
    }

    /// As [`Locator::locate`], and whether other areas hold the point as well.
    #[inline]
    pub fn locate_shared(&self, point: Coord<f64>) -> Option<(usize, Sharing)> {
        let (row, cell) = self.cell(point)?;
        match cell {
            Cell::Outside => None,
            Cell::Inside(area) => Some((area as usize, Sharing::Alone)),
            Cell::Mixed(block) => row.shared_in_blocks(block, point),
        }
    }

    /// Position, in the [`Areas`] the index was built from, of the area that holds the point; `None`
    /// outside every area and for coordinates that are not finite.
    #[inline]
    pub fn locate(&self, point: Coord<f64>) -> Option<usize> {
        let (row, cell) = self.cell(point)?;
        match cell {
            Cell::Outside => None,
            Cell::Inside(area) => Some(area as usize),
            Cell::Mixed(block) => row.first_in_blocks(block, point),
        }
    }

    /// All areas that hold the point, ascending: more than one on shared borders and in overlaps.
    pub fn locate_all(&self, point: Coord<f64>) -> Vec<usize> {
        let Some((row, cell)) = self.cell(point) else { return Vec::new() };
        let mut found: Vec<usize> = match cell {
            Cell::Outside => Vec::new(),
            Cell::Inside(area) => vec![area as usize],
            Cell::Mixed(block) => row
                .blocks_from(block)
                .flat_map(|b| {
                    let shapes = row.shapes_at(b, point);
                    let first = row.blocks[b].first_area as usize;
                    (0..64).filter(move |i| shapes >> i & 1 == 1).map(move |i| row.block_areas[first + i] as usize)
                })
                .collect(),
        };
        found.dedup();
        found
    }

    /// The areas that hold the point when only borders strictly to its left are counted (even–odd rule), in no
    /// particular order: what a walk from here to the east starts with.
    pub(super) fn parity(&self, point: Coord<f64>, found: &mut Vec<u32>) {
        found.clear();
        let Some((row, cell)) = self.cell(point) else { return };
        match cell {
            Cell::Outside => {}
            Cell::Inside(area) => found.push(area),
            Cell::Mixed(block) => {
                for block in row.blocks_from(block) {
                    let mut shapes = row.sides_at(block, point).0;
                    while shapes != 0 {
                        found.push(row.block_areas[(row.blocks[block].first_area + shapes.trailing_zeros()) as usize]);
                        shapes &= shapes - 1;
                    }
                }
            }
        }
    }

    /// [`Locator::locate`] for many points, in parallel and in their order.
    pub fn locate_many(&self, points: &[Coord<f64>]) -> Vec<Option<u32>> {
        let mut found = vec![None; points.len()];
        found.par_chunks_mut(POINTS_PER_TASK).zip(points.par_chunks(POINTS_PER_TASK)).for_each(|(found, points)| {
            found.iter_mut().zip(points).for_each(|(found, &point)| *found = self.locate(point).map(|area| area as u32));
        });
        found
    }

    /// How many areas the index was built from.
    pub fn areas(&self) -> usize {
        self.areas
    }

    /// The cell of a point in its row; `None` outside the box around all areas.
    #[inline]
    fn cell(&self, point: Coord<f64>) -> Option<(&Row, Cell)> {
        let (row, column) = self.grid.place(point)?;
        let row = &self.rows[row];
        Some((row, row.cell(column, self.areas)))
    }
}

impl Row {
    /// 0 is outside, 1 to `areas` is inside an area, beyond that begin the blocks.
    #[inline]
    fn cell(&self, column: usize, areas: usize) -> Cell {
        let code = self.cells[column];
        match code as usize {
            0 => Cell::Outside,
            c if c <= areas => Cell::Inside(code - 1),
            c => Cell::Mixed(c - areas - 1),
        }
    }

    fn blocks_from(&self, first: usize) -> impl Iterator<Item = usize> {
        let last = first + self.blocks[first..].iter().take_while(|b| b.continued).count();
        first..=last
    }

    fn first_in_blocks(&self, first: usize, point: Coord<f64>) -> Option<usize> {
        let mut block = first;
        loop {
            let shapes = self.shapes_at(block, point);
            if shapes != 0 {
                let lowest = self.blocks[block].first_area + shapes.trailing_zeros();
                return Some(self.block_areas[lowest as usize] as usize);
            }
            if !self.blocks[block].continued {
                return None;
            }
            block += 1;
        }
    }

    fn shared_in_blocks(&self, block: usize, point: Coord<f64>) -> Option<(usize, Sharing)> {
        let mut found: Option<(u32, Sharing)> = None;
        for block in self.blocks_from(block) {
            let (inside, border) = self.sides_at(block, point);
            let mut shapes = inside | border;
            while shapes != 0 {
                let area = self.block_areas[(self.blocks[block].first_area + shapes.trailing_zeros()) as usize];
                // On the border of one of them is enough.
                let sharing = if border != 0 { Sharing::Border } else { Sharing::Overlap };
                found = match found {
                    None => Some((area, Sharing::Alone)),
                    Some((first, Sharing::Border)) => Some((first, Sharing::Border)),
                    Some((first, _)) if first != area => Some((first, sharing)),
                    same => same,
                };
                shapes &= shapes - 1;
            }
        }
        found.map(|(area, sharing)| (area as usize, sharing))
    }

    /// The shapes of one block that hold the point, as bits.
    fn shapes_at(&self, block: usize, point: Coord<f64>) -> u64 {
        let (inside, border) = self.sides_at(block, point);
        inside | border
    }

    /// The shapes of one block that have the point inside by the even–odd rule, and those that have it on their border.
    fn sides_at(&self, block: usize, point: Coord<f64>) -> (u64, u64) {
        let (this, next) = (self.blocks[block], self.blocks[block + 1]);
        let mut inside = this.inside;
        let mut border = 0;
        for toggle in &self.toggles[this.first_toggle as usize..next.first_toggle as usize] {
            if toggle.y <= point.y {
                inside ^= toggle.shapes;
            }
        }
        for edge in &self.edges[this.first_edge as usize..next.first_edge as usize] {
            if edge.low.y <= point.y && point.y <= edge.high.y {
                match edge.side(point) {
                    // An edge holds its lower end and not its upper one, so that where two edges
                    // of a ring meet, the ring is crossed once.
                    Side::Right if point.y < edge.high.y => inside ^= edge.shapes,
                    Side::On => border |= edge.shapes,
                    Side::Left | Side::Right => {}
                }
            }
        }
        (inside, border)
    }
}

/// Whether a point lies in other areas beside the one it goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sharing {
    /// In no other.
    Alone,
    /// On a border that several have.
    Border,
    /// Where areas lie on each other.
    Overlap,
}

#[derive(PartialEq)]
enum Side {
    Left,
    On,
    Right,
}

impl CellEdge {
    /// Where a point at a height of the edge lies, seen along the edge from its lower end.
    #[inline]
    fn side(&self, point: Coord<f64>) -> Side {
        let (west, east) = if self.low.x < self.high.x { (self.low.x, self.high.x) } else { (self.high.x, self.low.x) };
        if point.x > east {
            Side::Right
        } else if point.x < west {
            Side::Left
        } else {
            match RobustKernel::orient2d(self.low, self.high, point) {
                Orientation::Clockwise => Side::Right,
                Orientation::CounterClockwise => Side::Left,
                Orientation::Collinear => Side::On,
            }
        }
    }
}

#[cfg(test)]
mod tests;
