//! One survey question at a time: what `lakana survey` does.

use super::figures::survey::{Around, survey_chart};
use super::project::{Figure, FigureKind, OneOrTwo, Sample, VarianceBy};
use super::questions::Askable;
use super::surveys::{Sampled, Surveyed, crossed_groups};
use crate::base::{Case, Error, Lang, Problem, Problems, Result, Text, write_file};
use crate::carto::charts;
use crate::carto::render::Drawing;
use crate::layers::xlsx::workbook;
use crate::names::fold;
use crate::products::survey_tables::{estimates_csv, estimates_json, estimates_sheet, text_table};
use crate::protect::{refuse_sensitive_question, withhold_small_groups};
use crate::read::records::Input;
use crate::read::survey::questionnaire::QuestionKind;
use crate::read::survey::responses::{Answers, Factor};
use crate::read::survey::{questionnaire_from, read, read_repeat};
use crate::read::table::TableOptions;
use crate::survey::climb::Minimum;
use crate::survey::pairwise::{Compared, Pair, dependence, pairs};
use crate::survey::sentence::{Comparison, Measure, Side};
use crate::survey::table::Breakdown;
pub use crate::survey::table::ShareInterval;
use crate::survey::{Estimate, LonelyPsu, Statistic};
use crate::text;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Which table, which question, and where the answer goes.
#[derive(Debug, Clone)]
pub struct SurveyOptions {
    pub table: PathBuf,
    pub sheet: Option<String>,
    /// Field to column, where the file has its own names: `weight` → `poids_final`.
    pub fields: Vec<(String, String)>,
    /// File of the rows that the table's rows belong to.
    pub parent: Option<PathBuf>,
    /// Question dictionary or XLSForm.
    pub questions: Option<PathBuf>,
    pub wave: String,
    /// Code of the question.
    pub question: String,
    /// Answers that count together in comparisons; the first choice when empty.
    pub answers: Vec<String>,
    /// Up to two groupings.
    pub by: Vec<String>,
    pub sample: Sample,
    pub interval: ShareInterval,
    pub variance: VarianceBy,
    pub output: Option<PathBuf>,
    pub chart: Option<PathBuf>,
    pub lang: Lang,
    /// Written into workbooks.
    pub date: jiff::Timestamp,
}

/// What the survey says.
pub struct SurveyAnswer {
    /// What was asked.
    pub title: Text,
    /// Headings and lines of the table, in words.
    pub header: Vec<String>,
    pub rows: Vec<Vec<String>>,
    /// The same with ids and all digits.
    pub json: serde_json::Value,
    /// What differs, and whether anything does.
    pub sentences: Vec<Text>,
    pub written: Vec<String>,
    pub problems: Vec<Problem>,
}

/// Reads the table, estimates, compares, and writes what was asked for.
///
/// # Errors
/// A file that cannot be read or written, a question or grouping that is not there, more than two
/// groupings, a question that is never shown, a format that is not known.
pub fn survey_table(options: &SurveyOptions) -> Result<SurveyAnswer> {
    refuse_sensitive_question(&options.question, &options.question)?;
    options.by.iter().try_for_each(|by| refuse_sensitive_question(by, by))?;
    let (survey, mut problems) = surveyed(options)?;
    let variables = survey.variables(&options.question);
    let Some(&first) = variables.first() else { return Err(no_question(options, &survey)) };
    let by = groupings(options, &survey)?;
    let by_words: Vec<(&str, &Factor)> = by.iter().map(|(word, factor)| (word.as_str(), factor)).collect();

    problems
        .extend(by.iter().filter(|(_, factor)| factor.levels.len() == 1).map(|(word, factor)| one_group(&survey, word, factor)));

    let mut estimates = Vec::new();
    for &variable in &variables {
        let mut found = survey.estimates(variable, &by_words);
        if !by.is_empty() {
            found.extend(survey.estimates(variable, &[]));
        }
        withhold_small_groups(&mut found, Minimum::default().shown);
        estimates.extend(found);
    }
    let sentences = match by.as_slice() {
        [(word, factor)] if variables.len() == 1 => sentences(&survey, first, options, word, factor, &estimates)?,
        _ => Vec::new(),
    };
    let mut written = Vec::new();
    if let Some(path) = &options.output {
        write_estimates(&estimates, path, options)?;
        written.push(path.display().to_string());
    }
    if let Some(path) = &options.chart {
        problems.extend(draw(&survey, path, options)?);
        written.push(path.display().to_string());
    }
    let question = survey.responses.question(first);
    let code = [question.wave.as_str(), question.code.as_str()].join(" ");
    let title = Text::new(format!("{} ({})", question.label.fr, code.trim()), format!("{} ({})", question.label.en, code.trim()));
    let labels = labels(&survey, &variables);
    let label = |e: &Estimate| {
        let found = labels.iter().find(|(item, choice, _)| *item == e.item && *choice == e.choice);
        found.map_or_else(Text::default, |(_, _, label)| label.clone())
    };
    let (header, rows) = text_table(&estimates, &columns(&by), label, options.lang);
    let json = estimates_json(&estimates);
    Ok(SurveyAnswer { title, header, rows, json, sentences, written, problems: problems.sorted() })
}

fn surveyed(options: &SurveyOptions) -> Result<(Surveyed, Problems)> {
    let shown = options.table.display().to_string();
    let input = Input {
        options: TableOptions { sheet: options.sheet.clone(), ..TableOptions::default() },
        fields: options.fields.iter().cloned().collect(),
        ..Input::new(&options.table, &shown)
    };
    let mut problems = Problems::new();
    let asked = options.questions.as_ref().map(|path| questionnaire_from(path)).transpose()?.map(|(asked, found)| {
        problems.extend(found);
        if options.wave.is_empty() { asked } else { asked.of_wave(&options.wave) }
    });
    let (responses, found) = match &options.parent {
        Some(parent) => read_repeat(&input, &Input::new(parent, parent.display().to_string()), asked.as_ref())?,
        None => read(&input, asked.as_ref())?,
    };
    problems.extend(found);
    let sampled = Sampled { sample: options.sample, lonely: LonelyPsu::default(), people: &[], variance: options.variance };
    let (mut survey, found) = Surveyed::new("", &shown, &sampled, responses, None)?;
    problems.extend(found);
    survey.estimation.interval = options.interval;
    Ok((survey, problems))
}

fn no_question(options: &SurveyOptions, survey: &Surveyed) -> Error {
    let (question, shown) = (&options.question, options.table.display());
    let known: Vec<&str> = survey.responses.variables.iter().map(|v| v.column.as_str()).take(30).collect();
    let known = known.join(", ");
    Error::usage(
        text!("`{shown}` n'a pas de question `{question}`", "`{shown}` has no question `{question}`"),
        text!("Questions trouvées : {known}", "Questions found: {known}"),
    )
}

fn groupings(options: &SurveyOptions, survey: &Surveyed) -> Result<Vec<(String, Factor)>> {
    if options.by.len() > 2 {
        return Err(Error::usage(
            text!("un tableau croise au plus deux groupements", "a table crosses two groupings at most"),
            text!("Retirez un `--by`.", "Remove one `--by`."),
        ));
    }
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

fn one_group(survey: &Surveyed, word: &str, factor: &Factor) -> Problem {
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
fn labels(survey: &Surveyed, variables: &[usize]) -> Vec<(Option<String>, Option<String>, Text)> {
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
    let is_mean =
        matches!(asked.answers, Answers::Number(_)) || (asked.question.kind == QuestionKind::Scale && options.answers.is_empty());
    let choices = match options.answers.is_empty() {
        true => vec![0],
        false => survey.choices(variable, &options.answers),
    };
    if !is_mean && choices.len() < options.answers.len().max(1) {
        let known: Vec<&str> = asked.question.choices.iter().map(|c| c.code.as_str()).collect();
        let known = known.join(", ");
        return Err(Error::usage(
            text!("la question n'a pas une des réponses de `--answer`", "the question lacks one of the answers of `--answer`"),
            text!("Réponses connues : {known}", "Known answers: {known}"),
        ));
    }
    let compared = if is_mean { Compared::Mean } else { Compared::Share(&choices) };
    let random_sample = survey.sample == Sample::Random;
    let mut out = Vec::new();
    if !is_mean {
        let label = |lang| choices.iter().map(|&c| asked.question.choices[c].label.get(lang)).collect::<Vec<_>>().join(" + ");
        let (fr, en) = (label(Lang::Fr), label(Lang::En));
        out.push(text!("Réponse comparée : « {fr} ».", "Answer compared: “{en}”."));
    }
    let found = pairs(&survey.design, &asked, compared, &by, &among, &survey.estimation);
    out.extend(found.iter().map(|pair| told(pair, word, factor, is_mean, random_sample)));
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

fn told(pair: &Pair, word: &str, factor: &Factor, is_mean: bool, random_sample: bool) -> Text {
    // Places are called by their names; codes of other groups lead to the words people use.
    let named = |g: usize| {
        let level = &factor.levels[g];
        let value = if level.label.fr == level.label.en && !level.label.fr.is_empty() { &level.label.fr } else { &level.code };
        vec![(word.to_owned(), value.clone())]
    };
    let (first, second) = (named(pair.first), named(pair.second));
    let comparison = Comparison {
        first: Side { group: &first, value: pair.values.0 },
        second: Side { group: &second, value: pair.values.1 },
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

fn extension(path: &Path) -> String {
    path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default()
}

fn unknown_format(path: &Path, known: &str) -> Error {
    let shown = path.display();
    Error::usage(
        text!("`{shown}` : format inconnu", "`{shown}`: unknown format"),
        text!("Finissez le nom par {known}.", "End the name with {known}."),
    )
}

fn write_estimates(estimates: &[Estimate], path: &Path, options: &SurveyOptions) -> Result<()> {
    let bytes = match extension(path).as_str() {
        "csv" => estimates_csv(estimates).into_bytes(),
        "json" => format!("{:#}\n", estimates_json(estimates)).into_bytes(),
        "xlsx" => workbook(&[estimates_sheet(estimates, "lakana")], options.date)?,
        _ => return Err(unknown_format(path, ".csv, .json, .xlsx")),
    };
    write_file(path, |out| out.write_all(&bytes))
}

fn draw(survey: &Surveyed, path: &Path, options: &SurveyOptions) -> Result<Option<Problem>> {
    let label =
        survey.variables(&options.question).first().map(|&v| survey.responses.question(v).label.clone()).unwrap_or_default();
    let figure = Figure {
        id: fold(&options.question).replace(' ', "_"),
        title: OneOrTwo::Two(label),
        kind: FigureKind::Bars,
        input: survey.id.clone(),
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
        note: None,
    };
    let file = survey.file.clone();
    let credit = move |_: &str| Some(Text::same(&file));
    let around = Around { lang: options.lang, title: Text::default(), synthetic: false, credit: &credit };
    let askable = Askable { surveys: std::slice::from_ref(survey), printed: &[] };
    let chart = match survey_chart(&figure, &askable, &around) {
        Ok(chart) => chart,
        Err(problem) => return Ok(Some(*problem)),
    };
    let drawing: Drawing = charts::draw(&chart)?;
    let bytes = match extension(path).as_str() {
        "svg" => drawing.svg().into_bytes(),
        "png" => drawing.png()?,
        "pdf" => drawing.pdf()?,
        _ => return Err(unknown_format(path, ".svg, .png, .pdf")),
    };
    write_file(path, |out| out.write_all(&bytes))?;
    Ok(None)
}
