//! Axes laid on a network: through the towns of a plan by the shortest way.
//!
//! All axes of a project are laid on one network, so that a town or a stretch they share is the
//! same node and the same edges.

use super::axis::{Axis, Stop, Stretch};
use super::chunks::Chunks;
use super::components::Components;
use super::faults::metres;
use super::graph::{Network, Position, Vertex};
use super::snap::{Snapped, Snapper};
use super::split::Split;
use super::ways::Ways;
use crate::base::Result;
use geo_types::Coord;

/// A town that an axis passes through.
#[derive(Debug, Clone, PartialEq)]
pub struct AxisTown {
    pub name: String,
    /// WGS84 longitude, latitude.
    pub point: Coord<f64>,
}

/// What an axis shall be.
#[derive(Debug, Clone, PartialEq)]
pub struct AxisPlan {
    /// In the order of the way; two or more.
    pub towns: Vec<AxisTown>,
    /// How far a town may lie from the road, metres.
    pub max_town_m: f64,
    /// For each leg from a town to the next, whether a gap in the roads may be bridged by a
    /// straight line.
    pub bridged: Vec<bool>,
}

/// Why an axis cannot be laid.
#[derive(Debug, Clone, PartialEq)]
pub enum AxisFault {
    /// A town farther from every road than the plan allows. `nearest` is the place on the road,
    /// `None` where there is no road at all.
    TownOffRoad { town: usize, distance_m: f64, nearest: Option<Coord<f64>> },
    /// No road leads from this town to the next: the shortest gap between the pieces of road on
    /// which they stand.
    Gap { leg: usize, distance_m: f64, ends: [Coord<f64>; 2] },
}

/// All axes on one network.
#[derive(Debug, Clone)]
pub struct LaidAxes {
    /// The network with a node at every stop.
    pub split: Split,
    /// In the order of the plans.
    pub axes: Vec<Result<Axis, Vec<AxisFault>>>,
}

/// One end of a leg before the network is split: on a road, or off every road.
#[derive(Debug, Clone, Copy)]
enum Foot {
    /// Position in the list of places to split at.
    Road(usize),
    Off(Coord<f64>),
}

/// What a leg needs.
enum Leg {
    Ride(usize, usize),
    /// To a place on the road, straight on, and from another place on.
    Bridge(Foot, Foot, Foot, Foot),
    Fault(AxisFault),
}

/// Lays axes on a network: each along the shortest way over existing roads from town to town.
///
/// A town stands at the place on an existing road nearest to it. Where the plan allows a bridge, a
/// gap in the roads is crossed by the shortest straight line between the pieces of road; a town
/// beyond the limit is then joined to the nearest place on the road of the other town, or straight
/// to that town where both are off the road. Faults of an axis do not touch the others.
///
/// Errors: a town whose coordinates cannot be projected.
pub fn lay_axes(network: &Network, plans: &[AxisPlan]) -> Result<LaidAxes> {
    let exists = |edge: u32| !network.road(edge).proposed;
    let snapper = Snapper::new(network, |edge, _| exists(edge));
    let ways = network.ways_by_length();
    let parts = Components::new(&ways);
    let part_of = |place: Position| parts.of_node[network.edges()[place.edge as usize].from as usize];
    let mut places: Vec<Position> = Vec::new();
    let mut drafts = Vec::with_capacity(plans.len());
    for plan in plans {
        let points: Vec<Coord<f64>> = plan.towns.iter().map(|town| town.point).collect();
        let found = snapper.nearest(&points)?;
        let feet: Vec<Foot> = found
            .iter()
            .zip(&points)
            .map(|(snapped, &point)| match snapped {
                Some(s) if s.distance_m <= plan.max_town_m => {
                    places.push(s.position);
                    Foot::Road(places.len() - 1)
                }
                _ => Foot::Off(point),
            })
            .collect();
        let mut legs = Vec::new();
        for (leg, ends) in feet.windows(2).enumerate() {
            let allowed = plan.bridged.get(leg).copied().unwrap_or(false);
            legs.push(match (ends[0], ends[1]) {
                (Foot::Road(a), Foot::Road(b)) if part_of(places[a]) == part_of(places[b]) => Leg::Ride(a, b),
                (Foot::Road(a), Foot::Road(b)) => {
                    let (from, to) = (part_of(places[a]), part_of(places[b]));
                    match gap(network, |e| part_of(start(e)) == from && exists(e), |e| part_of(start(e)) == to && exists(e)) {
                        Some(gap) if allowed => {
                            places.extend(gap);
                            Leg::Bridge(Foot::Road(a), Foot::Road(places.len() - 2), Foot::Road(places.len() - 1), Foot::Road(b))
                        }
                        gap => {
                            let ends = gap.map_or([points[leg], points[leg + 1]], |gap| gap.map(|place| network.point_at(place)));
                            Leg::Fault(AxisFault::Gap { leg, distance_m: metres(ends[0], ends[1]), ends })
                        }
                    }
                }
                (a, _) if !allowed => {
                    let town = if matches!(a, Foot::Off(_)) { leg } else { leg + 1 };
                    Leg::Fault(off_road(town, found[town], network))
                }
                (Foot::Off(a), Foot::Off(b)) => Leg::Bridge(Foot::Off(a), Foot::Off(a), Foot::Off(b), Foot::Off(b)),
                (Foot::Road(a), Foot::Off(b)) => {
                    let landing = nearest_of_part(network, b, |e| exists(e) && part_of(start(e)) == part_of(places[a]))?;
                    places.push(landing.unwrap_or(places[a]));
                    Leg::Bridge(Foot::Road(a), Foot::Road(places.len() - 1), Foot::Off(b), Foot::Off(b))
                }
                (Foot::Off(a), Foot::Road(b)) => {
                    let landing = nearest_of_part(network, a, |e| exists(e) && part_of(start(e)) == part_of(places[b]))?;
                    places.push(landing.unwrap_or(places[b]));
                    Leg::Bridge(Foot::Off(a), Foot::Off(a), Foot::Road(places.len() - 1), Foot::Road(b))
                }
            });
        }
        let off_road_m: Vec<f64> = feet
            .iter()
            .zip(&found)
            .map(|(foot, snapped)| match (foot, snapped) {
                (Foot::Road(_), Some(s)) => s.distance_m,
                _ => 0.0,
            })
            .collect();
        drafts.push((plan, legs, off_road_m));
    }
    let split = network.split_at(&places);
    let ways = split.network.ways_by_length();
    let axes = drafts.into_iter().map(|(plan, legs, off_road_m)| lay(plan, legs, &off_road_m, &split, &ways)).collect();
    Ok(LaidAxes { split, axes })
}

fn start(edge: u32) -> Position {
    Position { edge, along_m: 0.0 }
}

fn off_road(town: usize, found: Option<Snapped>, network: &Network) -> AxisFault {
    AxisFault::TownOffRoad {
        town,
        distance_m: found.map_or(f64::INFINITY, |s| s.distance_m),
        nearest: found.map(|s| network.point_at(s.position)),
    }
}

fn nearest_of_part(network: &Network, point: Coord<f64>, open: impl Fn(u32) -> bool) -> Result<Option<Position>> {
    let found = Snapper::new(network, |edge, _| open(edge)).nearest(&[point])?;
    Ok(found[0].map(|snapped| snapped.position))
}

/// The two places at which two pieces of a network come closest; `None` where one has no edge.
/// Pieces that cross without a junction are measured at their vertices, as everywhere.
fn gap(network: &Network, here: impl Fn(u32) -> bool, there: impl Fn(u32) -> bool) -> Option<[Position; 2]> {
    let metric: Vec<Coord<f64>> = network.vertices.iter().map(|v| v.metres).collect();
    let edges = |keep: &dyn Fn(u32) -> bool| -> Vec<u32> { (0..network.edges.len() as u32).filter(|&e| keep(e)).collect() };
    let sides = [edges(&here), edges(&there)];
    let mut best: Option<(f64, [Position; 2])> = None;
    // The shortest line between two pieces that do not cross begins at a vertex of one of them.
    for (side, other) in [(0, 1), (1, 0)] {
        let range = |&e: &u32| (network.edges[e as usize].first, network.edges[e as usize].last);
        let chunks = Chunks::new(sides[other].iter().map(range), &metric);
        for &edge in &sides[side] {
            let (first, last) = range(&edge);
            for v in first..last {
                let Some(found) = chunks.nearest(&metric, metric[v as usize], |_| true) else { continue };
                if best.is_none_or(|(distance, _)| found.distance < distance) {
                    let mut ends = [Position { edge, along_m: network.vertices[v as usize].along_m }, network.on(found)];
                    if side == 1 {
                        ends.swap(0, 1);
                    }
                    best = Some((found.distance, ends));
                }
            }
        }
    }
    best.map(|(_, ends)| ends)
}

fn lay(plan: &AxisPlan, legs: Vec<Leg>, off_road_m: &[f64], split: &Split, ways: &Ways) -> Result<Axis, Vec<AxisFault>> {
    let network = &split.network;
    let mut faults = Vec::new();
    let mut axis = Axis { stops: Vec::new(), stretches: Vec::new(), length_m: 0.0 };
    let mut arrivals = vec![0.0];
    for (i, leg) in legs.into_iter().enumerate() {
        let done = match leg {
            Leg::Ride(a, b) => axis.ride(split.nodes[a], split.nodes[b], network, ways),
            Leg::Bridge(a, off, on, b) => {
                let point = |foot: Foot| match foot {
                    Foot::Road(place) => network.nodes()[split.nodes[place] as usize],
                    Foot::Off(point) => point,
                };
                let there = axis.walk(a, off, split, ways);
                axis.bridge(point(off), point(on));
                there.and_then(|()| axis.walk(on, b, split, ways))
            }
            Leg::Fault(fault) => {
                // A town off the road spoils the leg before and the leg after it.
                if !faults.contains(&fault) {
                    faults.push(fault);
                }
                Some(())
            }
        };
        if done.is_none() {
            let ends = [plan.towns[i].point, plan.towns[i + 1].point];
            faults.push(AxisFault::Gap { leg: i, distance_m: metres(ends[0], ends[1]), ends });
        }
        arrivals.push(axis.length_m);
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let towns = plan.towns.iter().zip(arrivals).zip(off_road_m);
    axis.stops = towns
        .map(|((town, along_m), &off_road_m)| Stop { name: town.name.clone(), point: town.point, along_m, off_road_m })
        .collect();
    Ok(axis)
}

impl Axis {
    /// Adds the way between two nodes; `None` where there is none.
    fn ride(&mut self, from: u32, to: u32, network: &Network, ways: &Ways) -> Option<()> {
        let route = ways.route(from, to)?;
        for (edge, ends) in route.edges.iter().zip(route.nodes.windows(2)) {
            let e = network.edges()[*edge as usize];
            let forward = e.from == ends[0];
            let place = |v: &Vertex| {
                let along = if forward { v.along_m } else { e.length_m - v.along_m };
                (v.degrees, self.length_m + along)
            };
            let mut course: Vec<(Coord<f64>, f64)> = network.course(*edge).iter().map(place).collect();
            if !forward {
                course.reverse();
            }
            self.stretches.push(Stretch { edge: Some(*edge), forward, start_m: self.length_m, length_m: e.length_m, course });
            self.length_m += e.length_m;
        }
        Some(())
    }

    /// As [`Self::ride`] between two feet; nothing to do where they are off the road.
    fn walk(&mut self, from: Foot, to: Foot, split: &Split, ways: &Ways) -> Option<()> {
        match (from, to) {
            (Foot::Road(a), Foot::Road(b)) => self.ride(split.nodes[a], split.nodes[b], &split.network, ways),
            _ => Some(()),
        }
    }

    fn bridge(&mut self, from: Coord<f64>, to: Coord<f64>) {
        let length_m = metres(from, to);
        let course = vec![(from, self.length_m), (to, self.length_m + length_m)];
        self.stretches.push(Stretch { edge: None, forward: true, start_m: self.length_m, length_m, course });
        self.length_m += length_m;
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::network;
    use super::*;

    fn town(name: &str, x: f64, y: f64) -> AxisTown {
        AxisTown { name: name.into(), point: Coord { x, y } }
    }

    fn plan(towns: Vec<AxisTown>, bridged: &[bool]) -> AxisPlan {
        AxisPlan { towns, max_town_m: 5000.0, bridged: bridged.to_vec() }
    }

    /// A road along 15° N, a gap of 0.1 degree from 0.2, and a road on.
    fn broken_road() -> Network {
        network(&[&[(0.0, 15.0), (0.2, 15.0)], &[(0.3, 15.0), (0.5, 15.0)], &[(0.1, 15.0), (0.1, 15.2)]])
    }

    #[test]
    fn an_axis_follows_the_roads_and_knows_its_kilometres() {
        let network = broken_road();
        let towns = vec![town("A", 0.1, 15.2), town("B", 0.1, 15.01), town("C", 0.19, 14.99)];
        let laid = lay_axes(&network, &[plan(towns, &[])]).unwrap();
        let axis = laid.axes[0].as_ref().unwrap();
        let names: Vec<_> = axis.stops.iter().map(|s| s.name.as_str()).collect();
        assert_eq!(names, ["A", "B", "C"]);
        let km: Vec<f64> = axis.stops.iter().map(|s| (s.along_m / 100.0).round() / 10.0).collect();
        // 0.19° north–south, then 0.01° south and 0.09° east at 15° N.
        assert_eq!(km, [0.0, 21.0, 31.8]);
        assert!(axis.stops[1].off_road_m < 0.5 && (axis.stops[2].off_road_m - 1106.0).abs() < 2.0);
        assert_eq!(axis.stretches.iter().map(|s| s.length_m).sum::<f64>(), axis.length_m);
        assert!(!axis.stretches[0].forward, "the side road was drawn from the junction up");
        assert_eq!(axis.bridged_m(), 0.0);
        let middle = axis.point_at(axis.stops[1].along_m).unwrap();
        assert!((middle.y - 15.01).abs() < 1e-6);
    }

    #[test]
    fn a_gap_is_told_with_its_length_and_crossed_only_on_request() {
        let network = broken_road();
        let towns = || vec![town("A", 0.05, 15.0), town("B", 0.45, 15.0)];
        let laid = lay_axes(&network, &[plan(towns(), &[]), plan(towns(), &[true])]).unwrap();
        let faults = laid.axes[0].as_ref().unwrap_err();
        let [AxisFault::Gap { leg: 0, distance_m, ends }] = faults.as_slice() else { panic!("{faults:?}") };
        assert!((distance_m - 10_755.0).abs() < 5.0, "{distance_m}");
        assert_eq!((ends[0].x, ends[1].x), (0.2, 0.3));
        let axis = laid.axes[1].as_ref().unwrap();
        assert!((axis.bridged_m() - distance_m).abs() < 1.0 && (axis.length_m - 4.0 * distance_m).abs() < 10.0);
    }

    #[test]
    fn a_town_off_every_road_is_a_fault_with_its_distance_or_the_end_of_a_bridge() {
        let network = broken_road();
        let towns = || vec![town("A", 0.05, 15.0), town("Far", 0.1, 15.5), town("C", 0.15, 15.0)];
        let laid = lay_axes(&network, &[plan(towns(), &[]), plan(towns(), &[true, true])]).unwrap();
        let faults = laid.axes[0].as_ref().unwrap_err();
        assert!(
            matches!(faults.as_slice(), [AxisFault::TownOffRoad { town: 1, distance_m, nearest: Some(p) }] if (*distance_m - 33_200.0).abs() < 100.0 && p.y == 15.2),
            "one town, one fault: {faults:?}"
        );
        let axis = laid.axes[1].as_ref().unwrap();
        assert!((axis.bridged_m() - 66_400.0).abs() < 200.0, "there and back");
        assert_eq!(axis.stops[1].off_road_m, 0.0, "the bridge leads to the town itself");
    }

    #[test]
    fn axes_that_share_a_town_share_its_node() {
        let network = broken_road();
        let plans = [
            plan(vec![town("A", 0.0, 15.0), town("X", 0.15, 15.0)], &[]),
            plan(vec![town("X", 0.15, 15.0), town("T", 0.1, 15.2)], &[]),
        ];
        let laid = lay_axes(&network, &plans).unwrap();
        let edges = |i: usize| laid.axes[i].as_ref().unwrap().stretches.iter().filter_map(|s| s.edge).collect::<Vec<_>>();
        let shared: Vec<u32> = edges(0).into_iter().filter(|e| edges(1).contains(e)).collect();
        assert_eq!(shared.len(), 1, "the road from the junction to X");
        assert_eq!(laid.split.nodes[1], laid.split.nodes[2], "X is one node");
    }
}
