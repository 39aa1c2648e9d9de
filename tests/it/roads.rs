//! Real road layers.

use crate::support::real_data;
use geo_types::coord;
use lakana::base::Problems;
use lakana::read::roads::read_roads;
use lakana::read::vector::VectorOptions;

#[test]
fn planned_links_of_the_african_network_are_kept_apart() {
    let Some(path) = real_data("roads/africa_network_mali_bbox.geojson") else { return };
    let mut problems = Problems::new();
    let roads = read_roads(&path, &VectorOptions::default(), &mut problems).unwrap();
    let planned = roads.iter().filter(|road| road.proposed).count();
    println!("PLANNED {planned} of {}", roads.len());
    assert_eq!(roads.len(), 246);
    let problems = problems.sorted();
    assert_eq!((problems.len(), problems[0].kind, problems[0].count), (1, "road-proposed", planned));
    assert!(planned > 0 && planned < 246);
}

#[test]
fn kml_with_altitude_is_read() {
    let Some(path) = real_data("roads/trans-african-highway.kml") else { return };
    let mut problems = Problems::new();
    let roads = read_roads(&path, &VectorOptions::default(), &mut problems).unwrap();
    assert_eq!(roads.len(), 100);
    assert!(roads.iter().all(|road| road.name.is_some()));
    let near_bamako = |c: &geo_types::Coord<f64>| (*c - coord! {x: -8.0, y: 12.65}).x.abs() < 0.2 && (c.y - 12.65).abs() < 0.2;
    assert!(roads.iter().flat_map(|road| &road.line).flat_map(|line| &line.0).any(near_bamako));
    assert!(problems.is_empty(), "{:?}", problems.sorted());
}

#[test]
fn a_layer_of_surfaces_is_not_a_road_layer() {
    let Some(path) = real_data("cod-ab-mli/regions_mali.geojson") else { return };
    let error = read_roads(&path, &VectorOptions::default(), &mut Problems::new()).unwrap_err();
    assert!(error.what.fr.contains("aucune ligne"), "{error}");
}
