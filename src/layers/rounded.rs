//! Geometry on the grid of millionths of a degree, as GeoJSON holds it: rounded, without
//! repeated points and spikes, rings closed and wound by the right-hand rule.
//!
//! Not for repairing: two borders that cross after rounding stay crossed, and a line over the
//! antimeridian is not cut (RFC 7946, 3.1.9); nothing this program maps reaches it.

use geo_types::{Coord, Geometry, LineString, Point, Polygon};

/// Millionths of a degree: about 0.11 m of latitude, finer than any boundary survey here.
const SCALE: f64 = 1e6;

/// Longitude and latitude in millionths of a degree. Whole numbers compare and print exactly.
pub type Position = [i64; 2];

/// A geometry on the grid. Never empty: what loses all its parts is `None` instead.
#[derive(Debug, Clone, PartialEq)]
pub enum Rounded {
    Point(Position),
    MultiPoint(Vec<Position>),
    Line(Vec<Position>),
    MultiLine(Vec<Vec<Position>>),
    /// The outer ring, then the holes.
    Polygon(Vec<Vec<Position>>),
    MultiPolygon(Vec<Vec<Vec<Position>>>),
    Collection(Vec<Rounded>),
}

impl Rounded {
    /// Puts a geometry with finite coordinates on the grid.
    ///
    /// A ring without area and a line without length after rounding are dropped; so is a
    /// polygon whose outer ring is dropped, with its holes. `None` when nothing is left.
    pub fn new(geometry: &Geometry<f64>) -> Option<Rounded> {
        match geometry {
            Geometry::Point(p) => Some(Rounded::Point(position(p.0))),
            Geometry::MultiPoint(m) => filled(m.iter().map(|p: &Point| position(p.0))).map(Rounded::MultiPoint),
            Geometry::Line(l) => line(&LineString(vec![l.start, l.end])).map(Rounded::Line),
            Geometry::LineString(l) => line(l).map(Rounded::Line),
            Geometry::MultiLineString(m) => filled(m.iter().filter_map(line)).map(Rounded::MultiLine),
            Geometry::Polygon(p) => polygon(p).map(Rounded::Polygon),
            Geometry::MultiPolygon(m) => filled(m.iter().filter_map(polygon)).map(Rounded::MultiPolygon),
            Geometry::Rect(r) => polygon(&r.to_polygon()).map(Rounded::Polygon),
            Geometry::Triangle(t) => polygon(&t.to_polygon()).map(Rounded::Polygon),
            Geometry::GeometryCollection(c) => filled(c.iter().filter_map(Rounded::new)).map(Rounded::Collection),
        }
    }

    /// The box around it.
    pub fn extent(&self) -> Extent {
        let around = |positions: &[Position]| positions.iter().fold(Extent::EMPTY, |extent, &p| extent.with(p));
        match self {
            Rounded::Point(p) => around(&[*p]),
            Rounded::MultiPoint(points) | Rounded::Line(points) => around(points),
            // A hole lies inside its outer ring; it is walked all the same, in case it does not.
            Rounded::MultiLine(parts) | Rounded::Polygon(parts) => parts.iter().map(|p| around(p)).collect(),
            Rounded::MultiPolygon(polygons) => polygons.iter().flatten().map(|ring| around(ring)).collect(),
            Rounded::Collection(members) => members.iter().map(Rounded::extent).collect(),
        }
    }
}

/// West, south, east and north in millionths of a degree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extent(pub [i64; 4]);

impl Extent {
    pub const EMPTY: Extent = Extent([i64::MAX, i64::MAX, i64::MIN, i64::MIN]);

    pub fn is_empty(self) -> bool {
        self == Extent::EMPTY
    }

    fn with(self, [x, y]: Position) -> Extent {
        self.joined(Extent([x, y, x, y]))
    }

    pub fn joined(self, other: Extent) -> Extent {
        let (Extent([w, s, e, n]), Extent([w2, s2, e2, n2])) = (self, other);
        Extent([w.min(w2), s.min(s2), e.max(e2), n.max(n2)])
    }
}

impl FromIterator<Extent> for Extent {
    fn from_iter<I: IntoIterator<Item = Extent>>(extents: I) -> Self {
        extents.into_iter().fold(Extent::EMPTY, Extent::joined)
    }
}

fn filled<T>(items: impl Iterator<Item = T>) -> Option<Vec<T>> {
    Some(items.collect::<Vec<T>>()).filter(|items| !items.is_empty())
}

fn position(c: Coord<f64>) -> Position {
    [(c.x * SCALE).round() as i64, (c.y * SCALE).round() as i64]
}

fn line(line: &LineString<f64>) -> Option<Vec<Position>> {
    let mut positions: Vec<Position> = line.coords().copied().map(position).collect();
    positions.dedup();
    (positions.len() >= 2).then_some(positions)
}

fn polygon(polygon: &Polygon<f64>) -> Option<Vec<Vec<Position>>> {
    let outer = ring(polygon.exterior(), true)?;
    let holes = polygon.interiors().iter().filter_map(|hole| ring(hole, false));
    Some(std::iter::once(outer).chain(holes).collect())
}

/// A closed ring, counter-clockwise or clockwise; `None` when it encloses nothing.
fn ring(ring: &LineString<f64>, counter_clockwise: bool) -> Option<Vec<Position>> {
    let mut positions = without_spikes(ring.coords().copied().map(position));
    positions.extend(positions.first().copied());
    let doubled_area = doubled_area(&positions);
    if doubled_area == 0 {
        return None;
    }
    if (doubled_area > 0) != counter_clockwise {
        positions.reverse();
    }
    Some(positions)
}

/// The corners of a ring, the first not repeated at the end, without repeated points and without
/// the spikes (out to a point and straight back) to which rounding closes a hairline gap.
fn without_spikes(corners: impl Iterator<Item = Position>) -> Vec<Position> {
    let mut kept: Vec<Position> = Vec::new();
    for corner in corners {
        match kept[..] {
            [.., last] if last == corner => {}
            [.., before, _] if before == corner => {
                kept.pop();
            }
            _ => kept.push(corner),
        }
    }
    // The same where the end meets the beginning.
    loop {
        match kept[..] {
            [first, .., last] if first == last => kept.pop(),
            [first, .., before, _] if first == before => kept.pop(),
            [_, second, .., last] if second == last => Some(kept.remove(0)),
            _ => return kept,
        };
    }
}

/// Twice the signed area of a closed ring, positive when counter-clockwise; exact.
fn doubled_area(ring: &[Position]) -> i128 {
    ring.windows(2).map(|w| w[0][0] as i128 * w[1][1] as i128 - w[1][0] as i128 * w[0][1] as i128).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::{MultiPolygon, line_string, polygon};

    #[test]
    fn rings_are_closed_and_wound_by_the_right_hand_rule() {
        // Outer ring clockwise and hole counter-clockwise: both the wrong way round.
        let p = polygon!(
            exterior: [(x: 0.0, y: 0.0), (x: 0.0, y: 4.0), (x: 4.0, y: 4.0), (x: 4.0, y: 0.0)],
            interiors: [[(x: 1.0, y: 1.0), (x: 2.0, y: 1.0), (x: 2.0, y: 2.0), (x: 1.0, y: 2.0)]],
        );
        let Some(Rounded::Polygon(rings)) = Rounded::new(&p.into()) else { panic!("a polygon stays a polygon") };
        assert!(doubled_area(&rings[0]) > 0 && doubled_area(&rings[1]) < 0);
        assert!(rings.iter().all(|r| r.first() == r.last()));
    }

    #[test]
    fn a_ring_that_vanishes_in_the_rounding_is_dropped_and_its_neighbours_stay() {
        let speck = polygon![(x: 1.0, y: 1.0), (x: 1.0000001, y: 1.0), (x: 1.0000001, y: 1.0000001)];
        let sliver = polygon![(x: 1.0, y: 1.0), (x: 2.0, y: 1.0), (x: 2.0, y: 1.0000001)];
        let cell = polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 1.0, y: 1.0)];
        assert_eq!(Rounded::new(&speck.clone().into()), None);
        assert_eq!(Rounded::new(&sliver.clone().into()), None);
        let Some(Rounded::MultiPolygon(left)) = Rounded::new(&MultiPolygon(vec![speck, cell, sliver]).into()) else {
            panic!("the cell stays")
        };
        assert_eq!(left, [[[[0, 0], [1_000_000, 0], [1_000_000, 1_000_000], [0, 0]]]]);
    }

    #[test]
    fn a_hairline_gap_that_rounding_closes_leaves_no_spike_wherever_the_ring_begins() {
        // A square with a slit of 1e-8 degrees from the middle of its lower side.
        let corners = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (1.0 + 1e-8, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0)]
            .map(|(x, y)| Coord { x, y });
        for begin in 0..corners.len() {
            let mut turned = corners;
            turned.rotate_left(begin);
            let ring = ring(&turned.to_vec().into(), true).unwrap();
            assert_eq!(ring.len(), 6, "four corners, the foot of the slit, and the end: {ring:?}");
            assert!(!ring.contains(&[1_000_000, 1_000_000]));
            assert_eq!(doubled_area(&ring), 2 * 4_000_000_000_000);
        }
        assert_eq!(without_spikes([[0, 0], [1, 1], [0, 0]].into_iter()), [[0, 0]]);
        assert!(without_spikes(std::iter::empty()).is_empty());
    }

    #[test]
    fn repeated_points_go_and_a_line_without_length_with_them() {
        let bent = line_string![(x: 0.0, y: 0.0), (x: 1e-8, y: 0.0), (x: -1.0, y: 0.5), (x: -1.0, y: 0.5)];
        assert_eq!(Rounded::new(&bent.into()), Some(Rounded::Line(vec![[0, 0], [-1_000_000, 500_000]])));
        assert_eq!(Rounded::new(&line_string![(x: 3.0, y: 0.0), (x: 3.0, y: 1e-9)].into()), None);
    }

    #[test]
    fn the_extent_of_nothing_is_empty() {
        assert!(std::iter::empty::<Extent>().collect::<Extent>().is_empty());
        let line = Rounded::Line(vec![[3, -2], [-1, 7]]);
        assert_eq!(line.extent(), Extent([-1, -2, 3, 7]));
    }
}
