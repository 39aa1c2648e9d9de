//! Numbers a report prints beside its survey.

use super::printed::{Numbers, Printed, Qualifier};
use super::results::label;
use super::{At, at, owned};
use crate::base::{Case, Problem, Problems, Result, Text};
use crate::read::parse::dates::{self, DayOrder, PartialDate};
use crate::read::records::{Input, Records};
use crate::read::schema::Kind;

/// One number, such as the deaths of one year.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    pub at: At,
    /// What is counted; numbers of one series can be compared.
    pub series: String,
    /// Whom or what part it is about; empty for all.
    pub group: String,
    pub value: Printed,
    pub qualifier: Qualifier,
    pub start: Option<PartialDate>,
    pub end: Option<PartialDate>,
    /// Whether the report says that the period is not a whole one; `None` where the table is silent.
    pub partial: Option<bool>,
    /// How many times the number before it in its series the report says it is.
    pub times: Option<Printed>,
    pub section: String,
    pub label: Text,
}

/// Reads a table of facts. A row without a series or a readable number, and a percentage outside 0
/// to 100, is left out and reported.
///
/// Errors: the file cannot be used, or has no series or values.
pub fn read(input: &Input) -> Result<(Vec<Fact>, Problems)> {
    let (records, mut problems) = Records::open(input, Kind::Facts)?;
    records.require(&["series"])?;
    records.require(&["value"])?;
    let mut numbers = Numbers::new(records.file());
    let warning = |kind, fr: &str, en: &str, way_fr: &str, way_en: &str| {
        Problem::warning(kind, records.file(), Text::new(fr, en), Text::new(way_fr, way_en))
    };
    let mut incomplete = warning(
        "fact-incomplete",
        "lignes sans série ou sans valeur : laissées de côté",
        "rows without a series or a value: left out",
        "Complétez les colonnes series et value.",
        "Complete the columns series and value.",
    );
    let mut range = warning(
        "share-out-of-range",
        "pourcentages hors de 0 à 100 : lignes laissées de côté",
        "percentages outside 0 to 100: rows left out",
        "Vérifiez la saisie, ou l'unité dans unit.",
        "Check the typing, or the unit in unit.",
    );
    let mut undated = warning(
        "date-unreadable",
        "dates illisibles : comptées comme absentes",
        "dates unreadable: counted as missing",
        "Écrivez 2018, 2018-07 ou 2018-07-31.",
        "Write 2018, 2018-07 or 2018-07-31.",
    );
    let mut facts = Vec::with_capacity(records.len());
    for record in records.iter() {
        let case = |field: &str| Case::row(record.number(), records.header(field), owned(record, field));
        let (Some(series), Some(_)) = (record.get("series"), record.get("value")) else {
            incomplete.push(case("series"));
            continue;
        };
        let Some(value) = numbers.printed(&records, record, "value") else { continue };
        if record.get("unit") == Some("percent") && !(0.0..=100.0).contains(&value.value) {
            range.push(case("value"));
            continue;
        }
        let [start, end] = ["start", "end"].map(|field| {
            let date = dates::parse(record.get(field)?, DayOrder::DayFirst);
            if date.is_none() {
                undated.push(case(field));
            }
            date
        });
        facts.push(Fact {
            at: at(&records, record),
            series: series.to_owned(),
            group: owned(record, "group"),
            value,
            qualifier: numbers.qualifier(&records, record),
            start,
            end,
            partial: record.value("partial").map(|word| word == "yes"),
            times: numbers.printed(&records, record, "times"),
            section: owned(record, "section"),
            label: label(record.get("label_fr"), record.get("label_en")),
        });
    }
    problems.extend(numbers.problems());
    problems.extend([incomplete, range, undated]);
    Ok((facts, problems))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::testing::input;

    #[test]
    fn facts_are_read_with_their_periods() {
        let (_folder, input) = input(
            "series,value,unit,start,end,partial,qualifier\n\
             deaths,1 076,deaths,2018-01,2018-07,oui,\n\
             deaths,plusieurs,deaths,2019,2019,,\n\
             share,120 %,percent,2019,2019,,\n\
             killed,23,deaths,juin ou juillet,,,au moins\n\
             ,3,,,,,\n",
        );
        let (facts, problems) = read(&input).unwrap();
        assert_eq!(facts.len(), 2);
        assert_eq!((facts[0].value.value, facts[0].partial), (1076.0, Some(true)));
        assert_eq!((facts[1].qualifier, facts[1].start), (Qualifier::AtLeast, None));
        let mut kinds: Vec<&str> = problems.iter().map(|p| p.kind).collect();
        kinds.sort();
        assert_eq!(kinds, ["date-unreadable", "fact-incomplete", "number-unreadable", "share-out-of-range"]);
    }
}
