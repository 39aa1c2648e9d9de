//! Where edges of rings cross: what tells clean polygons from faulty ones.

use geo::GeoNum;
use geo::algorithm::kernels::{Kernel, Orientation};
use geo::line_intersection::{LineIntersection, line_intersection};
use geo_types::{Coord, Line};

/// The box of an edge within one strip.
struct Reach {
    strip: u32,
    edge: u32,
    west: f64,
    east: f64,
    south: f64,
    north: f64,
}

/// A place where two edges meet other than by ending in the same vertex: of several pairs that of the first edges.
///
/// The edges are cut into level strips, and in each looked at from west to east beside those that overlap them.
pub(crate) fn first_crossing(edges: &[Line<f64>]) -> Option<Coord<f64>> {
    let mut found: Option<((u32, u32), Coord<f64>)> = None;
    for here in in_strips(edges).chunk_by(|a, b| a.strip == b.strip) {
        for (i, a) in here.iter().enumerate() {
            let beside = here[i + 1..].iter().take_while(|b| b.west <= a.east);
            for b in beside.filter(|b| b.south <= a.north && a.south <= b.north) {
                let pair = (a.edge.min(b.edge), a.edge.max(b.edge));
                if found.is_none_or(|(first, _)| pair < first)
                    && let Some(place) = crossing(&edges[pair.0 as usize], &edges[pair.1 as usize])
                {
                    found = Some((pair, place));
                }
            }
        }
    }
    found.map(|(_, place)| place)
}

/// The reach of every edge in each strip that it touches, strip by strip from west to east.
fn in_strips(edges: &[Line<f64>]) -> Vec<Reach> {
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
    let mut reaches: Vec<Reach> = Vec::with_capacity(2 * edges.len());
    for (i, edge) in (0..).zip(edges) {
        let (south, north) = (south(edge), north(edge));
        let (west, east) = (edge.start.x.min(edge.end.x), edge.start.x.max(edge.end.x));
        let touched = strip(south, strips)..=strip(north, strips);
        reaches.extend(touched.map(|strip| Reach { strip, edge: i, west, east, south, north }));
    }
    reaches.sort_unstable_by(|a, b| a.strip.cmp(&b.strip).then(a.west.total_cmp(&b.west)).then(a.edge.cmp(&b.edge)));
    reaches
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
            ends in prop::collection::vec(((0i8..12, 0i8..12), (0i8..12, 0i8..12)), 0..40), tall: bool,
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
    }
}
