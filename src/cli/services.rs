//! `lakana services`: a list of facilities by area.

use super::arguments::{LevelArg, PeopleUnitArg};
use super::run::progress;
use super::{Context, Outcome, summary};
use crate::base::{Level, Result, Severity};
use crate::pipeline::services::{ServicesOptions, services_table};
use clap::Args;
use std::path::PathBuf;

/// Shown at the end of the help.
pub const EXAMPLE: &str =
    "lakana services sante.csv --boundaries communes.geojson --population population.csv --by cercle -o services.csv";

#[derive(Debug, Args)]
pub struct ServicesArgs {
    /// Liste de services (CSV, XLSX, GeoJSON…).
    #[arg(value_name = "FICHIER")]
    pub facilities: PathBuf,
    /// Fichier des communes.
    #[arg(long, value_name = "FICHIER")]
    pub boundaries: PathBuf,
    /// Population par commune, pour les taux : tableau, ou raster (avec --population-unit).
    #[arg(long, value_name = "FICHIER")]
    pub population: Option<PathBuf>,
    /// Ce que compte le raster de population : habitants par cellule, ou par km².
    #[arg(long, value_enum)]
    pub population_unit: Option<PeopleUnitArg>,
    /// Unité des lignes.
    #[arg(long, value_enum, default_value = "commune")]
    pub by: LevelArg,
    /// Résultat en .csv, .geojson (avec son style QGIS) ou .gpkg.
    #[arg(long, short, value_name = "FICHIER")]
    pub output: Option<PathBuf>,
}

pub fn run(args: &ServicesArgs, context: &Context) -> Result<Outcome> {
    let lang = context.lang.unwrap_or(context.talk);
    let options = ServicesOptions {
        facilities: args.facilities.clone(),
        boundaries: args.boundaries.clone(),
        population: args.population.clone(),
        population_unit: args.population_unit.map(PeopleUnitArg::unit),
        by: match args.by {
            LevelArg::Commune => Level::Commune,
            LevelArg::Cercle => Level::Cercle,
            LevelArg::Region => Level::Region,
        },
        output: args.output.clone(),
        lang,
    };
    let table = services_table(&options, progress(context, lang).as_ref())?;
    match context.json {
        true => {
            let problems = summary::problems_json(&table.problems, lang);
            println!("{:#}", serde_json::json!({ "areas": table.json, "written": table.written, "problems": problems }));
        }
        false => print!("{}", summary::table(&table.header, &table.rows, 1)),
    }
    if !context.quiet {
        eprint!("{}", summary::problems(&table.problems, lang));
        table.written.iter().for_each(|file| eprintln!("→ {file}"));
    }
    match table.problems.iter().any(|p| p.severity > Severity::Note) {
        true => Ok(Outcome::DoneWithProblems),
        false => Ok(Outcome::Done),
    }
}
