//! Counts the points of a CSV file in areas, as a whole process: what `benches/against_peers.sh` compares.
//!
//! `count_points generate FOLDER ROWS` writes `areas.geojson` and `points.csv`, the same on every machine;
//! `count_points count FOLDER` prints how many points lie in each area.

mod support;

use geojson::{Feature, FeatureCollection, JsonObject};
use lakana::base::Silent;
use lakana::table::{Locator, count_points};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Instant;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["generate", folder, rows] => generate(Path::new(folder), rows.parse().expect("ROWS is a number")),
        ["count", folder] => count(Path::new(folder)),
        _ => println!("count_points: run by benches/against_peers.sh"),
    }
}

fn generate(folder: &Path, rows: usize) {
    std::fs::create_dir_all(folder).expect("the folder can be made");
    let (areas, what) = support::areas();
    let features = areas.iter().map(|area| {
        let mut properties = JsonObject::new();
        properties.insert("code".into(), area.code.as_str().into());
        Feature { properties: Some(properties), geometry: Some(geojson::Geometry::from(&area.geometry)), ..Feature::default() }
    });
    let collection = FeatureCollection { features: features.collect(), bbox: None, foreign_members: None };
    std::fs::write(folder.join("areas.geojson"), collection.to_string()).expect("areas.geojson can be written");

    let file = std::fs::File::create(folder.join("points.csv")).expect("points.csv can be written");
    let mut file = BufWriter::new(file);
    writeln!(file, "id,longitude,latitude,kind").expect("points.csv can be written");
    for (i, point) in support::points(&areas, rows).into_iter().enumerate() {
        writeln!(file, "{i},{:.6},{:.6},incident", point.x, point.y).expect("points.csv can be written");
    }
    let vertices: usize = areas.iter().map(|a| geo::CoordsIter::coords_count(&a.geometry)).sum();
    eprintln!("{what}: {} areas, {vertices} vertices; {rows} points", areas.len());
}

fn count(folder: &Path) {
    let begin = Instant::now();
    let areas = support::read_areas(&folder.join("areas.geojson"), "code");
    let read = begin.elapsed();
    let locator = Locator::new(&areas);
    let built = begin.elapsed();
    let count =
        count_points(&folder.join("points.csv"), "longitude", "latitude", &locator, &Silent).expect("points.csv can be counted");
    let counted = begin.elapsed();
    eprintln!("areas read {read:.2?}, index built {:.2?}, points counted {:.2?}", built - read, counted - built);
    areas.iter().zip(&count.per_area).for_each(|(area, n)| println!("{},{n}", area.code));
    println!("outside,{}", count.outside);
}
