//! Every window: places in the order of their distance from a centre, times runs of steps.

use super::ScanOptions;
use super::likelihood::Likelihood;
use geo_types::Coord;
use rayon::prelude::*;
use std::ops::Range;

/// An ellipse other than a circle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shape {
    /// Long over short axis.
    pub ratio: f64,
    /// Of the long axis from the x axis.
    pub degrees: f64,
}

/// Ratios of axes and numbers of angles that SaTScan looks through.
const SHAPES: [(f64, u32); 5] = [(1.5, 4), (2.0, 6), (3.0, 9), (4.0, 12), (5.0, 15)];

impl Shape {
    /// Half of the long axis of the ellipse around one place on whose rim the other lies.
    pub fn distance(self, from: Coord<f64>, to: Coord<f64>) -> f64 {
        let (sin, cos) = self.degrees.to_radians().sin_cos();
        let (dx, dy) = (to.x - from.x, to.y - from.y);
        (dx * cos + dy * sin).hypot(self.ratio * (dy * cos - dx * sin))
    }

    /// What narrow shapes count less: the square root of 4s/(s + 1)².
    pub fn penalty(self) -> f64 {
        (4.0 * self.ratio / (self.ratio + 1.0).powi(2)).sqrt()
    }
}

/// All windows around one centre and of one shape.
pub struct Origin {
    pub shape: Option<Shape>,
    penalty: f64,
    /// Places by distance, as far as a window may reach.
    order: Vec<u32>,
    /// Windows end after these many places (those equally far stand together), with the weight up to there.
    ends: Vec<(u32, f64)>,
}

impl Origin {
    pub fn all(places: &[Coord<f64>], weights: &[f64], options: &ScanOptions) -> Vec<Origin> {
        let most = options.widest * weights.iter().sum::<f64>() * (1.0 + 1e-12);
        let narrow = SHAPES.iter().flat_map(|&(ratio, angles)| {
            (0..angles).map(move |k| Some(Shape { ratio, degrees: 180.0 * f64::from(k) / f64::from(angles) }))
        });
        let shapes: Vec<Option<Shape>> = std::iter::once(None).chain(narrow.filter(|_| options.ellipses)).collect();
        let of = |(centre, shape): (usize, Option<Shape>)| {
            let distance = |i: usize| match shape {
                None => (places[i].x - places[centre].x).hypot(places[i].y - places[centre].y),
                Some(shape) => shape.distance(places[centre], places[i]),
            };
            let mut near: Vec<(f64, u32)> = (0..places.len()).map(|i| (distance(i), i as u32)).collect();
            near.sort_by(|a, b| {
                a.0.total_cmp(&b.0).then((a.1 as usize != centre).cmp(&(b.1 as usize != centre))).then(a.1.cmp(&b.1))
            });
            let (mut order, mut ends, mut weight) = (Vec::new(), Vec::new(), 0.0);
            for together in near.chunk_by(|a, b| b.0 - a.0 <= 1e-9 * b.0) {
                weight += together.iter().map(|(_, i)| weights[*i as usize]).sum::<f64>();
                if weight > most {
                    break;
                }
                order.extend(together.iter().map(|(_, i)| *i));
                ends.push((order.len() as u32, weight));
            }
            Origin { shape, penalty: shape.map_or(1.0, Shape::penalty), order, ends }
        };
        let centres: Vec<_> = (0..places.len()).flat_map(|centre| shapes.iter().map(move |shape| (centre, *shape))).collect();
        centres.into_par_iter().map(of).collect()
    }
}

/// A window.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    pub origin: usize,
    /// Places in it.
    places: usize,
    pub weight: f64,
    pub run: Range<usize>,
    pub cases: u64,
    pub log_ratio: f64,
}

/// What is searched.
pub struct Search<'a> {
    pub likelihood: &'a Likelihood,
    pub origins: &'a [Origin],
    pub steps: usize,
    pub longest: usize,
}

impl Search<'_> {
    /// Of each place the cases up to each step, beginning with 0.
    pub fn prefixes<'c>(&self, cases: impl Iterator<Item = &'c [u32]>) -> Vec<u32> {
        let mut out = Vec::new();
        for row in cases {
            let mut sum = 0;
            out.push(0);
            out.extend(row.iter().map(|n| {
                sum += n;
                sum
            }));
        }
        out
    }

    /// The best window of each origin that has one with more cases than expected.
    pub fn best_of_each(&self, prefixes: &[u32]) -> Vec<Found> {
        (0..self.origins.len()).into_par_iter().filter_map(|origin| self.best(origin, prefixes, 0.0)).collect()
    }

    /// The greatest log-ratio of all windows; 0 where none has more cases than expected.
    pub fn greatest(&self, prefixes: &[u32]) -> f64 {
        (0..self.origins.len()).fold(0.0, |most, origin| self.best(origin, prefixes, most).map_or(most, |f| f.log_ratio))
    }

    /// The places of a window, the centre first.
    pub fn places_of(&self, found: &Found) -> Vec<usize> {
        self.origins[found.origin].order[..found.places].iter().map(|&i| i as usize).collect()
    }

    /// The best window of an origin that is better than `least`.
    fn best(&self, origin: usize, prefixes: &[u32], least: f64) -> Option<Found> {
        let Origin { penalty, order, ends, .. } = &self.origins[origin];
        let width = self.steps + 1;
        let mut sums = vec![0u32; width];
        let (mut most, mut found, mut done) = (least, None, 0);
        for &(end, weight) in ends {
            for &place in &order[done..end as usize] {
                let own = &prefixes[place as usize * width..][..width];
                sums.iter_mut().zip(own).for_each(|(sum, own)| *sum += own);
            }
            done = end as usize;
            if let Some((run, cases, log_ratio)) = self.best_run(&sums, weight, *penalty, most) {
                most = log_ratio;
                found = Some(Found { origin, places: done, weight, run, cases, log_ratio });
            }
        }
        found
    }

    /// The best run of steps better than `least`, of the cases up to each step.
    ///
    /// Runs are taken in groups of lengths from l to 2l − 1: none of a group has more cases than the best of its longest, nor less
    /// expected than its shortest, and most groups need no look.
    fn best_run(&self, sums: &[u32], weight: f64, penalty: f64, least: f64) -> Option<(Range<usize>, u64, f64)> {
        let expected = |length: usize| self.likelihood.expected(weight, self.steps, length);
        let ratio = |cases: u32, length: usize| penalty * self.likelihood.log_ratio(u64::from(cases), expected(length));
        // A hair above, so that equal windows do not take turns by rounding.
        let (mut most, mut found) = (least * (1.0 + 1e-12), None);
        let mut low = 1;
        while low <= self.longest {
            let high = (2 * low - 1).min(self.longest);
            if ratio(most_in(sums, high), low) > most {
                for length in low..=high {
                    let cases = most_in(sums, length);
                    let log_ratio = ratio(cases, length);
                    if log_ratio > most {
                        let start = (0..=self.steps - length).find(|&t| sums[t + length] - sums[t] == cases)?;
                        (most, found) = (log_ratio * (1.0 + 1e-12), Some((start..start + length, u64::from(cases), log_ratio)));
                    }
                }
            }
            low = high + 1;
        }
        found
    }
}

/// The most cases in any run of this length.
fn most_in(sums: &[u32], length: usize) -> u32 {
    sums[length..].iter().zip(sums).map(|(to, from)| to - from).fold(0, u32::max)
}
