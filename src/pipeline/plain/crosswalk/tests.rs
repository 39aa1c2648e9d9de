//! Crosswalks between squares, checked by hand.

use super::*;
use crate::base::Silent;
use crate::read::read_plain;
use std::path::Path;

fn squares(list: &[(&str, f64, f64, f64, f64)]) -> String {
    let one = |(code, w, s, e, n): &(&str, f64, f64, f64, f64)| {
        format!(
            r#"{{"type":"Feature","properties":{{"code":"{code}"}},"geometry":{{"type":"Polygon","coordinates":[[[{w},{s}],[{e},{s}],[{e},{n}],[{w},{n}],[{w},{s}]]]}}}}"#
        )
    };
    let features: Vec<String> = list.iter().map(one).collect();
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","))
}

/// Two old squares side by side on the equator; new: the western three quarters and the eastern quarter.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("old.geojson", &squares(&[("A", 0.0, 0.0, 1.0, 1.0), ("B", 1.0, 0.0, 2.0, 1.0)]));
    write("new.geojson", &squares(&[("W", 0.0, 0.0, 1.5, 1.0), ("E", 1.5, 0.0, 2.0, 1.0)]));
    write("values.csv", "code,people,rate\nA,101,10\nB,7,20\nZ,5,1\n");
    write("people.csv", "lon,lat,n\n0.5,0.5,10\n1.2,0.5,30\n1.7,0.5,10\n9,9,4\n");
    folder
}

fn options(folder: &Path) -> CrosswalkOptions {
    CrosswalkOptions {
        old: PlainInput::new(&folder.join("old.geojson")),
        new: Some(PlainInput::new(&folder.join("new.geojson"))),
        values: Some(PlainInput::new(&folder.join("values.csv"))),
        old_code: None,
        new_code: None,
        sum: vec!["people".into()],
        rate: vec!["rate".into()],
        weigh_by: WeighBy::Surface,
        population: None,
        tolerance_percent: 0.1,
        weights: Some(folder.join("weights.csv")),
        output: folder.join("out.csv"),
        date: jiff::Timestamp::UNIX_EPOCH,
        lang: Lang::Fr,
    }
}

fn column(path: &Path, name: &str) -> Vec<FieldValue> {
    let table = read_plain(path, &Default::default(), &mut Problems::new()).unwrap();
    let field = table.field(name).unwrap();
    table.rows.into_iter().map(|row| row.values[field].clone()).collect()
}

#[test]
fn by_surface_totals_are_kept_to_the_unit() {
    let folder = folder();
    let account = crosswalk(&options(folder.path()), &Silent).unwrap();
    let out = folder.path().join("out.csv");
    // B splits evenly: 3.5 each, and of equals the first gets more.
    assert_eq!(column(&out, "people"), [FieldValue::Integer(105), FieldValue::Integer(3)]);
    let rates: Vec<f64> = column(&out, "rate").iter().filter_map(FieldValue::as_f64).collect();
    assert!((rates[0] - 40.0 / 3.0).abs() < 1e-9 && (rates[1] - 20.0).abs() < 1e-9, "{rates:?}");
    let kinds: Vec<&str> = account.problems.iter().map(|p| p.kind).collect();
    assert!(kinds.contains(&"code-unknown"), "{kinds:?}");
    assert_eq!(account.inputs[2].kept, 2);
    let shares: Vec<f64> = column(&folder.path().join("weights.csv"), "share").iter().filter_map(FieldValue::as_f64).collect();
    assert!(shares.len() == 3 && (shares[1] - 0.5).abs() < 1e-9, "{shares:?}");
}

#[test]
fn people_weigh_more_than_surface() {
    let folder = folder();
    let input = PlainInput::new(&folder.path().join("people.csv"));
    let weigh_by = WeighBy::Points { input, field: Some("n".into()) };
    let base = CrosswalkOptions { weigh_by, ..options(folder.path()) };
    let account = crosswalk(&base, &Silent).unwrap();
    // Of B's people three quarters live in W: 7 × 0.75 = 5.25 and 1.75.
    assert_eq!(column(&base.output, "people"), [FieldValue::Integer(106), FieldValue::Integer(2)]);
    let rates: Vec<f64> = column(&base.output, "rate").iter().filter_map(FieldValue::as_f64).collect();
    assert!((rates[0] - (10.0 * 10.0 + 30.0 * 20.0) / 40.0).abs() < 1e-9, "{rates:?}");
    assert_eq!(account.inputs[3].left_out[0].count, 1, "one point lies outside");
}

#[test]
fn what_lies_outside_is_lost_and_told() {
    let folder = folder();
    std::fs::write(folder.path().join("new.geojson"), squares(&[("W", 0.0, 0.0, 1.5, 1.0)])).unwrap();
    std::fs::write(folder.path().join("values.csv"), "code,people,rate\nA,101.5,10\nB,7.25,20\n").unwrap();
    let base = options(folder.path());
    let account = crosswalk(&base, &Silent).unwrap();
    let kept = column(&base.output, "people")[0].as_f64().unwrap();
    let lost = account.facts.iter().find(|f| f.id == "people_lost").unwrap().value;
    assert!((lost - 3.625).abs() < 1e-9 && kept + lost == 108.75, "{kept} {lost}");
    let told = account.problems.iter().find(|p| p.kind == "area-lost").unwrap();
    assert_eq!((told.count, told.cases[0].found.as_str()), (1, "50.00 %"));
}

#[test]
fn a_missing_value_is_not_zero() {
    let folder = folder();
    std::fs::write(folder.path().join("values.csv"), "code,people,rate\nA,100,\n").unwrap();
    let base = options(folder.path());
    crosswalk(&base, &Silent).unwrap();
    assert_eq!(column(&base.output, "people"), [FieldValue::Integer(100), FieldValue::Null]);
    let known = column(&base.output, "people_known");
    assert!((known[0].as_f64().unwrap() - 2.0 / 3.0).abs() < 1e-9 && known[1].as_f64() == Some(0.0), "{known:?}");
}

#[test]
fn areas_on_each_other_are_refused() {
    let folder = folder();
    std::fs::write(folder.path().join("new.geojson"), squares(&[("W", 0.0, 0.0, 1.5, 1.0), ("E", 1.0, 0.0, 2.0, 1.0)])).unwrap();
    let base = options(folder.path());
    let error = crosswalk(&base, &Silent).unwrap_err();
    assert!(error.what.fr.contains("new.geojson") && error.what.fr.contains("lignes 1 et 2"), "{error:?}");
    assert!(!base.output.exists());
    let none = CrosswalkOptions { sum: vec![], rate: vec![], weights: None, ..options(folder.path()) };
    assert!(crosswalk(&none, &Silent).unwrap_err().hint.fr.contains("--rate"));
    let unknown = CrosswalkOptions { sum: vec!["poeple".into()], ..options(folder.path()) };
    std::fs::write(folder.path().join("new.geojson"), squares(&[("W", 0.0, 0.0, 1.5, 1.0)])).unwrap();
    assert!(crosswalk(&unknown, &Silent).unwrap_err().hint.fr.contains("`people`"));
}

#[test]
fn a_population_column_weighs_rates_and_leaves_sums_to_the_surface() {
    let folder = folder();
    std::fs::write(folder.path().join("values.csv"), "code,people,rate\nA,101,10\nB,200,20\n").unwrap();
    let base = CrosswalkOptions { population: Some("people".into()), ..options(folder.path()) };
    crosswalk(&base, &Silent).unwrap();
    assert_eq!(column(&base.output, "people"), [FieldValue::Integer(201), FieldValue::Integer(100)]);
    let rates: Vec<f64> = column(&base.output, "rate").iter().filter_map(FieldValue::as_f64).collect();
    assert!((rates[0] - (101.0 * 10.0 + 100.0 * 20.0) / 201.0).abs() < 1e-9, "{rates:?}");
}

/// Five cells of 0.4 by 1 degrees; all people live in the last two, one of which lies across the border between W and E.
fn people_raster(folder: &Path, crs: u32) -> PathBuf {
    use gdal::DriverManager;
    use gdal::raster::Buffer;
    use gdal::spatial_ref::SpatialRef;
    let path = folder.join("people.tif");
    let mut dataset =
        DriverManager::get_driver_by_name("GTiff").unwrap().create_with_band_type::<f32, _>(&path, 5, 1, 1).unwrap();
    // The fourth cell, from 1.2 to 1.6, lies three quarters in W.
    dataset.set_geo_transform(&[0.0, 0.4, 0.0, 1.0, 0.0, -1.0]).unwrap();
    dataset.set_spatial_ref(&SpatialRef::from_epsg(crs).unwrap()).unwrap();
    let mut band = dataset.rasterband(1).unwrap();
    band.set_no_data_value(Some(-1.0)).unwrap();
    band.write((0, 0), (5, 1), &mut Buffer::new((5, 1), vec![0f32, -1.0, 0.0, 80.0, 20.0])).unwrap();
    dataset.close().unwrap();
    path
}

#[test]
fn people_in_a_raster_weigh_by_exact_shares_of_cells_and_the_unit_is_asked_for() {
    let folder = folder();
    let path = people_raster(folder.path(), 4326);
    let raster = |unit| PeopleRaster { path: path.clone(), band: 1, unit, nodata: None };
    let by = |unit| CrosswalkOptions { weigh_by: WeighBy::Raster(raster(unit)), ..options(folder.path()) };
    let error = crosswalk(&by(None), &Silent).unwrap_err();
    assert!(error.what.fr.contains("--unit") && !folder.path().join("out.csv").exists(), "{error:?}");
    let account = crosswalk(&by(Some(RasterUnit::Count)), &Silent).unwrap();
    // Of B's hundred people 60 live in W: 7 × 0.6 = 4.2. Nobody is known to live in A, which goes by its surface, whole to W.
    assert_eq!(column(&folder.path().join("out.csv"), "people"), [FieldValue::Integer(105), FieldValue::Integer(3)]);
    let weights = folder.path().join("weights.csv");
    let shares: Vec<f64> = column(&weights, "share").iter().filter_map(FieldValue::as_f64).collect();
    assert!((shares[1] - 0.6).abs() < 1e-9 && (shares[2] - 0.4).abs() < 1e-9, "{shares:?}");
    let people: Vec<Option<f64>> = column(&weights, "people").iter().map(FieldValue::as_f64).collect();
    assert!(people[0].is_none() && (people[1].unwrap() - 60.0).abs() < 1e-6, "{people:?}");
    assert!(account.rules.iter().any(|rule| rule.fr.contains("par cellule")));
    // The rate of W comes from those who live there, none of whom is known in A.
    let rates: Vec<f64> = column(&folder.path().join("out.csv"), "rate").iter().filter_map(FieldValue::as_f64).collect();
    assert!((rates[0] - 20.0).abs() < 1e-9, "{rates:?}");
}

/// A table of codes of the same areas, and values without any shape.
fn by_codes(folder: &Path, table: &str, rate: &[&str], population: Option<&str>) -> CrosswalkOptions {
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
    write("codes.csv", table);
    write("old.csv", "code,people,rate\nA,101,10\nB,7,20\nC,3,30\n");
    write("new.csv", "pcode,name\nW,West\nE,East\n");
    CrosswalkOptions {
        old: PlainInput::new(&folder.join("old.csv")),
        new: Some(PlainInput::new(&folder.join("new.csv"))),
        values: None,
        rate: rate.iter().map(|s| (*s).to_owned()).collect(),
        population: population.map(String::from),
        weigh_by: WeighBy::Table { input: PlainInput::new(&folder.join("codes.csv")), share: None },
        ..options(folder)
    }
}

#[test]
fn a_table_of_codes_needs_no_shapes_and_tells_what_it_cannot_place() {
    let folder = folder();
    let table = "old,new,share\nA,W,\nB,W,0.75\nB,E,0.25\nX,W,1\nA,Y,1\n";
    let base = by_codes(folder.path(), table, &["rate"], Some("people"));
    let account = crosswalk(&base, &Silent).unwrap();
    let kinds: Vec<(&str, usize)> = account.problems.iter().map(|p| (p.kind, p.count)).collect();
    assert!(kinds.contains(&("share-unusable", 1)), "A, W has no share where others do: {kinds:?}");
    assert!(kinds.contains(&("code-unknown", 1)) && kinds.contains(&("new-code-unknown", 1)), "{kinds:?}");

    let base = by_codes(folder.path(), "old,new,share\nA,W,1\nB,W,0.75\nB,E,0.25\n", &["rate"], Some("people"));
    let account = crosswalk(&base, &Silent).unwrap();
    // C goes nowhere. Of B 5.25 go to W and 1.75 to E.
    assert_eq!(column(&base.output, "people"), [FieldValue::Integer(106), FieldValue::Integer(2)]);
    let fact = |id: &str| account.facts.iter().find(|f| f.id == id).unwrap().value;
    assert_eq!((fact("people_total"), fact("people_lost")), (111.0, 3.0));
    let lost = account.problems.iter().find(|p| p.kind == "area-lost").unwrap();
    assert_eq!((lost.count, lost.cases[0].field.as_deref()), (1, Some("C")));
    let rates: Vec<f64> = column(&base.output, "rate").iter().filter_map(FieldValue::as_f64).collect();
    assert!((rates[0] - (101.0 * 10.0 + 5.25 * 20.0) / 106.25).abs() < 1e-9 && (rates[1] - 20.0).abs() < 1e-9, "{rates:?}");
    // The weights it wrote are a table of codes themselves.
    let first = std::fs::read(&base.output).unwrap();
    let weights = std::fs::read_to_string(folder.path().join("weights.csv")).unwrap();
    let again = by_codes(folder.path(), &weights, &["rate"], Some("people"));
    crosswalk(&again, &Silent).unwrap();
    assert!(first == std::fs::read(&again.output).unwrap());
}

#[test]
fn codes_without_shares_go_whole_or_not_at_all() {
    let folder = folder();
    let base = by_codes(folder.path(), "ancien,nouveau\nA,W\nB,W\nC,W\nC,E\n", &[], None);
    let account = crosswalk(&base, &Silent).unwrap();
    assert_eq!(column(&base.output, "people"), [FieldValue::Integer(108), FieldValue::Null]);
    let told = account.problems.iter().find(|p| p.kind == "split-without-share").unwrap();
    assert_eq!((told.count, told.cases[0].found.as_str()), (1, "W, E"));
    // Several old areas in one new: their rates cannot be averaged without people.
    let error = crosswalk(&by_codes(folder.path(), "ancien,nouveau\nA,W\nB,W\n", &["rate"], None), &Silent).unwrap_err();
    assert!(error.hint.fr.contains("--population"), "{error:?}");
    // Without a list of new areas they are those of the table.
    let alone = CrosswalkOptions { new: None, ..by_codes(folder.path(), "old,new\nA,W2\nB,E2\n", &["rate"], None) };
    crosswalk(&alone, &Silent).unwrap();
    assert_eq!(column(&alone.output, "code"), ["E2", "W2"].map(|code| FieldValue::Text(code.into())));
    assert_eq!(column(&alone.output, "people"), [FieldValue::Integer(7), FieldValue::Integer(101)]);
}

#[test]
fn shares_above_one_are_refused() {
    let folder = folder();
    let error = crosswalk(&by_codes(folder.path(), "old,new,share\nA,W,0.8\nA,E,0.4\n", &[], None), &Silent).unwrap_err();
    assert!(error.what.fr.contains("`A`") && error.what.fr.contains("1.2"), "{error:?}");
    let percent = crosswalk(&by_codes(folder.path(), "old,new,share\nA,W,60\nA,E,40\n", &[], None), &Silent).unwrap_err();
    assert!(percent.hint.fr.contains("0 à 1"), "{percent:?}");
    let no_new = CrosswalkOptions { new: None, ..options(folder.path()) };
    assert!(crosswalk(&no_new, &Silent).unwrap_err().hint.fr.contains("--table"));
}
