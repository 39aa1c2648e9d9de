//! Estimates from samples: what a survey says of a population, and how surely. Takes answers and
//! a design, gives [`Estimate`]s; numbers printed in a report are estimates too. Knows no file,
//! no map and no chart.
//!
//! A [`Plan`] says how respondents were drawn, a [`Design`] is a checked plan, and every statistic
//! of a [`Design`] is a [`Measure`].

pub mod audit;
pub mod calibrate;
pub mod climb;
pub mod columns;
pub mod compare;
pub mod crossing;
pub mod design;
pub mod estimate;
pub mod groups;
mod hadamard;
pub mod interval;
pub mod linear;
mod matrix;
pub mod measure;
pub mod pairwise;
pub mod plan;
pub mod published;
pub mod rao_scott;
#[cfg(test)]
mod reference;
pub mod replicate;
pub mod sentence;
pub mod small_area;
pub mod statistics;
pub mod table;
pub mod two_way;

use crate::base::distribution;
pub use design::Design;
pub use estimate::{Estimate, Origin, Statistic};
pub use measure::{Measure, SimpleSample};
pub use plan::{LonelyPsu, Plan};
