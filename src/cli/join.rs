//! `lakana join`: points into polygons, or the fields of polygons onto points.

use super::arguments::{JoinArgs, OntoArg};
use super::{Context, Outcome, account, run::progress};
use crate::base::Result;
use crate::pipeline::date::{midnight, today};
use crate::pipeline::plain::join::{JoinOptions, join};

pub fn run(args: &JoinArgs, context: &Context) -> Result<Outcome> {
    let lang = context.lang.unwrap_or(context.talk);
    let options = JoinOptions {
        points: args.first_file.of(&args.points),
        polygons: args.second_file.of(&args.polygons),
        count: args.count,
        sum: args.sum.clone(),
        first: args.first.clone(),
        list: args.list.clone(),
        onto_points: args.onto == OntoArg::Points,
        every: args.every,
        output: args.output.clone(),
        date: midnight(today()),
        lang,
        stream_above: JoinOptions::STREAM_ABOVE,
    };
    Ok(account::print(&join(&options, progress(context, lang).as_ref())?, context))
}
