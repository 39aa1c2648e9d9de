//! `lakana hotspots`: a planted spot is found in a file, what cannot be said is told, and the communes of Mali have the
//! neighbours and statistics that PySAL gives them.

use crate::support::{Said, lakana, real_data, say};
use geo_types::{Geometry, MultiPolygon};
use lakana::spatial::contiguity::{Contiguity, queen, rook, within};
use lakana::spatial::geary::geary;
use lakana::spatial::getis_g::general_g;
use lakana::spatial::hot_spots::{gi, gi_star};
use lakana::spatial::local_moran::local_moran;
use lakana::spatial::moran::moran;
use lakana::spatial::permutation::Permutations;
use lakana::spatial::weights::{Standardisation, Weights};
use std::collections::BTreeMap;
use std::path::Path;

/// Squares of a tenth of a degree, eight by eight, with a hot block of nine, one value missing and one square far away.
fn grid(hot: f64) -> String {
    let square = |i: usize, x: f64, y: f64| {
        let block = (2..5).contains(&(i / 8)) && (2..5).contains(&(i % 8));
        let value = (i * 7 % 5) as f64 + if block { hot } else { 0.0 };
        let value = if i == 63 { "null".to_owned() } else { value.to_string() };
        let ring = [(x, y), (x + 0.1, y), (x + 0.1, y + 0.1), (x, y + 0.1), (x, y)].map(|(x, y)| format!("[{x:.6},{y:.6}]"));
        format!(
            r#"{{"type":"Feature","properties":{{"code":"A{i:02}","n":{value},"people":{},"name":"x"}},"geometry":{{"type":"Polygon","coordinates":[[{}]]}}}}"#,
            1000 + i,
            ring.join(",")
        )
    };
    let mut all: Vec<String> = (0..64).map(|i| square(i, -4.0 + 0.1 * (i % 8) as f64, 14.0 + 0.1 * (i / 8) as f64)).collect();
    all.push(square(64, 3.0, 18.0));
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, all.join(","))
}

fn hotspots(folder: &Path, options: &[&str], output: &str) -> Said {
    say(lakana()
        .args(["hotspots", "--lang", "en", "--field", "n"])
        .arg(folder.join("grid.geojson"))
        .args(options)
        .arg("-o")
        .arg(folder.join(output)))
}

fn features(path: &Path) -> Vec<serde_json::Value> {
    let whole: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    whole["features"].as_array().unwrap().iter().map(|f| f["properties"].clone()).collect()
}

#[test]
fn a_planted_spot_is_hot_and_what_cannot_be_said_is_told() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("grid.geojson"), grid(20.0)).unwrap();
    let said = hotspots(folder.path(), &["--json"], "hot.geojson");
    assert_eq!(said.code, Some(0), "{}", said.err);
    let rows = features(&folder.path().join("hot.geojson"));
    assert_eq!((rows.len(), &rows[27]["gi_star_class"], &rows[27]["gi_star_label"]), (65, &1.into(), &"hot spot".into()));
    assert!(rows.iter().all(|r| r["gi_star_class"] != -1 || r["gi_star_z"].as_f64().unwrap() < 0.0));
    assert!(rows[63]["gi_star_z"].is_null() && rows[64]["gi_star_z"].is_null(), "no value, and an island");
    let told: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let kinds: Vec<&str> = told["problems"].as_array().unwrap().iter().map(|p| p["kind"].as_str().unwrap()).collect();
    assert!(kinds.contains(&"value-missing") && kinds.contains(&"island"), "{kinds:?}");
    let left = told["inputs"][0]["left_out"].as_array().unwrap();
    assert_eq!((left.len(), &told["inputs"][0]["kept"]), (2, &63.into()));
    let moran = &told["map"]["moran"];
    assert!(moran["value"].as_f64().unwrap() > 0.3 && moran["z"].as_f64().unwrap() > 3.0, "{moran}");
    assert_eq!((&moran["p_permuted"], &moran["p_folded"]), (&0.002.into(), &0.001.into()));
    assert_eq!(moran["reading"], "values of neighbours are alike");
    assert_eq!(told["map"]["geary"]["reading"], "values of neighbours are alike", "a small c says so");
    assert_eq!(told["map"]["general_g"]["reading"], "high values stand together");
    assert!(told["map"].get("joins_11").is_none(), "not a field of 0 and 1");
    // The middle of the block and the four beside it; its corners have more neighbours outside than in it.
    let hot: Vec<usize> = (0..65).filter(|&i| rows[i]["gi_star_class"] == 1).collect();
    assert_eq!((hot.as_slice(), &told["facts"]["class_1"]), ([19, 26, 27, 28, 35].as_slice(), &5.0.into()));
    let style = std::fs::read_to_string(folder.path().join("hot.qml")).unwrap();
    assert!(style.contains("label=\"hot spot\"") && style.contains("gi_star_class"), "{style}");
    let style = std::fs::read_to_string(folder.path().join("hot.significance.qml")).unwrap();
    assert!(style.contains("label=\"p ≤ 0.001\"") && style.contains("gi_star_p_adjusted"), "{style}");
    for row in rows.iter().filter(|r| !r["gi_star_p"].is_null()) {
        let p = |name: &str| row[name].as_f64().unwrap();
        assert!(p("gi_star_p_folded") <= p("gi_star_p") && p("gi_star_p") <= p("gi_star_p_adjusted"), "{row}");
    }

    let cold = tempfile::tempdir().unwrap();
    std::fs::write(cold.path().join("grid.geojson"), grid(-20.0)).unwrap();
    assert_eq!(hotspots(cold.path(), &[], "cold.gpkg").code, Some(0));
    hotspots(cold.path(), &["--statistic", "moran"], "cold.geojson");
    let rows = features(&cold.path().join("cold.geojson"));
    assert_eq!(rows[27]["moran_label"], "low among low");
    assert!(rows.iter().all(|r| r["moran_class"] != 1), "nothing high stands together");
}

#[test]
fn one_giant_makes_no_cold_spot_around_itself() {
    let folder = tempfile::tempdir().unwrap();
    // All zero but for a giant and, far from it, a one: around that the sum is high among those dealt out, and below their mean.
    let lone = grid(0.0);
    let mut whole: serde_json::Value = serde_json::from_str(&lone).unwrap();
    for (i, feature) in whole["features"].as_array_mut().unwrap().iter_mut().enumerate() {
        feature["properties"]["n"] = match i {
            0 => 10_000.into(),
            44 => 1.into(),
            _ => 0.into(),
        };
    }
    std::fs::write(folder.path().join("grid.geojson"), whole.to_string()).unwrap();
    for statistic in ["gi-star", "gi", "moran"] {
        let said = hotspots(folder.path(), &["--statistic", statistic, "--adjust", "none", "--level", "0.3"], "o.geojson");
        assert_eq!(said.code, Some(0), "{}", said.err);
        let rows = features(&folder.path().join("o.geojson"));
        let label = format!("{}_label", statistic.replace('-', "_"));
        let cold = |i: &usize| ["cold spot", "low among low"].iter().any(|cold| rows[*i][&label] == *cold);
        // The eight around the one, and the one itself.
        assert!([35, 36, 37, 43, 44, 45, 51, 52, 53].iter().all(|i| !cold(i)), "{statistic}: {:?}", rows[43]);
    }
}

#[test]
fn zeros_and_ones_are_joins_and_another_field_may_stand_around() {
    let folder = tempfile::tempdir().unwrap();
    let mut whole: serde_json::Value = serde_json::from_str(&grid(0.0)).unwrap();
    for (i, feature) in whole["features"].as_array_mut().unwrap().iter_mut().enumerate() {
        let block = (2..5).contains(&(i / 8)) && (2..5).contains(&(i % 8));
        feature["properties"]["n"] = i32::from(block || i == 7).into();
        feature["properties"]["other"] = if i == 20 { serde_json::Value::Null } else { (i % 8).into() };
    }
    std::fs::write(folder.path().join("grid.geojson"), whole.to_string()).unwrap();
    let said = hotspots(folder.path(), &["--statistic", "joins", "--json"], "o.geojson");
    assert_eq!(said.code, Some(0), "{}", said.err);
    let rows = features(&folder.path().join("o.geojson"));
    assert_eq!((&rows[27]["joins_count"], &rows[27]["joins_class"]), (&8.0.into(), &1.into()));
    assert_eq!((&rows[7]["joins_class"], &rows[7]["joins_label"]), (&0.into(), &"not significant".into()));
    assert_eq!((&rows[0]["joins_class"], &rows[0]["joins_count"]), (&2.into(), &serde_json::Value::Null));
    let told: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(told["map"]["joins_11"]["value"], 20.0, "12 sides and 8 corners of nine squares");
    assert_eq!(told["map"]["joins_10"]["reading"], "neighbours less often than by chance");

    let said = hotspots(folder.path(), &["--statistic", "moran", "--against", "other", "--json"], "b.geojson");
    assert_eq!(said.code, Some(0), "{}", said.err);
    let rows = features(&folder.path().join("b.geojson"));
    assert!(rows[20]["moran_bivariate_i"].is_null() && rows[21]["moran_bivariate_i"].is_number(), "{}", rows[20]);
    let told: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert!(told["map"]["moran_bivariate"]["p_formula"].is_null() && told["map"]["moran_bivariate"]["p_permuted"].is_number());
    assert_eq!(told["inputs"][0]["left_out"][0]["count"], 1);

    let talk = hotspots(folder.path(), &["--statistic", "moran"], "c.geojson");
    assert!(talk.out.contains("Moran's I") && talk.out.contains("joins 1–1"), "{}", talk.out);
    for statistic in ["gi-star", "geary"] {
        let both = hotspots(folder.path(), &["--statistic", statistic, "--against", "people"], "d.geojson");
        assert!(both.code == Some(2) && both.err.contains("--statistic moran"), "{}", both.err);
    }
    let other = say(lakana()
        .args(["hotspots", "--field", "other", "--statistic", "joins"])
        .arg(folder.path().join("grid.geojson"))
        .args(["-o", "x.csv"]));
    assert!(other.code == Some(2) && other.err.contains("0 et de 1"), "{}", other.err);
}

#[test]
fn threads_change_nothing_and_files_of_neighbours_come_back() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("grid.geojson"), grid(20.0)).unwrap();
    let read = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
    for (threads, name) in [("1", "a.geojson"), ("2", "b.geojson")] {
        assert_eq!(hotspots(folder.path(), &["--threads", threads, "--per", "people"], name).code, Some(0));
    }
    assert!(read("a.geojson") == read("b.geojson"));
    for ending in ["gal", "gwt"] {
        let file = folder.path().join(format!("w.{ending}"));
        let file = file.to_str().unwrap();
        let options = ["--code", "code", "--statistic", "geary", "--neighbours-to", file];
        assert_eq!(hotspots(folder.path(), &options, "c.geojson").code, Some(0));
        let options = ["--code", "code", "--statistic", "geary", "--neighbours", file];
        let said = hotspots(folder.path(), &options, "d.geojson");
        assert_eq!(said.code, Some(0), "{}", said.err);
        assert!(read("c.geojson") == read("d.geojson"), "{ending}");
    }
}

#[test]
fn bad_input_is_named() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("grid.geojson"), grid(20.0)).unwrap();
    let text = say(lakana()
        .args(["hotspots", "--field", "name"])
        .arg(folder.path().join("grid.geojson"))
        .arg("-o")
        .arg(folder.path().join("o.csv")));
    assert!(text.code == Some(2) && text.err.contains("ne contient pas de nombres"), "{}", text.err);
    let none = hotspots(folder.path(), &["--neighbours", "band:1m", "--strict"], "o.geojson");
    assert!(none.code == Some(1) && none.err.contains("--tolerance"), "{}", none.err);
    assert!(features(&folder.path().join("o.geojson")).iter().all(|r| r["gi_star_z"].is_null()));
    assert_eq!(hotspots(folder.path(), &[], "grid.geojson").code, Some(2), "an output over its input");
    assert_eq!(hotspots(folder.path(), &["--neighbours", "king"], "o.geojson").code, Some(2));
    let same = grid(20.0).replace("\"people\":", "\"n_2\":").replace("\"n\":", "\"old\":");
    let same = same
        .split("\"n_2\":")
        .enumerate()
        .map(|(i, part)| if i == 0 { part.to_owned() } else { format!("\"n\":5{}", &part[4..]) });
    std::fs::write(folder.path().join("grid.geojson"), same.collect::<String>()).unwrap();
    let constant = hotspots(folder.path(), &["--strict"], "p.geojson");
    assert!(constant.code == Some(1) && constant.err.contains("alike"), "{}", constant.err);
}

/// The shapes and areas of the communes by their codes.
fn communes(path: &Path) -> (Vec<MultiPolygon<f64>>, Vec<f64>) {
    let whole: geojson::FeatureCollection =
        std::fs::read_to_string(path).unwrap().parse::<geojson::GeoJson>().unwrap().try_into().unwrap();
    let mut all: Vec<(String, MultiPolygon<f64>, f64)> = whole
        .features
        .into_iter()
        .map(|f| {
            let code = f.property("adm3_pcode").and_then(|v| v.as_str()).unwrap().to_owned();
            let area = f.property("area_sqkm").and_then(serde_json::Value::as_f64).unwrap();
            let shape = match Geometry::<f64>::try_from(f.geometry.unwrap()).unwrap() {
                Geometry::Polygon(p) => MultiPolygon(vec![p]),
                Geometry::MultiPolygon(m) => m,
                other => panic!("{other:?}"),
            };
            (code, shape, area.ln())
        })
        .collect();
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all.into_iter().map(|(_, shape, area)| (shape, area)).unzip()
}

#[test]
fn the_communes_have_the_neighbours_and_statistics_of_pysal() {
    let Some(path) = real_data("cod-ab-mli/communes_mali.geojson") else { return };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/spatial");
    let mut told: BTreeMap<(String, String), String> = BTreeMap::new();
    for file in ["pysal.csv", "pysal_communes.csv"] {
        let mut table = csv::ReaderBuilder::new().comment(Some(b'#')).from_path(folder.join(file)).unwrap();
        let rows = table.records().map(Result::unwrap).filter(|r| &r[0] == "communes");
        told.extend(rows.map(|r| ((r[1].to_owned(), r[2].to_owned()), r[3].to_owned())));
    }
    let numbers = |statistic: &str, part: &str| -> Vec<f64> {
        told[&(statistic.to_owned(), part.to_owned())].split(' ').map(|v| v.parse().unwrap()).collect()
    };
    let equal = |found: Vec<f64>, expected: &[f64], what: &str| {
        assert_eq!(found.len(), expected.len(), "{what}");
        let far = found.iter().zip(expected).find(|(f, e)| (**f - **e).abs() > 1e-9 * e.abs().max(1e-3));
        assert_eq!(far, None, "{what}");
    };
    let (shapes, values) = communes(&path);
    let shapes: Vec<_> = shapes.iter().collect();
    equal(values.clone(), &numbers("values", "y"), "values");
    let neighbours = queen(&shapes);
    for (name, found) in [("queen", &neighbours), ("rook", &rook(&shapes))] {
        let lists: Vec<Vec<usize>> = told[&(name.to_owned(), "neighbours".to_owned())]
            .split(';')
            .map(|list| list.split_whitespace().map(|j| j.parse().unwrap()).collect())
            .collect();
        assert!((0..shapes.len()).all(|i| found.of(i) == lists[i]), "{name}");
    }
    // A hundred-millionth of a degree: what touches, touches still.
    let tolerant = within(&shapes, Contiguity::Queen, 1e-8);
    assert!((0..shapes.len()).all(|i| neighbours.of(i).iter().all(|j| tolerant.of(i).contains(j))));

    let none = Permutations { count: 0, seed: 0 };
    let binary = Weights::binary(neighbours);
    let row = binary.standardised(Standardisation::Row);
    let m = moran(&values, &row, none).unwrap();
    let variance = |m: Option<lakana::spatial::moments::Moments>| m.unwrap().variance;
    equal(
        vec![m.value, variance(m.normality), variance(m.randomisation)],
        &[0, 2, 3].map(|i| numbers("moran_r", "all")[i]),
        "moran",
    );
    let g = geary(&values, &row, none).unwrap();
    equal(
        vec![g.value, variance(g.normality), variance(g.randomisation)],
        &[0, 2, 3].map(|i| numbers("geary_r", "all")[i]),
        "geary",
    );
    if values.iter().all(|v| *v >= 0.0) {
        let g = general_g(&values, &binary, none).unwrap();
        equal(vec![g.value, variance(g.randomisation)], &[0, 2].map(|i| numbers("general_g", "all")[i]), "general G");
    }
    for (name, found) in [("gi", gi(&values, &binary, none)), ("gi_star", gi_star(&values, &binary, 1.0, none))] {
        equal(found.iter().map(|s| s.unwrap().z).collect(), &numbers(name, "z"), name);
    }
    let found = local_moran(&values, &row, none);
    equal(found.iter().map(|l| l.unwrap().value).collect(), &numbers("local_moran", "value"), "local Moran");
    let conditional = found.iter().map(|l| variance(l.unwrap().conditional)).collect();
    equal(conditional, &numbers("local_moran", "conditional"), "its variance");
}
