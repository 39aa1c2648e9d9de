//! `lakana join`: points into polygons, or the fields of polygons onto points.

use super::plain_files::{FirstFileArgs, SecondFileArgs};
use super::{Context, Outcome, account, run::progress};
use crate::base::Result;
use crate::pipeline::date::{midnight, today};
use crate::pipeline::plain::join::{JoinOptions, join};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Shown at the end of the help.
pub const EXAMPLE: &str = "lakana join incidents.csv communes.geojson --count --sum killed -o incidents-par-commune.gpkg";

#[derive(Debug, Args)]
pub struct JoinArgs {
    /// Points : couche, ou tableau avec longitude et latitude ; des polygones comptent par un point intérieur.
    #[arg(value_name = "POINTS")]
    pub points: PathBuf,
    /// Polygones : communes, cercles, zones.
    #[arg(value_name = "POLYGONES")]
    pub polygons: PathBuf,
    /// Nombre de points de chaque polygone ; aussi quand on ne demande rien d'autre.
    #[arg(long)]
    pub count: bool,
    /// Somme d'un champ des points ; peut se répéter.
    #[arg(long, value_name = "CHAMP")]
    pub sum: Vec<String>,
    /// Valeur du premier point du fichier ; peut se répéter.
    #[arg(long, value_name = "CHAMP")]
    pub first: Vec<String>,
    /// Valeurs différentes, séparées par des points-virgules ; peut se répéter.
    #[arg(long, value_name = "CHAMP")]
    pub list: Vec<String>,
    /// Ce que la sortie contient : les polygones, ou les points avec les champs de leur polygone.
    #[arg(long, value_enum, default_value = "polygons", conflicts_with_all = ["count", "sum", "first", "list", "every"])]
    pub onto: OntoArg,
    /// Compte dans chacun un point de plusieurs polygones (bord partagé, superposition).
    #[arg(long)]
    pub every: bool,
    #[command(flatten)]
    pub first_file: FirstFileArgs,
    #[command(flatten)]
    pub second_file: SecondFileArgs,
    /// Sortie : .geojson, .gpkg, .shp, .fgb, .csv, .xlsx.
    #[arg(long, short, value_name = "FICHIER")]
    pub output: PathBuf,
}

/// Which side of a join is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OntoArg {
    Polygons,
    Points,
}

pub fn run(args: &JoinArgs, context: &Context) -> Result<Outcome> {
    let lang = context.lang.unwrap_or(context.talk);
    let options = JoinOptions {
        points: args.first_file.of(&args.points),
        polygons: args.second_file.of(&args.polygons),
        count: args.count,
        sum: args.sum.clone(),
        first: args.first.clone(),
        list: args.list.clone(),
        onto_points: args.onto == OntoArg::Points,
        every: args.every,
        output: args.output.clone(),
        date: midnight(today()),
        lang,
        stream_above: JoinOptions::STREAM_ABOVE,
    };
    Ok(account::print(&join(&options, progress(context, lang).as_ref())?, context))
}
