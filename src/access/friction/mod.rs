//! Travel time over the ground: a surface of minutes per metre, least-cost times over it, and the
//! catchments of what is reached.
//!
//! Not for routes along named roads (`access::network`), and not for reading files: what makes the
//! ground slow or fast is handed in.

mod account;
mod catchments;
mod grid;
mod rasterise;
mod store;
mod surface;
mod terrain;
mod tile;
mod travel;

pub use account::{Account, AreaReach, Dwellers, account, within};
pub use catchments::catchments;
pub use grid::{Grid, GridCell, Window};
pub use rasterise::filled;
pub use surface::{HALO, SIDE, Surface, TILE, Tiles};
pub use terrain::{Feature, Terrain};
pub use tile::{Neighbours, slope_factor};
pub use travel::{Travel, TravelOptions};

#[cfg(test)]
mod tests;
