//! Joins of small files against counting by hand, and of the two ways of reading against each other.

use super::*;
use crate::base::{Severity, Silent};
use crate::read::{PlainOptions, read_plain};
use proptest::prelude::*;
use std::path::Path;

const SQUARES: &str = r#"{"type":"FeatureCollection","features":[
 {"type":"Feature","properties":{"code":"B","count":7},"geometry":{"type":"Polygon","coordinates":[[[2,0],[4,0],[4,2],[2,2],[2,0]]]}},
 {"type":"Feature","properties":{"code":"A","count":8},"geometry":{"type":"Polygon","coordinates":[[[0,0],[2,0],[2,2],[0,2],[0,0]]]}},
 {"type":"Feature","properties":{"code":"C","count":9},"geometry":{"type":"Polygon","coordinates":[[[1,1],[3,1],[3,3],[1,3],[1,1]]]}},
 {"type":"Feature","properties":{"code":"D","count":null},"geometry":null}]}"#;

const POINTS: &str =
    "id,lat,lon,n,name\n1,0.5,0.5,2,a\n2,0.5,2,3,b\n3,1.5,1.5,,a\n4,2.5,2.5,x,c\n5,9,9,1,d\n6,,,1,e\n7,95,1,1,f\n8,0.6,0.6,4,a\n";

fn options(folder: &Path, output: &str) -> JoinOptions {
    let input = |name: &str| PlainInput { path: folder.join(name), options: PlainOptions::default() };
    JoinOptions {
        points: input("points.csv"),
        polygons: input("squares.geojson"),
        count: true,
        sum: vec!["n".into()],
        first: vec!["name".into()],
        list: vec!["name".into()],
        onto_points: false,
        every: false,
        largest: false,
        code: None,
        output: folder.join(output),
        date: jiff::Timestamp::UNIX_EPOCH,
        lang: Lang::Fr,
        stream_above: u64::MAX,
    }
}

fn folder(points: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("squares.geojson"), SQUARES).unwrap();
    std::fs::write(folder.path().join("points.csv"), points).unwrap();
    folder
}

fn written(options: &JoinOptions) -> (String, Account) {
    let account = join(options, &Silent).unwrap();
    (std::fs::read_to_string(&options.output).unwrap(), account)
}

fn kinds(account: &Account) -> Vec<(&str, usize)> {
    account.problems.iter().map(|p| (p.kind, p.count)).collect()
}

#[test]
fn counts_sums_first_and_list_by_hand() {
    let folder = folder(POINTS);
    for stream_above in [u64::MAX, 0] {
        let (text, account) = written(&JoinOptions { stream_above, ..options(folder.path(), "out.csv") });
        assert_eq!(
            text,
            "code,count,count_2,sum_n,sum_n_n,first_name,list_name\r\n\
             B,7,1,3,1,b,b\r\n\
             A,8,3,6,2,a,a\r\n\
             C,9,1,,0,c,c\r\n\
             D,,,,,,\r\n",
            "{stream_above}"
        );
        let input = &account.inputs[0];
        assert_eq!((input.read, input.kept, input.left_out.iter().map(|l| l.count).sum::<u64>()), (8, 5, 3));
        let facts: Vec<f64> = account.facts.iter().map(|f| f.value).collect();
        assert_eq!(facts, [1.0, 1.0], "point 2 on a border, point 3 in an overlap");
        let kinds = kinds(&account);
        for kind in [
            ("points-outside", 1),
            ("coordinates-missing", 1),
            ("value-not-a-number", 1),
            ("points-in-overlap", 1),
            ("points-on-shared-border", 1),
        ] {
            assert!(kinds.contains(&kind), "{kind:?} {kinds:?}");
        }
    }
}

#[test]
fn every_counts_a_shared_point_in_each() {
    let folder = folder(POINTS);
    let every = JoinOptions { every: true, first: vec![], list: vec![], sum: vec![], ..options(folder.path(), "out.csv") };
    for stream_above in [u64::MAX, 0] {
        let (text, _) = written(&JoinOptions { stream_above, ..every.clone() });
        assert_eq!(text, "code,count,count_2\r\nB,7,1\r\nA,8,4\r\nC,9,2\r\nD,,\r\n");
    }
}

#[test]
fn fields_of_polygons_onto_points_keep_every_row() {
    let folder = folder("id;lat;lon\n007;0,5;0,5\n2;9;9\n3;\n\"a;b\";1,5;1,5\n");
    let onto = JoinOptions { onto_points: true, ..options(folder.path(), "out.csv") };
    let (held, _) = written(&onto);
    assert_eq!(held, "id,lat,lon,code,count\r\n007,\"0,5\",\"0,5\",A,8\r\n2,9,9,,\r\n3,,,,\r\na;b,\"1,5\",\"1,5\",A,8\r\n");
    let (passed, account) = written(&JoinOptions { stream_above: 0, ..onto });
    assert_eq!(
        passed, "id;lat;lon;code;count\r\n007;0,5;0,5;A;8\r\n2;9;9;;\r\n3;;;;\r\n\"a;b\";1,5;1,5;A;8\r\n",
        "what stood there stays"
    );
    assert_eq!((account.inputs[0].read, account.outputs[0].rows), (4, 4));
}

#[test]
fn polygons_in_the_place_of_points_stand_inside_themselves() {
    let folder = folder(POINTS);
    let mut small = options(folder.path(), "out.csv");
    std::fs::write(
        folder.path().join("small.geojson"),
        r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"n":1,"name":"x"},"geometry":{"type":"Polygon","coordinates":[[[0.1,0.1],[0.9,0.1],[0.9,0.9],[0.1,0.1]]]}},
        {"type":"Feature","properties":{"n":1,"name":"y"},"geometry":{"type":"LineString","coordinates":[[0.1,0.1],[0.9,0.1]]}}]}"#,
    )
    .unwrap();
    small.points.path = folder.path().join("small.geojson");
    let (text, account) = written(&small);
    assert!(text.contains("A,8,1,1,1,x,x\r\n"), "{text}");
    assert_eq!(account.inputs[0].left_out[0].reason, "unusable", "a line stands nowhere");
}

#[test]
fn what_cannot_be_joined_says_why_and_what_to_do() {
    let folder = folder(POINTS);
    let error = |change: &dyn Fn(&mut JoinOptions)| {
        let mut options = options(folder.path(), "out.csv");
        change(&mut options);
        join(&options, &Silent).unwrap_err()
    };
    let missing = error(&|o| o.sum = vec!["nn".into()]);
    assert!(missing.what.fr.contains("`nn`") && missing.hint.fr.contains('n'), "{missing:?}");
    let streamed = error(&|o| (o.sum, o.stream_above) = (vec!["nn".into()], 0));
    assert!(streamed.what.fr.contains("`nn`"), "{streamed:?}");
    assert!(error(&|o| o.output = folder.path().join("out.pdf")).hint.fr.contains(".gpkg"));
    assert!(error(&|o| o.output = folder.path().join("points.csv")).what.fr.contains("entrée et sortie"));
    let no_polygon = error(&|o| o.polygons.path = folder.path().join("points.csv"));
    assert!(no_polygon.what.en.contains("no polygon (found: Point)"), "{no_polygon:?}");
    std::fs::write(folder.path().join("bare.csv"), "a,b\n1,2\n").unwrap();
    for stream_above in [0, u64::MAX] {
        let bare = error(&|o| (o.points.path, o.stream_above) = (folder.path().join("bare.csv"), stream_above));
        assert!(bare.hint.fr.contains("--longitude"), "{bare:?}");
    }
    assert!(!folder.path().join("out.csv").exists(), "nothing is written");
}

#[test]
fn swapped_coordinates_are_put_right_or_told() {
    let far = SQUARES.replace("[2,0]", "[2,10]").replace("[4,0]", "[4,10]").replace("[4,2]", "[4,12]").replace("[2,2]", "[2,12]");
    let folder = folder("lat,lon\n3,11\n3.5,11.5\n2.5,11\n");
    std::fs::write(folder.path().join("squares.geojson"), far).unwrap();
    let plain = JoinOptions { sum: vec![], first: vec![], list: vec![], ..options(folder.path(), "out.csv") };
    let (_, held) = written(&plain);
    assert!(held.inputs[0].kept == 0 || kinds(&held).contains(&("coordinates-swapped-file", 3)), "{:?}", kinds(&held));
    let (_, passed) = written(&JoinOptions { stream_above: 0, ..plain });
    let outside = passed.problems.iter().find(|p| p.kind == "points-outside").unwrap();
    assert!(outside.severity == Severity::Warning && outside.way_out.fr.contains("échangées"), "{outside:?}");
}

proptest! {
    /// Both ways of reading, and counting by hand.
    #[test]
    fn passing_through_equals_holding_whole(points in prop::collection::vec((0u8..9, 0u8..9, -50i32..50), 1..40)) {
        let lines: String = points.iter().map(|(x, y, n)| format!("{},{},{n}\n", f64::from(*x) / 2.0, f64::from(*y) / 2.0)).collect();
        // Some surely inside, so that nothing looks swapped.
        let folder = folder(&format!("lon,lat,n\n{}{lines}", "0.5,0.5,0\n".repeat(5)));
        let base = JoinOptions { first: vec![], list: vec!["n".into()], ..options(folder.path(), "out.csv") };
        let (held, _) = written(&base);
        let (passed, _) = written(&JoinOptions { stream_above: 0, ..base.clone() });
        prop_assert_eq!(&held, &passed);
        let read = read_plain(&base.output, &PlainOptions::default(), &mut Problems::new()).unwrap();
        let b: i64 = points.iter().filter(|(x, y, _)| (4..=8).contains(x) && *y <= 4).map(|p| i64::from(p.2)).sum();
        prop_assert_eq!(read.rows[0].values[read.field("sum_n").unwrap()].as_f64(), Some(b as f64));
    }
}

#[test]
fn polygons_go_to_the_area_they_overlap_most() {
    let folder = folder(POINTS);
    // Three quarters in A, which overlaps C; half in A and half in B; far away; without shape. On the equator, so that halves are halves.
    let square = |id: u8, w: f64, e: f64| {
        format!(
            r#"{{"type":"Feature","properties":{{"id":{id}}},"geometry":{{"type":"Polygon","coordinates":[[[{w},0],[{e},0],[{e},0.5],[{w},0.5],[{w},0]]]}}}}"#
        )
    };
    let empty = r#"{"type":"Feature","properties":{"id":4},"geometry":null}"#;
    let list = [square(1, 1.25, 2.25), square(2, 1.5, 2.5), square(3, 50.0, 51.0), empty.into()].join(",");
    std::fs::write(folder.path().join("villages.geojson"), format!(r#"{{"type":"FeatureCollection","features":[{list}]}}"#))
        .unwrap();
    let villages = PlainInput { path: folder.path().join("villages.geojson"), options: PlainOptions::default() };
    let base = options(folder.path(), "out.csv");
    let (text, account) = written(&JoinOptions { points: villages, largest: true, code: Some("code".into()), ..base });
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(rows[0], ["id", "code", "count", "overlap_share", "runner_up", "runner_up_share"]);
    let near = |cell: &str, share: f64| (cell.parse::<f64>().unwrap() - share).abs() < 1e-9;
    assert!(rows[1][1] == "A" && near(rows[1][3], 0.75) && rows[1][4] == "B" && near(rows[1][5], 0.25), "{text}");
    assert!(
        rows[2][1] == "B" && near(rows[2][3], 0.5) && rows[2][4] == "A" && near(rows[2][5], 0.5),
        "the first of the file: {text}"
    );
    assert_eq!((&rows[3][1..], &rows[4][1..]), (&[""; 5][..], &[""; 5][..]));
    let told = kinds(&account);
    assert!(
        ["overlap-tie", "overlap-none", "polygon-missing"]
            .iter()
            .all(|kind| told.contains(&(kind, 1)) || *kind == "polygon-missing"),
        "{told:?}"
    );
    assert_eq!((account.inputs[0].kept, account.inputs[0].left_out.len()), (2, 2));
}
