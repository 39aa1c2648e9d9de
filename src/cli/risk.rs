//! `lakana risk`: a composite index of any layer, with its uncertainty.

use super::plain_files::{FirstFileArgs, lang_of};
use super::run::progress;
use super::{Context, Outcome, account, summary};
use crate::base::{Lang, Result, number};
use crate::pipeline::date::{midnight, today};
use crate::pipeline::plain::risk::{Aggregation, Gaps, Normalisation, Preset, Ranked, RiskCommand, Treatment, TreeAsked, risk};
use clap::{ArgGroup, Args, ValueEnum};
use serde_json::{Value, json};
use std::path::PathBuf;

/// Shown at the end of the help.
pub const EXAMPLE: &str = "lakana risk communes.geojson --field incidents,deplaces --better ecoles,eau --name nom -o risque.gpkg";

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("indicators").required(true).multiple(true).args(["field", "better", "tree", "preset"]))]
pub struct RiskArgs {
    /// Couche ou tableau dont les champs sont les indicateurs.
    #[arg(value_name = "COUCHE")]
    pub file: PathBuf,
    /// Champs, de même poids, où plus haut est pire : incidents,deplaces.
    #[arg(long, value_name = "CHAMPS", value_delimiter = ',')]
    pub field: Vec<String>,
    /// Champs, de même poids, où plus haut est mieux : ecoles,eau.
    #[arg(long, value_name = "CHAMPS", value_delimiter = ',')]
    pub better: Vec<String>,
    /// Arbre d'indicateurs : table [risk] d'un fichier TOML, comme dans un fichier projet.
    #[arg(long, value_name = "FICHIER", conflicts_with_all = ["field", "better", "preset"])]
    pub tree: Option<PathBuf>,
    /// Arbre livré avec le programme, pour une couche qui a les champs d'un calcul de lakana.
    #[arg(long, value_enum, value_name = "ARBRE", conflicts_with_all = ["field", "better"])]
    pub preset: Option<PresetArg>,
    /// Comment les valeurs deviennent des scores de 0 à 10.
    #[arg(long, value_enum, value_name = "METHODE")]
    pub normalisation: Option<NormalisationArg>,
    /// Comment les scores sont réunis.
    #[arg(long, value_enum, value_name = "MOYENNE")]
    pub aggregation: Option<AggregationArg>,
    /// Que faire des valeurs extrêmes.
    #[arg(long, value_enum, value_name = "METHODE", conflicts_with_all = ["tree", "preset"])]
    pub treatment: Option<TreatmentArg>,
    /// Ce qui tient lieu d'une valeur manquante.
    #[arg(long, value_enum, value_name = "METHODE", conflicts_with_all = ["tree", "preset"])]
    pub missing: Option<MissingArg>,
    /// Part du poids qu'il faut connaître pour un indice, de 0 à 1.
    #[arg(long, value_name = "PART", value_parser = share)]
    pub minimum_reliability: Option<f64>,
    /// Tirages pour les intervalles et les probabilités ; 0 pour aucun.
    #[arg(long, value_name = "N")]
    pub draws: Option<usize>,
    /// Graine du hasard.
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Champ de l'unité supérieure, quand elle comble les lacunes.
    #[arg(long, value_name = "CHAMP")]
    pub group: Option<String>,
    /// Champ des noms des unités.
    #[arg(long, value_name = "CHAMP")]
    pub name: Option<String>,
    #[command(flatten)]
    pub read: FirstFileArgs,
    /// Couche ou tableau à écrire (.geojson, .gpkg, .shp, .csv, .xlsx) ; des styles .qml l'accompagnent : indice, certitude, priorité.
    #[arg(long, short, value_name = "FICHIER")]
    pub output: PathBuf,
}

/// A tree that ships with the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum PresetArg {
    Inform,
    WhitePaper,
    Equal,
}

/// How values become scores, in the words of the project file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum NormalisationArg {
    MinMax,
    Rank,
    ZScore,
}

/// How scores are brought together, in the words of the project file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum AggregationArg {
    Arithmetic,
    Geometric,
    Product,
    BadWeighsMore,
    Harmonic,
    Quadratic,
    Worst,
}

/// What is done about outliers, in the words of the project file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum TreatmentArg {
    None,
    Winsorise,
    BoxCox,
    Log,
}

/// What stands in for missing values, in the words of the project file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum MissingArg {
    Exclude,
    Neighbours,
    Parent,
    Required,
}

/// A share, 0 to 1, with a point or a comma.
fn share(typed: &str) -> Result<f64, String> {
    typed.replace(',', ".").parse().ok().filter(|share| (0.0..=1.0).contains(share)).ok_or_else(|| "0.5".into())
}

impl RiskArgs {
    fn asked(&self) -> TreeAsked {
        if let Some(path) = &self.tree {
            return TreeAsked::File(path.clone());
        }
        match self.preset {
            Some(PresetArg::Inform) => TreeAsked::Preset(Preset::Inform),
            Some(PresetArg::WhitePaper) => TreeAsked::Preset(Preset::WhitePaper),
            Some(PresetArg::Equal) => TreeAsked::Preset(Preset::Equal),
            None => TreeAsked::Fields {
                worse: self.field.clone(),
                better: self.better.clone(),
                treatment: match self.treatment {
                    None | Some(TreatmentArg::None) => Treatment::None,
                    Some(TreatmentArg::Winsorise) => Treatment::Winsorise,
                    Some(TreatmentArg::BoxCox) => Treatment::BoxCox,
                    Some(TreatmentArg::Log) => Treatment::Log,
                },
                missing: match self.missing {
                    None | Some(MissingArg::Exclude) => Gaps::Exclude,
                    Some(MissingArg::Neighbours) => Gaps::Neighbours,
                    Some(MissingArg::Parent) => Gaps::Parent,
                    Some(MissingArg::Required) => Gaps::Required,
                },
            },
        }
    }
}

impl NormalisationArg {
    fn of(self) -> Normalisation {
        match self {
            NormalisationArg::MinMax => Normalisation::MinMax,
            NormalisationArg::Rank => Normalisation::Rank,
            NormalisationArg::ZScore => Normalisation::ZScore,
        }
    }
}

impl AggregationArg {
    fn of(self) -> Aggregation {
        match self {
            AggregationArg::Arithmetic => Aggregation::Arithmetic,
            AggregationArg::Geometric => Aggregation::Geometric,
            AggregationArg::Product => Aggregation::Product,
            AggregationArg::BadWeighsMore => Aggregation::BadWeighsMore,
            AggregationArg::Harmonic => Aggregation::Harmonic,
            AggregationArg::Quadratic => Aggregation::Quadratic,
            AggregationArg::Worst => Aggregation::Worst,
        }
    }
}

pub fn run(args: &RiskArgs, context: &Context) -> Result<Outcome> {
    let lang = lang_of(context);
    let command = RiskCommand {
        layer: args.read.of(&args.file),
        tree: args.asked(),
        normalisation: args.normalisation.map(NormalisationArg::of),
        aggregation: args.aggregation.map(AggregationArg::of),
        minimum_reliability: args.minimum_reliability,
        draws: args.draws,
        seed: args.seed,
        group: args.group.clone(),
        name: args.name.clone(),
        output: args.output.clone(),
        lang,
        date: midnight(today()),
    };
    let drawn = progress(context, lang);
    let answer = risk(&command, drawn.as_ref())?;
    drop(drawn);
    match context.json {
        true => {
            let mut json = account::as_json(&answer.account, lang);
            json["worst"] = answer.worst.iter().map(|r| as_json(r, lang)).collect::<Vec<_>>().into();
            println!("{json:#}");
        }
        false => print!("{}", table(&answer.worst, lang)),
    }
    Ok(account::print(&answer.account, &Context { json: false, ..*context }))
}

fn as_json(ranked: &Ranked, lang: Lang) -> Value {
    json!({
        "rank": ranked.rank,
        "ranks": ranked.ranks.map(|(low, high)| [low, high]),
        "name": ranked.name,
        "index": ranked.index,
        "interval": ranked.interval.map(|(low, high)| [low, high]),
        "class": ranked.class.get(lang),
        "reliability": ranked.reliability,
    })
}

/// The areas that come first, one in each line.
fn table(worst: &[Ranked], lang: Lang) -> String {
    let heads = match lang {
        Lang::Fr => ["rang", "rangs possibles", "unité", "indice", "intervalle", "classe", "fiabilité %"],
        Lang::En => ["rank", "possible ranks", "area", "index", "interval", "class", "reliability %"],
    };
    let said = |value: f64, decimals| number(value, decimals, lang);
    let between = |range: Option<(f64, f64)>, decimals| {
        range.map_or("–".to_owned(), |(low, high)| format!("{}–{}", said(low, decimals), said(high, decimals)))
    };
    let line = |r: &Ranked| {
        [
            r.rank.to_string(),
            between(r.ranks.map(|(low, high)| (f64::from(low), f64::from(high))), 0),
            r.name.clone(),
            said(r.index, 1),
            between(r.interval, 1),
            r.class.get(lang).to_owned(),
            r.reliability.map_or("–".to_owned(), |v| said(v, 0)),
        ]
    };
    summary::table(&heads, &worst.iter().map(line).collect::<Vec<_>>(), 3)
}
