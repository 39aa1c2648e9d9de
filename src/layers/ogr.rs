//! Plain tables of features through GDAL: GeoPackage, Shapefile, FlatGeobuf and the like.

use super::WriteOptions;
use super::gpkg::{heard, ogr_kind, set_value, without_nul, wkb_of};
use super::plain::distinct_names;
use crate::base::{Case, Error, FeatureRow, Features, Problem, Result, Text, quiet_gdal};
use crate::text;
use gdal::DriverManager;
use gdal::errors::GdalError;
use gdal::spatial_ref::{AxisMappingStrategy, SpatialRef};
use gdal::vector::{Defn, Feature as Row, FieldDefn, LayerOptions, OGRwkbGeometryType};
use geo_types::{Geometry, MultiPoint};
use std::path::Path;

/// Whether GDAL has this driver here.
pub(super) fn installed(driver: &str) -> bool {
    quiet_gdal();
    DriverManager::get_driver_by_name(driver).is_ok()
}

/// What a table becomes.
pub(super) struct Target<'a> {
    pub driver: &'a str,
    /// FlatGeobuf alone: with an index of places, which decides the order of the rows.
    pub indexed: bool,
    /// The file as messages name it.
    pub shown: &'a Path,
}

/// Writes one layer, named as the file, into `temporary`, and returns its rows.
pub(super) fn write(
    features: &Features,
    asked: &Target,
    temporary: &Path,
    options: &WriteOptions,
    problems: &mut Vec<Problem>,
) -> Result<usize> {
    let &Target { driver, shown: target, .. } = asked;
    let shapefile = driver == "ESRI Shapefile";
    let shape = Shape::of(&features.rows);
    if shapefile && shape == Shape::Mixed {
        let shown = target.display();
        return Err(Error::output(
            text!(
                "`{shown}` : un Shapefile ne tient qu'un genre de formes",
                "`{shown}`: a Shapefile holds only one kind of shapes"
            ),
            Text::new("Écrivez en .gpkg ou .geojson.", "Write .gpkg or .geojson."),
        ));
    }
    let (names, changed) = distinct_names(&features.fields, if shapefile { 10 } else { usize::MAX });
    let renamed = Problem::note(
        "field-renamed",
        target.display().to_string(),
        Text::new(
            "champs renommés : ce format ne tient pas leur nom entier ou distinct",
            "fields renamed: the format cannot hold their name whole or apart",
        ),
        Text::new("Pour garder les noms, écrivez en .geojson.", "To keep the names write .geojson."),
    );
    problems.extend((!changed.is_empty()).then(|| renamed.with_all(changed)));
    heard(target, options, || write_dataset(features, asked, shape, &names, temporary))?;

    // This driver passes over rows without shape and does not say so.
    let lost: Vec<&FeatureRow> = features.rows.iter().filter(|row| row.geometry.is_none() && driver == "FlatGeobuf").collect();
    let written = features.rows.len() - lost.len();
    let not_written = Problem::warning(
        "rows-not-written",
        target.display().to_string(),
        Text::new(
            "lignes sans forme, que le format FlatGeobuf ne tient pas",
            "rows without shape, which FlatGeobuf does not hold",
        ),
        Text::new("Pour les garder, écrivez en .gpkg ou .geojson.", "To keep them write .gpkg or .geojson."),
    );
    let cases = lost.into_iter().map(|row| Case::row(row.row, "geometry", ""));
    problems.extend(Some(not_written.with_all(cases)).filter(|problem| problem.count > 0));
    Ok(written)
}

fn write_dataset(features: &Features, target: &Target, shape: Shape, names: &[String], path: &Path) -> Result<(), GdalError> {
    let driver = target.driver;
    let mut dataset = DriverManager::get_driver_by_name(driver)?.create_vector_only(path)?;
    let mut wgs84 = SpatialRef::from_epsg(4326)?;
    wgs84.set_axis_mapping_strategy(AxisMappingStrategy::TraditionalGisOrder);
    let stem = path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let free = |wanted: &str| {
        let mut name = wanted.to_owned();
        while names.iter().any(|n| n.eq_ignore_ascii_case(&name)) {
            name.push('_');
        }
        name
    };
    let settings: Vec<String> = match driver {
        "GPKG" => vec![format!("FID={}", free("fid")), format!("GEOMETRY_NAME={}", free("geom"))],
        "ESRI Shapefile" => vec!["ENCODING=UTF-8".into()],
        // With an index the rows change their order.
        "FlatGeobuf" if !target.indexed => vec!["SPATIAL_INDEX=NO".into()],
        _ => Vec::new(),
    };
    let settings: Vec<&str> = settings.iter().map(String::as_str).collect();
    let layer = LayerOptions { name: &stem, srs: Some(&wgs84), ty: shape.ogr(), options: Some(&settings) };
    // One transaction, where the format has them: else every row is one.
    if driver == "GPKG" {
        let mut transaction = dataset.start_transaction()?;
        let mut table = transaction.create_layer(layer)?;
        fill(&mut table, features, names, shape)?;
        transaction.commit()?;
    } else {
        let mut table = dataset.create_layer(layer)?;
        fill(&mut table, features, names, shape)?;
    }
    dataset.close()
}

fn fill(table: &mut gdal::vector::Layer<'_>, features: &Features, names: &[String], shape: Shape) -> Result<(), GdalError> {
    for (field, name) in features.fields.iter().zip(names) {
        FieldDefn::new(&without_nul(name), ogr_kind(field.kind))?.add_to_layer(table)?;
    }
    let definition = Defn::from_layer(table);
    for feature in &features.rows {
        let mut row = Row::new(&definition)?;
        if let Some(geometry) = &feature.geometry {
            let bytes = match geometry {
                Geometry::Point(point) if shape == Shape::Points => wkb_of(&MultiPoint(vec![*point]).into()),
                geometry => wkb_of(geometry),
            };
            row.set_geometry(gdal::vector::Geometry::from_wkb(&bytes)?)?;
        }
        feature.values.iter().enumerate().try_for_each(|(i, value)| set_value(&mut row, i, value))?;
        row.create(table)?;
    }
    Ok(())
}

/// What shapes a table has together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    None,
    Point,
    Points,
    Lines,
    Polygons,
    Mixed,
}

impl Shape {
    fn of(rows: &[FeatureRow]) -> Shape {
        let one = |geometry: &Geometry<f64>| match geometry {
            Geometry::Point(_) => Shape::Point,
            Geometry::MultiPoint(_) => Shape::Points,
            Geometry::Line(_) | Geometry::LineString(_) | Geometry::MultiLineString(_) => Shape::Lines,
            Geometry::Polygon(_) | Geometry::MultiPolygon(_) | Geometry::Rect(_) | Geometry::Triangle(_) => Shape::Polygons,
            Geometry::GeometryCollection(_) => Shape::Mixed,
        };
        rows.iter().filter_map(|row| row.geometry.as_ref()).map(one).fold(Shape::None, |all, next| match (all, next) {
            (Shape::None, next) => next,
            (all, next) if all == next => all,
            (Shape::Point | Shape::Points, Shape::Point | Shape::Points) => Shape::Points,
            _ => Shape::Mixed,
        })
    }

    fn ogr(self) -> OGRwkbGeometryType::Type {
        match self {
            Shape::None => OGRwkbGeometryType::wkbNone,
            Shape::Point => OGRwkbGeometryType::wkbPoint,
            Shape::Points => OGRwkbGeometryType::wkbMultiPoint,
            Shape::Lines => OGRwkbGeometryType::wkbMultiLineString,
            Shape::Polygons => OGRwkbGeometryType::wkbMultiPolygon,
            Shape::Mixed => OGRwkbGeometryType::wkbUnknown,
        }
    }
}
