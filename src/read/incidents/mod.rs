//! Incidents: attacks, explosions, abductions, with how precisely each is placed and dated.
//!
//! Names of persons, actors and free text are never read into a record. Words of sources become
//! classes through the [`vocabulary`]; which column holds them is the schema's.

mod checks;
mod classes;
mod counts;
mod dating;
mod twins;
mod victims;
mod vocabulary;

pub use classes::{Activation, Actor, IncidentKind, Outcome, Precision, VictimCount, VictimGroup};
pub use twins::adopt_twin_coordinates;
pub use victims::add_victims;

use crate::base::{Case, Level, PlaceName, Problem, Problems, Result, Text};
use crate::read::parse::coordinates::Position;
use crate::read::parse::dates::PartialDate;
use crate::read::records::{Input, Record, Records};
use crate::read::schema::Kind;
use checks::{check_coarse, check_estimates, check_totals, check_undated};
use classes::VictimGroup as Group;
use counts::{Count, Counts};
use geo_types::Coord;
use std::collections::HashMap;
use vocabulary::{Class, Vocabulary};

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
    /// What the precision would be if the coordinates that could not be used were mended.
    pub precision_if_placed: Precision,
    pub place: PlaceName,
    /// The village or town named.
    pub locality: Option<String>,
    pub kind: IncidentKind,
    pub activation: Option<Activation>,
    /// Sorts of groups that took part, sorted, each once.
    pub actors: Vec<Actor>,
    /// The source's best estimate.
    pub killed: Option<u32>,
    /// `killed` is a lower bound: the source says "at least".
    pub killed_at_least: bool,
    pub killed_low: Option<u32>,
    pub killed_high: Option<u32>,
    pub injured: Option<u32>,
    pub injured_at_least: bool,
    /// Everybody whom the event hit, as the source adds them up.
    pub affected: Option<u32>,
    /// By status, sex and age, as far as the source tells them apart; sorted by group.
    pub victims: Vec<VictimCount>,
}

/// Reads an incident register. Every event of the country is kept, placed or not; records that the
/// source itself does not count as violence (a peaceful march, an agreement) are left out and noted.
///
/// Errors: the file cannot be used, or has neither coordinates nor place names.
pub fn read(input: &Input) -> Result<(Vec<Incident>, Problems)> {
    let (records, mut problems) = Records::open(input, Kind::Incidents)?;
    records.require(&["longitude", "mgrs", "easting", "code", "region", "cercle", "commune"])?;
    records.require(&["date", "year", "kind", "device", "id", "longitude", "mgrs", "easting"])?;
    let dates: HashMap<u64, PartialDate> = dating::dates(&records, input, &mut problems);
    let mut reading = Reading::new(&records);
    let located = records.located(input, &mut problems);
    let incidents: Vec<Incident> =
        located.into_iter().filter_map(|(record, position)| reading.incident(record, position, &dates)).collect();
    problems.extend(reading.into_problems());
    check_estimates(&incidents, &records, &mut problems);
    check_totals(&incidents, &records, &mut problems);
    check_undated(&incidents, &records, &mut problems);
    check_coarse(&incidents, &records, &mut problems);
    records.note_foreign_codes(&mut problems);
    Ok((incidents, problems))
}

/// What is needed to read one record, and what was found wrong so far.
struct Reading<'a> {
    records: &'a Records,
    words: &'static Vocabulary,
    counts: Counts,
    /// Groups of victims that have columns of their own: killed, injured, affected.
    groups: Vec<(Group, [String; 3])>,
    unknown_kinds: Problem,
    unknown_words: Problem,
    unknown_precisions: Problem,
    not_incidents: Problem,
}

impl<'a> Reading<'a> {
    fn new(records: &'a Records) -> Self {
        let file = records.file();
        let columns = |group: Group| ["killed", "injured", "affected"].map(|what| format!("{what}_{}", group.id()));
        let groups = Group::ALL.iter().map(|&group| (group, columns(group)));
        Reading {
            records,
            words: Vocabulary::of(records.schema),
            counts: Counts::new(file),
            groups: groups.filter(|(_, columns)| columns.iter().any(|c| records.has(c))).collect(),
            unknown_kinds: unknown_kinds(file),
            unknown_words: unknown_words(file),
            unknown_precisions: unknown_precisions(file),
            not_incidents: not_incidents(file),
        }
    }

    fn into_problems(self) -> impl Iterator<Item = Problem> {
        let own = [self.unknown_kinds, self.unknown_words, self.unknown_precisions, self.not_incidents];
        own.into_iter().chain(self.counts.into_problems())
    }

    /// `None` for a record that tells no violence.
    fn incident(&mut self, record: Record<'_>, position: Position, dates: &HashMap<u64, PartialDate>) -> Option<Incident> {
        let records = self.records;
        let said = self.classes(record)?;
        let mut count = |field: &str| self.counts.read(records, record, field);
        let (killed, injured, affected) = (count("killed"), count("injured"), count("victims"));
        let (killed_low, killed_high) = (count("killed_low").number, count("killed_high").number);
        let victims = self.victims(record);
        let killed = killed.or_else(|| self.sum_of_statuses(&victims, |v| v.killed));
        let injured = injured.or_else(|| self.sum_of_statuses(&victims, |v| v.injured));
        let (precision, precision_if_placed) = self.precision(record, position);
        let written = record.coordinates();
        Some(Incident {
            row: record.number(),
            id: record.get("id").map(|id| id.strip_suffix(".0").unwrap_or(id).to_owned()),
            source: &records.schema.id,
            file: records.file().to_owned(),
            date: dates.get(&record.number()).copied(),
            point: position.point().filter(|_| precision != Precision::Country),
            unusable_coordinates: matches!(position, Position::Unusable | Position::Outside(_))
                .then(|| [written.longitude.to_owned(), written.latitude.to_owned()]),
            precision,
            precision_if_placed,
            place: record.place(),
            locality: record.get("locality").map(str::to_owned),
            kind: said.kind,
            activation: said.activation,
            actors: said.actors,
            killed: killed.number,
            killed_at_least: killed.at_least,
            killed_low,
            killed_high,
            injured: injured.number,
            injured_at_least: injured.at_least,
            affected: affected.number,
            victims,
        })
    }

    /// Victims by group, of the groups that have columns.
    fn victims(&mut self, record: Record<'_>) -> Vec<VictimCount> {
        let mut victims = Vec::new();
        for (group, columns) in &self.groups {
            let [killed, injured, affected] = columns.each_ref().map(|column| self.counts.read(self.records, record, column));
            let count = VictimCount {
                killed: killed.number,
                injured: injured.number,
                affected: affected.number,
                at_least: killed.at_least || injured.at_least || affected.at_least,
                ..VictimCount::new(*group)
            };
            victims.extend(count.says_something().then_some(count));
        }
        victims
    }

    /// A total that stands nowhere but in its parts by status; a lower bound where a part that the
    /// file could tell is empty.
    fn sum_of_statuses(&self, victims: &[VictimCount], part: impl Fn(&VictimCount) -> Option<u32>) -> Count {
        let of_status = || victims.iter().filter(|v| Group::STATUSES.contains(&v.group));
        let known: Vec<u32> = of_status().filter_map(&part).collect();
        let columns = self.groups.iter().filter(|(group, _)| Group::STATUSES.contains(group)).count();
        Count {
            number: (!known.is_empty()).then(|| known.iter().fold(0, |sum: u32, n| sum.saturating_add(*n))),
            at_least: !known.is_empty() && (known.len() < columns || of_status().any(|v| v.at_least)),
        }
    }

    /// What the words of a record say; `None` when they say that it is no incident.
    fn classes(&mut self, record: Record<'_>) -> Option<Said> {
        let of_kind = self.said(record, "kind", "kind");
        let of_device = self.said(record, "device", "device");
        let others =
            [("activation", "activation"), ("actor", "actor"), ("other_actor", "actor")].map(|(f, w)| self.said(record, f, w));
        let kind_in = |classes: &[Class]| classes.iter().find_map(|c| if let Class::Kind(k) = c { Some(*k) } else { None });
        let (what, device) = (kind_in(of_kind), kind_in(of_device).filter(|k| k.is_explosive()));
        if device.is_none() && of_kind.contains(&Class::NotAnIncident) {
            self.not_incidents.push(Case::row(record.number(), self.records.header("kind"), record.get("kind").unwrap_or("")));
            return None;
        }
        // What exploded wins over what happened: an ambush with a mine counts as the mine.
        let kind = match (device, what) {
            (Some(IncidentKind::ExplosiveOther), Some(what)) if what.is_explosive() => what,
            (Some(device), _) => device,
            (None, what) => what.unwrap_or(IncidentKind::Unknown),
        };
        let all = || of_kind.iter().chain(of_device).chain(others.into_iter().flatten());
        let activation = all().find_map(|c| if let Class::Activation(a) = c { Some(*a) } else { None });
        let mut actors: Vec<Actor> = all().filter_map(|c| if let Class::Actor(a) = c { Some(*a) } else { None }).collect();
        actors.sort();
        actors.dedup();
        Some(Said { kind, activation: activation.filter(|_| kind.is_explosive()), actors })
    }

    /// The classes of a word; none where the cell is empty, or the word unknown, which is reported.
    fn said(&mut self, record: Record<'_>, field: &str, vocabulary: &str) -> &'static [Class] {
        let words = self.words;
        let Some(written) = record.get(field) else { return &[] };
        words.classes(vocabulary, written).unwrap_or_else(|| {
            let group = if matches!(field, "kind" | "device") { &mut self.unknown_kinds } else { &mut self.unknown_words };
            group.push(Case::row(record.number(), self.records.header(field), written));
            &[]
        })
    }

    /// The precision the source states, but never finer than what stands beside it allows; and what
    /// it would be with a usable position.
    ///
    /// - Where the schema says that positions are only as good as the names beside them (AWSD sets
    ///   the centre of the region when it knows no more), the finest name decides.
    /// - Without a usable position the finest name decides.
    /// - A source that gives only a line or vague area (UCDP code 5) but names the units it touches
    ///   is known to its region.
    fn precision(&mut self, record: Record<'_>, position: Position) -> (Precision, Precision) {
        let place = record.place();
        // A bare code may be that of any level: whoever knows the codes decides.
        let by_name = Precision::of_level(place.finest().or(place.code.as_ref().map(|_| Level::Commune)));
        let stated = record.get("precision").and_then(|written| {
            let known = record.value("precision").and_then(Precision::from_id);
            if known.is_none() {
                self.unknown_precisions.push(Case::row(record.number(), self.records.header("precision"), written));
            }
            known
        });
        let stated = match stated {
            Some(Precision::Country) if by_name < Precision::Country => Some(Precision::Region),
            other => other,
        };
        let with_point = match record.get("locality") {
            _ if !self.records.schema.precision_from_names => Precision::Exact,
            // The point is the named town's: the town lies in its commune.
            Some(_) => Precision::Commune,
            None => by_name,
        };
        let within = |allowed: Precision| stated.map_or(allowed, |stated| stated.max(allowed));
        let allowed = if position.point().is_some() { with_point } else { by_name };
        (within(allowed), within(with_point))
    }
}

/// What the words of one record say.
struct Said {
    kind: IncidentKind,
    activation: Option<Activation>,
    actors: Vec<Actor>,
}

fn unknown_kinds(file: &str) -> Problem {
    Problem::warning(
        "incident-kind-unknown",
        file,
        Text::new(
            "types d'incident ou d'engin inconnus : événements gardés, comptés comme « non précisé »",
            "unknown kinds of incident or device: events kept, counted as “not stated”",
        ),
        Text::new(
            "Écrivez un des types connus (voir data/incident-classes), par exemple « EEI » ou « mine antivéhicule ».",
            "Write one of the known kinds (see data/incident-classes), for example “IED” or “anti-vehicle mine”.",
        ),
    )
}

fn unknown_words(file: &str) -> Problem {
    Problem::note(
        "incident-word-unknown",
        file,
        Text::new(
            "mots inconnus pour le mode de déclenchement ou la sorte d'acteur : comptés comme non précisés",
            "unknown words for the way of activation or the sort of actor: counted as not stated",
        ),
        Text::new(
            "Rien à faire, ou écrivez un des mots connus (voir data/incident-classes).",
            "Nothing to do, or write one of the known words (see data/incident-classes).",
        ),
    )
}

fn not_incidents(file: &str) -> Problem {
    Problem::note(
        "not-an-incident",
        file,
        Text::new(
            "enregistrements sans violence selon leur propre source (manifestations pacifiques, accords…) : non comptés",
            "records without violence by their source's own terms (peaceful protests, agreements…): not counted",
        ),
        Text::new("Rien à faire.", "Nothing to do."),
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
        assert_eq!(events.iter().map(|e| e.kind.id()).collect::<Vec<_>>(), ["ied", "abduction", "banditry", "unknown"]);
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
    fn one_word_may_say_what_exploded_and_how() {
        let (_folder, input) = input(
            "date,region,kind,device,activation,killed,injured\n\
             2020-01-01,Gao,Embuscade,VOIED,,au moins 23,12+\n\
             2020-01-02,Gao,Attentat suicide,,,plus de 50,des dizaines\n\
             2020-01-03,Gao,EEI,inconnu,télécommandé,-2,3\n\
             2020-01-04,Gao,Embuscade,,plateau de pression,0,0\n",
        );
        let (events, problems) = read(&input).unwrap();
        let shown: Vec<_> = events.iter().map(|e| (e.kind.id(), e.activation.map(Activation::id))).collect();
        assert_eq!(
            shown,
            [
                ("ied", Some("victim_operated")),
                ("ied", Some("suicide")),
                ("ied", Some("remote_controlled")),
                ("armed_attack", None)
            ],
            "what did not explode was not set off"
        );
        assert_eq!((events[0].killed, events[0].killed_at_least), (Some(23), true));
        assert_eq!((events[0].injured, events[0].injured_at_least), (Some(12), true));
        assert_eq!((events[1].injured, events[1].injured_at_least), (None, false), "dozens is no number");
        assert_eq!((events[2].killed, events[3].killed, events[3].killed_at_least), (None, Some(0), false));
        let of = |kind: &str| problems.iter().find(|p| p.kind == kind).map(|p| p.count);
        assert_eq!([of("count-at-least"), of("count-in-words"), of("count-negative")], [Some(3), Some(1), Some(1)]);
    }

    #[test]
    fn a_total_that_is_not_given_is_the_sum_of_its_parts() {
        let (_folder, mut input) = input("date,region,kind,civ,mil,all\n2020,Gao,EEI,2,1,\n2020,Gao,EEI,2,,1\n2020,Gao,EEI,,,\n");
        for (field, column) in [("killed_civilian", "civ"), ("killed_forces", "mil"), ("victims", "all")] {
            input.fields.insert(field.into(), column.into());
        }
        let (events, problems) = read(&input).unwrap();
        let killed: Vec<_> = events.iter().map(|e| (e.killed, e.killed_at_least)).collect();
        assert_eq!(killed, [(Some(3), false), (Some(2), true), (None, false)]);
        assert_eq!(events[0].victims.len(), 2);
        let below = problems.iter().find(|p| p.kind == "total-below-parts").unwrap();
        assert_eq!((below.count, below.cases[0].row), (1, Some(3)));
    }

    #[test]
    fn schemas_write_only_precisions_that_exist() {
        for schema in crate::read::schema::Schema::all().iter().filter(|s| s.kind == Kind::Incidents) {
            for id in schema.values.get("precision").into_iter().flatten().map(|v| v.1) {
                assert!(Precision::from_id(id).is_some(), "{}: {id}", schema.id);
            }
            for id in schema.values.get("date_precision").into_iter().flatten().map(|v| v.1) {
                assert!(["day", "week", "month", "year"].contains(&id.as_str()), "{}: {id}", schema.id);
            }
        }
    }
}
