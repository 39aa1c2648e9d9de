//! The network itself: nodes, edges, and the course of each edge with its measure in metres.

use super::ways::Ways;
use crate::base::MetricFrame;
use geo_types::{Coord, LineString};

/// What the road layer says about one of its lines.
#[derive(Debug, Clone, PartialEq)]
pub struct RoadLabel {
    /// Number of the feature in the file, the first is 1.
    pub row: u64,
    pub name: Option<String>,
    pub class: Option<String>,
    /// A link that does not exist yet: travelled only where somebody asks for it.
    pub proposed: bool,
}

/// One point of the course of an edge.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Vertex {
    /// WGS84 longitude, latitude.
    pub degrees: Coord<f64>,
    /// The same in the network's metric frame.
    pub metres: Coord<f64>,
    /// Geodesic metres from the start of the edge.
    pub along_m: f64,
}

/// A piece of road between two nodes, travelled both ways. Edges may run parallel, and may
/// begin and end at one node.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Edge {
    pub from: u32,
    pub to: u32,
    /// Position in [`Network::roads`].
    pub road: u32,
    /// Geodesic length on WGS84.
    pub length_m: f64,
    /// Its vertices are `first..last` of all.
    pub(super) first: u32,
    pub(super) last: u32,
}

/// A place on the network: so many metres from the start of an edge.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Position {
    pub edge: u32,
    pub along_m: f64,
}

/// A graph of roads. Nodes and edges are numbered in the order of the lines they come from.
#[derive(Debug, Clone)]
pub struct Network {
    pub(super) frame: MetricFrame,
    pub(super) roads: Vec<RoadLabel>,
    /// WGS84 longitude, latitude.
    pub(super) nodes: Vec<Coord<f64>>,
    pub(super) edges: Vec<Edge>,
    pub(super) vertices: Vec<Vertex>,
}

impl Network {
    /// The projection in which courses are compared; lengths are geodesic all the same.
    pub fn frame(&self) -> &MetricFrame {
        &self.frame
    }

    pub fn roads(&self) -> &[RoadLabel] {
        &self.roads
    }

    /// Longitude and latitude of every node.
    pub fn nodes(&self) -> &[Coord<f64>] {
        &self.nodes
    }

    pub fn edges(&self) -> &[Edge] {
        &self.edges
    }

    /// The course of an edge, from its `from` to its `to`: at least two vertices.
    pub fn course(&self, edge: u32) -> &[Vertex] {
        let Edge { first, last, .. } = self.edges[edge as usize];
        &self.vertices[first as usize..last as usize]
    }

    /// The course of an edge in degrees.
    pub fn line(&self, edge: u32) -> LineString<f64> {
        self.course(edge).iter().map(|v| v.degrees).collect()
    }

    /// What the road layer says of the road an edge belongs to.
    pub fn road(&self, edge: u32) -> &RoadLabel {
        &self.roads[self.edges[edge as usize].road as usize]
    }

    /// The point at a position, held within the edge.
    pub fn point_at(&self, position: Position) -> Coord<f64> {
        self.vertex_at(position).degrees
    }

    /// As [`Self::point_at`], in both forms. Between two vertices both are interpolated straight:
    /// vertices of roads stand close enough.
    pub(super) fn vertex_at(&self, position: Position) -> Vertex {
        let course = self.course(position.edge);
        let along = position.along_m.clamp(0.0, self.edges[position.edge as usize].length_m);
        let after = course.partition_point(|v| v.along_m < along).clamp(1, course.len() - 1);
        let (a, b) = (&course[after - 1], &course[after]);
        let step = b.along_m - a.along_m;
        let share = if step > 0.0 { ((along - a.along_m) / step).clamp(0.0, 1.0) } else { 0.0 };
        let between = |a: Coord<f64>, b: Coord<f64>| a + (b - a) * share;
        Vertex { degrees: between(a.degrees, b.degrees), metres: between(a.metres, b.metres), along_m: along }
    }

    /// The part of an edge's course between two measures, in the order asked: backwards where
    /// `from_m` is the greater.
    pub fn stretch(&self, edge: u32, from_m: f64, to_m: f64) -> Vec<Coord<f64>> {
        let (low, high) = (from_m.min(to_m), from_m.max(to_m));
        let inside = self.course(edge).iter().filter(|v| v.along_m > low && v.along_m < high).map(|v| v.degrees);
        let ends = [low, high].map(|along_m| self.point_at(Position { edge, along_m }));
        let mut points: Vec<Coord<f64>> = std::iter::once(ends[0]).chain(inside).chain([ends[1]]).collect();
        if from_m > to_m {
            points.reverse();
        }
        points
    }

    /// The graph for searching, at the cost that `cost` gives for an edge; `None` closes it.
    ///
    /// Decide about proposed links here: `network.road(edge).proposed`.
    pub fn ways(&self, cost: impl Fn(u32, &Edge) -> Option<f64>) -> Ways {
        let priced = self.edges.iter().enumerate().map(|(i, e)| (e.from, e.to, cost(i as u32, e).unwrap_or(f64::INFINITY)));
        Ways::new(self.nodes.len(), &priced.collect::<Vec<_>>())
    }

    /// The graph of the roads that exist, by length in metres.
    pub fn ways_by_length(&self) -> Ways {
        self.ways(|edge, e| (!self.road(edge).proposed).then_some(e.length_m))
    }
}
