//! `lakana survey`, the figures of the white paper, and its numbers held against the answers.

use crate::support::{csv_rows, lakana, say};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(name)
}

/// `lakana survey` on the second wave of the demonstration.
fn survey(more: &[&str]) -> crate::support::Said {
    let mut command = lakana();
    command.arg("survey").arg(data("demo/survey_q2.csv")).arg("--questions").arg(data("livre-blanc/questions.toml"));
    say(command.args(["--wave", "Q2"]).args(more))
}

/// A drawing with plain spaces, as people read it.
fn read(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap_or_else(|cause| panic!("{}: {cause}", path.display()));
    text.replace(['\u{a0}', '\u{202f}', '\u{2009}'], " ")
}

#[test]
fn a_question_by_zone_gives_the_printed_shares_with_wilson_intervals() {
    let said = survey(&["--question", "q18", "--by", "zone", "--answer", "oui", "--json", "--quiet"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    let json: serde_json::Value = serde_json::from_str(&said.out).expect("json");
    let found: BTreeMap<String, (f64, u64, f64, f64)> = json["estimates"]
        .as_array()
        .expect("estimates")
        .iter()
        .filter(|e| e["choice"] == "oui")
        .map(|e| {
            let number = |key: &str| e[key].as_f64().expect("a number");
            let group = e["group_1"].as_str().unwrap_or("all").to_owned();
            (group, (number("value"), e["n"].as_u64().expect("n"), number("lower"), number("upper")))
        })
        .collect();
    // 6 of 30 and 35 of 39: Wilson bounds computed elsewhere.
    for (zone, share, n, lower, upper) in [("Sud", 20.0, 30, 9.51, 37.31), ("Centre", 89.74, 39, 76.42, 95.94)] {
        let (value, answers, low, high) = found[zone];
        assert!((value - share).abs() < 0.005 && answers == n, "{zone}: {value} of {answers}");
        assert!((low - lower).abs() < 0.005 && (high - upper).abs() < 0.005, "{zone}: {low} {high}");
    }
    let sentences = json["sentences"].to_string();
    assert!(sentences.contains("Plus élevé dans le Centre que dans le Sud : écart 70 points [48 ; 82]"), "{sentences}");
    assert!(sentences.contains("à titre indicatif") && !sentences.contains("marge d'erreur"), "{sentences}");
}

#[test]
fn the_answer_is_written_in_every_form_asked_for() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    for (table, chart) in [("a.csv", "a.svg"), ("a.json", "a.pdf"), ("a.xlsx", "a.png")] {
        let said = survey(&["--question", "q17", "--by", "sexe", "-o", &path(table), "--chart", &path(chart), "--lang", "en"]);
        assert_eq!(said.code, Some(0), "{}", said.err);
        assert!(said.out.contains("Women") && said.out.contains("Indicative only"), "{}", said.out);
        assert!(folder.path().join(table).exists() && folder.path().join(chart).exists());
    }
    let rows = csv_rows(&folder.path().join("a.csv"));
    let women = rows.iter().find(|r| r["group_1"] == "f" && r["choice"] == "degradee").expect("a row");
    assert_eq!((women["n"].as_str(), women["value"].as_str(), women["indicative"].as_str()), ("40", "50", "true"));
    let svg = read(&folder.path().join("a.svg"));
    assert!(svg.contains("Women") && svg.contains("n = 40"), "the chart has its n");
}

#[test]
fn what_cannot_be_asked_is_said_with_what_can() {
    let unknown = survey(&["--question", "q99"]);
    assert_eq!(unknown.code, Some(2));
    assert!(unknown.err.contains("q18"), "{}", unknown.err);
    let group = survey(&["--question", "q18", "--by", "planete"]);
    assert!(group.code == Some(2) && group.err.contains("zone"), "{}", group.err);
    let three = survey(&["--question", "q18", "--by", "zone", "--by", "sexe", "--by", "age"]);
    assert_eq!(three.code, Some(2), "{}", three.err);
    let format = survey(&["--question", "q18", "-o", "a.doc"]);
    assert!(format.code == Some(2) && format.err.contains(".xlsx"), "{}", format.err);
    let refused = survey(&["--question", "ethnie"]);
    assert_eq!(refused.code, Some(5), "{}", refused.err);
}

#[test]
fn small_groups_are_held_back_together_with_what_gives_them_away() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let table = folder.path().join("answers.csv");
    let mut text = String::from("respondent,wave,zone,region,sexe,q1\n");
    let mut respondent = 0;
    for (zone, n) in [("Nord", 40), ("Centre", 20), ("Sud", 5)] {
        for i in 0..n {
            respondent += 1;
            text += &format!("{respondent},1,{zone},,F,{}\n", if i % 3 == 0 { "oui" } else { "non" });
        }
    }
    std::fs::write(&table, text).expect("written");
    let said = say(lakana().arg("survey").arg(&table).args(["--question", "q1", "--by", "zone", "--json", "--quiet"]));
    assert_eq!(said.code, Some(0), "{}", said.err);
    let json: serde_json::Value = serde_json::from_str(&said.out).expect("json");
    let why: BTreeMap<&str, &str> = json["estimates"]
        .as_array()
        .expect("estimates")
        .iter()
        .filter(|e| e["choice"] == "oui")
        .map(|e| (e["group_1"].as_str().unwrap_or("all"), e["missing"].as_str().unwrap_or("")))
        .collect();
    assert_eq!(why, BTreeMap::from([("Nord", ""), ("Centre", "withheld"), ("Sud", "below_minimum_n"), ("all", "")]));
    assert!(!json["sentences"].to_string().contains("Sud"), "no sentence tells what the table holds back");
}

/// Every figure of the paper that is not a photograph, as map, chart or table.
#[test]
fn the_demonstration_draws_every_figure_of_the_paper() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("out");
    let said = say(lakana().arg("run").arg(data("demo/lakana.toml")).args(["--only", "figures", "--out"]).arg(&out));
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert!(!said.err.contains("[[figure]]"), "a figure was not drawn: {}", said.err);
    let svg = |id: &str| read(&out.join(format!("figures/{id}.svg")));
    for number in 1..=21 {
        let id = format!("fig_{number:02}");
        assert!(svg(&id).contains(&format!("Fig. {number} ")), "{id} says its number");
        for form in ["png", "pdf"] {
            assert!(out.join(format!("figures/{id}.{form}")).exists(), "{id}.{form}");
        }
        // What a report says is no made-up data.
        assert!([2, 3].contains(&number) || svg(&id).contains("DONNÉES SYNTHÉTIQUES"), "{id}");
    }
    // Figure 6: the map with share and n of each zone, and what the paper prints.
    let victims = svg("fig_06");
    for words in ["n = 30", "n = 39", "Valeurs imprimées dans le rapport", "Sud 20", "Centre 90", "Nord 77"] {
        assert!(victims.contains(words), "{words}");
    }
    // Figure 10: a small map for each sector; figure 7: what comes first in each zone; figure 13: trust
    // against distance, with the regions that are too small to be shown.
    let sectors = svg("fig_10_cartes");
    for words in ["Sécurité", "Justice", "Éducation", "Transports", "Santé", "Eau", "n = 39", "Centre"] {
        assert!(sectors.contains(words), "{words}");
    }
    let first = svg("fig_07_carte");
    assert!(first.contains("Nord") && first.contains("Sud") && !first.contains("NaN"));
    let far = svg("fig_13_distance");
    assert!(far.contains("distance de Bamako") && far.contains("Mopti (n = 19)"), "{far}");
    assert!(far.contains("Trop peu de réponses pour être montrés") && far.contains("Kidal"), "{far}");
    for id in ["fig_08_carte", "fig_13_cartes", "fig_15_cartes", "fig_16_age", "fig_18_zone", "fig_21_sexe", "fig_21_cartes"] {
        assert!(svg(id).contains("DONNÉES SYNTHÉTIQUES"), "{id}");
    }
    // Figure 5 says what separates the waves.
    assert!(svg("fig_05_q1").contains("à la vague Q1"), "waves are compared");
    // Figure 3 shows by itself the region without a qualitative study.
    assert!(svg("fig_03").contains("Aucune étude qualitative : Kidal"));
    // Where the text prints no number, the figure says so.
    assert!(svg("fig_12").contains("aucune de ces valeurs"));
    // A year that is not whole is never blown up to one.
    let deaths = svg("fig_04");
    assert!(deaths.contains("janv.–juil.") && deaths.contains("318") && deaths.contains("949"), "figure 4");
}

#[test]
fn the_papers_numbers_hold_against_the_demonstrations_answers() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let table = folder.path().join("findings.csv");
    let mut command = lakana();
    command.arg("audit").arg(data("livre-blanc")).arg("--data").arg(data("demo/lakana.toml")).arg("-o").arg(&table);
    let said = say(command.arg("--quiet"));
    assert_eq!(said.code, Some(0), "{}", said.err);
    let rows = csv_rows(&table);
    let against: Vec<_> = rows.iter().filter(|r| r["check"] == "against-answers").collect();
    let count = |verdict: &str| against.iter().filter(|r| r["verdict"] == verdict).count();
    assert!(count("confirmed") >= 50, "{} confirmed of {}", count("confirmed"), against.len());
    assert_eq!(count("contradictory") + count("impossible"), 0, "made to give the printed numbers");
}

/// A purposive sample speaks of zones; Taoudénit is in none and stays without a value.
#[test]
fn survey_columns_stand_at_the_zone_and_say_so() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("out");
    let said = say(lakana().arg("run").arg(data("demo/lakana.toml")).args(["--only", "tables", "--out"]).arg(&out));
    assert_eq!(said.code, Some(0), "{}", said.err);
    let rows = csv_rows(&out.join("tables/indicators.csv"));
    let victim: Vec<_> = rows.iter().filter(|r| r["indicator"] == "survey_victim").collect();
    assert!(victim.iter().all(|r| ["zone", "country"].contains(&r["level"].as_str())), "nothing finer than the zone");
    let survey = csv_rows(&out.join("tables/survey.csv"));
    assert!(survey.iter().any(|r| r["section"] == "1.1.1, Fig. 6" && r["value"] == "20"), "printed results stand beside");
    assert!(
        survey
            .iter()
            .all(|r| r["n"].parse::<u32>().map_or(true, |n| n >= 10 || r["value"].is_empty() || !r["section"].is_empty()))
    );
}

/// A project over the demonstration's communes with these further inputs, questions and figures.
fn project(folder: &Path, more: &str) -> PathBuf {
    let file = folder.join("lakana.toml");
    let communes = data("demo/communes.geojson");
    let people = data("demo/population.csv");
    let zones = "[zones]\nNord = [\"Kidal\", \"Tombouctou\", \"Gao\", \"Ménaka\"]\nCentre = [\"Mopti\", \"Ségou\"]\n\
                 Sud = [\"Kayes\", \"Koulikoro\", \"Sikasso\", \"Bamako\"]\n";
    let text = format!(
        "[project]\ntitle = \"T\"\n[boundaries]\ncommunes = '{}'\n{zones}\
         [[input]]\nid = \"population\"\nkind = \"population\"\nfile = '{}'\n{more}",
        communes.display(),
        people.display()
    );
    std::fs::write(&file, text).expect("written");
    file
}

#[test]
fn printed_results_alone_give_a_map_and_a_chart() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let results = data("livre-blanc/results.csv");
    let questions = data("livre-blanc/questions.toml");
    let more = format!(
        "[[input]]\nid = \"paper\"\nkind = \"results\"\nfile = '{}'\nquestions = '{}'\n\
         [[question]]\nid = \"victim\"\ninput = \"paper\"\ncolumn = \"q18\"\nanswers = [\"oui\"]\nlabel = \"Victimes\"\n\
         [[figure]]\nid = \"bars\"\nkind = \"bars\"\ntitle = \"Victimes\"\ninput = \"paper\"\nquestion = \"q18\"\nby = [\"zone\"]\n\
         [[figure]]\nid = \"stacked\"\nkind = \"stacked\"\ntitle = \"Problèmes\"\ninput = \"paper\"\nquestion = \"q12\"\n",
        results.display(),
        questions.display()
    );
    let out = folder.path().join("out");
    let file = project(folder.path(), &more);
    let said = say(lakana().arg("run").arg(&file).args(["--only", "figures,tables", "--out"]).arg(&out));
    assert_eq!(said.code, Some(0), "{}", said.err);
    let rows = csv_rows(&out.join("tables/indicators.csv"));
    let value = |zone: &str| {
        let of = |r: &&std::collections::BTreeMap<String, String>| r["indicator"] == "survey_victim" && r["name"] == zone;
        rows.iter().find(of).map(|r| r["value"].clone())
    };
    assert_eq!([value("Sud"), value("Centre"), value("Nord")], ["20", "90", "77"].map(|v| Some(v.to_owned())));
    let bars = read(&out.join("figures/bars.svg"));
    assert!(bars.contains("90 %") && !bars.contains("SYNTHÉTIQUES"), "the printed number, which is not made up");
    assert!(read(&out.join("figures/stacked.svg")).contains("Insécurité lors des déplacements"), "labels of the dictionary");
}

/// Six people in each of sixty communes, drawn at random; those in the north say yes more often.
fn drawn(folder: &Path) {
    let communes = csv_rows(&data("demo/population.csv"));
    let mut text = String::from("respondent,wave,region,sexe,pcode,weight,strata,q1\n");
    for (c, commune) in communes.iter().step_by(11).take(60).enumerate() {
        for i in 0..6 {
            let yes = (c + 2 * i) % 5 < 1 + c / 20;
            let (sex, answer) = (if i % 2 == 0 { "F" } else { "H" }, if yes { "oui" } else { "non" });
            text += &format!("{c}-{i},1,,{sex},{},{},{},{answer}\n", commune["pcode"], 1 + c % 3, c % 4);
        }
    }
    std::fs::write(folder.join("drawn.csv"), text).expect("written");
}

#[test]
fn a_random_sample_carries_a_model_of_communes_and_a_purposive_one_does_not() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    drawn(folder.path());
    let out = folder.path().join("out");
    let run = |sample: &str| {
        let more = format!(
            "[[input]]\nid = \"drawn\"\nkind = \"survey\"\nfile = \"drawn.csv\"\nsample = \"{sample}\"\n\
             calibrate = [{{ by = \"sexe\", people = {{ f = 510, m = 490 }} }}]\n\
             [[question]]\nid = \"yes\"\ninput = \"drawn\"\ncolumn = \"q1\"\nanswers = [\"oui\"]\nlabel = \"Oui\"\n\
             model = {{ covariates = [\"density_per_km2\"] }}\n"
        );
        let file = project(folder.path(), &more);
        let said = say(lakana().arg("run").arg(&file).args(["--only", "tables", "--out"]).arg(&out));
        assert_eq!(said.code, Some(0), "{}", said.err);
        (csv_rows(&out.join("tables/indicators.csv")), said.err)
    };
    let (rows, _) = run("random");
    let model: Vec<_> = rows.iter().filter(|r| r["indicator"] == "survey_model_yes" && r["level"] == "commune").collect();
    assert_eq!(model.len(), 703);
    assert!(model.iter().filter(|r| !r["value"].is_empty()).all(|r| r["interval"] == "model"));
    assert!(
        model.iter().filter(|r| r["n"].is_empty() || r["n"] == "0").any(|r| !r["value"].is_empty()),
        "communes nobody visited"
    );
    // Six answers are too few for a commune of its own: its value climbs.
    let direct: Vec<_> = rows.iter().filter(|r| r["indicator"] == "survey_yes" && r["level"] == "commune").collect();
    assert!(direct.iter().any(|r| !r["stands_at"].is_empty()) && direct.iter().all(|r| r["stands_at"] != "commune"));
    let whole = rows.iter().find(|r| r["indicator"] == "survey_yes" && r["level"] == "country").expect("the country");
    assert_eq!(whole["n"], "360");

    let (rows, said) = run("purposive");
    assert!(!rows.iter().any(|r| r["indicator"] == "survey_model_yes"));
    assert!(said.contains("échantillon raisonné ne porte pas de modèle"), "{said}");
}

#[test]
fn people_of_households_are_joined_and_own_names_of_columns_are_followed() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = |name: &str| folder.path().join(name);
    let households: String = (0..40).map(|h| format!("uuid:{h},2021-01-01,2021-01-02,{},{}\n", h % 2, 1 + h % 2)).collect();
    std::fs::write(path("households.csv"), format!("KEY,start,end,radio,poids\n{households}")).expect("written");
    let people: String =
        (0..120).map(|p| format!("uuid:{},{},{}\n", p % 40, if p % 2 == 0 { "F" } else { "M" }, p % 3)).collect();
    std::fs::write(path("people.csv"), format!("PARENT_KEY,Sex_HH,ill\n{people}")).expect("written");
    let mut command = lakana();
    command.arg("survey").arg(path("people.csv")).arg("--parent").arg(path("households.csv"));
    let said = say(command.args(["--question", "ill", "--by", "radio", "--field", "weight=poids", "--json", "--quiet"]));
    assert_eq!(said.code, Some(0), "{}", said.err);
    let json: serde_json::Value = serde_json::from_str(&said.out).expect("json");
    let groups: std::collections::BTreeSet<&str> =
        json["estimates"].as_array().expect("estimates").iter().filter_map(|e| e["group_1"].as_str()).collect();
    assert_eq!(groups.into_iter().collect::<Vec<_>>(), ["0", "1"], "a question of the household groups its people");
}

/// For the mean of a simple sample in which everybody answered the jackknife is linearisation; a bootstrap comes near it, and the
/// same each time.
#[test]
fn variances_can_come_from_replicates() {
    let error = |method: &str| {
        let said = survey(&["--question", "q17", "--variance", method, "--json", "--quiet"]);
        assert_eq!(said.code, Some(0), "{}", said.err);
        let json: serde_json::Value = serde_json::from_str(&said.out).expect("json");
        let estimates = json["estimates"].as_array().expect("estimates").clone();
        let worse = estimates.iter().find(|e| e["choice"] == "degradee").expect("a share");
        worse["standard_error"].as_f64().expect("an error")
    };
    let (linear, jackknife, bootstrap) = (error("linearisation"), error("jackknife"), error("bootstrap"));
    assert!(linear > 1.0 && (jackknife / linear - 1.0).abs() < 1e-9, "{jackknife} against {linear}");
    assert!((bootstrap / linear - 1.0).abs() < 0.15 && bootstrap != linear, "{bootstrap} against {linear}");
    assert!((error("bootstrap") - bootstrap).abs() < f64::EPSILON, "seeded");
}

#[test]
fn printed_results_are_asked_like_answers() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = |name: &str| folder.path().join(name);
    let ask = |table: &Path, more: &[&str]| {
        say(lakana().arg("survey").arg(table).arg("--questions").arg(data("livre-blanc/questions.toml")).args(more))
    };
    let paper = data("livre-blanc/results.csv");
    for (table, chart) in [("a.csv", "a.svg"), ("a.json", "a.pdf"), ("a.xlsx", "a.png")] {
        let (table, chart) = (path(table).display().to_string(), path(chart).display().to_string());
        let said = ask(&paper, &["--question", "q18", "--by", "zone", "-o", &table, "--chart", &chart]);
        assert_eq!(said.code, Some(0), "{}", said.err);
        assert!(said.out.contains("Nombres imprimés dans le rapport"), "{}", said.out);
    }
    let rows = csv_rows(&path("a.csv"));
    let of = |zone: &str| rows.iter().find(|r| r["group_1"] == zone).map(|r| (r["value"].clone(), r["section"].clone()));
    assert_eq!(of("Centre"), Some(("90".to_owned(), "1.1.1, Fig. 6".to_owned())));
    assert!(read(&path("a.svg")).contains("90 %") && path("a.png").exists() && path("a.pdf").exists() && path("a.xlsx").exists());
    // A workbook of the same numbers.
    let table = path("a.xlsx");
    assert_eq!(ask(&table, &["--question", "q18"]).code, Some(2), "estimates are no table of a report");
    // What is not printed is said with what is; a code of two waves asks which.
    let unknown = ask(&paper, &["--question", "q99"]);
    assert!(unknown.code == Some(2) && unknown.err.contains("Q2 q18"), "{}", unknown.err);
    let group = ask(&paper, &["--question", "q18", "--by", "sexe"]);
    assert!(group.code == Some(2) && group.err.contains("zone"), "{}", group.err);
    let waves = ask(&paper, &["--question", "q37"]);
    assert!(waves.code == Some(2) && waves.err.contains("Q2, Q3"), "{}", waves.err);
    // With the numbers of answers beside, differences have an interval: 6 of 30 and 35 of 39.
    let with_n = path("with_n.csv");
    std::fs::write(
        &with_n,
        "wave,question,choice,breakdown,group,stat,n,value,section\nQ2,q18,oui,zone,Sud,share,30,20,1\nQ2,q18,oui,zone,Centre,share,39,89.7436,1\n",
    )
    .expect("written");
    let said = ask(&with_n, &["--question", "q18", "--by", "zone", "--quiet"]);
    assert!(said.out.contains("Plus bas dans le Sud que dans le Centre : écart 70 points [48 ; 82]"), "{}", said.out);
    let said = ask(&paper, &["--question", "q18", "--by", "zone", "--lang", "en", "--quiet"]);
    assert!(said.out.contains("no difference can be tested"), "{}", said.out);
}

/// Yes by 60 of 80 in the first wave and by 30 of 90 in the second, north and south alike.
fn two_waves(folder: &Path) -> [PathBuf; 2] {
    [("w1", 80, 60), ("w2", 90, 30)].map(|(wave, asked, yes)| {
        let path = folder.join(format!("{wave}.csv"));
        let row = |i: u32| {
            let (zone, answer) = (if i.is_multiple_of(2) { "Nord" } else { "Sud" }, if i < yes { "oui" } else { "non" });
            format!("{i},{wave},{zone},,F,{answer}\n")
        };
        let rows: String = (0..asked).map(row).collect();
        std::fs::write(&path, format!("respondent,wave,zone,region,sexe,q1\n{rows}")).expect("written");
        path
    })
}

#[test]
fn two_waves_in_two_files_are_compared() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let [first, second] = two_waves(folder.path());
    let chart = folder.path().join("waves.svg");
    let ask = |more: &[&str]| {
        let mut command = lakana();
        command.arg("survey").arg(&second).arg("--against").arg(&first);
        say(command.args(["--question", "q1", "--answer", "oui", "--quiet"]).args(more))
    };
    // 30/90 − 60/80: Newcombe's bounds are −53.75 and −27.01 points.
    let french = ask(&["--chart", &chart.display().to_string()]);
    assert_eq!(french.code, Some(0), "{}", french.err);
    assert!(french.out.contains("Plus bas à la vague w2 qu'à la vague w1 : écart 42 points [27 ; 54]"), "{}", french.out);
    assert!(read(&chart).contains("w1") && read(&chart).contains("w2"));
    let english = ask(&["--lang", "en", "--by", "zone"]);
    assert!(english.out.contains("Lower in Nord in wave w2 than in Nord in wave w1: gap of 42 points"), "{}", english.out);
    assert!(english.out.contains("in Sud in wave w1"), "{}", english.out);
    let two = ask(&["--by", "zone", "--by", "sexe"]);
    assert_eq!(two.code, Some(2), "{}", two.err);
}

#[test]
fn a_project_compares_groups_and_waves() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    two_waves(folder.path());
    let input = |wave: &str| {
        format!(
            "[[input]]\nid = \"{wave}\"\nkind = \"survey\"\nfile = \"{wave}.csv\"\n\
             [[question]]\nid = \"yes_{wave}\"\ninput = \"{wave}\"\ncolumn = \"q1\"\nanswers = [\"oui\"]\nlabel = \"Oui\"\n"
        )
    };
    let more = format!(
        "{}{}[[comparison]]\nid = \"since\"\nquestion = \"yes_w2\"\nagainst = \"yes_w1\"\n\
         [[comparison]]\nid = \"since_by_zone\"\nquestion = \"yes_w2\"\nagainst = \"yes_w1\"\nby = \"zone\"\n\
         [[comparison]]\nid = \"zones\"\nquestion = \"yes_w2\"\nby = \"zone\"\n\
         [[comparison]]\nid = \"nothing\"\nquestion = \"yes_w2\"\nagainst = \"yes_w3\"\n",
        input("w1"),
        input("w2")
    );
    let out = folder.path().join("out");
    let file = project(folder.path(), &more);
    let said = say(lakana().arg("run").arg(&file).args(["--only", "tables", "--out"]).arg(&out));
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert!(said.err.contains("[[comparison]]"), "the comparison with a question that is not there: {}", said.err);
    let rows = csv_rows(&out.join("tables/comparisons.csv"));
    let ids: Vec<&str> = rows.iter().map(|r| r["comparison"].as_str()).collect();
    assert_eq!(ids, ["since", "since_by_zone", "since_by_zone", "zones"]);
    let number = |key: &str| rows[0][key].parse::<f64>().expect("a number");
    assert!((number("gap") + 5.0 / 12.0).abs() < 1e-12);
    assert!((number("lower") + 0.5375).abs() < 1e-4 && (number("upper") + 0.2701).abs() < 1e-4, "{:?}", rows[0]);
    assert_eq!((rows[0]["n_first"].as_str(), rows[0]["verdict"].as_str()), ("90", "lower"));
    assert!(rows[0]["said_fr"].starts_with("Plus bas") && rows[0]["said_en"].starts_with("Lower"));
    assert_eq!(rows[3]["verdict"], "none_shown");
}
