//! Small areas that hold much, drawn again enlarged in an empty corner of the map: a capital that is a region of its own
//! would else be a speck in which no class can be seen.
//!
//! Only classes are shown there, not circles or roads.

use super::basemap::BaseMap;
use super::clip;
use super::content::{Content, Fill};
use super::fonts::Cut;
use super::furniture::{self, ABROAD, INK, WHITE};
use super::scene::{Anchor, Frame, Paint, Scene, Type};
use super::strokes;
use super::topology::Topology;
use crate::base::{Boundaries, Level};
use geo_types::Coord;
use std::collections::BTreeMap;

/// An area whose square root is below this on paper is drawn again, millimetres.
const TINY: f64 = 3.0;

/// Communes that a cercle must have to be drawn again on the sheet of its region; a region is on that of the country
/// however few it has.
const MANY: usize = 3;

/// Longest side of an enlarged area, units of the sheet: the first that finds room.
const SIDES: [f64; 5] = [30.0, 26.0, 22.0, 18.0, 15.0];

/// Factors that can be said.
const TIMES: [f64; 15] = [2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 12.0, 15.0, 20.0, 25.0, 30.0, 40.0, 50.0, 100.0];

/// White around the enlarged area, and height of its heading.
const PADDING: f64 = 2.0;
const HEADING: f64 = 4.2;

/// Between a box and the frame of the map or what the sheet is about.
const CLEAR: f64 = 1.5;

/// A smaller box this near is better than a larger one farther off: a long line across the map looks like a border.
const NEAR: f64 = 25.0;

/// Between two places that are tried.
const STEP: f64 = 3.0;

/// Room for the band of synthetic data, and for the word that values are indicative.
const BAND: f64 = 7.0;
const MARK: (f64, f64) = (42.0, 18.0);

/// More are not needed, and would leave no ground.
const MOST: usize = 3;

/// An area drawn again.
#[derive(Debug, Clone)]
pub struct Inset {
    level: Level,
    /// Position at that level.
    area: usize,
    /// Where it is drawn again, with its heading.
    pub frame: Frame,
    /// How much larger than on the map.
    pub times: f64,
    /// Where it stands on the map.
    place: Frame,
    /// Its borders in the box, with detail of their own.
    topology: Topology,
}

/// The areas of a sheet that are to be drawn again, those with room for it. `full` has the borders of the base map without
/// loss of detail.
pub fn insets(base: &BaseMap, full: &Topology, detail: f64) -> Vec<Inset> {
    let level = if base.region.is_none() { Level::Region } else { Level::Cercle };
    let unit = base.page().unit;
    let mut communes: BTreeMap<usize, usize> = BTreeMap::new();
    let held = (0..full.communes()).filter(|&c| base.in_focus(c)).filter_map(|c| full.holder(level, c));
    held.for_each(|area| *communes.entry(area).or_default() += 1);
    let outlines = full.outlines(|c| if base.in_focus(c) { full.holder(level, c) } else { None });
    let tiny = |area: &&usize| outlines.get(*area).is_some_and(|rings| surface(rings).sqrt() * unit < TINY);
    let enough = |area: &&usize| level == Level::Region || communes[*area] >= MANY;
    let several = communes.len() > 1;
    let mut out: Vec<Inset> = Vec::new();
    for &area in communes.keys().filter(|area| several && tiny(area) && enough(area)) {
        let Some(place) = bounds(&outlines[&area]) else { continue };
        let taken: Vec<Frame> = out.iter().map(|i| i.frame.grown(CLEAR)).collect();
        let Some((frame, times)) = room(base, place, &taken) else { continue };
        let middle = Coord { x: frame.centre().x, y: frame.centre().y + HEADING / 2.0 };
        let enlarged = |p: &Coord<f64>| Coord {
            x: middle.x + (p.x - place.centre().x) * times,
            y: middle.y + (p.y - place.centre().y) * times,
        };
        let mut own = full.clone();
        let inside = |c: Option<usize>| c.is_some_and(|c| full.holder(level, c) == Some(area));
        own.arcs.retain(|arc| inside(arc.left) || inside(arc.right));
        own.arcs.iter_mut().for_each(|arc| arc.points = arc.points.iter().map(enlarged).collect());
        out.push(Inset { level, area, frame, times, place, topology: own.simplified(detail) });
        if out.len() == MOST {
            break;
        }
    }
    out
}

/// The largest box for an area, near it if there is one, and how much it is enlarged there: at the rim of the map, off what
/// the sheet is about, off towns and off what is `taken`, as near to the area as can be.
fn room(base: &BaseMap, place: Frame, taken: &[Frame]) -> Option<(Frame, f64)> {
    let window = base.layout.map.grown(-CLEAR);
    let marks = [
        Frame { height: BAND, ..base.layout.map },
        Frame::new(base.layout.map.right() - MARK.0, base.layout.map.y, MARK.0, MARK.1),
    ];
    let towns = base.towns.iter().map(|town| Frame::around(town.at, 2.0 * strokes::TOWN, 2.0 * strokes::TOWN));
    let taken: Vec<Frame> = taken.iter().copied().chain(marks).chain(towns).collect();
    let free = |frame: &Frame| !taken.iter().any(|t| t.overlaps(frame)) && !covers(&base.focus, &frame.grown(CLEAR));
    let largest = |far: f64, side: f64| {
        let times = TIMES.into_iter().rfind(|times| place.width.max(place.height) * times <= side)?;
        let (width, height) = (place.width * times + 2.0 * PADDING, place.height * times + 2.0 * PADDING + HEADING);
        // As wide as its heading asks.
        let frame = Frame::new(window.x, window.y, width.max(18.0), height);
        let best = along_the_rim(&window, frame).into_iter().filter(|f| free(f) && gap(f, place.centre()) <= far);
        best.min_by(|a, b| gap(a, place.centre()).total_cmp(&gap(b, place.centre()))).map(|frame| (frame, times))
    };
    [NEAR, f64::INFINITY].into_iter().find_map(|far| SIDES.into_iter().find_map(|side| largest(far, side)))
}

/// Places of a box along the four sides of a window; none when it is larger.
fn along_the_rim(window: &Frame, of: Frame) -> Vec<Frame> {
    let (across, down) = (window.width - of.width, window.height - of.height);
    if across < 0.0 || down < 0.0 {
        return Vec::new();
    }
    let steps = |room: f64| {
        let count = (room / STEP).ceil().max(1.0) as usize;
        (0..=count).map(move |i| room * i as f64 / count as f64)
    };
    let level = steps(across).flat_map(|x| [(x, 0.0), (x, down)]);
    let upright = steps(down).flat_map(|y| [(0.0, y), (across, y)]);
    level.chain(upright).map(|(x, y)| Frame { x: window.x + x, y: window.y + y, ..of }).collect()
}

/// Whether closed rings reach into a frame.
fn covers(rings: &[Vec<Coord<f64>>], frame: &Frame) -> bool {
    rings.iter().flatten().any(|&p| frame.holds_point(p))
        || rings.iter().any(|ring| !clip::line(ring, frame).is_empty())
        || clip::inside(rings, frame.centre())
}

/// How far a point is from a frame.
fn gap(frame: &Frame, p: Coord<f64>) -> f64 {
    let near = nearest(frame, p);
    (near.x - p.x).hypot(near.y - p.y)
}

/// The point of a frame nearest to another.
fn nearest(frame: &Frame, p: Coord<f64>) -> Coord<f64> {
    Coord { x: p.x.clamp(frame.x, frame.right()), y: p.y.clamp(frame.y, frame.bottom()) }
}

/// The box around rings; `None` around none.
fn bounds(rings: &[Vec<Coord<f64>>]) -> Option<Frame> {
    let mut points = rings.iter().flatten();
    let first = *points.next()?;
    let (low, high) = points.fold((first, first), |(low, high), p| {
        (Coord { x: low.x.min(p.x), y: low.y.min(p.y) }, Coord { x: high.x.max(p.x), y: high.y.max(p.y) })
    });
    Some(Frame::new(low.x, low.y, high.x - low.x, high.y - low.y))
}

/// The surface inside rings, holes wound the other way.
fn surface(rings: &[Vec<Coord<f64>>]) -> f64 {
    let twice = |ring: &Vec<Coord<f64>>| -> f64 {
        (0..ring.len()).map(|i| (ring[i], ring[(i + 1) % ring.len()])).map(|(a, b)| a.x * b.y - b.x * a.y).sum()
    };
    rings.iter().map(twice).sum::<f64>().abs() / 2.0
}

impl Inset {
    /// Whether a sheet needs it: its colours say something of areas no coarser than this one, and the boxes on its map
    /// leave the room.
    pub fn shows(&self, content: &Content, boxes: &[Frame]) -> bool {
        let coloured = content.fills.iter().flatten().any(|&fill| fill != Fill::Ground);
        coloured && content.level >= self.level && !boxes.iter().any(|b| b.overlaps(&self.frame))
    }

    /// What names keep off: the box, and the line that leads to it.
    pub fn reserved(&self) -> Vec<Frame> {
        let (from, to) = self.leader();
        let steps = ((to.x - from.x).hypot(to.y - from.y) / 0.8).ceil().max(1.0) as usize;
        let on_the_line = (1..=steps).map(|i| i as f64 / steps as f64);
        let line = on_the_line
            .map(|t| Frame::around(Coord { x: from.x + (to.x - from.x) * t, y: from.y + (to.y - from.y) * t }, 0.6, 0.6));
        std::iter::once(self.frame.grown(0.5)).chain(line).collect()
    }

    /// From the rim of the place on the map to the box.
    fn leader(&self) -> (Coord<f64>, Coord<f64>) {
        let to = nearest(&self.frame, self.place.centre());
        (nearest(&self.place.grown(0.7), to), to)
    }

    /// Draws box, enlarged area in the colours of the sheet, heading, the box around the true place and the line between
    /// both. `fill` is that of a commune on the map.
    pub fn draw(&self, scene: &mut Scene, boundaries: &Boundaries, content: &Content, fill: impl Fn(usize) -> Option<Fill>) {
        scene.begin_group("inset");
        let (from, to) = self.leader();
        for paint in [Paint::line(WHITE, 0.7), Paint::line(INK, 0.25)] {
            scene.lines([&vec![from, to]], &paint);
            scene.rect(self.place.grown(0.7), &paint);
        }
        scene.rect(self.frame, &Paint::fill(ABROAD).outlined(INK, 0.3));
        let inside = |c: usize| self.topology.holder(self.level, c) == Some(self.area);
        let fills = self.topology.outlines(|c| if inside(c) { fill(c) } else { None });
        fills.iter().for_each(|(&fill, rings)| furniture::fill_area(scene, rings, fill, content));
        for level in [Level::Commune, Level::Cercle] {
            let within = |arc: &&super::topology::Arc| arc.left.zip(arc.right).is_some_and(|(l, r)| inside(l) && inside(r));
            let arcs = self.topology.arcs.iter().filter(within);
            let lines: Vec<_> = arcs.filter(|arc| self.topology.border_level(arc) == level).map(|a| a.points.clone()).collect();
            if level <= content.level {
                strokes::border_rim(level).iter().for_each(|rim| scene.lines(&lines, rim));
                scene.lines(&lines, &strokes::border(level));
            }
        }
        let outline = self.topology.outlines(|c| inside(c).then_some(())).remove(&()).unwrap_or_default();
        scene.rings(&outline, &strokes::border(self.level));
        let heading = format!("{} (×{})", boundaries.level(self.level)[self.area].name, self.times);
        let style = Type::new(Cut::Bold, 6.5, INK).anchored(Anchor::Middle);
        let size_pt = style.size_pt * ((self.frame.width - 2.0) / style.width(&heading)).min(1.0);
        let at = Coord { x: self.frame.centre().x, y: self.frame.y + 3.4 };
        scene.text(at, &heading, &Type { size_pt, ..style });
        scene.end_group();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Area, Areas, Pcode};
    use crate::carto::content::Surroundings;
    use crate::carto::layout::PageSetup;
    use geo_types::{LineString, MultiPolygon, Polygon};

    /// A large region and a small one in its notch, each a cercle of one commune.
    fn country(large: &[(f64, f64)], side: f64) -> Boundaries {
        let small = [(4.0, 4.0), (4.0 + side, 4.0), (4.0 + side, 4.0 + side), (4.0, 4.0 + side)];
        let shape = |ring: &[(f64, f64)]| MultiPolygon(vec![Polygon::new(LineString::from(ring.to_vec()), Vec::new())]);
        let level = |level: Level, tail: &str, parent: Option<&str>| {
            let area = |(i, ring): (usize, &[(f64, f64)])| {
                let code = |tail: &str| Pcode::from(format!("A{i}{tail}").as_str());
                Area::new(code(tail), ["Grande", "Petite"][i], parent.map(code), shape(ring))
            };
            Areas::new(level, [large, &small].into_iter().enumerate().map(area).collect())
        };
        Boundaries {
            country: Areas::new(Level::Country, Vec::new()),
            zones: Areas::new(Level::Zone, Vec::new()),
            regions: level(Level::Region, "", None),
            cercles: level(Level::Cercle, "01", Some("")),
            communes: level(Level::Commune, "0101", Some("01")),
            vintage: String::new(),
        }
    }

    const NOTCHED: [(f64, f64); 6] = [(0.0, 0.0), (10.0, 0.0), (10.0, 4.0), (4.0, 4.0), (4.0, 10.0), (0.0, 10.0)];

    fn base(boundaries: &Boundaries, region: Option<usize>) -> BaseMap {
        let topology = Topology::new(boundaries);
        BaseMap::new(boundaries, &topology, region, &Surroundings::default(), PageSetup::default()).unwrap()
    }

    #[test]
    fn a_small_region_is_drawn_again_off_the_country() {
        let base = base(&country(&NOTCHED, 0.1), None);
        let [inset] = base.insets.as_slice() else { panic!("{} insets", base.insets.len()) };
        assert!(base.layout.map.holds(&inset.frame) && !covers(&base.focus, &inset.frame));
        assert!(inset.area == 1 && TIMES.contains(&inset.times));
        let drawn = inset.topology.arcs.iter().flat_map(|arc| &arc.points);
        assert!(drawn.clone().all(|p| inset.frame.holds_point(*p)), "it fits its box");
        let wide = |x: &dyn Fn(f64, f64) -> f64, from| drawn.clone().map(|p| p.x).fold(from, x);
        let width = wide(&f64::max, f64::MIN) - wide(&f64::min, f64::MAX);
        assert!((width / (inset.place.width * inset.times) - 1.0).abs() < 1e-6, "as much larger as it says");
    }

    #[test]
    fn none_where_it_is_not_needed_or_has_no_room() {
        assert!(base(&country(&NOTCHED, 1.5), None).insets.is_empty(), "large enough as it is");
        let full = base(&country(&NOTCHED, 0.1), None);
        assert_eq!(room(&full, full.insets[0].place, &[full.layout.map]), None, "no empty corner");
        assert!(base(&country(&NOTCHED, 0.1), Some(1)).insets.is_empty(), "a sheet of its own");
    }

    #[test]
    fn a_sheet_without_colours_or_with_coarser_ones_does_without() {
        let base = base(&country(&NOTCHED, 0.1), None);
        let content = |level, fill| Content { fills: vec![Some(fill)], ..Content::bare(crate::base::Lang::Fr, level) };
        let inset = &base.insets[0];
        assert!(inset.shows(&content(Level::Commune, Fill::Class(0)), &[]));
        assert!(!inset.shows(&content(Level::Commune, Fill::Ground), &[]));
        assert!(!inset.shows(&content(Level::Zone, Fill::Class(0)), &[]));
        assert!(!inset.shows(&content(Level::Commune, Fill::Class(0)), &[inset.frame]), "a box has its place");
    }
}
