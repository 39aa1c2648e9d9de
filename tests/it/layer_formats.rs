//! Layers in further formats and tables with HXL tags, as a project asks for them.

use crate::support::{contents, country, csv_rows, judged, lakana, real_data, say};
use lakana::base::Problems;
use lakana::read::{PlainOptions, read_plain};
use std::io::Write as _;
use std::path::Path;

const ASKED: &str = "\n[output]\nformats = [\"flatgeobuf\", \"geoparquet\", \"csv\"]\nhxl = true\n";

/// Runs a project with the table above in place of none, layers and tables alone.
fn run(project: &Path, out: &Path) {
    let mut file = std::fs::OpenOptions::new().append(true).open(project).unwrap();
    file.write_all(ASKED.as_bytes()).unwrap();
    let said = say(lakana().args(["run", "--quiet", "--only", "layers,tables", "--out"]).arg(out).arg(project));
    assert_eq!(said.code, Some(0), "{}", said.err);
}

/// The demonstration's project, its files beside it.
fn demonstration(folder: &Path) -> std::path::PathBuf {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    for part in ["demo", "axes", "livre-blanc"] {
        std::fs::create_dir_all(folder.join(part)).unwrap();
        for entry in std::fs::read_dir(data.join(part)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                std::fs::copy(&path, folder.join(part).join(path.file_name().unwrap())).unwrap();
            }
        }
    }
    folder.join("demo/lakana.toml")
}

#[test]
fn every_layer_stands_beside_its_geojson_in_the_formats_asked_for_and_twice_the_same() {
    let home = country();
    let out = home.path().join("out");
    run(&home.path().join("lakana.toml"), &out);
    let first = contents(&out.join("layers"));
    let said = say(lakana()
        .args(["run", "--quiet", "--only", "layers", "--out"])
        .arg(home.path().join("again"))
        .arg(home.path().join("lakana.toml")));
    assert_eq!(said.code, Some(0), "{}", said.err);
    let again = contents(&home.path().join("again/layers"));
    let stems: Vec<&str> = first.keys().filter_map(|name| name.strip_suffix(".geojson")).collect();
    assert!(stems.contains(&"communes") && stems.contains(&"incidents"), "{stems:?}");
    for stem in stems {
        for ending in ["fgb", "parquet", "csv"] {
            let name = format!("{stem}.{ending}");
            assert!(first.contains_key(&name), "{name} is missing");
            assert!(first[&name] == again[&name], "{name} differs between two runs");
        }
        let read = |ending: &str| {
            let path = out.join(format!("layers/{stem}.{ending}"));
            read_plain(&path, &PlainOptions::default(), &mut Problems::new()).unwrap()
        };
        let (geojson, indexed, table) = (read("geojson"), read("fgb"), read("csv"));
        let placed = geojson.rows.iter().filter(|row| row.geometry.is_some()).count();
        assert_eq!(indexed.rows.len(), placed, "{stem}.fgb");
        // The row of tags is none of the data.
        assert_eq!(table.rows.len(), geojson.rows.len(), "{stem}.csv");
        assert_eq!(table.fields[0].kind, geojson.fields[0].kind, "{stem}.csv");
    }
    let problems = csv_rows(&out.join("tables/problems.csv"));
    let lost = problems.iter().filter(|row| row["kind"] == "rows-not-written" && row["file"] == "incidents.fgb").count();
    let incidents = read_plain(&out.join("layers/incidents.geojson"), &PlainOptions::default(), &mut Problems::new()).unwrap();
    assert_eq!(lost, incidents.rows.iter().filter(|row| row.geometry.is_none()).count());
}

#[test]
fn an_unknown_format_is_told_with_those_that_there_are() {
    let home = country();
    let project = home.path().join("lakana.toml");
    let mut file = std::fs::OpenOptions::new().append(true).open(&project).unwrap();
    file.write_all(b"\n[output]\nformats = [\"shapefile\"]\n").unwrap();
    let said = say(lakana().args(["check"]).arg(&project));
    assert_eq!(said.code, Some(2));
    assert!(said.err.contains("`flatgeobuf`") && said.err.contains("`geoparquet`"), "{}", said.err);
}

#[test]
fn every_column_of_the_demonstrations_tables_has_a_tag_and_tags_are_read_as_such() {
    let home = tempfile::tempdir().unwrap();
    let out = home.path().join("out");
    run(&demonstration(home.path()), &out);
    let word =
        |w: &str| w.starts_with(|c: char| c.is_ascii_alphabetic()) && w.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let mut seen = 0;
    for folder in ["tables", "layers"] {
        let names = contents(&out.join(folder)).into_keys();
        for name in names.filter(|n| n.ends_with(".csv") && n != "duplicates_review.csv") {
            let path = out.join(folder).join(&name);
            let mut reader = csv::Reader::from_path(&path).unwrap();
            let header = reader.headers().unwrap().clone();
            let tags = reader.records().next().unwrap().unwrap();
            assert_eq!(tags.len(), header.len(), "{name}");
            for (column, tag) in header.iter().zip(&tags) {
                assert!(tag.strip_prefix('#').is_some_and(|t| t.split('+').all(word)), "{name}: {column} has {tag:?}");
            }
            let mut problems = Problems::new();
            let read = read_plain(&path, &PlainOptions::default(), &mut problems).unwrap();
            assert_eq!(read.rows.len(), reader.records().count(), "{name}");
            assert!(problems.iter().any(|p| p.kind == "hxl-tags"), "{name}");
            seen += 1;
        }
    }
    assert!(seen >= 15, "{seen} tables");
    let communes = csv_rows(&out.join("layers/communes.csv"));
    let tag = |column: &str| communes[0][column].as_str();
    assert_eq!([tag("code"), tag("population"), tag("incidents_killed")], ["#adm3+code", "#population", "#affected+killed"]);
}

#[test]
fn others_find_the_layers_valid_and_read_the_same_from_each_format() {
    let home = tempfile::tempdir().unwrap();
    let out = home.path().join("out");
    run(&demonstration(home.path()), &out);
    for (script, well) in [("compare_layers.py", " layers, 0 problems"), ("validate_geojson.py", " files, 0 problems")] {
        let Some(seen) = judged(script, &out) else { return };
        assert!(seen.code == Some(0) && seen.out.contains(well), "{}\n{}", seen.out, seen.err);
    }
}

#[test]
fn a_layer_made_of_real_areas_is_valid() {
    let Some(communes) = real_data("cod-ab-mli/communes_mali.geojson") else { return };
    let Some(sites) = real_data("health-who-mli/who_kwtrp_sites_MLI.csv") else { return };
    let folder = tempfile::tempdir().unwrap();
    let said = say(lakana().arg("join").arg(sites).arg(communes).args(["--count", "-o"]).arg(folder.path().join("x.geojson")));
    assert_eq!(said.code, Some(0), "{}", said.err);
    let Some(seen) = judged("validate_geojson.py", folder.path()) else { return };
    assert!(seen.code == Some(0) && seen.out.contains("1 files, 0 problems"), "{}\n{}", seen.out, seen.err);
}

#[test]
fn a_join_writes_geoparquet_on_every_machine() {
    let Some(communes) = real_data("cod-ab-mli/communes_mali.geojson") else { return };
    let Some(sites) = real_data("health-who-mli/who_kwtrp_sites_MLI.csv") else { return };
    let folder = tempfile::tempdir().unwrap();
    let said = say(lakana().arg("join").arg(sites).arg(communes).args(["--count", "-o"]).arg(folder.path().join("x.parquet")));
    assert_eq!(said.code, Some(0), "{}", said.err);
    let bytes = std::fs::read(folder.path().join("x.parquet")).unwrap();
    assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"));
    // What GDAL cannot read here is told with a way out; where it can, it is read.
    let read = read_plain(&folder.path().join("x.parquet"), &PlainOptions::default(), &mut Problems::new());
    match read {
        Ok(features) => assert_eq!(features.rows.len(), 703),
        Err(error) => assert!(error.hint.en.contains("does not read GeoParquet") && error.hint.en.contains(".gpkg"), "{error:?}"),
    }
}
