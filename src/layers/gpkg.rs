//! One GeoPackage with every layer: typed fields, spatial index, title and sources, and the
//! QGIS styles inside (`layer_styles`, the table QGIS looks for), and what the standard keeps about
//! fields and layers: long names, domains, metadata.
//!
//! Coordinates keep full precision; polygons and lines are multi-part throughout, because a
//! GeoPackage layer has one geometry type. Two runs give the same bytes with one GDAL; another
//! version of GDAL or SQLite may lay out its pages differently.

mod describe;
mod failures;

use super::{FieldKind, FieldValue, Format, GeometryKind, Layer, WriteOptions, qml, sld};
use crate::base::{Error, Lang, Problem, Result};
use crate::text;
use failures::Failures;
use gdal::errors::GdalError;
use gdal::spatial_ref::{AxisMappingStrategy, SpatialRef};
use gdal::vector::{Defn, Feature as Row, FieldDefn, LayerOptions, OGRFieldType, OGRwkbGeometryType};
use gdal::{Dataset, DriverManager};
use geo_types::{Geometry, MultiLineString, MultiPolygon};
use std::collections::HashMap;
use std::io;
use std::path::Path;

/// `lakana.gpkg` with all layers.
pub const FORMAT: Format = Format { id: "gpkg", write: write_all };

fn write_all(layers: &[Layer], folder: &Path, options: &WriteOptions) -> Result<Vec<Problem>> {
    std::fs::create_dir_all(folder).map_err(|cause| Error::writing(folder, &cause))?;
    write(layers, &folder.join("lakana.gpkg"), options)?;
    Ok(Vec::new())
}

/// Writes all layers into one file; a file of that name is replaced. Null stays null, text stays text.
///
/// Errors: GDAL has no GeoPackage driver, the file cannot be written (a full disk included), or
/// a value is not of its field's kind, which SQLite would turn into 0.
pub fn write(layers: &[Layer], path: &Path, options: &WriteOptions) -> Result<()> {
    layers.iter().try_for_each(check_kinds)?;
    if path.exists() {
        std::fs::remove_file(path).map_err(|cause| Error::writing(path, &cause))?;
    }
    heard(path, options, || write_dataset(layers, path, options))
}

/// Writes through GDAL with the settings of ours, and words what went wrong.
pub(super) fn heard(path: &Path, options: &WriteOptions, write: impl FnOnce() -> Result<(), GdalError>) -> Result<()> {
    let (_settings, failures) = (Settings::apply(options), Failures::listen());
    let result = write();
    // The words of GDAL say more than its codes, and closing a file has no code.
    let Some(cause) = failures.first().or(result.err().map(|error| error.to_string())) else { return Ok(()) };
    let kind = if cause.contains("disk is full") { io::ErrorKind::StorageFull } else { io::ErrorKind::Other };
    Err(Error::writing(path, &io::Error::new(kind, cause)))
}

/// Error: a value that is not of its field's kind.
pub(super) fn check_kinds(layer: &Layer) -> Result<()> {
    for (i, field) in layer.fields.iter().enumerate() {
        if let Some(feature) = layer.features.iter().find(|f| !field.kind.holds(&f.values[i])) {
            let (value, name, id) = (&feature.values[i], &layer.name, &field.id);
            return Err(Error::output(
                text!(
                    "couche `{name}` : le champ `{id}` contient une valeur d'un autre type ({value:?})",
                    "layer `{name}`: field `{id}` holds a value of another type ({value:?})"
                ),
                text!(
                    "C'est une erreur du programme : signalez-la. Les autres formats peuvent être écrits.",
                    "This is a mistake of the program: report it. The other formats can be written."
                ),
            ));
        }
    }
    Ok(())
}

fn write_dataset(layers: &[Layer], path: &Path, options: &WriteOptions) -> Result<(), GdalError> {
    let mut dataset = DriverManager::get_driver_by_name("GPKG")?.create_vector_only(path)?;
    let mut wgs84 = SpatialRef::from_epsg(4326)?;
    wgs84.set_axis_mapping_strategy(AxisMappingStrategy::TraditionalGisOrder);
    for (i, layer) in layers.iter().enumerate() {
        // GeoPackage wants identifiers to differ; the first layer of a title gets it whole.
        let title = layer.title.get(options.lang);
        let repeated = layers[..i].iter().any(|l| l.title.get(options.lang) == title);
        let identifier = if repeated { format!("{title} ({})", layer.name) } else { title.to_owned() };
        write_layer(&mut dataset, layer, &identifier, &wgs84, options.lang)?;
    }
    write_styles(&mut dataset, layers, options)?;
    describe::write(&dataset, layers, options)?;
    dataset.close()
}

/// GDAL settings of this thread while a file is written, put back when dropped.
struct Settings;

impl Settings {
    const KEYS: [&str; 2] = ["OGR_CURRENT_DATE", "OGR_SQLITE_SYNCHRONOUS"];

    fn apply(options: &WriteOptions) -> Self {
        // A date is demanded for every table; and whoever asked for the file syncs it once, at the end.
        let values = [format!("{:.3}", options.date), "OFF".to_owned()];
        for (key, value) in Self::KEYS.iter().zip(values) {
            gdal::config::set_thread_local_config_option(key, &value).expect("no NUL in settings of ours");
        }
        Settings
    }
}

impl Drop for Settings {
    fn drop(&mut self) {
        for key in Self::KEYS {
            gdal::config::clear_thread_local_config_option(key).expect("no NUL in settings of ours");
        }
    }
}

fn write_layer(dataset: &mut Dataset, layer: &Layer, identifier: &str, wgs84: &SpatialRef, lang: Lang) -> Result<(), GdalError> {
    let ty = match layer.geometry {
        GeometryKind::Point => OGRwkbGeometryType::wkbPoint,
        GeometryKind::Line => OGRwkbGeometryType::wkbMultiLineString,
        GeometryKind::Polygon => OGRwkbGeometryType::wkbMultiPolygon,
    };
    let settings = [
        format!("FID={}", free_name(layer, "fid")),
        format!("GEOMETRY_NAME={GEOMETRY}"),
        format!("IDENTIFIER={}", without_nul(identifier)),
        format!("DESCRIPTION={}", without_nul(&qml::abstract_of(layer, lang))),
    ];
    let settings: Vec<&str> = settings.iter().map(String::as_str).collect();

    let mut transaction = dataset.start_transaction()?;
    let table = transaction.create_layer(LayerOptions { name: &layer.name, srs: Some(wgs84), ty, options: Some(&settings) })?;
    for field in &layer.fields {
        FieldDefn::new(&field.id, ogr_kind(field.kind))?.add_to_layer(&table)?;
    }
    let definition = Defn::from_layer(&table);
    for feature in &layer.features {
        let mut row = Row::new(&definition)?;
        if let Some(geometry) = feature.written_geometry() {
            row.set_geometry(gdal::vector::Geometry::from_wkb(&wkb_of(geometry))?)?;
        }
        for (i, value) in feature.values.iter().enumerate() {
            set_value(&mut row, i, value)?;
        }
        row.create(&table)?;
    }
    transaction.commit()
}

/// What OGR calls a kind of field.
pub(super) fn ogr_kind(kind: FieldKind) -> OGRFieldType::Type {
    match kind {
        FieldKind::Text => OGRFieldType::OFTString,
        FieldKind::Integer => OGRFieldType::OFTInteger64,
        FieldKind::Real => OGRFieldType::OFTReal,
        FieldKind::Date => OGRFieldType::OFTDate,
        FieldKind::DateTime => OGRFieldType::OFTDateTime,
    }
}

/// Puts one value into field `i` of a row; what is not finite is null.
pub(super) fn set_value(row: &mut Row<'_>, i: usize, value: &FieldValue) -> Result<(), GdalError> {
    match value.written() {
        FieldValue::Null => row.set_field_null(i),
        FieldValue::Text(text) => row.set_field_string(i, &without_nul(text)),
        FieldValue::Integer(value) => row.set_field_integer64(i, *value),
        FieldValue::Real(value) => row.set_field_double(i, *value),
    }
}

const GEOMETRY: &str = "geom";

/// A column name that no field of the layer has: the wanted one, with underscores added while it is taken.
fn free_name(layer: &Layer, wanted: &str) -> String {
    let mut name = wanted.to_owned();
    while layer.fields.iter().any(|f| f.id.eq_ignore_ascii_case(&name)) {
        name.push('_');
    }
    name
}

/// Well-known binary; polygons and lines as their multi-part kinds.
pub(super) fn wkb_of(geometry: &Geometry<f64>) -> Vec<u8> {
    let promoted = match geometry {
        Geometry::Polygon(p) => Some(MultiPolygon(vec![p.clone()]).into()),
        Geometry::Rect(r) => Some(MultiPolygon(vec![r.to_polygon()]).into()),
        Geometry::Triangle(t) => Some(MultiPolygon(vec![t.to_polygon()]).into()),
        Geometry::LineString(l) => Some(MultiLineString(vec![l.clone()]).into()),
        Geometry::Line(l) => Some(MultiLineString(vec![geo_types::LineString(vec![l.start, l.end])]).into()),
        _ => None,
    };
    wkb(promoted.as_ref().unwrap_or(geometry))
}

/// Well-known binary of a geometry as it is.
pub(super) fn wkb(geometry: &Geometry<f64>) -> Vec<u8> {
    let mut bytes = Vec::new();
    ::wkb::writer::write_geometry(&mut bytes, geometry, &::wkb::writer::WriteOptions::default())
        .expect("two-dimensional geometries always fit into memory as WKB");
    bytes
}

/// C strings end at the first NUL; the text goes on without it.
pub(super) fn without_nul(text: &str) -> String {
    text.replace('\0', "")
}

/// The table in which QGIS looks for styles; a plain table to everybody else.
fn write_styles(dataset: &mut Dataset, layers: &[Layer], options: &WriteOptions) -> Result<(), GdalError> {
    use OGRFieldType::{OFTDateTime, OFTInteger, OFTString};
    let columns = [
        ("f_table_catalog", OFTString),
        ("f_table_schema", OFTString),
        ("f_table_name", OFTString),
        ("f_geometry_column", OFTString),
        ("styleName", OFTString),
        ("styleQML", OFTString),
        ("styleSLD", OFTString),
        ("useAsDefault", OFTInteger),
        ("description", OFTString),
        ("owner", OFTString),
        ("ui", OFTString),
        ("update_time", OFTDateTime),
    ];
    let index: HashMap<&str, usize> = columns.iter().enumerate().map(|(i, (name, _))| (*name, i)).collect();
    let date = options.date.strftime("%Y/%m/%d %H:%M:%S+00").to_string();

    let mut transaction = dataset.start_transaction()?;
    let table = transaction.create_layer(LayerOptions {
        name: "layer_styles",
        ty: OGRwkbGeometryType::wkbNone,
        options: Some(&["FID=id"]),
        ..LayerOptions::default()
    })?;
    columns.iter().try_for_each(|(name, kind)| FieldDefn::new(name, *kind)?.add_to_layer(&table))?;
    let definition = Defn::from_layer(&table);
    for layer in layers {
        let elsewhere = sld::styles(layer, options.lang);
        for (i, (style, (_, sld))) in qml::styles(layer, options.lang).into_iter().zip(&elsewhere).enumerate() {
            let mut row = Row::new(&definition)?;
            let texts = [
                ("f_table_catalog", ""),
                ("f_table_schema", ""),
                ("f_table_name", &layer.name),
                ("f_geometry_column", GEOMETRY),
                ("styleName", &without_nul(&style.title)),
                ("styleQML", &style.qml()),
                ("styleSLD", sld),
                ("description", &style.name),
                ("owner", "lakana"),
                ("update_time", &date),
            ];
            texts.iter().try_for_each(|(name, text)| row.set_field_string(index[name], text))?;
            row.set_field_integer(index["useAsDefault"], (i == 0).into())?;
            row.create(&table)?;
        }
    }
    transaction.commit()
}

#[cfg(test)]
mod tests {
    use super::super::samples::{field, hamlets, quarters};
    use super::*;
    use gdal::Metadata;
    use gdal::vector::LayerAccess;
    use gdal::vector::sql::Dialect;

    fn written(layers: &[Layer]) -> (tempfile::TempDir, Dataset) {
        let folder = tempfile::tempdir().unwrap();
        write_all(layers, folder.path(), &WriteOptions::default()).unwrap();
        let dataset = Dataset::open(folder.path().join("lakana.gpkg")).unwrap();
        (folder, dataset)
    }

    #[test]
    fn a_layer_reads_back_with_types_nulls_and_parts() {
        let (_folder, dataset) = written(&[quarters(), hamlets()]);
        let mut table = dataset.layer_by_name("quarters").unwrap();
        let definition = table.defn();
        let fields: Vec<_> = definition.fields().map(|f| (f.name(), f.field_type())).collect();
        use OGRFieldType::*;
        let expected = [("code", OFTString), ("name", OFTString), ("people", OFTInteger64), ("share", OFTReal)];
        assert_eq!(fields, expected.map(|(id, kind)| (id.to_owned(), kind)));

        let rows: Vec<_> = table.features().collect();
        let share: Vec<_> = rows.iter().map(|r| r.field_as_double(3).unwrap()).collect();
        assert_eq!(share, [Some(12.5), None, Some(0.0), Some(50.0)]);
        assert_eq!(rows[2].field_as_string(0).unwrap().as_deref(), Some("2020-01-02"));
        assert_eq!(rows[1].field_as_string(1).unwrap().as_deref(), Some("Ɓaya, Nord"));
        assert_eq!(rows[1].geometry().unwrap().geometry_count(), 2);
        assert!(rows[3].geometry_by_index(0).is_err(), "no geometry is no geometry");
    }

    #[test]
    fn title_and_sources_stand_in_the_file_and_titles_may_repeat() {
        let twin = Layer { name: "twin".into(), ..quarters() };
        let (_folder, dataset) = written(&[quarters(), twin]);
        let item = |layer: &str, key| dataset.layer_by_name(layer).unwrap().metadata_item(key, "").unwrap();
        assert_eq!(item("quarters", "IDENTIFIER"), "Quartiers");
        assert_eq!(item("twin", "IDENTIFIER"), "Quartiers (twin)");
        assert!(item("quarters", "DESCRIPTION").contains("Sources : Office des statistiques"));
    }

    #[test]
    fn fields_have_their_long_names_in_both_languages() {
        let (_folder, dataset) = written(&[quarters(), hamlets()]);
        let sql = "SELECT title, description FROM gpkg_data_columns WHERE table_name = 'quarters' AND column_name = 'people'";
        let mut rows = dataset.execute_sql(sql, None, Dialect::DEFAULT).unwrap().unwrap();
        let row = rows.features().next().unwrap();
        let said = |i| row.field_as_string(i).unwrap().unwrap();
        assert_eq!((said(0), said(1)), ("Population".into(), "People".into()));
    }

    #[test]
    fn each_layer_has_one_default_style() {
        let (_folder, dataset) = written(&[quarters(), hamlets()]);
        let mut table = dataset.layer_by_name("layer_styles").unwrap();
        let rows: Vec<_> = table
            .features()
            .map(|row| {
                (
                    row.field_as_string(2).unwrap().unwrap(),
                    row.field_as_string(8).unwrap().unwrap(),
                    row.field_as_integer(7).unwrap(),
                )
            })
            .collect();
        let row = |layer: &str, style: &str, default| (layer.to_owned(), style.to_owned(), Some(default));
        assert_eq!(rows, [row("quarters", "share", 1), row("quarters", "people", 0), row("hamlets", "default", 1)]);
    }

    #[test]
    fn a_text_in_a_field_of_numbers_is_refused_and_never_becomes_zero() {
        let mut layer = hamlets();
        layer.features[1].values[0] = FieldValue::Text("inconnu".into());
        let folder = tempfile::tempdir().unwrap();
        let error = write(&[layer], &folder.path().join("a.gpkg"), &WriteOptions::default()).unwrap_err();
        assert!(error.what.fr.contains("`id`") && error.what.fr.contains("inconnu"));
    }

    #[test]
    fn every_layer_has_a_spatial_index_and_gdal_had_nothing_to_say() {
        let failures = Failures::listen();
        let (_folder, dataset) = written(&[quarters(), hamlets()]);
        for (table, indexed) in [("rtree_quarters_geom", 3), ("rtree_hamlets_geom", 2)] {
            let sql = format!("SELECT COUNT(*) FROM {table}");
            let mut rows = dataset.execute_sql(sql, None, Dialect::DEFAULT).unwrap().unwrap();
            assert_eq!(rows.features().next().unwrap().field_as_integer(0).unwrap(), Some(indexed));
        }
        assert_eq!(failures.first(), None);
    }

    #[test]
    fn a_field_called_fid_and_a_text_with_nul_do_no_harm() {
        let mut layer = hamlets();
        layer.fields.push(field("FID", FieldKind::Text));
        layer.features.iter_mut().for_each(|f| f.values.push(FieldValue::Text("a\0b".into())));
        let (_folder, dataset) = written(&[layer]);
        let mut table = dataset.layer(0).unwrap();
        let row = table.features().next().unwrap();
        assert_eq!(row.field_as_string(1).unwrap().as_deref(), Some("ab"));
    }
}
