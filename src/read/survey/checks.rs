//! Whether answers and questionnaire fit together, once everything is read.

use super::choices::Choices;
use super::layout::Target;
use super::questionnaire::{Form, Questionnaire};
use super::responses::{Answers, NO_ANSWER, Variable};
use super::sheet::Sheet;
use crate::base::{Case, Problem, Text};

/// Questions that nobody was asked or nobody answered.
pub fn asked_of_nobody(variables: &[Variable], sheet: &Sheet) -> Vec<Problem> {
    let way_out = || {
        Text::new(
            "Vérifiez le filtre de la question, et que la colonne n'a pas été vidée à l'export.",
            "Check the question's filter, and that the column was not emptied on export.",
        )
    };
    let mut asked = Problem::warning(
        "asked-of-nobody",
        sheet.file,
        Text::new("questions qui n'ont été posées à personne : sans résultat", "questions asked of nobody: no result"),
        way_out(),
    );
    let mut answered = Problem::warning(
        "answered-by-nobody",
        sheet.file,
        Text::new("questions sans aucune réponse utilisable", "questions without any usable answer"),
        way_out(),
    );
    for variable in variables {
        let any = |test: &dyn Fn(usize) -> bool| (0..sheet.len()).any(test);
        let case = || Case { row: None, field: Some(variable.column.clone()), found: String::new() };
        if !any(&|row| variable.answers.was_asked(row)) {
            asked.push(case());
        } else if !any(&|row| variable.answers.answered(row)) {
            answered.push(case());
        }
    }
    vec![asked, answered]
}

/// Fewest answers from which a column is said to be shifted.
const ENOUGH: usize = 5;

/// Columns whose answers fit the choices of the column beside them and not their own: the sign
/// of a cell inserted or lost. `by_column` says which target each column answers as a whole.
pub fn shifted_columns(questionnaire: &Questionnaire, form: &Form, by_column: &[Option<Target>], sheet: &Sheet) -> Problem {
    let choices: Vec<Option<Choices>> = by_column
        .iter()
        .map(|target| {
            let question = &questionnaire.questions[(*target)?.0];
            (!question.choices.is_empty()).then(|| Choices::new(question, form))
        })
        .collect();
    let fitting = |column: usize, choices: &Choices| -> usize {
        let column = &sheet.columns[column];
        let known = column.words.iter().zip(&column.counts).filter(|(w, _)| choices.one(w).is_some());
        known.map(|(_, n)| n).sum()
    };
    let mut problem = Problem::warning(
        "columns-shifted",
        sheet.file,
        Text::new(
            "colonnes dont les réponses sont celles de la colonne voisine : le tableau semble décalé",
            "columns whose answers are those of the column beside them: the table seems shifted",
        ),
        Text::new(
            "Ouvrez le fichier et remettez les en-têtes au-dessus de leurs colonnes ; ces réponses ne sont pas comptées.",
            "Open the file and put the headers back above their columns; these answers are not counted.",
        ),
    );
    for (i, own) in choices.iter().enumerate() {
        let Some(own) = own else { continue };
        let filled: usize =
            sheet.columns[i].words.iter().zip(&sheet.columns[i].counts).filter(|(w, _)| sheet.says(w)).map(|(_, n)| n).sum();
        if filled < ENOUGH || fitting(i, own) * 5 > filled {
            continue;
        }
        for neighbour in [i.checked_sub(1), Some(i + 1)].into_iter().flatten() {
            if let Some(Some(other)) = choices.get(neighbour)
                && fitting(i, other) * 5 >= filled * 4
            {
                let found = format!("← {}", sheet.columns[neighbour].name);
                problem.push(Case { row: None, field: Some(sheet.columns[i].name.clone()), found });
            }
        }
    }
    problem
}

/// Rows in which most answers are in no list, as when one cell was inserted or lost: none of
/// their answers is counted, as those that seem to fit may fit by chance.
pub fn shifted_rows(variables: &mut [Variable], by_row: &[(u32, u32)], sheet: &Sheet) -> Problem {
    let mut problem = Problem::warning(
        "row-shifted",
        sheet.file,
        Text::new(
            "lignes dont la plupart des réponses ne sont dans aucune liste : sans doute décalées, aucune réponse n'en est comptée",
            "rows most of whose answers are in no list: probably shifted, none of their answers is counted",
        ),
        Text::new(
            "Cherchez dans ces lignes la cellule de trop ou manquante.",
            "Look in these rows for the cell too many or missing.",
        ),
    );
    let is_shifted = |(said, outside): &(u32, u32)| *outside >= 3 && outside * 2 > *said;
    // Where most rows look so, the lists are wrong and not the rows.
    if by_row.iter().filter(|row| is_shifted(row)).count() * 2 > by_row.len() {
        return problem;
    }
    for (row, (said, outside)) in by_row.iter().enumerate() {
        if is_shifted(&(*said, *outside)) {
            problem.push(Case::row(sheet.rows[row], "", format!("{outside} / {said}")));
            variables.iter_mut().for_each(|v| {
                if v.answers.was_asked(row) || matches!(v.answers, Answers::Number(_)) {
                    v.answers.take_back(row, NO_ANSWER);
                }
            });
        }
    }
    problem
}
