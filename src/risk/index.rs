//! From a declared tree to columns.

use super::branch::Branch;
use super::gaps::Surroundings;
use super::reliability::{self, Evidence};
use super::scored::Scored;
use super::steps::Steps;
use super::tree::Tree;
use super::uncertainty;
use crate::base::{Case, Column, Level, Problem, Text};

/// Computes every step from the indicators to the index.
///
/// Columns, each 0 (best) to 10 (worst) unless said otherwise: `INDICATOR_score` for each
/// indicator, and `INDICATOR_treated` in its own unit where outliers were treated or gaps filled;
/// `risk_NODE` for each component and dimension, those below before those above; `risk_index`;
/// `risk_class`, the number of its class, 1 being the best; `risk_rank`, 1 being the worst;
/// `risk_reliability` (0–100 %), of what [`Evidence`] says and of what was there, with its parts
/// `_weight`, `_age`, `_precision` and `_level`; and what [`Draws`](super::Draws) say of scores and ranks. Where the share of the weight that is there lies below the
/// minimum reliability there is no index. `n` counts the indicators that were there.
///
/// `columns` all stand at `level` and have equal length. Gaps are filled first, then outliers
/// treated, then values normalised over all areas. A declared indicator that is not among the
/// columns, is constant, has no value at all, stands twice, is a result of the index itself, or has a weight that is not above
/// zero or bounds in the wrong order is left out and reported; the rest is computed. So is one that many areas lack, which
/// stays. An empty tree, or a country without areas, gives no columns; a tree of which nothing is left gives none and a problem.
pub fn index(
    tree: &Tree,
    columns: &[Column],
    level: Level,
    around: &Surroundings,
    evidence: &Evidence,
) -> (Vec<Column>, Vec<Problem>) {
    let mut problems = Vec::new();
    let Some(scored) = Scored::new(tree, columns, around, &mut problems) else {
        problems.extend(columns.first().filter(|c| !c.cells.is_empty() && !tree.nodes.is_empty()).map(|_| nothing_left()));
        return (Vec::new(), problems);
    };
    problems.extend(scored.sparse());
    let steps = Steps { tree, scored: &scored, level };
    let mut out: Vec<Column> = scored.leaves().into_iter().flat_map(|leaf| steps.of_leaf(leaf)).collect();
    out.extend(scored.branches.iter().flat_map(Branch::and_below).map(|branch| steps.of_branch(branch)));
    let mut index = steps.index();
    let eligible: Vec<bool> = index.cells.iter().map(|c| c.ok().is_some()).collect();
    let (class, mut rank) = (steps.class(&index), steps.rank(&index));
    let spreads = tree.draws.spreads(&scored.branches, tree.aggregation, &eligible, evidence);
    let sureness = match tree.draws.count {
        0 => Vec::new(),
        _ => uncertainty::columns(&mut index, &mut rank, &spreads, &tree.draws.classes),
    };
    out.extend([index, class, rank].into_iter().chain(reliability::columns(&scored, evidence, level)).chain(sureness));
    (out, problems)
}

fn nothing_left() -> Problem {
    Problem::error(
        "risk-without-indicators",
        "",
        Text::new("aucun indice : aucun indicateur n'est utilisable", "no index: no indicator can be used"),
        Text::new(
            "Les problèmes « risk-left-out » disent pourquoi chacun est laissé de côté.",
            "The problems “risk-left-out” say why each is left out.",
        ),
    )
    .with(Case { row: None, field: Some("risk".into()), found: "–".into() })
}

#[cfg(test)]
mod tests;
