//! Lists of choices of forms, and which choices are no opinion.

use super::labels::{Languages, both};
use crate::base::{Case, Problem, Problems, Text};
use crate::read::parse::words::fold;
use crate::read::survey::questionnaire::Choice;
use crate::read::table::Table;
use std::collections::HashMap;

/// A list of choices and, for each, its labels in further languages.
pub type List = Vec<(Choice, Vec<String>)>;

/// The lists of the sheet `choices`, by name.
pub fn lists(table: &Table, problems: &mut Problems) -> HashMap<String, List> {
    let mut apart = Problem::warning(
        "list-name-twice",
        &table.file,
        Text::new(
            "listes de choix du même nom à deux endroits de la feuille : lues comme une seule",
            "lists of choices of one name in two places of the sheet: read as one",
        ),
        Text::new(
            "Donnez un nom à chaque liste, ou mettez leurs lignes l'une sous l'autre.",
            "Give each list its name, or put their rows below each other.",
        ),
    );
    let mut twice = Problem::warning(
        "choice-twice",
        &table.file,
        Text::new(
            "codes donnés deux fois dans une liste de choix ou de lignes : le premier compte",
            "codes given twice in a list of choices or items: the first counts",
        ),
        Text::new("Donnez à chacun son propre code.", "Give each its own code."),
    );
    let mut lists: HashMap<String, List> = HashMap::new();
    let (Some(list_column), Some(name_column)) = (table.column("list_name"), table.column("name").or(table.column("value")))
    else {
        return lists;
    };
    let languages = Languages::new(table);
    let mut previous = String::new();
    for row in &table.rows {
        let (list, code) = (table.cell(row, list_column).to_owned(), table.cell(row, name_column));
        if list.is_empty() || code.is_empty() {
            continue;
        }
        if list != previous && lists.contains_key(&list) {
            apart.push(Case::row(row.number, "list_name", &list));
        }
        let all = lists.entry(list.clone()).or_default();
        previous = list;
        let texts = languages.texts(table, row);
        let label = both(&texts, code);
        if let Some((known, _)) = all.iter().find(|(choice, _)| choice.code == code) {
            // Repeated with the same label it belongs to a cascade, which is how forms are made.
            if known.label != label {
                twice.push(Case::row(row.number, &previous, code));
            }
            continue;
        }
        let further = texts.iter().filter(|(l, _)| !matches!(*l, "fr" | "en")).map(|(_, text)| text.clone()).collect();
        let no_opinion = is_no_opinion(code, &label);
        all.push((Choice { code: code.to_owned(), label, value: None, no_opinion }, further));
    }
    problems.extend([apart, twice]);
    lists
}

/// "Does not know", "refuses": by the codes and labels in use.
pub fn is_no_opinion(code: &str, label: &Text) -> bool {
    let codes = [
        "nsp",
        "npr",
        "nspr",
        "pnpr",
        "nsppr",
        "nesaitpas",
        "nesaispas",
        "dk",
        "dnk",
        "dontknow",
        "dontknown",
        "refus",
        "refuse",
        "refused",
        "pnta",
        "idk",
        "sansopinion",
    ];
    let labels = [
        "nesaitpas",
        "nesaispas",
        "neveutpasrepondre",
        "nesouhaitepasrepondre",
        "preferenepasrepondre",
        "refusederepondre",
        "doesnotknow",
        "doesntknow",
        "dontknow",
        "prefernottoanswer",
        "refusestoanswer",
        "refusedtoanswer",
        "sansopinion",
    ];
    let said = [fold(&label.fr), fold(&label.en)];
    codes.contains(&fold(code).as_str()) || labels.iter().any(|known| said.iter().any(|text| text.starts_with(known)))
}
