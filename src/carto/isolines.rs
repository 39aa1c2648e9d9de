//! Lines of equal value around what is above it: marching squares with linear interpolation.
//!
//! Source: Lorensen & Cline (1987), *Marching cubes*, Computer Graphics 21:163–169, in the plane; saddles go by the mean of their
//! four corners.

use geo_types::Coord;
use std::collections::BTreeMap;

/// Between which two neighbouring points of the grid a line passes: along a row or along a column, from the point given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Edge {
    row: i64,
    column: i64,
    down: bool,
}

/// Closed rings around everything above `level`, holes included (even-odd), in the order of their first rows. Values stand at whole
/// coordinates: x the column, y the row, row by row; outside the grid everything is 0. Values that are not finite count as 0. No rings where
/// nothing is above; `level` is 0 or more.
pub fn rings_above(values: &[f32], columns: usize, level: f64) -> Vec<Vec<Coord<f64>>> {
    let rows = values.len().checked_div(columns).unwrap_or(0);
    let at = |column: i64, row: i64| {
        let inside = (0..columns as i64).contains(&column) && (0..rows as i64).contains(&row);
        let value = if inside { f64::from(values[row as usize * columns + column as usize]) } else { 0.0 };
        if value.is_finite() { value } else { 0.0 }
    };
    // From the edge where a line enters a square to the edge where it leaves it; each edge is entered once.
    let mut next: BTreeMap<Edge, Edge> = BTreeMap::new();
    for row in -1..rows as i64 {
        for column in -1..columns as i64 {
            let corners = [(0, 0), (1, 0), (1, 1), (0, 1)].map(|(x, y)| at(column + x, row + y));
            let above = corners.map(|value| value > level);
            if above == [above[0]; 4] {
                continue;
            }
            let edges = [(0, 0, false), (1, 0, true), (0, 1, false), (0, 0, true)].map(|(x, y, down)| Edge {
                row: row + y,
                column: column + x,
                down,
            });
            // Clockwise around the square, upwards through the level at one edge and down again at another.
            let rises: Vec<usize> = (0..4).filter(|&i| !above[i] && above[(i + 1) % 4]).collect();
            let joined = corners.iter().sum::<f64>() / 4.0 > level;
            for &rise in &rises {
                let falls = match (rises.len(), joined) {
                    (1, _) => (0..4).find(|&i| above[i] && !above[(i + 1) % 4]).unwrap_or(rise),
                    // The line goes round the corner below, or round the one above.
                    (_, true) => (rise + 3) % 4,
                    (_, false) => (rise + 1) % 4,
                };
                next.insert(edges[rise], edges[falls]);
            }
        }
    }
    let place = |edge: Edge| {
        let (x, y) = (edge.column, edge.row);
        let (dx, dy) = if edge.down { (0, 1) } else { (1, 0) };
        let (from, to) = (at(x, y), at(x + dx, y + dy));
        let share = ((level - from) / (to - from)).clamp(0.0, 1.0);
        Coord { x: x as f64 + share * dx as f64, y: y as f64 + share * dy as f64 }
    };
    let mut rings = Vec::new();
    while let Some((first, mut to)) = next.pop_first() {
        let mut ring = vec![place(first)];
        while to != first {
            ring.push(place(to));
            match next.remove(&to) {
                Some(further) => to = further,
                None => break,
            }
        }
        rings.push(ring);
    }
    rings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::carto::clip;
    use proptest::prelude::*;

    fn area(ring: &[Coord<f64>]) -> f64 {
        (0..ring.len()).map(|i| (ring[i], ring[(i + 1) % ring.len()])).map(|(a, b)| a.x * b.y - b.x * a.y).sum::<f64>() / 2.0
    }

    #[test]
    fn one_high_point_is_a_diamond_and_a_hole_is_a_ring() {
        let rings = rings_above(&[4.0], 1, 1.0);
        assert_eq!(rings.len(), 1);
        // 3/4 of the way to each neighbour.
        assert!((area(&rings[0]).abs() - 2.0 * 0.75 * 0.75).abs() < 1e-12, "{rings:?}");
        let mut plain = vec![2.0f32; 25];
        plain[12] = 0.0;
        assert_eq!(rings_above(&plain, 5, 1.0).len(), 2, "the outline and the hole");
        assert!(rings_above(&plain, 5, 2.0).is_empty() && rings_above(&[], 0, 0.0).is_empty());
    }

    #[test]
    fn saddles_go_by_their_mean() {
        // Two high corners, low ones between: apart where the mean is low, joined where it is high.
        assert_eq!(rings_above(&[2.0, 0.0, 0.0, 2.0], 2, 1.5).len(), 2);
        assert_eq!(rings_above(&[2.0, 0.9, 0.9, 2.0], 2, 1.0).len(), 1);
        assert_eq!(rings_above(&[0.9, 2.0, 2.0, 0.9], 2, 1.0).len(), 1);
    }

    #[test]
    fn a_cone_is_round() {
        let n = 81;
        let cone: Vec<f32> = (0..n * n).map(|i| (40.0 - ((i % n) as f32 - 40.0).hypot((i / n) as f32 - 40.0)).max(0.0)).collect();
        let rings = rings_above(&cone, n, 10.0);
        assert_eq!(rings.len(), 1);
        assert!(rings[0].iter().all(|p| ((p.x - 40.0).hypot(p.y - 40.0) - 30.0).abs() < 0.02));
    }

    proptest! {
        #[test]
        fn every_point_above_is_inside_and_no_other(values in prop::collection::vec(0u8..6, 48)) {
            let values: Vec<f32> = values.into_iter().map(f32::from).collect();
            let rings = rings_above(&values, 8, 2.5);
            for (i, &value) in values.iter().enumerate() {
                // A little aside, so that no test line runs through a corner.
                let at = Coord { x: (i % 8) as f64 + 1e-7, y: (i / 8) as f64 + 3e-7 };
                prop_assert_eq!(clip::inside(&rings, at), value > 2.5, "{} of {:?}", i, values);
            }
        }
    }
}
