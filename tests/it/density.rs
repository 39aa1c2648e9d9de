//! `lakana density`: a surface that can be read, adds up, and says what it is.

use crate::support::{Said, lakana, say};
use gdal::{Dataset, Metadata};
use std::path::Path;

/// Three points in Mali, the last with the weight 3, and one row without coordinates.
const POINTS: &str = "name,longitude,latitude,n\na,-4.0,14.5,1\nb,-3.9,14.6,1\nc,-3.5,14.2,3\nd,,,1\n";

fn density(folder: &Path, options: &[&str]) -> Said {
    let points = folder.join("points.csv");
    std::fs::write(&points, POINTS).unwrap();
    say(lakana().args(["density", "--lang", "en"]).arg(&points).args(options).arg("-o").arg(folder.join("out.tif")))
}

fn values(folder: &Path) -> (Vec<f32>, f64) {
    let dataset = Dataset::open(folder.join("out.tif")).unwrap();
    let (columns, rows) = dataset.raster_size();
    let band = dataset.rasterband(1).unwrap().read_as::<f32>((0, 0), (columns, rows), (columns, rows), None).unwrap();
    (band.data().to_vec(), dataset.geo_transform().unwrap()[1])
}

#[test]
fn the_surface_adds_up_to_the_points_and_says_what_it_is() {
    let folder = tempfile::tempdir().unwrap();
    for (options, weight) in
        [(&["--radius", "10km", "--cell", "500m"][..], 3.0), (&["--radius", "10km", "--cell", "500m", "--weight", "n"], 5.0)]
    {
        let said = density(folder.path(), options);
        assert_eq!(said.code, Some(0), "{}", said.err);
        assert!(said.err.contains("quartic") && said.err.contains("projection: +proj=laea"), "{}", said.err);
        let (values, cell) = values(folder.path());
        assert_eq!(cell, 500.0);
        let whole = values.iter().map(|&v| f64::from(v)).sum::<f64>() * 0.25;
        assert!((whole - weight).abs() < 0.01 * weight, "{whole} of {weight}");
    }
    let dataset = Dataset::open(folder.path().join("out.tif")).unwrap();
    let tag = |name| dataset.metadata_item(name, "");
    assert_eq!(
        (tag("UNIT").as_deref(), tag("KERNEL").as_deref(), tag("RADIUS_M").as_deref()),
        (Some("per km2"), Some("quartic"), Some("10000"))
    );
    assert_eq!(dataset.metadata_item("LAYOUT", "IMAGE_STRUCTURE").as_deref(), Some("COG"));
}

#[test]
fn outside_the_area_there_is_no_value_and_the_edge_is_corrected() {
    let folder = tempfile::tempdir().unwrap();
    let area = folder.path().join("area.geojson");
    // The second point lies outside.
    std::fs::write(
        &area,
        "{\"type\":\"Polygon\",\"coordinates\":[[[-4.02,14.0],[-3.4,14.0],[-3.4,14.55],[-4.02,14.55],[-4.02,14.0]]]}",
    )
    .unwrap();
    let within = area.to_str().unwrap();
    let sums: Vec<f64> = ["none", "jones-diggle", "uniform"]
        .iter()
        .map(|edge| {
            let said = density(folder.path(), &["--radius", "10km", "--cell", "250m", "--within", within, "--edge", edge]);
            assert_eq!(said.code, Some(0), "{}", said.err);
            assert!(said.err.contains("points outside the area"), "{}", said.err);
            let (values, _) = values(folder.path());
            assert!(values.iter().any(|v| v.is_nan()), "the box is larger than the area");
            values.iter().filter(|v| !v.is_nan()).map(|&v| f64::from(v)).sum::<f64>() * 0.0625
        })
        .collect();
    assert!(sums[0] < 1.9, "the border cuts off: {sums:?}");
    assert!((sums[1] - 2.0).abs() < 0.01, "each point whole: {sums:?}");
    assert!(sums[2] > sums[0], "{sums:?}");
}

#[test]
fn what_cannot_be_meant_is_refused_with_a_way_out() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |options: &[&str], word: &str| {
        let said = density(folder.path(), options);
        assert!(said.code == Some(2) && said.err.contains(word), "{options:?}: {:?} {}", said.code, said.err);
        assert!(!folder.path().join("out.tif").exists());
    };
    refused(&["--radius", "10", "--cell", "1km"], "10km");
    refused(&["--radius", "10km", "--cell", "1km", "--edge", "uniform"], "--within");
    refused(&["--radius", "10km", "--cell", "1m"], "cells");
    refused(&["--radius", "10km", "--cell", "1km", "--weight", "people"], "people");
    let said = density(folder.path(), &["--radius", "1km", "--cell", "1km"]);
    assert!(said.err.contains("too large for this radius"), "{}", said.err);
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let folder = tempfile::tempdir().unwrap();
    let bytes: Vec<Vec<u8>> = ["1", "3"]
        .iter()
        .map(|threads| {
            let said = density(folder.path(), &["--radius", "20km", "--cell", "1km", "--threads", threads]);
            assert_eq!(said.code, Some(0), "{}", said.err);
            std::fs::read(folder.path().join("out.tif")).unwrap()
        })
        .collect();
    assert!(bytes[0] == bytes[1]);
}
