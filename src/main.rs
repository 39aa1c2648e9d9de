//! The `lakana` program: hands over to the command line and exits with its code.

#[cfg(feature = "bundled-gdal")]
use gdal_src as _;

fn main() -> std::process::ExitCode {
    lakana::cli::main()
}
