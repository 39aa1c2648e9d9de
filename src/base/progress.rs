//! How far the work is. The library reports; only the command line draws.

use super::{Error, Result, text::Text};
use std::sync::atomic::{AtomicBool, Ordering};

/// Receives news of a long job. Called from several threads.
pub trait Progress: Sync {
    /// A step begins; `total` in whatever the step counts, when known.
    fn step(&self, name: &Text, total: Option<u64>);

    /// Some of the current step is done.
    fn advance(&self, _by: u64) {}

    /// Fails when the person has asked to stop (Ctrl-C). Long loops ask now and then.
    fn go_on(&self) -> Result<()> {
        if INTERRUPTED.load(Ordering::Relaxed) { Err(Error::interrupted()) } else { Ok(()) }
    }
}

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Asks every running job to stop at the next opportunity (Ctrl-C).
pub fn interrupt() {
    INTERRUPTED.store(true, Ordering::Relaxed);
}

/// Tells nobody.
pub struct Silent;

impl Progress for Silent {
    fn step(&self, _name: &Text, _total: Option<u64>) {}
}
