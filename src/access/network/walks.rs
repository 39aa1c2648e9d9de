//! Where to walk to, among many places that each have their own time to go on from.

use super::faults::metres;
use crate::base::ellipsoid::in_space;
use geo_types::Coord;

/// Places in a leaf: few enough to look at all.
const LEAF: usize = 8;

/// Lengths below this are lost in the rounding of metres in space.
const SLACK_M: f64 = 1e-6;

/// Places under boxes in space, each box with the least time of what lies in it, so that a box is
/// opened only where something in it could be quicker than what is known (branch and bound).
pub(super) struct Walks {
    stops: Vec<Stop>,
    /// Numbered as in a heap: the halves of box `i` are `2i + 1` and `2i + 2`.
    boxes: Vec<Bounds>,
    minutes_per_m: f64,
}

#[derive(Debug, Clone, Copy)]
struct Stop {
    space: [f64; 3],
    place: Coord<f64>,
    rest: f64,
    number: u32,
}

#[derive(Debug, Clone, Copy)]
struct Bounds {
    low: [f64; 3],
    high: [f64; 3],
    /// The least time to go on.
    rest: f64,
}

/// The quickest of all places from somewhere.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Walk {
    /// Walk and rest, minutes.
    pub minutes: f64,
    /// Geodesic metres of the walk.
    pub metres: f64,
    /// The number under which the place was given.
    pub number: u32,
}

impl Walks {
    /// Places (longitude, latitude) with the minutes to go on from each, under their numbers. What is no
    /// place on earth, and what leads nowhere (minutes not finite), is left out. Walks cost
    /// `minutes_per_m` along the geodesic.
    pub fn new(stops: impl Iterator<Item = (Coord<f64>, f64, u32)>, minutes_per_m: f64) -> Walks {
        let stop = |(place, rest, number): (Coord<f64>, f64, u32)| {
            let space = in_space(place).filter(|_| rest.is_finite())?;
            Some(Stop { space, place, rest, number })
        };
        let mut walks = Walks { stops: stops.filter_map(stop).collect(), boxes: Vec::new(), minutes_per_m };
        let mut stops = std::mem::take(&mut walks.stops);
        walks.halve(&mut stops, 0);
        walks.stops = stops;
        walks
    }

    fn halve(&mut self, stops: &mut [Stop], at: usize) {
        let nothing = Bounds { low: [f64::INFINITY; 3], high: [f64::NEG_INFINITY; 3], rest: f64::INFINITY };
        let bounds = stops.iter().fold(nothing, |b, stop| Bounds {
            low: std::array::from_fn(|axis| b.low[axis].min(stop.space[axis])),
            high: std::array::from_fn(|axis| b.high[axis].max(stop.space[axis])),
            rest: b.rest.min(stop.rest),
        });
        if self.boxes.len() <= at {
            self.boxes.resize(at + 1, nothing);
        }
        self.boxes[at] = bounds;
        if stops.len() <= LEAF {
            return;
        }
        let width = |axis: usize| bounds.high[axis] - bounds.low[axis];
        let axis = (1..3).fold(0, |widest, axis| if width(axis) > width(widest) { axis } else { widest });
        let middle = stops.len() / 2;
        stops.select_nth_unstable_by(middle, |a, b| a.space[axis].total_cmp(&b.space[axis]).then(a.number.cmp(&b.number)));
        let (left, right) = stops.split_at_mut(middle);
        self.halve(left, 2 * at + 1);
        self.halve(right, 2 * at + 2);
    }

    /// The place that is quickest from here, walk and rest together; of equals the lowest number. `None`
    /// where there are no places, and for what is no place on earth.
    pub fn quickest(&self, from: Coord<f64>) -> Option<Walk> {
        let here = in_space(from)?;
        let mut best: Option<Walk> = None;
        // Box, its first stop and the one after its last, the least time over it.
        let mut open = vec![(0, 0, self.stops.len(), self.least(0, here))];
        while let Some((at, first, last, least)) = open.pop() {
            if best.is_some_and(|best| least > best.minutes) {
                continue;
            }
            if last - first > LEAF {
                let middle = first + (last - first) / 2;
                let mut halves = [(2 * at + 1, first, middle), (2 * at + 2, middle, last)]
                    .map(|(at, first, last)| (at, first, last, self.least(at, here)));
                // The more promising half is taken up first.
                halves.sort_by(|a, b| b.3.total_cmp(&a.3));
                open.extend(halves);
                continue;
            }
            for stop in &self.stops[first..last] {
                if best.is_some_and(|best| self.minutes_per_m * straight(here, stop.space) + stop.rest > best.minutes) {
                    continue;
                }
                let metres = metres(from, stop.place);
                let minutes = self.minutes_per_m * metres + stop.rest;
                if best.is_none_or(|best| (minutes, stop.number) < (best.minutes, best.number)) {
                    best = Some(Walk { minutes, metres, number: stop.number });
                }
            }
        }
        best
    }

    /// A time that no place of a box can be quicker than.
    fn least(&self, at: usize, here: [f64; 3]) -> f64 {
        let bounds = &self.boxes[at];
        let nearest = std::array::from_fn(|axis| here[axis].clamp(bounds.low[axis], bounds.high[axis].max(bounds.low[axis])));
        self.minutes_per_m * straight(here, nearest) + bounds.rest
    }
}

/// The straight line between two places in space, a little less: never longer than the geodesic, rounded or not.
fn straight(a: [f64; 3], b: [f64; 3]) -> f64 {
    let squares = a.iter().zip(b).map(|(a, b)| (a - b) * (a - b));
    (squares.sum::<f64>().sqrt() - SLACK_M).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_quickest_is_that_of_brute_force(
            stops in prop::collection::vec((-60i32..60, -60i32..60, 0u32..300), 0..80),
            from in (-80i32..80, -80i32..80),
        ) {
            let place = |x: i32, y: i32| Coord { x: f64::from(x) / 7.0, y: f64::from(y) / 7.0 };
            let stops: Vec<_> = (0..).zip(stops).map(|(i, (x, y, rest))| (place(x, y), f64::from(rest), i)).collect();
            let from = place(from.0, from.1);
            let walks = Walks::new(stops.iter().copied(), 0.015);
            let all = stops.iter().map(|&(to, rest, number)| (0.015 * metres(from, to) + rest, number));
            let best = all.min_by(|a, b| a.partial_cmp(b).unwrap());
            prop_assert_eq!(walks.quickest(from).map(|w| (w.minutes, w.number)), best);
        }
    }

    #[test]
    fn what_is_nowhere_or_leads_nowhere_is_left_out() {
        let (here, off) = (Coord { x: 0.0, y: 15.0 }, Coord { x: f64::NAN, y: 0.0 });
        let walks = Walks::new([(here, f64::INFINITY, 0), (off, 0.0, 1)].into_iter(), 0.015);
        assert_eq!(walks.quickest(here), None);
        assert_eq!(Walks::new([(here, 3.0, 7)].into_iter(), 0.015).quickest(off), None);
    }
}
