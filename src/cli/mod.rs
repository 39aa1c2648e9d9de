//! One file per subcommand; the only room that prints, draws progress and exits.
//!
//! stdout is data, stderr is talk.

mod access;
mod account;
mod arguments;
mod audit;
mod axes;
mod check;
mod crosswalk;
mod demo;
mod density;
mod diff;
mod explain;
mod hotspots;
mod incidents;
mod init;
mod join;
mod map;
mod match_names;
mod messages;
mod nearest;
mod plain_files;
mod progress;
mod risk;
mod run;
mod summary;
mod scan;
mod services;
mod survey;
mod zonal;

use crate::base::{self, Error, Lang};
use arguments::{Arguments, Command};
use std::process::ExitCode;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// Done, with problems worse than a note.
    DoneWithProblems,
}

/// Exit code when the work is done, but with problems and under `--strict`.
const PROBLEMS: u8 = 1;
/// Exit code for a failure that is a mistake of ours.
const BUG: u8 = 70;

/// What every command is given beside its own arguments.
pub struct Context {
    /// Asked for on the command line; `None` leaves the choice to the project file.
    pub lang: Option<Lang>,
    /// The language of messages until a project says otherwise.
    pub talk: Lang,
    pub quiet: bool,
    pub json: bool,
}

/// The whole program: parses, runs the command, prints what went wrong, and gives the exit code.
pub fn main() -> ExitCode {
    let talk = messages::language();
    let arguments = match arguments::parse(talk) {
        Ok(arguments) => arguments,
        Err(stop) => return messages::command_line(&stop, talk),
    };
    std::panic::set_hook(Box::new(move |panic| messages::bug(panic, talk)));
    if let Some(threads) = arguments.threads {
        // Fails only when a pool exists already, and this is the first use of it.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
    }
    let _ = ctrlc::set_handler(base::interrupt);
    let context = Context { lang: arguments.lang, talk, quiet: arguments.quiet, json: arguments.json };
    match std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| carry_out(&arguments, &context))) {
        Ok(Ok(Outcome::DoneWithProblems)) if arguments.strict => ExitCode::from(PROBLEMS),
        Ok(Ok(_)) => ExitCode::SUCCESS,
        Ok(Err(error)) => {
            messages::error(&error, talk, context.json);
            ExitCode::from(error.kind.exit_code())
        }
        Err(_) => ExitCode::from(BUG),
    }
}

fn carry_out(arguments: &Arguments, context: &Context) -> Result<Outcome, Error> {
    match &arguments.command {
        Command::Init(args) => init::run(args, context),
        Command::Check(args) => check::run(args, context),
        Command::Run(args) => run::run(args, context),
        Command::Demo(args) => demo::run(args, context),
        Command::Match(args) => match_names::run(args, context),
        Command::Survey(args) => survey::run(args, context),
        Command::Incidents(args) => incidents::run(args, context),
        Command::Audit(args) => audit::run(args, context),
        Command::Axes(args) => axes::run(args, context),
        Command::Zonal(args) => zonal::run(args, context),
        Command::Density(args) => density::run(args, context),
        Command::Hotspots(args) => hotspots::run(args, context),
        Command::Diff(args) => diff::run(args, context),
        Command::Explain(args) => explain::run(args, context),
        Command::Risk(args) => risk::run(args, context),
        Command::Scan(args) => scan::run(args, context),
        Command::Services(args) => services::run(args, context),
        Command::Access(args) => access::run(args, context),
        Command::Join(args) => join::run(args, context),
        Command::Map(args) => map::run(args, context),
        Command::Nearest(args) => nearest::run(args, context),
        Command::Crosswalk(args) => crosswalk::run(args, context),
    }
}
