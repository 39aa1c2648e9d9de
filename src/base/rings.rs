//! Rings from directed edges: the exact half of dissolving and of checking polygons.
//!
//! Works on the vertices as they are and never moves one. Where edges cross or overlap it
//! gives up; it is not for repairing.

use super::crossings::{first_crossing, is_free_of_itself};
use geo::algorithm::kernels::{Kernel, Orientation};
use geo::coordinate_position::{CoordPos, coord_pos_relative_to_ring};
use geo::winding_order::{Winding, WindingOrder};
use geo::{BoundingRect, GeoNum, Intersects};
use geo_types::{Coord, Line, LineString, MultiPolygon, Polygon, Rect};
use std::cmp::Ordering;
use std::collections::HashMap;

/// Whether every coordinate is a finite number.
pub(crate) fn is_finite(polygon: &Polygon<f64>) -> bool {
    let mut rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
    rings.all(|ring| ring.coords().all(|c| c.x.is_finite() && c.y.is_finite()))
}

/// All edges of all rings, directed so that the inside lies to their left whatever the
/// rings' own direction. Edges of no length are left out.
pub(crate) fn directed_edges(parts: &[&MultiPolygon<f64>]) -> Vec<Line<f64>> {
    let mut edges = Vec::new();
    for polygon in parts.iter().flat_map(|part| &part.0) {
        add_ring(&mut edges, polygon.exterior(), WindingOrder::CounterClockwise);
        polygon.interiors().iter().for_each(|hole| add_ring(&mut edges, hole, WindingOrder::Clockwise));
    }
    edges
}

fn add_ring(edges: &mut Vec<Line<f64>>, ring: &LineString<f64>, wanted: WindingOrder) {
    let turned = ring.winding_order().is_some_and(|order| order != wanted);
    // Adding zero makes −0 and 0 one vertex.
    let clean = |c: Coord<f64>| Coord { x: c.x + 0.0, y: c.y + 0.0 };
    let edge = |line: Line<f64>| match turned {
        true => Line::new(clean(line.end), clean(line.start)),
        false => Line::new(clean(line.start), clean(line.end)),
    };
    edges.extend(ring.lines().map(edge).filter(|line| line.start != line.end));
}

/// The polygons bounded by `edges` once edges that run both ways have cancelled: exterior
/// rings counter-clockwise, holes clockwise, rings that meet in a point kept apart.
///
/// `None` when the edges do not bound clean polygons: two of them cross or overlap, one is
/// there twice, a ring encloses nothing, or a ring lies where it cannot (a hole outside
/// every shell, a shell inside a shell). No edges give no polygons.
pub(crate) fn assemble(edges: Vec<Line<f64>>) -> Option<MultiPolygon<f64>> {
    let edges = cancel(edges)?;
    if first_crossing(&edges).is_some() {
        return None;
    }
    let rings: Option<Vec<Ring>> = stitch(&edges)?.into_iter().map(Ring::new).collect();
    nest(rings?)
}

/// Whether a closed ring without repeated points meets itself nowhere and has a surface: then it bounds a polygon as it is.
pub(crate) fn is_simple(ring: &LineString<f64>) -> bool {
    let mut edges = Vec::with_capacity(ring.0.len());
    add_ring(&mut edges, ring, WindingOrder::CounterClockwise);
    ring.winding_order().is_some() && is_free_of_itself(&edges)
}

fn order(a: &Coord<f64>, b: &Coord<f64>) -> Ordering {
    a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y))
}

/// Takes out every edge that also runs the other way; sorted by start and end.
/// `None` when an edge is there twice in one direction.
fn cancel(mut edges: Vec<Line<f64>>) -> Option<Vec<Line<f64>>> {
    let by_ends = |a: &Line<f64>, b: &Line<f64>| order(&a.start, &b.start).then_with(|| order(&a.end, &b.end));
    edges.sort_unstable_by(by_ends);
    if edges.windows(2).any(|pair| pair[0] == pair[1]) {
        return None;
    }
    let lonely = |edge: &Line<f64>| {
        let reverse = Line::new(edge.end, edge.start);
        edges.binary_search_by(|probe| by_ends(probe, &reverse)).is_err()
    };
    Some(edges.iter().filter(|edge| lonely(edge)).copied().collect())
}

/// Closed walks along the edges, each vertex once per walk. `edges` are sorted by start.
fn stitch(edges: &[Line<f64>]) -> Option<Vec<Vec<Coord<f64>>>> {
    let mut taken = vec![false; edges.len()];
    let repeats = edges.windows(2).any(|pair| pair[0].start == pair[1].start);
    let mut rings = Vec::new();
    for first in 0..edges.len() {
        if taken[first] {
            continue;
        }
        let mut walk = Vec::new();
        let mut at = first;
        loop {
            if std::mem::replace(&mut taken[at], true) {
                return None;
            }
            walk.push(edges[at].start);
            at = next_edge(edges, edges[at])?;
            if at == first {
                break;
            }
        }
        match repeats {
            true => split_at_repeated_vertices(walk, &mut rings),
            false => rings.push(walk),
        }
    }
    Some(rings)
}

/// The edge that goes on from the end of `from`. Where several leave that vertex, the first
/// one clockwise from the way back, so that the wedge of inside between them stays whole.
fn next_edge(edges: &[Line<f64>], from: Line<f64>) -> Option<usize> {
    let vertex = from.end;
    let start = edges.partition_point(|edge| order(&edge.start, &vertex) == Ordering::Less);
    let leaving = edges[start..].iter().take_while(|edge| edge.start == vertex).count();
    (start..start + leaving).min_by(|&a, &b| clockwise_order(vertex, from.start, edges[a].end, edges[b].end))
}

/// Which of `a` and `b` comes first when turning clockwise round `centre` from `reference`.
fn clockwise_order(centre: Coord<f64>, reference: Coord<f64>, a: Coord<f64>, b: Coord<f64>) -> Ordering {
    let side = |p| <f64 as GeoNum>::Ker::orient2d(centre, reference, p);
    let half = |p| match side(p) {
        Orientation::Clockwise => 0,
        Orientation::Collinear => 1,
        Orientation::CounterClockwise => 2,
    };
    half(a).cmp(&half(b)).then_with(|| match <f64 as GeoNum>::Ker::orient2d(centre, a, b) {
        Orientation::Clockwise => Ordering::Less,
        Orientation::Collinear => Ordering::Equal,
        Orientation::CounterClockwise => Ordering::Greater,
    })
}

fn split_at_repeated_vertices(walk: Vec<Coord<f64>>, rings: &mut Vec<Vec<Coord<f64>>>) {
    let key = |c: &Coord<f64>| (c.x.to_bits(), c.y.to_bits());
    let mut seen: HashMap<(u64, u64), usize> = HashMap::new();
    let mut open: Vec<Coord<f64>> = Vec::with_capacity(walk.len());
    for vertex in walk {
        if let Some(&from) = seen.get(&key(&vertex)) {
            let ring = open.split_off(from);
            ring.iter().for_each(|c| {
                seen.remove(&key(c));
            });
            rings.push(ring);
        }
        seen.insert(key(&vertex), open.len());
        open.push(vertex);
    }
    rings.push(open);
}

struct Ring {
    line: LineString<f64>,
    shell: bool,
    area: f64,
    bounds: Rect<f64>,
}

impl Ring {
    fn new(open: Vec<Coord<f64>>) -> Option<Self> {
        let origin = *open.first()?;
        let mut line = LineString(open);
        line.close();
        // From a corner of its own, so that small rings far from the origin keep their digits.
        let twice: f64 =
            line.lines().map(|l| (l.start - origin).x * (l.end - origin).y - (l.end - origin).x * (l.start - origin).y).sum();
        let bounds = line.bounding_rect()?;
        (twice != 0.0).then_some(Ring { line, shell: twice > 0.0, area: twice.abs() / 2.0, bounds })
    }

    fn holds(&self, other: &Ring) -> bool {
        self.area > other.area && self.bounds.intersects(&other.bounds) && {
            let place = |c: Coord<f64>| coord_pos_relative_to_ring(c, &self.line);
            let vertex = other.line.0.iter().map(|&c| place(c)).find(|&p| p != CoordPos::OnBoundary);
            // A ring that touches with every corner: no edge is shared, so a middle decides.
            let position = vertex.or_else(|| other.line.lines().next().map(|l| place((l.start + l.end) / 2.0)));
            position == Some(CoordPos::Inside)
        }
    }
}

/// Gives every hole to the smallest shell around it.
fn nest(mut rings: Vec<Ring>) -> Option<MultiPolygon<f64>> {
    rings.sort_by(|a, b| b.area.total_cmp(&a.area).then_with(|| order(&a.line.0[0], &b.line.0[0])));
    let mut holes: Vec<Vec<LineString<f64>>> = vec![Vec::new(); rings.len()];
    for (i, ring) in rings.iter().enumerate() {
        let around = (0..i).rev().find(|&j| rings[j].holds(ring));
        match (ring.shell, around) {
            (true, None) => {}
            (true, Some(j)) if !rings[j].shell => {}
            (false, Some(j)) if rings[j].shell => holes[j].push(ring.line.clone()),
            _ => return None,
        }
    }
    let shells = rings.into_iter().zip(holes).filter(|(ring, _)| ring.shell);
    Some(MultiPolygon(shells.map(|(ring, holes)| Polygon::new(ring.line, holes)).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn simple_rings_are_those_that_come_out_as_one_polygon_of_the_same_vertices(
            places in prop::collection::vec((0i8..7, 0i8..7), 3..9),
        ) {
            let mut ring: LineString<f64> = places.into_iter().map(|(x, y)| (f64::from(x), f64::from(y))).collect();
            ring.0.dedup();
            ring.close();
            prop_assume!(ring.0.len() >= 4 && ring.0[0] != ring.0[ring.0.len() - 2]);
            let whole = MultiPolygon(vec![Polygon::new(ring.clone(), vec![])]);
            let same = |made: MultiPolygon<f64>| made.0.len() == 1 && made.0[0].interiors().is_empty() && made.0[0].exterior().0.len() == ring.0.len();
            prop_assert_eq!(is_simple(&ring), assemble(directed_edges(&[&whole])).is_some_and(same));
        }
    }
}
