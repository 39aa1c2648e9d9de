//! Joining records onto the spine of areas, with an account of both sides.

mod amount;
mod event;
pub mod join;
pub mod places;
mod tally;

pub use crate::read::facilities::{FacilityKind, Status};
pub use amount::{Amount, latest, latest_round};
pub use event::{Event, Site};
pub use tally::{Tally, tally};
mod distance;
mod locate;
mod stream;

pub use distance::{Density, NearestPoints, share_within, shares_within};
pub use locate::Locator;
pub use stream::{PointCount, count_points};
