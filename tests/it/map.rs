//! `lakana map`: one map from any layer of polygons.

use crate::support::{country, lakana, say};
use std::path::Path;

/// Six squares in two groups, one without a value.
fn districts(folder: &Path) -> std::path::PathBuf {
    let square = |i: usize, value: &str| {
        let (x, y) = ((i % 3) as f64, 12.0 + (i / 3) as f64);
        let (east, north) = (x + 1.0, y + 1.0);
        let ring = format!("[[{x},{y}],[{east},{y}],[{east},{north}],[{x},{north}],[{x},{y}]]");
        let group = if i < 3 { "Sud" } else { "Nord" };
        format!(
            r#"{{"type":"Feature","properties":{{"nom":"District {i}","zone":"{group}","taux":{value}}},"geometry":{{"type":"Polygon","coordinates":[{ring}]}}}}"#
        )
    };
    let features: Vec<String> = ["0", "12.5", "40", "null", "77", "100"].iter().enumerate().map(|(i, v)| square(i, v)).collect();
    let path = folder.join("districts.geojson");
    std::fs::write(&path, format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","))).unwrap();
    path
}

#[test]
fn a_layer_of_districts_becomes_a_sheet_in_three_forms() {
    let folder = tempfile::tempdir().unwrap();
    let (layer, at) = (districts(folder.path()), |name: &str| folder.path().join(name));
    let mut command = lakana();
    command.arg("map").arg(&layer).args(["--field", "taux", "--unit", "%", "--classes", "0,20,50,100", "--name", "nom"]);
    command.args(["--title", "Couverture", "--areas", "districts sanitaires", "--source", "Enquête", "--group", "zone"]);
    for form in ["svg", "png", "pdf"] {
        command.arg("-o").arg(at(&format!("carte.{form}")));
    }
    let said = say(&mut command);
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert!(said.err.contains("unités sans valeur"), "{}", said.err);
    let svg = std::fs::read_to_string(at("carte.svg")).unwrap();
    for words in [
        "Couverture",
        "0 – 20",
        "50 – 100",
        "districts sanitaires",
        "Limites : districts sanitaires",
        "District 4",
        "Enquête",
        "NORD",
        "Sans donnée",
    ] {
        assert!(svg.contains(words), "{words} is not on the map");
    }
    assert!(!svg.contains("commune") && !svg.contains("cercle"), "words of other maps");
    assert!(std::fs::read(at("carte.png")).unwrap().starts_with(b"\x89PNG"));
    assert!(std::fs::read(at("carte.pdf")).unwrap().starts_with(b"%PDF"));

    let said = say(lakana()
        .arg("map")
        .arg(&layer)
        .args(["--field", "taux", "--group", "zone", "--focus", "Nord", "--lang", "en", "-o"])
        .arg(at("nord.svg")));
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert!(std::fs::read_to_string(at("nord.svg")).unwrap().contains("Other groups"));
}

#[test]
fn a_theme_of_the_main_job_brings_its_classes_and_words() {
    let folder = country();
    let layer = districts(folder.path());
    let text = std::fs::read_to_string(&layer).unwrap().replace("taux", "density_per_km2");
    std::fs::write(&layer, text).unwrap();
    let out = folder.path().join("a.svg");
    let said = say(lakana().arg("map").arg(&layer).args(["--theme", "population", "-o"]).arg(&out));
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert!(std::fs::read_to_string(&out).unwrap().contains("Habitants par km²"));
}

#[test]
fn what_cannot_be_drawn_is_named_with_a_way_out() {
    let folder = tempfile::tempdir().unwrap();
    let layer = districts(folder.path());
    let refused = |arguments: &[&str], output: &str| {
        let said = say(lakana().arg("map").arg(&layer).args(arguments).arg("-o").arg(folder.path().join(output)));
        assert!(!folder.path().join(output).exists() || output == "districts.geojson");
        (said.code, said.err)
    };
    for (arguments, output, code, words) in [
        (&["--field", "nom"][..], "a.svg", 2, "ne contient pas de nombres"),
        (&["--field", "tau"][..], "a.svg", 2, "taux"),
        (&["--field", "taux"][..], "a.jpg", 2, "Terminez par .svg"),
        (&["--field", "taux", "--theme", "rixe"][..], "a.svg", 2, "Thèmes connus"),
        (&["--field", "taux", "--classes", "3,1"][..], "a.svg", 2, "jenks:5"),
        (&["--field", "taux", "--palette", "rouge"][..], "a.svg", 2, "worse"),
        (&["--field", "taux", "--group", "zone", "--focus", "Est"][..], "a.svg", 2, "Groupes : Nord, Sud"),
        (&["--theme", "risk"][..], "a.svg", 2, "--field"),
    ] {
        let (found, err) = refused(arguments, output);
        assert_eq!(found, Some(code), "{arguments:?}: {err}");
        assert!(err.contains(words), "{arguments:?}: {err}");
    }
}
