//! The places where a survey was held.
//!
//! Not for those who answered: a row holds no person, and no number of them.

use super::parse::coordinates::Position;
use super::records::{Input, Records};
use super::schema::Kind;
use crate::base::{Case, PlaceName, Problem, Problems, Result, Text};
use geo_types::Coord;

/// One place of a survey.
#[derive(Debug, Clone, PartialEq)]
pub struct Locality {
    pub row: u64,
    pub name: String,
    pub place: PlaceName,
    /// WGS84.
    pub point: Option<Coord<f64>>,
    /// The first round held there, as the file names it: `Q1`.
    pub first_wave: Option<String>,
}

/// Reads localities. One without a name is left out and reported; one without a usable position
/// stays, placed by its names.
///
/// Errors: the file cannot be used, or has neither coordinates nor names of places.
pub fn read(input: &Input) -> Result<(Vec<Locality>, Problems)> {
    let (records, mut problems) = Records::open(input, Kind::Localities)?;
    records.require(&["name"])?;
    records.require(&["longitude", "code", "commune", "cercle", "region"])?;
    let mut nameless = Problem::warning(
        "name-missing",
        records.file(),
        Text::new("localités sans nom : laissées de côté", "localities without a name: left out"),
        Text::new("Complétez le nom.", "Complete the name."),
    );
    let mut localities = Vec::with_capacity(records.len());
    for (record, position) in records.located(input, &mut problems) {
        let Some(name) = record.get("name") else {
            nameless.push(Case::row(record.number(), records.header("name"), ""));
            continue;
        };
        localities.push(Locality {
            row: record.number(),
            name: name.to_owned(),
            place: record.place(),
            point: Position::point(position),
            first_wave: record.get("first_wave").map(str::to_owned),
        });
    }
    problems.add(nameless);
    Ok((localities, problems))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::testing::input;

    #[test]
    fn localities_stay_without_a_position_but_not_without_a_name() {
        let (_folder, input) = input(
            "name,pcode,commune,cercle,region,longitude,latitude,first_wave\nKita,ML010501,Kita,Kita,Kayes,-9.49,13.03,Q1\n\
             Taoudénit,,Taoudénit,,Taoudénit,,,Q2\n,ML010301,Kayes,Kayes,Kayes,-11.44,14.45,Q1\n",
        );
        let (localities, problems) = read(&input).unwrap();
        assert_eq!(localities.iter().map(|l| l.name.as_str()).collect::<Vec<_>>(), ["Kita", "Taoudénit"]);
        assert_eq!(localities[0].point, Some(Coord { x: -9.49, y: 13.03 }));
        assert_eq!((localities[1].point, localities[1].first_wave.as_deref()), (None, Some("Q2")));
        assert!(problems.iter().any(|p| p.kind == "name-missing" && p.count == 1));
    }
}
