//! The lines of a road layer, laid flat: all vertices in one block, in degrees and in metres.

use super::chunks::Chunks;
use crate::base::{MetricFrame, Result};
use crate::read::roads::Road;
use geo_types::{Coord, Rect};

/// Every part of every road. Line `i` holds the vertices `starts[i]..starts[i + 1]`, at least two,
/// no two neighbours equal.
pub(super) struct Lines {
    pub frame: MetricFrame,
    /// Position of the road of each line.
    pub road: Vec<u32>,
    pub starts: Vec<u32>,
    pub degrees: Vec<Coord<f64>>,
    pub metres: Vec<Coord<f64>>,
    /// Metres in the plane from the start of the vertex's line.
    pub along: Vec<f64>,
    /// The line of each vertex.
    pub line: Vec<u32>,
}

impl Lines {
    /// Vertices that are not numbers are dropped, then lines of fewer than two different points.
    ///
    /// Errors: coordinates that cannot be projected.
    pub fn new(roads: &[Road]) -> Result<Lines> {
        let (mut road, mut starts, mut degrees, mut line) = (Vec::new(), vec![0u32], Vec::<Coord<f64>>::new(), Vec::new());
        for (i, part) in roads.iter().enumerate().flat_map(|(i, road)| road.line.iter().map(move |part| (i, part))) {
            let start = degrees.len();
            for &c in part.coords().filter(|c| c.x.is_finite() && c.y.is_finite()) {
                if degrees.len() == start || degrees[degrees.len() - 1] != c {
                    degrees.push(c);
                }
            }
            if degrees.len() < start + 2 {
                degrees.truncate(start);
                continue;
            }
            line.resize(degrees.len(), road.len() as u32);
            road.push(i as u32);
            starts.push(degrees.len() as u32);
        }
        let frame = MetricFrame::centred_on(extent(&degrees));
        let mut metres = degrees.clone();
        frame.project(&mut metres)?;
        let mut along = vec![0.0; metres.len()];
        for v in 1..metres.len() {
            if line[v] == line[v - 1] {
                let step = metres[v] - metres[v - 1];
                along[v] = along[v - 1] + step.x.hypot(step.y);
            }
        }
        Ok(Lines { frame, road, starts, degrees, metres, along, line })
    }

    pub fn len(&self) -> usize {
        self.road.len()
    }

    /// First vertex of a line and the one after its last.
    pub fn range(&self, line: u32) -> (u32, u32) {
        (self.starts[line as usize], self.starts[line as usize + 1])
    }

    pub fn is_end(&self, vertex: u32) -> bool {
        let (first, last) = self.range(self.line[vertex as usize]);
        vertex == first || vertex + 1 == last
    }

    pub fn chunks(&self) -> Chunks {
        Chunks::new((0..self.len() as u32).map(|line| self.range(line)), &self.metres)
    }

    /// A place on a segment, in metres and in degrees.
    pub fn place(&self, segment: u32, share: f64) -> (Coord<f64>, Coord<f64>) {
        let between = |of: &[Coord<f64>]| {
            let (a, b) = (of[segment as usize], of[segment as usize + 1]);
            a + (b - a) * share
        };
        (between(&self.metres), between(&self.degrees))
    }

    /// Metres in the plane from the start of the line to a place on a segment.
    pub fn along_at(&self, segment: u32, share: f64) -> f64 {
        let (a, b) = (self.along[segment as usize], self.along[segment as usize + 1]);
        a + (b - a) * share
    }
}

/// The box around the points; the point (0, 0) when there are none.
fn extent(points: &[Coord<f64>]) -> Rect<f64> {
    let first = points.first().copied().unwrap_or(Coord { x: 0.0, y: 0.0 });
    let (mut low, mut high) = (first, first);
    for c in points {
        low = Coord { x: low.x.min(c.x), y: low.y.min(c.y) };
        high = Coord { x: high.x.max(c.x), y: high.y.max(c.y) };
    }
    Rect::new(low, high)
}
