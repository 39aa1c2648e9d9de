//! GDAL kept from talking: by itself it writes "ERROR 1: …" to the terminal, in English, beside
//! the message that people can act on.

use gdal_sys::{CPLQuietErrorHandler, CPLSetErrorHandler};
use std::sync::Once;

/// Silences GDAL and PROJ in all threads, once and for good. Every file that opens something
/// through GDAL calls this first.
///
/// Nothing is lost: GDAL still keeps its last message for the caller, which is where the causes
/// in [`gdal::errors::GdalError`] come from, and whoever pushes a handler of their own in a thread
/// hears everything there. What `CPL_DEBUG` asks for is still printed.
pub fn quiet_gdal() {
    static ONCE: Once = Once::new();
    // SAFETY: the handler is GDAL's own, and lives as long as the library.
    ONCE.call_once(|| unsafe {
        CPLSetErrorHandler(Some(CPLQuietErrorHandler));
    });
}
