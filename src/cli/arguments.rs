//! The command line: what may be typed. Nothing here looks at files.

use super::messages;
use crate::base::Lang;
use crate::protect::Audience;
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

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
    /// Tableau des réponses (CSV, XLSX, SPSS, Stata…), ou de résultats imprimés dans un rapport.
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
    /// Rho de Fay, pour les répliques équilibrées ou de sorte fay.
    #[arg(long, default_value_t = 0.0, hide_default_value = true, value_name = "RHO")]
    pub fay_rho: f64,
    /// Colonnes de poids de réplication du fichier, * pour le numéro : rep_*.
    #[arg(long, value_name = "COLONNES", requires = "replicate_kind")]
    pub replicates: Option<String>,
    /// Comment ces poids de réplication ont été faits.
    #[arg(long, value_enum, requires = "replicates")]
    pub replicate_kind: Option<ReplicateKindArg>,
    /// Ce que comptent tous les carrés des écarts (scale de R) ; selon la sorte quand on ne dit rien.
    #[arg(long, value_name = "NOMBRE", requires = "replicates")]
    pub scale: Option<f64>,
    /// Ce que compte chaque réplique (rscales de R), séparé par des virgules.
    #[arg(long, value_name = "NOMBRES", value_delimiter = ',', requires = "replicates")]
    pub rscales: Vec<f64>,
    /// Ces colonnes multiplient le poids au lieu de le remplacer.
    #[arg(long, requires = "replicates")]
    pub factors: bool,
    /// Écarts à l'estimation de tout l'échantillon, non à la moyenne des répliques.
    #[arg(long, requires = "replicates")]
    pub mse: bool,
    /// Autre vague, avec d'autres personnes : fichier à comparer.
    #[arg(long, value_name = "TABLEAU")]
    pub against: Option<PathBuf>,
    /// Vague du dictionnaire à laquelle appartient le fichier de --against.
    #[arg(long, default_value = "", hide_default_value = true, value_name = "VAGUE", requires = "against")]
    pub against_wave: String,
    /// Code de la question dans le fichier de --against ; le même quand on ne dit rien.
    #[arg(long, value_name = "QUESTION", requires = "against")]
    pub against_question: Option<String>,
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

/// How replicate weights were made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReplicateKindArg {
    Jk1,
    Jkn,
    Brr,
    Fay,
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

/// An example for each subcommand, shown at the end of its help.
const EXAMPLES: [(&str, &str); 7] = [
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
