//! The nearest of many points, in metres over the ground.
//!
//! As the crow flies. Travel on roads is another matter.

use super::kd_tree::{KdTree, Near};
use crate::base::ellipsoid::{ECCENTRICITY_2, EQUATOR_RADIUS, in_space};
use geo::{Distance, Geodesic};
use geo_types::{Coord, Point};

/// The smallest radius of curvature anywhere on WGS84, metres: along the meridian at the equator.
const SMALLEST_RADIUS: f64 = EQUATOR_RADIUS * (1.0 - ECCENTRICITY_2);

/// Slack for straight lines, metres: far above the rounding of metres in space.
const SLACK: f64 = 1e-3;
/// Straight lines up to here, metres, give the geodesic by a series.
const SHORT: f64 = 20_000.0;
/// Series and geodesic agree to well within this, metres (see the tests). What differs by less is measured exactly.
const TIE: f64 = 1e-6;

/// Points that can be asked for the nearest ones, on the WGS84 ellipsoid.
///
/// # Method
///
/// The points stand in space, in a tree over x, y, z in metres. The straight line through the earth is
/// never longer than the geodesic over it, and the geodesic never longer than [`longest_geodesic`] of the
/// straight line; so whatever could be among the nearest along the geodesic lies within that bound of the nearest
/// straight lines, and is measured (Karney 2013). The answer equals that of measuring every point;
/// longitude 180 and the poles are no edges.
pub struct NearestPoints {
    tree: KdTree,
    points: Vec<Coord<f64>>,
    in_space: Vec<[f64; 3]>,
}

/// Room that searches use over and over.
#[derive(Debug, Default)]
pub struct Room(Vec<Near>);

impl NearestPoints {
    /// From longitudes and latitudes in degrees. Points that are not on the earth (not finite,
    /// latitude beyond 90) are never the nearest; positions still count them.
    pub fn new(points: &[Coord<f64>]) -> Self {
        let placed: Vec<Option<[f64; 3]>> = points.iter().map(|&p| in_space(p)).collect();
        let tree = KdTree::new(placed.iter().zip(0..).filter_map(|(place, i)| Some(((*place)?, i))).collect());
        let in_space = placed.into_iter().map(|place| place.unwrap_or([f64::NAN; 3])).collect();
        NearestPoints { tree, points: points.to_vec(), in_space }
    }

    /// Whether there is no point that could be the nearest.
    pub fn is_empty(&self) -> bool {
        self.tree.is_empty()
    }

    /// Position of the nearest point in the slice given to [`NearestPoints::new`], and its geodesic
    /// distance in metres. Of points at the same distance the first. `None` where there are no
    /// points and for a place that is not on the earth.
    pub fn nearest(&self, place: Coord<f64>) -> Option<(usize, f64)> {
        let mut found = Vec::new();
        self.nearest_of(place, 1, f64::INFINITY, &mut Room::default(), &mut found);
        found.first().map(|&(i, _)| (i, self.geodesic(place, i)))
    }

    /// Puts the positions and distances (metres) of the `count` nearest points, no farther than
    /// `within` metres, into `found`, nearest first; of points at the same distance the first.
    ///
    /// Up to 20 km a distance comes from a series that agrees with the geodesic to a thousandth of a
    /// millimetre; where two are closer to each other than that, both are measured.
    pub fn nearest_of(&self, place: Coord<f64>, count: usize, within: f64, room: &mut Room, found: &mut Vec<(usize, f64)>) {
        found.clear();
        let Some(here) = in_space(place) else { return };
        let near = &mut room.0;
        let limit = within + SLACK;
        // One more than wanted shows whether others could compete.
        self.tree.nearest(here, count.saturating_add(1).min(self.points.len()), limit * limit, near);
        if near.len() > count && count > 0 {
            let bound = longest_geodesic(near[count - 1].0.sqrt()) + SLACK;
            match near[count].0.sqrt() > bound {
                true => near.truncate(count),
                false => self.tree.within(here, bound.min(limit).powi(2), near),
            }
        }
        found.extend(near.iter().map(|&(straight_2, i)| (i as usize, self.metres(place, here, i as usize, straight_2))));
        let order = |a: &(usize, f64), b: &(usize, f64)| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0));
        found.sort_unstable_by(order);
        if found.windows(2).any(|pair| pair[1].1 - pair[0].1 < TIE) {
            found.iter_mut().for_each(|(i, metres)| *metres = self.geodesic(place, *i));
            found.sort_unstable_by(order);
        }
        found.truncate(count);
        found.retain(|(_, metres)| *metres <= within);
    }

    fn geodesic(&self, place: Coord<f64>, i: usize) -> f64 {
        Geodesic.distance(Point::from(place), Point::from(self.points[i]))
    }

    fn metres(&self, place: Coord<f64>, here: [f64; 3], i: usize, straight_2: f64) -> f64 {
        if straight_2 > SHORT * SHORT { self.geodesic(place, i) } else { short_geodesic(here, self.in_space[i], straight_2) }
    }

    /// Length in metres of the straight line through the earth from a place in space to the point nearest on that line.
    pub(super) fn straight(&self, place: [f64; 3]) -> Option<f64> {
        let mut found = Vec::with_capacity(2);
        self.tree.nearest(place, 1, f64::INFINITY, &mut found);
        found.first().map(|(straight_2, _)| straight_2.sqrt())
    }
}

/// The geodesic between two places in space from the straight line between them: the arc with the curvature
/// of the ellipsoid half-way, in the direction of the line (Euler's theorem on normal sections). The series
/// is that of the arcsine; what it leaves out grows with the fifth power of the length.
fn short_geodesic(a: [f64; 3], b: [f64; 3], straight_2: f64) -> f64 {
    if straight_2 == 0.0 {
        return 0.0;
    }
    let [x, y, z] = [0, 1, 2].map(|i| (a[i] + b[i]) / 2.0);
    let from_axis_2 = x * x + y * y;
    let flat = 1.0 - ECCENTRICITY_2;
    let sin_lat_2 = z * z / (z * z + from_axis_2 * flat * flat);
    let w_2 = 1.0 - ECCENTRICITY_2 * sin_lat_2;
    let w = w_2.sqrt();
    // How much of the line goes east; at a pole, where nothing does, both curvatures are the same.
    let east = (b[1] - a[1]) * x - (b[0] - a[0]) * y;
    let east_2 = if from_axis_2 > 0.0 { (east * east / (from_axis_2 * straight_2)).min(1.0) } else { 0.0 };
    let along_meridian = w * w_2 / (EQUATOR_RADIUS * flat);
    let across = w / EQUATOR_RADIUS;
    let curvature = along_meridian * (1.0 - east_2) + across * east_2;
    let s = straight_2 * curvature * curvature;
    straight_2.sqrt() * (1.0 + s / 24.0 + 3.0 * s * s / 640.0)
}

/// No geodesic with this straight line between its ends is longer: a curve is at most as long as
/// the arc of its sharpest bend over the same chord (Schur 1921).
pub(super) fn longest_geodesic(straight: f64) -> f64 {
    match straight / (2.0 * SMALLEST_RADIUS) {
        half if half < 1.0 => 2.0 * SMALLEST_RADIUS * half.asin(),
        _ => f64::INFINITY,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::coord;
    use proptest::prelude::*;

    fn at(x: f64, y: f64) -> NearestPoints {
        NearestPoints::new(&[coord! { x: x, y: y }])
    }

    #[test]
    fn nothing_is_near_where_there_is_nothing() {
        assert_eq!(NearestPoints::new(&[]).nearest(coord! { x: 0.0, y: 0.0 }), None);
        let nowhere = NearestPoints::new(&[coord! { x: f64::NAN, y: 0.0 }, coord! { x: 0.0, y: 91.0 }]);
        assert!(nowhere.is_empty());
        assert_eq!(nowhere.nearest(coord! { x: 0.0, y: 0.0 }), None);
        assert_eq!(at(0.0, 0.0).nearest(coord! { x: 0.0, y: f64::INFINITY }), None);
    }

    #[test]
    fn longitude_180_is_no_edge_and_the_first_of_equals_wins() {
        let points = [coord! { x: 0.0, y: 0.0 }, coord! { x: -179.9, y: 10.0 }, coord! { x: -179.9, y: 10.0 }];
        let (nearest, metres) = NearestPoints::new(&points).nearest(coord! { x: 179.9, y: 10.0 }).unwrap();
        assert_eq!(nearest, 1);
        // 0.2 degrees of the parallel at 10° N.
        assert!((metres - 21_928.0).abs() < 5.0, "{metres}");
    }

    #[test]
    fn a_degree_of_meridian_and_of_equator() {
        // Karney (2013), geodesics on WGS84: 110 574.389 m and 111 319.491 m.
        let from = at(0.0, 0.0);
        assert!((from.nearest(coord! { x: 0.0, y: 1.0 }).unwrap().1 - 110_574.389).abs() < 1e-3);
        assert!((from.nearest(coord! { x: 1.0, y: 0.0 }).unwrap().1 - 111_319.491).abs() < 1e-3);
    }

    #[test]
    fn a_place_at_the_very_limit_is_within() {
        let from = coord! { x: 0.0, y: 0.0 };
        let points = at(0.1, 0.0);
        let metres = points.nearest(from).unwrap().1;
        let mut found = Vec::new();
        points.nearest_of(from, 3, metres + 2e-6, &mut Room::default(), &mut found);
        assert_eq!(found.len(), 1);
        points.nearest_of(from, 3, metres - 2e-6, &mut Room::default(), &mut found);
        assert!(found.is_empty());
        points.nearest_of(from, 0, 1e9, &mut Room::default(), &mut found);
        assert!(found.is_empty());
    }

    fn places(count: usize, x: std::ops::Range<f64>, y: std::ops::Range<f64>) -> impl Strategy<Value = Vec<Coord<f64>>> {
        prop::collection::vec((x, y).prop_map(|(x, y)| coord! { x: x, y: y }), 1..count)
    }

    fn by_brute_force(points: &[Coord<f64>], place: Coord<f64>) -> Vec<(usize, f64)> {
        let metres = points.iter().map(|&p| Geodesic.distance(Point::from(place), Point::from(p)));
        let mut all: Vec<_> = metres.enumerate().collect();
        all.sort_by(|a, b| a.1.total_cmp(&b.1));
        all
    }

    proptest! {
        #[test]
        fn equals_measuring_every_point(
            far in places(40, -180.0..180.0, -90.0..90.0),
            close in places(40, 2.0..2.01, 16.0..16.01),
            around in places(20, -180.0..180.0, -90.0..90.0),
            inside in places(20, 1.99..2.02, 15.99..16.02),
            again in prop::collection::vec(0usize..40, 0..10),
            count in 1usize..6, within in 0.0..2e7f64,
        ) {
            for mut points in [far, close] {
                // Some stand twice.
                let twice: Vec<_> = again.iter().map(|i| points[i % points.len()]).collect();
                points.extend(twice);
                let index = NearestPoints::new(&points);
                let (mut room, mut found) = (Room::default(), Vec::new());
                for &place in around.iter().chain(&inside) {
                    let mut all = by_brute_force(&points, place);
                    prop_assert_eq!(index.nearest(place), Some(all[0]));
                    all.truncate(count);
                    all.retain(|(_, metres)| *metres <= within);
                    index.nearest_of(place, count, within, &mut room, &mut found);
                    prop_assert_eq!(found.iter().map(|f| f.0).collect::<Vec<_>>(), all.iter().map(|f| f.0).collect::<Vec<_>>());
                    prop_assert!(found.iter().zip(&all).all(|(a, b)| (a.1 - b.1).abs() < TIE));
                }
            }
        }

        #[test]
        fn a_geodesic_lies_between_its_bounds(a in places(2, -180.0..180.0, -90.0..90.0), b in places(2, -180.0..180.0, -90.0..90.0), shrink in 0i32..6) {
            let b = a[0] + (b[0] - a[0]) * 10f64.powi(-shrink);
            let geodesic = Geodesic.distance(Point::from(a[0]), Point::from(b));
            let straight = NearestPoints::new(&[b]).straight(in_space(a[0]).unwrap()).unwrap();
            prop_assert!(straight <= geodesic + 1e-6 && geodesic <= longest_geodesic(straight) + 1e-6);
        }

        #[test]
        fn the_series_is_the_geodesic_to_a_tenth_of_the_tie(lon in -180.0..180.0f64, lat in -89.9..89.9f64, dx in -1.0..1.0f64, dy in -1.0..1.0f64, shrink in 0i32..5) {
            let a = coord! { x: lon, y: lat };
            let size = 0.17 * 10f64.powi(-shrink);
            let b = coord! { x: lon + dx * size / lat.to_radians().cos(), y: (lat + dy * size).clamp(-90.0, 90.0) };
            let [here, there] = [a, b].map(|p| in_space(p).unwrap());
            let straight_2: f64 = (0..3).map(|i| (here[i] - there[i]).powi(2)).sum();
            prop_assume!(straight_2 <= SHORT * SHORT);
            let exact = Geodesic.distance(Point::from(a), Point::from(b));
            prop_assert!((short_geodesic(here, there, straight_2) - exact).abs() < TIE / 10.0, "{} {}", short_geodesic(here, there, straight_2), exact);
        }
    }
}
