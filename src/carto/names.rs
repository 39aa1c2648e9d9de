//! Which names a sheet carries, and in which order they take their room.

use super::basemap::BaseMap;
use super::content::Content;
use super::fonts::Cut;
use super::labels::{self, Effort, Placer};
use super::scene::{Frame, Scene, Type};
use super::sheet::label_type;
use super::strokes;
use super::words::{filled, words};
use crate::base::{Boundaries, Level, Result};
use crate::layers::style::Rgb;
use geo_types::Coord;
use std::collections::{BTreeMap, BTreeSet};

type Rings = Vec<Vec<Coord<f64>>>;

/// What was placed.
#[derive(Debug, Clone, Copy)]
pub struct Named {
    /// Towns in sight.
    pub towns: usize,
    /// Areas in focus that have no name on the map for lack of room.
    pub left_out: usize,
}

/// Draws town symbols and places all names.
pub fn place(
    placer: &mut Placer,
    scene: &mut Scene,
    base: &BaseMap,
    boundaries: &Boundaries,
    content: &Content,
) -> Result<Named> {
    let towns = towns_in_sight(base, content)?;
    for (at, _, _) in &towns {
        strokes::town(scene, *at);
        placer.reserve(Frame::around(*at, 2.0 * strokes::TOWN, 2.0 * strokes::TOWN));
    }
    // Towns first: their names have the fewest places to go.
    for (at, name, inside) in &towns {
        let style = label_type(Cut::Bold, if *inside { 7.0 } else { 6.0 }, !*inside);
        placer.place(std::slice::from_ref(name), style, &labels::beside(*at, strokes::TOWN, name, &style));
    }
    let areas = |level: Level| -> BTreeMap<usize, Rings> {
        base.outlines(|c| base.in_focus(c).then(|| base.topology.holder(level, c)).flatten())
    };
    let fine = if base.region.is_some() { content.level } else { content.level.min(Level::Cercle) };
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
        let size = if base.region.is_none() { 9.0 } else { 8.0 };
        headings(placer, &groups, |i| &boundaries.level(level)[i].name, size);
    }
    let written = if content.values.iter().any(Option::is_some) { areas(content.level) } else { BTreeMap::new() };
    for (&i, rings) in &written {
        values(placer, base, boundaries, content, i, rings);
    }
    elsewhere(placer, base, boundaries);
    if !written.is_empty() {
        return Ok(Named { towns: towns.len(), left_out: 0 });
    }
    let groups = areas(fine);
    let named = |i: &usize| {
        let name = &boundaries.level(fine)[*i].name;
        // The town says it already.
        towns.iter().any(|(at, town, _)| town == name && super::clip::inside(&groups[i], *at))
    };
    let counted = base.region.is_some();
    let todo: Vec<usize> = groups.keys().copied().filter(|i| !named(i)).collect();
    let left_out = fine_names(placer, &groups, todo, |i| &boundaries.level(fine)[i].name, counted);
    Ok(Named { towns: towns.len(), left_out })
}

/// Towns inside the map frame: place on the sheet, name, whether in the region.
fn towns_in_sight(base: &BaseMap, content: &Content) -> Result<Vec<(Coord<f64>, String, bool)>> {
    let degrees: Vec<Coord<f64>> = content.towns.iter().map(|t| t.at).collect();
    let focus = base.outlines(|c| base.in_focus(c).then_some(()));
    let inside = |p: Coord<f64>| focus.get(&()).is_some_and(|rings| super::clip::inside(rings, p));
    let window = base.layout.map.grown(-1.5);
    let placed = base.viewport.place(&degrees)?.into_iter().zip(&content.towns);
    Ok(placed.filter(|(at, _)| window.holds_point(*at)).map(|(at, town)| (at, town.name.clone(), inside(at))).collect())
}

/// Names of the areas above those that are coloured: spaced capitals.
fn headings<'a>(placer: &mut Placer, groups: &BTreeMap<usize, Rings>, name: impl Fn(usize) -> &'a String, size: f64) {
    for (&i, rings) in groups {
        let text = name(i).to_uppercase();
        for shrink in [1.0, 0.85, 0.7] {
            let style = Type::new(Cut::Bold, size * shrink, Rgb(70, 70, 70)).haloed(Rgb(255, 255, 255)).spaced(0.35 * shrink);
            let found = [Effort::Inside, Effort::Across].iter().any(|&e| labels::place_area(placer, rings, &text, style, e));
            if found {
                break;
            }
        }
    }
}

/// Names with the value under them. On the sheet of a region, the value is that of its zone,
/// and the name says so.
fn values(placer: &mut Placer, base: &BaseMap, boundaries: &Boundaries, content: &Content, i: usize, rings: &Rings) {
    let zone = content.level == Level::Zone && base.region.is_some();
    let name = &boundaries.level(content.level)[i].name;
    let name = if zone { filled(&words().zone_name, content.lang, &[("zone", name)]) } else { name.clone() };
    let lines: Vec<String> = std::iter::once(name).chain(content.values.get(i).cloned().flatten()).collect();
    let spots = labels::spots(rings);
    let placed = [12.0, 10.0, 8.5, 7.0].iter().any(|&size| {
        let style = label_type(Cut::Bold, size, false);
        let (width, height) = labels::block_size(&lines, &style);
        let inside = |p: &Coord<f64>| labels::share_inside(rings, &Frame::around(*p, width, height)) >= 1.0;
        let candidates: Vec<_> = spots.iter().map(|s| s.0).filter(inside).map(labels::Candidate::at).collect();
        placer.place(&lines, style, &candidates)
    });
    if !placed {
        let anywhere: Vec<_> = spots.iter().map(|s| labels::Candidate::at(s.0)).collect();
        placer.place(&lines, label_type(Cut::Bold, 7.0, false), &anywhere);
    }
}

/// Neighbouring regions, quietly.
fn elsewhere(placer: &mut Placer, base: &BaseMap, boundaries: &Boundaries) {
    let others = base.outlines(|c| if base.in_focus(c) { None } else { base.topology.holder(Level::Region, c) });
    for (i, rings) in &others {
        let text = boundaries.regions[*i].name.to_uppercase();
        for size in [8.0, 6.5] {
            let style = label_type(Cut::Regular, size, true).spaced(0.5);
            if labels::place_area(placer, rings, &text, style, Effort::Inside) {
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
    let mut todo: Vec<(f64, usize)> =
        todo.into_iter().map(|i| (labels::spots(&groups[&i]).first().map_or(0.0, |s| s.1), i)).collect();
    todo.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let passes: &[(Effort, f64)] = if counted {
        &[(Effort::Inside, 1.0), (Effort::Inside, 0.88), (Effort::Across, 0.88), (Effort::Leader, 0.88)]
    } else {
        &[(Effort::Inside, 1.0)]
    };
    for &(effort, shrink) in passes {
        let style = label_type(Cut::Regular, size * shrink, false);
        todo.retain(|&(_, i)| !labels::place_area(placer, &groups[&i], name(i), style, effort));
    }
    if counted { todo.len() } else { 0 }
}
