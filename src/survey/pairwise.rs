//! Every group of a breakdown against every other: which differ, by how much, and whether the
//! answers depend on the group at all. Small groups are the business of the caller.

use super::Design;
use super::columns::{Groups, Numbers};
use super::compare::{Difference, Link, Mean, Verdict, means, shares};
use super::crossing::cross;
use super::interval::Proportion;
use super::linear::Covariance;
use super::measure::Measure;
use super::rao_scott::{RaoScott, rao_scott};
use super::table::{Asked, Breakdown, Options, counted, proportion, scale_values, typical_effect, with_opinion};
use super::two_way::two_way;
use crate::base::Adjustment;
use crate::base::Text;
use crate::read::survey::questionnaire::QuestionKind;
use crate::read::survey::responses::Answers;

/// Two groups, by their positions in the breakdown, and what separates them.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    pub first: usize,
    pub second: usize,
    /// Shares 0 to 1, or means.
    pub values: (f64, f64),
    /// First minus second.
    pub difference: Difference,
    /// Adjusted for the number of pairs (Holm 1979).
    pub p_value: f64,
    pub verdict: Verdict,
}

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Compared<'a> {
    /// The share of those who gave any of these answers, by position.
    Share(&'a [usize]),
    /// The mean of a scale or number.
    Mean,
}

/// One side of a comparison: a share or a mean, and how surely it is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Side {
    Share(Proportion),
    Mean(Mean),
}

impl Side {
    pub fn value(&self) -> f64 {
        match self {
            Side::Share(share) => share.share,
            Side::Mean(mean) => mean.mean,
        }
    }

    fn of(design: &Design, measure: &Measure, compared: Compared) -> Option<Side> {
        let value = measure.value.ok()?;
        Some(match compared {
            Compared::Share(_) => Side::Share(proportion(design, value, measure, typical_effect(std::slice::from_ref(measure)))),
            Compared::Mean => Side::Mean(Mean {
                mean: value,
                variance: measure.variance.unwrap_or(f64::NAN),
                df: f64::from(measure.degrees_of_freedom),
            }),
        })
    }

    /// First minus second; `None` for a share against a mean.
    fn minus(&self, other: &Side, link: Link, confidence: f64) -> Option<Difference> {
        match (self, other) {
            (Side::Share(a), Side::Share(b)) => Some(shares(a, b, link, confidence)),
            (Side::Mean(a), Side::Mean(b)) => Some(means(a, b, link, confidence)),
            _ => None,
        }
    }
}

/// Every group of a breakdown, or everybody, as a side of comparisons; `None` for one without a value.
pub fn sides(design: &Design, asked: &Asked, compared: Compared, by: Option<&Breakdown>) -> Vec<Option<Side>> {
    let values = compared_values(asked, compared, design.len());
    let groups = match by {
        Some(by) => Groups { codes: Some(&by.factor.codes), count: by.factor.levels.len() },
        None => Groups::EVERYBODY,
    };
    let crossing = cross(design, &Numbers(&values), groups);
    (0..groups.count).map(|g| Side::of(design, &crossing.group(g)[0], compared)).collect()
}

/// Compares sides of samples that have nothing to do with each other, as two waves with new
/// respondents, by the positions given. Pairs that cannot be compared are left out.
pub fn independent(sides: &[Option<Side>], which: &[(usize, usize)], confidence: f64) -> Vec<Pair> {
    let pair = |&(first, second): &(usize, usize)| {
        let (a, b) = (sides.get(first)?.as_ref()?, sides.get(second)?.as_ref()?);
        let difference = a.minus(b, Link::Independent, confidence)?;
        Some(Pair::new(first, second, (a.value(), b.value()), difference))
    };
    judged(which.iter().filter_map(pair).collect(), confidence)
}

/// Compares every pair of the groups in `among`, those without a value left out. Groups of a simple
/// sample are independent; in any other design their covariance counts.
pub fn pairs(
    design: &Design,
    asked: &Asked,
    compared: Compared,
    by: &Breakdown,
    among: &[usize],
    options: &Options,
) -> Vec<Pair> {
    let values = compared_values(asked, compared, design.len());
    let codes = &by.factor.codes;
    let groups = Groups { codes: Some(codes), count: by.factor.levels.len() };
    let crossing = cross(design, &Numbers(&values), groups);
    let measure = |g: usize| &crossing.group(g)[0];
    let sides: Vec<(usize, Side)> = among.iter().filter_map(|&g| Some((g, Side::of(design, measure(g), compared)?))).collect();
    let covariance = match design.is_simple() {
        true => None,
        false => covariance_of_means(design, &values, groups, &sides.iter().map(|(g, _)| *g).collect::<Vec<_>>()),
    };
    let mut out = Vec::new();
    for (i, (first, a)) in sides.iter().enumerate() {
        for (j, (second, b)) in sides.iter().enumerate().skip(i + 1) {
            let link = match design.is_simple() {
                true => Link::Independent,
                false => {
                    let inside = |r: usize| [*first, *second].contains(&usize::from(codes[r])) && !values[r].is_nan();
                    let covariance = covariance.as_ref().map_or(0.0, |c| c.at(i, j));
                    Link::OneDesign { covariance, df: f64::from(design.degrees_of_freedom(inside)) }
                }
            };
            if let Some(difference) = a.minus(b, link, options.confidence) {
                out.push(Pair::new(*first, *second, (a.value(), b.value()), difference));
            }
        }
    }
    judged(out, options.confidence)
}

/// How the means of some groups vary together: from the replicates where the design has them, else
/// by their influences, w(y − ȳ)/W inside the group and 0 outside. `None` where the sample says
/// nothing of its variance.
fn covariance_of_means(design: &Design, values: &[f64], groups: Groups, among: &[usize]) -> Option<Covariance> {
    let mean = |weights: &[f64], group: usize| {
        let inside = (0..weights.len()).filter(|&i| groups.of(i) == Some(group) && !values[i].is_nan());
        let (w, y) = inside.fold((0.0, 0.0), |(w, y), i| (w + weights[i], y + weights[i] * values[i]));
        (y / w, w)
    };
    if let Some(replicates) = design.replicates() {
        let means = |weights: &[f64]| among.iter().map(|&g| mean(weights, g).0).collect();
        return design.has_variance().then(|| replicates.replicate(means).covariance);
    }
    let influence = |&group: &usize| -> Vec<f64> {
        let (mean, population) = mean(design.weights(), group);
        let of_row = |i: usize| match groups.of(i) == Some(group) && !values[i].is_nan() {
            true => design.weights()[i] * (values[i] - mean) / population,
            false => 0.0,
        };
        (0..design.len()).map(of_row).collect()
    };
    let influences: Vec<Vec<f64>> = among.iter().map(influence).collect();
    design.covariance(&influences.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

/// The verdicts of pairs that are looked at together.
fn judged(mut pairs: Vec<Pair>, confidence: f64) -> Vec<Pair> {
    let adjusted = Adjustment::Holm.of(&pairs.iter().map(|p| p.p_value).collect::<Vec<_>>());
    for (pair, p_value) in pairs.iter_mut().zip(adjusted) {
        pair.p_value = p_value;
        pair.verdict = pair.difference.verdict(p_value, confidence);
    }
    pairs
}

impl Pair {
    fn new(first: usize, second: usize, values: (f64, f64), difference: Difference) -> Self {
        Pair { first, second, values, difference, p_value: difference.p_value, verdict: Verdict::NoneShown }
    }
}

fn compared_values(asked: &Asked, compared: Compared, respondents: usize) -> Vec<f64> {
    match compared {
        Compared::Share(choices) => counted(asked, choices, respondents),
        Compared::Mean => numbers(asked),
    }
}

/// Whether the answers to a question with one answer depend on the group. `Err` says why there is
/// no test.
pub fn dependence(design: &Design, asked: &Asked, by: &Breakdown) -> Result<RaoScott, Text> {
    let Answers::Choice(codes) = asked.answers else {
        return Err(Text::new(
            "la question n'a pas une seule réponse par personne",
            "the question has not one answer per person",
        ));
    };
    let answers = with_opinion(codes, asked.question);
    let groups = (by.factor.codes.as_slice(), by.factor.levels.len());
    let table = two_way(design, groups, (&answers, asked.question.choices.len()), |_| true).map_err(|why| why.label())?;
    rao_scott(&table)
}

/// The values of a scale or number, NaN where there is none.
fn numbers(asked: &Asked) -> Vec<f64> {
    match asked.answers {
        Answers::Number(values) => values.clone(),
        Answers::Choice(codes) if asked.question.kind == QuestionKind::Scale => scale_values(codes, asked.question),
        Answers::Choice(codes) => vec![f64::NAN; codes.len()],
        Answers::Choices(sets) => vec![f64::NAN; sets.len()],
        Answers::Ranks(ranks) => vec![f64::NAN; ranks.len()],
    }
}
