//! Who lives on which cell.

use super::sampler::Sampler;
use crate::access::friction::{Dwellers, Grid, HALO, SIDE, Surface, TILE, Window, filled};
use crate::base::{Areas, Column, Result};
use crate::read::raster::RasterUnit;
use geo::BoundingRect;
use geo_types::{Geometry, Polygon};
use rayon::prelude::*;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};
use std::collections::BTreeMap;

/// The people of a country on the cells of a surface.
pub struct People<'a> {
    surface: &'a Surface,
    /// Polygons of the areas in metres, with the area each belongs to, under their boxes.
    polygons: Vec<(u32, Polygon<f64>)>,
    index: RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>,
    source: Source,
}

enum Source {
    /// People on each cell of an area; those of areas too small for a cell stand on that of their centre, by tile.
    Even { per_cell: Vec<f64>, small: BTreeMap<usize, Vec<Dwellers>> },
    /// `counts`: people in a cell, else per km².
    Raster { sampler: Box<Sampler>, counts: bool },
}

impl<'a> People<'a> {
    /// People of every area spread evenly over its cells. An area whose people are not known has none
    /// here.
    pub fn even(surface: &'a Surface, areas: &Areas, people: &Column) -> Result<People<'a>> {
        let mut this = People::over(surface, areas)?;
        let count = |tile: usize| {
            let mut sum: BTreeMap<u32, u64> = BTreeMap::new();
            this.areas_of(&surface.tiles.window(tile, 0)).into_iter().for_each(|area| *sum.entry(area).or_default() += 1);
            sum
        };
        let counts: Vec<BTreeMap<u32, u64>> = (0..surface.tiles.count()).into_par_iter().map(count).collect();
        let cells = |area: u32| counts.iter().filter_map(|c| c.get(&area)).sum::<u64>();
        let (mut per_cell, mut small) = (vec![0.0; areas.len()], BTreeMap::<usize, Vec<Dwellers>>::new());
        for (area, share) in per_cell.iter_mut().enumerate() {
            let Some(people) = people.cells[area].ok().filter(|p| *p > 0.0) else { continue };
            match cells(area as u32) {
                0 => {
                    let mut centre = [areas[area].centre];
                    surface.grid.frame.project(&mut centre)?;
                    if let Some(cell) = surface.grid.cell_at(centre[0]) {
                        let (tile, row, column) = surface.tiles.holding(cell);
                        small.entry(tile).or_default().push(Dwellers { at: row * TILE + column, area: area as u32, people });
                    }
                }
                n => *share = people / n as f64,
            }
        }
        this.source = Source::Even { per_cell, small };
        Ok(this)
    }

    /// People as a raster has them: its cells are seen from four places of each cell here, or more where the
    /// raster is finer. `unit`: what its numbers mean.
    pub fn raster(surface: &'a Surface, areas: &Areas, sampler: Sampler, unit: RasterUnit) -> Result<People<'a>> {
        let counts = unit == RasterUnit::Count;
        Ok(People { source: Source::Raster { sampler: Box::new(sampler), counts }, ..People::over(surface, areas)? })
    }

    fn over(surface: &'a Surface, areas: &Areas) -> Result<People<'a>> {
        let mut polygons = Vec::new();
        for (i, area) in areas.iter().enumerate() {
            if let Geometry::MultiPolygon(parts) = surface.grid.frame.project_geometry(&area.geometry.clone().into())? {
                polygons.extend(parts.0.into_iter().map(|p| (i as u32, p)));
            }
        }
        let boxes = polygons.iter().enumerate().filter_map(|(i, (_, polygon))| {
            let b = polygon.bounding_rect()?;
            Some(GeomWithData::new(Rectangle::from_corners([b.min().x, b.min().y], [b.max().x, b.max().y]), i))
        });
        let index = RTree::bulk_load(boxes.collect());
        let source = Source::Even { per_cell: Vec::new(), small: BTreeMap::new() };
        Ok(People { surface, polygons, index, source })
    }

    fn grid(&self) -> &Grid {
        &self.surface.grid
    }

    /// The area of every cell of a window; `u32::MAX` for none. Where areas overlap, the first.
    fn areas_of(&self, window: &Window) -> Vec<u32> {
        let [west, south, east, north] = window.bounds(self.grid());
        let within = AABB::from_corners([west, south], [east, north]);
        let mut here: Vec<usize> = self.index.locate_in_envelope_intersecting(&within).map(|item| item.data).collect();
        here.sort_unstable();
        let mut out = vec![u32::MAX; window.cells()];
        for &i in here.iter().rev() {
            let (area, polygon) = &self.polygons[i];
            filled(polygon, self.grid(), window, &mut |first, n| out[first..first + n].fill(*area));
        }
        out
    }

    /// Everybody in a tile. Nobody lives on water: who would is on the nearest cell of the tile that
    /// touches and can be passed, where there is one.
    pub fn of_tile(&self, tile: usize) -> Result<Vec<Dwellers>> {
        let window = self.surface.tiles.window(tile, 0);
        let areas = self.areas_of(&window);
        let mut out = match &self.source {
            Source::Even { per_cell, small } => {
                let on = |(at, &area): (usize, &u32)| {
                    let people = per_cell.get(area as usize).copied().unwrap_or(0.0);
                    (people > 0.0).then_some(Dwellers { at, area, people })
                };
                let mut here: Vec<Dwellers> = areas.iter().enumerate().filter_map(on).collect();
                here.extend(small.get(&tile).into_iter().flatten());
                here
            }
            Source::Raster { sampler, counts } => self.sampled(sampler, *counts, &window, &areas)?,
        };
        let friction = self.surface.friction(tile)?;
        let passable = |row: usize, column: usize| friction[(row + HALO) * SIDE + column + HALO].is_finite();
        for dwellers in &mut out {
            let (row, column) = (dwellers.at / TILE, dwellers.at % TILE);
            if !passable(row, column) {
                const AROUND: [(isize, isize); 8] = [(-1, 0), (0, -1), (0, 1), (1, 0), (-1, -1), (-1, 1), (1, -1), (1, 1)];
                let beside = AROUND.iter().filter_map(|&(south, east)| {
                    let row = row.checked_add_signed(south).filter(|r| *r < TILE)?;
                    let column = column.checked_add_signed(east).filter(|c| *c < TILE)?;
                    passable(row, column).then_some(row * TILE + column)
                });
                dwellers.at = beside.into_iter().next().unwrap_or(dwellers.at);
            }
        }
        Ok(out)
    }

    fn sampled(&self, sampler: &Sampler, counts: bool, window: &Window, areas: &[u32]) -> Result<Vec<Dwellers>> {
        let per = ((self.grid().cell / sampler.cell_metres()).ceil() as usize).clamp(2, 8);
        let values = sampler.sample(self.grid(), window, per)?;
        // A degree is shorter in the north: the size of the raster's cells is taken row by row.
        let middle = window.column + (window.width / 2) as i64;
        let mut rows: Vec<_> = (0..window.height as i64).map(|row| self.grid().centre(middle, window.row + row)).collect();
        self.grid().frame.unproject(&mut rows)?;
        let to_density: Vec<f64> = rows.iter().map(|place| if counts { 1.0 / sampler.cell_km2(place.y) } else { 1.0 }).collect();
        let share = self.grid().cell_km2() / (per * per) as f64;
        let mut sums = vec![0.0; window.cells()];
        for (i, value) in values.iter().enumerate().filter(|(_, v)| **v > 0.0) {
            let (row, column) = (i / (window.width * per) / per, i % (window.width * per) / per);
            sums[row * window.width + column] += value * to_density[row] * share;
        }
        let on = |(at, people): (usize, f64)| (people > 0.0).then_some(Dwellers { at, area: areas[at], people });
        Ok(sums.into_iter().enumerate().filter_map(on).collect())
    }
}
