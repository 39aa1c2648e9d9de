//! The first page: what it is, the headline, the map, the key figures.

use super::content::Brief;
use super::ink::{Ink, broken, small};
use super::{GAP, Page, grid, inner, map};
use crate::base::Result;
use crate::carto::basemap::BaseMap;
use crate::carto::content::Content;
use crate::carto::fonts::Cut;
use crate::carto::furniture::{ACCENT, GREY, INK};
use crate::carto::scene::{Frame, Paint, Type};
use crate::carto::sheet::MapBody;
use crate::carto::words::words;
use geo_types::Coord;

/// The map gets no higher than this, millimetres.
const HIGHEST: f64 = 150.0;
/// Nor lower, whatever stands around it.
const LOWEST: f64 = 70.0;

/// Draws the page. Everything but the map has its measure; the map takes what is left.
pub fn page(base: &BaseMap, body: &MapBody, content: &Content, brief: &Brief) -> Result<Page> {
    let frame = Frame { height: inner().height - 7.0, ..inner() };
    let sizes = [1.0, 0.95, 0.9, 0.85, 0.8, 0.7];
    let around = |size: f64| {
        let mut draft = Ink::new(brief.lang, size);
        let top = head(&mut draft, frame, brief) + map_head(&mut draft, frame, body, content);
        (top, foot(&mut draft, frame, brief))
    };
    let fits = |size: &f64| {
        let (top, foot) = around(*size);
        frame.height - top - foot >= LOWEST
    };
    let size = sizes.into_iter().find(fits).unwrap_or(0.6);
    let below = around(size).1;

    let mut ink = Ink::new(brief.lang, size);
    let mut y = frame.y + head(&mut ink, frame, brief);
    y += map_head(&mut ink, Frame { y, ..frame }, body, content);
    let room = (frame.bottom() - below - y).clamp(20.0, HIGHEST);
    let (placed, used) = map::draw(&mut ink, Frame { y, height: room, ..frame }, base, body, content)?;
    y += used + GAP;
    // What the map leaves free goes between the blocks, not to the foot alone.
    let free = (frame.bottom() - y - (below - GAP)).max(0.0);
    foot(&mut ink, Frame { y: y - GAP + (free / 2.0).min(9.0), ..frame }, brief);
    ink.edges(brief, 1);
    Ok(Page::of(ink, vec![placed]))
}

/// Project, region and headline. Returns the height used.
fn head(ink: &mut Ink, frame: Frame, brief: &Brief) -> f64 {
    let (x, room) = (frame.x + 4.0, frame.width - 4.0);
    let over = ink.set(Cut::Bold, 7.5, ACCENT);
    let fitted = Type { size_pt: over.size_pt * (room / over.width(&brief.overline).max(1e-9)).min(1.0), ..over };
    ink.text(Coord { x, y: frame.y + 3.0 }, &brief.overline, &fitted);
    let title = ink.set(Cut::Bold, 19.0, INK);
    let title = Type { size_pt: title.size_pt * (room / title.width(&brief.title).max(1e-9)).min(1.0), ..title };
    ink.text(Coord { x, y: frame.y + 11.0 }, &brief.title, &title);
    ink.scene.rect(Frame { width: 1.6, height: 12.6, ..frame }, &Paint::fill(ACCENT));
    let mut y = frame.y + 15.0;
    if !brief.headline.is_empty() {
        let style = ink.set(Cut::Bold, 11.5, ACCENT);
        y += ink.paragraph(Frame { y, ..frame }, &brief.headline, &style);
    }
    y + GAP - 1.0 - frame.y
}

/// What the map shows. Returns the height used.
fn map_head(ink: &mut Ink, frame: Frame, body: &MapBody, content: &Content) -> f64 {
    let mut y = frame.y;
    if !content.title.is_empty() {
        y += ink.heading(Frame { y, ..frame }, &content.title);
    }
    let left_out = (body.names.left_out > 0).then(|| words().some_names_left_out.get(content.lang));
    let said: Vec<&str> = std::iter::once(&content.subtitle)
        .chain(&content.notes)
        .map(String::as_str)
        .chain(left_out)
        .map(|s| s.trim_end_matches('.'))
        .filter(|s| !s.is_empty())
        .collect();
    if !said.is_empty() {
        let style = small(ink);
        y += ink.paragraph(Frame { y, ..frame }, &format!("{}.", said.join(". ")), &style);
    }
    y + 1.2 - frame.y
}

/// The key figures and their sources. Returns the height used, with the space above.
fn foot(ink: &mut Ink, frame: Frame, brief: &Brief) -> f64 {
    let mut y = frame.y + GAP;
    if let Some(figures) = &brief.figures {
        y += grid::table(ink, Frame { y, ..frame }, figures, figures.rows.len());
    }
    if !brief.sources.is_empty() {
        let style = Type { colour: GREY, ..small(ink) };
        let text = brief.sources.join(" ");
        y += 1.0;
        let (style, _) = broken(&text, &style, frame.width);
        y += ink.paragraph(Frame { y, ..frame }, &text, &style);
    }
    y - frame.y
}
