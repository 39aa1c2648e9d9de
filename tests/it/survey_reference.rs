//! The survey room against R `survey`: the numbers in `tests/reference/survey`, made by the
//! script that lies with them.

use crate::support::csv_rows;
use lakana::read::survey::responses::{ChoiceSets, NO_ANSWER};
use lakana::survey::calibrate::{Margin, Raking};
use lakana::survey::columns::{Columns, Groups, Multiple, Numbers, OfChoicesTaken, Single};
use lakana::survey::crossing::{Crossing, cross};
use lakana::survey::plan::{Codes, Population, Stage};
use lakana::survey::rao_scott::rao_scott;
use lakana::survey::replicate::{Given, Replicates};
use lakana::survey::two_way::two_way;
use lakana::survey::{Design, LonelyPsu, Measure, Plan, SimpleSample, statistics};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

type Row = BTreeMap<String, String>;

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/survey").join(name)
}

fn number(row: &Row, column: &str) -> Option<f64> {
    Some(row[column].as_str()).filter(|cell| !cell.is_empty()).map(|cell| cell.parse().expect("a number"))
}

/// The people of the reference, as columns.
struct People(Vec<Row>);

impl People {
    fn read() -> Self {
        People(csv_rows(&file("people.csv")))
    }

    /// With one cluster in the last stratum.
    fn few(mut self) -> Self {
        self.0.retain(|row| row["lonely"] == "1");
        self
    }

    fn numbers(&self, column: &str) -> Vec<f64> {
        self.0.iter().map(|row| number(row, column).unwrap_or(f64::NAN)).collect()
    }

    fn codes(&self, column: &str) -> Vec<u16> {
        self.0.iter().map(|row| number(row, column).map_or(NO_ANSWER, |v| v as u16)).collect()
    }

    fn sets(&self) -> ChoiceSets {
        let mut sets = ChoiceSets::new(3);
        for row in &self.0 {
            match row["took0"].is_empty() {
                true => sets.push_absent(NO_ANSWER),
                false => sets.push((0..3).filter(|j| row[&format!("took{j}")] == "1")),
            }
        }
        sets
    }

    /// The design of this name in the script.
    fn design(&self, name: &str, lonely: LonelyPsu) -> Design {
        // Clusters, strata and populations of each stage.
        let stages: &[[&str; 3]] = match name {
            "simple" | "post_stratified" => &[["", "", ""]],
            "simple_fpc" => &[["", "", "5000"]],
            "stratified" => &[["", "stratum", ""]],
            "clustered" => &[["cluster", "", ""]],
            "clustered_in_strata" | "post_stratified_clusters" | "raked" | "lonely_clusters" => &[["cluster", "stratum", ""]],
            "clustered_fpc" => &[["cluster", "stratum", "clusters"]],
            "two_stage" => &[["cluster", "stratum", "clusters"], ["id", "sex", "persons_of_sex"]],
            "lonely_fpc" => &[["cluster", "stratum", "clusters"], ["household", "", "households"]],
            "three_stage" | "raked_three_stage" => {
                &[["cluster", "stratum", "clusters"], ["household", "", "households"], ["person", "", "persons"]]
            }
            _ => panic!("no design is called {name}"),
        };
        let optional = |column: &str| -> Vec<Option<f64>> {
            let constant = column.parse().ok();
            self.0.iter().map(|row| constant.or_else(|| number(row, column))).collect()
        };
        let columns: Vec<_> =
            stages.iter().map(|s| s.map(|c| if self.0[0].contains_key(c) { self.codes(c) } else { vec![] })).collect();
        let populations: Vec<_> = stages.iter().map(|s| if s[2].is_empty() { vec![] } else { optional(s[2]) }).collect();
        let grouping = |codes| Codes { column: "", codes, labels: vec![] };
        let stage = |at: usize| Stage {
            clusters: (!columns[at][0].is_empty()).then(|| grouping(columns[at][0].as_slice())),
            strata: (!columns[at][1].is_empty()).then(|| grouping(columns[at][1].as_slice())),
            population: (!populations[at].is_empty()).then(|| Population::guess("", &populations[at])),
        };
        let stages: Vec<Stage> = (0..stages.len()).map(stage).collect();
        let (weights, rows) = (optional("weight"), self.rows());
        let plan = Plan { rows: &rows, weights: Some(&weights), stages: &stages, lonely, ..Plan::default() };
        let (design, problems) = Design::new(&plan);
        assert_eq!(problems.is_empty(), !name.starts_with("lonely"), "{name}: {problems:?}");
        self.calibrated(design, name)
    }

    fn calibrated(&self, design: Design, name: &str) -> Design {
        let (sex, age, rows) = (self.codes("sex"), self.codes("age"), self.rows());
        let cells: Vec<u16> = sex.iter().zip(&age).map(|(s, a)| a * 2 + s).collect();
        let margin = |cells, people| Margin { name: "", cells, people, labels: &[] };
        let done = match name {
            _ if name.starts_with("post_stratified") => {
                design.post_stratified("", &rows, &margin(&cells, &[2500.0, 2100.0, 1700.0, 1500.0, 1000.0, 1100.0]))
            }
            _ if name.starts_with("raked") => {
                let margins = [margin(&sex, &[5200.0, 4700.0]), margin(&age, &[4500.0, 3300.0, 2100.0])];
                design.raked("", &rows, &margins, Raking { tolerance: 1e-13, ..Raking::default() })
            }
            _ => return design,
        };
        let (design, problems) = done.expect("a calibrated design");
        assert!(problems.is_empty());
        design
    }

    fn rows(&self) -> Vec<u64> {
        (2..self.0.len() as u64 + 2).collect()
    }
}

/// Equal but for the last digits; both missing is equal too.
#[track_caller]
fn same(what: &str, ours: Option<f64>, theirs: Option<f64>) {
    let close = match (ours, theirs) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * b.abs().max(1e-12),
        (a, b) => a.is_none() && b.is_none(),
    };
    assert!(close, "{what}: ours {ours:?}, R {theirs:?}");
}

fn policy(name: &str) -> LonelyPsu {
    match name {
        "fail" => LonelyPsu::Fail,
        "remove" => LonelyPsu::Remove,
        "average" => LonelyPsu::Average,
        "adjust" => LonelyPsu::Adjust,
        _ => panic!("no policy is called {name}"),
    }
}

/// Everything the rows of one design ask for.
struct Ours<'a> {
    people: &'a People,
    design: Design,
    sets: ChoiceSets,
    group: Vec<u16>,
}

impl Ours<'_> {
    /// By the fast path: in the domain's own group, or in the group of everybody.
    fn crossed(&self, answers: &impl Columns, domain: &str, item: usize) -> Measure {
        let by_group = Groups { codes: Some(&self.group), count: 3 };
        let pick = |table: Crossing, group: usize| table.group(group)[item];
        match domain.parse() {
            Ok(group) => pick(cross(&self.design, answers, by_group), group),
            Err(_) => pick(cross(&self.design, answers, Groups::EVERYBODY), 0),
        }
    }

    fn compare(&self, row: &Row) {
        let what = format!("{} {} {} {} {}", row["design"], row["policy"], row["domain"], row["statistic"], row["item"]);
        let domain = |i: usize| row["domain"].parse().map_or(true, |g: u16| self.group[i] == g);
        let item = row["item"].parse().unwrap_or(0);
        let (value, below) = (|c: &str| self.people.numbers(c), self.people.numbers("below"));
        let codes = self.people.codes("answer");
        let taken: Vec<f64> = (0..self.group.len()).map(|i| f64::from(self.sets.count(i))).collect();
        let multiple = Multiple { sets: &self.sets, choices: 3 };
        let both: Vec<Measure> = match row["statistic"].as_str() {
            "share" => {
                let given: Vec<f64> = codes
                    .iter()
                    .map(|c| if *c == NO_ANSWER { f64::NAN } else { f64::from(u8::from(usize::from(*c) == item)) })
                    .collect();
                let fast = self.crossed(&Single { codes: &codes, choices: 4 }, &row["domain"], item);
                vec![fast, statistics::mean(&self.design, &given, domain)]
            }
            "multiple" => {
                let took = value(&format!("took{item}"));
                vec![self.crossed(&multiple, &row["domain"], item), statistics::mean(&self.design, &took, domain)]
            }
            "share_of_choices" => {
                let took = value(&format!("took{item}"));
                let fast = self.crossed(&OfChoicesTaken(multiple), &row["domain"], item);
                vec![fast, statistics::ratio(&self.design, &took, &taken, domain)]
            }
            "mean" => {
                let numbers = value("number");
                vec![self.crossed(&Numbers(&numbers), &row["domain"], 0), statistics::mean(&self.design, &numbers, domain)]
            }
            "total" => vec![statistics::total(&self.design, &value("number"), domain)],
            "ratio" => vec![statistics::ratio(&self.design, &value("number"), &below, domain)],
            quantile => {
                let p = quantile.trim_start_matches("quantile_").parse().expect("a probability");
                let degrees = number(row, "df").expect("degrees of freedom");
                let critical = |df: u32| {
                    assert_eq!(f64::from(df), degrees, "{what}");
                    number(row, "critical").expect("a critical value")
                };
                let inside: Vec<u16> = (0..self.design.len()).map(|i| u16::from(!domain(i))).collect();
                let groups = Groups { codes: Some(&inside), count: 1 };
                let ours = statistics::quantiles(&self.design, &value(&row["item"]), groups, p, critical)[0];
                assert_eq!(f64::from(ours.n), number(row, "n").expect("n"), "{what}");
                same(&what, ours.value.ok(), number(row, "value"));
                same(&what, ours.interval.0, number(row, "lower"));
                same(&what, ours.interval.1, number(row, "upper"));
                same(&what, ours.standard_error, number(row, "se"));
                return;
            }
        };
        for ours in both {
            assert_eq!(f64::from(ours.n), number(row, "n").expect("n"), "{what}");
            assert_eq!(f64::from(ours.degrees_of_freedom), number(row, "df").expect("df"), "{what}");
            same(&what, ours.value.ok(), number(row, "value"));
            same(&what, ours.standard_error(), number(row, "se"));
            same(&what, ours.design_effect(SimpleSample::WithoutReplacement), number(row, "deff"));
            same(&what, ours.design_effect(SimpleSample::WithReplacement), number(row, "deff_replace"));
        }
    }
}

#[test]
fn statistics_of_every_design_are_those_of_r() {
    let rows = csv_rows(&file("statistics.csv"));
    let mut compared = 0;
    for rows in rows.chunk_by(|a, b| a["design"] == b["design"] && a["policy"] == b["policy"]) {
        let (name, lonely) = (&rows[0]["design"], policy(&rows[0]["policy"]));
        let people = if name.starts_with("lonely") { People::read().few() } else { People::read() };
        let design = people.design(name, lonely);
        let ours = Ours { people: &people, design, sets: people.sets(), group: people.codes("group") };
        rows.iter().for_each(|row| ours.compare(row));
        compared += rows.len();
    }
    assert!(compared > 600, "{compared} rows");
}

#[test]
fn covariances_of_a_two_way_table_are_those_of_r() {
    let people = People::read();
    let (answer, sex) = (people.codes("answer"), people.codes("sex"));
    let rows = csv_rows(&file("covariances.csv"));
    for rows in rows.chunk_by(|a, b| a["design"] == b["design"]) {
        let table =
            two_way(&people.design(&rows[0]["design"], LonelyPsu::Fail), (&answer, 4), (&sex, 2), |_| true).expect("a table");
        let covariance = table.covariance.expect("a variance");
        for row in rows {
            let place = |c: &str| number(row, c).expect("a place") as usize;
            let what = format!("{} {} {}", row["design"], row["i"], row["j"]);
            same(&what, Some(table.shares[place("i")]), number(row, "share"));
            same(&what, Some(covariance.at(place("i"), place("j"))), number(row, "covariance"));
            assert_eq!(covariance.at(place("i"), place("j")), covariance.at(place("j"), place("i")), "{what}");
        }
    }
}

/// Answers that nobody of the domain gave are shares of 0 without error, strata without anybody count for
/// nothing, and a table with an empty cell is tested all the same.
#[test]
fn domains_with_empty_cells_are_those_of_r() {
    let people = People::read();
    let (answer, sex, stratum) = (people.codes("answer"), people.codes("sex"), people.codes("stratum"));
    let low: Vec<u16> = (0..answer.len()).map(|i| u16::from(!(answer[i] <= 1 && stratum[i] <= 1))).collect();
    let rows = csv_rows(&file("empty_cells.csv"));
    assert_eq!(rows.len(), 4 * 6);
    for row in rows {
        let what = format!("{} {} {}", row["design"], row["statistic"], row["item"]);
        let design = people.design(&row["design"], LonelyPsu::Fail);
        let (n, df) = (number(&row, "n").expect("n"), number(&row, "df").expect("df"));
        if row["statistic"] == "share" {
            let groups = Groups { codes: Some(&low), count: 1 };
            let ours = cross(&design, &Single { codes: &answer, choices: 4 }, groups).group(0)
                [row["item"].parse::<usize>().expect("an answer")];
            assert_eq!((f64::from(ours.n), f64::from(ours.degrees_of_freedom)), (n, df), "{what}");
            same(&what, ours.value.ok(), number(&row, "value"));
            same(&what, ours.standard_error(), number(&row, "se"));
            continue;
        }
        let table = two_way(&design, (&answer, 4), (&sex, 2), |i| !(answer[i] == 3 && sex[i] == 1)).expect("a table");
        let found = rao_scott(&table).expect("a test");
        assert_eq!((f64::from(table.counts.iter().sum::<u32>()), f64::from(table.degrees_of_freedom)), (n, df), "{what}");
        let (statistic, p_value) = match row["statistic"].as_str() {
            "F" => (found.second_order.statistic, found.second_order.p_value),
            _ => (found.pearson, found.first_order.p_value),
        };
        same(&what, Some(statistic), number(&row, "value"));
        same(&what, Some(p_value), number(&row, "se"));
    }
}

/// The weighted mean, total, ratio and share of the reference, from weights alone.
fn four_statistics(people: &People, weights: &[f64]) -> Vec<f64> {
    let (numbers, below, answer) = (people.numbers("number"), people.numbers("below"), people.codes("answer"));
    let sum =
        |value: &dyn Fn(usize) -> f64| (0..weights.len()).map(|i| weights[i] * value(i)).filter(|v| !v.is_nan()).sum::<f64>();
    let both = |i: usize| numbers[i] * 0.0 + below[i] * 0.0;
    let total = sum(&|i| numbers[i]);
    let ratio = sum(&|i| numbers[i] + both(i)) / sum(&|i| below[i] + both(i));
    let answered = sum(&|i| f64::from(u8::from(answer[i] != NO_ANSWER)));
    let share = sum(&|i| f64::from(u8::from(answer[i] == 1))) / answered;
    vec![total / sum(&|i| numbers[i] * 0.0 + 1.0), total, ratio, share]
}

/// Replicate weights as R made them.
fn from_r(people: &People, method: &str, combined: bool) -> Replicates {
    let (clusters, weights) = (people.codes("cluster"), people.numbers("weight"));
    let rows = csv_rows(&file("replicates.csv"));
    let factors = |row: &Row| row["factors"].split_whitespace().map(|f| f.parse().expect("a factor")).collect::<Vec<f64>>();
    let of_method = rows.iter().filter(|row| row["method"] == method);
    let factors: BTreeMap<u16, Vec<f64>> =
        of_method.map(|row| (number(row, "cluster").expect("a cluster") as u16, factors(row))).collect();
    let weight = |i: usize| if combined { weights[i] } else { 1.0 };
    let replicates = factors.values().next().expect("a cluster").len();
    let column = |r: usize| (0..weights.len()).map(|i| factors[&clusters[i]][r] * weight(i)).collect();
    let columns: Vec<Vec<f64>> = (0..replicates).map(column).collect();
    let scale = csv_rows(&file("replicated.csv")).iter().find(|r| r["method"] == method).and_then(|r| number(r, "scale"));
    let scale = scale.expect("a scale");
    Replicates::given(&Given { weights: &weights, columns: &columns, combined, scale, rscales: &[] }).expect("replicates")
}

#[test]
fn replicate_variances_are_those_of_r() {
    let rows = csv_rows(&file("replicated.csv"));
    for rows in rows.chunk_by(|a, b| a["method"] == b["method"]) {
        let method = rows[0]["method"].as_str();
        let lonely = method.strip_prefix("jkn_").filter(|p| ["remove", "average", "adjust"].contains(p));
        let people = if lonely.is_some() { People::read().few() } else { People::read() };
        let design = |name| people.design(name, policy(lonely.unwrap_or("fail")));
        let made = match method {
            "jk1" => vec![Replicates::jackknife_unstratified(&design("clustered"))],
            "jkn" => vec![Replicates::jackknife(&design("clustered_in_strata"))],
            "jkn_mse" => {
                vec![Replicates::jackknife(&design("clustered_in_strata")).map(Replicates::around_estimate)]
            }
            "jkn_fpc" => vec![Replicates::jackknife(&design("clustered_fpc"))],
            "brr" | "fay" | "bootstrap" => vec![Ok(from_r(&people, method, true)), Ok(from_r(&people, method, false))],
            _ => vec![Replicates::jackknife(&design("lonely_clusters"))],
        };
        for replicates in made {
            let replicates = replicates.expect("replicates");
            let ours = replicates.replicate(|weights| four_statistics(&people, weights));
            for (k, row) in rows.iter().enumerate() {
                let what = format!("{method} {}", row["statistic"]);
                same(&what, Some(ours.values[k]), number(row, "value"));
                same(&what, Some(ours.covariance.at(k, k)), number(row, "variance"));
            }
            assert_eq!(ours.left_out, 0);
        }
    }
}

#[test]
fn balanced_replicates_of_our_own_give_the_variance_of_r_for_totals() {
    // For totals every balanced set of halves gives the same variance; R's halves are others.
    let people = People::read();
    let design = people.design("clustered_in_strata", LonelyPsu::Fail);
    for (method, rho) in [("brr", 0.0), ("fay", 0.3)] {
        let ours = Replicates::balanced(&design, rho).expect("replicates").replicate(|w| four_statistics(&people, w));
        let rows = csv_rows(&file("replicated.csv"));
        let theirs =
            |s: &str| rows.iter().find(|r| r["method"] == method && r["statistic"] == s).and_then(|r| number(r, "variance"));
        same(method, Some(ours.covariance.at(1, 1)), theirs("total"));
        let mean = theirs("mean").expect("a variance");
        assert!((ours.covariance.at(0, 0) / mean - 1.0).abs() < 0.05, "means differ by the order of the halves only");
    }
}
