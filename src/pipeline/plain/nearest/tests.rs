//! Nearest targets of small files, by hand and against measuring everything.

use super::*;
use crate::base::Silent;
use crate::read::PlainOptions;
use geo::{Distance, Geodesic};
use geo_types::Point;
use proptest::prelude::*;
use std::path::Path;

fn options(folder: &Path, output: &str) -> NearestOptions {
    let input = |name: &str| PlainInput { path: folder.join(name), options: PlainOptions::default() };
    NearestOptions {
        points: input("points.csv"),
        targets: input("targets.csv"),
        count: 1,
        within_km: None,
        by: None,
        output: folder.join(output),
        date: jiff::Timestamp::UNIX_EPOCH,
        lang: Lang::Fr,
        stream_above: u64::MAX,
    }
}

fn folder(points: &str, targets: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("points.csv"), points).unwrap();
    std::fs::write(folder.path().join("targets.csv"), targets).unwrap();
    folder
}

const TARGETS: &str = "id,kind,lon,lat\nT1,school,1,1\nT2,clinic,0,1\nT3,school,1,1\nT4,clinic,,\n";

#[test]
fn one_degree_of_equator_and_ties_by_row() {
    let folder = folder("id,lon,lat\nP1,0,1\nP2,1,1\nP3,,\n", TARGETS);
    for stream_above in [0, u64::MAX] {
        let account = nearest(&NearestOptions { stream_above, ..options(folder.path(), "out.csv") }, &Silent).unwrap();
        let text = std::fs::read_to_string(folder.path().join("out.csv")).unwrap();
        assert_eq!(
            text,
            "id,lon,lat,id_2,kind,lon_2,lat_2,distance_m\r\nP1,0,1,T2,clinic,0,1,0\r\nP2,1,1,T1,school,1,1,0\r\nP3,,,,,,,\r\n",
            "{stream_above}"
        );
        assert_eq!((account.inputs[0].read, account.inputs[0].kept, account.inputs[1].kept), (3, 2, 3));
    }
}

#[test]
fn several_of_every_kind_within_a_limit() {
    let folder = folder("p,x,y\na,0,1\n", TARGETS);
    let several =
        NearestOptions { count: 2, by: Some("kind".into()), within_km: Some(112.0), ..options(folder.path(), "out.csv") };
    for stream_above in [0, u64::MAX] {
        nearest(&NearestOptions { stream_above, ..several.clone() }, &Silent).unwrap();
        let text = std::fs::read_to_string(folder.path().join("out.csv")).unwrap();
        let rows: Vec<Vec<&str>> = text.lines().map(|l| l.split(',').collect()).collect();
        let cell = |name: &str| rows[1][rows[0].iter().position(|n| *n == name).unwrap()];
        assert_eq!((cell("clinic_id_1"), cell("clinic_distance_m_1"), cell("clinic_id_2")), ("T2", "0", ""));
        assert_eq!((cell("school_id_1"), cell("school_id_2")), ("T1", "T3"));
        // One degree of the parallel at 1° N, Karney's GeodSolve: 111 302.650 m.
        assert!(cell("school_distance_m_1").starts_with("111302.6"), "{}", cell("school_distance_m_1"));
    }
    let near = NearestOptions { within_km: Some(50.0), by: Some("kind".into()), ..options(folder.path(), "out.csv") };
    nearest(&near, &Silent).unwrap();
    let text = std::fs::read_to_string(folder.path().join("out.csv")).unwrap();
    assert!(text.ends_with("0,,,,,\r\n"), "no school within 50 km: {text}");
}

#[test]
fn what_cannot_be_asked_says_why() {
    let folder = folder("p,x,y\na,0,1\n", TARGETS);
    let base = options(folder.path(), "out.csv");
    let error = |options: NearestOptions| nearest(&options, &Silent).unwrap_err();
    assert!(error(NearestOptions { within_km: Some(-1.0), ..base.clone() }).what.en.contains("-1"));
    assert!(error(NearestOptions { by: Some("kinds".into()), ..base.clone() }).hint.fr.contains("`kind`"));
    std::fs::write(
        folder.path().join("lines.geojson"),
        r#"{"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":[[0,0],[1,1]]}}"#,
    )
    .unwrap();
    let mut lines = base;
    lines.targets.path = folder.path().join("lines.geojson");
    let refused = error(lines);
    assert!(refused.what.en.contains("LineString") && refused.hint.fr.contains("points"), "{refused:?}");
}

proptest! {
    #[test]
    fn equals_measuring_everything(
        points in prop::collection::vec((-20.0..20.0f64, -20.0..20.0f64), 1..12),
        targets in prop::collection::vec((-20.0..20.0f64, -20.0..20.0f64), 1..20),
    ) {
        let text = |list: &[(f64, f64)]| list.iter().zip(0..).map(|((x, y), i)| format!("{i},{x},{y}\n")).collect::<String>();
        let folder = folder(&format!("id,lon,lat\n{}", text(&points)), &format!("id,lon,lat\n{}", text(&targets)));
        let base = options(folder.path(), "out.csv");
        nearest(&base, &Silent).unwrap();
        let held = std::fs::read_to_string(&base.output).unwrap();
        nearest(&NearestOptions { stream_above: 0, ..base.clone() }, &Silent).unwrap();
        prop_assert_eq!(&held, &std::fs::read_to_string(&base.output).unwrap());
        for (line, (x, y)) in held.lines().skip(1).zip(&points) {
            let cells: Vec<&str> = line.split(',').collect();
            let all = targets.iter().map(|(a, b)| Geodesic.distance(Point::new(*x, *y), Point::new(*a, *b)));
            let (best, metres) = all.enumerate().min_by(|a, b| a.1.total_cmp(&b.1)).unwrap();
            prop_assert_eq!(cells[3].parse::<usize>().unwrap(), best);
            prop_assert!((cells[6].parse::<f64>().unwrap() - metres).abs() < 6e-4);
        }
    }
}

#[test]
fn metres_as_text_are_those_of_the_number() {
    for metres in [0.0, 0.0004, 0.0005, 1.0, 1.05, 12.3, 999.9996, 1_234_567.089, 20_003_931.458] {
        let mut text = Vec::new();
        append_metres(&mut text, metres);
        assert_eq!(String::from_utf8(text).unwrap(), rounded(metres).to_string());
    }
}
