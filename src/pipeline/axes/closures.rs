//! What happens to communes and facilities when roads are closed.
//!
//! Two questions, answered apart: who is *cut off*, that is no longer joined by any road to the part of the network
//! where most people of it live; and who is *later*, from door to door, the walk to the road and from it
//! included. A commune is as late as its chief place to the quickest facility; a facility as late as the
//! way to it from the quickest regional chief town, from which it is supplied and to which it refers.

mod closed;
mod curfew;

use super::AxesInputs;
use crate::access::minutes_per_metre;
use crate::access::network::{Axis, DoorToDoor, Edge, Journey, LaidAxes, Network, Paces, Position, Snapped, Snapper, cut_off};
use crate::base::{Boundaries, Problems, Result, Text};
use crate::pipeline::project::{AxisInput, ClosureInput};
use crate::products::axes::{Closed, ClosedPlace, ClosureEffect, ClosureSheet, RoadsReport};
use crate::table::{Locator, Status};
use closed::{Stretches, is_closed, stretches};
use curfew::Curfew;
use geo_types::Coord;

/// Delays below this many minutes are none: half a minute.
const NO_DELAY: f64 = 0.5;

/// The communes' chief places, the facilities and the towns that supply them.
pub struct Places<'a> {
    boundaries: &'a Boundaries,
    /// Chief place of each commune.
    chief: Vec<Coord<f64>>,
    /// Place on the road of each commune; `None` where no road is near.
    pub on_road: Vec<Option<Position>>,
    /// Facilities that are not closed and stand somewhere: position in the list, and place on the road.
    facilities: Vec<(usize, Coord<f64>, Option<Position>)>,
    /// Chief towns of regions; of cercles where a list ranks no town higher, else the communes' chief places.
    towns: Vec<Coord<f64>>,
}

/// Adds the closures that the project declares.
///
/// Errors: coordinates that cannot be projected.
pub fn add(
    report: &mut RoadsReport,
    inputs: &AxesInputs,
    places: &Places,
    laid: &LaidAxes,
    axes: &[(&AxisInput, &Axis)],
    problems: &mut Problems,
) -> Result<()> {
    for closure in inputs.closures {
        let curfew = match Curfew::of(closure) {
            Ok(curfew) => curfew,
            Err(problem) => {
                problems.add(*problem);
                continue;
            }
        };
        match stretches(closure, inputs.options, report, axes) {
            Ok(shut) => report.closures.push(sheet(closure, curfew, &shut, inputs, places, &laid.split.network)?),
            Err(problem) => problems.add(*problem),
        }
    }
    Ok(())
}

impl<'a> Places<'a> {
    /// Who and what a closure may touch. A place farther from every road than the project allows is on none.
    ///
    /// Errors: coordinates that cannot be projected.
    pub fn new(inputs: &AxesInputs, boundaries: &'a Boundaries, network: &Network) -> Result<Places<'a>> {
        let locator = Locator::new(&boundaries.communes);
        // The chief place: the town of the best rank and most people in the commune, else its middle.
        let mut first: Vec<Option<_>> = vec![None; boundaries.communes.len()];
        for (i, town) in inputs.towns.iter().enumerate() {
            if let Some(commune) = locator.locate(town.point) {
                let rank = (town.rank, std::cmp::Reverse(town.population), i);
                let best = first[commune].get_or_insert(rank);
                *best = rank.min(*best);
            }
        }
        let centre = boundaries.communes.iter().map(|area| area.centre);
        let chief: Vec<Coord<f64>> =
            centre.zip(&first).map(|(centre, town)| town.map_or(centre, |t| inputs.towns[t.2].point)).collect();
        let ranked = |least: u8| -> Vec<Coord<f64>> {
            inputs.towns.iter().filter(|t| t.rank <= least && locator.locate(t.point).is_some()).map(|t| t.point).collect()
        };
        let towns = [ranked(2), ranked(3), chief.clone()].into_iter().find(|list| !list.is_empty()).unwrap_or_default();
        let open = |(i, site): (usize, &crate::table::Site)| Some((i, site.point.filter(|_| site.status != Status::Closed)?));
        let sites: Vec<(usize, Coord<f64>)> = inputs.facilities.iter().enumerate().filter_map(open).collect();
        let limit = inputs.options.reach_km * 1000.0;
        let snapper = Snapper::new(network, |edge, _| !network.road(edge).proposed);
        let position = |found: Option<Snapped>| found.map(|s| s.position);
        let on_road = snapper.within(&chief, limit)?.into_iter().map(position).collect();
        let points: Vec<Coord<f64>> = sites.iter().map(|site| site.1).collect();
        let found = snapper.within(&points, limit)?.into_iter().map(position);
        let facilities = sites.into_iter().zip(found).map(|((i, point), found)| (i, point, found)).collect();
        Ok(Places { boundaries, chief, on_road, facilities, towns })
    }
}

/// The network with a node at each border of what is closed, and the paces before and after.
struct Scenario {
    network: Network,
    paces: [Vec<f64>; 2],
    off_road: f64,
}

impl Scenario {
    /// Journeys from each place to the quickest of the goals, before and after.
    fn journeys(&self, from: &[Coord<f64>], to: &[Coord<f64>]) -> Result<[Vec<Option<Journey>>; 2]> {
        let landings = self.paces.each_ref().map(|paces| paces.iter().map(|pace| pace.is_finite()).collect::<Vec<bool>>());
        let times =
            |roads: &[f64]| DoorToDoor::new(&self.network, Paces { roads, off_road: self.off_road }, &landings, to)?.from(from);
        Ok([times(&self.paces[0])?, times(&self.paces[1])?])
    }
}

fn sheet(
    closure: &ClosureInput,
    curfew: Option<Curfew>,
    shut: &Stretches,
    inputs: &AxesInputs,
    places: &Places,
    network: &Network,
) -> Result<ClosureSheet> {
    // Every border of a closed part, every commune and every facility becomes a node.
    let mut positions: Vec<Position> =
        shut.iter().flat_map(|&(edge, a, b)| [a, b].map(|along_m| Position { edge, along_m })).collect();
    let borders = positions.len();
    positions.extend(places.on_road.iter().flatten());
    positions.extend(places.facilities.iter().filter_map(|f| f.2));
    let split = network.split_at(&positions);
    let mut nodes = split.nodes[borders..].iter().copied();
    let mut node_of = |position: &Option<Position>| position.and_then(|_| nodes.next());
    let of_commune: Vec<Option<u32>> = places.on_road.iter().map(&mut node_of).collect();
    let of_facility: Vec<Option<u32>> = places.facilities.iter().map(|f| node_of(&f.2)).collect();

    let open = |edge: u32, e: &Edge| !is_closed(&split, shut, edge, e);
    let before = split.network.ways_by_length();
    let after = split.network.ways(|edge, e| (!split.network.road(edge).proposed && open(edge, e)).then_some(e.length_m));
    let people_of = |i: usize| inputs.people.and_then(|column| column.cells.get(i)?.ok());
    let mut weights = vec![0.0; split.network.nodes().len()];
    for (i, node) in of_commune.iter().enumerate() {
        node.iter().for_each(|node| weights[*node as usize] += people_of(i).unwrap_or(0.0));
    }
    let isolated = cut_off(&before, &after, &weights);
    let by_road = |node: &Option<u32>| match node {
        // A place with no open road left lies on the closed road itself.
        Some(node) if !before.arcs(*node).is_empty() && after.arcs(*node).is_empty() => Some(ClosureEffect::OnClosedRoad),
        Some(node) if isolated[*node as usize] => Some(ClosureEffect::CutOff),
        _ => None,
    };

    let shut_edges = split.network.edges().iter().zip(0..).filter(|(e, edge)| !open(*edge, e));
    // The sum of nothing is −0.
    let closed_m = shut_edges.fold(0.0, |sum, (e, _)| sum + e.length_m);
    let paces = match inputs.options.speed_kmh {
        Some(kmh) => {
            let pace = |edge| if split.network.road(edge).proposed { f64::INFINITY } else { minutes_per_metre(kmh) };
            (0..split.network.edges().len() as u32).map(pace).collect()
        }
        None => split.network.paces(&inputs.speeds),
    };
    let remaining = (0..).zip(split.network.edges()).zip(&paces);
    let remaining = remaining.map(|((edge, e), &pace)| if open(edge, e) { pace } else { f64::INFINITY }).collect();
    let off_road = minutes_per_metre(inputs.speeds.off_road);
    let scenario = Scenario { network: split.network.clone(), paces: [paces, remaining], off_road };
    let sites: Vec<Coord<f64>> = places.facilities.iter().map(|f| f.1).collect();
    let judge = |by_road: Option<ClosureEffect>, journeys: [Option<Journey>; 2]| {
        let minutes = journeys.map(|journey| journey.map(|j| j.minutes));
        let nights = curfew.zip(minutes[1]).map_or(0.0, |(curfew, minutes)| curfew.minutes_lost(minutes));
        let later = minutes[0].zip(minutes[1]).map(|(before, after)| after + nights - before).filter(|later| *later >= NO_DELAY);
        let effect = match (by_road, later) {
            (Some(effect), _) => effect,
            (None, Some(_)) if nights > 0.0 => ClosureEffect::AfterCurfew,
            (None, Some(_)) => ClosureEffect::Later,
            (None, None) => return None,
        };
        Some(Closed { effect, minutes, later })
    };

    let mut touched = Vec::new();
    let [then, now] = scenario.journeys(&places.chief, &sites)?;
    for (i, journeys) in then.into_iter().zip(now).enumerate() {
        let Some(closed) = judge(by_road(&of_commune[i]), journeys.into()) else { continue };
        let area = &places.boundaries.communes[i];
        let place = ClosedPlace::Commune { code: area.code.clone(), name: area.name.clone(), people: people_of(i) };
        touched.push((place, closed));
    }
    let [then, now] = scenario.journeys(&sites, &places.towns)?;
    for (i, journeys) in then.into_iter().zip(now).enumerate() {
        let Some(closed) = judge(by_road(&of_facility[i]), journeys.into()) else { continue };
        let site = &inputs.facilities[places.facilities[i].0];
        let place = ClosedPlace::Facility { input: site.source.clone(), row: site.row, name: site.name.clone() };
        touched.push((place, closed));
    }
    let label = closure.label.as_ref().map_or_else(|| Text::same(&closure.id), |label| label.text());
    Ok(ClosureSheet { id: closure.id.clone(), label, closed_km: closed_m / 1000.0, touched })
}
