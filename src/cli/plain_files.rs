//! What commands on plain files have in common: how their files are read where looking at them is not enough, and how
//! they are carried out.

use super::{Context, Outcome, account, run::progress};
use crate::base::{Lang, Progress, Result};
use crate::pipeline::account::Account;
use crate::pipeline::plain::{PlainInput, PlainOptions};
use clap::Args;
use std::path::{Path, PathBuf};

/// How the first file of a command on plain files is read, where looking at it is not enough.
#[derive(Debug, Args)]
pub struct FirstFileArgs {
    /// Couche ou feuille du premier fichier.
    #[arg(long, value_name = "COUCHE")]
    pub layer: Option<String>,
    /// Système de coordonnées du premier fichier : EPSG:32630.
    #[arg(long, value_name = "SYSTEME")]
    pub crs: Option<String>,
    /// Encodage du texte du premier fichier.
    #[arg(long, value_name = "ENCODAGE")]
    pub encoding: Option<String>,
    /// Colonne de la longitude (ou de x) du premier fichier.
    #[arg(long, value_name = "COLONNE", requires = "latitude")]
    pub longitude: Option<String>,
    /// Colonne de la latitude (ou de y) du premier fichier.
    #[arg(long, value_name = "COLONNE", requires = "longitude")]
    pub latitude: Option<String>,
}

/// The same of the second file.
#[derive(Debug, Args)]
pub struct SecondFileArgs {
    /// Couche ou feuille du second fichier.
    #[arg(long, value_name = "COUCHE")]
    pub layer_2: Option<String>,
    /// Système de coordonnées du second fichier.
    #[arg(long, value_name = "SYSTEME")]
    pub crs_2: Option<String>,
    /// Encodage du texte du second fichier.
    #[arg(long, value_name = "ENCODAGE")]
    pub encoding_2: Option<String>,
}

/// How the one layer of a command on plain files is read.
#[derive(Debug, Args)]
pub struct LayerArgs {
    /// Couche ou feuille à lire, si le fichier en contient plusieurs.
    #[arg(long, value_name = "COUCHE")]
    pub layer: Option<String>,
    /// Système de coordonnées de cette couche, si le fichier ne le dit pas.
    #[arg(long, value_name = "CRS")]
    pub crs: Option<String>,
}

/// How the two files of a command are read, and where its result goes.
#[derive(Debug, Args)]
pub struct TwoFilesArgs {
    #[command(flatten)]
    pub first: FirstFileArgs,
    #[command(flatten)]
    pub second: SecondFileArgs,
    /// Sortie : .geojson, .gpkg, .shp, .fgb, .parquet, .csv, .xlsx.
    #[arg(long, short, value_name = "FICHIER")]
    pub output: PathBuf,
}

/// A number that stands for a missing cell; none when every number is a value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Nodata(pub Option<f64>);

/// Reads one: a number, or `none`.
pub fn nodata(given: &str) -> Result<Nodata, String> {
    match given.trim() {
        "none" => Ok(Nodata(None)),
        number => number.parse().map(|value| Nodata(Some(value))).map_err(|_| "-9999, none".into()),
    }
}

impl LayerArgs {
    pub fn of(&self, path: &Path) -> PlainInput {
        let options = PlainOptions { layer: self.layer.clone(), crs: self.crs.clone(), ..PlainOptions::default() };
        PlainInput { path: path.to_owned(), options }
    }
}

impl FirstFileArgs {
    pub fn of(&self, path: &Path) -> PlainInput {
        let (layer, crs, encoding) = (self.layer.clone(), self.crs.clone(), self.encoding.clone());
        let coordinates = self.longitude.clone().zip(self.latitude.clone()).map(|(x, y)| [x, y]);
        PlainInput { path: path.to_owned(), options: PlainOptions { layer, crs, encoding, coordinates, near: None } }
    }
}

impl SecondFileArgs {
    pub fn of(&self, path: &Path) -> PlainInput {
        let (layer, crs, encoding) = (self.layer_2.clone(), self.crs_2.clone(), self.encoding_2.clone());
        PlainInput { path: path.to_owned(), options: PlainOptions { layer, crs, encoding, ..PlainOptions::default() } }
    }
}

/// The language of a command on plain files: that of its outputs, else that of the talk.
pub fn lang_of(context: &Context) -> Lang {
    context.lang.unwrap_or(context.talk)
}

/// Carries a command out with its progress drawn, then prints its account.
pub fn carry_out(context: &Context, work: impl FnOnce(&dyn Progress) -> Result<Account>) -> Result<Outcome> {
    let drawn = progress(context, lang_of(context));
    let account = work(drawn.as_ref())?;
    // What is drawn goes before the account is printed.
    drop(drawn);
    Ok(account::print(&account, context))
}
