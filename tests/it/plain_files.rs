//! Plain tables of features, written in every format and read again.

use geo_types::{Geometry, Point, polygon};
use lakana::base::{FeatureField, FeatureRow, Features, FieldKind, FieldValue, Problems};
use lakana::layers::{WriteOptions, write_plain};
use lakana::read::{PlainOptions, read_plain};

fn table(shapes: [Option<Geometry<f64>>; 3]) -> Features {
    let kinds = [
        ("code", FieldKind::Text),
        ("n", FieldKind::Integer),
        ("share", FieldKind::Real),
        ("day", FieldKind::Date),
        ("moment", FieldKind::DateTime),
    ];
    let text = |t: &str| FieldValue::Text(t.into());
    let values = [
        vec![
            text("007"),
            FieldValue::Integer(9_007_199_254_740_993),
            FieldValue::Real(0.1 + 0.2),
            text("2022-04-30"),
            text("2022-04-30T12:30:00"),
        ],
        vec![text("é, \"b\""), FieldValue::Null, FieldValue::Null, FieldValue::Null, FieldValue::Null],
        vec![text("2020-01-02"), FieldValue::Integer(0), FieldValue::Real(-1.5), text("1999-12-31"), text("2000-01-01T00:00:00")],
    ];
    let rows = (1..).zip(values).zip(shapes).map(|((row, values), geometry)| FeatureRow { row, geometry, values });
    let fields = kinds.iter().map(|(name, kind)| FeatureField { name: (*name).into(), kind: *kind });
    Features { file: String::new(), fields: fields.collect(), rows: rows.collect(), coordinates: None }
}

#[test]
fn what_is_written_reads_back_with_its_types() {
    let folder = tempfile::tempdir().unwrap();
    let points = table([Some(Point::new(-8.0, 12.5).into()), None, Some(Point::new(0.1 + 0.2, 3.0).into())]);
    let none = table([None, None, None]);
    for (name, features) in
        [("a.gpkg", &points), ("a.shp", &points), ("a.geojson", &points), ("t.gpkg", &none), ("t.xlsx", &none), ("t.csv", &none)]
    {
        let path = folder.path().join(name);
        let written = write_plain(features, &path, &WriteOptions::default()).unwrap();
        assert_eq!((written.files[0].as_path(), written.rows), (path.as_path(), 3), "{name}");
        let read = read_plain(&path, &PlainOptions::default(), &mut Problems::new()).unwrap();
        assert_eq!(read.rows.len(), 3, "{name}");
        for (there, here) in read.rows.iter().zip(&features.rows) {
            assert_eq!(there.values[0], here.values[0], "{name}");
            let exact = !name.ends_with("xlsx");
            assert!(!exact || there.values[1] == here.values[1], "{name}: {:?} {:?}", there.values[1], here.values[1]);
            assert!(
                there.values[2].as_f64() == here.values[2].as_f64() || name.ends_with("shp"),
                "{name}: {:?}",
                there.values[2]
            );
            assert_eq!(there.values[3], here.values[3], "{name}");
            assert!(there.values[4] == here.values[4] || name.ends_with("shp"), "{name}: {:?}", there.values[4]);
            assert_eq!(there.geometry.is_some(), here.geometry.is_some(), "{name}");
        }
    }
}

#[test]
fn two_runs_give_the_same_bytes_and_polygons_are_multi_part() {
    let folder = tempfile::tempdir().unwrap();
    let square = polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 1.0, y: 1.0)];
    let areas = table([Some(square.clone().into()), Some(geo_types::MultiPolygon(vec![square]).into()), None]);
    for ending in ["gpkg", "fgb", "shp", "geojson", "csv", "xlsx"] {
        let bytes = ["a", "b"].map(|sub| {
            let path = folder.path().join(sub).join(format!("t.{ending}"));
            write_plain(&areas, &path, &WriteOptions::default()).unwrap();
            std::fs::read(path).unwrap()
        });
        assert!(bytes[0] == bytes[1], "{ending}");
    }
}

#[test]
fn names_a_geopackage_cannot_hold_apart_get_a_number() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.gpkg");
    let mut features = table([None, None, None]);
    features.fields[1].name = "CODE".into();
    features.fields[2].name = "geom".into();
    features.fields[3].name = "fid".into();
    let written = write_plain(&features, &path, &WriteOptions::default()).unwrap();
    assert_eq!(written.problems[0].kind, "field-renamed");
    let read = read_plain(&path, &PlainOptions::default(), &mut Problems::new()).unwrap();
    assert_eq!(read.fields[..4].iter().map(|f| f.name.as_str()).collect::<Vec<_>>(), ["code", "CODE_2", "geom", "fid"]);
}

#[test]
fn rows_that_a_format_cannot_hold_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.fgb");
    let points = table([Some(Point::new(-8.0, 12.5).into()), None, Some(Point::new(1.0, 3.0).into())]);
    let written = write_plain(&points, &path, &WriteOptions::default()).unwrap();
    assert_eq!((written.rows, written.problems[0].kind, written.problems[0].cases[0].row), (2, "rows-not-written", Some(2)));
    let read = read_plain(&path, &PlainOptions::default(), &mut Problems::new()).unwrap();
    // FlatGeobuf knows no days, only moments.
    assert_eq!(read.rows[1].values[..3], points.rows[2].values[..3]);
}
