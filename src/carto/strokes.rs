//! How lines and point symbols look: the same on the map and in its legend.

use super::furniture::{INK, WHITE};
use super::scene::{Paint, Scene};
use crate::base::Level;
use crate::layers::style::Rgb;
use geo_types::Coord;

const INCIDENT: Rgb = Rgb(60, 20, 90);

/// The stroke of a border: the coarser the level, the stronger.
pub fn border(level: Level) -> Paint {
    match level {
        Level::Country => Paint::line(INK, 0.75),
        Level::Zone | Level::Region => Paint::line(Rgb(45, 45, 45), 0.6),
        Level::Cercle => Paint::line(Rgb(80, 80, 80), 0.32),
        Level::Commune => Paint::line(Rgb(140, 136, 130), 0.14),
    }
}

/// Roads with a light rim; proposed ones as thin dashes.
pub fn road(scene: &mut Scene, lines: &[Vec<Coord<f64>>], proposed: bool) {
    if proposed {
        scene.lines(lines, &Paint::line(Rgb(120, 95, 70), 0.3).dashed("1.2 0.9"));
    } else {
        scene.lines(lines, &Paint::line(WHITE, 0.75));
        scene.lines(lines, &Paint::line(Rgb(120, 95, 70), 0.4));
    }
}

/// Radius of [`town`], millimetres.
pub const TOWN: f64 = 0.75;

pub fn town(scene: &mut Scene, at: Coord<f64>) {
    scene.circle(at, TOWN, &Paint::fill(WHITE).outlined(INK, 0.3));
}

/// Radius in millimetres: the area stands for the number, the largest of the country has 5 mm
/// at most.
pub fn circle_radius(count: usize, largest: usize) -> f64 {
    (5.0 / (largest.max(1) as f64).sqrt()).min(1.1) * (count as f64).sqrt()
}

pub fn circle() -> Paint {
    Paint::fill(INCIDENT).outlined(WHITE, 0.2).faded(0.55)
}
