//! Who reaches what in which time: people by area and by facility.

use super::travel::Travel;
use crate::base::{Progress, Result};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Times are compared with this much slack: ground is kept in 32-bit numbers, so that a cell at
/// exactly thirty minutes may come out a ten-millionth later. The last minute is within.
pub const SLACK: f64 = 1e-6;

/// Whether a time is within a limit; the limit itself is.
pub fn within(minutes: f64, limit: f64) -> bool {
    minutes <= limit * (1.0 + SLACK)
}

/// People of one area by the time they need.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AreaReach {
    pub people: f64,
    /// People within each limit, in the order of the limits.
    pub within: Vec<f64>,
    /// People who get to no facility at all.
    pub cut_off: f64,
    /// People by step of time, see [`step`].
    steps: BTreeMap<u16, f64>,
}

/// Steps of a tenth of a minute up to two hours, then of one in a hundred.
const FINE: f64 = 120.0;

fn step(minutes: f64) -> u16 {
    if minutes <= FINE {
        (minutes * 10.0).round() as u16
    } else {
        1200 + ((minutes / FINE).ln() / 1.01f64.ln()).round().min(60_000.0) as u16
    }
}

fn minutes_of(step: u16) -> f64 {
    if step <= 1200 { f64::from(step) / 10.0 } else { FINE * 1.01f64.powf(f64::from(step) - 1200.0) }
}

impl AreaReach {
    fn add(&mut self, people: f64, minutes: f64, limits: &[f64]) {
        self.within.resize(limits.len(), 0.0);
        self.people += people;
        if minutes.is_finite() {
            let reached = self.within.iter_mut().zip(limits);
            reached.filter(|(_, limit)| within(minutes, **limit)).for_each(|(sum, _)| *sum += people);
            *self.steps.entry(step(minutes)).or_default() += people;
        } else {
            self.cut_off += people;
        }
    }

    /// Puts another area's people to these.
    pub fn merge(&mut self, other: &AreaReach) {
        self.within.resize(self.within.len().max(other.within.len()), 0.0);
        self.people += other.people;
        self.cut_off += other.cut_off;
        self.within.iter_mut().zip(&other.within).for_each(|(a, b)| *a += b);
        for (step, people) in &other.steps {
            *self.steps.entry(*step).or_default() += people;
        }
    }

    /// The time half of the people need at most: to 0.05 minutes up to two hours, then to 0.5 %.
    /// Infinite where half of them or more get nowhere; `None` without people.
    pub fn median(&self) -> Option<f64> {
        if self.people <= 0.0 {
            return None;
        }
        let mut sum = 0.0;
        for (step, people) in &self.steps {
            sum += people;
            if sum >= self.people / 2.0 * (1.0 - SLACK) {
                return Some(minutes_of(*step));
            }
        }
        Some(f64::INFINITY)
    }
}

/// Some people of one area on one cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dwellers {
    /// Position of the cell in its tile, row by row.
    pub at: usize,
    /// Position of their area; `u32::MAX` for none.
    pub area: u32,
    pub people: f64,
}

/// People by area, and by the facility they reach first.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    pub areas: Vec<AreaReach>,
    /// People whose nearest facility in time is this one.
    pub loads: Vec<f64>,
    /// People on cells of no area.
    pub elsewhere: f64,
}

/// Counts people over a travel-time surface.
///
/// `people` says who lives in a tile; it is called from several threads. Sums are made tile by tile in
/// order, so that threads change no digit. `limits` in minutes.
pub fn account(
    travel: &Travel,
    areas: usize,
    facilities: usize,
    limits: &[f64],
    progress: &dyn Progress,
    people: impl Fn(usize) -> Result<Vec<Dwellers>> + Sync,
) -> Result<Account> {
    type Part = (BTreeMap<u32, AreaReach>, BTreeMap<u32, f64>);
    let parts: Vec<Part> = (0..travel.tiles.count())
        .into_par_iter()
        .map(|tile| {
            progress.go_on()?;
            let (minutes, source) = travel.tile(tile)?;
            let (mut areas, mut loads) = Part::default();
            for Dwellers { at, area, people } in people(tile)? {
                areas.entry(area).or_default().add(people, minutes[at], limits);
                if minutes[at].is_finite() {
                    *loads.entry(source[at]).or_default() += people;
                }
            }
            Ok((areas, loads))
        })
        .collect::<Result<_>>()?;
    let mut out = Account { areas: vec![AreaReach::default(); areas], loads: vec![0.0; facilities], elsewhere: 0.0 };
    for (by_area, loads) in &parts {
        for (area, reach) in by_area {
            match out.areas.get_mut(*area as usize) {
                Some(sum) => sum.merge(reach),
                None => out.elsewhere += reach.people,
            }
        }
        for (source, people) in loads {
            out.loads[*source as usize] += people;
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::super::tests::surface;
    use super::super::{GridCell, Travel, TravelOptions};
    use super::*;
    use crate::base::Silent;

    #[test]
    fn the_last_minute_is_within_and_the_median_weighs_people() {
        // One row of cells of 100 m at 6 km/h: a minute each.
        let surface = surface(100, 1, 100.0, &[0.01; 100], 1 << 20);
        let travel = Travel::new(&surface, &[Some(GridCell { column: 0, row: 0 })], &TravelOptions::default(), &Silent).unwrap();
        let people = |_| Ok((0..=60).map(|at| Dwellers { at, area: u32::from(at >= 50), people: 1.0 }).collect());
        let found = account(&travel, 3, 1, &[30.0, 60.0], &Silent, people).unwrap();
        assert_eq!((found.areas[0].people, found.areas[0].within.clone()), (50.0, vec![31.0, 50.0]), "0, 1, … 30 minutes");
        assert_eq!((found.areas[1].people, found.areas[1].within.clone()), (11.0, vec![0.0, 11.0]), "60 minutes are within 60");
        assert!((found.areas[1].median().unwrap() - 55.0).abs() < 0.051);
        assert_eq!((found.loads[0], found.areas[2].median(), found.elsewhere), (61.0, None, 0.0));
    }

    #[test]
    fn steps_of_time_are_finer_than_they_promise() {
        for minutes in [0.0, 0.04, 12.34, 119.97, 120.0, 121.0, 1000.0, 1e5] {
            let back = minutes_of(step(minutes));
            assert!((back - minutes).abs() <= 0.0501 || (back / minutes - 1.0).abs() < 0.005, "{minutes}: {back}");
        }
    }
}
