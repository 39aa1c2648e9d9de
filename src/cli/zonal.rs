//! `lakana zonal`: a raster's cells inside polygons.

use super::arguments::{UnitArg, ZonalArgs};
use super::progress::Drawn;
use super::{Context, Outcome, account};
use crate::base::{Progress, Result, Silent};
use crate::pipeline::date::{midnight, today};
use crate::pipeline::plain::zonal::{RasterUnit, ZonalCommand, zonal};
use crate::pipeline::plain::{PlainInput, PlainOptions};

pub fn run(args: &ZonalArgs, context: &Context) -> Result<Outcome> {
    let lang = context.lang.unwrap_or(context.talk);
    let progress: Box<dyn Progress> = if context.quiet { Box::new(Silent) } else { Box::new(Drawn::new(lang)) };
    let options = PlainOptions { layer: args.layer.clone(), crs: args.crs.clone(), ..PlainOptions::default() };
    let command = ZonalCommand {
        raster: args.raster.clone(),
        polygons: PlainInput { path: args.polygons.clone(), options },
        statistics: args.stat.clone(),
        unit: args.unit.map(|unit| match unit {
            UnitArg::Count => RasterUnit::Count,
            UnitArg::Density => RasterUnit::Density,
        }),
        band: args.band,
        nodata: args.nodata.map(|given| given.0),
        output: args.output.clone(),
        lang,
        date: midnight(today()),
    };
    let account = zonal(&command, progress.as_ref())?;
    drop(progress);
    Ok(account::print(&account, context))
}
