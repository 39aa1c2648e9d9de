//! The same areas several times side by side, a map for each thing, all coloured by the same
//! classes. For a glance at patterns: a map to read places from is a
//! [`sheet`](crate::carto::sheet).

use super::canvas::{Canvas, Labels, small};
use super::content::{Outline, SmallMap, SmallMaps};
use super::heat::{self, Classes};
use super::look::{self, Look};
use super::surround::{Key, Sample, axis_label};
use crate::base::{Lang, Result};
use crate::carto::clip::inside;
use crate::carto::fonts::Cut;
use crate::carto::furniture::{GREY, INK, WHITE};
use crate::carto::scene::{Anchor, Frame, Paint, Type};
use crate::layers::style::Rgb;
use geo_types::Coord;

const GUTTER: f64 = 5.0;
/// Most maps side by side.
const ABREAST: usize = 3;
/// Highest map, millimetres.
const HIGHEST: f64 = 95.0;
/// Areas without a value, and areas that belong to no group.
const EMPTY: Rgb = Rgb(225, 225, 222);
const OUTSIDE: Rgb = Rgb(244, 244, 242);

/// How areas are coloured: by classes of numbers, or by the kind of thing.
enum Fills {
    Classes(Classes),
    Kinds(Vec<Look>),
}

impl Fills {
    fn of(maps: &SmallMaps) -> Result<Fills> {
        if !maps.kinds.is_empty() {
            return Ok(Fills::Kinds(look::series(maps.kinds.len())?));
        }
        let values = maps.maps.iter().flat_map(|m| &m.values);
        Ok(Fills::Classes(Classes::of(&maps.axis, values, maps.direction, maps.classes)?))
    }

    fn look(&self, value: f64) -> &Look {
        match self {
            Fills::Classes(classes) => classes.look(value),
            Fills::Kinds(looks) => &looks[(value.max(0.0) as usize).min(looks.len() - 1)],
        }
    }
}

pub fn keys(maps: &SmallMaps, lang: Lang) -> Result<Vec<Key>> {
    Ok(match Fills::of(maps)? {
        Fills::Classes(classes) => heat::keys_of(&classes, &maps.axis, lang),
        Fills::Kinds(looks) => {
            let key = |(look, kind): (Look, &String)| Key::new(Sample::Fill(Look::plain(look.colour)), kind.as_str());
            looks.into_iter().zip(&maps.kinds).map(key).collect()
        }
    })
}

/// Draws from the top of the frame. Returns the height used, millimetres.
pub fn draw(canvas: &mut Canvas, frame: Frame, maps: &SmallMaps, stretch: f64) -> Result<f64> {
    let fills = Fills::of(maps)?;
    let count = maps.maps.len();
    let abreast = count.div_ceil(count.div_ceil(ABREAST).max(1)).max(1);
    let width = (frame.width - GUTTER * (abreast - 1) as f64) / abreast as f64;
    let extent = Extent::of(maps);
    let height = (width * extent.height / extent.width).min(HIGHEST * stretch / ABREAST as f64 * 2.0).min(HIGHEST);
    let mut y = frame.y;
    for row in maps.maps.chunks(abreast) {
        let titles = Labels::new(row.iter().map(|m| m.title.as_str()), Type::new(Cut::Bold, 8.5, INK), width);
        for (i, map) in row.iter().enumerate() {
            let x = frame.x + (width + GUTTER) * i as f64;
            titles.draw(canvas, i, x, y);
            let place = Frame::new(x, y + titles.highest() + 1.0, width, height);
            draw_map(canvas, place, maps, map, (&fills, &extent));
        }
        y += titles.highest() + 1.0 + height + 3.0;
    }
    y += axis_label(canvas, frame.x, y, &maps.axis.label, frame.width);
    Ok(y - frame.y)
}

/// What the outlines span.
struct Extent {
    left: f64,
    top: f64,
    width: f64,
    height: f64,
}

impl Extent {
    fn of(maps: &SmallMaps) -> Extent {
        let rings = maps.areas.iter().flat_map(|a| &a.rings).chain(&maps.others);
        let nothing = (f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY);
        let (left, top, right, bottom) =
            rings.flatten().fold(nothing, |(l, t, r, b), c| (l.min(c.x), t.min(c.y), r.max(c.x), b.max(c.y)));
        match left.is_finite() {
            true => Extent { left, top, width: (right - left).max(1e-9), height: (bottom - top).max(1e-9) },
            false => Extent { left: 0.0, top: 0.0, width: 1.0, height: 1.0 },
        }
    }

    /// Where a point of the plane stands on the sheet.
    fn on(&self, place: Frame) -> impl Fn(&Coord<f64>) -> Coord<f64> {
        let scale = (place.width / self.width).min(place.height / self.height);
        let (x, y) = (place.centre().x - self.width * scale / 2.0, place.y);
        let (left, top) = (self.left, self.top);
        move |c| Coord { x: x + (c.x - left) * scale, y: y + (c.y - top) * scale }
    }
}

fn draw_map(canvas: &mut Canvas, place: Frame, all: &SmallMaps, map: &SmallMap, (fills, extent): (&Fills, &Extent)) {
    let on = extent.on(place);
    let drawn = |rings: &[Vec<Coord<f64>>]| rings.iter().map(|r| r.iter().map(&on).collect()).collect::<Vec<Vec<Coord<f64>>>>();
    canvas.marks.rings(&drawn(&all.others), &Paint::fill(OUTSIDE).even_odd().outlined(GREY, 0.12));
    for (i, area) in all.areas.iter().enumerate() {
        let value = map.value(i);
        let colour = value.checked().map_or(EMPTY, |v| fills.look(v).colour);
        canvas.marks.rings(&drawn(&area.rings), &Paint::fill(colour).even_odd().outlined(WHITE, 0.35));
    }
    for (i, area) in all.areas.iter().enumerate() {
        let colour = map.value(i).checked().map_or(EMPTY, |v| fills.look(v).colour);
        label(canvas, (&drawn(&area.rings), on(&area.label)), all, map, (i, area), Look::plain(colour));
    }
}

/// Name, value and n of one area, as near its point as they fit inside. Words that reach beyond an
/// area too small for them stay readable: they carry its colour with them.
fn label(
    canvas: &mut Canvas,
    (rings, at): (&[Vec<Coord<f64>>], Coord<f64>),
    all: &SmallMaps,
    map: &SmallMap,
    (i, area): (usize, &Outline),
    look: Look,
) {
    let lang = canvas.lang;
    let value = map.value(i);
    let ink = look.ink();
    let style = |style: Type| style.haloed(if ink == WHITE { look.colour } else { WHITE }).anchored(Anchor::Middle);
    let said = match value.checked() {
        Ok(number) if all.kinds.is_empty() => all.axis.shown(number, lang),
        Ok(number) => all.kinds.get(number as usize).cloned().unwrap_or_default(),
        Err(why) => why.label().get(lang).to_owned(),
    };
    let main = if value.checked().is_ok() { Type::new(Cut::Bold, 7.5, ink) } else { Type::new(Cut::Oblique, 6.0, ink) };
    let said = Labels::one(&said, style(main), 24.0);
    let mut lines: Vec<(String, Type)> = vec![(area.name.clone(), style(small(ink)))];
    lines.extend(said.lines[0].iter().map(|line| (line.clone(), said.styles[0])));
    if value.n.is_some() {
        lines.push((value.n_text(lang), style(small(ink))));
    }
    let height: f64 = lines.iter().map(|(_, style)| style.line_height()).sum();
    let width = lines.iter().map(|(text, style)| style.width(text)).fold(0.0, f64::max);
    let at = fitting(rings, at, width, height);
    let mut y = at.y - height / 2.0;
    for (text, style) in lines {
        y += canvas.lines(at.x, y, std::slice::from_ref(&text), &style);
    }
}

/// Places tried on each side of an area's point, and how far apart, millimetres.
const TRIES: i32 = 12;
const TRY: f64 = 0.75;

/// The place nearest to `at` where a box of this size stands inside the rings; `at` where there is none.
fn fitting(rings: &[Vec<Coord<f64>>], at: Coord<f64>, width: f64, height: f64) -> Coord<f64> {
    let stands = |c: Coord<f64>| {
        let corners = [(-0.5, -0.5), (0.0, -0.5), (0.5, -0.5), (-0.5, 0.0), (0.5, 0.0), (-0.5, 0.5), (0.0, 0.5), (0.5, 0.5)];
        corners.iter().all(|(x, y)| inside(rings, Coord { x: c.x + x * width, y: c.y + y * height }))
    };
    let steps = (-TRIES..=TRIES).flat_map(|i| (-TRIES..=TRIES).map(move |j| (i, j)));
    let mut steps: Vec<(i32, i32)> = steps.collect();
    steps.sort_by_key(|(i, j)| (i * i + j * j, *i, *j));
    let place = |(i, j)| Coord { x: at.x + f64::from(i) * TRY, y: at.y + f64::from(j) * TRY };
    steps.into_iter().map(place).find(|c| stands(*c)).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Direction, Missing};
    use crate::carto::charts::{Axis, Value};

    fn square(x: f64) -> Vec<Vec<Coord<f64>>> {
        vec![[(x, 0.0), (x + 1.0, 0.0), (x + 1.0, 1.0), (x, 1.0)].map(|(x, y)| Coord { x, y }).to_vec()]
    }

    fn maps(kinds: &[&str], values: Vec<Value>) -> SmallMaps {
        let area = |name: &str, x: f64| Outline { name: name.into(), rings: square(x), label: Coord { x: x + 0.5, y: 0.5 } };
        SmallMaps {
            axis: Axis::percent("en %"),
            direction: Direction::HigherIsWorse,
            classes: 5,
            kinds: kinds.iter().map(|k| (*k).to_owned()).collect(),
            areas: vec![area("Nord", 0.0), area("Sud", 1.0)],
            others: Vec::new(),
            maps: vec![SmallMap { title: "Eau".into(), values }],
        }
    }

    fn words(maps: &SmallMaps) -> String {
        let mut canvas = Canvas::new(Lang::Fr);
        draw(&mut canvas, Frame::new(0.0, 0.0, 190.0, 200.0), maps, 1.0).unwrap();
        canvas.words.into_body().replace(['\u{a0}', '\u{202f}'], " ")
    }

    #[test]
    fn every_area_has_its_value_or_why_there_is_none() {
        let text = words(&maps(&[], vec![Value::new(20.0).with_n(30), Value::missing(Missing::BelowMinimumN)]));
        let why = Missing::BelowMinimumN.label();
        for said in ["Eau", "Nord", "Sud", "n = 30"].into_iter().chain(why.get(Lang::Fr).split(' ').take(1)) {
            assert!(text.contains(said), "{said}: {text}");
        }
        assert_eq!(keys(&maps(&[], vec![Value::new(20.0)]), Lang::Fr).unwrap().len(), 5);
    }

    #[test]
    fn words_stand_inside_where_they_can() {
        let square = vec![[(0.0, 0.0), (20.0, 0.0), (20.0, 10.0), (0.0, 10.0)].map(|(x, y)| Coord { x, y }).to_vec()];
        let at = Coord { x: 2.0, y: 5.0 };
        let moved = fitting(&square, at, 8.0, 8.0);
        assert!((4.0..4.8).contains(&moved.x) && moved.y == 5.0, "{moved:?}");
        assert_eq!(fitting(&square, at, 3.0, 3.0), at, "it stood inside already");
        assert_eq!(fitting(&square, at, 30.0, 3.0), at, "it fits nowhere");
    }

    #[test]
    fn kinds_are_named() {
        let maps = maps(&["chômage", "routes"], vec![Value::new(0.0), Value::new(1.0)]);
        let text = words(&maps);
        assert!(text.contains("chômage") && text.contains("routes"), "{text}");
        assert_eq!(keys(&maps, Lang::Fr).unwrap().iter().map(|k| k.label.as_str()).collect::<Vec<_>>(), ["chômage", "routes"]);
    }

    #[test]
    fn without_areas_there_is_only_the_heading() {
        let nothing = SmallMaps { areas: Vec::new(), maps: Vec::new(), ..maps(&[], Vec::new()) };
        assert!(words(&nothing).contains("en %"));
    }
}
