//! Reports of one event in several registers: how alike two reports are, and which are taken for one.
//!
//! Only reports of different inputs are compared: what stands twice in one register is that
//! register's own fault. Exports of one register with one id are merged before, by the readers.

mod merge;
mod review;
mod score;

pub use merge::{Finding, Verdict, merge};
pub use review::{Decision, DuplicateReview};
pub use score::Pair;

use super::Event;
use crate::base::{Boundaries, Level};
use jiff::civil::{Date, date};
use rayon::prelude::*;
use score::{MOST_DAYS, MOST_KM, Report};
use std::collections::HashMap;

/// Side of the cells, in degrees, in which neighbours are looked for.
const CELL: f64 = 0.5;

/// Pairs of reports of different inputs that may tell the same event, with a score of at least
/// `least` (0 to 1, see [`Pair`]); sorted by the positions of their events.
///
/// Two reports are compared when their days are at most three apart, or one is known to the
/// month alone and the other lies in it, and when their points are at most 50 km apart or, where one has
/// no point, the area of the one lies in that of the other. Reports without a date, with a bare year, or known
/// to the country alone are never compared. Only reports of near days and places are looked at, so
/// that many events stay fast; the answer equals that of comparing all with all.
pub fn duplicates(events: &[Event], boundaries: &Boundaries, least: f64) -> Vec<Pair> {
    if events.windows(2).all(|pair| pair[0].source == pair[1].source) {
        return Vec::new();
    }
    let reports: Vec<Report<'_>> = events.iter().map(|e| Report::new(e, boundaries)).collect();
    let index = Index::new(&reports);
    let mut pairs: Vec<Pair> = (0..reports.len())
        .into_par_iter()
        .flat_map_iter(|i| {
            let mut near = index.near(&reports, i);
            near.sort_unstable();
            near.dedup();
            let reports = &reports;
            near.into_iter().filter_map(move |j| reports[i].compared(&reports[j], boundaries).map(|p| Pair { a: i, b: j, ..p }))
        })
        .filter(|pair| pair.score >= least)
        .collect();
    pairs.sort_by_key(|pair| (pair.a, pair.b));
    pairs
}

/// Reports by day and place.
struct Index {
    /// Reports with a point, by day and cell.
    points: HashMap<(i32, i32, i32), Vec<usize>>,
    /// All reports known to the region at least, by day and region.
    regions: HashMap<(i32, usize), Vec<usize>>,
    /// Those of them without a point.
    areas: HashMap<(i32, usize), Vec<usize>>,
}

impl Index {
    fn new(reports: &[Report<'_>]) -> Self {
        let mut index = Index { points: HashMap::new(), regions: HashMap::new(), areas: HashMap::new() };
        for (i, report) in reports.iter().enumerate() {
            for day in report.days.into_iter().flat_map(|(first, last)| first..=last) {
                if let Some(p) = report.event.point {
                    index.points.entry((day, cell(p.x), cell(p.y))).or_default().push(i);
                }
                if let Some(region) = report.region {
                    index.regions.entry((day, region)).or_default().push(i);
                    if report.event.point.is_none() {
                        index.areas.entry((day, region)).or_default().push(i);
                    }
                }
            }
        }
        index
    }

    /// Reports after the `i`th that may be compared with it, some of them several times.
    fn near(&self, reports: &[Report<'_>], i: usize) -> Vec<usize> {
        let mut found = Vec::new();
        let report = &reports[i];
        let Some((first, last)) = report.days else { return found };
        let mut take = |list: Option<&Vec<usize>>| found.extend(list.into_iter().flatten().copied().filter(|&j| j > i));
        for day in first - MOST_DAYS..=last + MOST_DAYS {
            match (report.event.point, report.region) {
                (Some(p), region) => {
                    // A degree is 111 km at least along a meridian; along a parallel it shrinks with the cosine.
                    let dy = MOST_KM / 110.0;
                    let dx = (dy / (p.y.abs() + dy).to_radians().cos().max(0.01)).min(360.0);
                    for x in cell(p.x - dx)..=cell(p.x + dx) {
                        for y in cell(p.y - dy)..=cell(p.y + dy) {
                            take(self.points.get(&(day, x, y)));
                        }
                    }
                    take(region.and_then(|region| self.areas.get(&(day, region))));
                }
                (None, Some(region)) => take(self.regions.get(&(day, region))),
                (None, None) => {}
            }
        }
        found
    }
}

fn cell(degrees: f64) -> i32 {
    (degrees / CELL).floor() as i32
}

/// Days since 1 January 1970.
fn day_number(day: Date) -> i32 {
    (day - date(1970, 1, 1)).get_days()
}

/// The region of a place that is known to the region at least.
fn region_of(event: &Event, boundaries: &Boundaries) -> Option<usize> {
    let place = event.place.as_ref().filter(|place| place.level >= Level::Region)?;
    let i = boundaries.level(place.level).position(&place.code)?;
    boundaries.ancestor(place.level, i, Level::Region)
}

#[cfg(test)]
mod tests;
