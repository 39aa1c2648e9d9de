//! Which part of a commune's people live close to an axis.

use crate::access::network::{Axis, Corridor, corridors};
use crate::base::{Areas, Result};
use crate::pipeline::people_raster::RasterPeople;
use std::collections::BTreeMap;

/// Distances within which people are counted, metres.
const NEAR_M: [f64; 2] = [5_000.0, 10_000.0];

/// By commune, the share of its people within each distance of one axis; communes farther away are not there.
pub type Near = BTreeMap<usize, [f64; 2]>;

/// The people near each axis. With a raster, the people of its cells inside the corridor, each cell by the exact share
/// of it that lies there, out of those of the commune; where the raster knows of nobody, and without one, the
/// share of the commune's surface.
///
/// Errors: coordinates that cannot be projected, a raster that cannot be read.
pub fn near(axes: &[&Axis], communes: &Areas, raster: Option<&RasterPeople>) -> Result<Vec<Near>> {
    let mut found: Vec<(usize, usize, Corridor)> = Vec::new();
    for (i, axis) in axes.iter().enumerate() {
        for (distance, metres) in NEAR_M.into_iter().enumerate() {
            found.extend(corridors(axis, communes, metres)?.into_iter().map(|corridor| (i, distance, corridor)));
        }
    }
    let people = match raster {
        Some(raster) => {
            let shapes: Vec<_> = found.iter().map(|(.., corridor)| corridor.shape.clone()).collect();
            raster.within(&shapes)?
        }
        None => vec![None; found.len()],
    };
    let mut near = vec![Near::new(); axes.len()];
    for ((axis, distance, corridor), people) in found.into_iter().zip(people) {
        let all = raster.and_then(|raster| raster.of_commune(corridor.area)).filter(|all| *all > 0.0);
        let share = all.map_or(corridor.share, |all| (people.unwrap_or(0.0) / all).clamp(0.0, 1.0));
        near[axis].entry(corridor.area).or_default()[distance] = share;
    }
    Ok(near)
}
