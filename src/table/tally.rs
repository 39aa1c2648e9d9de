//! Adding up what lies inside each area, level by level.

use crate::base::{Boundaries, Level, Place};

/// Sums `amount` over the records whose place lies in each area of `level`, in area order,
/// and counts them.
///
/// A record known only to a coarser level than `level` cannot be told to one area and is in
/// none of the sums: an event known to the region counts for the region and the country, never
/// for a commune. Unknown codes are left out; whoever made the places has checked them.
pub fn tally<'a>(records: impl Iterator<Item = (&'a Place, f64)>, level: Level, boundaries: &Boundaries) -> Vec<Tally> {
    let mut out = vec![Tally::default(); boundaries.level(level).len()];
    for (place, amount) in records {
        let area = boundaries.level(place.level).position(&place.code).and_then(|i| boundaries.ancestor(place.level, i, level));
        if let Some(area) = area {
            out[area].sum += amount;
            out[area].n += 1;
        }
    }
    out
}

/// What fell into one area.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Tally {
    pub sum: f64,
    /// Records added.
    pub n: u32,
}
