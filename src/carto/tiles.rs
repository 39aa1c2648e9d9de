//! A country as equal squares, one for each area, near where it lies: large empty areas do not drown small ones full of people.
//!
//! Not for measuring: neither distances, nor areas, nor borders are kept.

use super::basemap::BaseMap;
use super::content::{Content, Fill};
use super::fonts::{Cut, wrap};
use super::furniture::{INK, WHITE, fill_area};
use super::palette::luminance;
use super::scene::{Anchor, Frame, Paint, Scene, Type};
use crate::base::{Areas, Result};
use crate::layers::style::Rgb;
use geo_types::Coord;

/// Share of the country's extent that tiles fill: with it those in the middle of a crowd move about one tile.
const FILLED: f64 = 0.55;
/// Smallest and largest side of a tile, millimetres.
const SIDE: (f64, f64) = (3.0, 26.0);
/// Rows and columns of free places around the extent.
const AROUND: usize = 3;
/// Space between tiles, millimetres.
const GAP: f64 = 0.5;
const LARGEST_TYPE: f64 = 6.5;

/// Draws a tile for each area that has a fill, with its name and, where there is one, its value, into `room`. Returns the frames of
/// the tiles. An error when a centre cannot be projected.
pub fn draw(scene: &mut Scene, base: &BaseMap, areas: &Areas, content: &Content, room: Frame) -> Result<Vec<Frame>> {
    let shown: Vec<usize> = (0..areas.len()).filter(|&i| content.fills.get(i).is_some_and(Option::is_some)).collect();
    let centres: Vec<Coord<f64>> = shown.iter().map(|&i| areas[i].centre).collect();
    let tiles = tiles(&base.viewport.place(&centres)?, room);
    scene.begin_group("tiles");
    for (&area, tile) in shown.iter().zip(&tiles) {
        let fill = content.fills[area].unwrap_or(Fill::NoData);
        let tile = tile.grown(-GAP / 2.0);
        fill_area(scene, &[tile.ring()], fill, content);
        scene.rect(tile, &Paint::line(INK, 0.12));
        let ground = match fill {
            Fill::Class(i) => content.classes.get(i).map_or(WHITE, |class| class.colour),
            _ => WHITE,
        };
        let value = content.values.get(area).and_then(Option::as_deref);
        words(scene, tile, &areas[area].name, value, ground, !matches!(fill, Fill::Class(_)));
    }
    scene.end_group();
    Ok(tiles)
}

/// The name, in two lines where it is long, over the value: each as large as the tile allows, in the colour that reads best.
fn words(scene: &mut Scene, tile: Frame, name: &str, value: Option<&str>, ground: Rgb, hatched: bool) {
    let colour = if luminance(ground) > 0.3 { INK } else { WHITE };
    let inner = tile.grown(-0.6);
    let set = |cut: Cut, size: f64| {
        let style = Type::new(cut, size, colour).anchored(Anchor::Middle);
        if hatched { style.haloed(WHITE) } else { style }
    };
    let below = value.map(|value| {
        let style = set(Cut::Regular, LARGEST_TYPE);
        (value, Type { size_pt: LARGEST_TYPE * (inner.width / style.width(value).max(0.1)).min(1.0), ..style })
    });
    let room = inner.height - below.map_or(0.0, |(_, style)| style.line_height());
    // Names may break after a hyphen too.
    let parts = name.replace('-', "- ");
    let broken = |size: f64| -> Vec<String> {
        wrap(&parts, Cut::Bold, size, inner.width).into_iter().map(|line| line.replace("- ", "-")).collect()
    };
    let fits = |size: &f64| {
        let (lines, style) = (broken(*size), set(Cut::Bold, *size));
        let wide = lines.iter().any(|line| style.width(line) > inner.width);
        lines.len() <= 2 && !wide && lines.len() as f64 * style.line_height() <= room
    };
    let sizes = (4..=(LARGEST_TYPE * 4.0) as usize).rev().map(|quarter| quarter as f64 / 4.0);
    let size = sizes.into_iter().find(fits).unwrap_or(1.0);
    let (lines, style) = (broken(size), set(Cut::Bold, size));
    let height = style.line_height();
    let all = lines.len() as f64 * height + inner.height - room;
    let mut y = tile.centre().y - all / 2.0;
    for line in &lines {
        scene.text(Coord { x: tile.centre().x, y: y + 0.78 * height }, line, &style);
        y += height;
    }
    if let Some((value, style)) = below {
        scene.text(Coord { x: tile.centre().x, y: y + 0.78 * style.line_height() }, value, &style);
    }
}

/// A square in `room` for each place, in a grid over their extent; the sum of the squared ways from places to the middles of their squares
/// is the least there is (Kuhn 1955, *The Hungarian method for the assignment problem*), so that north stays north and west stays
/// west as far as the grid allows. Places that coincide get squares side by side.
fn tiles(places: &[Coord<f64>], room: Frame) -> Vec<Frame> {
    let bounds = |of: fn(&Coord<f64>) -> f64| {
        places.iter().map(of).fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(value), high.max(value)))
    };
    if places.is_empty() {
        return Vec::new();
    }
    let ((west, east), (top, bottom)) = (bounds(|p| p.x), bounds(|p| p.y));
    let (width, height) = ((east - west).max(1.0), (bottom - top).max(1.0));
    let mut side = (width * height * FILLED / places.len() as f64).sqrt().clamp(SIDE.0, SIDE.1);
    let (mut columns, mut rows) = grid(width, height, side, places.len());
    let cells: Vec<Coord<f64>> = (0..rows * columns)
        .map(|i| Coord {
            x: (west + east) / 2.0 + ((i % columns) as f64 - (columns - 1) as f64 / 2.0) * side,
            y: (top + bottom) / 2.0 + ((i / columns) as f64 - (rows - 1) as f64 / 2.0) * side,
        })
        .collect();
    let way = |p: &Coord<f64>, c: &Coord<f64>| (p.x - c.x).powi(2) + (p.y - c.y).powi(2);
    let costs: Vec<Vec<f64>> = places.iter().map(|p| cells.iter().map(|c| way(p, c)).collect()).collect();
    let chosen: Vec<(usize, usize)> = assigned(&costs).into_iter().map(|i| (i % columns, i / columns)).collect();
    // What was free around is cut off, and the rest as large as the room allows.
    let edge = |of: fn(&(usize, usize)) -> usize| {
        chosen.iter().map(of).fold((usize::MAX, 0), |(low, high), value| (low.min(value), high.max(value)))
    };
    let (left, right) = edge(|c| c.0);
    let (upper, lower) = edge(|c| c.1);
    (columns, rows) = (right - left + 1, lower - upper + 1);
    side = (room.width / columns as f64).min(room.height / rows as f64).min(SIDE.1);
    let corner = Coord { x: room.centre().x - columns as f64 * side / 2.0, y: room.centre().y - rows as f64 * side / 2.0 };
    let tile = |(column, row): (usize, usize)| {
        Frame::new(corner.x + (column - left) as f64 * side, corner.y + (row - upper) as f64 * side, side, side)
    };
    chosen.into_iter().map(tile).collect()
}

/// Columns and rows of squares over an extent and a little more, enough for all.
fn grid(width: f64, height: f64, side: f64, count: usize) -> (usize, usize) {
    let least = (count as f64).sqrt().ceil() as usize;
    let across = |length: f64| ((length / side).ceil() as usize + AROUND).max(least);
    (across(width), across(height))
}

/// A column for each row, all different, with the least sum of costs; no fewer columns than rows. The Hungarian method by
/// shortest augmenting paths (Jonker & Volgenant 1987, *Computing* 38:325–340). Of equal sums always the same.
fn assigned(costs: &[Vec<f64>]) -> Vec<usize> {
    let (rows, columns) = (costs.len(), costs.first().map_or(0, Vec::len));
    // Row and column 0 stand for "none".
    let (mut of_row, mut of_column) = (vec![0.0; rows + 1], vec![0.0; columns + 1]);
    let (mut holder, mut before) = (vec![0usize; columns + 1], vec![0usize; columns + 1]);
    for row in 1..=rows {
        holder[0] = row;
        let (mut least, mut done) = (vec![f64::INFINITY; columns + 1], vec![false; columns + 1]);
        let mut column = 0;
        while holder[column] != 0 {
            done[column] = true;
            let (from, mut step, mut next) = (holder[column], f64::INFINITY, 0);
            for c in (1..=columns).filter(|&c| !done[c]) {
                let cost = costs[from - 1][c - 1] - of_row[from] - of_column[c];
                if cost < least[c] {
                    (least[c], before[c]) = (cost, column);
                }
                if least[c] < step {
                    (step, next) = (least[c], c);
                }
            }
            if next == 0 {
                break;
            }
            for c in 0..=columns {
                if done[c] {
                    of_row[holder[c]] += step;
                    of_column[c] -= step;
                } else {
                    least[c] -= step;
                }
            }
            column = next;
        }
        while column != 0 {
            holder[column] = holder[before[column]];
            column = before[column];
        }
    }
    let mut out = vec![0; rows];
    for (column, &row) in holder.iter().enumerate().skip(1).filter(|(_, row)| **row > 0) {
        out[row - 1] = column - 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn c(x: f64, y: f64) -> Coord<f64> {
        Coord { x, y }
    }

    proptest! {
        /// Against every way of choosing.
        #[test]
        fn the_sum_is_the_least(costs in prop::collection::vec(prop::collection::vec(0u8..20, 6), 1..5)) {
            let costs: Vec<Vec<f64>> = costs.into_iter().map(|row| row.into_iter().map(f64::from).collect()).collect();
            fn best(costs: &[Vec<f64>], taken: &mut Vec<usize>) -> f64 {
                let Some(row) = costs.get(taken.len()) else { return 0.0 };
                let mut least = f64::INFINITY;
                for (column, &cost) in row.iter().enumerate() {
                    if !taken.contains(&column) {
                        taken.push(column);
                        least = least.min(cost + best(costs, taken));
                        taken.pop();
                    }
                }
                least
            }
            let chosen = assigned(&costs);
            let sum: f64 = chosen.iter().zip(&costs).map(|(&column, row)| row[column]).sum();
            let mut different = chosen.clone();
            different.sort_unstable();
            different.dedup();
            prop_assert_eq!(different.len(), costs.len());
            prop_assert_eq!(sum, best(&costs, &mut Vec::new()));
        }

        #[test]
        fn tiles_are_in_the_room_and_apart(places in prop::collection::vec((0.0..150.0f64, 0.0..120.0f64), 1..40)) {
            let room = Frame::new(10.0, 20.0, 190.0, 170.0);
            let places: Vec<_> = places.into_iter().map(|(x, y)| c(x, y)).collect();
            let tiles = tiles(&places, room);
            prop_assert_eq!(tiles.len(), places.len());
            for (i, tile) in tiles.iter().enumerate() {
                prop_assert!(room.grown(1e-9).holds(tile));
                prop_assert!(tiles[i + 1..].iter().all(|other| !tile.grown(-1e-6).overlaps(other)));
            }
        }
    }

    #[test]
    fn places_on_a_grid_keep_it() {
        let places: Vec<_> = (0..12).map(|i| c((i % 4) as f64 * 30.0, (i / 4) as f64 * 30.0)).collect();
        let tiles = tiles(&places, Frame::new(0.0, 0.0, 100.0, 100.0));
        for (i, a) in tiles.iter().enumerate() {
            for (j, b) in tiles.iter().enumerate() {
                assert_eq!(a.x < b.x, i % 4 < j % 4, "{i} and {j}");
                assert_eq!(a.y < b.y, i / 4 < j / 4, "{i} and {j}");
            }
        }
    }

    #[test]
    fn places_that_coincide_have_a_tile_each() {
        let tiles = tiles(&[c(5.0, 5.0); 9], Frame::new(0.0, 0.0, 90.0, 90.0));
        assert!(tiles.iter().enumerate().all(|(i, a)| tiles[i + 1..].iter().all(|b| !a.grown(-1e-6).overlaps(b))));
        assert!(super::tiles(&[], Frame::new(0.0, 0.0, 90.0, 90.0)).is_empty());
    }
}
