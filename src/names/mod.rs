//! Place names to codes: pure, inside the parent, never a guess.
//!
//! A name is looked up inside its parent by an ordered cascade from strict to loose ([`How`]);
//! the first step with exactly one answer decides, and a step with several answers refuses.
//! What stays open goes to a review file that a person fills in and that is replayed next time.
//!
//! Not for places below the commune (villages, quarters), not for points, and not for moving
//! values from one boundary vintage to another.

mod answer;
mod batch;
mod cascade;
#[cfg(test)]
mod fixture;
mod gazetteer;
mod likeness;
mod normalise;
mod review;
mod variants;
mod zones;

pub use answer::{Candidate, How, Match};
pub use batch::{Tally, match_all, tally};
pub use cascade::match_place;
pub use gazetteer::Gazetteer;
pub use normalise::{fold, phonetic, strip};
pub use review::{Decision, MATCH_FIELDS, Review, match_rows, review_file};
pub use zones::{Zone, find_regions, zones_from};
