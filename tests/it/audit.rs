//! `lakana audit`: the white paper's twelve points, a clean report, a spoiled one.

use crate::support::{csv_rows, lakana, say};
use std::fs;
use std::path::{Path, PathBuf};

fn white_paper() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/livre-blanc")
}

fn findings(report: &Path) -> Vec<serde_json::Value> {
    let said = say(lakana().args(["audit", "--json", "--lang", "en"]).arg(report));
    assert_eq!(said.code, Some(0), "{}", said.err);
    let answer: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
    answer["findings"].as_array().expect("a list").clone()
}

fn text<'a>(finding: &'a serde_json::Value, key: &str) -> &'a str {
    finding[key].as_str().expect("a text")
}

/// Verdict, check and the first words of the subject of everything a reader should look at.
fn remarks(report: &Path) -> Vec<(String, String, String)> {
    let quiet = ["confirmed", "possible", "untested"];
    let of = |f: &serde_json::Value| {
        let subject = text(f, "subject").split([':', '(']).next().unwrap_or_default().trim().to_owned();
        (text(f, "verdict").to_owned(), text(f, "check").to_owned(), subject)
    };
    findings(report).iter().map(of).filter(|(verdict, ..)| !quiet.contains(&verdict.as_str())).collect()
}

#[test]
fn the_white_paper_has_its_twelve_points_and_no_other() {
    // The number of the point in front; some have two faces.
    let expected = [
        (12, "impossible", "joint-granularity", "Q2 q18, q23, q30, q33 × zone, n = 110"),
        (1, "contradictory", "parts-of-sample", "Q3"),
        (2, "contradictory", "parts-of-sample", "E7"),
        (3, "contradictory", "declared-total", "questionnaires"),
        (3, "contradictory", "declared-total", "focus_groups"),
        (4, "contradictory", "sources-differ", "Q1"),
        (5, "contradictory", "unit-in-no-zone", "Taoudéni"),
        (6, "contradictory", "code-differs", "Q2 q23, code of the question"),
        (6, "contradictory", "code-differs", "Q2 q32, code of the question"),
        (7, "contradictory", "wording-differs", "Q3 q10, what was asked"),
        (8, "contradictory", "wording-differs", "Q2 q33, what was asked"),
        (5, "ambiguous", "old-unit-set", "list `fig-4`"),
        (11, "ambiguous", "zone-called-region", "the word `region`"),
        (10, "ambiguous", "one-number-for-several-items", "Armed violence and banditry"),
        (10, "ambiguous", "one-number-for-several-items", "Health, water"),
        (9, "explained", "same-subject", "Education"),
    ];
    let wanted: Vec<_> = expected.iter().map(|(_, a, b, c)| (a.to_string(), b.to_string(), c.to_string())).collect();
    assert_eq!(remarks(&white_paper()), wanted);
    let points: std::collections::BTreeSet<u8> = expected.iter().map(|(point, ..)| *point).collect();
    assert_eq!(points, (1..=12).collect());
}

#[test]
fn what_is_said_names_the_numbers() {
    let all = findings(&white_paper());
    let said = |check: &str, subject: &str| {
        let found = all.iter().find(|f| text(f, "check") == check && text(f, "subject").starts_with(subject));
        text(found.unwrap_or_else(|| panic!("{check} {subject}")), "finding").to_owned()
    };
    assert!(said("joint-granularity", "Q2 q18").contains("3 combinations that add up to 110 do, with two 81"));
    assert!(said("parts-of-sample", "Q3").contains("make 383, not 387; the sex of 4 people"));
    assert!(said("parts-of-sample", "E7").contains("misprint for 48"));
    assert_eq!(
        said("declared-total", "questionnaires"),
        "Q1 + Q2 + Q3 make 590 (or 586 with the sum of men and women), not 2,300"
    );
    assert!(said("declared-total", "focus_groups").contains("make 1,334 (or 934 with the sum of men and women), not 600"));
    assert!(said("old-unit-set", "list").contains("9 units, without Ménaka, Taoudéni"));
    assert_eq!(said("times-as-many", "Conflict deaths, 2017"), "949 / 318 = 2.98");
    assert!(said("partial-year", "Conflict deaths, 2018-01 – 2018-07").contains("7 months, as the report says"));
    assert_eq!(said("shares-of-whole", "Q3 q12 deplacements"), "64 + 25 + 11 = 100%");
}

const CLEAN: &str = "wave,question,kind,item,choice,breakdown,group,stat,n,value,part_of,section
A,q1,single,,oui,,,share,40,75 %,all,1
A,q1,single,,non,,,share,40,25 %,all,1
A,q2,scale,soins,,,,mean,40,\"2,35\",,2
A,q3,single,,oui,zone,Nord,share,,50 %,,3
A,q4,single,,oui,zone,Nord,share,,70 %,,3
A,q3,single,,oui,zone,Sud,share,,33 %,,3
";
const SAMPLES: &str = "study,part_of,n,women,men,units
all,,100,,,
A,all,40,22,18,Gao; Kayes
B,all,60,30,30,Gao; Kayes
";
const ZONES: &str = "set,zone,unit\nzones,Nord,Gao\nzones,Sud,Kayes\nmap,,Gao\nmap,,Kayes\n";

fn folder(results: &str, samples: &str, zones: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, text) in [("results.csv", results), ("samples.csv", samples), ("zones.csv", zones)] {
        fs::write(folder.path().join(name), text).expect("written");
    }
    folder
}

#[test]
fn a_clean_report_is_left_alone() {
    let folder = folder(CLEAN, SAMPLES, ZONES);
    assert_eq!(remarks(folder.path()), []);
    let said = say(lakana().args(["audit", "--strict"]).arg(folder.path()));
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert!(said.out.starts_with("Rien à signaler."), "{}", said.out);
}

#[test]
fn each_spoiled_number_is_found_and_nothing_else() {
    let spoil = |table: &str, from: &str, to: &str| {
        assert!(table.contains(from), "{from}");
        table.replacen(from, to, 1)
    };
    for (results, samples, zones, check) in [
        (spoil(CLEAN, "75 %", "76 %"), SAMPLES.to_owned(), ZONES.to_owned(), "granularity"),
        (spoil(CLEAN, "2,35", "2,36"), SAMPLES.to_owned(), ZONES.to_owned(), "granularity"),
        (spoil(CLEAN, "25 %", "35 %"), SAMPLES.to_owned(), ZONES.to_owned(), "shares-of-whole"),
        (CLEAN.to_owned(), spoil(SAMPLES, "40,22,18", "40,22,28"), ZONES.to_owned(), "parts-of-sample"),
        (CLEAN.to_owned(), spoil(SAMPLES, "all,,100", "all,,110"), ZONES.to_owned(), "declared-total"),
        (CLEAN.to_owned(), SAMPLES.to_owned(), spoil(ZONES, "zones,Sud,Kayes\n", ""), "unit-in-no-zone"),
        (CLEAN.to_owned(), SAMPLES.to_owned(), spoil(ZONES, "map,,Kayes\n", ""), "old-unit-set"),
        (spoil(CLEAN, "70 %", "71 %"), spoil(SAMPLES, "A,all,40,22,18", "A,all,15,8,7"), ZONES.to_owned(), "joint-granularity"),
    ] {
        let folder = folder(&results, &samples, &zones);
        let checks: Vec<String> = remarks(folder.path()).into_iter().map(|(_, check, _)| check).collect();
        assert!(checks.iter().any(|c| c == check), "{check}: {checks:?}");
        let also_expected = |c: &String| c == check || (check == "joint-granularity" && c == "declared-total");
        assert!(checks.iter().all(also_expected), "{check}: {checks:?}");
    }
}

#[test]
fn typing_mistakes_are_problems_with_their_row() {
    let bad = "question,stat,value\nq1,share,175 %\nq2,share,beaucoup\nq3,part,20\nq4,share,20\n";
    let folder = folder(bad, SAMPLES, ZONES);
    let said = say(lakana().arg("audit").arg(folder.path().join("results.csv")));
    assert_eq!(said.code, Some(0), "{}", said.err);
    for word in ["pourcentages hors de 0 à 100", "nombres illisibles", "statistiques inconnues", "ligne 2", "« beaucoup »"] {
        assert!(said.err.contains(word), "{word} is not in:\n{}", said.err);
    }
    let strict = say(lakana().args(["audit", "--strict"]).arg(folder.path().join("results.csv")));
    assert_eq!(strict.code, Some(1));
}

#[test]
fn contradictions_change_the_exit_code_under_strict_only_and_all_findings_are_written() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let table = folder.path().join("findings.csv");
    let said = say(lakana().args(["audit", "--strict", "--quiet"]).arg(white_paper()).arg("-o").arg(&table));
    assert_eq!((said.code, said.err.as_str()), (Some(1), ""));
    assert!(said.out.contains("16. expliqué – Éducation : revient à l'État"), "{}", said.out);
    let rows = csv_rows(&table);
    assert_eq!(rows.len(), findings(&white_paper()).len());
    assert_eq!((rows[0]["verdict"].as_str(), rows[0]["check"].as_str()), ("impossible", "joint-granularity"));
    assert!(rows.iter().any(|r| r["rows"] == "studies.csv 14" && r["finding"].contains("faute de frappe pour 48")));
}

#[test]
fn what_is_no_report_is_refused() {
    let said = say(lakana().arg("audit").arg(white_paper().join("timeline.csv")));
    assert_eq!(said.code, Some(3));
    assert!(said.err.contains("question, stat") && said.err.contains("data/livre-blanc"), "{}", said.err);
    assert_eq!(say(lakana().args(["audit", "/no/such/folder"])).code, Some(3));
    assert_eq!(say(lakana().arg("audit")).code, Some(2));
}
