//! Lines to a network: finds the nodes, cuts the lines there and measures the pieces.

use super::crossings::{self, crossings};
use super::faults;
use super::graph::{Edge, Network, RoadLabel, Vertex};
use super::joints::{Joints, NONE};
use super::lines::Lines;
use crate::base::{Error, Problems, Result, Text};
use crate::read::roads::Road;
use crate::text;
use geo::{Distance, Geodesic};
use geo_types::{Coord, Point};
use rayon::prelude::*;

/// How lines are joined into a network.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NetworkOptions {
    /// Ends closer than this many metres to another end, or to a line, are joined to it.
    pub tolerance_m: f64,
    /// An end that leads nowhere and lies beyond the tolerance but this close to another line is
    /// reported; it is not joined.
    pub near_miss_m: f64,
    /// Puts a junction where lines cross without a common vertex. Off by default: the one may be
    /// a bridge over the other.
    pub join_crossings: bool,
}

impl Default for NetworkOptions {
    fn default() -> Self {
        NetworkOptions { tolerance_m: 10.0, near_miss_m: 200.0, join_crossings: false }
    }
}

/// Builds the network of a road layer. `file` is its name in problems.
///
/// Nodes stand where lines end, where lines share a vertex, and where an end comes within the
/// tolerance of another line; each line is cut there. Links that are only proposed become edges
/// of their own and are marked ([`RoadLabel::proposed`]); they cause no report. Lines are
/// travelled both ways. Reported, with place and distance: ends that just miss another line, crossings
/// without a junction, and parts that hang together with nothing else.
///
/// Errors: no line with two different points; coordinates that cannot be projected.
pub fn build(roads: &[Road], file: &str, options: NetworkOptions) -> Result<(Network, Problems)> {
    let lines = Lines::new(roads)?;
    if lines.len() == 0 {
        return Err(no_lines(file));
    }
    let chunks = lines.chunks();
    let mut joints = Joints::at_shared_vertices(&lines);
    joints.snap_ends(options.tolerance_m);
    joints.meet_lines(&lines, &chunks, options.tolerance_m);
    let exists = |line: u32| !roads[lines.road[line as usize] as usize].proposed;
    let crossed = crossings(&lines, &chunks, &joints, options.tolerance_m, exists);
    if options.join_crossings {
        crossings::join(&crossed, &lines, &mut joints);
    }
    let network = cut(&lines, roads, joints);
    let mut problems = Problems::new();
    problems.add(faults::crossings(&crossed, &lines, roads, file, options.join_crossings));
    problems.add(faults::near_misses(&network, file, options));
    problems.add(faults::parts(&network, file));
    Ok((network, problems))
}

fn no_lines(file: &str) -> Error {
    Error::input(
        text!("`{file}` : aucune route n'a deux points différents", "`{file}`: no road has two different points"),
        Text::new("Donnez une couche de lignes en longitude et latitude.", "Give a layer of lines in longitude and latitude."),
    )
}

/// Cuts every line at its nodes.
fn cut(lines: &Lines, roads: &[Road], mut joints: Joints) -> Network {
    joints.breaks.sort_by(|a, b| a.segment.cmp(&b.segment).then(a.share.total_cmp(&b.share)).then(a.node.cmp(&b.node)));
    // Numbers without those that were merged away.
    let mut number = vec![NONE; joints.places.len()];
    let mut nodes = Vec::new();
    for root in joints.roots() {
        number[root as usize] = nodes.len() as u32;
        nodes.push(joints.places[root as usize].1);
    }
    let mut vertices: Vec<Vertex> = Vec::with_capacity(lines.metres.len() + joints.breaks.len());
    let mut edges: Vec<Edge> = Vec::new();
    let mut breaks = joints.breaks.iter().peekable();
    for line in 0..lines.len() as u32 {
        let (first, last) = lines.range(line);
        let mut piece = Piece { road: lines.road[line as usize], from: NONE, first: vertices.len() as u32 };
        for v in first..last {
            match joints.of_vertex[v as usize] {
                NONE => vertices.push(vertex(lines.degrees[v as usize], lines.metres[v as usize])),
                node => piece.reach(node, &joints, &number, &mut vertices, &mut edges),
            }
            while let Some(found) = breaks.next_if(|b| b.segment == v) {
                piece.reach(found.node, &joints, &number, &mut vertices, &mut edges);
            }
        }
    }
    measure(&mut edges, &mut vertices);
    Network { frame: lines.frame.clone(), roads: roads.iter().map(label).collect(), nodes, edges, vertices }
}

fn label(road: &Road) -> RoadLabel {
    RoadLabel { row: road.row, name: road.name.clone(), class: road.class.clone(), proposed: road.proposed }
}

fn vertex(degrees: Coord<f64>, metres: Coord<f64>) -> Vertex {
    Vertex { degrees, metres, along_m: 0.0 }
}

/// The piece of a line that is being laid down.
struct Piece {
    road: u32,
    /// Node it began at; [`NONE`] before the first.
    from: u32,
    first: u32,
}

impl Piece {
    /// Ends the piece at a node and begins the next one there. A piece without length is dropped.
    fn reach(&mut self, joint: u32, joints: &Joints, number: &[u32], vertices: &mut Vec<Vertex>, edges: &mut Vec<Edge>) {
        let (metres, degrees) = joints.places[joint as usize];
        let node = number[joint as usize];
        vertices.push(vertex(degrees, metres));
        let last = vertices.len() as u32;
        if self.from != NONE {
            let course = &vertices[self.first as usize..];
            if course.iter().all(|v| v.degrees == degrees) {
                vertices.truncate(self.first as usize + 1);
                return;
            }
            edges.push(Edge { from: self.from, to: node, road: self.road, length_m: 0.0, first: self.first, last });
            vertices.push(vertex(degrees, metres));
        }
        self.from = node;
        self.first = vertices.len() as u32 - 1;
    }
}

/// Fills in geodesic measures.
pub(super) fn measure(edges: &mut [Edge], vertices: &mut [Vertex]) {
    let steps: Vec<f64> =
        vertices.par_windows(2).map(|pair| Geodesic.distance(Point(pair[0].degrees), Point(pair[1].degrees))).collect();
    for edge in edges {
        let mut along = 0.0;
        vertices[edge.first as usize].along_m = 0.0;
        for v in edge.first as usize + 1..edge.last as usize {
            along += steps[v - 1];
            vertices[v].along_m = along;
        }
        edge.length_m = along;
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{network, road, roads};
    use super::*;

    fn shape(lines: &[&[(f64, f64)]], options: NetworkOptions) -> (Network, Vec<crate::base::Problem>) {
        let (network, problems) = build(&roads(lines), "roads", options).unwrap();
        (network, problems.sorted())
    }

    fn ends(network: &Network) -> Vec<(u32, u32)> {
        network.edges().iter().map(|e| (e.from, e.to)).collect()
    }

    #[test]
    fn lines_are_cut_at_vertices_they_share() {
        let (network, problems) =
            shape(&[&[(0.0, 15.0), (0.1, 15.0), (0.2, 15.0)], &[(0.1, 15.1), (0.1, 15.0), (0.1, 14.9)]], Default::default());
        assert_eq!(ends(&network), [(0, 1), (1, 2), (3, 1), (1, 4)]);
        assert_eq!(problems, [], "a shared vertex is a junction");
        // 0.1 degree of longitude at 15° N on WGS84: π/1800 · a cosφ / √(1 − e² sin²φ).
        let (a, e2, phi) = (6_378_137.0, 0.006_694_379_990_141_3, 15f64.to_radians());
        let expected = std::f64::consts::PI / 1800.0 * a * phi.cos() / (1.0 - e2 * phi.sin().powi(2)).sqrt();
        assert!((network.edges()[0].length_m - expected).abs() < 0.1, "{}", network.edges()[0].length_m);
        assert_eq!(network.course(2)[0].degrees, Coord { x: 0.1, y: 15.1 });
    }

    #[test]
    fn ends_within_the_tolerance_are_joined_to_ends_and_to_lines() {
        // 0.00005° are about 5 m.
        let (network, problems) = shape(
            &[&[(0.0, 15.0), (0.1, 15.0)], &[(0.10005, 15.0), (0.2, 15.0)], &[(0.15, 15.00005), (0.15, 15.1)]],
            Default::default(),
        );
        assert_eq!(ends(&network), [(0, 1), (1, 3), (3, 2), (3, 4)]);
        assert_eq!(problems, []);
        let junction = network.nodes()[3];
        assert_eq!(junction, Coord { x: 0.15, y: 15.00005 }, "the line bends to the end that meets it");
        assert_eq!(network.course(1).last().unwrap().degrees, junction);
    }

    #[test]
    fn an_end_that_just_misses_is_reported_with_its_distance_and_not_joined() {
        // 0.001° of latitude are about 110 m.
        let (network, problems) = shape(&[&[(0.0, 15.0), (0.2, 15.0)], &[(0.1, 15.001), (0.1, 15.1)]], Default::default());
        assert_eq!(network.edges().len(), 2);
        let kinds: Vec<_> = problems.iter().map(|p| (p.kind, p.count)).collect();
        assert_eq!(kinds, [("road-near-miss", 1), ("road-network-in-parts", 1)]);
        let case = &problems[0].cases[0];
        assert_eq!(case.row, Some(2));
        assert!(case.found.starts_with("0.10000, 15.00100") && case.found.contains("11"), "{}", case.found);
    }

    #[test]
    fn a_short_spur_is_no_near_miss() {
        let (_, problems) =
            shape(&[&[(0.0, 15.0), (0.1, 15.0)], &[(0.1, 15.0), (0.2, 15.0)], &[(0.1, 15.0), (0.1, 15.001)]], Default::default());
        assert_eq!(problems, [], "the end of the spur is near the road it hangs on");
    }

    #[test]
    fn crossings_are_reported_and_joined_only_on_request() {
        let lines: [&[(f64, f64)]; 2] = [&[(0.0, 15.0), (0.2, 15.0)], &[(0.1, 14.9), (0.1, 15.1)]];
        let (network, problems) = shape(&lines, Default::default());
        assert_eq!((network.edges().len(), problems[0].kind, problems[0].count), (2, "road-crossing", 1));
        let (joined, problems) = shape(&lines, NetworkOptions { join_crossings: true, ..Default::default() });
        assert_eq!(ends(&joined), [(0, 4), (4, 1), (2, 4), (4, 3)]);
        assert_eq!(problems.len(), 1, "what was joined is said");
        let whole: f64 = joined.edges().iter().map(|e| e.length_m).sum();
        assert!((whole - network.edges().iter().map(|e| e.length_m).sum::<f64>()).abs() < 1.0);
    }

    #[test]
    fn a_crossing_at_a_vertex_of_one_line_is_one_crossing() {
        let lines: [&[(f64, f64)]; 2] = [&[(0.0, 15.0), (0.1, 15.0), (0.2, 15.0)], &[(0.1, 14.9), (0.1, 15.1)]];
        assert_eq!(shape(&lines, Default::default()).1[0].count, 1);
    }

    #[test]
    fn proposed_links_keep_apart_and_parallel_roads_stay_two() {
        let mut layer = roads(&[&[(0.0, 15.0), (0.2, 15.0)], &[(0.0, 15.0), (0.1, 15.05), (0.2, 15.0)]]);
        layer.push(Road { proposed: true, ..road(3, &[(0.1, 14.9), (0.1, 15.2)]) });
        let (network, problems) = build(&layer, "roads", NetworkOptions::default()).unwrap();
        assert!(problems.is_empty(), "a link that does not exist crosses nothing");
        assert_eq!(ends(&network), [(0, 1), (0, 1), (2, 3)]);
        let ways = network.ways_by_length();
        assert_eq!((ways.arcs(0).len(), ways.arcs(2).len()), (2, 0));
        assert_eq!(ways.route(0, 1).unwrap().edges, [0], "the straight one is shorter");
    }

    #[test]
    fn a_ring_that_does_not_quite_close_is_closed() {
        let network = network(&[&[(0.0, 15.0), (0.1, 15.0), (0.1, 15.1), (0.00003, 15.00003)]]);
        assert_eq!(ends(&network), [(0, 0)]);
    }

    #[test]
    fn a_layer_without_lines_is_an_error_with_a_way_out() {
        let error = build(&roads(&[&[(0.0, 15.0), (0.0, 15.0)]]), "r.geojson", NetworkOptions::default()).unwrap_err();
        assert!(error.what.fr.contains("r.geojson"));
    }
}
