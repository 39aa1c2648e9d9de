//! The commands around the main job: init, match, the schema of the project file, the talk.

use crate::support::{country, csv_rows, lakana, real_data, say};
use std::fs;
use std::path::Path;

#[test]
fn init_writes_a_project_over_the_real_files_that_runs_unchanged() {
    let Some(data) = real_data("cod-ab-mli").and_then(|p| p.parent().map(Path::to_path_buf)) else { return };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let project = folder.path().join("mali.toml");
    let names =
        ["cod-ab-mli", "ibf-mli-pop", "health-who-mli", "health-unicef-mli", "awsd-mli", "iom-dtm-mli", "roads", "natural-earth"];
    let said = say(lakana().arg("init").args(names.map(|n| data.join(n))).arg("-o").arg(&project));
    assert_eq!(said.code, Some(0), "{}", said.err);
    let text = fs::read_to_string(&project).expect("the project");
    for kind in ["population", "facilities", "incidents", "displaced", "roads", "towns", "waters"] {
        assert!(text.contains(&format!("kind = \"{kind}\"")), "{kind} is not in:\n{text}");
    }
    let label = "label = { fr = \"Formations sanitaires publiques\", en = \"Public health facilities\" }";
    assert!(text.contains(label), "maps would be headed by an id:\n{text}");
    for told in [
        "title = { fr = \"Mali : sécurité et services\", en = \"Mali: security and services\" }",
        "credit = { fr = \"Natural Earth\", en = \"Natural Earth\" }",
        "# credit = \"Source, imprimée sur les cartes\"",
    ] {
        assert!(text.contains(told), "{told} is not in:\n{text}");
    }
    for unused in ["glofas_stations_MLI.csv", "ne_50m_admin_0_countries_wafrica.geojson"] {
        assert!(text.contains(unused) && said.err.contains(unused), "{unused} is not said to be unused");
    }
    let check = say(lakana().arg("check").arg(&project));
    assert_eq!(check.code, Some(0), "{}", check.err);
    assert!(!folder.path().join("out").exists(), "check writes nothing");
    let out = folder.path().join("out");
    let run = say(lakana().args(["run", "--only", "layers,tables"]).arg(&project).arg("--out").arg(&out));
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(out.join("layers/communes.geojson").exists());

    let again = say(lakana().arg("init").arg(data.join("cod-ab-mli")).arg("-o").arg(&project));
    assert_eq!(again.code, Some(4), "an existing project is not overwritten");
}

#[test]
fn init_looks_into_folders_but_not_into_outputs() {
    let home = country();
    let (deeper, outputs) = (home.path().join("data/2018"), home.path().join("data/out"));
    fs::create_dir_all(&deeper).expect("a folder");
    for name in ["communes.geojson", "population.csv"] {
        fs::rename(home.path().join(name), deeper.join(name)).expect("moved");
    }
    fs::write(deeper.join(".incidents.csv"), "date,longitude,latitude\n2018-01-01,1,1\n").expect("written");
    let draft = |from: &Path, to: &Path| {
        let said = say(lakana().arg("init").arg(from).arg("-o").arg(to));
        assert_eq!(said.code, Some(0), "{}", said.err);
        fs::read_to_string(to).expect("the project")
    };
    let project = home.path().join("data/new.toml");
    let text = draft(&home.path().join("data"), &project);
    assert!(text.contains("communes = \"2018/communes.geojson\"") && text.contains("file = \"2018/population.csv\""), "{text}");
    assert!(!text.contains("incidents"), "a hidden file is no input:\n{text}");
    let run = say(lakana().args(["run", "--only", "layers", "--out"]).arg(&outputs).arg(&project));
    assert_eq!(run.code, Some(0), "{}", run.err);
    fs::remove_file(&project).expect("removed");
    assert_eq!(draft(&home.path().join("data"), &project), text, "layers of a run are no inputs of the next");
}

#[test]
fn init_without_communes_says_what_is_missing() {
    let folder = country();
    let said = say(lakana().arg("init").arg(folder.path().join("population.csv")).arg("-o").arg(folder.path().join("new.toml")));
    assert_eq!(said.code, Some(3));
    assert!(said.err.contains("adm3_pcode"), "{}", said.err);
}

#[test]
fn match_writes_a_review_file_and_replays_what_a_person_decided() {
    let folder = country();
    let path = |name: &str| folder.path().join(name);
    let table = "region;cercle;commune\nNord-Sahel;;Koro\n;;KORO\nRegion du fleuve;;N dala\n;;Atlantide\n";
    fs::write(path("names.csv"), table).expect("written");
    let run = || {
        let said = say(lakana()
            .args(["match", "names.csv", "--boundaries", "communes.geojson", "--region", "region", "--cercle", "cercle"])
            .args(["--commune", "commune", "--review", "review.csv", "-o", "matches.csv"])
            .current_dir(folder.path()));
        assert_eq!(said.code, Some(0), "{}", said.err);
        csv_rows(&path("matches.csv")).into_iter().map(|r| r["code"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(run(), ["FX010202", "", "FX020103", ""], "an ambiguous name is refused, never guessed");

    let review = fs::read_to_string(path("review.csv")).expect("the review file");
    let header: Vec<&str> = review.lines().next().expect("a header").trim_start_matches('\u{feff}').split(';').collect();
    let decision = header.iter().position(|c| *c == "decision").expect("a column for decisions");
    let filled: Vec<String> = review
        .lines()
        .enumerate()
        .map(|(i, line)| {
            let mut cells: Vec<String> = line.split(';').map(String::from).collect();
            if i > 0 {
                if line.contains("KORO") {
                    cells[decision] = "FX020102".into();
                } else if line.contains("Atlantide") {
                    cells[decision] = "-".into();
                }
            }
            cells.join(";")
        })
        .collect();
    fs::write(path("review.csv"), filled.join("\r\n")).expect("written");
    assert_eq!(run(), ["FX010202", "FX020102", "FX020103", ""]);
    assert!(fs::read_to_string(path("review.csv")).expect("kept").contains("FX020102"), "decisions are kept");
}

#[test]
fn the_schema_of_the_project_file_is_the_one_that_is_published() {
    let published = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/project.schema.json");
    let now = format!("{:#}\n", lakana::pipeline::project::json_schema());
    if std::env::var_os("LAKANA_WRITE_SCHEMA").is_some() {
        fs::write(&published, &now).expect("written");
    }
    assert_eq!(
        fs::read_to_string(&published).expect("the published schema"),
        now,
        "run this test once with LAKANA_WRITE_SCHEMA=1"
    );
}

#[test]
fn quiet_says_nothing_and_json_is_data_on_stdout() {
    let folder = country();
    let said = say(lakana().args(["check", "--quiet", "--json"]).arg(folder.path().join("lakana.toml")));
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
    let summary: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
    assert_eq!(summary["inputs"].as_array().map(Vec::len), Some(4));
    assert!(summary["problems"].as_array().is_some_and(|p| !p.is_empty()));
}

#[test]
fn mistakes_on_the_command_line_are_told_in_french_with_what_is_possible() {
    for (words, expected) in [
        (&["rum"][..], "commande inconnue `rum`"),
        (&["run"], "il manque"),
        (&["run", "x.toml", "--audience", "tous"], "`tous` n'est pas une valeur possible"),
        (&["check", "x.toml", "--sttrict"], "option inconnue `--sttrict`"),
    ] {
        let said = say(lakana().args(words));
        assert_eq!(said.code, Some(2), "{words:?}");
        assert!(said.err.contains(expected) && said.err.contains('→'), "{words:?}: {}", said.err);
    }
    assert!(say(lakana().args(["run", "x.toml", "--audience", "tous"])).err.contains("public"), "possible values are shown");
}
