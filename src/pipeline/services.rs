//! A list of facilities by area: what `lakana services` does.

use super::access::style;
use super::date::{midnight, today};
use super::facts;
use super::join::join;
use super::load::load;
use super::people_raster::people_input;
use super::project::{Input, InputKind, OneOrTwo, Project};
use crate::base::{Column, Error, Lang, Level, Problem, Progress, Result, Source, Text, columns_at, number, write_file};
use crate::layers::{WriteOptions, csv, geojson, gpkg, qml};
use crate::products::area_layers::{Labelling, area_layer};
use crate::read::parse::dates::PartialDate;
use crate::read::raster::RasterUnit;
use crate::risk::Evidence;
use crate::text;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Which files, what a row is, and where the answer goes.
#[derive(Debug, Clone)]
pub struct ServicesOptions {
    pub facilities: PathBuf,
    pub boundaries: PathBuf,
    /// A table by commune, or a raster of that unit.
    pub population: Option<PathBuf>,
    pub population_unit: Option<RasterUnit>,
    pub by: Level,
    /// `.csv`, `.geojson` (a QGIS style is written beside it) or `.gpkg`.
    pub output: Option<PathBuf>,
    pub lang: Lang,
}

/// The table, for people and for programs.
pub struct ServicesTable {
    pub header: Vec<String>,
    pub rows: Vec<Vec<String>>,
    pub json: serde_json::Value,
    pub written: Vec<String>,
    pub problems: Vec<Problem>,
}

/// Reads the list, places it, counts it, and writes what was asked for. Rates are missing without people.
///
/// # Errors
/// Files that cannot be read or written; an output of another format.
pub fn services_table(options: &ServicesOptions, progress: &dyn Progress) -> Result<ServicesTable> {
    let format = options.output.as_deref().map(ending).transpose()?;
    let label = Some(OneOrTwo::Two(Text::new("Structures", "Facilities")));
    let mut inputs = vec![Input { label, ..Input::of_file("facilities", InputKind::Facilities, &options.facilities) }];
    inputs.extend(options.population.as_ref().map(|file| people_input(file, options.population_unit)));
    let project = Project::of_files(&options.boundaries, inputs, options.lang);
    let date = today();
    let as_of = PartialDate { year: date.year(), month: Some(date.month()), day: Some(date.day()) };
    let (loaded, mut problems) = load(&project, Path::new(""), as_of, progress)?;
    let (joined, found) = join(&loaded, options.lang)?;
    problems.extend(found);
    let facts::Facts { columns, problems: found, .. } =
        facts::columns(&joined, &project, &loaded.boundaries, &Evidence::default());
    problems.extend(found);
    let said = |c: &Column| c.cells.iter().any(|cell| cell.ok().is_some());
    let columns: Vec<Column> = columns_at(options.by, &columns, &loaded.boundaries)
        .into_iter()
        .filter(|c| (c.id == "population" || c.id.starts_with("facilities_")) && said(c))
        .collect();

    let sources: Vec<Source> =
        [&loaded.boundary_source].into_iter().chain(loaded.inputs.iter().map(|i| &i.source)).cloned().collect();
    let labelling = Labelling { credits: sources.iter().map(|s| s.credit.clone()).collect(), synthetic: false };
    let mut layers = [area_layer(options.by, &columns, &loaded.boundaries, &labelling)];
    style(&mut layers, &columns, &sources)?;
    let mut written = Vec::new();
    if let (Some(path), Some(format)) = (&options.output, format) {
        written.push(path.display().to_string());
        let layer = &layers[0];
        match format {
            Ending::Csv => write_file(path, |out| csv::write(layer, out))?,
            Ending::GeoJson => {
                write_file(path, |out| geojson::write(layer, out))?;
                // QGIS takes the style of the same name by itself.
                let beside = path.with_extension("qml");
                if let Some(style) = qml::styles(layer, options.lang).first() {
                    write_file(&beside, |out| out.write_all(style.qml().as_bytes()))?;
                    written.push(beside.display().to_string());
                }
            }
            Ending::GeoPackage => {
                let writing = WriteOptions::new(options.lang, midnight(date));
                gpkg::write(&layers, path, &writing)?;
            }
        }
    }
    let header = std::iter::once(options.by.label().get(options.lang).to_owned())
        .chain(columns.iter().map(|c| c.label.get(options.lang).rsplit(':').next().unwrap_or_default().trim().to_owned()));
    let shown = |column: &Column, i: usize| match column.cells[i].value {
        Ok(value) => number(value, column.decimals, options.lang),
        Err(_) => "–".to_owned(),
    };
    let areas = loaded.boundaries.level(options.by);
    let row = |(i, name): (usize, &String)| std::iter::once(name.clone()).chain(columns.iter().map(|c| shown(c, i))).collect();
    let names: Vec<String> = areas.iter().map(|a| a.name.clone()).collect();
    let rows = names.iter().enumerate().map(row).collect();
    let value = |(i, area): (usize, &crate::base::Area)| {
        let facts = columns.iter().map(|c| (c.id.clone(), c.cells[i].ok().into()));
        let mut object: serde_json::Map<String, serde_json::Value> = facts.collect();
        object.insert("code".into(), area.code.as_str().into());
        object.insert("name".into(), area.name.as_str().into());
        serde_json::Value::Object(object)
    };
    let json = areas.iter().enumerate().map(value).collect();
    Ok(ServicesTable { header: header.collect(), rows, json, written, problems: problems.sorted() })
}

#[derive(Clone, Copy)]
enum Ending {
    Csv,
    GeoJson,
    GeoPackage,
}

fn ending(path: &Path) -> Result<Ending> {
    match path.extension().map(|e| e.to_string_lossy().to_lowercase()).as_deref() {
        Some("csv") => Ok(Ending::Csv),
        Some("geojson" | "json") => Ok(Ending::GeoJson),
        Some("gpkg") => Ok(Ending::GeoPackage),
        _ => {
            let shown = path.display();
            Err(Error::usage(
                text!("`{shown}` n'est ni .csv, ni .geojson, ni .gpkg", "`{shown}` is none of .csv, .geojson and .gpkg"),
                Text::new("Donnez l'une de ces trois fins au fichier.", "Give the file one of these three endings."),
            ))
        }
    }
}
