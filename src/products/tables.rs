//! The tables of a run: every value of every indicator, what the indicators mean, and what was
//! wrong with the inputs. CSV as in [`layers::csv`](crate::layers::csv): UTF-8, comma, decimal
//! point, empty for missing, text made safe for spreadsheets.
//!
//! Not for layers: those are written by the rooms that know geometry.

use crate::base::{Areas, Boundaries, Case, Cell, Column, Interval, Lang, Missing, Problem, Text, count};
use crate::layers::csv::{spreadsheet_text, write_table};
use crate::text;
use serde::Serialize;

/// One line per area and indicator, sorted by level (coarse to fine), code and indicator.
///
/// `value`, `lower` and `upper` are in the unit of the indicator, with all their digits; where there
/// is no value, `missing` says why and `value` is empty, never 0. `stands_at` names the coarser
/// level from which a value comes. Names stand as the boundary file spells them. A column
/// with fewer cells than its level has areas gives only those lines.
pub fn indicators_csv(columns: &[Column], boundaries: &Boundaries) -> String {
    let header = [
        "level",
        "code",
        "name",
        "indicator",
        "value",
        "unit",
        "n",
        "lower",
        "upper",
        "interval",
        "missing",
        "stands_at",
        "sources",
    ];
    let mut columns: Vec<&Column> = columns.iter().collect();
    columns.sort_by(|a, b| (a.level, &a.id).cmp(&(b.level, &b.id)));
    let rows = columns.chunk_by(|a, b| a.level == b.level).flat_map(|columns| {
        let areas = boundaries.level(columns[0].level);
        (0..areas.len()).flat_map(move |i| {
            columns.iter().filter_map(move |column| Some(indicator_row(areas, i, column, column.cells.get(i)?)))
        })
    });
    table(&header, rows)
}

fn indicator_row(areas: &Areas, i: usize, column: &Column, cell: &Cell) -> Vec<String> {
    let area = &areas[i];
    let bound = |pick: fn((f64, f64)) -> f64| cell.interval.map_or(String::new(), |bounds| number(pick(bounds)));
    vec![
        column.level.id().into(),
        safe(area.code.as_str()),
        safe(&area.name),
        safe(&column.id),
        cell.ok().map_or(String::new(), number),
        id_of(&column.unit),
        cell.n.map_or(String::new(), |n| n.to_string()),
        bound(|(lower, _)| lower),
        bound(|(_, upper)| upper),
        if cell.interval.is_some() { interval_id(column.interval) } else { String::new() },
        missing_id(cell).into(),
        cell.stands_at.map_or("", |level| level.id()).into(),
        safe(&column.sources.join(" ")),
    ]
}

/// What each indicator means: one line per indicator and level, sorted by id, then level.
/// `unit` and `interval` are the ids that the other tables and the layers use.
pub fn dictionary_csv(columns: &[Column]) -> String {
    let header = [
        "id",
        "label_fr",
        "label_en",
        "unit",
        "unit_fr",
        "unit_en",
        "direction",
        "method_fr",
        "method_en",
        "level",
        "interval",
        "indicative",
        "sources",
    ];
    let mut columns: Vec<&Column> = columns.iter().collect();
    columns.sort_by(|a, b| (&a.id, a.level).cmp(&(&b.id, b.level)));
    let rows = columns.into_iter().map(|column| {
        let unit = column.unit.label();
        vec![
            safe(&column.id),
            safe(&column.label.fr),
            safe(&column.label.en),
            id_of(&column.unit),
            unit.fr,
            unit.en,
            id_of(&column.direction),
            safe(&column.method.fr),
            safe(&column.method.en),
            column.level.id().into(),
            interval_id(column.interval),
            column.indicative.to_string(),
            safe(&column.sources.join(" ")),
        ]
    });
    table(&header, rows)
}

/// Every problem, case by case, in the order given (see [`Problems::sorted`](crate::base::Problems::sorted)).
/// Where cases were only counted, a last line says how many; a problem without a single case has
/// one line of its own. Headings are the same in both languages, for scripts.
pub fn problems_csv(problems: &[Problem], lang: Lang) -> String {
    let header = ["severity", "kind", "file", "row", "field", "found", "what", "way_out"];
    let rows = problems.iter().flat_map(|problem| {
        let row = move |case: &Case, what: &str| {
            vec![
                id_of(&problem.severity),
                problem.kind.into(),
                safe(&problem.file),
                case.row.map_or(String::new(), |row| row.to_string()),
                safe(case.field.as_deref().unwrap_or_default()),
                safe(&case.found),
                safe(what),
                safe(problem.way_out.get(lang)),
            ]
        };
        let cases = problem.cases.iter().map(move |case| row(case, problem.what.get(lang)));
        let unlisted = problem.count.saturating_sub(problem.cases.len());
        let rest = (unlisted > 0).then(|| row(&Case::default(), unlisted_what(problem, unlisted).get(lang)));
        cases.chain(rest)
    });
    table(&header, rows)
}

fn unlisted_what(problem: &Problem, unlisted: usize) -> Text {
    let (fr, en) = (count(unlisted, Lang::Fr), count(unlisted, Lang::En));
    let (what_fr, what_en) = (&problem.what.fr, &problem.what.en);
    match (problem.cases.is_empty(), unlisted) {
        (true, 1) => text!("{what_fr} (1 cas)", "{what_en} (1 case)"),
        (true, _) => text!("{what_fr} ({fr} cas)", "{what_en} ({en} cases)"),
        (false, 1) => text!("{what_fr} (1 autre cas, non détaillé)", "{what_en} (1 more case, not listed)"),
        (false, _) => text!("{what_fr} ({fr} autres cas, non détaillés)", "{what_en} ({en} more cases, not listed)"),
    }
}

fn table(header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let header = header.iter().map(|&name| name.to_owned()).collect();
    let mut bytes = Vec::new();
    write_table(&mut bytes, std::iter::once(header).chain(rows)).expect("memory can be written, and all rows are of one length");
    String::from_utf8(bytes).expect("cells are UTF-8")
}

fn safe(text: &str) -> String {
    spreadsheet_text(text).into_owned()
}

/// All digits; empty for what is not a number.
fn number(value: f64) -> String {
    if value.is_finite() { value.to_string() } else { String::new() }
}

fn missing_id(cell: &Cell) -> &'static str {
    cell.value.err().map_or("", Missing::id)
}

fn interval_id(interval: Interval) -> String {
    if interval == Interval::None { String::new() } else { id_of(&interval) }
}

/// The id under which serde knows a plain enum value: `percent`, `higher_is_worse`.
fn id_of(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(id)) => id,
        other => unreachable!("plain enums serialise as text, not {other:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{boundaries, column};
    use super::*;
    use crate::base::Level;

    #[test]
    fn indicators_are_sorted_and_missing_is_never_zero() {
        let sampled = Cell { interval: Some((-0.5, 43.25)), ..Cell::with_n(12.5, 30) };
        let lowered = Cell { stands_at: Some(Level::Zone), ..Cell::value(-2.0) };
        let columns = [
            column("b", Level::Commune, vec![lowered]),
            column("b", Level::Region, vec![Cell::value(0.0), Cell::missing(Missing::NotSampled)]),
            column("a", Level::Region, vec![sampled, Cell::value(f64::NAN)]),
        ];
        assert_eq!(
            indicators_csv(&columns, &boundaries()),
            "level,code,name,indicator,value,unit,n,lower,upper,interval,missing,stands_at,sources\r\n\
             region,ML05,\"Mopti, \"\"Centre\"\"\",a,12.5,percent,30,-0.5,43.25,wilson95,,,dtm survey\r\n\
             region,ML05,\"Mopti, \"\"Centre\"\"\",b,0,percent,,,,,,,dtm survey\r\n\
             region,ML08,Kidal,a,,percent,,,,,,,dtm survey\r\n\
             region,ML08,Kidal,b,,percent,,,,,not_sampled,,dtm survey\r\n\
             commune,ML0501,'=Sio,b,-2,percent,,,,,,zone,dtm survey\r\n"
        );
    }

    #[test]
    fn the_dictionary_says_what_every_indicator_means() {
        let columns = [column("b", Level::Commune, vec![]), column("b", Level::Region, vec![])];
        assert_eq!(
            dictionary_csv(&columns),
            "id,label_fr,label_en,unit,unit_fr,unit_en,direction,method_fr,method_en,level,interval,indicative,sources\r\n\
             b,Part,Share,percent,%,%,higher_is_worse,Compté.,Counted.,region,wilson95,true,dtm survey\r\n\
             b,Part,Share,percent,%,%,higher_is_worse,Compté.,Counted.,commune,wilson95,true,dtm survey\r\n"
        );
    }

    #[test]
    fn problems_are_listed_case_by_case_and_the_rest_is_counted() {
        let mut many =
            Problem::warning("outside", "a;b.csv", Text::new("hors du pays", "outside"), Text::new("Corrigez.", "Fix."))
                .with(Case::row(7, "lat", "-99,5"))
                .with(Case::found("=cmd|x"));
        many.count = 1502;
        let one = Problem { count: 1, cases: Vec::new(), ..many.clone() };
        assert_eq!(
            problems_csv(&[many, one], Lang::Fr),
            "severity,kind,file,row,field,found,what,way_out\r\n\
             warning,outside,a;b.csv,7,lat,\"-99,5\",hors du pays,Corrigez.\r\n\
             warning,outside,a;b.csv,,,'=cmd|x,hors du pays,Corrigez.\r\n\
             warning,outside,a;b.csv,,,,\"hors du pays (1\u{202f}500 autres cas, non détaillés)\",Corrigez.\r\n\
             warning,outside,a;b.csv,,,,hors du pays (1 cas),Corrigez.\r\n"
        );
        assert_eq!(problems_csv(&[], Lang::En), "severity,kind,file,row,field,found,what,way_out\r\n");
    }
}
