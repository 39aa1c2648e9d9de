//! The project of a run in real QGIS, where it is installed.

use crate::support::{lakana, say};
use std::process::Command;

/// `LAKANA_REQUIRE_QGIS` makes the absence of QGIS a failure.
#[test]
fn qgis_opens_the_demonstration_and_draws_our_classes() {
    let python = std::env::var("LAKANA_QGIS_PYTHON").unwrap_or_else(|_| "/usr/bin/python3".into());
    let here = Command::new(&python).args(["-c", "import qgis.core"]).output().is_ok_and(|o| o.status.success());
    if !here {
        assert!(std::env::var_os("LAKANA_REQUIRE_QGIS").is_none(), "QGIS is required and {python} has none");
        println!("skipped: {python} has no QGIS (Debian: python3-qgis)");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("demo");
    let made = say(lakana().args(["demo", "--quiet", "--only", "layers", "--out"]).arg(&out));
    assert_eq!(made.code, Some(0), "{}", made.err);
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/qgis/check_project.py");
    let seen = say(Command::new(&python).arg(script).arg(&out).env("QT_QPA_PLATFORM", "offscreen"));
    assert_eq!(seen.code, Some(0), "{}\n{}", seen.out, seen.err);
    assert!(seen.out.contains("pages [11], 0 problems"), "{}", seen.out);
}
