//! An index of polylines: boxes around short runs of segments, in metres.

use geo_types::Coord;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

/// Segments in one box: few enough to look at one by one, many enough to keep the tree small.
const RUN: usize = 16;

type Chunk = GeomWithData<Rectangle<[f64; 2]>, (u32, u32)>;

/// Segments of many polylines whose vertices stand in one block. Segment `i` leads from vertex
/// `i` to vertex `i + 1`.
#[derive(Debug)]
pub(super) struct Chunks(RTree<Chunk>);

/// A place on a segment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct OnSegment {
    pub segment: u32,
    /// 0 at its start, 1 at its end.
    pub share: f64,
    /// Metres in the plane.
    pub distance: f64,
}

impl Chunks {
    /// Indexes polylines, each given as the range of its vertices.
    pub fn new(polylines: impl Iterator<Item = (u32, u32)>, vertices: &[Coord<f64>]) -> Chunks {
        let mut chunks = Vec::new();
        for (first, last) in polylines {
            let mut start = first;
            while start + 1 < last {
                let end = (start + 1 + RUN as u32).min(last);
                let corners = vertices[start as usize..end as usize].iter().map(|c| [c.x, c.y]);
                let envelope = AABB::from_points(corners.collect::<Vec<_>>().iter());
                chunks.push(GeomWithData::new(Rectangle::from_aabb(envelope), (start, end - 1)));
                start = end - 1;
            }
        }
        Chunks(RTree::bulk_load(chunks))
    }

    /// Every segment that comes within `within` metres of a point, at its nearest place, in no order.
    pub fn near(&self, vertices: &[Coord<f64>], at: Coord<f64>, within: f64) -> impl Iterator<Item = OnSegment> {
        let window = AABB::from_corners([at.x - within, at.y - within], [at.x + within, at.y + within]);
        let chunks = self.0.locate_in_envelope_intersecting(&window);
        let segments = chunks.flat_map(|chunk| chunk.data.0..chunk.data.1);
        segments.map(move |segment| nearest_on(vertices, segment, at)).filter(move |found| found.distance <= within)
    }

    /// The place nearest to a point, of equals the one first in the block; `None` without segments
    /// that `open` lets pass.
    pub fn nearest(&self, vertices: &[Coord<f64>], at: Coord<f64>, open: impl Fn(u32) -> bool) -> Option<OnSegment> {
        let mut best: Option<OnSegment> = None;
        for (chunk, squared) in self.0.nearest_neighbor_iter_with_distance_2(&[at.x, at.y]) {
            // Boxes come nearest first: what follows a box farther than the best is farther too.
            if best.is_some_and(|best| squared > best.distance * best.distance * (1.0 + 1e-12)) {
                break;
            }
            for segment in (chunk.data.0..chunk.data.1).filter(|&segment| open(segment)) {
                let found = nearest_on(vertices, segment, at);
                if best.is_none_or(|best| (found.distance, found.segment) < (best.distance, best.segment)) {
                    best = Some(found);
                }
            }
        }
        best
    }

    /// Every pair of segments whose boxes might touch, each pair once, the first in the block first.
    pub fn pairs(&self) -> impl Iterator<Item = (u32, u32)> {
        let candidates = self.0.intersection_candidates_with_other_tree(&self.0);
        candidates
            .map(|(a, b)| (a.data, b.data))
            .filter(|(a, b)| a.0 <= b.0)
            .flat_map(|(a, b)| (a.0..a.1).flat_map(move |i| (b.0..b.1).filter(move |&j| i < j).map(move |j| (i, j))))
    }
}

fn nearest_on(vertices: &[Coord<f64>], segment: u32, at: Coord<f64>) -> OnSegment {
    let (a, b) = (vertices[segment as usize], vertices[segment as usize + 1]);
    let (along, offset) = (b - a, at - a);
    let squared = along.x * along.x + along.y * along.y;
    let share = if squared > 0.0 { ((offset.x * along.x + offset.y * along.y) / squared).clamp(0.0, 1.0) } else { 0.0 };
    let miss = at - (a + along * share);
    OnSegment { segment, share, distance: miss.x.hypot(miss.y) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_nearest_is_that_of_brute_force(
            points in prop::collection::vec((0i32..40, 0i32..40), 2..60),
            at in (0i32..40, 0i32..40),
            within in 0i32..20,
        ) {
            let vertices: Vec<Coord<f64>> = points.iter().map(|&(x, y)| Coord { x: x.into(), y: y.into() }).collect();
            // Two polylines one after the other.
            let cut = (vertices.len() / 2).max(1) as u32;
            let lines = [(0, cut), (cut, vertices.len() as u32)];
            let chunks = Chunks::new(lines.into_iter(), &vertices);
            let at = Coord { x: at.0.into(), y: at.1.into() };
            let segments = lines.iter().flat_map(|l| l.0..l.1.saturating_sub(1));
            let all: Vec<OnSegment> = segments.map(|s| nearest_on(&vertices, s, at)).collect();
            let best = all.iter().copied().min_by(|a, b| a.distance.total_cmp(&b.distance).then(a.segment.cmp(&b.segment)));
            prop_assert_eq!(chunks.nearest(&vertices, at, |_| true), best);
            let mut near: Vec<u32> = chunks.near(&vertices, at, within.into()).map(|f| f.segment).collect();
            near.sort_unstable();
            let expected: Vec<u32> = all.iter().filter(|f| f.distance <= within.into()).map(|f| f.segment).collect();
            prop_assert_eq!(near, expected);
        }
    }
}
