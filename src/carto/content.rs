//! What a sheet shows, in words and numbers of one language: made by the room that knows the
//! layers, drawn by [`sheet`](super::sheet).

use super::logo::Logo;
use crate::base::{Lang, Level};
use crate::layers::style::Rgb;
use geo_types::Coord;

/// How an area is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fill {
    /// Plain: the sheet is about lines, not about areas.
    Ground,
    /// The colour of a class, by its position.
    Class(usize),
    /// Hatched: there is no value.
    NoData,
    /// Hatched: known, but held back.
    Withheld,
    /// Hatched: too few answers.
    TooFew,
    /// Hatched: there is a value, but too little stands behind it.
    Unreliable,
}

/// One class in the legend.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassLine {
    pub colour: Rgb,
    pub label: String,
    /// Areas, lines or points of the sheet in this class.
    pub count: usize,
}

/// One hatched class in the legend.
#[derive(Debug, Clone, PartialEq)]
pub struct MissingLine {
    pub fill: Fill,
    pub label: String,
    /// `None` where the line is not about areas of the coloured level.
    pub count: Option<usize>,
}

/// A town, longitude and latitude in degrees.
#[derive(Debug, Clone, PartialEq)]
pub struct Town {
    pub at: Coord<f64>,
    pub name: String,
    /// A capital or the chief town of a region.
    pub chief: bool,
    /// Left out on the sheet of the country.
    pub small: bool,
}

/// A road or river, and what it is called on maps.
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    pub name: Option<String>,
    pub line: Vec<Coord<f64>>,
}

/// What every sheet of a region may draw over its areas.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Surroundings {
    /// Most important first.
    pub towns: Vec<Town>,
    /// Roads that exist, under their numbers; longitudes and latitudes in degrees.
    pub roads: Vec<Course>,
    pub rivers: Vec<Course>,
    /// Rings of lakes.
    pub lakes: Vec<Vec<Coord<f64>>>,
}

/// A place where events happened, longitude and latitude in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EventPlace {
    pub at: Coord<f64>,
    /// How many events stand there.
    pub count: usize,
    /// They happened near it: in its surroundings or in the commune.
    pub approximate: bool,
    /// In another region than the one the sheet is about.
    pub elsewhere: bool,
}

/// Events as circles.
#[derive(Debug, Clone, PartialEq)]
pub struct Circles {
    pub label: String,
    pub places: Vec<EventPlace>,
    /// Those that would lie over each other are one, with its number in it.
    pub gathered: bool,
    /// The most events at one place in the whole country, or where they are gathered all of them: sizes are the same for
    /// every region.
    pub largest: usize,
    /// Radius of the largest, millimetres.
    pub radius: f64,
}

/// A line in the colour and the width of its class.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassedLine {
    /// Longitudes and latitudes of each of its parts in degrees.
    pub parts: Vec<Vec<Coord<f64>>>,
    /// Position of its class; `None` where it has no value.
    pub class: Option<usize>,
    /// Of the region that the sheet is about; others are drawn faintly.
    pub in_sight: bool,
}

/// A dot in the colour of its class.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassedPoint {
    /// Longitude and latitude of each of its places in degrees; one, but for multipoints.
    pub places: Vec<Coord<f64>>,
    /// Position of its class; `None` where it has no value.
    pub class: Option<usize>,
    /// Of the region that the sheet is about; others are drawn faintly.
    pub in_sight: bool,
}

/// A legend of two things at once: the classes in rows and columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    /// What rises to the right.
    pub across: String,
    /// What rises upwards.
    pub up: String,
    /// The steps of both, least first.
    pub columns: Vec<String>,
    pub rows: Vec<String>,
    /// What the numbers in it are.
    pub note: String,
}

/// Dots at random places inside their areas.
#[derive(Debug, Clone, PartialEq)]
pub struct Dots {
    /// "1 point = 5 000 people".
    pub label: String,
    /// How many there are in each area of the level, by position; none in those the sheet is not about.
    pub counts: Vec<usize>,
    /// Millimetres.
    pub radius: f64,
}

/// A density as filled bands.
#[derive(Debug, Clone, PartialEq)]
pub struct Heat {
    /// For each class, closed rings around all that is above its lower bound (even-odd), longitudes and latitudes in degrees; none for the
    /// lowest, which is the ground.
    pub bands: Vec<Vec<Vec<Coord<f64>>>>,
}

/// Everything on a sheet but its borders. Texts are in [`Content::lang`].
#[derive(Debug, Clone)]
pub struct Content {
    pub lang: Lang,
    /// Line above the title: the project.
    pub overline: String,
    pub title: String,
    pub subtitle: String,
    pub legend: String,
    /// Level of the areas that are coloured.
    pub level: Level,
    /// For each area of that level, by position; `None` for areas the sheet is not about.
    pub fills: Vec<Option<Fill>>,
    pub classes: Vec<ClassLine>,
    /// Classes are ranges in their order; else they are kinds, all alike, the first one the most frequent.
    pub graduated: bool,
    /// What the classes count: "communes", "segments".
    pub counted: String,
    /// What the finest border is, where it is not that of a commune or cercle.
    pub finest_border: Option<String>,
    /// Whether the outline of all areas is a border to draw.
    pub outline: bool,
    /// Lines that are coloured in place of areas.
    pub lines: Option<Vec<ClassedLine>>,
    /// Dots that are coloured in place of areas.
    pub points: Option<Vec<ClassedPoint>>,
    /// The classes stand in rows and columns, row by row from the least.
    pub matrix: Option<Matrix>,
    pub missing: Vec<MissingLine>,
    /// A line under the name of each area, by position; empty for none.
    pub values: Vec<Option<String>>,
    /// Whether towns and roads are drawn.
    pub towns: bool,
    pub roads: bool,
    pub circles: Option<Circles>,
    pub dots: Option<Dots>,
    pub heat: Option<Heat>,
    /// The areas are equal squares near their places.
    pub tiles: bool,
    /// Said below the map, most important first.
    pub notes: Vec<String>,
    /// Sources, boundaries, date, disclaimer.
    pub credits: Vec<String>,
    /// Which sheet of how many it is.
    pub number: Option<String>,
    /// Signs of organisations, in its heading.
    pub logos: Vec<Logo>,
    /// Said across the map when no area has a value.
    pub empty: Option<String>,
    pub synthetic: bool,
    pub indicative: bool,
}

impl Content {
    /// Nothing but a language and a level: for pages that are not about values.
    pub fn bare(lang: Lang, level: Level) -> Content {
        Content {
            lang,
            level,
            overline: String::new(),
            title: String::new(),
            subtitle: String::new(),
            legend: String::new(),
            fills: Vec::new(),
            classes: Vec::new(),
            graduated: true,
            counted: String::new(),
            finest_border: None,
            outline: true,
            lines: None,
            points: None,
            matrix: None,
            missing: Vec::new(),
            values: Vec::new(),
            towns: false,
            roads: false,
            circles: None,
            dots: None,
            heat: None,
            tiles: false,
            notes: Vec::new(),
            credits: Vec::new(),
            number: None,
            logos: Vec::new(),
            empty: None,
            synthetic: false,
            indicative: false,
        }
    }
}
