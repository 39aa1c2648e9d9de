//! A real population raster.

use crate::support::real_data;
use geo_types::{MultiPolygon, Rect};
use lakana::base::Silent;
use lakana::read::raster::{Raster, RasterUnit};
use lakana::table::zonal::{ZonalOptions, zonal_statistics};

#[test]
fn afripop_density_is_read_and_adds_up_to_the_people_of_africa() {
    let Some(path) = real_data("worldpop-africa-10min/afripop2020.tif") else { return };
    let raster = Raster::open(&path, 1).unwrap();
    assert_eq!(raster.size, (413, 434));
    let at = |lon, lat| raster.sample(lon, lat).unwrap();
    assert!(at(-8.0, 12.64).is_some_and(|bamako| (1_000.0..8_000.0).contains(&bamako)), "{:?}", at(-8.0, 12.64));
    assert!(at(-4.0, 22.5).is_some_and(|sahara| sahara < 1.0), "{:?}", at(-4.0, 22.5));
    assert_eq!(at(-20.0, 0.0), None, "the ocean is missing, not empty");
    assert_eq!(at(100.0, 12.0), None, "outside the raster");
    let earth = MultiPolygon(vec![Rect::new((-180.0, -90.0), (180.0, 90.0)).to_polygon()]);
    let options = ZonalOptions { unit: Some(RasterUnit::Density), ..ZonalOptions::default() };
    let africa = &zonal_statistics(&raster, &[earth], &options, &Silent).unwrap().zones[0];
    let people = africa.sum.unwrap();
    // The United Nations put Africa at 1.34 to 1.36 thousand million in 2020.
    assert!((1.15e9..1.45e9).contains(&people), "{people}");
    assert!(africa.missing.is_some_and(|share| share > 0.2), "the ocean is missing: {:?}", africa.missing);
}
