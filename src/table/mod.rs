//! Joining records onto the spine of areas, with an account of both sides.

mod amount;
mod event;
mod localities;
pub mod join;
pub mod gather;
pub mod places;
mod studies;
mod tally;
pub mod zonal;

pub use crate::read::facilities::{FacilityKind, Status};
pub use crate::read::parse::dates::PartialDate;
pub use crate::read::report::{Method, Milestone};
pub use amount::{Amount, latest, latest_round};
pub use event::{Event, Site};
pub use localities::{SampledPlace, localities};
pub use studies::{Extent, PlacedStudy, studies};
pub use tally::{Tally, tally};
mod distance;
mod kd_tree;
mod locate;
mod nearest;
mod overlay;
mod people;
mod stream;

pub use distance::{Density, share_within, shares_within};
pub use locate::{Locator, Sharing};
pub use nearest::{NearestPoints, Room};
pub use overlay::{Overlay, equal_area, overlay};
pub use people::PeopleGrid;
pub use stream::{PointCount, count_points};
