//! The lists of administrative units a report works with.

use super::{At, at, owned};
use crate::base::{Case, Problem, Problems, Result, Text};
use crate::read::records::{Input, Records};
use crate::read::schema::Kind;

/// One unit in one list. Every list claims to cover the whole country.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedUnit {
    pub at: At,
    /// Name of the list.
    pub set: String,
    /// The zone it is put in, in a list of zones.
    pub zone: Option<String>,
    pub unit: String,
    pub section: String,
}

/// Reads a table of lists of units. Rows without a list or a unit are left out and reported.
///
/// Errors: the file cannot be used, or has no lists or units.
pub fn read(input: &Input) -> Result<(Vec<ListedUnit>, Problems)> {
    let (records, mut problems) = Records::open(input, Kind::UnitSets)?;
    records.require(&["set"])?;
    records.require(&["unit"])?;
    let mut incomplete = Problem::warning(
        "unit-incomplete",
        records.file(),
        Text::new("lignes sans liste ou sans unité : laissées de côté", "rows without a list or a unit: left out"),
        Text::new("Complétez les colonnes set et unit.", "Complete the columns set and unit."),
    );
    let mut units = Vec::with_capacity(records.len());
    for record in records.iter() {
        let (Some(set), Some(unit)) = (record.get("set"), record.get("unit")) else {
            incomplete.push(Case::row(record.number(), records.header("unit"), owned(record, "unit")));
            continue;
        };
        units.push(ListedUnit {
            at: at(&records, record),
            set: set.to_owned(),
            zone: record.get("zone").map(str::to_owned),
            unit: unit.to_owned(),
            section: owned(record, "section"),
        });
    }
    problems.add(incomplete);
    Ok((units, problems))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::testing::input;

    #[test]
    fn lists_are_read_with_their_zones() {
        let (_folder, input) = input("set,zone,unit\nzones,Nord,Gao\nfig-4,,Gao\n,Nord,Kidal\n");
        let (units, problems) = read(&input).unwrap();
        assert_eq!(units.iter().map(|u| u.zone.as_deref()).collect::<Vec<_>>(), [Some("Nord"), None]);
        assert_eq!(problems.iter().map(|p| p.count).sum::<usize>(), 1);
    }
}
