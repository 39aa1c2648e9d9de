//! Groups and waves held against each other: what `[[comparison]]` asks of a project, and what
//! `lakana survey` says below its table. The statistics are in
//! [`pairwise`](crate::survey::pairwise); here groups are named and small ones kept out.

use super::project::{Comparison as Asked, Project, Question, Sample};
use super::questions::{Askable, Printed, counted};
use super::surveys::{Surveyed, grouping};
use crate::base::{Boundaries, Case, Level, Pcode, Problem, Problems, Text};
use crate::names::fold;
use crate::products::comparisons::Row;
use crate::protect::withhold_small_groups;
use crate::read::survey::responses::Factor;
use crate::survey::climb::Minimum;
use crate::survey::interval::{CONFIDENCE, Proportion};
use crate::survey::pairwise::{Compared, Pair, Side, independent, sides};
use crate::survey::sentence::{self, Comparison, Measure};
use crate::survey::table::Breakdown;
use crate::survey::{Estimate, Statistic};
use crate::text;

/// A group as a side of comparisons.
#[derive(Debug, Clone)]
pub struct Group {
    /// Variables and values, in the words of sentences.
    pub named: Vec<(String, String)>,
    /// Respondents, where known.
    pub n: Option<u32>,
    /// `None` for a group that may not be shown, or of which too little is known.
    pub side: Option<Side>,
}

/// The groups of one question of a survey, or everybody, with the share of those who gave any of
/// `choices`; without choices the mean. Small groups are withheld with what gives them away.
pub fn groups_of(survey: &Surveyed, variable: usize, choices: &[usize], by: Option<(&str, &Factor)>) -> Vec<Group> {
    let by_words: Vec<(&str, &Factor)> = by.into_iter().collect();
    let mut estimates = match choices.is_empty() {
        false => survey.share_of(variable, choices, &by_words),
        true => survey.estimates(variable, &by_words).into_iter().filter(|e| e.statistic == Statistic::Mean).collect(),
    };
    withhold_small_groups(&mut estimates, Minimum::default().shown);
    let compared = if choices.is_empty() { Compared::Mean } else { Compared::Share(choices) };
    let breakdown = by.map(|(word, factor)| Breakdown { id: grouping(word).unwrap_or(word), factor });
    let sides = sides(&survey.design, &survey.asked(variable), compared, breakdown.as_ref());
    let group = |(g, (estimate, side)): (usize, (Estimate, Option<Side>))| Group {
        named: by.map(|(word, factor)| (word.to_owned(), called(factor, g))).into_iter().collect(),
        n: estimate.n,
        side: side.filter(|_| estimate.value.is_ok()),
    };
    estimates.into_iter().zip(sides).enumerate().map(group).collect()
}

/// Printed shares as groups: they take part where the report prints their n.
pub fn printed_groups(estimates: &[&Estimate]) -> Vec<Group> {
    let group = |e: &&Estimate| {
        let share = e.value.ok().zip(e.n).filter(|(_, n)| *n > 0 && e.statistic.is_percent());
        Group {
            named: e.group.clone(),
            n: e.n,
            side: share.map(|(value, n)| Side::Share(Proportion::simple(value / 100.0, f64::from(n)))),
        }
    };
    estimates.iter().map(group).collect()
}

/// A value in the words of sentences: places are called by their names; codes of other groups lead
/// to the words people use.
pub fn called(factor: &Factor, level: usize) -> String {
    let level = &factor.levels[level];
    if level.label.fr == level.label.en && !level.label.fr.is_empty() { level.label.fr.clone() } else { level.code.clone() }
}

/// Every group of the first wave against the same group of the second, first minus second.
/// `waves` are their names. Positions of the pairs are those in the lists given.
pub fn across(first: &[Group], second: &[Group]) -> Vec<Pair> {
    let same = |g: &Group| second.iter().position(|other| words(other) == words(g));
    let which: Vec<(usize, usize)> = first.iter().enumerate().filter_map(|(i, g)| Some((i, first.len() + same(g)?))).collect();
    let all: Vec<Option<Side>> = first.iter().chain(second).map(|g| g.side).collect();
    let back = |pair: Pair| Pair { second: pair.second - first.len(), ..pair };
    independent(&all, &which, CONFIDENCE).into_iter().map(back).collect()
}

/// Every group against every other.
pub fn among(groups: &[Group]) -> Vec<Pair> {
    let all: Vec<Option<Side>> = groups.iter().map(|g| g.side).collect();
    let which: Vec<(usize, usize)> = (0..all.len()).flat_map(|i| (i + 1..all.len()).map(move |j| (i, j))).collect();
    independent(&all, &which, CONFIDENCE)
}

fn words(group: &Group) -> Vec<(String, String)> {
    group.named.iter().map(|(variable, value)| (grouping(variable).unwrap_or(variable).to_owned(), fold(value))).collect()
}

/// The group with the wave it is of.
pub fn of_wave(group: &Group, wave: &str) -> Group {
    let named = group.named.iter().cloned().chain([("wave".to_owned(), wave.to_owned())]).collect();
    Group { named, ..group.clone() }
}

/// A pair as a whole sentence.
pub fn told(pair: &Pair, first: &Group, second: &Group, random_sample: bool) -> Text {
    let is_mean = matches!(first.side, Some(Side::Mean(_)));
    let comparison = Comparison {
        first: sentence::Side { group: &first.named, value: pair.values.0 },
        second: sentence::Side { group: &second.named, value: pair.values.1 },
        difference: pair.difference,
        verdict: pair.verdict,
        measure: if is_mean { Measure::Mean { decimals: 2, unit: Text::default() } } else { Measure::Share },
        random_sample,
    };
    let said = comparison.sentence();
    let capital = |text: &str| {
        let mut letters = text.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect::<String>() + ".")
    };
    Text::new(capital(&said.fr), capital(&said.en))
}

/// Every comparison of a project. What cannot be compared is a problem, and the others stand.
pub fn comparisons(project: &Project, askable: &Askable, boundaries: &Boundaries) -> (Vec<Row>, Problems) {
    let (mut rows, mut problems) = (Vec::new(), Problems::new());
    let asker = Asker { project, askable, boundaries };
    for asked in &project.comparison {
        match asker.rows(asked) {
            Ok(found) => rows.extend(found),
            Err(problem) => problems.add(*problem),
        }
    }
    (rows, problems)
}

struct Asker<'a> {
    project: &'a Project,
    askable: &'a Askable<'a>,
    boundaries: &'a Boundaries,
}

/// What one question says: its groups, its wave, and how its respondents were found.
struct Found {
    groups: Vec<Group>,
    wave: String,
    random_sample: bool,
}

impl Asker<'_> {
    fn rows(&self, asked: &Asked) -> Result<Vec<Row>, Box<Problem>> {
        let first = self.found(asked, &asked.question)?;
        let row = |pair: &Pair, a: Group, b: Group, random_sample: bool| Row {
            id: asked.id.clone(),
            n: [a.n, b.n],
            said: told(pair, &a, &b, random_sample),
            groups: [a.named, b.named],
            pair: pair.clone(),
            indicative: !random_sample,
        };
        let rows: Vec<Row> = match &asked.against {
            None => among(&first.groups)
                .iter()
                .map(|p| row(p, first.groups[p.first].clone(), first.groups[p.second].clone(), first.random_sample))
                .collect(),
            Some(earlier) => {
                let second = self.found(asked, earlier)?;
                let random = first.random_sample && second.random_sample;
                let named = |group: &Group, of: &Found| of_wave(group, &of.wave);
                across(&first.groups, &second.groups)
                    .iter()
                    .map(|p| row(p, named(&first.groups[p.first], &first), named(&second.groups[p.second], &second), random))
                    .collect()
            }
        };
        if rows.is_empty() { Err(nothing_to_compare(asked)) } else { Ok(rows) }
    }

    fn found(&self, asked: &Asked, id: &str) -> Result<Found, Box<Problem>> {
        let question = self.project.question.iter().find(|q| q.id == id).ok_or_else(|| {
            let what = Text::new(
                "la comparaison nomme une [[question]] qui n'existe pas",
                "the comparison names a [[question]] that does not exist",
            );
            wrong(asked, what, id)
        })?;
        let survey = self.askable.surveys.iter().find(|s| s.id == question.input);
        let printed = self.askable.printed.iter().find(|p| p.id == question.input);
        match (survey, printed) {
            (Some(survey), _) => self.in_answers(asked, question, survey),
            (None, Some(printed)) => Ok(self.in_report(asked, question, printed)),
            (None, None) => {
                let what = Text::new(
                    "la [[question]] comparée n'a ni enquête ni résultats",
                    "the [[question]] compared has neither survey nor results",
                );
                Err(wrong(asked, what, id))
            }
        }
    }

    fn in_answers(&self, asked: &Asked, question: &Question, survey: &Surveyed) -> Result<Found, Box<Problem>> {
        let column = || {
            let what = Text::new(
                "la colonne de la question comparée n'existe pas",
                "the column of the question compared does not exist",
            );
            wrong(asked, what, &question.column)
        };
        let (variable, choices) = counted(question, survey).ok_or_else(column)?;
        let by = match &asked.by {
            None => None,
            Some(word) => Some((
                word.as_str(),
                survey.groups(word).ok_or_else(|| {
                    let known = survey.known_groups().join(", ");
                    let what = text!(
                        "l'enquête ne dit rien du groupement demandé ; connus : {known}",
                        "the survey does not say the grouping asked for; known: {known}"
                    );
                    wrong(asked, what, word)
                })?,
            )),
        };
        let wave = survey.responses.question(variable).wave.clone();
        Ok(Found {
            groups: groups_of(survey, variable, &choices, by.as_ref().map(|(word, factor)| (*word, factor))),
            wave: if wave.is_empty() { survey.id.clone() } else { wave },
            random_sample: survey.sample == Sample::Random,
        })
    }

    fn in_report(&self, asked: &Asked, question: &Question, printed: &Printed) -> Found {
        let by = asked.by.as_deref().map(|word| grouping(word).unwrap_or(word));
        let wanted: Vec<String> = question.answers.iter().map(|a| fold(a)).collect();
        let of = |e: &&Estimate| {
            let group = match (by, e.group.as_slice()) {
                (None, []) => true,
                (Some(id), [(variable, _)]) => grouping(variable).unwrap_or(variable) == id,
                _ => false,
            };
            group
                && e.statistic == Statistic::Share
                && fold(&e.question) == fold(&question.column)
                && e.choice.as_ref().is_some_and(|c| wanted.contains(&fold(c)))
        };
        let estimates: Vec<&Estimate> = printed.estimates.iter().filter(of).collect();
        let mut groups = printed_groups(&estimates);
        // A report may print codes of areas; sentences and other waves have their names.
        for (variable, value) in groups.iter_mut().flat_map(|g| &mut g.named) {
            let level = Level::ADMINISTRATIVE.into_iter().chain([Level::Zone]).find(|l| l.id() == variable);
            if let Some(area) = level.and_then(|l| self.boundaries.level(l).get(&Pcode(value.clone()))) {
                value.clone_from(&area.name);
            }
        }
        let wave = estimates.first().map(|e| e.wave.clone()).filter(|w| !w.is_empty());
        Found { groups, wave: wave.unwrap_or_else(|| printed.id.clone()), random_sample: false }
    }
}

fn wrong(asked: &Asked, what: Text, found: &str) -> Box<Problem> {
    let way_out = Text::new("Corrigez [[comparison]] dans le projet.", "Correct [[comparison]] in the project.");
    let case = Case { row: None, field: Some(asked.id.clone()), found: found.to_owned() };
    Box::new(Problem::error("comparison-not-made", "", what, way_out).with(case))
}

fn nothing_to_compare(asked: &Asked) -> Box<Problem> {
    Box::new(
        Problem::warning(
            "nothing-to-compare",
            "",
            Text::new(
                "comparaison sans deux groupes que l'on puisse montrer : rien n'en est dit",
                "a comparison without two groups that may be shown: nothing is said of it",
            ),
            Text::new(
                "Il faut des deux côtés les mêmes groupes d'au moins 10 réponses ; d'un rapport, des nombres imprimés avec leur n.",
                "Both sides need the same groups with at least 10 answers; of a report, numbers printed with their n.",
            ),
        )
        .with(Case { row: None, field: Some(asked.id.clone()), found: asked.by.clone().unwrap_or_default() }),
    )
}
