//! Any vector file as rows with geometry in WGS84 longitude and latitude: finds the format, the
//! encoding and the coordinate system, reprojects once, and reports what does not hold.
//!
//! Not for tables without geometry, and not for repairing polygons (see
//! [`super::boundaries::repair`]).

mod degrees;
mod geojson;
mod ogr;
mod wkb;
mod wkt;

pub(super) use degrees::{WGS84, unswap};
pub(super) use geojson::text_of;
pub use ogr::declared_system;
pub(super) use ogr::{definition, layer_names};
pub(super) use wkt::{is_wkt, shapes as wkt_shapes};

use super::parse::encoding;
use crate::base::{Case, Error, FieldKind, Problem, Problems, Result, Text};
use crate::text;
use degrees::to_degrees;
use geo_types::{Coord, Geometry, LineString, MultiLineString, Rect};
use std::path::Path;

/// How to read a vector file. The default trusts the file in everything.
#[derive(Debug, Clone, Default)]
pub struct VectorOptions {
    /// Layer to read; needed only when the file holds several.
    pub layer: Option<String>,
    /// Coordinate system, over the one declared in the file: "EPSG:32630", "ESRI:102022",
    /// WKT or a PROJ string. x comes before y whatever the authority says.
    pub crs: Option<String>,
    /// Text encoding of a Shapefile or GeoJSON, over the declared one: "CP1252", "UTF-8".
    pub encoding: Option<String>,
    /// Where the data should lie, in degrees: lets swapped coordinates be seen.
    pub near: Option<Rect<f64>>,
}

/// One feature of a vector file.
#[derive(Debug, Clone, PartialEq)]
pub struct VectorFeature {
    /// Number of the feature in the file, the first is 1.
    pub row: u64,
    /// WGS84 longitude, latitude; `None` when there is none or it cannot be used.
    pub geometry: Option<Geometry<f64>>,
    /// In the order of the file's fields; blank text is `None`.
    pub values: Vec<Option<String>>,
}

/// A vector file, read.
#[derive(Debug, Clone, PartialEq)]
pub struct VectorFile {
    pub fields: Vec<String>,
    /// The kind of each field, as the file declares it; for GeoJSON, by all its values.
    pub kinds: Vec<FieldKind>,
    pub features: Vec<VectorFeature>,
    /// The system the file was in: "EPSG:32630". Coordinates here are WGS84 already. Empty where
    /// no feature has a geometry.
    pub crs: String,
    /// "GeoJSON", "GeoPackage", as GDAL words it.
    pub format: String,
}

impl VectorFile {
    /// Position of a field by its exact name.
    pub fn field(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field == name)
    }
}

/// A layer before its coordinate system was looked at.
#[derive(Debug, Default)]
pub(super) struct RawLayer {
    pub fields: Vec<String>,
    pub kinds: Vec<FieldKind>,
    pub features: Vec<VectorFeature>,
    pub crs: Option<String>,
    pub format: String,
}

/// Reads a vector file whole, for its shapes.
///
/// Features without geometry stay, with `None`; features whose coordinates cannot be used lose
/// their geometry; both are reported. An error when there is nothing to read: no such file, a
/// folder, no access, an unknown format, several layers and none named, no feature, no geometry
/// at all, or coordinates that cannot be longitude and latitude and nothing says what they are.
pub fn read_vector(path: &Path, options: &VectorOptions, problems: &mut Problems) -> Result<VectorFile> {
    let file = path.display().to_string();
    let layer = read_layer(path, &file, options, problems)?;
    let without = layer.features.iter().filter(|feature| feature.geometry.is_none());
    let missing = Problem::warning(
        "geometry-missing",
        &file,
        Text::new("lignes sans géométrie", "rows without geometry"),
        Text::new(
            "Complétez la géométrie à la source, ou retirez ces lignes.",
            "Complete the geometry at the source, or remove these rows.",
        ),
    );
    problems.add(missing.with_all(without.map(|feature| Case::row(feature.row, "geometry", ""))));
    if layer.features.iter().all(|feature| feature.geometry.is_none()) {
        return Err(Error::input(
            text!("`{file}` ne contient aucune géométrie utilisable", "`{file}` holds no usable geometry"),
            Text::new(
                "C'est peut-être une table : donnez la couche de formes d'où elle vient.",
                "It may be a table: give the layer of shapes it came from.",
            ),
        ));
    }
    Ok(layer)
}

/// Reads a vector file whole, for its rows: as [`read_vector`], but a missing geometry is no
/// fault, even if it is missing everywhere. `file` is how problems and errors name it.
pub(super) fn read_layer(path: &Path, file: &str, options: &VectorOptions, problems: &mut Problems) -> Result<VectorFile> {
    check(path)?;
    let raw = match as_geojson(path, options, file, problems)? {
        Some(layer) => layer,
        None => ogr::read(path, file, options, problems)?,
    };
    if raw.features.is_empty() {
        let format = raw.format;
        return Err(Error::input(
            text!("`{file}` ({format}) ne contient aucune unité", "`{file}` ({format}) holds no feature"),
            Text::new(
                "Exportez à nouveau la couche ; vérifiez qu'aucun filtre ne cache ses lignes.",
                "Export the layer again; check that no filter hides its rows.",
            ),
        ));
    }
    let RawLayer { fields, kinds, features, crs, format } = raw;
    let mut layer = VectorFile { fields, kinds, features, crs: String::new(), format };
    let shapes = layer.features.iter().any(|feature| feature.geometry.is_some());
    if shapes {
        layer.crs = to_degrees(&mut layer.features, crs, options, file, problems)?;
        if let Some(near) = options.near {
            unswap(&mut layer, near, file, problems);
        }
    }
    Ok(layer)
}

/// Whether a file is a vector layer by its ending. GeoJSON is told by its content instead, for
/// its ending is also that of plain records.
pub(super) fn is_layer(path: &Path) -> bool {
    ogr::by_ending(path)
}

/// The GeoJSON name of a geometry's kind.
pub fn kind_name(geometry: &Geometry<f64>) -> &'static str {
    match geometry {
        Geometry::Point(_) => "Point",
        Geometry::MultiPoint(_) => "MultiPoint",
        Geometry::Line(_) | Geometry::LineString(_) => "LineString",
        Geometry::MultiLineString(_) => "MultiLineString",
        Geometry::Polygon(_) | Geometry::Rect(_) | Geometry::Triangle(_) => "Polygon",
        Geometry::MultiPolygon(_) => "MultiPolygon",
        Geometry::GeometryCollection(_) => "GeometryCollection",
    }
}

/// The lines of a geometry; `None` for points and surfaces.
pub fn lines_of(geometry: Geometry<f64>) -> Option<MultiLineString<f64>> {
    match geometry {
        Geometry::LineString(line) => Some(MultiLineString(vec![line])),
        Geometry::MultiLineString(lines) => Some(lines),
        Geometry::GeometryCollection(parts) => {
            let parts: Vec<LineString<f64>> = parts.0.into_iter().filter_map(lines_of).flat_map(|m| m.0).collect();
            (!parts.is_empty()).then_some(MultiLineString(parts))
        }
        _ => None,
    }
}

/// Whether there is a file to read at all.
fn check(path: &Path) -> Result<()> {
    let shown = path.display();
    let about = std::fs::metadata(path).map_err(|cause| Error::reading(path, &cause))?;
    if about.is_dir() {
        if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("gdb")) {
            return Ok(());
        }
        return Err(Error::reading(path, &std::io::ErrorKind::IsADirectory.into()));
    }
    std::fs::File::open(path).map_err(|cause| Error::reading(path, &cause))?;
    if about.len() == 0 {
        return Err(Error::input(
            text!("`{shown}` est vide (0 octet)", "`{shown}` is empty (0 bytes)"),
            Text::new("Téléchargez ou exportez le fichier à nouveau.", "Download or export the file again."),
        ));
    }
    Ok(())
}

/// The layer when the file is GeoJSON; `None` when it is something else.
fn as_geojson(path: &Path, options: &VectorOptions, file: &str, problems: &mut Problems) -> Result<Option<RawLayer>> {
    let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    if path.is_dir() || ["geojsonl", "geojsons", "topojson"].contains(&ending.as_str()) {
        return Ok(None);
    }
    let named_so = ["json", "geojson"].contains(&ending.as_str());
    if !named_so && !starts_like_json(path)? {
        return Ok(None);
    }
    let bytes = std::fs::read(path).map_err(|cause| Error::reading(path, &cause))?;
    let text = encoding::decode(&bytes, options.encoding.as_deref(), file)?.told(file, problems);
    let head: String = text.trim_start().chars().take(20).collect();
    if !head.starts_with('{') {
        return Err(Error::input(
            text!(
                "`{file}` n'est pas du GeoJSON : il commence par « {head} »",
                "`{file}` is not GeoJSON: it begins with “{head}”"
            ),
            Text::new(
                "Un fichier GeoJSON commence par une accolade. Le téléchargement a peut-être ramené une page web : recommencez.",
                "A GeoJSON file begins with a brace. The download may have brought a web page: try again.",
            ),
        ));
    }
    geojson::read(&text, file, problems)
}

fn starts_like_json(path: &Path) -> Result<bool> {
    let head = head(path)?;
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&head);
    Ok(head.trim_ascii_start().starts_with(b"{"))
}

/// The first bytes of a file.
fn head(path: &Path) -> Result<Vec<u8>> {
    use std::io::Read;
    let mut head = Vec::with_capacity(64);
    let file = std::fs::File::open(path).map_err(|cause| Error::reading(path, &cause))?;
    file.take(64).read_to_end(&mut head).map_err(|cause| Error::reading(path, &cause))?;
    Ok(head)
}

/// A ring whose first and last point differ is closed and noted.
pub(super) fn close(ring: Vec<Coord<f64>>, row: u64, file: &str, problems: &mut Problems) -> LineString<f64> {
    let mut ring = LineString(ring);
    if !ring.is_closed() {
        unclosed(row, file, problems);
        ring.close();
    }
    ring
}

pub(super) fn unclosed(row: u64, file: &str, problems: &mut Problems) {
    let problem = Problem::note(
        "ring-unclosed",
        file,
        Text::new("contour de polygone non fermé", "polygon ring that is not closed"),
        Text::new(
            "Fermé en reliant le dernier point au premier. Si un morceau manque, prenez une autre version du fichier.",
            "Closed by joining the last point to the first. If a piece is missing, use another version of the file.",
        ),
    );
    problems.add(problem.with(Case::row(row, "geometry", "")));
}

#[cfg(test)]
mod tests;
