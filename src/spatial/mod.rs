//! Statistics of values and places: plain slices in, numbers out.
//!
//! Not here: what the values mean and where they come from.

pub mod kernel;
