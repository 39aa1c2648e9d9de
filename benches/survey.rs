//! A large survey from file to estimates, and R `survey` on a tenth of it: `cargo bench --bench survey`.
//!
//! The survey is made up, the same on every machine: 100 000 respondents in 40 strata and 4 000
//! clusters with weights, 400 questions (300 with one answer, 60 scales, 40 with several answers)
//! and ten groupings. Prints the seconds of reading and of estimating every question by every
//! grouping, and the peak memory of the process.
//!
//! R takes a tenth of the respondents and a tenth of the questions, the first forty; lakana then
//! reads the same file and makes the same 400 tables. Stops when a share or a standard error
//! differs. Where R or its package `survey` is missing, lakana's figures stand alone.

use lakana::base::Random;
use lakana::pipeline::project::{Sample, VarianceBy};
use lakana::pipeline::surveys::{Sampled, Surveyed};
use lakana::read::records::Input;
use lakana::read::survey::{questionnaire_from, read};
use lakana::survey::Estimate;
use lakana::survey::LonelyPsu;
use rayon::prelude::*;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

const STRATA: usize = 40;
/// Respondents of one cluster.
const CLUSTER: usize = 25;
/// In a hundred cells of answers this many are empty.
const SILENT: usize = 5;

/// Groupings by what `lakana survey --by` calls them, with their column and values. The last five
/// are questions.
const GROUPINGS: [(&str, &str, &[&str]); 10] = [
    ("zone", "zone", &["Nord", "Centre", "Sud"]),
    (
        "region",
        "region",
        &["Bamako", "Gao", "Kayes", "Kidal", "Koulikoro", "Menaka", "Mopti", "Segou", "Sikasso", "Taoudenit", "Tombouctou"],
    ),
    ("sex", "sexe", &["f", "m"]),
    ("age_group", "age_group", &["18-24", "25-34", "35-49", "50-64", "65+"]),
    ("milieu", "milieu", &["rural", "urbain"]),
    ("instruction", "instruction", &["aucune", "primaire", "secondaire", "superieure"]),
    ("activite", "activite", &["agriculture", "elevage", "commerce", "artisanat", "etudes", "sans"]),
    ("menage", "menage", &["1-4", "5-9", "10+"]),
    ("duree", "duree", &["toujours", "avant_2012", "depuis_2012"]),
    ("revenu", "revenu", &["bas", "moyen", "haut", "tres_haut"]),
];

/// Choices of the questions with one answer, in turn.
const CHOICES: [&[&str]; 4] =
    [&["oui", "non"], &["1", "2", "3", "4"], &["ameliore", "pareil", "degrade"], &["1", "2", "3", "4", "5", "6"]];
const STEPS: [&str; 6] = ["1", "2", "3", "4", "5", "nsp"];
const SEVERAL: [&str; 8] = ["radio", "tv", "sms", "imam", "chef", "marche", "ecole", "autre"];

#[derive(Clone, Copy)]
enum Kind {
    One(&'static [&'static str]),
    Scale,
    Several,
}

/// What a survey file holds.
#[derive(Clone, Copy)]
struct Size {
    respondents: usize,
    questions: usize,
}

const WHOLE: Size = Size { respondents: 100_000, questions: 400 };
const TENTH: Size = Size { respondents: 10_000, questions: 40 };

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench/survey");
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    let dictionary = folder.join("questions.toml");
    std::fs::write(&dictionary, questions()).expect("the dictionary can be written");

    // First, so that the peak is its own.
    let whole = measure(&made(&folder, WHOLE), &dictionary, WHOLE);
    let peak = peak_memory().map_or_else(|| "unknown".to_owned(), |mib| format!("{mib} MiB"));
    println!("{}", whole.told(WHOLE));
    println!("  together {:.2} s, peak memory {peak}", (whole.reading + whole.estimating).as_secs_f64());
    drop(whole);

    let file = made(&folder, TENTH);
    let ours = measure(&file, &dictionary, TENTH);
    println!("{}", ours.told(TENTH));
    let Some(theirs) = by_r(&file, &folder) else {
        println!("  no ratio: Rscript, or its package `survey` (Debian: r-cran-survey), is not there");
        return;
    };
    let differing = differing(&ours.estimates, &theirs.estimates);
    assert_eq!(differing, 0, "shares or standard errors that differ from those of R");
    let per_table = |d: Duration| 1000.0 * d.as_secs_f64() / theirs.tables as f64;
    println!("R survey {}, the same {} tables, one process per core", theirs.version, theirs.tables);
    println!("  reading {:.2} s, estimating {:.2} s", theirs.reading.as_secs_f64(), theirs.estimating.as_secs_f64());
    println!("all {} shares and their standard errors are equal", theirs.estimates.len());
    let ratio = theirs.estimating.as_secs_f64() / ours.estimating.as_secs_f64();
    println!(
        "per table: lakana {:.3} ms, R {:.1} ms, ratio {ratio:.0}",
        per_table(ours.estimating),
        per_table(theirs.estimating)
    );
}

/// Times and estimates of one file.
struct Measured {
    reading: Duration,
    estimating: Duration,
    estimates: Vec<Estimate>,
}

impl Measured {
    fn told(&self, size: Size) -> String {
        let (reading, estimating) = (self.reading.as_secs_f64(), self.estimating.as_secs_f64());
        format!(
            "lakana, {} respondents × {} questions × {} groupings\n  reading {reading:.2} s, estimating {estimating:.2} s, {} estimates",
            size.respondents,
            size.questions,
            GROUPINGS.len(),
            self.estimates.len()
        )
    }
}

fn measure(file: &Path, dictionary: &Path, size: Size) -> Measured {
    let begin = Instant::now();
    let (asked, _) = questionnaire_from(dictionary).expect("the dictionary can be read");
    let (responses, _) = read(&Input::new(file, "survey.csv"), Some(&asked)).expect("the survey can be read");
    let sampled = Sampled {
        sample: Sample::Random,
        lonely: LonelyPsu::default(),
        people: &[],
        variance: VarianceBy::default(),
        fay_rho: 0.0,
        replicates: None,
    };
    let (survey, _) = Surveyed::new("survey", "survey.csv", &sampled, responses, None).expect("a survey without known people");
    let read = begin.elapsed();
    let groupings: Vec<_> =
        GROUPINGS.iter().map(|(word, ..)| (*word, survey.groups(word).expect("the survey has the grouping"))).collect();
    let of_question = |q: usize| {
        let variable = survey.responses.variable(&format!("q{}", q + 1)).expect("the survey has the question");
        groupings.iter().flat_map(|(word, factor)| survey.estimates(variable, &[(word, factor)])).collect::<Vec<_>>()
    };
    let estimates = (0..size.questions).into_par_iter().flat_map_iter(of_question).collect();
    Measured { reading: read, estimating: begin.elapsed() - read, estimates }
}

/// Most memory this process ever had, in MiB; `None` where the system does not say.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? / 1024)
}

/// Question, grouping, group, choice.
type Cell = (String, String, String, String);

struct OfR {
    version: String,
    tables: usize,
    reading: Duration,
    estimating: Duration,
    /// Share and standard error, in percent.
    estimates: HashMap<Cell, (f64, f64)>,
}

/// The tables of R; `None` where R or its package is missing.
fn by_r(file: &Path, folder: &Path) -> Option<OfR> {
    let results = folder.join("r.csv");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peer_survey.R");
    let known = Command::new("Rscript").args(["-e", "library(survey)"]).output().ok()?;
    if !known.status.success() {
        return None;
    }
    let columns = GROUPINGS.map(|(_, column, _)| column).join(",");
    let run = Command::new("Rscript").arg(script).args([file, &results]).arg(TENTH.questions.to_string()).arg(columns).output();
    let output = run.expect("R runs");
    assert!(output.status.success(), "R failed: {}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let said: Vec<&str> = said.split_whitespace().collect();
    let [version, reading, estimating] = said[..] else { panic!("R says version and two times, not {said:?}") };
    let seconds = |text: &str| Duration::from_secs_f64(text.parse().expect("R says seconds"));
    let mut estimates = HashMap::new();
    let mut rows = csv::Reader::from_path(results).expect("the results of R can be read");
    for row in rows.deserialize::<(String, String, String, String, f64, f64)>() {
        let (question, column, group, choice, share, error) = row.expect("the results of R have six columns");
        let word = GROUPINGS.iter().find(|g| g.1 == column).expect("a grouping that was asked for").0;
        estimates.insert((question, word.to_owned(), group, choice), (100.0 * share, 100.0 * error));
    }
    let tables = TENTH.questions * GROUPINGS.len();
    Some(OfR { version: version.to_owned(), tables, reading: seconds(reading), estimating: seconds(estimating), estimates })
}

/// Estimates that are not the same in both, or only in one.
fn differing(ours: &[Estimate], theirs: &HashMap<Cell, (f64, f64)>) -> usize {
    let same = |e: &&Estimate| {
        let (by, group) = e.group[0].clone();
        let found = theirs.get(&(e.question.clone(), by, group, e.choice.clone().unwrap_or_default()));
        let close = |a: Option<f64>, b: f64| a.is_some_and(|a| (a - b).abs() <= 1e-9 * b.abs().max(1.0));
        found.is_some_and(|(share, error)| close(e.value.ok(), *share) && close(e.standard_error, *error))
    };
    let equal = ours.iter().filter(same).count();
    ours.len().max(theirs.len()) - equal
}

fn kind(question: usize) -> Kind {
    match question {
        ..300 => Kind::One(CHOICES[question % CHOICES.len()]),
        300..360 => Kind::Scale,
        _ => Kind::Several,
    }
}

/// The dictionary, in TOML.
fn questions() -> String {
    let mut out = String::new();
    let mut ask = |code: &str, kind: &str, choices: &[&str]| {
        let of_scale = |c: &str| if c == "nsp" { ", no_opinion = true".to_owned() } else { format!(", value = {c}.0") };
        let choice = |c: &&str| {
            let more = if kind == "scale" { of_scale(c) } else { String::new() };
            format!("{{ code = \"{c}\", label = \"{c}\"{more} }}")
        };
        let choices = choices.iter().map(choice).collect::<Vec<_>>().join(", ");
        writeln!(out, "[[question]]\ncode = \"{code}\"\nkind = \"{kind}\"\nlabel = \"{code}\"\nchoices = [{choices}]")
            .expect("a text takes all");
    };
    GROUPINGS[5..].iter().for_each(|(word, _, values)| ask(word, "single", values));
    for q in 0..WHOLE.questions {
        let code = format!("q{}", q + 1);
        match kind(q) {
            Kind::One(choices) => ask(&code, "single", choices),
            Kind::Scale => ask(&code, "scale", &STEPS),
            Kind::Several => ask(&code, "multiple", &SEVERAL),
        }
    }
    out
}

/// The survey as a file, written unless it is there.
fn made(folder: &Path, size: Size) -> PathBuf {
    let path = folder.join(format!("{}x{}.csv", size.respondents, size.questions));
    if !path.exists() {
        let unfinished = path.with_extension("part");
        let file = std::fs::File::create(&unfinished).expect("the survey can be written");
        let mut file = BufWriter::new(file);
        write(&mut file, size).and_then(|()| file.flush()).expect("the survey can be written");
        std::fs::rename(unfinished, &path).expect("the survey can be named");
    }
    path
}

fn write(out: &mut impl Write, size: Size) -> std::io::Result<()> {
    write!(out, "weight,strata,cluster")?;
    GROUPINGS.iter().try_for_each(|(_, column, _)| write!(out, ",{column}"))?;
    (1..=size.questions).try_for_each(|q| write!(out, ",q{q}"))?;
    writeln!(out)?;
    let mut random = Random::new(11);
    for i in 0..size.respondents {
        let cluster = i / CLUSTER;
        write!(out, "{:.2},S{:02},G{cluster:04}", 0.5 + random.below(300) as f64 / 100.0, cluster % STRATA)?;
        for (word, _, values) in GROUPINGS {
            // A cluster lies in one place.
            let at = if ["zone", "region", "milieu"].contains(&word) { cluster } else { random.below(values.len()) };
            write!(out, ",{}", values[at % values.len()])?;
        }
        for q in 0..size.questions {
            write!(out, ",")?;
            if random.below(100) < SILENT {
                continue;
            }
            // People of one cluster lean the same way.
            let mut drawn = |choices: usize| {
                if random.below(5) == 0 { (cluster + q) % choices } else { random.below(choices) }
            };
            match kind(q) {
                Kind::One(choices) => write!(out, "{}", choices[drawn(choices.len())])?,
                Kind::Scale => write!(out, "{}", STEPS[drawn(STEPS.len())])?,
                Kind::Several => {
                    let first = drawn(SEVERAL.len() - 2);
                    write!(out, "{}", SEVERAL[first])?;
                    if random.below(2) == 0 {
                        write!(out, " {}", SEVERAL[first + 1 + random.below(SEVERAL.len() - first - 1)])?;
                    }
                }
            }
        }
        writeln!(out)?;
    }
    Ok(())
}
