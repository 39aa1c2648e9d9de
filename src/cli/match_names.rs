//! `lakana match`: names to codes for any table.

use super::arguments::MatchArgs;
use super::{Context, Outcome, summary};
use crate::base::{Lang, Result, count};
use crate::pipeline::match_table::{MatchOptions, Matched, match_table};

pub fn run(args: &MatchArgs, context: &Context) -> Result<Outcome> {
    let lang = context.lang.unwrap_or(context.talk);
    let matched = match_table(&MatchOptions {
        table: args.table.clone(),
        boundaries: args.boundaries.clone(),
        region: args.region.clone(),
        cercle: args.cercle.clone(),
        commune: args.commune.clone(),
        code: args.code.clone(),
        sheet: args.sheet.clone(),
        review: args.review.clone(),
        output: args.output.clone(),
        lang,
    })?;
    if !context.quiet {
        eprint!("{}", tallies(&matched, lang));
    }
    Ok(summary::print(
        &matched.summary,
        lang,
        context,
        args.output.parent().filter(|p| !p.as_os_str().is_empty()).or(Some(".".as_ref())),
    ))
}

fn tallies(matched: &Matched, lang: Lang) -> String {
    let level = matched.level.label();
    let mut out = match lang {
        Lang::Fr => format!("\nlignes par manière de trouver ({})\n", level.fr),
        Lang::En => format!("\nrows by how they were found ({})\n", level.en),
    };
    for tally in &matched.tallies {
        out += &format!("{:>8}  {}\n", count(tally.rows, lang), tally.label.get(lang));
    }
    out
}
