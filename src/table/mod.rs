//! Joining records onto the spine of areas, with an account of both sides.

mod locate;

pub use locate::Locator;
