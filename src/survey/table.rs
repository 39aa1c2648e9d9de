//! One question by one breakdown: every statistic that its kind of answers allows, for every group.
//!
//! The neutral table behind maps, charts, `lakana survey` and audits. Which values may be shown is
//! the business of [`climb`](super::climb) and of the room `protect`; here every group with an
//! answer has its numbers, whatever its n.

use super::columns::{Columns, Groups, Marks, Multiple, Numbers, OfChoicesTaken, Single};
use super::crossing::{Crossing, cross};
use super::estimate::{Estimate, Origin, Statistic};
use super::interval::{self, Proportion};
use super::measure::{Measure, SimpleSample};
use super::statistics;
use super::{Design, distribution};
use crate::base::{Interval, Missing};
use crate::read::survey::questionnaire::{Question, QuestionKind};
use crate::read::survey::responses::{Answers, Factor, NO_ANSWER, Ranks};
use std::borrow::Cow;

/// The answers that a table is made of.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Id of the survey input.
    pub input: &'a str,
    pub question: &'a Question,
    /// Position in the question's items, for a battery.
    pub item: Option<usize>,
    pub answers: &'a Answers,
}

/// A grouping and what tables call it.
#[derive(Debug, Clone, Copy)]
pub struct Breakdown<'a> {
    /// Stable id: `zone`, `sexe`, or the code of a question.
    pub id: &'a str,
    pub factor: &'a Factor,
}

/// Which interval shares are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ShareInterval {
    /// Wilson's at the effective n: right on average.
    #[default]
    Wilson,
    /// Never promises too much.
    KornGraubard,
    Logit,
}

/// How estimates are made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    pub interval: ShareInterval,
    pub confidence: f64,
    /// Respondents were chosen, not drawn: every estimate is *indicatif*.
    pub purposive: bool,
    /// Fewest answers for a firm statement.
    pub firm_n: u32,
}

impl Default for Options {
    fn default() -> Self {
        Options { interval: ShareInterval::default(), confidence: interval::CONFIDENCE, purposive: true, firm_n: 30 }
    }
}

/// Every statistic for every group of the breakdown, in the order of its values; for everybody when
/// `by` is empty; for every pair of values when `by` has two. Answers marked
/// [`no_opinion`](crate::read::survey::questionnaire::Choice::no_opinion) are outside the base.
///
/// | kind | statistics |
/// |---|---|
/// | single | share of each choice |
/// | multiple | share of respondents and of answers, for each choice |
/// | scale | share of each step, the two highest together, mean, median |
/// | ranking | mean rank, first-choice share and Borda points of each choice |
/// | number | mean, quartiles and, where there are weights, total |
///
/// A group nobody belongs to is [`Missing::NotSampled`], one without answers [`Missing::NoData`].
/// Breakdowns beyond the second are not looked at.
pub fn table(design: &Design, asked: &Asked, by: &[Breakdown], options: &Options) -> Vec<Estimate> {
    let crossed = Crossed::new(by, design.len());
    let groups = crossed.groups();
    let maker = Maker { design, asked, options, crossed: &crossed };
    let choices = &asked.question.choices;
    match asked.answers {
        Answers::Choice(codes) => {
            let codes = with_opinion(codes, asked.question);
            let single = Single { codes: &codes, choices: choices.len() };
            let mut out = maker.shares(&cross(design, &single, groups), Statistic::Share);
            if asked.question.kind == QuestionKind::Scale {
                out.extend(maker.scale(&codes));
            }
            out
        }
        Answers::Choices(sets) => {
            let multiple = Multiple { sets, choices: choices.len() };
            let mut out = maker.shares(&cross(design, &multiple, groups), Statistic::Share);
            out.extend(maker.shares(&cross(design, &OfChoicesTaken(multiple), groups), Statistic::ShareOfAnswers));
            out
        }
        Answers::Ranks(ranks) => {
            let count = choices.len();
            let mut out = maker.shares(&cross(design, &FirstChoices { ranks, choices: count }, groups), Statistic::FirstChoice);
            for choice in 0..count {
                let rank = |i: usize| ranks.rank(i, choice).map_or(f64::NAN, f64::from);
                let ranked: Vec<f64> = (0..ranks.len()).map(rank).collect();
                let points = |i: usize| match (ranks.answered(i), ranks.rank(i, choice)) {
                    (false, _) => f64::NAN,
                    (true, rank) => rank.map_or(0.0, |r| count as f64 - f64::from(r)),
                };
                let points: Vec<f64> = (0..ranks.len()).map(points).collect();
                out.extend(maker.means(&ranked, Some(choice), Statistic::MeanRank));
                out.extend(maker.means(&points, Some(choice), Statistic::Borda));
            }
            out
        }
        Answers::Number(values) => {
            let mut out = maker.means(values, None, Statistic::Mean);
            if design.is_weighted() {
                out.extend(maker.totals(values));
            }
            [0.25, 0.5, 0.75].into_iter().for_each(|p| out.extend(maker.quantiles(values, p)));
            out
        }
    }
}

/// The share of those who gave any of these answers, for every group: one estimate each, its
/// [`Estimate::choice`] the codes joined by `+`. `choices` are positions in the question's choices;
/// a number has none, and no estimate either.
pub fn share_of(design: &Design, asked: &Asked, choices: &[usize], by: &[Breakdown], options: &Options) -> Vec<Estimate> {
    if matches!(asked.answers, Answers::Number(_)) {
        return Vec::new();
    }
    let crossed = Crossed::new(by, design.len());
    let maker = Maker { design, asked, options, crossed: &crossed };
    let given = counted(asked, choices, design.len());
    let crossing = cross(design, &Marks(&given), crossed.groups());
    let codes: Vec<&str> = choices.iter().map(|&c| asked.question.choices[c].code.as_str()).collect();
    (0..crossed.groups.len())
        .map(|g| {
            let made = maker.share(g, &crossing.group(g)[0], None, Statistic::Share, typical_effect(crossing.group(g)));
            Estimate { choice: Some(codes.join("+")), ..made }
        })
        .collect()
}

/// 1 for those who gave any of these answers, 0 for the others of the base, NaN outside it.
pub(super) fn counted(asked: &Asked, choices: &[usize], respondents: usize) -> Vec<f64> {
    let silent: Vec<usize> = match asked.answers {
        Answers::Choice(_) => (0..asked.question.choices.len()).filter(|&c| asked.question.choices[c].no_opinion).collect(),
        _ => Vec::new(),
    };
    let took = |i: usize, any: &[usize]| any.iter().any(|&c| asked.answers.took(i, c));
    let given = |i: usize| match asked.answers.answered(i) && !took(i, &silent) {
        true => f64::from(u8::from(took(i, choices))),
        false => f64::NAN,
    };
    (0..respondents).map(given).collect()
}

/// The steps of a scale as numbers, NaN outside the base.
pub(super) fn scale_values(codes: &[u16], question: &Question) -> Vec<f64> {
    let value = |code: &u16| question.choices.get(usize::from(*code)).filter(|c| !c.no_opinion).and_then(|c| c.value);
    codes.iter().map(|code| value(code).unwrap_or(f64::NAN)).collect()
}

/// The codes with answers that hold no opinion taken out of the base.
pub(super) fn with_opinion<'a>(codes: &'a [u16], question: &Question) -> Cow<'a, [u16]> {
    if question.choices.iter().all(|c| !c.no_opinion) {
        return Cow::Borrowed(codes);
    }
    let silent: Vec<bool> = question.choices.iter().map(|c| c.no_opinion).collect();
    codes.iter().map(|&code| if silent.get(usize::from(code)) == Some(&true) { NO_ANSWER } else { code }).collect()
}

/// Who put which choice first.
struct FirstChoices<'a> {
    ranks: &'a Ranks,
    choices: usize,
}

impl Columns for FirstChoices<'_> {
    const SHARES: bool = true;

    fn count(&self) -> usize {
        self.choices
    }

    fn base(&self, respondent: usize) -> Option<f64> {
        self.ranks.answered(respondent).then_some(1.0)
    }

    fn each(&self, respondent: usize, mut give: impl FnMut(usize, f64)) {
        (0..self.choices).filter(|&c| self.ranks.rank(respondent, c) == Some(1)).for_each(|c| give(c, 1.0));
    }
}

/// Up to two breakdowns as one.
struct Crossed<'a> {
    /// `None` for everybody.
    codes: Option<Cow<'a, [u16]>>,
    /// Variables and values of each group.
    groups: Vec<Vec<(String, String)>>,
}

impl<'a> Crossed<'a> {
    fn new(by: &[Breakdown<'a>], respondents: usize) -> Self {
        let named = |b: &Breakdown, level: usize| (b.id.to_owned(), b.factor.levels[level].code.clone());
        match by {
            [] => Crossed { codes: None, groups: vec![Vec::new()] },
            [only] => Crossed {
                codes: Some(Cow::Borrowed(&only.factor.codes)),
                groups: (0..only.factor.levels.len()).map(|l| vec![named(only, l)]).collect(),
            },
            [first, second, ..] => {
                let (rows, columns) = (first.factor.levels.len(), second.factor.levels.len());
                let code = |i: usize| {
                    let (r, c) = (usize::from(first.factor.codes[i]), usize::from(second.factor.codes[i]));
                    let inside = r < rows && c < columns;
                    if inside { u16::try_from(r * columns + c).unwrap_or(NO_ANSWER) } else { NO_ANSWER }
                };
                Crossed {
                    codes: Some((0..respondents).map(code).collect()),
                    groups: (0..rows)
                        .flat_map(|r| (0..columns).map(move |c| (r, c)))
                        .map(|(r, c)| vec![named(first, r), named(second, c)])
                        .collect(),
                }
            }
        }
    }

    fn groups(&self) -> Groups<'_> {
        Groups { codes: self.codes.as_deref(), count: self.groups.len() }
    }
}

/// Turns measures into estimates.
struct Maker<'a> {
    design: &'a Design,
    asked: &'a Asked<'a>,
    options: &'a Options,
    crossed: &'a Crossed<'a>,
}

impl Maker<'_> {
    /// Shares of each choice in each group.
    fn shares(&self, crossing: &Crossing, statistic: Statistic) -> Vec<Estimate> {
        let choices = self.asked.question.choices.iter().enumerate().filter(|(_, c)| !self.is_outside(c.no_opinion));
        let choices: Vec<usize> = choices.map(|(i, _)| i).collect();
        let mut out = Vec::new();
        for group in 0..self.crossed.groups.len() {
            let cells = crossing.group(group);
            let effect = typical_effect(cells);
            out.extend(choices.iter().map(|&c| self.share(group, &cells[c], Some(c), statistic, effect)));
        }
        out
    }

    /// Whether a choice has no share: its answers are outside the base.
    fn is_outside(&self, no_opinion: bool) -> bool {
        no_opinion && matches!(self.asked.answers, Answers::Choice(_))
    }

    fn share(&self, group: usize, measure: &Measure, choice: Option<usize>, statistic: Statistic, effect: f64) -> Estimate {
        let bounds = measure.value.ok().map(|share| {
            let proportion = proportion(self.design, share, measure, effect);
            let confidence = self.options.confidence;
            let (low, high) = match self.options.interval {
                ShareInterval::Wilson => proportion.wilson(confidence),
                ShareInterval::KornGraubard => proportion.korn_graubard(confidence),
                ShareInterval::Logit => proportion.logit(confidence),
            };
            (100.0 * low, 100.0 * high)
        });
        let kind = match self.options.interval {
            ShareInterval::Wilson => Interval::Wilson95,
            ShareInterval::KornGraubard => Interval::KornGraubard95,
            ShareInterval::Logit => Interval::Logit95,
        };
        self.estimate(group, measure, choice, statistic, 100.0, bounds, kind)
    }

    /// The mean, the share of the two highest steps and the median of a scale.
    fn scale(&self, codes: &[u16]) -> Vec<Estimate> {
        let choices = &self.asked.question.choices;
        let values = scale_values(codes, self.asked.question);
        let mut steps: Vec<f64> = choices.iter().filter(|c| !c.no_opinion).filter_map(|c| c.value).collect();
        steps.sort_by(|a, b| b.total_cmp(a));
        let mut out = Vec::new();
        // Of two steps both are the highest: there is nothing to say.
        if let [_, second, _, ..] = steps[..] {
            let top: Vec<f64> =
                values.iter().map(|v| if v.is_nan() { f64::NAN } else { f64::from(u8::from(*v >= second)) }).collect();
            let crossing = cross(self.design, &Marks(&top), self.crossed.groups());
            out.extend((0..self.crossed.groups.len()).map(|g| {
                let measure = &crossing.group(g)[0];
                self.share(g, measure, None, Statistic::TopTwo, typical_effect(crossing.group(g)))
            }));
        }
        out.extend(self.means(&values, None, Statistic::Mean));
        out.extend(self.quantiles(&values, 0.5));
        out
    }

    fn means(&self, values: &[f64], choice: Option<usize>, statistic: Statistic) -> Vec<Estimate> {
        let crossing = cross(self.design, &Numbers(values), self.crossed.groups());
        (0..self.crossed.groups.len())
            .map(|g| {
                let measure = &crossing.group(g)[0];
                let df = f64::from(measure.degrees_of_freedom);
                let known = measure.value.ok().zip(measure.variance).filter(|_| df > 0.0);
                let bounds = known.map(|(mean, variance)| interval::student(mean, variance, df, self.options.confidence));
                self.estimate(g, measure, choice, statistic, 1.0, bounds, Interval::Student95)
            })
            .collect()
    }

    fn totals(&self, values: &[f64]) -> Vec<Estimate> {
        let groups = self.crossed.groups();
        let total = |g: usize| {
            let measure = statistics::total(self.design, values, |i| groups.of(i) == Some(g));
            let df = f64::from(measure.degrees_of_freedom);
            let known = measure.value.ok().zip(measure.variance).filter(|_| df > 0.0);
            let bounds = known.map(|(total, variance)| interval::student(total, variance, df, self.options.confidence));
            self.estimate(g, &measure, None, Statistic::Total, 1.0, bounds, Interval::Student95)
        };
        (0..self.crossed.groups.len()).map(total).collect()
    }

    fn quantiles(&self, values: &[f64], p: f64) -> Vec<Estimate> {
        let critical = |df: u32| distribution::t_quantile((1.0 + self.options.confidence) / 2.0, f64::from(df));
        let found = statistics::quantiles(self.design, values, self.crossed.groups(), p, critical);
        (0..found.len())
            .zip(found)
            .map(|(g, found)| {
                let measure = Measure { value: found.value, ..Measure::missing(found.n, Missing::NoData) };
                let bounds = found.interval.0.zip(found.interval.1);
                let made = self.estimate(g, &measure, None, Statistic::Quantile(p), 1.0, bounds, Interval::Woodruff95);
                Estimate { standard_error: found.standard_error, ..made }
            })
            .collect()
    }

    #[expect(clippy::too_many_arguments, reason = "one line for each part of the estimate that differs")]
    fn estimate(
        &self,
        group: usize,
        measure: &Measure,
        choice: Option<usize>,
        statistic: Statistic,
        scale: f64,
        interval: Option<(f64, f64)>,
        interval_kind: Interval,
    ) -> Estimate {
        let question = self.asked.question;
        Estimate {
            wave: question.wave.clone(),
            question: question.code.clone(),
            item: self.asked.item.and_then(|i| question.items.get(i)).map(|i| i.code.clone()),
            choice: choice.map(|c| question.choices[c].code.clone()),
            statistic,
            group: self.crossed.groups[group].clone(),
            n: Some(measure.n),
            value: measure.value.map(|v| scale * v),
            standard_error: measure.standard_error().map(|s| scale * s),
            interval,
            interval_kind: if interval.is_some() { interval_kind } else { Interval::None },
            design_effect: measure.design_effect(SimpleSample::WithReplacement),
            indicative: self.options.purposive || measure.n < self.options.firm_n,
            origin: Origin::Computed { input: self.asked.input.to_owned() },
        }
    }
}

/// The share as intervals see it; `effect` stands in where it has no design effect of its own. A
/// simple sample has its textbook interval at n.
pub(super) fn proportion(design: &Design, share: f64, measure: &Measure, effect: f64) -> Proportion {
    let n = f64::from(measure.n);
    if design.is_simple() {
        return Proportion::simple(share, n);
    }
    let own = measure.design_effect(SimpleSample::WithReplacement).unwrap_or(effect);
    let variance = own * share * (1.0 - share) / n;
    Proportion { share, variance, n, df: f64::from(measure.degrees_of_freedom), design_effect: effect }
}

/// The mean design effect of the cells, for shares of 0 and 1, which have none; 1 where no cell has.
pub(super) fn typical_effect(cells: &[Measure]) -> f64 {
    let effects: Vec<f64> = cells.iter().filter_map(|m| m.design_effect(SimpleSample::WithReplacement)).collect();
    if effects.is_empty() { 1.0 } else { effects.iter().sum::<f64>() / effects.len() as f64 }
}
