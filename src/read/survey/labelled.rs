//! What was asked, from the labels inside an SPSS or Stata file.

use super::personal;
use super::questionnaire::{Choice, Form, Question, QuestionKind, Questionnaire, Wording};
use super::xlsform::is_no_opinion;
use crate::base::{Direction, Text};
use crate::read::statistical::{File, ValueLabel, Variable};
use std::collections::BTreeSet;

/// A column of codes has at most this many without a label before it is taken for a number.
const UNLABELLED_CODES: usize = 12;

/// A question for each column that has labels of codes, and for each named number. Columns that
/// are neither are left to be judged by what stands in them.
pub fn questionnaire(file: &File) -> Questionnaire {
    let questions = file.variables.iter().enumerate().filter_map(|(i, variable)| question(file, i, variable)).collect();
    Questionnaire { questions, form: Form::default() }
}

fn question(file: &File, position: usize, variable: &Variable) -> Option<Question> {
    let in_data: BTreeSet<&str> = file.rows.iter().filter_map(|row| row.get(position)).filter(|cell| !cell.is_empty()).collect();
    let labelled: BTreeSet<&str> = variable.labels.iter().map(|l| l.value.as_str()).collect();
    let silent: Vec<&str> = in_data.difference(&labelled).copied().collect();
    let (kind, choices) = match (variable.labels.is_empty(), variable.is_text) {
        // Only a label of the column says that a number is a question and not, say, a telephone.
        (true, false) if !variable.label.is_empty() && personal::by_name(&variable.name).is_none() => {
            (QuestionKind::Numeric, Vec::new())
        }
        (true, _) => return None,
        // Few labels on many numbers: those of special codes.
        (false, false) if silent.len() > UNLABELLED_CODES => {
            (QuestionKind::Numeric, variable.labels.iter().filter(|l| is_special(l)).map(|l| choice(l, None)).collect())
        }
        _ => {
            let kind = if variable.is_ordered { QuestionKind::Scale } else { QuestionKind::Single };
            let unlabelled =
                silent.iter().map(|code| ValueLabel { value: (*code).to_owned(), label: (*code).to_owned(), is_missing: false });
            let value = |label: &ValueLabel| label.value.parse().ok().filter(|_| variable.is_ordered && !is_special(label));
            let all: Vec<ValueLabel> = variable.labels.iter().cloned().chain(unlabelled).collect();
            (kind, all.iter().map(|label| choice(label, value(label))).collect())
        }
    };
    let label = if variable.label.is_empty() { &variable.name } else { &variable.label };
    Some(Question {
        code: variable.name.clone(),
        wave: String::new(),
        aliases: Vec::new(),
        label: Text::same(label),
        wordings: vec![Wording { lang: String::new(), source: String::new(), text: label.clone() }],
        kind,
        choices,
        items: Vec::new(),
        asked_of: None,
        direction: Direction::Neutral,
    })
}

fn is_special(label: &ValueLabel) -> bool {
    label.is_missing || is_no_opinion(&label.value, &Text::same(&label.label))
}

fn choice(label: &ValueLabel, value: Option<f64>) -> Choice {
    Choice { code: label.value.clone(), label: Text::same(&label.label), value, no_opinion: is_special(label) }
}
