//! Points in the communes: the hand-made country by its README, the real ones against a test of every polygon.

use super::support::real_data;
use geo::coordinate_position::{CoordPos, coord_pos_relative_to_ring};
use geo::{BoundingRect, CoordsIter, Intersects};
use geo_types::{Coord, Geometry, MultiPolygon, Polygon, coord};
use lakana::base::{Area, Areas, Level, Silent};
use lakana::table::{Locator, NearestPoints, count_points, shares_within};
use std::path::{Path, PathBuf};

fn communes(path: &Path) -> Areas {
    let text = std::fs::read_to_string(path).expect("the file can be read");
    let collection: geojson::FeatureCollection = text.parse().expect("a feature collection");
    let area = |feature: geojson::Feature| {
        let property = |name: &str| feature.property(name).and_then(|v| v.as_str()).expect("a text").to_owned();
        let (code, name) = (property("adm3_pcode"), property("adm3_name"));
        let polygons = match Geometry::<f64>::try_from(feature).expect("a geometry") {
            Geometry::Polygon(polygon) => MultiPolygon::from(polygon),
            Geometry::MultiPolygon(polygons) => polygons,
            other => panic!("{code} is {other:?}"),
        };
        Area::new(code.as_str().into(), name, None, polygons)
    };
    Areas::new(Level::Commune, collection.features.into_iter().map(area).collect())
}

fn fixture(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/country").join(file)
}

#[test]
fn the_hand_made_country_answers_as_its_readme_says() {
    let communes = communes(&fixture("communes.geojson"));
    let locator = Locator::new(&communes);
    let code = |x, y| locator.locate(coord! { x: x, y: y }).map(|i| communes[i].code.as_str());
    assert_eq!(code(0.75, 14.75), Some("FX010102"), "enclave");
    assert_eq!(code(0.5, 14.75), Some("FX010101"), "border of the enclave");
    assert_eq!(code(1.5, 15.5), None, "lake");
    assert_eq!(code(1.25, 15.5), Some("FX010101"), "shore of the lake");
    assert_eq!(code(2.0, 15.0), Some("FX010101"), "border of two");
    assert_eq!(code(3.0, 14.0), Some("FX010103"), "corner of four");
    assert_eq!(code(5.5, 12.5), Some("FX020201"), "detached part");
    assert_eq!(code(7.0, 13.5), Some("FX030101"), "corner of the island");
    assert_eq!(code(9.0, 13.0), None, "abroad");
    assert_eq!(communes.len(), 12);
}

#[test]
fn the_incidents_of_the_hand_made_country_are_counted() {
    let communes = communes(&fixture("communes.geojson"));
    let count =
        count_points(&fixture("incidents.csv"), "longitude", "latitude", &Locator::new(&communes), &Silent).expect("counts");
    let of = |code: &str| count.per_area[communes.position(&code.into()).expect("a commune")];
    assert_eq!((of("FX010101"), of("FX010102"), of("FX010103"), of("FX020201"), of("FX030101")), (2, 1, 2, 1, 1));
    assert_eq!((count.outside, count.unreadable, count.total), (3, 5, 18));
    assert_eq!(count.per_area.iter().sum::<u64>() + count.outside + count.unreadable, count.total);
}

#[test]
fn facilities_reach_the_communes_they_stand_in() {
    let communes = communes(&fixture("communes.geojson"));
    let hospital = NearestPoints::new(&[coord! { x: 0.3, y: 14.3 }]);
    let shares = shares_within(&communes, &hospital, &[15.0, 2000.0], None);
    let reached: Vec<&str> = communes
        .iter()
        .zip(&shares)
        .filter(|(_, s)| s.as_ref().is_some_and(|s| s[0] > 0.0))
        .map(|(c, _)| c.code.as_str())
        .collect();
    assert_eq!(reached, ["FX010101"]);
    assert!(shares.iter().all(|s| s.as_ref().is_some_and(|s| s[1] == 1.0)), "all of a small country lies within 2000 km");
}

/// Exact on each ring; borders belong to the polygon.
fn holds(polygon: &Polygon<f64>, point: Coord<f64>) -> bool {
    coord_pos_relative_to_ring(point, polygon.exterior()) != CoordPos::Outside
        && polygon.interiors().iter().all(|hole| coord_pos_relative_to_ring(point, hole) != CoordPos::Inside)
}

#[test]
fn the_real_communes_hold_what_a_test_of_every_polygon_says() {
    let Some(path) = real_data("cod-ab-mli/communes_mali.geojson") else { return };
    let communes = communes(&path);
    let locator = Locator::new(&communes);
    let extent = communes.extent().expect("communes have an extent");

    // An additive recurrence on the plastic number (Roberts 2018) covers the box evenly.
    let even = (0..200_000u32).map(|i| {
        let part = |step: f64| (0.5 + f64::from(i) * step).fract();
        coord! { x: extent.min().x + part(0.754_877_666_246_692_7) * extent.width(), y: extent.min().y + part(0.569_840_290_998_053_2) * extent.height() }
    });
    let vertices = communes.iter().flat_map(|c| c.geometry.coords_iter());
    let points: Vec<Coord<f64>> = even.chain(vertices).collect();

    let boxes: Vec<_> = communes.iter().map(|c| c.geometry.bounding_rect().expect("communes are not empty")).collect();
    let expected = |point: Coord<f64>| {
        let candidates = (0..communes.len()).filter(|&i| boxes[i].intersects(&point));
        candidates.filter(|&i| communes[i].geometry.iter().any(|polygon| holds(polygon, point))).collect::<Vec<_>>()
    };
    let (mut inside, mut shared) = (0, 0);
    for (&point, found) in points.iter().zip(locator.locate_many(&points)) {
        let expected = expected(point);
        assert_eq!(found.map(|i| i as usize), expected.first().copied(), "{point:?}");
        assert_eq!(locator.locate_all(point), expected, "{point:?}");
        inside += usize::from(found.is_some());
        shared += usize::from(expected.len() > 1);
    }
    // The country fills about two fifths of its box, and nearly every vertex belongs to several communes.
    assert!(inside > 100_000 && shared > 30_000, "{inside} inside, {shared} on shared borders");
}
