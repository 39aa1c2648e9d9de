//! What several tests need: the real files, a temporary folder, the program.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A file of the real data, in `LAKANA_REAL_DATA` or in `../shared/data/real`.
///
/// `None`, with a line that says so, where it is not there; a panic instead when
/// `LAKANA_REQUIRE_REAL_DATA` is set, so that continuous integration never skips.
pub fn real_data(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("LAKANA_REAL_DATA")
        .map(PathBuf::from)
        .unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/real"));
    let path = folder.join(name);
    if path.exists() {
        return Some(path);
    }
    assert!(std::env::var_os("LAKANA_REQUIRE_REAL_DATA").is_none(), "real data required, but {} is not there", path.display());
    eprintln!("skipped: {} is not there", path.display());
    None
}

/// The program under test, with a fixed date and a French locale.
pub fn lakana() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lakana"));
    command.env("SOURCE_DATE_EPOCH", "1767225600").env("LANG", "fr_FR.UTF-8").env_remove("LC_ALL").env_remove("LC_MESSAGES");
    command
}

/// What a finished program said.
pub struct Said {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

/// Runs a program to its end.
pub fn say(command: &mut Command) -> Said {
    let output = command.output().expect("the program starts");
    Said {
        code: output.status.code(),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// A folder with a copy of the hand-made country, to be spoiled by a test.
pub fn country() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/country");
    for entry in std::fs::read_dir(fixture).expect("the fixture") {
        let path = entry.expect("an entry").path();
        std::fs::copy(&path, folder.path().join(path.file_name().expect("a name"))).expect("a copy");
    }
    folder
}

/// Every file below a folder with its bytes, by its relative path.
pub fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("below").to_string_lossy().into_owned();
                files.insert(name, std::fs::read(&path).expect("a file"));
            }
        }
    }
    files
}

/// The rows of a CSV file as maps from column to cell.
pub fn csv_rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let header = reader.headers().expect("a header").clone();
    let row = |r: csv::StringRecord| header.iter().map(String::from).zip(r.iter().map(String::from)).collect();
    reader.records().map(|r| row(r.expect("a row"))).collect()
}

/// Runs a script of `tests/python` on the folder of a run. `None`, with a line that says so, where no Python has what the
/// scripts ask for. `LAKANA_REQUIRE_PYTHON` makes that a failure.
pub fn judged(script: &str, out: &Path) -> Option<Said> {
    let python = std::env::var("LAKANA_PYTHON").unwrap_or_else(|_| "python3".into());
    let modules = "import PIL, geojson_validator, geopandas, pyarrow, pyogrio, pypdfium2";
    if !Command::new(&python).args(["-c", modules]).output().is_ok_and(|o| o.status.success()) {
        let missing = format!("{python} has not what tests/python/requirements.txt names (LAKANA_PYTHON names another Python)");
        assert!(std::env::var_os("LAKANA_REQUIRE_PYTHON").is_none(), "{missing}");
        println!("skipped: {missing}");
        return None;
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python").join(script);
    Some(say(Command::new(&python).arg(script).arg(out)))
}
