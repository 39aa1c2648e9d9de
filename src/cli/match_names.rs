//! `lakana match`: names to codes for any table.

use super::{Context, Outcome, summary};
use crate::base::{Lang, Result, count};
use crate::pipeline::match_table::{MatchOptions, Matched, match_table};
use clap::Args;
use std::path::PathBuf;

/// Shown at the end of the help.
pub const EXAMPLE: &str =
    "lakana match deplaces.xlsx --boundaries communes.geojson --region \"Admin 1\" --cercle \"Admin 2\" --commune \"Admin 3\"";

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

pub fn run(args: &MatchArgs, context: &Context) -> Result<Outcome> {
    let lang = context.lang.unwrap_or(context.talk);
    let matched = match_table(&MatchOptions {
        table: args.table.clone(),
        boundaries: args.boundaries.clone(),
        region: args.region.clone(),
        cercle: args.cercle.clone(),
        commune: args.commune.clone(),
        code: args.code.clone(),
        sheet: args.sheet.clone(),
        review: args.review.clone(),
        output: args.output.clone(),
        lang,
    })?;
    if !context.quiet {
        eprint!("{}", tallies(&matched, lang));
    }
    Ok(summary::print(
        &matched.summary,
        lang,
        context,
        args.output.parent().filter(|p| !p.as_os_str().is_empty()).or(Some(".".as_ref())),
    ))
}

fn tallies(matched: &Matched, lang: Lang) -> String {
    let level = matched.level.label();
    let mut out = match lang {
        Lang::Fr => format!("\nlignes par manière de trouver ({})\n", level.fr),
        Lang::En => format!("\nrows by how they were found ({})\n", level.en),
    };
    for tally in &matched.tallies {
        out += &format!("{:>8}  {}\n", count(tally.rows, lang), tally.label.get(lang));
    }
    out
}
