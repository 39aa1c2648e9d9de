//! The samples a report says it rests on.

use super::printed::Numbers;
use super::results::label;
use super::span::Spans;
use super::{At, at, owned, parts};
use crate::base::{Case, Problem, Problems, Result, Text};
use crate::read::parse::dates::PartialDate;
use crate::read::records::{Input, Records};
use crate::read::schema::Kind;

/// How a study asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    Quantitative,
    Qualitative,
}

/// One sample, or one total that samples are part of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Study {
    pub at: At,
    /// As results name their wave: `Q2`.
    pub code: String,
    /// Publication that says so; empty where the table is of one report only.
    pub source: String,
    /// Code of the total it belongs to.
    pub part_of: Option<String>,
    /// `None` where the table names neither.
    pub method: Option<Method>,
    /// People, as declared.
    pub n: Option<u32>,
    pub women: Option<u32>,
    pub men: Option<u32>,
    /// The number of people in the words of the report: `448 (12H et 36F)`, `Deux communes`.
    pub printed: String,
    /// Administrative units it went to.
    pub units: Vec<String>,
    /// Communes it went to where it did not go to a whole unit, with the units above in
    /// brackets: `Niono (Ségou)`.
    pub places: Vec<String>,
    pub from: Option<PartialDate>,
    pub to: Option<PartialDate>,
    pub section: String,
    /// What it was about.
    pub label: Text,
}

impl Study {
    /// Women and men together, where both are given.
    pub fn sum_of_sexes(&self) -> Option<u32> {
        self.women?.checked_add(self.men?)
    }
}

/// Reads a table of samples. Rows without a code are left out and reported; so are unknown words
/// for the method, dates that cannot be read, and ends before their start, without their row.
///
/// Errors: the file cannot be used, or has no codes or no numbers of people.
pub fn read(input: &Input) -> Result<(Vec<Study>, Problems)> {
    let (records, mut problems) = Records::open(input, Kind::Studies)?;
    records.require(&["study"])?;
    records.require(&["n"])?;
    let mut numbers = Numbers::new(records.file());
    let mut nameless = Problem::warning(
        "study-nameless",
        records.file(),
        Text::new("échantillons sans code : laissés de côté", "samples without a code: left out"),
        Text::new("Complétez la colonne study.", "Complete the column study."),
    );
    let mut unknown_method = Problem::warning(
        "method-unknown",
        records.file(),
        Text::new(
            "méthodes inconnues : l'étude ne compte ni comme quantitative ni comme qualitative",
            "unknown methods: the study counts neither as quantitative nor as qualitative",
        ),
        Text::new("Écrivez quantitative ou qualitative.", "Write quantitative or qualitative."),
    );
    let mut spans = Spans::new(records.file());
    let mut studies = Vec::with_capacity(records.len());
    for record in records.iter() {
        let Some(code) = record.get("study") else {
            nameless.push(Case::row(record.number(), records.header("study"), ""));
            continue;
        };
        let [n, women, men] = ["n", "women", "men"].map(|field| numbers.count(&records, record, field));
        let method = match (record.value("method"), record.get("method")) {
            (Some("quantitative"), _) => Some(Method::Quantitative),
            (Some(_), _) => Some(Method::Qualitative),
            (None, None) => None,
            (None, Some(word)) => {
                unknown_method.push(Case::row(record.number(), records.header("method"), word));
                None
            }
        };
        let (from, to) = spans.read(&records, record, ("from", "to"));
        studies.push(Study {
            at: at(&records, record),
            code: code.to_owned(),
            source: owned(record, "source"),
            part_of: record.get("part_of").map(str::to_owned),
            method,
            n,
            women,
            men,
            printed: owned(record, "printed"),
            units: parts(record.get("units"), ';'),
            places: parts(record.get("places"), ';'),
            from,
            to,
            section: owned(record, "section"),
            label: label(record.get("label_fr"), record.get("label_en")),
        });
    }
    problems.extend(numbers.problems());
    problems.extend(spans.problems());
    problems.extend([nameless, unknown_method]);
    Ok((studies, problems))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::testing::input;

    #[test]
    fn samples_keep_what_is_not_printed_apart_from_zero() {
        let (_folder, input) =
            input("study,part_of,n,women,men,units\nQ3,all,387,281,102,Mopti; Gao\nE0,,deux communes,,,\n,,5,,,\n");
        let (studies, problems) = read(&input).unwrap();
        assert_eq!(studies.len(), 2);
        assert_eq!((studies[0].sum_of_sexes(), studies[0].units.len()), (Some(383), 2));
        assert_eq!((studies[1].n, studies[1].sum_of_sexes()), (None, None));
        let kinds: Vec<&str> = problems.iter().map(|p| p.kind).collect();
        assert_eq!(kinds, ["number-unreadable", "study-nameless"]);
    }

    #[test]
    fn method_places_and_dates_are_read() {
        let (_folder, input) = input(
            "study,part_of,n,method,places,from,to,printed\n\
             E0,,,qualitative,Niono (Ségou); Kalaban-Coro (Koulikoro),2016-11,2016-12,Deux communes\n\
             Q1,,93,Quant.,,2016-10,2016-09,93\nX,,1,mixte,,hier,,\n",
        );
        let (studies, problems) = read(&input).unwrap();
        let date = |d: Option<PartialDate>| d.map(|d| d.to_string()).unwrap_or_default();
        assert_eq!(studies[0].places, ["Niono (Ségou)", "Kalaban-Coro (Koulikoro)"]);
        assert_eq!((date(studies[0].from), date(studies[0].to)), ("2016-11".into(), "2016-12".into()));
        assert_eq!((studies[0].printed.as_str(), studies[0].method), ("Deux communes", Some(Method::Qualitative)));
        assert_eq!(
            (studies[1].method, date(studies[1].from), studies[1].to),
            (Some(Method::Quantitative), "2016-10".into(), None)
        );
        assert_eq!((studies[2].method, studies[2].from), (None, None));
        let kinds: Vec<&str> = problems.iter().map(|p| p.kind).collect();
        assert_eq!(kinds, ["date-unreadable", "period-reversed", "method-unknown"]);
    }
}
