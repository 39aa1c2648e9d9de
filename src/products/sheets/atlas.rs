//! All sheets of a run in one file.

use super::{SheetPlan, SheetSet};
use crate::base::{Level, Result, Text, long_date};
use crate::carto::atlas::{Chapter, Cover, Leaf, bind, cover};
use crate::carto::content::Content;
use crate::carto::pdf::PdfPage;
use crate::carto::words::{filled, words};

impl SheetSet<'_> {
    /// Binds the sheets of the plan, given as pages in the same order: cover, map of the regions, the
    /// country, each region. An error when the cover cannot be drawn.
    pub fn atlas(&self, plan: &[SheetPlan], pages: Vec<PdfPage>) -> Result<Vec<u8>> {
        let mut chapters: Vec<Chapter> = Vec::new();
        let mut leaves = Vec::new();
        for (i, (sheet, page)) in plan.iter().zip(pages).enumerate() {
            let region = sheet.region.as_ref().and_then(|code| self.boundaries.regions.position(code));
            if chapters.last().is_none_or(|last| last.region != region) {
                let name = region.map_or_else(|| self.country_name(), |r| self.boundaries.regions[r].name.clone());
                chapters.push(Chapter { region, name, page: i + 1 });
            }
            leaves.push(Leaf { chapter: chapters.len() - 1, page });
        }
        bind(&self.cover(&chapters)?, &leaves)
    }

    fn cover(&self, chapters: &[Chapter]) -> Result<Cover> {
        let (lang, context) = (self.context.lang, &self.context);
        let mut sources: Vec<&str> = Vec::new();
        for credit in self.layers.iter().flat_map(|l| &l.credits).map(|c| c.get(lang).trim_end_matches('.')) {
            if !credit.is_empty() && !sources.contains(&credit) {
                sources.push(credit);
            }
        }
        let sources = filled(&words().sources, lang, &[("credits", &sources.join(" ; "))]);
        let made = context.date.map(|d| filled(&words().made_on, lang, &[("date", &long_date(d, lang))]));
        let credits = std::iter::once(sources).chain(made).chain([words().disclaimer.get(lang).to_owned()]);
        let content = Content {
            lang,
            overline: context.title.get(lang).to_owned(),
            title: words().atlas.get(lang).to_owned(),
            subtitle: Text::new("Une carte par thème et par région", "One map for each theme and region").get(lang).to_owned(),
            credits: credits.collect(),
            logos: context.logos.clone(),
            synthetic: context.synthetic || self.layers.iter().any(|l| l.synthetic),
            ..Content::bare(lang, Level::Region)
        };
        cover(self.base(None)?, self.boundaries, &content, chapters)
    }
}
