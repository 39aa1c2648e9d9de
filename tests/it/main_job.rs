//! The main job, end to end: on the real files, on the demonstration, twice the same.

use crate::support::{Said, contents, country, csv_rows, lakana, real_data, say};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The project over the real files, in a folder of its own beside links to them.
fn real_project() -> Option<tempfile::TempDir> {
    let data = real_data("cod-ab-mli")?;
    let folder = tempfile::tempdir().expect("a temporary folder");
    for entry in fs::read_dir(data.parent().expect("the folder of all data")).expect("the data") {
        let path = fs::canonicalize(entry.expect("an entry").path()).expect("a path");
        if path.is_dir() {
            std::os::unix::fs::symlink(&path, folder.path().join(path.file_name().expect("a name"))).expect("a link");
        }
    }
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/mali/lakana.toml");
    fs::copy(fixture, folder.path().join("lakana.toml")).expect("a copy");
    Some(folder)
}

fn run(folder: &Path, out: &str, more: &[&str]) -> Said {
    say(lakana().arg("run").arg(folder.join("lakana.toml")).arg("--out").arg(folder.join(out)).args(more))
}

fn layer(folder: &Path, name: &str) -> Value {
    let path = folder.join(name);
    serde_json::from_str(&fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))).expect("GeoJSON")
}

fn features(layer: &Value) -> &Vec<Value> {
    layer["features"].as_array().expect("features")
}

fn sum(layer: &Value, field: &str) -> f64 {
    features(layer).iter().filter_map(|f| f["properties"][field].as_f64()).sum()
}

/// Kind of problem → file → count.
fn problems(out: &Path) -> BTreeMap<(String, String), usize> {
    let mut counts = BTreeMap::new();
    for row in csv_rows(&out.join("tables/problems.csv")) {
        let file = row["file"].rsplit('/').next().unwrap_or_default().to_owned();
        *counts.entry((row["kind"].clone(), file)).or_insert(0) += 1;
    }
    counts
}

#[test]
fn the_real_files_become_layers_maps_and_named_problems() {
    let Some(folder) = real_project() else { return };
    let said = run(folder.path(), "out", &[]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    let out = folder.path().join("out");

    let communes = layer(&out, "layers/communes.geojson");
    assert_eq!(features(&communes).len(), 701);
    assert_eq!(sum(&communes, "population"), 25_198_830.0);
    let regions = layer(&out, "layers/regions.geojson");
    assert_eq!(features(&regions).len(), 10);
    assert_eq!(sum(&regions, "population"), 25_198_830.0, "levels agree with each other");
    for area in features(&communes) {
        let number = |field: &str| area["properties"][field].as_f64().expect("a number");
        let (people, beyond) = (number("population"), number("health_beyond_5km"));
        assert!((beyond - people * (1.0 - number("health_within_5km") / 100.0)).abs() < 0.01, "{area}");
    }
    let both = [&communes, &regions].map(|layer| sum(layer, "health_beyond_5km"));
    assert!((both[0] - both[1]).abs() < 0.01 && both[0] > 0.0, "levels agree on who lives far: {both:?}");
    assert_eq!(features(&layer(&out, "layers/cercles.geojson")).len(), 53);
    assert_eq!(features(&layer(&out, "layers/zones.geojson")).len(), 3);
    assert_eq!(features(&layer(&out, "layers/facilities.geojson")).len(), 1478 + 1351, "no facility is lost");
    assert_eq!(features(&layer(&out, "layers/incidents.geojson")).len(), 133 + 24, "each event once");

    // Every fault that the files are known to have is named, with its count.
    let found = problems(&out);
    let newer = "security_incidents_Mali_newer_export_mangled_coords.csv";
    let older = "security_incidents_Mali_older_export.csv";
    for (kind, file, count) in [
        ("hxl-tags", newer, 1),
        ("coordinates-ruined", newer, 117),
        ("twin-coordinates", newer, 118),
        ("twin-coordinates-differ", newer, 9),
        ("coordinates-lost", newer, 7),
        ("twin-merged", older, 125),
        ("line-ends-cr", "unicef_mali_healthsites.csv", 1),
        ("encoding-assumed", "unicef_mali_healthsites.csv", 1),
        ("coordinates-missing", "unicef_mali_healthsites.csv", 34),
        ("coordinates-missing", "who_kwtrp_sites_MLI.csv", 30),
        ("population-sums-differ", "population_MLI.csv", 63),
        ("code-of-another-scheme", "DTM_Mali_Baseline_Assessment_Round_64_April_2020.xlsx", 50),
        ("code-of-another-scheme", "chdata.json", 7),
        ("area-repeated", "chdata.json", 147),
        ("road-proposed", "africa_network_mali_bbox.geojson", 48),
        ("name-shared", "communes_mali.geojson", 29),
        ("place-coarse", "ucdp_ged_25.1_mali_excerpt.csv", 12),
        ("outside-all-communes", "who_kwtrp_sites_MLI.csv", 2),
        ("outside-all-communes", "unicef_mali_healthsites.csv", 1),
        ("place-unmatched", "unicef_mali_healthsites.csv", 9),
        ("phases-contradict-population", "", 23),
        ("phases-not-believed", "", 1),
    ] {
        let got = found.get(&(kind.to_owned(), file.to_owned()));
        assert_eq!(got, Some(&count), "{kind} in {file}; found {found:#?}");
    }

    // Each region has its folder, its layers and its maps.
    for code in ["ML01-kayes", "ML05-mopti", "ML08-kidal", "ML09-bamako"] {
        for theme in ["risk", "incidents", "services-health_within_5km", "displaced"] {
            for form in ["svg", "png", "pdf"] {
                let map = out.join(format!("regions/{code}/{theme}.{form}"));
                assert!(fs::metadata(&map).is_ok_and(|m| m.len() > 5_000), "{}", map.display());
            }
        }
    }
    // And all of them stand in one file: a page for each, behind a cover.
    let sheets = fs::read_dir(out.join("regions")).unwrap().map(|e| e.unwrap().path()).chain([out.join("country")]);
    let sheets = sheets
        .flat_map(|folder| fs::read_dir(folder).unwrap())
        .map(|e| e.unwrap().path())
        .filter(|path| path.extension().is_some_and(|x| x == "pdf") && path.file_stem().is_none_or(|stem| stem != "brief"));
    let atlas = lopdf::Document::load(out.join("atlas.pdf")).unwrap();
    assert_eq!(atlas.get_pages().len(), 1 + sheets.count());
    // The river is drawn, named and explained where it flows, and nowhere else.
    let named = |file: &str| fs::read_to_string(out.join(file)).unwrap().contains(">Niger</text>");
    assert!(named("regions/ML07-gao/risk.svg") && named("country/risk.svg") && !named("regions/ML08-kidal/risk.svg"));
    let explained = |file: &str| fs::read_to_string(out.join(file)).unwrap().contains(">Cours d’eau");
    assert!(explained("regions/ML05-mopti/risk.svg") && !explained("regions/ML08-kidal/risk.svg"));
    let rivers = layer(&out, "regions/ML07-gao/rivers.geojson");
    assert!(features(&rivers).iter().any(|f| f["properties"]["name"] == "Niger"), "{rivers}");
    // A list whose figures stand on the wrong cercles colours nothing.
    let cercles = layer(&out, "layers/cercles.geojson");
    assert!(features(&cercles).iter().all(|f| f["properties"]["food_insecure_share"].is_null()));
    assert!(!out.join("country/food_security.png").exists());
    let bamako = layer(&out, "regions/ML09-bamako/communes.geojson");
    assert_eq!(features(&bamako).len(), 6);
    assert!(fs::metadata(out.join("lakana.gpkg")).is_ok_and(|m| m.len() > 1_000_000));

    // What the names became, and the account of the run.
    let matches = csv_rows(&out.join("tables/matches.csv"));
    let displaced = matches.iter().filter(|r| r["input"] == "displaced").count();
    assert_eq!(displaced, 50);
    let run: Value = layer(&out, "run.json");
    assert_eq!(run["result"]["boundaries"]["communes"], 701);
    assert_eq!(run["result"]["inputs"].as_array().map(Vec::len), Some(12));
    let files = run["result"]["files"].as_array().expect("files").len();
    assert_eq!(files, contents(&out).len());
}

#[test]
fn boundaries_that_gdal_reads_as_null_are_read_and_said() {
    let Some(folder) = real_project() else { return };
    let project = "[project]\ntitle = \"T\"\n[boundaries]\ncommunes = \"ibf-mli-badtype/MLI_adm3.json\"\n\
                   cercles = \"ibf-mli-badtype/MLI_adm2.json\"\nregions = \"ibf-mli-badtype/MLI_adm1.json\"\n";
    fs::write(folder.path().join("lakana.toml"), project).expect("written");
    let said = run(folder.path(), "out", &["--only", "layers,tables"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    let out = folder.path().join("out");
    let communes = layer(&out, "layers/communes.geojson");
    assert_eq!(features(&communes).iter().filter(|f| !f["geometry"].is_null()).count(), 701);
    let found = problems(&out);
    for (file, count) in [("MLI_adm1.json", 8), ("MLI_adm2.json", 49), ("MLI_adm3.json", 693)] {
        assert_eq!(found.get(&("geojson-type".to_owned(), file.to_owned())), Some(&count), "{found:#?}");
    }
}

#[test]
fn the_demonstration_shows_the_white_papers_shares_and_says_it_is_synthetic() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("demo");
    let said = say(lakana().args(["demo", "--only", "layers,tables", "--out"]).arg(&out));
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert!(said.err.contains("Taoudénit"), "the region in no zone is named");
    assert_eq!(features(&layer(&out, "layers/communes.geojson")).len(), 703);
    assert_eq!(features(&layer(&out, "layers/regions.geojson")).len(), 11);

    let zones = layer(&out, "layers/zones.geojson");
    let share = |zone: &str, field: &str| {
        let feature = features(&zones).iter().find(|f| f["properties"]["name"] == zone).expect("a zone");
        let value = |suffix: &str| feature["properties"][format!("survey_{field}{suffix}")].as_f64();
        let (v, low, high, n) = (value("").expect("a share"), value("_lower"), value("_upper"), value("_n"));
        assert!(low < Some(v) && Some(v) < high && n.is_some(), "{zone} {field}");
        v.round()
    };
    assert_eq!(["Sud", "Centre", "Nord"].map(|z| share(z, "victim")), [20.0, 90.0, 77.0]);
    assert_eq!(["Sud", "Centre", "Nord"].map(|z| share(z, "local_setups")), [48.0, 54.0, 74.0]);
    assert_eq!(share("Sud", "forces_negative"), 77.0);
    assert_eq!(["Centre", "Nord"].map(|z| share(z, "forces_positive")), [61.0, 86.0]);
    assert_eq!(share("Nord", "group_incidents"), 68.0);

    for entry in fs::read_dir(out.join("layers")).expect("layers") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|e| e == "geojson") {
            let layer = layer(&out, path.strip_prefix(&out).expect("below").to_str().expect("a name"));
            assert_eq!(layer["lakana"]["synthetic"], true, "{}", path.display());
            assert!(features(&layer).iter().all(|f| f["properties"]["synthetic"] == 1), "{}", path.display());
        }
    }
    let survey = fs::read_to_string(out.join("tables/problems.csv")).expect("problems");
    assert!(!survey.contains("Q2-0"), "no respondent appears in any output");

    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/demo");
    let bytes: u64 =
        fs::read_dir(demo).expect("the demonstration").filter_map(|e| e.ok()?.metadata().ok()).map(|m| m.len()).sum();
    assert!(bytes < 5_000_000, "{bytes}");
}

#[test]
fn two_runs_give_the_same_bytes_whatever_the_number_of_threads() {
    let folder = country();
    let outputs = ["1", "2", "2"].map(|threads| {
        let said = run(folder.path(), "out", &["--threads", threads]);
        assert_eq!(said.code, Some(0), "{}", said.err);
        let mut files = contents(&folder.path().join("out"));
        let run: Value = serde_json::from_slice(&files.remove("run.json").expect("run.json")).expect("JSON");
        (files, run["result"].clone(), run["result_hash"].clone())
    });
    assert!(outputs[0].0.keys().any(|name| name.ends_with("risk.png")));
    for other in &outputs[1..] {
        for (name, bytes) in &outputs[0].0 {
            assert!(other.0.get(name) == Some(bytes), "{name} differs");
        }
        assert_eq!((&outputs[0].1, &outputs[0].2), (&other.1, &other.2));
    }
}

/// The hand-made country, whose answers stand in the README of its folder.
#[test]
fn the_hand_made_country_gives_the_expected_answers() {
    let folder = country();
    let said = run(folder.path(), "out", &["--only", "layers,tables", "--audience", "internal"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    let out = folder.path().join("out");
    let incidents = layer(&out, "layers/incidents.geojson");
    let at = |id: &str| {
        let feature = features(&incidents).iter().find(|f| f["id"] == format!("incidents-{id}").as_str()).expect(id);
        feature["properties"]["area_code"].as_str().map(String::from)
    };
    for (id, code) in [
        ("I01", Some("FX010101")),
        ("I02", Some("FX010101")),
        ("I03", Some("FX010102")),
        ("I04", None),
        ("I05", Some("FX010103")),
        ("I06", Some("FX010103")),
        ("I08", Some("FX020102")),
        ("I09", None),
        ("I10", Some("FX02")),
        ("I11", Some("FX020103")),
        ("I13", None),
        ("I14", Some("FX020201")),
        ("I15", Some("FX030101")),
        ("I16", Some("FX030102")),
    ] {
        assert_eq!(at(id).as_deref(), code, "{id}");
    }
    let communes = layer(&out, "layers/communes.geojson");
    let of = |code: &str| &features(&communes).iter().find(|f| f["id"] == code).expect(code)["properties"];
    assert_eq!(of("FX020101")["population"], 66_000.0, "split by sex, added up");
    assert!(of("FX020202")["population"].is_null() && of("FX020202")["population_missing"] == "no_data");
    assert_eq!(of("FX030102")["population"], 0.0);
    assert_eq!(of("FX030102")["incidents_per_100k_missing"], "no_base", "nobody lives there: no rate, not an infinite one");
    assert_eq!(of("FX010102")["health_closed"], 1.0);
    assert_eq!(of("FX010201")["health_unknown"], 1.0, "unknown is not closed");
    assert_eq!(of("FX010201")["health_total"], 2.0, "its own, and the one on its border");
    let zones = layer(&out, "layers/zones.geojson");
    let low = features(&zones).iter().find(|f| f["properties"]["name"] == "Bas").expect("Bas");
    assert_eq!(low["properties"]["survey_victim_n"], 27);
    assert!((low["properties"]["survey_victim"].as_f64().expect("a share") - 100.0 * 6.0 / 27.0).abs() < 1e-9);
}

#[test]
fn english_is_complete() {
    let folder = country();
    let said = run(folder.path(), "out", &["--lang", "en"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    let french = ["problème", "étape", "durée", "écrits", "Vérifiez", "aucun", "Corrigez", "lignes"];
    assert_eq!(french.iter().find(|w| said.err.contains(**w)), None, "{}", said.err);
    let words = ["Sources :", "Carte établie", "sans donnée", "Limite de", "Échelle", "par commune", "INDICATIF", "SYNTHÉTIQUES"];
    for (name, bytes) in contents(&folder.path().join("out")) {
        if name.ends_with(".svg") {
            let svg = String::from_utf8(bytes).expect("text");
            assert_eq!(words.iter().find(|w| svg.to_lowercase().contains(&w.to_lowercase())), None, "{name}");
        }
    }
    let help = say(lakana().args(["--lang", "en", "run", "--help"]));
    assert!(help.out.contains("The main job") && !help.out.contains("Dossier"), "{}", help.out);
}

#[test]
fn the_public_sees_coarse_points_and_no_recent_events() {
    let folder = country();
    let [internal, public] = ["internal", "public"].map(|audience| {
        let said = run(folder.path(), audience, &["--only", "layers,tables", "--audience", audience]);
        assert_eq!(said.code, Some(0), "{}", said.err);
        layer(&folder.path().join(audience), "layers/incidents.geojson")
    });
    assert!(features(&public).len() < features(&internal).len());
    for feature in features(&public) {
        for degree in feature["geometry"]["coordinates"].as_array().into_iter().flatten().filter_map(Value::as_f64) {
            assert!(((degree * 10.0).round() / 10.0 - degree).abs() < 1e-9, "{degree} is finer than a tenth of a degree");
        }
    }
}
