//! `lakana scan`: areas that together have more cases than their people explain.

use super::plain_files::{FirstFileArgs, SecondFileArgs, lang_of};
use super::run::progress;
use super::{Context, Outcome, account};
use crate::base::{Lang, Result};
use crate::pipeline::date::{midnight, today};
use crate::pipeline::plain::scan::{Against, Cases, EventsAsked, Permutations, ScanAnswer, ScanCommand, ScanOptions, Step, scan};
use clap::{ArgGroup, Args, ValueEnum};
use jiff::civil::Date;
use std::path::PathBuf;

/// Shown at the end of the help.
pub const EXAMPLE: &str = "lakana scan communes.geojson --events incidents.csv --date event_date --population population --code adm3_pcode -o foyers.gpkg";

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("what").required(true).args(["cases", "events"]))]
#[command(group = ArgGroup::new("held_against").required(true).args(["population", "controls"]))]
pub struct ScanArgs {
    /// Polygones : toute couche que GDAL lit.
    #[arg(value_name = "COUCHE")]
    pub file: PathBuf,
    /// Champ des cas.
    #[arg(long, value_name = "CHAMP")]
    pub cases: Option<String>,
    /// Points à compter dans les polygones, à la place d'un champ de cas.
    #[arg(long, value_name = "FICHIER")]
    pub events: Option<PathBuf>,
    /// Champ des dates des événements : cherche aussi quand.
    #[arg(long, value_name = "CHAMP", requires = "events", conflicts_with = "cases")]
    pub date: Option<String>,
    /// Pas de temps.
    #[arg(long, value_enum, default_value = "month")]
    pub step: StepArg,
    /// Premier jour qui compte : 2017-01-01.
    #[arg(long, value_name = "JOUR", requires = "date")]
    pub from: Option<Date>,
    /// Dernier jour qui compte : 2018-07-31.
    #[arg(long, value_name = "JOUR", requires = "date")]
    pub until: Option<Date>,
    /// Champ de population : cas attendus en proportion (Poisson).
    #[arg(long, value_name = "CHAMP")]
    pub population: Option<String>,
    /// Champ de témoins : cas parmi cas et témoins (Bernoulli).
    #[arg(long, value_name = "CHAMP")]
    pub controls: Option<String>,
    /// Forme des fenêtres.
    #[arg(long, value_enum, default_value = "circle")]
    pub window: WindowArg,
    /// Part de la population dans une fenêtre, au plus : 0.5.
    #[arg(long, value_name = "PART", default_value_t = 0.5, value_parser = share)]
    pub largest: f64,
    /// Part du temps dans une fenêtre, au plus : 0.5.
    #[arg(long, value_name = "PART", default_value_t = 0.5, value_parser = share)]
    pub longest: f64,
    /// Répliques de Monte-Carlo ; 0 pour aucune probabilité.
    #[arg(long, value_name = "N", default_value_t = 999)]
    pub permutations: usize,
    /// Graine du hasard.
    #[arg(long, value_name = "N", default_value_t = Permutations::default().seed)]
    pub seed: u64,
    /// Seuil de signification ; 1 écrit aussi les foyers qui ne le sont pas.
    #[arg(long, value_name = "SEUIL", default_value_t = 0.05, value_parser = share)]
    pub level: f64,
    /// Champ des codes des unités.
    #[arg(long, value_name = "CHAMP")]
    pub code: Option<String>,
    /// Champ des noms des unités.
    #[arg(long, value_name = "CHAMP")]
    pub name: Option<String>,
    #[command(flatten)]
    pub read: FirstFileArgs,
    #[command(flatten)]
    pub second: SecondFileArgs,
    /// Foyers à écrire (.geojson, .gpkg, .shp, .csv, .xlsx) ; un style .qml les accompagne.
    #[arg(long, short, value_name = "FICHIER")]
    pub output: PathBuf,
}

/// Length of a step of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StepArg {
    Day,
    Month,
    Quarter,
    Year,
}

/// Shape of windows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum WindowArg {
    Circle,
    Ellipse,
}

/// A share, 0 to 1, with a point or a comma.
fn share(typed: &str) -> Result<f64, String> {
    typed.replace(',', ".").parse().ok().filter(|share| *share > 0.0 && *share <= 1.0).ok_or_else(|| "0.5".into())
}

pub fn run(args: &ScanArgs, context: &Context) -> Result<Outcome> {
    let lang = lang_of(context);
    let events = |path: &PathBuf| {
        // Longitude and latitude are columns of the points: areas have polygons.
        let coordinates = args.read.of(&args.file).options.coordinates;
        let mut file = args.second.of(path);
        file.options.coordinates = coordinates;
        EventsAsked {
            file,
            date: args.date.clone(),
            step: match args.step {
                StepArg::Day => Step::Day,
                StepArg::Month => Step::Month,
                StepArg::Quarter => Step::Quarter,
                StepArg::Year => Step::Year,
            },
            from: args.from,
            until: args.until,
        }
    };
    let mut layer = args.read.of(&args.file);
    layer.options.coordinates = None;
    let command = ScanCommand {
        layer,
        cases: match &args.events {
            Some(path) => Cases::Events(events(path)),
            None => Cases::Field(args.cases.clone().unwrap_or_default()),
        },
        against: match &args.controls {
            Some(field) => Against::Controls(field.clone()),
            None => Against::People(args.population.clone().unwrap_or_default()),
        },
        options: ScanOptions {
            widest: args.largest,
            longest: args.longest,
            ellipses: args.window == WindowArg::Ellipse,
            permutations: Permutations { count: args.permutations, seed: args.seed },
        },
        level: args.level,
        code: args.code.clone(),
        name: args.name.clone(),
        output: args.output.clone(),
        lang,
        date: midnight(today()),
    };
    let drawn = progress(context, lang);
    let answer = scan(&command, drawn.as_ref())?;
    drop(drawn);
    print(&answer, context, lang);
    Ok(account::print(&answer.account, &Context { json: false, ..*context }))
}

fn print(answer: &ScanAnswer, context: &Context, lang: Lang) {
    if context.json {
        let mut json = account::as_json(&answer.account, lang);
        json["clusters"] = answer.clusters.iter().cloned().map(serde_json::Value::Object).collect();
        println!("{json:#}");
        return;
    }
    for sentence in &answer.sentences {
        println!("{}", sentence.get(lang));
    }
}
