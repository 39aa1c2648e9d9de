//! What respondents answered, and where they live.

use super::load::{Loaded, Records};
use super::project::{Project, Question};
use crate::base::{Case, Lang, Level, Place, PlaceName, Problem, Problems, Text};
use crate::names::fold;
use crate::read::survey::Responses;
use crate::read::survey::responses::Answers;
use crate::table::places::Places;
use std::collections::BTreeSet;

/// An answer and where it was given.
pub struct Answered {
    pub place: Option<Place>,
    pub counts: bool,
    pub weight: f64,
}

/// Respondents of one survey that can be put in a zone or region, and those that cannot; reports
/// the questions of the project whose column the survey does not have.
pub fn survey(responses: &Responses, project: &Project, id: &str, file: &str, places: &Places) -> ((usize, usize), Vec<Problem>) {
    let placed = respondents(responses, places).iter().flatten().count();
    let absent = project.question.iter().filter(|q| q.input == id && find(responses, &q.column).is_none());
    let problems = absent.map(|q| question_without_column(q, responses, file)).collect();
    ((placed, responses.rows.len() - placed), problems)
}

/// The answers to each question of the project, in its order.
pub fn all_answers(loaded: &Loaded, project: &Project, places: &Places) -> (Vec<Vec<Answered>>, Problems) {
    let mut problems = Problems::new();
    let answers = project
        .question
        .iter()
        .map(|question| {
            let input = loaded.inputs.iter().find(|i| i.declared.id == question.input);
            let Some((Records::Survey(responses), file)) = input.map(|i| (&i.records, &i.source.file)) else {
                problems.add(question_without_survey(question));
                return Vec::new();
            };
            let answers = answers(question, responses, places);
            if !answers.is_empty() && !answers.iter().any(|a| a.counts) {
                problems.add(nobody_answers(question, responses, file));
            }
            answers
        })
        .collect();
    (answers, problems)
}

/// Where each respondent lives: the zone by its name, else the region by its name. Nothing
/// finer is looked at: with a handful of respondents a commune names them.
fn respondents(responses: &Responses, places: &Places) -> Vec<Option<Place>> {
    let zones: Vec<(String, Place)> =
        places.boundaries.zones.iter().map(|z| (fold(&z.name), Place { level: Level::Zone, code: z.code.clone() })).collect();
    let by_region: Vec<(u64, PlaceName, Option<Level>)> = (responses.rows.iter().zip(&responses.places))
        .map(|(&row, place)| {
            let region = PlaceName { region: place.region.clone(), ..PlaceName::default() };
            (row, region, place.region.as_ref().map(|_| Level::Region))
        })
        .collect();
    let regions = places.named(&by_region, "", Lang::Fr).places;
    let zone_of = |row: usize| Some(fold(&responses.background.zone.as_ref()?.level(row)?.code));
    (regions.into_iter().enumerate())
        .map(|(row, region)| {
            let zone = zone_of(row).and_then(|z| zones.iter().find(|(name, _)| *name == z));
            zone.map(|(_, place)| place.clone()).or(region)
        })
        .collect()
}

/// The variable of a column, and the choice where the column is that of one choice.
fn find(responses: &Responses, column: &str) -> Option<(usize, Option<usize>)> {
    if let Some(variable) = responses.variable(column) {
        return Some((variable, None));
    }
    let (question, choice) = column.rsplit_once(['/', '.'])?;
    let variable = responses.variable(question)?;
    let position = responses.question(variable).choices.iter().position(|c| fold(&c.code) == fold(choice))?;
    Some((variable, Some(position)))
}

/// What a respondent answered to a question of the project: `None` for no answer.
fn answers(question: &Question, responses: &Responses, places: &Places) -> Vec<Answered> {
    let Some((variable, of_choice)) = find(responses, &question.column) else { return Vec::new() };
    let counting: BTreeSet<String> = question.answers.iter().map(|a| fold(a)).collect();
    let given = &responses.variables[variable].answers;
    let counted: Vec<usize> = (responses.question(variable).choices.iter().enumerate())
        .filter(|(_, c)| [&c.code, &c.label.fr, &c.label.en].iter().any(|word| counting.contains(&fold(word))))
        .map(|(i, _)| i)
        .collect();
    let counts = |row: usize| match (given, of_choice) {
        (Answers::Number(values), _) => counting.contains(&fold(&values[row].to_string())),
        (_, Some(choice)) => counting.contains(if given.took(row, choice) { "1" } else { "0" }),
        (_, None) => counted.iter().any(|&choice| given.took(row, choice)),
    };
    let weight = |row: usize| responses.sampling.weights.get(row).copied().flatten().unwrap_or(1.0);
    (respondents(responses, places).into_iter().enumerate())
        .filter(|(row, _)| given.answered(*row))
        .map(|(row, place)| Answered { place, counts: counts(row), weight: weight(row) })
        .collect()
}

fn question_without_column(question: &Question, responses: &Responses, file: &str) -> Problem {
    let found = responses.variables.iter().take(20).map(|v| v.column.as_str()).collect::<Vec<_>>().join(", ");
    Problem::error(
        "question-without-column",
        file,
        Text::new("la colonne de la question n'existe pas", "the question's column does not exist"),
        Text::new(
            format!("Corrigez `column` ; colonnes trouvées : {found}"),
            format!("Correct `column`; columns found: {found}"),
        ),
    )
    .with(Case { row: None, field: Some(question.id.clone()), found: question.column.clone() })
}

fn question_without_survey(question: &Question) -> Problem {
    Problem::error(
        "question-without-survey",
        "",
        Text::new("la question ne renvoie à aucune entrée de type survey", "the question points to no input of kind survey"),
        Text::new("Corrigez `input` dans [[question]].", "Correct `input` in [[question]]."),
    )
    .with(Case { row: None, field: Some(question.id.clone()), found: question.input.clone() })
}

/// People who must have given an answer for a message to quote it.
const COMMON_ANSWER: usize = 5;

fn nobody_answers(question: &Question, responses: &Responses, file: &str) -> Problem {
    let given = find(responses, &question.column).map_or(String::new(), |(variable, _)| {
        let answers = &responses.variables[variable].answers;
        let times = |choice: usize| (0..responses.len()).filter(|&row| answers.took(row, choice)).count();
        // Never an answer that few gave: it could be somebody's own words.
        let common = responses.question(variable).choices.iter().enumerate().filter(|(i, _)| times(*i) >= COMMON_ANSWER);
        common.map(|(_, c)| c.code.as_str()).take(12).collect::<Vec<_>>().join(", ")
    });
    Problem::warning(
        "answer-never-given",
        file,
        Text::new("aucune personne n'a donné une des réponses comptées", "nobody gave one of the answers that count"),
        Text::new(
            format!("La part est de 0 %. Si ce n'est pas voulu, corrigez `answers` ; réponses trouvées : {given}"),
            format!("The share is 0%. If that is not meant, correct `answers`; answers found: {given}"),
        ),
    )
    .with(Case { row: None, field: Some(question.id.clone()), found: question.answers.join(", ") })
}
