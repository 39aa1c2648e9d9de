//! Ways: the graph of roads, axes along it, and what it takes to reach things.
//!
//! Not here: what lies in which commune (`table`) and what is drawn (`products`).

pub mod friction;
pub mod network;
mod speeds;

pub use speeds::{Mode, Speeds, minutes_per_metre};
