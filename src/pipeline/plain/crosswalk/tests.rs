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
        new: PlainInput::new(&folder.join("new.geojson")),
        values: Some(PlainInput::new(&folder.join("values.csv"))),
        old_code: None,
        new_code: None,
        sum: vec!["people".into()],
        rate: vec!["rate".into()],
        people: None,
        people_field: None,
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
    let people = Some(PlainInput::new(&folder.path().join("people.csv")));
    let base = CrosswalkOptions { people, people_field: Some("n".into()), ..options(folder.path()) };
    let account = crosswalk(&base, &Silent).unwrap();
    // Of B's people three quarters live in W: 7 × 0.75 = 5.25 and 1.75.
    assert_eq!(column(&base.output, "people"), [FieldValue::Integer(106), FieldValue::Integer(2)]);
    let rates: Vec<f64> = column(&base.output, "rate").iter().filter_map(FieldValue::as_f64).collect();
    assert!((rates[0] - (10.0 * 10.0 + 30.0 * 20.0) / 40.0).abs() < 1e-9, "{rates:?}");
    assert_eq!(account.inputs[2].left_out[0].count, 1, "one point lies outside");
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
