//! `lakana nearest`: the nearest targets of every point.

use super::plain_files::{TwoFilesArgs, carry_out, lang_of};
use super::{Context, Outcome};
use crate::base::Result;
use crate::pipeline::date::{midnight, today};
use crate::pipeline::plain::join::JoinOptions;
use crate::pipeline::plain::nearest::{NearestOptions, nearest};
use clap::Args;
use std::path::PathBuf;

/// Shown at the end of the help.
pub const EXAMPLE: &str = "lakana nearest villages.csv sante.csv -k 3 --within 15 -o villages-sante.csv";

#[derive(Debug, Args)]
pub struct NearestArgs {
    /// Points : couche, ou tableau avec longitude et latitude ; des polygones comptent par un point intérieur.
    #[arg(value_name = "POINTS")]
    pub points: PathBuf,
    /// Cibles, des points : centres de santé, marchés, aérodromes.
    #[arg(value_name = "CIBLES")]
    pub targets: PathBuf,
    /// Nombre de cibles par point.
    #[arg(long, short = 'k', default_value = "1", value_name = "N", value_parser = few)]
    pub count: usize,
    /// Pas plus loin que cette distance, en kilomètres.
    #[arg(long, value_name = "KM")]
    pub within: Option<f64>,
    /// Champ des cibles : les plus proches de chacune de ses valeurs.
    #[arg(long, value_name = "CHAMP")]
    pub by: Option<String>,
    #[command(flatten)]
    pub files: TwoFilesArgs,
}

fn few(given: &str) -> Result<usize, String> {
    given.parse().ok().filter(|n| (1..=1000).contains(n)).ok_or_else(|| "1–1000".into())
}

pub fn run(args: &NearestArgs, context: &Context) -> Result<Outcome> {
    let options = NearestOptions {
        points: args.files.first.of(&args.points),
        targets: args.files.second.of(&args.targets),
        count: args.count,
        within_km: args.within,
        by: args.by.clone(),
        output: args.files.output.clone(),
        date: midnight(today()),
        lang: lang_of(context),
        stream_above: JoinOptions::STREAM_ABOVE,
    };
    carry_out(context, |progress| nearest(&options, progress))
}
