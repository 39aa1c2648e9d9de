//! How alike two reports are.

use super::{day_number, region_of};
use crate::base::{Boundaries, Level, Place, plain_letters};
use crate::table::Event;
use geo::{Distance, Haversine, Point};
use geo_types::Coord;

/// Reports further apart in time are different events.
pub(super) const MOST_DAYS: i32 = 3;

/// And those further apart in space, kilometres.
pub(super) const MOST_KM: f64 = 50.0;

/// Two reports that may tell one event.
///
/// The score is the weighted geometric mean of how well they agree in day, place, kind, casualties
/// and, where both name them, village and sorts of actors; 1 is full agreement, and one strong
/// contradiction pulls all of it down. It is a rank and no probability.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// Positions of the two events; `a` before `b`.
    pub a: usize,
    pub b: usize,
    /// 0 to 1.
    pub score: f64,
    /// Days between them; 0 where they may be the same day.
    pub days: i32,
    /// Kilometres between their points, where both have one.
    pub km: Option<f64>,
}

/// An event as it is compared.
pub(super) struct Report<'a> {
    pub event: &'a Event,
    /// First and last day it can mean, for a date known to the month at least.
    pub days: Option<(i32, i32)>,
    pub region: Option<usize>,
    locality: Option<String>,
}

impl<'a> Report<'a> {
    pub fn new(event: &'a Event, boundaries: &Boundaries) -> Self {
        let days = event.days().map(|(first, last)| (day_number(first), day_number(last)));
        let name = |text: &String| plain_letters(text).filter(|c| c.is_alphanumeric()).collect::<String>();
        Report {
            event,
            days: days.filter(|(first, last)| last - first < 31),
            region: region_of(event, boundaries),
            locality: event.locality.as_ref().map(name).filter(|name| !name.is_empty()),
        }
    }

    /// The comparison, with positions still to be filled in; `None` for reports that cannot tell
    /// the same event.
    pub fn compared(&self, other: &Report<'_>, boundaries: &Boundaries) -> Option<Pair> {
        if self.event.source == other.event.source {
            return None;
        }
        let (days, by_day) = self.days_agree(other)?;
        let (km, by_place) = self.places_agree(other, boundaries)?;
        let mut mean = Mean::default();
        mean.add(3.0, by_day);
        mean.add(3.0, by_place);
        mean.add(2.0, kinds_agree(self.event, other.event));
        let (a, b) = (self.event, other.event);
        mean.add(2.0, numbers_agree((a.killed, a.killed_at_least), (b.killed, b.killed_at_least)));
        if a.injured.is_some() && b.injured.is_some() {
            mean.add(1.0, numbers_agree((a.injured, a.injured_at_least), (b.injured, b.injured_at_least)));
        }
        if let (Some(one), Some(two)) = (&self.locality, &other.locality) {
            mean.add(1.0, strsim::jaro_winkler(one, two).powi(2).max(0.1));
        }
        if !a.actors.is_empty() && !b.actors.is_empty() {
            mean.add(1.0, if a.actors.iter().any(|actor| b.actors.contains(actor)) { 1.0 } else { 0.4 });
        }
        Some(Pair { a: 0, b: 0, score: mean.value(), days, km })
    }

    fn days_agree(&self, other: &Report<'_>) -> Option<(i32, f64)> {
        let ((a, b), (c, d)) = (self.days?, other.days?);
        let gap = (c - b).max(a - d).max(0);
        match (a == b && c == d, gap) {
            (true, 0) => Some((0, 1.0)),
            (true, 1) => Some((1, 0.85)),
            (true, 2) => Some((2, 0.6)),
            (true, MOST_DAYS) => Some((3, 0.4)),
            (false, 0) => Some((0, 0.6)),
            _ => None,
        }
    }

    fn places_agree(&self, other: &Report<'_>, boundaries: &Boundaries) -> Option<(Option<f64>, f64)> {
        let (a, b) = (self.event, other.event);
        if let (Some(p), Some(q)) = (a.point, b.point) {
            let km = kilometres(p, q);
            let roughly = a.precision == "near_place" || b.precision == "near_place";
            let tolerance = if roughly { 15.0 } else { 5.0 };
            return (km <= MOST_KM).then(|| (Some(km), (-0.5 * (km / tolerance).powi(2)).exp()));
        }
        let (finer, coarser) = match (a.place.as_ref()?, b.place.as_ref()?) {
            (p, q) if p.level >= q.level => (p, q),
            (p, q) => (q, p),
        };
        let agrees = match coarser.level {
            Level::Commune => 0.85,
            Level::Cercle => 0.6,
            Level::Region => 0.35,
            Level::Zone | Level::Country => return None,
        };
        lies_in(finer, coarser, boundaries).then_some((None, agrees))
    }
}

fn lies_in(finer: &Place, coarser: &Place, boundaries: &Boundaries) -> bool {
    let position = |place: &Place| boundaries.level(place.level).position(&place.code);
    let above = position(finer).and_then(|i| boundaries.ancestor(finer.level, i, coarser.level));
    above.is_some() && above == position(coarser)
}

/// Great-circle distance: good to half a percent, which is finer than any report.
fn kilometres(p: Coord<f64>, q: Coord<f64>) -> f64 {
    Haversine.distance(Point::from(p), Point::from(q)) / 1000.0
}

fn kinds_agree(a: &Event, b: &Event) -> f64 {
    let vague = |e: &Event| matches!(e.kind, "unknown" | "other");
    let attack = |e: &Event| matches!(e.kind, "armed_attack" | "attack_on_civilians" | "assault");
    match () {
        _ if a.kind == b.kind => 1.0,
        _ if a.explosive && b.explosive => 0.85,
        _ if attack(a) && attack(b) => 0.7,
        _ if vague(a) || vague(b) => 0.6,
        // An ambush with a mine is the one in one register and the other in the next.
        _ if (a.explosive && attack(b)) || (attack(a) && b.explosive) => 0.5,
        _ => 0.1,
    }
}

/// Numbers that nobody states neither speak for nor strongly against; two zeros say little.
fn numbers_agree((a, a_least): (Option<u32>, bool), (b, b_least): (Option<u32>, bool)) -> f64 {
    let (Some(a), Some(b)) = (a, b) else { return 0.75 };
    match () {
        _ if a == 0 && b == 0 => 0.9,
        _ if a == b => 1.0,
        _ if (a_least && b > a) || (b_least && a > b) => 0.85,
        _ => (-f64::from(a.abs_diff(b)) / (1.0 + 0.25 * f64::from(a.max(b)))).exp(),
    }
}

/// A weighted geometric mean.
#[derive(Default)]
struct Mean {
    logs: f64,
    weights: f64,
}

impl Mean {
    fn add(&mut self, weight: f64, factor: f64) {
        self.logs += weight * factor.max(1e-9).ln();
        self.weights += weight;
    }

    fn value(&self) -> f64 {
        if self.weights > 0.0 { (self.logs / self.weights).exp() } else { 0.0 }
    }
}
