//! FlatGeobuf through GDAL: one file for each layer with an index of places, so that a map server or a page reads only what
//! it shows. The index decides the order of the features; those without a shape cannot stand in it and are told.

use super::gpkg::check_kinds;
use super::{Format, Layer, WriteOptions, features_of, ogr};
use crate::base::{Error, Problem, Result};
use std::path::Path;

/// `NAME.fgb` for each layer.
pub const FORMAT: Format = Format { id: "flatgeobuf", write: write_all };

fn write_all(layers: &[Layer], folder: &Path, options: &WriteOptions) -> Result<Vec<Problem>> {
    std::fs::create_dir_all(folder).map_err(|cause| Error::writing(folder, &cause))?;
    let mut problems = Vec::new();
    for layer in layers {
        check_kinds(layer)?;
        let name = format!("{}.fgb", layer.name);
        let path = folder.join(&name);
        if path.exists() {
            std::fs::remove_file(&path).map_err(|cause| Error::writing(&path, &cause))?;
        }
        let target = ogr::Target { driver: "FlatGeobuf", indexed: true, shown: Path::new(&name) };
        ogr::write(&features_of(layer), &target, &path, options, &mut problems)?;
    }
    Ok(problems)
}
