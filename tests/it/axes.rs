//! `lakana axes` and the axes of a project: real roads and towns, planted truths, bad input.

use crate::support::{Said, country, csv_rows, lakana, real_data, say};
use std::fs;
use std::path::Path;

fn axes(folder: &Path, roads: &Path, towns: &Path, axis: &str, more: &[&str]) -> Said {
    let mut command = lakana();
    command.arg("axes").arg(roads).arg("--towns").arg(towns).args(["--axis", axis]).args(more);
    say(command.arg("-o").arg(folder.join("out")))
}

const TOWNS: &str =
    "name,longitude,latitude\nAlpha,0.0,15.0\nBeta,0.2,15.0\nGamma,0.4,15.0\nDouble,0.1,15.0\nDouble,0.4,15.3\nLoin,0.2,15.5\n";

/// A road from Alpha over Beta, and one apart to Gamma.
fn broken_road(folder: &Path) -> (std::path::PathBuf, std::path::PathBuf) {
    let line = |c: &str| {
        format!(r#"{{"type":"Feature","properties":{{"name":"R"}},"geometry":{{"type":"LineString","coordinates":{c}}}}}"#)
    };
    let features = [line("[[0.0,15.0],[0.25,15.0]]"), line("[[0.3,15.0],[0.4,15.0]]")].join(",");
    let (roads, towns) = (folder.join("roads.geojson"), folder.join("towns.csv"));
    fs::write(&roads, format!(r#"{{"type":"FeatureCollection","features":[{features}]}}"#)).expect("written");
    fs::write(&towns, TOWNS).expect("written");
    (roads, towns)
}

#[test]
fn an_axis_leaves_layers_tables_and_a_strip_map() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (roads, towns) = broken_road(folder.path());
    let said = axes(folder.path(), &roads, &towns, "Alpha–Beta", &["--segment", "5"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    let out = folder.path().join("out");
    for name in [
        "axes.geojson",
        "road_segments.geojson",
        "road_segments.qml",
        "lakana.gpkg",
        "axes.csv",
        "axes_windows.csv",
        "axis_1.svg",
        "axis_1.png",
        "axis_1.pdf",
    ] {
        assert!(out.join(name).exists(), "{name}: {}", said.err);
    }
    let axis = &csv_rows(&out.join("axes.csv"))[0];
    // 0.2 degree of longitude at 15° N.
    assert!((axis["length_km"].parse::<f64>().expect("a number") - 21.511).abs() < 0.002, "{axis:?}");
    assert_eq!((axis["segments"].as_str(), axis["people_5km"].as_str()), ("4", ""));
}

#[test]
fn a_gap_is_refused_with_its_length_and_crossed_on_request() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (roads, towns) = broken_road(folder.path());
    let said = axes(folder.path(), &roads, &towns, "Alpha–Gamma", &[]);
    assert_eq!(said.code, Some(3), "{}", said.err);
    assert!(said.err.contains("Alpha–Gamma: 5.4 km") && said.err.contains("bridge"), "{}", said.err);
    let said = axes(folder.path(), &roads, &towns, "Alpha–Gamma", &["--bridge", "Alpha–Gamma"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert_eq!(csv_rows(&folder.path().join("out/axes.csv"))[0]["bridged_km"], "5.378");
}

#[test]
fn towns_that_are_missing_double_or_far_are_refused_with_a_way_out() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (roads, towns) = broken_road(folder.path());
    let refused = |axis: &str, expected: &[&str]| {
        let said = axes(folder.path(), &roads, &towns, axis, &[]);
        assert_eq!(said.code, Some(3), "{axis}: {}", said.err);
        expected.iter().for_each(|text| assert!(said.err.contains(text), "{axis}: {text} is not in\n{}", said.err));
    };
    refused("Alpha–Betta Sud", &["introuvable", "Beta @ 15.00000, 0.20000"]);
    refused("Alpha–Double", &["plusieurs villes", "Double @ 15.00000, 0.10000 ; Double @ 15.30000, 0.40000", "avec latitude"]);
    refused("Alpha–Loin", &["Loin: 55.3 km", "max_town_km"]);
    refused("Alpha", &["moins de deux villes"]);
    let by_place = axes(folder.path(), &roads, &towns, "Alpha–Double @ 15.0, 0.1", &[]);
    assert_eq!(by_place.code, Some(0), "{}", by_place.err);
}

#[test]
fn a_road_layer_of_surfaces_is_an_error() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (_, towns) = broken_road(folder.path());
    let surfaces = folder.path().join("surfaces.geojson");
    let ring = "[[[0,15],[1,15],[1,16],[0,15]]]";
    let feature = format!(r#"{{"type":"Feature","properties":{{}},"geometry":{{"type":"Polygon","coordinates":{ring}}}}}"#);
    fs::write(&surfaces, format!(r#"{{"type":"FeatureCollection","features":[{feature}]}}"#)).expect("written");
    let said = axes(folder.path(), &surfaces, &towns, "Alpha–Beta", &[]);
    assert!(said.code == Some(3) && said.err.contains("Polygon"), "{}", said.err);
}

#[test]
fn the_real_roads_reach_gao_and_not_timbuktu() {
    let (Some(roads), Some(towns)) = (real_data("roads/africa_network_mali_bbox.geojson"), real_data("geonames-mli/ML.txt"))
    else {
        return;
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let twice = axes(folder.path(), &roads, &towns, "Douentza–Boni–Gao", &[]);
    assert!(twice.code == Some(3) && twice.err.contains("Boni @ 15.07658, -2.21976"), "{}", twice.err);
    let route = "Douentza–Boni @ 15.07658, -2.21976–Hombori–Gao @ 16.27167, -0.04472";
    let far = axes(folder.path(), &roads, &towns, route, &[]);
    assert!(far.code == Some(3) && far.err.contains("Boni: ") && far.err.contains("max_town_km"), "{}", far.err);
    let laid = axes(folder.path(), &roads, &towns, route, &["--max-town-km", "12"]);
    assert_eq!(laid.code, Some(0), "{}", laid.err);
    let axis = &csv_rows(&folder.path().join("out/axes.csv"))[0];
    let km: f64 = axis["length_km"].parse().expect("a number");
    assert!((370.0..390.0).contains(&km), "377 km on simplified lines: {km}");
    let gap = axes(folder.path(), &roads, &towns, "Niono–Timbuktu", &["--max-town-km", "12"]);
    assert!(gap.code == Some(3) && gap.err.contains("Timbuktu: "), "{}", gap.err);
}

/// The hand-made country with a ring of roads through Ségoula (A), Koro (B) and N'Dala (C), a spur from B to Tin-Essako (T),
/// and closures. The settlement A is the chief town of its region.
fn ring_and_spur(closures: &str) -> (tempfile::TempDir, Said) {
    let folder = country();
    let line = |c: &str| {
        format!(r#"{{"type":"Feature","properties":{{"fclass":"trunk"}},"geometry":{{"type":"LineString","coordinates":{c}}}}}"#)
    };
    let lines = [
        line("[[0.75,13.0],[2.2,13.5]]"),
        line("[[2.2,13.5],[2.25,12.5]]"),
        line("[[2.25,12.5],[0.75,13.0]]"),
        line("[[2.2,13.5],[2.5,15.0]]"),
    ];
    let at = |name: &str| folder.path().join(name);
    fs::write(at("roads.geojson"), format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, lines.join(",")))
        .expect("written");
    let towns = "name,longitude,latitude,rank\nA,0.75,13.0,2\nB,2.2,13.5,3\nC,2.25,12.5,3\nT,2.5,15.0,3\n";
    fs::write(at("towns.csv"), towns).expect("written");
    let more = "\n[[input]]\nid = \"roads\"\nkind = \"roads\"\nfile = \"roads.geojson\"\n\
        [[input]]\nid = \"towns\"\nkind = \"towns\"\nfile = \"towns.csv\"\n\
        [[axis]]\nid = \"ring\"\ntowns = [\"A\", \"B\"]\n[[axis]]\nid = \"spur\"\ntowns = [\"B\", \"T\"]\n\
        [roads]\nspeed_kmh = 40.0\n";
    let project = fs::read_to_string(at("lakana.toml")).expect("the project");
    fs::write(at("lakana.toml"), format!("{project}{more}{closures}")).expect("the project");
    let said = say(lakana().args(["run", "--only", "tables"]).arg(at("lakana.toml")).arg("--out").arg(at("out")));
    (folder, said)
}

fn km(from: (f64, f64), to: (f64, f64)) -> f64 {
    use geo::Distance;
    geo::Geodesic.distance(geo_types::Point::from(from), geo_types::Point::from(to)) / 1000.0
}

#[test]
fn a_closed_bridge_isolates_exactly_its_people_and_a_ring_only_delays() {
    let (folder, said) = ring_and_spur(
        "[[closure]]\nid = \"bridge\"\naxis = \"spur\"\nkm = [50.0, 60.0]\n\
         [[closure]]\nid = \"segments\"\nsegments = [\"spur-0050.0\", \"spur-0055.0\"]\n\
         [[closure]]\nid = \"ring\"\naxis = \"ring\"\n\
         [[closure]]\nid = \"curfew\"\ncurfew = \"12:00\"\ndepart = \"08:00\"\n",
    );
    assert_eq!(said.code, Some(0), "{}", said.err);
    let rows = csv_rows(&folder.path().join("out/tables/closures.csv"));
    let total = |closure: &str, what: &str, effect: &str| {
        let row = rows.iter().find(|r| r["closure"] == closure && r["what"] == what && r["effect"] == effect).expect("a total");
        (row["count"].parse::<u32>().expect("a count"), row["people"].parse::<u32>().ok())
    };
    let one = |closure: &str, what: &str, code: &str| {
        rows.iter().find(|r| r["closure"] == closure && r["what"] == what && r["code"] == code)
    };
    let number = |row: &std::collections::BTreeMap<String, String>, field: &str| row[field].parse::<f64>().expect("a number");

    assert_eq!(total("bridge", "communes", "cut_off"), (1, Some(8000)), "the people of Tin-Essako and nobody else");
    let far = one("bridge", "facility", "health-000004").expect("its health centre");
    let road = km((0.75, 13.0), (2.2, 13.5)) + km((2.2, 13.5), (2.5, 15.0));
    assert_eq!(far["effect"], "cut_off");
    assert!((number(far, "minutes_before") - road * 1.5).abs() <= 1.0, "at 40 km/h: {far:?}");
    assert!(number(far, "later_minutes") > 100.0, "on foot past the closure: {far:?}");

    // Segments by their ids close the same.
    let of = |closure: &str| -> Vec<Vec<String>> {
        let own = rows.iter().filter(|r| r["closure"] == closure && !["communes", "facilities"].contains(&r["what"].as_str()));
        own.map(|r| r.iter().filter(|(key, _)| *key != "closure").map(|(_, value)| value.clone()).collect()).collect()
    };
    assert!(of("bridge") == of("segments") && !of("bridge").is_empty());

    assert_eq!(total("ring", "communes", "cut_off").0, 0, "a ring keeps everybody connected");
    let round = km((0.75, 13.0), (2.25, 12.5)) + km((2.25, 12.5), (2.2, 13.5)) - km((0.75, 13.0), (2.2, 13.5));
    let delayed = one("ring", "facility", "health-000007").expect("Koro is later");
    assert_eq!(delayed["effect"], "later");
    assert!((number(delayed, "later_minutes") - round * 1.5).abs() <= 1.0, "{delayed:?}, {}", round * 1.5);

    // Four hours a day: Koro, four hours and some minutes away, is reached after one night.
    let night = one("curfew", "facility", "health-000007").expect("Koro is later");
    assert_eq!((night["effect"].as_str(), night["later_minutes"].as_str()), ("after_curfew", "1200"), "{night:?}");
}

#[test]
fn a_closure_that_names_nothing_real_is_told_and_the_others_stand() {
    let (folder, said) = ring_and_spur(
        "[[closure]]\nid = \"typo\"\nsegments = [\"spur-0052.0\"]\n\
         [[closure]]\nid = \"beyond\"\naxis = \"ring\"\nkm = [900.0, 950.0]\n\
         [[closure]]\nid = \"hours\"\ncurfew = \"soir\"\n\
         [[closure]]\nid = \"empty\"\n\
         [[closure]]\nid = \"good\"\naxis = \"ring\"\n",
    );
    assert_eq!(said.code, Some(0), "{}", said.err);
    let problems = csv_rows(&folder.path().join("out/tables/problems.csv"));
    let found: Vec<_> = problems.iter().filter(|p| p["kind"] == "closure-not-applied").collect();
    for words in ["spur-0052.0", "km 900 – 950", "soir"] {
        assert!(found.iter().any(|p| p["found"].contains(words)), "{words}: {found:?}");
    }
    let rows = csv_rows(&folder.path().join("out/tables/closures.csv"));
    assert!(!rows.is_empty() && rows.iter().all(|r| r["closure"] == "good"));
}

#[test]
fn people_near_an_axis_are_those_of_the_raster() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (roads, towns) = broken_road(folder.path());
    // One commune around the road; all its people live in one cell, 2 km north of Alpha.
    let ring = "[[[-0.2,14.8],[0.6,14.8],[0.6,15.4],[-0.2,15.4],[-0.2,14.8]]]";
    let commune = format!(
        r#"{{"type":"Feature","properties":{{"ADM3_PCODE":"X1","ADM3_FR":"Un","ADM2_PCODE":"X","ADM2_FR":"Cercle","ADM1_PCODE":"Y","ADM1_FR":"Région"}},"geometry":{{"type":"Polygon","coordinates":{ring}}}}}"#
    );
    let (communes, people) = (folder.path().join("communes.geojson"), folder.path().join("people.tif"));
    fs::write(&communes, format!(r#"{{"type":"FeatureCollection","features":[{commune}]}}"#)).expect("written");
    let driver = gdal::DriverManager::get_driver_by_name("GTiff").expect("a driver");
    let mut dataset = driver.create_with_band_type::<f64, _>(&people, 80, 60, 1).expect("a raster");
    dataset.set_geo_transform(&[-0.2, 0.01, 0.0, 15.4, 0.0, -0.01]).expect("a place");
    dataset.set_spatial_ref(&gdal::spatial_ref::SpatialRef::from_epsg(4326).expect("WGS84")).expect("a system");
    let mut cells = vec![0.0; 4800];
    cells[38 * 80 + 20] = 1000.0;
    let mut band = dataset.rasterband(1).expect("a band");
    band.write((0, 0), (80, 60), &mut gdal::raster::Buffer::new((80, 60), cells)).expect("cells");
    drop(dataset);
    let (communes, people) = (communes.display().to_string(), people.display().to_string());
    let options = ["--boundaries", &communes, "--population", &people];
    let unsaid = axes(folder.path(), &roads, &towns, "Alpha–Beta", &options);
    assert!(unsaid.code == Some(2) && unsaid.err.contains("--population-unit"), "{}", unsaid.err);
    let said = axes(folder.path(), &roads, &towns, "Alpha–Beta", &[&options[..], &["--population-unit", "count"]].concat());
    assert_eq!(said.code, Some(0), "{}", said.err);
    let axis = &csv_rows(&folder.path().join("out/axes.csv"))[0];
    assert_eq!((axis["people_5km"].as_str(), axis["people_by"].as_str()), ("1000", "raster"), "{axis:?}");
}

#[test]
fn the_demonstration_lays_all_six_axes() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("out");
    let said = say(lakana().args(["demo", "--only", "layers,tables", "--out"]).arg(&out));
    assert_eq!(said.code, Some(0), "{}", said.err);
    let rows = csv_rows(&out.join("tables/axes.csv"));
    assert_eq!(rows.iter().map(|r| r["axis"].as_str()).collect::<Vec<_>>(), ["a1", "a2", "a3", "a4", "a5", "a6"]);
    assert!(rows.iter().all(|r| r["bridged_km"] == "0.000"));
    let zones: Vec<String> = csv_rows(&out.join("tables/axes_zones.csv"))
        .into_iter()
        .filter(|r| r["axis"] == "a5")
        .map(|r| r["zone"].clone())
        .collect();
    assert_eq!(zones, ["Centre", "Nord"], "Niono–Léré–Tombouctou crosses two zones");
    let closures = csv_rows(&out.join("tables/closures.csv"));
    assert!(closures.iter().any(|r| r["name"] == "Anéfis" && r["later_minutes"].parse::<f64>().is_ok_and(|m| m > 60.0)));
    assert!(closures.iter().any(|r| r["closure"] == "anefis_kidal" && r["effect"] == "on_closed_road" && r["name"] == "Anéfis"));
    assert!(closures.iter().all(|r| !r["effect"].is_empty()));
    // For partners no table tells how far an incident lies from a road, and no segment is shorter than 1.2 km.
    assert!(!out.join("tables/off_axis.csv").exists());
}
