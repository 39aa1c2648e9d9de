//! Axes of one road layer: what `lakana axes` does.

use super::towns::split_towns;
use super::{AxesInputs, roads_report, strips, tables};
use crate::access::{Mode, Speeds};
use crate::base::{Error, Lang, Level, Problem, Problems, Result, Severity, Text, write_file};
use crate::carto::theme::Theme;
use crate::indicators::population;
use crate::layers::{WriteOptions, format};
use crate::names::Review;
use crate::pipeline::account::{Account, InputAccount, OutputAccount};
use crate::pipeline::people_raster::{PeopleRaster, RasterPeople, people_input};
use crate::pipeline::project::{AxisInput, InputKind, RoadOptions};
use crate::products::area_layers::Labelling;
use crate::products::axes::{StripAround, axes_layers};
use crate::products::sheets::styles_for;
use crate::protect::{Audience, withhold};
use crate::read::boundaries::{BoundaryFiles, read_boundaries};
use crate::read::raster::RasterUnit;
use crate::read::records::Input;
use crate::read::roads::read_roads;
use crate::read::schema::Kind;
use crate::read::vector::VectorOptions;
use crate::read::{area_rows, incidents, towns};
use crate::table::join::{amounts, events};
use crate::table::places::Places;
use crate::text;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

/// Which roads, which towns, and where the outputs go.
#[derive(Debug, Clone)]
pub struct AxesCommand {
    pub roads: PathBuf,
    pub towns: PathBuf,
    /// Each as a person writes it: `Douentza–Boni–Hombori`.
    pub axes: Vec<String>,
    pub bridges: Vec<String>,
    pub max_town_km: f64,
    pub incidents: Option<PathBuf>,
    pub boundaries: Option<PathBuf>,
    /// A table by commune, or a raster.
    pub population: Option<PathBuf>,
    /// What the cells of a raster count.
    pub population_unit: Option<RasterUnit>,
    pub options: RoadOptions,
    pub audience: Audience,
    pub output: PathBuf,
    pub lang: Lang,
    /// Written into formats that demand a date.
    pub date: jiff::Timestamp,
}

/// Lays the axes, measures what is given, and writes layers, tables and strip maps into the folder.
///
/// # Errors
/// A file that cannot be read or written; no axis that can be laid.
pub fn axes_command(command: &AxesCommand) -> Result<Account> {
    let mut problems = Problems::new();
    let mut account = Account::default();
    let shown = |path: &PathBuf| path.display().to_string();
    let read = |account: &mut Account, fr: &str, en: &str, path: &PathBuf, count: usize| {
        account.inputs.push(InputAccount::new(Text::new(fr, en), shown(path), count as u64));
    };
    let roads = read_roads(&command.roads, &VectorOptions::default(), &mut problems)?;
    read(&mut account, "routes", "roads", &command.roads, roads.len());
    let (towns, found) = towns::read(&Input::new(&command.towns, shown(&command.towns)))?;
    // What gazetteers leave out of other places is no matter of this command; positions are.
    problems.extend(found.into_iter().filter(|p| p.severity > Severity::Note));
    read(&mut account, "villes", "towns", &command.towns, towns.len());
    let boundaries = match &command.boundaries {
        None => None,
        Some(file) => {
            Some(read_boundaries(&BoundaryFiles { communes: file.clone(), ..BoundaryFiles::default() }, &mut problems)?)
        }
    };
    let review = Review::default();
    let places = boundaries.as_ref().map(|b| Places::new(b, &review));
    let needs_boundaries = |file: &PathBuf| {
        let file = shown(file);
        Error::usage(
            text!(
                "`{file}` ne peut pas être placé sans les limites des communes",
                "`{file}` cannot be placed without the boundaries of the communes"
            ),
            Text::new("Ajoutez --boundaries communes.geojson.", "Add --boundaries communes.geojson."),
        )
    };
    let mut log = Vec::new();
    if let Some(file) = &command.incidents {
        let places = places.as_ref().ok_or_else(|| needs_boundaries(file))?;
        let (records, found) = incidents::read(&Input::new(file, shown(file)))?;
        problems.extend(found);
        read(&mut account, "incidents", "incidents", file, records.len());
        let join = events(&records, "incidents", &shown(file), places, command.lang);
        problems.extend(join.problems);
        let (kept, found) = withhold(join.records, command.audience, places.boundaries);
        problems.extend(found);
        log = kept;
    }
    let (mut people, mut raster) = (None, None);
    if let Some(file) = &command.population {
        let places = places.as_ref().ok_or_else(|| needs_boundaries(file))?;
        let input = people_input(file, command.population_unit);
        let counts = match input.kind == InputKind::PopulationRaster {
            true => {
                let declared = PeopleRaster::open(&input, file)?;
                read(&mut account, "cellules de population", "cells of population", file, declared.cells);
                let (found, doubts) = RasterPeople::read(&declared, "population", &shown(file), places.boundaries)?;
                problems.extend(doubts);
                let counts = found.headcounts.clone();
                raster = Some(found);
                counts
            }
            false => {
                let (rows, found) = area_rows::read(&Input::new(file, shown(file)), Kind::Population)?;
                problems.extend(found);
                read(&mut account, "population", "population", file, rows.len());
                let value = |r: &area_rows::AreaRow| r.values.get("population").copied().filter(|v| *v >= 0.0);
                let join = amounts(&rows, value, &shown(file), places, command.lang);
                problems.extend(join.problems);
                let count =
                    |(row, a): (u64, crate::table::Amount)| population::Headcount { row, place: a.place, people: a.value };
                join.records.into_iter().map(count).collect()
            }
        };
        people = population::columns(&counts, Level::Commune, places.boundaries, "population").into_iter().next();
    }
    let declared: Vec<AxisInput> = command
        .axes
        .iter()
        .enumerate()
        .map(|(i, written)| AxisInput {
            id: format!("axis_{}", i + 1),
            label: None,
            towns: split_towns(written),
            max_town_km: command.max_town_km,
            bridge: command.bridges.iter().filter(|b| joins(b, written)).cloned().collect(),
        })
        .collect();
    let inputs = AxesInputs {
        roads: &roads,
        road_file: &shown(&command.roads),
        towns: &towns,
        town_file: &shown(&command.towns),
        boundaries: boundaries.as_ref(),
        people: people.as_ref(),
        raster: raster.as_ref(),
        events: &log,
        facilities: &[],
        audience: command.audience,
        options: &command.options,
        speeds: Speeds::new(Mode::Moto, &BTreeMap::new())?,
        axes: &declared,
        closures: &[],
    };
    let (report, found) = roads_report(&inputs)?;
    if report.axes.is_empty() {
        return Err(nothing_laid(found.sorted()));
    }
    problems.extend(found);

    let mut wrote = |name: String, rows: usize| {
        let file = command.output.join(name).display().to_string();
        account.outputs.push(OutputAccount { file, rows: rows as u64 });
    };
    let labelling = Labelling { credits: Vec::new(), synthetic: false };
    let mut layers = axes_layers(&report, &labelling);
    let themes = Theme::all()?;
    for layer in &mut layers {
        layer.styles = styles_for(layer, &themes, &BTreeMap::new())?;
    }
    let options = WriteOptions::new(command.lang, command.date);
    for format in ["geojson", "qml", "sld", "gpkg"].into_iter().filter_map(format) {
        (format.write)(&layers, &command.output, &options)?;
    }
    layers.iter().for_each(|layer| wrote(format!("{}.geojson", layer.name), layer.features.len()));
    wrote("lakana.gpkg".into(), layers.iter().map(|layer| layer.features.len()).sum());
    for (name, content) in tables(&report, command.audience) {
        let file = format!("{name}.csv");
        write_file(&command.output.join(&file), |out| out.write_all(content.as_bytes()))?;
        wrote(file, content.lines().count().saturating_sub(1));
    }
    let around = StripAround {
        lang: command.lang,
        overline: Text::default(),
        credits: Vec::new(),
        synthetic: false,
        snap_km: command.options.snap_km,
        bandwidth_km: command.options.bandwidth_km,
    };
    for (id, svg, png, pdf) in strips(&report, &around)? {
        for (ending, bytes) in [("svg", svg.into_bytes()), ("png", png), ("pdf", pdf)] {
            let name = format!("{id}.{ending}");
            write_file(&command.output.join(&name), |out| out.write_all(&bytes))?;
            wrote(name, 1);
        }
    }
    for axis in &report.axes {
        account.fact(
            "axis_km",
            Text::new(format!("{} (km)", axis.label.fr), format!("{} (km)", axis.label.en)),
            axis.length_km,
            1,
        );
    }
    account.problems.extend(problems.sorted());
    Ok(account)
}

/// Whether an axis names both towns of a bridge.
fn joins(bridge: &str, axis: &str) -> bool {
    let towns = split_towns(axis);
    let bare = |t: &String| crate::names::fold(t.split(['(', '@']).next().unwrap_or_default());
    split_towns(bridge).iter().all(|end| towns.iter().any(|t| bare(t) == bare(end)))
}

/// One error of the reasons why no axis could be laid.
fn nothing_laid(problems: Vec<Problem>) -> Error {
    let errors: Vec<Problem> = problems.into_iter().filter(|p| p.severity == Severity::Error).collect();
    let said = |lang: Lang| {
        let one =
            |p: &Problem| p.cases.iter().map(|c| format!("{} : {}", p.what.get(lang), c.found)).collect::<Vec<_>>().join("\n");
        errors.iter().map(one).collect::<Vec<_>>().join("\n")
    };
    let hint = errors.first().map_or_else(Text::default, |p| p.way_out.clone());
    Error::input(Text::new(said(Lang::Fr), said(Lang::En)), hint)
}
