//! One question of a table of printed results.

use super::super::comparisons::{among, printed_groups, told};
use super::answers::figure;
use super::{Found, SurveyOptions, about};
use crate::base::{Case, Error, Lang, Problem, Problems, Result, Text};
use crate::names::fold;
use crate::pipeline::figures::printed::printed_chart;
use crate::pipeline::figures::survey::Around;
use crate::pipeline::questions::Printed;
use crate::pipeline::surveys::grouping;
use crate::read::records::Input;
use crate::read::report::read_results;
use crate::read::survey::questionnaire::{Question, Questionnaire};
use crate::read::survey::questionnaire_from;
use crate::read::table::TableOptions;
use crate::survey::Estimate;
use crate::survey::published::estimates;
use crate::text;

pub(super) fn found(options: &SurveyOptions) -> Result<Found> {
    let (printed, mut problems) = printed(options)?;
    let asked = question(&printed.questionnaire, options);
    let code = asked.map_or(options.question.as_str(), |q| q.code.as_str());
    let of_question: Vec<&Estimate> = printed.estimates.iter().filter(|e| is_of(e, code, options)).collect();
    if of_question.is_empty() {
        return Err(not_printed(options, &printed.estimates));
    }
    let by: Vec<&str> = options.by.iter().map(|word| grouping(word).unwrap_or(word)).collect();
    let told_waves = by.contains(&"wave");
    let waves = distinct(of_question.iter().map(|e| e.wave.clone()));
    if waves.len() > 1 && !told_waves {
        return Err(several_waves(&waves));
    }
    if let Some(word) = options.by.iter().zip(&by).find(|(_, id)| !is_told(id, &of_question)).map(|(word, _)| word) {
        return Err(no_group(word, &of_question));
    }
    let placed: Vec<Estimate> = of_question.iter().filter_map(|e| in_groups(e, &by)).collect();
    if placed.iter().all(|e| e.group.len() < by.len()) {
        return Err(no_group(&options.by.join(" × "), &of_question));
    }
    problems.add(printed_twice(&placed, &printed.file));
    let columns = columns(&placed, by.len());
    let label = label(&placed, asked, &printed);
    let title = Text::new(
        format!("{} ({})", label.fr, titled(&waves, code, told_waves)),
        format!("{} ({})", label.en, titled(&waves, code, told_waves)),
    );
    let chart = options.chart.is_some().then(|| {
        let file = printed.file.clone();
        let credit = move |_: &str| Some(Text::same(&file));
        let around = Around { lang: options.lang, title: Text::default(), synthetic: false, credit: &credit, compared: &[] };
        let drawn = Printed {
            estimates: placed.clone(),
            questionnaire: printed.questionnaire.clone(),
            id: String::new(),
            file: String::new(),
        };
        let wanted = SurveyOptions { question: code.to_owned(), ..options.clone() };
        printed_chart(&figure("", label.clone(), &wanted), &drawn, &around)
    });
    Ok(Found {
        title,
        columns,
        labels: labels(&placed, asked),
        sentences: if by.len() == 1 { sentences(&placed, options) } else { Vec::new() },
        printed: true,
        chart,
        estimates: placed,
        problems,
    })
}

fn printed(options: &SurveyOptions) -> Result<(Printed, Problems)> {
    let shown = options.table.display().to_string();
    let input = Input {
        options: TableOptions { sheet: options.sheet.clone(), ..TableOptions::default() },
        fields: options.fields.iter().cloned().collect(),
        ..Input::new(&options.table, &shown)
    };
    let (results, mut problems) = read_results(&input)?;
    let questionnaire = match &options.questions {
        Some(path) => {
            let (asked, found) = questionnaire_from(path)?;
            problems.extend(about(found, options));
            asked
        }
        None => Questionnaire::default(),
    };
    let estimates = results.iter().flat_map(|r| estimates(r, &shown)).collect();
    Ok((Printed { id: String::new(), file: shown, questionnaire, estimates }, problems))
}

fn question<'a>(questionnaire: &'a Questionnaire, options: &SurveyOptions) -> Option<&'a Question> {
    questionnaire.find(&options.wave, &options.question).map(|q| &questionnaire.questions[q])
}

/// Whether a number is of the question, which may be named with its item: `q12_maladies`.
fn is_of(estimate: &Estimate, code: &str, options: &SurveyOptions) -> bool {
    let of_wave = options.wave.is_empty() || estimate.wave.is_empty() || fold(&estimate.wave) == fold(&options.wave);
    let with_item = || estimate.item.as_ref().is_some_and(|item| fold(&format!("{}_{item}", estimate.question)) == fold(code));
    of_wave && (fold(&estimate.question) == fold(code) || with_item())
}

/// Whether any number is told by this grouping.
fn is_told(id: &str, estimates: &[&Estimate]) -> bool {
    id == "wave" || estimates.iter().flat_map(|e| &e.group).any(|(variable, _)| grouping(variable).unwrap_or(variable) == id)
}

/// The number with its group in the order of `by`, or as one of everybody; `None` for a number of
/// other groups.
fn in_groups(estimate: &Estimate, by: &[&str]) -> Option<Estimate> {
    let own = |id: &str| match id {
        "wave" => Some(("wave".to_owned(), estimate.wave.clone())),
        _ => estimate.group.iter().find(|(variable, _)| grouping(variable).unwrap_or(variable) == id).cloned(),
    };
    let group: Vec<(String, String)> = by.iter().filter_map(|id| own(id)).collect();
    let of_groups = group.len() == by.len() && by.iter().filter(|id| **id != "wave").count() == estimate.group.len();
    let of_everybody = estimate.group.is_empty() && !by.contains(&"wave");
    match () {
        _ if of_groups => Some(Estimate { group, ..estimate.clone() }),
        _ if of_everybody => Some(estimate.clone()),
        _ => None,
    }
}

/// Values and label of each column: the groups in the order of the report, then everybody.
fn columns(estimates: &[Estimate], groupings: usize) -> Vec<(Vec<String>, Text)> {
    let values = |e: &Estimate| e.group.iter().map(|(_, value)| value.clone()).collect::<Vec<_>>();
    let all = distinct(estimates.iter().map(values));
    let label = |values: &Vec<String>| match (values.is_empty(), groupings) {
        (true, 0) => Text::default(),
        (true, _) => Text::new("ensemble", "everybody"),
        (false, _) => Text::same(values.join(", ")),
    };
    let (groups, everybody): (Vec<_>, Vec<_>) = all.into_iter().partition(|values| !values.is_empty());
    groups.into_iter().chain(everybody).map(|values| (values.clone(), label(&values))).collect()
}

/// What the question is called: by the dictionary, else by its code.
fn label(estimates: &[Estimate], asked: Option<&Question>, printed: &Printed) -> Text {
    let of_wave = || {
        let found = printed.questionnaire.find(&estimates.first()?.wave, &estimates.first()?.question)?;
        Some(printed.questionnaire.questions[found].label.clone())
    };
    let code = || estimates.first().map_or_else(Text::default, |e| Text::same(&e.question));
    asked.map(|q| q.label.clone()).or_else(of_wave).unwrap_or_else(code)
}

fn titled(waves: &[String], code: &str, told_waves: bool) -> String {
    match waves {
        [one] if !told_waves => [one.as_str(), code].join(" ").trim().to_owned(),
        _ => code.to_owned(),
    }
}

fn labels(estimates: &[Estimate], asked: Option<&Question>) -> Vec<(Option<String>, Option<String>, Text)> {
    let keys = distinct(estimates.iter().map(|e| (e.item.clone(), e.choice.clone())));
    let item_label = |code: &str| {
        let known = asked.and_then(|q| q.items.iter().find(|i| i.code == code)).map(|i| i.label.clone());
        known.unwrap_or_else(|| Text::same(code))
    };
    let choice_label = |codes: &str, lang: Lang| {
        let one = |code: &str| {
            let known = asked.and_then(|q| q.choices.iter().find(|c| c.code == code));
            known.map_or(code.to_owned(), |c| c.label.get(lang).to_owned())
        };
        codes.split('+').map(one).collect::<Vec<_>>().join(" + ")
    };
    let whole = |item: &Option<String>, choice: &Option<String>, lang: Lang| {
        let item = item.as_ref().map(|code| item_label(code).get(lang).to_owned());
        let choice = choice.as_ref().map(|codes| choice_label(codes, lang));
        [item, choice].into_iter().flatten().collect::<Vec<_>>().join(" – ")
    };
    let told = |(item, choice): (Option<String>, Option<String>)| {
        let text = Text::new(whole(&item, &choice, Lang::Fr), whole(&item, &choice, Lang::En));
        (item, choice, text)
    };
    keys.into_iter().map(told).collect()
}

/// Differences between groups of whom the report prints how many they are.
fn sentences(estimates: &[Estimate], options: &SurveyOptions) -> Vec<Text> {
    let compared = match options.answers.is_empty() {
        true => estimates.iter().find_map(|e| e.choice.clone()),
        false => Some(options.answers.join("+")),
    };
    let Some(compared) = compared else { return Vec::new() };
    let parts = |codes: &str| {
        let mut parts: Vec<String> = codes.split('+').map(fold).collect();
        parts.sort();
        parts
    };
    let is_compared = |e: &&Estimate| !e.group.is_empty() && e.choice.as_ref().is_some_and(|c| parts(c) == parts(&compared));
    let of_answer: Vec<&Estimate> = estimates.iter().filter(is_compared).collect();
    let groups = printed_groups(&of_answer);
    let found: Vec<Text> = among(&groups).iter().map(|p| told(p, &groups[p.first], &groups[p.second], false)).collect();
    if found.is_empty() {
        return vec![Text::new(
            "Le rapport n'imprime pas combien de personnes ont répondu : aucun écart ne peut être éprouvé.",
            "The report does not print how many people answered: no difference can be tested.",
        )];
    }
    std::iter::once(text!("Réponse comparée : « {compared} ».", "Answer compared: “{compared}”.")).chain(found).collect()
}

/// Each once, in the order met.
fn distinct<T: PartialEq>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut out = Vec::new();
    all.for_each(|one| {
        if !out.contains(&one) {
            out.push(one);
        }
    });
    out
}

fn printed_twice(estimates: &[Estimate], file: &str) -> Problem {
    let key = |e: &Estimate| (e.wave.clone(), e.item.clone(), e.choice.clone(), e.statistic.id(), e.group.clone());
    let mut seen = Vec::new();
    let mut twice = Problem::note(
        "printed-twice",
        file,
        Text::new(
            "nombres imprimés à plusieurs endroits du rapport : le tableau montre le premier",
            "numbers printed in several places of the report: the table shows the first",
        ),
        Text::new(
            "Tous sont dans le fichier de `--output`, avec leur section ; `lakana audit` dit s'ils se contredisent.",
            "All are in the file of `--output`, with their section; `lakana audit` says whether they contradict each other.",
        ),
    );
    for estimate in estimates {
        match seen.contains(&key(estimate)) {
            true => twice.push(Case { row: None, field: estimate.choice.clone(), found: estimate.question.clone() }),
            false => seen.push(key(estimate)),
        }
    }
    twice
}

fn not_printed(options: &SurveyOptions, estimates: &[Estimate]) -> Error {
    let (question, shown) = (&options.question, options.table.display());
    let known = distinct(estimates.iter().map(|e| [e.wave.as_str(), e.question.as_str()].join(" ").trim().to_owned()));
    let known = known.into_iter().take(30).collect::<Vec<_>>().join(", ");
    Error::usage(
        text!("`{shown}` n'imprime rien de la question `{question}`", "`{shown}` prints nothing of question `{question}`"),
        text!("Questions imprimées : {known}", "Questions printed: {known}"),
    )
}

fn several_waves(waves: &[String]) -> Error {
    let waves = waves.join(", ");
    Error::usage(
        text!(
            "ce code est celui de questions de plusieurs vagues : {waves}",
            "this code is that of questions of several waves: {waves}"
        ),
        text!(
            "Ajoutez `--wave`, ou `--by vague` pour les mettre côte à côte.",
            "Add `--wave`, or `--by wave` to put them side by side."
        ),
    )
}

fn no_group(word: &str, estimates: &[&Estimate]) -> Error {
    let known = distinct(estimates.iter().flat_map(|e| &e.group).map(|(variable, _)| variable.clone()));
    let known = known.into_iter().chain(["wave".to_owned()]).collect::<Vec<_>>().join(", ");
    Error::usage(
        text!("le rapport n'imprime pas cette question par « {word} »", "the report does not print this question by `{word}`"),
        text!("Groupements imprimés : {known}.", "Groupings printed: {known}."),
    )
}
