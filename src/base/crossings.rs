//! Where edges of rings cross: what tells clean polygons from faulty ones.

use geo::GeoNum;
use geo::algorithm::kernels::{Kernel, Orientation};
use geo::line_intersection::{LineIntersection, line_intersection};
use geo_types::{Coord, Line};

/// Edges up to which every pair of boxes is looked at: putting them in order takes longer.
const FEW: usize = 48;

/// The box of an edge.
#[derive(Clone, Copy)]
struct Reach {
    west: f64,
    east: f64,
    south: f64,
    north: f64,
}

impl Reach {
    fn of(edge: &Line<f64>) -> Reach {
        let (start, end) = (edge.start, edge.end);
        Reach { west: start.x.min(end.x), east: start.x.max(end.x), south: start.y.min(end.y), north: start.y.max(end.y) }
    }

    fn overlaps(&self, other: &Reach) -> bool {
        self.west <= other.east && other.west <= self.east && self.south <= other.north && other.south <= self.north
    }
}

/// A place where two edges meet other than by ending in the same vertex: of several pairs that of the first edges.
pub(crate) fn first_crossing(edges: &[Line<f64>]) -> Option<Coord<f64>> {
    let mut found: Option<((usize, usize), Coord<f64>)> = None;
    each_overlap(edges, |pair| {
        if found.is_none_or(|(first, _)| pair < first)
            && let Some(place) = crossing(&edges[pair.0], &edges[pair.1])
        {
            found = Some((pair, place));
        }
    });
    found.map(|(_, place)| place)
}

/// Whether the edges of a closed ring, in its order and each of some length, meet only where one follows the other.
pub(crate) fn is_free_of_itself(ring: &[Line<f64>]) -> bool {
    let mut free = true;
    each_overlap(ring, |(i, j)| {
        let (a, b) = (&ring[i], &ring[j]);
        let follow = j == i + 1 || (i, j + 1) == (0, ring.len());
        let touch = || a.start == b.start || a.start == b.end || a.end == b.start || a.end == b.end;
        free = free && (follow || !touch()) && crossing(a, b).is_none();
    });
    free
}

/// Every pair of edges whose boxes overlap, the earlier edge first; some more than once.
///
/// Many edges are cut into level strips, and in each looked at from west to east beside those that overlap them.
fn each_overlap(edges: &[Line<f64>], mut look: impl FnMut((usize, usize))) {
    if edges.len() <= FEW {
        let reaches: Vec<Reach> = edges.iter().map(Reach::of).collect();
        for (i, a) in reaches.iter().enumerate() {
            (i + 1..reaches.len()).filter(|&j| a.overlaps(&reaches[j])).for_each(|j| look((i, j)));
        }
        return;
    }
    for here in in_strips(edges).chunk_by(|a, b| a.strip == b.strip) {
        for (i, a) in here.iter().enumerate() {
            let beside = here[i + 1..].iter().take_while(|b| b.reach.west <= a.reach.east);
            for b in beside.filter(|b| b.reach.overlaps(&a.reach)) {
                look((a.edge.min(b.edge) as usize, a.edge.max(b.edge) as usize));
            }
        }
    }
}

/// An edge in one of the strips that it touches.
struct InStrip {
    strip: u32,
    edge: u32,
    reach: Reach,
}

/// Every edge in each strip that it touches, strip by strip from west to east.
fn in_strips(edges: &[Line<f64>]) -> Vec<InStrip> {
    let south = |edge: &Line<f64>| edge.start.y.min(edge.end.y);
    let north = |edge: &Line<f64>| edge.start.y.max(edge.end.y);
    let low = edges.iter().map(south).fold(f64::INFINITY, f64::min);
    let high = edges.iter().map(north).fold(f64::NEG_INFINITY, f64::max);
    let mut strips = ((edges.len() as f64).sqrt() / 2.0).ceil().max(1.0);
    let strip = |y: f64, strips: f64| ((y - low) / (high - low) * strips).clamp(0.0, strips - 1.0) as u32;
    // Edges that span the whole would stand in every strip.
    while strips > 1.0 {
        let standing = edges.iter().map(|edge| (strip(north(edge), strips) - strip(south(edge), strips)) as usize + 1);
        if standing.sum::<usize>() <= 4 * edges.len() {
            break;
        }
        strips = (strips / 4.0).ceil();
    }
    let mut out: Vec<InStrip> = Vec::with_capacity(2 * edges.len());
    for (edge, line) in (0..).zip(edges) {
        let reach = Reach::of(line);
        let touched = strip(reach.south, strips)..=strip(reach.north, strips);
        out.extend(touched.map(|strip| InStrip { strip, edge, reach }));
    }
    out.sort_unstable_by(|a, b| a.strip.cmp(&b.strip).then(a.reach.west.total_cmp(&b.reach.west)).then(a.edge.cmp(&b.edge)));
    out
}

fn crossing(a: &Line<f64>, b: &Line<f64>) -> Option<Coord<f64>> {
    // Most pairs follow each other along a ring: with one vertex in common they meet elsewhere only where they are in line.
    let one = [
        (a.start, a.end, b.start, b.end),
        (a.start, a.end, b.end, b.start),
        (a.end, a.start, b.start, b.end),
        (a.end, a.start, b.end, b.start),
    ];
    let joined = one.into_iter().find(|(common, _, other, _)| common == other);
    if let Some((common, from, _, to)) = joined
        && <f64 as GeoNum>::Ker::orient2d(common, from, to) != Orientation::Collinear
    {
        return None;
    }
    match line_intersection(*a, *b)? {
        LineIntersection::Collinear { intersection } => (intersection.start != intersection.end).then_some(intersection.start),
        LineIntersection::SinglePoint { intersection, is_proper } => (is_proper || joined.is_none()).then_some(intersection),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn equals_looking_at_every_pair(
            ends in prop::collection::vec(((0i8..12, 0i8..12), (0i8..12, 0i8..12)), 0..80), tall: bool,
        ) {
            let place = |(x, y): (i8, i8)| Coord { x: f64::from(x), y: f64::from(y) * if tall { 1000.0 } else { 1.0 } };
            let edges: Vec<Line<f64>> = ends.into_iter().map(|(a, b)| Line::new(place(a), place(b))).filter(|l| l.start != l.end).collect();
            let pairs = (0..edges.len()).flat_map(|i| (i + 1..edges.len()).map(move |j| (i, j)));
            let meet = |&(i, j): &(usize, usize)| {
                let (a, b) = (edges[i], edges[j]);
                match line_intersection(a, b) {
                    None => false,
                    Some(LineIntersection::Collinear { intersection }) => intersection.start != intersection.end,
                    Some(LineIntersection::SinglePoint { is_proper, .. }) => {
                        is_proper || !(a.start == b.start || a.start == b.end || a.end == b.start || a.end == b.end)
                    }
                }
            };
            let known = pairs.clone().find(meet).and_then(|(i, j)| crossing(&edges[i], &edges[j]));
            prop_assert_eq!(first_crossing(&edges), known);
        }

        #[test]
        fn a_ring_is_free_of_itself_where_no_vertex_comes_twice_and_nothing_crosses(
            corners in prop::collection::vec((0i8..9, 0i8..9), 3..70), long: bool,
        ) {
            // A star around the middle, mostly free, and corners as they come, mostly not.
            let mut places: Vec<Coord<f64>> = corners.iter().map(|&(x, y)| Coord { x: f64::from(x), y: f64::from(y) }).collect();
            if long {
                let turn = std::f64::consts::TAU / places.len() as f64;
                let at = |(i, c): (usize, &Coord<f64>)| {
                    let (angle, far) = (i as f64 * turn, 1.0 + c.x);
                    Coord { x: far * angle.cos(), y: far * angle.sin() }
                };
                places = places.iter().enumerate().map(at).collect();
            }
            places.dedup();
            if places.first() == places.last() {
                places.pop();
            }
            prop_assume!(places.len() >= 3);
            let ends = places.iter().zip(places.iter().cycle().skip(1));
            let ring: Vec<Line<f64>> = ends.map(|(&a, &b)| Line::new(a, b)).collect();
            let once = |i: usize| !places[i + 1..].contains(&places[i]);
            let known = (0..places.len()).all(once) && first_crossing(&ring).is_none();
            prop_assert_eq!(is_free_of_itself(&ring), known);
        }
    }
}
