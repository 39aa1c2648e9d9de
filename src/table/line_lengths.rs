//! How many kilometres of line lie in each area.
//!
//! Not for counting lines, and not for telling one road from its other carriageway: a road drawn
//! as two lines is twice as long.

use super::Locator;
use crate::base::Areas;
use geo::line_intersection::{LineIntersection, line_intersection};
use geo::{Coord, Distance, Geodesic, Line, MultiLineString, Point};
use rayon::prelude::*;
use rstar::primitives::GeomWithData;
use rstar::{AABB, RTree};

/// Kilometres of `lines` inside each area, in area order. `locator` was made from `areas`.
///
/// Every segment is cut where it crosses a border, each piece belongs to the area that the
/// locator finds at its middle, and what lies outside every area counts nowhere: the sum over
/// areas is never more than the length of the lines, and a line along a shared border counts
/// once. Cuts are made in longitude and latitude, where borders are straight, and pieces
/// are measured on the WGS84 ellipsoid (Karney 2013); their lengths differ from those of an uncut line by less
/// than a millionth for segments under 10 km. Segments with a coordinate that is no number
/// are left out.
pub fn line_lengths(areas: &Areas, locator: &Locator, lines: &[&MultiLineString<f64>]) -> Vec<f64> {
    let segments: Vec<Line<f64>> = lines
        .iter()
        .flat_map(|line| line.0.iter().flat_map(|part| part.lines()))
        .filter(|s| s.start != s.end && [s.start.x, s.start.y, s.end.x, s.end.y].iter().all(|v| v.is_finite()))
        .collect();
    let pieces = cuts(areas, &segments)
        .into_par_iter()
        .zip(&segments)
        .map(|(cuts, segment)| {
            let ends = std::iter::once(0.0).chain(cuts).chain([1.0]).collect::<Vec<f64>>();
            let piece = |pair: &[f64]| {
                let area = locator.locate(along(segment, (pair[0] + pair[1]) / 2.0))?;
                let [from, to] = [pair[0], pair[1]].map(|t| Point::from(along(segment, t)));
                Some((area, Geodesic.distance(from, to) / 1000.0))
            };
            ends.windows(2).filter(|pair| pair[0] < pair[1]).filter_map(piece).collect::<Vec<_>>()
        })
        .collect::<Vec<_>>();
    let mut lengths = vec![0.0; areas.len()];
    for (area, km) in pieces.into_iter().flatten() {
        lengths[area] += km;
    }
    lengths
}

/// Where borders cross each segment, as sorted shares of its way. There are more borders than roads, so
/// that the roads are in the tree.
fn cuts(areas: &Areas, segments: &[Line<f64>]) -> Vec<Vec<f64>> {
    let tree = RTree::bulk_load(segments.iter().enumerate().map(|(i, s)| GeomWithData::new(*s, i)).collect());
    let crossings: Vec<Vec<(usize, f64)>> = areas
        .as_slice()
        .par_iter()
        .map(|area| {
            let rings = area.geometry.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
            let mut found = Vec::new();
            for border in rings.flat_map(|ring| ring.lines()) {
                let sight = AABB::from_corners(Point::from(border.start), Point::from(border.end));
                for segment in tree.locate_in_envelope_intersecting(&sight) {
                    let at = match line_intersection(*segment.geom(), border) {
                        Some(LineIntersection::SinglePoint { intersection, .. }) => vec![intersection],
                        Some(LineIntersection::Collinear { intersection }) => vec![intersection.start, intersection.end],
                        None => Vec::new(),
                    };
                    found.extend(at.into_iter().map(|point| (segment.data, share(segment.geom(), point))));
                }
            }
            found
        })
        .collect();
    let mut cuts = vec![Vec::new(); segments.len()];
    for (segment, at) in crossings.into_iter().flatten() {
        cuts[segment].push(at);
    }
    cuts.iter_mut().for_each(|at| at.sort_unstable_by(f64::total_cmp));
    cuts
}

/// How far along a segment a point of it lies, 0 to 1.
fn share(segment: &Line<f64>, point: Coord<f64>) -> f64 {
    let (dx, dy) = (segment.dx(), segment.dy());
    let t = if dx.abs() > dy.abs() { (point.x - segment.start.x) / dx } else { (point.y - segment.start.y) / dy };
    t.clamp(0.0, 1.0)
}

fn along(segment: &Line<f64>, t: f64) -> Coord<f64> {
    segment.start + segment.delta() * t
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Area, Level};
    use geo::{LineString, MultiPolygon, polygon};
    use proptest::prelude::*;

    /// Two squares of one degree side by side, the western one with a hole.
    fn squares() -> Areas {
        let west = polygon!(
            exterior: [(x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 1.0, y: 1.0), (x: 0.0, y: 1.0)],
            interiors: [[(x: 0.4, y: 0.4), (x: 0.4, y: 0.6), (x: 0.6, y: 0.6), (x: 0.6, y: 0.4)]],
        );
        let east = polygon![(x: 1.0, y: 0.0), (x: 2.0, y: 0.0), (x: 2.0, y: 1.0), (x: 1.0, y: 1.0)];
        let area = |code: &str, shape| Area::new(code.into(), code, None, MultiPolygon(vec![shape]));
        Areas::new(Level::Commune, vec![area("A", west), area("B", east)])
    }

    fn km(points: &[(f64, f64)]) -> Vec<f64> {
        let areas = squares();
        let line = MultiLineString(vec![LineString::from(points.to_vec())]);
        line_lengths(&areas, &Locator::new(&areas), &[&line])
    }

    fn geodesic(a: (f64, f64), b: (f64, f64)) -> f64 {
        Geodesic.distance(Point::from(a), Point::from(b)) / 1000.0
    }

    #[track_caller]
    fn near(found: Vec<f64>, expected: [f64; 2]) {
        assert!(found.iter().zip(expected).all(|(f, e)| (f - e).abs() < 1e-6), "{found:?} {expected:?}");
    }

    #[test]
    fn a_road_is_shared_by_the_areas_it_crosses() {
        near(km(&[(0.5, 0.2), (1.5, 0.2)]), [geodesic((0.5, 0.2), (1.0, 0.2)), geodesic((1.0, 0.2), (1.5, 0.2))]);
    }

    #[test]
    fn what_lies_in_a_hole_or_abroad_counts_nowhere() {
        let through = geodesic((0.0, 0.5), (0.4, 0.5)) + geodesic((0.6, 0.5), (1.0, 0.5));
        near(km(&[(-3.0, 0.5), (1.2, 0.5)]), [through, geodesic((1.0, 0.5), (1.2, 0.5))]);
        near(km(&[(5.0, 5.0), (6.0, 6.0)]), [0.0, 0.0]);
    }

    #[test]
    fn a_road_along_a_border_counts_once() {
        near(km(&[(1.0, 0.1), (1.0, 0.9)]), [geodesic((1.0, 0.1), (1.0, 0.9)), 0.0]);
        // Along the outer border, in two pieces that overlap the corner.
        near(km(&[(0.5, 0.0), (1.5, 0.0)]), [geodesic((0.5, 0.0), (1.0, 0.0)), geodesic((1.0, 0.0), (1.5, 0.0))]);
    }

    #[test]
    fn lines_without_length_or_place_are_nothing() {
        near(km(&[(0.5, 0.5)]), [0.0, 0.0]);
        near(km(&[(0.2, 0.2), (0.2, 0.2)]), [0.0, 0.0]);
        near(km(&[(0.2, 0.2), (f64::NAN, 0.2)]), [0.0, 0.0]);
    }

    proptest! {
        #[test]
        fn pieces_add_up_to_what_lies_inside(points in proptest::collection::vec((0.0f64..2.0, 0.0f64..0.39), 2..8)) {
            // All inside the two squares and below the hole: nothing is lost and nothing counts twice.
            let whole: f64 = points.windows(2).map(|p| geodesic(p[0], p[1])).sum();
            let found: f64 = km(&points).iter().sum();
            prop_assert!((found - whole).abs() <= 1e-5 * whole + 1e-9, "{found} {whole}");
        }
    }
}
