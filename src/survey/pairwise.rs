//! Every group of a breakdown against every other: which differ, by how much, and whether the
//! answers depend on the group at all. Small groups are the business of the caller.

use super::Design;
use super::adjust::Adjustment;
use super::columns::{Groups, Numbers};
use super::compare::{Difference, Link, Mean, Verdict, means, shares};
use super::crossing::cross;
use super::measure::Measure;
use super::rao_scott::{RaoScott, rao_scott};
use super::table::{Asked, Breakdown, Options, counted, proportion, scale_values, typical_effect, with_opinion};
use super::two_way::two_way;
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
    let values = match compared {
        Compared::Share(choices) => counted(asked, choices, design.len()),
        Compared::Mean => numbers(asked),
    };
    let codes = &by.factor.codes;
    let crossing = cross(design, &Numbers(&values), Groups { codes: Some(codes), count: by.factor.levels.len() });
    let measure = |g: usize| &crossing.group(g)[0];
    let among: Vec<usize> = among.iter().copied().filter(|&g| measure(g).value.is_ok()).collect();
    // w(y − ȳ)/W inside the group, 0 outside.
    let influence = |g: usize| -> Vec<f64> {
        let of = measure(g);
        let mean = of.value.unwrap_or_default();
        let of_row = |i: usize| match usize::from(codes[i]) == g && !values[i].is_nan() {
            true => design.weights()[i] * (values[i] - mean) / of.population,
            false => 0.0,
        };
        (0..design.len()).map(of_row).collect()
    };
    let influences: Vec<Vec<f64>> = if design.is_simple() { Vec::new() } else { among.iter().map(|&g| influence(g)).collect() };
    let mut out = Vec::new();
    for (i, &first) in among.iter().enumerate() {
        for (j, &second) in among.iter().enumerate().skip(i + 1) {
            let (a, b) = (measure(first), measure(second));
            let link = match (influences.get(i), influences.get(j)) {
                (Some(x), Some(y)) => {
                    let inside = |r: usize| [first, second].contains(&usize::from(codes[r])) && !values[r].is_nan();
                    let covariance = design.covariance(&[x, y]).map_or(0.0, |c| c.at(0, 1));
                    Link::OneDesign { covariance, df: f64::from(design.degrees_of_freedom(inside)) }
                }
                _ => Link::Independent,
            };
            let difference = match compared {
                Compared::Share(_) => {
                    let side = |m: &Measure| {
                        let share = m.value.unwrap_or_default();
                        proportion(design, share, m, typical_effect(std::slice::from_ref(m)))
                    };
                    shares(&side(a), &side(b), link, options.confidence)
                }
                Compared::Mean => {
                    let side = |m: &Measure| Mean {
                        mean: m.value.unwrap_or_default(),
                        variance: m.variance.unwrap_or(f64::NAN),
                        df: f64::from(m.degrees_of_freedom),
                    };
                    means(&side(a), &side(b), link, options.confidence)
                }
            };
            let values = (a.value.unwrap_or_default(), b.value.unwrap_or_default());
            out.push(Pair { first, second, values, difference, p_value: difference.p_value, verdict: Verdict::NoneShown });
        }
    }
    let adjusted = Adjustment::Holm.of(&out.iter().map(|p| p.p_value).collect::<Vec<_>>());
    for (pair, p_value) in out.iter_mut().zip(adjusted) {
        pair.p_value = p_value;
        pair.verdict = pair.difference.verdict(p_value, options.confidence);
    }
    out
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
