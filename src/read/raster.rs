//! One band of a raster: sampled at places, or streamed by blocks of rows.
//!
//! Works on any format and coordinate system GDAL knows. Not for resampling or warping.

mod blocks;

pub use blocks::{Block, Doubts, Oddities, Values};

use super::vector::{WGS84, definition};
use crate::base::{Error, Result, Text, quiet_gdal, transform};
use crate::text;
use gdal::errors::GdalError;
use gdal::raster::{GdalDataType, RasterBand};
use gdal::{Dataset, DatasetOptions, GdalOpenFlags, Metadata};
use geo_types::Coord;
use std::path::{Path, PathBuf};

/// What a cell's number means. Files do not say, so the caller must.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RasterUnit {
    /// People (or things) in the cell: cells add up.
    Count,
    /// People (or things) per km²: multiplied by the cell's area before adding up.
    Density,
}

/// An open band of a raster, row 0 at the top.
pub struct Raster {
    dataset: Dataset,
    path: PathBuf,
    file: String,
    band: usize,
    /// Columns and rows.
    pub size: (usize, usize),
    /// x and y of the upper left corner of cell (column, row) in the raster's own system:
    /// `x = t[0] + column·t[1] + row·t[2]`, `y = t[3] + column·t[4] + row·t[5]` (GDAL's order).
    pub transform: [f64; 6],
    /// The raster's coordinate system: "EPSG:4326".
    pub crs: String,
    /// Whether that system is in degrees of longitude and latitude.
    pub in_degrees: bool,
    /// The number that stands for a missing cell, as stored.
    pub nodata: Option<f64>,
    /// What the file itself says of its numbers: unit and description of the band, and the tags that
    /// speak of them. May be empty.
    pub said: String,
    /// Multiplier and addition that turn stored numbers into values.
    scale: (f64, f64),
    /// Whether a 32-bit number holds every stored one.
    single: bool,
}

impl Raster {
    /// Opens band `band` (the first is 1). An error when the file is not a raster, has no such
    /// band, is not placed on the earth, or in an unknown coordinate system.
    pub fn open(path: &Path, band: usize) -> Result<Self> {
        quiet_gdal();
        let file = path.display().to_string();
        let about = std::fs::metadata(path).map_err(|cause| Error::reading(path, &cause))?;
        if about.is_dir() {
            return Err(Error::reading(path, &std::io::ErrorKind::IsADirectory.into()));
        }
        std::fs::File::open(path).map_err(|cause| Error::reading(path, &cause))?;
        let dataset = open_dataset(path).map_err(|_| not_a_raster(&file))?;
        let bands = dataset.raster_count();
        if bands == 0 {
            return Err(not_a_raster(&file));
        }
        let stored = match dataset.rasterband(band) {
            Ok(stored) if band > 0 => stored,
            _ => return Err(no_band(&file, band, bands)),
        };
        let (nodata, scale) = (nodata(&stored), (stored.scale().unwrap_or(1.0), stored.offset().unwrap_or(0.0)));
        let small = [GdalDataType::UInt8, GdalDataType::UInt16, GdalDataType::Int16, GdalDataType::Float32];
        let single = small.contains(&stored.band_type()) && scale == (1.0, 0.0);
        let said = said(&dataset, &stored);
        let transform = dataset.geo_transform().map_err(|_| not_placed(&file))?;
        let determinant = transform[1] * transform[5] - transform[2] * transform[4];
        if determinant == 0.0 || !determinant.is_finite() {
            return Err(not_placed(&file));
        }
        let system = dataset.spatial_ref().map_err(|_| unknown_system(&file))?;
        let in_degrees = system.is_geographic();
        let crs = definition(system).ok_or_else(|| unknown_system(&file))?;
        let size = dataset.raster_size();
        let path = path.to_owned();
        Ok(Raster { dataset, path, file, band, size, transform, crs, in_degrees, nodata, said, scale, single })
    }

    /// The same band with another number (or none) for missing cells than the file declares.
    pub fn with_nodata(self, nodata: Option<f64>) -> Self {
        let nodata = nodata.map(|value| if self.single { f64::from(value as f32) } else { value });
        Raster { nodata, ..self }
    }

    /// The value of the cell that holds a place (longitude, latitude); `None` outside the raster
    /// and in missing cells.
    pub fn sample(&self, lon: f64, lat: f64) -> Result<Option<f64>> {
        Ok(self.sample_all(&[Coord { x: lon, y: lat }])?[0])
    }

    /// As [`Raster::sample`] for many places, projecting them in one go.
    pub fn sample_all(&self, places: &[Coord<f64>]) -> Result<Vec<Option<f64>>> {
        let mut at = places.to_vec();
        transform(WGS84, &self.crs, &mut at)?;
        let one = |c: &Coord<f64>| {
            let Some(cell) = self.cell_at(*c) else { return Ok(None) };
            Ok(self.window(cell, (1, 1), (1, 1))?.first().copied().filter(|v| !v.is_nan()))
        };
        at.iter().map(one).collect()
    }

    /// A stored number as a value; NaN when missing.
    fn value(&self, stored: f64) -> f64 {
        if self.nodata == Some(stored) || !stored.is_finite() { f64::NAN } else { stored * self.scale.0 + self.scale.1 }
    }

    /// The cell that holds a place in the raster's own system; a place on a shared edge belongs
    /// to the cell right of it or below.
    fn cell_at(&self, place: Coord<f64>) -> Option<(usize, usize)> {
        let t = &self.transform;
        let (x, y) = (place.x - t[0], place.y - t[3]);
        let determinant = t[1] * t[5] - t[2] * t[4];
        let column = ((x * t[5] - y * t[2]) / determinant).floor();
        let row = ((y * t[1] - x * t[4]) / determinant).floor();
        let inside = column >= 0.0 && row >= 0.0 && column < self.size.0 as f64 && row < self.size.1 as f64;
        inside.then_some((column as usize, row as usize))
    }

    fn unreadable(&self, cause: &GdalError) -> Error {
        let file = &self.file;
        Error::input(
            text!("`{file}` : la lecture des cellules échoue ({cause})", "`{file}`: reading the cells fails ({cause})"),
            Text::new(
                "Le fichier est peut-être coupé : téléchargez-le à nouveau.",
                "The file may be cut short: download it again.",
            ),
        )
    }
}

fn open_dataset(path: &Path) -> gdal::errors::Result<Dataset> {
    let options = DatasetOptions { open_flags: GdalOpenFlags::GDAL_OF_RASTER, ..DatasetOptions::default() };
    Dataset::open_ex(path, options)
}

/// What the file says of its numbers, in its own words.
fn said(dataset: &Dataset, band: &RasterBand<'_>) -> String {
    let telling = |tag: &str| {
        let tag = tag.to_lowercase();
        ["unit", "descri", "title", "name", "comment", "abstract"].iter().any(|word| tag.contains(word))
    };
    let tags = dataset.metadata().chain(band.metadata()).filter(|entry| telling(&entry.key)).map(|entry| entry.value);
    let parts: Vec<String> = [band.unit(), band.description().unwrap_or_default()].into_iter().chain(tags).collect();
    parts.into_iter().filter(|part| !part.trim().is_empty()).collect::<Vec<_>>().join(" · ")
}

/// A float band stores the float nearest to the number in its header.
fn nodata(band: &RasterBand<'_>) -> Option<f64> {
    let float = band.band_type() == GdalDataType::Float32;
    band.no_data_value().map(|nodata| if float { f64::from(nodata as f32) } else { nodata })
}

fn not_a_raster(file: &str) -> Error {
    Error::input(
        text!("`{file}` n'est pas un raster lisible", "`{file}` is not a readable raster"),
        Text::new(
            "Donnez un GeoTIFF (.tif) ou un autre format de grille connu de GDAL.",
            "Give a GeoTIFF (.tif) or another grid format that GDAL knows.",
        ),
    )
}

fn no_band(file: &str, band: usize, bands: usize) -> Error {
    Error::input(
        text!("`{file}` n'a pas de bande {band} : bandes 1 à {bands}", "`{file}` has no band {band}: bands 1 to {bands}"),
        Text::new("Choisissez une bande existante.", "Choose a band that exists."),
    )
}

fn not_placed(file: &str) -> Error {
    Error::input(
        text!(
            "`{file}` n'est pas géoréférencé : rien ne dit où se trouvent ses cellules",
            "`{file}` is not georeferenced: nothing says where its cells lie"
        ),
        Text::new(
            "C'est peut-être une simple image : prenez le GeoTIFF d'origine.",
            "It may be a plain picture: use the original GeoTIFF.",
        ),
    )
}

fn unknown_system(file: &str) -> Error {
    Error::input(
        text!("`{file}` ne déclare pas son système de coordonnées", "`{file}` does not declare its coordinate system"),
        Text::new(
            "Assignez-lui le bon système dans QGIS (« Assigner une projection ») et relancez.",
            "Give it the right system in QGIS (“Assign projection”) and run again.",
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use gdal::DriverManager;
    use gdal::raster::Buffer;
    use gdal::spatial_ref::SpatialRef;
    use std::path::PathBuf;
    use tempfile::TempDir;

    /// Two rows of three cells of one degree from 1°W 15°N; the fifth is nodata, the sixth NaN.
    pub(in crate::read::raster) fn made(place: bool, system: bool) -> (TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.tif");
        let driver = DriverManager::get_driver_by_name("GTiff").unwrap();
        let mut dataset = driver.create_with_band_type::<f32, _>(&path, 3, 2, 1).unwrap();
        if place {
            dataset.set_geo_transform(&[-1.0, 1.0, 0.0, 15.0, 0.0, -1.0]).unwrap();
        }
        if system {
            dataset.set_spatial_ref(&SpatialRef::from_epsg(4326).unwrap()).unwrap();
        }
        let mut band = dataset.rasterband(1).unwrap();
        band.set_no_data_value(Some(-9999.9)).unwrap();
        band.write((0, 0), (3, 2), &mut Buffer::new((3, 2), vec![1f32, 2.0, 0.0, 4.0, -9999.9, f32::NAN])).unwrap();
        dataset.close().unwrap();
        (folder, path)
    }

    /// The same place with 64-bit numbers and no declared nodata.
    pub(in crate::read::raster) fn stored(values: &[f64; 6]) -> (TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("b.tif");
        let driver = DriverManager::get_driver_by_name("GTiff").unwrap();
        let mut dataset = driver.create_with_band_type::<f64, _>(&path, 3, 2, 1).unwrap();
        dataset.set_geo_transform(&[-1.0, 1.0, 0.0, 15.0, 0.0, -1.0]).unwrap();
        dataset.set_spatial_ref(&SpatialRef::from_epsg(4326).unwrap()).unwrap();
        dataset.rasterband(1).unwrap().write((0, 0), (3, 2), &mut Buffer::new((3, 2), values.to_vec())).unwrap();
        dataset.close().unwrap();
        (folder, path)
    }

    #[test]
    fn cells_are_sampled_and_missing_is_not_zero() {
        let (_kept, path) = made(true, true);
        let raster = Raster::open(&path, 1).unwrap();
        let at = |lon, lat| raster.sample(lon, lat).unwrap();
        assert_eq!((at(-0.5, 14.5), at(1.5, 14.9), at(-0.99, 13.01)), (Some(1.0), Some(0.0), Some(4.0)));
        assert_eq!((at(0.5, 13.5), at(1.5, 13.5)), (None, None), "nodata and not a number");
        assert_eq!((at(-1.01, 14.5), at(2.0, 14.5), at(0.0, 15.01), at(0.0, 13.0)), (None, None, None, None), "outside");
        assert_eq!(at(0.0, 14.0), None, "a place on a corner belongs to the cell right of it and below");
    }

    #[test]
    fn what_cannot_be_placed_is_an_error_that_says_so() {
        let said = |path: &Path, band| Raster::open(path, band).err().map(|e| e.what.fr).unwrap_or_default();
        let (_kept, path) = made(false, true);
        assert!(said(&path, 1).contains("géoréférencé"));
        let (_kept, path) = made(true, false);
        assert!(said(&path, 1).contains("système"));
        let (kept, path) = made(true, true);
        assert!(said(&path, 2).contains("bandes 1 à 1") && said(&path, 0).contains("bandes 1 à 1"));
        let text = kept.path().join("a.txt");
        std::fs::write(&text, "not a raster").unwrap();
        assert!(said(&text, 1).contains("raster") && said(kept.path(), 1).contains("dossier"));
    }
}
