//! Estimates from samples: what a survey says of a population, and how surely. Takes answers and
//! a design, gives [`Estimate`]s; numbers printed in a report are estimates too. Knows no file,
//! no map and no chart.

pub mod adjust;
pub mod climb;
pub mod compare;
pub mod distribution;
pub mod estimate;
pub mod groups;
pub mod interval;
mod matrix;
#[cfg(test)]
mod reference;
pub mod sentence;
pub mod small_area;
pub mod two_way;

pub use estimate::{Estimate, Origin, Statistic};
