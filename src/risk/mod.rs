//! The composite index: indicators → dimensions → one score of 0 to 10 per area.
//!
//! Source: OECD–JRC (2008), *Handbook on Constructing Composite Indicators*; the scale of 0 to
//! 10 with five classes follows INFORM. Not here: what the indicators are, and how the index is drawn.

mod coarser;
mod index;
mod normalise;

pub use coarser::mean_by_people;
pub use index::{Aggregation, Dimension, Leaf, Tree, index};
pub use normalise::Normalisation;
