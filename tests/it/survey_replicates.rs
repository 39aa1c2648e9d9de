//! Replicate weights that come with a file, against R's `svrepdesign`: the numbers in
//! `tests/reference/survey_replicates`, made by the script that lies with them.

use crate::support::{Said, csv_rows, lakana, say};
use lakana::pipeline::project::{ReplicateKind, ReplicateWeights, Sample, VarianceBy};
use lakana::pipeline::surveys::{Sampled, Surveyed};
use lakana::read::records::Input;
use lakana::read::schema::REPLICATE_WEIGHTS;
use lakana::read::survey::responses::Answers;
use lakana::survey::LonelyPsu;
use lakana::survey::pairwise::{Compared, dependence, pairs};
use lakana::survey::table::{Asked, Breakdown};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

type Row = BTreeMap<String, String>;

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/survey_replicates").join(name)
}

fn number(row: &Row, column: &str) -> Option<f64> {
    Some(row[column].as_str()).filter(|cell| !cell.is_empty()).map(|cell| cell.parse().expect("a number"))
}

#[track_caller]
fn same(what: &str, ours: Option<f64>, theirs: Option<f64>) {
    let close = match (ours, theirs) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-8 * b.abs().max(1e-9),
        (a, b) => a.is_none() && b.is_none(),
    };
    assert!(close, "{what}: ours {ours:?}, R {theirs:?}");
}

/// The rscales of a method, as R's `svrepdesign` has to be told them.
fn rscales(method: &str) -> String {
    let rows = csv_rows(&file("arguments.csv"));
    let row = rows.iter().find(|r| r["method"] == method).expect("the method");
    row["rscales"].split_whitespace().collect::<Vec<_>>().join(",")
}

fn survey(method: &str, table: &Path, more: &[&str]) -> Said {
    let mut command = lakana();
    command.arg("survey").arg(table).args(["--replicates", "rep_*", "--replicate-kind", method, "--sample", "random"]);
    match method {
        "jkn" => drop(command.args(["--rscales", &rscales(method)])),
        "fay" => drop(command.args(["--fay-rho", "0.3"])),
        _ => {}
    }
    say(command.args(["--json", "--quiet"]).args(more))
}

fn estimates(said: &Said) -> Vec<serde_json::Value> {
    assert_eq!(said.code, Some(0), "{}", said.err);
    let json: serde_json::Value = serde_json::from_str(&said.out).expect("json");
    json["estimates"].as_array().expect("estimates").clone()
}

#[test]
fn shares_means_totals_and_quantiles_are_those_of_r() {
    let rows = csv_rows(&file("statistics.csv"));
    let mut compared = 0;
    for rows in rows.chunk_by(|a, b| a["method"] == b["method"] && a["mse"] == b["mse"]) {
        let (method, mse) = (rows[0]["method"].as_str(), rows[0]["mse"] == "TRUE");
        let found: Vec<serde_json::Value> = ["answer", "number"]
            .iter()
            .flat_map(|question| {
                let more: Vec<&str> =
                    ["--question", question, "--by", "group"].into_iter().chain(mse.then_some("--mse")).collect();
                estimates(&survey(method, &file(&format!("{method}.csv")), &more))
            })
            .collect();
        for row in rows {
            let what = format!("{method} {mse} {} {} {}", row["domain"], row["statistic"], row["item"]);
            let is_share = row["statistic"] == "share";
            let statistic = if row["statistic"] == "quantile_0.5" { "median" } else { row["statistic"].as_str() };
            let of_row = |e: &&serde_json::Value| {
                e["statistic"] == statistic
                    && e["group_1"].as_str().unwrap_or("") == row["domain"]
                    && (!is_share || e["choice"] == row["item"].as_str())
            };
            let ours = found.iter().find(of_row).unwrap_or_else(|| panic!("{what} is missing"));
            let scale = if is_share { 100.0 } else { 1.0 };
            let own = |key: &str| ours[key].as_f64().map(|v| v / scale);
            assert_eq!(ours["n"].as_f64(), number(row, "n"), "{what}");
            same(&what, own("value"), number(row, "value"));
            // R gives a quantile one bound where the other lies beyond all answers; we give none.
            if is_share || (number(row, "lower").is_some() && number(row, "upper").is_some()) {
                same(&what, own("standard_error"), number(row, "se"));
            }
            if let (false, Some(lower), Some(upper)) = (is_share, number(row, "lower"), number(row, "upper")) {
                same(&what, own("lower"), Some(lower));
                same(&what, own("upper"), Some(upper));
            }
            compared += 1;
        }
    }
    assert!(compared >= 360, "{compared} rows");
}

/// The survey of a method with its replicates, as a project makes it.
fn surveyed(method: &str, mse: bool) -> Surveyed {
    let kind = match method {
        "jk1" => ReplicateKind::Jk1,
        "jkn" => ReplicateKind::Jkn,
        "brr" => ReplicateKind::Brr,
        "fay" => ReplicateKind::Fay,
        _ => ReplicateKind::Bootstrap,
    };
    let rscales =
        if method == "jkn" { rscales(method).split(',').map(|r| r.parse().expect("a number")).collect() } else { vec![] };
    let declared = ReplicateWeights { columns: "rep_*".into(), kind, count: None, scale: None, rscales, factors: false, mse };
    let path = file(&format!("{method}.csv"));
    let fields = [(REPLICATE_WEIGHTS.to_owned(), "rep_*".to_owned())].into();
    let input = Input { fields, ..Input::new(&path, method) };
    let (responses, _) = lakana::read::survey::read(&input, None).expect("answers");
    let sampled = Sampled {
        sample: Sample::Random,
        lonely: LonelyPsu::Fail,
        people: &[],
        variance: VarianceBy::Linearisation,
        fay_rho: 0.3,
        replicates: Some(&declared),
    };
    Surveyed::new("", method, &sampled, responses, None).expect("a survey").0
}

#[test]
fn differences_and_tests_are_those_of_r() {
    let (differences, tests) = (csv_rows(&file("differences.csv")), csv_rows(&file("tests.csv")));
    for test in &tests {
        let (method, mse) = (test["method"].as_str(), test["mse"] == "TRUE");
        let survey = surveyed(method, mse);
        let groups = survey.groups("group").expect("groups");
        let by = Breakdown { id: "group", factor: &groups };
        let answer = survey.variables("answer")[0];
        let found = dependence(&survey.design, &survey.asked(answer), &by).expect("a test").second_order;
        let what = format!("{method} {mse}");
        same(&what, Some(found.statistic), number(test, "f"));
        same(&what, Some(found.df1), number(test, "ndf"));
        same(&what, Some(found.df2), number(test, "ddf"));
        same(&what, Some(found.p_value), number(test, "p"));
        let codes: Vec<&str> = groups.levels.iter().map(|l| l.code.as_str()).collect();
        let table = csv_rows(&file(&format!("{method}.csv")));
        for variable in ["number", "took0"] {
            let values = table.iter().map(|row| number(row, variable).unwrap_or(f64::NAN)).collect();
            let answers = Answers::Number(values);
            let asked = Asked { answers: &answers, ..survey.asked(answer) };
            let found = pairs(&survey.design, &asked, Compared::Mean, &by, &[0, 1, 2], &survey.estimation);
            let of = |r: &&Row| r["method"] == method && r["mse"] == test["mse"] && r["variable"] == variable;
            let rows: Vec<&Row> = differences.iter().filter(of).collect();
            assert_eq!((rows.len(), found.len()), (3, 3));
            for row in rows {
                let pair = found.iter().find(|p| codes[p.first] == row["first"] && codes[p.second] == row["second"]);
                let difference = pair.expect("the pair").difference;
                let what = format!("{what} {variable} {} {}", row["first"], row["second"]);
                same(&what, Some(difference.gap), number(row, "gap"));
                same(&what, Some(difference.lower), number(row, "lower"));
                same(&what, Some(difference.upper), number(row, "upper"));
            }
        }
    }
}

/// The table of a method, its lines changed.
fn changed(change: impl Fn(usize, &str) -> String) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("survey.csv");
    let text = std::fs::read_to_string(file("brr.csv")).expect("the table");
    let lines: Vec<String> = text.lines().enumerate().map(|(i, line)| change(i, line)).collect();
    std::fs::write(&path, lines.join("\n")).expect("written");
    (folder, path)
}

fn problems(said: &Said) -> Vec<String> {
    let json: serde_json::Value = serde_json::from_str(&said.out).expect("json");
    json["problems"].as_array().expect("problems").iter().map(|p| p["kind"].as_str().expect("a kind").to_owned()).collect()
}

#[test]
fn replicate_weights_that_do_not_fit_are_named_and_the_rest_stands() {
    let ask = |path: &Path, more: &[&str]| survey("brr", path, &[&["--question", "answer"], more].concat());
    let share = |said: &Said| {
        let found = estimates(said).into_iter().find(|e| e["choice"] == "r1").expect("a share");
        (found["value"].as_f64(), found["standard_error"].as_f64(), found["n"].as_u64())
    };
    let whole = share(&ask(&file("brr.csv"), &[]));
    assert!(whole.1.is_some());

    // A column left out: the shares stand, without a standard error.
    let cells = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
    let (_folder, path) = changed(|_, line| {
        let mut cells = cells(line);
        cells.remove(9);
        cells.join(",")
    });
    let said = ask(&path, &[]);
    assert!(problems(&said).contains(&"replicate-weights-unfit".to_owned()), "{}", said.out);
    assert_eq!(share(&said), (whole.0, None, whole.2));

    // Another number of rscales.
    let said = ask(&file("brr.csv"), &["--rscales", "1,1,1"]);
    assert!(problems(&said).contains(&"replicate-weights-unfit".to_owned()), "{}", said.out);

    // A negative, an empty and an unreadable cell: these people leave the sample.
    let (_folder, path) = changed(|i, line| {
        let mut cells = cells(line);
        match i {
            1 => cells[7] = "-3".into(),
            2 => cells[8] = String::new(),
            3 => cells[9] = "beaucoup".into(),
            _ => {}
        }
        cells.join(",")
    });
    let said = ask(&path, &[]);
    let json: serde_json::Value = serde_json::from_str(&said.out).expect("json");
    let unusable = json["problems"].as_array().expect("problems").iter().find(|p| p["kind"] == "replicate-weight-unusable");
    assert_eq!(unusable.expect("a problem")["count"], 3);
    assert!(share(&said).1.is_some() && share(&said).2 < whole.2);

    // No such column.
    let none = say(lakana().arg("survey").arg(file("brr.csv")).args([
        "--question",
        "answer",
        "--replicates",
        "jk*",
        "--replicate-kind",
        "brr",
    ]));
    assert!(none.code == Some(2) && none.err.contains("rep_1"), "{}", none.err);
}

#[test]
fn replicate_weights_that_nobody_asked_for_are_no_questions() {
    let said = say(lakana().arg("survey").arg(file("brr.csv")).args(["--question", "answer", "--json", "--quiet"]));
    assert!(problems(&said).contains(&"replicate-weights-unused".to_owned()), "{}", said.out);
    let said = say(lakana().arg("survey").arg(file("brr.csv")).args(["--question", "rep_1"]));
    assert_eq!(said.code, Some(2), "{}", said.out);
    assert!(!said.err.contains("rep_2"), "{}", said.err);
}
