//! The question dictionary as a table, for those who keep it in a spreadsheet: one row per choice
//! or item, the question's own cells on its first row or on all of them.
//!
//! Columns: `code`, `kind`, `label_fr`, `label_en`; optional `wave`, `direction`, `aliases` (separated
//! by blanks), `asked_of`, `asked_of_choices` (by blanks), `choice`, `choice_fr`, `choice_en`,
//! `value`, `no_opinion` (1/0), `item`, `item_fr`, `item_en`. Wordings only stand in TOML.

use super::choices::mark;
use super::questionnaire::{Choice, Condition, Form, Item, Question, QuestionKind, Questionnaire};
use crate::base::{Direction, Error, Result, Text};
use crate::read::parse::numbers;
use crate::read::table::{Row, Table};
use crate::text;

/// Whether a table is a question dictionary.
pub fn is_dictionary(table: &Table) -> bool {
    table.column("code").is_some() && table.column("kind").is_some()
}

/// The questions of a dictionary, in its order. Rows of one code and wave that follow each other
/// are one question.
///
/// Errors: a kind or direction that does not exist, with its row.
pub fn read(table: &Table) -> Result<Questionnaire> {
    let mut questions: Vec<Question> = Vec::new();
    let cell = |row: &Row, name: &str| table.column(name).map_or(String::new(), |c| table.cell(row, c).to_owned());
    let both = |row: &Row, fr: &str, en: &str, otherwise: &str| {
        let (fr, en) = (cell(row, fr), cell(row, en));
        let first = [&fr, &en].into_iter().find(|t| !t.is_empty()).cloned().unwrap_or_else(|| otherwise.to_owned());
        Text::new(if fr.is_empty() { first.clone() } else { fr }, if en.is_empty() { first } else { en })
    };
    let list = |text: String| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    for row in &table.rows {
        let (code, wave) = (cell(row, "code"), cell(row, "wave"));
        let continues = questions.last().is_some_and(|q| code.is_empty() || (q.code == code && q.wave == wave));
        if !continues {
            let filter = cell(row, "asked_of");
            questions.push(Question {
                label: both(row, "label_fr", "label_en", &code),
                kind: word(table, row, "kind", &KINDS)?,
                direction: if cell(row, "direction").is_empty() {
                    Direction::Neutral
                } else {
                    word(table, row, "direction", &DIRECTIONS)?
                },
                aliases: list(cell(row, "aliases")),
                asked_of: (!filter.is_empty()).then(|| Condition::one_of(&filter, list(cell(row, "asked_of_choices")))),
                wordings: Vec::new(),
                choices: Vec::new(),
                items: Vec::new(),
                code,
                wave,
            });
        }
        let Some(question) = questions.last_mut() else { continue };
        let (choice, item) = (cell(row, "choice"), cell(row, "item"));
        if !choice.is_empty() {
            question.choices.push(Choice {
                label: both(row, "choice_fr", "choice_en", &choice),
                value: numbers::decimal(&cell(row, "value")),
                no_opinion: mark(&cell(row, "no_opinion")) == Some(true),
                code: choice,
            });
        }
        if !item.is_empty() {
            question.items.push(Item { label: both(row, "item_fr", "item_en", &item), code: item });
        }
    }
    Ok(Questionnaire { questions, form: Form::default() })
}

const KINDS: [(&str, QuestionKind); 5] = [
    ("single", QuestionKind::Single),
    ("multiple", QuestionKind::Multiple),
    ("scale", QuestionKind::Scale),
    ("ranking", QuestionKind::Ranking),
    ("numeric", QuestionKind::Numeric),
];
const DIRECTIONS: [(&str, Direction); 3] = [
    ("higher_is_worse", Direction::HigherIsWorse),
    ("higher_is_better", Direction::HigherIsBetter),
    ("neutral", Direction::Neutral),
];

fn word<T: Copy>(table: &Table, row: &Row, column: &str, known: &[(&str, T)]) -> Result<T> {
    let found = table.column(column).map_or("", |c| table.cell(row, c));
    known.iter().find(|(name, _)| *name == found).map(|(_, value)| *value).ok_or_else(|| {
        let (file, number) = (&table.file, row.number);
        let list = known.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
        Error::input(
            text!(
                "`{file}`, ligne {number} : {column} inconnu « {found} »",
                "`{file}`, row {number}: unknown {column} `{found}`"
            ),
            text!("Valeurs possibles : {list}.", "Possible values: {list}."),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::testing::input;

    fn table(text: &str) -> Result<Questionnaire> {
        let (_folder, input) = input(text);
        read(&Table::read(&input.path, "d.csv", &input.options).unwrap().0)
    }

    #[test]
    fn rows_of_one_question_follow_each_other() {
        let read = table(
            "code,wave,kind,label_fr,label_en,direction,aliases,asked_of,asked_of_choices,choice,choice_fr,choice_en,value,no_opinion,item,item_fr\n\
             q18,Q2,single,Victime,Victim,higher_is_worse,q32 q33,q17,a b,oui,Oui,Yes,,,,\n\
             q18,Q2,,,,,,,,nsp,Ne sait pas,,,1,,\n\
             q14,Q2,scale,Satisfaction,,,,,,1,,,\"1,5\",,sante,Santé\n\
             ,,,,,,,,,2,,,2,,eau,Eau\n",
        )
        .unwrap();
        let [victim, satisfaction] = &read.questions[..] else { panic!("two questions") };
        assert_eq!((victim.aliases.len(), victim.direction, victim.choices.len()), (2, Direction::HigherIsWorse, 2));
        assert_eq!(victim.asked_of.as_ref().map(|c| c.mentions()), Some(vec![("q17", Some("a")), ("q17", Some("b"))]));
        assert!(victim.choices[1].no_opinion && victim.choices[1].label.en == "Ne sait pas");
        assert_eq!((satisfaction.choices[0].value, satisfaction.items[1].label.fr.as_str()), (Some(1.5), "Eau"));
        assert_eq!(satisfaction.label.en, "Satisfaction", "one language stands in for the other");
    }

    #[test]
    fn an_unknown_kind_names_the_row_and_the_choice() {
        let error = table("code,kind\nq1,single\nq2,yesno\n").unwrap_err();
        assert!(error.what.fr.contains("ligne 3") && error.hint.en.contains("ranking"), "{error:?}");
    }
}
