//! `lakana zonal`: a raster's cells inside polygons.

use super::arguments::PeopleUnitArg;
use super::plain_files::{LayerArgs, Nodata, carry_out, lang_of, nodata};
use super::{Context, Outcome};
use crate::base::Result;
use crate::pipeline::date::{midnight, today};
use crate::pipeline::plain::zonal::{Statistic, ZonalCommand, zonal};
use clap::Args;
use std::path::PathBuf;

/// Shown at the end of the help.
pub const EXAMPLE: &str = "lakana zonal population.tif communes.geojson --stat sum,mean --unit count -o communes_population.gpkg";

#[derive(Debug, Args)]
pub struct ZonalArgs {
    /// Raster (GeoTIFF ou autre format de GDAL).
    #[arg(value_name = "RASTER")]
    pub raster: PathBuf,
    /// Couche de polygones.
    #[arg(value_name = "POLYGONES")]
    pub polygons: PathBuf,
    /// Statistiques : sum, mean, min, max, count, median, q90, "share>=50", "share=3".
    #[arg(long, value_delimiter = ',', default_value = "mean", value_name = "STAT")]
    pub stat: Vec<Statistic>,
    /// Ce que disent les nombres : par cellule (count) ou par km² (density). Exigé pour une somme.
    #[arg(long, value_enum)]
    pub unit: Option<PeopleUnitArg>,
    /// Bande du raster.
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub band: usize,
    /// Valeur qui veut dire « manquant », ou none si tout nombre est une valeur.
    #[arg(long, allow_hyphen_values = true, value_parser = nodata, value_name = "VALEUR")]
    pub nodata: Option<Nodata>,
    #[command(flatten)]
    pub file: LayerArgs,
    /// Polygones avec leurs statistiques (.gpkg, .geojson, .csv, .xlsx…).
    #[arg(long, short, value_name = "FICHIER")]
    pub output: PathBuf,
}

pub fn run(args: &ZonalArgs, context: &Context) -> Result<Outcome> {
    let command = ZonalCommand {
        raster: args.raster.clone(),
        polygons: args.file.of(&args.polygons),
        statistics: args.stat.clone(),
        unit: args.unit.map(PeopleUnitArg::unit),
        band: args.band,
        nodata: args.nodata.map(|given| given.0),
        output: args.output.clone(),
        lang: lang_of(context),
        date: midnight(today()),
    };
    carry_out(context, |progress| zonal(&command, progress))
}
