//! Statistics of a raster's cells inside polygons, each cell counted by the share of it that lies
//! inside: exact zonal statistics.
//!
//! Takes cells block by block as a reader hands them over, on any number of threads, and adds the
//! blocks up in their order: the result does not depend on the threads, and memory is bounded by
//! the polygons and one block per thread. Opens no file.
//!
//! Not for resampling, and not for points (`read::raster` samples those).

mod cell_area;
mod coverage;
mod grid;
mod quantile;
mod run;
mod sums;
#[cfg(test)]
mod tests;

pub use cell_area::CellAreas;
pub use grid::Grid;
pub use run::{Zonal, ZonalOptions, followed, zonal_statistics};
pub use sums::Part;

use crate::read::raster::{Block, Values};
use coverage::Coverage;
use geo_types::MultiPolygon;
use grid::{Edge, Outline};
use quantile::Distribution;
use std::ops::Range;
use sums::{Stored, Sums, Surfaces};

/// Values with their weights that are kept for quantiles, in all zones together (16 bytes each,
/// and as many again while they are sorted).
const KEPT_VALUES: usize = 1 << 24;
/// And in each zone at least.
const KEPT_IN_ONE: usize = 1 << 13;

/// What is asked of the cells. Sum, mean, counts and shares of missing cells come always.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Multiply each value by its cell's km²: values per km² become people.
    pub areas: Option<CellAreas>,
    /// Lowest and highest value.
    pub extremes: bool,
    /// Shares of cells.
    pub parts: Vec<Part>,
    /// Quantiles, 0 to 1.
    pub quantiles: Vec<f64>,
}

/// What a zone's cells say. Everything about values is `None` where no cell has one: nothing is known
/// there, which is not zero.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ZoneStatistics {
    /// Share of the polygon's surface that lies on the raster, 0 to 1; `None` without surface.
    pub covered: Option<f64>,
    /// Share of that surface in missing cells, 0 to 1; `None` where the raster does not reach.
    pub missing: Option<f64>,
    /// Cells with a value, by their covered shares: 2.5 cells.
    pub count: f64,
    /// Of values times covered share; with surfaces, times km² too.
    pub sum: Option<f64>,
    /// Weighted by covered share; with surfaces, by covered km².
    pub mean: Option<f64>,
    pub min: Option<f64>,
    pub max: Option<f64>,
    /// km² of the cells with a value, where surfaces were asked for.
    pub km2: Option<f64>,
    /// Share of the cells with a value in each part, 0 to 1.
    pub parts: Vec<Option<f64>>,
    /// Lowest value such that at least this share of the covered cells have values not above it.
    pub quantiles: Vec<Option<f64>>,
    /// Largest relative error of the quantiles: 0 unless a zone has very many distinct values.
    pub quantile_precision: f64,
}

/// Polygons drawn on the plane of a grid.
pub struct Outlines {
    list: Vec<Outline>,
    grid: Grid,
}

impl Outlines {
    /// Polygons in the raster's own system.
    pub fn new<'a>(shapes: impl IntoIterator<Item = &'a MultiPolygon<f64>>, grid: Grid) -> Self {
        Outlines { list: shapes.into_iter().map(|shape| Outline::new(shape, &grid)).collect(), grid }
    }

    /// Columns and rows of the raster that the polygons reach; `None` where they miss it.
    pub fn window(&self) -> Option<(Range<usize>, Range<usize>)> {
        let reached = |ends: fn(&Outline) -> (f64, f64), size: usize| {
            let pairs = self.list.iter().filter(|outline| !outline.edges.is_empty()).map(ends);
            let (low, high) = pairs.fold((f64::INFINITY, f64::NEG_INFINITY), |a, b| (a.0.min(b.0), a.1.max(b.1)));
            let (from, to) = (low.max(0.0).floor(), high.min(size as f64).ceil());
            (from < to).then_some(from as usize..to as usize)
        };
        Some((reached(|o| o.columns, self.grid.columns)?, reached(|o| o.rows, self.grid.rows)?))
    }
}

/// Polygons on a grid, ready to be asked block by block.
pub struct Zones {
    /// Of each polygon, in cells.
    surfaces: Vec<f64>,
    band_rows: usize,
    /// For each band of rows, zones with the edges that reach into it.
    bands: Vec<Vec<(u32, Range<usize>)>>,
    edges: Vec<Edge>,
    wanted: Wanted,
}

/// What one block gives: the zones that have cells in it.
pub struct BlockSums(Vec<(u32, Sums)>);

impl Zones {
    /// `band_rows` is the height of the blocks to come, which begin at its multiples.
    pub fn new(outlines: &Outlines, band_rows: usize, wanted: Wanted) -> Self {
        let rows = outlines.grid.rows;
        let band_rows = band_rows.max(1);
        let count = rows.div_ceil(band_rows);
        let mut bands = vec![Vec::new(); count];
        let mut edges = Vec::new();
        let mut inside: Vec<Vec<Edge>> = vec![Vec::new(); count];
        for (zone, outline) in (0..).zip(&outlines.list) {
            let mut reached = count..0;
            for edge in outline.edges.iter().filter(|e| e.bottom() >= 0.0 && e.top() < rows as f64) {
                let band = |y: f64| (y.max(0.0) as usize / band_rows).min(count - 1);
                let (top, bottom) = (band(edge.top()), band(edge.bottom()));
                inside[top..=bottom].iter_mut().for_each(|list| list.push(*edge));
                reached = reached.start.min(top)..reached.end.max(bottom + 1);
            }
            for band in reached {
                if !inside[band].is_empty() {
                    let from = edges.len();
                    edges.append(&mut inside[band]);
                    bands[band].push((zone, from..edges.len()));
                }
            }
        }
        Zones { surfaces: outlines.list.iter().map(|outline| outline.surface).collect(), band_rows, bands, edges, wanted }
    }

    pub fn len(&self) -> usize {
        self.surfaces.len()
    }

    pub fn is_empty(&self) -> bool {
        self.surfaces.is_empty()
    }

    /// The sums of a block's cells: whole rows of the [`Outlines::window`], from a multiple of the band
    /// height to the next.
    pub fn block(&self, block: &Block) -> BlockSums {
        match &block.values {
            Values::Single(cells) => self.sums(block, cells),
            Values::Double(cells) => self.sums(block, cells),
        }
    }

    fn sums<T: Stored>(&self, block: &Block, cells: &[T]) -> BlockSums {
        let rows = block.row..block.row + cells.len() / block.width.max(1);
        let spread = self.surfaces(block, rows.clone());
        let mut coverage = Coverage::default();
        let mut found = Vec::new();
        for (zone, edges) in self.bands.get(block.row / self.band_rows).into_iter().flatten() {
            let mut sums = self.none();
            coverage.runs(&self.edges[edges.clone()], rows.clone(), block.column + block.width, |run| {
                let from = run.from.max(block.column);
                let start = (run.row - block.row) * block.width;
                let here = start + from - block.column..start + run.to.max(from) - block.column;
                let km2 = match (&self.wanted.areas, &spread) {
                    (Some(CellAreas::Rows(rows)), _) => Surfaces::Same(rows[run.row]),
                    (_, Some(spread)) => Surfaces::Each(&spread[here.clone()]),
                    _ => Surfaces::None,
                };
                sums.add(&cells[here.clone()], run.share, km2, &self.wanted.parts);
                if self.wanted.extremes {
                    sums.extremes(&cells[here]);
                }
            });
            if sums.covered > 0.0 {
                found.push((*zone, sums));
            }
        }
        BlockSums(found)
    }

    /// The surface of every cell of a block, where it differs along a row.
    fn surfaces(&self, block: &Block, rows: Range<usize>) -> Option<Vec<f64>> {
        let areas = self.wanted.areas.as_ref().filter(|areas| matches!(areas, CellAreas::Lattice(_)))?;
        let mut out = vec![0.0; rows.len() * block.width];
        rows.zip(out.chunks_exact_mut(block.width)).for_each(|(row, out)| areas.fill(row, block.column, out));
        Some(out)
    }

    /// Sums to begin with, one for each zone; blocks are added with [`ZoneSums::add`] in their order.
    pub fn start(&self) -> ZoneSums {
        ZoneSums(self.surfaces.iter().map(|_| self.none()).collect())
    }

    fn none(&self) -> Sums {
        let limit = (KEPT_VALUES / self.surfaces.len().max(1)).max(KEPT_IN_ONE);
        Sums::new(self.wanted.parts.len(), (!self.wanted.quantiles.is_empty()).then(|| Distribution::new(limit)))
    }

    /// The statistics of every zone, in the order of the polygons.
    pub fn statistics(&self, sums: ZoneSums) -> Vec<ZoneStatistics> {
        self.surfaces.iter().zip(sums.0).map(|(&surface, sums)| self.finished(surface, sums)).collect()
    }

    fn finished(&self, surface: f64, mut sums: Sums) -> ZoneStatistics {
        let any = sums.valid > 0.0;
        let known = |value: f64| any.then_some(value);
        let weighted = self.wanted.areas.is_some();
        let whole = |share: f64| if share > 1.0 - 1e-9 { 1.0 } else { share };
        let quantiles = |values: &mut Distribution| values.quantiles(&self.wanted.quantiles);
        ZoneStatistics {
            covered: (surface > 0.0).then(|| whole(sums.covered / surface)),
            missing: (sums.covered > 0.0).then(|| (1.0 - whole(sums.valid / sums.covered)).max(0.0)),
            count: sums.valid,
            sum: known(sums.sum),
            mean: known(sums.sum / if weighted { sums.km2 } else { sums.valid }),
            min: known(sums.least).filter(|_| self.wanted.extremes),
            max: known(sums.most).filter(|_| self.wanted.extremes),
            km2: weighted.then_some(sums.km2),
            parts: sums.parts.iter().map(|part| known(part / sums.valid)).collect(),
            quantiles: sums.values.as_mut().map(quantiles).unwrap_or_default(),
            quantile_precision: sums.values.as_ref().map_or(0.0, Distribution::precision),
        }
    }
}

/// Sums of every zone over the blocks added so far.
pub struct ZoneSums(Vec<Sums>);

impl ZoneSums {
    /// Adds a block. Blocks are to come in the order of their rows, so that sums are the same
    /// whatever thread was first.
    pub fn add(&mut self, block: &BlockSums) {
        block.0.iter().for_each(|(zone, sums)| self.0[*zone as usize].merge(sums));
    }
}
