//! Small networks for tests.

use super::{Network, NetworkOptions, build};
use crate::read::roads::Road;
use geo_types::{LineString, MultiLineString};

/// A road that exists, without a name.
pub(crate) fn road(row: u64, points: &[(f64, f64)]) -> Road {
    let line = MultiLineString(vec![LineString::from(points.to_vec())]);
    Road { row, line, name: None, number: None, class: None, proposed: false }
}

pub(crate) fn roads(lines: &[&[(f64, f64)]]) -> Vec<Road> {
    lines.iter().enumerate().map(|(i, points)| road(i as u64 + 1, points)).collect()
}

pub(crate) fn network(lines: &[&[(f64, f64)]]) -> Network {
    build(&roads(lines), "roads", NetworkOptions::default()).expect("lines").0
}
