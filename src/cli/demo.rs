//! `lakana demo`: the main job on the project that ships inside the program.

use super::run::WhatArgs;
use super::{Context, Outcome, run::carry_out};
use crate::base::{Error, Result};
use crate::pipeline::demonstration;
use crate::pipeline::project::Project;
use clap::Args;

/// Shown at the end of the help.
pub const EXAMPLE: &str = "lakana demo --out out/demo";

#[derive(Debug, Args)]
pub struct DemoArgs {
    #[command(flatten)]
    pub what: WhatArgs,
}

pub fn run(args: &DemoArgs, context: &Context) -> Result<Outcome> {
    let folder = tempfile::tempdir().map_err(|cause| Error::writing(&std::env::temp_dir(), &cause))?;
    let project = demonstration::unpack(folder.path())?;
    let home = project.parent().unwrap_or(folder.path()).to_path_buf();
    carry_out(&Project::read(&project)?, home, &args.what, context)
}
