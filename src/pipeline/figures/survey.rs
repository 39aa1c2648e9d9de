//! A survey figure: the estimates it asks for, laid out in rows and columns, with what a report
//! printed beside.

use super::layout::{self, Dimensions};
use super::not_drawn;
use crate::base::{Lang, Problem, Text, number, percent};
use crate::carto::charts::{Axis, Chart, Value};
use crate::names::fold;
use crate::pipeline::project::{Figure, FigureKind};
use crate::pipeline::questions::{Askable, Printed};
use crate::pipeline::surveys::{Surveyed, crossed_groups, grouping, grouping_label};
use crate::products::comparisons::Row;
use crate::products::figures::{Surround, chart};
use crate::protect::withhold_small_groups;
use crate::read::survey::questionnaire::{Question, QuestionKind};
use crate::read::survey::responses::Factor;
use crate::survey::climb::Minimum;
use crate::survey::{Estimate, Statistic};
use crate::text;

/// What stands around every figure of a project.
pub struct Around<'a> {
    pub lang: Lang,
    pub title: Text,
    pub synthetic: bool,
    /// Credit of an input, by id.
    pub credit: &'a dyn Fn(&str) -> Option<Text>,
    /// What the comparisons of the project say.
    pub compared: &'a [Row],
}

/// The chart of a survey figure; the problem says why there is none.
pub fn survey_chart(figure: &Figure, askable: &Askable, around: &Around) -> Result<Chart, Box<Problem>> {
    let asked = Asked::new(figure, askable, around)?;
    let placed: Vec<(Value, [usize; 3])> = asked.cells.iter().map(|c| (c.1, c.2)).collect();
    let (block, look) = layout::laid_out(figure, &asked.grid.dimensions(figure), &placed, asked.grid.question)?;
    Ok(chart(block, look, asked.axis(), asked.surround))
}

/// A figure with its estimates, before they are laid out.
pub struct Asked<'a> {
    pub grid: Grid<'a>,
    pub cells: Vec<Cell>,
    pub surround: Surround,
}

impl<'a> Asked<'a> {
    pub fn new(figure: &Figure, askable: &'a Askable, around: &Around) -> Result<Self, Box<Problem>> {
        let wrong = |what: Text, found: &str| not_drawn(figure, what, found);
        let survey = askable.surveys.iter().find(|s| s.id == figure.input).ok_or_else(|| {
            wrong(Text::new("`input` n'est pas une enquête du projet", "`input` is no survey of the project"), &figure.input)
        })?;
        let grid = Grid::new(figure, survey, around.lang)?;
        let printed = match &figure.printed {
            Some(id) => Some(askable.printed.iter().find(|p| p.id == *id).ok_or_else(|| {
                wrong(Text::new("`printed` n'est pas une entrée de type results", "`printed` is no input of kind results"), id)
            })?),
            None => None,
        };
        let cells = grid.cells(printed);
        let credits = [Some(figure.input.as_str()), figure.printed.as_deref()].into_iter().flatten();
        let interval = cells.iter().find_map(|c| c.1.interval.map(|_| c.0.interval_kind.label()));
        let surround = Surround {
            lang: around.lang,
            overline: around.title.get(around.lang).to_owned(),
            title: figure.title.text().get(around.lang).to_owned(),
            subtitle: grid.subtitle(),
            notes: notes(figure, &grid, &cells, printed, around),
            credits: credits.filter_map(around.credit).map(|c| c.get(around.lang).to_owned()).collect(),
            synthetic: around.synthetic,
            indicative: cells.iter().any(|c| c.0.indicative),
            interval: interval.map_or_else(String::new, |label| label.get(around.lang).to_owned()),
        };
        Ok(Asked { grid, cells, surround })
    }

    pub fn axis(&self) -> Axis {
        layout::axis(self.grid.statistic, self.grid.question, self.grid.lang)
    }
}

/// What is said below: the figure's own note, what was compared, and what a report printed that no mark
/// of the chart shows.
fn notes(figure: &Figure, grid: &Grid, cells: &[Cell], printed: Option<&Printed>, around: &Around) -> Vec<String> {
    let mut notes: Vec<String> = figure.note.iter().map(|n| n.text().get(around.lang).to_owned()).collect();
    let compared = around.compared.iter().filter(|row| figure.comparison.as_ref() == Some(&row.id));
    notes.extend(compared.map(|row| row.said.get(around.lang).to_owned()));
    let Some(report) = printed else { return notes };
    let shown: Vec<&Estimate> = match figure.kind {
        FigureKind::Bars | FigureKind::Dots => cells.iter().filter_map(|c| grid.in_report(report, &c.0, c.2[2])).collect(),
        _ => Vec::new(),
    };
    notes.extend(grid.also_printed(report, &shown));
    if shown.is_empty() && grid.of_question(report).next().is_none() {
        let said = match around.synthetic {
            true => Text::new(
                "Le rapport n'imprime aucune de ces valeurs : elles viennent des données synthétiques.",
                "The report prints none of these values: they come from the synthetic data.",
            ),
            false => Text::new("Le rapport n'imprime aucune de ces valeurs.", "The report prints none of these values."),
        };
        notes.push(said.get(around.lang).to_owned());
    }
    notes
}

/// What a figure asks: items, answers and groups, each with a label.
pub struct Grid<'a> {
    survey: &'a Surveyed,
    pub lang: Lang,
    pub question: &'a Question,
    pub statistic: Statistic,
    /// Position of the variable, and its label.
    pub items: Vec<(usize, String)>,
    /// Positions of choices that count together; none for a mean.
    pub answers: Vec<(Vec<usize>, String)>,
    pub by: Vec<(String, Factor)>,
    /// Codes and label of each group; one without codes for everybody.
    pub groups: Vec<(Vec<String>, String)>,
}

/// An estimate with its place in the grid: item, answer, group.
pub type Cell = (Estimate, Value, [usize; 3]);

impl<'a> Grid<'a> {
    fn new(figure: &Figure, survey: &'a Surveyed, lang: Lang) -> Result<Self, Box<Problem>> {
        let wrong = |fr: &str, en: &str, found: &str| not_drawn(figure, Text::new(fr, en), found);
        let variables = survey.variables(&figure.question);
        let question = match variables.first() {
            Some(&first) => survey.responses.question(first),
            None => return Err(wrong("l'enquête n'a pas cette question", "the survey has no such question", &figure.question)),
        };
        let item = |v: usize| survey.asked(v).item.and_then(|i| question.items.get(i));
        let wanted = |v: &usize| {
            figure.items.is_empty() || item(*v).is_some_and(|i| figure.items.iter().any(|w| fold(w) == fold(&i.code)))
        };
        let label = |v: usize| item(v).map_or_else(|| question.label.clone(), |i| i.label.clone()).get(lang).to_owned();
        let items: Vec<(usize, String)> = variables.into_iter().filter(wanted).map(|v| (v, label(v))).collect();
        let Some(&(first, _)) = items.first() else {
            return Err(wrong(
                "aucune ligne de la batterie n'est reconnue dans `items`",
                "no line of the battery is known in `items`",
                &figure.items.join(", "),
            ));
        };
        let statistic = statistic(figure, question).ok_or_else(|| {
            wrong("`statistic` inconnue", "`statistic` unknown", figure.statistic.as_deref().unwrap_or_default())
        })?;
        let answers = answers(figure, survey, first, question, statistic, lang)
            .map_err(|found| wrong("la question n'a pas cette réponse", "the question has no such answer", &found))?;
        let mut by = Vec::new();
        for word in &figure.by {
            let factor = survey.groups(word).ok_or_else(|| {
                let known = survey.known_groups().join(", ");
                let what = text!(
                    "l'enquête ne dit rien de ce groupement ; connus : {known}",
                    "the survey does not say this grouping; known: {known}"
                );
                not_drawn(figure, what, word)
            })?;
            by.push((word.clone(), factor));
        }
        let groups = crossed_groups(&by).into_iter().map(|(codes, label)| (codes, label.get(lang).to_owned())).collect();
        Ok(Grid { survey, lang, question, statistic, items, answers, by, groups })
    }

    /// Every estimate asked for, small groups withheld, with the printed number where there is one.
    fn cells(&self, printed: Option<&Printed>) -> Vec<Cell> {
        let by: Vec<(&str, &Factor)> = self.by.iter().map(|(word, factor)| (word.as_str(), factor)).collect();
        let mut out = Vec::new();
        for (i, (variable, _)) in self.items.iter().enumerate() {
            let mut all = match self.statistic {
                Statistic::Share => Vec::new(),
                _ => self.survey.estimates(*variable, &by),
            };
            withhold_small_groups(&mut all, Minimum::default().shown);
            all.retain(|e| e.statistic == self.statistic);
            for (a, (choices, _)) in self.answers.iter().enumerate() {
                let estimates = match self.statistic {
                    Statistic::Share => {
                        let mut shares = self.survey.share_of(*variable, choices, &by);
                        withhold_small_groups(&mut shares, Minimum::default().shown);
                        shares
                    }
                    _ => all.iter().filter(|e| self.is_of(e, choices)).cloned().collect(),
                };
                for estimate in estimates {
                    let codes: Vec<&str> = estimate.group.iter().map(|(_, value)| value.as_str()).collect();
                    let Some(g) = self.groups.iter().position(|(group, _)| *group == codes) else { continue };
                    let in_report = printed.and_then(|p| self.in_report(p, &estimate, g)).and_then(|p| p.value.ok());
                    let value = Value { value: estimate.value, n: estimate.n, interval: estimate.interval, printed: in_report };
                    out.push((estimate, value, [i, a, g]));
                }
            }
        }
        out
    }

    fn is_of(&self, estimate: &Estimate, choices: &[usize]) -> bool {
        match (&estimate.choice, choices) {
            (None, []) => true,
            (Some(code), [choice]) => self.question.choices.get(*choice).is_some_and(|c| c.code == *code),
            _ => false,
        }
    }

    /// What a report printed for the same group and answer.
    fn in_report<'p>(&self, printed: &'p Printed, estimate: &Estimate, group: usize) -> Option<&'p Estimate> {
        let same_group = |p: &Estimate| {
            p.group.len() == self.by.len()
                && self.by.iter().zip(&self.groups[group].0).all(|((word, factor), code)| {
                    let label = factor.levels.iter().find(|l| l.code == *code).map_or(code.as_str(), |l| &l.label.fr);
                    p.group.iter().any(|(variable, value)| grouping(variable) == grouping(word) && same_value(value, code, label))
                })
        };
        let same = |p: &&Estimate| {
            p.item == estimate.item && p.statistic == estimate.statistic && p.choice == estimate.choice && same_group(p)
        };
        self.of_question(printed).find(same)
    }

    /// Numbers that a report printed of this question and the items shown.
    fn of_question<'p>(&self, printed: &'p Printed) -> impl Iterator<Item = &'p Estimate> {
        let (wave, code) = (fold(&self.question.wave), fold(&self.question.code));
        let items: Vec<Option<String>> = self.items.iter().map(|(v, _)| self.item_code(*v)).collect();
        let of = move |p: &&Estimate| {
            (p.wave.is_empty() || fold(&p.wave) == wave)
                && fold(&p.question) == code
                && items.contains(&p.item)
                && p.value.is_ok()
        };
        printed.estimates.iter().filter(of)
    }

    fn item_code(&self, variable: usize) -> Option<String> {
        self.survey.asked(variable).item.and_then(|i| self.question.items.get(i)).map(|i| i.code.clone())
    }

    /// A sentence with the printed numbers of the question that no mark of the chart shows.
    fn also_printed(&self, printed: &Printed, shown: &[&Estimate]) -> Option<String> {
        let lang = self.lang;
        let choice = |code: &str| {
            let label = |c: &str| {
                self.question.choices.iter().find(|k| k.code == c).map_or(c.to_owned(), |k| k.label.get(lang).to_owned())
            };
            code.split('+').map(label).collect::<Vec<_>>().join(" + ")
        };
        let group = |variable: &str, value: &str| {
            let levels = self.survey.groups(variable).map(|factor| factor.levels).unwrap_or_default();
            let known = levels.iter().find(|level| same_value(value, &level.code, &level.label.fr));
            known.map_or_else(|| value.to_owned(), |level| level.label.get(lang).to_owned())
        };
        let said = |p: &Estimate| {
            let item = p
                .item
                .as_ref()
                .and_then(|code| self.question.items.iter().find(|i| i.code == *code))
                .map(|i| i.label.get(lang).to_owned());
            let group = p.group.iter().map(|(variable, value)| group(variable, value)).collect::<Vec<_>>().join(", ");
            let words = [Some(group).filter(|g| !g.is_empty()), item, p.choice.as_deref().map(choice)];
            let words: Vec<String> = words.into_iter().flatten().collect();
            let value = p.value.unwrap_or_default();
            let value = if p.statistic.is_percent() { percent(value, 0, lang) } else { number(value, 2, lang) };
            format!("{} {value}", words.join(" – ")).trim().to_owned()
        };
        let others: Vec<String> = self.of_question(printed).filter(|p| !shown.contains(p)).map(said).collect();
        if others.is_empty() {
            return None;
        }
        let (fr, en) = (others.join(" ; "), others.join("; "));
        Some(text!("Imprimé dans le rapport : {fr}.", "Printed in the report: {en}.").get(lang).to_owned())
    }

    fn dimensions(&self, figure: &Figure) -> Dimensions {
        let side = |choices: &[usize]| {
            let codes: Vec<&str> = choices.iter().map(|&c| self.question.choices[c].code.as_str()).collect();
            layout::side(figure, &codes)
        };
        Dimensions {
            items: self.items.iter().map(|i| i.1.clone()).collect(),
            answers: self.answers.iter().map(|a| a.1.clone()).collect(),
            sides: self.answers.iter().map(|a| side(&a.0)).collect(),
            groups: self.groups.iter().map(|g| g.1.clone()).collect(),
        }
    }

    /// Which question, how it is broken down, how many answered.
    fn subtitle(&self) -> String {
        let question = [self.question.wave.as_str(), self.question.code.as_str()].join(" ");
        let label = self.question.label.get(self.lang);
        let by: Vec<String> = self.by.iter().map(|(word, _)| grouping_label(word).get(self.lang).to_owned()).collect();
        let by = match (by.is_empty(), self.lang) {
            (true, _) => String::new(),
            (false, Lang::Fr) => format!(" ; par {}", by.join(" et ")),
            (false, Lang::En) => format!("; by {}", by.join(" and ")),
        };
        format!("{} ({}){by}", label, question.trim())
    }
}

fn statistic(figure: &Figure, question: &Question) -> Option<Statistic> {
    match (figure.statistic.as_deref(), question.kind) {
        (Some(id), _) => Statistic::ALL.into_iter().find(|s| s.id() == id),
        (None, QuestionKind::Ranking) => Some(Statistic::FirstChoice),
        (None, QuestionKind::Numeric) => Some(Statistic::Mean),
        (None, QuestionKind::Scale)
            if matches!(
                figure.kind,
                FigureKind::Heat
                    | FigureKind::Dots
                    | FigureKind::Ranked
                    | FigureKind::Maps
                    | FigureKind::FirstMap
                    | FigureKind::Distance
            ) =>
        {
            Some(Statistic::Mean)
        }
        _ => Some(Statistic::Share),
    }
}

/// The answers of a figure in its order, or all that hold an opinion; the word that is none.
fn answers(
    figure: &Figure,
    survey: &Surveyed,
    variable: usize,
    question: &Question,
    statistic: Statistic,
    lang: Lang,
) -> Result<Vec<(Vec<usize>, String)>, String> {
    if matches!(statistic, Statistic::Mean | Statistic::TopTwo | Statistic::Quantile(_)) {
        return Ok(vec![(Vec::new(), String::new())]);
    }
    let label = |choices: &[usize]| choices.iter().map(|&c| question.choices[c].label.get(lang)).collect::<Vec<_>>().join(" + ");
    let wanted: Vec<String> = match figure.answers.is_empty() {
        true => question.choices.iter().filter(|c| !c.no_opinion).map(|c| c.code.clone()).collect(),
        false => figure.answers.clone(),
    };
    wanted
        .into_iter()
        .map(|word| {
            let parts: Vec<String> = word.split('+').map(str::to_owned).collect();
            let choices = survey.choices(variable, &parts);
            if choices.len() == parts.len() { Ok((choices.clone(), label(&choices))) } else { Err(word) }
        })
        .collect()
}

/// Whether a report's word for a group means this one: by code or label; women and men by any
/// of their usual letters and words.
fn same_value(printed: &str, code: &str, label: &str) -> bool {
    let sex = |word: &str| match fold(word).as_str() {
        "f" | "femme" | "femmes" | "female" | "women" => Some('f'),
        "h" | "m" | "homme" | "hommes" | "male" | "men" => Some('m'),
        _ => None,
    };
    [code, label].iter().any(|own| fold(own) == fold(printed)) || sex(printed).is_some_and(|s| sex(code) == Some(s))
}
