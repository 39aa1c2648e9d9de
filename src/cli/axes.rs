//! `lakana axes`: the road through a list of towns, and what lies along it.

use super::arguments::PeopleUnitArg;
use super::{Context, Outcome, account};
use crate::base::Result;
use crate::pipeline::axes::{AxesCommand, axes_command};
use crate::pipeline::date::{midnight, today};
use crate::pipeline::project::{KernelSplit, RoadOptions};
use crate::protect::Audience;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Shown at the end of the help.
pub const EXAMPLE: &str = "lakana axes routes.geojson --towns villes.csv --axis Douentza–Boni–Hombori -o axe";

#[derive(Debug, Args)]
pub struct AxesArgs {
    /// Couche de routes : des lignes.
    #[arg(value_name = "ROUTES")]
    pub roads: PathBuf,
    /// Villes, avec nom, longitude et latitude (CSV, GeoNames, points…).
    #[arg(long, value_name = "FICHIER")]
    pub towns: PathBuf,
    /// Un axe : « Douentza–Boni–Hombori ». Une ville de nom double : « Gao (Gao) » ou « Gao @ 16.27, -0.04 ».
    #[arg(long, required = true, value_name = "VILLES")]
    pub axis: Vec<String>,
    /// Franchit en ligne droite l'absence de route entre deux villes : « Léré–Tombouctou ».
    #[arg(long, value_name = "VILLES")]
    pub bridge: Vec<String>,
    /// Distance la plus grande entre une ville et la route, en km.
    #[arg(long, default_value_t = 5.0, value_name = "KM")]
    pub max_town_km: f64,
    /// Incidents à compter le long de l'axe ; demande --boundaries.
    #[arg(long, value_name = "FICHIER")]
    pub incidents: Option<PathBuf>,
    /// Limites des communes.
    #[arg(long, value_name = "FICHIER")]
    pub boundaries: Option<PathBuf>,
    /// Habitants par commune, ou raster (avec --population-unit) ; demande --boundaries.
    #[arg(long, value_name = "FICHIER")]
    pub population: Option<PathBuf>,
    /// Ce que compte le raster de population : habitants par cellule, ou par km².
    #[arg(long, value_enum)]
    pub population_unit: Option<PeopleUnitArg>,
    /// Longueur des segments, en km.
    #[arg(long, default_value_t = 5.0, value_name = "KM")]
    pub segment: f64,
    /// Distance la plus grande entre un incident et l'axe, en km.
    #[arg(long, default_value_t = 2.0, value_name = "KM")]
    pub snap: f64,
    /// Portée de la densité le long des routes, en km.
    #[arg(long, default_value_t = 10.0, value_name = "KM")]
    pub bandwidth: f64,
    /// Comment cette densité se partage aux carrefours : sans saut (continuous) ou par parts égales vers l'avant (discontinuous).
    #[arg(long, value_enum, default_value = "continuous")]
    pub kernel: KernelArg,
    /// Joint les extrémités plus proches que cela, en mètres.
    #[arg(long, default_value_t = 10.0, value_name = "M")]
    pub tolerance: f64,
    /// Fait un carrefour là où des routes se croisent sans point commun.
    #[arg(long)]
    pub join_crossings: bool,
    /// À qui les sorties sont destinées : des segments plus longs pour les partenaires et le public.
    #[arg(long, value_enum, default_value = "partners")]
    pub audience: Audience,
    /// Dossier des sorties.
    #[arg(long, short, value_name = "DOSSIER")]
    pub output: PathBuf,
}

/// How a kernel goes on at a junction (Okabe & Sugihara 2012).
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum KernelArg {
    Continuous,
    Discontinuous,
}

pub fn run(args: &AxesArgs, context: &Context) -> Result<Outcome> {
    let done = axes_command(&AxesCommand {
        roads: args.roads.clone(),
        towns: args.towns.clone(),
        axes: args.axis.clone(),
        bridges: args.bridge.clone(),
        max_town_km: args.max_town_km,
        incidents: args.incidents.clone(),
        boundaries: args.boundaries.clone(),
        population: args.population.clone(),
        population_unit: args.population_unit.map(PeopleUnitArg::unit),
        options: RoadOptions {
            tolerance_m: args.tolerance,
            join_crossings: args.join_crossings,
            segment_km: args.segment,
            snap_km: args.snap,
            bandwidth_km: args.bandwidth,
            kernel: match args.kernel {
                KernelArg::Continuous => KernelSplit::Continuous,
                KernelArg::Discontinuous => KernelSplit::Discontinuous,
            },
            ..RoadOptions::default()
        },
        audience: args.audience,
        output: args.output.clone(),
        lang: context.lang.unwrap_or(context.talk),
        date: midnight(today()),
    })?;
    Ok(account::print(&done, context))
}
