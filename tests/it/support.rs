//! Where the real files are.

use std::path::{Path, PathBuf};

/// A real input file by its path inside the data folder (`LAKANA_REAL_DATA`, else
/// `../shared/data/real` beside the project). `None`, with a line saying so, when it is not
/// there; a panic instead when `LAKANA_REQUIRE_REAL_DATA` is set.
pub fn real_data(name: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/real");
    let path = std::env::var_os("LAKANA_REAL_DATA").map_or_else(beside, PathBuf::from).join(name);
    if path.exists() {
        return Some(path);
    }
    assert!(std::env::var_os("LAKANA_REQUIRE_REAL_DATA").is_none(), "{} is required and missing", path.display());
    println!("skipped: {} is not here", path.display());
    None
}
