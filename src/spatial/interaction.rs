//! Do events that are near in space tend to be near in time, as attacks that answer one another are? Knox's count of close
//! pairs, and Mantel's correlation of distances in both.
//!
//! Says that there is such a pattern, not where. Both take the places and the times as given and ask whether they
//! were dealt to each other by chance: times are shuffled over events. A change of people over time that is not the same everywhere
//! makes such a pattern too.
//!
//! Sources: Knox (1964), *Applied Statistics* 13:25–29; Mantel (1967), *Cancer Research* 27:209–220.

use super::moments::Global;
use super::permutation::{Permutations, shuffled};
use geo_types::Coord;
use rstar::{RTree, primitives::GeomWithData};

/// Pairs of events.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Knox {
    /// Pairs close in space and time; `permuted` is of it. [`Permuted::p_greater`](super::permutation::Permuted::p_greater)
    /// is the chance of so many or more.
    pub close: Global,
    /// Pairs close in space, and close in time.
    pub in_space: usize,
    pub in_time: usize,
    /// Close pairs if time and space had nothing to do with each other: exact for shuffled times.
    pub expected: f64,
}

/// Knox's test: pairs at most `distance` (in the unit of the places, metres) and `days` apart, both included.
///
/// An event whose place or time is no number is left out, as are all where `distance` or `days` is below zero or no number: `None`
/// with fewer than two events. Equal to R `surveillance::knox`.
pub fn knox(places: &[Coord<f64>], days: &[f64], distance: f64, apart: f64, permutations: Permutations) -> Option<Knox> {
    let (places, days) = usable(places, days);
    let n = places.len();
    if n < 2 || distance.is_nan() || apart.is_nan() || distance < 0.0 || apart < 0.0 {
        return None;
    }
    let tree = RTree::bulk_load(places.iter().enumerate().map(|(i, at)| GeomWithData::new([at.x, at.y], i)).collect());
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (i, at) in places.iter().enumerate() {
        let reach = (distance * (1.0 + 1e-12)).powi(2);
        let near = tree.locate_within_distance([at.x, at.y], reach).map(|p| p.data).filter(|&j| j > i);
        pairs.extend(near.filter(|&j| (places[j].x - at.x).hypot(places[j].y - at.y) <= distance).map(|j| (i, j)));
    }
    let mut sorted = days.clone();
    sorted.sort_by(f64::total_cmp);
    let in_time: usize = (0..n).map(|i| sorted[i + 1..].partition_point(|day| day - sorted[i] <= apart)).sum();
    let count = |day: &dyn Fn(usize) -> f64| pairs.iter().filter(|(i, j)| (day(*i) - day(*j)).abs() <= apart).count() as f64;
    let value = count(&|i| days[i]);
    let permuted = shuffled(n, permutations, value, 1.0, |order| count(&|i| days[order[i]]));
    let all = n as f64 * (n as f64 - 1.0) / 2.0;
    Some(Knox {
        close: Global { value, normality: None, randomisation: None, permuted },
        in_space: pairs.len(),
        in_time,
        expected: pairs.len() as f64 * in_time as f64 / all,
    })
}

/// Mantel's test: the correlation, over all pairs of events, of 1/(1 + distance in kilometres) with 1/(1 + days apart): near pairs
/// count most, as Mantel advises.
///
/// Left out as in [`knox`]; `None` with fewer than three events, and where all pairs are equally far in space or in time. All
/// pairs are gone through for each permutation: for thousands of events, not for a hundred thousand.
pub fn mantel(places: &[Coord<f64>], days: &[f64], permutations: Permutations) -> Option<Global> {
    let (places, days) = usable(places, days);
    let n = places.len();
    if n < 3 {
        return None;
    }
    let near = |i: usize, j: usize| 1.0 / (1.0 + (places[i].x - places[j].x).hypot(places[i].y - places[j].y) / 1000.0);
    let soon = |a: usize, b: usize| 1.0 / (1.0 + (days[a] - days[b]).abs());
    let over_pairs =
        |of: &dyn Fn(usize, usize) -> f64| (0..n).flat_map(|i| (0..i).map(move |j| (i, j))).map(|(i, j)| of(i, j)).sum::<f64>();
    let all = n as f64 * (n as f64 - 1.0) / 2.0;
    let (mean_near, mean_soon) = (over_pairs(&near) / all, over_pairs(&soon) / all);
    let spread_near = over_pairs(&|i, j| (near(i, j) - mean_near).powi(2));
    let spread_soon = over_pairs(&|i, j| (soon(i, j) - mean_soon).powi(2));
    if spread_near.min(spread_soon) <= 1e-20 * all {
        return None;
    }
    let scale = (spread_near * spread_soon).sqrt();
    let closeness: Vec<f64> = (0..n).flat_map(|i| (0..i).map(move |j| near(i, j) - mean_near)).collect();
    let correlation = |order: &dyn Fn(usize) -> usize| {
        let pairs = (0..n).flat_map(|i| (0..i).map(move |j| (i, j)));
        closeness.iter().zip(pairs).map(|(c, (i, j))| c * soon(order(i), order(j))).sum::<f64>() / scale
    };
    let value = correlation(&|i| i);
    let permuted = shuffled(n, permutations, value, 1.0, |order| correlation(&|i| order[i]));
    Some(Global { value, normality: None, randomisation: None, permuted })
}

fn usable(places: &[Coord<f64>], days: &[f64]) -> (Vec<Coord<f64>>, Vec<f64>) {
    places
        .iter()
        .copied()
        .zip(days.iter().copied())
        .filter(|(at, day)| at.x.is_finite() && at.y.is_finite() && day.is_finite())
        .unzip()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Random;
    use crate::base::reference::{close, rows};
    use proptest::prelude::*;

    const NONE: Permutations = Permutations { count: 0, seed: 0 };

    /// Forty quiet events, and `answers` that each follow another at once and nearby.
    fn events(answers: usize) -> (Vec<Coord<f64>>, Vec<f64>) {
        let mut random = Random::new(12);
        let mut all: Vec<(Coord<f64>, f64)> = (0..40)
            .map(|_| (Coord { x: random.unit() * 1e6, y: random.unit() * 1e6 }, (random.unit() * 1000.0).floor()))
            .collect();
        for i in 0..answers {
            let (at, day) = all[i];
            all.push((Coord { x: at.x + 3000.0 * random.unit(), y: at.y }, day + 2.0));
        }
        all.into_iter().unzip()
    }

    #[test]
    fn answers_are_found_and_chance_is_not() {
        let way = Permutations::default();
        let (places, days) = events(15);
        let found = knox(&places, &days, 5000.0, 5.0, way).unwrap();
        assert!(found.close.value >= 15.0 && found.close.permuted.unwrap().p_greater() == 0.001, "{found:?}");
        let mean = found.close.permuted.unwrap().mean;
        assert!((mean - found.expected).abs() < 0.1, "{mean} {}", found.expected);
        let correlated = mantel(&places, &days, way).unwrap();
        assert!(correlated.value > 0.1 && correlated.permuted.unwrap().p_greater() < 0.01, "{correlated:?}");
        let (places, days) = events(0);
        assert!(knox(&places, &days, 100_000.0, 60.0, way).unwrap().close.permuted.unwrap().p_folded() > 0.02);
        assert!(mantel(&places, &days, way).unwrap().permuted.unwrap().p_folded() > 0.02);
    }

    #[test]
    fn close_pairs_equal_surveillance() {
        let table = rows("spatial/events.csv");
        let places: Vec<_> = table.iter().map(|r| Coord { x: r.number(0), y: r.number(1) }).collect();
        let days: Vec<_> = table.iter().map(|r| r.number(2)).collect();
        for row in rows("spatial/knox.csv") {
            let found = knox(&places, &days, row.number(0), row.number(1), Permutations { count: 999, seed: 1 }).unwrap();
            assert_eq!(found.close.value, row.number(2));
            assert!(close(found.expected, row.number(3), 1e-12), "{row:?} {found:?}");
            // Both by 999 shuffles.
            assert!((found.close.permuted.unwrap().p_greater() - row.number(4)).abs() < 0.08, "{row:?} {found:?}");
        }
    }

    #[test]
    fn mantel_equals_the_correlation_of_r() {
        for row in rows("spatial/mantel.csv") {
            let table = rows("spatial/events.csv");
            let places: Vec<_> = table.iter().map(|r| Coord { x: r.number(0), y: r.number(1) }).collect();
            let days: Vec<_> = table.iter().map(|r| r.number(2)).collect();
            let found = mantel(&places, &days, NONE).unwrap();
            assert!(close(found.value, row.number(0), 1e-10), "{found:?}");
        }
    }

    #[test]
    fn what_cannot_be_said_is_not() {
        let at = |x: f64| Coord { x, y: 0.0 };
        assert_eq!(knox(&[at(0.0)], &[1.0], 1.0, 1.0, NONE), None);
        assert_eq!(knox(&[at(0.0), at(1.0)], &[1.0, f64::NAN], 1.0, 1.0, NONE), None);
        assert_eq!(knox(&[at(0.0), at(1.0)], &[1.0, 2.0], -1.0, 1.0, NONE), None);
        assert_eq!(knox(&[at(0.0), at(1.0)], &[1.0, 2.0], 1.0, 1.0, NONE).unwrap().close.value, 1.0, "limits are included");
        assert_eq!(mantel(&[at(0.0), at(1.0), at(5.0)], &[3.0; 3], NONE), None);
        assert_eq!(mantel(&[at(2.0); 5], &[1.0, 2.0, 3.0, 4.0, 5.0], NONE), None);
    }

    proptest! {
        #[test]
        fn close_pairs_equal_brute_force(events in prop::collection::vec((0u8..30, 0u8..30, 0u8..50), 2..60), distance in 0.0f64..20.0, apart in 0.0f64..30.0) {
            let places: Vec<Coord<f64>> = events.iter().map(|e| Coord { x: f64::from(e.0), y: f64::from(e.1) }).collect();
            let days: Vec<f64> = events.iter().map(|e| f64::from(e.2)).collect();
            let found = knox(&places, &days, distance, apart, NONE).unwrap();
            let (mut both, mut space, mut time) = (0, 0, 0);
            for i in 0..places.len() {
                for j in 0..i {
                    let near = (places[i].x - places[j].x).hypot(places[i].y - places[j].y) <= distance;
                    let soon = (days[i] - days[j]).abs() <= apart;
                    both += usize::from(near && soon);
                    space += usize::from(near);
                    time += usize::from(soon);
                }
            }
            prop_assert_eq!((found.close.value as usize, found.in_space, found.in_time), (both, space, time));
        }
    }
}
