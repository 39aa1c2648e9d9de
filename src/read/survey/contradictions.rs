//! Where a questionnaire contradicts itself. Nothing is resolved here: what is found twice stays
//! twice, and is said.

use super::questionnaire::{Condition, Question, QuestionKind, Questionnaire};
use crate::base::{Case, Problem, Text};
use crate::read::parse::words::fold;
use std::collections::{BTreeMap, BTreeSet};

/// Everything in `questionnaire` that cannot all be true; `file` is where it was read from.
///
/// Codes given twice in one wave, aliases that are also something else's code or alias, differing
/// wordings, choices or items given twice, labels of two codes, filters on unknown questions or
/// choices, scales without values.
pub fn contradictions(questionnaire: &Questionnaire, file: &str) -> Vec<Problem> {
    let questions = &questionnaire.questions;
    vec![
        twice(questions, file),
        aliases(questions, file),
        wordings(questions, file),
        codes(questions, file),
        labels(questions, file),
        filters(questionnaire, file),
        scales(questions, file),
    ]
}

/// `Q2 q18`, or `q18` where there are no waves.
fn named(question: &Question) -> String {
    format!("{} {}", question.wave, question.code).trim().to_owned()
}

fn case(question: &Question, found: impl Into<String>) -> Case {
    Case { row: None, field: Some(named(question)), found: found.into() }
}

fn same_wave(a: &Question, b: &Question) -> bool {
    a.wave.is_empty() || b.wave.is_empty() || a.wave.eq_ignore_ascii_case(&b.wave)
}

fn twice(questions: &[Question], file: &str) -> Problem {
    let mut problem = Problem::warning(
        "question-twice",
        file,
        Text::new(
            "questions décrites deux fois dans la même vague : aucune des deux n'est attribuée à une colonne",
            "questions described twice in one wave: no column is given to either",
        ),
        Text::new(
            "Gardez la bonne description, ou donnez à l'une un autre code.",
            "Keep the right description, or give one of them another code.",
        ),
    );
    for (i, question) in questions.iter().enumerate() {
        if questions[..i].iter().any(|q| same_wave(q, question) && q.code.eq_ignore_ascii_case(&question.code)) {
            problem.push(case(question, &question.label.fr));
        }
    }
    problem
}

fn aliases(questions: &[Question], file: &str) -> Problem {
    let mut problem = Problem::warning(
        "alias-of-two-questions",
        file,
        Text::new(
            "autres codes qui désignent aussi une autre question de la même vague",
            "other codes that also mean another question of the same wave",
        ),
        Text::new(
            "Vérifiez dans le questionnaire laquelle est la bonne ; le code propre d'une question l'emporte, deux alias égaux ne désignent personne.",
            "Check in the questionnaire which is right; a question's own code prevails, two equal aliases mean neither.",
        ),
    );
    for (i, question) in questions.iter().enumerate() {
        for alias in &question.aliases {
            let claims = |(j, q): &(usize, &Question)| {
                *j != i
                    && same_wave(q, question)
                    && (q.code.eq_ignore_ascii_case(alias) || q.aliases.iter().any(|a| a.eq_ignore_ascii_case(alias)))
            };
            if let Some((_, other)) = questions.iter().enumerate().find(claims) {
                problem.push(case(question, format!("{alias} ↔ {}", named(other))));
            }
        }
    }
    problem
}

fn wordings(questions: &[Question], file: &str) -> Problem {
    let mut problem = Problem::note(
        "wordings-differ",
        file,
        Text::new(
            "questions formulées différemment selon la source ou la vague : toutes les formulations sont gardées",
            "questions worded differently by source or wave: all wordings are kept",
        ),
        Text::new(
            "Lisez-les avant de comparer des vagues ou des figures : ce ne sont peut-être pas les mêmes questions.",
            "Read them before comparing waves or figures: they may not be the same questions.",
        ),
    );
    let mut by_code: BTreeMap<(String, &str), Vec<(&Question, &str)>> = BTreeMap::new();
    for question in questions {
        for wording in &question.wordings {
            let all = by_code.entry((question.code.to_lowercase(), &wording.lang)).or_default();
            if all.iter().all(|(_, text)| fold(text) != fold(&wording.text)) {
                all.push((question, &wording.text));
            }
        }
    }
    for differing in by_code.values().filter(|all| all.len() > 1) {
        differing.iter().for_each(|(question, text)| problem.push(case(question, *text)));
    }
    problem
}

fn codes(questions: &[Question], file: &str) -> Problem {
    let mut problem = Problem::warning(
        "choice-twice",
        file,
        Text::new(
            "codes donnés deux fois dans une liste de choix ou de lignes : le premier compte",
            "codes given twice in a list of choices or items: the first counts",
        ),
        Text::new("Donnez à chacun son propre code.", "Give each its own code."),
    );
    for question in questions {
        for codes in [
            question.choices.iter().map(|c| c.code.as_str()).collect::<Vec<_>>(),
            question.items.iter().map(|i| i.code.as_str()).collect(),
        ] {
            let mut seen = BTreeSet::new();
            codes.iter().filter(|code| !seen.insert(**code)).for_each(|code| problem.push(case(question, *code)));
        }
    }
    problem
}

fn labels(questions: &[Question], file: &str) -> Problem {
    let mut problem = Problem::warning(
        "label-of-two-codes",
        file,
        Text::new(
            "libellés portés par deux codes : une réponse écrite ainsi ne désigne aucun des deux",
            "labels that two codes carry: an answer written so means neither",
        ),
        Text::new(
            "Distinguez les libellés, ou exportez les données avec les codes.",
            "Tell the labels apart, or export the data with codes.",
        ),
    );
    for question in questions {
        let mut owners: BTreeMap<String, &str> = BTreeMap::new();
        let mut told = BTreeSet::new();
        for choice in &question.choices {
            for label in [&choice.label.fr, &choice.label.en] {
                let key = label.trim().to_lowercase();
                if key.is_empty() {
                    continue;
                }
                let owner = *owners.entry(key.clone()).or_insert(&choice.code);
                if owner != choice.code && told.insert((key, &choice.code)) {
                    problem.push(case(question, format!("{label} : {owner}, {}", choice.code)));
                }
            }
        }
    }
    problem
}

fn filters(questionnaire: &Questionnaire, file: &str) -> Problem {
    let mut problem = Problem::warning(
        "filter-unknown",
        file,
        Text::new(
            "filtres sur une question ou un choix qui n'existe pas : sans effet",
            "filters on a question or choice that does not exist: without effect",
        ),
        Text::new("Corrigez asked_of ou la colonne relevant.", "Correct asked_of or the column relevant."),
    );
    for question in &questionnaire.questions {
        let mut told = BTreeSet::new();
        for (name, code) in question.asked_of.iter().flat_map(Condition::mentions) {
            let other = questionnaire.find(&question.wave, name).map(|i| &questionnaire.questions[i]);
            let found = match (other, code) {
                (None, _) if questionnaire.names(&question.wave, name) => continue,
                (None, _) => name.to_owned(),
                (Some(other), Some(code)) if !other.choices.is_empty() && other.choices.iter().all(|c| c.code != code) => {
                    format!("{name} = {code}")
                }
                (Some(_), _) => continue,
            };
            if told.insert(found.clone()) {
                problem.push(case(question, found));
            }
        }
    }
    problem
}

fn scales(questions: &[Question], file: &str) -> Problem {
    let mut problem = Problem::warning(
        "scale-without-values",
        file,
        Text::new(
            "échelles dont des choix n'ont pas de valeur : hors de la moyenne",
            "scales with choices without a value: left out of the mean",
        ),
        Text::new(
            "Donnez value = 1.0, 2.0 … à chaque degré, ou no_opinion = true.",
            "Give value = 1.0, 2.0 … to each step, or no_opinion = true.",
        ),
    );
    for question in questions.iter().filter(|q| q.kind == QuestionKind::Scale) {
        let silent = question.choices.iter().filter(|c| c.value.is_none() && !c.no_opinion);
        silent.for_each(|choice| problem.push(case(question, &choice.code)));
    }
    problem
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::survey::dictionary;

    fn found(source: &str) -> Vec<(&'static str, Vec<String>)> {
        let questionnaire = dictionary::parse(source, "d.toml").unwrap();
        let told = contradictions(&questionnaire, "d.toml").into_iter().filter(|p| p.count > 0);
        told.map(|p| (p.kind, p.cases.into_iter().map(|c| c.found).collect())).collect()
    }

    #[test]
    fn a_code_belongs_to_one_question_of_its_wave() {
        let of = |wave: &str, alias: &str| {
            format!("[[question]]\ncode = \"q1\"\nwave = \"{wave}\"\nkind = \"numeric\"\nlabel = \"x\"\naliases = [{alias}]\n")
        };
        assert_eq!(found(&(of("Q1", "") + &of("Q2", ""))), []);
        let both = of("Q1", "") + &of("Q1", "");
        assert_eq!(found(&both)[0].0, "question-twice");
        assert_eq!(dictionary::parse(&both, "").unwrap().find("Q1", "q1"), None, "never resolved silently");
        let other = of("Q1", "\"q9\"").replace("\"q1\"", "\"q2\"");
        assert_eq!(found(&(of("Q1", "\"q2\"") + &other)), [("alias-of-two-questions", vec!["q2 ↔ Q1 q2".to_owned()])]);
        assert_eq!(found(&(of("Q1", "\"q9\"") + &other))[0].1.len(), 2);
    }

    #[test]
    fn wordings_of_two_sources_stand_side_by_side() {
        let worded = "[[question]]\ncode = \"q17\"\nkind = \"numeric\"\nlabel = \"x\"\nwording = [
            { lang = \"fr\", source = \"texte\", text = \"La sécurité s'est améliorée ?\" },
            { lang = \"fr\", source = \"légende\", text = \"La sécurité ne s'est pas améliorée ?\" },
            { lang = \"fr\", source = \"annexe\", text = \"la sécurité s’est améliorée\" }]\n";
        let told = found(worded);
        assert_eq!((told[0].0, told[0].1.len()), ("wordings-differ", 2), "punctuation is no difference");
    }

    #[test]
    fn labels_codes_filters_and_scales() {
        let told = found(
            "[[question]]\ncode = \"q1\"\nkind = \"scale\"\nlabel = \"x\"\nasked_of = { question = \"q0\", choices = [\"a\"] }
            choices = [{ code = \"a\", label = \"Oui\", value = 1.0 }, { code = \"b\", label = \"oui\" }, { code = \"a\", value = 2.0 }]\n",
        );
        assert_eq!(
            told,
            [
                ("choice-twice", vec!["a".to_owned()]),
                ("label-of-two-codes", vec!["oui : a, b".into()]),
                ("filter-unknown", vec!["q0".into()]),
                ("scale-without-values", vec!["b".into()]),
            ]
        );
    }
}
