//! Every window: places in the order of their distance from a centre, times runs of steps.

use super::ScanOptions;
use super::likelihood::{Likelihood, Limits, Penalty};
use geo_types::Coord;
use rayon::prelude::*;
use std::ops::{Add, Range, Sub};

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
    /// The best window of each origin that has one with more cases than expected. `cases` has a number for each step of a place, place after
    /// place.
    pub fn best_of_each(&self, cases: &[u32]) -> Vec<Found> {
        match self.short() {
            true => self.best_of_each_in(&numbers::<i16>(cases)),
            false => self.best_of_each_in(&numbers::<i64>(cases)),
        }
    }

    fn best_of_each_in<N: Number>(&self, cases: &[N]) -> Vec<Found> {
        let best = |origin| Walk::new(self, origin, cases, &mut Limits::new(self.likelihood, 0.0)).best();
        (0..self.origins.len()).into_par_iter().filter_map(best).collect()
    }

    /// The greatest log-ratio of all windows; 0 where none has more cases than expected.
    pub fn greatest(&self, cases: &[u32]) -> f64 {
        match self.short() {
            true => self.greatest_in(&numbers::<i16>(cases)),
            false => self.greatest_in(&numbers::<i64>(cases)),
        }
    }

    /// Each origin is only asked for windows that are better than all before, which the limits know.
    fn greatest_in<N: Number>(&self, cases: &[N]) -> f64 {
        let mut limits = Limits::new(self.likelihood, 0.0);
        let best = |most, origin| Walk::new(self, origin, cases, &mut limits).best().map_or(most, |f| f.log_ratio);
        (0..self.origins.len()).fold(0.0, best)
    }

    /// Whether all cases together are a short number: those are added and compared four times as fast.
    fn short(&self) -> bool {
        i16::try_from(self.likelihood.total).is_ok()
    }

    /// The places of a window, the centre first.
    pub fn places_of(&self, found: &Found) -> Vec<usize> {
        self.origins[found.origin].order[..found.places].iter().map(|&i| i as usize).collect()
    }
}

fn numbers<N: Number>(cases: &[u32]) -> Vec<N> {
    cases.iter().map(|&n| N::of(n)).collect()
}

/// The most cases in any run of a length.
#[derive(Clone, Copy)]
struct Run<N> {
    length: usize,
    most: N,
}

/// The way through the windows of one origin: branch and bound, exact. Both the cases and what is expected only grow with a window. So among the
/// windows up to some size none is better than one that had the cases of the largest where as few were expected as in
/// the smallest; where even that is not enough for a length of time, no window between needs to be looked at.
struct Walk<'a, 'l, N> {
    search: &'a Search<'a>,
    origin: usize,
    limits: &'a mut Limits<'l>,
    penalty: Penalty,
    /// The cases by step in each window, one row after the other.
    rows: Vec<N>,
    /// Running sums of one row.
    sums: Vec<N>,
    /// Runs of the windows that are being looked at, the widest first.
    runs: Vec<Run<N>>,
    best: Option<Found>,
}

impl<'a, 'l, N: Number> Walk<'a, 'l, N> {
    fn new(search: &'a Search<'a>, origin: usize, cases: &[N], limits: &'a mut Limits<'l>) -> Walk<'a, 'l, N> {
        let (Origin { penalty, order, ends, .. }, steps) = (&search.origins[origin], search.steps);
        let penalty = limits.penalty(*penalty);
        let mut rows = Vec::with_capacity(ends.len() * steps);
        let (mut row, mut done) = (vec![N::default(); steps], 0);
        for &(end, _) in ends {
            // All steps, with cases or without: a sum of whole rows needs no branches.
            for &place in &order[done..end as usize] {
                row.iter_mut().zip(&cases[place as usize * steps..]).for_each(|(sum, n)| *sum = *sum + *n);
            }
            done = end as usize;
            rows.extend_from_slice(&row);
        }
        let sums = vec![N::default(); steps + 1];
        Walk { search, origin, limits, penalty, rows, sums, runs: Vec::new(), best: None }
    }

    fn best(mut self) -> Option<Found> {
        let widest = self.search.origins[self.origin].ends.len().checked_sub(1)?;
        self.runs.extend((1..=self.search.longest).map(|length| Run { length, most: N::default() }));
        let all = 0..self.runs.len();
        self.count(widest, all.clone());
        self.between(0..widest, all.clone());
        self.raise(widest, all);
        self.best
    }

    /// Looks through the windows `within`, of one size after the other. `runs` are those of the next wider window.
    fn between(&mut self, within: Range<usize>, runs: Range<usize>) {
        if within.is_empty() {
            return;
        }
        let first = self.runs.len();
        for i in runs {
            let run = self.runs[i];
            if self.limits.within(run.most.count(), self.expected(within.start, run.length), self.penalty) {
                self.runs.push(run);
            }
        }
        let open = first..self.runs.len();
        if !open.is_empty() {
            let middle = self.middle(&within);
            self.runs.extend_from_within(open.clone());
            let counted = open.end..self.runs.len();
            self.count(middle, counted.clone());
            self.between(within.start..middle, counted.clone());
            self.raise(middle, counted);
            self.between(middle + 1..within.end, open);
        }
        self.runs.truncate(first);
    }

    /// The window with about as much more weight than the first as the last has more than it.
    fn middle(&self, within: &Range<usize>) -> usize {
        let ends = &self.search.origins[self.origin].ends[within.clone()];
        let weight = (ends[0].1 * ends[ends.len() - 1].1).sqrt();
        within.start + ends.partition_point(|(_, w)| *w < weight).min(ends.len() - 1)
    }

    fn expected(&self, window: usize, length: usize) -> f64 {
        let weight = self.search.origins[self.origin].ends[window].1;
        self.search.likelihood.expected(weight, self.search.steps, length)
    }

    fn sum(&mut self, window: usize) {
        let row = &self.rows[window * self.search.steps..][..self.search.steps];
        let mut sum = N::default();
        for (to, n) in self.sums[1..].iter_mut().zip(row) {
            sum = sum + *n;
            *to = sum;
        }
    }

    /// Counts the cases of runs in a window.
    fn count(&mut self, window: usize, runs: Range<usize>) {
        self.sum(window);
        for run in &mut self.runs[runs] {
            run.most = most_in(&self.sums, run.length);
        }
    }

    /// Keeps the best of these runs if it is better than all before.
    fn raise(&mut self, window: usize, runs: Range<usize>) {
        for i in runs {
            let Run { length, most } = self.runs[i];
            let (cases, expected) = (most.count(), self.expected(window, length));
            if let Some(log_ratio) = self.limits.raised(cases, expected, self.penalty) {
                self.sum(window);
                let start = (0..=self.search.steps - length).find(|&t| self.sums[t + length] - self.sums[t] == most);
                let (end, weight) = self.search.origins[self.origin].ends[window];
                self.best = start.map(|start| Found {
                    origin: self.origin,
                    places: end as usize,
                    weight,
                    run: start..start + length,
                    cases,
                    log_ratio,
                });
            }
        }
    }
}

/// A number of cases: short where they are few.
trait Number: Copy + Send + Sync + Ord + Default + Add<Output = Self> + Sub<Output = Self> {
    fn of(n: u32) -> Self;
    fn count(self) -> u64;
}

impl Number for i16 {
    fn of(n: u32) -> i16 {
        n as i16
    }

    fn count(self) -> u64 {
        self as u64
    }
}

impl Number for i64 {
    fn of(n: u32) -> i64 {
        i64::from(n)
    }

    fn count(self) -> u64 {
        self as u64
    }
}

/// The most cases in any run of this length.
fn most_in<N: Number>(sums: &[N], length: usize) -> N {
    sums[length..].iter().zip(sums).map(|(to, from)| *to - *from).fold(N::default(), N::max)
}
