//! Points onto roads, within a limit that is kept.

use super::chunks::{Chunks, OnSegment};
use super::faults::metres;
use super::graph::{Edge, Network, Position};
use crate::base::Result;
use geo_types::Coord;

/// An index of the edges of a network that are open.
pub struct Snapper<'a> {
    network: &'a Network,
    chunks: Chunks,
    metres: Vec<Coord<f64>>,
}

/// Where a point meets the road.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Snapped {
    pub position: Position,
    /// Geodesic metres between the point and the road.
    pub distance_m: f64,
}

impl<'a> Snapper<'a> {
    /// Indexes the edges that `open` lets pass.
    pub fn new(network: &'a Network, open: impl Fn(u32, &Edge) -> bool) -> Self {
        let metres: Vec<Coord<f64>> = network.vertices.iter().map(|v| v.metres).collect();
        let edges = network.edges.iter().enumerate().filter(|&(i, edge)| open(i as u32, edge));
        let chunks = Chunks::new(edges.map(|(_, edge)| (edge.first, edge.last)), &metres);
        Snapper { network, chunks, metres }
    }

    /// The nearest place on an open road for each point (WGS84 longitude, latitude), however far;
    /// of equals the first edge. `None` for a point that is no number, or without open roads.
    ///
    /// The nearest is sought in the network's projection; the distance given is geodesic.
    pub fn nearest(&self, points: &[Coord<f64>]) -> Result<Vec<Option<Snapped>>> {
        let usable: Vec<bool> = points.iter().map(|p| p.x.is_finite() && p.y.abs() <= 90.0).collect();
        let blank = Coord { x: 0.0, y: 0.0 };
        let mut projected: Vec<Coord<f64>> = points.iter().zip(&usable).map(|(&p, &ok)| if ok { p } else { blank }).collect();
        self.network.frame.project(&mut projected)?;
        let find = |i: usize| {
            let found = self.chunks.nearest(&self.metres, projected[i], |_| true).filter(|_| usable[i])?;
            Some(self.snapped(points[i], found))
        };
        Ok((0..points.len()).map(find).collect())
    }

    /// As [`Self::nearest`], and `None` where the road is farther than `limit_m`. A point exactly
    /// at the limit is on the road.
    pub fn within(&self, points: &[Coord<f64>], limit_m: f64) -> Result<Vec<Option<Snapped>>> {
        let mut found = self.nearest(points)?;
        found.iter_mut().for_each(|place| *place = place.filter(|snapped| snapped.distance_m <= limit_m));
        Ok(found)
    }

    /// The nearest place within about `within_m` on an edge that does not touch this node, which
    /// lies at `metric` in the network's frame.
    pub(super) fn nearest_other(&self, node: u32, metric: Coord<f64>, within_m: f64) -> Option<Snapped> {
        let at = self.network.nodes[node as usize];
        let near = self.chunks.near(&self.metres, metric, within_m);
        let others = near.filter(|found| {
            let edge = &self.network.edges[self.network.on(*found).edge as usize];
            edge.from != node && edge.to != node
        });
        let best = others.min_by(|a, b| a.distance.total_cmp(&b.distance).then(a.segment.cmp(&b.segment)))?;
        Some(self.snapped(at, best))
    }

    fn snapped(&self, point: Coord<f64>, found: OnSegment) -> Snapped {
        let position = self.network.on(found);
        Snapped { position, distance_m: metres(point, self.network.point_at(position)) }
    }
}

impl Network {
    /// The place of the network that a segment of its vertices stands for.
    pub(super) fn on(&self, found: OnSegment) -> Position {
        let edge = self.edges.partition_point(|edge| edge.first <= found.segment) as u32 - 1;
        let [a, b] = [0, 1].map(|step| self.vertices[found.segment as usize + step].along_m);
        Position { edge, along_m: a + (b - a) * found.share }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::network;
    use super::*;

    fn point(x: f64, y: f64) -> Coord<f64> {
        Coord { x, y }
    }

    #[test]
    fn points_go_to_the_nearest_open_road_within_the_limit() {
        let network = network(&[&[(0.0, 15.0), (0.2, 15.0)], &[(0.0, 15.1), (0.1, 15.1), (0.2, 15.1)]]);
        let snapper = Snapper::new(&network, |_, _| true);
        let points = [point(0.1, 15.01), point(0.15, 15.09), point(0.3, 15.0), point(f64::NAN, 15.0)];
        let found = snapper.within(&points, 2000.0).unwrap();
        let edge = |i: usize| found[i].map(|s| s.position.edge);
        assert_eq!((edge(0), edge(1), edge(2), edge(3)), (Some(0), Some(1), None, None));
        let first = found[0].unwrap();
        assert!((first.distance_m - 1106.5).abs() < 1.0, "a hundredth of a degree of latitude: {}", first.distance_m);
        assert!((first.position.along_m - network.edges()[0].length_m / 2.0).abs() < 5.0);
        let far = snapper.nearest(&points).unwrap()[2].unwrap();
        assert!(far.position.along_m == network.edges()[0].length_m && far.distance_m > 10_000.0);
        let only_second = Snapper::new(&network, |edge, _| edge == 1);
        assert_eq!(only_second.nearest(&points[..1]).unwrap()[0].unwrap().position.edge, 1);
    }

    #[test]
    fn without_open_roads_nothing_is_near() {
        let network = network(&[&[(0.0, 15.0), (0.2, 15.0)]]);
        let snapper = Snapper::new(&network, |_, _| false);
        assert_eq!(snapper.nearest(&[point(0.0, 15.0)]).unwrap(), [None]);
        assert_eq!(snapper.nearest(&[]).unwrap(), []);
    }
}
