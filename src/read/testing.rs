//! A table written for one test, and the input that names it.

use super::records::Input;

/// The folder lives as long as the first part is held.
pub fn input(text: &str) -> (tempfile::TempDir, Input) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("table.csv");
    std::fs::write(&path, text).expect("a writable temporary folder");
    (folder, Input::new(path, "table.csv"))
}
