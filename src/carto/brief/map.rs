//! The map of the region's sheet on the first page, with its classes and scale.

use super::ink::{Ink, broken, plain, small};
use super::{GAP, Placed};
use crate::base::{NARROW_SPACE, Result, count, number};
use crate::carto::basemap::BaseMap;
use crate::carto::content::{Content, Fill};
use crate::carto::fonts::Cut;
use crate::carto::furniture::{self, GREY, INK};
use crate::carto::scene::{Anchor, Frame, Paint};
use crate::carto::sheet::MapBody;
use crate::carto::strokes;
use crate::carto::words::{filled, words};
use geo_types::Coord;

/// Width of the legend beside a map.
const BESIDE: f64 = 42.0;
/// Width of the scale below a map.
const SCALE: f64 = 46.0;
/// Most of the height that the country in small takes.
const LOCATOR: f64 = 46.0;
const ROW: f64 = 4.6;
const SWATCH: (f64, f64) = (6.0, 3.2);

/// Draws the map with its legend beside or below it, as large as it gets in the frame. Returns it, and the height used.
pub fn draw(ink: &mut Ink, frame: Frame, base: &BaseMap, body: &MapBody, content: &Content) -> Result<(Placed, f64)> {
    let entries = entries(content);
    let from = body.map;
    let below = Frame { width: frame.width - SCALE - GAP, ..frame };
    let legend = legend_height(ink, below, content, &entries).max(12.0);
    let beside = (frame.height / from.height).min((frame.width - BESIDE - GAP) / from.width);
    let above = ((frame.height - legend - 2.0) / from.height).min(frame.width / from.width);
    let aside = beside >= above * 0.95;
    let scale = if aside { beside } else { above };
    let to = Frame::new(frame.x, frame.y, from.width * scale, from.height * scale);
    ink.scene.rect(to, &Paint::line(INK, 0.3));
    let placed = Placed { parts: body.parts.clone(), from, to };
    if aside {
        let panel = Frame { x: to.right() + GAP, width: frame.right() - to.right() - GAP, ..frame };
        draw_legend(ink, panel, content, &entries);
        let scale_at = Frame { y: to.bottom() - 12.0, height: 12.0, ..panel };
        draw_scale(ink, scale_at, base, scale)?;
        let room = scale_at.y - panel.y - legend_height(ink, panel, content, &entries) - 2.0 * GAP;
        let height = room.min(LOCATOR);
        let locator = Frame { y: scale_at.y - GAP - height, height, ..panel };
        furniture::locator(&mut ink.scene, locator, base, content.lang);
        return Ok((placed, to.height));
    }
    let top = to.bottom() + 2.0;
    draw_legend(ink, Frame { y: top, ..below }, content, &entries);
    draw_scale(ink, Frame::new(frame.right() - SCALE, top, SCALE, 12.0), base, scale)?;
    Ok((placed, to.height + 2.0 + legend))
}

/// Classes with values, the highest first, then the hatches: fill, label, number of areas.
fn entries(content: &Content) -> Vec<(Fill, String)> {
    let counted = |label: &str, n: Option<usize>| match n {
        Some(n) => format!("{label} ({})", count(n, content.lang)),
        None => label.to_owned(),
    };
    let classes = content.classes.iter().enumerate().rev();
    let classes = classes.map(|(i, class)| (Fill::Class(i), counted(&class.label, Some(class.count))));
    let missing = content.missing.iter().map(|line| (line.fill, counted(&line.label, line.count)));
    classes.chain(missing).collect()
}

/// In how many columns the entries stand.
fn legend_columns(ink: &Ink, frame: Frame, entries: &[(Fill, String)]) -> usize {
    let style = plain(ink, 7.4);
    let widest = entries.iter().map(|(_, label)| style.width(label)).fold(0.0, f64::max) + SWATCH.0 + 5.0;
    ((frame.width / widest).floor() as usize).clamp(1, entries.len().max(1))
}

fn legend_height(ink: &Ink, frame: Frame, content: &Content, entries: &[(Fill, String)]) -> f64 {
    let heading = ink.set(Cut::Bold, 7.8, INK);
    let lines = broken(&legend_title(content), &heading, frame.width).1.len() as f64;
    lines * heading.line_height() + 1.0 + ROW * entries.len().div_ceil(legend_columns(ink, frame, entries)) as f64
}

/// What the colours are, and what is counted behind each.
fn legend_title(content: &Content) -> String {
    match content.counted.as_str() {
        "" => content.legend.clone(),
        counted => format!("{} – {}", content.legend, filled(&words().in_brackets, content.lang, &[("areas", counted)])),
    }
}

fn draw_legend(ink: &mut Ink, frame: Frame, content: &Content, entries: &[(Fill, String)]) {
    let heading = ink.set(Cut::Bold, 7.8, INK);
    let top = frame.y + ink.paragraph(frame, &legend_title(content), &heading) + 1.0;
    let columns = legend_columns(ink, frame, entries);
    let rows = entries.len().div_ceil(columns).max(1);
    let width = frame.width / columns as f64;
    for (i, (fill, label)) in entries.iter().enumerate() {
        let (x, y) = (frame.x + width * (i / rows) as f64, top + ROW * (i % rows) as f64);
        let swatch = Frame::new(x, y, SWATCH.0, SWATCH.1);
        match fill {
            Fill::Class(class) if content.lines.is_some() => {
                let middle = [swatch.x + 1.0, swatch.right() - 1.0].map(|x| Coord { x, y: swatch.centre().y }).to_vec();
                strokes::classed(&mut ink.scene, &[middle], *class, content, false);
            }
            _ => {
                furniture::fill_area(&mut ink.scene, &[swatch.ring()], *fill, content);
                ink.scene.rect(swatch, &Paint::line(INK, 0.12));
            }
        }
        let room = width - SWATCH.0 - 3.0;
        let style = broken(label, &plain(ink, 7.4), room).0;
        let size_pt = style.size_pt * (room / style.width(label).max(1e-9)).min(1.0);
        ink.text(Coord { x: x + SWATCH.0 + 1.6, y: y + 2.5 }, label, &crate::carto::scene::Type { size_pt, ..style });
    }
}

/// A bar of a round length, and north. `scale` is by how much the map is smaller than on its sheet.
fn draw_scale(ink: &mut Ink, frame: Frame, base: &BaseMap, scale: f64) -> Result<()> {
    let arrow = 9.0;
    let units_per_km = base.viewport.units_per_km()? * scale;
    let km = furniture::round_length((frame.width - arrow - 6.0).min(40.0) / units_per_km);
    let width = km * units_per_km;
    let bar = Frame::new(frame.right() - arrow - 2.0 - width, frame.y + 7.0, width, 1.1);
    for half in [0.0, 0.5] {
        let paint = if half == 0.0 { Paint::fill(INK) } else { Paint::fill(furniture::WHITE) };
        ink.scene.rect(Frame { x: bar.x + width * half, width: width / 2.0, ..bar }, &paint.outlined(INK, 0.15));
    }
    let decimals = (0..3).find(|&d| (km * 10f64.powi(d)).fract() == 0.0).unwrap_or(3).unsigned_abs() as usize;
    let label = format!("{}{NARROW_SPACE}km", number(km, decimals, ink.lang));
    let style = small(ink).anchored(Anchor::End);
    ink.text(Coord { x: bar.right(), y: bar.y - 1.0 }, &label, &crate::carto::scene::Type { colour: GREY, ..style });
    furniture::north(&mut ink.scene, Coord { x: frame.right() - arrow / 2.0, y: frame.centre().y + 1.5 }, &base.viewport)
}
