//! Incidents: attacks, explosions, abductions, with how precisely each is placed and dated.
//!
//! Names of persons, actors and free text are never read into a record.

mod twins;
mod vocabulary;

pub use twins::adopt_twin_coordinates;
pub use vocabulary::{IncidentKind, Precision};

use crate::base::{Case, Level, PlaceName, Problem, Problems, Result, Text};
use crate::read::parse::coordinates::Position;
use crate::read::parse::dates::{self, PartialDate};
use crate::read::records::{Input, Record, Records};
use crate::read::schema::Kind;
use geo_types::Coord;
use std::collections::HashMap;

/// One event of one register.
#[derive(Debug, Clone, PartialEq)]
pub struct Incident {
    pub row: u64,
    /// The register's own id of the event, without the ".0" some programs add.
    pub id: Option<String>,
    /// Id of the schema it was read through: ids compare only within one register.
    pub source: &'static str,
    pub file: String,
    pub date: Option<PartialDate>,
    /// WGS84. `None` when missing, unusable, outside, or when only the country is known. With a
    /// precision of cercle or region it shows the unit, and is no place to draw a mark.
    pub point: Option<Coord<f64>>,
    /// Longitude and latitude as written, where they could not be used.
    pub unusable_coordinates: Option<[String; 2]>,
    pub precision: Precision,
    pub place: PlaceName,
    pub kind: IncidentKind,
    /// The source's best estimate.
    pub killed: Option<u32>,
    pub killed_low: Option<u32>,
    pub killed_high: Option<u32>,
    pub injured: Option<u32>,
}

/// Reads an incident register. Every event of the country is kept, placed or not.
///
/// Errors: the file cannot be used, or has neither coordinates nor place names.
pub fn read(input: &Input) -> Result<(Vec<Incident>, Problems)> {
    let (records, mut problems) = Records::open(input, Kind::Incidents)?;
    records.require(&["longitude", "code", "region", "cercle", "commune"])?;
    records.require(&["date", "year", "kind", "device", "id"])?;
    let dates: HashMap<u64, PartialDate> = {
        let dates = match records.has("date") {
            true => records.dates("date", input.as_of, &mut problems),
            false => split_dates(&records, input.as_of, &mut problems),
        };
        records.iter().zip(dates).filter_map(|(r, date)| Some((r.number(), date?))).collect()
    };
    let mut numbers = records.unreadable_numbers();
    let mut kinds = unknown_kinds(records.file());
    let mut precisions = unknown_precisions(records.file());
    let located = records.located(input, &mut problems);
    let incidents: Vec<Incident> = located
        .into_iter()
        .map(|(record, position)| {
            let mut count = |field| records.number(record, field, &mut numbers).map(|v| v.round() as u32);
            let (killed, injured) = (count("killed"), count("injured"));
            let (killed_low, killed_high) = (count("killed_low"), count("killed_high"));
            let precision = precision(&records, record, position, &mut precisions);
            let written = record.coordinates();
            Incident {
                row: record.number(),
                id: record.get("id").map(|id| id.strip_suffix(".0").unwrap_or(id).to_owned()),
                source: &records.schema.id,
                file: records.file().to_owned(),
                date: dates.get(&record.number()).copied(),
                point: position.point().filter(|_| precision != Precision::Country),
                unusable_coordinates: matches!(position, Position::Unusable | Position::Outside(_))
                    .then(|| [written.longitude.to_owned(), written.latitude.to_owned()]),
                precision,
                place: record.place(),
                kind: kind(&records, record, &mut kinds),
                killed,
                killed_low,
                killed_high,
                injured,
            }
        })
        .collect();
    problems.extend([numbers, kinds, precisions]);
    check_estimates(&incidents, &records, &mut problems);
    check_undated(&incidents, &records, &mut problems);
    check_coarse(&incidents, &records, &mut problems);
    records.note_foreign_codes(&mut problems);
    Ok((incidents, problems))
}

/// Dates split over columns year, month and day; month or day may be empty.
fn split_dates(records: &Records, as_of: Option<PartialDate>, problems: &mut Problems) -> Vec<Option<PartialDate>> {
    let mut impossible = Problem::warning(
        "date-unreadable",
        records.file(),
        Text::new("dates illisibles : comptées comme absentes", "dates unreadable: counted as missing"),
        Text::new(
            "Année sur quatre chiffres, mois de 1 à 12, jour du mois.",
            "Year with four digits, month 1 to 12, day of the month.",
        ),
    );
    let dates = records.iter().map(|record| {
        let whole = |field: &str| record.get(field).map(|text| text.strip_suffix(".0").unwrap_or(text));
        let year = whole("year")?;
        let (month, day) = (whole("month").filter(|m| *m != "0"), whole("day").filter(|d| *d != "0"));
        let date = year.parse().ok().and_then(|year| match (month, day) {
            (None, _) => PartialDate::new(year, None, None),
            (Some(month), None) => PartialDate::new(year, Some(dates::month_number(month)?), None),
            (Some(month), Some(day)) => PartialDate::new(year, Some(dates::month_number(month)?), Some(day.parse().ok()?)),
        });
        if date.is_none() {
            let written = [Some(year), month, day].into_iter().flatten().collect::<Vec<_>>().join(" ");
            impossible.push(Case::row(record.number(), records.header("year"), written));
        }
        date
    });
    let dates = dates.collect();
    problems.add(impossible);
    records.plausible(dates, "year", as_of, problems)
}

/// The precision the source states, but never finer than what stands beside it allows.
///
/// - Where the schema says that positions are only as good as the names beside them (AWSD sets
///   the centre of the region when it knows no more), the finest name decides.
/// - Without a usable position the finest name decides.
/// - A source that gives only a line or vague area (UCDP code 5) but names the units it touches
///   is known to its region.
fn precision(records: &Records, record: Record<'_>, position: Position, unknown: &mut Problem) -> Precision {
    let place = record.place();
    // A bare code may be that of any level: whoever knows the codes decides.
    let by_name = Precision::of_level(place.finest().or(place.code.as_ref().map(|_| Level::Commune)));
    let stated = record.get("precision").and_then(|written| {
        let known = record.value("precision").and_then(Precision::from_id);
        if known.is_none() {
            unknown.push(Case::row(record.number(), records.header("precision"), written));
        }
        known
    });
    let stated = match stated {
        Some(Precision::Country) if by_name < Precision::Country => Some(Precision::Region),
        other => other,
    };
    let allowed = match position.point() {
        None => by_name,
        Some(_) if !records.schema.precision_from_names => Precision::Exact,
        // The point is the named town's: the town lies in its commune.
        Some(_) if record.get("locality").is_some() => Precision::Commune,
        Some(_) => by_name,
    };
    stated.map_or(allowed, |stated| stated.max(allowed))
}

/// What exploded wins over what happened: an ambush with a mine counts as the mine.
fn kind(records: &Records, record: Record<'_>, unknown: &mut Problem) -> IncidentKind {
    let mut said = |field: &str| {
        let written = record.get(field)?;
        let value = record.value(field);
        if value.is_none() {
            unknown.push(Case::row(record.number(), records.header(field), written));
        }
        value
    };
    let device = said("device").and_then(IncidentKind::from_id).filter(|k| k.is_explosive());
    let what = said("kind").and_then(IncidentKind::from_id);
    match (device, what) {
        (Some(device), _) => device,
        (None, Some(what)) => what,
        (None, None) if record.get("kind").is_some() => IncidentKind::Other,
        (None, None) => IncidentKind::Unknown,
    }
}

fn unknown_kinds(file: &str) -> Problem {
    Problem::warning(
        "incident-kind-unknown",
        file,
        Text::new("types d'incident inconnus : comptés comme « autre »", "unknown incident kinds: counted as `other`"),
        Text::new("Écrivez un des types connus.", "Write one of the known kinds."),
    )
}

fn unknown_precisions(file: &str) -> Problem {
    Problem::warning(
        "precision-unknown",
        file,
        Text::new(
            "précisions de lieu non comprises : celle des noms de lieu est prise",
            "precision of place not understood: that of the place names is taken",
        ),
        Text::new(
            "Écrivez exact, near_place, commune, cercle, region ou country.",
            "Write exact, near_place, commune, cercle, region or country.",
        ),
    )
}

fn check_estimates(incidents: &[Incident], records: &Records, problems: &mut Problems) {
    let mut contradictory = Problem::warning(
        "estimate-contradicts",
        records.file(),
        Text::new(
            "meilleure estimation hors de la fourchette basse–haute : gardée telle quelle",
            "best estimate outside its low–high range: kept as it is",
        ),
        Text::new("Vérifiez auprès de la source.", "Check with the source."),
    );
    let mut uncertain = Problem::note(
        "estimate-zero-but-possible",
        records.file(),
        Text::new("0 mort retenu, mais l'estimation haute en admet", "0 deaths retained, but the high estimate allows for some"),
        Text::new("Rien à faire ; le total peut être sous-estimé.", "Nothing to do; the total may be too low."),
    );
    for incident in incidents {
        let (Some(best), Some(low), Some(high)) = (incident.killed, incident.killed_low, incident.killed_high) else { continue };
        let case = Case::row(incident.row, records.header("killed"), format!("{best} ({low}–{high})"));
        if best < low || best > high {
            contradictory.push(case);
        } else if best == 0 && high > 0 {
            uncertain.push(case);
        }
    }
    problems.extend([contradictory, uncertain]);
}

fn check_undated(incidents: &[Incident], records: &Records, problems: &mut Problems) {
    let mut partial = Problem::note(
        "date-partial",
        records.file(),
        Text::new("dates connues au mois ou à l'année seulement", "dates known to the month or year only"),
        Text::new("Rien à faire : les comptes par an restent justes.", "Nothing to do: yearly counts stay right."),
    );
    let column = records.header(if records.has("date") { "date" } else { "year" });
    let mut missing = Problem::warning(
        "date-missing",
        records.file(),
        Text::new(
            "incidents sans date : absents des évolutions dans le temps",
            "incidents without a date: absent from changes over time",
        ),
        Text::new("Complétez au moins l'année.", "Complete at least the year."),
    );
    for incident in incidents {
        match incident.date {
            None => missing.push(Case::row(incident.row, column, "")),
            Some(date) if date.day.is_none() => partial.push(Case::row(incident.row, column, date.to_string())),
            Some(_) => {}
        }
    }
    problems.extend([partial, missing]);
}

fn check_coarse(incidents: &[Incident], records: &Records, problems: &mut Problems) {
    let coarse = incidents.iter().filter(|i| i.precision.level() < Level::Commune);
    problems.add(
        Problem::note(
            "place-coarse",
            records.file(),
            Text::new(
                "incidents connus au cercle, à la région ou au pays seulement : jamais attribués à une commune",
                "incidents known to the cercle, region or country only: never given to a commune",
            ),
            Text::new("Rien à faire.", "Nothing to do."),
        )
        .with_all(coarse.map(|i| Case::row(i.row, records.header("precision"), i.precision.id()))),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::testing::input;

    #[test]
    fn a_plain_register_is_read() {
        let (_folder, input) = input(
            "id,date,region,cercle,longitude,latitude,precision,kind,device,killed,injured\n\
             1,2018-03-04,Mopti,Koro,-3.0,14.1,exact,armed_attack,EEI,2,\n\
             2,2018,Gao,,,,,abduction,,,\n\
             3,2018-05,Gao,Ansongo,0.5,15.6,region,banditisme,,0,1\n\
             4,soon,,,0.5,15.6,,feast,,x,\n",
        );
        let (events, problems) = read(&input).unwrap();
        assert_eq!(events.iter().map(|e| e.kind.id()).collect::<Vec<_>>(), ["ied", "abduction", "banditry", "other"]);
        assert_eq!(
            events.iter().map(|e| e.precision).collect::<Vec<_>>(),
            [Precision::Exact, Precision::Region, Precision::Region, Precision::Exact]
        );
        assert_eq!(events[0].killed, Some(2));
        assert_eq!(events[0].injured, None, "missing is not zero");
        let of = |kind: &str| problems.iter().find(|p| p.kind == kind).map(|p| p.count);
        assert_eq!(
            [
                of("date-unreadable"),
                of("date-partial"),
                of("date-missing"),
                of("number-unreadable"),
                of("incident-kind-unknown"),
                of("place-coarse")
            ],
            [Some(1), Some(2), Some(1), Some(1), Some(1), Some(2)]
        );
    }

    #[test]
    fn ambiguous_and_future_dates_are_said() {
        let (_folder, mut input) = input("date,region,kind\n03/04/2018,Gao,ied\n01/01/2029,Gao,ied\n01/01/1018,Gao,ied\n");
        input.as_of = PartialDate::new(2026, Some(1), Some(1));
        let (events, problems) = read(&input).unwrap();
        assert_eq!(events[0].date.map(|d| d.to_string()).as_deref(), Some("2018-04-03"));
        assert_eq!((events[1].date, events[2].date), (None, None));
        let kinds: Vec<&str> = problems.iter().map(|p| p.kind).collect();
        assert!(
            ["date-ambiguous", "date-future", "date-before-1900", "date-missing"].iter().all(|k| kinds.contains(k)),
            "{kinds:?}"
        );
    }

    #[test]
    fn explosive_kinds_are_the_first_five() {
        assert_eq!(IncidentKind::ALL.iter().filter(|k| k.is_explosive()).count(), 5);
    }

    #[test]
    fn every_word_in_a_schema_is_known() {
        for schema in crate::read::schema::Schema::all().iter().filter(|s| s.kind == Kind::Incidents) {
            for field in ["kind", "device"] {
                for id in schema.values.get(field).into_iter().flatten().map(|v| v.1) {
                    assert!(id == "none" || IncidentKind::from_id(id).is_some(), "{}: {id}", schema.id);
                }
            }
            for id in schema.values.get("precision").into_iter().flatten().map(|v| v.1) {
                assert!(Precision::from_id(id).is_some(), "{}: {id}", schema.id);
            }
        }
    }
}
