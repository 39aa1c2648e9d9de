//! What the person is told beside the numbers: how they came about, and what cannot be said.

use super::classes::AreaClass;
use super::local::Found;
use super::{Asked, HotspotsCommand, Permutations};
use crate::base::{Adjustment, Case, Features, Lang, Problem, Text, number};
use crate::pipeline::account::Account;
use crate::spatial::weights::Weights;
use crate::text;

/// How the numbers came about.
pub fn rules(command: &HotspotsCommand) -> Vec<Text> {
    let Permutations { count, seed } = command.permutations;
    let neighbours = command.neighbours.label();
    let statistic = match command.statistic {
        Asked::GiStar => Text::new("Gi* (Getis et Ord 1992, 1995)", "Gi* (Getis and Ord 1992, 1995)"),
        Asked::Gi => Text::new("Gi (Getis et Ord 1992, 1995)", "Gi (Getis and Ord 1992, 1995)"),
        Asked::Moran => Text::new("Moran local (Anselin 1995)", "local Moran (Anselin 1995)"),
        Asked::Geary => Text::new("Geary local (Anselin 1995, 2019)", "local Geary (Anselin 1995, 2019)"),
        Asked::Joins => Text::new(
            "voisinages locaux de 1 (Anselin et Li 2019) : côté élevé seul",
            "local join counts of 1 (Anselin and Li 2019): upper side alone",
        ),
    };
    let chance = match count {
        0 => Text::new("probabilités par formule (loi normale)", "probabilities by formula (normal distribution)"),
        _ => {
            let sides = if command.statistic == Asked::Joins { 1.0 } else { 2.0 };
            let least = |lang| number(sides / (count as f64 + 1.0), 4, lang);
            let (fr, en) = (least(Lang::Fr), least(Lang::En));
            let (deux, two) = if sides == 2.0 { (", bilatéral", ", two-sided") } else { ("", "") };
            text!(
                "{count} permutations conditionnelles, graine {seed}{deux} : aucune probabilité sous {fr}",
                "{count} conditional permutations, seed {seed}{two}: no probability below {en}"
            )
        }
    };
    let adjusted = match command.adjustment {
        None => Text::new("sans correction pour le nombre d'unités", "not adjusted for the number of areas"),
        Some(Adjustment::BenjaminiHochberg) => Text::new(
            "fausses alertes limitées (Benjamini et Hochberg 1995)",
            "false discoveries held down (Benjamini and Hochberg 1995)",
        ),
        Some(_) => Text::new("corrigé pour le nombre d'unités (Bonferroni)", "adjusted for the number of areas (Bonferroni)"),
    };
    let mut rules = vec![
        Text::new(format!("statistique : {}", statistic.fr), format!("statistic: {}", statistic.en)),
        Text::new(format!("voisines : {}", neighbours.fr), format!("neighbours: {}", neighbours.en)),
        chance,
        adjusted,
    ];
    if command.per.is_some() {
        rules.push(Text::new(
            "valeurs : taux standardisés par Bayes empirique (Assunção et Reis 1999)",
            "values: rates standardised by empirical Bayes (Assunção and Reis 1999)",
        ));
    }
    rules
}

/// The numbers worth saying.
pub fn told(account: &mut Account, command: &HotspotsCommand, weights: &Weights, areas: impl Iterator<Item = AreaClass>) {
    let links = weights.neighbours().links() as f64 / weights.len().max(1) as f64;
    account.fact("neighbours_mean", Text::new("voisines en moyenne", "neighbours on average"), links, 1);
    let areas: Vec<AreaClass> = areas.collect();
    for class in command.statistic.classes() {
        let many = areas.iter().filter(|c| c.code() == class.code()).count();
        account.fact(format!("class_{}", class.code()), class.label(), many as f64, 0);
    }
}

/// No area has a statistic.
pub fn nothing_varies(file: &str, command: &HotspotsCommand, known: &[f64], found: &[Option<Found>]) -> Problem {
    let mut problem = Problem::warning(
        "nothing-to-compare",
        file,
        Text::new(
            "aucune statistique : valeurs toutes égales, ou aucune voisine",
            "no statistic: all values alike, or no neighbours at all",
        ),
        Text::new(
            "Vérifiez le champ ; pour des limites mal jointes, donnez --tolerance 50m ; pour des points, --neighbours nearest:8.",
            "Check the field; for borders that do not meet give --tolerance 50m; for points --neighbours nearest:8.",
        ),
    );
    if found.iter().all(Option::is_none) {
        let first = known.first().map_or_else(String::new, |v| number(*v, 3, command.lang));
        problem.push(Case::found(format!("{} : {first} × {}", command.field, known.len())));
    }
    problem
}

/// Areas without a neighbour.
pub fn islands(features: &Features, kept: &[usize], weights: &Weights, codes: &[String]) -> Problem {
    let islands = weights.neighbours().islands();
    let case = |i: usize| Case::row(features.rows[kept[i]].row, "geometry", codes[kept[i]].clone());
    Problem::note(
        "island",
        &features.file,
        Text::new("unités sans voisine : sans statistique", "areas without a neighbour: no statistic"),
        Text::new(
            "C'est juste pour une île ; sinon donnez --tolerance 50m, ou --neighbours nearest:8.",
            "Right for an island; else give --tolerance 50m, or --neighbours nearest:8.",
        ),
    )
    .with_all(islands.into_iter().map(case))
}
