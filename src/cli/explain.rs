//! `lakana explain`: why an area has its index.

use super::{Context, Outcome};
use crate::base::Result;
use crate::pipeline::explain::{ExplainCommand, explain};
use clap::Args;
use std::path::PathBuf;

/// Shown at the end of the help.
pub const EXAMPLE: &str = "lakana explain out/demo --area ML050101 -o pourquoi.md";

#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// Dossier des sorties d'un calcul.
    #[arg(value_name = "DOSSIER")]
    pub folder: PathBuf,
    /// Code ou nom de l'unité : commune, cercle, région ou zone.
    #[arg(long, value_name = "UNITE")]
    pub area: String,
    /// Un seul indicateur, ou une seule dimension, en détail.
    #[arg(long, value_name = "ID")]
    pub indicator: Option<String>,
    /// Écrit aussi l'explication dans un fichier .md, .txt ou .json.
    #[arg(long, short, value_name = "FICHIER")]
    pub output: Option<PathBuf>,
}

pub fn run(args: &ExplainArgs, context: &Context) -> Result<Outcome> {
    let lang = context.lang.unwrap_or(context.talk);
    let command = ExplainCommand { folder: args.folder.clone(), area: args.area.clone(), indicator: args.indicator.clone() };
    let explanation = explain(&command)?;
    if let Some(path) = &args.output {
        explanation.write(path, lang)?;
    }
    if context.json {
        println!("{:#}", explanation.as_json());
    } else if !context.quiet {
        print!("{}", explanation.as_text(lang));
    }
    Ok(Outcome::Done)
}
