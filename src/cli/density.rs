//! `lakana density`: points as a surface.

use super::plain_files::{LayerArgs, carry_out, lang_of};
use super::{Context, Outcome};
use crate::base::Result;
use crate::pipeline::date::{midnight, today};
use crate::pipeline::plain::PlainInput;
use crate::pipeline::plain::density::{DensityCommand, Edge, Kernel, Length, density};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Shown at the end of the help.
pub const EXAMPLE: &str =
    "lakana density incidents.csv --radius 25km --cell 2km --within pays.geojson --edge jones-diggle -o densite.tif";

#[derive(Debug, Args)]
pub struct DensityArgs {
    /// Points : couche vectorielle, ou tableau avec longitude et latitude.
    #[arg(value_name = "POINTS")]
    pub points: PathBuf,
    /// Forme du noyau.
    #[arg(long, value_enum, default_value = "quartic")]
    pub kernel: KernelArg,
    /// Rayon du noyau ; écart-type pour gaussian.
    #[arg(long, value_name = "LONGUEUR")]
    pub radius: Length,
    /// Côté des cellules.
    #[arg(long, value_name = "LONGUEUR")]
    pub cell: Length,
    /// Champ de nombres par lequel chaque point compte ; 1 sans cela.
    #[arg(long, value_name = "CHAMP")]
    pub weight: Option<String>,
    /// Correction de ce que le bord du territoire coupe.
    #[arg(long, value_enum, default_value = "none")]
    pub edge: EdgeArg,
    /// Polygones du territoire étudié ; rien au-dehors.
    #[arg(long, value_name = "POLYGONES")]
    pub within: Option<PathBuf>,
    #[command(flatten)]
    pub file: LayerArgs,
    /// GeoTIFF à écrire.
    #[arg(long, short, value_name = "FICHIER")]
    pub output: PathBuf,
}

/// Shape of a kernel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum KernelArg {
    Quartic,
    Gaussian,
    Epanechnikov,
    Triangular,
    Uniform,
}

/// What to do at the border of the area of study.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum EdgeArg {
    None,
    JonesDiggle,
    Uniform,
}

pub fn run(args: &DensityArgs, context: &Context) -> Result<Outcome> {
    let command = DensityCommand {
        points: args.file.of(&args.points),
        kernel: match args.kernel {
            KernelArg::Quartic => Kernel::Quartic,
            KernelArg::Gaussian => Kernel::Gaussian,
            KernelArg::Epanechnikov => Kernel::Epanechnikov,
            KernelArg::Triangular => Kernel::Triangular,
            KernelArg::Uniform => Kernel::Uniform,
        },
        radius: args.radius,
        cell: args.cell,
        weight: args.weight.clone(),
        edge: match args.edge {
            EdgeArg::None => Edge::None,
            EdgeArg::JonesDiggle => Edge::JonesDiggle,
            EdgeArg::Uniform => Edge::Uniform,
        },
        within: args.within.as_deref().map(PlainInput::new),
        output: args.output.clone(),
        lang: lang_of(context),
        date: midnight(today()),
    };
    carry_out(context, |progress| density(&command, progress))
}
