//! One map sheet: the content drawn over the base map, with its furniture around it.

use super::basemap::BaseMap;
use super::clip;
use super::content::{Content, Fill};
use super::fonts::{Cut, wrap};
use super::furniture::{self, ABROAD, ELSEWHERE, GREY, INK, Shown, WARNING, WHITE};
use super::labels::Placer;
use super::names;
use super::scene::{Anchor, Frame, Paint, Scene, Type};
use super::strokes;
use super::words::{filled, words};
use crate::base::{Boundaries, Lang, Level, Result, count};
use crate::layers::style::Rgb;
use geo_types::Coord;
use std::collections::BTreeMap;

/// A drawn sheet and where its labels stand.
#[derive(Debug)]
pub struct Sheet {
    pub svg: String,
    /// Label boxes on the map, millimetres.
    pub labels: Vec<Frame>,
    pub map: Frame,
}

/// Draws the sheet. `boundaries` are those the base map was made from. An error when a
/// coordinate cannot be projected.
pub fn draw(base: &BaseMap, boundaries: &Boundaries, content: &Content) -> Result<Sheet> {
    let layout = base.layout;
    let mut scene = Scene::new(layout.page.width, layout.page.height);
    scene.begin_group("map");
    scene.rect(layout.map, &Paint::fill(ABROAD));
    let levels = ground(&mut scene, base, content)?;
    let roads = overlays(&mut scene, base, content)?;
    margins(&mut scene, layout.page, layout.map);
    scene.end_group();
    // Before the labels, so that it is read first in the PDF.
    furniture::header(&mut scene, layout.header, content);

    let mut placer = Placer::new(layout.map);
    marks(&mut scene, layout.map, content, &mut placer);
    let named = names::place(&mut placer, &mut scene, base, boundaries, content)?;
    scene.begin_group("labels");
    placer.placed.iter().for_each(|label| label.draw(&mut scene));
    scene.end_group();
    scene.rect(layout.map, &Paint::line(INK, 0.35));

    let mut content = content.clone();
    if named.left_out > 0 {
        let text = filled(&words().names_left_out, content.lang, &[("count", &count(named.left_out, content.lang))]);
        content.notes.push(text);
    }
    scene.begin_group("furniture");
    let shown = Shown { borders: levels, neighbours: base.region.is_some(), roads, towns: named.towns > 0 };
    panel(&mut scene, base, &content, &shown)?;
    furniture::footer(&mut scene, layout.footer, &content);
    scene.end_group();

    let lang = match content.lang {
        Lang::Fr => "fr",
        Lang::En => "en",
    };
    let labels = placer.placed.iter().map(|l| l.frame).collect();
    Ok(Sheet { svg: scene.finish(&content.title, lang), labels, map: layout.map })
}

/// Covers what strokes and circles stick out of the map. (Shapes are cut to the map before:
/// a clip path would do the same, but takes most of the time of rendering a sheet.)
fn margins(scene: &mut Scene, page: Frame, map: Frame) {
    let white = Paint::fill(WHITE);
    scene.rect(Frame { height: map.y, ..page }, &white);
    scene.rect(Frame { y: map.bottom(), height: page.bottom() - map.bottom(), ..page }, &white);
    scene.rect(Frame { width: map.x, ..page }, &white);
    scene.rect(Frame { x: map.right(), width: page.right() - map.right(), ..page }, &white);
}

/// Areas and borders. Returns the levels of the borders that are drawn, coarse to fine, each
/// with the level in whose stroke it is drawn.
fn ground(scene: &mut Scene, base: &BaseMap, content: &Content) -> Result<Vec<(Level, Level)>> {
    let topology = &base.topology;
    for road in &content.roads {
        let lines = clip::line(&base.viewport.place(road)?, &base.layout.map);
        scene.lines(&lines, &strokes::quiet_road());
    }
    // Under the fills, so that only its outer half shows.
    scene.lines(&base.borders(|level, _| level == Level::Country), &strokes::country_band());
    let elsewhere = base.outlines(|c| (!base.in_focus(c)).then_some(()));
    elsewhere.values().for_each(|rings| scene.rings(rings, &Paint::fill(ELSEWHERE).even_odd()));
    let fill = |c: usize| {
        base.in_focus(c).then(|| topology.holder(content.level, c).and_then(|a| content.fills[a]).unwrap_or(Fill::NoData))
    };
    let fills: BTreeMap<Fill, _> = base.outlines(fill);
    for (&fill, rings) in &fills {
        furniture::fill_area(scene, rings, fill, content);
    }
    scene.lines(&base.borders(|level, inner| !inner && level == Level::Cercle), &Paint::line(WHITE, 0.2));
    scene.lines(&base.borders(|level, inner| !inner && level == Level::Region), &strokes::quiet_border());
    // Fine borders first: coarser ones lie over them.
    let country = base.region.is_none();
    let zones = content.level == Level::Zone;
    let finest = match (country, zones) {
        (true, true) => Level::Region,
        (true, false) => content.level.max(Level::Cercle),
        (false, _) => content.level.max(Level::Region),
    };
    let mut shown = Vec::new();
    for level in [Level::Commune, Level::Cercle, Level::Region, Level::Zone, Level::Country] {
        let lines = match level {
            // The outline of the region is drawn whole, along the border of the country too.
            Level::Region if !country => base.borders(|l, inner| inner && l <= level),
            Level::Country => base.borders(|l, inner| l == level && (country || !inner)),
            Level::Zone if country && zones => base.divides(|c| topology.holder(level, c)),
            Level::Zone => continue,
            _ => base.borders(|l, inner| inner && l == level),
        };
        if level > finest || lines.is_empty() {
            continue;
        }
        // Under zones, regions are the finer border.
        let paint = if level == Level::Region && country && zones { Level::Cercle } else { level };
        if let Some(rim) = strokes::border_rim(paint) {
            scene.lines(&lines, &rim);
        }
        scene.lines(&lines, &strokes::border(paint));
        shown.push((level, paint));
    }
    shown.reverse();
    Ok(shown)
}

/// Roads and circles. Returns whether any road shows inside the country.
fn overlays(scene: &mut Scene, base: &BaseMap, content: &Content) -> Result<bool> {
    let window = base.layout.map;
    let country = base.outlines(|_| Some(())).remove(&()).unwrap_or_default();
    let mut roads = Vec::new();
    for road in &content.roads {
        for part in clip::line(&base.viewport.place(road)?, &window) {
            roads.extend(clip::line_in_rings(&part, &country));
        }
    }
    strokes::road(scene, &roads);
    if let Some(circles) = &content.circles {
        let degrees: Vec<Coord<f64>> = circles.places.iter().map(|p| p.0).collect();
        let focus = base.outlines(|c| base.in_focus(c).then_some(())).remove(&()).unwrap_or_default();
        let placed = base.viewport.place(&degrees)?.into_iter().zip(&circles.places);
        let mut placed: Vec<_> =
            placed.map(|(at, (_, n))| (at, *n)).filter(|(at, _)| window.grown(circles.radius).holds_point(*at)).collect();
        // Large ones first, so that small ones stay visible.
        placed.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
        for (at, n) in placed {
            scene.circle(at, strokes::circle_radius(n, circles), &strokes::circle(!clip::inside(&focus, at)));
        }
    }
    Ok(!roads.is_empty())
}

/// What must be read on the map itself: synthetic, indicative, nothing to show.
fn marks(scene: &mut Scene, map: Frame, content: &Content, placer: &mut Placer) {
    let lang = content.lang;
    let mut top = map.y;
    if content.synthetic {
        let style = Type::new(Cut::Bold, 34.0, WARNING).anchored(Anchor::Middle);
        let text = words().synthetic_mark.get(lang);
        let angle = -(map.height / map.width).atan().to_degrees();
        let size = style.size_pt * (0.8 * map.width.hypot(map.height) / style.width(text)).min(1.0);
        // White first: on dark colours the red alone would not show.
        for (colour, opacity) in [(WHITE, 0.3), (WARNING, 0.18)] {
            scene.turned_text(map.centre(), angle, text, &Type { size_pt: size, colour, ..style }, opacity);
        }
        let band = Frame { height: 6.0, ..map };
        scene.rect(band, &Paint::fill(WARNING));
        let style = Type::new(Cut::Bold, 9.0, WHITE).anchored(Anchor::Middle);
        scene.text(Coord { x: band.centre().x, y: band.y + 4.2 }, words().synthetic_band.get(lang), &style);
        placer.reserve(band);
        top = band.bottom();
    }
    let mut boxed = |text: &str, y: f64, colour: Rgb, placer: &mut Placer| {
        let style = Type::new(Cut::Bold, 9.0, colour).anchored(Anchor::Middle);
        let lines = wrap(text, style.cut, style.size_pt, map.width - 20.0);
        let width = lines.iter().map(|l| style.width(l)).fold(0.0, f64::max) + 5.0;
        let height = 2.2 + style.line_height() * lines.len() as f64;
        let frame = Frame::new(map.right() - 2.5 - width, y, width, height);
        scene.rect(frame, &Paint::fill(WHITE).outlined(colour, 0.4));
        for (i, line) in lines.iter().enumerate() {
            scene.text(Coord { x: frame.centre().x, y: frame.y + 4.2 + style.line_height() * i as f64 }, line, &style);
        }
        placer.reserve(frame.grown(0.5));
    };
    if content.indicative {
        boxed(words().indicative_mark.get(lang), top + 2.5, Rgb(150, 70, 10), placer);
        top += 8.0;
    }
    if let Some(empty) = &content.empty {
        boxed(empty, top + 2.5, INK, placer);
    }
}

/// Legend, symbols, locator, scale and north: stacked beside the map or in columns below it.
fn panel(scene: &mut Scene, base: &BaseMap, content: &Content, shown: &Shown) -> Result<()> {
    let panel = base.layout.panel;
    let footing = 13.0;
    if base.layout.is_landscape() {
        let mut y = panel.y + furniture::legend(scene, panel, content) + 2.5;
        divider(scene, panel, y);
        y += 2.5;
        y += furniture::symbols(scene, Frame { y, ..panel }, content, shown) + 1.5;
        divider(scene, panel, y);
        y += 2.5;
        let bottom = panel.bottom() - footing;
        furniture::locator(scene, Frame { y, height: bottom - 2.0 - y, ..panel }, base, content.lang);
        scale_and_north(scene, Frame { y: bottom, height: footing, ..panel }, base, content.lang)
    } else {
        let legend = Frame { width: 82.0, ..panel };
        furniture::legend(scene, legend, content);
        let middle = Frame { x: legend.right() + 8.0, width: 44.0, ..panel };
        furniture::symbols(scene, middle, content, shown);
        let right = Frame { x: middle.right() + 4.0, width: panel.right() - middle.right() - 4.0, ..panel };
        furniture::locator(scene, Frame { height: panel.height - footing - 2.0, ..right }, base, content.lang);
        // Where there is no locator, scale and north take its place at the top.
        let y = if base.region.is_some() { panel.bottom() - footing } else { panel.y };
        scale_and_north(scene, Frame { y, height: footing, ..right }, base, content.lang)
    }
}

fn scale_and_north(scene: &mut Scene, frame: Frame, base: &BaseMap, lang: Lang) -> Result<()> {
    let arrow = 9.0;
    furniture::scale_bar(scene, Frame { y: frame.y + 1.5, width: frame.width - arrow, ..frame }, &base.viewport, lang)?;
    furniture::north(scene, Coord { x: frame.right() - arrow / 2.0, y: frame.centre().y + 1.0 }, &base.viewport)
}

fn divider(scene: &mut Scene, panel: Frame, y: f64) {
    scene.lines([&vec![Coord { x: panel.x, y }, Coord { x: panel.right(), y }]], &Paint::line(furniture::HAIRLINE, 0.2));
}

/// Type of names on the map.
pub fn label_type(cut: Cut, size_pt: f64, quiet: bool) -> Type {
    Type::new(cut, size_pt, if quiet { GREY } else { INK }).haloed(if quiet { ELSEWHERE } else { WHITE })
}
