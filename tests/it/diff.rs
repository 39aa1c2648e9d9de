//! `lakana diff` on the hand-made country: nothing changed, an input changed, a weight changed, a commune gone.

use crate::support::{Said, country, csv_rows, lakana, say};
use serde_json::Value;
use std::fs;
use std::path::Path;

fn run(folder: &Path, out: &str) {
    let said = say(lakana().args(["run", "--only", "tables"]).arg(folder.join("lakana.toml")).arg("--out").arg(folder.join(out)));
    assert_eq!(said.code, Some(0), "{}", said.err);
}

fn diff(folder: &Path, more: &[&str]) -> Said {
    let said = say(lakana().arg("diff").arg(folder.join("before")).arg(folder.join("after")).args(more));
    assert_eq!(said.code, Some(0), "{}", said.err);
    said
}

fn told(folder: &Path) -> Value {
    let said = diff(folder, &["--json"]);
    serde_json::from_str(&said.out).unwrap_or_else(|e| panic!("{e}: {}", said.out))
}

fn spoil(folder: &Path, file: &str, from: &str, to: &str) {
    let path = folder.join(file);
    let text = fs::read_to_string(&path).expect("a file");
    assert!(text.contains(from), "{file} has no {from}");
    fs::write(&path, text.replace(from, to)).expect("written");
}

/// What every commune says adds up.
fn check_sums(told: &Value) {
    for commune in told["communes"].as_array().expect("communes") {
        let Some(change) = commune["change"].as_f64() else { continue };
        let sum = |list: &Value, points: &dyn Fn(&Value) -> f64| -> f64 { list.as_array().unwrap().iter().map(points).sum() };
        let by_indicator = sum(&commune["indicators"], &|i| i["points"].as_f64().unwrap());
        let by_input = sum(&commune["inputs"], &|i| i[1].as_f64().unwrap());
        assert!((by_indicator - change).abs() < 1e-6 && (by_input - change).abs() < 1e-6, "{commune}");
    }
}

#[test]
fn two_runs_of_the_same_say_that_nothing_changed() {
    let folder = country();
    run(folder.path(), "before");
    run(folder.path(), "after");
    assert_eq!(diff(folder.path(), &[]).out, "Rien n'a changé : 12 communes comparées.\n");
    assert_eq!(diff(folder.path(), &["--lang", "en"]).out, "Nothing changed: 12 communes compared.\n");
}

#[test]
fn an_input_that_changed_is_what_moved_the_communes() {
    let folder = country();
    run(folder.path(), "before");
    // One incident more in Koro on the river, which had the fewest.
    spoil(
        folder.path(),
        "incidents.csv",
        "I18,",
        "I19,2019-02-02,Région du Fleuve,Ségoula,Koro,FX020102,,,commune,ied,ied,1,0,Relevé fictif\nI18,",
    );
    run(folder.path(), "after");
    let found = told(folder.path());
    check_sums(&found);
    let changed: Vec<&str> =
        found["inputs"].as_array().unwrap().iter().filter(|i| i["changed"] == true).map(|i| i["id"].as_str().unwrap()).collect();
    assert_eq!(changed, ["incidents"]);
    assert_eq!(found["settings"].as_array().map(Vec::len), Some(0));
    let koro = found["communes"].as_array().unwrap().iter().find(|c| c["area"]["code"] == "FX020102").expect("Koro");
    assert!(koro["change"].as_f64().unwrap() > 0.0, "{koro}");
    assert_eq!((koro["inputs"].as_array().unwrap().len(), &koro["inputs"][0][0]), (1, &"incidents".into()));
    let said = diff(folder.path(), &[]).out;
    assert!(said.contains("incidents.csv") && said.contains("Koro") && said.contains("changée"), "{said}");

    let path = folder.path().join("changes.csv");
    diff(folder.path(), &["--quiet", "-o", path.to_str().unwrap()]);
    let rows = csv_rows(&path);
    let row = rows.iter().find(|r| r["code"] == "FX020102").expect("Koro");
    assert_eq!((rows.len(), row["inputs"].as_str()), (12, "incidents"));
    let unknown =
        say(lakana().arg("diff").arg(folder.path().join("before")).arg(folder.path().join("after")).args(["-o", "x.pdf"]));
    assert_eq!(unknown.code, Some(2));
}

#[test]
fn other_trees_and_other_boundaries_are_told_with_what_can_be_compared() {
    let folder = country();
    run(folder.path(), "before");
    spoil(folder.path(), "lakana.toml", "weight = 2.0", "weight = 1.0");
    run(folder.path(), "after");
    let found = told(folder.path());
    check_sums(&found);
    assert_eq!(found["settings"][0]["key"], "risk.threat.explosive_per_100k.weight");
    assert_eq!(found["settings"][0]["values"], serde_json::json!(["2.0", "1.0"]));
    let moved = found["communes"].as_array().unwrap().iter().find(|c| c["change"] != 0.0).expect("one that moved");
    assert_eq!(moved["inputs"][0][0], "settings");
    assert!(diff(folder.path(), &[]).out.contains("Les arbres diffèrent"));

    // A commune less.
    let path = folder.path().join("communes.geojson");
    let mut layer: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    layer["features"].as_array_mut().unwrap().retain(|f| f["properties"]["adm3_pcode"] != "FX030102");
    fs::write(&path, layer.to_string()).unwrap();
    run(folder.path(), "after");
    let found = told(folder.path());
    check_sums(&found);
    assert_eq!(found["only"][0][0]["code"], "FX030102");
    assert_eq!((found["only"][1].as_array().map(Vec::len), found["communes"].as_array().map(Vec::len)), (Some(0), Some(11)));
    assert!(diff(folder.path(), &[]).out.contains("Désert-Vide (FX030102)"));
    let none = say(lakana().arg("diff").arg(folder.path().join("before")).arg(folder.path()));
    assert_eq!(none.code, Some(3), "a folder that is no run");
}
