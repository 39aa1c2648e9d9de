//! Estimates from samples: what a survey says of a population, and how surely. Takes answers and
//! a design, gives [`Estimate`]s; numbers printed in a report are estimates too. Knows no file,
//! no map and no chart.

pub mod audit;
pub mod estimate;
pub mod published;

pub use estimate::{Estimate, Origin, Statistic};
