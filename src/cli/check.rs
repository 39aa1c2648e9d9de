//! `lakana check`: everything that is wrong, and nothing written.

use super::{Context, Outcome, run::progress, summary};
use crate::base::Result;
use crate::pipeline::{project::Project, run::check};
use clap::Args;
use std::path::{Path, PathBuf};

/// Shown at the end of the help.
pub const EXAMPLE: &str = "lakana check mali.toml";

#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Fichier projet.
    #[arg(value_name = "PROJET")]
    pub project: PathBuf,
}

pub fn run(args: &CheckArgs, context: &Context) -> Result<Outcome> {
    let project = Project::read(&args.project)?;
    let lang = context.lang.unwrap_or(project.project.lang);
    let folder = args.project.parent().unwrap_or(Path::new(""));
    let found = check(&project, folder, progress(context, lang).as_ref())?;
    Ok(summary::print(&found, lang, context, None))
}
