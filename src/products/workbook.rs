//! The indicators as a workbook for people: a sheet for each level with one row for each area and one column
//! for each indicator, then what each indicator means. Scripts take the CSV beside it, which has n and intervals.

use crate::base::{Boundaries, Column, Lang, Level, Result, Text};
use crate::layers::xlsx::{Cell, Sheet, workbook};

/// The bytes of the workbook, its words in `lang`. A cell without value says why in words, never 0. Levels without
/// indicators have no sheet. An error when a sheet has more rows than a workbook holds.
pub fn indicators_xlsx(columns: &[Column], boundaries: &Boundaries, lang: Lang, date: jiff::Timestamp) -> Result<Vec<u8>> {
    let levels = [Level::Commune, Level::Cercle, Level::Region, Level::Zone, Level::Country];
    let mut sheets: Vec<Sheet> = levels.into_iter().filter_map(|level| areas(columns, boundaries, level, lang)).collect();
    sheets.push(dictionary(columns, lang));
    workbook(&sheets, date)
}

fn areas(columns: &[Column], boundaries: &Boundaries, level: Level, lang: Lang) -> Option<Sheet> {
    let columns: Vec<&Column> = columns.iter().filter(|c| c.level == level).collect();
    let areas = boundaries.level(level);
    if columns.is_empty() || areas.is_empty() {
        return None;
    }
    let above: Vec<Level> = [Level::Cercle, Level::Region, Level::Zone]
        .into_iter()
        .filter(|&l| l < level && !boundaries.level(l).is_empty())
        .collect();
    let say = |fr: &str, en: &str| Text::new(fr, en).get(lang).to_owned();
    let header = [say("Code", "Code"), say("Nom", "Name")]
        .into_iter()
        .chain(above.iter().map(|l| l.label().get(lang).to_owned()))
        .chain(columns.iter().map(|c| heading(c, lang)))
        .collect();
    let rows = (0..areas.len()).map(|i| {
        let parent = |&l: &Level| {
            let found = boundaries.ancestor(level, i, l).map(|p| Cell::Text(boundaries.level(l)[p].name.clone()));
            found.unwrap_or(Cell::Empty)
        };
        let value = |column: &&Column| match column.cells.get(i).map(|cell| cell.value) {
            Some(Ok(value)) => Cell::Number(value),
            Some(Err(missing)) => Cell::Text(missing.label().get(lang).to_owned()),
            None => Cell::Empty,
        };
        [Cell::Text(areas[i].code.as_str().to_owned()), Cell::Text(areas[i].name.clone())]
            .into_iter()
            .chain(above.iter().map(parent))
            .chain(columns.iter().map(value))
            .collect()
    });
    Some(Sheet { name: level.label().get(lang).to_owned(), header, rows: rows.collect() })
}

/// The label with its unit.
fn heading(column: &Column, lang: Lang) -> String {
    match column.unit.label().get(lang) {
        "" => column.label.get(lang).to_owned(),
        unit => format!("{} ({unit})", column.label.get(lang)),
    }
}

fn dictionary(columns: &[Column], lang: Lang) -> Sheet {
    let say = |fr: &str, en: &str| Text::new(fr, en).get(lang).to_owned();
    let mut columns: Vec<&Column> = columns.iter().collect();
    columns.sort_by(|a, b| (&a.id, a.level).cmp(&(&b.id, b.level)));
    let rows = columns.into_iter().map(|column| {
        let indicative = if column.indicative { say("oui", "yes") } else { say("non", "no") };
        let texts = [
            column.id.clone(),
            column.label.get(lang).to_owned(),
            column.unit.label().get(lang).to_owned(),
            column.level.label().get(lang).to_owned(),
            column.method.get(lang).to_owned(),
            indicative,
            column.sources.join(" "),
        ];
        texts.map(Cell::Text).to_vec()
    });
    Sheet {
        name: say("Dictionnaire", "Dictionary"),
        header: vec![
            say("Identifiant", "Id"),
            say("Indicateur", "Indicator"),
            say("Unité", "Unit"),
            say("Niveau", "Level"),
            say("Méthode", "Method"),
            say("Indicatif", "Indicative"),
            say("Sources", "Sources"),
        ],
        rows: rows.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{boundaries, column};
    use super::*;
    use crate::base::{Cell as Value, Missing};
    use calamine::{Data, Reader, Xlsx};

    #[test]
    fn each_level_has_a_sheet_and_what_is_missing_says_why() {
        let columns = [
            column("b", Level::Commune, vec![Value::value(12.5)]),
            column("b", Level::Region, vec![Value::value(0.0), Value::missing(Missing::Withheld)]),
        ];
        let bytes = indicators_xlsx(&columns, &boundaries(), Lang::Fr, jiff::Timestamp::UNIX_EPOCH).unwrap();
        let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
        assert_eq!(book.sheet_names(), ["commune", "région", "Dictionnaire"]);
        let mut rows =
            |sheet: &str| -> Vec<Vec<Data>> { book.worksheet_range(sheet).unwrap().rows().map(<[Data]>::to_vec).collect() };
        let text = |said: &str| Data::String(said.into());
        assert_eq!(rows("commune")[1].last(), Some(&Data::Float(12.5)));
        let regions = rows("région");
        assert_eq!(regions[0], [text("Code"), text("Nom"), text("Part (%)")]);
        assert_eq!(regions[1][1..], [text("Mopti, \"Centre\""), Data::Float(0.0)]);
        assert_eq!(regions[2][1..], [text("Kidal"), text(Missing::Withheld.label().fr.as_str())]);
        assert_eq!(rows("Dictionnaire").len(), 3);
    }
}
