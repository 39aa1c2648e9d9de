//! What several topics need.

use std::path::{Path, PathBuf};

/// A file of the real data, or `None` when it is not there. Looks in `LAKANA_REAL_DATA`, else beside
/// the project. Panics instead where `LAKANA_REQUIRE_REAL_DATA` is set.
pub fn real_data(file: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("LAKANA_REAL_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/real"), PathBuf::from);
    let path = folder.join(file);
    if path.exists() {
        return Some(path);
    }
    if std::env::var_os("LAKANA_REQUIRE_REAL_DATA").is_some() {
        panic!("{} is missing", path.display());
    }
    println!("{} is missing: test skipped", path.display());
    None
}
