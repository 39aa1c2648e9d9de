//! The brief of a region: its key figures, what people say against what exists, incidents over time,
//! road axes, priority communes and caveats, in sentences made from computed numbers alone.
//!
//! Every number comes from the columns, layers and tables of the run, after protection; what is missing or
//! withheld stays a word. What the project does not have is left out, and said among the caveats.
//!
//! Not for drawing: see [`carto::brief`](crate::carto::brief).

mod caveats;
mod facts;
mod figures;
mod places;
mod times;
mod voices;

#[cfg(test)]
mod tests;

use super::axes::RoadsReport;
use super::priority::PriorityRow;
use crate::base::{Boundaries, Column, Lang, Level, Source, Text, columns_at, long_date};
use crate::carto::brief::Brief;
use crate::carto::charts::{Axis, Value};
use crate::carto::words::{filled, words};
use crate::layers::Layer;
use crate::text;
use facts::{Facts, Letters};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// What the briefs of a run are made from.
pub struct BriefSource<'a> {
    pub lang: Lang,
    /// Title of the project.
    pub title: Text,
    pub synthetic: bool,
    /// Printed; `None` prints no date.
    pub date: Option<Date>,
    /// Days before the last event whose events this audience does not see; 0 for none.
    pub delay_days: i64,
    pub boundaries: &'a Boundaries,
    pub columns: &'a [Column],
    pub layers: &'a [Layer],
    pub sources: &'a [Source],
    /// The last day, month or year that a source speaks of, by id, as ISO text.
    pub until: BTreeMap<String, String>,
    /// Columns of survey questions, in the order of the project.
    pub questions: Vec<String>,
    /// Ids and labels of the lists of facilities.
    pub services: Vec<(String, Text)>,
    /// Columns of a need and of the response to it.
    pub needs: Vec<(String, String)>,
    /// What people put first.
    pub rankings: Vec<Ranking>,
    /// The communes of all regions, see [`priority_csv`](super::priority::priority_csv).
    pub priority: &'a [PriorityRow],
    pub axes: &'a RoadsReport,
}

/// What the people of each area put first.
#[derive(Debug, Clone)]
pub struct Ranking {
    pub title: String,
    pub level: Level,
    pub indicative: bool,
    pub axis: Axis,
    /// Code or name of an area, with its things from the first to the last.
    pub areas: Vec<(String, Vec<(String, Value)>)>,
}

/// The briefs of one run.
pub struct Briefs<'a> {
    source: BriefSource<'a>,
    /// Every column as it stands at the regions.
    regions: Vec<Column>,
}

impl<'a> Briefs<'a> {
    pub fn new(source: BriefSource<'a>) -> Briefs<'a> {
        let regions = columns_at(Level::Region, source.columns, source.boundaries);
        Briefs { source, regions }
    }

    /// The brief of the region at that position.
    pub fn of(&self, region: usize) -> Brief {
        let source = &self.source;
        let lang = source.lang;
        let facts = Facts { source, regions: &self.regions, region };
        let (mut letters, name) = (Letters::default(), facts.name());
        let times = times::times(&facts);
        let figures = figures::table(&facts, &mut letters);
        let said = voices::said(&facts);
        let measured = voices::measured(&facts);
        let axes = places::axes(&facts);
        let priority = places::priority(&facts);
        let caveats = caveats::lines(&facts, &said, &times);
        let made_on = source.date.map(|date| {
            let date = long_date(date, lang);
            text!("Établi le {date} avec lakana.", "Made on {date} with lakana.").get(lang).to_owned()
        });
        Brief {
            lang,
            overline: source.title.get(lang).to_owned(),
            title: text!("{name} — note de synthèse", "{name} — brief").get(lang).to_owned(),
            made_on: made_on.unwrap_or_default(),
            headline: figures::headline(&facts),
            figures,
            sources: letters.lines(&facts),
            said,
            measured,
            facing: voices::facing(&facts),
            incidents: times.chart,
            axes,
            priority,
            caveats,
            credits: credits(source),
            synthetic: source.synthetic,
        }
    }
}

/// Boundaries and disclaimer.
fn credits(source: &BriefSource) -> Vec<String> {
    let (lang, vintage) = (source.lang, source.boundaries.vintage.as_str());
    let boundaries = (!vintage.is_empty()).then(|| filled(&words().boundaries, lang, &[("vintage", vintage)]));
    boundaries.into_iter().chain([words().disclaimer.get(lang).to_owned()]).collect()
}

fn pick(lang: Lang, text: Text) -> String {
    text.get(lang).to_owned()
}

/// With a capital letter at its beginning.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Several things in one sentence: « a, b et c ».
fn listed(things: &[String], lang: Lang) -> String {
    match things {
        [] => String::new(),
        [one] => one.clone(),
        [before @ .., last] => {
            let and = if lang == Lang::Fr { "et" } else { "and" };
            format!("{} {and} {last}", before.join(", "))
        }
    }
}
