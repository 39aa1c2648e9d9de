//! Items, answers and groups of a question as the rows and columns of a chart.

use super::not_drawn;
use crate::base::{Lang, Missing, Problem, Text};
use crate::carto::charts::{Axis, Shades, Side, Value};
use crate::names::fold;
use crate::pipeline::project::{Figure, FigureKind};
use crate::products::figures::{Block, Look};
use crate::read::survey::questionnaire::{Question, QuestionKind};
use crate::survey::Statistic;
use crate::text;

/// What a figure is about, with the labels of each dimension; one label, even an empty one, where
/// there is nothing to tell apart.
pub struct Dimensions {
    pub items: Vec<String>,
    pub answers: Vec<String>,
    /// Where each answer stands in diverging bars.
    pub sides: Vec<Side>,
    pub groups: Vec<String>,
}

const ITEMS: usize = 0;
const ANSWERS: usize = 1;
const GROUPS: usize = 2;

/// Rows and columns by the kind of figure. `cells` stand at their item, answer and group.
pub fn laid_out(
    figure: &Figure,
    dimensions: &Dimensions,
    cells: &[(Value, [usize; 3])],
    question: &Question,
) -> Result<(Block, Look), Box<Problem>> {
    let labels = [&dimensions.items, &dimensions.answers, &dimensions.groups];
    let several = |dimension: usize| labels[dimension].len() > 1;
    let (rows, columns) = match figure.kind {
        FigureKind::Stacked | FigureKind::Diverging => (if several(ITEMS) { ITEMS } else { GROUPS }, ANSWERS),
        FigureKind::Bars | FigureKind::Dots if !several(ITEMS) && !several(ANSWERS) => (GROUPS, ANSWERS),
        _ => {
            let rows = if several(ITEMS) { ITEMS } else { ANSWERS };
            (rows, if several(GROUPS) || rows == ANSWERS { GROUPS } else { ANSWERS })
        }
    };
    if let Some(left) = (0..3).find(|d| *d != rows && *d != columns && several(*d)) {
        let what = Text::new(
            "une figure montre deux choses à la fois : réduisez `items`, `answers` ou `by`",
            "a figure shows two things at a time: narrow `items`, `answers` or `by`",
        );
        return Err(not_drawn(figure, what, ["items", "answers", "by"][left]));
    }
    let mut order: Vec<usize> = (0..labels[columns].len()).collect();
    if figure.kind == FigureKind::Diverging {
        order.sort_by_key(|&a| dimensions.sides[a] as u8);
    }
    let at = |row: usize, column: usize| {
        let found = cells.iter().find(|(_, place)| place[rows] == row && place[columns] == column);
        found.map_or(Value::missing(Missing::NoData), |(value, _)| *value)
    };
    let look = match figure.kind {
        FigureKind::Dots => Look::Dots,
        FigureKind::Stacked if question.kind == QuestionKind::Scale => Look::Stacked(Shades::Ramp(question.direction)),
        FigureKind::Stacked => Look::Stacked(Shades::Categories),
        FigureKind::Diverging => Look::Diverging(order.iter().map(|&a| dimensions.sides[a]).collect()),
        FigureKind::Ranked => Look::Ranked(figure.top),
        FigureKind::Heat => Look::Heat(question.direction),
        _ => Look::Bars,
    };
    let block = Block {
        rows: labels[rows].clone(),
        columns: order.iter().map(|&c| labels[columns][c].clone()).collect(),
        cells: (0..labels[rows].len()).map(|r| order.iter().map(|&c| at(r, c)).collect()).collect(),
    };
    Ok((block, look))
}

/// The side on which answers with these codes stand.
pub fn side(figure: &Figure, codes: &[&str]) -> Side {
    let among = |words: &[String]| words.iter().any(|w| codes.iter().any(|c| fold(c) == fold(w)));
    match (among(&figure.worse), among(&figure.better)) {
        (true, _) => Side::Worse,
        (_, true) => Side::Better,
        _ => Side::Neither,
    }
}

/// The scale of a statistic of a question.
pub fn axis(statistic: Statistic, question: &Question, lang: Lang) -> Axis {
    let said = |fr: &str, en: &str| Text::new(fr, en).get(lang).to_owned();
    match statistic {
        Statistic::ShareOfAnswers => Axis::percent(said("en % des réponses données", "in % of the answers given")),
        s if s.is_percent() => Axis::percent(said("en % des personnes ayant répondu", "in % of those who answered")),
        Statistic::MeanRank => Axis::plain(said("rang moyen ; 1 : premier choix", "mean rank; 1: first choice"), 1),
        Statistic::Borda => Axis::plain(said("points de Borda, en moyenne", "Borda points, on average"), 1),
        _ => {
            let steps = question.choices.iter().filter_map(|c| c.value);
            let ends = steps.fold(None, |ends: Option<(f64, f64)>, v| Some(ends.map_or((v, v), |(a, b)| (a.min(v), b.max(v)))));
            let axis = |label: String| Axis::plain(label, 2);
            match ends {
                Some((low, high)) => axis(
                    text!("moyenne, sur une échelle de {low} à {high}", "mean, on a scale from {low} to {high}")
                        .get(lang)
                        .to_owned(),
                )
                .ranging(low, high),
                None => axis(said("moyenne", "mean")),
            }
        }
    }
}
