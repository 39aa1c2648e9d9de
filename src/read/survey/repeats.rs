//! Repeat groups: rows about members of a household, exported apart from the rows about the
//! household, and joined to them again by the keys that survey tools write; at any depth.

use super::questionnaire::Questionnaire;
use super::responses::{Factor, Level, NO_ANSWER, NOT_ASKED, Responses};
use super::sheet::Sheet;
use super::variables;
use crate::base::{Case, Error, Problem, Problems, Result, Text};
use crate::read::parse::words::fold;
use crate::read::records::{Input, Records, numbered};
use crate::read::schema::Kind;
use crate::read::table::{Table, TableOptions};
use crate::text;
use std::collections::HashMap;

/// Column of the repeat, column of the parent, best first.
const KEYS: [(&str, &str); 6] = [
    ("PARENT_KEY", "KEY"),
    ("_submission__uuid", "_uuid"),
    ("_submission__id", "_id"),
    ("_parent_index", "_index"),
    ("_parent_uuid", "_uuid"),
    ("KEY", "KEY"),
];

/// The files with the columns that a person names for fields at the one that has them: a weight may
/// be that of the household. Those that none has stay with the first, which refuses them.
fn named_where_they_are(mut tables: Vec<Input>) -> Result<Vec<Input>> {
    let mut left = std::mem::take(&mut tables[0].fields);
    for input in &mut tables {
        if left.is_empty() {
            break;
        }
        let (table, _) = Table::read(&input.path, &input.shown, &input.options)?;
        (input.fields, left) = left.into_iter().partition(|(_, column)| !numbered(&table, column).is_empty());
    }
    tables[0].fields.append(&mut left);
    Ok(tables)
}

/// Most levels of repeats that are followed without being named.
const DEEPEST: usize = 8;

/// The repeat and the tables above it. In a workbook, where each row says in which sheet its parent
/// stands, the sheets are found, and those above them too.
fn with_sheets(repeat: &Input, parents: &[Input]) -> Vec<Input> {
    let mut tables = vec![repeat.clone()];
    let mut given = parents.iter();
    while tables.len() <= DEEPEST {
        let last = &tables[tables.len() - 1];
        let named = parent_sheet(last);
        let in_sheet = |input: &Input| {
            let options = TableOptions { sheet: named.clone(), ..input.options.clone() };
            let fits = named.is_some() && input.options.sheet.is_none() && Table::read(&input.path, "", &options).is_ok();
            fits.then(|| Input { options, ..input.clone() })
        };
        match given.next() {
            Some(parent) => tables.push(in_sheet(parent).unwrap_or_else(|| parent.clone())),
            None => {
                let above =
                    parents.last().map(|p| Input { options: TableOptions { sheet: None, ..p.options.clone() }, ..p.clone() });
                match above.as_ref().and_then(in_sheet).filter(|_| tables.len() > 1) {
                    Some(above) => tables.push(above),
                    None => break,
                }
            }
        }
    }
    tables
}

/// The sheet in which the rows of a table have their parents, where they say so and agree.
fn parent_sheet(input: &Input) -> Option<String> {
    let (table, _) = Table::read(&input.path, &input.shown, &input.options).ok()?;
    table.sheet.as_ref()?;
    let column = table.column("_parent_table_name")?;
    let mut names = table.rows.iter().map(|row| table.cell(row, column)).filter(|name| !name.is_empty());
    let first = names.next()?;
    names.all(|name| name == first).then(|| first.to_owned())
}

/// Reads a repeat group, one respondent per row of it, with the columns of the rows above beside its
/// own. `parents` are the tables above it, the nearest first: for treatments of members of
/// households, the members, then the households. Each is a file, or a sheet of a workbook.
///
/// Where nothing else says how people were drawn, those of one row of the uppermost table are one
/// cluster: they were not drawn one by one. Rows without a parent are read and reported; the keys
/// themselves are dropped.
///
/// Errors: a file cannot be used, or two that follow each other share no key.
pub fn read_repeat(repeat: &Input, parents: &[Input], questionnaire: Option<&Questionnaire>) -> Result<(Responses, Problems)> {
    let tables = named_where_they_are(with_sheets(repeat, parents))?;
    let mut problems = Problems::new();
    let mut opened = Vec::new();
    for input in &tables {
        let (records, found) = Records::open(input, Kind::Survey)?;
        problems.extend(found);
        opened.push(records);
    }
    let mut sheets = opened.iter().zip(&tables).map(|(records, input)| {
        let rows = records.at_home(input, &mut problems);
        Sheet::new(records, &rows)
    });
    let Some(mut sheet) = sheets.next() else { unreachable!("the repeat itself") };
    let levels: Vec<Sheet> = sheets.collect();
    // From the top down, so that each level brings along what stands above it.
    let mut above: Option<Above> = None;
    for mut level in levels.into_iter().rev() {
        let (tops, key) = match &above {
            None => ((0..level.len()).map(Some).collect(), None),
            Some(above) => join(&mut level, above, &mut problems)?,
        };
        above = Some(Above { sheet: level, tops, key });
    }
    let nothing = Questionnaire::default();
    let Some(above) = above else {
        return Ok((variables::responses(&sheet, questionnaire.unwrap_or(&nothing), &mut problems), problems));
    };
    let count = above.tops.iter().flatten().max().map_or(0, |last| last + 1);
    let (tops, key) = join(&mut sheet, &above, &mut problems)?;
    let mut responses = variables::responses(&sheet, questionnaire.unwrap_or(&nothing), &mut problems);
    if responses.sampling.clusters.is_none() && count < usize::from(NOT_ASKED) {
        let levels = (1..=count).map(|i| Level { code: i.to_string(), label: Text::same(i.to_string()) }).collect();
        let code = |top: &Option<usize>| top.and_then(|p| u16::try_from(p).ok()).unwrap_or(NO_ANSWER);
        responses.sampling.clusters =
            Some(Factor { column: key.unwrap_or_default(), levels, codes: tops.iter().map(code).collect() });
    }
    Ok((responses, problems))
}

/// A table with the columns of those above it.
struct Above<'a> {
    sheet: Sheet<'a>,
    /// The row of the uppermost table that each row belongs to.
    tops: Vec<Option<usize>>,
    /// The column of the uppermost table by which it was joined.
    key: Option<String>,
}

/// Joins the rows of one table to those of the one above it; returns the rows of the uppermost table
/// that they belong to, and the column of its keys.
fn join<'a>(sheet: &mut Sheet<'a>, above: &Above<'a>, problems: &mut Problems) -> Result<(Vec<Option<usize>>, Option<String>)> {
    let (tops, uppermost) = (&above.tops, &above.key);
    let above = &above.sheet;
    let find = |sheet: &Sheet, name: &str| sheet.columns.iter().position(|c| fold(&c.name) == fold(name));
    let keys = KEYS.iter().find_map(|(below, above_name)| Some((find(sheet, below)?, find(above, above_name)?)));
    let Some((key, parent_key)) = keys else { return Err(no_key(sheet.file, above.file)) };

    let mut rows_of: HashMap<&str, usize> = HashMap::new();
    let mut twice = Problem::warning(
        "parent-key-twice",
        above.file,
        Text::new("clés données à deux lignes : la première compte", "keys given to two rows: the first counts"),
        Text::new("Retirez les lignes en double.", "Remove the doubled rows."),
    );
    for row in 0..above.len() {
        let Some(word) = above.columns[parent_key].word(row) else { continue };
        if rows_of.contains_key(word) {
            // Not the key: it may find a person again.
            twice.push(Case::row(above.rows[row], &above.columns[parent_key].name, ""));
        } else {
            rows_of.insert(word, row);
        }
    }
    let joined: Vec<Option<usize>> = (0..sheet.len()).map(|row| rows_of.get(sheet.columns[key].word(row)?).copied()).collect();
    let mut orphans = Problem::warning(
        "parent-missing",
        sheet.file,
        Text::new(
            "lignes d'un groupe répété sans ligne parente : lues sans ce que dit celle-ci",
            "rows of a repeat group without a parent row: read without what that one says",
        ),
        Text::new(
            "Exportez les tableaux en même temps ; d'un groupe répété dans un autre, donnez tous les tableaux du dessus, le plus proche d'abord.",
            "Export the tables at the same time; of a repeat within a repeat, give all the tables above it, the nearest first.",
        ),
    );
    let orphan = |(row, _): (usize, &Option<usize>)| Case::row(sheet.rows[row], &sheet.columns[key].name, "");
    orphans = orphans.with_all(joined.iter().enumerate().filter(|(_, p)| p.is_none()).map(orphan));
    problems.extend([twice, orphans]);
    sheet.join(above, &joined);
    let key = uppermost.clone().unwrap_or_else(|| above.columns[parent_key].name.clone());
    Ok((joined.into_iter().map(|parent| tops[parent?]).collect(), Some(key)))
}

fn no_key(repeat: &str, parent: &str) -> Error {
    let keys = KEYS.map(|(below, above)| format!("{below} → {above}")).join(", ");
    Error::input(
        text!("`{repeat}` et `{parent}` n'ont pas de clé commune", "`{repeat}` and `{parent}` share no key"),
        text!("Exportez les deux avec leurs clés : {keys}.", "Export both with their keys: {keys}."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::survey::responses::Answers;
    use std::path::Path;

    /// Two households, three members, four treatments: as ODK Central writes them in three files.
    const TABLES: [(&str, &str); 3] = [
        ("treatments.csv", "cost,PARENT_KEY,KEY\n5,uuid:1/m[1],t1\n7,uuid:1/m[1],t2\n9,uuid:2/m[1],t3\n11,uuid:9/m[1],t4\n"),
        ("members.csv", "ill,PARENT_KEY,KEY\nyes,uuid:1,uuid:1/m[1]\nno,uuid:1,uuid:1/m[2]\nno,uuid:2,uuid:2/m[1]\n"),
        ("households.csv", "radio,poids,KEY\nyes,2,uuid:1\nno,3,uuid:2\n"),
    ];

    fn written(folder: &Path) -> [Input; 3] {
        TABLES.map(|(name, text)| {
            std::fs::write(folder.join(name), text).unwrap();
            Input::new(folder.join(name), name)
        })
    }

    fn answer(responses: &Responses, question: &str, row: usize) -> String {
        let variable = responses.variable(question).expect(question);
        match &responses.variables[variable].answers {
            Answers::Choice(codes) => {
                responses.question(variable).choices.get(usize::from(codes[row])).map_or(String::new(), |c| c.code.clone())
            }
            other => panic!("{question}: {other:?}"),
        }
    }

    fn kinds(problems: &Problems) -> Vec<(&'static str, usize)> {
        problems.iter().filter(|p| p.kind.starts_with("parent")).map(|p| (p.kind, p.count)).collect()
    }

    #[test]
    fn a_repeat_within_a_repeat_joins_both_tables_above_it() {
        let folder = tempfile::tempdir().unwrap();
        let [mut treatments, members, households] = written(folder.path());
        treatments.fields.insert("weight".into(), "poids".into());
        let (survey, problems) = read_repeat(&treatments, &[members.clone(), households.clone()], None).unwrap();
        assert_eq!(kinds(&problems), [("parent-missing", 1)]);
        let of = |question: &str| (0..4).map(|row| answer(&survey, question, row)).collect::<Vec<_>>();
        assert_eq!(of("ill"), ["yes", "yes", "no", ""]);
        assert_eq!(of("radio"), ["yes", "yes", "no", ""]);
        assert_eq!(survey.sampling.weights, [Some(2.0), Some(2.0), Some(3.0), None], "the weight is that of the household");
        let clusters = survey.sampling.clusters.as_ref().expect("households");
        assert_eq!(
            (clusters.column.as_str(), &clusters.codes[..]),
            ("KEY", &[0, 0, 1, NO_ANSWER][..]),
            "households, not members"
        );

        // Without the table between, nobody is joined to a wrong household: all are reported.
        let (_, problems) = read_repeat(&treatments, &[households], None).unwrap();
        assert_eq!(kinds(&problems), [("parent-missing", 4)]);
        let way_out = problems.iter().find(|p| p.kind == "parent-missing").map(|p| p.way_out.en.clone());
        assert!(way_out.is_some_and(|text| text.contains("the nearest first")));
    }

    #[test]
    fn sheets_of_a_workbook_name_the_sheet_above_them() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kobo.xlsx");
        let mut workbook = rust_xlsxwriter::Workbook::new();
        for (name, rows) in [
            ("enquete", &["radio,_uuid,_index", "yes,a,1", "no,b,2"][..]),
            ("membres", &["ill,_index,_parent_table_name,_parent_index", "yes,1,enquete,1", "no,2,enquete,1", "no,3,enquete,2"]),
            ("soins", &["cost,_index,_parent_table_name,_parent_index", "5,1,membres,1", "7,2,membres,1", "9,3,membres,3"]),
        ] {
            let sheet = workbook.add_worksheet().set_name(name).unwrap();
            for (r, row) in rows.iter().enumerate() {
                for (c, cell) in row.split(',').enumerate() {
                    sheet.write_string(r as u32, c as u16, cell).unwrap();
                }
            }
        }
        workbook.save(&path).unwrap();
        let book = Input::new(&path, "kobo.xlsx");
        let options = TableOptions { sheet: Some("soins".into()), ..TableOptions::default() };
        let (survey, problems) = read_repeat(&Input { options, ..book.clone() }, &[book], None).unwrap();
        assert_eq!(kinds(&problems), []);
        let of = |question: &str| (0..3).map(|row| answer(&survey, question, row)).collect::<Vec<_>>();
        assert_eq!(
            (of("ill"), of("radio")),
            (["yes", "yes", "no"].map(String::from).to_vec(), ["yes", "yes", "no"].map(String::from).to_vec())
        );
    }
}
