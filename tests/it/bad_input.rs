//! What users break: each case ends with one message to act on, the documented exit code, and
//! the previous outputs whole.

use crate::support::{Said, contents, country, lakana, say};
use std::fs;
use std::path::Path;

/// Runs the project in a folder into `folder/out`; layers and tables only, to be quick.
fn run(folder: &Path) -> Said {
    let project = folder.join("lakana.toml");
    say(lakana().args(["run", "--only", "layers,tables"]).arg(project).arg("--out").arg(folder.join("out")))
}

fn edit(folder: &Path, name: &str, change: impl Fn(String) -> String) {
    let path = folder.join(name);
    let text = fs::read_to_string(&path).expect("a fixture");
    let changed = change(text.clone());
    assert_ne!(text, changed, "the test changes nothing in {name}");
    fs::write(path, changed).expect("written");
}

/// Spoils the country after a good run; expects the code, all the words on stderr, and the
/// outputs of the good run untouched.
fn refused(spoil: impl Fn(&Path), code: i32, words: &[&str]) {
    let folder = country();
    let good = run(folder.path());
    assert_eq!(good.code, Some(0), "{}", good.err);
    let before = contents(&folder.path().join("out"));
    spoil(folder.path());
    let said = run(folder.path());
    assert_eq!(said.code, Some(code), "{}", said.err);
    for word in words {
        assert!(said.err.contains(word), "« {word} » is not in:\n{}", said.err);
    }
    assert!(said.err.contains('→'), "no way out in:\n{}", said.err);
    assert!(before == contents(&folder.path().join("out")), "the previous outputs changed");
    let left: Vec<_> = fs::read_dir(folder.path()).expect("the folder").map(|e| e.expect("an entry").file_name()).collect();
    assert!(!left.iter().any(|n| n.to_string_lossy().contains(".partial")), "something was left behind: {left:?}");
}

/// Spoils the country; expects success, and the words in the talk.
fn reported(spoil: impl Fn(&Path), words: &[&str]) {
    let folder = country();
    spoil(folder.path());
    let said = run(folder.path());
    assert_eq!(said.code, Some(0), "{}", said.err);
    for word in words {
        assert!(said.err.contains(word), "« {word} » is not in:\n{}", said.err);
    }
    let strict = say(lakana().args(["check", "--strict"]).arg(folder.path().join("lakana.toml")));
    assert_eq!(strict.code, Some(1), "--strict must fail");
}

#[test]
fn an_empty_file() {
    refused(|f| fs::write(f.join("population.csv"), "").expect("written"), 3, &["population.csv", "vide"]);
    refused(|f| fs::write(f.join("communes.geojson"), "").expect("written"), 3, &["communes.geojson", "vide"]);
}

#[test]
fn a_table_with_a_header_only_is_an_empty_input_and_the_rest_goes_on() {
    reported(
        |f| edit(f, "incidents.csv", |t| format!("{}\n", t.lines().next().unwrap_or_default())),
        &["incidents.csv", "aucun enregistrement utilisable"],
    );
}

#[test]
fn a_delimiter_nobody_uses() {
    refused(|f| edit(f, "population.csv", |t| t.replace(',', "^")), 3, &["population.csv", "pcode^level"]);
}

#[test]
fn swapped_coordinates_of_a_whole_file_are_seen_and_said() {
    reported(
        |f| edit(f, "facilities.csv", |t| t.replacen("longitude,latitude", "latitude,longitude", 1)),
        &["facilities.csv", "échangées"],
    );
}

#[test]
fn boundaries_without_polygons_or_with_one_code_twice() {
    let points = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"adm3_pcode":"A","adm3_name":"A"},
        "geometry":{"type":"Point","coordinates":[1,2]}}]}"#;
    refused(|f| fs::write(f.join("communes.geojson"), points).expect("written"), 3, &["communes.geojson", "polygone"]);
    reported(|f| edit(f, "communes.geojson", |t| t.replace("FX010103", "FX010101")), &["communes.geojson", "FX010101"]);
}

/// All coordinates of a GeoJSON text times a factor, as metres look where degrees are expected.
fn scaled(geojson: &str, factor: f64) -> String {
    fn scale(value: &mut serde_json::Value, factor: f64) {
        match value {
            serde_json::Value::Array(items) => items.iter_mut().for_each(|v| scale(v, factor)),
            number => *number = serde_json::json!(number.as_f64().expect("a coordinate") * factor),
        }
    }
    let mut whole: serde_json::Value = serde_json::from_str(geojson).expect("GeoJSON");
    for feature in whole["features"].as_array_mut().expect("features") {
        scale(&mut feature["geometry"]["coordinates"], factor);
    }
    whole.to_string()
}

#[test]
fn boundaries_in_an_undeclared_projection() {
    refused(|f| edit(f, "communes.geojson", |t| scaled(&t, 100_000.0)), 3, &["communes.geojson", "1400000", "EPSG:32630"]);
}

#[test]
fn a_project_with_a_typo_in_a_key() {
    refused(
        |f| edit(f, "lakana.toml", |t| t.replacen("vintage", "vintaje", 1)),
        2,
        &["ligne 9", "`boundaries.vintaje`", "`vintage`"],
    );
}

#[test]
fn a_project_that_is_no_toml_or_is_not_there() {
    refused(|f| fs::write(f.join("lakana.toml"), "[project\n").expect("written"), 2, &["lakana.toml", "ligne 1"]);
    let said = say(lakana().args(["check", "absent.toml"]));
    assert_eq!(said.code, Some(2));
    assert!(said.err.contains("`absent.toml` n'existe pas"), "{}", said.err);
}

#[test]
fn a_path_that_is_a_folder_or_is_not_there_and_all_of_them_at_once() {
    let folder_for_file = |f: &Path| {
        fs::remove_file(f.join("survey.csv")).expect("removed");
        fs::create_dir(f.join("survey.csv")).expect("made");
        fs::remove_file(f.join("incidents.csv")).expect("removed");
    };
    refused(folder_for_file, 3, &["survey.csv", "dossier", "incidents.csv", "n'existe pas", "Corrigez-les toutes"]);
}

#[test]
fn a_check_tells_the_themes_that_do_not_exist() {
    let folder = country();
    let project = folder.path().join("lakana.toml");
    let maps = "\n[maps]\nthemes = [\"risk\", \"hotspot\"]\nalso = [\"incidents_gatherd\"]\n";
    fs::write(&project, fs::read_to_string(&project).unwrap() + maps).unwrap();
    let said = say(lakana().arg("check").arg(&project));
    for word in ["maps.themes, « hotspot »", "maps.also, « incidents_gatherd »", "Thèmes connus : risk"] {
        assert!(said.err.contains(word) || said.out.contains(word), "{word}: {}", said.err);
    }
}

#[test]
fn a_theme_or_zone_that_does_not_exist() {
    reported(|f| edit(f, "lakana.toml", |t| t.replacen("Nord-Sahel", "Nord-Sahara", 1)), &["Nord-Sahara"]);
    reported(|f| edit(f, "lakana.toml", |t| format!("{t}\n[maps]\nthemes = [\"risc\"]\n")), &["risc", "risk"]);
}

#[test]
fn an_ethnic_question_is_refused_for_protection() {
    refused(
        |f| edit(f, "lakana.toml", |t| t.replacen("column = \"q18\"", "column = \"ethnie\"", 1)),
        5,
        &["ethnie", "ni couche ni carte"],
    );
}

#[test]
fn an_output_folder_that_belongs_to_somebody_else() {
    let folder = country();
    let documents = folder.path().join("documents");
    fs::create_dir(&documents).expect("made");
    fs::write(documents.join("lettre.txt"), "chère").expect("written");
    let said = say(lakana().arg("run").arg(folder.path().join("lakana.toml")).arg("--out").arg(&documents));
    assert_eq!(said.code, Some(4), "{}", said.err);
    assert_eq!(fs::read_to_string(documents.join("lettre.txt")).expect("still there"), "chère");
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    fn is_root() -> bool {
        let id = Command::new("id").arg("-u").output().expect("id runs");
        String::from_utf8_lossy(&id.stdout).trim() == "0"
    }

    /// Nobody in particular: root may read everything, so that a test as root needs another.
    const NOBODY: u32 = 65534;

    #[test]
    fn a_file_without_the_right_to_read_it() {
        let folder = country();
        let open = |mode| fs::Permissions::from_mode(mode);
        fs::set_permissions(folder.path(), open(0o777)).expect("opened");
        fs::set_permissions(folder.path().join("incidents.csv"), open(0o000)).expect("closed");
        // Beside the data, because the program itself may lie in a folder closed to others.
        let program = folder.path().join("lakana");
        fs::copy(env!("CARGO_BIN_EXE_lakana"), &program).expect("copied");
        let mut command = Command::new(program);
        if is_root() {
            command.uid(NOBODY);
        }
        let said = say(command.env("LANG", "fr_FR.UTF-8").current_dir(folder.path()).args(["check", "lakana.toml"]));
        assert_eq!(said.code, Some(3), "{}", said.err);
        assert!(said.err.contains("incidents.csv") && said.err.contains("accès refusé"), "{}", said.err);
    }

    /// A bound on the size of files stands in for a full disk: writing fails half-way.
    #[test]
    fn a_disk_that_fills_while_writing() {
        let folder = country();
        assert_eq!(run(folder.path()).code, Some(0));
        let before = contents(&folder.path().join("out"));
        let program = env!("CARGO_BIN_EXE_lakana");
        let script = format!("trap '' XFSZ; ulimit -f 8; exec '{program}' run lakana.toml --only layers,tables --out out");
        let said = say(Command::new("sh").args(["-c", &script]).current_dir(folder.path()).env("LANG", "fr_FR.UTF-8"));
        assert_eq!(said.code, Some(4), "{}", said.err);
        assert!(said.err.contains("ne peut pas être écrit"), "{}", said.err);
        assert!(before == contents(&folder.path().join("out")), "the previous outputs changed");
    }

    #[test]
    fn ctrl_c_in_the_middle() {
        let folder = country();
        assert_eq!(run(folder.path()).code, Some(0));
        let before = contents(&folder.path().join("out"));
        // With maps, so that there is a middle.
        let mut child = lakana()
            .args(["run", "lakana.toml", "--out", "out", "--threads", "1"])
            .current_dir(folder.path())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let partial = || {
            let names = fs::read_dir(folder.path()).expect("the folder").filter_map(|e| e.ok().map(|e| e.file_name()));
            names.into_iter().any(|n| n.to_string_lossy().contains(".partial"))
        };
        let since = Instant::now();
        while !partial() && since.elapsed() < Duration::from_secs(60) {
            std::thread::sleep(Duration::from_millis(5));
        }
        let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill runs");
        assert!(killed.success());
        let code = child.wait().expect("it ends").code();
        assert_eq!(code, Some(130));
        assert!(!partial(), "the partial folder was left behind");
        assert!(before == contents(&folder.path().join("out")), "the previous outputs changed");
    }
}
