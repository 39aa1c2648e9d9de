//! Statistics of counts, values and places: plain slices in, numbers out.
//!
//! Not here: what the values mean and where they come from.

#[cfg(test)]
mod against_peers;
pub mod centre;
pub mod contiguity;
pub mod empirical_bayes;
pub mod emerging;
pub mod gal;
pub mod geary;
pub mod getis_g;
pub mod hot_spots;
pub mod join_counts;
pub mod interaction;
pub mod kernel;
pub mod local_geary;
pub mod local_moran;
pub mod moments;
pub mod moran;
pub mod neighbours;
pub mod permutation;
pub mod poisson;
pub mod proximity;
pub mod scan;
mod sloppy;
pub mod trend;
pub mod weights;
