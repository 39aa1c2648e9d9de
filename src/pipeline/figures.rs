//! The figures of a project: charts of survey results, studies, steps and deaths, and maps of a
//! column, in the folder `figures`.

mod distance;
mod layout;
mod maps;
pub mod printed;
mod records;
pub mod survey;

use super::output::OutputFolder;
use super::project::{Figure, FigureKind, Project};
use super::questions::{Askable, Printed};
use super::run::{Results, RunOptions};
use crate::base::{Case, Lang, Level, Problem, Problems, Progress, Result, Text, percent};
use crate::carto::charts::{self, Chart};
use crate::products::sheets::{Sheet, SheetPlan, SheetSet};
use crate::survey::Estimate;
use crate::text;
use printed::printed_chart;
use rayon::prelude::*;
use survey::{Around, survey_chart};

/// A figure ready to be drawn.
enum Drawable {
    Chart(Box<Chart>),
    Map(SheetPlan),
}

/// Draws every figure of the project as SVG, PNG and PDF. What cannot be drawn is a problem, and the
/// others are drawn.
pub fn draw(
    results: &Results,
    project: &Project,
    set: &SheetSet,
    options: &RunOptions,
    output: &OutputFolder,
    progress: &dyn Progress,
) -> Result<Problems> {
    let mut problems = Problems::new();
    let credit = |id: &str| {
        let source = results.loaded.inputs.iter().find(|i| i.declared.id == id)?;
        Some(source.source.credit.clone())
    };
    let around = Around {
        lang: options.lang,
        title: project.project.title.text(),
        synthetic: project.project.synthetic,
        credit: &credit,
        compared: &results.comparisons,
    };
    let askable = Askable { surveys: &results.joined.surveys, printed: &results.joined.printed };
    let mut ready = Vec::new();
    for figure in &project.figure {
        let made = match figure.kind {
            FigureKind::Map => map(figure, project, &results.joined.printed, set, options.lang).map(Drawable::Map),
            FigureKind::Maps | FigureKind::FirstMap => {
                maps::chart(figure, &askable, &around, &results.loaded.boundaries).map(|c| Drawable::Chart(Box::new(c)))
            }
            FigureKind::Distance => distance::chart(figure, &askable, &around, results).map(|c| Drawable::Chart(Box::new(c))),
            FigureKind::Coverage | FigureKind::Timeline | FigureKind::Years | FigureKind::YearsShare | FigureKind::YearsMaps => {
                records::chart(figure, &results.joined, &results.loaded.boundaries, &around).map(|c| Drawable::Chart(Box::new(c)))
            }
            _ => {
                let chart = match askable.printed.iter().find(|p| p.id == figure.input) {
                    Some(printed) => printed_chart(figure, printed, &around),
                    None => survey_chart(figure, &askable, &around),
                };
                chart.map(|chart| Drawable::Chart(Box::new(chart)))
            }
        };
        match made {
            Ok(made) => ready.push((figure.id.as_str(), made)),
            Err(problem) => problems.add(*problem),
        }
    }
    ready.par_iter().with_max_len(1).try_for_each(|(id, figure)| {
        progress.go_on()?;
        let sheet = match figure {
            Drawable::Map(plan) => set.draw(plan)?,
            Drawable::Chart(chart) => Sheet::of(&charts::draw(chart)?)?,
        };
        output.write(format!("figures/{id}.svg"), sheet.svg)?;
        output.write(format!("figures/{id}.png"), sheet.png)?;
        output.write(format!("figures/{id}.pdf"), sheet.pdf)
    })?;
    Ok(problems)
}

/// Why a figure is not drawn.
fn not_drawn(figure: &Figure, what: Text, found: &str) -> Box<Problem> {
    let way_out = Text::new("Corrigez [[figure]] dans le projet.", "Correct [[figure]] in the project.");
    let case = Case { row: None, field: Some(figure.id.clone()), found: found.to_owned() };
    Box::new(Problem::error("figure-not-drawn", "", what, way_out).with(case))
}

/// The map of the country for a column, with what a report printed of the same question below it.
fn map(
    figure: &Figure,
    project: &Project,
    printed: &[Printed],
    set: &SheetSet,
    lang: Lang,
) -> std::result::Result<SheetPlan, Box<Problem>> {
    let plan = set.plan().into_iter().find(|p| p.region.is_none() && p.field == figure.question).ok_or_else(|| {
        let what = Text::new("aucune carte du pays ne montre cette colonne", "no map of the country shows this column");
        not_drawn(figure, what, &figure.question)
    })?;
    let mut notes: Vec<String> = figure.note.iter().map(|n| n.text().get(lang).to_owned()).collect();
    let question = project.question.iter().find(|q| format!("survey_{}", q.id) == figure.question);
    let report = figure.printed.as_ref().and_then(|id| printed.iter().find(|p| p.id == *id));
    if let (Some(question), Some(report)) = (question, report) {
        let same = |e: &&Estimate| {
            e.question.eq_ignore_ascii_case(&question.column)
                && e.choice.as_ref().is_some_and(|c| question.answers.contains(c))
                && e.group.first().is_some_and(|(variable, _)| variable == Level::Zone.id())
        };
        let said = report.estimates.iter().filter(same).filter_map(|e| Some((&e.group[0].1, e.value.ok()?)));
        let said: Vec<String> = said.map(|(zone, value)| format!("{zone} {}", percent(value, 0, lang))).collect();
        let said = match said.is_empty() {
            true => Text::new("Le rapport n'imprime pas ces valeurs.", "The report does not print these values."),
            false => {
                let (fr, en) = (said.join(" ; "), said.join("; "));
                text!("Valeurs imprimées dans le rapport : {fr}.", "Values printed in the report: {en}.")
            }
        };
        notes.push(said.get(lang).to_owned());
    }
    Ok(SheetPlan { title: figure.title.text().get(lang).to_owned(), notes, number: None, ..plan })
}
