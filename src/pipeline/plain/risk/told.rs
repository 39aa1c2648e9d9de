//! What the person is told beside the layer: how the index came about, how it is spread, and which areas come first.

use crate::base::{Case, Column, Direction, Features, Lang, Problem, Result, Text, number};
use crate::carto::theme::Theme;
use crate::pipeline::account::Account;
use crate::risk::{Indicator, Node, Tree};

/// Areas that are told of at least, where there are as many.
const FIRST: f64 = 10.0;

/// One of the areas with the highest index.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranked {
    pub rank: u32,
    /// Ranks it may have, where draws were asked for.
    pub ranks: Option<(u32, u32)>,
    pub name: String,
    pub index: f64,
    pub interval: Option<(f64, f64)>,
    pub class: Text,
    /// Percent.
    pub reliability: Option<f64>,
}

/// How the index came about.
pub fn rules(tree: &Tree, read: &[Column]) -> Vec<Text> {
    let (mut worse, mut better) = (Vec::new(), Vec::new());
    let mut sort = |indicator: &Indicator, column: &Column| match indicator.direction.unwrap_or(column.direction) {
        Direction::HigherIsBetter => better.push(column.id.clone()),
        _ => worse.push(column.id.clone()),
    };
    for column in read {
        if let Some(indicator) = indicators(&tree.nodes).into_iter().find(|i| crate::base::fits(&i.column, &column.id)) {
            sort(indicator, column);
        }
    }
    let mut rules = Vec::new();
    let mut say = |fr: &str, en: &str, fields: &[String]| {
        if !fields.is_empty() {
            let list = fields.join(", ");
            rules.push(Text::new(format!("{fr} : {list}"), format!("{en}: {list}")));
        }
    };
    say("plus haut est pire", "higher is worse", &worse);
    say("plus haut est mieux", "higher is better", &better);
    let how = tree.aggregation.label();
    rules.push(Text::new(format!("agrégation : {}", how.fr), format!("aggregation: {}", how.en)));
    rules.push(match tree.draws.count {
        0 => Text::new("aucun tirage : ni intervalle ni probabilité", "no draws: neither interval nor probability"),
        count => {
            let seed = tree.draws.seed;
            crate::text!("{count} tirages, graine {seed}", "{count} draws, seed {seed}")
        }
    });
    rules
}

fn indicators(nodes: &[Node]) -> Vec<&Indicator> {
    nodes.iter().flat_map(|n| n.indicators.iter().chain(indicators(&n.nodes))).collect()
}

/// Areas in each class, and what the index and its reliability are on average.
pub fn facts(account: &mut Account, columns: &[Column]) {
    let named = class_names();
    if let Some(class) = columns.iter().find(|c| c.id == "risk_class") {
        for (i, name) in named.iter().enumerate() {
            let many = class.values().filter(|&v| v == (i + 1) as f64).count();
            account.fact(format!("class_{}", i + 1), name.clone(), many as f64, 0);
        }
    }
    let mean = |id: &str| {
        let values: Vec<f64> = columns.iter().find(|c| c.id == id)?.values().collect();
        (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
    };
    if let Some(mean) = mean("risk_index") {
        account.fact("risk_index_mean", Text::new("indice moyen", "mean index"), mean, 2);
    }
    if let Some(mean) = mean("risk_reliability") {
        account.fact("risk_reliability_mean", Text::new("fiabilité moyenne, en %", "mean reliability, in %"), mean, 0);
    }
}

/// Names of the five classes: those of the map of risk.
pub fn class_names() -> Vec<Text> {
    let themes = Theme::all().unwrap_or_default();
    themes.into_iter().find(|t| t.id == "risk").map(|t| t.class_names).unwrap_or_default()
}

/// Areas of which too little is known.
pub fn without_index(features: &Features, columns: &[Column], tree: &Tree) -> Problem {
    let column = |id: &str| columns.iter().find(|c| c.id == id);
    let asked = |lang| number(100.0 * tree.minimum_reliability, 0, lang);
    let (fr, en) = (asked(Lang::Fr), asked(Lang::En));
    let without = |i: &usize| column("risk_index").is_some_and(|c| c.cells[*i].ok().is_none());
    let known = |i: usize| column("risk_reliability_weight").and_then(|c| c.cells[i].ok()).unwrap_or(0.0);
    Problem::warning(
        "risk-without-index",
        &features.file,
        Text::new("unités sans indice : trop peu de données", "areas without an index: too little data"),
        crate::text!(
            "Il y faut {fr} % du poids des indicateurs et tout indicateur indispensable ; complétez les données, ou changez --minimum-reliability.",
            "They need {en}% of the weight of the indicators and every required one; complete the data, or change --minimum-reliability."
        ),
    )
    .with_all((0..features.rows.len()).filter(without).map(|i| Case::row(features.rows[i].row, "risk_reliability", format!("{} %", known(i).round()))))
}

/// The areas that come first, by rank and then by their order in the file.
pub fn worst(features: &Features, name: Option<usize>, columns: &[Column], tree: &Tree) -> Result<Vec<Ranked>> {
    let column = |id: &str| columns.iter().find(|c| c.id == id);
    let (Some(index), Some(rank)) = (column("risk_index"), column("risk_rank")) else { return Ok(Vec::new()) };
    let names = class_names();
    let whole = |(low, high): (f64, f64)| (low as u32, high as u32);
    let mut first: Vec<(usize, Ranked)> = Vec::new();
    for (i, row) in features.rows.iter().enumerate() {
        let (Some(score), Some(place)) = (index.cells[i].ok(), rank.cells[i].ok().filter(|&place| place <= FIRST)) else {
            continue;
        };
        let ranked = Ranked {
            rank: place as u32,
            ranks: rank.cells[i].interval.map(whole),
            name: name.map_or_else(|| row.row.to_string(), |field| row.values[field].shown()),
            index: score,
            interval: index.cells[i].interval,
            class: names.get(crate::risk::class_of(score, &tree.draws.classes)).cloned().unwrap_or_default(),
            reliability: column("risk_reliability").and_then(|c| c.cells[i].ok()),
        };
        first.push((i, ranked));
    }
    first.sort_by_key(|(i, ranked)| (ranked.rank, *i));
    Ok(first.into_iter().map(|(_, ranked)| ranked).collect())
}
