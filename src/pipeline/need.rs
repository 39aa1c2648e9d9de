//! The pairs of need and response that a project declares.

use super::project::Project;
use crate::base::{Boundaries, Case, Column, Level, Problem, Text, columns_at};
use crate::indicators::need::{Pairing, columns};
use crate::text;

/// Columns of every `[[need]]`, at the zones and the regions where both of its columns stand themselves; a value
/// that stands at a coarser level is no value of the finer one. A column that is not there, and bounds that do not ascend, are
/// problems, and the rest goes on.
pub fn need_columns(project: &Project, known: &[Column], boundaries: &Boundaries) -> (Vec<Column>, Vec<Problem>) {
    let (mut out, mut problems) = (Vec::new(), Vec::new());
    for need in &project.need {
        let absent: Vec<&str> = [&need.question, &need.coverage]
            .into_iter()
            .map(String::as_str)
            .filter(|id| !known.iter().any(|c| c.id == *id))
            .collect();
        if !absent.is_empty() {
            problems.push(no_column(&need.id, &absent));
            continue;
        }
        if [need.need_bounds, need.coverage_bounds].into_iter().flatten().any(|[low, high]| low.is_nan() || low > high) {
            problems.push(bad_bounds(&need.id));
            continue;
        }
        let label = need.label.text();
        for level in [Level::Zone, Level::Region].into_iter().filter(|&level| !boundaries.level(level).is_empty()) {
            let here = columns_at(level, known, boundaries);
            let own = |id: &str| {
                here.iter()
                    .find(|c| c.id == id)
                    .filter(|c| c.cells.iter().any(|cell| cell.stands_at.is_none() && cell.ok().is_some()))
            };
            let (Some(asked), Some(given)) = (own(&need.question), own(&need.coverage)) else { continue };
            out.extend(columns(&Pairing {
                id: &need.id,
                label: &label,
                need: asked,
                response: given,
                need_bounds: need.need_bounds,
                response_bounds: need.coverage_bounds,
            }));
        }
    }
    (out, problems)
}

fn no_column(id: &str, absent: &[&str]) -> Problem {
    let absent = absent.join(", ");
    Problem::error(
        "need-without-column",
        "",
        text!("besoin et réponse : aucune colonne « {absent} »", "need and response: no column `{absent}`"),
        Text::new(
            "Les colonnes sont dans tables/dictionary.csv ; une question donne survey_ID.",
            "The columns are in tables/dictionary.csv; a question gives survey_ID.",
        ),
    )
    .with(Case::found(id))
}

fn bad_bounds(id: &str) -> Problem {
    Problem::error(
        "need-bounds",
        "",
        Text::new("besoin et réponse : les bornes ne montent pas", "need and response: the bounds do not ascend"),
        Text::new("Écrivez la plus petite d'abord : [30, 60].", "Write the lesser first: [30, 60]."),
    )
    .with(Case::found(id))
}
