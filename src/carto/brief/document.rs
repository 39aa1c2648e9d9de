//! Both pages as one PDF file: real text, and the map from the same parts as its sheet.

use super::{PAGE, Page, Pages};
use crate::base::Result;
use crate::carto::pdf::{self, About, PdfPage, Piece};
use crate::carto::render::{Page as Sheet, page_parts};

impl Pages {
    /// The file. The same pages give the same bytes.
    pub fn pdf(&self) -> Result<Vec<u8>> {
        let pages = self.pages.iter().map(|page| self.page(page)).collect::<Result<Vec<_>>>()?;
        let about = About { title: self.title.clone(), description: String::new(), lang: self.lang };
        pdf::file(&about, &pages.iter().collect::<Vec<_>>(), &[])
    }

    fn page(&self, page: &Page) -> Result<PdfPage> {
        let mut parts = Vec::new();
        for placed in &page.placed {
            let height = placed.parts.first().map_or(PAGE.height, |part| part.page.millimetres().1);
            let piece = Piece { height, from: placed.from, to: placed.to };
            parts.extend(page_parts(&placed.parts, (placed.from != placed.to).then_some(piece))?);
        }
        let (title, description) = (self.title.clone(), self.described.clone());
        Ok(PdfPage { size: Sheet::of(PAGE.width, PAGE.height), title, description, parts, links: Vec::new() })
    }
}
