//! The borders of the communes on a grid: each stretch once, with the commune on either side, so that areas
//! of any level can be put together from them.

use crate::base::{Boundaries, Level};
use crate::carto::topology::Topology;
use geo_types::Coord;
use serde::Serialize;
use std::collections::BTreeMap;

/// Steps of the grid to a degree: about eleven metres.
pub(super) const STEPS: f64 = 1e4;

/// Stretches of border and what they are borders of.
#[derive(Debug, Serialize)]
pub(super) struct Borders {
    /// Steps of the grid to a degree.
    steps: f64,
    /// For each stretch its first point, then the way from each point to the next: longitude, latitude, longitude …
    arcs: Vec<Vec<i32>>,
    /// Communes to the left and to the right, walking along it; null outside.
    left: Vec<Option<usize>>,
    right: Vec<Option<usize>>,
    /// For each coarser level the area that holds each commune.
    holders: BTreeMap<&'static str, Vec<Option<usize>>>,
    /// A point inside each area of each level, for its name.
    centres: BTreeMap<&'static str, Vec<[i32; 2]>>,
}

/// Degrees below which a bend does not show: a pixel when the country is drawn sixteen thousand pixels wide.
pub(super) fn tolerance(boundaries: &Boundaries) -> f64 {
    boundaries.communes.extent().map_or(0.0, |e| e.width().max(e.height()) / 16_384.0)
}

impl Borders {
    pub fn new(topology: &Topology, boundaries: &Boundaries, tolerance: f64) -> Borders {
        let simple = topology.simplified(tolerance);
        let holders = [Level::Cercle, Level::Region, Level::Zone]
            .map(|level| (level.id(), (0..simple.communes()).map(|c| simple.holder(level, c)).collect()));
        let centres = super::LEVELS.map(|level| (level.id(), boundaries.level(level).iter().map(|a| step(a.centre)).collect()));
        Borders {
            steps: STEPS,
            arcs: simple.arcs.iter().map(|arc| walked(&arc.points)).collect(),
            left: simple.arcs.iter().map(|arc| arc.left).collect(),
            right: simple.arcs.iter().map(|arc| arc.right).collect(),
            holders: holders.into(),
            centres: centres.into(),
        }
    }
}

/// The nearest node of the grid.
fn step(c: Coord<f64>) -> [i32; 2] {
    [(c.x * STEPS).round() as i32, (c.y * STEPS).round() as i32]
}

/// A line on the grid: its first point, then the way to each next one. Points that fall together are one, but
/// the ends are always there.
pub(super) fn walked(points: &[Coord<f64>]) -> Vec<i32> {
    let mut out = Vec::with_capacity(points.len() * 2);
    let mut here = [0, 0];
    for (i, &point) in points.iter().enumerate() {
        let next = step(point);
        if i == 0 || i + 1 == points.len() || next != here {
            out.extend([next[0] - here[0], next[1] - here[1]]);
            here = next;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_told_by_its_steps() {
        let points = [(1.0, 2.0), (1.00001, 2.0), (1.0005, 1.9999), (1.0005, 1.9999)].map(Coord::from);
        assert_eq!(walked(&points), [10_000, 20_000, 5, -1, 0, 0]);
        assert!(walked(&[]).is_empty());
    }
}
