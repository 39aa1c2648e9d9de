//! The interactive page of a run: what it is made of, out of the results and the project.

use super::output::OutputFolder;
use super::project::Project;
use super::run::Results;
use crate::base::{Boundaries, Case, Column, Problem, Result, Text, fits};
use crate::carto::theme::Theme;
use crate::layers::Layer;
use crate::products::page::{PageContext, ScorePart, data, html};
use crate::products::sheets::SheetContext;
use crate::protect::Audience;
use crate::read::incidents::IncidentKind;
use crate::risk::Node;

/// The page at the root of the outputs.
pub const PAGE_FILE: &str = "index.html";

/// Writes the page. A program built without it says so in a note.
pub fn write(
    results: &Results,
    project: &Project,
    layers: &[Layer],
    themes: &[Theme],
    sheets: &SheetContext,
    audience: Audience,
    output: &OutputFolder,
) -> Result<Vec<Problem>> {
    let kinds = IncidentKind::ALL.iter().map(|kind| (kind.id().to_owned(), kind.label()));
    let axes = results.roads.axes.iter().map(|axis| (axis.id.clone(), axis.label.clone()));
    let context = PageContext {
        sheets,
        audience: audience.label(),
        columns: &results.columns,
        score: score(project, &results.columns),
        names: kinds.chain(axes).collect(),
    };
    let boundaries: &Boundaries = &results.loaded.boundaries;
    match html(&data(layers, boundaries, themes, &context)?)? {
        Some(page) => output.write(PAGE_FILE, page).map(|()| Vec::new()),
        None => Ok(vec![not_built()]),
    }
}

fn not_built() -> Problem {
    Problem::note(
        "page-not-built",
        "",
        Text::new(
            "pas de page interactive index.html : ce programme a été construit sans Node.js",
            "no interactive page index.html: this program was built without Node.js",
        ),
        Text::new(
            "Installez Node.js 18 ou plus, puis `make build` ; tout le reste est écrit.",
            "Install Node.js 18 or later, then `make build`; everything else is written.",
        ),
    )
    .with(Case { row: None, field: None, found: PAGE_FILE.to_owned() })
}

/// The declared tree of the index with the fields of its scores; empty without an index.
fn score(project: &Project, columns: &[Column]) -> Vec<ScorePart> {
    let tree = project.risk.as_ref().map(|risk| risk.tree());
    let nodes = tree.iter().flat_map(|tree| &tree.nodes);
    nodes.filter_map(|node| part(node, columns)).collect()
}

/// A branch with what the data carry of it; `None` where it has no score.
fn part(node: &Node, columns: &[Column]) -> Option<ScorePart> {
    let column = |id: &str| columns.iter().find(|c| c.id == id);
    let field = format!("risk_{}", node.id);
    column(&field)?;
    let mut parts = Vec::new();
    for indicator in &node.indicators {
        let has_score = |c: &&Column| column(&format!("{}_score", c.id)).is_some();
        let mut found: Vec<&Column> = columns.iter().filter(|c| fits(&indicator.column, &c.id)).filter(has_score).collect();
        // One that exists at several levels stands here once.
        found.sort_by(|a, b| a.id.cmp(&b.id));
        found.dedup_by(|a, b| a.id == b.id);
        let weight = indicator.weight / found.len().max(1) as f64;
        parts.extend(found.into_iter().map(|c| ScorePart {
            field: c.id.clone(),
            score: format!("{}_score", c.id),
            label: c.label.clone(),
            weight,
            parts: Vec::new(),
        }));
    }
    parts.extend(node.nodes.iter().filter_map(|below| part(below, columns)));
    Some(ScorePart { score: field.clone(), field, label: node.label.clone(), weight: node.weight, parts })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Problems;

    #[test]
    fn a_program_without_the_page_says_so() {
        let mut problems = Problems::new();
        problems.add(not_built());
        assert_eq!(problems.sorted().len(), 1, "what has no case is no problem");
    }
}
