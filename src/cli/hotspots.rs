//! `lakana hotspots`: where high or low values stand together.

use super::plain_files::FirstFileArgs;
use super::progress::Drawn;
use super::{Context, Outcome, account, summary};
use crate::base::{Adjustment, Lang, Progress, Result, Silent, number};
use crate::pipeline::date::{midnight, today};
use crate::pipeline::plain::hotspots::{Asked, HotspotsCommand, Length, MapStatistic, Permutations, Surroundings, hotspots};
use clap::{Args, ValueEnum};
use serde_json::{Map, Value, json};
use std::path::PathBuf;

/// Shown at the end of the help.
pub const EXAMPLE: &str = "lakana hotspots communes.geojson --field incidents --per population -o points_chauds.geojson";

#[derive(Debug, Args)]
pub struct HotspotsArgs {
    /// Polygones ou points : toute couche que GDAL lit, ou un tableau avec longitude et latitude.
    #[arg(value_name = "COUCHE")]
    pub file: PathBuf,
    /// Champ de nombres à examiner.
    #[arg(long, value_name = "CHAMP")]
    pub field: String,
    /// Champ de population : examine des taux au lieu de nombres.
    #[arg(long, value_name = "CHAMP")]
    pub per: Option<String>,
    /// Autre champ, regardé autour de chaque unité : Moran local à deux variables.
    #[arg(long, value_name = "CHAMP")]
    pub against: Option<String>,
    /// Statistique de chaque unité ; joins pour un champ de 0 et de 1.
    #[arg(long, value_enum, default_value = "gi-star")]
    pub statistic: StatisticArg,
    /// Voisines : queen, rook, nearest:8, band:50km, ou un fichier .gal ou .gwt.
    #[arg(long, value_name = "VOISINES", default_value = "queen")]
    pub neighbours: Surroundings,
    /// Distance à laquelle des limites mal jointes se touchent : 50m.
    #[arg(long, value_name = "LONGUEUR")]
    pub tolerance: Option<Length>,
    /// Permutations par unité ; 0 pour des probabilités par formule.
    #[arg(long, value_name = "N", default_value_t = 999)]
    pub permutations: usize,
    /// Graine du hasard.
    #[arg(long, value_name = "N", default_value_t = Permutations::default().seed)]
    pub seed: u64,
    /// Seuil de signification.
    #[arg(long, value_name = "SEUIL", default_value_t = 0.05, value_parser = level)]
    pub level: f64,
    /// Correction pour le nombre d'unités.
    #[arg(long, value_enum, default_value = "fdr")]
    pub adjust: AdjustArg,
    /// Champ qui nomme les unités dans les fichiers de voisinage.
    #[arg(long, value_name = "CHAMP")]
    pub code: Option<String>,
    /// Écrit aussi le voisinage (.gal ou .gwt).
    #[arg(long, value_name = "FICHIER")]
    pub neighbours_to: Option<PathBuf>,
    #[command(flatten)]
    pub read: FirstFileArgs,
    /// Couche ou tableau à écrire (.geojson, .gpkg, .shp, .csv, .xlsx) ; deux styles .qml l'accompagnent : groupes, signification.
    #[arg(long, short, value_name = "FICHIER")]
    pub output: PathBuf,
}

/// Statistic of single areas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StatisticArg {
    GiStar,
    Gi,
    Moran,
    Geary,
    Joins,
}

/// Adjustment for the number of areas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AdjustArg {
    Fdr,
    Bonferroni,
    None,
}

fn level(typed: &str) -> Result<f64, String> {
    typed.replace(',', ".").parse().ok().filter(|level| (0.0..=1.0).contains(level)).ok_or_else(|| "0.05".into())
}

pub fn run(args: &HotspotsArgs, context: &Context) -> Result<Outcome> {
    let lang = context.lang.unwrap_or(context.talk);
    let progress: Box<dyn Progress> = if context.quiet { Box::new(Silent) } else { Box::new(Drawn::new(lang)) };
    let command = HotspotsCommand {
        layer: args.read.of(&args.file),
        field: args.field.clone(),
        per: args.per.clone(),
        against: args.against.clone(),
        statistic: match args.statistic {
            StatisticArg::GiStar => Asked::GiStar,
            StatisticArg::Gi => Asked::Gi,
            StatisticArg::Moran => Asked::Moran,
            StatisticArg::Geary => Asked::Geary,
            StatisticArg::Joins => Asked::Joins,
        },
        neighbours: args.neighbours.clone(),
        tolerance: args.tolerance,
        permutations: Permutations { count: args.permutations, seed: args.seed },
        level: args.level,
        adjustment: match args.adjust {
            AdjustArg::Fdr => Some(Adjustment::BenjaminiHochberg),
            AdjustArg::Bonferroni => Some(Adjustment::Bonferroni),
            AdjustArg::None => None,
        },
        code: args.code.clone(),
        neighbours_to: args.neighbours_to.clone(),
        output: args.output.clone(),
        lang,
        date: midnight(today()),
    };
    let answer = hotspots(&command, progress.as_ref())?;
    drop(progress);
    match context.json {
        true => {
            let mut json = account::as_json(&answer.account, lang);
            json["map"] = answer.map.iter().map(|s| (s.id.to_owned(), as_json(s, lang))).collect::<Map<_, _>>().into();
            println!("{json:#}");
        }
        false => print!("{}", table(&answer.map, lang)),
    }
    Ok(account::print(&answer.account, &Context { json: false, ..*context }))
}

fn as_json(statistic: &MapStatistic, lang: Lang) -> Value {
    json!({
        "label": statistic.label.get(lang),
        "value": statistic.value,
        "expected": statistic.expected,
        "z": statistic.z,
        "p_formula": statistic.p_formula,
        "p_permuted": statistic.p_permuted,
        "p_folded": statistic.p_folded,
        "reading": statistic.reading.get(lang),
    })
}

/// The statistics of the whole map, one in each line.
fn table(map: &[MapStatistic], lang: Lang) -> String {
    if map.is_empty() {
        return String::new();
    }
    let heads = match lang {
        Lang::Fr => ["carte entière", "valeur", "attendu", "z", "p formule", "p permutations", "lecture"],
        Lang::En => ["whole map", "value", "expected", "z", "p formula", "p permutations", "reading"],
    };
    let said = |value: Option<f64>, decimals| value.map_or("–".to_owned(), |v| number(v, decimals, lang));
    let line = |s: &MapStatistic| {
        // Counts are counts; general G is a small share.
        let decimals = match s.value.abs() {
            v if v < 0.1 => 5,
            v if v < 10.0 => 3,
            _ => 1,
        };
        let chances = [s.p_formula, s.p_permuted].map(|p| said(p, 3));
        let [formula, permuted] = chances;
        let (label, reading) = (s.label.get(lang).to_owned(), s.reading.get(lang).to_owned());
        [label, said(Some(s.value), decimals), said(s.expected, decimals), said(s.z, 2), formula, permuted, reading]
    };
    summary::table(&heads, &map.iter().map(line).collect::<Vec<_>>(), 1)
}
