//! `lakana density`: points as a surface.

use super::arguments::{DensityArgs, EdgeArg, KernelArg};
use super::progress::Drawn;
use super::{Context, Outcome, account};
use crate::base::{Progress, Result, Silent};
use crate::pipeline::date::{midnight, today};
use crate::pipeline::plain::density::{DensityCommand, Edge, Kernel, density};
use crate::pipeline::plain::{PlainInput, PlainOptions};

pub fn run(args: &DensityArgs, context: &Context) -> Result<Outcome> {
    let lang = context.lang.unwrap_or(context.talk);
    let progress: Box<dyn Progress> = if context.quiet { Box::new(Silent) } else { Box::new(Drawn::new(lang)) };
    let options = PlainOptions { layer: args.layer.clone(), crs: args.crs.clone(), ..PlainOptions::default() };
    let command = DensityCommand {
        points: PlainInput { path: args.points.clone(), options },
        kernel: match args.kernel {
            KernelArg::Quartic => Kernel::Quartic,
            KernelArg::Gaussian => Kernel::Gaussian,
            KernelArg::Epanechnikov => Kernel::Epanechnikov,
            KernelArg::Triangular => Kernel::Triangular,
            KernelArg::Uniform => Kernel::Uniform,
        },
        radius: args.radius,
        cell: args.cell,
        weight: args.weight.clone(),
        edge: match args.edge {
            EdgeArg::None => Edge::None,
            EdgeArg::JonesDiggle => Edge::JonesDiggle,
            EdgeArg::Uniform => Edge::Uniform,
        },
        within: args.within.clone().map(|path| PlainInput { path, options: PlainOptions::default() }),
        output: args.output.clone(),
        lang,
        date: midnight(today()),
    };
    let account = density(&command, progress.as_ref())?;
    drop(progress);
    Ok(account::print(&account, context))
}
