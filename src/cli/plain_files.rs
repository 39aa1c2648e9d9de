//! How the files of commands on plain files are read, where looking at them is not enough.

use crate::pipeline::plain::{PlainInput, PlainOptions};
use clap::Args;
use std::path::Path;

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
