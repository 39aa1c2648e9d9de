//! What the network builder saw and did not mend.

use super::build::NetworkOptions;
use super::components::Components;
use super::crossings::Crossing;
use super::graph::Network;
use super::lines::Lines;
use super::snap::Snapper;
use crate::base::{Case, Problem, Text};
use crate::read::roads::Road;
use crate::text;
use geo::{Distance, Geodesic};
use geo_types::{Coord, Point};
use std::collections::BTreeSet;

/// A way that is this many times longer than the gap shows that the end is not meant to be open.
const DETOUR: f64 = 5.0;

pub(super) fn crossings(crossings: &[Crossing], lines: &Lines, roads: &[Road], file: &str, joined: bool) -> Problem {
    let row = |segment: u32| roads[lines.road[lines.line[segment as usize] as usize] as usize].row;
    let cases = crossings.iter().map(|crossing| {
        let [a, b] = crossing.sides.map(|(segment, _)| row(segment));
        Case::row(a, "geometry", format!("{} × {b}", place(crossing.degrees)))
    });
    let problem = if joined {
        Problem::note(
            "road-crossing-joined",
            file,
            Text::new("routes qui se croisent sans point commun : jointes", "roads that cross without a common point: joined"),
            Text::new("Vérifiez que ce ne sont pas des ponts.", "Check that these are not bridges."),
        )
    } else {
        Problem::note(
            "road-crossing",
            file,
            Text::new(
                "routes qui se croisent sans point commun : pas de carrefour",
                "roads that cross without a common point: no junction",
            ),
            Text::new(
                "Si ce ne sont pas des ponts, ajoutez un point commun aux deux lignes, ou demandez de joindre les croisements (join_crossings = true).",
                "Unless these are bridges, add a common point to both lines, or ask for crossings to be joined (join_crossings = true).",
            ),
        )
    };
    problem.with_all(cases)
}

/// Ends that lead nowhere although another road is close. Not those whose way to that road is short:
/// they are spurs.
pub(super) fn near_misses(network: &Network, file: &str, options: NetworkOptions) -> Problem {
    let tolerance = options.tolerance_m;
    let problem = Problem::warning(
        "road-near-miss",
        file,
        text!(
            "fin de route à plus de {tolerance} m d'une autre route, mais tout près : non jointe",
            "end of a road more than {tolerance} m from another road, but close: not joined"
        ),
        Text::new(
            "Prolongez la ligne jusqu'à l'autre, ou augmentez la tolérance (tolerance_m).",
            "Draw the line up to the other, or raise the tolerance (tolerance_m).",
        ),
    );
    let ways = network.ways_by_length();
    let snapper = Snapper::new(network, |edge, _| !network.road(edge).proposed);
    let mut seen: BTreeSet<(u32, u32)> = BTreeSet::new();
    let mut cases = Vec::new();
    for node in 0..network.nodes().len() as u32 {
        let [only] = ways.arcs(node) else { continue };
        if only.to == node {
            continue;
        }
        let at = network.nodes()[node as usize];
        let course = network.course(only.edge);
        let end = if network.edges()[only.edge as usize].from == node { 0 } else { course.len() - 1 };
        let Some(found) = snapper.nearest_other(node, course[end].metres, options.near_miss_m) else { continue };
        let other = network.edges()[found.position.edge as usize];
        let detour = DETOUR * found.distance_m.max(tolerance);
        let near_ends = ways.reach_nearby(node, detour);
        let by = |end: u32, rest: f64| near_ends.get(&end).is_some_and(|way| way + rest <= detour);
        if by(other.from, found.position.along_m) || by(other.to, other.length_m - found.position.along_m) {
            continue;
        }
        // Two open ends that miss each other are one gap.
        let target = network.point_at(found.position);
        let facing = [other.from, other.to].into_iter().find(|&end| network.nodes()[end as usize] == target);
        if facing.is_some_and(|end| ways.arcs(end).len() == 1 && !seen.insert((node.min(end), node.max(end)))) {
            continue;
        }
        let row = network.road(found.position.edge).row;
        let metres = found.distance_m;
        cases.push(Case::row(network.road(only.edge).row, "geometry", format!("{}: {metres:.0} m → {row}", place(at))));
    }
    problem.with_all(cases)
}

/// Parts of the network beside the longest one, each with its length and a place in it.
pub(super) fn parts(network: &Network, file: &str) -> Problem {
    let parts = Components::new(&network.ways_by_length());
    let mut length_m = vec![0.0; parts.count];
    // A part's row and place are those of its first edge.
    let mut first: Vec<Option<u32>> = vec![None; parts.count];
    for (i, edge) in network.edges().iter().enumerate().filter(|(i, _)| !network.road(*i as u32).proposed) {
        let part = parts.of_node[edge.from as usize] as usize;
        length_m[part] += edge.length_m;
        first[part].get_or_insert(i as u32);
    }
    let longest = (0..parts.count).max_by(|&a, &b| f64::total_cmp(&length_m[a], &length_m[b]).then(b.cmp(&a)));
    let others = (0..parts.count).filter(|&part| Some(part) != longest);
    let cases = others.filter_map(|part| {
        let edge = first[part]?;
        let start = network.course(edge)[0].degrees;
        Some(Case::row(network.road(edge).row, "geometry", format!("{}: {:.1} km", place(start), length_m[part] / 1000.0)))
    });
    Problem::note(
        "road-network-in-parts",
        file,
        Text::new(
            "morceau de réseau relié à rien d'autre : aucun trajet n'y mène",
            "piece of network that is joined to nothing else: no route leads there",
        ),
        Text::new(
            "Vérifiez les extrémités signalées comme proches, ou complétez la couche de routes.",
            "Look at the ends reported as close, or complete the road layer.",
        ),
    )
    .with_all(cases)
}

/// `-3.45678, 14.56789`: longitude, latitude.
fn place(degrees: Coord<f64>) -> String {
    format!("{:.5}, {:.5}", degrees.x, degrees.y)
}

/// Geodesic metres between two places.
pub(super) fn metres(a: Coord<f64>, b: Coord<f64>) -> f64 {
    Geodesic.distance(Point(a), Point(b))
}
