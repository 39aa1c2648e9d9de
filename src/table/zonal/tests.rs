//! Coverage and statistics against cells cut one by one, and cases that can be checked on paper.

use super::*;
use crate::read::raster::Oddities;
use geo::{Area, BooleanOps, Rotate};
use geo_types::{Coord, LineString, Polygon, Rect, polygon};
use proptest::prelude::*;

/// Cells of one unit, row 0 at the top, so that y runs from `rows` down to 0.
fn grid(columns: usize, rows: usize) -> Grid {
    Grid::new(columns, rows, [0.0, 1.0, 0.0, rows as f64, 0.0, -1.0]).unwrap()
}

fn square(x: f64, y: f64, side: f64) -> Polygon<f64> {
    polygon![(x: x, y: y), (x: x + side, y: y), (x: x + side, y: y + side), (x: x, y: y + side)]
}

/// The covered share of every cell, row by row, found in blocks of `band_rows`.
fn shares(shape: &MultiPolygon<f64>, grid: &Grid, band_rows: usize) -> Vec<f64> {
    let outline = Outline::new(shape, grid);
    let mut shares = vec![0.0; grid.columns * grid.rows];
    let mut coverage = Coverage::default();
    for row in (0..grid.rows).step_by(band_rows) {
        let rows = row..(row + band_rows).min(grid.rows);
        coverage.runs(&outline.edges, rows.clone(), grid.columns, |run| {
            assert!(rows.contains(&run.row) && run.from < run.to && run.to <= grid.columns, "{run:?}");
            (run.from..run.to).for_each(|column| {
                let share = &mut shares[run.row * grid.columns + column];
                assert_eq!(*share, 0.0, "a cell comes once");
                *share = run.share;
            });
        });
    }
    shares
}

/// The same, each cell cut with the polygon.
fn by_clipping(shape: &MultiPolygon<f64>, grid: &Grid) -> Vec<f64> {
    let cells = (0..grid.rows).flat_map(|row| (0..grid.columns).map(move |column| (column as f64, row as f64)));
    cells
        .map(|(column, row)| {
            let corners = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)].map(|(x, y)| grid.unplace(column + x, row + y));
            let cell = Polygon::new(LineString(corners.to_vec()), vec![]);
            MultiPolygon(vec![cell.clone()]).intersection(shape).unsigned_area() / cell.unsigned_area()
        })
        .collect()
}

fn close(found: &[f64], expected: &[f64], tolerance: f64) -> Result<(), String> {
    for (i, (f, e)) in found.iter().zip(expected).enumerate() {
        if (f - e).abs() > tolerance {
            return Err(format!("cell {i}: {f} instead of {e}\n{found:?}\n{expected:?}"));
        }
    }
    Ok(())
}

fn of(polygons: Vec<Polygon<f64>>) -> MultiPolygon<f64> {
    MultiPolygon(polygons)
}

#[test]
fn a_polygon_inside_one_cell_covers_its_part() {
    let found = shares(&of(vec![square(1.25, 1.25, 0.5)]), &grid(3, 3), 3);
    assert_eq!(found, [0.0, 0.0, 0.0, 0.0, 0.25, 0.0, 0.0, 0.0, 0.0]);
}

#[test]
fn borders_along_cell_borders_cover_whole_cells() {
    let found = shares(&of(vec![square(1.0, 0.0, 2.0)]), &grid(4, 3), 2);
    assert_eq!(found, [0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 1.0, 1.0, 0.0]);
}

#[test]
fn level_borders_inside_a_row_share_every_cell_they_pass() {
    let bar = polygon![(x: 0.0, y: 0.25), (x: 3.5, y: 0.25), (x: 3.5, y: 0.75), (x: 0.0, y: 0.75)];
    assert_eq!(shares(&of(vec![bar]), &grid(4, 1), 1), [0.5, 0.5, 0.5, 0.25]);
}

#[test]
fn holes_and_islands_and_the_direction_of_rings() {
    let ring = Polygon::new(square(0.0, 0.0, 4.0).exterior().clone(), vec![square(1.0, 1.0, 1.5).exterior().clone()]);
    let island = square(1.5, 1.5, 0.5);
    let expected = by_clipping(&of(vec![ring.clone(), island.clone()]), &grid(4, 4));
    for turned in [false, true] {
        let mut ring = ring.clone();
        if turned {
            ring.exterior_mut(|line| line.0.reverse());
            ring.interiors_mut(|holes| holes[0].0.reverse());
        }
        let found = shares(&of(vec![ring, island.clone()]), &grid(4, 4), 3);
        close(&found, &expected, 1e-9).unwrap();
        assert!((found.iter().sum::<f64>() - (16.0 - 2.25 + 0.25)).abs() < 1e-12);
    }
}

#[test]
fn what_lies_beside_the_raster_counts_on_it_as_far_as_it_reaches() {
    let around = of(vec![square(-5.0, -7.0, 30.0)]);
    assert!(shares(&around, &grid(3, 4), 2).iter().all(|&share| share == 1.0));
    let left = polygon![(x: -9.0, y: -1.0), (x: 0.5, y: -1.0), (x: 2.5, y: 5.0), (x: -9.0, y: 5.0)];
    let shape = of(vec![left]);
    close(&shares(&shape, &grid(3, 4), 3), &by_clipping(&shape, &grid(3, 4)), 1e-7).unwrap();
    assert!(shares(&of(vec![square(10.0, 10.0, 1.0)]), &grid(3, 4), 4).iter().all(|&share| share == 0.0));
}

#[test]
fn turned_rasters_are_cells_like_others() {
    let turned = Grid::new(6, 5, [2.0, 0.8, 0.3, 1.0, -0.2, 0.9]).unwrap();
    let shape = of(vec![polygon![(x: 2.5, y: 1.2), (x: 6.0, y: 2.0), (x: 5.0, y: 4.0), (x: 3.0, y: 3.0)]]);
    close(&shares(&shape, &turned, 2), &by_clipping(&shape, &turned), 1e-8).unwrap();
}

#[test]
fn overlapping_parts_and_broken_rings_never_count_a_cell_twice() {
    let twice = of(vec![square(0.0, 0.0, 2.0), square(1.0, 0.0, 2.0)]);
    assert!(shares(&twice, &grid(3, 2), 2).iter().all(|&share| share == 1.0));
    let nothing = polygon![(x: 0.0, y: 0.0), (x: 2.0, y: 2.0), (x: 0.0, y: 0.0)];
    let broken = polygon![(x: 0.0, y: 0.0), (x: f64::NAN, y: 2.0), (x: 1.0, y: 0.0)];
    assert!(shares(&of(vec![nothing, broken]), &grid(3, 2), 2).iter().all(|&share| share == 0.0));
}

/// A star around a centre: any distances give a simple polygon.
fn star(centre: Coord<f64>, distances: &[f64]) -> Polygon<f64> {
    let turn = std::f64::consts::TAU / distances.len() as f64;
    let corner =
        |(i, d): (usize, &f64)| Coord { x: centre.x + d * (i as f64 * turn).cos(), y: centre.y + d * (i as f64 * turn).sin() };
    Polygon::new(LineString(distances.iter().enumerate().map(corner).collect()), vec![])
}

proptest! {
    #[test]
    fn equals_cutting_every_cell(
        x in 1.0..9.0f64, y in 1.0..7.0f64,
        distances in prop::collection::vec(0.3..7.0f64, 3..12),
        hole in 0.05..0.29f64, angle in 0.0..360.0f64,
        snapped in any::<bool>(), band_rows in 1usize..9,
    ) {
        let centre = Coord { x, y };
        // A hole inside the smallest circle around the centre that three corners leave.
        let hole = square(-hole / 4.0, -hole / 4.0, hole / 2.0);
        let inner: Vec<Coord<f64>> = hole.exterior().0.iter().map(|c| Coord { x: c.x + x, y: c.y + y }).collect();
        let mut shape = star(centre, &distances);
        if distances.len() > 4 {
            shape.interiors_push(LineString(inner));
        }
        let mut shape = shape.rotate_around_point(angle, centre.into());
        if snapped {
            // Corners on corners of cells, borders along borders.
            shape.exterior_mut(|line| line.0.iter_mut().for_each(|c| *c = Coord { x: c.x.round(), y: c.y.round() }));
            shape.interiors_mut(|holes| holes.iter_mut().for_each(|hole| hole.0.clear()));
            shape = Polygon::new(shape.exterior().clone(), vec![]);
            prop_assume!(geo::Validation::is_valid(&shape));
        }
        let (grid, shape) = (grid(10, 8), of(vec![shape]));
        let found = shares(&shape, &grid, band_rows);
        // The clipping works on a grid of integers, good to about a hundred-millionth.
        close(&found, &by_clipping(&shape, &grid), 1e-6).map_err(TestCaseError::fail)?;
        let frame = of(vec![Rect::new((0.0, 0.0), (10.0, 8.0)).to_polygon()]);
        prop_assert!((found.iter().sum::<f64>() - frame.intersection(&shape).unsigned_area()).abs() < 1e-5);
    }

    /// Statistics by blocks of any height equal those cell by cell.
    #[test]
    fn statistics_equal_adding_cells_one_by_one(
        distances in prop::collection::vec(0.5..6.0f64, 3..9),
        values in prop::collection::vec(prop_oneof![4 => (-40i32..40).prop_map(|v| f64::from(v) / 4.0), 1 => Just(f64::NAN)], 80),
        band_rows in 1usize..9, single in any::<bool>(),
    ) {
        let (grid, shape) = (grid(10, 8), of(vec![star(Coord { x: 5.3, y: 4.1 }, &distances)]));
        let wanted = Wanted { extremes: true, parts: vec![Part::AtLeast(1.0), Part::Class(2.0)], quantiles: vec![0.25, 0.5], ..Wanted::default() };
        let found = &statistics(std::slice::from_ref(&shape), &grid, &values, band_rows, single, wanted)[0];
        let cells: Vec<(f64, f64)> = shares(&shape, &grid, 8).into_iter().zip(values).filter(|(share, _)| *share > 0.0).collect();
        let covered: f64 = cells.iter().map(|(share, _)| share).sum();
        let mut known: Vec<(f64, f64)> = cells.into_iter().filter(|(_, value)| !value.is_nan()).collect();
        let count: f64 = known.iter().map(|(share, _)| share).sum();
        let near = |a: Option<f64>, b: f64| a.is_some_and(|a| (a - b).abs() < 1e-9);
        prop_assert!((found.count - count).abs() < 1e-9);
        prop_assert!(near(found.missing, 1.0 - count / covered) || (found.missing == Some(0.0) && count == covered));
        if known.is_empty() {
            prop_assert_eq!((found.sum, found.mean, found.min, found.parts[0], found.quantiles[0]), (None, None, None, None, None));
        } else {
            let sum: f64 = known.iter().map(|(share, value)| share * value).sum();
            prop_assert!(near(found.sum, sum) && near(found.mean, sum / count));
            known.sort_by(|a, b| a.1.total_cmp(&b.1));
            prop_assert_eq!((found.min, found.max), (known.first().map(|c| c.1), known.last().map(|c| c.1)));
            let part = |holds: &dyn Fn(f64) -> bool| known.iter().filter(|c| holds(c.1)).map(|c| c.0).sum::<f64>() / count;
            prop_assert!(near(found.parts[0], part(&|v| v >= 1.0)) && near(found.parts[1], part(&|v| v == 2.0)));
            for (q, found) in [0.25, 0.5].into_iter().zip(&found.quantiles) {
                let found = found.unwrap();
                let upto = |inclusive: bool| part(&|v| v < found || (inclusive && v == found));
                prop_assert!(upto(true) > q - 1e-9 && upto(false) < q + 1e-9, "{} {} {}", q, upto(false), upto(true));
            }
        }
    }
}

/// The whole way, block by block.
fn statistics(
    shapes: &[MultiPolygon<f64>],
    grid: &Grid,
    values: &[f64],
    band_rows: usize,
    single: bool,
    wanted: Wanted,
) -> Vec<ZoneStatistics> {
    let outlines = Outlines::new(shapes, grid.clone());
    let zones = Zones::new(&outlines, band_rows, wanted);
    let mut sums = zones.start();
    let (columns, rows) = outlines.window().unwrap_or((0..1, 0..1));
    let bands = rows.start / band_rows..rows.end.div_ceil(band_rows);
    for row in bands.map(|band| band * band_rows) {
        let below = (row + band_rows).min(grid.rows);
        let cells: Vec<f64> =
            (row..below).flat_map(|r| values[r * grid.columns + columns.start..][..columns.len()].to_vec()).collect();
        let values = match single {
            true => Values::Single(cells.iter().map(|&v| v as f32).collect()),
            false => Values::Double(cells),
        };
        let block = Block { row, column: columns.start, width: columns.len(), values, found: Oddities::default() };
        sums.add(&zones.block(&block));
    }
    zones.statistics(sums)
}

#[test]
fn covered_and_missing_are_told_apart() {
    let mut values = vec![1.0; 16];
    values[0] = f64::NAN;
    let shapes = [of(vec![square(-2.0, 2.0, 4.0)]), of(vec![square(9.0, 9.0, 1.0)]), of(vec![])];
    let found = statistics(&shapes, &grid(4, 4), &values, 4, true, Wanted::default());
    assert_eq!((found[0].covered, found[0].missing, found[0].sum, found[0].mean), (Some(0.25), Some(0.25), Some(3.0), Some(1.0)));
    assert_eq!((found[1].covered, found[1].missing, found[1].sum), (Some(0.0), None, None), "beside the raster is not zero");
    assert_eq!((found[2].covered, found[2].sum), (None, None));
}

#[test]
fn densities_are_multiplied_by_the_ground_they_cover() {
    let grid = Grid::new(4, 4, [0.0, 0.5, 0.0, 61.0, 0.0, -0.5]).unwrap();
    let areas = CellAreas::of_degrees(&grid);
    let CellAreas::Rows(km2) = areas.clone() else { panic!("straight") };
    let shape = of(vec![polygon![(x: 0.25, y: 59.5), (x: 2.0, y: 59.5), (x: 2.0, y: 61.0), (x: 0.25, y: 61.0)]]);
    let wanted = Wanted { areas: Some(areas), ..Wanted::default() };
    let found = &statistics(&[shape], &grid, &[2.0; 16], 2, true, wanted)[0];
    let expected = 3.5 * (km2[0] + km2[1] + km2[2]);
    assert!((found.km2.unwrap() / expected - 1.0).abs() < 1e-12 && (found.sum.unwrap() / expected - 2.0).abs() < 1e-12);
    assert!((found.mean.unwrap() - 2.0).abs() < 1e-12);
}

#[test]
fn neighbours_share_every_cell_out() {
    // A border of many corners between two areas: what one gains the other loses.
    let border: Vec<Coord<f64>> =
        (0..=40).map(|i| Coord { x: 3.3 + (f64::from(i) * 1.7).sin() * 2.1, y: f64::from(i) * 0.2 }).collect();
    let close = |corners: [(f64, f64); 2]| {
        let ring = border.iter().copied().chain(corners.map(|(x, y)| Coord { x, y })).collect();
        of(vec![Polygon::new(LineString(ring), vec![])])
    };
    let (west, east) = (close([(0.0, 8.0), (0.0, 0.0)]), close([(10.0, 8.0), (10.0, 0.0)]));
    let values: Vec<f64> = (0..80).map(|i| f64::from(i % 7)).collect();
    let found = statistics(&[west, east], &grid(10, 8), &values, 3, true, Wanted::default());
    let sum = found[0].sum.unwrap() + found[1].sum.unwrap();
    assert!((sum - values.iter().sum::<f64>()).abs() < 1e-9, "{sum}");
}
