//! The composite index: indicators → components → dimensions → one score of 0 to 10 per area.
//!
//! Source: OECD–JRC (2008), *Handbook on Constructing Composite Indicators*; the scale of 0 to
//! 10 with five classes follows INFORM. Not here: what the indicators are, and how the index is drawn.

mod aggregation;
mod branch;
mod coarser;
mod gaps;
mod change;
mod index;
mod normalise;
mod priority;
mod reliability;
mod scored;
mod shares;
mod steps;
#[cfg(test)]
pub(crate) mod testing;
mod treatment;
mod tree;
mod uncertainty;

pub use aggregation::Aggregation;
pub use change::{Change, Target};
pub use coarser::mean_by_people;
pub use gaps::{Gaps, Surroundings};
pub use index::index;
pub use normalise::{Normalisation, Scale};
pub use priority::Priority;
pub use reliability::{Evidence, placed, unplaced};
pub use scored::{Amount, NoIndex, Part, PartKind, Scored, Way};
pub use treatment::Treatment;
pub use tree::{Indicator, Node, Tree};
pub use uncertainty::{Doubt, Draws, Share, Spread, class_of};
