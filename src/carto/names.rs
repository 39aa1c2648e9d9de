//! Which names a sheet carries, and in which order they take their room.

use super::basemap::{BaseMap, TownSign};
use super::clip;
use super::content::{Content, Course};
use super::fonts::Cut;
use super::furniture::{ELSEWHERE, GREY, INK, WHITE};
use super::labels::{self, Effort, Ground, Placer};
use super::render::Part;
use super::scene::{Frame, Scene, Type};
use super::strokes;
use super::words::{filled, words};
use crate::base::{Boundaries, Lang, Level, Result};
use crate::layers::style::{ROAD, Rgb, WATER};
use geo::{Euclidean, InterpolatableLine, Length};
use geo_types::{Coord, LineString};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

type Rings = Vec<Vec<Coord<f64>>>;

/// What names depend on besides the region.
#[derive(Debug, Clone, PartialEq)]
pub struct NamesOf {
    /// Level of the areas that are coloured.
    level: Level,
    /// A line under the name of each of them, or none.
    values: Vec<Option<String>>,
    towns: bool,
    roads: bool,
    lang: Lang,
    /// Room that is taken.
    reserved: Vec<Frame>,
    /// Around circles with numbers in them: room that is taken too.
    circles: Vec<Frame>,
}

impl NamesOf {
    /// The circle that stands where a town is.
    fn circle_over(&self, town: &TownSign) -> Option<&Frame> {
        self.circles.iter().find(|circle| circle.holds_point(town.at))
    }
}

/// The names and town signs on a map.
pub struct Names {
    pub part: Arc<Part>,
    /// Where names stand, millimetres.
    pub frames: Vec<Frame>,
    /// Areas in focus that have no name on the map for lack of room.
    pub left_out: usize,
}

impl BaseMap {
    /// Town signs and all names. Names keep off `reserved` and off `circles`; where one of the latter stands in the place of a
    /// town, the town has no sign and its name is beside the circle.
    pub fn names(
        &self,
        boundaries: &Boundaries,
        content: &Content,
        reserved: Vec<Frame>,
        circles: Vec<Frame>,
    ) -> Result<Arc<Names>> {
        let values = if content.values.iter().any(Option::is_some) { content.values.clone() } else { Vec::new() };
        let of = NamesOf {
            level: content.level,
            values,
            towns: content.towns,
            roads: content.roads,
            lang: content.lang,
            reserved,
            circles,
        };
        self.names.get(of.clone(), || {
            let mut placer = Placer::new(self.layout.map);
            of.reserved.iter().chain(&of.circles).for_each(|frame| placer.reserve(*frame));
            let left_out = place(&mut placer, self, boundaries, &of);
            let mut scene = Scene::default();
            scene.begin_group("names");
            if of.towns {
                let seen = self.towns.iter().filter(|town| of.circle_over(town).is_none());
                seen.for_each(|town| strokes::town(&mut scene, town.at));
            }
            placer.placed.iter().for_each(|label| label.draw(&mut scene));
            scene.end_group();
            let frames = placer.placed.iter().map(|l| l.frame).collect();
            Ok(Names { part: Part::shared(self.page(), scene), frames, left_out })
        })
    }
}

/// Places all names. Returns how many areas are left without.
fn place(placer: &mut Placer, base: &BaseMap, boundaries: &Boundaries, of: &NamesOf) -> usize {
    let towns: &[TownSign] = if of.towns { &base.towns } else { &[] };
    for town in towns {
        placer.reserve(Frame::around(town.at, 2.0 * strokes::TOWN, 2.0 * strokes::TOWN));
    }
    // Towns first: their names have the fewest places to go. On the sheet of the country, its
    // regions come before its small towns.
    let (chief, other): (Vec<&TownSign>, Vec<&TownSign>) = towns.iter().partition(|t| t.chief || base.region.is_some());
    let town_name = |placer: &mut Placer, town: &TownSign| {
        let style = label_type(Cut::Bold, if town.inside { 7.0 } else { 6.0 }, !town.inside);
        let (at, radius) = of.circle_over(town).map_or((town.at, strokes::TOWN), |c| (c.centre(), c.width / 2.0));
        placer.place(std::slice::from_ref(&town.name), style, labels::beside(at, radius, &town.name, &style));
    };
    chief.into_iter().for_each(|town| town_name(placer, town));
    let areas = |level: Level| -> BTreeMap<usize, Rings> {
        base.outlines(|c| base.in_focus(c).then(|| base.topology.holder(level, c)).flatten())
    };
    let fine = if base.region.is_some() { of.level } else { of.level.min(Level::Cercle) };
    let above = match (base.region.is_some(), fine) {
        (true, Level::Commune) => Some(Level::Cercle),
        (false, Level::Cercle) => Some(Level::Region),
        _ => None,
    };
    if let Some(level) = above {
        let mut groups = areas(level);
        // The only area is named in the title; one with a single part has the name of that part.
        let parts = |i: usize| {
            let held = (0..base.topology.communes()).filter(|&c| base.topology.holder(level, c) == Some(i));
            held.map(|c| base.topology.holder(fine, c)).collect::<BTreeSet<_>>().len()
        };
        let several = groups.len() > 1;
        groups.retain(|&i, _| several && parts(i) > 1);
        // Light and wide over the country, where its towns are what stands out.
        let style = match base.region {
            None => Type::new(Cut::Regular, 9.0, Rgb(60, 60, 60)).spaced(0.7),
            Some(_) => Type::new(Cut::Bold, 8.0, Rgb(70, 70, 70)).spaced(0.35),
        };
        headings(placer, &groups, |i| &boundaries.level(level)[i].name, style.haloed(WHITE));
    }
    let written = if of.values.is_empty() { BTreeMap::new() } else { areas(of.level) };
    values(placer, base, boundaries, of, &written);
    other.into_iter().for_each(|town| town_name(placer, town));
    elsewhere(placer, base, boundaries);
    let groups = areas(fine);
    let named = |i: &usize| {
        let name = &boundaries.level(fine)[*i].name;
        // The town says it already.
        towns.iter().any(|town| town.name == *name && clip::inside(&groups[i], town.at))
    };
    let counted = base.region.is_some();
    let nameless = |i: &usize| !named(i) && !boundaries.level(fine)[*i].name.is_empty();
    let todo: Vec<usize> = groups.keys().copied().filter(|i| written.is_empty() && nameless(i)).collect();
    let left_out = fine_names(placer, &groups, todo, |i| &boundaries.level(fine)[i].name, counted);
    courses(placer, base, of.roads);
    left_out
}

/// Type of names on the map.
fn label_type(cut: Cut, size_pt: f64, quiet: bool) -> Type {
    Type::new(cut, size_pt, if quiet { GREY } else { INK }).haloed(if quiet { ELSEWHERE } else { WHITE })
}

/// Names of the areas above those that are coloured: spaced capitals.
fn headings<'a>(placer: &mut Placer, groups: &BTreeMap<usize, Rings>, name: impl Fn(usize) -> &'a String, style: Type) {
    for (&i, rings) in groups {
        let (text, ground) = (name(i).to_uppercase(), Ground::of(rings));
        for shrink in [1.0, 0.85, 0.7] {
            let style = Type { size_pt: style.size_pt * shrink, spacing: style.spacing * shrink, ..style };
            let place = |&effort: &Effort| labels::place_area(placer, &ground, &text, style, effort);
            let found = [Effort::Inside, Effort::Across].iter().any(place);
            if found {
                break;
            }
        }
    }
}

/// Names with the value under them, all in the largest size in which all have room: none is meant to
/// speak louder. On the sheet of a region, the value is that of its zone, and the name says so.
fn values(placer: &mut Placer, base: &BaseMap, boundaries: &Boundaries, of: &NamesOf, groups: &BTreeMap<usize, Rings>) {
    const SIZES: [f64; 4] = [12.0, 10.0, 8.5, 7.0];
    let zone = of.level == Level::Zone && base.region.is_some();
    let lines = |i: usize| -> Vec<String> {
        let name = &boundaries.level(of.level)[i].name;
        let name = if zone { filled(&words().zone_name, of.lang, &[("zone", name)]) } else { name.clone() };
        std::iter::once(name).chain(of.values.get(i).cloned().flatten()).collect()
    };
    let blocks: Vec<(Vec<String>, Ground)> = groups.iter().map(|(&i, rings)| (lines(i), Ground::of(rings))).collect();
    let style = |size: f64| label_type(Cut::Bold, size, false);
    for size in SIZES {
        let mut tried = placer.clone();
        if blocks.iter().all(|(lines, ground)| labels::place_block(&mut tried, ground, lines, style(size))) {
            *placer = tried;
            return;
        }
    }
    let least = style(SIZES[SIZES.len() - 1]);
    for (lines, ground) in &blocks {
        if !labels::place_block(placer, ground, lines, least) {
            placer.place(lines, least, ground.places());
        }
    }
}

/// The name of each river and the number of each road, once, beside the longest part of it that the sheet is about, then of
/// the rivers around; short parts have none.
fn courses(placer: &mut Placer, base: &BaseMap, roads: bool) {
    let around =
        longest(base.rivers_in_sight.iter().filter_map(|course| Some((course.name.as_ref()?, LineString(course.line.clone())))));
    let numbered = if roads { longest(inside(base, &base.roads)) } else { Vec::new() };
    let (river, road) = (Type::new(Cut::Oblique, 6.5, WATER), Type::new(Cut::Bold, 5.5, ROAD));
    let abroad = Type::new(Cut::Oblique, 6.5, Rgb(110, 152, 190));
    let mut named = BTreeSet::new();
    for (parts, style) in [(longest(inside(base, &base.rivers)), river), (numbered, road), (around, abroad)] {
        let style = style.haloed(WHITE);
        for (name, course) in parts {
            // From the middle outwards.
            let along = (0..19).map(|i| 0.5 + f64::from((i + 1) / 2) * if i % 2 == 0 { 0.05 } else { -0.05 });
            let spots = along.filter_map(|share| course.point_at_ratio_from_start(&Euclidean, share)).map(Coord::from);
            let beside = spots.flat_map(|at| labels::beside(at, 0.4, name, &style));
            if Euclidean.length(&course) > 1.5 * style.width(name) && !named.contains(name) {
                let has_room = placer.place(std::slice::from_ref(name), style, beside);
                named.extend(has_room.then(|| name.clone()));
            }
        }
    }
}

/// The parts of what has a name that lie in what the sheet is about.
fn inside<'a>(base: &'a BaseMap, courses: &'a [Course]) -> impl Iterator<Item = (&'a String, LineString)> {
    courses.iter().flat_map(|course| {
        let parts = clip::line_in_rings(&course.line, &base.focus).into_iter();
        parts.filter_map(|part| Some((course.name.as_ref()?, LineString(part))))
    })
}

/// Of each name its longest part, the longest first.
fn longest<'a>(parts: impl Iterator<Item = (&'a String, LineString)>) -> Vec<(&'a String, LineString)> {
    let mut found: BTreeMap<&String, (f64, LineString)> = BTreeMap::new();
    for (name, part) in parts {
        let length = Euclidean.length(&part);
        let known = found.entry(name).or_insert_with(|| (0.0, LineString(Vec::new())));
        if length > known.0 {
            *known = (length, part);
        }
    }
    let mut found: Vec<_> = found.into_iter().collect();
    found.sort_by(|a, b| b.1.0.total_cmp(&a.1.0));
    found.into_iter().map(|(name, (_, part))| (name, part)).collect()
}

/// Neighbouring regions, quietly.
fn elsewhere(placer: &mut Placer, base: &BaseMap, boundaries: &Boundaries) {
    let others = base.outlines(|c| if base.in_focus(c) { None } else { base.topology.holder(Level::Region, c) });
    for (i, rings) in &others {
        let (text, ground) = (boundaries.regions[*i].name.to_uppercase(), Ground::of(rings));
        for size in [8.0, 6.5] {
            let style = label_type(Cut::Regular, size, true).spaced(0.5);
            if labels::place_area(placer, &ground, &text, style, Effort::Inside) {
                break;
            }
        }
    }
}

/// Names of the finest areas, in passes: all that fit inside, then across a border, then with
/// a leader line. Small areas go first, they have the least choice. Returns how many are left.
fn fine_names<'a>(
    placer: &mut Placer,
    groups: &BTreeMap<usize, Rings>,
    todo: Vec<usize>,
    name: impl Fn(usize) -> &'a String,
    counted: bool,
) -> usize {
    let size = match groups.len() {
        0..=12 => 8.0,
        13..=30 => 7.0,
        31..=60 => 6.4,
        _ => 5.8,
    };
    let mut todo: Vec<(Ground, usize)> = todo.into_iter().map(|i| (Ground::of(&groups[&i]), i)).collect();
    todo.sort_by(|a, b| a.0.room().total_cmp(&b.0.room()).then(a.1.cmp(&b.1)));
    let passes: &[(Effort, f64)] = if counted {
        &[(Effort::Inside, 1.0), (Effort::Inside, 0.88), (Effort::Across, 0.88), (Effort::Leader, 0.88)]
    } else {
        &[(Effort::Inside, 1.0)]
    };
    for &(effort, shrink) in passes {
        let style = label_type(Cut::Regular, size * shrink, false);
        todo.retain(|(ground, i)| !labels::place_area(placer, ground, name(*i), style, effort));
    }
    if counted { todo.len() } else { 0 }
}
