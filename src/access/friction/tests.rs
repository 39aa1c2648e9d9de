//! Times against a plain Dijkstra over the whole grid, and relations that hold on any ground.

use super::surface::TILE;
use super::*;
use crate::base::{MetricFrame, Silent};
use geo_types::{Rect, coord};
use proptest::prelude::*;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

pub(super) fn grid(columns: usize, rows: usize, cell: f64) -> Grid {
    let frame = MetricFrame::centred_on(Rect::new(coord! {x: -4.0, y: 14.0}, coord! {x: -3.0, y: 15.0}));
    Grid { frame, origin: coord! {x: 0.0, y: rows as f64 * cell}, cell, columns, rows }
}

/// A surface from minutes per metre, row by row.
pub(super) fn surface(columns: usize, rows: usize, cell: f64, friction: &[f32], memory: u64) -> Surface {
    let paint = |window: &Window, into: &mut [f32]| {
        for (i, value) in into.iter_mut().enumerate() {
            let (column, row) = (window.column + (i % window.width) as i64, window.row + (i / window.width) as i64);
            if (0..columns as i64).contains(&column) && (0..rows as i64).contains(&row) {
                *value = friction[row as usize * columns + column as usize];
            }
        }
        Ok(())
    };
    Surface::build(grid(columns, rows, cell), memory, &Silent, paint).unwrap()
}

fn travel(surface: &Surface, sources: &[GridCell], neighbours: Neighbours, threads: usize) -> Travel {
    let sources: Vec<_> = sources.iter().map(|&s| Some(s)).collect();
    Travel::new(surface, &sources, &TravelOptions { neighbours, memory: 1 << 30, threads }, &Silent).unwrap()
}

/// All cells, row by row.
fn all(travel: &Travel) -> Vec<(f64, u32)> {
    let tiles: Vec<_> = (0..travel.tiles.count()).map(|t| travel.tile(t).unwrap()).collect();
    let grid = &travel.grid;
    let cells = (0..grid.rows).flat_map(|row| (0..grid.columns).map(move |column| GridCell { column, row }));
    cells
        .map(|cell| {
            let (tile, row, column) = travel.tiles.holding(cell);
            (tiles[tile].0[row * TILE + column], tiles[tile].1[row * TILE + column])
        })
        .collect()
}

/// A surface with heights too.
fn sloping(columns: usize, rows: usize, cell: f64, friction: &[f32], heights: &[f32]) -> Surface {
    let paint = |window: &Window, into: &mut [f32], high: &mut [f32]| {
        for i in 0..window.cells() {
            let (column, row) = (window.column + (i % window.width) as i64, window.row + (i / window.width) as i64);
            if (0..columns as i64).contains(&column) && (0..rows as i64).contains(&row) {
                into[i] = friction[row as usize * columns + column as usize];
                high[i] = heights[row as usize * columns + column as usize];
            }
        }
        Ok(())
    };
    Surface::sloping(grid(columns, rows, cell), 1 << 30, &Silent, paint).unwrap()
}

/// Dijkstra over the grid by the definition, with a heap.
fn plainly(
    columns: usize,
    rows: usize,
    cell: f64,
    friction: &[f32],
    sources: &[GridCell],
    neighbours: Neighbours,
) -> Vec<(f64, u32)> {
    plainly_sloping(columns, rows, cell, (friction, &vec![f32::NAN; friction.len()]), sources, neighbours)
}

fn plainly_sloping(
    columns: usize,
    rows: usize,
    cell: f64,
    (friction, heights): (&[f32], &[f32]),
    sources: &[GridCell],
    neighbours: Neighbours,
) -> Vec<(f64, u32)> {
    let at = |c: i64, r: i64| {
        let inside = c >= 0 && r >= 0 && c < columns as i64 && r < rows as i64;
        inside.then(|| r as usize * columns + c as usize)
    };
    let cost = |i: usize| f64::from(friction[i]);
    let mut labels = vec![(f64::INFINITY, u32::MAX); columns * rows];
    let mut heap = BinaryHeap::new();
    for (i, s) in sources.iter().enumerate() {
        let to = s.row * columns + s.column;
        if cost(to).is_finite() && labels[to].0 > 0.0 {
            labels[to] = (0.0, i as u32);
            heap.push(Reverse((0u64, i as u32, to)));
        }
    }
    while let Some(Reverse((bits, source, from))) = heap.pop() {
        if labels[from] != (f64::from_bits(bits), source) {
            continue;
        }
        let (c, r) = ((from % columns) as i64, (from / columns) as i64);
        let mut offer = |to: usize, metres: f64, minutes: f64| {
            // One walks from `to` to `from`.
            let slope = f64::from(heights[from] - heights[to]) / metres;
            let then = (f64::from_bits(bits) + minutes * slope_factor(slope), source);
            if then.0.is_finite() && (then.0 < labels[to].0 || (then.0 == labels[to].0 && source < labels[to].1)) {
                labels[to] = then;
                heap.push(Reverse((then.0.to_bits(), source, to)));
            }
        };
        for dr in -2..=2i64 {
            for dc in -2..=2i64 {
                let Some(to) = at(c + dc, r + dr) else { continue };
                let ends = cost(from) + cost(to);
                match (dr.abs(), dc.abs()) {
                    (0, 1) | (1, 0) => offer(to, cell, cell * 0.5 * ends),
                    (1, 1) => offer(to, 2.0 * (cell * (0.5 * 2f64.sqrt())), cell * (0.5 * 2f64.sqrt()) * ends),
                    (1, 2) | (2, 1) if neighbours == Neighbours::Sixteen => {
                        let over = match dr.abs() {
                            2 => [at(c, r + dr / 2), at(c + dc, r + dr / 2)],
                            _ => [at(c + dc / 2, r), at(c + dc / 2, r + dr)],
                        };
                        let over = over.map(|i| cost(i.expect("between two cells of the grid")));
                        offer(to, 4.0 * (cell * 5f64.sqrt() / 4.0), cell * 5f64.sqrt() / 4.0 * (ends + (over[0] + over[1])));
                    }
                    _ => {}
                }
            }
        }
    }
    labels
}

/// Ground of any kind: even, rough, with roads, with barriers.
fn ground(cells: usize) -> impl Strategy<Value = Vec<f32>> {
    let kind = prop_oneof![6 => Just(0.012f32), 2 => 0.01..0.1f32, 1 => Just(0.0008f32), 2 => Just(f32::INFINITY)];
    prop::collection::vec(kind, cells)
}

fn places(columns: usize, rows: usize, most: usize) -> impl Strategy<Value = Vec<GridCell>> {
    prop::collection::vec((0..columns, 0..rows).prop_map(|(column, row)| GridCell { column, row }), 1..most)
}

fn close(a: f64, b: f64) -> bool {
    a == b || (a - b).abs() <= 1e-9 * a.abs().max(b.abs())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn equals_a_plain_dijkstra(friction in ground(23 * 17), sources in places(23, 17, 5)) {
        let surface = surface(23, 17, 500.0, &friction, 1 << 30);
        for neighbours in [Neighbours::Eight, Neighbours::Sixteen] {
            let found = all(&travel(&surface, &sources, neighbours, 2));
            prop_assert_eq!(&found, &plainly(23, 17, 500.0, &friction, &sources, neighbours));
        }
    }

    #[test]
    fn slopes_equal_a_plain_dijkstra(
        friction in ground(23 * 17),
        heights in prop::collection::vec(prop_oneof![9 => (0i32..400).prop_map(|h| h as f32), 1 => Just(f32::NAN)], 23 * 17),
        sources in places(23, 17, 5),
    ) {
        let surface = sloping(23, 17, 500.0, &friction, &heights);
        for neighbours in [Neighbours::Eight, Neighbours::Sixteen] {
            let found = all(&travel(&surface, &sources, neighbours, 2));
            prop_assert_eq!(&found, &plainly_sloping(23, 17, 500.0, (&friction, &heights), &sources, neighbours));
        }
    }

    #[test]
    fn more_barriers_never_shorten_a_time(friction in ground(20 * 20), barriers in places(20, 20, 40), sources in places(20, 20, 3)) {
        let open = all(&travel(&surface(20, 20, 1000.0, &friction, 1 << 30), &sources, Neighbours::Sixteen, 1));
        let mut barred = friction;
        barriers.iter().for_each(|b| barred[b.row * 20 + b.column] = f32::INFINITY);
        let closed = all(&travel(&surface(20, 20, 1000.0, &barred, 1 << 30), &sources, Neighbours::Sixteen, 1));
        prop_assert!(open.iter().zip(&closed).all(|(open, closed)| open.0 <= closed.0));
    }

    #[test]
    fn no_way_round_is_shorter(friction in ground(15 * 15), three in prop::collection::vec((0..15usize, 0..15usize), 3)) {
        let surface = surface(15, 15, 1000.0, &friction, 1 << 30);
        let cells: Vec<GridCell> = three.iter().map(|&(column, row)| GridCell { column, row }).collect();
        let from: Vec<Vec<(f64, u32)>> = cells.iter().map(|&c| all(&travel(&surface, &[c], Neighbours::Sixteen, 1))).collect();
        let time = |a: usize, b: usize| from[a][cells[b].row * 15 + cells[b].column].0;
        prop_assert!(time(0, 2) <= (time(0, 1) + time(1, 2)) * (1.0 + 1e-12), "{} > {} + {}", time(0, 2), time(0, 1), time(1, 2));
        prop_assert!(close(time(0, 1), time(1, 0)), "there and back cost the same: {} {}", time(0, 1), time(1, 0));
    }

    #[test]
    fn what_is_reached_belongs_to_one_source_and_sources_to_themselves(friction in ground(15 * 15), sources in places(15, 15, 6)) {
        let found = all(&travel(&surface(15, 15, 1000.0, &friction, 1 << 30), &sources, Neighbours::Sixteen, 1));
        prop_assert!(found.iter().all(|(minutes, source)| minutes.is_finite() == ((*source as usize) < sources.len())));
        for (i, s) in sources.iter().enumerate().filter(|(_, s)| friction[s.row * 15 + s.column].is_finite()) {
            let (minutes, source) = found[s.row * 15 + s.column];
            let first = sources.iter().position(|other| other == s).unwrap_or(i);
            prop_assert_eq!((minutes, source), (0.0, first as u32));
        }
    }
}

/// Larger than a tile both ways, with roads, rivers and rough ground; no chance in it.
fn wide(columns: usize, rows: usize) -> Vec<f32> {
    (0..columns * rows)
        .map(|i| {
            let (c, r) = (i % columns, i / columns);
            let bend = (c as f64 / 17.0).sin() * 9.0;
            if r % 61 == 0 || (c * 7 + r * 3) % 211 == 0 {
                0.001
            } else if ((r as f64 + bend) as i64) % 97 == 50 && c % 83 != 5 {
                f32::INFINITY
            } else {
                0.012 + ((c * 31 + r * 17) % 13) as f32 * 0.002
            }
        })
        .collect()
}

#[test]
fn tiles_threads_and_disk_change_nothing() {
    let (columns, rows) = (TILE * 2 + 40, TILE + 90);
    let friction = wide(columns, rows);
    let sources: Vec<GridCell> = (0..9).map(|i| GridCell { column: i * 67 + 3, row: (i * 97) % rows }).collect();
    let in_memory = surface(columns, rows, 250.0, &friction, 1 << 30);
    let on_disk = surface(columns, rows, 250.0, &friction, 0);
    for neighbours in [Neighbours::Eight, Neighbours::Sixteen] {
        let expected = plainly(columns, rows, 250.0, &friction, &sources, neighbours);
        assert!(all(&travel(&in_memory, &sources, neighbours, 1)) == expected, "one thread, in memory");
        let options = TravelOptions { neighbours, memory: 0, threads: 3 };
        let placed: Vec<_> = sources.iter().map(|&s| Some(s)).collect();
        assert!(all(&Travel::new(&on_disk, &placed, &options, &Silent).unwrap()) == expected, "three threads, on disk");
    }
}

#[test]
fn a_barrier_holds_and_nothing_is_reached_from_nowhere() {
    // A closed diagonal of cells that touch by their sides.
    let mut friction = vec![0.012f32; 100];
    for i in 0..10 {
        friction[i * 10 + i] = f32::INFINITY;
        friction[i * 10 + (i + 1).min(9)] = f32::INFINITY;
    }
    let surface = surface(10, 10, 100.0, &friction, 1 << 20);
    let south_west = GridCell { column: 0, row: 9 };
    let found = travel(&surface, &[south_west], Neighbours::Sixteen, 1);
    assert_eq!(found.at(GridCell { column: 9, row: 0 }).unwrap(), None);
    assert!(found.at(GridCell { column: 0, row: 1 }).unwrap().is_some());
    let nowhere = Travel::new(&surface, &[None], &TravelOptions::default(), &Silent).unwrap();
    assert!(all(&nowhere).iter().all(|(minutes, _)| minutes.is_infinite()));
    let on_a_barrier = travel(&surface, &[GridCell { column: 4, row: 4 }], Neighbours::Sixteen, 1);
    assert!(all(&on_a_barrier).iter().all(|(minutes, _)| minutes.is_infinite()));
    assert_eq!(surface.passable_at(GridCell { column: 4, row: 4 }).unwrap(), Some(GridCell { column: 3, row: 4 }));
}

#[test]
fn even_ground_is_walked_straight_and_of_two_the_first() {
    let surface = surface(41, 41, 100.0, &[0.012; 41 * 41], 1 << 20);
    let (west, east) = (GridCell { column: 0, row: 20 }, GridCell { column: 40, row: 20 });
    let found = travel(&surface, &[west, east], Neighbours::Sixteen, 2);
    assert_eq!(found.at(GridCell { column: 20, row: 20 }).unwrap().map(|l| l.1), Some(0), "halfway: the first");
    let (minutes, _) = found.at(GridCell { column: 0, row: 0 }).unwrap().unwrap();
    assert!((minutes - 2000.0 * f64::from(0.012f32)).abs() < 1e-9, "{minutes}");
    // The longest detour of sixteen directions, between a diagonal and a knight's move.
    let centre = travel(&surface, &[GridCell { column: 20, row: 20 }], Neighbours::Sixteen, 1);
    let worst = (0..41usize).flat_map(|r| (0..41usize).map(move |c| (c, r))).filter(|&at| at != (20, 20)).map(|(column, row)| {
        let straight = (column as f64 - 20.0).hypot(row as f64 - 20.0) * 100.0 * f64::from(0.012f32);
        centre.at(GridCell { column, row }).unwrap().unwrap().0 / straight
    });
    let worst = worst.fold(0.0, f64::max);
    assert!((1.02..1.028).contains(&worst), "{worst}");
}

#[test]
fn uphill_takes_longer_than_downhill() {
    // A ramp that rises by a tenth to the east, and a clinic in the middle.
    let heights: Vec<f32> = (0..21 * 3).map(|i| (i % 21) as f32 * 10.0).collect();
    let ramp = sloping(21, 3, 100.0, &[0.012; 63], &heights);
    let clinic = GridCell { column: 10, row: 1 };
    let found = travel(&ramp, &[clinic], Neighbours::Sixteen, 1);
    let minutes = |column| found.at(GridCell { column, row: 1 }).unwrap().unwrap().0;
    let flat = 1000.0 * f64::from(0.012f32);
    assert!((minutes(0) / flat - 0.35f64.exp()).abs() < 1e-6, "up to the clinic: {}", minutes(0));
    assert!((minutes(20) / flat - 1.0).abs() < 1e-6, "down a tenth is as quick as the flat: {}", minutes(20));
    assert!((slope_factor(-0.05) - (-0.175f64).exp()).abs() < 1e-12 && slope_factor(f64::NAN) == 1.0);
    assert_eq!(slope_factor(7.0), slope_factor(1.0), "beyond 45 degrees there is no walking to be slowed");
}

#[test]
fn slopes_equal_another_search_on_the_same_definition() {
    let ground: Vec<f32> =
        table(include_str!("../../../tests/reference/friction/ground.csv")).iter().map(|&v| v as f32).collect();
    let heights: Vec<f32> =
        table(include_str!("../../../tests/reference/friction/heights.csv")).iter().map(|&v| v as f32).collect();
    let minutes = table(include_str!("../../../tests/reference/friction/minutes_sloping.csv"));
    let sources = [(15, 4), (0, 0), (14, 19)].map(|(row, column)| GridCell { column, row });
    let found = all(&travel(&sloping(20, 16, 1000.0, &ground, &heights), &sources, Neighbours::Eight, 2));
    for (i, ((ours, _), theirs)) in found.iter().zip(&minutes).enumerate() {
        assert!(close(*ours, *theirs), "cell {i}: {ours} and {theirs}");
    }
}

/// Rows of numbers, infinite where empty.
fn table(text: &str) -> Vec<f64> {
    text.lines().flat_map(|line| line.split(',').map(|v| if v.is_empty() { f64::INFINITY } else { v.parse().unwrap() })).collect()
}

#[test]
fn eight_neighbours_equal_the_definition_of_accessmod() {
    let ground = table(include_str!("../../../tests/reference/friction/ground.csv"));
    let minutes = table(include_str!("../../../tests/reference/friction/minutes.csv"));
    let friction: Vec<f32> = ground.iter().map(|&v| v as f32).collect();
    let sources = [(15, 4), (0, 0), (14, 19)].map(|(row, column)| GridCell { column, row });
    let found = all(&travel(&surface(20, 16, 1000.0, &friction, 1 << 20), &sources, Neighbours::Eight, 2));
    assert_eq!(found.len(), minutes.len());
    assert!(minutes.iter().any(|m| m.is_infinite()) && minutes.iter().any(|m| *m > 60.0));
    for (i, ((ours, _), theirs)) in found.iter().zip(&minutes).enumerate() {
        assert!(close(*ours, *theirs), "cell {i}: {ours} and {theirs}");
    }
}
