//! Estimates from samples: what a survey says of a population, and how surely. Takes answers and
//! a design, gives [`Estimate`]s; numbers printed in a report are estimates too. Knows no file,
//! no map and no chart.
//!
//! A [`Plan`] says how respondents were drawn, a [`Design`] is a checked plan, and every statistic
//! of a [`Design`] is a [`Measure`].

pub mod calibrate;
pub mod columns;
pub mod crossing;
pub mod design;
pub mod estimate;
mod hadamard;
pub mod linear;
pub mod measure;
pub mod plan;
pub mod random;
pub mod replicate;
pub mod statistics;
pub mod two_way;

pub use design::Design;
pub use estimate::{Estimate, Origin, Statistic};
pub use measure::{Measure, SimpleSample};
pub use plan::{LonelyPsu, Plan};
