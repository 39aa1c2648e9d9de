//! Facilities: health centres, schools, water points and other places that serve people.

mod vocabulary;

pub use vocabulary::{FacilityKind, Status};

use crate::base::{Case, PlaceName, Problem, Problems, Result, Text};
use crate::read::parse::dates::PartialDate;
use crate::read::parse::words::fold;
use crate::read::records::{Input, Record, Records};
use crate::read::schema::Kind;
use geo_types::Coord;
use std::collections::{BTreeMap, HashMap};

/// One facility of one list.
#[derive(Debug, Clone, PartialEq)]
pub struct Facility {
    pub row: u64,
    pub id: Option<String>,
    /// Empty when the list has no name for it.
    pub name: String,
    pub kind: FacilityKind,
    pub kind_as_written: String,
    pub status: Status,
    /// Beds, staff, classrooms: whatever the list counts; `None` where it does not say.
    pub capacity: Option<f64>,
    /// When it opened.
    pub opened: Option<PartialDate>,
    pub place: PlaceName,
    /// WGS84; `None` when missing, unusable or outside the extent.
    pub point: Option<Coord<f64>>,
}

/// Reads a facility list. Every row of the country becomes a facility, with or without a place.
///
/// Errors: the file cannot be used, or has neither names, types nor coordinates.
pub fn read(input: &Input) -> Result<(Vec<Facility>, Problems)> {
    let (records, mut problems) = Records::open(input, Kind::Facilities)?;
    records.require(&["name", "type", "longitude"])?;
    if !records.has("region") && !records.has("cercle") && !records.has("commune") && !records.has("code") {
        records.require(&["longitude"])?;
    }
    let opened: HashMap<u64, PartialDate> = {
        let dates = records.dates("date", input, &mut problems);
        records.iter().zip(dates).filter_map(|(r, date)| Some((r.number(), date?))).collect()
    };
    let mut words = Words::new(records.file());
    let located = records.located(input, &mut problems);
    let mut unreadable = records.unreadable_numbers();
    let facilities: Vec<Facility> = located
        .into_iter()
        .map(|(record, position)| Facility {
            row: record.number(),
            id: record.get("id").map(str::to_owned),
            name: words.name(&records, record),
            kind: words.kind(&records, record),
            kind_as_written: record.get("type").unwrap_or("").to_owned(),
            status: words.status(&records, record),
            capacity: records.number(record, "capacity", &mut unreadable),
            opened: opened.get(&record.number()).copied(),
            place: record.place(),
            point: position.point(),
        })
        .collect();
    problems.add(unreadable);
    problems.extend(words.into_problems());
    records.note_foreign_codes(&mut problems);
    if records.has("id") {
        check_ids(&facilities, &records, &mut problems);
    }
    check_repeated_points(&facilities, &records, &mut problems);
    Ok((facilities, problems))
}

/// Names and categories, with what was strange about them.
struct Words {
    kind_unknown: Problem,
    status_unknown_word: Problem,
    status_unsaid: Problem,
    name_restored: Problem,
    name_spoiled: Problem,
    kind_spellings: Problem,
    /// Canonical kind and folded word → the first spelling met.
    spellings: BTreeMap<String, String>,
}

impl Words {
    fn new(file: &str) -> Self {
        Words {
            kind_unknown: Problem::warning(
                "facility-type-unknown",
                file,
                Text::new("types d'équipement inconnus : comptés comme « autre »", "unknown facility types: counted as `other`"),
                Text::new(
                    "Écrivez un des types connus, ou filtrez ces lignes avec where.",
                    "Write one of the known types, or filter these rows with where.",
                ),
            ),
            status_unknown_word: Problem::warning(
                "status-word-unknown",
                file,
                Text::new("états non compris : comptés comme inconnus", "states not understood: counted as unknown"),
                Text::new("Écrivez fonctionnel, partiel, fermé ou inconnu.", "Write functioning, partly, closed or unknown."),
            ),
            status_unsaid: Problem::note(
                "status-unknown",
                file,
                Text::new(
                    "la source ne dit pas si ces équipements fonctionnent : état inconnu",
                    "the source does not say whether these facilities work: state unknown",
                ),
                Text::new(
                    "Ajoutez une colonne d'état et nommez-la avec fields = { status = \"…\" }.",
                    "Add a column of states and name it with fields = { status = \"…\" }.",
                ),
            ),
            name_restored: Problem::note(
                "name-restored",
                file,
                Text::new(
                    "noms où un « 0 » a remplacé une lettre : le mot est rétabli à l'affichage",
                    "names where a `0` replaced a letter: the word is restored for display",
                ),
                Text::new("Rien à faire.", "Nothing to do."),
            ),
            name_spoiled: Problem::warning(
                "name-spoiled",
                file,
                Text::new(
                    "noms avec un « 0 » entre des lettres : la lettre perdue n'est pas devinée",
                    "names with a `0` between letters: the lost letter is not guessed",
                ),
                Text::new("Corrigez ces noms dans le fichier.", "Correct these names in the file."),
            ),
            kind_spellings: Problem::note(
                "type-spellings",
                file,
                Text::new(
                    "un même type écrit de plusieurs façons : compté comme un seul",
                    "one type spelled in several ways: counted as one",
                ),
                Text::new("Rien à faire.", "Nothing to do."),
            ),
            spellings: BTreeMap::new(),
        }
    }

    fn name(&mut self, records: &Records, record: Record<'_>) -> String {
        let written = record.get("name").unwrap_or("");
        let mut name = written.to_owned();
        for (spoiled, restored) in records.schema.rewrites.get("name").into_iter().flatten() {
            name = name.replace(spoiled.as_str(), restored);
        }
        let case = Case::row(record.number(), records.header("name"), written);
        if zero_between_letters(&name) {
            self.name_spoiled.push(case);
        } else if name != written {
            self.name_restored.push(case);
        }
        name
    }

    fn kind(&mut self, records: &Records, record: Record<'_>) -> FacilityKind {
        let Some(written) = record.get("type") else {
            self.kind_unknown.push(Case::row(record.number(), records.header("type"), ""));
            return FacilityKind::Other;
        };
        let case = || Case::row(record.number(), records.header("type"), written);
        let first = self.spellings.entry(fold(written)).or_insert_with(|| written.to_owned());
        if first != written {
            self.kind_spellings.push(case());
        }
        record.value("type").and_then(FacilityKind::from_id).unwrap_or_else(|| {
            self.kind_unknown.push(case());
            FacilityKind::Other
        })
    }

    fn status(&mut self, records: &Records, record: Record<'_>) -> Status {
        let Some(written) = record.get("status") else {
            self.status_unsaid.push(Case::row(record.number(), records.header("status"), ""));
            return Status::Unknown;
        };
        record.value("status").and_then(Status::from_id).unwrap_or_else(|| {
            self.status_unknown_word.push(Case::row(record.number(), records.header("status"), written));
            Status::Unknown
        })
    }

    fn into_problems(self) -> [Problem; 6] {
        [
            self.kind_unknown,
            self.status_unknown_word,
            self.status_unsaid,
            self.name_restored,
            self.name_spoiled,
            self.kind_spellings,
        ]
    }
}

/// "ASACP0A", "CENT0AL": no name has a zero between letters.
fn zero_between_letters(name: &str) -> bool {
    let letters: Vec<char> = name.chars().collect();
    letters.windows(3).any(|w| w[0].is_alphabetic() && w[1] == '0' && w[2].is_alphabetic())
}

fn check_ids(facilities: &[Facility], records: &Records, problems: &mut Problems) {
    let mut missing = Problem::note(
        "id-missing",
        records.file(),
        Text::new("équipements sans code", "facilities without a code"),
        Text::new("Rien à faire : ils sont comptés.", "Nothing to do: they are counted."),
    );
    let mut repeated = Problem::warning(
        "id-repeated",
        records.file(),
        Text::new(
            "codes déjà portés par un autre équipement : tous sont comptés",
            "codes already carried by another facility: all are counted",
        ),
        Text::new("Vérifiez s'il s'agit de doublons et retirez-les.", "Check whether they are duplicates and remove them."),
    );
    let mut seen: HashMap<&str, u64> = HashMap::new();
    for facility in facilities {
        match &facility.id {
            None => missing.push(Case::row(facility.row, records.header("id"), &facility.name)),
            Some(id) => {
                let first = *seen.entry(id).or_insert(facility.row);
                if first != facility.row {
                    repeated.push(Case::row(facility.row, records.header("id"), format!("{id} (→ {first})")));
                }
            }
        }
    }
    problems.extend([missing, repeated]);
}

fn check_repeated_points(facilities: &[Facility], records: &Records, problems: &mut Problems) {
    let mut repeated = Problem::warning(
        "coordinates-repeated",
        records.file(),
        Text::new(
            "coordonnées déjà données pour un autre équipement : sans doute celles du village ou du district",
            "coordinates already given for another facility: probably those of the village or district",
        ),
        Text::new("Relevez la position de chaque équipement.", "Record the position of each facility."),
    );
    let mut seen: HashMap<(u64, u64), u64> = HashMap::new();
    for facility in facilities {
        let Some(point) = facility.point else { continue };
        let first = *seen.entry((point.x.to_bits(), point.y.to_bits())).or_insert(facility.row);
        if first != facility.row {
            repeated.push(Case::row(facility.row, "longitude, latitude", format!("{}, {} (→ {first})", point.x, point.y)));
        }
    }
    problems.add(repeated);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::testing::input;

    #[test]
    fn a_plain_list_is_read_and_status_is_unknown_unless_said() {
        let (_folder, input) =
            input("name;type;status;longitude;latitude\nA;CSCom;fonctionnel;-8,0;12,6\nB;Hôpital;;-7,5;12\nC;cabane;à demi;;\n");
        let (list, problems) = read(&input).unwrap();
        assert_eq!(
            list.iter().map(|f| f.kind).collect::<Vec<_>>(),
            [FacilityKind::HealthCentre, FacilityKind::Hospital, FacilityKind::Other]
        );
        assert_eq!(list.iter().map(|f| f.status).collect::<Vec<_>>(), [Status::Functioning, Status::Unknown, Status::Unknown]);
        assert_eq!(list[0].point, Some(Coord { x: -8.0, y: 12.6 }));
        let of = |kind: &str| problems.iter().find(|p| p.kind == kind).map(|p| p.count);
        assert_eq!(of("status-unknown"), Some(1));
        assert_eq!(of("status-word-unknown"), Some(1));
        assert_eq!(of("facility-type-unknown"), Some(1));
        assert_eq!(of("coordinates-missing"), Some(1));
    }

    #[test]
    fn partly_and_capacity_are_read_and_a_word_is_no_number() {
        let (_folder, input) = input(
            "name;type;status;lits;longitude;latitude\nA;CSCom;partiel;12;-8;12\nB;CSCom;fermé;;-8;13\nC;CSCom;inconnu;dix;-8;14\n",
        );
        let (list, problems) = read(&input).unwrap();
        assert_eq!(list.iter().map(|f| f.status).collect::<Vec<_>>(), [Status::Partly, Status::Closed, Status::Unknown]);
        assert_eq!(list.iter().map(|f| f.capacity).collect::<Vec<_>>(), [Some(12.0), None, None]);
        assert_eq!(problems.iter().find(|p| p.kind == "number-unreadable").map(|p| p.count), Some(1));
    }

    #[test]
    fn zeros_in_names_are_told_from_numbers() {
        assert!(zero_between_letters("ASACP0A") && zero_between_letters("T0ANTI0OU"));
        assert!(!zero_between_letters("SITE 10") && !zero_between_letters("A0") && !zero_between_letters("10A"));
    }

    #[test]
    fn every_kind_in_a_schema_is_known() {
        for schema in crate::read::schema::Schema::all().iter().filter(|s| s.kind == Kind::Facilities) {
            for id in schema.values.get("type").into_iter().flatten().map(|v| v.1).chain(schema.constants.get("type")) {
                assert!(FacilityKind::from_id(id).is_some(), "{}: {id}", schema.id);
            }
            for id in schema.values.get("status").into_iter().flatten().map(|v| v.1) {
                assert!(Status::from_id(id).is_some(), "{}: {id}", schema.id);
            }
        }
    }
}
