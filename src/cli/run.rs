//! `lakana run`: the main job.

use super::progress::Drawn;
use super::{Context, Outcome, summary};
use crate::base::{Lang, Progress, Result, Silent};
use crate::pipeline::project::Project;
use crate::pipeline::run::{RunOptions, run as run_project};
use crate::protect::Audience;
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};

/// Shown at the end of the help.
pub const EXAMPLE: &str = "lakana run mali.toml --out sorties --audience public";

#[derive(Debug, Args)]
pub struct RunArgs {
    /// Fichier projet.
    #[arg(value_name = "PROJET")]
    pub project: PathBuf,
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
    Briefs,
    Figures,
    Page,
    Tables,
}

pub fn run(args: &RunArgs, context: &Context) -> Result<Outcome> {
    let project = Project::read(&args.project)?;
    let folder = args.project.parent().map(Path::to_path_buf).unwrap_or_default();
    carry_out(&project, folder, &args.what, context)
}

/// Runs a project whose paths start from `folder`, and prints the account.
pub fn carry_out(project: &Project, folder: PathBuf, what: &WhatArgs, context: &Context) -> Result<Outcome> {
    let lang = context.lang.unwrap_or(project.project.lang);
    let wanted = |part| what.only.is_empty() || what.only.contains(&part);
    let options = RunOptions {
        out: what.out.clone(),
        lang,
        audience: what.audience,
        layers: wanted(Part::Layers),
        maps: wanted(Part::Maps),
        briefs: wanted(Part::Briefs),
        figures: wanted(Part::Figures),
        page: wanted(Part::Page),
        tables: wanted(Part::Tables),
    };
    let done = run_project(project, &folder, &options, progress(context, lang).as_ref())?;
    Ok(summary::print(&done, lang, context, Some(&what.out)))
}

/// What draws the progress that the context asks for.
pub fn progress(context: &Context, lang: Lang) -> Box<dyn Progress> {
    if context.quiet { Box::new(Silent) } else { Box::new(Drawn::new(lang)) }
}
