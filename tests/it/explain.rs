//! `lakana explain` and the list of priorities on the hand-made country: what they say adds up, and what they cannot say they name.

use crate::support::{Said, contents, country, lakana, say};
use serde_json::Value;
use std::fs;
use std::path::Path;

/// Runs the country for its tables alone.
fn run(folder: &Path, out: &str) {
    let said = say(lakana().args(["run", "--only", "tables"]).arg(folder.join("lakana.toml")).arg("--out").arg(folder.join(out)));
    assert_eq!(said.code, Some(0), "{}", said.err);
}

fn explain(folder: &Path, more: &[&str]) -> Said {
    say(lakana().arg("explain").arg(folder.join("out")).args(more))
}

fn json(said: &Said) -> Value {
    serde_json::from_str(&said.out).unwrap_or_else(|e| panic!("{e}: {}\n{}", said.out, said.err))
}

/// The value of an indicator of an area in the tables of the run.
fn in_tables(folder: &Path, code: &str, indicator: &str) -> Option<f64> {
    let rows = crate::support::csv_rows(&folder.join("out/tables/indicators.csv"));
    rows.iter().find(|r| r["code"] == code && r["indicator"] == indicator).and_then(|r| r["value"].parse().ok())
}

#[test]
fn what_is_explained_adds_up_to_the_index_of_the_tables_at_every_level() {
    let folder = country();
    run(folder.path(), "out");
    for code in ["FX010101", "FX010103", "FX020101", "FX0101", "FX02", "FX"] {
        let told = json(&explain(folder.path(), &["--area", code, "--json"]));
        let index = told["index"].as_f64().expect("an index");
        let expected = in_tables(folder.path(), code, "risk_index").expect("in the tables");
        assert!((index - expected).abs() < 1e-9, "{code}: {index} {expected}");
        let lines = told["contributions"].as_array().expect("lines");
        let sum = |wanted: &dyn Fn(&Value) -> bool| -> f64 {
            lines.iter().filter(|l| wanted(l)).map(|l| l["points"].as_f64().expect("points")).sum()
        };
        assert!((sum(&|l| l["kind"] != "node") - index).abs() < 1e-9, "{code}");
        assert!((sum(&|l| l["depth"] == 0) - index).abs() < 1e-9, "{code}");
    }
}

/// Anéfif has 24 000 people and two incidents, in the first rows of their files.
#[test]
fn an_explanation_names_values_rows_files_and_hashes_in_both_languages() {
    let folder = country();
    run(folder.path(), "out");
    let told = json(&explain(folder.path(), &["--area", "fx010101", "--json"]));
    assert_eq!((&told["area"]["name"], &told["area"]["level"]), (&"Anéfif".into(), &"commune".into()));
    let values = told["values"].as_array().expect("values");
    let incidents = values.iter().find(|v| v["id"] == "incidents_per_100k").expect("a value");
    let rate = incidents["value"].as_f64().expect("a rate");
    assert_eq!(Some(rate), in_tables(folder.path(), "FX010101", "incidents_per_100k"));
    let behind = incidents["behind"].as_array().expect("inputs");
    let of = |id: &str| behind.iter().find(|b| b["input"] == id).unwrap_or_else(|| panic!("{id} in {behind:?}"));
    // The rate is so many rows to 24 000 people; the header is row 1.
    let rows = of("incidents")["rows"].as_u64().expect("rows");
    assert!((rate - rows as f64 / 24_000.0 * 1e5).abs() < 1e-9);
    assert_eq!(of("incidents")["first_rows"][0], 2);
    assert_eq!((&of("population")["rows"], &of("population")["first_rows"][0]), (&1.into(), &2.into()));

    let record: Value = serde_json::from_slice(&fs::read(folder.path().join("out/run.json")).unwrap()).unwrap();
    assert_eq!(told["inputs"][1]["hash"], record["result"]["inputs"][1]["hash"]);
    let basis = fs::read(folder.path().join("out/explain.json")).expect("the basis");
    assert_eq!(record["result"]["basis"]["hash"], blake3::hash(&basis).to_hex().to_string().as_str());

    let french = explain(folder.path(), &["--area", "FX010101"]).out;
    let english = explain(folder.path(), &["--area", "FX010101", "--lang", "en"]).out;
    for (said, words) in [
        (&french, ["Anéfif (FX010101, commune)", "Indice de risque : ", "Ce que chaque part apporte", "Pour changer de classe"]),
        (&english, ["Anéfif (FX010101, commune)", "Risk index: ", "What each part adds", "To leave its class"]),
    ] {
        assert!(words.iter().all(|w| said.contains(w)), "{said}");
        assert!(
            said.contains("incidents.csv (") && said.contains(record["result"]["inputs"][0]["hash"].as_str().unwrap()),
            "{said}"
        );
    }
    let one = explain(folder.path(), &["--area", "FX010101", "--indicator", "health_within_15km"]).out;
    assert!(one.contains("plus bas est pire") && !one.contains("incidents.csv"), "{one}");
}

#[test]
fn files_are_written_in_the_form_of_their_ending() {
    let folder = country();
    run(folder.path(), "out");
    for (name, begin) in
        [("why.md", "# Anéfif (FX010101, commune)"), ("why.txt", "Anéfif (FX010101, commune)"), ("why.json", "{")]
    {
        let path = folder.path().join(name);
        let said = explain(folder.path(), &["--area", "FX010101", "--quiet", "-o", path.to_str().unwrap()]);
        assert_eq!((said.code, said.out.as_str()), (Some(0), ""), "{}", said.err);
        assert!(fs::read_to_string(&path).expect("a file").starts_with(begin), "{name}");
    }
    assert_eq!(explain(folder.path(), &["--area", "FX010101", "-o", "why.doc"]).code, Some(2));
}

#[test]
fn what_cannot_be_explained_is_told_with_its_exit_code() {
    let folder = country();
    run(folder.path(), "out");
    let told = |more: &[&str], code: i32, words: &[&str]| {
        let said = explain(folder.path(), more);
        assert_eq!(said.code, Some(code), "{more:?}: {}", said.err);
        assert!(words.iter().all(|w| said.err.contains(w)), "{more:?}: {}", said.err);
    };
    told(&["--area", "Koro"], 2, &["2 unités portent le nom `Koro`", "FX010202 (Koro, commune, Gourma)", "FX020102"]);
    told(&["--area", "Korro"], 2, &["aucune unité", "Koro"]);
    told(&["--area", "FX010101", "--indicator", "incidents_per_100"], 2, &["n'est pas un indicateur", "incidents_per_100k"]);

    fs::write(folder.path().join("out/explain.json"), "{}").unwrap();
    told(&["--area", "FX010101"], 3, &["a été changé après le calcul"]);
    fs::remove_file(folder.path().join("out/explain.json")).unwrap();
    told(&["--area", "FX010101"], 3, &["Relancez"]);
    let record = folder.path().join("out/run.json");
    let text = fs::read_to_string(&record).unwrap();
    fs::write(&record, text.replace("\"basis\"", "\"bases\"")).unwrap();
    told(&["--area", "FX010101"], 3, &["version de lakana"]);
    fs::remove_file(&record).unwrap();
    told(&["--area", "FX010101"], 3, &["n'est pas un dossier de sorties"]);
    // Without its record it is nobody's to replace.
    fs::remove_dir_all(folder.path().join("out")).unwrap();

    let project = folder.path().join("lakana.toml");
    let text = fs::read_to_string(&project).unwrap();
    // An area without an index is explained: the reason is the answer. Nobody lives in Désert-Vide, so it has no rates.
    fs::write(&project, text.replace("[risk]\n", "[risk]\nminimum_reliability = 0.9\n")).unwrap();
    run(folder.path(), "out");
    let none = explain(folder.path(), &["--area", "FX030102"]);
    assert_eq!(none.code, Some(0));
    let why = "Pas d'indice de risque : les données connues portent 50\u{202f}% du poids de l'indice ; il en faut au moins 90\u{202f}%.";
    assert!(none.out.contains(why) && none.out.contains("population ou surface inconnue"), "{}", none.out);
    fs::write(&project, text.split("[risk]").next().unwrap()).unwrap();
    run(folder.path(), "out");
    assert!(!folder.path().join("out/explain.json").exists());
    told(&["--area", "FX010101"], 3, &["n'a pas d'indice de risque"]);
}

#[test]
fn the_basis_is_small_the_same_twice_and_holds_no_row_for_the_public() {
    let folder = country();
    run(folder.path(), "out");
    run(folder.path(), "again");
    let [first, second] = ["out", "again"].map(|o| contents(&folder.path().join(o)));
    assert_eq!(first["explain.json"], second["explain.json"]);
    let public = say(lakana()
        .args(["run", "--only", "tables", "--audience", "public"])
        .arg(folder.path().join("lakana.toml"))
        .arg("--out")
        .arg(folder.path().join("public")));
    assert_eq!(public.code, Some(0), "{}", public.err);
    let basis: Value = serde_json::from_slice(&fs::read(folder.path().join("public/explain.json")).unwrap()).unwrap();
    let rows = basis["rows"].as_object().expect("inputs");
    assert!(rows.contains_key("incidents") && !rows.contains_key("survey"), "{rows:?}");
    let lists = rows.values().flat_map(|areas| areas.as_object().unwrap().values());
    assert!(lists.clone().count() > 0 && lists.clone().all(|r| r["first"].as_array().unwrap().is_empty()));
}

#[test]
fn the_priority_list_is_that_of_the_map_and_says_why() {
    let folder = country();
    let said = say(lakana()
        .args(["run", "--only", "tables,layers"])
        .arg(folder.path().join("lakana.toml"))
        .arg("--out")
        .arg(folder.path().join("out")));
    assert_eq!(said.code, Some(0), "{}", said.err);
    let layer: Value = serde_json::from_slice(&fs::read(folder.path().join("out/layers/communes.geojson")).unwrap()).unwrap();
    let style = fs::read_to_string(folder.path().join("out/layers/communes.risk_priority.qml")).expect("the style of the map");
    let rows = crate::support::csv_rows(&folder.path().join("out/tables/priority.csv"));
    assert_eq!(rows.len(), 12);
    for feature in layer["features"].as_array().unwrap() {
        let of = &feature["properties"];
        let row = rows.iter().find(|r| of["code"] == r["code"].as_str()).expect("a row");
        let number = |field: &str| row[field].parse::<f64>().expect("a number");
        assert!((number("risk_index") - of["risk_index"].as_f64().unwrap()).abs() < 1e-9);
        assert_eq!(number("risk_rank"), of["risk_rank"].as_f64().unwrap());
        assert_eq!(number("risk_rank_upper"), of["risk_rank_upper"].as_f64().unwrap());
        let probability = of["risk_worst_tenth"].as_f64().unwrap();
        assert!((number("risk_worst_tenth") - probability).abs() < 1e-9);
        let expected = match probability {
            p if p <= 5.0 => "presque sûrement pas",
            p if p <= 50.0 => "peut-être",
            p if p <= 95.0 => "probablement",
            _ => "presque sûrement",
        };
        assert_eq!(row["priority_fr"], expected);
        assert!(style.contains(expected), "the map names the class of the table: {expected}");
        assert!(row["reasons_fr"].ends_with('.') && row["reasons_en"].ends_with('.'), "{row:?}");
    }
    // By region, the worst first.
    let order: Vec<(&str, usize)> =
        rows.iter().map(|r| (r["region_code"].as_str(), r["rank_in_region"].parse().unwrap())).collect();
    assert!(order.windows(2).all(|w| w[0] <= w[1]) && order[0].1 == 1, "{order:?}");
    let dictionary = crate::support::csv_rows(&folder.path().join("out/tables/dictionary.csv"));
    let told = dictionary.iter().find(|r| r["id"] == "risk_worst_tenth").expect("in the dictionary");
    assert!(
        told["method_en"].contains("perhaps from 5 to 50%") && told["method_fr"].contains("presque sûrement de 95 à 100"),
        "{told:?}"
    );
}
