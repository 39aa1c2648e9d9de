//! `lakana check`: everything that is wrong, and nothing written.

use super::arguments::CheckArgs;
use super::{Context, Outcome, run::progress, summary};
use crate::base::Result;
use crate::pipeline::{project::Project, run::check};
use std::path::Path;

pub fn run(args: &CheckArgs, context: &Context) -> Result<Outcome> {
    let project = Project::read(&args.project)?;
    let lang = context.lang.unwrap_or(project.project.lang);
    let folder = args.project.parent().unwrap_or(Path::new(""));
    let found = check(&project, folder, progress(context, lang).as_ref())?;
    Ok(summary::print(&found, lang, context, None))
}
