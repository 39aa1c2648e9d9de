//! `lakana crosswalk`: values of old areas carried over to new ones.

use super::arguments::CrosswalkArgs;
use super::{Context, Outcome, account, run::progress};
use crate::base::Result;
use crate::pipeline::date::{midnight, today};
use crate::pipeline::plain::PlainInput;
use crate::pipeline::plain::crosswalk::{CrosswalkOptions, crosswalk};

pub fn run(args: &CrosswalkArgs, context: &Context) -> Result<Outcome> {
    let lang = context.lang.unwrap_or(context.talk);
    let options = CrosswalkOptions {
        old: PlainInput::new(&args.old),
        new: PlainInput::new(&args.new),
        values: args.values.as_deref().map(PlainInput::new),
        old_code: args.old_code.clone(),
        new_code: args.new_code.clone(),
        sum: args.sum.clone(),
        rate: args.rate.clone(),
        people: args.people.as_deref().map(PlainInput::new),
        people_field: args.people_field.clone(),
        tolerance_percent: args.tolerance,
        weights: args.weights.clone(),
        output: args.output.clone(),
        date: midnight(today()),
        lang,
    };
    Ok(account::print(&crosswalk(&options, progress(context, lang).as_ref())?, context))
}
