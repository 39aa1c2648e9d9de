//! The samples a report says it rests on.

use super::printed::Numbers;
use super::results::label;
use super::{At, at, owned, parts};
use crate::base::{Case, Problem, Problems, Result, Text};
use crate::read::records::{Input, Records};
use crate::read::schema::Kind;

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
    /// People, as declared.
    pub n: Option<u32>,
    pub women: Option<u32>,
    pub men: Option<u32>,
    /// Administrative units it went to.
    pub units: Vec<String>,
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

/// Reads a table of samples. Rows without a code are left out and reported.
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
    let mut studies = Vec::with_capacity(records.len());
    for record in records.iter() {
        let Some(code) = record.get("study") else {
            nameless.push(Case::row(record.number(), records.header("study"), ""));
            continue;
        };
        let [n, women, men] = ["n", "women", "men"].map(|field| numbers.count(&records, record, field));
        studies.push(Study {
            at: at(&records, record),
            code: code.to_owned(),
            source: owned(record, "source"),
            part_of: record.get("part_of").map(str::to_owned),
            n,
            women,
            men,
            units: parts(record.get("units"), ';'),
            section: owned(record, "section"),
            label: label(record.get("label_fr"), record.get("label_en")),
        });
    }
    problems.extend(numbers.problems());
    problems.add(nameless);
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
}
