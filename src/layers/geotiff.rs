//! One band of numbers as Cloud-Optimized GeoTIFF, piece by piece: tiled, compressed, with overviews, through GDAL.
//!
//! A writer computes nothing: whoever calls brings the pieces. Not for pictures, and not for grids in degrees that are to be
//! measured.

use super::WriteOptions;
use super::gpkg::heard;
use super::plain::beside;
use crate::base::{Error, Result, Text, quiet_gdal};
use crate::text;
use gdal::Metadata;
use gdal::cpl::CslStringList;
use gdal::errors::GdalError;
use gdal::raster::{Buffer, RasterCreationOptions};
use gdal::spatial_ref::SpatialRef;
use gdal::{Dataset, Driver, DriverManager};
use std::path::Path;

/// Where a band lies and what it holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Band<'a> {
    /// A definition GDAL knows: "EPSG:32630", a PROJ string.
    pub crs: &'a str,
    /// x and y of the north-west corner.
    pub origin: (f64, f64),
    /// Side of a cell, in the unit of the system.
    pub cell: f64,
    /// Columns and rows, from north to south.
    pub size: (usize, usize),
    /// Stands for no value; NaN will do.
    pub nodata: f32,
    /// Said in the file: what the numbers are.
    pub description: &'a str,
    /// Further tags of the file: unit, method.
    pub tags: &'a [(&'a str, String)],
}

/// A piece of the band: column and row of its corner, columns and rows, and its numbers row by row.
pub type Piece = ((usize, usize), (usize, usize), Vec<f32>);

/// Overviews are halved until they are no larger than this.
const SMALLEST: usize = 512;

/// Writes the pieces, which together cover the band; a file of that name is replaced at the very end, as a whole. Memory holds a
/// piece at a time: they go through a plain file beside the target, which is removed. Overviews are means of the cells that
/// have a value.
///
/// # Errors
/// A band without cells; a GDAL without the COG driver (3.1 and later have it); a piece that does not come; a file that
/// cannot be written.
pub fn write(path: &Path, band: &Band, options: &WriteOptions, pieces: impl Iterator<Item = Result<Piece>>) -> Result<()> {
    quiet_gdal();
    let shown = path.display();
    if band.size.0 == 0 || band.size.1 == 0 {
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
        let plain = temporary.with_extension("plain.tif");
        // An error of a piece is ours and not GDAL's.
        let mut missing = None;
        let pieces = pieces.map_while(|piece| piece.map_err(|error| missing = Some(error)).ok());
        let written = heard(path, options, || optimise(&filled(&plain, band, pieces)?, &cog, temporary));
        // The plain file is only a step on the way.
        let _ = std::fs::remove_file(&plain);
        missing.map_or(written, Err)
    })
    .map(drop)
}

/// The band as a plain file with its overviews.
fn filled(path: &Path, band: &Band, pieces: impl Iterator<Item = Piece>) -> std::result::Result<Dataset, GdalError> {
    let options = RasterCreationOptions::from_iter(["TILED=YES", "BLOCKXSIZE=512", "BLOCKYSIZE=512", "BIGTIFF=IF_SAFER"]);
    let driver = DriverManager::get_driver_by_name("GTiff")?;
    let (columns, rows) = band.size;
    let mut dataset = driver.create_with_band_type_with_options::<f32, _>(path, columns, rows, 1, &options)?;
    dataset.set_geo_transform(&[band.origin.0, band.cell, 0.0, band.origin.1, 0.0, -band.cell])?;
    dataset.set_spatial_ref(&SpatialRef::from_definition(band.crs)?)?;
    for (name, value) in band.tags {
        dataset.set_metadata_item(name, value, "")?;
    }
    let mut stored = dataset.rasterband(1)?;
    stored.set_no_data_value(Some(f64::from(band.nodata)))?;
    stored.set_description(band.description)?;
    for ((column, row), size, values) in pieces {
        stored.write((column as isize, row as isize), size, &mut Buffer::new(size, values))?;
    }
    let larger = |halvings: &u32| columns.max(rows) >> (halvings - 1) > SMALLEST;
    let factors: Vec<i32> = (1..20u32).take_while(larger).map(|halvings| 1 << halvings).collect();
    if !factors.is_empty() {
        dataset.build_overviews("AVERAGE", &factors, &[])?;
    }
    Ok(dataset)
}

/// Copies a file with its overviews into the order that lets readers fetch parts of it.
fn optimise(plain: &Dataset, cog: &Driver, path: &Path) -> std::result::Result<(), GdalError> {
    let mut creation = CslStringList::new();
    for (name, value) in
        [("COMPRESS", "DEFLATE"), ("LEVEL", "1"), ("PREDICTOR", "YES"), ("NUM_THREADS", "ALL_CPUS"), ("BIGTIFF", "IF_SAFER")]
    {
        creation.set_name_value(name, value)?;
    }
    plain.create_copy(cog, path, &creation)?.close()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn band<'a>(size: (usize, usize), tags: &'a [(&'a str, String)]) -> Band<'a> {
        let (origin, description) = ((500_000.0, 1_600_000.0), "density");
        Band { crs: "EPSG:32630", origin, cell: 250.0, size, nodata: f32::NAN, description, tags }
    }

    fn whole(size: (usize, usize), values: &[f32]) -> impl Iterator<Item = Result<Piece>> {
        std::iter::once(Ok(((0, 0), size, values.to_vec())))
    }

    #[test]
    fn a_grid_reads_back_with_its_place_its_missing_cells_and_its_overviews() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.tif");
        let size = (700, 600);
        let values: Vec<f32> = (0..700 * 600).map(|i| if i % 11 == 0 { f32::NAN } else { (i % 700) as f32 }).collect();
        let tags = [("UNIT", "per km2".to_owned())];
        let made = || write(&path, &band(size, &tags), &WriteOptions::default(), whole(size, &values)).unwrap();
        made();
        let read = Dataset::open(&path).unwrap();
        assert_eq!(read.geo_transform().unwrap(), [500_000.0, 250.0, 0.0, 1_600_000.0, 0.0, -250.0]);
        assert_eq!(read.spatial_ref().unwrap().authority().unwrap(), "EPSG:32630");
        assert_eq!(read.metadata_item("LAYOUT", "IMAGE_STRUCTURE").as_deref(), Some("COG"));
        assert_eq!(read.metadata_item("UNIT", "").as_deref(), Some("per km2"));
        let band = read.rasterband(1).unwrap();
        assert!(band.no_data_value().is_some_and(f64::is_nan));
        assert_eq!((band.overview_count().unwrap(), band.overview(0).unwrap().size()), (1, (350, 300)));
        assert_eq!((band.description().unwrap().as_str(), band.block_size()), ("density", (512, 512)));
        let back = band.read_as::<f32>((0, 0), size, size, None).unwrap();
        assert!(back.data().iter().zip(&values).all(|(a, b)| a == b || (a.is_nan() && b.is_nan())));
        let first = std::fs::read(&path).unwrap();
        made();
        assert!(first == std::fs::read(&path).unwrap(), "the same bytes twice");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside");
    }

    #[test]
    fn pieces_come_back_in_their_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.tif");
        let pieces = [((0, 0), (2, 2), vec![1.0, 2.0, 4.0, -1.0]), ((2, 0), (1, 2), vec![3.0, 6.5])];
        let band = Band { nodata: -1.0, ..band((3, 2), &[]) };
        write(&path, &band, &WriteOptions::default(), pieces.into_iter().map(Ok)).unwrap();
        let stored = Dataset::open(&path).unwrap();
        let stored = stored.rasterband(1).unwrap();
        let values = stored.read_as::<f32>((0, 0), (3, 2), (3, 2), None).unwrap();
        assert_eq!((values.data(), stored.no_data_value()), (&[1.0, 2.0, 3.0, 4.0, -1.0, 6.5][..], Some(-1.0)));
    }

    #[test]
    fn what_cannot_be_written_leaves_the_earlier_file_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.tif");
        std::fs::write(&path, "earlier").unwrap();
        let try_it = |path: &Path, band: &Band, pieces: Vec<Result<Piece>>| {
            write(path, band, &WriteOptions::default(), pieces.into_iter()).unwrap_err()
        };
        let one = || vec![Ok(((0, 0), (1, 1), vec![1.0]))];
        try_it(&path, &band((0, 1), &[]), vec![]);
        try_it(&path, &Band { crs: "nowhere", ..band((1, 1), &[]) }, one());
        let lost = try_it(&path, &band((1, 1), &[]), vec![Err(Error::usage(Text::same("lost"), Text::same("")))]);
        assert_eq!(lost.what.fr, "lost");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "earlier");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        assert_eq!(try_it(folder.path(), &band((1, 1), &[]), one()).kind, crate::base::ErrorKind::Output);
    }
}
