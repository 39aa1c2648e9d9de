//! Cells to answers: each different text is looked up once, then rows are filled in.

use super::choices::{Choices, mark};
use super::questionnaire::{Form, Question, QuestionKind};
use super::responses::{Answers, ChoiceSets, NO_ANSWER, NOT_ASKED, Ranks};
use super::sheet::{Column, Sheet};
use crate::base::{Case, Problem, Text};
use crate::read::parse::numbers;

/// The columns in which one question, or one item, is answered.
#[derive(Debug, Default)]
pub struct Source {
    pub whole: Option<usize>,
    /// Choice, column.
    pub choices: Vec<(usize, usize)>,
    /// Place from 0, column.
    pub places: Vec<(usize, usize)>,
}

impl Source {
    pub fn columns(&self) -> impl Iterator<Item = usize> {
        self.whole.into_iter().chain(self.choices.iter().chain(&self.places).map(|(_, column)| *column))
    }
}

/// What could not be understood, over all questions.
pub struct Faults {
    pub outside: Problem,
    pub disagreeing: Problem,
    pub unreadable: Problem,
    /// By row: cells of choices that say something, and those among them that no list knows.
    pub by_row: Vec<(u32, u32)>,
}

impl Faults {
    pub fn new(file: &str, rows: usize) -> Self {
        Faults {
            outside: Problem::warning(
                "answer-outside-list",
                file,
                Text::new(
                    "réponses qui ne sont pas dans la liste de choix : comptées comme sans réponse",
                    "answers that are not in the list of choices: counted as no answer",
                ),
                Text::new(
                    "Ajoutez le choix à la liste, ou corrigez la cellule. Un texte rare n'est pas montré : ce peut être la parole d'une personne.",
                    "Add the choice to the list, or correct the cell. A rare text is not shown: it may be a person's own words.",
                ),
            ),
            disagreeing: Problem::warning(
                "multiple-disagrees",
                file,
                Text::new(
                    "choix multiples dont la colonne entière et les colonnes par choix se contredisent : la colonne entière compte",
                    "multiple choices whose whole column and columns by choice contradict each other: the whole column counts",
                ),
                Text::new(
                    "Refaites l'export ; une des deux formes a été modifiée à la main.",
                    "Export again; one of the two forms was edited by hand.",
                ),
            ),
            unreadable: Problem::warning(
                "number-unreadable",
                file,
                Text::new("nombres illisibles : comptés comme sans réponse", "unreadable numbers: counted as no answer"),
                Text::new(
                    "Écrivez les nombres sans texte ; laissez vide ce qui n'est pas connu.",
                    "Write numbers without text; leave empty what is not known.",
                ),
            ),
            by_row: vec![(0, 0); rows],
        }
    }

    fn outside(&mut self, sheet: &Sheet, row: usize, column: &Column, choices: &Choices) {
        let code = column.codes[row] as usize;
        let shown = if quotable(column.words[code], column.counts[code], choices) { column.words[code] } else { "…" };
        self.outside.push(Case::row(sheet.rows[row], &column.name, shown));
        self.by_row[row].1 += 1;
    }
}

/// People who must have written something for a message to quote it.
const COMMON: usize = 5;

/// A text that is surely nobody's own: given by several, a short number, or a slip of the pen.
fn quotable(word: &str, count: usize, choices: &Choices) -> bool {
    let number = word.len() <= 4 && word.trim_start_matches('-').bytes().all(|b| b.is_ascii_digit());
    count >= COMMON || number || choices.nearly(word)
}

/// What one text of a column says.
enum Said<T> {
    This(T),
    Nothing,
    Outside,
}

fn said<T>(sheet: &Sheet, word: &str, found: Option<T>) -> Said<T> {
    match found {
        Some(this) => Said::This(this),
        // Only now: "NA" may well be the code of a choice.
        None if !sheet.says(word) => Said::Nothing,
        None => Said::Outside,
    }
}

/// The answers of everybody to one question or item. Rows for which `asked` is false are
/// [`NOT_ASKED`].
pub fn answers(
    sheet: &Sheet,
    question: &Question,
    form: &Form,
    source: &Source,
    asked: Option<&[bool]>,
    faults: &mut Faults,
) -> Answers {
    let choices = Choices::new(question, form);
    let encoder = Encoder { sheet, question, choices, source, asked };
    match question.kind {
        QuestionKind::Single | QuestionKind::Scale => Answers::Choice(encoder.single(faults)),
        QuestionKind::Multiple => Answers::Choices(encoder.multiple(faults)),
        QuestionKind::Ranking => Answers::Ranks(encoder.ranking(faults)),
        QuestionKind::Numeric => Answers::Number(encoder.numbers(faults)),
    }
}

struct Encoder<'a> {
    sheet: &'a Sheet<'a>,
    question: &'a Question,
    choices: Choices,
    source: &'a Source,
    asked: Option<&'a [bool]>,
}

impl Encoder<'_> {
    fn column(&self, column: usize) -> &Column<'_> {
        &self.sheet.columns[column]
    }

    fn asked(&self, row: usize) -> bool {
        self.asked.is_none_or(|asked| asked[row])
    }

    fn single(&self, faults: &mut Faults) -> Vec<u16> {
        let Some(column) = self.source.whole.map(|c| self.column(c)) else {
            return vec![NO_ANSWER; self.sheet.len()];
        };
        let meant = column.translated(|word| said(self.sheet, word, self.choices.one(word)));
        let row = |row: usize| {
            if !self.asked(row) {
                return NOT_ASKED;
            }
            match meant.get(column.codes[row] as usize) {
                None | Some(Said::Nothing) => NO_ANSWER,
                Some(Said::This(choice)) => {
                    faults.by_row[row].0 += 1;
                    u16::try_from(*choice).unwrap_or(NO_ANSWER)
                }
                Some(Said::Outside) => {
                    faults.by_row[row].0 += 1;
                    faults.outside(self.sheet, row, column, &self.choices);
                    NO_ANSWER
                }
            }
        };
        (0..self.sheet.len()).map(row).collect()
    }

    fn multiple(&self, faults: &mut Faults) -> ChoiceSets {
        let whole = self.source.whole.map(|c| {
            let column = self.column(c);
            (column, column.translated(|word| self.list(word)))
        });
        let marks: Vec<(usize, &Column, Vec<Said<bool>>)> = self
            .source
            .choices
            .iter()
            .map(|&(choice, c)| {
                let column = self.column(c);
                let means = |word: &str| mark(word).or_else(|| (self.choices.one(word)? == choice).then_some(true));
                (choice, column, column.translated(|word| said(self.sheet, word, means(word))))
            })
            .collect();
        let mut sets = ChoiceSets::new(self.question.choices.len());
        let (mut taken, mut marked) = (Vec::new(), Vec::new());
        for row in 0..self.sheet.len() {
            if !self.asked(row) {
                sets.push_absent(NOT_ASKED);
                continue;
            }
            let mut any_mark = false;
            marked.clear();
            for (choice, column, means) in &marks {
                match means.get(column.codes[row] as usize) {
                    None | Some(Said::Nothing) => {}
                    Some(Said::This(yes)) => {
                        any_mark = true;
                        marked.extend(yes.then_some(*choice));
                    }
                    Some(Said::Outside) => {
                        faults.by_row[row].0 += 1;
                        faults.outside(self.sheet, row, column, &self.choices);
                    }
                }
            }
            let list = whole.as_ref().and_then(|(column, lists)| Some((column, lists.get(column.codes[row] as usize)?)));
            let said_whole = match list {
                Some((column, Said::This((list, complete)))) => {
                    faults.by_row[row].0 += 1;
                    if !complete {
                        faults.outside(self.sheet, row, column, &self.choices);
                    }
                    taken.clone_from(list);
                    *complete || !list.is_empty()
                }
                _ => false,
            };
            match (said_whole, any_mark) {
                (false, false) => sets.push_absent(NO_ANSWER),
                (false, true) => sets.push(marked.iter().copied()),
                (true, _) => {
                    let differs =
                        |(choice, ..): &(usize, &Column, Vec<Said<bool>>)| taken.contains(choice) != marked.contains(choice);
                    if any_mark && let Some((_, column, _)) = marks.iter().find(|m| differs(m)) {
                        faults.disagreeing.push(Case::row(self.sheet.rows[row], &column.name, column.word(row).unwrap_or("")));
                    }
                    sets.push(taken.iter().copied());
                }
            }
        }
        sets
    }

    /// A cell as a list of choices, and whether all of it was understood.
    fn list(&self, word: &str) -> Said<(Vec<usize>, bool)> {
        let (list, missed) = self.choices.several(word);
        match (list.is_empty(), self.sheet.says(word)) {
            (true, false) => Said::Nothing,
            _ => Said::This((list, !missed)),
        }
    }

    fn ranking(&self, faults: &mut Faults) -> Ranks {
        let whole = self.source.whole.map(|c| (self.column(c), self.column(c).translated(|word| self.list(word))));
        let one = |&(_, c): &(usize, usize)| {
            let column = self.column(c);
            (column, column.translated(|word| said(self.sheet, word, self.choices.one(word))))
        };
        let mut by_place: Vec<&(usize, usize)> = self.source.places.iter().collect();
        by_place.sort();
        let places: Vec<(&Column, Vec<Said<usize>>)> = by_place.into_iter().map(one).collect();
        let rank = |word: &str| numbers::decimal(word).filter(|rank| *rank >= 0.0);
        let ranked: Vec<(usize, &Column, Vec<Said<f64>>)> = (self.source.choices.iter())
            .map(|&(choice, c)| (choice, self.column(c), self.column(c).translated(|word| said(self.sheet, word, rank(word)))))
            .collect();
        let mut ranks = Ranks::new(self.question.choices.len());
        for row in 0..self.sheet.len() {
            if !self.asked(row) {
                ranks.push_absent(NOT_ASKED);
                continue;
            }
            let mut order = Vec::new();
            if let Some((column, lists)) = &whole
                && let Some(Said::This((list, complete))) = lists.get(column.codes[row] as usize)
            {
                faults.by_row[row].0 += 1;
                order.clone_from(list);
                if !complete {
                    faults.outside(self.sheet, row, column, &self.choices);
                }
            }
            let listed = !order.is_empty();
            let by_place = places.iter().filter(|_| !listed);
            for (column, means) in by_place {
                match means.get(column.codes[row] as usize) {
                    Some(Said::This(choice)) => order.push(*choice),
                    Some(Said::Outside) => faults.outside(self.sheet, row, column, &self.choices),
                    None | Some(Said::Nothing) => {}
                }
            }
            if order.is_empty() {
                let mut by_rank: Vec<(f64, usize)> = Vec::new();
                for (choice, column, means) in &ranked {
                    match means.get(column.codes[row] as usize) {
                        // Zero stands for "not ranked".
                        Some(Said::This(rank)) if *rank > 0.0 => by_rank.push((*rank, *choice)),
                        Some(Said::Outside) => faults.outside(self.sheet, row, column, &self.choices),
                        _ => {}
                    }
                }
                by_rank.sort_by(|a, b| a.0.total_cmp(&b.0));
                order.extend(by_rank.into_iter().map(|(_, choice)| choice));
            }
            if order.is_empty() { ranks.push_absent(NO_ANSWER) } else { ranks.push(order) }
        }
        ranks
    }

    fn numbers(&self, faults: &mut Faults) -> Vec<f64> {
        let Some(column) = self.source.whole.map(|c| self.column(c)) else {
            return vec![f64::NAN; self.sheet.len()];
        };
        // A choice of a numeric question is a code such as 999 for "does not know".
        let value = |word: &str| match self.choices.one(word) {
            Some(_) => Said::Nothing,
            None => said(self.sheet, word, numbers::decimal(word)),
        };
        let values = column.translated(value);
        let row = |row: usize| match values.get(column.codes[row] as usize) {
            Some(Said::This(value)) if self.asked(row) => *value,
            Some(Said::Outside) if self.asked(row) => {
                // Words where a number is wanted are never quoted.
                faults.unreadable.push(Case::row(self.sheet.rows[row], &column.name, "…"));
                f64::NAN
            }
            _ => f64::NAN,
        };
        (0..self.sheet.len()).map(row).collect()
    }
}
