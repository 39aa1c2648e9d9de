//! Maps that are not areas in the colours of their classes, end to end on the hand-made country.

use crate::support::{contents, country, lakana, say};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const FORMS: &str = "[maps]\nthemes = [\"risk_alpha\", \"population_dots\", \"incidents_heat\", \"incidents_gathered\", \"risk_tiles\", \"reference\"]\n";

/// Draws the maps that the table asks for. Returns the files by their relative path.
fn maps(table: &str, more: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let folder = country();
    let project = folder.path().join("lakana.toml");
    fs::write(&project, format!("{}\n{table}", fs::read_to_string(&project).unwrap())).unwrap();
    let said = say(lakana().arg("run").arg(&project).args(["--only", "maps", "--out"]).arg(folder.path().join("out")).args(more));
    assert_eq!(said.code, Some(0), "{}", said.err);
    let drawn = |name: &String| ["svg", "png", "pdf"].iter().any(|form| name.ends_with(form));
    contents(&folder.path().join("out")).into_iter().filter(|(name, _)| drawn(name)).collect()
}

fn svg(maps: &BTreeMap<String, Vec<u8>>, name: &str) -> String {
    String::from_utf8(maps.get(name).unwrap_or_else(|| panic!("{name} is not among {:?}", maps.keys())).clone()).unwrap()
}

/// What a sheet says to those who cannot see it.
fn described(svg: &str) -> &str {
    svg.split_once("<desc>").and_then(|(_, rest)| rest.split_once("</desc>")).expect("a description").0
}

/// The numbers that an English description gives.
fn counts(svg: &str, counted: &str) -> Vec<usize> {
    let plain = described(svg).replace("&gt;", ">");
    let said = plain.rsplit_once(&format!("(number of {counted}): ")).expect("counts").1.trim_end_matches('.');
    let number = |class: &str| class.rsplit_once(": ")?.1.parse().ok();
    said.split("; ").map(|class| number(class).unwrap_or_else(|| panic!("{class} of {said}"))).collect()
}

/// The elements of a group that have that name.
fn elements<'a>(svg: &'a str, group: &str, element: &str) -> Vec<&'a str> {
    let start = svg.find(&format!("<g id=\"{group}\">")).unwrap_or_else(|| panic!("no group {group}"));
    let inside = &svg[start..start + svg[start..].find("</g>").expect("its end")];
    inside.lines().filter(|line| line.starts_with(&format!("<{element} "))).collect()
}

#[test]
fn every_form_says_what_it_counts_in_both_languages() {
    let french = maps(FORMS, &["--lang", "fr"]);
    let english = maps(FORMS, &["--lang", "en"]);
    for (drawn, names) in [(&french, 21), (&english, 21)] {
        let svgs: Vec<&String> = drawn.keys().filter(|name| name.ends_with(".svg")).collect();
        assert_eq!(svgs.len(), names, "five themes for the country and three regions, one for the country: {svgs:?}");
        for name in svgs {
            let text = svg(drawn, name);
            assert!(!text.contains('{'), "{name}: a blank is not filled");
            assert!(["png", "pdf"].iter().all(|form| drawn.contains_key(&name.replace("svg", form))), "{name}");
        }
    }

    let alpha = svg(&french, "country/risk_alpha.svg");
    assert!(described(&alpha).contains("très élevé (Certitude de la classe"), "{}", described(&alpha));
    let alpha = svg(&english, "country/risk_alpha.svg");
    let counted = counts(&alpha, "communes");
    assert!(described(&alpha).contains("(Certainty of the class: ≤ 40%)") && counted.len() >= 15, "{}", described(&alpha));
    assert_eq!(counted.iter().sum::<usize>(), 12, "each commune once: {}", described(&alpha));

    // 166 500 people in the region with most of them: 1 665 dots of 100 would be too many.
    let dots = svg(&english, "country/population_dots.svg");
    assert!(dots.contains("1 point = 200 people"), "{}", described(&dots));
    assert!(described(&dots).contains("No data: 1"), "the commune without people is not empty: {}", described(&dots));

    let heat = svg(&english, "country/incidents_heat.svg");
    assert!(described(&heat).contains("(number of km²)") && heat.contains("quartic, radius 30 km"), "{}", described(&heat));
    assert!(heat.contains("their place not being known well enough"), "events known to a commune or region are told");

    let tiles = svg(&english, "country/risk_tiles.svg");
    assert_eq!(counts(&tiles, "cercles").iter().sum::<usize>(), 5, "{}", described(&tiles));
    assert!(
        elements(&tiles, "tiles", "text").len() >= 5 && !tiles.contains("Scale 1:") && !tiles.contains("International boundary")
    );

    let reference = svg(&french, "country/reference.svg");
    assert!(reference.contains("carte de repérage") && reference.contains("Frontière") && !reference.contains("Chaque classe"));
    assert!(!reference.contains("hachur") && described(&reference).ends_with("carte de repérage."), "{}", described(&reference));
}

#[test]
fn each_commune_has_the_dots_of_its_people_and_the_same_each_time() {
    let (one, two) = (maps(FORMS, &["--threads", "1"]), maps(FORMS, &["--threads", "2"]));
    let differ: Vec<&String> = one.keys().filter(|name| one[*name] != two[*name]).collect();
    assert!(differ.is_empty() && one.len() == two.len(), "{differ:?}");

    let people = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/country/population.csv")).unwrap();
    let mut by_commune: BTreeMap<&str, f64> = BTreeMap::new();
    for row in people.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>()).filter(|row| row[1] == "commune") {
        *by_commune.entry(row[0]).or_default() += row[7].parse::<f64>().unwrap_or(0.0);
    }
    let all: f64 = by_commune.values().map(|people| (people / 200.0).round()).sum();
    let country = svg(&one, "country/population_dots.svg");
    let drawn = elements(&country, "dots", "circle").len();
    assert_eq!(drawn as f64, all, "{by_commune:?}");
    let of_regions: usize = one
        .keys()
        .filter(|name| name.starts_with("regions/") && name.ends_with("population_dots.svg"))
        .map(|name| svg(&one, name))
        .map(|text| if text.contains("<g id=\"dots\">") { elements(&text, "dots", "circle").len() } else { 0 })
        .sum();
    assert_eq!(of_regions, drawn, "a region has its part of the dots of the country");
}

#[test]
fn forms_are_no_styles_and_a_plain_map_refuses_them() {
    let folder = country();
    let project = folder.path().join("lakana.toml");
    fs::write(&project, format!("{}\n{FORMS}", fs::read_to_string(&project).unwrap())).unwrap();
    let out = folder.path().join("out");
    let said = say(lakana().arg("run").arg(&project).args(["--only", "layers", "--out"]).arg(&out));
    assert_eq!(said.code, Some(0), "{}", said.err);
    let style = fs::read_to_string(out.join("layers/communes.qml")).unwrap();
    assert!(!style.contains("#f5d25f"), "a faded style without its fading would overstate");
    let layer = out.join("layers/communes.geojson");
    let map = say(lakana().arg("map").arg(&layer).args(["--theme", "population_dots", "-o"]).arg(folder.path().join("a.svg")));
    assert_eq!(map.code, Some(2), "{}", map.err);
    assert!(!map.err.contains("incidents_heat"), "what it names as known can be used: {}", map.err);
}

#[test]
fn gathered_circles_hold_every_located_incident_once() {
    let folder = country();
    let project = folder.path().join("lakana.toml");
    fs::write(&project, format!("{}\n{FORMS}", fs::read_to_string(&project).unwrap())).unwrap();
    let out = folder.path().join("out");
    let said = say(lakana().arg("run").arg(&project).args(["--only", "maps,layers", "--out"]).arg(&out));
    assert_eq!(said.code, Some(0), "{}", said.err);
    let layer: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(out.join("layers/incidents.geojson")).unwrap()).unwrap();
    let placed = |of_region: &dyn Fn(&serde_json::Value) -> bool| {
        let features = layer["features"].as_array().unwrap().iter();
        let known =
            |f: &&serde_json::Value| ["exact", "near_place", "commune"].iter().any(|p| f["properties"]["precision"] == *p);
        features.filter(|f| f["geometry"]["type"] == "Point" && of_region(f)).filter(known).count()
    };
    // White numbers are those of the sheet's own region.
    let numbers = |name: &str| -> usize {
        let text = fs::read_to_string(out.join(name)).unwrap();
        let circles = text.split("<g id=\"circles\">").nth(1).map_or("", |rest| rest.split("</g>").next().unwrap());
        let own = circles.lines().filter(|line| line.starts_with("<text") && line.contains("fill=\"#ffffff\""));
        own.map(|line| line.split('>').nth(1).unwrap().split('<').next().unwrap().parse::<usize>().unwrap()).sum()
    };
    let all = placed(&|_| true);
    assert!(all > 3, "{all}");
    assert_eq!(numbers("country/incidents_gathered.svg"), all);
    let regions: Vec<_> =
        fs::read_dir(out.join("regions")).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    let of_regions: usize = regions.iter().map(|region| numbers(&format!("regions/{region}/incidents_gathered.svg"))).sum();
    assert_eq!(of_regions, placed(&|f| !f["properties"]["area_code"].is_null()), "{regions:?}");
}
