//! `lakana nearest`: the nearest targets of every point.

use super::arguments::NearestArgs;
use super::{Context, Outcome, account, run::progress};
use crate::base::Result;
use crate::pipeline::date::{midnight, today};
use crate::pipeline::plain::join::JoinOptions;
use crate::pipeline::plain::nearest::{NearestOptions, nearest};

pub fn run(args: &NearestArgs, context: &Context) -> Result<Outcome> {
    let lang = context.lang.unwrap_or(context.talk);
    let options = NearestOptions {
        points: args.first_file.of(&args.points),
        targets: args.second_file.of(&args.targets),
        count: args.count,
        within_km: args.within,
        by: args.by.clone(),
        output: args.output.clone(),
        date: midnight(today()),
        lang,
        stream_above: JoinOptions::STREAM_ABOVE,
    };
    Ok(account::print(&nearest(&options, progress(context, lang).as_ref())?, context))
}
