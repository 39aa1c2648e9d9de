//! Grids of numbers as Cloud-Optimized GeoTIFF: tiled, compressed, with overviews, through GDAL.
//!
//! Not for pictures, and not for grids in degrees that are to be measured.

use super::WriteOptions;
use super::gpkg::heard;
use super::plain::beside;
use crate::base::{Error, Result, Text, quiet_gdal};
use crate::text;
use gdal::DriverManager;
use gdal::Metadata;
use gdal::cpl::CslStringList;
use gdal::errors::GdalError;
use gdal::raster::Buffer;
use gdal::spatial_ref::SpatialRef;
use std::path::Path;

/// A grid with one value for each square cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid<'a> {
    pub columns: usize,
    /// From north to south.
    pub rows: usize,
    /// The north-west corner and the side of a cell, in the unit of the system.
    pub west: f64,
    pub north: f64,
    pub cell: f64,
    /// As GDAL knows it: "EPSG:32630", a PROJ string.
    pub crs: &'a str,
    /// Row by row; NaN where there is none.
    pub values: &'a [f32],
    /// What the numbers are, written as the band's description.
    pub description: &'a str,
    /// Further tags of the file: unit, method.
    pub tags: &'a [(&'a str, String)],
}

/// Writes a grid; a file of that name is replaced at the very end, as a whole. NaN is the declared
/// missing value.
///
/// # Errors
/// A grid without cells; a GDAL without the COG driver (3.1 and later have it); a file that cannot be written.
pub fn write(grid: &Grid, path: &Path, options: &WriteOptions) -> Result<()> {
    quiet_gdal();
    let shown = path.display();
    if grid.values.is_empty() || grid.values.len() != grid.columns * grid.rows {
        return Err(Error::output(
            text!("`{shown}` : une grille sans cellules ne s'écrit pas", "`{shown}`: a grid without cells cannot be written"),
            Text::new("Vérifiez l'étendue et la taille des cellules.", "Check the extent and the size of the cells."),
        ));
    }
    let cog = DriverManager::get_driver_by_name("COG").map_err(|_| {
        Error::output(
            text!(
                "`{shown}` : ce GDAL n'écrit pas de GeoTIFF « Cloud-Optimized »",
                "`{shown}`: this GDAL writes no Cloud-Optimized GeoTIFF"
            ),
            Text::new("Installez GDAL 3.1 ou plus récent.", "Install GDAL 3.1 or newer."),
        )
    })?;
    beside(path, |temporary| {
        heard(path, options, || {
            let memory = DriverManager::get_driver_by_name("MEM")?;
            let mut dataset = memory.create_with_band_type::<f32, _>("", grid.columns, grid.rows, 1)?;
            dataset.set_geo_transform(&[grid.west, grid.cell, 0.0, grid.north, 0.0, -grid.cell])?;
            dataset.set_spatial_ref(&SpatialRef::from_definition(grid.crs)?)?;
            for (name, value) in grid.tags {
                dataset.set_metadata_item(name, value, "")?;
            }
            let mut band = dataset.rasterband(1)?;
            band.set_no_data_value(Some(f64::NAN))?;
            band.set_description(grid.description)?;
            for (row, values) in grid.values.chunks_exact(grid.columns).enumerate() {
                band.write((0, row as isize), (grid.columns, 1), &mut Buffer::new((grid.columns, 1), values.to_vec()))?;
            }
            let mut creation = CslStringList::new();
            for (name, value) in
                [("COMPRESS", "DEFLATE"), ("PREDICTOR", "YES"), ("OVERVIEW_RESAMPLING", "AVERAGE"), ("NUM_THREADS", "ALL_CPUS")]
            {
                creation.set_name_value(name, value)?;
            }
            dataset.create_copy(&cog, temporary, &creation)?.close()?;
            Ok::<(), GdalError>(())
        })
    })
    .map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use gdal::Dataset;

    fn grid(values: &[f32], columns: usize) -> Grid<'_> {
        Grid {
            columns,
            rows: values.len() / columns,
            west: 500_000.0,
            north: 1_600_000.0,
            cell: 250.0,
            crs: "EPSG:32630",
            values,
            description: "density",
            tags: &[],
        }
    }

    #[test]
    fn a_grid_reads_back_with_its_place_its_missing_cells_and_its_overviews() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.tif");
        let values: Vec<f32> = (0..700 * 600).map(|i| if i % 11 == 0 { f32::NAN } else { (i % 700) as f32 }).collect();
        let tags = [("UNIT", "per km2".to_owned())];
        write(&Grid { tags: &tags, ..grid(&values, 700) }, &path, &WriteOptions::default()).unwrap();
        let read = Dataset::open(&path).unwrap();
        assert_eq!(read.geo_transform().unwrap(), [500_000.0, 250.0, 0.0, 1_600_000.0, 0.0, -250.0]);
        assert_eq!(read.spatial_ref().unwrap().authority().unwrap(), "EPSG:32630");
        assert_eq!(read.metadata_item("LAYOUT", "IMAGE_STRUCTURE").as_deref(), Some("COG"));
        assert_eq!(read.metadata_item("UNIT", "").as_deref(), Some("per km2"));
        let band = read.rasterband(1).unwrap();
        assert!(band.no_data_value().is_some_and(f64::is_nan) && band.overview_count().unwrap() > 0);
        assert_eq!((band.description().unwrap().as_str(), band.block_size()), ("density", (512, 512)));
        let back = band.read_as::<f32>((0, 0), (700, 600), (700, 600), None).unwrap();
        assert!(back.data().iter().zip(&values).all(|(a, b)| a == b || (a.is_nan() && b.is_nan())));
        let first = std::fs::read(&path).unwrap();
        write(&Grid { tags: &tags, ..grid(&values, 700) }, &path, &WriteOptions::default()).unwrap();
        assert!(first == std::fs::read(&path).unwrap(), "the same bytes twice");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside");
    }

    #[test]
    fn what_cannot_be_written_leaves_the_earlier_file_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.tif");
        std::fs::write(&path, "earlier").unwrap();
        assert!(write(&grid(&[], 1), &path, &WriteOptions::default()).is_err());
        assert!(write(&Grid { crs: "nowhere", ..grid(&[1.0], 1) }, &path, &WriteOptions::default()).is_err());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "earlier");
        let error = write(&grid(&[1.0], 1), folder.path(), &WriteOptions::default()).unwrap_err();
        assert_eq!(error.kind, crate::base::ErrorKind::Output);
    }
}
