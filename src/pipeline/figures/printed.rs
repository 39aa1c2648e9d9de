//! A figure of results that a report prints, drawn without any answers.

use super::layout::{self, Dimensions};
use super::not_drawn;
use super::survey::Around;
use crate::base::{Direction, Lang, Problem, Text};
use crate::carto::charts::{Chart, Value};
use crate::names::fold;
use crate::pipeline::project::Figure;
use crate::pipeline::questions::Printed;
use crate::pipeline::surveys::{grouping, grouping_label};
use crate::products::figures::{Surround, chart};
use crate::read::survey::questionnaire::{Question, QuestionKind};
use crate::survey::Estimate;
use crate::text;

/// The chart of what a report prints of a question; the problem says why there is none.
pub fn printed_chart(figure: &Figure, printed: &Printed, around: &Around) -> Result<Chart, Box<Problem>> {
    let lang = around.lang;
    let known = printed.questionnaire.find("", &figure.question).map(|q| printed.questionnaire.questions[q].clone());
    let question = known.unwrap_or_else(|| nameless(&figure.question));
    let by = figure.by.first().and_then(|word| grouping(word));
    let listed =
        |list: &[String], code: Option<&str>| list.is_empty() || code.is_some_and(|c| list.iter().any(|w| fold(w) == fold(c)));
    let wanted = |e: &&Estimate| {
        let group = match (by, e.group.as_slice()) {
            (None, []) => true,
            (Some(id), [(variable, _)]) => grouping(variable) == Some(id),
            _ => false,
        };
        let statistic = figure.statistic.as_ref().is_none_or(|id| e.statistic.id() == *id);
        let asked = fold(&e.question) == fold(&question.code);
        asked && group && statistic && listed(&figure.items, e.item.as_deref()) && listed(&figure.answers, e.choice.as_deref())
    };
    let mut found: Vec<&Estimate> = printed.estimates.iter().filter(wanted).collect();
    let Some(statistic) = found.first().map(|e| e.statistic) else {
        let what =
            Text::new("le rapport n'imprime rien de tel pour cette question", "the report prints nothing such for this question");
        return Err(not_drawn(figure, what, &figure.question));
    };
    found.retain(|e| e.statistic == statistic);

    let items = distinct(found.iter().map(|e| e.item.clone().unwrap_or_default()));
    let answers = distinct(found.iter().map(|e| e.choice.clone().unwrap_or_default()));
    let groups = distinct(found.iter().map(|e| e.group.first().map(|g| g.1.clone()).unwrap_or_default()));
    let place = |e: &Estimate| {
        let at = |list: &[String], code: &str| list.iter().position(|c| c == code).unwrap_or_default();
        [
            at(&items, e.item.as_deref().unwrap_or_default()),
            at(&answers, e.choice.as_deref().unwrap_or_default()),
            at(&groups, e.group.first().map_or("", |g| g.1.as_str())),
        ]
    };
    let cells: Vec<(Value, [usize; 3])> =
        found.iter().map(|e| (Value { value: e.value, n: e.n, interval: e.interval, printed: None }, place(e))).collect();
    let dimensions = Dimensions {
        items: items.iter().map(|code| item_label(&question, code, lang)).collect(),
        answers: answers.iter().map(|code| choice_label(&question, code, lang)).collect(),
        sides: answers.iter().map(|code| layout::side(figure, &code.split('+').collect::<Vec<_>>())).collect(),
        groups,
    };
    let (block, look) = layout::laid_out(figure, &dimensions, &cells, &question)?;
    let by = figure.by.first().map(|word| grouping_label(word));
    let subtitle = match by {
        Some(Text { fr, en }) => text!("Valeurs imprimées dans le rapport ; par {fr}", "Values printed in the report; by {en}"),
        None => text!("Valeurs imprimées dans le rapport", "Values printed in the report"),
    };
    Ok(chart(
        block,
        look,
        layout::axis(statistic, &question, lang),
        Surround {
            lang,
            overline: around.title.get(lang).to_owned(),
            title: figure.title.text().get(lang).to_owned(),
            subtitle: subtitle.get(lang).to_owned(),
            notes: figure.note.iter().map(|n| n.text().get(lang).to_owned()).collect(),
            credits: (around.credit)(&figure.input).map(|c| c.get(lang).to_owned()).into_iter().collect(),
            // What a report prints is not made up, whatever else the project holds.
            synthetic: false,
            indicative: found.iter().any(|e| e.indicative),
            interval: String::new(),
        },
    ))
}

/// Stands for a question that no dictionary describes.
fn nameless(code: &str) -> Question {
    Question {
        code: code.to_owned(),
        wave: String::new(),
        aliases: Vec::new(),
        label: Text::same(code),
        wordings: Vec::new(),
        kind: QuestionKind::Single,
        choices: Vec::new(),
        items: Vec::new(),
        asked_of: None,
        direction: Direction::Neutral,
    }
}

/// Each once, in the order in which they first appear.
fn distinct(codes: impl Iterator<Item = String>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    codes.for_each(|code| {
        if !out.contains(&code) {
            out.push(code);
        }
    });
    out
}

fn item_label(question: &Question, code: &str, lang: Lang) -> String {
    let known = question.items.iter().find(|i| i.code == code);
    known.map_or_else(|| code.to_owned(), |i| i.label.get(lang).to_owned())
}

fn choice_label(question: &Question, codes: &str, lang: Lang) -> String {
    let label = |code: &str| {
        let known = question.choices.iter().find(|c| c.code == code);
        known.map_or_else(|| code.to_owned(), |c| c.label.get(lang).to_owned())
    };
    codes.split('+').map(label).collect::<Vec<_>>().join(" + ")
}
