//! `lakana incidents`: one register of incidents at a time.

use super::arguments::{LevelArg, field};
use super::run::progress;
use super::{Context, Outcome, account, summary};
use crate::base::{Level, Result};
use crate::pipeline::incidents::{Closeness, IncidentsOptions, Near, incidents};
use crate::pipeline::plain::density::Length;
use clap::Args;
use jiff::civil::Date;
use std::path::PathBuf;

/// Shown at the end of the help.
pub const EXAMPLE: &str =
    "lakana incidents acled.csv --boundaries communes.geojson --population population.csv --by cercle -o cercles.gpkg";

#[derive(Debug, Args)]
pub struct IncidentsArgs {
    /// Relevé d'incidents (ACLED, UCDP GED, IMSMA, AWSD, liste de points…).
    #[arg(value_name = "RELEVE")]
    pub file: PathBuf,
    /// Fichier des communes (codes et noms).
    #[arg(long, value_name = "FICHIER")]
    pub boundaries: PathBuf,
    /// Population par unité ; sans elle, pas de taux par habitant.
    #[arg(long, value_name = "FICHIER")]
    pub population: Option<PathBuf>,
    /// Routes, pour les incidents par 100 km.
    #[arg(long, value_name = "FICHIER")]
    pub roads: Option<PathBuf>,
    /// Premier jour qui compte : 2017-01-01.
    #[arg(long, value_name = "JOUR")]
    pub from: Option<Date>,
    /// Dernier jour qui compte : 2018-07-31.
    #[arg(long, value_name = "JOUR")]
    pub until: Option<Date>,
    /// Unités du tableau et de la couche.
    #[arg(long, value_enum, default_value = "region")]
    pub by: LevelArg,
    /// Teste si les incidents à cette distance au plus se suivent dans le temps (Knox, Mantel) : 5km.
    #[arg(long, value_name = "LONGUEUR")]
    pub close: Option<Length>,
    /// Jours entre deux incidents proches, au plus.
    #[arg(long, value_name = "N", default_value_t = 14, requires = "close")]
    pub days: u32,
    /// Colonne d'un champ, quand le fichier a ses propres noms : date=jour.
    #[arg(long, value_name = "CHAMP=COLONNE", value_parser = field)]
    pub field: Vec<(String, String)>,
    /// Feuille du classeur.
    #[arg(long, value_name = "FEUILLE")]
    pub sheet: Option<String>,
    /// Tableau (.csv, .xlsx) ou couche (.geojson, .gpkg…) ; plusieurs fois si l'on veut.
    #[arg(long, short, value_name = "FICHIER")]
    pub output: Vec<PathBuf>,
}

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
        near: args.close.map(|Length(metres)| Near { metres, days: args.days }),
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
                "closeness": answer.closeness.as_ref().map(Closeness::json),
                "account": account::as_json(&answer.account, lang),
            })
        ),
        false => {
            print!("{}\n{}", answer.title.get(lang), summary::table(&answer.header, &answer.rows, 1));
            let said = answer.closeness.iter().flat_map(Closeness::sentences);
            said.for_each(|sentence| println!("{}", sentence.get(lang)));
        }
    }
    Ok(account::print(&answer.account, &Context { json: false, ..*context }))
}
