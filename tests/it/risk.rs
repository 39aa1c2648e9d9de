//! `lakana risk`: an index worked by hand from the fields of a file, what cannot be used, and the index of a run again from its layer.

use crate::support::{Said, country, csv_rows, lakana, say};
use serde_json::Value;
use std::path::Path;

/// Communes side by side, each with the fields given.
fn layer(rows: &[&str]) -> String {
    let feature = |(i, fields): (usize, &&str)| {
        let (x, next) = (i as f64 * 0.1, (i + 1) as f64 * 0.1);
        let ring = format!("[[{x},14],[{next},14],[{next},14.1],[{x},14.1],[{x},14]]");
        format!(r#"{{"type":"Feature","properties":{{{fields}}},"geometry":{{"type":"Polygon","coordinates":[{ring}]}}}}"#)
    };
    let all: Vec<String> = rows.iter().enumerate().map(feature).collect();
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, all.join(","))
}

fn risk(folder: &Path, options: &[&str]) -> Said {
    let output = if options.contains(&"-o") { vec![] } else { vec!["-o".to_owned(), "out.geojson".to_owned()] };
    say(lakana().current_dir(folder).args(["risk", "--lang", "en", "--json", "layer.geojson"]).args(options).args(output))
}

fn rows(path: &Path) -> Vec<Value> {
    let whole: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    whole["features"].as_array().unwrap().iter().map(|f| f["properties"].clone()).collect()
}

fn told(said: &Said) -> Value {
    serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("{}{}", said.out, said.err))
}

fn kinds(told: &Value) -> Vec<&str> {
    told["problems"].as_array().unwrap().iter().map(|p| p["kind"].as_str().unwrap()).collect()
}

fn numbers(rows: &[Value], field: &str) -> Vec<Option<f64>> {
    rows.iter().map(|r| r[field].as_f64()).collect()
}

/// Attacks 0, 5, 10 → 0, 5, 10; schools, more being better, 4, 4, 0 → 0, 0, 10; the third commune has a name of its own.
#[test]
fn an_index_of_fields_is_the_one_worked_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let text = layer(&[
        r#""nom":"A","attaques":0,"écoles":4,"note":"x""#,
        r#""nom":"B","attaques":5,"écoles":4,"note":"y""#,
        r#""nom":"C","attaques":10,"écoles":0,"note":null"#,
    ]);
    std::fs::write(folder.path().join("layer.geojson"), text).unwrap();
    let said = risk(folder.path(), &["--field", "attaques", "--better", "Ecoles", "--name", "nom", "--draws", "50"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    let out = rows(&folder.path().join("out.geojson"));
    assert_eq!(numbers(&out, "attaques_score"), [Some(0.0), Some(5.0), Some(10.0)]);
    assert_eq!(numbers(&out, "écoles_score"), [Some(0.0), Some(0.0), Some(10.0)]);
    assert_eq!(numbers(&out, "risk_index"), [Some(0.0), Some(2.5), Some(10.0)]);
    assert_eq!(numbers(&out, "risk_class"), [Some(1.0), Some(2.0), Some(5.0)]);
    assert_eq!((&out[1]["risk_class_label"], &out[1]["risk_index_n"]), (&"low".into(), &2.into()));
    assert_eq!(numbers(&out, "risk_rank"), [Some(3.0), Some(2.0), Some(1.0)]);
    assert_eq!(numbers(&out, "risk_reliability"), [Some(100.0); 3]);
    assert!(out[0].get("risk_all").is_none(), "the one dimension is the index");
    for row in &out {
        let of = |name: &str| row[name].as_f64().unwrap();
        assert!(of("risk_index_lower") <= of("risk_index") && of("risk_index") <= of("risk_index_upper"), "{row}");
        assert!((0.0..=100.0).contains(&of("risk_worst_tenth")));
    }
    let told = told(&said);
    assert_eq!((&told["worst"][0]["name"], &told["worst"][0]["index"]), (&"C".into(), &10.0.into()));
    assert_eq!((&told["facts"]["class_5"], &told["facts"]["risk_index_mean"]), (&1.0.into(), &(12.5 / 3.0).into()));
    let style = std::fs::read_to_string(folder.path().join("out.qml")).unwrap();
    assert!(style.contains("risk_index") && style.contains("very high"), "{style}");
    assert!(folder.path().join("out.risk_certainty.qml").exists() && folder.path().join("out.risk_priority.qml").exists());

    // √(1 · 10) = 3.1623, (3.1623 − 1) / 0.9 = 2.4025: attacks 0, schools the worst, with nothing drawn.
    let text = layer(&[r#""a":0,"b":0"#, r#""a":9,"b":3"#, r#""a":4,"b":1"#]);
    std::fs::write(folder.path().join("layer.geojson"), text).unwrap();
    let said =
        risk(folder.path(), &["--field", "a", "--better", "b", "--aggregation", "geometric", "--draws", "0", "-o", "g.csv"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    let table = std::fs::read_to_string(folder.path().join("g.csv")).unwrap();
    let heads: Vec<&str> = table.lines().next().unwrap().split(',').collect();
    let index = heads.iter().position(|h| *h == "risk_index").unwrap();
    let first: f64 = table.lines().nth(1).unwrap().split(',').nth(index).unwrap().parse().unwrap();
    assert!((first - 2.402_530_733_520_42).abs() < 1e-9, "{first}");
    assert!(!table.contains("risk_index_lower") && !folder.path().join("g.qml").exists());
}

const TREE: &str = r#"
[risk]
aggregation = "arithmetic"
minimum_reliability = 0.5
classes = [0.0, 2.0, 3.5, 5.0, 6.5, 10.0]
[risk.uncertainty]
draws = 0
[[risk.dimension]]
id = "threat"
label = "Threat"
weight = 2.0
indicators = [
  { column = "attacks", direction = "higher_is_worse", weight = 3.0 },
  { column = "mines", direction = "higher_is_worse" },
  { column = "flat", direction = "higher_is_worse" },
  { column = "attacks", direction = "higher_is_worse" },
  { column = "nothing", direction = "higher_is_worse", weight = 0.0 },
  { column = "risk_threat", direction = "higher_is_worse" },
  { column = "atacks", direction = "higher_is_worse" },
  { column = "words", direction = "higher_is_worse" },
]
[[risk.dimension]]
id = "services"
label = "Services"
indicators = [
  { column = "water", direction = "higher_is_better", bounds = [0.0, 100.0] },
  { column = "wrong", direction = "higher_is_better", bounds = [100.0, 0.0] },
]
"#;

/// Threat: attacks 0, 5, 10, 10 → 0, 5, 10, 10 with weight 3; mines, with a comma and a space, 0, 1 000, 500,5, – → 0, 10, 5.005, –.
/// Services: water 100, 50, –, – → 0, 5, –, –. The index is (2 · threat + services) / 3, of what is there.
#[test]
fn what_cannot_be_used_is_named_and_the_index_made_of_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    let row = |attacks: &str, mines: &str, water: &str| {
        format!(
            r#""attacks":{attacks},"mines":"{mines}","water":{water},"flat":3,"nothing":{attacks},"risk_threat":1,"words":"sur {attacks}","wrong":{attacks}"#
        )
    };
    let text = [row("0", "0", "100"), row("5", "1 000", "50"), row("10", "500,5", "null"), row("10", "", "null")];
    std::fs::write(folder.path().join("layer.geojson"), layer(&text.each_ref().map(String::as_str))).unwrap();
    std::fs::write(folder.path().join("tree.toml"), TREE).unwrap();
    let said = risk(folder.path(), &["--tree", "tree.toml"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    let out = rows(&folder.path().join("out.geojson"));
    let threat = [0.0, (3.0 * 5.0 + 10.0) / 4.0, (3.0 * 10.0 + 5.005) / 4.0, 10.0];
    let near = |found: Vec<Option<f64>>, expected: [Option<f64>; 4]| {
        let close = |(f, e): (&Option<f64>, &Option<f64>)| match (f, e) {
            (Some(f), Some(e)) => (f - e).abs() < 1e-9,
            (f, e) => f == e,
        };
        assert!(found.iter().zip(&expected).all(close), "{found:?} {expected:?}");
    };
    near(numbers(&out, "risk_threat_2"), threat.map(Some));
    near(numbers(&out, "risk_services"), [Some(0.0), Some(5.0), None, None]);
    let index = [0.0, (2.0 * threat[1] + 5.0) / 3.0, threat[2], 10.0];
    // Of the whole weight, 2/3 · 3/4 is known of the fourth: just enough.
    near(numbers(&out, "risk_index"), index.map(Some));
    near(numbers(&out, "risk_reliability"), [100.0, 100.0, 200.0 / 3.0, 50.0].map(Some));
    near(numbers(&out, "mines_number"), [Some(0.0), Some(1000.0), Some(500.5), None]);
    assert_eq!(numbers(&out, "risk_class"), [Some(1.0), Some(4.0), Some(5.0), Some(5.0)], "the classes of the tree");

    let told = told(&said);
    let found = |kind: &str| -> Vec<String> {
        let all = told["problems"].as_array().unwrap().iter().filter(|p| p["kind"] == kind);
        all.flat_map(|p| p["cases"].as_array().unwrap()).map(|c| c["found"].as_str().unwrap().to_owned()).collect()
    };
    let mut left_out = found("risk-left-out");
    left_out.sort();
    assert_eq!(left_out, ["attacks", "flat", "nothing", "risk_threat", "wrong"]);
    assert_eq!(found("indicator-unknown"), ["atacks"]);
    assert_eq!(found("indicator-is-text"), ["sur 0", "sur 5", "sur 10", "sur 10"]);
    assert_eq!(found("risk-many-missing"), ["water (2/4)"]);
    assert!(kinds(&told).contains(&"numbers-as-text"));
    let unknown = told["problems"].as_array().unwrap().iter().find(|p| p["kind"] == "indicator-unknown").unwrap();
    assert!(unknown["way_out"].to_string().contains("Did you mean `attacks`"), "{unknown}");
    assert_eq!(risk(folder.path(), &["--tree", "tree.toml", "--strict"]).code, Some(1));

    std::fs::write(folder.path().join("tree.toml"), TREE.replace("minimum_reliability = 0.5", "minimum_reliability = 0.6"))
        .unwrap();
    let said = risk(folder.path(), &["--tree", "tree.toml"]);
    let out = rows(&folder.path().join("out.geojson"));
    assert!(out[3]["risk_index"].is_null() && out[3]["risk_rank"].is_null() && out[3]["risk_class"].is_null());
    assert!(kinds(&self::told(&said)).contains(&"risk-without-index"));
}

#[test]
fn where_nothing_can_be_used_the_reasons_are_told_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("layer.geojson"), layer(&[r#""a":3,"w":"rouge""#])).unwrap();
    let one = risk(folder.path(), &["--field", "a,w"]);
    assert_eq!(one.code, Some(3), "{}", one.err);
    assert!(
        one.err.contains("one area alone has a value") && one.err.contains("holds text") && one.err.contains("bounds"),
        "{}",
        one.err
    );
    assert!(!folder.path().join("out.geojson").exists());
    let bounds = "[risk]\n[[risk.dimension]]\nid=\"d\"\nlabel=\"D\"\nindicators=[{column=\"a\",bounds=[0,4]}]\n";
    std::fs::write(folder.path().join("tree.toml"), bounds).unwrap();
    let fixed = risk(folder.path(), &["--tree", "tree.toml", "--draws", "0"]);
    assert_eq!((fixed.code, numbers(&rows(&folder.path().join("out.geojson")), "risk_index")), (Some(0), vec![Some(7.5)]));
    assert!(kinds(&told(&fixed)).contains(&"direction-assumed"));
    std::fs::write(folder.path().join("tree.toml"), bounds.replace("bounds", "bound")).unwrap();
    let typo = risk(folder.path(), &["--tree", "tree.toml"]);
    assert!(typo.code == Some(2) && typo.err.contains("did you mean `bounds`?"), "{}", typo.err);
    assert_eq!(risk(folder.path(), &[]).code, Some(2), "no indicators");
}

#[test]
fn gaps_are_filled_from_what_touches_and_from_the_unit_above() {
    let folder = tempfile::tempdir().unwrap();
    let text = layer(&[r#""a":0,"g":"x""#, r#""a":null,"g":"x""#, r#""a":10,"g":"y""#]);
    std::fs::write(folder.path().join("layer.geojson"), text).unwrap();
    let index = |options: &[&str]| {
        let fixed = ["--field", "a", "--minimum-reliability", "0", "--draws", "0"];
        let said = risk(folder.path(), &[&fixed[..], options].concat());
        (numbers(&rows(&folder.path().join("out.geojson")), "risk_index")[1], kinds(&told(&said)).contains(&"gaps-not-filled"))
    };
    assert_eq!(index(&["--missing", "neighbours"]), (Some(5.0), false));
    assert_eq!(index(&["--missing", "parent", "--group", "g"]), (Some(0.0), false));
    assert_eq!(index(&["--missing", "parent"]), (None, true));
}

/// The demonstration project, whose index comes out again, to the last digit, from its own layer of communes and its own `[risk]`.
#[test]
fn the_index_of_a_run_comes_out_again_from_its_layer() {
    let folder = tempfile::tempdir().unwrap();
    let run = say(lakana().args(["demo", "--quiet", "--only", "layers", "--out"]).arg(folder.path().join("out")));
    assert_eq!(run.code, Some(0), "{}", run.err);
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/demo/lakana.toml");
    std::fs::copy(folder.path().join("out/layers/communes.geojson"), folder.path().join("layer.geojson")).unwrap();
    let said = risk(folder.path(), &["--tree", project.to_str().unwrap(), "--name", "name"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    let out = rows(&folder.path().join("out.geojson"));
    assert!(out.len() > 20);
    let mut compared = 0;
    for row in &out {
        for field in ["risk_index", "risk_rank", "risk_class"] {
            match (row[field].as_f64(), row[format!("{field}_2")].as_f64()) {
                (Some(a), Some(b)) => assert!((a - b).abs() < 1e-9, "{field} {a} {b} {row}"),
                (a, b) => assert_eq!(a, b, "{row}"),
            }
            compared += 1;
        }
    }
    assert!(compared > 60 && said.out.contains("\"worst\""));
}

/// The hand-made country with more in its project file; what the run says and the folder of its outputs.
fn run(project: impl Fn(String) -> String, only: &[&str]) -> (Said, tempfile::TempDir) {
    let folder = country();
    let file = folder.path().join("lakana.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, project(text)).unwrap();
    let parts = only.iter().flat_map(|part| ["--only", part]);
    let said = say(lakana().arg("run").arg(&file).arg("--out").arg(folder.path().join("out")).args(parts));
    assert_eq!(said.code, Some(0), "{}", said.err);
    (said, folder)
}

/// Areas whose class fewer than nine draws in ten give are hatched, and the legend counts them; without draws that is a problem.
#[test]
fn areas_whose_class_is_unsure_are_hatched_where_the_project_says_so() {
    let by_certainty = |draws: usize| {
        move |text: String| {
            let keys = "[risk]\nhatch_below = 0.9\nhatch_by = \"class_certainty\"\n";
            format!("{}\n[risk.uncertainty]\ndraws = {draws}\n", text.replace("[risk]\n", keys))
        }
    };
    let (_, folder) = run(by_certainty(200), &["layers", "maps"]);
    let out = folder.path().join("out");
    let unsure = |row: &serde_json::Value| row["risk_class_certainty"].as_f64().is_some_and(|share| share < 90.0);
    let hatched = rows(&out.join("layers/communes.geojson")).iter().filter(|row| unsure(row)).count();
    let svg = std::fs::read_to_string(out.join("country/risk.svg")).unwrap();
    assert!(hatched > 0 && svg.contains("Classe incertaine, sous 90"), "{hatched}");
    let described = svg.split("<desc>").nth(1).unwrap().split("</desc>").next().unwrap();
    assert!(described.contains(&format!("des tirages : {hatched}")), "{described}");
    let (said, _folder) = run(by_certainty(0), &["maps"]);
    assert!(said.err.contains("demande des tirages"), "{}", said.err);
}

/// People of 2013, facilities of 2008 and incidents of the day itself, at a half-life of five years: what rests on people keeps a
/// half, what rests on facilities too a quarter.
#[test]
fn areas_of_which_too_little_is_sure_are_hatched_on_every_map_of_the_index() {
    let dated = |text: String| {
        text.replace("file = \"population.csv\"", "file = \"population.csv\"\ndate = \"2013-12-31\"")
            .replace("file = \"facilities.csv\"", "file = \"facilities.csv\"\ndate = \"2008-12-31\"")
            .replace("file = \"incidents.csv\"", "file = \"incidents.csv\"\ndate = \"2018-12-31\"")
            .replace("[risk]\n", "[risk]\nhatch_below = 0.3\nhalf_life_years = 5\nas_of = \"2018-12-31\"\n")
    };
    let (_, folder) = run(dated, &["layers", "maps", "page"]);
    let out = folder.path().join("out");
    let communes = rows(&out.join("layers/communes.geojson"));
    let (mut hatched, mut coloured) = (0, 0);
    for row in &communes {
        let of = |part: &str| row[format!("risk_reliability{part}")].as_f64();
        let (Some(all), Some(weight)) = (of(""), of("_weight")) else { panic!("{row}") };
        if weight == 100.0 {
            assert!((of("_age").unwrap() - 37.5).abs() < 0.1, "{row}");
        }
        assert_eq!(of("_level").unwrap_or(100.0), 100.0, "every indicator is the commune's own");
        let parts = of("_age").zip(of("_precision")).map_or(0.0, |(age, precision)| age.min(precision));
        assert!(all <= parts + 1e-9 && all <= weight, "{row}");
        if row["risk_index"].is_number() {
            *(if all < 30.0 { &mut hatched } else { &mut coloured }) += 1;
        }
    }
    assert_eq!((hatched, coloured), (8, 4));
    let sheet = std::fs::read_to_string(out.join("country/risk.svg")).unwrap();
    assert!(sheet.contains("Fiabilité sous 30"), "the legend names them");
    let style = std::fs::read_to_string(out.join("layers/communes.qml")).unwrap();
    assert!(style.contains("&quot;risk_reliability&quot; &lt; 30") && style.contains("Fiabilité sous 30"), "{style}");
    let page = std::fs::read_to_string(out.join("index.html")).unwrap_or_default();
    assert!(page.is_empty() || page.contains("\"hatch\""), "where the program has a page it knows of the hatching");

    let (_, plain) = run(|text| text, &["layers", "maps"]);
    let sheet = std::fs::read_to_string(plain.path().join("out/country/risk.svg")).unwrap();
    assert!(!sheet.contains("Fiabilité sous"), "nothing is hatched unless a project says so");
}

#[test]
fn a_field_of_text_among_the_indicators_of_a_project_is_named_and_the_index_made_of_the_rest() {
    let with_words = |text: String| {
        text.replace(
            "{ column = \"incidents_per_100k\" }",
            "{ column = \"milieu\" }, { column = \"killed\" }, { column = \"kind\" }",
        )
    };
    let (said, folder) = run(with_words, &["layers", "tables"]);
    let found = |kind: &str| -> Vec<(String, String, String)> {
        let all = csv_rows(&folder.path().join("out/tables/problems.csv"));
        let of_kind = all.iter().filter(|row| row["kind"] == kind);
        of_kind.map(|row| (row["file"].clone(), row["field"].clone(), row["found"].clone())).collect()
    };
    let words = found("indicator-is-text");
    assert!(words.contains(&("survey.csv".into(), "milieu".into(), "urbain".into())), "{words:?} {}", said.err);
    assert!(words.iter().any(|(file, field, _)| file == "incidents.csv" && field == "kind"), "{words:?}");
    assert!(found("indicator-is-no-column").iter().any(|(file, field, _)| file == "incidents.csv" && field == "killed"));
    assert_eq!(found("risk-left-out").len(), 3);
    let communes = rows(&folder.path().join("out/layers/communes.geojson"));
    assert!(communes.iter().any(|row| row["risk_index"].is_number()), "the rest is computed");
}

#[test]
fn the_map_of_significance_is_drawn_wherever_hot_spots_are() {
    let monthly = |text: String| format!("{text}\n[maps]\nalso = [\"hotspots\", \"reliability\"]\n");
    let (_, folder) = run(monthly, &["layers", "maps"]);
    let out = folder.path().join("out");
    let communes = rows(&out.join("layers/communes.geojson"));
    assert_eq!(communes[0].get("incidents_hotspot_p").is_some(), out.join("country/hotspots_significance.svg").exists());
    assert_eq!(out.join("country/hotspots.svg").exists(), out.join("country/hotspots_significance.svg").exists());
    assert!(out.join("country/hotspots.svg").exists(), "the record is long enough");
    assert!(out.join("country/reliability.svg").exists());
    for row in communes {
        let of = |name: &str| row[name].as_f64().unwrap();
        let (z, p) = (of("incidents_hotspot_z"), of("incidents_hotspot_p"));
        assert_eq!(p <= 0.05, z.abs() >= 1.959_963_984_540_054, "{row}");
    }
    let (_, without) = run(|text| text, &["maps"]);
    assert!(!without.path().join("out/country/hotspots_significance.svg").exists());
}
