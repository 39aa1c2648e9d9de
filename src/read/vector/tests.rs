use super::*;
use gdal::DriverManager;
use gdal::spatial_ref::{AxisMappingStrategy, SpatialRef};
use gdal::vector::{Feature, FieldDefn, LayerAccess, LayerOptions, OGRFieldType, OGRwkbGeometryType};
use geo_types::{Point, coord, point};
use std::path::PathBuf;
use tempfile::TempDir;

fn mali() -> Rect<f64> {
    Rect::new(coord! {x: -12.3, y: 10.1}, coord! {x: 4.3, y: 25.0})
}

fn read(path: &Path, options: &VectorOptions) -> (Result<VectorFile>, Vec<Problem>) {
    let mut problems = Problems::new();
    let result = read_vector(path, options, &mut problems);
    (result, problems.sorted())
}

fn written(name: &str, content: impl AsRef<[u8]>) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, content).unwrap();
    (folder, path)
}

fn points(crs: &str, coordinates: &[(f64, f64)]) -> String {
    let features: Vec<String> = coordinates
        .iter()
        .map(|(x, y)| {
            format!(r#"{{"type":"Feature","properties":{{"n":1}},"geometry":{{"type":"Point","coordinates":[{x},{y}]}}}}"#)
        })
        .collect();
    let crs = if crs.is_empty() { String::new() } else { format!(r#""crs":{{"type":"name","properties":{{"name":"{crs}"}}}},"#) };
    format!(r#"{{"type":"FeatureCollection",{crs}"features":[{}]}}"#, features.join(","))
}

fn point_of(layer: &VectorFile, i: usize) -> Point<f64> {
    match layer.features[i].geometry {
        Some(Geometry::Point(p)) => p,
        ref other => panic!("{other:?}"),
    }
}

/// A file with one layer per name, each with the commune Ménaka as a square at 2°E 16°N, made by GDAL.
fn gdal_file(driver: &str, name: &str, layers: &[&str], epsg: u32, options: &[&str]) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    let mut dataset = DriverManager::get_driver_by_name(driver).unwrap().create_vector_only(&path).unwrap();
    let mut srs = SpatialRef::from_epsg(epsg).unwrap();
    srs.set_axis_mapping_strategy(AxisMappingStrategy::TraditionalGisOrder);
    for layer in layers {
        let layer = dataset
            .create_layer(LayerOptions {
                name: layer,
                srs: Some(&srs),
                ty: OGRwkbGeometryType::wkbPolygon25D,
                options: Some(options),
            })
            .unwrap();
        FieldDefn::new("Name", OGRFieldType::OFTString).unwrap().add_to_layer(&layer).unwrap();
        let mut feature = Feature::new(layer.defn()).unwrap();
        feature.set_field_string(0, "Ménaka, cœur d’été").unwrap();
        let square = if epsg == 4326 {
            "POLYGON Z ((2 16 9,3 16 9,3 17 9,2 16 9))"
        } else {
            "POLYGON ((607000 1769000,608000 1769000,608000 1770000,607000 1769000))"
        };
        feature.set_geometry(gdal::vector::Geometry::from_wkt(square).unwrap()).unwrap();
        feature.create(&layer).unwrap();
    }
    dataset.close().unwrap();
    (folder, path)
}

#[test]
fn what_is_not_a_layer_is_an_error_that_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let wording = |path: &Path| {
        let error = read(path, &VectorOptions::default()).0.unwrap_err();
        format!("{} {}", error.what.fr, error.hint.fr)
    };
    assert!(wording(&folder.path().join("nowhere.shp")).contains("n'existe pas"));
    assert!(wording(folder.path()).contains("dossier"));
    let (_kept, empty) = written("empty.geojson", "");
    assert!(wording(&empty).contains("vide"));
    let (_kept, page) = written("a.geojson", "<html>login</html>");
    assert!(wording(&page).contains("<html>login"));
    let (_kept, cut) = written("a.geojson", &points("", &[(1.0, 2.0)])[..60]);
    assert!(wording(&cut).contains("ligne 1"));
    let (_kept, none) = written("a.geojson", points("", &[]));
    assert!(wording(&none).contains("aucune unité"));
    let (_kept, text) = written("a.gpkg", "this is not a GeoPackage");
    let said = wording(&text);
    assert!(said.contains("Shapefile (.shp") && said.contains("GeoJSON"), "{said}");
    let (_kept, table) = written("a.csv", "name,population\nGao,1\n");
    assert!(wording(&table).contains("Formats lisibles"));
}

#[test]
fn a_file_of_null_geometries_is_an_error_and_one_null_a_problem() {
    let nulls = points("", &[(1.0, 2.0)]).replace(r#"{"type":"Point","coordinates":[1,2]}"#, "null");
    let (_kept, path) = written("a.geojson", &nulls);
    let (result, problems) = read(&path, &VectorOptions::default());
    assert!(result.unwrap_err().what.fr.contains("aucune géométrie"));
    assert_eq!(problems[0].kind, "geometry-missing");
    let one = points("", &[(1.0, 2.0), (3.0, 4.0)]).replace(r#"{"type":"Point","coordinates":[1,2]}"#, "null");
    let (_kept, path) = written("a.geojson", &one);
    let (result, problems) = read(&path, &VectorOptions::default());
    assert_eq!(result.unwrap().features.len(), 2);
    assert_eq!(problems[0].cases[0].row, Some(1));
}

#[test]
fn projected_coordinates_come_out_in_degrees() {
    // Central meridian of UTM 30 N is 3° W; 500 km easting, on the equator.
    let (_kept, path) = written("a.geojson", points("urn:ogc:def:crs:EPSG::32630", &[(500_000.0, 0.0)]));
    let layer = read(&path, &VectorOptions::default()).0.unwrap();
    assert!((point_of(&layer, 0).x() + 3.0).abs() < 1e-9 && point_of(&layer, 0).y().abs() < 1e-9);
    // The option overrides the file, and ESRI codes are known.
    let options = |crs: &str| VectorOptions { crs: Some(crs.into()), ..VectorOptions::default() };
    assert!((point_of(&read(&path, &options("32629")).0.unwrap(), 0).x() + 9.0).abs() < 1e-9);
    assert!(read(&path, &options("ESRI:102022")).0.is_ok());
    assert!(read(&path, &options("EPSG:999999")).0.unwrap_err().hint.fr.contains("EPSG:32630"));
}

#[test]
fn metres_that_claim_to_be_degrees_are_an_error_and_one_bad_point_is_not() {
    let (_kept, path) = written("a.geojson", points("", &[(612_345.0, 1_398_765.0)]));
    let error = read(&path, &VectorOptions::default()).0.unwrap_err();
    assert!(error.hint.fr.contains("EPSG:32630"), "{error:?}");
    let (_kept, path) = written("a.geojson", points("", &[(-3.0, 14.0), (-4.0, 15.0), (612_345.0, 14.0)]));
    let (layer, problems) = read(&path, &VectorOptions::default());
    assert_eq!(layer.unwrap().features.iter().filter(|f| f.geometry.is_some()).count(), 2);
    assert_eq!((problems[0].kind, problems[0].cases[0].row), ("coordinates-out-of-range", Some(3)));
}

#[test]
fn swapped_coordinates_are_seen_by_where_they_should_lie() {
    let near = VectorOptions { near: Some(mali()), ..VectorOptions::default() };
    let (_kept, path) = written("a.geojson", points("", &[(12.65, -8.0), (16.27, -0.04)]));
    let (layer, problems) = read(&path, &near);
    assert_eq!(point_of(&layer.unwrap(), 0), point!(x: -8.0, y: 12.65));
    assert_eq!((problems[0].kind, problems[0].count), ("coordinates-swapped", 2));
    let (_kept, path) = written("a.geojson", points("", &[(-8.0, 12.65), (16.27, -0.04)]));
    let (layer, problems) = read(&path, &near);
    assert_eq!(point_of(&layer.unwrap(), 1), point!(x: 16.27, y: -0.04), "one alone is reported, not turned");
    assert_eq!((problems[0].kind, problems[0].cases[0].row), ("coordinates-perhaps-swapped", Some(2)));
}

#[test]
fn gdal_formats_give_the_same_layer() {
    for (driver, name) in [
        ("GPKG", "a.gpkg"),
        ("FlatGeobuf", "a.fgb"),
        ("ESRI Shapefile", "a.shp"),
        ("ESRI Shapefile", "a.shp.zip"),
        ("LIBKML", "a.kml"),
        ("LIBKML", "a.kmz"),
        ("OpenFileGDB", "a.gdb"),
    ] {
        let options: &[&str] = if driver == "ESRI Shapefile" { &["ENCODING=UTF-8"] } else { &[] };
        let (_kept, path) = gdal_file(driver, name, &["a"], 4326, options);
        let (layer, problems) = read(&path, &VectorOptions::default());
        let layer = layer.unwrap();
        assert_eq!(layer.features.len(), 1, "{driver}");
        let value = &layer.features[0].values[layer.field("Name").unwrap()];
        assert_eq!(value.as_deref(), Some("Ménaka, cœur d’été"), "{driver}");
        let corners: Vec<Coord<f64>> = layer.features[0].geometry.iter().flat_map(geo::CoordsIter::coords_iter).collect();
        assert_eq!(corners.len(), 4, "{driver}");
        assert!(corners.contains(&coord! {x: 3.0, y: 17.0}), "{driver}: {corners:?}");
        assert!(problems.is_empty(), "{driver}: {problems:?}");
    }
}

#[test]
fn a_projected_shapefile_is_read_by_its_prj() {
    let (_kept, path) = gdal_file("ESRI Shapefile", "a.shp", &["a"], 32630, &[]);
    let layer = read(&path, &VectorOptions::default()).0.unwrap();
    assert_eq!(layer.crs, "EPSG:32630");
    let corner = layer.features[0].geometry.iter().flat_map(geo::CoordsIter::coords_iter).next().unwrap();
    assert!((corner.x + 2.0).abs() < 0.1 && (corner.y - 16.0).abs() < 0.1, "{corner:?}");
    std::fs::remove_file(path.with_extension("prj")).unwrap();
    assert!(read(&path, &VectorOptions::default()).0.unwrap_err().hint.fr.contains("EPSG:32630"));
}

#[test]
fn a_shapefile_without_code_page_is_judged_from_its_letters() {
    let (_kept, path) = gdal_file("ESRI Shapefile", "a.shp", &["a"], 4326, &["ENCODING=CP1252"]);
    let name = |options: &VectorOptions| {
        let (layer, problems) = read(&path, options);
        (layer.unwrap().features[0].values[0].clone().unwrap(), problems.iter().map(|p| p.kind).collect::<Vec<_>>())
    };
    assert_eq!(name(&VectorOptions::default()), ("Ménaka, cœur d’été".into(), vec![]), "declared");
    std::fs::remove_file(path.with_extension("cpg")).ok();
    let dbf = path.with_extension("dbf");
    let mut bytes = std::fs::read(&dbf).unwrap();
    bytes[29] = 0;
    std::fs::write(&dbf, bytes).unwrap();
    assert_eq!(name(&VectorOptions::default()), ("Ménaka, cœur d’été".into(), vec!["encoding-assumed"]));
    let wrong = VectorOptions { encoding: Some("UTF-8".into()), ..VectorOptions::default() };
    assert_eq!(name(&wrong).1, ["text-undecodable"]);
}

#[test]
fn of_several_layers_one_must_be_named() {
    let (_kept, path) = gdal_file("GPKG", "a.gpkg", &["communes", "cercles"], 4326, &[]);
    assert!(read(&path, &VectorOptions::default()).0.unwrap_err().what.fr.contains("`communes`, `cercles`"));
    let layer = |name: &str| VectorOptions { layer: Some(name.into()), ..VectorOptions::default() };
    assert!(read(&path, &layer("cercles")).0.is_ok());
    assert!(read(&path, &layer("regions")).0.unwrap_err().hint.fr.contains("`cercles`"));
}

#[test]
fn geojson_in_another_encoding_is_read_and_noted() {
    let text = points("", &[(1.0, 2.0)]).replace("\"n\":1", "\"n\":\"Ségou été Gao\"");
    let latin: Vec<u8> = text.chars().map(|c| c as u32 as u8).collect();
    let (_kept, path) = written("a.geojson", latin);
    let (layer, problems) = read(&path, &VectorOptions::default());
    assert_eq!(layer.unwrap().features[0].values[0].as_deref(), Some("Ségou été Gao"));
    assert_eq!(problems[0].kind, "encoding-assumed");
}
