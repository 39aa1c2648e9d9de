//! What the integration tests share.

use std::path::{Path, PathBuf};

/// A file of the real input data, or `None` when it is not here; a test then returns early.
///
/// Looks in `LAKANA_REAL_DATA`, else beside the repository. With `LAKANA_REQUIRE_REAL_DATA` set
/// a missing file is a failure.
pub fn real_data(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("LAKANA_REAL_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/real"), PathBuf::from);
    let path = folder.join(name);
    if path.exists() {
        return Some(path);
    }
    assert!(std::env::var_os("LAKANA_REQUIRE_REAL_DATA").is_none(), "real data missing: {}", path.display());
    eprintln!("skipped: {} is not here", path.display());
    None
}
