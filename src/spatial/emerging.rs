//! Emerging hot spots: what becomes of hot and cold spots from one step of time to the next.
//!
//! Each step has its own Gi*, over the area and its neighbours, in that step and the one before, against the
//! values of all steps; the Mann–Kendall trend of an area's z-scores says whether its heat grows. The classes are
//! those of ArcGIS Pro, *Emerging Hot Spot Analysis* (Esri), first that fits. Not for forecasting.
//!
//! Sources: Getis & Ord (1992); Mann (1945) and Kendall (1975); classes as documented by Esri, *How Emerging Hot Spot
//! Analysis works*.

use super::hot_spots::Heat;
use super::neighbours::Neighbours;
use super::trend::trend;
use crate::base::Text;
use crate::base::distribution::normal_upper;
use crate::text;
use rayon::prelude::*;

/// What a hot or cold spot is, over all steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Course {
    /// Hot in the last step and never before.
    New,
    /// Hot in an unbroken run of steps up to the last, at least two, never before, and in less than 90 % of steps.
    Consecutive,
    /// Hot in at least 90 % of steps, the last among them, and growing.
    Intensifying,
    /// Hot in at least 90 % of steps, without a trend.
    Persistent,
    /// Hot in at least 90 % of steps, the last among them, and fading.
    Diminishing,
    /// Hot in the last step and off and on before, in less than 90 % of steps, and never cold.
    Sporadic,
    /// Hot in the last step, cold in some step before, hot in less than 90 %.
    Oscillating,
    /// Hot in at least 90 % of steps, but not in the last.
    Historical,
}

impl Course {
    /// In the order in which they are documented; the code of a class is its place, from 1, below zero for cold spots.
    pub const ALL: [Course; 8] = [
        Course::New,
        Course::Consecutive,
        Course::Intensifying,
        Course::Persistent,
        Course::Diminishing,
        Course::Sporadic,
        Course::Oscillating,
        Course::Historical,
    ];

    /// `point chaud persistant`, `persistent hot spot`.
    pub fn label(self, heat: Heat) -> Text {
        let (fr, en) = if heat == Heat::Cold { ("point froid", "cold spot") } else { ("point chaud", "hot spot") };
        match self {
            Course::New => text!("nouveau {fr}", "new {en}"),
            Course::Consecutive => text!("{fr} consécutif", "consecutive {en}"),
            Course::Intensifying => text!("{fr} en intensification", "intensifying {en}"),
            Course::Persistent => text!("{fr} persistant", "persistent {en}"),
            Course::Diminishing => text!("{fr} en diminution", "diminishing {en}"),
            Course::Sporadic => text!("{fr} sporadique", "sporadic {en}"),
            Course::Oscillating => text!("{fr} oscillant", "oscillating {en}"),
            Course::Historical => text!("{fr} historique", "historical {en}"),
        }
    }
}

/// The class of one area.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Emerging {
    /// `None` where no pattern is found.
    pub class: Option<(Heat, Course)>,
    /// Gi* of the last step.
    pub z: f64,
    /// Steps in which the area is hot, and cold.
    pub hot: usize,
    pub cold: usize,
    /// Of the z-scores: Kendall's tau-b (`None` where they are all alike) and the two-sided p of their trend.
    pub tau: Option<f64>,
    pub trend_p: f64,
}

impl Emerging {
    /// 1 to 8 for hot spots in the order of [`Course::ALL`], −1 to −8 for cold ones, 0 for no pattern.
    pub fn code(&self) -> i8 {
        let place = |course: Course| Course::ALL.iter().position(|c| *c == course).map_or(0, |i| i as i8 + 1);
        self.class.map_or(0, |(heat, course)| if heat == Heat::Cold { -place(course) } else { place(course) })
    }
}

/// Fewer steps say nothing of a trend; as Esri demands.
pub const STEPS_AT_LEAST: usize = 10;

/// Emerging hot spots of `values[step][area]`, oldest step first, steps of equal length. `level` is the
/// significance for a step and for the trend: 0.05.
///
/// Steps are judged two-sided by the normal distribution of Gi*, without adjustment for their number, as Esri does with
/// its default. An island counts by itself alone. All `None` where there are fewer than [`STEPS_AT_LEAST`] steps, steps of
/// unlike length, values that are no number, or nothing that varies.
pub fn emerging(values: &[Vec<f64>], neighbours: &Neighbours, level: f64) -> Vec<Option<Emerging>> {
    let len = neighbours.len();
    let Some(z) = z_scores(values, neighbours).filter(|_| values.len() >= STEPS_AT_LEAST) else { return vec![None; len] };
    let of = |area: usize| {
        let series: Vec<f64> = z.iter().map(|step| step[area]).collect();
        let heats: Vec<Heat> = series.iter().map(|&z| super::hot_spots::heat(z, 2.0 * normal_upper(z.abs()), level)).collect();
        let trend = trend(&series, 1, 0.95)?;
        let grows = if trend.p_value <= level { trend.s.signum() } else { 0 };
        let count = |heat: Heat| heats.iter().filter(|h| **h == heat).count();
        Some(Emerging {
            class: class(&heats, grows),
            z: series[series.len() - 1],
            hot: count(Heat::Hot),
            cold: count(Heat::Cold),
            tau: trend.tau_b,
            trend_p: trend.p_value,
        })
    };
    (0..len).into_par_iter().map(of).collect()
}

/// Gi* of each area in each step: the area and its neighbours, now and one step before, each counting 1, against
/// all areas in all steps. `None` where it cannot be said.
fn z_scores(values: &[Vec<f64>], neighbours: &Neighbours) -> Option<Vec<Vec<f64>>> {
    let len = neighbours.len();
    if values.iter().any(|step| step.len() != len || step.iter().any(|v| !v.is_finite())) {
        return None;
    }
    let n = (len * values.len()) as f64;
    let mean = values.iter().flatten().sum::<f64>() / n;
    let variance = values.iter().flatten().map(|v| (v - mean).powi(2)).sum::<f64>() / n;
    let largest = values.iter().flatten().fold(0.0f64, |a, v| a.max(v.abs()));
    if variance.sqrt() <= 1e-14 * largest || n < 2.0 {
        return None;
    }
    let around: Vec<Vec<f64>> =
        values.iter().map(|step| (0..len).map(|i| neighbours.with_itself(i).map(|j| step[j] - mean).sum()).collect()).collect();
    let z = |step: usize, area: usize| {
        let before = step.checked_sub(1).map_or(0.0, |before| around[before][area]);
        let weight = (1 + neighbours.of(area).len()) as f64 * if step == 0 { 1.0 } else { 2.0 };
        let spread = variance * (n * weight - weight * weight) / (n - 1.0);
        if spread > 0.0 { (around[step][area] + before) / spread.sqrt() } else { 0.0 }
    };
    Some((0..values.len()).map(|step| (0..len).map(|area| z(step, area)).collect()).collect())
}

/// The class of a series of heats, oldest first; `grows` is the sign of a significant trend of z. Cold spots are the
/// mirror of hot ones: theirs intensify as z falls.
fn class(heats: &[Heat], grows: i64) -> Option<(Heat, Course)> {
    [(Heat::Hot, Heat::Cold, grows), (Heat::Cold, Heat::Hot, -grows)]
        .into_iter()
        .find_map(|(heat, other, grows)| Some((heat, course(heats, heat, other, grows)?)))
}

fn course(heats: &[Heat], heat: Heat, other: Heat, grows: i64) -> Option<Course> {
    let count = heats.iter().filter(|h| **h == heat).count();
    let run = heats.iter().rev().take_while(|h| **h == heat).count();
    let mostly = count as f64 >= 0.9 * heats.len() as f64;
    match (run > 0, mostly) {
        (false, true) => Some(Course::Historical),
        (false, false) => None,
        (true, true) => Some(match grows {
            1 => Course::Intensifying,
            -1 => Course::Diminishing,
            _ => Course::Persistent,
        }),
        (true, false) if count == 1 => Some(Course::New),
        (true, false) if run == count => Some(Course::Consecutive),
        (true, false) if heats.contains(&other) => Some(Course::Oscillating),
        (true, false) => Some(Course::Sporadic),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Random;
    use proptest::prelude::*;

    fn heats(text: &str) -> Vec<Heat> {
        let heat = |c| match c {
            '+' => Heat::Hot,
            '-' => Heat::Cold,
            _ => Heat::Neither,
        };
        text.chars().map(heat).collect()
    }

    #[test]
    fn every_class_by_its_definition() {
        for (text, grows, expected) in [
            ("...........+", 0, Some(Course::New)),
            ("--.........+", 0, Some(Course::New)),
            (".........+++", 0, Some(Course::Consecutive)),
            ("++++++++++++", 1, Some(Course::Intensifying)),
            (".+++++++++++", 0, Some(Course::Persistent)),
            ("++++++++++++", -1, Some(Course::Diminishing)),
            ("..+.+..+..++", 0, Some(Course::Sporadic)),
            ("..+.-..+..++", 0, Some(Course::Oscillating)),
            ("+++++++++++.", 0, Some(Course::Historical)),
            ("++++++++.+..", 0, None),
            ("............", 1, None),
        ] {
            assert_eq!(class(&heats(text), grows), expected.map(|c| (Heat::Hot, c)), "{text}");
            let mirrored = text.replace('+', "#").replace('-', "+").replace('#', "-");
            assert_eq!(class(&heats(&mirrored), -grows), expected.map(|c| (Heat::Cold, c)), "{mirrored}");
        }
    }

    fn grid() -> Neighbours {
        let near = |a: usize, b: usize| a != b && (a / 10).abs_diff(b / 10) <= 1 && (a % 10).abs_diff(b % 10) <= 1;
        Neighbours::from_lists((0..100).map(|i| (0..100).filter(|&j| near(i, j)).collect()).collect())
    }

    /// Twenty steps of noise, with an addition for the areas of a block.
    fn cube(adds: impl Fn(usize) -> f64) -> Vec<Vec<f64>> {
        let mut random = Random::new(4);
        let block = |i: usize| (3..6).contains(&(i / 10)) && (3..6).contains(&(i % 10));
        (0..20).map(|t| (0..100).map(|i| random.unit() + if block(i) { adds(t) } else { 0.0 }).collect()).collect()
    }

    #[test]
    fn planted_courses_are_found() {
        let centre = |adds: fn(usize) -> f64| emerging(&cube(adds), &grid(), 0.05)[44].unwrap();
        assert_eq!(centre(|_| 2.0).class.map(|c| c.0), Some(Heat::Hot));
        assert_eq!(centre(|t| 1.0 + 0.3 * t as f64).class, Some((Heat::Hot, Course::Intensifying)));
        assert_eq!(centre(|t| 6.0 - 0.25 * t as f64).class, Some((Heat::Hot, Course::Diminishing)));
        assert_eq!(centre(|t| if t >= 16 { 2.0 } else { 0.0 }).class, Some((Heat::Hot, Course::Consecutive)));
        assert_eq!(centre(|t| if t == 19 { 3.0 } else { 0.0 }).class, Some((Heat::Hot, Course::New)));
        assert_eq!(centre(|t| -1.0 - 0.3 * t as f64).class, Some((Heat::Cold, Course::Intensifying)));
    }

    #[test]
    fn what_cannot_be_said_is_not() {
        assert_eq!(emerging(&vec![vec![1.0; 100]; 20], &grid(), 0.05), [None; 100]);
        assert_eq!(emerging(&cube(|_| 0.0)[..9], &grid(), 0.05), [None; 100]);
        let mut uneven = cube(|_| 0.0);
        uneven[3].pop();
        assert_eq!(emerging(&uneven, &grid(), 0.05), [None; 100]);
        let few = cube(|_| 0.0);
        let chance = emerging(&few, &grid(), 0.01).iter().flatten().filter(|e| e.class.is_some()).count();
        assert!(chance <= 10, "{chance} of 100 by chance alone");
    }

    proptest! {
        #[test]
        fn cold_is_the_mirror_of_hot(seed in any::<u64>()) {
            let mut random = Random::new(seed);
            let cube: Vec<Vec<f64>> = (0..12).map(|t| (0..100).map(|i| random.unit() * (1.0 + (i * t % 7) as f64)).collect()).collect();
            let mirrored: Vec<Vec<f64>> = cube.iter().map(|step| step.iter().map(|v| -v).collect()).collect();
            for (a, b) in emerging(&cube, &grid(), 0.1).iter().zip(emerging(&mirrored, &grid(), 0.1)) {
                let (a, b) = (a.unwrap(), b.unwrap());
                prop_assert_eq!((a.hot, a.cold), (b.cold, b.hot));
                let turned = |c: (Heat, Course)| (if c.0 == Heat::Hot { Heat::Cold } else { Heat::Hot }, c.1);
                prop_assert_eq!(a.class.map(turned), b.class);
            }
        }
    }
}
