//! Crosswalks against the numbers of shapely, and by every kind of weight, as a person types them.

use crate::support::{Said, csv_rows, lakana, say};
use gdal::DriverManager;
use gdal::raster::Buffer;
use gdal::spatial_ref::SpatialRef;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

fn reference(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/crosswalk").join(name)
}

/// The rows of the reference by old and new code.
fn known() -> BTreeMap<(String, String), BTreeMap<String, String>> {
    let text = fs::read_to_string(reference("weights.csv")).expect("the reference");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let plain = folder.path().join("weights.csv");
    fs::write(&plain, text.split_once('\n').expect("a line of versions").1).expect("a copy");
    csv_rows(&plain).into_iter().map(|row| ((row["old"].clone(), row["new"].clone()), row)).collect()
}

fn weights(folder: &Path, options: &[&str]) -> (Said, Vec<BTreeMap<String, String>>) {
    let (weights, out) = (folder.join("weights.csv"), folder.join("out.csv"));
    let mut command = lakana();
    command.arg("crosswalk").arg(reference("old.geojson")).arg(reference("new.geojson"));
    let said = say(command.arg("--weights").arg(&weights).arg("-o").arg(&out).args(options).args(["--lang", "en"]));
    let rows = if said.code == Some(0) { csv_rows(&weights) } else { Vec::new() };
    (said, rows)
}

fn equals_reference(rows: &[BTreeMap<String, String>], share: &str, within: f64) {
    let known = known();
    let number = |row: &BTreeMap<String, String>, field: &str| row[field].parse::<f64>().expect("a number");
    let mut seen = 0;
    for row in rows.iter().filter(|row| !row["new"].is_empty()) {
        let Some(expected) = known.get(&(row["old"].clone(), row["new"].clone())) else {
            panic!("{row:?} is not in the reference");
        };
        seen += 1;
        let (km2, expected_km2) = (number(row, "km2"), number(expected, "km2"));
        assert!((km2 / expected_km2 - 1.0).abs() < 1e-6, "{row:?} {expected:?}");
        assert!((number(row, "share") - number(expected, share)).abs() < within, "{row:?} {expected:?}");
    }
    assert_eq!(seen, known.len(), "every piece");
}

#[test]
fn shares_by_surface_equal_those_of_shapely() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (said, rows) = weights(folder.path(), &["--tolerance", "0"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    equals_reference(&rows, "share_by_surface", 1e-8);
    assert!(said.err.contains("outside the new ones"), "the island is lost and told: {}", said.err);
}

#[test]
fn shares_by_people_equal_those_of_shapely() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let people = reference("people.csv");
    let people = people.to_str().expect("a plain path");
    let (said, rows) = weights(folder.path(), &["--people", people, "--people-field", "people", "--tolerance", "0"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    equals_reference(&rows, "share_by_people", 1e-9);
}

/// People per cell over the reference's areas, or over the west of them, in degrees or metres.
fn raster(
    folder: &Path,
    epsg: u32,
    corner: (f64, f64),
    cell: f64,
    (columns, rows): (usize, usize),
    nodata: Option<f64>,
) -> PathBuf {
    let path = folder.join("people.tif");
    let driver = DriverManager::get_driver_by_name("GTiff").expect("GDAL writes GeoTIFF");
    let mut dataset = driver.create_with_band_type::<f32, _>(&path, columns, rows, 1).expect("a raster");
    dataset.set_geo_transform(&[corner.0, cell, 0.0, corner.1, 0.0, -cell]).expect("a place");
    dataset.set_spatial_ref(&SpatialRef::from_epsg(epsg).expect("a system")).expect("a system");
    let mut band = dataset.rasterband(1).expect("a band");
    band.set_no_data_value(nodata).expect("a missing value");
    let values: Vec<f32> = (0..columns * rows).map(|i| if i % 50 == 7 { -9999.0 } else { (i % 13) as f32 * 40.0 }).collect();
    band.write((0, 0), (columns, rows), &mut Buffer::new((columns, rows), values)).expect("cells");
    dataset.close().expect("a file");
    path
}

#[test]
fn a_population_raster_weighs_in_any_system_and_says_what_is_odd() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let at = |path: &PathBuf| path.to_str().expect("a plain path").to_owned();
    let degrees = at(&raster(folder.path(), 4326, (-9.2, 15.2), 0.05, (110, 70), None));
    let (said, _) = weights(folder.path(), &["--raster", &degrees]);
    assert_eq!(said.code, Some(2));
    assert!(said.err.contains("--unit") && said.err.contains("density"), "the unit is asked for: {}", said.err);

    let (said, rows) = weights(folder.path(), &["--raster", &degrees, "--unit", "count", "--tolerance", "0"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert!(said.err.contains("-9999") && said.err.contains("--nodata"), "a code nobody declared: {}", said.err);
    let total = |rows: &[BTreeMap<String, String>], old: &str| -> f64 {
        rows.iter().filter(|row| row["old"] == old).map(|row| row["share"].parse::<f64>().expect("a share")).sum()
    };
    assert!((total(&rows, "A00") - 1.0).abs() < 1e-9 && (total(&rows, "A05") - 1.0).abs() < 1e-9, "with what is lost");

    // The west half alone: said, with the areas it does not cover.
    let half = at(&raster(folder.path(), 4326, (-9.2, 15.2), 0.05, (64, 70), Some(-9999.0)));
    let (said, _) = weights(folder.path(), &["--raster", &half, "--unit", "count"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert!(said.err.contains("beside the raster") && said.err.contains("covers only part"), "{}", said.err);
    assert!(!said.err.contains("--nodata -9999"), "declared: {}", said.err);

    // In metres: the areas are brought onto it.
    let metres = at(&raster(folder.path(), 32630, (-160_000.0, 1_690_000.0), 5_000.0, (125, 80), Some(-9999.0)));
    let (said, rows) = weights(folder.path(), &["--raster", &metres, "--unit", "count", "--tolerance", "0"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert!((total(&rows, "A05") - 1.0).abs() < 1e-9, "{}", said.err);

    // Elsewhere altogether.
    let elsewhere = at(&raster(folder.path(), 4326, (20.0, 5.0), 0.05, (20, 20), Some(-9999.0)));
    let (said, _) = weights(folder.path(), &["--raster", &elsewhere, "--unit", "count"]);
    assert_eq!(said.code, Some(3), "{}", said.err);
    assert!(said.err.contains("says nothing about the old areas"), "{}", said.err);
}

#[test]
fn a_density_taken_for_counts_is_a_problem_that_says_what_was_assumed() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    // 240 people in a cell: 960 per km² in cells of 500 m, 6 000 in cells of 200 m.
    let path = raster(folder.path(), 32630, (-160_000.0, 1_690_000.0), 500.0, (1250, 800), Some(-9999.0));
    let path = path.to_str().expect("a plain path");
    let (said, _) = weights(folder.path(), &["--raster", path, "--unit", "count"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert!(!said.err.contains("no large territory"), "{}", said.err);
    let path = raster(folder.path(), 32630, (-160_000.0, 1_690_000.0), 200.0, (3125, 2000), Some(-9999.0));
    let path = path.to_str().expect("a plain path");
    let (said, _) = weights(folder.path(), &["--raster", path, "--unit", "count"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert!(said.err.contains("no large territory") && said.err.contains("--unit density"), "{}", said.err);
}

#[test]
fn old_codes_go_to_new_ones_by_a_table_alone() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let at = |name: &str| folder.path().join(name);
    fs::write(at("old.csv"), "code;people\nML1;101\nML2;7\nML3;4\n").expect("a table");
    fs::write(at("codes.csv"), "old,new,share\nML1,N1,0.5\nML1,N2,0.5\nML2,N2,1\n").expect("a table");
    let mut command = lakana();
    command.arg("crosswalk").arg(at("old.csv")).arg("--table").arg(at("codes.csv")).args(["--sum", "people"]);
    let said = say(command.arg("-o").arg(at("out.csv")).args(["--json", "--lang", "en"]));
    assert_eq!(said.code, Some(0), "{}", said.err);
    let rows = csv_rows(&at("out.csv"));
    let people: Vec<&str> = rows.iter().map(|row| row["people"].as_str()).collect();
    assert_eq!(people, ["51", "57"]);
    let json: serde_json::Value = serde_json::from_str(&said.out).expect("an account");
    assert_eq!((&json["facts"]["people_total"], &json["facts"]["people_lost"]), (&112.0.into(), &4.0.into()));
}

#[test]
fn villages_of_shapes_as_text_get_the_area_they_overlap_most() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let at = |name: &str| folder.path().join(name);
    let text = "name,wkt\nmost,\"POLYGON ((-7.5 12.1,-6.9 12.1,-6.9 12.9,-7.5 12.9,-7.5 12.1))\"\naway,\"POLYGON ((10 0,11 0,11 1,10 0))\"\n";
    fs::write(at("villages.csv"), text).expect("a table");
    let mut command = lakana();
    command.arg("join").arg(at("villages.csv")).arg(reference("old.geojson")).arg("--largest");
    let said = say(command.arg("-o").arg(at("out.csv")).args(["--lang", "en"]));
    assert_eq!(said.code, Some(0), "{}", said.err);
    let rows = csv_rows(&at("out.csv"));
    let share: f64 = rows[0]["overlap_share"].parse().expect("a share");
    assert!(!rows[0]["code"].is_empty() && !rows[0]["runner_up"].is_empty() && (0.5..1.0).contains(&share), "{rows:?}");
    assert!(rows[1]["code"].is_empty() && said.err.contains("overlap no area"), "{}", said.err);
}
