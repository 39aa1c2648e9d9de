//! Incident registers in their published layouts, from files to layers and tables.

use crate::support::{country, csv_rows, lakana, say};
use lakana::read::incidents::{self, Activation, Incident, Precision};
use lakana::read::recognise::recognise;
use lakana::read::records::Input;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/incidents").join(name)
}

/// The events of one file, and its problems as (kind, count).
fn read(name: &str) -> (Vec<Incident>, Vec<(&'static str, usize)>) {
    let (events, problems) = incidents::read(&Input::new(fixture(name), name)).expect(name);
    (events, problems.iter().map(|p| (p.kind, p.count)).collect())
}

#[test]
fn each_layout_is_known_by_sight() {
    for (file, kind, schema) in [
        ("acled_new.csv", "incidents", "acled"),
        ("acled_old.csv", "incidents", "acled-old"),
        ("imsma_accidents.csv", "incidents", "imsma-accidents"),
        ("imsma_victims.csv", "victims", "imsma-victims"),
        ("suivi_fr.csv", "incidents", "incident-sheet"),
        ("tracking_en.csv", "incidents", "incident-sheet"),
        ("points.csv", "incidents", "point-list"),
    ] {
        let found = recognise(&fixture(file)).expect(file);
        assert_eq!((found.kind.id(), found.schema), (kind, Some(schema)), "{file}");
    }
}

#[test]
fn acled_old_and_new() {
    let (events, problems) = read("acled_new.csv");
    let shown: Vec<_> = events.iter().map(|e| (e.id.as_deref().unwrap_or(""), e.kind.id(), e.precision)).collect();
    assert_eq!(
        shown,
        [
            ("TST1", "explosive_other", Precision::Exact),
            ("TST2", "ied", Precision::NearPlace),
            ("TST3", "attack_on_civilians", Precision::Exact),
            ("TST5", "unknown", Precision::Exact),
            ("TST6", "armed_attack", Precision::Region),
        ]
    );
    let dates: Vec<_> = events.iter().map(|e| e.date.map(|d| d.to_string()).unwrap_or_default()).collect();
    assert_eq!(dates, ["2019-02-22", "2019-03-01", "2019-04", "2019-05-02", "2019-06-02"], "a month is no day");
    assert_eq!(events[1].activation, Some(Activation::Suicide));
    assert_eq!(events[0].actors.len(), 2);
    for expected in [("hxl-tags", 1), ("not-an-incident", 1), ("incident-kind-unknown", 1), ("date-within-week", 1)] {
        assert!(problems.contains(&expected), "{expected:?} in {problems:?}");
    }
    let (old, _) = read("acled_old.csv");
    let shown: Vec<_> = old.iter().map(|e| (e.kind.id(), e.killed, e.date.map(|d| d.to_string()))).collect();
    assert_eq!(
        shown,
        [("explosive_other", Some(2), Some("2010-01-01".into())), ("armed_attack", Some(10), Some("2011-03-15".into()))]
    );
}

#[test]
fn sheets_in_french_and_english() {
    let (events, problems) = read("suivi_fr.csv");
    let near = |e: &Incident, x: f64, y: f64| e.point.is_some_and(|p| (p.x - x).abs() < 0.01 && (p.y - y).abs() < 0.01);
    assert!(near(&events[0], 0.25, 14.25) && near(&events[1], 0.5, 13.0), "degrees, minutes and seconds");
    assert_eq!((events[0].activation, events[0].injured_at_least), (Some(Activation::Victim), true));
    assert_eq!((events[1].kind.id(), events[1].killed, events[1].killed_at_least), ("ied", Some(23), true));
    assert_eq!((events[2].kind.id(), events[2].injured, events[2].point), ("abduction", None, None));
    for expected in
        [("count-in-words", 1), ("count-negative", 1), ("total-below-parts", 1), ("coordinates-ruined", 1), ("count-at-least", 2)]
    {
        assert!(problems.contains(&expected), "{expected:?} in {problems:?}");
    }
    let (events, problems) = read("tracking_en.csv");
    assert!(near(&events[0], 0.25, 14.25) && near(&events[1], 2.5, 15.5), "MGRS");
    let dates: Vec<_> = events.iter().map(|e| e.date.map(|d| d.to_string())).collect();
    assert_eq!(dates, [Some("2018-03-04".into()), Some("2018-12-25".into()), None], "25 can only be a day");
    for expected in [("date-month-first", 2), ("date-before-1900", 1), ("count-in-words", 1)] {
        assert!(problems.contains(&expected), "{expected:?} in {problems:?}");
    }
    assert_eq!(read("points.csv").0.iter().filter(|e| e.point.is_some()).count(), 2);
}

#[test]
fn registers_together_make_one_account() {
    let folder = country();
    for entry in fs::read_dir(fixture("")).expect("fixtures") {
        let path = entry.expect("an entry").path();
        fs::copy(&path, folder.path().join(path.file_name().expect("a name"))).expect("a copy");
    }
    let project = folder.path().join("lakana.toml");
    let base = fs::read_to_string(&project).expect("the project");
    let more = "\n[incidents]\nshare_out = \"people\"\n\
        [[input]]\nid = \"acled\"\nkind = \"incidents\"\nfile = \"acled_new.csv\"\n\
        [[input]]\nid = \"suivi\"\nkind = \"incidents\"\nfile = \"suivi_fr.csv\"\n\
        [[input]]\nid = \"mines\"\nkind = \"incidents\"\nfile = \"imsma_accidents.csv\"\nvictims = \"imsma_victims.csv\"\n";
    fs::write(&project, format!("{base}{more}")).expect("the project");
    let run = |out: &str| {
        let out = folder.path().join(out);
        let said =
            say(lakana().args(["run", "--only", "layers,tables", "--audience", "internal"]).arg(&project).arg("--out").arg(&out));
        assert_eq!(said.code, Some(0), "{}", said.err);
        out
    };
    let out = run("one");
    let pairs = csv_rows(&out.join("tables/duplicates.csv"));
    let same = pairs.iter().find(|r| r["id_a"] == "acled-TST1" && r["id_b"] == "suivi-FR-1").expect("the planted pair");
    assert_eq!(same["verdict"], "merged", "{same:?}");
    let events = |out: &Path| -> Vec<Value> {
        let text = fs::read_to_string(out.join("layers/incidents.geojson")).expect("the layer");
        let layer: Value = serde_json::from_str(&text).expect("GeoJSON");
        layer["features"].as_array().expect("features").clone()
    };
    let first = events(&out);
    let of = |id: &str| first.iter().find(|f| f["id"] == id).map(|f| &f["properties"]);
    assert!(of("suivi-FR-1").is_none(), "counted once");
    assert_eq!(of("acled-TST1").expect("kept")["also_reported_as"], "suivi-FR-1");
    assert_eq!(of("acled-TST1").expect("kept")["injured"], 4, "what ACLED does not tell");
    assert_eq!(of("suivi-FR-2").expect("there")["killed_at_least"], 1);
    let mended = of("suivi-FR-3").expect("there");
    assert_eq!((&mended["precision"], &mended["area_code"]), (&"commune".into(), &"FX010103".into()), "one reading fits");
    assert_eq!(of("mines-ACC-1").expect("there")["area_code"], "FX010101", "UTM");

    // A person decides otherwise, and the next run follows.
    let review = fs::read_to_string(out.join("tables/duplicates_review.csv")).expect("the review file");
    let pair = |line: &&str| line.contains("acled-TST1") && line.contains("suivi-FR-1");
    assert_eq!(review.lines().filter(pair).count(), 1);
    let decided = review.lines().map(|line| if pair(&line) { format!("{line}different\n") } else { format!("{line}\n") });
    fs::write(folder.path().join("decided.csv"), decided.collect::<String>()).expect("the review file");
    let with_review = format!("{base}{}", more.replace("[incidents]\n", "[incidents]\nreview = \"decided.csv\"\n"));
    fs::write(&project, with_review).expect("the project");
    let second = run("two");
    assert_eq!(events(&second).len(), first.len() + 1);
    let pairs = csv_rows(&second.join("tables/duplicates.csv"));
    assert!(pairs.iter().any(|r| r["id_a"] == "acled-TST1" && r["verdict"] == "different"));

    let indicators = csv_rows(&out.join("tables/indicators.csv"));
    let value = |level: &str, code: &str, id: &str| {
        indicators.iter().find(|r| r["level"] == level && r["code"] == code && r["indicator"] == id).cloned()
    };
    let child = value("commune", "FX010101", "incidents_killed_child").expect("a column");
    assert_eq!((child["value"].as_str(), child["n"].as_str()), ("1", "1"));
    let count = |level: &str, code: &str, id: &str| value(level, code, id).and_then(|r| r["value"].parse::<f64>().ok());
    let shared = value("commune", "FX010101", "incidents_shared_out").expect("a column");
    let counted = count("commune", "FX010101", "incidents_count").expect("a count");
    assert_eq!(shared["lower"].parse::<f64>().ok(), Some(counted));
    assert!(shared["value"].parse::<f64>().is_ok_and(|v| v > counted), "{shared:?}");
    let dictionary = csv_rows(&out.join("tables/dictionary.csv"));
    let killed = dictionary.iter().find(|r| r["id"] == "incidents_killed").expect("a column");
    assert!(killed["label_fr"].contains("au moins"), "{killed:?}");
    let deaths = dictionary.iter().find(|r| r["id"] == "deaths_per_100k").expect("a column");
    assert!(deaths["label_en"].contains("at least"), "{deaths:?}");
    let everything = contents_as_text(&out);
    assert!(!everything.contains("Nobody"), "no name of a victim in any output");
}

fn contents_as_text(folder: &Path) -> String {
    crate::support::contents(folder).values().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect()
}

#[test]
fn init_joins_accidents_and_their_victims() {
    let folder = country();
    for name in ["imsma_accidents.csv", "imsma_victims.csv"] {
        fs::copy(fixture(name), folder.path().join(name)).expect("a copy");
    }
    let project = folder.path().join("new.toml");
    let files = ["communes.geojson", "imsma_accidents.csv", "imsma_victims.csv"].map(|n| folder.path().join(n));
    let said = say(lakana().arg("init").args(files).arg("-o").arg(&project));
    assert_eq!(said.code, Some(0), "{}", said.err);
    let text = fs::read_to_string(&project).expect("the project");
    assert!(text.contains("victims = \"imsma_victims.csv\""), "{text}");
    assert_eq!(text.matches("[[input]]").count(), 1, "{text}");
    let check = say(lakana().arg("check").arg(&project));
    assert_eq!(check.code, Some(0), "{}", check.err);
}
