//! `lakana crosswalk`: values of old areas carried over to new ones.

use super::{Context, Outcome, account, run::progress};
use crate::base::Result;
use crate::pipeline::date::{midnight, today};
use crate::pipeline::plain::PlainInput;
use crate::pipeline::plain::crosswalk::{CrosswalkOptions, crosswalk};
use clap::Args;
use std::path::PathBuf;

/// Shown at the end of the help.
pub const EXAMPLE: &str = "lakana crosswalk communes-2012.gpkg communes-2021.gpkg --values deplaces.csv --sum personnes --rate taux -o deplaces-2021.csv";

#[derive(Debug, Args)]
pub struct CrosswalkArgs {
    /// Ancien découpage : polygones.
    #[arg(value_name = "ANCIEN")]
    pub old: PathBuf,
    /// Nouveau découpage : polygones.
    #[arg(value_name = "NOUVEAU")]
    pub new: PathBuf,
    /// Tableau des valeurs par ancienne unité ; sans lui, elles sont lues dans l'ancien découpage.
    #[arg(long, value_name = "FICHIER")]
    pub values: Option<PathBuf>,
    /// Champ du code dans l'ancien découpage et dans les valeurs.
    #[arg(long, value_name = "CHAMP")]
    pub old_code: Option<String>,
    /// Champ du code dans le nouveau découpage.
    #[arg(long, value_name = "CHAMP")]
    pub new_code: Option<String>,
    /// Champ à répartir en gardant son total : personnes, incidents, sites ; peut se répéter.
    #[arg(long, value_name = "CHAMP")]
    pub sum: Vec<String>,
    /// Champ à moyenner, jamais à additionner : taux, parts ; peut se répéter.
    #[arg(long, value_name = "CHAMP")]
    pub rate: Vec<String>,
    /// Points de population, qui pèsent chaque morceau ; sans eux, la surface.
    #[arg(long, value_name = "FICHIER")]
    pub people: Option<PathBuf>,
    /// Champ du nombre de personnes dans --people ; sans lui, chaque point vaut un.
    #[arg(long, value_name = "CHAMP", requires = "people")]
    pub people_field: Option<String>,
    /// Part d'une unité sous laquelle un morceau est un défaut de bord, en pour cent.
    #[arg(long, default_value = "0.1", value_name = "POURCENT")]
    pub tolerance: f64,
    /// Tableau des poids : ancienne unité, nouvelle unité, part.
    #[arg(long, value_name = "FICHIER")]
    pub weights: Option<PathBuf>,
    /// Sortie, une ligne par nouvelle unité : .geojson, .gpkg, .shp, .fgb, .csv, .xlsx.
    #[arg(long, short, value_name = "FICHIER")]
    pub output: PathBuf,
}

pub fn run(args: &CrosswalkArgs, context: &Context) -> Result<Outcome> {
    let lang = context.lang.unwrap_or(context.talk);
    let options = CrosswalkOptions {
        old: PlainInput::new(&args.old),
        new: PlainInput::new(&args.new),
        values: args.values.as_deref().map(PlainInput::new),
        old_code: args.old_code.clone(),
        new_code: args.new_code.clone(),
        sum: args.sum.clone(),
        rate: args.rate.clone(),
        people: args.people.as_deref().map(PlainInput::new),
        people_field: args.people_field.clone(),
        tolerance_percent: args.tolerance,
        weights: args.weights.clone(),
        output: args.output.clone(),
        date: midnight(today()),
        lang,
    };
    Ok(account::print(&crosswalk(&options, progress(context, lang).as_ref())?, context))
}
