//! The interactive page of a run: one HTML file that holds its data and asks for no network.
//!
//! Everything in it comes from layers and themes, which are protected before they get here: what an
//! audience may not see cannot be in the file. Nothing is computed but classes, and coordinates
//! are put on a grid. How the page looks and behaves is in `web/`.

mod borders;
mod columns;
mod places;
mod template;
mod themes;

pub use template::html;

use super::sheets::SheetContext;
use crate::base::{Boundaries, Column, Direction, Lang, Level, Missing, Result, Text, long_date};
use crate::carto::theme::Theme;
use crate::carto::topology::Topology;
use crate::carto::words::{Words, words};
use crate::layers::layer::Layer;
use borders::Borders;
use columns::Table;
use places::{Lines, Points};
use serde::Serialize;
use std::collections::BTreeMap;
use themes::ThemeData;

/// What a page must know besides its layers.
#[derive(Debug, Clone)]
pub struct PageContext<'a> {
    pub sheets: &'a SheetContext,
    /// Who may see it, in words.
    pub audience: Text,
    /// How each field was made.
    pub columns: &'a [Column],
    /// What the risk index is made of; empty where there is none.
    pub score: Vec<ScorePart>,
    /// What ids in the layers mean: kinds of incidents, road axes.
    pub names: BTreeMap<String, Text>,
}

/// A branch of the risk index, or one of its indicators.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScorePart {
    /// Field with its value.
    pub field: String,
    /// Field with its score, 0 to 10; the value itself in a branch.
    pub score: String,
    pub label: Text,
    /// Relative to the parts beside it.
    pub weight: f64,
    pub parts: Vec<ScorePart>,
}

/// Everything that is embedded in a page, as its scripts read it (`web/src/data.ts`).
#[derive(Debug, Serialize)]
pub struct PageData {
    title: Text,
    lang: Lang,
    synthetic: bool,
    audience: Text,
    /// Day of the run; empty for none.
    date: Text,
    vintage: String,
    words: &'static Words,
    /// Reasons for a missing value, by their ids.
    missing: BTreeMap<&'static str, Text>,
    names: BTreeMap<String, Text>,
    fields: BTreeMap<String, FieldData>,
    themes: Vec<ThemeData>,
    score: Vec<ScorePart>,
    borders: Borders,
    /// By level, rows in the order of the codes.
    areas: BTreeMap<&'static str, Table>,
    /// By layer.
    points: BTreeMap<String, Points>,
    lines: BTreeMap<String, Lines>,
}

/// What is known of a field of areas, whatever its level.
#[derive(Debug, Serialize)]
struct FieldData {
    label: Text,
    unit: Text,
    decimals: usize,
    /// Empty for fields that no column stands behind.
    method: Text,
    /// What its bounds are; empty where it has none.
    interval: Text,
    indicative: bool,
    direction: Option<Direction>,
    credits: Vec<Text>,
}

/// Levels whose areas a page knows, fine to coarse.
const LEVELS: [Level; 4] = [Level::Commune, Level::Cercle, Level::Region, Level::Zone];

/// Fields that say something about another field, by their endings.
const COMPANIONS: [&str; 5] = ["_n", "_lower", "_upper", "_missing", "_stands_at"];

/// What a page shows of these layers: every theme with a value somewhere, each with the classes of its sheets.
/// An error when a theme is wrong.
pub fn data(layers: &[Layer], boundaries: &Boundaries, themes: &[Theme], context: &PageContext) -> Result<PageData> {
    let sheets = context.sheets;
    let themes = themes::drawn(layers, themes, &sheets.facts)?;
    let topology = Topology::new(boundaries);
    let areas = LEVELS.into_iter().filter_map(|level| {
        let layer = layers.iter().find(|l| l.level == Some(level))?;
        Some((level, layer))
    });
    let mut fields = BTreeMap::new();
    let mut tables = BTreeMap::new();
    for (level, layer) in areas {
        for field in layer.fields.iter().filter(|f| f.kind.is_number() && !is_companion(&f.id, layer)) {
            fields.entry(field.id.clone()).or_insert_with(|| field_data(field, context));
        }
        tables.insert(level.id(), Table::of_areas(layer, boundaries.level(level)));
    }
    let tolerance = borders::tolerance(boundaries);
    Ok(PageData {
        title: sheets.title.clone(),
        lang: sheets.lang,
        synthetic: sheets.synthetic || layers.iter().any(|l| l.synthetic),
        audience: context.audience.clone(),
        date: sheets.date.map_or_else(Text::default, |d| Text::new(long_date(d, Lang::Fr), long_date(d, Lang::En))),
        vintage: boundaries.vintage.clone(),
        words: words(),
        missing: Missing::ALL.into_iter().map(|m| (m.id(), m.label())).collect(),
        names: context.names.clone(),
        fields,
        score: context.score.clone(),
        borders: Borders::new(&topology, boundaries, tolerance),
        areas: tables,
        points: places::points(layers, &themes, boundaries),
        lines: places::lines(layers, &themes, boundaries, tolerance),
        themes,
    })
}

fn field_data(field: &crate::layers::Field, context: &PageContext) -> FieldData {
    let column = context.columns.iter().find(|c| c.id == field.id);
    FieldData {
        label: field.label.clone(),
        unit: field.unit.clone(),
        decimals: field.decimals,
        method: column.map_or_else(Text::default, |c| c.method.clone()),
        interval: column.map_or_else(Text::default, |c| c.interval.label()),
        indicative: column.is_some_and(|c| c.indicative),
        direction: column.map(|c| c.direction),
        credits: context.sheets.facts.get(&field.id).map_or_else(Vec::new, |f| f.credits.clone()),
    }
}

fn is_companion(id: &str, layer: &Layer) -> bool {
    COMPANIONS.iter().any(|tail| id.strip_suffix(tail).is_some_and(|base| layer.field(base).is_some()))
}
