//! `lakana services`: a list of facilities by area.

use super::arguments::{LevelArg, ServicesArgs};
use super::run::progress;
use super::{Context, Outcome, summary};
use crate::base::{Level, Result, Severity};
use crate::pipeline::services::{ServicesOptions, services_table};

pub fn run(args: &ServicesArgs, context: &Context) -> Result<Outcome> {
    let lang = context.lang.unwrap_or(context.talk);
    let options = ServicesOptions {
        facilities: args.facilities.clone(),
        boundaries: args.boundaries.clone(),
        population: args.population.clone(),
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
