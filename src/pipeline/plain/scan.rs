//! `lakana scan`: which areas together have more cases than their people explain, over the whole time or in some part of it.

mod cases;
mod told;

use super::{PlainInput, not_an_input, surfaces_of, write_styles};
use crate::base::{Area, Error, Features, Lang, MetricFrame, Problems, Progress, Result, Text};
use crate::layers::{FieldValue, Layer, PlainFormat, WriteOptions, features_of, write_plain};
use crate::pipeline::account::{Account, InputAccount};
use crate::products::area_layers::Labelling;
use crate::products::cluster_layers::{DatedCluster, clusters_layer, sentence};
use crate::spatial::scan::{Cluster, Model, scan as search};
use cases::{Counted, EventsInAreas};
use geo::BoundingRect;
use geo_types::{Coord, LineString};
use serde_json::{Map, Value};
use std::path::PathBuf;

pub use crate::spatial::permutation::Permutations;
pub use crate::spatial::scan::ScanOptions;
pub use cases::{EventsAsked, Step};

/// Where cases come from.
#[derive(Debug, Clone)]
pub enum Cases {
    /// A field of the areas.
    Field(String),
    /// Points of another file, counted in the areas.
    Events(EventsAsked),
}

/// What cases are held against.
#[derive(Debug, Clone)]
pub enum Against {
    /// A field of people: the Poisson model.
    People(String),
    /// A field of controls: the Bernoulli model.
    Controls(String),
}

/// What was typed.
#[derive(Debug, Clone)]
pub struct ScanCommand {
    pub layer: PlainInput,
    pub cases: Cases,
    pub against: Against,
    /// Share of people, share of time, shape of windows, replications.
    pub options: ScanOptions,
    /// Clusters with a greater probability of chance are not written, but for the most likely.
    pub level: f64,
    /// The field of codes; the number of the row without it.
    pub code: Option<String>,
    /// The field of names; codes without it.
    pub name: Option<String>,
    pub output: PathBuf,
    pub lang: Lang,
    pub date: jiff::Timestamp,
}

/// What was found.
#[derive(Debug)]
pub struct ScanAnswer {
    /// One for each cluster, or that there is none.
    pub sentences: Vec<Text>,
    /// Clusters as they are written, without their shapes.
    pub clusters: Vec<Map<String, Value>>,
    pub account: Account,
}

/// Carries the command out: one polygon for each cluster. Areas without a number of cases or of people are passed over and
/// told.
///
/// # Errors
/// Fields that are not there or hold no numbers; no area with cases and people; controls beside dates; an unknown ending; files that
/// cannot be read or written.
pub fn scan(command: &ScanCommand, progress: &dyn Progress) -> Result<ScanAnswer> {
    PlainFormat::of(&command.output)?;
    not_an_input(&command.output, &[&command.layer.path])?;
    let mut problems = Problems::new();
    let features = command.layer.read(&mut problems)?;
    let areas = areas(&features, command, &mut problems)?;
    let shapes: Vec<&Area> = areas.iter().collect();
    progress.go_on()?;

    progress.step(&Text::new("Cas", "Cases"), None);
    let mut inputs = Vec::new();
    let mut account = Account::default();
    let (mut counted, periods) = match &command.cases {
        Cases::Field(field) => (Counted::of_field(&features, field, &mut problems)?, None),
        Cases::Events(asked) => {
            not_an_input(&command.output, &[&asked.file.path])?;
            let EventsInAreas { counted, periods, input } = cases::of_events(asked, &areas, &mut problems)?;
            inputs.push(input);
            (counted, periods)
        }
    };
    let steps = counted.steps;
    if matches!(command.against, Against::Controls(_)) && steps > 1 {
        return Err(Error::usage(
            Text::new("des témoins (--controls) ne vont pas avec des dates", "controls (--controls) do not go with dates"),
            Text::new("Donnez --population, ou retirez --date.", "Give --population, or leave --date out."),
        ));
    }
    let people = cases::people(&features, &command.against, &mut problems)?;
    let kept = counted.usable(&people);
    // An area that is not fully known is passed over, with its cases.
    counted.cases.iter_mut().zip(&kept).filter(|(_, kept)| !**kept).for_each(|(cases, _)| cases.fill(0));
    let known = kept.iter().filter(|kept| **kept).count();
    let mut input = InputAccount::new(Text::new("unités", "areas"), &features.file, features.rows.len() as u64);
    input.leave_out(
        "no-value",
        Text::new("sans cas connus, sans population ou sans polygone", "without known cases, people or a polygon"),
        (features.rows.len() - known) as u64,
    );
    inputs.insert(0, input);

    progress.step(&Text::new("Balayage", "Scan"), None);
    let centres = centres(&areas)?;
    let base: Vec<f64> = people.iter().zip(&kept).map(|(people, kept)| people.filter(|_| *kept).unwrap_or(0.0)).collect();
    let controls: Vec<u32> = base.iter().map(|v| *v as u32).collect();
    let model = match command.against {
        Against::People(_) => Model::Poisson { base: &base },
        Against::Controls(_) => Model::Bernoulli { controls: &controls },
    };
    let all = search(&centres, &counted.cases, model, &command.options);
    problems.add(told::nothing(&features.file, &all));
    let searched = all.len();
    let dated = |cluster: Cluster| DatedCluster { days: periods.as_ref().map(|p| p.days(&cluster.steps)), cluster };
    let significant = |c: &Cluster| c.p.is_some_and(|p| p <= command.level);
    let found: Vec<DatedCluster> =
        all.into_iter().enumerate().filter(|(rank, c)| *rank == 0 || significant(c)).map(|(_, c)| dated(c)).collect();

    let labelling = Labelling { credits: Vec::new(), synthetic: false };
    let layer = clusters_layer(&found, &shapes, &[], &labelling)?;
    let options = WriteOptions::new(command.lang, command.date);
    account.wrote(write_plain(&features_of(&layer), &command.output, &options)?);
    write_styles(&layer, &command.output, command.lang, &mut account)?;
    let mut sentences: Vec<Text> = found.iter().enumerate().map(|(rank, c)| sentence(rank, c, &shapes)).collect();
    if !found.iter().any(|c| significant(&c.cluster)) {
        sentences.insert(0, told::none_significant(command));
    }
    account.inputs = inputs;
    account.rules = told::rules(command, periods.as_ref());
    let total: u64 = counted.cases.iter().flatten().map(|n| u64::from(*n)).sum();
    account.fact("cases", Text::new("cas", "cases"), total as f64, 0);
    account.fact(
        "windows_not_written",
        Text::new("autres foyers, non significatifs", "other clusters, not significant"),
        (searched - found.len()) as f64,
        0,
    );
    account.problems.extend(problems.sorted());
    Ok(ScanAnswer { sentences, clusters: as_json(&layer), account })
}

/// The rows as areas; those without a polygon are empty.
fn areas(features: &Features, command: &ScanCommand, problems: &mut Problems) -> Result<Vec<Area>> {
    let code = command.code.as_deref().map(|name| features.field(name)).transpose()?;
    let name = command.name.as_deref().map(|name| features.field(name)).transpose()?;
    let shapes = surfaces_of(features, problems)?;
    let area = |(row, shape): (&crate::base::FeatureRow, geo_types::MultiPolygon<f64>)| {
        let code = code.map_or_else(|| row.row.to_string(), |f| row.values[f].shown());
        let name = name.map_or_else(|| code.clone(), |f| row.values[f].shown());
        Area::new(crate::base::Pcode(code), name, None, shape)
    };
    Ok(features.rows.iter().zip(shapes).map(area).collect())
}

/// Where areas stand, metric; an area without shape nowhere.
fn centres(areas: &[Area]) -> Result<Vec<Coord<f64>>> {
    let mut all: Vec<Coord<f64>> = areas.iter().map(|a| a.centre).collect();
    let somewhere = |a: &&Area| !a.geometry.0.is_empty();
    let bounds = LineString(areas.iter().filter(somewhere).map(|a| a.centre).collect()).bounding_rect();
    if let Some(bounds) = bounds {
        MetricFrame::centred_on(bounds).project(&mut all)?;
    }
    let nowhere = Coord { x: f64::NAN, y: f64::NAN };
    areas.iter().zip(&mut all).filter(|(a, _)| a.geometry.0.is_empty()).for_each(|(_, at)| *at = nowhere);
    Ok(all)
}

fn as_json(layer: &Layer) -> Vec<Map<String, Value>> {
    let json = |value: &FieldValue| match value.written() {
        FieldValue::Null => Value::Null,
        FieldValue::Text(text) => text.as_str().into(),
        FieldValue::Integer(i) => (*i).into(),
        FieldValue::Real(v) => (*v).into(),
    };
    let row = |f: &crate::layers::Feature| layer.fields.iter().zip(&f.values).map(|(f, v)| (f.id.clone(), json(v))).collect();
    layer.features.iter().map(row).collect()
}
