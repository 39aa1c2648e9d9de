//! `lakana diff`: what changed between two runs.

use super::{Context, Outcome};
use crate::base::Result;
use crate::pipeline::diff::{DiffCommand, difference};
use clap::Args;
use std::path::PathBuf;

/// Shown at the end of the help.
pub const EXAMPLE: &str = "lakana diff out/2025 out/2026 -o changements.csv";

#[derive(Debug, Args)]
pub struct DiffArgs {
    /// Dossier des sorties du premier calcul.
    #[arg(value_name = "AVANT")]
    pub first: PathBuf,
    /// Dossier des sorties du second calcul.
    #[arg(value_name = "APRES")]
    pub second: PathBuf,
    /// Écrit aussi les communes (.csv) ou toutes les différences (.json) dans un fichier.
    #[arg(long, short, value_name = "FICHIER")]
    pub output: Option<PathBuf>,
}

pub fn run(args: &DiffArgs, context: &Context) -> Result<Outcome> {
    let lang = context.lang.unwrap_or(context.talk);
    let found = difference(&DiffCommand { folders: [args.first.clone(), args.second.clone()] })?;
    if let Some(path) = &args.output {
        found.write(path)?;
    }
    if context.json {
        println!("{:#}", found.as_json());
    } else if !context.quiet {
        print!("{}", found.as_text(lang));
    }
    Ok(Outcome::Done)
}
