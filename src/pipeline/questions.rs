//! The questions of a project as columns: from answers, or from results printed in a report.

use super::project::{Project, Question};
use super::surveys::Surveyed;
use crate::base::{Boundaries, Case, Cell, Column, Interval, Level, Missing, Problem, Problems, Text};
use crate::indicators::survey::{Asked, AtLevel, columns};
use crate::names::fold;
use crate::protect::withhold_small_groups;
use crate::read::survey::questionnaire::Questionnaire;
use crate::survey::climb::Minimum;
use crate::survey::{Estimate, Statistic};
use std::collections::BTreeSet;

/// Results printed in a report.
pub struct Printed {
    pub id: String,
    pub file: String,
    /// What was asked, where the project says; empty else.
    pub questionnaire: Questionnaire,
    pub estimates: Vec<Estimate>,
}

/// What can be asked: answers and printed results.
pub struct Askable<'a> {
    pub surveys: &'a [Surveyed],
    pub printed: &'a [Printed],
}

/// A column `survey_ID` for each question of the project, at every level that the sample carries.
/// A question that cannot be answered is a problem, and the rest goes on.
pub fn survey_columns(project: &Project, askable: &Askable, boundaries: &Boundaries) -> (Vec<Column>, Problems) {
    let (mut out, mut problems) = (Vec::new(), Problems::new());
    for question in &project.question {
        let survey = askable.surveys.iter().find(|s| s.id == question.input);
        let printed = askable.printed.iter().find(|p| p.id == question.input);
        let found = match (survey, printed) {
            (Some(survey), _) => from_answers(question, survey, boundaries),
            (None, Some(printed)) => from_report(question, printed, boundaries),
            (None, None) => Err(question_without_survey(question)),
        };
        match found {
            Ok((estimates, found)) => {
                problems.extend(found);
                let label = question.label.text();
                let interval = if survey.is_some() { Interval::Wilson95 } else { Interval::Published };
                let asked = Asked {
                    id: &question.id,
                    label: &label,
                    direction: question.direction,
                    source: &question.input,
                    random_sample: survey.is_some_and(|s| !s.estimation.purposive),
                    interval,
                };
                out.extend(columns(&asked, &estimates, boundaries, Minimum::default()));
            }
            Err(problem) => problems.add(*problem),
        }
    }
    (out, problems)
}

type Found = Result<(Vec<AtLevel>, Option<Problem>), Box<Problem>>;

fn from_answers(question: &Question, survey: &Surveyed, boundaries: &Boundaries) -> Found {
    let (variable, choices) = counted(question, survey).ok_or_else(|| question_without_column(question, survey))?;
    let everybody = survey.share_of(variable, &choices, &[]);
    let nobody = everybody.iter().any(|e| e.value == Ok(0.0));
    let levels = survey.levels(boundaries);
    let at = |level: Level| {
        let Some(areas) = survey.areas(level) else {
            return AtLevel { level, cells: everybody.iter().map(cell).collect() };
        };
        let mut estimates = survey.share_of(variable, &choices, &[(level.id(), areas)]);
        let above = levels.iter().copied().filter(|l| *l < level).max().unwrap_or(Level::Country);
        withhold_inside(&mut estimates, |i| boundaries.ancestor(level, i, above));
        AtLevel { level, cells: estimates.iter().map(cell).collect() }
    };
    Ok((levels.iter().copied().map(at).collect(), nobody.then(|| nobody_answers(question, survey, variable))))
}

/// Small groups withheld area by area of the level above, whose value is shown too.
fn withhold_inside(estimates: &mut [Estimate], parent: impl Fn(usize) -> Option<usize>) {
    let parents: Vec<Option<usize>> = (0..estimates.len()).map(parent).collect();
    let distinct: BTreeSet<Option<usize>> = parents.iter().copied().collect();
    for area in distinct {
        let inside: Vec<usize> = (0..estimates.len()).filter(|&i| parents[i] == area).collect();
        let mut siblings: Vec<Estimate> = inside.iter().map(|&i| estimates[i].clone()).collect();
        withhold_small_groups(&mut siblings, Minimum::default().shown);
        inside.into_iter().zip(siblings).for_each(|(i, estimate)| estimates[i] = estimate);
    }
}

/// The variable of a question and the choices that count. A column `q15/radio` is one choice of
/// a question; answers `1` or `oui` of it mean that it was taken.
pub fn counted(question: &Question, survey: &Surveyed) -> Option<(usize, Vec<usize>)> {
    if let Some(variable) = survey.responses.variable(&question.column) {
        return Some((variable, survey.choices(variable, &question.answers)));
    }
    let (code, choice) = question.column.rsplit_once(['/', '.'])?;
    let variable = survey.responses.variable(code)?;
    let position = survey.responses.question(variable).choices.iter().position(|c| fold(&c.code) == fold(choice))?;
    Some((variable, vec![position]))
}

/// Printed shares by zone, region or for everybody, put on the areas of that name.
fn from_report(question: &Question, printed: &Printed, boundaries: &Boundaries) -> Found {
    let wanted: Vec<String> = question.answers.iter().map(|a| fold(a)).collect();
    let of_question = |e: &&Estimate| {
        e.statistic == Statistic::Share
            && fold(&e.question) == fold(&question.column)
            && e.choice.as_ref().is_some_and(|c| wanted.contains(&fold(c)))
    };
    let estimates: Vec<&Estimate> = printed.estimates.iter().filter(of_question).collect();
    if estimates.is_empty() {
        return Err(not_printed(question, printed));
    }
    let at = |level: Level| {
        let areas = boundaries.level(level);
        let of_area = |name: &str, code: &str| {
            estimates.iter().find(|e| match e.group.as_slice() {
                [] => level == Level::Country,
                [(variable, value)] => fold(variable) == level.id() && [fold(name), fold(code)].contains(&fold(value)),
                _ => false,
            })
        };
        let cells: Vec<Cell> =
            areas.iter().map(|a| of_area(&a.name, a.code.as_str()).map_or(Cell::missing(Missing::NoData), |e| cell(e))).collect();
        AtLevel { level, cells }
    };
    let levels = [Level::Country, Level::Zone, Level::Region].into_iter().map(at);
    Ok((levels.filter(|l| l.cells.iter().any(|c| c.value.is_ok())).collect(), None))
}

fn cell(estimate: &Estimate) -> Cell {
    Cell { value: estimate.value, n: estimate.n, interval: estimate.interval, stands_at: None }
}

fn question_without_column(question: &Question, survey: &Surveyed) -> Box<Problem> {
    let found = survey.responses.variables.iter().take(20).map(|v| v.column.as_str()).collect::<Vec<_>>().join(", ");
    Box::new(
        Problem::error(
            "question-without-column",
            &survey.file,
            Text::new("la colonne de la question n'existe pas", "the question's column does not exist"),
            Text::new(
                format!("Corrigez `column` ; colonnes trouvées : {found}"),
                format!("Correct `column`; columns found: {found}"),
            ),
        )
        .with(Case { row: None, field: Some(question.id.clone()), found: question.column.clone() }),
    )
}

fn question_without_survey(question: &Question) -> Box<Problem> {
    Box::new(
        Problem::error(
            "question-without-survey",
            "",
            Text::new(
                "la question ne renvoie à aucune entrée de type survey ou results",
                "the question points to no input of kind survey or results",
            ),
            Text::new("Corrigez `input` dans [[question]].", "Correct `input` in [[question]]."),
        )
        .with(Case { row: None, field: Some(question.id.clone()), found: question.input.clone() }),
    )
}

fn not_printed(question: &Question, printed: &Printed) -> Box<Problem> {
    Box::new(
        Problem::error(
            "question-not-printed",
            &printed.file,
            Text::new("le rapport n'imprime aucune part pour cette question", "the report prints no share for this question"),
            Text::new("Corrigez `column` ou `answers` dans [[question]].", "Correct `column` or `answers` in [[question]]."),
        )
        .with(Case { row: None, field: Some(question.id.clone()), found: question.column.clone() }),
    )
}

/// People who must have given an answer for a message to quote it.
const COMMON_ANSWER: usize = 5;

fn nobody_answers(question: &Question, survey: &Surveyed, variable: usize) -> Problem {
    let answers = &survey.responses.variables[variable].answers;
    let times = |choice: usize| (0..survey.responses.len()).filter(|&row| answers.took(row, choice)).count();
    // Never an answer that few gave: it could be somebody's own words.
    let common = survey.responses.question(variable).choices.iter().enumerate().filter(|(i, _)| times(*i) >= COMMON_ANSWER);
    let given = common.map(|(_, c)| c.code.as_str()).take(12).collect::<Vec<_>>().join(", ");
    Problem::warning(
        "answer-never-given",
        &survey.file,
        Text::new("aucune personne n'a donné une des réponses comptées", "nobody gave one of the answers that count"),
        Text::new(
            format!("La part est de 0 %. Si ce n'est pas voulu, corrigez `answers` ; réponses trouvées : {given}"),
            format!("The share is 0%. If that is not meant, correct `answers`; answers found: {given}"),
        ),
    )
    .with(Case { row: None, field: Some(question.id.clone()), found: question.answers.join(", ") })
}
