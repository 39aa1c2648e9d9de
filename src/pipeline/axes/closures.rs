//! What happens to communes and facilities when roads are closed, and which pieces of road matter most.

use super::AxesInputs;
use crate::access::network::{
    Axis, Edge, Effect, LaidAxes, Network, Position, Snapper, Split, betweenness, bridges, cut_off, effects,
};
use crate::base::{Boundaries, Case, Problem, Problems, Result, Text};
use crate::pipeline::project::{AxisInput, ClosureInput};
use crate::products::axes::{ClosedCommune, ClosureSheet, KeyLink, RoadsReport};
use crate::table::{Locator, Status};
use geo_types::Coord;
use std::collections::BTreeMap;

/// Pieces of road told as decisive, at most.
const KEY_LINKS: usize = 50;

/// The communes' chief places and the facilities on the network.
struct Reached<'a> {
    boundaries: &'a Boundaries,
    /// Place on the road of each commune; `None` where no road is near.
    communes: Vec<Option<Position>>,
    /// Place on the road of each facility that is not closed.
    facilities: Vec<(usize, Position)>,
}

/// Adds the closures that the project declares, and the decisive pieces of road.
pub fn add(
    report: &mut RoadsReport,
    inputs: &AxesInputs,
    laid: &LaidAxes,
    axes: &[(&AxisInput, &Axis)],
    problems: &mut Problems,
) -> Result<()> {
    let Some(boundaries) = inputs.boundaries else { return Ok(()) };
    let network = &laid.split.network;
    let reached = reached(inputs, boundaries, network)?;
    report.key_links = key_links(inputs, &reached, network);
    for closure in inputs.closures {
        match closed_stretches(closure, report, axes) {
            Ok(closed) => report.closures.push(sheet(closure, &closed, inputs, &reached, network)),
            Err(problem) => problems.add(*problem),
        }
    }
    Ok(())
}

fn reached<'a>(inputs: &AxesInputs, boundaries: &'a Boundaries, network: &Network) -> Result<Reached<'a>> {
    let locator = Locator::new(&boundaries.communes);
    // The chief place: the town of the best rank and most people in the commune, else its middle.
    let mut chief: Vec<Option<_>> = vec![None; boundaries.communes.len()];
    for (i, town) in inputs.towns.iter().enumerate() {
        if let Some(commune) = locator.locate(town.point) {
            let rank = (town.rank, std::cmp::Reverse(town.population), i);
            let best = chief[commune].get_or_insert(rank);
            *best = rank.min(*best);
        }
    }
    let centres =
        boundaries.communes.iter().zip(&chief).map(|(area, town)| town.map_or(area.centre, |t| inputs.towns[t.2].point));
    let limit = inputs.options.reach_km * 1000.0;
    let snapper = Snapper::new(network, |edge, _| !network.road(edge).proposed);
    let position = |found: Option<crate::access::network::Snapped>| found.map(|s| s.position);
    let communes = snapper.within(&centres.collect::<Vec<_>>(), limit)?.into_iter().map(position).collect();
    let nowhere = Coord { x: f64::NAN, y: f64::NAN };
    let open = |i: &usize| inputs.facilities[*i].status != Status::Closed;
    let sites: Vec<usize> = (0..inputs.facilities.len()).filter(open).collect();
    let points: Vec<Coord<f64>> = sites.iter().map(|&i| inputs.facilities[i].point.unwrap_or(nowhere)).collect();
    let found = snapper.within(&points, limit)?;
    let facilities = sites.into_iter().zip(found).filter_map(|(i, found)| Some((i, found?.position))).collect();
    Ok(Reached { boundaries, communes, facilities })
}

/// Closed parts of the laid network: edge, from and to.
type Closed = Vec<(u32, f64, f64)>;

fn closed_stretches(
    closure: &ClosureInput,
    report: &RoadsReport,
    axes: &[(&AxisInput, &Axis)],
) -> std::result::Result<Closed, Box<Problem>> {
    let refused = |what: Text, found: String| {
        let way_out = Text::new(
            "Nommez un axe du projet (axis), avec km = [de, à], above_per_km_month ou curfew = \"18:00\".",
            "Name an axis of the project (axis), with km = [from, to], above_per_km_month or curfew = \"18:00\".",
        );
        let case = Case { row: None, field: Some(format!("closure.{}", closure.id)), found };
        Box::new(Problem::error("closure-not-applied", "", what, way_out).with(case))
    };
    if closure.curfew.is_some() && hours(closure).is_none() {
        let found = format!("{:?} → {:?}", closure.depart, closure.curfew);
        return Err(refused(Text::new("heures illisibles ou dans le désordre", "hours unreadable or out of order"), found));
    }
    if let Some(id) = closure.axis.as_ref().filter(|id| !axes.iter().any(|(a, _)| a.id == **id)) {
        return Err(refused(
            Text::new(
                "fermeture d'un axe qui n'existe pas ou n'est pas tracé",
                "closure of an axis that does not exist or was not laid",
            ),
            id.clone(),
        ));
    }
    if closure.axis.is_none() && closure.above_per_km_month.is_none() && closure.curfew.is_none() {
        return Err(refused(Text::new("fermeture qui ne ferme rien", "closure that closes nothing"), String::new()));
    }
    let mut closed = Vec::new();
    for (input, axis) in axes.iter().filter(|(a, _)| closure.axis.as_ref().is_none_or(|id| a.id == *id)) {
        let named =
            closure.axis.is_some() && closure.above_per_km_month.is_none() && (closure.km.is_some() || closure.curfew.is_none());
        let mut ranges: Vec<(f64, f64)> = Vec::new();
        if named {
            let [from, to] = closure.km.unwrap_or([0.0, f64::INFINITY]);
            ranges.push((from.min(to) * 1000.0, from.max(to) * 1000.0));
        }
        if let Some(limit) = closure.above_per_km_month {
            let segments = report.axes.iter().filter(|a| a.id == input.id).flat_map(|a| &a.segments);
            let hot = segments.filter(|s| s.rate.is_some_and(|r| r[0] > limit));
            ranges.extend(hot.map(|s| (s.from_km * 1000.0, s.to_km * 1000.0)));
        }
        for (from, to) in ranges {
            for stretch in axis.stretches.iter() {
                let (start, end) = (from.max(stretch.start_m), to.min(stretch.start_m + stretch.length_m));
                if let (Some(edge), true) = (stretch.edge, end > start) {
                    let inside =
                        |m: f64| if stretch.forward { m - stretch.start_m } else { stretch.start_m + stretch.length_m - m };
                    let (a, b) = (inside(start), inside(end));
                    closed.push((edge, a.min(b), a.max(b)));
                }
            }
        }
    }
    Ok(closed)
}

/// Hours between setting out and the curfew; `None` where they cannot be read or leave no time.
fn hours(closure: &ClosureInput) -> Option<f64> {
    let hour = |text: &str| {
        let (h, m) = text.trim().split_once([':', 'h']).unwrap_or((text.trim(), "0"));
        let (h, m): (f64, f64) = (h.parse().ok()?, if m.is_empty() { 0.0 } else { m.parse().ok()? });
        ((0.0..=24.0).contains(&h) && (0.0..60.0).contains(&m)).then_some(h + m / 60.0)
    };
    let left = hour(closure.curfew.as_ref()?)? - hour(&closure.depart)?;
    (left > 0.0).then_some(left)
}

fn sheet(closure: &ClosureInput, closed: &Closed, inputs: &AxesInputs, reached: &Reached, network: &Network) -> ClosureSheet {
    // Every border of a closed part, every commune and every facility becomes a node.
    let mut positions: Vec<Position> =
        closed.iter().flat_map(|&(edge, a, b)| [a, b].map(|along_m| Position { edge, along_m })).collect();
    let first_commune = positions.len();
    let on_road: Vec<usize> = (0..reached.communes.len()).filter(|&i| reached.communes[i].is_some()).collect();
    positions.extend(reached.communes.iter().flatten());
    let first_facility = positions.len();
    positions.extend(reached.facilities.iter().map(|f| f.1));
    let split = network.split_at(&positions);
    let shut = |edge: u32, e: &Edge| is_closed(&split, closed, edge, e);
    let exists = |edge: u32| !split.network.road(edge).proposed;
    let before = split.network.ways_by_length();
    let after = split.network.ways(|edge, e| (exists(edge) && !shut(edge, e)).then_some(e.length_m));

    let node_of_commune = &split.nodes[first_commune..first_facility];
    let node_of_facility = &split.nodes[first_facility..];
    let people_of = |i: usize| inputs.people.and_then(|column| column.cells.get(i)?.ok());
    let mut weights = vec![0.0; split.network.nodes().len()];
    on_road.iter().zip(node_of_commune).for_each(|(&i, &node)| weights[node as usize] += people_of(i).unwrap_or(0.0));
    let isolated = cut_off(&before, &after, &weights);
    // A place with no open road left lies on the closed road itself.
    let on_closed = |node: u32| !before.arcs(node).is_empty() && after.arcs(node).is_empty();
    let goals: Vec<(u32, f64)> = node_of_facility.iter().map(|&node| (node, 0.0)).collect();
    let (near_before, near_after) = (before.reach(&goals, f64::INFINITY), after.reach(&goals, f64::INFINITY));
    let changed = effects(&near_before, &near_after, node_of_commune);
    let speed = inputs.options.speed_kmh.max(0.1);
    let reach_m = hours(closure).map(|h| h * speed * 1000.0);

    let mut communes = Vec::new();
    for ((&i, &node), change) in on_road.iter().zip(node_of_commune).zip(changed) {
        let km = [near_before.cost(node), near_after.cost(node)].map(|m| m.map(|m| m / 1000.0));
        let late = reach_m.is_some_and(|reach| near_after.cost(node).is_some_and(|m| m > reach));
        let (effect, later) = match change {
            _ if on_closed(node) => ("on_closed_road", None),
            _ if isolated[node as usize] => ("cut_off", None),
            Effect::CutOff => ("no_facility", None),
            _ if late => ("after_curfew", None),
            Effect::Later(more) => ("later", Some(more / 1000.0 / speed * 60.0)),
            Effect::Same | Effect::NeverReached => continue,
        };
        let area = &reached.boundaries.communes[i];
        communes.push(ClosedCommune {
            code: area.code.clone(),
            name: area.name.clone(),
            people: people_of(i),
            effect,
            km,
            later_minutes: later,
        });
    }
    let facilities = reached
        .facilities
        .iter()
        .zip(node_of_facility)
        .filter(|(_, node)| isolated[**node as usize])
        .map(|((site, _), _)| &inputs.facilities[*site])
        .map(|site| (site.source.clone(), site.row, site.name.clone()))
        .collect();
    let closed_m: f64 =
        split.network.edges().iter().enumerate().filter(|(i, e)| shut(*i as u32, e)).map(|(_, e)| e.length_m).sum();
    let label = closure.label.as_ref().map_or_else(|| Text::same(&closure.id), |label| label.text());
    ClosureSheet { id: closure.id.clone(), label, closed_km: closed_m / 1000.0, communes, facilities }
}

/// Whether a piece lies within a closed part: its middle does, for pieces end at the borders of parts.
fn is_closed(split: &Split, closed: &Closed, edge: u32, e: &Edge) -> bool {
    let piece = split.pieces[edge as usize];
    let middle = piece.along_m + e.length_m / 2.0;
    closed.iter().any(|&(whole, from, to)| whole == piece.edge && from <= middle && middle <= to)
}

/// The pieces of road that most travel between people uses, and those whose closure cuts people off.
fn key_links(inputs: &AxesInputs, reached: &Reached, network: &Network) -> Vec<KeyLink> {
    let positions: Vec<Position> = reached.communes.iter().flatten().copied().collect();
    let split = network.split_at(&positions);
    let mut weights = vec![0.0; split.network.nodes().len()];
    let people = (0..reached.communes.len()).filter(|&i| reached.communes[i].is_some());
    for (i, &node) in people.zip(&split.nodes) {
        weights[node as usize] += inputs.people.and_then(|column| column.cells.get(i)?.ok()).unwrap_or(0.0);
    }
    let ways = split.network.ways_by_length();
    let edges = split.network.edges();
    let travel = betweenness(&ways, &weights, edges.len());
    let cut: BTreeMap<u32, f64> = bridges(&ways, &weights).into_iter().map(|b| (b.edge, b.cut_off)).collect();
    let mut order: Vec<u32> = (0..edges.len() as u32).filter(|&e| travel[e as usize] > 0.0).collect();
    order.sort_by(|&a, &b| travel[b as usize].total_cmp(&travel[a as usize]).then(a.cmp(&b)));
    let link = |edge: u32| KeyLink {
        road: split.network.road(edge).name.clone(),
        row: split.network.road(edge).row,
        course: split.network.line(edge).0,
        length_km: edges[edge as usize].length_m / 1000.0,
        travel: travel[edge as usize],
        cut_off: cut.get(&edge).copied(),
    };
    order.into_iter().take(KEY_LINKS).map(link).collect()
}
