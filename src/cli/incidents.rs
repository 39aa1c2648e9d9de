//! `lakana incidents`: one register of incidents at a time.

use super::arguments::{IncidentsArgs, LevelArg};
use super::run::progress;
use super::{Context, Outcome, account, summary};
use crate::base::{Level, Result};
use crate::pipeline::incidents::{IncidentsOptions, incidents};

pub fn run(args: &IncidentsArgs, context: &Context) -> Result<Outcome> {
    let lang = context.lang.unwrap_or(context.talk);
    let options = IncidentsOptions {
        file: args.file.clone(),
        sheet: args.sheet.clone(),
        fields: args.field.clone(),
        boundaries: args.boundaries.clone(),
        population: args.population.clone(),
        roads: args.roads.clone(),
        from: args.from,
        until: args.until,
        by: match args.by {
            LevelArg::Region => Level::Region,
            LevelArg::Cercle => Level::Cercle,
            LevelArg::Commune => Level::Commune,
        },
        outputs: args.output.clone(),
        lang,
    };
    let answer = incidents(&options, progress(context, lang).as_ref())?;
    match context.json {
        true => println!(
            "{:#}",
            serde_json::json!({
                "title": answer.title.get(lang),
                "areas": answer.json,
                "account": account::as_json(&answer.account, lang),
            })
        ),
        false => print!("{}\n{}", answer.title.get(lang), summary::table(&answer.header, &answer.rows, 1)),
    }
    Ok(account::print(&answer.account, &Context { json: false, ..*context }))
}
