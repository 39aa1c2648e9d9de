//! `lakana access`: travel time to facilities.

use super::arguments::{AccessArgs, ModeArg, PeopleUnitArg};
use super::run::progress;
use super::{Context, Outcome, summary};
use crate::base::{Result, Severity, number};
use crate::pipeline::access::{AccessOptions, Accessed, access_files};
use crate::pipeline::project::{Access, Mode, PopulationUnit};

pub fn run(args: &AccessArgs, context: &Context) -> Result<Outcome> {
    let lang = context.lang.unwrap_or(context.talk);
    let raster = |file: &std::path::PathBuf| {
        file.extension()
            .is_some_and(|e| ["tif", "tiff", "vrt", "img", "nc"].contains(&e.to_string_lossy().to_lowercase().as_str()))
    };
    let how = Access {
        mode: match args.mode {
            ModeArg::Walk => Mode::Walk,
            ModeArg::Moto => Mode::Moto,
            ModeArg::Car => Mode::Car,
        },
        cell: args.cell,
        speeds: args.speed.iter().cloned().collect(),
        water: args.water.clone(),
        river_width: args.river_width,
        closed: args.closed.clone(),
        landcover: args.landcover.clone(),
        cover_speeds: args.cover_speed.iter().cloned().collect(),
        elevation: args.elevation.clone(),
        population: args.population.clone().filter(raster),
        population_unit: args.population_unit.map(|unit| match unit {
            PeopleUnitArg::Count => PopulationUnit::Count,
            PeopleUnitArg::Density => PopulationUnit::Density,
        }),
        limits: args.limit.clone(),
        neighbours: args.neighbours,
        ..Access::default()
    };
    let found = access_files(
        &AccessOptions {
            facilities: args.facilities.clone(),
            roads: args.roads.clone(),
            boundaries: args.boundaries.clone(),
            people: args.population.clone().filter(|file| !raster(file)),
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
