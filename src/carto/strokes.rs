//! How lines and point symbols look: the same on the map and in its legend.

use super::content::{Circles, Content};
use super::fonts::Cut;
use super::furniture::{GREY, INK, WHITE};
use super::scene::{Anchor, Paint, Scene, Type};
use crate::base::{Lang, Level, count};
use crate::layers::style::{LAKE, ROAD, Rgb, WATER};
use geo_types::Coord;

/// Circles of events and of amounts.
pub const CIRCLE: Rgb = Rgb(60, 20, 90);

/// The stroke of a border: the coarser the level, the stronger.
pub fn border(level: Level) -> Paint {
    match level {
        Level::Country => Paint::line(INK, 0.35).dashed("2.4 1 0.4 1"),
        Level::Zone => Paint::line(Rgb(35, 35, 35), 0.9),
        Level::Region => Paint::line(Rgb(35, 35, 35), 0.6),
        Level::Cercle => Paint::line(Rgb(50, 50, 50), 0.32).faded(0.85),
        Level::Commune => Paint::line(Rgb(50, 45, 40), 0.16).faded(0.75),
    }
}

/// A light rim under fine borders, without which they sink into dark colours.
pub fn border_rim(level: Level) -> Option<Paint> {
    match level {
        Level::Commune => Some(Paint::line(WHITE, 0.34).faded(0.45)),
        Level::Cercle => Some(Paint::line(WHITE, 0.7).faded(0.35)),
        _ => None,
    }
}

/// The soft band that goes with the border of the country.
pub fn country_band() -> Paint {
    Paint::line(Rgb(205, 196, 205), 2.2)
}

/// Borders between regions that the sheet is not about.
pub fn quiet_border() -> Paint {
    Paint::line(Rgb(150, 149, 145), 0.35)
}

/// Roads with a light rim.
pub fn road<'a>(scene: &mut Scene, lines: impl IntoIterator<Item = &'a Vec<Coord<f64>>> + Clone) {
    scene.lines(lines.clone(), &Paint::line(WHITE, 0.8));
    scene.lines(lines, &Paint::line(ROAD, 0.42));
}

/// Rivers with a light rim, without which they sink into dark classes, and lakes over whatever lies under them.
pub fn waters<'a>(scene: &mut Scene, rivers: impl IntoIterator<Item = &'a Vec<Coord<f64>>> + Clone, lakes: &[Vec<Coord<f64>>]) {
    scene.lines(rivers.clone(), &Paint::line(WHITE, 0.66));
    scene.lines(rivers, &Paint::line(WATER, 0.38));
    scene.rings(lakes, &Paint::fill(LAKE).outlined(WATER, 0.2).even_odd());
}

/// Rivers abroad.
pub fn quiet_river() -> Paint {
    Paint::line(Rgb(176, 200, 220), 0.35)
}

/// Widths of lines of the lowest and of the highest class, millimetres.
const CLASSED: (f64, f64) = (0.7, 2.2);
/// Width of lines of every kind where classes have no order.
const OF_A_KIND: f64 = 1.1;

/// Lines of a class: the higher, the wider; of a kind, all alike. `quiet` for lines that the sheet is not about.
pub fn classed(scene: &mut Scene, lines: &[Vec<Coord<f64>>], class: usize, content: &Content, quiet: bool) {
    let Some(colour) = content.classes.get(class).map(|c| c.colour) else { return };
    let steps = content.classes.len().saturating_sub(1).max(1);
    let width = match content.graduated {
        true => CLASSED.0 + (CLASSED.1 - CLASSED.0) * class as f64 / steps as f64,
        false => OF_A_KIND,
    };
    let strength = if quiet { 0.3 } else { 1.0 };
    // A dark rim, without which light colours sink into the ground.
    scene.lines(lines, &Paint::line(INK, width + 0.3).faded(strength));
    scene.lines(lines, &Paint::line(colour, width).faded(strength));
}

/// Lines without a value.
pub fn unclassed(scene: &mut Scene, lines: &[Vec<Coord<f64>>], quiet: bool) {
    scene.lines(lines, &Paint::line(GREY, 0.3).dashed("1 0.7").faded(if quiet { 0.4 } else { 1.0 }));
}

/// Radius of a dot, millimetres: smaller where there are many.
fn dot_radius(content: &Content) -> f64 {
    match content.points.as_ref().map_or(0, Vec::len) {
        // Beside circles a dot says that there is nothing.
        _ if content.circles.is_some() => 0.65,
        0..=300 => 1.2,
        301..=2000 => 0.9,
        _ => 0.65,
    }
}

/// A dot in the colour of its class, a circle for amounts, hollow without a value. `quiet` for points that the sheet is not about.
pub fn dot(scene: &mut Scene, at: Coord<f64>, class: Option<usize>, content: &Content, quiet: bool) {
    let (radius, strength) = (dot_radius(content), if quiet { 0.3 } else { 1.0 });
    match class.and_then(|class| content.classes.get(class)) {
        Some(class) if class.colour == CIRCLE => circle(scene, at, 1.3, Look { quiet, approximate: false }),
        Some(class) => scene.circle(at, radius, &Paint::fill(class.colour).outlined(INK, 0.14).faded(strength)),
        None => scene.circle(at, radius - 0.2, &Paint::line(GREY, 0.25).faded(strength)),
    }
}

/// Roads abroad.
pub fn quiet_road() -> Paint {
    Paint::line(Rgb(214, 208, 198), 0.35)
}

/// Radius of [`town`], millimetres.
pub const TOWN: f64 = 0.75;

pub fn town(scene: &mut Scene, at: Coord<f64>) {
    scene.circle(at, TOWN, &Paint::fill(WHITE).outlined(INK, 0.3));
}

/// Radius of the smallest circle that is still seen, millimetres.
const SMALLEST: f64 = 0.3;

/// Radius in millimetres of a circle whose area stands for the number; a circle that would not be seen is larger.
pub fn circle_radius(count: usize, circles: &Circles) -> f64 {
    let one = circles.radius / (circles.largest.max(1) as f64).sqrt();
    let radius = one.min(circles.radius / 4.5) * (count as f64).sqrt();
    if count > 0 { radius.max(SMALLEST) } else { 0.0 }
}

/// Radius in millimetres of a circle with its number in it: that of its area, or what the number needs.
pub fn numbered_radius(number: usize, circles: &Circles, lang: Lang) -> f64 {
    let room = number_type(WHITE).width(&count(number, lang)) / 2.0 + 0.6;
    circle_radius(number, circles).max(room).max(1.5)
}

fn number_type(colour: Rgb) -> Type {
    Type::new(Cut::Bold, 6.0, colour).anchored(Anchor::Middle)
}

/// A circle that gathers events, with its number.
pub fn numbered(scene: &mut Scene, at: Coord<f64>, number: usize, circles: &Circles, lang: Lang, quiet: bool) {
    let radius = numbered_radius(number, circles, lang);
    scene.circle(at, radius, &Paint::fill(CIRCLE).outlined(WHITE, 0.25).faded(if quiet { 0.22 } else { 0.85 }));
    let style = number_type(if quiet { INK } else { WHITE });
    scene.text(Coord { x: at.x, y: at.y + style.cap_height() / 2.0 }, &count(number, lang), &style);
}

/// How a circle looks.
#[derive(Debug, Clone, Copy, Default)]
pub struct Look {
    /// Of another region than the one the sheet is about.
    pub quiet: bool,
    /// Hollow: the events happened near the place.
    pub approximate: bool,
}

/// A circle of events.
pub fn circle(scene: &mut Scene, at: Coord<f64>, radius: f64, look: Look) {
    if look.approximate {
        let strength = if look.quiet { 0.4 } else { 1.0 };
        // The rim lies inside the radius, so that hollow and full circles compare.
        scene.circle(at, radius, &Paint::fill(WHITE).faded(0.35 * strength));
        scene.circle(at, radius - 0.2, &Paint::line(CIRCLE, 0.4).faded(0.9 * strength));
    } else {
        scene.circle(at, radius, &Paint::fill(CIRCLE).outlined(WHITE, 0.2).faded(if look.quiet { 0.22 } else { 0.62 }));
    }
}
