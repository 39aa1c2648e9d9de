//! Vector files through GDAL: GeoPackage, Shapefile, FlatGeobuf, KML and what else the installed
//! library knows. Not for GeoJSON, which has its own faster reader.

use super::wkb;
use super::{RawLayer, VectorFeature, VectorOptions, head, unclosed};
use crate::base::{Case, Error, FieldKind, Problem, Problems, Result, Text, quiet_gdal};
use crate::read::parse::encoding;
use crate::text;
use gdal::errors::GdalError;
use gdal::spatial_ref::SpatialRef;
use gdal::vector::{Layer, LayerAccess, OGRFieldType};
use gdal::{Dataset, DatasetOptions, DriverManager, GdalOpenFlags};
use std::path::{Path, PathBuf};

/// A format, with the name and endings people know it by.
struct Format {
    driver: &'static str,
    name: &'static str,
    endings: &'static [&'static str],
}

const fn format(driver: &'static str, name: &'static str, endings: &'static [&'static str]) -> Format {
    Format { driver, name, endings }
}

/// Formats tried. Kept short so that a table or a picture is never taken for a layer, and nothing
/// goes to the network.
const FORMATS: [Format; 13] = [
    format("GPKG", "GeoPackage", &["gpkg"]),
    format("ESRI Shapefile", "Shapefile", &["shp", "shz", "zip"]),
    format("FlatGeobuf", "FlatGeobuf", &["fgb"]),
    format("LIBKML", "KML", &["kml", "kmz"]),
    format("KML", "KML", &["kml"]),
    format("OpenFileGDB", "File Geodatabase", &["gdb"]),
    format("MapInfo File", "MapInfo", &["tab", "mif"]),
    format("GML", "GML", &["gml"]),
    format("GPX", "GPX", &["gpx"]),
    format("SQLite", "SpatiaLite", &["sqlite"]),
    format("TopoJSON", "TopoJSON", &["topojson"]),
    format("GeoJSONSeq", "GeoJSON lines", &["geojsonl", "geojsons"]),
    format("Parquet", "GeoParquet", &["parquet"]),
];

fn installed() -> impl Iterator<Item = &'static Format> {
    quiet_gdal();
    FORMATS.iter().filter(|format| DriverManager::get_driver_by_name(format.driver).is_ok())
}

/// The formats that can be read on this machine, as a list for messages.
fn readable_formats() -> String {
    let mut formats: Vec<&Format> = installed().collect();
    formats.dedup_by_key(|format| format.name);
    let mut names = vec!["GeoJSON (.geojson, .json)".to_owned()];
    names.extend(formats.iter().map(|format| format!("{} (.{})", format.name, format.endings.join(", ."))));
    names.join(", ")
}

/// Whether the ending of a file is that of a vector format other than GeoJSON, installed or not.
/// `.tab` is MapInfo's only where the content says so: it is also the ending of tabbed text.
pub(super) fn by_ending(path: &Path) -> bool {
    let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    match ending.as_str() {
        "tab" => head(path).is_ok_and(|head| head.trim_ascii_start().to_ascii_lowercase().starts_with(b"!table")),
        ending => FORMATS.iter().any(|format| format.endings.contains(&ending)),
    }
}

/// The names of the layers in a file that GDAL reads, in its order.
pub(in crate::read) fn layer_names(path: &Path) -> Result<Vec<String>> {
    Ok(open(path, None)?.layers().map(|layer| layer.name()).collect())
}

/// Reads one layer. Rows count features from 1 in the order of the file.
pub(super) fn read(path: &Path, file: &str, options: &VectorOptions, problems: &mut Problems) -> Result<RawLayer> {
    let encoding = match &options.encoding {
        Some(encoding) => Some(encoding.clone()),
        None => undeclared_encoding(path, file, problems),
    };
    let dataset = open(path, encoding.as_deref())?;
    let layer = choose(&dataset, options.layer.as_deref(), file)?;
    let fields: Vec<String> = layer.defn().fields().map(|field| field.name()).collect();
    let mut raw =
        RawLayer { format: dataset.driver().long_name(), crs: layer.spatial_ref().and_then(definition), ..RawLayer::default() };
    raw.kinds = layer.defn().fields().map(|field| kind_of(field.field_type())).collect();
    read_features(layer, &fields, &mut raw, file, problems);
    raw.fields = fields;
    Ok(raw)
}

fn open(path: &Path, encoding: Option<&str>) -> Result<Dataset> {
    let drivers: Vec<&str> = installed().map(|format| format.driver).collect();
    let encoding = encoding.map(|encoding| format!("ENCODING={encoding}"));
    let open_options = encoding.as_deref().map(|option| [option]);
    let options = DatasetOptions {
        open_flags: GdalOpenFlags::GDAL_OF_VECTOR,
        allowed_drivers: Some(&drivers),
        // Only the Shapefile driver has this option; the encoding is only set for it.
        open_options: open_options.as_ref().map(|options| &options[..]),
        sibling_files: None,
    };
    let zipped = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip"));
    let opened = if zipped { PathBuf::from(format!("/vsizip/{}", path.display())) } else { path.to_owned() };
    Dataset::open_ex(&opened, options).map_err(|cause| unknown_format(path, &cause))
}

fn unknown_format(path: &Path, cause: &GdalError) -> Error {
    let (shown, formats) = (path.display(), readable_formats());
    let said = match cause {
        GdalError::NullPointer { msg, .. } | GdalError::CplError { msg, .. } if !msg.is_empty() => format!(" ({msg})"),
        _ => String::new(),
    };
    let what =
        text!("`{shown}` n'est pas une couche de formes lisible{said}", "`{shown}` is not a readable layer of shapes{said}");
    let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    let of_ending = |format: &&Format| format.endings.contains(&ending.as_str());
    // A sound file in a format that this library was built without.
    match (FORMATS.iter().find(of_ending), installed().find(of_ending)) {
        (Some(Format { name, .. }), None) => Error::input(
            what,
            text!(
                "La bibliothèque GDAL de cette machine ne lit pas le format {name}. Enregistrez la couche en GeoPackage (.gpkg) ou en GeoJSON, par exemple avec geopandas ou un QGIS plus récent. Formats lisibles ici : {formats}.",
                "The GDAL library of this machine does not read {name}. Save the layer as GeoPackage (.gpkg) or GeoJSON, with geopandas or a newer QGIS for instance. Formats readable here: {formats}."
            ),
        ),
        _ => Error::input(what, text!("Formats lisibles ici : {formats}.", "Formats readable here: {formats}.")),
    }
}

/// The layer asked for, or the only one.
fn choose<'a>(dataset: &'a Dataset, wanted: Option<&str>, file: &str) -> Result<Layer<'a>> {
    let names: Vec<String> = dataset.layers().map(|layer| layer.name()).collect();
    let list = names.join("`, `");
    let found = match (wanted, names.len()) {
        (Some(wanted), _) => names.iter().position(|name| name == wanted),
        (None, 1) => Some(0),
        (None, 0) => {
            return Err(Error::input(
                text!("`{file}` ne contient aucune couche", "`{file}` holds no layer"),
                Text::new(
                    "Exportez à nouveau le fichier depuis son logiciel d'origine.",
                    "Export the file again from the software it came from.",
                ),
            ));
        }
        (None, count) => {
            return Err(Error::input(
                text!(
                    "`{file}` contient {count} couches et aucune n'est nommée : `{list}`",
                    "`{file}` holds {count} layers and none is named: `{list}`"
                ),
                Text::new(
                    "Nommez la couche à lire : sheet = \"…\" dans une entrée, layers = { commune = \"…\" } dans [boundaries].",
                    "Name the layer to read: sheet = \"…\" in an input, layers = { commune = \"…\" } in [boundaries].",
                ),
            ));
        }
    };
    let missing = || {
        let wanted = wanted.unwrap_or_default();
        Error::input(
            text!("`{file}` n'a pas de couche `{wanted}`", "`{file}` has no layer `{wanted}`"),
            text!("Couches présentes : `{list}`.", "Layers present: `{list}`."),
        )
    };
    dataset.layer(found.ok_or_else(missing)?).map_err(|_| missing())
}

/// How GDAL can name this system again: by authority ("EPSG:32630", "ESRI:102022") or in full.
pub(in crate::read) fn definition(system: SpatialRef) -> Option<String> {
    system.authority().ok().or_else(|| system.to_wkt().ok()).filter(|definition| !definition.is_empty())
}

fn kind_of(declared: OGRFieldType::Type) -> FieldKind {
    match declared {
        OGRFieldType::OFTInteger | OGRFieldType::OFTInteger64 => FieldKind::Integer,
        OGRFieldType::OFTReal => FieldKind::Real,
        OGRFieldType::OFTDate => FieldKind::Date,
        OGRFieldType::OFTDateTime => FieldKind::DateTime,
        _ => FieldKind::Text,
    }
}

/// The coordinate system that a file declares; `None` where it says none or cannot be opened.
pub fn declared_system(path: &Path, layer: Option<&str>) -> Option<String> {
    quiet_gdal();
    let options = DatasetOptions { open_flags: GdalOpenFlags::GDAL_OF_VECTOR, ..DatasetOptions::default() };
    let dataset = Dataset::open_ex(path, options).ok()?;
    let layer = layer.map_or_else(|| dataset.layer(0), |name| dataset.layer_by_name(name)).ok()?;
    layer.spatial_ref().and_then(definition)
}

fn read_features(mut layer: Layer<'_>, fields: &[String], raw: &mut RawLayer, file: &str, problems: &mut Problems) {
    for (row, feature) in (1..).zip(layer.features()) {
        let mut values = Vec::with_capacity(fields.len());
        for (i, field) in fields.iter().enumerate() {
            let value = match raw.kinds[i] {
                // As text GDAL rounds to 15 digits.
                FieldKind::Real => feature.field_as_double(i).ok().flatten().map(|value| value.to_string()),
                _ => feature.field_as_string(i).ok().flatten().filter(|value| !value.trim().is_empty()),
            };
            if let Some(lost) = value.as_ref().filter(|value| value.contains(char::REPLACEMENT_CHARACTER)) {
                problems.add(undecodable(file).with(Case::row(row, field, lost)));
            }
            values.push(value);
        }
        let mut open = 0;
        let geometry = feature.geometry().filter(|geometry| !geometry.is_empty()).and_then(|geometry| {
            let read = geometry.wkb().map_err(|cause| cause.to_string()).and_then(|bytes| wkb::read(&bytes, &mut || open += 1));
            read.map_err(|found| problems.add(unusable(file).with(Case::row(row, "geometry", found)))).ok()
        });
        (0..open).for_each(|_| unclosed(row, file, problems));
        raw.features.push(VectorFeature { row, geometry, values });
    }
}

fn unusable(file: &str) -> Problem {
    Problem::warning(
        "geometry-unreadable",
        file,
        Text::new(
            "géométrie d'un genre qui n'est pas lu (courbe, surface en facettes)",
            "geometry of a kind that is not read (curve, faceted surface)",
        ),
        Text::new(
            "Convertissez les courbes en segments droits dans QGIS (« Convertir en segments ») ; ces lignes restent sans géométrie.",
            "Turn curves into straight segments in QGIS (“Segmentize”); these rows stay without geometry.",
        ),
    )
}

fn undecodable(file: &str) -> Problem {
    Problem::warning(
        "text-undecodable",
        file,
        Text::new(
            "lettres illisibles : l'encodage du fichier n'est pas celui déclaré",
            "unreadable letters: the file's encoding is not the declared one",
        ),
        Text::new(
            "Indiquez l'encodage, par exemple encoding = \"CP1252\".",
            "Give the encoding, for example encoding = \"CP1252\".",
        ),
    )
}

/// The encoding of a Shapefile that declares none, judged from its bytes and reported.
///
/// `None` for other formats, when a `.cpg` file or the code-page byte of the `.dbf` settles
/// it, and when all text is plain ASCII.
fn undeclared_encoding(path: &Path, file: &str, problems: &mut Problems) -> Option<String> {
    /// Where dBASE keeps its code-page mark.
    const CODE_PAGE: usize = 29;
    let sidecar = |ending: &str| {
        [ending.to_lowercase(), ending.to_uppercase()].into_iter().map(|e| path.with_extension(e)).find(|p| p.exists())
    };
    if !path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("shp")) || sidecar("cpg").is_some() {
        return None;
    }
    let bytes = std::fs::read(sidecar("dbf")?).ok()?;
    let header = u16::from_le_bytes([*bytes.get(8)?, *bytes.get(9)?]) as usize;
    let records = bytes.get(header..)?;
    if bytes[CODE_PAGE] != 0 || bytes.is_ascii() || records.is_ascii() {
        return None;
    }
    let found = encoding::judged(records).name();
    // GDAL knows the Windows code pages by their short names.
    let encoding = found.strip_prefix("windows-").map_or(found.to_owned(), |page| format!("CP{page}"));
    problems.add(encoding::assumed(file, &encoding).with(Case::found(encoding.clone())));
    Some(encoding)
}
