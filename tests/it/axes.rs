//! `lakana axes` and the axes of a project: real roads and towns, planted truths, bad input.

use crate::support::{Said, csv_rows, lakana, real_data, say};
use std::fs;
use std::path::Path;

fn axes(folder: &Path, roads: &Path, towns: &Path, axis: &str, more: &[&str]) -> Said {
    let mut command = lakana();
    command.arg("axes").arg(roads).arg("--towns").arg(towns).args(["--axis", axis]).args(more);
    say(command.arg("-o").arg(folder.join("out")))
}

const TOWNS: &str =
    "name,longitude,latitude\nAlpha,0.0,15.0\nBeta,0.2,15.0\nGamma,0.4,15.0\nDouble,0.1,15.0\nDouble,0.4,15.3\nLoin,0.2,15.5\n";

/// A road from Alpha over Beta, and one apart to Gamma.
fn broken_road(folder: &Path) -> (std::path::PathBuf, std::path::PathBuf) {
    let line = |c: &str| {
        format!(r#"{{"type":"Feature","properties":{{"name":"R"}},"geometry":{{"type":"LineString","coordinates":{c}}}}}"#)
    };
    let features = [line("[[0.0,15.0],[0.25,15.0]]"), line("[[0.3,15.0],[0.4,15.0]]")].join(",");
    let (roads, towns) = (folder.join("roads.geojson"), folder.join("towns.csv"));
    fs::write(&roads, format!(r#"{{"type":"FeatureCollection","features":[{features}]}}"#)).expect("written");
    fs::write(&towns, TOWNS).expect("written");
    (roads, towns)
}

#[test]
fn an_axis_leaves_layers_tables_and_a_strip_map() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (roads, towns) = broken_road(folder.path());
    let said = axes(folder.path(), &roads, &towns, "Alpha–Beta", &["--segment", "5"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    let out = folder.path().join("out");
    for name in
        ["axes.geojson", "road_segments.geojson", "axes.csv", "axes_windows.csv", "axis_1.svg", "axis_1.png", "axis_1.pdf"]
    {
        assert!(out.join(name).exists(), "{name}: {}", said.err);
    }
    let axis = &csv_rows(&out.join("axes.csv"))[0];
    // 0.2 degree of longitude at 15° N.
    assert!((axis["length_km"].parse::<f64>().expect("a number") - 21.511).abs() < 0.002, "{axis:?}");
    assert_eq!((axis["segments"].as_str(), axis["people_5km"].as_str()), ("4", ""));
}

#[test]
fn a_gap_is_refused_with_its_length_and_crossed_on_request() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (roads, towns) = broken_road(folder.path());
    let said = axes(folder.path(), &roads, &towns, "Alpha–Gamma", &[]);
    assert_eq!(said.code, Some(3), "{}", said.err);
    assert!(said.err.contains("Alpha–Gamma: 5.4 km") && said.err.contains("bridge"), "{}", said.err);
    let said = axes(folder.path(), &roads, &towns, "Alpha–Gamma", &["--bridge", "Alpha–Gamma"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert_eq!(csv_rows(&folder.path().join("out/axes.csv"))[0]["bridged_km"], "5.378");
}

#[test]
fn towns_that_are_missing_double_or_far_are_refused_with_a_way_out() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (roads, towns) = broken_road(folder.path());
    let refused = |axis: &str, expected: &[&str]| {
        let said = axes(folder.path(), &roads, &towns, axis, &[]);
        assert_eq!(said.code, Some(3), "{axis}: {}", said.err);
        expected.iter().for_each(|text| assert!(said.err.contains(text), "{axis}: {text} is not in\n{}", said.err));
    };
    refused("Alpha–Betta Sud", &["introuvable", "Beta @ 15.00000, 0.20000"]);
    refused("Alpha–Double", &["plusieurs villes", "Double @ 15.00000, 0.10000 ; Double @ 15.30000, 0.40000", "avec latitude"]);
    refused("Alpha–Loin", &["Loin: 55.3 km", "max_town_km"]);
    refused("Alpha", &["moins de deux villes"]);
    let by_place = axes(folder.path(), &roads, &towns, "Alpha–Double @ 15.0, 0.1", &[]);
    assert_eq!(by_place.code, Some(0), "{}", by_place.err);
}

#[test]
fn a_road_layer_of_surfaces_is_an_error() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (_, towns) = broken_road(folder.path());
    let surfaces = folder.path().join("surfaces.geojson");
    let ring = "[[[0,15],[1,15],[1,16],[0,15]]]";
    let feature = format!(r#"{{"type":"Feature","properties":{{}},"geometry":{{"type":"Polygon","coordinates":{ring}}}}}"#);
    fs::write(&surfaces, format!(r#"{{"type":"FeatureCollection","features":[{feature}]}}"#)).expect("written");
    let said = axes(folder.path(), &surfaces, &towns, "Alpha–Beta", &[]);
    assert!(said.code == Some(3) && said.err.contains("Polygon"), "{}", said.err);
}

#[test]
fn the_real_roads_reach_gao_and_not_timbuktu() {
    let (Some(roads), Some(towns)) = (real_data("roads/africa_network_mali_bbox.geojson"), real_data("geonames-mli/ML.txt"))
    else {
        return;
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let twice = axes(folder.path(), &roads, &towns, "Douentza–Boni–Gao", &[]);
    assert!(twice.code == Some(3) && twice.err.contains("Boni @ 15.07658, -2.21976"), "{}", twice.err);
    let route = "Douentza–Boni @ 15.07658, -2.21976–Hombori–Gao @ 16.27167, -0.04472";
    let far = axes(folder.path(), &roads, &towns, route, &[]);
    assert!(far.code == Some(3) && far.err.contains("Boni: ") && far.err.contains("max_town_km"), "{}", far.err);
    let laid = axes(folder.path(), &roads, &towns, route, &["--max-town-km", "12"]);
    assert_eq!(laid.code, Some(0), "{}", laid.err);
    let axis = &csv_rows(&folder.path().join("out/axes.csv"))[0];
    let km: f64 = axis["length_km"].parse().expect("a number");
    assert!((370.0..390.0).contains(&km), "377 km on simplified lines: {km}");
    let gap = axes(folder.path(), &roads, &towns, "Niono–Timbuktu", &["--max-town-km", "12"]);
    assert!(gap.code == Some(3) && gap.err.contains("Timbuktu: "), "{}", gap.err);
}

#[test]
fn the_demonstration_lays_all_six_axes() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("out");
    let said = say(lakana().args(["demo", "--only", "layers,tables", "--out"]).arg(&out));
    assert_eq!(said.code, Some(0), "{}", said.err);
    let rows = csv_rows(&out.join("tables/axes.csv"));
    assert_eq!(rows.iter().map(|r| r["axis"].as_str()).collect::<Vec<_>>(), ["a1", "a2", "a3", "a4", "a5", "a6"]);
    assert!(rows.iter().all(|r| r["bridged_km"] == "0.000"));
    let zones: Vec<String> = csv_rows(&out.join("tables/axes_zones.csv"))
        .into_iter()
        .filter(|r| r["axis"] == "a5")
        .map(|r| r["zone"].clone())
        .collect();
    assert_eq!(zones, ["Centre", "Nord"], "Niono–Léré–Tombouctou crosses two zones");
    let closures = csv_rows(&out.join("tables/closures.csv"));
    assert!(closures.iter().any(|r| r["closure"] == "anefis_kidal" && r["effect"] == "on_closed_road" && r["name"] == "Anéfis"));
    assert!(closures.iter().all(|r| !r["effect"].is_empty()));
    // For partners no table tells how far an incident lies from a road, and no segment is shorter than 1.2 km.
    assert!(!out.join("tables/off_axis.csv").exists());
}
