//! `lakana access` and `lakana services` on the hand-made country and on the real one.

use crate::support::{Said, contents, country, csv_rows, lakana, real_data, say};
use gdal::Dataset;
use gdal::vector::LayerAccess;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

fn feature(kind: &str, coordinates: &str) -> String {
    format!(
        r#"{{"type":"Feature","properties":{{"fclass":"trunk"}},"geometry":{{"type":"{kind}","coordinates":{coordinates}}}}}"#
    )
}

fn collection(path: &Path, features: &[String]) {
    fs::write(path, format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","))).expect("written");
}

/// The country with a road from north to south, a river from west to east, and a closed square on the
/// road where it crosses.
fn prepared() -> tempfile::TempDir {
    let folder = country();
    collection(&folder.path().join("roads.geojson"), &[feature("LineString", "[[2.2,12.2],[2.2,15.8]]")]);
    collection(&folder.path().join("river.geojson"), &[feature("LineString", "[[-0.5,14.05],[7.5,14.05]]")]);
    let square = "[[[2.0,13.9],[2.4,13.9],[2.4,14.2],[2.0,14.2],[2.0,13.9]]]";
    collection(&folder.path().join("closed.geojson"), &[feature("Polygon", square)]);
    folder
}

fn access(folder: &Path, out: &str, more: &[&str]) -> Said {
    let fixed = ["access", "--facilities", "facilities.csv", "--boundaries", "communes.geojson", "--cell", "5000", "-o", out];
    say(lakana().args(fixed).args(more).current_dir(folder))
}

const ALL: [&str; 8] =
    ["--roads", "roads.geojson", "--water", "river.geojson", "--population", "population.csv", "--mode", "moto"];

fn by_code(path: &Path) -> BTreeMap<String, BTreeMap<String, String>> {
    csv_rows(path).into_iter().map(|row| (row["code"].clone(), row)).collect()
}

fn minutes(path: &Path) -> Vec<f32> {
    let dataset = Dataset::open(path).expect("a raster");
    let size = dataset.raster_size();
    dataset.rasterband(1).expect("a band").read_as::<f32>((0, 0), size, size, None).expect("cells").data().to_vec()
}

#[test]
fn travel_time_is_written_as_raster_catchments_and_table() {
    let folder = prepared();
    let said = access(folder.path(), "out", &ALL);
    assert_eq!(said.code, Some(0), "{}", said.err);
    let out = folder.path().join("out");
    let styled = ["communes.qml", "catchments.qml", "lakana.gpkg"];
    for file in ["minutes.tif", "catchments.geojson", "communes.geojson", "communes.csv", "run.json"].iter().chain(&styled) {
        assert!(out.join(file).exists() && said.err.contains(file), "{file}: {}", said.err);
    }
    let style = fs::read_to_string(out.join("communes.qml")).expect("a style");
    assert!(style.contains("RuleRenderer") && style.contains("facilities_within_5km"), "{style}");
    let package = Dataset::open(out.join("lakana.gpkg")).expect("a GeoPackage");
    let names: Vec<String> = package.layers().map(|layer| layer.name()).collect();
    assert_eq!(names, ["communes", "catchments", "layer_styles"]);
    assert!(said.out.contains("à moins de 5 km") && said.out.contains("à moins de 15 km"), "{}", said.out);
    let found = minutes(&out.join("minutes.tif"));
    assert!(found.contains(&0.0), "nothing is quicker than being there");
    assert!(found.contains(&-1.0), "the river is reached by nobody");
    let rows = by_code(&out.join("communes.csv"));
    assert_eq!(rows.len(), 12);
    let number = |code: &str, field: &str| rows[code][field].parse::<f64>().ok();
    let near = |km: u32| number("FX020101", &format!("facilities_within_{km}km")).expect("a share");
    assert!((0.0..=100.0).contains(&near(5)) && near(5) < near(15), "{} and {}", near(5), near(15));
    for code in rows.keys().filter(|code| number(code, "facilities_within_30min").is_some()) {
        let [a, b, c] = ["30", "60", "120"].map(|m| number(code, &format!("facilities_within_{m}min")).expect("a share"));
        assert!((0.0..=100.0).contains(&a) && a <= b && b <= c, "{code}: {a} {b} {c}");
    }
    assert_eq!(rows["FX030102"]["facilities_median_minutes_missing"], "no_base", "nobody lives in the empty commune");
    // Catchments hold the facilities they are of, and no closed one has any.
    let catchments: serde_json::Value =
        serde_json::from_slice(&fs::read(out.join("catchments.geojson")).expect("a file")).expect("JSON");
    let features = catchments["features"].as_array().expect("features");
    assert_eq!(features.len(), 13);
    let people: f64 = features.iter().filter_map(|f| f["properties"]["people"].as_f64()).sum();
    let known: f64 =
        csv_rows(&folder.path().join("population.csv")).iter().filter_map(|r| r["population"].parse::<f64>().ok()).sum();
    assert!(people > 0.5 * known && people <= known * 1.001, "{people} of {known}");
    let closed = features.iter().find(|f| f["properties"]["status"] == "closed").expect("the closed one");
    assert!(closed["geometry"].is_null() && closed["properties"]["people"] == 0.0);
}

#[test]
fn closures_only_lengthen_and_threads_change_nothing() {
    let folder = prepared();
    let with = |out: &str, more: &[&str]| {
        let said = access(folder.path(), out, &[&ALL[..], &["--closed", "closed.geojson"], more].concat());
        assert_eq!(said.code, Some(0), "{}", said.err);
        folder.path().join(out)
    };
    let out = with("one", &["--threads", "1"]);
    assert!(contents(&out) == contents(&with("four", &["--threads", "4"])), "threads change bytes");
    let (now, before) = (minutes(&out.join("minutes.tif")), minutes(&out.join("minutes_before.tif")));
    assert!(now.iter().zip(&before).all(|(now, before)| *now < 0.0 || (*before >= 0.0 && now >= before)));
    assert!(now.iter().zip(&before).any(|(now, before)| now != before), "the closure is felt");
    for row in csv_rows(&out.join("communes.csv")) {
        let pair = |id: &str| (row[id].parse::<f64>().ok(), row[&format!("{id}_before")].parse::<f64>().ok());
        if let (Some(now), Some(before)) = pair("facilities_within_60min") {
            assert!(now <= before, "{row:?}");
        }
        if let (Some(now), Some(before)) = pair("facilities_median_minutes") {
            assert!(now >= before, "{row:?}");
        }
    }
}

const ALONG: [&str; 6] = ["--roads", "roads.geojson", "--population", "population.csv", "--mode", "moto"];

#[test]
fn along_the_roads_one_walks_rides_and_walks() {
    let folder = prepared();
    let with = |out: &str, more: &[&str]| {
        let said = access(folder.path(), out, &[&ALONG[..], &["--along-roads"], more].concat());
        assert_eq!(said.code, Some(0), "{}", said.err);
        folder.path().join(out)
    };
    let out = with("along", &["--threads", "1"]);
    assert!(contents(&out) == contents(&with("again", &["--threads", "4"])), "threads change bytes");
    assert!(contents(&out) == contents(&with("along", &[])), "a second run takes the place of the first");
    let found = minutes(&out.join("minutes.tif"));
    assert!(!found.contains(&-1.0), "with roads and feet, everybody gets there in the end");
    let said = fs::read_to_string(out.join("run.json")).expect("a record");
    assert!(said.contains("on foot to the road, along it, on foot from it"), "{said}");

    // Closing the road where it crosses the square makes nobody quicker and somebody slower.
    let closed = with("closed", &["--closed", "closed.geojson"]);
    let (now, before) = (minutes(&closed.join("minutes.tif")), minutes(&closed.join("minutes_before.tif")));
    assert!(now.iter().zip(&before).all(|(now, before)| *now < 0.0 || now >= before));
    assert!(now.iter().zip(&before).any(|(now, before)| *now > before + 1.0), "the closure is felt");
    // A line along the road closes it as well.
    collection(&folder.path().join("cut.geojson"), &[feature("LineString", "[[2.2,13.9],[2.2,14.2]]")]);
    let cut = with("cut", &["--closed", "cut.geojson"]);
    let (now, before) = (minutes(&cut.join("minutes.tif")), minutes(&cut.join("minutes_before.tif")));
    assert!(now.iter().zip(&before).all(|(now, before)| now >= before));
    assert!(now.iter().zip(&before).any(|(now, before)| *now > before + 1.0), "the closure is felt");
}

/// A raster over the whole country, one value for each cell of a degree, from the north-west.
fn raster(path: &Path, value: impl Fn(usize, usize) -> f64) {
    let driver = gdal::DriverManager::get_driver_by_name("GTiff").expect("a driver");
    let mut dataset = driver.create_with_band_type::<f64, _>(path, 180, 120, 1).expect("a raster");
    dataset.set_geo_transform(&[-1.0, 0.05, 0.0, 17.0, 0.0, -0.05]).expect("a place");
    dataset.set_spatial_ref(&gdal::spatial_ref::SpatialRef::from_epsg(4326).expect("WGS84")).expect("a system");
    let cells: Vec<f64> = (0..120).flat_map(|row| (0..180).map(move |column| (column, row))).map(|(c, r)| value(c, r)).collect();
    let mut band = dataset.rasterband(1).expect("a band");
    band.write((0, 0), (180, 120), &mut gdal::raster::Buffer::new((180, 120), cells)).expect("cells");
}

#[test]
fn slopes_make_the_way_up_longer_than_the_way_down() {
    let folder = prepared();
    // One long slope that falls to the east by about a twentieth.
    raster(&folder.path().join("heights.tif"), |column, _| 50_000.0 - 270.0 * column as f64);
    let run = |out: &str, more: &[&str]| {
        let said = access(folder.path(), out, more);
        assert_eq!(said.code, Some(0), "{}", said.err);
        assert!(!said.err.contains("ne couvre pas tout le pays"), "{}", said.err);
        minutes(&folder.path().join(out).join("minutes.tif"))
    };
    let (flat, sloping) = (run("flat", &[]), run("sloping", &["--elevation", "heights.tif"]));
    let ratio = |slower: bool| {
        let pairs = flat.iter().zip(&sloping).filter(|(flat, _)| **flat > 60.0);
        pairs.filter(|(flat, sloping)| (sloping > flat) == slower).count()
    };
    // Quicker than on the flat where the way to the facility falls, slower where it rises.
    assert!(ratio(true) > 100 && ratio(false) > 100, "{} and {}", ratio(true), ratio(false));
}

#[test]
fn a_raster_of_people_is_asked_for_its_unit_and_weighs_distances() {
    let folder = prepared();
    raster(&folder.path().join("people.tif"), |column, row| ((column + row) % 7) as f64);
    let people = ["--roads", "roads.geojson", "--population", "people.tif", "--population-unit", "count"];
    let said = access(folder.path(), "out", &people);
    assert_eq!(said.code, Some(0), "{}", said.err);
    let rows = by_code(&folder.path().join("out/communes.csv"));
    let number = |field: &str| rows["FX020101"][field].parse::<f64>().expect("a number");
    assert!(number("population") > 0.0 && number("population_missing_share") == 0.0);
    assert!((0.0..=100.0).contains(&number("facilities_within_15km")) && number("facilities_median_minutes") > 0.0);
    let said = say(lakana()
        .args(["services", "facilities.csv", "--boundaries", "communes.geojson", "--population", "people.tif"])
        .args(["--population-unit", "count", "-o", "s.csv"])
        .current_dir(folder.path()));
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert_eq!(by_code(&folder.path().join("s.csv"))["FX020101"]["population"], rows["FX020101"]["population"]);
}

#[test]
fn what_cannot_be_travelled_is_told_with_a_way_out() {
    let folder = prepared();
    let path = |name: &str| folder.path().join(name);
    for (more, code, words) in [
        (&["--speed", "track=0"][..], 2, "km/h"),
        (&["--roads", "closed.geojson"], 3, "aucune ligne"),
        (&["--landcover", "nowhere.tif", "--cover-speed", "1=3"], 3, "n'existe pas"),
        (&["--population", "communes.tif"], 2, "--population-unit count"),
        (&["--along-roads"], 2, "demande des routes"),
        (&["--along-roads", "--roads", "roads.geojson", "--water", "river.geojson"], 2, "ne connaît ni eau"),
    ] {
        let said = access(folder.path(), "bad", more);
        assert_eq!(said.code, Some(code), "{more:?}: {}", said.err);
        assert!(said.err.contains(words) && said.err.contains('→'), "{more:?}: {}", said.err);
        assert!(!path("bad").exists(), "nothing is left");
    }
    let cell = ["access", "--facilities", "facilities.csv", "--boundaries", "communes.geojson", "--cell", "0", "-o", "bad"];
    let said = say(lakana().args(cell).current_dir(folder.path()));
    assert!(said.code == Some(2) && said.err.contains("cellule"), "{}", said.err);
    // Heights of the west alone, in metres of another system: used where they are, and the rest is told.
    let utm = gdal::spatial_ref::SpatialRef::from_epsg(32631).expect("UTM");
    let driver = gdal::DriverManager::get_driver_by_name("GTiff").expect("a driver");
    let mut west = driver.create_with_band_type::<f64, _>(path("west.tif"), 60, 60, 1).expect("a raster");
    west.set_geo_transform(&[100_000.0, 5_000.0, 0.0, 1_700_000.0, 0.0, -5_000.0]).expect("a place");
    west.set_spatial_ref(&utm).expect("a system");
    drop(west);
    let said = access(folder.path(), "west", &["--elevation", "west.tif"]);
    assert!(said.code == Some(0) && said.err.contains("le terrain est pris pour plat"), "{}", said.err);
    // A facility in the sea.
    let sea = "name,type,longitude,latitude\nBateau,hospital,-30.0,0.0\nA,hospital,0.3,14.3\n";
    fs::write(path("sea.csv"), sea).expect("written");
    let fixed = ["access", "--facilities", "sea.csv", "--boundaries", "communes.geojson", "--cell", "5000", "-o", "sea"];
    let said = say(lakana().args(fixed).current_dir(folder.path()));
    assert!(said.code == Some(0) && said.err.contains("hors du pays"), "{}", said.err);
    // No road at all, and a facility inside what is closed: told, and the rest goes on.
    let around = "[[[0.0,14.1],[0.8,14.1],[0.8,14.5],[0.0,14.5],[0.0,14.1]]]";
    collection(&path("around.geojson"), &[feature("Polygon", around), feature("Point", "[1,14]")]);
    let said = access(folder.path(), "closed", &["--closed", "around.geojson"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    for words in ["aucune route", "structures sur une barrière", "une barrière est une surface ou une ligne"] {
        assert!(said.err.contains(words), "{words}: {}", said.err);
    }
}

#[test]
fn services_are_counted_by_state_and_level() {
    let folder = country();
    let services = |more: &[&str]| {
        let fixed = ["services", "facilities.csv", "--boundaries", "communes.geojson", "--population", "population.csv"];
        say(lakana().args(fixed).args(more).current_dir(folder.path()))
    };
    let said = services(&["--by", "region", "-o", "services.csv"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert!(said.out.contains("Nord-Sahel") && said.out.contains("en partie fonctionnelles"), "{}", said.out);
    let rows = by_code(&folder.path().join("services.csv"));
    let north = &rows["FX01"];
    let states = ["total", "functioning", "partly", "closed", "unknown"].map(|s| north[&format!("facilities_{s}")].as_str());
    assert_eq!(states, ["5", "2", "1", "1", "1"]);
    assert!(north["facilities_nearest_km"].parse::<f64>().is_ok());

    let said = services(&["-o", "services.geojson", "--json"]);
    let areas: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
    assert_eq!(areas["areas"].as_array().map(Vec::len), Some(12));
    assert!(folder.path().join("services.geojson").exists());
    let style = fs::read_to_string(folder.path().join("services.qml")).expect("a style beside it");
    assert!(style.contains("RuleRenderer"));
    assert_eq!(services(&["-o", "services.gpkg"]).code, Some(0));
    let package = Dataset::open(folder.path().join("services.gpkg")).expect("a GeoPackage");
    assert_eq!(package.layers().map(|l| l.name()).collect::<Vec<_>>(), ["communes", "layer_styles"]);
    assert_eq!(services(&["-o", "services.docx"]).code, Some(2));
}

#[test]
fn capacities_are_summed_and_set_against_people() {
    let folder = country();
    let list = "name;type;status;lits;longitude;latitude\nA;hospital;partiel;40;0.3;14.3\nB;clinic;fermé;10;0.4;14.3\n";
    fs::write(folder.path().join("beds.csv"), list).expect("written");
    let fixed = [
        "services",
        "beds.csv",
        "--boundaries",
        "communes.geojson",
        "--population",
        "population.csv",
        "-o",
        "beds.geojson",
        "--json",
    ];
    let said = say(lakana().args(fixed).current_dir(folder.path()));
    assert_eq!(said.code, Some(0), "{}", said.err);
    let table: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
    let first = &table["areas"][0];
    assert_eq!((&first["facilities_capacity"], &first["facilities_partly"]), (&40.0.into(), &1.0.into()));
    let per = first["facilities_capacity_per_10000"].as_f64().expect("a rate");
    assert!((per - 40.0 / 2.4).abs() < 1e-9, "{per}");
}

#[test]
fn the_real_country_is_travelled_with_its_roads_rivers_and_people() {
    let Some(root) =
        real_data("roads/africa_network_mali_bbox.geojson").and_then(|p| p.ancestors().nth(2).map(Path::to_path_buf))
    else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str| root.join(name);
    let out = folder.path().join("out");
    let said = say(lakana()
        .args(["access", "--cell", "2500", "--mode", "moto", "--population-unit", "density"])
        .arg("--facilities")
        .arg(file("health-who-mli/who_kwtrp_sites_MLI.csv"))
        .arg("--roads")
        .arg(file("roads/africa_network_mali_bbox.geojson"))
        .arg("--boundaries")
        .arg(file("cod-ab-mli/communes_mali.geojson"))
        .arg("--water")
        .arg(file("natural-earth/ne_10m_rivers_lake_centerlines_wafrica.geojson"))
        .arg("--population")
        .arg(file("worldpop-africa-10min/afripop2020.tif"))
        .arg("-o")
        .arg(&out));
    assert_eq!(said.code, Some(0), "{}", said.err);
    let record: serde_json::Value = serde_json::from_slice(&fs::read(out.join("run.json")).expect("a file")).expect("JSON");
    let share = |id: &str| record["country"][id].as_f64().unwrap_or(f64::NAN);
    let (hour, two) = (share("facilities_within_60min"), share("facilities_within_120min"));
    assert!(hour > 20.0 && hour < two && two < 100.0, "{hour} and {two} % of the people");
    let rows = csv_rows(&out.join("communes.csv"));
    assert_eq!(rows.len(), 701);
    assert!(rows.iter().filter(|r| !r["facilities_median_minutes"].is_empty()).count() > 600);
}
