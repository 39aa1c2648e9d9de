//! Joining records onto the spine of areas, with an account of both sides.

mod amount;
mod distance;
pub mod duplicates;
mod event;
pub mod gather;
pub mod join;
mod kd_tree;
mod line_lengths;
mod localities;
mod locate;
mod nearest;
mod overlay;
mod people;
pub mod places;
mod stream;
mod studies;
mod tally;
pub mod zonal;

pub use crate::read::facilities::{FacilityKind, Status};
pub use crate::read::incidents::{Activation, Actor, IncidentKind, Precision, VictimCount, VictimGroup};
pub use crate::read::parse::dates::PartialDate;
pub use crate::read::report::{Method, Milestone};
pub use amount::{Amount, latest, latest_round};
pub use distance::{Density, share_within, shares_within};
pub use event::{Event, Site};
pub use line_lengths::line_lengths;
pub use localities::{SampledPlace, localities};
pub use locate::{Locator, Sharing};
pub use nearest::{NearestPoints, Room};
pub use overlay::{Overlay, equal_area, overlay};
pub use people::PeopleGrid;
pub use stream::{PointCount, count_points};
pub use studies::{Extent, PlacedStudy, studies};
pub use tally::{Tally, tally};
