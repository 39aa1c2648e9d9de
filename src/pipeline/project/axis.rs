//! Roads, axes along them, and closures.

use super::OneOrTwo;
pub use crate::access::network::KernelSplit;
use crate::access::network::NetworkOptions;
use schemars::JsonSchema;
use serde::Deserialize;
use std::path::PathBuf;

/// How the road layer is made into a network, and what is measured along axes.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default)]
pub struct RoadOptions {
    /// Ends closer than this many metres to another end, or to a line, are joined to it.
    pub tolerance_m: f64,
    /// Ends this close to another line without being joined are reported.
    pub near_miss_m: f64,
    /// Puts a junction where lines cross without a common point.
    pub join_crossings: bool,
    /// Length of the segments of an axis, kilometres. Longer for partners and the public, so that a segment
    /// says no more of an event's place than its point may.
    pub segment_km: f64,
    /// How far from the axis an incident may lie, kilometres.
    pub snap_km: f64,
    /// Reach of the kernel density along the roads, kilometres.
    pub bandwidth_km: f64,
    /// How that density goes on at junctions.
    pub kernel: KernelSplit,
    /// How far the chief place of a commune, or a facility, may lie from a road to be reached by it, kilometres.
    pub reach_km: f64,
    /// One speed for all roads where a closure makes people later, km/h; the speeds of [access], by class of road, when
    /// absent. Off the road people walk.
    pub speed_kmh: Option<f64>,
    /// File of further [[axis]] tables.
    pub axes: Option<PathBuf>,
}

impl RoadOptions {
    /// How the road layer is made into a network.
    pub fn network(&self) -> NetworkOptions {
        NetworkOptions { tolerance_m: self.tolerance_m, near_miss_m: self.near_miss_m, join_crossings: self.join_crossings }
    }
}

impl Default for RoadOptions {
    fn default() -> Self {
        RoadOptions {
            tolerance_m: 10.0,
            near_miss_m: 200.0,
            join_crossings: false,
            segment_km: 5.0,
            snap_km: 2.0,
            bandwidth_km: 10.0,
            kernel: KernelSplit::default(),
            reach_km: 20.0,
            speed_kmh: None,
            axes: None,
        }
    }
}

/// A road through a list of towns.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct AxisInput {
    pub id: String,
    /// The towns joined by dashes when absent.
    pub label: Option<OneOrTwo>,
    /// In the order of the way. Where several towns have a name: "Gao (Gao)" with region, cercle or commune, or
    /// "Gao @ 16.27, -0.04" with latitude and longitude.
    pub towns: Vec<String>,
    /// How far a town may lie from the road, kilometres.
    #[serde(default = "five")]
    pub max_town_km: f64,
    /// Legs on which a gap in the roads may be crossed by a straight line: "Léré–Tombouctou".
    #[serde(default)]
    pub bridge: Vec<String>,
}

fn five() -> f64 {
    5.0
}

/// A file of axes.
#[derive(Debug, Clone, Deserialize)]
pub struct AxesFile {
    #[serde(default)]
    pub axis: Vec<AxisInput>,
}

/// Roads that are closed, to see what it does. Several ways to say which may be combined: everything that any of
/// them names is closed.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct ClosureInput {
    pub id: String,
    pub label: Option<OneOrTwo>,
    /// Id of the axis that is closed, whole or between `km`.
    pub axis: Option<String>,
    /// From and to, kilometres from the start of the axis.
    pub km: Option<[f64; 2]>,
    /// Ids of segments as the layer `road_segments` has them for the team: "a4-0230.0".
    #[serde(default)]
    pub segments: Vec<String>,
    /// Closes every segment with more incidents per kilometre and month; of the axis alone where one is named.
    pub above_per_km_month: Option<f64>,
    /// Nobody is on the way from this hour to the next departure: "18:00". Who needs longer stays where the way has led
    /// until `depart` of the next day, as many nights as it takes. A curfew alone closes no road.
    pub curfew: Option<String>,
    /// The hour at which people set out, every day of a way with a curfew.
    #[serde(default = "morning")]
    pub depart: String,
}

fn morning() -> String {
    "08:00".to_owned()
}
