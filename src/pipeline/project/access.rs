//! Travel time, as a project declares it.

pub use crate::access::Mode;
use crate::read::raster::RasterUnit;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Travel time to facilities: off unless asked for with this table.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Access {
    pub mode: Mode,
    /// From door to door along the roads: on foot to the road, along it at the speed of its class, on foot from it, or
    /// on foot all the way where that is quicker. Without it, over the ground (`water`, `landcover`, `elevation`).
    pub along_roads: bool,
    /// Side of a cell in metres.
    pub cell: f64,
    /// km/h in place of the shipped ones: by class of road, `off_road`, or `other`.
    pub speeds: BTreeMap<String, f64>,
    /// Ids of the facilities inputs; all of them when empty.
    pub facilities: Vec<String>,
    /// Lakes and rivers, as polygons or lines: crossed only where a road does.
    pub water: Vec<PathBuf>,
    /// Width of rivers drawn as lines, metres.
    pub river_width: f64,
    /// What is closed: polygons where nobody goes, lines along which roads are closed.
    pub closed: Vec<PathBuf>,
    /// Raster of land cover; `cover_speeds` says what its classes mean.
    pub landcover: Option<PathBuf>,
    /// Class of land cover to km/h off the road; 0 is impassable.
    pub cover_speeds: BTreeMap<String, f64>,
    /// Raster of heights in metres: the walk to the facility climbs and descends (Tobler 1993).
    pub elevation: Option<PathBuf>,
    /// Raster of people for travel alone; the input of kind `population_raster` when absent, else the people of each commune
    /// spread evenly over it.
    pub population: Option<PathBuf>,
    /// What a cell of that raster counts. Files do not say.
    pub population_unit: Option<RasterUnit>,
    /// Minutes within which people are counted.
    pub limits: Vec<f64>,
    /// 16, or 8 as WHO AccessMod: the directions of a step.
    pub neighbours: u8,
}

impl Default for Access {
    fn default() -> Self {
        Access {
            mode: Mode::default(),
            along_roads: false,
            cell: 1000.0,
            speeds: BTreeMap::new(),
            facilities: Vec::new(),
            water: Vec::new(),
            river_width: 0.0,
            closed: Vec::new(),
            landcover: None,
            cover_speeds: BTreeMap::new(),
            elevation: None,
            population: None,
            population_unit: None,
            limits: vec![30.0, 60.0, 120.0],
            neighbours: 16,
        }
    }
}
