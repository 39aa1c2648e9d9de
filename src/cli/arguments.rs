//! The command line: what may be typed. Nothing here looks at files.

use super::{
    access, audit, axes, check, crosswalk, demo, density, diff, explain, hotspots, incidents, init, join, map, match_names,
    messages, nearest, risk, run, scan, services, survey, zonal,
};
use crate::base::Lang;
use crate::pipeline::plain::zonal::RasterUnit;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

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
    Init(init::InitArgs),
    /// Lit tout et dit tous les problèmes à la fois ; n'écrit rien.
    Check(check::CheckArgs),
    /// Le travail principal : couches, cartes et tableaux, pour le pays et chaque région.
    Run(run::RunArgs),
    /// Le travail principal sur le projet de démonstration livré avec le programme.
    Demo(demo::DemoArgs),
    /// Trouve le code de chaque nom de lieu d'un tableau.
    Match(match_names::MatchArgs),
    /// Une question d'enquête : parts ou moyennes, par groupe, avec leurs intervalles.
    Survey(survey::SurveyArgs),
    /// Un relevé d'incidents : nombres, taux, évolution et tendance, par région, cercle ou commune.
    Incidents(incidents::IncidentsArgs),
    /// Vérifie les nombres imprimés dans un rapport : arrondis, contradictions, impossibilités.
    Audit(audit::AuditArgs),
    /// La route qui passe par une liste de villes : longueur, communes, habitants, incidents le long de l'axe.
    Axes(axes::AxesArgs),
    /// Statistiques d'un raster dans des polygones : sommes, moyennes, quantiles, à la part exacte de cellule.
    Zonal(zonal::ZonalArgs),
    /// Densité de points au km² par un noyau : une surface en GeoTIFF.
    Density(density::DensityArgs),
    /// Points chauds et froids d'un champ : où les valeurs fortes, ou faibles, se tiennent ensemble.
    Hotspots(hotspots::HotspotsArgs),
    /// Un indice composite de 0 à 10 d'après des champs : scores, classes, rangs, fiabilité, incertitude.
    Risk(risk::RiskArgs),
    /// Pourquoi une unité a son indice de risque : d'après le dossier des sorties seul.
    Explain(explain::ExplainArgs),
    /// Ce qui a changé entre deux calculs, et quelle entrée a fait bouger l'indice de chaque commune.
    Diff(diff::DiffArgs),
    /// Foyers de cas : les unités qui, ensemble, en ont plus que leur population n'explique, et quand.
    Scan(scan::ScanArgs),
    /// Les services par commune : nombre et état, capacité, pour 10 000 habitants, le plus proche.
    Services(services::ServicesArgs),
    /// Temps de trajet vers des services : raster des minutes, aires de desserte, parts de population.
    Access(access::AccessArgs),
    /// Une carte d'une couche quelconque de polygones, de points ou de lignes, comme celles du travail principal.
    Map(map::MapArgs),
    /// Points dans des polygones : nombre, sommes, premier, liste ; champs des polygones sur les points ; polygones par recouvrement.
    Join(join::JoinArgs),
    /// Les cibles les plus proches de chaque point, à vol d'oiseau sur l'ellipsoïde.
    Nearest(nearest::NearestArgs),
    /// Valeurs d'un ancien découpage portées sur un nouveau, par population ou par surface.
    Crosswalk(crosswalk::CrosswalkArgs),
}

/// What the cells of a population raster hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PeopleUnitArg {
    Count,
    Density,
}

impl PeopleUnitArg {
    pub fn unit(self) -> RasterUnit {
        match self {
            PeopleUnitArg::Count => RasterUnit::Count,
            PeopleUnitArg::Density => RasterUnit::Density,
        }
    }
}

/// Level of a table of areas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LevelArg {
    Region,
    Cercle,
    Commune,
}

/// A field of a kind of input and the column that holds it: `date=jour`.
pub fn field(given: &str) -> Result<(String, String), String> {
    let pair = given.split_once('=').filter(|(field, column)| !field.is_empty() && !column.is_empty());
    pair.map(|(field, column)| (field.to_owned(), column.to_owned())).ok_or_else(|| "weight=poids_final".into())
}

/// An example for each subcommand, shown at the end of its help.
const EXAMPLES: &[(&str, &str)] = &[
    ("init", init::EXAMPLE),
    ("check", check::EXAMPLE),
    ("run", run::EXAMPLE),
    ("demo", demo::EXAMPLE),
    ("match", match_names::EXAMPLE),
    ("survey", survey::EXAMPLE),
    ("incidents", incidents::EXAMPLE),
    ("audit", audit::EXAMPLE),
    ("axes", axes::EXAMPLE),
    ("zonal", zonal::EXAMPLE),
    ("density", density::EXAMPLE),
    ("hotspots", hotspots::EXAMPLE),
    ("risk", risk::EXAMPLE),
    ("explain", explain::EXAMPLE),
    ("diff", diff::EXAMPLE),
    ("scan", scan::EXAMPLE),
    ("services", services::EXAMPLE),
    ("access", access::EXAMPLE),
    ("map", map::EXAMPLE),
    ("join", join::EXAMPLE),
    ("nearest", nearest::EXAMPLE),
    ("crosswalk", crosswalk::EXAMPLE),
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
            let parsed = command(Lang::Fr).try_get_matches_from(match *name {
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
