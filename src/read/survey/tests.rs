//! Whole files through the reader, written for one test each.

use super::questionnaire::QuestionKind;
use super::responses::{Answers, NO_ANSWER, NOT_ASKED};
use super::*;
use crate::base::Problem;
use crate::read::testing::input;

fn of<'a>(problems: &'a Problems, kind: &str) -> Option<&'a Problem> {
    problems.iter().find(|p| p.kind == kind)
}

fn read_with(dictionary: &str, table: &str) -> (Responses, Problems) {
    let (_folder, input) = input(table);
    let questionnaire = dictionary::parse(dictionary, "d.toml").unwrap();
    read(&input, Some(&questionnaire)).unwrap()
}

fn codes(responses: &Responses, name: &str) -> Vec<u16> {
    match &responses.variables[responses.variable(name).expect(name)].answers {
        Answers::Choice(codes) => codes.clone(),
        other => panic!("{name}: {other:?}"),
    }
}

#[test]
fn answers_stay_and_persons_go() {
    let (_folder, input) = input(
        "respondent,wave,zone,region,sexe,weight,q17,q18,nom_enquete,tel,_gps_latitude,commentaires,autre_q17,q18_autre\n\
         r1,1,Nord,Gao,F,\"1,5\",dégradée,oui,Awa,76000000,16.2,merci,le couvre-feu,0\n\
         r2,1,Nord,Gao,H,0,,non,,,,,,1\n",
    );
    let (survey, problems) = read(&input, None).unwrap();
    let columns: Vec<&str> = survey.variables.iter().map(|v| v.column.as_str()).collect();
    assert_eq!(columns, ["q17", "q18", "q18_autre"]);
    assert_eq!(codes(&survey, "Q 17"), [0, NO_ANSWER], "no answer is no category");
    assert_eq!(survey.question(1).choices.iter().map(|c| c.code.as_str()).collect::<Vec<_>>(), ["non", "oui"]);
    assert_eq!(survey.sampling.weights, [Some(1.5), None]);
    let sex = survey.background.sex.as_ref().unwrap();
    assert_eq!((sex.level(0).unwrap().code.as_str(), sex.level(1).unwrap().label.fr.as_str()), ("f", "Hommes"));
    assert_eq!(survey.background.zone.as_ref().unwrap().codes, [0, 0]);
    let dropped = of(&problems, "personal-column").unwrap();
    let names: Vec<&str> = dropped.cases.iter().filter_map(|c| c.field.as_deref()).collect();
    assert_eq!(names, ["respondent", "nom_enquete", "tel", "_gps_latitude", "commentaires", "autre_q17"]);
    assert!(dropped.cases.iter().all(|c| !c.found.contains("Awa") && !c.found.contains("76")), "the note shows no content");
    assert_eq!(of(&problems, "weight-unusable").unwrap().count, 1);
}

const DICTIONARY: &str = r#"
[[question]]
code = "q1"
kind = "single"
label = { fr = "Victime", en = "Victim" }
choices = [{ code = "oui", label = { fr = "Oui", en = "Yes" } }, { code = "non", label = { fr = "Non", en = "No" } }, { code = "NA", label = { fr = "Ne sait pas", en = "Does not know" }, no_opinion = true }]
[[question]]
code = "q2"
kind = "multiple"
label = { fr = "Sources", en = "Sources" }
asked_of = { question = "q1", choices = ["oui"] }
choices = [{ code = "radio" }, { code = "tv" }, { code = "autre" }]
[[question]]
code = "q3"
kind = "ranking"
label = "Problèmes"
choices = [{ code = "eau" }, { code = "route" }, { code = "soins" }]
[[question]]
code = "q4"
kind = "scale"
label = "Satisfaction"
choices = [{ code = "1", value = 1.0 }, { code = "2", value = 2.0 }]
items = [{ code = "sante" }, { code = "eau" }]
[[question]]
code = "q5"
kind = "numeric"
label = "Enfants"
choices = [{ code = "99", no_opinion = true }]
"#;

#[test]
fn a_dictionary_gives_each_kind_its_answers() {
    let (survey, problems) = read_with(
        DICTIONARY,
        "region,grp/q1,q2,q2_other,q3,q4_sante,q4_eau,q5\n\
         Gao,Yes,radio tv,,route eau,1,2,3\n\
         Gao,non,,,eau,2,,99\n\
         Gao,NA,,,,,1,\"2,5\"\n\
         Gao,oui,autre,le griot,soins route eau,3,2,x\n\
         Gao,,,,,,,\n",
    );
    assert_eq!(codes(&survey, "q1"), [0, 1, 2, 0, NO_ANSWER], "NA is a choice here");
    let Answers::Choices(sources) = &survey.variables[1].answers else { panic!("sets") };
    assert!(sources.took(0, 0) && sources.took(0, 1) && sources.count(3) == 1);
    assert_eq!([0, 1, 2, 3, 4].map(|row| sources.was_asked(row)), [true, false, false, true, false]);
    let Answers::Ranks(ranks) = &survey.variables[2].answers else { panic!("ranks") };
    assert_eq!((ranks.rank(0, 1), ranks.rank(0, 0), ranks.rank(3, 0), ranks.rank(1, 1)), (Some(1), Some(2), Some(3), None));
    assert_eq!(survey.variables[3].item, Some(0));
    assert_eq!(codes(&survey, "q4_sante"), [0, 1, NO_ANSWER, NO_ANSWER, NO_ANSWER]);
    let Answers::Number(children) = &survey.variables[5].answers else { panic!("numbers") };
    assert_eq!((children[0], children[2]), (3.0, 2.5));
    assert!(children[1].is_nan() && children[3].is_nan());
    let outside = of(&problems, "answer-outside-list").unwrap();
    assert_eq!((outside.count, outside.cases[0].row, outside.cases[0].found.as_str()), (1, Some(5), "3"));
    assert_eq!(of(&problems, "number-unreadable").unwrap().cases[0].row, Some(5));
    let words = of(&problems, "other-in-words").unwrap();
    assert_eq!((words.cases[0].field.as_deref(), words.cases[0].found.as_str()), (Some("q2_other"), "1"));
    assert!(problems.iter().all(|p| p.cases.iter().all(|c| !c.found.contains("griot"))));
    assert!(of(&problems, "question-without-column").is_none());
}

#[test]
fn groups_before_a_name_hide_nothing() {
    let (survey, problems) =
        read_with(DICTIONARY, "id/region,id/sexe,plan/weight,id/nom,a/b/q1\nGao,F,2,Awa,oui\nGao,H,1,Ali,non\n");
    assert_eq!((survey.places[0].region.as_deref(), survey.sampling.weights[0]), (Some("Gao"), Some(2.0)));
    assert_eq!(survey.background.sex.as_ref().unwrap().codes, [0, 1]);
    assert_eq!(survey.variables.len(), 1);
    assert_eq!(of(&problems, "personal-column").unwrap().cases[0].field.as_deref(), Some("id/nom"));
}

#[test]
fn split_columns_alone_and_beside_the_undivided_one() {
    let dictionary = DICTIONARY.replace("asked_of = { question = \"q1\", choices = [\"oui\"] }\n", "");
    for (header, separator) in
        [("q2/radio,q2/tv,q2/autre", "/"), ("q2.radio,q2.tv,q2.autre", "."), ("g/q2/radio,g/q2/tv,g/q2/autre", "g/")]
    {
        let (survey, _) = read_with(&dictionary, &format!("region,{header}\nGao,1,0,1\nGao,FALSE,TRUE,\nGao,,,\n"));
        let Answers::Choices(sets) = &survey.variables[0].answers else { panic!("sets") };
        assert_eq!((sets.count(0), sets.took(0, 2), sets.took(1, 1), sets.answered(2)), (2, true, true, false), "{separator}");
    }
    let (survey, problems) =
        read_with(&dictionary, "region,q2,q2/radio,q2/tv\nGao,radio,1,0\nGao,radio tv,1,0\nGao,,0,1\nGao,tv,,\n");
    let Answers::Choices(sets) = &survey.variables[0].answers else { panic!("sets") };
    assert_eq!(
        [0, 1, 2, 3].map(|row| (sets.took(row, 0), sets.took(row, 1))),
        [(true, false), (true, true), (false, true), (false, true)]
    );
    let disagreeing = of(&problems, "multiple-disagrees").unwrap();
    assert_eq!((disagreeing.count, disagreeing.cases[0].row, disagreeing.cases[0].field.as_deref()), (1, Some(3), Some("q2/tv")));
}

#[test]
fn what_does_not_fit_is_said_and_the_rest_is_read() {
    let (survey, problems) = read_with(
        DICTIONARY,
        "region,weight,q1,q2,q7,strate,grappe\nGao,1,oui,tv,a,s1,g1\nGao,-2,Aminata,,b,s1,g2\nGao,,non,radio,a,s2,g1\n",
    );
    let rows =
        |kind: &str| of(&problems, kind).map(|p| p.cases.iter().filter_map(|c| c.row).collect::<Vec<_>>()).unwrap_or_default();
    assert_eq!(rows("weight-unusable"), [3, 4]);
    assert_eq!(rows("answered-though-not-asked"), [4]);
    assert_eq!(rows("answer-outside-list"), [3]);
    assert_eq!(of(&problems, "answer-outside-list").unwrap().cases[0].found, "…", "a name in the wrong column is not shown");
    let absent: Vec<&str> =
        of(&problems, "question-without-column").unwrap().cases.iter().filter_map(|c| c.field.as_deref()).collect();
    assert_eq!(absent, ["q3", "q4", "q5"]);
    assert_eq!(of(&problems, "column-without-question").unwrap().cases[0].field.as_deref(), Some("q7"));
    assert_eq!(survey.question(survey.variable("q7").unwrap()).kind, QuestionKind::Single);
    assert_eq!(survey.sampling.strata.unwrap().codes, [0, 0, 1]);
    assert_eq!(survey.sampling.clusters.unwrap().levels.len(), 2);
}

#[test]
fn a_question_asked_of_nobody_is_reported() {
    let (survey, problems) = read_with(DICTIONARY, "region,q1,q2,q3\nGao,non,,\nGao,non,,\n");
    assert_eq!(of(&problems, "asked-of-nobody").unwrap().cases[0].field.as_deref(), Some("q2"));
    assert_eq!(of(&problems, "answered-by-nobody").unwrap().cases[0].field.as_deref(), Some("q3"));
    assert!(matches!(&survey.variables[1].answers, Answers::Choices(sets) if !sets.was_asked(0)));
}

#[test]
fn waves_have_their_own_questions() {
    let of_wave = |wave: &str, choices: &str| {
        format!("[[question]]\ncode = \"q1\"\nwave = \"{wave}\"\nkind = \"single\"\nlabel = \"x\"\nchoices = [{choices}]\n")
    };
    let dictionary = of_wave("Q1", r#"{ code = "a" }, { code = "b" }"#) + &of_wave("Q2", r#"{ code = "b" }, { code = "c" }"#);
    let (survey, problems) = read_with(&dictionary, "region,vague,q1\nGao,Q2,b\nGao,Q2,c\n");
    assert_eq!((survey.variables.len(), codes(&survey, "q1")), (1, vec![0, 1]));
    assert!(of(&problems, "question-without-column").is_none(), "of the wave that was read");
    let (survey, _) = read_with(&dictionary, "region,vague,q1\nGao,Q1,b\nGao,Q2,b\n");
    let of_variable = |v: usize| match &survey.variables[v].answers {
        Answers::Choice(codes) => codes.clone(),
        _ => Vec::new(),
    };
    assert_eq!((of_variable(0), of_variable(1)), (vec![1, NOT_ASKED], vec![NOT_ASKED, 0]));
    let (_, problems) = {
        let (_folder, input) = input("region,q1,q2\nGao,b,z\n");
        read(&input, Some(&dictionary::parse(&dictionary, "d").unwrap())).unwrap()
    };
    assert_eq!(
        of(&problems, "column-of-two-questions").unwrap().cases[0].field.as_deref(),
        Some("q1"),
        "which wave is not known"
    );
}

#[test]
fn shifted_columns_and_rows_are_noticed() {
    let question = |code: &str, choices: [&str; 2]| {
        let choices = choices.map(|c| format!("{{ code = \"{c}\" }}")).join(", ");
        format!("[[question]]\ncode = \"{code}\"\nkind = \"single\"\nlabel = \"{code}\"\nchoices = [{choices}]\n")
    };
    let dictionary =
        question("a", ["a1", "a2"]) + &question("b", ["b1", "b2"]) + &question("c", ["c1", "c2"]) + &question("d", ["d1", "d2"]);
    let good = "Gao,a1,b1,c1,d1\n".repeat(6);
    let (survey, problems) = read_with(&dictionary, &format!("region,a,b,c,d\n{good}Gao,,a1,b1,c1,d1\n"));
    assert_eq!(of(&problems, "row-shifted").unwrap().cases[0].row, Some(8));
    assert_eq!(codes(&survey, "a"), [0, 0, 0, 0, 0, 0, NO_ANSWER]);
    assert!(of(&problems, "columns-shifted").is_none());
    let (_, problems) = read_with(&dictionary, &format!("region,a,b,d,c\n{good}"));
    let shifted: Vec<&str> = of(&problems, "columns-shifted").unwrap().cases.iter().map(|c| c.found.as_str()).collect();
    assert_eq!(shifted, ["← c", "← d"]);
    assert!(of(&problems, "row-shifted").is_none(), "all rows alike: the header is wrong, not the rows");
}

#[test]
fn staff_and_ethnic_groups_go_even_where_a_dictionary_lists_them() {
    let dictionary = "[[question]]\ncode = \"i_enum_id\"\nkind = \"single\"\nlabel = \"Code\"\nchoices = [{ code = \"1\" }]\n\
         [[question]]\ncode = \"contact\"\nkind = \"single\"\nlabel = \"A contacté l'autorité\"\nchoices = [{ code = \"oui\" }]\n";
    let (survey, problems) = read_with(dictionary, "region,i_enum_id,contact\nGao,1,oui\n");
    assert_eq!(survey.variables.len(), 1);
    assert_eq!(of(&problems, "personal-column").unwrap().cases[0].field.as_deref(), Some("i_enum_id"));
}

#[test]
fn a_lost_byte_order_mark_does_not_hide_the_first_question() {
    let (survey, _) = read_with(DICTIONARY, "\u{feff}q1,region\noui,Gao\n");
    assert_eq!(codes(&survey, "q1"), [0]);
    // Read as Windows-1252 and saved again, the mark becomes three letters.
    let (survey, _) = read_with(DICTIONARY, "ï»¿q1,region\noui,Gao\n");
    assert_eq!(codes(&survey, "q1"), [0]);
}

/// Who was asked `z` under a condition, and what is said about it. Of the six, the third gave an
/// age that is no number, the fourth a choice that is in no list, the fifth nothing.
fn asked_under(condition: &str) -> (String, Vec<&'static str>) {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let form = write(
        "f_survey.csv",
        &format!(
            "type,name,label,relevant\nselect_one l,q,Q,\nselect_multiple l,m,M,\ninteger,age,A,\ntext,nom,N,\nselect_one l,gone,G,\nselect_one l,z,Z,\"{}\"\n",
            condition.replace('"', "\"\"")
        ),
    );
    write("f_choices.csv", "list_name,name,label\nl,a,A\nl,b,B\nl,c,C\n");
    let data = write(
        "data.csv",
        "region,q,m,age,nom,z\nGao,a,a b,15,x,\nGao,b,c,30,x,\nGao,a,a,vieux,x,\nGao,z9,b,40,x,\nGao,,,,,\nGao,c,b a,18,x,\n",
    );
    let (questionnaire, _) = questionnaire_from(&form).unwrap();
    let (survey, problems) = read(&crate::read::records::Input::new(data, "data.csv"), Some(&questionnaire)).unwrap();
    let z = &survey.variables[survey.variable("z").unwrap()].answers;
    let asked = (0..6).map(|row| if z.was_asked(row) { '1' } else { '-' }).collect();
    (asked, problems.iter().map(|p| p.kind).filter(|kind| kind.starts_with("filter")).collect())
}

#[test]
fn conditions_decide_who_was_asked() {
    let undecided = &["filter-undecided"][..];
    let without = &["filter-without-column"][..];
    for (condition, asked, told) in [
        ("${q} = 'a'", "1-11--", undecided),
        ("${q} != 'a'", "-1-111", undecided),
        ("not(${q} = 'a') and ${q} != ''", "-1-1-1", undecided),
        ("selected(${m}, 'a')", "1-1--1", &[]),
        ("not(selected(${m}, 'a'))", "-1-11-", &[]),
        ("${m} = 'a b'", "1----1", &[]),
        ("count-selected(${m}) >= 2", "1----1", &[]),
        ("${age} >= 18", "-111-1", undecided),
        ("${age} < 18", "1-1---", undecided),
        // What cannot be told does not matter where the rest decides.
        ("${age} >= 18 and selected(${m}, 'b')", "---1-1", &[]),
        ("${age} >= 18 or selected(${m}, 'a')", "1111-1", &[]),
        ("${q} = 'a' and ${age} > 10 or ${q} = 'c'", "1-11-1", undecided),
        ("${nom} = 'x'", "111111", without),
        ("${gone} = 'a' and ${q} = 'b'", "-1-1--", without),
        ("${q} = ${m}", "--111-", undecided),
    ] {
        assert_eq!(asked_under(condition), (asked.to_owned(), told.to_vec()), "{condition}");
    }
}
