//! One band of numbers as Cloud-Optimized GeoTIFF, written tile by tile.
//!
//! A writer computes nothing: whoever calls brings the tiles.

use crate::base::{Error, Result, Text, quiet_gdal};
use crate::text;
use gdal::errors::GdalError;
use gdal::raster::{Buffer, RasterCreationOptions};
use gdal::spatial_ref::SpatialRef;
use gdal::{DriverManager, Metadata};
use std::path::Path;

/// Where a raster lies and what it holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Band<'a> {
    /// A definition GDAL knows.
    pub crs: &'a str,
    /// x and y of the upper left corner.
    pub origin: (f64, f64),
    /// Side of a cell, in the units of the system.
    pub cell: f64,
    /// Columns and rows.
    pub size: (usize, usize),
    /// Stands for no value.
    pub nodata: f32,
    /// Said in the file: what the numbers are.
    pub description: &'a str,
}

/// A piece of the band: column and row of its corner, columns and rows, and its numbers row by row.
pub type Piece = ((usize, usize), (usize, usize), Vec<f32>);

/// Writes the pieces, which together cover the band, to `path`, by way of a plain file beside it that is
/// removed. An error when the disk refuses or a piece does not come.
pub fn write_cog(path: &Path, band: &Band, pieces: impl Iterator<Item = Result<Piece>>) -> Result<()> {
    quiet_gdal();
    let shown = path.display().to_string();
    let failed = |cause: GdalError| {
        Error::output(
            text!("`{shown}` ne peut pas être écrit : {cause}", "`{shown}` cannot be written: {cause}"),
            Text::new("Vérifiez la place sur le disque et réessayez.", "Check the space on the disk and try again."),
        )
    };
    let plain = path.with_extension("plain.tif");
    let done = (|| {
        let options = RasterCreationOptions::from_iter(["TILED=YES", "BIGTIFF=IF_SAFER"]);
        let driver = DriverManager::get_driver_by_name("GTiff").map_err(failed)?;
        let (columns, rows) = band.size;
        let mut dataset =
            driver.create_with_band_type_with_options::<f32, _>(&plain, columns, rows, 1, &options).map_err(failed)?;
        let system = SpatialRef::from_definition(band.crs).map_err(failed)?;
        dataset.set_spatial_ref(&system).map_err(failed)?;
        dataset.set_geo_transform(&[band.origin.0, band.cell, 0.0, band.origin.1, 0.0, -band.cell]).map_err(failed)?;
        let mut stored = dataset.rasterband(1).map_err(failed)?;
        stored.set_no_data_value(Some(f64::from(band.nodata))).map_err(failed)?;
        stored.set_description(band.description).map_err(failed)?;
        for piece in pieces {
            let ((column, row), size, values) = piece?;
            stored.write((column as isize, row as isize), size, &mut Buffer::new(size, values)).map_err(failed)?;
        }
        dataset.flush_cache().map_err(failed)?;
        let cog = DriverManager::get_driver_by_name("COG").map_err(failed)?;
        let options = RasterCreationOptions::from_iter([
            "COMPRESS=DEFLATE",
            "PREDICTOR=YES",
            "OVERVIEW_RESAMPLING=NEAREST",
            "BIGTIFF=IF_SAFER",
        ]);
        let mut copy = dataset.create_copy(&cog, path, &options).map_err(failed)?;
        copy.flush_cache().map_err(failed)
    })();
    // The plain file is only a step on the way.
    let _ = std::fs::remove_file(&plain);
    done
}

#[cfg(test)]
mod tests {
    use super::*;
    use gdal::Dataset;

    #[test]
    fn pieces_come_back_in_their_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.tif");
        let band = Band {
            crs: "EPSG:32630",
            origin: (500_000.0, 1_600_000.0),
            cell: 100.0,
            size: (3, 2),
            nodata: -1.0,
            description: "minutes",
        };
        let pieces = [((0, 0), (2, 2), vec![1.0, 2.0, 4.0, -1.0]), ((2, 0), (1, 2), vec![3.0, 6.5])];
        write_cog(&path, &band, pieces.into_iter().map(Ok)).unwrap();
        let dataset = Dataset::open(&path).unwrap();
        let stored = dataset.rasterband(1).unwrap();
        let values = stored.read_as::<f32>((0, 0), (3, 2), (3, 2), None).unwrap();
        assert_eq!((values.data(), stored.no_data_value()), (&[1.0, 2.0, 3.0, 4.0, -1.0, 6.5][..], Some(-1.0)));
        assert_eq!(dataset.metadata_item("LAYOUT", "IMAGE_STRUCTURE").as_deref(), Some("COG"));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn a_place_that_cannot_be_written_is_an_error() {
        let band = Band { crs: "EPSG:32630", origin: (0.0, 0.0), cell: 1.0, size: (1, 1), nodata: -1.0, description: "" };
        let error = write_cog(Path::new("/nowhere/a.tif"), &band, std::iter::empty()).unwrap_err();
        assert_eq!(error.kind, crate::base::ErrorKind::Output);
    }
}
