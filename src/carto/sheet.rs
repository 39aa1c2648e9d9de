//! One map sheet: what is its own drawn between the parts it shares with the other sheets of its
//! region.

use super::basemap::BaseMap;
use super::content::{Circles, Content, EventPlace, Fill};
use super::described::described;
use super::dots;
use super::fonts::{Cut, wrap};
use super::furniture::{self, INK, Shown, WARNING, WHITE};
use super::gather::{self, Gathered};
use super::heat;
use super::inset::Inset;
use super::layout::Arrangement;
use super::logo;
use super::names::Names;
use super::parts::Lines;
use super::pdf::Role;
use super::render::{Drawing, Part};
use super::scene::{Anchor, Frame, Paint, Scene, Type};
use super::strokes;
use super::tiles;
use super::words::{filled, words};
use crate::base::{Boundaries, Lang, Result, count};
use crate::layers::style::Rgb;
use geo_types::Coord;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A drawn sheet and where its labels stand, in its units.
pub struct Sheet {
    pub drawing: Drawing,
    /// Label boxes on the map.
    pub labels: Vec<Frame>,
    pub map: Frame,
    /// Boxes on the map with small areas drawn again.
    pub insets: Vec<Frame>,
    /// What legend, symbols, scale and locator take beside or below it.
    pub panel: Vec<Frame>,
}

/// What stands inside the frame of a sheet's map, also for another page than its own.
pub struct MapBody {
    /// Each of the size of the sheet, with the map where the sheet has it; what is painted outside is to be cut off.
    pub parts: Vec<Arc<Part>>,
    /// Millimetres on the sheet.
    pub map: Frame,
    pub lines: Arc<Lines>,
    pub names: Arc<Names>,
    /// Boxes with small areas drawn again.
    pub insets: Vec<Frame>,
}

/// Draws the map of the sheet without scale, legend and words around it. `boundaries` are those the base map was
/// made from. An error when a coordinate cannot be projected.
pub fn body(base: &BaseMap, boundaries: &Boundaries, content: &Content) -> Result<MapBody> {
    let (map, lines) = (base.layout.map, base.lines(content)?);
    let boxes = Boxes::new(map, content);
    if content.tiles {
        return tiled(base, boundaries, content, &boxes);
    }
    let gathered = gathered(base, content)?;
    // What is drawn over areas would lack in them.
    let alone = content.dots.is_some() || content.heat.is_some() || !gathered.is_empty();
    let insets = base.insets.iter().filter(|inset| !alone && inset.shows(content, &boxes.frames()));
    let insets: Vec<&Inset> = insets.collect();
    let reserved = boxes.frames().into_iter().chain(insets.iter().flat_map(|inset| inset.reserved())).collect();
    let names = base.names(boundaries, content, reserved, gathered.iter().map(Numbered::frame).collect())?;

    let mut areas = Scene::default();
    areas.begin_group("areas");
    fills(&mut areas, base, content);
    if let Some(heat) = &content.heat {
        heat::draw(&mut areas, base, content, heat)?;
    }
    areas.end_group();

    let mut over = Scene::default();
    classed_lines(&mut over, base, content)?;
    if let Some(dots) = &content.dots {
        dots::draw(&mut over, base, boundaries.level(content.level), dots);
    }
    points(&mut over, base, content)?;
    match &content.circles {
        Some(events) if events.gathered => numbered(&mut over, base, events, content.lang, &gathered),
        Some(events) => circles(&mut over, base, events)?,
        None => {}
    }
    insets.iter().for_each(|inset| inset.draw(&mut over, boundaries, content, |c| fill_of(base, content, c)));
    boxes.draw(&mut over);

    let own = |scene| Part::own(base.page(), Role::Figure, scene);
    let parts = vec![base.ground(content)?, own(areas), lines.part.clone(), own(over), names.part.clone()];
    let insets = insets.iter().map(|inset| inset.frame).collect();
    Ok(MapBody { parts, map, lines, names, insets })
}

/// A map of tiles in place of areas: nothing lies under or over them.
fn tiled(base: &BaseMap, boundaries: &Boundaries, content: &Content, boxes: &Boxes) -> Result<MapBody> {
    let map = base.layout.map;
    let top = boxes.frames().iter().map(Frame::bottom).fold(map.y, f64::max);
    let room = Frame { y: top, height: map.bottom() - top, ..map }.grown(-4.0);
    let mut scene = Scene::default();
    let frames = tiles::draw(&mut scene, base, boundaries.level(content.level), content, room)?;
    boxes.draw(&mut scene);
    let part = Part::own(base.page(), Role::Figure, scene);
    let none = || Part::own(base.page(), Role::Figure, Scene::default());
    let lines = Arc::new(Lines { part: none(), borders: Vec::new() });
    let names = Arc::new(Names { part: none(), frames, left_out: 0 });
    Ok(MapBody { parts: vec![part], map, lines, names, insets: Vec::new() })
}

/// Draws the sheet. `boundaries` are those the base map was made from. An error when a
/// coordinate cannot be projected.
pub fn draw(base: &BaseMap, boundaries: &Boundaries, content: &Content) -> Result<Sheet> {
    let MapBody { mut parts, map, lines, names, insets } = body(base, boundaries, content)?;
    // Over the ground; a map in a brief has no room for their degrees.
    if !content.tiles {
        parts.insert(1, base.meridians_and_parallels());
    }
    let (mut heading, mut beside) = (Scene::default(), Scene::default());
    furniture::header(&mut heading, logo::beside(&content.logos, base.layout.header), content);
    let mut content = content.clone();
    if names.left_out > 0 {
        let text = filled(&words().names_left_out, content.lang, &[("count", &count(names.left_out, content.lang))]);
        content.notes.push(text);
    }
    // The legend explains what is on the map.
    if let Some(circles) = &mut content.circles {
        circles.places = in_sight(base, circles)?.into_iter().map(|(_, place)| *place).collect();
    }
    beside.begin_group("furniture");
    let shown = Shown {
        borders: lines.borders.clone(),
        neighbours: base.region.is_some(),
        roads: content.roads && !base.roads.is_empty(),
        rivers: !content.tiles && !base.rivers.is_empty(),
        lakes: !content.tiles && !base.lakes.is_empty(),
        towns: content.towns && !base.towns.is_empty(),
    };
    let panel = panel(&mut beside, base, &content, &shown);
    furniture::footer(&mut beside, base.layout.footer, &content);
    beside.end_group();

    let page = base.page();
    parts.extend(base.logos(&content.logos)?);
    let rim = if content.tiles { bare_rim(base) } else { base.rim(content.lang)? };
    parts.extend([rim, Part::own(page, Role::Heading, heading), Part::own(page, Role::Note, beside)]);
    let (description, lang) = (described(&content), content.lang);
    let drawing = Drawing { page, title: content.title, description, lang, parts };
    Ok(Sheet { drawing, labels: names.frames.clone(), map, insets, panel })
}

/// How a commune is filled; `None` for those the sheet is not about.
fn fill_of(base: &BaseMap, content: &Content, commune: usize) -> Option<Fill> {
    let held = || base.topology.holder(content.level, commune).and_then(|a| content.fills[a]);
    base.in_focus(commune).then(|| held().unwrap_or(Fill::NoData))
}

/// The frame of a map that has neither scale nor north.
fn bare_rim(base: &BaseMap) -> Arc<Part> {
    let mut scene = Scene::default();
    scene.rect(base.layout.map, &Paint::line(INK, 0.35));
    Part::own(base.page(), Role::Figure, scene)
}

/// The areas in the colours of their classes.
fn fills(scene: &mut Scene, base: &BaseMap, content: &Content) {
    let fills: BTreeMap<Fill, _> = base.outlines(|c| fill_of(base, content, c));
    fills.iter().for_each(|(&fill, rings)| furniture::fill_area(scene, rings, fill, content));
}

/// Lines in the colours of their classes, the highest class on top.
fn classed_lines(scene: &mut Scene, base: &BaseMap, content: &Content) -> Result<()> {
    let Some(lines) = &content.lines else { return Ok(()) };
    let mut by_class: BTreeMap<_, Vec<Vec<Coord<f64>>>> = BTreeMap::new();
    for line in lines {
        let placed = line.parts.iter().map(|part| base.viewport.place(part)).collect::<Result<Vec<_>>>()?;
        by_class.entry((line.class, line.in_sight)).or_default().extend(placed);
    }
    scene.begin_group("lines");
    by_class.iter().for_each(|(&(class, in_sight), lines)| match class {
        Some(class) => strokes::classed(scene, lines, class, content, !in_sight),
        None => strokes::unclassed(scene, lines, !in_sight),
    });
    scene.end_group();
    base.margins(scene);
    Ok(())
}

/// A circle that gathers events.
struct Numbered {
    circle: Gathered,
    radius: f64,
    /// Of other regions than the one the sheet is about.
    quiet: bool,
}

impl Numbered {
    fn frame(&self) -> Frame {
        Frame::around(self.circle.at, 2.0 * self.radius, 2.0 * self.radius)
    }
}

/// The events of a sheet gathered, where that is asked for: those of the region it is about and the others apart, so that
/// its numbers are its own.
fn gathered(base: &BaseMap, content: &Content) -> Result<Vec<Numbered>> {
    let Some(circles) = content.circles.as_ref().filter(|circles| circles.gathered) else { return Ok(Vec::new()) };
    let degrees: Vec<Coord<f64>> = circles.places.iter().map(|p| p.at).collect();
    let placed = base.viewport.place(&degrees)?.into_iter().zip(&circles.places);
    let (other, own): (Vec<_>, Vec<_>) =
        placed.filter(|(at, _)| base.layout.map.holds_point(*at)).partition(|(_, place)| place.elsewhere);
    let radius = |count: usize| strokes::numbered_radius(count, circles, content.lang);
    let of = |quiet: bool| move |circle: Gathered| Numbered { circle, radius: radius(circle.count), quiet };
    let gathered = |places: Vec<(Coord<f64>, &EventPlace)>| {
        gather::gathered(places.into_iter().map(|(at, place)| (at, place.count)), radius)
    };
    Ok(gathered(other).into_iter().map(of(true)).chain(gathered(own).into_iter().map(of(false))).collect())
}

fn numbered(scene: &mut Scene, base: &BaseMap, circles: &Circles, lang: Lang, gathered: &[Numbered]) {
    scene.begin_group("circles");
    gathered.iter().for_each(|n| strokes::numbered(scene, n.circle.at, n.circle.count, circles, lang, n.quiet));
    scene.end_group();
    base.margins(scene);
}

fn circles(scene: &mut Scene, base: &BaseMap, circles: &Circles) -> Result<()> {
    let mut placed = in_sight(base, circles)?;
    // Large ones first, so that small ones stay visible.
    placed.sort_by_key(|(_, place)| std::cmp::Reverse(place.count));
    scene.begin_group("circles");
    for (at, place) in placed {
        let look = strokes::Look { quiet: place.elsewhere, approximate: place.approximate };
        strokes::circle(scene, at, strokes::circle_radius(place.count, circles), look);
    }
    scene.end_group();
    base.margins(scene);
    Ok(())
}

/// The places of events that reach into the map, with where they are drawn.
fn in_sight<'a>(base: &BaseMap, circles: &'a Circles) -> Result<Vec<(Coord<f64>, &'a EventPlace)>> {
    let degrees: Vec<Coord<f64>> = circles.places.iter().map(|p| p.at).collect();
    let sight = base.layout.map.grown(circles.radius);
    let placed = base.viewport.place(&degrees)?.into_iter().zip(&circles.places);
    Ok(placed.filter(|(at, _)| sight.holds_point(*at)).collect())
}

/// Dots in the colours of their classes, the highest class on top.
fn points(scene: &mut Scene, base: &BaseMap, content: &Content) -> Result<()> {
    let Some(points) = &content.points else { return Ok(()) };
    let mut points: Vec<_> = points.iter().collect();
    points.sort_by_key(|point| (point.in_sight, point.class));
    scene.begin_group("points");
    for point in points {
        for at in base.viewport.place(&point.places)? {
            if base.layout.map.grown(1.5).holds_point(at) {
                strokes::dot(scene, at, point.class, content, !point.in_sight);
            }
        }
    }
    scene.end_group();
    base.margins(scene);
    Ok(())
}

/// What must be read on the map itself, in boxes at its top: synthetic, indicative, nothing to
/// show.
struct Boxes {
    band: Option<(Frame, &'static str)>,
    boxes: Vec<(Frame, Rgb, Vec<String>)>,
}

impl Boxes {
    const STYLE: Type = Type { cut: Cut::Bold, size_pt: 9.0, colour: WHITE, anchor: Anchor::Middle, halo: None, spacing: 0.0 };

    fn new(map: Frame, content: &Content) -> Boxes {
        let band = Frame { height: 6.0, ..map };
        let band = content.synthetic.then(|| (band, words().synthetic_band.get(content.lang)));
        let mut top = band.map_or(map.y, |b| b.0.bottom()) + 2.5;
        let indicative = content.indicative.then(|| (words().indicative_mark.get(content.lang), Rgb(150, 70, 10)));
        let empty = content.empty.as_deref().map(|text| (text, INK));
        let mut boxes = Vec::new();
        for (text, colour) in indicative.into_iter().chain(empty) {
            let lines = wrap(text, Cut::Bold, Self::STYLE.size_pt, map.width - 20.0);
            let width = lines.iter().map(|l| Self::STYLE.width(l)).fold(0.0, f64::max) + 5.0;
            let height = 2.2 + Self::STYLE.line_height() * lines.len() as f64;
            boxes.push((Frame::new(map.right() - 2.5 - width, top, width, height), colour, lines));
            top += height + 2.0;
        }
        Boxes { band, boxes }
    }

    /// The room they take.
    fn frames(&self) -> Vec<Frame> {
        self.band.iter().map(|b| b.0).chain(self.boxes.iter().map(|b| b.0.grown(0.5))).collect()
    }

    fn draw(&self, scene: &mut Scene) {
        if let Some((frame, text)) = self.band {
            scene.rect(frame, &Paint::fill(WARNING));
            scene.text(Coord { x: frame.centre().x, y: frame.y + 4.2 }, text, &Self::STYLE);
        }
        for (frame, colour, lines) in &self.boxes {
            scene.rect(*frame, &Paint::fill(WHITE).outlined(*colour, 0.4));
            let style = Type { colour: *colour, ..Self::STYLE };
            for (i, line) in lines.iter().enumerate() {
                scene.text(Coord { x: frame.centre().x, y: frame.y + 4.2 + style.line_height() * i as f64 }, line, &style);
            }
        }
    }
}

/// Legend, symbols and locator in the columns of the panel. Scale and north stand below them, see [`BaseMap::rim`].
/// Returns the frames that all of them take.
fn panel(scene: &mut Scene, base: &BaseMap, content: &Content, shown: &Shown) -> Vec<Frame> {
    let (columns, scale) = (base.layout.columns(), base.layout.scale(base.region.is_some()));
    let (first, last) = (columns[0], columns[columns.len() - 1]);
    let stacked = base.layout.arrangement != Arrangement::Row;
    let middle = if stacked { last } else { columns[1] };

    let legend = Frame { height: furniture::legend(scene, first, content), ..first };
    let mut y = middle.y;
    // A map of borders and names has no legend of its own.
    if middle == first && legend.height > 0.0 {
        y = legend.bottom() + 5.0;
        divider(scene, middle, y - 2.5);
    }
    let symbols = Frame { y, height: furniture::symbols(scene, Frame { y, ..middle }, content, shown), ..middle };
    let mut frames = vec![legend, symbols, scale];
    if base.region.is_some() {
        if stacked {
            y = symbols.bottom() + 4.0;
            divider(scene, middle, y - 2.5);
        }
        let locator = Frame { y, height: scale.y - 2.0 - y, ..last };
        furniture::locator(scene, locator, base, content.lang);
        frames.push(Frame { height: locator.height.max(0.0), ..locator });
    }
    frames
}

fn divider(scene: &mut Scene, panel: Frame, y: f64) {
    scene.lines([&vec![Coord { x: panel.x, y }, Coord { x: panel.right(), y }]], &Paint::line(furniture::HAIRLINE, 0.2));
}
