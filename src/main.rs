//! The `lakana` program: hands over to the command line and exits with its code.

#[cfg(feature = "bundled-gdal")]
use gdal_src as _;

fn main() -> std::process::ExitCode {
    #[cfg(feature = "bundled-gdal")]
    ignore_foreign_proj();
    lakana::cli::main()
}

/// The bundled PROJ carries its own database; one that the environment points to (conda, a QGIS
/// shell) is of another version and would make every reprojection fail.
#[cfg(feature = "bundled-gdal")]
fn ignore_foreign_proj() {
    for name in ["PROJ_DATA", "PROJ_LIB"] {
        // SAFETY: first thing in `main`, before any other thread exists.
        unsafe { std::env::remove_var(name) };
    }
}
