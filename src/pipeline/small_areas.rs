//! Communes filled by a model, for the questions of a project that ask for it.

use super::project::{Project, Question, Sample};
use super::questions::{Askable, counted};
use super::surveys::Surveyed;
use crate::base::{Boundaries, Case, Column, Interval, Level, Problem, Text, columns_at};
use crate::indicators::survey::{Asked, model_column};
use crate::survey::Estimate;
use crate::survey::climb::Minimum;
use crate::survey::small_area::{Covariate, Direct, Options, fay_herriot};

/// A column for each question with a model, from its answers and the columns known of communes. A
/// model that the sample cannot carry is a problem that says why.
pub fn model_columns(
    project: &Project,
    askable: &Askable,
    columns: &[Column],
    boundaries: &Boundaries,
) -> (Vec<Column>, Vec<Problem>) {
    let known = columns_at(Level::Commune, columns, boundaries);
    let (mut out, mut problems) = (Vec::new(), Vec::new());
    for question in project.question.iter().filter(|q| q.model.is_some()) {
        // Without its survey the question has been reported already.
        let Some(survey) = askable.surveys.iter().find(|s| s.id == question.input) else { continue };
        match model(question, survey, &known) {
            Ok(column) => out.extend(column),
            Err(problem) => problems.push(*problem),
        }
    }
    (out, problems)
}

fn model(question: &Question, survey: &Surveyed, known: &[Column]) -> Result<Option<Column>, Box<Problem>> {
    let refused = |why: Text, hint: Text, found: &str| {
        let case = Case { row: None, field: Some(question.id.clone()), found: found.to_owned() };
        Box::new(Problem::error("model-refused", &survey.file, why, hint).with(case))
    };
    if survey.sample == Sample::Purposive {
        return Err(refused(
            Text::new(
                "un échantillon raisonné ne porte pas de modèle par commune",
                "a purposive sample carries no model of communes",
            ),
            Text::new(
                "Retirez `model`, ou dites `sample = \"random\"` si les personnes ont été tirées au sort.",
                "Remove `model`, or say `sample = \"random\"` if people were drawn at random.",
            ),
            &survey.id,
        ));
    }
    let (Some((variable, choices)), Some(areas), Some(declared)) =
        (counted(question, survey), survey.areas(Level::Commune), &question.model)
    else {
        return Ok(None);
    };
    let mut covariates = Vec::new();
    for id in &declared.covariates {
        let column = known.iter().find(|c| c.id == *id).ok_or_else(|| {
            refused(
                Text::new("variable auxiliaire inconnue", "unknown covariate"),
                Text::new("Nommez une colonne de la couche des communes.", "Name a column of the layer of communes."),
                id,
            )
        })?;
        covariates.push(Covariate { label: column.label.clone(), values: column.cells.iter().map(|c| c.ok()).collect() });
    }
    let estimates = survey.share_of(variable, &choices, &[(Level::Commune.id(), areas)]);
    let direct: Vec<Option<Direct>> = estimates.iter().map(direct).collect();
    let fit = fay_herriot(&direct, &covariates, &Options::default())
        .map_err(|error| refused(error.what, error.hint, &declared.covariates.join(", ")))?;
    let label = question.label.text();
    let asked = Asked {
        id: &question.id,
        label: &label,
        direction: question.direction,
        source: &question.input,
        random_sample: true,
        interval: Interval::Model,
    };
    let n: Vec<Option<u32>> = estimates.iter().map(|e| e.n).collect();
    Ok(Some(model_column(&asked, &fit, &n, Level::Commune, Minimum::default())))
}

/// What the answers of one commune say by themselves; one answer says nothing of its own variance.
fn direct(estimate: &Estimate) -> Option<Direct> {
    let (share, n) = (estimate.value.ok()? / 100.0, estimate.n.filter(|n| *n > 1)?);
    let error = estimate.standard_error? / 100.0;
    let effective_n = f64::from(n) / estimate.design_effect.filter(|d| *d > 0.0).unwrap_or(1.0);
    Some(Direct { share, variance: error * error, effective_n })
}
