//! One question in two waves, each in a file of its own, asked of different people.

use super::super::comparisons::{Group, across, groups_of, of_wave, told};
use super::answers::{compared, estimates, groupings, labels, one_group, surveyed, title, variables, which_answer};
use super::{Against, Found, SurveyOptions};
use crate::base::{Error, Interval, Problem, Result, Text};
use crate::carto::charts::{Axis, Chart, Value};
use crate::names::fold;
use crate::pipeline::project::Sample;
use crate::pipeline::surveys::{Surveyed, crossed_groups};
use crate::products::figures::{Block, Look, Surround, chart};
use crate::read::survey::responses::Factor;
use crate::survey::{Estimate, Statistic};
use crate::text;
use std::path::Path;

/// One of the two waves.
struct Wave {
    name: String,
    survey: Surveyed,
    variable: usize,
    /// Positions of the answers compared; none for a mean.
    choices: Vec<usize>,
    by: Vec<(String, Factor)>,
}

impl Wave {
    fn estimates(&self) -> Vec<Estimate> {
        let mut out = estimates(&self.survey, &[self.variable], &self.by);
        out.iter_mut().for_each(|e| e.group.insert(0, ("wave".to_owned(), self.name.clone())));
        out
    }

    fn groups(&self) -> Vec<Group> {
        let by = self.by.first().map(|(word, factor)| (word.as_str(), factor));
        groups_of(&self.survey, self.variable, &self.choices, by)
    }

    fn columns(&self) -> Vec<(Vec<String>, Text)> {
        let everybody = (!self.by.is_empty()).then(|| (Vec::new(), Text::default()));
        let columns = crossed_groups(&self.by).into_iter().chain(everybody);
        let column = |(values, label): (Vec<String>, Text)| {
            let join = |label: &str| if label.is_empty() { self.name.clone() } else { format!("{}, {label}", self.name) };
            (std::iter::once(self.name.clone()).chain(values).collect(), Text::new(join(&label.fr), join(&label.en)))
        };
        columns.map(column).collect()
    }
}

pub(super) fn found(options: &SurveyOptions, against: &Against) -> Result<Found> {
    let (survey, mut problems) = surveyed(options, &options.table, &options.wave)?;
    let (earlier, found) = surveyed(options, &against.table, &against.wave)?;
    problems.extend(found);
    let first = wave(options, survey, &options.question, &options.wave, &options.table, &options.answers)?;
    let codes: Vec<String> =
        first.choices.iter().map(|&c| first.survey.responses.question(first.variable).choices[c].code.clone()).collect();
    let question = against.question.as_deref().unwrap_or(&options.question);
    let mut second = wave(options, earlier, question, &against.wave, &against.table, &codes)?;
    if first.choices.is_empty() != second.choices.is_empty() {
        return Err(not_alike(options, question));
    }
    if second.name == first.name {
        second.name = format!("{} ({})", second.name, against.table.display());
    }
    for wave in [&first, &second] {
        let single = wave.by.iter().filter(|(_, factor)| factor.levels.len() == 1);
        problems.extend(single.map(|(word, factor)| one_group(&wave.survey, word, factor)));
    }
    let random_sample = options.sample == Sample::Random;
    let (groups, earlier) = (first.groups(), second.groups());
    let say = |pair: &crate::survey::pairwise::Pair| {
        let (a, b) = (of_wave(&groups[pair.first], &first.name), of_wave(&earlier[pair.second], &second.name));
        told(pair, &a, &b, random_sample)
    };
    let sentences = which_answer(&first.survey, first.variable, &first.choices)
        .into_iter()
        .chain(across(&groups, &earlier).iter().map(say))
        .collect();
    let mut labels = labels(&first.survey, &[first.variable]);
    labels.extend(self::labels(&second.survey, &[second.variable]));
    let title = title(&first.survey, first.variable);
    let estimates: Vec<Estimate> = first.estimates().into_iter().chain(second.estimates()).collect();
    Ok(Found {
        columns: first.columns().into_iter().chain(second.columns()).collect(),
        labels,
        sentences,
        printed: false,
        chart: options.chart.is_some().then(|| drawn(options, &title, &first, &second, &estimates)),
        title,
        estimates,
        problems,
    })
}

fn wave(options: &SurveyOptions, survey: Surveyed, question: &str, wave: &str, table: &Path, answers: &[String]) -> Result<Wave> {
    let variables = variables(&survey, question)?;
    let [variable] = variables[..] else {
        return Err(Error::usage(
            text!(
                "la question `{question}` est une batterie : comparez une de ses lignes",
                "question `{question}` is a battery: compare one of its lines"
            ),
            text!(
                "Donnez le nom de sa colonne, par exemple `{question}_…`.",
                "Give the name of its column, for example `{question}_…`."
            ),
        ));
    };
    let choices = compared(&survey, variable, answers)?;
    let by = groupings(options, &survey)?;
    let asked = survey.responses.question(variable).wave.clone();
    let stem = || table.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let name = [wave.to_owned(), asked].into_iter().find(|w| !w.is_empty()).unwrap_or_else(stem);
    Ok(Wave { name, survey, variable, choices, by })
}

fn not_alike(options: &SurveyOptions, other: &str) -> Error {
    let question = &options.question;
    Error::usage(
        text!(
            "`{question}` et `{other}` ne se répondent pas de la même façon : une part ne se compare pas à une moyenne",
            "`{question}` and `{other}` are not answered alike: a share is not compared with a mean"
        ),
        text!("Choisissez la réponse avec `--answer`.", "Choose the answer with `--answer`."),
    )
}

/// The two waves side by side: groups of the answer compared, or all answers of everybody.
fn drawn(
    options: &SurveyOptions,
    title: &Text,
    first: &Wave,
    second: &Wave,
    estimates: &[Estimate],
) -> std::result::Result<Chart, Box<Problem>> {
    let lang = options.lang;
    let is_mean = first.choices.is_empty();
    let statistic = if is_mean { Statistic::Mean } else { Statistic::Share };
    let question = first.survey.responses.question(first.variable);
    let shown: Vec<(String, String)> = match (first.by.first(), is_mean) {
        (Some((_, factor)), _) => factor.levels.iter().map(|l| (l.code.clone(), l.label.get(lang).to_owned())).collect(),
        (None, true) => vec![(String::new(), String::new())],
        (None, false) => question.choices.iter().map(|c| (c.code.clone(), c.label.get(lang).to_owned())).collect(),
    };
    let share = |wave: &Wave, code: &str| -> Option<Estimate> {
        let by = wave.by.first().map(|(word, factor)| (word.as_str(), factor));
        match (by, is_mean) {
            (Some(by), false) => {
                let mut shares = wave.survey.share_of(wave.variable, &wave.choices, &[by]);
                crate::protect::withhold_small_groups(&mut shares, crate::survey::climb::Minimum::default().shown);
                shares.into_iter().find(|e| e.group.first().is_some_and(|(_, value)| value == code))
            }
            _ => {
                let group: Vec<&str> = if by.is_some() { vec![&wave.name, code] } else { vec![&wave.name] };
                let same = |e: &&Estimate| {
                    e.statistic == statistic
                        && e.group.iter().map(|(_, value)| value.as_str()).eq(group.iter().copied())
                        && (is_mean || e.choice.as_ref().is_some_and(|c| fold(c) == fold(code)))
                };
                estimates.iter().find(same).cloned()
            }
        }
    };
    let value = |wave: &Wave, code: &str| {
        share(wave, code).map_or(Value::missing(crate::base::Missing::NotSampled), |e| Value {
            value: e.value,
            n: e.n,
            interval: e.interval,
            printed: None,
        })
    };
    let block = Block {
        rows: shown.iter().map(|(_, label)| label.clone()).collect(),
        columns: vec![first.name.clone(), second.name.clone()],
        cells: shown.iter().map(|(code, _)| vec![value(first, code), value(second, code)]).collect(),
    };
    let compared = which_answer(&first.survey, first.variable, &first.choices).filter(|_| !first.by.is_empty());
    let axis = match is_mean {
        true => Axis::plain(Text::new("moyenne", "mean").get(lang), 2),
        false => Axis::percent(Text::new("en % des personnes ayant répondu", "in % of those who answered").get(lang)),
    };
    let interval = estimates.iter().find(|e| e.interval.is_some()).map_or(Interval::None, |e| e.interval_kind);
    Ok(chart(
        block,
        Look::Bars,
        axis,
        Surround {
            lang,
            overline: String::new(),
            title: title.get(lang).to_owned(),
            subtitle: compared.map_or_else(String::new, |text| text.get(lang).to_owned()),
            notes: Vec::new(),
            credits: [first, second].map(|w| w.survey.file.clone()).into(),
            synthetic: false,
            indicative: options.sample == Sample::Purposive,
            interval: interval.label().get(lang).to_owned(),
        },
    ))
}
