//! The graph of roads: nodes where roads end or meet, edges with their course and length.
//!
//! - [`build`] makes a [`Network`] from lines, with a tolerance, and says what it did not join;
//! - [`Ways`] is the compact graph that searches run on, for any cost: metres, minutes;
//! - [`lay_axes`] follows the roads through lists of towns;
//! - [`DoorToDoor`] gives times with the walk to the road and from it;
//! - [`Snapper`] puts points onto roads; [`Network::split_at`] turns places on roads into nodes.
//!
//! Not here: reading files, ground that is slow or barred (`friction`), and what anything means for a commune.

mod axis;
mod betweenness;
mod bridges;
mod build;
mod chunks;
mod closures;
mod components;
mod crossings;
mod door;
mod faults;
mod graph;
mod joints;
mod kernel;
mod lay;
mod lines;
mod passage;
mod search;
mod snap;
mod split;
#[cfg(test)]
pub(crate) mod testing;
mod walks;
mod ways;

pub use axis::{Axis, Stop, Stretch};
pub use betweenness::betweenness;
pub use bridges::{Bridge, bridges};
pub use build::{NetworkOptions, build};
pub use closures::cut_off;
pub use components::Components;
pub use door::{DoorToDoor, Journey, Paces};
pub use graph::{Edge, Network, Position, RoadLabel, Vertex};
pub use kernel::{KernelSplit, Lixel, lixels, network_density};
pub use lay::{AxisFault, AxisPlan, AxisTown, LaidAxes, lay_axes};
pub use passage::{Corridor, Passage, corridors, passages};
pub use search::{Reach, Route};
pub use snap::{Snapped, Snapper};
pub use split::Split;
pub use ways::{Arc, Ways};
