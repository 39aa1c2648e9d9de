//! Sheets bound into one volume: a cover with the map of the regions and their pages, the sheets as they are
//! in their own files, bookmarks.

mod cover;

pub use cover::{Chapter, Cover, cover};

use super::pdf::{self, Bookmark, PdfPage};
use crate::base::Result;

/// One sheet of a volume.
pub struct Leaf {
    /// Position of its chapter.
    pub chapter: usize,
    pub page: PdfPage,
}

/// Binds the leaves, in their order, behind the cover. Each chapter has a bookmark, and below it one for each
/// leaf; names and page numbers on the cover lead there. What several leaves share stands in the file once.
///
/// An error when the cover cannot be drawn.
pub fn bind(cover: &Cover, leaves: &[Leaf]) -> Result<Vec<u8>> {
    let front = PdfPage { links: cover.links.clone(), ..cover.drawing.pdf_page()? };
    let mut bookmarks = vec![Bookmark { title: cover.drawing.title.clone(), page: 0, below: Vec::new() }];
    // Behind the cover.
    let mut page = 1;
    for chapter in leaves.chunk_by(|a, b| a.chapter == b.chapter) {
        let title = cover.chapters.get(chapter[0].chapter).cloned().unwrap_or_default();
        let below = chapter.iter().zip(page..).map(|(leaf, page)| {
            let title = leaf.page.title.clone();
            Bookmark { title, page, below: Vec::new() }
        });
        bookmarks.push(Bookmark { title, page, below: below.collect() });
        page += chapter.len();
    }
    let pages: Vec<&PdfPage> = std::iter::once(&front).chain(leaves.iter().map(|leaf| &leaf.page)).collect();
    pdf::file(&cover.drawing.about(), &pages, &bookmarks)
}
