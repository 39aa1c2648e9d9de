//! Which share of an area lies within reach of some point.
//!
//! As the crow flies. Travel on roads is another matter.

use super::nearest::{NearestPoints, longest_geodesic};
use crate::base::ellipsoid::{ECCENTRICITY_2, EQUATOR_RADIUS, in_space};
use crate::base::{Area, Areas};
use geo::BoundingRect;
use geo_types::{Coord, LineString, Polygon};
use rayon::prelude::*;

/// People per unit of area at a longitude and latitude, in any unit.
pub type Density<'a> = &'a (dyn Fn(f64, f64) -> f64 + Sync);

/// Sample places in an area, unless a small threshold asks for more.
const SAMPLES: f64 = 400.0;
const SAMPLES_AT_MOST: f64 = 20_000.0;
/// Rows of the sample grid: a bound for areas that are all length and no surface.
const ROWS_AT_MOST: f64 = 4096.0;

/// Share (0 to 1) of an area's people who live within each of `thresholds_km` of a point, in the order
/// of the thresholds; a place at the very threshold is within. People are spread as `density` says;
/// without it, evenly.
///
/// `None` where there is nothing to take a share of: an area without surface, or without people
/// by `density`. Without any points the shares are 0. Where `density` is negative or not finite
/// there is nobody.
///
/// # Method and error
///
/// About 400 places, evenly along evenly spaced parallels from border to border, each weighted with
/// the surface it stands for on the ellipsoid; more, up to 20 000, so that places stand no further
/// apart than half the smallest threshold. There is no chance in it. Parts of an area that lie
/// between two parallels are passed over; an area that no parallel meets counts as its centre.
/// With people spread evenly the error stays below 2 percentage points (see the tests: below one
/// for a circle inside a square). A density with peaks narrower than the spacing adds its own.
pub fn share_within(area: &Area, points: &NearestPoints, thresholds_km: &[f64], density: Option<Density>) -> Option<Vec<f64>> {
    let thresholds: Vec<f64> = thresholds_km.iter().map(|km| km * 1000.0).collect();
    let smallest = thresholds_km.iter().copied().filter(|&km| km > 0.0).fold(f64::INFINITY, f64::min);
    let wanted = (4.0 * area.area_km2 / (smallest * smallest)).clamp(SAMPLES, SAMPLES_AT_MOST);

    let mut walk = Walk { points, metres: &thresholds, last: None };
    let mut people = 0.0;
    let mut reached = vec![0.0; thresholds.len()];
    let mut count = |place: Coord<f64>, surface: f64| {
        let here = surface * density.map_or(1.0, |density| density(place.x, place.y));
        if here.is_finite() && here > 0.0 {
            people += here;
            reached.iter_mut().zip(walk.within(place)).filter(|(_, within)| *within).for_each(|(sum, _)| *sum += here);
        }
    };
    if area.area_km2 > 0.0 && !sample(area, wanted, &mut count) {
        count(area.centre, 1.0);
    }
    (people > 0.0).then(|| reached.into_iter().map(|sum| sum / people).collect())
}

/// [`share_within`] for every area, in their order, in parallel.
pub fn shares_within(
    areas: &Areas,
    points: &NearestPoints,
    thresholds_km: &[f64],
    density: Option<Density>,
) -> Vec<Option<Vec<f64>>> {
    areas.as_slice().par_iter().map(|area| share_within(area, points, thresholds_km, density)).collect()
}

/// Places one after another, each asked whether some point lies within each threshold. From one place to the next the
/// straight line to the nearest point grows or shrinks by no more than the way between them, so that few places need a search.
struct Walk<'a> {
    points: &'a NearestPoints,
    /// Thresholds.
    metres: &'a [f64],
    /// The last place in space, and the bounds of the straight line from it to the nearest point.
    last: Option<([f64; 3], [f64; 2])>,
}

impl Walk<'_> {
    /// A geodesic is measured only where the straight line leaves doubt, which is a few millimetres around 15 km.
    fn within(&mut self, place: Coord<f64>) -> impl Iterator<Item = bool> {
        let [least, most] = in_space(place).map_or([f64::INFINITY; 2], |here| self.straight(here));
        let points = self.points;
        self.metres.iter().map(move |&metres| {
            least <= metres
                && (longest_geodesic(most) <= metres || points.nearest(place).is_some_and(|(_, geodesic)| geodesic <= metres))
        })
    }

    /// Bounds of the straight line to the nearest point, as narrow as the thresholds need.
    fn straight(&mut self, here: [f64; 3]) -> [f64; 2] {
        /// More than any rounding.
        const HAIR: f64 = 1e-3;
        let from_last = self.last.map(|(last, [least, most])| {
            let way = [0, 1, 2].map(|i| here[i] - last[i]).iter().map(|d| d * d).sum::<f64>().sqrt() + HAIR;
            [least - way, most + way]
        });
        let decided = |[least, most]: &[f64; 2]| self.metres.iter().all(|&m| *least > m || longest_geodesic(*most) <= m);
        let bounds = from_last.filter(decided).unwrap_or_else(|| [self.points.straight(here).unwrap_or(f64::INFINITY); 2]);
        self.last = Some((here, bounds));
        bounds
    }
}

/// Calls `each` with places inside the area, and the surface each stands for in a common unit. Returns whether there was any.
fn sample(area: &Area, wanted: f64, each: &mut impl FnMut(Coord<f64>, f64)) -> bool {
    let Some(extent) = area.geometry.bounding_rect() else { return false };
    let spacing_m = (area.area_km2 * 1e6 / wanted).sqrt();
    let degree_m = EQUATOR_RADIUS.to_radians();
    let rows = (extent.height() * degree_m / spacing_m).ceil().clamp(1.0, ROWS_AT_MOST);
    let step_y = extent.height() / rows;
    let step_x = spacing_m / (degree_m * extent.center().y.to_radians().cos().max(1e-3));
    let mut any = false;
    for row in 0..rows as usize {
        let y = extent.min().y + (row as f64 + 0.5) * step_y;
        let (sin_lat, cos_lat) = y.to_radians().sin_cos();
        let surface = cos_lat / (1.0 - ECCENTRICITY_2 * sin_lat * sin_lat).powi(2);
        for polygon in &area.geometry {
            for stretch in crossings(polygon, y).chunks_exact(2) {
                let width = stretch[1] - stretch[0];
                // However short a stretch, somebody lives on it.
                let places = (width / step_x).round().max(1.0);
                for place in 0..places as usize {
                    any = true;
                    let x = stretch[0] + (place as f64 + 0.5) / places * width;
                    each(Coord { x, y }, surface * width / places);
                }
            }
        }
    }
    any
}

/// Where the borders of a polygon cross a parallel, west to east: in and out by turns.
fn crossings(polygon: &Polygon<f64>, y: f64) -> Vec<f64> {
    let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
    let mut xs: Vec<f64> = rings
        .flat_map(LineString::lines)
        .filter(|line| (line.start.y <= y) != (line.end.y <= y))
        .map(|line| line.start.x + (y - line.start.y) / (line.end.y - line.start.y) * (line.end.x - line.start.x))
        .collect();
    xs.sort_by(f64::total_cmp);
    xs
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Contains, Distance, Geodesic};
    use geo_types::{MultiPolygon, Point, coord, polygon};
    use proptest::prelude::*;

    fn area(geometry: impl Into<MultiPolygon<f64>>) -> Area {
        Area::new("A".into(), "A", None, geometry.into())
    }

    fn square(x: f64, y: f64, side: f64) -> Polygon<f64> {
        polygon![(x: x, y: y), (x: x + side, y: y), (x: x + side, y: y + side), (x: x, y: y + side)]
    }

    fn at(x: f64, y: f64) -> NearestPoints {
        NearestPoints::new(&[coord! { x: x, y: y }])
    }

    #[test]
    fn a_circle_inside_a_square() {
        let home = area(square(-4.0, 14.0, 0.5));
        for km in [2.0, 5.0, 15.0, 25.0] {
            let exact = std::f64::consts::PI * km * km / home.area_km2;
            let share = share_within(&home, &at(-3.75, 14.25), &[km], None).unwrap()[0];
            assert!((share - exact).abs() < 0.01, "{km} km: {share} instead of {exact}");
        }
    }

    #[test]
    fn everybody_nobody_and_no_people() {
        let home = area(square(-4.0, 14.0, 0.1));
        assert_eq!(share_within(&home, &at(-3.95, 14.05), &[50.0, 0.0], None), Some(vec![1.0, 0.0]));
        assert_eq!(share_within(&home, &NearestPoints::new(&[]), &[50.0], None), Some(vec![0.0]));
        assert_eq!(share_within(&area(MultiPolygon(vec![])), &at(0.0, 0.0), &[5.0], None), None);
        assert_eq!(share_within(&home, &at(-3.95, 14.05), &[5.0], Some(&|_, _| 0.0)), None);
        assert_eq!(share_within(&home, &at(-3.95, 14.05), &[5.0], Some(&|_, _| f64::NAN)), None);
    }

    proptest! {
        /// However the places lie, a walk says of each what is said of it alone.
        #[test]
        fn a_walk_tells_what_each_place_tells(
            steps in prop::collection::vec((-0.2..0.2f64, -0.2..0.2f64), 1..80),
            points in prop::collection::vec((-1.0..1.0f64, 14.0..16.0f64), 0..12),
        ) {
            let points: Vec<Coord<f64>> = points.into_iter().map(|(x, y)| coord! { x: x, y: y }).collect();
            let (points, metres) = (NearestPoints::new(&points), [5_000.0, 15_000.0, 60_000.0]);
            let mut walk = Walk { points: &points, metres: &metres, last: None };
            let mut place = coord! { x: 0.0, y: 15.0 };
            for (dx, dy) in steps {
                place = coord! { x: place.x + dx, y: place.y + dy };
                let alone = metres.map(|m| points.nearest(place).is_some_and(|(_, geodesic)| geodesic <= m));
                prop_assert_eq!(walk.within(place).collect::<Vec<_>>(), alone);
            }
        }
    }

    #[test]
    fn people_count_where_they_live() {
        let home = area(square(-4.0, 14.0, 1.0));
        let in_the_west: Density = &|x, _| if x < -3.5 { 3.0 } else { 1.0 };
        let clinic = at(-3.75, 14.5);
        let even = share_within(&home, &clinic, &[20.0], None).unwrap()[0];
        let weighted = share_within(&home, &clinic, &[20.0], Some(in_the_west)).unwrap()[0];
        assert!((weighted / even - 1.5).abs() < 0.01, "all reached people are in the west: {weighted} against {even}");
    }

    #[test]
    fn a_thin_area_is_not_missed_and_holes_hold_nobody() {
        let thin = area(polygon![(x: 0.0, y: 10.0), (x: 1.0, y: 11.0), (x: 1.0, y: 11.0 + 1e-9)]);
        // The half nearer to the wide end has three quarters of the surface.
        let share =
            share_within(&thin, &at(1.0, 11.0), &[at(0.5, 10.5).nearest(coord! { x: 1.0, y: 11.0 }).unwrap().1 / 1000.0], None);
        assert!((share.unwrap()[0] - 0.75).abs() < 0.01);
        let ring = Polygon::new(square(0.0, 10.0, 0.3).exterior().clone(), vec![square(0.1, 10.1, 0.1).exterior().clone()]);
        assert_eq!(share_within(&area(ring), &at(0.15, 10.15), &[3.0], None), Some(vec![0.0]));
    }

    fn places(count: usize, x: std::ops::Range<f64>, y: std::ops::Range<f64>) -> impl Strategy<Value = Vec<Coord<f64>>> {
        prop::collection::vec((x, y).prop_map(|(x, y)| coord! { x: x, y: y }), 1..count)
    }

    fn by_brute_force(points: &[Coord<f64>], place: Coord<f64>) -> (usize, f64) {
        let metres = points.iter().map(|&p| Geodesic.distance(Point::from(place), Point::from(p)));
        metres.enumerate().min_by(|a, b| a.1.total_cmp(&b.1)).unwrap()
    }

    proptest! {
        #[test]
        fn shares_are_close_to_those_of_a_fine_grid(
            points in places(6, -4.0..-3.0, 14.0..15.0),
            corners in prop::collection::vec(0.15..0.5f64, 5..12),
        ) {
            let corner = |(i, r): (usize, &f64)| {
                let angle = i as f64 / corners.len() as f64 * std::f64::consts::TAU;
                coord! { x: -3.5 + r * angle.cos(), y: 14.5 + r * angle.sin() }
            };
            let home = area(Polygon::new(corners.iter().enumerate().map(corner).collect(), vec![]));
            let fine = (0..200 * 200).map(|i| coord! { x: -4.0 + (f64::from(i % 200) + 0.5) / 200.0, y: 14.0 + (f64::from(i / 200) + 0.5) / 200.0 });
            let inside: Vec<_> = fine.filter(|p| home.geometry.contains(p)).collect();
            let near = inside.iter().filter(|&&p| by_brute_force(&points, p).1 <= 15_000.0).count();
            let exact = near as f64 / inside.len() as f64;
            let share = share_within(&home, &NearestPoints::new(&points), &[15.0], None).unwrap()[0];
            prop_assert!((share - exact).abs() < 0.02, "{} instead of {}", share, exact);
        }
    }
}
