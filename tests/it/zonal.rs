//! `lakana zonal` against exactextract, and what is wrong with rasters people have.

use crate::support::{Said, csv_rows, lakana, real_data, say};
use gdal::DriverManager;
use gdal::raster::Buffer;
use gdal::spatial_ref::SpatialRef;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn here(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

/// A raster of five columns and four rows of 64-bit numbers, whose north-west corner and cell are given.
fn raster(folder: &Path, name: &str, epsg: u32, (x, y, cell): (f64, f64, f64), values: &[f64; 20]) -> PathBuf {
    let path = folder.join(name);
    let driver = DriverManager::get_driver_by_name("GTiff").unwrap();
    let mut dataset = driver.create_with_band_type::<f64, _>(&path, 5, 4, 1).unwrap();
    dataset.set_geo_transform(&[x, cell, 0.0, y, 0.0, -cell]).unwrap();
    dataset.set_spatial_ref(&SpatialRef::from_epsg(epsg).unwrap()).unwrap();
    dataset.rasterband(1).unwrap().write((0, 0), (5, 4), &mut Buffer::new((5, 4), values.to_vec())).unwrap();
    dataset.close().unwrap();
    path
}

/// Two areas side by side: one degree from 1° W 12° N, and the half degree east of it.
fn areas(folder: &Path) -> PathBuf {
    let square = |name: &str, west: f64, east: f64| {
        format!(
            "{{\"type\":\"Feature\",\"properties\":{{\"name\":\"{name}\"}},\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":\
             [[[{west},12],[{east},12],[{east},13],[{west},13],[{west},12]]]}}}}"
        )
    };
    let path = folder.join("areas.geojson");
    let both = [square("west", -1.0, 0.0), square("east", 0.0, 0.5)].join(",");
    std::fs::write(&path, format!("{{\"type\":\"FeatureCollection\",\"features\":[{both}]}}")).unwrap();
    path
}

fn zonal(raster: &Path, areas: &Path, options: &[&str]) -> (Said, Vec<BTreeMap<String, String>>) {
    let out = tempfile::tempdir().unwrap();
    let output = out.path().join("out.csv");
    let said = say(lakana().args(["zonal", "--lang", "en"]).arg(raster).arg(areas).args(options).arg("-o").arg(&output));
    let rows = if output.exists() { csv_rows(&output) } else { Vec::new() };
    (said, rows)
}

fn number(row: &BTreeMap<String, String>, field: &str) -> f64 {
    row[field].parse().unwrap_or_else(|_| panic!("{field}: {:?}", row[field]))
}

/// Our statistics of each code against a table of exactextract's.
fn equals_reference(raster: &Path, areas: &Path, code: &str, reference: &Path) {
    let (said, rows) = zonal(raster, areas, &["--stat", "count,sum,mean,min,max", "--unit", "count"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    let text = std::fs::read_to_string(reference).unwrap();
    let table = text.split_once('\n').unwrap().1;
    let mut compared = 0;
    for expected in csv::Reader::from_reader(table.as_bytes()).deserialize::<BTreeMap<String, String>>() {
        let expected = expected.unwrap();
        let ours = rows.iter().find(|row| row[code] == expected["code"]).unwrap();
        for field in ["count", "sum", "mean", "min", "max"] {
            if expected["count"] == "0" && field != "count" {
                assert_eq!(ours[field], "", "nothing is known beside the raster");
                continue;
            }
            let (found, known) = (number(ours, field), expected[field].parse::<f64>().unwrap());
            assert!((found - known).abs() <= 1e-6 * known.abs(), "{} {field}: {found} instead of {known}", expected["code"]);
            compared += 1;
        }
    }
    assert!(compared > 50);
}

#[test]
fn equals_exactextract_with_missing_cells_and_a_raster_that_ends_early() {
    let areas = here("fixtures/country/communes.geojson");
    equals_reference(&here("reference/zonal/made.tif"), &areas, "adm3_pcode", &here("reference/zonal/made.csv"));
}

#[test]
fn equals_exactextract_on_the_communes_of_mali() {
    let Some(raster) = real_data("worldpop-africa-10min/afripop2020.tif") else { return };
    let Some(areas) = real_data("cod-ab-mli/communes_mali.geojson") else { return };
    equals_reference(&raster, &areas, "adm3_pcode", &here("reference/zonal/communes.csv"));
}

#[test]
fn a_sum_asks_for_the_unit_and_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let grid = raster(folder.path(), "a.tif", 4326, (-1.0, 13.0, 0.5), &[1.0; 20]);
    let (said, rows) = zonal(&grid, &areas(folder.path()), &["--stat", "sum"]);
    assert_eq!((said.code, rows.len()), (Some(2), 0));
    assert!(said.err.contains("per cell or per km²") && said.err.contains("--unit density"), "{}", said.err);
    let (said, rows) = zonal(&grid, &areas(folder.path()), &["--stat", "mean,median,share>=1"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert_eq!((number(&rows[0], "mean"), number(&rows[0], "median"), number(&rows[0], "share_from_1")), (1.0, 1.0, 1.0));
}

#[test]
fn counts_add_up_and_densities_are_multiplied_by_the_ground() {
    let folder = tempfile::tempdir().unwrap();
    let grid = raster(folder.path(), "a.tif", 4326, (-1.0, 13.0, 0.5), &[100.0; 20]);
    let areas = areas(folder.path());
    let (_, counts) = zonal(&grid, &areas, &["--stat", "sum", "--unit", "count"]);
    assert_eq!((number(&counts[0], "sum"), number(&counts[1], "sum")), (400.0, 200.0));
    let (_, densities) = zonal(&grid, &areas, &["--stat", "sum", "--unit", "density"]);
    // One degree square at 12.5° N has about 12 020 km².
    let people = number(&densities[0], "sum");
    assert!((people / 100.0 - 12_020.0).abs() < 30.0, "{people}");
    assert!((people / number(&densities[1], "sum") - 2.0).abs() < 1e-9);
}

#[test]
fn an_undeclared_nodata_is_named_counted_and_never_added() {
    let folder = tempfile::tempdir().unwrap();
    let mut values = [10.0; 20];
    values[0] = -9999.0;
    values[3] = -9999.0;
    values[6] = -2.0;
    let grid = raster(folder.path(), "a.tif", 4326, (-1.0, 13.0, 0.5), &values);
    let areas = areas(folder.path());
    let (said, rows) = zonal(&grid, &areas, &["--stat", "sum", "--unit", "count"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert!(said.err.contains("-9999") && said.err.contains("--nodata -9999"), "{}", said.err);
    assert!(said.err.contains("below zero"), "{}", said.err);
    assert_eq!((number(&rows[0], "sum"), number(&rows[0], "missing_share")), (20.0, 0.5));
    let (said, rows) = zonal(&grid, &areas, &["--stat", "mean", "--nodata", "-9999"]);
    assert!(!said.err.contains("declared missing"), "{}", said.err);
    assert_eq!(number(&rows[0], "mean"), 6.0, "without a unit -2 may be a height");
    let (_, rows) = zonal(&grid, &areas, &["--stat", "min", "--nodata", "none"]);
    assert_eq!(number(&rows[0], "min"), -9999.0, "told that it is a value");
    let (said, _) = zonal(&grid, &areas, &["--stat", "sum", "--unit", "count", "--nodata", "much"]);
    assert_eq!(said.code, Some(2));
}

#[test]
fn a_raster_that_covers_part_says_which_areas_and_how_much() {
    let folder = tempfile::tempdir().unwrap();
    // From half a degree east of the western border.
    let grid = raster(folder.path(), "a.tif", 4326, (-0.5, 13.0, 0.1), &[1.0; 20]);
    let (said, rows) = zonal(&grid, &areas(folder.path()), &["--stat", "sum", "--unit", "count"]);
    assert!(said.err.contains("covers only part") && said.err.contains("20.0 %"), "{}", said.err);
    assert!(said.err.contains("beside the raster"), "{}", said.err);
    assert!((number(&rows[0], "covered_share") - 0.2).abs() < 1e-9 && (number(&rows[0], "sum") - 20.0).abs() < 1e-9);
    assert_eq!((rows[1]["sum"].as_str(), number(&rows[1], "covered_share")), ("", 0.0), "beside the raster is not zero");
}

#[test]
fn another_coordinate_system_is_told_and_gives_the_same_ground() {
    let folder = tempfile::tempdir().unwrap();
    // UTM zone 30 north; the western area lies between 710 and 830 km east, 1 327 and 1 439 km north.
    let grid = raster(folder.path(), "a.tif", 32630, (650_000.0, 1_500_000.0, 60_000.0), &[3.0; 20]);
    let (said, rows) = zonal(&grid, &areas(folder.path()), &["--stat", "sum,count", "--unit", "density"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert!(said.err.contains("EPSG:32630"), "{}", said.err);
    let people = number(&rows[0], "sum");
    assert!((people / 3.0 - 12_020.0).abs() < 60.0, "km² of the ellipsoid: {}", people / 3.0);
    assert_eq!(number(&rows[0], "covered_share"), 1.0);
}

#[test]
fn a_unit_that_can_hardly_be_meant_is_a_problem_that_says_what_was_assumed() {
    let folder = tempfile::tempdir().unwrap();
    let areas = areas(folder.path());
    // Twelve people per km² read as twelve per cell of 3 000 km².
    let grid = raster(folder.path(), "a.tif", 4326, (-2.0, 14.0, 0.7), &[12.0; 20]);
    // The two areas have 18 000 km² together, a third is needed to say anything: the grid is a country.
    let wide = folder.path().join("wide.geojson");
    let text = std::fs::read_to_string(&areas).unwrap().replace(",13]", ",14]").replace("[-1", "[-2");
    std::fs::write(&wide, text).unwrap();
    let (said, _) = zonal(&grid, &wide, &["--stat", "sum", "--unit", "count"]);
    assert!(said.err.contains("read as a number per cell") && said.err.contains("--unit density"), "{}", said.err);
    let (said, _) = zonal(&grid, &wide, &["--stat", "sum", "--unit", "density"]);
    assert!(!said.err.contains("read as"), "{}", said.err);
    let (said, _) = zonal(
        &raster(folder.path(), "pop_density.tif", 4326, (-2.0, 14.0, 0.7), &[3e4; 20]),
        &wide,
        &["--stat", "sum", "--unit", "count"],
    );
    assert!(said.err.contains("says otherwise of itself"), "{}", said.err);
}

#[test]
fn things_that_are_no_raster_or_no_polygons_are_errors() {
    let folder = tempfile::tempdir().unwrap();
    let areas = areas(folder.path());
    let (said, _) = zonal(&areas, &areas, &["--stat", "mean"]);
    assert_eq!(said.code, Some(3), "{}", said.err);
    let grid = raster(folder.path(), "a.tif", 4326, (-1.0, 13.0, 0.5), &[1.0; 20]);
    let (said, _) = zonal(&grid, &grid, &["--stat", "mean"]);
    assert_eq!(said.code, Some(3), "{}", said.err);
    let (said, _) = zonal(&grid, &areas, &["--stat", "mean", "--band", "2"]);
    assert!(said.code == Some(3) && said.err.contains("band 2"), "{}", said.err);
    let (said, _) = zonal(&grid, &areas, &["--stat", "average"]);
    assert!(said.code == Some(2) && said.err.contains("median"), "{}", said.err);
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let Some(raster) = real_data("worldpop-africa-10min/afripop2020.tif") else { return };
    let Some(areas) = real_data("cod-ab-mli/communes_mali.geojson") else { return };
    let options = |threads: &'static str| ["--stat", "sum,median,max", "--unit", "density", "--threads", threads];
    let (one, first) = zonal(&raster, &areas, &options("1"));
    let (_, second) = zonal(&raster, &areas, &options("3"));
    assert_eq!(one.code, Some(0), "{}", one.err);
    assert!(first == second && first.len() == 701);
    let people: f64 = first.iter().filter_map(|row| row["sum"].parse::<f64>().ok()).sum();
    // The United Nations put Mali at about 21 million in 2020.
    assert!((17e6..25e6).contains(&people), "{people}");
}
