//! The brief of a region, around the map of one of its sheets.

use super::{SheetPlan, SheetSet};
use crate::base::{Level, Result};
use crate::carto::brief::{Brief, Pages, draw};
use crate::carto::content::{Content, Fill};
use crate::carto::layout::PageSetup;

/// The field of the sheet whose map stands in a brief; the first sheet of the region where there is none of it.
const MAIN: &str = "risk_index";

impl SheetSet<'_> {
    /// Draws the brief of the region at that position with the map of its main sheet; with borders and names alone where it
    /// has no sheet of classes. `plan` is that of the set. An error when the map cannot be projected.
    pub fn brief(&self, plan: &[SheetPlan], region: usize, brief: &Brief) -> Result<Pages> {
        let code = &self.boundaries.regions[region].code;
        let of_classes = |sheet: &SheetPlan| self.themes.iter().any(|t| t.id == sheet.theme && !t.only_on_sheets());
        let own = || plan.iter().filter(|sheet| sheet.region.as_ref() == Some(code) && of_classes(sheet));
        let content = match own().find(|sheet| sheet.field == MAIN).or_else(|| own().next()) {
            Some(sheet) => self.subject(sheet)?.content()?,
            None => Content {
                fills: vec![Some(Fill::Ground); self.boundaries.communes.len()],
                towns: true,
                roads: true,
                synthetic: brief.synthetic,
                ..Content::bare(brief.lang, Level::Commune)
            },
        };
        let page = PageSetup::default();
        match self.context.page == page {
            true => draw(self.base(Some(region))?, self.boundaries, &content, brief),
            false => draw(&self.made(Some(region), page)?, self.boundaries, &content, brief),
        }
    }
}
