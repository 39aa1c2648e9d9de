//! `lakana risk`: the composite index of a run, from the fields of any layer or table.
//!
//! Reads fields, hands them to [`crate::risk`] and writes what comes back: no step of the index is made here.

mod fields;
mod told;
mod written;

use super::{PlainInput, not_an_input, surfaces_of};
use crate::base::{Error, Features, Lang, Level, Problem, Problems, Progress, Result, Text};
use crate::layers::PlainFormat;
use crate::pipeline::account::{Account, InputAccount};
use crate::pipeline::project::Risk;
use crate::risk::{Evidence, Surroundings, Tree, index};
use crate::spatial::contiguity::queen;
use crate::text;
use std::path::PathBuf;

pub use crate::pipeline::project::Preset;
pub use crate::risk::{Aggregation, Gaps, Normalisation, Treatment};
pub use told::Ranked;

/// Where the tree is declared.
#[derive(Debug, Clone)]
pub enum TreeAsked {
    /// The table `[risk]` of a TOML file.
    File(PathBuf),
    /// One that ships with the program, for layers that carry the fields of a run.
    Preset(Preset),
    /// Fields that weigh alike.
    Fields {
        /// Higher is worse.
        worse: Vec<String>,
        /// Higher is better.
        better: Vec<String>,
        treatment: Treatment,
        missing: Gaps,
    },
}

/// What was typed.
#[derive(Debug, Clone)]
pub struct RiskCommand {
    pub layer: PlainInput,
    pub tree: TreeAsked,
    /// What follows goes before what the tree says.
    pub normalisation: Option<Normalisation>,
    pub aggregation: Option<Aggregation>,
    pub minimum_reliability: Option<f64>,
    /// 0 for no intervals and probabilities.
    pub draws: Option<usize>,
    pub seed: Option<u64>,
    /// Field whose equal values are one parent, where gaps are filled from the unit above.
    pub group: Option<String>,
    /// Field of the names of areas; the number of the row without it.
    pub name: Option<String>,
    pub output: PathBuf,
    pub lang: Lang,
    pub date: jiff::Timestamp,
}

/// What was found.
#[derive(Debug)]
pub struct RiskAnswer {
    /// The areas with the highest index, ten at most and those of the tenth's rank.
    pub worst: Vec<Ranked>,
    pub account: Account,
}

/// Carries the command out. Every row stays in the output; where too little is known its index is null.
///
/// Indicators that cannot be used (no such field, words, equal everywhere, a weight or bounds that mean nothing, twice, a
/// result of the index itself) are told and left out, and the index is made of the rest.
///
/// # Errors
/// No indicator can be used; a tree, group or name that is not there; an unknown ending; files that cannot be read or written.
pub fn risk(command: &RiskCommand, progress: &dyn Progress) -> Result<RiskAnswer> {
    PlainFormat::of(&command.output)?;
    not_an_input(&command.output, &[&command.layer.path])?;
    let declared = declared(command)?;
    let mut tree = declared.tree();
    let mut problems = Problems::new();
    let mut features = command.layer.read(&mut problems)?;
    let named = command.name.as_deref().map(|name| features.field(name)).transpose()?;
    let read = fields::read(&mut tree, &mut features, &mut problems);
    let around = surroundings(&tree, &features, command, &mut problems)?;
    progress.go_on()?;

    progress.step(&Text::new("Indice de risque", "Risk index"), None);
    let (columns, found) = index(&tree, &read, Level::Commune, &around, &Evidence::default());
    let file = &features.file;
    problems.extend(found.into_iter().map(|problem| Problem { file: file.clone(), ..problem }));
    let Some(of_index) = columns.iter().find(|c| c.id == "risk_index") else {
        return Err(nothing_usable(&features.file, problems));
    };
    progress.go_on()?;

    let mut input = InputAccount::new(Text::new("unités", "areas"), &features.file, features.rows.len() as u64);
    let without = of_index.cells.iter().filter(|c| c.ok().is_none()).count() as u64;
    input.leave_out("no-index", Text::new("sans indice : trop peu de données", "without an index: too little data"), without);
    let mut account = Account { inputs: vec![input], rules: told::rules(&tree, &read), ..Account::default() };
    told::facts(&mut account, &columns);
    problems.add(told::without_index(&features, &columns, &tree));
    let worst = told::worst(&features, named, &columns, &tree)?;
    problems.extend(declared.hatch_problem(&features.file));
    let hatch = declared.hatch();
    let styling = written::Styling { classes: &tree.draws.classes, hatch: hatch.as_ref() };
    written::write(&mut features, &columns, styling, command, &mut account)?;
    account.problems.extend(problems.sorted());
    Ok(RiskAnswer { worst, account })
}

/// The tree as declared, with what the command line says over it.
fn declared(command: &RiskCommand) -> Result<Risk> {
    let mut risk = match &command.tree {
        TreeAsked::File(path) => Risk::read(path)?,
        TreeAsked::Preset(preset) => Risk::of_preset(*preset),
        TreeAsked::Fields { worse, better, treatment, missing } => Risk::of_fields(worse, better, *treatment, *missing),
    };
    risk.normalisation = command.normalisation.or(risk.normalisation);
    risk.aggregation = command.aggregation.or(risk.aggregation);
    risk.minimum_reliability = command.minimum_reliability.or(risk.minimum_reliability);
    risk.uncertainty.draws = command.draws.unwrap_or(risk.uncertainty.draws);
    risk.uncertainty.seed = command.seed.unwrap_or(risk.uncertainty.seed);
    Ok(risk)
}

/// What lies around each area, as far as the tree asks for it. What it asks for and nobody gives is told.
fn surroundings(tree: &Tree, features: &Features, command: &RiskCommand, problems: &mut Problems) -> Result<Surroundings> {
    let mut around = Surroundings::default();
    let not_filled =
        |what: Text, way_out: Text| Problem { count: 1, ..Problem::warning("gaps-not-filled", &features.file, what, way_out) };
    if tree.asks(Gaps::Neighbours) {
        if features.rows.iter().any(|row| row.geometry.is_some()) {
            let shapes = surfaces_of(features, problems)?;
            let touching = queen(&shapes.iter().collect::<Vec<_>>());
            around.neighbours = (0..shapes.len()).map(|i| touching.of(i).to_vec()).collect();
        } else {
            problems.add(not_filled(
                Text::new(
                    "lacunes non comblées par les voisines : le fichier n'a pas de polygones",
                    "gaps not filled from neighbours: the file has no polygons",
                ),
                Text::new("Donnez une couche de polygones.", "Give a layer of polygons."),
            ));
        }
    }
    if let Some(name) = &command.group {
        let field = features.field(name)?;
        let mut known: Vec<String> = features.rows.iter().map(|row| row.values[field].shown()).collect();
        let of_row = known.clone();
        known.sort();
        known.dedup();
        around.parents = of_row.iter().map(|g| known.binary_search(g).ok().filter(|_| !g.is_empty())).collect();
    } else if tree.asks(Gaps::Parent) {
        problems.add(not_filled(
            Text::new(
                "lacunes non comblées par l'unité supérieure : aucun champ ne la dit",
                "gaps not filled from the unit above: no field says which it is",
            ),
            Text::new("Nommez ce champ avec --group.", "Name that field with --group."),
        ));
    }
    Ok(around)
}

/// Nothing is left of the tree: why, indicator by indicator.
fn nothing_usable(file: &str, problems: Problems) -> Error {
    let mut why = Text::default();
    for problem in problems.sorted() {
        let found: Vec<&str> = problem.cases.iter().take(3).map(|c| c.found.as_str()).collect();
        why.fr += &format!("\n    {} : {}", problem.what.fr, found.join(" ; "));
        why.en += &format!("\n    {}: {}", problem.what.en, found.join("; "));
    }
    let (fr, en) = (why.fr, why.en);
    Error::input(
        text!(
            "`{file}` : aucun indicateur n'est utilisable, il n'y a pas d'indice{fr}",
            "`{file}`: no indicator can be used, there is no index{en}"
        ),
        Text::new(
            "Nommez des champs de nombres qui diffèrent d'une unité à l'autre ; pour une seule unité, donnez des bornes fixes (bounds) dans --tree.",
            "Name fields of numbers that differ from area to area; for a single area give fixed bounds (bounds) in --tree.",
        ),
    )
}
