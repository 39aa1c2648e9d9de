//! `lakana scan`: planted clusters are found in a field and in dated points, and what cannot be counted is told.

use crate::support::{Said, lakana, say};
use serde_json::Value;
use std::fmt::Write;
use std::path::Path;

fn inside(i: usize) -> bool {
    (2..5).contains(&(i / 8)) && (2..5).contains(&(i % 8))
}

fn corner(i: usize) -> (f64, f64) {
    (-4.0 + 0.1 * (i % 8) as f64, 14.0 + 0.1 * (i / 8) as f64)
}

/// Squares of a tenth of a degree, eight by eight, a thousand people each, one without, with a cluster of nine.
fn grid() -> String {
    let square = |i: usize| {
        let (x, y) = corner(i);
        let ring = [(x, y), (x + 0.1, y), (x + 0.1, y + 0.1), (x, y + 0.1), (x, y)].map(|(x, y)| format!("[{x:.6},{y:.6}]"));
        let (cases, people) = (if inside(i) { 14 } else { 2 + i % 3 }, if i == 63 { "null" } else { "1000" });
        format!(
            r#"{{"type":"Feature","properties":{{"code":"A{i:02}","name":"Lieu {i}","cases":{cases},"controls":20,"people":{people}}},"geometry":{{"type":"Polygon","coordinates":[[{}]]}}}}"#,
            ring.join(",")
        )
    };
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, (0..64).map(square).collect::<Vec<_>>().join(","))
}

/// Two years of points, two a year in each square, and a burst in the block in March to May 2021.
fn events() -> String {
    let mut out = String::from("longitude,latitude,day\n");
    for i in 0..64 {
        let (x, y) = corner(i);
        let mut add = |day: String| writeln!(out, "{},{},{day}", x + 0.05, y + 0.05).unwrap();
        for year in [2020, 2021] {
            add(format!("{year}-{:02}-11", 1 + i % 12));
            add(format!("{year}-{:02}-20", 1 + (i + 5) % 12));
        }
        if inside(i) {
            (0..9).for_each(|k| add(format!("2021-{:02}-{:02}", 3 + k % 3, 1 + k)));
        }
    }
    out + "-3.5,14.5,\n-3.5,14.5,2021\n10,10,2021-04-04\n,,2021-04-04\n"
}

fn scan(folder: &Path, options: &[&str], output: &str) -> Said {
    say(lakana()
        .args(["scan", "--lang", "en", "--code", "code", "--name", "name"])
        .arg(folder.join("grid.geojson"))
        .args(options)
        .arg("-o")
        .arg(folder.join(output)))
}

fn clusters(said: &Said) -> Vec<Value> {
    let whole: Value = serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("{}{}", said.out, said.err));
    whole["clusters"].as_array().unwrap().clone()
}

#[test]
fn a_planted_cluster_is_one_polygon_with_its_numbers() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("grid.geojson"), grid()).unwrap();
    let said = scan(folder.path(), &["--cases", "cases", "--population", "people", "--json"], "c.geojson");
    assert_eq!(said.code, Some(0), "{}", said.err);
    let found = clusters(&said);
    let first = &found[0];
    assert_eq!((&first["cluster"], &first["cases"], &first["areas"]), (&"001".into(), &126.into(), &9.into()));
    assert_eq!(first["codes"], "A18 A19 A20 A26 A27 A28 A34 A35 A36");
    // By hand: 63 squares with people, 126 of all cases in nine of them.
    let total: usize = (0..63).map(|i| if inside(i) { 14 } else { 2 + i % 3 }).sum();
    let (c, n) = (126.0, total as f64);
    let e = n * 9.0 / 63.0;
    let ratio = c * (c / e).ln() + (n - c) * ((n - c) / (n - e)).ln();
    assert!((first["expected"].as_f64().unwrap() - e).abs() < 1e-9);
    assert!((first["log_likelihood_ratio"].as_f64().unwrap() - ratio).abs() < 1e-9);
    assert!((first["relative_risk"].as_f64().unwrap() - c / e / ((n - c) / (n - e))).abs() < 1e-9);
    assert_eq!((&first["p"], &first["first_day"]), (&0.001.into(), &Value::Null));
    let file: Value = serde_json::from_slice(&std::fs::read(folder.path().join("c.geojson")).unwrap()).unwrap();
    assert_eq!(file["features"][0]["properties"]["codes"], first["codes"]);
    let rings = file["features"][0]["geometry"]["coordinates"].as_array().unwrap();
    assert_eq!(rings.len(), 1, "nine squares are one polygon");
    assert!(std::fs::read_to_string(folder.path().join("c.qml")).unwrap().contains("\"ratio\""));
    let told: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!((&told["facts"]["cases"], &told["inputs"][0]["kept"]), (&(total as f64).into(), &63.into()));

    let talk = scan(folder.path(), &["--cases", "cases", "--population", "people"], "c.gpkg");
    assert!(talk.out.starts_with("Cluster 1: Lieu 27 and 8 other areas: 126 cases against "), "{}", talk.out);
    assert!(talk.err.contains("at most 50% of the people"), "{}", talk.err);
    for (threads, name) in [("1", "a.geojson"), ("2", "b.geojson")] {
        let line = "--cases cases --population people --window ellipse --permutations 19 --level 1 --threads";
        let options: Vec<&str> = line.split(' ').chain([threads]).collect();
        assert_eq!(scan(folder.path(), &options, name).code, Some(0));
    }
    let read = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
    assert!(read("a.geojson") == read("b.geojson"));
}

#[test]
fn dated_points_have_a_cluster_with_its_days() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("grid.geojson"), grid()).unwrap();
    std::fs::write(folder.path().join("events.csv"), events()).unwrap();
    let file = folder.path().join("events.csv");
    let given = ["--events", file.to_str().unwrap(), "--population", "people", "--json"];
    let said = scan(folder.path(), &[&given[..], &["--date", "day"]].concat(), "c.geojson");
    assert_eq!(said.code, Some(0), "{}", said.err);
    let first = &clusters(&said)[0];
    assert_eq!((&first["first_day"], &first["last_day"]), (&"2021-03-01".into(), &"2021-05-31".into()), "{first}");
    assert_eq!(first["areas"], 9);
    let told: Value = serde_json::from_str(&said.out).unwrap();
    let left: Vec<(String, u64)> = told["inputs"][1]["left_out"]
        .as_array()
        .unwrap()
        .iter()
        .map(|l| (l["reason"].as_str().unwrap().to_owned(), l["count"].as_u64().unwrap()))
        .collect();
    let expected = [("undated", 2), ("no-coordinates", 1), ("outside", 1)].map(|(why, n)| (why.to_owned(), n));
    assert_eq!(left, expected, "no day and a bare year; nowhere; elsewhere");
    assert_eq!(told["inputs"][1]["read"], 64 * 4 + 81 + 4);

    // A year is a step for a bare year; without dates all count, those in areas.
    let years = scan(folder.path(), &[&given[..], &["--date", "day", "--step", "year", "--level", "1"]].concat(), "y.csv");
    assert_eq!(clusters(&years)[0]["first_day"], "2021-01-01", "{}", years.err);
    let space = scan(folder.path(), &given, "s.geojson");
    assert_eq!((&clusters(&space)[0]["areas"], &clusters(&space)[0]["first_day"]), (&9.into(), &Value::Null));
    let half = scan(folder.path(), &[&given[..], &["--date", "day", "--until", "2020-12-31"]].concat(), "h.geojson");
    assert!(clusters(&half)[0]["p"].as_f64().unwrap() > 0.05, "nothing bursts in 2020: {}", half.out);
}

#[test]
fn controls_and_wrong_questions() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("grid.geojson"), grid()).unwrap();
    std::fs::write(folder.path().join("events.csv"), events()).unwrap();
    let said = scan(folder.path(), &["--cases", "cases", "--controls", "controls", "--json"], "c.csv");
    let first = &clusters(&said)[0];
    assert_eq!((&first["areas"], &first["cases"], &first["p"]), (&9.into(), &126.into(), &0.001.into()));

    let file = folder.path().join("events.csv");
    let events = ["--events", file.to_str().unwrap(), "--date", "day"];
    let wrong: [&[&str]; 5] = [
        &["--population", "people"],
        &["--cases", "cases"],
        &["--cases", "name", "--population", "people"],
        &["--cases", "cases", "--population", "people", "--largest", "0"],
        &["--cases", "cases", "--population", "people", "--date", "day"],
    ];
    for options in wrong {
        assert_eq!(scan(folder.path(), options, "w.geojson").code, Some(2), "{options:?}");
    }
    let both = scan(folder.path(), &[&events[..], &["--controls", "controls"]].concat(), "w.geojson");
    assert!(both.code == Some(2) && both.err.contains("--date"), "{}", both.err);
    let none = scan(folder.path(), &[&events[..], &["--population", "people", "--from", "2031-01-01"]].concat(), "w.geojson");
    assert!(none.code == Some(3) && none.err.contains("--from"), "{}", none.err);
    let calm = grid().replace("\"cases\":14", "\"cases\":3");
    std::fs::write(folder.path().join("grid.geojson"), calm).unwrap();
    let calm = scan(folder.path(), &["--cases", "cases", "--population", "people"], "n.geojson");
    assert!(calm.out.starts_with("No significant cluster at the level 0.05.\nCluster 1: "), "{}", calm.out);
}
