//! Both pages as one PDF file: real text, and the map from the same parts as its sheet.

use super::{PAGE, Page, Pages, Placed};
use crate::base::Result;
use crate::carto::render::{Drawing, failed, page_size};
use crate::carto::scene::Frame;
use krilla::geom::{PathBuilder, Rect, Size, Transform};
use krilla::page::PageSettings;
use krilla::paint::FillRule;
use krilla::surface::Surface;
use krilla::{Document, SerializeSettings};
use krilla_svg::{SurfaceExt, SvgSettings};

impl Pages {
    /// The file. The same pages give the same bytes.
    pub fn pdf(&self) -> Result<Vec<u8>> {
        let mut document = Document::new_with(SerializeSettings::default());
        // For what a document says of itself.
        let said = Drawing {
            page: (PAGE.width, PAGE.height),
            title: self.title.clone(),
            description: String::new(),
            lang: self.lang,
            parts: Vec::new(),
        };
        document.set_metadata(said.metadata());
        for page in &self.pages {
            add(&mut document, page)?;
        }
        document.finish().map_err(|cause| failed(&format!("{cause:?}")))
    }
}

fn add(document: &mut Document, page: &Page) -> Result<()> {
    let size = size(PAGE.width, PAGE.height)?;
    let mut on = document.start_page_with(PageSettings::new(size));
    let mut surface = on.surface();
    for placed in &page.placed {
        place(&mut surface, placed)?;
    }
    surface.finish();
    on.finish();
    Ok(())
}

/// Draws what lies inside `from` so that it fills `to`.
fn place(surface: &mut Surface, placed: &Placed) -> Result<()> {
    let Placed { parts, from, to } = placed;
    let whole = from == to;
    if !whole {
        let scale = to.width / from.width;
        let shift = |to: f64, from: f64| page_size(to - from * scale);
        let scale = scale as f32;
        surface.push_transform(&Transform::from_row(scale, 0.0, 0.0, scale, shift(to.x, from.x), shift(to.y, from.y)));
        let mut path = PathBuilder::new();
        path.push_rect(rect(*from)?);
        let path = path.finish().ok_or_else(|| failed("the map has no size"))?;
        surface.push_clip_path(&path, &FillRule::NonZero);
    }
    for part in parts {
        let (width, height) = part.page;
        surface
            .draw_svg(part.tree()?, size(width, height)?, SvgSettings::default())
            .ok_or_else(|| failed("the drawing is empty"))?;
    }
    if !whole {
        surface.pop();
        surface.pop();
    }
    Ok(())
}

fn size(width: f64, height: f64) -> Result<Size> {
    Size::from_wh(page_size(width), page_size(height)).ok_or_else(|| failed("the page has no size"))
}

fn rect(frame: Frame) -> Result<Rect> {
    let [left, top, right, bottom] = [frame.x, frame.y, frame.right(), frame.bottom()].map(page_size);
    Rect::from_ltrb(left, top, right, bottom).ok_or_else(|| failed("the map has no size"))
}
