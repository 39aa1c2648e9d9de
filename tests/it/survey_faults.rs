//! Faulty surveys through `lakana survey`: every fault is a named problem with its rows and a way
//! out, and the rest of the survey is still computed.

use crate::support::{lakana, say};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// What one run said: estimates, and by kind of problem its cases as `row field found`, with the way out.
struct Told {
    estimates: Vec<Value>,
    problems: BTreeMap<String, (Vec<String>, String)>,
}

impl Told {
    fn cases(&self, kind: &str) -> Vec<&str> {
        self.problems.get(kind).map(|(cases, _)| cases.iter().map(String::as_str).collect()).unwrap_or_default()
    }

    /// Respondents of everybody's estimate of the first choice.
    fn n(&self) -> u64 {
        let whole = self.estimates.iter().find(|e| e.get("group_1").is_none_or(|g| g.is_null() || g == ""));
        whole.and_then(|e| e["n"].as_u64()).expect("an estimate for everybody")
    }
}

fn survey(folder: &Path, more: &[&str]) -> Told {
    let mut command = lakana();
    command.current_dir(folder).args(["survey", "answers.csv", "--json", "--quiet"]);
    let said = say(command.args(more));
    assert_eq!(said.code, Some(0), "{}", said.err);
    let json: Value = serde_json::from_str(&said.out).expect("json");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let case = |c: &Value| {
        let row = c["row"].as_u64().map(|row| row.to_string()).unwrap_or_default();
        format!("{row} {} {}", text(&c["field"]), text(&c["found"])).trim().to_owned()
    };
    let mut problems = BTreeMap::new();
    for problem in json["problems"].as_array().expect("problems") {
        let cases = problem["cases"].as_array().into_iter().flatten().map(case).collect();
        let way_out = text(&problem["way_out"]);
        assert!(!way_out.is_empty() && !text(&problem["what"]).is_empty(), "{problem}");
        let twice = problems.insert(text(&problem["kind"]), (cases, way_out));
        assert!(twice.is_none(), "said twice: {problem}");
    }
    Told { estimates: json["estimates"].as_array().expect("estimates").clone(), problems }
}

const DICTIONARY: &str = r#"
[[question]]
code = "q1"
kind = "single"
label = "Victime"
choices = [{ code = "oui", label = "Oui" }, { code = "non", label = "Non" }]
[[question]]
code = "q2"
kind = "single"
label = "Laquelle"
choices = [{ code = "a", label = "Même" }, { code = "b", label = "même" }]
[[question]]
code = "q3"
kind = "single"
label = "Suite"
asked_of = { question = "q1", choices = ["non"] }
choices = [{ code = "x" }, { code = "y" }]
[[question]]
code = "q9"
kind = "single"
label = "Absente"
choices = [{ code = "z" }]
"#;

/// Forty people in two strata of five clusters each: all "oui", so that `q3` is asked of nobody.
fn people() -> Vec<Vec<String>> {
    let person = |i: usize| {
        let cells = [["Nord", "Sud"][i % 2], &format!("s{}", i % 2), &format!("g{}", i % 10), "1.5", "oui", "a", "", "rural"];
        cells.map(str::to_owned).to_vec()
    };
    (0..40).map(person).collect()
}

fn table(rows: &[Vec<String>]) -> String {
    let rows: String = rows.iter().map(|row| row.join(",") + "\n").collect();
    format!("zone,strate,grappe,poids,q1,q2,q3,milieu\n{rows}")
}

fn folder(table: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("answers.csv"), table).expect("written");
    std::fs::write(folder.path().join("questions.toml"), DICTIONARY).expect("written");
    folder
}

#[test]
fn each_fault_is_named_with_its_rows_and_the_rest_is_computed() {
    let mut rows = people();
    for (row, column, text) in
        [(0, 4, "peut-être"), (1, 3, "0"), (2, 3, "-2"), (3, 3, ""), (4, 3, "beaucoup"), (5, 2, "g2"), (6, 5, "même")]
    {
        rows[row][column] = text.to_owned();
    }
    let folder = folder(&table(&rows));
    let told =
        survey(folder.path(), &["--questions", "questions.toml", "--question", "q1", "--by", "milieu", "--sample", "random"]);
    assert_eq!(told.cases("answer-outside-list"), ["2 q1 …", "8 q2 même"], "a rare text is not shown, a known one is");
    assert_eq!(told.cases("weight-unusable"), ["3 poids 0", "4 poids -2", "5 poids", "6 poids beaucoup"]);
    assert_eq!(told.cases("cluster-in-two-strata"), ["7 grappe g2"]);
    // Whether the one whose answer fits no choice was asked `q3` cannot be known; nobody else was.
    assert_eq!(told.cases("filter-undecided"), ["2 q3"]);
    assert_eq!(told.cases("answered-by-nobody"), ["q3"]);
    assert_eq!(told.cases("one-group"), ["milieu rural"]);
    assert_eq!(told.cases("question-without-column"), ["q9 Absente"]);
    assert_eq!(told.cases("label-of-two-codes"), ["q2 même : a, b"]);
    assert_eq!(told.problems.len(), 8, "and nothing else: {:?}", told.problems);
    assert_eq!(told.n(), 40 - 1 - 4, "everybody else counts");
}

#[test]
fn a_clean_survey_has_no_problems() {
    let mut rows = people();
    rows.iter_mut().step_by(3).for_each(|row| {
        row[4] = "non".into();
        row[6] = "x".into();
    });
    let folder = folder(&table(&rows));
    let clean = DICTIONARY.replace("\"même\"", "\"Autre\"");
    let clean = &clean[..clean.find("[[question]]\ncode = \"q9\"").expect("the last question")];
    std::fs::write(folder.path().join("questions.toml"), clean).expect("written");
    let told = survey(folder.path(), &["--questions", "questions.toml", "--question", "q1", "--by", "zone"]);
    assert!(told.problems.is_empty(), "{:?}", told.problems);
    assert_eq!(told.n(), 40);
}

#[test]
fn a_form_with_one_list_name_twice_is_said_and_read() {
    let folder = folder(&table(&people()));
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
    write("form_survey.csv", "type,name,label\nselect_one on,q1,Victime\nselect_one ab,q2,Laquelle\nselect_one xy,q3,Suite\n");
    write("form_choices.csv", "list_name,name,label\non,oui,Oui\nab,a,A\non,non,Non\nab,b,B\nxy,x,X\non,oui,Toujours\n");
    let told = survey(folder.path(), &["--questions", "form_survey.csv", "--question", "q1"]);
    assert_eq!(told.cases("list-name-twice"), ["4 list_name on", "5 list_name ab", "7 list_name on"]);
    assert_eq!(told.cases("choice-twice"), ["7 on oui"]);
    assert_eq!(told.n(), 40);
}

#[test]
fn a_lost_byte_order_mark_and_shifted_columns_do_not_pass_unseen() {
    for mark in ["\u{feff}", "ï»¿"] {
        let folder = folder(&format!("{mark}q1,zone\noui,Nord\nnon,Nord\n"));
        let told = survey(folder.path(), &["--questions", "questions.toml", "--question", "q1"]);
        assert_eq!(told.n(), 2, "the first column is q1 whatever stands before it");
    }
    // One cell lost in the middle of a row; and two headers exchanged.
    let mut rows = people();
    for row in &mut rows {
        row[6] = "x".into();
        row[4] = "non".into();
    }
    let dictionary = DICTIONARY.replace("\"même\"", "\"Autre\"");
    let wide = dictionary.replace("code = \"q9\"", "code = \"milieu2\"");
    let lost = |rows: &[Vec<String>]| {
        let shifted = |(i, row): (usize, &Vec<String>)| match i {
            7 => [&row[..4], &["".to_owned(), "non".to_owned(), "a".to_owned(), "x".to_owned()]].concat(),
            _ => row.clone(),
        };
        rows.iter().enumerate().map(shifted).collect::<Vec<_>>()
    };
    let folder = folder(&table(&lost(&rows)).replace("milieu\n", "milieu2\n").replace(",rural", ",z"));
    std::fs::write(folder.path().join("questions.toml"), &wide).expect("written");
    let told = survey(folder.path(), &["--questions", "questions.toml", "--question", "q1"]);
    assert_eq!(told.cases("row-shifted"), ["9  3 / 3"], "{:?}", told.problems);
    assert_eq!(told.n(), 39, "the shifted row is not counted");

    let swapped = table(&rows).replace("q1,q2,q3", "q2,q1,q3");
    std::fs::write(folder.path().join("answers.csv"), swapped).expect("written");
    let told = survey(folder.path(), &["--questions", "questions.toml", "--question", "q3"]);
    assert_eq!(told.cases("columns-shifted"), ["q2 ← q1", "q1 ← q2"], "{:?}", told.problems);
    assert!(told.n() > 0, "the other questions are computed");
}
