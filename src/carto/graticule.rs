//! Meridians and parallels at a round interval, and where they leave the frame of the map.
//!
//! They lie on the ground and under the coloured areas, so that no class changes its colour; their degrees stand outside the
//! frame, where no name is.

use super::clip;
use super::fonts::Cut;
use super::furniture::GREY;
use super::scene::{Anchor, Frame, Paint, Scene, Type};
use super::viewport::Viewport;
use super::words::words;
use crate::base::{Lang, NARROW_SPACE, Result};
use crate::layers::style::Rgb;
use geo_types::Coord;

/// Intervals people count in, seconds of arc, coarse to fine.
const INTERVALS: [i64; 20] =
    [72_000, 36_000, 18_000, 14_400, 7200, 3600, 1800, 1200, 900, 600, 300, 120, 60, 30, 20, 15, 10, 5, 2, 1];

/// Fewest and most lines wished each way.
const WISHED: (usize, usize) = (3, 6);

/// Pieces in which a line is bent.
const PIECES: usize = 32;

/// Seen on the ground and on neighbouring regions, and no more.
const LINE: (Rgb, f64) = (Rgb(186, 194, 200), 0.16);

/// Between the frame and the feet of the letters, millimetres.
const OFF: f64 = 0.8;

/// Where a line leaves the frame.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mark {
    pub at: Coord<f64>,
    /// Longitude or latitude, seconds of arc.
    seconds: i64,
    /// At the top of the frame; else at its left.
    meridian: bool,
}

/// Lines inside the frame and marks on it, millimetres.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Graticule {
    pub lines: Vec<Vec<Coord<f64>>>,
    /// Meridians at the top, then parallels at the left.
    pub marks: Vec<Mark>,
}

impl Graticule {
    /// Over the map frame of the viewport. Empty where the frame looks beyond the earth, over a pole, or at so small a piece
    /// of ground that a second of arc is too coarse.
    ///
    /// An error when a line cannot be projected.
    pub fn new(viewport: &Viewport) -> Result<Graticule> {
        let Some((low, high)) = viewport.extent() else { return Ok(Graticule::default()) };
        let Some(interval) = interval(low, high) else { return Ok(Graticule::default()) };
        let step = |from: f64, to: f64, i: usize| from + (to - from) * i as f64 / PIECES as f64;
        let degrees = |seconds: i64| seconds as f64 / 3600.0;
        let meridians = multiples(low.x, high.x, interval).map(|seconds| (seconds, true));
        let parallels = multiples(low.y, high.y, interval).map(|seconds| (seconds, false));
        let all: Vec<(i64, bool)> = meridians.chain(parallels).collect();
        let courses: Vec<Coord<f64>> = all
            .iter()
            .flat_map(|&(seconds, meridian)| {
                (0..=PIECES).map(move |i| match meridian {
                    true => Coord { x: degrees(seconds), y: step(low.y, high.y, i) },
                    false => Coord { x: step(low.x, high.x, i), y: degrees(seconds) },
                })
            })
            .collect();
        let (map, placed) = (viewport.map, viewport.place(&courses)?);
        let mut out = Graticule::default();
        for (&(seconds, meridian), course) in all.iter().zip(placed.chunks(PIECES + 1)) {
            for piece in clip::line(course, &map) {
                let leaves = |p: &&Coord<f64>| if meridian { (p.y - map.y).abs() < 1e-6 } else { (p.x - map.x).abs() < 1e-6 };
                let end = [piece.first(), piece.last()].into_iter().flatten().find(leaves);
                out.marks.extend(end.map(|&at| Mark { at, seconds, meridian }));
                out.lines.push(piece);
            }
        }
        Ok(out)
    }

    /// The lines.
    pub fn draw(&self, scene: &mut Scene) {
        scene.begin_group("graticule");
        scene.lines(&self.lines, &Paint::line(LINE.0, LINE.1));
        scene.end_group();
    }

    /// Degrees around the frame `map`: upright above it, turned beside it. Those with no room before a corner are left out.
    pub fn draw_degrees(&self, scene: &mut Scene, map: Frame, lang: Lang) {
        let style = Type::new(Cut::Regular, 5.5, GREY).anchored(Anchor::Middle);
        for mark in &self.marks {
            let text = mark.text(lang);
            let half = style.width(&text) / 2.0;
            let (along, from, to) =
                if mark.meridian { (mark.at.x, map.x, map.right()) } else { (mark.at.y, map.y, map.bottom()) };
            if along - half < from || along + half > to {
                continue;
            }
            match mark.meridian {
                true => scene.text(Coord { x: mark.at.x, y: map.y - OFF }, &text, &style),
                false => scene.turned_text(Coord { x: map.x - OFF, y: mark.at.y }, -90.0, &text, &style, 1.0),
            }
        }
    }
}

impl Mark {
    /// "4° O", "16°30′ N".
    fn text(&self, lang: Lang) -> String {
        let mut letters = words().compass.get(lang).split(' ');
        let mut letter = |i: usize| letters.nth(i).unwrap_or_default().to_owned();
        let letter = match (self.seconds.signum(), self.meridian) {
            (0, _) => String::new(),
            (1, false) => letter(0),
            (_, false) => letter(2),
            (1, true) => letter(1),
            (_, true) => letter(3),
        };
        let whole = self.seconds.unsigned_abs();
        let (degrees, minutes, seconds) = (whole / 3600, whole / 60 % 60, whole % 60);
        let number = match (minutes, seconds) {
            (0, 0) => format!("{degrees}°"),
            (_, 0) => format!("{degrees}°{minutes:02}′"),
            _ => format!("{degrees}°{minutes:02}′{seconds:02}″"),
        };
        if letter.is_empty() { number } else { format!("{number}{NARROW_SPACE}{letter}") }
    }
}

/// The interval that gives about as many lines each way as wished; the coarsest of those that do so alike. `None` where
/// even the finest gives none.
fn interval(low: Coord<f64>, high: Coord<f64>) -> Option<i64> {
    let counted = |interval: i64| [(low.x, high.x), (low.y, high.y)].map(|(from, to)| multiples(from, to, interval).count());
    let off = |n: usize| 2 * WISHED.0.saturating_sub(n) + n.saturating_sub(WISHED.1);
    let best = INTERVALS.into_iter().min_by_key(|&interval| counted(interval).map(off).iter().sum::<usize>())?;
    counted(best).iter().all(|&n| n > 0).then_some(best)
}

/// Multiples of an interval in seconds of arc strictly between two numbers of degrees.
fn multiples(from: f64, to: f64, interval: i64) -> impl Iterator<Item = i64> {
    let in_intervals = |degrees: f64| degrees * 3600.0 / interval as f64;
    let (first, after) = (in_intervals(from).floor() as i64 + 1, in_intervals(to).ceil() as i64);
    (first..after).map(move |i| i * interval)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::MetricFrame;
    use geo_types::{Rect, coord};

    /// A map of that piece of the earth, west, south, east and north.
    fn viewport(west: f64, south: f64, east: f64, north: f64) -> Viewport {
        let extent = Rect::new(coord! {x: west, y: south}, coord! {x: east, y: north});
        let projection = MetricFrame::centred_on(extent);
        let mut corners = [extent.min(), extent.max()];
        projection.project(&mut corners).unwrap();
        Viewport::fit(projection, Rect::new(corners[0], corners[1]), Frame::new(10.0, 30.0, 190.0, 170.0), 1.0)
    }

    fn texts(west: f64, south: f64, east: f64, north: f64, lang: Lang) -> Vec<String> {
        let graticule = Graticule::new(&viewport(west, south, east, north)).unwrap();
        graticule.marks.iter().map(|m| m.text(lang).replace(NARROW_SPACE, " ")).collect()
    }

    #[test]
    fn lines_are_round_bent_and_inside_the_frame() {
        let view = viewport(-12.2, 10.1, 4.3, 25.0);
        let graticule = Graticule::new(&view).unwrap();
        assert!(graticule.lines.iter().flatten().all(|p| view.map.grown(1e-6).holds_point(*p)));
        let degrees = view.degrees(&graticule.lines.concat()).unwrap();
        // Between its points a bent line is straight: off by less than a hundredth of a degree.
        let round = |v: f64| (v / 5.0 - (v / 5.0).round()).abs() * 5.0 < 0.01;
        assert!(degrees.iter().all(|d| round(d.x) || round(d.y)), "{degrees:?}");
        let parallel = graticule.lines.iter().rfind(|l| l.len() > 20).unwrap();
        let middle = parallel[parallel.len() / 2];
        assert!((middle.y - parallel[0].y).abs() > 0.5, "parallels are curved");
    }

    #[test]
    fn degrees_are_said_in_both_languages() {
        assert_eq!(texts(-12.2, 10.1, 4.3, 25.0, Lang::Fr)[..4], ["10° O", "5° O", "0°", "5° E"]);
        assert_eq!(texts(-12.2, 10.1, 4.3, 25.0, Lang::En)[0], "10° W");
        let texts = texts(-5.0, -2.3, -4.1, -1.6, Lang::Fr);
        assert!(texts.contains(&"4°40′ O".into()) && texts.contains(&"1°40′ S".into()), "{texts:?}");
    }

    #[test]
    fn there_are_three_to_six_lines_each_way_for_about_square_ground_of_any_size() {
        for size in [20.0, 13.0, 9.0, 6.1, 4.0, 2.7, 1.3, 0.8, 0.31, 0.1, 0.04, 0.01] {
            let graticule = Graticule::new(&viewport(-3.21, 12.13, -3.21 + size, 12.13 + size)).unwrap();
            let meridians = graticule.marks.iter().filter(|m| m.meridian).count();
            let parallels = graticule.marks.len() - meridians;
            assert!((2..=7).contains(&meridians) && (2..=7).contains(&parallels), "{size}: {meridians} × {parallels}");
        }
    }

    #[test]
    fn the_ends_of_the_earth_stop_nothing() {
        for (west, south, east, north) in [(-179.0, -80.0, 179.0, 80.0), (-3.0, 85.0, 3.0, 89.9), (2.0, 10.0, 2.0, 10.0)] {
            Graticule::new(&viewport(west, south, east, north)).unwrap();
        }
        let across = Graticule::new(&viewport(176.0, -20.0, 184.0, -12.0)).unwrap();
        assert!(across.marks.iter().filter(|m| m.meridian).count() >= 3);
    }
}
