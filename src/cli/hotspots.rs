//! `lakana hotspots`: where high or low values stand together.

use super::plain_files::FirstFileArgs;
use super::progress::Drawn;
use super::{Context, Outcome, account};
use crate::base::{Adjustment, Progress, Result, Silent};
use crate::pipeline::date::{midnight, today};
use crate::pipeline::plain::hotspots::{Asked, HotspotsCommand, Length, Permutations, Surroundings, hotspots};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Shown at the end of the help.
pub const EXAMPLE: &str = "lakana hotspots communes.geojson --field incidents --per population -o points_chauds.geojson";

#[derive(Debug, Args)]
pub struct HotspotsArgs {
    /// Polygones ou points : toute couche que GDAL lit, ou un tableau avec longitude et latitude.
    #[arg(value_name = "COUCHE")]
    pub file: PathBuf,
    /// Champ de nombres à examiner.
    #[arg(long, value_name = "CHAMP")]
    pub field: String,
    /// Champ de population : examine des taux au lieu de nombres.
    #[arg(long, value_name = "CHAMP")]
    pub per: Option<String>,
    /// Statistique de chaque unité.
    #[arg(long, value_enum, default_value = "gi-star")]
    pub statistic: StatisticArg,
    /// Voisines : queen, rook, nearest:8, band:50km, ou un fichier .gal ou .gwt.
    #[arg(long, value_name = "VOISINES", default_value = "queen")]
    pub neighbours: Surroundings,
    /// Distance à laquelle des limites mal jointes se touchent : 50m.
    #[arg(long, value_name = "LONGUEUR")]
    pub tolerance: Option<Length>,
    /// Permutations par unité ; 0 pour des probabilités par formule.
    #[arg(long, value_name = "N", default_value_t = 999)]
    pub permutations: usize,
    /// Graine du hasard.
    #[arg(long, value_name = "N", default_value_t = Permutations::default().seed)]
    pub seed: u64,
    /// Seuil de signification.
    #[arg(long, value_name = "SEUIL", default_value_t = 0.05, value_parser = level)]
    pub level: f64,
    /// Correction pour le nombre d'unités.
    #[arg(long, value_enum, default_value = "fdr")]
    pub adjust: AdjustArg,
    /// Champ qui nomme les unités dans les fichiers de voisinage.
    #[arg(long, value_name = "CHAMP")]
    pub code: Option<String>,
    /// Écrit aussi le voisinage (.gal ou .gwt).
    #[arg(long, value_name = "FICHIER")]
    pub neighbours_to: Option<PathBuf>,
    #[command(flatten)]
    pub read: FirstFileArgs,
    /// Couche ou tableau à écrire (.geojson, .gpkg, .shp, .csv, .xlsx) ; un style .qml l'accompagne.
    #[arg(long, short, value_name = "FICHIER")]
    pub output: PathBuf,
}

/// Statistic of single areas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StatisticArg {
    GiStar,
    Gi,
    Moran,
    Geary,
}

/// Adjustment for the number of areas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AdjustArg {
    Fdr,
    Bonferroni,
    None,
}

fn level(typed: &str) -> Result<f64, String> {
    typed.replace(',', ".").parse().ok().filter(|level| (0.0..=1.0).contains(level)).ok_or_else(|| "0.05".into())
}

pub fn run(args: &HotspotsArgs, context: &Context) -> Result<Outcome> {
    let lang = context.lang.unwrap_or(context.talk);
    let progress: Box<dyn Progress> = if context.quiet { Box::new(Silent) } else { Box::new(Drawn::new(lang)) };
    let command = HotspotsCommand {
        layer: args.read.of(&args.file),
        field: args.field.clone(),
        per: args.per.clone(),
        statistic: match args.statistic {
            StatisticArg::GiStar => Asked::GiStar,
            StatisticArg::Gi => Asked::Gi,
            StatisticArg::Moran => Asked::Moran,
            StatisticArg::Geary => Asked::Geary,
        },
        neighbours: args.neighbours.clone(),
        tolerance: args.tolerance,
        permutations: Permutations { count: args.permutations, seed: args.seed },
        level: args.level,
        adjustment: match args.adjust {
            AdjustArg::Fdr => Some(Adjustment::BenjaminiHochberg),
            AdjustArg::Bonferroni => Some(Adjustment::Bonferroni),
            AdjustArg::None => None,
        },
        code: args.code.clone(),
        neighbours_to: args.neighbours_to.clone(),
        output: args.output.clone(),
        lang,
        date: midnight(today()),
    };
    let account = hotspots(&command, progress.as_ref())?;
    drop(progress);
    Ok(account::print(&account, context))
}
