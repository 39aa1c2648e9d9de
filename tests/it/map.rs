//! `lakana map`: one map from any layer of polygons, points or lines.

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
        (&["--field", "nom", "--palette", "worse"][..], "a.svg", 2, "ne contient pas de nombres"),
        (&["--field", "taux", "--boundaries", "x.geojson"][..], "a.svg", 2, "--boundaries est de trop"),
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

/// Features of one kind of shape: coordinates, then the fields `n`, `taux` and `genre` as they stand in JSON.
fn features(path: &Path, shape: &str, rows: &[(String, &str, &str, &str)]) {
    let feature = |(at, n, rate, kind): &(String, &str, &str, &str)| {
        format!(
            r#"{{"type":"Feature","properties":{{"n":{n},"taux":{rate},"genre":{kind}}},"geometry":{{"type":"{shape}","coordinates":{at}}}}}"#
        )
    };
    let rows: Vec<String> = rows.iter().map(feature).collect();
    std::fs::write(path, format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, rows.join(","))).unwrap();
}

/// What stands on the sheet that these arguments give.
fn drawn(arguments: &[&str], layer: &Path) -> (String, String) {
    let out = layer.with_extension("svg");
    let said = say(lakana().arg("map").arg(layer).args(arguments).arg("-o").arg(&out));
    assert_eq!(said.code, Some(0), "{arguments:?}: {}", said.err);
    (std::fs::read_to_string(out).unwrap(), said.err)
}

/// How many circles the group of that id holds.
fn circles(svg: &str, group: &str) -> usize {
    let Some(begin) = svg.find(&format!("id=\"{group}\"")) else { return 0 };
    let end = svg[begin..].find("</g>").unwrap();
    svg[begin..begin + end].matches("<circle").count()
}

#[test]
fn points_are_circles_dots_or_kinds_by_what_the_field_holds() {
    let folder = tempfile::tempdir().unwrap();
    let ground = districts(folder.path()).display().to_string();
    let layer = folder.path().join("sites.geojson");
    let at = |i: usize| format!("[{},12.5]", 0.25 + i as f64 * 0.5);
    let rows = [
        (at(0), "0", "0.5", "\"centre\""),
        (at(1), "40", "1.5", "\"centre\""),
        (at(2), "900", "null", "\"poste\""),
        (at(3), "null", "7.25", "null"),
        ("[50,50]".into(), "7", "1", "\"poste\""),
    ];
    features(&layer, "Point", &rows);

    let (svg, told) = drawn(&["--field", "n", "--boundaries", &ground, "--name", "nom", "--areas", "structures"], &layer);
    assert!(told.contains("hors du fond de carte") && told.contains("points sans valeur"), "{told}");
    assert_eq!((circles(&svg, "circles"), circles(&svg, "points")), (2, 2), "amounts, then zero and nothing");
    for words in ["40 – 900", "Taille des cercles", "Sans donnée", "structures", "District 4", "Limites : districts"] {
        assert!(svg.contains(words), "{words} is not on the map");
    }

    let (svg, _) = drawn(&["--field", "taux", "--classes", "0,1,5,10"], &layer);
    assert_eq!((circles(&svg, "circles"), circles(&svg, "points")), (0, 5));
    for words in ["5 – 10", "points", "Chaque classe comprend"] {
        assert!(svg.contains(words), "{words} is not on the map");
    }
    assert!(!svg.contains("Contour"), "a frame is no border");

    let spoiled = folder.path().join("people.geojson");
    std::fs::write(&spoiled, std::fs::read_to_string(&layer).unwrap().replace("genre", "ethnie")).unwrap();
    let said = say(lakana().arg("map").arg(&spoiled).args(["--field", "ethnie", "-o"]).arg(folder.path().join("x.svg")));
    assert_eq!(said.code, Some(5), "{}", said.err);

    let (svg, _) = drawn(&["--field", "genre", "--boundaries", &ground, "--group", "zone", "--focus", "Sud"], &layer);
    assert_eq!(circles(&svg, "points"), 4);
    assert!(svg.contains("centre") && svg.contains("poste") && !svg.contains("Chaque classe comprend"));

    let said =
        say(lakana().arg("map").arg(&layer).args(["--field", "n", "--name", "nom", "-o"]).arg(folder.path().join("x.svg")));
    assert!(said.code == Some(2) && said.err.contains("--boundaries"), "{}", said.err);
}

#[test]
fn lines_are_wide_by_class_and_alike_by_kind() {
    let folder = tempfile::tempdir().unwrap();
    let layer = folder.path().join("roads.geojson");
    let at = |i: usize| format!("[[[0,{i}],[1,{i}.5]],[[1.5,{i}],[2,{i}]]]");
    let rows = [(at(1), "1", "0.5", "\"piste\""), (at(2), "2", "7.5", "\"route\""), (at(3), "3", "null", "\"piste\"")];
    features(&layer, "MultiLineString", &rows);
    let (svg, told) = drawn(&["--field", "taux", "--classes", "0,5,10"], &layer);
    assert!(told.contains("lignes sans valeur"), "{told}");
    for words in ["0 – 5", "5 – 10", "Sans donnée", "lignes"] {
        assert!(svg.contains(words), "{words} is not on the map");
    }
    // Two parts are one line: the description counts features.
    assert!(svg.contains("0 – 5 : 1") && svg.contains("Sans donnée : 1"), "counts of lines");
    let (svg, _) = drawn(&["--field", "genre"], &layer);
    assert!(svg.contains("piste : 2") && svg.contains("route : 1"));
}

#[test]
fn text_on_polygons_is_a_colour_for_each_kind() {
    let folder = tempfile::tempdir().unwrap();
    let (svg, _) = drawn(&["--field", "zone"], &districts(folder.path()));
    // Alike in number, so by name.
    assert!(svg.contains("Nord : 3 ; Sud : 3"), "counts of kinds");
}

#[test]
fn roads_towns_and_waters_lie_over_any_layer_and_made_up_data_are_marked() {
    let folder = tempfile::tempdir().unwrap();
    let (layer, at) = (districts(folder.path()), |name: &str| folder.path().join(name));
    let lines = |name: &str, properties: &str, geometry: &str| {
        let feature = format!(r#"{{"type":"Feature","properties":{properties},"geometry":{geometry}}}"#);
        let text = format!(r#"{{"type":"FeatureCollection","features":[{feature}]}}"#);
        std::fs::write(at(name), text).unwrap();
    };
    lines("roads.geojson", r#"{"ref":"RN 7"}"#, r#"{"type":"LineString","coordinates":[[0.2,12.2],[2.8,13.8]]}"#);
    lines("rivers.geojson", r#"{"name":"Sankarani"}"#, r#"{"type":"LineString","coordinates":[[0.1,13.7],[2.9,12.3]]}"#);
    let ring = "[[[1.2,12.2],[1.5,12.2],[1.5,12.5],[1.2,12.5],[1.2,12.2]]]";
    lines("lakes.geojson", r#"{"name":"Sélingué"}"#, &format!(r#"{{"type":"Polygon","coordinates":{ring}}}"#));
    std::fs::write(at("towns.csv"), "name,longitude,latitude,population\nYanfolila,2.2,13.5,9000\n").unwrap();
    let map = |more: &[&str]| {
        let mut command = lakana();
        command.arg("map").arg(&layer).args(["--field", "taux", "--quiet", "-o"]).arg(at("map.svg"));
        let said = say(command.args(more).current_dir(folder.path()));
        assert_eq!(said.code, Some(0), "{}", said.err);
        std::fs::read_to_string(at("map.svg")).unwrap()
    };
    let over = ["RN 7", "Route", "Yanfolila", "Ville", "Sankarani", "Cours d’eau, lac"];
    let bare = map(&[]);
    assert!(over.iter().all(|words| !bare.contains(words)));
    let full =
        map(&["--roads", "roads.geojson", "--towns", "towns.csv", "--waters", "rivers.geojson", "--waters", "lakes.geojson"]);
    for words in over {
        assert!(full.contains(words), "{words} is not on the map");
    }

    let mark = "DONNÉES SYNTHÉTIQUES";
    assert!(!full.contains(mark));
    for yes in ["true", "1"] {
        let text = std::fs::read_to_string(&layer).unwrap().replace(r#""zone":"#, &format!(r#""synthetic":{yes},"zone":"#));
        std::fs::write(&layer, text).unwrap();
        assert!(map(&[]).contains(mark), "a map of made-up data must say so ({yes})");
        let text = std::fs::read_to_string(&layer).unwrap().replace(&format!(r#""synthetic":{yes},"#), "");
        std::fs::write(&layer, text).unwrap();
    }
    let said = say(lakana()
        .args(["map", "districts.geojson", "--field", "taux", "--roads", "lakes.geojson", "-o", "x.svg"])
        .current_dir(folder.path()));
    assert!(said.code == Some(3) && said.err.contains("lakes.geojson"), "{:?} {}", said.code, said.err);
    assert!(!at("x.svg").exists());
}

#[test]
fn a_layer_of_a_run_brings_its_words_sources_and_marks() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let made = say(lakana().args(["demo", "--quiet", "--only", "layers", "--out"]).arg(&out));
    assert_eq!(made.code, Some(0), "{}", made.err);
    let map = |field: &str, more: &[&str]| {
        let file = folder.path().join("map.svg");
        let mut command = lakana();
        command.arg("map").arg(out.join("layers/communes.geojson")).args(["--quiet", "--field", field, "-o"]).arg(&file);
        let said = say(command.args(more));
        assert_eq!(said.code, Some(0), "{}", said.err);
        std::fs::read_to_string(&file).unwrap()
    };
    let risk = map("risk_index", &[]);
    for words in ["Indice de risque", "INDICATIF", "DONNÉES SYNTHÉTIQUES", "Sources : Données synthétiques de démonstration"]
    {
        assert!(risk.contains(words), "{words} is not on the map");
    }
    assert!(!risk.contains("risk_index"), "an id is no title");
    let people = map("density_per_km2", &["--lang", "en", "--source", "Census"]);
    assert!(people.contains("people per km²") || people.contains("(people/km²)"), "the unit is not on the map");
    assert!(
        people.contains("Sources: Census") && !people.contains("INDICATI"),
        "what is said on the command line, no mark of another field"
    );
}
