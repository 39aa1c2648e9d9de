//! Point in polygon: the grid against an R-tree over boxes with an exact test of each candidate.
//! `cargo bench --bench locate`; one item is one point.

mod support;

use divan::counter::ItemsCount;
use geo::Intersects;
use geo_types::{Coord, Point};
use lakana::table::Locator;
use rstar::primitives::GeomWithData;
use rstar::{AABB, RTree};
use std::hint::black_box;

const POINTS: usize = 1_000_000;

fn main() {
    divan::main();
}

#[divan::bench(sample_count = 10)]
fn build(bencher: divan::Bencher) {
    let (areas, _) = support::areas();
    bencher.counter(ItemsCount::new(areas.len())).bench_local(|| Locator::new(black_box(&areas)));
}

#[divan::bench(sample_count = 20)]
fn grid_one_thread(bencher: divan::Bencher) {
    let (areas, _) = support::areas();
    let (locator, points) = (Locator::new(&areas), support::points(&areas, POINTS));
    bencher
        .counter(ItemsCount::new(POINTS))
        .bench_local(|| points.iter().filter(|&&p| locator.locate(black_box(p)).is_some()).count());
}

#[divan::bench(sample_count = 20)]
fn grid_all_threads(bencher: divan::Bencher) {
    let (areas, _) = support::areas();
    let (locator, points) = (Locator::new(&areas), support::points(&areas, POINTS));
    bencher.counter(ItemsCount::new(POINTS)).bench_local(|| locator.locate_many(black_box(&points)));
}

#[divan::bench(sample_count = 3)]
fn boxes_then_polygons_one_thread(bencher: divan::Bencher) {
    let (areas, _) = support::areas();
    let points: Vec<Coord<f64>> = support::points(&areas, POINTS / 10);
    let boxes = areas.iter().enumerate().filter_map(|(i, area)| {
        let extent = geo::BoundingRect::bounding_rect(&area.geometry)?;
        let corners = AABB::from_corners(Point::from(extent.min()), Point::from(extent.max()));
        Some(GeomWithData::new(rstar::primitives::Rectangle::from_aabb(corners), i))
    });
    let tree = RTree::bulk_load(boxes.collect());
    let locate = |p: Coord<f64>| {
        let candidates = tree.locate_all_at_point(&Point::from(p));
        candidates.map(|b| b.data).filter(|&i| areas[i].geometry.intersects(&p)).min()
    };
    bencher
        .counter(ItemsCount::new(points.len()))
        .bench_local(|| points.iter().filter(|&&p| locate(black_box(p)).is_some()).count());
}
