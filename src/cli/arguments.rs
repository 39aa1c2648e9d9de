//! The command line: what may be typed. Nothing here looks at files.

use super::messages;
use crate::base::Lang;
use crate::pipeline::plain::density::Length;
use crate::pipeline::plain::zonal::Statistic;
use crate::pipeline::plain::{PlainInput, PlainOptions};
use crate::protect::Audience;
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use std::path::{Path, PathBuf};

/// Limites de communes, enquêtes, incidents et services : couches et cartes de risque par région.
#[derive(Debug, Parser)]
#[command(name = "lakana", version, disable_help_subcommand = true, max_term_width = 100)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
    /// Langue des sorties et des messages.
    #[arg(long, global = true, value_enum)]
    pub lang: Option<Lang>,
    /// Nombre de fils de calcul ; ne change aucun résultat.
    #[arg(long, global = true, value_name = "N", value_parser = threads)]
    pub threads: Option<usize>,
    /// Ne dit rien, sauf les erreurs.
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// Écrit sur la sortie standard un résumé lisible par une machine.
    #[arg(long, global = true)]
    pub json: bool,
    /// Finit avec le code 1 s'il y a des problèmes.
    #[arg(long, global = true)]
    pub strict: bool,
}

fn threads(given: &str) -> Result<usize, String> {
    given.parse().ok().filter(|n| (1..=1024).contains(n)).ok_or_else(|| "1–1024".into())
}

impl ValueEnum for Lang {
    fn value_variants<'a>() -> &'a [Self] {
        &[Lang::Fr, Lang::En]
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(clap::builder::PossibleValue::new(match self {
            Lang::Fr => "fr",
            Lang::En => "en",
        }))
    }
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Reconnaît des fichiers et écrit un fichier projet commenté, prêt à l'emploi.
    Init(InitArgs),
    /// Lit tout et dit tous les problèmes à la fois ; n'écrit rien.
    Check(CheckArgs),
    /// Le travail principal : couches, cartes et tableaux, pour le pays et chaque région.
    Run(RunArgs),
    /// Le travail principal sur le projet de démonstration livré avec le programme.
    Demo(DemoArgs),
    /// Trouve le code de chaque nom de lieu d'un tableau.
    Match(MatchArgs),
    /// Une question d'enquête : parts ou moyennes, par groupe, avec leurs intervalles.
    Survey(SurveyArgs),
    /// Vérifie les nombres imprimés dans un rapport : arrondis, contradictions, impossibilités.
    Audit(AuditArgs),
    /// Points dans des polygones : nombre, sommes, premier, liste ; ou champs des polygones sur les points.
    Join(JoinArgs),
    /// Les cibles les plus proches de chaque point, à vol d'oiseau sur l'ellipsoïde.
    Nearest(NearestArgs),
    /// Valeurs d'un ancien découpage portées sur un nouveau, par population ou par surface.
    Crosswalk(CrosswalkArgs),
    /// Statistiques d'un raster dans des polygones : sommes, moyennes, quantiles, à la part exacte de cellule.
    Zonal(ZonalArgs),
    /// Densité de points au km² par un noyau : une surface en GeoTIFF.
    Density(DensityArgs),
}

#[derive(Debug, Args)]
pub struct InitArgs {
    /// Fichiers à reconnaître, ou dossiers qui les contiennent.
    #[arg(required = true, value_name = "FICHIER")]
    pub files: Vec<PathBuf>,
    /// Fichier projet à écrire.
    #[arg(long, short, default_value = "lakana.toml", value_name = "FICHIER")]
    pub output: PathBuf,
}

#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Fichier projet.
    #[arg(value_name = "PROJET")]
    pub project: PathBuf,
}

#[derive(Debug, Args)]
pub struct RunArgs {
    /// Fichier projet.
    #[arg(value_name = "PROJET")]
    pub project: PathBuf,
    #[command(flatten)]
    pub what: WhatArgs,
}

#[derive(Debug, Args)]
pub struct DemoArgs {
    #[command(flatten)]
    pub what: WhatArgs,
}

/// What to make, and where.
#[derive(Debug, Args)]
pub struct WhatArgs {
    /// Dossier des sorties ; remplacé en bloc à la fin.
    #[arg(long, default_value = "out", value_name = "DOSSIER")]
    pub out: PathBuf,
    /// À qui les sorties sont destinées : points exacts, au kilomètre, ou à dix kilomètres et
    /// sans les 90 derniers jours.
    #[arg(long, value_enum, default_value = "partners")]
    pub audience: Audience,
    /// Ne faire que ces parties.
    #[arg(long, value_enum, value_delimiter = ',', value_name = "PARTIE")]
    pub only: Vec<Part>,
}

/// A part of what a run leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Part {
    Layers,
    Maps,
    Figures,
    Tables,
}

#[derive(Debug, Args)]
pub struct MatchArgs {
    /// Tableau qui contient les noms (CSV, XLSX, ODS…).
    #[arg(value_name = "TABLEAU")]
    pub table: PathBuf,
    /// Fichier des communes (codes et noms).
    #[arg(long, value_name = "FICHIER")]
    pub boundaries: PathBuf,
    /// Colonne du nom de la région.
    #[arg(long, value_name = "COLONNE")]
    pub region: Option<String>,
    /// Colonne du nom du cercle.
    #[arg(long, value_name = "COLONNE")]
    pub cercle: Option<String>,
    /// Colonne du nom de la commune.
    #[arg(long, value_name = "COLONNE")]
    pub commune: Option<String>,
    /// Colonne du code, s'il y en a un.
    #[arg(long, value_name = "COLONNE")]
    pub code: Option<String>,
    /// Feuille du classeur.
    #[arg(long, value_name = "FEUILLE")]
    pub sheet: Option<String>,
    /// Fichier des décisions, à compléter puis rejouer.
    #[arg(long, default_value = "matches-review.csv", value_name = "FICHIER")]
    pub review: PathBuf,
    /// Résultat, une ligne par ligne du tableau.
    #[arg(long, short, default_value = "matches.csv", value_name = "FICHIER")]
    pub output: PathBuf,
}

#[derive(Debug, Args)]
pub struct SurveyArgs {
    /// Tableau des réponses (CSV, XLSX, SPSS, Stata…).
    #[arg(value_name = "TABLEAU")]
    pub table: PathBuf,
    /// Code de la question, ou nom de sa colonne.
    #[arg(long, value_name = "QUESTION")]
    pub question: String,
    /// Groupement : zone, region, cercle, commune, sexe, age, milieu, ou le code d'une question ; deux
    /// au plus.
    #[arg(long, value_name = "GROUPEMENT")]
    pub by: Vec<String>,
    /// Réponse à comparer entre groupes ; plusieurs comptent ensemble. La première quand on ne dit rien.
    #[arg(long, value_name = "REPONSE")]
    pub answer: Vec<String>,
    /// Dictionnaire des questions (TOML, CSV) ou XLSForm.
    #[arg(long, value_name = "FICHIER")]
    pub questions: Option<PathBuf>,
    /// Colonne d'un champ, quand le fichier a ses propres noms : weight=poids_final.
    #[arg(long, value_name = "CHAMP=COLONNE", value_parser = field)]
    pub field: Vec<(String, String)>,
    /// Fichier des lignes auxquelles celles du tableau appartiennent : les ménages de personnes.
    #[arg(long, value_name = "FICHIER")]
    pub parent: Option<PathBuf>,
    /// Vague du dictionnaire à laquelle les réponses appartiennent.
    #[arg(long, default_value = "", hide_default_value = true, value_name = "VAGUE")]
    pub wave: String,
    /// Échantillon raisonné (tout est indicatif) ou aléatoire.
    #[arg(long, value_enum, default_value = "purposive")]
    pub sample: SampleArg,
    /// Intervalle des parts.
    #[arg(long, value_enum, default_value = "wilson")]
    pub interval: IntervalArg,
    /// Calcul des variances : linéarisation, ou répliques.
    #[arg(long, value_enum, default_value = "linearisation")]
    pub variance: VarianceArg,
    /// Feuille du classeur.
    #[arg(long, value_name = "FEUILLE")]
    pub sheet: Option<String>,
    /// Résultat en .csv, .json ou .xlsx.
    #[arg(long, short, value_name = "FICHIER")]
    pub output: Option<PathBuf>,
    /// Diagramme en .svg, .png ou .pdf.
    #[arg(long, value_name = "FICHIER")]
    pub chart: Option<PathBuf>,
}

fn field(given: &str) -> Result<(String, String), String> {
    let pair = given.split_once('=').filter(|(field, column)| !field.is_empty() && !column.is_empty());
    pair.map(|(field, column)| (field.to_owned(), column.to_owned())).ok_or_else(|| "weight=poids_final".into())
}

/// How respondents were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SampleArg {
    Purposive,
    Random,
}

/// How variances are computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum VarianceArg {
    Linearisation,
    Jackknife,
    Balanced,
    Bootstrap,
}

/// Interval of shares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum IntervalArg {
    Wilson,
    KornGraubard,
    Logit,
}

#[derive(Debug, Args)]
pub struct AuditArgs {
    /// Tableaux recopiés du rapport, ou dossier qui les contient.
    #[arg(required = true, value_name = "RAPPORT")]
    pub report: Vec<PathBuf>,
    /// Projet dont les enquêtes ont donné ces nombres.
    #[arg(long, value_name = "PROJET")]
    pub data: Option<PathBuf>,
    /// Tableau de tous les constats.
    #[arg(long, short, value_name = "FICHIER")]
    pub output: Option<PathBuf>,
}

/// How the first file of a command on plain files is read, where looking at it is not enough.
#[derive(Debug, Args)]
pub struct FirstFileArgs {
    /// Couche ou feuille du premier fichier.
    #[arg(long, value_name = "COUCHE")]
    pub layer: Option<String>,
    /// Système de coordonnées du premier fichier : EPSG:32630.
    #[arg(long, value_name = "SYSTEME")]
    pub crs: Option<String>,
    /// Encodage du texte du premier fichier.
    #[arg(long, value_name = "ENCODAGE")]
    pub encoding: Option<String>,
    /// Colonne de la longitude (ou de x) du premier fichier.
    #[arg(long, value_name = "COLONNE", requires = "latitude")]
    pub longitude: Option<String>,
    /// Colonne de la latitude (ou de y) du premier fichier.
    #[arg(long, value_name = "COLONNE", requires = "longitude")]
    pub latitude: Option<String>,
}

/// The same of the second file.
#[derive(Debug, Args)]
pub struct SecondFileArgs {
    /// Couche ou feuille du second fichier.
    #[arg(long, value_name = "COUCHE")]
    pub layer_2: Option<String>,
    /// Système de coordonnées du second fichier.
    #[arg(long, value_name = "SYSTEME")]
    pub crs_2: Option<String>,
    /// Encodage du texte du second fichier.
    #[arg(long, value_name = "ENCODAGE")]
    pub encoding_2: Option<String>,
}

impl FirstFileArgs {
    pub fn of(&self, path: &Path) -> PlainInput {
        let (layer, crs, encoding) = (self.layer.clone(), self.crs.clone(), self.encoding.clone());
        let coordinates = self.longitude.clone().zip(self.latitude.clone()).map(|(x, y)| [x, y]);
        PlainInput { path: path.to_owned(), options: PlainOptions { layer, crs, encoding, coordinates, near: None } }
    }
}

impl SecondFileArgs {
    pub fn of(&self, path: &Path) -> PlainInput {
        let (layer, crs, encoding) = (self.layer_2.clone(), self.crs_2.clone(), self.encoding_2.clone());
        PlainInput { path: path.to_owned(), options: PlainOptions { layer, crs, encoding, ..PlainOptions::default() } }
    }
}

#[derive(Debug, Args)]
pub struct JoinArgs {
    /// Points : couche, ou tableau avec longitude et latitude ; des polygones comptent par un point intérieur.
    #[arg(value_name = "POINTS")]
    pub points: PathBuf,
    /// Polygones : communes, cercles, zones.
    #[arg(value_name = "POLYGONES")]
    pub polygons: PathBuf,
    /// Nombre de points de chaque polygone ; aussi quand on ne demande rien d'autre.
    #[arg(long)]
    pub count: bool,
    /// Somme d'un champ des points ; peut se répéter.
    #[arg(long, value_name = "CHAMP")]
    pub sum: Vec<String>,
    /// Valeur du premier point du fichier ; peut se répéter.
    #[arg(long, value_name = "CHAMP")]
    pub first: Vec<String>,
    /// Valeurs différentes, séparées par des points-virgules ; peut se répéter.
    #[arg(long, value_name = "CHAMP")]
    pub list: Vec<String>,
    /// Ce que la sortie contient : les polygones, ou les points avec les champs de leur polygone.
    #[arg(long, value_enum, default_value = "polygons", conflicts_with_all = ["count", "sum", "first", "list", "every"])]
    pub onto: OntoArg,
    /// Compte dans chacun un point de plusieurs polygones (bord partagé, superposition).
    #[arg(long)]
    pub every: bool,
    #[command(flatten)]
    pub first_file: FirstFileArgs,
    #[command(flatten)]
    pub second_file: SecondFileArgs,
    /// Sortie : .geojson, .gpkg, .shp, .fgb, .csv, .xlsx.
    #[arg(long, short, value_name = "FICHIER")]
    pub output: PathBuf,
}

/// Which side of a join is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OntoArg {
    Polygons,
    Points,
}

#[derive(Debug, Args)]
pub struct NearestArgs {
    /// Points : couche, ou tableau avec longitude et latitude ; des polygones comptent par un point intérieur.
    #[arg(value_name = "POINTS")]
    pub points: PathBuf,
    /// Cibles, des points : centres de santé, marchés, aérodromes.
    #[arg(value_name = "CIBLES")]
    pub targets: PathBuf,
    /// Nombre de cibles par point.
    #[arg(long, short = 'k', default_value = "1", value_name = "N", value_parser = few)]
    pub count: usize,
    /// Pas plus loin que cette distance, en kilomètres.
    #[arg(long, value_name = "KM")]
    pub within: Option<f64>,
    /// Champ des cibles : les plus proches de chacune de ses valeurs.
    #[arg(long, value_name = "CHAMP")]
    pub by: Option<String>,
    #[command(flatten)]
    pub first_file: FirstFileArgs,
    #[command(flatten)]
    pub second_file: SecondFileArgs,
    /// Sortie : .geojson, .gpkg, .shp, .fgb, .csv, .xlsx.
    #[arg(long, short, value_name = "FICHIER")]
    pub output: PathBuf,
}

fn few(given: &str) -> Result<usize, String> {
    given.parse().ok().filter(|n| (1..=1000).contains(n)).ok_or_else(|| "1–1000".into())
}

#[derive(Debug, Args)]
pub struct CrosswalkArgs {
    /// Ancien découpage : polygones.
    #[arg(value_name = "ANCIEN")]
    pub old: PathBuf,
    /// Nouveau découpage : polygones.
    #[arg(value_name = "NOUVEAU")]
    pub new: PathBuf,
    /// Tableau des valeurs par ancienne unité ; sans lui, elles sont lues dans l'ancien découpage.
    #[arg(long, value_name = "FICHIER")]
    pub values: Option<PathBuf>,
    /// Champ du code dans l'ancien découpage et dans les valeurs.
    #[arg(long, value_name = "CHAMP")]
    pub old_code: Option<String>,
    /// Champ du code dans le nouveau découpage.
    #[arg(long, value_name = "CHAMP")]
    pub new_code: Option<String>,
    /// Champ à répartir en gardant son total : personnes, incidents, sites ; peut se répéter.
    #[arg(long, value_name = "CHAMP")]
    pub sum: Vec<String>,
    /// Champ à moyenner, jamais à additionner : taux, parts ; peut se répéter.
    #[arg(long, value_name = "CHAMP")]
    pub rate: Vec<String>,
    /// Points de population, qui pèsent chaque morceau ; sans eux, la surface.
    #[arg(long, value_name = "FICHIER")]
    pub people: Option<PathBuf>,
    /// Champ du nombre de personnes dans --people ; sans lui, chaque point vaut un.
    #[arg(long, value_name = "CHAMP", requires = "people")]
    pub people_field: Option<String>,
    /// Part d'une unité sous laquelle un morceau est un défaut de bord, en pour cent.
    #[arg(long, default_value = "0.1", value_name = "POURCENT")]
    pub tolerance: f64,
    /// Tableau des poids : ancienne unité, nouvelle unité, part.
    #[arg(long, value_name = "FICHIER")]
    pub weights: Option<PathBuf>,
    /// Sortie, une ligne par nouvelle unité : .geojson, .gpkg, .shp, .fgb, .csv, .xlsx.
    #[arg(long, short, value_name = "FICHIER")]
    pub output: PathBuf,
}

#[derive(Debug, Args)]
pub struct ZonalArgs {
    /// Raster (GeoTIFF ou autre format de GDAL).
    #[arg(value_name = "RASTER")]
    pub raster: PathBuf,
    /// Couche de polygones.
    #[arg(value_name = "POLYGONES")]
    pub polygons: PathBuf,
    /// Statistiques : sum, mean, min, max, count, median, q90, "share>=50", "share=3".
    #[arg(long, value_delimiter = ',', default_value = "mean", value_name = "STAT")]
    pub stat: Vec<Statistic>,
    /// Ce que disent les nombres : par cellule (count) ou par km² (density). Exigé pour une somme.
    #[arg(long, value_enum)]
    pub unit: Option<UnitArg>,
    /// Bande du raster.
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub band: usize,
    /// Valeur qui veut dire « manquant », ou none si tout nombre est une valeur.
    #[arg(long, allow_hyphen_values = true, value_parser = nodata, value_name = "VALEUR")]
    pub nodata: Option<Nodata>,
    /// Couche à lire, si le fichier en contient plusieurs.
    #[arg(long, value_name = "COUCHE")]
    pub layer: Option<String>,
    /// Système de coordonnées des polygones, si le fichier ne le dit pas.
    #[arg(long, value_name = "CRS")]
    pub crs: Option<String>,
    /// Polygones avec leurs statistiques (.gpkg, .geojson, .csv, .xlsx…).
    #[arg(long, short, value_name = "FICHIER")]
    pub output: PathBuf,
}

/// A number that stands for a missing cell; none when every number is a value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Nodata(pub Option<f64>);

fn nodata(given: &str) -> Result<Nodata, String> {
    match given.trim() {
        "none" => Ok(Nodata(None)),
        number => number.parse().map(|value| Nodata(Some(value))).map_err(|_| "-9999, none".into()),
    }
}

/// What a raster's numbers mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum UnitArg {
    Count,
    Density,
}

#[derive(Debug, Args)]
pub struct DensityArgs {
    /// Points : couche vectorielle, ou tableau avec longitude et latitude.
    #[arg(value_name = "POINTS")]
    pub points: PathBuf,
    /// Forme du noyau.
    #[arg(long, value_enum, default_value = "quartic")]
    pub kernel: KernelArg,
    /// Rayon du noyau ; écart-type pour gaussian.
    #[arg(long, value_name = "LONGUEUR")]
    pub radius: Length,
    /// Côté des cellules.
    #[arg(long, value_name = "LONGUEUR")]
    pub cell: Length,
    /// Champ de nombres par lequel chaque point compte ; 1 sans cela.
    #[arg(long, value_name = "CHAMP")]
    pub weight: Option<String>,
    /// Correction de ce que le bord du territoire coupe.
    #[arg(long, value_enum, default_value = "none")]
    pub edge: EdgeArg,
    /// Polygones du territoire étudié ; rien au-dehors.
    #[arg(long, value_name = "POLYGONES")]
    pub within: Option<PathBuf>,
    /// Couche ou feuille des points, si le fichier en contient plusieurs.
    #[arg(long, value_name = "COUCHE")]
    pub layer: Option<String>,
    /// Système de coordonnées des points, si le fichier ne le dit pas.
    #[arg(long, value_name = "CRS")]
    pub crs: Option<String>,
    /// GeoTIFF à écrire.
    #[arg(long, short, value_name = "FICHIER")]
    pub output: PathBuf,
}

/// Shape of a kernel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum KernelArg {
    Quartic,
    Gaussian,
    Epanechnikov,
    Triangular,
    Uniform,
}

/// What to do at the border of the area of study.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum EdgeArg {
    None,
    JonesDiggle,
    Uniform,
}

/// An example for each subcommand, shown at the end of its help.
const EXAMPLES: [(&str, &str); 12] = [
    ("init", "lakana init communes.geojson population.xlsx incidents.csv -o mali.toml"),
    ("check", "lakana check mali.toml"),
    ("run", "lakana run mali.toml --out sorties --audience public"),
    ("demo", "lakana demo --out out/demo"),
    ("survey", "lakana survey enquete.xlsx --questions formulaire.xlsx --question q18 --by zone --chart q18.svg"),
    (
        "match",
        "lakana match deplaces.xlsx --boundaries communes.geojson --region \"Admin 1\" --cercle \"Admin 2\" --commune \"Admin 3\"",
    ),
    ("audit", "lakana audit data/livre-blanc -o constats.csv"),
    ("join", "lakana join incidents.csv communes.geojson --count --sum killed -o incidents-par-commune.gpkg"),
    ("nearest", "lakana nearest villages.csv sante.csv -k 3 --within 15 -o villages-sante.csv"),
    (
        "crosswalk",
        "lakana crosswalk communes-2012.gpkg communes-2021.gpkg --values deplaces.csv --sum personnes --rate taux -o deplaces-2021.csv",
    ),
    ("zonal", "lakana zonal population.tif communes.geojson --stat sum,mean --unit count -o communes_population.gpkg"),
    ("density", "lakana density incidents.csv --radius 25km --cell 2km --within pays.geojson --edge jones-diggle -o densite.tif"),
];

/// Parses the command line of the process, with help in `talk`.
pub fn parse(talk: Lang) -> Result<Arguments, clap::Error> {
    let matches = command(talk).try_get_matches()?;
    Arguments::from_arg_matches(&matches)
}

/// The clap command in one language.
pub fn command(talk: Lang) -> clap::Command {
    let mut command = messages::translated(Arguments::command(), talk);
    for (name, example) in EXAMPLES {
        let title = match talk {
            Lang::Fr => "Exemple :",
            Lang::En => "Example:",
        };
        command = command.mut_subcommand(name, |c| c.after_help(format!("{title}\n  {example}")));
    }
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound_in_both_languages() {
        command(Lang::Fr).debug_assert();
        command(Lang::En).debug_assert();
    }

    #[test]
    fn every_command_shows_an_example_that_parses() {
        for (name, example) in EXAMPLES {
            let words = example.replace('"', "");
            let parsed = command(Lang::Fr).try_get_matches_from(match name {
                // Column names with spaces: the shell would strip the quotes, not split.
                "match" => vec!["lakana", "match", "d.xlsx", "--boundaries", "c", "--region", "Admin 1"],
                _ => words.split(' ').collect(),
            });
            assert!(parsed.is_ok(), "{name}: {:?}", parsed.err());
        }
    }

    #[test]
    fn every_argument_has_an_english_help() {
        fn check(french: &clap::Command, english: &clap::Command) {
            assert_ne!(
                french.get_about().map(ToString::to_string),
                english.get_about().map(ToString::to_string),
                "{}",
                french.get_name()
            );
            for argument in french.get_arguments() {
                let id = argument.get_id();
                let other = english.get_arguments().find(|a| a.get_id() == id).and_then(|a| a.get_help());
                assert_ne!(
                    argument.get_help().map(ToString::to_string),
                    other.map(ToString::to_string),
                    "{id} of {}",
                    french.get_name()
                );
            }
            french.get_subcommands().zip(english.get_subcommands()).for_each(|(f, e)| check(f, e));
        }
        check(&command(Lang::Fr), &command(Lang::En));
    }
}
