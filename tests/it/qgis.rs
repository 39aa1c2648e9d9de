//! What real QGIS makes of a run and of the plugin, where it is installed.

use crate::support::{lakana, say};
use std::path::Path;
use std::process::Command;

const SOURCES: &str = env!("CARGO_MANIFEST_DIR");

/// The Python that has QGIS; `None`, with a line that says so, where there is none. `LAKANA_REQUIRE_QGIS` makes its absence a failure.
fn python() -> Option<String> {
    let python = std::env::var("LAKANA_QGIS_PYTHON").unwrap_or_else(|_| "/usr/bin/python3".into());
    let works = |program: &str, words: &[&str]| {
        Command::new(program).args(words).env("QT_QPA_PLATFORM", "offscreen").output().is_ok_and(|o| o.status.success())
    };
    let here = works(&python, &["-c", "import qgis.core"]) && works("sh", &["-c", "command -v qgis_process"]);
    if here {
        return Some(python);
    }
    assert!(
        std::env::var_os("LAKANA_REQUIRE_QGIS").is_none(),
        "QGIS is required: {python} has no qgis.core or there is no qgis_process"
    );
    println!("skipped: no QGIS for {python} (Debian: qgis, python3-qgis)");
    None
}

#[test]
fn qgis_opens_the_demonstration_and_draws_our_classes() {
    let Some(python) = python() else { return };
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("demo");
    let made = say(lakana().args(["demo", "--quiet", "--only", "layers", "--out"]).arg(&out));
    assert_eq!(made.code, Some(0), "{}", made.err);
    let script = Path::new(SOURCES).join("tests/qgis/check_project.py");
    let seen = say(Command::new(&python).arg(script).arg(&out).env("QT_QPA_PLATFORM", "offscreen"));
    assert_eq!(seen.code, Some(0), "{}\n{}", seen.out, seen.err);
    assert!(seen.out.contains("pages [11], 0 problems"), "{}", seen.out);
}

#[test]
fn the_plugin_runs_every_algorithm_in_qgis() {
    let Some(python) = python() else { return };
    let folder = tempfile::tempdir().unwrap();
    let packed = ["lakana.zip", "again.zip"].map(|name| {
        let zip = folder.path().join(name);
        let said = say(Command::new("python3").arg(Path::new(SOURCES).join("qgis-plugin/package.py")).arg(&zip));
        assert_eq!(said.code, Some(0), "{}", said.err);
        zip
    });
    let bytes = packed.clone().map(|zip| std::fs::read(zip).unwrap());
    assert!(bytes[0] == bytes[1], "the zip differs from one packing to the next");
    let script = Path::new(SOURCES).join("tests/qgis/check_plugin.py");
    let mut check = Command::new(&python);
    check.arg(script).arg(env!("CARGO_BIN_EXE_lakana")).arg(&packed[0]).env("QT_QPA_PLATFORM", "offscreen");
    let seen = say(&mut check);
    assert_eq!(seen.code, Some(0), "{}\n{}", seen.out, seen.err);
    assert!(seen.out.contains("algorithms, 0 problems"), "{}", seen.out);
}
