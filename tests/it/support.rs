//! What several topics need.

use std::path::{Path, PathBuf};

/// A real input file by its path below the folder of real data: `LAKANA_REAL_DATA`, else
/// `../shared/data/real` beside the repository. `None`, with a line that says so, when it is
/// not there; a failure instead where `LAKANA_REQUIRE_REAL_DATA` is set.
pub fn real_data(path: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("LAKANA_REAL_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/real"), PathBuf::from);
    let file = folder.join(path);
    if file.exists() {
        return Some(file);
    }
    assert!(std::env::var_os("LAKANA_REQUIRE_REAL_DATA").is_none(), "{} is missing", file.display());
    println!("skipped: {} is missing", file.display());
    None
}
