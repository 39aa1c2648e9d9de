//! The colour ramps of `maps/palettes.toml`, mixed to any number of classes.

use crate::base::{Direction, Error, Result, Text};
use crate::layers::style::Rgb;
use crate::text;
use serde::Deserialize;
use std::collections::BTreeMap;

const PALETTES: &str = include_str!("../../maps/palettes.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    anchors: Vec<String>,
    #[serde(default)]
    diverging: bool,
}

/// The file: ramps by id, and the one list that is not a ramp.
#[derive(Deserialize)]
struct Entries {
    categories: Categories,
    bivariate: Categories,
    #[serde(flatten)]
    ramps: BTreeMap<String, Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Categories {
    colours: Vec<String>,
}

/// A ramp of colours from the lowest to the highest class.
#[derive(Debug, Clone, PartialEq)]
pub struct Palette {
    anchors: Vec<Rgb>,
    /// Lightness rises and falls around a middle.
    pub diverging: bool,
}

impl Palette {
    /// The ramp of that id; an error names those there are.
    pub fn named(id: &str) -> Result<Palette> {
        if id == "bivariate" {
            return Ok(Palette { anchors: bivariate()?, diverging: false });
        }
        let mut all = all()?;
        let known = all.keys().cloned().collect::<Vec<_>>().join(", ");
        all.remove(id).ok_or_else(|| {
            Error::usage(
                text!("la palette `{id}` n'existe pas", "there is no palette `{id}`"),
                text!("Choisissez parmi : {known}.", "Choose one of: {known}."),
            )
        })
    }

    /// The id of the ramp that suits a column.
    pub fn for_direction(direction: Direction) -> &'static str {
        match direction {
            Direction::HigherIsWorse => "worse",
            Direction::HigherIsBetter => "better",
            Direction::Neutral => "neutral",
        }
    }

    /// `count` colours from end to end, evenly spaced. One colour is taken from the middle.
    pub fn colours(&self, count: usize) -> Vec<Rgb> {
        (0..count).map(|i| self.at(if count == 1 { 0.5 } else { i as f64 / (count - 1) as f64 })).collect()
    }

    /// The colour at `t` from 0 to 1, mixed in linear light between the nearest anchors.
    fn at(&self, t: f64) -> Rgb {
        let place = t.clamp(0.0, 1.0) * (self.anchors.len() - 1) as f64;
        let below = (place.floor() as usize).min(self.anchors.len() - 2);
        let (a, b, share) = (self.anchors[below], self.anchors[below + 1], place - below as f64);
        let mix = |x: u8, y: u8| unlinear(linear(x) * (1.0 - share) + linear(y) * share);
        Rgb(mix(a.0, b.0), mix(a.1, b.1), mix(a.2, b.2))
    }
}

/// Colours for things without an order, told apart in grey and by colour-blind eyes; neighbours
/// differ most. Beyond the last one they have to begin again.
pub fn categories() -> Result<Vec<Rgb>> {
    let colours: Option<Vec<Rgb>> = entries()?.categories.colours.iter().map(|hex| Rgb::from_hex(hex)).collect();
    colours.filter(|c| !c.is_empty()).ok_or_else(|| broken("categories"))
}

/// The colours of two things in three steps each, row by row from the least of the first.
pub fn bivariate() -> Result<Vec<Rgb>> {
    let colours: Option<Vec<Rgb>> = entries()?.bivariate.colours.iter().map(|hex| Rgb::from_hex(hex)).collect();
    colours.filter(|c| c.len() == 9).ok_or_else(|| broken("bivariate"))
}

fn all() -> Result<BTreeMap<String, Palette>> {
    let ramps = entries()?.ramps;
    ramps
        .into_iter()
        .map(|(id, entry)| {
            let anchors: Option<Vec<Rgb>> = entry.anchors.iter().map(|hex| Rgb::from_hex(hex)).collect();
            match anchors.filter(|a| a.len() >= 2) {
                Some(anchors) => Ok((id, Palette { anchors, diverging: entry.diverging })),
                None => Err(broken(&id)),
            }
        })
        .collect()
}

fn entries() -> Result<Entries> {
    toml::from_str(PALETTES).map_err(|e| broken(&e.to_string()))
}

fn broken(cause: &str) -> Error {
    Error::usage(
        text!("maps/palettes.toml ne peut pas être lu : {cause}", "maps/palettes.toml cannot be read: {cause}"),
        Text::new("Corrigez le fichier et reconstruisez le programme.", "Mend the file and build the program again."),
    )
}

fn linear(channel: u8) -> f64 {
    let c = f64::from(channel) / 255.0;
    if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
}

fn unlinear(light: f64) -> u8 {
    let c = if light <= 0.003_130_8 { light * 12.92 } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 };
    (c * 255.0).round() as u8
}

/// Relative luminance, 0 to 1 (WCAG): what a black-and-white copy keeps of a colour.
pub fn luminance(colour: Rgb) -> f64 {
    0.2126 * linear(colour.0) + 0.7152 * linear(colour.1) + 0.0722 * linear(colour.2)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// CIE lightness, 0 to 100.
    fn lightness(colour: Rgb) -> f64 {
        let y = luminance(colour);
        if y > 0.008_856 { 116.0 * y.cbrt() - 16.0 } else { 903.3 * y }
    }

    #[test]
    fn every_ramp_is_ordered_in_grey() {
        for (id, palette) in all().unwrap() {
            for count in 2..=9 {
                let grey: Vec<f64> = palette.colours(count).into_iter().map(lightness).collect();
                // Neighbouring classes must be told apart on a copy: five classes differ by 8 of 100 at least.
                let step = 40.0 / count as f64;
                let falls = |part: &[f64]| part.windows(2).all(|p| p[0] - p[1] >= step);
                let rises = |part: &[f64]| part.windows(2).all(|p| p[1] - p[0] >= step);
                let ordered = if palette.diverging {
                    rises(&grey[..count.div_ceil(2)]) && falls(&grey[count / 2..])
                } else {
                    falls(&grey) || rises(&grey)
                };
                assert!(ordered, "{id} with {count} classes: {grey:?}");
            }
        }
    }

    /// CIE Lab of linear light.
    fn lab(light: [f64; 3]) -> [f64; 3] {
        let [r, g, b] = light.map(|c| c.clamp(0.0, 1.0));
        let f = |t: f64| if t > 0.008_856 { t.cbrt() } else { 7.787 * t + 16.0 / 116.0 };
        let x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.950_47);
        let y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
        let z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.088_83);
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    }

    /// What is left of colours in eyes without one kind of cone (Machado, Oliveira and
    /// Fernandes 2009): protanopia, deuteranopia, tritanopia; and in full sight.
    const SIGHTS: [[[f64; 3]; 3]; 4] = [
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
    ];

    /// The CIE Lab colour that eyes of this sight see.
    fn seen(c: Rgb, sight: [[f64; 3]; 3]) -> [f64; 3] {
        let light = [linear(c.0), linear(c.1), linear(c.2)];
        lab(sight.map(|row| row.iter().zip(light).map(|(m, l)| m * l).sum()))
    }

    /// How far colours are apart (CIE 1976): about 2 can just be seen side by side.
    fn apart(a: [f64; 3], b: [f64; 3]) -> f64 {
        a.iter().zip(b).map(|(x, y)| (x - y).powi(2)).sum::<f64>().sqrt()
    }

    /// Classes stay in their order of lightness and apart, whatever the sight; both sides of a diverging ramp
    /// are of different colours.
    #[test]
    fn every_ramp_keeps_its_order_in_colour_blind_eyes() {
        for (id, palette) in all().unwrap() {
            for (count, sight) in (2..=7).flat_map(|count| SIGHTS.map(|sight| (count, sight))) {
                let colours: Vec<[f64; 3]> = palette.colours(count).into_iter().map(|c| seen(c, sight)).collect();
                let near = colours.windows(2).map(|p| apart(p[0], p[1])).fold(f64::INFINITY, f64::min);
                assert!(near >= 40.0 / count as f64, "{id} with {count} classes: {near}");
                let falls = |part: &[[f64; 3]]| part.windows(2).all(|p| p[0][0] > p[1][0]);
                let rises = |part: &[[f64; 3]]| part.windows(2).all(|p| p[0][0] < p[1][0]);
                let ordered = match palette.diverging {
                    true => rises(&colours[..count.div_ceil(2)]) && falls(&colours[count / 2..]),
                    false => falls(&colours) || rises(&colours),
                };
                assert!(ordered, "{id} with {count} classes: {colours:?}");
                let sides = (0..count / 2).map(|i| apart(colours[i], colours[count - 1 - i])).fold(f64::INFINITY, f64::min);
                assert!(!palette.diverging || sides >= 12.0, "{id} with {count} classes: {sides}");
            }
        }
    }

    /// Three steps of strength of five classes. At the faintest step neighbouring classes are hardly told apart, which is what the step
    /// says; at full strength they are as far apart as on any map.
    #[test]
    fn fading_colours_keep_their_order_both_ways_in_colour_blind_eyes() {
        use crate::carto::fade::{faded, strength};
        let classes = Palette::named("fading").unwrap().colours(5);
        for sight in SIGHTS {
            let steps: Vec<Vec<[f64; 3]>> =
                (0..3).map(|i| classes.iter().map(|&c| seen(faded(c, strength(i, 3)), sight)).collect()).collect();
            for (step, least) in steps.iter().zip([4.0, 9.0, 15.0]) {
                let near = step.windows(2).map(|p| apart(p[0], p[1])).fold(f64::INFINITY, f64::min);
                assert!(near >= least && step.windows(2).all(|p| p[0][0] > p[1][0]), "{near} of {least}: {step:?}");
            }
            for pair in steps.windows(2) {
                for (faint, strong) in pair[0].iter().zip(&pair[1]) {
                    assert!(apart(*faint, *strong) >= 8.0 && faint[0] > strong[0], "{faint:?} and {strong:?}");
                }
            }
        }
    }

    #[test]
    fn categories_are_told_apart_in_grey_and_by_colour_blind_eyes() {
        let colours = categories().unwrap();
        assert!(colours.len() >= 8);
        for (i, &a) in colours.iter().enumerate() {
            for (j, &b) in colours.iter().enumerate().skip(i + 1) {
                let grey = (lightness(a) - lightness(b)).abs();
                assert!(grey >= if j == i + 1 { 15.0 } else { 6.0 }, "{a:?} and {b:?} in grey: {grey}");
                for sight in SIGHTS {
                    let apart = apart(seen(a, sight), seen(b, sight));
                    assert!(apart >= 12.0, "{a:?} and {b:?}: {apart}");
                }
            }
        }
    }

    #[test]
    fn two_things_at_once_darken_both_ways_and_are_told_apart_by_colour_blind_eyes() {
        let colours = bivariate().unwrap();
        assert_eq!(Palette::named("bivariate").unwrap().colours(9), colours);
        let grey: Vec<f64> = colours.iter().map(|&c| lightness(c)).collect();
        for (i, here) in grey.iter().enumerate() {
            assert!(i % 3 == 2 || here - grey[i + 1] >= 10.0, "{i} in its row: {grey:?}");
            assert!(i >= 6 || here - grey[i + 3] >= 10.0, "{i} in its column: {grey:?}");
        }
        for (i, &a) in colours.iter().enumerate() {
            for &b in &colours[i + 1..] {
                for sight in SIGHTS {
                    let apart = apart(seen(a, sight), seen(b, sight));
                    assert!(apart >= 15.0, "{a:?} and {b:?}: {apart}");
                }
            }
        }
    }

    #[test]
    fn every_direction_has_its_ramp_and_an_unknown_name_is_an_error() {
        for direction in [Direction::HigherIsWorse, Direction::HigherIsBetter, Direction::Neutral] {
            assert_eq!(Palette::named(Palette::for_direction(direction)).unwrap().colours(5).len(), 5);
        }
        assert!(Palette::named("rainbow").unwrap_err().hint.en.contains("neutral"));
    }
}
