//! On what paper a sheet is drawn, and where its parts stand. The parts never overlap: each draws inside its frame.

use super::render::Page;
use super::scene::Frame;
use super::words::words;
use crate::base::{Error, Result, Text};
use schemars::JsonSchema;
use serde::Deserialize;

/// White rim of the sheet, units of the sheet: see [`Page`].
const MARGIN: f64 = 10.0;
/// Space between parts.
const GAP: f64 = 3.0;
const HEADER: f64 = 18.0;
const FOOTER: f64 = 14.0;
/// Panel beside the map on a landscape sheet, below it on a portrait one.
const SIDE_PANEL: f64 = 66.0;
const BOTTOM_PANEL: f64 = 62.0;
/// The two columns beside the map of a slide, and the space between them.
const SLIDE_COLUMNS: [f64; 2] = [60.0, 47.0];
const SLIDE_GAP: f64 = 5.0;
/// Height of the scale bar with its north arrow.
const SCALE: f64 = 13.0;

/// How much larger than on A4 type and lines are on larger paper, which is read from farther away.
const LARGE: f64 = 1.2;

/// What sheets are drawn for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum Paper {
    /// 210 × 297 mm.
    #[default]
    A4,
    /// 297 × 420 mm, with type a fifth larger and room for more names.
    A3,
    /// A slide of 16:9, 338.7 × 190.5 mm, with type a fifth larger.
    Slide,
}

impl Paper {
    pub const ALL: [Paper; 3] = [Paper::A4, Paper::A3, Paper::Slide];

    /// What the scale is true on.
    pub fn name(self) -> &'static Text {
        match self {
            Paper::A4 => &words().paper_a4,
            Paper::A3 => &words().paper_a3,
            Paper::Slide => &words().paper_slide,
        }
    }

    /// The longer and the shorter side, millimetres.
    pub fn sides(self) -> (f64, f64) {
        match self {
            Paper::A4 => (297.0, 210.0),
            Paper::A3 => (420.0, 297.0),
            Paper::Slide => (338.7, 190.5),
        }
    }

    /// How much larger than on A4 everything is drawn.
    fn enlarged(self) -> f64 {
        match self {
            Paper::A4 => 1.0,
            Paper::A3 | Paper::Slide => LARGE,
        }
    }
}

/// Which way up paper is held.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum Orientation {
    /// As the region is drawn largest.
    #[default]
    Auto,
    Portrait,
    Landscape,
}

/// Paper and which way up it is held.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PageSetup {
    paper: Paper,
    orientation: Orientation,
}

impl PageSetup {
    /// An error for a slide upright: slides are always wide.
    pub fn new(paper: Paper, orientation: Orientation) -> Result<PageSetup> {
        match (paper, orientation) {
            (Paper::Slide, Orientation::Portrait) => Err(Error::usage(
                Text::new("une diapositive ne se dessine pas en hauteur", "a slide is not drawn upright"),
                Text::new("Ôtez l'orientation, ou prenez a4 ou a3.", "Leave the orientation out, or take a4 or a3."),
            )),
            _ => Ok(PageSetup { paper, orientation }),
        }
    }

    /// Width and height in millimetres where every sheet must have the same: upright where either way up will do.
    pub fn one_size(self) -> (f64, f64) {
        let (long, short) = self.paper.sides();
        match (self.paper, self.orientation) {
            (Paper::Slide, _) | (_, Orientation::Landscape) => (long, short),
            _ => (short, long),
        }
    }
}

/// How legend, symbols, locator and scale stand in their panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrangement {
    /// Stacked beside the map.
    Column,
    /// In two columns beside the map: the legend, and everything else.
    Pair,
    /// In three columns below the map.
    Row,
}

/// The frames of one sheet, in its units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Layout {
    pub paper: Paper,
    pub arrangement: Arrangement,
    /// The whole sheet.
    pub page: Frame,
    pub header: Frame,
    pub map: Frame,
    /// Legend, locator, scale and north.
    pub panel: Frame,
    /// Notes, sources, disclaimer.
    pub footer: Frame,
}

impl Layout {
    /// Upright, but for a slide.
    pub fn portrait(paper: Paper) -> Layout {
        if paper == Paper::Slide {
            return Layout::landscape(paper);
        }
        let (long, short) = paper.sides();
        let page = Frame::new(0.0, 0.0, short / paper.enlarged(), long / paper.enlarged());
        let (header, footer, between) = bands(page);
        let map = Frame { height: between.height - BOTTOM_PANEL - GAP, ..between };
        let panel = Frame { y: map.bottom() + GAP, height: BOTTOM_PANEL, ..between };
        Layout { paper, arrangement: Arrangement::Row, page, header, map, panel, footer }
    }

    pub fn landscape(paper: Paper) -> Layout {
        let (long, short) = paper.sides();
        let page = Frame::new(0.0, 0.0, long / paper.enlarged(), short / paper.enlarged());
        let (arrangement, side) = match paper {
            Paper::Slide => (Arrangement::Pair, SLIDE_COLUMNS[0] + SLIDE_GAP + SLIDE_COLUMNS[1]),
            Paper::A4 | Paper::A3 => (Arrangement::Column, SIDE_PANEL),
        };
        let (header, footer, between) = bands(page);
        let map = Frame { width: between.width - side - GAP, ..between };
        let panel = Frame { x: map.right() + GAP, width: side, ..between };
        Layout { paper, arrangement, page, header, map, panel, footer }
    }

    /// The sheet that is asked for; where either way up will do, the one on which a region of that shape (width and height
    /// in any unit) is drawn largest, portrait when both are equal.
    pub fn for_shape(width: f64, height: f64, setup: PageSetup) -> Layout {
        let scale = |l: &Layout| (l.map.width / width).min(l.map.height / height);
        let (portrait, landscape) = (Layout::portrait(setup.paper), Layout::landscape(setup.paper));
        match setup.orientation {
            Orientation::Portrait => portrait,
            Orientation::Landscape => landscape,
            Orientation::Auto if scale(&landscape) > scale(&portrait) => landscape,
            Orientation::Auto => portrait,
        }
    }

    /// The columns of the panel: of a portrait sheet legend, symbols and locator; of a slide the legend, and everything else.
    /// One column where all is stacked.
    pub fn columns(&self) -> Vec<Frame> {
        let panel = self.panel;
        match self.arrangement {
            Arrangement::Column => vec![panel],
            Arrangement::Pair => {
                let [left, right] = SLIDE_COLUMNS;
                vec![Frame { width: left, ..panel }, Frame { x: panel.right() - right, width: right, ..panel }]
            }
            Arrangement::Row => {
                let left = Frame { width: 82.0, ..panel };
                let middle = Frame { x: left.right() + 8.0, width: 44.0, ..panel };
                let right = Frame { x: middle.right() + 4.0, width: panel.right() - middle.right() - 4.0, ..panel };
                vec![left, middle, right]
            }
        }
    }

    /// The foot of the last column of the panel, where scale and north stand. Without a locator they take its place at
    /// the top of a portrait sheet's panel.
    pub fn scale(&self, locator: bool) -> Frame {
        let last = self.columns().last().copied().unwrap_or(self.panel);
        match (self.arrangement, locator) {
            (Arrangement::Row, false) => Frame { height: SCALE, ..last },
            _ => Frame { y: last.bottom() - SCALE, height: SCALE, ..last },
        }
    }

    /// The sheet as it is written.
    pub fn sheet(&self) -> Page {
        Page { width: self.page.width, height: self.page.height, unit: self.paper.enlarged() }
    }
}

fn bands(page: Frame) -> (Frame, Frame, Frame) {
    let inner = page.grown(-MARGIN);
    let header = Frame { height: HEADER, ..inner };
    let footer = Frame { y: inner.bottom() - FOOTER, height: FOOTER, ..inner };
    let between = Frame { y: header.bottom() + GAP, height: footer.y - GAP - (header.bottom() + GAP), ..inner };
    (header, footer, between)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_on_the_sheet_and_apart() {
        for paper in Paper::ALL {
            for layout in [Layout::portrait(paper), Layout::landscape(paper)] {
                let parts = [layout.header, layout.map, layout.panel, layout.footer];
                for (i, part) in parts.iter().enumerate() {
                    assert!(layout.page.holds(part) && part.width > 0.0 && part.height > 0.0);
                    assert!(parts[i + 1..].iter().all(|other| !part.overlaps(other)));
                }
                let columns = layout.columns();
                for (i, column) in columns.iter().enumerate() {
                    assert!(layout.panel.grown(1e-9).holds(column) && column.width > 40.0);
                    assert!(columns[i + 1..].iter().all(|other| !column.overlaps(other)));
                }
                assert!([true, false].iter().all(|&locator| layout.panel.grown(1e-9).holds(&layout.scale(locator))));
            }
        }
    }

    #[test]
    fn sheets_have_the_size_of_their_paper() {
        let size = |layout: Layout| {
            let (width, height) = layout.sheet().millimetres();
            [(width * 10.0).round() / 10.0, (height * 10.0).round() / 10.0]
        };
        assert_eq!(size(Layout::portrait(Paper::A4)), [210.0, 297.0]);
        assert_eq!(size(Layout::landscape(Paper::A3)), [420.0, 297.0]);
        assert_eq!(size(Layout::portrait(Paper::Slide)), [338.7, 190.5]);
    }

    #[test]
    fn the_shape_chooses_the_sheet_unless_it_is_given() {
        let wide = |width, height, orientation| {
            let page = Layout::for_shape(width, height, PageSetup { paper: Paper::A3, orientation }).page;
            page.width > page.height
        };
        assert!(wide(3.0, 1.0, Orientation::Auto) && !wide(1.0, 3.0, Orientation::Auto));
        assert!(!wide(3.0, 1.0, Orientation::Portrait) && wide(1.0, 3.0, Orientation::Landscape));
        assert!(PageSetup::new(Paper::Slide, Orientation::Portrait).is_err());
        assert_eq!(PageSetup::new(Paper::Slide, Orientation::Auto).unwrap().one_size(), (338.7, 190.5));
        assert_eq!(PageSetup::default().one_size(), (210.0, 297.0));
    }
}
