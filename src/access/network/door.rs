//! Time from door to door: on foot to the road, along it, and on foot to the goal; or on foot all the way.

use super::graph::{Network, Position};
use super::search::Reach;
use super::snap::{Snapped, Snapper};
use super::split::Split;
use super::walks::Walks;
use crate::access::{Speeds, minutes_per_metre};
use crate::base::Result;
use geo_types::Coord;
use rayon::prelude::*;

/// How quickly one moves.
#[derive(Debug, Clone, Copy)]
pub struct Paces<'a> {
    /// Minutes per metre on each edge of the network; an edge whose pace is not above 0 and finite is closed.
    pub roads: &'a [f64],
    /// Minutes per metre off the road, on a straight line over the ground (the geodesic).
    pub off_road: f64,
}

/// Times to the nearest in time of many goals, over one network.
///
/// # Definition
///
/// One gets on the road and off it at any of its nodes (junctions, ends) and at the place on it nearest to
/// where one stands; between, one keeps to the road. Off the road one walks along the geodesic. The
/// time is that of the quickest goal and way, or of the walk straight to a goal where that is less. Times are
/// the same both ways. So nobody is out of reach while there is a goal; what lies in the way of a walker (water,
/// slopes) is not known here.
///
/// # Method
///
/// One search (Dijkstra 1959) begins at every node with its walk to the nearest goal; then each place asks a tree
/// for the least of walk and rest (branch and bound). Both are exact.
pub struct DoorToDoor<'a> {
    paces: Paces<'a>,
    snappers: Vec<Snapper<'a>>,
    /// With a node where each goal gets on the road.
    split: Split,
    reach: Reach,
    /// For each node the goal nearest on foot.
    beside: Vec<u32>,
    goals: usize,
    walks: Walks,
}

/// The way from one place to its goal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Journey {
    pub minutes: f64,
    /// Position among the goals.
    pub goal: u32,
    /// Whether any of it is on the road.
    pub by_road: bool,
}

impl<'a> DoorToDoor<'a> {
    /// Prepares the times to `goals` (longitude, latitude; one that is no number is not reached).
    ///
    /// `landings` are sets of edges, each by one mark for each edge; the place on the road nearest to somebody is
    /// sought in each of them. One set is enough, unless times before and after a closure are to be
    /// compared: then both need the same two sets, the roads before and those after, so that a closure only takes
    /// possibilities away and never makes anybody quicker.
    ///
    /// Errors: goals that cannot be projected.
    pub fn new(network: &'a Network, paces: Paces<'a>, landings: &[Vec<bool>], goals: &[Coord<f64>]) -> Result<Self> {
        let snapper = |marks: &Vec<bool>| Snapper::new(network, |edge, _| marks.get(edge as usize).is_some_and(|open| *open));
        let snappers: Vec<Snapper> = landings.iter().map(snapper).collect();
        let mut feet: Vec<Position> = Vec::new();
        for snapper in &snappers {
            feet.extend(snapper.nearest(goals)?.into_iter().flatten().map(|found| found.position));
        }
        let split = network.split_at(&feet);
        let ways = split.network.ways(|edge, e| {
            let pace = paces.roads[split.pieces[edge as usize].edge as usize];
            (pace > 0.0).then_some(pace * e.length_m)
        });
        let on_foot = Walks::new((0..).zip(goals).map(|(i, &goal)| (goal, 0.0, i)), paces.off_road);
        let nodes = split.network.nodes();
        let ends: Vec<_> = nodes.par_iter().map(|&node| on_foot.quickest(node)).collect();
        let open = |node: u32| !ways.arcs(node).is_empty();
        let sources: Vec<(u32, f64)> =
            (0..).zip(&ends).filter_map(|(node, end)| Some((node, (*end)?.minutes))).filter(|source| open(source.0)).collect();
        let reach = ways.reach(&sources, f64::INFINITY);
        // A node from which one walks on at once is no use: the walk straight to the goal is no longer.
        let ridden =
            |node: &u32| ends[*node as usize].is_some_and(|end| reach.cost(*node).is_some_and(|cost| cost < end.minutes));
        let by_road = (0..nodes.len() as u32)
            .filter(ridden)
            .filter_map(|node| Some((nodes[node as usize], reach.cost(node)?, goals.len() as u32 + node)));
        let straight = (0..).zip(goals).map(|(i, &goal)| (goal, 0.0, i));
        let walks = Walks::new(straight.chain(by_road), paces.off_road);
        // The search names sources by their position in the list it was given.
        let goal_of = |source: &(u32, f64)| ends[source.0 as usize].map_or(u32::MAX, |end| end.number);
        let beside = sources.iter().map(goal_of).collect();
        Ok(DoorToDoor { paces, snappers, split, reach, beside, goals: goals.len(), walks })
    }

    /// The quickest way from each place (longitude, latitude); `None` for what is no place on earth, and
    /// where there is no goal. Of equal ways the walk, then the first.
    ///
    /// Errors: places that cannot be projected.
    pub fn from(&self, places: &[Coord<f64>]) -> Result<Vec<Option<Journey>>> {
        let walk = |place: &Coord<f64>| {
            let walk = self.walks.quickest(*place)?;
            Some(match (walk.number as usize).checked_sub(self.goals) {
                None => Journey { minutes: walk.minutes, goal: walk.number, by_road: false },
                Some(node) => Journey { minutes: walk.minutes, goal: self.goal(node as u32)?, by_road: true },
            })
        };
        let mut journeys: Vec<Option<Journey>> = places.iter().map(walk).collect();
        for snapper in &self.snappers {
            for (journey, landing) in journeys.iter_mut().zip(snapper.nearest(places)?) {
                let Some(ride) = landing.and_then(|landing| self.ride(landing)) else { continue };
                if journey.is_none_or(|known| ride.minutes < known.minutes) {
                    *journey = Some(ride);
                }
            }
        }
        Ok(journeys)
    }

    /// On foot to a place on the road, and on along it to the quicker end of its piece.
    fn ride(&self, landing: Snapped) -> Option<Journey> {
        let Position { edge, along_m } = landing.position;
        let pace = Some(self.paces.roads[edge as usize]).filter(|pace| *pace > 0.0 && pace.is_finite())?;
        let first_after = self.split.pieces.partition_point(|p| (p.edge, p.along_m) <= (edge, along_m));
        let piece = first_after.checked_sub(1)?;
        let (start, e) = (self.split.pieces[piece], self.split.network.edges()[piece]);
        let inside = (along_m - start.along_m).clamp(0.0, e.length_m);
        let ends = [(e.from, inside), (e.to, e.length_m - inside)];
        let rests = ends.into_iter().filter_map(|(node, way)| Some((self.reach.cost(node)? + pace * way, node)));
        let (rest, node) = rests.min_by(|a, b| a.0.total_cmp(&b.0))?;
        let minutes = self.paces.off_road * landing.distance_m + rest;
        Some(Journey { minutes, goal: self.goal(node)?, by_road: true })
    }

    /// The goal that is reached from a node.
    fn goal(&self, node: u32) -> Option<u32> {
        self.reach.source(node).map(|source| self.beside[source])
    }
}

impl Network {
    /// Minutes per metre on every edge at the speeds of a mode, as [`Paces::roads`] wants them. Links that are only
    /// proposed are closed.
    pub fn paces(&self, speeds: &Speeds) -> Vec<f64> {
        let pace = |edge: u32| match self.road(edge) {
            road if road.proposed => f64::INFINITY,
            road => minutes_per_metre(road.class.as_deref().and_then(|c| speeds.of_class(c)).unwrap_or(speeds.other())),
        };
        (0..self.edges.len() as u32).map(pace).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::faults::metres;
    use super::super::split::SAME_M;
    use super::super::testing::network;
    use super::*;
    use proptest::prelude::*;

    fn walk_minutes(from: Coord<f64>, to: Coord<f64>, pace: f64) -> f64 {
        metres(from, to) * pace
    }

    fn at(x: f64, y: f64) -> Coord<f64> {
        Coord { x, y }
    }

    fn paces(network: &Network, kmh: impl Fn(u32) -> f64) -> Vec<f64> {
        (0..network.edges().len() as u32).map(|edge| minutes_per_metre(kmh(edge))).collect()
    }

    /// A road of 0.2° along 15° N (21.5 km), taken at 40 km/h; off it 4 km/h.
    #[test]
    fn a_planted_way_is_a_walk_a_ride_and_a_walk() {
        let network = network(&[&[(0.0, 15.0), (0.2, 15.0)]]);
        let (roads, walk) = (paces(&network, |_| 40.0), minutes_per_metre(4.0));
        let off_road = Paces { roads: &roads, off_road: walk };
        // 0.01° north of the middle of the road, and 0.01° south of its eastern end.
        let goals = [at(0.2, 14.99)];
        let door = DoorToDoor::new(&network, off_road, &[vec![true]], &goals).unwrap();
        let found = door.from(&[at(0.1, 15.01), at(0.2, 14.999), at(0.19, 14.99)]).unwrap();
        // 1106.4 m of a hundredth of a degree of latitude there, 10 755.6 m of half the road.
        let expected = 2.0 * 1106.4 * walk + 10_755.6 * minutes_per_metre(40.0);
        let first = found[0].unwrap();
        assert!((first.minutes - expected).abs() < 0.02 && first.by_road, "{first:?}, {expected}");
        let beside = found[1].unwrap();
        assert!(!beside.by_road && (beside.minutes - walk_minutes(at(0.2, 14.999), goals[0], walk)).abs() < 1e-9);
        assert!(!found[2].unwrap().by_road, "a kilometre on foot beats two of them and the road between");
        assert_eq!(door.from(&[at(f64::NAN, 0.0)]).unwrap(), [None]);
    }

    #[test]
    fn of_two_goals_the_quicker_is_found_and_a_closure_changes_it() {
        // A village in the middle; a hospital 0.1° to the west, another 0.2° to the east.
        let network = network(&[&[(0.0, 15.0), (0.1, 15.0)], &[(0.1, 15.0), (0.3, 15.0)]]);
        let walk = minutes_per_metre(4.0);
        let open = paces(&network, |_| 40.0);
        let shut = vec![f64::INFINITY, open[1]];
        let (goals, village) = ([at(0.0, 15.0), at(0.3, 15.0)], [at(0.1, 15.0)]);
        let landings = [vec![true, true], vec![false, true]];
        let time = |roads: &[f64]| {
            let door = DoorToDoor::new(&network, Paces { roads, off_road: walk }, &landings, &goals).unwrap();
            door.from(&village).unwrap()[0].unwrap()
        };
        let (before, after) = (time(&open), time(&shut));
        assert_eq!((before.goal, after.goal), (0, 1));
        assert!((before.minutes - network.edges()[0].length_m * open[0]).abs() < 1e-9);
        assert!((after.minutes - network.edges()[1].length_m * open[1]).abs() < 1e-9);
    }

    #[test]
    fn without_roads_one_walks_and_without_goals_nobody_arrives() {
        let network = network(&[&[(0.0, 15.0), (0.2, 15.0)]]);
        let closed = Paces { roads: &[f64::INFINITY], off_road: 0.015 };
        let door = DoorToDoor::new(&network, closed, &[vec![false]], &[at(0.0, 15.0)]).unwrap();
        let found = door.from(&[at(0.2, 15.0)]).unwrap()[0].unwrap();
        assert!(!found.by_road && (found.minutes - walk_minutes(at(0.2, 15.0), at(0.0, 15.0), 0.015)).abs() < 1e-9);
        let nowhere = DoorToDoor::new(&network, closed, &[vec![true]], &[at(f64::NAN, 15.0)]).unwrap();
        assert_eq!(nowhere.from(&[at(0.2, 15.0)]).unwrap(), [None]);
    }

    /// All ways at once by Bellman–Ford: the network with a node at every foot, and every walk that is allowed.
    fn brute(network: &Network, paces: Paces, landings: &[Vec<bool>], goals: &[Coord<f64>], place: Coord<f64>) -> f64 {
        let feet = |of: &[Coord<f64>]| -> Vec<Position> {
            let snappers = landings.iter().map(|marks| Snapper::new(network, |edge, _| marks[edge as usize]));
            snappers.flat_map(|snapper| snapper.nearest(of).unwrap()).flatten().map(|found| found.position).collect()
        };
        let of_goals = feet(goals);
        let split = network.split_at(&[of_goals.clone(), feet(&[place])].concat());
        let nodes = split.network.nodes();
        // One gets off at a node of the network or where a goal is near, not where one has got on.
        let (ends, starts) = split.nodes.split_at(of_goals.len());
        let off =
            |node: &usize| *node < network.nodes().len() || ends.contains(&(*node as u32)) || !starts.contains(&(*node as u32));
        let walk = |to: Coord<f64>| walk_minutes(place, to, paces.off_road);
        let mut cost: Vec<f64> = nodes.iter().map(|&node| walk(node)).collect();
        for _ in 0..nodes.len() {
            for (edge, e) in split.network.edges().iter().enumerate() {
                let minutes = paces.roads[split.pieces[edge].edge as usize] * e.length_m;
                let (a, b) = (e.from as usize, e.to as usize);
                cost[b] = cost[b].min(cost[a] + minutes);
                cost[a] = cost[a].min(cost[b] + minutes);
            }
        }
        let by_road = nodes
            .iter()
            .zip(&cost)
            .enumerate()
            .filter(|(node, _)| off(node))
            .flat_map(|(_, (&node, cost))| goals.iter().map(move |&goal| cost + walk_minutes(node, goal, paces.off_road)));
        by_road.chain(goals.iter().map(|&goal| walk(goal))).fold(f64::INFINITY, f64::min)
    }

    /// A lattice of four by four junctions with some roads missing, some slow, some closed.
    fn lattice(speeds: &[u32]) -> (Network, Vec<f64>) {
        let lines: Vec<Vec<(f64, f64)>> = (0..4)
            .flat_map(|i| (0..3).map(move |j| (i, j)))
            .flat_map(|(i, j)| {
                let (i, j) = (f64::from(i) / 20.0, f64::from(j) / 20.0);
                [vec![(j, 15.0 + i), (j + 0.05, 15.0 + i)], vec![(i, 15.0 + j), (i, 15.05 + j)]]
            })
            .collect();
        let lines: Vec<&[(f64, f64)]> = lines.iter().map(Vec::as_slice).collect();
        let network = network(&lines);
        let paces = paces(&network, |edge| f64::from(speeds[edge as usize]));
        (network, paces)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn times_equal_brute_force_and_closures_only_lengthen(
            speeds in prop::collection::vec(prop_oneof![Just(0u32), Just(5u32), Just(40u32), Just(80u32)], 24),
            closed in prop::collection::vec(0usize..24, 0..6),
            goals in prop::collection::vec((-20i32..180, -20i32..180), 1..4),
            places in prop::collection::vec((-20i32..180, -20i32..180), 1..6),
        ) {
            let (network, before) = lattice(&speeds);
            let mut after = before.clone();
            closed.iter().for_each(|&edge| after[edge] = f64::INFINITY);
            let place = |&(x, y): &(i32, i32)| at(f64::from(x) / 1000.0, 15.0 + f64::from(y) / 1000.0);
            let goals: Vec<_> = goals.iter().map(place).collect();
            let places: Vec<_> = places.iter().map(place).collect();
            // Where someone gets on the road and where someone gets off are one place when they are this near to each other, or to a node.
            let one_place = 2.0 * SAME_M * minutes_per_metre(4.0);
            let landings = [&before, &after].map(|roads| roads.iter().map(|pace| pace.is_finite()).collect::<Vec<_>>());
            let times = |roads: &[f64]| {
                let paces = Paces { roads, off_road: minutes_per_metre(4.0) };
                let door = DoorToDoor::new(&network, paces, &landings, &goals).unwrap();
                let found: Vec<f64> = door.from(&places).unwrap().into_iter().map(|j| j.unwrap().minutes).collect();
                for (&place, &minutes) in places.iter().zip(&found) {
                    let expected = brute(&network, paces, &landings, &goals, place);
                    assert!((minutes - expected).abs() <= one_place + 1e-9 * expected, "{minutes} and {expected}");
                }
                found
            };
            let (open, shut) = (times(&before), times(&after));
            prop_assert!(open.iter().zip(&shut).all(|(open, shut)| shut >= open));
        }
    }
}
