//! People by a raster in a project: in place of the table, and beside it.

use crate::support::{country, csv_rows, lakana, real_data, say};
use std::path::Path;

/// The hand-made country with a raster of people (the one of the zonal reference), and without the table if so asked.
fn with_raster(unit: &str, keep_table: bool) -> tempfile::TempDir {
    let folder = country();
    let raster = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/zonal/made.tif");
    std::fs::copy(raster, folder.path().join("people.tif")).unwrap();
    let project = folder.path().join("lakana.toml");
    let text = std::fs::read_to_string(&project).unwrap();
    let mut inputs: Vec<&str> = text.split("[[input]]").collect();
    if !keep_table {
        inputs.retain(|part| !part.contains("kind = \"population\""));
    }
    let added =
        format!("{}\n[[input]]\nid = \"people\"\nkind = \"population_raster\"\nfile = \"people.tif\"\n{unit}\n", inputs[0]);
    let rest: String = inputs[1..].iter().map(|part| format!("[[input]]{part}")).collect();
    std::fs::write(&project, added + &rest).unwrap();
    folder
}

fn run(folder: &Path) -> crate::support::Said {
    let project = folder.join("lakana.toml");
    say(lakana().args(["run", "--lang", "en", "--only", "tables"]).arg(project).arg("--out").arg(folder.join("out")))
}

/// The value of one indicator in one area.
fn value(folder: &Path, indicator: &str, code: &str) -> String {
    let rows = csv_rows(&folder.join("out/tables/indicators.csv"));
    let found = rows.iter().find(|row| row["indicator"] == indicator && row["code"] == code);
    found.unwrap_or_else(|| panic!("no {indicator} of {code}"))["value"].clone()
}

#[test]
fn the_unit_is_asked_for() {
    let folder = with_raster("", true);
    let said = run(folder.path());
    assert!(said.code == Some(2) && said.err.contains("unit = \"density\""), "{:?} {}", said.code, said.err);
}

#[test]
fn a_raster_gives_the_population_and_says_what_is_missing() {
    let folder = with_raster("unit = \"count\"", false);
    let said = run(folder.path());
    assert_eq!(said.code, Some(0), "{}", said.err);
    let number = |indicator: &str, code: &str| value(folder.path(), indicator, code).parse::<f64>().unwrap();
    // exactextract says 1 541.114 people in FX020101.
    assert!((number("population", "FX020101") - 1541.114).abs() < 1.0);
    let missing = number("population_missing_share", "FX020101");
    assert!(missing > 1.0 && missing < 30.0, "{missing}");
    assert_eq!(number("population_missing_share", "FX030101"), 100.0, "the island lies beside the raster");
    assert_eq!(value(folder.path(), "population", "FX030101"), "", "which is not nobody");
    assert!(said.err.contains("does not cover the whole commune"), "{}", said.err);
    let dictionary = std::fs::read_to_string(folder.path().join("out/tables/dictionary.csv")).unwrap();
    assert!(dictionary.contains("exact share"), "{dictionary}");
    assert!(dictionary.contains("where the population raster puts them"), "{dictionary}");
}

#[test]
fn beside_a_table_the_raster_is_a_second_column_and_a_check() {
    let folder = with_raster("unit = \"count\"", true);
    let said = run(folder.path());
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert!(said.err.contains("differ by more than half"), "{}", said.err);
    let number = |indicator: &str| value(folder.path(), indicator, "FX020101").parse::<f64>().unwrap();
    assert!((number("population_raster") - 1541.114).abs() < 1.0);
    assert_eq!(number("population"), 66_000.0);
}

#[test]
fn the_people_of_mali_by_a_real_raster_of_densities() {
    let Some(raster) = real_data("worldpop-africa-10min/afripop2020.tif") else { return };
    let Some(communes) = real_data("cod-ab-mli/communes_mali.geojson") else { return };
    let Some(sites) = real_data("health-who-mli/who_kwtrp_sites_MLI.csv") else { return };
    let folder = tempfile::tempdir().unwrap();
    let shown = |path: &Path| path.canonicalize().unwrap().display().to_string();
    let project = format!(
        "[project]\ntitle = {{ fr = \"Mali\", en = \"Mali\" }}\n[boundaries]\ncommunes = \"{}\"\n\
         [[input]]\nid = \"health\"\nkind = \"facilities\"\nfile = \"{}\"\n\
         [[input]]\nid = \"people\"\nkind = \"population_raster\"\nfile = \"{}\"\nunit = \"density\"\n",
        shown(&communes),
        shown(&sites),
        shown(&raster)
    );
    std::fs::write(folder.path().join("lakana.toml"), project).unwrap();
    let said = run(folder.path());
    assert_eq!(said.code, Some(0), "{}", said.err);
    let rows = csv_rows(&folder.path().join("out/tables/indicators.csv"));
    let is = |row: &&std::collections::BTreeMap<String, String>, word: &str| row.values().any(|v| v == word);
    let communes = rows.iter().filter(|row| is(row, "population") && is(row, "commune"));
    let people: f64 = communes.filter_map(|row| row["value"].parse::<f64>().ok()).sum();
    // The United Nations put Mali at about 21 million in 2020.
    assert!((17e6..25e6).contains(&people), "{people}");
    let near = rows.iter().find(|row| is(row, "health_within_15km") && is(row, "country")).unwrap();
    let share: f64 = near["value"].parse().unwrap();
    assert!((30.0..100.0).contains(&share), "{share}");
}
