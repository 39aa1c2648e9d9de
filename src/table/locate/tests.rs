//! The index against a test of every polygon, with the same rule for borders and overlaps.

use super::{Locator, Sharing};
use crate::base::{Area, Areas, Level};
use geo::Contains;
use geo::coordinate_position::{CoordPos, coord_pos_relative_to_ring};
use geo_types::{Coord, LineString, MultiPolygon, Polygon, coord, polygon};
use proptest::prelude::*;

fn areas(geometries: Vec<MultiPolygon<f64>>) -> Areas {
    let area = |(i, geometry)| Area::new(format!("A{i:04}").as_str().into(), "", None, geometry);
    Areas::new(Level::Commune, geometries.into_iter().enumerate().map(area).collect())
}

fn all_by_brute_force(areas: &Areas, point: Coord<f64>) -> Vec<usize> {
    let holds = |polygon: &Polygon<f64>| {
        coord_pos_relative_to_ring(point, polygon.exterior()) != CoordPos::Outside
            && polygon.interiors().iter().all(|hole| coord_pos_relative_to_ring(point, hole) != CoordPos::Inside)
    };
    (0..areas.len()).filter(|&i| areas[i].geometry.iter().any(holds)).collect()
}

fn check(areas: &Areas, points: impl IntoIterator<Item = Coord<f64>>) {
    let locator = Locator::new(areas);
    let points: Vec<_> = points.into_iter().collect();
    let many = locator.locate_many(&points);
    for (point, of_many) in points.into_iter().zip(many) {
        let expected = all_by_brute_force(areas, point);
        assert_eq!(locator.locate_all(point), expected, "{point:?}");
        assert_eq!(locator.locate(point), expected.first().copied(), "{point:?}");
        let shared = locator.locate_shared(point);
        assert_eq!(shared.map(|(area, _)| area), expected.first().copied(), "{point:?}");
        assert!(shared.is_none_or(|(_, sharing)| (sharing == Sharing::Alone) == (expected.len() == 1)), "{point:?}: {shared:?}");
        assert_eq!(of_many.map(|a| a as usize), expected.first().copied(), "{point:?}");
    }
}

/// Vertices, middles of edges (often exactly on them) and their close neighbourhood.
fn critical_points(areas: &Areas) -> Vec<Coord<f64>> {
    let rings = areas.iter().flat_map(|a| &a.geometry).flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
    let near = |c: Coord<f64>| [c, coord! { x: c.x.next_up(), y: c.y }, coord! { x: c.x, y: c.y.next_down() }];
    rings.flat_map(LineString::lines).flat_map(|l| [l.start, (l.start + l.end) / 2.0]).flat_map(near).collect()
}

fn square(x: f64, y: f64, side: f64) -> Polygon<f64> {
    polygon![(x: x, y: y), (x: x + side, y: y), (x: x + side, y: y + side), (x: x, y: y + side)]
}

fn lattice_points(from: i32, to: i32) -> impl Iterator<Item = Coord<f64>> {
    (from * 2..=to * 2).flat_map(move |x| (from * 2..=to * 2).map(move |y| coord! { x: x as f64 / 2.0, y: y as f64 / 2.0 }))
}

#[test]
fn no_areas_hold_no_point() {
    check(&areas(vec![]), [coord! { x: 0.0, y: 0.0 }]);
    check(&areas(vec![MultiPolygon(vec![])]), [coord! { x: 0.0, y: 0.0 }]);
}

#[test]
fn places_that_are_no_numbers_are_nowhere() {
    let locator = Locator::new(&areas(vec![square(0.0, 0.0, 1.0).into()]));
    for x in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(locator.locate(coord! { x: x, y: 0.5 }), None);
        assert_eq!(locator.locate(coord! { x: 0.5, y: x }), None);
    }
}

#[test]
fn a_polygon_with_a_broken_coordinate_is_left_out_and_the_others_stay() {
    let mut broken = Area::new("A".into(), "", None, square(0.0, 0.0, 1.0).into());
    broken.geometry.0[0].exterior_mut(|ring| ring.0[2].x = f64::NAN);
    let sound = Area::new("B".into(), "", None, square(0.0, 0.0, 1.0).into());
    let locator = Locator::new(&Areas::new(Level::Commune, vec![broken, sound]));
    assert_eq!(locator.locate(coord! { x: 0.5, y: 0.5 }), Some(1));
}

#[test]
fn borders_belong_to_the_lowest_code() {
    let locator = Locator::new(&areas(vec![square(1.0, 0.0, 1.0).into(), square(0.0, 0.0, 1.0).into()]));
    assert_eq!(locator.locate(coord! { x: 1.0, y: 0.5 }), Some(0), "shared border");
    assert_eq!(locator.locate_all(coord! { x: 1.0, y: 1.0 }), [0, 1]);
    assert_eq!(locator.locate(coord! { x: 0.0, y: 0.0 }), Some(1), "outer corner");
    assert_eq!(locator.locate(coord! { x: 2.0, y: 1.0 }), Some(0), "outer corner");
}

#[test]
fn holes_enclaves_islands_and_parts() {
    let ring = Polygon::new(square(0.0, 0.0, 6.0).exterior().clone(), vec![square(2.0, 2.0, 2.0).exterior().clone()]);
    let enclave = square(2.0, 2.0, 1.0);
    let island = square(10.0, 10.0, 1.0);
    // The second part touches the ring along a border, the third at a corner.
    let parts = MultiPolygon(vec![island, square(6.0, 0.0, 2.0), square(6.0, 6.0, 1.0)]);
    check(&areas(vec![ring.into(), enclave.into(), parts]), lattice_points(-1, 12));
}

#[test]
fn a_cell_inside_one_area_and_on_the_border_of_another_lists_both() {
    // The small one lies deep inside the big one and has the lower code.
    check(&areas(vec![square(4.3, 4.3, 0.1).into(), square(0.0, 0.0, 10.0).into()]), lattice_points(0, 10));
    check(&areas(vec![square(0.0, 0.0, 10.0).into(), square(4.3, 4.3, 0.1).into()]), lattice_points(0, 10));
}

#[test]
fn more_shapes_in_a_cell_than_a_block_holds() {
    let many = areas((0..200).map(|i| square(0.01 * f64::from(i), 0.0, 1.0).into()).collect());
    let points = critical_points(&many);
    check(&many, points.into_iter().step_by(7).chain(lattice_points(-1, 4)));
}

#[test]
fn a_comb_of_long_teeth_does_not_fill_the_memory() {
    let teeth = 20_000;
    let mut ring: Vec<Coord<f64>> =
        (0..teeth).flat_map(|i| [(2 * i, 0), (2 * i + 1, teeth)]).map(|(x, y)| coord! { x: x.into(), y: y.into() }).collect();
    ring.push(coord! { x: f64::from(2 * teeth), y: -1.0 });
    let comb = areas(vec![Polygon::new(LineString::new(ring), vec![]).into()]);
    let locator = Locator::new(&comb);
    let edges: usize = locator.rows.iter().map(|row| row.edges.len()).sum();
    assert!(edges < 10_000_000, "{edges} edges in cells");
    check(&comb, (0..200).map(|i| coord! { x: f64::from(i) * 199.7, y: 0.37 * f64::from(i * teeth) / 200.0 }));
}

#[test]
fn no_extent_is_too_small_or_too_large() {
    for scale in [1e-100, 1e-12, 1e-6, 1e6, 1e100] {
        let shrunk = |p: Polygon<f64>| geo::MapCoords::map_coords(&p, |c| c * scale);
        let pair = areas(vec![shrunk(square(0.0, 0.0, 1.0)).into(), shrunk(square(1.0, 0.0, 1.0)).into()]);
        check(&pair, lattice_points(-1, 3).map(|c| c * scale));
    }
    // Thinner than the spacing of numbers allows cells to be.
    let sliver = areas(vec![polygon![(x: 10.0, y: 10.0), (x: 10f64.next_up(), y: 10.0), (x: 10f64.next_up(), y: 11.0)].into()]);
    let points = critical_points(&sliver);
    check(&sliver, points);
}

#[test]
fn the_index_is_the_same_with_any_number_of_threads() {
    let country = areas((0..20).map(|i| square(f64::from(i % 5), f64::from(i / 5), 1.0).into()).collect());
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a small thread pool");
        format!("{:?}", pool.install(|| Locator::new(&country)))
    };
    assert_eq!(with(1), with(4));
}

/// A star around (x, y): valid, of any shape, with coordinates of full precision.
fn star() -> impl Strategy<Value = Polygon<f64>> {
    let ring = |x: f64, y: f64, radii: &[f64], scale: f64| {
        let corner = |(i, r): (usize, &f64)| {
            let angle = i as f64 / radii.len() as f64 * std::f64::consts::TAU;
            coord! { x: x + scale * r * angle.cos(), y: y + scale * r * angle.sin() }
        };
        LineString::from_iter(radii.iter().enumerate().map(corner))
    };
    (0.0..8.0, 0.0..8.0, prop::collection::vec(0.2..3.0, 3..40), any::<bool>()).prop_map(move |(x, y, radii, hole)| {
        let interiors = hole.then(|| ring(x, y, &radii, 0.5)).into_iter().collect();
        Polygon::new(ring(x, y, &radii, 1.0), interiors)
    })
}

/// Small whole coordinates: shared corners, collinear edges, empty triangles, points on everything.
fn triangle() -> impl Strategy<Value = Polygon<f64>> {
    prop::array::uniform3((0..9i32, 0..9i32)).prop_map(|corners| {
        Polygon::new(corners.map(|(x, y)| coord! { x: f64::from(x), y: f64::from(y) }).to_vec().into(), vec![])
    })
}

fn country() -> impl Strategy<Value = Areas> {
    let part = prop_oneof![star(), triangle(), triangle()];
    let area = prop::collection::vec(part, 0..4).prop_map(MultiPolygon);
    prop::collection::vec(area, 1..8).prop_map(areas)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn equals_a_test_of_every_polygon(country in country(), free in prop::collection::vec((-4.0..12.0, -4.0..12.0), 100)) {
        let free = free.into_iter().map(|(x, y)| coord! { x: x, y: y });
        let critical = critical_points(&country);
        check(&country, free.chain(lattice_points(-1, 9)).chain(critical));
    }

    #[test]
    fn points_surely_inside_are_found(star in star()) {
        let alone = areas(vec![star.clone().into()]);
        let locator = Locator::new(&alone);
        let centre = alone[0].centre;
        prop_assert!(!star.contains(&centre) || locator.locate(centre) == Some(0));
    }
}
