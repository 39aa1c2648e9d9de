//! How much happens along a road: per segment of an axis, in a window that moves along it, and where
//! it is more than chance would have it.
//!
//! Not for putting events on the road (`access`), and not for areas.

use crate::base::Adjustment;
use crate::spatial::poisson::poisson_interval;
use statrs::function::gamma::gamma_lr;

/// An event that lies on an axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RoadEvent {
    /// Metres from the start of the axis.
    pub along_m: f64,
    pub explosive: bool,
    /// `None` where the source states no number.
    pub killed: Option<u32>,
}

/// What was recorded on a stretch of road, with the rate and its exact bounds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Exposure {
    pub from_m: f64,
    pub to_m: f64,
    pub incidents: u32,
    pub explosive: u32,
    /// Sum over the events that state a number; `None` where there are events but none does.
    pub killed: Option<u32>,
    /// Incidents per kilometre and month with its 95 % bounds; `None` without a length or a time.
    pub rate: Option<Rate>,
}

/// Incidents per kilometre and month.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    pub per_km_month: f64,
    pub lower: f64,
    pub upper: f64,
}

/// The excess of one segment over the rest of its axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Excess {
    /// Incidents that the segment would have at the mean rate of the axis.
    pub expected: f64,
    /// Chance of as many incidents or more by a Poisson law with that mean.
    pub p: f64,
    /// The same, adjusted so that among segments with `p_adjusted` ≤ q the share of false alarms is at most q.
    pub p_adjusted: f64,
}

/// Exposure of stretches of one axis. Each holds its start and not its end, but the one that ends
/// last holds its end too.
///
/// `months` is the time over which events were recorded. Stretches may overlap, as moving windows do.
pub fn exposure(events: &[RoadEvent], stretches: &[(f64, f64)], months: f64) -> Vec<Exposure> {
    let end = stretches.iter().map(|s| s.1).fold(0.0, f64::max);
    let of = |&(from_m, to_m): &(f64, f64)| {
        let inside = |e: &&RoadEvent| e.along_m >= from_m && (e.along_m < to_m || (to_m >= end && e.along_m <= to_m));
        let here: Vec<&RoadEvent> = events.iter().filter(inside).collect();
        let stated: Vec<u32> = here.iter().filter_map(|e| e.killed).collect();
        let incidents = here.len() as u32;
        Exposure {
            from_m,
            to_m,
            incidents,
            explosive: here.iter().filter(|e| e.explosive).count() as u32,
            killed: (incidents == 0 || !stated.is_empty()).then(|| stated.iter().sum()),
            rate: rate(incidents, (to_m - from_m) / 1000.0 * months),
        }
    };
    stretches.iter().map(of).collect()
}

/// Windows of a length, one every step, over an axis; the last ends with the axis. One window for an
/// axis shorter than it; none without a length or a step above 0.
pub fn windows(length_m: f64, window_m: f64, step_m: f64) -> Vec<(f64, f64)> {
    if !(length_m > 0.0 && window_m > 0.0 && step_m > 0.0) {
        return Vec::new();
    }
    if window_m >= length_m {
        return vec![(0.0, length_m)];
    }
    let last = length_m - window_m;
    let count = (last / step_m + 1e-9).floor() as usize + 1;
    let mut out: Vec<(f64, f64)> = (0..count).map(|i| i as f64 * step_m).map(|from| (from, from + window_m)).collect();
    if out.last().is_some_and(|w| w.0 < last - 1e-6) {
        out.push((last, length_m));
    }
    out
}

fn rate(incidents: u32, km_months: f64) -> Option<Rate> {
    let (lower, upper) = poisson_interval(incidents.into(), 0.95);
    (km_months > 0.0).then(|| Rate {
        per_km_month: f64::from(incidents) / km_months,
        lower: lower / km_months,
        upper: upper / km_months,
    })
}

/// Where segments have more incidents than the mean rate of their axis gives them, each judged by
/// the exact Poisson tail and adjusted for their number (Benjamini & Hochberg 1995).
///
/// The mean is that of all segments together, so a hot segment raises it: the test errs on the side of
/// silence. Segments of an axis without incidents or length have p = 1.
pub fn excess(segments: &[Exposure]) -> Vec<Excess> {
    let length: f64 = segments.iter().map(|s| s.to_m - s.from_m).sum();
    let incidents: u32 = segments.iter().map(|s| s.incidents).sum();
    let mean = if length > 0.0 { f64::from(incidents) / length } else { 0.0 };
    let expected: Vec<f64> = segments.iter().map(|s| mean * (s.to_m - s.from_m)).collect();
    let p: Vec<f64> = segments.iter().zip(&expected).map(|(s, &mean)| poisson_tail(s.incidents, mean)).collect();
    let adjusted = Adjustment::BenjaminiHochberg.of(&p);
    expected.into_iter().zip(p).zip(adjusted).map(|((expected, p), p_adjusted)| Excess { expected, p, p_adjusted }).collect()
}

/// Chance of `count` or more where `mean` are expected.
fn poisson_tail(count: u32, mean: f64) -> f64 {
    match (count, mean > 0.0) {
        (0, _) | (_, false) => 1.0,
        (count, true) => gamma_lr(f64::from(count), mean),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(km: f64) -> RoadEvent {
        RoadEvent { along_m: km * 1000.0, explosive: km > 20.0, killed: (km > 10.0).then_some(2) }
    }

    #[test]
    fn events_fall_into_one_segment_each_and_rates_have_their_bounds() {
        let events = [event(0.0), event(5.0), event(12.0), event(30.0)];
        let found = exposure(&events, &[(0.0, 5000.0), (5000.0, 10_000.0), (10_000.0, 30_000.0)], 12.0);
        assert_eq!(found.iter().map(|s| s.incidents).collect::<Vec<_>>(), [1, 1, 2], "the end of the axis is in the last");
        assert_eq!(found.iter().map(|s| s.killed).collect::<Vec<_>>(), [None, None, Some(4)], "not stated is not zero");
        assert_eq!(found[2].explosive, 1);
        let rate = found[0].rate.unwrap();
        assert!((rate.per_km_month - 1.0 / 60.0).abs() < 1e-12 && (rate.upper - 5.571643 / 60.0).abs() < 1e-6);
        assert_eq!(exposure(&events, &[(0.0, 5000.0)], 0.0)[0].rate, None, "no time, no rate");
        assert_eq!(exposure(&[], &[(0.0, 5000.0)], 1.0)[0].killed, Some(0));
    }

    #[test]
    fn a_planted_hot_segment_is_found_and_no_other() {
        let mut events: Vec<RoadEvent> = (0..20).map(|i| event(f64::from(i) * 5.0 + 2.0)).collect();
        events.extend((0..9).map(|i| event(41.0 + f64::from(i) * 0.3)));
        let segments: Vec<(f64, f64)> = (0..20).map(|i| (f64::from(i) * 5000.0, f64::from(i + 1) * 5000.0)).collect();
        let found = excess(&exposure(&events, &segments, 24.0));
        let hot: Vec<usize> = (0..20).filter(|&i| found[i].p_adjusted <= 0.05).collect();
        assert_eq!(hot, [8]);
        // 1 - ppois(9, 29 / 20)
        assert!((found[8].p - 3.05341e-6).abs() < 1e-10, "{}", found[8].p);
        assert!((found[8].p_adjusted - 20.0 * found[8].p).abs() < 1e-12);
        assert!(excess(&exposure(&[], &segments, 24.0)).iter().all(|e| e.p == 1.0 && e.p_adjusted == 1.0));
    }

    #[test]
    fn windows_cover_the_axis() {
        assert_eq!(windows(23.0, 10.0, 5.0), [(0.0, 10.0), (5.0, 15.0), (10.0, 20.0), (13.0, 23.0)]);
        assert_eq!(windows(20.0, 10.0, 5.0).len(), 3);
        assert_eq!(windows(8.0, 10.0, 5.0), [(0.0, 8.0)]);
        assert!(windows(8.0, 0.0, 5.0).is_empty());
    }
}
