//! From columns to records: which column is background, personal, an answer or unknown, and the
//! answers of everybody.

use super::asked::apply_conditions;
use super::background::{background, look_like_replicates, places, sampling, unplaced};
use super::checks::{asked_of_nobody, shifted_columns, shifted_rows};
use super::encode::{Faults, Source, answers};
use super::infer;
use super::layout::{Layout, Part, Target};
use super::personal;
use super::questionnaire::{QuestionKind, Questionnaire};
use super::responses::{Factor, Responses, Variable};
use super::sheet::Sheet;
use crate::base::{Case, Problem, Problems, Text};
use std::collections::{BTreeMap, HashSet};

/// All records of a sheet. Questions inferred from columns come after those of `known`.
pub fn responses(sheet: &Sheet, known: &Questionnaire, problems: &mut Problems) -> Responses {
    let background = background(sheet, known, problems);
    let sampling = sampling(sheet, known, problems);
    let mut questionnaire = asked_in(background.wave.as_ref(), known);
    let mut sources = sources(sheet, &mut questionnaire, background.wave.as_ref(), problems);
    choices_from_data(sheet, &mut questionnaire, &mut sources, problems);

    let mut faults = Faults::new(sheet.file, sheet.len());
    let mut by_column = vec![None; sheet.columns.len()];
    let mut variables = Vec::with_capacity(sources.len());
    for (&(question, item), source) in &sources {
        if let Some(column) = source.whole {
            by_column[column] = Some((question, item));
        }
        let asked = in_wave(background.wave.as_ref(), &questionnaire.questions[question].wave);
        let first = source.columns().min().unwrap_or_default();
        variables.push(Variable {
            column: sheet.columns[source.whole.unwrap_or(first)].name.clone(),
            question,
            item,
            answers: answers(
                sheet,
                &questionnaire.questions[question],
                &questionnaire.form,
                source,
                asked.as_deref(),
                &mut faults,
            ),
        });
    }
    problems.add(shifted_columns(&questionnaire, &questionnaire.form, &by_column, sheet));
    problems.add(shifted_rows(&mut variables, &faults.by_row, sheet));
    problems.extend([faults.outside, faults.disagreeing, faults.unreadable]);
    let columns: Vec<Vec<usize>> = sources.values().map(|source| source.columns().collect()).collect();
    problems.extend(apply_conditions(&questionnaire, &mut variables, &columns, sheet));
    problems.extend(asked_of_nobody(&variables, sheet));

    let places = places(sheet);
    problems.add(unplaced(sheet, &places, background.zone.as_ref()));
    Responses { rows: sheet.rows.clone(), questionnaire, variables, places, background, sampling }
}

/// The questions of the waves that the sheet holds; all of them where it says nothing of waves,
/// or nothing that the questionnaire knows.
fn asked_in(waves: Option<&Factor>, known: &Questionnaire) -> Questionnaire {
    if !known.questions.iter().any(|q| holds(waves, &q.wave)) {
        return known.clone();
    }
    let questions = known.questions.iter().filter(|q| q.wave.is_empty() || holds(waves, &q.wave)).cloned().collect();
    Questionnaire { questions, form: known.form.clone() }
}

/// Whether anybody was asked in this wave, by name.
fn holds(waves: Option<&Factor>, wave: &str) -> bool {
    !wave.is_empty() && waves.is_some_and(|f| f.levels.iter().any(|level| level.code.eq_ignore_ascii_case(wave)))
}

/// Who was in a wave; `None` where everybody was.
fn in_wave(waves: Option<&Factor>, wave: &str) -> Option<Vec<bool>> {
    let waves = waves.filter(|_| !wave.is_empty())?;
    let position = waves.levels.iter().position(|level| level.code.eq_ignore_ascii_case(wave))?;
    (waves.levels.len() > 1).then(|| waves.codes.iter().map(|&code| usize::from(code) == position).collect())
}

/// The columns of each question, after all others have been set apart.
fn sources(
    sheet: &Sheet,
    questionnaire: &mut Questionnaire,
    waves: Option<&Factor>,
    problems: &mut Problems,
) -> BTreeMap<Target, Source> {
    let has_form = !questionnaire.questions.is_empty();
    let set_apart: HashSet<usize> = sheet.schema.kind.fields().iter().flat_map(|f| sheet.of_field(f)).copied().collect();
    let layout = Layout::new(questionnaire);
    let mut report = Report::new(sheet.file);
    let mut sources: BTreeMap<Target, Source> = BTreeMap::new();
    let mut unknown = Vec::new();
    for (c, column) in sheet.columns.iter().enumerate() {
        let meant = layout.find(column);
        let is_background = set_apart.contains(&c);
        if is_background && meant.is_empty() {
            continue;
        }
        let withheld = || {
            let name = super::layout::key(super::layout::bare(&column.name));
            questionnaire.form.withheld.iter().any(|w| super::layout::key(w) == name)
        };
        match meant.first() {
            None => match personal::why(column).or_else(|| withheld().then_some("free text")) {
                Some(why) => report.drop(&column.name, why),
                None => unknown.push(c),
            },
            Some((_, Part::OtherWords)) => {
                report.drop(&column.name, "free text");
                report.other_words.push(Case { row: None, field: Some(column.name.clone()), found: column.filled().to_string() });
            }
            Some(_) => match personal::of_staff_or_worse(&column.name) {
                Some(why) => report.drop(&column.name, why),
                None if is_ambiguous(&meant, questionnaire, waves) => report.ambiguous.push(Case {
                    row: None,
                    field: Some(column.name.clone()),
                    found: meant
                        .iter()
                        .map(|((q, _), _)| questionnaire.questions[*q].code.as_str())
                        .collect::<Vec<_>>()
                        .join(", "),
                }),
                None => {
                    for (target, part) in meant {
                        let source = sources.entry(target).or_default();
                        if !give(source, part, c) {
                            report.repeated.push(Case {
                                row: None,
                                field: Some(column.name.clone()),
                                found: questionnaire.questions[target.0].code.clone(),
                            });
                        }
                    }
                }
            },
        }
    }
    let weights = look_like_replicates(sheet, &unknown);
    unknown.retain(|c| !weights.contains(c));
    let named = weights.iter().map(|&c| Case { row: None, field: Some(sheet.columns[c].name.clone()), found: String::new() });
    report.weights = report.weights.with_all(named);
    let guess = infer::questions(sheet, &unknown);
    guess.free_text.iter().for_each(|&c| report.drop(&sheet.columns[c].name, "free text"));
    let nameless = |c: &usize| Case { row: None, field: Some(sheet.columns[*c].name.clone()), found: String::new() };
    report.empty = report.empty.with_all(guess.empty.iter().map(nameless));
    if has_form {
        for (q, question) in questionnaire.questions.iter().enumerate() {
            if !sources.keys().any(|(asked, _)| *asked == q) {
                report.absent.push(Case { row: None, field: Some(question.code.clone()), found: question.label.fr.clone() });
            }
        }
    }
    for inferred in guess.questions {
        if has_form {
            report.inferred.push(Case { row: None, field: Some(inferred.question.code.clone()), found: String::new() });
        }
        let mut source = Source::default();
        inferred.columns.iter().for_each(|&(c, part)| {
            give(&mut source, part, c);
        });
        sources.insert((questionnaire.questions.len(), None), source);
        questionnaire.questions.push(inferred.question);
    }
    problems.extend(report.problems());
    sources
}

/// Whether a column may answer several questions, and no wave tells them apart.
fn is_ambiguous(meant: &[(Target, Part)], questionnaire: &Questionnaire, waves: Option<&Factor>) -> bool {
    let of = |target: &Target| questionnaire.questions[target.0].wave.as_str();
    let distinct: HashSet<String> = meant.iter().map(|(target, _)| of(target).to_lowercase()).collect();
    meant.len() > 1 && (distinct.len() < meant.len() || !meant.iter().all(|(target, _)| holds(waves, of(target))))
}

/// Adds a column to a source. False when that part of it has a column already.
fn give(source: &mut Source, part: Part, column: usize) -> bool {
    let list = match part {
        Part::Whole => {
            let free = source.whole.is_none();
            source.whole.get_or_insert(column);
            return free;
        }
        Part::Choice(choice) => (&mut source.choices, choice),
        Part::Place(place) => (&mut source.places, place),
        Part::OtherWords => return true,
    };
    let free = list.0.iter().all(|(taken, _)| *taken != list.1);
    if free {
        list.0.push((list.1, column));
    }
    free
}

/// Gives questions that are listed without choices the codes that stand in their columns.
fn choices_from_data(
    sheet: &Sheet,
    questionnaire: &mut Questionnaire,
    sources: &mut BTreeMap<Target, Source>,
    problems: &mut Problems,
) {
    let mut taken = Problem::note(
        "choices-from-data",
        sheet.file,
        Text::new(
            "questions sans liste de choix : les codes trouvés dans les données en tiennent lieu",
            "questions without a list of choices: the codes found in the data stand in",
        ),
        Text::new("Ajoutez choices à ces questions.", "Add choices to these questions."),
    );
    let mut words = Problem::note(
        "personal-column",
        sheet.file,
        dropped_what(),
        Text::new("Rien à faire : elles ne figureront dans aucune sortie.", "Nothing to do: they will be in no output."),
    );
    for (q, question) in questionnaire.questions.iter_mut().enumerate() {
        if question.kind == QuestionKind::Numeric || !question.choices.is_empty() {
            continue;
        }
        let columns: Vec<usize> = sources.iter().filter(|((of, _), _)| *of == q).flat_map(|(_, s)| s.columns()).collect();
        if columns.is_empty() {
            continue;
        }
        match infer::codes(sheet, &columns, question.kind != QuestionKind::Single) {
            Some(codes) => {
                let scale = question.kind == QuestionKind::Scale;
                question.choices = codes.iter().map(|code| infer::choice(code)).collect();
                for choice in question.choices.iter_mut().filter(|_| scale) {
                    choice.value = crate::read::parse::numbers::decimal(&choice.code);
                }
                taken.push(Case { row: None, field: Some(question.code.clone()), found: codes.join(", ") });
            }
            None => {
                sources.retain(|(of, _), _| *of != q);
                words.push(Case { row: None, field: Some(sheet.columns[columns[0]].name.clone()), found: "free text".into() });
            }
        }
    }
    problems.extend([taken, words]);
}

fn dropped_what() -> Text {
    Text::new(
        "colonnes personnelles, techniques ou de texte libre : écartées dès la lecture",
        "personal, technical or free-text columns: dropped while reading",
    )
}

/// What became of columns that answer no question, and of questions that no column answers.
struct Report {
    dropped: Problem,
    other_words: Problem,
    weights: Problem,
    empty: Problem,
    absent: Problem,
    inferred: Problem,
    repeated: Problem,
    ambiguous: Problem,
}

impl Report {
    fn new(file: &str) -> Self {
        let nothing = || Text::new("Rien à faire.", "Nothing to do.");
        Report {
            dropped: Problem::note(
                "personal-column",
                file,
                dropped_what(),
                Text::new("Rien à faire : elles ne figureront dans aucune sortie.", "Nothing to do: they will be in no output."),
            ),
            other_words: Problem::note(
                "other-in-words",
                file,
                Text::new(
                    "réponses « autre » en toutes lettres : comptées ici, jamais lues",
                    "answers `other` in words: counted here, never read",
                ),
                Text::new(
                    "S'il y en a beaucoup, codez-les dans le fichier et ajoutez les choix au questionnaire.",
                    "If there are many, code them in the file and add the choices to the questionnaire.",
                ),
            ),
            weights: Problem::note(
                "replicate-weights-unused",
                file,
                Text::new(
                    "colonnes de poids de réplication : ce ne sont pas des questions, et rien ne dit comment s'en servir",
                    "columns of replicate weights: they are no questions, and nothing says how to use them",
                ),
                Text::new(
                    "Déclarez-les : replicates = { columns = \"rep_*\", kind = \"brr\" } dans le projet, ou --replicates et --replicate-kind.",
                    "Declare them: replicates = { columns = \"rep_*\", kind = \"brr\" } in the project, or --replicates and --replicate-kind.",
                ),
            ),
            empty: Problem::note(
                "column-empty",
                file,
                Text::new("colonnes sans aucune valeur : laissées de côté", "columns without any value: left out"),
                nothing(),
            ),
            absent: Problem::warning(
                "question-without-column",
                file,
                Text::new(
                    "questions du dictionnaire ou du formulaire que le fichier n'a pas : sans résultat",
                    "questions of the dictionary or form that the file does not have: no result",
                ),
                Text::new(
                    "Vérifiez leur code, ou ajoutez le nom de la colonne à aliases.",
                    "Check their code, or add the name of the column to aliases.",
                ),
            ),
            inferred: Problem::note(
                "column-without-question",
                file,
                Text::new(
                    "colonnes que le dictionnaire ou le formulaire ne connaît pas : lues d'après leurs valeurs",
                    "columns that the dictionary or form does not know: read by their values",
                ),
                Text::new(
                    "Décrivez-les dans le dictionnaire si elles comptent.",
                    "Describe them in the dictionary if they matter.",
                ),
            ),
            repeated: Problem::warning(
                "question-in-two-columns",
                file,
                Text::new(
                    "colonnes qui répètent une question déjà trouvée dans une autre : la première compte",
                    "columns that repeat a question already found in another: the first counts",
                ),
                Text::new(
                    "Retirez l'une des deux, ou corrigez aliases dans le dictionnaire.",
                    "Remove one of the two, or correct aliases in the dictionary.",
                ),
            ),
            ambiguous: Problem::warning(
                "column-of-two-questions",
                file,
                Text::new(
                    "colonnes que plusieurs questions revendiquent : non lues",
                    "columns that several questions claim: not read",
                ),
                Text::new(
                    "Donnez à chaque question son propre code dans sa vague, ou une colonne `wave` au fichier.",
                    "Give each question its own code within its wave, or the file a column `wave`.",
                ),
            ),
        }
    }

    fn drop(&mut self, column: &str, why: &str) {
        // The name of the column only: what it holds is exactly what must not be shown.
        self.dropped.push(Case { row: None, field: Some(column.to_owned()), found: why.to_owned() });
    }

    fn problems(self) -> [Problem; 8] {
        [self.dropped, self.other_words, self.weights, self.empty, self.absent, self.inferred, self.repeated, self.ambiguous]
    }
}
