//! Real survey exports and forms, and files of statistical programs. Expected counts were taken
//! from the files with Python (csv, openpyxl, xlrd) and, for `tests/reference/survey_files`,
//! pyreadstat.

use crate::support::real_data;
use lakana::base::{Problem, Problems};
use lakana::read::records::Input;
use lakana::read::statistical;
use lakana::read::survey::questionnaire::{QuestionKind, Questionnaire};
use lakana::read::survey::responses::Answers;
use lakana::read::survey::{self, Responses, questionnaire_from};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn input(name: &str) -> Option<Input> {
    Some(Input::new(real_data(name)?, name))
}

fn of<'a>(problems: &'a Problems, kind: &str) -> Option<&'a Problem> {
    problems.iter().find(|p| p.kind == kind)
}

fn fields(problems: &Problems, kind: &str) -> Vec<String> {
    of(problems, kind).map(|p| p.cases.iter().filter_map(|c| c.field.clone()).collect()).unwrap_or_default()
}

/// How many took a choice, by the name of a question and the code of the choice.
fn takers(responses: &Responses, question: &str, choice: &str) -> usize {
    let variable = responses.variable(question).unwrap_or_else(|| panic!("{question}"));
    let choices = &responses.question(variable).choices;
    let position = choices.iter().position(|c| c.code == choice).unwrap_or_else(|| panic!("{choice} in {choices:?}"));
    let answers = &responses.variables[variable].answers;
    (0..responses.len()).filter(|&row| answers.took(row, position)).count()
}

fn answered(responses: &Responses, question: &str) -> usize {
    let answers = &responses.variables[responses.variable(question).unwrap_or_else(|| panic!("{question}"))].answers;
    (0..responses.len()).filter(|&row| answers.answered(row)).count()
}

fn kinds(questionnaire: &Questionnaire) -> [usize; 3] {
    [QuestionKind::Single, QuestionKind::Multiple, QuestionKind::Numeric]
        .map(|kind| questionnaire.questions.iter().filter(|q| q.kind == kind).count())
}

#[test]
fn households_without_a_form_are_read_by_their_values() {
    let Some(input) = input("kobo-abidjan-nairobi/household_data.csv") else { return };
    let (survey, problems) = survey::read(&input, None).unwrap();
    assert_eq!(survey.len(), 1714);
    let items = survey.variable("HHITEMS").expect("one question of ten columns");
    assert_eq!((survey.question(items).kind, survey.question(items).choices.len()), (QuestionKind::Multiple, 10));
    assert_eq!((takers(&survey, "HHITEMS", "Radio"), takers(&survey, "HHITEMS", "NA")), (919, 3));
    assert_eq!((takers(&survey, "StreetFood", "0_1"), answered(&survey, "StreetFood")), (511, 1714 - 74));
    assert_eq!(takers(&survey, "City", "Nairobi"), 1147);
    assert!(of(&problems, "answer-outside-list").is_none() && of(&problems, "question-without-column").is_none());
    assert!(survey.questionnaire.questions.iter().all(|q| !q.code.contains("uuid") && q.code != "KEY"));
}

#[test]
fn a_form_in_french_gives_labels_and_bases() {
    let Some(input) = input("kobo-abidjan-nairobi/household_data.csv") else { return };
    let Some(form) = real_data("kobo-abidjan-nairobi/Abidjan_2022.xls") else { return };
    let (questionnaire, told) = questionnaire_from(&form).unwrap();
    assert_eq!(kinds(&questionnaire), [56, 5, 8]);
    // Two questions of one name in one group, with different lists: kept and said, given to no column.
    assert_eq!(fields(&told, "question-twice"), ["HandWashHabits1"]);
    assert!(questionnaire.form.withheld.contains(&"Enum_Name".to_owned()));
    let relation = &questionnaire.questions[questionnaire.find("", "Relation_to_HH").unwrap()];
    assert!(relation.choices.iter().any(|c| c.code == "W_H" && c.label.fr == "Épouse ou époux"));
    assert!(relation.choices.iter().any(|c| c.code == "NA" && c.no_opinion), "« Ne sait pas / ne veut pas répondre »");

    let (survey, problems) = survey::read(&input, Some(&questionnaire)).unwrap();
    assert_eq!((takers(&survey, "HHITEMS", "Radio"), takers(&survey, "HHITEMS", "Television")), (919, 1073));
    // Asked of those with a source of their own: 784, of whom all answered.
    let own = survey.variable("DrinkingWater_Private").unwrap();
    let condition = survey.question(own).asked_of.as_ref().unwrap();
    // Its own condition, and that of the group it stands in.
    assert_eq!(condition.mentions(), [("Informed_consent", Some("Consent_OK")), ("DrinkingWaterGroup", Some("Private"))]);
    let asked = (0..survey.len()).filter(|&row| survey.variables[own].answers.was_asked(row)).count();
    assert_eq!((asked, answered(&survey, "DrinkingWater_Private")), (784, 784));
    // Conditions on several questions, joined by `and` and `or`: nobody whom they leave out answered.
    for (question, expected) in
        [("DrinkingWaterLocation", (1096, 1077)), ("ToiletFacilitySHARE", (1676, 1671)), ("ToiletFacilityCLEAN", (1357, 1354))]
    {
        let answers = &survey.variables[survey.variable(question).unwrap()].answers;
        let asked = (0..survey.len()).filter(|&row| answers.was_asked(row)).count();
        assert_eq!((asked, answered(&survey, question)), expected, "{question}");
    }
    let unread = of(&told, "condition-not-applied").unwrap();
    assert_eq!(unread.cases.iter().map(|c| c.found.as_str()).collect::<Vec<_>>(), ["min(${Age})<5", "min(${Age})>=5"]);
    let rooms = &survey.variables[survey.variable("HHROOMS").unwrap()].answers;
    assert!(matches!(rooms, Answers::Number(values) if values.iter().filter(|v| **v == 1.0).count() == 1232));
    assert!(fields(&problems, "question-without-column").contains(&"HHANIMALS".to_owned()));
}

#[test]
fn the_same_form_as_old_workbook_and_as_two_text_files_is_one() {
    let Some(workbook) = real_data("kobo-abidjan-nairobi/Abidjan_2022.xls") else { return };
    let Some(sheets) = real_data("kobo-abidjan-nairobi/Abidjan_2022_survey-sheet.csv") else { return };
    let ((a, _), (b, _)) = (questionnaire_from(&workbook).unwrap(), questionnaire_from(&sheets).unwrap());
    let codes =
        |q: &Questionnaire| q.questions.iter().map(|q| (q.code.clone(), q.choices.len(), q.asked_of.clone())).collect::<Vec<_>>();
    assert_eq!(codes(&a), codes(&b));
    let Some(nairobi) = real_data("kobo-abidjan-nairobi/Nairobi_2021.xls") else { return };
    assert_eq!(kinds(&questionnaire_from(&nairobi).unwrap().0), [55, 5, 8]);
}

#[test]
fn members_join_their_household() {
    let Some(members) = input("kobo-abidjan-nairobi/individual_data.csv") else { return };
    let Some(households) = input("kobo-abidjan-nairobi/household_data.csv") else { return };
    let (survey, problems) = survey::read_repeat(&members, &[households], None).unwrap();
    assert_eq!(survey.len(), 6284);
    assert!(of(&problems, "parent-missing").is_none());
    assert_eq!((takers(&survey, "Diarrhoea", "Y"), takers(&survey, "HHITEMS", "Radio")), (805, 3299));
    let clusters = survey.sampling.clusters.as_ref().expect("households");
    assert_eq!(clusters.levels.len(), 1714);
    assert!(clusters.levels.iter().all(|level| !level.code.contains("uuid")), "no key of a household");
    let sex = survey.background.sex.as_ref().expect("their own sex, not that of the head");
    let women = (0..survey.len()).filter(|&row| sex.level(row).is_some_and(|l| l.code == "f")).count();
    assert_eq!(women, 3339);
}

#[test]
fn answers_and_form_in_one_workbook() {
    let Some(input) = input("kobo-bfa-impactr/kobo_data_survey_choices.xlsx") else { return };
    let (survey, problems) = survey::read(&input, None).unwrap();
    assert_eq!(survey.len(), 30);
    assert_eq!(of(&problems, "form-beside-answers").unwrap().cases[0].found, "16");
    // Codes in one cell and, beside it, one column per choice joined by an underscore: they agree.
    assert_eq!((takers(&survey, "r_besoin_assistance", "sante"), answered(&survey, "h_3_type_latrine")), (17, 22));
    assert!(of(&problems, "multiple-disagrees").is_none() && of(&problems, "answer-outside-list").is_none());
    assert_eq!((takers(&survey, "i_statut", "pop_local"), takers(&survey, "h_3_acces_latrine", "oui")), (13, 23));
    let label = &survey.question(survey.variable("r_besoin_assistance").unwrap()).choices[0].label.fr;
    assert_eq!(label, "Santé");
    assert_eq!(survey.sampling.weights.iter().filter(|w| **w == Some(0.8)).count(), 16);
    assert_eq!(survey.sampling.clusters.as_ref().unwrap().levels.len(), 4);
    assert_eq!(survey.places[0].cercle.as_deref(), Some("Seno"));
    let dropped = fields(&problems, "personal-column");
    for column in ["uuid", "deviceid", "i_enum_id", "i_enum_genre", "start", "autre_r_besoin_assistance"] {
        assert!(dropped.contains(&column.to_owned()) && survey.variable(column).is_none(), "{column}: {dropped:?}");
    }
    let words = of(&problems, "other-in-words").unwrap();
    assert_eq!(words.cases.iter().map(|c| c.found.as_str()).collect::<Vec<_>>(), ["2", "2"]);
    // The form was renamed by hand: its conditions point to names that are gone.
    assert!(fields(&problems, "filter-unknown").contains(&"h_3_type_latrine".to_owned()));
}

#[derive(serde::Deserialize)]
struct Expected {
    names: Vec<String>,
    labels: Vec<String>,
    rows: Vec<Vec<String>>,
    value_labels: BTreeMap<String, BTreeMap<String, String>>,
}

fn reference(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/survey_files").join(name)
}

#[test]
fn spss_and_stata_files_hold_what_pyreadstat_finds() {
    let text = std::fs::read_to_string(reference("expected.json")).unwrap();
    let expected: BTreeMap<String, Expected> = serde_json::from_str(&text).unwrap();
    assert_eq!(expected.len(), 5);
    for (name, expected) in expected {
        let file = statistical::read(&reference(&name), &name).unwrap().expect("a statistical file");
        assert_eq!(
            file.variables.iter().map(|v| &v.name).collect::<Vec<_>>(),
            expected.names.iter().collect::<Vec<_>>(),
            "{name}"
        );
        assert_eq!(
            file.variables.iter().map(|v| &v.label).collect::<Vec<_>>(),
            expected.labels.iter().collect::<Vec<_>>(),
            "{name}"
        );
        let rows: Vec<Vec<&str>> = file.rows.iter().map(|row| row.iter().collect()).collect();
        assert_eq!(rows, expected.rows, "{name}");
        for variable in &file.variables {
            let labels = variable.labels.iter().map(|l| (l.value.clone(), l.label.clone())).collect::<BTreeMap<_, _>>();
            assert_eq!(
                labels,
                expected.value_labels.get(&variable.name).cloned().unwrap_or_default(),
                "{name}: {}",
                variable.name
            );
        }
    }
}

#[test]
fn labels_of_spss_and_stata_are_the_questionnaire() {
    for name in ["survey.sav", "survey_plain.sav", "survey.zsav", "survey.dta"] {
        let (survey, problems) = survey::read(&Input::new(reference(name), name), None).unwrap();
        assert_eq!(survey.len(), 6, "{name}");
        let victim = survey.question(survey.variable("q18_victime").unwrap());
        assert_eq!(victim.label.fr, "Avez-vous été victime de l'insécurité ?");
        assert_eq!(
            victim.choices.iter().map(|c| (c.label.fr.as_str(), c.no_opinion)).collect::<Vec<_>>(),
            [("Oui", false), ("Non", false), ("Ne sait pas", true)]
        );
        assert_eq!((takers(&survey, "q18_victime", "1"), answered(&survey, "q18_victime")), (3, 5));
        let sex = survey.background.sex.as_ref().unwrap();
        assert_eq!(
            sex.codes.iter().map(|c| sex.levels.get(usize::from(*c)).map_or("", |l| &l.code)).collect::<Vec<_>>(),
            ["m", "f", "m", "f", "f", ""]
        );
        assert_eq!(survey.sampling.weights[1], Some(1.25));
        let satisfied = survey.question(survey.variable("satisfaction").unwrap());
        let is_scale = satisfied.kind == QuestionKind::Scale && satisfied.choices[3].value == Some(4.0);
        assert_eq!(is_scale, name.ends_with("sav"), "only SPSS says that codes are ordered");
        assert!(matches!(&survey.variables[survey.variable("enfants").unwrap()].answers, Answers::Number(n) if n[3] == 12.0));
        let dropped = fields(&problems, "personal-column");
        for column in ["nom_du_repondant", "avis"] {
            assert!(dropped.contains(&column.to_owned()), "{name}: {dropped:?}");
        }
        let (questionnaire, _) = questionnaire_from(&reference(name)).unwrap();
        assert!(questionnaire.find("", "q18_victime").is_some());
        let seen = lakana::read::recognise::recognise(&reference(name)).unwrap();
        assert_eq!(seen.kind.id(), "survey", "{name}");
    }
}
