//! One event in two exports of one register: kept once, with the coordinates that are good.

use super::{Incident, Precision};
use crate::base::{Case, Problem, Problems, Text};
use crate::read::parse::coordinates::{Angle, angle};
use crate::read::parse::dates::PartialDate;
use crate::text;
use geo_types::Coord;
use std::collections::{BTreeSet, HashMap};

/// Coordinates of one event that differ by more than this (degrees, about a kilometre) contradict each other.
const SAME_PLACE_DEGREES: f64 = 0.01;

/// Merges events of one register that stand under one id in several files.
///
/// The facts come from the export that reaches furthest in time (of equals, the one given
/// last), because registers are corrected. When that export's position is unusable, position and
/// precision come from the first twin whose position is usable and at least as precise as the
/// place names kept. Order: as given, each event where its kept record stands. Events without
/// an id are left alone.
///
/// Reports, by file of the record that went or was mended: `twin-merged`, `twin-coordinates`
/// (taken from a twin), `twin-coordinates-differ` (written plainly but not where the twin is),
/// `twin-facts-differ` (date, deaths, injured or kind), and `coordinates-lost` (ruined, and
/// no twin knows them: the event falls back to its place names).
pub fn adopt_twin_coordinates(events: Vec<Incident>) -> (Vec<Incident>, Problems) {
    let mut found = Findings::default();
    let rank = recency(&events);
    let mut groups: HashMap<(&str, &str), Vec<usize>> = HashMap::new();
    for (i, event) in events.iter().enumerate() {
        if let Some(id) = &event.id {
            groups.entry((event.source, id)).or_default().push(i);
        }
    }
    // Twins lie in different files; one id twice in one file is that file's own fault.
    groups.retain(|_, members| members.iter().map(|&i| events[i].file.as_str()).collect::<BTreeSet<_>>().len() > 1);

    let mut gone = BTreeSet::new();
    let mut mended: HashMap<usize, usize> = HashMap::new();
    for members in groups.values() {
        let kept = members.iter().copied().max_by_key(|&i| (rank[events[i].file.as_str()], i)).unwrap_or(members[0]);
        gone.extend(members.iter().copied().filter(|&i| i != kept));
        let event = &events[kept];
        let better = |&&i: &&usize| events[i].point.is_some() && events[i].precision <= event.precision;
        if event.point.is_none()
            && let Some(&twin) = members.iter().find(better)
        {
            mended.insert(kept, twin);
        }
    }
    for (key, members) in sorted(&groups) {
        let Some(kept) = members.iter().copied().find(|i| !gone.contains(i)) else { continue };
        found.compare(&events, kept, members, mended.get(&kept).copied(), key);
    }
    // A twin that is known to the country only has good coordinates too; they are withheld on purpose.
    let knows = |&i: &usize| {
        events[i].point.is_some() || (events[i].precision == Precision::Country && events[i].unusable_coordinates.is_none())
    };
    for (i, event) in events.iter().enumerate().filter(|(i, e)| e.unusable_coordinates.is_some() && !gone.contains(i)) {
        let members = event.id.as_deref().and_then(|id| groups.get(&(event.source, id)));
        if !mended.contains_key(&i) && !members.is_some_and(|members| members.iter().any(knows)) {
            found.lost(event);
        }
    }

    let merged = (0..events.len()).filter(|i| !gone.contains(i)).map(|i| {
        let mut event = events[i].clone();
        if let Some(&twin) = mended.get(&i) {
            event.point = events[twin].point;
            event.unusable_coordinates = None;
            event.precision = events[twin].precision;
        }
        event
    });
    (merged.collect(), found.problems)
}

/// Position of each file by the date of its last event, then by order of appearance.
fn recency(events: &[Incident]) -> HashMap<&str, usize> {
    let mut files: Vec<(&str, Option<PartialDate>)> = Vec::new();
    for event in events {
        match files.iter_mut().find(|f| f.0 == event.file) {
            Some(file) => file.1 = file.1.max(event.date),
            None => files.push((&event.file, event.date)),
        }
    }
    files.sort_by_key(|f| f.1);
    files.into_iter().enumerate().map(|(i, f)| (f.0, i)).collect()
}

fn sorted<'a, 'b>(groups: &'b HashMap<(&'a str, &'a str), Vec<usize>>) -> Vec<(&'b str, &'b Vec<usize>)> {
    let mut list: Vec<_> = groups.iter().map(|(key, members)| (key.1, members)).collect();
    list.sort_by_key(|(_, members)| members[0]);
    list
}

/// What was found, gathered by kind and file.
#[derive(Default)]
struct Findings {
    problems: Problems,
}

impl Findings {
    fn compare(&mut self, events: &[Incident], kept: usize, members: &[usize], donor: Option<usize>, id: &str) {
        let event = &events[kept];
        for &i in members.iter().filter(|&&i| i != kept) {
            let twin = &events[i];
            let other = &event.file;
            self.problems.add(
                Problem::note(
                    "twin-merged",
                    &twin.file,
                    text!(
                        "événements qui sont aussi dans `{other}` : comptés une seule fois",
                        "events that are also in `{other}`: counted once"
                    ),
                    Text::new("Rien à faire.", "Nothing to do."),
                )
                .with(Case::row(twin.row, "id", id)),
            );
            let other = &twin.file;
            let differences = facts_that_differ(event, twin);
            if !differences.is_empty() {
                self.problems.add(
                    Problem::warning(
                        "twin-facts-differ",
                        &event.file,
                        text!(
                            "faits corrigés depuis `{other}` : ceux de l'export le plus récent sont gardés",
                            "facts corrected since `{other}`: those of the latest export are kept"
                        ),
                        Text::new("Rien à faire ; citez l'export le plus récent.", "Nothing to do; cite the latest export."),
                    )
                    .with(Case::row(event.row, "id", format!("{id}: {differences}"))),
                );
            }
            if let (Some(written), Some(true_point)) = (position_as_written(event), twin.point)
                && differs(written, true_point)
            {
                self.problems.add(
                    Problem::warning(
                        "twin-coordinates-differ",
                        &event.file,
                        text!(
                            "coordonnées lisibles mais contredites par `{other}`",
                            "coordinates readable but contradicted by `{other}`"
                        ),
                        Text::new(
                            "Le point décimal a sans doute été déplacé par un tableur ; reprenez l'export d'origine.",
                            "A spreadsheet has probably moved the decimal point; take the original export.",
                        ),
                    )
                    .with(Case::row(
                        event.row,
                        "id",
                        format!("{id}: {}, {} ≠ {}, {}", written.x, written.y, true_point.x, true_point.y),
                    )),
                );
            }
        }
        if let Some(donor) = donor {
            let other = &events[donor].file;
            self.problems.add(
                Problem::note(
                    "twin-coordinates",
                    &event.file,
                    text!("coordonnées inutilisables, reprises de `{other}`", "coordinates unusable, taken from `{other}`"),
                    Text::new(
                        "Rien à faire tant que les deux fichiers sont donnés.",
                        "Nothing to do as long as both files are given.",
                    ),
                )
                .with(Case::row(event.row, "id", id)),
            );
        }
    }

    fn lost(&mut self, event: &Incident) {
        let [longitude, latitude] = event.unusable_coordinates.clone().unwrap_or_default();
        self.problems.add(
            Problem::warning(
                "coordinates-lost",
                &event.file,
                Text::new(
                    "coordonnées inutilisables et absentes des autres exports : réparées si le lieu nommé les confirme, sinon événements placés par leur nom ou au niveau du pays",
                    "coordinates unusable and absent from other exports: mended where the named place confirms them, else events placed by name or at country level",
                ),
                Text::new(
                    "Corrigez le point décimal de ces lignes, ou reprenez l'export d'origine sans l'ouvrir dans un tableur.",
                    "Correct the decimal point of these rows, or take the original export without opening it in a spreadsheet.",
                ),
            )
            .with(Case::row(event.row, "longitude, latitude", format!("{longitude}, {latitude}"))),
        );
    }
}

fn facts_that_differ(event: &Incident, twin: &Incident) -> String {
    let shown = |value: Option<u32>| value.map_or("–".to_owned(), |v| v.to_string());
    let date = |e: &Incident| e.date.map_or("–".to_owned(), |d| d.to_string());
    let pairs = [
        ("date", date(twin), date(event)),
        ("killed", shown(twin.killed), shown(event.killed)),
        ("injured", shown(twin.injured), shown(event.injured)),
        ("kind", twin.kind.id().to_owned(), event.kind.id().to_owned()),
    ];
    let differing = pairs.into_iter().filter(|(_, old, new)| old != new);
    differing.map(|(field, old, new)| format!("{field} {old} → {new}")).collect::<Vec<_>>().join(", ")
}

/// The position a record claims, whether or not it was found usable.
fn position_as_written(event: &Incident) -> Option<Coord<f64>> {
    event.point.or_else(|| match event.unusable_coordinates.as_ref().map(|[x, y]| (angle(x), angle(y)))? {
        (Angle::Degrees(x), Angle::Degrees(y)) => Some(Coord { x, y }),
        _ => None,
    })
}

fn differs(a: Coord<f64>, b: Coord<f64>) -> bool {
    (a.x - b.x).abs() > SAME_PLACE_DEGREES || (a.y - b.y).abs() > SAME_PLACE_DEGREES
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::PlaceName;
    use crate::read::incidents::IncidentKind;

    fn event(file: &str, row: u64, id: &str, year: i16, point: Option<(f64, f64)>) -> Incident {
        Incident {
            row,
            id: Some(id.into()),
            source: "awsd",
            file: file.into(),
            date: PartialDate::new(year, None, None),
            point: point.map(|(x, y)| Coord { x, y }),
            unusable_coordinates: point.is_none().then(|| ["-42.625".into(), "15.375".into()]),
            precision: if point.is_some() { Precision::Commune } else { Precision::Region },
            precision_if_placed: Precision::Commune,
            place: PlaceName::default(),
            locality: None,
            kind: IncidentKind::Ied,
            activation: None,
            actors: Vec::new(),
            killed: Some(1),
            killed_at_least: false,
            killed_low: None,
            killed_high: None,
            injured: None,
            injured_at_least: false,
            affected: None,
            victims: Vec::new(),
        }
    }

    #[test]
    fn a_ruined_event_takes_the_place_of_its_twin_and_stays_one() {
        let mut newer = event("new", 2, "7", 2020, None);
        newer.killed = Some(2);
        let events = vec![event("old", 2, "7", 2020, Some((-4.26, 15.37))), newer, event("new", 3, "8", 2024, None)];
        let (merged, problems) = adopt_twin_coordinates(events);
        assert_eq!(merged.len(), 2);
        assert_eq!((merged[0].file.as_str(), merged[0].killed), ("new", Some(2)), "the facts of the latest export");
        assert_eq!(merged[0].point, Some(Coord { x: -4.26, y: 15.37 }));
        assert_eq!(merged[0].precision, Precision::Commune);
        assert_eq!(merged[1].point, None);
        let mut kinds: Vec<(&str, usize)> = problems.iter().map(|p| (p.kind, p.count)).collect();
        kinds.sort();
        assert_eq!(
            kinds,
            [
                ("coordinates-lost", 1),
                ("twin-coordinates", 1),
                ("twin-coordinates-differ", 1),
                ("twin-facts-differ", 1),
                ("twin-merged", 1)
            ]
        );
    }

    #[test]
    fn a_twin_that_knows_less_than_the_names_gives_no_position() {
        let mut newer = event("new", 2, "7", 2021, None);
        newer.precision = Precision::Cercle;
        let mut older = event("old", 2, "7", 2020, Some((-4.26, 15.37)));
        older.precision = Precision::Region;
        let (merged, problems) = adopt_twin_coordinates(vec![older, newer]);
        assert_eq!((merged.len(), merged[0].point, merged[0].precision), (1, None, Precision::Cercle));
        assert!(problems.iter().all(|p| p.kind != "coordinates-lost" && p.kind != "twin-coordinates"));
    }

    #[test]
    fn one_id_twice_in_one_file_is_no_twin() {
        let events = vec![event("a", 2, "7", 2020, Some((0.0, 15.0))), event("a", 3, "7", 2020, Some((0.0, 15.0)))];
        let (merged, problems) = adopt_twin_coordinates(events);
        assert_eq!(merged.len(), 2);
        assert!(problems.is_empty());
    }
}
