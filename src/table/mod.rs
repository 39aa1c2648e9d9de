//! Joining records onto the spine of areas, with an account of both sides.

pub mod amount;
pub mod event;
pub mod tally;

pub use amount::{Amount, latest};
pub use event::{Event, Site, SiteStatus};
pub use tally::{Tally, tally};
