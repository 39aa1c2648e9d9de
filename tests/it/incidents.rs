//! `lakana incidents`, queen neighbours of the real communes, and the figures of deaths by year.

use crate::support::{country, csv_rows, lakana, real_data, say};
use geo_types::{Geometry, MultiPolygon};
use lakana::spatial::contiguity::queen;
use std::fs;

#[test]
fn a_register_on_its_own_gives_a_table_a_layer_and_an_account() {
    let folder = country();
    let run = |more: &[&str]| {
        let fixed = ["incidents", "incidents.csv", "--boundaries", "communes.geojson", "--population", "population.csv"];
        say(lakana().args(fixed).args(more).current_dir(folder.path()))
    };
    let said = run(&["--by", "commune", "-o", "out.csv", "-o", "out.geojson"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert!(said.out.contains("ensemble du pays") && said.out.contains("pour 100"), "{}", said.out);
    let rows = csv_rows(&folder.path().join("out.csv"));
    let row = rows.iter().find(|r| r["code"] == "FX010101").expect("the commune");
    let number = |id: &str| row[id].parse::<f64>().unwrap_or_else(|_| panic!("{id}: {}", row[id]));
    assert!((number("incidents_per_100k") - number("incidents_count") / 0.24).abs() < 1e-6);
    assert!(number("incidents_per_100k_lower") < number("incidents_per_100k"));
    assert!(number("incidents_per_100k_upper") > number("incidents_per_100k"));
    let layer = fs::read_to_string(folder.path().join("out.geojson")).expect("a layer");
    assert!(layer.contains("incidents_per_100k_smoothed_local"));
    assert_eq!(run(&["--by", "commune"]).out, run(&["--by", "commune"]).out, "the same twice");
}

#[test]
fn the_account_says_what_the_period_leaves_out() {
    let folder = country();
    let run = |more: &[&str]| {
        let fixed = ["--json", "incidents", "incidents.csv", "--boundaries", "communes.geojson"];
        say(lakana().args(fixed).args(more).current_dir(folder.path()))
    };
    let said = run(&["--from", "2017-01-01", "--until", "2017-12-31"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    let json: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
    let input = &json["account"]["inputs"][0];
    let left: u64 = input["left_out"].as_array().expect("reasons").iter().filter_map(|l| l["count"].as_u64()).sum();
    assert_eq!(input["read"].as_u64(), Some(input["kept"].as_u64().expect("a number") + left));
    assert!(left > 0, "some lie outside 2017");
    assert!(json["areas"][0]["indicators"]["incidents_per_100k"]["value"].is_null(), "no population, no rate");

    assert_eq!(run(&["--from", "2018-01-01", "--until", "2017-12-31"]).code, Some(2));
    let empty = run(&["--from", "1950-01-01", "--until", "1950-12-31"]);
    assert_eq!(empty.code, Some(3), "{}", empty.err);
    assert_eq!(run(&["-o", "table.docx"]).code, Some(2), "an unknown ending is said before the work");
}

#[test]
fn queen_neighbours_of_the_communes_equal_libpysal() {
    let Some(path) = real_data("cod-ab-mli/communes_mali.geojson") else { return };
    let text = fs::read_to_string(path).expect("communes");
    let collection: geojson::FeatureCollection = text.parse().expect("GeoJSON");
    let shapes: Vec<MultiPolygon<f64>> = collection
        .features
        .into_iter()
        .map(|f| match Geometry::try_from(f.geometry.expect("a shape")).expect("a shape") {
            Geometry::Polygon(p) => MultiPolygon(vec![p]),
            Geometry::MultiPolygon(m) => m,
            other => panic!("{other:?}"),
        })
        .collect();
    let neighbours = queen(&shapes.iter().collect::<Vec<_>>());
    // libpysal 4.14.1, weights.Queen.from_dataframe.
    let numbers: Vec<usize> = (0..neighbours.len()).map(|i| neighbours.of(i).len()).collect();
    assert_eq!((numbers.len(), numbers.iter().sum::<usize>()), (701, 4040));
    assert_eq!((numbers.iter().min(), numbers.iter().max()), (Some(&1), Some(&13)));
    assert!(neighbours.islands().is_empty());
}

#[test]
fn events_known_to_the_region_are_shared_out_by_length_of_road() {
    let folder = country();
    // A quarter of the only road lies in Ségoula, three quarters in N'Dala.
    let road = r#"{"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":[[1.25,12.75],[2.25,12.75]]}}"#;
    let roads = format!(r#"{{"type":"FeatureCollection","features":[{road}]}}"#);
    fs::write(folder.path().join("roads.geojson"), roads).expect("written");
    let project = folder.path().join("lakana.toml");
    let base = fs::read_to_string(&project).expect("the project");
    let run = |more: &str| {
        fs::write(&project, format!("{base}\n[incidents]\nshare_out = \"road_length\"\n{more}")).expect("the project");
        let out = folder.path().join("out");
        let said = say(lakana().args(["run", "--only", "tables"]).arg(&project).arg("--out").arg(&out));
        assert_eq!(said.code, Some(0), "{}", said.err);
        out
    };
    let out = run("[[input]]\nid = \"roads\"\nkind = \"roads\"\nfile = \"roads.geojson\"\n");
    let rows = csv_rows(&out.join("tables/indicators.csv"));
    let value = |code: &str, id: &str| {
        let row = rows.iter().find(|r| r["level"] == "commune" && r["code"] == code && r["indicator"] == id);
        row.and_then(|r| r["value"].parse::<f64>().ok()).unwrap_or_else(|| panic!("{id} of {code}"))
    };
    let added = |code: &str| value(code, "incidents_shared_out") - value(code, "incidents_count");
    assert!(added("FX020101") > 0.2, "an event known to the region is there: {}", added("FX020101"));
    assert!((added("FX020103") / added("FX020101") - 3.0).abs() < 1e-3, "{} {}", added("FX020101"), added("FX020103"));
    assert_eq!(added("FX020102"), 0.0, "no road, no part");

    // Without roads nothing is shared out, and the account says so.
    let out = run("");
    let problems = csv_rows(&out.join("tables/problems.csv"));
    assert!(problems.iter().any(|p| p["kind"] == "share-out-without-weights"), "{problems:?}");
    let rows = csv_rows(&out.join("tables/indicators.csv"));
    assert!(!rows.iter().any(|r| r["indicator"] == "incidents_shared_out"));
}
