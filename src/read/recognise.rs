//! What a file is, told by a look at it: for `lakana init`.

use super::schema::{Kind, Schema};
use super::table::{Table, TableOptions};
use super::words::fold;
use crate::base::{Case, Error, Level, Problem, Problems, Result, Text};
use crate::text;
use gdal::Dataset;
use gdal::vector::LayerAccess;
use std::path::Path;

/// What a file can be in a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    Boundaries { level: Level },
    Table(Kind),
    Roads,
    Raster,
    Unknown,
}

impl FileKind {
    /// As the project file writes it: `boundaries`, `facilities`, `roads`, `raster`, `unknown`.
    pub fn id(self) -> &'static str {
        match self {
            FileKind::Boundaries { .. } => "boundaries",
            FileKind::Table(kind) => kind.id(),
            FileKind::Roads => "roads",
            FileKind::Raster => "raster",
            FileKind::Unknown => "unknown",
        }
    }
}

/// The answer, with its reason.
#[derive(Debug, Clone)]
pub struct Recognised {
    pub kind: FileKind,
    /// For tables: the schema to read it through.
    pub schema: Option<&'static str>,
    /// What it is, in words.
    pub title: Text,
    /// What it was recognised by, or why it is of no use.
    pub why: Text,
    /// Anything odd met while looking.
    pub notes: Problems,
}

/// Looks at a file and says what it is. A file that is readable but of no use is
/// [`FileKind::Unknown`] with a reason.
///
/// Errors: the file cannot be read at all.
pub fn recognise(path: &Path) -> Result<Recognised> {
    let shown = path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned());
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or("").to_lowercase();
    match extension.as_str() {
        "json" | "geojson" => {
            let (table, notes) = Table::read(path, &shown, &TableOptions::default())?;
            let geometry = first_geometry(&std::fs::read(path).map_err(|cause| Error::reading(path, &cause))?);
            Ok(match geometry {
                None => of_table(&table, notes),
                Some(geometry) => of_features(&table, geometry, notes),
            })
        }
        "csv" | "tsv" | "txt" | "tab" | "xlsx" | "xlsm" | "xls" | "xlsb" | "ods" => {
            let (table, notes) = Table::read(path, &shown, &TableOptions::default())?;
            Ok(of_table(&table, notes))
        }
        _ => of_dataset(path, &shown),
    }
}

/// Geometry of a vector file, as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Point,
    Line,
    Polygon,
}

impl Shape {
    fn of_name(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        match () {
            _ if name.contains("polygon") || name.contains("surface") => Some(Shape::Polygon),
            _ if name.contains("line") || name.contains("curve") => Some(Shape::Line),
            _ if name.contains("point") => Some(Shape::Point),
            _ => None,
        }
    }
}

/// The first geometry type named in a GeoJSON text; `None` for plain JSON records.
fn first_geometry(bytes: &[u8]) -> Option<Shape> {
    let text = String::from_utf8_lossy(bytes);
    text.contains("\"features\"").then_some(())?;
    let names = ["MultiPolygon", "Polygon", "MultiLineString", "LineString", "MultiPoint", "Point"];
    let places = names.iter().filter_map(|name| Some((text.find(&format!("\"{name}\""))?, *name)));
    places.min().and_then(|(_, name)| Shape::of_name(name))
}

fn of_dataset(path: &Path, shown: &str) -> Result<Recognised> {
    std::fs::File::open(path).map_err(|cause| Error::reading(path, &cause))?;
    let opened = Dataset::open(path).ok();
    let Some(dataset) = opened else {
        return Ok(unknown(
            Text::new("format inconnu", "unknown format"),
            Text::new(
                "ni tableau, ni couche vectorielle, ni image géoréférencée que GDAL sache ouvrir",
                "no table, vector layer or georeferenced image that GDAL can open",
            ),
            Problems::new(),
        ));
    };
    if dataset.raster_count() > 0 {
        let (width, height) = dataset.raster_size();
        return Ok(Recognised {
            kind: FileKind::Raster,
            schema: None,
            title: Text::new("image géoréférencée (raster)", "georeferenced image (raster)"),
            why: text!("{width} × {height} pixels", "{width} × {height} pixels"),
            notes: Problems::new(),
        });
    }
    let names: Vec<String> = dataset.layers().map(|layer| layer.name()).collect();
    for name in &names {
        let Ok(mut layer) = dataset.layer_by_name(name) else { continue };
        let header: Vec<String> = layer.defn().fields().map(|field| field.name()).collect();
        let geometry = layer.features().find_map(|f| Shape::of_name(&f.geometry()?.geometry_name()));
        let Some(geometry) = geometry else { continue };
        let mut notes = Problems::new();
        if names.len() > 1 {
            notes.add(
                Problem::note(
                    "layer-assumed",
                    shown,
                    text!("plusieurs couches : « {name} » est regardée", "several layers: `{name}` is looked at"),
                    Text::new(
                        "Enregistrez la couche voulue dans un fichier à elle.",
                        "Save the layer you want in a file of its own.",
                    ),
                )
                .with(Case::found(names.join(", "))),
            );
        }
        let table = Table::with_header(shown, header, geometry == Shape::Point);
        return Ok(of_features(&table, geometry, notes));
    }
    Ok(unknown(
        Text::new("fichier sans géométrie", "file without geometry"),
        Text::new("aucune couche n'a de géométrie", "no layer has a geometry"),
        Problems::new(),
    ))
}

fn of_features(table: &Table, geometry: Shape, notes: Problems) -> Recognised {
    if geometry == Shape::Polygon
        && let Some((level, column)) = boundary_level(table)
    {
        let label = level.label();
        let (fr, en) = (label.fr, label.en);
        return Recognised {
            kind: FileKind::Boundaries { level },
            schema: None,
            title: text!("limites administratives, niveau {fr}", "administrative boundaries, level {en}"),
            why: text!("polygones avec la colonne « {column} »", "polygons with the column `{column}`"),
            notes,
        };
    }
    if let Some(schema) = Schema::recognised(table) {
        return of_schema(schema, table, notes);
    }
    match geometry {
        Shape::Line => Recognised {
            kind: FileKind::Roads,
            schema: None,
            title: Text::new("routes", "roads"),
            why: Text::new("des lignes ; vérifiez que ce sont bien des routes", "lines; check that they are roads"),
            notes,
        },
        Shape::Polygon => {
            let columns = shown_columns(table);
            unknown(
                Text::new("polygones", "polygons"),
                text!(
                    "polygones sans code ni nom d'unité administrative (colonnes : {columns})",
                    "polygons without code or name of an administrative unit (columns: {columns})"
                ),
                notes,
            )
        }
        Shape::Point => of_table(table, notes),
    }
}

fn of_table(table: &Table, notes: Problems) -> Recognised {
    match Schema::recognised(table) {
        Some(schema) => of_schema(schema, table, notes),
        None => {
            let columns = shown_columns(table);
            unknown(
                Text::new("tableau inconnu", "unknown table"),
                text!(
                    "ses colonnes ne sont celles d'aucune source connue ({columns}) : déclarez kind et fields",
                    "its columns are those of no known source ({columns}): declare kind and fields"
                ),
                notes,
            )
        }
    }
}

fn of_schema(schema: &'static Schema, table: &Table, notes: Problems) -> Recognised {
    if let Some(reason) = &schema.reason {
        return unknown(schema.title.clone(), reason.clone(), notes);
    }
    let by =
        schema.signature.iter().filter(|set| set.iter().all(|name| table.column(name).is_some())).max_by_key(|set| set.len());
    let columns = by.map_or_else(|| shown_columns(table), |set| set.join(", "));
    Recognised {
        kind: FileKind::Table(schema.kind),
        schema: Some(&schema.id),
        title: schema.title.clone(),
        why: text!("reconnu par ses colonnes : {columns}", "recognised by its columns: {columns}"),
        notes,
    }
}

fn unknown(title: Text, why: Text, notes: Problems) -> Recognised {
    Recognised { kind: FileKind::Unknown, schema: None, title, why, notes }
}

/// The finest administrative level that columns of COD-AB, older OCHA or GADM files name.
fn boundary_level(table: &Table) -> Option<(Level, String)> {
    let levels = [(3, Level::Commune), (2, Level::Cercle), (1, Level::Region)];
    levels.into_iter().find_map(|(n, level)| {
        let names =
            ["adm{}pcode", "adm{}code", "adm{}name", "adm{}en", "adm{}fr", "admin{}pcode", "admin{}name", "name{}", "gid{}"];
        let names = names.map(|name| name.replace("{}", &n.to_string()));
        let column = table.header.iter().find(|h| names.contains(&fold(h)))?;
        Some((level, column.clone()))
    })
}

fn shown_columns(table: &Table) -> String {
    let shown = table.header.iter().take(8).map(String::as_str).collect::<Vec<_>>().join(", ");
    if table.header.len() > 8 { format!("{shown}…") } else { shown }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, content: &str) -> Recognised {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        recognise(&path).unwrap()
    }

    #[test]
    fn plain_tables_are_told_by_their_columns() {
        let found = of("a.csv", "name,type,status,longitude,latitude\nA,CSCom,ouvert,1,2\n");
        assert_eq!((found.kind.id(), found.schema), ("facilities", Some("lakana-facilities")));
        let found = of("b.csv", "x1,x2\n1,2\n");
        assert_eq!(found.kind, FileKind::Unknown);
        assert!(found.why.fr.contains("x1, x2"));
    }

    #[test]
    fn features_are_told_by_shape_and_columns() {
        let feature = |geometry: &str, properties: &str| {
            format!(
                r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","geometry":{geometry},"properties":{properties}}}]}}"#
            )
        };
        let square = r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}"#;
        let found = of("a.geojson", &feature(square, r#"{"ADM2_FR":"Koro","ADM1_FR":"Mopti"}"#));
        assert_eq!(found.kind, FileKind::Boundaries { level: Level::Cercle });
        assert_eq!(of("b.geojson", &feature(square, r#"{"a":1}"#)).kind, FileKind::Unknown);
        let line = r#"{"type":"LineString","coordinates":[[0,0],[1,0]]}"#;
        assert_eq!(of("c.geojson", &feature(line, r#"{"highway":"primary"}"#)).kind, FileKind::Roads);
    }

    #[test]
    fn what_nobody_can_open_is_unknown_with_a_reason() {
        let found = of("x.bin", "\u{1}\u{2}");
        assert_eq!(found.kind, FileKind::Unknown);
        assert!(!found.why.fr.is_empty());
        assert!(recognise(Path::new("/no/such/file.gpkg")).is_err());
    }
}
