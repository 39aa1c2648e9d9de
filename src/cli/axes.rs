//! `lakana axes`: the road through a list of towns, and what lies along it.

use super::arguments::AxesArgs;
use super::{Context, Outcome, account};
use crate::base::Result;
use crate::pipeline::axes::{AxesCommand, axes_command};
use crate::pipeline::date::{midnight, today};
use crate::pipeline::project::RoadOptions;

pub fn run(args: &AxesArgs, context: &Context) -> Result<Outcome> {
    let done = axes_command(&AxesCommand {
        roads: args.roads.clone(),
        towns: args.towns.clone(),
        axes: args.axis.clone(),
        bridges: args.bridge.clone(),
        max_town_km: args.max_town_km,
        incidents: args.incidents.clone(),
        boundaries: args.boundaries.clone(),
        population: args.population.clone(),
        options: RoadOptions {
            tolerance_m: args.tolerance,
            join_crossings: args.join_crossings,
            segment_km: args.segment,
            snap_km: args.snap,
            bandwidth_km: args.bandwidth,
            ..RoadOptions::default()
        },
        audience: args.audience,
        output: args.output.clone(),
        lang: context.lang.unwrap_or(context.talk),
        date: midnight(today()),
    })?;
    Ok(account::print(&done, context))
}
