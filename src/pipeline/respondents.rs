//! What respondents answered, and where they live.

use super::load::{Loaded, Records};
use super::project::{Project, Question};
use crate::base::{Case, Lang, Level, Place, PlaceName, Problem, Problems, Text};
use crate::names::fold;
use crate::read::survey::Responses;
use crate::table::places::Places;
use std::collections::{BTreeMap, BTreeSet};

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
    let absent = project.question.iter().filter(|q| q.input == id && responses.question(&q.column).is_none());
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
    let by_region: Vec<(u64, PlaceName, Option<Level>)> = responses
        .rows
        .iter()
        .map(|r| {
            let region = PlaceName { region: r.place.region.clone(), ..PlaceName::default() };
            (r.row, region, r.place.region.as_ref().map(|_| Level::Region))
        })
        .collect();
    let regions = places.named(&by_region, "", Lang::Fr).places;
    responses
        .rows
        .iter()
        .zip(regions)
        .map(|(r, region)| {
            let zone = r.zone.as_ref().and_then(|z| zones.iter().find(|(name, _)| *name == fold(z)));
            zone.map(|(_, place)| place.clone()).or(region)
        })
        .collect()
}

fn answers(question: &Question, responses: &Responses, places: &Places) -> Vec<Answered> {
    let Some(column) = responses.question(&question.column) else { return Vec::new() };
    let counting: BTreeSet<String> = question.answers.iter().map(|a| fold(a)).collect();
    responses
        .rows
        .iter()
        .zip(respondents(responses, places))
        .filter_map(|(r, place)| {
            let answer = r.answers[column].as_ref()?;
            Some(Answered { place, counts: counting.contains(&fold(answer)), weight: r.weight.unwrap_or(1.0) })
        })
        .collect()
}

fn question_without_column(question: &Question, responses: &Responses, file: &str) -> Problem {
    let found = responses.questions.iter().take(20).cloned().collect::<Vec<_>>().join(", ");
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
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let column = responses.question(&question.column);
    for answer in responses.rows.iter().filter_map(|r| r.answers[column?].as_deref()) {
        *counts.entry(answer).or_default() += 1;
    }
    // Never an answer that few gave: it could be somebody's own words.
    let given: Vec<&str> = counts.into_iter().filter(|(_, n)| *n >= COMMON_ANSWER).map(|(answer, _)| answer).collect();
    let given = given.into_iter().take(12).collect::<Vec<_>>().join(", ");
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
