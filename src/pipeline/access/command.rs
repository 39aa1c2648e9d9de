//! Travel time on plain files: what `lakana access` does.

use super::{Reached, Times, columns, travel_times};
use crate::access::friction::{TILE, Travel, catchments};
use crate::access::network::NetworkOptions;
use crate::base::{Column, Lang, Level, Problem, Progress, Result, Source, Text};
use crate::carto::theme::Theme;
use crate::layers::geotiff::{self, Band, Piece};
use crate::layers::{Layer, WriteOptions, csv, format};
use crate::pipeline::facts;
use crate::pipeline::join::join;
use crate::pipeline::load::load;
use crate::pipeline::output::OutputFolder;
use crate::pipeline::people_raster::people_input;
use crate::pipeline::project::{Access, Input, InputKind, Project};
use crate::products::access_layers::{Reach, catchments_layer};
use crate::products::area_layers::{Labelling, area_layer};
use crate::products::sheets::{facts_of, styles_for};
use crate::read::parse::dates::PartialDate;
use crate::read::raster::RasterUnit;
use crate::risk::Evidence;
use std::path::{Path, PathBuf};

/// Which files, how to travel, and where the answers go.
#[derive(Debug, Clone)]
pub struct AccessOptions {
    pub facilities: PathBuf,
    pub roads: Option<PathBuf>,
    pub boundaries: PathBuf,
    /// People by commune: a table, or a raster of that unit.
    pub people: Option<PathBuf>,
    pub people_unit: Option<RasterUnit>,
    pub how: Access,
    /// Folder, replaced as a whole.
    pub output: PathBuf,
    pub lang: Lang,
}

/// What was found.
pub struct Accessed {
    /// Columns of the country: the last line of the talk.
    pub country: Vec<Column>,
    pub facilities: usize,
    pub written: Vec<String>,
    pub problems: Vec<Problem>,
}

/// Reads the files, travels, and writes `minutes.tif`, `communes.csv`, and the layers `communes` and `catchments` as
/// GeoJSON with their QGIS styles and as `lakana.gpkg`; with closures also `minutes_before.tif`.
///
/// # Errors
/// Files that cannot be read or written, impossible speeds or sizes, a raster whose unit is not said.
pub fn access_files(options: &AccessOptions, progress: &dyn Progress) -> Result<Accessed> {
    let output = OutputFolder::begin(&options.output)?;
    let mut inputs = vec![Input::of_file("facilities", InputKind::Facilities, &options.facilities)];
    inputs.extend(options.roads.as_ref().map(|file| Input::of_file("roads", InputKind::Roads, file)));
    inputs.extend(options.people.as_ref().map(|file| people_input(file, options.people_unit)));
    let mut project = Project::of_files(&options.boundaries, inputs, options.lang);
    for input in project.input.iter_mut().filter(|i| i.kind == InputKind::Facilities) {
        input.label = Some(crate::pipeline::project::OneOrTwo::Two(Text::new("Structures", "Facilities")));
    }
    let today = crate::pipeline::date::today();
    let as_of = PartialDate { year: today.year(), month: Some(today.month()), day: Some(today.day()) };
    let (loaded, mut problems) = load(&project, Path::new(""), as_of, progress)?;
    let (mut joined, found) = join(&loaded, options.lang)?;
    problems.extend(found);
    let (reached, found) = travel_times(&options.how, Path::new(""), &loaded, &joined, NetworkOptions::default(), progress)?;
    problems.extend(found);

    joined.travel = columns(&options.how, &reached, &joined, &loaded.boundaries);
    let facts::Facts { columns: facts, problems: found, .. } =
        facts::columns(&joined, &project, &loaded.boundaries, &Evidence::default());
    problems.extend(found);
    let of_access = |c: &Column| {
        let within = c.id.contains("_within_") || c.id.contains("_median_minutes");
        within || ["population", "population_missing_share"].contains(&c.id.as_str())
    };
    let columns: Vec<Column> = facts.into_iter().filter(of_access).collect();
    let sources: Vec<Source> = loaded.inputs.iter().map(|i| &i.source).chain([&loaded.boundary_source]).cloned().collect();
    let labelling = Labelling { credits: sources.iter().map(|s| s.credit.clone()).collect(), synthetic: false };
    let mut layers = vec![area_layer(Level::Commune, &columns, &loaded.boundaries, &labelling)];
    for (list, sites) in reached.iter().zip(joined.services.iter().map(|s| &s.sites)) {
        layers.push(catchments_of(list, sites, &loaded.boundaries, &labelling)?);
        write_minutes(&output.path("minutes.tif"), &list.now.travel)?;
        if let Some(before) = &list.before {
            write_minutes(&output.path("minutes_before.tif"), &before.travel)?;
        }
    }
    let writing = WriteOptions { lang: options.lang, ..WriteOptions::default() };
    let folder = output.path("");
    style(&mut layers, &columns, &sources)?;
    for format in ["geojson", "qml", "sld", "gpkg"].into_iter().filter_map(format) {
        (format.write)(&layers, &folder, &writing)?;
    }
    (csv::FORMAT.write)(&layers[..1], &folder, &writing)?;
    let country: Vec<Column> = columns.into_iter().filter(|c| c.level == Level::Country).collect();
    let problems = problems.sorted();
    output.write("run.json", record(&loaded, &country))?;
    let written = output.files()?;
    output.commit()?;
    let written = written.into_iter().map(|file| options.output.join(file).display().to_string()).collect();
    Ok(Accessed { country, facilities: joined.services.iter().map(|s| s.sites.len()).sum(), written, problems })
}

/// Gives layers the styles of the map themes that draw them.
///
/// # Errors
/// A theme that is wrong.
pub fn style(layers: &mut [Layer], columns: &[Column], sources: &[Source]) -> Result<()> {
    let (themes, facts) = (Theme::all()?, facts_of(columns, sources));
    for layer in layers {
        layer.styles = styles_for(layer, &themes, &facts)?;
    }
    Ok(())
}

fn catchments_of(
    list: &Reached,
    sites: &[crate::table::Site],
    boundaries: &crate::base::Boundaries,
    labelling: &Labelling,
) -> Result<Layer> {
    let people = |times: &Times, i: usize| times.account.loads[i];
    let reach =
        |(i, site)| Reach { site, people: people(&list.now, i), people_before: list.before.as_ref().map(|b| people(b, i)) };
    let reached: Vec<Reach> = sites.iter().enumerate().map(reach).collect();
    Ok(catchments_layer(&reached, &catchments(&list.now.travel, None)?, boundaries, labelling))
}

/// Minutes as 32-bit floats; −1 where nothing gets to.
fn write_minutes(path: &Path, travel: &Travel) -> Result<()> {
    const NOWHERE: f32 = -1.0;
    let grid = &travel.grid;
    let crs = grid.frame.definition();
    let band = Band {
        crs: &crs,
        origin: (grid.origin.x, grid.origin.y),
        cell: grid.cell,
        size: (grid.columns, grid.rows),
        nodata: NOWHERE,
        description: "minutes",
        tags: &[],
    };
    let pieces = (0..travel.tiles.count()).map(|tile| -> Result<Piece> {
        let window = travel.tiles.window(tile, 0);
        let (column, row) = (window.column as usize, window.row as usize);
        let (width, height) = (TILE.min(grid.columns - column), TILE.min(grid.rows - row));
        let (minutes, _) = travel.tile(tile)?;
        let value = |m: f64| if m.is_finite() { m as f32 } else { NOWHERE };
        let values = (0..height).flat_map(|r| minutes[r * TILE..r * TILE + width].iter().map(|m| value(*m))).collect();
        Ok(((column, row), (width, height), values))
    });
    geotiff::write(path, &band, &WriteOptions::default(), pieces)
}

/// What went in and what it came to.
fn record(loaded: &crate::pipeline::load::Loaded, country: &[Column]) -> String {
    let values = country.iter().map(|c| (c.id.clone(), c.cells.first().and_then(|cell| cell.ok()).into()));
    let inputs: Vec<_> = std::iter::once(&loaded.boundary_source).chain(loaded.inputs.iter().map(|i| &i.source)).collect();
    let travel = country.iter().find(|c| c.id.ends_with("_median_minutes"));
    let method = travel.map_or_else(Text::default, |c| c.method.clone());
    format!(
        "{:#}\n",
        serde_json::json!({
            "lakana": env!("CARGO_PKG_VERSION"),
            "inputs": inputs,
            "method": method.en,
            "country": values.collect::<serde_json::Map<String, serde_json::Value>>(),
        })
    )
}
