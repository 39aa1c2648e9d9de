//! Travel from door to door along the graph of roads, for every cell of the grid.

use super::ground::MEMORY;
use crate::access::friction::{Feature, HALO, SIDE, Surface, TILE, Travel};
use crate::access::network::{DoorToDoor, Network, NetworkOptions, Paces, Position, build};
use crate::access::{Speeds, minutes_per_metre};
use crate::base::{Error, MetricFrame, Problems, Progress, Result, Text};
use crate::pipeline::project::Access;
use crate::read::roads::Road;
use geo::{BoundingRect, Contains, Distance, Euclidean};
use geo_types::{Coord, Point, Rect};

/// A closed line closes the roads that run within so many metres of it; closures are laid on roads in pieces of that
/// length.
const CLOSED_M: f64 = 100.0;

/// The roads, as they are and with what is closed.
pub struct AlongRoads {
    network: Network,
    off_road: f64,
    open: Vec<f64>,
    closed: Vec<f64>,
    landings: Vec<Vec<bool>>,
}

impl AlongRoads {
    /// The graph of the roads with a node at both ends of what is closed. `closures` stand in `frame`.
    ///
    /// # Errors
    /// No roads; rasters or water, which no walk off the road knows of here.
    pub fn new(
        declared: &Access,
        roads: &[&Road],
        file: &str,
        options: NetworkOptions,
        closures: &[Feature],
        frame: &MetricFrame,
        problems: &mut Problems,
    ) -> Result<AlongRoads> {
        if !declared.water.is_empty() || declared.landcover.is_some() || declared.elevation.is_some() {
            return Err(ground_with_roads());
        }
        let roads: Vec<Road> = roads.iter().map(|road| (*road).clone()).collect();
        if roads.iter().all(|road| road.proposed) {
            return Err(no_roads());
        }
        let (whole, found) = build(&roads, file, options)?;
        problems.extend(found);
        let closures: Vec<(Rect<f64>, &Feature)> = closures.iter().filter_map(|c| Some((bounds(c)?, c))).collect();
        let network = whole.split_at(&cuts(&whole, &closures, frame)?).network;
        let speeds = Speeds::new(declared.mode, &declared.speeds)?;
        let open = network.paces(&speeds);
        let mut middles: Vec<Coord<f64>> =
            (0..).zip(network.edges()).map(|(edge, e)| network.point_at(Position { edge, along_m: e.length_m / 2.0 })).collect();
        frame.project(&mut middles)?;
        let shut = |at: Coord<f64>| closures.iter().any(|(bounds, closure)| holds(bounds, at) && closes(closure, at));
        let closed: Vec<f64> = open.iter().zip(middles).map(|(&pace, at)| if shut(at) { f64::INFINITY } else { pace }).collect();
        let landings = [&open, &closed].map(|paces| paces.iter().map(|pace| pace.is_finite()).collect()).to_vec();
        Ok(AlongRoads { network, off_road: minutes_per_metre(speeds.off_road), open, closed, landings })
    }

    /// Minutes of every cell of the surface that can be passed to the quickest of `goals` (longitude, latitude; `None`
    /// is not reached), with what is closed or without.
    ///
    /// # Errors
    /// Coordinates that cannot be projected, a temporary file that cannot be written, Ctrl-C.
    pub fn travel(
        &self,
        surface: &Surface,
        goals: &[Option<Coord<f64>>],
        closed: bool,
        progress: &dyn Progress,
    ) -> Result<Travel> {
        let nowhere = Coord { x: f64::NAN, y: f64::NAN };
        let goals: Vec<Coord<f64>> = goals.iter().map(|goal| goal.unwrap_or(nowhere)).collect();
        let paces = Paces { roads: if closed { &self.closed } else { &self.open }, off_road: self.off_road };
        let door = DoorToDoor::new(&self.network, paces, &self.landings, &goals)?;
        let grid = &surface.grid;
        Travel::of_cells(grid, MEMORY, progress, |window| {
            let tile = surface.tiles.of_window(window);
            let friction = surface.friction(tile)?;
            let passable = |i: usize| friction[(i / TILE + HALO) * SIDE + i % TILE + HALO].is_finite();
            let cells: Vec<usize> = (0..window.cells()).filter(|&i| passable(i)).collect();
            let centre = |&i: &usize| grid.centre(window.column + (i % TILE) as i64, window.row + (i / TILE) as i64);
            let mut places: Vec<Coord<f64>> = cells.iter().map(centre).collect();
            grid.frame.unproject(&mut places)?;
            let mut labels = vec![(f64::INFINITY, u32::MAX); window.cells()];
            for (i, journey) in cells.into_iter().zip(door.from(&places)?) {
                labels[i] = journey.map_or(labels[i], |journey| (journey.minutes, journey.goal));
            }
            Ok(labels)
        })
    }
}

/// Places on edges near closures, a piece apart.
fn cuts(network: &Network, closures: &[(Rect<f64>, &Feature)], frame: &MetricFrame) -> Result<Vec<Position>> {
    let mut cuts = Vec::new();
    if closures.is_empty() {
        return Ok(cuts);
    }
    for (edge, e) in (0..).zip(network.edges()) {
        let mut course = network.line(edge).0;
        frame.project(&mut course)?;
        let Some(around) = geo_types::LineString(course).bounding_rect() else { continue };
        let meets = |b: &Rect<f64>| {
            b.min().x <= around.max().x
                && around.min().x <= b.max().x
                && b.min().y <= around.max().y
                && around.min().y <= b.max().y
        };
        if closures.iter().any(|(bounds, _)| meets(bounds)) {
            let pieces = (e.length_m / CLOSED_M).ceil() as usize;
            cuts.extend((1..pieces).map(|i| Position { edge, along_m: e.length_m * i as f64 / pieces as f64 }));
        }
    }
    Ok(cuts)
}

/// The box around a closure, with what lies beside a line.
fn bounds(closure: &Feature) -> Option<Rect<f64>> {
    let reach = Coord { x: CLOSED_M, y: CLOSED_M };
    match closure {
        Feature::ClosedArea(polygon) => polygon.bounding_rect(),
        Feature::ClosedRoad(line) => line.bounding_rect().map(|b| Rect::new(b.min() - reach, b.max() + reach)),
        _ => None,
    }
}

fn holds(bounds: &Rect<f64>, at: Coord<f64>) -> bool {
    (bounds.min().x..=bounds.max().x).contains(&at.x) && (bounds.min().y..=bounds.max().y).contains(&at.y)
}

fn closes(closure: &Feature, at: Coord<f64>) -> bool {
    match closure {
        Feature::ClosedArea(polygon) => polygon.contains(&Point(at)),
        Feature::ClosedRoad(line) => Euclidean.distance(&Point(at), line) <= CLOSED_M,
        _ => false,
    }
}

fn ground_with_roads() -> Error {
    Error::usage(
        Text::new(
            "le trajet le long des routes ne connaît ni eau, ni occupation du sol, ni altitude",
            "travel along the roads knows neither water nor land cover nor heights",
        ),
        Text::new(
            "Retirez along_roads (`--along-roads`) pour traverser le terrain, ou retirez water, landcover et elevation.",
            "Remove along_roads (`--along-roads`) to travel over the ground, or remove water, landcover and elevation.",
        ),
    )
}

fn no_roads() -> Error {
    Error::usage(
        Text::new("un trajet le long des routes demande des routes", "travel along the roads needs roads"),
        Text::new(
            "Ajoutez une couche de routes (`--roads`, ou une entrée de type roads).",
            "Add a layer of roads (`--roads`, or an input of kind roads).",
        ),
    )
}
