//! Small maps side by side on one scale, numbers as circles, one legend for all.
//!
//! Not for reading a place off: see the map sheets. For seeing how a pattern moves.

use super::canvas::{Canvas, Labels, small};
use super::surround::axis_label;
use super::value::{Axis, Value};
use crate::base::{Lang, Missing};
use crate::carto::fonts::Cut;
use crate::carto::furniture::{ELSEWHERE, GREY, INK, WARNING, WHITE};
use crate::carto::scene::{Anchor, Frame, Paint, Type};
use geo_types::Coord;

/// Maps of one country.
#[derive(Debug, Clone, PartialEq)]
pub struct MapPanels {
    /// Rings that are drawn on every map, in metres of one projection, y upwards.
    pub outlines: Vec<Vec<Coord<f64>>>,
    /// Where the circle of each area stands, in the same metres.
    pub centres: Vec<Coord<f64>>,
    /// Names of the areas, for the description.
    pub names: Vec<String>,
    pub panels: Vec<MapPanel>,
    /// What is counted; circles grow with its values from zero.
    pub axis: Axis,
}

/// One map.
#[derive(Debug, Clone, PartialEq)]
pub struct MapPanel {
    pub title: String,
    /// Why its period is not whole: « janv.–juil. ».
    pub partial: Option<String>,
    /// One for each area.
    pub values: Vec<Value>,
}

impl MapPanel {
    /// What is known, added up, and whether that is everything.
    pub(super) fn total(&self) -> (f64, bool) {
        let known: Vec<f64> = self.values.iter().filter_map(|v| v.checked().ok()).collect();
        (known.iter().sum(), known.len() == self.values.len())
    }
}

/// Most maps side by side.
const ABREAST: usize = 4;
const GUTTER: f64 = 4.0;
/// Widest map on a sheet that is as high as it wants to be, millimetres.
const WIDEST: f64 = 48.0;
/// Radius of the largest circle as a share of the width of a map.
const LARGEST: f64 = 0.16;
/// Circles in the legend, as shares of the largest number.
const SHOWN: [f64; 3] = [1.0, 0.25, 0.05];

/// Draws from the top of the frame. Returns the height used, millimetres.
pub fn draw(canvas: &mut Canvas, frame: Frame, maps: &MapPanels, stretch: f64) -> f64 {
    let abreast = maps.panels.len().div_ceil(maps.panels.len().div_ceil(ABREAST).max(1)).max(1);
    let width = (frame.width - GUTTER * (abreast - 1) as f64) / abreast as f64;
    // A few maps need not fill the sheet, and many must fit on it.
    let width = width.min(WIDEST * stretch);
    let Some(place) = Place::new(maps, width) else { return 0.0 };
    let highest = most(maps);
    let mut y = frame.y;
    for row in maps.panels.chunks(abreast) {
        let mut lowest = y;
        for (i, panel) in row.iter().enumerate() {
            let x = frame.x + (width + GUTTER) * i as f64;
            lowest = f64::max(lowest, y + draw_panel(canvas, (x, y), maps, panel, &place, highest));
        }
        y = lowest + 3.0;
    }
    y += legend(canvas, Frame { y, ..frame }, maps, &place, highest);
    y - frame.y
}

fn most(maps: &MapPanels) -> f64 {
    maps.panels.iter().flat_map(|p| &p.values).filter_map(|v| v.checked().ok()).fold(0.0, f64::max)
}

/// From metres to one map.
struct Place {
    left: f64,
    top: f64,
    mm_per_metre: f64,
    width: f64,
    height: f64,
}

impl Place {
    /// `None` without an outline that has a width.
    fn new(maps: &MapPanels, width: f64) -> Option<Place> {
        let points = || maps.outlines.iter().flatten();
        let least = |of: fn(&Coord<f64>) -> f64| points().map(of).fold(f64::INFINITY, f64::min);
        let most = |of: fn(&Coord<f64>) -> f64| points().map(of).fold(f64::NEG_INFINITY, f64::max);
        let (left, right, bottom, top) = (least(|c| c.x), most(|c| c.x), least(|c| c.y), most(|c| c.y));
        let mm_per_metre = width / (right - left);
        let height = (top - bottom) * mm_per_metre;
        (mm_per_metre.is_finite() && mm_per_metre > 0.0).then_some(Place { left, top, mm_per_metre, width, height })
    }

    fn at(&self, (x, y): (f64, f64), c: Coord<f64>) -> Coord<f64> {
        Coord { x: x + (c.x - self.left) * self.mm_per_metre, y: y + (self.top - c.y) * self.mm_per_metre }
    }

    /// The area of a circle is its number.
    fn radius(&self, value: f64, highest: f64) -> f64 {
        LARGEST * self.width * (value / highest).max(0.0).sqrt()
    }
}

/// Heading and map. Returns the height used.
fn draw_panel(canvas: &mut Canvas, (x, y): (f64, f64), maps: &MapPanels, panel: &MapPanel, place: &Place, highest: f64) -> f64 {
    let lang = canvas.lang;
    let title = Type::new(Cut::Bold, 9.0, INK);
    let line = title.line_height();
    canvas.level(x, y + line / 2.0, &panel.title, &title);
    if let Some(partial) = &panel.partial {
        let style = Type::new(Cut::Oblique, 6.5, GREY);
        canvas.level(x + title.width(&panel.title) + 1.2, y + line / 2.0, partial, &style);
    }
    let (sum, whole) = panel.total();
    let shown = maps.axis.shown(sum, lang);
    let total = if whole { shown } else { format!("≥ {shown}") };
    canvas.level(x + place.width, y + line / 2.0, &total, &Type { size_pt: 8.0, ..title }.anchored(Anchor::End));
    let origin = (x, y + line + 0.8);
    let rings: Vec<Vec<Coord<f64>>> =
        maps.outlines.iter().map(|ring| ring.iter().map(|c| place.at(origin, *c)).collect()).collect();
    canvas.grid.rings(&rings, &Paint::fill(ELSEWHERE).outlined(WHITE, 0.25));
    // Large ones first, so that small ones stay visible.
    let mut order: Vec<usize> = (0..maps.centres.len().min(panel.values.len())).collect();
    let number = |i: usize| panel.values[i].checked().unwrap_or(0.0);
    order.sort_by(|&a, &b| number(b).total_cmp(&number(a)).then(a.cmp(&b)));
    for i in order {
        let at = place.at(origin, maps.centres[i]);
        match panel.values[i].checked() {
            Ok(value) if value > 0.0 => circle(canvas, at, place.radius(value, highest).max(0.35)),
            Ok(_) => {}
            Err(_) => canvas.marks.circle(at, 1.2, &Paint::fill(WHITE).outlined(GREY, 0.2).dashed("0.5 0.4")),
        }
    }
    line + 0.8 + place.height
}

fn circle(canvas: &mut Canvas, at: Coord<f64>, radius: f64) {
    canvas.marks.circle(at, radius, &Paint::fill(WARNING).faded(0.62));
    canvas.marks.circle(at, radius, &Paint::line(WARNING, 0.2));
}

/// Circles with their numbers in one row, and what they count. Returns the height used.
fn legend(canvas: &mut Canvas, frame: Frame, maps: &MapPanels, place: &Place, highest: f64) -> f64 {
    let lang = canvas.lang;
    let style = Type::new(Cut::Regular, 7.5, INK);
    let mut x = frame.x;
    let tall = 2.0 * place.radius(1.0, 1.0);
    let middle = frame.y + tall / 2.0;
    let mut last = f64::INFINITY;
    for share in SHOWN {
        let value = round(highest * share);
        if value <= 0.0 || value >= last {
            continue;
        }
        last = value;
        let radius = place.radius(value, highest);
        circle(canvas, Coord { x: x + radius, y: middle }, radius.max(0.35));
        let text = maps.axis.shown(value, lang);
        canvas.level(x + 2.0 * radius + 1.4, middle, &text, &style);
        x += 2.0 * radius + style.width(&text) + 7.0;
    }
    if maps.panels.iter().flat_map(|p| &p.values).any(|v| v.checked().is_err()) {
        canvas.marks.circle(Coord { x: x + 1.2, y: middle }, 1.2, &Paint::fill(WHITE).outlined(GREY, 0.2).dashed("0.5 0.4"));
        let set = Labels::one(Missing::NoData.label().get(lang), style, frame.right() - x - 4.0);
        set.draw_level(canvas, 0, x + 3.6, middle, Anchor::Start);
    }
    tall + 0.8
        + axis_label(canvas, frame.x, frame.y + tall + 0.8, &maps.axis.label, frame.width)
        + small(GREY).line_height() * 0.3
}

/// Down to one digit: 1 076 is shown as 1 000. The circle has the size of the number shown.
fn round(value: f64) -> f64 {
    if value < 1.0 {
        return value.max(0.0).round();
    }
    let decade = 10f64.powf(value.log10().floor());
    (value / decade).floor() * decade
}

/// Each map in words.
pub fn sentences(maps: &MapPanels, lang: Lang) -> Vec<(String, Vec<String>)> {
    let said = |panel: &MapPanel| {
        let title = panel.partial.as_ref().map_or(panel.title.clone(), |part| format!("{} ({part})", panel.title));
        let parts =
            maps.names.iter().zip(&panel.values).map(|(name, value)| format!("{name} {}", value.said(&maps.axis, lang).0));
        (title, parts.collect())
    };
    maps.panels.iter().map(said).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn maps(values: Vec<Vec<Value>>) -> MapPanels {
        let corner = |x, y| Coord { x, y };
        MapPanels {
            outlines: vec![vec![corner(0.0, 0.0), corner(1e6, 0.0), corner(1e6, 8e5), corner(0.0, 8e5), corner(0.0, 0.0)]],
            centres: vec![corner(3e5, 4e5), corner(7e5, 4e5)],
            names: vec!["A".into(), "B".into()],
            panels: values.into_iter().map(|values| MapPanel { title: "2017".into(), partial: None, values }).collect(),
            axis: Axis::plain("n", 0),
        }
    }

    #[test]
    fn the_area_of_a_circle_is_its_number() {
        let place = Place::new(&maps(vec![]), 50.0).unwrap();
        assert!((place.radius(400.0, 400.0) / place.radius(100.0, 400.0) - 2.0).abs() < 1e-12);
        assert!((place.height - 40.0).abs() < 1e-9);
    }

    #[test]
    fn what_is_missing_makes_a_total_a_minimum() {
        let all = maps(vec![vec![Value::new(3.0), Value::missing(Missing::NoData)], vec![Value::new(3.0), Value::new(0.0)]]);
        assert_eq!((all.panels[0].total(), all.panels[1].total()), ((3.0, false), (3.0, true)));
    }

    #[test]
    fn the_legend_rounds_down() {
        assert_eq!([1076.0, 269.0, 53.8, 7.9, 0.6, 0.0].map(round), [1000.0, 200.0, 50.0, 7.0, 1.0, 0.0]);
    }

    #[test]
    fn no_outline_draws_nothing() {
        let bare = MapPanels { outlines: Vec::new(), ..maps(vec![vec![Value::new(1.0), Value::new(2.0)]]) };
        assert_eq!(draw(&mut Canvas::new(Lang::Fr), Frame::new(0.0, 0.0, 190.0, 200.0), &bare, 1.0), 0.0);
    }
}
