//! What a file is, told by a look at it: for `lakana init`.

use super::boundaries::country_column;
use super::parse::words::fold;
use super::raster::Raster;
use super::schema::{Kind, Schema};
use super::table::{Table, TableOptions};
use super::vector::{is_layer, layer_names};
use crate::base::{Case, Error, Level, Problem, Problems, Result, Text};
use crate::text;
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
    /// The layer looked at, where a vector file has several: its reader must be told.
    pub layer: Option<String>,
    /// What it is, in words.
    pub title: Text,
    /// Who makes such files, as maps name them.
    pub credit: Option<Text>,
    /// For boundaries: the country, as they write it.
    pub country: Option<String>,
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
        _ if is_layer(path) => of_layer(path, &shown),
        "json" | "geojson" | "csv" | "tsv" | "txt" | "tab" | "xlsx" | "xlsm" | "xls" | "xlsb" | "ods" | "sav" | "zsav"
        | "dta" => {
            let (table, notes) = Table::read(path, &shown, &TableOptions::default())?;
            let found = of_rows(&table, notes);
            // Such programs hold surveys; their columns are called as nobody can foresee.
            let labelled = matches!(extension.as_str(), "sav" | "zsav" | "dta") && found.kind == FileKind::Unknown;
            Ok(if labelled { of_labelled(&table, found.notes) } else { found })
        }
        _ => of_raster(path),
    }
}

/// A vector file through the reader that will read it in a run; of several layers the first that
/// is of use, else the first.
fn of_layer(path: &Path, shown: &str) -> Result<Recognised> {
    let names = if path.exists() { layer_names(path)? } else { Vec::new() };
    if names.len() < 2 {
        let (table, notes) = Table::read(path, shown, &TableOptions::default())?;
        return Ok(of_rows(&table, notes));
    }
    let mut first = None;
    for name in &names {
        let options = TableOptions { sheet: Some(name.clone()), ..TableOptions::default() };
        let one = Table::read(path, shown, &options).map(|(table, notes)| of_rows(&table, notes));
        let useful = one.as_ref().is_ok_and(|found| found.kind != FileKind::Unknown);
        if useful || first.is_none() {
            first = Some((name, one));
        }
        if useful {
            break;
        }
    }
    let (name, found) = first.expect("two names at least");
    let mut found = found?;
    found.layer = Some(name.clone());
    found.notes.add(
        Problem::note(
            "layer-assumed",
            shown,
            text!("plusieurs couches : « {name} » est regardée", "several layers: `{name}` is looked at"),
            Text::new(
                "Pour une autre couche, changez sheet dans cette entrée, ou enregistrez-la dans un fichier à elle.",
                "For another layer change sheet in this input, or save it in a file of its own.",
            ),
        )
        .with(Case::found(names.join(", "))),
    );
    Ok(found)
}

fn of_raster(path: &Path) -> Result<Recognised> {
    std::fs::File::open(path).map_err(|cause| Error::reading(path, &cause))?;
    Ok(match Raster::open(path, 1) {
        Ok(Raster { size: (width, height), .. }) => told(
            FileKind::Raster,
            Text::new("image géoréférencée (raster)", "georeferenced image (raster)"),
            text!("{width} × {height} pixels", "{width} × {height} pixels"),
            Problems::new(),
        ),
        Err(_) => unknown(
            Text::new("format inconnu", "unknown format"),
            Text::new(
                "ni tableau, ni couche vectorielle, ni image géoréférencée que GDAL sache ouvrir",
                "no table, vector layer or georeferenced image that GDAL can open",
            ),
            Problems::new(),
        ),
    })
}

/// By the kind of shape most rows have; without shapes it is a table.
fn of_rows(table: &Table, notes: Problems) -> Recognised {
    match table.shapes.main() {
        Some(kind) => of_features(table, kind, notes),
        None => of_table(table, notes),
    }
}

fn of_features(table: &Table, shape: &str, notes: Problems) -> Recognised {
    let surfaces = shape.ends_with("Polygon");
    if surfaces && let Some((level, column)) = boundary_level(table) {
        let label = level.label();
        let (fr, en) = (label.fr, label.en);
        let title = text!("limites administratives, niveau {fr}", "administrative boundaries, level {en}");
        let why = text!("polygones avec la colonne « {column} »", "polygons with the column `{column}`");
        let found = told(FileKind::Boundaries { level }, title, why, notes);
        return Recognised { country: country(table), ..found };
    }
    if let Some(schema) = Schema::recognised(table) {
        return of_schema(schema, table, notes);
    }
    if shape.ends_with("LineString") {
        let why = Text::new("des lignes ; vérifiez que ce sont bien des routes", "lines; check that they are roads");
        return told(FileKind::Roads, Text::new("routes", "roads"), why, notes);
    }
    if surfaces {
        let columns = shown_columns(table);
        return unknown(
            Text::new("polygones", "polygons"),
            text!(
                "polygones sans code ni nom d'unité administrative (colonnes : {columns})",
                "polygons without code or name of an administrative unit (columns: {columns})"
            ),
            notes,
        );
    }
    of_table(table, notes)
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

fn of_labelled(table: &Table, notes: Problems) -> Recognised {
    let columns = shown_columns(table);
    told(
        FileKind::Table(Kind::Survey),
        Text::new("enquête SPSS ou Stata", "SPSS or Stata survey"),
        text!("fichier d'un logiciel de statistique, colonnes : {columns}", "file of a statistical program, columns: {columns}"),
        notes,
    )
}

fn of_schema(schema: &'static Schema, table: &Table, notes: Problems) -> Recognised {
    if let Some(reason) = &schema.reason {
        return unknown(schema.title.clone(), reason.clone(), notes);
    }
    let by =
        schema.signature.iter().filter(|set| set.iter().all(|name| table.column(name).is_some())).max_by_key(|set| set.len());
    let columns = by.map_or_else(|| shown_columns(table), |set| set.join(", "));
    let why = text!("reconnu par ses colonnes : {columns}", "recognised by its columns: {columns}");
    let found = told(FileKind::Table(schema.kind), schema.title.clone(), why, notes);
    Recognised { schema: Some(&schema.id), credit: schema.credit.clone(), ..found }
}

fn unknown(title: Text, why: Text, notes: Problems) -> Recognised {
    told(FileKind::Unknown, title, why, notes)
}

fn told(kind: FileKind, title: Text, why: Text, notes: Problems) -> Recognised {
    Recognised { kind, schema: None, layer: None, title, credit: None, country: None, why, notes }
}

/// The country that the first row of a boundary file names.
fn country(table: &Table) -> Option<String> {
    let column = country_column(&table.header)?;
    let name = table.cell(table.rows.first()?, column).trim();
    (!name.is_empty()).then(|| name.to_owned())
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
