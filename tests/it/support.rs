//! What several tests need: the real files, a temporary folder, the program.

use std::path::{Path, PathBuf};

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
