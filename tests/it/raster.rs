//! A real population raster.

use crate::support::real_data;
use lakana::read::raster::{Raster, RasterUnit};

#[test]
fn afripop_density_is_read_and_adds_up_to_the_people_of_africa() {
    let Some(path) = real_data("worldpop-africa-10min/afripop2020.tif") else { return };
    let raster = Raster::open(&path, 1, RasterUnit::Density).unwrap();
    assert_eq!(raster.size, (413, 434));
    let at = |lon, lat| raster.sample(lon, lat).unwrap();
    assert!(at(-8.0, 12.64).is_some_and(|bamako| (1_000.0..8_000.0).contains(&bamako)), "{:?}", at(-8.0, 12.64));
    assert!(at(-4.0, 22.5).is_some_and(|sahara| sahara < 1.0), "{:?}", at(-4.0, 22.5));
    assert_eq!(at(-20.0, 0.0), None, "the ocean is missing, not empty");
    assert_eq!(at(100.0, 12.0), None, "outside the raster");
    let mut people = 0.0;
    let mut rows = 0;
    for block in raster.blocks() {
        let block = block.unwrap();
        for (i, row) in block.values.chunks(block.width).enumerate() {
            let cell = raster.cell_area_km2(0, block.row + i).unwrap();
            people += row.iter().filter(|v| !v.is_nan()).sum::<f64>() * cell;
            rows += 1;
        }
    }
    assert_eq!(rows, 434);
    // The United Nations put Africa at 1.34 to 1.36 thousand million in 2020.
    assert!((1.15e9..1.45e9).contains(&people), "{people}");
    println!("PEOPLE {people} crs {} nodata {:?} bamako {:?}", raster.crs, raster.nodata, at(-8.0, 12.64));
}
