//! Forms of KoboToolbox and ODK (<https://xlsform.org>): the sheets `survey` and `choices`, in any
//! languages. Of its logic the conditions are followed, see `conditions`; calculations are not.

mod labels;
mod lists;
#[cfg(test)]
mod tests;

use super::conditions::condition;
use super::questionnaire::{Choice, Condition, Form, Question, QuestionKind, Questionnaire, Wording};
use crate::base::{Case, Direction, Problem, Problems, Text};
use crate::read::table::{Row, Table};
use labels::{Languages, both, shortened};
pub use lists::is_no_opinion;
use lists::{List, lists};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Types whose answers are a person's own words, name, picture, position, date or device.
const WITHHELD: [&str; 27] = [
    "text",
    "string",
    "geopoint",
    "geotrace",
    "geoshape",
    "image",
    "photo",
    "audio",
    "background-audio",
    "video",
    "file",
    "barcode",
    "date",
    "time",
    "datetime",
    "start",
    "end",
    "today",
    "deviceid",
    "phonenumber",
    "phone_number",
    "username",
    "email",
    "simserial",
    "subscriberid",
    "audit",
    "start-geopoint",
];

/// Whether a table is the sheet `survey` of a form.
pub fn is_survey(table: &Table) -> bool {
    table.column("type").is_some() && table.column("name").is_some() && table.column("code").is_none()
}

/// The questions of a form. Without a sheet of choices their lists stay empty.
pub fn form(survey: &Table, choices: Option<&Table>) -> (Questionnaire, Problems) {
    let mut problems = Problems::new();
    let lists = choices.map(|table| lists(table, &mut problems)).unwrap_or_default();
    let reader = Reader {
        table: survey,
        labels: Languages::new(survey),
        kind: survey.column("type"),
        name: survey.column("name"),
        relevant: survey.column("relevant").or_else(|| survey.column("relevance")),
        calculation: survey.column("calculation"),
        appearance: survey.column("appearance"),
        lists: &lists,
        has_choices: choices.is_some(),
    };
    let questionnaire = reader.questions(&mut problems);
    (questionnaire, problems)
}

struct Reader<'a> {
    table: &'a Table,
    labels: Languages,
    kind: Option<usize>,
    name: Option<usize>,
    relevant: Option<usize>,
    calculation: Option<usize>,
    appearance: Option<usize>,
    lists: &'a HashMap<String, List>,
    has_choices: bool,
}

/// A group that is open: its name and condition.
type Group = (String, String);

impl Reader<'_> {
    fn cell(&self, row: &Row, column: Option<usize>) -> String {
        column.map_or(String::new(), |c| self.table.cell(row, c).to_owned())
    }

    fn questions(&self, problems: &mut Problems) -> Questionnaire {
        let file = &self.table.file;
        let mut missing = Problem::warning(
            "list-missing",
            file,
            Text::new(
                "questions dont la liste de choix n'existe pas : les codes trouvés dans les données en tiendront lieu",
                "questions whose list of choices does not exist: the codes found in the data will stand in",
            ),
            Text::new("Ajoutez la liste à la feuille choices.", "Add the list to the sheet choices."),
        );
        let mut unused = Problem::note(
            "condition-not-applied",
            file,
            Text::new(
                "conditions (relevant) qui demandent plus que comparer des réponses (calculs, dates, fonctions) : non suivies, une cellule vide y compte comme sans réponse",
                "conditions (relevant) that ask for more than comparing answers (calculations, dates, functions): not followed, an empty cell counts there as no answer",
            ),
            Text::new(
                "Décrivez la question dans un dictionnaire avec asked_of si sa base compte.",
                "Describe the question in a dictionary with asked_of if its base matters.",
            ),
        );
        let mut found: Vec<(String, Question)> = Vec::new();
        let mut form = Form::default();
        let mut groups: Vec<Group> = Vec::new();
        for row in &self.table.rows {
            let kind = self.cell(row, self.kind);
            let words: Vec<String> = kind.to_lowercase().split_whitespace().map(str::to_owned).collect();
            let Some(first) = words.first() else { continue };
            let (name, relevant) = (self.cell(row, self.name), self.cell(row, self.relevant));
            match first.trim_end_matches(['_', ' ']) {
                w if w.starts_with("begin") => groups.push((name, relevant)),
                w if w.starts_with("end") && words.len() + usize::from(w.contains('_')) > 1 => drop(groups.pop()),
                w if WITHHELD.contains(&w) => form.withheld.push(name),
                "note" | "acknowledge" => form.withheld.push(name),
                "calculate" => {
                    let calculation = self.cell(row, self.calculation);
                    let personal = form.withheld.iter().any(|w| !w.is_empty() && calculation.contains(&format!("${{{w}}}")));
                    if personal { form.withheld.push(name) } else { form.calculated.push(name) }
                }
                _ => {
                    let Some((question, further)) = self.question(row, &kind, &name, &mut missing) else {
                        form.calculated.push(name);
                        continue;
                    };
                    let path: Vec<&str> =
                        groups.iter().map(|g| g.0.as_str()).chain([name.as_str()]).filter(|p| !p.is_empty()).collect();
                    let (asked_of, left) = asked_of(groups.iter().map(|g| &g.1).chain([&relevant]));
                    left.into_iter().for_each(|text| unused.push(Case::row(row.number, &name, text)));
                    for (choice, labels) in further {
                        form.further_labels.insert((name.clone(), choice), labels);
                    }
                    found.push((path.join("/"), Question { asked_of, ..question }));
                }
            }
        }
        problems.extend([missing, unused]);
        Questionnaire { questions: with_paths(found, &mut form), form }
    }

    /// A question and the further labels of its choices; `None` for types that ask nothing.
    fn question(
        &self,
        row: &Row,
        kind: &str,
        name: &str,
        missing: &mut Problem,
    ) -> Option<(Question, BTreeMap<String, Vec<String>>)> {
        let words: Vec<&str> = kind.split_whitespace().collect();
        let appearance = self.cell(row, self.appearance).to_lowercase();
        let question_kind = match words.first()?.to_lowercase().as_str() {
            "select_one" | "select_one_from_file" | "select1" if appearance.contains("likert") => QuestionKind::Scale,
            "select_one" | "select_one_from_file" | "select1" => QuestionKind::Single,
            "select_multiple" | "select_multiple_from_file" => QuestionKind::Multiple,
            "rank" | "odk:rank" => QuestionKind::Ranking,
            "integer" | "int" | "decimal" | "range" => QuestionKind::Numeric,
            _ => return None,
        };
        let mut choices = Vec::new();
        let mut further = BTreeMap::new();
        if question_kind != QuestionKind::Numeric {
            let list = words.get(1).and_then(|list| self.lists.get(*list));
            if list.is_none() && self.has_choices {
                missing.push(Case::row(row.number, name, words.get(1).copied().unwrap_or("")));
            }
            for (place, (choice, labels)) in list.into_iter().flatten().enumerate() {
                let value = choice.code.parse().ok().or(Some(place as f64 + 1.0));
                let value = value.filter(|_| question_kind == QuestionKind::Scale && !choice.no_opinion);
                if !labels.is_empty() {
                    further.insert(choice.code.clone(), labels.clone());
                }
                choices.push(Choice { value, ..choice.clone() });
            }
            let or_other = words[1..].iter().any(|w| w.eq_ignore_ascii_case("or_other"));
            if or_other && choices.iter().all(|c| c.code != "other") {
                let label = Text::new("Autre", "Other");
                choices.push(Choice { code: "other".into(), label, value: None, no_opinion: false });
            }
        }
        let texts = self.labels.texts(self.table, row);
        let label = both(&texts, name);
        let wording =
            |(lang, text): &(&str, String)| Wording { lang: (*lang).to_owned(), source: "XLSForm".into(), text: text.clone() };
        let question = Question {
            code: name.to_owned(),
            wave: String::new(),
            aliases: Vec::new(),
            label: Text::new(shortened(&label.fr), shortened(&label.en)),
            wordings: texts.iter().map(wording).collect(),
            kind: question_kind,
            choices,
            items: Vec::new(),
            asked_of: None,
            direction: Direction::Neutral,
        };
        Some((question, further))
    }
}

/// The conditions of a question and of the groups around it, all of which must hold; and those that
/// cannot be followed.
fn asked_of<'a>(conditions: impl Iterator<Item = &'a String>) -> (Option<Condition>, Vec<&'a str>) {
    let (mut followed, mut left) = (Vec::new(), Vec::new());
    for text in conditions.map(|text| text.trim()).filter(|text| !text.is_empty()) {
        match condition(text) {
            Some(condition) => followed.push(condition),
            None => left.push(text),
        }
    }
    let all = match followed.len() {
        0 | 1 => followed.pop(),
        _ => Some(Condition::All(followed)),
    };
    (all, left)
}

/// Names that occur in several groups are told apart by their path.
fn with_paths(found: Vec<(String, Question)>, form: &mut Form) -> Vec<Question> {
    let mut paths: HashMap<String, BTreeSet<String>> = HashMap::new();
    for (path, question) in &found {
        paths.entry(question.code.to_lowercase()).or_default().insert(path.clone());
    }
    let told_apart = |(path, mut question): (String, Question)| {
        if paths[&question.code.to_lowercase()].len() > 1 {
            for choice in &question.choices {
                if let Some(labels) = form.further_labels.get(&(question.code.clone(), choice.code.clone())).cloned() {
                    form.further_labels.insert((path.clone(), choice.code.clone()), labels);
                }
            }
            question.code = path;
        }
        question
    };
    found.into_iter().map(told_apart).collect()
}
