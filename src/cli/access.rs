//! `lakana access`: travel time to facilities.

use super::arguments::PeopleUnitArg;
use super::run::progress;
use super::{Context, Outcome, summary};
use crate::base::{Result, Severity, number};
use crate::pipeline::access::{AccessOptions, Accessed, access_files};
use crate::pipeline::project::{Access, Mode};
use clap::builder::TypedValueParser;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Shown at the end of the help.
pub const EXAMPLE: &str = "lakana access --facilities sante.csv --roads routes.geojson --boundaries communes.geojson -o acces";

#[derive(Debug, Args)]
pub struct AccessArgs {
    /// Liste de services ; ceux qui sont fermés ne comptent pas.
    #[arg(long, value_name = "FICHIER")]
    pub facilities: PathBuf,
    /// Routes (lignes). Sans elles, tout se fait à pied.
    #[arg(long, value_name = "FICHIER")]
    pub roads: Option<PathBuf>,
    /// Fichier des communes.
    #[arg(long, value_name = "FICHIER")]
    pub boundaries: PathBuf,
    /// Population : tableau par commune, répartie également, ou raster (avec --population-unit).
    #[arg(long, value_name = "FICHIER")]
    pub population: Option<PathBuf>,
    /// Ce que compte le raster de population : habitants par cellule, ou par km².
    #[arg(long, value_enum)]
    pub population_unit: Option<PeopleUnitArg>,
    /// Lacs et fleuves (surfaces ou lignes) : franchis seulement par une route. Peut se répéter.
    #[arg(long, value_name = "FICHIER")]
    pub water: Vec<PathBuf>,
    /// Largeur, en mètres, des fleuves dessinés comme lignes.
    #[arg(long, default_value_t = 0.0, value_name = "METRES")]
    pub river_width: f64,
    /// Ce qui est fermé : surfaces où personne ne passe, lignes de routes coupées. Peut se répéter.
    #[arg(long, value_name = "FICHIER")]
    pub closed: Vec<PathBuf>,
    /// Raster d'occupation du sol.
    #[arg(long, value_name = "FICHIER")]
    pub landcover: Option<PathBuf>,
    /// Vitesse hors route d'une classe d'occupation du sol, en km/h : 10=2.5. Peut se répéter.
    #[arg(long, value_name = "CLASSE=KMH", value_parser = speed)]
    pub cover_speed: Vec<(String, f64)>,
    /// Raster d'altitude, en mètres : la marche vers la structure monte ou descend (Tobler 1993).
    #[arg(long, value_name = "FICHIER")]
    pub elevation: Option<PathBuf>,
    /// Moyen de transport.
    #[arg(long, value_enum, default_value = "walk")]
    pub mode: ModeArg,
    /// De porte à porte le long des routes : à pied jusqu'à la route, sur la route, à pied ensuite.
    #[arg(long)]
    pub along_roads: bool,
    /// Vitesse d'une classe de route, hors route (off_road) ou du reste (other), en km/h. Peut se répéter.
    #[arg(long, value_name = "CLASSE=KMH", value_parser = speed)]
    pub speed: Vec<(String, f64)>,
    /// Côté d'une cellule, en mètres.
    #[arg(long, default_value_t = 1000.0, value_name = "METRES")]
    pub cell: f64,
    /// Minutes en deçà desquelles la population est comptée.
    #[arg(long, value_delimiter = ',', default_values_t = [30.0, 60.0, 120.0], value_name = "MINUTES")]
    pub limit: Vec<f64>,
    /// Directions d'un pas : 16, ou 8 comme AccessMod.
    #[arg(long, default_value_t = 16, value_parser = clap::builder::PossibleValuesParser::new(["8", "16"]).map(|n| if n == "8" { 8u8 } else { 16 }))]
    pub neighbours: u8,
    /// Dossier des sorties ; remplacé en bloc à la fin.
    #[arg(long, short, value_name = "DOSSIER")]
    pub output: PathBuf,
}

fn speed(given: &str) -> Result<(String, f64), String> {
    let pair = given
        .split_once('=')
        .and_then(|(class, kmh)| Some((class.trim().to_owned(), kmh.trim().replace(',', ".").parse().ok()?)));
    pair.filter(|(class, _)| !class.is_empty()).ok_or_else(|| "track=20".into())
}

/// How people travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ModeArg {
    Walk,
    Moto,
    Car,
}

pub fn run(args: &AccessArgs, context: &Context) -> Result<Outcome> {
    let lang = context.lang.unwrap_or(context.talk);
    let how = Access {
        mode: match args.mode {
            ModeArg::Walk => Mode::Walk,
            ModeArg::Moto => Mode::Moto,
            ModeArg::Car => Mode::Car,
        },
        along_roads: args.along_roads,
        cell: args.cell,
        speeds: args.speed.iter().cloned().collect(),
        water: args.water.clone(),
        river_width: args.river_width,
        closed: args.closed.clone(),
        landcover: args.landcover.clone(),
        cover_speeds: args.cover_speed.iter().cloned().collect(),
        elevation: args.elevation.clone(),
        limits: args.limit.clone(),
        neighbours: args.neighbours,
        ..Access::default()
    };
    let found = access_files(
        &AccessOptions {
            facilities: args.facilities.clone(),
            roads: args.roads.clone(),
            boundaries: args.boundaries.clone(),
            people: args.population.clone(),
            people_unit: args.population_unit.map(PeopleUnitArg::unit),
            how,
            output: args.output.clone(),
            lang,
        },
        progress(context, lang).as_ref(),
    )?;
    match context.json {
        true => println!("{:#}", as_json(&found, lang)),
        false => print!("{}", as_text(&found, lang)),
    }
    if !context.quiet {
        eprint!("{}", summary::problems(&found.problems, lang));
        found.written.iter().for_each(|file| eprintln!("→ {file}"));
    }
    match found.problems.iter().any(|p| p.severity > Severity::Note) {
        true => Ok(Outcome::DoneWithProblems),
        false => Ok(Outcome::Done),
    }
}

fn as_text(found: &Accessed, lang: crate::base::Lang) -> String {
    let rows: Vec<Vec<String>> = found
        .country
        .iter()
        .map(|column| {
            let cell = column.cells.first();
            let value = match cell.map(|c| c.value) {
                Some(Ok(value)) => format!("{} {}", number(value, 1, lang), column.unit.label().get(lang)),
                Some(Err(why)) => why.label().get(lang).to_owned(),
                None => String::new(),
            };
            vec![column.label.get(lang).to_owned(), value]
        })
        .collect();
    let heads = match lang {
        crate::base::Lang::Fr => ["pays", "valeur"],
        crate::base::Lang::En => ["country", "value"],
    };
    summary::table(&heads, &rows, 1)
}

fn as_json(found: &Accessed, lang: crate::base::Lang) -> serde_json::Value {
    let country = found.country.iter().map(|c| (c.id.clone(), c.cells.first().and_then(|cell| cell.ok()).into()));
    serde_json::json!({
        "facilities": found.facilities,
        "country": country.collect::<serde_json::Map<String, serde_json::Value>>(),
        "written": found.written,
        "problems": summary::problems_json(&found.problems, lang),
    })
}
