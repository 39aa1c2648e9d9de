//! `lakana join`: points into polygons, the fields of polygons onto points, or polygons into those they overlap most.

use super::plain_files::{TwoFilesArgs, carry_out, lang_of};
use super::{Context, Outcome};
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
    /// Polygones en premier : chacun reçoit les champs du polygone qu'il recouvre le plus, la part, et le suivant.
    #[arg(long, conflicts_with_all = ["count", "sum", "first", "list", "every", "onto"])]
    pub largest: bool,
    /// Champ qui nomme le suivant de --largest ; le premier champ de codes sans cela.
    #[arg(long, value_name = "CHAMP", requires = "largest")]
    pub code: Option<String>,
    #[command(flatten)]
    pub files: TwoFilesArgs,
}

/// Which side of a join is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OntoArg {
    Polygons,
    Points,
}

pub fn run(args: &JoinArgs, context: &Context) -> Result<Outcome> {
    let options = JoinOptions {
        points: args.files.first.of(&args.points),
        polygons: args.files.second.of(&args.polygons),
        count: args.count,
        sum: args.sum.clone(),
        first: args.first.clone(),
        list: args.list.clone(),
        onto_points: args.onto == OntoArg::Points,
        every: args.every,
        largest: args.largest,
        code: args.code.clone(),
        output: args.files.output.clone(),
        date: midnight(today()),
        lang: lang_of(context),
        stream_above: JoinOptions::STREAM_ABOVE,
    };
    carry_out(context, |progress| join(&options, progress))
}
