//! Rates of areas with few people, drawn towards what is usual: a commune of 3 000 people with
//! one event is not the worst of the country. Global towards the mean of all areas, local towards
//! the mean of an area and its neighbours.
//!
//! Not for explaining rates: there is no model of causes here, and a smoothed map looks calmer
//! than the country is. Show it beside the raw counts.

use super::neighbours::Neighbours;
use super::poisson::poisson_interval;
use crate::base::distribution::gamma_quantile;

/// Events of one area, and the people (km², months) among whom they happened.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Observed {
    pub count: u64,
    pub base: f64,
}

/// The rate of one area after it has been drawn towards the mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Smoothed {
    /// Events per unit of the base; between the area's own rate and the mean.
    pub rate: f64,
    /// How much the area's own rate counts, 0 to 1.
    pub own_weight: f64,
    /// Where the rate lies, see [`global`].
    pub interval: (f64, f64),
}

/// Draws every rate towards the rate of all areas together.
///
/// An area that is `None`, or whose base is not a positive number, has no rate and tells nothing
/// of the others. Where the rates vary less than chance alone would make them (the estimated
/// variance is not positive), every area has the mean. Never negative, and never above the highest
/// rate.
///
/// The interval is that of the gamma distribution that the rate follows when the rates of areas
/// follow a gamma distribution with this mean and variance (Clayton and Kaldor 1987, *Biometrics*
/// 43:671–681); it takes mean and variance as known and is a little too narrow. Where every
/// area has the mean it is the exact interval of the mean. `confidence` is 0.95 for 95 %.
///
/// Source: Marshall (1991), *Applied Statistics* 40:283–294. Equal to PySAL
/// `esda.smoothing.Empirical_Bayes` where the variance is positive.
pub fn global(areas: &[Option<Observed>], confidence: f64) -> Vec<Option<Smoothed>> {
    let known: Vec<Observed> = areas.iter().filter_map(usable).collect();
    let prior = Prior::of(&known);
    areas.iter().map(|area| Some(prior?.draw(usable(area)?, confidence))).collect()
}

/// Draws every rate towards the rate of the area and its neighbours together.
///
/// An island keeps its own rate: it has nobody to learn from. Otherwise as [`global`]. `areas` and
/// `neighbours` stand in one order.
///
/// Equal to PySAL `esda.smoothing.Spatial_Empirical_Bayes`.
pub fn local(areas: &[Option<Observed>], neighbours: &Neighbours, confidence: f64) -> Vec<Option<Smoothed>> {
    let smoothed = |i: usize| {
        let own = usable(&areas[i])?;
        let around: Vec<Observed> = neighbours.with_itself(i).filter_map(|j| usable(&areas[j])).collect();
        Some(match around.len() {
            1 => own.alone(confidence),
            _ => Prior::of(&around)?.draw(own, confidence),
        })
    };
    (0..areas.len()).map(smoothed).collect()
}

/// The rate of each area and its neighbours together, as a moving window. `None` where no base of
/// theirs is known; an island's is its own.
///
/// Equal to PySAL `esda.smoothing.Spatial_Rate`.
pub fn spatial_rate(areas: &[Option<Observed>], neighbours: &Neighbours) -> Vec<Option<f64>> {
    let rate = |i: usize| {
        let around: Vec<Observed> = neighbours.with_itself(i).filter_map(|j| usable(&areas[j])).collect();
        Some(Prior::of(&around)?.mean)
    };
    (0..areas.len()).map(rate).collect()
}

/// Each area's events over those expected at the rate of all areas together: 2 is twice the usual.
/// `None` without a base, and everywhere when there is no event at all.
///
/// Equal to PySAL `esda.smoothing.Excess_Risk`.
pub fn excess_risk(areas: &[Option<Observed>]) -> Vec<Option<f64>> {
    let known: Vec<Observed> = areas.iter().filter_map(usable).collect();
    let mean = Prior::of(&known).map(|p| p.mean).filter(|mean| *mean > 0.0);
    areas.iter().map(|area| Some(usable(area)?.rate() / mean?)).collect()
}

/// Each area's rate as standard deviations from the rate of all, the deviation being that of a rate over so large
/// a base: what the empirical-Bayes Moran of rates looks at. `None` without a base, and everywhere where no rate can
/// vary.
///
/// Source: Assunção & Reis (1999), *Statistics in Medicine* 18:2147–2162. Equal to PySAL
/// `esda.smoothing.assuncao_rate`.
pub fn standardised_rates(areas: &[Option<Observed>]) -> Vec<Option<f64>> {
    let known: Vec<Observed> = areas.iter().filter_map(usable).collect();
    let spread = Spread::of(&known);
    let standardised = |own: Observed| {
        let Spread { mean, between, .. } = spread?;
        // Less between the rates than chance alone makes: chance it is.
        let raw = between + mean / own.base;
        let variance = if raw < 0.0 { mean / own.base } else { raw };
        (variance > 0.0).then(|| (own.rate() - mean) / variance.sqrt())
    };
    areas.iter().map(|area| standardised(usable(area)?)).collect()
}

fn usable(area: &Option<Observed>) -> Option<Observed> {
    area.filter(|o| o.base > 0.0 && o.base.is_finite())
}

impl Observed {
    fn rate(self) -> f64 {
        self.count as f64 / self.base
    }

    fn alone(self, confidence: f64) -> Smoothed {
        let (lower, upper) = poisson_interval(self.count, confidence);
        Smoothed { rate: self.rate(), own_weight: 1.0, interval: (lower / self.base, upper / self.base) }
    }
}

/// How rates of several areas lie.
#[derive(Debug, Clone, Copy)]
struct Spread {
    mean: f64,
    /// Variance of the rates less what chance makes of it; below zero where chance would make more.
    between: f64,
    together: Observed,
}

impl Spread {
    /// `None` of no areas.
    fn of(areas: &[Observed]) -> Option<Spread> {
        if areas.is_empty() {
            return None;
        }
        let together = Observed { count: areas.iter().map(|o| o.count).sum(), base: areas.iter().map(|o| o.base).sum() };
        let mean = together.rate();
        let spread: f64 = areas.iter().map(|o| o.base * (o.rate() - mean).powi(2)).sum();
        let chance = mean * areas.len() as f64 / together.base;
        Some(Spread { mean, between: spread / together.base - chance, together })
    }
}

/// What is known of rates before an area is looked at.
#[derive(Debug, Clone, Copy)]
struct Prior {
    mean: f64,
    /// Of the rates themselves, chance taken off; zero or more.
    variance: f64,
    together: Observed,
}

impl Prior {
    /// `None` of no areas.
    fn of(areas: &[Observed]) -> Option<Prior> {
        let Spread { mean, between, together } = Spread::of(areas)?;
        Some(Prior { mean, variance: between.max(0.0), together })
    }

    fn draw(self, own: Observed, confidence: f64) -> Smoothed {
        if self.variance <= 0.0 {
            return Smoothed { own_weight: 0.0, ..self.together.alone(confidence) };
        }
        let own_weight = self.variance / (self.variance + self.mean / own.base);
        let rate = (own_weight * own.rate() + (1.0 - own_weight) * self.mean).max(0.0);
        let before = self.mean / self.variance;
        let (shape, base) = (self.mean * before + own.count as f64, before + own.base);
        let tail = (1.0 - confidence) / 2.0;
        let (lower, upper) = (gamma_quantile(tail, shape) / base, gamma_quantile(1.0 - tail, shape) / base);
        // A gamma of very small shape has its mean beyond almost all of itself.
        Smoothed { rate, own_weight, interval: (lower.min(rate), upper.max(rate)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::reference::{close, rows};
    use proptest::prelude::*;

    fn observed(count: u64, base: f64) -> Option<Observed> {
        Some(Observed { count, base })
    }

    /// The grid of `tests/reference/rates/make.py`: 6 × 6 squares, queen neighbours.
    fn grid() -> Neighbours {
        let near = |a: usize, b: usize| a != b && (a / 6).abs_diff(b / 6) <= 1 && (a % 6).abs_diff(b % 6) <= 1;
        Neighbours::from_lists((0..36).map(|i| (0..36).filter(|&j| near(i, j)).collect()).collect())
    }

    #[test]
    fn smoothed_rates_equal_pysal() {
        let table = rows("rates/empirical_bayes.csv");
        let areas: Vec<_> = table.iter().map(|r| observed(r.number(1) as u64, r.number(2))).collect();
        let (all, near) = (global(&areas, 0.95), local(&areas, &grid(), 0.95));
        let (window, excess) = (spatial_rate(&areas, &grid()), excess_risk(&areas));
        for (i, row) in table.iter().enumerate() {
            let found = [all[i].unwrap().rate, near[i].unwrap().rate, window[i].unwrap(), excess[i].unwrap()];
            for (k, value) in found.into_iter().enumerate() {
                assert!(close(value, row.number(3 + k), 1e-12), "column {k} of {row:?}: {value}");
            }
        }
        let at_mean = near.iter().flatten().filter(|s| s.own_weight == 0.0).count();
        assert!(at_mean > 0 && at_mean < 36, "both cases are in the reference: {at_mean}");
    }

    #[test]
    fn intervals_equal_the_gamma_of_r() {
        let table = rows("rates/empirical_bayes.csv");
        let areas: Vec<_> = table.iter().map(|r| observed(r.number(1) as u64, r.number(2))).collect();
        for (found, row) in global(&areas, 0.95).iter().flatten().zip(rows("rates/empirical_bayes_intervals.csv")) {
            let (lower, upper) = found.interval;
            assert!(close(lower, row.number(1), 1e-9) && close(upper, row.number(2), 1e-9), "{row:?}: {found:?}");
        }
    }

    #[test]
    fn equal_rates_have_their_mean_and_no_negative_one_comes_of_it() {
        // Far more even than chance: the estimated variance is negative.
        let even = vec![observed(10, 1000.0); 5];
        for s in global(&even, 0.95).into_iter().flatten() {
            assert_eq!((s.rate, s.own_weight), (0.01, 0.0));
            assert!(close(s.interval.0, poisson_interval(50, 0.95).0 / 5000.0, 1e-12));
        }
        let nothing = vec![observed(0, 1000.0); 3];
        assert!(global(&nothing, 0.95).iter().flatten().all(|s| s.rate == 0.0 && s.interval.0 == 0.0));
        assert_eq!(excess_risk(&nothing), [None; 3]);
    }

    #[test]
    fn nobody_there_is_missing_and_changes_no_other() {
        let full = [observed(3, 1000.0), observed(40, 2000.0), observed(1, 500.0)];
        let holed = [full[0], observed(7, 0.0), full[1], None, full[2], observed(1, f64::NAN)];
        let (plain, found) = (global(&full, 0.95), global(&holed, 0.95));
        assert_eq!([found[0], found[2], found[4]], [plain[0], plain[1], plain[2]]);
        assert_eq!([found[1], found[3], found[5]], [None; 3]);
        assert_eq!(global(&[], 0.95), []);
    }

    #[test]
    fn an_island_keeps_its_own_rate() {
        let areas = [observed(3, 1000.0), observed(40, 2000.0), observed(1, 500.0)];
        let neighbours = Neighbours::from_lists(vec![vec![1], vec![0], vec![]]);
        let island = local(&areas, &neighbours, 0.95)[2].unwrap();
        assert_eq!((island.rate, island.own_weight), (0.002, 1.0));
        assert_eq!(spatial_rate(&areas, &neighbours)[2], Some(0.002));
    }

    proptest! {
        #[test]
        fn rates_stay_between_nothing_and_the_highest(
            all in proptest::collection::vec((0u64..60, 1.0f64..5000.0), 2..40),
        ) {
            let areas: Vec<_> = all.iter().map(|&(count, base)| observed(count, base)).collect();
            let raw = |o: &(u64, f64)| o.0 as f64 / o.1;
            let highest = all.iter().map(raw).fold(0.0, f64::max);
            let ring = (0..areas.len()).map(|i| vec![(i + 1) % areas.len()]).collect();
            for found in [global(&areas, 0.95), local(&areas, &Neighbours::from_lists(ring), 0.95)] {
                for s in found.into_iter().flatten() {
                    prop_assert!(s.rate >= 0.0 && s.rate <= highest * (1.0 + 1e-12), "{s:?}");
                    prop_assert!(s.interval.0 <= s.rate && s.rate <= s.interval.1, "{s:?}");
                }
            }
        }

        #[test]
        fn few_people_weigh_less(all in proptest::collection::vec((0u64..60, 1.0f64..5000.0), 2..40)) {
            let areas: Vec<_> = all.iter().map(|&(count, base)| observed(count, base)).collect();
            let mut by_base: Vec<(f64, f64)> =
                global(&areas, 0.95).iter().zip(&all).filter_map(|(s, a)| Some((a.1, s.as_ref()?.own_weight))).collect();
            by_base.sort_by(|a, b| a.0.total_cmp(&b.0));
            prop_assert!(by_base.windows(2).all(|pair| pair[0].1 <= pair[1].1 + 1e-12));
        }
    }
}
