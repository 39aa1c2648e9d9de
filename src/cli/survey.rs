//! `lakana survey`: one survey question at a time.

use super::arguments::{IntervalArg, ReplicateKindArg, SampleArg, SurveyArgs, VarianceArg};
use super::{Context, Outcome, summary};
use crate::base::{Lang, Result, Severity};
use crate::pipeline::date::{midnight, today};
use crate::pipeline::project::{ReplicateKind, ReplicateWeights, Sample, VarianceBy};
use crate::pipeline::survey_table::{Against, ShareInterval, SurveyAnswer, SurveyOptions, survey_table};

pub fn run(args: &SurveyArgs, context: &Context) -> Result<Outcome> {
    let lang = context.lang.unwrap_or(context.talk);
    let answer = survey_table(&SurveyOptions {
        table: args.table.clone(),
        sheet: args.sheet.clone(),
        questions: args.questions.clone(),
        fields: args.field.clone(),
        parent: args.parent.clone(),
        wave: args.wave.clone(),
        question: args.question.clone(),
        answers: args.answer.clone(),
        by: args.by.clone(),
        sample: match args.sample {
            SampleArg::Purposive => Sample::Purposive,
            SampleArg::Random => Sample::Random,
        },
        interval: match args.interval {
            IntervalArg::Wilson => ShareInterval::Wilson,
            IntervalArg::KornGraubard => ShareInterval::KornGraubard,
            IntervalArg::Logit => ShareInterval::Logit,
        },
        variance: match args.variance {
            VarianceArg::Linearisation => VarianceBy::Linearisation,
            VarianceArg::Jackknife => VarianceBy::Jackknife,
            VarianceArg::Balanced => VarianceBy::Balanced,
            VarianceArg::Bootstrap => VarianceBy::Bootstrap,
        },
        fay_rho: args.fay_rho,
        replicates: replicates(args),
        against: args.against.clone().map(|table| Against {
            table,
            wave: args.against_wave.clone(),
            question: args.against_question.clone(),
        }),
        output: args.output.clone(),
        chart: args.chart.clone(),
        lang,
        date: midnight(today()),
    })?;
    match context.json {
        true => println!("{:#}", as_json(&answer, lang)),
        false => print!("{}", as_text(&answer, args, lang)),
    }
    if !context.quiet {
        eprint!("{}", summary::problems(&answer.problems, lang));
        answer.written.iter().for_each(|file| eprintln!("→ {file}"));
    }
    match answer.problems.iter().any(|p| p.severity > Severity::Note) {
        true => Ok(Outcome::DoneWithProblems),
        false => Ok(Outcome::Done),
    }
}

/// What the table brings for variances.
fn replicates(args: &SurveyArgs) -> Option<ReplicateWeights> {
    Some(ReplicateWeights {
        columns: args.replicates.clone()?,
        kind: match args.replicate_kind? {
            ReplicateKindArg::Jk1 => ReplicateKind::Jk1,
            ReplicateKindArg::Jkn => ReplicateKind::Jkn,
            ReplicateKindArg::Brr => ReplicateKind::Brr,
            ReplicateKindArg::Fay => ReplicateKind::Fay,
            ReplicateKindArg::Bootstrap => ReplicateKind::Bootstrap,
        },
        count: None,
        scale: args.scale,
        rscales: args.rscales.clone(),
        factors: args.factors,
        mse: args.mse,
    })
}

fn as_text(answer: &SurveyAnswer, args: &SurveyArgs, lang: Lang) -> String {
    let mut out = format!("{}\n", answer.title.get(lang));
    out += &summary::table(&answer.header, &answer.rows, 1);
    if answer.printed {
        out += match lang {
            Lang::Fr => "\nNombres imprimés dans le rapport, non recalculés.\n",
            Lang::En => "\nNumbers printed in the report, not computed again.\n",
        };
    } else if args.sample == SampleArg::Purposive {
        out += match lang {
            Lang::Fr => "\nÀ titre indicatif : échantillon raisonné ; les bornes ne disent que l'effet du nombre de réponses.\n",
            Lang::En => "\nIndicative only: purposive sample; the bounds speak of the number of answers alone.\n",
        };
    }
    if !answer.sentences.is_empty() {
        out.push('\n');
        answer.sentences.iter().for_each(|s| out += &format!("{}\n", s.get(lang)));
    }
    out
}

fn as_json(answer: &SurveyAnswer, lang: Lang) -> serde_json::Value {
    serde_json::json!({
        "title": answer.title.get(lang),
        "estimates": answer.json,
        "sentences": answer.sentences.iter().map(|s| s.get(lang)).collect::<Vec<_>>(),
        "written": answer.written,
        "problems": summary::problems_json(&answer.problems, lang),
    })
}
