//! One question of one file of answers.

use super::super::comparisons::{Group, called, told};
use super::{Found, SurveyOptions, about};
use crate::base::{Case, Error, Lang, Problem, Problems, Result, Text};
use crate::carto::charts::Chart;
use crate::names::fold;
use crate::pipeline::figures::survey::{Around, survey_chart};
use crate::pipeline::project::{Figure, FigureKind, OneOrTwo, Sample};
use crate::pipeline::questions::Askable;
use crate::pipeline::surveys::{Sampled, Surveyed, crossed_groups};
use crate::protect::withhold_small_groups;
use crate::read::records::Input;
use crate::read::schema::REPLICATE_WEIGHTS;
use crate::read::survey::questionnaire::QuestionKind;
use crate::read::survey::responses::{Answers, Factor};
use crate::read::survey::{questionnaire_from, read, read_repeat};
use crate::read::table::TableOptions;
use crate::survey::climb::Minimum;
use crate::survey::compare::Mean;
use crate::survey::interval::Proportion;
use crate::survey::pairwise::{Compared, Pair, Side, dependence, pairs};
use crate::survey::table::Breakdown;
use crate::survey::{Estimate, LonelyPsu, Statistic};
use crate::text;
use std::collections::BTreeMap;
use std::path::Path;

pub(super) fn found(options: &SurveyOptions) -> Result<Found> {
    let (survey, mut problems) = surveyed(options, &options.table, &options.wave)?;
    let variables = variables(&survey, &options.question)?;
    let by = groupings(options, &survey)?;
    let single = by.iter().filter(|(_, factor)| factor.levels.len() == 1);
    problems.extend(single.map(|(word, factor)| one_group(&survey, word, factor)));
    let estimates = estimates(&survey, &variables, &by);
    let sentences = match by.as_slice() {
        [(word, factor)] if variables.len() == 1 => sentences(&survey, variables[0], options, word, factor, &estimates)?,
        _ => Vec::new(),
    };
    Ok(Found {
        title: title(&survey, variables[0]),
        columns: columns(&by),
        labels: labels(&survey, &variables),
        sentences,
        printed: false,
        chart: options.chart.is_some().then(|| drawn(&survey, options)),
        estimates,
        problems,
    })
}

/// Everything said of a question by the groupings and, where there are some, of everybody; small
/// groups withheld.
pub(super) fn estimates(survey: &Surveyed, variables: &[usize], by: &[(String, Factor)]) -> Vec<Estimate> {
    let words: Vec<(&str, &Factor)> = by.iter().map(|(word, factor)| (word.as_str(), factor)).collect();
    let mut out = Vec::new();
    for &variable in variables {
        let mut found = survey.estimates(variable, &words);
        if !by.is_empty() {
            found.extend(survey.estimates(variable, &[]));
        }
        withhold_small_groups(&mut found, Minimum::default().shown);
        out.extend(found);
    }
    out
}

/// A question with its wave and code.
pub(super) fn title(survey: &Surveyed, variable: usize) -> Text {
    let question = survey.responses.question(variable);
    let code = [question.wave.as_str(), question.code.as_str()].join(" ");
    Text::new(format!("{} ({})", question.label.fr, code.trim()), format!("{} ({})", question.label.en, code.trim()))
}

/// The answers of a file with their design.
pub(super) fn surveyed(options: &SurveyOptions, table: &Path, wave: &str) -> Result<(Surveyed, Problems)> {
    let shown = table.display().to_string();
    let mut fields: BTreeMap<String, String> = options.fields.iter().cloned().collect();
    if let Some(replicates) = &options.replicates {
        fields.insert(REPLICATE_WEIGHTS.into(), replicates.columns.clone());
    }
    let input = Input {
        options: TableOptions { sheet: options.sheet.clone(), ..TableOptions::default() },
        fields,
        ..Input::new(table, &shown)
    };
    let mut problems = Problems::new();
    let asked = options.questions.as_ref().map(|path| questionnaire_from(path)).transpose()?.map(|(asked, found)| {
        problems.extend(about(found, options));
        if wave.is_empty() { asked } else { asked.of_wave(wave) }
    });
    let parents: Vec<Input> = options.parents.iter().map(|path| Input::new(path, path.display().to_string())).collect();
    let (responses, found) = match parents.is_empty() {
        false => read_repeat(&input, &parents, asked.as_ref())?,
        true => read(&input, asked.as_ref())?,
    };
    problems.extend(found);
    let sampled = Sampled {
        sample: options.sample,
        lonely: LonelyPsu::default(),
        people: &[],
        variance: options.variance,
        fay_rho: options.fay_rho,
        replicates: options.replicates.as_ref(),
    };
    let (mut survey, found) = Surveyed::new("", &shown, &sampled, responses, None)?;
    problems.extend(found);
    survey.estimation.interval = options.interval;
    Ok((survey, problems))
}

/// The variables of a question; the error names those there are.
pub(super) fn variables(survey: &Surveyed, question: &str) -> Result<Vec<usize>> {
    let variables = survey.variables(question);
    if variables.is_empty() { Err(no_question(survey, question)) } else { Ok(variables) }
}

fn no_question(survey: &Surveyed, question: &str) -> Error {
    let shown = &survey.file;
    let known: Vec<&str> = survey.responses.variables.iter().map(|v| v.column.as_str()).take(30).collect();
    let known = known.join(", ");
    Error::usage(
        text!("`{shown}` n'a pas de question `{question}`", "`{shown}` has no question `{question}`"),
        text!("Questions trouvées : {known}", "Questions found: {known}"),
    )
}

pub(super) fn groupings(options: &SurveyOptions, survey: &Surveyed) -> Result<Vec<(String, Factor)>> {
    let known = survey.known_groups().join(", ");
    options
        .by
        .iter()
        .map(|word| match survey.groups(word) {
            Some(factor) => Ok((word.clone(), factor)),
            None => Err(Error::usage(
                text!("l'enquête ne dit pas « {word} »", "the survey does not say `{word}`"),
                text!(
                    "Groupements connus : {known}, ou le code d'une question.",
                    "Known groupings: {known}, or the code of a question."
                ),
            )),
        })
        .collect()
}

pub(super) fn one_group(survey: &Surveyed, word: &str, factor: &Factor) -> Problem {
    Problem::warning(
        "one-group",
        &survey.file,
        Text::new("groupement à une seule valeur : rien à comparer", "a grouping with a single value: nothing to compare"),
        Text::new("Retirez ce `--by`, ou vérifiez la colonne.", "Remove this `--by`, or check the column."),
    )
    .with(Case { row: None, field: Some(word.to_owned()), found: factor.levels[0].code.clone() })
}

/// Values and label of each column of the table: the groups, then everybody.
fn columns(by: &[(String, Factor)]) -> Vec<(Vec<String>, Text)> {
    let mut out = crossed_groups(by);
    if !by.is_empty() {
        out.push((Vec::new(), Text::new("ensemble", "everybody")));
    }
    out
}

/// What items and choices are called, by their codes.
pub(super) fn labels(survey: &Surveyed, variables: &[usize]) -> Vec<(Option<String>, Option<String>, Text)> {
    let mut out = Vec::new();
    for &variable in variables {
        let asked = survey.asked(variable);
        let item = asked.item.and_then(|i| asked.question.items.get(i));
        let code = item.map(|i| i.code.clone());
        let whole = item.map_or_else(Text::default, |i| i.label.clone());
        out.push((code.clone(), None, whole.clone()));
        for choice in &asked.question.choices {
            let join =
                |item: &str, choice: &str| if item.is_empty() { choice.to_owned() } else { format!("{item} – {choice}") };
            let label = Text::new(join(&whole.fr, &choice.label.fr), join(&whole.en, &choice.label.en));
            out.push((code.clone(), Some(choice.code.clone()), label));
        }
    }
    out
}

/// What comparisons look at: the positions of the answers that count together, none for a mean.
pub(super) fn compared(survey: &Surveyed, variable: usize, answers: &[String]) -> Result<Vec<usize>> {
    let asked = survey.asked(variable);
    if matches!(asked.answers, Answers::Number(_)) || (asked.question.kind == QuestionKind::Scale && answers.is_empty()) {
        return Ok(Vec::new());
    }
    let choices = match answers.is_empty() {
        true => vec![0],
        false => survey.choices(variable, answers),
    };
    if choices.len() < answers.len().max(1) {
        let known: Vec<&str> = asked.question.choices.iter().map(|c| c.code.as_str()).collect();
        let known = known.join(", ");
        return Err(Error::usage(
            text!("la question n'a pas une des réponses de `--answer`", "the question lacks one of the answers of `--answer`"),
            text!("Réponses connues : {known}", "Known answers: {known}"),
        ));
    }
    Ok(choices)
}

/// Which answer is compared, in words; `None` for a mean.
pub(super) fn which_answer(survey: &Surveyed, variable: usize, choices: &[usize]) -> Option<Text> {
    let all = &survey.responses.question(variable).choices;
    let label = |lang| choices.iter().map(|&c| all[c].label.get(lang)).collect::<Vec<_>>().join(" + ");
    let (fr, en) = (label(Lang::Fr), label(Lang::En));
    (!choices.is_empty()).then(|| text!("Réponse comparée : « {fr} ».", "Answer compared: “{en}”."))
}

/// What differs between groups that may be shown, and whether the answers depend on the group.
fn sentences(
    survey: &Surveyed,
    variable: usize,
    options: &SurveyOptions,
    word: &str,
    factor: &Factor,
    estimates: &[Estimate],
) -> Result<Vec<Text>> {
    let asked = survey.asked(variable);
    let by = Breakdown { id: word, factor };
    let shown = |g: &usize| {
        let of_group = |e: &&Estimate| e.group.first().is_some_and(|(_, value)| *value == factor.levels[*g].code);
        estimates.iter().filter(of_group).all(|e| e.value.is_ok() || e.statistic == Statistic::MeanRank)
    };
    let among: Vec<usize> = (0..factor.levels.len()).filter(shown).collect();
    let choices = compared(survey, variable, &options.answers)?;
    let random_sample = survey.sample == Sample::Random;
    let mut out: Vec<Text> = which_answer(survey, variable, &choices).into_iter().collect();
    let what = if choices.is_empty() { Compared::Mean } else { Compared::Share(&choices) };
    let group = |g: usize, value: f64| Group {
        named: vec![(word.to_owned(), called(factor, g))],
        n: None,
        side: Some(match what {
            Compared::Mean => Side::Mean(Mean { mean: value, variance: f64::NAN, df: 0.0 }),
            Compared::Share(_) => Side::Share(Proportion::simple(value, 0.0)),
        }),
    };
    let say = |pair: &Pair| told(pair, &group(pair.first, pair.values.0), &group(pair.second, pair.values.1), random_sample);
    out.extend(pairs(&survey.design, &asked, what, &by, &among, &survey.estimation).iter().map(say));
    if let Ok(test) = dependence(&survey.design, &asked, &by) {
        let p = test.second_order.p_value;
        let (fr, en) = match p < 0.001 {
            true => ("p < 0,001".to_owned(), "p < 0.001".to_owned()),
            false => (format!("p = {p:.3}").replace('.', ","), format!("p = {p:.3}")),
        };
        let (mark_fr, mark_en) = if random_sample { ("", "") } else { (", à titre indicatif", ", indicative only") };
        out.push(text!(
            "Dépendance entre réponses et groupes (Rao et Scott 1984) : {fr}{mark_fr}.",
            "Dependence of answers on groups (Rao and Scott 1984): {en}{mark_en}."
        ));
    }
    Ok(out)
}

/// Grouped bars of the question.
fn drawn(survey: &Surveyed, options: &SurveyOptions) -> std::result::Result<Chart, Box<Problem>> {
    let first = survey.variables(&options.question).first().copied();
    let label = first.map(|v| survey.responses.question(v).label.clone()).unwrap_or_default();
    let file = survey.file.clone();
    let credit = move |_: &str| Some(Text::same(&file));
    let around = Around { lang: options.lang, title: Text::default(), synthetic: false, credit: &credit, compared: &[] };
    let askable = Askable { surveys: std::slice::from_ref(survey), printed: &[] };
    survey_chart(&figure(&survey.id, label, options), &askable, &around)
}

/// The figure that `--chart` asks for.
pub(super) fn figure(input: &str, label: Text, options: &SurveyOptions) -> Figure {
    Figure {
        id: fold(&options.question).replace(' ', "_"),
        title: OneOrTwo::Two(label),
        kind: FigureKind::Bars,
        input: input.to_owned(),
        question: options.question.clone(),
        items: Vec::new(),
        answers: options.answers.clone(),
        worse: Vec::new(),
        better: Vec::new(),
        by: options.by.clone(),
        statistic: None,
        top: 5,
        printed: None,
        from: None,
        until: None,
        merge: Default::default(),
        town: None,
        comparison: None,
        note: None,
    }
}
