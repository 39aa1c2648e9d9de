//! Figures about areas: population, displaced people, people by food-security phase.

use super::parse::dates::PartialDate;
use super::records::{Input, Record, Records};
use super::schema::Kind;
use crate::base::{Case, Level, PlaceName, Problem, Problems, Result, Text};
use crate::text;
use std::collections::{BTreeMap, HashMap};

/// One row of figures about one area.
#[derive(Debug, Clone, PartialEq)]
pub struct AreaRow {
    pub row: u64,
    pub place: PlaceName,
    /// As the table states it, else that of the finest place name; `None` when neither tells.
    pub level: Option<Level>,
    pub date: Option<PartialDate>,
    /// Part of the population the row is about, as written; `None` when it is about all.
    pub sex: Option<String>,
    pub age: Option<String>,
    /// `population`; `individuals`, `households`; `phase1` … `phase5`. Only what is known: a
    /// missing key is a missing value, never zero.
    pub values: BTreeMap<String, f64>,
}

/// Sums of two levels that differ by more than this share do not add up.
const TOLERATED_SHARE: f64 = 0.005;

/// Reads a table of kind population, displaced or food_security.
///
/// Errors: the file cannot be used, has no column for the figures, or none for the areas.
pub fn read(input: &Input, kind: Kind) -> Result<(Vec<AreaRow>, Problems)> {
    let (records, mut problems) = Records::open(input, kind)?;
    let measures: &[&str] = match kind {
        Kind::Population => &["population"],
        Kind::Displaced => &["individuals", "households"],
        _ => &["phase1", "phase2", "phase3", "phase4", "phase5"],
    };
    records.require(measures)?;
    records.require(&["code", "commune", "cercle", "region"])?;
    let dates = records.dates("date", input, &mut problems);
    let mut unreadable = records.unreadable_numbers();
    let mut missing = Problem::warning(
        "value-missing",
        records.file(),
        Text::new(
            "lignes sans valeur : comptées comme absentes, jamais comme zéro",
            "rows without a value: counted as missing, never as zero",
        ),
        Text::new("Complétez la valeur, ou écrivez 0 si c'est zéro.", "Complete the value, or write 0 if it is zero."),
    );
    let mut unplaced = Problem::warning(
        "place-missing",
        records.file(),
        Text::new("lignes sans lieu : non utilisées", "rows without a place: not used"),
        Text::new("Complétez le code ou le nom.", "Complete the code or the name."),
    );
    let dates: HashMap<u64, PartialDate> =
        records.iter().map(|r| r.number()).zip(dates).filter_map(|(r, d)| Some((r, d?))).collect();
    let mut rows = Vec::with_capacity(records.len());
    for record in records.at_home(input, &mut problems) {
        let place = record.place();
        if place.code.is_none() && place.finest().is_none() {
            unplaced.push(Case::row(record.number(), records.header("code"), ""));
            continue;
        }
        let mut values = BTreeMap::new();
        for &measure in measures.iter().filter(|m| records.has(m)) {
            if record.get(measure).is_none() {
                missing.push(Case::row(record.number(), records.header(measure), ""));
            } else if let Some(value) = records.number(record, measure, &mut unreadable) {
                values.insert(measure.to_owned(), value);
            }
        }
        rows.push(AreaRow {
            row: record.number(),
            level: level(record, &place),
            place,
            date: dates.get(&record.number()).copied(),
            sex: record.get("sex").map(str::to_owned),
            age: record.get("age").map(str::to_owned),
            values,
        });
    }
    problems.extend([unreadable, missing, unplaced]);
    records.note_foreign_codes(&mut problems);
    check_repeated(&rows, &records, &mut problems);
    check_sums(&rows, &records, measures, &mut problems);
    Ok((rows, problems))
}

fn level(record: Record<'_>, place: &PlaceName) -> Option<Level> {
    let stated = record.value("level").and_then(|id| Level::ADMINISTRATIVE.into_iter().find(|level| level.id() == id));
    stated.or_else(|| place.finest())
}

fn check_repeated(rows: &[AreaRow], records: &Records, problems: &mut Problems) {
    let mut repeated = Problem::warning(
        "area-repeated",
        records.file(),
        Text::new(
            "plusieurs lignes pour une même unité et une même date, sans rien qui les distingue",
            "several rows for one area and one date, with nothing to tell them apart",
        ),
        Text::new(
            "Gardez une seule ligne par unité et par date, ou filtrez avec where ; ne les additionnez pas.",
            "Keep one row per area and date, or filter with where; do not add them up.",
        ),
    );
    let mut seen = HashMap::new();
    for row in rows {
        let key =
            (&row.place.code, &row.place.region, &row.place.cercle, &row.place.commune, row.level, row.date, &row.sex, &row.age);
        let first = *seen.entry(key).or_insert(row.row);
        if first != row.row {
            let name = row.place.code.as_deref().or(row.place.finest().and_then(|l| row.place.at(l))).unwrap_or("");
            let date = row.date.map_or(String::new(), |d| format!(" {d}"));
            repeated.push(Case::row(row.row, records.header("code"), format!("{name}{date} (→ {first})")));
        }
    }
    problems.add(repeated);
}

/// When a table gives several levels, each should add up to the same total.
fn check_sums(rows: &[AreaRow], records: &Records, measures: &[&str], problems: &mut Problems) {
    for measure in measures {
        let mut sums: BTreeMap<Level, f64> = BTreeMap::new();
        for row in rows {
            if let (Some(level), Some(value)) = (row.level, row.values.get(*measure)) {
                *sums.entry(level).or_default() += value;
            }
        }
        // Levels that follow from names (one row known only to its cercle) are not a second total.
        if sums.len() < 2 || !records.has("level") {
            continue;
        }
        let (least, greatest) = sums.values().fold((f64::INFINITY, 0.0f64), |(a, b), v| (a.min(*v), b.max(*v)));
        if greatest - least <= TOLERATED_SHARE * greatest {
            continue;
        }
        let cases =
            sums.iter().map(|(level, sum)| Case { row: None, field: Some(level.id().to_owned()), found: sum.to_string() });
        problems.add(
            Problem::warning(
                "level-sums-differ",
                records.file(),
                text!(
                    "« {measure} » : les totaux des niveaux ne sont pas égaux",
                    "`{measure}`: the totals of the levels are not equal"
                ),
                Text::new(
                    "Seul le niveau le plus fin est utilisé ; vérifiez lequel des totaux est publié.",
                    "Only the finest level is used; check which of the totals is the published one.",
                ),
            )
            .with_all(cases),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::testing::input;

    #[test]
    fn figures_are_read_in_french_and_levels_compared() {
        let (_folder, input) = input(
            "pcode;level;population\nML01;région;1 500\nML0101;cercle;1 200\nML010101;commune;700\nML010102;commune;500\nML010103;commune;\nML010104;commune;beaucoup\n",
        );
        let (rows, problems) = read(&input, Kind::Population).unwrap();
        assert_eq!(rows.len(), 6);
        assert_eq!(rows[0].values.get("population"), Some(&1500.0));
        assert_eq!(rows[4].values.get("population"), None, "missing is not zero");
        assert_eq!(rows[2].level, Some(Level::Commune));
        let of = |kind: &str| problems.iter().find(|p| p.kind == kind).map(|p| p.count);
        assert_eq!([of("level-sums-differ"), of("value-missing"), of("number-unreadable")], [Some(3), Some(1), Some(1)]);
    }

    #[test]
    fn a_second_row_for_one_area_and_date_is_said() {
        let (_folder, input) = input(
            "commune,cercle,date,individuals\nKonna,Mopti,2020,5\nKonna,Mopti,2020,6\nKonna,Mopti,2021,6\nKonna,Gao,2020,1\n",
        );
        let (_, problems) = read(&input, Kind::Displaced).unwrap();
        let repeated = problems.iter().find(|p| p.kind == "area-repeated").unwrap();
        assert_eq!((repeated.count, repeated.cases[0].row), (1, Some(3)));
    }

    #[test]
    fn a_table_without_figures_is_refused_with_its_columns() {
        let (_folder, input) = input("commune,cercle\nKonna,Mopti\n");
        let error = read(&input, Kind::Population).unwrap_err();
        assert!(error.hint.fr.contains("commune, cercle"));
    }
}
