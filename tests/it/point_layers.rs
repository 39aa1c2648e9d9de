//! Points in vector layers as records: the same list of health centres in every format, in degrees
//! and in metres, gives the same facilities; and GDAL says nothing by itself.

use assert_cmd::Command;
use gdal::DriverManager;
use gdal::spatial_ref::{AxisMappingStrategy, SpatialRef};
use gdal::vector::{Feature, FieldDefn, Geometry, LayerAccess, LayerOptions, OGRFieldType, OGRwkbGeometryType};
use lakana::base::{Error, Problems};
use lakana::read::facilities::{self, Facility, FacilityKind, Status};
use lakana::read::recognise::recognise;
use lakana::read::records::Input;
use lakana::read::survey;
use lakana::read::table::{Table, TableOptions};
use lakana::read::vector::{VectorOptions, read_vector};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Name, type, state, longitude, latitude.
const CENTRES: [(&str, &str, &str, f64, f64); 3] = [
    ("CSCom de Ségou", "CSCom", "fonctionnel", -6.2647, 13.4317),
    ("Hôpital de l’Œuvre", "Hôpital", "fermé", -4.1966, 14.4843),
    ("CSRéf d'Ansongo", "CSRef", "", 0.5031, 15.6597),
];

/// A file of these layers, each with the same centres, made by GDAL. `shape` turns x and y into
/// well-known text.
fn written(
    (driver, file): (&str, &str),
    layers: &[&str],
    epsg: u32,
    options: &[&str],
    shape: impl Fn(f64, f64) -> String,
) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(file);
    let mut dataset = DriverManager::get_driver_by_name(driver).unwrap().create_vector_only(&path).unwrap();
    let mut system = SpatialRef::from_epsg(epsg).unwrap();
    system.set_axis_mapping_strategy(AxisMappingStrategy::TraditionalGisOrder);
    for layer in layers {
        let layer = dataset
            .create_layer(LayerOptions {
                name: layer,
                srs: Some(&system),
                ty: OGRwkbGeometryType::wkbUnknown,
                options: Some(options),
            })
            .unwrap();
        for field in ["name", "type", "status"] {
            FieldDefn::new(field, OGRFieldType::OFTString).unwrap().add_to_layer(&layer).unwrap();
        }
        for (name, kind, status, longitude, latitude) in CENTRES {
            let mut at = [geo_types::coord! { x: longitude, y: latitude }];
            lakana::base::transform("EPSG:4326", &format!("EPSG:{epsg}"), &mut at).unwrap();
            let mut feature = Feature::new(layer.defn()).unwrap();
            for (i, text) in [name, kind, status].into_iter().enumerate() {
                let place = layer.defn().field_index(["name", "type", "status"][i]).unwrap();
                feature.set_field_string(place, text).unwrap();
            }
            feature.set_geometry(Geometry::from_wkt(&shape(at[0].x, at[0].y)).unwrap()).unwrap();
            feature.create(&layer).unwrap();
        }
    }
    dataset.close().unwrap();
    (folder, path)
}

fn point(x: f64, y: f64) -> String {
    format!("POINT ({x} {y})")
}

fn read(path: &Path) -> Result<(Vec<Facility>, Problems), Error> {
    facilities::read(&Input::new(path, "centres"))
}

fn kinds(problems: &Problems) -> Vec<&'static str> {
    problems.iter().map(|p| p.kind).collect()
}

fn assert_centres(list: &[Facility], what: &str) {
    assert_eq!(list.len(), CENTRES.len(), "{what}");
    for (i, (facility, centre)) in list.iter().zip(CENTRES).enumerate() {
        assert_eq!((facility.row, facility.name.as_str()), (i as u64 + 1, centre.0), "{what}");
        let at = facility.point.unwrap();
        // A centimetre on the ground.
        assert!((at.x - centre.3).abs() < 1e-7 && (at.y - centre.4).abs() < 1e-7, "{what}: {at:?}");
    }
    assert_eq!(list.iter().map(|f| f.kind).collect::<Vec<_>>()[..2], [FacilityKind::HealthCentre, FacilityKind::Hospital]);
    assert_eq!(
        list.iter().map(|f| f.status).collect::<Vec<_>>(),
        [Status::Functioning, Status::Closed, Status::Unknown],
        "{what}"
    );
}

#[test]
fn every_format_in_any_system_gives_the_same_facilities() {
    for (driver, file, epsg, options) in [
        ("GPKG", "a.gpkg", 4326, &[][..]),
        ("GPKG", "a.gpkg", 32630, &[]),
        ("ESRI Shapefile", "a.shp", 32630, &["ENCODING=CP1252"]),
        ("ESRI Shapefile", "a.shp", 4326, &["ENCODING=UTF-8"]),
        ("FlatGeobuf", "a.fgb", 32629, &["SPATIAL_INDEX=NO"]),
        ("LIBKML", "a.kml", 4326, &[]),
        ("LIBKML", "a.kmz", 4326, &[]),
        ("GeoJSON", "a.geojson", 4326, &[]),
        ("GeoJSON", "a.geojson", 32630, &["COORDINATE_PRECISION=9"]),
    ] {
        let what = format!("{file} in EPSG:{epsg}");
        // A Shapefile holds one kind of shape, that of its first.
        let (_folder, path) = written((driver, file), &["a"], epsg, options, point);
        let (list, problems) = read(&path).unwrap();
        assert_centres(&list, &what);
        assert_eq!(kinds(&problems), ["status-unknown"], "{what}");
        let seen = recognise(&path).unwrap();
        assert_eq!((seen.kind.id(), seen.schema, seen.layer), ("facilities", Some("lakana-facilities"), None), "{what}");
    }
}

#[test]
fn the_shape_wins_over_coordinates_among_the_attributes_unless_the_project_says_otherwise() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.geojson");
    std::fs::write(
        &path,
        r#"{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::32630"}},"features":[
            {"type":"Feature","geometry":{"type":"Point","coordinates":[500000,0]},
             "properties":{"name":"A","longitude":1.5,"latitude":2.5}}]}"#,
    )
    .unwrap();
    let at = read(&path).unwrap().0[0].point.unwrap();
    assert!((at.x + 3.0).abs() < 1e-9 && at.y.abs() < 1e-9, "{at:?}");
    let mut input = Input::new(&path, "a.geojson");
    input.fields = [("longitude", "longitude"), ("latitude", "latitude")].map(|(f, c)| (f.to_owned(), c.to_owned())).into();
    assert_eq!(facilities::read(&input).unwrap().0[0].point, Some(geo_types::coord! { x: 1.5, y: 2.5 }));
    let mut input = Input::new(&path, "a.geojson");
    input.options.crs = Some("EPSG:32629".into());
    assert!((facilities::read(&input).unwrap().0[0].point.unwrap().x + 9.0).abs() < 1e-9, "the project's system wins");
}

#[test]
fn surfaces_and_lines_give_no_position_and_say_so() {
    let square = |x: f64, y: f64| format!("POLYGON (({x} {y},{} {y},{} {},{x} {y}))", x + 0.1, x + 0.1, y + 0.1);
    let (_folder, path) = written(("GPKG", "a.gpkg"), &["a"], 4326, &[], square);
    let error = read(&path).unwrap_err();
    assert!(error.what.fr.contains("Polygon") && error.hint.fr.contains("Centroïdes"), "{error:?}");

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mixed.geojson");
    let feature = |name: &str, shape: &str, coordinates: &str| {
        format!(
            r#"{{"type":"Feature","properties":{{"name":"{name}","type":"CSCom"}},"geometry":{{"type":"{shape}","coordinates":{coordinates}}}}}"#
        )
    };
    let features = [feature("A", "Point", "[-4,14]"), feature("B", "LineString", "[[-4,14],[-5,15]]")].join(",");
    std::fs::write(&path, format!(r#"{{"type":"FeatureCollection","features":[{features}]}}"#)).unwrap();
    let (list, problems) = read(&path).unwrap();
    assert_eq!(list.iter().map(|f| f.point.is_some()).collect::<Vec<_>>(), [true, false], "the row stays");
    let told = problems.iter().find(|p| p.kind == "geometry-not-a-point").unwrap();
    assert_eq!((told.count, told.cases[0].row, told.cases[0].found.as_str()), (1, Some(2), "LineString"));
}

#[test]
fn of_several_layers_the_one_looked_at_is_named_for_the_reader() {
    let (_folder, path) = written(("GPKG", "a.gpkg"), &["first", "second"], 4326, &[], point);
    assert!(read(&path).unwrap_err().hint.fr.contains("sheet"));
    let seen = recognise(&path).unwrap();
    assert_eq!((seen.kind.id(), seen.layer.as_deref()), ("facilities", Some("first")));
    let mut input = Input::new(&path, "a.gpkg");
    input.options.sheet = seen.layer;
    assert_centres(&facilities::read(&input).unwrap().0, "the layer named");
}

#[test]
fn the_position_of_a_respondent_is_a_personal_column() {
    let (_folder, path) = written(("GPKG", "a.gpkg"), &["a"], 4326, &[], point);
    let (answers, problems) = survey::read(&Input::new(&path, "survey"), None).unwrap();
    assert!(answers.variables.iter().all(|v| !v.column.contains("itude")), "{:?}", answers.variables);
    let dropped = problems.iter().find(|p| p.kind == "personal-column").unwrap();
    assert!(dropped.cases.iter().any(|c| c.field.as_deref() == Some("@longitude")));
}

#[test]
fn a_layer_without_any_shape_is_a_table() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.geojson");
    let feature = r#"{"type":"Feature","geometry":null,"properties":{"a":1,"b":"x"}}"#;
    std::fs::write(&path, format!(r#"{{"type":"FeatureCollection","features":[{feature}]}}"#)).unwrap();
    let (table, problems) = Table::read(&path, "a.geojson", &TableOptions::default()).unwrap();
    assert_eq!(table.header, ["a", "b"]);
    assert_eq!(table.rows[0].cells, ["1", "x"]);
    assert!(problems.is_empty());
}

/// A GeoPackage cut short behind its first pages, and bytes that only begin like a picture.
fn broken(folder: &Path) -> [PathBuf; 2] {
    let (_folder, whole) = written(("GPKG", "a.gpkg"), &["a"], 4326, &[], point);
    let bytes = std::fs::read(whole).unwrap();
    let files = [("cut.gpkg", bytes[..8192].to_vec()), ("cut.tif", b"II*\0\x08\0\0\0\xff\xff\x01\x02".to_vec())];
    files.map(|(name, bytes)| {
        let path = folder.join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    })
}

#[test]
fn what_gdal_says_is_in_our_error_and_nowhere_else() {
    let folder = tempfile::tempdir().unwrap();
    let files = broken(folder.path());
    let error = read_vector(&files[0], &VectorOptions::default(), &mut Problems::new()).unwrap_err();
    assert!(error.what.en.contains("malformed") || error.what.en.contains("sqlite"), "the cause as GDAL tells it: {error:?}");

    let run = Command::cargo_bin("lakana").unwrap().arg("init").args(&files).env_remove("CPL_DEBUG").output().unwrap();
    let talk = String::from_utf8_lossy(&run.stderr);
    assert!(!run.status.success() && !talk.trim().is_empty(), "{run:?}");
    for line in talk.lines().chain(String::from_utf8_lossy(&run.stdout).lines()) {
        assert!(!line.starts_with("ERROR ") && !line.starts_with("Warning "), "{talk}");
    }
}

#[test]
fn whoever_opens_something_through_gdal_quiets_it_first() {
    fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => sources(&path, found),
                false => found.push(path),
            }
        }
    }
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    for file in files.iter().filter(|f| f.extension().is_some_and(|e| e == "rs") && !f.ends_with("tests.rs")) {
        let source = std::fs::read_to_string(file).unwrap();
        let code = source.split("#[cfg(test)]").next().unwrap_or_default();
        let opens = ["Dataset::open", "DriverManager::", "SpatialRef::from", "CoordTransform::new"];
        if opens.iter().any(|call| code.contains(call)) {
            let quiet = code.contains("quiet_gdal()") || code.contains("Failures::listen()");
            assert!(quiet, "{} opens through GDAL without quiet_gdal()", file.display());
        }
    }
}
