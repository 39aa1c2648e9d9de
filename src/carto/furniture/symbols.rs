//! The second part of the legend: borders, roads, waters, towns, circles.

use super::{ELSEWHERE, GREY, INK};
use crate::base::{Lang, Level, count};
use crate::carto::content::{Circles, Content};
use crate::carto::fonts::{Cut, wrap};
use crate::carto::scene::{Frame, Paint, Scene, Type};
use crate::carto::strokes;
use crate::carto::words::words;
use geo_types::Coord;

const ROW: f64 = 4.1;

/// What a sheet shows besides its classes.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Levels of the borders, coarse to fine, each with the level in whose stroke it is drawn.
    pub borders: Vec<(Level, Level)>,
    pub neighbours: bool,
    pub roads: bool,
    pub rivers: bool,
    pub lakes: bool,
    pub towns: bool,
}

/// Draws a line for each thing the sheet shows into `frame`. Returns the height used,
/// millimetres.
pub fn symbols(scene: &mut Scene, frame: Frame, content: &Content, shown: &Shown) -> f64 {
    let lang = content.lang;
    let style = Type::new(Cut::Regular, 7.0, INK);
    let mut y = frame.y;
    let label = |scene: &mut Scene, y: f64, text: &str| {
        // Files may have long names.
        let room = frame.width - 9.0;
        let fitted = Type { size_pt: style.size_pt * (room / style.width(text)).min(1.0), ..style };
        scene.text(Coord { x: frame.x + 9.0, y: y + 2.6 }, text, &fitted);
    };
    let sample = |y: f64| vec![Coord { x: frame.x, y: y + 1.7 }, Coord { x: frame.x + 7.0, y: y + 1.7 }];
    for &(level, stroke) in &shown.borders {
        let name = match (level, &content.finest_border) {
            (Level::Cercle | Level::Commune, Some(given)) => given,
            (Level::Country, None) => words().border_country.get(lang),
            (Level::Country, Some(_)) => words().outline.get(lang),
            (Level::Zone, _) => words().border_zone.get(lang),
            (Level::Region, None) => words().border_region.get(lang),
            (Level::Region, Some(_)) => words().border_group.get(lang),
            (Level::Cercle, None) => words().border_cercle.get(lang),
            (Level::Commune, None) => words().border_commune.get(lang),
        };
        if level == Level::Country {
            scene.lines([&sample(y + 0.4)], &strokes::country_band());
        }
        scene.lines([&sample(y)], &strokes::border(stroke));
        label(scene, y, name);
        y += ROW;
    }
    if shown.neighbours {
        scene.rect(Frame::new(frame.x, y + 0.3, 7.0, 2.9), &Paint::fill(ELSEWHERE).outlined(INK, 0.1));
        let name = if content.finest_border.is_some() { &words().other_groups } else { &words().neighbours };
        label(scene, y, name.get(lang));
        y += ROW;
    }
    if shown.roads {
        strokes::road(scene, &[sample(y)]);
        label(scene, y, words().road.get(lang));
        y += ROW;
    }
    if shown.rivers || shown.lakes {
        let course = if shown.rivers { vec![sample(y)] } else { Vec::new() };
        let around = (0..24).map(|i| f64::from(i) / 24.0 * std::f64::consts::TAU);
        let shore = around.map(|a| Coord { x: frame.x + 3.5 + 1.9 * a.cos(), y: y + 1.7 + 1.1 * a.sin() }).collect();
        strokes::waters(scene, &course, if shown.lakes { std::slice::from_ref(&shore) } else { &[] });
        let name = match (shown.rivers, shown.lakes) {
            (true, true) => &words().waters,
            (true, false) => &words().rivers,
            _ => &words().lakes,
        };
        label(scene, y, name.get(lang));
        y += ROW;
    }
    if shown.towns {
        strokes::town(scene, Coord { x: frame.x + 3.5, y: y + 1.7 });
        label(scene, y, words().town.get(lang));
        y += ROW;
    }
    if let Some(circles) = content.circles.as_ref().filter(|c| !c.places.is_empty()) {
        y += 0.8;
        y += circle_sizes(scene, Frame { y, ..frame }, circles, lang);
    }
    y - frame.y
}

/// Circles of one or few, some and the most events, side by side.
fn circle_sizes(scene: &mut Scene, frame: Frame, circles: &Circles, lang: Lang) -> f64 {
    let heading = Type::new(Cut::Bold, 7.0, INK);
    let mut y = frame.y;
    for line in wrap(&circles.label, Cut::Bold, 7.0, frame.width) {
        scene.text(Coord { x: frame.x, y: y + 2.6 }, &line, &heading);
        y += heading.line_height();
    }
    if circles.gathered {
        return y + numbered(scene, Frame { y, ..frame }, circles, lang) - frame.y;
    }
    let largest = strokes::circle_radius(circles.largest, circles);
    let look = |approximate: bool| strokes::Look { approximate, quiet: false };
    let mut x = frame.x;
    let row = (2.0 * largest).max(3.0);
    // Where one is too small to have a size of its own, something that has.
    let to_scale = |n: usize| strokes::circle_radius(n, circles) < strokes::circle_radius(4 * n, circles) / 1.9;
    let least = if to_scale(1) { 1 } else { round_below(circles.largest / 30) };
    let mut numbers = vec![least, round_below(circles.largest / 3), round_below(circles.largest)];
    numbers.retain(|&n| n > 0);
    numbers.dedup();
    for n in numbers {
        let radius = strokes::circle_radius(n, circles);
        strokes::circle(scene, Coord { x: x + radius, y: y + row / 2.0 + 1.0 }, radius, look(false));
        x += 2.0 * radius + 1.0;
        let style = Type::new(Cut::Regular, 7.0, GREY);
        let text = count(n, lang);
        scene.text(Coord { x, y: y + row / 2.0 + 1.9 }, &text, &style);
        x += style.width(&text) + 3.5;
    }
    y += row + 2.0;
    let has = |approximate: bool| circles.places.iter().any(|p| p.approximate == approximate);
    if has(true) {
        // What a full circle means needs no word where there is no hollow one.
        for (approximate, name) in [(false, &words().exact), (true, &words().approximate)] {
            if has(approximate) {
                strokes::circle(scene, Coord { x: frame.x + 3.5, y: y + 1.7 }, 1.2, look(approximate));
                scene.text(Coord { x: frame.x + 9.0, y: y + 2.6 }, name.get(lang), &Type::new(Cut::Regular, 7.0, INK));
                y += ROW;
            }
        }
    }
    y - frame.y
}

/// Circles of one, some and many events, with their numbers in them. Returns the height used.
fn numbered(scene: &mut Scene, frame: Frame, circles: &Circles, lang: Lang) -> f64 {
    let mut numbers = vec![1, round_below(circles.largest / 30), round_below(circles.largest / 6)];
    numbers.retain(|&n| n > 0);
    numbers.sort_unstable();
    numbers.dedup();
    let radius = |n: usize| strokes::numbered_radius(n, circles, lang);
    let row = numbers.iter().map(|&n| 2.0 * radius(n)).fold(0.0, f64::max);
    let mut x = frame.x;
    for n in numbers {
        x += radius(n);
        strokes::numbered(scene, Coord { x, y: frame.y + row / 2.0 + 1.0 }, n, circles, lang, false);
        x += radius(n) + 2.5;
    }
    row + 2.5
}

/// The largest of 1, 2, 5 · 10ⁿ that is not above `n`; 0 for 0.
fn round_below(n: usize) -> usize {
    let mut best = 0;
    let mut decade = 1;
    while decade <= n {
        best = [1, 2, 5].into_iter().map(|m| m * decade).filter(|&v| v <= n).max().unwrap_or(best);
        decade *= 10;
    }
    best
}

#[cfg(test)]
mod tests {
    #[test]
    fn circle_numbers_are_round() {
        let numbers: Vec<usize> = [0, 1, 4, 7, 49, 230].into_iter().map(super::round_below).collect();
        assert_eq!(numbers, [0, 1, 2, 5, 20, 200]);
    }
}
