//! Plain tables of features written in the format that the ending of the output names, beside the
//! target first and then moved into its place, so that a crash leaves the previous file whole.
//!
//! Coordinates are WGS84. Not for the layers of a run, which have styles and labels: see [`super::FORMATS`].

use super::{Feature, Field, Layer, WriteOptions, csv, geojson, geoparquet, ogr, xlsx};
use crate::base::{Case, Error, FeatureField, FeatureRow, Features, FieldKind, FieldValue, Problem, Result, Text, write_file};
use crate::text;
use geo_types::Geometry;
use std::io::Write;
use std::path::{Path, PathBuf};

/// A format that plain tables are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlainFormat {
    GeoJson,
    Csv,
    Xlsx,
    GeoParquet,
    /// Through GDAL, by this driver.
    Ogr(&'static str),
}

/// Every ending that is known, with its format.
const ENDINGS: [(&str, PlainFormat); 9] = [
    ("geojson", PlainFormat::GeoJson),
    ("json", PlainFormat::GeoJson),
    ("gpkg", PlainFormat::Ogr("GPKG")),
    ("shp", PlainFormat::Ogr("ESRI Shapefile")),
    ("fgb", PlainFormat::Ogr("FlatGeobuf")),
    ("geojsonl", PlainFormat::Ogr("GeoJSONSeq")),
    ("parquet", PlainFormat::GeoParquet),
    ("csv", PlainFormat::Csv),
    ("xlsx", PlainFormat::Xlsx),
];

impl PlainFormat {
    /// The format by the ending of a path. Asked before long work begins. Error: an ending that is
    /// none of ours, or one for which GDAL lacks the driver on this machine; the hint lists them.
    pub fn of(path: &Path) -> Result<PlainFormat> {
        let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
        let usable = |format: PlainFormat| !matches!(format, PlainFormat::Ogr(driver) if !ogr::installed(driver));
        let known = ENDINGS.iter().find(|(name, _)| *name == ending).map(|(_, format)| *format);
        known.filter(|format| usable(*format)).ok_or_else(|| {
            let shown = path.display();
            let list: Vec<String> = ENDINGS.iter().filter(|(_, f)| usable(*f)).map(|(name, _)| format!(".{name}")).collect();
            let list = list.join(", ");
            Error::usage(
                text!("`{shown}` : format de sortie inconnu « .{ending} »", "`{shown}`: unknown output format “.{ending}”"),
                text!("Terminez le nom du fichier par l'un de : {list}.", "End the file name with one of: {list}."),
            )
        })
    }

    /// Whether it has room for shapes.
    pub fn has_geometry(self) -> bool {
        matches!(self, PlainFormat::GeoJson | PlainFormat::GeoParquet | PlainFormat::Ogr(_))
    }
}

/// What was written.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Written {
    /// The file asked for, then those that belong to it.
    pub files: Vec<PathBuf>,
    pub rows: usize,
    /// What the format could not hold as it was.
    pub problems: Vec<Problem>,
}

/// Writes a table of features; a file of that name is replaced at the very end, as a whole.
///
/// Tables without shapes (CSV, XLSX): points become the columns `longitude` and `latitude` unless they
/// came from columns; other shapes are left out, which is a problem. Names that clash in the format
/// (GeoPackage and Shapefile ignore case, Shapefile cuts at ten letters) get a number, as a note.
/// Null stays null, text text, whole numbers whole.
///
/// Errors: [`PlainFormat::of`]; a file that cannot be written; shapes of several kinds for a Shapefile;
/// a workbook with too many rows.
pub fn write_plain(features: &Features, path: &Path, options: &WriteOptions) -> Result<Written> {
    let format = PlainFormat::of(path)?;
    let (mut problems, mut rows) = (Vec::new(), features.rows.len());
    let files = beside(path, |temporary| match format {
        PlainFormat::GeoJson => write_file(temporary, |out| geojson::write_features(&features.fields, &features.rows, &mut *out)),
        PlainFormat::GeoParquet => write_file(temporary, |out| geoparquet::write_features(features, out)),
        PlainFormat::Csv => {
            let table = without_shapes(features, path, &mut problems);
            let header = std::iter::once(table.fields.iter().map(|field| field.name.clone()).collect());
            let line = |row: &FeatureRow| row.values.iter().map(|value| csv::cell(value).into_owned()).collect();
            write_file(temporary, |out| csv::write_table(out, header.chain(table.rows.iter().map(line))))
        }
        PlainFormat::Xlsx => {
            let table = without_shapes(features, path, &mut problems);
            let bytes = xlsx::workbook(&[sheet_of(&table)], options.date)?;
            write_file(temporary, |out| out.write_all(&bytes))
        }
        PlainFormat::Ogr(driver) => {
            let target = ogr::Target { driver, indexed: false, shown: path };
            rows = ogr::write(features, &target, temporary, options, &mut problems)?;
            Ok(())
        }
    })?;
    Ok(Written { files, rows, problems })
}

/// A layer as a plain table, without its styles.
pub fn features_of(layer: &Layer) -> Features {
    let field = |f: &Field| FeatureField { name: f.id.clone(), kind: f.kind };
    let row = |(i, f): (usize, &Feature)| FeatureRow {
        row: i as u64 + 1,
        geometry: f.written_geometry().cloned(),
        values: f.values.clone(),
    };
    Features {
        file: layer.name.clone(),
        fields: layer.fields.iter().map(field).collect(),
        rows: layer.features.iter().enumerate().map(row).collect(),
        coordinates: None,
    }
}

/// Lets `write` make a file of the same name in a folder of its own beside `path`, then moves it and what
/// belongs to it into place, the file itself last. On failure nothing has changed.
pub fn beside(path: &Path, write: impl FnOnce(&Path) -> Result<()>) -> Result<Vec<PathBuf>> {
    let failed = |cause: &std::io::Error| Error::writing(path, cause);
    if path.is_dir() {
        return Err(failed(&std::io::ErrorKind::IsADirectory.into()));
    }
    let parent = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(parent).map_err(|cause| failed(&cause))?;
    let folder = tempfile::Builder::new().prefix(".lakana-").tempdir_in(parent).map_err(|cause| failed(&cause))?;
    let name = path.file_name().ok_or_else(|| failed(&std::io::ErrorKind::InvalidInput.into()))?;
    write(&folder.path().join(name))?;

    let entries = std::fs::read_dir(folder.path()).and_then(Iterator::collect::<std::io::Result<Vec<_>>>);
    let mut made: Vec<_> = entries.map_err(|cause| failed(&cause))?.into_iter().map(|entry| entry.file_name()).collect();
    made.sort_by_key(|made| (made == name, made.clone()));
    // Indexes of an earlier Shapefile would belong to other rows.
    if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("shp")) {
        ["qix", "sbn", "sbx", "cpg", "qmd"].iter().for_each(|e| drop(std::fs::remove_file(path.with_extension(e))));
    }
    for file in &made {
        std::fs::rename(folder.path().join(file), parent.join(file)).map_err(|cause| failed(&cause))?;
    }
    Ok(made.iter().rev().map(|file| if *file == name { path.to_owned() } else { parent.join(file) }).collect())
}

/// The table with points as columns and without other shapes.
fn without_shapes(features: &Features, path: &Path, problems: &mut Vec<Problem>) -> Features {
    let bare = |row: &FeatureRow| FeatureRow { row: row.row, geometry: None, values: row.values.clone() };
    let rows = features.rows.iter().map(bare).collect();
    let mut table =
        Features { file: features.file.clone(), fields: features.fields.clone(), rows, coordinates: features.coordinates };
    let point = |geometry: &Option<Geometry<f64>>| match geometry {
        Some(Geometry::Point(point)) => Some(*point),
        _ => None,
    };
    let points: Vec<_> = features.rows.iter().map(|row| point(&row.geometry)).collect();
    if features.coordinates.is_none() && points.iter().any(Option::is_some) {
        let real = |x: Option<f64>| x.map_or(FieldValue::Null, FieldValue::Real);
        table.add("longitude", FieldKind::Real, points.iter().map(|p| real(p.map(|p| p.x()))));
        table.add("latitude", FieldKind::Real, points.iter().map(|p| real(p.map(|p| p.y()))));
    }
    // Shapes that came as text still stand in their column.
    let as_text = features.coordinates.is_some_and(|[x, y]| x == y);
    let lost = features.rows.iter().zip(&points).filter(|(row, point)| row.geometry.is_some() && point.is_none()).count();
    if lost > 0 && !as_text {
        let mut problem = Problem::note(
            "geometry-not-written",
            path.display().to_string(),
            Text::new("formes laissées de côté : ce format est une table", "shapes left out: this format is a table"),
            Text::new("Pour garder les formes, écrivez en .geojson ou .gpkg.", "To keep the shapes write .geojson or .gpkg."),
        );
        problem.count = lost;
        problems.push(problem);
    }
    table
}

fn sheet_of(table: &Features) -> xlsx::Sheet {
    let cell = |value: &FieldValue| match value.written() {
        FieldValue::Null => xlsx::Cell::Empty,
        FieldValue::Text(text) => xlsx::Cell::Text(text.clone()),
        // A workbook holds reals: beyond 2⁵³ digits would be lost.
        FieldValue::Integer(i) if i.unsigned_abs() > 1 << 53 => xlsx::Cell::Text(i.to_string()),
        FieldValue::Integer(i) => xlsx::Cell::Number(*i as f64),
        FieldValue::Real(x) => xlsx::Cell::Number(*x),
    };
    xlsx::Sheet {
        name: "lakana".into(),
        header: table.fields.iter().map(|field| field.name.clone()).collect(),
        rows: table.rows.iter().map(|row| row.values.iter().map(cell).collect()).collect(),
    }
}

/// Names that differ whatever their case, of at most `longest` bytes: a name that clashes with one
/// before it gets a number. Also the changes made, as cases: old and new name.
pub(super) fn distinct_names(fields: &[FeatureField], longest: usize) -> (Vec<String>, Vec<Case>) {
    let mut names: Vec<String> = Vec::with_capacity(fields.len());
    let mut changed = Vec::new();
    for field in fields {
        let cut = |length: usize| {
            let end = (0..=length.min(field.name.len())).rev().find(|&i| field.name.is_char_boundary(i)).unwrap_or(0);
            &field.name[..end]
        };
        let suffixed = (2..).map(|n| {
            let suffix = format!("_{n}");
            format!("{}{suffix}", cut(longest.saturating_sub(suffix.len())))
        });
        let free = |name: &String| !names.iter().any(|taken| taken.to_lowercase() == name.to_lowercase());
        let name = std::iter::once(cut(longest).to_owned()).chain(suffixed).find(free).unwrap_or_default();
        if name != field.name {
            changed.push(Case { row: None, field: Some(field.name.clone()), found: name.clone() });
        }
        names.push(name);
    }
    (names, changed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::{Point, polygon};

    fn table(rows: Vec<FeatureRow>) -> Features {
        let field = |name: &str, kind| FeatureField { name: name.into(), kind };
        let fields = vec![
            field("code", FieldKind::Text),
            field("n", FieldKind::Integer),
            field("x", FieldKind::Real),
            field("day", FieldKind::Date),
        ];
        Features { file: "t".into(), fields, rows, coordinates: None }
    }

    fn row(geometry: Option<Geometry<f64>>, code: &str, n: i64) -> FeatureRow {
        let day = FieldValue::Text("2022-04-30".into());
        FeatureRow {
            row: 1,
            geometry,
            values: vec![FieldValue::Text(code.into()), FieldValue::Integer(n), FieldValue::Real(0.1), day],
        }
    }

    #[test]
    fn an_unknown_ending_lists_those_that_are_known() {
        let error = PlainFormat::of(Path::new("out.docx")).unwrap_err();
        assert!(error.what.fr.contains(".docx") && error.hint.fr.contains(".gpkg") && error.hint.fr.contains(".csv"));
        assert!(PlainFormat::of(Path::new("out")).is_err());
        assert_eq!(PlainFormat::of(Path::new("A.GPKG")).unwrap(), PlainFormat::Ogr("GPKG"));
    }

    #[test]
    fn tables_take_points_as_columns_and_say_when_shapes_are_lost() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.csv");
        let square = polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 1.0, y: 1.0)];
        let features = table(vec![row(Some(Point::new(-8.0, 12.5).into()), "007", 3), row(Some(square.into()), "x", 4)]);
        let written = write_plain(&features, &path, &WriteOptions::default()).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text, "code,n,x,day,longitude,latitude\r\n007,3,0.1,2022-04-30,-8,12.5\r\nx,4,0.1,2022-04-30,,\r\n");
        assert_eq!((written.rows, written.problems[0].kind, written.problems[0].count), (2, "geometry-not-written", 1));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside");
    }

    #[test]
    fn a_failed_write_leaves_the_previous_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.shp");
        std::fs::write(&path, "before").unwrap();
        let square = polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 1.0, y: 1.0)];
        let mixed = table(vec![row(Some(Point::new(1.0, 1.0).into()), "a", 1), row(Some(square.into()), "b", 2)]);
        assert!(write_plain(&mixed, &path, &WriteOptions::default()).unwrap_err().hint.fr.contains(".gpkg"));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "before");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn names_that_clash_get_a_number() {
        let field = |name: &str| FeatureField { name: name.into(), kind: FieldKind::Text };
        let (names, changed) =
            distinct_names(&["Code", "code", "population_2020", "population_2021", "é".repeat(6).as_str()].map(field), 10);
        assert_eq!(names, ["Code", "code_2", "population", "populati_2", "ééééé"]);
        assert_eq!(changed.len(), 4);
    }
}
