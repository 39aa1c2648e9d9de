//! What the integration tests share.

use std::path::{Path, PathBuf};

/// A file of the real data, which are not part of the repository: below `LAKANA_REAL_DATA`, else
/// in `../shared/data/real`. `None`, and a line on stderr, when it is not there; a panic when
/// `LAKANA_REQUIRE_REAL_DATA` is set.
pub fn real_data(file: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("LAKANA_REAL_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/real"), PathBuf::from);
    let path = folder.join(file);
    if path.exists() {
        return Some(path);
    }
    assert!(std::env::var_os("LAKANA_REQUIRE_REAL_DATA").is_none(), "{} is missing", path.display());
    eprintln!("skipped: {} is not there", path.display());
    None
}
