//! The brief of a region: two A4 pages to be held in the hand. The first has the headline, the main
//! map and the key figures, the second what people say against what exists, incidents over time,
//! road axes, priority communes, and what the numbers do not say.
//!
//! What a project does not have is left out, and what follows moves up. Words are never cut and
//! never overlap: the second page lists fewer communes, then gets smaller, until everything stands on it.
//!
//! Not for choosing or computing anything: the [`Brief`] comes ready made.

mod back;
mod bars;
mod content;
mod document;
mod front;
mod grid;
mod ink;
mod map;
mod periods;

pub use content::{Bar, Brief, Entry, Group, Head, Lines, Panel, Set, Slot, Table, Times, Track};

use super::basemap::BaseMap;
use super::content::Content;
use super::described::described;
use super::pdf::Role;
use super::render::{self, Part};
use super::scene::{Frame, Scene};
use super::sheet;
use crate::base::{Boundaries, Result};
use ink::Ink;
use std::sync::Arc;

/// A4, millimetres.
pub const PAGE: Frame = Frame { x: 0.0, y: 0.0, width: 210.0, height: 297.0 };
/// White rim left and right; at the top it holds the band of synthetic data.
const MARGIN: f64 = 12.0;
/// Space between blocks.
const GAP: f64 = 4.5;

/// Parts of a drawing with a size of its own, put on a page: what lies inside `from` fills `to`.
struct Placed {
    parts: Vec<Arc<Part>>,
    from: Frame,
    to: Frame,
}

/// One page: what is placed on it, in the order of painting, and where its words stand.
pub struct Page {
    placed: Vec<Placed>,
    /// Lines of text with their boxes, millimetres; the names on the map are not among them.
    pub words: Vec<(Frame, String)>,
    /// Where the map stands, millimetres.
    pub map: Option<Frame>,
}

/// A drawn brief.
pub struct Pages {
    pub pages: [Page; 2],
    /// Of the document.
    title: String,
    /// The map in words.
    described: String,
    lang: crate::base::Lang,
}

/// Draws both pages. `content` is that of the sheet whose map stands on the first page, on its base map.
/// An error when the map cannot be drawn.
pub fn draw(base: &BaseMap, boundaries: &Boundaries, content: &Content, brief: &Brief) -> Result<Pages> {
    let body = sheet::body(base, boundaries, content)?;
    let front = front::page(base, &body, content, brief)?;
    let back = back::page(brief);
    Ok(Pages { pages: [front, back], title: brief.title.clone(), described: described(content), lang: brief.lang })
}

impl Page {
    /// A page of what was written, under `placed`.
    fn of(ink: Ink, placed: Vec<Placed>) -> Page {
        let (scene, words) = ink.into_parts();
        let map = placed.first().map(|p| p.to);
        let own = Placed { parts: vec![own_part(scene)], from: PAGE, to: PAGE };
        Page { placed: placed.into_iter().chain([own]).collect(), words, map }
    }
}

fn own_part(scene: Scene) -> Arc<Part> {
    Part::own(render::Page::of(PAGE.width, PAGE.height), Role::Note, scene)
}

/// Where the blocks of a page stand.
fn inner() -> Frame {
    Frame { x: MARGIN, y: 11.0, width: PAGE.width - 2.0 * MARGIN, height: PAGE.height - 20.0 }
}
