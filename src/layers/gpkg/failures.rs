//! What GDAL says went wrong in this thread, heard instead of printed.
//!
//! GDAL before 3.7 has no error code for closing a file, and a GeoPackage builds its spatial
//! index while it is closed: a disk that fills up then leaves a file without index, and the
//! message is all there is.

use gdal_sys::{CPLErr, CPLErrorNum, CPLGetErrorHandlerUserData, CPLPopErrorHandler, CPLPushErrorHandlerEx};
use std::cell::RefCell;
use std::ffi::{CStr, c_char};
use std::marker::PhantomData;

/// Listens from its creation until it is dropped. Warnings are let go.
pub struct Failures {
    /// On the heap, so that GDAL's pointer to it holds wherever this is moved.
    heard: Box<RefCell<Vec<String>>>,
    /// GDAL keeps its handlers by thread: this must be dropped where it was made.
    _this_thread: PhantomData<*const ()>,
}

impl Failures {
    pub fn listen() -> Self {
        let heard = Box::<RefCell<Vec<String>>>::default();
        // SAFETY: the pointer stays good until the handler is popped in `drop`.
        unsafe { CPLPushErrorHandlerEx(Some(hear), (&raw const *heard).cast_mut().cast()) };
        Failures { heard, _this_thread: PhantomData }
    }

    /// The first failure so far, in GDAL's words; those after it mostly follow from it.
    pub fn first(&self) -> Option<String> {
        self.heard.borrow().first().cloned()
    }
}

impl Drop for Failures {
    fn drop(&mut self) {
        // SAFETY: pops the handler pushed in `listen`, in the same thread.
        unsafe { CPLPopErrorHandler() };
    }
}

unsafe extern "C" fn hear(class: CPLErr::Type, _number: CPLErrorNum, message: *const c_char) {
    if class >= CPLErr::CE_Failure && !message.is_null() {
        // SAFETY: GDAL hands back the pointer of `listen`, which lives as long as this handler,
        // and a C string that lives as long as this call.
        let (heard, message) =
            unsafe { (&*CPLGetErrorHandlerUserData().cast::<RefCell<Vec<String>>>(), CStr::from_ptr(message)) };
        heard.borrow_mut().push(message.to_string_lossy().into_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_are_heard_only_while_somebody_listens() {
        let failures = Failures::listen();
        assert_eq!(failures.first(), None);
        assert!(gdal::spatial_ref::SpatialRef::from_epsg(999_999).is_err());
        assert!(failures.first().is_some_and(|message| message.contains("crs not found")), "{:?}", failures.first());
        let inner = Failures::listen();
        assert_eq!(inner.first(), None, "each listens for itself");
    }
}
