//! Forms written for one test each.

use super::labels::plain;
use super::*;
use crate::read::table::TableOptions;

fn read(survey: &str, choices: &str) -> (Questionnaire, Problems) {
    let folder = tempfile::tempdir().unwrap();
    let table = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        Table::read(&path, name, &TableOptions::default()).unwrap().0
    };
    form(&table("survey.csv", survey), Some(&table("choices.csv", choices)))
}

fn told<'a>(problems: &'a Problems, kind: &str) -> Vec<(Option<u64>, &'a str)> {
    problems.iter().filter(|p| p.kind == kind).flat_map(|p| p.cases.iter().map(|c| (c.row, c.found.as_str()))).collect()
}

const CHOICES: &str = "list_name,name,label::French (fr),label::English (en),label::Bamanankan (bm)\n\
    on,oui,Oui,Yes,Ɔwɔ\non,non,Non,No,Ayi\non,nsp,Ne sait pas,Don't know,\n\
    media,radio,La radio,Radio,Arajo\nmedia,tv,Télévision,Television,\n";

#[test]
fn a_form_in_several_languages() {
    let (questionnaire, problems) = read(
        "type,name,label::French (fr),label::English (en),relevant,appearance\n\
         start,start,,,,\n\
         begin_group,sec,Sécurité,Security,,\n\
         select_one on,q18,<b>Victime</b> de ${nom} ?,Victim?,,\n\
         select_multiple media or_other,q15,Sources,Sources,\"${q18}='oui'\",\n\
         text,q15_other,Lesquelles,Which,,\n\
         end_group,,,,,\n\
         select_one on,q20,Accord,Agree,\"${q18}='oui' and ${q15}='tv'\",likert\n\
         rank media,q7,Ordre,Order,,\n\
         integer,age,Âge,Age,,\n\
         calculate,nom_calc,,,,\n",
        CHOICES,
    );
    let codes: Vec<(&str, QuestionKind)> = questionnaire.questions.iter().map(|q| (q.code.as_str(), q.kind)).collect();
    let expected = [
        ("q18", QuestionKind::Single),
        ("q15", QuestionKind::Multiple),
        ("q20", QuestionKind::Scale),
        ("q7", QuestionKind::Ranking),
        ("age", QuestionKind::Numeric),
    ];
    assert_eq!(codes, expected);
    let [victim, sources, agree, ..] = &questionnaire.questions[..] else { panic!("questions") };
    assert_eq!((victim.label.fr.as_str(), victim.label.en.as_str()), ("Victime de … ?", "Victim?"));
    assert_eq!(victim.wordings.iter().map(|w| w.lang.as_str()).collect::<Vec<_>>(), ["fr", "en"]);
    assert!(victim.choices[2].no_opinion && !victim.choices[0].no_opinion);
    assert_eq!(sources.choices.last().map(|c| c.code.as_str()), Some("other"));
    assert_eq!(sources.asked_of.as_ref().map(|c| c.mentions()), Some(vec![("q18", Some("oui"))]));
    assert_eq!(agree.asked_of.as_ref().map(|c| c.mentions().len()), Some(2));
    assert_eq!((agree.choices[1].value, agree.choices[2].value), (Some(2.0), None));
    assert!(told(&problems, "condition-not-applied").is_empty());
    assert_eq!(questionnaire.form.withheld, ["start", "q15_other"]);
    assert_eq!(questionnaire.form.calculated, ["nom_calc"]);
    assert_eq!(questionnaire.form.further_labels[&("q18".to_owned(), "oui".to_owned())], ["Ɔwɔ"]);
}

#[test]
fn lists_and_names_given_twice() {
    let (questionnaire, problems) = read(
        "type,name,label\nbegin group,a,\nselect_one on,q1,A\nend group,,\nbegin group,b,\nselect_one on,q1,B\nend group,,\nselect_one none,q2,C\n",
        "list name,name,label\non,oui,Oui\nx,1,Un\non,non,Non\non,oui,Toujours\nx,1,Un\n",
    );
    let codes: Vec<&str> = questionnaire.questions.iter().map(|q| q.code.as_str()).collect();
    assert_eq!(codes, ["a/q1", "b/q1", "q2"], "told apart by their group");
    assert_eq!(questionnaire.questions[0].choices.len(), 2);
    assert_eq!(told(&problems, "list-name-twice"), [(Some(4), "on"), (Some(6), "x")]);
    assert_eq!(told(&problems, "choice-twice"), [(Some(5), "oui")]);
    assert_eq!(told(&problems, "list-missing"), [(Some(8), "none")]);
}

#[test]
fn conditions_of_groups_are_inherited_and_calculations_on_names_withheld() {
    let (questionnaire, problems) = read(
        "type,name,label,relevant,calculation\ntext,nom,Nom,,\ncalculate,salut,,,\"concat('A ', ${nom})\"\nselect_one on,q1,A,,\nbegin_group,g,,\"selected(${q1}, 'oui')\",\ninteger,n,N,,\ninteger,m,M,${n} + 1 > 3,\ninteger,o,O,${n} > 3,\nend_group,,,,\ninteger,k,K,,\n",
        CHOICES,
    );
    let of = |q: &Question| q.asked_of.iter().flat_map(|c| c.mentions()).map(|(name, _)| name.to_owned()).collect::<Vec<_>>();
    let filters: Vec<String> = questionnaire.questions.iter().map(|q| of(q).join(" ")).collect();
    assert_eq!(filters, ["", "q1", "q1", "q1 n", ""]);
    assert_eq!(told(&problems, "condition-not-applied"), [(Some(7), "${n} + 1 > 3")]);
    assert_eq!(questionnaire.form.withheld, ["nom", "salut"]);
}

#[test]
fn markup_goes_and_signs_stay() {
    assert_eq!(plain("<span style=\"x\">Âge</span>  < 5 & $ 3"), "Âge < 5 & $ 3");
    assert_eq!(plain("${a"), "${a");
    assert_eq!(shortened(&"mot ".repeat(50)).chars().last(), Some('…'));
}
