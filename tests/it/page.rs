//! The interactive page: one file that asks for nothing, holds what the layers hold, and nothing more.
//!
//! What it does in a browser is tested in `web/test/`.

use super::support::{contents, country, lakana, say};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The largest page for a national job.
const LARGEST: usize = 15_000_000;

/// Runs the hand-made country for an audience. `None`, with a line that says so, where the program was built without
/// Node.js; then the run must say so too.
fn run(folder: &Path, out: &str, arguments: &[&str]) -> Option<String> {
    let said = say(lakana()
        .current_dir(folder)
        .args(["run", "lakana.toml", "--only", "layers,tables,page", "--out", out])
        .args(arguments));
    assert_eq!(said.code, Some(0), "{}", said.err);
    page(&folder.join(out), &said.err)
}

fn page(out: &Path, said: &str) -> Option<String> {
    let file = out.join("index.html");
    if file.exists() {
        return Some(fs::read_to_string(file).expect("the page"));
    }
    assert!(said.contains("index.html") && said.contains("Node.js"), "the account says that there is no page: {said}");
    let problems = fs::read_to_string(out.join("tables/problems.csv")).expect("problems");
    assert!(problems.contains("page-not-built"));
    assert!(std::env::var_os("LAKANA_REQUIRE_PAGE").is_none(), "the page is required, but web/dist/page.html is not built");
    eprintln!("skipped: the program was built without the page (make web)");
    None
}

/// The data in a page, as its scripts read them.
fn data(page: &str) -> Value {
    let (_, rest) = page.split_once(r#"<script id="data" type="application/json">"#).expect("data");
    let (json, _) = rest.split_once("</script>").expect("an end");
    serde_json::from_str(json).expect("JSON")
}

fn geojson(path: &Path) -> Vec<Value> {
    let layer: Value = serde_json::from_slice(&fs::read(path).expect("a layer")).expect("JSON");
    layer["features"].as_array().expect("features").clone()
}

/// The value of a column in a row: a number, a text or null.
fn cell(table: &Value, id: &str, row: usize) -> Value {
    let columns = table["columns"].as_array().expect("columns");
    let column = columns.iter().find(|c| c["id"] == id).unwrap_or_else(|| panic!("no column {id}"));
    let value = &column["values"][row];
    match (column["kind"].as_str(), value.as_u64()) {
        (Some("text"), Some(word)) => column["words"][word as usize].clone(),
        _ => value.clone(),
    }
}

fn same(a: &Value, b: &Value) -> bool {
    match (a.as_f64(), b.as_f64()) {
        (Some(a), Some(b)) => a == b,
        _ => a == b,
    }
}

#[test]
fn the_page_holds_every_value_of_the_layers_of_areas() {
    let folder = country();
    let Some(page) = run(folder.path(), "out", &[]) else { return };
    let data = data(&page);
    for level in ["commune", "cercle", "region", "zone"] {
        let file = folder.path().join(format!("out/layers/{level}s.geojson"));
        if !file.exists() {
            assert!(data["areas"][level].is_null());
            continue;
        }
        let features = geojson(&file);
        let table = &data["areas"][level];
        assert_eq!(table["rows"].as_u64(), Some(features.len() as u64), "{level}");
        for (row, feature) in features.iter().enumerate() {
            for (id, value) in feature["properties"].as_object().expect("properties") {
                let found = cell(table, id, row);
                assert!(same(&found, value), "{level} {row} {id}: {found} in place of {value}");
            }
        }
    }
    let themes = data["themes"].as_array().expect("themes");
    assert!(themes.iter().any(|t| t["id"] == "risk"));
    for theme in themes {
        assert!(theme["classes"].as_array().is_some_and(|c| !c.is_empty()), "{}", theme["id"]);
        if let Some(level) = theme["level"].as_str() {
            let columns = data["areas"][level]["columns"].as_array().expect("columns");
            assert!(columns.iter().any(|c| c["id"] == theme["field"]), "{}", theme["id"]);
        }
    }
}

#[test]
fn a_score_is_told_by_its_branches_and_their_indicators() {
    let folder = country();
    let Some(page) = run(folder.path(), "out", &[]) else { return };
    let data = data(&page);
    let branches = data["score"].as_array().expect("branches");
    assert!(!branches.is_empty());
    for branch in branches {
        let parts = branch["parts"].as_array().expect("parts");
        assert!(!parts.is_empty(), "{branch}");
        for part in [branch].into_iter().chain(parts) {
            for field in ["field", "score"] {
                cell(&data["areas"]["commune"], part[field].as_str().expect("an id"), 0);
            }
        }
    }
}

#[test]
fn the_page_needs_nothing_from_anywhere() {
    let folder = country();
    let Some(page) = run(folder.path(), "out", &[]) else { return };
    // Names of namespaces are written like addresses; nobody asks for them.
    for scheme in ["http://", "https://"] {
        for (at, _) in page.match_indices(scheme) {
            assert!(page[at..].starts_with("http://www.w3.org/"), "{}", &page[at..(at + 80).min(page.len())]);
        }
    }
    for word in ["<link", "src=", "@import", "fetch(", "XMLHttpRequest", "WebSocket", "importScripts", "@lakana-"] {
        assert!(!page.contains(word), "{word}");
    }
    assert!(page.contains("default-src 'none'"), "the browser is told so too");
    assert!(page.starts_with("<!doctype html>\n<html lang=\"fr\">"));
    assert!(page.contains("pas reconnaissance ou acceptation officielle"), "boundary disclaimer");
}

#[test]
fn what_an_audience_may_not_see_is_not_in_its_page() {
    let folder = country();
    let pages = ["internal", "partners", "public"].map(|audience| run(folder.path(), audience, &["--audience", audience]));
    let [Some(internal), Some(partners), Some(public)] = pages else { return };
    let events = |page: &str| data(page)["points"]["incidents"].clone();
    let dates = |page: &str| -> BTreeSet<String> {
        let table = events(page);
        let rows = table["rows"].as_u64().expect("rows") as usize;
        (0..rows).filter_map(|row| cell(&table, "date", row).as_str().map(str::to_owned)).collect()
    };
    assert!(events(&public)["rows"].as_u64() < events(&internal)["rows"].as_u64());
    let last = dates(&internal).pop_last().expect("a date");
    assert!(!dates(&public).contains(&last) && !public.contains(&last), "the last days are withheld: {last}");

    // Points are as coarse as in the layers: a tenth of a degree, a hundredth.
    for (page, finest) in [(&public, 10_000), (&partners, 1_000)] {
        let table = events(page);
        let points = table["x"].as_array().expect("x").iter().chain(table["y"].as_array().expect("y"));
        assert!(points.filter_map(Value::as_i64).all(|v| v % finest == 0), "{table}");
    }
    // Who reported what under which number stays in the layers.
    for id in ["incident_id", "also_reported_as"] {
        assert!(!internal.contains(id));
    }
    for page in [&partners, &public] {
        assert!(data(page)["points"]["sampled_localities"].is_null());
    }
}

#[test]
fn two_runs_give_the_same_page() {
    let folder = country();
    let pages = ["1", "2"].map(|threads| run(folder.path(), "out", &["--threads", threads]));
    let [Some(first), Some(second)] = pages else { return };
    assert!(first == second);
}

#[test]
fn the_page_of_a_whole_country_is_small() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("demo");
    let said = say(lakana().args(["demo", "--only", "page,tables", "--out"]).arg(&out));
    assert_eq!(said.code, Some(0), "{}", said.err);
    let Some(page) = page(&out, &said.err) else { return };
    assert!(page.len() < LARGEST, "{} bytes", page.len());
    assert!(!contents(&out).keys().any(|name| name.starts_with("layers/")), "only what was asked for");
    let data = data(&page);
    assert_eq!(data["synthetic"], true);
    assert_eq!(data["areas"]["commune"]["rows"], 703);
    assert!(data["points"]["sampled_localities"].is_null(), "places of the survey are for the team alone");
    assert!(!page.contains("Q2-0"), "no respondent");
}

#[test]
fn the_lock_file_of_the_page_names_no_registry() {
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("web/package-lock.json");
    let lock = fs::read_to_string(lock).expect("the lock file");
    assert!(lock.contains("\"integrity\"") && !lock.contains("://") && !lock.contains("\"resolved\""));
}
