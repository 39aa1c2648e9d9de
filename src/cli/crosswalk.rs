//! `lakana crosswalk`: values of old areas carried over to new ones.

use super::arguments::PeopleUnitArg;
use super::plain_files::{Nodata, carry_out, lang_of, nodata};
use super::{Context, Outcome};
use crate::base::Result;
use crate::pipeline::date::{midnight, today};
use crate::pipeline::plain::PlainInput;
use crate::pipeline::plain::crosswalk::{CrosswalkOptions, PeopleRaster, WeighBy, crosswalk};
use clap::Args;
use std::path::PathBuf;

/// Shown at the end of the help.
pub const EXAMPLE: &str = "lakana crosswalk communes-2012.gpkg communes-2021.gpkg --values deplaces.csv --sum personnes --rate taux -o deplaces-2021.csv";

#[derive(Debug, Args)]
pub struct CrosswalkArgs {
    /// Ancien découpage : polygones ; avec --table, un tableau suffit.
    #[arg(value_name = "ANCIEN")]
    pub old: PathBuf,
    /// Nouveau découpage : polygones ; avec --table, un tableau suffit, ou rien.
    #[arg(value_name = "NOUVEAU")]
    pub new: Option<PathBuf>,
    /// Tableau des valeurs par ancienne unité ; sans lui, elles sont lues dans l'ancien découpage.
    #[arg(long, value_name = "FICHIER")]
    pub values: Option<PathBuf>,
    /// Champ du code dans l'ancien découpage, dans les valeurs et dans --table.
    #[arg(long, value_name = "CHAMP")]
    pub old_code: Option<String>,
    /// Champ du code dans le nouveau découpage et dans --table.
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
    /// Raster de population, qui pèse chaque morceau par la part exacte de ses cellules ; demande --unit.
    #[arg(long, value_name = "RASTER", conflicts_with = "people")]
    pub raster: Option<PathBuf>,
    /// Ce que disent les nombres du raster : par cellule (count) ou par km² (density).
    #[arg(long, value_enum, requires = "raster")]
    pub unit: Option<PeopleUnitArg>,
    /// Bande du raster.
    #[arg(long, default_value_t = 1, value_name = "N", requires = "raster")]
    pub band: usize,
    /// Valeur du raster qui veut dire « manquant », ou none si tout nombre est une valeur.
    #[arg(long, allow_hyphen_values = true, value_parser = nodata, value_name = "VALEUR", requires = "raster")]
    pub nodata: Option<Nodata>,
    /// Tableau des anciens et nouveaux codes, avec leur part s'il le faut, au lieu de polygones.
    #[arg(long, value_name = "FICHIER", conflicts_with_all = ["people", "raster"])]
    pub table: Option<PathBuf>,
    /// Champ de la part (0 à 1) dans --table.
    #[arg(long, value_name = "CHAMP", requires = "table")]
    pub share: Option<String>,
    /// Champ de la population de chaque ancienne unité, qui pèse les taux.
    #[arg(long, value_name = "CHAMP", conflicts_with_all = ["people", "raster"])]
    pub population: Option<String>,
    /// Part d'une unité sous laquelle un morceau est un défaut de bord, en pour cent.
    #[arg(long, default_value = "0.1", value_name = "POURCENT")]
    pub tolerance: f64,
    /// Tableau des poids : ancienne unité, nouvelle unité, part.
    #[arg(long, value_name = "FICHIER")]
    pub weights: Option<PathBuf>,
    /// Sortie, une ligne par nouvelle unité : .geojson, .gpkg, .shp, .fgb, .parquet, .csv, .xlsx.
    #[arg(long, short, value_name = "FICHIER")]
    pub output: PathBuf,
}

fn weigh_by(args: &CrosswalkArgs) -> WeighBy {
    match (&args.people, &args.raster, &args.table) {
        (Some(path), ..) => WeighBy::Points { input: PlainInput::new(path), field: args.people_field.clone() },
        (_, Some(path), _) => WeighBy::Raster(PeopleRaster {
            path: path.clone(),
            band: args.band,
            unit: args.unit.map(PeopleUnitArg::unit),
            nodata: args.nodata.map(|given| given.0),
        }),
        (.., Some(path)) => WeighBy::Table { input: PlainInput::new(path), share: args.share.clone() },
        (None, None, None) => WeighBy::Surface,
    }
}

pub fn run(args: &CrosswalkArgs, context: &Context) -> Result<Outcome> {
    let options = CrosswalkOptions {
        old: PlainInput::new(&args.old),
        new: args.new.as_deref().map(PlainInput::new),
        values: args.values.as_deref().map(PlainInput::new),
        old_code: args.old_code.clone(),
        new_code: args.new_code.clone(),
        sum: args.sum.clone(),
        rate: args.rate.clone(),
        weigh_by: weigh_by(args),
        population: args.population.clone(),
        tolerance_percent: args.tolerance,
        weights: args.weights.clone(),
        output: args.output.clone(),
        date: midnight(today()),
        lang: lang_of(context),
    };
    carry_out(context, |progress| crosswalk(&options, progress))
}
