//! Sheets bound into one volume: a cover with the map of the regions and their pages, the sheets as they are
//! in their own files, bookmarks.

mod cover;

pub use cover::{Chapter, Cover, cover};

use super::render::{failed, page_size};
use crate::base::Result;
use krilla::annotation::{LinkAnnotation, Target};
use krilla::destination::XyzDestination;
use krilla::geom::{Point, Rect};
use krilla::outline::{Outline, OutlineNode};
use krilla::pdf::{Pdf, PdfDocument};
use krilla::{Document, SerializeSettings};
use std::sync::Arc;

/// One sheet of a volume.
pub struct Leaf {
    /// Position of its chapter.
    pub chapter: usize,
    /// Its bookmark.
    pub title: String,
    /// The file of the sheet: one page.
    pub pdf: Vec<u8>,
}

/// Binds the leaves, in their order, behind the cover. Each chapter has a bookmark, and below it one for each
/// leaf; names and page numbers on the cover lead there.
///
/// An error when a leaf is no PDF of our own making.
pub fn bind(cover: &Cover, leaves: &[Leaf]) -> Result<Vec<u8>> {
    let mut document = Document::new_with(SerializeSettings::default());
    document.set_metadata(cover.drawing.metadata());
    let top = |page: usize| XyzDestination::new(page, Point::from_xy(0.0, 0.0));
    cover.drawing.on_page(&mut document, |page| {
        for (frame, target) in &cover.links {
            let points = |mm: f64| page_size(mm);
            let area = Rect::from_ltrb(points(frame.x), points(frame.y), points(frame.right()), points(frame.bottom()));
            if let Some(area) = area {
                page.add_annotation(LinkAnnotation::new(area, Target::Destination(top(*target).into())).into());
            }
        }
    })?;
    let mut outline = Outline::new();
    outline.push_child(OutlineNode::new(cover.drawing.title.clone(), top(0)));
    let mut open: Option<(usize, OutlineNode)> = None;
    for (i, leaf) in leaves.iter().enumerate() {
        // Behind the cover.
        let page = i + 1;
        let pdf = Pdf::new(Arc::new(leaf.pdf.clone())).map_err(|cause| failed(&format!("{cause:?}")))?;
        document.embed_pdf_pages(&PdfDocument::new(Arc::new(pdf)), &[0]);
        if open.as_ref().is_none_or(|(chapter, _)| *chapter != leaf.chapter) {
            let name = cover.chapters.get(leaf.chapter).map_or("", |c| c.as_str());
            let next = (leaf.chapter, OutlineNode::new(name.to_owned(), top(page)).with_open(false));
            if let Some((_, finished)) = open.replace(next) {
                outline.push_child(finished);
            }
        }
        if let Some((_, node)) = &mut open {
            node.push_child(OutlineNode::new(leaf.title.clone(), top(page)));
        }
    }
    if let Some((_, finished)) = open {
        outline.push_child(finished);
    }
    document.set_outline(outline);
    document.finish().map_err(|cause| failed(&format!("{cause:?}")))
}
