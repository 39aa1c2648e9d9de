//! The neutral [`Layer`] between analysis and files, its style, and one writer per format.
//!
//! A writer computes nothing: it says in its format what the layer says. A new format is one
//! file with a `FORMAT` and one line in [`FORMATS`].

pub mod csv;
pub mod flatgeobuf;
pub mod geojson;
pub mod geoparquet;
pub mod geotiff;
pub mod gpkg;
pub mod hxl;
pub mod layer;
mod ogr;
pub mod plain;
pub mod qgz;
pub mod qml;
mod rounded;
#[cfg(test)]
pub(crate) mod samples;
pub mod sld;
pub mod style;
pub mod xlsx;

pub use layer::{CodeList, Domain, Feature, Field, FieldKind, FieldValue, GeometryKind, Layer};
pub use plain::{PlainFormat, Written, beside, features_of, write_plain};
pub use style::{Class, Rgb, Style};

use crate::base::{Lang, Problem, Result};
use std::path::Path;

/// What formats may ask for beyond the layers.
#[derive(Debug, Clone, PartialEq)]
pub struct WriteOptions {
    /// Language of titles, aliases and legends in formats that hold only one.
    pub lang: Lang,
    /// The date written into formats that demand one. Never the clock: two runs give the same bytes.
    pub date: jiff::Timestamp,
    /// A row of HXL tags under the header of tables, see [`hxl`].
    pub hxl: bool,
    /// Width and height of the pages that print layouts lay out, millimetres.
    pub page: (f64, f64),
}

/// Upright, millimetres.
pub const A4: (f64, f64) = (210.0, 297.0);

impl WriteOptions {
    /// Without tags, layouts on A4.
    pub fn new(lang: Lang, date: jiff::Timestamp) -> Self {
        WriteOptions { lang, date, hxl: false, page: A4 }
    }
}

impl Default for WriteOptions {
    /// French, 1 January 1970, without tags.
    fn default() -> Self {
        WriteOptions::new(Lang::Fr, jiff::Timestamp::UNIX_EPOCH)
    }
}

/// A file format for layers.
pub struct Format {
    /// As the command line names it: `geojson`.
    pub id: &'static str,
    /// Writes the layers into a folder, which is made if need be; files of the same name are
    /// replaced. Returns what the format could not hold. Error: a file that cannot be written.
    pub write: fn(&[Layer], &Path, &WriteOptions) -> Result<Vec<Problem>>,
}

/// Every format, in the order in which they are offered.
pub const FORMATS: &[Format] =
    &[geojson::FORMAT, gpkg::FORMAT, qgz::FORMAT, qml::FORMAT, sld::FORMAT, csv::FORMAT, flatgeobuf::FORMAT, geoparquet::FORMAT];

/// The format with this id.
pub fn format(id: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
        entries.map(|e| (e.file_name().into_string().unwrap(), std::fs::read(e.path()).unwrap())).collect()
    }

    #[test]
    fn every_format_has_its_own_name_and_writes_the_same_bytes_twice() {
        let layers = [samples::quarters(), samples::hamlets()];
        let written: Vec<_> = (0..2)
            .map(|_| {
                let folder = tempfile::tempdir().unwrap();
                for format in FORMATS {
                    (format.write)(&layers, folder.path(), &WriteOptions::default()).unwrap();
                }
                files(folder.path())
            })
            .collect();
        let names: Vec<_> = written[0].keys().map(String::as_str).collect();
        assert_eq!(
            names,
            [
                "hamlets.csv",
                "hamlets.fgb",
                "hamlets.geojson",
                "hamlets.parquet",
                "hamlets.qmd",
                "hamlets.qml",
                "hamlets.sld",
                "lakana.gpkg",
                "lakana.qgz",
                "quarters.csv",
                "quarters.fgb",
                "quarters.geojson",
                "quarters.parquet",
                "quarters.people.qml",
                "quarters.people.sld",
                "quarters.qmd",
                "quarters.qml",
                "quarters.sld"
            ]
        );
        for (name, bytes) in &written[0] {
            assert!(bytes == &written[1][name], "{name} differs between two runs");
        }
        let ids: BTreeSet<_> = FORMATS.iter().map(|f| f.id).collect();
        assert_eq!(ids.len(), FORMATS.len());
        assert!(format("gpkg").is_some() && format("shapefile").is_none());
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_an_error_of_every_format() {
        let file = tempfile::NamedTempFile::new().unwrap();
        for format in FORMATS {
            let error = (format.write)(&[samples::quarters()], &file.path().join("below"), &WriteOptions::default()).unwrap_err();
            assert_eq!(error.kind, crate::base::ErrorKind::Output, "{}", format.id);
        }
    }
}
