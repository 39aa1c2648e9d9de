//! The table of victims that goes with a table of accidents (IMAS 05.10, IMSMA): one row per person,
//! joined by the id of the accident. Only counts come out; names and the like are never read.

use super::classes::{Activation, Outcome, VictimCount, VictimGroup};
use super::vocabulary::{Class, Vocabulary};
use super::{Incident, checks};
use crate::base::{Case, Problem, Problems, Result, Text};
use crate::read::parse::numbers;
use crate::read::parse::words::tokens;
use crate::read::records::{Input, Record, Records};
use crate::read::schema::Kind;
use crate::text;
use std::collections::{BTreeMap, HashMap};

/// Words of a header that mark a column as saying who somebody is.
const PERSONAL: [&str; 20] = [
    "name",
    "names",
    "surname",
    "nom",
    "noms",
    "prenom",
    "prenoms",
    "father",
    "pere",
    "mother",
    "mere",
    "phone",
    "telephone",
    "tel",
    "contact",
    "address",
    "adresse",
    "email",
    "birth",
    "naissance",
];

/// The ways victims are told apart; the groups of one way add up to all.
const WAYS: [&[VictimGroup]; 3] =
    [&VictimGroup::STATUSES, &[VictimGroup::Female, VictimGroup::Male], &[VictimGroup::Child, VictimGroup::Adult]];

/// Counts the victims of each accident by outcome, status, sex and age, and writes the counts into
/// the accidents.
///
/// Where an accident states its own totals these stay, and a difference is reported; else its
/// totals are the rows counted. A group is counted as 0 only where the group of every victim of
/// the accident is known; else its count is a lower bound. An age is a number of years (a child is
/// under 18) or a word. Reported besides: victims whose accident is not in `incidents`, accidents
/// that tell of victims but have none in the table, words nobody knows, and the columns left out
/// because they say who somebody is.
///
/// Errors: the file cannot be used, or has no column with the accident's id.
pub fn add_victims(incidents: &mut [Incident], input: &Input) -> Result<Problems> {
    let (records, mut problems) = Records::open(input, Kind::Victims)?;
    records.require(&["incident"])?;
    problems.add(personal_columns(&records));
    let mut faults = Faults::new(records.file());
    let positions: HashMap<String, usize> =
        incidents.iter().enumerate().rev().filter_map(|(i, incident)| Some((incident.id.clone()?, i))).collect();
    let mut by_accident: BTreeMap<usize, Tally> = BTreeMap::new();
    let words = Vocabulary::of(records.schema);
    for record in records.iter() {
        let id = record.get("incident").map(|id| id.strip_suffix(".0").unwrap_or(id));
        let Some(&at) = id.and_then(|id| positions.get(id)) else {
            faults.homeless.push(Case::row(record.number(), records.header("incident"), id.unwrap_or_default()));
            continue;
        };
        by_accident.entry(at).or_default().add(&faults.classes(&records, record, words));
    }
    let mut below = checks::total_below_parts(records.file());
    for (at, incident) in incidents.iter_mut().enumerate() {
        let id = incident.id.clone().unwrap_or_default();
        let stated = [incident.killed, incident.injured];
        match by_accident.get(&at) {
            None if stated.iter().flatten().any(|&n| n > 0) => {
                faults.without_victims.push(Case::row(incident.row, "id", id));
            }
            None => {}
            Some(tally) => {
                for (outcome, stated) in [(Outcome::Killed, incident.killed), (Outcome::Injured, incident.injured)] {
                    let counted = tally.of(outcome);
                    if let Some(stated) = stated.filter(|&n| n != counted) {
                        let label = outcome.id();
                        faults.differ.push(Case::row(incident.row, "id", format!("{id}: {label} {stated} ≠ {counted}")));
                    }
                }
                tally.write_into(incident);
                for found in checks::totals_below_parts(incident) {
                    below.push(Case::row(incident.row, "id", format!("{id}: {found}")));
                }
            }
        }
    }
    problems.extend([faults.homeless, faults.without_victims, faults.differ, faults.unknown, below]);
    Ok(problems)
}

/// The victims of one accident.
#[derive(Default)]
struct Tally {
    victims: Vec<Vec<Class>>,
}

impl Tally {
    fn add(&mut self, classes: &[Class]) {
        self.victims.push(classes.to_vec());
    }

    fn of(&self, outcome: Outcome) -> u32 {
        self.victims.iter().filter(|v| v.contains(&Class::Outcome(outcome))).count() as u32
    }

    fn write_into(&self, incident: &mut Incident) {
        // A victim of whom nobody says what became of: the counts are lower bounds.
        let unsaid = self.victims.iter().any(|v| !v.iter().any(|c| matches!(c, Class::Outcome(_))));
        if incident.killed.is_none() {
            (incident.killed, incident.killed_at_least) = (Some(self.of(Outcome::Killed)), unsaid);
        }
        if incident.injured.is_none() {
            (incident.injured, incident.injured_at_least) = (Some(self.of(Outcome::Injured)), unsaid);
        }
        // A table that lists fewer people than the accident states is not the whole of them.
        let stated: u32 = [incident.killed, incident.injured].into_iter().flatten().fold(0, u32::saturating_add);
        incident.affected = incident.affected.or(Some(self.victims.len() as u32).filter(|&listed| listed >= stated));
        let mut counts: Vec<VictimCount> = Vec::new();
        for groups in WAYS {
            let in_a_group = |v: &Vec<Class>| groups.iter().any(|&g| v.contains(&Class::Group(g)));
            let complete = self.victims.iter().all(in_a_group);
            for &group in groups {
                let members: Vec<&Vec<Class>> = self.victims.iter().filter(|v| v.contains(&Class::Group(group))).collect();
                if members.is_empty() && !complete {
                    continue;
                }
                let with = |outcome| members.iter().filter(|v| v.contains(&Class::Outcome(outcome))).count() as u32;
                counts.push(VictimCount {
                    killed: Some(with(Outcome::Killed)),
                    injured: Some(with(Outcome::Injured)),
                    affected: Some(members.len() as u32),
                    at_least: !complete || unsaid,
                    ..VictimCount::new(group)
                });
            }
        }
        counts.sort_by_key(|c| c.group);
        incident.victims = counts;
        if incident.activation.is_none() {
            let activation = |c: &Class| if let Class::Activation(a) = c { Some(*a) } else { None };
            let said: Vec<Activation> = self.victims.iter().flatten().filter_map(activation).collect();
            incident.activation = said.first().copied().filter(|_| incident.kind.is_explosive());
        }
    }
}

struct Faults {
    homeless: Problem,
    without_victims: Problem,
    differ: Problem,
    unknown: Problem,
}

impl Faults {
    fn new(file: &str) -> Self {
        let both = Text::new(
            "Vérifiez l'identifiant de l'accident dans les deux tables.",
            "Check the id of the accident in both tables.",
        );
        Faults {
            homeless: Problem::warning(
                "victim-without-accident",
                file,
                Text::new(
                    "victimes dont l'accident n'est pas dans la table des accidents : non comptées",
                    "victims whose accident is not in the table of accidents: not counted",
                ),
                both.clone(),
            ),
            without_victims: Problem::warning(
                "accident-without-victims",
                file,
                Text::new(
                    "accidents avec des tués ou blessés, mais sans aucune ligne dans la table des victimes",
                    "accidents with killed or injured people, but without any row in the table of victims",
                ),
                both,
            ),
            differ: Problem::warning(
                "victims-differ-from-accident",
                file,
                Text::new(
                    "nombre de victimes différent dans les deux tables : celui de la table des accidents est gardé",
                    "number of victims differs between the two tables: that of the table of accidents is kept",
                ),
                Text::new("Corrigez la table qui a tort.", "Correct the table that is wrong."),
            ),
            unknown: Problem::warning(
                "victim-word-unknown",
                file,
                Text::new(
                    "mots inconnus pour l'état, le statut, le sexe ou l'âge de victimes : comptés comme non précisés",
                    "unknown words for the outcome, status, sex or age of victims: counted as not stated",
                ),
                Text::new(
                    "Écrivez un des mots connus (voir data/incident-classes/imas.toml).",
                    "Write one of the known words (see data/incident-classes/imas.toml).",
                ),
            ),
        }
    }

    /// What one row says of its victim.
    fn classes(&mut self, records: &Records, record: Record<'_>, words: &Vocabulary) -> Vec<Class> {
        let mut classes = Vec::new();
        for field in ["outcome", "status", "sex", "age", "activation"] {
            let Some(written) = record.get(field) else { continue };
            let years = numbers::count(written).filter(|years| field == "age" && (0.0..130.0).contains(years));
            match (years, words.classes(field, written)) {
                (Some(years), _) => {
                    let group = if years < 18.0 { VictimGroup::Child } else { VictimGroup::Adult };
                    classes.push(Class::Group(group));
                }
                (None, Some(known)) => classes.extend_from_slice(known),
                (None, None) => self.unknown.push(Case::row(record.number(), records.header(field), written)),
            }
        }
        classes
    }
}

/// The columns that say who somebody is: none of them is a field, so none is read.
fn personal_columns(records: &Records) -> Problem {
    let cases = records.table.header.iter().filter(|h| tokens(h).iter().any(|t| PERSONAL.contains(&t.as_str())));
    let cases: Vec<&String> = cases.collect();
    let count = cases.len();
    Problem::note(
        "personal-column",
        records.file(),
        text!(
            "colonnes qui disent qui sont les victimes ({count}) : jamais lues, absentes de toute sortie",
            "columns that say who the victims are ({count}): never read, absent from every output"
        ),
        Text::new("Rien à faire ; mieux vaut ne pas les transmettre.", "Nothing to do; better not to pass them on."),
    )
    .with_all(cases.into_iter().map(|header| Case { row: None, field: Some(header.clone()), found: String::new() }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::testing::input;

    const ACCIDENTS: &str = "Accident ID,Accident Date,Accident Type,Province,Killed,Injured\n\
        A1,2021-03-04,Mine accident,Gao,,\nA2,2021-04-04,UXO/AXO accident,Gao,1,2\nA3,2021-05-04,IED accident,Gao,2,0\n\
        A4,2021-06-04,IED accident,Gao,,\n";
    const VICTIMS: &str = "Victim ID,Accident ID,Victim Name,Outcome,Victim Status,Gender,Age\n\
        V1,A1,Somebody,Killed,Civilian,F,12\nV2,A1,,Injured,Civilian,Male,34\nV3,A1,,Survivor,Deminer,M,adult\n\
        V4,A2,,Killed,Soldat,H,\nV5,A9,,Killed,Civilian,F,3\nV6,A2,,Eaten,Civil,Garçon,\n";

    fn counted() -> (Vec<Incident>, Problems) {
        let (_a, accidents) = input(ACCIDENTS);
        let (_v, victims) = input(VICTIMS);
        let (mut incidents, _) = super::super::read(&accidents).unwrap();
        let problems = add_victims(&mut incidents, &victims).unwrap();
        (incidents, problems)
    }

    #[test]
    fn victims_are_counted_by_accident_and_group() {
        let (incidents, _) = counted();
        let a1 = &incidents[0];
        assert_eq!((a1.killed, a1.injured, a1.killed_at_least, a1.affected), (Some(1), Some(2), false, Some(3)));
        let of = |i: usize, group| incidents[i].victims.iter().find(|v| v.group == group);
        let counts = |i, group| of(i, group).map(|v| (v.killed, v.injured, v.at_least));
        assert_eq!(counts(0, VictimGroup::Civilian), Some((Some(1), Some(1), false)));
        assert_eq!(counts(0, VictimGroup::Humanitarian), Some((Some(0), Some(1), false)));
        assert_eq!(counts(0, VictimGroup::Forces), Some((Some(0), Some(0), false)), "all are known to be others");
        assert_eq!(counts(0, VictimGroup::Child), Some((Some(1), Some(0), false)));
        assert_eq!(counts(0, VictimGroup::Male), Some((Some(0), Some(2), false)));
        assert_eq!(counts(1, VictimGroup::Adult), None, "unknown is not zero");
        assert_eq!(counts(1, VictimGroup::Child), Some((Some(0), Some(0), true)), "what became of V6 nobody says");
        assert_eq!((incidents[1].killed, incidents[1].injured), (Some(1), Some(2)), "its own totals stay");
        assert_eq!(incidents[3].killed, None, "no row is no zero");
    }

    #[test]
    fn what_does_not_fit_is_said_and_names_are_dropped() {
        let (_, problems) = counted();
        let of = |kind: &str| problems.iter().find(|p| p.kind == kind).map(|p| (p.count, p.cases[0].found.as_str()));
        assert_eq!(of("victim-without-accident"), Some((1, "A9")));
        assert_eq!(of("accident-without-victims"), Some((1, "A3")));
        assert_eq!(of("victims-differ-from-accident"), Some((1, "A2: injured 2 ≠ 0")));
        assert_eq!(of("victim-word-unknown"), Some((1, "Eaten")));
        assert_eq!(of("total-below-parts"), None, "a short table is no contradiction of its own");
        let personal = problems.iter().find(|p| p.kind == "personal-column").unwrap();
        assert_eq!(personal.cases[0].field.as_deref(), Some("Victim Name"));
        assert!(problems.iter().flat_map(|p| &p.cases).all(|c| !c.found.contains("Somebody")));
    }
}
